/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of decode errors: each code, in both forms, in ring and chain, with its place and what stays whole. */
#include "spoilt.h"
#include "testmain.h"

#define LEN SPOILT_LEN

/* Entry 3 is replaced: entries 0 to 2 are whole, entry 3 is the error, entry 4 never happens. */
static void bad_data(struct scene *s, struct raw raw, uint8_t code)
{
	struct list l;

	list_make(s, &l);
	desc_write(s, &l.lane, l.place[3], raw.addr, raw.len, SCENE_TAG(3), raw.flags);
	list_go(s, &l);
	list_good(s, &l, 3);
	expect_error(s, &l.lane, code, SGDMA_PHASE_DECODE, 3, list_full_addr(&l.lane, raw.addr), true);
	expect_completion(s, &l.lane, lane_tag(&l.lane, 3), 0, code, 0);
	expect_no_completion(s, &l.lane);
	scene_settle(s);
}

/* The second chunk's header is replaced: entries 0 and 1 are whole. */
static void bad_header(struct scene *s, struct raw raw, uint8_t code)
{
	struct list l;

	s->chain = true;
	list_make(s, &l);
	desc_write(s, &l.lane, l.header[1], raw.addr, raw.len, 0x77, raw.flags);
	list_go(s, &l);
	list_good(s, &l, 2);
	expect_error(s, &l.lane, code, SGDMA_PHASE_DECODE, 2, list_full_addr(&l.lane, raw.addr), true);
	expect_completion(s, &l.lane, 0, 0, code, 0);
	expect_no_completion(s, &l.lane);
	scene_settle(s);
}

static void error_len_zero(struct scene *s)
{
	uint64_t at = scene_buffer(s, LEN, 0);

	bad_data(s, (struct raw){ at, 0, DESC_EOP }, SGDMA_CODE_LEN_ZERO);
	bad_data(s, (struct raw){ at, 0, DESC_IRQ }, SGDMA_CODE_LEN_ZERO);
	bad_data(s, (struct raw){ at, 0, 0 }, SGDMA_CODE_LEN_ZERO);
}

static void error_not_data(struct scene *s)
{
	uint64_t at = scene_buffer(s, LEN, 0);

	bad_data(s, (struct raw){ at, LEN, DESC_LINK }, SGDMA_CODE_NOT_DATA);
	bad_data(s, (struct raw){ at, LEN, DESC_END | DESC_EOP }, SGDMA_CODE_NOT_DATA);
	bad_data(s, (struct raw){ at, LEN, DESC_LINK | DESC_END }, SGDMA_CODE_NOT_DATA);
	/* Checked before the length. */
	bad_data(s, (struct raw){ at, 0, DESC_END }, SGDMA_CODE_NOT_DATA);
}

/* Each reserved bit of the wide form. */
static void error_reserved_bits(struct scene *s)
{
	uint64_t at = scene_buffer(s, LEN, 0);

	s->wide = true;
	for (unsigned bit = 28; bit < 32; bit++)
		bad_data(s, (struct raw){ at, LEN | 1u << bit, DESC_EOP }, SGDMA_CODE_BAD_FLAGS);
	for (unsigned bit = 4; bit < 16; bit++)
		bad_data(s, (struct raw){ at, LEN, DESC_EOP | 1u << bit }, SGDMA_CODE_BAD_FLAGS);
	/* After NOT_DATA, before LEN_ZERO. */
	bad_data(s, (struct raw){ at, LEN | 1u << 30, DESC_LINK }, SGDMA_CODE_NOT_DATA);
	bad_data(s, (struct raw){ at, 0, DESC_EOP | 1u << 10 }, SGDMA_CODE_BAD_FLAGS);
}

#define TOP_BASE 0xfffffffff0000000ull

/* Ranges that leave the address space by one byte or by far; at its last byte a range is right, and nobody is there. */
static void error_addr_range(struct scene *s)
{
	struct list l;

	bad_data(s, (struct raw){ UINT64_MAX, 2, DESC_EOP }, SGDMA_CODE_ADDR_RANGE);
	bad_data(s, (struct raw){ UINT64_MAX - 99, 101, DESC_EOP }, SGDMA_CODE_ADDR_RANGE);
	bad_data(s, (struct raw){ UINT64_MAX - 99, 60000, 0 }, SGDMA_CODE_ADDR_RANGE);
	/* LEN_ZERO goes before ADDR_RANGE. */
	bad_data(s, (struct raw){ UINT64_MAX, 0, DESC_EOP }, SGDMA_CODE_LEN_ZERO);
	list_make(s, &l);
	desc_write(s, &l.lane, l.place[3], UINT64_MAX - 99, 100, SCENE_TAG(3), DESC_EOP);
	list_go(s, &l);
	list_good(s, &l, 3);
	expect_error(s, &l.lane, SGDMA_CODE_READ_DECERR, SGDMA_PHASE_READ, 3, 0, false);
	expect_completion(s, &l.lane, lane_tag(&l.lane, 3), 0, SGDMA_CODE_READ_DECERR, 0);
	scene_settle(s);
}

