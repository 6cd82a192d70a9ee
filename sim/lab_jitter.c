/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jitter: the engine as the server of a queue. Jobs arrive at random (Poisson), their sizes are random (exponential): by the theory of the M/M/1
 * queue the time to completion has the mean 1/(mu - lambda) and the variance 1/(mu - lambda)^2, mu from the calibrated costs, lambda as set.
 * What the engine needs from an arrival at rest to the launch comes on top of each time and is subtracted; it was measured on single jobs.
 *
 * Pollaczek and Khinchine need no exponential service, only its first two moments, which are measured on the same jobs. They know that a service is
 * no shorter than t_o and a word, and they hold where M/M/1 does not: with other masters on the bus, whose bursts make the service longer and
 * less regular. A job that finds the engine idle may then find the bus in the midst of a burst, so its service is of another kind than that of
 * jobs that had to wait: the two are measured apart (pk_first_mean; without that pk_mean is up to 5 % too high).
 *
 * Each point is several runs with seed, seed + 1, ...; their spread gives the interval (+-, twice the standard error).
 */
#include <inttypes.h>
#include <math.h>

#include "lab_experiments.h"
#include "lab_queue.h"

#define LATENCY 1 /* so that the way in is short beside the service */
#define SEEDS 8
#define JOBS_LEAST 400000.0
/* Of the job number that lets chance move a variance by 2.3 % (one deviation): it grows as 1 / (1 - utilisation)^2. */
#define JOBS_SCALE 64e3
#define QUICK_LEAST 100000.0
#define QUICK_SCALE (JOBS_SCALE * 0.75)
#define JUDGED 0.8 /* a busier queue takes too long to forget its start: shown, not judged */
#define WATCHED_JOBS 4000

#define TRAFFIC_PCT 30
#define TRAFFIC_BURST 64
#define TRAFFIC_JOBS 150000.0
#define TRAFFIC_QUICK 40000.0
#define SATURATED_JOBS 40000
#define SATURATED_QUICK 15000

/* Of an engine that then has 70 % of the bus; and a bus with traffic never rests, so that every clock costs time. */
#define TRAFFIC_SHARE_MOST 0.6
#define TRAFFIC_SHARE_LEAST 0.1

static const double shares[] = { 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9 }, quick_shares[] = { 0.3, 0.5 };
static const double traffic_shares[] = { 0.3, 0.5 };
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define POINTS (COUNT(shares) + COUNT(traffic_shares))

struct point {
	double share; /* lambda / mu */
	bool traffic;
	double jobs;
};

/* Of the jobs of a run, and then of a point. */
struct sums {
	double setup;
	uint64_t before; /* when the last job was done */
	struct lab_moments time;
	struct lab_moments service, first,
		other;                       /* of all, of those that found the engine idle, of those that did not */
	struct lab_moments means, variances; /* of the times of each run */
	uint64_t clocks, skipped;
};

struct progress {
	double done, total; /* jobs */
};

static double jobs_of(const struct lab_options *o, double share)
{
	double least = o->quick ? QUICK_LEAST : JOBS_LEAST, scale = o->quick ? QUICK_SCALE : JOBS_SCALE;

	if (o->jobs)
		return (double)o->jobs;
	return share > JUDGED ? least : fmax(least, scale / ((1 - share) * (1 - share)));
}

/* Without traffic, then with. */
static size_t plan(const struct lab_options *o, struct point *points)
{
	const double *list = o->quick ? quick_shares : shares;
	size_t calm = o->quick ? COUNT(quick_shares) : COUNT(shares), loaded = o->quick ? 1 : COUNT(traffic_shares),
	       n = 0;

	if (o->utilisation > 0)
		calm = loaded = 1;
	for (size_t i = 0; i < calm; i++) {
		double share = o->utilisation > 0 ? o->utilisation : list[i];

		points[n++] = (struct point){ share, false, jobs_of(o, share) };
	}
	for (size_t i = 0; i < loaded; i++) {
		double share = o->utilisation > 0 ? o->utilisation : traffic_shares[i];
		double jobs = o->quick ? TRAFFIC_QUICK : TRAFFIC_JOBS;

		if (share >= TRAFFIC_SHARE_LEAST && share <= TRAFFIC_SHARE_MOST)
			points[n++] = (struct point){ share, true, o->jobs ? (double)o->jobs : jobs };
	}
	return n;
}

static void note(void *ctx, const struct lab_job *job)
{
	struct sums *sums = ctx;
	double ready = (double)job->arrival + sums->setup, free = (double)sums->before, done = (double)job->done;

	lab_moments_add(&sums->time, done - ready);
	lab_moments_add(ready >= free ? &sums->first : &sums->other, done - fmax(ready, free));
	sums->before = job->done;
}

