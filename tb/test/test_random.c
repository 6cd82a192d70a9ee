/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random work on the engine, compared byte for byte with the reference model (compare.h).
 *
 * Iteration i of a test uses seed SEED + i, so that one iteration is repeated by SEED=that ITER=1.
 */
#include <inttypes.h>
#include <string.h>

#include "compare.h"
#include "sgdma_regs.h"
#include "testmain.h"

#define SETTLE_CLOCKS 100
#define STOP_QUIET 300 /* longer than a sink that stalls nearly always lets a beat wait */

struct random_test {
	const char *name;
	struct plan_options options;
	unsigned iterations;
};

/* ---- the three players ---------------------------------------------------------------------------------------- */

/* Nothing can happen any more without the player, and the player has nothing left to do. */
static void play_reference(struct run *run, struct player *player)
{
	unsigned idle = 0, last = 0;

	while (idle < 4) {
		unsigned now;

		player_turn(player);
		now = player->packets_sent + player->side[0].got_count + player->side[1].got_count +
		      player->side[0].pushed + player->side[1].pushed;
		idle = now == last ? idle + 1 : 0;
		last = now;
		if (player->problem[0])
			run_fail(run, "reference model: %s", player->problem);
	}
	player_look(player);
}

static bool stopped(const struct player *player, int c)
{
	return SGDMA_GET(STATUS, STATE, sgdma_chan_status(rig_dev(player->rig), (enum sgdma_chan)c)) ==
	       SGDMA_STATE_STOPPED;
}

/* The engine has got as far as the reference model. What a copy's failed partner leaves behind is a matter of time. */
static bool same_end(const struct run *run)
{
	const struct player *dut = &run->dut, *ref = &run->ref;
	bool broken = run->plan.options.mode == PLAN_COPY && (ref->side[0].failed || ref->side[1].failed);

	for (int c = 0; c < 2; c++) {
		const struct player_side *a = &dut->side[c], *b = &ref->side[c];

		if (!run->plan.lane[c].used)
			continue;
		if (b->failed || broken) {
			if (!stopped(dut, c) || a->failed != b->failed)
				return false;
		} else if (a->consumer != b->consumer || a->got_count != b->got_count || a->cq.acked != a->cq.taken) {
			/* Acknowledged, too, or the engine might still hold an entry back. */
			return false;
		}
	}
	return rig_packets(dut->rig) >= rig_packets(ref->rig) || run->plan.fault != PLAN_NO_FAULT;
}

static void play_engine(struct run *run)
{
	struct bench *bench = rig_bench(run->dut.rig);
	uint64_t limit = bench_clock(bench) + run->plan.limit;

	do {
		player_turn(&run->dut);
		player_look(&run->dut);
		if (run->dut.problem[0])
			run_fail(run, "%s", run->dut.problem);
		if (bench_clock(bench) > limit)
			run_fail(
				run,
				"time-out: %u+%u completions, consumer %u+%u, %zu packets, errors %d+%d; must be %u+%u, "
				"%u+%u, %zu, %d+%d",
				run->dut.side[0].got_count, run->dut.side[1].got_count, run->dut.side[0].consumer,
				run->dut.side[1].consumer, rig_packets(run->dut.rig), run->dut.side[0].failed,
				run->dut.side[1].failed, run->ref.side[0].got_count, run->ref.side[1].got_count,
				run->ref.side[0].consumer, run->ref.side[1].consumer, rig_packets(run->ref.rig),
				run->ref.side[0].failed, run->ref.side[1].failed);
	} while (!same_end(run));
	/* Data is in memory when its completion is: what comes later is a mistake, and would be found, too. */
	if (!rig_wait_quiet(run->dut.rig, run->plan.bench.bus.latency + run->plan.bench.bus.jitter + 50,
			    run->plan.limit))
		run_fail(run, "after the end");
	rig_run(run->dut.rig, SETTLE_CLOCKS);
	for (int i = 0; i < 40; i++)
		player_turn(&run->dut);
	player_look(&run->dut);
	if (run->dut.problem[0] || *rig_error(run->dut.rig))
		run_fail(run, "after the end: %s", run->dut.problem);
}

/* ---- one iteration ------------------------------------------------------------------------------------------------ */

