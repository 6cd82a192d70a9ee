/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alignment: this engine begins anywhere; one that wants blocks of 64 bytes makes the driver copy. For every misalignment and size: the buffer as it
 * is, its head and tail by way of a bounce buffer (three pieces in place of one), or all of it. What the three pieces cost is small where they are
 * entries of one list, and large where each is a transfer of its own: two engines. The builder picks by its cost model, and what it picks is compared
 * with the fastest that was measured.
 */
#include <math.h>
#include <string.h>

#include "lab_calibrate.h"
#include "lab_experiments.h"
#include "options.h"
#include "sgdma_sg.h"

#define BLOCK 64u
#define SMALLEST 64u
#define LARGEST 65536u
#define QUICK_LARGEST 8192u
#define QUICK_STEP 7 /* of the misalignment */
#define BOUNCE (LARGEST + 2 * BLOCK)
#define ENTRY_MAX 65535u
#define BASIC_MAX ((1u << 28) - 1)
#define PIECES 8
#define COPIES 4
#define CROSSING_STEP 9 /* of the misalignment */
#define CROSSING_BLOCKS 512u

/*
 * Bounced bytes go to the beginning of a block and come from anywhere; heads and tails are two short copies in a row. No cell has such lengths: there
 * the two are together a block.
 */
static const unsigned long_copies[] = { 75, 83, 107, 139, 173, 203, 299, 587, 1163 },
		      short_copies[][2] = { { 5, 38 }, { 19, 27 }, { 45, 40 }, { 57, 22 }, { 33, 14 }, { 9, 60 } };
#define OFFSETS 7 /* odd ones, all over a block; or words */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum engine { LISTS, TRANSFERS, ENGINES };
static const char *const engine_names[ENGINES] = { "list", "transfers" };
static const char *const policy_names[] = { "direct", "ends", "all" };

struct run {
	struct lab *lab;
	struct lab_stage stage;
	unsigned width, latency;
	struct sgdma_cost cost[ENGINES][2]; /* [1]: of whole words, which the CPU copies in another time */
	struct sgdma_bounce pool;
	struct sgdma_bounce_buffer buffer;
	uint64_t data;
	/* Of the cells of one engine. */
	unsigned cells, right;
	double worst;
};

static bool translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	(void)ctx;
	*addr = vaddr;
	*len = UINT64_MAX - vaddr;
	return true;
}

static bool load(void *ctx, void *to, uint64_t vaddr, uint32_t len)
{
	struct run *run = ctx;
	uint64_t offset = (uint64_t)((uint8_t *)to - (uint8_t *)run->buffer.cpu);

	return cpu_copy(run->stage.cpu, run->buffer.bus + offset, vaddr, len);
}

static const struct sgdma_sg_ops ops = { .translate = translate, .load = load };

static struct sgdma_sg_config config_of(struct run *run, enum engine engine, enum sgdma_sg_policy policy,
					uint32_t align, uint64_t addr)
{
	return (struct sgdma_sg_config){
		.ops = &ops,
		.ctx = run,
		.chan = SGDMA_GATHER,
		.limits = { .max_len = engine == LISTS ? ENTRY_MAX : BASIC_MAX },
		.align = align,
		.policy = policy,
		.cost = &run->cost[engine][addr % run->stage.cpu_width == 0],
		.pool = &run->pool,
	};
}

/* Every piece that came out of the stream, in order: one packet, or one from each transfer. */
static bool check_packets(struct run *run)
{
	struct lab_stage *stage = &run->stage;
	size_t at = 0;

	for (size_t i = 0; i < rig_packets(stage->rig); i++) {
		struct stream_packet packet = rig_packet(stage->rig, i);

		if (packet.aborted || packet.len > stage->data_len - at ||
		    memcmp(packet.data, stage->data + at, packet.len) != 0)
			return lab_fail(run->lab, EXIT_CHECK, "packet %zu came out of the stream with other bytes", i);
		at += packet.len;
	}
	stream_sink_drop(bench_sink(stage->bench));
	return at == stage->data_len || lab_fail(run->lab, EXIT_CHECK, "bytes are missing in the stream");
}

