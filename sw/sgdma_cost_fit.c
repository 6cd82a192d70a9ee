// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Constants from measurements: least squares by Cramer's rule in whole numbers of 256 bits, so that nothing is rounded before
 * the last division. Largest values: N * sum of products < 2^92, determinants < 2^177, the constant's numerator < 2^221.
 */
#include "sgdma_cost.h"

#define LIMBS 8u

/* Two's complement, lowest limb first. */
struct wide {
	uint32_t limb[LIMBS];
};

static void wide_set(struct wide *w, uint64_t value)
{
	unsigned i;

	w->limb[0] = (uint32_t)value;
	w->limb[1] = (uint32_t)(value >> 32);
	for (i = 2; i < LIMBS; i++)
		w->limb[i] = 0;
}

/* to = a + b, or a - b; any of them may be the same. */
static void wide_add(struct wide *to, const struct wide *a, const struct wide *b, bool subtract)
{
	uint64_t carry = subtract;
	unsigned i;

	for (i = 0; i < LIMBS; i++) {
		carry += (uint64_t)a->limb[i] + (subtract ? ~b->limb[i] : b->limb[i]);
		to->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* to = a * b; to is neither. */
static void wide_multiply(struct wide *to, const struct wide *a, const struct wide *b)
{
	unsigned i, k;

	wide_set(to, 0);
	for (i = 0; i < LIMBS; i++) {
		uint64_t carry = 0;

		for (k = 0; i + k < LIMBS; k++) {
			carry += (uint64_t)a->limb[i] * b->limb[k] + to->limb[i + k];
			to->limb[i + k] = (uint32_t)carry;
			carry >>= 32;
		}
	}
}

static bool wide_negative(const struct wide *w)
{
	return w->limb[LIMBS - 1] >> 31;
}

static bool wide_zero(const struct wide *w)
{
	uint32_t any = 0;
	unsigned i;

	for (i = 0; i < LIMBS; i++)
		any |= w->limb[i];
	return !any;
}

static bool wide_below(const struct wide *a, const struct wide *b)
{
	struct wide difference;

	wide_add(&difference, a, b, true);
	return wide_negative(&difference);
}

/* quotient and rest of n / d; n >= 0, d > 0. */
static void wide_divide(struct wide *quotient, struct wide *rest, const struct wide *n, const struct wide *d)
{
	int bit;

	wide_set(quotient, 0);
	wide_set(rest, 0);
	for (bit = LIMBS * 32 - 1; bit >= 0; bit--) {
		wide_add(rest, rest, rest, false);
		rest->limb[0] |= n->limb[bit >> 5] >> (bit & 31) & 1;
		wide_add(quotient, quotient, quotient, false);
		if (!wide_below(rest, d)) {
			wide_add(rest, rest, d, true);
			quotient->limb[0] |= 1;
		}
	}
}

/* The value, or SGDMA_NEVER if it has more than 63 bits. */
static uint64_t wide_value(const struct wide *w)
{
	struct wide limit;

	wide_set(&limit, UINT64_C(1) << 63);
	return wide_below(w, &limit) ? (uint64_t)w->limb[1] << 32 | w->limb[0] : SGDMA_NEVER;
}

/* n / d clocks as a time, to the nearest; 0 if it is negative. d > 0. */
static uint64_t as_time(const struct wide *n, const struct wide *d)
{
	struct wide scale, twice, sum, rest;

	if (wide_negative(n))
		return 0;
	wide_set(&scale, 2 * SGDMA_CLOCK);
	wide_multiply(&sum, n, &scale);
	wide_add(&sum, &sum, d, false);
	wide_add(&twice, d, d, false);
	wide_divide(&scale, &rest, &sum, &twice);
	return wide_value(&scale);
}

/*
 * bytes / clocks as a rate: the last convergent of its continued fraction with both parts below 2^32; the fraction itself, if that
 * is one. False if nothing but 0 is left, or clocks is not above 0.
 */
static bool as_rate(struct sgdma_rate *rate, const struct wide *bytes, const struct wide *clocks)
{
	uint64_t p = 1, p_last = 0, q = 0, q_last = 1;
	const struct wide *n = bytes, *d = clocks;
	struct wide quotient, rest[3];
	unsigned turn = 0;

	if (wide_negative(clocks))
		return false;
	while (!wide_zero(d)) {
		uint64_t a, p_next, q_next;

		wide_divide(&quotient, &rest[turn], n, d);
		a = wide_value(&quotient);
		if (a > UINT32_MAX)
			break;
		p_next = a * p + p_last;
		q_next = a * q + q_last;
		if (p_next > UINT32_MAX || q_next > UINT32_MAX)
			break;
		p_last = p;
		q_last = q;
		p = p_next;
		q = q_next;
		n = d;
		d = &rest[turn];
		turn = turn < 2 ? turn + 1 : 0; /* n and d stay where they are */
	}
	rate->bytes = (uint32_t)p;
	rate->clocks = (uint32_t)q;
	return p && q;
}

enum field { BYTES, COUNT, CLOCKS, FIELDS };

static uint64_t field(const struct sgdma_sample *sample, enum field f)
{
	return f == BYTES ? sample->bytes : f == COUNT ? sample->count : sample->clocks;
}

/* What the normal equations are made of. */
struct moments {
	struct wide number, sum[FIELDS], product[FIELDS][FIELDS];
};

/* to = a * b - c * d */
static void determinant(struct wide *to, const struct wide *a, const struct wide *b, const struct wide *c,
			const struct wide *d)
{
	struct wide other;

	wide_multiply(to, a, b);
	wide_multiply(&other, c, d);
	wide_add(to, to, &other, true);
}

/* centred: N * sum(u v) - sum(u) sum(v), for a model with a constant part. */
static void take_moments(struct moments *m, const struct sgdma_sample *samples, size_t count, bool centred)
{
	struct wide a, b, ab, total;
	int u, v;
	size_t i;

	wide_set(&m->number, count);
	for (u = 0; u < FIELDS; u++) {
		wide_set(&m->sum[u], 0);
		for (i = 0; i < count; i++) {
			wide_set(&a, field(&samples[i], u));
			wide_add(&m->sum[u], &m->sum[u], &a, false);
		}
	}
	for (u = 0; u < FIELDS; u++)
		for (v = 0; v < FIELDS; v++) {
			wide_set(&total, 0);
			for (i = 0; i < count; i++) {
				wide_set(&a, field(&samples[i], u));
				wide_set(&b, field(&samples[i], v));
				wide_multiply(&ab, &a, &b);
				wide_add(&total, &total, &ab, false);
			}
			wide_set(&a, centred ? count : 1);
			wide_set(&b, 0);
			determinant(&m->product[u][v], &total, &a, centred ? &m->sum[u] : &b, &m->sum[v]);
		}
}

static bool samples_ok(const struct sgdma_sample *samples, size_t count)
{
	size_t i;

	if (!count || count > SGDMA_SAMPLES_MAX)
		return false;
	for (i = 0; i < count; i++)
		if (samples[i].bytes >> 32 || samples[i].count >> 32 || samples[i].clocks >> 40)
			return false;
	return true;
}

/* The constants as fractions over `whole`; setup over N times that. */
struct solution {
	struct wide bytes, count, setup, setup_whole, whole;
};

/* False, and *open filled, if bytes and count are not independent of each other (and, centred, of a constant). */
static bool solve(struct solution *s, const struct moments *m, uint8_t setup, uint8_t *open)
{
	const struct wide(*p)[FIELDS] = m->product;
	struct wide part;

	determinant(&s->whole, &p[BYTES][BYTES], &p[COUNT][COUNT], &p[BYTES][COUNT], &p[BYTES][COUNT]);
	if (wide_zero(&s->whole)) {
		/* What does not vary is open, and the constant with it; if both vary, but together, all is. */
		bool bytes = !wide_zero(&p[BYTES][BYTES]), count_varies = !wide_zero(&p[COUNT][COUNT]);

		*open = setup;
		if (!bytes || count_varies)
			*open |= SGDMA_OPEN_RATE;
		if (!count_varies || bytes)
			*open |= SGDMA_OPEN_COUNT;
		return false;
	}
	determinant(&s->bytes, &p[BYTES][CLOCKS], &p[COUNT][COUNT], &p[COUNT][CLOCKS], &p[BYTES][COUNT]);
	determinant(&s->count, &p[COUNT][CLOCKS], &p[BYTES][BYTES], &p[BYTES][CLOCKS], &p[BYTES][COUNT]);
	determinant(&s->setup, &m->sum[CLOCKS], &s->whole, &m->sum[BYTES], &s->bytes);
	wide_multiply(&part, &m->sum[COUNT], &s->count);
	wide_add(&s->setup, &s->setup, &part, true);
	wide_multiply(&s->setup_whole, &m->number, &s->whole);
	return true;
}

/* setup + count * each.call + bytes / each.rate */
struct line {
	uint64_t setup;
	struct sgdma_copy_cost each;
};

static enum sgdma_result begin(struct sgdma_fit *fit, const struct sgdma_sample *samples, size_t count)
{
	fit->open = 0;
	fit->worst = 0;
	return samples_ok(samples, count) ? SGDMA_SUCCESS : SGDMA_ERR_ARG;
}

static void note_worst(struct sgdma_fit *fit, uint64_t clocks, uint64_t predicted)
{
	uint64_t measured = clocks * SGDMA_CLOCK;
	uint64_t distance = predicted > measured ? predicted - measured : measured - predicted;

	if (distance > fit->worst)
		fit->worst = distance;
}

static enum sgdma_result fit_line(struct line *line, const struct sgdma_sample *samples, size_t count, bool constant,
				  struct sgdma_fit *fit)
{
	enum sgdma_result result = begin(fit, samples, count);
	struct solution s;
	struct moments m;
	size_t i;

	if (result != SGDMA_SUCCESS)
		return result;
	take_moments(&m, samples, count, constant);
	if (!solve(&s, &m, constant ? SGDMA_OPEN_SETUP : 0, &fit->open))
		return SGDMA_ERR_SAMPLES;
	if (!as_rate(&line->each.rate, &s.whole, &s.bytes)) {
		fit->open = SGDMA_OPEN_RATE;
		return SGDMA_ERR_SAMPLES;
	}
	line->each.call = as_time(&s.count, &s.whole);
	line->setup = constant ? as_time(&s.setup, &s.setup_whole) : 0;
	if (line->setup >= SGDMA_TIME_LIMIT)
		fit->open |= SGDMA_OPEN_SETUP;
	if (line->each.call >= SGDMA_TIME_LIMIT)
		fit->open |= SGDMA_OPEN_COUNT;
	if (fit->open)
		return SGDMA_ERR_SAMPLES;
	for (i = 0; i < count; i++) {
		uint64_t each = sgdma_cost_copy(&line->each, samples[i].bytes, samples[i].count);

		note_worst(fit, samples[i].clocks, line->setup + each);
	}
	return SGDMA_SUCCESS;
}

enum sgdma_result sgdma_cost_fit(struct sgdma_cost *cost, const struct sgdma_sample *samples, size_t count,
				 struct sgdma_fit *fit)
{
	struct line line;
	enum sgdma_result result = fit_line(&line, samples, count, true, fit);

	if (result == SGDMA_SUCCESS) {
		cost->setup = line.setup;
		cost->desc = line.each.call;
		cost->bus = line.each.rate;
	}
	return result;
}

enum sgdma_result sgdma_cost_fit_copy(struct sgdma_copy_cost *copy, const struct sgdma_sample *samples, size_t count,
				      struct sgdma_fit *fit)
{
	struct line line;
	enum sgdma_result result = fit_line(&line, samples, count, false, fit);

	if (result == SGDMA_SUCCESS)
		*copy = line.each;
	return result;
}

enum sgdma_result sgdma_cost_fit_build(struct sgdma_cost *cost, const struct sgdma_sample *samples, size_t count,
				       struct sgdma_fit *fit)
{
	enum sgdma_result result = begin(fit, samples, count);
	struct wide *whole, *slope, constant, over;
	struct moments m;
	uint64_t fixed, each;
	size_t i;

	if (result != SGDMA_SUCCESS)
		return result;
	take_moments(&m, samples, count, true);
	whole = &m.product[COUNT][COUNT];
	slope = &m.product[COUNT][CLOCKS];
	if (wide_zero(whole)) {
		fit->open = SGDMA_OPEN_SETUP | SGDMA_OPEN_COUNT;
		return SGDMA_ERR_SAMPLES;
	}
	determinant(&constant, &m.sum[CLOCKS], whole, slope, &m.sum[COUNT]);
	wide_multiply(&over, &m.number, whole);
	fixed = as_time(&constant, &over);
	each = as_time(slope, whole);
	if (fixed >= SGDMA_TIME_LIMIT || each >= SGDMA_TIME_LIMIT) {
		fit->open = SGDMA_OPEN_SETUP | SGDMA_OPEN_COUNT;
		return SGDMA_ERR_SAMPLES;
	}
	cost->cpu_list = fixed;
	cost->cpu_desc = each;
	for (i = 0; i < count; i++)
		note_worst(fit, samples[i].clocks, cost->cpu_list + samples[i].count * cost->cpu_desc);
	return SGDMA_SUCCESS;
}
