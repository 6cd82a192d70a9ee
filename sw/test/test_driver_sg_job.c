// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Builder with choices: a job's life, its bounce buffers, and what is true after a failure. */
#include "test/testmain.h"

#include "mock.h"
#include "sg_board.h"

static struct board board;
static struct mock mock;
static struct sgdma dev;

static struct sgdma_sg_range one;

/* A misaligned job of 200 bytes: three pieces, two copies, one buffer. */
static void open_job(enum sgdma_chan chan)
{
	mock_open(&mock, &dev);
	board_open(&board, 4, 128);
	board.config.align = 64;
	board.config.policy = SGDMA_SG_HEAD_TAIL;
	board.config.chan = chan;
	one = (struct sgdma_sg_range){ .vaddr = BOARD_VIRT + 10, .len = 200 };
}

static enum sgdma_result build(struct sgdma_sg *sg)
{
	return sgdma_sg_build(sg, &board.config, &one, 1, 0, 0);
}

static void pool_arguments(void **state)
{
	struct sgdma_bounce_buffer buffers[3];
	struct sgdma_bounce pool = { .size = 1234 };
	static uint8_t memory[3 * 96];
	(void)state;

	for (unsigned i = 0; i < 3; i++)
		buffers[i] = (struct sgdma_bounce_buffer){ .cpu = memory + i * 96, .bus = 0x1010 + i * 96 };
	assert_int_equal(sgdma_bounce_init(&pool, NULL, 3, 96), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_bounce_init(&pool, buffers, 0, 96), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_bounce_init(&pool, buffers, 65535, 96), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_bounce_init(&pool, buffers, 3, 0), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_bounce_init(&pool, buffers, 3, 0x10000000), SGDMA_ERR_ARG);
	buffers[2].cpu = NULL;
	assert_int_equal(sgdma_bounce_init(&pool, buffers, 3, 96), SGDMA_ERR_ARG);
	buffers[2].cpu = memory + 192;
	buffers[1].bus = UINT64_MAX - 94;
	assert_int_equal(sgdma_bounce_init(&pool, buffers, 3, 96), SGDMA_ERR_ARG);
	assert_int_equal(pool.size, 1234);
	buffers[1].bus = 0x1010 + 96;
	assert_int_equal(sgdma_bounce_init(&pool, buffers, 3, 96), SGDMA_SUCCESS);
	assert_int_equal(sgdma_bounce_free(&pool), 3);
	/* 96 is a multiple of 32, the addresses of 16: more cannot be promised. */
	board_open(&board, 1, 64);
	board.config.policy = SGDMA_SG_HEAD_TAIL;
	board.config.pool = &pool;
	one = (struct sgdma_sg_range){ .vaddr = BOARD_VIRT + 1, .len = 7 };
	board.config.align = 32;
	assert_int_equal(build(&board.sg), SGDMA_ERR_ARG);
	board.config.align = 16;
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
}

