// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Calibration: known constants come back exactly, noise is averaged, and samples that say too little are refused. */
#include "test/testmain.h"

#include <math.h>

#include "sgdma_cost.h"

static uint64_t next_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x >> 11;
}

static void engine_exact(void **state)
{
	static const struct {
		uint64_t setup, desc;
		struct sgdma_rate bus;
	} known[] = { { 35, 2, { 8, 1 } },   { 0, 0, { 4, 1 } },    { 1000000, 13, { 64, 1 } },
		      { 7, 102, { 16, 3 } }, { 60, 1, { 1, 900 } }, { 1, 1, { 1000003, 999983 } } };
	(void)state;

	for (unsigned k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		struct sgdma_cost cost = { .cpu_desc = 77, .copy = { 5, { 6, 7 } } };
		struct sgdma_sample samples[12];
		struct sgdma_fit fit;

		for (unsigned i = 0; i < 12; i++) {
			uint64_t times = i * i + 1;

			samples[i].bytes = times * known[k].bus.bytes;
			samples[i].count = 1 + i % 5 * 3;
			samples[i].clocks =
				known[k].setup + samples[i].count * known[k].desc + times * known[k].bus.clocks;
		}
		assert_int_equal(sgdma_cost_fit(&cost, samples, k % 2 ? 12 : 3, &fit), SGDMA_SUCCESS);
		assert_int_equal(cost.setup, known[k].setup * SGDMA_CLOCK);
		assert_int_equal(cost.desc, known[k].desc * SGDMA_CLOCK);
		assert_int_equal(cost.bus.bytes, known[k].bus.bytes);
		assert_int_equal(cost.bus.clocks, known[k].bus.clocks);
		assert_int_equal(fit.open, 0);
		assert_int_equal(fit.worst, 0);
		/* What it does not fit it leaves alone. */
		assert_int_equal(cost.cpu_desc, 77);
		assert_int_equal(cost.copy.call, 5);
		assert_int_equal(cost.copy.rate.clocks, 7);
	}
}

/* Times that are no whole clocks, exact at the sample sizes: t_o = 10.5, t_d = 1.25, B = 8. */
static void engine_fractions(void **state)
{
	static const struct sgdma_sample samples[] = { { 8, 2, 14 }, { 80, 6, 28 }, { 800, 10, 123 }, { 4, 4, 16 } };
	struct sgdma_cost cost = { 0 };
	struct sgdma_fit fit;
	(void)state;

	assert_int_equal(sgdma_cost_fit(&cost, samples, 4, &fit), SGDMA_SUCCESS);
	assert_int_equal(cost.setup, 10 * SGDMA_CLOCK + SGDMA_CLOCK / 2);
	assert_int_equal(cost.desc, SGDMA_CLOCK + SGDMA_CLOCK / 4);
	assert_int_equal(cost.bus.bytes, 8);
	assert_int_equal(cost.bus.clocks, 1);
	assert_int_equal(fit.worst, 0);
}

/* To the nearest 1/65,536: t_d = 2/3 is 43,690.67. */
static void engine_rounding(void **state)
{
	static const struct sgdma_sample samples[] = { { 8, 3, 3 }, { 8, 6, 5 }, { 16, 3, 4 } };
	struct sgdma_cost cost = { 0 };
	struct sgdma_fit fit;
	(void)state;

	assert_int_equal(sgdma_cost_fit(&cost, samples, 3, &fit), SGDMA_SUCCESS);
	assert_int_equal(cost.desc, 43691);
	assert_int_equal(cost.setup, 0);
	assert_in_range(fit.worst, 1, 3);
}

