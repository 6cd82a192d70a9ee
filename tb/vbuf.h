/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vbuf: a buffer in virtual memory: addresses in a row, frames wherever the layout puts them. Every access walks the page
 * table in the simulated memory, byte runs of a page at a time.
 */
#ifndef SGDMA_TB_VBUF_H
#define SGDMA_TB_VBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pagetable.h"

/* Maps fresh frames under [vaddr, vaddr + len), len >= 1; whole pages. False: frames used up, or mapped already. */
bool vbuf_map(struct pagetable *pt, uint64_t vaddr, uint64_t len, bool writable);

/* Copies into and out of virtual memory. False: an address is not mapped (what came before it is copied). */
bool vbuf_store(struct pagetable *pt, uint64_t vaddr, const void *from, size_t len);
bool vbuf_load(struct pagetable *pt, uint64_t vaddr, void *to, size_t len);

#endif
