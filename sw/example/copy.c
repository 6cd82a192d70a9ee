// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Copies a buffer on bare metal: no list and no queue in memory, no interrupt, no C library. */
#include "sgdma.h"

#define POLLS 1000000u

static uint32_t reg_read(void *ctx, uint32_t offset)
{
	return *(volatile uint32_t *)((char *)ctx + offset);
}

static void reg_write(void *ctx, uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)((char *)ctx + offset) = value;
}

static void barrier(void *ctx)
{
	(void)ctx;
	__sync_synchronize(); /* registers in strongly ordered or device memory; caches that see the engine, or none */
}

static void relax(void *ctx)
{
	(void)ctx;
}

const struct sgdma_ops copy_ops = { reg_read, reg_write, barrier, barrier, relax };

/*
 * Bus addresses; ctx of copy_ops: CPU address of the registers. 0: copied; above 0: a code of sgdma_codes.def;
 * -1: no engine, or it is busy; -2: the engine may still use both buffers.
 */
int copy(const struct sgdma_ops *ops, void *ctx, uint64_t to, uint64_t from, uint32_t len)
{
	static const struct sgdma_chan_config config = { .basic = true, .no_queue = true };
	const struct sgdma_piece source = { .addr = from, .len = len, .flags = SGDMA_EOP };
	const struct sgdma_piece target = { .addr = to, .len = len, .flags = SGDMA_EOP };
	enum sgdma_result result = SGDMA_ERR_EMPTY;
	struct sgdma_completion done;
	uint16_t taken = 0;
	struct sgdma dev;

	if (sgdma_init(&dev, ops, ctx) || sgdma_set_copy(&dev, true) || sgdma_chan_start(&dev, SGDMA_GATHER, &config))
		return -1;
	if (sgdma_chan_start(&dev, SGDMA_SCATTER, &config) == SGDMA_SUCCESS)
		result = sgdma_basic_start(&dev, &source, &target);
	for (uint32_t i = 0; result == SGDMA_SUCCESS && i < POLLS; i++)
		if (sgdma_last_take(&dev, SGDMA_SCATTER, &taken, &done) == SGDMA_SUCCESS)
			break;
	if (sgdma_chan_stop(&dev, SGDMA_GATHER, POLLS)) /* of a copy: both halves */
		return -2;
	return taken ? done.status : -1;
}