/* Jobs until there is no buffer left; each that is released makes room for one, and no order of them loses one. */
static void exhaustion(void **state)
{
	static struct sgdma_piece pieces[5][4];
	static struct sgdma_sg_copy copies[5][4];
	struct sgdma_sg jobs[5];
	uint64_t x = test_seed() * UINT64_C(0x9e3779b97f4a7c15) + 1;
	unsigned built = 0;
	(void)state;

	open_job(SGDMA_GATHER);
	for (unsigned i = 0; i < 5; i++)
		sgdma_sg_init(&jobs[i], pieces[i], 4, copies[i], 4);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(build(&jobs[i]), SGDMA_SUCCESS);
	assert_int_equal(sgdma_bounce_free(&board.pool), 0);
	assert_int_equal(build(&jobs[4]), SGDMA_ERR_BOUNCE);
	assert_int_equal(jobs[4].piece_count, 0);
	assert_int_equal(sgdma_sg_release(&jobs[4]), SGDMA_ERR_STATE);
	assert_int_equal(jobs[4].plan.option[SGDMA_SG_HEAD_TAIL][0].load.buffers, 1);
	/* No two have the same buffer. */
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < i; k++)
			assert_true(pieces[i][0].addr != pieces[k][0].addr);
	assert_int_equal(sgdma_sg_release(&jobs[2]), SGDMA_SUCCESS);
	assert_int_equal(build(&jobs[4]), SGDMA_SUCCESS);
	assert_true(pieces[4][0].addr == pieces[2][0].addr);
	for (unsigned i = 0; i < 5; i++)
		if (i != 2)
			assert_int_equal(sgdma_sg_release(&jobs[i]), SGDMA_SUCCESS);
	/* In any order, of any size. */
	for (unsigned n = 0; n < 2000; n++) {
		struct sgdma_sg *job = &jobs[board_random(&x) % 5];
		unsigned free = sgdma_bounce_free(&board.pool);
		unsigned buffers = 1 + (unsigned)(board_random(&x) % 5);

		one.len = buffers * 128;
		board.config.policy = SGDMA_SG_COPY_ALL;
		if (sgdma_sg_release(job) == SGDMA_SUCCESS)
			continue;
		assert_int_equal(build(job), buffers <= free ? SGDMA_SUCCESS : SGDMA_ERR_BOUNCE);
		assert_int_equal(sgdma_bounce_free(&board.pool), buffers <= free ? free - buffers : free);
		built += buffers <= free;
	}
	assert_in_range(built, 100, 1900);
	for (unsigned i = 0; i < 5; i++)
		if (jobs[i].piece_count)
			assert_int_equal(sgdma_sg_release(&jobs[i]), SGDMA_SUCCESS);
	assert_int_equal(sgdma_bounce_free(&board.pool), 4);
	one.len = 5 * 128; /* more than there ever are */
	assert_int_equal(build(&jobs[0]), SGDMA_ERR_BOUNCE);
	assert_int_equal(jobs[0].plan.option[SGDMA_SG_COPY_ALL][0].load.buffers, 5);
}

/* The model takes what can be done with the buffers that there are. */
static void model_with_few_buffers(void **state)
{
	struct sgdma_cost cost = { .desc = 999 * SGDMA_CLOCK, .bus = { 8, 1 }, .copy = { 1, { 8, 1 } } };
	(void)state;

	open_job(SGDMA_GATHER);
	board.config.policy = SGDMA_SG_MODEL;
	board.config.cost = &cost;
	one.len = 1000;
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(board.sg.plan.policy, SGDMA_SG_HEAD_TAIL); /* to copy all takes 8 of 4 */
	assert_int_equal(board.sg.plan.option[SGDMA_SG_COPY_ALL][0].load.buffers, 8);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
	board.config.pool = NULL;
	assert_int_equal(build(&board.sg), SGDMA_ERR_BOUNCE);
	board.config.align = 0;
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(board.sg.plan.policy, SGDMA_SG_DIRECT);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
}

static void states(void **state)
{
	(void)state;

	open_job(SGDMA_GATHER);
	assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_ERR_STATE);
	assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, 0), SGDMA_ERR_STATE);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_ERR_STATE);
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(build(&board.sg), SGDMA_ERR_STATE);
	assert_int_equal(board.sg.piece_count, 3);
	assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, 0), SGDMA_ERR_STATE);
	mock_wmb(&mock);
	assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_ERR_STATE);
	assert_int_equal(build(&board.sg), SGDMA_ERR_STATE);
	/* An abort: released where it is, once. */
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_ERR_STATE);
	assert_int_equal(sgdma_bounce_free(&board.pool), 4);
	/* The same list again and again. */
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	for (unsigned i = 0; i < 3; i++) {
		mock_wmb(&mock);
		mock_rmb(&mock);
		board.memory[board_where(&board, BOARD_VIRT + 10 + 20 * i)] ^= 0xff;
		memcpy(board.before, board.memory, BOARD_BYTES);
		assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_SUCCESS);
		board_gather(&board);
		board_check_gather(&board, &one, 1);
		assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, one.len), SGDMA_SUCCESS);
	}
	mock_done(&mock);
}

