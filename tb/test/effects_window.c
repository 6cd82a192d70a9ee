/* SPDX-License-Identifier: Apache-2.0 */
/* effects_window: the registers of the address windows. */
#include "effects.h"

#define STRIDE (SGDMA_REG_WINDOW1_CTRL - SGDMA_REG_WINDOW0_CTRL)
#define PAGE 4096u
#define ALL UINT32_MAX

enum { CTRL, BASE_LO, BASE_HI, LIMIT_LO, LIMIT_HI }; /* in a window, a word each */

/* A register of the row's window. */
static uint32_t at(struct lab *lab, unsigned reg)
{
	return lab->reg - (lab->reg - SGDMA_REG_WINDOW0_CTRL) % STRIDE + 4 * reg;
}

/* Does a transfer of one byte get onto the bus? Else it is the error that a window's refusal is. */
static bool passes(struct lab *lab, enum sgdma_chan chan, uint64_t addr)
{
	const unsigned refused = chan == SGDMA_GATHER ? SGDMA_CODE_READ_WINDOW : SGDMA_CODE_WRITE_WINDOW;
	uint64_t before = lab->traffic[lab_payload(chan)].count;
	bool passed;

	lab_basic(lab, chan);
	LAB_CHECK(lab, lab_push(lab, chan, addr, 1, LAB_EOP), "START is refused");
	lab_run(lab, 60);
	passed = lab->traffic[lab_payload(chan)].count > before;
	if (passed)
		LAB_EQUAL(lab, lab->traffic[lab_payload(chan)].last & ~7ull, addr & ~7ull, "address on the bus");
	LAB_EQUAL(lab, lab_error(lab, chan) == refused, !passed, "the window's error");
	lab_put(lab, LAB_REG(chan, CTRL), 0);
	lab_until(lab, LAB_REG(chan, STATUS), SGDMA_MASK(STATUS, STATE), SGDMA_STATE_STOPPED);
	return passed;
}

static void set(struct lab *lab, uint64_t base, uint64_t limit, uint32_t ctrl)
{
	lab_put(lab, at(lab, BASE_LO), (uint32_t)base);
	lab_put(lab, at(lab, BASE_HI), (uint32_t)(base >> 32));
	lab_put(lab, at(lab, LIMIT_LO), (uint32_t)limit);
	lab_put(lab, at(lab, LIMIT_HI), (uint32_t)(limit >> 32));
	lab_put(lab, at(lab, CTRL), ctrl);
}

#define ENABLE SGDMA_MASK(WINDOW0_CTRL, ENABLE)
#define READ SGDMA_MASK(WINDOW0_CTRL, READ)
#define WRITE SGDMA_MASK(WINDOW0_CTRL, WRITE)

/* A window from the base to the top: which of the last page below 2^n and the first from there on may be read. */
static uint64_t base(struct lab *lab, unsigned bit, uint32_t value)
{
	const uint64_t page = 1ull << (bit + lab->row->arg);
	bool above, below;

	set(lab, 0, UINT64_MAX, ENABLE | READ);
	LAB_CHECK(lab, lab_field(lab, value, 0), "the base is refused");
	above = passes(lab, SGDMA_GATHER, page);
	below = passes(lab, SGDMA_GATHER, page - PAGE);
	LAB_CHECK(lab, above, "0x%llx is above the base", (unsigned long long)page);
	return below;
}

/* A window from 0 to the limit. */
static uint64_t limit(struct lab *lab, unsigned bit, uint32_t value)
{
	const uint64_t page = 1ull << (bit + lab->row->arg);
	bool above, in;

	set(lab, 0, 0, ENABLE | READ);
	LAB_CHECK(lab, lab_field(lab, value, 0), "the limit is refused");
	in = passes(lab, SGDMA_GATHER, page);
	above = passes(lab, SGDMA_GATHER, page + PAGE);
	LAB_CHECK(lab, !above, "0x%llx is above the limit", (unsigned long long)(page + PAGE));
	return in;
}

static uint64_t enable(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	set(lab, LAB_DATA, LAB_DATA, 0);
	lab_field(lab, value, READ | WRITE);
	LAB_CHECK(lab, passes(lab, SGDMA_GATHER, LAB_DATA + 8), "a read in the window");
	return passes(lab, SGDMA_GATHER, LAB_DATA + PAGE);
}

static uint64_t permission(struct lab *lab, unsigned bit, uint32_t value)
{
	const enum sgdma_chan chan = (enum sgdma_chan)lab->row->arg;

	(void)bit;
	set(lab, 0, UINT64_MAX, 0);
	lab_field(lab, value, ENABLE | (chan == SGDMA_GATHER ? WRITE : READ));
	LAB_CHECK(lab, passes(lab, chan == SGDMA_GATHER ? SGDMA_SCATTER : SGDMA_GATHER, LAB_DATA), "what is permitted");
	return passes(lab, chan, LAB_DATA);
}

/* A window is to be moved and turned off: locked, it stays. */
static uint64_t lock(struct lab *lab, unsigned bit, uint32_t value)
{
	uint64_t accepted = 0;

	(void)bit;
	set(lab, LAB_DATA, LAB_DATA, 0);
	lab_field(lab, value, ENABLE | READ);
	for (unsigned reg = LIMIT_HI; reg > CTRL; reg--)
		accepted |= (uint64_t)lab_try(lab, at(lab, reg), reg & 1 ? (uint32_t)LAB_DATA + PAGE : 0) << reg;
	accepted |= (uint64_t)passes(lab, SGDMA_GATHER, LAB_DATA + PAGE) << 8;
	accepted |= (uint64_t)lab_try(lab, at(lab, CTRL), 0) << CTRL;
	LAB_EQUAL(lab, accepted, value ? 0 : 0x11f, "what a window that is locked or not has let happen");
	return accepted;
}

#define WINDOW(n)                                                                                                      \
	{ .reg = "WINDOW" #n "_CTRL", .field = "ENABLE", .probe = enable },                                            \
		{ .reg = "WINDOW" #n "_CTRL", .field = "READ", .probe = permission, .arg = SGDMA_GATHER },             \
		{ .reg = "WINDOW" #n "_CTRL", .field = "WRITE", .probe = permission, .arg = SGDMA_SCATTER },           \
		{ .reg = "WINDOW" #n "_CTRL", .field = "LOCK", .probe = lock },                                        \
		{ .reg = "WINDOW" #n "_BASE_LO", .field = "ADDR", .probe = base, .arg = 12 },                          \
		{ .reg = "WINDOW" #n "_BASE_HI", .field = "ADDR", .probe = base, .arg = 32 },                          \
		{ .reg = "WINDOW" #n "_LIMIT_LO", .field = "ADDR", .probe = limit, .arg = 12 },                        \
	{                                                                                                              \
		.reg = "WINDOW" #n "_LIMIT_HI", .field = "ADDR", .probe = limit, .arg = 32                             \
	}

static const struct effect rows[] = { WINDOW(0), WINDOW(1), WINDOW(2), WINDOW(3) };
EFFECTS(effects_windows, rows)
