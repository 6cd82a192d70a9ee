/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions in the terms of dmaengine on the Verilated engine: what a driver writer would do, with interrupts. */
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "rng.h"
#include "sgdma_dma.h"
#include "sgdma_regs.h"
#include "testmain.h"

#define DESCS 6
#define PIECES 8
#define LIMIT 400000 /* clocks of one wait */
#define GUARD 32

struct stage {
	struct rig *rig;
	struct sgdma_dma_config config;
	struct sgdma_dma_chan chan;
	struct sgdma_dma_desc descs[DESCS];
	struct sgdma_piece pieces[DESCS * PIECES];
	struct sgdma_dma_result results[64]; /* of the callbacks, in their order */
	unsigned calls;
	struct rng rng;
	uint8_t shadow[1 << 20];
};

#define MEM_BASE 0x80000000ull
#define MEM_SIZE (1ull << 20)

static struct stage stage;

static void open_rig(unsigned width, unsigned latency)
{
	struct bench_config config = {
		.seed = test_seed(),
		.mem_base = MEM_BASE,
		.mem_size = MEM_SIZE,
		.bus = { .latency = latency, .jitter = 5, .stall_pct = 10, .seed = test_seed() },
	};
	char path[4096], err[512];

	memset(&stage, 0, sizeof(stage));
	config.model = rig_model_path(width, path, sizeof(path));
	stage.rng = rng_seed(test_seed(), width);
	stage.rig = rig_open(&config, err, sizeof(err));
	if (!stage.rig)
		fail_msg("%s", err);
}

/* A channel with rings of 4 entries, so that most of what follows has to be fed in pieces. */
static void open_chan(enum sgdma_dma_kind kind, bool wide)
{
	uint64_t bytes = (uint64_t)sgdma_desc_bytes(wide) << 2;

	stage.config = (struct sgdma_dma_config){
		.kind = kind,
		.wide = wide,
		.ring_log2 = 2,
		.queue_log2 = 3,
		.descs = stage.descs,
		.desc_count = DESCS,
		.pieces = stage.pieces,
		.pieces_per_desc = PIECES,
		.stop_polls = 5000,
		.d = 4,
		.k_log2 = 2,
		.queue_wait = 8,
	};
	for (unsigned half = 0; half < 2; half++) {
		stage.config.ring_bus[half] = rig_alloc(stage.rig, bytes, 64);
		stage.config.ring[half] = rig_at(stage.rig, stage.config.ring_bus[half], bytes);
	}
	stage.config.queue_bus = rig_alloc(stage.rig, 64, 64);
	stage.config.queue = rig_at(stage.rig, stage.config.queue_bus, 64);
	assert_int_equal(sgdma_dma_init(&stage.chan, rig_dev(stage.rig), &stage.config), SGDMA_SUCCESS);
}

static void close_rig(void)
{
	assert_string_equal(rig_error(stage.rig), "");
	rig_close(stage.rig);
}

static void done(void *arg, const struct sgdma_dma_result *result)
{
	(void)arg;
	assert_true(stage.calls < 64);
	stage.results[stage.calls++] = *result;
}

/* A buffer with guard bytes on both sides, filled with random bytes. */
static uint64_t buffer(uint64_t len)
{
	uint64_t addr = rig_alloc(stage.rig, len + 2 * GUARD + 7, 1) + GUARD + rng_below(&stage.rng, 8);
	uint8_t *bytes = rig_at(stage.rig, addr, len);

	for (uint64_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)rng_below(&stage.rng, 256);
	return addr;
}

static uint8_t *at(uint64_t addr, uint64_t len)
{
	return rig_at(stage.rig, addr, len);
}

static void guarded(uint64_t addr, uint64_t len)
{
	for (unsigned i = 1; i <= GUARD; i++) {
		assert_int_equal(*at(addr - i, 1), 0xe7);
		assert_int_equal(*at(addr + len - 1 + i, 1), 0xe7);
	}
}

static uint32_t submit(struct sgdma_dma_desc *desc)
{
	assert_non_null(desc);
	desc->callback = done;
	return sgdma_dma_submit(&stage.chan, desc);
}

/* Runs with interrupts until so many callbacks have come. */
static void until_calls(unsigned calls)
{
	for (uint64_t clocks = 0; stage.calls < calls; clocks += 16) {
		if (clocks >= LIMIT)
			fail_msg("%u of %u callbacks after %u clocks", stage.calls, calls, LIMIT);
		if (!rig_run(stage.rig, 16))
			fail_msg("%s", rig_error(stage.rig));
		if (rig_irq(stage.rig))
			assert_int_equal(sgdma_dma_irq(&stage.chan), SGDMA_SUCCESS);
	}
}

