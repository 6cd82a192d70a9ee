/* SPDX-License-Identifier: Apache-2.0 */
/* lab_random: random quantities of the laboratory's queues: how they are drawn, summed up, and what queueing theory makes of them. */
#ifndef SGDMA_SIM_LAB_RANDOM_H
#define SGDMA_SIM_LAB_RANDOM_H

#include <stdint.h>

#include "rng.h"

/* Exponential, mean 1. */
double lab_exponential(struct rng *rng);

/*
 * A whole number from 1 to `most`: the one nearest to an exponential quantity of mean `mean`, which leaves the deviation what it is; 0 is 1.
 * lab_whole_mean() is its mean, exactly, where `most` cuts nothing.
 */
unsigned lab_whole(struct rng *rng, double mean, unsigned most);
double lab_whole_mean(double mean);

/* All zero: nothing was added. */
struct lab_moments {
	uint64_t count;
	double sum, squares;
};
void lab_moments_add(struct lab_moments *moments, double x);
void lab_moments_join(struct lab_moments *to, const struct lab_moments *from);
/* Each 0 if nothing was added. The variance is that of what was added, not an estimate for more. */
double lab_moments_mean(const struct lab_moments *moments);
double lab_moments_variance(const struct lab_moments *moments);
/* Deviation / mean. */
double lab_moments_variation(const struct lab_moments *moments);
/* Twice the standard error of the mean, if what was added is independent; 0 if one alone cannot tell. */
double lab_moments_interval(const struct lab_moments *moments);

/*
 * Mean time from arrival to completion in a queue that is served in order, arrivals Poisson with the rate lambda:
 *   as if the service were exponential (M/M/1): 1/(mu - lambda), which is then the deviation too;
 *   from the moments of the service (Pollaczek, Khinchine): E(s) + lambda E(s^2) / 2 (1 - lambda E(s));
 *   the same where jobs that find nobody else there have a service of another kind, `first` (Welch).
 */
double lab_queue_mean_exponential(double lambda, double service);
double lab_queue_mean(double lambda, const struct lab_moments *service);
double lab_queue_mean_first(double lambda, const struct lab_moments *first, const struct lab_moments *other);

#endif
