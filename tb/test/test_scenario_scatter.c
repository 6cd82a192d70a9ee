/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of the scatter half: stream to memory. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define PIECES_MAX 512
#define PACKET_MAX 20000

/* Buffers in order of use, and the place that the stream has reached in them. */
struct work {
	struct scene *s;
	struct lane lane;
	struct sgdma_piece pieces[PIECES_MAX];
	unsigned n, next;
};

static void work_init(struct scene *s, struct work *w)
{
	w->s = s;
	w->n = w->next = 0;
	w->lane = lane_make(s, SGDMA_SCATTER, 9);
}

static uint64_t work_add(struct work *w, uint64_t addr, uint32_t len, unsigned flags)
{
	CHECK(w->s, w->n < PIECES_MAX, "more than %d buffers", PIECES_MAX);
	w->pieces[w->n] = scene_piece(addr, len, w->n, flags);
	w->n++;
	return addr;
}

static void work_start(struct work *w)
{
	lane_list(w->s, &w->lane, w->pieces, w->n);
	scene_watch(w->s);
	lane_kick(w->s, &w->lane);
}

/* Sends a random packet of `len` bytes. What it must do to memory goes into the shadow; its completions are expected. */
static void work_packet(struct work *w, uint32_t len)
{
	static uint8_t bytes[PACKET_MAX];
	struct scene *s = w->s;
	uint32_t at = 0;

	CHECK(s, len <= PACKET_MAX, "packet of %u bytes", len);
	scene_fill(s, bytes, len);
	CHECK_WAIT(s, rig_send(s->rig, bytes, len));
	for (;;) {
		struct sgdma_piece *p = &w->pieces[w->next];
		uint32_t n = len - at < p->len ? len - at : p->len;
		unsigned irq = p->flags & SGDMA_IRQ ? CPL_IRQ : 0;
		uint16_t tag = lane_tag(&w->lane, w->next++);

		CHECK(s, w->next <= w->n, "the scenario has too few buffers");
		scene_expect(s, p->addr, bytes + at, n);
		at += n;
		if (at == len) {
			expect_completion(s, &w->lane, tag, at, SGDMA_CODE_OK,
					  CPL_EOP | irq | (n < p->len ? CPL_SHORT : 0));
			return;
		}
		if (p->flags & SGDMA_EOP) {
			expect_completion(s, &w->lane, tag, at, SGDMA_CODE_PACKET_CUT, CPL_EOP | irq);
			return;
		}
		if (irq)
			expect_completion(s, &w->lane, tag, n, SGDMA_CODE_OK, irq);
	}
}

/* `left` buffers are still unused. */
static void work_end(struct work *w, unsigned left)
{
	CHECK_EQ(w->s, w->n - w->next, left, "unused buffers");
	expect_consumer(w->s, &w->lane, (uint16_t)w->next);
	/* Data is in memory when its completion is: no waiting before this. */
	scene_check_memory(w->s);
	expect_no_completion(w->s, &w->lane);
	lane_stop(w->s, &w->lane);
	scene_settle(w->s);
}

static void scatter_one_byte(struct scene *s)
{
	struct work w;

	work_init(s, &w);
	for (uint32_t offset = 0; offset < s->bus; offset++)
		work_add(&w, scene_buffer(s, 1, offset), 1, offset & 1 ? SGDMA_EOP : 0);
	work_start(&w);
	for (uint32_t i = 0; i < s->bus; i++)
		work_packet(&w, 1);
	work_end(&w, 0);
}

/* A packet that fills its buffer to the byte: not short, not cut. */
static void scatter_exact(struct scene *s)
{
	struct work w;

	work_init(s, &w);
	for (uint32_t i = 0; i < 24; i++) {
		uint32_t len = i < 12 ? s->bus * (1 + i % 4) : 1 + rng_below(&s->rng, 300);

		work_add(&w, scene_buffer(s, len, i), len, (i & 1 ? SGDMA_EOP : 0) | (i & 2 ? SGDMA_IRQ : 0));
	}
	work_start(&w);
	for (uint32_t i = 0; i < 24; i++)
		work_packet(&w, w.pieces[i].len);
	work_end(&w, 0);
}

/* Shorter than the buffer by one byte, by one bus word, by nearly all: SHORT, and the rest of the buffer untouched. */
static void scatter_short(struct scene *s)
{
	const uint32_t lens[] = { 1, s->bus - 1, s->bus, s->bus + 1, 299, 256, 255, 63, 64, 65 };
	struct work w;

	work_init(s, &w);
	for (unsigned i = 0; i < 10; i++)
		work_add(&w, scene_buffer(s, 300, 5 * i), 300, i & 1 ? SGDMA_EOP : i & 2 ? SGDMA_IRQ : 0);
	work_start(&w);
	for (unsigned i = 0; i < 10; i++)
		work_packet(&w, lens[i]);
	work_end(&w, 0);
}

