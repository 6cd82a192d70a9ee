/* SPDX-License-Identifier: Apache-2.0 */
/* compare: see compare.h. */
#include "compare.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sgdma_regs.h"

_Noreturn void run_fail(const struct run *run, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(stderr, "%s, seed %" PRIu32 ": %s\n", run->name, run->plan.seed, text);
	plan_describe(&run->plan, text, sizeof(text));
	fprintf(stderr, "  plan: %s\n", text);
	if (run->dut.rig)
		fprintf(stderr, "  clock %" PRIu64 "%s%s\n", bench_clock(rig_bench(run->dut.rig)),
			*rig_error(run->dut.rig) ? ", " : "", rig_error(run->dut.rig));
	fprintf(stderr, "  repeat: ITER=1 make test T=%s SEED=%" PRIu32 "\n", run->name, run->plan.seed);
	fail();
	abort(); /* fail() does not return */
}

/* Completions of a copy that are certain although its source failed: all source bytes before the failing entry arrived. */
static unsigned certain_completions(const struct run *run)
{
	const struct plan_lane *src = &run->plan.lane[SGDMA_GATHER], *dst = &run->plan.lane[SGDMA_SCATTER];
	uint64_t there = 0, end = 0;
	unsigned n = 0;

	for (unsigned i = 0; i < run->ref.side[SGDMA_GATHER].consumer; i++)
		there += src->pieces[i].len;
	for (unsigned i = 0; i < dst->n; i++) {
		end += dst->pieces[i].len;
		if (end > there)
			break;
		if (dst->pieces[i].flags)
			n++;
	}
	return n;
}

static bool is_error(const struct sgdma_completion *cpl)
{
	return cpl->status != SGDMA_CODE_OK && cpl->status != SGDMA_CODE_PACKET_CUT;
}

/*
 * The bytes of an entry that failed: none if it was never begun, no more than could be had of it, or than it has; of a write that
 * failed also those of the packet that it ended. Exactly how many had been handed on is a matter of time.
 */
static bool bytes_fit(const struct run *run, int c, const struct sgdma_completion *seen,
		      const struct sgdma_completion *expected)
{
	const struct plan_lane *lane = &run->plan.lane[c];
	unsigned index = run->dut.side[c].consumer;
	uint64_t len = index < lane->n ? lane->pieces[index].len : 0, packet = len;

	for (unsigned i = index; i && i <= lane->n && !(lane->pieces[i - 1].flags & SGDMA_EOP); i--)
		packet += lane->pieces[i - 1].len;
	if (!is_error(expected) || (expected->status < SGDMA_CODE_READ_SLVERR && !expected->source))
		return seen->bytes == expected->bytes;
	if (expected->status == SGDMA_CODE_WRITE_SLVERR || expected->status == SGDMA_CODE_WRITE_DECERR)
		return seen->bytes <= packet;
	if (expected->source || expected->status == SGDMA_CODE_LEN_MISMATCH)
		return seen->bytes <= len;
	return seen->bytes <= expected->bytes;
}

static void compare_completion(const struct run *run, int c, unsigned i, const struct sgdma_completion *seen,
			       const struct sgdma_completion *expected)
{
	if (seen->tag != expected->tag || !bytes_fit(run, c, seen, expected) || seen->status != expected->status ||
	    seen->eop != expected->eop || seen->irq != expected->irq || seen->source != expected->source ||
	    seen->is_short != expected->is_short || seen->saturated != expected->saturated)
		run_fail(
			run,
			"%s completion %u is tag 0x%x, %u bytes, %s, eop %d irq %d source %d short %d; must be tag 0x%x, %u "
			"bytes, %s, eop %d irq %d source %d short %d",
			c ? "scatter" : "gather", i, seen->tag, seen->bytes, sgdma_code_name(seen->status), seen->eop,
			seen->irq, seen->source, seen->is_short, expected->tag, expected->bytes,
			sgdma_code_name(expected->status), expected->eop, expected->irq, expected->source,
			expected->is_short);
}

static void compare_completions(const struct run *run, int c)
{
	const struct player_side *seen = &run->dut.side[c], *expected = &run->ref.side[c];

	for (unsigned i = 0; i < expected->got_count && i < seen->got_count; i++)
		compare_completion(run, c, i, &seen->got[i], &expected->got[i]);
	if (seen->got_count != expected->got_count)
		run_fail(run, "%s: %u completions, must be %u", c ? "scatter" : "gather", seen->got_count,
			 expected->got_count);
}

