/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of lists and queues: ring, chain, doorbells, completion queue, interrupt, addresses. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "testmain.h"

/* One packet of a piece: expected on m_axis and in the queue. */
static void expect_piece(struct scene *s, struct lane *lane, unsigned i, uint64_t addr, uint32_t len, unsigned flags)
{
	expect_packet(s, scene_at(s, addr, len), len);
	expect_completion(s, lane, lane_tag(lane, i), len, SGDMA_CODE_OK, flags);
}

/* `total` packets of one piece each through a ring, `batch` at a time. */
static void ring_stream(struct scene *s, uint8_t size_log2, uint8_t cq_log2, unsigned total, unsigned batch)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, cq_log2);
	uint64_t at = scene_buffer(s, 256, 3);

	lane_ring(s, &lane, size_log2);
	scene_watch(s);
	for (unsigned done = 0; done < total;) {
		unsigned n = 0;

		for (; n < batch && done + n < total; n++)
			lane_push(s, &lane, at + (done + n) % 100, 1 + (done + n) % 90, SGDMA_EOP);
		lane_kick(s, &lane);
		for (unsigned i = done; i < done + n; i++)
			expect_piece(s, &lane, i, at + i % 100, 1 + i % 90, CPL_EOP);
		lane_ack(s, &lane);
		done += n;
		expect_consumer(s, &lane, (uint16_t)done);
		CHECK_EQ(s, sgdma_ring_reclaim(s->dev, SGDMA_GATHER, &lane.ring), n, "entries taken back");
	}
	lane_stop(s, &lane);
	scene_settle(s);
}

static void list_ring_wrap(struct scene *s)
{
	ring_stream(s, 2, 3, 41, 3);
}

static void list_ring_of_one(struct scene *s)
{
	ring_stream(s, 0, 0, 9, 1);
}

static void list_ring_full_batches(struct scene *s)
{
	ring_stream(s, 4, 4, 64, 16);
}

/* A ring of the largest size: one seed walks it to its end and round, the others look at its start. */
static void list_ring_largest(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	uint64_t at = scene_buffer(s, 64, 1);
	/* Indices pass 32,768, the ring's end, and 65,536, where they wrap. */
	unsigned total = s->seed % SCENE_SEEDS == 0 ? 65600 : 300;
	unsigned packets = 0;

	lane.config.wide = false;
	lane.config.d = sgdma_caps(s->dev)->max_d;
	lane.config.k_log2 = sgdma_caps(s->dev)->max_k_log2;
	lane_ring(s, &lane, 15);
	scene_watch(s);
	for (unsigned done = 0; done < total;) {
		unsigned n = total - done < 20000 ? total - done : 20000;

		for (unsigned i = done; i < done + n; i++)
			lane_push(s, &lane, at + i % 64, 1, i == done + n - 1 ? SGDMA_EOP : 0);
		lane_kick(s, &lane);
		CHECK_WAIT(s, rig_wait_packets(s->rig, packets + 1, 200000));
		struct stream_packet packet = rig_packet(s->rig, packets++);

		CHECK_EQ(s, packet.len, n, "bytes of the packet");
		for (unsigned i = 0; i < n; i++)
			CHECK(s, packet.data[i] == *scene_at(s, at + (done + i) % 64, 1), "byte %u of packet %u", i,
			      packets - 1);
		done += n;
		expect_completion(s, &lane, (uint16_t)(done - 1), n, SGDMA_CODE_OK, CPL_EOP);
		lane_ack(s, &lane);
		expect_consumer(s, &lane, (uint16_t)done);
		sgdma_ring_reclaim(s->dev, SGDMA_GATHER, &lane.ring);
	}
	s->packets = packets;
	scene_settle(s);
}

