// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* A channel: programming, start, progress, error, moderation. */
#include "sgdma_private.h"

static uint32_t chan_read(const struct sgdma *dev, enum sgdma_chan chan, uint32_t offset)
{
	return sgdma_read(dev, SGDMA_CHAN(chan) + offset);
}

static void chan_write(const struct sgdma *dev, enum sgdma_chan chan, uint32_t offset, uint32_t value)
{
	sgdma_write(dev, SGDMA_CHAN(chan) + offset, value);
}

static bool queue_ok(const struct sgdma *dev, const struct sgdma_chan_config *config)
{
	return config->no_queue || (config->cq_base % SGDMA_CQ_ALIGN == 0 && sgdma_fits_bus(dev, config->cq_base) &&
				    config->cq_size_log2 <= SGDMA_SIZE_LOG2_MAX);
}

static bool list_ok(const struct sgdma *dev, const struct sgdma_chan_config *config)
{
	if (config->basic)
		return !config->cyclic;
	if (config->base & (sgdma_desc_bytes(config->wide) - 1) || !sgdma_fits_bus(dev, config->base))
		return false;
	if (!config->wide && !sgdma_fits_bus(dev, config->upper))
		return false;
	if (config->chain)
		return config->first_count >= 2 && !config->cyclic;
	return config->size_log2 <= SGDMA_SIZE_LOG2_MAX;
}

static bool is_built(const struct sgdma *dev, enum sgdma_chan chan, const struct sgdma_chan_config *config)
{
	if (!sgdma_has(dev, chan))
		return false;
	return config->basic || (config->wide ? dev->caps.wide : dev->caps.compact);
}

static uint32_t list_value(const struct sgdma *dev, const struct sgdma_chan_config *config)
{
	uint32_t fence = SGDMA_PUT(LIST, FENCE, config->fence);

	/* Basic transfers have no form, but an engine with one form alone refuses the other. */
	if (config->basic)
		return fence | SGDMA_PUT(LIST, BASIC, 1) | SGDMA_PUT(LIST, WIDE, !dev->caps.compact);
	return fence | SGDMA_PUT(LIST, CHAIN, config->chain) | SGDMA_PUT(LIST, WIDE, config->wide) |
	       SGDMA_PUT(LIST, SIZE_LOG2, config->chain ? 0u : config->size_log2);
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

	if (!sgdma_chan_ok(chan) || !config || !list_ok(dev, config) || !queue_ok(dev, config) ||
	    config->d > dev->caps.max_d)
		return SGDMA_ERR_ARG;
	if (!is_built(dev, chan, config))
		return SGDMA_ERR_ABSENT;
	if (SGDMA_GET(STATUS, STATE, sgdma_chan_status(dev, chan)) != SGDMA_STATE_STOPPED)
		return SGDMA_ERR_STATE;

#define SET(reg, bits) (regs[count].offset = SGDMA_CHAN_REG_##reg, regs[count++].value = (bits))
	SET(LIST, list_value(dev, config));
	/* Basic: each transfer brings its own. */
	if (!config->basic) {
		SET(BASE_LO, (uint32_t)config->base);
		SET(BASE_HI, (uint32_t)(config->base >> 32));
	}
	if (config->chain && !config->basic)
		SET(COUNT, config->first_count);
	if (!config->wide && !config->basic)
		SET(UPPER, SGDMA_PUT(UPPER, ADDR, config->upper >> SGDMA_UPPER_SHIFT));
	SET(FETCH, fetch_value(dev, config));
	if (!config->no_queue) {
		SET(CQ_BASE_LO, (uint32_t)config->cq_base);
		SET(CQ_BASE_HI, (uint32_t)(config->cq_base >> 32));
	}
	SET(CQ_SIZE, config->no_queue ? SGDMA_PUT(CQ_SIZE, NONE, 1) : SGDMA_PUT(CQ_SIZE, LOG2, config->cq_size_log2));
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
	chan_write(dev, chan, SGDMA_CHAN_REG_CTRL, SGDMA_PUT(CTRL, RUN, 1) | SGDMA_PUT(CTRL, CYCLIC, config->cyclic));
	if (!SGDMA_GET(CTRL, RUN, chan_read(dev, chan, SGDMA_CHAN_REG_CTRL)))
		return SGDMA_ERR_REFUSED;
	return SGDMA_SUCCESS;
}

