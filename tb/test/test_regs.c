/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The register table sw/sgdma_regs.def, walked against the engine: what it says about a register is what the engine does.
 * Each test runs with several reset seeds and orders of the AXI4-Lite channels, at the widths that change a register.
 */
#include <inttypes.h>
#include <string.h>

#include "rig.h"
#include "rng.h"
#include "sgdma_regs.h"
#include "testmain.h"

#define SEEDS 16
#define BASE UINT64_C(0x80000000)
#define SIZE UINT64_C(0x10000)

/* ---- the table --------------------------------------------------------------------------------------------------- */

#define PARAM UINT64_MAX /* a reset value that depends on a parameter */

struct reg {
	const char *name, *access;
	uint32_t offset;
	uint64_t reset;
	int chan; /* -1: global */
};

struct field {
	const char *reg, *name, *access;
	unsigned lsb, width;
	uint64_t reset;
};

static const struct reg table[] = {
#define SGDMA_REG(name, offset, access, reset, text) { #name, #access, offset, reset, -1 },
#include "sgdma_regs.def"
#define SGDMA_CHAN_REG(name, offset, access, reset, text) { #name, #access, SGDMA_CHAN_GATHER + (offset), reset, 0 },
#include "sgdma_regs.def"
#define SGDMA_CHAN_REG(name, offset, access, reset, text) { #name, #access, SGDMA_CHAN_SCATTER + (offset), reset, 1 },
#include "sgdma_regs.def"
};

static const struct field fields[] = {
#define SGDMA_FIELD(reg, name, lsb, width, access, reset, text) { #reg, #name, #access, lsb, width, reset },
#include "sgdma_regs.def"
};

#define REGS (sizeof(table) / sizeof(table[0]))
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* All bits that a field of the register names; a register without fields is one field. */
static uint32_t named_bits(const struct reg *reg)
{
	uint32_t bits = 0;
	bool any = false;

	for (size_t i = 0; i < FIELDS; i++)
		if (strcmp(fields[i].reg, reg->name) == 0) {
			bits |= UINT32_MAX >> (32 - fields[i].width) << fields[i].lsb;
			any = true;
		}
	return any ? bits : UINT32_MAX;
}

static bool is(const struct reg *reg, const char *access)
{
	return strcmp(reg->access, access) == 0;
}

static bool mapped(uint32_t offset)
{
	for (size_t i = 0; i < REGS; i++)
		if (table[i].offset == offset)
			return true;
	return false;
}

/* ---- the stage --------------------------------------------------------------------------------------------------- */

struct stage {
	struct rig *rig;
	struct rng rng;
	uint32_t seed;
	unsigned width;
};

#define CHECK(stage, seen, expected, ...)                                                                              \
	do {                                                                                                           \
		uint64_t seen_ = (seen), expected_ = (expected);                                                       \
		if (seen_ != expected_) {                                                                              \
			fprintf(stderr, "%u bits, register seed %" PRIu32 ": 0x%" PRIx64 ", must be 0x%" PRIx64 ": ",  \
				(stage)->width, (stage)->seed, seen_, expected_);                                      \
			fprintf(stderr, __VA_ARGS__);                                                                  \
			fprintf(stderr, "; %s\n", rig_error((stage)->rig));                                            \
			fail();                                                                                        \
		}                                                                                                      \
	} while (0)

static void stage_open(struct stage *stage, unsigned width, uint32_t seed)
{
	struct bench_config config = { .seed = seed, .mem_base = BASE, .mem_size = SIZE, .bus = { .latency = 3 } };
	struct axil_delays delays = { 0 };
	char path[4096], err[512];

	*stage = (struct stage){ .rng = rng_seed(seed, width), .seed = seed, .width = width };
	config.model = rig_model_path(width, path, sizeof(path));
	stage->rig = rig_open(&config, err, sizeof(err));
	if (!stage->rig)
		fail_msg("register seed %" PRIu32 ": %s", seed, err);
	/* Address first, data first, responses taken late: all are legal. */
	delays.aw = seed & 1 ? rng_below(&stage->rng, 5) : 0;
	delays.w = seed & 2 ? rng_below(&stage->rng, 5) : 0;
	delays.respond = seed & 4 ? rng_below(&stage->rng, 5) : 0;
	axil_delay(bench_axil(rig_bench(stage->rig)), &delays);
}