/* Error registers: exact but for the address of a burst, of which the bus word counts, and for where a fetch began. */
static void compare_error(const struct run *run, int c)
{
	const struct player_side *seen = &run->dut.side[c], *expected = &run->ref.side[c];
	const struct sgdma_error *a = &seen->error, *b = &expected->error;
	uint64_t word = ~(uint64_t)(run->plan.bus - 1);
	bool addr_right = true;

	if (seen->failed != expected->failed ||
	    (seen->failed && (a->code != b->code || a->phase != b->phase || a->index != b->index)))
		run_fail(run, "%s error is %s, phase %u, index %u; must be %s, phase %u, index %u",
			 c ? "scatter" : "gather", seen->failed ? sgdma_code_name(a->code) : "none", a->phase, a->index,
			 expected->failed ? sgdma_code_name(b->code) : "none", b->phase, b->index);
	if (!seen->failed)
		return;
	if (b->phase == SGDMA_PHASE_DECODE)
		addr_right = a->addr == b->addr;
	else if (b->phase == SGDMA_PHASE_READ || b->phase == SGDMA_PHASE_WRITE)
		addr_right = (a->addr & word) == (b->addr & word);
	else if (b->phase == SGDMA_PHASE_FETCH)
		addr_right = (a->addr & word) <= b->addr && b->addr - (a->addr & word) < 4096;
	if (!addr_right)
		run_fail(run, "%s error %s has address 0x%" PRIx64 ", must have 0x%" PRIx64, c ? "scatter" : "gather",
			 sgdma_code_name(a->code), a->addr, b->addr);
}

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t i = 0;

	while (i < len && a[i] == b[i])
		i++;
	return i;
}

/* Bytes of the packet that was open when the gather half failed which come from entries that were completed. */
static size_t certain_bytes(const struct run *run)
{
	const struct plan_lane *lane = &run->plan.lane[SGDMA_GATHER];
	size_t bytes = 0;

	for (unsigned i = 0; i < run->ref.side[SGDMA_GATHER].consumer; i++)
		bytes = lane->pieces[i].flags & SGDMA_EOP ? 0 : bytes + lane->pieces[i].len;
	return bytes;
}

static void compare_packets(const struct run *run)
{
	size_t seen = rig_packets(run->dut.rig), expected = rig_packets(run->ref.rig), whole = expected;
	struct stream_packet a, b = { 0 };
	size_t least = certain_bytes(run), at, compare;

	/* The packet that an error breaks off is the last one, and may have no byte yet. */
	if (expected && rig_packet(run->ref.rig, expected - 1).aborted)
		b = rig_packet(run->ref.rig, --whole);
	for (size_t i = 0; i < whole && i < seen; i++) {
		struct stream_packet want = rig_packet(run->ref.rig, i);

		a = rig_packet(run->dut.rig, i);
		at = first_difference(a.data, want.data, a.len < want.len ? a.len : want.len);
		if (a.aborted || a.len != want.len || at != want.len)
			run_fail(run,
				 "packet %zu: %zu bytes, tuser %d, first wrong byte %zu; must be %zu bytes, tuser 0", i,
				 a.len, a.aborted, at, want.len);
	}
	if (seen < whole || seen > whole + 1 || (seen == whole && b.len && least))
		run_fail(run, "%zu packets on m_axis, must be %zu%s", seen, whole, b.len ? " and a broken one" : "");
	if (seen == whole)
		return;
	a = rig_packet(run->dut.rig, whole);
	if (!b.len && !run->ref.side[SGDMA_GATHER].failed)
		run_fail(run, "a packet too many, of %zu bytes", a.len);
	if (!a.aborted || a.len < least || a.len > b.len + 1 || a.len == 0)
		run_fail(run,
			 "broken packet of %zu bytes, tuser %d; must be %zu to %zu bytes and a filler byte, tuser 1",
			 a.len, a.aborted, least, b.len);
	compare = a.len - 1;
	at = first_difference(a.data, b.data, compare);
	if (at != compare)
		run_fail(run, "byte %zu of the broken packet is 0x%02x, must be 0x%02x", at, a.data[at], b.data[at]);
}

