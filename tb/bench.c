/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "rng.h"
#include "register_watch.h"

#define RESET_CLOCKS 4
#define REG_CLOCKS 1000
#define COMPLETION_ID 4 /* of rtl/README.md */

struct bench {
	struct dut *dut;
	struct mem *mem;
	struct axi_mem *bus;
	struct axi_monitor *monitor;
	struct stream_source *source;
	struct stream_sink *sink;
	struct axil axil;
	struct register_watch watch;
	bench_observer observer;
	void *observer_ctx;

	/* Inputs of this clock and of the next; they change places at the edge. */
	struct dut_in pins[2];
	struct dut_in *in, *next;
	struct dut_out out;

	uint64_t clock, irq_clock, completion_clock;
	bool irq;
	bool bare;
	struct bench_counts counts;
	char stopped[128]; /* why the bench gave up; empty: it did not */
};

/* Why a part of the bench is missing. */
static struct bench *refuse(struct bench *bench, char *err, size_t err_size, const char *what)
{
	if (what)
		snprintf(err, err_size, "bench: no host memory for %s", what);
	bench_close(bench);
	return NULL;
}

/* The limits of the engine: the parameters of the model. */
static struct axi_monitor_config limits(const struct dut *dut)
{
	return (struct axi_monitor_config){
		.bus_bytes = dut_bus_bytes(dut),
		.addr_w = dut_addr_w(dut),
		.max_burst = dut_max_burst(dut),
		.reads = dut_reads(dut),
		.writes = dut_writes(dut),
	};
}

struct bench *bench_open(const struct bench_config *config, char *err, size_t err_size)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct axi_mem_config bus = config->bus;
	struct axi_monitor_config monitor;

	if (!bench)
		return refuse(bench, err, err_size, "itself");
	bench->dut = dut_open(config->model, config->seed, err, err_size);
	if (!bench->dut || (config->trace && !dut_trace(bench->dut, config->trace, err, err_size)))
		return refuse(bench, err, err_size, NULL);
	monitor = limits(bench->dut);
	bench->bare = config->bare;
	bus.seed ^= config->seed;
	bench->mem = mem_create(config->mem_base, config->mem_size);
	if (!bench->mem)
		return refuse(bench, err, err_size, "the simulated memory");
	bench->bus = axi_mem_create(&bus, bench->mem, monitor.bus_bytes);
	bench->monitor = axi_monitor_create(&monitor);
	bench->source = stream_source_create(monitor.bus_bytes, 0, config->seed);
	bench->sink = stream_sink_create(monitor.bus_bytes, 0, config->seed);
	if (!bench->bus || !bench->monitor || !bench->source || !bench->sink)
		return refuse(bench, err, err_size, "the bus and the streams");

	bench->in = &bench->pins[0];
	bench->next = &bench->pins[1];
	/* Nobody looks at the stream then, but it is taken: the gather half would wait for ever. */
	bench->in->m_axis_tready = bench->next->m_axis_tready = config->bare;
	if (!bench_reset(bench)) {
		snprintf(err, err_size, "bench: %s", bench_fault(bench));
		return refuse(bench, err, err_size, NULL);
	}
	return bench;
}

void bench_close(struct bench *bench)
{
	if (!bench)
		return;
	stream_sink_destroy(bench->sink);
	stream_source_destroy(bench->source);
	axi_monitor_destroy(bench->monitor);
	axi_mem_destroy(bench->bus);
	mem_destroy(bench->mem);
	dut_close(bench->dut);
	free(bench);
}

const char *bench_fault(const struct bench *bench)
{
	return bench->stopped[0] ? bench->stopped : axi_monitor_fault(bench->monitor);
}

/*
 * One clock: rise, judge, let every partner decide its next inputs from what all saw in this clock.
 * False: a rule is broken; the edge is then not given, so the state that broke it stays to be looked at.
 */
static bool tick(struct bench *bench, bool reset_next)
{
	struct dut_in *in = bench->in, *next = bench->next;
	const struct dut_out *out = &bench->out;

	dut_clock(bench->dut, in, &bench->out);
	if (!bench->bare && !axi_monitor_step(bench->monitor, bench->clock, in, out))
		return false;
	if (bench->observer)
		bench->observer(bench->observer_ctx, bench->clock, in, out);
	if (out->irq && !bench->irq && !in->rst) {
		bench->irq_clock = bench->clock;
		bench->counts.irq_rises++;
	}
	bench->irq = out->irq && !in->rst;
	if (in->m_axi_bvalid && out->m_axi_bready && in->m_axi_bid == COMPLETION_ID)
		bench->completion_clock = bench->clock;

	axi_mem_step(bench->bus, in, out, next);
	if (!bench->bare) {
		stream_source_step(bench->source, in, out, next);
		stream_sink_step(bench->sink, bench->clock, in, out, next);
	}
	axil_step(&bench->axil, bench->clock, in, out, next);
	next->rst = reset_next;

	bench->in = next;
	bench->next = in;
	bench->clock++;
	return true;
}

