/* SPDX-License-Identifier: Apache-2.0 */
#include "lab_calibrate.h"

#include "options.h"

#define SAMPLES 32

/* Odd numbers of grains (lab_grain()), for the sweeps take even ones; and of beats, for the short copies of bounced ends. */
static const unsigned grains[] = { 5, 9, 15, 21, 29, 41, 57, 75 }, basic_grains[] = { 5, 29, 75 },
		      short_beats[] = { 1, 3, 5, 7, 9, 13 };
/* Lists: numbers of descriptors, each of so many beats. Long ones, and such as are fetched before the first data have come. */
static const unsigned list_counts[] = { 141, 233, 377 }, few_counts[] = { 1, 2, 3 }, list_beats[] = { 9, 17, 35 };
#define LONGEST_LIST 377
#define LONGEST_RUN 80 /* grains */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct samples {
	struct sgdma_sample at[SAMPLES];
	size_t n;
	double busy[SAMPLES]; /* clocks of the CPU */
};

static void add(struct samples *samples, uint64_t bytes, uint64_t count, const struct lab_time *time)
{
	samples->busy[samples->n] = (double)time->busy;
	samples->at[samples->n++] = (struct sgdma_sample){ bytes, count, time->clocks };
}

unsigned lab_grain(const struct lab_stage *stage)
{
	unsigned group = stage->cpu_width * lab_options(stage->lab)->cpu.loads, grain = group;

	while (grain % rig_bus_bytes(stage->rig))
		grain += group;
	return grain;
}

double lab_clocks(uint64_t time)
{
	return (double)time / (double)SGDMA_CLOCK;
}

double lab_per_byte(struct sgdma_rate rate)
{
	return (double)rate.clocks / (double)rate.bytes;
}

double lab_list_clocks(const struct lab_costs *costs, uint64_t descs, uint64_t bytes)
{
	const struct sgdma_load load = { .bytes = bytes, .descs = descs };
	uint64_t list = sgdma_cost_clocks(&costs->list, &load), few = sgdma_cost_clocks(&costs->few, &load);

	return lab_clocks(list > few ? list : few);
}

static bool fitted(struct lab_stage *stage, enum sgdma_result result, const char *what)
{
	return result == SGDMA_SUCCESS ||
	       lab_fail(stage->lab, EXIT_CHECK, "calibration: the measurements do not tell %s (%s)", what,
			sgdma_result_text(result));
}

static bool measure_pio(struct lab_stage *stage, uint64_t data, unsigned grain, struct samples *samples)
{
	struct lab_time time;

	for (size_t i = 0; i < COUNT(grains); i++) {
		const struct sgdma_piece piece = { .addr = data, .len = grains[i] * grain };

		if (!lab_pio(stage, &piece, 1, &time))
			return false;
		add(samples, grains[i] * grain, 1, &time);
	}
	return true;
}

static bool measure_copy(struct lab_stage *stage, uint64_t data, uint64_t to, unsigned beat, unsigned grain,
			 struct samples *samples)
{
	struct lab_time time;

	for (size_t i = 0; i < COUNT(short_beats) + COUNT(grains); i++) {
		unsigned bytes =
			i < COUNT(short_beats) ? short_beats[i] * beat : grains[i - COUNT(short_beats)] * grain;

		if (!lab_copy(stage, to, data, bytes, &time))
			return false;
		add(samples, bytes, 1, &time);
	}
	return true;
}

bool lab_basic_round(struct lab_stage *stage, uint64_t addr, uint32_t len, struct lab_time *sum)
{
	struct lab_time time;

	*sum = (struct lab_time){ 0 };
	for (unsigned phase = 0; phase < LAB_PHASES; phase++) {
		uint64_t now = bench_clock(stage->bench) % LAB_PHASES;

		if (!lab_must(stage, rig_run(stage->rig, (LAB_PHASES + phase - now) % LAB_PHASES), "a pause") ||
		    !lab_basic(stage, addr, len, &time))
			return false;
		sum->clocks += time.clocks;
		sum->busy += time.busy;
	}
	return true;
}

