/* SPDX-License-Identifier: Apache-2.0 */
/* Aborts, channel resets and global resets at random moments, and what STATUS says of bus and stream in between. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define MOMENTS 3 /* a run of the scenario: with 16 seeds at 3 widths more than 100 of each kind */
#define BYTES 6000

enum load { GATHER, SCATTER, COPY };
enum how { STOP, SOFT, HARD };

struct work {
	enum load load;
	struct lane out, in;
	uint64_t from, to;
};

static void chan_irqs(struct scene *s)
{
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_GATHER_DONE | SGDMA_IRQ_STATUS_SCATTER_DONE);
}

/* A load that takes some thousand clocks: pieces of odd lengths, completions on the way. */
static void begin(struct scene *s, struct work *work, enum load load)
{
	const unsigned n = 16;

	work->load = load;
	if (load != SCATTER) {
		work->out = lane_make(s, SGDMA_GATHER, 6);
		lane_ring(s, &work->out, 4);
		for (unsigned i = 0; i < n; i++)
			lane_push(s, &work->out, work->from + 300 * i, 300 + i, i % 3 == 0 ? SGDMA_EOP : SGDMA_IRQ);
	}
	if (load != GATHER) {
		work->in = lane_make(s, SGDMA_SCATTER, 6);
		lane_ring(s, &work->in, 4);
		for (unsigned i = 0; i < n; i++)
			lane_push(s, &work->in, work->to + 350 * i, load == COPY ? 300 + i : 350,
				  load == COPY && i % 3 ? SGDMA_IRQ : SGDMA_EOP);
	}
	chan_irqs(s);
	if (load == SCATTER)
		for (unsigned i = 0; i < 8; i++) {
			uint8_t bytes[700];
			uint32_t len = 1 + rng_below(&s->rng, 700);

			scene_fill(s, bytes, len);
			CHECK_WAIT(s, rig_send(s->rig, bytes, len));
		}
	if (load != GATHER)
		lane_kick(s, &work->in);
	if (load != SCATTER)
		lane_kick(s, &work->out);
}

/* Nothing of the stopped channels: no address, no data, no response, no interrupt, no byte of memory. */
static void expect_nothing(struct scene *s)
{
	struct bench *bench = rig_bench(s->rig);
	struct mem *mem = rig_mem(s->rig);
	struct bench_counts before = *bench_counts(bench), after;
	uint8_t *copy = malloc(SCENE_SIZE);

	assert_non_null(copy);
	memcpy(copy, mem_at(mem, mem_base(mem), SCENE_SIZE), SCENE_SIZE);
	CHECK(s, axi_mem_idle(bench_bus(bench)), "the memory owes answers after QUIESCED");
	CHECK_WAIT(s, rig_run(s->rig, 400));
	after = *bench_counts(bench);
	CHECK_EQ(s, after.ar + after.r + after.aw + after.w + after.b,
		 before.ar + before.r + before.aw + before.w + before.b, "handshakes after QUIESCED");
	CHECK_EQ(s, after.irq_rises, before.irq_rises, "interrupts after QUIESCED");
	CHECK(s, memcmp(copy, mem_at(mem, mem_base(mem), SCENE_SIZE), SCENE_SIZE) == 0,
	      "memory changed after QUIESCED");
	free(copy);
}

/* A small transfer of the same kind is right from its first byte. */
static void works_again(struct scene *s, struct work *work)
{
	uint8_t bytes[500];
	struct lane out, in;

	s->ignores = 0;
	if (work->load == COPY) {
		out = lane_make(s, SGDMA_GATHER, 0);
		in = lane_make(s, SGDMA_SCATTER, 2);
		lane_ring(s, &out, 0);
		lane_ring(s, &in, 0);
		lane_push(s, &out, work->from + 1, 500, SGDMA_EOP);
		lane_push(s, &in, work->to + 3, 500, SGDMA_EOP);
		scene_watch(s);
		scene_expect(s, work->to + 3, scene_at(s, work->from + 1, 500), 500);
		lane_kick(s, &out);
		lane_kick(s, &in);
		expect_completion(s, &in, lane_tag(&in, 0), 500, SGDMA_CODE_OK, CPL_EOP);
		lane_ack(s, &in);
		lane_stop(s, &in);
		CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	} else if (work->load == GATHER) {
		out = lane_make(s, SGDMA_GATHER, 2);
		lane_ring(s, &out, 0);
		lane_push(s, &out, work->from + 1, 500, SGDMA_EOP);
		scene_watch(s);
		s->packets = rig_packets(s->rig);
		lane_kick(s, &out);
		expect_packet(s, scene_at(s, work->from + 1, 500), 500);
		expect_completion(s, &out, lane_tag(&out, 0), 500, SGDMA_CODE_OK, CPL_EOP);
		lane_ack(s, &out);
		lane_stop(s, &out);
	} else {
		in = lane_make(s, SGDMA_SCATTER, 4);
		lane_ring(s, &in, 4);
		/* Packets of the time before may still be queued in the source: the last one is known by its length. */
		for (unsigned i = 0; i < 16; i++)
			lane_push(s, &in, work->to + 800 * i, 800, SGDMA_EOP);
		scene_watch(s);
		scene_ignore(s, work->to, 16 * 800);
		scene_fill(s, bytes, 500);
		CHECK_WAIT(s, rig_send(s->rig, bytes, 500));
		lane_kick(s, &in);
		for (unsigned i = 0;; i++) {
			struct sgdma_completion seen;

			CHECK(s, i < 16, "the packet of 500 bytes does not arrive");
			CHECK_WAIT(s, rig_wait_completion(s->rig, &in.cq, &seen, SCENE_LIMIT));
			CHECK_EQ(s, seen.status, SGDMA_CODE_OK, "status of a packet after the restart");
			if (seen.bytes == 500 && stream_source_pending(bench_source(rig_bench(s->rig))) == 0 &&
			    memcmp(scene_at(s, work->to + 800 * i, 500), bytes, 500) == 0)
				break;
		}
		lane_ack(s, &in);
		lane_stop(s, &in);
	}
	scene_settle(s);
}