void bench_observe(struct bench *bench, bench_observer observer, void *ctx)
{
	bench->observer = observer;
	bench->observer_ctx = ctx;
}

bool bench_run(struct bench *bench, uint64_t clocks)
{
	if (bench_fault(bench))
		return false;
	while (clocks--)
		if (!tick(bench, false))
			return false;
	return true;
}

bool bench_reset(struct bench *bench)
{
	/* Partners let go in the same clock in which rst rises: what they hold belongs to the time before. */
	bench->in->rst = 1;
	bench->in->m_axi_rvalid = bench->in->m_axi_bvalid = 0;
	bench->in->s_axis_tvalid = 0;
	bench->in->s_axil_awvalid = bench->in->s_axil_wvalid = bench->in->s_axil_arvalid = 0;
	for (unsigned i = 1; i <= RESET_CLOCKS; i++)
		if (bench_fault(bench) || !tick(bench, i < RESET_CLOCKS))
			return false;
	register_watch_reset(&bench->watch, bench->monitor);
	return true;
}

/* Runs until the access that was started is done: its response, or -1. */
static int finish(struct bench *bench, const char *what, uint32_t offset)
{
	for (unsigned i = 0; i < REG_CLOCKS; i++) {
		if (!bench_run(bench, 1))
			return -1;
		if (axil_done(&bench->axil))
			return axil_resp(&bench->axil);
	}
	snprintf(bench->stopped, sizeof(bench->stopped),
		 "clock %" PRIu64 ": time-out: register %s at 0x%03" PRIx32 " not answered within %d clocks",
		 bench->clock, what, offset, REG_CLOCKS);
	return -1;
}

int bench_reg_write_bytes(struct bench *bench, uint32_t offset, uint32_t value, uint8_t strb)
{
	int resp;

	if (bench_fault(bench))
		return -1;
	if (!register_watch_start(&bench->watch, bench->monitor, offset, value)) {
		snprintf(bench->stopped, sizeof(bench->stopped), "bench: no host memory for the monitor's ranges");
		return -1;
	}
	axil_write(&bench->axil, offset, value, strb);
	resp = finish(bench, "write", offset);
	if (resp == AXI_OKAY)
		register_watch_written(&bench->watch, bench->monitor, offset, value);
	return resp;
}

int bench_reg_write(struct bench *bench, uint32_t offset, uint32_t value)
{
	return bench_reg_write_bytes(bench, offset, value, 0xf);
}

int bench_reg_read(struct bench *bench, uint32_t offset, uint32_t *value)
{
	int resp;

	if (bench_fault(bench))
		return -1;
	axil_read(&bench->axil, offset);
	resp = finish(bench, "read", offset);
	if (resp >= 0)
		*value = axil_value(&bench->axil);
	if (resp == AXI_OKAY)
		register_watch_read(&bench->watch, bench->monitor, offset, *value);
	return resp;
}

uint64_t bench_clock(const struct bench *bench)
{
	return bench->clock;
}

uint64_t bench_kick_clock(const struct bench *bench)
{
	return axil_kick(&bench->axil);
}

uint64_t bench_irq_clock(const struct bench *bench)
{
	return bench->irq_clock;
}

uint64_t bench_completion_clock(const struct bench *bench)
{
	return bench->completion_clock;
}

bool bench_irq(const struct bench *bench)
{
	return bench->irq;
}

bool bench_wait_irq(struct bench *bench, uint64_t limit)
{
	while (!bench->irq) {
		if (limit-- == 0 || !bench_run(bench, 1))
			return false;
	}
	return true;
}

struct mem *bench_mem(struct bench *bench)
{
	return bench->mem;
}

struct axi_mem *bench_bus(struct bench *bench)
{
	return bench->bus;
}

struct stream_source *bench_source(struct bench *bench)
{
	return bench->source;
}

struct stream_sink *bench_sink(struct bench *bench)
{
	return bench->sink;
}

struct dut *bench_dut(struct bench *bench)
{
	return bench->dut;
}

struct axil *bench_axil(struct bench *bench)
{
	return &bench->axil;
}

struct axi_monitor *bench_monitor(struct bench *bench)
{
	return bench->monitor;
}

const struct bench_counts *bench_counts(const struct bench *bench)
{
	struct bench_counts *counts = (struct bench_counts *)&bench->counts;
	const struct axi_counts *axi = axi_monitor_counts(bench->monitor);

	counts->clocks = bench->clock;
	counts->ar = axi->ar;
	counts->r = axi->r;
	counts->aw = axi->aw;
	counts->w = axi->w;
	counts->b = axi->b;
	memcpy(counts->r_by_id, axi->r_by_id, sizeof(counts->r_by_id));
	memcpy(counts->w_by_id, axi->w_by_id, sizeof(counts->w_by_id));
	return counts;
}
