/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of errors of bus and stream, and of what surrounds an error. */
#include <string.h>

#include "spoilt.h"
#include "testmain.h"

#define LEN SPOILT_LEN

/* ---- bus errors --------------------------------------------------------------------------------------------------- */

static void fetch_error(struct scene *s, enum axi_resp resp)
{
	uint8_t code = resp == AXI_DECERR ? SGDMA_CODE_FETCH_DECERR : SGDMA_CODE_FETCH_SLVERR;
	unsigned desc = sgdma_desc_bytes(s->wide);
	uint64_t page = bad_page(s, resp, false);
	struct list l;

	list_make(s, &l);
	if (s->chain) {
		/* The second chunk is behind the line, from its header or from its second entry (index 3) on. */
		uint64_t b = s->seed & 8 ? page : page - 2 * desc;

		desc_write(s, &l.lane, l.header[0], b, 4, 0, DESC_LINK);
		desc_write(s, &l.lane, b, 0, 0, 0, DESC_LINK | DESC_END);
		for (unsigned i = 2; i < 5; i++)
			desc_write(s, &l.lane, b + (i - 1) * desc, l.at[i], LEN, SCENE_TAG(i), DESC_EOP);
	} else {
		l.lane.config.base = page - 3 * desc;
		for (unsigned i = 0; i < 5; i++)
			desc_write(s, &l.lane, l.lane.config.base + i * desc, l.at[i], LEN, SCENE_TAG(i), DESC_EOP);
	}
	list_go(s, &l);
	unsigned good = s->chain && s->seed & 8 ? 2 : 3;

	list_good(s, &l, good);
	expect_error(s, &l.lane, code, SGDMA_PHASE_FETCH, (uint16_t)good, 0, false);
	uint64_t addr = (uint64_t)chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_ERROR_ADDR_HI) << 32 |
			chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_ERROR_ADDR_LO);

	/* The address of the burst: it may start before the bad descriptor, by what one fetch asks for. */
	CHECK(s, addr < page + desc && addr >= page - 4096, "ERROR_ADDR is 0x%llx, the bad page 0x%llx",
	      (unsigned long long)addr, (unsigned long long)page);
	expect_completion(s, &l.lane, 0, 0, code, 0);
	scene_settle(s);
	rig_fail_none(s->rig);
}

static void error_fetch_slverr(struct scene *s)
{
	fetch_error(s, AXI_SLVERR);
}

static void error_fetch_decerr(struct scene *s)
{
	fetch_error(s, AXI_DECERR);
}

static void read_error(struct scene *s, enum axi_resp resp, uint32_t before)
{
	uint8_t code = resp == AXI_DECERR ? SGDMA_CODE_READ_DECERR : SGDMA_CODE_READ_SLVERR;
	uint64_t page = bad_page(s, resp, false);
	struct sgdma_completion cpl;
	struct list l;

	list_make(s, &l);
	desc_write(s, &l.lane, l.place[3], page - before, 1000, SCENE_TAG(3), DESC_EOP);
	list_go(s, &l);
	list_good(s, &l, 3);
	expect_error(s, &l.lane, code, SGDMA_PHASE_READ, 3, 0, false);
	check_burst_addr(s, SGDMA_GATHER, page);
	CHECK_WAIT(s, rig_wait_completion(s->rig, &l.lane.cq, &cpl, SCENE_LIMIT));
	CHECK(s, cpl.tag == lane_tag(&l.lane, 3) && cpl.status == code && !cpl.eop && !cpl.irq && !cpl.source,
	      "error completion has tag 0x%x, %s", cpl.tag, sgdma_code_name(cpl.status));
	CHECK(s, cpl.bytes <= before, "%u bytes handed on, %u can be read", cpl.bytes, before);
	if (rig_packets(s->rig) > s->packets)
		expect_aborted_packet(s, scene_at(s, page - before, before), before, 0);
	scene_settle(s);
	rig_fail_none(s->rig);
}

static void error_read_slverr(struct scene *s)
{
	read_error(s, AXI_SLVERR, 0);
	read_error(s, AXI_SLVERR, 700);
}

