/* SPDX-License-Identifier: Apache-2.0 */
/* scene: see scene.h. */
#include "scene.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GUARD 64
#define SETTLE_CLOCKS 200
#define SETTLE_QUIET 150 /* longer than any latency that the seed picks */

_Noreturn void scene_fail(struct scene *scene, const char *file, int line, const char *format, ...)
{
	const char *error = rig_error(scene->rig);
	va_list args;

	fprintf(stderr, "%s:%d: %s, %s, %u bits, register seed %" PRIu32 ", %s %s: ", file, line, scene->scenario->name,
		scene->timed ? "engine" : "reference model", scene->width, scene->seed,
		scene->wide ? "wide" : "compact", scene->chain ? "chain" : "ring");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "%s%s\n", *error ? "; " : "", error);
	if (rig_bench(scene->rig))
		fprintf(stderr, "  at clock %" PRIu64 "\n", bench_clock(rig_bench(scene->rig)));
	fail();
	abort(); /* cmocka's fail() does not return, but does not say so */
}

/* ---- setting the stage ---------------------------------------------------------------------------------------- */

/* Bus timing where the scenario leaves it open: half of the seeds see a plain bus, the others everything at once. */
static void pick_bus(struct scene *scene, struct axi_mem_config *bus)
{
	static const unsigned latencies[] = { 1, 4, 13, 40 };

	*bus = scene->scenario->bus;
	if (!bus->latency) {
		bus->latency = latencies[rng_below(&scene->rng, 4)];
		if (scene->seed & 4) {
			bus->jitter = rng_below(&scene->rng, 20);
			bus->stall_pct = rng_below(&scene->rng, 60);
			bus->reorder = rng_chance(&scene->rng, 70);
			bus->w_first = rng_chance(&scene->rng, 30);
		}
	}
	bus->seed = scene->seed;
}

static void scene_begin(struct scene *scene, const struct scenario *scenario, unsigned width, uint32_t seed)
{
	*scene = (struct scene){ .scenario = scenario, .seed = seed, .width = width, .bus = width / 8 };
	scene->wide = seed & 1;
	scene->chain = seed >> 1 & 1;
	scene->rng = rng_seed(seed, width);
	scene->shadow = malloc(SCENE_SIZE);
	assert_non_null(scene->shadow);
}

static void scene_end(struct scene *scene)
{
	rig_close(scene->rig);
	free(scene->shadow);
}

static uint64_t scene_base(const struct scenario *scenario)
{
	return scenario->mem_base ? scenario->mem_base : SCENE_BASE;
}

static void run_model(const struct scenario *scenario, const char *model, unsigned width)
{
	const char *text = getenv("SEED");
	uint32_t first = (uint32_t)(text && *text ? strtoul(text, NULL, 0) : 1) * SCENE_SEEDS;

	for (uint32_t seed = first; seed < first + SCENE_SEEDS; seed++) {
		struct bench_config config = { .seed = seed, .mem_base = scene_base(scenario), .mem_size = SCENE_SIZE };
		char path[4096], err[512];
		struct scene scene;

		scene_begin(&scene, scenario, width, seed);
		pick_bus(&scene, &config.bus);
		config.model = rig_model_named(model, path, sizeof(path));
		scene.rig = rig_open(&config, err, sizeof(err));
		if (!scene.rig)
			fail_msg("%s, register seed %" PRIu32 ": %s", scenario->name, seed, err);
		scene.timed = true;
		scene.dev = rig_dev(scene.rig);
		/* Not every engine reads both forms. */
		if (!sgdma_caps(scene.dev)->wide || !sgdma_caps(scene.dev)->compact)
			scene.wide = sgdma_caps(scene.dev)->wide;
		scenario->act(&scene);
		scene_end(&scene);
	}
}

void scene_run_engine(void **state)
{
	const struct scenario *scenario = *state;

	for (unsigned m = 0; scenario->models[m]; m++)
		run_model(scenario, scenario->models[m], (unsigned)strtoul(scenario->models[m] + 1, NULL, 10));
	for (unsigned w = 0; scenario->widths[w]; w++) {
		char model[16];

		snprintf(model, sizeof(model), "w%u", scenario->widths[w]);
		run_model(scenario, model, scenario->widths[w]);
	}
}

