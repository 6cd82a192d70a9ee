/* SPDX-License-Identifier: Apache-2.0 */
/* refmodel_list: bus and descriptors of the reference model: what comes next in a list, and what is wrong with it. */
#include <string.h>

#include "refmodel_priv.h"

static uint64_t addr_mask(const struct refmodel *model)
{
	return UINT64_MAX >> (64 - model->config.addr_w);
}

/* True if address + length leaves the address space: length 2^addr_w - address is the longest that fits. */
static bool range_wraps(const struct refmodel *model, uint64_t addr, uint64_t len)
{
	return (addr & ~addr_mask(model)) || (len && len - 1 > addr_mask(model) - addr);
}

/* ---- the bus ------------------------------------------------------------------------------------------------ */

enum axi_resp ref_check_bus(const struct refmodel *model, const struct ref_bus_fault *faults, unsigned count,
			    uint64_t addr, uint64_t len)
{
	for (unsigned i = 0; i < count; i++)
		if (addr < faults[i].addr + faults[i].len && faults[i].addr < addr + len)
			return faults[i].resp;
	return mem_covers(model->mem, addr, len) ? AXI_OKAY : AXI_DECERR;
}

enum axi_resp ref_read_bytes(struct refmodel *model, uint64_t addr, uint8_t *to, uint32_t len, uint32_t *done)
{
	uint32_t bus = model->config.bus_bytes;

	for (*done = 0; *done < len;) {
		uint64_t word = (addr + *done) & ~(uint64_t)(bus - 1);
		uint32_t n = (uint32_t)(word + bus - (addr + *done));
		enum axi_resp resp = ref_check_bus(model, model->read_faults, model->read_fault_count, word, bus);

		if (resp != AXI_OKAY)
			return resp;
		if (n > len - *done)
			n = len - *done;
		memcpy(to + *done, mem_at(model->mem, addr + *done, n), n);
		*done += n;
	}
	return AXI_OKAY;
}

/* ---- descriptors -------------------------------------------------------------------------------------------- */

static bool slot_free(const struct ref_chan *chan)
{
	return (uint16_t)(chan->written - chan->ack) < 1u << chan->cq_size;
}

struct ref_desc { /* a descriptor's fields, either form */
	uint64_t addr;
	uint32_t len;
	uint16_t tag;
	bool eop, irq, link, end, reserved;
};

static uint64_t load64(const uint8_t *from)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | from[i];
	return value;
}

static void unpack(const struct ref_chan *chan, const uint8_t *raw, struct ref_desc *desc)
{
	uint64_t low = load64(raw);

	if (SGDMA_GET(LIST, WIDE, chan->list)) {
		uint64_t high = load64(raw + 8);

		*desc = (struct ref_desc){
			.addr = low,
			.len = high & 0xfffffff,
			.tag = (uint16_t)(high >> 32),
			.eop = high >> 48 & 1,
			.irq = high >> 49 & 1,
			.link = high >> 50 & 1,
			.end = high >> 51 & 1,
			.reserved = (high >> 28 & 0xf) || high >> 52,
		};
		return;
	}
	*desc = (struct ref_desc){
		.addr = (uint64_t)chan->upper << 44 | (low & 0xfffffffffff),
		.len = low >> 44 & 0xffff,
		.tag = chan->taken,
		.eop = low >> 60 & 1,
		.irq = low >> 61 & 1,
		.link = low >> 62 & 1,
		.end = low >> 63,
	};
}

static unsigned desc_bytes(const struct ref_chan *chan)
{
	return SGDMA_GET(LIST, WIDE, chan->list) ? 16 : 8;
}

static enum fetch_result bad(struct ref_fault *fault, uint8_t code, enum sgdma_phase phase, uint64_t addr, uint16_t tag)
{
	*fault = (struct ref_fault){ .code = code, .phase = phase, .addr = addr, .tag = tag };
	return FETCH_FAULT;
}

static enum fetch_result load_desc(struct refmodel *model, const struct ref_chan *chan, uint64_t at,
				   struct ref_desc *desc, struct ref_fault *fault)
{
	uint8_t raw[16];
	uint32_t done;
	enum axi_resp resp = ref_read_bytes(model, at, raw, desc_bytes(chan), &done);