/* Longer than its buffers by a byte, to the end of a beat, by beats, by far: cut, and the next packet is whole. */
static void scatter_cut(struct scene *s)
{
	const uint32_t over[] = { 1, 2, s->bus - 1, s->bus, s->bus + 1, 3 * s->bus, 2000 };
	struct work w;

	work_init(s, &w);
	for (unsigned i = 0; i < 21; i++) {
		uint32_t len = i % 3 == 1 ? 4 * s->bus : 1 + rng_below(&s->rng, 90);

		work_add(&w, scene_buffer(s, len, 3 * i), len, i % 3 == 0 ? 0 : SGDMA_EOP);
	}
	work_start(&w);
	for (unsigned i = 0; i < 7; i++) {
		work_packet(&w, w.pieces[w.next].len + w.pieces[w.next + 1].len + over[i]);
		work_packet(&w, 1 + rng_below(&s->rng, w.pieces[w.next].len));
	}
	work_end(&w, 0);
}

/* Cut packets back to back: each uses one buffer. */
static void scatter_cut_repeated(struct scene *s)
{
	struct work w;

	work_init(s, &w);
	for (unsigned i = 0; i < 12; i++)
		work_add(&w, scene_buffer(s, 40 + i, i), 40 + i, SGDMA_EOP | (i & 1 ? SGDMA_IRQ : 0));
	work_start(&w);
	for (unsigned i = 0; i < 12; i++)
		work_packet(&w, 41 + i + rng_below(&s->rng, 100));
	work_end(&w, 0);
}

static void scatter_many_buffers(struct scene *s)
{
	struct work w;
	uint32_t total = 0;

	work_init(s, &w);
	for (unsigned i = 0; i < 40; i++) {
		uint32_t len = 1 + rng_below(&s->rng, i & 1 ? 2 * s->bus : 200);

		work_add(&w, scene_buffer(s, len, rng_below(&s->rng, 64)), len, 0);
		total += len;
	}
	work_add(&w, scene_buffer(s, 100, 1), 100, SGDMA_EOP);
	work_start(&w);
	work_packet(&w, total + 50);
	work_end(&w, 0);
}

/* IRQ on buffers inside a packet: an entry of their own, bytes of the buffer alone. */
static void scatter_irq_inside(struct scene *s)
{
	struct work w;
	uint32_t total = 0;

	work_init(s, &w);
	for (unsigned i = 0; i < 20; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 80);

		work_add(&w, scene_buffer(s, len, i), len, i % 3 ? SGDMA_IRQ : 0);
		total += len;
	}
	work_start(&w);
	work_packet(&w, total - w.pieces[19].len + 1);
	work_end(&w, 0);
}

/* The end of a packet on the last byte of a buffer without EOP: the next packet starts in the next buffer. */
static void scatter_end_at_seam(struct scene *s)
{
	struct work w;

	work_init(s, &w);
	for (unsigned i = 0; i < 12; i++) {
		uint32_t len = (1 + i % 3) * s->bus - (i & 1);

		work_add(&w, scene_buffer(s, len, 7 * i), len, 0);
	}
	work_start(&w);
	for (unsigned i = 0; i < 12; i += 2)
		work_packet(&w, w.pieces[i].len + w.pieces[i + 1].len);
	work_end(&w, 0);
}

/* Buffers smaller than a bus word: one beat goes to many of them. */
static void scatter_crumbs(struct scene *s)
{
	struct work w;
	uint32_t total = 0;

	work_init(s, &w);
	for (unsigned i = 0; i < 150; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 3);

		work_add(&w, scene_buffer(s, len, rng_below(&s->rng, s->bus)), len, i % 50 == 49 ? SGDMA_EOP : 0);
	}
	work_start(&w);
	for (unsigned i = 0; i < 150; i++) {
		total += w.pieces[i].len;
		if (i % 50 == 49) {
			work_packet(&w, total);
			total = 0;
		}
	}
	work_end(&w, 0);
}

static void scatter_lengths(struct scene *s)
{
	uint32_t max = 3 * s->bus + 1;
	struct work w;

	work_init(s, &w);
	for (uint32_t len = 1; len <= max; len++)
		work_add(&w, scene_buffer(s, max, rng_below(&s->rng, s->bus)), max, SGDMA_EOP);
	work_start(&w);
	for (uint32_t len = 1; len <= max; len++)
		work_packet(&w, len);
	work_end(&w, 0);
}

