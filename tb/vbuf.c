/* SPDX-License-Identifier: Apache-2.0 */
#include "vbuf.h"

#include <string.h>

bool vbuf_map(struct pagetable *pt, uint64_t vaddr, uint64_t len, bool writable)
{
	uint64_t end = vaddr + len;

	for (uint64_t page = vaddr - vaddr % FRAME_BYTES; page < end; page += FRAME_BYTES) {
		uint64_t frame;

		if (!frames_take(pt->frames, &frame) ||
		    pagetable_map(pt, page, mem_base(pt->mem) + frame * FRAME_BYTES, writable) != PAGETABLE_OK)
			return false;
	}
	return true;
}

/* CPU pointer to the run of bytes at vaddr that lies in one page, at most *len; NULL: not mapped. */
static uint8_t *run_at(struct pagetable *pt, uint64_t vaddr, size_t *len)
{
	uint64_t addr, rest;

	if (!pagetable_translate(pt, vaddr, &addr, &rest))
		return NULL;
	if (rest < *len)
		*len = (size_t)rest;
	return mem_at(pt->mem, addr, *len);
}

bool vbuf_store(struct pagetable *pt, uint64_t vaddr, const void *from, size_t len)
{
	for (size_t done = 0, run; done < len; done += run) {
		uint8_t *at;

		run = len - done;
		at = run_at(pt, vaddr + done, &run);
		if (!at)
			return false;
		memcpy(at, (const uint8_t *)from + done, run);
	}
	return true;
}

bool vbuf_load(struct pagetable *pt, uint64_t vaddr, void *to, size_t len)
{
	for (size_t done = 0, run; done < len; done += run) {
		const uint8_t *at;

		run = len - done;
		at = run_at(pt, vaddr + done, &run);
		if (!at)
			return false;
		memcpy((uint8_t *)to + done, at, run);
	}
	return true;
}
