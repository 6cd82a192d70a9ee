/* SPDX-License-Identifier: Apache-2.0 */
/* effects_status: what a channel shows of itself: STATUS, progress, residue, the last completion. */
#include "effects.h"

/* ---- STATUS ---------------------------------------------------------------------------------------------------- */

static void state(struct lab *lab)
{
	struct axi_mem *bus = bench_bus(rig_bench(lab->rig));

	LAB_EQUAL(lab, lab_look(lab), SGDMA_STATE_STOPPED, "STATE after reset");
	lab_ring(lab, lab->chan, 0, 0, -1);
	LAB_EQUAL(lab, lab_look(lab), SGDMA_STATE_RUNNING, "STATE after a start");
	axi_mem_hang(bus, true);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	lab_run(lab, 20);
	lab_put(lab, LAB_REG(lab->chan, CTRL), 0);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_look(lab), SGDMA_STATE_DRAINING, "STATE after a stop, the memory hanging");
	axi_mem_hang(bus, false);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_look(lab), SGDMA_STATE_STOPPED, "STATE once it answers");
}

static void quiesced(struct lab *lab)
{
	LAB_EQUAL(lab, lab_look(lab), 1, "QUIESCED after reset");
	lab_ring(lab, lab->chan, 0, 0, -1);
	LAB_EQUAL(lab, lab_look(lab), 0, "QUIESCED of a running channel");
}

static void error(struct lab *lab)
{
	LAB_EQUAL(lab, lab_look(lab), 0, "ERROR after reset");
	lab_basic(lab, lab->chan);
	lab_push(lab, lab->chan, LAB_NOWHERE, 1, LAB_EOP);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_look(lab), 1, "ERROR after a transfer to where there is no memory");
}

/* A chain of one chunk with one byte of data. */
static void chain(struct lab *lab)
{
	sgdma_header_pack(rig_at(lab->rig, LAB_RING(lab->chan), 8), false, 0, 0, true);
	lab_entries(lab, lab->chan, 1, 1, 0);
	lab_put(lab, LAB_REG(lab->chan, COUNT), 2);
	lab_ring(lab, lab->chan, 0, SGDMA_MASK(LIST, CHAIN), -1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 0);
}

static void list_done(struct lab *lab)
{
	chain(lab);
	lab_run(lab, 3);
	LAB_EQUAL(lab, lab_look(lab), 0, "LIST_DONE at the start");
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 1);
	lab_run(lab, 200);
	LAB_EQUAL(lab, lab_look(lab), 1, "LIST_DONE with all of it done");
}

/* A doorbell while the chain's only chunk is being read: its header is read again, alone. */
static void recheck(struct lab *lab)
{
	const struct lab_traffic *fetch = &lab->traffic[lab_fetch(lab->chan)];

	chain(lab);
	LAB_EQUAL(lab, lab_look(lab), 0, "RECHECK after the first doorbell");
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 0);
	LAB_EQUAL(lab, lab_look(lab), 1, "RECHECK after the second");
	LAB_EQUAL(lab, fetch->count, 1, "fetches before the header has come");
	lab_run(lab, 200);
	LAB_EQUAL(lab, lab_look(lab), 0, "RECHECK once the header is read again");
	LAB_EQUAL(lab, fetch->count, 2, "fetches");
	LAB_EQUAL(lab, fetch->last, fetch->first, "address of the second fetch");
}

/* A packet on m_axis that is not taken; the first half of a packet from s_axis. */
static void stream_idle(struct lab *lab)
{
	static const uint8_t beat[64];

	LAB_EQUAL(lab, lab_look(lab), 1, "STREAM_IDLE after reset");
	stream_sink_stall(bench_sink(rig_bench(lab->rig)), 100);
	lab_basic(lab, lab->chan);
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA);
	lab_put(lab, LAB_REG(lab->chan, COUNT), 64 | SGDMA_MASK(COUNT, EOP));
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
	if (lab->chan == SGDMA_SCATTER)
		LAB_CHECK(lab, rig_send_beat(lab->rig, beat, 0xff, false), "no host memory for a beat");
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_look(lab), 0, "STREAM_IDLE in mid-packet");
	stream_sink_stall(bench_sink(rig_bench(lab->rig)), 0);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 8);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_look(lab), 1, "STREAM_IDLE after the packet");
}

static void watchdog(struct lab *lab)
{
	lab_put(lab, LAB_REG(lab->chan, WATCHDOG), 50);
	lab_ring(lab, lab->chan, 0, 0, -1);
	axi_mem_hang(bench_bus(rig_bench(lab->rig)), true);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
	LAB_EQUAL(lab, lab_look(lab), 0, "WATCHDOG at first");
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_look(lab), 1, "WATCHDOG after a hundred clocks without a move");
}

/* ---- progress -------------------------------------------------------------------------------------------------- */

