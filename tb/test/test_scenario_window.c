/* SPDX-License-Identifier: Apache-2.0 */
/* Address windows: every kind of access outside them is an error of its own, before it reaches the bus (A18 watches). */
#include <string.h>

#include "scene.h"
#include "testmain.h"

#define PAGE 4096u

static void window(struct scene *s, unsigned n, uint64_t base, uint64_t pages, bool read, bool write)
{
	const struct sgdma_window w = { .base = base, .size = pages * PAGE, .read = read, .write = write };

	CHECK_OK(s, sgdma_window_set(s->dev, n, &w));
}

/* Five pages: the lists and queues of the scene lie before them. */
static uint64_t pages(struct scene *s, unsigned n)
{
	uint64_t at = rig_alloc(s->rig, (uint64_t)n * PAGE, PAGE);

	scene_fill(s, scene_at(s, at, (uint64_t)n * PAGE), (size_t)n * PAGE);
	return at;
}

/* A source of three pages whose second may not be read: all before it is sent, the error names the page. */
static void window_read(struct scene *s)
{
	uint64_t at = pages(s, 3);
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	unsigned n = s->seed % 4;

	/* The forbidden page: in no window, or in one that is for writes alone. */
	window(s, n, SCENE_BASE, (at - SCENE_BASE) / PAGE + 1, true, true);
	window(s, (n + 1) % 4, at + 2 * PAGE, 200, true, true);
	if (s->seed & 4)
		window(s, (n + 2) % 4, at + PAGE, 1, false, true);
	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, PAGE, SGDMA_EOP);
	lane_push(s, &lane, at + PAGE - 100, 300, SGDMA_EOP);
	lane_push(s, &lane, at, 10, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at, PAGE), PAGE);
	expect_completion(s, &lane, lane_tag(&lane, 0), PAGE, SGDMA_CODE_OK, CPL_EOP);
	expect_aborted_packet(s, scene_at(s, at + PAGE - 100, 100), 100, 0);
	expect_completion(s, &lane, lane_tag(&lane, 1), 100, SGDMA_CODE_READ_WINDOW, 0);
	expect_error(s, &lane, SGDMA_CODE_READ_WINDOW, SGDMA_PHASE_READ, 1, at + PAGE, true);
	scene_settle(s);
	/* Permitted, it goes. */
	window(s, (n + 2) % 4, at + PAGE, 1, true, false);
	lane_ring(s, &lane, 0);
	lane_push(s, &lane, at + PAGE - 100, 300, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, at + PAGE - 100, 300), 300);
	expect_completion(s, &lane, lane_tag(&lane, 0), 300, SGDMA_CODE_OK, CPL_EOP);
	scene_settle(s);
}

static void window_write(struct scene *s)
{
	uint64_t at = pages(s, 2);
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint8_t bytes[300];

	window(s, 0, SCENE_BASE, (at - SCENE_BASE) / PAGE + 1, true, true);
	window(s, 3, at + 2 * PAGE, 200, true, true);
	if (s->seed & 4)
		window(s, 1, at + PAGE, 1, true, false);
	lane_ring(s, &lane, 1);
	lane_push(s, &lane, at, 200, SGDMA_EOP);
	lane_push(s, &lane, at + PAGE - 100, 300, SGDMA_EOP);
	scene_watch(s);
	scene_fill(s, bytes, sizeof(bytes));
	scene_expect(s, at, bytes, 200);
	scene_expect(s, at + PAGE - 100, bytes, 100);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 200));
	CHECK_WAIT(s, rig_send(s->rig, bytes, 300));
	expect_completion(s, &lane, lane_tag(&lane, 0), 200, SGDMA_CODE_OK, CPL_EOP);
	expect_completion(s, &lane, lane_tag(&lane, 1), 100, SGDMA_CODE_WRITE_WINDOW, 0);
	expect_error(s, &lane, SGDMA_CODE_WRITE_WINDOW, SGDMA_PHASE_WRITE, 1, at + PAGE, true);
	scene_settle(s);
}

