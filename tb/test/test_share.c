/* SPDX-License-Identifier: Apache-2.0 */
/* Engine and others on one memory: who gets the beats, that none is lost, and that an engine alone notices nothing. */
#include "masters.h"
#include "rng.h"

#include "testmain.h"

#define LEN 65536u
#define BEATS (LEN / MASTERS_BUS)

static const struct cpu_config eager = { .width = 8, .loads = 32, .stores = 32, .cost = 1 };

struct alone {
	uint64_t clocks, r, w;
};

/* A copy of the engine with nobody else there: not shared, or shared with nobody in it. */
static struct alone copy_alone(const struct axi_mem_config *bus, bool shared)
{
	struct alone alone;
	uint64_t from, to;

	masters_open(bus);
	if (shared)
		assert_non_null(axi_mem_share(bench_bus(masters.bench), AXI_SHARE_BURST));
	from = masters_buffer(20000, 3, true);
	to = masters_buffer(20000, 6, false);
	masters_copy_start(to, from, 20000);
	masters_copy_end();
	assert_memory_equal(masters_at(to, 20000), masters_at(from, 20000), 20000);
	alone = (struct alone){ bench_completion_clock(masters.bench) + masters_clock(), bench_counts(masters.bench)->r,
				bench_counts(masters.bench)->w };
	masters_close();
	return alone;
}

static void engine_alone(void **state)
{
	static const struct axi_mem_config buses[] = {
		{ .latency = 13 },
		{ .latency = 1, .stall_pct = 40 },
		{ .latency = 30, .jitter = 40, .reorder = true },
		{ .latency = 5, .w_first = true, .jitter = 3, .stall_pct = 10 },
	};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct alone without = copy_alone(&buses[i], false), with = copy_alone(&buses[i], true);

		assert_memory_equal(&without, &with, sizeof(with));
	}
}

/* Keeps the CPU busy with `op` until the engine has moved so many beats more; then what it has moved meanwhile, in `cpu`. */
static void press(const struct cpu_op *op, bool read, uint64_t beats, struct axi_share_counts *engine,
		  struct axi_share_counts *cpu)
{
	struct axi_share *share = axi_mem_share(bench_bus(masters.bench), masters.turn);
	struct axi_share_counts engine_before = *axi_share_engine(share), cpu_before = *cpu_beats(masters.cpu);
	uint64_t target = (read ? engine_before.r : engine_before.w) + beats, start = masters_clock();

	while ((read ? axi_share_engine(share)->r : axi_share_engine(share)->w) < target) {
		while (cpu_pending(masters.cpu) < 2)
			assert_true(cpu_push(masters.cpu, op));
		assert_true(masters_clock() - start < 20 * beats);
		assert_true(bench_run(masters.bench, 1));
	}
	*engine = *axi_share_engine(share);
	*cpu = *cpu_beats(masters.cpu);
	engine->r -= engine_before.r;
	engine->w -= engine_before.w;
	cpu->r -= cpu_before.r;
	cpu->w -= cpu_before.w;
}

/* The clocks from `since` on in which the channel moved a beat for one of the two: every one, but for a few. */
static void expect_full(uint64_t since, uint64_t beats)
{
	uint64_t clocks = masters_clock() - since;

	assert_true(beats <= clocks);
	assert_true(beats + clocks / 100 + 30 >= clocks);
}

/*
 * A copy of the engine and a CPU that reads, or writes, as fast as it can. Each gets every other beat, to 1 %, and waits at most one clock for
 * it; no clock goes by without a beat; data are right; all beats are there in the end.
 */