/* A full ring is fine; one more is refused and changes nothing. */
static void list_ring_overfull(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint32_t producer = SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_PRODUCER;
	uint64_t at[4];

	lane_ring(s, &lane, 2);
	for (unsigned i = 0; i < 4; i++)
		lane_push(s, &lane, at[i] = scene_buffer(s, 20, i), 20, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, producer, 5), AXI_SLVERR, "response of an overfull doorbell");
	CHECK_EQ(s, global_reg(s, SGDMA_REG_REFUSED),
		 SGDMA_PUT(REFUSED, CODE, SGDMA_REFUSED_INDEX) | SGDMA_PUT(REFUSED, OFFSET, producer), "REFUSED");
	CHECK_EQ(s, global_reg(s, producer), 4, "PRODUCER after a refused doorbell");
	/* The sticky code keeps the first refusal until it is cleared. */
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_REG_ID, 0), AXI_SLVERR, "response of a write to ID");
	CHECK_EQ(s, SGDMA_GET(REFUSED, CODE, sgdma_refused(s->dev)), SGDMA_REFUSED_INDEX, "REFUSED.CODE");
	CHECK_EQ(s, sgdma_refused(s->dev), 0, "REFUSED after it was cleared");
	for (unsigned i = 0; i < 4; i++) {
		uint8_t bytes[20];

		scene_fill(s, bytes, 20);
		CHECK_WAIT(s, rig_send(s->rig, bytes, 20));
		scene_expect(s, at[i], bytes, 20);
		expect_completion(s, &lane, lane_tag(&lane, i), 20, SGDMA_CODE_OK, CPL_EOP);
	}
	scene_settle(s);
}

/* Both producer indices in one write: taken together, or not at all. */
static void list_doorbell_both(struct scene *s)
{
	struct lane src = lane_make(s, SGDMA_GATHER, 2), dst = lane_make(s, SGDMA_SCATTER, 2);
	uint64_t from = scene_buffer(s, 50, 1), to = scene_buffer(s, 50, 2);
	uint8_t bytes[50];

	scene_fill(s, bytes, 50);
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_REG_DOORBELL, 0), AXI_SLVERR, "doorbell of a stopped pair");
	CHECK_EQ(s, SGDMA_GET(REFUSED, CODE, sgdma_refused(s->dev)), SGDMA_REFUSED_LOCKED, "REFUSED.CODE");
	lane_ring(s, &src, 1);
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_REG_DOORBELL, 1), AXI_SLVERR, "doorbell, one half stopped");
	CHECK_EQ(s, SGDMA_GET(REFUSED, CODE, sgdma_refused(s->dev)), SGDMA_REFUSED_LOCKED, "REFUSED.CODE");
	lane_ring(s, &dst, 1);
	lane_push(s, &src, from, 50, SGDMA_EOP);
	lane_push(s, &dst, to, 50, SGDMA_EOP);
	scene_watch(s);
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_REG_DOORBELL, 0x30001), AXI_SLVERR,
		 "doorbell, 3 in a ring of 2");
	CHECK_EQ(s, SGDMA_GET(REFUSED, CODE, sgdma_refused(s->dev)), SGDMA_REFUSED_INDEX, "REFUSED.CODE");
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_PRODUCER), 0, "gather PRODUCER after a refused DOORBELL");
	CHECK_WAIT(s, rig_run(s->rig, 500));
	CHECK_EQ(s, rig_packets(s->rig), 0, "packets after a refused DOORBELL");
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	CHECK_EQ(s, sgdma_refused(s->dev), 0, "REFUSED after a good DOORBELL");
	CHECK_WAIT(s, rig_send(s->rig, bytes, 50));
	scene_expect(s, to, bytes, 50);
	expect_piece(s, &src, 0, from, 50, CPL_EOP);
	expect_completion(s, &dst, lane_tag(&dst, 0), 50, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

/* ---- chains ----------------------------------------------------------------------------------------------------- */

/* n pieces as a chain of the given chunk sizes; all packets and completions are expected. */
static void chain_run(struct scene *s, const uint16_t *sizes, size_t size_count, unsigned n)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 7);
	uint64_t at = scene_buffer(s, 300, 3);
	struct sgdma_piece pieces[100];

	for (unsigned i = 0; i < n; i++)
		pieces[i] = scene_piece(at + 2 * i, 1 + i, i, SGDMA_EOP);
	rig_scatter(s->rig, 300, s->seed);
	CHECK_OK(s, rig_make_chain(s->rig, &lane.config, sizes, size_count, pieces, n));
	lane_start(s, &lane);
	scene_watch(s);
	CHECK_WAIT(s, rig_run(s->rig, 100));
	CHECK_EQ(s, rig_packets(s->rig), 0, "packets before the doorbell");
	lane_kick(s, &lane);
	for (unsigned i = 0; i < n; i++)
		expect_piece(s, &lane, i, at + 2 * i, 1 + i, CPL_EOP);
	CHECK_WAIT(s, rig_wait_list_done(s->rig, SGDMA_GATHER, SCENE_LIMIT));
	expect_consumer(s, &lane, (uint16_t)n);
	CHECK_EQ(s, SGDMA_GET(STATUS, STATE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), SGDMA_STATE_RUNNING,
		 "STATE after the list's end");
	/* A second doorbell starts nothing again. */
	lane_kick(s, &lane);
	lane_stop(s, &lane);
	scene_settle(s);
}

