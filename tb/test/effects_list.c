/* SPDX-License-Identifier: Apache-2.0 */
/* effects_list: the registers that say what a channel runs: CTRL, LIST, where the list is, how it is fetched, the doorbell. */
#include <string.h>

#include "effects.h"

#define REFUSED UINT64_MAX /* what a probe gives for a value that is refused */

static const struct sgdma_piece one_byte = { .addr = LAB_DATA, .len = 1 };

/* ---- CTRL ------------------------------------------------------------------------------------------------------ */

/* A ring that is ready but for RUN: does a doorbell make it fetch? */
static uint64_t ctrl_run(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_entries(lab, lab->chan, 0, 1, 0);
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_RING(lab->chan));
	lab_field(lab, value, 0);
	LAB_EQUAL(lab, lab_try(lab, LAB_REG(lab->chan, PRODUCER), 1), value, "the doorbell is accepted");
	lab_run(lab, 50);
	return lab->traffic[lab_fetch(lab->chan)].count;
}

/* A ring of four, one entry posted: with CYCLIC it runs on. */
static uint64_t ctrl_cyclic(struct lab *lab, unsigned bit, uint32_t value)
{
	uint32_t done;

	(void)bit;
	lab_entries(lab, lab->chan, 0, 4, 0);
	lab_ring(lab, lab->chan, 2, 0, -1);
	lab_field(lab, value, SGDMA_MASK(CTRL, RUN));
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 64);
	lab_run(lab, 500);
	done = lab_get(lab, LAB_REG(lab->chan, CONSUMER));
	LAB_CHECK(lab, value ? done >= 64 : done == 1, "%u entries are completed", (unsigned)done);
	return done;
}

/* A running channel with a basic transfer in its registers: it stops, and the transfer cannot be started any more. */
static uint64_t ctrl_soft_reset(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA);
	lab_put(lab, LAB_REG(lab->chan, COUNT), 8);
	lab_basic(lab, lab->chan);
	lab_field(lab, value, value ? 0 : SGDMA_MASK(CTRL, RUN));
	lab_until(lab, lab->reg, SGDMA_MASK(CTRL, SOFT_RESET), 0);
	lab_run(lab, 20);
	lab_put(lab, lab->reg, SGDMA_MASK(CTRL, RUN));
	return lab_start(lab, lab->chan);
}

/* ---- LIST ------------------------------------------------------------------------------------------------------ */

/* A header and an entry: a chain of one chunk, or a ring that begins with what is no data entry. */
static uint64_t list_chain(struct lab *lab, unsigned bit, uint32_t value)
{
	unsigned error;

	(void)bit;
	sgdma_header_pack(rig_at(lab->rig, LAB_RING(lab->chan), 8), false, 0, 0, true);
	lab_entry(lab, lab->chan, 1, false, &one_byte);
	lab_put(lab, LAB_REG(lab->chan, COUNT), 2);
	lab_ring(lab, lab->chan, 1, value << lab->lsb, -1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 2);
	if (lab->chan == SGDMA_SCATTER && value)
		lab_send(lab, 1);
	lab_run(lab, 100);
	error = lab_error(lab, lab->chan);
	LAB_EQUAL(lab, error, value ? SGDMA_CODE_OK : SGDMA_CODE_NOT_DATA, "ERROR.CODE");
	LAB_EQUAL(lab, lab_get(lab, LAB_REG(lab->chan, CONSUMER)), value, "CONSUMER");
	return error;
}

/* A wide descriptor: its first half is a compact one of length 0. */
static uint64_t list_wide(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_entry(lab, lab->chan, 0, true, &one_byte);
	lab_ring(lab, lab->chan, 0, value << lab->lsb, -1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	if (lab->chan == SGDMA_SCATTER && value)
		lab_send(lab, 1);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_error(lab, lab->chan), value ? SGDMA_CODE_OK : SGDMA_CODE_LEN_ZERO, "ERROR.CODE");
	return lab->traffic[lab_fetch(lab->chan)].longest;
}

/* A cyclic ring, an entry a fetch: how many different addresses? */
static uint64_t list_size(struct lab *lab, unsigned bit, uint32_t value)
{
	const struct lab_traffic *fetch = &lab->traffic[lab_fetch(lab->chan)];
	uint64_t size;

	(void)bit;
	lab_entries(lab, lab->chan, 0, 1u << 8, 0);
	lab_put(lab, LAB_REG(lab->chan, FETCH), SGDMA_PUT(FETCH, D, 4));
	lab_ring(lab, lab->chan, value, 0, -1);
	lab_put(lab, LAB_REG(lab->chan, CTRL), SGDMA_MASK(CTRL, RUN) | SGDMA_MASK(CTRL, CYCLIC));
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 600);
	lab_run(lab, 3000);
	LAB_CHECK(lab, fetch->count >= 600, "%llu fetches", (unsigned long long)fetch->count);
	size = (fetch->high - fetch->low) / 8 + 1;
	LAB_EQUAL(lab, size, 1u << value, "entries of the ring");
	return size;
}

