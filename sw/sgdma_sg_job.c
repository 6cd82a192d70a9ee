// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* A built job's way to the engine and back: the CPU's copies, in the order that caches and barriers want. */
#include "sgdma_sg_private.h"

void sgdma_sg_init(struct sgdma_sg *sg, struct sgdma_piece *pieces, size_t piece_room, struct sgdma_sg_copy *copies,
		   size_t copy_room)
{
	sg->pieces = pieces;
	sg->copies = copies;
	sg->piece_room = piece_room;
	sg->copy_room = copy_room;
	sg->piece_count = 0;
	sg->copy_count = 0;
	sg->config = NULL;
	sg->first = SGDMA_BOUNCE_NONE;
	sg->state = SG_EMPTY;
}

static void *copy_at(const struct sgdma_sg *sg, const struct sgdma_sg_copy *copy)
{
	return (uint8_t *)sg->config->pool->buffers[copy->buffer].cpu + copy->offset;
}

enum sgdma_result sgdma_sg_to_engine(struct sgdma *dev, struct sgdma_sg *sg)
{
	const struct sgdma_sg_ops *ops;
	size_t i;

	if (sg->state != SG_BUILT)
		return SGDMA_ERR_STATE;
	ops = sg->config->ops;
	for (i = 0; i < sg->copy_count; i++) {
		const struct sgdma_sg_copy *copy = &sg->copies[i];
		void *cpu = copy_at(sg, copy);

		if (sg->config->chan == SGDMA_SCATTER) {
			if (ops->invalidate)
				ops->invalidate(sg->config->ctx, cpu, copy->len);
			continue;
		}
		if (!ops->load(sg->config->ctx, cpu, copy->vaddr, copy->len))
			return SGDMA_ERR_UNMAPPED;
		if (ops->clean)
			ops->clean(sg->config->ctx, cpu, copy->len);
	}
	dev->ops->wmb(dev->ctx);
	sg->state = SG_ENGINE;
	return SGDMA_SUCCESS;
}

enum sgdma_result sgdma_sg_to_cpu(struct sgdma *dev, struct sgdma_sg *sg, uint64_t bytes)
{
	const struct sgdma_sg_ops *ops;
	size_t i;

	if (sg->state != SG_ENGINE)
		return SGDMA_ERR_STATE;
	ops = sg->config->ops;
	dev->ops->rmb(dev->ctx);
	for (i = 0; sg->config->chan == SGDMA_SCATTER && i < sg->copy_count; i++) {
		const struct sgdma_sg_copy *copy = &sg->copies[i];
		void *cpu = copy_at(sg, copy);
		uint32_t len = copy->len;

		if (copy->at >= bytes)
			break;
		if (bytes - copy->at < len)
			len = (uint32_t)(bytes - copy->at);
		if (ops->invalidate)
			ops->invalidate(sg->config->ctx, cpu, len);
		if (!ops->store(sg->config->ctx, copy->vaddr, cpu, len))
			return SGDMA_ERR_UNMAPPED;
	}
	sg->state = SG_BUILT;
	return SGDMA_SUCCESS;
}

enum sgdma_result sgdma_sg_release(struct sgdma_sg *sg)
{
	if (sg->state == SG_EMPTY)
		return SGDMA_ERR_STATE;
	if (sg->config->pool)
		sgdma_bounce_give(sg->config->pool, sg->first);
	sg->first = SGDMA_BOUNCE_NONE;
	sg->piece_count = 0;
	sg->copy_count = 0;
	sg->state = SG_EMPTY;
	return SGDMA_SUCCESS;
}
