/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coalescing: two segments with a gap between them, moved one by one or as one piece with the gap as junk. Skipping costs t_o, reading the gap
 * costs g / B, so that they are equal at g* = B * t_o. What t_o is depends on what is saved: a whole transfer of basic DMA, or an entry of a
 * list. Both lists come from the builder; left to itself it has to join exactly the gaps below g*. In mid-run the memory's latency changes: the
 * constants are measured again and g* moves.
 */
#include <math.h>

#include "lab_calibrate.h"
#include "lab_experiments.h"
#include "options.h"
#include "sgdma_sg.h"

#define POINTS 16
#define QUICK_POINTS 8
#define NEAR 2                     /* beats on both sides of g* in which every gap is taken */
#define SEGMENT_BEATS 14           /* no length of the calibration */
#define PAIRS 128                  /* in one list: what a single entry saves is less than a clock can tell */
#define AREA (UINT64_C(16) << 20)  /* bytes of one sweep */
#define MARGIN (UINT64_C(8) << 20) /* for the second calibration */
/* The longest piece of a list in the compact form, and of a basic transfer. */
#define ENTRY_MAX 65535u
#define BASIC_MAX ((1u << 28) - 1)

static const unsigned widths[] = { 32, 64, 128 }, latencies[] = { 1, 5, 13, 26 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* Quick: this width at every latency, the narrower one at CHANGING. There the latency also changes in mid-run. */
#define MAIN_WIDTH 64
#define CHANGING 13
#define LONG 128 /* a longer latency becomes shorter */

enum kind { TRANSFERS, ENTRIES, KINDS };
static const char *const names[KINDS] = { "transfers", "entries" };
static const unsigned pairs[KINDS] = { 1, PAIRS };

struct run {
	struct lab *lab;
	struct lab_stage stage;
	unsigned width, latency, beat;
	unsigned start;                /* latency with which the run began */
	struct sgdma_cost cost[KINDS]; /* desc: what one piece less saves */
	double gap_star[KINDS], crossing[KINDS];
};

/* The buffers are the driver's own: where it sees them is where they are. */
static bool translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	(void)ctx;
	*addr = vaddr;
	*len = UINT64_MAX - vaddr;
	return true;
}

static const struct sgdma_sg_ops ops = { .translate = translate };

static uint64_t segment_beats(const struct run *run, enum kind kind)
{
	return SEGMENT_BEATS + (kind == ENTRIES ? lab_list_beats(run->latency) : lab_basic_beats(&run->stage));
}

struct way {
	struct sgdma_piece pieces[2 * PAIRS];
	size_t count;
	uint64_t bytes;
	double clocks;
};

/* The list of all pairs, a `stride` apart. */
static bool build(struct run *run, enum kind kind, enum sgdma_sg_gaps gaps, uint64_t data, uint64_t gap,
		  uint64_t stride, struct way *way)
{
	const uint64_t segment = segment_beats(run, kind) * run->beat;
	const struct sgdma_sg_config config = {
		.ops = &ops,
		.chan = SGDMA_GATHER,
		.limits = { .max_len = kind == ENTRIES ? ENTRY_MAX : BASIC_MAX },
		.policy = SGDMA_SG_DIRECT,
		.gaps = gaps,
		.cost = &run->cost[kind],
	};
	struct sgdma_sg_range ranges[2 * PAIRS];
	enum sgdma_result result;
	struct sgdma_sg job;

	for (unsigned i = 0; i < 2 * pairs[kind]; i++)
		ranges[i] = (struct sgdma_sg_range){
			.vaddr = data + i / 2 * stride + i % 2 * (segment + gap),
			.len = segment,
			.junk = i % 2,
		};
	sgdma_sg_init(&job, way->pieces, 2 * PAIRS, NULL, 0);
	result = sgdma_sg_build(&job, &config, ranges, 2 * pairs[kind], SGDMA_EOP, 0);
	way->count = job.piece_count;
	way->bytes = job.plan.option[SGDMA_SG_DIRECT][job.plan.joined].load.bytes;
	return result == SGDMA_SUCCESS || lab_fail(run->lab, EXIT_CHECK, "builder: %s", sgdma_result_text(result));
}

