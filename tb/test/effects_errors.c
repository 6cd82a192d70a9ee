/* SPDX-License-Identifier: Apache-2.0 */
/* effects_errors: what a channel says of the error that has stopped it. */
#include <string.h>

#include "effects.h"

/* ---- one way into an error ------------------------------------------------------------------------------------- */

static void ring(struct lab *lab, uint32_t list)
{
	lab_ring(lab, lab->chan, 0, list, -1);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
}

static void fetch_slverr(struct lab *lab)
{
	LAB_CHECK(lab, rig_fail_read(lab->rig, LAB_RING(lab->chan), 8, AXI_SLVERR), "a failure");
	ring(lab, 0);
}

static void fetch_decerr(struct lab *lab)
{
	lab_put(lab, LAB_REG(lab->chan, CQ_SIZE), SGDMA_MASK(CQ_SIZE, NONE));
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), LAB_NOWHERE);
	lab_put(lab, LAB_REG(lab->chan, CTRL), SGDMA_MASK(CTRL, RUN));
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 1);
}

static void len_zero(struct lab *lab)
{
	memset(rig_at(lab->rig, LAB_RING(lab->chan), 8), 0, 8);
	ring(lab, 0);
}

static void not_header(struct lab *lab)
{
	lab_entries(lab, lab->chan, 0, 2, 0);
	lab_put(lab, LAB_REG(lab->chan, COUNT), 2);
	ring(lab, SGDMA_MASK(LIST, CHAIN));
}

static void data_decerr(struct lab *lab)
{
	lab_basic(lab, lab->chan);
	lab_push(lab, lab->chan, LAB_NOWHERE, 1, LAB_EOP);
}

static void packet_cut(struct lab *lab)
{
	lab_put(lab, SGDMA_REG_POLICY, SGDMA_MASK(POLICY, OVERRUN_STOP));
	lab_basic(lab, lab->chan);
	lab_put(lab, LAB_REG(lab->chan, BASE_LO), (uint32_t)LAB_DATA);
	lab_put(lab, LAB_REG(lab->chan, COUNT), 4 | SGDMA_MASK(COUNT, EOP));
	LAB_CHECK(lab, lab_start(lab, lab->chan), "START is refused");
	lab_send(lab, 8);
}

static void completion_decerr(struct lab *lab)
{
	lab_put(lab, LAB_REG(lab->chan, LIST), SGDMA_MASK(LIST, BASIC));
	lab_put(lab, LAB_REG(lab->chan, CQ_BASE_LO), LAB_NOWHERE);
	lab_put(lab, LAB_REG(lab->chan, CQ_BASE_HI), 1);
	lab_put(lab, LAB_REG(lab->chan, CTRL), SGDMA_MASK(CTRL, RUN));
	lab_push(lab, lab->chan, LAB_DATA, 1, LAB_EOP);
}

static void watchdog(struct lab *lab)
{
	lab_put(lab, LAB_REG(lab->chan, WATCHDOG), 50);
	axi_mem_hang(bench_bus(rig_bench(lab->rig)), true);
	ring(lab, 0);
}

#define BOTH 3u

static const struct fault {
	enum sgdma_code code[2]; /* per channel */
	enum sgdma_phase phase[2];
	void (*make)(struct lab *lab);
	unsigned channels;
	bool told; /* there is a completion that says it */
} faults[] = {
	{ { SGDMA_CODE_FETCH_SLVERR, SGDMA_CODE_FETCH_SLVERR },
	  { SGDMA_PHASE_FETCH, SGDMA_PHASE_FETCH },
	  fetch_slverr,
	  BOTH,
	  true },
	{ { SGDMA_CODE_FETCH_DECERR, SGDMA_CODE_FETCH_DECERR },
	  { SGDMA_PHASE_FETCH, SGDMA_PHASE_FETCH },
	  fetch_decerr,
	  BOTH,
	  true },
	{ { SGDMA_CODE_LEN_ZERO, SGDMA_CODE_LEN_ZERO },
	  { SGDMA_PHASE_DECODE, SGDMA_PHASE_DECODE },
	  len_zero,
	  BOTH,
	  true },
	{ { SGDMA_CODE_NOT_HEADER, SGDMA_CODE_NOT_HEADER },
	  { SGDMA_PHASE_DECODE, SGDMA_PHASE_DECODE },
	  not_header,
	  BOTH,
	  true },
	{ { SGDMA_CODE_READ_DECERR, SGDMA_CODE_WRITE_DECERR },
	  { SGDMA_PHASE_READ, SGDMA_PHASE_WRITE },
	  data_decerr,
	  BOTH,
	  true },
	{ { 0, SGDMA_CODE_PACKET_CUT }, { 0, SGDMA_PHASE_STREAM }, packet_cut, 1u << SGDMA_SCATTER, true },
	{ { SGDMA_CODE_CPL_DECERR, SGDMA_CODE_CPL_DECERR },
	  { SGDMA_PHASE_COMPLETION, SGDMA_PHASE_COMPLETION },
	  completion_decerr,
	  BOTH,
	  false },
	{ { SGDMA_CODE_WATCHDOG, SGDMA_CODE_WATCHDOG },
	  { SGDMA_PHASE_WATCHDOG, SGDMA_PHASE_WATCHDOG },
	  watchdog,
	  BOTH,
	  false },
};

