// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Channels at work: start, feeding the ring, completions, recovery from errors. */
#include "sgdma_dma_private.h"

uint32_t dma_irq_mask(const struct sgdma_dma_chan *chan)
{
	switch (chan->config->kind) {
	case SGDMA_DMA_MEM_TO_DEV: return SGDMA_IRQ_STATUS_GATHER_DONE | SGDMA_IRQ_STATUS_GATHER_ERROR;
	case SGDMA_DMA_DEV_TO_MEM: return SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_SCATTER_ERROR;
	default: /* a copy completes on the scatter half, and fails on either */
		return SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_SCATTER_ERROR | SGDMA_IRQ_STATUS_GATHER_ERROR;
	}
}

void dma_irq_set(struct sgdma_dma_chan *chan, bool on)
{
	uint32_t enabled = sgdma_read(chan->dev, SGDMA_REG_IRQ_ENABLE), mask = dma_irq_mask(chan);

	sgdma_irq_enable(chan->dev, on ? enabled | mask : enabled & ~mask);
}

/* Stops the halves; the interrupts go off first, whose levels stay high in a stopped channel. */
enum sgdma_result dma_stop(struct sgdma_dma_chan *chan)
{
	dma_irq_set(chan, false);
	return sgdma_chan_stop(chan->dev, dma_side(chan), chan->config->stop_polls);
}

/* ---- start ---------------------------------------------------------------------------------------------------------- */

static enum sgdma_result start_half(struct sgdma_dma_chan *chan, enum sgdma_chan half, uint8_t size_log2, bool cyclic)
{
	const struct sgdma_dma_config *config = chan->config;
	struct sgdma_chan_config list;
	enum sgdma_result result;

	list.chain = false;
	list.wide = config->wide;
	list.size_log2 = size_log2;
	list.base = config->ring_bus[half];
	list.first_count = 0;
	list.upper = config->upper;
	list.d = config->d;
	list.k_log2 = config->k_log2;
	list.cq_base = config->queue_bus;
	list.cq_size_log2 = config->queue_log2;
	list.cq_wait = config->queue_wait;
	list.no_queue = half != dma_side(chan); /* the source half of a copy completes nothing */
	list.basic = false;
	list.cyclic = cyclic;
	list.fence = config->fence && half == SGDMA_SCATTER;
	result = sgdma_ring_init(&chan->ring[half], config->ring[half], size_log2, config->wide, config->upper);
	return result == SGDMA_SUCCESS ? sgdma_chan_start(chan->dev, half, &list) : result;
}

static enum sgdma_result start(struct sgdma_dma_chan *chan, uint8_t size_log2, bool cyclic)
{
	volatile uint64_t *queue = chan->config->queue;
	bool copy = dma_is_copy(chan);
	enum sgdma_result result;
	size_t i;

	/* Each entry of the queue has phase 0 until the engine writes it. */
	for (i = 0; i < (size_t)1 << chan->config->queue_log2; i++)
		queue[i] = 0;
	result = sgdma_cq_init(&chan->cq, chan->config->queue, chan->config->queue_log2);
	/* Written only to change it: with the other half at work it may stay, and not change. */
	if (result == SGDMA_SUCCESS && SGDMA_GET(MODE, COPY, sgdma_read(chan->dev, SGDMA_REG_MODE)) != copy)
		result = sgdma_set_copy(chan->dev, copy);
	if (result == SGDMA_SUCCESS)
		result = start_half(chan, dma_side(chan), size_log2, cyclic);
	if (result != SGDMA_SUCCESS)
		return result;
	chan->state = cyclic ? DMA_LAPS : DMA_RUNNING;
	chan->posted = 0;
	chan->done = 0;
	chan->packet_room = 0;
	if (copy)
		result = start_half(chan, SGDMA_GATHER, size_log2, cyclic);
	if (result != SGDMA_SUCCESS) {
		/* One half of a copy runs and has nothing to do: quiet at once, or the next poll sees to it. */
		chan->state = dma_stop(chan) == SGDMA_SUCCESS ? DMA_IDLE : DMA_FAILED;
		return result;
	}
	dma_irq_set(chan, true);
	return SGDMA_SUCCESS;
}

/* ---- feeding the ring ------------------------------------------------------------------------------------------------ */

static uint32_t space(const struct sgdma_dma_chan *chan)
{
	uint32_t own = sgdma_ring_space(&chan->ring[dma_side(chan)]);
	uint32_t source = dma_is_copy(chan) ? sgdma_ring_space(&chan->ring[SGDMA_GATHER]) : own;

	return source < own ? source : own;
}

