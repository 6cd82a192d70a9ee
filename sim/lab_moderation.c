/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moderation: an interrupt for N completions. The time that N completions take is the sum of N random times, so it varies by c / sqrt(N)
 * of its mean, c that of one completion; jobs of exponential size have c = 1. The engine always has a job; each interrupt is answered by taking and
 * acknowledging exactly N.
 *
 * With other masters on the bus c is measured, and a function of the driver gives the N that keeps the interval within 10 %. Their bursts are
 * long and rare, so that they make c larger and yet each delays one job only: that the completions are independent of each other is what the
 * square root is about.
 *
 * What it costs: jobs that arrive at random wait for the interrupt after they are done. By N, half of the others of their batch, on average; by
 * the timer at most T, which is also what a lone completion waits if N never comes.
 */
#include <inttypes.h>
#include <math.h>

#include "lab_experiments.h"
#include "lab_queue.h"
#include "options.h"
#include "sgdma_cost.h"

#define LATENCY 1
#define TARGET_PCT 10    /* of variation of the interval */
#define TOLERANCE_PCT 10 /* of that */
#define INTERVALS_LEAST 600
#define INTERVALS_MOST 4000
#define COMPLETIONS 120000 /* of a run, between these two */
#define QUICK_COMPLETIONS 20000
#define TRAFFIC_PCT 15
#define TRAFFIC_BURST 128 /* beats; they keep the bus until their end */
#define SINGLE_JOBS 40000 /* that c is measured on */
#define QUICK_SINGLE_JOBS 10000

#define SHARE_LEAST 0.05
#define SHARE 0.5 /* of the engine's time, while jobs arrive at random */
#define ARRIVALS 5000
#define QUICK_ARRIVALS 2000
#define LONE_GAP 20  /* mean services between arrivals at low load */
#define LONE_TIMER 5 /* mean services */
#define LONE_JOBS 500
#define CLOSE 16    /* clocks: B and interrupt line, and the driver's accesses while another completion comes */
#define NEVER 65535 /* completions: more than come while the timer runs */

static const unsigned counts[] = { 1, 2, 5, 10, 20, 50, 100, 200, 400 }, quick_counts[] = { 1, 10, 100 };
static const unsigned traffic_counts[] = { 1, 10, 50, 100 }, quick_traffic_counts[] = { 1 };
static const unsigned batches[] = { 1, 2, 5, 10, 20, 50 };
static const unsigned timers[] = { 1, 3, 10, 30, 100 }; /* mean services */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct bunch {
	struct lab_moments interval; /* clocks from interrupt to interrupt */
	struct lab_moments single;   /* clocks from completion to completion */
	struct lab_moments added;    /* clocks from the entry in memory to the interrupt */
	double added_max;
	uint64_t interrupts, seen, done, began;
};

static void note(void *ctx, const struct lab_job *job)
{
	struct bunch *bunch = ctx;
	double added = (double)(job->seen - job->done);

	lab_moments_add(&bunch->added, added);
	bunch->added_max = fmax(bunch->added_max, added);
	if (bunch->done)
		lab_moments_add(&bunch->single, (double)(job->done - bunch->done));
	else
		bunch->began = job->arrival;
	bunch->done = job->done;
	if (!job->last)
		return;
	if (bunch->interrupts++)
		lab_moments_add(&bunch->interval, (double)(job->seen - bunch->seen));
	bunch->seen = job->seen;
}

static bool serve(struct lab_queue *queue, const struct lab_load *load, struct bunch *bunch)
{
	*bunch = (struct bunch){ 0 };
	return lab_queue_run(queue, load, note, bunch);
}

static uint64_t intervals_of(const struct lab_options *o, unsigned count)
{
	uint64_t n = (o->quick ? QUICK_COMPLETIONS : COMPLETIONS) / count;

	return n > INTERVALS_MOST ? INTERVALS_MOST : n < INTERVALS_LEAST ? INTERVALS_LEAST : n;
}

/* The interval of `count` completions against c / sqrt(count); +- is twice the deviation, for sums of exponential times. */
static bool measure(struct lab *lab, struct lab_queue *queue, double size, unsigned count, double c, bool traffic,
		    struct bunch *bunch)
{
	const struct lab_load load = { .jobs = (intervals_of(lab_options(lab), count) + 1) * count,
				       .size = size,
				       .batch = (uint16_t)count };
	double n;

	if (!serve(queue, &load, bunch))
		return false;
	n = (double)bunch->interval.count;
	lab_row(lab, "interval,%d,%u,0,%.0f,%.6g,%.6g,%.6g,%.6g,,,,,", traffic ? TRAFFIC_PCT : 0, count, n,
		lab_moments_mean(&bunch->interval), lab_moments_variation(&bunch->interval), c / sqrt(count),
		2 * lab_moments_variation(&bunch->interval) * sqrt((1 + 1.0 / count) / (2 * n)));
	return true;
}

