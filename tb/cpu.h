/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cpu: a CPU as a further master on the engine's memory. Loads, stores, copies, device accesses and register accesses take bus beats and
 * clocks; what the CPU does in between (`work`) takes clocks alone. It has no cache: shared buffers of DMA, on a bus that is not coherent.
 *
 * It runs a script of operations in order, one after the other, and issues at most one access in `cost` clocks:
 *   - An access is of `width` bytes or less. It does not cross a multiple of `width` at the address that is written (a load: that is read), the
 *     rest is head and tail. Where source and destination of a copy differ in alignment a load may touch two bus words: two beats.
 *   - Loads of one operation run ahead, up to `loads` in flight; what they have brought is stored in order, stores before further loads.
 *   - Stores are posted: an operation is over when its last store is issued, up to `stores` of which wait for B. CPU_FENCE waits for all.
 *   - A load waits for earlier stores to its bus words until they are in memory; a copy's source and destination must not overlap.
 *
 * Clocks, with latency L, cost 1, and nobody else on the bus; an access that is answered in clock c lets the next be issued in c + 1:
 *   load          L + 1: issued in clock c, data in clock c + L
 *   n loads       k = loads <= L + 1 in flight: floor((n - 1) / k) (L + 1) + (n - 1) mod k + L + 1; else n + L
 *   n stores      n; k = stores in flight, B after L: the last is issued after floor((n - 1) / k) (L + 1) + (n - 1) mod k + 1
 *   copy          n words one by one (loads = 1): n (L + 2)
 *   device        latency + 1 an access (both directions, one at a time), and as long as put() or get() has said false
 *   register      `reg` + what the access takes on AXI-Lite
 *
 * Two ways to run it: cpu_push() queues an operation that then runs beside everything else while the bench's clocks run; cpu_load() and so on
 * run the clocks until it is over (after what was queued before). Registers go the second way alone.
 */
#ifndef SGDMA_TB_CPU_H
#define SGDMA_TB_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "axi_share.h"
#include "bench.h"

#define CPU_IN_FLIGHT 32 /* most loads, and most stores */
#define CPU_OPS 64       /* most operations in the queue */
#define CPU_DEVICE_BYTES 8

struct cpu_config {
	unsigned width;  /* bytes of the widest access: a power of two, 1..bus bytes */
	unsigned loads;  /* in flight, 1..CPU_IN_FLIGHT */
	unsigned stores; /* in flight, 1..CPU_IN_FLIGHT */
	unsigned cost;   /* clocks of the CPU that an access to memory or device takes, >= 1 */
	unsigned reg;    /* clocks before each register access: the way to the register port */
};

/* A data register of a device, such as a FIFO's, on a bus of its own. */
struct cpu_device {
	unsigned width;   /* bytes of one access, 1..CPU_DEVICE_BYTES; the last one of an operation may be shorter */
	unsigned latency; /* clocks from an access to its answer, >= 1 */
	/* One access. False: not now (full, empty); tried again in the next clock. */
	bool (*put)(void *ctx, const uint8_t *data, unsigned len);
	bool (*get)(void *ctx, uint8_t *data, unsigned len);
	void *ctx;
};

enum cpu_kind {
	CPU_LOAD,  /* memory [addr, addr + len) to `to`; NULL: data are not kept */
	CPU_STORE, /* `data` to memory; NULL: takes beats and clocks, and changes nothing */
	CPU_COPY,  /* memory at `from` to memory at `addr` */
	CPU_PUT,   /* memory at `addr` to the device */
	CPU_GET,   /* device to memory at `addr` */
	CPU_WORK,  /* `len` clocks without an access */
	CPU_FENCE  /* until every store is answered; no clock if all are */
};

/* `to`, `data` and `device` stay the caller's and must live until the operation is over. */
struct cpu_op {
	enum cpu_kind kind;
	uint64_t addr, from;
	uint64_t len; /* bytes (CPU_WORK: clocks), >= 1; of no meaning to CPU_FENCE */
	void *to;
	const void *data;
	const struct cpu_device *device;
};

