/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fragmentation: a buffer of virtual memory whose pages lie anywhere: 12 KiB in three frames, and up to 4 MiB in frames as a live process had them.
 * Basic DMA wants it in one piece, so that the CPU copies it to a contiguous bounce buffer first. A list needs no copy: the CPU walks the page table
 * (four loads a page from the simulated memory), stores a descriptor for each run of frames, and the engine gathers them.
 */
#include <stdlib.h>
#include <string.h>

#include "lab_calibrate.h"
#include "lab_experiments.h"
#include "layout.h"
#include "options.h"
#include "pagetable.h"
#include "scoreboard.h"
#include "vbuf.h"

#define KIB UINT64_C(1024)
#define SMALL (12 * KIB)
#define LARGEST (4096 * KIB)
#define QUICK_LARGEST (1024 * KIB)
#define MARGIN (UINT64_C(2) << 20) /* memory for the calibration */
#define SMALL_VADDR UINT64_C(0x7f0000000000)
#define LARGE_VADDR UINT64_C(0x7f0040000000)
#define FRAMES 16384u     /* 64 MiB: a layout that `sgdma-sim run` has written fits */
#define PIECE_MAX 0xf000u /* whole pages that a compact length can tell */
#define PIECES (1u << LAB_RING_LOG2)

/* The walk is calibrated on these numbers of pages, the sweep takes others. */
static const unsigned walked_pages[] = { 1, 2, 5, 9, 15 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct run {
	struct lab *lab;
	struct lab_stage stage;
	struct lab_costs costs;
	struct sgdma_cost walk; /* cpu_list, and cpu_desc for each page */
	struct frames *frames;
	struct pagetable table;
	unsigned width, latency;
	uint64_t bounce; /* contiguous */
	struct sgdma_piece pieces[PIECES];
	size_t count;
};

/* What the CPU has to do for it: each entry's address is known only when the one above it has come. */
static bool translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	struct run *run = ctx;
	struct pagetable_walk walk;

	if (pagetable_walk(&run->table, vaddr, &walk) != PAGETABLE_OK)
		return false;
	for (unsigned i = 0; i < walk.levels; i++)
		if (!cpu_load(run->stage.cpu, walk.entry_addr[i], NULL, 8))
			return false;
	*addr = walk.paddr;
	*len = FRAME_BYTES - vaddr % FRAME_BYTES;
	return true;
}

static bool build(struct run *run, uint64_t vaddr, uint64_t len)
{
	const struct sgdma_build_limits limits = { .max_len = PIECE_MAX };
	enum sgdma_result result;

	run->count = PIECES;
	result = sgdma_build(translate, run, vaddr, len, &limits, SGDMA_EOP, 0, run->pieces, &run->count);
	return lab_must(&run->stage, true, "the walk of the page table") &&
	       (result == SGDMA_SUCCESS ||
		lab_fail(run->lab, EXIT_CHECK, "list builder: %s", sgdma_result_text(result)));
}

/* One buffer, two ways, and the list's transfer alone. */
struct point {
	uint64_t vaddr, len;
	size_t descs;
	struct lab_time ready, list, bounced;
	uint64_t list_read, list_written, bounce_read, bounce_written; /* bytes that the CPU touched in memory */
	double ready_formula, list_formula, bounce_formula;
};

static bool by_list(struct run *run, struct point *point)
{
	struct lab_stage *stage = &run->stage;
	bool ok;

	/* The list tells what is to come out; the CPU builds it once more in the measurement. */
	if (!build(run, point->vaddr, point->len) || !lab_list(stage, run->pieces, run->count, &point->ready) ||
	    !lab_offer(stage, run->pieces, run->count))
		return false;
	lab_begin(stage);
	ok = build(run, point->vaddr, point->len) && lab_start_list(stage, run->pieces, run->count) &&
	     lab_finish(stage, run->pieces, run->count);
	point->list = lab_end(stage);
	point->descs = run->count;
	point->list_read = cpu_counts(stage->cpu)->load_bytes - stage->before.load_bytes;
	point->list_written = cpu_counts(stage->cpu)->store_bytes - stage->before.store_bytes;
	return ok && lab_compare(stage, run->pieces, run->count);
}

