// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Completion queues: phase over laps, order of loads, acknowledgement. */
#include "test/testmain.h"

#include "mock.h"

static uint8_t queue[32768 * 8] __attribute__((aligned(64)));

/* The engine's side: entry number n (from the start) of a queue of 2^size_log2. */
static void post(uint32_t n, uint8_t size_log2)
{
	uint8_t *entry = queue + (n & ((1u << size_log2) - 1)) * 8;

	entry[0] = (uint8_t)n;
	entry[1] = (uint8_t)(n >> 8);
	entry[2] = (uint8_t)(n >> 16);
	entry[3] = entry[4] = entry[5] = 0;
	entry[6] = 0x10; /* EOP */
	entry[7] = (n >> size_log2) % 2 ? 0 : 0x80;
}

static struct sgdma_cq make_cq(uint8_t size_log2)
{
	struct sgdma_cq cq;

	memset(queue, 0, sizeof(queue));
	assert_int_equal(sgdma_cq_init(&cq, queue, size_log2), SGDMA_SUCCESS);
	return cq;
}

static void init_bad_arguments(void **state)
{
	struct sgdma_cq cq, before;
	(void)state;

	memset(&cq, 0x5a, sizeof(cq));
	before = cq;
	assert_int_equal(sgdma_cq_init(NULL, queue, 3), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_cq_init(&cq, NULL, 3), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_cq_init(&cq, queue, 16), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_cq_init(&cq, queue + 4, 3), SGDMA_ERR_ARG);
	assert_memory_equal(&cq, &before, sizeof(cq));
}

static void empty_touches_nothing(void **state)
{
	struct sgdma_completion out;
	uint8_t bytes[sizeof(out)];
	struct sgdma_cq cq = make_cq(2), before = cq;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	memset(&out, 0x5a, sizeof(out));
	memcpy(bytes, &out, sizeof(out));
	/* All but the phase bit is there: not an entry. */
	memset(queue, 0xff, 7);
	queue[7] = 0x7f;
	assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_ERR_EMPTY);
	assert_memory_equal(&out, bytes, sizeof(out));
	assert_memory_equal(&cq, &before, sizeof(cq));
	sgdma_cq_ack(&dev, SGDMA_GATHER, &cq); /* nothing taken: no access */
	mock_done(&mock);
}

/* A CPU that loaded the rest of the entry before the phase would have these bytes. */
static void complete_the_entry(void *arg)
{
	memcpy(queue, arg, 8);
}

static void barrier_between_phase_and_rest(void **state)
{
	static const uint8_t stale[8] = { 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x91 };
	static uint8_t fresh[8] = { 0xef, 0xbe, 0xf1, 0xde, 0xbc, 0x2a, 0x15, 0x80 };
	struct sgdma_completion out;
	struct sgdma_cq cq = make_cq(2);
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	memcpy(queue, stale, 8);
	mock_rmb(&mock);
	mock_hook(&mock, complete_the_entry, fresh);
	assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(out.tag, 0xbeef);
	assert_int_equal(out.bytes, 0xabcdef1);
	assert_int_equal(out.status, 0x52);
	assert_true(out.eop);
	assert_false(out.irq || out.source || out.is_short || out.saturated);
}

static void ack_once(void **state)
{
	struct sgdma_completion out;
	struct sgdma_cq cq = make_cq(3);
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (uint32_t n = 0; n < 5; n++)
		post(n, 3);
	for (uint32_t n = 0; n < 5; n++) {
		mock_rmb(&mock);
		assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_SUCCESS);
		assert_int_equal(out.tag, n);
	}
	assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_ERR_EMPTY);
	mock_done(&mock);
	mock_read(&mock, 0x248, 7);
	mock_rmb(&mock);
	mock_write(&mock, 0x244, 5);
	sgdma_cq_ack(&dev, SGDMA_SCATTER, &cq);
	mock_done(&mock);
	sgdma_cq_ack(&dev, SGDMA_SCATTER, &cq); /* nothing new: no access */
	post(5, 3);
	mock_rmb(&mock);
	assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_SUCCESS);
	mock_read(&mock, 0x148, 6);
	mock_rmb(&mock);
	mock_write(&mock, 0x144, 6);
	sgdma_cq_ack(&dev, SGDMA_GATHER, &cq);
	mock_done(&mock);
}

