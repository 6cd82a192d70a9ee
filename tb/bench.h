/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench: one engine on its bus: dut + memory + AXI monitor + stream source and sink + register port, one clock at a
 * time. Everything that runs the engine (program, directed scenarios, random tests) goes through it, so every
 * run is watched by the monitors and every wait is bounded.
 */
#ifndef SGDMA_TB_BENCH_H
#define SGDMA_TB_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "axi_mem.h"
#include "axi_monitor.h"
#include "axil.h"
#include "dut.h"
#include "mem.h"
#include "stream.h"

struct bench_config {
	const char *model;         /* shared object */
	const char *trace;         /* FST to write, NULL: none */
	uint32_t seed;             /* start values of the registers, and the base of every random choice of the bench */
	uint64_t mem_base;         /* multiple of 4096 */
	uint64_t mem_size;         /* bytes, multiple of 4096 */
	bool bare;                 /* engine, memory and register port alone: m_axis is taken, nothing is looked at */
	struct axi_mem_config bus; /* latency and so on, see axi_mem.h; its seed varies the choices of `seed` further */
};

struct bench_counts { /* since bench_open() */
	uint64_t clocks;
	uint64_t ar, r, aw, w, b;        /* handshakes */
	uint64_t r_by_id[8], w_by_id[8]; /* data beats by kind of traffic (the IDs of rtl/README.md) */
	uint64_t irq_rises;
};

struct bench;

/* What a test wants to see of every clock, reset included: the pins as all partners and the monitor see them. */
typedef void (*bench_observer)(void *ctx, uint64_t clock, const struct dut_in *in, const struct dut_out *out);

/* Opens everything and holds reset for 4 clocks. NULL with a one-line reason in `err`. Copies the configuration. */
struct bench *bench_open(const struct bench_config *config, char *err, size_t err_size);
void bench_close(struct bench *bench);

/* Runs n clocks. False: a monitor has found a violation (bench_fault() tells); clocks then no longer advance. */
bool bench_run(struct bench *bench, uint64_t clocks);

/* From now on called once in each clock, after the monitor has found nothing; NULL: no more. One at a time. */
void bench_observe(struct bench *bench, bench_observer observer, void *ctx);

/* NULL, or the first violation of a rule: "clock N: rule: what was seen". */
const char *bench_fault(const struct bench *bench);

/*
 * Holds reset for 4 clocks in the midst of whatever goes on: bus and streams let go at once, packets queued in the source stay
 * queued. False: a fault.
 */
bool bench_reset(struct bench *bench);

/* One register access over AXI4-Lite, clocks running; at most 1,000 clocks. Returns the response, or -1 after a
 * fault or a time-out (bench_fault() tells which). */
int bench_reg_write(struct bench *bench, uint32_t offset, uint32_t value);
int bench_reg_read(struct bench *bench, uint32_t offset, uint32_t *value);

/* The same with byte strobes (bit i writes byte i). */
int bench_reg_write_bytes(struct bench *bench, uint32_t offset, uint32_t value, uint8_t strb);

uint64_t bench_clock(const struct bench *bench);
/* Clock in which the last register write was handed over (the later of its AW and W handshakes). */
uint64_t bench_kick_clock(const struct bench *bench);
/* Clock of the latest rising edge of irq, 0: none yet. */
uint64_t bench_irq_clock(const struct bench *bench);
/* Clock in which the latest completion entries were acknowledged by the memory (B), 0: none yet. With irq high already they
 * raise no edge of it. */
uint64_t bench_completion_clock(const struct bench *bench);
bool bench_irq(const struct bench *bench);

/* Runs until irq is high, at most `limit` clocks. False: time-out or fault. */
bool bench_wait_irq(struct bench *bench, uint64_t limit);

struct mem *bench_mem(struct bench *bench);
struct axi_mem *bench_bus(struct bench *bench);
struct stream_source *bench_source(struct bench *bench); /* drives s_axis */
struct stream_sink *bench_sink(struct bench *bench);     /* takes m_axis */
struct dut *bench_dut(struct bench *bench);
struct axil *bench_axil(struct bench *bench);           /* to set its delays */
struct axi_monitor *bench_monitor(struct bench *bench); /* declared ranges and quiet IDs */
const struct bench_counts *bench_counts(const struct bench *bench);

#endif
