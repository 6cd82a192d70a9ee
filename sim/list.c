/* SPDX-License-Identifier: Apache-2.0 */
#include "list.h"

#include <stdlib.h>
#include <string.h>

#define QUEUE_WAIT 16u
#define LINE 64u

/* Longest piece: 15 frames, so that a piece that begins anywhere in its first frame still has a compact length. */
#define PIECE_MAX (15u * FRAME_BYTES)

/* Fetches of 8 entries: one burst line of the compact form on a 64-bit bus. */
const struct list_layout list_default = { .ring_log2 = 8, .queue_log2 = 9, .k_log2 = 3, .chunk = 63 };

static bool pieces_reserve(struct pieces *pieces, size_t more)
{
	size_t room = pieces->room ? pieces->room : 64;
	void *at;

	if (pieces->count + more <= pieces->room)
		return true;
	while (room < pieces->count + more)
		room *= 2;
	at = realloc(pieces->at, room * sizeof(*pieces->at));
	if (!at)
		return false;
	pieces->at = at;
	pieces->room = room;
	return true;
}

bool pieces_add(struct pieces *pieces, struct sgdma_piece piece)
{
	if (!pieces_reserve(pieces, 1))
		return false;
	pieces->at[pieces->count++] = piece;
	return true;
}

bool pieces_build(struct pieces *pieces, struct session *s, uint64_t vaddr, uint64_t len, uint8_t last_flags,
		  uint16_t tag)
{
	const struct sgdma_build_limits limits = { .max_len = PIECE_MAX };
	size_t room = len / FRAME_BYTES + len / PIECE_MAX + 3, count = room;
	enum sgdma_result result;

	if (!pieces_reserve(pieces, room))
		return session_no_memory(s);
	result = sgdma_build(pagetable_translate, &s->pt, vaddr, len, &limits, last_flags, tag,
			     pieces->at + pieces->count, &count);
	if (result != SGDMA_SUCCESS) {
		result_fail(s->result, EXIT_CHECK, "list builder: %s", sgdma_result_text(result));
		return false;
	}
	pieces->count += count;
	return true;
}

void pieces_free(struct pieces *pieces)
{
	free(pieces->at);
	*pieces = (struct pieces){ 0 };
}

static bool driver_ok(struct session *s, const char *what, enum sgdma_result result)
{
	if (result == SGDMA_SUCCESS)
		return true;
	if (*rig_error(s->rig))
		result_fail(s->result, EXIT_CHECK, "%s: %s", what, rig_error(s->rig));
	else
		result_fail(s->result, EXIT_CHECK, "%s: %s", what, sgdma_result_text(result));
	return false;
}

static bool make_ring(struct list *list)
{
	uint8_t log2 = list->layout->ring_log2;
	size_t bytes = (size_t)sgdma_desc_bytes(list->config.wide) << log2;

	if (!session_area(list->s, bytes, &list->config.base))
		return false;
	list->config.size_log2 = log2;
	return driver_ok(list->s, "ring",
			 sgdma_ring_init(&list->ring, session_at(list->s, list->config.base, bytes), log2,
					 list->config.wide, list->config.upper));
}

static bool chunk_place(struct list *list, unsigned bytes, uint64_t *addr)
{
	if (!list->s->frames)
		return session_area(list->s, bytes, addr);
	if (!session_frame(list->s, addr))
		return false;
	*addr += (uint64_t)LINE * rng_below(&list->s->rng, (FRAME_BYTES - bytes) / LINE + 1);
	return true;
}

static bool make_chain(struct list *list)
{
	bool linked = list->s->shape == SHAPE_LINKED;
	size_t count = list->pieces->count, per_chunk = linked ? 1 : list->layout->chunk;
	unsigned desc = sgdma_desc_bytes(list->config.wide);
	bool scattered = !list->layout->in_a_row;
	uint64_t *nodes = linked ? session_places(list->s, count, 2 * desc, 2 * desc, scattered) : NULL;
	struct sgdma_chain chain;
	bool ok = !linked || nodes;

	list->chunks = calloc((count + per_chunk - 1) / per_chunk, sizeof(*list->chunks));
	if (!list->chunks && ok)
		session_no_memory(list->s);
	ok = ok && list->chunks;
	sgdma_chain_init(&chain, list->config.wide, list->config.upper);
	for (size_t i = 0; ok && i < count; list->chunk_count++) {
		size_t n = count - i < per_chunk ? count - i : per_chunk;
		uint16_t room = (uint16_t)(n + 1);
		uint64_t addr;

		if (linked)
			addr = nodes[list->chunk_count];
		else
			ok = chunk_place(list, room * desc, &addr);
		ok = ok && driver_ok(list->s, "chain",
				     sgdma_chain_open(&chain, session_at(list->s, addr, room * desc), addr, room));
		list->chunks[list->chunk_count] = room;
		for (; ok && n; n--, i++)
			ok = driver_ok(list->s, "chain", sgdma_chain_push(&chain, &list->pieces->at[i]));
	}
	free(nodes);
	return ok && driver_ok(list->s, "chain", sgdma_chain_close(&chain, &list->config));
}