static void error_read_decerr(struct scene *s)
{
	read_error(s, AXI_DECERR, 0);
	read_error(s, AXI_DECERR, 77);
}

/* Four packets to four buffers, of which the third (or its second half) is in a bad page. */
static void write_error(struct scene *s, enum axi_resp resp, uint32_t before)
{
	uint8_t code = resp == AXI_DECERR ? SGDMA_CODE_WRITE_DECERR : SGDMA_CODE_WRITE_SLVERR;
	struct lane lane = lane_make(s, SGDMA_SCATTER, 4);
	uint64_t page = bad_page(s, resp, true), at[4];
	struct sgdma_completion cpl;
	struct sgdma_piece pieces[4];
	uint8_t bytes[600];

	for (unsigned i = 0; i < 4; i++) {
		at[i] = i == 2 ? page - before : scene_buffer(s, 600, 7 * i);
		pieces[i] = scene_piece(at[i], 600, i, SGDMA_EOP);
	}
	lane_list(s, &lane, pieces, 4);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 4; i++) {
		scene_fill(s, bytes, 600);
		CHECK_WAIT(s, rig_send(s->rig, bytes, 600));
		if (i < 2)
			scene_expect(s, at[i], bytes, 600);
		else
			scene_ignore(s, at[i], i == 2 ? before : 600);
	}
	for (unsigned i = 0; i < 2; i++)
		expect_completion(s, &lane, lane_tag(&lane, i), 600, SGDMA_CODE_OK, CPL_EOP);
	expect_error(s, &lane, code, SGDMA_PHASE_WRITE, 2, 0, false);
	check_burst_addr(s, SGDMA_SCATTER, page);
	CHECK_WAIT(s, rig_wait_completion(s->rig, &lane.cq, &cpl, SCENE_LIMIT));
	CHECK(s, cpl.tag == lane_tag(&lane, 2) && cpl.status == code && !cpl.eop && !cpl.irq && !cpl.is_short,
	      "error completion has tag 0x%x, %s", cpl.tag, sgdma_code_name(cpl.status));
	CHECK(s, cpl.bytes <= 600, "%u bytes handed on of 600", cpl.bytes);
	expect_no_completion(s, &lane);
	scene_settle(s);
}

static void error_write_slverr(struct scene *s)
{
	write_error(s, AXI_SLVERR, s->seed & 4 ? 0 : 300);
}

static void error_write_decerr(struct scene *s)
{
	write_error(s, AXI_DECERR, s->seed & 4 ? 0 : 300);
}

/* The ninth completion falls into a bad page: the eight before are there, and the error is in the registers alone. */
static void cpl_error(struct scene *s, enum axi_resp resp)
{
	uint8_t code = resp == AXI_DECERR ? SGDMA_CODE_CPL_DECERR : SGDMA_CODE_CPL_SLVERR;
	struct lane lane = lane_make(s, SGDMA_GATHER, 4);
	uint64_t page = bad_page(s, resp, true), at = scene_buffer(s, 100, 1), addr;
	struct sgdma_error error;

	lane.config.cq_base = page - 64;
	scene_ignore(s, page - 64, 64);
	lane_ring(s, &lane, 4);
	for (unsigned i = 0; i < 12; i++)
		lane_push(s, &lane, at + i, 50, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 8; i++) {
		expect_packet(s, scene_at(s, at + i, 50), 50);
		expect_completion(s, &lane, lane_tag(&lane, i), 50, SGDMA_CODE_OK, CPL_EOP);
	}
	CHECK_WAIT(s, rig_wait_error(s->rig, SGDMA_GATHER, &error, SCENE_LIMIT));
	CHECK(s, error.code == code && error.phase == SGDMA_PHASE_COMPLETION, "error is %s, phase %u",
	      sgdma_code_name(error.code), error.phase);
	addr = error.addr & ~(uint64_t)(s->bus - 1);
	CHECK(s, addr >= (page & ~(uint64_t)(s->bus - 1)) && addr < page + 64, "ERROR_ADDR is 0x%llx",
	      (unsigned long long)error.addr);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CQ_WRITTEN), 8, "CQ_WRITTEN");
	expect_no_completion(s, &lane);
	/* How many packets left before the error was known is a matter of timing; none is broken. */
	CHECK_WAIT(s, rig_run(s->rig, 300));
	while (rig_packets(s->rig) > s->packets) {
		struct stream_packet packet = rig_packet(s->rig, s->packets);

		if (packet.aborted)
			expect_aborted_packet(s, scene_at(s, at + s->packets, 50), 50, 0);
		else
			expect_packet(s, scene_at(s, at + s->packets, 50), 50);
	}
	scene_settle(s);
}