static uint32_t reg_read(struct stage *stage, uint32_t offset)
{
	uint32_t value = 0;

	CHECK(stage, (uint32_t)rig_reg_read(stage->rig, offset, &value), AXI_OKAY, "response of a read at 0x%x",
	      offset);
	return value;
}

static void reg_write(struct stage *stage, uint32_t offset, uint32_t value)
{
	CHECK(stage, (uint32_t)rig_reg_write(stage->rig, offset, value), AXI_OKAY,
	      "response of a write of 0x%x at 0x%x", value, offset);
}

/* The write is refused with this code, which is then cleared. */
static void reg_refused(struct stage *stage, uint32_t offset, uint32_t value, enum sgdma_refusal code)
{
	CHECK(stage, (uint32_t)rig_reg_write(stage->rig, offset, value), AXI_SLVERR,
	      "response of a refused write of 0x%x at 0x%x", value, offset);
	CHECK(stage, reg_read(stage, SGDMA_REG_REFUSED),
	      SGDMA_PUT(REFUSED, CODE, code) | SGDMA_PUT(REFUSED, OFFSET, offset),
	      "REFUSED after a write of 0x%x at 0x%x", value, offset);
	reg_write(stage, SGDMA_REG_REFUSED, (uint32_t)rng_next(&stage->rng));
	CHECK(stage, reg_read(stage, SGDMA_REG_REFUSED), 0, "REFUSED after it was cleared");
}

/* Runs `act` on each of the widths with 16 reset seeds. */
static void each(const unsigned *widths, void (*act)(struct stage *))
{
	uint32_t first = test_seed() * SEEDS;

	for (; *widths; widths++)
		for (uint32_t seed = first; seed < first + SEEDS; seed++) {
			struct stage stage;

			stage_open(&stage, *widths, seed);
			act(&stage);
			CHECK(&stage, *rig_error(stage.rig), 0, "the run");
			rig_close(stage.rig);
		}
}

static const unsigned every_width[] = { 32, 64, 128, 256, 512, 0 };
static const unsigned one_width[] = { 64, 0 };

#define REG_TEST(name, widths)                                                                                         \
	static void name##_act(struct stage *);                                                                        \
	static void name(void **state)                                                                                 \
	{                                                                                                              \
		(void)state;                                                                                           \
		each(widths, name##_act);                                                                              \
	}                                                                                                              \
	static void name##_act(struct stage *stage)

/* ---- the walk ---------------------------------------------------------------------------------------------------- */

/* After reset every register reads what the table says, parameters as the object was built, whatever the flops began as. */
REG_TEST(reset_values, every_width)
{
	struct dut *dut = bench_dut(rig_bench(stage->rig));
	unsigned bus = dut_bus_bytes(dut), outstanding = stage->width < 256 ? 16 : 32;
	unsigned fifo_log2 = stage->width <= 64 ? 9 : stage->width == 128 ? 8 : 7;
	uint32_t cap0 = reg_read(stage, SGDMA_REG_CAP0), cap1 = reg_read(stage, SGDMA_REG_CAP1);
	uint32_t version = reg_read(stage, SGDMA_REG_VERSION), k;

	CHECK(stage, bus * 8, stage->width, "width of the object");
	CHECK(stage, 1u << SGDMA_GET(CAP0, BUS_LOG2, cap0), bus, "CAP0.BUS_LOG2");
	CHECK(stage, 1u << SGDMA_GET(CAP0, BURST_LOG2, cap0), dut_max_burst(dut), "CAP0.BURST_LOG2");
	CHECK(stage, SGDMA_GET(CAP0, ADDR_W, cap0), dut_addr_w(dut), "CAP0.ADDR_W");
	CHECK(stage, SGDMA_GET(CAP0, FIFO_LOG2, cap0), fifo_log2, "CAP0.FIFO_LOG2");
	CHECK(stage, SGDMA_GET(CAP1, READS, cap1), outstanding, "CAP1.READS");
	CHECK(stage, SGDMA_GET(CAP1, WRITES, cap1), outstanding, "CAP1.WRITES");
	CHECK(stage, reg_read(stage, SGDMA_REG_CAP2),
	      SGDMA_PUT(CAP2, GATHER, 1) | SGDMA_PUT(CAP2, SCATTER, 1) | SGDMA_PUT(CAP2, WIDE, 1) |
		      SGDMA_PUT(CAP2, COMPACT, 1) | SGDMA_PUT(CAP2, COUNTERS, 1) | SGDMA_PUT(CAP2, TIMERS, 1) |
		      SGDMA_PUT(CAP2, WINDOWS, 4),
	      "CAP2");
	CHECK(stage, version, SGDMA_RELEASE_VALUE, "VERSION");
	CHECK(stage, SGDMA_GET(CAP1, MAX_D, cap1) >= 4, true, "CAP1.MAX_D = %u", SGDMA_GET(CAP1, MAX_D, cap1));
	CHECK(stage, version & ~named_bits(&table[1]), 0, "unnamed bits of VERSION");
	CHECK(stage, version != 0, true, "VERSION");
	k = SGDMA_GET(CAP1, MAX_K_LOG2, cap1) < 3 ? SGDMA_GET(CAP1, MAX_K_LOG2, cap1) : 3;
	for (size_t i = 0; i < REGS; i++) {
		uint64_t expected = table[i].reset;
		uint32_t seen;

		if (expected == PARAM)
			continue;
		if (strcmp(table[i].name, "FETCH") == 0)
			expected = SGDMA_PUT(FETCH, D, 4) | SGDMA_PUT(FETCH, K_LOG2, k);
		seen = reg_read(stage, table[i].offset);
		/* The address of an error has no meaning before there is one. */
		if (strncmp(table[i].name, "ERROR", 5) != 0)
			CHECK(stage, seen, expected, "reset value of %s at 0x%x", table[i].name, table[i].offset);
	}
	CHECK(stage, rig_irq(stage->rig), false, "irq after reset");
}

/* The reset value of a register is made of those of its fields. */
static void reset_of_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < REGS; i++) {
		uint64_t value = 0;
		bool any = false, param = false;

		for (size_t f = 0; f < FIELDS; f++)
			if (strcmp(fields[f].reg, table[i].name) == 0) {
				any = true;
				param = param || fields[f].reset == PARAM;
				value |= fields[f].reset << fields[f].lsb;
				assert_true(fields[f].lsb + fields[f].width <= 32);
			}
		if (any && table[i].reset != PARAM && value != table[i].reset)
			fail_msg("%s resets to 0x%" PRIx64 ", its fields to 0x%" PRIx64, table[i].name, table[i].reset,
				 value);
		if (param != (any && table[i].reset == PARAM))
			fail_msg("%s: PARAM in the register or in its fields alone", table[i].name);
	}
}

