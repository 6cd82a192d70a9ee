/* SPDX-License-Identifier: Apache-2.0 */
#include "drive.h"

#include <inttypes.h>
#include <stdlib.h>

#include "sgdma_regs.h"

/* Clocks that a job may take: many times what the slowest list shape needs. */
#define LIMIT_BASE 50000u
#define LIMIT_BOUNDS 16u
#define LIMIT_TRIPS 16u /* memory round trips a descriptor */
#define SETTLE_CLOCKS 4u
#define STOP_POLLS 4000u

struct run {
	struct session *s;
	struct sgdma *dev;
	struct bench *bench;
	struct list *half[2]; /* by enum sgdma_chan; NULL: not part of the job */
	struct list *reports; /* the one whose queue is used */
	const struct expected *expected;
	size_t total;      /* completions to come in all */
	uint16_t batch;    /* completions an interrupt, as the engine has it */
	uint64_t deadline; /* clock */
};

bool expected_add(struct expected *expected, struct sgdma_completion completion)
{
	if (expected->count == expected->room) {
		size_t room = expected->room ? expected->room * 2 : 64;
		void *at = realloc(expected->at, room * sizeof(*expected->at));

		if (!at)
			return false;
		expected->at = at;
		expected->room = room;
	}
	expected->at[expected->count++] = completion;
	return true;
}

void expected_free(struct expected *expected)
{
	free(expected->at);
	*expected = (struct expected){ 0 };
}

static const char *const chan_names[2] = { "gather", "scatter" };

/* A channel that has stopped with an error is the reason for everything that follows. */
static bool report_error(struct run *run)
{
	struct sgdma_error error;

	for (int c = 0; c < 2; c++) {
		if (!run->half[c] || !sgdma_chan_error(run->dev, (enum sgdma_chan)c, &error))
			continue;
		result_fail(run->s->result, EXIT_CHECK, "%s channel: %s at entry %u; address 0x%" PRIx64 ": %s",
			    chan_names[c], sgdma_code_name(error.code), error.index, error.addr,
			    sgdma_code_text(error.code));
		return true;
	}
	return false;
}

/* After a failed wait: monitor violation, error of a channel, or nothing at all happened. */
static void report_wait(struct run *run, const char *what, size_t done, size_t total)
{
	const char *fault = bench_fault(run->bench);

	if (fault)
		result_fail(run->s->result, EXIT_CHECK, "%s", fault);
	else if (!report_error(run))
		result_fail(run->s->result, EXIT_TIMEOUT, "time-out: %s; %zu of %zu after %" PRIu64 " clocks", what,
			    done, total, bench_clock(run->bench));
}

static bool same(const struct sgdma_completion *a, const struct sgdma_completion *b)
{
	return a->tag == b->tag && a->bytes == b->bytes && a->saturated == b->saturated && a->status == b->status &&
	       a->eop == b->eop && a->irq == b->irq && a->source == b->source && a->is_short == b->is_short;
}

/* Takes what is in the queue. False: the result says why. */
/* Completion i: of a ring that goes over its pieces again the tags go on, unless the descriptors carry them. */
static struct sgdma_completion wanted(const struct run *run, size_t i)
{
	const struct expected *expected = run->expected;
	struct sgdma_completion want = expected->at[i % expected->count];

	if (!run->reports->config.wide)
		want.tag = (uint16_t)(want.tag + i / expected->count * run->reports->pieces->count);
	return want;
}

static bool take_completions(struct run *run)
{
	const struct expected *expected = run->expected;
	struct sgdma_completion got;

	while (run->reports->popped < run->total && list_pop(run->reports, &got)) {
		size_t i = run->reports->popped - 1;
		const struct sgdma_completion want = wanted(run, i);

		if (same(&got, &want)) {
			if (expected->came && !expected->came(expected->came_ctx, i))
				return false;
			continue;
		}
		if (got.status && report_error(run))
			return false;
		result_fail(
			run->s->result, EXIT_CHECK,
			"completion %zu of %zu: tag %u bytes %u %s eop %d irq %d short %d; expected tag %u bytes %u %s eop %d irq "
			"%d short %d",
			i, run->total, got.tag, got.bytes, sgdma_code_name(got.status), got.eop, got.irq, got.is_short,
			want.tag, want.bytes, sgdma_code_name(want.status), want.eop, want.irq, want.is_short);
		return false;
	}
	return true;
}

/* The last interrupt must not wait for completions that do not come. */
static bool moderate(struct run *run, uint16_t batch)
{
	size_t left = run->total - run->reports->popped;
	uint16_t want = left < batch ? (uint16_t)left : batch;

	if (want == run->batch)
		return true;
	if (sgdma_chan_moderate(run->dev, run->reports->chan, want, 0) != SGDMA_SUCCESS) {
		report_wait(run, "moderation refused", run->reports->popped, run->total);
		return false;
	}
	run->batch = want;
	return true;
}

