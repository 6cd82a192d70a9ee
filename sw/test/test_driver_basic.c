// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Basic transfers, completions without a queue, starts with the newer settings, append to a running chain. */
#include "test/testmain.h"

#include "mock.h"

#define STOPPED 0x28u

static void start_basic(void **state)
{
	/* What a list would need has no meaning, and does not reach the registers. */
	const struct sgdma_chan_config config = { .basic = true,
						  .no_queue = true,
						  .fence = true,
						  .chain = true,
						  .size_log2 = 77,
						  .base = 3,
						  .upper = 1,
						  .cq_base = 1,
						  .cq_size_log2 = 99,
						  .cq_wait = 5 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x204, STOPPED);
	mock_write_back(&mock, 0x220, 0x300);
	mock_write_back(&mock, 0x20c, 0x004);
	mock_write_back(&mock, 0x23c, 0x100);
	mock_write_back(&mock, 0x210, 5);
	mock_write_back(&mock, 0x200, 1);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_SCATTER, &config), SGDMA_SUCCESS);
	/* An engine with the wide form alone takes no other, though a basic transfer has none. */
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~8u);
	mock_read(&mock, 0x104, STOPPED);
	mock_write_back(&mock, 0x120, 0x302);
	mock_write_back(&mock, 0x10c, 0x004);
	mock_write_back(&mock, 0x13c, 0x100);
	mock_write_back(&mock, 0x110, 5);
	mock_write_back(&mock, 0x100, 1);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &config), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void start_cyclic(void **state)
{
	const struct sgdma_chan_config config = { .cyclic = true, .size_log2 = 4, .fence = true, .k_log2 = 3 };
	struct sgdma_chan_config bad = config;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x104, STOPPED);
	mock_write_back(&mock, 0x120, 0x240);
	mock_write_back(&mock, 0x124, 0);
	mock_write_back(&mock, 0x128, 0);
	mock_write_back(&mock, 0x130, 0);
	mock_write_back(&mock, 0x10c, 0x304);
	mock_write_back(&mock, 0x134, 0);
	mock_write_back(&mock, 0x138, 0);
	mock_write_back(&mock, 0x13c, 0);
	mock_write_back(&mock, 0x110, 0);
	mock_write_back(&mock, 0x100, 3);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &config), SGDMA_SUCCESS);
	bad.chain = true;
	bad.first_count = 2;
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &bad), SGDMA_ERR_ARG);
	bad = config;
	bad.basic = true;
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &bad), SGDMA_ERR_ARG);
	mock_done(&mock);
}

static void start_absent(void **state)
{
	const struct sgdma_chan_config compact = { .size_log2 = 1 }, wide = { .size_log2 = 1, .wide = true };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~1u);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_GATHER, &compact), SGDMA_ERR_ABSENT);
	assert_int_equal(sgdma_set_copy(&dev, true), SGDMA_ERR_ABSENT);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~2u);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_SCATTER, &compact), SGDMA_ERR_ABSENT);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~4u);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_SCATTER, &wide), SGDMA_ERR_ABSENT);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~8u);
	assert_int_equal(sgdma_chan_start(&dev, SGDMA_SCATTER, &compact), SGDMA_ERR_ABSENT);
	mock_done(&mock);
}

static const struct sgdma_piece from = { .addr = 0x1122334455667788, .len = 0xfffffff, .flags = SGDMA_EOP };
static const struct sgdma_piece to = { .addr = 0x99, .len = 1, .flags = SGDMA_IRQ };

static void expect_from(struct mock *mock)
{
	mock_write(mock, 0x124, 0x55667788);
	mock_write(mock, 0x128, 0x11223344);
	mock_write(mock, 0x12c, 0x1fffffff);
}

static void expect_to(struct mock *mock)
{
	mock_write(mock, 0x224, 0x99);
	mock_write(mock, 0x228, 0);
	mock_write(mock, 0x22c, 0x20000001);
}

