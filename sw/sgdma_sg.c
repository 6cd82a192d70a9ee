// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The builder with choices: every option is laid out in one walk of the page table, the chosen one is written in a second. */
#include "sgdma_sg_private.h"

#define OPTIONS (SGDMA_SG_POLICIES * 2)

/* One walk over all ranges. */
struct pass {
	const struct sgdma_sg_config *config;
	struct sgdma_layer *layers;
	unsigned count;
	uint64_t gap_limit; /* gaps below it are read by the layers that join */
	uint64_t end;       /* bus address behind what was added last */
};

static bool power_of_two(uint64_t x)
{
	return x && !(x & (x - 1));
}

/* Bytes between two ranges; false if the second does not lie behind the first. */
static bool gap_between(const struct sgdma_sg_range *range, uint64_t *gap)
{
	uint64_t last = range[-1].vaddr + (range[-1].len - 1);

	*gap = range->vaddr - last - 1;
	return range->vaddr > last;
}

static bool ranges_ok(const struct sgdma_sg_range *ranges, size_t count, bool *junk)
{
	uint64_t room = UINT64_MAX, gap;
	size_t i;

	*junk = false;
	for (i = 0; i < count; i++) {
		if (!ranges[i].len || !sgdma_range_ok(ranges[i].vaddr, ranges[i].len) || ranges[i].len > room)
			return false;
		room -= ranges[i].len;
		*junk = *junk || ranges[i].junk;
		if (!i || !ranges[i].junk || !gap_between(&ranges[i], &gap))
			continue;
		if (gap > room)
			return false;
		room -= gap;
	}
	return count > 0;
}

static bool config_ok(const struct sgdma_sg_config *config, bool junk)
{
	const struct sgdma_sg_ops *ops = config->ops;
	uint64_t align = config->align ? config->align : 1;

	if (!ops || !ops->translate || !sgdma_chan_ok(config->chan) || !sgdma_limits_ok(&config->limits))
		return false;
	if (!power_of_two(align) || align > config->limits.max_len ||
	    (config->limits.boundary && align > config->limits.boundary))
		return false;
	if ((unsigned)config->policy > SGDMA_SG_MODEL || (unsigned)config->gaps > SGDMA_SG_JOIN)
		return false;
	/* What lies in a gap is somebody's: it must never be written. */
	if (config->chan == SGDMA_SCATTER && junk)
		return false;
	if ((config->policy == SGDMA_SG_MODEL || config->gaps == SGDMA_SG_GAP_MODEL) &&
	    (!config->cost || !sgdma_cost_ok(config->cost)))
		return false;
	if (!config->pool || config->policy == SGDMA_SG_DIRECT)
		return true;
	return align <= config->pool->align && (config->chan == SGDMA_GATHER ? ops->load != NULL : ops->store != NULL);
}

/* Gaps are read or not as the policy wants: a copy leaves them out for nothing. */
static bool wanted(const struct sgdma_sg_config *config, bool junk, enum sgdma_sg_policy policy, bool join)
{
	if (config->policy != SGDMA_SG_MODEL && config->policy != policy)
		return false;
	if (!junk || config->gaps == SGDMA_SG_KEEP || policy == SGDMA_SG_COPY_ALL)
		return !join;
	return join || config->gaps == SGDMA_SG_GAP_MODEL;
}

/* Pieces that begin at a block and are full end at one. */
static struct sgdma_build_limits whole_blocks(const struct sgdma_sg_config *config)
{
	struct sgdma_build_limits limits = config->limits;

	if (config->align)
		limits.max_len &= ~(config->align - 1);
	return limits;
}

static bool add_to_all(void *arg, uint64_t vaddr, uint64_t addr, uint64_t len)
{
	struct pass *pass = arg;
	unsigned i;

	for (i = 0; i < pass->count; i++)
		sgdma_layer_add(&pass->layers[i], vaddr, addr, len);
	pass->end = addr + len;
	return true;
}

/* *arg: the bus address at which the run must begin. */
static bool goes_on(void *arg, uint64_t vaddr, uint64_t addr, uint64_t len)
{
	uint64_t *next = arg;

	(void)vaddr;
	if (!addr || addr != *next)
		return false;
	*next = addr + len;
	return true;
}

static void add_gap(struct pass *pass, const struct sgdma_sg_range *range)
{
	uint64_t gap, next = pass->end;
	unsigned i;

	if (!range->junk || !gap_between(range, &gap) || !gap || gap >= pass->gap_limit)
		return;
	/* The gap, and the first byte behind it. */
	if (!sgdma_walk(pass->config->ops->translate, pass->config->ctx, range->vaddr - gap, gap + 1, goes_on, &next))
		return;
	for (i = 0; i < pass->count; i++)
		if (pass->layers[i].join) {
			sgdma_layer_add(&pass->layers[i], range->vaddr - gap, pass->end, gap);
			pass->layers[i].load.junk += gap;
		}
}

/* at: NULL, or the same ranges, to be told where each begins (in the first layer). */
static bool walk_ranges(struct pass *pass, const struct sgdma_sg_range *ranges, size_t count, struct sgdma_sg_range *at)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (i)
			add_gap(pass, &ranges[i]);
		if (at)
			at[i].at = sgdma_layer_bytes(&pass->layers[0]);
		if (!sgdma_walk(pass->config->ops->translate, pass->config->ctx, ranges[i].vaddr, ranges[i].len,
				add_to_all, pass))
			return false;
	}
	return true;
}

static void begin_pass(struct pass *pass, const struct sgdma_sg_config *config, struct sgdma_layer *layers)
{
	pass->config = config;
	pass->layers = layers;
	pass->count = 0;
	pass->end = 0;
	pass->gap_limit = config->gaps == SGDMA_SG_KEEP   ? 0
			  : config->gaps == SGDMA_SG_JOIN ? UINT64_MAX
							  : sgdma_cost_gap(config->cost, false);
}

