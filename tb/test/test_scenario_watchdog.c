/* SPDX-License-Identifier: Apache-2.0 */
/* The watchdog: a memory that stops answering is told of, to the clock, and a slow one is not. */
#include "scene.h"
#include "testmain.h"

#define CLOCKS 300
#define LAG 2 /* clocks from the last of them to the interrupt: the expiry's register and the error's */

static void load(struct scene *s, struct lane *lane, uint64_t *at, unsigned n)
{
	*at = scene_buffer(s, 20000, 3);
	*lane = lane_make(s, SGDMA_GATHER, 3);
	lane_ring(s, lane, 2);
	for (unsigned i = 0; i < n; i++)
		lane_push(s, lane, *at, 20000, SGDMA_EOP);
	scene_watch(s);
	CHECK_OK(s, sgdma_chan_watchdog(s->dev, SGDMA_GATHER, CLOCKS));
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_GATHER_ERROR);
	lane_kick(s, lane);
}

static uint64_t handshakes(struct scene *s)
{
	const struct bench_counts *counts = bench_counts(rig_bench(s->rig));

	return counts->ar + counts->r + counts->aw + counts->w + counts->b;
}

static void watchdog_dead(struct scene *s)
{
	struct bench *bench = rig_bench(s->rig);
	struct sgdma_error error;
	uint64_t at, seen = 0, last = 0;
	unsigned clocks = 150 + rng_below(&s->rng, 300); /* the first answers have come */
	struct lane lane;

	load(s, &lane, &at, 4);
	/* The clock of the last handshake: afterwards nothing moves. */
	while (!rig_irq(s->rig)) {
		if (clocks && --clocks == 0)
			axi_mem_hang(bench_bus(bench), true);
		CHECK_WAIT(s, rig_run(s->rig, 1));
		if (handshakes(s) != seen) {
			seen = handshakes(s);
			last = bench_clock(bench);
		}
		CHECK(s, clocks || bench_clock(bench) - last < CLOCKS + 10, "no interrupt");
	}
	CHECK(s, bench_irq_clock(bench) + 1 - last >= CLOCKS && bench_irq_clock(bench) + 1 - last <= CLOCKS + LAG,
	      "interrupt %llu clocks after the last handshake",
	      (unsigned long long)(bench_irq_clock(bench) + 1 - last));
	CHECK(s, sgdma_chan_error(s->dev, SGDMA_GATHER, &error), "no error");
	CHECK_EQ(s, error.code, SGDMA_CODE_WATCHDOG, "ERROR.CODE");
	CHECK_EQ(s, error.phase, SGDMA_PHASE_WATCHDOG, "ERROR.PHASE");
	CHECK_EQ(s, error.index, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CONSUMER), "ERROR.INDEX");
	CHECK_EQ(s, SGDMA_GET(STATUS, WATCHDOG, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 1,
		 "STATUS.WATCHDOG");
	/* The bus still owes answers: never quiesced, and the driver says what that means. */
	CHECK_EQ(s, sgdma_chan_stop(s->dev, SGDMA_GATHER, 50), SGDMA_ERR_DEAD, "result of a stop");
	CHECK_EQ(s, SGDMA_GET(STATUS, QUIESCED, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 0,
		 "STATUS.QUIESCED");
	/* Reset of engine and bus helps. */
	axi_mem_hang(bench_bus(bench), false);
	CHECK_WAIT(s, bench_reset(bench));
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS),
		 SGDMA_MASK(STATUS, QUIESCED) | SGDMA_MASK(STATUS, STREAM_IDLE), "STATUS after rst");
	s->packets = rig_packets(s->rig);
	lane_ring(s, &lane, 0);
	lane_push(s, &lane, at, 1000, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at, 1000), 1000);
	expect_completion(s, &lane, lane_tag(&lane, 0), 1000, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* A memory that is away for less than that, and channels that wait for work or for their stream. */
static void watchdog_slow(struct scene *s)
{
	struct bench *bench = rig_bench(s->rig);
	struct lane lane;
	uint64_t at;

	load(s, &lane, &at, 1);
	for (unsigned i = 0; i < 5; i++) {
		CHECK_WAIT(s, rig_run(s->rig, 50 + rng_below(&s->rng, 50)));
		axi_mem_hang(bench_bus(bench), true);
		CHECK_WAIT(s, rig_run(s->rig, CLOCKS / 2));
		axi_mem_hang(bench_bus(bench), false);
	}
	stream_sink_stall(bench_sink(bench), 100);
	CHECK_WAIT(s, rig_run(s->rig, 10 * CLOCKS));
	stream_sink_stall(bench_sink(bench), 0);
	expect_packet(s, scene_at(s, at, 20000), 20000);
	expect_completion(s, &lane, lane_tag(&lane, 0), 20000, SGDMA_CODE_OK, CPL_EOP);
	CHECK_WAIT(s, rig_run(s->rig, 5 * CLOCKS));
	CHECK_EQ(s, SGDMA_GET(STATUS, WATCHDOG, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 0,
		 "STATUS.WATCHDOG");
	CHECK(s, !rig_irq(s->rig), "an error interrupt");
	scene_settle(s);
}

/* 0 turns it off, and the scatter half has one of its own. */
static void watchdog_scatter(struct scene *s)
{
	struct bench *bench = rig_bench(s->rig);
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t at = scene_buffer(s, 4000, 3);
	uint8_t bytes[4000];

	scene_fill(s, bytes, sizeof(bytes));
	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, 4000, SGDMA_EOP);
	scene_watch(s);
	scene_ignore(s, at, 4000);
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_SCATTER_ERROR);
	lane_kick(s, &lane);
	/* The descriptor has come, nothing is on the bus: a packet that does not come is no hang. */
	CHECK_OK(s, sgdma_chan_watchdog(s->dev, SGDMA_SCATTER, CLOCKS));
	CHECK_WAIT(s, rig_run(s->rig, 5 * CLOCKS));
	CHECK_OK(s, sgdma_chan_watchdog(s->dev, SGDMA_SCATTER, 0));
	axi_mem_hang(bench_bus(bench), true);
	CHECK_WAIT(s, rig_send(s->rig, bytes, sizeof(bytes)));
	CHECK_WAIT(s, rig_run(s->rig, 10 * CLOCKS));
	CHECK(s, !rig_irq(s->rig), "an interrupt of a watchdog that is off");
	CHECK_OK(s, sgdma_chan_watchdog(s->dev, SGDMA_SCATTER, CLOCKS));
	CHECK_WAIT(s, rig_wait_irq(s->rig, 2 * CLOCKS));
	CHECK_EQ(s, SGDMA_GET(ERROR, CODE, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_ERROR)), SGDMA_CODE_WATCHDOG,
		 "ERROR.CODE");
	CHECK_EQ(s, SGDMA_GET(STATUS, WATCHDOG, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 0,
		 "STATUS.WATCHDOG of the other half");
	CHECK_EQ(s, sgdma_chan_stop(s->dev, SGDMA_SCATTER, 50), SGDMA_ERR_DEAD, "result of a stop");
}

#define TIMED(X)                                                                                                       \
	X(watchdog_dead, .widths = { 32, 64, 512 })                                                                    \
	X(watchdog_slow, .widths = { 64 }, .bus = { .latency = 20, .stall_pct = 20, .jitter = 20 })                    \
	X(watchdog_scatter, .widths = { 32, 64, 512 })
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
