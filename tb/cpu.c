/* SPDX-License-Identifier: Apache-2.0 */
/* cpu: one clock of it: the operation that runs, what it issues, what comes back. */
#include <string.h>

#include "cpu_priv.h"

static struct cpu_load *oldest_load(struct cpu *cpu)
{
	return &cpu->loads[cpu->load_tail % CPU_IN_FLIGHT];
}

static unsigned loads_open(const struct cpu *cpu)
{
	return cpu->load_head - cpu->load_tail;
}

/* The next operation. */
static void retire(struct cpu *cpu)
{
	cpu->tail++;
	cpu->loaded = cpu->moved = 0;
}

/* Bytes up to the next multiple of the width, or to the end. */
static unsigned piece(const struct cpu *cpu, uint64_t addr, uint64_t left)
{
	unsigned room = cpu->config.width - (unsigned)(addr & (cpu->config.width - 1));

	return left < room ? (unsigned)left : room;
}

static uint64_t word_of(const struct cpu *cpu, uint64_t addr)
{
	return addr & ~(uint64_t)(cpu->bus_bytes - 1);
}

static unsigned beats_of(const struct cpu *cpu, uint64_t addr, unsigned len)
{
	return 1 + (word_of(cpu, addr + len - 1) != word_of(cpu, addr));
}

/* A store that is not in memory yet lies in the same bus words. */
static bool behind_store(const struct cpu *cpu, uint64_t addr, unsigned len)
{
	for (unsigned i = 0; i < CPU_IN_FLIGHT; i++) {
		const struct cpu_store *store = &cpu->stores[i];

		if (store->open && store->beats && word_of(cpu, addr) <= word_of(cpu, store->addr + store->len - 1) &&
		    word_of(cpu, store->addr) <= word_of(cpu, addr + len - 1))
			return true;
	}
	return false;
}

static bool load_memory(struct cpu *cpu, uint64_t addr, unsigned len)
{
	struct cpu_load *load = &cpu->loads[cpu->load_head % CPU_IN_FLIGHT];

	if (behind_store(cpu, addr, len) ||
	    !axi_port_read(cpu->port, addr, beats_of(cpu, addr, len), cpu->load_head % CPU_IN_FLIGHT))
		return false;
	load->addr = addr;
	load->len = len;
	load->ready = false;
	cpu->load_head++;
	cpu->counts.loads++;
	cpu->counts.load_bytes += len;
	return true;
}

static bool load_device(struct cpu *cpu, const struct cpu_device *device, unsigned len)
{
	struct cpu_load *load = &cpu->loads[cpu->load_head % CPU_IN_FLIGHT];

	if (cpu->clock < cpu->device_free || !device->get(device->ctx, load->bytes, len))
		return false;
	load->len = len;
	load->ready = true;
	load->at = cpu->clock + device->latency;
	cpu->device_free = load->at + 1;
	cpu->load_head++;
	cpu->counts.gets++;
	cpu->counts.device_bytes += len;
	return true;
}

/* `bytes` NULL: nothing is changed. */
static bool store_memory(struct cpu *cpu, uint64_t addr, const uint8_t *bytes, unsigned len)
{
	unsigned slot = 0;
	struct cpu_store *store;

	if (cpu->stores_open == cpu->config.stores)
		return false;
	while (cpu->stores[slot].open)
		slot++;
	store = &cpu->stores[slot];
	store->addr = addr;
	store->len = len;
	store->beats = beats_of(cpu, addr, len);
	store->data = bytes != NULL;
	if (bytes)
		memcpy(store->bytes, bytes, len);
	if (!axi_port_write(cpu->port, addr, store->beats, slot))
		return false;
	store->open = true;
	cpu->stores_open++;
	cpu->counts.stores++;
	cpu->counts.store_bytes += len;
	return true;
}

static bool store_device(struct cpu *cpu, const struct cpu_device *device, const uint8_t *bytes, unsigned len)
{
	if (cpu->clock < cpu->device_free || !device->put(device->ctx, bytes, len))
		return false;
	cpu->device_free = cpu->clock + device->latency + 1;
	cpu->counts.puts++;
	cpu->counts.device_bytes += len;
	return true;
}

/* Hands on the oldest load, whose data must have come before this clock. */
static bool move_on(struct cpu *cpu, const struct cpu_op *op)
{
	struct cpu_load *load = oldest_load(cpu);
	bool gone;

	if (!loads_open(cpu) || !load->ready || load->at >= cpu->clock)
		return false;
	if (op->kind == CPU_PUT)
		gone = store_device(cpu, op->device, load->bytes, load->len);
	else
		gone = store_memory(cpu, op->addr + cpu->moved, load->bytes, load->len);
	if (!gone)
		return false;
	cpu->moved += load->len;
	cpu->load_tail++;
	return true;
}

/* Asks for the next bytes. */
static bool load_more(struct cpu *cpu, const struct cpu_op *op)
{
	uint64_t left = op->len - cpu->loaded;
	unsigned len;
	bool gone;

	if (!left || loads_open(cpu) == cpu->config.loads)
		return false;
	if (op->kind == CPU_LOAD || op->kind == CPU_COPY)
		len = piece(cpu, op->addr + cpu->loaded, left);
	else
		len = left < op->device->width ? (unsigned)left : op->device->width;
	if (op->kind == CPU_GET)
		gone = load_device(cpu, op->device, len);
	else
		gone = load_memory(cpu, (op->kind == CPU_COPY ? op->from : op->addr) + cpu->loaded, len);
	if (gone)
		cpu->loaded += len;
	return gone;
}

