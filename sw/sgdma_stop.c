// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The end of a channel's work: stop, reset, end of a cyclic ring. Memory is free only when the engine has said so. */
#include "sgdma_private.h"

/* SUCCESS: stopped and quiesced; ERR_DEAD: it never will be; ERR_TIMEOUT: not yet. */
static enum sgdma_result chan_quiet(struct sgdma *dev, enum sgdma_chan chan)
{
	uint32_t status = sgdma_chan_status(dev, chan);

	if (SGDMA_GET(STATUS, STATE, status) == SGDMA_STATE_STOPPED && SGDMA_GET(STATUS, QUIESCED, status))
		return SGDMA_SUCCESS;
	/* A bus that gives all ones is no engine whose watchdog has run out, but one that nobody answers: wait on. */
	if (status != UINT32_MAX && SGDMA_GET(STATUS, WATCHDOG, status) && !SGDMA_GET(STATUS, QUIESCED, status))
		return SGDMA_ERR_DEAD;
	return SGDMA_ERR_TIMEOUT;
}

/* Writes `ctrl` and waits for what it asks for. */
static enum sgdma_result chan_end(struct sgdma *dev, enum sgdma_chan chan, uint32_t ctrl, uint32_t polls)
{
	enum sgdma_chan other = chan == SGDMA_GATHER ? SGDMA_SCATTER : SGDMA_GATHER;
	enum sgdma_result result = SGDMA_ERR_TIMEOUT;
	bool copy;
	uint32_t i;

	if (!sgdma_chan_ok(chan))
		return SGDMA_ERR_ARG;
	copy = SGDMA_GET(MODE, COPY, sgdma_read(dev, SGDMA_REG_MODE));
	sgdma_write(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_CTRL, ctrl);
	for (i = 0; i < polls && result == SGDMA_ERR_TIMEOUT; i++) {
		if (i)
			dev->ops->relax(dev->ctx);
		result = chan_quiet(dev, chan);
		/* A copy's memory is free only when neither half can touch it. */
		if (result == SGDMA_SUCCESS && copy)
			result = chan_quiet(dev, other);
		/* The registers are what they were until the reset is over. */
		if (result == SGDMA_SUCCESS && ctrl &&
		    SGDMA_GET(CTRL, SOFT_RESET, sgdma_read(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_CTRL)))
			result = SGDMA_ERR_TIMEOUT;
	}
	return result;
}

enum sgdma_result sgdma_chan_stop(struct sgdma *dev, enum sgdma_chan chan, uint32_t polls)
{
	return chan_end(dev, chan, 0, polls);
}

enum sgdma_result sgdma_chan_reset(struct sgdma *dev, enum sgdma_chan chan, uint32_t polls)
{
	return chan_end(dev, chan, SGDMA_PUT(CTRL, SOFT_RESET, 1), polls);
}

enum sgdma_result sgdma_cyclic_end(struct sgdma *dev, enum sgdma_chan chan)
{
	if (!sgdma_chan_ok(chan))
		return SGDMA_ERR_ARG;
	/* RUN is to stay 1: written to a channel that has stopped it would start it again. */
	if (SGDMA_GET(STATUS, STATE, sgdma_chan_status(dev, chan)) != SGDMA_STATE_RUNNING)
		return SGDMA_ERR_STATE;
	sgdma_write(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_CTRL, SGDMA_PUT(CTRL, RUN, 1));
	return SGDMA_SUCCESS;
}
