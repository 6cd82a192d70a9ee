/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pagetable: a page table of four levels in the simulated memory, as x86-64 has it: 48-bit virtual addresses, 4 KiB pages,
 * tables of 512 entries of 8 bytes in frames of their own. Entry: bit 0 present, bit 1 writable, bits 51:12 the frame's
 * physical address, everything else 0.
 *
 * A walk reads the entries from the simulated memory, never from a copy: what the memory says is what the walk finds.
 */
#ifndef SGDMA_TB_PAGETABLE_H
#define SGDMA_TB_PAGETABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "frames.h"
#include "mem.h"

#define PAGETABLE_LEVELS 4u
#define PAGETABLE_VADDR_BITS 48u
#define PAGETABLE_PRESENT UINT64_C(0x1)
#define PAGETABLE_WRITABLE UINT64_C(0x2)
#define PAGETABLE_FRAME UINT64_C(0x000ffffffffff000)

enum pagetable_result {
	PAGETABLE_OK = 0,
	PAGETABLE_RANGE,   /* address above 48 bits, or not a frame of the memory */
	PAGETABLE_MAPPED,  /* that page is mapped already */
	PAGETABLE_MISSING, /* an entry on the way is not present */
	PAGETABLE_FULL     /* no frame left for a table */
};

/* Fields are private. Neither `mem` nor `frames` is owned. */
struct pagetable {
	struct mem *mem;
	struct frames *frames;
	uint64_t root; /* physical address of the top table */
};

/* Takes a frame for the empty top table. PAGETABLE_FULL: none left. */
enum pagetable_result pagetable_init(struct pagetable *pt, struct mem *mem, struct frames *frames);

/*
 * Maps the page of `vaddr` to the frame at physical address `paddr` (both multiples of 4096), taking frames for the tables that
 * are missing on the way. A failure has mapped nothing, but tables that were made stay.
 */
enum pagetable_result pagetable_map(struct pagetable *pt, uint64_t vaddr, uint64_t paddr, bool writable);

struct pagetable_walk {
	uint64_t paddr;                        /* physical address of the byte at vaddr */
	uint64_t flags;                        /* PAGETABLE_WRITABLE of the last entry */
	unsigned levels;                       /* entries that were read, up to the one that ended the walk */
	uint64_t entry_addr[PAGETABLE_LEVELS]; /* their physical addresses, top first */
};

/* Follows `vaddr` down the tables. On PAGETABLE_MISSING `levels` tells how far it came. */
enum pagetable_result pagetable_walk(const struct pagetable *pt, uint64_t vaddr, struct pagetable_walk *walk);

/* As the driver's list builder wants it (sgdma_translate): `ctx` is the struct pagetable; *len is the rest of the page. */
bool pagetable_translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len);

#endif
