/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parameters at other values than the defaults (tb/variants/): data is right through small and large FIFOs, limits and
 * bursts (the monitor knows the limits of each model), CAP tells what is there, and what is absent is gone.
 */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define BYTES 9000

/* Through whatever halves there are: odd pieces over many bursts, more entries than the engine can hold. */
static void copy(struct scene *s)
{
	struct sgdma_piece from[30], to[20];
	uint64_t src_at = scene_buffer(s, BYTES, 3), dst_at = scene_buffer(s, BYTES, 29);
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 5);
	for (unsigned i = 0; i < 30; i++)
		from[i] = scene_piece(src_at + 300 * i, 300, i, i == 29 ? SGDMA_EOP : 0);
	for (unsigned i = 0; i < 20; i++)
		to[i] = scene_piece(dst_at + 450 * i, 450, i, i == 19 ? SGDMA_EOP : SGDMA_IRQ);
	lane_list(s, &src, from, 30);
	lane_list(s, &dst, to, 20);
	scene_watch(s);
	scene_expect(s, dst_at, scene_at(s, src_at, BYTES), BYTES);
	lane_kick(s, &src);
	lane_kick(s, &dst);
	for (unsigned i = 0; i < 20; i++)
		expect_completion(s, &dst, lane_tag(&dst, i), i == 19 ? BYTES : 450, SGDMA_CODE_OK,
				  i == 19 ? CPL_EOP : CPL_IRQ);
	scene_settle(s);
	lane_stop(s, &src);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_SCATTER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	CHECK_OK(s, sgdma_set_copy(s->dev, false));
}

static void gather(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 5);
	uint64_t at = scene_buffer(s, BYTES, 3);
	struct sgdma_piece pieces[30];

	for (unsigned i = 0; i < 30; i++)
		pieces[i] = scene_piece(at + 200 * i, i % 5 == 4 ? 1000 : 200 + i, i, SGDMA_EOP);
	lane_list(s, &lane, pieces, 30);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 30; i++) {
		expect_packet(s, scene_at(s, pieces[i].addr, pieces[i].len), pieces[i].len);
		expect_completion(s, &lane, lane_tag(&lane, i), pieces[i].len, SGDMA_CODE_OK, CPL_EOP);
	}
	scene_settle(s);
	lane_stop(s, &lane);
}

static void scatter(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 5);
	uint64_t at = scene_buffer(s, 20000, 3);
	struct sgdma_piece pieces[20];
	uint8_t bytes[1000];

	for (unsigned i = 0; i < 20; i++)
		pieces[i] = scene_piece(at + 1000 * i, 900, i, SGDMA_EOP);
	lane_list(s, &lane, pieces, 20);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 20; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 900);

		scene_fill(s, bytes, len);
		scene_expect(s, pieces[i].addr, bytes, len);
		CHECK_WAIT(s, rig_send(s->rig, bytes, len));
		expect_completion(s, &lane, lane_tag(&lane, i), len, SGDMA_CODE_OK,
				  CPL_EOP | (len < 900 ? CPL_SHORT : 0));
	}
	scene_settle(s);
	lane_stop(s, &lane);
}

static void traffic(struct scene *s)
{
	const struct sgdma_caps *caps = sgdma_caps(s->dev);

	if (caps->gather && caps->scatter)
		copy(s);
	if (caps->gather)
		gather(s);
	if (caps->scatter)
		scatter(s);
}

/* A register that an option brings: there with the option, no register without it. */
static void there(struct scene *s, uint32_t reg, bool is)
{
	uint32_t value = 1;

	CHECK_EQ(s, (unsigned)rig_reg_read(s->rig, reg, &value), is ? AXI_OKAY : AXI_SLVERR, "response of a read");
	if (is)
		return;
	CHECK_EQ(s, value, 0, "value of a register that is not there");
	expect_refused(s, reg, 0, SGDMA_REFUSED_ADDRESS);
}