static void list_linked(struct scene *s)
{
	static const uint16_t sizes[] = { 1 };

	chain_run(s, sizes, 1, 30);
}

static void list_chunks_mixed(struct scene *s)
{
	static const uint16_t sizes[] = { 1, 7, 2, 16, 1, 1, 31, 3 };

	chain_run(s, sizes, 8, 90);
}

/* One chunk, as long as its list; and one of the smallest. */
static void list_chunk_single(struct scene *s)
{
	static const uint16_t sizes[] = { 1, 64 };

	if (s->seed & 8)
		chain_run(s, sizes, 1, 1);
	else
		chain_run(s, sizes + 1, 1, 64);
}

/* The END header's address and length mean nothing: not even bad ones are an error. */
static void list_end_ignores_link(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 2);
	uint64_t at = scene_buffer(s, 40, 3), chunk;
	unsigned desc = sgdma_desc_bytes(s->wide);
	uint8_t bytes[40];

	chunk = rig_alloc(s->rig, 2 * desc, desc);
	lane.config.chain = true;
	lane.config.base = chunk;
	lane.config.first_count = 2;
	desc_write(s, &lane, chunk, 0x7ffffffffff, s->seed & 4 ? 0 : 1, 0, DESC_LINK | DESC_END);
	desc_write(s, &lane, chunk + desc, at, 40, SCENE_TAG(0), DESC_EOP);
	lane_start(s, &lane);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_EQ(s, SGDMA_GET(STATUS, LIST_DONE, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_STATUS)), 0,
		 "LIST_DONE before the last entry is completed");
	scene_fill(s, bytes, 40);
	scene_expect(s, at, bytes, 40);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 40));
	expect_completion(s, &lane, lane_tag(&lane, 0), 40, SGDMA_CODE_OK, CPL_EOP);
	CHECK_WAIT(s, rig_wait_list_done(s->rig, SGDMA_SCATTER, SCENE_LIMIT));
	scene_settle(s);
}

/* The same chain started twice runs twice. */
static void list_chain_again(struct scene *s)
{
	static const uint16_t sizes[] = { 3, 1 };
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	uint64_t at = scene_buffer(s, 100, 3);
	struct sgdma_piece pieces[8];

	for (unsigned i = 0; i < 8; i++)
		pieces[i] = scene_piece(at + i, 50, i, i & 1 ? SGDMA_EOP : 0);
	CHECK_OK(s, rig_make_chain(s->rig, &lane.config, sizes, 2, pieces, 8));
	scene_watch(s);
	for (unsigned lap = 0; lap < 2; lap++) {
		lane_start(s, &lane);
		CHECK_EQ(s, SGDMA_GET(STATUS, LIST_DONE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_STATUS)), 0,
			 "LIST_DONE after a start");
		lane_kick(s, &lane);
		for (unsigned i = 1; i < 8; i += 2) {
			uint8_t both[100];

			memcpy(both, scene_at(s, at + i - 1, 50), 50);
			memcpy(both + 50, scene_at(s, at + i, 50), 50);
			expect_packet(s, both, 100);
			expect_completion(s, &lane, lane_tag(&lane, i), 100, SGDMA_CODE_OK, CPL_EOP);
		}
		CHECK_WAIT(s, rig_wait_list_done(s->rig, SGDMA_GATHER, SCENE_LIMIT));
		lane_stop(s, &lane);
	}
	scene_settle(s);
}

/* ---- fetching ----------------------------------------------------------------------------------------------------- */

/* The list of a long run is fetched right with every d and k. */
static void fetch_sweep(struct scene *s, unsigned d, unsigned k)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 7);
	uint64_t at = scene_buffer(s, 200, 3);
	struct sgdma_piece pieces[70];

	lane.config.d = (uint16_t)d;
	lane.config.k_log2 = (uint8_t)k;
	for (unsigned i = 0; i < 70; i++)
		pieces[i] = scene_piece(at + i, 1 + i, i, SGDMA_EOP);
	lane_list(s, &lane, pieces, 70);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 70; i++)
		expect_piece(s, &lane, i, at + i, 1 + i, CPL_EOP);
	expect_consumer(s, &lane, 70);
	lane_stop(s, &lane);
	scene_settle(s);
}

