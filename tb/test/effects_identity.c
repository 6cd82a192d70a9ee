/* SPDX-License-Identifier: Apache-2.0 */
/*
 * effects_identity: what the engine says of itself. ID and VERSION are what one release has: their bits are turned on the
 * way to the driver, which must notice. Capabilities are looked at in every model, and must be what the model can be seen to do.
 */
#include "effects.h"

/* ---- identification -------------------------------------------------------------------------------------------- */

struct turned { /* reads of one register come with bits turned */
	struct lab *lab;
	uint32_t offset, bits;
};

static uint32_t turned_read(void *ctx, uint32_t offset)
{
	const struct turned *turned = ctx;
	uint32_t value = lab_get(turned->lab, offset);

	return offset == turned->offset ? value ^ turned->bits : value;
}

static void turned_write(void *ctx, uint32_t offset, uint32_t value)
{
	lab_put(((struct turned *)ctx)->lab, offset, value);
}

static void nothing(void *ctx)
{
	(void)ctx;
}

static uint64_t driver(struct lab *lab, unsigned bit, uint32_t value)
{
	static const struct sgdma_ops ops = { turned_read, turned_write, nothing, nothing, nothing };
	struct turned turned = { lab, lab->reg, value << lab->lsb };
	const struct sgdma_caps *caps;
	struct sgdma dev;

	(void)bit;
	if (sgdma_init(&dev, &ops, &turned) != SGDMA_SUCCESS)
		return 0;
	caps = sgdma_caps(&dev);
	return 1u << 24 | (uint32_t)caps->major << 16 | (uint32_t)caps->minor << 8 | caps->patch;
}

/* ---- capabilities ---------------------------------------------------------------------------------------------- */

#define UNSEEN UINT64_MAX /* nothing of this model shows it */

static const char *const models[] = { "w32",      "w64",      "w128",      "w256",     "w512",
				      "w32-lean", "w32-sink", "w64-small", "w64-large" };

/* The field in each model, and what is measured. */
static void each_model(struct lab *lab, uint64_t (*measure)(struct lab *lab))
{
	for (unsigned i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		uint64_t measured;
		uint32_t said;

		lab_open(lab, models[i]);
		lab_fresh(lab);
		said = lab_look(lab);
		measured = measure(lab);
		if (measured != UNSEEN)
			LAB_EQUAL(lab, said, measured, "the capability");
	}
}

/* Is there a register? */
static bool has(struct lab *lab, uint32_t offset)
{
	uint32_t value;

	return rig_reg_read(lab->rig, offset, &value) == AXI_OKAY;
}

static enum sgdma_chan half(struct lab *lab)
{
	return has(lab, LAB_REG(SGDMA_GATHER, CTRL)) ? SGDMA_GATHER : SGDMA_SCATTER;
}

static unsigned log2_of(uint64_t n)
{
	return n ? 63 - (unsigned)__builtin_clzll(n) : 0;
}

/* One transfer through the half that is there. */
static const struct lab_traffic *transfer(struct lab *lab, uint64_t addr, uint32_t len)
{
	const enum sgdma_chan chan = half(lab);

	lab_basic(lab, chan);
	LAB_CHECK(lab, lab_push(lab, chan, addr, len, LAB_EOP), "START is refused");
	lab_run(lab, len + 200);
	return &lab->traffic[lab_payload(chan)];
}

static uint64_t bus_log2(struct lab *lab)
{
	return transfer(lab, LAB_DATA, 64)->size;
}

static uint64_t burst_log2(struct lab *lab)
{
	return log2_of((uint64_t)transfer(lab, LAB_DATA, 8192)->longest * rig_bus_bytes(lab->rig));
}

/* All address bits that there are. */
static uint64_t addr_w(struct lab *lab)
{
	return log2_of(transfer(lab, UINT64_MAX, 1)->first) + 1;
}

/*
 * What is read while nothing leaves, where READS admits so much. Of the other half WRITES never admits it.
 */
static uint64_t fifo_log2(struct lab *lab)
{
	const struct sgdma_caps *caps = sgdma_caps(rig_dev(lab->rig));
	const unsigned said = SGDMA_GET(CAP0, FIFO_LOG2, lab_get(lab, SGDMA_REG_CAP0));

	if (half(lab) != SGDMA_GATHER || (size_t)caps->reads * caps->max_burst < (size_t)caps->bus_bytes << said)
		return UNSEEN;
	stream_sink_stall(bench_sink(rig_bench(lab->rig)), 100);
	transfer(lab, LAB_DATA, 0x20000);
	return log2_of(bench_counts(rig_bench(lab->rig))->r_by_id[AXI_ID_READ]);
}

/* Entries of one byte on a bus that takes long: bursts in flight. */
static uint64_t in_flight(struct lab *lab, enum sgdma_chan chan)
{
	const bool wide = !sgdma_caps(rig_dev(lab->rig))->compact;
	const struct sgdma_piece piece = { .addr = LAB_DATA, .len = 1, .flags = SGDMA_EOP };
	const unsigned posted = 512;

	if (!has(lab, LAB_REG(chan, CTRL)))
		return UNSEEN;
	for (unsigned i = 0; i < posted; i++)
		lab_entry(lab, chan, i, wide, &piece);
	lab_put(lab, LAB_REG(chan, FETCH),
		SGDMA_PUT(FETCH, D, sgdma_caps(rig_dev(lab->rig))->max_d) |
			SGDMA_PUT(FETCH, K_LOG2, sgdma_caps(rig_dev(lab->rig))->max_k_log2));
	lab_ring(lab, chan, 9, wide ? SGDMA_MASK(LIST, WIDE) : 0, -1);
	for (unsigned i = 0; chan == SGDMA_SCATTER && i < posted; i++)
		lab_send(lab, 1);
	lab_put(lab, LAB_REG(chan, PRODUCER), posted);
	lab_run(lab, 4500);
	return lab->traffic[lab_payload(chan)].most;
}