void scene_run_reference(void **state)
{
	const struct scenario *scenario = *state;

	for (unsigned w = 0; scenario->widths[w]; w++) {
		for (uint32_t seed = 0; seed < 4; seed++) {
			unsigned width = scenario->widths[w];
			struct refmodel_config config = {
				.bus_bytes = width / 8,
				.addr_w = 64,
				.max_burst = 256,
				.reads = width < 256 ? 16 : 32,
				.writes = width < 256 ? 16 : 32,
				.fifo_beats = width <= 64    ? 512
					      : width == 128 ? 256
							     : 128,
				.max_d = 16,
				.max_k_log2 = 5,
				.version = 0x000100,
			};
			struct scene scene;
			char err[512];

			scene_begin(&scene, scenario, width, seed);
			scene.rig = rig_open_reference(&config, scene_base(scenario), SCENE_SIZE, err, sizeof(err));
			if (!scene.rig)
				fail_msg("%s: %s", scenario->name, err);
			scene.dev = rig_dev(scene.rig);
			scenario->act(&scene);
			scene_end(&scene);
		}
	}
}

/* ---- memory ----------------------------------------------------------------------------------------------------- */

void scene_fill(struct scene *scene, void *to, size_t len)
{
	uint8_t *byte = to;

	for (size_t i = 0; i < len; i++)
		byte[i] = (uint8_t)rng_next(&scene->rng);
}

uint64_t scene_buffer(struct scene *scene, uint32_t len, uint32_t offset)
{
	uint32_t align = offset < 64 ? 64 : 4096;
	uint64_t addr = rig_alloc(scene->rig, GUARD + align + len + GUARD, 1) + GUARD;

	addr += (offset - addr) & (align - 1);
	scene_fill(scene, scene_at(scene, addr, len), len);
	return addr;
}

uint8_t *scene_at(struct scene *scene, uint64_t addr, uint64_t len)
{
	return rig_at(scene->rig, addr, len);
}

void scene_watch(struct scene *scene)
{
	struct mem *mem = rig_mem(scene->rig);

	memcpy(scene->shadow, mem_at(mem, mem_base(mem), SCENE_SIZE), SCENE_SIZE);
}

void scene_expect(struct scene *scene, uint64_t addr, const void *data, uint64_t len)
{
	memcpy(scene->shadow + (addr - mem_base(rig_mem(scene->rig))), data, len);
}

void scene_ignore(struct scene *scene, uint64_t addr, uint64_t len)
{
	CHECK(scene, scene->ignores < SCENE_IGNORES, "more than %d ignored ranges", SCENE_IGNORES);
	scene->ignore[scene->ignores].addr = addr;
	scene->ignore[scene->ignores++].len = len;
}

static bool ignored(const struct scene *scene, uint64_t addr)
{
	for (unsigned i = 0; i < scene->ignores; i++)
		if (addr - scene->ignore[i].addr < scene->ignore[i].len)
			return true;
	return false;
}

void scene_check_memory(struct scene *scene)
{
	struct mem *mem = rig_mem(scene->rig);
	uint64_t base = mem_base(mem);
	const uint8_t *now = mem_at(mem, base, SCENE_SIZE);

	for (uint64_t i = 0; i < SCENE_SIZE; i++) {
		if (i % 64 == 0 && memcmp(now + i, scene->shadow + i, 64) == 0) {
			i += 63;
			continue;
		}
		if (now[i] != scene->shadow[i] && !ignored(scene, base + i))
			scene_fail(scene, __FILE__, __LINE__, "memory at 0x%" PRIx64 " is 0x%02x, must be 0x%02x",
				   base + i, now[i], scene->shadow[i]);
	}
}

/* ---- channels ----------------------------------------------------------------------------------------------------- */

struct lane lane_make(struct scene *scene, enum sgdma_chan chan, uint8_t cq_log2)
{
	const struct sgdma_caps *caps = sgdma_caps(scene->dev);
	struct lane lane = { .chan = chan };

	lane.config.wide = scene->wide;
	lane.config.upper = mem_base(rig_mem(scene->rig));
	lane.config.cq_wait = 16;
	lane.config.d = (uint16_t)(1 + rng_below(&scene->rng, caps->max_d));
	lane.config.k_log2 = (uint8_t)rng_below(&scene->rng, caps->max_k_log2 + 1u);
	rig_make_cq(scene->rig, &lane.config, cq_log2, &lane.cq);
	scene_ignore(scene, lane.config.cq_base, 8ull << cq_log2);
	return lane;
}

