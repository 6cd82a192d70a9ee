/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * sgdma_dma: transactions in the terms of Linux's dmaengine, for those who do not want to see rings and queues.
 *
 *	prep_memcpy, prep_slave_sg, prep_cyclic   a transaction from the channel's pool
 *	submit                                    it gets a cookie and a place in line
 *	issue_pending                             the engine may begin with what was submitted
 *	irq or poll                               completes, calls back, feeds the ring, recovers from errors
 *	status                                    complete, in progress (with residue) or failed
 *	terminate_sync                            everything is given up; memory comes back only when the engine is proven quiet
 *
 * A channel holds its halves of the engine from the first issue_pending until a terminate_sync, also while it has nothing to do.
 * Freestanding like the rest: no allocation, no globals, all storage is the caller's. Any length: what does not fit into the ring
 * is fed while the engine works.
 *
 * Threads: one caller at a time per device (a port holds one lock around every call, the interrupt handler's included).
 * Callbacks run inside irq, poll; they may prep, submit and issue on any channel, and ask for status, but not terminate.
 */
#ifndef SGDMA_DMA_H
#define SGDMA_DMA_H

#include "sgdma.h"

enum sgdma_dma_kind {
	SGDMA_DMA_MEMCPY,     /* memory to memory, both halves: no other channel of the device may be at work */
	SGDMA_DMA_MEM_TO_DEV, /* gather half: memory to m_axis */
	SGDMA_DMA_DEV_TO_MEM  /* scatter half: s_axis to memory */
};

/*
 * Flag of prep_slave_sg and prep_cyclic: bytes without packets. Otherwise each transaction (cyclic: each period) is one packet:
 * its last byte has TLAST; a received packet that is longer is cut, and one that is shorter ends the entry that it is in, so that
 * whoever wants one packet per transaction gives one piece to each.
 */
#define SGDMA_DMA_STREAM 1u

struct sgdma_dma_result {
	uint8_t code; /* SGDMA_CODE_OK; SGDMA_CODE_PACKET_CUT: all is there, the rest of the packet was dropped; or the error's */
	uint64_t residue; /* bytes of the transaction that were not transferred; cyclic: bytes left of the buffer */
	struct sgdma_error
		error; /* if the channel was stopped by one: its index counts from the channel's last start */
};

/* A transaction. The caller provides an array of them, and sets callback and arg after a prep. The rest is private. */
struct sgdma_dma_desc {
	/* Once, after the last entry of the transaction (cyclic: after each period); NULL: none. The transaction is free then. */
	void (*callback)(void *arg, const struct sgdma_dma_result *result);
	void *arg;
	struct sgdma_dma_desc *next;
	uint32_t cookie;
	uint8_t shape, flags, code;
	uint64_t total, src, dst;   /* bytes; memcpy: both, cyclic: src is the buffer */
	struct sgdma_piece *pieces; /* slave_sg: copies, in the pool's array */
	uint32_t piece_count;
	uint32_t entries, pushed, first; /* ring entries: all, written so far, number of the first one */
	uint32_t piece;                  /* cursor of what is written next: piece, and offset in it */
	uint64_t offset;
	uint64_t missing;                /* bytes that short packets left unfilled */
	uint32_t period, periods, ended; /* cyclic: bytes, number, the current one */
};

struct sgdma_dma_config {
	enum sgdma_dma_kind kind;
	bool wide;         /* form of the descriptors */
	uint64_t upper;    /* compact: as in sgdma_chan_config, for rings and all buffers */
	uint8_t ring_log2; /* log2 of the entries of each ring, 1..15 */
	/* By enum sgdma_chan: rings of the halves that the kind uses, CPU and bus address, aligned to a descriptor. */
	void *ring[2];
	uint64_t ring_bus[2];
	void *queue; /* completion queue, CPU and bus address, aligned to 64 */
	uint64_t queue_bus;
	uint8_t queue_log2;           /* log2 of its entries, 0..15 */
	struct sgdma_dma_desc *descs; /* pool of transactions */
	size_t desc_count;
	struct sgdma_piece *pieces; /* desc_count * pieces_per_desc; NULL and 0 without slave_sg */
	uint32_t pieces_per_desc;
	uint32_t stop_polls; /* polls (with relax() between) that a stop may take */
	uint16_t d;          /* as in sgdma_chan_config */
	uint8_t k_log2;      /* as there */
	uint16_t queue_wait; /* cq_wait there */
	uint16_t irq_count;  /* moderation: N, 0 or 1: each completion */
	uint32_t irq_clocks; /* and T; needed if N > 1, or the last ones would never be told */
	uint32_t watchdog;   /* clocks, 0: off */
	bool fence;          /* as in sgdma_chan_config */
};

struct sgdma_dma_line {
	struct sgdma_dma_desc *head, *tail;
};

/* A channel. Fields are private. */
struct sgdma_dma_chan {
	struct sgdma *dev;
	const struct sgdma_dma_config *config;
	struct sgdma_ring ring[2];
	struct sgdma_cq cq;
	struct sgdma_dma_desc *free;
	struct sgdma_dma_line submitted, active;
	struct sgdma_dma_desc *feed; /* first of `active` that is not wholly in the ring */
	uint32_t posted, done;       /* ring entries since the start: written, known to be completed */
	uint64_t packet_room;        /* bytes of the entries that the packet being received has taken */
	uint32_t cookie, completed, failed, aborted_from, aborted_to;
	uint8_t state;
};

/*
 * Prepares a channel over an initialised device; `config` and all that it names must outlive it. Writes moderation and
 * watchdog registers alone. ERR_ARG; ERR_ABSENT: the engine has not the half, the form or the timers; ERR_REFUSED.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_dma_init(struct sgdma_dma_chan *chan, struct sgdma *dev,
						  const struct sgdma_dma_config *config);

/*
 * Each takes a transaction from the pool and touches nothing else. NULL: the pool is empty, the channel is of another kind, or an
 * argument cannot be served (length 0, address past the bus or with other upper bits, too many pieces).
 * Addresses are the bus's. The buffers belong to the engine from issue_pending until the callback or a successful terminate.
 */
struct sgdma_dma_desc *sgdma_dma_prep_memcpy(struct sgdma_dma_chan *chan, uint64_t dst, uint64_t src, uint64_t len);
/* Pieces of any length from 1; they are copied; tag and flags of a piece have no meaning here. */
struct sgdma_dma_desc *sgdma_dma_prep_slave_sg(struct sgdma_dma_chan *chan, const struct sgdma_piece *pieces,
					       uint32_t count, uint8_t flags);
/*
 * Over and over from `buffer`, len a multiple of period, until terminate_sync. The number of periods, rounded up to a power of two,
 * must fit into the ring, and into the bytes of a period if it is none. It begins when all before it is complete.
 */
struct sgdma_dma_desc *sgdma_dma_prep_cyclic(struct sgdma_dma_chan *chan, uint64_t buffer, uint32_t len,
					     uint32_t period, uint8_t flags);
/* Gives back a transaction that was not submitted. */
void sgdma_dma_free(struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc);

/* Its place in line and its cookie, never 0. The transaction is the channel's from here on. */
uint32_t sgdma_dma_submit(struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc);
/*
 * Begins with what was submitted, starts the engine if it rests. ERR_REFUSED, ERR_STATE: it could not be started (another channel
 * uses it in another mode), the transactions stay in line and the next call tries again; ERR_DEAD, ERR_TIMEOUT: see poll.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_dma_issue_pending(struct sgdma_dma_chan *chan);

/*
 * The interrupt handler of one channel, to be called for each channel of the device. ERR_EMPTY: it was none of its; otherwise as
 * poll. The line stays high while there is more to do.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_dma_irq(struct sgdma_dma_chan *chan);
/*
 * The same without an interrupt. After an error of the engine, the transaction that has met it is completed with it, and what is in line
 * behind it starts again. SUCCESS; ERR_TIMEOUT: the engine has failed and is not quiet yet, nothing was given back, poll
 * again (the interrupts are off); ERR_DEAD: it never will be, the memory is lost until engine and bus are reset; ERR_REFUSED, ERR_STATE: no new start.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_dma_poll(struct sgdma_dma_chan *chan);

enum sgdma_dma_status { SGDMA_DMA_COMPLETE, SGDMA_DMA_IN_PROGRESS, SGDMA_DMA_ERROR };
/*
 * What has become of a cookie, as of the last irq or poll. *residue (NULL: not wanted): bytes left, to the byte while it is in
 * progress; cyclic: bytes left of the buffer. The last failure and the last terminate_sync are remembered.
 */
enum sgdma_dma_status sgdma_dma_status(struct sgdma_dma_chan *chan, uint32_t cookie, uint64_t *residue);

/*
 * Gives up everything submitted, without callbacks. SUCCESS: the engine is proven quiet, all buffers and transactions are the
 * caller's, the channel can be used anew. ERR_TIMEOUT: not yet, nothing was given back, call again; ERR_DEAD: never, as above.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_dma_terminate_sync(struct sgdma_dma_chan *chan);

#endif
