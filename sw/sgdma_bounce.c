// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The pool of bounce buffers: a list through the caller's array. Jobs take from its front and give back to its front. */
#include "sgdma_sg_private.h"

enum sgdma_result sgdma_bounce_init(struct sgdma_bounce *pool, struct sgdma_bounce_buffer *buffers, uint32_t count,
				    uint32_t size)
{
	uint64_t bits = size;
	uint32_t i;

	if (!buffers || !count || count >= SGDMA_BOUNCE_NONE || !size || size > SGDMA_WIDE_LEN_MAX)
		return SGDMA_ERR_ARG;
	for (i = 0; i < count; i++) {
		if (!buffers[i].cpu || !sgdma_range_ok(buffers[i].bus, size))
			return SGDMA_ERR_ARG;
		bits |= buffers[i].bus;
	}
	for (i = 0; i < count; i++)
		buffers[i].next = i + 1 < count ? (uint16_t)(i + 1) : SGDMA_BOUNCE_NONE;
	pool->buffers = buffers;
	pool->size = size;
	pool->align = (uint32_t)(bits & (~bits + 1)); /* the lowest bit that is set anywhere, at most that of size */
	pool->count = (uint16_t)count;
	pool->first = 0;
	pool->free = (uint16_t)count;
	return SGDMA_SUCCESS;
}

uint32_t sgdma_bounce_free(const struct sgdma_bounce *pool)
{
	return pool->free;
}

uint16_t sgdma_bounce_take(struct sgdma_bounce *pool, uint64_t count)
{
	uint16_t first = pool->first, last;

	if (!count || first == SGDMA_BOUNCE_NONE)
		return SGDMA_BOUNCE_NONE;
	for (last = first, pool->free--; --count && pool->buffers[last].next != SGDMA_BOUNCE_NONE; pool->free--)
		last = pool->buffers[last].next;
	pool->first = pool->buffers[last].next;
	pool->buffers[last].next = SGDMA_BOUNCE_NONE;
	return first;
}

void sgdma_bounce_give(struct sgdma_bounce *pool, uint16_t first)
{
	uint16_t last;

	if (first == SGDMA_BOUNCE_NONE)
		return;
	for (last = first, pool->free++; pool->buffers[last].next != SGDMA_BOUNCE_NONE; pool->free++)
		last = pool->buffers[last].next;
	pool->buffers[last].next = pool->first;
	pool->first = first;
}
