/* SPDX-License-Identifier: Apache-2.0 */
/* What a driver writes and reads arms the rules of the monitor by itself. */
#include "register_watch.h"
#include "sgdma_regs.h"

#include "pins.h"

#define GATHER_REG(name) (SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_##name)
#define SCATTER_REG(name) (SGDMA_CHAN_SCATTER + SGDMA_CHAN_REG_##name)
#define WROTE(name, value) register_watch_written(&watch, p.mon, name, value)
#define STARTS(name) assert_true(register_watch_start(&watch, p.mon, name, 1))
#define QUIESCED SGDMA_PUT(STATUS, QUIESCED, 1)

static void watch_quiesced(void **state)
{
	struct register_watch watch = { 0 };
	struct pins p = begin();

	(void)state;
	/* Not quiesced, or another register with the same bit: nothing is promised. */
	register_watch_read(&watch, p.mon, GATHER_REG(STATUS), ~QUIESCED);
	register_watch_read(&watch, p.mon, GATHER_REG(LIST), QUIESCED);
	register_watch_read(&watch, p.mon, SGDMA_REG_IRQ_STATUS, QUIESCED);
	ar(&p, 2, 0x1000, 0), good(&p), r(&p, 2, 1), good(&p);
	/* Of the gather half, and the scatter half goes on, its completions too. */
	register_watch_read(&watch, p.mon, GATHER_REG(STATUS), QUIESCED);
	ar(&p, 1, 0x1000, 0), good(&p), r(&p, 1, 1), good(&p);
	write_burst(&p, 3, 0x1000, 0, 0xff, 0xff), write_burst(&p, 4, 0x1000, 0, 0xff, 0xff);
	/* A start ends it. */
	STARTS(GATHER_REG(CTRL));
	WROTE(GATHER_REG(LIST), SGDMA_PUT(LIST, CHAIN, 1)), STARTS(GATHER_REG(CTRL));
	ar(&p, 0, 0x1000, 0), good(&p), r(&p, 0, 1), good(&p);
	register_watch_read(&watch, p.mon, GATHER_REG(STATUS), QUIESCED);
	ar(&p, 0, 0x1000, 0), breaks(&p, "A15");

	p = begin(), register_watch_read(&watch, p.mon, SCATTER_REG(STATUS), QUIESCED);
	aw(&p, 4, 0x1000, 0), breaks(&p, "A15");
	p = begin(), watch = (struct register_watch){ 0 };
	register_watch_read(&watch, p.mon, SCATTER_REG(STATUS), QUIESCED);
	write_burst(&p, 4, 0x1000, 0, 0xff, 0xff), aw(&p, 3, 0x1000, 0), breaks(&p, "A15");
}

static void watch_ranges(void **state)
{
	struct register_watch watch = { 0 };
	struct pins p = begin();

	(void)state;
	/* A ring of 4 wide entries, and queues of 2 and of 8. */
	WROTE(GATHER_REG(LIST), SGDMA_PUT(LIST, WIDE, 1) | SGDMA_PUT(LIST, SIZE_LOG2, 2));
	WROTE(GATHER_REG(BASE_LO), 0x2000), WROTE(GATHER_REG(BASE_HI), 0x12);
	WROTE(GATHER_REG(CQ_BASE_LO), 0x3000), WROTE(GATHER_REG(CQ_BASE_HI), 0), WROTE(GATHER_REG(CQ_SIZE), 1);
	WROTE(SCATTER_REG(CQ_BASE_LO), 0x4040), WROTE(SCATTER_REG(CQ_SIZE), 3);
	WROTE(SCATTER_REG(LIST), SGDMA_PUT(LIST, CHAIN, 1));
	STARTS(GATHER_REG(CTRL)), STARTS(SCATTER_REG(CTRL));
	ar(&p, 0, 0x1200002000, 7), good(&p);
	ar(&p, 1, 0x9000, 7), good(&p);
	write_burst(&p, 4, 0x3000, 1, 0xff, 0xff), write_burst(&p, 4, 0x4040, 7, 0xff, 0xff);
	aw(&p, 4, 0x3010, 0), w(&p, 0xff, 1), breaks(&p, "A14");
	p = begin(), STARTS(GATHER_REG(CTRL));
	ar(&p, 0, 0x1200002040, 0), breaks(&p, "A14");
	p = begin(), STARTS(SCATTER_REG(CTRL));
	aw(&p, 4, 0x4080, 0), w(&p, 0xff, 1), breaks(&p, "A14");
}

