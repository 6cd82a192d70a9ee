// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* What protects, colours and counts the engine's traffic: windows, attributes, policies, counters. */
#include "sgdma_private.h"

#define PAGE_MASK UINT64_C(0xfff)
#define WINDOW_STRIDE (SGDMA_REG_WINDOW1_CTRL - SGDMA_REG_WINDOW0_CTRL)

static bool window_ok(const struct sgdma *dev, const struct sgdma_window *window)
{
	if (!window->size || (window->base | window->size) & PAGE_MASK || !sgdma_range_ok(window->base, window->size))
		return false;
	return sgdma_fits_bus(dev, window->base + (window->size - 1));
}

enum sgdma_result sgdma_window_set(struct sgdma *dev, unsigned n, const struct sgdma_window *window)
{
	uint32_t at = SGDMA_REG_WINDOW0_CTRL + n * WINDOW_STRIDE;
	struct {
		uint32_t offset, value;
	} regs[6];
	enum sgdma_result result = SGDMA_SUCCESS;
	uint64_t limit;
	unsigned i, count = 0;

	if (n >= dev->caps.windows || (window && !window_ok(dev, window)))
		return SGDMA_ERR_ARG;
#define SET(reg, bits) (regs[count].offset = SGDMA_REG_WINDOW0_##reg, regs[count++].value = (bits))
	/* Off first and on last: a window that is half old and half new is never on. */
	SET(CTRL, 0);
	if (window) {
		limit = window->base + (window->size - 1);
		SET(BASE_LO, (uint32_t)window->base);
		SET(BASE_HI, (uint32_t)(window->base >> 32));
		SET(LIMIT_LO, (uint32_t)limit & ~(uint32_t)PAGE_MASK);
		SET(LIMIT_HI, (uint32_t)(limit >> 32));
		SET(CTRL, SGDMA_PUT(WINDOW0_CTRL, ENABLE, 1) | SGDMA_PUT(WINDOW0_CTRL, READ, window->read) |
				  SGDMA_PUT(WINDOW0_CTRL, WRITE, window->write) |
				  SGDMA_PUT(WINDOW0_CTRL, LOCK, window->lock));
	}
#undef SET
	for (i = 0; i < count && result == SGDMA_SUCCESS; i++)
		result = sgdma_write_back(dev, at + (regs[i].offset - SGDMA_REG_WINDOW0_CTRL), regs[i].value);
	return result;
}

enum sgdma_result sgdma_attr_set(struct sgdma *dev, enum sgdma_traffic traffic, struct sgdma_attr attr)
{
	/* All kinds have the same fields, one register after the other. */
	uint32_t offset = SGDMA_REG_ATTR_GATHER_FETCH + 4u * (uint32_t)traffic;

	if ((uint32_t)traffic > SGDMA_TRAFFIC_COMPLETION || attr.cache > 15 || attr.prot > 7 || attr.qos > 15)
		return SGDMA_ERR_ARG;
	return sgdma_write_back(dev, offset,
				SGDMA_PUT(ATTR_READ, CACHE, attr.cache) | SGDMA_PUT(ATTR_READ, PROT, attr.prot) |
					SGDMA_PUT(ATTR_READ, QOS, attr.qos));
}

enum sgdma_result sgdma_set_policy(struct sgdma *dev, bool overrun_stop, bool empty_drop)
{
	if (!dev->caps.scatter)
		return SGDMA_ERR_ABSENT;
	return sgdma_write_back(dev, SGDMA_REG_POLICY,
				SGDMA_PUT(POLICY, OVERRUN_STOP, overrun_stop) |
					SGDMA_PUT(POLICY, EMPTY_DROP, empty_drop));
}

uint32_t sgdma_dropped(struct sgdma *dev)
{
	return dev->caps.counters ? sgdma_read(dev, SGDMA_CHAN(SGDMA_SCATTER) + SGDMA_CHAN_REG_DROPPED) : 0;
}

enum sgdma_result sgdma_counters_take(struct sgdma *dev, struct sgdma_counters *out, uint32_t polls)
{
	uint32_t i;

	if (!dev->caps.counters)
		return SGDMA_ERR_ABSENT;
	sgdma_write(dev, SGDMA_REG_SNAPSHOT, SGDMA_PUT(SNAPSHOT, TAKE, 1));
	for (i = 0; i < polls; i++) {
		if (i)
			dev->ops->relax(dev->ctx);
		if (!SGDMA_GET(SNAPSHOT, TAKE, sgdma_read(dev, SGDMA_REG_SNAPSHOT)))
			break;
	}
	if (i == polls)
		return SGDMA_ERR_TIMEOUT;
	out->busy = sgdma_read(dev, SGDMA_REG_CNT_BUSY);
	out->read_beats = sgdma_read(dev, SGDMA_REG_CNT_READ_BEATS);
	out->write_beats = sgdma_read(dev, SGDMA_REG_CNT_WRITE_BEATS);
	out->fetch_beats = sgdma_read(dev, SGDMA_REG_CNT_FETCH_BEATS);
	out->completion_beats = sgdma_read(dev, SGDMA_REG_CNT_CPL_BEATS);
	out->fetches = sgdma_read(dev, SGDMA_REG_CNT_FETCHES);
	out->wait_desc = sgdma_read(dev, SGDMA_REG_CNT_WAIT_DESC);
	out->wait_read = sgdma_read(dev, SGDMA_REG_CNT_WAIT_READ);
	out->wait_write = sgdma_read(dev, SGDMA_REG_CNT_WAIT_WRITE);
	out->wait_stream = sgdma_read(dev, SGDMA_REG_CNT_WAIT_STREAM);
	return SGDMA_SUCCESS;
}
