/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions in the terms of dmaengine on the Verilated engine: what a driver writer would do, with interrupts. */
#include <stdlib.h>
#include <string.h>

#include "dma_stage.h"
#include "sgdma_regs.h"
#include "testmain.h"

static void memcpy_width(unsigned width, bool wide)
{
	static const uint64_t lengths[] = { 1, 200001, 4096, 32768, 77 };
	uint64_t src[5], dst[5];
	uint32_t cookie[5];

	stage_open(test_seed(), width, 20);
	stage_chan(SGDMA_DMA_MEMCPY, wide);
	for (unsigned i = 0; i < 5; i++) {
		src[i] = stage_buffer(lengths[i]);
		dst[i] = stage_buffer(lengths[i]);
		cookie[i] = stage_submit(sgdma_dma_prep_memcpy(&stage.chan, dst[i], src[i], lengths[i]));
		assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL), SGDMA_DMA_IN_PROGRESS);
	}
	stage_issue();
	stage_until(5);
	stage_all_ok();
	for (unsigned i = 0; i < 5; i++) {
		assert_memory_equal(stage_at(dst[i], lengths[i]), stage_at(src[i], lengths[i]), lengths[i]);
		stage_guarded(dst[i], lengths[i]);
		assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL), SGDMA_DMA_COMPLETE);
	}
	stage_terminate();
	stage_close();
}

static void engine_memcpy(void **state)
{
	(void)state;
	memcpy_width(32, false);
	memcpy_width(64, false);
	memcpy_width(64, true);
	memcpy_width(512, false);
}

/* What the residue says is done is done: those bytes are in memory, and it only falls. */
static void engine_residue(void **state)
{
	uint64_t src, dst, residue, last = 150000, looks = 0, midway = 0;
	uint32_t cookie;
	(void)state;

	stage_open(test_seed(), 64, 50);
	stage_chan(SGDMA_DMA_MEMCPY, false);
	src = stage_buffer(last);
	dst = stage_buffer(last);
	cookie = stage_submit(sgdma_dma_prep_memcpy(&stage.chan, dst, src, last));
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, &residue), SGDMA_DMA_IN_PROGRESS);
	assert_int_equal(residue, last);
	stage_issue();
	while (sgdma_dma_status(&stage.chan, cookie, &residue) == SGDMA_DMA_IN_PROGRESS) {
		assert_true(residue <= last);
		assert_memory_equal(stage_at(dst, 1), stage_at(src, 1), 150000 - residue);
		midway += residue < last && residue % 32768 != 150000 % 32768;
		last = residue;
		assert_true(++looks < 10000);
		assert_true(rig_run(stage.rig, 1 + rng_below(&stage.rng, 300)));
		assert_int_equal(sgdma_dma_poll(&stage.chan), SGDMA_SUCCESS); /* without interrupts */
	}
	assert_true(midway > 10);
	assert_int_equal(stage.calls, 1);
	stage_all_ok();
	stage_terminate();
	stage_close();
}

/* After terminate_sync nothing is touched any more, nobody is called, and the channel works again. */
static void engine_terminate(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 12; round++) {
		uint64_t src, dst;
		uint32_t cookie[3];

		stage_open(test_seed(), 64, 30);
		stage_chan(SGDMA_DMA_MEMCPY, round & 1);
		src = stage_buffer(60000);
		dst = stage_buffer(60000);
		for (unsigned i = 0; i < 3; i++)
			cookie[i] = stage_submit(
				sgdma_dma_prep_memcpy(&stage.chan, dst + 20000 * i, src + 20000 * i, 20000));
		stage_issue();
		assert_true(rig_run(stage.rig, rng_below(&stage.rng, 6000)));
		stage_terminate();
		memcpy(stage.shadow, stage_at(MEM_BASE, MEM_SIZE), MEM_SIZE);
		assert_true(rig_run(stage.rig, 2000));
		assert_memory_equal(stage.shadow, stage_at(MEM_BASE, MEM_SIZE), MEM_SIZE);
		assert_int_equal(stage.calls, 0);
		assert_false(rig_irq(stage.rig));
		stage_guarded(dst, 60000);
		for (unsigned i = 0; i < 3; i++)
			assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL), SGDMA_DMA_ERROR);
		stage_submit(sgdma_dma_prep_memcpy(&stage.chan, dst, src, 5000));
		stage_issue();
		stage_until(1);
		stage_all_ok();
		assert_memory_equal(stage_at(dst, 5000), stage_at(src, 5000), 5000);
		stage_terminate();
		stage_close();
	}
}

