// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Transfers without a list in memory, and completions without a queue in memory. */
#include "sgdma_private.h"

#define TAKE_TRIES 4u

static bool piece_ok(const struct sgdma *dev, const struct sgdma_piece *piece)
{
	if (piece->len < 1 || piece->len > SGDMA_WIDE_LEN_MAX || piece->flags & ~(SGDMA_EOP | SGDMA_IRQ))
		return false;
	return sgdma_range_ok(piece->addr, piece->len) && sgdma_fits_bus(dev, piece->addr + (piece->len - 1));
}

static void write_piece(struct sgdma *dev, enum sgdma_chan chan, const struct sgdma_piece *piece)
{
	uint32_t base = SGDMA_CHAN(chan);

	sgdma_write(dev, base + SGDMA_CHAN_REG_BASE_LO, (uint32_t)piece->addr);
	sgdma_write(dev, base + SGDMA_CHAN_REG_BASE_HI, (uint32_t)(piece->addr >> 32));
	sgdma_write(dev, base + SGDMA_CHAN_REG_COUNT,
		    SGDMA_PUT(COUNT, N, piece->len) | SGDMA_PUT(COUNT, EOP, (piece->flags & SGDMA_EOP) != 0) |
			    SGDMA_PUT(COUNT, IRQ, (piece->flags & SGDMA_IRQ) != 0));
}

/* What the engine has said to the writes since REFUSED was last seen empty. */
static enum sgdma_result answer(struct sgdma *dev)
{
	switch (SGDMA_GET(REFUSED, CODE, sgdma_refused(dev))) {
	case SGDMA_REFUSED_NONE: return SGDMA_SUCCESS;
	case SGDMA_REFUSED_BUSY: return SGDMA_ERR_FULL;
	default: return SGDMA_ERR_REFUSED;
	}
}

enum sgdma_result sgdma_basic_start(struct sgdma *dev, const struct sgdma_piece *gather,
				    const struct sgdma_piece *scatter)
{
	enum sgdma_result result;

	if ((!gather && !scatter) || (gather && !piece_ok(dev, gather)) || (scatter && !piece_ok(dev, scatter)))
		return SGDMA_ERR_ARG;
	if ((gather && !dev->caps.gather) || (scatter && !dev->caps.scatter))
		return SGDMA_ERR_ABSENT;
	/* REFUSED keeps the first refusal: with an older one in it the answer to this START could not be seen. */
	if (SGDMA_GET(REFUSED, CODE, sgdma_read(dev, SGDMA_REG_REFUSED)) != SGDMA_REFUSED_NONE)
		return SGDMA_ERR_STATE;
	if (gather)
		write_piece(dev, SGDMA_GATHER, gather);
	if (scatter)
		write_piece(dev, SGDMA_SCATTER, scatter);
	/* A push that is not taken yet locks them, and may be taken between two of the writes: then nothing is pushed. */
	result = answer(dev);
	if (result != SGDMA_SUCCESS)
		return result;
	dev->ops->wmb(dev->ctx);
	sgdma_write(dev, SGDMA_REG_START,
		    SGDMA_PUT(START, GATHER, gather != NULL) | SGDMA_PUT(START, SCATTER, scatter != NULL));
	return answer(dev);
}

enum sgdma_result sgdma_last_take(struct sgdma *dev, enum sgdma_chan chan, uint16_t *taken,
				  struct sgdma_completion *out)
{
	uint32_t base = SGDMA_CHAN(chan), status, bytes, flags;
	uint16_t written, before;
	unsigned tries = 0;

	written = (uint16_t)sgdma_read(dev, base + SGDMA_CHAN_REG_CQ_WRITTEN);
	if (written == *taken)
		return SGDMA_ERR_EMPTY;
	/* Two registers, one completion: only if none came in between. */
	do {
		if (tries++ == TAKE_TRIES)
			return SGDMA_ERR_TIMEOUT;
		before = written;
		status = sgdma_read(dev, base + SGDMA_CHAN_REG_LAST_STATUS);
		bytes = sgdma_read(dev, base + SGDMA_CHAN_REG_LAST_BYTES);
		written = (uint16_t)sgdma_read(dev, base + SGDMA_CHAN_REG_CQ_WRITTEN);
	} while (written != before);
	flags = SGDMA_GET(LAST_STATUS, FLAGS, status);
	*out = (struct sgdma_completion){
		.tag = (uint16_t)SGDMA_GET(LAST_STATUS, TAG, status),
		.bytes = SGDMA_GET(LAST_BYTES, BYTES, bytes),
		.status = SGDMA_GET(LAST_STATUS, STATUS, status) & 0x7f,
		.saturated = SGDMA_GET(LAST_STATUS, STATUS, status) >> 7,
		.eop = flags & 1,
		.irq = flags >> 1 & 1,
		.source = flags >> 2 & 1,
		.is_short = flags >> 3 & 1,
	};
	/* The caller loads the data next: nothing of it may be older than the count. */
	dev->ops->rmb(dev->ctx);
	*taken = written;
	sgdma_write(dev, base + SGDMA_CHAN_REG_CQ_ACK, SGDMA_PUT(CQ_ACK, INDEX, written));
	return SGDMA_SUCCESS;
}