static void basic_push(void **state)
{
	const struct sgdma_piece *pieces[][2] = { { &from, NULL }, { NULL, &to }, { &from, &to } };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (uint32_t i = 0; i < 3; i++) {
		mock_read(&mock, 0x01c, 0);
		if (pieces[i][0])
			expect_from(&mock);
		if (pieces[i][1])
			expect_to(&mock);
		mock_read(&mock, 0x01c, 0);
		mock_wmb(&mock);
		mock_write(&mock, 0x02c, i + 1);
		mock_read(&mock, 0x01c, 0);
		assert_int_equal(sgdma_basic_start(&dev, pieces[i][0], pieces[i][1]), SGDMA_SUCCESS);
		mock_done(&mock);
	}
}

static void basic_refused(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	/* An older refusal: nothing is written. */
	mock_read(&mock, 0x01c, 0x01200002);
	assert_int_equal(sgdma_basic_start(&dev, &from, NULL), SGDMA_ERR_STATE);
	/* The registers are locked by the push before, or were when the first was written: no START. */
	mock_read(&mock, 0x01c, 0);
	expect_from(&mock);
	mock_read(&mock, 0x01c, 0x01240006);
	mock_write(&mock, 0x01c, 0);
	assert_int_equal(sgdma_basic_start(&dev, &from, NULL), SGDMA_ERR_FULL);
	/* START finds a stopped channel. */
	mock_read(&mock, 0x01c, 0);
	expect_from(&mock);
	expect_to(&mock);
	mock_read(&mock, 0x01c, 0);
	mock_wmb(&mock);
	mock_write(&mock, 0x02c, 3);
	mock_read(&mock, 0x01c, 0x002c0001);
	mock_write(&mock, 0x01c, 0);
	assert_int_equal(sgdma_basic_start(&dev, &from, &to), SGDMA_ERR_REFUSED);
	mock_done(&mock);
}

static void basic_bad_arguments(void **state)
{
	static const struct sgdma_piece bad[] = { { .addr = 1, .len = 0 },
						  { .addr = 1, .len = 0x10000000 },
						  { .addr = UINT64_MAX, .len = 2 },
						  { .addr = 1, .len = 1, .flags = 4 } };
	const struct sgdma_piece high = { .addr = 0xffffffffff, .len = 2 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	assert_int_equal(sgdma_basic_start(&dev, NULL, NULL), SGDMA_ERR_ARG);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(sgdma_basic_start(&dev, &bad[i], &to), SGDMA_ERR_ARG);
		assert_int_equal(sgdma_basic_start(&dev, &from, &bad[i]), SGDMA_ERR_ARG);
	}
	mock_open_caps(&mock, &dev, 0x000928b3, MOCK_CAP1, 0x3d); /* 40 address bits, no scatter half */
	assert_int_equal(sgdma_basic_start(&dev, &high, NULL), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_basic_start(&dev, NULL, &to), SGDMA_ERR_ABSENT);
	mock_done(&mock);
}

static void last_take(void **state)
{
	struct sgdma_completion cpl;
	uint16_t taken = 0xfffe;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x248, 0xfffe);
	assert_int_equal(sgdma_last_take(&dev, SGDMA_SCATTER, &taken, &cpl), SGDMA_ERR_EMPTY);
	/* One more comes between the two registers: they are read again. */
	mock_read(&mock, 0x248, 0xffff);
	mock_read(&mock, 0x260, 0x01000005);
	mock_read(&mock, 0x264, 111);
	mock_read(&mock, 0x248, 0x0001);
	mock_read(&mock, 0x260, 0x0bd01234);
	mock_read(&mock, 0x264, 0x0abcdef0);
	mock_read(&mock, 0x248, 0x0001);
	mock_rmb(&mock);
	mock_write(&mock, 0x244, 1);
	assert_int_equal(sgdma_last_take(&dev, SGDMA_SCATTER, &taken, &cpl), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(taken, 1);
	assert_int_equal(cpl.tag, 0x1234);
	assert_int_equal(cpl.bytes, 0x0abcdef0);
	assert_int_equal(cpl.status, 0x50);
	assert_true(cpl.saturated && cpl.eop && cpl.irq && !cpl.source && cpl.is_short);
	/* They never rest: no more than four looks. */
	mock_read(&mock, 0x148, 1);
	for (uint32_t i = 2; i <= 5; i++) {
		mock_read(&mock, 0x160, 0x04000000);
		mock_read(&mock, 0x164, 0);
		mock_read(&mock, 0x148, i);
	}
	taken = 0;
	assert_int_equal(sgdma_last_take(&dev, SGDMA_GATHER, &taken, &cpl), SGDMA_ERR_TIMEOUT);
	assert_int_equal(taken, 0);
	mock_done(&mock);
}