/* The largest samples that are taken: nothing overflows on the way. */
static void engine_largest(void **state)
{
	static struct sgdma_sample samples[SGDMA_SAMPLES_MAX + 1];
	struct sgdma_cost cost = { 0 };
	struct sgdma_fit fit;
	(void)state;

	for (unsigned i = 0; i < SGDMA_SAMPLES_MAX; i++) {
		samples[i].bytes = i % 2 ? UINT32_MAX - i : i;
		samples[i].count = i % 3 ? UINT32_MAX - 7 * i : i;
		samples[i].clocks = 50 * samples[i].bytes + 90 * samples[i].count + 12345;
	}
	assert_int_equal(sgdma_cost_fit(&cost, samples, SGDMA_SAMPLES_MAX, &fit), SGDMA_SUCCESS);
	assert_int_equal(cost.setup, 12345 * SGDMA_CLOCK);
	assert_int_equal(cost.desc, 90 * SGDMA_CLOCK);
	assert_int_equal(cost.bus.bytes, 1);
	assert_int_equal(cost.bus.clocks, 50);
	assert_int_equal(fit.worst, 0);
	samples[SGDMA_SAMPLES_MAX] = samples[0];
	assert_int_equal(sgdma_cost_fit(&cost, samples, SGDMA_SAMPLES_MAX + 1, &fit), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_cost_fit(&cost, samples, 0, &fit), SGDMA_ERR_ARG);
	for (unsigned i = 0; i < 3; i++) {
		struct sgdma_sample saved = samples[1];

		*(i == 0   ? &samples[1].bytes
		  : i == 1 ? &samples[1].count
			   : &samples[1].clocks) = i < 2 ? UINT64_C(1) << 32 : UINT64_C(1) << 40;
		assert_int_equal(sgdma_cost_fit(&cost, samples, 5, &fit), SGDMA_ERR_ARG);
		samples[1] = saved;
	}
}

/* With noise: no other constants nearby have a smaller sum of squares, and `worst` is what it says. */
static void engine_noise(void **state)
{
	uint64_t x = test_seed() * UINT64_C(0x9e3779b97f4a7c15) + 1;
	(void)state;

	for (unsigned n = 0; n < 200; n++) {
		struct sgdma_sample samples[40];
		struct sgdma_cost cost = { 0 };
		struct sgdma_fit fit;
		double best = 0, worst = 0, by[3];

		for (unsigned i = 0; i < 40; i++) {
			samples[i].bytes = next_random(&x) % 20000;
			samples[i].count = 1 + next_random(&x) % 100;
			samples[i].clocks = 500 + samples[i].count * 20 + samples[i].bytes / 7 + next_random(&x) % 41;
		}
		assert_int_equal(sgdma_cost_fit(&cost, samples, 40, &fit), SGDMA_SUCCESS);
		by[0] = (double)cost.setup / SGDMA_CLOCK;
		by[1] = (double)cost.desc / SGDMA_CLOCK;
		by[2] = (double)cost.bus.clocks / cost.bus.bytes;
		for (unsigned t = 0; t < 7; t++) {
			double step[3] = { 0 }, squares = 0;

			if (t)
				step[(t - 1) / 2] = (t % 2 ? 1 : -1) * (t > 4 ? 1e-4 : t > 2 ? 1e-2 : 1);
			for (unsigned i = 0; i < 40; i++) {
				double off = by[0] + step[0] + (by[1] + step[1]) * (double)samples[i].count +
					     (by[2] + step[2]) * (double)samples[i].bytes - (double)samples[i].clocks;

				squares += off * off;
				if (!t && fabs(off) > worst)
					worst = fabs(off);
			}
			if (!t)
				best = squares;
			else
				assert_true(squares > best);
		}
		assert_true(fabs((double)fit.worst / SGDMA_CLOCK - worst) < 0.01);
		assert_in_range(fit.worst, 1, 41 * SGDMA_CLOCK);
	}
}