static void list_fetch_d(struct scene *s)
{
	unsigned max = sgdma_caps(s->dev)->max_d;

	/* 16 seeds see every d up to 16, and the largest. */
	fetch_sweep(s, s->seed % 16 == 15 ? max : 1 + s->seed % 16 % max, sgdma_caps(s->dev)->max_k_log2);
}

static void list_fetch_k(struct scene *s)
{
	unsigned max = sgdma_caps(s->dev)->max_k_log2;

	for (unsigned k = 0; k <= max; k++)
		fetch_sweep(s, 1 + s->seed % sgdma_caps(s->dev)->max_d, k);
}

/* d and k change again and again while the list runs. */
static void list_fetch_change(struct scene *s)
{
	const struct sgdma_caps *caps = sgdma_caps(s->dev);
	struct lane lane = lane_make(s, SGDMA_GATHER, 8);
	uint64_t at = scene_buffer(s, 500, 3);
	struct sgdma_piece pieces[200];

	for (unsigned i = 0; i < 200; i++)
		pieces[i] = scene_piece(at + i, 1 + i, i, SGDMA_EOP);
	lane_list(s, &lane, pieces, 200);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 200; i++) {
		uint32_t fetch = SGDMA_PUT(FETCH, D, 1 + rng_below(&s->rng, caps->max_d)) |
				 SGDMA_PUT(FETCH, K_LOG2, rng_below(&s->rng, caps->max_k_log2 + 1u));

		if (i % 3 == 0)
			CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_FETCH, fetch),
				 AXI_OKAY, "response of a write to FETCH");
		expect_piece(s, &lane, i, at + i, 1 + i, CPL_EOP);
	}
	scene_settle(s);
}

/* Doorbells of one entry at a time while earlier ones run. */
static void list_drip(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 8);
	uint64_t at = scene_buffer(s, 300, 3);
	unsigned pushed = 0;

	lane_ring(s, &lane, 3);
	scene_watch(s);
	while (pushed < 100) {
		if (sgdma_ring_space(&lane.ring) == 0) {
			sgdma_ring_reclaim(s->dev, SGDMA_GATHER, &lane.ring);
			CHECK_WAIT(s, rig_run(s->rig, 5));
			CHECK(s, !s->timed || bench_clock(rig_bench(s->rig)) < SCENE_LIMIT, "the ring never drains");
			continue;
		}
		lane_push(s, &lane, at + pushed, 1 + pushed, SGDMA_EOP);
		pushed++;
		lane_kick(s, &lane);
		CHECK_WAIT(s, rig_run(s->rig, rng_below(&s->rng, 30)));
	}
	for (unsigned i = 0; i < 100; i++)
		expect_piece(s, &lane, i, at + i, 1 + i, CPL_EOP);
	scene_settle(s);
}

/* ---- addresses ------------------------------------------------------------------------------------------------------ */