static bool start_and_finish(struct run *run, enum engine engine, const struct sgdma_sg *job)
{
	struct lab_stage *stage = &run->stage;

	if (engine == LISTS)
		return lab_start_list(stage, job->pieces, job->piece_count) &&
		       lab_finish(stage, job->pieces, job->piece_count);
	for (size_t i = 0; i < job->piece_count; i++)
		if (!lab_start_basic(stage, job->pieces[i].addr, job->pieces[i].len) ||
		    !lab_finish(stage, &job->pieces[i], 1))
			return false;
	return true;
}

/* From the builder's first action until its buffers are free again. */
static bool move(struct run *run, enum engine engine, enum sgdma_sg_policy policy, uint32_t align, uint64_t addr,
		 uint32_t size, uint64_t *clocks)
{
	const struct sgdma_sg_config config = config_of(run, engine, policy, align, addr);
	const struct sgdma_piece whole = { .addr = addr, .len = size };
	struct sgdma_sg_range range = { .vaddr = addr, .len = size };
	struct lab_stage *stage = &run->stage;
	struct sgdma_piece pieces[PIECES];
	struct sgdma_sg_copy copies[COPIES];
	enum sgdma_result result;
	struct sgdma_sg job;
	bool ok;

	sgdma_sg_init(&job, pieces, PIECES, copies, COPIES);
	if (!lab_mode(stage, engine == LISTS) || !lab_offer(stage, &whole, 1))
		return false;
	lab_begin(stage);
	result = sgdma_sg_build(&job, &config, &range, 1, SGDMA_EOP, 0);
	if (result == SGDMA_SUCCESS)
		result = sgdma_sg_to_engine(stage->dev, &job);
	ok = result == SGDMA_SUCCESS && start_and_finish(run, engine, &job);
	if (ok)
		result = sgdma_sg_to_cpu(stage->dev, &job, size);
	if (ok && result == SGDMA_SUCCESS)
		result = sgdma_sg_release(&job);
	*clocks = lab_end(stage).clocks;
	if (result != SGDMA_SUCCESS)
		return lab_fail(run->lab, EXIT_CHECK, "builder: %s", sgdma_result_text(result));
	return ok && check_packets(run);
}

static bool plan_cell(struct run *run, enum engine engine, uint64_t addr, uint32_t size, struct sgdma_sg_plan *plan)
{
	const struct sgdma_sg_config config = config_of(run, engine, SGDMA_SG_MODEL, BLOCK, addr);
	const struct sgdma_sg_range range = { .vaddr = addr, .len = size };
	enum sgdma_result result = sgdma_sg_plan(&config, &range, 1, plan);

	return result == SGDMA_SUCCESS || lab_fail(run->lab, EXIT_CHECK, "builder: %s", sgdma_result_text(result));
}

static bool same_list(const struct sgdma_load *a, const struct sgdma_load *b)
{
	return a->descs == b->descs && a->copies == b->copies && a->copy_bytes == b->copy_bytes;
}

/* Two policies that come to the same list are measured once. */
static bool time_policies(struct run *run, enum engine engine, uint64_t addr, uint32_t size,
			  const struct sgdma_sg_plan *plan, uint64_t *clocks)
{
	for (enum sgdma_sg_policy policy = SGDMA_SG_DIRECT; policy < SGDMA_SG_POLICIES; policy++) {
		const struct sgdma_sg_option *option = &plan->option[policy][0],
					     *before = plan->option[policy ? policy - 1 : 0];

		if (!option->allowed)
			continue;
		if (policy > SGDMA_SG_DIRECT && before->allowed && same_list(&before->load, &option->load))
			clocks[policy] = clocks[policy - 1];
		else if (!move(run, engine, policy, BLOCK, addr, size, &clocks[policy]))
			return false;
	}
	return true;
}