static void error_completion_slverr(struct scene *s)
{
	cpl_error(s, AXI_SLVERR);
}

static void error_completion_decerr(struct scene *s)
{
	cpl_error(s, AXI_DECERR);
}

/* Beyond the end of the memory: DECERR of fetch, read and write without any fault set up. */
static void error_no_memory(struct scene *s)
{
	uint64_t beyond = SCENE_BASE + SCENE_SIZE + 4096;
	struct list l;
	struct lane lane;
	uint8_t bytes[100] = { 0 };

	list_make(s, &l);
	desc_write(s, &l.lane, l.place[2], beyond, LEN, SCENE_TAG(2), DESC_EOP);
	list_go(s, &l);
	list_good(s, &l, 2);
	expect_error(s, &l.lane, SGDMA_CODE_READ_DECERR, SGDMA_PHASE_READ, 2, 0, false);
	check_burst_addr(s, SGDMA_GATHER, beyond);
	expect_completion(s, &l.lane, lane_tag(&l.lane, 2), 0, SGDMA_CODE_READ_DECERR, 0);

	list_make(s, &l);
	l.lane.config.base = beyond;
	list_go(s, &l);
	expect_error(s, &l.lane, SGDMA_CODE_FETCH_DECERR, SGDMA_PHASE_FETCH, 0, 0, false);
	check_burst_addr(s, SGDMA_GATHER, beyond);
	expect_completion(s, &l.lane, 0, 0, SGDMA_CODE_FETCH_DECERR, 0);

	lane = lane_make(s, SGDMA_SCATTER, 0);
	lane_ring(s, &lane, 0);
	lane_push(s, &lane, beyond, 100, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 100));
	expect_error(s, &lane, SGDMA_CODE_WRITE_DECERR, SGDMA_PHASE_WRITE, 0, 0, false);
	check_burst_addr(s, SGDMA_SCATTER, beyond);
	scene_settle(s);
}

/* The longest piece there is, from an address whose end, modulo 2^28, falls into its own first burst: it is still long. */
static void error_longest_piece(struct scene *s)
{
	uint64_t end = SCENE_BASE + SCENE_SIZE, at = end - 3000 + s->seed % 100;
	uint32_t before = (uint32_t)(end - at), longest = (1u << 28) - 1, len = 500 + s->seed % 100;
	struct lane out, in;
	uint8_t bytes[600];

	s->wide = true;
	out = lane_make(s, SGDMA_GATHER, 0);
	lane_ring(s, &out, 0);
	lane_push(s, &out, at, longest, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &out);
	expect_error(s, &out, SGDMA_CODE_READ_DECERR, SGDMA_PHASE_READ, 0, 0, false);
	check_burst_addr(s, SGDMA_GATHER, end);
	CHECK_WAIT(s, rig_run(s->rig, 300));
	if (rig_packets(s->rig) > s->packets)
		expect_aborted_packet(s, scene_at(s, at, before), before, 0);

	in = lane_make(s, SGDMA_SCATTER, 0);
	lane_ring(s, &in, 0);
	lane_push(s, &in, at, longest, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &in);
	scene_fill(s, bytes, len);
	CHECK_WAIT(s, rig_send(s->rig, bytes, len));
	scene_expect(s, at, bytes, len);
	expect_completion(s, &in, lane_tag(&in, 0), len, SGDMA_CODE_OK, CPL_EOP | CPL_SHORT);
	scene_settle(s);
}

/* ---- stream errors ------------------------------------------------------------------------------------------------ */

