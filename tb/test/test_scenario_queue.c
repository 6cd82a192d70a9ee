/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of completion queue and interrupt. */
#include <string.h>

#include "scene.h"
#include "testmain.h"

/* One packet of a piece: expected on m_axis and in the queue. */
static void expect_piece(struct scene *s, struct lane *lane, unsigned i, uint64_t addr, uint32_t len, unsigned flags)
{
	expect_packet(s, scene_at(s, addr, len), len);
	expect_completion(s, lane, lane_tag(lane, i), len, SGDMA_CODE_OK, flags);
}

/* A full queue holds the channel at decode, overwrites nothing, and goes on after each acknowledge. */
static void fill_queue(struct scene *s, enum sgdma_chan chan, uint8_t cq_log2)
{
	unsigned size = 1u << cq_log2, total = 3 * size + 1;
	struct lane lane = lane_make(s, chan, cq_log2);
	uint64_t at[16];

	lane_ring(s, &lane, 5);
	for (unsigned i = 0; i < total; i++)
		lane_push(s, &lane, at[i] = scene_buffer(s, 30, i), 30, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; chan == SGDMA_SCATTER && i < total; i++) {
		uint8_t bytes[30];

		scene_fill(s, bytes, 30);
		CHECK_WAIT(s, rig_send(s->rig, bytes, 30));
		scene_expect(s, at[i], bytes, 30);
	}
	for (unsigned i = 0; i < total; i++) {
		expect_completion(s, &lane, lane_tag(&lane, i), 30, SGDMA_CODE_OK, CPL_EOP);
		if (chan == SGDMA_GATHER)
			expect_packet(s, scene_at(s, at[i], 30), 30);
		if ((i + 1) % size == 0 || i == total - 1) {
			CHECK_WAIT(s, rig_run(s->rig, 600));
			CHECK_EQ(s, chan_reg(s, chan, SGDMA_CHAN_REG_CQ_WRITTEN), i + 1,
				 "CQ_WRITTEN with a full queue");
			CHECK_EQ(s, chan_reg(s, chan, SGDMA_CHAN_REG_CONSUMER), i + 1, "CONSUMER with a full queue");
			CHECK_EQ(s, rig_packets(s->rig), s->packets, "packets with a full queue");
			lane_ack(s, &lane);
		}
	}
	scene_settle(s);
}

static void queue_full_gather(struct scene *s)
{
	fill_queue(s, SGDMA_GATHER, 2);
}

static void queue_full_scatter(struct scene *s)
{
	fill_queue(s, SGDMA_SCATTER, 2);
}

static void queue_of_one(struct scene *s)
{
	fill_queue(s, s->seed & 8 ? SGDMA_SCATTER : SGDMA_GATHER, 0);
}

/* Entries without EOP or IRQ give their slots back: more of them than the queue holds pass without an acknowledge. */
static void queue_slots_returned(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 1);
	uint64_t at = scene_buffer(s, 64 * 20, 5);

	lane_ring(s, &lane, 5);
	for (unsigned i = 0; i < 20; i++)
		lane_push(s, &lane, at + 64 * i, 64, i == 19 ? SGDMA_EOP : 0);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at, 1280), 1280);
	expect_completion(s, &lane, lane_tag(&lane, 19), 1280, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* The phase bit of the raw entries: 1 on the first lap, flipping each lap. */
static void queue_phase(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 2);
	uint64_t at = scene_buffer(s, 8, 0);

	lane_ring(s, &lane, 3);
	scene_watch(s);
	for (unsigned i = 0; i < 19; i++) {
		lane_push(s, &lane, at, 1 + i % 8, SGDMA_EOP);
		lane_kick(s, &lane);
		expect_piece(s, &lane, i, at, 1 + i % 8, CPL_EOP);
		CHECK_EQ(s, *scene_at(s, lane.config.cq_base + 8 * (i % 4) + 7, 1) >> 7, !(i / 4 & 1), "phase bit");
		lane_ack(s, &lane);
		expect_consumer(s, &lane, (uint16_t)(i + 1));
		sgdma_ring_reclaim(s->dev, SGDMA_GATHER, &lane.ring);
	}
	scene_settle(s);
}