/* The copy goes by virtual addresses, which the CPU's own hardware translates. After by_list(), whose pieces are the runs of frames. */
static bool by_bounce(struct run *run, struct point *point)
{
	const struct sgdma_piece whole = { .addr = run->bounce, .len = (uint32_t)point->len };
	struct lab_stage *stage = &run->stage;
	uint64_t at = run->bounce;
	bool ok = true;

	if (!lab_mode(stage, false) || !lab_offer(stage, run->pieces, run->count))
		return false;
	lab_begin(stage);
	for (size_t i = 0; ok && i < run->count; at += run->pieces[i++].len)
		ok = cpu_copy(stage->cpu, at, run->pieces[i].addr, run->pieces[i].len);
	ok = lab_must(stage, ok && cpu_fence(stage->cpu), "a copy by the CPU") &&
	     lab_start_basic(stage, whole.addr, whole.len) && lab_finish(stage, &whole, 1);
	point->bounced = lab_end(stage);
	point->bounce_read = cpu_counts(stage->cpu)->load_bytes - stage->before.load_bytes;
	point->bounce_written = cpu_counts(stage->cpu)->store_bytes - stage->before.store_bytes;
	return ok && lab_compare(stage, run->pieces, run->count);
}

static void predict(const struct run *run, struct point *point)
{
	const uint64_t pages = point->len / FRAME_BYTES;
	const struct sgdma_load whole = {
		.bytes = point->len, .descs = 1, .copies = point->descs, .copy_bytes = point->len
	};

	point->ready_formula = lab_list_clocks(&run->costs, point->descs, point->len);
	point->list_formula =
		point->ready_formula + lab_clocks(run->walk.cpu_list) + (double)pages * lab_clocks(run->walk.cpu_desc);
	point->bounce_formula = lab_clocks(sgdma_cost_clocks(&run->costs.basic, &whole));
}

static void judge(struct run *run, const struct point *point)
{
	char setting[64];

	snprintf(setting, sizeof(setting), "%llu KiB width %u latency %u", (unsigned long long)(point->len / KIB),
		 run->width, run->latency);
	lab_verdict(run->lab, "ready list: t_p + n t_o + S / B in clocks", setting, point->ready_formula,
		    (double)point->ready.clocks, 3);
	lab_verdict(run->lab, "list from the page table on in clocks", setting, point->list_formula,
		    (double)point->list.clocks, 3);
	lab_verdict(run->lab, "bounce buffer and basic DMA in clocks", setting, point->bounce_formula,
		    (double)point->bounced.clocks, 3);
	lab_verdict_within(run->lab, "bytes that the CPU stores: a list", setting,
			   (double)(point->descs * sgdma_desc_bytes(false)), (double)point->list_written, 0);
	lab_verdict_within(run->lab, "bytes that the CPU stores: bounce buffer", setting, (double)point->len,
			   (double)point->bounce_written, 0);
}

static bool take_point(struct run *run, uint64_t vaddr, uint64_t len, bool judged)
{
	struct point point = { .vaddr = vaddr, .len = len };

	if (!by_list(run, &point) || !by_bounce(run, &point))
		return false;
	predict(run, &point);
	lab_row(run->lab, "%u,%u,%llu,%llu,%zu,%llu,%llu,%llu,%.1f,%.1f,%.1f,%llu,%llu,%llu,%llu,%llu,%llu", run->width,
		run->latency, (unsigned long long)len, (unsigned long long)(len / FRAME_BYTES), point.descs,
		(unsigned long long)point.ready.clocks, (unsigned long long)point.list.clocks,
		(unsigned long long)point.bounced.clocks, point.ready_formula, point.list_formula, point.bounce_formula,
		(unsigned long long)point.list.busy, (unsigned long long)point.bounced.busy,
		(unsigned long long)point.list_read, (unsigned long long)point.list_written,
		(unsigned long long)point.bounce_read, (unsigned long long)point.bounce_written);
	if (judged)
		judge(run, &point);
	return true;
}