static void tkeep_error(struct scene *s, uint64_t keep, bool last)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 3);
	uint64_t at = scene_buffer(s, 400, 5), all = UINT64_MAX >> (64 - s->bus);
	struct sgdma_completion cpl;
	uint8_t bytes[200];

	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, 100, SGDMA_EOP);
	lane_push(s, &lane, at + 100, 300, SGDMA_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	scene_fill(s, bytes, 200);
	CHECK_WAIT(s, rig_send(s->rig, bytes, 100));
	scene_expect(s, at, bytes, 100);
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes, all, false));
	CHECK_WAIT(s, rig_send_beat(s->rig, bytes, keep, last));
	/* The good beat of the failing entry may be there or not; never a byte of the bad one. */
	scene_ignore(s, at + 100, s->bus);
	expect_completion(s, &lane, lane_tag(&lane, 0), 100, SGDMA_CODE_OK, CPL_EOP);
	expect_error(s, &lane, SGDMA_CODE_TKEEP, SGDMA_PHASE_STREAM, 1, 0, false);
	CHECK_WAIT(s, rig_wait_completion(s->rig, &lane.cq, &cpl, SCENE_LIMIT));
	CHECK(s, cpl.tag == lane_tag(&lane, 1) && cpl.status == SGDMA_CODE_TKEEP && cpl.bytes <= s->bus && !cpl.eop,
	      "error completion has tag 0x%x, %s, %u bytes", cpl.tag, sgdma_code_name(cpl.status), cpl.bytes);
	scene_settle(s);
}

static void error_tkeep_hole(struct scene *s)
{
	tkeep_error(s, 0x5, true);
}

static void error_tkeep_low_lane(struct scene *s)
{
	tkeep_error(s, 0xe, s->seed & 4);
}

static void error_tkeep_empty(struct scene *s)
{
	tkeep_error(s, 0, s->seed & 4);
}

static void error_tkeep_partial(struct scene *s)
{
	tkeep_error(s, 0x7, false);
}

/* ---- what surrounds an error ---------------------------------------------------------------------------------------- */

/* A packet of several entries is open when one fails: it ends with TUSER, and the bytes of the good entries are in it. */
static void error_mid_packet(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	uint32_t good = s->seed & 8 ? 4 * s->bus : 4 * s->bus + 3;
	uint64_t at = scene_buffer(s, good, 0);

	lane_ring(s, &lane, 2);
	lane_push(s, &lane, at, good - 2, 0);
	lane_push(s, &lane, at + good - 2, 2, 0);
	lane_push(s, &lane, at, 1, 0);
	desc_write(s, &lane, lane.config.base + 2 * sgdma_desc_bytes(s->wide), at, 0, SCENE_TAG(2), DESC_EOP);
	scene_watch(s);
	lane_kick(s, &lane);
	expect_error(s, &lane, SGDMA_CODE_LEN_ZERO, SGDMA_PHASE_DECODE, 2, at, true);
	expect_aborted_packet(s, scene_at(s, at, good), good, good);
	expect_completion(s, &lane, lane_tag(&lane, 2), 0, SGDMA_CODE_LEN_ZERO, 0);
	scene_settle(s);
}

/* Of two bad entries the first in the list is reported, although the other's error is known long before. */
static void error_first_in_order(struct scene *s)
{
	uint64_t page = bad_page(s, AXI_SLVERR, false);
	struct list l;

	list_make(s, &l);
	desc_write(s, &l.lane, l.place[2], page, LEN, SCENE_TAG(2), DESC_EOP);
	desc_write(s, &l.lane, l.place[3], l.at[3], 0, SCENE_TAG(3), DESC_EOP);
	list_go(s, &l);
	list_good(s, &l, 2);
	expect_error(s, &l.lane, SGDMA_CODE_READ_SLVERR, SGDMA_PHASE_READ, 2, 0, false);
	expect_completion(s, &l.lane, lane_tag(&l.lane, 2), 0, SGDMA_CODE_READ_SLVERR, 0);
	expect_no_completion(s, &l.lane);
	scene_settle(s);
}