/* An acknowledge past CQ_WRITTEN is refused; acknowledging in parts is fine. */
static void queue_ack(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 2);
	uint32_t ack = SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_ACK;
	uint64_t at = scene_buffer(s, 8, 0);

	lane_ring(s, &lane, 2);
	for (unsigned i = 0; i < 3; i++)
		lane_push(s, &lane, at, 8, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 3; i++)
		expect_piece(s, &lane, i, at, 8, CPL_EOP);
	CHECK_WAIT(s, rig_run(s->rig, 100));
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, ack, 4), AXI_SLVERR, "acknowledge of 4 when 3 are written");
	CHECK_EQ(s, sgdma_refused(s->dev),
		 SGDMA_PUT(REFUSED, CODE, SGDMA_REFUSED_ACK) | SGDMA_PUT(REFUSED, OFFSET, ack), "REFUSED");
	CHECK_EQ(s, global_reg(s, ack), 0, "CQ_ACK after a refused acknowledge");
	for (uint32_t i = 1; i <= 3; i++) {
		CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, ack, i), AXI_OKAY, "acknowledge");
		CHECK_EQ(s, SGDMA_GET(IRQ_STATUS, GATHER_DONE, global_reg(s, SGDMA_REG_IRQ_STATUS)), i < 3,
			 "GATHER_DONE");
	}
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, ack, 2), AXI_SLVERR, "taking an acknowledge back");
	scene_settle(s);
}

/* The interrupt is a level: status and enable, gone with the acknowledge or the mask, back with the mask. */
static void irq_level(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 2);
	uint64_t at = scene_buffer(s, 8, 0);

	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, 8, SGDMA_EOP | SGDMA_IRQ);
	lane_push(s, &lane, at, 7, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_piece(s, &lane, 0, at, 8, CPL_EOP | CPL_IRQ);
	expect_piece(s, &lane, 1, at, 7, CPL_EOP);
	CHECK_WAIT(s, rig_run(s->rig, 100));
	CHECK(s, !rig_irq(s->rig), "irq is high with nothing enabled");
	CHECK_EQ(s, sgdma_irq_status(s->dev), SGDMA_IRQ_STATUS_GATHER_DONE, "IRQ_STATUS");
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_GATHER_ERROR);
	CHECK_WAIT(s, rig_run(s->rig, 10));
	CHECK(s, !rig_irq(s->rig), "irq is high with others enabled");
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_GATHER_DONE);
	CHECK_WAIT(s, rig_wait_irq(s->rig, 10));
	CHECK_WAIT(s, rig_run(s->rig, 500));
	CHECK(s, rig_irq(s->rig), "irq went away without an acknowledge");
	sgdma_irq_enable(s->dev, 0);
	CHECK_WAIT(s, rig_run(s->rig, 10));
	CHECK(s, !rig_irq(s->rig), "irq is high after the mask");
	sgdma_irq_enable(s->dev, 0xf);
	CHECK_WAIT(s, rig_wait_irq(s->rig, 10));
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_ACK, 1), AXI_OKAY,
		 "acknowledge");
	CHECK_WAIT(s, rig_run(s->rig, 10));
	CHECK(s, rig_irq(s->rig), "irq went away with one of two acknowledged");
	lane_ack(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 10));
	CHECK(s, !rig_irq(s->rig), "irq is high after the acknowledge");
	CHECK_EQ(s, sgdma_irq_status(s->dev), 0, "IRQ_STATUS after the acknowledge");
	scene_settle(s);
}

/* An acknowledge that races with the next completion loses nothing. */
static void irq_race(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	uint64_t at = scene_buffer(s, 8, 0);
	struct sgdma_completion seen;
	unsigned taken = 0;

	lane_ring(s, &lane, 6);
	for (unsigned i = 0; i < 50; i++)
		lane_push(s, &lane, at, 8, SGDMA_EOP);
	scene_watch(s);
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_GATHER_DONE);
	lane_kick(s, &lane);
	/* A driver that looks at memory only when the interrupt tells it to, as a handler does. */
	while (taken < 50) {
		CHECK(s, rig_wait_irq(s->rig, SCENE_LIMIT), "after %u completions", taken);
		while (sgdma_cq_pop(s->dev, &lane.cq, &seen) == SGDMA_SUCCESS)
			CHECK_EQ(s, seen.tag, lane_tag(&lane, taken++), "tag");
		sgdma_cq_ack(s->dev, SGDMA_GATHER, &lane.cq);
		CHECK_EQ(s, sgdma_refused(s->dev), 0, "REFUSED after an acknowledge");
		CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 20)));
	}
	/* The last entries can be seen before the engine counts them; the level then calls the handler once more. */
	CHECK_WAIT(s, rig_run(s->rig, 200));
	sgdma_cq_ack(s->dev, SGDMA_GATHER, &lane.cq);
	CHECK_WAIT(s, rig_run(s->rig, 20));
	CHECK(s, !rig_irq(s->rig), "irq is high after the last acknowledge");
	s->packets = 50;
	scene_settle(s);
}

