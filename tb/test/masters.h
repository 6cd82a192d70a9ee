/* SPDX-License-Identifier: Apache-2.0 */
/*
 * masters: an engine with other masters beside it on its memory, and what the tests of those share. A failure ends the test; one
 * set-up at a time per process.
 */
#ifndef SGDMA_TB_TEST_MASTERS_H
#define SGDMA_TB_TEST_MASTERS_H

#include "cpu.h"
#include "rig.h"
#include "traffic.h"

#define MASTERS_BASE 0x80000000ull
#define MASTERS_SIZE (4ull << 20)
#define MASTERS_BUS 8 /* bytes, unless masters_width says otherwise */

struct masters {
	struct rig *rig;
	struct bench *bench;
	struct cpu *cpu;
	enum axi_share_turn turn;
};
extern struct masters masters;
extern unsigned masters_width; /* bits of the model that is opened next; 64 at first */

/* The engine alone. `bus` NULL: latency 13 and nothing else. */
void masters_open(const struct axi_mem_config *bus);
/* The same, and a CPU that the driver does not run on. */
void masters_open_cpu(const struct axi_mem_config *bus, enum axi_share_turn turn, const struct cpu_config *config);
/* Fails if anything has gone wrong. */
void masters_close(void);

uint64_t masters_clock(void);
/* len bytes at a multiple of 64, plus `offset`; random from the seed if `fill`. */
uint64_t masters_buffer(uint64_t len, unsigned offset, bool fill);
uint8_t *masters_at(uint64_t addr, uint64_t len);

/* A copy by the engine (basic DMA) in the background, and its end. */
void masters_copy_start(uint64_t to, uint64_t from, uint32_t len);
void masters_copy_end(void);
/* Runs until the engine has moved so many beats in all, of which `read` are R. */
void masters_until(bool read, uint64_t beats);

#endif
