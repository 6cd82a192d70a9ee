/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vbuf.h"

#define FRAMES_PER_MIB (1048576u / FRAME_BYTES)

const char *session_model(const struct options *options, char *path, size_t path_size)
{
	if (options->model)
		snprintf(path, path_size, "%s", options->model);
	else
		snprintf(path, path_size, "%s/w%u%s.so", options->model_dir, options->width,
			 options->trace ? "-trace" : "");
	return path;
}

/* The settings that only the model itself can judge. */
static bool fits_model(struct session *s)
{
	const struct sgdma_caps *caps = sgdma_caps(rig_dev(s->rig));
	const struct options *o = s->options;

	if (caps->bus_bytes * 8u != o->width)
		result_fail(s->result, EXIT_USAGE, "--width=%u: the model is %u bits wide", o->width,
			    caps->bus_bytes * 8u);
	else if (o->depth > caps->max_d)
		result_fail(s->result, EXIT_USAGE, "--depth=%u: a number from 1 to %u is needed for this model",
			    o->depth, caps->max_d);
	return s->result->exit == EXIT_OK;
}

bool session_open(struct session *s, const struct options *options, struct frames *frames, struct result *result)
{
	uint32_t seed = options->seed * 16u + (uint32_t)(result->job * SHAPES + result->shape);
	char model[4096], err[512] = "";
	const struct bench_config config = {
		.model = session_model(options, model, sizeof(model)),
		.trace = options->trace,
		.seed = seed,
		.mem_base = options->mem_base ? options->mem_base : SESSION_MEM_BASE,
		.mem_size = (uint64_t)options->mem * FRAMES_PER_MIB * FRAME_BYTES,
		.bare = options->bare,
		.bus = { .latency = options->latency, .seed = seed },
	};

	*s = (struct session){ .options = options, .shape = result->shape, .frames = frames, .result = result };
	s->rng = rng_seed(options->seed, 2);
	if (frames)
		frames_rewind(frames);
	s->rig = rig_open(&config, err, sizeof(err));
	if (!s->rig) {
		result_fail(result, EXIT_TOOL, "%s", err);
		return false;
	}
	s->mem = rig_mem(s->rig);
	if (!fits_model(s))
		return false;
	if (!frames || pagetable_init(&s->pt, s->mem, frames) == PAGETABLE_OK)
		return true;
	result_fail(result, EXIT_USAGE, "--mem=%u: no frame for a page table", options->mem);
	return false;
}

void session_close(struct session *s)
{
	if (s->rig)
		rig_close(s->rig);
	free(s->image);
	*s = (struct session){ 0 };
}

bool session_no_memory(struct session *s)
{
	result_fail(s->result, EXIT_USAGE, "no host memory left for the %s job", job_names[s->result->job]);
	return false;
}

static bool used_up(struct session *s)
{
	if (s->frames)
		result_fail(s->result, EXIT_USAGE,
			    "--mem=%u: %s needs more than the %zu frames of %u bytes there; 1 to 1024 MiB",
			    s->options->mem, job_names[s->result->job], frames_total(s->frames), FRAME_BYTES);
	else
		result_fail(s->result, EXIT_USAGE, "the simulated memory of %u MiB is used up", s->options->mem);
	return false;
}

bool session_frame(struct session *s, uint64_t *addr)
{
	uint64_t frame;

	if (!frames_take(s->frames, &frame))
		return used_up(s);
	*addr = mem_base(s->mem) + frame * FRAME_BYTES;
	return true;
}

bool session_area(struct session *s, size_t bytes, uint64_t *addr)
{
	if (!s->frames)
		return rig_try_alloc(s->rig, bytes, 64, addr) || used_up(s);
	return bytes <= FRAME_BYTES ? session_frame(s, addr) : used_up(s);
}

static bool slots_of_frames(struct session *s, size_t frames, size_t bytes, uint64_t *addr)
{
	size_t per_frame = FRAME_BYTES / bytes;

	for (size_t f = 0; f < frames; f++) {
		uint64_t frame = 0;

		if (!session_frame(s, &frame))
			return false;
		for (size_t i = 0; i < per_frame; i++)
			addr[f * per_frame + i] = frame + i * bytes;
	}
	return true;
}