static unsigned loads_seen, cleans_seen, invalidates_seen, stores_seen;

static void look(void *arg)
{
	(void)arg;
	loads_seen = board.loads;
	cleans_seen = board.cleans;
	invalidates_seen = board.invalidates;
	stores_seen = board.stores;
}

/* Copies in and cache, then wmb; rmb, then cache and copies out. */
static void order(void **state)
{
	(void)state;

	open_job(SGDMA_GATHER);
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(board.loads, 0);
	mock_wmb(&mock);
	mock_hook(&mock, look, NULL);
	mock_rmb(&mock);
	assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_SUCCESS);
	assert_int_equal(loads_seen, 2);
	assert_int_equal(cleans_seen, 2);
	assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, one.len), SGDMA_SUCCESS);
	assert_int_equal(board.stores + board.invalidates, 0);
	open_job(SGDMA_SCATTER);
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	mock_wmb(&mock);
	mock_hook(&mock, look, NULL);
	mock_rmb(&mock);
	assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_SUCCESS);
	assert_int_equal(invalidates_seen, 2);
	mock_hook(&mock, look, NULL);
	assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, UINT64_MAX), SGDMA_SUCCESS);
	assert_int_equal(stores_seen, 0);
	assert_int_equal(invalidates_seen, 2);
	assert_int_equal(board.stores, 2);
	assert_int_equal(board.invalidates, 4);
	assert_int_equal(board.loads + board.cleans, 0);
	mock_done(&mock);
}

/* A copy that cannot be made: no barrier, no change of hands; it can be tried again, or given up. */
static void copies_that_fail(void **state)
{
	(void)state;

	for (unsigned fail = 1; fail <= 2; fail++) {
		open_job(SGDMA_GATHER);
		board.fail_at = fail;
		assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
		assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_ERR_UNMAPPED);
		assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, 0), SGDMA_ERR_STATE);
		assert_int_equal(sgdma_bounce_free(&board.pool), 3);
		assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
		assert_int_equal(sgdma_bounce_free(&board.pool), 4);

		open_job(SGDMA_SCATTER);
		memset(board.stream, 0x3c, one.len);
		board.fail_at = fail;
		mock_wmb(&mock);
		mock_rmb(&mock);
		mock_rmb(&mock);
		assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
		assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_SUCCESS);
		board_scatter(&board, one.len);
		assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, one.len), SGDMA_ERR_UNMAPPED);
		assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, one.len), SGDMA_SUCCESS);
		board_check_scatter(&board, &one, 1, one.len);
		assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
		mock_done(&mock);
	}
}

static void failed_builds_take_nothing(void **state)
{
	struct sgdma_sg_plan plan;
	(void)state;

	/* Room for all but one piece, or copy. */
	open_job(SGDMA_GATHER);
	for (unsigned i = 0; i < 2; i++) {
		sgdma_sg_init(&board.sg, board.pieces, 3 - !i, board.copies, 2 - i);
		assert_int_equal(build(&board.sg), SGDMA_ERR_FULL);
		assert_int_equal(board.sg.piece_count, 3);
		assert_int_equal(board.sg.copy_count, 2);
		assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_ERR_STATE);
		assert_int_equal(sgdma_bounce_free(&board.pool), 4);
	}
	sgdma_sg_init(&board.sg, board.pieces, 3, board.copies, 2);
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
	/* A hole. */
	one.len = 2 * BOARD_PAGE;
	board.frame[1] = BOARD_HOLE;
	assert_int_equal(sgdma_sg_plan(&board.config, &one, 1, &plan), SGDMA_ERR_UNMAPPED);
	assert_int_equal(plan.policy, SGDMA_SG_MODEL);
	assert_int_equal(build(&board.sg), SGDMA_ERR_UNMAPPED);
	assert_int_equal(board.sg.piece_count, 0);
	assert_int_equal(sgdma_bounce_free(&board.pool), 4);
	/* A page table that changes between plan and list so that the list is another one. */
	open_job(SGDMA_GATHER);
	board.frame[0] = 6;
	board.frame[1] = 7;
	one.len = BOARD_PAGE;
	board.config.policy = SGDMA_SG_DIRECT;
	board.config.align = 0;
	for (unsigned walk = 1; walk <= 4; walk++) {
		board.frame[0] = 6;
		board.translations = 0;
		board.changes_after = walk;
		bool between = walk == 2 || walk == 3; /* behind the plan's look at page 0, before the list's */
		assert_int_equal(build(&board.sg), between ? SGDMA_ERR_UNMAPPED : SGDMA_SUCCESS);
		assert_int_equal(sgdma_sg_release(&board.sg), between ? SGDMA_ERR_STATE : SGDMA_SUCCESS);
	}
}