/* The registers of windows: CTRL holds a lock, so they have tests of their own. */
static bool of_window(const struct reg *reg)
{
	return strncmp(reg->name, "WINDOW", 6) == 0;
}

static bool holds_any_value(const struct reg *reg)
{
	static const char *const special[] = { "CTRL", "PRODUCER", "CQ_ACK", "FETCH", "SNAPSHOT" };

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (strcmp(reg->name, special[i]) == 0)
			return false;
	return is(reg, "RW") || is(reg, "RWL");
}

/* Without the lock, that is. */
static uint32_t unlocked(const struct reg *reg, uint32_t value)
{
	return of_window(reg) && strstr(reg->name, "_CTRL") ? value & ~SGDMA_MASK(WINDOW0_CTRL, LOCK) : value;
}

/* Every named bit of a register that can be written holds what is written, every other one reads 0; no other register changes. */
REG_TEST(hold, one_width)
{
	uint32_t values[REGS];

	for (size_t i = 0; i < REGS; i++)
		values[i] = reg_read(stage, table[i].offset);
	for (unsigned round = 0; round < 4; round++) {
		for (size_t i = 0; i < REGS; i++) {
			uint32_t value = round == 0 ? UINT32_MAX : round == 1 ? 0 : (uint32_t)rng_next(&stage->rng);

			if (!holds_any_value(&table[i]))
				continue;
			value = unlocked(&table[i], value);
			reg_write(stage, table[i].offset, value);
			values[i] = value & named_bits(&table[i]);
		}
		for (size_t i = 0; i < REGS; i++)
			CHECK(stage, reg_read(stage, table[i].offset), values[i], "%s at 0x%x in round %u",
			      table[i].name, table[i].offset, round);
	}
	CHECK(stage, reg_read(stage, SGDMA_REG_REFUSED), 0, "REFUSED after good writes");
}