	if (resp != AXI_OKAY)
		return bad(fault, resp == AXI_DECERR ? SGDMA_CODE_FETCH_DECERR : SGDMA_CODE_FETCH_SLVERR,
			   SGDMA_PHASE_FETCH, at, 0);
	unpack(chan, raw, desc);
	return FETCH_ENTRY;
}

/* Moves a chain to its next chunk: reads that chunk's header. */
static enum fetch_result enter_chunk(struct refmodel *model, struct ref_chan *chan, struct ref_fault *fault)
{
	struct ref_desc desc;
	uint8_t code = SGDMA_CODE_OK;

	if (load_desc(model, chan, chan->next_addr, &desc, fault) == FETCH_FAULT)
		return FETCH_FAULT;
	if (!desc.link)
		code = SGDMA_CODE_NOT_HEADER;
	else if (desc.eop || desc.irq || desc.reserved)
		code = SGDMA_CODE_BAD_FLAGS;
	else if (!desc.end && (desc.len < 2 || desc.len > 65535))
		code = SGDMA_CODE_BAD_COUNT;
	else if (!desc.end && range_wraps(model, desc.addr, (uint64_t)desc.len * desc_bytes(chan)))
		code = SGDMA_CODE_ADDR_RANGE;
	else if (!desc.end && desc.addr % desc_bytes(chan))
		code = SGDMA_CODE_LINK_ALIGN;
	if (code != SGDMA_CODE_OK)
		return bad(fault, code, SGDMA_PHASE_DECODE, desc.addr, 0);
	chan->entry_addr = chan->next_addr + desc_bytes(chan);
	chan->chunk_left = chan->next_count - 1;
	chan->at_end = desc.end;
	chan->next_addr = desc.addr;
	chan->next_count = desc.len;
	return FETCH_ENTRY;
}

enum fetch_result ref_fetch(struct refmodel *model, enum sgdma_chan which, struct ref_fault *fault)
{
	struct ref_chan *chan = &model->chan[which];
	struct ref_desc desc;
	uint8_t code = SGDMA_CODE_OK;
	uint64_t at;

	if (chan->have_entry)
		return FETCH_ENTRY;
	if (!(model->copy && which == SGDMA_GATHER) && !slot_free(chan))
		return FETCH_NONE;
	if (!SGDMA_GET(LIST, CHAIN, chan->list)) {
		uint32_t size = 1u << SGDMA_GET(LIST, SIZE_LOG2, chan->list);

		if (chan->taken == chan->producer)
			return FETCH_NONE;
		at = chan->base + (uint64_t)(chan->taken & (size - 1)) * desc_bytes(chan);
	} else {
		if (!chan->started || (!chan->chunk_left && chan->at_end))
			return FETCH_NONE;
		if (!chan->chunk_left && enter_chunk(model, chan, fault) == FETCH_FAULT)
			return FETCH_FAULT;
		at = chan->entry_addr;
	}
	if (load_desc(model, chan, at, &desc, fault) == FETCH_FAULT)
		return FETCH_FAULT;
	if (desc.link || desc.end)
		code = SGDMA_CODE_NOT_DATA;
	else if (desc.reserved)
		code = SGDMA_CODE_BAD_FLAGS;
	else if (!desc.len)
		code = SGDMA_CODE_LEN_ZERO;
	else if (range_wraps(model, desc.addr, desc.len))
		code = SGDMA_CODE_ADDR_RANGE;
	if (code != SGDMA_CODE_OK)
		return bad(fault, code, SGDMA_PHASE_DECODE, desc.addr, desc.tag);
	chan->entry = (struct ref_entry){ desc.addr, desc.len, desc.tag, desc.eop, desc.irq };
	chan->have_entry = true;
	chan->done = 0;
	chan->taken++;
	if (SGDMA_GET(LIST, CHAIN, chan->list)) {
		chan->chunk_left--;
		chan->entry_addr += desc_bytes(chan);
	}
	return FETCH_ENTRY;
}
