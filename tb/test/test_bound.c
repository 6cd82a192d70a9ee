/* SPDX-License-Identifier: Apache-2.0 */
/* The bound (sim/bound.h) against cases worked by hand: the working stands above each. */
#include "testmain.h"

#include "bound.h"

static struct sgdma_piece piece(uint64_t addr, uint32_t len)
{
	return (struct sgdma_piece){ .addr = addr, .len = len };
}

/*
 * B = 8. Source 0x1000 + 64: 64 / 8 = 8 words. List: 1 x 8 bytes = 1 word. R = 9.
 * W: 1 completion of 8 bytes = 1 word. bound = 9.
 */
static void gather_aligned(void **state)
{
	const struct sgdma_piece p[] = { piece(0x1000, 64) };
	const struct bound_list list = { p, 1, false, NULL, 0, false };

	(void)state;
	assert_int_equal(bound_cycles(&(struct bound_job){ &list, NULL, 1, 8 }), 9);
}

/*
 * B = 8. Source 0x1007 + 2: bytes 7 and 8 touch words 0 and 1: ceil((7 + 2) / 8) = 2. Source 0x2003 + 5: ceil(8 / 8) = 1.
 * Source 0x3001 + 16: ceil(17 / 8) = 3. Sum 6. List: 3 x 8 = 24 bytes = 3 words. R = 9; W = 3 completions = 3. bound = 9.
 */
static void gather_unaligned(void **state)
{
	const struct sgdma_piece p[] = { piece(0x1007, 2), piece(0x2003, 5), piece(0x3001, 16) };
	const struct bound_list list = { p, 3, false, NULL, 0, false };

	(void)state;
	assert_int_equal(bound_cycles(&(struct bound_job){ &list, NULL, 3, 8 }), 9);
}

/* B = 8, wide: the same three pieces; list 3 x 16 = 48 bytes = 6 words. R = 6 + 6 = 12. bound = 12. */
static void gather_wide(void **state)
{
	const struct sgdma_piece p[] = { piece(0x1007, 2), piece(0x2003, 5), piece(0x3001, 16) };
	const struct bound_list list = { p, 3, true, NULL, 0, false };

	(void)state;
	assert_int_equal(bound_cycles(&(struct bound_job){ &list, NULL, 3, 8 }), 12);
}

/*
 * B = 8. Scatter: R is the list alone: 2 x 8 = 16 bytes = 2 words. W: 0x100 + 256: 32; 0x202 + 100: ceil(102 / 8) = 13;
 * 1 completion = 1. W = 46. bound = 46.
 */
static void scatter_ring(void **state)
{
	const struct sgdma_piece p[] = { piece(0x100, 256), piece(0x202, 100) };
	const struct bound_list list = { p, 2, false, NULL, 0, false };

	(void)state;
	assert_int_equal(bound_cycles(&(struct bound_job){ NULL, &list, 1, 8 }), 46);
}

/*
 * B = 8. Copy of 1,000 bytes. Source 0x0 + 1000: 125 words; list 1 word. Destination 0x4 + 600: ceil(604 / 8) = 76; 0x1004 + 400:
 * ceil(404 / 8) = 51; list 2 words; 1 completion. R = 125 + 1 + 2 = 128; W = 76 + 51 + 1 = 128. bound = 128.
 */
static void copy_even(void **state)
{
	const struct sgdma_piece s[] = { piece(0, 1000) }, d[] = { piece(4, 600), piece(0x1004, 400) };
	const struct bound_list source = { s, 1, false, NULL, 0, false }, destination = { d, 2, false, NULL, 0, false };

	(void)state;
	assert_int_equal(bound_cycles(&(struct bound_job){ &source, &destination, 1, 8 }), 128);
}

/*
 * B = 8. The writes limit: source 0x0 + 64: 8 + list 1; destination 8 pieces of 8 bytes at odd addresses 0x1001, 0x2001, ...: 2 words
 * each = 16; list 8 words. R = 8 + 1 + 8 = 17; W = 16 + 8 completions = 24. bound = 24.
 */
static void copy_writes_limit(void **state)
{
	const struct sgdma_piece s[] = { piece(0, 64) };
	struct sgdma_piece d[8];
	const struct bound_list source = { s, 1, false, NULL, 0, false }, destination = { d, 8, false, NULL, 0, false };

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		d[i] = piece(0x1000 * (i + 1) + 1, 8);
	assert_int_equal(bound_cycles(&(struct bound_job){ &source, &destination, 8, 8 }), 24);
}