/* One bit at a time: no two bits are one. */
REG_TEST(walking_bit, one_width)
{
	for (size_t i = 0; i < REGS; i++)
		for (unsigned bit = 0; holds_any_value(&table[i]) && bit < 32; bit++) {
			uint32_t value = unlocked(&table[i], 1u << bit);

			reg_write(stage, table[i].offset, value);
			CHECK(stage, reg_read(stage, table[i].offset), value & named_bits(&table[i]), "%s, bit %u",
			      table[i].name, bit);
			if (stage->seed & 3) /* every bit of every register on one seed in four */
				bit += rng_below(&stage->rng, 4);
		}
}

REG_TEST(read_only, one_width)
{
	for (size_t i = 0; i < REGS; i++) {
		uint32_t before;

		if (!is(&table[i], "RO"))
			continue;
		before = reg_read(stage, table[i].offset);
		reg_refused(stage, table[i].offset, ~before, SGDMA_REFUSED_ADDRESS);
		CHECK(stage, reg_read(stage, table[i].offset), before, "%s after a write", table[i].name);
	}
}

/* Every offset of the window that has no register, odd ones too. */
REG_TEST(unmapped, one_width)
{
	for (uint32_t offset = 0; offset < 0x1000; offset++) {
		uint32_t value = 1;

		/* All of them on one seed, a sample on the others. */
		if (mapped(offset) || (stage->seed % SEEDS && rng_below(&stage->rng, 64)))
			continue;
		CHECK(stage, (uint32_t)rig_reg_read(stage->rig, offset, &value), AXI_SLVERR,
		      "response of a read at 0x%x", offset);
		CHECK(stage, value, 0, "value of a read at 0x%x", offset);
		reg_refused(stage, offset, 1, SGDMA_REFUSED_ADDRESS);
	}
}

/* The sticky code is that of the first refusal. */
REG_TEST(sticky, one_width)
{
	CHECK(stage, (uint32_t)rig_reg_write(stage->rig, SGDMA_REG_VERSION, 1), AXI_SLVERR, "write to VERSION");
	CHECK(stage, (uint32_t)rig_reg_write(stage->rig, SGDMA_REG_DOORBELL, 1), AXI_SLVERR,
	      "doorbell of a stopped channel");
	CHECK(stage, reg_read(stage, SGDMA_REG_REFUSED),
	      SGDMA_PUT(REFUSED, CODE, SGDMA_REFUSED_ADDRESS) | SGDMA_PUT(REFUSED, OFFSET, SGDMA_REG_VERSION),
	      "REFUSED");
	reg_write(stage, SGDMA_REG_REFUSED, 0);
	reg_refused(stage, SGDMA_REG_DOORBELL, 1, SGDMA_REFUSED_LOCKED);
}

/* DOORBELL and START are write-only: they read 0. */
REG_TEST(write_only, one_width)
{
	for (size_t i = 0; i < REGS; i++)
		if (is(&table[i], "WO"))
			CHECK(stage, reg_read(stage, table[i].offset), 0, "%s", table[i].name);
}

/* A write that does not carry all four bytes is refused, and changes no byte. */
REG_TEST(partial_strobes, one_width)
{
	struct axil *axil = bench_axil(rig_bench(stage->rig));

	reg_write(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_WAIT, 0x1234);
	for (uint8_t strb = 0; strb < 16; strb++) {
		axil_write(axil, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_WAIT, 0x5678, strb);
		for (int i = 0; i < 50 && !axil_done(axil); i++)
			CHECK(stage, rig_run(stage->rig, 1), true, "the clock");
		CHECK(stage, axil_done(axil), true, "an answer within 50 clocks");
		CHECK(stage, axil_resp(axil), strb == 15 ? AXI_OKAY : AXI_SLVERR, "response with strobes 0x%x", strb);
		CHECK(stage, reg_read(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_WAIT), strb == 15 ? 0x5678 : 0x1234,
		      "CQ_WAIT after strobes 0x%x", strb);
		CHECK(stage, SGDMA_GET(REFUSED, CODE, reg_read(stage, SGDMA_REG_REFUSED)),
		      strb == 15 ? SGDMA_REFUSED_NONE : SGDMA_REFUSED_VALUE, "REFUSED.CODE after strobes 0x%x", strb);
		reg_write(stage, SGDMA_REG_REFUSED, 0);
	}
}

/* ---- refusals by state and value ------------------------------------------------------------------------------------- */