static bool store_next(struct cpu *cpu, const struct cpu_op *op)
{
	uint64_t addr = op->addr + cpu->moved;
	unsigned len = piece(cpu, addr, op->len - cpu->moved);
	const uint8_t *data = op->data;

	if (!store_memory(cpu, addr, data ? data + cpu->moved : NULL, len))
		return false;
	cpu->moved += len;
	return true;
}

/* One access of the operation, if it can go now. */
static bool issue(struct cpu *cpu, const struct cpu_op *op)
{
	switch (op->kind) {
	case CPU_STORE: return cpu->moved < op->len && store_next(cpu, op);
	case CPU_LOAD: return load_more(cpu, op);
	case CPU_COPY:
	case CPU_PUT:
	case CPU_GET: return move_on(cpu, op) || load_more(cpu, op);
	default: return false;
	}
}

/* What needs no answer any more after this clock. A load ends in cpu_done(). */
static bool over(const struct cpu *cpu, const struct cpu_op *op)
{
	switch (op->kind) {
	case CPU_LOAD: return false;
	case CPU_FENCE: return cpu->stores_open == 0;
	case CPU_PUT: return cpu->moved == op->len && cpu->clock + 1 >= cpu->device_free;
	default: return cpu->moved == op->len;
	}
}

static void stall(struct cpu *cpu)
{
	cpu->counts.stalled++;
	cpu->waited++;
}

void cpu_step(void *ctx, uint64_t clock)
{
	struct cpu *cpu = ctx;
	const struct cpu_op *op;

	cpu->clock = clock;
	cpu->counts.clocks++;
	if (cpu->in_register) {
		cpu->counts.busy++;
		cpu->counts.stalled++;
		return;
	}
	/* A fence that finds nothing to wait for takes no clock. */
	while (cpu_pending(cpu) && cpu->ops[cpu->tail % CPU_OPS].kind == CPU_FENCE && !cpu->stores_open)
		retire(cpu);
	if (clock < cpu->next_issue) {
		cpu->counts.busy++;
		return;
	}
	if (!cpu_pending(cpu))
		return;
	cpu->counts.busy++;
	op = &cpu->ops[cpu->tail % CPU_OPS];
	if (op->kind == CPU_WORK) {
		cpu->moved++;
		cpu->waited = 0;
	} else if (issue(cpu, op)) {
		cpu->next_issue = clock + cpu->config.cost;
		cpu->waited = 0;
	} else {
		stall(cpu);
	}
	if (over(cpu, op))
		retire(cpu);
}

/* The part of [addr, addr + len) in the bus word at `word`: where it begins in either. */
static unsigned part(const struct cpu *cpu, uint64_t addr, unsigned len, uint64_t word, unsigned *in_access,
		     unsigned *in_word)
{
	uint64_t start = addr > word ? addr : word, end = addr + len;

	if (end > word + cpu->bus_bytes)
		end = word + cpu->bus_bytes;
	*in_access = (unsigned)(start - addr);
	*in_word = (unsigned)(start - word);
	return (unsigned)(end - start);
}

void cpu_beat(void *ctx, uint32_t tag, bool write, uint64_t addr, uint8_t *word)
{
	struct cpu *cpu = ctx;
	unsigned in_access, in_word, len;

	if (write) {
		struct cpu_store *store = &cpu->stores[tag];

		store->beats--;
		len = part(cpu, store->addr, store->len, addr, &in_access, &in_word);
		if (word && store->data)
			memcpy(word + in_word, store->bytes + in_access, len);
	} else {
		struct cpu_load *load = &cpu->loads[tag];

		len = part(cpu, load->addr, load->len, addr, &in_access, &in_word);
		/* What a bus gives that nobody answers. */
		if (word)
			memcpy(load->bytes + in_access, word + in_word, len);
		else
			memset(load->bytes + in_access, 0xff, len);
	}
}

void cpu_done(void *ctx, uint32_t tag, bool write, enum axi_resp resp)
{
	struct cpu *cpu = ctx;
	const struct cpu_op *op = &cpu->ops[cpu->tail % CPU_OPS];
	struct cpu_load *load = &cpu->loads[tag];

	cpu->waited = 0;
	cpu->counts.errors += resp != AXI_OKAY;
	if (write) {
		cpu->stores[tag].open = false;
		cpu->stores_open--;
		if (cpu_pending(cpu) && op->kind == CPU_FENCE && !cpu->stores_open)
			retire(cpu);
		return;
	}
	load->ready = true;
	load->at = cpu->clock;
	if (op->kind != CPU_LOAD)
		return;
	/* Loads of one port come in order: this is the oldest. */
	if (op->to)
		memcpy((uint8_t *)op->to + cpu->moved, load->bytes, load->len);
	cpu->moved += load->len;
	cpu->load_tail++;
	if (cpu->moved == op->len)
		retire(cpu);
}
