/* SPDX-License-Identifier: Apache-2.0 */
/* Basic DMA: transfers without a list, with a completion queue and without one. */
#include <string.h>

#include "scene.h"
#include "testmain.h"

/* A lane without a list, and on odd seeds without a queue; the monitor lets it fetch nothing and complete nothing. */
static struct lane basic(struct scene *s, enum sgdma_chan chan)
{
	struct lane lane = lane_make(s, chan, 2);

	lane.config.basic = true;
	lane.config.no_queue = s->seed & 1;
	lane_start(s, &lane);
	return lane;
}

static void push(struct scene *s, const struct sgdma_piece *gather, const struct sgdma_piece *scatter)
{
	enum sgdma_result result;

	for (unsigned tries = 0; (result = sgdma_basic_start(s->dev, gather, scatter)) == SGDMA_ERR_FULL; tries++)
		CHECK(s, tries < 1000 && rig_run(s->rig, 20), "the transfer before is never taken");
	CHECK_OK(s, result);
}

static void expect_told(struct scene *s, struct lane *lane, uint16_t *taken, unsigned i, uint32_t bytes, uint8_t status,
			unsigned flags)
{
	if (lane->config.no_queue) {
		expect_last(s, lane, taken, (uint16_t)i, bytes, status, flags);
		return;
	}
	expect_completion(s, lane, (uint16_t)i, bytes, status, flags);
	lane_ack(s, lane);
}

static void basic_gather(struct scene *s)
{
	struct lane lane = basic(s, SGDMA_GATHER);
	uint64_t at = scene_buffer(s, 5000, 3);
	uint16_t taken = 0;

	scene_watch(s);
	for (unsigned i = 0; i < 8; i++) {
		uint32_t len = i ? 1 + rng_below(&s->rng, 4000) : 1;
		struct sgdma_piece piece = { .addr = at + 3 * i, .len = len, .flags = SGDMA_EOP };

		push(s, &piece, NULL);
		expect_packet(s, scene_at(s, piece.addr, len), len);
		expect_told(s, &lane, &taken, i, len, SGDMA_CODE_OK, CPL_EOP);
		expect_consumer(s, &lane, (uint16_t)(i + 1));
	}
	scene_settle(s);
}

static void basic_scatter(struct scene *s)
{
	struct lane lane = basic(s, SGDMA_SCATTER);
	uint64_t at = scene_buffer(s, 8000, 3);
	uint8_t bytes[900];
	uint16_t taken = 0;

	scene_watch(s);
	for (unsigned i = 0; i < 8; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 900);
		struct sgdma_piece piece = { .addr = at + 1000 * i, .len = 900, .flags = SGDMA_EOP | SGDMA_IRQ };

		scene_fill(s, bytes, len);
		scene_expect(s, piece.addr, bytes, len);
		push(s, NULL, &piece);
		CHECK_WAIT(s, rig_send(s->rig, bytes, len));
		expect_told(s, &lane, &taken, i, len, SGDMA_CODE_OK, CPL_EOP | CPL_IRQ | (len < 900 ? CPL_SHORT : 0));
		scene_check_memory(s);
	}
	scene_settle(s);
}

/* Both halves of a copy in one write, and its interrupt. */
static void basic_copy(struct scene *s)
{
	uint64_t from = scene_buffer(s, 5000, 3), to = scene_buffer(s, 5000, 61);
	struct lane src, dst;
	uint16_t taken = 0;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = basic(s, SGDMA_GATHER);
	dst = basic(s, SGDMA_SCATTER);
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_SCATTER_DONE);
	scene_watch(s);
	for (unsigned i = 0; i < 6; i++) {
		uint32_t len = 1 + rng_below(&s->rng, 4500);
		struct sgdma_piece a = { .addr = from + 7 * i, .len = len, .flags = SGDMA_EOP };
		struct sgdma_piece b = { .addr = to + 5 * i, .len = len, .flags = SGDMA_EOP };

		scene_expect(s, b.addr, scene_at(s, a.addr, len), len);
		push(s, &a, &b);
		CHECK_WAIT(s, rig_wait_irq(s->rig, SCENE_LIMIT));
		scene_check_memory(s);
		expect_told(s, &dst, &taken, i, len, SGDMA_CODE_OK, CPL_EOP);
		if (dst.config.no_queue)
			put_reg(s, SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_CQ_ACK, taken);
		CHECK(s, !rig_irq(s->rig), "irq after the acknowledge");
		expect_consumer(s, &src, (uint16_t)(i + 1));
	}
	scene_settle(s);
}

