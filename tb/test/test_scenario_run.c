/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of running and stopping, and of the bus: a mixed load under each kind of memory. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

/* ---- stop --------------------------------------------------------------------------------------------------------- */

/* After a stop a new run on the same lane works from index 0. */
static void gather_again(struct scene *s, struct lane *lane, uint64_t at)
{
	lane_ring(s, lane, 2);
	scene_watch(s);
	for (unsigned i = 0; i < 4; i++)
		lane_push(s, lane, at + i, 77, SGDMA_EOP);
	lane_kick(s, lane);
	for (unsigned i = 0; i < 4; i++) {
		expect_packet(s, scene_at(s, at + i, 77), 77);
		expect_completion(s, lane, lane_tag(lane, i), 77, SGDMA_CODE_OK, CPL_EOP);
	}
	expect_consumer(s, lane, 4);
	scene_settle(s);
}

static void run_stop_idle(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	uint64_t at = scene_buffer(s, 200, 3);

	lane_ring(s, &lane, 2);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CTRL), 1, "CTRL after a start");
	lane_stop(s, &lane);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CTRL), 0, "CTRL after a stop");
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS),
		 SGDMA_MASK(STATUS, QUIESCED) | SGDMA_MASK(STATUS, STREAM_IDLE), "STATUS after a stop");
	/* Stopping what is stopped does nothing, and is no error. */
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 0), AXI_OKAY,
		 "second stop");
	gather_again(s, &lane, at);
}

/* Starting what runs does nothing: indices and list stay. */
static void run_start_twice(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	uint64_t at = scene_buffer(s, 200, 3);

	lane_ring(s, &lane, 2);
	scene_watch(s);
	for (unsigned i = 0; i < 3; i++)
		lane_push(s, &lane, at, 50, SGDMA_EOP);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 3; i++) {
		expect_packet(s, scene_at(s, at, 50), 50);
		expect_completion(s, &lane, lane_tag(&lane, i), 50, SGDMA_CODE_OK, CPL_EOP);
	}
	expect_consumer(s, &lane, 3);
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 1), AXI_OKAY,
		 "second start");
	expect_consumer(s, &lane, 3);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_PRODUCER), 3, "PRODUCER after a second start");
	scene_settle(s);
}

/* Registers of the list are locked while the channel runs, and free again after the stop. */
static void run_locked(struct scene *s)
{
	static const uint32_t regs[] = {
		SGDMA_CHAN_REG_LIST,  SGDMA_CHAN_REG_BASE_LO,    SGDMA_CHAN_REG_BASE_HI,    SGDMA_CHAN_REG_COUNT,
		SGDMA_CHAN_REG_UPPER, SGDMA_CHAN_REG_CQ_BASE_LO, SGDMA_CHAN_REG_CQ_BASE_HI, SGDMA_CHAN_REG_CQ_SIZE,
	};

	for (int c = 0; c < 2; c++) {
		struct lane lane = lane_make(s, c ? SGDMA_SCATTER : SGDMA_GATHER, 3);
		uint32_t base = SGDMA_CHAN(lane.chan);

		lane_ring(s, &lane, 2);
		for (unsigned i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
			uint32_t before = global_reg(s, base + regs[i]);

			CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, base + regs[i], ~before), AXI_SLVERR,
				 "locked write");
			CHECK_EQ(s, global_reg(s, base + regs[i]), before, "locked register");
			CHECK_EQ(s, sgdma_refused(s->dev),
				 SGDMA_PUT(REFUSED, CODE, SGDMA_REFUSED_LOCKED) |
					 SGDMA_PUT(REFUSED, OFFSET, base + regs[i]),
				 "REFUSED");
		}
		CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_REG_MODE, 1), AXI_SLVERR,
			 "MODE while one channel runs");
		CHECK_EQ(s, sgdma_refused(s->dev),
			 SGDMA_PUT(REFUSED, CODE, SGDMA_REFUSED_LOCKED) | SGDMA_PUT(REFUSED, OFFSET, SGDMA_REG_MODE),
			 "REFUSED");
		lane_stop(s, &lane);
		for (unsigned i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
			CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, base + regs[i], 0), AXI_OKAY,
				 "write after the stop");
	}
	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	CHECK_OK(s, sgdma_set_copy(s->dev, false));
}