/* ---- append ------------------------------------------------------------------------------------------------------- */

#define BUS UINT64_C(0x0001200000010000)
#define UPPER UINT64_C(0x0001200000000000)

static uint8_t memory[1024] __attribute__((aligned(16)));

static uint64_t load64(size_t at)
{
	uint64_t word = 0;

	for (unsigned i = 0; i < 8; i++)
		word |= (uint64_t)memory[at + i] << (8 * i);
	return word;
}

struct look {
	bool wide;
	unsigned seen;
};

/* The new chunks are whole, the header of the running chain still says END. */
static void look_before(void *arg)
{
	struct look *look = arg;
	uint64_t old = load64(look->wide ? 8 : 0), next = load64(0x100 + (look->wide ? 8 : 0));

	assert_int_equal(old >> (look->wide ? 48 : 60), 0xc);
	assert_int_equal(next >> (look->wide ? 48 : 60), 4); /* leads on to the third chunk */
	assert_int_equal(load64(0x200 + (look->wide ? 8 : 0)) >> (look->wide ? 48 : 60), 0xc);
	assert_true(load64(0x200 + (look->wide ? 16 : 8)) != 0x5a5a5a5a5a5a5a5a);
	look->seen++;
}

/* Wide: what stands above the low word of the address is there, but the flags; the low word is still the mark. */
static void look_above(void *arg)
{
	struct look *look = arg;

	assert_true(load64(0) == ((BUS + 0x100) >> 32 << 32 | 1));
	assert_true(load64(8) == (UINT64_C(0xc) << 48 | 3));
	look->seen++;
}

/* Wide: the address is there, the flags still say END. */
static void look_between(void *arg)
{
	struct look *look = arg;

	assert_true(load64(0) == BUS + 0x100);
	assert_int_equal(load64(8) >> 48, 0xc);
	look->seen++;
}

static void look_after(void *arg)
{
	struct look *look = arg;

	if (look->wide) {
		assert_true(load64(0) == BUS + 0x100);
		assert_true(load64(8) == (UINT64_C(4) << 48 | 3));
	} else {
		assert_true(load64(0) == (UINT64_C(4) << 60 | UINT64_C(3) << 44 | ((BUS + 0x100) & 0xfffffffffff)));
	}
	look->seen++;
}

static void push(struct sgdma_chain *chain, uint32_t n)
{
	const struct sgdma_piece piece = { .addr = UPPER + 0x4000 * n, .len = 100 + n };

	assert_int_equal(sgdma_chain_push(chain, &piece), SGDMA_SUCCESS);
}

