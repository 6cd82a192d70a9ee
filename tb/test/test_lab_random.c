/* SPDX-License-Identifier: Apache-2.0 */
/* What the laboratory's queues are made of (sim/lab_random.h), against values worked by hand and against many draws. */
#include "testmain.h"

#include <math.h>

#include "lab_random.h"

#define DRAWS 1000000

static void near(double is, double want, double allowed)
{
	if (!(fabs(is - want) <= allowed))
		fail_msg("%.9g, expected %.9g +- %.3g", is, want, allowed);
}

/* 2, 4, 9: mean 5, squares 101, variance 101/3 - 25 = 26/3; standard error sqrt(26/3 / 2). */
static void moments(void **state)
{
	struct lab_moments a = { 0 }, b = { 0 };

	(void)state;
	near(lab_moments_mean(&a), 0, 0);
	near(lab_moments_variance(&a), 0, 0);
	near(lab_moments_variation(&a), 0, 0);
	lab_moments_add(&a, 2);
	near(lab_moments_interval(&a), 0, 0);
	lab_moments_add(&a, 4);
	lab_moments_add(&b, 9);
	lab_moments_join(&a, &b);
	assert_int_equal(a.count, 3);
	near(lab_moments_mean(&a), 5, 1e-12);
	near(lab_moments_variance(&a), 26.0 / 3, 1e-12);
	near(lab_moments_variation(&a), sqrt(26.0 / 3) / 5, 1e-12);
	near(lab_moments_interval(&a), 2 * sqrt(26.0 / 6), 1e-12);
}

/* Mean and deviation of the exponential distribution are 1; five standard errors (of the variance: sqrt(8/n)). */
static void exponential(void **state)
{
	struct rng rng = rng_seed(test_seed(), 0);
	struct lab_moments m = { 0 };

	(void)state;
	for (unsigned i = 0; i < DRAWS; i++)
		lab_moments_add(&m, lab_exponential(&rng));
	near(lab_moments_mean(&m), 1, 5 / sqrt(DRAWS));
	near(lab_moments_variance(&m), 1, 5 * sqrt(8.0 / DRAWS));
}

/* The mean is that of many draws, for sizes about one word too; the variance is the exponential's and that of rounding, 1/12. */
static void whole(void **state)
{
	static const double means[] = { 0.25, 1, 2.5, 60 };

	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		struct rng rng = rng_seed(test_seed(), k);
		struct lab_moments m = { 0 };

		for (unsigned i = 0; i < DRAWS; i++)
			lab_moments_add(&m, lab_whole(&rng, means[k], 100000));
		near(lab_moments_mean(&m), lab_whole_mean(means[k]), 5 * sqrt(lab_moments_variance(&m) / DRAWS));
		if (means[k] > 10)
			near(lab_moments_variance(&m), means[k] * means[k] + 1 / 12.0,
			     means[k] * means[k] * 5 * sqrt(8.0 / DRAWS));
	}
}

/* Never 0, never more than is allowed. */
static void whole_range(void **state)
{
	struct rng rng = rng_seed(test_seed(), 9);
	unsigned most = 0, least = 9;

	(void)state;
	for (unsigned i = 0; i < 10000; i++) {
		unsigned n = lab_whole(&rng, 5, 7);

		most = n > most ? n : most;
		least = n < least ? n : least;
	}
	assert_int_equal(least, 1);
	assert_int_equal(most, 7);
}

/*
 * lambda = 1/20, mean service 10, so half busy. Constant: 10 + 1/20 * 100 / 2 / (1/2) = 15. Variance 100, as exponential:
 * 10 + 1/20 * 200 / 2 / (1/2) = 20, the same as 1 / (1/10 - 1/20).
 */
static void queue(void **state)
{
	struct lab_moments constant = { 0 }, spread = { 0 };

	(void)state;
	lab_moments_add(&constant, 10);
	lab_moments_add(&spread, 0);
	lab_moments_add(&spread, 20);
	near(lab_queue_mean(0.05, &constant), 15, 1e-12);
	near(lab_queue_mean(0.05, &spread), 20, 1e-12);
	near(lab_queue_mean_exponential(0.05, 10), 20, 1e-12);
	near(lab_queue_mean_first(0.05, &spread, &spread), 20, 1e-12);
}

/*
 * Every 20th clock on average a job of 10, or, if it finds nobody, of 30. By Lindley's recursion over many jobs: the time of the next is its wait, what is left of the
 * time before it when it arrives, and its service.
 */
static void queue_first(void **state)
{
	struct rng rng = rng_seed(test_seed(), 3);
	struct lab_moments first = { 0 }, other = { 0 }, time = { 0 };
	double left = 0;

	(void)state;
	lab_moments_add(&first, 30);
	lab_moments_add(&other, 10);
	for (unsigned i = 0; i < DRAWS; i++) {
		double wait = fmax(left - 20 * lab_exponential(&rng), 0);

		left = wait + (wait > 0 ? 10 : 30);
		lab_moments_add(&time, left);
	}
	near(lab_moments_mean(&time), lab_queue_mean_first(0.05, &first, &other), 0.01 * lab_moments_mean(&time));
}

static const struct CMUnitTest tests[] = {
	TEST("lab_random.moments", moments), TEST("lab_random.exponential", exponential),
	TEST("lab_random.whole", whole),     TEST("lab_random.whole_range", whole_range),
	TEST("lab_random.queue", queue),     TEST("lab_random.queue_first", queue_first),
};
TESTMAIN(tests)