static bool slots_of_rig(struct session *s, size_t slots, size_t bytes, size_t align, bool scattered, uint64_t *addr)
{
	size_t stride = (bytes + align - 1) / align * align;

	if (!scattered && !rig_try_alloc(s->rig, slots * stride, align, addr))
		return used_up(s);
	for (size_t i = 0; i < slots; i++) {
		if (!scattered)
			addr[i] = addr[0] + i * stride;
		else if (!rig_try_alloc(s->rig, bytes, align, &addr[i]))
			return used_up(s);
	}
	return true;
}

uint64_t *session_places(struct session *s, size_t count, size_t bytes, size_t align, bool scattered)
{
	size_t per_frame = s->frames ? FRAME_BYTES / bytes : 1, frames = (count + per_frame - 1) / per_frame,
	       slots = frames * per_frame;
	uint64_t *addr = calloc(slots, sizeof(*addr));

	if (!addr) {
		session_no_memory(s);
		return NULL;
	}
	if (!(s->frames ? slots_of_frames(s, frames, bytes, addr)
			: slots_of_rig(s, slots, bytes, align, scattered, addr))) {
		free(addr);
		return NULL;
	}
	for (size_t i = slots; scattered && i > 1; i--) {
		size_t j = rng_below(&s->rng, (uint32_t)i);
		uint64_t swap = addr[i - 1];

		addr[i - 1] = addr[j];
		addr[j] = swap;
	}
	return addr;
}

bool session_map(struct session *s, uint64_t vaddr, const void *data, size_t len)
{
	if (!vbuf_map(&s->pt, vaddr, len, true))
		return used_up(s);
	return !data || vbuf_store(&s->pt, vaddr, data, len);
}

uint8_t *session_at(struct session *s, uint64_t addr, uint64_t len)
{
	return rig_at(s->rig, addr, len);
}

bool session_image(struct session *s)
{
	s->image = malloc(mem_size(s->mem));
	if (!s->image)
		return session_no_memory(s);
	memcpy(s->image, mem_at(s->mem, mem_base(s->mem), mem_size(s->mem)), mem_size(s->mem));
	return true;
}

void session_expect(struct session *s, uint64_t addr, const void *data, size_t len)
{
	memcpy(s->image + (addr - mem_base(s->mem)), data, len);
}

void session_accept(struct session *s, uint64_t addr, size_t len)
{
	session_expect(s, addr, session_at(s, addr, len), len);
}

void session_check_memory(struct session *s)
{
	uint64_t base = mem_base(s->mem), size = mem_size(s->mem), at = 0, count = 0, first = 0;
	const uint8_t *now = mem_at(s->mem, base, size);

	for (; at < size; at += FRAME_BYTES) {
		if (memcmp(now + at, s->image + at, FRAME_BYTES) == 0)
			continue;
		for (uint64_t i = at; i < at + FRAME_BYTES; i++) {
			if (now[i] != s->image[i] && count++ == 0)
				first = i;
		}
	}
	if (count)
		result_fail(s->result, EXIT_CHECK,
			    "memory outside every buffer was touched: %" PRIu64 " bytes; first at physical 0x%" PRIx64
			    ": 0x%02x; was 0x%02x",
			    count, base + first, now[first], s->image[first]);
}

void session_check_packet(struct session *s, size_t i, const uint8_t *want, size_t len)
{
	struct stream_packet got = stream_sink_packet(bench_sink(rig_bench(s->rig)), i);
	size_t at = 0;

	if (got.aborted)
		result_fail(s->result, EXIT_CHECK, "packet %zu was broken off (TUSER)", i);
	if (got.len != len)
		result_fail(s->result, EXIT_CHECK, "packet %zu has %zu bytes; expected %zu", i, got.len, len);
	if (got.len == len && memcmp(got.data, want, len) == 0)
		return;
	while (at < len && at < got.len && got.data[at] == want[at])
		at++;
	if (at < len && at < got.len)
		result_fail(s->result, EXIT_CHECK, "packet %zu byte %zu of %zu is 0x%02x; expected 0x%02x", i, at, len,
			    got.data[at], want[at]);
}

void session_check_packets(struct session *s, size_t count)
{
	struct stream_sink *sink = bench_sink(rig_bench(s->rig));

	if (stream_sink_count(sink) != count || stream_sink_open(sink).len)
		result_fail(s->result, EXIT_CHECK, "%zu packets came out and %zu bytes of another; expected %zu",
			    stream_sink_count(sink), stream_sink_open(sink).len, count);
}
