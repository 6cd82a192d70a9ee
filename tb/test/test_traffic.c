/* SPDX-License-Identifier: Apache-2.0 */
/* Background traffic: loads, arrivals and waiting times against what theory says, its data, and its place beside others. */
#include "masters.h"

#include <math.h>

#include "testmain.h"

#define REGION (64u * 1024)

static struct traffic *start(const struct traffic_config *config)
{
	struct traffic_config full = *config;
	struct traffic *traffic;
	char err[256] = "";

	full.size = full.size ? full.size : REGION;
	full.base = masters_buffer(full.size, 0, false);
	full.in_flight = full.in_flight ? full.in_flight : 64;
	full.seed = test_seed();
	traffic = traffic_create(masters.bench, AXI_SHARE_BEAT, &full, err, sizeof(err));
	if (!traffic)
		fail_msg("%s", err);
	return traffic;
}

static void run(uint64_t clocks)
{
	assert_true(bench_run(masters.bench, clocks));
}

/* Nothing is born any more, all is answered, nothing was wrong. */
static void finish(struct traffic *traffic)
{
	traffic_go(traffic, false);
	for (unsigned i = 0; !traffic_idle(traffic); i++) {
		assert_true(i < 1000);
		run(1000);
	}
	if (traffic_fault(traffic))
		fail_msg("%s", traffic_fault(traffic));
	traffic_destroy(traffic);
}

static void expect_near(double is, double want, double part)
{
	if (fabs(is - want) > want * part)
		fail_msg("%f, expected %f to %.1f %%", is, want, part * 100);
}

/*
 * 25 % in bursts of 4 is a burst in every 16 clocks, in clocks 0, 16, 32 ... of the traffic. At L = 13 a read is answered 13 + 3 clocks after it was
 * born, a write's B comes 3 + 13 after. So of 100 bursts in 1,600 clocks the last one, born in clock 1,584, is open in clock 1,599 and done in 1,600.
 */
static void periodic(void **state)
{
	(void)state;
	for (unsigned write = 0; write < 2; write++) {
		const struct traffic_config config = {
			.read_pct = write ? 0 : 25, .write_pct = write ? 25 : 0, .beats = 4, .in_flight = 2
		};
		const struct traffic_counts *counts, *none;
		struct traffic *traffic;

		masters_open(NULL);
		traffic = start(&config);
		counts = write ? traffic_writes(traffic) : traffic_reads(traffic);
		none = write ? traffic_reads(traffic) : traffic_writes(traffic);
		run(16);
		assert_int_equal(counts->done, 0);
		run(1);
		assert_int_equal(counts->done, 1);
		run(1583);
		assert_int_equal(counts->born, 100);
		assert_int_equal(counts->done, 99);
		run(1);
		assert_int_equal(counts->born, 101);
		assert_int_equal(counts->done, 100);
		assert_int_equal(counts->beats, 400);
		assert_int_equal(counts->time_max, 16);
		assert_true(traffic_mean(counts) == 16.0 && traffic_deviation(counts) == 0.0);
		assert_int_equal(none->born, 0);
		finish(traffic);
		masters_close();
	}
}

/* Two streams of 60 % on one channel are more than there is: each gets half, the rest waits, then is lost and counted. */
static void overload(void **state)
{
	const struct traffic_config config = { .read_pct = 60, .beats = 4 };
	struct traffic *a, *b;

	(void)state;
	masters_open(NULL);
	a = start(&config);
	b = start(&config);
	run(200000);
	/* All beats of the channel, but for the first 13 clocks and the rounding of a burst. */
	assert_true(traffic_beats(a)->r + traffic_beats(b)->r >= 200000 - 20);
	expect_near((double)traffic_beats(a)->r, 100000, 0.001);
	assert_int_equal(traffic_beats(a)->r_wait_max, 1);
	assert_int_equal(traffic_reads(a)->born, 30000);
	assert_int_equal(traffic_reads(a)->waiting_max, TRAFFIC_WAITING);
	assert_true(traffic_reads(a)->lost > 0);
	assert_true(traffic_reads(a)->done + traffic_reads(a)->lost + TRAFFIC_WAITING + 64 >= traffic_reads(a)->born);
	finish(a);
	finish(b);
	masters_close();
}

/*
 * Births in windows of 100 clocks: of a Poisson process their variance is their mean, of a periodic one it is next to nothing. The load is
 * what was asked for, to 3 %.
 */
