/* SPDX-License-Identifier: Apache-2.0 */
/* What the scatter half does with packets that do not fit, the fence, attributes on the pins, residue and counters. */
#include <string.h>

#include "scene.h"
#include "testmain.h"

/* OVERRUN_STOP: a packet longer than its buffers stops the channel; what fits is stored, the rest dropped to its end. */
static void policy_overrun_stop(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t at = scene_buffer(s, 1000, 3);
	uint8_t bytes[600];

	CHECK_OK(s, sgdma_set_policy(s->dev, true, false));
	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, 300, SGDMA_EOP);
	lane_push(s, &lane, at + 300, 300, SGDMA_EOP);
	lane_push(s, &lane, at + 600, 300, SGDMA_EOP);
	scene_watch(s);
	scene_fill(s, bytes, sizeof(bytes));
	scene_expect(s, at, bytes, 300);
	scene_expect(s, at + 300, bytes, 300);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 300));
	expect_completion(s, &lane, lane_tag(&lane, 0), 300, SGDMA_CODE_OK, CPL_EOP);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 600));
	expect_error(s, &lane, SGDMA_CODE_PACKET_CUT, SGDMA_PHASE_STREAM, 1, 0, false);
	expect_completion(s, &lane, lane_tag(&lane, 1), 300, SGDMA_CODE_PACKET_CUT, 0);
	/* The run is over, the rest of the packet is gone, the next packet is whole. */
	lane_ring(s, &lane, 0);
	lane_push(s, &lane, at + 600, 300, SGDMA_EOP);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_send(s->rig, bytes + 100, 200));
	scene_watch(s);
	scene_expect(s, at + 600, bytes + 100, 200);
	expect_completion(s, &lane, lane_tag(&lane, 0), 200, SGDMA_CODE_OK, CPL_EOP | CPL_SHORT);
	scene_settle(s);
}

/* EMPTY_DROP: packets that find no buffer are dropped whole and counted; without it they wait. */
static void policy_empty_drop(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t at = scene_buffer(s, 1000, 3);
	uint8_t bytes[200];

	CHECK_OK(s, sgdma_set_policy(s->dev, false, true));
	lane_ring(s, &lane, 2);
	scene_watch(s);
	for (unsigned i = 0; i < 5; i++) {
		scene_fill(s, bytes, sizeof(bytes));
		CHECK_WAIT(s, rig_send(s->rig, bytes, i ? sizeof(bytes) : 1));
	}
	CHECK_WAIT(s, rig_run(s->rig, 2000));
	CHECK_EQ(s, stream_source_pending(bench_source(rig_bench(s->rig))), 0, "beats that still wait");
	CHECK_EQ(s, sgdma_dropped(s->dev), 5, "DROPPED");
	lane_push(s, &lane, at, 200, SGDMA_EOP);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 500));
	scene_expect(s, at, bytes, 150);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 150));
	expect_completion(s, &lane, lane_tag(&lane, 0), 150, SGDMA_CODE_OK, CPL_EOP | CPL_SHORT);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 99));
	CHECK_WAIT(s, rig_run(s->rig, 500));
	CHECK_EQ(s, sgdma_dropped(s->dev), 6, "DROPPED");
	expect_consumer(s, &lane, 1);
	scene_check_memory(s);
	lane_stop(s, &lane);
	CHECK_OK(s, sgdma_set_policy(s->dev, false, false));
	lane_ring(s, &lane, 2);
	CHECK_EQ(s, sgdma_dropped(s->dev), 0, "DROPPED after a start");
	scene_watch(s);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 100));
	CHECK_WAIT(s, rig_run(s->rig, 500));
	CHECK(s, stream_source_pending(bench_source(rig_bench(s->rig))) > 0 || s->bus >= 64,
	      "a packet without a buffer is taken");
	lane_push(s, &lane, at + 300, 100, SGDMA_EOP);
	scene_expect(s, at + 300, bytes, 100);
	lane_kick(s, &lane);
	expect_completion(s, &lane, lane_tag(&lane, 0), 100, SGDMA_CODE_OK, CPL_EOP);
	CHECK_EQ(s, sgdma_dropped(s->dev), 0, "DROPPED");
	scene_settle(s);
}

