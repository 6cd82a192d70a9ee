/* SPDX-License-Identifier: Apache-2.0 */
/* effects_global: the global registers but for windows, counters and capabilities. */
#include <string.h>

#include "effects.h"

static const enum sgdma_chan both[] = { SGDMA_GATHER, SGDMA_SCATTER };

/* ---- mode, start, doorbells ------------------------------------------------------------------------------------ */

/* Source and destination of 8 bytes: to the stream and from it, or from memory to memory. */
static uint64_t mode(struct lab *lab, unsigned bit, uint32_t value)
{
	const uint64_t to = LAB_DATA + 0x1000;
	uint64_t copied;

	(void)bit;
	memset(rig_at(lab->rig, LAB_DATA, 8), 0x5a, 8);
	memset(rig_at(lab->rig, to, 8), 0, 8);
	lab_field(lab, value, 0);
	for (unsigned i = 0; i < 2; i++) {
		lab_basic(lab, both[i]);
		lab_put(lab, LAB_REG(both[i], BASE_LO), (uint32_t)(i ? to : LAB_DATA));
		lab_put(lab, LAB_REG(both[i], COUNT), SGDMA_PUT(COUNT, N, 8) | SGDMA_MASK(COUNT, EOP));
	}
	lab_put(lab, SGDMA_REG_START, SGDMA_MASK(START, GATHER) | SGDMA_MASK(START, SCATTER));
	lab_run(lab, 100);
	copied = *rig_at(lab->rig, to, 8) == 0x5a;
	LAB_EQUAL(lab, copied, value, "the copy in memory");
	LAB_EQUAL(lab, rig_packets(lab->rig), !value, "packets on m_axis");
	return copied;
}

/* Both channels are ready: which has begun? */
static uint64_t start(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	for (unsigned i = 0; i < 2; i++) {
		lab_basic(lab, both[i]);
		lab_put(lab, LAB_REG(both[i], BASE_LO), (uint32_t)LAB_DATA);
		lab_put(lab, LAB_REG(both[i], COUNT), SGDMA_PUT(COUNT, N, 8) | SGDMA_MASK(COUNT, EOP));
	}
	lab_field(lab, value, 0);
	if (value << lab->lsb == SGDMA_MASK(START, SCATTER))
		lab_send(lab, 8);
	lab_run(lab, 100);
	return lab->traffic[AXI_ID_READ].count << SGDMA_START_GATHER_SHIFT | lab->traffic[AXI_ID_WRITE].count
										     << SGDMA_START_SCATTER_SHIFT;
}

/* Entries completed after one write, the other half's left alone. */
static uint64_t doorbell(struct lab *lab, unsigned bit, uint32_t value)
{
	const enum sgdma_chan chan = (enum sgdma_chan)lab->row->arg, other = both[chan == SGDMA_GATHER];

	(void)bit;
	for (unsigned i = 0; i < 2; i++) {
		lab_entries(lab, both[i], 0, value ? value : 1, 0);
		lab_ring(lab, both[i], 15, 0, -1);
	}
	lab_field(lab, value, 0);
	if (chan == SGDMA_SCATTER && value)
		lab_send(lab, value);
	lab_until(lab, LAB_REG(chan, CONSUMER), 0xffff, value);
	lab_run(lab, 50);
	LAB_EQUAL(lab, lab->traffic[lab_fetch(other)].count, 0, "fetches of the other half");
	return lab_get(lab, LAB_REG(chan, CONSUMER));
}

/* ---- interrupts ------------------------------------------------------------------------------------------------ */

/* Raises one level of IRQ_STATUS alone, all of the others low. */
static void raise_level(struct lab *lab, unsigned which)
{
	const enum sgdma_chan chan = both[which / 2];
	const bool error = which & 1;

	lab_basic(lab, chan);
	lab_push(lab, chan, error ? LAB_NOWHERE : LAB_DATA, 1, LAB_IRQ);
	lab_until(lab, LAB_REG(chan, CQ_WRITTEN), 0xffff, 1);
	if (error) {
		lab_until(lab, LAB_REG(chan, STATUS), SGDMA_MASK(STATUS, STATE), SGDMA_STATE_STOPPED);
		lab_put(lab, LAB_REG(chan, CQ_ACK), 1);
	}
}

static uint64_t irq_enable(struct lab *lab, unsigned bit, uint32_t value)
{
	const uint32_t mine = 1u << lab->lsb, all = 0xf;
	uint64_t irq;

	(void)bit;
	raise_level(lab, lab->lsb);
	lab_field(lab, value, 0);
	irq = rig_irq(lab->rig);
	lab_put(lab, lab->reg, all & ~mine);
	LAB_CHECK(lab, !rig_irq(lab->rig), "irq, and what is high is not enabled");
	return irq;
}