/* It has the alignment, and there are buffers for it. */
static bool possible(const struct sgdma_layer *layer, const struct sgdma_sg_config *config)
{
	uint64_t align = config->align ? config->align : 1;

	return !layer->starved && (layer->policy != SGDMA_SG_DIRECT || !(layer->builder.skew & (align - 1)));
}

static void take_option(struct sgdma_sg_option *option, const struct sgdma_layer *layer,
			const struct sgdma_sg_config *config)
{
	/* One by one: as a whole, some compilers call memcpy(). */
	option->load.bytes = layer->load.bytes;
	option->load.junk = layer->load.junk;
	option->load.descs = layer->load.descs;
	option->load.copies = layer->load.copies;
	option->load.copy_bytes = layer->load.copy_bytes;
	option->load.buffers = layer->load.buffers;
	option->allowed = possible(layer, config);
	option->clocks = config->cost && (config->pool || !layer->starved)
				 ? sgdma_cost_clocks(config->cost, &option->load)
				 : SGDMA_NEVER;
}

static enum sgdma_result choose(struct sgdma_sg_plan *plan, const struct sgdma_layer *layers, unsigned count)
{
	const struct sgdma_sg_option *best = NULL;
	bool starved = false;
	unsigned i;

	for (i = 0; i < count; i++) {
		const struct sgdma_sg_option *option = &plan->option[layers[i].policy][layers[i].join];

		starved = starved || layers[i].starved;
		if (!option->allowed || (best && option->clocks >= best->clocks))
			continue;
		best = option;
		plan->policy = layers[i].policy;
		plan->joined = layers[i].join;
	}
	if (best)
		return SGDMA_SUCCESS;
	return starved ? SGDMA_ERR_BOUNCE : SGDMA_ERR_ALIGN;
}

enum sgdma_result sgdma_sg_plan(const struct sgdma_sg_config *config, const struct sgdma_sg_range *ranges, size_t count,
				struct sgdma_sg_plan *plan)
{
	struct sgdma_layer layers[OPTIONS];
	struct sgdma_build_limits limits;
	struct pass pass;
	bool junk;
	unsigned i;

	if (!ranges_ok(ranges, count, &junk) || !config_ok(config, junk))
		return SGDMA_ERR_ARG;
	limits = whole_blocks(config);
	begin_pass(&pass, config, layers);
	plan->policy = SGDMA_SG_MODEL;
	plan->joined = false;
	for (i = 0; i < OPTIONS; i++) {
		enum sgdma_sg_policy policy = (enum sgdma_sg_policy)(i >> 1);
		struct sgdma_sg_option *option = &plan->option[policy][i & 1];

		option->tried = wanted(config, junk, policy, i & 1);
		option->allowed = false;
		if (option->tried)
			sgdma_layer_init(&layers[pass.count++], config, &limits, policy, i & 1);
	}
	if (!walk_ranges(&pass, ranges, count, NULL))
		return SGDMA_ERR_UNMAPPED;
	for (i = 0; i < pass.count; i++) {
		sgdma_layer_end(&layers[i], 0);
		take_option(&plan->option[layers[i].policy][layers[i].join], &layers[i], config);
	}
	return choose(plan, layers, pass.count);
}

static bool same_load(const struct sgdma_load *a, const struct sgdma_load *b)
{
	return a->bytes == b->bytes && a->descs == b->descs && a->copies == b->copies && a->buffers == b->buffers;
}

enum sgdma_result sgdma_sg_build(struct sgdma_sg *sg, const struct sgdma_sg_config *config,
				 struct sgdma_sg_range *ranges, size_t count, uint8_t last_flags, uint16_t tag)
{
	const struct sgdma_load *load;
	struct sgdma_build_limits limits;
	struct sgdma_layer layer;
	enum sgdma_result result;
	struct pass pass;

	if (sg->state != SG_EMPTY)
		return SGDMA_ERR_STATE;
	sg->piece_count = 0;
	sg->copy_count = 0;
	if (last_flags & ~(SGDMA_EOP | SGDMA_IRQ))
		return SGDMA_ERR_ARG;
	result = sgdma_sg_plan(config, ranges, count, &sg->plan);
	if (result != SGDMA_SUCCESS)
		return result;
	load = &sg->plan.option[sg->plan.policy][sg->plan.joined].load;
	if (load->descs > sg->piece_room || load->copies > sg->copy_room) {
		sg->piece_count = (size_t)load->descs;
		sg->copy_count = (size_t)load->copies;
		return SGDMA_ERR_FULL;
	}
	limits = whole_blocks(config);
	begin_pass(&pass, config, &layer);
	pass.count = 1;
	sgdma_layer_init(&layer, config, &limits, sg->plan.policy, sg->plan.joined);
	layer.builder.pieces = sg->pieces;
	layer.builder.room = sg->piece_room;
	layer.builder.open.tag = tag;
	layer.copies = sg->copies;
	layer.copy_room = sg->copy_room;
	if (!walk_ranges(&pass, ranges, count, ranges))
		return SGDMA_ERR_UNMAPPED;
	sgdma_layer_end(&layer, last_flags);
	/* Another list than the planned one: the page table has changed in between. */
	if (!possible(&layer, config) || !same_load(&layer.load, load))
		return SGDMA_ERR_UNMAPPED;
	sg->config = config;
	sg->piece_count = (size_t)load->descs;
	sg->copy_count = (size_t)load->copies;
	sg->first = config->pool ? sgdma_bounce_take(config->pool, load->buffers) : SGDMA_BOUNCE_NONE;
	sg->state = SG_BUILT;
	return SGDMA_SUCCESS;
}
