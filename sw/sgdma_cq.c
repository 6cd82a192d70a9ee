// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The reader's side of a completion queue: entries are told apart by their phase bit, no register is read. */
#include "sgdma_private.h"

#define PHASE_BYTE 7u
#define PHASE_BIT 0x80u

enum sgdma_result sgdma_cq_init(struct sgdma_cq *cq, const volatile void *entries, uint8_t size_log2)
{
	if (!cq || !entries || size_log2 > SGDMA_SIZE_LOG2_MAX || (uintptr_t)entries % SGDMA_CPL_BYTES)
		return SGDMA_ERR_ARG;
	*cq = (struct sgdma_cq){ .entries = entries, .mask = (uint16_t)((1u << size_log2) - 1) };
	return SGDMA_SUCCESS;
}

enum sgdma_result sgdma_cq_pop(struct sgdma *dev, struct sgdma_cq *cq, struct sgdma_completion *out)
{
	size_t slot = cq->taken & cq->mask;
	const volatile uint8_t *entry = (const volatile uint8_t *)cq->entries + slot * SGDMA_CPL_BYTES;
	/* The lap is the index above the mask; 65,536 entries are an even number of laps, so its parity never jumps. */
	bool odd_lap = cq->taken & (cq->mask + 1u);
	bool phase = entry[PHASE_BYTE] & PHASE_BIT;
	uint64_t raw = 0;
	unsigned i;

	if (phase == odd_lap)
		return SGDMA_ERR_EMPTY;
	/*
	 * The phase is the last bit that the engine writes. Without this barrier the rest of the entry, or the data
	 * that it reports, could have been loaded before the phase and be old.
	 */
	dev->ops->rmb(dev->ctx);
	for (i = 0; i < SGDMA_CPL_BYTES; i++)
		raw |= (uint64_t)entry[i] << (i * 8);
	sgdma_completion_unpack(raw, out);
	cq->taken++;
	return SGDMA_SUCCESS;
}

void sgdma_cq_ack(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_cq *cq)
{
	uint16_t seen, ready = (uint16_t)(cq->taken - cq->acked);

	if (!ready)
		return;
	/*
	 * An entry can be read from memory before the engine has got the response to its write. Until then the engine
	 * does not count it and would refuse the whole acknowledgement.
	 */
	seen = (uint16_t)(sgdma_read(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_CQ_WRITTEN) - cq->acked);
	if (seen < ready)
		ready = seen;
	if (!ready)
		return;
	/* The loads of the entries must be over before the engine may overwrite them. */
	dev->ops->rmb(dev->ctx);
	cq->acked = (uint16_t)(cq->acked + ready);
	sgdma_write(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_CQ_ACK, SGDMA_PUT(CQ_ACK, INDEX, cq->acked));
}