/* From a stop to the next start the monitor lets nothing of the channel pass. */
static void lane_quiet(struct scene *scene, const struct lane *lane, bool quiet)
{
	unsigned ids = lane->chan == SGDMA_GATHER ? 1u << AXI_ID_GATHER_FETCH | 1u << AXI_ID_READ
						  : 1u << AXI_ID_SCATTER_FETCH | 1u << AXI_ID_WRITE;

	scene->quiet = quiet ? scene->quiet | ids : scene->quiet & ~ids;
	if (scene->timed)
		axi_monitor_quiet(bench_monitor(rig_bench(scene->rig)), scene->quiet);
}

void lane_start(struct scene *scene, struct lane *lane)
{
	uint64_t queue = 8ull << lane->config.cq_size_log2;

	lane_quiet(scene, lane, false);
	lane->posted = 0;
	memset(scene_at(scene, lane->config.cq_base, queue), 0, queue);
	CHECK_OK(scene,
		 sgdma_cq_init(&lane->cq, scene_at(scene, lane->config.cq_base, queue), lane->config.cq_size_log2));
	CHECK_OK(scene, sgdma_chan_start(scene->dev, lane->chan, &lane->config));
}

void lane_ring(struct scene *scene, struct lane *lane, uint8_t size_log2)
{
	rig_make_ring(scene->rig, &lane->config, size_log2, &lane->ring);
	scene_ignore(scene, lane->config.base, (uint64_t)sgdma_desc_bytes(lane->config.wide) << size_log2);
	lane_start(scene, lane);
}

uint16_t lane_tag(const struct lane *lane, unsigned i)
{
	return lane->config.wide ? SCENE_TAG(i) : (uint16_t)i;
}

struct sgdma_piece scene_piece(uint64_t addr, uint32_t len, unsigned i, unsigned flags)
{
	return (struct sgdma_piece){ .addr = addr, .len = len, .tag = SCENE_TAG(i), .flags = (uint8_t)flags };
}

void lane_push(struct scene *scene, struct lane *lane, uint64_t addr, uint32_t len, unsigned flags)
{
	struct sgdma_piece piece = scene_piece(addr, len, lane->posted, flags);

	CHECK_OK(scene, sgdma_ring_push(&lane->ring, &piece));
	lane->posted++;
}

void lane_list(struct scene *scene, struct lane *lane, const struct sgdma_piece *pieces, size_t n)
{
	uint16_t sizes[3];
	uint8_t log2 = 0;

	if (scene->chain) {
		/* Chunks of one data entry, the linked list, for one in three; else mixed sizes. */
		for (int i = 0; i < 3; i++)
			sizes[i] = (uint16_t)(1 + rng_below(&scene->rng, 7));
		if (rng_below(&scene->rng, 3) == 0)
			sizes[0] = sizes[1] = sizes[2] = 1;
		rig_scatter(scene->rig, 100, scene->seed);
		CHECK_OK(scene, rig_make_chain(scene->rig, &lane->config, sizes, 3, pieces, n));
		rig_scatter(scene->rig, 0, 0);
		lane_start(scene, lane);
		return;
	}
	while (1u << log2 < n)
		log2++;
	lane_ring(scene, lane, log2);
	for (size_t i = 0; i < n; i++)
		CHECK_OK(scene, sgdma_ring_push(&lane->ring, &pieces[i]));
	lane->posted = (uint16_t)n;
}

void lane_kick(struct scene *scene, struct lane *lane)
{
	if (lane->config.chain)
		sgdma_chain_doorbell(scene->dev, lane->chan);
	else
		sgdma_ring_doorbell(scene->dev, lane->chan, &lane->ring);
	CHECK_EQ(scene, sgdma_refused(scene->dev), 0, "REFUSED after the doorbell");
}

/* An entry can be seen in memory a little before the engine counts it; only then can it be acknowledged. */
void lane_ack(struct scene *scene, struct lane *lane)
{
	for (unsigned tries = 0; tries < 1000 && lane->cq.acked != lane->cq.taken; tries++) {
		sgdma_cq_ack(scene->dev, lane->chan, &lane->cq);
		CHECK_WAIT(scene, rig_run(scene->rig, 2));
	}
	CHECK_EQ(scene, lane->cq.acked, lane->cq.taken, "entries acknowledged");
	CHECK_EQ(scene, sgdma_refused(scene->dev), 0, "REFUSED after an acknowledge");
}

