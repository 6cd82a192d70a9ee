// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* From a transaction to the entries of a ring: where they begin, how long they are, how many bytes lie before one. */
#include "sgdma_dma_private.h"

uint32_t dma_divide(uint32_t n, uint32_t d, uint32_t *rest)
{
	uint32_t quotient = 0;
	uint64_t left = 0;
	int bit;

	for (bit = 31; bit >= 0; bit--) {
		left = left << 1 | (n >> bit & 1);
		quotient <<= 1;
		if (left >= d) {
			left -= d;
			quotient |= 1;
		}
	}
	*rest = (uint32_t)left;
	return quotient;
}

static void set_piece(struct sgdma_piece *piece, uint64_t addr, uint32_t len)
{
	piece->addr = addr;
	piece->len = len;
	piece->tag = 0;
	piece->flags = 0;
}

void dma_cut_next(const struct sgdma_dma_chan *chan, struct sgdma_dma_desc *desc, struct sgdma_piece out[2])
{
	uint64_t left, limit = UINT64_C(1) << dma_cut_log2(chan);
	uint32_t len;

	if (desc->shape == DMA_COPY) {
		left = desc->total - desc->offset;
		len = (uint32_t)(left < limit ? left : limit);
		set_piece(&out[SGDMA_GATHER], desc->src + desc->offset, len);
		set_piece(&out[SGDMA_SCATTER], desc->dst + desc->offset, len);
		desc->offset += len;
		return;
	}
	left = desc->pieces[desc->piece].len - desc->offset;
	len = (uint32_t)(left < limit ? left : limit);
	set_piece(&out[dma_side(chan)], desc->pieces[desc->piece].addr + desc->offset, len);
	desc->offset += len;
	if (left == len) {
		desc->piece++;
		desc->offset = 0;
	}
}

uint64_t dma_cut_bytes(const struct sgdma_dma_chan *chan, const struct sgdma_dma_desc *desc, uint32_t n)
{
	unsigned log2 = dma_cut_log2(chan);
	uint64_t bytes = 0;
	uint32_t i;

	if (desc->shape == DMA_COPY)
		return (uint64_t)n << log2 < desc->total ? (uint64_t)n << log2 : desc->total;
	for (i = 0; i < desc->piece_count && n; i++) {
		uint32_t len = desc->pieces[i].len;
		uint32_t cuts = (uint32_t)(((uint64_t)len + (UINT32_C(1) << log2) - 1) >> log2);

		if (n < cuts)
			return bytes + ((uint64_t)n << log2);
		bytes += len;
		n -= cuts;
	}
	return bytes;
}

/*
 * A cyclic ring runs whole, and its size is a power of two; the number of periods need not be one. So periods are
 * cut into equally many entries, the first ones into one more, and each has its interrupt at its last.
 */
struct sgdma_piece dma_cut_lap(const struct sgdma_dma_desc *desc, uint32_t n, uint32_t *offset)
{
	uint32_t more, cuts = dma_divide(desc->entries, desc->periods, &more), period, index, len, longer;

	if (n < more * (cuts + 1)) {
		cuts++;
		period = dma_divide(n, cuts, &index);
	} else {
		period = more + dma_divide(n - more * (cuts + 1), cuts, &index);
	}
	len = dma_divide(desc->period, cuts, &longer);
	*offset = period * desc->period + index * len + (index < longer ? index : longer);
	return (struct sgdma_piece){
		.addr = desc->src + *offset,
		.len = len + (index < longer),
		.flags = index + 1 < cuts                 ? 0
			 : desc->flags & SGDMA_DMA_STREAM ? SGDMA_IRQ
							  : SGDMA_IRQ | SGDMA_EOP,
	};
}
