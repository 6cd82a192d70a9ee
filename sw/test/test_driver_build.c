// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Builder: from a virtual buffer and its page table to the shortest list within the limits. */
#include "test/testmain.h"

#include "sgdma.h"

#define PAGE 4096u
#define PAGES 64u
#define HOLE UINT64_MAX

/* Virtual page p of [VBASE, VBASE + PAGES pages) lies in the frame at bus address frame[p]. */
#define VBASE UINT64_C(0x7f0000000000)

struct table {
	uint64_t frame[PAGES];
	uint64_t len_limit; /* 0: runs go to the end of the page; else at most so many bytes are told at once */
	unsigned calls;
};

static bool translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	struct table *table = ctx;
	uint64_t page = (vaddr - VBASE) / PAGE;

	table->calls++;
	if (vaddr < VBASE || page >= PAGES || table->frame[page] == HOLE)
		return false;
	*addr = table->frame[page] + vaddr % PAGE;
	*len = PAGE - vaddr % PAGE;
	if (table->len_limit && *len > table->len_limit)
		*len = table->len_limit;
	return true;
}

/* No two pages adjacent; the tests then put some side by side. */
static struct table scattered(void)
{
	struct table table = { 0 };

	for (unsigned p = 0; p < PAGES; p++)
		table.frame[p] = 0x100000 + (uint64_t)(PAGES - p) * 2 * PAGE;
	return table;
}

static const struct sgdma_build_limits no_limits = { .max_len = 0xfffffff };

static enum sgdma_result build(struct table *table, uint64_t offset, uint64_t len,
			       const struct sgdma_build_limits *limits, struct sgdma_piece *pieces, size_t *count)
{
	return sgdma_build(translate, table, VBASE + offset, len, limits, SGDMA_EOP | SGDMA_IRQ, 0xbeef, pieces, count);
}

static void check(const struct sgdma_piece *pieces, size_t count, const uint64_t (*want)[2], size_t wanted)
{
	assert_int_equal(count, wanted);
	for (size_t i = 0; i < count; i++) {
		assert_true(pieces[i].addr == want[i][0]);
		assert_int_equal(pieces[i].len, want[i][1]);
		assert_int_equal(pieces[i].tag, 0xbeef);
		assert_int_equal(pieces[i].flags, i == count - 1 ? SGDMA_EOP | SGDMA_IRQ : 0);
	}
}

#define CHECK(pieces, count, ...)                                                                                      \
	do {                                                                                                           \
		static const uint64_t want_[][2] = { __VA_ARGS__ };                                                    \
		check(pieces, count, want_, sizeof(want_) / sizeof(want_[0]));                                         \
	} while (0)

static void one_byte(void **state)
{
	struct table table = scattered();
	struct sgdma_piece pieces[2];
	size_t count = 2;
	(void)state;

	table.frame[3] = 0x55000;
	assert_int_equal(build(&table, 3 * PAGE + 4095, 1, &no_limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x55fff, 1 });
	assert_int_equal(table.calls, 1);
}

static void scattered_pages(void **state)
{
	struct table table = scattered();
	struct sgdma_piece pieces[4];
	size_t count = 4;
	(void)state;

	table.frame[0] = 0x9000;
	table.frame[1] = 0x5000;
	table.frame[2] = 0x123456789000;
	/* Begins and ends within a page. */
	assert_int_equal(build(&table, 4000, 96 + 4096 + 7, &no_limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x9fa0, 96 }, { 0x5000, 4096 }, { 0x123456789000, 7 });
	assert_int_equal(table.calls, 3);
}

static void adjacent_frames_merge(void **state)
{
	struct table table = scattered();
	struct sgdma_piece pieces[3];
	size_t count = 3;
	(void)state;

	table.frame[0] = 0x10000;
	table.frame[1] = 0x11000;
	table.frame[2] = 0x12000;
	table.frame[3] = 0x11000; /* going back is not adjacent, nor is the same frame again */
	table.frame[4] = 0x11000;
	assert_int_equal(build(&table, 0x800, 0x4800, &no_limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x10800, 0x2800 }, { 0x11000, 0x1000 }, { 0x11000, 0x1000 });
}

