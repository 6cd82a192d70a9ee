/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * sgdma_sg: the scatter-gather builder with choices. Ranges of virtual memory in, a list of pieces out, and between them
 *
 *	alignment   who demands blocks of A bytes (a device, a cache, another engine; this one demands nothing) gets them directly,
 *	            or by copying heads and tails, or everything, through bounce buffers
 *	gaps        ranges of a source that lie close together are read as one piece, junk between them included, where that is allowed
 *
 * and the cost model (sgdma_cost.h) decides both unless the caller does. One job:
 *
 *	sgdma_sg_build         pieces, and the bounce buffers that they need, or nothing at all
 *	sgdma_sg_to_engine     a gather's copies go into the bounce buffers; now the pieces may be pushed (sgdma_ring, _chain, _dma)
 *	sgdma_sg_to_cpu        after its completion: a scatter's copies come out of them. From to_engine again, as often as wanted
 *	sgdma_sg_release       the bounce buffers go back; also instead of the two above, after an error or an abort
 *
 * Who owns what: ranges' memory and bounce buffers are the engine's from the doorbell to the completion, or to a stop with
 * SUCCESS; after a stop with ERR_TIMEOUT or ERR_DEAD they stay lost, so there is no release then. The page table must say
 * the same from build to release (pages pinned). All storage is the caller's and must outlive the job.
 *
 * Threads: one caller at a time per job and per pool.
 */
#ifndef SGDMA_SG_H
#define SGDMA_SG_H

#include "sgdma_cost.h"

/* ---- bounce buffers ---------------------------------------------------------------------------------------- */
/* One buffer: contiguous on the bus. The caller fills in cpu and bus; next is private. */
struct sgdma_bounce_buffer {
	void *cpu;
	uint64_t bus;
	uint16_t next;
};

/* A pool of buffers of one size. Fields are private. */
struct sgdma_bounce {
	struct sgdma_bounce_buffer *buffers;
	uint32_t size, align; /* align: largest power of two that divides size and all bus addresses */
	uint16_t count, first, free;
};

/*
 * `count` buffers (1..65,534) of `size` bytes (1..2^28 - 1), none of which overlaps another (nor shares a cache line with one, if clean and
 * invalidate are needed); they are used in the order of the
 * array, and neighbours on the bus make one piece. ERR_ARG: ranges, or a bus address that wraps.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_bounce_init(struct sgdma_bounce *pool, struct sgdma_bounce_buffer *buffers,
						     uint32_t count, uint32_t size);
/* Buffers that no job has. */
uint32_t sgdma_bounce_free(const struct sgdma_bounce *pool);

/* ---- a job -------------------------------------------------------------------------------------------------- */
/* What the port does for the builder. */
struct sgdma_sg_ops {
	sgdma_translate translate;
	/* The CPU's copy of a virtual range (it may cross pages) into a bounce buffer, or out of it. False: it cannot. */
	bool (*load)(void *ctx, void *to, uint64_t vaddr, uint32_t len);
	bool (*store)(void *ctx, uint64_t vaddr, const void *from, uint32_t len);
	/* Caches that are not coherent with the engine, of bounce buffers: write back; throw away. NULL: coherent. */
	void (*clean)(void *ctx, const void *cpu, uint32_t len);
	void (*invalidate)(void *ctx, const void *cpu, uint32_t len);
};

enum sgdma_sg_policy {
	SGDMA_SG_DIRECT,    /* no copies; refused if a piece has not the alignment */
	SGDMA_SG_HEAD_TAIL, /* whole aligned blocks directly, what is before and behind them by way of bounce buffers */
	SGDMA_SG_COPY_ALL,  /* everything by way of bounce buffers; gaps are left out */
	SGDMA_SG_MODEL      /* the one of them that is possible and costs least */
};
#define SGDMA_SG_POLICIES 3

enum sgdma_sg_gaps {
	SGDMA_SG_KEEP,      /* no gap is read */
	SGDMA_SG_GAP_MODEL, /* gaps below g* are read, if the whole list is cheaper for it */
	SGDMA_SG_JOIN       /* every gap that may be read is read */
};

struct sgdma_sg_config {
	const struct sgdma_sg_ops *ops; /* load (gather), store (scatter): needed if policy and pool allow copies */
	void *ctx;                      /* of ops */
	enum sgdma_chan chan;           /* SGDMA_GATHER: memory is read; SGDMA_SCATTER: memory is written */
	struct sgdma_build_limits limits;
	/*
	 * A, a power of two up to limits.max_len and limits.boundary, 0 is 1. Every piece then begins at a multiple of A on the bus, and
	 * whatever shares its last block of A bytes with it is its own or the bounce buffer's: pieces of the caller's memory
	 * are whole blocks. Pieces are split at the largest multiple of A in max_len.
	 */
	uint32_t align;
	enum sgdma_sg_policy policy;
	enum sgdma_sg_gaps gaps;
	const struct sgdma_cost *cost; /* may be NULL if neither policy nor gaps is left to the model */
	struct sgdma_bounce *pool;     /* NULL: nothing can be copied; else its buffers are aligned to A */
};