static bool serve(struct run *run, uint16_t batch)
{
	while (run->reports->popped < run->total) {
		size_t before = run->reports->popped;
		uint64_t now = bench_clock(run->bench);

		if (now >= run->deadline || !bench_wait_irq(run->bench, run->deadline - now)) {
			report_wait(run, "no interrupt", before, run->total);
			return false;
		}
		if (!take_completions(run))
			return false;
		sgdma_cq_ack(run->dev, run->reports->chan, &run->reports->cq);
		if (run->reports->popped == before && (report_error(run) || !bench_run(run->bench, SETTLE_CLOCKS))) {
			report_wait(run, "no completion", before, run->total);
			return false;
		}
		for (int c = 0; c < 2; c++) {
			if (run->half[c] && !list_feed(run->half[c]))
				return false;
		}
		if (run->s->shape == SHAPE_RING)
			list_kick(run->half[SGDMA_GATHER], run->half[SGDMA_SCATTER]);
		if (run->reports->popped < run->total && !moderate(run, batch))
			return false;
	}
	return true;
}

/*
 * Clock of the last interrupt: of its rising edge, or, if the line was still high for earlier completions, of the write
 * response from which on it stood for the last ones.
 */
static uint64_t last_report(const struct run *run)
{
	uint64_t edge = bench_irq_clock(run->bench), written = bench_completion_clock(run->bench);

	return edge > written ? edge : written;
}

/* The consumer index may come some clocks after the last completion. */
static bool consumed(struct run *run, struct list *list)
{
	uint16_t want = (uint16_t)list->count;

	while (sgdma_chan_consumer(run->dev, list->chan) != want) {
		if (bench_clock(run->bench) >= run->deadline || !bench_run(run->bench, SETTLE_CLOCKS)) {
			report_wait(run, "entries completed", sgdma_chan_consumer(run->dev, list->chan), want);
			return false;
		}
	}
	return true;
}

static bool finish(struct run *run)
{
	struct result *result = run->s->result;
	enum sgdma_result stopped;
	uint32_t refused;

	for (int c = 0; c < 2; c++) {
		uint32_t wait;

		if (!run->half[c])
			continue;
		if (!consumed(run, run->half[c]))
			return false;
		wait = sgdma_chan_fetch_wait(run->dev, (enum sgdma_chan)c);
		if (wait > result->fetch_wait)
			result->fetch_wait = wait;
	}
	stopped = sgdma_chan_stop(run->dev, run->reports->chan, STOP_POLLS);
	if (stopped != SGDMA_SUCCESS) {
		if (bench_fault(run->bench))
			result_fail(result, EXIT_CHECK, "%s", bench_fault(run->bench));
		result_fail(result, stopped == SGDMA_ERR_TIMEOUT ? EXIT_TIMEOUT : EXIT_CHECK, "stop: %s",
			    sgdma_result_text(stopped));
		return false;
	}
	refused = sgdma_refused(run->dev);
	if (refused)
		result_fail(result, EXIT_CHECK, "the engine refused a register write: REFUSED = 0x%08" PRIx32, refused);
	return !refused;
}

bool drive(struct session *s, const struct drive_job *job)
{
	struct list *gather = job->gather, *scatter = job->scatter;
	struct run run = { .s = s,
			   .dev = rig_dev(s->rig),
			   .bench = rig_bench(s->rig),
			   .half = { gather, scatter },
			   .reports = scatter ? scatter : gather,
			   .expected = job->expected,
			   .batch = 1 };
	uint64_t descriptors = (gather ? gather->count : 0) + (scatter ? scatter->count : 0);
	uint16_t batch = job->batch ? job->batch : 1;
	struct result *result = s->result;
	uint64_t kick, rises;

	/* Pieces that come again have a completion each. */
	run.total = job->expected->count + (run.reports->count - run.reports->pieces->count);
	result->descriptors = descriptors;
	result->bound = job->bound;
	run.deadline = bench_clock(run.bench) + LIMIT_BASE + LIMIT_BOUNDS * result->bound +
		       LIMIT_TRIPS * descriptors * (s->options->latency + 16);
	if (sgdma_set_copy(run.dev, gather && scatter) != SGDMA_SUCCESS) {
		report_wait(&run, "mode refused", 0, 0);
		return false;
	}
	if ((scatter && !list_start(scatter)) || (gather && !list_start(gather)))
		return false;
	if (!moderate(&run, batch))
		return false;
	sgdma_irq_enable(run.dev, (scatter ? SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_SCATTER_ERROR
					   : SGDMA_IRQ_STATUS_GATHER_DONE) |
					  (gather ? SGDMA_IRQ_STATUS_GATHER_ERROR : 0));
	if ((scatter && !list_feed(scatter)) || (gather && !list_feed(gather)))
		return false;
	rises = bench_counts(run.bench)->irq_rises;
	list_kick(gather, scatter);
	kick = bench_kick_clock(run.bench);
	if (!serve(&run, batch))
		return false;
	result->kick = kick;
	result->cycles = last_report(&run) - kick;
	result->interrupts = bench_counts(run.bench)->irq_rises - rises;
	return finish(&run);
}