static void check_open(const struct sgdma_sample *samples, size_t count, uint8_t open)
{
	struct sgdma_cost cost = { .setup = 1, .desc = 2, .bus = { 3, 4 } };
	struct sgdma_fit fit;

	assert_int_equal(sgdma_cost_fit(&cost, samples, count, &fit), SGDMA_ERR_SAMPLES);
	assert_int_equal(fit.open, open);
	/* A refusal leaves the constants of the last time. */
	assert_int_equal(cost.setup, 1);
	assert_int_equal(cost.desc, 2);
	assert_int_equal(cost.bus.bytes, 3);
	assert_int_equal(cost.bus.clocks, 4);
}

static void engine_degenerate(void **state)
{
	static const struct sgdma_sample same[] = { { 64, 1, 50 }, { 64, 1, 51 }, { 64, 1, 52 } };
	static const struct sgdma_sample sizes[] = { { 64, 1, 50 }, { 128, 1, 58 }, { 256, 1, 74 } };
	static const struct sgdma_sample counts[] = { { 64, 1, 50 }, { 64, 2, 52 }, { 64, 4, 56 } };
	static const struct sgdma_sample together[] = { { 64, 1, 50 }, { 128, 2, 60 }, { 256, 4, 80 } };
	static const struct sgdma_sample backward[] = { { 64, 1, 50 }, { 128, 2, 40 }, { 256, 1, 30 } };
	static const struct sgdma_sample flat[] = { { 64, 1, 50 }, { 128, 2, 52 }, { 256, 1, 50 } };
	const uint8_t all = SGDMA_OPEN_SETUP | SGDMA_OPEN_COUNT | SGDMA_OPEN_RATE;
	(void)state;

	check_open(same, 3, all);
	check_open(same, 1, all);
	check_open(sizes, 3, SGDMA_OPEN_SETUP | SGDMA_OPEN_COUNT);
	check_open(counts, 3, SGDMA_OPEN_SETUP | SGDMA_OPEN_RATE);
	check_open(together, 3, all);
	check_open(backward, 2, all);
	check_open(backward, 3, SGDMA_OPEN_RATE);
	check_open(flat, 3, SGDMA_OPEN_RATE);
}

/* A constant part below 0 becomes 0, and `worst` says how much that is. */
static void engine_negative(void **state)
{
	static const struct sgdma_sample samples[] = { { 800, 1, 98 }, { 1600, 1, 198 }, { 800, 3, 102 } };
	struct sgdma_cost cost = { 0 };
	struct sgdma_fit fit;
	(void)state;

	/* clocks = -4 + 2 n + bytes / 8 */
	assert_int_equal(sgdma_cost_fit(&cost, samples, 3, &fit), SGDMA_SUCCESS);
	assert_int_equal(cost.setup, 0);
	assert_int_equal(cost.desc, 2 * SGDMA_CLOCK);
	assert_int_equal(cost.bus.bytes, 8);
	assert_int_equal(fit.worst, 4 * SGDMA_CLOCK);
}

/* Hardly apart, far from 0: a constant that no time can hold is no constant. */
static void engine_too_large(void **state)
{
	static const struct sgdma_sample samples[] = { { 1, UINT32_MAX, 0 },
						       { 1, UINT32_MAX - 1, UINT64_C(0xffffffffff) },
						       { 2, UINT32_MAX, 1 } };
	(void)state;

	check_open(samples, 3, SGDMA_OPEN_SETUP);
}