/* Every destination offset. */
static void scatter_offsets(struct scene *s)
{
	struct work w;

	work_init(s, &w);
	for (uint32_t offset = 0; offset < s->bus; offset++) {
		uint32_t len = 1 + rng_below(&s->rng, 4 * s->bus);

		work_add(&w, scene_buffer(s, len, offset), len, SGDMA_EOP);
	}
	work_start(&w);
	for (uint32_t i = 0; i < s->bus; i++)
		work_packet(&w, w.pieces[i].len);
	work_end(&w, 0);
}

static void scatter_edges(struct scene *s)
{
	const uint32_t lines[] = { s->bus, rig_max_burst(s->rig), 4096 };
	struct work w;

	work_init(s, &w);
	for (unsigned l = 0; l < 3; l++)
		for (uint32_t first = 0; first < 3; first++)
			for (uint32_t last = 0; last < 3; last++) {
				uint32_t offset = lines[l] - 1 + first, end = 2 * lines[l] - 1 + last;

				work_add(&w, scene_buffer(s, end, 4096 + 64) + offset - 64, end - offset, SGDMA_EOP);
			}
	work_start(&w);
	for (unsigned i = 0; i < 27; i++)
		work_packet(&w, w.pieces[i].len);
	work_end(&w, 0);
}

static void scatter_long(struct scene *s)
{
	struct work w;

	work_init(s, &w);
	work_add(&w, scene_buffer(s, 9000, 4096 - 3), 9000, 0);
	work_add(&w, scene_buffer(s, 40000, 4096 - 100), 40000, 0);
	work_start(&w);
	work_packet(&w, 19999);
	work_end(&w, 0);
}

/* No buffer: the stream waits, nothing is lost, and it goes on as soon as one is posted. */
static void scatter_no_buffer(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t at = scene_buffer(s, 400, 9);
	uint8_t bytes[400];

	scene_fill(s, bytes, sizeof(bytes));
	lane_ring(s, &lane, 2);
	scene_watch(s);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 100));
	CHECK_WAIT(s, rig_send(s->rig, bytes + 100, 300));
	CHECK_WAIT(s, rig_run(s->rig, 1000));
	expect_no_completion(s, &lane);
	lane_push(s, &lane, at, 100, 0);
	lane_kick(s, &lane);
	scene_expect(s, at, bytes, 100);
	expect_completion(s, &lane, lane_tag(&lane, 0), 100, SGDMA_CODE_OK, CPL_EOP);
	CHECK_WAIT(s, rig_run(s->rig, 1000));
	expect_no_completion(s, &lane);
	/* In the middle of a packet, too. */
	lane_push(s, &lane, at + 100, 150, SGDMA_IRQ);
	lane_kick(s, &lane);
	scene_expect(s, at + 100, bytes + 100, 150);
	expect_completion(s, &lane, lane_tag(&lane, 1), 150, SGDMA_CODE_OK, CPL_IRQ);
	CHECK_WAIT(s, rig_run(s->rig, 1000));
	lane_push(s, &lane, at + 250, 150, 0);
	lane_kick(s, &lane);
	scene_expect(s, at + 250, bytes + 250, 150);
	expect_completion(s, &lane, lane_tag(&lane, 2), 300, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* With no buffer posted the engine may take beats into its FIFO, never more than that holds. */
static void scatter_backpressure(struct scene *s)
{
	uint32_t beats = 1u << SGDMA_GET(CAP0, FIFO_LOG2, global_reg(s, SGDMA_REG_CAP0));
	struct stream_source *source = bench_source(rig_bench(s->rig));
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint32_t sent = beats + 300;
	uint8_t beat[64] = { 0 };

	lane_ring(s, &lane, 2);
	for (uint32_t i = 0; i < sent; i++)
		CHECK_WAIT(s, rig_send_beat(s->rig, beat, UINT64_MAX >> (64 - s->bus), i == sent - 1));
	CHECK_WAIT(s, rig_run(s->rig, 2 * sent));
	CHECK(s, stream_source_pending(source) + beats + 16 >= sent, "%u beats taken, the FIFO holds %u",
	      (unsigned)(sent - stream_source_pending(source)), beats);
	scene_watch(s);
	lane_stop(s, &lane);
	scene_check_memory(s);
}

static void scatter_source_stalls(struct scene *s)
{
	struct work w;

	work_init(s, &w);
	stream_source_stall(bench_source(rig_bench(s->rig)), 85);
	for (unsigned i = 0; i < 30; i++)
		work_add(&w, scene_buffer(s, 100, i), 100, i % 3 == 2 ? SGDMA_EOP : 0);
	work_start(&w);
	for (unsigned i = 0; i < 10; i++)
		work_packet(&w, 201 + rng_below(&s->rng, 150));
	work_end(&w, 0);
}

/* A packet whose end is late: what has come waits in the engine or in memory, and the rest joins it. */
static void scatter_late_end(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint32_t half = 5 * s->bus, len = 10 * s->bus + 1;
	uint64_t at = scene_buffer(s, len, 11), all = UINT64_MAX >> (64 - s->bus);
	uint8_t bytes[641];

	scene_fill(s, bytes, len);
	lane_ring(s, &lane, 0);
	lane_push(s, &lane, at, len, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	for (uint32_t i = 0; i < half; i += s->bus)
		CHECK_WAIT(s, rig_send_beat(s->rig, bytes + i, all, false));
	CHECK_WAIT(s, rig_run(s->rig, 800));
	expect_no_completion(s, &lane);
	for (uint32_t i = half; i < 2 * half; i += s->bus)
		CHECK_WAIT(s, rig_send_beat(s->rig, bytes + i, all, false));
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes + 2 * half, 1, true));
	scene_expect(s, at, bytes, len);
	expect_completion(s, &lane, lane_tag(&lane, 0), len, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* A buffer that is full before TLAST without EOP is completed at once, although the packet goes on much later. */
static void scatter_full_before_end(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t a = scene_buffer(s, 2 * s->bus, 1), b = scene_buffer(s, s->bus, 2), all = UINT64_MAX >> (64 - s->bus);
	uint8_t bytes[192];

	scene_fill(s, bytes, 3 * s->bus);
	lane_ring(s, &lane, 1);
	lane_push(s, &lane, a, 2 * s->bus, SGDMA_IRQ);
	lane_push(s, &lane, b, s->bus, 0);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes, all, false));
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes + s->bus, all, false));
	scene_expect(s, a, bytes, 2 * s->bus);
	expect_completion(s, &lane, lane_tag(&lane, 0), 2 * s->bus, SGDMA_CODE_OK, CPL_IRQ);
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes + 2 * s->bus, 1, true));
	scene_expect(s, b, bytes + 2 * s->bus, 1);
	expect_completion(s, &lane, lane_tag(&lane, 1), 2 * s->bus + 1, SGDMA_CODE_OK, CPL_EOP | CPL_SHORT);
	scene_settle(s);
}

