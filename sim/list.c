/* SPDX-License-Identifier: Apache-2.0 */
#include "list.h"

#include <stdlib.h>
#include <string.h>

#define RING_LOG2 8u
#define QUEUE_LOG2 9u
#define QUEUE_BYTES (8u << QUEUE_LOG2)
#define CHUNK_ENTRIES 64u
#define FETCH_K_LOG2 3u /* entries a fetch: 8, one burst line of the compact form on a 64-bit bus */
#define QUEUE_WAIT 16u
#define LINE 64u

/* Longest piece: 15 frames, so that a piece that begins anywhere in its first frame still has a compact length. */
#define PIECE_MAX (15u * FRAME_BYTES)

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
	unsigned bytes = sgdma_desc_bytes(list->config.wide) << RING_LOG2;

	if (!session_frame(list->s, &list->config.base))
		return false;
	list->config.size_log2 = RING_LOG2;
	return driver_ok(list->s, "ring",
			 sgdma_ring_init(&list->ring, session_at(list->s, list->config.base, bytes), RING_LOG2,
					 list->config.wide, list->config.upper));
}

/* Physical addresses of `count` nodes, in random order over the frames that they fill. NULL: the result says why. */
static uint64_t *scatter_nodes(struct session *s, size_t count, unsigned node_bytes)
{
	size_t per_frame = FRAME_BYTES / node_bytes, frames = (count + per_frame - 1) / per_frame,
	       slots = frames * per_frame;
	uint64_t *addr = calloc(slots, sizeof(*addr));

	if (!addr) {
		session_no_memory(s);
		return NULL;
	}
	for (size_t f = 0; f < frames; f++) {
		uint64_t frame;

		if (!session_frame(s, &frame)) {
			free(addr);
			return NULL;
		}
		for (size_t i = 0; i < per_frame; i++)
			addr[f * per_frame + i] = frame + i * node_bytes;
	}
	for (size_t i = slots; i > 1; i--) {
		size_t j = rng_below(&s->rng, (uint32_t)i);
		uint64_t swap = addr[i - 1];

		addr[i - 1] = addr[j];
		addr[j] = swap;
	}
	return addr;
}

static bool chunk_place(struct list *list, unsigned bytes, uint64_t *addr)
{
	if (!session_frame(list->s, addr))
		return false;
	*addr += (uint64_t)LINE * rng_below(&list->s->rng, (FRAME_BYTES - bytes) / LINE + 1);
	return true;
}

static bool make_chain(struct list *list)
{
	bool linked = list->s->shape == SHAPE_LINKED;
	size_t count = list->pieces->count, per_chunk = linked ? 1 : CHUNK_ENTRIES - 1;
	unsigned desc = sgdma_desc_bytes(list->config.wide);
	uint64_t *nodes = linked ? scatter_nodes(list->s, count, 2 * desc) : NULL;
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

bool list_init(struct list *list, struct session *s, enum sgdma_chan chan, const struct pieces *pieces)
{
	*list = (struct list){ .s = s, .chan = chan, .pieces = pieces };
	list->config = (struct sgdma_chan_config){
		.wide = s->options->wide,
		.upper = SESSION_MEM_BASE,
		.d = (uint16_t)s->options->depth,
		.k_log2 = FETCH_K_LOG2,
		.cq_size_log2 = QUEUE_LOG2,
		.cq_wait = QUEUE_WAIT,
	};
	if (!session_frame(s, &list->config.cq_base))
		return false;
	memset(session_at(s, list->config.cq_base, QUEUE_BYTES), 0, QUEUE_BYTES);
	if (!driver_ok(s, "completion queue",
		       sgdma_cq_init(&list->cq, session_at(s, list->config.cq_base, QUEUE_BYTES), QUEUE_LOG2)))
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

	if (list->s->shape != SHAPE_RING || list->fed == list->pieces->count)
		return true;
	if (list->fed)
		sgdma_ring_reclaim(rig_dev(list->s->rig), list->chan, &list->ring);
	for (; list->fed < list->pieces->count && sgdma_ring_space(&list->ring); list->fed++) {
		uint64_t slot = list->fed & ((1u << RING_LOG2) - 1);

		if (!driver_ok(list->s, "ring", sgdma_ring_push(&list->ring, &list->pieces->at[list->fed])))
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
	uint64_t slot = list->popped & ((1u << QUEUE_LOG2) - 1);

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
				    .chunk_count = list->chunk_count };
}
