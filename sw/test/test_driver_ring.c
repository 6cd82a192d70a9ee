// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Rings: who owns which entry, doorbells, wrap of the 16-bit indices. */
#include "test/testmain.h"

#include "mock.h"

static uint8_t memory[32768 * 16] __attribute__((aligned(64)));

static struct sgdma_piece piece_of(uint32_t n)
{
	return (struct sgdma_piece){ .addr = 0x1000 + n, .len = 1 + n % 999, .tag = (uint16_t)n };
}

/* Address field of a slot, taken out by hand. */
static uint64_t slot_addr(size_t slot, bool wide)
{
	const uint8_t *bytes = memory + slot * (wide ? 16 : 8);

	return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint64_t)bytes[3] << 24;
}

static void push(struct sgdma_ring *ring, uint32_t n)
{
	struct sgdma_piece piece = piece_of(n);

	assert_int_equal(sgdma_ring_push(ring, &piece), SGDMA_SUCCESS);
}

static struct sgdma_ring make_ring(uint8_t size_log2, bool wide)
{
	struct sgdma_ring ring;

	memset(memory, 0x5a, sizeof(memory));
	assert_int_equal(sgdma_ring_init(&ring, memory, size_log2, wide, 0), SGDMA_SUCCESS);
	return ring;
}

static void init_bad_arguments(void **state)
{
	struct sgdma_ring ring, before;
	(void)state;

	memset(&ring, 0x5a, sizeof(ring));
	before = ring;
	assert_int_equal(sgdma_ring_init(NULL, memory, 3, false, 0), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_ring_init(&ring, NULL, 3, false, 0), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_ring_init(&ring, memory, 16, false, 0), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_ring_init(&ring, memory + 4, 3, false, 0), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_ring_init(&ring, memory + 8, 3, true, 0), SGDMA_ERR_ARG);
	assert_memory_equal(&ring, &before, sizeof(ring));
	assert_int_equal(sgdma_ring_init(&ring, memory + 8, 3, false, 0), SGDMA_SUCCESS);
}

static void push_until_full(void **state)
{
	static const uint8_t untouched[8] = { 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a };
	struct sgdma_piece piece = piece_of(99);
	(void)state;

	for (int wide = 0; wide <= 1; wide++) {
		struct sgdma_ring ring = make_ring(3, wide), before;
		uint8_t full[8 * 16];

		for (uint32_t n = 0; n < 8; n++) {
			assert_int_equal(sgdma_ring_space(&ring), 8 - n);
			push(&ring, n);
			assert_int_equal(slot_addr(n, wide), 0x1000 + n);
			assert_memory_equal(memory + (n + 1) * (wide ? 16 : 8), untouched, 8);
		}
		assert_int_equal(sgdma_ring_space(&ring), 0);
		memcpy(full, memory, sizeof(full));
		before = ring;
		assert_int_equal(sgdma_ring_push(&ring, &piece), SGDMA_ERR_FULL);
		assert_memory_equal(&ring, &before, sizeof(ring));
		assert_memory_equal(memory, full, sizeof(full));
	}
}

static void push_bad_piece_changes_nothing(void **state)
{
	struct sgdma_ring ring = make_ring(2, false), before;
	struct sgdma_piece piece = piece_of(0);
	uint8_t bytes[4 * 8];
	(void)state;

	push(&ring, 1);
	before = ring;
	memcpy(bytes, memory, sizeof(bytes));
	piece.len = 0x10000;
	assert_int_equal(sgdma_ring_push(&ring, &piece), SGDMA_ERR_ARG);
	piece.len = 0;
	assert_int_equal(sgdma_ring_push(&ring, &piece), SGDMA_ERR_ARG);
	piece = piece_of(0);
	piece.addr = UINT64_C(1) << 44;
	assert_int_equal(sgdma_ring_push(&ring, &piece), SGDMA_ERR_ARG);
	assert_memory_equal(&ring, &before, sizeof(ring));
	assert_memory_equal(memory, bytes, sizeof(bytes));
}

