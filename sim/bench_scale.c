/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scale: the same copy of 64-byte pieces, ten to a million descriptors long, through a ring of 4,096 that the driver refills while the
 * engine runs. The bytes are new in each lap and checked as completions come, so that the host needs no more memory for more of them.
 */
#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>

#include "bench_cmd.h"
#include "scoreboard.h"

#define SIZE 64u
#define LATENCY 13u
#define BATCH 1024u /* completions an interrupt: a quarter of the ring */
#define PATTERN 0x5c

struct run {
	struct bench_stage stage;
	uint64_t checked;
};

static void pattern(uint8_t *to, size_t i)
{
	scoreboard_fill(to, SIZE, PATTERN, (uint64_t)i * SIZE);
}

static void filled(void *ctx, size_t i)
{
	struct run *run = ctx;
	uint64_t addr = run->stage.from.at[i % run->stage.n].addr;

	pattern(session_at(&run->stage.s, addr, SIZE), i);
	session_accept(&run->stage.s, addr, SIZE);
}

static bool came(void *ctx, size_t i)
{
	struct run *run = ctx;
	struct session *s = &run->stage.s;
	uint64_t addr = run->stage.to.at[i % run->stage.n].addr;
	uint8_t want[SIZE];
	char name[32], err[256];
	const struct scoreboard_check check = { name, want, session_at(s, addr, SIZE), SIZE, NULL };

	pattern(want, i);
	session_accept(s, addr, SIZE);
	run->checked++;
	if (memcmp(check.actual, want, SIZE) == 0)
		return true;
	snprintf(name, sizeof(name), "piece %zu", i);
	scoreboard_compare(&check, err, sizeof(err));
	result_fail(s->result, EXIT_CHECK, "%s", err);
	return false;
}

static int run_row(const struct bench_options *options, uint64_t n, FILE *to)
{
	const struct bench_case c = { .each = true, .width = 64, .latency = LATENCY, .size = SIZE };
	struct run run = { .checked = 0 };
	struct bench_stage *stage = &run.stage;
	struct rusage usage;

	if (bench_stage_open(stage, &options->setup, &c, n)) {
		stage->gather.filled = filled;
		stage->gather.filled_ctx = &run;
		stage->expected.came = came;
		stage->expected.came_ctx = &run;
		stage->job.batch = BATCH;
		if (drive(&stage->s, &stage->job))
			session_check_memory(&stage->s);
		if (run.checked != n)
			result_fail(&stage->result, EXIT_CHECK, "%" PRIu64 " of %" PRIu64 " pieces were checked",
				    run.checked, n);
	}
	if (stage->result.exit == EXIT_OK) {
		getrusage(RUSAGE_SELF, &usage);
		fprintf(to, "%" PRIu64 ",%.4f,%ld\n", n, (double)stage->result.cycles / (double)n, usage.ru_maxrss);
	} else {
		bench_failed(&c, &stage->result);
	}
	bench_stage_close(stage);
	return stage->result.exit;
}

int bench_scale(const struct bench_options *options, FILE *to)
{
	int code = EXIT_OK;

	fprintf(to, "n,cycles_per_desc,host_rss_kib\n");
	for (uint64_t n = 10; n <= options->max && code == EXIT_OK; n *= 10) {
		code = run_row(options, n, to);
		if (options->progress)
			fprintf(stderr, "  scale: n = %" PRIu64 "\n", n);
	}
	return code;
}