static void two_in_turn(bool read)
{
	struct axi_share_counts engine, cpu;
	uint64_t from, to, area, start;
	struct cpu_op op = { .kind = read ? CPU_LOAD : CPU_STORE, .len = LEN };
	uint8_t *bytes = calloc(2, LEN);

	assert_non_null(bytes);
	masters_open_cpu(NULL, AXI_SHARE_BEAT, &eager);
	from = masters_buffer(LEN, 0, true);
	to = masters_buffer(LEN, 0, false);
	area = masters_buffer(LEN, 0, true);
	for (unsigned i = 0; i < LEN; i++)
		bytes[i] = *masters_at(area + i, 1) ^ (read ? 0 : 0xff);
	op.addr = area;
	if (read)
		op.to = bytes + LEN;
	else
		op.data = bytes;

	masters_copy_start(to, from, LEN);
	masters_until(read, 200);
	press(&op, read, 100, &engine, &cpu); /* both under way */
	start = masters_clock();
	press(&op, read, BEATS - 400, &engine, &cpu);
	if (read) {
		expect_full(start, engine.r + cpu.r);
		assert_true(cpu.r * 100 >= engine.r * 98 && cpu.r * 100 <= engine.r * 102);
		assert_true(engine.r_wait_max <= 1 && cpu.r_wait_max <= 1);
	} else {
		expect_full(start, engine.w + cpu.w);
		assert_true(cpu.w * 100 >= engine.w * 98 && cpu.w * 100 <= engine.w * 102);
		assert_true(engine.w_wait_max <= 1 && cpu.w_wait_max <= 1);
	}
	assert_true(cpu_wait(masters.cpu) && cpu_fence(masters.cpu));
	masters_copy_end();
	assert_memory_equal(masters_at(to, LEN), masters_at(from, LEN), LEN);
	assert_memory_equal(masters_at(area, LEN), bytes, LEN);
	if (read)
		assert_memory_equal(bytes + LEN, bytes, LEN);
	assert_int_equal(cpu_beats(masters.cpu)->r, cpu_counts(masters.cpu)->load_bytes / 8);
	assert_int_equal(cpu_beats(masters.cpu)->w, cpu_counts(masters.cpu)->store_bytes / 8);
	assert_int_equal(axi_share_engine(axi_mem_share(bench_bus(masters.bench), AXI_SHARE_BEAT))->r, BEATS);
	assert_int_equal(axi_share_engine(axi_mem_share(bench_bus(masters.bench), AXI_SHARE_BEAT))->w, BEATS);
	assert_int_equal(bench_counts(masters.bench)->r, BEATS);
	assert_int_equal(bench_counts(masters.bench)->w, BEATS);
	free(bytes);
	masters_close();
}

static void reads_in_turn(void **state)
{
	(void)state;
	two_in_turn(true);
}

static void writes_in_turn(void **state)
{
	(void)state;
	two_in_turn(false);
}

/*
 * The same burst by burst: the engine's have 256 bytes or more (its maximum burst), the CPU's one beat. So a load waits for a whole burst, never for
 * two, and of n + 1 beats the CPU has one.
 */
static void burst_by_burst(void **state)
{
	struct axi_share_counts engine, cpu;
	struct cpu_op op = { .kind = CPU_LOAD, .len = LEN };
	uint64_t from, to, burst;

	(void)state;
	masters_open_cpu(NULL, AXI_SHARE_BURST, &eager);
	burst = rig_max_burst(masters.rig) / MASTERS_BUS;
	from = masters_buffer(LEN, 0, true);
	to = masters_buffer(LEN, 0, false);
	op.addr = from;
	masters_copy_start(to, from, LEN);
	masters_until(true, 200);
	press(&op, true, BEATS - 400, &engine, &cpu);
	assert_int_equal(cpu.r_wait_max, burst);
	assert_true(engine.r_wait_max <= 1);
	assert_true(cpu.r * burst * 100 >= engine.r * 97 && cpu.r * burst * 100 <= engine.r * 103);
	assert_true(cpu_wait(masters.cpu));
	masters_copy_end();
	assert_memory_equal(masters_at(to, LEN), masters_at(from, LEN), LEN);
	masters_close();
}

/*
 * Who was served longest ago comes first: a CPU with one load at a time finds that the engine had the beat before, so each load takes its L + 1
 * clocks as if alone, beside an engine that reads in every clock. That one loses a beat for each.
 */
static void load_beside_engine(void **state)
{
	static const struct cpu_config one = { .width = 8, .loads = 1, .stores = 1, .cost = 1 };
	const struct axi_share_counts *engine;
	uint64_t from, to, start, word;

	(void)state;
	masters_open_cpu(NULL, AXI_SHARE_BEAT, &one);
	from = masters_buffer(LEN, 0, true);
	to = masters_buffer(LEN, 0, false);
	masters_copy_start(to, from, LEN);
	masters_until(true, 100);
	engine = axi_share_engine(axi_mem_share(bench_bus(masters.bench), AXI_SHARE_BEAT));
	assert_int_equal(engine->r_wait, 0);
	for (unsigned i = 0; i < 200; i++) {
		start = masters_clock();
		assert_true(cpu_load(masters.cpu, from + 8 * i, &word, 8));
		assert_int_equal(masters_clock() - start, 14);
		assert_memory_equal(&word, masters_at(from + 8 * i, 8), 8);
	}
	assert_true(bench_counts(masters.bench)->r < BEATS);
	assert_int_equal(engine->r_wait, 200);
	assert_int_equal(engine->r_wait_max, 1);
	masters_copy_end();
	masters_close();
}

