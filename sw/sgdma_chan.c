// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* A channel: programming, start, stop, progress and error. */
#include "sgdma_private.h"

static uint32_t chan_read(const struct sgdma *dev, enum sgdma_chan chan, uint32_t offset)
{
	return sgdma_read(dev, SGDMA_CHAN(chan) + offset);
}

static void chan_write(const struct sgdma *dev, enum sgdma_chan chan, uint32_t offset, uint32_t value)
{
	sgdma_write(dev, SGDMA_CHAN(chan) + offset, value);
}

static bool fits_bus(const struct sgdma *dev, uint64_t addr)
{
	return dev->caps.addr_w >= 64 || addr >> dev->caps.addr_w == 0;
}

static bool config_ok(const struct sgdma *dev, const struct sgdma_chan_config *config)
{
	if (config->base & (sgdma_desc_bytes(config->wide) - 1) || !fits_bus(dev, config->base))
		return false;
	if (!config->wide && !fits_bus(dev, config->upper))
		return false;
	if (config->cq_base % SGDMA_CQ_ALIGN || !fits_bus(dev, config->cq_base))
		return false;
	if (config->cq_size_log2 > SGDMA_SIZE_LOG2_MAX || config->d > dev->caps.max_d)
		return false;
	return config->chain ? config->first_count >= 2 : config->size_log2 <= SGDMA_SIZE_LOG2_MAX;
}

static uint32_t fetch_value(const struct sgdma *dev, const struct sgdma_chan_config *config)
{
	uint32_t d = config->d ? config->d : SGDMA_GET(FETCH, D, SGDMA_RESET_FETCH);
	uint32_t k_log2 = config->k_log2;

	if (d > dev->caps.max_d)
		d = dev->caps.max_d;
	if (k_log2 > dev->caps.max_k_log2)
		k_log2 = dev->caps.max_k_log2;
	return SGDMA_PUT(FETCH, D, d) | SGDMA_PUT(FETCH, K_LOG2, k_log2);
}

enum sgdma_result sgdma_chan_start(struct sgdma *dev, enum sgdma_chan chan, const struct sgdma_chan_config *config)
{
	struct {
		uint32_t offset, value;
	} regs[10];
	unsigned i, count = 0;

	if ((chan != SGDMA_GATHER && chan != SGDMA_SCATTER) || !config || !config_ok(dev, config))
		return SGDMA_ERR_ARG;
	if (SGDMA_GET(STATUS, STATE, sgdma_chan_status(dev, chan)) != SGDMA_STATE_STOPPED)
		return SGDMA_ERR_STATE;

#define SET(reg, bits) (regs[count].offset = SGDMA_CHAN_REG_##reg, regs[count++].value = (bits))
	SET(LIST, SGDMA_PUT(LIST, CHAIN, config->chain) | SGDMA_PUT(LIST, WIDE, config->wide) |
			  SGDMA_PUT(LIST, SIZE_LOG2, config->chain ? 0u : config->size_log2));
	SET(BASE_LO, (uint32_t)config->base);
	SET(BASE_HI, (uint32_t)(config->base >> 32));
	if (config->chain)
		SET(COUNT, config->first_count);
	if (!config->wide)
		SET(UPPER, SGDMA_PUT(UPPER, ADDR, config->upper >> SGDMA_UPPER_SHIFT));
	SET(FETCH, fetch_value(dev, config));
	SET(CQ_BASE_LO, (uint32_t)config->cq_base);
	SET(CQ_BASE_HI, (uint32_t)(config->cq_base >> 32));
	SET(CQ_SIZE, SGDMA_PUT(CQ_SIZE, LOG2, config->cq_size_log2));
	SET(CQ_WAIT, SGDMA_PUT(CQ_WAIT, CLOCKS, config->cq_wait));
#undef SET

	/*
	 * Each store is read back: REFUSED is shared by both channels and may hold an older refusal, and a bus may
	 * drop the error response of a store.
	 */
	for (i = 0; i < count; i++) {
		chan_write(dev, chan, regs[i].offset, regs[i].value);
		if (chan_read(dev, chan, regs[i].offset) != regs[i].value)
			return SGDMA_ERR_REFUSED;
	}
	/*
	 * No barrier: a started channel touches no memory before a doorbell, and the doorbell's barrier covers the
	 * zeroed queue as well as the descriptors.
	 */
	chan_write(dev, chan, SGDMA_CHAN_REG_CTRL, SGDMA_PUT(CTRL, RUN, 1));
	if (!SGDMA_GET(CTRL, RUN, chan_read(dev, chan, SGDMA_CHAN_REG_CTRL)))
		return SGDMA_ERR_REFUSED;
	return SGDMA_SUCCESS;
}

static bool chan_is_quiet(struct sgdma *dev, enum sgdma_chan chan)
{
	uint32_t status = sgdma_chan_status(dev, chan);

	return SGDMA_GET(STATUS, STATE, status) == SGDMA_STATE_STOPPED && SGDMA_GET(STATUS, QUIESCED, status);
}

enum sgdma_result sgdma_chan_stop(struct sgdma *dev, enum sgdma_chan chan, uint32_t polls)
{
	enum sgdma_chan other = chan == SGDMA_GATHER ? SGDMA_SCATTER : SGDMA_GATHER;
	bool copy;
	uint32_t i;

	if (chan != SGDMA_GATHER && chan != SGDMA_SCATTER)
		return SGDMA_ERR_ARG;
	copy = SGDMA_GET(MODE, COPY, sgdma_read(dev, SGDMA_REG_MODE));
	chan_write(dev, chan, SGDMA_CHAN_REG_CTRL, 0);
	for (i = 0; i < polls; i++) {
		if (i)
			dev->ops->relax(dev->ctx);
		/* A copy's memory is free only when neither half can touch it. */
		if (chan_is_quiet(dev, chan) && (!copy || chan_is_quiet(dev, other)))
			return SGDMA_SUCCESS;
	}
	return SGDMA_ERR_TIMEOUT;
}

bool sgdma_chan_error(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_error *error)
{
	uint32_t value;

	if (!SGDMA_GET(STATUS, ERROR, sgdma_chan_status(dev, chan)))
		return false;
	/* Three loads make one picture: the first error is held until the next start. */
	value = chan_read(dev, chan, SGDMA_CHAN_REG_ERROR);
	error->code = (uint8_t)SGDMA_GET(ERROR, CODE, value);
	error->phase = (uint8_t)SGDMA_GET(ERROR, PHASE, value);
	error->index = (uint16_t)SGDMA_GET(ERROR, INDEX, value);
	error->addr = chan_read(dev, chan, SGDMA_CHAN_REG_ERROR_ADDR_LO);
	error->addr |= (uint64_t)chan_read(dev, chan, SGDMA_CHAN_REG_ERROR_ADDR_HI) << 32;
	return true;
}

uint32_t sgdma_chan_status(struct sgdma *dev, enum sgdma_chan chan)
{
	return chan_read(dev, chan, SGDMA_CHAN_REG_STATUS);
}

uint16_t sgdma_chan_consumer(struct sgdma *dev, enum sgdma_chan chan)
{
	return (uint16_t)SGDMA_GET(CONSUMER, INDEX, chan_read(dev, chan, SGDMA_CHAN_REG_CONSUMER));
}

uint32_t sgdma_chan_fetch_wait(struct sgdma *dev, enum sgdma_chan chan)
{
	return chan_read(dev, chan, SGDMA_CHAN_REG_FETCH_WAIT);
}
