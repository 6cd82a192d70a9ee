/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem: the simulated physical memory, a flat block of bytes at [base, base + size). It has no clock: axi_mem puts
 * it on the bus, tests and the driver's owner load and store directly.
 */
#ifndef SGDMA_TB_MEM_H
#define SGDMA_TB_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mem;

/* What every byte holds before anything was stored. */
#define MEM_START_BYTE 0xe7

/* `size` and `base` are multiples of 4096. Every byte starts as MEM_START_BYTE. NULL: no host memory. */
struct mem *mem_create(uint64_t base, uint64_t size);
void mem_destroy(struct mem *mem);

uint64_t mem_base(const struct mem *mem);
uint64_t mem_size(const struct mem *mem);
bool mem_covers(const struct mem *mem, uint64_t addr, uint64_t len);

/* Pointer to len bytes at a physical address, valid until mem_destroy(); NULL if not covered. */
uint8_t *mem_at(struct mem *mem, uint64_t addr, uint64_t len);

#endif
