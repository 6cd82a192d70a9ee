/* SPDX-License-Identifier: Apache-2.0 */
/* effects_basic: what the registers of a list are to a basic transfer, and what is START's alone in them. */
#include <string.h>

#include "effects.h"

#define LANES 8 /* bytes of the bus */

/* One byte: its word on the bus, and, where there is memory, its place in the word. */
static uint64_t address(struct lab *lab, unsigned bit, uint32_t value)
{
	const bool high = lab->reg == LAB_REG(lab->chan, BASE_HI);
	uint8_t *word = rig_at(lab->rig, LAB_DATA, LANES);
	uint64_t lane = 0;

	(void)bit;
	for (unsigned i = 0; i < LANES; i++)
		word[i] = (uint8_t)(lab->chan == SGDMA_GATHER ? i : 0);
	lab_basic(lab, lab->chan);
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA);
	lab_put(lab, LAB_REG(lab->chan, COUNT), 1 | SGDMA_MASK(COUNT, EOP));
	lab_field(lab, value, 0);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 1);
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab->traffic[lab_payload(lab->chan)].count, 1, "transfers");
	if (!high && value / LANES == (uint32_t)LAB_DATA / LANES) {
		if (lab->chan == SGDMA_GATHER) {
			LAB_EQUAL(lab, rig_packets(lab->rig), 1, "packets");
			LAB_EQUAL(lab, rig_packet(lab->rig, 0).len, 1, "bytes of the packet");
			lane = rig_packet(lab->rig, 0).data[0];
		} else {
			while (lane < LANES && !word[lane])
				lane++;
		}
	}
	return (lab->traffic[lab_payload(lab->chan)].first & ~(LANES - 1ull)) | lane;
}

/* Bits up to here by the bytes that are moved, those above by the length that just passes the top of the address space. */
#define MOVED_BITS 16

static uint64_t length(struct lab *lab, unsigned bit, uint32_t value)
{
	const size_t all = bit < MOVED_BITS ? (2ull << bit) + 2 : 1;
	const uint64_t at = bit < MOVED_BITS ? LAB_DATA : 0 - (1ull << bit);
	uint8_t *bytes = rig_at(lab->rig, LAB_DATA, (2ull << MOVED_BITS) + 2);
	uint64_t moved = 0;

	memset(bytes, 0, all);
	lab_basic(lab, lab->chan);
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)at);
	lab_put(lab, LAB_REG(lab->chan, BASE_HI), (uint32_t)(at >> 32));
	lab_field(lab, value, SGDMA_MASK(COUNT, EOP));
	/* Longer than the buffer: the rest is dropped. */
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, all);
	if (!lab_start(lab, lab->chan))
		return 0;
	if (bit >= MOVED_BITS) {
		lab_run(lab, 100);
		return lab->traffic[lab_payload(lab->chan)].count;
	}
	lab_until(lab, LAB_REG(lab->chan, CONSUMER), 0xffff, 1);
	lab_run(lab, 20);
	if (lab->chan == SGDMA_GATHER) {
		LAB_EQUAL(lab, rig_packets(lab->rig), 1, "packets");
		return rig_packet(lab->rig, 0).len;
	}
	while (moved < all && bytes[moved])
		moved++;
	return moved;
}

/* Gather: TLAST after the eight bytes; scatter: a completion for a packet that is cut. */
static uint64_t eop(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_basic(lab, lab->chan);
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA);
	lab_field(lab, value, 8);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 16);
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_get(lab, LAB_REG(lab->chan, CQ_WRITTEN)), value, "completions");
	LAB_EQUAL(lab, rig_packets(lab->rig), lab->chan == SGDMA_GATHER ? value : 0, "packets");
	return lab_get(lab, LAB_REG(lab->chan, LAST_STATUS));
}

static uint64_t irq(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_put(lab, SGDMA_REG_IRQ_ENABLE,
		lab->chan == SGDMA_GATHER ? SGDMA_IRQ_STATUS_GATHER_DONE : SGDMA_IRQ_STATUS_SCATTER_DONE);
	lab_basic(lab, lab->chan);
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA);
	lab_field(lab, value, 8);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, 16);
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_get(lab, LAB_REG(lab->chan, CONSUMER)), 1, "CONSUMER");
	return rig_irq(lab->rig);
}

static const struct effect rows[] = {
	{ .reg = "BASE_LO", .field = "ADDR", .probe = address, .rule = EFFECT_CARRIES, .base = (uint32_t)LAB_DATA },
	{ .reg = "BASE_HI", .field = "ADDR", .probe = address, .rule = EFFECT_CARRIES, .shift = 32 },
	{ .reg = "COUNT",
	  .field = "N",
	  .probe = length,
	  .rule = EFFECT_COUNTS,
	  .base = 1,
	  .exact = (1u << MOVED_BITS) - 1 },
	{ .reg = "COUNT", .field = "EOP", .probe = eop },
	{ .reg = "COUNT", .field = "IRQ", .probe = irq },
};
EFFECTS(effects_basic, rows)
