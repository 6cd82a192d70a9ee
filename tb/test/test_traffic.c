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