/* A fault on an entry fetched ahead waits for its turn: long entries before it are whole. */
static void error_waits_its_turn(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_GATHER, 3);
	uint64_t at = scene_buffer(s, 12000, 1);

	if (s->timed)
		stream_sink_stall(bench_sink(rig_bench(s->rig)), 60);
	lane_ring(s, &lane, 3);
	for (unsigned i = 0; i < 5; i++)
		lane_push(s, &lane, at + 2000 * i, 2000, SGDMA_EOP);
	desc_write(s, &lane, lane.config.base + 4 * sgdma_desc_bytes(s->wide), at, 8, SCENE_TAG(4), DESC_LINK);
	scene_watch(s);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 4; i++) {
		expect_packet(s, scene_at(s, at + 2000 * i, 2000), 2000);
		expect_completion(s, &lane, lane_tag(&lane, i), 2000, SGDMA_CODE_OK, CPL_EOP);
	}
	expect_error(s, &lane, SGDMA_CODE_NOT_DATA, SGDMA_PHASE_DECODE, 4, at, true);
	scene_settle(s);
}

/* An error of one channel leaves the other running: its packets before, meanwhile and after are whole. */
static void error_isolated(struct scene *s)
{
	struct lane lane = lane_make(s, SGDMA_SCATTER, 5);
	uint64_t at = scene_buffer(s, 3000, 1);
	uint8_t bytes[3000];
	struct list l;

	list_make(s, &l);
	lane_ring(s, &lane, 5);
	for (unsigned i = 0; i < 20; i++)
		lane_push(s, &lane, at + 150 * i, 150, SGDMA_EOP);
	desc_write(s, &l.lane, l.place[3], l.at[3], 0, SCENE_TAG(3), 0);
	lane_start(s, &l.lane);
	scene_watch(s);
	scene_fill(s, bytes, 3000);
	scene_expect(s, at, bytes, 3000);
	lane_kick(s, &lane);
	for (unsigned i = 0; i < 10; i++)
		CHECK_WAIT(s, rig_send(s->rig, bytes + 150 * i, 150));
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, 5), AXI_OKAY,
		 "doorbell");
	list_good(s, &l, 3);
	expect_error(s, &l.lane, SGDMA_CODE_LEN_ZERO, SGDMA_PHASE_DECODE, 3, l.at[3], true);
	for (unsigned i = 10; i < 20; i++)
		CHECK_WAIT(s, rig_send(s->rig, bytes + 150 * i, 150));
	for (unsigned i = 0; i < 20; i++)
		expect_completion(s, &lane, lane_tag(&lane, i), 150, SGDMA_CODE_OK, CPL_EOP);
	CHECK_EQ(s, sgdma_irq_status(s->dev) & SGDMA_IRQ_STATUS_SCATTER_ERROR, 0, "SCATTER_ERROR");
	CHECK_EQ(s, SGDMA_GET(STATUS, STATE, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_STATUS)), SGDMA_STATE_RUNNING,
		 "scatter STATE");
	scene_settle(s);
}

/* The error interrupt: a level until the next start, which also clears the rest; the new run is right. */
static void error_restart(struct scene *s)
{
	struct list l;

	list_make(s, &l);
	sgdma_irq_enable(s->dev, SGDMA_IRQ_STATUS_GATHER_ERROR);
	desc_write(s, &l.lane, l.place[1], l.at[1], 0, SCENE_TAG(1), DESC_EOP);
	list_go(s, &l);
	list_good(s, &l, 1);
	CHECK_WAIT(s, rig_wait_irq(s->rig, SCENE_LIMIT));
	expect_error(s, &l.lane, SGDMA_CODE_LEN_ZERO, SGDMA_PHASE_DECODE, 1, l.at[1], true);
	expect_completion(s, &l.lane, lane_tag(&l.lane, 1), 0, SGDMA_CODE_LEN_ZERO, 0);
	CHECK_EQ(s, SGDMA_GET(CTRL, RUN, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CTRL)), 0,
		 "CTRL.RUN of a stopped channel");
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, 1), AXI_SLVERR,
		 "doorbell of a stopped channel");
	CHECK_EQ(s, SGDMA_GET(REFUSED, CODE, sgdma_refused(s->dev)), SGDMA_REFUSED_LOCKED, "REFUSED.CODE");
	CHECK(s, rig_irq(s->rig), "irq went away without a start");

	desc_write(s, &l.lane, l.place[1], l.at[1], LEN, SCENE_TAG(1), DESC_EOP);
	lane_start(s, &l.lane);
	CHECK_WAIT(s, rig_run(s->rig, 10));
	CHECK(s, !rig_irq(s->rig), "irq is high after the start");
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CONSUMER), 0, "CONSUMER after the start");
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CQ_WRITTEN), 0, "CQ_WRITTEN after the start");
	lane_stop(s, &l.lane);
	list_go(s, &l);
	list_good(s, &l, 5);
	expect_consumer(s, &l.lane, 5);
	scene_settle(s);
}