static void short_runs_merge(void **state)
{
	struct table table = scattered();
	struct sgdma_piece piece;
	size_t count = 1;
	(void)state;

	table.frame[0] = 0x10000;
	table.frame[1] = 0x11000;
	table.len_limit = 1;
	assert_int_equal(build(&table, 0xf00, 0x300, &no_limits, &piece, &count), SGDMA_SUCCESS);
	CHECK(&piece, count, { 0x10f00, 0x300 });
	assert_int_equal(table.calls, 0x300);
}

static void split_at_max_len(void **state)
{
	static const struct sgdma_build_limits limits = { .max_len = 1000 };
	struct table table = scattered();
	struct sgdma_piece pieces[8];
	size_t count = 8;
	(void)state;

	table.frame[0] = 0x10000;
	table.frame[1] = 0x30000;
	/* 2,500 bytes to the page's end, then 2,000: a full piece is not grown by what is adjacent to it. */
	assert_int_equal(build(&table, 4096 - 2500, 4500, &limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x1063c, 1000 }, { 0x10a24, 1000 }, { 0x10e0c, 500 }, { 0x30000, 1000 },
	      { 0x303e8, 1000 });
}

static void split_over_merged_frames(void **state)
{
	static const struct sgdma_build_limits limits = { .max_len = 0xffff };
	struct table table = scattered();
	struct sgdma_piece pieces[3];
	size_t count = 3;
	(void)state;

	for (unsigned p = 0; p < 32; p++)
		table.frame[p] = 0x100000 + p * PAGE;
	assert_int_equal(build(&table, 0, 32 * PAGE, &limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x100000, 0xffff }, { 0x10ffff, 0xffff }, { 0x11fffe, 2 });
}

static void split_at_boundary(void **state)
{
	static const struct sgdma_build_limits limits = { .max_len = 0xfffffff, .boundary = 0x2000 };
	struct table table = scattered();
	struct sgdma_piece pieces[4];
	size_t count = 4;
	(void)state;

	for (unsigned p = 0; p < 8; p++)
		table.frame[p] = 0x101000 + p * PAGE;
	assert_int_equal(build(&table, 0x10, 0x5000, &limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x101010, 0xff0 }, { 0x102000, 0x2000 }, { 0x104000, 0x2000 }, { 0x106000, 0x10 });
}

static void split_at_both(void **state)
{
	static const struct sgdma_build_limits limits = { .max_len = 3000, .boundary = 4096 };
	static const struct sgdma_build_limits one = { .max_len = 5, .boundary = 1 };
	struct table table = scattered();
	struct sgdma_piece pieces[6];
	size_t count = 6;
	(void)state;

	table.frame[0] = 0x10000;
	table.frame[1] = 0x11000;
	assert_int_equal(build(&table, 100, 8000, &limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x10064, 3000 }, { 0x10c1c, 996 }, { 0x11000, 3000 }, { 0x11bb8, 1004 });
	count = 3;
	assert_int_equal(build(&table, 0, 3, &one, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0x10000, 1 }, { 0x10001, 1 }, { 0x10002, 1 });
}

