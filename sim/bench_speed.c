/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Speed: clocks of simulation a second, of the bare model (the same shared object on the same memory, nobody looking), with the bus
 * monitors, and with everything: monitors, every byte compared, and the reference model doing the same job, its memory compared too.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_cmd.h"
#include "sgdma_regs.h"

#define RUNS 5
#define PIECES 4096u
#define LATENCY 13u

enum level { BARE, MONITORS, ALL, LEVELS };
static const char *const level_names[LEVELS] = { "bare", "monitors", "all" };

static const struct bench_case cases[] = {
	{ .kind = BENCH_COPY, .each = true, .width = 64, .latency = LATENCY, .size = 64 },
	{ .kind = BENCH_COPY, .each = true, .width = 64, .latency = LATENCY, .size = 8 },
	{ .kind = BENCH_COPY, .each = true, .width = 512, .latency = LATENCY, .size = 64 },
};
#define CASES (sizeof(cases) / sizeof(cases[0]))

/* Of this process: on a quiet core the same as on the wall, on a busy one the better measure. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The reference model does the job of a stage that is laid out, its rings filled: true if its memory is then the engine's. */
static bool follow(struct bench_stage *stage, struct rig *twin)
{
	struct sgdma *dev = rig_dev(twin);
	uint64_t base = mem_base(stage->s.mem), size = mem_size(stage->s.mem);
	uint32_t index = (uint32_t)stage->n;

	if (sgdma_set_copy(dev, true) != SGDMA_SUCCESS ||
	    sgdma_chan_start(dev, SGDMA_SCATTER, &stage->scatter.config) != SGDMA_SUCCESS ||
	    sgdma_chan_start(dev, SGDMA_GATHER, &stage->gather.config) != SGDMA_SUCCESS ||
	    rig_reg_write(twin, SGDMA_REG_DOORBELL,
			  SGDMA_PUT(DOORBELL, GATHER, index) | SGDMA_PUT(DOORBELL, SCATTER, index)) != AXI_OKAY)
		return false;
	return memcmp(mem_at(rig_mem(twin), base, size), mem_at(stage->s.mem, base, size), size) == 0;
}

/* One run: clocks a second. 0: the result says why not. */
static double run_once(const struct bench_options *options, const struct bench_case *c, enum level level,
		       struct result *result)
{
	struct bench_setup setup = options->setup;
	struct bench_stage stage;
	struct rig *twin = NULL;
	char err[256];
	double began, speed = 0;

	setup.bare = level == BARE;
	if (bench_stage_open(&stage, &setup, c, options->max < PIECES ? (size_t)options->max : PIECES) &&
	    list_feed(&stage.gather) && list_feed(&stage.scatter)) {
		if (level == ALL) {
			twin = rig_open_twin(stage.s.rig, err, sizeof(err));
			if (!twin)
				result_fail(&stage.result, EXIT_TOOL, "%s", err);
		}
		began = now();
		if (stage.result.exit == EXIT_OK && drive(&stage.s, &stage.job) && level == ALL) {
			bench_stage_check(&stage, c);
			if (!follow(&stage, twin))
				result_fail(&stage.result, EXIT_CHECK, "the reference model has another memory");
		}
		speed = (double)stage.result.cycles / (now() - began);
		if (level != ALL)
			bench_stage_check(&stage, c);
	}
	rig_close(twin);
	*result = stage.result;
	bench_stage_close(&stage);
	return result->exit == EXIT_OK ? speed : 0;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int bench_speed(const struct bench_options *options, FILE *to)
{
	fprintf(to, "config,clocks_per_s,ratio_to_bare\n");
	for (size_t i = 0; i < CASES; i++) {
		const struct bench_case *c = &cases[i];
		double runs[LEVELS][RUNS];

		if (!options->widths[c->width == 64 ? 1 : 4])
			continue;
		/* The levels take turns, so that a machine that slows down does so for all of them. */
		for (unsigned run = 0; run < RUNS; run++) {
			for (unsigned level = BARE; level < LEVELS; level++) {
				struct result result;

				runs[level][run] = run_once(options, c, (enum level)level, &result);
				if (result.exit != EXIT_OK)
					return bench_failed(c, &result);
			}
		}
		for (unsigned level = BARE; level < LEVELS; level++)
			qsort(runs[level], RUNS, sizeof(runs[level][0]), by_size);
		for (unsigned level = BARE; level < LEVELS; level++)
			fprintf(to, "%u bits S=%u %s,%.0f,%.3f\n", c->width, c->size, level_names[level],
				runs[level][RUNS / 2], runs[level][RUNS / 2] / runs[BARE][RUNS / 2]);
	}
	return EXIT_OK;
}