static void judge(struct lab *lab, const char *claim, const char *prefix, unsigned count, double predicted,
		  const struct bunch *bunch)
{
	char setting[64];

	snprintf(setting, sizeof(setting), "%sN = %u", prefix, count);
	lab_verdict(lab, claim, setting, predicted, lab_moments_variation(&bunch->interval), TOLERANCE_PCT);
}

/* The engine alone: c is that of the exponential distribution. */
static bool alone(struct lab *lab, struct lab_queue *queue, const struct lab_server *server)
{
	const struct lab_options *o = lab_options(lab);
	const unsigned *list = o->quick ? quick_counts : counts;
	struct bunch bunch;

	for (size_t i = 0; i < (o->quick ? COUNT(quick_counts) : COUNT(counts)); i++) {
		if (!measure(lab, queue, server->size, list[i], 1, false, &bunch))
			return false;
		judge(lab, "variation of the interval: 1/sqrt(N)", "", list[i], 1 / sqrt(list[i]), &bunch);
		lab_progress(lab, i + 1, 2 * COUNT(counts));
	}
	lab_verdict_within(lab, "N for 10 % by the driver", "c = 1", 100, (double)sgdma_cost_irq_count(100, TARGET_PCT),
			   0);
	return true;
}

/* The same beside other masters, with the c that one completion has there, and with the N that the driver makes of it. */
static bool beside_traffic(struct lab *lab, struct lab_queue *queue, const struct lab_server *server)
{
	const struct lab_options *o = lab_options(lab);
	const struct lab_load load = { .jobs = o->quick ? QUICK_SINGLE_JOBS : SINGLE_JOBS, .size = server->size };
	const unsigned *list = o->quick ? quick_traffic_counts : traffic_counts;
	struct bunch bunch;
	uint64_t chosen;
	double c;

	if (!serve(queue, &load, &bunch))
		return false;
	c = lab_moments_variation(&bunch.single);
	lab_constant(lab, "c of a completion beside traffic = %.4f", c);
	chosen = sgdma_cost_irq_count((uint32_t)(c * 1e6), TARGET_PCT * 10000);
	lab_constant(lab, "N of the driver for %d %% = %" PRIu64 " completions", TARGET_PCT, chosen);
	for (size_t i = 0; i < (o->quick ? COUNT(quick_traffic_counts) : COUNT(traffic_counts)); i++) {
		if (!measure(lab, queue, server->size, list[i], c, true, &bunch))
			return false;
		judge(lab, "variation of the interval: c/sqrt(N)", "with traffic ", list[i], c / sqrt(list[i]), &bunch);
		lab_progress(lab, COUNT(counts) + i + 1, 2 * COUNT(counts));
	}
	if (!measure(lab, queue, server->size, (unsigned)chosen, c, true, &bunch))
		return false;
	lab_verdict(lab, "the driver's N keeps 10 %", "with traffic; N of the driver", TARGET_PCT / 100.0,
		    lab_moments_variation(&bunch.interval), TOLERANCE_PCT);
	return true;
}

/*
 * Random arrivals at the load SHARE: what an interrupt for `count`, or the timer, saves and costs. Departures of such a queue come as the
 * arrivals do, so with the timer the first waits T, and on average T / gap others half of it.
 */
static bool trade(struct lab *lab, struct lab_queue *queue, const struct lab_server *server, unsigned count,
		  unsigned timer)
{
	const struct lab_options *o = lab_options(lab);
	double gap = server->mean / (o->utilisation > 0 ? o->utilisation : SHARE), others = timer / gap;
	uint64_t jobs = o->quick ? QUICK_ARRIVALS : ARRIVALS;
	struct lab_load load = { .size = server->size, .gap = gap, .batch = (uint16_t)count, .timer = timer };
	double rate = timer ? 1 / (timer + gap) : 1 / (count * gap);
	double added = timer ? timer * (1 + others / 2) / (1 + others) : (count - 1) / 2.0 * gap;
	struct bunch bunch;
	char setting[64];
	double measured;

	load.jobs = timer ? jobs : (jobs + count - 1) / count * count;
	if (!serve(queue, &load, &bunch))
		return false;
	measured = (double)bunch.interrupts / (double)(bunch.seen - bunch.began);
	lab_row(lab, "%s,0,%u,%u,%" PRIu64 ",,,,,%.6g,%.6g,%.6g,%.6g,%.0f", timer ? "timer" : "count", count, timer,
		bunch.interrupts, 1e6 * measured, 1e6 * rate, lab_moments_mean(&bunch.added), added, bunch.added_max);
	/* The least and the most say little: one interrupt for each, and few interrupts. */
	if (timer ? others < 2 || others > 10 : count < 5 || count > 20)
		return true;
	snprintf(setting, sizeof(setting), timer ? "T = %u" : "N = %u", timer ? timer : count);
	lab_verdict(lab, "interrupts per million clocks", setting, 1e6 * rate, 1e6 * measured, TOLERANCE_PCT);
	lab_verdict(lab, "added latency", setting, added, lab_moments_mean(&bunch.added), TOLERANCE_PCT);
	return true;
}