/* A ring in a page that may not be read. */
static void window_fetch(struct scene *s)
{
	uint64_t data = pages(s, 1), list;
	struct lane lane = lane_make(s, s->seed & 4 ? SGDMA_SCATTER : SGDMA_GATHER, 3);
	struct sgdma_completion seen;

	list = pages(s, 1);
	lane_ring(s, &lane, 2);
	lane_stop(s, &lane);
	lane.config.base = list;
	CHECK_OK(s, sgdma_ring_init(&lane.ring, scene_at(s, list, PAGE), 2, lane.config.wide, lane.config.upper));
	window(s, 2, SCENE_BASE, (list - SCENE_BASE) / PAGE, true, true);
	window(s, 0, list, 1, false, true);
	lane_start(s, &lane);
	lane_push(s, &lane, data, 10, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_error(s, &lane, SGDMA_CODE_FETCH_WINDOW, SGDMA_PHASE_FETCH, 0, list, true);
	CHECK_WAIT(s, rig_wait_completion(s->rig, &lane.cq, &seen, SCENE_LIMIT));
	CHECK_EQ(s, seen.status, SGDMA_CODE_FETCH_WINDOW, "status");
	scene_settle(s);
}

/* A queue in a page that may not be written. */
static void window_completion(struct scene *s)
{
	uint64_t data = pages(s, 1), queue;
	struct sgdma_error error;
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);

	queue = pages(s, 1);
	lane.config.cq_base = queue;
	memset(scene_at(s, queue, PAGE), 0, 64);
	window(s, 1, SCENE_BASE, (queue - SCENE_BASE) / PAGE, true, true);
	window(s, 3, queue, 200, true, false);
	lane_ring(s, &lane, 2);
	lane_push(s, &lane, data, 10, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_packet(s, scene_at(s, data, 10), 10);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	CHECK_EQ(s, SGDMA_GET(ERROR, CODE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_ERROR)), SGDMA_CODE_CPL_WINDOW,
		 "ERROR.CODE");
	CHECK_EQ(s, SGDMA_GET(ERROR, PHASE, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_ERROR)), SGDMA_PHASE_COMPLETION,
		 "ERROR.PHASE");
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_ERROR_ADDR_LO), 0, "ERROR_ADDR");
	CHECK(s, sgdma_chan_error(s->dev, SGDMA_GATHER, &error), "no error");
	CHECK_EQ(s, error.addr, queue, "address of the error");
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CQ_WRITTEN), 0, "CQ_WRITTEN");
	scene_settle(s);
}

/* In a copy the source's window error stands with the gather half, and both halves stop. */
static void window_copy(struct scene *s)
{
	uint64_t before = pages(s, 1), at = pages(s, 2), to = scene_buffer(s, 4000, 5);
	struct lane src, dst;

	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	src = lane_make(s, SGDMA_GATHER, 0);
	dst = lane_make(s, SGDMA_SCATTER, 2);
	lane_ring(s, &src, 0);
	lane_ring(s, &dst, 0);
	lane_stop(s, &src);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_SCATTER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	window(s, 0, before, (at - before) / PAGE, true, true);
	window(s, 1, at + PAGE, 200, true, true);
	lane_start(s, &src);
	lane_start(s, &dst);
	lane_push(s, &src, at + PAGE - 10, 2000, SGDMA_EOP);
	lane_push(s, &dst, to, 2000, SGDMA_EOP);
	scene_watch(s);
	sgdma_ring_doorbell_both(s->dev, &src.ring, &dst.ring);
	expect_error(s, &src, SGDMA_CODE_READ_WINDOW, SGDMA_PHASE_READ, 0, at + PAGE - 10, false);
	expect_completion(s, &dst, 0, 0, SGDMA_CODE_READ_WINDOW, CPL_SOURCE);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_SCATTER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define TIMED(X)                                                                                                       \
	X(window_read, ALL)                                                                                            \
	X(window_write, ALL)                                                                                           \
	X(window_fetch, ALL)                                                                                           \
	X(window_completion, ALL)                                                                                      \
	X(window_copy, ALL)
TIMED(SCENE_SPEC)
static const struct CMUnitTest tests[] = { TIMED(SCENE_TEST_TIMED) };
TESTMAIN(tests)