/* At the barrier every new entry is in memory; the doorbell comes after it. */
static void check_three_entries(void *arg)
{
	for (size_t n = 0; n < 3; n++)
		assert_int_equal(slot_addr(n, false), 0x1000 + n);
	++*(int *)arg;
}

static void doorbell_order(void **state)
{
	struct sgdma_ring ring = make_ring(2, false);
	int hooks = 0;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (uint32_t n = 0; n < 3; n++)
		push(&ring, n); /* no register access before the doorbell */
	mock_wmb(&mock);
	mock_hook(&mock, check_three_entries, &hooks);
	mock_write(&mock, 0x140, 3);
	sgdma_ring_doorbell(&dev, SGDMA_GATHER, &ring);
	mock_done(&mock);
	assert_int_equal(hooks, 1);
	/* Nothing new: no access at all. */
	sgdma_ring_doorbell(&dev, SGDMA_GATHER, &ring);
	push(&ring, 3);
	mock_wmb(&mock);
	mock_write(&mock, 0x240, 4);
	sgdma_ring_doorbell(&dev, SGDMA_SCATTER, &ring);
	mock_done(&mock);
}

static void doorbell_both(void **state)
{
	static uint8_t other[4 * 8] __attribute__((aligned(8)));
	struct sgdma_ring gather = make_ring(2, false), scatter;
	struct sgdma_piece piece = piece_of(7);
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	assert_int_equal(sgdma_ring_init(&scatter, other, 2, false, 0), SGDMA_SUCCESS);
	sgdma_ring_doorbell_both(&dev, &gather, &scatter); /* nothing new in either */
	push(&gather, 0);
	push(&gather, 1);
	assert_int_equal(sgdma_ring_push(&scatter, &piece), SGDMA_SUCCESS);
	mock_wmb(&mock);
	mock_write(&mock, 0x020, 0x00010002);
	sgdma_ring_doorbell_both(&dev, &gather, &scatter);
	mock_done(&mock);
	sgdma_ring_doorbell(&dev, SGDMA_GATHER, &gather);
	sgdma_ring_doorbell(&dev, SGDMA_SCATTER, &scatter);
	/* One of the two is enough. */
	assert_int_equal(sgdma_ring_push(&scatter, &piece), SGDMA_SUCCESS);
	mock_wmb(&mock);
	mock_write(&mock, 0x020, 0x00020002);
	sgdma_ring_doorbell_both(&dev, &gather, &scatter);
	push(&gather, 2);
	mock_wmb(&mock);
	mock_write(&mock, 0x020, 0x00020003);
	sgdma_ring_doorbell_both(&dev, &gather, &scatter);
	mock_done(&mock);
}

static void reclaim(void **state)
{
	struct sgdma_ring ring = make_ring(2, false);
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (uint32_t n = 0; n < 4; n++)
		push(&ring, n);
	mock_wmb(&mock);
	mock_write(&mock, 0x140, 4);
	sgdma_ring_doorbell(&dev, SGDMA_GATHER, &ring);
	mock_read(&mock, 0x108, 0);
	assert_int_equal(sgdma_ring_reclaim(&dev, SGDMA_GATHER, &ring), 0);
	assert_int_equal(sgdma_ring_space(&ring), 0);
	mock_read(&mock, 0x108, 3);
	mock_rmb(&mock);
	assert_int_equal(sgdma_ring_reclaim(&dev, SGDMA_GATHER, &ring), 3);
	assert_int_equal(sgdma_ring_space(&ring), 3);
	mock_read(&mock, 0x108, 3);
	assert_int_equal(sgdma_ring_reclaim(&dev, SGDMA_GATHER, &ring), 0);
	mock_read(&mock, 0x108, 4);
	mock_rmb(&mock);
	assert_int_equal(sgdma_ring_reclaim(&dev, SGDMA_GATHER, &ring), 1);
	assert_int_equal(sgdma_ring_space(&ring), 4);
	mock_done(&mock);
}