/* A store waits for its turn; a load of the same word, right behind it, brings what was stored. */
static void load_behind_store(void **state)
{
	struct rng rng = rng_seed(test_seed(), 5);
	uint64_t from, to, area;

	(void)state;
	masters_open_cpu(NULL, AXI_SHARE_BURST, &eager);
	from = masters_buffer(LEN, 0, true);
	to = masters_buffer(LEN, 0, false);
	area = masters_buffer(64, 0, true);
	masters_copy_start(to, from, LEN);
	masters_until(false, 100);
	for (unsigned i = 0; i < 100; i++) {
		uint64_t word = rng_next(&rng), back = 0;
		unsigned at = rng_below(&rng, 56);

		assert_true(cpu_store(masters.cpu, area + at, &word, 8));
		assert_true(cpu_load(masters.cpu, area + at, &back, 8));
		assert_int_equal(back, word);
	}
	assert_true(cpu_beats(masters.cpu)->w_wait_max > 8);
	masters_copy_end();
	assert_memory_equal(masters_at(to, LEN), masters_at(from, LEN), LEN);
	masters_close();
}

/* A reset of the engine in mid-burst, and a memory that hangs, hold nobody else up for longer than they last. */
static void reset_and_hang(void **state)
{
	uint64_t from, to, start, word;

	(void)state;
	masters_open_cpu(NULL, AXI_SHARE_BURST, &eager);
	from = masters_buffer(LEN, 0, true);
	to = masters_buffer(LEN, 0, false);
	masters_copy_start(to, from, LEN);
	for (unsigned i = 0; i < 40; i++) {
		masters_until(true, bench_counts(masters.bench)->r + 50 + i);
		assert_true(cpu_push(masters.cpu,
				     &(struct cpu_op){ .kind = CPU_COPY, .addr = to, .from = from, .len = 64 }));
		assert_true(bench_reset(masters.bench));
		assert_true(cpu_wait(masters.cpu) && cpu_fence(masters.cpu));
		assert_memory_equal(masters_at(to, 64), masters_at(from, 64), 64);
		memset(masters_at(to, 64), 0, 64);
		masters_copy_start(to, from, LEN);
	}
	masters_copy_end();
	assert_memory_equal(masters_at(to, LEN), masters_at(from, LEN), LEN);

	axi_mem_hang(bench_bus(masters.bench), true);
	assert_true(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_LOAD, .addr = from, .len = 8, .to = &word }));
	assert_true(bench_run(masters.bench, 500));
	assert_int_equal(cpu_pending(masters.cpu), 1);
	axi_mem_hang(bench_bus(masters.bench), false);
	start = masters_clock();
	assert_true(cpu_wait(masters.cpu));
	assert_true(masters_clock() - start <= 2);
	assert_memory_equal(&word, masters_at(from, 8), 8);
	masters_close();
}

/* The memory's latency changes for all who are on it: a load of one word takes latency + 1. */
static void latency_changes(void **state)
{
	const unsigned latencies[] = { 13, 26, 1, 13 };
	uint64_t area, word;

	(void)state;
	masters_open_cpu(&(struct axi_mem_config){ .latency = latencies[0] }, AXI_SHARE_BEAT, &eager);
	area = masters_buffer(64, 0, true);
	for (unsigned i = 0; i < 4; i++) {
		uint64_t before;

		axi_mem_set_latency(bench_bus(masters.bench), latencies[i]);
		before = masters_clock();
		assert_true(cpu_load(masters.cpu, area, &word, sizeof(word)));
		assert_int_equal(masters_clock() - before, latencies[i] + 1);
	}
	masters_close();
}

static const struct CMUnitTest tests[] = {
	TEST("share.engine_alone", engine_alone),
	TEST("share.reads_in_turn", reads_in_turn),
	TEST("share.writes_in_turn", writes_in_turn),
	TEST("share.burst_by_burst", burst_by_burst),
	TEST("share.load_beside_engine", load_beside_engine),
	TEST("share.load_behind_store", load_behind_store),
	TEST("share.reset_and_hang", reset_and_hang),
	TEST("share.latency_changes", latency_changes),
};

TESTMAIN(tests)