/* Jobs of 4 bursts each. Returns how often something of a job began while a write of an earlier one was not answered. */
static unsigned overlaps(struct scene *s, bool fence)
{
	const struct axi_counts *axi = axi_monitor_counts(bench_monitor(rig_bench(s->rig)));
	uint64_t from = scene_buffer(s, 6 * 1024, 4096 - 0), to = scene_buffer(s, 6 * 1024, 4096 - 0);
	uint64_t ar0, aw0, b0;
	struct lane src, dst;
	unsigned count = 0;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 3);
	dst.config.fence = fence;
	lane_ring(s, &src, 3);
	lane_ring(s, &dst, 3);
	for (unsigned i = 0; i < 6; i++) {
		lane_push(s, &src, from + 1024 * i, 1024, SGDMA_EOP);
		lane_push(s, &dst, to + 1024 * i, 1024, SGDMA_EOP);
	}
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 6 * 1024), 6 * 1024);
	ar0 = axi->ar_by_id[AXI_ID_READ], aw0 = axi->aw_by_id[AXI_ID_WRITE], b0 = axi->b_by_id[AXI_ID_WRITE];
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	for (unsigned clocks = 0; axi->b_by_id[AXI_ID_WRITE] - b0 < 24; clocks++) {
		uint64_t b = axi->b_by_id[AXI_ID_WRITE] - b0, begun;

		CHECK(s, clocks < SCENE_LIMIT, "the jobs do not end");
		CHECK_WAIT(s, rig_run(s->rig, 1));
		begun = axi->ar_by_id[AXI_ID_READ] - ar0;
		if (begun < axi->aw_by_id[AXI_ID_WRITE] - aw0)
			begun = axi->aw_by_id[AXI_ID_WRITE] - aw0;
		count += begun && (begun - 1) / 4 * 4 > b;
	}
	for (unsigned i = 0; i < 6; i++)
		expect_completion(s, &dst, lane_tag(&dst, i), 1024, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
	lane_stop(s, &dst);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	return count;
}

/* With the fence no job begins before the one before is in memory; without it they run into each other. */
static void fence_order(struct scene *s)
{
	CHECK_EQ(s, overlaps(s, true), 0, "clocks with two jobs under way, fence on");
	CHECK(s, overlaps(s, false) > 0, "no clock with two jobs under way, fence off: the test sees nothing");
}

/* Every bit of every attribute register is on the pins of its kind of traffic (A17), and there is traffic of each kind. */
static void attr_pins(struct scene *s)
{
	const struct axi_counts *axi = axi_monitor_counts(bench_monitor(rig_bench(s->rig)));
	uint64_t from = scene_buffer(s, 3000, 3), to = scene_buffer(s, 3000, 5);
	struct lane src, dst;

	for (unsigned id = 0; id < AXI_ID_COUNT; id++) {
		struct sgdma_attr attr = { .cache = (uint8_t)(1u << (s->seed + id) % 4),
					   .prot = (uint8_t)(rng_below(&s->rng, 8)),
					   .qos = (uint8_t)(1u << (s->seed / 4 + id) % 4) };

		CHECK_OK(s, sgdma_attr_set(s->dev, (enum sgdma_traffic)id, attr));
	}
	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 3);
	lane_ring(s, &src, 0);
	lane_ring(s, &dst, 0);
	lane_push(s, &src, from, 3000, SGDMA_EOP);
	lane_push(s, &dst, to, 3000, SGDMA_EOP);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 3000), 3000);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	expect_completion(s, &dst, lane_tag(&dst, 0), 3000, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
	for (unsigned id = 0; id < AXI_ID_COUNT; id++)
		CHECK(s, axi->ar_by_id[id] + axi->aw_by_id[id] > 0, "no traffic of ID %u", id);
}