/* The second of three fails: it alone, with what was left of it; the others are whole. */
static void error_at(bool write, uint64_t fail_at, enum axi_resp resp, uint8_t code)
{
	const struct sgdma_dma_result *failed = &stage.results[1];
	uint64_t src[3], dst[3];
	uint32_t cookie[3];
	char text[512];

	stage_open(test_seed(), 64, 20);
	stage_chan(SGDMA_DMA_MEMCPY, false);
	for (unsigned i = 0; i < 3; i++) {
		src[i] = stage_buffer(50000);
		dst[i] = stage_buffer(50000);
		cookie[i] = stage_submit(sgdma_dma_prep_memcpy(&stage.chan, dst[i], src[i], 50000));
	}
	assert_true(write ? rig_fail_write(stage.rig, dst[1] + fail_at, 1, resp)
			  : rig_fail_read(stage.rig, src[1] + fail_at, 1, resp));
	stage_issue();
	stage_until(3);
	assert_int_equal(stage.results[0].code, SGDMA_CODE_OK);
	assert_int_equal(stage.results[2].code, SGDMA_CODE_OK);
	assert_int_equal(failed->code, code);
	assert_int_equal(failed->error.code, code);
	/* To the word of the fault; of a failing write, to its burst. What was counted is there. */
	assert_in_range(failed->residue, 50000 - fail_at, 50000 - fail_at + (write ? 256 : 8));
	assert_memory_equal(stage_at(dst[1], 1), stage_at(src[1], 1), 50000 - failed->residue);
	assert_in_range(failed->error.addr, (write ? dst[1] : src[1]) + fail_at - 4096,
			(write ? dst[1] : src[1]) + fail_at);
	assert_true(sgdma_error_text(text, sizeof(text), write ? SGDMA_SCATTER : SGDMA_GATHER, &failed->error) > 0);
	assert_non_null(strstr(text, sgdma_code_name(code)));
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL),
				 i == 1 ? SGDMA_DMA_ERROR : SGDMA_DMA_COMPLETE);
		if (i != 1)
			assert_memory_equal(stage_at(dst[i], 50000), stage_at(src[i], 50000), 50000);
		stage_guarded(dst[i], 50000);
	}
	stage_terminate();
	stage_close();
}

static void engine_error(void **state)
{
	(void)state;
	error_at(false, 40000, AXI_SLVERR, SGDMA_CODE_READ_SLVERR);
	error_at(false, 10, AXI_DECERR, SGDMA_CODE_READ_DECERR);
	error_at(true, 33333, AXI_SLVERR, SGDMA_CODE_WRITE_SLVERR);
}

/* A bus that hangs: the watchdog tells, nothing is given back, and everybody is told that only a reset helps. */
static void engine_dead(void **state)
{
	enum sgdma_result result = SGDMA_SUCCESS;
	uint64_t src, dst;
	uint32_t cookie;
	(void)state;

	stage_open(test_seed(), 64, 20);
	stage_chan(SGDMA_DMA_MEMCPY, false);
	stage.config.watchdog = 500;
	stage.config.stop_polls = 100;
	assert_int_equal(sgdma_dma_init(&stage.chan, rig_dev(stage.rig), &stage.config), SGDMA_SUCCESS);
	src = stage_buffer(30000);
	dst = stage_buffer(30000);
	cookie = stage_submit(sgdma_dma_prep_memcpy(&stage.chan, dst, src, 30000));
	stage_issue();
	assert_true(rig_run(stage.rig, 1000));
	axi_mem_hang(bench_bus(rig_bench(stage.rig)), true);
	for (uint64_t clocks = 0; !rig_irq(stage.rig) && clocks < 5000; clocks += 10)
		assert_true(rig_run(stage.rig, 10));
	assert_true(rig_irq(stage.rig));
	result = sgdma_dma_irq(&stage.chan);
	assert_int_equal(result, SGDMA_ERR_DEAD);
	assert_int_equal(sgdma_dma_poll(&stage.chan), SGDMA_ERR_DEAD);
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, NULL), SGDMA_DMA_ERROR);
	assert_int_equal(sgdma_dma_terminate_sync(&stage.chan), SGDMA_ERR_DEAD);
	assert_int_equal(stage.calls, 0);
	assert_false(rig_irq(stage.rig));
	stage_close();
}

static const struct CMUnitTest tests[] = {
	TEST("dma.engine_memcpy", engine_memcpy),       TEST("dma.engine_residue", engine_residue),
	TEST("dma.engine_terminate", engine_terminate), TEST("dma.engine_error", engine_error),
	TEST("dma.engine_dead", engine_dead),
};
TESTMAIN(tests)
