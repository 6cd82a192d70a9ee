/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: a job's pieces as a descriptor list of one of three shapes, with a completion queue, on one channel.
 *
 *   ring     2^n entries; the software refills it while the engine runs
 *   linked   a node (header and one data entry) per piece, the nodes in random order over the memory
 *   chunked  chunks of a header and a number of data entries, each elsewhere in the memory
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

/* What of a list is not said by its shape. */
struct list_layout {
	uint8_t ring_log2, queue_log2; /* log2 of the entries */
	uint8_t k_log2;                /* log2 of the entries of one fetch */
	uint16_t chunk;                /* chunked: data entries of a chunk */
	bool in_a_row;                 /* linked: the nodes follow each other in memory */
};
/* Ring of 256 entries, queue of 512, both a frame; fetches of 8; chunks of 63 and a header: what an operating system would do. */
extern const struct list_layout list_default;

struct list {
	struct session *s;
	enum sgdma_chan chan;
	const struct list_layout *layout;
	const struct pieces *pieces;
	size_t count;                        /* data entries in all: the pieces, a ring's as often as wanted */
	size_t fed;                          /* ring: entries pushed so far */
	void (*filled)(void *ctx, size_t i); /* ring: entry i is about to be pushed; NULL: nobody asks */
	void *filled_ctx;
	struct sgdma_chan_config config;
	struct sgdma_ring ring;
	struct sgdma_cq cq;
	size_t popped;    /* completions taken so far */
	uint16_t *chunks; /* chain: entries of each chunk */
	size_t chunk_count;
};

/* Lays the list and its queue out in memory; `layout` and `pieces` must outlive it. False: the result says why. */
bool list_init(struct list *list, struct session *s, enum sgdma_chan chan, const struct pieces *pieces,
	       const struct list_layout *layout);
void list_free(struct list *list);

/* Programs and starts the channel. False: the result says why. */
bool list_start(struct list *list);
/* Ring: takes back what is completed and pushes what fits; nothing rings a doorbell yet. Chain: nothing. */
bool list_feed(struct list *list);
/* Doorbell of a list alone, or of a copy's two. */
void list_kick(struct list *gather, struct list *scatter);
/* Takes the next completion, if there is one. */
bool list_pop(struct list *list, struct sgdma_completion *completion);
/* The list as bound.h wants it, its pieces once each. */
struct bound_list list_bound(const struct list *list);

#endif
