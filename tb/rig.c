/* SPDX-License-Identifier: Apache-2.0 */
/* rig: see rig.h: opening, memory, lists, streams. */
#include "rig.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rig_priv.h"
#include "sgdma_regs.h"

#define RELAX_CLOCKS 8 /* what one poll of the driver costs besides its register access */

void rig_set_error(struct rig *rig, const char *format, ...)
{
	va_list args;

	if (rig->error[0])
		return;
	va_start(args, format);
	vsnprintf(rig->error, sizeof(rig->error), format, args);
	va_end(args);
}

bool rig_healthy(struct rig *rig)
{
	if (rig->bench && bench_fault(rig->bench))
		rig_set_error(rig, "%s", bench_fault(rig->bench));
	if (rig->cpu && *cpu_error(rig->cpu))
		rig_set_error(rig, "%s", cpu_error(rig->cpu));
	return rig->error[0] == '\0';
}

int rig_reg_write(struct rig *rig, uint32_t offset, uint32_t value)
{
	return rig->bench ? bench_reg_write(rig->bench, offset, value) : refmodel_write(rig->ref, offset, value);
}

int rig_reg_read(struct rig *rig, uint32_t offset, uint32_t *value)
{
	return rig->bench ? bench_reg_read(rig->bench, offset, value) : refmodel_read(rig->ref, offset, value);
}

/*
 * After a fault reads give all ones, like a bus that nobody answers: the driver's bounded waits then end, and the
 * fault is in rig_error().
 */
static uint32_t ops_read(void *ctx, uint32_t offset)
{
	uint32_t value = UINT32_MAX;
	struct rig *rig = ctx;
	int resp = rig->on_cpu ? cpu_reg_read(rig->cpu, offset, &value) : rig_reg_read(rig, offset, &value);

	if (resp < 0) {
		rig_healthy(ctx);
		return UINT32_MAX;
	}
	return value;
}

static void ops_write(void *ctx, uint32_t offset, uint32_t value)
{
	struct rig *rig = ctx;
	int resp = rig->on_cpu ? cpu_reg_write(rig->cpu, offset, value) : rig_reg_write(rig, offset, value);

	/* SLVERR is the driver's affair: it reads REFUSED. */
	if (resp < 0)
		rig_healthy(ctx);
}

/* Beside the CPU stores to the simulated memory are done when they return, in program order. */
static void ops_wmb(void *ctx)
{
	struct rig *rig = ctx;

	if (rig->on_cpu && !cpu_fence(rig->cpu))
		rig_healthy(rig);
}

static void ops_rmb(void *ctx)
{
	struct rig *rig = ctx;

	if (rig->on_cpu)
		cpu_barrier(rig->cpu);
}

static void ops_relax(void *ctx)
{
	struct rig *rig = ctx;

	if (rig->on_cpu ? !cpu_work(rig->cpu, RELAX_CLOCKS) : rig->bench && !bench_run(rig->bench, RELAX_CLOCKS))
		rig_healthy(rig);
}

static const struct sgdma_ops rig_ops = {
	.read = ops_read,
	.write = ops_write,
	.wmb = ops_wmb,
	.rmb = ops_rmb,
	.relax = ops_relax,
};

const char *rig_model_named(const char *name, char *path, size_t path_size)
{
	const char *dir = getenv("SGDMA_MODEL_DIR");

	snprintf(path, path_size, "%s/%s.so", dir && *dir ? dir : "build/model", name);
	return path;
}

const char *rig_model_path(unsigned width, char *path, size_t path_size)
{
	char name[16];

	snprintf(name, sizeof(name), "w%u", width);
	return rig_model_named(name, path, path_size);
}

/* The common end of opening: allocator and driver. Closes the rig and returns NULL if the driver refuses. */
static struct rig *rig_finish(struct rig *rig, char *err, size_t err_size)
{
	enum sgdma_result result;

	rig->next = mem_base(rig->mem);
	rig->rng = rng_seed(0, 0);
	result = sgdma_init(&rig->dev, &rig_ops, rig);
	if (result != SGDMA_SUCCESS) {
		snprintf(err, err_size, "driver: %s%s%s", sgdma_result_text(result), rig->error[0] ? ": " : "",
			 rig->error);
		rig_close(rig);
		return NULL;
	}
	return rig;
}

