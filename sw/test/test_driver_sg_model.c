// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Builder with choices: what the cost model chooses, and which gaps are read. */
#include "test/testmain.h"

#include "sg_board.h"

static struct board board;

static struct sgdma_sg_range range(uint64_t offset, uint64_t len, bool junk)
{
	return (struct sgdma_sg_range){ .vaddr = BOARD_VIRT + offset, .len = len, .junk = junk };
}

static enum sgdma_result build(struct sgdma_sg_range *ranges, size_t count)
{
	return sgdma_sg_build(&board.sg, &board.config, ranges, count, SGDMA_EOP, 7);
}

static void release(void)
{
	assert_int_equal(sgdma_sg_release(&board.sg), SGDMA_SUCCESS);
}

static struct sgdma_cost dear_descriptors(void)
{
	return (struct sgdma_cost){
		.setup = 30 * SGDMA_CLOCK,
		.desc = 100 * SGDMA_CLOCK,
		.bus = { 8, 1 },
		.copy = { 10 * SGDMA_CLOCK, { 4, 1 } },
	};
}

/* Head, middle and tail are three descriptors: dear ones make one copied list cheaper, cheap ones do not. */
static void descriptors_against_copies(void **state)
{
	struct sgdma_cost cost = dear_descriptors();
	struct sgdma_sg_range one = range(10, 200, false);
	const struct sgdma_sg_plan *plan = &board.sg.plan;
	(void)state;

	board_open(&board, 4, 256);
	board.config.align = 64;
	board.config.policy = SGDMA_SG_MODEL;
	board.config.cost = &cost;
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(plan->policy, SGDMA_SG_COPY_ALL);
	/* 30 + 3 * 100 + 25 + 2 * 10 + 72 / 4, and 30 + 100 + 25 + 10 + 50 */
	assert_int_equal(plan->option[SGDMA_SG_HEAD_TAIL][0].clocks, 393 * SGDMA_CLOCK);
	assert_int_equal(plan->option[SGDMA_SG_COPY_ALL][0].clocks, 215 * SGDMA_CLOCK);
	assert_false(plan->option[SGDMA_SG_DIRECT][0].allowed);
	release();
	/* Two descriptors more, but a copy and 128 copied bytes less: worth 42 - 20 clocks, so 11 for each is where it turns. */
	cost.desc = 11 * SGDMA_CLOCK;
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(plan->policy, SGDMA_SG_HEAD_TAIL);
	release();
	cost.desc++;
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(plan->policy, SGDMA_SG_COPY_ALL);
	release();
	/* Copies that were never measured are not chosen while there is another way. */
	cost.copy.rate.bytes = 0;
	one = range(64, 192, false);
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(plan->policy, SGDMA_SG_DIRECT);
	assert_true(plan->option[SGDMA_SG_COPY_ALL][0].clocks == SGDMA_NEVER);
	release();
	/* An engine without demands, on scattered pages: to copy is to save descriptors. */
	cost = dear_descriptors();
	board.config.align = 0;
	one = range(0, 4 * BOARD_PAGE, false);
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(plan->policy, SGDMA_SG_COPY_ALL);
	assert_int_equal(board.sg.piece_count, 1);
	release();
	cost.desc = SGDMA_CLOCK;
	assert_int_equal(build(&one, 1), SGDMA_SUCCESS);
	assert_int_equal(plan->policy, SGDMA_SG_DIRECT);
	assert_int_equal(board.sg.piece_count, 4);
	release();
}

/* The formula of sgdma_cost.h once more, in floating point. */
static double clocks(const struct sgdma_cost *cost, const struct sgdma_load *load)
{
	double ticks = (double)cost->setup + (double)cost->cpu_list +
		       (double)load->descs * (double)(cost->desc + cost->cpu_desc) +
		       (double)load->copies * (double)cost->copy.call;

	return ticks / SGDMA_CLOCK + (double)load->bytes * cost->bus.clocks / cost->bus.bytes +
	       (double)load->copy_bytes * cost->copy.rate.clocks / cost->copy.rate.bytes;
}

