/* SPDX-License-Identifier: Apache-2.0 */
#include "mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct mem {
	uint64_t base, size;
	uint8_t *bytes;
};

struct mem *mem_create(uint64_t base, uint64_t size)
{
	struct mem *mem = malloc(sizeof(*mem));

	if (!mem)
		return NULL;
	mem->base = base;
	mem->size = size;
	mem->bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem->bytes == MAP_FAILED) {
		free(mem);
		return NULL;
	}
	/* Pieces lie all over it. Refused by a kernel that has no large pages: then it is slower. */
	madvise(mem->bytes, size, MADV_HUGEPAGE);
	memset(mem->bytes, MEM_START_BYTE, size);
	return mem;
}

void mem_destroy(struct mem *mem)
{
	if (!mem)
		return;
	munmap(mem->bytes, mem->size);
	free(mem);
}

uint64_t mem_base(const struct mem *mem)
{
	return mem->base;
}

uint64_t mem_size(const struct mem *mem)
{
	return mem->size;
}

bool mem_covers(const struct mem *mem, uint64_t addr, uint64_t len)
{
	uint64_t offset = addr - mem->base;

	return addr >= mem->base && offset <= mem->size && len <= mem->size - offset;
}

uint8_t *mem_at(struct mem *mem, uint64_t addr, uint64_t len)
{
	return mem_covers(mem, addr, len) ? mem->bytes + (addr - mem->base) : NULL;
}