/* Entries: one list. Transfers: one after the other. */
static bool move(struct run *run, enum kind kind, struct way *way)
{
	struct lab_time time;

	way->clocks = 0;
	if (kind == ENTRIES) {
		if (!lab_list(&run->stage, way->pieces, way->count, &time))
			return false;
		way->clocks = (double)time.clocks;
		return true;
	}
	for (size_t i = 0; i < way->count; i++) {
		if (!lab_basic_round(&run->stage, way->pieces[i].addr, way->pieces[i].len, &time))
			return false;
		way->clocks += (double)time.clocks / LAB_PHASES;
	}
	return true;
}

static double formula(const struct run *run, enum kind kind, const struct way *way)
{
	return lab_clocks(sgdma_cost_list(&run->cost[kind], way->pieces, way->count));
}

/* Where the lines cross, and the smallest gap that the builder leaves out. */
struct found {
	double crossing, loss; /* loss: clocks that reading the last gap would have cost, more than skipping it */
	uint64_t gap;          /* the last one */
	bool crossed;
};

static bool take_gap(struct run *run, enum kind kind, uint64_t data, uint64_t gap, uint64_t stride, double gap_star,
		     struct found *found)
{
	struct way two, one, chosen;
	double loss;

	if (!build(run, kind, SGDMA_SG_KEEP, data, gap, stride, &two) ||
	    !build(run, kind, SGDMA_SG_JOIN, data, gap, stride, &one) ||
	    !build(run, kind, SGDMA_SG_GAP_MODEL, data, gap, stride, &chosen) || !move(run, kind, &two) ||
	    !move(run, kind, &one))
		return false;
	loss = (one.clocks - two.clocks) / pairs[kind];
	if (!found->crossed && loss > 0) {
		found->crossed = true;
		found->crossing = (double)found->gap + (double)(gap - found->gap) * -found->loss / (loss - found->loss);
	}
	found->gap = gap;
	found->loss = loss;
	lab_row(run->lab, "%s,%u,%u,%u,%u,%llu,%.2f,%.2f,%.2f,%.2f,%zu,%zu,%llu,%llu,%.1f,%d", names[kind], run->width,
		run->start, run->latency, pairs[kind], (unsigned long long)gap, two.clocks, one.clocks,
		formula(run, kind, &two), formula(run, kind, &one), two.count, one.count, (unsigned long long)two.bytes,
		(unsigned long long)one.bytes, gap_star, chosen.count == one.count);
	return true;
}

/* The smallest gap that the builder does not read, by its own word. */
static bool find_threshold(struct run *run, enum kind kind, uint64_t data, uint64_t limit, double *threshold)
{
	uint64_t low = 0, high = limit;
	struct way way;

	while (high - low > 1) {
		uint64_t middle = (low + high) / 2;

		if (!build(run, kind, SGDMA_SG_GAP_MODEL, data, middle, limit * 2, &way))
			return false;
		if (way.count == pairs[kind])
			low = middle;
		else
			high = middle;
	}
	*threshold = (double)high;
	return true;
}

static void name_setting(const struct run *run, char *text, size_t size)
{
	if (run->latency == run->start)
		snprintf(text, size, "width %u latency %u", run->width, run->latency);
	else
		snprintf(text, size, "width %u latency %u then %u", run->width, run->start, run->latency);
}