static void bad_arguments(void **state)
{
	struct sgdma_sg_config good;
	struct sgdma_cost cost = { .bus = { 8, 1 } };
	struct sgdma_sg_ops ops;
	(void)state;

	open_job(SGDMA_GATHER);
	good = board.config;
	ops = *good.ops;
	for (unsigned i = 0; i < 19; i++) {
		struct sgdma_sg_range ranges[3] = { one, one, one };
		size_t count = 2;
		uint8_t flags = 0;

		board.config = good;
		board.config.ops = &ops;
		ops = *good.ops;
		cost.bus.bytes = 8;
		switch (i) {
		case 0: count = 0; break;
		case 1: ranges[1].len = 0; break;
		case 2: ranges[1].vaddr = UINT64_MAX - 198; break;
		case 3: ranges[0].vaddr = ranges[1].vaddr = 0, ranges[0].len = UINT64_MAX; break;
		case 4: flags = 4; break;
		case 18: /* more than 2^64 bytes with the gap alone */
			count = 3;
			ranges[0] = (struct sgdma_sg_range){ .vaddr = 0, .len = UINT64_C(1) << 63 };
			ranges[1] = (struct sgdma_sg_range){ .vaddr = 0, .len = 1 };
			ranges[2] = (struct sgdma_sg_range){ .vaddr = UINT64_MAX, .len = 1, .junk = true };
			break;
		case 5: board.config.ops = NULL; break;
		case 6: ops.translate = NULL; break;
		case 7: ops.load = NULL; break;
		case 8: ops.store = NULL, board.config.chan = SGDMA_SCATTER; break;
		case 9: board.config.chan = (enum sgdma_chan)2; break;
		case 10: board.config.limits.max_len = 63; break;
		case 11: board.config.limits.boundary = 32; break;
		case 12: board.config.align = 48; break;
		case 13: board.config.policy = (enum sgdma_sg_policy)4; break;
		case 14: board.config.gaps = (enum sgdma_sg_gaps)3; break;
		case 15: board.config.policy = SGDMA_SG_MODEL; break;
		case 16: board.config.gaps = SGDMA_SG_GAP_MODEL; break;
		case 17: board.config.policy = SGDMA_SG_MODEL, board.config.cost = &cost, cost.bus.bytes = 0; break;
		}
		assert_int_equal(sgdma_sg_build(&board.sg, &board.config, ranges, count, flags, 0), SGDMA_ERR_ARG);
		assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_ERR_STATE);
	}
	/* What is not needed may be missing. */
	board.config = good;
	board.config.ops = &ops;
	ops = (struct sgdma_sg_ops){ .translate = good.ops->translate };
	board.config.policy = SGDMA_SG_DIRECT;
	board.config.align = 0;
	assert_int_equal(build(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(sgdma_bounce_free(&board.pool), 4);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.sg_pool_arguments", pool_arguments),
	TEST("driver.sg_exhaustion", exhaustion),
	TEST("driver.sg_model_with_few_buffers", model_with_few_buffers),
	TEST("driver.sg_states", states),
	TEST("driver.sg_order", order),
	TEST("driver.sg_copies_that_fail", copies_that_fail),
	TEST("driver.sg_failed_builds_take_nothing", failed_builds_take_nothing),
	TEST("driver.sg_bad_arguments", bad_arguments),
};
TESTMAIN(tests)
