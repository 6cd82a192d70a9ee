/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of the gather half: memory to stream. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define PIECES_MAX 512

/* A list of pieces, their bytes in order, and where packets end. */
struct work {
	struct sgdma_piece pieces[PIECES_MAX];
	unsigned n;
	uint8_t *bytes;
	size_t len, room;
};

static void work_add(struct scene *s, struct work *w, uint64_t addr, uint32_t len, unsigned flags)
{
	CHECK(s, w->n < PIECES_MAX, "more than %d pieces", PIECES_MAX);
	if (w->len + len > w->room) {
		w->room = w->len + len + 65536;
		w->bytes = realloc(w->bytes, w->room);
		assert_non_null(w->bytes);
	}
	memcpy(w->bytes + w->len, scene_at(s, addr, len), len);
	w->len += len;
	w->pieces[w->n] = scene_piece(addr, len, w->n, flags);
	w->n++;
}

/* Runs the list on the gather half and expects its packets and completions. */
static void work_run(struct scene *s, struct work *w)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 9);
	size_t start = 0, at = 0;

	lane_list(s, &lane, w->pieces, w->n);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < w->n; i++) {
		unsigned flags = w->pieces[i].flags;

		at += w->pieces[i].len;
		if (flags & SGDMA_EOP) {
			expect_packet(s, w->bytes + start, at - start);
			expect_completion(s, &lane, lane_tag(&lane, i), (uint32_t)(at - start), SGDMA_CODE_OK,
					  CPL_EOP | (flags & SGDMA_IRQ ? CPL_IRQ : 0));
			start = at;
		} else if (flags & SGDMA_IRQ) {
			expect_completion(s, &lane, lane_tag(&lane, i), w->pieces[i].len, SGDMA_CODE_OK, CPL_IRQ);
		}
	}
	expect_consumer(s, &lane, (uint16_t)w->n);
	if (lane.config.chain)
		CHECK_WAIT(s, rig_wait_list_done(s->rig, SGDMA_GATHER, SCENE_LIMIT));
	expect_no_completion(s, &lane);
	lane_stop(s, &lane);
	scene_settle(s);
	free(w->bytes);
}

static void gather_one_byte(struct scene *s)
{
	struct work w = { 0 };

	for (uint32_t offset = 0; offset < s->bus; offset++)
		work_add(s, &w, scene_buffer(s, 1, offset), 1, SGDMA_EOP);
	work_run(s, &w);
}

/* EOP and IRQ in every combination, inside and at the end of packets. */
static void gather_flags(struct scene *s)
{
	static const unsigned flags[] = {
		SGDMA_EOP,
		SGDMA_EOP | SGDMA_IRQ,
		0,
		SGDMA_EOP,
		SGDMA_IRQ,
		SGDMA_EOP,
		SGDMA_IRQ,
		SGDMA_IRQ,
		SGDMA_EOP | SGDMA_IRQ,
		0,
		0,
		SGDMA_EOP | SGDMA_IRQ,
		SGDMA_EOP,
	};
	struct work w = { 0 };

	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		uint32_t len = 5 + 7 * i;

		work_add(s, &w, scene_buffer(s, len, 3 * i), len, flags[i]);
	}
	work_run(s, &w);
}

/* Pieces that start and end at, one before and one after a bus word, a burst block and a 4 KiB line. */
static void gather_edges(struct scene *s)
{
	const uint32_t lines[] = { s->bus, rig_max_burst(s->rig), 4096 };
	struct work w = { 0 };

	for (unsigned l = 0; l < 3; l++)
		for (uint32_t first = 0; first < 3; first++)
			for (uint32_t last = 0; last < 3; last++) {
				/* From line - 1, line, line + 1 to 2 * line - 1, 2 * line, 2 * line + 1. */
				uint32_t offset = lines[l] - 1 + first, end = 2 * lines[l] - 1 + last;
				uint64_t at = scene_buffer(s, end, 4096 + 64) + offset - 64;

				work_add(s, &w, at, end - offset, SGDMA_EOP);
			}
	work_run(s, &w);
}

/* Two pieces to a packet, every pair of start offsets: the seam falls on every lane. */
static void gather_seams(struct scene *s)
{
	struct work w = { 0 };
	uint32_t step = s->bus > 8 ? s->bus / 8 + 1 : 1;

	for (uint32_t a = 0; a < s->bus; a += step)
		for (uint32_t b = 0; b < s->bus; b += step) {
			uint32_t first = 1 + rng_below(&s->rng, 2 * s->bus),
				 second = 1 + rng_below(&s->rng, 2 * s->bus);

			work_add(s, &w, scene_buffer(s, first, a), first, 0);
			work_add(s, &w, scene_buffer(s, second, b), second, SGDMA_EOP);
		}
	work_run(s, &w);
}

static void gather_lengths(struct scene *s)
{
	struct work w = { 0 };

	for (uint32_t len = 1; len <= 3 * s->bus + 1; len++)
		work_add(s, &w, scene_buffer(s, len, rng_below(&s->rng, s->bus)), len, SGDMA_EOP);
	work_run(s, &w);
}

/* Many pieces smaller than a bus word make one beat. */
static void gather_crumbs(struct scene *s)
{
	struct work w = { 0 };

	for (unsigned i = 0; i < 200; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 4);

		work_add(s, &w, scene_buffer(s, len, rng_below(&s->rng, s->bus)), len, i % 50 == 49 ? SGDMA_EOP : 0);
	}
	work_run(s, &w);
}

