// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* From a virtual buffer and its page table to pieces: adjacent frames merge, limits split. */
#include "sgdma_private.h"

/* Where pieces go, and the one that may still grow. */
struct builder {
	const struct sgdma_build_limits *limits;
	struct sgdma_piece *pieces;
	size_t room, count;      /* count: pieces ended so far, whether or not there was room */
	struct sgdma_piece open; /* len 0: none */
};

static void end_piece(struct builder *b)
{
	if (!b->open.len)
		return;
	if (b->count < b->room)
		b->pieces[b->count] = b->open;
	b->count++;
	b->open.len = 0;
}

/* Bytes that may lie in one piece from addr on: to the boundary, at most max_len. */
static uint32_t reach(const struct builder *b, uint64_t addr)
{
	uint64_t room = b->limits->boundary - (addr & (b->limits->boundary - 1));

	return b->limits->boundary && room < b->limits->max_len ? (uint32_t)room : b->limits->max_len;
}

static void add_run(struct builder *b, uint64_t addr, uint64_t len)
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

static bool limits_ok(const struct sgdma_build_limits *limits)
{
	return limits->max_len >= 1 && limits->max_len <= SGDMA_WIDE_LEN_MAX &&
	       (limits->boundary & (limits->boundary - 1)) == 0;
}

enum sgdma_result sgdma_build(sgdma_translate translate, void *ctx, uint64_t vaddr, uint64_t len,
			      const struct sgdma_build_limits *limits, uint8_t last_flags, uint16_t tag,
			      struct sgdma_piece *pieces, size_t *count)
{
	struct builder b;

	if (!len || !sgdma_range_ok(vaddr, len) || !limits_ok(limits) || last_flags & ~(SGDMA_EOP | SGDMA_IRQ))
		return SGDMA_ERR_ARG;
	b.limits = limits;
	b.pieces = pieces;
	b.room = *count;
	b.count = 0;
	b.open.addr = 0;
	b.open.len = 0;
	b.open.tag = tag;
	b.open.flags = 0;
	while (len) {
		uint64_t addr = 0, run = 0;

		/* A run of 0 bytes or past the top of the bus is no frame; trusting it would never end or wrap. */
		if (!translate(ctx, vaddr, &addr, &run) || !run || !sgdma_range_ok(addr, run)) {
			end_piece(&b);
			*count = b.count < b.room ? b.count : b.room;
			return SGDMA_ERR_UNMAPPED;
		}
		if (run > len)
			run = len;
		add_run(&b, addr, run);
		vaddr += run;
		len -= run;
	}
	b.open.flags = last_flags;
	end_piece(&b);
	*count = b.count;
	return b.count <= b.room ? SGDMA_SUCCESS : SGDMA_ERR_FULL;
}
