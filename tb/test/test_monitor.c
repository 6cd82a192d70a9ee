/* SPDX-License-Identifier: Apache-2.0 */
/* Every rule of the monitor: pins that break it, made by hand, and the neighbouring pins that do not. */
#include "pins.h"

static void legal(void **state)
{
	struct pins p = begin();

	(void)state;
	/* Read bursts of three IDs, interleaved; a waiting AR that stays as it is; the longest burst of a block. */
	ar(&p, 0, 0x1000, 1);
	good(&p);
	p.in.m_axi_arready = 0;
	ar(&p, 2, 0x2100, 31);
	good(&p);
	ar(&p, 2, 0x2100, 31);
	r(&p, 0, 0);
	good(&p);
	for (unsigned i = 0; i < 32; i++) {
		if (i == 5) {
			r(&p, 0, 1);
			good(&p);
		}
		r(&p, 2, i == 31);
		good(&p);
	}
	/* Writes: unaligned head and tail, W before AW, a burst that ends without data, two bursts with one wait. */
	write_burst(&p, 3, 0x3003, 3, 0xf8, 0x07);
	w(&p, 0xff, 0);
	good(&p);
	w(&p, 0x01, 0);
	good(&p);
	aw(&p, 3, 0x4000, 2);
	good(&p);
	w(&p, 0, 1);
	p.in.m_axi_wready = 0;
	good(&p);
	w(&p, 0, 1);
	good(&p);
	b(&p, 3);
	good(&p);
	write_burst(&p, 4, 0x5008, 1, 0xff, 0xff);
	/* Streams: whole beats, a partial last one, one that is broken off, a wait. */
	m_axis(&p, 0xff, 0, 0);
	p.in.m_axis_tready = 0;
	good(&p);
	m_axis(&p, 0xff, 0, 0);
	good(&p);
	m_axis(&p, 0x07, 1, 0);
	good(&p);
	m_axis(&p, 0x01, 1, 1);
	good(&p);
	assert_int_equal(axi_monitor_counts(p.mon)->ar, 2);
	assert_int_equal(axi_monitor_counts(p.mon)->r, 34);
	assert_int_equal(axi_monitor_counts(p.mon)->r_by_id[0], 2);
	assert_int_equal(axi_monitor_counts(p.mon)->aw, 3);
	assert_int_equal(axi_monitor_counts(p.mon)->w, 9);
	assert_int_equal(axi_monitor_counts(p.mon)->w_by_id[4], 2);
	assert_int_equal(axi_monitor_counts(p.mon)->b, 3);
	for (unsigned id = 0; id < AXI_ID_COUNT; id++)
		assert_int_equal(axi_monitor_open(p.mon, (enum axi_id)id), 0);
	end(&p);
}

static void a1_withdrawn(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), p.in.m_axi_arready = 0, ar(&p, 2, 0x1000, 0), good(&p), breaks(&p, "A1");
	p = begin(), p.in.m_axi_awready = 0, aw(&p, 3, 0x1000, 0), good(&p), breaks(&p, "A1");
	p = begin(), p.in.m_axi_wready = 0, w(&p, 0xff, 1), good(&p), breaks(&p, "A1");
}

static void a2_changed(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), p.in.m_axi_arready = 0, ar(&p, 2, 0x1000, 0), good(&p), ar(&p, 2, 0x1008, 0), breaks(&p, "A2");
	p = begin(), p.in.m_axi_awready = 0, aw(&p, 3, 0x1000, 0), good(&p), aw(&p, 3, 0x1000, 1), breaks(&p, "A2");
	p = begin(), p.in.m_axi_awready = 0, aw(&p, 3, 0x1000, 0), good(&p), aw(&p, 3, 0x1000, 0);
	p.out.m_axi_awcache = 3, breaks(&p, "A2");
	p = begin(), p.in.m_axi_wready = 0, w(&p, 0xff, 1), good(&p), w(&p, 0x7f, 1), breaks(&p, "A2");
	p = begin(), p.in.m_axi_wready = 0, w(&p, 0xff, 1), good(&p), w(&p, 0xff, 1), p.out.m_axi_wdata[1]++;
	breaks(&p, "A2");
	/* Waiting for a long time and then changing is no better. */
	p = begin();
	for (unsigned i = 0; i < 5; i++)
		p.in.m_axi_arready = 0, ar(&p, 2, 0x1000, 0), good(&p);
	ar(&p, 2, 0x1000, 1), breaks(&p, "A2");
}