static void error_not_header(struct scene *s)
{
	uint64_t next = rig_alloc(s->rig, 64, 64);

	bad_header(s, (struct raw){ next, 4, 0 }, SGDMA_CODE_NOT_HEADER);
	bad_header(s, (struct raw){ next, 4, DESC_EOP }, SGDMA_CODE_NOT_HEADER);
	bad_header(s, (struct raw){ next, 4, DESC_END }, SGDMA_CODE_NOT_HEADER);
	bad_header(s, (struct raw){ next + 1, 0, DESC_IRQ }, SGDMA_CODE_NOT_HEADER);
}

static void error_header_flags(struct scene *s)
{
	uint64_t next = rig_alloc(s->rig, 64, 64);

	bad_header(s, (struct raw){ next, 4, DESC_LINK | DESC_EOP }, SGDMA_CODE_BAD_FLAGS);
	bad_header(s, (struct raw){ next, 4, DESC_LINK | DESC_IRQ }, SGDMA_CODE_BAD_FLAGS);
	bad_header(s, (struct raw){ next, 4, DESC_LINK | DESC_END | DESC_EOP }, SGDMA_CODE_BAD_FLAGS);
	/* Before BAD_COUNT and LINK_ALIGN. */
	bad_header(s, (struct raw){ next + 1, 0, DESC_LINK | DESC_IRQ }, SGDMA_CODE_BAD_FLAGS);
	if (s->wide) {
		bad_header(s, (struct raw){ next, 4 | 1u << 28, DESC_LINK }, SGDMA_CODE_BAD_FLAGS);
		bad_header(s, (struct raw){ next, 4, DESC_LINK | 1u << 4 }, SGDMA_CODE_BAD_FLAGS);
		bad_header(s, (struct raw){ next, 4, DESC_LINK | DESC_END | 1u << 15 }, SGDMA_CODE_BAD_FLAGS);
	}
}

static void error_header_count(struct scene *s)
{
	uint64_t next = rig_alloc(s->rig, 64, 64);

	bad_header(s, (struct raw){ next, 0, DESC_LINK }, SGDMA_CODE_BAD_COUNT);
	bad_header(s, (struct raw){ next, 1, DESC_LINK }, SGDMA_CODE_BAD_COUNT);
	/* Before LINK_ALIGN. */
	bad_header(s, (struct raw){ next + 4, 1, DESC_LINK }, SGDMA_CODE_BAD_COUNT);
	if (s->wide) {
		bad_header(s, (struct raw){ next, 65536, DESC_LINK }, SGDMA_CODE_BAD_COUNT);
		bad_header(s, (struct raw){ next, 1u << 27, DESC_LINK }, SGDMA_CODE_BAD_COUNT);
	}
}

static void error_header_range(struct scene *s)
{
	/* The next chunk would leave the address space; before LINK_ALIGN. */
	bad_header(s, (struct raw){ UINT64_MAX - 15, 40, DESC_LINK }, SGDMA_CODE_ADDR_RANGE);
	bad_header(s, (struct raw){ UINT64_MAX - 14, 40, DESC_LINK }, SGDMA_CODE_ADDR_RANGE);
	/* What counts is the bytes of the chunk: five descriptors from the place of the last four. */
	bad_header(s, (struct raw){ UINT64_MAX - (4 * sgdma_desc_bytes(s->wide) - 1), 5, DESC_LINK },
		   SGDMA_CODE_ADDR_RANGE);
}

static void error_link_align(struct scene *s)
{
	uint64_t next = rig_alloc(s->rig, 64, 64);

	for (unsigned off = 1; off < sgdma_desc_bytes(s->wide); off++)
		bad_header(s, (struct raw){ next + off, 4, DESC_LINK }, SGDMA_CODE_LINK_ALIGN);
}

/* The very first header, and the very first entry: index 0. */
static void error_at_start(struct scene *s)
{
	struct list l;

	list_make(s, &l);
	desc_write(s, &l.lane, l.place[0], l.at[0], 0, SCENE_TAG(0), DESC_EOP);
	list_go(s, &l);
	expect_error(s, &l.lane, SGDMA_CODE_LEN_ZERO, SGDMA_PHASE_DECODE, 0, l.at[0], true);
	expect_completion(s, &l.lane, lane_tag(&l.lane, 0), 0, SGDMA_CODE_LEN_ZERO, 0);
	scene_settle(s);
	if (!s->chain)
		return;
	list_make(s, &l);
	desc_write(s, &l.lane, l.header[0], l.at[0], LEN, 0, DESC_EOP);
	list_go(s, &l);
	expect_error(s, &l.lane, SGDMA_CODE_NOT_HEADER, SGDMA_PHASE_DECODE, 0, l.at[0], true);
	expect_completion(s, &l.lane, 0, 0, SGDMA_CODE_NOT_HEADER, 0);
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define TOP .widths = { 32, 64, 512 }, .mem_base = TOP_BASE
#define SCENARIOS(X)                                                                                                   \
	X(error_len_zero, ALL)                                                                                         \
	X(error_not_data, ALL)                                                                                         \
	X(error_reserved_bits, ALL)                                                                                    \
	X(error_addr_range, TOP)                                                                                       \
	X(error_not_header, ALL)                                                                                       \
	X(error_header_flags, ALL)                                                                                     \
	X(error_header_count, ALL)                                                                                     \
	X(error_header_range, TOP)                                                                                     \
	X(error_link_align, ALL)                                                                                       \
	X(error_at_start, ALL)

SCENARIOS(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) };
TESTMAIN(tests)
