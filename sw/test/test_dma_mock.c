// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Transactions on the mock: exact register sequences, who is told when, and what comes back when. */
#include "test/testmain.h"

#include "mock.h"
#include "sgdma_dma.h"

#define STOPPED 0x28u
#define RUNNING 0x1u
#define DRAINING 0x2u
#define UPPER UINT64_C(0x0001200000000000)
#define RING0 (UPPER + 0x1000)
#define RING1 (UPPER + 0x2000)
#define QUEUE (UPPER + 0x3000)
#define POOL 4

static uint8_t rings[2][16 * 16] __attribute__((aligned(64)));
static uint8_t queue[8 * 8] __attribute__((aligned(64)));
static struct sgdma_dma_desc descs[POOL];
static struct sgdma_piece slots[POOL * 3];
static struct sgdma_dma_config config;
static struct sgdma_dma_chan chan;
static struct mock mock;
static struct sgdma dev;
static struct sgdma_dma_result told[32];
static unsigned calls, written;

static void done(void *arg, const struct sgdma_dma_result *result)
{
	assert_ptr_equal(arg, &chan);
	told[calls++] = *result;
}

static void open_chan(enum sgdma_dma_kind kind, bool wide, uint8_t ring_log2)
{
	memset(rings, 0x5a, sizeof(rings));
	memset(queue, 0x5a, sizeof(queue));
	memset(&chan, 0x5a, sizeof(chan));
	memset(descs, 0x5a, sizeof(descs));
	calls = written = 0;
	config = (struct sgdma_dma_config){
		.kind = kind,
		.wide = wide,
		.upper = UPPER,
		.ring_log2 = ring_log2,
		.ring = { rings[0], rings[1] },
		.ring_bus = { RING0, RING1 },
		.queue = queue,
		.queue_bus = QUEUE,
		.queue_log2 = 3,
		.descs = descs,
		.desc_count = POOL,
		.pieces = slots,
		.pieces_per_desc = 3,
		.stop_polls = 2,
		.d = 2,
		.k_log2 = 1,
		.queue_wait = 9,
	};
	mock_open(&mock, &dev);
	assert_int_equal(sgdma_dma_init(&chan, &dev, &config), SGDMA_SUCCESS);
	mock_done(&mock);
}

static uint64_t load64(const uint8_t *at)
{
	uint64_t word = 0;

	for (unsigned i = 0; i < 8; i++)
		word |= (uint64_t)at[i] << (8 * i);
	return word;
}

/* What the engine would do: the next entry of the queue. */
static void complete(uint16_t tag, uint32_t bytes, uint8_t status, unsigned flags)
{
	uint64_t phase = written / 8 % 2 == 0;
	uint64_t entry = tag | (uint64_t)bytes << 16 | (uint64_t)status << 44 | (uint64_t)flags << 52 | phase << 63;

	for (unsigned i = 0; i < 8; i++)
		queue[written % 8 * 8 + i] = (uint8_t)(entry >> (8 * i));
	written++;
}

#define EOP 1u
#define IRQ 2u
#define SHORT 8u

static void expect_start(uint32_t base, uint64_t ring, uint32_t list, bool queued, uint32_t ctrl)
{
	mock_read(&mock, base + 0x04, STOPPED);
	mock_write_back(&mock, base + 0x20, list);
	mock_write_back(&mock, base + 0x24, (uint32_t)ring);
	mock_write_back(&mock, base + 0x28, (uint32_t)(ring >> 32));
	mock_write_back(&mock, base + 0x30, 0x12);
	mock_write_back(&mock, base + 0x0c, 0x102);
	if (queued) {
		mock_write_back(&mock, base + 0x34, (uint32_t)QUEUE);
		mock_write_back(&mock, base + 0x38, (uint32_t)(QUEUE >> 32));
	}
	mock_write_back(&mock, base + 0x3c, queued ? 3 : 0x100);
	mock_write_back(&mock, base + 0x10, 9);
	mock_write_back(&mock, base, ctrl);
}

static void expect_irq_enable(uint32_t before, uint32_t after)
{
	mock_read(&mock, 0x014, before);
	mock_write(&mock, 0x014, after);
}

/* One acknowledgement of everything written so far. */
static void expect_ack(uint32_t base)
{
	mock_read(&mock, base + 0x48, written);
	mock_rmb(&mock);
	mock_write(&mock, base + 0x44, written);
}

