/* SPDX-License-Identifier: Apache-2.0 */
#include "bench_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scoreboard.h"

/* The longest random gap before a piece or a list node: pieces then begin anywhere in the blocks that bursts end at. */
#define GAP_MAX 512u
#define RING_LOG2 12u
#define LOG2_MAX 15u
#define SIZE_MIN 64u /* entries of a ring or queue: what is special to tiny ones is not measured */
#define PATTERN 0xbe
#define LOW_MEMORY UINT64_C(0x80000000) /* where an engine with few address bits reaches it too */
#define ENGINE_CLOCKS 10u /* from the arrival of a descriptor to the next fetch in its place, generously */

const char *const bench_kind_names[BENCH_KINDS] = { "copy", "gather", "scatter" };
const char *const bench_list_names[BENCH_LISTS] = { "ring", "linked", "linked_seq", "chunked" };

static const enum job jobs[BENCH_KINDS] = { JOB_COPY, JOB_TRANSMIT, JOB_RECEIVE };
static const enum shape shapes[BENCH_LISTS] = { SHAPE_RING, SHAPE_LINKED, SHAPE_LINKED, SHAPE_CHUNKED };

const char *bench_case_name(const struct bench_case *c, char *text, size_t size)
{
	int at = snprintf(text, size, "%s %s", bench_kind_names[c->kind], bench_list_names[c->list]);

	if (c->list == BENCH_CHUNKED)
		at += snprintf(text + at, size - (size_t)at, " of %u", c->chunk);
	snprintf(text + at, size - (size_t)at, " %s %s %u bits L=%u S=%u +%u +%u", c->wide ? "wide" : "compact",
		 c->each ? "each" : "last", c->width, c->latency, c->size, c->src_off, c->dst_off);
	return text;
}

/* Smallest log2 that has room for n entries, at most `max`. */
static uint8_t log2_of(size_t n, uint8_t max)
{
	uint8_t log2 = 0;

	while (log2 < max && ((size_t)1 << log2) < n)
		log2++;
	return log2;
}

static unsigned align_of(const struct bench_case *c)
{
	return c->width > 64 ? c->width / 8 : 8;
}

/* MiB that surely hold it all: each piece and list node with the longest gap before it. */
static unsigned memory_of(const struct bench_case *c, size_t n)
{
	size_t slack = GAP_MAX + align_of(c) + 8, lists = n * (4u * 16u + 2u * slack) + 16u * 2u * 65536u;

	return (unsigned)((2u * n * (c->size + slack) + lists) / (1u << 20) + 1);
}

/* A fetch of 64 bytes, or of 8 beats where that is less: several must fit into the prefetch FIFO. */
static uint8_t fetch_of(const struct bench_case *c)
{
	unsigned per_beat = c->width / 8, bytes = 64;

	while (bytes > per_beat * 8)
		bytes /= 2;
	return log2_of(bytes / sgdma_desc_bytes(c->wide), 3);
}

static bool lay_pieces(struct bench_stage *stage, const struct bench_case *c, unsigned off, struct pieces *pieces)
{
	struct session *s = &stage->s;
	size_t n = stage->n;
	uint64_t *addr = session_places(s, n, c->size + off, align_of(c), true);
	bool ok = addr;

	for (size_t i = 0; ok && i < n; i++) {
		bool last = c->each || i == n - 1;
		const struct sgdma_piece piece = { .addr = addr[i] + off,
						   .len = c->size,
						   .tag = (uint16_t)i,
						   .flags = last && c->kind != BENCH_SCATTER ? SGDMA_EOP : 0 };

		ok = pieces_add(pieces, piece) || session_no_memory(s);
	}
	free(addr);
	return ok;
}

static bool expect(struct bench_stage *stage, const struct bench_case *c)
{
	for (size_t i = c->each ? 0 : stage->n - 1; i < stage->n; i++) {
		const struct sgdma_completion completion = {
			.tag = (uint16_t)i, .bytes = (uint32_t)(c->each ? c->size : c->size * stage->n), .eop = true
		};

		if (!expected_add(&stage->expected, completion))
			return session_no_memory(&stage->s);
	}
	return true;
}

/* The bytes: in the source pieces, or in the stream's packets. */
static bool lay_data(struct bench_stage *stage, const struct bench_case *c)
{
	struct session *s = &stage->s;
	size_t packet = c->each ? c->size : c->size * stage->n;

	stage->data = malloc(c->size * stage->n);
	if (!stage->data)
		return session_no_memory(s);
	scoreboard_fill(stage->data, c->size * stage->n, PATTERN, 0);
	for (size_t i = 0; i < stage->from.count; i++)
		memcpy(session_at(s, stage->from.at[i].addr, c->size), stage->data + i * c->size, c->size);
	for (size_t at = 0; c->kind == BENCH_SCATTER && at < c->size * stage->n; at += packet) {
		if (!rig_send(s->rig, stage->data + at, packet))
			return session_no_memory(s);
	}
	return true;
}

/*
 * Fetches in flight, as a driver that knows its memory would set them: a power of two that brings descriptors as fast as the bus moves
 * their pieces. More would only let reads of the list, far ahead, delay those of the payload.
 */
