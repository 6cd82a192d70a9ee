/* SPDX-License-Identifier: Apache-2.0 */
/*
 * breakeven: T_CPU = S / B_c, T_DMA = t_p + S / B, and the size S* from which on DMA is the faster way. The same bytes go from memory to a
 * device three times: by the CPU word by word, by basic DMA, by a list of one descriptor.
 */
#include <math.h>

#include "lab_calibrate.h"
#include "lab_experiments.h"
#include "options.h"

#define POINTS 24
#define QUICK_POINTS 10
#define LARGEST 8192u
#define WORK 8u /* clocks of one unit of useful work */

static const unsigned widths[] = { 32, 64, 128 }, latencies[] = { 13, 26 };

enum way { PIO, BASIC, LIST, WAYS };
static const char *const way_names[WAYS] = { "PIO", "basic DMA", "list" };

struct run {
	struct lab *lab;
	struct lab_stage stage;
	struct lab_costs costs;
	unsigned width, latency, grain;
	uint64_t data;
};

static bool move(struct run *run, enum way way, uint64_t size, struct lab_time *time)
{
	const struct sgdma_piece piece = { .addr = run->data, .len = (uint32_t)size, .flags = SGDMA_EOP };

	switch (way) {
	case PIO: return lab_pio(&run->stage, &piece, 1, time);
	case BASIC: return lab_basic(&run->stage, run->data, (uint32_t)size, time);
	default: return lab_list(&run->stage, &piece, 1, time);
	}
}

static double formula(const struct run *run, enum way way, uint64_t size)
{
	const struct sgdma_cost *cost = way == BASIC ? &run->costs.basic : &run->costs.single;
	const struct sgdma_load load = { .bytes = size, .descs = 1 };

	return lab_clocks(way == PIO ? sgdma_cost_copy(&cost->pio, size, 1) : sgdma_cost_clocks(cost, &load));
}

/* A transfer by basic DMA during which the CPU works, unit by unit, until the interrupt: units done. */
static bool work_meanwhile(struct run *run, uint64_t size, uint64_t *units)
{
	const struct sgdma_piece piece = { .addr = run->data, .len = (uint32_t)size };
	struct lab_stage *stage = &run->stage;
	bool ok;

	*units = 0;
	if (!lab_mode(stage, false) || !lab_offer(stage, &piece, 1))
		return false;
	lab_begin(stage);
	ok = lab_start_basic(stage, run->data, (uint32_t)size);
	for (uint64_t limit = 4 * size + 100000; ok && !bench_irq(stage->bench) && *units < limit; ++*units)
		ok = lab_must(stage, cpu_work(stage->cpu, WORK), "work of the CPU");
	ok = ok && lab_finish(stage, &piece, 1);
	lab_end(stage);
	return ok && lab_compare(stage, &piece, 1);
}

/* Where the lines cross: between the last even number of grains at which the CPU is faster and the next one. */
static bool find_crossing(struct run *run, enum way way, double *crossing)
{
	uint64_t step = 2 * run->grain, low = 0, high = LARGEST / step;
	double slower = 0, faster = 0;

	while (high - low > 1) {
		uint64_t middle = (low + high) / 2;
		struct lab_time pio, dma;

		if (!move(run, PIO, middle * step, &pio) || !move(run, way, middle * step, &dma))
			return false;
		if (dma.clocks > pio.clocks) {
			low = middle;
			slower = (double)(dma.clocks - pio.clocks);
		} else {
			high = middle;
			faster = (double)(pio.clocks - dma.clocks);
		}
	}
	*crossing = (double)(low * step) + (double)step * (low ? slower / (slower + faster) : 1);
	return true;
}

static bool judge(struct run *run)
{
	char setting[64];
	uint64_t units, size = LARGEST / 2;
	double free_clocks = formula(run, BASIC, size) - run->costs.busy_basic;

	snprintf(setting, sizeof(setting), "width %u latency %u", run->width, run->latency);
	for (enum way way = BASIC; way < WAYS; way++) {
		uint64_t size_star = sgdma_cost_break_even(way == BASIC ? &run->costs.basic : &run->costs.single);
		double observed, predicted = (double)size_star, tolerance = predicted * 0.03;
		char claim[64];

		if (size_star == SGDMA_NEVER || size_star >= LARGEST)
			return lab_fail(
				run->lab, EXIT_USAGE,
				"%s: the CPU is as fast as the engine up to %u bytes (fewer loads or a longer latency are needed)",
				setting, LARGEST);
		if (!find_crossing(run, way, &observed))
			return false;
		snprintf(claim, sizeof(claim), "S* = t_p / (1/B_c - 1/B) of %s in bytes", way_names[way]);
		lab_verdict_within(run->lab, claim, setting, predicted, observed,
				   tolerance > run->width / 8 ? tolerance : run->width / 8);
	}
	if (!work_meanwhile(run, size, &units))
		return false;
	lab_verdict_within(run->lab, "clocks of other work while basic DMA moves 4 KiB", setting, free_clocks,
			   (double)(units * WORK), free_clocks * 0.03 > WORK ? free_clocks * 0.03 : WORK);
	return true;
}

