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
	uint64_t deadline;    /* clock */
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
static bool take_completions(struct run *run, const struct expected *expected)
{
	struct sgdma_completion got;

	while (run->reports->popped < expected->count && list_pop(run->reports, &got)) {
		size_t i = run->reports->popped - 1;
		const struct sgdma_completion *want = &expected->at[i];

		if (same(&got, want))
			continue;
		if (got.status && report_error(run))
			return false;
		result_fail(
			run->s->result, EXIT_CHECK,
			"completion %zu of %zu: tag %u bytes %u %s eop %d irq %d short %d; expected tag %u bytes %u %s eop %d irq "
			"%d short %d",
			i, expected->count, got.tag, got.bytes, sgdma_code_name(got.status), got.eop, got.irq,
			got.is_short, want->tag, want->bytes, sgdma_code_name(want->status), want->eop, want->irq,
			want->is_short);
		return false;
	}
	return true;
}

static bool serve(struct run *run, const struct expected *expected)
{
	while (run->reports->popped < expected->count) {
		size_t before = run->reports->popped;
		uint64_t now = bench_clock(run->bench);

		if (now >= run->deadline || !bench_wait_irq(run->bench, run->deadline - now)) {
			report_wait(run, "no interrupt", before, expected->count);
			return false;
		}
		if (!take_completions(run, expected))
			return false;
		sgdma_cq_ack(run->dev, run->reports->chan, &run->reports->cq);
		if (run->reports->popped == before && (report_error(run) || !bench_run(run->bench, SETTLE_CLOCKS))) {
			report_wait(run, "no completion", before, expected->count);
			return false;
		}
		for (int c = 0; c < 2; c++) {
			if (run->half[c] && !list_feed(run->half[c]))
				return false;
		}
		if (run->s->shape == SHAPE_RING)
			list_kick(run->half[SGDMA_GATHER], run->half[SGDMA_SCATTER]);
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
	uint16_t want = (uint16_t)list->pieces->count;

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

bool drive(struct session *s, struct list *gather, struct list *scatter, const struct expected *expected,
	   const struct bound_job *bound)
{
	struct run run = { .s = s,
			   .dev = rig_dev(s->rig),
			   .bench = rig_bench(s->rig),
			   .half = { gather, scatter },
			   .reports = scatter ? scatter : gather };
	uint64_t descriptors = (gather ? gather->pieces->count : 0) + (scatter ? scatter->pieces->count : 0);
	struct result *result = s->result;
	uint64_t kick, rises;

	result->descriptors = descriptors;
	result->bound = bound_cycles(bound);
	run.deadline = bench_clock(run.bench) + LIMIT_BASE + LIMIT_BOUNDS * result->bound +
		       LIMIT_TRIPS * descriptors * (s->options->latency + 16);
	if (sgdma_set_copy(run.dev, gather && scatter) != SGDMA_SUCCESS) {
		report_wait(&run, "mode refused", 0, 0);
		return false;
	}
	if ((scatter && !list_start(scatter)) || (gather && !list_start(gather)))
		return false;
	sgdma_irq_enable(run.dev, (scatter ? SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_SCATTER_ERROR
					   : SGDMA_IRQ_STATUS_GATHER_DONE) |
					  (gather ? SGDMA_IRQ_STATUS_GATHER_ERROR : 0));
	if ((scatter && !list_feed(scatter)) || (gather && !list_feed(gather)))
		return false;
	rises = bench_counts(run.bench)->irq_rises;
	list_kick(gather, scatter);
	kick = bench_kick_clock(run.bench);
	if (!serve(&run, expected))
		return false;
	result->cycles = last_report(&run) - kick;
	result->interrupts = bench_counts(run.bench)->irq_rises - rises;
	return finish(&run);
}
