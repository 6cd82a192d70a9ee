// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The device as a whole: identification, capabilities, mode, interrupts, refusals. */
#include "sgdma_private.h"

static struct sgdma_caps caps_of(uint32_t version, uint32_t cap0, uint32_t cap1, uint32_t cap2)
{
	return (struct sgdma_caps){
		.bus_bytes = (uint8_t)(1u << SGDMA_GET(CAP0, BUS_LOG2, cap0)),
		.addr_w = (uint8_t)SGDMA_GET(CAP0, ADDR_W, cap0),
		.max_d = (uint8_t)SGDMA_GET(CAP1, MAX_D, cap1),
		.max_k_log2 = (uint8_t)SGDMA_GET(CAP1, MAX_K_LOG2, cap1),
		.max_burst = (uint16_t)(1u << SGDMA_GET(CAP0, BURST_LOG2, cap0)),
		.reads = (uint16_t)SGDMA_GET(CAP1, READS, cap1),
		.writes = (uint16_t)SGDMA_GET(CAP1, WRITES, cap1),
		.major = (uint8_t)SGDMA_GET(VERSION, MAJOR, version),
		.minor = (uint8_t)SGDMA_GET(VERSION, MINOR, version),
		.patch = (uint8_t)SGDMA_GET(VERSION, PATCH, version),
		.windows = (uint8_t)SGDMA_GET(CAP2, WINDOWS, cap2),
		.gather = SGDMA_GET(CAP2, GATHER, cap2),
		.scatter = SGDMA_GET(CAP2, SCATTER, cap2),
		.wide = SGDMA_GET(CAP2, WIDE, cap2),
		.compact = SGDMA_GET(CAP2, COMPACT, cap2),
		.counters = SGDMA_GET(CAP2, COUNTERS, cap2),
		.timers = SGDMA_GET(CAP2, TIMERS, cap2),
	};
}

/* Only the ranges that the driver itself builds on: the engine's own limits are the engine's to keep. */
static bool caps_sane(const struct sgdma_caps *caps)
{
	return caps->bus_bytes >= 4 && caps->bus_bytes <= 64 && caps->addr_w >= 32 && caps->addr_w <= 64 &&
	       caps->max_d >= 1 && caps->windows <= 4 && (caps->gather || caps->scatter);
}

enum sgdma_result sgdma_init(struct sgdma *dev, const struct sgdma_ops *ops, void *ctx)
{
	struct sgdma_caps caps;
	uint32_t version, cap0, cap1, cap2;

	if (!dev || !ops || !ops->read || !ops->write || !ops->wmb || !ops->rmb || !ops->relax)
		return SGDMA_ERR_ARG;
	/* Identification first: on anything else the other offsets may have side effects. */
	if (ops->read(ctx, SGDMA_REG_ID) != SGDMA_RESET_ID)
		return SGDMA_ERR_DEVICE;
	version = ops->read(ctx, SGDMA_REG_VERSION);
	if (SGDMA_GET(VERSION, MAJOR, version) != SGDMA_MAJOR)
		return SGDMA_ERR_DEVICE;
	cap0 = ops->read(ctx, SGDMA_REG_CAP0);
	cap1 = ops->read(ctx, SGDMA_REG_CAP1);
	cap2 = ops->read(ctx, SGDMA_REG_CAP2);
	caps = caps_of(version, cap0, cap1, cap2);
	if (!caps_sane(&caps))
		return SGDMA_ERR_DEVICE;
	*dev = (struct sgdma){ .ops = ops, .ctx = ctx, .caps = caps };
	return SGDMA_SUCCESS;
}

const struct sgdma_caps *sgdma_caps(const struct sgdma *dev)
{
	return &dev->caps;
}

enum sgdma_result sgdma_set_copy(struct sgdma *dev, bool copy)
{
	if (copy && (!dev->caps.gather || !dev->caps.scatter))
		return SGDMA_ERR_ABSENT;
	return sgdma_write_back(dev, SGDMA_REG_MODE, SGDMA_PUT(MODE, COPY, copy));
}

uint32_t sgdma_refused(struct sgdma *dev)
{
	uint32_t refused = sgdma_read(dev, SGDMA_REG_REFUSED);

	if (SGDMA_GET(REFUSED, CODE, refused) != SGDMA_REFUSED_NONE)
		sgdma_write(dev, SGDMA_REG_REFUSED, 0);
	return refused;
}

void sgdma_irq_enable(struct sgdma *dev, uint32_t mask)
{
	sgdma_write(dev, SGDMA_REG_IRQ_ENABLE, mask);
}

uint32_t sgdma_irq_status(struct sgdma *dev)
{
	return sgdma_read(dev, SGDMA_REG_IRQ_STATUS);
}
