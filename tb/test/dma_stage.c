/* SPDX-License-Identifier: Apache-2.0 */
#include "dma_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sgdma_regs.h"

struct stage stage;

void stage_open(uint32_t seed, unsigned width, unsigned latency)
{
	struct bench_config config = {
		.seed = seed,
		.mem_base = MEM_BASE,
		.mem_size = MEM_SIZE,
		.bus = { .latency = latency, .jitter = 5, .stall_pct = 10, .seed = seed },
	};
	char path[4096], err[512];

	memset(&stage, 0, sizeof(stage));
	config.model = rig_model_path(width, path, sizeof(path));
	stage.rng = rng_seed(seed, width);
	stage.rig = rig_open(&config, err, sizeof(err));
	if (!stage.rig)
		fail_msg("%s", err);
}

void stage_chan(enum sgdma_dma_kind kind, bool wide)
{
	uint64_t bytes = (uint64_t)sgdma_desc_bytes(wide) << 2;

	stage.config = (struct sgdma_dma_config){
		.kind = kind,
		.wide = wide,
		.ring_log2 = 2,
		.queue_log2 = 3,
		.descs = stage.descs,
		.desc_count = DESCS,
		.pieces = stage.pieces,
		.pieces_per_desc = PIECES,
		.stop_polls = 5000,
		.d = 4,
		.k_log2 = 2,
		.queue_wait = 8,
	};
	for (unsigned half = 0; half < 2; half++) {
		stage.config.ring_bus[half] = rig_alloc(stage.rig, bytes, 64);
		stage.config.ring[half] = rig_at(stage.rig, stage.config.ring_bus[half], bytes);
	}
	stage.config.queue_bus = rig_alloc(stage.rig, 64, 64);
	stage.config.queue = rig_at(stage.rig, stage.config.queue_bus, 64);
	assert_int_equal(sgdma_dma_init(&stage.chan, rig_dev(stage.rig), &stage.config), SGDMA_SUCCESS);
}

void stage_close(void)
{
	assert_string_equal(rig_error(stage.rig), "");
	rig_close(stage.rig);
}

static void done(void *arg, const struct sgdma_dma_result *result)
{
	(void)arg;
	assert_true(stage.calls < 64);
	stage.results[stage.calls++] = *result;
}

uint64_t stage_buffer(uint64_t len)
{
	uint64_t addr = rig_alloc(stage.rig, len + 2 * GUARD + 7, 1) + GUARD + rng_below(&stage.rng, 8);
	uint8_t *bytes = rig_at(stage.rig, addr, len);

	for (uint64_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)rng_below(&stage.rng, 256);
	return addr;
}

uint8_t *stage_at(uint64_t addr, uint64_t len)
{
	return rig_at(stage.rig, addr, len);
}

void stage_guarded(uint64_t addr, uint64_t len)
{
	for (unsigned i = 1; i <= GUARD; i++) {
		assert_int_equal(*stage_at(addr - i, 1), 0xe7);
		assert_int_equal(*stage_at(addr + len - 1 + i, 1), 0xe7);
	}
}

uint32_t stage_submit(struct sgdma_dma_desc *desc)
{
	assert_non_null(desc);
	desc->callback = done;
	return sgdma_dma_submit(&stage.chan, desc);
}

void stage_until(unsigned calls)
{
	for (uint64_t clocks = 0; stage.calls < calls; clocks += 16) {
		if (clocks >= LIMIT)
			fail_msg("%u of %u callbacks after %u clocks", stage.calls, calls, LIMIT);
		if (!rig_run(stage.rig, 16))
			fail_msg("%s", rig_error(stage.rig));
		if (rig_irq(stage.rig))
			assert_int_equal(sgdma_dma_irq(&stage.chan), SGDMA_SUCCESS);
	}
}

void stage_issue(void)
{
	assert_int_equal(sgdma_dma_issue_pending(&stage.chan), SGDMA_SUCCESS);
}

void stage_all_ok(void)
{
	for (unsigned i = 0; i < stage.calls; i++) {
		assert_int_equal(stage.results[i].code, SGDMA_CODE_OK);
		assert_int_equal(stage.results[i].residue, 0);
	}
}

void stage_terminate(void)
{
	assert_int_equal(sgdma_dma_terminate_sync(&stage.chan), SGDMA_SUCCESS);
}