/* A basic transfer that is in the registers at the start; they are locked from then on, or not, and START has no use, or one. */
static uint64_t list_basic(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA);
	lab_put(lab, LAB_REG(lab->chan, COUNT), SGDMA_PUT(COUNT, N, 1) | SGDMA_MASK(COUNT, EOP));
	lab_field(lab, value, 0);
	lab_put(lab, LAB_REG(lab->chan, CTRL), SGDMA_MASK(CTRL, RUN));
	LAB_EQUAL(lab, lab_try(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA), value, "BASE_LO is accepted");
	if (lab->chan == SGDMA_SCATTER && value)
		lab_send(lab, 1);
	LAB_EQUAL(lab, lab_start(lab, lab->chan), value, "START is accepted");
	lab_run(lab, 50);
	return lab->traffic[lab_payload(lab->chan)].count;
}

/* Two jobs of a copy, the bus slow: with the fence of either half the second is read once the first is in memory. */
static uint64_t list_fence(struct lab *lab, unsigned bit, uint32_t value)
{
	const struct sgdma_piece piece = { .addr = LAB_DATA, .len = 8, .flags = SGDMA_EOP };
	const struct lab_traffic *read = &lab->traffic[AXI_ID_READ], *write = &lab->traffic[AXI_ID_WRITE];
	bool waits;

	(void)bit;
	lab_put(lab, SGDMA_REG_MODE, SGDMA_MASK(MODE, COPY));
	for (unsigned c = 0; c < 2; c++) {
		const enum sgdma_chan chan = (enum sgdma_chan)c;

		for (unsigned i = 0; i < 2; i++)
			lab_entry(lab, chan, i, false, &piece);
		lab_ring(lab, chan, 1, chan == lab->chan ? value << lab->lsb : 0, -1);
	}
	lab_put(lab, SGDMA_REG_DOORBELL, SGDMA_PUT(DOORBELL, GATHER, 2) | SGDMA_PUT(DOORBELL, SCATTER, 2));
	lab_until(lab, LAB_REG(SGDMA_SCATTER, CONSUMER), 0xffff, 2);
	LAB_EQUAL(lab, read->count, 2, "reads");
	waits = read->last_clock > write->answer_clock;
	LAB_EQUAL(lab, waits, value, "the second read is after the first B");
	return waits;
}

/* ---- where the list is ----------------------------------------------------------------------------------------- */

/* A ring anywhere: the address of its first fetch. One that is not aligned to a descriptor of its form is not started. */
static uint64_t list_base(struct lab *lab, unsigned bit, uint32_t value)
{
	const uint32_t low = lab->reg == LAB_REG(lab->chan, BASE_LO) ? value : 0;
	const uint32_t ctrl = LAB_REG(lab->chan, CTRL);
	bool accepted;

	(void)bit;
	lab_field(lab, value, 0);
	if (low % sgdma_desc_bytes(true)) {
		lab_put(lab, LAB_REG(lab->chan, LIST), SGDMA_MASK(LIST, WIDE));
		LAB_CHECK(lab, !lab_try(lab, ctrl, SGDMA_MASK(CTRL, RUN)), "a wide ring at 0x%x is started",
			  (unsigned)low);
		lab_put(lab, LAB_REG(lab->chan, LIST), 0);
	}
	accepted = lab_try(lab, ctrl, SGDMA_MASK(CTRL, RUN));
	LAB_EQUAL(lab, accepted, low % sgdma_desc_bytes(false) == 0, "the start is accepted");
	if (!accepted)
		return REFUSED;
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	lab_run(lab, 60);
	LAB_EQUAL(lab, lab->traffic[lab_fetch(lab->chan)].count, 1, "fetches");
	return lab->traffic[lab_fetch(lab->chan)].first;
}

#define CHUNK_BITS 16 /* of a chunk's entries */

/* A chain of one chunk that is longer than the count: how many data entries are completed? No chunk is longer than 65,535. */
static uint64_t list_count(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	if (value >> CHUNK_BITS) {
		lab_field(lab, value, 0);
		lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_RING(lab->chan));
		lab_put(lab, LAB_REG(lab->chan, LIST), SGDMA_MASK(LIST, CHAIN));
		LAB_CHECK(lab, !lab_try(lab, LAB_REG(lab->chan, CTRL), SGDMA_MASK(CTRL, RUN)),
			  "a chunk of %u entries is started", (unsigned)value);
		return REFUSED;
	}
	lab_entries(lab, lab->chan, 1, value + 8, 0);
	sgdma_header_pack(rig_at(lab->rig, LAB_RING(lab->chan), 8), false, 0, 0, true);
	lab_field(lab, value, 0);
	lab_ring(lab, lab->chan, 0, SGDMA_MASK(LIST, CHAIN), -1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 0);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, value - 1);
	lab_until(lab, LAB_REG(lab->chan, STATUS), SGDMA_MASK(STATUS, LIST_DONE), SGDMA_MASK(STATUS, LIST_DONE));
	LAB_EQUAL(lab, stream_source_pending(bench_source(rig_bench(lab->rig))), 0, "beats left in the source");
	return lab_get(lab, LAB_REG(lab->chan, CONSUMER)) + 1;
}