/* Memory above 4 GiB and above 2^44: lists, queues and data have upper address bits. */
static void high_copy(struct scene *s, uint64_t from, uint64_t to, uint32_t len)
{
	struct sgdma_piece piece;
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 1);
	piece = scene_piece(from, len, 0, SGDMA_EOP);
	lane_list(s, &src, &piece, 1);
	piece = scene_piece(to, len, 0, SGDMA_EOP);
	lane_list(s, &dst, &piece, 1);
	scene_watch(s);
	scene_expect(s, to, scene_at(s, from, len), len);
	lane_kick(s, &src);
	lane_kick(s, &dst);
	expect_completion(s, &dst, lane_tag(&dst, 0), len, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

static void list_high_address(struct scene *s)
{
	uint64_t from = scene_buffer(s, 1000, 77), to = scene_buffer(s, 1000, 3);

	high_copy(s, from, to, 1000);
}

#define CARRY_BASE (0x12345ull << 44)

/* Pieces that start below a multiple of 2^44 and end above it: the compact form's address carries into UPPER. */
static void list_compact_carry(struct scene *s)
{
	uint64_t len = 3000, from, to;

	s->wide = false;
	/* Lists and queues below the line, so that they share UPPER with where the pieces start. */
	from = CARRY_BASE - 1 - rng_below(&s->rng, 1500);
	to = from - len - 500;
	scene_fill(s, scene_at(s, from, len), len);
	high_copy(s, from, to, (uint32_t)len);
}

/* The longest chunk that a header can count: one seed takes it, the others some hundred entries. */
static void list_chunk_longest(struct scene *s)
{
	unsigned n = s->seed % SCENE_SEEDS == 0 ? 65534 : 300;
	struct lane lane = lane_make(s, SGDMA_GATHER, 7);
	uint64_t at = scene_buffer(s, 64, 1), first, second;
	struct stream_packet packet;

	lane.config.wide = false;
	lane.config.d = sgdma_caps(s->dev)->max_d;
	lane.config.k_log2 = sgdma_caps(s->dev)->max_k_log2;
	first = rig_alloc(s->rig, 2 * 8, 8);
	second = rig_alloc(s->rig, (n + 1) * 8, 8);
	lane.config.chain = true;
	lane.config.base = first;
	lane.config.first_count = 2;
	desc_write(s, &lane, first, second, n + 1, 0, DESC_LINK);
	desc_write(s, &lane, first + 8, at, 1, 0, 0);
	desc_write(s, &lane, second, 0, 0, 0, DESC_LINK | DESC_END);
	for (unsigned i = 1; i <= n; i++)
		desc_write(s, &lane, second + 8 * i, at + i % 64, 1, 0, i == n ? DESC_EOP : 0);
	lane_start(s, &lane);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_wait_packets(s->rig, 1, 600000));
	packet = rig_packet(s->rig, 0);
	s->packets = 1;
	CHECK_EQ(s, packet.len, n + 1, "bytes of the packet");
	for (unsigned i = 0; i <= n; i++)
		CHECK(s, packet.data[i] == *scene_at(s, at + i % 64, 1), "byte %u", i);
	expect_completion(s, &lane, (uint16_t)n, n + 1, SGDMA_CODE_OK, CPL_EOP);
	CHECK_WAIT(s, rig_wait_list_done(s->rig, SGDMA_GATHER, SCENE_LIMIT));
	expect_consumer(s, &lane, (uint16_t)(n + 1));
	scene_settle(s);
}

/*
 * FETCH_WAIT tells why scatter-gather is slow where it is: with one latency for every node of a linked list it waits nearly
 * all the time, with a ring of long pieces only for the first, and with nothing posted it does not count.
 */
static void list_fetch_wait(struct scene *s)
{
	static const uint16_t ones[] = { 1 };
	unsigned latency = s->scenario->bus.latency;
	uint64_t at = scene_buffer(s, 2000, 0);
	struct sgdma_piece pieces[16];
	uint32_t wait[2];

	for (int ring = 0; ring < 2; ring++) {
		struct lane lane = lane_make(s, SGDMA_GATHER, 5);

		lane.config.d = 4;
		lane.config.k_log2 = 3;
		for (unsigned i = 0; i < 16; i++)
			pieces[i] = scene_piece(at, ring ? 2000 : 8, i, SGDMA_EOP);
		s->chain = !ring;
		if (ring) {
			lane_list(s, &lane, pieces, 16);
		} else {
			CHECK_OK(s, rig_make_chain(s->rig, &lane.config, ones, 1, pieces, 16));
			lane_start(s, &lane);
		}
		scene_watch(s);
		CHECK_WAIT(s, rig_run(s->rig, 500));
		CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_FETCH_WAIT), 0, "FETCH_WAIT with nothing posted");
		lane_kick(s, &lane);
		for (unsigned i = 0; i < 16; i++) {
			expect_packet(s, scene_at(s, at, pieces[i].len), pieces[i].len);
			expect_completion(s, &lane, lane_tag(&lane, i), pieces[i].len, SGDMA_CODE_OK, CPL_EOP);
		}
		expect_consumer(s, &lane, 16);
		wait[ring] = chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_FETCH_WAIT);
		CHECK_WAIT(s, rig_run(s->rig, 500));
		CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_FETCH_WAIT), wait[ring],
			 "FETCH_WAIT after the list's end");
		lane_stop(s, &lane);
		scene_settle(s);
	}
	CHECK(s, wait[0] >= 16 * latency && wait[0] <= 16 * (latency + 30),
	      "linked list of 16: FETCH_WAIT %u at latency %u", wait[0], latency);
	CHECK(s, wait[1] >= latency && wait[1] <= 2 * (latency + 30), "ring of 16: FETCH_WAIT %u at latency %u",
	      wait[1], latency);
}