static void issue(void)
{
	assert_int_equal(sgdma_dma_issue_pending(&stage.chan), SGDMA_SUCCESS);
}

static void all_ok(void)
{
	for (unsigned i = 0; i < stage.calls; i++) {
		assert_int_equal(stage.results[i].code, SGDMA_CODE_OK);
		assert_int_equal(stage.results[i].residue, 0);
	}
}

static void terminate(void)
{
	assert_int_equal(sgdma_dma_terminate_sync(&stage.chan), SGDMA_SUCCESS);
}

/* ---- memory to memory ------------------------------------------------------------------------------------------------ */

static void memcpy_width(unsigned width, bool wide)
{
	static const uint64_t lengths[] = { 1, 200001, 4096, 32768, 77 };
	uint64_t src[5], dst[5];
	uint32_t cookie[5];

	open_rig(width, 20);
	open_chan(SGDMA_DMA_MEMCPY, wide);
	for (unsigned i = 0; i < 5; i++) {
		src[i] = buffer(lengths[i]);
		dst[i] = buffer(lengths[i]);
		cookie[i] = submit(sgdma_dma_prep_memcpy(&stage.chan, dst[i], src[i], lengths[i]));
		assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL), SGDMA_DMA_IN_PROGRESS);
	}
	issue();
	until_calls(5);
	all_ok();
	for (unsigned i = 0; i < 5; i++) {
		assert_memory_equal(at(dst[i], lengths[i]), at(src[i], lengths[i]), lengths[i]);
		guarded(dst[i], lengths[i]);
		assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL), SGDMA_DMA_COMPLETE);
	}
	terminate();
	close_rig();
}

static void engine_memcpy(void **state)
{
	(void)state;
	memcpy_width(32, false);
	memcpy_width(64, false);
	memcpy_width(64, true);
	memcpy_width(512, false);
}

/* What the residue says is done is done: those bytes are in memory, and it only falls. */
static void engine_residue(void **state)
{
	uint64_t src, dst, residue, last = 150000, looks = 0, midway = 0;
	uint32_t cookie;
	(void)state;

	open_rig(64, 50);
	open_chan(SGDMA_DMA_MEMCPY, false);
	src = buffer(last);
	dst = buffer(last);
	cookie = submit(sgdma_dma_prep_memcpy(&stage.chan, dst, src, last));
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, &residue), SGDMA_DMA_IN_PROGRESS);
	assert_int_equal(residue, last);
	issue();
	while (sgdma_dma_status(&stage.chan, cookie, &residue) == SGDMA_DMA_IN_PROGRESS) {
		assert_true(residue <= last);
		assert_memory_equal(at(dst, 1), at(src, 1), 150000 - residue);
		midway += residue < last && residue % 32768 != 150000 % 32768;
		last = residue;
		assert_true(++looks < 10000);
		assert_true(rig_run(stage.rig, 1 + rng_below(&stage.rng, 300)));
		assert_int_equal(sgdma_dma_poll(&stage.chan), SGDMA_SUCCESS); /* without interrupts */
	}
	assert_true(midway > 10);
	assert_int_equal(stage.calls, 1);
	all_ok();
	terminate();
	close_rig();
}

/* After terminate_sync nothing is touched any more, nobody is called, and the channel works again. */
static void engine_terminate(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 12; round++) {
		uint64_t src, dst;
		uint32_t cookie[3];

		open_rig(64, 30);
		open_chan(SGDMA_DMA_MEMCPY, round & 1);
		src = buffer(60000);
		dst = buffer(60000);
		for (unsigned i = 0; i < 3; i++)
			cookie[i] = submit(sgdma_dma_prep_memcpy(&stage.chan, dst + 20000 * i, src + 20000 * i, 20000));
		issue();
		assert_true(rig_run(stage.rig, rng_below(&stage.rng, 6000)));
		terminate();
		memcpy(stage.shadow, at(MEM_BASE, MEM_SIZE), MEM_SIZE);
		assert_true(rig_run(stage.rig, 2000));
		assert_memory_equal(stage.shadow, at(MEM_BASE, MEM_SIZE), MEM_SIZE);
		assert_int_equal(stage.calls, 0);
		assert_false(rig_irq(stage.rig));
		guarded(dst, 60000);
		for (unsigned i = 0; i < 3; i++)
			assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL), SGDMA_DMA_ERROR);
		submit(sgdma_dma_prep_memcpy(&stage.chan, dst, src, 5000));
		issue();
		until_calls(1);
		all_ok();
		assert_memory_equal(at(dst, 5000), at(src, 5000), 5000);
		terminate();
		close_rig();
	}
}

