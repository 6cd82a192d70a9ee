/* SPDX-License-Identifier: Apache-2.0 */
/*
 * effects_counter: the counters. Each is driven alone, and must be what was seen on the bus, to the beat or to the clock.
 * Those of a channel come without a snapshot, some clocks late: they are exact once what they count is over.
 */
#include "effects.h"

#define BITS 18 /* what a run reaches: seconds of simulation for each bit more */
#define BUSY_BITS 20
#define DROPPED_BITS 17
#define START_CLOCKS 8 /* at most: from a doorbell to the fetch, and from its answer to the entry */
#define LATE 64        /* clocks until a channel's counter shows what has happened */
#define MEMORY (LAB_DATA - LAB_BASE + (8u << BITS))

static uint32_t take(struct lab *lab)
{
	lab_put(lab, SGDMA_REG_SNAPSHOT, SGDMA_MASK(SNAPSHOT, TAKE));
	lab_until(lab, SGDMA_REG_SNAPSHOT, SGDMA_MASK(SNAPSHOT, TAKE), 0);
	return lab_look(lab);
}

/* ---- clocks ---------------------------------------------------------------------------------------------------- */

/* What counts goes on in every clock from now on: two looks differ by the clocks between them. */
static void clocks(struct lab *lab, unsigned bits)
{
	struct bench *bench = rig_bench(lab->rig);
	uint64_t began, at;
	uint32_t first;

	lab_run(lab, 20);
	first = take(lab);
	began = bench_kick_clock(bench);
	LAB_CHECK(lab, first < 100, "it starts at %u", (unsigned)first);
	/* Once past each power of two, then a few times more for the low bits, which went by too fast. */
	for (unsigned look = 0; look < bits + 16; look++) {
		const uint64_t target = look < bits ? 1ull << look : 0, now = first + lab_clock(lab) - began;
		uint32_t seen;

		lab_run(lab, now < target ? target - now : look % 16);
		seen = take(lab);
		at = bench_kick_clock(bench);
		LAB_EQUAL(lab, seen - first, at - began, "clocks between two looks");
	}
}

static void busy(struct lab *lab)
{
	LAB_EQUAL(lab, take(lab), 0, "CNT_BUSY after reset");
	lab_basic(lab, SGDMA_GATHER);
	clocks(lab, BUSY_BITS);
}

/* A fetch that the memory does not answer. */
static void fetch_hangs(struct lab *lab, enum sgdma_chan chan)
{
	axi_mem_hang(bench_bus(rig_bench(lab->rig)), true);
	lab_ring(lab, chan, 0, 0, -1);
	lab_put(lab, LAB_REG(chan, PRODUCER), 1);
}

static void wait_desc(struct lab *lab)
{
	LAB_EQUAL(lab, take(lab), 0, "CNT_WAIT_DESC after reset");
	fetch_hangs(lab, SGDMA_SCATTER);
	clocks(lab, BITS);
}

/*
 * A fetch that the memory holds back for so many clocks: what FETCH_WAIT reads after it, less the clocks from the address
 * to the answer. Until then it may be late, but never ahead.
 */
static uint32_t fetch_waits(struct lab *lab, uint64_t hold)
{
	const struct lab_traffic *fetch = &lab->traffic[lab_fetch(lab->chan)];
	uint64_t before, after, wait;
	uint32_t seen;

	lab_fresh(lab);
	LAB_EQUAL(lab, lab_look(lab), 0, "FETCH_WAIT after reset");
	lab_entries(lab, lab->chan, 0, 1, 0);
	fetch_hangs(lab, lab->chan);
	lab_run(lab, hold);
	before = lab_clock(lab);
	seen = lab_look(lab);
	after = lab_clock(lab);
	LAB_EQUAL(lab, fetch->count, 1, "fetches");
	axi_mem_hang(bench_bus(rig_bench(lab->rig)), false);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 1);
	lab_until(lab, LAB_REG(lab->chan, CONSUMER), 0xffff, 1);
	LAB_CHECK(lab, seen + LATE + fetch->first_clock >= before && seen <= after - fetch->first_clock + START_CLOCKS,
		  "%u is read %llu clocks after the fetch", (unsigned)seen,
		  (unsigned long long)(after - fetch->first_clock));
	lab_run(lab, LATE);
	wait = lab_look(lab);
	lab_run(lab, LATE);
	LAB_EQUAL(lab, lab_look(lab), wait, "FETCH_WAIT with nothing posted");
	return (uint32_t)(wait - (fetch->answer_clock - fetch->first_clock));
}