/* Each of them in turn; the row's field is shown with each, or with those that a completion tells of. */
static void errors(struct lab *lab, uint32_t (*expected)(const struct fault *fault, unsigned chan), bool untold)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct fault *fault = &faults[i];

		if (!(fault->channels >> lab->chan & 1))
			continue;
		lab_fresh(lab);
		LAB_EQUAL(lab, lab_look(lab), 0, "the field after reset");
		fault->make(lab);
		lab_run(lab, 200);
		LAB_EQUAL(lab, SGDMA_GET(STATUS, ERROR, lab_get(lab, LAB_REG(lab->chan, STATUS))), 1, "STATUS.ERROR");
		LAB_EQUAL(lab, lab_get(lab, LAB_REG(lab->chan, CQ_WRITTEN)), fault->told, "CQ_WRITTEN");
		if (fault->told || untold)
			LAB_EQUAL(lab, lab_look(lab), expected(fault, lab->chan), "the field");
	}
}

static uint32_t code_of(const struct fault *fault, unsigned chan)
{
	return fault->code[chan];
}

static uint32_t phase_of(const struct fault *fault, unsigned chan)
{
	return fault->phase[chan];
}

static void code(struct lab *lab)
{
	errors(lab, code_of, true);
}

static void phase(struct lab *lab)
{
	errors(lab, phase_of, true);
}

static void status(struct lab *lab)
{
	errors(lab, code_of, false);
}

/* ---- where it was ---------------------------------------------------------------------------------------------- */

/* Good entries up to the index, and one of length 0 there. */
static void index_at(struct lab *lab, unsigned index)
{
	lab_fresh(lab);
	lab_entries(lab, lab->chan, 0, 0x8000, 0);
	lab_ring(lab, lab->chan, 15, 0, -1);
	lab_entries_run(lab, lab->chan, 0, index);
	memset(rig_at(lab->rig, LAB_RING(lab->chan) + 8 * (index % 0x8000), 8), 0, 8);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), index + 1);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_error(lab, lab->chan), SGDMA_CODE_LEN_ZERO, "ERROR.CODE");
	LAB_EQUAL(lab, lab_look(lab), index, "ERROR.INDEX");
	LAB_EQUAL(lab, lab_get(lab, LAB_REG(lab->chan, CONSUMER)), index, "CONSUMER");
}

static void index_of(struct lab *lab)
{
	index_at(lab, 0x5555);
	index_at(lab, 0xaaaa);
}

/* Neither of the queue nor of the fetch that hangs. */
static void no_address(struct lab *lab, void (*make)(struct lab *lab), unsigned code)
{
	lab_fresh(lab);
	make(lab);
	lab_run(lab, 200);
	LAB_EQUAL(lab, lab_error(lab, lab->chan), code, "ERROR.CODE");
	LAB_EQUAL(lab, lab_look(lab), 0, "the half of no address");
}

/* A transfer to an address of one bit alone, for each bit of the field; errors that have no address. */
static void address(struct lab *lab)
{
	for (unsigned bit = 0; bit < lab->width; bit++) {
		const uint64_t addr = 1ull << (bit + lab->row->arg);

		lab_fresh(lab);
		lab_basic(lab, lab->chan);
		lab_push(lab, lab->chan, addr, 1, LAB_EOP);
		lab_run(lab, 100);
		LAB_EQUAL(lab, lab->traffic[lab_payload(lab->chan)].first, addr & ~7ull, "the address on the bus");
		LAB_EQUAL(lab, lab_look(lab), 1u << bit, "the half of the error's address");
		LAB_EQUAL(lab,
			  lab_get(lab, lab->row->arg ? LAB_REG(lab->chan, ERROR_ADDR_LO)
						     : LAB_REG(lab->chan, ERROR_ADDR_HI)),
			  0, "the other half");
	}
	no_address(lab, completion_decerr, SGDMA_CODE_CPL_DECERR);
	no_address(lab, watchdog, SGDMA_CODE_WATCHDOG);
}

#define NO_CODE "no code has it"
#define NO_STATUS                                                                                                      \
	"a gather channel has no code with bit 6 in a completion; bit 7 (2^28 bytes) is for scenario.copy_saturates"
#define SATURATED "bit 3: no code has it; bit 7 (2^28 bytes) is for scenario.copy_saturates"

static const struct effect rows[] = {
	{ .reg = "ERROR", .field = "CODE", .watch = code, .beyond = { { 0x88, NO_CODE }, { 0x88, NO_CODE } } },
	{ .reg = "ERROR", .field = "PHASE", .watch = phase },
	{ .reg = "ERROR", .field = "INDEX", .watch = index_of },
	{ .reg = "ERROR_ADDR_LO", .field = "ADDR", .watch = address },
	{ .reg = "ERROR_ADDR_HI", .field = "ADDR", .watch = address, .arg = 32 },
	{ .reg = "LAST_STATUS",
	  .field = "STATUS",
	  .watch = status,
	  .beyond = { { 0xc8, NO_STATUS }, { 0x88, SATURATED } } },
};
EFFECTS(effects_errors, rows)