static void start_ring(struct stage *stage, uint32_t chan, uint32_t size_log2)
{
	reg_write(stage, chan + SGDMA_CHAN_REG_LIST, SGDMA_PUT(LIST, SIZE_LOG2, size_log2));
	reg_write(stage, chan + SGDMA_CHAN_REG_BASE_LO, (uint32_t)BASE);
	reg_write(stage, chan + SGDMA_CHAN_REG_CQ_BASE_LO, (uint32_t)BASE + 0x1000);
	reg_write(stage, chan + SGDMA_CHAN_REG_CTRL, 1);
	CHECK(stage, SGDMA_GET(STATUS, STATE, reg_read(stage, chan + SGDMA_CHAN_REG_STATUS)), SGDMA_STATE_RUNNING,
	      "STATUS.STATE after a start");
}

/* Each RWL register of a running channel refuses; those of the other channel, and all after the stop, do not. */
REG_TEST(locked, one_width)
{
	for (int chan = 0; chan < 2; chan++) {
		uint32_t base = chan ? SGDMA_CHAN_SCATTER : SGDMA_CHAN_GATHER;

		start_ring(stage, base, 4);
		for (size_t i = 0; i < REGS; i++) {
			uint32_t before;

			if (!is(&table[i], "RWL"))
				continue;
			before = reg_read(stage, table[i].offset);
			/* POLICY is the scatter half's. */
			if (table[i].chan == chan ||
			    (table[i].chan < 0 && (chan == 1 || strcmp(table[i].name, "POLICY") != 0))) {
				reg_refused(stage, table[i].offset, ~before, SGDMA_REFUSED_LOCKED);
				CHECK(stage, reg_read(stage, table[i].offset), before, "%s after a refused write",
				      table[i].name);
			} else {
				reg_write(stage, table[i].offset, before);
			}
		}
		reg_write(stage, base + SGDMA_CHAN_REG_CTRL, 0);
		CHECK(stage, rig_wait_state(stage->rig, chan ? SGDMA_SCATTER : SGDMA_GATHER, SGDMA_STATE_STOPPED, 1000),
		      true, "STOPPED");
		for (size_t i = 0; i < REGS; i++)
			if (is(&table[i], "RWL"))
				reg_write(stage, table[i].offset, 0);
	}
}

REG_TEST(fetch_range, every_width)
{
	uint32_t cap1 = reg_read(stage, SGDMA_REG_CAP1), fetch = SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_FETCH;
	uint32_t max_d = SGDMA_GET(CAP1, MAX_D, cap1), max_k = SGDMA_GET(CAP1, MAX_K_LOG2, cap1);

	for (uint32_t d = 0; d < 256; d++)
		for (uint32_t k = 0; k < 16; k += 1 + rng_below(&stage->rng, 5)) {
			uint32_t value = SGDMA_PUT(FETCH, D, d) | SGDMA_PUT(FETCH, K_LOG2, k);

			if (d > max_d + 2 && rng_below(&stage->rng, 20))
				continue;
			if (d >= 1 && d <= max_d && k <= max_k) {
				reg_write(stage, fetch, value);
				CHECK(stage, reg_read(stage, fetch), value, "FETCH");
			} else {
				uint32_t before = reg_read(stage, fetch);

				reg_refused(stage, fetch, value, SGDMA_REFUSED_VALUE);
				CHECK(stage, reg_read(stage, fetch), before, "FETCH after a refused write");
			}
		}
}

/* Starts with a base or count that cannot be right are refused, and the channel stays stopped. */
REG_TEST(start_refused, one_width)
{
	for (int c = 0; c < 2; c++) {
		uint32_t base = c ? SGDMA_CHAN_SCATTER : SGDMA_CHAN_GATHER;

		for (uint32_t count = 0; count < 2; count++) {
			reg_write(stage, base + SGDMA_CHAN_REG_LIST, SGDMA_MASK(LIST, CHAIN));
			reg_write(stage, base + SGDMA_CHAN_REG_COUNT, count);
			reg_refused(stage, base + SGDMA_CHAN_REG_CTRL, 1, SGDMA_REFUSED_VALUE);
		}
		reg_write(stage, base + SGDMA_CHAN_REG_LIST, SGDMA_MASK(LIST, WIDE));
		reg_write(stage, base + SGDMA_CHAN_REG_BASE_LO, (uint32_t)BASE + 8);
		reg_refused(stage, base + SGDMA_CHAN_REG_CTRL, 1, SGDMA_REFUSED_VALUE);
		CHECK(stage, SGDMA_GET(STATUS, STATE, reg_read(stage, base + SGDMA_CHAN_REG_STATUS)),
		      SGDMA_STATE_STOPPED, "STATE after a refused start");
		CHECK(stage, reg_read(stage, base + SGDMA_CHAN_REG_CTRL), 0, "CTRL after a refused start");
		/* The same list is right in the compact form, and a count means nothing to a ring. */
		reg_write(stage, base + SGDMA_CHAN_REG_LIST, 0);
		reg_write(stage, base + SGDMA_CHAN_REG_CTRL, 1);
		CHECK(stage, SGDMA_GET(STATUS, STATE, reg_read(stage, base + SGDMA_CHAN_REG_STATUS)),
		      SGDMA_STATE_RUNNING, "STATE after a good start");
	}
}