/* An index that the engine cannot have reached gives nothing away: not past the doorbell, not backwards. */
static void reclaim_nonsense(void **state)
{
	static const uint32_t wrong[] = { 3, 5, 0xffff, 0x8000, 0 };
	struct sgdma_ring ring = make_ring(2, false), before;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	push(&ring, 0);
	push(&ring, 1);
	mock_wmb(&mock);
	mock_write(&mock, 0x140, 2);
	sgdma_ring_doorbell(&dev, SGDMA_GATHER, &ring);
	mock_read(&mock, 0x108, 1);
	mock_rmb(&mock);
	assert_int_equal(sgdma_ring_reclaim(&dev, SGDMA_GATHER, &ring), 1);
	push(&ring, 2); /* pushed, but not handed over */
	before = ring;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		mock_read(&mock, 0x108, wrong[i]);
		assert_int_equal(sgdma_ring_reclaim(&dev, SGDMA_GATHER, &ring), 0);
		assert_memory_equal(&ring, &before, sizeof(ring));
	}
	mock_done(&mock);
}

/* Runs n entries through a ring in batches, with an engine that completes everything at once. */
static void run_laps(uint8_t size_log2, bool wide, uint32_t total, uint32_t batch)
{
	struct sgdma_ring ring = make_ring(size_log2, wide);
	uint32_t mask = (1u << size_log2) - 1, done = 0;
	struct mock mock;
	struct sgdma dev;

	mock_open(&mock, &dev);
	while (done < total) {
		for (uint32_t n = done; n < done + batch; n++) {
			push(&ring, n);
			assert_int_equal(slot_addr(n & mask, wide), 0x1000 + n);
		}
		done += batch;
		assert_int_equal(sgdma_ring_space(&ring), mask + 1 - batch);
		mock_wmb(&mock);
		mock_write(&mock, 0x240, done & 0xffff);
		sgdma_ring_doorbell(&dev, SGDMA_SCATTER, &ring);
		mock_read(&mock, 0x208, done & 0xffff);
		mock_rmb(&mock);
		assert_int_equal(sgdma_ring_reclaim(&dev, SGDMA_SCATTER, &ring), batch);
		assert_int_equal(sgdma_ring_space(&ring), mask + 1);
		mock_done(&mock);
	}
}

static void wrap_of_indices(void **state)
{
	(void)state;
	run_laps(3, false, 65536 + 64, 5);
	run_laps(3, true, 65536 + 64, 8);
}

static void size_of_one(void **state)
{
	struct sgdma_ring ring = make_ring(0, false);
	struct sgdma_piece piece = piece_of(1);
	(void)state;

	assert_int_equal(sgdma_ring_space(&ring), 1);
	push(&ring, 0);
	assert_int_equal(sgdma_ring_push(&ring, &piece), SGDMA_ERR_FULL);
	run_laps(0, true, 65536 + 3, 1);
}

static void size_of_32768(void **state)
{
	struct sgdma_ring ring = make_ring(15, true);
	struct sgdma_piece piece = piece_of(1);
	(void)state;

	for (uint32_t n = 0; n < 32768; n++)
		push(&ring, n);
	assert_int_equal(sgdma_ring_space(&ring), 0);
	assert_int_equal(sgdma_ring_push(&ring, &piece), SGDMA_ERR_FULL);
	assert_int_equal(slot_addr(32767, true), 0x1000 + 32767);
	run_laps(15, true, 5 * 32768, 32768);
	run_laps(15, false, 5 * 32768, 16384);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.ring_init_bad_arguments", init_bad_arguments),
	TEST("driver.ring_push_until_full", push_until_full),
	TEST("driver.ring_push_bad_piece_changes_nothing", push_bad_piece_changes_nothing),
	TEST("driver.ring_doorbell_order", doorbell_order),
	TEST("driver.ring_doorbell_both", doorbell_both),
	TEST("driver.ring_reclaim", reclaim),
	TEST("driver.ring_reclaim_nonsense", reclaim_nonsense),
	TEST("driver.ring_wrap_of_indices", wrap_of_indices),
	TEST("driver.ring_size_of_one", size_of_one),
	TEST("driver.ring_size_of_32768", size_of_32768),
};
TESTMAIN(tests)
