// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Descriptors to the bit. Everything is stored byte by byte, so that the memory is little-endian on any CPU and no
 * alignment or aliasing rule is bent; compilers merge the stores of a data entry into one or two words.
 */
#include "sgdma_private.h"

#define COMPACT_FLAGS_SHIFT 60u
#define COMPACT_LEN_SHIFT 44u
#define WIDE_FLAGS_SHIFT 48u /* within the upper 64 bits */
#define WIDE_TAG_SHIFT 32u
#define LINK 4u
#define END 8u

/* One 64-bit word of memory, before it is stored. */
static uint64_t compact_word(uint64_t addr, uint32_t len, uint32_t flags)
{
	uint64_t low = addr & ((UINT64_C(1) << SGDMA_UPPER_SHIFT) - 1);

	return low | (uint64_t)len << COMPACT_LEN_SHIFT | (uint64_t)flags << COMPACT_FLAGS_SHIFT;
}

static uint64_t wide_word(uint32_t len, uint16_t tag, uint32_t flags)
{
	return len | (uint64_t)tag << WIDE_TAG_SHIFT | (uint64_t)flags << WIDE_FLAGS_SHIFT;
}

static void store64(uint8_t *to, uint64_t word)
{
	to[0] = (uint8_t)word;
	to[1] = (uint8_t)(word >> 8);
	to[2] = (uint8_t)(word >> 16);
	to[3] = (uint8_t)(word >> 24);
	to[4] = (uint8_t)(word >> 32);
	to[5] = (uint8_t)(word >> 40);
	to[6] = (uint8_t)(word >> 48);
	to[7] = (uint8_t)(word >> 56);
}

enum sgdma_result sgdma_desc_pack(void *to, bool wide, uint64_t upper, const struct sgdma_piece *piece)
{
	uint32_t len_max = wide ? SGDMA_WIDE_LEN_MAX : SGDMA_COMPACT_LEN_MAX;
	uint8_t *bytes = to;

	if (piece->len < 1 || piece->len > len_max || piece->flags & ~(SGDMA_EOP | SGDMA_IRQ))
		return SGDMA_ERR_ARG;
	if (!sgdma_range_ok(piece->addr, piece->len))
		return SGDMA_ERR_ARG;
	if (!wide && !sgdma_same_upper(piece->addr, upper))
		return SGDMA_ERR_ARG;
	/* The engine does not own this entry before a doorbell, so its bytes may be stored in any order. */
	if (wide) {
		store64(bytes, piece->addr);
		store64(bytes + 8, wide_word(piece->len, piece->tag, piece->flags));
	} else {
		store64(bytes, compact_word(piece->addr, piece->len, piece->flags));
	}
	return SGDMA_SUCCESS;
}

/* Stands for the address in a header with END: no address, as it is not aligned. sgdma_header_link() tells what it is for. */
#define END_MARK 1u

void sgdma_header_pack(void *to, bool wide, uint64_t next, uint16_t next_count, bool end)
{
	uint32_t flags = end ? LINK | END : LINK;
	volatile uint8_t *bytes = to;
	uint64_t words[2];
	unsigned i;

	if (end) {
		next = END_MARK;
		next_count = 0;
	}
	words[0] = wide ? next : compact_word(next, next_count, flags);
	words[1] = wide ? wide_word(next_count, 0, flags) : 0;
	/*
	 * Address first, flags last (behind them is only a zero that never changes), by volatile stores that the compiler
	 * keeps in this order: as long as the old END is there, address and count are ignored, and the one store that takes
	 * END away also brings the last bits of the count. So no reader of a header that said END sees half a link,
	 * provided that the CPU, too, makes its stores visible in order. For a header that the
	 * engine may be reading there is sgdma_header_link().
	 */
	for (i = 0; i < sgdma_desc_bytes(wide); i++)
		bytes[i] = (uint8_t)(words[i / 8] >> (i % 8 * 8));
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LITTLE(word, bits) __builtin_bswap##bits(word)
#else
#define LITTLE(word, bits) (word)
#endif

void sgdma_header_link(struct sgdma *dev, void *to, bool wide, uint64_t next, uint16_t next_count)
{
	volatile uint32_t *half = to;
	uint64_t link = wide ? wide_word(next_count, 0, LINK) : compact_word(next, next_count, LINK);

	/*
	 * The engine reads from the lowest address up, on a narrow bus in several beats, and may do so now. While the old END
	 * is there all else is ignored, so it goes last; and the low word of the address goes after all that stands above
	 * it but END: a reader that finds it new finds that new too, and one that finds the old one, the mark, takes the
	 * header for an END, whatever its flags then say. A store of one aligned word is never seen half.
	 */
	if (wide) {
		half[2] = LITTLE((uint32_t)link, 32);
		half[1] = LITTLE((uint32_t)(next >> 32), 32);
		dev->ops->wmb(dev->ctx);
		half[0] = LITTLE((uint32_t)next, 32);
		dev->ops->wmb(dev->ctx);
		half[3] = LITTLE((uint32_t)(link >> 32), 32);
		return;
	}
#if UINTPTR_MAX > UINT32_MAX
	*(volatile uint64_t *)to = LITTLE(link, 64);
#else
	half[0] = LITTLE((uint32_t)link, 32);
	dev->ops->wmb(dev->ctx);
	half[1] = LITTLE((uint32_t)(link >> 32), 32);
#endif
}

#define BITS(word, high, low) ((word) >> (low) & ((UINT64_C(1) << ((high) - (low) + 1)) - 1))

void sgdma_completion_unpack(uint64_t raw, struct sgdma_completion *out)
{
	out->tag = (uint16_t)BITS(raw, 15, 0);
	out->bytes = (uint32_t)BITS(raw, 43, 16);
	out->status = (uint8_t)BITS(raw, 50, 44);
	out->saturated = raw >> 51 & 1;
	out->eop = raw >> 52 & 1;
	out->irq = raw >> 53 & 1;
	out->source = raw >> 54 & 1;
	out->is_short = raw >> 55 & 1;
}
