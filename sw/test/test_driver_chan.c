// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Channel: start, stop, error and progress, as exact register sequences. */
#include "test/testmain.h"

#include "mock.h"
#include "sgdma_regs.h"

#define STOPPED 0x8u /* STATUS: state 0, quiesced */
#define RUNNING 0x1u
#define DRAINING 0x2u

static const struct sgdma_chan_config ring_config = {
	.wide = true,
	.size_log2 = 15,
	.base = 0x1122334455667780,
	.d = 7,
	.k_log2 = 2,
	.cq_base = 0xfedcba9876543200 + 0x40,
	.cq_size_log2 = 3,
	.cq_wait = 0x1234,
};

static const struct sgdma_chan_config chain_config = {
	.chain = true,
	.size_log2 = 9, /* of no meaning for a chain: must not reach the register */
	.base = 0x0000abc000000008,
	.first_count = 2,
	.upper = 0x12345ffffffffff8,
	.k_log2 = 200,
};

static void expect_ring_start(struct mock *mock, uint32_t chan)
{
	mock_read(mock, chan + 0x04, STOPPED);
	mock_write_back(mock, chan + 0x20, 0x000000f2);
	mock_write_back(mock, chan + 0x24, 0x55667780);
	mock_write_back(mock, chan + 0x28, 0x11223344);
	mock_write_back(mock, chan + 0x0c, 0x00000207);
	mock_write_back(mock, chan + 0x34, 0x76543240);
	mock_write_back(mock, chan + 0x38, 0xfedcba98);
	mock_write_back(mock, chan + 0x3c, 3);
	mock_write_back(mock, chan + 0x10, 0x1234);
	mock_write_back(mock, chan + 0x00, 1);
}

static void start_ring(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	expect_ring_start(&mock, 0x100);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &ring_config), SGDMA_SUCCESS);
	mock_done(&mock);
	expect_ring_start(&mock, 0x200);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_SCATTER, &ring_config), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void start_chain(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	/* An error of the run before does not keep a stopped channel from starting. */
	mock_read(&mock, 0x204, STOPPED | 4);
	mock_write_back(&mock, 0x220, 0x00000001);
	mock_write_back(&mock, 0x224, 0x00000008);
	mock_write_back(&mock, 0x228, 0x0000abc0);
	mock_write_back(&mock, 0x22c, 2);
	mock_write_back(&mock, 0x230, 0x12345);
	mock_write_back(&mock, 0x20c, 0x00000504); /* d: its reset value; k: cut to the engine's 5 */
	mock_write_back(&mock, 0x234, 0);
	mock_write_back(&mock, 0x238, 0);
	mock_write_back(&mock, 0x23c, 0);
	mock_write_back(&mock, 0x210, 0);
	mock_write_back(&mock, 0x200, 1);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_SCATTER, &chain_config), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void start_default_d_on_small_engine(void **state)
{
	struct sgdma_chan_config config = { .size_log2 = 0, .k_log2 = 3 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open_caps(&mock, &dev, MOCK_CAP0, 0x01022010, MOCK_CAP2); /* D at most 2, K_LOG2 at most 1 */
	mock_read(&mock, 0x104, STOPPED);
	mock_write_back(&mock, 0x120, 0);
	mock_write_back(&mock, 0x124, 0);
	mock_write_back(&mock, 0x128, 0);
	mock_write_back(&mock, 0x130, 0);
	mock_write_back(&mock, 0x10c, 0x00000102);
	mock_write_back(&mock, 0x134, 0);
	mock_write_back(&mock, 0x138, 0);
	mock_write_back(&mock, 0x13c, 0);
	mock_write_back(&mock, 0x110, 0);
	mock_write_back(&mock, 0x100, 1);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &config), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void start_not_stopped(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x104, RUNNING);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &ring_config), SGDMA_ERR_STATE);
	mock_read(&mock, 0x104, DRAINING | 4);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &ring_config), SGDMA_ERR_STATE);
	mock_done(&mock);
}

