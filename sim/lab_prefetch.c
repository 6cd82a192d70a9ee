/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefetch: what a descriptor costs when it has to be waited for. Pieces of one bus word each, so that the data takes next to no time and the
 * clocks between two descriptors are what their fetch takes: t_m with one fetch in flight, t_m / d with d of them, t_m for each node of a linked
 * list, t_m for each chunk of a chunked one. It ends where the bus is full: then `bound`, which sim/bound.h computes from the lists alone, or
 * the fetcher, which asks for the entries of a ring in every third clock at most (rtl/sgdma_fetch.v).
 */
#include "bench_case.h"
#include "lab_experiments.h"
#include "options.h"

#define ENTRIES 128    /* a run of these and one of twice as many: what lies between them is the steady state */
#define FETCH_CLOCKS 3 /* between two fetches of a ring */
#define DEPTHS 5
#define CHUNKS 6

static const unsigned latencies[] = { 1, 5, 13, 25, 50, 100, 200 }, quick_latencies[] = { 1, 13, 50 };
/* Of the calibration, in no sweep. */
static const unsigned near = 7, far = 31;

struct run {
	struct lab *lab;
	unsigned width, size;
	double t_m0; /* t_m = latency + t_m0 */
};

struct point {
	double cycles, bound, wait; /* clocks a descriptor; wait: as the engine's counter FETCH_WAIT has it */
};

/* Steady clocks a descriptor of a gather from a list of this shape. */
static bool measure(const struct run *run, struct bench_case c, unsigned depth, struct point *point)
{
	const struct lab_options *o = lab_options(run->lab);
	/* Payload reads in flight must not be what limits: the configuration for long latencies in all points. */
	struct bench_setup setup = { .model_dir = o->model_dir,
				     .model = o->model,
				     .config = "deep",
				     .depth = depth,
				     .fetch_set = depth != 0,
				     .fetch_log2 = 0,
				     .seed = o->seed };
	struct result once, twice = { 0 };
	char name[160];

	c.kind = BENCH_GATHER;
	c.width = run->width;
	c.size = run->size;
	bench_case_run(&setup, &c, ENTRIES, &once);
	if (once.exit == EXIT_OK)
		bench_case_run(&setup, &c, 2 * ENTRIES, &twice);
	if (once.exit != EXIT_OK || twice.exit != EXIT_OK)
		return lab_fail(run->lab, once.exit != EXIT_OK ? once.exit : twice.exit, "%s: %s",
				bench_case_name(&c, name, sizeof(name)),
				once.exit != EXIT_OK ? once.status : twice.status);
	point->cycles = (double)(twice.cycles - once.cycles) / ENTRIES;
	point->bound = (double)(twice.bound - once.bound) / ENTRIES;
	/* The fetcher asks for the next entries of a ring every third clock (rtl/sgdma_fetch.v): with one entry a fetch that can be the limit. */
	if (c.list == BENCH_RING && point->bound < FETCH_CLOCKS)
		point->bound = FETCH_CLOCKS;
	point->wait = ((double)twice.fetch_wait - (double)once.fetch_wait) / ENTRIES;
	return true;
}

/* t_m from a ring with one fetch of one entry in flight, at two latencies: latency + a constant of the engine. */
static bool calibrate(struct run *run)
{
	struct point one, two;

	if (!measure(run, (struct bench_case){ .list = BENCH_RING, .latency = near }, 1, &one) ||
	    !measure(run, (struct bench_case){ .list = BENCH_RING, .latency = far }, 1, &two))
		return false;
	run->t_m0 = ((one.cycles - near) + (two.cycles - far)) / 2;
	lab_constant(run->lab, "width %u: t_m = latency + %.2f clocks (%.2f at latency %u, %.2f at %u)", run->width,
		     run->t_m0, one.cycles, near, two.cycles, far);
	return true;
}

static void row(const struct run *run, const char *list, unsigned ahead, unsigned latency, double predicted,
		const struct point *point)
{
	lab_row(run->lab, "%u,%u,%s,%u,%.3f,%.3f,%.3f,%.3f", run->width, latency, list, ahead, predicted, point->cycles,
		point->bound, point->wait);
}

static double greater(double a, double b)
{
	return a > b ? a : b;
}