static void a3_block(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), ar(&p, 2, 0x1000 + BLOCK - BUS, 0), good(&p), ar(&p, 2, 0x1000 + BLOCK - BUS, 1), breaks(&p, "A3");
	p = begin(), ar(&p, 0, 0x1004, BLOCK / BUS - 1), good(&p), ar(&p, 0, 0x1000, BLOCK / BUS), breaks(&p, "A3");
	p = begin(), aw(&p, 3, 0x1ff8, 1), breaks(&p, "A3");
}

static void a4_incr(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), ar(&p, 2, 0x1000, 0), p.out.m_axi_arburst = 0, breaks(&p, "A4");
	p = begin(), aw(&p, 3, 0x1000, 0), p.out.m_axi_awburst = 2, breaks(&p, "A4");
	p = begin(), ar(&p, 2, 0x1000, 0), p.out.m_axi_arsize = 2, breaks(&p, "A4");
	p = begin(), aw(&p, 3, 0x1000, 0), p.out.m_axi_awsize = 4, breaks(&p, "A4");
}

static void a5_addr_w(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), ar(&p, 2, ((uint64_t)1 << 44) - 8, 0), good(&p), ar(&p, 2, (uint64_t)1 << 44, 0), breaks(&p, "A5");
	p = begin(), aw(&p, 3, (uint64_t)1 << 63, 0), breaks(&p, "A5");
}

static void a6_ids(void **state)
{
	struct pins p;

	(void)state;
	for (uint8_t id = 3; id < 8; id++)
		p = begin(), ar(&p, id, 0x1000, 0), breaks(&p, "A6");
	for (uint8_t id = 0; id < 8; id++)
		if (id != 3 && id != 4)
			p = begin(), aw(&p, id, 0x1000, 0), breaks(&p, "A6");
}

static void a7_ready(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), p.out.m_axi_rready = 0, breaks(&p, "A7");
	p = begin(), p.out.m_axi_bready = 0, breaks(&p, "A7");
	/* In reset it may be low. */
	p = begin(), p.in.rst = 1, p.out.m_axi_rready = 0, good(&p), end(&p);
}

static void a8_wlast(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), aw(&p, 3, 0x1000, 1), w(&p, 0xff, 1), breaks(&p, "A8");
	p = begin(), aw(&p, 3, 0x1000, 1), w(&p, 0xff, 0), good(&p), w(&p, 0xff, 0), breaks(&p, "A8");
	/* Beats ahead of their AW are judged when it comes. */
	p = begin(), w(&p, 0xff, 1), good(&p), aw(&p, 3, 0x1000, 1), breaks(&p, "A8");
}

static void a9_before_address(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), aw(&p, 3, 0x1003, 0), w(&p, 0xf8, 1), good(&p), aw(&p, 3, 0x1003, 0), w(&p, 0xfc, 1);
	breaks(&p, "A9");
	p = begin(), aw(&p, 3, 0x1000, 0), w(&p, 0x1ff, 1), breaks(&p, "A9");
}

static void a10_one_run(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), aw(&p, 3, 0x1000, 0), w(&p, 0xfd, 1), breaks(&p, "A10");
	p = begin(), aw(&p, 3, 0x1000, 1), w(&p, 0x7f, 0), good(&p), w(&p, 0xff, 1), breaks(&p, "A10");
	p = begin(), aw(&p, 3, 0x1000, 1), w(&p, 0xff, 0), good(&p), w(&p, 0xfe, 1), breaks(&p, "A10");
	p = begin(), aw(&p, 3, 0x1000, 2), w(&p, 0xff, 0), good(&p), w(&p, 0, 0), good(&p), w(&p, 1, 1);
	breaks(&p, "A10");
	/* Nothing at first, then a run, is one run. */
	p = begin(), aw(&p, 3, 0x1000, 1), w(&p, 0, 0), good(&p), w(&p, 0x18, 1), good(&p), end(&p);
}

