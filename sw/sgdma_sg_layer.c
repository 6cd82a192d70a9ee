// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * One option laid out, run by run: whole blocks go to the builder as they are, the rest by way of bounce buffers. The same code
 * counts for the plan and writes the list, so that the two agree.
 */
#include "sgdma_sg_private.h"

void sgdma_layer_init(struct sgdma_layer *layer, const struct sgdma_sg_config *config,
		      const struct sgdma_build_limits *limits, enum sgdma_sg_policy policy, bool join)
{
	sgdma_builder_init(&layer->builder, limits, 0, NULL, 0);
	layer->pool = config->pool;
	layer->policy = policy;
	layer->join = join;
	layer->starved = false;
	layer->next_vaddr = 0;
	layer->next_addr = 0;
	layer->held = 0;
	layer->align = config->align && policy == SGDMA_SG_HEAD_TAIL ? config->align : 1;
	layer->bouncing = false;
	layer->buffer = SGDMA_BOUNCE_NONE;
	layer->offset = 0;
	layer->last.len = 0;
	layer->copies = NULL;
	layer->copy_room = 0;
	layer->load.bytes = 0;
	layer->load.junk = 0;
	layer->load.descs = 0;
	layer->load.copies = 0;
	layer->load.copy_bytes = 0;
	layer->load.buffers = 0;
}

static void emit(struct sgdma_layer *layer, uint64_t addr, uint64_t len)
{
	sgdma_builder_add(&layer->builder, addr, len);
	layer->load.bytes += len;
}

static void end_copy(struct sgdma_layer *layer)
{
	if (!layer->last.len)
		return;
	if (layer->load.copies < layer->copy_room) {
		struct sgdma_sg_copy *to = &layer->copies[layer->load.copies];

		/* One by one: as a whole, some compilers call memcpy(). */
		to->vaddr = layer->last.vaddr;
		to->at = layer->last.at;
		to->offset = layer->last.offset;
		to->len = layer->last.len;
		to->buffer = layer->last.buffer;
	}
	layer->load.copies++;
	layer->last.len = 0;
}

static void note_copy(struct sgdma_layer *layer, uint64_t vaddr, uint32_t len)
{
	struct sgdma_sg_copy *last = &layer->last;

	/* What goes on in both places is one call; another buffer begins at 0. */
	if (!last->len || last->vaddr + last->len != vaddr || last->offset + last->len != layer->offset) {
		end_copy(layer);
		last->vaddr = vaddr;
		last->at = layer->load.bytes;
		last->buffer = layer->buffer;
		last->offset = layer->offset;
	}
	last->len += len;
	layer->load.copy_bytes += len;
}

static void next_buffer(struct sgdma_layer *layer)
{
	const struct sgdma_bounce *pool = layer->pool;

	if (!layer->load.buffers)
		layer->buffer = pool->first;
	else if (layer->buffer != SGDMA_BOUNCE_NONE)
		layer->buffer = pool->buffers[layer->buffer].next;
	if (layer->buffer == SGDMA_BOUNCE_NONE)
		layer->starved = true; /* counting goes on, so that the caller learns how many it takes */
	layer->load.buffers++;
	layer->offset = 0;
}

static void bounce(struct sgdma_layer *layer, uint64_t vaddr, uint64_t len)
{
	const struct sgdma_bounce *pool = layer->pool;
	uint32_t block = layer->align > 1 ? (uint32_t)layer->align : 1;

	if (!pool) {
		layer->starved = true;
		layer->load.bytes += len;
		return;
	}
	if (!layer->bouncing) /* a piece of its own begins: at a block */
		layer->offset = (layer->offset + block - 1) & ~(block - 1);
	layer->bouncing = true;
	while (len) {
		uint64_t bus;
		uint32_t take;

		if (!layer->load.buffers || layer->offset >= pool->size)
			next_buffer(layer);
		bus = layer->buffer == SGDMA_BOUNCE_NONE ? 0 : pool->buffers[layer->buffer].bus;
		take = pool->size - layer->offset;
		if (len < take)
			take = (uint32_t)len;
		note_copy(layer, vaddr, take);
		emit(layer, bus + layer->offset, take);
		layer->offset += take;
		vaddr += take;
		len -= take;
	}
}

/* The contiguous stretch has ended: what is held will not become a block any more. */
static void drop_hold(struct sgdma_layer *layer)
{
	uint64_t held = layer->held;

	layer->held = 0;
	if (held)
		bounce(layer, layer->next_vaddr - held, held);
}

void sgdma_layer_add(struct sgdma_layer *layer, uint64_t vaddr, uint64_t addr, uint64_t len)
{
	uint64_t head, whole;

	if (layer->policy == SGDMA_SG_COPY_ALL) {
		bounce(layer, vaddr, len);
		return;
	}
	if (addr != layer->next_addr || vaddr != layer->next_vaddr)
		drop_hold(layer);
	layer->next_addr = addr + len;
	layer->next_vaddr = vaddr + len;
	if (!layer->held && addr & (layer->align - 1)) {
		head = layer->align - (addr & (layer->align - 1));
		if (head > len)
			head = len;
		bounce(layer, vaddr, head);
		addr += head;
		len -= head;
	}
	whole = (layer->held + len) & ~(layer->align - 1);
	if (whole) {
		layer->bouncing = false;
		emit(layer, addr - layer->held, whole);
	}
	layer->held += len - whole;
}

uint64_t sgdma_layer_bytes(const struct sgdma_layer *layer)
{
	return layer->load.bytes + layer->held;
}

void sgdma_layer_end(struct sgdma_layer *layer, uint8_t flags)
{
	drop_hold(layer);
	end_copy(layer);
	sgdma_builder_end(&layer->builder, flags);
	layer->load.descs = layer->builder.count;
}