/* Gaps from one beat to twice g*, each multiple of a beat near it. */
static bool sweep(struct run *run, enum kind kind, unsigned points)
{
	const struct sgdma_cost *cost = &run->cost[kind];
	const double gap_star = lab_clocks(cost->desc) / lab_per_byte(cost->bus);
	const uint64_t star = (uint64_t)(gap_star / run->beat), last = 2 * star + 2 * NEAR;
	const uint64_t step = last / points ? last / points : 1;
	const uint64_t stride = ((2 * segment_beats(run, kind) + last) * run->beat + 4095) & ~UINT64_C(4095);
	struct found found = { .loss = -lab_clocks(cost->desc) };
	char claim[96], setting[64];
	double threshold;
	uint64_t data;

	if (stride * pairs[kind] > AREA)
		return lab_fail(
			run->lab, EXIT_USAGE,
			"a gap of %.0f bytes is still worth reading: too many for this experiment (less CPU time for "
			"an access, --cost and --reg, is needed)",
			gap_star);
	data = lab_data(&run->stage, stride * pairs[kind], 4096);
	for (uint64_t gap = 1; gap <= last; gap += gap + NEAR >= star && gap <= star + NEAR ? 1 : step)
		if (!take_gap(run, kind, data, gap * run->beat, stride, gap_star, &found))
			return false;
	if (!found.crossed)
		found.crossing = (double)found.gap;
	if (!find_threshold(run, kind, data, 2 * last * run->beat, &threshold))
		return false;
	name_setting(run, setting, sizeof(setting));
	run->gap_star[kind] = gap_star;
	run->crossing[kind] = found.crossing;
	snprintf(claim, sizeof(claim), "g* = B * t_o of %s in bytes: crossing within one beat", names[kind]);
	lab_verdict_within(run->lab, claim, setting, gap_star, found.crossing, run->beat);
	snprintf(claim, sizeof(claim), "smallest gap between %s that the builder leaves out", names[kind]);
	lab_verdict_within(run->lab, claim, setting, ceil(gap_star), threshold, 1);
	return true;
}

static bool measure(struct run *run)
{
	const struct lab_options *o = lab_options(run->lab);
	struct lab_costs costs;

	if (!lab_calibrate(&run->stage, run->latency, &costs))
		return false;
	run->cost[TRANSFERS] = costs.basic;
	run->cost[TRANSFERS].desc = costs.basic.setup;
	run->cost[TRANSFERS].setup = 0;
	run->cost[ENTRIES] = costs.list;
	for (enum kind kind = TRANSFERS; kind < KINDS; kind++)
		if (!sweep(run, kind, o->points ? o->points : o->quick ? QUICK_POINTS : POINTS))
			return false;
	return true;
}

/* In the midst of a transfer the memory becomes slower, or faster; nothing is set up anew. */
static bool change_latency(struct run *run)
{
	const struct sgdma_piece piece = { .addr = lab_data(&run->stage, 4096, 4096), .len = 4096 };
	struct lab_stage *stage = &run->stage;

	if (!lab_mode(stage, false) || !lab_offer(stage, &piece, 1) || !lab_start_basic(stage, piece.addr, piece.len) ||
	    !lab_must(stage, rig_run(stage->rig, 2 * run->latency), "a transfer"))
		return false;
	run->latency = run->latency > LONG ? run->latency / 2 : run->latency * 2;
	axi_mem_set_latency(bench_bus(stage->bench), run->latency);
	return lab_finish(stage, &piece, 1) && lab_compare(stage, &piece, 1);
}

/* The driver measures the constants again, and g* is where it belongs. */
static bool measure_changed(struct run *run)
{
	double star = run->gap_star[TRANSFERS], crossing = run->crossing[TRANSFERS];
	char setting[64];

	if (!change_latency(run) || !measure(run))
		return false;
	name_setting(run, setting, sizeof(setting));
	lab_constant(run->lab, "%s: g* of transfers was %.1f bytes and is %.1f", setting, star,
		     run->gap_star[TRANSFERS]);
	lab_verdict_within(run->lab, "the change moves g* of transfers by so many bytes", setting,
			   run->gap_star[TRANSFERS] - star, run->crossing[TRANSFERS] - crossing, run->beat);
	return true;
}

