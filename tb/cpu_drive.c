/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cpu_drive: the driver's own loads and stores on a CPU model, with no change to the driver. build/libsgdma-cpu.a is the driver compiled with
 * -fsanitize=thread and linked without that sanitizer's library: the compiler puts a call in front of each access to memory that is not a
 * local variable's, and the functions that it calls are the ones below. Those to the simulated memory of a CPU that drives cost its clocks.
 */
#include "cpu_priv.h"

static struct cpu *drivers; /* those that are on */

void cpu_drive(struct cpu *cpu, bool on)
{
	struct cpu **link = &drivers;

	while (*link && *link != cpu)
		link = &(*link)->next;
	if (on && !*link) {
		cpu->next = NULL;
		*link = cpu;
	} else if (!on && *link) {
		*link = cpu->next;
	}
	cpu_barrier(cpu);
}

/* The CPU in whose simulated memory `host` lies, and the physical address. */
static struct cpu *find(const uint8_t *host, uint64_t *addr)
{
	for (struct cpu *cpu = drivers; cpu; cpu = cpu->next) {
		struct mem *mem = bench_mem(cpu->bench);
		const uint8_t *start = mem_at(mem, mem_base(mem), mem_size(mem));

		if (host >= start && host < start + mem_size(mem)) {
			*addr = mem_base(mem) + (uint64_t)(host - start);
			return cpu;
		}
	}
	return NULL;
}

/* The bytes of one word of the CPU's width. */
static void access_word(struct cpu *cpu, uint64_t addr, uint64_t len, bool write)
{
	struct cpu_word *word = write ? &cpu->written : &cpu->read;
	uint64_t start = addr & ~(uint64_t)(cpu->config.width - 1);
	uint64_t bytes = (len == 64 ? UINT64_MAX : (UINT64_C(1) << len) - 1) << (addr - start);

	/* Bytes that it has touched already are a new access: a loop that looks for a change must let time pass. */
	if (word->bytes && word->addr == start && !(word->bytes & bytes)) {
		word->bytes |= bytes;
		if (write)
			cpu->counts.store_bytes += len;
		else
			cpu->counts.load_bytes += len;
		return;
	}
	/* A load of what has just been stored is no part of an earlier load. */
	cpu_barrier(cpu);
	word->addr = start;
	word->bytes = bytes;
	/* A failure stays in cpu_error(), and the next call of the bench fails too. */
	if (write)
		(void)cpu_store(cpu, addr, NULL, len);
	else
		(void)cpu_load(cpu, addr, NULL, len);
}

static void announce(const void *host, uint64_t len, bool write)
{
	uint64_t addr;
	struct cpu *cpu = drivers ? find(host, &addr) : NULL;

	while (cpu && len) {
		uint64_t room = cpu->config.width - (addr & (cpu->config.width - 1));
		uint64_t now = len < room ? len : room;

		access_word(cpu, addr, now, write);
		addr += now;
		len -= now;
	}
}

/* ---- what the compiler calls -------------------------------------------------------------------------------- */
void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);
void __tsan_read_range(void *addr, unsigned long len);
void __tsan_write_range(void *addr, unsigned long len);

void __tsan_init(void) {}

void __tsan_func_entry(void *caller)
{
	(void)caller;
}

void __tsan_func_exit(void) {}

void __tsan_read_range(void *addr, unsigned long len)
{
	announce(addr, len, false);
}

void __tsan_write_range(void *addr, unsigned long len)
{
	announce(addr, len, true);
}

#define ACCESS(name, len, write)                                                                                       \
	void __tsan_##name(void *addr);                                                                                \
	void __tsan_##name(void *addr)                                                                                 \
	{                                                                                                              \
		announce(addr, len, write);                                                                            \
	}
ACCESS(read1, 1, false)
ACCESS(read2, 2, false)
ACCESS(read4, 4, false)
ACCESS(read8, 8, false)
ACCESS(read16, 16, false)
ACCESS(write1, 1, true)
ACCESS(write2, 2, true)
ACCESS(write4, 4, true)
ACCESS(write8, 8, true)
ACCESS(write16, 16, true)
ACCESS(unaligned_read2, 2, false)
ACCESS(unaligned_read4, 4, false)
ACCESS(unaligned_read8, 8, false)
ACCESS(unaligned_read16, 16, false)
ACCESS(unaligned_write2, 2, true)
ACCESS(unaligned_write4, 4, true)
ACCESS(unaligned_write8, 8, true)
ACCESS(unaligned_write16, 16, true)