/* While the stream is held, transfers pile up until one more is refused; none of those taken is lost. */
static void basic_busy(struct scene *s)
{
	struct stream_sink *sink = bench_sink(rig_bench(s->rig));
	struct lane lane = basic(s, SGDMA_GATHER);
	uint64_t at = scene_buffer(s, 6000, 3);
	unsigned taken = 0;

	scene_watch(s);
	stream_sink_stall(sink, 100);
	for (;; taken++) {
		struct sgdma_piece piece = { .addr = at + taken, .len = 5000 - taken, .flags = SGDMA_EOP };
		enum sgdma_result result = sgdma_basic_start(s->dev, &piece, NULL);

		if (result == SGDMA_ERR_FULL)
			break;
		CHECK_OK(s, result);
		CHECK(s, taken < 200, "never busy");
		CHECK_WAIT(s, rig_run(s->rig, 100));
	}
	CHECK(s, taken >= 2, "busy after %u", taken);
	expect_refused(s, SGDMA_REG_START, SGDMA_MASK(START, GATHER), SGDMA_REFUSED_BUSY);
	stream_sink_stall(sink, 0);
	for (unsigned i = 0; i < taken; i++) {
		expect_packet(s, scene_at(s, at + i, 5000 - i), 5000 - i);
		if (!lane.config.no_queue) {
			expect_completion(s, &lane, (uint16_t)i, 5000 - i, SGDMA_CODE_OK, CPL_EOP);
			lane_ack(s, &lane);
		}
	}
	expect_consumer(s, &lane, (uint16_t)taken);
	scene_settle(s);
}

static void basic_error(struct scene *s)
{
	struct lane lane = basic(s, SGDMA_GATHER);
	uint64_t at = scene_buffer(s, 1000, 64);
	struct sgdma_piece piece = { .addr = at, .len = 100, .flags = SGDMA_EOP };
	uint16_t taken = 0;

	scene_watch(s);
	push(s, &piece, NULL);
	expect_packet(s, scene_at(s, at, 100), 100);
	expect_told(s, &lane, &taken, 0, 100, SGDMA_CODE_OK, CPL_EOP);
	if (s->seed & 4) {
		CHECK_WAIT(s, rig_fail_read(s->rig, at, 8, AXI_SLVERR));
		push(s, &piece, NULL);
		expect_told(s, &lane, &taken, 1, 0, SGDMA_CODE_READ_SLVERR, 0);
		expect_error(s, &lane, SGDMA_CODE_READ_SLVERR, SGDMA_PHASE_READ, 1, at, true);
	} else {
		/* Past the top of the address space: the driver would not, the registers take it and the decoder tells. */
		put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_BASE_LO, 0xfffffff0);
		put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_BASE_HI, 0xffffffff);
		put_reg(s, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_COUNT, 0x20);
		put_reg(s, SGDMA_REG_START, SGDMA_MASK(START, GATHER));
		expect_told(s, &lane, &taken, 1, 0, SGDMA_CODE_ADDR_RANGE, 0);
		expect_error(s, &lane, SGDMA_CODE_ADDR_RANGE, SGDMA_PHASE_DECODE, 1, 0xfffffffffffffff0, true);
	}
	s->packets = rig_packets(s->rig);
	scene_settle(s);
}

/* A ring without a queue: nothing is held back, all is counted, and nothing is written. */
static void basic_no_queue_ring(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 0);
	uint64_t at = scene_buffer(s, 500, 3);
	struct sgdma_completion last;
	uint16_t taken = 0;

	lane.config.no_queue = true;
	lane_ring(s, &lane, 6);
	s->ignores = 0;
	for (unsigned i = 0; i < 64; i++)
		lane_push(s, &lane, at + i, 1 + i, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 64; i++)
		expect_packet(s, scene_at(s, at + i, 1 + i), 1 + i);
	expect_consumer(s, &lane, 64);
	CHECK_OK(s, sgdma_last_take(s->dev, SGDMA_GATHER, &taken, &last));
	CHECK_EQ(s, taken, 64, "completions counted");
	CHECK_EQ(s, last.bytes, 64, "bytes of the last");
	CHECK_EQ(s, last.tag, lane_tag(&lane, 63), "tag of the last");
	CHECK_EQ(s, bench_counts(rig_bench(s->rig))->aw, 0, "writes");
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(basic_gather, ALL)                                                                                           \
	X(basic_scatter, ALL)                                                                                          \
	X(basic_copy, ALL)                                                                                             \
	X(basic_busy, .widths = { 64 })                                                                                \
	X(basic_error, ALL)                                                                                            \
	X(basic_no_queue_ring, ALL)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