static void poisson(void **state)
{
	static const enum traffic_arrival arrivals[] = { TRAFFIC_POISSON, TRAFFIC_PERIODIC };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct traffic_config config = { .write_pct = 40, .beats = 4, .arrival = arrivals[i] };
		double sum = 0, squares = 0, mean, ratio;
		struct traffic *traffic;
		uint64_t before = 0;

		masters_open(NULL);
		traffic = start(&config);
		for (unsigned window = 0; window < 3000; window++) {
			double born;

			run(100);
			born = (double)(traffic_writes(traffic)->born - before);
			before = traffic_writes(traffic)->born;
			sum += born;
			squares += born * born;
		}
		mean = sum / 3000;
		ratio = (squares / 3000 - mean * mean) / mean;
		expect_near(mean, 10, 0.03);
		if (arrivals[i] == TRAFFIC_POISSON)
			expect_near(ratio, 1.0, 0.15);
		else
			assert_true(ratio < 0.001);
		finish(traffic);
		masters_close();
	}
}

/*
 * Poisson births, geometric lengths, one server that gives a beat a clock: Pollaczek and Khinchine's mean wait is
 * lambda E[S^2] / (2 (1 - rho)); with E[S] = 8, E[S^2] = 2 x 64 - 8 = 120. A burst that finds nobody takes L + S - 1.
 * rho = 0.5: 0.0625 x 120 / 1 = 7.5 clocks of waiting; rho = 0.8: 0.1 x 120 / 0.4 = 30. (By clocks it is the same: what was there waits 1/2 rho less, and
 * of the births of one clock the earlier ones take 1/2 rho.)
 */
static void queueing(void **state)
{
	static const struct {
		unsigned pct;
		double wait, part;
	} cases[] = { { 50, 7.5, 0.08 }, { 80, 30.0, 0.2 } };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct traffic_config config = {
			.read_pct = cases[i].pct, .beats = 8, .spread = true, .arrival = TRAFFIC_POISSON
		};
		struct traffic *traffic;

		masters_open(NULL);
		traffic = start(&config);
		run(600000);
		expect_near((double)traffic_beats(traffic)->r / 600000, cases[i].pct / 100.0, 0.04);
		expect_near((double)traffic_reads(traffic)->beats / (double)traffic_reads(traffic)->done, 8.0, 0.03);
		expect_near(traffic_mean(traffic_reads(traffic)) - (13 + 8 - 1), cases[i].wait, cases[i].part);
		finish(traffic);
		masters_close();
	}
}

/* Engine, CPU and traffic, all reading whenever they can: a third each, and nobody waits for more than two others. */
static void three_in_turn(void **state)
{
	static const struct cpu_config eager = { .width = 8, .loads = 32, .stores = 1, .cost = 1 };
	const struct traffic_config config = { .read_pct = 100, .beats = 16 };
	const struct axi_share_counts *engine, *cpu, *other;
	uint64_t from, to, first, r[3], sum;
	struct traffic *traffic;

	(void)state;
	masters_open_cpu(NULL, AXI_SHARE_BEAT, &eager);
	from = masters_buffer(65536, 0, true);
	to = masters_buffer(65536, 0, false);
	traffic = start(&config);
	engine = axi_share_engine(axi_mem_share(bench_bus(masters.bench), AXI_SHARE_BEAT));
	cpu = cpu_beats(masters.cpu);
	other = traffic_beats(traffic);
	masters_copy_start(to, from, 65536);
	assert_true(cpu_push(masters.cpu, &(struct cpu_op){ .kind = CPU_LOAD, .addr = from, .len = 65536 }));
	masters_until(true, 300);
	r[0] = engine->r;
	r[1] = cpu->r;
	r[2] = other->r;
	first = masters_clock();
	masters_until(true, 6300);
	assert_int_equal(cpu_pending(masters.cpu), 1);
	sum = engine->r - r[0] + cpu->r - r[1] + other->r - r[2];
	assert_int_equal(sum, masters_clock() - first);
	expect_near((double)(engine->r - r[0]), (double)sum / 3, 0.01);
	expect_near((double)(cpu->r - r[1]), (double)sum / 3, 0.01);
	expect_near((double)(other->r - r[2]), (double)sum / 3, 0.01);
	assert_true(engine->r_wait_max <= 2 && cpu->r_wait_max <= 2 && other->r_wait_max <= 2);
	traffic_go(traffic, false);
	assert_true(cpu_wait(masters.cpu));
	masters_copy_end();
	assert_memory_equal(masters_at(to, 65536), masters_at(from, 65536), 65536);
	finish(traffic);
	masters_close();
}

