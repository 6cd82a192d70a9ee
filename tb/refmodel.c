/* SPDX-License-Identifier: Apache-2.0 */
/* refmodel: registers of the reference model; what a list does is in refmodel_exec.c, streams and faults in refmodel_ports.c. */
#include "refmodel.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "refmodel_priv.h"

#define ID_LETTERS 0x53474441u /* "SGDA" */
#define FETCH_RESET_D 4
#define FETCH_RESET_K_LOG2 3
#define CQ_WAIT_RESET 0x10
#define ATTR_RESET 0x3

static unsigned log2_of(unsigned value)
{
	unsigned n = 0;

	while (value >> (n + 1))
		n++;
	return n;
}

static void chan_reset(const struct refmodel *model, struct ref_chan *chan)
{
	const struct refmodel_config *config = &model->config;
	unsigned d = config->max_d < FETCH_RESET_D ? config->max_d : FETCH_RESET_D;
	unsigned k = config->max_k_log2 < FETCH_RESET_K_LOG2 ? config->max_k_log2 : FETCH_RESET_K_LOG2;

	*chan = (struct ref_chan){ .fetch = SGDMA_PUT(FETCH, D, d) | SGDMA_PUT(FETCH, K_LOG2, k),
				   .cq_wait = CQ_WAIT_RESET,
				   .irq_count = 1 };
}

struct refmodel *refmodel_create(const struct refmodel_config *config, struct mem *mem)
{
	struct refmodel *model = calloc(1, sizeof(*model));

	if (!model)
		return NULL;
	model->config = *config;
	model->mem = mem;
	model->out_room = 8;
	model->out = calloc(model->out_room, sizeof(*model->out));
	if (!model->out) {
		free(model);
		return NULL;
	}
	for (int i = 0; i < 2; i++)
		chan_reset(model, &model->chan[i]);
	for (int i = 0; i < AXI_ID_COUNT; i++)
		model->attr[i] = ATTR_RESET;
	return model;
}

void refmodel_destroy(struct refmodel *model)
{
	struct ref_item *item, *next;

	if (!model)
		return;
	for (item = model->in_first; item; item = next) {
		next = item->next;
		free(item->data);
		free(item);
	}
	for (size_t i = 0; i < model->out_room; i++)
		free(model->out[i].data);
	free(model->out);
	free(model);
}

/* ---- registers ---------------------------------------------------------------------------------------------- */

static uint32_t chan_status(const struct ref_chan *chan)
{
	return SGDMA_PUT(STATUS, STATE, chan->running ? SGDMA_STATE_RUNNING : SGDMA_STATE_STOPPED) |
	       SGDMA_PUT(STATUS, ERROR, chan->error.code != SGDMA_CODE_OK) |
	       /* Between two calls nothing is on the bus, but a running channel may put something there at any time. */
	       SGDMA_PUT(STATUS, QUIESCED, !chan->running) | SGDMA_PUT(STATUS, LIST_DONE, chan->list_done) |
	       /* Packets are taken and handed out whole. */
	       SGDMA_PUT(STATUS, STREAM_IDLE, 1);
}

/* ERROR_ADDR: a completion that could not be written is told by CQ_WRITTEN. */
static uint64_t shown_addr(const struct ref_chan *chan)
{
	return chan->error.phase == SGDMA_PHASE_COMPLETION ? 0 : chan->error.addr;
}