unsigned lab_basic_beats(const struct lab_stage *stage)
{
	return lab_options(stage->lab)->cpu.reg;
}

static bool measure_basic(struct lab_stage *stage, uint64_t data, unsigned grain, struct samples *samples)
{
	const unsigned more = lab_basic_beats(stage) * rig_bus_bytes(stage->rig);
	struct lab_time sum;

	for (size_t i = 0; i < COUNT(basic_grains); i++) {
		const unsigned bytes = basic_grains[i] * grain + more;

		if (!lab_basic_round(stage, data, bytes, &sum))
			return false;
		add(samples, (uint64_t)LAB_PHASES * bytes, LAB_PHASES, &sum);
	}
	return true;
}

static bool measure_single(struct lab_stage *stage, uint64_t data, unsigned grain, struct samples *samples)
{
	struct lab_time time;

	for (size_t i = 0; i < COUNT(grains); i++) {
		const struct sgdma_piece piece = { .addr = data, .len = grains[i] * grain, .flags = SGDMA_EOP };

		if (!lab_list(stage, &piece, 1, &time))
			return false;
		add(samples, piece.len, 1, &time);
	}
	return true;
}

unsigned lab_list_beats(unsigned latency)
{
	return latency / 8;
}

/* Not a power of two. */
static unsigned piece_stride(unsigned beat, unsigned latency)
{
	return (37 + lab_list_beats(latency)) * beat;
}

static bool measure_lists(struct lab_stage *stage, uint64_t data, unsigned latency, const unsigned *counts,
			  size_t lists, struct samples *samples)
{
	const unsigned beat = rig_bus_bytes(stage->rig), stride = piece_stride(beat, latency);
	struct sgdma_piece pieces[LONGEST_LIST];
	struct lab_time time;

	for (size_t i = 0; i < lists * COUNT(list_beats); i++) {
		unsigned count = counts[i / COUNT(list_beats)];
		unsigned bytes = (list_beats[i % COUNT(list_beats)] + lab_list_beats(latency)) * beat;

		for (unsigned k = 0; k < count; k++)
			pieces[k] = (struct sgdma_piece){ .addr = data + (uint64_t)k * stride,
							  .len = bytes,
							  .flags = k + 1 == count ? SGDMA_EOP : 0 };
		if (!lab_list(stage, pieces, count, &time))
			return false;
		add(samples, (uint64_t)count * bytes, count, &time);
	}
	return true;
}

/* The CPU's time as busy = *first + *each * count, from the smallest and the largest count. */
static void fit_busy(const struct samples *samples, double *first, double *each)
{
	size_t last = samples->n - 1;

	*each = (samples->busy[last] - samples->busy[0]) / (double)(samples->at[last].count - samples->at[0].count);
	*first = samples->busy[0] - *each * (double)samples->at[0].count;
}

static void print(struct lab_stage *stage, const struct lab_costs *costs, unsigned latency)
{
	struct lab *lab = stage->lab;
	unsigned width = rig_bus_bytes(stage->rig) * 8;
	const struct sgdma_cost *basic = &costs->basic, *list = &costs->list;

	lab_constant(lab, "width %u latency %u: basic DMA: t_p = %.1f clocks, B = %.3f bytes a clock", width, latency,
		     lab_clocks(basic->setup), 1 / lab_per_byte(basic->bus));
	lab_constant(lab, "width %u latency %u: list of one: t_p = %.1f clocks, B = %.3f bytes a clock", width, latency,
		     lab_clocks(costs->single.setup), 1 / lab_per_byte(costs->single.bus));
	lab_constant(lab, "width %u latency %u: list: t_p = %.1f clocks, t_o = %.2f clocks, B = %.3f bytes a clock",
		     width, latency, lab_clocks(list->setup), lab_clocks(list->desc), 1 / lab_per_byte(list->bus));
	lab_constant(lab, "width %u latency %u: short list: t_p = %.1f clocks, t_o = %.2f clocks", width, latency,
		     lab_clocks(costs->few.setup), lab_clocks(costs->few.desc));
	lab_constant(lab, "width %u latency %u: CPU: B_c = %.3f bytes a clock to a device, %.3f from memory to memory",
		     width, latency, 1 / lab_per_byte(list->pio.rate), 1 / lab_per_byte(list->copy.rate));
	lab_constant(
		lab,
		"width %u latency %u: CPU busy: %.1f clocks for a basic transfer, %.1f + %.2f a descriptor for a list",
		width, latency, costs->busy_basic, costs->busy_list, costs->busy_entry);
}