static uint32_t submit(struct sgdma_dma_desc *desc)
{
	assert_non_null(desc);
	desc->callback = done;
	desc->arg = &chan;
	return sgdma_dma_submit(&chan, desc);
}

static void start_gather(uint8_t ring_log2, uint16_t producer)
{
	mock_read(&mock, 0x024, 0);
	expect_start(0x100, RING0, (uint32_t)ring_log2 << 4, true, 1);
	expect_irq_enable(0xc, 0xf); /* the other half's stay */
	mock_wmb(&mock);
	mock_write(&mock, 0x140, producer);
	assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void init_bad_arguments(void **state)
{
	struct sgdma_dma_config bad[11];
	(void)state;

	open_chan(SGDMA_DMA_MEMCPY, true, 2);
	for (unsigned i = 0; i < 11; i++)
		bad[i] = config;
	bad[0].kind = (enum sgdma_dma_kind)3;
	bad[1].ring_log2 = 0;
	bad[2].ring_log2 = 16;
	bad[3].queue_log2 = 16;
	bad[4].ring[0] = NULL;
	bad[5].ring[1] = rings[1] + 8;
	bad[6].queue = NULL;
	bad[7].descs = NULL;
	bad[8].pieces = NULL;
	bad[9].stop_polls = 0;
	bad[10].irq_count = 2; /* and no time: the last completions would never be told */
	for (unsigned i = 0; i < 11; i++)
		assert_int_equal(sgdma_dma_init(&chan, &dev, &bad[i]), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_dma_init(NULL, &dev, &config), SGDMA_ERR_ARG);
	/* The half that a kind does not use need not be described. */
	config.kind = SGDMA_DMA_DEV_TO_MEM;
	config.ring[0] = NULL;
	assert_int_equal(sgdma_dma_init(&chan, &dev, &config), SGDMA_SUCCESS);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~2u);
	assert_int_equal(sgdma_dma_init(&chan, &dev, &config), SGDMA_ERR_ABSENT);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~4u);
	assert_int_equal(sgdma_dma_init(&chan, &dev, &config), SGDMA_ERR_ABSENT);
	mock_done(&mock);
}

static void init_timers(void **state)
{
	(void)state;
	open_chan(SGDMA_DMA_MEMCPY, false, 2);
	config.irq_count = 4;
	config.irq_clocks = 1000;
	config.watchdog = 70000;
	mock_write_back(&mock, 0x214, 4);
	mock_write_back(&mock, 0x218, 1000);
	mock_write_back(&mock, 0x21c, 70000);
	mock_write_back(&mock, 0x11c, 70000);
	assert_int_equal(sgdma_dma_init(&chan, &dev, &config), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void prep_bad_arguments(void **state)
{
	struct sgdma_piece pieces[4];
	(void)state;

	for (unsigned i = 0; i < 4; i++)
		pieces[i] = (struct sgdma_piece){ .addr = UPPER + 0x100 * i, .len = 1 };
	open_chan(SGDMA_DMA_MEMCPY, false, 2);
	assert_null(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 0));
	assert_null(sgdma_dma_prep_memcpy(&chan, 0, UPPER, 1)); /* other upper bits */
	assert_null(sgdma_dma_prep_memcpy(&chan, UPPER, 0, 1));
	assert_null(sgdma_dma_prep_memcpy(&chan, UPPER + 0xfffffffffff, UPPER, 2));
	assert_null(sgdma_dma_prep_slave_sg(&chan, pieces, 1, 0));
	assert_null(sgdma_dma_prep_cyclic(&chan, UPPER, 4, 1, 0));
	open_chan(SGDMA_DMA_MEM_TO_DEV, false, 2);
	assert_null(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 1));
	assert_null(sgdma_dma_prep_slave_sg(&chan, pieces, 0, 0));
	assert_null(sgdma_dma_prep_slave_sg(&chan, pieces, 4, 0));
	assert_null(sgdma_dma_prep_slave_sg(&chan, pieces, 1, 2));
	pieces[2].len = 0;
	assert_null(sgdma_dma_prep_slave_sg(&chan, pieces, 3, 0));
	assert_null(sgdma_dma_prep_cyclic(&chan, UPPER, 0, 1, 0));
	assert_null(sgdma_dma_prep_cyclic(&chan, UPPER, 4, 0, 0));
	assert_null(sgdma_dma_prep_cyclic(&chan, UPPER, 4, 3, 0)); /* no multiple */
	assert_null(sgdma_dma_prep_cyclic(&chan, UPPER, 5, 1, 0)); /* 8 entries, the ring has 4 */
	assert_null(sgdma_dma_prep_cyclic(&chan, UPPER, 3, 1, 0)); /* a period of 1 byte cannot be cut */
	assert_null(sgdma_dma_prep_cyclic(&chan, UPPER, 65536 * 5, 65536 * 5, 0)); /* 4 entries are too short */
	open_chan(SGDMA_DMA_MEM_TO_DEV, true, 2);
	assert_null(sgdma_dma_prep_cyclic(&chan, UINT64_MAX, 2, 1, 0));
	mock_done(&mock);
}