static bool chan_read(const struct ref_chan *chan, uint32_t offset, uint32_t *value)
{
	switch (offset) {
	case SGDMA_CHAN_REG_CTRL:
		*value = SGDMA_PUT(CTRL, RUN, chan->running) | SGDMA_PUT(CTRL, CYCLIC, chan->cyclic);
		break;
	case SGDMA_CHAN_REG_STATUS: *value = chan_status(chan); break;
	case SGDMA_CHAN_REG_LIST: *value = chan->list; break;
	case SGDMA_CHAN_REG_BASE_LO: *value = (uint32_t)chan->base; break;
	case SGDMA_CHAN_REG_BASE_HI: *value = (uint32_t)(chan->base >> 32); break;
	case SGDMA_CHAN_REG_COUNT: *value = chan->count; break;
	case SGDMA_CHAN_REG_UPPER: *value = chan->upper; break;
	case SGDMA_CHAN_REG_FETCH: *value = chan->fetch; break;
	case SGDMA_CHAN_REG_PRODUCER: *value = chan->producer; break;
	case SGDMA_CHAN_REG_CONSUMER: *value = chan->consumer; break;
	case SGDMA_CHAN_REG_CQ_BASE_LO: *value = (uint32_t)chan->cq_base; break;
	case SGDMA_CHAN_REG_CQ_BASE_HI: *value = (uint32_t)(chan->cq_base >> 32); break;
	case SGDMA_CHAN_REG_CQ_SIZE: *value = chan->cq_size; break;
	case SGDMA_CHAN_REG_CQ_WAIT: *value = chan->cq_wait; break;
	case SGDMA_CHAN_REG_CQ_WRITTEN: *value = chan->written; break;
	case SGDMA_CHAN_REG_CQ_ACK: *value = chan->ack; break;
	case SGDMA_CHAN_REG_ERROR:
		*value = SGDMA_PUT(ERROR, CODE, chan->error.code) | SGDMA_PUT(ERROR, PHASE, chan->error.phase) |
			 SGDMA_PUT(ERROR, INDEX, chan->error_index);
		break;
	case SGDMA_CHAN_REG_ERROR_ADDR_LO: *value = (uint32_t)shown_addr(chan); break;
	case SGDMA_CHAN_REG_ERROR_ADDR_HI: *value = (uint32_t)(shown_addr(chan) >> 32); break;
	case SGDMA_CHAN_REG_FETCH_WAIT:
	case SGDMA_CHAN_REG_DROPPED: *value = 0; break;
	case SGDMA_CHAN_REG_IRQ_COUNT: *value = chan->irq_count; break;
	case SGDMA_CHAN_REG_IRQ_TIME: *value = chan->irq_time; break;
	case SGDMA_CHAN_REG_WATCHDOG: *value = chan->watchdog; break;
	case SGDMA_CHAN_REG_RESIDUE_INDEX: *value = chan->consumer; break;
	case SGDMA_CHAN_REG_RESIDUE_BYTES: *value = 0; break;
	case SGDMA_CHAN_REG_LAST_STATUS:
	case SGDMA_CHAN_REG_LAST_BYTES: *value = 0; break;
	default: return false;
	}
	return true;
}

static uint32_t irq_status(const struct refmodel *model)
{
	const struct ref_chan *g = &model->chan[SGDMA_GATHER], *s = &model->chan[SGDMA_SCATTER];

	return SGDMA_PUT(IRQ_STATUS, GATHER_DONE, g->written != g->ack) |
	       SGDMA_PUT(IRQ_STATUS, GATHER_ERROR, g->error.code != SGDMA_CODE_OK) |
	       SGDMA_PUT(IRQ_STATUS, SCATTER_DONE, s->written != s->ack) |
	       SGDMA_PUT(IRQ_STATUS, SCATTER_ERROR, s->error.code != SGDMA_CODE_OK);
}

bool refmodel_irq(const struct refmodel *model)
{
	return (irq_status(model) & model->irq_enable) != 0;
}

/* The window register at a global offset; NULL: there is none. */
static uint32_t *window_reg(struct refmodel *model, uint32_t offset, unsigned *n)
{
	const uint32_t stride = SGDMA_REG_WINDOW1_CTRL - SGDMA_REG_WINDOW0_CTRL;
	uint32_t inner = (offset - SGDMA_REG_WINDOW0_CTRL) % stride;

	*n = (offset - SGDMA_REG_WINDOW0_CTRL) / stride;
	if (offset < SGDMA_REG_WINDOW0_CTRL || *n >= 4 || inner % 4 || inner / 4 >= 5)
		return NULL;
	return &model->window[*n][inner / 4];
}

/* The channel whose registers `offset` is among; its own offset in *offset. NULL: a global register. */
static struct ref_chan *chan_at(struct refmodel *model, uint32_t *offset)
{
	uint32_t base = *offset & ~0xffu;