/* Entries in memory whose write response the engine has not seen yet: it would refuse them, so they wait for the next call. */
static void ack_not_before_written(void **state)
{
	struct sgdma_completion out;
	struct sgdma_cq cq = make_cq(3);
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	cq.taken = cq.acked = 0xfffe; /* an odd lap: phase 0 is new there */
	for (uint32_t n = 0xfffe; n < 0x10001; n++)
		post(n, 3);
	for (uint32_t n = 0; n < 3; n++) {
		mock_rmb(&mock);
		assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_SUCCESS);
	}
	mock_read(&mock, 0x148, 0xfffe);
	sgdma_cq_ack(&dev, SGDMA_GATHER, &cq);
	mock_read(&mock, 0x148, 0x0000);
	mock_rmb(&mock);
	mock_write(&mock, 0x144, 0x0000);
	sgdma_cq_ack(&dev, SGDMA_GATHER, &cq);
	mock_read(&mock, 0x148, 0x0001);
	mock_rmb(&mock);
	mock_write(&mock, 0x144, 0x0001);
	sgdma_cq_ack(&dev, SGDMA_GATHER, &cq);
	sgdma_cq_ack(&dev, SGDMA_GATHER, &cq); /* nothing new: no access */
	mock_done(&mock);
}

/* Takes `total` entries in batches; before each the queue must look empty although old entries lie in it. */
static void run_laps(uint8_t size_log2, uint32_t total, uint32_t batch)
{
	struct sgdma_cq cq = make_cq(size_log2);
	struct sgdma_completion out;
	struct mock mock;
	struct sgdma dev;
	uint32_t n = 0;

	mock_open(&mock, &dev);
	while (n < total) {
		uint32_t until = n + batch;

		assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_ERR_EMPTY);
		for (uint32_t i = n; i < until; i++)
			post(i, size_log2);
		for (; n < until; n++) {
			mock_rmb(&mock);
			assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_SUCCESS);
			mock_done(&mock);
			assert_int_equal(out.tag, n & 0xffff);
			assert_int_equal(out.bytes, n >> 16);
		}
		assert_int_equal(sgdma_cq_pop(&dev, &cq, &out), SGDMA_ERR_EMPTY);
		mock_read(&mock, 0x148, n & 0xffff);
		mock_rmb(&mock);
		mock_write(&mock, 0x144, n & 0xffff);
		sgdma_cq_ack(&dev, SGDMA_GATHER, &cq);
		mock_done(&mock);
	}
}

static void phase_over_laps(void **state)
{
	(void)state;
	run_laps(2, 64, 4);
	run_laps(2, 63, 3);
	run_laps(4, 200, 1);
}

static void wrap_of_indices(void **state)
{
	(void)state;
	run_laps(3, 65536 + 80, 5);
	run_laps(3, 65536 + 80, 8);
}

static void size_of_one(void **state)
{
	(void)state;
	run_laps(0, 65536 + 5, 1);
}

static void size_of_32768(void **state)
{
	(void)state;
	run_laps(15, 6 * 32768, 32768);
	run_laps(15, 3 * 32768, 5461);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.cq_init_bad_arguments", init_bad_arguments),
	TEST("driver.cq_empty_touches_nothing", empty_touches_nothing),
	TEST("driver.cq_barrier_between_phase_and_rest", barrier_between_phase_and_rest),
	TEST("driver.cq_ack_once", ack_once),
	TEST("driver.cq_ack_not_before_written", ack_not_before_written),
	TEST("driver.cq_phase_over_laps", phase_over_laps),
	TEST("driver.cq_wrap_of_indices", wrap_of_indices),
	TEST("driver.cq_size_of_one", size_of_one),
	TEST("driver.cq_size_of_32768", size_of_32768),
};
TESTMAIN(tests)