static struct lab_queue_setting setting_of(uint32_t seed, bool traffic)
{
	return (struct lab_queue_setting){ .latency = LATENCY,
					   .seed = seed,
					   .traffic_pct = traffic ? TRAFFIC_PCT : 0,
					   .burst = TRAFFIC_BURST,
					   .spread = true,
					   .turn = AXI_SHARE_BURST };
}

static bool serve(struct lab *lab, const struct lab_queue_setting *setting, const struct lab_load *load,
		  struct sums *sums)
{
	struct lab_queue queue;
	bool ok = lab_queue_open(&queue, lab, setting) && lab_queue_run(&queue, load, note, sums);

	if (ok) {
		sums->clocks += lab_queue_clocks(&queue);
		sums->skipped += queue.skipped;
	}
	lab_queue_close(&queue);
	return ok;
}

static bool measure(struct lab *lab, const struct lab_server *server, const struct point *point,
		    struct progress *progress, struct sums *all)
{
	const struct lab_options *o = lab_options(lab);
	unsigned runs = o->seeds ? o->seeds : SEEDS;
	struct lab_load load = { .size = server->size, .gap = server->mean / point->share };

	load.jobs = (uint64_t)ceil(point->jobs / runs);
	*all = (struct sums){ 0 };
	for (unsigned i = 0; i < runs; i++) {
		const struct lab_queue_setting setting = setting_of(o->seed + i, point->traffic);
		struct sums run = { .setup = server->setup };

		if (!serve(lab, &setting, &load, &run))
			return false;
		lab_moments_join(&all->time, &run.time);
		lab_moments_join(&all->first, &run.first);
		lab_moments_join(&all->other, &run.other);
		lab_moments_add(&all->means, lab_moments_mean(&run.time));
		lab_moments_add(&all->variances, lab_moments_variance(&run.time));
		all->clocks += run.clocks;
		all->skipped += run.skipped;
		progress->done += point->jobs / runs;
		lab_progress(lab, (uint64_t)progress->done, (uint64_t)progress->total);
	}
	all->service = all->first;
	lab_moments_join(&all->service, &all->other);
	return true;
}

/* What is measured of a point against what is predicted: to the table, and to the verdict. */
static void report(struct lab *lab, const struct lab_server *server, const struct point *point, const struct sums *all)
{
	double lambda = point->share / server->mean, expected = lab_queue_mean_exponential(lambda, server->mean);
	double mean = lab_moments_mean(&all->time), variance = lab_moments_variance(&all->time);
	double pk = lab_queue_mean_first(lambda, &all->first, &all->other), service = lab_moments_mean(&all->service);
	char setting[64];

	lab_row(lab,
		"%d,%.3g,%.8g,%" PRIu64 ",%" PRIu64
		",%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%" PRIu64 ",%" PRIu64,
		point->traffic ? TRAFFIC_PCT : 0, point->share, lambda, all->means.count, all->time.count, server->mean,
		mean, lab_moments_interval(&all->means), expected, variance, lab_moments_interval(&all->variances),
		expected * expected, service, lab_moments_variation(&all->service),
		lab_queue_mean(lambda, &all->service), pk, lab_queue_mean_exponential(lambda, service), all->clocks,
		all->skipped);
	snprintf(setting, sizeof(setting), "utilisation %.3g%s", point->share, point->traffic ? " with traffic" : "");
	if (!point->traffic && point->share <= JUDGED) {
		lab_verdict(lab, "mean completion time: 1/(mu - lambda)", setting, expected, mean, 5);
		lab_verdict(lab, "its variance: 1/(mu - lambda)^2", setting, expected * expected, variance, 10);
	}
	if (point->share <= JUDGED)
		lab_verdict(lab, "mean completion time: Pollaczek-Khinchine", setting, pk, mean, 5);
}

/* The same jobs with and without monitors: the long points need not be watched if nothing differs. */
static bool compare_watched(struct lab *lab, const struct lab_server *server)
{
	const struct lab_load load = { .jobs = WATCHED_JOBS, .size = server->size, .gap = 2 * server->mean };
	struct lab_queue_setting setting = setting_of(lab_options(lab)->seed, false);
	struct sums bare = { .setup = server->setup }, watched = bare;

	if (!serve(lab, &setting, &load, &bare))
		return false;
	setting.watched = true;
	if (!serve(lab, &setting, &load, &watched))
		return false;
	lab_verdict_within(lab, "mean with monitors and every byte compared", "utilisation 0.5",
			   lab_moments_mean(&bare.time), lab_moments_mean(&watched.time), 0);
	return true;
}

