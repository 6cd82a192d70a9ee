/* SPDX-License-Identifier: Apache-2.0 */
/* Every rule of the monitor: pins that break it, made by hand, and the neighbouring pins that do not. */
#include "axi_monitor.h"

#include "testmain.h"

#define BUS 8
#define BLOCK 256

/* An engine of pins alone. Each helper drives one channel for the next step(); what was driven before is taken away. */
struct pins {
	struct axi_monitor *mon;
	struct dut_in in;
	struct dut_out out;
	uint64_t clock;
};

static void idle(struct pins *p)
{
	p->in = (struct dut_in){ .m_axi_arready = 1, .m_axi_awready = 1, .m_axi_wready = 1, .m_axis_tready = 1 };
	p->out = (struct dut_out){
		.m_axi_rready = 1, .m_axi_bready = 1, .s_axil_awready = 1, .s_axil_wready = 1, .s_axil_arready = 1
	};
}

static struct pins begin_bus(unsigned bus_bytes)
{
	const struct axi_monitor_config config = {
		.bus_bytes = bus_bytes, .addr_w = 44, .max_burst = BLOCK, .reads = 4, .writes = 4
	};
	struct pins p = { .mon = axi_monitor_create(&config) };

	assert_non_null(p.mon);
	idle(&p);
	return p;
}

static struct pins begin(void)
{
	return begin_bus(BUS);
}

static bool step(struct pins *p)
{
	bool good = axi_monitor_step(p->mon, p->clock++, &p->in, &p->out);

	assert_int_equal(good, axi_monitor_fault(p->mon) == NULL);
	return good;
}

/* No rule is broken, and the pins are quiet again. */
static void good(struct pins *p)
{
	if (!step(p))
		fail_msg("unexpected: %s", axi_monitor_fault(p->mon));
	idle(p);
}

static void end(struct pins *p)
{
	if (axi_monitor_fault(p->mon))
		fail_msg("unexpected: %s", axi_monitor_fault(p->mon));
	axi_monitor_destroy(p->mon);
}

/* The step that comes breaks `rule`, says so with the clock, and nothing after it changes that. */
static void breaks(struct pins *p, const char *rule)
{
	char start[64], first[256];

	snprintf(start, sizeof(start), "clock %llu: %s ", (unsigned long long)p->clock, rule);
	if (step(p))
		fail_msg("%s was not reported", rule);
	snprintf(first, sizeof(first), "%s", axi_monitor_fault(p->mon));
	if (strncmp(first, start, strlen(start)) != 0)
		fail_msg("expected \"%s...\", got \"%s\"", start, first);
	idle(p);
	p->out.m_axi_rready = 0;
	assert_false(step(p));
	assert_string_equal(axi_monitor_fault(p->mon), first);
	axi_monitor_destroy(p->mon);
}

static void ar(struct pins *p, uint8_t id, uint64_t addr, uint8_t len)
{
	p->out.m_axi_arvalid = 1;
	p->out.m_axi_arid = id;
	p->out.m_axi_araddr = addr;
	p->out.m_axi_arlen = len;
	p->out.m_axi_arsize = 3;
	p->out.m_axi_arburst = 1;
}

static void aw(struct pins *p, uint8_t id, uint64_t addr, uint8_t len)
{
	p->out.m_axi_awvalid = 1;
	p->out.m_axi_awid = id;
	p->out.m_axi_awaddr = addr;
	p->out.m_axi_awlen = len;
	p->out.m_axi_awsize = 3;
	p->out.m_axi_awburst = 1;
}

static void w(struct pins *p, uint64_t strb, uint8_t last)
{
	p->out.m_axi_wvalid = 1;
	p->out.m_axi_wstrb = strb;
	p->out.m_axi_wlast = last;
	p->out.m_axi_wdata[0] = 0x12345678;
}

static void r(struct pins *p, uint8_t id, uint8_t last)
{
	p->in.m_axi_rvalid = 1;
	p->in.m_axi_rid = id;
	p->in.m_axi_rlast = last;
}

static void b(struct pins *p, uint8_t id)
{
	p->in.m_axi_bvalid = 1;
	p->in.m_axi_bid = id;
}

static void m_axis(struct pins *p, uint64_t keep, uint8_t last, uint8_t user)
{
	p->out.m_axis_tvalid = 1;
	p->out.m_axis_tkeep = keep;
	p->out.m_axis_tlast = last;
	p->out.m_axis_tuser = user;
}

/* A whole write burst with B; strobes full but of the first and the last beat. */
static void write_burst(struct pins *p, uint8_t id, uint64_t addr, uint8_t len, uint64_t first, uint64_t last)
{
	aw(p, id, addr, len);
	for (unsigned i = 0; i <= len; i++) {
		w(p, (i == 0 ? first : 0xff) & (i == len ? last : 0xff), i == len);
		good(p);
	}
	b(p, id);
	good(p);
}

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

static void starve(struct pins *p, unsigned clocks)
{
	while (clocks--)
		good(p);
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
	TEST("bench.monitor_m_stream", m_stream),
	TEST("bench.monitor_l_registers", l_registers),
	TEST("bench.monitor_s_memory", s_memory),
};

TESTMAIN(tests)
