/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of the copy: a source list and a destination list, cut at different places. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define PIECES_MAX 1024

struct side {
	struct lane lane;
	struct sgdma_piece pieces[PIECES_MAX];
	unsigned n;
};

struct work {
	struct scene *s;
	struct side src, dst;
};

static struct work *work_new(struct scene *s)
{
	struct work *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->s = s;
	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	/* The source half writes no completions: the smallest queue is enough for it. */
	w->src.lane = lane_make(s, SGDMA_GATHER, 0);
	w->dst.lane = lane_make(s, SGDMA_SCATTER, 10);
	return w;
}

static void side_add(struct work *w, struct side *side, uint64_t addr, uint32_t len, unsigned flags)
{
	CHECK(w->s, side->n < PIECES_MAX, "more than %d pieces", PIECES_MAX);
	side->pieces[side->n] = scene_piece(addr, len, side->n, flags);
	side->n++;
}

/* One job: source and destination in one piece each. */
static void add_pair(struct work *w, uint64_t from, uint64_t to, uint32_t len)
{
	side_add(w, &w->src, from, len, SGDMA_EOP);
	side_add(w, &w->dst, to, len, SGDMA_EOP | (rng_chance(&w->s->rng, 30) ? SGDMA_IRQ : 0));
}

/* Cuts [addr, addr + len) into pieces of 1..max bytes; the last one has EOP. */
static void add_cut(struct work *w, struct side *side, uint64_t addr, uint32_t len, uint32_t max)
{
	while (len) {
		uint32_t n = 1 + rng_below(&w->s->rng, max);
		unsigned flags = rng_chance(&w->s->rng, 10) ? SGDMA_IRQ : 0;

		if (n > len)
			n = len;
		len -= n;
		side_add(w, side, addr, n, flags | (len ? 0 : SGDMA_EOP));
		addr += n;
	}
}

/* Both lists to the engine; the bytes that must arrive go into the shadow. `n` bytes are in the source list. */
static void work_start(struct work *w)
{
	struct scene *s = w->s;
	unsigned d = 0;
	uint32_t used = 0;

	lane_list(s, &w->src.lane, w->src.pieces, w->src.n);
	lane_list(s, &w->dst.lane, w->dst.pieces, w->dst.n);
	scene_watch(s);
	for (unsigned i = 0; i < w->src.n; i++) {
		const struct sgdma_piece *p = &w->src.pieces[i];

		for (uint32_t at = 0; at < p->len && d < w->dst.n;) {
			const struct sgdma_piece *q = &w->dst.pieces[d];
			uint32_t n = p->len - at < q->len - used ? p->len - at : q->len - used;

			scene_expect(s, q->addr + used, scene_at(s, p->addr + at, n), n);
			at += n;
			used += n;
			if (used == q->len) {
				d++;
				used = 0;
			}
		}
	}
	if (!s->chain && rng_chance(&s->rng, 50)) {
		sgdma_ring_doorbell_both(s->dev, &w->src.lane.ring, &w->dst.lane.ring);
		CHECK_EQ(s, sgdma_refused(s->dev), 0, "REFUSED after the shared doorbell");
	} else {
		bool first = rng_chance(&s->rng, 50);

		lane_kick(s, first ? &w->src.lane : &w->dst.lane);
		lane_kick(s, first ? &w->dst.lane : &w->src.lane);
	}
}

static void work_finish(struct work *w)
{
	struct scene *s = w->s;
	uint32_t job = 0;

	for (unsigned i = 0; i < w->dst.n; i++) {
		const struct sgdma_piece *p = &w->dst.pieces[i];
		unsigned irq = p->flags & SGDMA_IRQ ? CPL_IRQ : 0;

		job += p->len;
		if (p->flags & SGDMA_EOP) {
			expect_completion(s, &w->dst.lane, lane_tag(&w->dst.lane, i), job, SGDMA_CODE_OK,
					  CPL_EOP | irq);
			job = 0;
		} else if (irq) {
			expect_completion(s, &w->dst.lane, lane_tag(&w->dst.lane, i), p->len, SGDMA_CODE_OK, irq);
		}
	}
	scene_check_memory(s);
	expect_consumer(s, &w->dst.lane, (uint16_t)w->dst.n);
	expect_consumer(s, &w->src.lane, (uint16_t)w->src.n);
	expect_no_completion(s, &w->dst.lane);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CQ_WRITTEN), 0, "gather CQ_WRITTEN in copy mode");
	lane_stop(s, &w->dst.lane);
	CHECK_EQ(s, SGDMA_GET(STATUS, STATE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), SGDMA_STATE_STOPPED,
		 "gather STATE after the scatter half was stopped in copy mode");
	scene_settle(s);
	free(w);
}

