/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refmodel_exec: lists, data and completions of the reference model. One entry at a time, in list order, each
 * finished before the next is looked at: what the pipelined engine must look like from outside.
 */
#include <stdlib.h>
#include <string.h>

#include "refmodel_priv.h"

#define BYTES_MAX ((1u << 28) - 1)
#define SATURATED 0x80u

/* First address of the burst that byte `at` of an entry belongs to: bursts end at multiples of the maximum burst. */
static uint64_t burst_of(const struct refmodel *model, const struct ref_entry *entry, uint64_t at)
{
	uint64_t block = at & ~(uint64_t)(model->config.max_burst - 1);

	return block > entry->addr ? block : entry->addr;
}

/* ---- completions and errors --------------------------------------------------------------------------------- */

void refmodel_halt(struct refmodel *model, enum sgdma_chan which)
{
	for (int i = 0; i < 2; i++) {
		struct ref_chan *chan = &model->chan[i];

		if (!model->copy && i != (int)which)
			continue;
		chan->running = false;
		chan->have_entry = false;
		if (i == SGDMA_GATHER && !model->copy && model->out[model->out_count].len)
			model->out[model->out_count++].aborted = true;
		/* The rest of a packet that is half taken has no place any more. */
		if (i == SGDMA_SCATTER && !model->copy)
			model->dropping = model->open;
	}
}

/* Room for the next open packet is always there, so that the halt above cannot fail. */
static void out_reserve(struct refmodel *model)
{
	if (model->out_count + 2 <= model->out_room)
		return;
	model->out_room = model->out_room * 2 + 8;
	model->out = realloc(model->out, model->out_room * sizeof(*model->out));
	if (!model->out)
		abort();
	memset(model->out + model->out_count + 1, 0, (model->out_room - model->out_count - 1) * sizeof(*model->out));
}

static void latch_error(struct refmodel *model, enum sgdma_chan which, const struct ref_fault *fault)
{
	struct ref_chan *chan = &model->chan[which];

	chan->error = *fault;
	/* There is no wire for an address bit above ADDR_W, not even where that is the error. */
	chan->error.addr &= UINT64_MAX >> (64 - model->config.addr_w);
	chan->error_index = chan->consumer;
}

/* Writes an entry into a channel's queue. False: the bus refused it, and the channel has stopped. */
static bool complete(struct refmodel *model, enum sgdma_chan which, uint16_t tag, uint64_t bytes, uint8_t status,
		     uint64_t flags)
{
	struct ref_chan *chan = &model->chan[which];
	uint32_t size = 1u << chan->cq_size;
	uint64_t addr = chan->cq_base + 8ull * (chan->written & (size - 1)), raw;
	enum axi_resp resp = ref_check_bus(model, model->write_faults, model->write_fault_count, addr, 8);
	uint8_t *to;

	if (resp != AXI_OKAY) {
		struct ref_fault fault = {
			.code = resp == AXI_DECERR ? SGDMA_CODE_CPL_DECERR : SGDMA_CODE_CPL_SLVERR,
			.phase = SGDMA_PHASE_COMPLETION,
			.addr = addr,
		};

		latch_error(model, which, &fault);
		refmodel_halt(model, which);
		return false;
	}
	if (bytes > BYTES_MAX) {
		bytes = BYTES_MAX;
		status |= SATURATED;
	}
	raw = tag | bytes << 16 | (uint64_t)status << 44 | flags;
	if (!(chan->written & size)) /* even laps carry phase 1 */
		raw |= 1ull << 63;
	to = mem_at(model->mem, addr, 8);
	for (int i = 0; i < 8; i++)
		to[i] = (uint8_t)(raw >> 8 * i);
	chan->written++;
	return true;
}

#define FLAG_EOP (1ull << 52)
#define FLAG_IRQ (1ull << 53)
#define FLAG_SOURCE (1ull << 54)
#define FLAG_SHORT (1ull << 55)

/* An entry's error: registers, completion entry, and the channel (in copy mode the pair) stands. */
static void fail(struct refmodel *model, enum sgdma_chan which, const struct ref_fault *fault)
{
	struct ref_chan *scatter = &model->chan[SGDMA_SCATTER];
	struct ref_fault other;

	latch_error(model, which, fault);
	if (!model->copy || which == SGDMA_SCATTER)
		complete(model, which, fault->tag, fault->bytes, fault->code, 0);
	else if (scatter->running && ref_fetch(model, SGDMA_SCATTER, &other) == FETCH_ENTRY)
		complete(model, SGDMA_SCATTER, 0, scatter->done, fault->code, FLAG_SOURCE);
	refmodel_halt(model, which);
}