/* Reads of another register, at any distance in any phase, keep nothing back. */
static void fetch_wait_seen(struct lab *lab, unsigned period, unsigned phase)
{
	const struct lab_traffic *fetch = &lab->traffic[lab_fetch(lab->chan)];
	uint64_t before;
	uint32_t seen;

	lab_fresh(lab);
	lab_run(lab, phase);
	fetch_hangs(lab, lab->chan);
	for (unsigned reads = 0; reads < 20; reads++) {
		uint64_t next = lab_clock(lab) + period;

		lab_get(lab, SGDMA_REG_ID);
		if (lab_clock(lab) < next)
			lab_run(lab, next - lab_clock(lab));
	}
	before = lab_clock(lab);
	seen = lab_look(lab);
	LAB_CHECK(lab, seen + LATE + fetch->first_clock >= before,
		  "%u is read %llu clocks after the fetch, with a read every %u clocks", (unsigned)seen,
		  (unsigned long long)(before - fetch->first_clock), period);
}

static void fetch_wait(struct lab *lab)
{
	const uint32_t more = fetch_waits(lab, 0);

	LAB_CHECK(lab, more <= START_CLOCKS, "%u clocks besides those of the bus", (unsigned)more);
	for (unsigned hold = 1; hold < 16; hold++)
		LAB_EQUAL(lab, fetch_waits(lab, hold), more, "clocks besides those of the bus");
	for (unsigned bit = 4; bit < BITS; bit++)
		LAB_EQUAL(lab, fetch_waits(lab, 1ull << bit), more, "clocks besides those of the bus");
	for (unsigned period = 4; period < 30; period++)
		for (unsigned phase = 0; phase < 14; phase++)
			fetch_wait_seen(lab, period, phase);
}

static void data_hangs(struct lab *lab, enum sgdma_chan chan)
{
	LAB_EQUAL(lab, take(lab), 0, "the counter after reset");
	axi_mem_hang(bench_bus(rig_bench(lab->rig)), true);
	lab_basic(lab, chan);
	LAB_CHECK(lab, lab_push(lab, chan, LAB_DATA, 8, LAB_EOP), "START is refused");
	clocks(lab, BITS);
}

static void wait_read(struct lab *lab)
{
	data_hangs(lab, SGDMA_GATHER);
}

static void wait_write(struct lab *lab)
{
	data_hangs(lab, SGDMA_SCATTER);
}

static void wait_stream(struct lab *lab)
{
	LAB_EQUAL(lab, take(lab), 0, "CNT_WAIT_STREAM after reset");
	stream_sink_stall(bench_sink(rig_bench(lab->rig)), 100);
	lab_basic(lab, SGDMA_GATHER);
	LAB_CHECK(lab, lab_push(lab, SGDMA_GATHER, LAB_DATA, 8, LAB_EOP), "START is refused");
	clocks(lab, BITS);
}

/* ---- beats ----------------------------------------------------------------------------------------------------- */

/* 2^bit beats of payload altogether, after each bit. */
static void payload(struct lab *lab, enum sgdma_chan chan)
{
	const struct bench_counts *counts = bench_counts(rig_bench(lab->rig));
	const uint64_t *seen = chan == SGDMA_GATHER ? &counts->r_by_id[AXI_ID_READ] : &counts->w_by_id[AXI_ID_WRITE];
	uint32_t sent = 0;

	LAB_EQUAL(lab, take(lab), 0, "the counter after reset");
	lab_basic(lab, chan);
	for (unsigned bit = 0; bit < BITS; bit++) {
		LAB_CHECK(lab, lab_push(lab, chan, LAB_DATA, 8 * ((1u << bit) - sent), LAB_EOP), "START is refused");
		sent = 1u << bit;
		lab_until(lab, LAB_REG(chan, CONSUMER), 0xffff, bit + 1);
		lab_run(lab, 20);
		LAB_EQUAL(lab, take(lab), sent, "the counter");
		bench_counts(rig_bench(lab->rig));
		LAB_EQUAL(lab, *seen, sent, "beats on the bus");
	}
}

static void read_beats(struct lab *lab)
{
	payload(lab, SGDMA_GATHER);
}

static void write_beats(struct lab *lab)
{
	payload(lab, SGDMA_SCATTER);
}

#define STEP 0x2000u /* entries at a time: less than a queue holds */