static void moments(struct scene *s, enum how how)
{
	struct work work;

	work.from = scene_buffer(s, BYTES, 3);
	work.to = scene_buffer(s, 16 * 800, 5);
	for (unsigned moment = 0; moment < MOMENTS; moment++) {
		enum load load = (enum load)((s->seed + moment) % 3);
		enum sgdma_chan chan =
			load == GATHER || (load == COPY && rng_chance(&s->rng, 50)) ? SGDMA_GATHER : SGDMA_SCATTER;

		CHECK_OK(s, sgdma_set_copy(s->dev, load == COPY));
		begin(s, &work, load);
		CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, rng_chance(&s->rng, 50) ? 40 : 700)));
		switch (how) {
		case STOP: CHECK_OK(s, sgdma_chan_stop(s->dev, chan, 10000)); break;
		case SOFT: CHECK_OK(s, sgdma_chan_reset(s->dev, chan, 10000)); break;
		case HARD: CHECK_WAIT(s, bench_reset(rig_bench(s->rig))); break;
		}
		/* The other half of a copy, and the stream, need not have come to rest in the same clock. */
		for (int c = 0; c < 2; c++)
			if (load == COPY || c == (int)chan) {
				CHECK_OK(s, sgdma_chan_stop(s->dev, (enum sgdma_chan)c, 10000));
				CHECK_EQ(s,
					 SGDMA_GET(STATUS, QUIESCED,
						   chan_reg(s, (enum sgdma_chan)c, SGDMA_CHAN_REG_STATUS)),
					 1, "STATUS.QUIESCED");
			}
		expect_nothing(s);
		for (int c = 0; c < 2; c++)
			CHECK_WAIT(s, rig_wait_state(s->rig, (enum sgdma_chan)c, SGDMA_STATE_STOPPED, SCENE_LIMIT));
		if (how != STOP)
			CHECK_EQ(s, chan_reg(s, chan, SGDMA_CHAN_REG_CQ_BASE_LO), 0, "CQ_BASE_LO after a reset");
		if (how == HARD)
			CHECK_EQ(s, global_reg(s, SGDMA_REG_IRQ_ENABLE), 0, "IRQ_ENABLE after rst");
		if (how == HARD)
			CHECK_OK(s, sgdma_set_copy(s->dev, load == COPY));
		works_again(s, &work);
	}
}

static void abort_stop(struct scene *s)
{
	moments(s, STOP);
}

static void abort_channel_reset(struct scene *s)
{
	moments(s, SOFT);
}

static void abort_global_reset(struct scene *s)
{
	moments(s, HARD);
}

/* A stream that does not take its packet: QUIESCED is there long before STREAM_IDLE and STOPPED, and stays. */
static void abort_stream_held(struct scene *s)
{
	struct stream_sink *sink = bench_sink(rig_bench(s->rig));
	struct lane lane = lane_make(s, SGDMA_GATHER, 2);
	uint64_t at = scene_buffer(s, 3000, 3);
	uint32_t status;

	lane_ring(s, &lane, 1);
	lane_push(s, &lane, at, 3000, SGDMA_EOP);
	scene_watch(s);
	stream_sink_stall(sink, 100);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 500));
	status = chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS);
	CHECK_EQ(s, SGDMA_GET(STATUS, STREAM_IDLE, status), 0, "STREAM_IDLE with a packet under way");
	CHECK_EQ(s, SGDMA_GET(STATUS, QUIESCED, status), 0, "QUIESCED while it runs");
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 0);
	CHECK_WAIT(s, rig_run(s->rig, 4000));
	status = chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS);
	CHECK_EQ(s, status, SGDMA_PUT(STATUS, STATE, SGDMA_STATE_DRAINING) | SGDMA_MASK(STATUS, QUIESCED),
		 "STATUS while the stream is held");
	/* A start now would mix two runs; so is a reset that is under way. */
	expect_refused(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 1, SGDMA_REFUSED_LOCKED);
	if (s->seed & 1)
		put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, SGDMA_MASK(CTRL, SOFT_RESET));
	if (s->seed & 1)
		CHECK_EQ(s, SGDMA_GET(CTRL, SOFT_RESET, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CTRL)), 1,
			 "CTRL.SOFT_RESET while the stream is held");
	stream_sink_stall(sink, 0);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	expect_aborted_packet(s, scene_at(s, at, 3000), 3000, 1);
	CHECK_EQ(s, SGDMA_GET(STATUS, STREAM_IDLE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 1,
		 "STREAM_IDLE once the packet has ended");
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(abort_stop, ALL)                                                                                             \
	X(abort_channel_reset, ALL)                                                                                    \
	X(abort_global_reset, ALL)                                                                                     \
	X(abort_stream_held, ALL)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