/* Every source offset with every destination offset (on the widest bus a third of them), at small lengths. */
static void offsets(struct scene *s, uint32_t len)
{
	struct work *w = work_new(s);
	uint32_t step = s->bus > 8 ? 3 : 1;
	uint64_t from = scene_buffer(s, s->bus + len, 0);

	for (uint32_t a = 0; a < s->bus; a += step)
		for (uint32_t b = rng_below(&s->rng, step); b < s->bus; b += step)
			add_pair(w, from + a, scene_buffer(s, len, b), len);
	work_start(w);
	work_finish(w);
}

static void copy_offsets_1(struct scene *s)
{
	offsets(s, 1);
}

static void copy_offsets_below_bus(struct scene *s)
{
	offsets(s, s->bus - 1);
}

static void copy_offsets_bus(struct scene *s)
{
	offsets(s, s->bus);
}

static void copy_offsets_above_bus(struct scene *s)
{
	offsets(s, s->bus + 1);
}

static void copy_offsets_two_words(struct scene *s)
{
	offsets(s, 2 * s->bus + 3);
}

static void copy_lengths(struct scene *s)
{
	struct work *w = work_new(s);

	for (uint32_t len = 1; len <= 3 * s->bus + 1; len++) {
		uint32_t offset = rng_below(&s->rng, s->bus);

		add_pair(w, scene_buffer(s, len, offset), scene_buffer(s, len, rng_below(&s->rng, s->bus)), len);
	}
	work_start(w);
	work_finish(w);
}

static void cut_differently(struct scene *s, uint32_t len, uint32_t src_max, uint32_t dst_max)
{
	struct work *w = work_new(s);

	for (unsigned job = 0; job < 3; job++) {
		add_cut(w, &w->src, scene_buffer(s, len, 4096 - 77), len, src_max);
		add_cut(w, &w->dst, scene_buffer(s, len, 4096 - 1000), len, dst_max);
	}
	work_start(w);
	work_finish(w);
}

static void copy_cut_differently(struct scene *s)
{
	cut_differently(s, 3000, 200, 90);
}

/* Sources of a few bytes into one long destination, and the other way round. */
static void copy_crumbs_in(struct scene *s)
{
	cut_differently(s, 500, 3, 5000);
}

static void copy_crumbs_out(struct scene *s)
{
	cut_differently(s, 500, 5000, 3);
}

static void copy_crumbs_both(struct scene *s)
{
	cut_differently(s, 400, 4, 5);
}

static void copy_edges(struct scene *s)
{
	const uint32_t lines[] = { s->bus, rig_max_burst(s->rig), 4096 };
	struct work *w = work_new(s);

	for (unsigned l = 0; l < 3; l++)
		for (uint32_t first = 0; first < 3; first++)
			for (uint32_t last = 0; last < 3; last++) {
				uint32_t len = lines[l] + last - first, max = 2 * lines[l] + 1;

				if (!len)
					continue;
				/* The destination crosses its line where the source does not, and the other way round. */
				add_pair(w, scene_buffer(s, max, 4096 + 64) - 64 + lines[l] - 1 + first,
					 scene_buffer(s, max, 4096 + 64) - 64 + lines[l] + 1 - last, len);
			}
	work_start(w);
	work_finish(w);
}

static void copy_long(struct scene *s)
{
	struct work *w = work_new(s);

	add_cut(w, &w->src, scene_buffer(s, 40000, 4096 - 1), 40000, 20000);
	add_cut(w, &w->dst, scene_buffer(s, 40000, 4096 - 2), 40000, 30000);
	work_start(w);
	work_finish(w);
}

/* Completions of entries with IRQ inside a job carry the bytes of the entry; the one with EOP those of the job. */
static void copy_irq_inside(struct scene *s)
{
	struct work *w = work_new(s);
	uint64_t to = scene_buffer(s, 600, 3);

	side_add(w, &w->src, scene_buffer(s, 600, 30), 600, SGDMA_EOP);
	for (unsigned i = 0; i < 6; i++)
		side_add(w, &w->dst, to + 100 * i, 100, i == 5 ? SGDMA_EOP : i & 1 ? SGDMA_IRQ : 0);
	work_start(w);
	work_finish(w);
}