/* The entry that could not be written: the first that is not counted as written, and the bus word that it lies in. */
static uint64_t completion_addr(struct sgdma *dev, enum sgdma_chan chan)
{
	uint32_t size_log2 = SGDMA_GET(CQ_SIZE, LOG2, chan_read(dev, chan, SGDMA_CHAN_REG_CQ_SIZE));
	uint32_t written = SGDMA_GET(CQ_WRITTEN, INDEX, chan_read(dev, chan, SGDMA_CHAN_REG_CQ_WRITTEN));
	uint64_t addr = chan_read(dev, chan, SGDMA_CHAN_REG_CQ_BASE_LO);

	addr |= (uint64_t)chan_read(dev, chan, SGDMA_CHAN_REG_CQ_BASE_HI) << 32;
	addr += (uint64_t)(written & ((1u << size_log2) - 1)) * SGDMA_CPL_BYTES;
	return addr & ~((uint64_t)dev->caps.bus_bytes - 1);
}

bool sgdma_chan_error(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_error *error)
{
	uint32_t value;

	if (!SGDMA_GET(STATUS, ERROR, sgdma_chan_status(dev, chan)))
		return false;
	/* The loads make one picture: the first error is held until the next start. */
	value = chan_read(dev, chan, SGDMA_CHAN_REG_ERROR);
	error->code = (uint8_t)SGDMA_GET(ERROR, CODE, value);
	error->phase = (uint8_t)SGDMA_GET(ERROR, PHASE, value);
	error->index = (uint16_t)SGDMA_GET(ERROR, INDEX, value);
	if (error->phase == SGDMA_PHASE_COMPLETION) {
		error->addr = completion_addr(dev, chan);
		return true;
	}
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
	if (!dev->caps.counters)
		return 0;
	return chan_read(dev, chan, SGDMA_CHAN_REG_FETCH_WAIT);
}

void sgdma_chan_residue(struct sgdma *dev, enum sgdma_chan chan, uint16_t *index, uint32_t *bytes)
{
	/* In this order: the first load latches what the second one reads. */
	*index = (uint16_t)SGDMA_GET(RESIDUE_INDEX, INDEX, chan_read(dev, chan, SGDMA_CHAN_REG_RESIDUE_INDEX));
	*bytes = chan_read(dev, chan, SGDMA_CHAN_REG_RESIDUE_BYTES);
}

enum sgdma_result sgdma_chan_moderate(struct sgdma *dev, enum sgdma_chan chan, uint16_t count, uint32_t clocks)
{
	uint32_t base = SGDMA_CHAN(chan);
	enum sgdma_result result;

	if (!sgdma_chan_ok(chan) || !count || clocks > SGDMA_MASK(IRQ_TIME, CLOCKS))
		return SGDMA_ERR_ARG;
	if (!sgdma_has(dev, chan) || (clocks && !dev->caps.timers))
		return SGDMA_ERR_ABSENT;
	result = sgdma_write_back(dev, base + SGDMA_CHAN_REG_IRQ_COUNT, SGDMA_PUT(IRQ_COUNT, N, count));
	if (result != SGDMA_SUCCESS || !dev->caps.timers)
		return result;
	return sgdma_write_back(dev, base + SGDMA_CHAN_REG_IRQ_TIME, SGDMA_PUT(IRQ_TIME, CLOCKS, clocks));
}

enum sgdma_result sgdma_chan_watchdog(struct sgdma *dev, enum sgdma_chan chan, uint32_t clocks)
{
	if (!sgdma_chan_ok(chan) || clocks > SGDMA_MASK(WATCHDOG, CLOCKS))
		return SGDMA_ERR_ARG;
	if (!sgdma_has(dev, chan) || !dev->caps.timers)
		return SGDMA_ERR_ABSENT;
	return sgdma_write_back(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_WATCHDOG, SGDMA_PUT(WATCHDOG, CLOCKS, clocks));
}