/* A transfer of one piece: its set-up holds all but the bytes. */
static struct sgdma_cost whole(const struct sgdma_cost *list, const struct sgdma_copy_cost *fit)
{
	struct sgdma_cost cost = *list;

	cost.setup = fit->call;
	cost.bus = fit->rate;
	cost.desc = 0;
	return cost;
}

/* Memory that is read: by the longest transfer, and by the longest list. */
static uint64_t data_bytes(unsigned beat, unsigned grain, unsigned more, unsigned latency)
{
	return LONGEST_RUN * grain + more * beat + (uint64_t)LONGEST_LIST * piece_stride(beat, latency);
}

uint64_t lab_calibrate_bytes(unsigned beat, unsigned latency, const struct cpu_config *cpu)
{
	const unsigned grain = cpu->loads * beat; /* at most */

	return data_bytes(beat, grain, cpu->reg, latency) + LONGEST_RUN * grain + 2 * 4096;
}

bool lab_calibrate(struct lab_stage *stage, unsigned latency, struct lab_costs *costs)
{
	const unsigned beat = rig_bus_bytes(stage->rig), grain = lab_grain(stage);
	const uint64_t longest = data_bytes(beat, grain, lab_basic_beats(stage), latency);
	uint64_t data = lab_data(stage, longest, 4096), to = lab_data(stage, LONGEST_RUN * grain, 4096);
	struct samples pio = { .n = 0 }, copy = pio, basic = pio, single = pio, lists = pio, few = pio;
	struct sgdma_copy_cost one_basic = { 0 }, one_entry = { 0 };
	struct sgdma_fit fit;

	*costs = (struct lab_costs){ 0 };
	if (!measure_pio(stage, data, grain, &pio) || !measure_copy(stage, data, to, beat, grain, &copy) ||
	    !measure_basic(stage, data, grain, &basic) || !measure_single(stage, data, grain, &single) ||
	    !measure_lists(stage, data, latency, list_counts, COUNT(list_counts), &lists) ||
	    !measure_lists(stage, data, latency, few_counts, COUNT(few_counts), &few) ||
	    !fitted(stage, sgdma_cost_fit(&costs->list, lists.at, lists.n, &fit), "t_p, t_o and B of a list") ||
	    !fitted(stage, sgdma_cost_fit(&costs->few, few.at, few.n, &fit), "t_p and t_o of a short list") ||
	    !fitted(stage, sgdma_cost_fit_copy(&one_basic, basic.at, basic.n, &fit), "t_p and B of basic DMA") ||
	    !fitted(stage, sgdma_cost_fit_copy(&one_entry, single.at, single.n, &fit), "t_p and B of a list of one") ||
	    !fitted(stage, sgdma_cost_fit_copy(&costs->list.copy, copy.at, copy.n, &fit), "B_c of a copy") ||
	    !fitted(stage, sgdma_cost_fit_copy(&costs->list.pio, pio.at, pio.n, &fit), "B_c to a device"))
		return false;
	costs->few.copy = costs->list.copy;
	costs->few.pio = costs->list.pio;
	costs->basic = whole(&costs->list, &one_basic);
	costs->single = whole(&costs->list, &one_entry);
	costs->busy_basic = basic.busy[0] / LAB_PHASES;
	fit_busy(&lists, &costs->busy_list, &costs->busy_entry);
	print(stage, costs, latency);
	if (lab_options(stage->lab)->double_desc) {
		costs->list.desc *= 2;
		costs->few.desc *= 2;
		costs->basic.setup *= 2;
		costs->single.setup *= 2;
	}
	return true;
}