/* The entry that a channel works on is done. */
static void retire(struct ref_chan *chan)
{
	chan->have_entry = false;
	chan->consumer++;
	if (SGDMA_GET(LIST, CHAIN, chan->list) && chan->at_end && !chan->chunk_left)
		chan->list_done = true;
}

/* fetch(), and the error reported. True: an entry is there. */
static bool next_entry(struct refmodel *model, enum sgdma_chan which)
{
	struct ref_fault fault;
	enum fetch_result result;

	if (!model->chan[which].running)
		return false;
	result = ref_fetch(model, which, &fault);
	if (result == FETCH_FAULT)
		fail(model, which, &fault);
	return result == FETCH_ENTRY;
}

static void fail_read(struct refmodel *model, enum axi_resp resp)
{
	struct ref_chan *chan = &model->chan[SGDMA_GATHER];
	struct ref_fault fault = {
		.code = resp == AXI_DECERR ? SGDMA_CODE_READ_DECERR : SGDMA_CODE_READ_SLVERR,
		.phase = SGDMA_PHASE_READ,
		.tag = chan->entry.tag,
		.bytes = chan->done,
		.addr = burst_of(model, &chan->entry, chan->entry.addr + chan->done),
	};

	fail(model, SGDMA_GATHER, &fault);
}

static void fail_stream(struct refmodel *model, uint8_t code)
{
	struct ref_chan *chan = &model->chan[SGDMA_SCATTER];
	struct ref_fault fault = {
		.code = code,
		.phase = SGDMA_PHASE_STREAM,
		.tag = chan->entry.tag,
		.bytes = chan->done,
		.addr = chan->entry.addr,
	};

	fail(model, SGDMA_SCATTER, &fault);
}

/* ---- memory to stream --------------------------------------------------------------------------------------- */

static void gather_entry(struct refmodel *model)
{
	struct ref_chan *chan = &model->chan[SGDMA_GATHER];
	struct ref_entry *entry = &chan->entry;
	struct ref_packet *open;
	enum axi_resp resp;

	out_reserve(model);
	open = &model->out[model->out_count];
	if (open->room - open->len < entry->len) {
		open->room = open->len + entry->len + open->room;
		open->data = realloc(open->data, open->room);
		if (!open->data)
			abort();
	}
	resp = ref_read_bytes(model, entry->addr, open->data + open->len, entry->len, &chan->done);
	open->len += chan->done;
	if (resp != AXI_OKAY) {
		fail_read(model, resp);
		return;
	}
	chan->packet_bytes += entry->len;
	if (entry->eop)
		model->out_count++;
	if ((entry->eop || entry->irq) &&
	    !complete(model, SGDMA_GATHER, entry->tag, entry->eop ? chan->packet_bytes : entry->len, SGDMA_CODE_OK,
		      (entry->eop ? FLAG_EOP : 0) | (entry->irq ? FLAG_IRQ : 0)))
		return;
	if (entry->eop)
		chan->packet_bytes = 0;
	retire(chan);
}

/* ---- stream to memory --------------------------------------------------------------------------------------- */

/* Stores into the scatter half's entry. False: the bus refused it, and the channel has stopped. */
static bool store(struct refmodel *model, const uint8_t *from, uint32_t len)
{
	struct ref_chan *chan = &model->chan[SGDMA_SCATTER];
	uint32_t burst = model->config.max_burst;

	while (len) {
		uint64_t at = chan->entry.addr + chan->done;
		uint32_t n = (uint32_t)(burst - (at & (burst - 1)));
		enum axi_resp resp;

		if (n > len)
			n = len;
		resp = ref_check_bus(model, model->write_faults, model->write_fault_count, at, n);
		if (resp != AXI_OKAY) {
			struct ref_fault fault = {
				.code = resp == AXI_DECERR ? SGDMA_CODE_WRITE_DECERR : SGDMA_CODE_WRITE_SLVERR,
				.phase = SGDMA_PHASE_WRITE,
				.tag = chan->entry.tag,
				.bytes = chan->done,
				.addr = burst_of(model, &chan->entry, at),
			};

			fail(model, SGDMA_SCATTER, &fault);
			return false;
		}
		memcpy(mem_at(model->mem, at, n), from, n);
		from += n;
		len -= n;
		chan->done += n;
		chan->packet_bytes += n;
	}
	return true;
}

