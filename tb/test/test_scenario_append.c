/* SPDX-License-Identifier: Apache-2.0 */
/* Appending to chains that run: at random moments, nothing is lost and nothing runs twice. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define APPENDS 12 /* a run: with 16 seeds at 3 widths far more than 100 moments */
#define CHUNK_MAX 5
#define ROOM 320

struct chain {
	struct sgdma_chain chain;
	uint64_t pieces[APPENDS * CHUNK_MAX + CHUNK_MAX];
	unsigned count;
};

static uint32_t length(unsigned i)
{
	return 1 + i * 37 % 300;
}

/* A chunk of 1 to CHUNK_MAX pieces, somewhere in memory. */
static void chunk(struct scene *s, struct lane *lane, struct chain *c, uint64_t data)
{
	unsigned n = 1 + (s->seed & 4 ? 0 : rng_below(&s->rng, CHUNK_MAX)), desc = sgdma_desc_bytes(lane->config.wide);
	uint64_t at = rig_alloc(s->rig, (n + 1) * desc, desc);

	scene_ignore(s, at, (n + 1) * desc);
	CHECK_OK(s, sgdma_chain_open(&c->chain, scene_at(s, at, (n + 1) * desc), at, (uint16_t)(n + 1)));
	for (unsigned i = 0; i < n; i++, c->count++) {
		struct sgdma_piece piece = scene_piece(data + ROOM * c->count, length(c->count), c->count, SGDMA_EOP);

		CHECK_OK(s, sgdma_chain_push(&c->chain, &piece));
	}
}

static void append(struct scene *s, enum sgdma_chan chan)
{
	uint64_t data = scene_buffer(s, ROOM * (APPENDS + 1) * CHUNK_MAX, 7);
	struct lane lane = lane_make(s, chan, 7);
	unsigned done = 0, told = 0;
	struct chain c = { 0 };
	uint8_t bytes[ROOM];

	sgdma_chain_init(&c.chain, lane.config.wide, lane.config.upper);
	scene_watch(s);
	chunk(s, &lane, &c, data);
	CHECK_OK(s, sgdma_chain_close(&c.chain, &lane.config));
	lane_start(s, &lane);
	lane_kick(s, &lane);
	for (unsigned i = 0; i <= APPENDS; i++) {
		/* Packets for a part of what is posted, so that the engine is now here, now there. */
		for (; chan == SGDMA_SCATTER && done < c.count && (i == APPENDS || rng_chance(&s->rng, 80)); done++) {
			scene_fill(s, bytes, length(done));
			scene_expect(s, data + ROOM * done, bytes, length(done));
			CHECK_WAIT(s, rig_send(s->rig, bytes, length(done)));
		}
		if (i == APPENDS)
			break;
		CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, rng_chance(&s->rng, 50) ? 60 : 400)));
		chunk(s, &lane, &c, data);
		/* Sometimes two chunks at once, and sometimes a doorbell for nothing. */
		if (rng_chance(&s->rng, 20) && i + 1 < APPENDS) {
			chunk(s, &lane, &c, data);
			i++;
		}
		CHECK_OK(s, sgdma_chain_append(s->dev, lane.chan, &c.chain));
		if (rng_chance(&s->rng, 20))
			sgdma_chain_doorbell(s->dev, lane.chan);
		CHECK_EQ(s, sgdma_refused(s->dev), 0, "REFUSED after an append");
	}
	for (; told < c.count; told++) {
		expect_completion(s, &lane, lane_tag(&lane, told), length(told), SGDMA_CODE_OK, CPL_EOP);
		if (chan == SGDMA_GATHER)
			expect_packet(s, scene_at(s, data + ROOM * told, length(told)), length(told));
	}
	expect_consumer(s, &lane, (uint16_t)c.count);
	CHECK_WAIT(s, rig_wait_list_done(s->rig, chan, SCENE_LIMIT));
	CHECK_EQ(s, SGDMA_GET(STATUS, RECHECK, chan_reg(s, chan, SGDMA_CHAN_REG_STATUS)), 0, "RECHECK at the end");
	expect_no_completion(s, &lane);
	scene_settle(s);
}

static void append_gather(struct scene *s)
{
	append(s, SGDMA_GATHER);
}

static void append_scatter(struct scene *s)
{
	append(s, SGDMA_SCATTER);
}

/* A doorbell with nothing behind it: the header is read again, alone, and RECHECK shows until that read is accepted. */
static void append_nothing(struct scene *s)
{
	struct bench *bench = rig_bench(s->rig);
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	struct bench_counts before, after;
	struct chain c = { 0 };
	uint64_t data = scene_buffer(s, ROOM * CHUNK_MAX, 7);
	unsigned desc = sgdma_desc_bytes(lane.config.wide);

	sgdma_chain_init(&c.chain, lane.config.wide, lane.config.upper);
	chunk(s, &lane, &c, data);
	CHECK_OK(s, sgdma_chain_close(&c.chain, &lane.config));
	scene_watch(s);
	lane_start(s, &lane);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < c.count; i++) {
		expect_completion(s, &lane, lane_tag(&lane, i), length(i), SGDMA_CODE_OK, CPL_EOP);
		expect_packet(s, scene_at(s, data + ROOM * i, length(i)), length(i));
	}
	CHECK_WAIT(s, rig_wait_list_done(s->rig, SGDMA_GATHER, SCENE_LIMIT));
	CHECK_WAIT(s, rig_wait_quiet(s->rig, 60, SCENE_LIMIT));
	before = *bench_counts(bench);
	axi_mem_hang(bench_bus(bench), true);
	CHECK_WAIT(s, rig_run(s->rig, 2));
	for (unsigned i = 0; i < 3; i++) /* the first is read at once, the others leave one more read */
		sgdma_chain_doorbell(s->dev, SGDMA_GATHER);
	CHECK_WAIT(s, rig_run(s->rig, 20));
	CHECK_EQ(s, SGDMA_GET(STATUS, RECHECK, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 1,
		 "RECHECK while the read is held");
	CHECK_EQ(s, SGDMA_GET(STATUS, LIST_DONE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 0,
		 "LIST_DONE while it may go on");
	axi_mem_hang(bench_bus(bench), false);
	CHECK_WAIT(s, rig_wait_list_done(s->rig, SGDMA_GATHER, SCENE_LIMIT));
	CHECK_EQ(s, SGDMA_GET(STATUS, RECHECK, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 0, "RECHECK");
	after = *bench_counts(bench);
	CHECK(s, after.ar > before.ar && after.ar - before.ar <= 3, "%llu reads after three doorbells",
	      (unsigned long long)(after.ar - before.ar));
	CHECK_EQ(s, after.r - before.r, (after.ar - before.ar) * (desc > s->bus ? desc / s->bus : 1),
		 "beats: the header alone is read");
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(append_gather, ALL)                                                                                          \
	X(append_scatter, ALL)                                                                                         \
	X(append_nothing, ALL)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