static void boundary_beyond_32_bits(void **state)
{
	static const struct sgdma_build_limits limits = { .max_len = 0xfffffff, .boundary = UINT64_C(1) << 44 };
	struct table table = scattered();
	struct sgdma_piece pieces[3];
	size_t count = 3;
	(void)state;

	/* The frames are adjacent, the boundary lies between them. */
	table.frame[0] = 0xffffffff000;
	table.frame[1] = 0x100000000000;
	assert_int_equal(build(&table, 0xf00, 0x200, &limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0xfffffffff00, 0x100 }, { 0x100000000000, 0x100 });
	count = 3;
	assert_int_equal(build(&table, 0xf00, 0x200, &no_limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { 0xfffffffff00, 0x200 });
}

static void top_of_the_bus_does_not_wrap(void **state)
{
	struct table table = scattered();
	struct sgdma_piece pieces[3];
	size_t count = 3;
	(void)state;

	table.frame[0] = UINT64_MAX - 4095;
	table.frame[1] = 0;
	assert_int_equal(build(&table, 0xf00, 0x200, &no_limits, pieces, &count), SGDMA_SUCCESS);
	CHECK(pieces, count, { UINT64_MAX - 255, 0x100 }, { 0, 0x100 });
}

static void hole(void **state)
{
	struct table table = scattered();
	struct sgdma_piece pieces[4];
	size_t count = 4;
	(void)state;

	table.frame[0] = 0x10000;
	table.frame[1] = 0x11000;
	table.frame[2] = 0x30000;
	table.frame[3] = HOLE;
	assert_int_equal(build(&table, 0x100, 4 * PAGE, &no_limits, pieces, &count), SGDMA_ERR_UNMAPPED);
	assert_int_equal(count, 2);
	assert_int_equal(pieces[0].addr, 0x10100);
	assert_int_equal(pieces[0].len, 0x1f00);
	assert_int_equal(pieces[1].addr, 0x30000);
	assert_int_equal(pieces[1].len, 0x1000);
	/* Not the last piece of the buffer: no flags. */
	assert_int_equal(pieces[0].flags | pieces[1].flags, 0);
	/* The buffer that ends right before the hole is whole. */
	count = 4;
	assert_int_equal(build(&table, 0x100, 3 * PAGE - 0x100, &no_limits, pieces, &count), SGDMA_SUCCESS);
	assert_int_equal(count, 2);
	/* A hole at once; and one after the room has run out. */
	count = 4;
	assert_int_equal(build(&table, 3 * PAGE, 1, &no_limits, pieces, &count), SGDMA_ERR_UNMAPPED);
	assert_int_equal(count, 0);
	count = 1;
	assert_int_equal(build(&table, 0x100, 4 * PAGE, &no_limits, pieces, &count), SGDMA_ERR_UNMAPPED);
	assert_int_equal(count, 1);
}

static void too_little_room(void **state)
{
	struct table table = scattered();
	struct sgdma_piece pieces[5], all[5];
	size_t count = 5, needed;
	(void)state;

	assert_int_equal(build(&table, 0x80, 4 * PAGE, &no_limits, all, &count), SGDMA_SUCCESS);
	assert_int_equal(count, 5);
	for (size_t room = 0; room < 5; room++) {
		memset(pieces, 0x5a, sizeof(pieces));
		needed = room;
		assert_int_equal(build(&table, 0x80, 4 * PAGE, &no_limits, room ? pieces : NULL, &needed),
				 SGDMA_ERR_FULL);
		assert_int_equal(needed, 5);
		for (size_t i = 0; i < room; i++) {
			assert_int_equal(pieces[i].addr, all[i].addr);
			assert_int_equal(pieces[i].len, all[i].len);
			assert_int_equal(pieces[i].flags, 0);
		}
		/* Nothing behind the caller's room is touched. */
		for (size_t b = room * sizeof(pieces[0]); b < sizeof(pieces); b++)
			assert_int_equal(((uint8_t *)pieces)[b], 0x5a);
	}
}

static void bad_arguments(void **state)
{
	static const struct sgdma_build_limits bad[] = {
		{ .max_len = 0 },
		{ .max_len = 0x10000000 },
		{ .max_len = 100, .boundary = 3 },
		{ .max_len = 100, .boundary = 0x1800 },
	};
	struct table table = scattered();
	struct sgdma_piece pieces[2];
	uint8_t before[sizeof(pieces)];
	size_t count = 2;
	(void)state;

	memset(pieces, 0x5a, sizeof(pieces));
	memcpy(before, pieces, sizeof(before));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(build(&table, 0, 10, &bad[i], pieces, &count), SGDMA_ERR_ARG);
	assert_int_equal(build(&table, 0, 0, &no_limits, pieces, &count), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_build(translate, &table, UINT64_MAX - 8, 10, &no_limits, 0, 0, pieces, &count),
			 SGDMA_ERR_ARG);
	assert_int_equal(sgdma_build(translate, &table, VBASE, 10, &no_limits, 4, 0, pieces, &count), SGDMA_ERR_ARG);
	assert_int_equal(count, 2);
	assert_int_equal(table.calls, 0);
	assert_memory_equal(pieces, before, sizeof(before));
}

static uint64_t next_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x >> 11;
}