/* The second of three fails: it alone, with what was left of it; the others are whole. */
static void error_at(bool write, uint64_t fail_at, enum axi_resp resp, uint8_t code)
{
	const struct sgdma_dma_result *failed = &stage.results[1];
	uint64_t src[3], dst[3];
	uint32_t cookie[3];
	char text[512];

	open_rig(64, 20);
	open_chan(SGDMA_DMA_MEMCPY, false);
	for (unsigned i = 0; i < 3; i++) {
		src[i] = buffer(50000);
		dst[i] = buffer(50000);
		cookie[i] = submit(sgdma_dma_prep_memcpy(&stage.chan, dst[i], src[i], 50000));
	}
	assert_true(write ? rig_fail_write(stage.rig, dst[1] + fail_at, 1, resp)
			  : rig_fail_read(stage.rig, src[1] + fail_at, 1, resp));
	issue();
	until_calls(3);
	assert_int_equal(stage.results[0].code, SGDMA_CODE_OK);
	assert_int_equal(stage.results[2].code, SGDMA_CODE_OK);
	assert_int_equal(failed->code, code);
	assert_int_equal(failed->error.code, code);
	/* To the word of the fault; of a failing write, to its burst. What was counted is there. */
	assert_in_range(failed->residue, 50000 - fail_at, 50000 - fail_at + (write ? 256 : 8));
	assert_memory_equal(at(dst[1], 1), at(src[1], 1), 50000 - failed->residue);
	assert_in_range(failed->error.addr, (write ? dst[1] : src[1]) + fail_at - 4096,
			(write ? dst[1] : src[1]) + fail_at);
	assert_true(sgdma_error_text(text, sizeof(text), write ? SGDMA_SCATTER : SGDMA_GATHER, &failed->error) > 0);
	assert_non_null(strstr(text, sgdma_code_name(code)));
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(sgdma_dma_status(&stage.chan, cookie[i], NULL),
				 i == 1 ? SGDMA_DMA_ERROR : SGDMA_DMA_COMPLETE);
		if (i != 1)
			assert_memory_equal(at(dst[i], 50000), at(src[i], 50000), 50000);
		guarded(dst[i], 50000);
	}
	terminate();
	close_rig();
}

static void engine_error(void **state)
{
	(void)state;
	error_at(false, 40000, AXI_SLVERR, SGDMA_CODE_READ_SLVERR);
	error_at(false, 10, AXI_DECERR, SGDMA_CODE_READ_DECERR);
	error_at(true, 33333, AXI_SLVERR, SGDMA_CODE_WRITE_SLVERR);
}

/* A bus that hangs: the watchdog tells, nothing is given back, and everybody is told that only a reset helps. */
static void engine_dead(void **state)
{
	enum sgdma_result result = SGDMA_SUCCESS;
	uint64_t src, dst;
	uint32_t cookie;
	(void)state;

	open_rig(64, 20);
	open_chan(SGDMA_DMA_MEMCPY, false);
	stage.config.watchdog = 500;
	stage.config.stop_polls = 100;
	assert_int_equal(sgdma_dma_init(&stage.chan, rig_dev(stage.rig), &stage.config), SGDMA_SUCCESS);
	src = buffer(30000);
	dst = buffer(30000);
	cookie = submit(sgdma_dma_prep_memcpy(&stage.chan, dst, src, 30000));
	issue();
	assert_true(rig_run(stage.rig, 1000));
	axi_mem_hang(bench_bus(rig_bench(stage.rig)), true);
	for (uint64_t clocks = 0; !rig_irq(stage.rig) && clocks < 5000; clocks += 10)
		assert_true(rig_run(stage.rig, 10));
	assert_true(rig_irq(stage.rig));
	result = sgdma_dma_irq(&stage.chan);
	assert_int_equal(result, SGDMA_ERR_DEAD);
	assert_int_equal(sgdma_dma_poll(&stage.chan), SGDMA_ERR_DEAD);
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, NULL), SGDMA_DMA_ERROR);
	assert_int_equal(sgdma_dma_terminate_sync(&stage.chan), SGDMA_ERR_DEAD);
	assert_int_equal(stage.calls, 0);
	assert_false(rig_irq(stage.rig));
	close_rig();
}