void lane_stop(struct scene *scene, struct lane *lane)
{
	CHECK_OK(scene, sgdma_chan_stop(scene->dev, lane->chan, 10000));
	CHECK_EQ(scene, SGDMA_GET(STATUS, QUIESCED, chan_reg(scene, lane->chan, SGDMA_CHAN_REG_STATUS)), 1,
		 "STATUS.QUIESCED after a stop");
	lane_quiet(scene, lane, true);
}

static void put_bytes(uint8_t *to, uint64_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

void desc_write(struct scene *scene, const struct lane *lane, uint64_t at, uint64_t addr, uint32_t len, uint16_t tag,
		unsigned flags)
{
	uint8_t *to = scene_at(scene, at, sgdma_desc_bytes(lane->config.wide));

	if (lane->config.wide) {
		put_bytes(to, addr, 8);
		put_bytes(to + 8, (uint64_t)len | (uint64_t)tag << 32 | (uint64_t)flags << 48, 8);
	} else {
		put_bytes(to, (addr & 0xfffffffffff) | (uint64_t)len << 44 | (uint64_t)flags << 60, 8);
	}
}

/* ---- what must have happened -------------------------------------------------------------------------------------- */

uint32_t global_reg(struct scene *scene, uint32_t reg)
{
	uint32_t value = 0;

	CHECK_EQ(scene, (unsigned)rig_reg_read(scene->rig, reg, &value), AXI_OKAY, "response of a register read");
	return value;
}

void put_reg(struct scene *scene, uint32_t reg, uint32_t value)
{
	CHECK(scene, rig_reg_write(scene->rig, reg, value) == AXI_OKAY, "a write of 0x%x at 0x%x is refused", value,
	      reg);
}

uint32_t chan_reg(struct scene *scene, enum sgdma_chan chan, uint32_t reg)
{
	return global_reg(scene, SGDMA_CHAN(chan) + reg);
}

void expect_completion(struct scene *scene, struct lane *lane, uint16_t tag, uint32_t bytes, uint8_t status,
		       unsigned flags)
{
	struct sgdma_completion seen;
	unsigned got;

	CHECK(scene, rig_wait_completion(scene->rig, &lane->cq, &seen, SCENE_LIMIT),
	      "waiting for the completion of tag 0x%x, %u bytes", tag, bytes);
	got = (seen.eop ? CPL_EOP : 0) | (seen.irq ? CPL_IRQ : 0) | (seen.source ? CPL_SOURCE : 0) |
	      (seen.is_short ? CPL_SHORT : 0);
	CHECK(scene, seen.tag == tag && seen.bytes == bytes && seen.status == status && got == flags && !seen.saturated,
	      "completion is tag 0x%x, %u bytes, %s, flags 0x%x; must be tag 0x%x, %u bytes, %s, flags 0x%x", seen.tag,
	      seen.bytes, sgdma_code_name(seen.status), got, tag, bytes, sgdma_code_name(status), flags);
}

void expect_last(struct scene *scene, struct lane *lane, uint16_t *taken, uint16_t tag, uint32_t bytes, uint8_t status,
		 unsigned flags)
{
	struct sgdma_completion seen;
	uint16_t before = *taken;
	unsigned got, tries = 0;

	while (sgdma_last_take(scene->dev, lane->chan, taken, &seen) != SGDMA_SUCCESS) {
		CHECK(scene, tries++ < SCENE_LIMIT / 20, "waiting for completion %u of tag 0x%x, %u bytes", before, tag,
		      bytes);
		CHECK_WAIT(scene, rig_run(scene->rig, 20));
	}
	got = (seen.eop ? CPL_EOP : 0) | (seen.irq ? CPL_IRQ : 0) | (seen.source ? CPL_SOURCE : 0) |
	      (seen.is_short ? CPL_SHORT : 0);
	CHECK(scene, seen.tag == tag && seen.bytes == bytes && seen.status == status && got == flags && !seen.saturated,
	      "last completion is tag 0x%x, %u bytes, %s, flags 0x%x; must be tag 0x%x, %u bytes, %s, flags 0x%x",
	      seen.tag, seen.bytes, sgdma_code_name(seen.status), got, tag, bytes, sgdma_code_name(status), flags);
	CHECK_EQ(scene, (uint16_t)(*taken - before), 1, "completions since the last one");
}

void expect_refused(struct scene *scene, uint32_t reg, uint32_t value, enum sgdma_refusal code)
{
	CHECK(scene, rig_reg_write(scene->rig, reg, value) == AXI_SLVERR, "a write of 0x%x at 0x%x is not refused",
	      value, reg);
	CHECK_EQ(scene, sgdma_refused(scene->dev), SGDMA_PUT(REFUSED, CODE, code) | SGDMA_PUT(REFUSED, OFFSET, reg),
		 "REFUSED");
}

void expect_no_completion(struct scene *scene, struct lane *lane)
{
	struct sgdma_completion seen;

	CHECK(scene, sgdma_cq_pop(scene->dev, &lane->cq, &seen) == SGDMA_ERR_EMPTY,
	      "a completion too many: tag 0x%x, %u bytes, %s", seen.tag, seen.bytes, sgdma_code_name(seen.status));
}

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t i = 0;

	while (i < len && a[i] == b[i])
		i++;
	return i;
}