struct rig *rig_open(const struct bench_config *config, char *err, size_t err_size)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	if (!rig) {
		snprintf(err, err_size, "rig: no host memory");
		return NULL;
	}
	rig->bench = bench_open(config, err, err_size);
	if (!rig->bench) {
		free(rig);
		return NULL;
	}
	rig->mem = bench_mem(rig->bench);
	rig->bus_bytes = dut_bus_bytes(bench_dut(rig->bench));
	rig->max_burst = dut_max_burst(bench_dut(rig->bench));
	return rig_finish(rig, err, err_size);
}

struct rig *rig_open_reference(const struct refmodel_config *config, uint64_t base, uint64_t size, char *err,
			       size_t err_size)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	if (rig) {
		rig->mem = mem_create(base, size);
		rig->ref = rig->mem ? refmodel_create(config, rig->mem) : NULL;
	}
	if (!rig || !rig->ref) {
		snprintf(err, err_size, "rig: no host memory");
		rig_close(rig);
		return NULL;
	}
	rig->bus_bytes = config->bus_bytes;
	rig->max_burst = config->max_burst;
	return rig_finish(rig, err, err_size);
}

struct rig *rig_open_twin(struct rig *rig, char *err, size_t err_size)
{
	const struct sgdma_caps *caps = sgdma_caps(&rig->dev);
	struct refmodel_config config = {
		.bus_bytes = rig->bus_bytes,
		.addr_w = caps->addr_w,
		.max_burst = rig->max_burst,
		.reads = caps->reads,
		.writes = caps->writes,
		.max_d = caps->max_d,
		.max_k_log2 = caps->max_k_log2,
		.version = (uint32_t)caps->major << 16 | (uint32_t)caps->minor << 8 | caps->patch,
	};
	uint64_t base = mem_base(rig->mem), size = mem_size(rig->mem);
	struct rig *twin;

	config.fifo_beats = 1u << SGDMA_GET(CAP0, FIFO_LOG2, ops_read(rig, SGDMA_REG_CAP0));
	twin = rig_open_reference(&config, base, size, err, err_size);
	if (!twin)
		return NULL;
	memcpy(mem_at(twin->mem, base, size), mem_at(rig->mem, base, size), size);
	twin->next = rig->next;
	twin->gap_max = rig->gap_max;
	twin->rng = rig->rng;
	return twin;
}

void rig_close(struct rig *rig)
{
	if (!rig)
		return;
	if (rig->bench) {
		cpu_destroy(rig->cpu);
		bench_close(rig->bench);
	} else {
		refmodel_destroy(rig->ref);
		mem_destroy(rig->mem);
	}
	free(rig);
}

struct sgdma *rig_dev(struct rig *rig)
{
	return &rig->dev;
}

struct bench *rig_bench(struct rig *rig)
{
	return rig->bench;
}

struct refmodel *rig_refmodel(struct rig *rig)
{
	return rig->ref;
}

struct mem *rig_mem(struct rig *rig)
{
	return rig->mem;
}

unsigned rig_bus_bytes(const struct rig *rig)
{
	return rig->bus_bytes;
}

unsigned rig_max_burst(const struct rig *rig)
{
	return rig->max_burst;
}

const char *rig_error(struct rig *rig)
{
	rig_healthy(rig);
	return rig->error;
}

/* ---- memory ------------------------------------------------------------------------------------------------- */

void rig_scatter(struct rig *rig, uint32_t gap_max, uint32_t seed)
{
	rig->gap_max = gap_max;
	rig->rng = rng_seed(seed, 0);
}

bool rig_try_alloc(struct rig *rig, uint64_t size, uint64_t align, uint64_t *addr)
{
	uint64_t end = mem_base(rig->mem) + mem_size(rig->mem);
	uint64_t gap = rig->gap_max ? rng_below(&rig->rng, rig->gap_max + 1) : 0;
	uint64_t start;

	if (gap > end - rig->next)
		return false;
	start = (rig->next + gap + align - 1) & ~(align - 1);
	if (start < rig->next || start > end || size > end - start)
		return false;
	rig->next = start + size;
	*addr = start;
	return true;
}

uint64_t rig_alloc(struct rig *rig, uint64_t size, uint64_t align)
{
	uint64_t addr;

	if (!rig_try_alloc(rig, size, align, &addr)) {
		fprintf(stderr, "rig: simulated memory of %" PRIu64 " bytes is used up: %" PRIu64 " more asked for\n",
			mem_size(rig->mem), size);
		abort();
	}
	return addr;
}