/* START: refused by state, by list shape and by length, whole if either half refuses its part. */
REG_TEST(start_push, one_width)
{
	const uint32_t both = SGDMA_MASK(START, GATHER) | SGDMA_MASK(START, SCATTER),
		       lists[] = { SGDMA_CHAN_GATHER, SGDMA_CHAN_SCATTER };

	reg_write(stage, SGDMA_REG_START, 0);
	for (uint32_t bits = 1; bits <= both; bits++)
		reg_refused(stage, SGDMA_REG_START, bits, SGDMA_REFUSED_LOCKED);
	start_ring(stage, SGDMA_CHAN_GATHER, 2);
	reg_refused(stage, SGDMA_REG_START, SGDMA_MASK(START, GATHER), SGDMA_REFUSED_LOCKED);
	reg_write(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 0);
	CHECK(stage, rig_wait_state(stage->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, 1000), true, "STOPPED");
	for (int i = 0; i < 2; i++) {
		reg_write(stage, lists[i] + SGDMA_CHAN_REG_LIST, SGDMA_MASK(LIST, BASIC));
		reg_refused(stage, SGDMA_REG_START, 1u << i, SGDMA_REFUSED_LOCKED);
		reg_write(stage, lists[i] + SGDMA_CHAN_REG_CTRL, 1);
		reg_refused(stage, SGDMA_REG_START, 1u << i, SGDMA_REFUSED_VALUE);
		reg_refused(stage, lists[i] + SGDMA_CHAN_REG_PRODUCER, 0, SGDMA_REFUSED_LOCKED);
		reg_refused(stage, SGDMA_REG_DOORBELL, 0, SGDMA_REFUSED_LOCKED);
		if (i == 0) /* the other half is still stopped */
			reg_refused(stage, SGDMA_REG_START, both, SGDMA_REFUSED_LOCKED);
	}
	/* One half could, the other has no length: nothing is pushed. */
	reg_write(stage, SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_BASE_LO, (uint32_t)BASE);
	reg_write(stage, SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_COUNT, 16);
	reg_refused(stage, SGDMA_REG_START, both, SGDMA_REFUSED_VALUE);
	CHECK(stage, rig_send(stage->rig, "0123456789abcdef", 16), true, "a packet");
	CHECK(stage, rig_run(stage->rig, 200), true, "the clock");
	CHECK(stage, reg_read(stage, SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_CONSUMER), 0,
	      "CONSUMER after a refused START");
	reg_write(stage, SGDMA_REG_START, SGDMA_MASK(START, SCATTER));
	CHECK(stage, rig_wait_consumer(stage->rig, SGDMA_SCATTER, 1, 1000), true, "CONSUMER after START");
	/* Queue and ring of a basic channel mean nothing: a base or count that no list could have is no hindrance. */
	reg_write(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 0);
	CHECK(stage, rig_wait_state(stage->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, 1000), true, "STOPPED");
	reg_write(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_LIST, SGDMA_MASK(LIST, BASIC) | SGDMA_MASK(LIST, CHAIN));
	reg_write(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_COUNT, 0);
	reg_write(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CTRL, 1);
}