/* What the walk costs: a constant part and each page. */
static bool calibrate_walk(struct run *run)
{
	struct sgdma_sample samples[COUNT(walked_pages)];
	struct sgdma_fit fit;
	enum sgdma_result result;

	for (size_t i = 0; i < COUNT(walked_pages); i++) {
		bool ok;

		lab_begin(&run->stage);
		ok = build(run, LARGE_VADDR, walked_pages[i] * FRAME_BYTES);
		samples[i] = (struct sgdma_sample){ 0, walked_pages[i], lab_end(&run->stage).clocks };
		if (!ok)
			return false;
	}
	result = sgdma_cost_fit_build(&run->walk, samples, COUNT(samples), &fit);
	if (result != SGDMA_SUCCESS)
		return lab_fail(run->lab, EXIT_CHECK, "calibration: the walk of the page table: %s",
				sgdma_result_text(result));
	lab_constant(run->lab, "width %u latency %u: walk of the page table: %.1f clocks + %.1f a page", run->width,
		     run->latency, lab_clocks(run->walk.cpu_list), lab_clocks(run->walk.cpu_desc));
	return true;
}

static bool no_frames(struct run *run)
{
	return lab_fail(run->lab, EXIT_USAGE,
			"--frag=%s: its %zu frames are not enough for the buffers and their page table",
			lab_options(run->lab)->frag, frames_total(run->frames));
}

static void fill(struct run *run, uint64_t vaddr, uint64_t len)
{
	for (uint64_t at = 0; at < len; at += FRAME_BYTES) {
		struct pagetable_walk walk;

		pagetable_walk(&run->table, vaddr + at, &walk);
		scoreboard_fill(rig_at(run->stage.rig, walk.paddr, FRAME_BYTES), FRAME_BYTES, 1, at);
	}
}

/* Three frames of which no two are neighbours, the large buffer as the layout has it. */
static bool map(struct run *run, uint64_t largest)
{
	uint64_t frame, last = UINT64_MAX - 1, at = 0;

	if (pagetable_init(&run->table, rig_mem(run->stage.rig), run->frames) != PAGETABLE_OK)
		return no_frames(run);
	while (at < SMALL) {
		if (!frames_take(run->frames, &frame))
			return no_frames(run);
		if (frame == last + 1 || frame + 1 == last)
			continue;
		if (pagetable_map(&run->table, SMALL_VADDR + at, LAB_MEM_BASE + frame * FRAME_BYTES, true) !=
		    PAGETABLE_OK)
			return no_frames(run);
		last = frame;
		at += FRAME_BYTES;
	}
	if (!vbuf_map(&run->table, LARGE_VADDR, largest, true))
		return no_frames(run);
	fill(run, SMALL_VADDR, SMALL);
	fill(run, LARGE_VADDR, largest);
	return true;
}

static bool sweep(struct run *run, uint64_t largest)
{
	if (!take_point(run, SMALL_VADDR, SMALL, true))
		return false;
	for (uint64_t len = 32 * KIB; len <= largest; len *= 2) {
		if (!take_point(run, LARGE_VADDR, len, len == 64 * KIB || len == 1024 * KIB || len == 4096 * KIB))
			return false;
		lab_progress(run->lab, len, largest);
	}
	return true;
}

static bool run_one(struct run *run, uint64_t largest)
{
	const uint64_t mapped = largest > QUICK_LARGEST ? largest : QUICK_LARGEST;
	const struct lab_options *o = lab_options(run->lab);
	char err[4096 + 256];
	bool ok;

	run->frames = layout_open(o->frag, o->seed, FRAMES, err, sizeof(err));
	if (!run->frames)
		return lab_fail(run->lab, EXIT_USAGE, "--frag=%s: %s", o->frag, err);
	ok = lab_open(&run->stage, run->lab,
		      &(struct lab_setting){ .width = run->width,
					     .latency = run->latency,
					     .frames = (uint64_t)FRAMES * FRAME_BYTES,
					     .memory = mapped + MARGIN }) &&
	     lab_calibrate(&run->stage, run->latency, &run->costs) && map(run, mapped) && calibrate_walk(run);
	if (ok) {
		run->bounce = rig_alloc(run->stage.rig, mapped, FRAME_BYTES);
		ok = sweep(run, largest);
	}
	lab_close(&run->stage);
	frames_free(run->frames);
	return ok;
}

