/* SPDX-License-Identifier: Apache-2.0 */
#include "pagetable.h"

#include <string.h>

#define INDEX_BITS 9u
#define PAGE_BITS 12u

/* Entries are little-endian in memory, whatever the host is. */
static uint64_t load_entry(const uint8_t *at)
{
	uint64_t value = 0;

	for (unsigned i = 8; i--;)
		value = value << 8 | at[i];
	return value;
}

static void store_entry(uint8_t *at, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static bool take_table(struct pagetable *pt, uint64_t *paddr)
{
	uint64_t frame;
	uint8_t *at;

	if (!frames_take(pt->frames, &frame))
		return false;
	*paddr = mem_base(pt->mem) + frame * FRAME_BYTES;
	at = mem_at(pt->mem, *paddr, FRAME_BYTES);
	if (!at)
		return false;
	memset(at, 0, FRAME_BYTES);
	return true;
}

/* Physical address of the entry for `vaddr` in the table at `table` of level 0 (top) to 3. */
static uint64_t entry_at(uint64_t table, uint64_t vaddr, unsigned level)
{
	unsigned shift = PAGE_BITS + INDEX_BITS * (PAGETABLE_LEVELS - 1 - level);

	return table + 8 * (vaddr >> shift & ((1u << INDEX_BITS) - 1));
}

enum pagetable_result pagetable_init(struct pagetable *pt, struct mem *mem, struct frames *frames)
{
	*pt = (struct pagetable){ .mem = mem, .frames = frames };
	return take_table(pt, &pt->root) ? PAGETABLE_OK : PAGETABLE_FULL;
}

enum pagetable_result pagetable_map(struct pagetable *pt, uint64_t vaddr, uint64_t paddr, bool writable)
{
	uint64_t table = pt->root;
	unsigned level = 0;
	uint8_t *at;

	if (vaddr >> PAGETABLE_VADDR_BITS || vaddr % FRAME_BYTES || paddr & ~PAGETABLE_FRAME ||
	    !mem_covers(pt->mem, paddr, FRAME_BYTES))
		return PAGETABLE_RANGE;
	for (; level < PAGETABLE_LEVELS - 1; level++) {
		uint64_t next;

		at = mem_at(pt->mem, entry_at(table, vaddr, level), 8);
		if (!at)
			return PAGETABLE_RANGE;
		next = load_entry(at);
		if (!(next & PAGETABLE_PRESENT)) {
			if (!take_table(pt, &next))
				return PAGETABLE_FULL;
			store_entry(at, next | PAGETABLE_WRITABLE | PAGETABLE_PRESENT);
		}
		table = next & PAGETABLE_FRAME;
	}
	at = mem_at(pt->mem, entry_at(table, vaddr, level), 8);
	if (!at)
		return PAGETABLE_RANGE;
	if (load_entry(at) & PAGETABLE_PRESENT)
		return PAGETABLE_MAPPED;
	store_entry(at, paddr | (writable ? PAGETABLE_WRITABLE : 0) | PAGETABLE_PRESENT);
	return PAGETABLE_OK;
}

enum pagetable_result pagetable_walk(const struct pagetable *pt, uint64_t vaddr, struct pagetable_walk *walk)
{
	uint64_t table = pt->root, entry = 0;

	*walk = (struct pagetable_walk){ 0 };
	if (vaddr >> PAGETABLE_VADDR_BITS)
		return PAGETABLE_RANGE;
	for (unsigned level = 0; level < PAGETABLE_LEVELS; level++) {
		uint64_t addr = entry_at(table, vaddr, level);
		const uint8_t *at = mem_at(pt->mem, addr, 8);

		if (!at)
			return PAGETABLE_RANGE;
		walk->entry_addr[walk->levels++] = addr;
		entry = load_entry(at);
		if (!(entry & PAGETABLE_PRESENT))
			return PAGETABLE_MISSING;
		table = entry & PAGETABLE_FRAME;
	}
	walk->paddr = table | vaddr % FRAME_BYTES;
	walk->flags = entry & PAGETABLE_WRITABLE;
	return mem_covers(pt->mem, walk->paddr, 1) ? PAGETABLE_OK : PAGETABLE_RANGE;
}

bool pagetable_translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	struct pagetable_walk walk;

	if (pagetable_walk(ctx, vaddr, &walk) != PAGETABLE_OK)
		return false;
	*addr = walk.paddr;
	*len = FRAME_BYTES - vaddr % FRAME_BYTES;
	return true;
}
