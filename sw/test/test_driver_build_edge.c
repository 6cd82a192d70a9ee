// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Builder at the edges of what its arithmetic and its caller's translation can do. */
#include "test/testmain.h"

#include "sgdma.h"

static const struct sgdma_build_limits no_limits = { .max_len = 0xfffffff };

static bool no_bytes(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	++*(unsigned *)ctx;
	*addr = vaddr;
	*len = 0;
	return true;
}

static bool past_the_top(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	++*(unsigned *)ctx;
	*addr = UINT64_MAX - (vaddr & 7);
	*len = 100;
	return true;
}

/* A translation that breaks its promise ends in an error, not in an endless loop or a wrapped piece. */
static void broken_translation(void **state)
{
	struct sgdma_piece pieces[4];
	unsigned calls = 0;
	size_t count = 4;
	(void)state;

	assert_int_equal(sgdma_build(no_bytes, &calls, 0, 10, &no_limits, 0, 0, pieces, &count), SGDMA_ERR_UNMAPPED);
	assert_int_equal(count, 0);
	assert_int_equal(calls, 1);
	count = 4;
	assert_int_equal(sgdma_build(past_the_top, &calls, 0, 10, &no_limits, 0, 0, pieces, &count),
			 SGDMA_ERR_UNMAPPED);
	assert_int_equal(count, 0);
	assert_int_equal(calls, 2);
}

static bool identity(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	(void)ctx;
	*addr = vaddr;
	*len = UINT64_MAX - vaddr < 1000 ? UINT64_MAX - vaddr + 1 : 1000;
	return true;
}

static void last_byte_of_the_address_space(void **state)
{
	struct sgdma_piece piece;
	size_t count = 1;
	(void)state;

	assert_int_equal(sgdma_build(identity, NULL, UINT64_MAX - 4999, 5000, &no_limits, 0, 0, &piece, &count),
			 SGDMA_SUCCESS);
	assert_int_equal(count, 1);
	assert_true(piece.addr == UINT64_MAX - 4999);
	assert_int_equal(piece.len, 5000);
}

static void four_gigabytes(void **state)
{
	struct sgdma_piece pieces[20];
	size_t count = 20;
	(void)state;

	/* More than 32 bits of length: 16 pieces of 2^28 - 1 bytes and the 17 bytes that are left. */
	assert_int_equal(sgdma_build(identity, NULL, 0x1000, (UINT64_C(1) << 32) + 1, &no_limits, 0, 0, pieces, &count),
			 SGDMA_SUCCESS);
	assert_int_equal(count, 17);
	for (size_t i = 0; i < 16; i++) {
		assert_true(pieces[i].addr == 0x1000 + i * 0xfffffff);
		assert_int_equal(pieces[i].len, 0xfffffff);
	}
	assert_int_equal(pieces[16].len, 17);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.build_broken_translation", broken_translation),
	TEST("driver.build_last_byte_of_the_address_space", last_byte_of_the_address_space),
	TEST("driver.build_four_gigabytes", four_gigabytes),
};
TESTMAIN(tests)
