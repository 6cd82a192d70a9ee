/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan: one random piece of work for the engine: lists, queues, packets, memory timing, and perhaps one thing that is wrong.
 * A plan is made from its seed alone and laid out in the memory of a rig; a twin of that rig has the same layout, so
 * that the same plan can be played on both.
 */
#ifndef SGDMA_TB_TEST_PLAN_H
#define SGDMA_TB_TEST_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rig.h"
#include "rng.h"

#define PLAN_BASE UINT64_C(0x40000000)
#define PLAN_SIZE UINT64_C(0x80000)
#define PLAN_PIECES 96
#define PLAN_PACKETS 96

enum plan_mode { PLAN_GATHER, PLAN_SCATTER, PLAN_DUPLEX, PLAN_COPY };
enum plan_shape { PLAN_RING, PLAN_LINKED, PLAN_CHUNKED, PLAN_ANY_SHAPE };
enum plan_fault {
	PLAN_NO_FAULT,
	PLAN_BAD_DATA, /* a data entry that decodes wrongly */
	PLAN_BAD_HEADER,
	PLAN_BAD_FETCH, /* bus errors */
	PLAN_BAD_READ,
	PLAN_BAD_WRITE,
	PLAN_BAD_KEEP,   /* a beat of s_axis */
	PLAN_BAD_LENGTH, /* copy: EOP of the lists on different bytes */
	PLAN_FAULTS
};

struct plan_options {
	unsigned width; /* bits */
	enum plan_mode mode;
	enum plan_shape shape;
	bool faults;  /* one fault in most plans */
	bool harsh;   /* slow, stalling partners */
	bool orderly; /* a plain memory: what is measured is the lists */
	bool stops;   /* the plan is begun and stopped in the middle before it is played: nothing of that may remain */
};

struct plan_lane {
	bool used;
	struct sgdma_chan_config config;
	struct sgdma_piece pieces[PLAN_PIECES];
	unsigned n;
	uint64_t place[PLAN_PIECES]; /* chain: where the descriptor stands */
	struct {
		uint64_t addr, len;
	} chunks[PLAN_PIECES];
	unsigned chunk_count;
	unsigned spoilt; /* descriptors of a ring that are replaced when they are pushed: what, and at which entries */
	unsigned spoil_index[2];
	uint8_t spoil[2][16];
};

struct plan_packet {
	uint8_t *data;
	uint32_t len, room; /* room: of its buffers */
	bool bad_keep;      /* one more beat with a broken TKEEP instead of the end */
	uint64_t keep;
};

struct plan {
	struct plan_options options;
	uint32_t seed;
	unsigned bus, burst;
	struct bench_config bench; /* memory timing */
	unsigned source_stall, sink_stall;
	struct plan_lane lane[2];
	struct plan_packet packets[PLAN_PACKETS];
	unsigned packet_count;
	enum plan_fault fault;
	enum axi_resp resp;
	uint64_t bad_page; /* bus faults: 4 KiB */
	uint64_t limit;    /* clocks that the work can take at the very most */
};

/* Memory timing and stalls of plan `seed`; to be called first: the bench is opened with it. */
void plan_begin(struct plan *plan, const struct plan_options *options, uint32_t seed);
/* Lists, packets and faults, laid out in `rig`'s memory, which is filled with random bytes. */
void plan_lay_out(struct plan *plan, struct rig *rig);
/* Sets up the plan's bus faults on a rig. */
bool plan_arm(const struct plan *plan, struct rig *rig);
void plan_end(struct plan *plan);
/* One line about the plan, for a failure. */
void plan_describe(const struct plan *plan, char *text, size_t size);

#endif
