/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU model: its clocks, worked by hand, its data, and its place on the memory beside the engine. */
#include "masters.h"
#include "rng.h"
#include "sgdma_regs.h"

#include "testmain.h"

static const struct cpu_config plain = { .width = 8, .loads = 1, .stores = 1, .cost = 1 };

static struct axi_mem_config latency(unsigned clocks)
{
	return (struct axi_mem_config){ .latency = clocks };
}

static void open_at(unsigned clocks, const struct cpu_config *config)
{
	const struct axi_mem_config bus = latency(clocks);

	masters_open_cpu(&bus, AXI_SHARE_BEAT, config);
}

/* Clocks that went by since `since`; busy and stalled ones of the CPU since `before`. */
static void expect_clocks(uint64_t since, const struct cpu_counts *before, uint64_t clocks, uint64_t stalled)
{
	const struct cpu_counts *now = cpu_counts(masters.cpu);

	assert_int_equal(masters_clock() - since, clocks);
	assert_int_equal(now->clocks - before->clocks, clocks);
	assert_int_equal(now->busy - before->busy, clocks);
	assert_int_equal(now->stalled - before->stalled, stalled);
}

/* A load is issued in clock c and answered in clock c + L: L + 1 clocks, in L of which the CPU only waits. */
static void load_latency(void **state)
{
	static const unsigned latencies[] = { 1, 13, 100 };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct cpu_counts before;
		uint64_t addr, start, word = 0;

		open_at(latencies[i], &plain);
		addr = masters_buffer(64, 0, true);
		for (unsigned n = 0; n < 3; n++) {
			before = *cpu_counts(masters.cpu);
			start = masters_clock();
			assert_true(cpu_load(masters.cpu, addr + 8 * n, &word, 8));
			expect_clocks(start, &before, latencies[i] + 1, latencies[i]);
			assert_memory_equal(&word, masters_at(addr + 8 * n, 8), 8);
		}
		masters_close();
	}
}

/* 16 loads at L = 13. One by one 16 x 14. 4 in flight: 3 whole rounds of 14, then the last 4 end 3 + 14 later. From 14 on: 16 + 13. */
static void loads_in_flight(void **state)
{
	static const struct {
		unsigned loads, clocks;
	} cases[] = { { 1, 224 }, { 2, 113 }, { 4, 59 }, { 8, 35 }, { 14, 29 }, { 16, 29 }, { 32, 29 } };
	uint8_t bytes[128];

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cpu_config config = { .width = 8, .loads = cases[i].loads, .stores = 1, .cost = 1 };
		struct cpu_counts before;
		uint64_t addr, start;

		open_at(13, &config);
		addr = masters_buffer(sizeof(bytes), 0, true);
		before = *cpu_counts(masters.cpu);
		start = masters_clock();
		assert_true(cpu_load(masters.cpu, addr, bytes, sizeof(bytes)));
		expect_clocks(start, &before, cases[i].clocks, cases[i].clocks - 16);
		assert_memory_equal(bytes, masters_at(addr, sizeof(bytes)), sizeof(bytes));
		assert_int_equal(cpu_counts(masters.cpu)->loads, 16);
		assert_int_equal(cpu_counts(masters.cpu)->load_bytes, 128);
		assert_int_equal(cpu_beats(masters.cpu)->r, 16);
		masters_close();
	}
}

/*
 * 16 stores at L = 13 are over when the last is issued: with k in flight after floor(15 / k) x 14 + 15 mod k + 1 clocks. The fence then waits for
 * the last B, 13 clocks more; once it has come a fence costs nothing.
 */
static void stores_and_fence(void **state)
{
	static const struct {
		unsigned stores, clocks;
	} cases[] = { { 1, 211 }, { 4, 46 }, { 8, 22 }, { 16, 16 }, { 32, 16 } };

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cpu_config config = { .width = 8, .loads = 1, .stores = cases[i].stores, .cost = 1 };
		struct cpu_counts before;
		uint64_t addr, start;
		uint8_t bytes[128];

		open_at(13, &config);
		addr = masters_buffer(sizeof(bytes), 0, false);
		for (unsigned n = 0; n < sizeof(bytes); n++)
			bytes[n] = (uint8_t)(n * 5 + i);
		before = *cpu_counts(masters.cpu);
		start = masters_clock();
		assert_true(cpu_store(masters.cpu, addr, bytes, sizeof(bytes)));
		expect_clocks(start, &before, cases[i].clocks, cases[i].clocks - 16);
		assert_true(cpu_fence(masters.cpu));
		expect_clocks(start, &before, cases[i].clocks + 13, cases[i].clocks - 16 + 13);
		assert_true(cpu_fence(masters.cpu));
		expect_clocks(start, &before, cases[i].clocks + 13, cases[i].clocks - 16 + 13);
		assert_memory_equal(masters_at(addr, sizeof(bytes)), bytes, sizeof(bytes));
		assert_int_equal(cpu_beats(masters.cpu)->w, 16);
		masters_close();
	}
}