	if (base != SGDMA_CHAN_GATHER && base != SGDMA_CHAN_SCATTER)
		return NULL;
	*offset &= 0xff;
	return &model->chan[base == SGDMA_CHAN_GATHER ? SGDMA_GATHER : SGDMA_SCATTER];
}

int refmodel_read(struct refmodel *model, uint32_t offset, uint32_t *value)
{
	uint32_t *window;
	unsigned n;
	const struct refmodel_config *c = &model->config;
	struct ref_chan *chan = chan_at(model, &offset);

	*value = 0;
	if (chan)
		return chan_read(chan, offset, value) ? AXI_OKAY : AXI_SLVERR;
	switch (offset) {
	case SGDMA_REG_ID: *value = ID_LETTERS; break;
	case SGDMA_REG_VERSION: *value = c->version; break;
	case SGDMA_REG_CAP0:
		*value = SGDMA_PUT(CAP0, BUS_LOG2, log2_of(c->bus_bytes)) |
			 SGDMA_PUT(CAP0, BURST_LOG2, log2_of(c->max_burst)) | SGDMA_PUT(CAP0, ADDR_W, c->addr_w) |
			 SGDMA_PUT(CAP0, FIFO_LOG2, log2_of(c->fifo_beats));
		break;
	case SGDMA_REG_CAP1:
		*value = SGDMA_PUT(CAP1, READS, c->reads) | SGDMA_PUT(CAP1, WRITES, c->writes) |
			 SGDMA_PUT(CAP1, MAX_D, c->max_d) | SGDMA_PUT(CAP1, MAX_K_LOG2, c->max_k_log2);
		break;
	case SGDMA_REG_MODE: *value = model->copy; break;
	case SGDMA_REG_IRQ_ENABLE: *value = model->irq_enable; break;
	case SGDMA_REG_IRQ_STATUS: *value = irq_status(model); break;
	case SGDMA_REG_REFUSED: *value = model->refused; break;
	case SGDMA_REG_CAP2:
		*value = SGDMA_PUT(CAP2, GATHER, 1) | SGDMA_PUT(CAP2, SCATTER, 1) | SGDMA_PUT(CAP2, WIDE, 1) |
			 SGDMA_PUT(CAP2, COMPACT, 1) | SGDMA_PUT(CAP2, COUNTERS, 1) | SGDMA_PUT(CAP2, TIMERS, 1) |
			 SGDMA_PUT(CAP2, WINDOWS, 4);
		break;
	case SGDMA_REG_ATTR_GATHER_FETCH:
	case SGDMA_REG_ATTR_SCATTER_FETCH:
	case SGDMA_REG_ATTR_READ:
	case SGDMA_REG_ATTR_WRITE:
	case SGDMA_REG_ATTR_COMPLETION: *value = model->attr[(offset - SGDMA_REG_ATTR_GATHER_FETCH) / 4]; break;
	case SGDMA_REG_POLICY: *value = model->policy; break;
	case SGDMA_REG_DOORBELL:
	case SGDMA_REG_START:
	case SGDMA_REG_SNAPSHOT: break;
	default:
		/* Nothing takes time here, so the counters stay at 0. */
		if (offset >= SGDMA_REG_CNT_BUSY && offset <= SGDMA_REG_CNT_WAIT_STREAM && offset % 4 == 0)
			break;
		window = window_reg(model, offset, &n);
		if (!window)
			return AXI_SLVERR;
		*value = *window;
	}
	return AXI_OKAY;
}

static enum sgdma_refusal doorbell_check(const struct ref_chan *chan, uint16_t index)
{
	if (!chan->running || SGDMA_GET(LIST, BASIC, chan->list))
		return SGDMA_REFUSED_LOCKED;
	if (!SGDMA_GET(LIST, CHAIN, chan->list) && !chan->cyclic &&
	    (uint16_t)(index - chan->consumer) > 1u << SGDMA_GET(LIST, SIZE_LOG2, chan->list))
		return SGDMA_REFUSED_INDEX;
	return SGDMA_REFUSED_NONE;
}