/* Begins the plan, stops it at a random moment, and puts everything back as it was laid out. */
static void stop_in_the_middle(struct run *run)
{
	struct sgdma *dev = rig_dev(run->dut.rig);
	struct rng rng = rng_seed(run->plan.seed, 4);
	unsigned turns = 1 + rng_below(&rng, 12);
	struct player player;

	player_open(&player, &run->plan, run->dut.rig);
	player.mute = true;
	while (turns--)
		player_turn(&player);
	rig_run(run->dut.rig, rng_below(&rng, 100));
	for (int c = 0; c < 2; c++)
		if (run->plan.lane[c].used && sgdma_chan_stop(dev, (enum sgdma_chan)c, 20000) != SGDMA_SUCCESS)
			run_fail(run, "%s does not stop", c ? "scatter" : "gather");
	/* What had been on its way to the sink comes out, and an open packet ends. */
	if (!rig_wait_quiet(run->dut.rig, STOP_QUIET, run->plan.limit) || player.problem[0])
		run_fail(run, "before the stop: %s", player.problem);
	if (stream_sink_open(bench_sink(rig_bench(run->dut.rig))).len)
		run_fail(run, "a packet without an end after the stop");
	stream_sink_drop(bench_sink(rig_bench(run->dut.rig)));
	memcpy(rig_at(run->dut.rig, PLAN_BASE, PLAN_SIZE), run->before, PLAN_SIZE);
}

/* True if the plan ended in an error. */
static bool iterate(const struct random_test *test, uint32_t seed)
{
	static struct run run;
	struct player unfaulted;
	char path[4096], err[512] = "";
	bool failed;

	memset(&run, 0, sizeof(run));
	run.name = test->name;
	plan_begin(&run.plan, &test->options, seed);
	run.plan.bench.model = rig_model_path(test->options.width, path, sizeof(path));
	run.dut.rig = rig_open(&run.plan.bench, err, sizeof(err));
	if (!run.dut.rig)
		fail_msg("%s, seed %" PRIu32 ": %s", test->name, seed, err);
	plan_lay_out(&run.plan, run.dut.rig);
	run.ref.rig = rig_open_twin(run.dut.rig, err, sizeof(err));
	run.before = malloc(PLAN_SIZE);
	if (!run.ref.rig || !run.before)
		fail_msg("%s, seed %" PRIu32 ": %s", test->name, seed, err);
	memcpy(run.before, rig_at(run.dut.rig, PLAN_BASE, PLAN_SIZE), PLAN_SIZE);
	if (run.plan.fault == PLAN_BAD_WRITE) {
		run.free = rig_open_twin(run.dut.rig, err, sizeof(err));
		if (!run.free)
			fail_msg("%s, seed %" PRIu32 ": %s", test->name, seed, err);
		player_open(&unfaulted, &run.plan, run.free);
		rig_fail_none(run.free);
		play_reference(&run, &unfaulted);
	}
	player_open(&run.ref, &run.plan, run.ref.rig);
	play_reference(&run, &run.ref);
	if (test->options.stops)
		stop_in_the_middle(&run);
	player_open(&run.dut, &run.plan, run.dut.rig);
	play_engine(&run);
	run_compare(&run);
	failed = run.ref.side[0].failed || run.ref.side[1].failed;
	rig_close(run.dut.rig);
	rig_close(run.ref.rig);
	rig_close(run.free);
	free(run.before);
	plan_end(&run.plan);
	return failed;
}

static void random_run(void **state)
{
	const struct random_test *test = *state;
	const char *text = getenv("ITER");
	unsigned long n = text && *text ? strtoul(text, NULL, 10) : test->iterations;
	uint32_t first = test_seed(), failed = 0;

	if (!n)
		fail_msg("ITER=%s: not a number from 1", text);
	for (uint32_t i = 0; i < n; i++)
		failed += iterate(test, first + i);
	/* A test of errors that sees few of them has lost its way; one of good lists must see none. */
	if (test->options.faults ? n >= 50 && failed < n / 2 : failed > 0)
		fail_msg("%" PRIu32 " of %lu plans ended in an error", failed, n);
}