static void append_order(void **state)
{
	(void)state;
	for (int wide = 0; wide <= 1; wide++) {
		struct look look = { .wide = wide };
		struct sgdma_chan_config config;
		struct sgdma_chain chain;
		struct mock mock;
		struct sgdma dev;

		mock_open(&mock, &dev);
		memset(memory, 0x5a, sizeof(memory));
		sgdma_chain_init(&chain, wide, UPPER);
		assert_int_equal(sgdma_chain_open(&chain, memory, BUS, 2), SGDMA_SUCCESS);
		push(&chain, 0);
		assert_int_equal(sgdma_chain_append(&dev, SGDMA_GATHER, &chain), SGDMA_ERR_STATE); /* never closed */
		assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
		assert_int_equal(sgdma_chain_append(&dev, SGDMA_GATHER, &chain), SGDMA_ERR_STATE); /* nothing new */

		assert_int_equal(sgdma_chain_open(&chain, memory + 0x100, BUS + 0x100, 3), SGDMA_SUCCESS);
		assert_int_equal(sgdma_chain_append(&dev, SGDMA_GATHER, &chain), SGDMA_ERR_STATE); /* no data entry */
		push(&chain, 1);
		push(&chain, 2);
		assert_int_equal(sgdma_chain_open(&chain, memory + 0x200, BUS + 0x200, 9), SGDMA_SUCCESS);
		push(&chain, 3);
		mock_wmb(&mock);
		mock_hook(&mock, look_before, &look);
		if (wide) {
			mock_wmb(&mock);
			mock_hook(&mock, look_above, &look);
			mock_wmb(&mock);
			mock_hook(&mock, look_between, &look);
		}
		mock_wmb(&mock);
		mock_hook(&mock, look_after, &look);
		mock_write(&mock, 0x140, 1);
		mock_hook(&mock, look_after, &look);
		assert_int_equal(sgdma_chain_append(&dev, SGDMA_GATHER, &chain), SGDMA_SUCCESS);
		mock_done(&mock);
		assert_int_equal(look.seen, wide ? 5 : 3);

		/* Again: now behind the third chunk. */
		assert_int_equal(sgdma_chain_open(&chain, memory + 0x300, BUS + 0x300, 2), SGDMA_SUCCESS);
		push(&chain, 4);
		mock_wmb(&mock);
		for (int i = 0; wide && i < 2; i++)
			mock_wmb(&mock);
		mock_wmb(&mock);
		mock_write(&mock, 0x240, 1);
		assert_int_equal(sgdma_chain_append(&dev, SGDMA_SCATTER, &chain), SGDMA_SUCCESS);
		mock_done(&mock);
		assert_int_equal(load64(0x200 + (wide ? 8 : 0)) >> (wide ? 48 : 60), 4);
		assert_int_equal(load64(0x300 + (wide ? 8 : 0)) >> (wide ? 48 : 60), 0xc);
	}
}

/* Without an engine on it a closed chain is continued as before, and the last header is written at the close. */
static void continue_stopped(void **state)
{
	struct sgdma_chan_config config;
	struct sgdma_chain chain;
	(void)state;

	memset(memory, 0x5a, sizeof(memory));
	sgdma_chain_init(&chain, false, UPPER);
	assert_int_equal(sgdma_chain_open(&chain, memory, BUS, 2), SGDMA_SUCCESS);
	push(&chain, 0);
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
	for (unsigned i = 1; i <= 2; i++) {
		assert_int_equal(sgdma_chain_open(&chain, memory + 0x100 * i, BUS + 0x100 * i, 2), SGDMA_SUCCESS);
		push(&chain, i);
		assert_int_equal(load64(0) >> 60, 0xc);
	}
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
	assert_true(load64(0) == (UINT64_C(4) << 60 | UINT64_C(2) << 44 | ((BUS + 0x100) & 0xfffffffffff)));
	assert_true(load64(0x100) == (UINT64_C(4) << 60 | UINT64_C(2) << 44 | ((BUS + 0x200) & 0xfffffffffff)));
	assert_int_equal(load64(0x200) >> 60, 0xc);
	assert_true(config.base == BUS && config.first_count == 2);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.start_basic", start_basic),
	TEST("driver.start_cyclic", start_cyclic),
	TEST("driver.start_absent", start_absent),
	TEST("driver.basic_push", basic_push),
	TEST("driver.basic_refused", basic_refused),
	TEST("driver.basic_bad_arguments", basic_bad_arguments),
	TEST("driver.last_take", last_take),
	TEST("driver.append_order", append_order),
	TEST("driver.chain_continue_stopped", continue_stopped),
};
TESTMAIN(tests)
