/* SPDX-License-Identifier: Apache-2.0 */
/* refmodel: stream ends and faults of the bus. */
#include "refmodel.h"

#include <stdlib.h>
#include <string.h>

#include "refmodel_priv.h"

static bool item_add(struct refmodel *model, const void *data, size_t len, bool last, bool is_bad)
{
	struct ref_item *item = calloc(1, sizeof(*item));

	if (!item)
		return false;
	item->data = malloc(len ? len : 1);
	if (!item->data) {
		free(item);
		return false;
	}
	memcpy(item->data, data, len);
	item->len = len;
	item->last = last;
	item->bad = is_bad;
	if (model->in_last)
		model->in_last->next = item;
	else
		model->in_first = item;
	model->in_last = item;
	refmodel_exec(model);
	return true;
}

bool refmodel_send(struct refmodel *model, const void *data, size_t len)
{
	return item_add(model, data, len, true, false);
}

bool refmodel_send_beat(struct refmodel *model, const void *data, uint64_t keep, bool last)
{
	size_t len = 0;

	while (len < model->config.bus_bytes && (keep >> len & 1))
		len++;
	/* A lane above the first gap, no lane at all, or a partial beat inside a packet. */
	if ((len < 64 && keep >> len) || !len || (len < model->config.bus_bytes && !last))
		return item_add(model, data, 0, last, true);
	return item_add(model, data, len, last, false);
}

size_t refmodel_pending(const struct refmodel *model)
{
	size_t bytes = 0;

	for (const struct ref_item *item = model->in_first; item; item = item->next)
		bytes += item->len - item->taken;
	return bytes;
}

size_t refmodel_packets(const struct refmodel *model)
{
	return model->out_count;
}

struct stream_packet refmodel_packet(const struct refmodel *model, size_t i)
{
	const struct ref_packet *packet = &model->out[i];

	return (struct stream_packet){ .data = packet->data, .len = packet->len, .aborted = packet->aborted };
}

static bool fault_add(struct ref_bus_fault *faults, unsigned *count, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	if (*count == REF_FAULTS)
		return false;
	faults[(*count)++] = (struct ref_bus_fault){ addr, len, resp };
	return true;
}

bool refmodel_fail_read(struct refmodel *model, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	return fault_add(model->read_faults, &model->read_fault_count, addr, len, resp);
}

bool refmodel_fail_write(struct refmodel *model, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	return fault_add(model->write_faults, &model->write_fault_count, addr, len, resp);
}

void refmodel_fail_none(struct refmodel *model)
{
	model->read_fault_count = model->write_fault_count = 0;
}