/* Nothing was lost by those: the whole pool is there, and what is given back can be taken again. */
static void pool(void **state)
{
	struct sgdma_dma_desc *taken[POOL];
	(void)state;

	open_chan(SGDMA_DMA_MEMCPY, false, 2);
	for (unsigned i = 0; i < POOL; i++) {
		assert_null(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 0));
		taken[i] = sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 1);
		assert_non_null(taken[i]);
		for (unsigned j = 0; j < i; j++)
			assert_ptr_not_equal(taken[i], taken[j]);
	}
	assert_null(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 1));
	sgdma_dma_free(&chan, taken[2]);
	assert_ptr_equal(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 1), taken[2]);
	mock_done(&mock);
}

static void memcpy_entries(void *arg)
{
	(void)arg;
	/* 32,768 + 2: both lists are cut alike, EOP at both ends, the interrupt at the destination. */
	assert_true(load64(rings[0]) == (UINT64_C(0) << 60 | UINT64_C(32768) << 44 | 0x111));
	assert_true(load64(rings[0] + 8) == (UINT64_C(1) << 60 | UINT64_C(2) << 44 | 0x8111));
	assert_true(load64(rings[1]) == (UINT64_C(0) << 60 | UINT64_C(32768) << 44 | 0x77));
	assert_true(load64(rings[1] + 8) == (UINT64_C(3) << 60 | UINT64_C(2) << 44 | 0x8077));
	for (unsigned i = 0; i < sizeof(queue); i++)
		assert_int_equal(queue[i], 0);
}