/* A completion that cannot be written stops its own channel; the other half's traffic goes on beside it. */
static void error_completion_isolated(struct scene *s)
{
	struct lane in = lane_make(s, SGDMA_SCATTER, 3), out = lane_make(s, SGDMA_GATHER, 5);
	uint64_t from = scene_buffer(s, 200, 1), to = scene_buffer(s, 200, 2);
	struct sgdma_error error;
	uint8_t bytes[200];

	in.config.cq_base = bad_page(s, AXI_SLVERR, true);
	lane_ring(s, &in, 0);
	lane_ring(s, &out, 5);
	lane_push(s, &in, to, 200, SGDMA_EOP);
	scene_watch(s);
	scene_fill(s, bytes, 200);
	scene_expect(s, to, bytes, 200);
	lane_kick(s, &in);
	for (unsigned i = 0; i < 30; i++) {
		lane_push(s, &out, from + i, 150, SGDMA_EOP);
		lane_kick(s, &out);
		if (i == 3)
			CHECK_WAIT(s, rig_send(s->rig, bytes, 200));
	}
	CHECK_WAIT(s, rig_wait_error(s->rig, SGDMA_SCATTER, &error, SCENE_LIMIT));
	CHECK(s, error.code == SGDMA_CODE_CPL_SLVERR && error.phase == SGDMA_PHASE_COMPLETION, "error is %s, phase %u",
	      sgdma_code_name(error.code), error.phase);
	for (unsigned i = 0; i < 30; i++) {
		expect_packet(s, scene_at(s, from + i, 150), 150);
		expect_completion(s, &out, lane_tag(&out, i), 150, SGDMA_CODE_OK, CPL_EOP);
	}
	CHECK_EQ(s, chan_reg(s, SGDMA_SCATTER, SGDMA_CHAN_REG_CQ_WRITTEN), 0, "scatter CQ_WRITTEN");
	CHECK_EQ(s, sgdma_irq_status(s->dev), SGDMA_IRQ_STATUS_SCATTER_ERROR | SGDMA_IRQ_STATUS_GATHER_DONE,
		 "IRQ_STATUS");
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(error_fetch_slverr, ALL)                                                                                     \
	X(error_fetch_decerr, ALL)                                                                                     \
	X(error_read_slverr, ALL)                                                                                      \
	X(error_read_decerr, ALL)                                                                                      \
	X(error_write_slverr, ALL)                                                                                     \
	X(error_write_decerr, ALL)                                                                                     \
	X(error_completion_slverr, ALL)                                                                                \
	X(error_completion_decerr, ALL)                                                                                \
	X(error_completion_isolated, ALL)                                                                              \
	X(error_no_memory, ALL)                                                                                        \
	X(error_longest_piece, ALL)                                                                                    \
	X(error_tkeep_hole, ALL)                                                                                       \
	X(error_tkeep_low_lane, ALL)                                                                                   \
	X(error_tkeep_empty, ALL)                                                                                      \
	X(error_tkeep_partial, ALL)                                                                                    \
	X(error_mid_packet, ALL)                                                                                       \
	X(error_first_in_order, ALL)                                                                                   \
	X(error_waits_its_turn, ALL)                                                                                   \
	X(error_isolated, ALL)                                                                                         \
	X(error_restart, ALL)

SCENARIOS(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) };
TESTMAIN(tests)
