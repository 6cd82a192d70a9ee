// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Chains of chunks. A chunk's count is known when it is full, so the header before it is written then. */
#include "sgdma_private.h"

void sgdma_chain_init(struct sgdma_chain *chain, bool wide, uint64_t upper)
{
	/* Field by field, here and elsewhere: for a large literal compilers call memset(), which nobody need have. */
	chain->wide = wide;
	chain->upper = upper;
	chain->chunk = chain->previous = chain->tail = NULL;
	chain->used = chain->room = 0;
	chain->chunk_addr = chain->first_addr = chain->tail_next = 0;
	chain->first_count = chain->tail_count = chain->data_entries = 0;
}

/* Hands the open chunk's address and count to the header before it, or to the first registers. */
static void settle_chunk(struct sgdma_chain *chain)
{
	if (chain->previous && chain->previous == chain->tail) {
		/* The engine may stand at this header: it is written last, by whoever ends the chain. */
		chain->tail_next = chain->chunk_addr;
		chain->tail_count = chain->used;
	} else if (chain->previous) {
		sgdma_header_pack(chain->previous, chain->wide, chain->chunk_addr, chain->used, false);
	} else {
		chain->first_addr = chain->chunk_addr;
		chain->first_count = chain->used;
	}
	chain->previous = chain->chunk;
	chain->chunk = NULL;
}

enum sgdma_result sgdma_chain_open(struct sgdma_chain *chain, void *chunk, uint64_t addr, uint16_t room)
{
	unsigned bytes = sgdma_desc_bytes(chain->wide);

	if (!chunk || (uintptr_t)chunk & (bytes - 1) || addr & (bytes - 1) || room < 2)
		return SGDMA_ERR_ARG;
	if (!sgdma_range_ok(addr, (uint64_t)room * bytes))
		return SGDMA_ERR_ARG;
	if (!chain->wide && !sgdma_same_upper(addr, chain->upper))
		return SGDMA_ERR_ARG;
	if (chain->chunk) {
		if (chain->used < 2)
			return SGDMA_ERR_STATE;
		settle_chunk(chain);
	}
	sgdma_header_pack(chunk, chain->wide, 0, 0, true);
	chain->chunk = chunk;
	chain->chunk_addr = addr;
	chain->used = 1;
	chain->room = room;
	return SGDMA_SUCCESS;
}

enum sgdma_result sgdma_chain_push(struct sgdma_chain *chain, const struct sgdma_piece *piece)
{
	enum sgdma_result result;

	if (!chain->chunk)
		return SGDMA_ERR_STATE;
	if (chain->used == chain->room)
		return SGDMA_ERR_FULL;
	result = sgdma_desc_pack((uint8_t *)chain->chunk + (size_t)chain->used * sgdma_desc_bytes(chain->wide),
				 chain->wide, chain->upper, piece);
	if (result == SGDMA_SUCCESS) {
		chain->used++;
		chain->data_entries++;
	}
	return result;
}

enum sgdma_result sgdma_chain_close(struct sgdma_chain *chain, struct sgdma_chan_config *config)
{
	if (!chain->chunk || chain->used < 2)
		return SGDMA_ERR_STATE;
	settle_chunk(chain);
	if (chain->tail)
		sgdma_header_pack(chain->tail, chain->wide, chain->tail_next, chain->tail_count, false);
	chain->tail = chain->previous;
	config->chain = true;
	config->wide = chain->wide;
	config->upper = chain->upper;
	config->base = chain->first_addr;
	config->first_count = chain->first_count;
	return SGDMA_SUCCESS;
}

void sgdma_chain_doorbell(struct sgdma *dev, enum sgdma_chan chan)
{
	/* Every header and entry must be in memory before the engine fetches the first. */
	dev->ops->wmb(dev->ctx);
	sgdma_write(dev, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_PRODUCER, SGDMA_PUT(PRODUCER, INDEX, 1));
}

enum sgdma_result sgdma_chain_append(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_chain *chain)
{
	if (!sgdma_chan_ok(chan))
		return SGDMA_ERR_ARG;
	if (!chain->tail || !chain->chunk || chain->used < 2)
		return SGDMA_ERR_STATE;
	settle_chunk(chain);
	/* The new chunks are in memory before anything leads to them. */
	dev->ops->wmb(dev->ctx);
	sgdma_header_link(dev, chain->tail, chain->wide, chain->tail_next, chain->tail_count);
	chain->tail = chain->previous;
	/* If the engine has read the old header already, the doorbell makes it read the new one: so after it. */
	sgdma_chain_doorbell(dev, chan);
	return SGDMA_SUCCESS;
}