/*
 * B = 64. Linked, compact: three nodes of 2 x 8 = 16 bytes: ceil(16 / 64) = 1 word each = 3, not 48 / 64 = 1. Data 0x3f + 2: 2 words;
 * 0x40 + 64: 1; 0x81 + 64: 2. R = 3 + 5 = 8. W: 3 completions of 8 bytes in 64: 1. bound = 8.
 */
static void linked_512(void **state)
{
	const struct sgdma_piece p[] = { piece(0x3f, 2), piece(0x40, 64), piece(0x81, 64) };
	const uint16_t chunks[] = { 2, 2, 2 };
	const struct bound_list list = { p, 3, false, chunks, 3, false };

	(void)state;
	assert_int_equal(bound_cycles(&(struct bound_job){ &list, NULL, 3, 64 }), 8);
}

/* B = 4, wide, linked: nodes of 32 bytes = 8 words each: 16. Data 0x2 + 1: 1; 0x1003 + 6: ceil(9 / 4) = 3. R = 16 + 4 = 20; W: 8 / 4 = 2. */
static void linked_wide_32(void **state)
{
	const struct sgdma_piece p[] = { piece(0x2, 1), piece(0x1003, 6) };
	const uint16_t chunks[] = { 2, 2 };
	const struct bound_list list = { p, 2, true, chunks, 2, false };

	(void)state;
	assert_int_equal(bound_cycles(&(struct bound_job){ &list, NULL, 1, 4 }), 20);
}

/*
 * B = 16. Chunked, compact: 5 pieces of 16 aligned bytes in chunks of 4 and 3 entries (headers included): ceil(32 / 16) = 2 and
 * ceil(24 / 16) = 2 words. Scatter: R = 4. W: 5 x 1 = 5 and 2 completions = 16 bytes = 1: 6. bound = 6.
 */
static void chunked_128(void **state)
{
	const uint16_t chunks[] = { 4, 3 };
	struct sgdma_piece p[5];
	const struct bound_list list = { p, 5, false, chunks, 2, false };

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		p[i] = piece(0x100 + 0x20 * i, 16);
	assert_int_equal(bound_cycles(&(struct bound_job){ NULL, &list, 2, 16 }), 6);
}

/*
 * B = 32. A ring of 1,000 entries of 8 bytes: 8,000 / 32 = 250 words, each counted once. Data: 1,000 x 1 byte = 1,000 words. R = 1,250.
 * W: 1,000 completions = 250. bound = 1,250. (Above 2^32 bytes nothing overflows: a piece of 2^28 - 1 bytes is 2^23 words.)
 */
static void ring_words_once(void **state)
{
	static struct sgdma_piece p[1000];
	const struct sgdma_piece big[] = { piece(UINT64_C(0xfffffffff0000000), (1u << 28) - 1) };
	const struct bound_list list = { p, 1000, false, NULL, 0, false }, huge = { big, 1, false, NULL, 0, false };

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		p[i] = piece(0x1000 * i + i, 1);
	assert_int_equal(bound_cycles(&(struct bound_job){ &list, NULL, 1000, 32 }), 1250);
	assert_int_equal(bound_cycles(&(struct bound_job){ &huge, NULL, 0, 32 }), (1u << 23) + 1);
}

/*
 * B = 64, a linked list whose 6 nodes of 2 x 8 = 16 bytes follow each other: 96 bytes = 2 words, where alone each would be one. Pieces of
 * 64 aligned bytes: 6 words. R = 6 + 2 = 8; at random places R = 6 + 6 = 12.
 */
static void linked_in_a_row(void **state)
{
	const uint16_t chunks[] = { 2, 2, 2, 2, 2, 2 };
	struct sgdma_piece p[6];
	const struct bound_list row = { p, 6, false, chunks, 6, true }, random = { p, 6, false, chunks, 6, false };

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		p[i] = piece(0x1000 * i, 64);
	assert_int_equal(bound_cycles(&(struct bound_job){ &row, NULL, 1, 64 }), 8);
	assert_int_equal(bound_cycles(&(struct bound_job){ &random, NULL, 1, 64 }), 12);
}

static const struct CMUnitTest tests[] = {
	TEST("bound.gather_aligned", gather_aligned),
	TEST("bound.gather_unaligned", gather_unaligned),
	TEST("bound.gather_wide", gather_wide),
	TEST("bound.scatter_ring", scatter_ring),
	TEST("bound.copy_even", copy_even),
	TEST("bound.copy_writes_limit", copy_writes_limit),
	TEST("bound.linked_512", linked_512),
	TEST("bound.linked_wide_32", linked_wide_32),
	TEST("bound.chunked_128", chunked_128),
	TEST("bound.ring_words_once", ring_words_once),
	TEST("bound.linked_in_a_row", linked_in_a_row),
};

TESTMAIN(tests)
