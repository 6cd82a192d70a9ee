/* SPDX-License-Identifier: Apache-2.0 */
#include "register_watch.h"

#include "sgdma_regs.h"

#define ATTR_RESET 0x3 /* of every ATTR register */

enum { GATHER, SCATTER };

/* The channel that a register belongs to, and the register within it; NULL: a global one. */
static struct register_watch_channel *channel_of(struct register_watch *watch, uint32_t offset, uint32_t *reg)
{
	if (offset >= SGDMA_CHAN_SCATTER) {
		*reg = offset - SGDMA_CHAN_SCATTER;
		return &watch->channels[SCATTER];
	}
	*reg = offset - SGDMA_CHAN_GATHER;
	return offset >= SGDMA_CHAN_GATHER ? &watch->channels[GATHER] : NULL;
}

static void declare_quiet(struct register_watch *watch, struct axi_monitor *mon)
{
	const bool gather = watch->channels[GATHER].quiet, scatter = watch->channels[SCATTER].quiet;
	unsigned mask = 0;

	if (gather)
		mask |= 1u << AXI_ID_GATHER_FETCH | 1u << AXI_ID_READ;
	if (scatter)
		mask |= 1u << AXI_ID_SCATTER_FETCH | 1u << AXI_ID_WRITE;
	if (gather && scatter)
		mask |= 1u << AXI_ID_COMPLETION;
	axi_monitor_quiet(mon, mask);
}

bool register_watch_start(struct register_watch *watch, struct axi_monitor *mon, uint32_t offset, uint32_t value)
{
	uint32_t reg;
	struct register_watch_channel *channel = channel_of(watch, offset, &reg);
	enum axi_id fetch = channel == &watch->channels[GATHER] ? AXI_ID_GATHER_FETCH : AXI_ID_SCATTER_FETCH;
	bool good = true;

	if (!channel || reg != SGDMA_CHAN_REG_CTRL || !SGDMA_GET(CTRL, RUN, value))
		return true;
	channel->started = true;
	channel->quiet = false;
	declare_quiet(watch, mon);

	axi_monitor_allow_all(mon, fetch);
	if (SGDMA_GET(LIST, BASIC, channel->list))
		good = axi_monitor_allow(mon, fetch, 0, 0);
	else if (!SGDMA_GET(LIST, CHAIN, channel->list))
		good = axi_monitor_allow(mon, fetch, channel->base,
					 (SGDMA_GET(LIST, WIDE, channel->list) ? 16u : 8u)
						 << SGDMA_GET(LIST, SIZE_LOG2, channel->list));
	/* The other channel may be running, so its queue stays permitted. */
	axi_monitor_allow_all(mon, AXI_ID_COMPLETION);
	for (unsigned i = 0; i < 2; i++)
		if (watch->channels[i].started)
			good = axi_monitor_allow(
				       mon, AXI_ID_COMPLETION, watch->channels[i].cq_base,
				       SGDMA_GET(CQ_SIZE, NONE, watch->channels[i].cq_size)
					       ? 0
					       : 8u << SGDMA_GET(CQ_SIZE, LOG2, watch->channels[i].cq_size)) &&
			       good;
	return good;
}

static void set_low(uint64_t *to, uint32_t value)
{
	*to = (*to & ~(uint64_t)UINT32_MAX) | value;
}

static void set_high(uint64_t *to, uint32_t value)
{
	*to = (*to & UINT32_MAX) | (uint64_t)value << 32;
}

static struct axi_attr attr_of(uint32_t value)
{
	return (struct axi_attr){ .cache = (uint8_t)SGDMA_GET(ATTR_READ, CACHE, value),
				  .prot = (uint8_t)SGDMA_GET(ATTR_READ, PROT, value),
				  .qos = (uint8_t)SGDMA_GET(ATTR_READ, QOS, value) };
}

void register_watch_reset(struct register_watch *watch, struct axi_monitor *mon)
{
	*watch = (struct register_watch){ 0 };
	for (unsigned id = 0; id < AXI_ID_COUNT; id++)
		axi_monitor_attr(mon, (enum axi_id)id, attr_of(ATTR_RESET));
}

/* Global registers. */
static void global_written(struct register_watch *watch, struct axi_monitor *mon, uint32_t offset, uint32_t value)
{
	const uint32_t window = SGDMA_REG_WINDOW0_CTRL, stride = SGDMA_REG_WINDOW1_CTRL - SGDMA_REG_WINDOW0_CTRL;
	struct axi_window *w;

	if (offset == SGDMA_REG_MODE)
		axi_monitor_copy(mon, SGDMA_GET(MODE, COPY, value));
	else if (offset >= SGDMA_REG_ATTR_GATHER_FETCH && offset <= SGDMA_REG_ATTR_COMPLETION)
		axi_monitor_attr(mon, (enum axi_id)((offset - SGDMA_REG_ATTR_GATHER_FETCH) / 4), attr_of(value));
	if (offset < window || offset >= window + AXI_WINDOWS * stride)
		return;
	w = &watch->windows[(offset - window) / stride];
	switch (window + (offset - window) % stride) {
	case SGDMA_REG_WINDOW0_CTRL:
		w->enable = SGDMA_GET(WINDOW0_CTRL, ENABLE, value);
		w->read = SGDMA_GET(WINDOW0_CTRL, READ, value);
		w->write = SGDMA_GET(WINDOW0_CTRL, WRITE, value);
		break;
	case SGDMA_REG_WINDOW0_BASE_LO: set_low(&w->base, value); break;
	case SGDMA_REG_WINDOW0_BASE_HI: set_high(&w->base, value); break;
	case SGDMA_REG_WINDOW0_LIMIT_LO: set_low(&w->limit, value); break;
	case SGDMA_REG_WINDOW0_LIMIT_HI: set_high(&w->limit, value); break;
	default: break;
	}
	axi_monitor_window(mon, (offset - window) / stride, w);
}

void register_watch_written(struct register_watch *watch, struct axi_monitor *mon, uint32_t offset, uint32_t value)
{
	uint32_t reg;
	struct register_watch_channel *channel = channel_of(watch, offset, &reg);

	if (!channel) {
		global_written(watch, mon, offset, value);
		return;
	}
	switch (reg) {
	case SGDMA_CHAN_REG_CTRL:
		if (SGDMA_GET(CTRL, SOFT_RESET, value)) {
			channel->list = channel->cq_size = 0;
			channel->base = channel->cq_base = 0;
		}
		break;
	case SGDMA_CHAN_REG_LIST: channel->list = value; break;
	case SGDMA_CHAN_REG_BASE_LO: set_low(&channel->base, value & SGDMA_MASK(BASE_LO, ADDR)); break;
	case SGDMA_CHAN_REG_BASE_HI: set_high(&channel->base, value); break;
	case SGDMA_CHAN_REG_CQ_BASE_LO: set_low(&channel->cq_base, value & SGDMA_MASK(CQ_BASE_LO, ADDR)); break;
	case SGDMA_CHAN_REG_CQ_BASE_HI: set_high(&channel->cq_base, value); break;
	case SGDMA_CHAN_REG_CQ_SIZE: channel->cq_size = value; break;
	default: break;
	}
}

void register_watch_read(struct register_watch *watch, struct axi_monitor *mon, uint32_t offset, uint32_t value)
{
	uint32_t reg;
	struct register_watch_channel *channel = channel_of(watch, offset, &reg);

	if (!channel || reg != SGDMA_CHAN_REG_STATUS || !SGDMA_GET(STATUS, QUIESCED, value))
		return;
	channel->quiet = true;
	declare_quiet(watch, mon);
}