static uint64_t reads_in_flight(struct lab *lab)
{
	return in_flight(lab, SGDMA_GATHER);
}

static uint64_t writes_in_flight(struct lab *lab)
{
	return in_flight(lab, SGDMA_SCATTER);
}

/* The largest value that is accepted. */
static uint64_t largest_d(struct lab *lab)
{
	const uint32_t fetch = LAB_REG(half(lab), FETCH);
	uint32_t d = 1;

	while (d < 255 && lab_try(lab, fetch, SGDMA_PUT(FETCH, D, d + 1)))
		d++;
	return d;
}

static uint64_t largest_k(struct lab *lab)
{
	const uint32_t fetch = LAB_REG(half(lab), FETCH);
	uint32_t k = 0;

	while (k < 15 && lab_try(lab, fetch, SGDMA_PUT(FETCH, D, 1) | SGDMA_PUT(FETCH, K_LOG2, k + 1)))
		k++;
	return k;
}

static uint64_t gather_is(struct lab *lab)
{
	return has(lab, LAB_REG(SGDMA_GATHER, CTRL));
}

static uint64_t scatter_is(struct lab *lab)
{
	return has(lab, LAB_REG(SGDMA_SCATTER, CTRL));
}

static uint64_t wide_is(struct lab *lab)
{
	return lab_try(lab, LAB_REG(half(lab), LIST), SGDMA_MASK(LIST, WIDE));
}

static uint64_t compact_is(struct lab *lab)
{
	return lab_try(lab, LAB_REG(half(lab), LIST), 0);
}

static uint64_t counters_are(struct lab *lab)
{
	const bool there = has(lab, SGDMA_REG_SNAPSHOT);

	LAB_EQUAL(lab, has(lab, SGDMA_REG_CNT_BUSY), there, "CNT_BUSY is there");
	LAB_EQUAL(lab, has(lab, LAB_REG(half(lab), FETCH_WAIT)), there, "FETCH_WAIT is there");
	LAB_EQUAL(lab, has(lab, LAB_REG(half(lab), DROPPED)), there, "DROPPED is there");
	return there;
}

static uint64_t timers_are(struct lab *lab)
{
	return has(lab, LAB_REG(half(lab), IRQ_TIME)) && has(lab, LAB_REG(half(lab), WATCHDOG));
}

static uint64_t windows_are(struct lab *lab)
{
	unsigned n = 0;

	while (n < 4 && has(lab, SGDMA_REG_WINDOW0_CTRL + n * (SGDMA_REG_WINDOW1_CTRL - SGDMA_REG_WINDOW0_CTRL)))
		n++;
	return n;
}

#define CAPABILITY(name)                                                                                               \
	static void name##_watch(struct lab *lab)                                                                      \
	{                                                                                                              \
		each_model(lab, name);                                                                                 \
	}
CAPABILITY(bus_log2)
CAPABILITY(burst_log2)
CAPABILITY(addr_w)
CAPABILITY(fifo_log2)
CAPABILITY(reads_in_flight)
CAPABILITY(writes_in_flight)
CAPABILITY(largest_d)
CAPABILITY(largest_k)
CAPABILITY(gather_is)
CAPABILITY(scatter_is)
CAPABILITY(wide_is)
CAPABILITY(compact_is)
CAPABILITY(counters_are)
CAPABILITY(timers_are)
CAPABILITY(windows_are)

#define CAP(n, name, measure, ...)                                                                                     \
	{                                                                                                              \
		.reg = "CAP" #n, .field = name, .watch = measure##_watch, __VA_ARGS__                                  \
	}
#define ODD "no legal value, or no model that is built, has it"

static const struct effect rows[] = {
	{ .reg = "ID", .field = "", .probe = driver },
	{ .reg = "VERSION", .field = "PATCH", .probe = driver, .rule = EFFECT_CARRIES },
	{ .reg = "VERSION", .field = "MINOR", .probe = driver, .rule = EFFECT_CARRIES, .shift = 8 },
	{ .reg = "VERSION", .field = "MAJOR", .probe = driver },
	CAP(0, "BUS_LOG2", bus_log2, EFFECT_BEYOND(0x8, "a bus has at most 64 bytes")),
	CAP(0, "BURST_LOG2", burst_log2, ),
	CAP(0, "ADDR_W", addr_w, EFFECT_BEYOND(0x7, "no model is built whose address bits are not whole bytes")),
	CAP(0, "FIFO_LOG2", fifo_log2, ),
	CAP(1, "READS", reads_in_flight, EFFECT_BEYOND(0x49, ODD), .latency = 1000),
	CAP(1, "WRITES", writes_in_flight, EFFECT_BEYOND(0x49, ODD), .latency = 1000),
	CAP(1, "MAX_D", largest_d, EFFECT_BEYOND(0xc7, ODD)),
	CAP(1, "MAX_K_LOG2", largest_k, EFFECT_BEYOND(0x8, ODD)),
	CAP(2, "GATHER", gather_is, ),
	CAP(2, "SCATTER", scatter_is, ),
	CAP(2, "WIDE", wide_is, ),
	CAP(2, "COMPACT", compact_is, ),
	CAP(2, "COUNTERS", counters_are, ),
	CAP(2, "TIMERS", timers_are, ),
	CAP(2, "WINDOWS", windows_are, ),
};
EFFECTS(effects_identity, rows)
