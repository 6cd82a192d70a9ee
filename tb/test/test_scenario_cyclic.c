/* SPDX-License-Identifier: Apache-2.0 */
/* Lists without an end: cyclic rings, and a chain that points back to itself. */
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define LOG2 3
#define SIZE (1u << LOG2)

static struct lane cyclic(struct scene *s, enum sgdma_chan chan, uint64_t at, uint32_t room)
{
	struct lane lane = lane_make(s, chan, LOG2);

	lane.config.cyclic = true;
	lane_ring(s, &lane, LOG2);
	for (unsigned i = 0; i < SIZE; i++)
		lane_push(s, &lane, at + room * i, 50 + i, SGDMA_EOP);
	scene_watch(s);
	return lane;
}

/* Laps until the bit is cleared, then to the end of the lap and no further; a full queue holds it back, no entry is lost. */
static void cyclic_gather(struct scene *s)
{
	uint64_t at = scene_buffer(s, 64 * SIZE, 3);
	struct lane lane = cyclic(s, SGDMA_GATHER, at, 64);
	unsigned laps = 2 + rng_below(&s->rng, 3), i = 0;
	uint16_t total;

	/* Any doorbell, whatever its index. */
	put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, s->seed * 77 & 0xffff);
	for (; i < laps * SIZE; i++) {
		expect_packet(s, scene_at(s, at + 64 * (i % SIZE), 50 + i % SIZE), 50 + i % SIZE);
		expect_completion(s, &lane, lane_tag(&lane, lane.config.wide ? i % SIZE : i), 50 + i % SIZE,
				  SGDMA_CODE_OK, CPL_EOP);
		/* Nobody acknowledges for a while: exactly as many as the queue has slots come. */
		if (i == SIZE - 1) {
			CHECK_WAIT(s, rig_run(s->rig, 3000));
			CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CONSUMER), SIZE,
				 "CONSUMER with a full queue");
		}
		if (i >= SIZE - 1)
			lane_ack(s, &lane);
	}
	CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 100)));
	CHECK_OK(s, sgdma_cyclic_end(s->dev, SGDMA_GATHER));
	for (unsigned quiet = 0; quiet < 20; quiet++) {
		struct sgdma_completion seen;

		if (sgdma_cq_pop(s->dev, &lane.cq, &seen) == SGDMA_SUCCESS) {
			CHECK_EQ(s, seen.bytes, 50 + i % SIZE, "bytes of the next entry");
			expect_packet(s, scene_at(s, at + 64 * (i % SIZE), 50 + i % SIZE), 50 + i % SIZE);
			lane_ack(s, &lane);
			quiet = 0;
			i++;
		}
		CHECK_WAIT(s, rig_run(s->rig, 100));
	}
	total = (uint16_t)chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CONSUMER);
	CHECK_EQ(s, total, i, "CONSUMER and packets seen");
	CHECK_EQ(s, total % SIZE, 0, "entries of an unfinished lap");
	CHECK_EQ(s, SGDMA_GET(STATUS, STATE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), SGDMA_STATE_RUNNING,
		 "STATE after the last lap");
	scene_settle(s);
	lane_stop(s, &lane);
}

/* The buffers are filled lap after lap; the memory holds the last lap. */
static void cyclic_scatter(struct scene *s)
{
	uint64_t at = scene_buffer(s, 64 * SIZE, 3);
	struct lane lane = cyclic(s, SGDMA_SCATTER, at, 64);
	uint8_t bytes[64];

	lane_kick(s, &lane);
	for (unsigned i = 0; i < 5 * SIZE + s->seed % SIZE; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 50 + i % SIZE);

		scene_fill(s, bytes, len);
		scene_expect(s, at + 64 * (i % SIZE), bytes, len);
		CHECK_WAIT(s, rig_send(s->rig, bytes, len));
		expect_completion(s, &lane, lane_tag(&lane, lane.config.wide ? i % SIZE : i), len, SGDMA_CODE_OK,
				  CPL_EOP | (len < 50 + i % SIZE ? CPL_SHORT : 0));
		lane_ack(s, &lane);
	}
	scene_settle(s);
	lane_stop(s, &lane);
}

/* Stopped in mid-lap, and started anew as a ring that ends: nothing of the laps is left. */
static void cyclic_stop(struct scene *s)
{
	uint64_t at = scene_buffer(s, 64 * SIZE, 3);
	struct lane lane = cyclic(s, SGDMA_GATHER, at, 64);

	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 300)));
	lane_stop(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 200));
	s->packets = rig_packets(s->rig);
	lane.config.cyclic = false;
	lane_ring(s, &lane, LOG2);
	lane_push(s, &lane, at, 60, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at, 60), 60);
	expect_completion(s, &lane, lane_tag(&lane, 0), 60, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* The last chunk leads back to the first. */
static void cyclic_chain(struct scene *s)
{
	const struct sgdma_piece pieces[4] = { scene_piece(scene_buffer(s, 100, 1), 100, 0, SGDMA_EOP),
					       scene_piece(scene_buffer(s, 90, 2), 90, 1, SGDMA_EOP),
					       scene_piece(scene_buffer(s, 80, 3), 80, 2, SGDMA_EOP),
					       scene_piece(scene_buffer(s, 70, 4), 70, 3, SGDMA_EOP) };
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	unsigned desc = sgdma_desc_bytes(lane.config.wide);
	uint64_t first = rig_alloc(s->rig, 3 * desc, desc), second = rig_alloc(s->rig, 3 * desc, desc);
	struct sgdma_chain chain;

	sgdma_chain_init(&chain, lane.config.wide, lane.config.upper);
	for (unsigned i = 0; i < 4; i++) {
		if (i % 2 == 0)
			CHECK_OK(s, sgdma_chain_open(&chain, scene_at(s, i ? second : first, 3 * desc),
						     i ? second : first, 3));
		CHECK_OK(s, sgdma_chain_push(&chain, &pieces[i]));
	}
	CHECK_OK(s, sgdma_chain_close(&chain, &lane.config));
	sgdma_header_pack(scene_at(s, second, desc), lane.config.wide, first, 3, false);
	lane_start(s, &lane);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 21; i++) {
		const struct sgdma_piece *piece = &pieces[i % 4];

		expect_packet(s, scene_at(s, piece->addr, piece->len), piece->len);
		expect_completion(s, &lane, lane.config.wide ? piece->tag : (uint16_t)i, piece->len, SGDMA_CODE_OK,
				  CPL_EOP);
		lane_ack(s, &lane);
	}
	CHECK_EQ(s, SGDMA_GET(STATUS, LIST_DONE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 0, "LIST_DONE");
	lane_stop(s, &lane);
	scene_check_memory(s);
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(cyclic_gather, ALL)                                                                                          \
	X(cyclic_scatter, ALL)                                                                                         \
	X(cyclic_stop, ALL)                                                                                            \
	X(cyclic_chain, ALL)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