/* The destination entry ends: its completion if it has one. `ends` says that the packet or job ends with it. */
static void finish_destination(struct refmodel *model, bool ends, uint8_t status)
{
	struct ref_chan *chan = &model->chan[SGDMA_SCATTER];
	struct ref_entry *entry = &chan->entry;
	uint64_t flags = (ends ? FLAG_EOP : 0) | (entry->irq ? FLAG_IRQ : 0);

	if (chan->done < entry->len)
		flags |= FLAG_SHORT;
	if ((ends || entry->irq) &&
	    !complete(model, SGDMA_SCATTER, entry->tag, ends ? chan->packet_bytes : entry->len, status, flags))
		return;
	if (ends)
		chan->packet_bytes = 0;
	retire(chan);
}

static void item_drop(struct refmodel *model)
{
	struct ref_item *item = model->in_first;

	model->in_first = item->next;
	if (!item->next)
		model->in_last = NULL;
	free(item->data);
	free(item);
}

/* One piece of the stream into one entry. The first item has at least one byte left, or is bad. */
static void scatter_entry(struct refmodel *model)
{
	struct ref_chan *chan = &model->chan[SGDMA_SCATTER];
	struct ref_item *item = model->in_first;
	uint32_t n = chan->entry.len - chan->done;
	bool ends, full;

	if (item->bad) {
		model->open = !item->last;
		item_drop(model);
		fail_stream(model, SGDMA_CODE_TKEEP);
		return;
	}
	if (n > item->len - item->taken)
		n = (uint32_t)(item->len - item->taken);
	model->open = true;
	if (!store(model, item->data + item->taken, n))
		return;
	item->taken += n;
	full = chan->done == chan->entry.len;
	ends = item->taken == item->len && item->last;
	model->open = !ends;
	if (item->taken == item->len)
		item_drop(model);
	if (ends) {
		finish_destination(model, true, SGDMA_CODE_OK);
	} else if (full && chan->entry.eop) {
		model->dropping = true;
		finish_destination(model, true, SGDMA_CODE_PACKET_CUT);
	} else if (full) {
		finish_destination(model, false, SGDMA_CODE_OK);
	}
}

/* The rest of a cut packet. False: it is longer than what has arrived. */
static bool drop_rest(struct refmodel *model)
{
	while (model->dropping && model->in_first) {
		if (model->in_first->last)
			model->dropping = model->open = false;
		item_drop(model);
	}
	return !model->dropping;
}

/* ---- memory to memory --------------------------------------------------------------------------------------- */

static void copy_piece(struct refmodel *model)
{
	struct ref_chan *src = &model->chan[SGDMA_GATHER], *dst = &model->chan[SGDMA_SCATTER];
	uint32_t n = src->entry.len - src->done, done;
	bool src_ends, dst_ends;
	enum axi_resp resp;
	uint8_t *bytes;

	if (n > dst->entry.len - dst->done)
		n = dst->entry.len - dst->done;
	bytes = malloc(n);
	if (!bytes)
		abort();
	resp = ref_read_bytes(model, src->entry.addr + src->done, bytes, n, &done);
	if (store(model, bytes, done)) {
		src->done += done;
		if (resp != AXI_OKAY)
			fail_read(model, resp);
	}
	free(bytes);
	if (!src->running)
		return;
	src_ends = src->done == src->entry.len && src->entry.eop;
	dst_ends = dst->done == dst->entry.len && dst->entry.eop;
	if (src_ends != dst_ends) {
		fail_stream(model, SGDMA_CODE_LEN_MISMATCH);
		return;
	}
	if (src->done == src->entry.len)
		retire(src);
	if (dst->done == dst->entry.len)
		finish_destination(model, dst_ends, SGDMA_CODE_OK);
}

void refmodel_exec(struct refmodel *model)
{
	if (model->copy) {
		while (next_entry(model, SGDMA_GATHER) && next_entry(model, SGDMA_SCATTER))
			copy_piece(model);
		/* A destination's own error does not wait for a source. */
		next_entry(model, SGDMA_SCATTER);
		return;
	}
	while (next_entry(model, SGDMA_GATHER))
		gather_entry(model);
	while (model->chan[SGDMA_SCATTER].running && drop_rest(model)) {
		if (!next_entry(model, SGDMA_SCATTER) || !model->in_first)
			break;
		scatter_entry(model);
	}
}
