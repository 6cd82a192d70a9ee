/* SPDX-License-Identifier: Apache-2.0 */
#include "lab_random.h"

#include <math.h>

/* 1 - u is in (0, 1]. */
double lab_exponential(struct rng *rng)
{
	return -log1p(-(double)(rng_next(rng) >> 11) / 9007199254740992.0);
}

unsigned lab_whole(struct rng *rng, double mean, unsigned most)
{
	double n = floor(mean * lab_exponential(rng) + 0.5);

	return n < 1 ? 1 : n < most ? (unsigned)n : most;
}

/* The sum over n >= 1 of P(x >= n - 1/2), and the 0 that is 1. */
double lab_whole_mean(double mean)
{
	double half = exp(-0.5 / mean);

	return half / -expm1(-1 / mean) + 1 - half;
}

void lab_moments_add(struct lab_moments *moments, double x)
{
	moments->count++;
	moments->sum += x;
	moments->squares += x * x;
}

void lab_moments_join(struct lab_moments *to, const struct lab_moments *from)
{
	to->count += from->count;
	to->sum += from->sum;
	to->squares += from->squares;
}

double lab_moments_mean(const struct lab_moments *moments)
{
	return moments->count ? moments->sum / (double)moments->count : 0;
}

double lab_moments_variance(const struct lab_moments *moments)
{
	double mean = lab_moments_mean(moments);

	return moments->count ? fmax(moments->squares / (double)moments->count - mean * mean, 0) : 0;
}

double lab_moments_variation(const struct lab_moments *moments)
{
	double mean = lab_moments_mean(moments);

	return mean != 0 ? sqrt(lab_moments_variance(moments)) / mean : 0;
}

double lab_moments_interval(const struct lab_moments *moments)
{
	return moments->count > 1 ? 2 * sqrt(lab_moments_variance(moments) / (double)(moments->count - 1)) : 0;
}

double lab_queue_mean_exponential(double lambda, double service)
{
	return 1 / (1 / service - lambda);
}

static double square(const struct lab_moments *moments)
{
	return moments->count ? moments->squares / (double)moments->count : 0;
}

double lab_queue_mean(double lambda, const struct lab_moments *service)
{
	double mean = lab_moments_mean(service);

	return mean + lambda * square(service) / 2 / (1 - lambda * mean);
}

double lab_queue_mean_first(double lambda, const struct lab_moments *first, const struct lab_moments *other)
{
	double a = lab_moments_mean(first), b = lab_moments_mean(other);
	double wait = lambda * square(other) / 2 / (1 - lambda * b) +
		      lambda * (square(first) - square(other)) / 2 / (1 + lambda * (a - b));
	double idle = (1 - lambda * b) / (1 + lambda * (a - b)); /* share of jobs that find nobody */

	return wait + idle * a + (1 - idle) * b;
}
