/* SPDX-License-Identifier: Apache-2.0 */
/* cpu_run: the caller's side of cpu.h: opening, the queue, and calls that run the clocks until they are over. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cpu_priv.h"

#define PATIENCE 100000 /* clocks without any progress */

static bool in_range(unsigned value, unsigned low, unsigned high)
{
	return value >= low && value <= high;
}

/* What is wrong with the configuration; NULL: nothing. */
static const char *misfit(const struct cpu_config *config, unsigned bus_bytes)
{
	if (!in_range(config->width, 1, bus_bytes) || config->width & (config->width - 1))
		return "width: a power of two from 1 to the bytes of the bus is needed";
	if (!in_range(config->loads, 1, CPU_IN_FLIGHT) || !in_range(config->stores, 1, CPU_IN_FLIGHT))
		return "loads, stores: 1 to 32 in flight are needed";
	if (config->cost < 1)
		return "cost: at least 1 clock is needed";
	return NULL;
}

struct cpu *cpu_create(struct bench *bench, enum axi_share_turn turn, const struct cpu_config *config, char *err,
		       size_t err_size)
{
	unsigned bus_bytes = dut_bus_bytes(bench_dut(bench));
	const char *wrong = misfit(config, bus_bytes);
	struct axi_share *share;
	struct cpu *cpu;

	if (wrong) {
		snprintf(err, err_size, "cpu: %s", wrong);
		return NULL;
	}
	share = axi_mem_share(bench_bus(bench), turn);
	cpu = calloc(1, sizeof(*cpu));
	if (cpu && share) {
		const struct axi_master master = { cpu_step, cpu_beat, cpu_done, cpu };

		cpu->port = axi_share_join(share, &master);
	}
	if (!cpu || !cpu->port) {
		snprintf(err, err_size, "cpu: no place on the memory (%s)",
			 share ? "too many masters, or no host memory" : "single port, or no host memory");
		free(cpu);
		return NULL;
	}
	cpu->config = *config;
	cpu->bench = bench;
	cpu->bus_bytes = bus_bytes;
	return cpu;
}

void cpu_destroy(struct cpu *cpu)
{
	if (!cpu)
		return;
	cpu_drive(cpu, false);
	axi_share_leave(cpu->port);
	free(cpu);
}

static bool fits(const struct cpu *cpu, const struct cpu_op *op)
{
	const struct cpu_device *device = op->device;

	if (op->kind == CPU_FENCE)
		return true;
	if (op->len < 1)
		return false;
	if (op->kind != CPU_PUT && op->kind != CPU_GET)
		return true;
	return device && in_range(device->width, 1, CPU_DEVICE_BYTES) && device->width <= cpu->config.width &&
	       device->latency >= 1 && (op->kind == CPU_PUT ? device->put != NULL : device->get != NULL);
}

bool cpu_push(struct cpu *cpu, const struct cpu_op *op)
{
	if (!fits(cpu, op) || cpu_pending(cpu) == CPU_OPS)
		return false;
	cpu->ops[cpu->head++ % CPU_OPS] = *op;
	return true;
}

unsigned cpu_pending(const struct cpu *cpu)
{
	return cpu->head - cpu->tail;
}

const char *cpu_error(const struct cpu *cpu)
{
	return cpu->error;
}

/* The first one stays. Returns false. */
static bool give_up(struct cpu *cpu, const char *what)
{
	if (!cpu->error[0])
		snprintf(cpu->error, sizeof(cpu->error), "cpu, clock %" PRIu64 ": %s", bench_clock(cpu->bench), what);
	return false;
}

/* The clocks go on; false: they do not, or nothing comes of it. */
static bool tick(struct cpu *cpu)
{
	if (!bench_run(cpu->bench, 1))
		return give_up(cpu, bench_fault(cpu->bench));
	if (cpu->waited > PATIENCE)
		return give_up(cpu, "time-out: no access has been possible or answered for 100000 clocks");
	return true;
}

bool cpu_wait(struct cpu *cpu)
{
	while (cpu_pending(cpu))
		if (!tick(cpu))
			return false;
	return true;
}

