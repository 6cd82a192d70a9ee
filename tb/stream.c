/* SPDX-License-Identifier: Apache-2.0 */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

/* ---- source ---- */

struct mark {
	uint64_t keep;
	bool last;
};

struct stream_source {
	unsigned bus_bytes, stall_pct;
	struct rng rng;
	/* A ring of `size` beats, a power of two; data at beat * bus_bytes. */
	size_t size, head, tail;
	uint8_t *data;
	struct mark *marks;
};

struct stream_source *stream_source_create(unsigned bus_bytes, unsigned stall_pct, uint32_t seed)
{
	struct stream_source *source = calloc(1, sizeof(*source));

	if (!source)
		return NULL;
	source->bus_bytes = bus_bytes;
	source->stall_pct = stall_pct;
	source->rng = rng_seed(seed, 2);
	return source;
}

void stream_source_destroy(struct stream_source *source)
{
	if (!source)
		return;
	free(source->data);
	free(source->marks);
	free(source);
}

size_t stream_source_pending(const struct stream_source *source)
{
	return source->head - source->tail;
}

void stream_source_stall(struct stream_source *source, unsigned stall_pct)
{
	source->stall_pct = stall_pct;
}

/* Room for `beats` more. False: no host memory, nothing has changed. */
static bool reserve(struct stream_source *source, size_t beats)
{
	size_t need = stream_source_pending(source) + beats, size = source->size ? source->size : 256;
	struct mark *marks;
	uint8_t *data;

	if (need <= source->size)
		return true;
	while (size < need)
		size *= 2;
	data = malloc(size * source->bus_bytes);
	marks = malloc(size * sizeof(*marks));
	if (!data || !marks) {
		free(data);
		free(marks);
		return false;
	}
	for (size_t i = source->tail; i != source->head; i++) {
		size_t from = i & (source->size - 1), to = i & (size - 1);

		memcpy(data + to * source->bus_bytes, source->data + from * source->bus_bytes, source->bus_bytes);
		marks[to] = source->marks[from];
	}
	free(source->data);
	free(source->marks);
	source->data = data;
	source->marks = marks;
	source->size = size;
	return true;
}

static void push(struct stream_source *source, const void *data, size_t len, uint64_t keep, bool last)
{
	size_t slot = source->head++ & (source->size - 1);
	uint8_t *beat = source->data + slot * source->bus_bytes;

	memcpy(beat, data, len);
	/* Lanes without keep carry bytes that must not turn up in memory. */
	memset(beat + len, 0xbd, source->bus_bytes - len);
	source->marks[slot] = (struct mark){ keep, last };
}

bool stream_source_send(struct stream_source *source, const void *data, size_t len)
{
	const uint8_t *from = data;
	unsigned bus_bytes = source->bus_bytes;

	if (!reserve(source, (len + bus_bytes - 1) / bus_bytes))
		return false;
	while (len > bus_bytes) {
		push(source, from, bus_bytes, dut_full_keep(bus_bytes), false);
		from += bus_bytes;
		len -= bus_bytes;
	}
	push(source, from, len, dut_full_keep(bus_bytes) >> (bus_bytes - len), true);
	return true;
}

bool stream_source_send_beat(struct stream_source *source, const void *data, uint64_t keep, bool last)
{
	if (!reserve(source, 1))
		return false;
	push(source, data, source->bus_bytes, keep, last);
	return true;
}

void stream_source_step(struct stream_source *source, const struct dut_in *in, const struct dut_out *out,
			struct dut_in *next)
{
	bool held = in->s_axis_tvalid && !out->s_axis_tready && !in->rst;
	size_t slot;

	if (in->s_axis_tvalid && !held && !in->rst)
		source->tail++;
	if (source->head == source->tail || in->rst || (!held && rng_chance(&source->rng, source->stall_pct))) {
		next->s_axis_tvalid = 0;
		next->s_axis_tlast = 1;
		next->s_axis_tkeep = dut_full_keep(source->bus_bytes);
		memset(next->s_axis_tdata, 0xbd, source->bus_bytes);
		return;
	}
	slot = source->tail & (source->size - 1);
	next->s_axis_tvalid = 1;
	next->s_axis_tlast = source->marks[slot].last;
	next->s_axis_tkeep = source->marks[slot].keep;
	dut_copy_beat(next->s_axis_tdata, source->data + slot * source->bus_bytes, source->bus_bytes);
}