static enum sgdma_result push(struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc)
{
	uint32_t half_ring = (chan->ring[dma_side(chan)].mask + 1u) / 2;
	bool last = desc->pushed + 1 == desc->entries;
	enum sgdma_result result = SGDMA_SUCCESS;
	struct sgdma_piece pieces[2], *own = &pieces[dma_side(chan)];

	dma_cut_next(chan, desc, pieces);
	own->tag = (uint16_t)chan->posted; /* what a compact entry says too: the entry's number */
	/*
	 * A completion at the end of the transaction, and at each half of the ring: a transaction that is longer than
	 * the ring is fed on when one half is done, while the engine works on the other.
	 */
	if (last || !((chan->posted + 1) & (half_ring - 1)))
		own->flags = SGDMA_IRQ;
	if (last && !(desc->flags & SGDMA_DMA_STREAM)) {
		own->flags |= SGDMA_EOP;
		pieces[SGDMA_GATHER].flags |= SGDMA_EOP;
	}
	if (dma_is_copy(chan))
		result = sgdma_ring_push(&chan->ring[SGDMA_GATHER], &pieces[SGDMA_GATHER]);
	if (result == SGDMA_SUCCESS)
		result = sgdma_ring_push(&chan->ring[dma_side(chan)], own);
	if (result == SGDMA_SUCCESS) {
		desc->pushed++;
		chan->posted++;
	}
	return result;
}

static void doorbell(struct sgdma_dma_chan *chan)
{
	if (dma_is_copy(chan))
		sgdma_ring_doorbell_both(chan->dev, &chan->ring[SGDMA_GATHER], &chan->ring[SGDMA_SCATTER]);
	else
		sgdma_ring_doorbell(chan->dev, dma_side(chan), &chan->ring[dma_side(chan)]);
}

static enum sgdma_result feed(struct sgdma_dma_chan *chan)
{
	enum sgdma_result result = SGDMA_SUCCESS;

	while (chan->feed && chan->feed->shape != DMA_CYCLIC && space(chan) && result == SGDMA_SUCCESS) {
		struct sgdma_dma_desc *desc = chan->feed;

		if (!desc->pushed)
			desc->first = chan->posted;
		result = push(chan, desc);
		if (desc->pushed == desc->entries)
			chan->feed = desc->next;
	}
	doorbell(chan);
	return result;
}

static enum sgdma_result run_laps(struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc)
{
	enum sgdma_result result;
	uint8_t size_log2 = 0;
	uint32_t offset, i;

	while (UINT32_C(1) << size_log2 < desc->entries)
		size_log2++;
	result = start(chan, size_log2, true);
	for (i = 0; i < desc->entries && result == SGDMA_SUCCESS; i++) {
		struct sgdma_piece piece = dma_cut_lap(desc, i, &offset);

		piece.tag = (uint16_t)i;
		result = sgdma_ring_push(&chan->ring[dma_side(chan)], &piece);
	}
	if (result != SGDMA_SUCCESS)
		return result;
	desc->pushed = desc->entries;
	desc->first = 0;
	chan->posted = desc->entries;
	doorbell(chan);
	return SGDMA_SUCCESS;
}

enum sgdma_result dma_run(struct sgdma_dma_chan *chan)
{
	enum sgdma_result result = SGDMA_SUCCESS;

	if (chan->state == DMA_LAPS || chan->state == DMA_FAILED || !chan->feed)
		return SGDMA_SUCCESS;
	if (chan->feed->shape == DMA_CYCLIC) {
		if (chan->active.head != chan->feed)
			return SGDMA_SUCCESS; /* its turn comes when all before it is complete */
		if (chan->state == DMA_RUNNING)
			result = dma_stop(chan);
		if (result != SGDMA_SUCCESS)
			return result;
		chan->state = DMA_IDLE;
		return run_laps(chan, chan->feed);
	}
	if (chan->state == DMA_IDLE)
		result = start(chan, chan->config->ring_log2, false);
	return result == SGDMA_SUCCESS ? feed(chan) : result;
}

/* ---- completions ------------------------------------------------------------------------------------------------------ */