/* A ring with a completion for each entry: CONSUMER, CQ_WRITTEN and RESIDUE_INDEX are all the entries posted so far. */
static void progress(struct lab *lab)
{
	lab_entries(lab, lab->chan, 0, 0x8000, LAB_IRQ);
	lab_ring(lab, lab->chan, 15, 0, -1);
	LAB_EQUAL(lab, lab_look(lab), 0, "the index at the start");
	for (unsigned from = 0, to = 1; to < 0x10000; from = to, to *= 2) {
		lab_entries_run(lab, lab->chan, from, to);
		lab_run(lab, 10);
		LAB_EQUAL(lab, lab_look(lab), to, "the index");
	}
}

#define BIG 24 /* log2 of the bytes in the memory for one transfer */
#define BIG_LEN ((1u << BIG) + 4096)
#define BIG_MEMORY (0x200000ull + (1u << BIG))

static void begin_big(struct lab *lab)
{
	lab_basic(lab, lab->chan);
	/* Not aligned, so that the low bits of what is done change too. */
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA + 1);
	lab_put(lab, LAB_REG(lab->chan, COUNT), BIG_LEN | SGDMA_MASK(COUNT, EOP));
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
}

static uint32_t residue(struct lab *lab)
{
	LAB_EQUAL(lab, lab_get(lab, LAB_REG(lab->chan, RESIDUE_INDEX)), 0, "RESIDUE_INDEX");
	return lab_look(lab);
}

/* Gather: a packet that is taken from m_axis in parts; what is read ahead is bytes of a few beats. */
static void residue_gather(struct lab *lab)
{
	struct stream_sink *sink = bench_sink(rig_bench(lab->rig));
	const unsigned bus = rig_bus_bytes(lab->rig);

	LAB_EQUAL(lab, residue(lab), 0, "RESIDUE_BYTES at the start");
	begin_big(lab);
	for (size_t target = bus; target < 1u << BIG; target = target < 16 * bus ? target + bus : target * 2) {
		uint32_t done;
		size_t sent;

		stream_sink_stall(sink, 0);
		while (stream_sink_open(sink).len < target)
			lab_run(lab, 1);
		stream_sink_stall(sink, 100);
		lab_run(lab, 200);
		sent = stream_sink_open(sink).len;
		done = residue(lab);
		LAB_CHECK(lab, done >= sent && done <= sent + 4 * bus, "RESIDUE_BYTES is %u with %zu bytes on m_axis",
			  (unsigned)done, sent);
	}
}

/* Scatter: beats without an end; the last bursts that are whole are in memory. */
static void residue_scatter(struct lab *lab)
{
	const unsigned bus = rig_bus_bytes(lab->rig), burst = rig_max_burst(lab->rig);
	struct stream_source *source = bench_source(rig_bench(lab->rig));
	static const uint8_t beat[DUT_BUS_BYTES_MAX];
	uint32_t sent = 0;

	LAB_EQUAL(lab, residue(lab), 0, "RESIDUE_BYTES at the start");
	begin_big(lab);
	for (uint32_t target = burst; target <= 1u << BIG; target *= 2) {
		for (; sent < target; sent += bus)
			LAB_CHECK(lab, rig_send_beat(lab->rig, beat, dut_full_keep(bus), false),
				  "no host memory for a beat");
		while (stream_source_pending(source))
			lab_run(lab, stream_source_pending(source));
		lab_run(lab, 100);
		/* The first burst is one byte shorter. */
		LAB_EQUAL(lab, residue(lab), sent - 1, "RESIDUE_BYTES");
	}
	lab_send(lab, BIG_LEN - sent);
	lab_until(lab, LAB_REG(lab->chan, CONSUMER), 0xffff, 1);
}

static void residue_bytes(struct lab *lab)
{
	if (lab->chan == SGDMA_GATHER)
		residue_gather(lab);
	else
		residue_scatter(lab);
}

/* ---- the last completion --------------------------------------------------------------------------------------- */

static void last_bytes(struct lab *lab)
{
	lab_basic(lab, lab->chan);
	for (unsigned bit = 0; bit < BIG; bit++) {
		LAB_CHECK(lab, lab_push(lab, lab->chan, LAB_DATA, 1u << bit, LAB_IRQ), "START is refused");
		lab_until(lab, LAB_REG(lab->chan, CQ_WRITTEN), 0xffff, bit + 1);
		LAB_EQUAL(lab, lab_look(lab), 1u << bit, "LAST_BYTES");
	}
}

