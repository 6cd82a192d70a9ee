/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The builder's parts, for sgdma_build() and for sgdma_sg_build(): the walk of the page table, and what makes pieces of runs. */
#ifndef SGDMA_BUILD_PRIVATE_H
#define SGDMA_BUILD_PRIVATE_H

#include "sgdma_private.h"

/* Where pieces go, and the one that may still grow. */
struct sgdma_builder {
	uint32_t max_len;
	uint64_t boundary;
	struct sgdma_piece *pieces;
	size_t room, count;      /* count: pieces ended so far, whether or not there was room */
	struct sgdma_piece open; /* len 0: none */
	uint64_t skew;           /* of the ended pieces: addresses and lengths, or-ed */
};

bool sgdma_limits_ok(const struct sgdma_build_limits *limits);
void sgdma_builder_init(struct sgdma_builder *b, const struct sgdma_build_limits *limits, uint16_t tag,
			struct sgdma_piece *pieces, size_t room);
/* len bytes from bus address addr on follow what was added before; len may be 0. */
void sgdma_builder_add(struct sgdma_builder *b, uint64_t addr, uint64_t len);
/* Ends the last piece, with these flags. */
void sgdma_builder_end(struct sgdma_builder *b, uint8_t flags);

/* Takes len bytes that are contiguous in both spaces; false: that is enough. */
typedef bool (*sgdma_sink)(void *arg, uint64_t vaddr, uint64_t addr, uint64_t len);
/* Hands [vaddr, vaddr + len), run by run, to the sink. False: at a hole, or because the sink said so. */
bool sgdma_walk(sgdma_translate translate, void *ctx, uint64_t vaddr, uint64_t len, sgdma_sink sink, void *arg);

#endif