void expect_packet(struct scene *scene, const void *data, size_t len)
{
	struct stream_packet seen;
	size_t at;

	CHECK_WAIT(scene, rig_wait_packets(scene->rig, scene->packets + 1, SCENE_LIMIT));
	seen = rig_packet(scene->rig, scene->packets++);
	CHECK(scene, !seen.aborted, "packet %zu of %zu bytes ends with TUSER", scene->packets - 1, seen.len);
	CHECK(scene, seen.len == len, "packet %zu has %zu bytes, must have %zu", scene->packets - 1, seen.len, len);
	at = first_difference(seen.data, data, len);
	CHECK(scene, at == len, "byte %zu of %zu of packet %zu is 0x%02x, must be 0x%02x", at, len, scene->packets - 1,
	      seen.data[at], ((const uint8_t *)data)[at]);
}

void expect_aborted_packet(struct scene *scene, const void *data, size_t len, size_t least)
{
	struct stream_packet seen;
	size_t at, compare;

	CHECK_WAIT(scene, rig_wait_packets(scene->rig, scene->packets + 1, SCENE_LIMIT));
	seen = rig_packet(scene->rig, scene->packets++);
	CHECK(scene, seen.aborted, "packet %zu of %zu bytes ends without TUSER", scene->packets - 1, seen.len);
	CHECK(scene, seen.len >= least && seen.len <= len + 1,
	      "aborted packet %zu has %zu bytes, must have %zu to %zu and one filler byte at most", scene->packets - 1,
	      seen.len, least, len);
	/* The last byte may be the filler; without time there is none. */
	compare = seen.len <= len && !scene->timed ? seen.len : seen.len - 1;
	at = first_difference(seen.data, data, compare);
	CHECK(scene, at == compare, "byte %zu of aborted packet %zu is 0x%02x, must be 0x%02x", at, scene->packets - 1,
	      seen.data[at], ((const uint8_t *)data)[at]);
}

void expect_error(struct scene *scene, struct lane *lane, uint8_t code, enum sgdma_phase phase, uint16_t index,
		  uint64_t addr, bool exact_addr)
{
	struct sgdma_error seen;

	CHECK(scene, rig_wait_error(scene->rig, lane->chan, &seen, SCENE_LIMIT), "waiting for %s at entry %u",
	      sgdma_code_name(code), index);
	CHECK(scene, seen.code == code && seen.phase == phase && seen.index == index,
	      "error is %s, phase %u, index %u; must be %s, phase %u, index %u", sgdma_code_name(seen.code), seen.phase,
	      seen.index, sgdma_code_name(code), phase, index);
	if (exact_addr)
		CHECK_EQ(scene, seen.addr, addr, "ERROR_ADDR");
	expect_consumer(scene, lane, index);
}

void expect_consumer(struct scene *scene, struct lane *lane, uint16_t index)
{
	CHECK_WAIT(scene, rig_wait_consumer(scene->rig, lane->chan, index, SCENE_LIMIT));
}

void scene_settle(struct scene *scene)
{
	CHECK_WAIT(scene, rig_wait_quiet(scene->rig, SETTLE_QUIET, SCENE_LIMIT));
	CHECK_WAIT(scene, rig_run(scene->rig, SETTLE_CLOCKS));
	CHECK(scene, !*rig_error(scene->rig), "the run");
	CHECK_EQ(scene, rig_packets(scene->rig), scene->packets, "number of packets on m_axis");
	scene_check_memory(scene);
}
