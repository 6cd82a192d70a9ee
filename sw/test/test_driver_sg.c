// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Builder with choices: what is moved, by every policy, to the byte. */
#include "test/testmain.h"

#include "mock.h"
#include "sg_board.h"

#define FLAGS (SGDMA_EOP | SGDMA_IRQ)

static struct board board;
static struct mock mock;
static struct sgdma dev;

static struct sgdma_sg_range range(uint64_t offset, uint64_t len)
{
	return (struct sgdma_sg_range){ .vaddr = BOARD_VIRT + offset, .len = len };
}

static enum sgdma_result build(struct sgdma_sg_range *ranges, size_t count)
{
	return sgdma_sg_build(&board.sg, &board.config, ranges, count, FLAGS, 0xbeef);
}

/* A whole life of one job in one direction; a scatter receives `received` bytes. */
static void run(struct sgdma_sg_range *ranges, size_t count, size_t received)
{
	unsigned free = sgdma_bounce_free(&board.pool);

	assert_int_equal(build(ranges, count), SGDMA_SUCCESS);
	assert_int_equal(free - sgdma_bounce_free(&board.pool),
			 board.sg.plan.option[board.sg.plan.policy][board.sg.plan.joined].load.buffers);
	board_check_pieces(&board, FLAGS, 0xbeef);
	mock_wmb(&mock);
	mock_rmb(&mock);
	assert_int_equal(sgdma_sg_to_engine(&dev, &board.sg), SGDMA_SUCCESS);
	if (board.config.chan == SGDMA_GATHER)
		board_gather(&board);
	else
		board_scatter(&board, received);
	assert_int_equal(sgdma_sg_to_cpu(&dev, &board.sg, received), SGDMA_SUCCESS);
	if (board.config.chan == SGDMA_GATHER)
		board_check_gather(&board, ranges, count);
	else
		board_check_scatter(&board, ranges, count, received);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
	assert_int_equal(sgdma_bounce_free(&board.pool), free);
	mock_done(&mock);
}

static void new_stream(uint64_t *x)
{
	for (size_t i = 0; i < BOARD_BYTES; i++)
		board.stream[i] = (uint8_t)board_random(x);
}

/* Every misalignment and many lengths, on scattered pages and on adjacent ones. */
static void misalignments(enum sgdma_sg_policy policy, enum sgdma_chan chan)
{
	static const unsigned lens[] = { 1, 2, 3, 7, 62, 63, 64, 65, 66, 127, 128, 129, 200, 256, 257, 320, 1000 };
	uint64_t x = 7;

	mock_open(&mock, &dev);
	board_open(&board, 16, 256);
	new_stream(&x);
	board.config.policy = policy;
	board.config.chan = chan;
	board.config.align = policy == SGDMA_SG_DIRECT ? 1 : 64;
	for (unsigned adjacent = 0; adjacent < 2; adjacent++) {
		for (unsigned p = 0; adjacent && p < BOARD_PAGES; p++)
			board.frame[p] = p;
		for (unsigned offset = 0; offset < 64; offset++)
			for (unsigned l = 0; l < sizeof(lens) / sizeof(lens[0]); l++) {
				struct sgdma_sg_range one = range(5 * BOARD_PAGE - 64 + offset, lens[l]);

				run(&one, 1, lens[l]);
				if (chan == SGDMA_SCATTER)
					run(&one, 1, lens[l] / 2);
			}
	}
}

static void direct(void **state)
{
	(void)state;
	misalignments(SGDMA_SG_DIRECT, SGDMA_GATHER);
	misalignments(SGDMA_SG_DIRECT, SGDMA_SCATTER);
	assert_int_equal(board.loads + board.stores, 0);
}

static void head_tail(void **state)
{
	(void)state;
	misalignments(SGDMA_SG_HEAD_TAIL, SGDMA_GATHER);
	misalignments(SGDMA_SG_HEAD_TAIL, SGDMA_SCATTER);
}

static void copy_all(void **state)
{
	(void)state;
	misalignments(SGDMA_SG_COPY_ALL, SGDMA_GATHER);
	misalignments(SGDMA_SG_COPY_ALL, SGDMA_SCATTER);
}

static const struct sgdma_load *planned(void)
{
	return &board.sg.plan.option[board.sg.plan.policy][board.sg.plan.joined].load;
}

