/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Shared by the files of sgdma_dma: shapes of transactions, states of a channel, what one file does for another. */
#ifndef SGDMA_DMA_PRIVATE_H
#define SGDMA_DMA_PRIVATE_H

#include "sgdma_dma.h"
#include "sgdma_private.h"

enum sgdma_dma_shape { DMA_COPY, DMA_LIST, DMA_CYCLIC };

enum sgdma_dma_state {
	DMA_IDLE,    /* the halves are stopped, or another channel's */
	DMA_RUNNING, /* on its ring */
	DMA_LAPS,    /* on a cyclic ring */
	DMA_FAILED,  /* an error has been seen, the engine is not known to be quiet */
	DMA_ENDING   /* terminate_sync has begun */
};

/* Entries are cut at multiples of a power of two, so that a long buffer keeps its alignment. */
static inline unsigned dma_cut_log2(const struct sgdma_dma_chan *chan)
{
	return chan->config->wide ? 27 : 15;
}

static inline bool dma_is_copy(const struct sgdma_dma_chan *chan)
{
	return chan->config->kind == SGDMA_DMA_MEMCPY;
}

/* The half whose queue, progress and residue tell of the channel. */
static inline enum sgdma_chan dma_side(const struct sgdma_dma_chan *chan)
{
	return chan->config->kind == SGDMA_DMA_MEM_TO_DEV ? SGDMA_GATHER : SGDMA_SCATTER;
}

void dma_line_append(struct sgdma_dma_line *line, struct sgdma_dma_desc *desc);

/* sgdma_dma_cut.c: what a transaction looks like in the ring */
/* n / d and the rest, for CPUs without a divider; d >= 1. */
uint32_t dma_divide(uint32_t n, uint32_t d, uint32_t *rest);
/* The next entry of a copy or list at the cursor, and the cursor behind it; flags and tags 0. out by enum sgdma_chan. */
void dma_cut_next(const struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc, struct sgdma_piece out[2]);
/* Bytes of the first n entries. */
uint64_t dma_cut_bytes(const struct sgdma_dma_chan *chan, const struct sgdma_dma_desc *desc, uint32_t n);
/* Entry n of a cyclic transaction; *offset: bytes before it. */
struct sgdma_piece dma_cut_lap(const struct sgdma_dma_desc *desc, uint32_t n, uint32_t *offset);

/* sgdma_dma_run.c */
enum sgdma_result dma_run(struct sgdma_dma_chan *chan);
enum sgdma_result dma_stop(struct sgdma_dma_chan *chan);
uint64_t dma_residue(struct sgdma_dma_chan *chan, const struct sgdma_dma_desc *desc);
void dma_irq_set(struct sgdma_dma_chan *chan, bool on);
uint32_t dma_irq_mask(const struct sgdma_dma_chan *chan);

#endif