/* ---- sink ---- */

struct stream_sink {
	unsigned bus_bytes, stall_pct;
	struct rng rng;
	struct stream_packet *packets;
	size_t count, size;
	/* The packet that has not ended: each has its own block, so that whole packets stay where they are. */
	uint8_t *open;
	size_t open_len, open_size;
};

struct stream_sink *stream_sink_create(unsigned bus_bytes, unsigned stall_pct, uint32_t seed)
{
	struct stream_sink *sink = calloc(1, sizeof(*sink));

	if (!sink)
		return NULL;
	sink->bus_bytes = bus_bytes;
	sink->stall_pct = stall_pct;
	sink->rng = rng_seed(seed, 3);
	return sink;
}

void stream_sink_destroy(struct stream_sink *sink)
{
	if (!sink)
		return;
	stream_sink_drop(sink);
	free(sink->packets);
	free(sink->open);
	free(sink);
}

size_t stream_sink_count(const struct stream_sink *sink)
{
	return sink->count;
}

struct stream_packet stream_sink_packet(const struct stream_sink *sink, size_t i)
{
	return sink->packets[i];
}

struct stream_packet stream_sink_open(const struct stream_sink *sink)
{
	return (struct stream_packet){ .data = sink->open, .len = sink->open_len };
}

void stream_sink_drop(struct stream_sink *sink)
{
	for (size_t i = 0; i < sink->count; i++)
		free((void *)sink->packets[i].data);
	sink->count = 0;
}

void stream_sink_stall(struct stream_sink *sink, unsigned stall_pct)
{
	sink->stall_pct = stall_pct;
}

static void *grow(void *block, size_t *size, size_t need, size_t item)
{
	size_t now = *size ? *size : 64;

	if (need <= *size)
		return block;
	while (now < need)
		now *= 2;
	block = realloc(block, now * item);
	if (!block) {
		/* Bytes that were taken cannot be given back, and a run that forgets some proves nothing. */
		fputs("stream: no host memory\n", stderr);
		abort();
	}
	*size = now;
	return block;
}

static void take(struct stream_sink *sink, uint64_t clock, const struct dut_out *out)
{
	const uint8_t *lanes = (const uint8_t *)out->m_axis_tdata;

	/* A whole beat is copied, and only what TKEEP covers is counted. */
	sink->open = grow(sink->open, &sink->open_size, sink->open_len + sink->bus_bytes, 1);
	if (((out->m_axis_tkeep + 1) & out->m_axis_tkeep) == 0) {
		dut_copy_beat(sink->open + sink->open_len, lanes, sink->bus_bytes);
		sink->open_len += (size_t)__builtin_popcountll(out->m_axis_tkeep);
	} else {
		for (uint64_t keep = out->m_axis_tkeep; keep; keep &= keep - 1)
			sink->open[sink->open_len++] = lanes[__builtin_ctzll(keep)];
	}
	if (!out->m_axis_tlast)
		return;
	sink->packets = grow(sink->packets, &sink->size, sink->count + 1, sizeof(*sink->packets));
	sink->packets[sink->count++] = (struct stream_packet){ sink->open, sink->open_len, out->m_axis_tuser, clock };
	sink->open = NULL;
	sink->open_len = sink->open_size = 0;
}

void stream_sink_step(struct stream_sink *sink, uint64_t clock, const struct dut_in *in, const struct dut_out *out,
		      struct dut_in *next)
{
	if (in->rst)
		sink->open_len = 0; /* the rest will never come */
	if (out->m_axis_tvalid && in->m_axis_tready && !in->rst)
		take(sink, clock, out);
	next->m_axis_tready = !rng_chance(&sink->rng, sink->stall_pct);
}