/* Any job, any constants: what is chosen costs least of all that was possible, and forcing an option gives what was planned for it. */
static void least_of_all(void **state)
{
	uint64_t x = test_seed() * UINT64_C(0x9e3779b97f4a7c15) + 1;
	unsigned chosen[SGDMA_SG_POLICIES][2] = { 0 };
	(void)state;

	for (unsigned n = 0; n < 1500; n++) {
		struct sgdma_cost cost = {
			.setup = board_random(&x) % (100 * SGDMA_CLOCK),
			.desc = board_random(&x) % (100 * SGDMA_CLOCK),
			.bus = { 1 + (uint32_t)(board_random(&x) % 16), 1 },
			.cpu_desc = board_random(&x) % (20 * SGDMA_CLOCK),
			.copy = { board_random(&x) % (60 * SGDMA_CLOCK), { 1 + (uint32_t)(board_random(&x) % 16), 1 } },
		};
		struct sgdma_sg_range ranges[4];
		struct sgdma_sg_plan plan;
		double least;

		board_open(&board, 8, 256);
		board_shuffle(&board, &x);
		for (unsigned i = 0, offset = 0; i < 4; i++) {
			ranges[i] = range(offset += board_random(&x) % 400, 1 + board_random(&x) % 500, true);
			offset += (unsigned)ranges[i].len;
		}
		board.config.policy = SGDMA_SG_MODEL;
		board.config.gaps = SGDMA_SG_GAP_MODEL;
		board.config.align = 1u << board_random(&x) % 7;
		board.config.cost = &cost;
		assert_int_equal(build(ranges, 4), SGDMA_SUCCESS);
		plan = board.sg.plan;
		release();
		chosen[plan.policy][plan.joined]++;
		least = clocks(&cost, &plan.option[plan.policy][plan.joined].load);
		for (unsigned p = 0; p < SGDMA_SG_POLICIES; p++)
			for (unsigned j = 0; j < 2; j++) {
				const struct sgdma_sg_option *option = &plan.option[p][j];
				enum sgdma_result result;

				assert_int_equal(option->tried, p != SGDMA_SG_COPY_ALL || !j);
				if (!option->tried)
					continue;
				assert_true(option->clocks == sgdma_cost_clocks(&cost, &option->load));
				assert_true((double)option->clocks / SGDMA_CLOCK - clocks(&cost, &option->load) <
					    0.001);
				board.config.policy = p;
				board.config.gaps = j ? SGDMA_SG_GAP_MODEL : SGDMA_SG_KEEP;
				result = build(ranges, 4);
				if (!option->allowed) {
					if (!j || !plan.option[p][0].allowed)
						assert_int_equal(result, p ? SGDMA_ERR_BOUNCE : SGDMA_ERR_ALIGN);
					if (result == SGDMA_SUCCESS)
						release();
					continue;
				}
				assert_int_equal(result, SGDMA_SUCCESS);
				assert_true(least < clocks(&cost, &option->load) + 0.001);
				if (!j)
					board_check_pieces(&board, SGDMA_EOP, 7);
				if (board.sg.plan.joined == j)
					assert_memory_equal(&board.sg.plan.option[p][j].load, &option->load,
							    sizeof(option->load));
				release();
			}
	}
	/* Each of them was the best at some time. */
	for (unsigned p = 0; p < SGDMA_SG_POLICIES; p++)
		assert_true(chosen[p][0] > 10 && (p == SGDMA_SG_COPY_ALL || chosen[p][1] > 10));
}

/* A descriptor of 4 clocks at 8 bytes a clock is worth a gap of 31 bytes, not one of 32. */
static void gap_threshold(void **state)
{
	struct sgdma_cost cost = { .setup = SGDMA_CLOCK, .desc = 4 * SGDMA_CLOCK, .bus = { 8, 1 } };
	(void)state;

	board_open(&board, 1, 64);
	board.config.cost = &cost;
	board.config.gaps = SGDMA_SG_GAP_MODEL;
	for (unsigned gap = 1; gap < 64; gap++) {
		struct sgdma_sg_range ranges[] = { range(5, 40, false), range(45 + gap, 30, true) };
		struct sgdma_sg_range three[] = { ranges[0], ranges[1], range(76 + gap, 9, true) };
		bool less = gap < 32;

		assert_int_equal(sgdma_cost_gap(&cost, false), 32);
		assert_int_equal(build(ranges, 2), SGDMA_SUCCESS);
		assert_int_equal(board.sg.plan.joined, less);
		assert_int_equal(board.sg.piece_count, less ? 1 : 2);
		assert_int_equal(board.pieces[0].len, less ? 70 + gap : 40);
		assert_int_equal(ranges[0].at, 0);
		assert_int_equal(ranges[1].at, less ? 40 + gap : 40);
		assert_int_equal(board.sg.plan.option[SGDMA_SG_DIRECT][less].load.junk, less ? gap : 0);
		board_gather(&board);
		board_check_gather(&board, ranges, 2);
		release();
		/* One that pays does not take along one that does not. */
		assert_int_equal(build(three, 3), SGDMA_SUCCESS);
		assert_int_equal(board.sg.plan.option[SGDMA_SG_DIRECT][1].load.junk, less ? gap + 1 : 1);
		assert_true(board.sg.plan.joined);
		release();
	}
}

/* A join that saves no descriptor, because the list is split there anyway, is not made. */
static void join_that_saves_nothing(void **state)
{
	struct sgdma_cost cost = { .desc = 4 * SGDMA_CLOCK, .bus = { 8, 1 } };
	struct sgdma_sg_range ranges[] = { range(0, 40, false), range(50, 40, true) };
	(void)state;

	board_open(&board, 1, 64);
	board.config.cost = &cost;
	board.config.gaps = SGDMA_SG_GAP_MODEL;
	board.config.limits.max_len = 45;
	assert_int_equal(build(ranges, 2), SGDMA_SUCCESS);
	assert_false(board.sg.plan.joined);
	assert_int_equal(board.sg.plan.option[SGDMA_SG_DIRECT][1].load.bytes, 90);
	release();
}

