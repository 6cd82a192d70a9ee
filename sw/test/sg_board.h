/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * sg_board: memory on which a list is carried out byte by byte, for the tests of the builder with choices.
 *
 * Bus memory of BOARD_BYTES from BOARD_BUS on: frames of page bytes (BOARD_PAGE unless a test makes them smaller) below BOARD_BOUNCE, bounce buffers from there on.
 * Virtual page p from BOARD_VIRT on lies in frame[p] (BOARD_HOLE: in none). Every byte has a value of its own at the start.
 */
#ifndef SG_BOARD_H
#define SG_BOARD_H

#include "sgdma_sg.h"

#define BOARD_BUS UINT64_C(0x80000000)
#define BOARD_BYTES 65536u
#define BOARD_BOUNCE 32768u
#define BOARD_PAGE 256u
#define BOARD_FRAMES (BOARD_BOUNCE / BOARD_PAGE)
#define BOARD_PAGES 64u
#define BOARD_VIRT UINT64_C(0x7f0000000000)
#define BOARD_HOLE UINT32_MAX
#define BOARD_PIECES 512

struct board {
	uint8_t memory[BOARD_BYTES], before[BOARD_BYTES];
	uint32_t page, frame[BOARD_PAGES];
	unsigned translations, changes_after; /* changes_after: page 0 moves after so many translations; 0: never */
	unsigned loads, stores, cleans, invalidates;
	unsigned fail_at; /* the load or store of this number fails; 0: none */
	struct sgdma_bounce_buffer buffers[64];
	struct sgdma_bounce pool;
	struct sgdma_piece pieces[BOARD_PIECES];
	struct sgdma_sg_copy copies[BOARD_PIECES];
	struct sgdma_sg sg;
	struct sgdma_sg_config config; /* gather, no limits, no alignment, DIRECT, no cost, the pool */
	uint8_t stream[BOARD_BYTES];   /* what the engine has sent, or what it is to receive */
	size_t streamed;
};

/* All pages apart from each other, `buffers` bounce buffers of `size` bytes side by side, an empty job. */
void board_open(struct board *board, unsigned buffers, uint32_t size);
/* Pages in frames as the generator says: the share of neighbours that are adjacent on the bus is one in two. */
void board_shuffle(struct board *board, uint64_t *random);
/* Where a virtual address lies in memory[]. */
uint32_t board_where(const struct board *board, uint64_t vaddr);
/* The engine carries out the job's list: a gather fills stream, a scatter takes `bytes` of it. */
void board_gather(struct board *board);
void board_scatter(struct board *board, size_t bytes);
/*
 * Fails unless what the engine has sent is the ranges' memory, in order, with whatever the gaps hold where the plan has joined
 * them, and nothing but bounce buffers was written.
 */
void board_check_gather(const struct board *board, const struct sgdma_sg_range *ranges, size_t count);
/* Fails unless the first `bytes` of the ranges hold the stream, and every other byte outside of bounce buffers is as it was. */
void board_check_scatter(struct board *board, const struct sgdma_sg_range *ranges, size_t count, size_t bytes);
/* Fails unless limits and alignment hold for each piece, and the flags. */
void board_check_pieces(const struct board *board, uint8_t last_flags, uint16_t tag);
uint64_t board_random(uint64_t *x);

#endif