/* Buffers of the scatter half that an error leaves open: old, or what they would have got. */
static bool may_differ(const struct run *run, uint64_t addr)
{
	const struct plan_lane *lane = &run->plan.lane[SGDMA_SCATTER];
	unsigned first = run->ref.side[SGDMA_SCATTER].consumer;
	uint64_t seen;

	if (!run->ref.side[0].failed && !run->ref.side[1].failed)
		return false;
	if (run->plan.options.mode == PLAN_COPY && run->ref.side[SGDMA_GATHER].failed) {
		uint64_t there = 0, end = 0;

		for (unsigned i = 0; i < run->ref.side[SGDMA_GATHER].consumer; i++)
			there += run->plan.lane[SGDMA_GATHER].pieces[i].len;
		for (first = 0; first < lane->n && (end += lane->pieces[first].len) <= there; first++)
			;
	}
	seen = *rig_at(run->dut.rig, addr, 1);
	for (unsigned i = first; lane->used && i < lane->n; i++)
		if (addr - lane->pieces[i].addr < lane->pieces[i].len)
			return seen == run->before[addr - PLAN_BASE] || seen == *rig_at(run->ref.rig, addr, 1) ||
			       (run->free && seen == *rig_at(run->free, addr, 1));
	return false;
}

/* The queue's entries are compared one by one; an error may leave their bytes field to timing. */
static bool in_queue(const struct run *run, uint64_t addr)
{
	for (int c = 0; c < 2; c++)
		if (run->plan.lane[c].used && run->ref.side[c].failed &&
		    addr - run->plan.lane[c].config.cq_base < 8ull << run->plan.lane[c].config.cq_size_log2)
			return true;
	return run->plan.options.mode == PLAN_COPY && run->ref.side[SGDMA_GATHER].failed &&
	       addr - run->plan.lane[SGDMA_SCATTER].config.cq_base <
		       8ull << run->plan.lane[SGDMA_SCATTER].config.cq_size_log2;
}

static void compare_memory(const struct run *run)
{
	const uint8_t *seen = rig_at(run->dut.rig, PLAN_BASE, PLAN_SIZE);
	const uint8_t *expected = rig_at(run->ref.rig, PLAN_BASE, PLAN_SIZE);

	if (memcmp(seen, expected, PLAN_SIZE) == 0)
		return;
	for (uint64_t i = 0; i < PLAN_SIZE; i++)
		if (seen[i] != expected[i] && !in_queue(run, PLAN_BASE + i) && !may_differ(run, PLAN_BASE + i))
			run_fail(run, "memory at 0x%" PRIx64 " is 0x%02x, must be 0x%02x (was 0x%02x)", PLAN_BASE + i,
				 seen[i], expected[i], run->before[i]);
}

/* A copy whose source failed: completions of destinations that the failing entry's bytes reach are a matter of time. */
static void trim_reference(struct run *run)
{
	struct player_side *dst = &run->ref.side[SGDMA_SCATTER];
	unsigned least = certain_completions(run), seen = run->dut.side[SGDMA_SCATTER].got_count;

	if (run->plan.options.mode != PLAN_COPY || !run->ref.side[SGDMA_GATHER].failed || dst->failed || !seen ||
	    seen >= dst->got_count || seen < least + 1)
		return;
	dst->got[seen - 1] = dst->got[dst->got_count - 1];
	dst->got_count = seen;
	dst->consumer = run->dut.side[SGDMA_SCATTER].consumer;
}

void run_compare(struct run *run)
{
	trim_reference(run);
	for (int c = 0; c < 2; c++) {
		if (!run->plan.lane[c].used)
			continue;
		compare_error(run, c);
		compare_completions(run, c);
		/* A source may have been read further than the destination that failed. */
		if (run->plan.options.mode == PLAN_COPY && c == SGDMA_GATHER && run->ref.side[SGDMA_SCATTER].failed)
			continue;
		if (run->dut.side[c].consumer != run->ref.side[c].consumer)
			run_fail(run, "%s CONSUMER is %u, must be %u", c ? "scatter" : "gather",
				 run->dut.side[c].consumer, run->ref.side[c].consumer);
	}
	compare_packets(run);
	compare_memory(run);
}