/* A part of the job, in the order of the job. */
struct sgdma_sg_range {
	uint64_t vaddr, len; /* len >= 1 */
	/*
	 * The gap between the range before and this one may be read and moved as junk. It is only if it is mapped and contiguous on the
	 * bus with both. Never on a scatter: ERR_ARG.
	 */
	bool junk;
	uint64_t at; /* sgdma_sg_build() writes here where in what is moved the range begins */
};

/* One possible list. */
struct sgdma_sg_option {
	bool tried;   /* as policy and gaps ask for; the rest is valid only then */
	bool allowed; /* it has the alignment, and there are buffers for it */
	struct sgdma_load load;
	uint64_t clocks; /* predicted, in 1/65,536; SGDMA_NEVER without a model or with constants that are not known */
};

struct sgdma_sg_plan {
	struct sgdma_sg_option option[SGDMA_SG_POLICIES]
				     [2]; /* by policy, and by whether gaps are read (not COPY_ALL) */
	enum sgdma_sg_policy policy;      /* what was chosen: least clocks, then first in this order */
	bool joined;
};

/* One stretch of a bounce buffer and the memory that it stands for. Private; the caller provides the storage. */
struct sgdma_sg_copy {
	uint64_t vaddr, at; /* at: bytes of the job before it */
	uint32_t offset, len;
	uint16_t buffer;
};

/* A job. The caller reads pieces, piece_count and plan; the rest is private. */
struct sgdma_sg {
	struct sgdma_piece *pieces;
	struct sgdma_sg_copy *copies;
	size_t piece_room, copy_room;
	size_t piece_count, copy_count; /* after build: of the list; after ERR_FULL: what is needed */
	struct sgdma_sg_plan plan;
	const struct sgdma_sg_config *config;
	uint16_t first; /* of its buffers */
	uint8_t state;
};

/* An empty job over the caller's arrays; copies may be NULL with room 0 if nothing is ever copied. */
void sgdma_sg_init(struct sgdma_sg *sg, struct sgdma_piece *pieces, size_t piece_room, struct sgdma_sg_copy *copies,
		   size_t copy_room);

/*
 * What each option would cost, and which is chosen; takes and writes nothing but *plan. SUCCESS: one is chosen. ERR_ALIGN: only
 * DIRECT was asked for and the memory is not aligned; ERR_BOUNCE: whatever may be done needs more free buffers than there
 * are (load.buffers tells how many; more than the pool has: it never will be possible); ERR_UNMAPPED: a hole; in these
 * three no policy is chosen. ERR_ARG: ranges, limits, an alignment that limits or pool do not have, a constant that is missing.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_sg_plan(const struct sgdma_sg_config *config,
						 const struct sgdma_sg_range *ranges, size_t count,
						 struct sgdma_sg_plan *plan);
/*
 * Builds the list of what sgdma_sg_plan() chooses and takes its buffers. The last piece gets last_flags, all get tag. `config` must
 * outlive the job. Results as there, and ERR_FULL: piece_count or copy_count is more than there is room; ERR_STATE: the
 * job was not released. After a failure no buffer is taken and the job is empty; pieces may be written to.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_sg_build(struct sgdma_sg *sg, const struct sgdma_sg_config *config,
						  struct sgdma_sg_range *ranges, size_t count, uint8_t last_flags,
						  uint16_t tag);
/*
 * Hands a built job over: gather: load() for each copy, then clean(); scatter: invalidate(), so that nothing dirty falls on what the
 * engine writes; then wmb(). ERR_STATE: not built, or handed over already. ERR_UNMAPPED: load() could not; the job
 * stays the caller's, to be tried again or released. To be done before the doorbell.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_sg_to_engine(struct sgdma *dev, struct sgdma_sg *sg);
/*
 * Takes a completed job back: rmb(), and on a scatter invalidate() and store() for the first `bytes` of it, so many as were received
 * (a completion tells; more than the job has: all). Nothing else of the caller's memory is written. ERR_STATE: not handed over.
 * ERR_UNMAPPED: store() could not; what was before it is stored, the job stays handed over, to be tried again or released.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_sg_to_cpu(struct sgdma *dev, struct sgdma_sg *sg, uint64_t bytes);
/*
 * Gives the buffers back and empties the job, without copies. The engine must be done with it: completed, never pushed, or the channel
 * stopped with SUCCESS. ERR_STATE: there is no built job, nothing is given back twice.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_sg_release(struct sgdma_sg *sg);

#endif