static void watch_mode(void **state)
{
	struct register_watch watch = { 0 };
	struct pins p = begin();

	(void)state;
	WROTE(SGDMA_REG_MODE, SGDMA_PUT(MODE, COPY, 1));
	aw(&p, 3, 0x1000, 0), good(&p), starve(&p, AXI_MONITOR_W_SLACK + BUS), w(&p, 0xff, 1), good(&p);
	WROTE(SGDMA_REG_MODE, 0);
	aw(&p, 3, 0x1000, 0), good(&p), starve(&p, AXI_MONITOR_W_SLACK), breaks(&p, "A12");
}

static void watch_attributes(void **state)
{
	struct register_watch watch;
	struct pins p = begin();

	(void)state;
	register_watch_reset(&watch, p.mon);
	ar(&p, 2, 0x1000, 0), p.out.m_axi_arcache = 3, good(&p);
	WROTE(SGDMA_REG_ATTR_READ, SGDMA_PUT(ATTR_READ, CACHE, 15) | SGDMA_PUT(ATTR_READ, QOS, 5));
	ar(&p, 2, 0x1000, 0), p.out.m_axi_arcache = 15, p.out.m_axi_arqos = 5, good(&p);
	ar(&p, 0, 0x1000, 0), p.out.m_axi_arcache = 15, p.out.m_axi_arqos = 5, breaks(&p, "A17");
	p = begin(), register_watch_reset(&watch, p.mon);
	WROTE(SGDMA_REG_ATTR_COMPLETION, SGDMA_PUT(ATTR_READ, PROT, 7));
	aw(&p, 4, 0x1000, 0), breaks(&p, "A17");
}

static void watch_windows(void **state)
{
	struct register_watch watch = { 0 };
	struct pins p = begin();

	(void)state;
	WROTE(SGDMA_REG_WINDOW2_BASE_LO, 0x5000), WROTE(SGDMA_REG_WINDOW2_BASE_HI, 1);
	WROTE(SGDMA_REG_WINDOW2_LIMIT_LO, 0x6000), WROTE(SGDMA_REG_WINDOW2_LIMIT_HI, 1);
	ar(&p, 2, 0x1000, 0), good(&p);
	WROTE(SGDMA_REG_WINDOW2_CTRL, SGDMA_PUT(WINDOW2_CTRL, ENABLE, 1) | SGDMA_PUT(WINDOW2_CTRL, READ, 1));
	ar(&p, 2, 0x100006ff8, 0), good(&p), ar(&p, 2, 0x6ff8, 0), breaks(&p, "A18");
}

/* Without a list nothing is fetched, without a queue nothing is completed. */
static void watch_nothing(void **state)
{
	struct register_watch watch = { 0 };
	struct pins p = begin();

	(void)state;
	WROTE(GATHER_REG(LIST), SGDMA_PUT(LIST, BASIC, 1)), STARTS(GATHER_REG(CTRL));
	ar(&p, 2, 0x1000, 0), good(&p), ar(&p, 0, 0, 0), breaks(&p, "A14");
	p = begin(), watch = (struct register_watch){ 0 };
	WROTE(GATHER_REG(CQ_SIZE), SGDMA_PUT(CQ_SIZE, NONE, 1)), STARTS(GATHER_REG(CTRL));
	aw(&p, 4, 0, 0), w(&p, 0xff, 1), breaks(&p, "A14");
}

static const struct CMUnitTest tests[] = {
	TEST("bench.watch_quiesced", watch_quiesced), TEST("bench.watch_ranges", watch_ranges),
	TEST("bench.watch_mode", watch_mode),         TEST("bench.watch_attributes", watch_attributes),
	TEST("bench.watch_windows", watch_windows),   TEST("bench.watch_nothing", watch_nothing),
};

TESTMAIN(tests)