#define RANDOM(X)                                                                                                      \
	X(gather_w32, 300, .width = 32, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE)                                  \
	X(gather_w64, 450, .width = 64, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE)                                  \
	X(gather_w128, 240, .width = 128, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE)                                \
	X(gather_w512, 300, .width = 512, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE)                                \
	X(scatter_w32, 300, .width = 32, .mode = PLAN_SCATTER, .shape = PLAN_ANY_SHAPE)                                \
	X(scatter_w64, 450, .width = 64, .mode = PLAN_SCATTER, .shape = PLAN_ANY_SHAPE)                                \
	X(scatter_w256, 240, .width = 256, .mode = PLAN_SCATTER, .shape = PLAN_ANY_SHAPE)                              \
	X(scatter_w512, 300, .width = 512, .mode = PLAN_SCATTER, .shape = PLAN_ANY_SHAPE)                              \
	X(copy_w32, 300, .width = 32, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE)                                      \
	X(copy_w64, 450, .width = 64, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE)                                      \
	X(copy_w128, 240, .width = 128, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE)                                    \
	X(copy_w512, 300, .width = 512, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE)                                    \
	X(duplex_w32, 240, .width = 32, .mode = PLAN_DUPLEX, .shape = PLAN_ANY_SHAPE)                                  \
	X(duplex_w64, 360, .width = 64, .mode = PLAN_DUPLEX, .shape = PLAN_ANY_SHAPE)                                  \
	X(duplex_w256, 180, .width = 256, .mode = PLAN_DUPLEX, .shape = PLAN_ANY_SHAPE)                                \
	X(duplex_w512, 240, .width = 512, .mode = PLAN_DUPLEX, .shape = PLAN_ANY_SHAPE)                                \
	X(ring_w64, 360, .width = 64, .mode = PLAN_COPY, .shape = PLAN_RING, .orderly = true)                          \
	X(linked_w64, 360, .width = 64, .mode = PLAN_DUPLEX, .shape = PLAN_LINKED)                                     \
	X(chunked_w64, 360, .width = 64, .mode = PLAN_DUPLEX, .shape = PLAN_CHUNKED)                                   \
	X(chunked_w512, 240, .width = 512, .mode = PLAN_COPY, .shape = PLAN_CHUNKED)                                   \
	X(backpressure_w64, 240, .width = 64, .mode = PLAN_DUPLEX, .shape = PLAN_ANY_SHAPE, .harsh = true)             \
	X(backpressure_w512, 180, .width = 512, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE, .harsh = true)             \
	X(stops_gather_w32, 200, .width = 32, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE, .stops = true)             \
	X(stops_gather_w64, 300, .width = 64, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE, .stops = true)             \
	X(stops_copy_w64, 300, .width = 64, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE, .stops = true)                 \
	X(stops_copy_w512, 200, .width = 512, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE, .stops = true)               \
	X(stops_duplex_w128, 200, .width = 128, .mode = PLAN_DUPLEX, .shape = PLAN_ANY_SHAPE, .stops = true)           \
	X(errors_gather_w32, 300, .width = 32, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE, .faults = true)           \
	X(errors_gather_w64, 450, .width = 64, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE, .faults = true)           \
	X(errors_gather_w512, 300, .width = 512, .mode = PLAN_GATHER, .shape = PLAN_ANY_SHAPE, .faults = true)         \
	X(errors_scatter_w32, 300, .width = 32, .mode = PLAN_SCATTER, .shape = PLAN_ANY_SHAPE, .faults = true)         \
	X(errors_scatter_w64, 450, .width = 64, .mode = PLAN_SCATTER, .shape = PLAN_ANY_SHAPE, .faults = true)         \
	X(errors_scatter_w512, 300, .width = 512, .mode = PLAN_SCATTER, .shape = PLAN_ANY_SHAPE, .faults = true)       \
	X(errors_duplex_w64, 360, .width = 64, .mode = PLAN_DUPLEX, .shape = PLAN_ANY_SHAPE, .faults = true)           \
	X(errors_copy_w32, 300, .width = 32, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE, .faults = true)               \
	X(errors_copy_w64, 450, .width = 64, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE, .faults = true)               \
	X(errors_copy_w512, 300, .width = 512, .mode = PLAN_COPY, .shape = PLAN_ANY_SHAPE, .faults = true)

#define RANDOM_SPEC(id, n, ...) static const struct random_test random_##id = { "random." #id, { __VA_ARGS__ }, n };
#define RANDOM_TEST(id, n, ...) TEST_WITH("random." #id, random_run, (void *)&random_##id),

RANDOM(RANDOM_SPEC)
static const struct CMUnitTest tests[] = { RANDOM(RANDOM_TEST) };
TESTMAIN(tests)