static void doorbell(struct ref_chan *chan, uint16_t index)
{
	chan->producer = index;
	if (SGDMA_GET(LIST, CHAIN, chan->list) && !chan->started) {
		chan->started = true;
		chan->next_addr = chan->base;
		chan->next_count = SGDMA_GET(COUNT, N, chan->count);
	}
}

static enum sgdma_refusal start(struct ref_chan *chan)
{
	struct ref_chan fresh = { .running = true };

	if (!SGDMA_GET(LIST, BASIC, chan->list)) {
		if (chan->base % (SGDMA_GET(LIST, WIDE, chan->list) ? 16 : 8))
			return SGDMA_REFUSED_VALUE;
		if (SGDMA_GET(LIST, CHAIN, chan->list) &&
		    (SGDMA_GET(COUNT, N, chan->count) < 2 || SGDMA_GET(COUNT, N, chan->count) > UINT16_MAX))
			return SGDMA_REFUSED_VALUE;
	}
	memcpy(&fresh, chan, offsetof(struct ref_chan, fetch) + sizeof(fresh.fetch));
	*chan = fresh;
	return SGDMA_REFUSED_NONE;
}

static enum sgdma_refusal chan_ctrl(struct refmodel *model, struct ref_chan *chan, uint32_t value)
{
	bool run = SGDMA_GET(CTRL, RUN, value), reset = SGDMA_GET(CTRL, SOFT_RESET, value);
	enum sgdma_refusal refusal = SGDMA_REFUSED_NONE;

	if (run && reset)
		return SGDMA_REFUSED_LOCKED;
	if (!chan->running && run)
		refusal = start(chan);
	if (refusal != SGDMA_REFUSED_NONE)
		return refusal;
	chan->cyclic = SGDMA_GET(CTRL, CYCLIC, value);
	if (chan->running && !run)
		refmodel_halt(model, chan == &model->chan[SGDMA_GATHER] ? SGDMA_GATHER : SGDMA_SCATTER);
	if (reset)
		chan_reset(model, chan);
	return SGDMA_REFUSED_NONE;
}

static uint64_t set_high(const struct refmodel *model, uint64_t old, uint32_t high)
{
	return ((uint64_t)high << 32 | (uint32_t)old) & UINT64_MAX >> (64 - model->config.addr_w);
}

/* Registers that are locked while the channel runs. False: not one of them. */
static bool chan_write_locked(struct refmodel *model, struct ref_chan *chan, uint32_t offset, uint32_t value,
			      enum sgdma_refusal *refusal)
{
	uint32_t unused;
	uint64_t upper;

	*refusal = chan->running ? SGDMA_REFUSED_LOCKED : SGDMA_REFUSED_NONE;
	switch (offset) {
	case SGDMA_CHAN_REG_LIST:
		if (!chan->running)
			chan->list = value &
				     (SGDMA_MASK(LIST, CHAIN) | SGDMA_MASK(LIST, WIDE) | SGDMA_MASK(LIST, SIZE_LOG2) |
				      SGDMA_MASK(LIST, BASIC) | SGDMA_MASK(LIST, FENCE));
		return true;
	case SGDMA_CHAN_REG_BASE_LO:
		if (!chan->running)
			chan->base = (chan->base & ~0xffffffffull) | (value & SGDMA_MASK(BASE_LO, ADDR));
		return true;
	case SGDMA_CHAN_REG_BASE_HI:
		if (!chan->running)
			chan->base = set_high(model, chan->base, value);
		return true;
	case SGDMA_CHAN_REG_COUNT:
		if (!chan->running)
			chan->count = value & (SGDMA_MASK(COUNT, N) | SGDMA_MASK(COUNT, EOP) | SGDMA_MASK(COUNT, IRQ));
		return true;
	case SGDMA_CHAN_REG_UPPER:
		upper = (uint64_t)(value & SGDMA_MASK(UPPER, ADDR)) << 44;
		if (!chan->running)
			chan->upper = (uint32_t)(set_high(model, upper, (uint32_t)(upper >> 32)) >> 44);
		return true;
	case SGDMA_CHAN_REG_CQ_BASE_LO:
		if (!chan->running)
			chan->cq_base = (chan->cq_base & ~0xffffffffull) | (value & SGDMA_MASK(CQ_BASE_LO, ADDR));
		return true;
	case SGDMA_CHAN_REG_CQ_BASE_HI:
		if (!chan->running)
			chan->cq_base = set_high(model, chan->cq_base, value);
		return true;
	case SGDMA_CHAN_REG_CQ_SIZE:
		if (!chan->running)
			chan->cq_size = value & (SGDMA_MASK(CQ_SIZE, LOG2) | SGDMA_MASK(CQ_SIZE, NONE));
		return true;
	default:
		/* Anything else that can be read is written elsewhere, or read-only. */
		*refusal = chan_read(chan, offset, &unused) ? SGDMA_REFUSED_NONE : SGDMA_REFUSED_ADDRESS;
		return false;
	}
}

