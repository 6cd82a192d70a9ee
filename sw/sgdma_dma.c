// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Channels and the life of a transaction up to the engine: prep, submit, issue, status, terminate. */
#include "sgdma_dma_private.h"

void dma_line_append(struct sgdma_dma_line *line, struct sgdma_dma_desc *desc)
{
	desc->next = NULL;
	if (line->tail)
		line->tail->next = desc;
	else
		line->head = desc;
	line->tail = desc;
}

static bool half_used(const struct sgdma_dma_config *config, enum sgdma_chan half)
{
	return config->kind == SGDMA_DMA_MEMCPY || (config->kind == SGDMA_DMA_MEM_TO_DEV) == (half == SGDMA_GATHER);
}

static bool config_ok(const struct sgdma_dma_config *config)
{
	unsigned half;

	if ((unsigned)config->kind > SGDMA_DMA_DEV_TO_MEM || config->ring_log2 < 1 ||
	    config->ring_log2 > SGDMA_SIZE_LOG2_MAX || config->queue_log2 > SGDMA_SIZE_LOG2_MAX)
		return false;
	for (half = SGDMA_GATHER; half <= SGDMA_SCATTER; half++) {
		if (half_used(config, half) &&
		    (!config->ring[half] || (uintptr_t)config->ring[half] & (sgdma_desc_bytes(config->wide) - 1)))
			return false;
	}
	if (!config->queue || (uintptr_t)config->queue % 8 || !config->descs || !config->desc_count ||
	    (config->pieces_per_desc && !config->pieces))
		return false;
	return config->stop_polls && (config->irq_count <= 1 || config->irq_clocks);
}

static enum sgdma_result set_timers(struct sgdma_dma_chan *chan)
{
	const struct sgdma_dma_config *config = chan->config;
	enum sgdma_result result = SGDMA_SUCCESS;

	if (config->irq_count || config->irq_clocks)
		result = sgdma_chan_moderate(chan->dev, dma_side(chan), config->irq_count ? config->irq_count : 1,
					     config->irq_clocks);
	if (config->watchdog && result == SGDMA_SUCCESS)
		result = sgdma_chan_watchdog(chan->dev, dma_side(chan), config->watchdog);
	if (config->watchdog && dma_is_copy(chan) && result == SGDMA_SUCCESS)
		result = sgdma_chan_watchdog(chan->dev, SGDMA_GATHER, config->watchdog);
	return result;
}

enum sgdma_result sgdma_dma_init(struct sgdma_dma_chan *chan, struct sgdma *dev, const struct sgdma_dma_config *config)
{
	size_t i;

	if (!chan || !dev || !config || !config_ok(config))
		return SGDMA_ERR_ARG;
	for (i = SGDMA_GATHER; i <= SGDMA_SCATTER; i++) {
		if (half_used(config, (enum sgdma_chan)i) && !sgdma_has(dev, (enum sgdma_chan)i))
			return SGDMA_ERR_ABSENT;
	}
	if (!(config->wide ? dev->caps.wide : dev->caps.compact))
		return SGDMA_ERR_ABSENT;
	chan->dev = dev;
	chan->config = config;
	chan->free = NULL;
	chan->submitted.head = chan->submitted.tail = NULL;
	chan->active.head = chan->active.tail = NULL;
	chan->feed = NULL;
	chan->posted = chan->done = 0;
	chan->packet_room = 0;
	chan->cookie = chan->completed = chan->failed = 0;
	chan->aborted_from = chan->aborted_to = 0;
	chan->state = DMA_IDLE;
	for (i = config->desc_count; i--;) {
		config->descs[i].pieces = config->pieces ? config->pieces + i * config->pieces_per_desc : NULL;
		config->descs[i].next = chan->free;
		chan->free = &config->descs[i];
	}
	return set_timers(chan);
}

/* ---- prep --------------------------------------------------------------------------------------------------------- */