static void a11_entries(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), aw(&p, 4, 0x1004, 0), breaks(&p, "A11");
	p = begin(), aw(&p, 4, 0x1000, 0), w(&p, 0x0f, 1), breaks(&p, "A11");
	p = begin_bus(16), aw(&p, 4, 0x1008, 0), p.out.m_axi_awsize = 4, w(&p, 0xff00, 1), good(&p);
	aw(&p, 4, 0x1000, 0), p.out.m_axi_awsize = 4, w(&p, 0x01ff, 1), breaks(&p, "A11");
	/* A bus of 4 bytes: two beats an entry, in one burst, both or none. */
	p = begin_bus(4), aw(&p, 4, 0x1000, 1), p.out.m_axi_awsize = 2, w(&p, 0xf, 0), good(&p), w(&p, 0xf, 1),
	good(&p);
	aw(&p, 4, 0x1008, 0), p.out.m_axi_awsize = 2, breaks(&p, "A11");
	p = begin_bus(4), aw(&p, 4, 0x1000, 1), p.out.m_axi_awsize = 2, w(&p, 0xf, 0), good(&p), w(&p, 0, 1);
	breaks(&p, "A11");
	p = begin_bus(4), aw(&p, 4, 0x1000, 1), p.out.m_axi_awsize = 2, w(&p, 0x3, 0), breaks(&p, "A11");
}

static void a12_owed(void **state)
{
	struct pins p;

	(void)state;
	/* One W comes just in time, the next does not. */
	p = begin();
	aw(&p, 3, 0x1000, 1), good(&p);
	starve(&p, AXI_MONITOR_W_SLACK);
	w(&p, 0xff, 0), good(&p);
	starve(&p, AXI_MONITOR_W_SLACK);
	breaks(&p, "A12");

	/* A read burst in mid-transfer is no excuse for a stream's data, */
	p = begin();
	ar(&p, 2, 0x2000, 3), good(&p);
	r(&p, 2, 0), good(&p);
	aw(&p, 3, 0x1000, 0), good(&p);
	starve(&p, AXI_MONITOR_W_SLACK);
	breaks(&p, "A12");

	/* for a copy's it is, until its last beat; */
	p = begin();
	axi_monitor_copy(p.mon, true);
	ar(&p, 2, 0x2000, 1), good(&p);
	r(&p, 2, 0), good(&p);
	aw(&p, 3, 0x1000, 0), good(&p);
	starve(&p, 100);
	r(&p, 2, 1), good(&p);
	starve(&p, AXI_MONITOR_W_SLACK + BUS - 1);
	w(&p, 0xff, 1), good(&p);

	/* a read burst whose first beat has not come is none, */
	ar(&p, 2, 0x2000, 1), good(&p);
	aw(&p, 3, 0x1000, 0), good(&p);
	starve(&p, AXI_MONITOR_W_SLACK + BUS);
	breaks(&p, "A12");

	/* and never for a completion. */
	p = begin();
	axi_monitor_copy(p.mon, true);
	ar(&p, 2, 0x2000, 1), good(&p);
	r(&p, 2, 0), good(&p);
	aw(&p, 4, 0x1000, 0), good(&p);
	starve(&p, AXI_MONITOR_W_SLACK);
	breaks(&p, "A12");
}

static void a13_in_flight(void **state)
{
	struct pins p = begin();

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		ar(&p, 2, 0x1000, 0), good(&p);
	r(&p, 2, 1), good(&p);
	ar(&p, 2, 0x1000, 0), good(&p);
	/* Fetches have a limit of their own. */
	ar(&p, 0, 0x1000, 0), good(&p);
	ar(&p, 2, 0x1000, 0), breaks(&p, "A13");
	for (uint8_t id = 3; id <= 4; id++) {
		p = begin();
		for (unsigned i = 0; i < 4; i++)
			aw(&p, id, 0x1000, 0), w(&p, 0xff, 1), good(&p);
		b(&p, id), good(&p);
		aw(&p, id, 0x1000, 0), w(&p, 0xff, 1), good(&p);
		aw(&p, id, 0x1000, 0), breaks(&p, "A13");
	}
}