/* RESIDUE: bytes in memory, to the burst; INDEX latches BYTES. */
static void residue_scatter(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t at = scene_buffer(s, 8192, 4096 - 0), all = UINT64_MAX >> (64 - s->bus);
	uint8_t bytes[2048];
	uint16_t index;
	uint32_t done;

	scene_fill(s, bytes, sizeof(bytes));
	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at + 1000, 1000, SGDMA_IRQ);
	lane_push(s, &lane, at + 4096, 4000, SGDMA_EOP);
	scene_watch(s);
	scene_ignore(s, at, 8192);
	sgdma_chan_residue(s->dev, SGDMA_SCATTER, &index, &done);
	CHECK(s, index == 0 && done == 0, "residue %u, %u bytes at the start", index, done);
	lane_kick(s, &lane);
	/* 1000 bytes, then 1048 of the next: four whole bursts of 256 bytes are in memory. */
	for (uint32_t i = 0; i < 2048; i += s->bus)
		CHECK_WAIT(s, rig_send_beat(s->rig, bytes + i, all, false));
	expect_completion(s, &lane, lane_tag(&lane, 0), 1000, SGDMA_CODE_OK, CPL_IRQ);
	CHECK_WAIT(s, rig_wait_quiet(s->rig, 150, SCENE_LIMIT));
	sgdma_chan_residue(s->dev, SGDMA_SCATTER, &index, &done);
	CHECK_EQ(s, index, 1, "RESIDUE_INDEX");
	CHECK_EQ(s, done, 1024, "RESIDUE_BYTES");
	CHECK(s,
	      memcmp(scene_at(s, at + 1000, 1000), bytes, 1000) == 0 &&
		      memcmp(scene_at(s, at + 4096, done), bytes + 1000, done) == 0,
	      "what RESIDUE says is not in memory");
	for (uint32_t i = 0; i < 512; i += s->bus)
		CHECK_WAIT(s, rig_send_beat(s->rig, bytes + i, all, false));
	CHECK_WAIT(s, rig_wait_quiet(s->rig, 150, SCENE_LIMIT));
	CHECK_EQ(s, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_RESIDUE_BYTES), 1024,
		 "RESIDUE_BYTES before INDEX is read");
	CHECK_EQ(s, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_RESIDUE_INDEX), 1, "RESIDUE_INDEX");
	CHECK_EQ(s, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_RESIDUE_BYTES), 1536, "RESIDUE_BYTES");
	lane_stop(s, &lane);
	sgdma_chan_residue(s->dev, SGDMA_SCATTER, &index, &done);
	CHECK(s, index == 1 && done >= 1536 && done <= 1560, "residue %u, %u bytes after the stop", index, done);
	CHECK(s, memcmp(scene_at(s, at + 4096, 1048), bytes + 1000, 1048) == 0, "bytes after the stop");
}

/* Gather: bytes taken beyond the entries that are done; known where a read fails. */
static void residue_gather(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	uint64_t at = scene_buffer(s, 4096, 4096 - 0);
	struct sgdma_error error;
	uint16_t index;
	uint32_t done;

	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, 100, SGDMA_EOP);
	lane_push(s, &lane, at, 4000, SGDMA_EOP);
	scene_watch(s);
	CHECK_WAIT(s, rig_fail_read(s->rig, at + 1024, 4, AXI_SLVERR));
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_wait_error(s->rig, SGDMA_GATHER, &error, SCENE_LIMIT));
	expect_completion(s, &lane, lane_tag(&lane, 0), 100, SGDMA_CODE_OK, CPL_EOP);
	expect_completion(s, &lane, lane_tag(&lane, 1), 1024, SGDMA_CODE_READ_SLVERR, 0);
	sgdma_chan_residue(s->dev, SGDMA_GATHER, &index, &done);
	CHECK_EQ(s, index, 1, "RESIDUE_INDEX");
	CHECK_EQ(s, done, 1024, "RESIDUE_BYTES after the error");
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(policy_overrun_stop, ALL)                                                                                    \
	X(policy_empty_drop, ALL)                                                                                      \
	X(fence_order, ALL, .bus = { .latency = 40 })                                                                  \
	X(attr_pins, ALL)                                                                                              \
	X(residue_scatter, ALL)                                                                                        \
	X(residue_gather, ALL)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