bool list_init(struct list *list, struct session *s, enum sgdma_chan chan, const struct pieces *pieces,
	       const struct list_layout *layout)
{
	size_t queue = (size_t)8 << layout->queue_log2;

	*list = (struct list){ .s = s, .chan = chan, .layout = layout, .pieces = pieces, .count = pieces->count };
	list->config = (struct sgdma_chan_config){
		.wide = s->options->wide,
		.upper = mem_base(s->mem),
		.d = s->options->depth ? (uint16_t)s->options->depth : sgdma_caps(rig_dev(s->rig))->max_d,
		.k_log2 = layout->k_log2,
		.cq_size_log2 = layout->queue_log2,
		.cq_wait = QUEUE_WAIT,
	};
	if (!session_area(s, queue, &list->config.cq_base))
		return false;
	memset(session_at(s, list->config.cq_base, queue), 0, queue);
	if (!driver_ok(s, "completion queue",
		       sgdma_cq_init(&list->cq, session_at(s, list->config.cq_base, queue), layout->queue_log2)))
		return false;
	return s->shape == SHAPE_RING ? make_ring(list) : make_chain(list);
}

void list_free(struct list *list)
{
	free(list->chunks);
	*list = (struct list){ 0 };
}

bool list_start(struct list *list)
{
	return driver_ok(list->s, "start", sgdma_chan_start(rig_dev(list->s->rig), list->chan, &list->config));
}

bool list_feed(struct list *list)
{
	unsigned desc = sgdma_desc_bytes(list->config.wide);

	if (list->s->shape != SHAPE_RING || list->fed == list->count)
		return true;
	if (list->fed)
		sgdma_ring_reclaim(rig_dev(list->s->rig), list->chan, &list->ring);
	for (; list->fed < list->count && sgdma_ring_space(&list->ring); list->fed++) {
		uint64_t slot = list->fed & ((1u << list->layout->ring_log2) - 1);
		const struct sgdma_piece *piece = &list->pieces->at[list->fed % list->pieces->count];

		if (list->filled)
			list->filled(list->filled_ctx, list->fed);
		if (!driver_ok(list->s, "ring", sgdma_ring_push(&list->ring, piece)))
			return false;
		session_accept(list->s, list->config.base + slot * desc, desc);
	}
	return true;
}

static void kick_one(struct list *list)
{
	if (list->s->shape == SHAPE_RING)
		sgdma_ring_doorbell(rig_dev(list->s->rig), list->chan, &list->ring);
	else
		sgdma_chain_doorbell(rig_dev(list->s->rig), list->chan);
}

void list_kick(struct list *gather, struct list *scatter)
{
	if (gather && scatter && gather->s->shape == SHAPE_RING) {
		sgdma_ring_doorbell_both(rig_dev(gather->s->rig), &gather->ring, &scatter->ring);
		return;
	}
	if (scatter)
		kick_one(scatter);
	if (gather)
		kick_one(gather);
}

bool list_pop(struct list *list, struct sgdma_completion *completion)
{
	uint64_t slot = list->popped & ((1u << list->layout->queue_log2) - 1);

	if (sgdma_cq_pop(rig_dev(list->s->rig), &list->cq, completion) != SGDMA_SUCCESS)
		return false;
	session_accept(list->s, list->config.cq_base + slot * 8, 8);
	list->popped++;
	return true;
}

struct bound_list list_bound(const struct list *list)
{
	return (struct bound_list){ .pieces = list->pieces->at,
				    .count = list->pieces->count,
				    .wide = list->config.wide,
				    .chunks = list->chunks,
				    .chunk_count = list->chunk_count,
				    .packed = list->layout->in_a_row };
}