static bool run_latency(const struct run *run, unsigned latency)
{
	const double t_m = latency + run->t_m0;
	char claim[80], setting[64];
	struct point linked, point;

	snprintf(setting, sizeof(setting), "width %u latency %u", run->width, latency);
	if (!measure(run, (struct bench_case){ .list = BENCH_LINKED, .latency = latency }, 0, &linked))
		return false;
	row(run, "linked", 1, latency, greater(t_m, linked.bound), &linked);
	lab_verdict_within(run->lab, "clocks a node of a linked list = t_m", setting, greater(t_m, linked.bound),
			   linked.cycles, 1);

	for (unsigned i = 0, d = 1; i < DEPTHS; i++, d *= 2) {
		if (!measure(run, (struct bench_case){ .list = BENCH_RING, .latency = latency }, d, &point))
			return false;
		row(run, "ring", d, latency, greater(t_m / d, point.bound), &point);
		if (d == 1)
			continue;
		if (t_m / d >= point.bound) {
			snprintf(claim, sizeof(claim), "a ring saves t_m (1 - 1/d) clocks with d = %u", d);
			lab_verdict_within(run->lab, claim, setting, t_m - t_m / d, linked.cycles - point.cycles, 1);
		} else {
			snprintf(claim, sizeof(claim), "nothing is left to wait for: the bound in clocks with d = %u",
				 d);
			lab_verdict_within(run->lab, claim, setting, point.bound, point.cycles, 1);
		}
	}
	for (unsigned i = 0, entries = 2; i < CHUNKS; i++, entries *= 2) {
		const struct bench_case c = { .list = BENCH_CHUNKED, .chunk = entries, .latency = latency };

		if (!measure(run, c, 0, &point))
			return false;
		row(run, "chunked", entries, latency, greater(t_m / entries, point.bound), &point);
		if (entries == 8)
			lab_verdict_within(run->lab, "chunks of 8 wait t_m / 8 or the bus is full: clocks a descriptor",
					   setting, greater(t_m / entries, point.bound), point.cycles, 1);
	}
	return true;
}

static bool run_prefetch(struct lab *lab)
{
	const struct lab_options *o = lab_options(lab);
	const unsigned *sweep = o->quick ? quick_latencies : latencies;
	size_t count = o->quick ? sizeof(quick_latencies) / sizeof(*sweep) : sizeof(latencies) / sizeof(*sweep);
	struct run run = { .lab = lab, .width = o->width ? o->width : 64 };

	run.size = run.width / 8;
	if (o->latency) {
		sweep = &o->latency;
		count = 1;
	}
	lab_row(lab, "width,latency,list,ahead,predicted,clocks,bound,fetch_wait");
	if (!calibrate(&run))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!run_latency(&run, sweep[i]))
			return false;
		lab_progress(lab, i + 1, count);
	}
	return true;
}

static const char plot[] =
	"stats csv using 1 name 'W' nooutput\n"
	"ring(d, x) = strcol(3) eq 'ring' && column(4) == d ? column(x) : NaN\n"
	"chunk(n, x) = strcol(3) eq 'chunked' && column(4) == n ? column(x) : NaN\n"
	"linked(x) = strcol(3) eq 'linked' ? column(x) : NaN\n"
	"set multiplot layout 1,2 title sprintf('Pieces of one bus word, %d bits: clocks a descriptor; grey: t_m / d, or the bound of the "
	"bus', W_min)\n"
	"set logscale xy\n"
	"set xrange [0.8:300]\n"
	"set yrange [1.5:300]\n"
	"set xlabel 'memory latency'\n"
	"set key top left\n"
	"array depth[5] = [1, 2, 4, 8, 16]\n"
	"array chunks[6] = [2, 4, 8, 16, 32, 64]\n"
	"array colour[6] = ['#7b1fa2', '#c00000', '#e57300', '#7aa000', '#006d6d', '#1f4e9c']\n"
	"set title 'ring, one entry a fetch, d fetches in flight'\n"
	"plot for [i=1:5] csv using 2:(ring(depth[i], 5)) with lines lc rgb '#bbbbbb' lw 4 notitle, \\\n"
	"     csv using 2:(linked(6)) with points lc rgb '#333333' pt 6 ps 1.2 title 'linked list', \\\n"
	"     for [i=1:5] csv using 2:(ring(depth[i], 6)) with points lc rgb colour[i] pt 7 ps 0.6 title sprintf('d = %d', depth[i])\n"
	"set title 'chunked list, n entries behind each header'\n"
	"plot for [i=1:6] csv using 2:(chunk(chunks[i], 5)) with lines lc rgb '#bbbbbb' lw 4 notitle, \\\n"
	"     csv using 2:(linked(6)) with points lc rgb '#333333' pt 6 ps 1.2 title 'linked list', \\\n"
	"     for [i=1:6] csv using 2:(chunk(chunks[i], 6)) with points lc rgb colour[i] pt 7 ps 0.6 title sprintf('n = %d', chunks[i])\n"
	"unset multiplot\n";

const struct lab_experiment lab_prefetch = {
	.name = "prefetch",
	.title = "Ring against linked list",
	.claim =
		"With d fetches in flight a ring waits t_m / d for a descriptor; a linked list, whose next address is in the node, waits all of "
		"t_m: t_m (1 - 1/d) more, until the bus is full and nothing waits for descriptors any more.",
	.run = run_prefetch,
	.plot = plot,
	.settings = "",
	.width = 900,
	.height = 420,
};