static void last_tag(struct lab *lab)
{
	for (unsigned bit = 0; bit < 16; bit++) {
		const struct sgdma_piece piece = {
			.addr = LAB_DATA, .len = 1, .tag = (uint16_t)(1u << bit), .flags = SGDMA_IRQ
		};

		lab_entry(lab, lab->chan, bit, true, &piece);
	}
	lab_ring(lab, lab->chan, 4, SGDMA_MASK(LIST, WIDE), -1);
	for (unsigned bit = 0; bit < 16; bit++) {
		lab_entries_run(lab, lab->chan, bit, bit + 1);
		lab_until(lab, LAB_REG(lab->chan, CQ_WRITTEN), 0xffff, bit + 1);
		LAB_EQUAL(lab, lab_look(lab), 1u << bit, "LAST_STATUS.TAG");
	}
}

#define EOP 1u
#define IRQ 2u
#define SOURCE 4u
#define SHORT 8u

static void flags_are(struct lab *lab, unsigned written, unsigned flags)
{
	lab_until(lab, LAB_REG(lab->chan, CQ_WRITTEN), 0xffff, written);
	LAB_EQUAL(lab, lab_look(lab), flags, "LAST_STATUS.FLAGS");
}

static void last_flags(struct lab *lab)
{
	const bool scatter = lab->chan == SGDMA_SCATTER;

	lab_basic(lab, lab->chan);
	/* What ends a destination from a stream is the packet's end, asked for or not. */
	lab_push(lab, lab->chan, LAB_DATA, 4, LAB_IRQ);
	flags_are(lab, 1, scatter ? EOP | IRQ : IRQ);
	lab_push(lab, lab->chan, LAB_DATA, 4, LAB_EOP);
	flags_are(lab, 2, EOP);
	if (!scatter)
		return;
	lab_put(lab, LAB_REG(lab->chan, COUNT), 8 | SGDMA_MASK(COUNT, IRQ));
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
	lab_send(lab, 4);
	flags_are(lab, 3, EOP | IRQ | SHORT);
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
	lab_send(lab, 16);
	flags_are(lab, 4, IRQ);
	/* A copy whose source fails. */
	lab_fresh(lab);
	lab_put(lab, SGDMA_REG_MODE, SGDMA_MASK(MODE, COPY));
	lab_basic(lab, SGDMA_GATHER);
	lab_basic(lab, SGDMA_SCATTER);
	lab_put(lab, LAB_REG(SGDMA_SCATTER, BASE_LO), (uint32_t)LAB_DATA);
	lab_put(lab, LAB_REG(SGDMA_SCATTER, COUNT), 4 | SGDMA_MASK(COUNT, EOP));
	LAB_CHECK(lab, lab_start(lab, SGDMA_SCATTER), "START is refused");
	lab_push(lab, SGDMA_GATHER, LAB_NOWHERE, 4, LAB_EOP);
	flags_are(lab, 1, SOURCE);
}

#define BIG_BEYOND                                                                                                     \
	"16 MiB and more in one transfer: memory and seconds of simulation; scenario.copy_saturates goes there"
#define RESIDUE_BEYOND                                                                                                 \
	{                                                                                                              \
		UINT32_MAX << BIG, "16 MiB and more in one transfer; from bit 28 on no length is so long"              \
	}

static const struct effect rows[] = {
	{ .reg = "STATUS", .field = "STATE", .watch = state },
	{ .reg = "STATUS", .field = "ERROR", .watch = error },
	{ .reg = "STATUS", .field = "QUIESCED", .watch = quiesced },
	{ .reg = "STATUS", .field = "LIST_DONE", .watch = list_done, .latency = 50 },
	{ .reg = "STATUS", .field = "STREAM_IDLE", .watch = stream_idle },
	{ .reg = "STATUS", .field = "WATCHDOG", .watch = watchdog },
	{ .reg = "STATUS", .field = "RECHECK", .watch = recheck, .latency = 50 },
	{ .reg = "CONSUMER", .field = "INDEX", .watch = progress },
	{ .reg = "CQ_WRITTEN", .field = "INDEX", .watch = progress },
	{ .reg = "RESIDUE_INDEX", .field = "INDEX", .watch = progress },
	{ .reg = "RESIDUE_BYTES",
	  .field = "BYTES",
	  .watch = residue_bytes,
	  .beyond = { RESIDUE_BEYOND, RESIDUE_BEYOND },
	  .model = "w512",
	  .memory = BIG_MEMORY },
	{ .reg = "LAST_STATUS", .field = "TAG", .watch = last_tag },
	{ .reg = "LAST_STATUS",
	  .field = "FLAGS",
	  .watch = last_flags,
	  .beyond = { { SOURCE | SHORT,
			"a packet from memory is never short, and a copy's source has no completions" } } },
	{ .reg = "LAST_BYTES",
	  .field = "BYTES",
	  .watch = last_bytes,
	  .beyond = { { 0xf000000, BIG_BEYOND }, { 0xf000000, BIG_BEYOND } },
	  .model = "w512",
	  .memory = BIG_MEMORY },
};
EFFECTS(effects_status, rows)