static bool take_cell(struct run *run, enum engine engine, uint32_t size, unsigned skew)
{
	const uint64_t addr = run->data + skew;
	uint64_t clocks[SGDMA_SG_POLICIES] = { 0 }, ours, best = UINT64_MAX;
	struct sgdma_sg_plan plan;
	char text[256];
	size_t at = 0;

	if (!plan_cell(run, engine, addr, size, &plan) || !move(run, engine, SGDMA_SG_DIRECT, 1, addr, size, &ours) ||
	    !time_policies(run, engine, addr, size, &plan, clocks))
		return false;
	for (enum sgdma_sg_policy policy = SGDMA_SG_DIRECT; policy < SGDMA_SG_POLICIES; policy++) {
		const struct sgdma_sg_option *option = &plan.option[policy][0];

		if (option->allowed && clocks[policy] < best)
			best = clocks[policy];
		at += (size_t)snprintf(
			text + at, sizeof(text) - at, option->allowed ? ",%llu,%.1f,%llu,%llu" : ",nan,nan,nan,nan",
			(unsigned long long)clocks[policy], lab_clocks(option->clocks),
			(unsigned long long)option->load.descs, (unsigned long long)option->load.copy_bytes);
	}
	run->cells++;
	run->right += clocks[plan.policy] == best;
	run->worst = fmax(run->worst, (double)clocks[plan.policy] / (double)best);
	lab_row(run->lab, "%s,%u,%u,%u,%u,%s,%d,%llu,%llu%s", engine_names[engine], run->width, run->latency, size,
		skew, policy_names[plan.policy], (int)plan.policy, (unsigned long long)best, (unsigned long long)ours,
		text);
	return true;
}

/* Clocks that ends cost more than a copy of everything, on the average of some misalignments: as planned and as measured. */
static bool compare(struct run *run, enum engine engine, uint32_t size, double *planned, double *measured)
{
	*planned = *measured = 0;
	for (unsigned skew = 1; skew < BLOCK; skew += CROSSING_STEP) {
		const uint64_t addr = run->data + skew;
		uint64_t ends, all;
		struct sgdma_sg_plan plan;

		if (!plan_cell(run, engine, addr, size, &plan) ||
		    !move(run, engine, SGDMA_SG_HEAD_TAIL, BLOCK, addr, size, &ends) ||
		    !move(run, engine, SGDMA_SG_COPY_ALL, BLOCK, addr, size, &all))
			return false;
		*planned += lab_clocks(plan.option[SGDMA_SG_HEAD_TAIL][0].clocks) -
			    lab_clocks(plan.option[SGDMA_SG_COPY_ALL][0].clocks);
		*measured += (double)ends - (double)all;
	}
	return true;
}

/*
 * Up to which size three pieces cost more than a copy of everything, from the plans and from the measurements, between whole blocks. One block has
 * no middle: if two are cheaper in pieces, there is no such size above it.
 */
static bool find_crossing(struct run *run, enum engine engine, double *predicted, double *observed)
{
	double last[2] = { 0, 0 }, now[2], found[2] = { 0, 0 };

	for (unsigned blocks = 2; !found[0] || !found[1]; blocks++) {
		if (blocks > CROSSING_BLOCKS)
			return lab_fail(
				run->lab, EXIT_USAGE,
				"three pieces cost more than a copy up to %u bytes: too many for this experiment",
				CROSSING_BLOCKS * BLOCK);
		if (!compare(run, engine, blocks * BLOCK, &now[0], &now[1]))
			return false;
		for (unsigned i = 0; i < 2; i++) {
			if (!found[i] && now[i] <= 0)
				found[i] = BLOCK * (blocks - (last[i] > 0 ? now[i] / (now[i] - last[i]) : 1));
			last[i] = now[i];
		}
	}
	*predicted = found[0];
	*observed = found[1];
	return true;
}

static bool judge(struct run *run, enum engine engine)
{
	char setting[64];
	double predicted = 0, observed = 0;

	if (!find_crossing(run, engine, &predicted, &observed))
		return false;
	snprintf(setting, sizeof(setting), "%s width %u latency %u", engine_names[engine], run->width, run->latency);
	lab_verdict(run->lab, "cells in which the model picks the fastest in percent", setting, 100,
		    100.0 * run->right / run->cells, 5);
	lab_verdict(run->lab, "worst cell: time of the pick over that of the fastest", setting, 1, run->worst, 5);
	lab_verdict_within(run->lab, "bytes up to which three pieces cost more than a copy", setting, predicted,
			   observed, fmax(predicted * 0.03, run->width / 8.0));
	return true;
}

