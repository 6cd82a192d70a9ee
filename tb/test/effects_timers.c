/* SPDX-License-Identifier: Apache-2.0 */
/* effects_timers: acknowledging, interrupt moderation, watchdog. */
#include "effects.h"

/* Bits of the timers up to here to the clock; the others by what does not happen without waiting for what does. */
#define TIMED_BITS 19
#define TIMED_BASE 96 /* so that every run's value is above 0, which means off */
#define TIMED_MOST 400

static void enable(struct lab *lab, uint32_t gather, uint32_t scatter)
{
	lab_put(lab, SGDMA_REG_IRQ_ENABLE, lab->chan == SGDMA_GATHER ? gather : scatter);
}

static void enable_done(struct lab *lab)
{
	enable(lab, SGDMA_IRQ_STATUS_GATHER_DONE, SGDMA_IRQ_STATUS_SCATTER_DONE);
}

/* A ring of entries that each give a completion, counted without a queue. */
static void ring(struct lab *lab, unsigned entries)
{
	lab_entries(lab, lab->chan, 0, entries > 0x8000 ? 0x8000 : entries, LAB_IRQ);
	lab_ring(lab, lab->chan, 15, 0, -1);
}

/* Completions that are not acknowledged: the largest N that the interrupt reaches. */
static unsigned unacknowledged(struct lab *lab)
{
	unsigned n = 0;

	for (unsigned step = 0x8000; step; step >>= 1) {
		lab_put(lab, LAB_REG(lab->chan, IRQ_COUNT), n + step);
		if (rig_irq(lab->rig))
			n += step;
	}
	return n;
}

/* 2^bit completions, of which the field acknowledges all or none. */
static uint64_t ack(struct lab *lab, unsigned bit, uint32_t value)
{
	const unsigned written = 1u << bit;

	enable_done(lab);
	ring(lab, written);
	lab_entries_run(lab, lab->chan, 0, written);
	LAB_CHECK(lab, lab_field(lab, value, 0), "the acknowledge is refused");
	LAB_CHECK(lab, !lab_try(lab, lab->reg, written + 1), "more is acknowledged than was written");
	return written - unacknowledged(lab);
}

/* The interrupt with one completion less than the larger of the two values, and with as many. */
static uint64_t irq_count(struct lab *lab, unsigned bit, uint32_t value)
{
	const unsigned n = lab->row->base | 1u << bit;
	uint64_t before, after;

	enable_done(lab);
	ring(lab, n);
	lab_field(lab, value, 0);
	lab_entries_run(lab, lab->chan, 0, n - 1);
	before = rig_irq(lab->rig);
	lab_entries_run(lab, lab->chan, n - 1, n);
	lab_run(lab, 10);
	after = rig_irq(lab->rig);
	LAB_CHECK(lab, after, "no irq with %u completions", n);
	return before;
}

/* Clocks from a write until irq; of a bit that is not waited for, TIMED_MOST. */
static uint64_t until_irq(struct lab *lab, unsigned bit)
{
	const uint64_t kick = bench_kick_clock(rig_bench(lab->rig)),
		       most = bit < TIMED_BITS ? TIMED_MOST + (1u << bit) : TIMED_MOST;

	while (!lab->irq_clock && lab_clock(lab) - kick < most)
		lab_run(lab, 1);
	LAB_CHECK(lab, lab->irq_clock || bit >= TIMED_BITS, "no irq within %llu clocks", (unsigned long long)most);
	return lab->irq_clock ? lab->irq_clock - kick : most;
}

#define REWRITTEN_BITS 12 /* the wait is begun anew for these */
#define TIMED_ENDS 4      /* clocks, at most, from the B or the write that begins the wait, and to irq */

/*
 * One completion of the 65,535 that N waits for: clocks from its B until irq. Once it has waited, a write of the register lets
 * it wait again. In a queue: those without one are counted some clocks later or earlier.
 */
static uint64_t irq_time(struct lab *lab, unsigned bit, uint32_t value)
{
	const struct lab_traffic *queue = &lab->traffic[AXI_ID_COMPLETION];
	uint64_t kick, first, again;

	enable_done(lab);
	lab_entries(lab, lab->chan, 0, 1, LAB_IRQ);
	lab_ring(lab, lab->chan, 0, 0, 0);
	lab_put(lab, LAB_REG(lab->chan, IRQ_COUNT), 0xffff);
	lab_field(lab, value, 0);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	kick = bench_kick_clock(rig_bench(lab->rig));
	first = until_irq(lab, bit);
	LAB_EQUAL(lab, queue->count, 1, "completions");
	first -= queue->answer_clock - kick;
	LAB_CHECK(lab, bit >= TIMED_BITS || (first >= value && first <= value + TIMED_ENDS), "irq %llu clocks after B",
		  (unsigned long long)first);
	if (bit < REWRITTEN_BITS) {
		LAB_CHECK(lab, lab_field(lab, value, 0), "IRQ_TIME is refused");
		LAB_CHECK(lab, !rig_irq(lab->rig), "irq after a write of IRQ_TIME");
		lab->irq_clock = 0;
		again = until_irq(lab, bit);
		LAB_CHECK(lab, again >= value && again <= value + TIMED_ENDS, "irq %llu clocks after the write",
			  (unsigned long long)again);
	}
	return first;
}

/* A fetch that the memory does not answer. */
static uint64_t watchdog(struct lab *lab, unsigned bit, uint32_t value)
{
	uint64_t clocks;

	enable(lab, SGDMA_IRQ_STATUS_GATHER_ERROR, SGDMA_IRQ_STATUS_SCATTER_ERROR);
	ring(lab, 1);
	lab_field(lab, value, 0);
	axi_mem_hang(bench_bus(rig_bench(lab->rig)), true);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	clocks = until_irq(lab, bit);
	LAB_EQUAL(lab, lab_error(lab, lab->chan), lab->irq_clock ? SGDMA_CODE_WATCHDOG : SGDMA_CODE_OK, "ERROR.CODE");
	return clocks;
}

static const struct effect rows[] = {
	{ .reg = "CQ_ACK", .field = "INDEX", .probe = ack, .rule = EFFECT_COUNTS },
	/* 0 counts as 1, so bit 0 needs another beside it. */
	{ .reg = "IRQ_COUNT", .field = "N", .probe = irq_count, .base = 2 },
	{ .reg = "IRQ_TIME",
	  .field = "CLOCKS",
	  .probe = irq_time,
	  .rule = EFFECT_COUNTS,
	  .base = TIMED_BASE,
	  .exact = (1u << TIMED_BITS) - 1 },
	{ .reg = "WATCHDOG",
	  .field = "CLOCKS",
	  .probe = watchdog,
	  .rule = EFFECT_COUNTS,
	  .base = TIMED_BASE,
	  .exact = (1u << TIMED_BITS) - 1 },
};
EFFECTS(effects_timers, rows)
