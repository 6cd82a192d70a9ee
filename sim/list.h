/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: a job's pieces as a descriptor list of one of three shapes, with a completion queue, on one channel.
 *
 *   ring     256 entries in one frame; the software refills it while the engine runs
 *   linked   a node (header and one data entry) per piece, the nodes in random order over their frames
 *   chunked  chunks of up to 64 entries, header included, each in a frame of its own at a random 64-byte line
 */
#ifndef SGDMA_SIM_LIST_H
#define SGDMA_SIM_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bound.h"
#include "session.h"
#include "sgdma.h"

/* Growing array of pieces. */
struct pieces {
	struct sgdma_piece *at;
	size_t count, room;
};

bool pieces_add(struct pieces *pieces, struct sgdma_piece piece);
/* The pieces of a virtual buffer by its page table; the last gets `last_flags`, all get `tag`. False: the result says why. */
bool pieces_build(struct pieces *pieces, struct session *s, uint64_t vaddr, uint64_t len, uint8_t last_flags,
		  uint16_t tag);
void pieces_free(struct pieces *pieces);

struct list {
	struct session *s;
	enum sgdma_chan chan;
	const struct pieces *pieces;
	size_t fed; /* ring: pieces pushed so far */
	struct sgdma_chan_config config;
	struct sgdma_ring ring;
	struct sgdma_cq cq;
	size_t popped;    /* completions taken so far */
	uint16_t *chunks; /* chain: entries of each chunk */
	size_t chunk_count;
};

/* Lays the list and its queue out in memory; `pieces` must outlive it. False: the result says why. */
bool list_init(struct list *list, struct session *s, enum sgdma_chan chan, const struct pieces *pieces);
void list_free(struct list *list);

/* Programs and starts the channel. False: the result says why. */
bool list_start(struct list *list);
/* Ring: takes back what is completed and pushes what fits; nothing rings a doorbell yet. Chain: nothing. */
bool list_feed(struct list *list);
/* Doorbell of a list alone, or of a copy's two. */
void list_kick(struct list *gather, struct list *scatter);
/* Takes the next completion, if there is one. */
bool list_pop(struct list *list, struct sgdma_completion *completion);
/* The list as bound.h wants it. */
struct bound_list list_bound(const struct list *list);

#endif
