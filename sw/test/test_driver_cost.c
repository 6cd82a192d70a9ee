// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Cost model: predictions and thresholds against what they mean, worked out with wide integers. */
#include "test/testmain.h"

#include "sgdma_cost.h"

typedef unsigned __int128 u128;

static uint64_t next_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x >> 11;
}

static struct sgdma_cost example(void)
{
	return (struct sgdma_cost){
		.setup = 40 * SGDMA_CLOCK,
		.desc = 3 * SGDMA_CLOCK / 2,
		.bus = { 8, 1 },
		.cpu_list = 10 * SGDMA_CLOCK,
		.cpu_desc = SGDMA_CLOCK / 2,
		.copy = { 20 * SGDMA_CLOCK, { 4, 3 } },
		.pio = { 5 * SGDMA_CLOCK, { 1, 2 } },
	};
}

static void by_hand(void **state)
{
	static const struct sgdma_piece pieces[] = { { .len = 100 }, { .len = 60 }, { .len = 1 } };
	struct sgdma_load load = { .bytes = 4096, .descs = 3, .copies = 2, .copy_bytes = 72 };
	struct sgdma_cost cost = example();
	(void)state;

	/* 40 + 10 + 3 * 2 + 512 + 2 * 20 + 54 */
	assert_int_equal(sgdma_cost_clocks(&cost, &load), 662 * SGDMA_CLOCK);
	/* 50 + 6 + 161 / 8 */
	assert_int_equal(sgdma_cost_list(&cost, pieces, 3), 56 * SGDMA_CLOCK + 161 * SGDMA_CLOCK / 8);
	assert_int_equal(sgdma_cost_copy(&cost.copy, 4, 1), 23 * SGDMA_CLOCK);
	/* g*: a descriptor of 2 clocks is worth 16 bytes; a transfer of 52 is worth 416 */
	assert_int_equal(sgdma_cost_gap(&cost, false), 16);
	assert_int_equal(sgdma_cost_gap(&cost, true), 416);
	cost.desc++; /* the least more, and a gap of 16 bytes is worth it */
	assert_int_equal(sgdma_cost_gap(&cost, false), 17);
	cost.desc--;
	/* S*: 52 - 5 = S * (2 - 1/8), 25.07 */
	assert_int_equal(sgdma_cost_break_even(&cost), 26);
	cost.pio.rate = (struct sgdma_rate){ 16, 2 };
	assert_true(sgdma_cost_break_even(&cost) == SGDMA_NEVER); /* as fast as the bus */
	cost.pio.call = 53 * SGDMA_CLOCK;
	assert_int_equal(sgdma_cost_break_even(&cost), 0);
	cost.pio.rate.bytes = 17;
	assert_true(sgdma_cost_break_even(&cost) == SGDMA_NEVER);
	cost.pio.rate.bytes = 15;
	assert_int_equal(sgdma_cost_break_even(&cost), 0);
	cost.pio.rate.bytes = 0;
	assert_true(sgdma_cost_break_even(&cost) == SGDMA_NEVER); /* not measured */
	/* No bytes take no time at any rate; one byte is rounded up. */
	cost.copy.rate.bytes = 0;
	assert_int_equal(sgdma_cost_copy(&cost.copy, 0, 1), 20 * SGDMA_CLOCK);
	assert_true(sgdma_cost_copy(&cost.copy, 1, 0) == SGDMA_NEVER);
	cost.copy.rate = (struct sgdma_rate){ 3, 1 };
	assert_int_equal(sgdma_cost_copy(&cost.copy, 1, 0), (SGDMA_CLOCK + 2) / 3);
}

static uint64_t up(u128 n, u128 d)
{
	n = (n + d - 1) / d;
	return n > UINT64_MAX ? SGDMA_NEVER : (uint64_t)n;
}

static uint64_t some_time(uint64_t *x)
{
	return next_random(x) >> next_random(x) % 53 & (SGDMA_TIME_LIMIT - 1);
}

static uint32_t some_part(uint64_t *x)
{
	return (uint32_t)next_random(x) >> (next_random(x) % 4 ? next_random(x) % 32 : 0) | 1;
}