/* Stopped in the middle of a packet: TVALID is not withdrawn, the packet ends with TUSER, then a new run is right. */
static void run_stop_gather(struct scene *s)
{
	struct stream_sink *sink = bench_sink(rig_bench(s->rig));
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	uint64_t at = scene_buffer(s, 20000, 3);

	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, 100, SGDMA_EOP);
	lane_push(s, &lane, at + 100, 15000, 0);
	lane_push(s, &lane, at + 15100, 4900, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at, 100), 100);
	if (s->seed & 8)
		stream_sink_stall(sink, 100);
	CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 300)));
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 0), AXI_OKAY, "stop");
	CHECK_WAIT(s, rig_run(s->rig, 100));
	stream_sink_stall(sink, 0);
	lane_stop(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 100));
	if (rig_packets(s->rig) > s->packets)
		expect_aborted_packet(s, scene_at(s, at + 100, 19900), 19900, 0);
	CHECK_EQ(s, stream_sink_open(sink).len, 0, "bytes of a packet that never ends");
	gather_again(s, &lane, at);
}

/* Stopped between the packets of a long list: every packet that left is whole, CONSUMER and the queue agree. */
static void run_stop_gather_list(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 7);
	uint64_t at = scene_buffer(s, 500, 3);
	struct sgdma_completion cpl;
	unsigned done = 0;

	lane_ring(s, &lane, 7);
	for (unsigned i = 0; i < 100; i++)
		lane_push(s, &lane, at + i, 1 + i, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 100 + rng_below(&s->rng, 400)));
	lane_stop(s, &lane);
	while (sgdma_cq_pop(s->dev, &lane.cq, &cpl) == SGDMA_SUCCESS) {
		expect_packet(s, scene_at(s, at + done, 1 + done), 1 + done);
		CHECK(s, cpl.tag == lane_tag(&lane, done) && cpl.bytes == 1 + done,
		      "completion %u has tag 0x%x, %u bytes", done, cpl.tag, cpl.bytes);
		done++;
	}
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CQ_WRITTEN), done, "CQ_WRITTEN after the stop");
	CHECK(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CONSUMER) >= done, "CONSUMER is behind the queue");
	/* Packets that left but whose completion was given up: whole, or broken off with TUSER. */
	while (rig_packets(s->rig) > s->packets) {
		unsigned i = (unsigned)s->packets;

		if (rig_packet(s->rig, s->packets).aborted)
			expect_aborted_packet(s, scene_at(s, at + i, 1 + i), 1 + i, 0);
		else
			expect_packet(s, scene_at(s, at + i, 1 + i), 1 + i);
	}
	gather_again(s, &lane, at);
}

/* Stopped in the middle of a packet that arrives: what was completed is whole, nothing outside the buffers is written. */
static void run_stop_scatter(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t at = scene_buffer(s, 5000, 3), all = UINT64_MAX >> (64 - s->bus);
	uint8_t bytes[4096];

	lane_ring(s, &lane, 3);
	for (unsigned i = 0; i < 5; i++)
		lane_push(s, &lane, at + 1000 * i, 1000, SGDMA_IRQ);
	scene_watch(s);
	lane_kick(s, &lane);
	scene_fill(s, bytes, sizeof(bytes));
	/* Two buffers and a bit, and no end yet. */
	for (uint32_t i = 0; i < 2048 + s->bus; i += s->bus)
		CHECK_WAIT(s, rig_send_beat(s->rig, bytes + i, all, false));
	scene_expect(s, at, bytes, 2000);
	scene_ignore(s, at + 2000, 2048 + s->bus - 2000);
	expect_completion(s, &lane, lane_tag(&lane, 0), 1000, SGDMA_CODE_OK, CPL_IRQ);
	expect_completion(s, &lane, lane_tag(&lane, 1), 1000, SGDMA_CODE_OK, CPL_IRQ);
	CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 200)));
	lane_stop(s, &lane);
	expect_consumer(s, &lane, 2);
	expect_no_completion(s, &lane);
	scene_settle(s);
	/* The rest of that packet has no place any more: all of it up to TLAST is dropped, before the start or after it. */
	CHECK_EQ(s, SGDMA_GET(STATUS, STREAM_IDLE, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_STATUS)), 0,
		 "STATUS.STREAM_IDLE in mid-packet");
	if (s->seed & 8) {
		CHECK_WAIT(s, rig_send(s->rig, bytes, 300));
		CHECK_WAIT(s, rig_run(s->rig, 200));
		CHECK_EQ(s, SGDMA_GET(STATUS, STREAM_IDLE, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_STATUS)), 1,
			 "STATUS.STREAM_IDLE after the packet's end");
	}
	lane_ring(s, &lane, 1);
	lane_push(s, &lane, at + 4000, 1000, 0);
	scene_watch(s);
	lane_kick(s, &lane);
	if (!(s->seed & 8))
		CHECK_WAIT(s, rig_send(s->rig, bytes + 1000, 300));
	CHECK_WAIT(s, rig_send(s->rig, bytes, 500));
	scene_expect(s, at + 4000, bytes, 500);
	expect_completion(s, &lane, lane_tag(&lane, 0), 500, SGDMA_CODE_OK, CPL_EOP | CPL_SHORT);
	scene_settle(s);
}