static void memcpy_whole_life(void **state)
{
	uint64_t residue;
	uint32_t cookie;
	(void)state;

	open_chan(SGDMA_DMA_MEMCPY, false, 2);
	cookie = submit(sgdma_dma_prep_memcpy(&chan, UPPER + 0x77, UPPER + 0x111, 32770));
	assert_int_equal(sgdma_dma_status(&chan, cookie, &residue), SGDMA_DMA_IN_PROGRESS);
	assert_int_equal(residue, 32770);
	mock_done(&mock); /* no register so far */
	mock_read(&mock, 0x024, 0);
	mock_write_back(&mock, 0x024, 1);
	expect_start(0x200, RING1, 0x20, true, 1);
	expect_start(0x100, RING0, 0x20, false, 1);
	expect_irq_enable(0, 0xe);
	mock_wmb(&mock);
	mock_hook(&mock, memcpy_entries, NULL);
	mock_write(&mock, 0x020, 0x00020002);
	assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_SUCCESS);
	assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_SUCCESS); /* nothing new */
	/* Entry 0 is done and 1 byte of entry 1. */
	mock_read(&mock, 0x24c, 1);
	mock_read(&mock, 0x250, 1);
	assert_int_equal(sgdma_dma_status(&chan, cookie, &residue), SGDMA_DMA_IN_PROGRESS);
	assert_int_equal(residue, 1);
	/* An interrupt of somebody else's. */
	mock_read(&mock, 0x018, 0x1);
	assert_int_equal(sgdma_dma_irq(&chan), SGDMA_ERR_EMPTY);
	complete(1, 32770, 0, EOP | IRQ);
	mock_read(&mock, 0x018, 0x4);
	mock_rmb(&mock);
	mock_read(&mock, 0x108, 2); /* the source's entries */
	mock_rmb(&mock);
	expect_ack(0x200);
	assert_int_equal(sgdma_dma_irq(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(calls, 1);
	assert_true(told[0].code == 0 && told[0].residue == 0);
	assert_int_equal(sgdma_dma_status(&chan, cookie, &residue), SGDMA_DMA_COMPLETE);
	assert_int_equal(residue, 0);
	assert_int_equal(sgdma_dma_status(&chan, cookie + 1, NULL), SGDMA_DMA_ERROR); /* never given out */
}

/* A transaction that is longer than the ring: an interrupt at each half of the ring, fed on from there; told once. */
static void longer_than_the_ring(void **state)
{
	struct sgdma_piece pieces[2] = { { .addr = UPPER, .len = 32768 * 6 }, { .addr = UPPER + 0x1000000, .len = 5 } };
	(void)state;

	open_chan(SGDMA_DMA_MEM_TO_DEV, false, 2);
	submit(sgdma_dma_prep_slave_sg(&chan, pieces, 2, 0));
	start_gather(2, 4);
	for (unsigned i = 0; i < 4; i++)
		assert_true(load64(rings[0] + 8 * i) ==
			    ((uint64_t)(i & 1 ? IRQ : 0) << 60 | UINT64_C(32768) << 44 | 0x8000 * i));
	complete(1, 32768, 0, IRQ);
	mock_read(&mock, 0x104, RUNNING);
	mock_rmb(&mock);
	expect_ack(0x100);
	mock_wmb(&mock);
	mock_write(&mock, 0x140, 6);
	assert_int_equal(sgdma_dma_poll(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	complete(3, 32768, 0, IRQ);
	mock_read(&mock, 0x104, RUNNING);
	mock_rmb(&mock);
	expect_ack(0x100);
	mock_wmb(&mock);
	mock_write(&mock, 0x140, 7);
	assert_int_equal(sgdma_dma_poll(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_true(load64(rings[0] + 8 * 2) == (UINT64_C(3) << 60 | UINT64_C(5) << 44 | 0x1000000));
	complete(5, 32768, 0, IRQ);
	complete(6, 32768 * 6 + 5, 0, EOP | IRQ);
	assert_int_equal(calls, 0);
	mock_read(&mock, 0x104, RUNNING);
	mock_rmb(&mock);
	mock_rmb(&mock);
	expect_ack(0x100);
	assert_int_equal(sgdma_dma_poll(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(calls, 1);
}

/* Received packets: the residue of each transaction is what short packets left, though only packets are counted. */
static void received(void **state)
{
	struct sgdma_piece pieces[3] = { { .addr = UPPER, .len = 100 },
					 { .addr = UPPER, .len = 200 },
					 { .addr = UPPER, .len = 300 } };
	(void)state;

	for (int wide = 0; wide <= 1; wide++) {
		open_chan(SGDMA_DMA_DEV_TO_MEM, wide, 3);
		submit(sgdma_dma_prep_slave_sg(&chan, pieces, 3, SGDMA_DMA_STREAM));
		submit(sgdma_dma_prep_slave_sg(&chan, pieces, 1, 0));
		submit(sgdma_dma_prep_slave_sg(&chan, pieces + 1, 1, 0));
		mock_read(&mock, 0x024, 1);
		mock_write_back(&mock, 0x024, 0);
		if (wide) {
			mock_read(&mock, 0x204, STOPPED);
			mock_write_back(&mock, 0x220, 0x32);
			mock_write_back(&mock, 0x224, (uint32_t)RING1);
			mock_write_back(&mock, 0x228, (uint32_t)(RING1 >> 32));
			mock_write_back(&mock, 0x20c, 0x102);
			mock_write_back(&mock, 0x234, (uint32_t)QUEUE);
			mock_write_back(&mock, 0x238, (uint32_t)(QUEUE >> 32));
			mock_write_back(&mock, 0x23c, 3);
			mock_write_back(&mock, 0x210, 9);
			mock_write_back(&mock, 0x200, 1);
		} else {
			expect_start(0x200, RING1, 0x30, true, 1);
		}
		expect_irq_enable(0, 0xc);
		mock_wmb(&mock);
		mock_write(&mock, 0x240, 5);
		assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_SUCCESS);
		mock_done(&mock);
		complete(1, 250, 0, EOP | SHORT);       /* 100 and 150 of 200 */
		complete(2, 300, 0, IRQ);               /* full, the packet goes on */
		complete(3, 310, 0, EOP | IRQ | SHORT); /* its last 10 */
		complete(4, 200, 0x50, EOP | IRQ);      /* cut */
		mock_read(&mock, 0x204, RUNNING);
		for (unsigned i = 0; i < 4; i++)
			mock_rmb(&mock);
		expect_ack(0x200);
		assert_int_equal(sgdma_dma_poll(&chan), SGDMA_SUCCESS);
		mock_done(&mock);
		assert_int_equal(calls, 3);
		assert_true(told[0].code == 0 && told[0].residue == 50);
		assert_true(told[1].code == 0 && told[1].residue == 90);
		assert_true(told[2].code == 0x50 && told[2].residue == 0);
		assert_int_equal(sgdma_dma_status(&chan, 3, NULL), SGDMA_DMA_COMPLETE);
	}
}

/* A number that was not posted, or one again: memory that somebody else has written completes nothing. */
static void strange_completions(void **state)
{
	struct sgdma_piece piece = { .addr = UPPER, .len = 100 };
	(void)state;

	open_chan(SGDMA_DMA_MEM_TO_DEV, false, 2);
	submit(sgdma_dma_prep_slave_sg(&chan, &piece, 1, 0));
	start_gather(2, 1);
	complete(1, 100, 0, EOP | IRQ);
	complete(0xffff, 100, 0, EOP | IRQ);
	complete(0, 0, 0x20, 0); /* an error's entry: the registers tell */
	mock_read(&mock, 0x104, RUNNING);
	for (unsigned i = 0; i < 3; i++)
		mock_rmb(&mock);
	expect_ack(0x100);
	assert_int_equal(sgdma_dma_poll(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(calls, 0);
}

/* Nothing is told before the engine is quiet; then the first in line has the error, and the second runs anew. */
static void error_and_restart(void **state)
{
	struct sgdma_piece piece = { .addr = UPPER + 0x40, .len = 100 };
	uint32_t first;
	(void)state;

	open_chan(SGDMA_DMA_MEM_TO_DEV, false, 2);
	submit(sgdma_dma_prep_slave_sg(&chan, &piece, 1, 0));
	first = submit(sgdma_dma_prep_slave_sg(&chan, &piece, 1, 0));
	submit(sgdma_dma_prep_slave_sg(&chan, &piece, 1, 0));
	start_gather(2, 3);
	complete(0, 100, 0, EOP | IRQ);
	complete(1, 33, 0x20, 0);
	mock_read(&mock, 0x018, 0x3);
	expect_irq_enable(0xf, 0xc);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x100, 0);
	mock_read(&mock, 0x104, DRAINING | 4);
	mock_relax(&mock);
	mock_read(&mock, 0x104, DRAINING | 4);
	assert_int_equal(sgdma_dma_irq(&chan), SGDMA_ERR_TIMEOUT);
	mock_done(&mock);
	assert_int_equal(calls, 0);
	assert_int_equal(sgdma_dma_irq(&chan), SGDMA_ERR_EMPTY);
	expect_irq_enable(0xc, 0xc);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x100, 0);
	mock_read(&mock, 0x104, STOPPED | 4);
	mock_rmb(&mock);
	mock_rmb(&mock);
	expect_ack(0x100);
	mock_read(&mock, 0x104, STOPPED | 4);
	mock_read(&mock, 0x154, 0x00010320);
	mock_read(&mock, 0x158, 0xabc);
	mock_read(&mock, 0x15c, 0x12000);
	mock_read(&mock, 0x14c, 1);
	mock_read(&mock, 0x150, 33);
	mock_read(&mock, 0x024, 0);
	expect_start(0x100, RING0, 0x20, true, 1);
	expect_irq_enable(0xc, 0xf);
	mock_wmb(&mock);
	mock_write(&mock, 0x140, 1);
	assert_int_equal(sgdma_dma_poll(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(calls, 2);
	assert_int_equal(told[0].code, 0);
	assert_int_equal(told[1].code, 0x20);
	assert_int_equal(told[1].residue, 67);
	assert_true(told[1].error.phase == 3 && told[1].error.index == 1 && told[1].error.addr == 0x1200000000abc);
	assert_int_equal(sgdma_dma_status(&chan, first, NULL), SGDMA_DMA_ERROR);
	assert_int_equal(sgdma_dma_status(&chan, first - 1, NULL), SGDMA_DMA_COMPLETE);
}

/* Memory comes back only with the proof: after a time-out and for ever after the watchdog the pool stays empty. */
static void terminate(void **state)
{
	uint32_t cookie = 0;
	(void)state;

	open_chan(SGDMA_DMA_MEMCPY, false, 2);
	assert_int_equal(sgdma_dma_terminate_sync(&chan), SGDMA_SUCCESS); /* never started: no register */
	for (unsigned i = 0; i < POOL; i++)
		cookie = submit(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 9));
	mock_read(&mock, 0x024, 1);
	expect_start(0x200, RING1, 0x20, true, 1);
	expect_start(0x100, RING0, 0x20, false, 1);
	expect_irq_enable(0, 0xe);
	mock_wmb(&mock);
	mock_write(&mock, 0x020, 0x00040004);
	assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	expect_irq_enable(0xe, 0);
	mock_read(&mock, 0x024, 1);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x104, DRAINING);
	mock_relax(&mock);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x104, DRAINING);
	assert_int_equal(sgdma_dma_terminate_sync(&chan), SGDMA_ERR_TIMEOUT);
	assert_null(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 9));
	assert_int_equal(sgdma_dma_poll(&chan), SGDMA_ERR_STATE);
	assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_ERR_STATE);
	assert_int_equal(sgdma_dma_irq(&chan), SGDMA_ERR_EMPTY);
	expect_irq_enable(0, 0);
	mock_read(&mock, 0x024, 1);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, DRAINING | 0x44);
	assert_int_equal(sgdma_dma_terminate_sync(&chan), SGDMA_ERR_DEAD);
	assert_null(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 9));
	expect_irq_enable(0, 0);
	mock_read(&mock, 0x024, 1);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x104, STOPPED);
	assert_int_equal(sgdma_dma_terminate_sync(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(calls, 0);
	for (uint32_t i = 0; i < POOL; i++) {
		assert_int_equal(sgdma_dma_status(&chan, cookie - i, NULL), SGDMA_DMA_ERROR);
		assert_non_null(sgdma_dma_prep_memcpy(&chan, UPPER, UPPER, 9));
	}
}

/* The engine cannot be started: the transactions stay in line, and the next call tries again. */
static void start_refused(void **state)
{
	struct sgdma_piece piece = { .addr = UPPER, .len = 1 };
	(void)state;

	open_chan(SGDMA_DMA_MEM_TO_DEV, false, 2);
	submit(sgdma_dma_prep_slave_sg(&chan, &piece, 1, 0));
	mock_read(&mock, 0x024, 1); /* a copy is at work */
	mock_write(&mock, 0x024, 0);
	mock_read(&mock, 0x024, 1);
	assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_ERR_REFUSED);
	mock_done(&mock);
	start_gather(2, 1);
}

static struct sgdma_dma_desc *again(void)
{
	struct sgdma_piece piece = { .addr = UPPER, .len = 1 };

	return sgdma_dma_prep_slave_sg(&chan, &piece, 1, 0);
}

static void resubmit(void *arg, const struct sgdma_dma_result *result)
{
	struct sgdma_dma_desc *desc = again();

	(void)arg;
	(void)result;
	calls++;
	assert_non_null(desc); /* the pool of one is full again before the callback */
	desc->callback = done;
	desc->arg = &chan;
	sgdma_dma_submit(&chan, desc);
	assert_int_equal(sgdma_dma_issue_pending(&chan), SGDMA_SUCCESS);
}

static void callback_submits(void **state)
{
	struct sgdma_dma_desc *desc;
	(void)state;

	open_chan(SGDMA_DMA_MEM_TO_DEV, false, 2);
	config.desc_count = 1;
	assert_int_equal(sgdma_dma_init(&chan, &dev, &config), SGDMA_SUCCESS);
	desc = again();
	desc->callback = resubmit;
	sgdma_dma_submit(&chan, desc);
	start_gather(2, 1);
	complete(0, 1, 0, EOP | IRQ);
	mock_read(&mock, 0x104, RUNNING);
	mock_rmb(&mock);
	mock_wmb(&mock);
	mock_write(&mock, 0x140, 2);
	expect_ack(0x100);
	assert_int_equal(sgdma_dma_poll(&chan), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(calls, 1);
}

static const struct CMUnitTest tests[] = {
	TEST("dma.init_bad_arguments", init_bad_arguments),
	TEST("dma.init_timers", init_timers),
	TEST("dma.prep_bad_arguments", prep_bad_arguments),
	TEST("dma.pool", pool),
	TEST("dma.memcpy_whole_life", memcpy_whole_life),
	TEST("dma.longer_than_the_ring", longer_than_the_ring),
	TEST("dma.received", received),
	TEST("dma.strange_completions", strange_completions),
	TEST("dma.error_and_restart", error_and_restart),
	TEST("dma.terminate", terminate),
	TEST("dma.start_refused", start_refused),
	TEST("dma.callback_submits", callback_submits),
};
TESTMAIN(tests)