static enum sgdma_refusal chan_write(struct refmodel *model, struct ref_chan *chan, uint32_t offset, uint32_t value)
{
	enum sgdma_refusal refusal;

	if (chan_write_locked(model, chan, offset, value, &refusal))
		return refusal;
	switch (offset) {
	case SGDMA_CHAN_REG_CTRL: return chan_ctrl(model, chan, value);
	case SGDMA_CHAN_REG_FETCH:
		if (SGDMA_GET(FETCH, D, value) < 1 || SGDMA_GET(FETCH, D, value) > model->config.max_d ||
		    SGDMA_GET(FETCH, K_LOG2, value) > model->config.max_k_log2)
			return SGDMA_REFUSED_VALUE;
		chan->fetch = value & (SGDMA_MASK(FETCH, D) | SGDMA_MASK(FETCH, K_LOG2));
		return SGDMA_REFUSED_NONE;
	case SGDMA_CHAN_REG_PRODUCER:
		refusal = doorbell_check(chan, (uint16_t)value);
		if (refusal == SGDMA_REFUSED_NONE)
			doorbell(chan, (uint16_t)value);
		return refusal;
	case SGDMA_CHAN_REG_CQ_WAIT: chan->cq_wait = SGDMA_GET(CQ_WAIT, CLOCKS, value); return SGDMA_REFUSED_NONE;
	case SGDMA_CHAN_REG_IRQ_COUNT: chan->irq_count = SGDMA_GET(IRQ_COUNT, N, value); return SGDMA_REFUSED_NONE;
	case SGDMA_CHAN_REG_IRQ_TIME: chan->irq_time = SGDMA_GET(IRQ_TIME, CLOCKS, value); return SGDMA_REFUSED_NONE;
	case SGDMA_CHAN_REG_WATCHDOG: chan->watchdog = SGDMA_GET(WATCHDOG, CLOCKS, value); return SGDMA_REFUSED_NONE;
	case SGDMA_CHAN_REG_CQ_ACK:
		if ((uint16_t)(value - chan->ack) > (uint16_t)(chan->written - chan->ack))
			return SGDMA_REFUSED_ACK;
		chan->ack = (uint16_t)value;
		return SGDMA_REFUSED_NONE;
	default: return SGDMA_REFUSED_ADDRESS;
	}
}

static enum sgdma_refusal doorbell_both(struct refmodel *model, uint32_t value)
{
	enum sgdma_refusal refusal[2];

	for (int i = 0; i < 2; i++)
		refusal[i] = doorbell_check(&model->chan[i], (uint16_t)(value >> 16 * i));
	/* "Not running" of either is the plainer answer than "too many" of the other. */
	if (refusal[0] == SGDMA_REFUSED_LOCKED || refusal[1] == SGDMA_REFUSED_LOCKED)
		return SGDMA_REFUSED_LOCKED;
	if (refusal[0] != SGDMA_REFUSED_NONE || refusal[1] != SGDMA_REFUSED_NONE)
		return SGDMA_REFUSED_INDEX;
	for (int i = 0; i < 2; i++)
		doorbell(&model->chan[i], (uint16_t)(value >> 16 * i));
	return SGDMA_REFUSED_NONE;
}

/*
 * START: only its refusals. A transfer that is pushed takes time until the next may be, so this model is not asked for one:
 * its scenarios run on the engine alone.
 */