/* 2^bit entries of one beat each altogether, each fetched alone, each with a completion. */
static void entries(struct lab *lab, uint64_t (*seen)(struct lab *lab))
{
	const enum sgdma_chan chan = SGDMA_GATHER;
	unsigned done = 0;

	LAB_EQUAL(lab, take(lab), 0, "the counter after reset");
	lab_entries(lab, chan, 0, 0x8000, LAB_IRQ);
	lab_put(lab, LAB_REG(chan, FETCH), SGDMA_PUT(FETCH, D, 8));
	lab_ring(lab, chan, 15, 0, 13);
	for (unsigned bit = 0; bit < BITS; bit++) {
		while (done < 1u << bit) {
			const unsigned next = (1u << bit) - done > STEP ? done + STEP : 1u << bit;

			lab_entries_run(lab, chan, done, next);
			lab_until(lab, LAB_REG(chan, CQ_WRITTEN), 0xffff, next & 0xffff);
			lab_put(lab, LAB_REG(chan, CQ_ACK), next & 0xffff);
			done = next;
		}
		LAB_EQUAL(lab, take(lab), done, "the counter");
		LAB_EQUAL(lab, seen(lab), done, "what was on the bus");
	}
}

static uint64_t fetched(struct lab *lab)
{
	return bench_counts(rig_bench(lab->rig))->r_by_id[AXI_ID_GATHER_FETCH];
}

static uint64_t completed(struct lab *lab)
{
	return bench_counts(rig_bench(lab->rig))->w_by_id[AXI_ID_COMPLETION];
}

static uint64_t asked(struct lab *lab)
{
	return lab->traffic[AXI_ID_GATHER_FETCH].count;
}

static void fetch_beats(struct lab *lab)
{
	entries(lab, fetched);
}

static void completion_beats(struct lab *lab)
{
	entries(lab, completed);
}

static void fetches(struct lab *lab)
{
	entries(lab, asked);
}

/* ---- packets --------------------------------------------------------------------------------------------------- */

/* What the scatter half drops; the other half counts nothing of it. */
static void dropped(struct lab *lab)
{
	const uint32_t scatter = LAB_REG(SGDMA_SCATTER, DROPPED);
	uint32_t sent = 0;

	lab_put(lab, SGDMA_REG_POLICY, SGDMA_MASK(POLICY, EMPTY_DROP));
	lab_basic(lab, SGDMA_GATHER);
	lab_basic(lab, SGDMA_SCATTER);
	LAB_EQUAL(lab, lab_look(lab), 0, "DROPPED at the start");
	for (unsigned bit = 0; bit < (lab->chan == SGDMA_SCATTER ? DROPPED_BITS : 4); bit++) {
		for (; sent < 1u << bit; sent++)
			lab_send(lab, 1);
		lab_until(lab, scatter, UINT32_MAX, sent);
		LAB_EQUAL(lab, lab_look(lab), lab->chan == SGDMA_SCATTER ? sent : 0, "DROPPED");
	}
	lab_run(lab, LATE);
	LAB_EQUAL(lab, lab_get(lab, scatter), sent, "DROPPED of the scatter channel");
}

#define WHY "beats or clocks beyond what a few seconds simulate"
#define BEYOND(bits)                                                                                                   \
	{                                                                                                              \
		UINT32_MAX << (bits), WHY                                                                              \
	}
#define COUNTER(name, job, ...)                                                                                        \
	{                                                                                                              \
		.reg = "CNT_" name, .field = "VALUE", .watch = job, .beyond = { BEYOND(BITS) }, __VA_ARGS__            \
	}

static const struct effect rows[] = {
	{ .reg = "CNT_BUSY", .field = "VALUE", .watch = busy, .beyond = { BEYOND(BUSY_BITS) } },
	COUNTER("READ_BEATS", read_beats, .memory = MEMORY),
	COUNTER("WRITE_BEATS", write_beats, .memory = MEMORY),
	COUNTER("FETCH_BEATS", fetch_beats, ),
	COUNTER("CPL_BEATS", completion_beats, ),
	COUNTER("FETCHES", fetches, ),
	COUNTER("WAIT_DESC", wait_desc, ),
	COUNTER("WAIT_READ", wait_read, ),
	COUNTER("WAIT_WRITE", wait_write, ),
	COUNTER("WAIT_STREAM", wait_stream, ),
	{ .reg = "FETCH_WAIT", .field = "CLOCKS", .watch = fetch_wait, .beyond = { BEYOND(BITS), BEYOND(BITS) } },
	{ .reg = "DROPPED",
	  .field = "PACKETS",
	  .watch = dropped,
	  .beyond = { { UINT32_MAX, "a gather channel drops nothing" },
		      { UINT32_MAX << DROPPED_BITS, "2^17 packets and more: seconds of simulation a bit" } } },
};
EFFECTS(effects_counters, rows)