static bool buffer_ok(const struct sgdma_dma_chan *chan, uint64_t addr, uint64_t len)
{
	if (!len || !sgdma_range_ok(addr, len) || !sgdma_fits_bus(chan->dev, addr + (len - 1)))
		return false;
	if (chan->config->wide)
		return true;
	return sgdma_same_upper(addr, chan->config->upper) && sgdma_same_upper(addr + (len - 1), chan->config->upper);
}

static struct sgdma_dma_desc *take(struct sgdma_dma_chan *chan, enum sgdma_dma_shape shape, uint8_t flags)
{
	struct sgdma_dma_desc *desc = chan->free;

	if (!desc)
		return NULL;
	chan->free = desc->next;
	desc->callback = NULL;
	desc->arg = NULL;
	desc->next = NULL;
	desc->shape = (uint8_t)shape;
	desc->flags = flags;
	desc->cookie = 0;
	desc->total = 0;
	desc->entries = 0;
	return desc;
}

void sgdma_dma_free(struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc)
{
	desc->next = chan->free;
	chan->free = desc;
}

static uint64_t cuts_of(const struct sgdma_dma_chan *chan, uint64_t len)
{
	unsigned log2 = dma_cut_log2(chan);

	return (len >> log2) + ((len & ((UINT64_C(1) << log2) - 1)) != 0);
}

struct sgdma_dma_desc *sgdma_dma_prep_memcpy(struct sgdma_dma_chan *chan, uint64_t dst, uint64_t src, uint64_t len)
{
	struct sgdma_dma_desc *desc;

	if (!dma_is_copy(chan) || !buffer_ok(chan, dst, len) || !buffer_ok(chan, src, len) ||
	    cuts_of(chan, len) > INT32_MAX)
		return NULL;
	desc = take(chan, DMA_COPY, 0);
	if (!desc)
		return NULL;
	desc->src = src;
	desc->dst = dst;
	desc->total = len;
	desc->entries = (uint32_t)cuts_of(chan, len);
	return desc;
}

struct sgdma_dma_desc *sgdma_dma_prep_slave_sg(struct sgdma_dma_chan *chan, const struct sgdma_piece *pieces,
					       uint32_t count, uint8_t flags)
{
	struct sgdma_dma_desc *desc;
	uint64_t cuts = 0;
	uint32_t i;

	if (dma_is_copy(chan) || !count || count > chan->config->pieces_per_desc || flags & ~SGDMA_DMA_STREAM)
		return NULL;
	for (i = 0; i < count; i++) {
		if (!buffer_ok(chan, pieces[i].addr, pieces[i].len))
			return NULL;
		cuts += cuts_of(chan, pieces[i].len);
	}
	if (cuts > INT32_MAX)
		return NULL;
	desc = take(chan, DMA_LIST, flags);
	if (!desc)
		return NULL;
	for (i = 0; i < count; i++) {
		desc->pieces[i] = pieces[i];
		desc->total += pieces[i].len;
	}
	desc->piece_count = count;
	desc->entries = (uint32_t)cuts;
	return desc;
}

/* Entries of the cyclic ring; 0: there is no way. */
static uint32_t lap_entries(const struct sgdma_dma_chan *chan, uint32_t periods, uint32_t period)
{
	uint32_t len_max = chan->config->wide ? SGDMA_WIDE_LEN_MAX : SGDMA_COMPACT_LEN_MAX;
	uint32_t entries, cuts, rest;

	for (entries = 1; entries <= UINT32_C(1) << chan->config->ring_log2; entries <<= 1) {
		if (entries < periods)
			continue;
		cuts = dma_divide(entries, periods, &rest);
		if (cuts + (rest != 0) > period)
			return 0;
		if ((uint64_t)cuts * len_max >= period)
			return entries;
	}
	return 0;
}