static bool sweep(struct run *run, enum engine engine, uint32_t largest)
{
	const unsigned step = lab_options(run->lab)->quick ? QUICK_STEP : 1;

	run->cells = run->right = 0;
	run->worst = 0;
	for (uint32_t size = SMALLEST; size <= largest; size *= 2) {
		for (unsigned skew = 0; skew < BLOCK; skew += step)
			if (!take_cell(run, engine, size, skew))
				return false;
		lab_progress(run->lab, (uint64_t)engine * largest + size, (uint64_t)ENGINES * largest);
	}
	return judge(run, engine);
}

/* As the builder does it: head from anywhere, tail from the beginning of a block, one fence. */
static bool copy_ends(struct run *run, const unsigned *bytes, unsigned offset, uint64_t *clocks)
{
	struct cpu *cpu = run->stage.cpu;
	bool ok;

	lab_begin(&run->stage);
	ok = cpu_copy(cpu, run->buffer.bus, run->data + offset, bytes[0]) &&
	     cpu_copy(cpu, run->buffer.bus + BLOCK, run->data + BLOCK, bytes[1]) && cpu_fence(cpu);
	*clocks = lab_end(&run->stage).clocks;
	return lab_must(&run->stage, ok, "a copy by the CPU");
}

static bool calibrate_copies(struct run *run, bool aligned, struct sgdma_copy_cost *cost)
{
	struct sgdma_sample samples[(COUNT(long_copies) + COUNT(short_copies)) * OFFSETS];
	struct sgdma_fit fit;
	enum sgdma_result result;

	for (size_t i = 0; i < COUNT(samples); i++) {
		struct sgdma_sample *sample = &samples[i];
		const unsigned offset = (unsigned)i % OFFSETS * (aligned ? run->stage.cpu_width : 10) + !aligned,
			       kind = (unsigned)i / OFFSETS;
		struct lab_time time;

		if (kind < COUNT(long_copies)) {
			if (!lab_copy(&run->stage, run->buffer.bus, run->data + offset, long_copies[kind], &time))
				return false;
			*sample = (struct sgdma_sample){ long_copies[kind], 1, time.clocks };
		} else {
			const unsigned *bytes = short_copies[kind - COUNT(long_copies)];

			*sample = (struct sgdma_sample){ bytes[0] + bytes[1], 2, 0 };
			if (!copy_ends(run, bytes, offset, &sample->clocks))
				return false;
		}
	}
	result = sgdma_cost_fit_copy(cost, samples, COUNT(samples), &fit);
	if (result != SGDMA_SUCCESS)
		return lab_fail(run->lab, EXIT_CHECK, "calibration: the copies do not tell B_c: %s",
				sgdma_result_text(result));
	lab_constant(run->lab, "width %u latency %u: bounced bytes: %.1f clocks a copy, B_c = %.3f bytes a clock",
		     run->width, run->latency, lab_clocks(cost->call), 1 / lab_per_byte(cost->rate));
	return true;
}

static bool prepare(struct run *run)
{
	struct lab_costs costs;

	run->data = lab_data(&run->stage, LARGEST + BLOCK, 4096);
	run->buffer.bus = lab_data(&run->stage, BOUNCE, 4096);
	run->buffer.cpu = rig_at(run->stage.rig, run->buffer.bus, BOUNCE);
	if (sgdma_bounce_init(&run->pool, &run->buffer, 1, BOUNCE) != SGDMA_SUCCESS)
		return lab_fail(run->lab, EXIT_CHECK, "the pool of bounce buffers was refused");
	if (!lab_calibrate(&run->stage, run->latency, &costs))
		return false;
	for (unsigned aligned = 0; aligned < 2; aligned++) {
		struct sgdma_cost *lists = &run->cost[LISTS][aligned], *transfers = &run->cost[TRANSFERS][aligned];

		*lists = costs.few;
		if (!calibrate_copies(run, aligned, &lists->copy))
			return false;
		*transfers = *lists;
		transfers->bus = costs.basic.bus;
		transfers->desc = costs.basic.setup;
		transfers->setup = 0;
	}
	return true;
}