/* At low load each completion is alone, and the timer alone brings it to the CPU. */
static bool lone(struct lab *lab, struct lab_queue *queue, const struct lab_server *server)
{
	unsigned timer = (unsigned)ceil(LONE_TIMER * server->mean);
	const struct lab_load load = {
		.jobs = LONE_JOBS, .size = server->size, .gap = LONE_GAP * server->mean, .batch = NEVER, .timer = timer
	};
	struct bunch bunch;

	if (!serve(queue, &load, &bunch))
		return false;
	lab_verdict_within(lab, "largest added latency: T", "low load", timer, bunch.added_max, CLOSE + queue->latency);
	return true;
}

/* Jobs at random moments; watched by the monitors, every byte compared. */
static bool at_random(struct lab *lab, struct lab_queue *queue, const struct lab_server *server)
{
	bool ok = lone(lab, queue, server);

	for (size_t i = 0; ok && i < COUNT(batches); i++)
		ok = trade(lab, queue, server, batches[i], 0);
	for (size_t i = 0; ok && i < COUNT(timers); i++)
		ok = trade(lab, queue, server, NEVER, (unsigned)(timers[i] * server->mean));
	return ok;
}

static bool run(struct lab *lab)
{
	static bool (*const parts[])(struct lab *, struct lab_queue *, const struct lab_server *) = { alone, at_random,
												      beside_traffic };
	const struct lab_options *o = lab_options(lab);
	const struct lab_queue_setting settings[] = {
		{ .latency = LATENCY, .seed = o->seed },
		{ .latency = LATENCY, .seed = o->seed, .watched = true },
		{ .latency = LATENCY,
		  .seed = o->seed,
		  .traffic_pct = TRAFFIC_PCT,
		  .burst = TRAFFIC_BURST,
		  .turn = AXI_SHARE_BURST },
	};
	struct lab_server server;
	struct lab_queue queue;
	bool ok;

	if (o->utilisation > 0 && o->utilisation < SHARE_LEAST)
		return lab_fail(lab, EXIT_USAGE,
				"--utilisation=%g: %g or more is needed here, where every clock is simulated",
				o->utilisation, SHARE_LEAST);
	ok = lab_server_measure(lab, LATENCY, &server);
	lab_row(lab,
		"kind,traffic_pct,count,timer,intervals,interval_mean,cv,cv_predicted,cv_pm,rate,rate_predicted,added_mean,added_predicted,added_max");
	for (size_t i = 0; ok && i < COUNT(parts); i++) {
		ok = lab_queue_open(&queue, lab, &settings[i]) && parts[i](lab, &queue, &server);
		lab_queue_close(&queue);
	}
	return ok;
}

const struct lab_experiment lab_moderation = {
	.name = "moderation",
	.title = "Interrupt moderation",
	.claim =
		"The time between interrupts for N completions varies by c/sqrt(N), c the variation of one completion.",
	.run = run,
	.plot = "n(traffic) = strcol('kind') eq 'interval' && column('traffic_pct') > 0 == traffic ? column('count') : NaN\n"
		"rate(kind) = strcol('kind') eq kind ? column('rate') : NaN\n"
		"set multiplot layout 1,2\n"
		"set logscale xy\n"
		"set rmargin 3\n"
		"set title 'variation of the interval: deviation / mean'\n"
		"set xlabel 'completions per interrupt, N'\n"
		"set xrange [0.8:600]\n"
		"set yrange [0.03:1.5]\n"
		"plot 1 / sqrt(x) t '1/sqrt(N)' lw 2 lc 'black', 0.1 t '10 %' dt 2 lc rgb '#808080', \\\n"
		"  csv u (n(0)):'cv':'cv_pm' w yerrorbars t 'engine alone' pt 7 ps 0.7 lc rgb '#0060ad', \\\n"
		"  csv u (n(1)):'cv':'cv_pm' w yerrorbars t 'with traffic' pt 7 ps 0.7 lc rgb '#c00000', \\\n"
		"  csv u (n(1)):'cv_predicted' t 'c/sqrt(N), c measured' pt 4 ps 1.4 lc rgb '#c00000'\n"
		"set title 'what fewer interrupts cost, arrivals at random'\n"
		"set xlabel 'interrupts per million clocks'\n"
		"set ylabel 'clocks from completion to interrupt, mean'\n"
		"set autoscale x\n"
		"set yrange [1:*]\n"
		"plot csv u (rate('count')):'added_mean' t 'after N completions' pt 7 lc rgb '#0060ad', \\\n"
		"  csv u (rate('count')):'added_predicted' w lines t '(N - 1) / 2 lambda' lc rgb '#0060ad', \\\n"
		"  csv u (rate('timer')):'added_mean' t 'after T clocks' pt 5 lc rgb '#c00000', \\\n"
		"  csv u (rate('timer')):'added_predicted' w lines t 'T, departures at random' lc rgb '#c00000'\n"
		"unset multiplot\n",
	.width = 1000,
	.height = 420,
	.settings = "size utilisation",
};