/*
 * A copy of 512 bytes at L = 13. One load in flight: issued in c, answered in c + 13, stored in c + 14, the next load in c + 15. So a word takes 15
 * clocks, whatever its width. With 32 of each: the first load is stored in clock 14, until then there are 14 loads; 14 stores follow,
 * then 14 loads again: 28 clocks for 14 words. The last 64 - 56 = 8 words: loads in 112..119, stores in 126..133.
 */
static void copy_clocks(void **state)
{
	static const struct {
		unsigned width, in_flight, clocks;
	} cases[] = { { 8, 1, 64 * 15 }, { 4, 1, 128 * 15 }, { 2, 1, 256 * 15 }, { 1, 1, 512 * 15 }, { 8, 32, 134 } };

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cpu_config config = {
			.width = cases[i].width, .loads = cases[i].in_flight, .stores = 32, .cost = 1
		};
		struct cpu_counts before;
		uint64_t from, to, start;

		open_at(13, &config);
		from = masters_buffer(512, 0, true);
		to = masters_buffer(512, 0, false);
		before = *cpu_counts(masters.cpu);
		start = masters_clock();
		assert_true(cpu_copy(masters.cpu, to, from, 512));
		expect_clocks(start, &before, cases[i].clocks, cases[i].clocks - 2 * (512 / cases[i].width));
		assert_true(cpu_fence(masters.cpu));
		assert_memory_equal(masters_at(to, 512), masters_at(from, 512), 512);
		assert_int_equal(cpu_beats(masters.cpu)->r, 512 / cases[i].width);
		assert_int_equal(cpu_beats(masters.cpu)->w, 512 / cases[i].width);
		masters_close();
	}
}

/* Every width, alignment and short length; not a byte beside the target is touched. */
static void copy_alignment(void **state)
{
	(void)state;
	for (unsigned width = 1; width <= 8; width *= 2) {
		const struct cpu_config config = { .width = width, .loads = 4, .stores = 4, .cost = 1 };
		uint64_t from, to;
		uint8_t want[64];

		open_at(2, &config);
		from = masters_buffer(64, 0, true);
		to = masters_buffer(64, 0, true);
		for (unsigned i = 0; i < 8 * 8 * 4; i++) {
			unsigned src = i % 8, dst = i / 8 % 8, len = 1 + (i * 7 + i / 64 * 11) % 40;

			memcpy(want, masters_at(to, 64), 64);
			memcpy(want + dst, masters_at(from + src, len), len);
			assert_true(cpu_copy(masters.cpu, to + dst, from + src, len));
			assert_true(cpu_fence(masters.cpu));
			assert_memory_equal(masters_at(to, 64), want, 64);
		}
		masters_close();
	}
	/* 24 bytes, 3 beyond alignment at the source: stores whole words, and each load touches two of them. */
	open_at(13, &plain);
	assert_true(cpu_copy(masters.cpu, masters_buffer(24, 0, false), masters_buffer(24, 3, true), 24));
	assert_true(cpu_fence(masters.cpu));
	assert_int_equal(cpu_counts(masters.cpu)->loads, 3);
	assert_int_equal(cpu_beats(masters.cpu)->r, 6);
	assert_int_equal(cpu_beats(masters.cpu)->w, 3);
	masters_close();
}

/* A FIFO of the device's side. */
struct fifo {
	uint8_t bytes[256];
	unsigned count, taken, room; /* room: bytes that are free now */
	unsigned refusals;
};

static bool fifo_put(void *ctx, const uint8_t *data, unsigned len)
{
	struct fifo *fifo = ctx;

	if (fifo->room < len) {
		fifo->room += fifo->refusals++ % 10 == 9 ? 4 : 0;
		return false;
	}
	fifo->room -= len;
	memcpy(fifo->bytes + fifo->count, data, len);
	fifo->count += len;
	return true;
}