/* One half is posted long before the other. */
static void one_half_late(struct scene *s, bool late_source)
{
	uint64_t from = scene_buffer(s, 2000, 5), to = scene_buffer(s, 2000, 50);
	struct lane src, dst, *early, *late;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 2);
	lane_ring(s, &src, 1);
	lane_ring(s, &dst, 1);
	lane_push(s, &src, from, 2000, SGDMA_EOP);
	lane_push(s, &dst, to, 1500, 0);
	lane_push(s, &dst, to + 1500, 500, SGDMA_EOP);
	scene_watch(s);
	early = late_source ? &dst : &src;
	late = late_source ? &src : &dst;
	lane_kick(s, early);
	CHECK_WAIT(s, rig_run(s->rig, 2000));
	scene_check_memory(s);
	expect_no_completion(s, &dst);
	lane_kick(s, late);
	scene_expect(s, to, scene_at(s, from, 2000), 2000);
	expect_completion(s, &dst, lane_tag(&dst, 1), 2000, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

static void copy_source_late(struct scene *s)
{
	one_half_late(s, true);
}

static void copy_destination_late(struct scene *s)
{
	one_half_late(s, false);
}

/* Destination buffers come one by one into a waiting copy. */
static void copy_drip(struct scene *s)
{
	uint64_t from = scene_buffer(s, 1000, 1), to = scene_buffer(s, 1000, 2);
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 4);
	lane_ring(s, &src, 0);
	lane_ring(s, &dst, 1);
	lane_push(s, &src, from, 1000, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &src);
	for (unsigned i = 0; i < 10; i++) {
		lane_push(s, &dst, to + 100 * i, 100, i == 9 ? SGDMA_EOP : SGDMA_IRQ);
		lane_kick(s, &dst);
		scene_expect(s, to + 100 * i, scene_at(s, from + 100 * i, 100), 100);
		expect_completion(s, &dst, lane_tag(&dst, i), i == 9 ? 1000 : 100, SGDMA_CODE_OK,
				  i == 9 ? CPL_EOP : CPL_IRQ);
		scene_check_memory(s);
		expect_consumer(s, &dst, (uint16_t)(i + 1));
		sgdma_ring_reclaim(s->dev, SGDMA_SCATTER, &dst.ring);
	}
	scene_settle(s);
}

/* EOP of the two lists on different bytes: the job before is whole, the pair stops. */
static void mismatch(struct scene *s, uint32_t src_len, uint32_t dst_len, unsigned dst_flags)
{
	uint64_t from = scene_buffer(s, 1200, 7), to = scene_buffer(s, 1200, 9);
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 4);
	lane_ring(s, &src, 2);
	lane_ring(s, &dst, 2);
	lane_push(s, &src, from, 200, SGDMA_EOP);
	lane_push(s, &dst, to, 200, SGDMA_EOP);
	lane_push(s, &src, from + 200, src_len, SGDMA_EOP);
	lane_push(s, &dst, to + 200, dst_len, dst_flags);
	lane_push(s, &src, from + 700, 400, SGDMA_EOP);
	lane_push(s, &dst, to + 700, 400, SGDMA_EOP);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, 200), 200);
	/* Bytes of the failing entry may have been written, nothing after it. */
	scene_ignore(s, to + 200, dst_len);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	expect_completion(s, &dst, lane_tag(&dst, 0), 200, SGDMA_CODE_OK, CPL_EOP);
	expect_error(s, &dst, SGDMA_CODE_LEN_MISMATCH, SGDMA_PHASE_STREAM, 1, 0, false);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	CHECK_EQ(s, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_CQ_WRITTEN), 2,
		 "completions: the good job and the error");
	scene_settle(s);
}

static void copy_mismatch_source_first(struct scene *s)
{
	mismatch(s, 100, 300, SGDMA_EOP);
}

static void copy_mismatch_destination_first(struct scene *s)
{
	mismatch(s, 300, 100, SGDMA_EOP);
}

/* Same byte, but the destination has no EOP there. */
static void copy_mismatch_no_destination_eop(struct scene *s)
{
	mismatch(s, 100, 100, 0);
}

static void copy_mismatch_by_one(struct scene *s)
{
	mismatch(s, s->bus * 4, s->bus * 4 + 1, SGDMA_EOP);
}

/* After LEN_MISMATCH a new start works. */
static void copy_restart(struct scene *s)
{
	uint64_t from = scene_buffer(s, 300, 7), to = scene_buffer(s, 300, 9);
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 2);
	lane_ring(s, &src, 2);
	lane_ring(s, &dst, 2);
	lane_push(s, &src, from, 300, SGDMA_EOP);
	lane_push(s, &dst, to, 120, SGDMA_EOP);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	expect_error(s, &dst, SGDMA_CODE_LEN_MISMATCH, SGDMA_PHASE_STREAM, 0, 0, false);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	lane_ring(s, &src, 2);
	lane_ring(s, &dst, 2);
	scene_watch(s);
	for (unsigned i = 0; i < 3; i++) {
		lane_push(s, &src, from + 100 * i, 100, SGDMA_EOP);
		lane_push(s, &dst, to + 100 * i, 100, SGDMA_EOP);
	}
	scene_expect(s, to, scene_at(s, from, 300), 300);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	for (unsigned i = 0; i < 3; i++)
		expect_completion(s, &dst, lane_tag(&dst, i), 100, SGDMA_CODE_OK, CPL_EOP);
	CHECK(s, !SGDMA_GET(STATUS, ERROR, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_STATUS)),
	      "STATUS.ERROR is still set after a new start");
	scene_settle(s);
}

