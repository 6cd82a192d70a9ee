/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupt moderation: N and T to the clock, what an acknowledge does, and coincidences. */
#include "scene.h"
#include "testmain.h"

#define DONE SGDMA_IRQ_STATUS_GATHER_DONE
#define SEEN 1 /* clocks from the B of a completion to the level that it raises */

static struct lane packets(struct scene *s, uint64_t *at, unsigned n, unsigned count, unsigned clocks)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 6);

	*at = scene_buffer(s, 200, 3);
	lane_ring(s, &lane, 6);
	for (unsigned i = 0; i < n; i++)
		lane_push(s, &lane, *at, 1 + i, SGDMA_EOP);
	scene_watch(s);
	CHECK_OK(s, sgdma_chan_moderate(s->dev, SGDMA_GATHER, (uint16_t)count, clocks));
	sgdma_irq_enable(s->dev, DONE);
	return lane;
}

/* One more packet; its completion is in the queue and counted. */
static void one(struct scene *s, struct lane *lane, unsigned done)
{
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, done + 1);
	expect_completion(s, lane, lane_tag(lane, done), 1 + done, SGDMA_CODE_OK, CPL_EOP);
	CHECK_WAIT(s, rig_wait_quiet(s->rig, 60, SCENE_LIMIT));
	s->packets = rig_packets(s->rig);
}

static void ack(struct scene *s, unsigned index)
{
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_ACK, index);
}

/* N: low up to the completion before the N-th, high in the clock after the B of the N-th. 0 counts as 1. */
static void moderation_count(struct scene *s)
{
	unsigned n = s->seed % 16 == 0 ? 0 : s->seed % 9 + 1, need = n ? n : 1;
	struct bench *bench = rig_bench(s->rig);
	struct lane lane;
	uint64_t at;

	lane = packets(s, &at, 40, n ? n : 1, 0);
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_IRQ_COUNT, n);
	for (unsigned i = 0; i < need; i++) {
		CHECK(s, !rig_irq(s->rig), "irq with %u of %u completions", i, need);
		CHECK_EQ(s, global_reg(s, SGDMA_REG_IRQ_STATUS) & DONE, 0, "IRQ_STATUS.GATHER_DONE");
		one(s, &lane, i);
	}
	CHECK(s, rig_irq(s->rig), "no irq with %u completions", need);
	CHECK_EQ(s, bench_irq_clock(bench), bench_completion_clock(bench) + SEEN, "clock of irq");
	/* Acknowledged down to N - 1 it falls, and the next completion raises it. */
	ack(s, 1);
	CHECK(s, !rig_irq(s->rig), "irq after an acknowledge down to N - 1");
	one(s, &lane, need);
	CHECK_EQ(s, bench_irq_clock(bench), bench_completion_clock(bench) + SEEN, "clock of the second irq");
	ack(s, need + 1);
	CHECK(s, !rig_irq(s->rig), "irq with nothing left");
	/* A smaller N counts for those that wait already, a larger one too. */
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_IRQ_COUNT, 3);
	one(s, &lane, need + 1);
	one(s, &lane, need + 2);
	CHECK(s, !rig_irq(s->rig), "irq with 2 of 3");
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_IRQ_COUNT, 2);
	CHECK(s, rig_irq(s->rig), "no irq once N is 2");
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_IRQ_COUNT, 3);
	CHECK(s, !rig_irq(s->rig), "irq once N is 3 again");
	sgdma_irq_enable(s->dev, 0);
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_IRQ_COUNT, 1);
	CHECK_EQ(s, global_reg(s, SGDMA_REG_IRQ_STATUS) & DONE, DONE, "IRQ_STATUS of an interrupt that is not enabled");
	CHECK(s, !rig_irq(s->rig), "irq that is not enabled");
	scene_settle(s);
}