static bool fifo_get(void *ctx, uint8_t *data, unsigned len)
{
	struct fifo *fifo = ctx;

	if (fifo->count - fifo->taken < len)
		return false;
	memcpy(data, fifo->bytes + fifo->taken, len);
	fifo->taken += len;
	return true;
}

/*
 * 62 bytes at 4 a time are 16 accesses. Out, L = 13: load in c, data in c + 13, put in c + 14, the next load in c + 15: 15 clocks each, and the
 * last answer comes 5 after the last put. In: get in c, answer in c + 5, store in c + 6, the next get in c + 7: 7 clocks each.
 */
static void device(void **state)
{
	const struct cpu_config config = { .width = 8, .loads = 1, .stores = 32, .cost = 1 };
	struct fifo fifo = { .room = 256 };
	const struct cpu_device dev = { .width = 4, .latency = 5, .put = fifo_put, .get = fifo_get, .ctx = &fifo };
	struct cpu_counts before;
	uint64_t from, to, start;

	(void)state;
	open_at(13, &config);
	from = masters_buffer(62, 1, true);
	to = masters_buffer(62, 3, false);
	before = *cpu_counts(masters.cpu);
	start = masters_clock();
	assert_true(cpu_put(masters.cpu, &dev, from, 62));
	expect_clocks(start, &before, 16 * 15 + 5 + 7, 16 * 13 + 5 + 7);
	assert_int_equal(fifo.count, 62);
	assert_memory_equal(fifo.bytes, masters_at(from, 62), 62);

	before = *cpu_counts(masters.cpu);
	start = masters_clock();
	assert_true(cpu_get(masters.cpu, &dev, to, 62));
	expect_clocks(start, &before, 16 * 7, 16 * 5);
	assert_true(cpu_fence(masters.cpu));
	assert_memory_equal(masters_at(to, 62), masters_at(from, 62), 62);
	assert_int_equal(cpu_counts(masters.cpu)->puts, 16);
	assert_int_equal(cpu_counts(masters.cpu)->gets, 16);
	assert_int_equal(cpu_counts(masters.cpu)->device_bytes, 124);
	masters_close();
}

/* A device with room for one word in 10 tries: 10 clocks of waiting before each put but the first, nothing is lost. */
static void device_full(void **state)
{
	const struct cpu_config config = { .width = 8, .loads = 32, .stores = 32, .cost = 1 };
	struct fifo fifo = { .room = 4 };
	const struct cpu_device dev = { .width = 4, .latency = 1, .put = fifo_put, .get = fifo_get, .ctx = &fifo };
	uint64_t from;

	(void)state;
	open_at(1, &config);
	from = masters_buffer(64, 0, true);
	assert_true(cpu_put(masters.cpu, &dev, from, 64));
	assert_memory_equal(fifo.bytes, masters_at(from, 64), 64);
	assert_int_equal(fifo.refusals, 150);
	/* An empty one: nothing comes, and the wait is bounded. */
	fifo.taken = fifo.count;
	assert_false(cpu_get(masters.cpu, &dev, from, 4));
	assert_non_null(strstr(cpu_error(masters.cpu), "time-out"));
	assert_string_equal(rig_error(masters.rig), cpu_error(masters.cpu));
	rig_close(masters.rig);
}

/* Cost: 5 clocks from one access to the next. Work takes its clocks and waits for nothing. */
static void cost_and_work(void **state)
{
	const struct cpu_config config = { .width = 8, .loads = 32, .stores = 32, .cost = 5 };
	struct cpu_counts before;
	uint64_t addr, start;

	(void)state;
	open_at(1, &config);
	addr = masters_buffer(80, 0, false);
	before = *cpu_counts(masters.cpu);
	start = masters_clock();
	assert_true(cpu_store(masters.cpu, addr, NULL, 80));
	expect_clocks(start, &before, 9 * 5 + 1, 0);
	/* The last store keeps the CPU for 4 more clocks. */
	assert_true(cpu_work(masters.cpu, 100));
	expect_clocks(start, &before, 9 * 5 + 5 + 100, 0);
	assert_int_equal(*masters_at(addr, 1), MEM_START_BYTE);
	masters_close();
}