/* A copy of the engine takes longer the more the others read, and what they ask for they get. */
static void slows_the_engine(void **state)
{
	uint64_t clocks[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		const struct traffic_config config = { .read_pct = 20 * i, .beats = 8, .arrival = TRAFFIC_POISSON };
		struct traffic *traffic;
		uint64_t from, to, begin;

		masters_open(NULL);
		from = masters_buffer(65536, 0, true);
		to = masters_buffer(65536, 0, false);
		traffic = start(&config);
		masters_copy_start(to, from, 65536);
		masters_until(true, 100);
		begin = masters_clock();
		masters_until(true, 8100);
		clocks[i] = masters_clock() - begin;
		masters_copy_end();
		assert_memory_equal(masters_at(to, 65536), masters_at(from, 65536), 65536);
		finish(traffic);
		masters_close();
	}
	/* 8,000 beats: alone one a clock; then with 20 % and 40 % of the beats given away. */
	assert_int_equal(clocks[0], 8000);
	expect_near((double)clocks[1], 8000 / 0.8, 0.05);
	expect_near((double)clocks[2], 8000 / 0.6, 0.05);
}

/* A word that somebody else stores to, and a write that is undone, are found at the next read there. */
static void data_checked(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct traffic_config config = {
			.read_pct = 50, .write_pct = i ? 0 : 50, .beats = 16, .size = 4096
		};
		static uint8_t old[4096];
		struct traffic *traffic;

		masters_open(NULL);
		traffic = start(&config); /* its region is the first that is given out */
		run(10000);
		assert_null(traffic_fault(traffic));
		if (i) {
			*masters_at(MASTERS_BASE + 1000, 1) ^= 0x10;
		} else {
			memcpy(old, masters_at(MASTERS_BASE, sizeof(old)), sizeof(old));
			run(2000);
			assert_null(traffic_fault(traffic));
			memcpy(masters_at(MASTERS_BASE, sizeof(old)), old, sizeof(old));
		}
		run(2000);
		assert_non_null(traffic_fault(traffic));
		assert_non_null(strstr(traffic_fault(traffic), i ? "read at 0x800003e8" : "read at 0x80000"));
		traffic_destroy(traffic);
		masters_close();
	}
}

/* The same seed is the same run to the clock; another is another. A stalling, jittering memory and a reset of the engine change no data. */
static void repeatable(void **state)
{
	const struct axi_mem_config bus = { .latency = 7, .jitter = 9, .stall_pct = 30, .seed = 3 };
	double mean[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct traffic_config config = { .read_pct = 30,
						 .write_pct = 30,
						 .beats = 5,
						 .spread = true,
						 .arrival = TRAFFIC_POISSON,
						 .in_flight = 8,
						 .size = REGION };
		struct traffic *traffic;
		char err[256] = "";

		masters_open(&bus);
		config.base = masters_buffer(REGION, 0, false);
		config.seed = test_seed() + i / 2;
		traffic = traffic_create(masters.bench, AXI_SHARE_BURST, &config, err, sizeof(err));
		if (!traffic)
			fail_msg("%s", err);
		run(5000);
		assert_true(bench_reset(masters.bench));
		run(15000);
		mean[i] = traffic_mean(traffic_reads(traffic)) + traffic_mean(traffic_writes(traffic));
		finish(traffic);
		masters_close();
	}
	assert_true(mean[0] == mean[1]);
	assert_true(mean[0] != mean[2]);
}

static void refused(void **state)
{
	static const struct traffic_config good = {
		.read_pct = 10, .beats = 4, .in_flight = 4, .base = MASTERS_BASE, .size = REGION
	};
	char err[256] = "";

	(void)state;
	masters_open(NULL);
	for (unsigned i = 0; i < 8; i++) {
		struct traffic_config bad = good;

		switch (i) {
		case 0: bad.read_pct = 101; break;
		case 1: bad.write_pct = 101; break;
		case 2: bad.beats = 0; break;
		case 3: bad.beats = 257; break;
		case 4: bad.in_flight = 65; break;
		case 5: bad.base += 4; break;
		case 6: bad.size = 2040; break;
		default: bad.base = MASTERS_BASE + MASTERS_SIZE - 4096;
		}
		err[0] = '\0';
		assert_null(traffic_create(masters.bench, AXI_SHARE_BEAT, &bad, err, sizeof(err)));
		assert_true(strstr(err, "needed") || strstr(err, "whole bus words"));
	}
	masters_close();
	masters_open(&(struct axi_mem_config){ .latency = 2, .single_port = true });
	assert_null(traffic_create(masters.bench, AXI_SHARE_BEAT, &good, err, sizeof(err)));
	assert_non_null(strstr(err, "single port"));
	masters_close();
}

static const struct CMUnitTest tests[] = {
	TEST("traffic.periodic", periodic),
	TEST("traffic.overload", overload),
	TEST("traffic.poisson", poisson),
	TEST("traffic.queueing", queueing),
	TEST("traffic.three_in_turn", three_in_turn),
	TEST("traffic.slows_the_engine", slows_the_engine),
	TEST("traffic.data_checked", data_checked),
	TEST("traffic.repeatable", repeatable),
	TEST("traffic.refused", refused),
};

TESTMAIN(tests)
