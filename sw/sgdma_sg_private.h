/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Shared by the files of sgdma_sg: one option while it is being laid out, and the pool's inside. */
#ifndef SGDMA_SG_PRIVATE_H
#define SGDMA_SG_PRIVATE_H

#include "sgdma_build_private.h"
#include "sgdma_sg.h"

#define SGDMA_BOUNCE_NONE UINT16_C(0xffff)

enum sgdma_sg_state { SG_EMPTY, SG_BUILT, SG_ENGINE };

/* One option of policy and gaps: runs go in, pieces, copies and their numbers come out. */
struct sgdma_layer {
	const struct sgdma_bounce *pool;
	struct sgdma_builder builder;
	enum sgdma_sg_policy policy;
	bool join;
	bool starved; /* the pool had not enough */
	/* What is contiguous in both spaces ends here; its last `held` bytes wait, as they are no whole block of `align` yet. */
	uint64_t next_vaddr, next_addr, held;
	uint64_t align;
	/* Where the next copy goes. */
	bool bouncing; /* right behind the one before: nothing direct lies between */
	uint16_t buffer;
	uint32_t offset;
	struct sgdma_sg_copy last, *copies;
	size_t copy_room;
	struct sgdma_load load; /* bytes: handed on so far */
};

/* `limits` has a max_len that is a multiple of config->align. Without arrays (rooms 0) it only counts. */
void sgdma_layer_init(struct sgdma_layer *layer, const struct sgdma_sg_config *config,
		      const struct sgdma_build_limits *limits, enum sgdma_sg_policy policy, bool join);
/* The next bytes of the job. */
void sgdma_layer_add(struct sgdma_layer *layer, uint64_t vaddr, uint64_t addr, uint64_t len);
/* Bytes of the job so far. */
uint64_t sgdma_layer_bytes(const struct sgdma_layer *layer);
/* No more bytes come: load is complete. */
void sgdma_layer_end(struct sgdma_layer *layer, uint8_t flags);

/* The first `count` free buffers, at most those that there are; they stay in the order in which they were. */
uint16_t sgdma_bounce_take(struct sgdma_bounce *pool, uint64_t count);
void sgdma_bounce_give(struct sgdma_bounce *pool, uint16_t first);

#endif