/* One buffer becomes copied head, direct middle, copied tail: three pieces, two copies, one bounce buffer for both. */
static void three_pieces(void **state)
{
	struct sgdma_sg_range one = range(10, 200);
	(void)state;

	board_open(&board, 2, 128);
	board.config.align = 64;
	board.config.policy = SGDMA_SG_HEAD_TAIL;
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(board.sg.piece_count, 3);
	assert_true(board.pieces[0].addr == BOARD_BUS + BOARD_BOUNCE);
	assert_int_equal(board.pieces[0].len, 54);
	assert_true(board.pieces[1].addr == BOARD_BUS + board_where(&board, BOARD_VIRT + 64));
	assert_int_equal(board.pieces[1].len, 128);
	assert_true(board.pieces[2].addr == BOARD_BUS + BOARD_BOUNCE + 64);
	assert_int_equal(board.pieces[2].len, 18);
	assert_int_equal(planned()->copies, 2);
	assert_int_equal(planned()->copy_bytes, 72);
	assert_int_equal(planned()->buffers, 1);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
	/* The same memory as it is has not the alignment; aligned memory has, and is not copied by HEAD_TAIL either. */
	board.config.policy = SGDMA_SG_DIRECT;
	assert_int_equal(build(&one, 1), SGDMA_ERR_ALIGN);
	one = range(64, 100); /* aligned where it begins only */
	assert_int_equal(build(&one, 1), SGDMA_ERR_ALIGN);
	one = range(64, 128);
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
	board.config.policy = SGDMA_SG_HEAD_TAIL;
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(board.sg.copy_count, 0);
	assert_int_equal(board.sg.piece_count, 1);
	assert_int_equal(sgdma_bounce_free(&board.pool), 2);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
}

/* Neighbouring ends of two ranges share a piece, and buffers that are neighbours on the bus make one. */
static void bounced_pieces_merge(void **state)
{
	struct sgdma_sg_range ranges[] = { range(0, 70), range(10 * BOARD_PAGE + 60, 68) };
	struct sgdma_sg_range one = range(3, 500);
	(void)state;

	board_open(&board, 8, 64);
	board.config.align = 64;
	board.config.policy = SGDMA_SG_HEAD_TAIL;
	assert_int_equal(build(ranges, 2), SGDMA_SUCCESS);
	assert_int_equal(board.sg.piece_count, 3);
	assert_int_equal(board.pieces[1].len, 10);
	assert_int_equal(planned()->copies, 2);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
	board.config.policy = SGDMA_SG_COPY_ALL;
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(board.sg.piece_count, 1);
	assert_int_equal(planned()->buffers, 8);
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
}

/* Whatever is asked of it: several ranges on a shuffled page table, with limits, in both directions. */
static void random_jobs(void **state)
{
	uint64_t x = test_seed() * UINT64_C(0x9e3779b97f4a7c15) + 1;
	unsigned joined = 0;
	(void)state;

	mock_open(&mock, &dev);
	for (unsigned n = 0; n < 1500; n++) {
		struct sgdma_sg_range ranges[5];
		size_t count = 1 + board_random(&x) % 5, bytes = 0;
		uint64_t offset = 0;

		board_open(&board, 64, 512);
		board.page -= board_random(&x) % 2 * (board_random(&x) % 9); /* seams that no block ends at */
		board_shuffle(&board, &x);
		new_stream(&x);
		board.config.chan = board_random(&x) % 2 ? SGDMA_GATHER : SGDMA_SCATTER;
		board.config.policy = (enum sgdma_sg_policy)(board_random(&x) % 3);
		board.config.align = board.config.policy == SGDMA_SG_DIRECT ? 0 : 1u << board_random(&x) % 8;
		board.config.gaps = board_random(&x) % 2 ? SGDMA_SG_JOIN : SGDMA_SG_KEEP;
		board.config.limits.max_len = 128 + (uint32_t)(board_random(&x) % 1000);
		board.config.limits.boundary = board_random(&x) % 2 ? UINT64_C(128) << board_random(&x) % 6 : 0;
		for (size_t i = 0; i < count; i++) {
			offset += board_random(&x) % 200 * (board_random(&x) % 4 != 0);
			ranges[i] = range(offset, 1 + board_random(&x) % 900);
			ranges[i].junk = board.config.chan == SGDMA_GATHER && board_random(&x) % 2;
			offset += ranges[i].len;
			bytes += ranges[i].len;
		}
		run(ranges, count, board_random(&x) % 2 ? bytes : board_random(&x) % (bytes + 1));
		joined += ranges[count - 1].at + ranges[count - 1].len > bytes;
	}
	assert_in_range(joined, 50, 1000);
}

/* Side by side on the bus, at a seam within a block, but not in virtual memory: two copies, each from its place. */
static void seam_of_strangers(void **state)
{
	struct sgdma_sg_range ranges[] = { range(64, 250 - 64), range(500, 20) };
	(void)state;

	mock_open(&mock, &dev);
	board_open(&board, 4, 256);
	board.page = 250;
	board.frame[0] = 8;
	board.frame[2] = 9;
	board.config.align = 64;
	board.config.policy = SGDMA_SG_HEAD_TAIL;
	run(ranges, 2, 206);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.sg_direct", direct),
	TEST("driver.sg_head_tail", head_tail),
	TEST("driver.sg_copy_all", copy_all),
	TEST("driver.sg_three_pieces", three_pieces),
	TEST("driver.sg_bounced_pieces_merge", bounced_pieces_merge),
	TEST("driver.sg_seam_of_strangers", seam_of_strangers),
	TEST("driver.sg_random_jobs", random_jobs),
};
TESTMAIN(tests)
