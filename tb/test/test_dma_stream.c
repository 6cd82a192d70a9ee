/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions in the terms of dmaengine between memory and streams, on the Verilated engine. */
#include <stdlib.h>
#include <string.h>

#include "dma_stage.h"
#include "sgdma_regs.h"
#include "testmain.h"

static void engine_gather(void **state)
{
	static const uint32_t lengths[] = { 1, 4097, 70000, 9, 32768, 33 };
	uint8_t *want = malloc(200000);
	(void)state;

	for (int wide = 0; wide <= 1; wide++) {
		struct sgdma_piece pieces[6];
		uint64_t total = 0;

		stage_open(test_seed(), 64, 20);
		stage_chan(SGDMA_DMA_MEM_TO_DEV, wide);
		for (unsigned i = 0; i < 6; i++) {
			pieces[i] = (struct sgdma_piece){ .addr = stage_buffer(lengths[i]), .len = lengths[i] };
			memcpy(want + total, stage_at(pieces[i].addr, lengths[i]), lengths[i]);
			total += lengths[i];
		}
		stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces, 6, 0));
		stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces + 3, 1, 0));
		stage_issue();
		stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces, 2, 0));
		stage_issue();
		stage_until(3);
		stage_all_ok();
		assert_int_equal(rig_packets(stage.rig), 3);
		assert_int_equal(rig_packet(stage.rig, 0).len, total);
		assert_memory_equal(rig_packet(stage.rig, 0).data, want, total);
		assert_int_equal(rig_packet(stage.rig, 1).len, 9);
		assert_int_equal(rig_packet(stage.rig, 2).len, 4098);
		assert_memory_equal(rig_packet(stage.rig, 2).data, want, 4098);
		stage_terminate();
		stage_close();
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
		assert_int_equal(*stage_at(addr + i, 1), (uint8_t)((from + i) * 5 + packet_len + (from + i) / 256));
}

/* Packets that fit, are shorter and are longer than their buffers; more entries than the ring has. */
static void engine_scatter(void **state)
{
	(void)state;
	for (int wide = 0; wide <= 1; wide++) {
		struct sgdma_piece pieces[8];
		uint64_t single[3];

		stage_open(test_seed(), 64, 20);
		stage_chan(SGDMA_DMA_DEV_TO_MEM, wide);
		for (unsigned i = 0; i < 8; i++)
			pieces[i] = (struct sgdma_piece){ .addr = stage_buffer(1000 + i), .len = 1000 + i };
		for (unsigned i = 0; i < 3; i++) {
			const struct sgdma_piece piece = { .addr = single[i] = stage_buffer(2000), .len = 2000 };

			stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, &piece, 1, 0));
		}
		stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, pieces, 8, 0));
		stage_issue();
		send_packet(2000);
		send_packet(333);
		send_packet(2777);
		send_packet(8028);
		stage_until(4);
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
			stage_guarded(pieces[i].addr, 1000 + i);
		}
		stage_terminate();
		stage_close();
	}
}

/* A byte stream without packets for the driver: a transaction ends in the middle of a packet, which goes on in the next. */
static void engine_scatter_stream(void **state)
{
	struct sgdma_piece pieces[4];
	(void)state;

	stage_open(test_seed(), 64, 20);
	stage_chan(SGDMA_DMA_DEV_TO_MEM, false);
	for (unsigned i = 0; i < 4; i++) {
		pieces[i] = (struct sgdma_piece){ .addr = stage_buffer(1000), .len = 1000 };
		stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, &pieces[i], 1, SGDMA_DMA_STREAM));
	}
	stage_issue();
	send_packet(2300); /* leaves 700 of the third */
	send_packet(1000);
	stage_until(4);
	assert_int_equal(stage.results[0].residue, 0);
	assert_int_equal(stage.results[1].residue, 0);
	assert_int_equal(stage.results[2].residue, 700);
	assert_int_equal(stage.results[3].residue, 0);
	for (unsigned i = 0; i < 3; i++)
		check_packet(1000 * i, i < 2 ? 1000 : 300, 2300, pieces[i].addr);
	check_packet(0, 1000, 1000, pieces[3].addr);
	stage_terminate();
	stage_close();
}

/* Three periods over and over: the engine's ring has four entries, the packets are the periods all the same. */
static void engine_cyclic(void **state)
{
	uint64_t at_buffer, at_after, residue;
	uint32_t cookie, after;
	const struct sgdma_piece *piece;
	(void)state;

	stage_open(test_seed(), 64, 20);
	stage_chan(SGDMA_DMA_MEM_TO_DEV, false);
	at_buffer = stage_buffer(3 * 501);
	at_after = stage_buffer(100);
	piece = &(struct sgdma_piece){ .addr = at_after, .len = 100 };
	stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, piece, 1, 0));
	cookie = stage_submit(sgdma_dma_prep_cyclic(&stage.chan, at_buffer, 3 * 501, 501, 0));
	after = stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, piece, 1, 0));
	stage_issue();
	stage_until(1 + 20);
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, &residue), SGDMA_DMA_IN_PROGRESS);
	assert_in_range(residue, 1, 3 * 501);
	assert_int_equal(sgdma_dma_status(&stage.chan, after, NULL), SGDMA_DMA_IN_PROGRESS);
	stage_terminate();
	assert_true(rig_packets(stage.rig) >= 21);
	assert_int_equal(rig_packet(stage.rig, 0).len, 100);
	for (unsigned i = 0; i < 20; i++) {
		struct stream_packet seen = rig_packet(stage.rig, 1 + i);

		assert_int_equal(seen.len, 501);
		assert_memory_equal(seen.data, stage_at(at_buffer + i % 3 * 501, 501), 501);
		assert_int_equal(stage.results[1 + i].residue, (2 - i % 3 ? 2 - i % 3 : 3) * 501);
	}
	assert_int_equal(sgdma_dma_status(&stage.chan, cookie, NULL), SGDMA_DMA_ERROR);
	/* The same channel does other work again. */
	stage.calls = 0;
	stage_submit(sgdma_dma_prep_slave_sg(&stage.chan, piece, 1, 0));
	stage_issue();
	stage_until(1);
	stage_all_ok();
	stage_terminate();
	stage_close();
}

/* Into a cyclic buffer: bytes without packets, faster than anybody looks. */
static void engine_cyclic_scatter(void **state)
{
	uint64_t addr;
	(void)state;

	stage_open(test_seed(), 64, 20);
	stage_chan(SGDMA_DMA_DEV_TO_MEM, false);
	addr = stage_buffer(4 * 1000);
	stage_submit(sgdma_dma_prep_cyclic(&stage.chan, addr, 4 * 1000, 1000, SGDMA_DMA_STREAM));
	stage_issue();
	send_packet(10000);
	stage_until(10);
	stage_terminate();
	/* Bytes 6,000 on are the last that were written over the others. */
	check_packet(8000, 2000, 10000, addr);
	check_packet(6000, 2000, 10000, addr + 2000);
	stage_guarded(addr, 4000);
	stage_close();
}

static const struct CMUnitTest tests[] = {
	TEST("dma.engine_gather", engine_gather),
	TEST("dma.engine_scatter", engine_scatter),
	TEST("dma.engine_scatter_stream", engine_scatter_stream),
	TEST("dma.engine_cyclic", engine_cyclic),
	TEST("dma.engine_cyclic_scatter", engine_cyclic_scatter),
};
TESTMAIN(tests)
