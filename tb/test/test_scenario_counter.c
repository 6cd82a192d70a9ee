/* SPDX-License-Identifier: Apache-2.0 */
/* The performance counters against what the monitor has counted on the pins. */
#include "scene.h"
#include "testmain.h"

static struct sgdma_counters take(struct scene *s)
{
	struct sgdma_counters counters;

	CHECK_OK(s, sgdma_counters_take(s->dev, &counters, 20));
	return counters;
}

static void expect_counts(struct scene *s, const struct sgdma_counters *seen)
{
	const struct axi_counts *axi = axi_monitor_counts(bench_monitor(rig_bench(s->rig)));

	CHECK_EQ(s, seen->read_beats, axi->r_by_id[AXI_ID_READ], "CNT_READ_BEATS");
	CHECK_EQ(s, seen->write_beats, axi->w_by_id[AXI_ID_WRITE], "CNT_WRITE_BEATS");
	CHECK_EQ(s, seen->fetch_beats, axi->r_by_id[AXI_ID_GATHER_FETCH] + axi->r_by_id[AXI_ID_SCATTER_FETCH],
		 "CNT_FETCH_BEATS");
	CHECK_EQ(s, seen->completion_beats, axi->w_by_id[AXI_ID_COMPLETION], "CNT_CPL_BEATS");
	CHECK_EQ(s, seen->fetches, axi->ar_by_id[AXI_ID_GATHER_FETCH] + axi->ar_by_id[AXI_ID_SCATTER_FETCH],
		 "CNT_FETCHES");
	CHECK_EQ(s, seen->wait_write, axi->w_wait, "CNT_WAIT_WRITE");
}

/* A copy, then packets out: exactly the beats, bursts and waits of the pins. */
static void counter_beats(struct scene *s)
{
	const struct axi_counts *axi = axi_monitor_counts(bench_monitor(rig_bench(s->rig)));
	uint64_t from = scene_buffer(s, 9000, 3), to = scene_buffer(s, 9000, 61), waited;
	struct sgdma_counters before, after;
	struct lane src, dst, out;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 3);
	lane_ring(s, &src, 3);
	lane_ring(s, &dst, 3);
	for (unsigned i = 0; i < 6; i++) {
		lane_push(s, &src, from + 1500 * i, 1500, SGDMA_EOP);
		lane_push(s, &dst, to + 1500 * i, 1500, SGDMA_EOP);
	}
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 9000), 9000);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	for (unsigned i = 0; i < 6; i++)
		expect_completion(s, &dst, lane_tag(&dst, i), 1500, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
	after = take(s);
	expect_counts(s, &after);
	lane_stop(s, &src);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_SCATTER, SGDMA_STATE_STOPPED, SCENE_LIMIT));

	/* One half alone: its FETCH_WAIT is the counter, and a stream that is held is counted to the clock. */
	CHECK_OK(s, sgdma_set_copy(s->dev, false));
	out = lane_make(s, SGDMA_GATHER, 3);
	lane_ring(s, &out, 3);
	for (unsigned i = 0; i < 6; i++)
		lane_push(s, &out, from + 1500 * i, 1500, SGDMA_EOP);
	scene_watch(s);
	before = take(s);
	waited = axi->m_axis_wait;
	stream_sink_stall(bench_sink(rig_bench(s->rig)), 60);
	lane_kick(s, &out);
	for (unsigned i = 0; i < 6; i++) {
		expect_packet(s, scene_at(s, from + 1500 * i, 1500), 1500);
		expect_completion(s, &out, lane_tag(&out, i), 1500, SGDMA_CODE_OK, CPL_EOP);
	}
	scene_settle(s);
	after = take(s);
	expect_counts(s, &after);
	CHECK_EQ(s, after.wait_desc - before.wait_desc, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_FETCH_WAIT),
		 "CNT_WAIT_DESC");
	CHECK_EQ(s, after.wait_stream - before.wait_stream, axi->m_axis_wait - waited, "CNT_WAIT_STREAM");
	CHECK(s, after.wait_stream > before.wait_stream, "the stream was never held");
	CHECK(s, after.wait_read > before.wait_read, "no clock of waiting for read data");
	lane_stop(s, &out);
}

/* BUSY between two snapshots is the clocks between them; the registers change at a snapshot alone; it takes 20 clocks. */
static void counter_busy(struct scene *s)
{
	struct bench *bench = rig_bench(s->rig);
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	struct sgdma_counters first, second;
	uint64_t at, clocks;

	first = take(s);
	CHECK_EQ(s, first.busy, 0, "CNT_BUSY before anything");
	lane_ring(s, &lane, 1);
	lane_push(s, &lane, scene_buffer(s, 100, 3), 100, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_wait_quiet(s->rig, 100, SCENE_LIMIT));
	first = take(s);
	at = bench_kick_clock(bench);
	clocks = 100 + rng_below(&s->rng, 5000);
	CHECK_WAIT(s, rig_run(s->rig, clocks));
	CHECK_EQ(s, global_reg(s, SGDMA_REG_CNT_BUSY), first.busy, "CNT_BUSY without a snapshot");
	put_reg(s, SGDMA_REG_SNAPSHOT, 0);
	CHECK_EQ(s, global_reg(s, SGDMA_REG_CNT_BUSY), first.busy, "CNT_BUSY after a write without TAKE");
	put_reg(s, SGDMA_REG_SNAPSHOT, SGDMA_MASK(SNAPSHOT, TAKE));
	clocks = bench_kick_clock(bench) - at;
	CHECK_WAIT(s, rig_run(s->rig, 20));
	CHECK_EQ(s, global_reg(s, SGDMA_REG_SNAPSHOT), 0, "SNAPSHOT.TAKE after 20 clocks");
	CHECK_EQ(s, global_reg(s, SGDMA_REG_CNT_BUSY) - first.busy, clocks, "CNT_BUSY");
	/* All of them the destination has waited for a packet, and nothing else has happened. */
	CHECK_EQ(s, global_reg(s, SGDMA_REG_CNT_WAIT_STREAM) - first.wait_stream, clocks, "CNT_WAIT_STREAM");
	CHECK_EQ(s, global_reg(s, SGDMA_REG_CNT_FETCHES), first.fetches, "CNT_FETCHES");
	lane_stop(s, &lane);
	second = take(s);
	CHECK_WAIT(s, rig_run(s->rig, 500));
	first = take(s);
	CHECK_EQ(s, first.busy, second.busy, "CNT_BUSY of stopped channels");
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(counter_beats, ALL)                                                                                          \
	X(counter_busy, ALL)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
