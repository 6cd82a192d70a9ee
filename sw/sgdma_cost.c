// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The cost model: predicted times, and the thresholds that follow from them. */
#include "sgdma_cost.h"

/* The 128 bits of a * b. */
static void multiply(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low)
{
	uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
	uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
	uint64_t other = a0 * b1 + (uint32_t)middle;

	*low = a * b;
	*high = a1 * b1 + (middle >> 32) + (other >> 32);
}

/* a * b / d rounded up; SGDMA_NEVER if it has more than 64 bits. Bit by bit: a CPU without a divider would need a library. */
static uint64_t mul_div_up(uint64_t a, uint64_t b, uint64_t d)
{
	uint64_t rest, low, quotient = 0;
	int bit;

	multiply(a, b, &rest, &low);
	if (rest >= d)
		return SGDMA_NEVER;
	for (bit = 63; bit >= 0; bit--) {
		bool carry = rest >> 63;

		rest = rest << 1 | (low >> bit & 1);
		quotient <<= 1;
		if (carry || rest >= d) {
			rest -= d;
			quotient |= 1;
		}
	}
	return rest && quotient != SGDMA_NEVER ? quotient + 1 : quotient;
}

static uint64_t add(uint64_t a, uint64_t b)
{
	return a > SGDMA_NEVER - b ? SGDMA_NEVER : a + b;
}

static uint64_t times(uint64_t a, uint64_t b)
{
	uint64_t high, low;

	multiply(a, b, &high, &low);
	return high ? SGDMA_NEVER : low;
}

static uint64_t at_rate(const struct sgdma_rate *rate, uint64_t bytes)
{
	return bytes ? mul_div_up(bytes, rate->clocks * SGDMA_CLOCK, rate->bytes) : 0;
}

bool sgdma_cost_ok(const struct sgdma_cost *cost)
{
	return cost->setup < SGDMA_TIME_LIMIT && cost->desc < SGDMA_TIME_LIMIT && cost->cpu_list < SGDMA_TIME_LIMIT &&
	       cost->cpu_desc < SGDMA_TIME_LIMIT && cost->copy.call < SGDMA_TIME_LIMIT &&
	       cost->pio.call < SGDMA_TIME_LIMIT && cost->bus.bytes && cost->bus.clocks;
}

uint64_t sgdma_cost_copy(const struct sgdma_copy_cost *copy, uint64_t bytes, uint64_t calls)
{
	return add(times(calls, copy->call), at_rate(&copy->rate, bytes));
}

static uint64_t transfer(const struct sgdma_cost *cost, uint64_t descs, uint64_t bytes)
{
	if (!sgdma_cost_ok(cost))
		return SGDMA_NEVER;
	return add(add(cost->setup + cost->cpu_list, times(descs, cost->desc + cost->cpu_desc)),
		   at_rate(&cost->bus, bytes));
}

uint64_t sgdma_cost_clocks(const struct sgdma_cost *cost, const struct sgdma_load *load)
{
	return add(transfer(cost, load->descs, load->bytes),
		   sgdma_cost_copy(&cost->copy, load->copy_bytes, load->copies));
}

uint64_t sgdma_cost_list(const struct sgdma_cost *cost, const struct sgdma_piece *pieces, size_t count)
{
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < count; i++)
		bytes += pieces[i].len;
	return transfer(cost, count, bytes);
}

uint64_t sgdma_cost_gap(const struct sgdma_cost *cost, bool transfer)
{
	uint64_t saved = cost->desc + cost->cpu_desc;

	if (!sgdma_cost_ok(cost))
		return SGDMA_NEVER;
	if (transfer)
		saved += cost->setup + cost->cpu_list;
	return mul_div_up(saved, cost->bus.bytes, cost->bus.clocks * SGDMA_CLOCK);
}

uint64_t sgdma_cost_break_even(const struct sgdma_cost *cost)
{
	uint64_t fixed = cost->setup + cost->desc + cost->cpu_list + cost->cpu_desc;
	uint64_t slow = (uint64_t)cost->pio.rate.clocks * cost->bus.bytes;
	uint64_t fast = (uint64_t)cost->bus.clocks * cost->pio.rate.bytes;

	if (!sgdma_cost_ok(cost) || !cost->pio.rate.bytes)
		return SGDMA_NEVER;
	/* DMA's lead per byte, slow - fast, over the product of both rates' bytes; a start that is no later needs none of it. */
	if (slow <= fast)
		return slow == fast && fixed <= cost->pio.call ? 0 : SGDMA_NEVER;
	if (fixed <= cost->pio.call)
		return 0;
	/* Rounding up twice is rounding up once. */
	fixed = mul_div_up(fixed - cost->pio.call, (uint64_t)cost->bus.bytes * cost->pio.rate.bytes, slow - fast);
	return fixed == SGDMA_NEVER ? fixed : mul_div_up(fixed, 1, SGDMA_CLOCK);
}

uint64_t sgdma_cost_irq_count(uint32_t c, uint32_t target)
{
	uint64_t count;

	if (!c)
		return 1;
	count = mul_div_up((uint64_t)c * c, 1, (uint64_t)target * target);
	return count ? count : 1;
}