static void copy(void **state)
{
	static const struct sgdma_sample sizes[] = { { 64, 1, 116 }, { 4096, 1, 6164 } };
	static const struct sgdma_sample calls[] = { { 64, 1, 116 }, { 64, 3, 156 }, { 64, 5, 196 } };
	static const struct sgdma_sample together[] = { { 64, 1, 116 }, { 128, 2, 232 } };
	static const struct sgdma_sample empty[] = { { 0, 1, 20 }, { 0, 2, 40 } };
	static const struct sgdma_sample bytes[] = { { 64, 0, 96 }, { 128, 0, 192 } };
	struct sgdma_copy_cost cost;
	struct sgdma_fit fit;
	(void)state;

	/* 20 a call and 3/2 a byte, from two sizes as from several calls */
	for (unsigned i = 0; i < 2; i++) {
		cost = (struct sgdma_copy_cost){ 0 };
		assert_int_equal(sgdma_cost_fit_copy(&cost, i ? calls : sizes, i ? 3 : 2, &fit), SGDMA_SUCCESS);
		assert_int_equal(cost.call, 20 * SGDMA_CLOCK);
		assert_int_equal(cost.rate.bytes, 2);
		assert_int_equal(cost.rate.clocks, 3);
		assert_int_equal(fit.worst, 0);
	}
	assert_int_equal(sgdma_cost_fit_copy(&cost, sizes, 1, &fit), SGDMA_ERR_SAMPLES);
	assert_int_equal(fit.open, SGDMA_OPEN_COUNT | SGDMA_OPEN_RATE);
	assert_int_equal(sgdma_cost_fit_copy(&cost, together, 2, &fit), SGDMA_ERR_SAMPLES);
	assert_int_equal(fit.open, SGDMA_OPEN_COUNT | SGDMA_OPEN_RATE);
	assert_int_equal(sgdma_cost_fit_copy(&cost, empty, 2, &fit), SGDMA_ERR_SAMPLES);
	assert_int_equal(fit.open, SGDMA_OPEN_RATE);
	assert_int_equal(sgdma_cost_fit_copy(&cost, bytes, 2, &fit), SGDMA_ERR_SAMPLES);
	assert_int_equal(fit.open, SGDMA_OPEN_COUNT);
	assert_int_equal(sgdma_cost_fit_copy(&cost, bytes, 0, &fit), SGDMA_ERR_ARG);
	assert_int_equal(cost.call, 20 * SGDMA_CLOCK);
}

static void build(void **state)
{
	static const struct sgdma_sample samples[] = { { 0, 1, 107 }, { 9, 2, 114 }, { 5, 10, 170 } };
	static const struct sgdma_sample steep[] = { { 0, UINT32_MAX, UINT64_C(1) << 39 }, { 0, UINT32_MAX - 1, 0 } };
	struct sgdma_cost cost = { .setup = 9 };
	struct sgdma_fit fit;
	(void)state;

	assert_int_equal(sgdma_cost_fit_build(&cost, samples, 3, &fit), SGDMA_SUCCESS);
	assert_int_equal(cost.cpu_list, 100 * SGDMA_CLOCK);
	assert_int_equal(cost.cpu_desc, 7 * SGDMA_CLOCK);
	assert_int_equal(cost.setup, 9);
	assert_int_equal(fit.worst, 0);
	assert_int_equal(sgdma_cost_fit_build(&cost, samples, 1, &fit), SGDMA_ERR_SAMPLES);
	assert_int_equal(fit.open, SGDMA_OPEN_SETUP | SGDMA_OPEN_COUNT);
	assert_int_equal(sgdma_cost_fit_build(&cost, steep, 2, &fit), SGDMA_ERR_SAMPLES);
	assert_int_equal(sgdma_cost_fit_build(&cost, samples, 0, &fit), SGDMA_ERR_ARG);
	assert_int_equal(cost.cpu_list, 100 * SGDMA_CLOCK);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.fit_engine_exact", engine_exact),
	TEST("driver.fit_engine_fractions", engine_fractions),
	TEST("driver.fit_engine_rounding", engine_rounding),
	TEST("driver.fit_engine_largest", engine_largest),
	TEST("driver.fit_engine_noise", engine_noise),
	TEST("driver.fit_engine_degenerate", engine_degenerate),
	TEST("driver.fit_engine_negative", engine_negative),
	TEST("driver.fit_engine_too_large", engine_too_large),
	TEST("driver.fit_copy", copy),
	TEST("driver.fit_build", build),
};
TESTMAIN(tests)
