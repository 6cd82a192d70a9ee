/* SPDX-License-Identifier: Apache-2.0 */
/* rig_priv: what rig.c and rig_wait.c share. The two kinds of rig differ in `bench` (timed) or `ref` being set. */
#ifndef SGDMA_TB_RIG_PRIV_H
#define SGDMA_TB_RIG_PRIV_H

#include "rig.h"
#include "rng.h"

struct rig {
	struct bench *bench;
	struct refmodel *ref;
	struct cpu *cpu; /* NULL: none */
	bool on_cpu;     /* the driver runs on it */
	struct mem *mem;
	struct sgdma dev;
	uint64_t next; /* first free address */
	uint32_t gap_max;
	struct rng rng;
	unsigned bus_bytes, max_burst;
	char error[256];
};

/* The first error stays. */
void rig_set_error(struct rig *rig, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Takes over what the bench has found; true while there is nothing. */
bool rig_healthy(struct rig *rig);

#endif