static void a14_ranges(void **state)
{
	struct pins p = begin();

	(void)state;
	/* Two ranges that touch are one; reads are rounded to bus words, writes are exact. */
	assert_true(axi_monitor_allow(p.mon, AXI_ID_READ, 0x1003, 0x10));
	assert_true(axi_monitor_allow(p.mon, AXI_ID_WRITE, 0x2010, 0x0d));
	assert_true(axi_monitor_allow(p.mon, AXI_ID_WRITE, 0x2003, 0x0d));
	ar(&p, 2, 0x1003, 2), good(&p);
	ar(&p, 0, 0x9000, 0), good(&p);
	write_burst(&p, 3, 0x2003, 3, 0xf8, 0x1f);
	write_burst(&p, 4, 0x9000, 0, 0xff, 0xff);
	ar(&p, 2, 0x1003, 3), breaks(&p, "A14");

	p = begin();
	assert_true(axi_monitor_allow(p.mon, AXI_ID_WRITE, 0x2003, 0x0a));
	write_burst(&p, 3, 0x2003, 1, 0xf8, 0x1f);
	aw(&p, 3, 0x2008, 0), w(&p, 0x3f, 1), breaks(&p, "A14");
	p = begin();
	assert_true(axi_monitor_allow(p.mon, AXI_ID_WRITE, 0x2003, 0x0a));
	aw(&p, 3, 0x2002, 0), w(&p, 0xfc, 1), breaks(&p, "A14");
	p = begin();
	assert_true(axi_monitor_allow(p.mon, AXI_ID_GATHER_FETCH, 0x2000, 0x40));
	ar(&p, 0, 0x2038, 1), breaks(&p, "A14");
	p = begin();
	assert_true(axi_monitor_allow(p.mon, AXI_ID_WRITE, 0x2000, 8));
	axi_monitor_allow_all(p.mon, AXI_ID_WRITE);
	write_burst(&p, 3, 0x9000, 0, 0xff, 0xff);
	end(&p);
}

static void a15_quiet(void **state)
{
	struct pins p = begin();

	(void)state;
	axi_monitor_quiet(p.mon, 1u << AXI_ID_READ | 1u << AXI_ID_GATHER_FETCH);
	ar(&p, 1, 0x1000, 0), good(&p);
	ar(&p, 2, 0x1000, 0), breaks(&p, "A15");
	p = begin();
	axi_monitor_quiet(p.mon, 1u << AXI_ID_WRITE);
	aw(&p, 3, 0x1000, 0), breaks(&p, "A15");
	p = begin();
	axi_monitor_quiet(p.mon, 1u << AXI_ID_WRITE | 1u << AXI_ID_COMPLETION);
	w(&p, 0xff, 1), breaks(&p, "A15");
	p = begin();
	axi_monitor_quiet(p.mon, 1u << AXI_ID_WRITE);
	axi_monitor_quiet(p.mon, 0);
	write_burst(&p, 3, 0x1000, 0, 0xff, 0xff);
	end(&p);
	/* Something in flight when quiet is declared. */
	p = begin();
	ar(&p, 2, 0x1000, 0), good(&p);
	axi_monitor_quiet(p.mon, 1u << AXI_ID_READ);
	assert_non_null(strstr(axi_monitor_fault(p.mon), "A15"));
	assert_false(step(&p));
	axi_monitor_destroy(p.mon);
}

