/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dma_stage: one dmaengine-like channel on the Verilated engine, and what its tests share. A failure ends the test. One stage
 * at a time per process; the seed is the environment's SEED.
 */
#ifndef SGDMA_TB_TEST_DMA_STAGE_H
#define SGDMA_TB_TEST_DMA_STAGE_H

#include "rig.h"
#include "rng.h"
#include "sgdma_dma.h"

#define DESCS 6
#define PIECES 8
#define LIMIT 400000 /* clocks of one wait */
#define GUARD 32

struct stage {
	struct rig *rig;
	struct sgdma_dma_config config;
	struct sgdma_dma_chan chan;
	struct sgdma_dma_desc descs[DESCS];
	struct sgdma_piece pieces[DESCS * PIECES];
	struct sgdma_dma_result results[64]; /* of the callbacks, in their order */
	unsigned calls;
	struct rng rng;
	uint8_t shadow[1 << 20];
};

#define MEM_BASE 0x80000000ull
#define MEM_SIZE (1ull << 20)

extern struct stage stage;

/* Engine of `width` bits on a jittering memory; `seed` of all random choices. */
void stage_open(uint32_t seed, unsigned width, unsigned latency);
/* A channel with rings of 4 entries, so that most of what follows has to be fed in pieces. */
void stage_chan(enum sgdma_dma_kind kind, bool wide);
/* Fails if a monitor has seen anything. */
void stage_close(void);

/* A buffer with guard bytes on both sides, filled with random bytes; and whether the guards are as they were. */
uint64_t stage_buffer(uint64_t len);
void stage_guarded(uint64_t addr, uint64_t len);
uint8_t *stage_at(uint64_t addr, uint64_t len);

/* Submits with a callback that writes down its result. */
uint32_t stage_submit(struct sgdma_dma_desc *desc);
void stage_issue(void);
/* Runs with interrupts until so many callbacks have come. */
void stage_until(unsigned calls);
/* Every result so far is a success without residue. */
void stage_all_ok(void);
void stage_terminate(void);

#endif