struct sgdma_dma_desc *sgdma_dma_prep_cyclic(struct sgdma_dma_chan *chan, uint64_t buffer, uint32_t len,
					     uint32_t period, uint8_t flags)
{
	uint32_t periods, entries, rest;
	struct sgdma_dma_desc *desc;

	if (dma_is_copy(chan) || flags & ~SGDMA_DMA_STREAM || !period || !buffer_ok(chan, buffer, len))
		return NULL;
	periods = dma_divide(len, period, &rest);
	if (!periods || rest)
		return NULL;
	entries = lap_entries(chan, periods, period);
	desc = entries ? take(chan, DMA_CYCLIC, flags) : NULL;
	if (!desc)
		return NULL;
	desc->src = buffer;
	desc->total = len;
	desc->period = period;
	desc->periods = periods;
	desc->entries = entries;
	return desc;
}

/* ---- submit, issue, status, terminate ------------------------------------------------------------------------------- */

uint32_t sgdma_dma_submit(struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc)
{
	if (!++chan->cookie)
		chan->cookie = 1;
	desc->cookie = chan->cookie;
	desc->pushed = 0;
	desc->piece = 0;
	desc->offset = 0;
	desc->missing = 0;
	desc->ended = 0;
	desc->code = SGDMA_CODE_OK;
	dma_line_append(&chan->submitted, desc);
	return desc->cookie;
}

enum sgdma_result sgdma_dma_issue_pending(struct sgdma_dma_chan *chan)
{
	while (chan->submitted.head) {
		struct sgdma_dma_desc *desc = chan->submitted.head;

		chan->submitted.head = desc->next;
		dma_line_append(&chan->active, desc);
		if (!chan->feed)
			chan->feed = desc;
	}
	chan->submitted.tail = NULL;
	return chan->state == DMA_ENDING ? SGDMA_ERR_STATE : dma_run(chan);
}

static struct sgdma_dma_desc *find(struct sgdma_dma_desc *desc, uint32_t cookie)
{
	while (desc && desc->cookie != cookie)
		desc = desc->next;
	return desc;
}

enum sgdma_dma_status sgdma_dma_status(struct sgdma_dma_chan *chan, uint32_t cookie, uint64_t *residue)
{
	struct sgdma_dma_desc *desc = find(chan->active.head, cookie);
	bool waits = !desc;

	if (!desc)
		desc = find(chan->submitted.head, cookie);
	if (residue)
		*residue = 0;
	if (!desc) {
		bool aborted = chan->aborted_to && (int32_t)(cookie - chan->aborted_from) >= 0 &&
			       (int32_t)(chan->aborted_to - cookie) >= 0;

		/* A cookie that was never given out is no success. */
		if (!cookie || cookie == chan->failed || aborted || (int32_t)(cookie - chan->completed) > 0)
			return SGDMA_DMA_ERROR;
		return SGDMA_DMA_COMPLETE;
	}
	if (residue)
		*residue = waits ? desc->total : dma_residue(chan, desc);
	return chan->state == DMA_FAILED || chan->state == DMA_ENDING ? SGDMA_DMA_ERROR : SGDMA_DMA_IN_PROGRESS;
}

static void give_back(struct sgdma_dma_chan *chan, struct sgdma_dma_line *line)
{
	while (line->head) {
		struct sgdma_dma_desc *desc = line->head;

		line->head = desc->next;
		sgdma_dma_free(chan, desc);
	}
	line->tail = NULL;
}

enum sgdma_result sgdma_dma_terminate_sync(struct sgdma_dma_chan *chan)
{
	enum sgdma_result result;

	if (chan->state != DMA_IDLE) {
		chan->state = DMA_ENDING;
		result = dma_stop(chan);
		if (result != SGDMA_SUCCESS)
			return result;
		chan->state = DMA_IDLE;
	}
	if (chan->active.head || chan->submitted.head) {
		chan->aborted_from = chan->active.head ? chan->active.head->cookie : chan->submitted.head->cookie;
		chan->aborted_to = chan->cookie;
	}
	give_back(chan, &chan->active);
	give_back(chan, &chan->submitted);
	chan->feed = NULL;
	chan->completed = chan->cookie;
	return SGDMA_SUCCESS;
}