static void a16_reset(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		struct pins p = begin();
		uint8_t *valid[] = { &p.out.m_axi_arvalid, &p.out.m_axi_awvalid, &p.out.m_axi_wvalid,
				     &p.out.m_axis_tvalid, &p.out.s_axil_bvalid, &p.out.s_axil_rvalid };

		/* Registers are random before the first edge. */
		p.in.rst = 1, *valid[i] = 1, good(&p);
		p.in.rst = 1, *valid[i] = 1, breaks(&p, "A16");
	}
	/* Reset ends everything that is in flight. */
	struct pins p = begin();

	ar(&p, 2, 0x1000, 3), aw(&p, 3, 0x1000, 0), p.in.m_axi_awready = 0, good(&p);
	p.in.rst = 1, good(&p);
	assert_int_equal(axi_monitor_open(p.mon, AXI_ID_READ), 0);
	good(&p), end(&p);
}

static void m_stream(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), m_axis(&p, 0xff, 0, 0), p.in.m_axis_tready = 0, good(&p), breaks(&p, "M1");
	p = begin(), m_axis(&p, 0xff, 0, 0), p.in.m_axis_tready = 0, good(&p), m_axis(&p, 0xff, 1, 0), breaks(&p, "M2");
	p = begin(), m_axis(&p, 0xff, 0, 0), p.in.m_axis_tready = 0, good(&p), m_axis(&p, 0xff, 0, 0);
	p.out.m_axis_tdata[1] = 1, breaks(&p, "M2");
	p = begin(), m_axis(&p, 0, 1, 0), breaks(&p, "M3");
	p = begin(), m_axis(&p, 0x0b, 1, 0), breaks(&p, "M3");
	p = begin(), m_axis(&p, 0x0e, 1, 0), breaks(&p, "M3");
	p = begin(), m_axis(&p, 0x7f, 0, 0), breaks(&p, "M4");
	p = begin(), m_axis(&p, 0xff, 0, 1), breaks(&p, "M5");
	p = begin(), axi_monitor_quiet_stream(p.mon, true), good(&p), m_axis(&p, 0xff, 1, 0), breaks(&p, "M6");
}

static void l_registers(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), p.out.s_axil_bvalid = 1, breaks(&p, "L2");
	p = begin(), p.out.s_axil_rvalid = 1, breaks(&p, "L2");
	/* An AW alone has no response yet. */
	p = begin(), p.in.s_axil_awvalid = 1, good(&p), p.out.s_axil_bvalid = 1, breaks(&p, "L2");
	/* One response an access. */
	p = begin(), p.in.s_axil_arvalid = 1, good(&p), p.out.s_axil_rvalid = p.in.s_axil_rready = 1, good(&p);
	p.out.s_axil_rvalid = 1, breaks(&p, "L2");
	p = begin(), p.in.s_axil_awvalid = p.in.s_axil_wvalid = 1, good(&p), p.out.s_axil_bvalid = 1, good(&p);
	breaks(&p, "L1");
	p = begin(), p.in.s_axil_awvalid = p.in.s_axil_wvalid = 1, good(&p), p.out.s_axil_bvalid = 1, good(&p);
	p.out.s_axil_bvalid = 1, p.out.s_axil_bresp = 2, breaks(&p, "L1");
	p = begin(), p.in.s_axil_arvalid = 1, good(&p), p.out.s_axil_rvalid = 1, good(&p);
	p.out.s_axil_rvalid = 1, p.out.s_axil_rdata = 7, breaks(&p, "L1");
}

static void s_memory(void **state)
{
	struct pins p;

	(void)state;
	p = begin(), r(&p, 2, 1), breaks(&p, "S1");
	p = begin(), ar(&p, 2, 0x1000, 1), good(&p), r(&p, 2, 1), breaks(&p, "S1");
	p = begin(), ar(&p, 2, 0x1000, 0), good(&p), r(&p, 0, 1), breaks(&p, "S1");
	p = begin(), b(&p, 3), breaks(&p, "S2");
	p = begin(), aw(&p, 3, 0x1000, 1), w(&p, 0xff, 0), good(&p), b(&p, 3), breaks(&p, "S2");
}