/* T: counted from the first completion that waits, and anew from each acknowledge. */
static void moderation_time(struct scene *s)
{
	const unsigned t = 100 + rng_below(&s->rng, 900);
	struct bench *bench = rig_bench(s->rig);
	uint64_t at, came, acked;
	struct lane lane;

	lane = packets(s, &at, 40, 10, t);
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, 1);
	CHECK_WAIT(s, rig_wait_irq(s->rig, SCENE_LIMIT));
	came = bench_completion_clock(bench);
	CHECK_EQ(s, bench_irq_clock(bench), came + SEEN + t, "clock of irq by T");
	expect_completion(s, &lane, lane_tag(&lane, 0), 1, SGDMA_CODE_OK, CPL_EOP);
	/* Two more; one is acknowledged: the time of the other begins anew. */
	one(s, &lane, 1);
	one(s, &lane, 2);
	ack(s, 2);
	acked = bench_kick_clock(bench);
	CHECK(s, !rig_irq(s->rig), "irq just after an acknowledge");
	CHECK_WAIT(s, rig_wait_irq(s->rig, SCENE_LIMIT));
	CHECK(s, bench_irq_clock(bench) - acked >= t && bench_irq_clock(bench) - acked <= t + 3,
	      "irq %llu clocks after the acknowledge, T is %u", (unsigned long long)(bench_irq_clock(bench) - acked),
	      t);
	ack(s, 3);
	CHECK(s, !rig_irq(s->rig), "irq with nothing left");
	CHECK_WAIT(s, rig_run(s->rig, 2 * t));
	CHECK(s, !rig_irq(s->rig), "irq by T with nothing left");
	/* T = 0 turns it off. */
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_IRQ_TIME, 0);
	one(s, &lane, 3);
	CHECK_WAIT(s, rig_run(s->rig, 2000));
	CHECK(s, !rig_irq(s->rig), "irq without T");
	scene_settle(s);
}

/* An acknowledge in every clock about the one in which another completion comes: what is left always shows. */
static void moderation_coincidence(struct scene *s)
{
	struct bench *bench = rig_bench(s->rig);
	struct axil *axil = bench_axil(bench);
	struct lane lane;
	uint64_t at;
	unsigned spread = 0;

	lane = packets(s, &at, 60, 1, 0);
	one(s, &lane, 0);
	ack(s, 1);
	for (unsigned i = 1; i < 50; i += 2) {
		uint64_t before;

		one(s, &lane, i);
		before = bench_completion_clock(bench);
		/* The doorbell of the next, and some clocks later the acknowledge of this one. */
		put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, i + 2);
		spread = 6 + i / 2 + s->seed % 4;
		CHECK_WAIT(s, rig_run(s->rig, spread));
		axil_write(axil, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_ACK, i + 1, 0xf);
		while (!axil_done(axil))
			CHECK_WAIT(s, rig_run(s->rig, 1));
		CHECK_EQ(s, axil_resp(axil), AXI_OKAY, "response of the acknowledge");
		expect_completion(s, &lane, lane_tag(&lane, i + 1), i + 2, SGDMA_CODE_OK, CPL_EOP);
		CHECK_WAIT(s, rig_wait_quiet(s->rig, 30, SCENE_LIMIT));
		CHECK(s, bench_completion_clock(bench) > before, "no second completion");
		CHECK(s, rig_irq(s->rig), "completion %u came about the acknowledge of %u, and irq is low", i + 1, i);
		ack(s, i + 2);
		CHECK(s, !rig_irq(s->rig), "irq with nothing left");
	}
	s->packets = rig_packets(s->rig);
	scene_settle(s);
}

/* An error does not wait for N or T; nor does its completion, since the channel is not RUNNING any more. */
static void moderation_error(struct scene *s)
{
	struct lane lane;
	uint64_t at;

	lane = packets(s, &at, 4, 1000, 0);
	CHECK_WAIT(s, rig_fail_read(s->rig, at, 8, AXI_SLVERR));
	sgdma_irq_enable(s->dev, DONE | SGDMA_IRQ_STATUS_GATHER_ERROR);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_wait_irq(s->rig, SCENE_LIMIT));
	CHECK_EQ(s, global_reg(s, SGDMA_REG_IRQ_STATUS) & SGDMA_IRQ_STATUS_GATHER_ERROR, SGDMA_IRQ_STATUS_GATHER_ERROR,
		 "IRQ_STATUS");
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	CHECK_EQ(s, global_reg(s, SGDMA_REG_IRQ_STATUS) & 0xf, DONE | SGDMA_IRQ_STATUS_GATHER_ERROR,
		 "IRQ_STATUS when stopped");
	expect_error(s, &lane, SGDMA_CODE_READ_SLVERR, SGDMA_PHASE_READ, 0, at & ~(uint64_t)(s->bus - 1), false);
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(moderation_count, ALL)                                                                                       \
	X(moderation_time, ALL)                                                                                        \
	X(moderation_coincidence, .widths = { 64 }, .bus = { .latency = 4 })                                           \
	X(moderation_error, .widths = { 64 })
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