static enum sgdma_refusal push_check(const struct refmodel *model, uint32_t value)
{
	enum sgdma_refusal refusal = SGDMA_REFUSED_NONE;

	for (int i = 0; i < 2; i++) {
		const struct ref_chan *chan = &model->chan[i];

		if (!(value >> i & 1))
			continue;
		if (!chan->running || !SGDMA_GET(LIST, BASIC, chan->list))
			return SGDMA_REFUSED_LOCKED;
		if (!SGDMA_GET(COUNT, N, chan->count))
			refusal = SGDMA_REFUSED_VALUE;
	}
	return refusal;
}

static enum sgdma_refusal window_write(struct refmodel *model, uint32_t offset, uint32_t value)
{
	unsigned n;
	uint32_t *window = window_reg(model, offset, &n), inner;

	if (!window)
		return SGDMA_REFUSED_ADDRESS;
	if (model->chan[0].running || model->chan[1].running || SGDMA_GET(WINDOW0_CTRL, LOCK, model->window[n][0]))
		return SGDMA_REFUSED_LOCKED;
	inner = (uint32_t)(window - model->window[n]);
	if (inner == 0)
		*window = value & 0xf;
	else if (inner % 2)
		*window = value & SGDMA_MASK(WINDOW0_BASE_LO, ADDR);
	else
		*window = (uint32_t)(set_high(model, 0, value) >> 32);
	return SGDMA_REFUSED_NONE;
}

static enum sgdma_refusal global_write(struct refmodel *model, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case SGDMA_REG_MODE:
		if (model->chan[0].running || model->chan[1].running)
			return SGDMA_REFUSED_LOCKED;
		model->copy = SGDMA_GET(MODE, COPY, value);
		return SGDMA_REFUSED_NONE;
	case SGDMA_REG_IRQ_ENABLE: model->irq_enable = value & 0xf; return SGDMA_REFUSED_NONE;
	case SGDMA_REG_REFUSED: model->refused = 0; return SGDMA_REFUSED_NONE;
	case SGDMA_REG_DOORBELL: return doorbell_both(model, value);
	case SGDMA_REG_START: return push_check(model, value);
	case SGDMA_REG_SNAPSHOT: return SGDMA_REFUSED_NONE;
	case SGDMA_REG_ATTR_GATHER_FETCH:
	case SGDMA_REG_ATTR_SCATTER_FETCH:
	case SGDMA_REG_ATTR_READ:
	case SGDMA_REG_ATTR_WRITE:
	case SGDMA_REG_ATTR_COMPLETION:
		if (model->chan[0].running || model->chan[1].running)
			return SGDMA_REFUSED_LOCKED;
		model->attr[(offset - SGDMA_REG_ATTR_GATHER_FETCH) / 4] =
			value &
			(SGDMA_MASK(ATTR_READ, CACHE) | SGDMA_MASK(ATTR_READ, PROT) | SGDMA_MASK(ATTR_READ, QOS));
		return SGDMA_REFUSED_NONE;
	case SGDMA_REG_POLICY:
		if (model->chan[SGDMA_SCATTER].running)
			return SGDMA_REFUSED_LOCKED;
		model->policy = value & (SGDMA_MASK(POLICY, OVERRUN_STOP) | SGDMA_MASK(POLICY, EMPTY_DROP));
		return SGDMA_REFUSED_NONE;
	default: return window_write(model, offset, value);
	}
}

int refmodel_write(struct refmodel *model, uint32_t offset, uint32_t value)
{
	uint32_t inner = offset;
	struct ref_chan *chan = chan_at(model, &inner);
	enum sgdma_refusal refusal = chan ? chan_write(model, chan, inner, value) : global_write(model, offset, value);

	if (refusal != SGDMA_REFUSED_NONE) {
		if (!SGDMA_GET(REFUSED, CODE, model->refused))
			model->refused = SGDMA_PUT(REFUSED, CODE, refusal) | SGDMA_PUT(REFUSED, OFFSET, offset);
		return AXI_SLVERR;
	}
	refmodel_exec(model);
	return AXI_OKAY;
}