/* Many packets in flight before the first buffer is there. */
static void scatter_packets_queued(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 6);
	uint64_t at[40];
	uint8_t bytes[40][40];

	lane_ring(s, &lane, 6);
	for (unsigned i = 0; i < 40; i++) {
		at[i] = scene_buffer(s, 40, 3 * i);
		scene_fill(s, bytes[i], 40);
		CHECK_WAIT(s, rig_send(s->rig, bytes[i], 1 + i));
	}
	for (unsigned i = 0; i < 40; i++)
		lane_push(s, &lane, at[i], 40, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 40; i++) {
		scene_expect(s, at[i], bytes[i], 1 + i);
		expect_completion(s, &lane, lane_tag(&lane, i), 1 + i, SGDMA_CODE_OK,
				  CPL_EOP | (i < 39 ? CPL_SHORT : 0));
	}
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(scatter_one_byte, ALL)                                                                                       \
	X(scatter_exact, ALL)                                                                                          \
	X(scatter_short, ALL)                                                                                          \
	X(scatter_cut, ALL)                                                                                            \
	X(scatter_cut_repeated, ALL)                                                                                   \
	X(scatter_many_buffers, ALL)                                                                                   \
	X(scatter_irq_inside, ALL)                                                                                     \
	X(scatter_end_at_seam, ALL)                                                                                    \
	X(scatter_crumbs, ALL)                                                                                         \
	X(scatter_lengths, .widths = { 32, 64, 128 })                                                                  \
	X(scatter_offsets, ALL)                                                                                        \
	X(scatter_edges, ALL)                                                                                          \
	X(scatter_long, .widths = { 64, 512 })                                                                         \
	X(scatter_no_buffer, ALL)                                                                                      \
	X(scatter_late_end, ALL)                                                                                       \
	X(scatter_full_before_end, ALL)                                                                                \
	X(scatter_packets_queued, ALL)
#define TIMED(X)                                                                                                       \
	X(scatter_backpressure, ALL)                                                                                   \
	X(scatter_source_stalls, .widths = { 64, 512 })

SCENARIOS(SCENE_SPEC)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