static void irq_status(struct lab *lab)
{
	LAB_EQUAL(lab, lab_look(lab), 0, "the level at rest");
	lab_put(lab, SGDMA_REG_IRQ_ENABLE, 0xf);
	raise_level(lab, lab->lsb);
	LAB_EQUAL(lab, lab_look(lab), 1, "the level");
	LAB_EQUAL(lab, lab_get(lab, lab->reg), 1u << lab->lsb, "all levels");
	LAB_CHECK(lab, rig_irq(lab->rig), "irq is low");
}

/* ---- refusals -------------------------------------------------------------------------------------------------- */

/* Each write is refused for another reason. */
static void refused_code(struct lab *lab)
{
	const enum sgdma_chan chan = SGDMA_GATHER;
	const struct {
		uint32_t offset, value;
		enum sgdma_refusal code;
	} writes[] = {
		{ LAB_REG(SGDMA_SCATTER, PRODUCER), 0, SGDMA_REFUSED_LOCKED },
		{ LAB_REG(chan, PRODUCER), 3, SGDMA_REFUSED_INDEX },
		{ LAB_REG(chan, CQ_ACK), 1, SGDMA_REFUSED_ACK },
		{ SGDMA_REG_ID, 0, SGDMA_REFUSED_ADDRESS },
		{ LAB_REG(chan, FETCH), 0, SGDMA_REFUSED_VALUE },
		{ LAB_REG(chan, COUNT), 8, SGDMA_REFUSED_BUSY },
	};

	LAB_EQUAL(lab, lab_look(lab), SGDMA_REFUSED_NONE, "REFUSED.CODE at rest");
	lab_ring(lab, chan, 1, 0, -1);
	for (unsigned i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
		if (writes[i].code == SGDMA_REFUSED_BUSY) {
			/* The one slot is taken by the first transfer, which the stream holds; the second cannot be decoded. */
			lab_fresh(lab);
			lab_basic(lab, chan);
			lab_put(lab, LAB_REG(chan, CTRL), 0);
			lab_until(lab, LAB_REG(chan, STATUS), SGDMA_MASK(STATUS, STATE), SGDMA_STATE_STOPPED);
			lab_put(lab, LAB_REG(chan, CQ_SIZE), 0);
			lab_put(lab, LAB_REG(chan, CTRL), SGDMA_MASK(CTRL, RUN));
			stream_sink_stall(bench_sink(rig_bench(lab->rig)), 100);
			for (unsigned n = 0; n < 2; n++)
				LAB_CHECK(lab, lab_push(lab, chan, LAB_DATA, 8, LAB_EOP), "START %u", n);
		}
		LAB_EQUAL(lab, (unsigned)rig_reg_write(lab->rig, writes[i].offset, writes[i].value), AXI_SLVERR,
			  "response");
		LAB_EQUAL(lab, lab_look(lab), writes[i].code, "REFUSED.CODE");
		/* Only a write clears it: the next refusal is then the first again. */
		lab_put(lab, SGDMA_REG_REFUSED, 0);
		LAB_EQUAL(lab, lab_look(lab), SGDMA_REFUSED_NONE, "REFUSED.CODE once cleared");
	}
}

/* Offsets of one bit each, made odd where a register would be there. */
static void refused_offset(struct lab *lab)
{
	for (unsigned bit = 0; bit < lab->width; bit++) {
		const uint32_t offset = 1u << bit | (bit > 1);

		LAB_EQUAL(lab, (unsigned)rig_reg_write(lab->rig, offset, 0), AXI_SLVERR, "response");
		LAB_EQUAL(lab, lab_look(lab), offset, "REFUSED.OFFSET");
		lab_put(lab, SGDMA_REG_REFUSED, 0);
	}
}

/* ---- snapshot, policies ---------------------------------------------------------------------------------------- */

static uint64_t snapshot(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_basic(lab, SGDMA_GATHER);
	lab_field(lab, value, 0);
	lab_run(lab, 50);
	return lab_get(lab, SGDMA_REG_CNT_BUSY) != 0;
}

/* A packet longer than its only buffer. */
static uint64_t overrun_stop(struct lab *lab, unsigned bit, uint32_t value)
{
	unsigned state;

	(void)bit;
	lab_field(lab, value, 0);
	lab_basic(lab, SGDMA_SCATTER);
	lab_push(lab, SGDMA_SCATTER, LAB_DATA, 8, LAB_EOP);
	lab_send(lab, 24);
	lab_run(lab, 200);
	LAB_CHECK(lab, lab_push(lab, SGDMA_SCATTER, LAB_DATA, 8, LAB_EOP), "the second buffer");
	lab_run(lab, 200);
	state = SGDMA_GET(STATUS, STATE, lab_get(lab, LAB_REG(SGDMA_SCATTER, STATUS)));
	LAB_EQUAL(lab, lab_error(lab, SGDMA_SCATTER), value ? SGDMA_CODE_PACKET_CUT : 0, "ERROR.CODE");
	return state;
}