uint8_t *rig_at(struct rig *rig, uint64_t addr, uint64_t len)
{
	uint8_t *at = mem_at(rig->mem, addr, len);

	if (!at) {
		fprintf(stderr, "rig: 0x%" PRIx64 " + %" PRIu64 " is outside the simulated memory\n", addr, len);
		abort();
	}
	return at;
}

/* ---- lists and queues --------------------------------------------------------------------------------------- */

/* A ring or queue of 2^size_log2 entries; the sizes are the test's own, so that the driver cannot refuse them. */
static void rig_expect(enum sgdma_result result, const char *what)
{
	if (result != SGDMA_SUCCESS) {
		fprintf(stderr, "rig: %s: %s\n", what, sgdma_result_text(result));
		abort();
	}
}

void rig_make_cq(struct rig *rig, struct sgdma_chan_config *config, uint8_t size_log2, struct sgdma_cq *cq)
{
	uint64_t bytes = 8ull << size_log2;

	config->cq_base = rig_alloc(rig, bytes, 64);
	config->cq_size_log2 = size_log2;
	memset(rig_at(rig, config->cq_base, bytes), 0, bytes);
	rig_expect(sgdma_cq_init(cq, rig_at(rig, config->cq_base, bytes), size_log2), "sgdma_cq_init");
}

void rig_make_ring(struct rig *rig, struct sgdma_chan_config *config, uint8_t size_log2, struct sgdma_ring *ring)
{
	uint64_t bytes = (uint64_t)sgdma_desc_bytes(config->wide) << size_log2;

	config->chain = false;
	config->size_log2 = size_log2;
	config->base = rig_alloc(rig, bytes, sgdma_desc_bytes(config->wide));
	rig_expect(sgdma_ring_init(ring, rig_at(rig, config->base, bytes), size_log2, config->wide, config->upper),
		   "sgdma_ring_init");
}

enum sgdma_result rig_make_chain(struct rig *rig, struct sgdma_chan_config *config, const uint16_t *sizes,
				 size_t size_count, const struct sgdma_piece *pieces, size_t n)
{
	unsigned desc = sgdma_desc_bytes(config->wide);
	struct sgdma_chain chain;
	enum sgdma_result result;
	size_t left = 0, chunk = 0;

	sgdma_chain_init(&chain, config->wide, config->upper);
	for (size_t i = 0; i < n; i++, left--) {
		if (!left) {
			uint16_t room = (uint16_t)(sizes[chunk++ % size_count] + 1);
			uint64_t addr;

			if (!rig_try_alloc(rig, (uint64_t)room * desc, desc, &addr))
				return SGDMA_ERR_FULL;
			result = sgdma_chain_open(&chain, rig_at(rig, addr, (uint64_t)room * desc), addr, room);
			if (result != SGDMA_SUCCESS)
				return result;
			left = room - 1u;
		}
		result = sgdma_chain_push(&chain, &pieces[i]);
		if (result != SGDMA_SUCCESS)
			return result;
	}
	return sgdma_chain_close(&chain, config);
}

/* ---- streams and faults ------------------------------------------------------------------------------------- */

bool rig_send(struct rig *rig, const void *data, size_t len)
{
	return rig->bench ? stream_source_send(bench_source(rig->bench), data, len)
			  : refmodel_send(rig->ref, data, len);
}

bool rig_send_beat(struct rig *rig, const void *data, uint64_t keep, bool last)
{
	return rig->bench ? stream_source_send_beat(bench_source(rig->bench), data, keep, last)
			  : refmodel_send_beat(rig->ref, data, keep, last);
}

size_t rig_packets(struct rig *rig)
{
	return rig->bench ? stream_sink_count(bench_sink(rig->bench)) : refmodel_packets(rig->ref);
}

struct stream_packet rig_packet(struct rig *rig, size_t i)
{
	return rig->bench ? stream_sink_packet(bench_sink(rig->bench), i) : refmodel_packet(rig->ref, i);
}

bool rig_fail_read(struct rig *rig, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	return rig->bench ? axi_mem_fail_read(bench_bus(rig->bench), addr, len, resp)
			  : refmodel_fail_read(rig->ref, addr, len, resp);
}

bool rig_fail_write(struct rig *rig, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	return rig->bench ? axi_mem_fail_write(bench_bus(rig->bench), addr, len, resp)
			  : refmodel_fail_write(rig->ref, addr, len, resp);
}

void rig_fail_none(struct rig *rig)
{
	if (rig->bench)
		axi_mem_fail_none(bench_bus(rig->bench));
	else
		refmodel_fail_none(rig->ref);
}