uint64_t dma_residue(struct sgdma_dma_chan *chan, const struct sgdma_dma_desc *desc)
{
	uint32_t bytes, ahead, done, offset;
	uint64_t before;
	uint16_t index;

	if (!desc->pushed)
		return desc->total;
	sgdma_chan_residue(chan->dev, dma_side(chan), &index, &bytes);
	if (desc->shape == DMA_CYCLIC) {
		dma_cut_lap(desc, index & (desc->entries - 1), &offset);
		return bytes < desc->total - offset ? desc->total - offset - bytes : 0;
	}
	ahead = (uint16_t)(index - (uint16_t)chan->done);
	if (ahead > chan->posted - chan->done) {
		ahead = 0; /* no engine says so, only a dead bus */
		bytes = 0;
	}
	done = chan->done + ahead - desc->first;
	if ((int32_t)done < 0)
		return desc->total;
	before = dma_cut_bytes(chan, desc, done);
	if (done < desc->entries)
		before += bytes;
	return before < desc->total ? desc->total - before + desc->missing : desc->missing;
}

/* The first transaction leaves the line; its memory and itself are the caller's before the callback is called. */
static void retire(struct sgdma_dma_chan *chan, const struct sgdma_dma_result *result)
{
	struct sgdma_dma_desc *desc = chan->active.head;
	void (*callback)(void *arg, const struct sgdma_dma_result *result) = desc->callback;
	void *arg = desc->arg;

	chan->active.head = desc->next;
	if (!chan->active.head)
		chan->active.tail = NULL;
	if (chan->feed == desc)
		chan->feed = desc->next;
	chan->completed = desc->cookie;
	if (result->code != SGDMA_CODE_OK && result->code != SGDMA_CODE_PACKET_CUT)
		chan->failed = desc->cookie;
	sgdma_dma_free(chan, desc);
	if (callback)
		callback(arg, result);
}

/* Length that the entry in a slot of the ring was given. */
static uint32_t entry_len(const struct sgdma_ring *ring, uint16_t index)
{
	const uint8_t *entry =
		(const uint8_t *)ring->entries + (size_t)(index & ring->mask) * sgdma_desc_bytes(ring->wide);

	if (ring->wide)
		return (uint32_t)entry[8] | (uint32_t)entry[9] << 8 | (uint32_t)entry[10] << 16 |
		       (uint32_t)(entry[11] & 0xf) << 24;
	return (uint32_t)entry[5] >> 4 | (uint32_t)entry[6] << 4 | (uint32_t)(entry[7] & 0xf) << 12;
}

/*
 * A received packet that ends early leaves room in its last entry. Only packets are counted, not entries: so the room of
 * all entries that the packet has taken, less its bytes, is what that last entry lacks.
 */
static void count_packet(struct sgdma_dma_chan *chan, const struct sgdma_completion *cpl, uint16_t taken)
{
	struct sgdma_dma_desc *desc = chan->active.head;
	uint32_t number = chan->done + taken - 1;
	uint16_t i;

	for (i = 0; i < taken; i++)
		chan->packet_room += entry_len(&chan->ring[SGDMA_SCATTER], (uint16_t)(chan->done + i));
	if (!cpl->eop)
		return;
	while (desc && number - desc->first >= desc->entries)
		desc = desc->next;
	if (desc && cpl->is_short && !cpl->saturated && cpl->bytes < chan->packet_room)
		desc->missing += chan->packet_room - cpl->bytes;
	if (desc && cpl->status == SGDMA_CODE_PACKET_CUT)
		desc->code = SGDMA_CODE_PACKET_CUT;
	chan->packet_room = 0;
}

static void set_result(struct sgdma_dma_result *result, uint8_t code, uint64_t residue)
{
	result->code = code;
	result->residue = residue;
	result->error.code = code;
	result->error.phase = SGDMA_PHASE_NONE;
	result->error.index = 0;
	result->error.addr = 0;
}

static void complete(struct sgdma_dma_chan *chan, const struct sgdma_completion *cpl)
{
	struct sgdma_ring *ring = &chan->ring[dma_side(chan)];
	uint16_t taken = (uint16_t)(cpl->tag - (uint16_t)chan->done + 1);

	/* A number that was not posted, or a second time: memory that somebody else has written. */
	if (!taken || taken > chan->posted - chan->done)
		return;
	if (chan->config->kind == SGDMA_DMA_DEV_TO_MEM)
		count_packet(chan, cpl, taken);
	chan->done += taken;
	ring->consumer = (uint16_t)(ring->consumer + taken);
	if (dma_is_copy(chan))
		sgdma_ring_reclaim(chan->dev, SGDMA_GATHER, &chan->ring[SGDMA_GATHER]);
	while (chan->active.head && chan->active.head->pushed == chan->active.head->entries &&
	       (int32_t)(chan->done - chan->active.head->first - chan->active.head->entries) >= 0) {
		struct sgdma_dma_result result;

		set_result(&result, chan->active.head->code, chan->active.head->missing);
		retire(chan, &result);
	}
}