static bool run_fragmentation(struct lab *lab)
{
	static const unsigned settings[][2] = { { 64, 13 }, { 64, 26 }, { 32, 13 } };
	const struct lab_options *o = lab_options(lab);
	struct run *run = calloc(1, sizeof(*run));
	bool ok = run;

	if (!run)
		return lab_fail(lab, EXIT_TOOL, "no host memory");
	lab_row(lab,
		"width,latency,bytes,pages,descriptors,ready_clocks,list_clocks,bounce_clocks,ready_formula,list_formula,"
		"bounce_formula,list_busy,bounce_busy,list_read,list_written,bounce_read,bounce_written");
	/* One setting goes to the largest size; the others show what latency and width do. Quick, or with an option for them: one. */
	for (size_t i = 0; ok && i < (o->quick || o->width || o->latency ? 1 : COUNT(settings)); i++) {
		run->lab = lab;
		run->width = o->width ? o->width : settings[i][0];
		run->latency = o->latency ? o->latency : settings[i][1];
		ok = run_one(run, o->size ? o->size : o->quick || i ? QUICK_LARGEST : LARGEST);
	}
	free(run);
	return ok;
}

static const char plot[] =
	"stats csv using 1 name 'W' nooutput\n"
	"stats csv using 3 name 'S' nooutput\n"
	"w = W_min <= 64 && W_max >= 64 ? 64 : W_min\n"

	"pick(x) = column(1) == w && column(2) == l ? column(x) : NaN\n"
	"stats csv using (column(1) == w ? column(2) : NaN) name 'L' nooutput\n"
	"l = L_min\n"
	"set multiplot layout 1,2 title sprintf('A buffer in scattered page frames to the stream, %d bits, memory latency %d', w, l)\n"
	"set logscale xy\n"
	"set xrange [10:S_max/1024*1.3]\n"
	"set xtics (16, 64, 256, 1024, 4096)\n"
	"set key bottom right\n"
	"set xlabel 'KiB'\n"
	"set title 'until it is complete'\n"
	"set ylabel 'clocks'\n"
	"plot csv using ($3/1024):(pick(11)) with lines lc rgb '#e0c080' lw 4 title 'S / B_c + t_p + S / B', \\\n"
	"     csv using ($3/1024):(pick(10)) with lines lc rgb '#a0b8e0' lw 4 title 'walk + t_p + n t_o + S / B', \\\n"
	"     csv using ($3/1024):(pick(8)) with points lc rgb '#c00000' pt 7 ps 0.5 title 'bounce buffer and basic DMA', \\\n"
	"     csv using ($3/1024):(pick(7)) with points lc rgb '#1f4e9c' pt 5 ps 0.5 title 'list from the page table', \\\n"
	"     csv using ($3/1024):(pick(6)) with points lc rgb '#333333' pt 1 ps 0.6 title 'of it the list alone'\n"
	"set title 'of them the CPU is busy'\n"
	"unset ylabel\n"
	"plot csv using ($3/1024):(pick(13)) with linespoints lc rgb '#c00000' pt 7 ps 0.5 title 'bounce buffer and basic DMA', \\\n"
	"     csv using ($3/1024):(pick(12)) with linespoints lc rgb '#1f4e9c' pt 5 ps 0.5 title 'list from the page table'\n"
	"unset multiplot\n";

const struct lab_experiment lab_fragmentation = {
	.name = "fragmentation",
	.title = "Fragmented memory",
	.claim =
		"Pages lie scattered: basic DMA needs a copy of all of it into a bounce buffer, a list needs none: it takes the sum of its "
		"descriptors and S / B.",
	.run = run_fragmentation,
	.plot = plot,
	.settings = "size frag loads stores cost reg",
	.width = 900,
	.height = 420,
};