/* Two packets and no buffer: are they taken from the source? */
static uint64_t empty_drop(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_field(lab, value, 0);
	lab_basic(lab, SGDMA_SCATTER);
	lab_send(lab, 100);
	lab_send(lab, 100);
	lab_run(lab, 200);
	LAB_EQUAL(lab, lab_get(lab, LAB_REG(SGDMA_SCATTER, DROPPED)), value ? 2 : 0, "DROPPED");
	return stream_source_pending(bench_source(rig_bench(lab->rig))) == 0;
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

/* A job with traffic of all five kinds: what the pins carry for the one, and the reset value for the others. */
static uint64_t attributes(struct lab *lab, unsigned bit, uint32_t value)
{
	const uint32_t id = (lab->reg - SGDMA_REG_ATTR_GATHER_FETCH) / 4;

	(void)bit;
	lab_field(lab, value, 0);
	for (unsigned i = 0; i < 2; i++) {
		lab_entries(lab, both[i], 0, 1, LAB_EOP);
		lab_ring(lab, both[i], 0, 0, 0);
		lab_entries_run(lab, both[i], 0, 1);
	}
	lab_run(lab, 50);
	for (unsigned other = 0; other < AXI_ID_COUNT; other++) {
		LAB_CHECK(lab, lab->traffic[other].count, "no traffic of ID %u", other);
		if (other != id)
			LAB_EQUAL(lab, lab->traffic[other].attributes, 0x3, "attributes of another kind of traffic");
	}
	return lab->traffic[id].attributes;
}

#define ATTR(name)                                                                                                     \
	{ .reg = name, .field = "CACHE", .probe = attributes, .rule = EFFECT_CARRIES, .shift = 0 },                    \
		{ .reg = name, .field = "PROT", .probe = attributes, .rule = EFFECT_CARRIES, .shift = 4 },             \
	{                                                                                                              \
		.reg = name, .field = "QOS", .probe = attributes, .rule = EFFECT_CARRIES, .shift = 8                   \
	}

static const struct effect attribute_rows[] = { ATTR("ATTR_GATHER_FETCH"), ATTR("ATTR_SCATTER_FETCH"),
						ATTR("ATTR_READ"), ATTR("ATTR_WRITE"), ATTR("ATTR_COMPLETION") };
EFFECTS(effects_attributes, attribute_rows)

static const struct effect rows[] = {
	{ .reg = "MODE", .field = "COPY", .probe = mode },
	{ .reg = "START",
	  .field = "GATHER",
	  .probe = start,
	  .rule = EFFECT_CARRIES,
	  .shift = SGDMA_START_GATHER_SHIFT },
	{ .reg = "START",
	  .field = "SCATTER",
	  .probe = start,
	  .rule = EFFECT_CARRIES,
	  .shift = SGDMA_START_SCATTER_SHIFT },
	{ .reg = "DOORBELL", .field = "GATHER", .probe = doorbell, .rule = EFFECT_COUNTS, .arg = SGDMA_GATHER },
	{ .reg = "DOORBELL", .field = "SCATTER", .probe = doorbell, .rule = EFFECT_COUNTS, .arg = SGDMA_SCATTER },
	{ .reg = "IRQ_ENABLE", .field = "GATHER_DONE", .probe = irq_enable },
	{ .reg = "IRQ_ENABLE", .field = "GATHER_ERROR", .probe = irq_enable },
	{ .reg = "IRQ_ENABLE", .field = "SCATTER_DONE", .probe = irq_enable },
	{ .reg = "IRQ_ENABLE", .field = "SCATTER_ERROR", .probe = irq_enable },
	{ .reg = "IRQ_STATUS", .field = "GATHER_DONE", .watch = irq_status },
	{ .reg = "IRQ_STATUS", .field = "GATHER_ERROR", .watch = irq_status },
	{ .reg = "IRQ_STATUS", .field = "SCATTER_DONE", .watch = irq_status },
	{ .reg = "IRQ_STATUS", .field = "SCATTER_ERROR", .watch = irq_status },
	{ .reg = "REFUSED", .field = "CODE", .watch = refused_code, EFFECT_BEYOND(0x8, "no code is above 7") },
	{ .reg = "REFUSED", .field = "OFFSET", .watch = refused_offset },
	{ .reg = "SNAPSHOT", .field = "TAKE", .probe = snapshot },
	{ .reg = "POLICY", .field = "OVERRUN_STOP", .probe = overrun_stop },
	{ .reg = "POLICY", .field = "EMPTY_DROP", .probe = empty_drop },
};
EFFECTS(effects_global, rows)
