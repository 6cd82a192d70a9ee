/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lab_stage: an engine with its CPU, ready for measured transfers between memory and a stream, in one direction: by the CPU alone, by
 * basic DMA, by a list. The driver runs on the CPU: its register accesses, stores of descriptors and loads of completions take clocks and beats.
 *
 * A measured transfer begins in the clock of the caller's first action and ends when the CPU has taken the completion (and acknowledged it). Every byte
 * that has come is compared with what was sent.
 */
#ifndef SGDMA_SIM_LAB_STAGE_H
#define SGDMA_SIM_LAB_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab.h"
#include "rig.h"
#include "sgdma_cost.h"

#define LAB_MEM_BASE UINT64_C(0x80000000)
#define LAB_RING_LOG2 11 /* entries of the stage's ring */

struct lab_setting {
	enum sgdma_chan chan;    /* SGDMA_GATHER: memory to the stream; SGDMA_SCATTER: the other way */
	unsigned width, latency; /* bits, clocks */
	uint64_t memory;         /* bytes, for rig_alloc(); ring and queue are added */
	uint64_t
		frames; /* bytes at the beginning of the memory that are page frames: besides those, and never given by rig_alloc() */
};

struct lab_time {
	uint64_t clocks; /* from the first action to the end */
	uint64_t busy;   /* of them: the CPU was at work */
};

struct lab_stage {
	struct lab *lab;
	enum sgdma_chan chan;
	struct rig *rig;
	struct bench *bench;
	struct cpu *cpu;
	unsigned cpu_width; /* bytes */
	struct sgdma *dev;
	struct sgdma_ring ring;
	struct sgdma_cq cq;
	struct sgdma_chan_config list, basic;
	uint16_t taken;         /* of completions without a queue */
	size_t packets;         /* checked so far */
	bool in_list, in_basic; /* how the half is started now */
	uint8_t *data;          /* of the transfer: what came in, or must come out */
	size_t data_len;
	unsigned serial;
	/* Since lab_begin(). */
	uint64_t began;
	struct cpu_counts before;
};

/* False: lab_fail() was called. lab_close() is due in any case. */
bool lab_open(struct lab_stage *stage, struct lab *lab, const struct lab_setting *setting);
void lab_close(struct lab_stage *stage);
/* For a call of the driver, rig or CPU that must succeed: reports what the rig or the driver says. Returns `ok`. */
bool lab_must(struct lab_stage *stage, bool ok, const char *what);

/* A measurement by hand: what the driver does between the two is done by the CPU, and costs nothing anywhere else. */
void lab_begin(struct lab_stage *stage);
struct lab_time lab_end(struct lab_stage *stage);

/* Bytes of a pattern in fresh memory, aligned. */
uint64_t lab_data(struct lab_stage *stage, uint64_t len, uint64_t align);

/*
 * The CPU moves the pieces itself, word by word, from or to the data register of a device that is always ready (latency 1). The memory of the pieces
 * is what is sent; on a scatter it is cleared before, and other bytes come in each time. So in the next two.
 */
bool lab_pio(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count, struct lab_time *time);
/* The CPU copies it in memory. */
bool lab_copy(struct lab_stage *stage, uint64_t to, uint64_t from, uint64_t len, struct lab_time *time);
/* One transfer without a list: registers, START, interrupt, LAST_STATUS. */
bool lab_basic(struct lab_stage *stage, uint64_t addr, uint32_t len, struct lab_time *time);
/* One packet from `count` pieces (up to 2^LAB_RING_LOG2) through the ring: stores, doorbell, interrupt, queue. Flags of the pieces: the last has EOP. */
bool lab_list(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count, struct lab_time *time);
/* The parts of these three, for an experiment that does something in between. */
bool lab_move(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count);
bool lab_start_basic(struct lab_stage *stage, uint64_t addr, uint32_t len);
bool lab_start_list(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count);
/* Interrupt, completion, acknowledgement; ring entries are taken back. */
bool lab_finish(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count);
/*
 * Before lab_begin() of such: remembers what the pieces hold; scatter: clears them and makes up what is to come in, stage->data, for rig_send().
 * After lab_end(): whether the pieces, or the one packet that came out and is dropped, are that.
 */
bool lab_offer(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count);
bool lab_compare(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count);
/* Starts the half for the one or the other, outside any measurement; the two above do so only if they must. */
bool lab_mode(struct lab_stage *stage, bool list);

#endif