/* FETCH.D is a limit that is kept and reached, and FETCH.K_LOG2 says how many entries one fetch brings. */
static void list_fetch_limit(struct scene *s)
{
	unsigned d = 1 + s->seed % 6, k = s->seed & 8 ? 2 : 0, most = 0, n = 48, room, desc = sgdma_desc_bytes(s->wide);
	struct bench *bench = rig_bench(s->rig);
	struct lane lane = lane_make(s, SGDMA_GATHER, 6);
	uint64_t at = scene_buffer(s, 8, 0), before, clocks = 0;

	lane.config.d = (uint16_t)d;
	lane.config.k_log2 = (uint8_t)k;
	/* A multiple of all sizes, so that a block of entries is a block of bus words. */
	lane.config.base = rig_alloc(s->rig, 64 * 16, 1024);
	CHECK_OK(s, sgdma_ring_init(&lane.ring, scene_at(s, lane.config.base, 64 * 16), 6, s->wide, lane.config.upper));
	lane.config.size_log2 = 6;
	lane_start(s, &lane);
	for (unsigned i = 0; i < n; i++)
		lane_push(s, &lane, at, 8, SGDMA_EOP);
	scene_watch(s);
	before = bench_counts(bench)->ar;
	lane_kick(s, &lane);
	while (rig_packets(s->rig) < n) {
		unsigned open = axi_monitor_open(bench_monitor(bench), AXI_ID_GATHER_FETCH);

		CHECK(s, open <= d, "%u fetches in flight, D is %u", open, d);
		most = open > most ? open : most;
		CHECK(s, clocks++ < SCENE_LIMIT, "after %zu of %u packets", rig_packets(s->rig), n);
		CHECK_WAIT(s, rig_run(s->rig, 1));
	}
	/* The prefetch FIFO has 32 beats; the first block comes in two fetches. */
	room = 32 * s->bus / (desc << k) + (k ? 1 : 0);
	CHECK_EQ(s, most, d < room ? d : room, "most fetches in flight");
	/* Each piece is one read. The first fetch after idle is a single entry, which breaks up the first block. */
	CHECK_EQ(s, bench_counts(bench)->ar - before - n, k ? 1 + n / 4 : n, "fetches of the list");
	for (unsigned i = 0; i < n; i++)
		expect_piece(s, &lane, i, at, 8, CPL_EOP);
	scene_settle(s);
}

/* Fetches and reads overtake each other by far. */
static void list_fetch_reorder(struct scene *s)
{
	fetch_sweep(s, sgdma_caps(s->dev)->max_d, s->seed % (sgdma_caps(s->dev)->max_k_log2 + 1u));
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(list_ring_wrap, ALL)                                                                                         \
	X(list_ring_of_one, ALL)                                                                                       \
	X(list_ring_full_batches, ALL)                                                                                 \
	X(list_ring_largest, .widths = { 64 })                                                                         \
	X(list_ring_overfull, ALL)                                                                                     \
	X(list_doorbell_both, ALL)                                                                                     \
	X(list_linked, ALL)                                                                                            \
	X(list_chunks_mixed, ALL)                                                                                      \
	X(list_chunk_single, ALL)                                                                                      \
	X(list_chunk_longest, .widths = { 64 })                                                                        \
	X(list_end_ignores_link, ALL)                                                                                  \
	X(list_chain_again, ALL)                                                                                       \
	X(list_fetch_d, ALL)                                                                                           \
	X(list_fetch_k, ALL)                                                                                           \
	X(list_fetch_change, ALL)                                                                                      \
	X(list_drip, ALL)                                                                                              \
	X(list_high_address, .widths = { 32, 64, 512 }, .mem_base = 0xfedcba9876500000)                                \
	X(list_compact_carry, .widths = { 32, 64, 512 }, .mem_base = CARRY_BASE - 0x80000)
#define TIMED(X)                                                                                                       \
	X(list_fetch_limit, ALL, .bus = { .latency = 100 })                                                            \
	X(list_fetch_wait, .widths = { 32, 64, 512 }, .bus = { .latency = 100 })                                       \
	X(list_fetch_reorder, .widths = { 32, 64, 512 },                                                               \
	  .bus = { .latency = 20, .jitter = 200, .reorder = true, .stall_pct = 20 })

SCENARIOS(SCENE_SPEC)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