/* ---- streams ----------------------------------------------------------------------------------------------------------- */

static void engine_gather(void **state)
{
	static const uint32_t lengths[] = { 1, 4097, 70000, 9, 32768, 33 };
	uint8_t *want = malloc(200000);
	(void)state;

	for (int wide = 0; wide <= 1; wide++) {
		struct sgdma_piece pieces[6];
		uint64_t total = 0;

		open_rig(64, 20);
		open_chan(SGDMA_DMA_MEM_TO_DEV, wide);
		for (unsigned i = 0; i < 6; i++) {
			pieces[i] = (struct sgdma_piece){ .addr = buffer(lengths[i]), .len = lengths[i] };
			memcpy(want + total, at(pieces[i].addr, lengths[i]), lengths[i]);
			total += lengths[i];
		}
		submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces, 6, 0));
		submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces + 3, 1, 0));
		issue();
		submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces, 2, 0));
		issue();
		until_calls(3);
		all_ok();
		assert_int_equal(rig_packets(stage.rig), 3);
		assert_int_equal(rig_packet(stage.rig, 0).len, total);
		assert_memory_equal(rig_packet(stage.rig, 0).data, want, total);
		assert_int_equal(rig_packet(stage.rig, 1).len, 9);
		assert_int_equal(rig_packet(stage.rig, 2).len, 4098);
		assert_memory_equal(rig_packet(stage.rig, 2).data, want, 4098);
		terminate();
		close_rig();
	}
	free(want);
}

static uint8_t packet[40000];

static void send_packet(uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		packet[i] = (uint8_t)(i * 5 + len + i / 256);
	assert_true(rig_send(stage.rig, packet, len));
}

static void check_packet(uint32_t from, uint32_t len, uint32_t packet_len, uint64_t addr)
{
	for (uint32_t i = 0; i < len; i++)
		assert_int_equal(*at(addr + i, 1), (uint8_t)((from + i) * 5 + packet_len + (from + i) / 256));
}

/* Packets that fit, are shorter and are longer than their buffers; more entries than the ring has. */
static void engine_scatter(void **state)
{
	(void)state;
	for (int wide = 0; wide <= 1; wide++) {
		struct sgdma_piece pieces[8];
		uint64_t single[3];

		open_rig(64, 20);
		open_chan(SGDMA_DMA_DEV_TO_MEM, wide);
		for (unsigned i = 0; i < 8; i++)
			pieces[i] = (struct sgdma_piece){ .addr = buffer(1000 + i), .len = 1000 + i };
		for (unsigned i = 0; i < 3; i++) {
			const struct sgdma_piece piece = { .addr = single[i] = buffer(2000), .len = 2000 };

			submit(sgdma_dma_prep_slave_sg(&stage.chan, &piece, 1, 0));
		}
		submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces, 8, 0));
		issue();
		send_packet(2000);
		send_packet(333);
		send_packet(2777);
		send_packet(8028);
		until_calls(4);
		assert_int_equal(stage.results[0].code, SGDMA_CODE_OK);
		assert_int_equal(stage.results[0].residue, 0);
		assert_int_equal(stage.results[1].code, SGDMA_CODE_OK);
		assert_int_equal(stage.results[1].residue, 2000 - 333);
		assert_int_equal(stage.results[2].code, SGDMA_CODE_PACKET_CUT);
		assert_int_equal(stage.results[2].residue, 0);
		assert_int_equal(stage.results[3].code, SGDMA_CODE_OK);
		assert_int_equal(stage.results[3].residue, 0);
		check_packet(0, 2000, 2000, single[0]);
		check_packet(0, 333, 333, single[1]);
		check_packet(0, 2000, 2777, single[2]);
		for (uint32_t i = 0, from = 0; i < 8; from += 1000 + i++) {
			check_packet(from, 1000 + i, 8028, pieces[i].addr);
			guarded(pieces[i].addr, 1000 + i);
		}
		terminate();
		close_rig();
	}
}