static void start_bad_arguments(void **state)
{
	struct sgdma_chan_config bad[8];
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (size_t i = 0; i < 4; i++)
		bad[i] = ring_config;
	for (size_t i = 4; i < 8; i++)
		bad[i] = chain_config;
	bad[0].base += 8; /* wide: 16 */
	bad[1].size_log2 = 16;
	bad[2].d = 17;
	bad[3].cq_base += 32; /* 64 */
	bad[4].base += 4;     /* compact: 8 */
	bad[5].first_count = 1;
	bad[6].cq_size_log2 = 16;
	bad[7].cq_base = 1;
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &bad[i]), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, NULL), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chan_start(&dev, (enum sgdma_chan)2, &ring_config), SGDMA_ERR_ARG);
	mock_done(&mock);
}

static void start_beyond_addr_w(void **state)
{
	struct sgdma_chan_config config = { .wide = true, .base = 0xfffff0, .cq_base = 0xffffffffc0 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open_caps(&mock, &dev, 0x000928b3, MOCK_CAP1, MOCK_CAP2); /* 40 address bits */
	config.base = UINT64_C(1) << 40;
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &config), SGDMA_ERR_ARG);
	config.base = 0;
	config.cq_base = UINT64_C(1) << 63;
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &config), SGDMA_ERR_ARG);
	config.cq_base = 0;
	config.wide = false;
	config.upper = UINT64_C(1) << 44;
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &config), SGDMA_ERR_ARG);
	mock_done(&mock);
	/* The last base that fits, and an `upper` that a wide list does not use. */
	config.wide = true;
	config.base = 0xfffffffff0;
	mock_read(&mock, 0x104, STOPPED);
	mock_write_back(&mock, 0x120, 2);
	mock_write_back(&mock, 0x124, 0xfffffff0);
	mock_write_back(&mock, 0x128, 0xff);
	mock_write_back(&mock, 0x10c, 0x00000004);
	mock_write_back(&mock, 0x134, 0);
	mock_write_back(&mock, 0x138, 0);
	mock_write_back(&mock, 0x13c, 0);
	mock_write_back(&mock, 0x110, 0);
	mock_write_back(&mock, 0x100, 1);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &config), SGDMA_SUCCESS);
	mock_done(&mock);
}

/* The engine refuses the register at position n of the sequence: nothing may be written after it. */
static void start_refused_anywhere(void **state)
{
	struct mock whole = { 0 }, mock;
	struct sgdma dev;
	(void)state;

	expect_ring_start(&whole, 0x100);
	assert_int_equal(whole.expected, 19);
	for (size_t n = 1; n < whole.expected; n += 2) {
		mock_open(&mock, &dev);
		memcpy(mock.events, whole.events, sizeof(mock.events));
		mock.expected = n + 2;
		assert_int_equal(mock.events[n].kind, MOCK_WRITE);
		mock.events[n + 1].value ^= mock.events[n + 1].value & -mock.events[n + 1].value;
		assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &ring_config), SGDMA_ERR_REFUSED);
		mock_done(&mock);
	}
}

static void stop_at_once(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, STOPPED);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_SCATTER, 1), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void stop_polls_until_quiesced(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x100, 0);
	mock_read(&mock, 0x104, RUNNING);
	mock_relax(&mock);
	mock_read(&mock, 0x104, DRAINING);
	mock_relax(&mock);
	mock_read(&mock, 0x104, 0); /* stopped, but not quiesced */
	mock_relax(&mock);
	mock_read(&mock, 0x104, DRAINING | STOPPED); /* quiesced, but not stopped */
	mock_relax(&mock);
	mock_read(&mock, 0x104, STOPPED | 4);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_GATHER, 5), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void stop_is_bounded(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (uint32_t polls = 0; polls < 5; polls++) {
		mock_read(&mock, 0x024, 0);
		mock_write(&mock, 0x100, 0);
		for (uint32_t i = 0; i < polls; i++) {
			if (i)
				mock_relax(&mock);
			mock_read(&mock, 0x104, DRAINING);
		}
		assert_int_equal(sgdma_chan_stop(&dev, SGDMA_GATHER, polls), SGDMA_ERR_TIMEOUT);
		mock_done(&mock);
	}
}

