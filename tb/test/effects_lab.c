/* SPDX-License-Identifier: Apache-2.0 */
/* effects_lab: the engine on which every row of effects.h runs; see there. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "effects.h"

_Noreturn void lab_fail(struct lab *lab, const char *file, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: %s%s%s, %s, %s: ", file, line, lab->row->reg, *lab->row->field ? "." : "",
		lab->row->field, lab->chan == SGDMA_GATHER ? "gather" : "scatter", lab->model);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "; clock %" PRIu64 "; %s\n", lab_clock(lab), rig_error(lab->rig));
	fail();
	abort(); /* cmocka's fail() does not return, but does not say so */
}

/* ---- what is seen ---------------------------------------------------------------------------------------------- */

static void offered(struct lab_traffic *t, uint64_t clock, uint64_t addr, unsigned beats)
{
	if (!t->count++) {
		t->first = t->low = t->high = addr;
		t->first_clock = clock;
	}
	t->last = addr;
	t->last_clock = clock;
	if (addr < t->low)
		t->low = addr;
	if (addr > t->high)
		t->high = addr;
	if (beats > t->longest)
		t->longest = beats;
}

static void answered(struct lab_traffic *t, uint64_t clock, bool whole)
{
	if (!t->answer_clock)
		t->answer_clock = clock;
	t->open -= whole;
}

static void taken(struct lab_traffic *t)
{
	if (++t->open > t->most)
		t->most = t->open;
}