/* A copy leaves the streams alone: nothing on m_axis, and s_axis waits for scatter mode. */
static void copy_streams_untouched(struct scene *s)
{
	struct work *w = work_new(s);
	uint8_t packet[100] = { 1, 2, 3 };
	uint64_t at = scene_buffer(s, 100, 0);
	struct lane lane;

	CHECK_WAIT(s, rig_send(s->rig, packet, sizeof(packet)));
	add_cut(w, &w->src, scene_buffer(s, 1000, 3), 1000, 100);
	add_cut(w, &w->dst, scene_buffer(s, 1000, 1), 1000, 100);
	work_start(w);
	work_finish(w);
	CHECK_OK(s, sgdma_set_copy(s->dev, false));
	lane = lane_make(s, SGDMA_SCATTER, 0);
	lane_ring(s, &lane, 0);
	lane_push(s, &lane, at, 100, 0);
	scene_watch(s);
	scene_expect(s, at, packet, 100);
	lane_kick(s, &lane);
	expect_completion(s, &lane, lane_tag(&lane, 0), 100, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/*
 * The bytes of a job beyond the 28 bits of an entry saturate, with a flag, and the next job counts from 0 again. One seed copies
 * 256 MiB, over and over the same quarter MiB; the others have as many pieces of a few bytes.
 */
static void copy_saturates(struct scene *s)
{
	uint32_t len = s->seed % SCENE_SEEDS == 0 ? 0x40000 : 1 + rng_below(&s->rng, 100), n = 1024;
	uint64_t from = scene_buffer(s, 0x40000, 0), to = scene_buffer(s, 0x40000, 64);
	uint64_t total = (uint64_t)n * len + 7;
	struct sgdma_completion seen;
	struct lane src, dst;

	s->wide = true;
	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 7);
	lane_ring(s, &src, 11);
	lane_ring(s, &dst, 11);
	for (unsigned i = 0; i < n; i++) {
		lane_push(s, &src, from, len, 0);
		lane_push(s, &dst, to, len, 0);
	}
	lane_push(s, &src, from, 7, SGDMA_EOP);
	lane_push(s, &dst, to, 7, SGDMA_EOP);
	lane_push(s, &src, from, 5, SGDMA_EOP);
	lane_push(s, &dst, to, 5, SGDMA_EOP);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, len), len);
	if (len < 7)
		scene_expect(s, to, scene_at(s, from, 7), 7);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	CHECK_WAIT(s, rig_wait_completion(s->rig, &dst.cq, &seen, 20000000));
	CHECK(s, seen.tag == lane_tag(&dst, n) && seen.status == SGDMA_CODE_OK, "completion has tag 0x%x, %s", seen.tag,
	      sgdma_code_name(seen.status));
	CHECK_EQ(s, seen.saturated, total > 0xfffffff, "saturated");
	CHECK_EQ(s, seen.bytes, total > 0xfffffff ? 0xfffffff : total, "bytes");
	expect_completion(s, &dst, lane_tag(&dst, n + 1), 5, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(copy_offsets_1, ALL)                                                                                         \
	X(copy_offsets_below_bus, ALL)                                                                                 \
	X(copy_offsets_bus, .widths = { 32, 64, 128 })                                                                 \
	X(copy_offsets_above_bus, .widths = { 32, 64, 256 })                                                           \
	X(copy_offsets_two_words, .widths = { 32, 64 })                                                                \
	X(copy_lengths, .widths = { 32, 64, 128 })                                                                     \
	X(copy_cut_differently, ALL)                                                                                   \
	X(copy_crumbs_in, ALL)                                                                                         \
	X(copy_crumbs_out, ALL)                                                                                        \
	X(copy_crumbs_both, ALL)                                                                                       \
	X(copy_edges, .widths = { 64, 512 })                                                                           \
	X(copy_long, .widths = { 64, 512 })                                                                            \
	X(copy_saturates, .widths = { 512 }, .bus = { .latency = 4 })                                                  \
	X(copy_irq_inside, ALL)                                                                                        \
	X(copy_source_late, ALL)                                                                                       \
	X(copy_destination_late, ALL)                                                                                  \
	X(copy_drip, ALL)                                                                                              \
	X(copy_mismatch_source_first, ALL)                                                                             \
	X(copy_mismatch_destination_first, ALL)                                                                        \
	X(copy_mismatch_no_destination_eop, ALL)                                                                       \
	X(copy_mismatch_by_one, ALL)                                                                                   \
	X(copy_restart, ALL)                                                                                           \
	X(copy_streams_untouched, ALL)

SCENARIOS(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) };
TESTMAIN(tests)