static size_t pieces_of(struct sgdma_sg_range *ranges, size_t count)
{
	size_t pieces;

	assert_int_equal(build(ranges, count), SGDMA_SUCCESS);
	pieces = board.sg.piece_count;
	board_gather(&board);
	if (board.config.policy == SGDMA_SG_DIRECT)
		board_check_gather(&board, ranges, count);
	release();
	return pieces;
}

/* Which gaps are read even if all may be. */
static void which_gaps(void **state)
{
	struct sgdma_sg_range plain[] = { range(0, 40, true), range(50, 40, true) };
	struct sgdma_sg_range marked[] = { range(0, 40, false), range(50, 40, false) };
	struct sgdma_sg_range pages[] = { range(200, 40, true), range(300, 40, true) };
	struct sgdma_sg_range edge[] = { range(200, 40, true), range(BOARD_PAGE, 40, true) };
	struct sgdma_sg_range wide[] = { range(200, 40, true), range(3 * BOARD_PAGE, 40, true) };
	struct sgdma_sg_range back[] = { range(50, 40, true), range(0, 40, true) };
	struct sgdma_sg_range over[] = { range(0, 40, true), range(20, 40, true) };
	struct sgdma_sg_range touching[] = { range(0, 40, true), range(40, 40, true) };
	(void)state;

	board_open(&board, 4, 256);
	board.config.gaps = SGDMA_SG_JOIN;
	assert_int_equal(pieces_of(plain, 2), 1);
	assert_int_equal(pieces_of(marked, 2), 2); /* nobody has allowed it */
	assert_int_equal(pieces_of(pages, 2), 2);  /* the page that follows lies elsewhere */
	assert_int_equal(pieces_of(edge, 2), 2);
	assert_int_equal(edge[1].at, 40); /* nor is the rest of the page before it, that would save nothing */
	assert_int_equal(pieces_of(back, 2), 2);
	assert_int_equal(pieces_of(over, 2), 2);
	assert_int_equal(pieces_of(touching, 2), 1); /* no gap at all */
	board.frame[1] = board.frame[0] + 1;
	assert_int_equal(pieces_of(pages, 2), 1);
	/* Pages of the gap that are not there or lie elsewhere; then all side by side. */
	board.frame[2] = BOARD_HOLE;
	board.frame[3] = board.frame[0] + 3;
	assert_int_equal(pieces_of(wide, 2), 2);
	board.frame[2] = board.frame[0] + 4;
	assert_int_equal(pieces_of(wide, 2), 2);
	board.frame[2] = board.frame[0] + 2;
	assert_int_equal(pieces_of(wide, 2), 1);
	board.config.gaps = SGDMA_SG_KEEP;
	assert_int_equal(pieces_of(wide, 2), 2);
	/* Copies leave gaps out. */
	board.config.gaps = SGDMA_SG_JOIN;
	board.config.policy = SGDMA_SG_COPY_ALL;
	assert_int_equal(build(wide, 2), SGDMA_SUCCESS);
	assert_int_equal(wide[1].at, 40);
	assert_int_equal(board.sg.plan.option[SGDMA_SG_COPY_ALL][0].load.bytes, 80);
	assert_false(board.sg.plan.joined);
	release();
}

/* What is written is never more than was given: a scatter with a gap that may be junk is refused, whatever else is asked. */
static void never_over_a_write(void **state)
{
	struct sgdma_cost cost = dear_descriptors();
	struct sgdma_sg_range ranges[] = { range(0, 40, false), range(50, 40, true) };
	(void)state;

	board_open(&board, 4, 256);
	board.config.chan = SGDMA_SCATTER;
	board.config.cost = &cost;
	for (unsigned policy = SGDMA_SG_DIRECT; policy <= SGDMA_SG_MODEL; policy++)
		for (unsigned gaps = SGDMA_SG_KEEP; gaps <= SGDMA_SG_JOIN; gaps++) {
			board.config.policy = policy;
			board.config.gaps = gaps;
			ranges[1].junk = true;
			assert_int_equal(build(ranges, 2), SGDMA_ERR_ARG);
			ranges[1].junk = false;
			assert_int_equal(build(ranges, 2), SGDMA_SUCCESS);
			assert_false(board.sg.plan.joined);
			for (unsigned p = 0; p < SGDMA_SG_POLICIES; p++)
				assert_false(board.sg.plan.option[p][1].tried);
			memset(board.stream, 0xa5, 80);
			board_scatter(&board, 80);
			for (unsigned b = 40; b < 50; b++)
				assert_int_equal(board.memory[board_where(&board, BOARD_VIRT + b)],
						 board.before[board_where(&board, BOARD_VIRT + b)]);
			release();
		}
}

static const struct CMUnitTest tests[] = {
	TEST("driver.sg_descriptors_against_copies", descriptors_against_copies),
	TEST("driver.sg_least_of_all", least_of_all),
	TEST("driver.sg_gap_threshold", gap_threshold),
	TEST("driver.sg_join_that_saves_nothing", join_that_saves_nothing),
	TEST("driver.sg_which_gaps", which_gaps),
	TEST("driver.sg_never_over_a_write", never_over_a_write),
};
TESTMAIN(tests)