struct cpu_counts { /* since cpu_create() */
	uint64_t clocks;
	uint64_t busy;    /* of them: an operation or a register access was there */
	uint64_t stalled; /* of busy: nothing could be done but wait (for data, room, a device, a register) */
	uint64_t loads, stores, load_bytes, store_bytes; /* memory accesses issued; a driver's as cpu_drive() tells */
	uint64_t puts, gets, device_bytes;
	uint64_t reg_reads, reg_writes;
	uint64_t errors; /* accesses answered with an error: outside the memory */
};

struct cpu;

/*
 * A CPU on the bench's memory, which is shared from now on (`turn` as in axi_mem_share()). To be destroyed before the bench is closed. NULL with a
 * one-line reason in `err`: a value out of its range, no place on the bus, no host memory.
 */
struct cpu *cpu_create(struct bench *bench, enum axi_share_turn turn, const struct cpu_config *config, char *err,
		       size_t err_size);
void cpu_destroy(struct cpu *cpu);

/* Queues an operation. False: CPU_OPS are there, or a length, device or width that the ranges above do not allow. */
bool cpu_push(struct cpu *cpu, const struct cpu_op *op);
/* Operations in the queue or running. */
unsigned cpu_pending(const struct cpu *cpu);

/*
 * Each runs the clocks until the operation is over. False: as cpu_push(), a fault of the bench, an access answered with an error, or no
 * progress for 100,000 clocks; cpu_error() tells. After a fault every call is false.
 */
bool cpu_run(struct cpu *cpu, const struct cpu_op *op);
bool cpu_load(struct cpu *cpu, uint64_t addr, void *to, uint64_t len);
bool cpu_store(struct cpu *cpu, uint64_t addr, const void *data, uint64_t len);
bool cpu_copy(struct cpu *cpu, uint64_t to, uint64_t from, uint64_t len);
bool cpu_put(struct cpu *cpu, const struct cpu_device *device, uint64_t from, uint64_t len);
bool cpu_get(struct cpu *cpu, const struct cpu_device *device, uint64_t to, uint64_t len);
bool cpu_work(struct cpu *cpu, uint64_t clocks);
bool cpu_fence(struct cpu *cpu);
/* Until the queue is empty. */
bool cpu_wait(struct cpu *cpu);
/* As bench_reg_write() and bench_reg_read(). Earlier stores may still be on their way: cpu_fence() first. */
int cpu_reg_write(struct cpu *cpu, uint32_t offset, uint32_t value);
int cpu_reg_read(struct cpu *cpu, uint32_t offset, uint32_t *value);

/*
 * While on, loads and stores of the driver (build/libsgdma-cpu.a: the compiler announces each of them, see cpu_drive.c) to the simulated memory
 * are this CPU's. The driver goes on when a load is answered and when a store is issued (wmb waits for all); its own variables cost nothing.
 * Accesses to different bytes of the same aligned `width` bytes, with no barrier, register access or other word in between, are one access,
 * as a compiler or a write buffer would make of stores byte by byte. A program that is linked with another build of the driver pays for its
 * registers alone. Off at first.
 */
void cpu_drive(struct cpu *cpu, bool on);
/* The driver's barriers: loads, and stores by themselves are in order; wmb is cpu_fence(). */
void cpu_barrier(struct cpu *cpu);

/* "" or what went wrong first. */
const char *cpu_error(const struct cpu *cpu);
const struct cpu_counts *cpu_counts(const struct cpu *cpu);
/* What the bus has seen of it: beats, and clocks in which another master had the turn. */
const struct axi_share_counts *cpu_beats(const struct cpu *cpu);
/* Share of the clocks between two counts in which the CPU was not busy, 0 to 1; 1 if no clock has passed. */
double cpu_free_share(const struct cpu_counts *before, const struct cpu_counts *after);

#endif
