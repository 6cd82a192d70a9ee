// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * A ring of descriptors. All indices run freely modulo 65,536, so that full (difference = size) and empty (0) differ;
 * a ring has at most 32,768 entries, so no difference is ambiguous.
 */
#include "sgdma_private.h"

enum sgdma_result sgdma_ring_init(struct sgdma_ring *ring, void *entries, uint8_t size_log2, bool wide, uint64_t upper)
{
	if (!ring || !entries || size_log2 > SGDMA_SIZE_LOG2_MAX || (uintptr_t)entries & (sgdma_desc_bytes(wide) - 1))
		return SGDMA_ERR_ARG;
	ring->entries = entries;
	ring->upper = upper;
	ring->mask = (uint16_t)((1u << size_log2) - 1);
	ring->producer = ring->published = ring->consumer = 0;
	ring->wide = wide;
	return SGDMA_SUCCESS;
}

uint32_t sgdma_ring_space(const struct sgdma_ring *ring)
{
	return ring->mask + 1u - (uint16_t)(ring->producer - ring->consumer);
}

enum sgdma_result sgdma_ring_push(struct sgdma_ring *ring, const struct sgdma_piece *piece)
{
	size_t slot = ring->producer & ring->mask;
	enum sgdma_result result;

	if (!sgdma_ring_space(ring))
		return SGDMA_ERR_FULL;
	result = sgdma_desc_pack((uint8_t *)ring->entries + slot * sgdma_desc_bytes(ring->wide), ring->wide,
				 ring->upper, piece);
	if (result == SGDMA_SUCCESS)
		ring->producer++;
	return result;
}

uint32_t sgdma_ring_reclaim(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_ring *ring)
{
	uint16_t taken = (uint16_t)(sgdma_chan_consumer(dev, chan) - ring->consumer);

	/* More than was ever handed over: no engine says so, only a dead bus. Giving entries away on it would lose them. */
	if (!taken || taken > (uint16_t)(ring->published - ring->consumer))
		return 0;
	/* The caller may go by this index instead of a completion: what it loads next must not be older. */
	dev->ops->rmb(dev->ctx);
	ring->consumer = (uint16_t)(ring->consumer + taken);
	return taken;
}

void sgdma_ring_doorbell(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_ring *ring)
{
	if (ring->published == ring->producer)
		return;
	/* From the doorbell on the engine reads the new entries: they must be in memory before it. */
	dev->ops->wmb(dev->ctx);
	sgdma_write(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_PRODUCER, SGDMA_PUT(PRODUCER, INDEX, ring->producer));
	ring->published = ring->producer;
}

void sgdma_ring_doorbell_both(struct sgdma *dev, struct sgdma_ring *gather, struct sgdma_ring *scatter)
{
	if (gather->published == gather->producer && scatter->published == scatter->producer)
		return;
	dev->ops->wmb(dev->ctx);
	sgdma_write(dev, SGDMA_REG_DOORBELL,
		    SGDMA_PUT(DOORBELL, GATHER, gather->producer) | SGDMA_PUT(DOORBELL, SCATTER, scatter->producer));
	gather->published = gather->producer;
	scatter->published = scatter->producer;
}