/* A locked window: none of its registers can be written, by a soft reset neither, until rst; the other windows can. */
REG_TEST(window_lock, one_width)
{
	const uint32_t stride = SGDMA_REG_WINDOW1_CTRL - SGDMA_REG_WINDOW0_CTRL, n = stage->seed % 4;
	uint32_t first = SGDMA_REG_WINDOW0_CTRL + n * stride, values[5];

	for (uint32_t i = 1; i < 5; i++)
		reg_write(stage, first + 4 * i, (uint32_t)rng_next(&stage->rng));
	reg_write(stage, first, SGDMA_MASK(WINDOW0_CTRL, LOCK) | (stage->seed >> 2 & 7));
	for (uint32_t i = 0; i < 5; i++)
		values[i] = reg_read(stage, first + 4 * i);
	CHECK(stage, values[0], 8 | (stage->seed >> 2 & 7), "CTRL of a locked window");
	for (uint32_t c = SGDMA_CHAN_GATHER; c <= SGDMA_CHAN_SCATTER; c += SGDMA_CHAN_SCATTER - SGDMA_CHAN_GATHER) {
		reg_write(stage, c + SGDMA_CHAN_REG_CTRL, SGDMA_MASK(CTRL, SOFT_RESET));
		CHECK(stage, rig_run(stage->rig, 100), true, "the clock");
	}
	for (uint32_t i = 0; i < 5; i++)
		reg_refused(stage, first + 4 * i, (uint32_t)rng_next(&stage->rng), SGDMA_REFUSED_LOCKED);
	for (uint32_t i = 0; i < 5; i++)
		CHECK(stage, reg_read(stage, first + 4 * i), values[i], "register %u of a locked window", i);
	for (uint32_t other = 0; other < 4; other++)
		if (other != n)
			reg_write(stage, SGDMA_REG_WINDOW0_CTRL + other * stride, 2);
	CHECK(stage, bench_reset(rig_bench(stage->rig)), true, "rst");
	for (uint32_t i = 0; i < 5; i++) {
		CHECK(stage, reg_read(stage, first + 4 * i), 0, "register %u of the window after rst", i);
		reg_write(stage, first + 4 * i, 0);
	}
}

/* Everything that a channel's registers can hold is gone after a soft reset; nothing else is. */
REG_TEST(soft_reset, one_width)
{
	const uint32_t base = stage->seed & 1 ? SGDMA_CHAN_SCATTER : SGDMA_CHAN_GATHER,
		       soft = SGDMA_MASK(CTRL, SOFT_RESET);
	uint32_t before[REGS], values[REGS], tries = 0;

	for (size_t i = 0; i < REGS; i++)
		before[i] = reg_read(stage, table[i].offset);
	for (size_t i = 0; i < REGS; i++)
		if (holds_any_value(&table[i]) && strcmp(table[i].name, "IRQ_ENABLE") != 0)
			reg_write(stage, table[i].offset, unlocked(&table[i], (uint32_t)rng_next(&stage->rng)));
	for (size_t i = 0; i < REGS; i++)
		values[i] = reg_read(stage, table[i].offset);
	reg_refused(stage, base + SGDMA_CHAN_REG_CTRL, soft | 1, SGDMA_REFUSED_LOCKED);
	reg_write(stage, base + SGDMA_CHAN_REG_CTRL, soft);
	while (reg_read(stage, base + SGDMA_CHAN_REG_CTRL))
		CHECK(stage, tries++ < 20, true, "CTRL.SOFT_RESET falls");
	for (size_t i = 0; i < REGS; i++) {
		bool here = table[i].chan == (base == SGDMA_CHAN_SCATTER);

		CHECK(stage, reg_read(stage, table[i].offset), here ? before[i] : values[i], "%s at 0x%x",
		      table[i].name, table[i].offset);
	}
}

/* Doorbells: refused when stopped, refused past the ring's size, whole or not at all when shared. */
REG_TEST(doorbell, one_width)
{
	uint32_t g = SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, s = SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_PRODUCER;
	uint32_t size = 1u << (stage->seed % 16);

	reg_refused(stage, g, 0, SGDMA_REFUSED_LOCKED);
	reg_refused(stage, SGDMA_REG_DOORBELL, 0, SGDMA_REFUSED_LOCKED);
	start_ring(stage, SGDMA_CHAN_GATHER, stage->seed % 16);
	reg_refused(stage, s, 0, SGDMA_REFUSED_LOCKED);
	reg_refused(stage, SGDMA_REG_DOORBELL, 0, SGDMA_REFUSED_LOCKED);
	reg_refused(stage, SGDMA_REG_DOORBELL, 0xffff, SGDMA_REFUSED_LOCKED);
	start_ring(stage, SGDMA_CHAN_SCATTER, stage->seed % 16);
	reg_refused(stage, s, size + 1, SGDMA_REFUSED_INDEX);
	reg_refused(stage, s, 0xffff, SGDMA_REFUSED_INDEX);
	reg_refused(stage, g, size + 1 + rng_below(&stage->rng, 0xffff - size), SGDMA_REFUSED_INDEX);
	reg_refused(stage, SGDMA_REG_DOORBELL, size + 1, SGDMA_REFUSED_INDEX);
	reg_refused(stage, SGDMA_REG_DOORBELL, (size + 1) << 16, SGDMA_REFUSED_INDEX);
	CHECK(stage, reg_read(stage, g), 0, "gather PRODUCER after refusals");
	CHECK(stage, reg_read(stage, s), 0, "scatter PRODUCER after refusals");
	reg_write(stage, SGDMA_REG_DOORBELL, 0);
	reg_refused(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_ACK, 1 + rng_below(&stage->rng, 0xffff),
		    SGDMA_REFUSED_ACK);
	reg_write(stage, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_CQ_ACK, 0);
}