/* A descriptor whose address has no bit of its own. */
static uint64_t list_upper(struct lab *lab, unsigned bit, uint32_t value)
{
	const struct sgdma_piece piece = { .addr = 0, .len = 1, .flags = SGDMA_EOP };

	(void)bit;
	lab_field(lab, value, 0);
	lab_entry(lab, lab->chan, 0, false, &piece);
	lab_ring(lab, lab->chan, 0, 0, -1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 1);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab->traffic[lab_payload(lab->chan)].count, 1, "transfers");
	return lab->traffic[lab_payload(lab->chan)].first;
}

/* ---- how it is fetched ----------------------------------------------------------------------------------------- */

/*
 * A slow bus and one entry a fetch: fetches in flight, at most. A value that is refused leaves those that were allowed before;
 * 0 is, so the highest bits are looked at beside a 1.
 */
static uint64_t fetch_d(struct lab *lab, unsigned bit, uint32_t value)
{
	const unsigned max = sgdma_caps(rig_dev(lab->rig))->max_d;
	const unsigned before = 3;
	bool accepted;

	if (1u << bit > max)
		value |= 1;
	lab_field(lab, before, 0);
	accepted = lab_field(lab, value, 0);
	LAB_EQUAL(lab, accepted, value >= 1 && value <= max, "FETCH is accepted");
	lab_entries(lab, lab->chan, 0, 2 * max, 0);
	lab_ring(lab, lab->chan, 8, 0, -1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 2 * max);
	lab_run(lab, 350);
	LAB_EQUAL(lab, lab->traffic[lab_fetch(lab->chan)].most, accepted ? value : before, "fetches in flight");
	return lab->traffic[lab_fetch(lab->chan)].most;
}

/* Entries of the longest fetch. */
static uint64_t fetch_k(struct lab *lab, unsigned bit, uint32_t value)
{
	const unsigned max = sgdma_caps(rig_dev(lab->rig))->max_k_log2;
	bool accepted = lab_field(lab, value, SGDMA_PUT(FETCH, D, 1));

	(void)bit;
	LAB_EQUAL(lab, accepted, value <= max, "FETCH is accepted");
	if (!accepted)
		return REFUSED;
	lab_entries(lab, lab->chan, 0, 100, 0);
	lab_ring(lab, lab->chan, 7, 0, -1);
	lab_entries_run(lab, lab->chan, 0, 100);
	LAB_EQUAL(lab, lab->traffic[lab_fetch(lab->chan)].longest, 1u << value, "entries of the longest fetch");
	return lab->traffic[lab_fetch(lab->chan)].longest;
}

/* Entries completed after one doorbell. */
static uint64_t producer(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_entries(lab, lab->chan, 0, value ? value : 1, 0);
	lab_ring(lab, lab->chan, 15, 0, -1);
	if (lab->chan == SGDMA_SCATTER && value)
		lab_send(lab, value);
	lab_field(lab, value, 0);
	lab_until(lab, LAB_REG(lab->chan, CONSUMER), 0xffff, value);
	lab_run(lab, 50);
	return lab_get(lab, LAB_REG(lab->chan, CONSUMER));
}

static const struct effect rows[] = {
	{ .reg = "CTRL", .field = "RUN", .probe = ctrl_run },
	{ .reg = "CTRL", .field = "CYCLIC", .probe = ctrl_cyclic },
	{ .reg = "CTRL", .field = "SOFT_RESET", .probe = ctrl_soft_reset },
	{ .reg = "LIST", .field = "CHAIN", .probe = list_chain },
	{ .reg = "LIST", .field = "WIDE", .probe = list_wide },
	{ .reg = "LIST", .field = "SIZE_LOG2", .probe = list_size },
	{ .reg = "LIST", .field = "BASIC", .probe = list_basic },
	{ .reg = "LIST", .field = "FENCE", .probe = list_fence, .latency = 100 },
	{ .reg = "BASE_LO", .field = "ADDR", .probe = list_base, .rule = EFFECT_CARRIES, .exact = 0xfffffff8 },
	{ .reg = "BASE_HI", .field = "ADDR", .probe = list_base, .rule = EFFECT_CARRIES, .shift = 32 },
	/* At least 2 is needed in every run. */
	{ .reg = "COUNT",
	  .field = "N",
	  .probe = list_count,
	  .rule = EFFECT_COUNTS,
	  .base = 6,
	  .exact = (1u << CHUNK_BITS) - 1 },
	{ .reg = "UPPER", .field = "ADDR", .probe = list_upper, .rule = EFFECT_CARRIES, .shift = 44 },
	{ .reg = "FETCH", .field = "D", .probe = fetch_d, .latency = 300 },
	{ .reg = "FETCH", .field = "K_LOG2", .probe = fetch_k },
	{ .reg = "PRODUCER", .field = "INDEX", .probe = producer, .rule = EFFECT_COUNTS },
};
EFFECTS(effects_list, rows)