/* A byte stream without packets for the driver: a transaction ends in the middle of a packet, which goes on in the next. */
static void engine_scatter_stream(void **state)
{
	struct sgdma_piece pieces[4];
	(void)state;

	open_rig(64, 20);
	open_chan(SGDMA_DMA_DEV_TO_MEM, false);
	for (unsigned i = 0; i < 4; i++) {
		pieces[i] = (struct sgdma_piece){ .addr = buffer(1000), .len = 1000 };
		submit(sgdma_dma_prep_slave_sg(&stage.chan, &pieces[i], 1, SGDMA_DMA_STREAM));
	}
	issue();
	send_packet(2300); /* leaves 700 of the third */
	send_packet(1000);
	until_calls(4);
	assert_int_equal(stage.results[0].residue, 0);
	assert_int_equal(stage.results[1].residue, 0);
	assert_int_equal(stage.results[2].residue, 700);
	assert_int_equal(stage.results[3].residue, 0);
	for (unsigned i = 0; i < 3; i++)
		check_packet(1000 * i, i < 2 ? 1000 : 300, 2300, pieces[i].addr);
	check_packet(0, 1000, 1000, pieces[3].addr);
	terminate();
	close_rig();
}

/* Three periods over and over: the engine's ring has four entries, the packets are the periods all the same. */
static void engine_cyclic(void **state)
{
	uint64_t at_buffer, at_after, residue;
	uint32_t cookie, after;
	const struct sgdma_piece *piece;
	(void)state;

	open_rig(64, 20);
	open_chan(SGDMA_DMA_MEM_TO_DEV, false);
	at_buffer = buffer(3 * 501);
	at_after = buffer(100);
	piece = &(struct sgdma_piece){ .addr = at_after, .len = 100 };
	submit(sgdma_dma_prep_slave_sg(&stage.chan, piece, 1, 0));
	cookie = submit(sgdma_dma_prep_cyclic(&stage.chan, at_buffer, 3 * 501, 501, 0));
	after = submit(sgdma_dma_prep_slave_sg(&stage.chan, piece, 1, 0));
	issue();
	until_calls(1 + 20);
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, &residue), SGDMA_DMA_IN_PROGRESS);
	assert_in_range(residue, 1, 3 * 501);
	assert_int_equal(sgdma_dma_status(&stage.chan, after, NULL), SGDMA_DMA_IN_PROGRESS);
	terminate();
	assert_true(rig_packets(stage.rig) >= 21);
	assert_int_equal(rig_packet(stage.rig, 0).len, 100);
	for (unsigned i = 0; i < 20; i++) {
		struct stream_packet seen = rig_packet(stage.rig, 1 + i);

		assert_int_equal(seen.len, 501);
		assert_memory_equal(seen.data, at(at_buffer + i % 3 * 501, 501), 501);
		assert_int_equal(stage.results[1 + i].residue, (2 - i % 3 ? 2 - i % 3 : 3) * 501);
	}
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, NULL), SGDMA_DMA_ERROR);
	/* The same channel does other work again. */
	stage.calls = 0;
	submit(sgdma_dma_prep_slave_sg(&stage.chan, piece, 1, 0));
	issue();
	until_calls(1);
	all_ok();
	terminate();
	close_rig();
}

/* Into a cyclic buffer: bytes without packets, faster than anybody looks. */
static void engine_cyclic_scatter(void **state)
{
	uint64_t addr;
	(void)state;

	open_rig(64, 20);
	open_chan(SGDMA_DMA_DEV_TO_MEM, false);
	addr = buffer(4 * 1000);
	submit(sgdma_dma_prep_cyclic(&stage.chan, addr, 4 * 1000, 1000, SGDMA_DMA_STREAM));
	issue();
	send_packet(10000);
	until_calls(10);
	terminate();
	/* Bytes 6,000 on are the last that were written over the others. */
	check_packet(8000, 2000, 10000, addr);
	check_packet(6000, 2000, 10000, addr + 2000);
	guarded(addr, 4000);
	close_rig();
}

static const struct CMUnitTest tests[] = {
	TEST("dma.engine_memcpy", engine_memcpy),       TEST("dma.engine_residue", engine_residue),
	TEST("dma.engine_terminate", engine_terminate), TEST("dma.engine_error", engine_error),
	TEST("dma.engine_dead", engine_dead),           TEST("dma.engine_gather", engine_gather),
	TEST("dma.engine_scatter", engine_scatter),     TEST("dma.engine_scatter_stream", engine_scatter_stream),
	TEST("dma.engine_cyclic", engine_cyclic),       TEST("dma.engine_cyclic_scatter", engine_cyclic_scatter),
};
TESTMAIN(tests)
