// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* From a virtual buffer and its page table to pieces: adjacent frames merge, limits split. */
#include "sgdma_build_private.h"

static void end_piece(struct sgdma_builder *b)
{
	if (!b->open.len)
		return;
	if (b->count < b->room)
		b->pieces[b->count] = b->open;
	b->count++;
	b->skew |= b->open.addr | b->open.len;
	b->open.len = 0;
}

/* Bytes that may lie in one piece from addr on: to the boundary, at most max_len. */
static uint32_t reach(const struct sgdma_builder *b, uint64_t addr)
{
	uint64_t room = b->boundary - (addr & (b->boundary - 1));

	return b->boundary && room < b->max_len ? (uint32_t)room : b->max_len;
}

void sgdma_builder_init(struct sgdma_builder *b, const struct sgdma_build_limits *limits, uint16_t tag,
			struct sgdma_piece *pieces, size_t room)
{
	b->max_len = limits->max_len;
	b->boundary = limits->boundary;
	b->pieces = pieces;
	b->room = room;
	b->count = 0;
	b->skew = 0;
	b->open.addr = 0;
	b->open.len = 0;
	b->open.tag = tag;
	b->open.flags = 0;
}

void sgdma_builder_add(struct sgdma_builder *b, uint64_t addr, uint64_t len)
{
	while (len) {
		uint64_t start = b->open.addr;
		uint32_t space, take;

		/* Adjacent on the bus (nothing lies before 0), not full and not at a boundary: the open piece grows. */
		if (!b->open.len || !addr || start + b->open.len != addr || reach(b, start) == b->open.len) {
			end_piece(b);
			b->open.addr = addr;
		}
		space = reach(b, b->open.addr) - b->open.len;
		take = len < space ? (uint32_t)len : space;
		b->open.len += take;
		addr += take;
		len -= take;
	}
}

void sgdma_builder_end(struct sgdma_builder *b, uint8_t flags)
{
	b->open.flags = flags;
	end_piece(b);
}

bool sgdma_limits_ok(const struct sgdma_build_limits *limits)
{
	return limits->max_len >= 1 && limits->max_len <= SGDMA_WIDE_LEN_MAX &&
	       (limits->boundary & (limits->boundary - 1)) == 0;
}

bool sgdma_walk(sgdma_translate translate, void *ctx, uint64_t vaddr, uint64_t len, sgdma_sink sink, void *arg)
{
	while (len) {
		uint64_t addr = 0, run = 0;

		/* A run of 0 bytes or past the top of the bus is no frame; trusting it would never end or wrap. */
		if (!translate(ctx, vaddr, &addr, &run) || !run || !sgdma_range_ok(addr, run))
			return false;
		if (run > len)
			run = len;
		if (!sink(arg, vaddr, addr, run))
			return false;
		vaddr += run;
		len -= run;
	}
	return true;
}

static bool add_run(void *arg, uint64_t vaddr, uint64_t addr, uint64_t len)
{
	(void)vaddr;
	sgdma_builder_add(arg, addr, len);
	return true;
}

enum sgdma_result sgdma_build(sgdma_translate translate, void *ctx, uint64_t vaddr, uint64_t len,
			      const struct sgdma_build_limits *limits, uint8_t last_flags, uint16_t tag,
			      struct sgdma_piece *pieces, size_t *count)
{
	struct sgdma_builder b;

	if (!len || !sgdma_range_ok(vaddr, len) || !sgdma_limits_ok(limits) || last_flags & ~(SGDMA_EOP | SGDMA_IRQ))
		return SGDMA_ERR_ARG;
	sgdma_builder_init(&b, limits, tag, pieces, *count);
	if (!sgdma_walk(translate, ctx, vaddr, len, add_run, &b)) {
		sgdma_builder_end(&b, 0);
		*count = b.count < b.room ? b.count : b.room;
		return SGDMA_ERR_UNMAPPED;
	}
	sgdma_builder_end(&b, last_flags);
	*count = b.count;
	return b.count <= b.room ? SGDMA_SUCCESS : SGDMA_ERR_FULL;
}