/* A stop of either half of a copy stops both; a new copy is right. */
static void run_stop_copy(struct scene *s)
{
	uint64_t from = scene_buffer(s, 30000, 3), to = scene_buffer(s, 30000, 30);
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 2);
	lane_ring(s, &src, 1);
	lane_ring(s, &dst, 1);
	lane_push(s, &src, from, 30000, SGDMA_EOP);
	lane_push(s, &dst, to, 30000, SGDMA_EOP);
	scene_watch(s);
	scene_ignore(s, to, 30000);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 300)));
	lane_stop(s, s->seed & 8 ? &src : &dst);
	CHECK_WAIT(s, rig_wait_state(s->rig, s->seed & 8 ? SGDMA_SCATTER : SGDMA_GATHER, SGDMA_STATE_STOPPED,
				     SCENE_LIMIT));
	for (unsigned i = 0; i < 30000; i++)
		CHECK(s,
		      *scene_at(s, to + i, 1) == s->shadow[to + i - SCENE_BASE] ||
			      *scene_at(s, to + i, 1) == *scene_at(s, from + i, 1),
		      "byte %u of the destination is neither old nor new", i);
	scene_settle(s);
	s->ignores = 0;
	lane_ring(s, &src, 1);
	lane_ring(s, &dst, 1);
	scene_ignore(s, dst.config.cq_base, 32);
	lane_push(s, &src, from, 5000, SGDMA_EOP);
	lane_push(s, &dst, to, 5000, SGDMA_EOP);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 5000), 5000);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	expect_completion(s, &dst, lane_tag(&dst, 0), 5000, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* Stopped while it drops the rest of a cut packet: the new run starts with the stream as it is, and drops nothing. */
static void run_stop_dropping(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 2);
	uint64_t at = scene_buffer(s, 300, 3), all = UINT64_MAX >> (64 - s->bus);
	uint8_t bytes[300];

	lane_ring(s, &lane, 1);
	lane_push(s, &lane, at, s->bus, SGDMA_EOP);
	scene_watch(s);
	scene_fill(s, bytes, 300);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 3; i++)
		CHECK_WAIT(s, rig_send_beat(s->rig, bytes + i * s->bus, all, false));
	scene_expect(s, at, bytes, s->bus);
	expect_completion(s, &lane, lane_tag(&lane, 0), s->bus, SGDMA_CODE_PACKET_CUT, CPL_EOP);
	CHECK_WAIT(s, rig_wait_quiet(s->rig, 50, SCENE_LIMIT));
	lane_stop(s, &lane);
	scene_check_memory(s);
	lane_ring(s, &lane, 1);
	lane_push(s, &lane, at, 300, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes, all, false)); /* still of the old packet: dropped to its TLAST */
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes, all, true));
	CHECK_WAIT(s, rig_send(s->rig, bytes + 100, 200));
	scene_expect(s, at, bytes + 100, 200);
	expect_completion(s, &lane, lane_tag(&lane, 0), 200, SGDMA_CODE_OK, CPL_EOP | CPL_SHORT);
	scene_settle(s);
}