static void absent(struct scene *s)
{
	const struct sgdma_caps *caps = sgdma_caps(s->dev);
	const bool halves[2] = { caps->gather, caps->scatter };

	for (unsigned c = 0; c < 2; c++) {
		uint32_t base = SGDMA_CHAN((enum sgdma_chan)c);

		there(s, base + SGDMA_CHAN_REG_CTRL, halves[c]);
		there(s, base + SGDMA_CHAN_REG_LAST_BYTES, halves[c]);
		there(s, base + SGDMA_CHAN_REG_IRQ_TIME, halves[c] && caps->timers);
		there(s, base + SGDMA_CHAN_REG_WATCHDOG, halves[c] && caps->timers);
		if (!halves[c])
			continue;
		/* The form that is not there cannot be chosen. */
		if (!caps->wide)
			expect_refused(s, base + SGDMA_CHAN_REG_LIST, SGDMA_MASK(LIST, WIDE), SGDMA_REFUSED_VALUE);
		if (!caps->compact)
			expect_refused(s, base + SGDMA_CHAN_REG_LIST, 0, SGDMA_REFUSED_VALUE);
		put_reg(s, base + SGDMA_CHAN_REG_BASE_HI, UINT32_MAX);
		CHECK_EQ(s, chan_reg(s, (enum sgdma_chan)c, SGDMA_CHAN_REG_BASE_HI),
			 (uint32_t)((UINT64_MAX >> (64 - caps->addr_w)) >> 32), "BASE_HI: bits above ADDR_W");
		put_reg(s, base + SGDMA_CHAN_REG_BASE_HI, 0);
	}
	there(s, SGDMA_REG_MODE, caps->gather && caps->scatter);
	there(s, SGDMA_REG_ATTR_READ, caps->gather);
	there(s, SGDMA_REG_ATTR_WRITE, caps->scatter);
	there(s, SGDMA_REG_POLICY, caps->scatter);
	there(s, SGDMA_REG_SNAPSHOT, caps->counters);
	there(s, SGDMA_REG_CNT_WAIT_STREAM, caps->counters);
	for (uint32_t n = 0; n < 4; n++)
		there(s, SGDMA_REG_WINDOW0_CTRL + n * (SGDMA_REG_WINDOW1_CTRL - SGDMA_REG_WINDOW0_CTRL),
		      n < caps->windows);
	traffic(s);
}

/* CAP of each model against its parameters. */
struct build {
	const char *model;
	struct sgdma_caps caps;
	unsigned fifo_log2;
};

static const struct build builds[] = {
	{ "w32-lean",
	  { .addr_w = 32,
	    .max_burst = 64,
	    .reads = 2,
	    .writes = 2,
	    .bus_bytes = 4,
	    .max_d = 8,
	    .gather = true,
	    .compact = true },
	  7 },
	{ "w32-sink",
	  { .addr_w = 40,
	    .max_burst = 128,
	    .reads = 4,
	    .writes = 4,
	    .bus_bytes = 4,
	    .max_d = 16,
	    .windows = 2,
	    .scatter = true,
	    .wide = true,
	    .timers = true },
	  8 },
	{ "w64-small",
	  { .addr_w = 40,
	    .max_burst = 64,
	    .reads = 2,
	    .writes = 2,
	    .bus_bytes = 8,
	    .max_d = 8,
	    .windows = 1,
	    .gather = true,
	    .scatter = true,
	    .wide = true,
	    .compact = true,
	    .counters = true },
	  7 },
	{ "w64-large",
	  { .addr_w = 48,
	    .max_burst = 1024,
	    .reads = 128,
	    .writes = 128,
	    .bus_bytes = 8,
	    .max_d = 32,
	    .windows = 3,
	    .gather = true,
	    .scatter = true,
	    .wide = true,
	    .compact = true,
	    .counters = true,
	    .timers = true },
	  12 },
};

static void caps_of_variants(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(builds) / sizeof(builds[0]); i++) {
		const struct sgdma_caps *want = &builds[i].caps, *seen;
		struct bench_config config = {
			.seed = 1, .mem_base = SCENE_BASE, .mem_size = 65536, .bus = { .latency = 3 }
		};
		uint32_t cap0 = 0;
		char path[4096], err[512];
		struct rig *rig;

		config.model = rig_model_named(builds[i].model, path, sizeof(path));
		rig = rig_open(&config, err, sizeof(err));
		if (!rig)
			fail_msg("%s", err);
		seen = sgdma_caps(rig_dev(rig));
		assert_int_equal(seen->addr_w, want->addr_w);
		assert_int_equal(seen->max_burst, want->max_burst);
		assert_int_equal(seen->reads, want->reads);
		assert_int_equal(seen->writes, want->writes);
		assert_int_equal(seen->bus_bytes, want->bus_bytes);
		assert_int_equal(seen->max_d, want->max_d);
		assert_int_equal(seen->windows, want->windows);
		assert_int_equal(seen->gather, want->gather);
		assert_int_equal(seen->scatter, want->scatter);
		assert_int_equal(seen->wide, want->wide);
		assert_int_equal(seen->compact, want->compact);
		assert_int_equal(seen->counters, want->counters);
		assert_int_equal(seen->timers, want->timers);
		assert_int_equal(rig_reg_read(rig, SGDMA_REG_CAP0, &cap0), AXI_OKAY);
		assert_int_equal(SGDMA_GET(CAP0, FIFO_LOG2, cap0), builds[i].fifo_log2);
		rig_close(rig);
	}
}

#define PARAM(var, model_name)                                                                                         \
	static const struct scenario var = { .name = #var, .act = absent, .models = { model_name } };
PARAM(lean, "w32-lean")
PARAM(sink, "w32-sink")
PARAM(small, "w64-small")
PARAM(large, "w64-large")

static const struct CMUnitTest tests[] = {
	TEST("param.caps", caps_of_variants),
	TEST_WITH("param.w32_lean", scene_run_engine, (void *)&lean),
	TEST_WITH("param.w32_sink", scene_run_engine, (void *)&sink),
	TEST_WITH("param.w64_small", scene_run_engine, (void *)&small),
	TEST_WITH("param.w64_large", scene_run_engine, (void *)&large),
};
TESTMAIN(tests)
