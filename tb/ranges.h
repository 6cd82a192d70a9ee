/* SPDX-License-Identifier: Apache-2.0 */
/* ranges: a set of byte addresses, kept as a list of ranges. All zero is the empty set. */
#ifndef SGDMA_TB_RANGES_H
#define SGDMA_TB_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
	uint64_t addr, end; /* first byte, byte after the last */
};

/* Fields are private. */
struct ranges {
	struct range *list;
	size_t count, size, recent;
	bool sorted;
};

/* Adds [addr, addr + len). Overlaps are fine. False: no host memory. */
bool ranges_add(struct ranges *ranges, uint64_t addr, uint64_t len);
/* Whether every byte of [addr, addr + len) is in the set. */
bool ranges_cover(struct ranges *ranges, uint64_t addr, uint64_t len);
/* The i-th range in order of address, none touching another; *count of them. Valid until the next add. */
const struct range *ranges_merged(struct ranges *ranges, size_t *count);
/* Empties the set and gives its memory back. */
void ranges_clear(struct ranges *ranges);

#endif