/* One half of a copy alone: nothing is written, it can be stopped, and with the other half started late it works. */
static void run_copy_one_half(struct scene *s)
{
	uint64_t from = scene_buffer(s, 3000, 3), to = scene_buffer(s, 3000, 30);
	bool late_source = s->seed & 8;
	struct lane src, dst, *early, *late;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 0);
	early = late_source ? &dst : &src;
	late = late_source ? &src : &dst;
	for (unsigned round = 0; round < 2; round++) {
		lane_ring(s, early, 0);
		lane_push(s, early, late_source ? to : from, 3000, SGDMA_EOP);
		scene_watch(s);
		lane_kick(s, early);
		CHECK_WAIT(s, rig_run(s->rig, 300));
		scene_check_memory(s);
		expect_no_completion(s, &dst);
		if (round == 0)
			lane_stop(s, early);
	}
	lane_ring(s, late, 0);
	lane_push(s, late, late_source ? from : to, 3000, SGDMA_EOP);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 3000), 3000);
	lane_kick(s, late);
	expect_completion(s, &dst, lane_tag(&dst, 0), 3000, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* Stop and start in the same breath, many times: no state of one run shows in the next. */
static void run_restart_storm(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 5);
	uint64_t at = scene_buffer(s, 3000, 3);
	size_t last;

	lane_ring(s, &lane, 5);
	for (unsigned round = 0; round < 12; round++) {
		uint32_t len = 1 + rng_below(&s->rng, 2500);

		CHECK_OK(s,
			 sgdma_ring_init(&lane.ring, scene_at(s, lane.config.base, 1), 5, s->wide, lane.config.upper));
		for (unsigned i = 0; i < 5; i++)
			lane_push(s, &lane, at + i, len, SGDMA_EOP);
		scene_watch(s);
		lane_kick(s, &lane);
		CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 150)));
		lane_stop(s, &lane);
		scene_check_memory(s);
		lane_start(s, &lane);
	}
	lane_stop(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 100));
	last = rig_packets(s->rig);
	s->packets = last;
	gather_again(s, &lane, at);
}

/* One half is started, stopped and broken again and again beside the other, whose packets all arrive. */
static void run_restart_beside(struct scene *s)
{
	struct lane in = lane_make(s, SGDMA_SCATTER, 6), out = lane_make(s, SGDMA_GATHER, 4);
	uint64_t from = scene_buffer(s, 3000, 1), to = scene_buffer(s, 60 * 200, 2);
	uint8_t *bytes = malloc(60 * 200);

	assert_non_null(bytes);
	scene_fill(s, bytes, 60 * 200);
	lane_ring(s, &in, 6);
	lane_ring(s, &out, 4);
	for (unsigned i = 0; i < 60; i++)
		lane_push(s, &in, to + 200 * i, 200, SGDMA_EOP);
	scene_watch(s);
	scene_expect(s, to, bytes, 60 * 200);
	lane_kick(s, &in);
	for (unsigned round = 0; round < 20; round++) {
		for (unsigned i = 0; i < 3; i++)
			CHECK_WAIT(s, rig_send(s->rig, bytes + 200 * (3 * round + i), 200));
		CHECK_OK(s, sgdma_ring_init(&out.ring, scene_at(s, out.config.base, 1), 4, s->wide, out.config.upper));
		lane_push(s, &out, from + round, 1 + rng_below(&s->rng, 2000), SGDMA_EOP);
		lane_push(s, &out, from, 100, 0);
		lane_push(s, &out, from, 100, SGDMA_EOP);
		if (round & 1)
			desc_write(s, &out, out.config.base + 2 * sgdma_desc_bytes(s->wide), from, 0, 0, DESC_EOP);
		lane_kick(s, &out);
		CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 200)));
		lane_stop(s, &out);
		lane_start(s, &out);
		for (unsigned i = 0; i < 3; i++)
			expect_completion(s, &in, lane_tag(&in, 3 * round + i), 200, SGDMA_CODE_OK, CPL_EOP);
		lane_ack(s, &in);
	}
	expect_consumer(s, &in, 60);
	CHECK_WAIT(s, rig_run(s->rig, 200));
	s->packets = rig_packets(s->rig);
	free(bytes);
	lane_stop(s, &out);
	gather_again(s, &out, from);
}

/* ---- the bus -------------------------------------------------------------------------------------------------------- */

/*
 * A copy of odd pieces, then packets out and packets in at the same time: every part of the engine is busy. The
 * memory is what the scenario says.
 */