static void gather_long(struct scene *s)
{
	struct work w = { 0 };
	uint32_t len = s->wide ? 66000 : 65535;

	work_add(s, &w, scene_buffer(s, len, 4096 - 3), len, 0);
	work_add(s, &w, scene_buffer(s, 9000, 4096 - 4500), 9000, SGDMA_EOP);
	work_run(s, &w);
}

/* A packet of the smallest parts around each multiple of the bus: TKEEP of the last beat in every form. */
static void gather_keep(struct scene *s)
{
	struct work w = { 0 };

	for (uint32_t len = 1; len <= s->bus; len++) {
		work_add(s, &w, scene_buffer(s, s->bus, 0), s->bus, 0);
		work_add(s, &w, scene_buffer(s, len, s->bus - 1), len, SGDMA_EOP);
	}
	work_run(s, &w);
}

static void gather_sink_stalls(struct scene *s)
{
	struct work w = { 0 };

	stream_sink_stall(bench_sink(rig_bench(s->rig)), 80);
	for (unsigned i = 0; i < 20; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 300);

		work_add(s, &w, scene_buffer(s, len, rng_below(&s->rng, 64)), len,
			 i % 3 == 2 || i == 19 ? SGDMA_EOP : 0);
	}
	work_run(s, &w);
}

/* The sink takes nothing for a long time: nothing is lost, nothing completes, and reads stop when the room is used. */
static void gather_sink_blocked(struct scene *s)
{
	struct stream_sink *sink = bench_sink(rig_bench(s->rig));
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	uint64_t at[8];

	for (unsigned i = 0; i < 8; i++)
		at[i] = scene_buffer(s, 3000, 5 * i);
	lane_ring(s, &lane, 3);
	for (unsigned i = 0; i < 8; i++)
		lane_push(s, &lane, at[i], 3000, SGDMA_EOP);
	stream_sink_stall(sink, 100);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_run(s->rig, 4000));
	expect_no_completion(s, &lane);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CONSUMER), 0, "CONSUMER with the sink blocked");
	stream_sink_stall(sink, 0);
	for (unsigned i = 0; i < 8; i++) {
		expect_packet(s, scene_at(s, at[i], 3000), 3000);
		expect_completion(s, &lane, lane_tag(&lane, i), 3000, SGDMA_CODE_OK, CPL_EOP);
	}
	scene_settle(s);
}

/*
 * A piece without EOP is completed when it has been read, although its last beat waits for the next one: a driver that
 * waits for each piece before it posts the next must get to the end, with the smallest ring and queue that there are.
 */
static void gather_piece_by_piece(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 0);
	uint64_t at = scene_buffer(s, 400, 3);
	uint32_t total = 0;

	lane_ring(s, &lane, 0);
	scene_watch(s);
	for (unsigned i = 0; i < 10; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 40);

		lane_push(s, &lane, at + total, len, i == 9 ? SGDMA_EOP : SGDMA_IRQ);
		total += len;
		lane_kick(s, &lane);
		expect_completion(s, &lane, lane_tag(&lane, i), i == 9 ? total : len, SGDMA_CODE_OK,
				  i == 9 ? CPL_EOP : CPL_IRQ);
		lane_ack(s, &lane);
		expect_consumer(s, &lane, (uint16_t)(i + 1));
		sgdma_ring_reclaim(s->dev, SGDMA_GATHER, &lane.ring);
	}
	expect_packet(s, scene_at(s, at, total), total);
	scene_settle(s);
}

/* A packet of many crumbs through a queue of one: they wait for no slot that only their own completion could free. */
static void gather_queue_of_one(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 0);
	uint64_t at = scene_buffer(s, 100, 1);

	lane_ring(s, &lane, 6);
	for (unsigned i = 0; i < 50; i++)
		lane_push(s, &lane, at + 2 * i, 2, i == 49 ? SGDMA_EOP : 0);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at, 100), 100);
	expect_completion(s, &lane, lane_tag(&lane, 49), 100, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* Each completion is seen only after the packet's last beat was accepted. */
static void gather_completion_after_data(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	uint64_t at = scene_buffer(s, 500, 7);
	struct sgdma_completion seen;

	lane_ring(s, &lane, 4);
	for (unsigned i = 0; i < 10; i++)
		lane_push(s, &lane, at + i, 400, SGDMA_EOP);
	stream_sink_stall(bench_sink(rig_bench(s->rig)), 60);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 10; i++) {
		CHECK_WAIT(s, rig_wait_completion(s->rig, &lane.cq, &seen, SCENE_LIMIT));
		CHECK(s, rig_packets(s->rig) > i, "completion %u is in memory, but only %zu packets are out", i,
		      rig_packets(s->rig));
	}
	for (unsigned i = 0; i < 10; i++)
		expect_packet(s, scene_at(s, at + i, 400), 400);
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(gather_one_byte, ALL)                                                                                        \
	X(gather_flags, ALL)                                                                                           \
	X(gather_edges, ALL)                                                                                           \
	X(gather_seams, ALL)                                                                                           \
	X(gather_lengths, .widths = { 32, 64, 256 })                                                                   \
	X(gather_crumbs, ALL)                                                                                          \
	X(gather_long, .widths = { 64, 512 })                                                                          \
	X(gather_piece_by_piece, ALL)                                                                                  \
	X(gather_queue_of_one, ALL)                                                                                    \
	X(gather_keep, .widths = { 32, 64, 128 })
#define TIMED(X)                                                                                                       \
	X(gather_sink_stalls, ALL)                                                                                     \
	X(gather_sink_blocked, ALL)                                                                                    \
	X(gather_completion_after_data, .widths = { 64 })

SCENARIOS(SCENE_SPEC)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