/* Sizes in even numbers of grains, evenly spread on a logarithmic scale. */
static bool sweep(struct run *run, unsigned points)
{
	uint64_t largest = lab_options(run->lab)->size ? lab_options(run->lab)->size : LARGEST;
	uint64_t step = 2 * run->grain, last = 0;

	for (unsigned i = 0; i < points; i++) {
		uint64_t size = (uint64_t)pow((double)largest / (double)step, (double)i / (points - 1)) * step;
		struct lab_time time[WAYS];

		if (size <= last)
			size = last + step;
		last = size;
		for (enum way way = PIO; way < WAYS; way++)
			if (!move(run, way, size, &time[way]))
				return false;
		lab_row(run->lab, "%u,%u,%llu,%llu,%llu,%llu,%.1f,%.1f,%.1f,%llu,%llu,%llu", run->width, run->latency,
			(unsigned long long)size, (unsigned long long)time[PIO].clocks,
			(unsigned long long)time[BASIC].clocks, (unsigned long long)time[LIST].clocks,
			formula(run, PIO, size), formula(run, BASIC, size), formula(run, LIST, size),
			(unsigned long long)time[PIO].busy, (unsigned long long)time[BASIC].busy,
			(unsigned long long)time[LIST].busy);
	}
	return true;
}

static bool run_one(struct lab *lab, unsigned width, unsigned latency)
{
	const struct lab_options *o = lab_options(lab);
	const uint64_t largest = o->size > LARGEST ? o->size : LARGEST;
	struct run run = { .lab = lab, .width = width, .latency = latency };
	bool ok = lab_open(&run.stage, lab,
			   &(struct lab_setting){
				   .width = width, .latency = latency, .memory = 2 * largest + (1 << 20) }) &&
		  lab_calibrate(&run.stage, latency, &run.costs);

	if (ok) {
		run.grain = lab_grain(&run.stage);
		run.data = lab_data(&run.stage, largest, 4096);
		ok = sweep(&run, o->points ? o->points : o->quick ? QUICK_POINTS : POINTS) && judge(&run);
	}
	lab_close(&run.stage);
	return ok;
}

static bool run_breakeven(struct lab *lab)
{
	const struct lab_options *o = lab_options(lab);

	lab_row(lab,
		"width,latency,bytes,pio_clocks,basic_clocks,list_clocks,pio_formula,basic_formula,list_formula,pio_cpu,"
		"basic_cpu,list_cpu");
	for (unsigned i = 0; i < 6; i++) {
		unsigned width = widths[i / 2], latency = latencies[i % 2];

		if ((o->width && i / 2) || (o->latency && i % 2))
			continue;
		if (!run_one(lab, o->width ? o->width : width, o->latency ? o->latency : latency))
			return false;
		lab_progress(lab, i + 1, 6);
	}
	return true;
}

static const char plot[] =
	"stats csv using 1 name 'W' nooutput\n"
	"stats csv using 2 name 'L' nooutput\n"
	"w = W_min <= 64 && W_max >= 64 ? 64 : W_min\n"
	"l = L_min\n"
	"pick(x) = column(1) == w && column(2) == l ? column(x) : NaN\n"
	"set multiplot layout 1,2 title sprintf('One transfer from memory to a device, %d bits, memory latency %d', w, l)\n"
	"set logscale xy\n"
	"set xlabel 'bytes'\n"
	"set key top left\n"
	"set title 'until it is complete'\n"
	"set ylabel 'clocks'\n"
	"plot csv using (pick(3)):7 with lines lc rgb '#999999' lw 4 title 'S / B_c', \\\n"
	"     csv using (pick(3)):8 with lines lc rgb '#e0c080' lw 4 title 't_p + S / B', \\\n"
	"     csv using (pick(3)):4 with points lc rgb '#333333' pt 7 ps 0.5 title 'PIO', \\\n"
	"     csv using (pick(3)):5 with points lc rgb '#c00000' pt 7 ps 0.5 title 'basic DMA', \\\n"
	"     csv using (pick(3)):6 with points lc rgb '#1f4e9c' pt 5 ps 0.5 title 'list of one'\n"
	"set title 'of them the CPU is busy'\n"
	"unset ylabel\n"
	"plot csv using (pick(3)):10 with linespoints lc rgb '#333333' pt 7 ps 0.5 title 'PIO', \\\n"
	"     csv using (pick(3)):11 with linespoints lc rgb '#c00000' pt 7 ps 0.5 title 'basic DMA', \\\n"
	"     csv using (pick(3)):12 with linespoints lc rgb '#1f4e9c' pt 5 ps 0.5 title 'list of one'\n"
	"unset multiplot\n";

const struct lab_experiment lab_breakeven = {
	.name = "breakeven",
	.title = "Break-even size",
	.claim = "DMA costs a set-up t_p and then moves B bytes a clock, the CPU moves B_c bytes a clock at once: from "
		 "S* = t_p / (1/B_c - 1/B) bytes on DMA is faster, and while it works the CPU is free.",
	.run = run_breakeven,
	.plot = plot,
	.settings = "points size loads stores cost reg",
	.width = 900,
	.height = 420,
};