static void mixed_load(struct scene *s)
{
	struct sgdma_piece src_pieces[12], dst_pieces[12], out_pieces[12], in_pieces[12];
	uint64_t from = scene_buffer(s, 2400, 4096 - 333), to = scene_buffer(s, 2400, 4096 - 1111);
	struct lane src, dst, out, in;
	uint8_t bytes[200];

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 2);
	for (unsigned i = 0; i < 12; i++) {
		src_pieces[i] = scene_piece(from + 200 * i, 200, i, i == 11 ? SGDMA_EOP : 0);
		dst_pieces[i] = scene_piece(to + (i ? 100 + 200 * i : 0),
					    i == 0    ? 300
					    : i == 11 ? 100
						      : 200,
					    i, i == 11 ? SGDMA_EOP : 0);
	}
	lane_list(s, &src, src_pieces, 12);
	lane_list(s, &dst, dst_pieces, 12);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 2400), 2400);
	lane_kick(s, &src);
	lane_kick(s, &dst);
	expect_completion(s, &dst, lane_tag(&dst, 11), 2400, SGDMA_CODE_OK, CPL_EOP);
	scene_check_memory(s);
	lane_stop(s, &src);

	CHECK_OK(s, sgdma_set_copy(s->dev, false));
	out = lane_make(s, SGDMA_GATHER, 4);
	in = lane_make(s, SGDMA_SCATTER, 4);
	for (unsigned i = 0; i < 12; i++) {
		out_pieces[i] = scene_piece(from + 150 * i, 150 + i, i, i & 1 ? SGDMA_EOP : SGDMA_IRQ);
		in_pieces[i] = scene_piece(to + 200 * i + i, 190, i, SGDMA_EOP);
	}
	lane_list(s, &out, out_pieces, 12);
	lane_list(s, &in, in_pieces, 12);
	scene_watch(s);
	lane_kick(s, &in);
	lane_kick(s, &out);
	for (unsigned i = 0; i < 12; i++) {
		uint32_t len = 150 + 4 * i;

		scene_fill(s, bytes, len);
		CHECK_WAIT(s, rig_send(s->rig, bytes, len));
		scene_expect(s, in_pieces[i].addr, bytes, len < 190 ? len : 190);
	}
	for (unsigned i = 0; i < 12; i++) {
		uint32_t len = 150 + 4 * i;

		expect_completion(s, &in, lane_tag(&in, i), len < 190 ? len : 190,
				  len > 190 ? SGDMA_CODE_PACKET_CUT : SGDMA_CODE_OK,
				  CPL_EOP | (len < 190 ? CPL_SHORT : 0));
		if (i & 1) {
			expect_completion(s, &out, lane_tag(&out, i), 299 + 2 * i, SGDMA_CODE_OK, CPL_EOP);
		} else {
			expect_completion(s, &out, lane_tag(&out, i), 150 + i, SGDMA_CODE_OK, CPL_IRQ);
		}
	}
	for (unsigned i = 0; i < 12; i += 2) {
		uint8_t packet[400];

		memcpy(packet, scene_at(s, out_pieces[i].addr, 150 + i), 150 + i);
		memcpy(packet + 150 + i, scene_at(s, out_pieces[i + 1].addr, 151 + i), 151 + i);
		expect_packet(s, packet, 301 + 2 * i);
	}
	scene_check_memory(s);
	lane_stop(s, &in);
	lane_stop(s, &out);
	scene_settle(s);
}

#define LOAD(name)                                                                                                     \
	static void name(struct scene *s)                                                                              \
	{                                                                                                              \
		mixed_load(s);                                                                                         \
	}
LOAD(bus_latency_1)
LOAD(bus_latency_13)
LOAD(bus_latency_100)
LOAD(bus_latency_1024)
LOAD(bus_jitter)
LOAD(bus_stalls)
LOAD(bus_reorder)
LOAD(bus_single_port)
LOAD(bus_w_first)
LOAD(bus_everything)