static void complete_period(struct sgdma_dma_chan *chan, const struct sgdma_completion *cpl)
{
	struct sgdma_dma_desc *desc = chan->active.head;
	struct sgdma_dma_result result;

	/* A packet that ends within a period completes too, but has no IRQ. */
	if (!cpl->irq)
		return;
	if (++desc->ended == desc->periods)
		desc->ended = 0;
	set_result(&result, cpl->status, desc->total - desc->ended * desc->period);
	if (desc->callback)
		desc->callback(desc->arg, &result);
}

/* At most as many as the queue holds, so that a fast engine cannot keep the caller here: the interrupt comes again. */
static void take_completions(struct sgdma_dma_chan *chan)
{
	uint32_t left = UINT32_C(1) << chan->config->queue_log2;
	struct sgdma_completion cpl;

	while (left-- && sgdma_cq_pop(chan->dev, &chan->cq, &cpl) == SGDMA_SUCCESS) {
		/* The entry of an error says less than the registers, which are looked at when all before it is complete. */
		if (!cpl.eop && !cpl.irq)
			continue;
		if (chan->active.head && chan->active.head->shape == DMA_CYCLIC)
			complete_period(chan, &cpl);
		else
			complete(chan, &cpl);
	}
	sgdma_cq_ack(chan->dev, dma_side(chan), &chan->cq);
}

/* ---- errors ------------------------------------------------------------------------------------------------------------ */

/* What was in the ring goes into it again from the start, as if it had just been issued. */
static void rewind(struct sgdma_dma_chan *chan)
{
	struct sgdma_dma_desc *desc;

	for (desc = chan->active.head; desc; desc = desc->next) {
		desc->pushed = 0;
		desc->piece = 0;
		desc->offset = 0;
		desc->missing = 0;
		desc->ended = 0;
		desc->code = SGDMA_CODE_OK;
	}
	chan->feed = chan->active.head;
}

static enum sgdma_result recover(struct sgdma_dma_chan *chan)
{
	struct sgdma_dma_result report;
	enum sgdma_result result;

	/* Nothing is told before the engine is quiet: whoever hears of an error may free the memory. */
	chan->state = DMA_FAILED;
	result = dma_stop(chan);
	if (result != SGDMA_SUCCESS)
		return result;
	take_completions(chan);
	/* In list order everything before the error is complete now, so that it is the first in line that has met it. */
	if (chan->active.head) {
		bool found;

		set_result(&report, SGDMA_CODE_OK, 0);
		found = (dma_is_copy(chan) && sgdma_chan_error(chan->dev, SGDMA_GATHER, &report.error)) ||
			sgdma_chan_error(chan->dev, dma_side(chan), &report.error);

		report.code = report.error.code;
		report.residue = dma_residue(chan, chan->active.head);
		if (found)
			retire(chan, &report);
	}
	rewind(chan);
	chan->state = DMA_IDLE;
	return dma_run(chan);
}

enum sgdma_result sgdma_dma_poll(struct sgdma_dma_chan *chan)
{
	bool error;

	if (chan->state == DMA_IDLE)
		return dma_run(chan);
	if (chan->state == DMA_ENDING)
		return SGDMA_ERR_STATE;
	if (chan->state == DMA_FAILED)
		return recover(chan);
	error = SGDMA_GET(STATUS, ERROR, sgdma_chan_status(chan->dev, dma_side(chan)));
	if (dma_is_copy(chan))
		error = error || SGDMA_GET(STATUS, ERROR, sgdma_chan_status(chan->dev, SGDMA_GATHER));
	if (error)
		return recover(chan);
	take_completions(chan);
	return dma_run(chan);
}

enum sgdma_result sgdma_dma_irq(struct sgdma_dma_chan *chan)
{
	uint32_t status;

	if (chan->state != DMA_RUNNING && chan->state != DMA_LAPS)
		return SGDMA_ERR_EMPTY;
	status = sgdma_irq_status(chan->dev) & dma_irq_mask(chan);
	if (!status)
		return SGDMA_ERR_EMPTY;
	if (status & (SGDMA_IRQ_STATUS_GATHER_ERROR | SGDMA_IRQ_STATUS_SCATTER_ERROR))
		return recover(chan);
	take_completions(chan);
	return dma_run(chan);
}