bool cpu_run(struct cpu *cpu, const struct cpu_op *op)
{
	uint64_t errors = cpu->counts.errors;

	if (!cpu_wait(cpu))
		return false;
	if (!cpu_push(cpu, op))
		return give_up(cpu, "an operation whose length or device is out of range");
	if (op->kind == CPU_FENCE && !cpu->stores_open) {
		/* Nothing to wait for: no clock has to pass for it. */
		cpu->tail++;
		return true;
	}
	if (!cpu_wait(cpu))
		return false;
	return cpu->counts.errors == errors || give_up(cpu, "an access outside the memory");
}

bool cpu_load(struct cpu *cpu, uint64_t addr, void *to, uint64_t len)
{
	return cpu_run(cpu, &(struct cpu_op){ .kind = CPU_LOAD, .addr = addr, .to = to, .len = len });
}

bool cpu_store(struct cpu *cpu, uint64_t addr, const void *data, uint64_t len)
{
	return cpu_run(cpu, &(struct cpu_op){ .kind = CPU_STORE, .addr = addr, .data = data, .len = len });
}

bool cpu_copy(struct cpu *cpu, uint64_t to, uint64_t from, uint64_t len)
{
	return cpu_run(cpu, &(struct cpu_op){ .kind = CPU_COPY, .addr = to, .from = from, .len = len });
}

bool cpu_put(struct cpu *cpu, const struct cpu_device *device, uint64_t from, uint64_t len)
{
	return cpu_run(cpu, &(struct cpu_op){ .kind = CPU_PUT, .addr = from, .len = len, .device = device });
}

bool cpu_get(struct cpu *cpu, const struct cpu_device *device, uint64_t to, uint64_t len)
{
	return cpu_run(cpu, &(struct cpu_op){ .kind = CPU_GET, .addr = to, .len = len, .device = device });
}

bool cpu_work(struct cpu *cpu, uint64_t clocks)
{
	cpu_barrier(cpu);
	return clocks == 0 || cpu_run(cpu, &(struct cpu_op){ .kind = CPU_WORK, .len = clocks });
}

bool cpu_fence(struct cpu *cpu)
{
	cpu_barrier(cpu);
	return cpu_run(cpu, &(struct cpu_op){ .kind = CPU_FENCE });
}

void cpu_barrier(struct cpu *cpu)
{
	cpu->read.bytes = cpu->written.bytes = 0;
}

/* Before a register access: what is queued, the access before, and the way to the port. */
static bool reach_registers(struct cpu *cpu)
{
	cpu_barrier(cpu);
	if (!cpu_wait(cpu))
		return false;
	while (bench_clock(cpu->bench) < cpu->next_issue)
		if (!tick(cpu))
			return false;
	return cpu_work(cpu, cpu->config.reg);
}

static int answered(struct cpu *cpu, int resp)
{
	cpu->in_register = false;
	if (resp < 0)
		give_up(cpu, bench_fault(cpu->bench));
	return resp;
}

int cpu_reg_write(struct cpu *cpu, uint32_t offset, uint32_t value)
{
	if (!reach_registers(cpu))
		return -1;
	cpu->counts.reg_writes++;
	cpu->in_register = true;
	return answered(cpu, bench_reg_write(cpu->bench, offset, value));
}

int cpu_reg_read(struct cpu *cpu, uint32_t offset, uint32_t *value)
{
	if (!reach_registers(cpu))
		return -1;
	cpu->counts.reg_reads++;
	cpu->in_register = true;
	return answered(cpu, bench_reg_read(cpu->bench, offset, value));
}

const struct cpu_counts *cpu_counts(const struct cpu *cpu)
{
	return &cpu->counts;
}

const struct axi_share_counts *cpu_beats(const struct cpu *cpu)
{
	return axi_port_counts(cpu->port);
}

double cpu_free_share(const struct cpu_counts *before, const struct cpu_counts *after)
{
	uint64_t clocks = after->clocks - before->clocks;

	return clocks ? 1.0 - (double)(after->busy - before->busy) / (double)clocks : 1.0;
}