/* A long copy through a memory with one port: were W ever to wait for R, both would wait for ever. */
static void bus_single_port_copy(struct scene *s)
{
	uint64_t from = scene_buffer(s, 20000, 3), to = scene_buffer(s, 20000, 5);
	struct sgdma_piece pieces[20];
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 1);
	for (unsigned i = 0; i < 20; i++)
		pieces[i] = scene_piece(from + 1000 * i, 1000, i, i == 19 ? SGDMA_EOP : 0);
	lane_list(s, &src, pieces, 20);
	for (unsigned i = 0; i < 8; i++)
		pieces[i] = scene_piece(to + 2500 * i, 2500, i, i == 7 ? SGDMA_EOP : 0);
	lane_list(s, &dst, pieces, 8);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 20000), 20000);
	lane_kick(s, &src);
	lane_kick(s, &dst);
	expect_completion(s, &dst, lane_tag(&dst, 7), 20000, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* The engine only ever asks for what its parameters allow, and everything asked for is answered at the end. */
static void bus_counts(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 6);
	uint64_t at = scene_buffer(s, 8192, 4096);
	struct bench_counts before, after;
	uint64_t beats = 0;

	lane_ring(s, &lane, 5);
	for (unsigned i = 0; i < 32; i++) {
		uint64_t from = at + 200 * i;

		lane_push(s, &lane, from, 200, SGDMA_EOP);
		beats += (from + 199) / s->bus - from / s->bus + 1;
	}
	scene_watch(s);
	before = *bench_counts(rig_bench(s->rig));
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 32; i++) {
		expect_packet(s, scene_at(s, at + 200 * i, 200), 200);
		expect_completion(s, &lane, lane_tag(&lane, i), 200, SGDMA_CODE_OK, CPL_EOP);
	}
	scene_settle(s);
	after = *bench_counts(rig_bench(s->rig));
	/* Payload beats are what the bound counts: each bus word of a piece once, no more. */
	CHECK_EQ(s, after.r_by_id[2] - before.r_by_id[2], beats, "payload read beats");
	CHECK_EQ(s, after.w_by_id[3] - before.w_by_id[3], 0, "payload write beats of a gather");
	CHECK_EQ(s, after.r_by_id[1] - before.r_by_id[1], 0, "scatter fetch beats of a gather");
	CHECK_EQ(s, after.aw - before.aw, after.b - before.b, "write responses");
	CHECK(s, axi_mem_idle(bench_bus(rig_bench(s->rig))), "the memory still owes answers");
}

/* A ring of long pieces keeps the bus busy: the clocks of a job are its beats, a few latencies and a tenth more at most. */
static void line_rate(struct scene *s, bool copy)
{
	uint64_t from = scene_buffer(s, 1024, 0), to = scene_buffer(s, 1024, 0), start, clocks, beats;
	struct lane src, dst;
	unsigned n = s->bus * 4; /* 4,096 beats / 32 */

	CHECK_OK(s, sgdma_set_copy(s->dev, copy));
	src = lane_make(s, SGDMA_GATHER, 3);
	dst = lane_make(s, SGDMA_SCATTER, 3);
	src.config.d = dst.config.d = 4;
	src.config.k_log2 = dst.config.k_log2 = 3;
	lane_ring(s, &src, 8);
	lane_ring(s, &dst, 8);
	for (unsigned i = 0; i < n; i++) {
		lane_push(s, &src, from, 1024, i == n - 1 ? SGDMA_EOP : 0);
		lane_push(s, &dst, to, 1024, i == n - 1 ? SGDMA_EOP : 0);
	}
	scene_watch(s);
	scene_ignore(s, to, 1024);
	start = bench_clock(rig_bench(s->rig));
	if (copy) {
		sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
		expect_completion(s, &dst, lane_tag(&dst, n - 1), n * 1024, SGDMA_CODE_OK, CPL_EOP);
	} else {
		lane_kick(s, &src);
		expect_completion(s, &src, lane_tag(&src, n - 1), n * 1024, SGDMA_CODE_OK, CPL_EOP);
		s->packets = 1;
	}
	clocks = bench_clock(rig_bench(s->rig)) - start;
	beats = n * 1024 / s->bus + n * sgdma_desc_bytes(s->wide) / s->bus;
	CHECK(s, clocks <= beats + beats / 10 + 12 * s->scenario->bus.latency + 60, "%llu clocks for %llu beats",
	      (unsigned long long)clocks, (unsigned long long)beats);
	scene_settle(s);
}

static void bus_line_rate_gather(struct scene *s)
{
	line_rate(s, false);
}