/* Random accesses, starts and stops, each answered as the reference model answers: registers alone, no list behind them. */
REG_TEST(against_reference, every_width)
{
	char err[512];
	struct rig *twin = rig_open_twin(stage->rig, err, sizeof(err));

	if (!twin)
		fail_msg("%s", err);
	for (unsigned i = 0; i < 600; i++) {
		const struct reg *reg = &table[rng_below(&stage->rng, REGS)];
		uint32_t offset = rng_chance(&stage->rng, 5) ? rng_below(&stage->rng, 0x1000) : reg->offset, a = 0,
			 b = 0;

		if (rng_chance(&stage->rng, 60)) {
			uint32_t value = rng_chance(&stage->rng, 50) ? rng_below(&stage->rng, 4)
								     : (uint32_t)rng_next(&stage->rng);

			/* Nothing may be posted: where a list would be is not said here. */
			if (strcmp(reg->name, "PRODUCER") == 0 || strcmp(reg->name, "DOORBELL") == 0)
				value = 0;
			if (offset != reg->offset && mapped(offset))
				continue;
			/* A chain and a cyclic ring are started by any doorbell, a basic transfer by START. */
			if (strcmp(reg->name, "LIST") == 0)
				value &= ~(SGDMA_MASK(LIST, CHAIN) | SGDMA_MASK(LIST, BASIC));
			if (strcmp(reg->name, "CTRL") == 0)
				value &= ~SGDMA_MASK(CTRL, CYCLIC);
			/* So that not everything is locked for good. */
			if (of_window(reg) && rng_chance(&stage->rng, 90))
				value = unlocked(reg, value);
			CHECK(stage, (uint32_t)rig_reg_write(stage->rig, offset, value),
			      (uint32_t)rig_reg_write(twin, offset, value),
			      "response of access %u, write of 0x%x to %s at 0x%x", i, value, reg->name, offset);
			/* A stop, a soft reset or a snapshot takes the engine some clocks, and the model none. */
			CHECK(stage, rig_run(stage->rig, 60), true, "the clock");
		} else if (offset != SGDMA_REG_CNT_BUSY) { /* the one thing that counts without any traffic */
			CHECK(stage, (uint32_t)rig_reg_read(stage->rig, offset, &a),
			      (uint32_t)rig_reg_read(twin, offset, &b), "response of access %u, read of %s at 0x%x", i,
			      reg->name, offset);
			CHECK(stage, a, b, "access %u, read of %s at 0x%x", i, reg->name, offset);
		}
	}
	rig_close(twin);
}

static const struct CMUnitTest tests[] = {
	TEST("regs.reset_values", reset_values),
	TEST("regs.reset_of_fields", reset_of_fields),
	TEST("regs.hold", hold),
	TEST("regs.walking_bit", walking_bit),
	TEST("regs.read_only", read_only),
	TEST("regs.unmapped", unmapped),
	TEST("regs.sticky", sticky),
	TEST("regs.write_only", write_only),
	TEST("regs.partial_strobes", partial_strobes),
	TEST("regs.locked", locked),
	TEST("regs.fetch_range", fetch_range),
	TEST("regs.start_refused", start_refused),
	TEST("regs.start_push", start_push),
	TEST("regs.window_lock", window_lock),
	TEST("regs.soft_reset", soft_reset),
	TEST("regs.doorbell", doorbell),
	TEST("regs.against_reference", against_reference),
};
TESTMAIN(tests)