static bool run_alignment(struct lab *lab)
{
	const struct lab_options *o = lab_options(lab);
	struct run run = { .lab = lab, .width = o->width ? o->width : 64, .latency = o->latency ? o->latency : 13 };
	uint32_t largest = o->quick ? QUICK_LARGEST : LARGEST;
	bool ok;

	if (o->size > LARGEST)
		return lab_fail(lab, EXIT_USAGE, "--size=%llu: 64 to %u is needed here", (unsigned long long)o->size,
				LARGEST);
	if (o->size)
		largest = (uint32_t)o->size;
	lab_row(lab,
		"engine,width,latency,bytes,misalignment,pick,pick_index,best_clocks,ours_clocks,direct_clocks,direct_formula,"
		"direct_descs,direct_copied,ends_clocks,ends_formula,ends_descs,ends_copied,all_clocks,all_formula,"
		"all_descs,all_copied");
	ok = lab_open(&run.stage, lab,
		      &(struct lab_setting){ .width = run.width, .latency = run.latency, .memory = 4 << 20 }) &&
	     prepare(&run) && sweep(&run, LISTS, largest) && sweep(&run, TRANSFERS, largest);
	lab_close(&run.stage);
	return ok;
}

static const char plot[] =
	"stats csv using 4 name 'S' nooutput\n"
	"skew = 21\n"
	"line(e, x) = strcol(1) eq e && column(5) == skew ? column(x) : NaN\n"
	"map(e, p) = strcol(1) eq e && column(7) == p ? column(5) : -1000\n"
	"names = 'list transfers'\n"
	"titles = '\"pieces are entries of a list\" \"each piece is a transfer\"'\n"
	"set multiplot layout 2,2 title 'A buffer for an engine that wants blocks of 64 bytes, and for this one'\n"
	"set xrange [48:S_max*1.4]\n"
	"set logscale x 2\n"
	"set xlabel 'bytes'\n"
	"do for [i=1:2] {\n"
	"  e = word(names, i)\n"
	"  set title word(titles, i).sprintf(', %d bytes off', skew)\n"
	"  set ylabel 'clocks'\n"
	"  set logscale y\n"
	"  set yrange [*:*]\n"
	"  set key top left vertical\n"
	"  plot csv using 4:(line(e, 18)) with linespoints lc rgb '#333333' pt 7 ps 0.5 title 'all copied', \\\n"
	"       csv using 4:(line(e, 14)) with linespoints lc rgb '#c00000' pt 7 ps 0.5 title 'head and tail copied', \\\n"
	"       csv using 4:(line(e, 9)) with linespoints lc rgb '#1f4e9c' pt 5 ps 0.5 title 'this engine: none'\n"
	"  set title 'what the model picks'\n"
	"  set ylabel 'misalignment'\n"
	"  unset logscale y\n"
	"  set yrange [-3:78]\n"
	"  set key top center horizontal\n"
	"  plot csv using 4:(map(e, 2)) with points lc rgb '#333333' pt 5 ps 0.7 title 'all', \\\n"
	"       csv using 4:(map(e, 1)) with points lc rgb '#c00000' pt 5 ps 0.7 title 'head and tail', \\\n"
	"       csv using 4:(map(e, 0)) with points lc rgb '#1f4e9c' pt 5 ps 0.7 title 'direct'\n"
	"}\n"
	"unset multiplot\n";

const struct lab_experiment lab_alignment = {
	.name = "alignment",
	.title = "Alignment and bounce buffers",
	.claim =
		"An engine that demands alignment turns one buffer into three pieces and two copies: where a piece is dear, "
		"that costs more than to copy it all.",
	.run = run_alignment,
	.plot = plot,
	.settings = "size loads stores cost reg fault",
	.width = 900,
	.height = 760,
};