/* On constants of every size: the prediction is the formula, and each threshold is where the two sides change places. */
static void formulas(void **state)
{
	uint64_t x = test_seed() * UINT64_C(0x9e3779b97f4a7c15) + 1;
	unsigned even = 0;
	(void)state;

	for (unsigned n = 0; n < 20000; n++) {
		struct sgdma_cost cost = {
			.setup = some_time(&x),
			.desc = some_time(&x),
			.bus = { some_part(&x), some_part(&x) },
			.cpu_list = some_time(&x),
			.cpu_desc = some_time(&x),
			.copy = { some_time(&x), { some_part(&x), some_part(&x) } },
			.pio = { some_time(&x), { some_part(&x), some_part(&x) } },
		};
		struct sgdma_load load = { .bytes = some_time(&x),
					   .descs = some_part(&x) >> 16,
					   .copies = some_part(&x) >> 16,
					   .copy_bytes = some_part(&x) };
		u128 want = (u128)cost.setup + cost.cpu_list + (u128)load.descs * (cost.desc + cost.cpu_desc) +
			    (u128)load.copies * cost.copy.call;
		u128 saved = (u128)cost.desc + cost.cpu_desc, all = saved + cost.setup + cost.cpu_list, dma, pio;
		uint64_t size, slow, fast;

		want += up((u128)load.bytes * cost.bus.clocks * SGDMA_CLOCK, cost.bus.bytes);
		want += up((u128)load.copy_bytes * cost.copy.rate.clocks * SGDMA_CLOCK, cost.copy.rate.bytes);
		assert_true(sgdma_cost_clocks(&cost, &load) == (want > UINT64_MAX ? SGDMA_NEVER : (uint64_t)want));
		assert_true(sgdma_cost_gap(&cost, false) ==
			    up(saved * cost.bus.bytes, (u128)cost.bus.clocks * SGDMA_CLOCK));
		assert_true(sgdma_cost_gap(&cost, true) ==
			    up(all * cost.bus.bytes, (u128)cost.bus.clocks * SGDMA_CLOCK));
		size = sgdma_cost_break_even(&cost);
		slow = (uint64_t)cost.pio.rate.clocks * cost.bus.bytes;
		fast = (uint64_t)cost.bus.clocks * cost.pio.rate.bytes;
		if (slow > fast && all > cost.pio.call) {
			dma = up((all - cost.pio.call) * ((uint64_t)cost.bus.bytes * cost.pio.rate.bytes), slow - fast);
			assert_true(size == (dma == SGDMA_NEVER ? SGDMA_NEVER : up(dma, SGDMA_CLOCK)));
		}
		if (size == SGDMA_NEVER || size >> 32 || cost.bus.bytes >> 16 || cost.pio.rate.bytes >> 16)
			continue;
		/* Over the product of both rates' bytes, so that nothing is rounded. */
		for (unsigned less = 0; less < 2 && less <= size; less++) {
			u128 whole = (u128)cost.bus.bytes * cost.pio.rate.bytes;

			dma = all * whole + (u128)(size - less) * cost.bus.clocks * cost.pio.rate.bytes * SGDMA_CLOCK;
			pio = cost.pio.call * whole +
			      (u128)(size - less) * cost.pio.rate.clocks * cost.bus.bytes * SGDMA_CLOCK;
			assert_int_equal(dma <= pio, !less);
		}
		even++;
	}
	assert_in_range(even, 1000, 20000);
}

static void out_of_range(void **state)
{
	struct sgdma_load load = { .bytes = 1, .descs = 1 };
	(void)state;

	for (unsigned i = 0; i < 8; i++) {
		struct sgdma_cost cost = example();
		uint64_t *const times[] = { &cost.setup,    &cost.desc,      &cost.cpu_list,
					    &cost.cpu_desc, &cost.copy.call, &cost.pio.call };

		assert_true(sgdma_cost_ok(&cost));
		if (i < 6)
			*times[i] = SGDMA_TIME_LIMIT - 1;
		assert_true(sgdma_cost_ok(&cost));
		if (i < 6)
			*times[i] = SGDMA_TIME_LIMIT;
		else if (i == 6)
			cost.bus.bytes = 0;
		else
			cost.bus.clocks = 0;
		assert_false(sgdma_cost_ok(&cost));
		assert_true(sgdma_cost_clocks(&cost, &load) == SGDMA_NEVER);
		assert_true(sgdma_cost_gap(&cost, false) == SGDMA_NEVER);
		assert_true(sgdma_cost_gap(&cost, true) == SGDMA_NEVER);
		assert_true(sgdma_cost_break_even(&cost) == SGDMA_NEVER);
	}
}

static void interrupts(void **state)
{
	(void)state;

	assert_int_equal(sgdma_cost_irq_count(100, 10), 100); /* the article's example: c = 1, 10 % */
	assert_int_equal(sgdma_cost_irq_count(0, 5), 1);
	assert_int_equal(sgdma_cost_irq_count(0, 0), 1);
	assert_int_equal(sgdma_cost_irq_count(5, 100), 1);
	assert_true(sgdma_cost_irq_count(1, 0) == SGDMA_NEVER);
	assert_true(sgdma_cost_irq_count(UINT32_MAX, 1) == (uint64_t)UINT32_MAX * UINT32_MAX);
	for (uint64_t c = 1; c < 200; c++)
		for (uint64_t target = 1; target < 200; target++) {
			uint64_t n = sgdma_cost_irq_count((uint32_t)c, (uint32_t)target);

			/* c / sqrt(N) <= target, and no longer so with one less */
			assert_true(n >= 1 && n * target * target >= c * c);
			assert_true(n == 1 || (n - 1) * target * target < c * c);
		}
}

static const struct CMUnitTest tests[] = {
	TEST("driver.cost_by_hand", by_hand),
	TEST("driver.cost_formulas", formulas),
	TEST("driver.cost_out_of_range", out_of_range),
	TEST("driver.cost_interrupts", interrupts),
};
TESTMAIN(tests)