/* Every clock of the bench. */
static void observe(void *ctx, uint64_t clock, const struct dut_in *in, const struct dut_out *out)
{
	struct lab *lab = ctx;
	struct lab_traffic *ar = &lab->traffic[out->m_axi_arid % AXI_ID_COUNT];
	struct lab_traffic *aw = &lab->traffic[out->m_axi_awid % AXI_ID_COUNT];

	if (in->rst) {
		lab->ax_held = lab->aw_held = false;
		return;
	}
	if (out->irq && !lab->irq_clock)
		lab->irq_clock = clock;
	if (in->m_axi_rvalid)
		answered(&lab->traffic[in->m_axi_rid % AXI_ID_COUNT], clock, in->m_axi_rlast);
	if (in->m_axi_bvalid)
		answered(&lab->traffic[in->m_axi_bid % AXI_ID_COUNT], clock, true);
	if (out->m_axi_arvalid) {
		if (!lab->ax_held)
			offered(ar, clock, out->m_axi_araddr, out->m_axi_arlen + 1u);
		ar->attributes = SGDMA_PUT(ATTR_READ, CACHE, out->m_axi_arcache) |
				 SGDMA_PUT(ATTR_READ, PROT, out->m_axi_arprot) |
				 SGDMA_PUT(ATTR_READ, QOS, out->m_axi_arqos);
		ar->size = out->m_axi_arsize;
		if (in->m_axi_arready)
			taken(ar);
	}
	if (out->m_axi_awvalid) {
		if (!lab->aw_held)
			offered(aw, clock, out->m_axi_awaddr, out->m_axi_awlen + 1u);
		aw->attributes = SGDMA_PUT(ATTR_WRITE, CACHE, out->m_axi_awcache) |
				 SGDMA_PUT(ATTR_WRITE, PROT, out->m_axi_awprot) |
				 SGDMA_PUT(ATTR_WRITE, QOS, out->m_axi_awqos);
		aw->size = out->m_axi_awsize;
		if (in->m_axi_awready)
			taken(aw);
	}
	lab->ax_held = out->m_axi_arvalid && !in->m_axi_arready;
	lab->aw_held = out->m_axi_awvalid && !in->m_axi_awready;
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

void lab_open(struct lab *lab, const char *model)
{
	const char *seed = getenv("SEED");
	struct bench_config config = {
		.seed = (uint32_t)(seed && *seed ? strtoul(seed, NULL, 0) : 1),
		.mem_base = LAB_BASE,
		.mem_size = lab->row->memory ? lab->row->memory : LAB_MEMORY,
		.bus = { .latency = lab->row->latency ? lab->row->latency : 3 },
	};
	char path[4096], err[512];

	lab_close(lab);
	lab->model = model ? model : lab->row->model ? lab->row->model : "w64";
	config.model = rig_model_named(lab->model, path, sizeof(path));
	lab->rig = rig_open(&config, err, sizeof(err));
	if (!lab->rig)
		fail_msg("%s", err);
	bench_observe(rig_bench(lab->rig), observe, lab);
}

void lab_close(struct lab *lab)
{
	rig_close(lab->rig);
	lab->rig = NULL;
}

void lab_fresh(struct lab *lab)
{
	struct bench *bench = rig_bench(lab->rig);

	/* What the last run did not take from the source would turn up in this one. */
	if (stream_source_pending(bench_source(bench))) {
		lab_open(lab, lab->model);
		bench = rig_bench(lab->rig);
	}
	axi_mem_hang(bench_bus(bench), false);
	axi_mem_fail_none(bench_bus(bench));
	stream_sink_stall(bench_sink(bench), 0);
	LAB_CHECK(lab, bench_reset(bench), "reset");
	stream_sink_drop(bench_sink(bench));
	memset(lab->traffic, 0, sizeof(lab->traffic));
	lab->irq_clock = 0;
}

/* ---- clock and registers --------------------------------------------------------------------------------------- */

void lab_run(struct lab *lab, uint64_t clocks)
{
	LAB_CHECK(lab, rig_run(lab->rig, clocks), "the clock");
}

uint64_t lab_clock(struct lab *lab)
{
	return bench_clock(rig_bench(lab->rig));
}

void lab_put(struct lab *lab, uint32_t offset, uint32_t value)
{
	LAB_CHECK(lab, rig_reg_write(lab->rig, offset, value) == AXI_OKAY,
		  "a write of 0x%" PRIx32 " at 0x%" PRIx32 " is refused", value, offset);
}

bool lab_try(struct lab *lab, uint32_t offset, uint32_t value)
{
	int response = rig_reg_write(lab->rig, offset, value);

	if (response == AXI_OKAY)
		return true;
	LAB_CHECK(lab, response == AXI_SLVERR, "response %d of a write at 0x%" PRIx32, response, offset);
	lab_put(lab, SGDMA_REG_REFUSED, 0);
	return false;
}

uint32_t lab_get(struct lab *lab, uint32_t offset)
{
	uint32_t value = 0;

	LAB_CHECK(lab, rig_reg_read(lab->rig, offset, &value) == AXI_OKAY, "a read at 0x%" PRIx32, offset);
	return value;
}

static uint32_t field_mask(const struct lab *lab)
{
	return UINT32_MAX >> (32 - lab->width) << lab->lsb;
}

bool lab_field(struct lab *lab, uint32_t value, uint32_t others)
{
	return lab_try(lab, lab->reg, (others & ~field_mask(lab)) | value << lab->lsb);
}

uint32_t lab_look(struct lab *lab)
{
	uint32_t value = (lab_get(lab, lab->reg) & field_mask(lab)) >> lab->lsb;

	lab->seen1 |= value;
	lab->seen0 |= ~value;
	return value;
}

void lab_until(struct lab *lab, uint32_t offset, uint32_t mask, uint32_t value)
{
	uint64_t start = lab_clock(lab);
	uint32_t seen;

	while ((seen = lab_get(lab, offset) & mask) != value) {
		LAB_CHECK(lab, lab_clock(lab) - start < LAB_LIMIT,
			  "the register at 0x%" PRIx32 " stays at 0x%" PRIx32 " and was to become 0x%" PRIx32, offset,
			  seen, value);
		lab_run(lab, 8);
	}
}

/* ---- jobs ------------------------------------------------------------------------------------------------------ */

enum axi_id lab_payload(enum sgdma_chan chan)
{
	return chan == SGDMA_GATHER ? AXI_ID_READ : AXI_ID_WRITE;
}

enum axi_id lab_fetch(enum sgdma_chan chan)
{
	return chan == SGDMA_GATHER ? AXI_ID_GATHER_FETCH : AXI_ID_SCATTER_FETCH;
}

void lab_basic(struct lab *lab, enum sgdma_chan chan)
{
	lab_put(lab, LAB_REG(chan, LIST),
		SGDMA_MASK(LIST, BASIC) | (sgdma_caps(rig_dev(lab->rig))->compact ? 0 : SGDMA_MASK(LIST, WIDE)));
	lab_put(lab, LAB_REG(chan, CQ_SIZE), SGDMA_MASK(CQ_SIZE, NONE));
	lab_put(lab, LAB_REG(chan, CTRL), SGDMA_MASK(CTRL, RUN));
}

void lab_send(struct lab *lab, size_t n)
{
	uint8_t *bytes = malloc(n);

	assert_non_null(bytes);
	memset(bytes, 0xff, n);
	LAB_CHECK(lab, rig_send(lab->rig, bytes, n), "no host memory for a packet");
	free(bytes);
}

bool lab_start(struct lab *lab, enum sgdma_chan chan)
{
	return lab_try(lab, SGDMA_REG_START,
		       chan == SGDMA_GATHER ? SGDMA_MASK(START, GATHER) : SGDMA_MASK(START, SCATTER));
}

bool lab_push(struct lab *lab, enum sgdma_chan chan, uint64_t addr, uint32_t len, unsigned flags)
{
	if (chan == SGDMA_SCATTER && len)
		lab_send(lab, len);
	lab_put(lab, LAB_REG(chan, BASE_LO), (uint32_t)addr);
	lab_put(lab, LAB_REG(chan, BASE_HI), (uint32_t)(addr >> 32));
	lab_put(lab, LAB_REG(chan, COUNT),
		SGDMA_PUT(COUNT, N, len) | SGDMA_PUT(COUNT, EOP, !!(flags & LAB_EOP)) |
			SGDMA_PUT(COUNT, IRQ, !!(flags & LAB_IRQ)));
	return lab_start(lab, chan);
}

void lab_entry(struct lab *lab, enum sgdma_chan chan, unsigned i, bool wide, const struct sgdma_piece *piece)
{
	unsigned bytes = sgdma_desc_bytes(wide);

	LAB_CHECK(lab,
		  sgdma_desc_pack(rig_at(lab->rig, LAB_RING(chan) + (uint64_t)i * bytes, bytes), wide, piece->addr,
				  piece) == SGDMA_SUCCESS,
		  "descriptor %u", i);
}

void lab_entries(struct lab *lab, enum sgdma_chan chan, unsigned i, unsigned n, unsigned flags)
{
	const struct sgdma_piece piece = { .addr = LAB_DATA,
					   .len = 1,
					   .flags = (flags & LAB_EOP ? SGDMA_EOP : 0) |
						    (flags & LAB_IRQ ? SGDMA_IRQ : 0) };

	while (n--)
		lab_entry(lab, chan, i++, false, &piece);
}

void lab_ring(struct lab *lab, enum sgdma_chan chan, unsigned log2, uint32_t list, int queue_log2)
{
	const uint64_t queue = LAB_QUEUE + 0x8000ull * chan;

	lab_put(lab, LAB_REG(chan, LIST), list | SGDMA_PUT(LIST, SIZE_LOG2, log2));
	lab_put(lab, LAB_REG(chan, BASE_LO), (uint32_t)LAB_RING(chan));
	lab_put(lab, LAB_REG(chan, CQ_BASE_LO), (uint32_t)queue);
	lab_put(lab, LAB_REG(chan, CQ_SIZE),
		queue_log2 < 0 ? SGDMA_MASK(CQ_SIZE, NONE) : SGDMA_PUT(CQ_SIZE, LOG2, (unsigned)queue_log2));
	lab_put(lab, LAB_REG(chan, CTRL), SGDMA_MASK(CTRL, RUN));
}

void lab_entries_run(struct lab *lab, enum sgdma_chan chan, unsigned from, unsigned to)
{
	while (from < to) {
		unsigned next = to - from > 0x8000 ? from + 0x8000 : to;

		lab_put(lab, LAB_REG(chan, PRODUCER), next & 0xffff);
		if (chan == SGDMA_SCATTER)
			lab_send(lab, next - from);
		lab_until(lab, LAB_REG(chan, CONSUMER), 0xffff, next & 0xffff);
		from = next;
	}
}

unsigned lab_error(struct lab *lab, enum sgdma_chan chan)
{
	return SGDMA_GET(ERROR, CODE, lab_get(lab, LAB_REG(chan, ERROR)));
}