static void a17_attributes(void **state)
{
	const struct axi_attr attr = { .cache = 3, .prot = 2, .qos = 9 };
	struct pins p;

	(void)state;
	/* Declared for one ID, the others are free; the same at every address. */
	p = begin(), axi_monitor_attr(p.mon, AXI_ID_READ, attr), ar(&p, 0, 0x1000, 0), good(&p);
	ar(&p, 2, 0x1000, 0), p.out.m_axi_arcache = 3, p.out.m_axi_arprot = 2, p.out.m_axi_arqos = 9, good(&p);
	ar(&p, 2, 0x1000, 0), p.out.m_axi_arcache = 2, p.out.m_axi_arprot = 2, p.out.m_axi_arqos = 9, breaks(&p, "A17");
	p = begin(), axi_monitor_attr(p.mon, AXI_ID_READ, attr);
	ar(&p, 2, 0x1000, 0), p.out.m_axi_arcache = 3, p.out.m_axi_arprot = 0, p.out.m_axi_arqos = 9, breaks(&p, "A17");
	p = begin(), axi_monitor_attr(p.mon, AXI_ID_WRITE, attr);
	aw(&p, 3, 0x1000, 0), p.out.m_axi_awcache = 3, p.out.m_axi_awprot = 2, p.out.m_axi_awqos = 8, breaks(&p, "A17");
}

static void a18_windows(void **state)
{
	const struct axi_window reads = { .enable = true, .read = true, .base = 0x2000, .limit = 0x3000 };
	const struct axi_window writes = { .enable = true, .write = true, .base = 0x8000, .limit = 0x8000 };
	const struct axi_window off = { .read = true, .write = true, .base = 0, .limit = UINT64_MAX };
	struct pins p;

	(void)state;
	p = begin(), axi_monitor_window(p.mon, 0, &off), ar(&p, 2, 0x1000, 0), good(&p);
	axi_monitor_window(p.mon, 1, &reads), axi_monitor_window(p.mon, 3, &writes);
	ar(&p, 2, 0x2000, 0), good(&p), ar(&p, 0, 0x3ff8, 0), good(&p);
	write_burst(&p, 3, 0x8ff8, 0, 0xff, 0xff);
	ar(&p, 1, 0x1ff8, 0), breaks(&p, "A18");
	p = begin(), axi_monitor_window(p.mon, 1, &reads), ar(&p, 1, 0x4000, 0), breaks(&p, "A18");
	p = begin(), axi_monitor_window(p.mon, 1, &reads), aw(&p, 4, 0x2000, 0), breaks(&p, "A18");
	p = begin(), axi_monitor_window(p.mon, 3, &writes), ar(&p, 2, 0x8000, 0), breaks(&p, "A18");
}

static const struct CMUnitTest tests[] = {
	TEST("bench.monitor_legal", legal),
	TEST("bench.monitor_a1_withdrawn", a1_withdrawn),
	TEST("bench.monitor_a2_changed", a2_changed),
	TEST("bench.monitor_a3_block", a3_block),
	TEST("bench.monitor_a4_incr", a4_incr),
	TEST("bench.monitor_a5_addr_w", a5_addr_w),
	TEST("bench.monitor_a6_ids", a6_ids),
	TEST("bench.monitor_a7_ready", a7_ready),
	TEST("bench.monitor_a8_wlast", a8_wlast),
	TEST("bench.monitor_a9_before_address", a9_before_address),
	TEST("bench.monitor_a10_one_run", a10_one_run),
	TEST("bench.monitor_a11_entries", a11_entries),
	TEST("bench.monitor_a12_owed", a12_owed),
	TEST("bench.monitor_a13_in_flight", a13_in_flight),
	TEST("bench.monitor_a14_ranges", a14_ranges),
	TEST("bench.monitor_a15_quiet", a15_quiet),
	TEST("bench.monitor_a16_reset", a16_reset),
	TEST("bench.monitor_a17_attributes", a17_attributes),
	TEST("bench.monitor_a18_windows", a18_windows),
	TEST("bench.monitor_m_stream", m_stream),
	TEST("bench.monitor_l_registers", l_registers),
	TEST("bench.monitor_s_memory", s_memory),
};

TESTMAIN(tests)
