/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rig: an engine that is ready for a driver: bench (or the reference model), driver handle, and an allocator of
 * physical memory. Tests and the program set up their lists and queues through it.
 *
 * Two kinds behind one interface, so that a scenario runs unchanged on both:
 *   rig_open()            the Verilated engine on its bench, timed, watched by the monitors
 *   rig_open_reference()  the untimed reference model; everything that it can do is done when a call returns
 *
 * Calls that can fail in the engine's hands return false, and rig_error() then names what, where and when.
 */
#ifndef SGDMA_TB_RIG_H
#define SGDMA_TB_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench.h"
#include "cpu.h"
#include "refmodel.h"
#include "sgdma.h"

struct rig;

/* Path of the model of `width` bits: $SGDMA_MODEL_DIR/w<width>.so, default build/model. Returns `path`. */
const char *rig_model_path(unsigned width, char *path, size_t path_size);
/* The same of the model `name`, such as "w64-small". */
const char *rig_model_named(const char *name, char *path, size_t path_size);

/* Opens the bench and the driver on it. NULL with a one-line reason in `err`. */
struct rig *rig_open(const struct bench_config *config, char *err, size_t err_size);
/* The same over a reference model with memory of its own at [mem_base, mem_base + mem_size). */
struct rig *rig_open_reference(const struct refmodel_config *config, uint64_t mem_base, uint64_t mem_size, char *err,
			       size_t err_size);
/*
 * A reference rig with the capabilities of `rig`'s engine, a copy of its memory as it is now, and the same
 * allocations taken.
 */
struct rig *rig_open_twin(struct rig *rig, char *err, size_t err_size);
void rig_close(struct rig *rig);

struct sgdma *rig_dev(struct rig *rig);
struct bench *rig_bench(struct rig *rig);       /* NULL for a reference rig */
struct refmodel *rig_refmodel(struct rig *rig); /* NULL for a bench rig */
struct mem *rig_mem(struct rig *rig);
unsigned rig_bus_bytes(const struct rig *rig);
unsigned rig_max_burst(const struct rig *rig);
/* The first thing that went wrong since rig_open(), "" if nothing has. Monitor violations are included. */
const char *rig_error(struct rig *rig);

/* ---- the CPU that the driver runs on --------------------------------------------------------------------------- */
/*
 * Gives a bench rig a CPU model (cpu.h), once: the rig owns it, rig_close() destroys it. From now on the driver runs on it: its register
 * accesses, its loads and stores of the simulated memory (cpu_drive()), its barriers and its polls are the CPU's, and cost what they cost there. What
 * tests do themselves, rig_reg_*(), rig_at() and the clocks of rig_wait_*(), remains free. NULL with a one-line reason in `err`: a reference
 * rig, a CPU is there, or as cpu_create().
 */
struct cpu *rig_make_cpu(struct rig *rig, enum axi_share_turn turn, const struct cpu_config *config, char *err,
			 size_t err_size);
/* NULL: none. */
struct cpu *rig_cpu(struct rig *rig);
/* False: the driver runs beside the CPU, for free, as without one. Of no effect without a CPU. */
void rig_drive_on_cpu(struct rig *rig, bool on);

/* ---- memory ------------------------------------------------------------------------------------------------- */
/* From now on each allocation skips a random gap of 0..gap_max bytes first (0: packed). Seeded, repeatable. */
void rig_scatter(struct rig *rig, uint32_t gap_max, uint32_t seed);
/* Physical address of `size` fresh bytes, aligned (power of two). False: the memory is used up, nothing changed. */
bool rig_try_alloc(struct rig *rig, uint64_t size, uint64_t align, uint64_t *addr);
/* The same; used up: message and abort, for callers that have sized the memory themselves. */
uint64_t rig_alloc(struct rig *rig, uint64_t size, uint64_t align);
/* CPU pointer to len bytes; outside the memory: message and abort. */
uint8_t *rig_at(struct rig *rig, uint64_t addr, uint64_t len);

/* ---- lists and queues --------------------------------------------------------------------------------------- */
/* Zeroed memory for a completion queue of 2^size_log2 entries; sets cq_base and cq_size_log2 of `config`. */
void rig_make_cq(struct rig *rig, struct sgdma_chan_config *config, uint8_t size_log2, struct sgdma_cq *cq);
/* Memory for a ring of 2^size_log2 entries; sets chain, size_log2 and base; wide and upper are taken from `config`. */
void rig_make_ring(struct rig *rig, struct sgdma_chan_config *config, uint8_t size_log2, struct sgdma_ring *ring);
/*
 * A closed chain of n pieces, chunk i of sizes[i % size_count] data entries, each chunk an allocation of its own; wide
 * and upper are taken from `config`. ERR_FULL: no memory; else what the driver says.
 */
SGDMA_MUST_CHECK enum sgdma_result rig_make_chain(struct rig *rig, struct sgdma_chan_config *config,
						  const uint16_t *sizes, size_t size_count,
						  const struct sgdma_piece *pieces, size_t n);

/* ---- streams and faults, alike on both kinds ---------------------------------------------------------------- */
bool rig_send(struct rig *rig, const void *data, size_t len);
bool rig_send_beat(struct rig *rig, const void *data, uint64_t keep, bool last);
size_t rig_packets(struct rig *rig);
struct stream_packet rig_packet(struct rig *rig, size_t i);
bool rig_fail_read(struct rig *rig, uint64_t addr, uint64_t len, enum axi_resp resp);
bool rig_fail_write(struct rig *rig, uint64_t addr, uint64_t len, enum axi_resp resp);
void rig_fail_none(struct rig *rig);

/* ---- registers and waits ------------------------------------------------------------------------------------ */
/* One access with its response; -1 after a fault or time-out of the bench. */
int rig_reg_write(struct rig *rig, uint32_t offset, uint32_t value);
int rig_reg_read(struct rig *rig, uint32_t offset, uint32_t *value);

/* n clocks (reference: nothing to do). False: a monitor has seen a violation. */
bool rig_run(struct rig *rig, uint64_t clocks);
/* Each waits at most `limit` clocks; false: time-out or fault, rig_error() says which, and what was awaited. */
bool rig_wait_completion(struct rig *rig, struct sgdma_cq *cq, struct sgdma_completion *out, uint64_t limit);
bool rig_wait_consumer(struct rig *rig, enum sgdma_chan chan, uint16_t index, uint64_t limit);
bool rig_wait_state(struct rig *rig, enum sgdma_chan chan, unsigned state, uint64_t limit);
bool rig_wait_list_done(struct rig *rig, enum sgdma_chan chan, uint64_t limit);
bool rig_wait_packets(struct rig *rig, size_t count, uint64_t limit);
bool rig_wait_irq(struct rig *rig, uint64_t limit);
bool rig_irq(struct rig *rig);
/* Until the channel is STOPPED with an error; *error is filled. */
bool rig_wait_error(struct rig *rig, enum sgdma_chan chan, struct sgdma_error *error, uint64_t limit);
/* Until the channel's bus and stream traffic has come to rest: no handshake for `quiet` clocks. */
bool rig_wait_quiet(struct rig *rig, uint64_t quiet, uint64_t limit);

#endif