static void bus_line_rate_copy(struct scene *s)
{
	line_rate(s, true);
}

/* Register writes on each other's heels: start and doorbell, stop and start. */
static void run_back_to_back(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	uint32_t ctrl = SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, bell = SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER;
	uint64_t at = scene_buffer(s, 500, 1);
	struct sgdma_piece pieces[4];

	for (unsigned i = 0; i < 4; i++)
		pieces[i] = scene_piece(at + i, 400, i, SGDMA_EOP);
	lane_list(s, &lane, pieces, 4);
	scene_watch(s);
	for (unsigned round = 0; round < 6; round++) {
		unsigned tries = 0;
		int resp;

		CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, ctrl, 0), AXI_OKAY, "stop");
		/* Refused while the channel drains, and then its state is untouched; else it has started. */
		while ((resp = rig_reg_write(s->rig, ctrl, 1)) != AXI_OKAY) {
			CHECK_EQ(s, (unsigned)resp, AXI_SLVERR, "start while draining");
			CHECK_EQ(s, SGDMA_GET(REFUSED, CODE, sgdma_refused(s->dev)), SGDMA_REFUSED_LOCKED,
				 "REFUSED.CODE");
			CHECK(s, tries++ < 2000, "the channel never stops draining");
		}
		CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, bell, 4), AXI_OKAY, "doorbell after the start");
		if (round < 5)
			CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 100)));
	}
	/* The last round runs to its end; what the others got out came before it. */
	expect_consumer(s, &lane, 4);
	CHECK_WAIT(s, rig_wait_quiet(s->rig, 60, SCENE_LIMIT));
	CHECK(s, rig_packets(s->rig) >= 4, "%zu packets", rig_packets(s->rig));
	s->packets = rig_packets(s->rig) - 4;
	for (unsigned i = 0; i < 4; i++)
		expect_packet(s, scene_at(s, at + i, 400), 400);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CQ_WRITTEN), 4, "CQ_WRITTEN");
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(run_stop_idle, ALL)                                                                                          \
	X(run_start_twice, ALL)                                                                                        \
	X(run_stop_dropping, ALL)                                                                                      \
	X(run_copy_one_half, ALL)                                                                                      \
	X(run_locked, .widths = { 64 })
#define TIMED(X)                                                                                                       \
	X(run_back_to_back, ALL)                                                                                       \
	X(run_stop_gather, ALL)                                                                                        \
	X(run_stop_gather_list, ALL)                                                                                   \
	X(run_stop_scatter, ALL)                                                                                       \
	X(run_stop_copy, ALL)                                                                                          \
	X(run_restart_storm, ALL)                                                                                      \
	X(run_restart_beside, ALL)                                                                                     \
	X(bus_latency_1, .widths = { 32, 64, 128, 256, 512 }, .bus = { .latency = 1 })                                 \
	X(bus_latency_13, .widths = { 32, 64, 512 }, .bus = { .latency = 13 })                                         \
	X(bus_latency_100, .widths = { 64, 512 }, .bus = { .latency = 100 })                                           \
	X(bus_latency_1024, .widths = { 64 }, .bus = { .latency = 1024 })                                              \
	X(bus_jitter, ALL, .bus = { .latency = 5, .jitter = 60 })                                                      \
	X(bus_stalls, ALL, .bus = { .latency = 3, .stall_pct = 80 })                                                   \
	X(bus_reorder, ALL, .bus = { .latency = 10, .jitter = 40, .reorder = true })                                   \
	X(bus_single_port, ALL, .bus = { .latency = 4, .single_port = true })                                          \
	X(bus_w_first, ALL, .bus = { .latency = 4, .w_first = true })                                                  \
	X(bus_everything, ALL,                                                                                         \
	  .bus = { .latency = 7, .jitter = 30, .stall_pct = 50, .reorder = true, .w_first = true })                    \
	X(bus_single_port_copy, ALL, .bus = { .latency = 10, .single_port = true, .stall_pct = 10 })                   \
	X(bus_line_rate_gather, ALL, .bus = { .latency = 13 })                                                         \
	X(bus_line_rate_copy, ALL, .bus = { .latency = 13 })                                                           \
	X(bus_counts, ALL)

SCENARIOS(SCENE_SPEC)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