static void stop_of_a_copy_waits_for_both(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x024, 1);
	mock_write(&mock, 0x100, 0);
	mock_read(&mock, 0x104, DRAINING);
	mock_relax(&mock);
	mock_read(&mock, 0x104, STOPPED);
	mock_read(&mock, 0x204, DRAINING);
	mock_relax(&mock);
	mock_read(&mock, 0x104, STOPPED);
	mock_read(&mock, 0x204, STOPPED);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_GATHER, 9), SGDMA_SUCCESS);
	mock_done(&mock);

	mock_read(&mock, 0x024, 1);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x104, DRAINING);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_SCATTER, 1), SGDMA_ERR_TIMEOUT);
	mock_done(&mock);
}

static void stop_bad_channel(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	assert_int_equal(sgdma_chan_stop(&dev, (enum sgdma_chan)7, 1), SGDMA_ERR_ARG);
	mock_done(&mock);
}

static void error_is_reported(void **state)
{
	struct sgdma_error error;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x204, STOPPED | 4);
	mock_read(&mock, 0x254, 0xbeef0431);
	mock_read(&mock, 0x258, 0x89abcdef);
	mock_read(&mock, 0x25c, 0x01234567);
	assert_true(sgdma_chan_error(&dev, SGDMA_SCATTER, &error));
	mock_done(&mock);
	assert_int_equal(error.code, SGDMA_CODE_WRITE_DECERR);
	assert_int_equal(error.phase, SGDMA_PHASE_WRITE);
	assert_int_equal(error.index, 0xbeef);
	assert_true(error.addr == 0x0123456789abcdef);
	/* A completion: its address is that of the first entry not written, in a bus word of 8 bytes. */
	mock_read(&mock, 0x104, STOPPED | 4);
	mock_read(&mock, 0x154, 0x00070540);
	mock_read(&mock, 0x13c, 3);
	mock_read(&mock, 0x148, 0x001d);
	mock_read(&mock, 0x134, 0xffffffc0);
	mock_read(&mock, 0x138, 0x12);
	assert_true(sgdma_chan_error(&dev, SGDMA_GATHER, &error));
	mock_done(&mock);
	assert_int_equal(error.phase, SGDMA_PHASE_COMPLETION);
	assert_true(error.addr == 0x12ffffffe8);
}

static void error_none_touches_nothing(void **state)
{
	struct sgdma_error error = { .code = 1, .phase = 2, .index = 3, .addr = 4 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x104, STOPPED | RUNNING | 0x10);
	assert_false(sgdma_chan_error(&dev, SGDMA_GATHER, &error));
	mock_done(&mock);
	assert_int_equal(error.code, 1);
	assert_int_equal(error.phase, 2);
	assert_int_equal(error.index, 3);
	assert_true(error.addr == 4);
}

static void progress(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x104, 0x19);
	assert_int_equal(sgdma_chan_status(&dev, SGDMA_GATHER), 0x19);
	mock_read(&mock, 0x208, 0x5555fffe);
	assert_int_equal(sgdma_chan_consumer(&dev, SGDMA_SCATTER), 0xfffe);
	mock_read(&mock, 0x168, 0xdeadbeef);
	assert_int_equal(sgdma_chan_fetch_wait(&dev, SGDMA_GATHER), 0xdeadbeef);
	mock_done(&mock);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.start_ring", start_ring),
	TEST("driver.start_chain", start_chain),
	TEST("driver.start_default_d_on_small_engine", start_default_d_on_small_engine),
	TEST("driver.start_not_stopped", start_not_stopped),
	TEST("driver.start_bad_arguments", start_bad_arguments),
	TEST("driver.start_beyond_addr_w", start_beyond_addr_w),
	TEST("driver.start_refused_anywhere", start_refused_anywhere),
	TEST("driver.stop_at_once", stop_at_once),
	TEST("driver.stop_polls_until_quiesced", stop_polls_until_quiesced),
	TEST("driver.stop_is_bounded", stop_is_bounded),
	TEST("driver.stop_of_a_copy_waits_for_both", stop_of_a_copy_waits_for_both),
	TEST("driver.stop_bad_channel", stop_bad_channel),
	TEST("driver.error_is_reported", error_is_reported),
	TEST("driver.error_none_touches_nothing", error_none_touches_nothing),
	TEST("driver.progress", progress),
};
TESTMAIN(tests)