static bool run_one(struct lab *lab, unsigned width, unsigned latency, bool change)
{
	struct run run = { .lab = lab, .width = width, .latency = latency, .start = latency, .beat = width / 8 };
	bool ok = lab_open(&run.stage, lab,
			   &(struct lab_setting){ .width = width, .latency = latency, .memory = 4 * AREA + MARGIN }) &&
		  measure(&run) && (!change || measure_changed(&run));

	lab_close(&run.stage);
	return ok;
}

/* An option takes the place of one list. */
static bool run_coalescing(struct lab *lab)
{
	const struct lab_options *o = lab_options(lab);
	const unsigned runs = COUNT(widths) * COUNT(latencies);

	lab_row(lab,
		"kind,width,start_latency,latency,pairs,gap,two_clocks,one_clocks,two_formula,one_formula,two_descs,"
		"one_descs,two_bytes,one_bytes,gap_star,model_joins");
	for (unsigned i = 0; i < runs; i++) {
		unsigned width = widths[i / COUNT(latencies)], latency = latencies[i % COUNT(latencies)];
		bool middle = latency == CHANGING, main = width == MAIN_WIDTH;

		lab_progress(lab, i, runs);
		if ((o->width && !main) || (o->latency && !middle) ||
		    (o->quick && !main && (width > MAIN_WIDTH || !middle)))
			continue;
		if (!run_one(lab, o->width ? o->width : width, o->latency ? o->latency : latency,
			     middle && (main || !o->quick)))
			return false;
	}
	return true;
}

static const char plot[] =
	"stats csv using 2 name 'W' nooutput\n"
	"stats csv using 3 name 'L' nooutput\n"
	"w = W_min <= 64 && W_max >= 64 ? 64 : W_min\n"
	"lats = L_min == L_max ? sprintf('%d', L_min) : '1 5 13 26'\n"
	"colours = '#1f4e9c #2a9d5c #c00000 #8e44ad'\n"
	"pick(kind, l, x) = strcol(1) eq kind && column(2) == w && column(3) == l && column(4) == l ? x : NaN\n"
	"set multiplot layout 1,2 title sprintf('Two segments and a gap, %d bits: one piece (rising) or two (level), g* marked', w)\n"
	"set xlabel 'gap in bytes'\n"
	"set key top left\n"
	"set title 'transfers of basic DMA'\n"
	"set ylabel 'clocks'\n"
	"plot for [i=1:words(lats)] csv using 6:(pick('transfers', int(word(lats, i)), $8)) with lines lc rgb word(colours, i) lw 2 \\\n"
	"       title 'latency '.word(lats, i), \\\n"
	"     for [i=1:words(lats)] csv using 6:(pick('transfers', int(word(lats, i)), $7)) with lines lc rgb word(colours, i) lw 2 dt 2 notitle, \\\n"
	"     for [i=1:words(lats)] csv using 15:(pick('transfers', int(word(lats, i)), $9)) with points lc rgb word(colours, i) pt 7 notitle\n"
	"set title sprintf('entries of a list, for each of %d pairs', 128)\n"
	"unset ylabel\n"
	"plot for [i=1:words(lats)] csv using 6:(pick('entries', int(word(lats, i)), $8/$5)) with lines lc rgb word(colours, i) lw 2 \\\n"
	"       title 'latency '.word(lats, i), \\\n"
	"     for [i=1:words(lats)] csv using 6:(pick('entries', int(word(lats, i)), $7/$5)) with lines lc rgb word(colours, i) lw 2 dt 2 notitle, \\\n"
	"     for [i=1:words(lats)] csv using 15:(pick('entries', int(word(lats, i)), $9/$5)) with points lc rgb word(colours, i) pt 7 notitle\n"
	"unset multiplot\n";

const struct lab_experiment lab_coalescing = {
	.name = "coalescing",
	.title = "Coalescing over a gap",
	.claim = "A gap between two segments is cheaper read as junk than skipped if g / B < t_o: below the threshold "
		 "g* = B t_o one descriptor is faster than two.",
	.run = run_coalescing,
	.plot = plot,
	.settings = "points loads stores cost reg fault",
	.width = 900,
	.height = 420,
};
