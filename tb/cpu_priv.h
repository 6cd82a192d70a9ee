/* SPDX-License-Identifier: Apache-2.0 */
/* cpu_priv: what cpu.c (the clock), cpu_run.c (the caller's side) and cpu_drive.c (the driver's accesses) share. */
#ifndef SGDMA_TB_CPU_PRIV_H
#define SGDMA_TB_CPU_PRIV_H

#include "cpu.h"

/* What was loaded, or is on its way, and waits to be stored. */
struct cpu_load {
	uint64_t addr; /* memory alone */
	uint64_t at;   /* clock of the answer */
	unsigned len;
	bool ready;
	uint8_t bytes[DUT_BUS_BYTES_MAX];
};

struct cpu_store {
	uint64_t addr;
	unsigned len, beats; /* beats: not yet in memory */
	bool open;           /* B has not come */
	bool data;           /* false: changes nothing */
	uint8_t bytes[DUT_BUS_BYTES_MAX];
};

/* The aligned `width` bytes to which the driver's last access went. */
struct cpu_word {
	uint64_t addr;
	uint64_t bytes; /* those that it has touched; 0: no access that could grow */
};

struct cpu {
	struct cpu_config config;
	struct bench *bench;
	struct axi_port *port;
	unsigned bus_bytes;
	struct cpu_counts counts;
	uint64_t clock, next_issue, waited; /* waited: stalled clocks in a row */
	bool in_register;                   /* a register access runs */
	char error[256];

	struct cpu_op ops[CPU_OPS]; /* ring; the one at `tail` runs */
	unsigned head, tail;
	uint64_t loaded,
		moved;        /* of the operation that runs: bytes asked for, bytes at their place (CPU_WORK: clocks) */
	uint64_t device_free; /* first clock in which a device takes the next access */

	struct cpu_load loads[CPU_IN_FLIGHT]; /* ring */
	unsigned load_head, load_tail;
	struct cpu_store stores[CPU_IN_FLIGHT];
	unsigned stores_open;

	struct cpu_word read, written;
	struct cpu *next; /* cpu_drive() */
};

/* The port's master: see struct axi_master. */
void cpu_step(void *ctx, uint64_t clock);
void cpu_beat(void *ctx, uint32_t tag, bool write, uint64_t addr, uint8_t *word);
void cpu_done(void *ctx, uint32_t tag, bool write, enum axi_resp resp);

#endif
