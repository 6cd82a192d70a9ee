/* SPDX-License-Identifier: Apache-2.0 */
#include "bound.h"

#define COMPLETION_BYTES 8u

static uint64_t words(uint64_t bytes, unsigned bus_bytes)
{
	return (bytes + bus_bytes - 1) / bus_bytes;
}

static uint64_t data_words(const struct bound_list *list, unsigned bus_bytes)
{
	uint64_t sum = 0;

	if (!list)
		return 0;
	for (size_t i = 0; i < list->count; i++)
		sum += words(list->pieces[i].addr % bus_bytes + list->pieces[i].len, bus_bytes);
	return sum;
}

static uint64_t list_words(const struct bound_list *list, unsigned bus_bytes)
{
	uint64_t sum = 0;

	if (!list)
		return 0;
	if (!list->chunks)
		return words(list->count * sgdma_desc_bytes(list->wide), bus_bytes);
	for (size_t i = 0; i < list->chunk_count; i++) {
		uint64_t bytes = (uint64_t)list->chunks[i] * sgdma_desc_bytes(list->wide);

		sum += list->packed ? bytes : words(bytes, bus_bytes);
	}
	return list->packed ? words(sum, bus_bytes) : sum;
}

uint64_t bound_cycles(const struct bound_job *job)
{
	unsigned bus = job->bus_bytes;
	uint64_t reads =
		data_words(job->source, bus) + list_words(job->source, bus) + list_words(job->destination, bus);
	uint64_t writes = data_words(job->destination, bus) + words(COMPLETION_BYTES * job->completions, bus);

	return reads > writes ? reads : writes;
}
