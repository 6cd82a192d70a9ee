/* SPDX-License-Identifier: Apache-2.0 */
#include "ranges.h"

#include <stdlib.h>

bool ranges_add(struct ranges *ranges, uint64_t addr, uint64_t len)
{
	if (len == 0)
		return true;
	if (ranges->count == ranges->size) {
		size_t size = ranges->size ? 2 * ranges->size : 16;
		struct range *list = realloc(ranges->list, size * sizeof(*list));

		if (!list)
			return false;
		ranges->list = list;
		ranges->size = size;
	}
	ranges->list[ranges->count++] = (struct range){ addr, addr + len };
	ranges->sorted = false;
	return true;
}

static int by_addr(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

static void merge(struct ranges *ranges)
{
	size_t to = 0;

	if (ranges->sorted || ranges->count == 0)
		return;
	qsort(ranges->list, ranges->count, sizeof(*ranges->list), by_addr);
	for (size_t i = 1; i < ranges->count; i++) {
		if (ranges->list[i].addr > ranges->list[to].end)
			ranges->list[++to] = ranges->list[i];
		else if (ranges->list[i].end > ranges->list[to].end)
			ranges->list[to].end = ranges->list[i].end;
	}
	ranges->count = to + 1;
	ranges->recent = 0;
	ranges->sorted = true;
}

bool ranges_cover(struct ranges *ranges, uint64_t addr, uint64_t len)
{
	size_t low = 0, high;
	const struct range *range;

	merge(ranges);
	if (ranges->count == 0)
		return len == 0;
	/* Bus traffic stays in one range for many beats. */
	range = &ranges->list[ranges->recent];
	if (addr < range->addr || addr >= range->end) {
		for (high = ranges->count; high - low > 1;) {
			size_t middle = low + (high - low) / 2;

			if (ranges->list[middle].addr <= addr)
				low = middle;
			else
				high = middle;
		}
		ranges->recent = low;
		range = &ranges->list[low];
	}
	return addr >= range->addr && addr <= range->end && len <= range->end - addr;
}

const struct range *ranges_merged(struct ranges *ranges, size_t *count)
{
	merge(ranges);
	*count = ranges->count;
	return ranges->list;
}

void ranges_clear(struct ranges *ranges)
{
	free(ranges->list);
	*ranges = (struct ranges){ 0 };
}