/* One random buffer against what holds for any: every byte at its place, limits kept, no two pieces that could be one. */
static void random_buffer(uint64_t *x)
{
	struct sgdma_build_limits limits = { .max_len = 1 + (uint32_t)(next_random(x) % 20000) };
	static struct sgdma_piece pieces[PAGES * PAGE];
	struct table table = scattered();
	uint64_t offset = next_random(x) % (8 * PAGE), len = 1 + next_random(x) % (40 * PAGE), at = offset;
	size_t count = PAGES * PAGE;

	if (next_random(x) % 2)
		limits.boundary = UINT64_C(1) << next_random(x) % 16;
	for (unsigned p = 0; p < PAGES; p++)
		if (p && next_random(x) % 4)
			table.frame[p] = table.frame[p - 1] + PAGE;
	if (next_random(x) % 4 == 0)
		table.len_limit = 1 + next_random(x) % 5000;
	assert_int_equal(build(&table, offset, len, &limits, pieces, &count), SGDMA_SUCCESS);
	for (size_t i = 0; i < count; i++) {
		const struct sgdma_piece *piece = &pieces[i], *last = &pieces[i ? i - 1 : 0];

		assert_in_range(piece->len, 1, limits.max_len);
		for (uint64_t byte = 0; byte < piece->len; byte++, at++)
			assert_true(piece->addr + byte == table.frame[at / PAGE] + at % PAGE);
		if (limits.boundary)
			assert_true((piece->addr ^ (piece->addr + piece->len - 1)) < limits.boundary);
		if (i && last->addr + last->len == piece->addr)
			assert_true(last->len == limits.max_len ||
				    (limits.boundary && piece->addr % limits.boundary == 0));
		assert_int_equal(piece->flags, i == count - 1 ? SGDMA_EOP | SGDMA_IRQ : 0);
	}
	assert_int_equal(at, offset + len);
}

static void random_buffers(void **state)
{
	uint64_t x = test_seed() * UINT64_C(0x9e3779b97f4a7c15) + 1;
	(void)state;

	for (unsigned i = 0; i < 200; i++)
		random_buffer(&x);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.build_one_byte", one_byte),
	TEST("driver.build_scattered_pages", scattered_pages),
	TEST("driver.build_adjacent_frames_merge", adjacent_frames_merge),
	TEST("driver.build_short_runs_merge", short_runs_merge),
	TEST("driver.build_split_at_max_len", split_at_max_len),
	TEST("driver.build_split_over_merged_frames", split_over_merged_frames),
	TEST("driver.build_split_at_boundary", split_at_boundary),
	TEST("driver.build_split_at_both", split_at_both),
	TEST("driver.build_boundary_beyond_32_bits", boundary_beyond_32_bits),
	TEST("driver.build_top_of_the_bus_does_not_wrap", top_of_the_bus_does_not_wrap),
	TEST("driver.build_hole", hole),
	TEST("driver.build_too_little_room", too_little_room),
	TEST("driver.build_bad_arguments", bad_arguments),
	TEST("driver.build_random_buffers", random_buffers),
};
TESTMAIN(tests)