/* Queued operations run beside the bench, in order; what is left of the clocks is free. */
static void free_share(void **state)
{
	struct cpu_counts before;
	uint64_t addr, words[4] = { 0 };

	(void)state;
	open_at(13, &plain);
	addr = masters_buffer(32, 0, true);
	before = *cpu_counts(masters.cpu);
	assert_true(cpu_free_share(&before, &before) == 1.0);
	/* 4 loads of 14 clocks and 44 of work: 100 of 1,000 clocks. */
	assert_true(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_LOAD, .addr = addr, .len = 32, .to = words }));
	assert_true(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_WORK, .len = 44 }));
	assert_int_equal(cpu_pending(masters.cpu), 2);
	assert_true(bench_run(masters.bench, 99));
	assert_int_equal(cpu_pending(masters.cpu), 1);
	assert_true(bench_run(masters.bench, 1));
	assert_int_equal(cpu_pending(masters.cpu), 0);
	assert_true(bench_run(masters.bench, 900));
	assert_true(cpu_free_share(&before, cpu_counts(masters.cpu)) == 0.9);
	assert_int_equal(cpu_counts(masters.cpu)->stalled, 4 * 13);
	assert_memory_equal(words, masters_at(addr, 32), 32);
	masters_close();
}

static void refused(void **state)
{
	static const struct cpu_config wrong[] = {
		{ .width = 16, .loads = 1, .stores = 1, .cost = 1 }, { .width = 3, .loads = 1, .stores = 1, .cost = 1 },
		{ .width = 0, .loads = 1, .stores = 1, .cost = 1 },  { .width = 8, .loads = 0, .stores = 1, .cost = 1 },
		{ .width = 8, .loads = 1, .stores = 33, .cost = 1 }, { .width = 8, .loads = 1, .stores = 1, .cost = 0 },
	};
	const struct axi_mem_config single = { .latency = 4, .single_port = true };
	const struct cpu_device dev = { .width = 4, .latency = 1 };
	struct cpu *more[AXI_SHARE_PORTS];
	char err[256] = "";
	uint8_t byte;

	(void)state;
	masters_open(&single);
	assert_null(rig_make_cpu(masters.rig, AXI_SHARE_BEAT, &plain, err, sizeof(err)));
	assert_non_null(strstr(err, "single port"));
	masters_close();

	open_at(13, &plain);
	assert_null(rig_make_cpu(masters.rig, AXI_SHARE_BEAT, &plain, err, sizeof(err)));
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		err[0] = '\0';
		assert_null(cpu_create(masters.bench, AXI_SHARE_BEAT, &wrong[i], err, sizeof(err)));
		assert_non_null(strstr(err, "needed"));
	}
	/* 7 places, one is taken; each that is given back is free again. */
	for (unsigned i = 1; i < AXI_SHARE_PORTS; i++)
		assert_non_null(more[i] = cpu_create(masters.bench, AXI_SHARE_BEAT, &plain, err, sizeof(err)));
	assert_null(cpu_create(masters.bench, AXI_SHARE_BEAT, &plain, err, sizeof(err)));
	assert_non_null(strstr(err, "too many"));
	for (unsigned i = 1; i < AXI_SHARE_PORTS; i++)
		cpu_destroy(more[i]);

	assert_false(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_LOAD, .addr = MASTERS_BASE }));
	assert_false(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_PUT, .addr = MASTERS_BASE, .len = 4 }));
	assert_false(cpu_push(masters.cpu,
			      &(struct cpu_op){ .kind = CPU_PUT, .addr = MASTERS_BASE, .len = 4, .device = &dev }));
	for (unsigned i = 0; i < CPU_OPS; i++)
		assert_true(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_WORK, .len = 1 }));
	assert_false(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_WORK, .len = 1 }));
	assert_true(cpu_wait(masters.cpu));

	/* Outside the memory: answered, named, and what is read is what an empty bus gives. */
	assert_false(cpu_load(masters.cpu, MASTERS_BASE + MASTERS_SIZE, &byte, 1));
	assert_int_equal(byte, 0xff);
	assert_int_equal(cpu_counts(masters.cpu)->errors, 1);
	assert_non_null(strstr(cpu_error(masters.cpu), "outside the memory"));
	rig_close(masters.rig);
}

static const struct CMUnitTest tests[] = {
	TEST("cpu.load_latency", load_latency),
	TEST("cpu.loads_in_flight", loads_in_flight),
	TEST("cpu.stores_and_fence", stores_and_fence),
	TEST("cpu.copy_clocks", copy_clocks),
	TEST("cpu.copy_alignment", copy_alignment),
	TEST("cpu.device", device),
	TEST("cpu.device_full", device_full),
	TEST("cpu.cost_and_work", cost_and_work),
	TEST("cpu.free_share", free_share),
	TEST("cpu.refused", refused),
};

TESTMAIN(tests)
