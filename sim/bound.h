/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bound: the fewest clocks in which any engine on the same bus could do a job, from its lists alone, never from a run.
 *
 *   R = bus words touched by the source pieces + bus words of the lists
 *   W = bus words touched by the destination pieces + 8 bytes a completion
 *   bound = max(R, W)
 *
 * A ring's words count once each, and so do those of a chain in one piece; else each chunk counts ceil(its bytes / bus
 * bytes), header included.
 */
#ifndef SGDMA_SIM_BOUND_H
#define SGDMA_SIM_BOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sgdma.h"

struct bound_list {
	const struct sgdma_piece *pieces; /* data entries; a destination's with the bytes that it really gets */
	size_t count;
	bool wide;
	const uint16_t *chunks; /* chain: entries of each chunk, header included; NULL: ring */
	size_t chunk_count;
	bool packed; /* the chunks follow each other in memory: each bus word of them all counts once */
};

struct bound_job {
	const struct bound_list *source;      /* NULL: the bytes come from the stream */
	const struct bound_list *destination; /* NULL: they go to the stream */
	uint64_t completions;
	unsigned bus_bytes;
};

uint64_t bound_cycles(const struct bound_job *job);

#endif