static void depth_for(struct bench_stage *stage, const struct bench_case *c)
{
	const unsigned max = sgdma_caps(rig_dev(stage->s.rig))->max_d;
	uint64_t flight = (uint64_t)stage->n * (c->latency + ENGINE_CLOCKS); /* of fetches that take `per_n` each */
	uint64_t per_n = stage->job.bound << stage->layout.k_log2;
	unsigned d = stage->options.depth ? stage->options.depth : 4;

	while (!stage->options.depth && d < max && d * per_n < flight)
		d *= 2;
	stage->gather.config.d = stage->scatter.config.d = (uint16_t)(d < max ? d : max);
}

static bool lay_lists(struct bench_stage *stage, const struct bench_case *c)
{
	struct session *s = &stage->s;
	struct bound_list source = { 0 }, destination = { 0 };
	struct bound_job bound = { NULL, NULL, stage->expected.count, c->width / 8 };

	if (c->kind != BENCH_SCATTER) {
		if (!list_init(&stage->gather, s, SGDMA_GATHER, &stage->from, &stage->layout))
			return false;
		source = list_bound(&stage->gather);
		bound.source = &source;
		stage->job.gather = &stage->gather;
	}
	if (c->kind != BENCH_GATHER) {
		if (!list_init(&stage->scatter, s, SGDMA_SCATTER, &stage->to, &stage->layout))
			return false;
		destination = list_bound(&stage->scatter);
		bound.destination = &destination;
		stage->job.scatter = &stage->scatter;
	}
	stage->job.bound = bound_cycles(&bound);
	depth_for(stage, c);
	return true;
}

bool bench_stage_open(struct bench_stage *stage, const struct bench_setup *setup, const struct bench_case *c, size_t n)
{
	size_t ring = (size_t)1 << RING_LOG2, lap = n < ring ? n : ring;

	*stage = (struct bench_stage){ .n = c->list == BENCH_RING ? lap : n };
	stage->result = (struct result){ .job = jobs[c->kind], .shape = shapes[c->list], .status = "ok" };
	stage->options = (struct options){ .mem_base = LOW_MEMORY,
					   .wide = c->wide,
					   .width = c->width,
					   .latency = c->latency,
					   .seed = setup->seed,
					   .depth = setup->depth,
					   .mem = memory_of(c, stage->n),
					   .model_dir = setup->model_dir,
					   .model = setup->model,
					   .bare = setup->bare,
					   .trace = setup->trace };
	stage->layout = list_default;
	stage->layout.ring_log2 = log2_of(lap < SIZE_MIN ? SIZE_MIN : lap, LOG2_MAX);
	stage->layout.queue_log2 = log2_of(lap < SIZE_MIN ? SIZE_MIN : lap, LOG2_MAX);
	stage->layout.k_log2 = setup->fetch_set ? (uint8_t)setup->fetch_log2 : fetch_of(c);
	stage->layout.chunk = (uint16_t)c->chunk;
	stage->layout.in_a_row = c->list == BENCH_LINKED_SEQ;
	if (setup->config && strcmp(setup->config, "default") != 0 && !setup->model) {
		snprintf(stage->model, sizeof(stage->model), "%s/w%u-%s.so", setup->model_dir, c->width, setup->config);
		stage->options.model = stage->model;
	}
	if (!session_open(&stage->s, &stage->options, NULL, &stage->result))
		return false;
	rig_scatter(stage->s.rig, GAP_MAX, setup->seed);
	if ((c->kind != BENCH_SCATTER && !lay_pieces(stage, c, c->src_off, &stage->from)) ||
	    (c->kind != BENCH_GATHER && !lay_pieces(stage, c, c->dst_off, &stage->to)) || !expect(stage, c) ||
	    !lay_data(stage, c) || !lay_lists(stage, c) || !session_image(&stage->s))
		return false;
	for (size_t i = 0; i < stage->to.count; i++)
		session_expect(&stage->s, stage->to.at[i].addr, stage->data + i * c->size, c->size);
	stage->result.bytes = (uint64_t)c->size * n;
	stage->job.expected = &stage->expected;
	stage->gather.count = stage->scatter.count = c->list == BENCH_RING ? n : stage->n;
	stage->job.batch = (uint16_t)stage->expected.count;
	return true;
}

void bench_stage_check(struct bench_stage *stage, const struct bench_case *c)
{
	size_t packet = c->each ? c->size : c->size * stage->n;

	session_check_memory(&stage->s);
	if (c->kind != BENCH_GATHER)
		return;
	session_check_packets(&stage->s, stage->expected.count);
	for (size_t i = 0; i < stage->expected.count && stage->result.exit == EXIT_OK; i++)
		session_check_packet(&stage->s, i, stage->data + i * packet, packet);
}

void bench_stage_close(struct bench_stage *stage)
{
	list_free(&stage->gather);
	list_free(&stage->scatter);
	expected_free(&stage->expected);
	pieces_free(&stage->from);
	pieces_free(&stage->to);
	free(stage->data);
	session_close(&stage->s);
}

void bench_case_run(const struct bench_setup *setup, const struct bench_case *c, size_t n, struct result *result)
{
	struct bench_stage stage;

	if (bench_stage_open(&stage, setup, c, n) && drive(&stage.s, &stage.job))
		bench_stage_check(&stage, c);
	*result = stage.result;
	bench_stage_close(&stage);
}