/* ---- when a part-filled beat of entries goes ------------------------------------------------------------------------ */

/* With nothing else in flight an entry goes at once, whatever CQ_WAIT says. */
static void queue_idle_at_once(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	uint64_t at = scene_buffer(s, 8, 0), start;
	struct sgdma_completion cpl;

	lane.config.cq_wait = 0xffff;
	lane_ring(s, &lane, 4);
	scene_watch(s);
	for (unsigned i = 0; i < 9; i++) {
		lane_push(s, &lane, at, 1 + i % 8, SGDMA_EOP);
		lane_kick(s, &lane);
		expect_packet(s, scene_at(s, at, 1 + i % 8), 1 + i % 8);
		start = bench_clock(rig_bench(s->rig));
		CHECK_WAIT(s, rig_wait_completion(s->rig, &lane.cq, &cpl, 100));
		CHECK(s, bench_clock(rig_bench(s->rig)) - start < 100, "an entry waits although the engine is idle");
		lane_ack(s, &lane);
	}
	scene_settle(s);
}

/* With a packet held up behind it an entry waits for a neighbour, but no longer than CQ_WAIT. */
static void queue_wait_bounded(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	struct stream_sink *sink = bench_sink(rig_bench(s->rig));
	uint64_t at = scene_buffer(s, 4000, 0);
	struct sgdma_completion cpl;

	lane.config.cq_wait = 500;
	lane_ring(s, &lane, 1);
	lane_push(s, &lane, at, 8, SGDMA_EOP);
	lane_push(s, &lane, at, 4000, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at, 8), 8);
	stream_sink_stall(sink, 100);
	CHECK_WAIT(s, rig_wait_completion(s->rig, &lane.cq, &cpl, 500 + 150));
	stream_sink_stall(sink, 0);
	expect_packet(s, scene_at(s, at, 4000), 4000);
	scene_settle(s);
}

/* On a wide bus entries that come together share a beat. */
static void queue_combines(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 7);
	const struct bench_counts *counts = bench_counts(rig_bench(s->rig));
	uint64_t at = scene_buffer(s, 8, 0);

	lane.config.cq_wait = 100;
	lane.config.d = 4;
	lane.config.k_log2 = 3;
	lane_ring(s, &lane, 6);
	for (unsigned i = 0; i < 64; i++)
		lane_push(s, &lane, at, 8, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 64; i++)
		expect_piece(s, &lane, i, at, 8, CPL_EOP);
	CHECK(s, counts->w_by_id[4] <= 64 / (s->bus / 8) + 8, "%llu beats for 64 entries of 8 bytes on %u bytes",
	      (unsigned long long)counts->w_by_id[4], s->bus);
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(queue_full_gather, ALL)                                                                                      \
	X(queue_full_scatter, ALL)                                                                                     \
	X(queue_of_one, ALL)                                                                                           \
	X(queue_slots_returned, ALL)                                                                                   \
	X(queue_phase, ALL)                                                                                            \
	X(queue_ack, .widths = { 64 })                                                                                 \
	X(irq_level, .widths = { 64 })
#define TIMED(X)                                                                                                       \
	X(irq_race, .widths = { 64, 512 })                                                                             \
	X(queue_idle_at_once, .widths = { 32, 128, 512 })                                                              \
	X(queue_wait_bounded, .widths = { 128, 512 })                                                                  \
	X(queue_combines, .widths = { 128, 256, 512 }, .bus = { .latency = 4 })

SCENARIOS(SCENE_SPEC)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
