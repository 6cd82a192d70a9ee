/* SPDX-License-Identifier: Apache-2.0 */
/* pins: an engine of pins alone, with which tests of the monitor make legal and illegal clocks by hand. */
#ifndef SGDMA_TB_TEST_PINS_H
#define SGDMA_TB_TEST_PINS_H

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

static inline void idle(struct pins *p)
{
	p->in = (struct dut_in){ .m_axi_arready = 1, .m_axi_awready = 1, .m_axi_wready = 1, .m_axis_tready = 1 };
	p->out = (struct dut_out){
		.m_axi_rready = 1, .m_axi_bready = 1, .s_axil_awready = 1, .s_axil_wready = 1, .s_axil_arready = 1
	};
}

static inline struct pins begin_bus(unsigned bus_bytes)
{
	const struct axi_monitor_config config = {
		.bus_bytes = bus_bytes, .addr_w = 44, .max_burst = BLOCK, .reads = 4, .writes = 4
	};
	struct pins p = { .mon = axi_monitor_create(&config) };

	assert_non_null(p.mon);
	idle(&p);
	return p;
}

static inline struct pins begin(void)
{
	return begin_bus(BUS);
}

static inline bool step(struct pins *p)
{
	bool good = axi_monitor_step(p->mon, p->clock++, &p->in, &p->out);

	assert_int_equal(good, axi_monitor_fault(p->mon) == NULL);
	return good;
}

/* No rule is broken, and the pins are quiet again. */
static inline void good(struct pins *p)
{
	if (!step(p))
		fail_msg("unexpected: %s", axi_monitor_fault(p->mon));
	idle(p);
}

static inline void end(struct pins *p)
{
	if (axi_monitor_fault(p->mon))
		fail_msg("unexpected: %s", axi_monitor_fault(p->mon));
	axi_monitor_destroy(p->mon);
}

/* The step that comes breaks `rule`, says so with the clock, and nothing after it changes that. */
static inline void breaks(struct pins *p, const char *rule)
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

static inline void ar(struct pins *p, uint8_t id, uint64_t addr, uint8_t len)
{
	p->out.m_axi_arvalid = 1;
	p->out.m_axi_arid = id;
	p->out.m_axi_araddr = addr;
	p->out.m_axi_arlen = len;
	p->out.m_axi_arsize = 3;
	p->out.m_axi_arburst = 1;
}

static inline void aw(struct pins *p, uint8_t id, uint64_t addr, uint8_t len)
{
	p->out.m_axi_awvalid = 1;
	p->out.m_axi_awid = id;
	p->out.m_axi_awaddr = addr;
	p->out.m_axi_awlen = len;
	p->out.m_axi_awsize = 3;
	p->out.m_axi_awburst = 1;
}

static inline void w(struct pins *p, uint64_t strb, uint8_t last)
{
	p->out.m_axi_wvalid = 1;
	p->out.m_axi_wstrb = strb;
	p->out.m_axi_wlast = last;
	p->out.m_axi_wdata[0] = 0x12345678;
}

static inline void r(struct pins *p, uint8_t id, uint8_t last)
{
	p->in.m_axi_rvalid = 1;
	p->in.m_axi_rid = id;
	p->in.m_axi_rlast = last;
}

static inline void b(struct pins *p, uint8_t id)
{
	p->in.m_axi_bvalid = 1;
	p->in.m_axi_bid = id;
}

static inline void m_axis(struct pins *p, uint64_t keep, uint8_t last, uint8_t user)
{
	p->out.m_axis_tvalid = 1;
	p->out.m_axis_tkeep = keep;
	p->out.m_axis_tlast = last;
	p->out.m_axis_tuser = user;
}

/* A whole write burst with B; strobes full but of the first and the last beat. */
static inline void write_burst(struct pins *p, uint8_t id, uint64_t addr, uint8_t len, uint64_t first, uint64_t last)
{
	aw(p, id, addr, len);
	for (unsigned i = 0; i <= len; i++) {
		w(p, (i == 0 ? first : 0xff) & (i == len ? last : 0xff), i == len);
		good(p);
	}
	b(p, id);
	good(p);
}

static inline void starve(struct pins *p, unsigned clocks)
{
	while (clocks--)
		good(p);
}

#endif