/* An engine that always has a job, beside the traffic: it gets what that leaves of the beats. */
static bool saturate(struct lab *lab, const struct lab_server *server)
{
	const struct lab_options *o = lab_options(lab);
	const struct lab_load load = { .jobs = o->quick ? SATURATED_QUICK : SATURATED_JOBS, .size = server->size };
	const struct lab_queue_setting setting = setting_of(o->seed, true);
	struct sums sums = { .setup = server->setup };

	if (!serve(lab, &setting, &load, &sums))
		return false;
	lab_verdict(lab, "service beside 30 % traffic: 1/mu / (1 - 0.3)", "never idle",
		    server->mean / (1 - TRAFFIC_PCT / 100.0), lab_moments_mean(&sums.other), 5);
	return true;
}

static bool run(struct lab *lab)
{
	struct progress progress = { 0 };
	struct point points[POINTS];
	struct lab_server server;
	uint64_t clocks = 0, skipped = 0;
	size_t count = plan(lab_options(lab), points);
	struct sums all;

	if (!lab_server_measure(lab, LATENCY, &server) || !compare_watched(lab, &server) || !saturate(lab, &server))
		return false;
	lab_row(lab,
		"traffic_pct,utilisation,lambda,runs,jobs,unit,mean,mean_pm,mm1_mean,variance,variance_pm,mm1_variance,"
		"service_mean,service_cv,pk_mean,pk_first_mean,mm1_loaded_mean,simulated,skipped");
	for (size_t i = 0; i < count; i++)
		progress.total += points[i].jobs;
	for (size_t i = 0; i < count; i++) {
		if (!measure(lab, &server, &points[i], &progress, &all))
			return false;
		report(lab, &server, &points[i], &all);
		clocks += all.clocks;
		skipped += all.skipped;
	}
	lab_constant(lab, "simulated clocks = %" PRIu64 " clocks", clocks);
	lab_constant(lab, "clocks in which nobody waits and the engine rests; not simulated = %" PRIu64 " clocks",
		     skipped);
	return true;
}

const struct lab_experiment lab_jitter = {
	.name = "jitter",
	.title = "Jitter: the engine as a queue",
	.claim = "Completion times have the mean 1/(mu - lambda) and the variance 1/(mu - lambda)^2 (M/M/1).",
	.run = run,
	/* In units of 1/mu, so that theory has the same curve in both: 1 / (1 - utilisation). */
	.plot = "load(traffic) = column('traffic_pct') > 0 == traffic ? column('utilisation') : NaN\n"
		"in_unit(name) = column(name) / column('unit')\n"
		"deviation(dummy) = sqrt(column('variance')) / column('unit')\n"
		"deviation_pm(dummy) = column('variance_pm') / 2 / sqrt(column('variance')) / column('unit')\n"
		"set multiplot layout 1,2\n"
		"set rmargin 3\n"
		"set xlabel 'utilisation lambda/mu'\n"
		"set xrange [0:1]\n"
		"set logscale y\n"
		"set yrange [1:40]\n"
		"set ytics (1, 1.5, 2, 3, 5, 10, 20, 40)\n"
		"set key left top reverse Left\n"
		"set title 'mean completion time, in 1/mu'\n"
		"plot 1 / (1 - x) t 'M/M/1: 1/(mu - lambda)' lw 2 lc 'black', \\\n"
		"  csv u (load(0)):(in_unit('mean')):(in_unit('mean_pm')) w yerrorbars \\\n"
		"    t 'engine alone' pt 7 ps 0.7 lc rgb '#0060ad', \\\n"
		"  csv u (load(0)):(in_unit('pk_first_mean')) t 'Pollaczek-Khinchine' pt 4 ps 1.4 lc rgb '#0060ad', \\\n"
		"  csv u (load(1)):(in_unit('mean')):(in_unit('mean_pm')) w yerrorbars \\\n"
		"    t 'with 30 % traffic' pt 7 ps 0.7 lc rgb '#c00000', \\\n"
		"  csv u (load(1)):(in_unit('pk_first_mean')) t 'its Pollaczek-Khinchine' pt 4 ps 1.4 lc rgb '#c00000', \\\n"
		"  csv u (load(1)):(in_unit('mm1_loaded_mean')) t 'M/M/1 with its mu' pt 2 ps 1.2 lc rgb '#c00000'\n"
		"set title 'deviation of the completion time, in 1/mu'\n"
		"plot 1 / (1 - x) t 'M/M/1: 1/(mu - lambda)' lw 2 lc 'black', \\\n"
		"  csv u (load(0)):(deviation(0)):(deviation_pm(0)) w yerrorbars \\\n"
		"    t 'engine alone' pt 7 ps 0.7 lc rgb '#0060ad', \\\n"
		"  csv u (load(1)):(deviation(0)):(deviation_pm(0)) w yerrorbars \\\n"
		"    t 'with 30 % traffic' pt 7 ps 0.7 lc rgb '#c00000'\n"
		"unset multiplot\n",
	.width = 1000,
	.height = 420,
	.settings = "size seeds jobs utilisation",
};
