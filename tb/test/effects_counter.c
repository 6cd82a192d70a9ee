/* SPDX-License-Identifier: Apache-2.0 */
/* effects_counter: the counters. Each is driven alone, and must be what was seen on the bus, to the beat or to the clock. */
#include "effects.h"

#define BITS 18 /* what a run reaches: seconds of simulation for each bit more */
#define BUSY_BITS 20
#define MEMORY (LAB_DATA - LAB_BASE + (8u << BITS))

static uint32_t take(struct lab *lab)
{
	lab_put(lab, SGDMA_REG_SNAPSHOT, SGDMA_MASK(SNAPSHOT, TAKE));
	lab_until(lab, SGDMA_REG_SNAPSHOT, SGDMA_MASK(SNAPSHOT, TAKE), 0);
	return lab_look(lab);
}

/* ---- clocks ---------------------------------------------------------------------------------------------------- */

/* What counts goes on in every clock from now on: two looks differ by the clocks between them. */
static void clocks(struct lab *lab, unsigned bits, bool snapshot)
{
	struct bench *bench = rig_bench(lab->rig);
	uint64_t began, at;
	uint32_t first;

	lab_run(lab, 20);
	began = lab_clock(lab);
	first = snapshot ? take(lab) : lab_look(lab);
	if (snapshot)
		began = bench_kick_clock(bench);
	LAB_CHECK(lab, first < 100, "it starts at %u", (unsigned)first);
	/* Once past each power of two, then a few times more for the low bits, which went by too fast. */
	for (unsigned look = 0; look < bits + 16; look++) {
		const uint64_t target = look < bits ? 1ull << look : 0, now = first + lab_clock(lab) - began;
		uint32_t seen;

		lab_run(lab, now < target ? target - now : look % 16);
		at = lab_clock(lab);
		seen = snapshot ? take(lab) : lab_look(lab);
		if (snapshot)
			at = bench_kick_clock(bench);
		LAB_EQUAL(lab, seen - first, at - began, "clocks between two looks");
	}
}

static void busy(struct lab *lab)
{
	LAB_EQUAL(lab, take(lab), 0, "CNT_BUSY after reset");
	lab_basic(lab, SGDMA_GATHER);
	clocks(lab, BUSY_BITS, true);
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
	clocks(lab, BITS, true);
}

static void fetch_wait(struct lab *lab)
{
	LAB_EQUAL(lab, lab_look(lab), 0, "FETCH_WAIT after reset");
	fetch_hangs(lab, lab->chan);
	clocks(lab, BITS, false);
}

static void data_hangs(struct lab *lab, enum sgdma_chan chan)
{
	LAB_EQUAL(lab, take(lab), 0, "the counter after reset");
	axi_mem_hang(bench_bus(rig_bench(lab->rig)), true);
	lab_basic(lab, chan);
	LAB_CHECK(lab, lab_push(lab, chan, LAB_DATA, 8, LAB_EOP), "START is refused");
	clocks(lab, BITS, true);
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
	clocks(lab, BITS, true);
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
};
EFFECTS(effects_counters, rows)
