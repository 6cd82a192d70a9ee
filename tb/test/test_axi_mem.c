/* SPDX-License-Identifier: Apache-2.0 */
/* The memory and its bus: timing to the clock, order, stalls, failures; all of it under the eyes of the monitor. */
#include "axi_mem.h"
#include "axi_monitor.h"
#include "rng.h"

#include "testmain.h"

#define BUS 8
#define BASE 0x10000
#define SIZE 0x10000
#define EVENTS 8192

struct event { /* an R beat or a B */
	uint64_t clock, data;
	uint8_t id, last, resp;
};

struct events {
	size_t count;
	struct event list[EVENTS];
};

/* A master of pins: what is driven stays until it is taken, as the bus asks for. Every R and B is written down. */
struct master {
	struct mem *mem;
	struct axi_mem *bus;
	struct axi_monitor *mon;
	struct dut_in pins[2], *in, *next;
	struct dut_out out;
	uint64_t clock;
	bool ar_taken, aw_taken, w_taken; /* in the clock before */
	struct events r, b;
};

static struct master *open_master(const struct axi_mem_config *config)
{
	const struct axi_monitor_config limits = {
		.bus_bytes = BUS, .addr_w = 64, .max_burst = 4096, .reads = 128, .writes = 128
	};
	struct master *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	m->mem = mem_create(BASE, SIZE);
	m->mon = axi_monitor_create(&limits);
	m->bus = axi_mem_create(config, m->mem, BUS);
	assert_true(m->mem && m->mon && m->bus);
	/* Here a write may wait for its data: what is tested is the slave. */
	axi_monitor_copy(m->mon, true);
	m->out.m_axi_rready = m->out.m_axi_bready = 1;
	m->out.m_axi_arsize = m->out.m_axi_awsize = 3;
	m->out.m_axi_arburst = m->out.m_axi_awburst = 1;
	m->in = &m->pins[0];
	m->next = &m->pins[1];
	return m;
}

static void close_master(struct master *m)
{
	axi_mem_destroy(m->bus);
	axi_monitor_destroy(m->mon);
	mem_destroy(m->mem);
	free(m);
}

static void note(struct events *events, const struct event *event)
{
	assert_true(events->count < EVENTS);
	events->list[events->count++] = *event;
}

static void step(struct master *m)
{
	struct dut_in *in = m->in;
	uint64_t data;

	if (!axi_monitor_step(m->mon, m->clock, in, &m->out))
		fail_msg("%s", axi_monitor_fault(m->mon));
	memcpy(&data, in->m_axi_rdata, BUS);
	if (in->m_axi_rvalid)
		note(&m->r, &(struct event){ m->clock, data, in->m_axi_rid, in->m_axi_rlast, in->m_axi_rresp });
	if (in->m_axi_bvalid)
		note(&m->b, &(struct event){ m->clock, 0, in->m_axi_bid, 1, in->m_axi_bresp });
	axi_mem_step(m->bus, in, &m->out, m->next);
	m->ar_taken = m->out.m_axi_arvalid && in->m_axi_arready;
	m->aw_taken = m->out.m_axi_awvalid && in->m_axi_awready;
	m->w_taken = m->out.m_axi_wvalid && in->m_axi_wready;
	m->out.m_axi_arvalid &= !m->ar_taken;
	m->out.m_axi_awvalid &= !m->aw_taken;
	m->out.m_axi_wvalid &= !m->w_taken;
	m->in = m->next;
	m->next = in;
	m->clock++;
}

/* Until everything is answered; everything is in the logs then. */
static void finish(struct master *m)
{
	for (unsigned i = 0; !axi_mem_idle(m->bus); i++) {
		assert_true(i < 20000);
		step(m);
	}
}

static void offer_ar(struct master *m, uint8_t id, uint64_t addr, unsigned beats)
{
	m->out.m_axi_arvalid = 1;
	m->out.m_axi_arid = id;
	m->out.m_axi_araddr = addr;
	m->out.m_axi_arlen = (uint8_t)(beats - 1);
}

static void offer_aw(struct master *m, uint8_t id, uint64_t addr, unsigned beats)
{
	m->out.m_axi_awvalid = 1;
	m->out.m_axi_awid = id;
	m->out.m_axi_awaddr = addr;
	m->out.m_axi_awlen = (uint8_t)(beats - 1);
}

static void offer_w(struct master *m, const void *data, uint64_t strb, bool last)
{
	m->out.m_axi_wvalid = 1;
	memcpy(m->out.m_axi_wdata, data, BUS);
	m->out.m_axi_wstrb = strb;
	m->out.m_axi_wlast = last;
}

/* Hands an AR over; returns the clock in which it was taken. */
static uint64_t send_ar(struct master *m, uint8_t id, uint64_t addr, unsigned beats)
{
	offer_ar(m, id, addr, beats);
	for (unsigned i = 0; i == 0 || !m->ar_taken; i++) {
		assert_true(i < 5000);
		step(m);
	}
	return m->clock - 1;
}

/* A whole write; returns the clock in which the last of AW and W was taken. */
static uint64_t send_write(struct master *m, uint8_t id, uint64_t addr, const void *data, unsigned beats, uint64_t strb)
{
	unsigned beat = 0;
	bool aw_done = false;

	offer_aw(m, id, addr, beats);
	for (unsigned i = 0; beat < beats || !aw_done; i++) {
		assert_true(i < 5000);
		if (beat < beats)
			offer_w(m, (const uint8_t *)data + (size_t)beat * BUS, strb, beat == beats - 1);
		step(m);
		aw_done = aw_done || m->aw_taken;
		beat += m->w_taken;
	}
	return m->clock - 1;
}

static void memory(void **state)
{
	struct mem *mem = mem_create(0x4000, 0x2000);

	(void)state;
	assert_non_null(mem);
	assert_int_equal(mem_base(mem), 0x4000);
	assert_int_equal(mem_size(mem), 0x2000);
	for (unsigned i = 0; i < 0x2000; i++)
		assert_int_equal(*mem_at(mem, 0x4000 + i, 1), MEM_START_BYTE);
	assert_true(mem_covers(mem, 0x4000, 0x2000));
	assert_true(mem_covers(mem, 0x6000, 0));
	assert_false(mem_covers(mem, 0x4000, 0x2001));
	assert_false(mem_covers(mem, 0x3fff, 1));
	assert_false(mem_covers(mem, 0x6000, 1));
	/* Ends that wrap. */
	assert_false(mem_covers(mem, 0x5000, UINT64_MAX));
	assert_false(mem_covers(mem, UINT64_MAX, 2));
	assert_null(mem_at(mem, 0x5fff, 2));
	assert_ptr_equal(mem_at(mem, 0x5fff, 1), mem_at(mem, 0x4000, 1) + 0x1fff);
	mem_destroy(mem);
}

static const unsigned latencies[] = { 1, 2, 13, 100, 1024 };
#define LATENCIES (sizeof(latencies) / sizeof(latencies[0]))

static void latency_read(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LATENCIES; i++) {
		struct master *m = open_master(&(struct axi_mem_config){ .latency = latencies[i] });
		uint64_t taken;

		step(m);
		memset(mem_at(m->mem, BASE, BUS), 0x11, BUS);
		memset(mem_at(m->mem, BASE + BUS, BUS), 0x22, BUS);
		memset(mem_at(m->mem, BASE + 0x100, BUS), 0x33, BUS);
		taken = send_ar(m, 2, BASE, 2);
		assert_false(axi_mem_idle(m->bus));
		/* A second burst, taken in the next clock: its beat comes right behind the first burst's, without a gap. */
		assert_int_equal(send_ar(m, 0, BASE + 0x100, 1), taken + 1);
		finish(m);
		assert_int_equal(m->r.count, 3);
		for (unsigned beat = 0; beat < 3; beat++) {
			assert_int_equal(m->r.list[beat].clock, taken + latencies[i] + beat);
			assert_int_equal(m->r.list[beat].id, beat < 2 ? 2 : 0);
			assert_int_equal(m->r.list[beat].last, beat > 0);
			assert_int_equal(m->r.list[beat].resp, AXI_OKAY);
			assert_int_equal(m->r.list[beat].data, 0x1111111111111111u * (beat + 1));
		}
		/* After a rest the latency counts anew. */
		for (unsigned n = 0; n < 5; n++)
			step(m);
		taken = send_ar(m, 1, BASE, 1);
		finish(m);
		assert_int_equal(m->r.list[3].clock, taken + latencies[i]);
		close_master(m);
	}
}

static void latency_write(void **state)
{
	const uint64_t data[3] = { 1, 2, 3 };

	(void)state;
	for (unsigned i = 0; i < LATENCIES; i++) {
		struct master *m = open_master(&(struct axi_mem_config){ .latency = latencies[i] });
		uint64_t first, second;

		step(m);
		first = send_write(m, 3, BASE, data, 3, 0xff);
		second = send_write(m, 4, BASE + 0x40, data, 1, 0xff);
		assert_int_equal(second, first + 1);
		finish(m);
		assert_int_equal(m->b.count, 2);
		assert_int_equal(m->b.list[0].clock, first + latencies[i]);
		assert_int_equal(m->b.list[0].id, 3);
		assert_int_equal(m->b.list[1].clock, second + latencies[i]);
		assert_int_equal(m->b.list[1].id, 4);
		assert_memory_equal(mem_at(m->mem, BASE, 24), data, 24);
		close_master(m);
	}
}

/* What is accepted before the change is answered when it was due; what comes after it has the new latency, and stays behind what came before. */
static void latency_change(void **state)
{
	const uint64_t data = 1;
	struct master *m = open_master(&(struct axi_mem_config){ .latency = 20 });
	uint64_t read[3], write[3];

	(void)state;
	step(m);
	read[0] = send_ar(m, 2, BASE, 1);
	write[0] = send_write(m, 3, BASE, &data, 1, 0xff);
	axi_mem_set_latency(m->bus, 2);
	read[1] = send_ar(m, 2, BASE + 0x40, 1);
	write[1] = send_write(m, 3, BASE + 0x40, &data, 1, 0xff);
	finish(m);
	axi_mem_set_latency(m->bus, 100);
	read[2] = send_ar(m, 2, BASE + 0x80, 1);
	write[2] = send_write(m, 3, BASE + 0x80, &data, 1, 0xff);
	finish(m);
	assert_int_equal(m->r.count, 3);
	assert_int_equal(m->b.count, 3);
	assert_true(read[1] < read[0] + 10 && write[1] < write[0] + 10);
	assert_int_equal(m->r.list[0].clock, read[0] + 20);
	assert_int_equal(m->r.list[1].clock, read[0] + 21);
	assert_int_equal(m->r.list[2].clock, read[2] + 100);
	assert_int_equal(m->b.list[0].clock, write[0] + 20);
	assert_int_equal(m->b.list[1].clock, write[0] + 21);
	assert_int_equal(m->b.list[2].clock, write[2] + 100);
	close_master(m);
}

static void strobes(void **state)
{
	struct master *m = open_master(&(struct axi_mem_config){ .latency = 1 });
	const uint8_t data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	(void)state;
	step(m);
	for (unsigned low = 0; low < 8; low++)
		for (unsigned high = low; high < 8; high++) {
			uint8_t *at = mem_at(m->mem, BASE + 0x100, 8);

			memset(at, 0xcc, 8);
			send_write(m, 3, BASE + 0x100, data, 1, (0xffu >> (7 - high + low)) << low);
			for (unsigned lane = 0; lane < 8; lane++)
				assert_int_equal(at[lane], lane >= low && lane <= high ? data[lane] : 0xcc);
		}
	finish(m);
	close_master(m);
}

/* Without reordering everything comes in order of its AR, whatever the jitter. */
static void in_order(void **state)
{
	struct master *m = open_master(&(struct axi_mem_config){ .latency = 5, .jitter = 40, .seed = test_seed() });
	bool late = false;
	uint64_t taken[100];

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		taken[i] = send_ar(m, i % 3, BASE + 8 * i, 1);
	finish(m);
	assert_int_equal(m->r.count, 100);
	for (unsigned i = 0; i < 100; i++) {
		assert_int_equal(m->r.list[i].id, i % 3);
		assert_true(m->r.list[i].clock >= taken[i] + 5);
		late = late || m->r.list[i].clock > taken[i] + 5;
	}
	assert_true(late);
	close_master(m);
}

static void reorder(void **state)
{
	struct master *m = open_master(
		&(struct axi_mem_config){ .latency = 5, .jitter = 40, .reorder = true, .seed = test_seed() });
	unsigned next[3] = { 0, 1, 2 }, overtaken = 0, interleaved = 0;
	uint64_t zero[4] = { 0 };

	(void)state;
	for (unsigned i = 0; i < 60; i++) {
		for (unsigned beat = 0; beat < 4; beat++)
			memset(mem_at(m->mem, BASE + 0x20 * i + 8 * beat, 8), (int)(i + 1), 8);
		send_ar(m, i % 3, BASE + 0x20 * i, 4);
	}
	finish(m);
	assert_int_equal(m->r.count, 240);
	for (unsigned i = 0; i < 240; i++) {
		const struct event *e = &m->r.list[i];

		/* Of one ID in order, which the data proves. */
		assert_int_equal(e->data & 0xff, next[e->id] + 1);
		overtaken += next[e->id] > next[(e->id + 1) % 3] + 3;
		if (e->last)
			next[e->id] += 3;
		else
			interleaved += m->r.list[i + 1].id != e->id;
	}
	assert_true(overtaken > 0);
	assert_true(interleaved > 0);

	for (unsigned i = 0; i < 40; i++)
		send_write(m, 3 + i % 2, BASE, zero, 4, 0xff);
	finish(m);
	assert_int_equal(m->b.count, 40);
	overtaken = 0;
	for (unsigned i = 1; i < 40; i++)
		overtaken += m->b.list[i].id == m->b.list[i - 1].id;
	assert_true(overtaken > 0);
	close_master(m);
}

static void w_first(void **state)
{
	struct master *m = open_master(&(struct axi_mem_config){ .latency = 3, .w_first = true });
	uint64_t data[20];

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		data[i] = i;
	/* AW alone is never taken, W is, */
	offer_aw(m, 3, BASE, 20);
	for (unsigned i = 0; i < 50; i++) {
		step(m);
		assert_false(m->aw_taken);
	}
	offer_w(m, &data[0], 0xff, false);
	step(m);
	assert_true(m->w_taken && !m->aw_taken);
	step(m);
	assert_true(m->aw_taken);
	for (unsigned i = 1; i < 20; i++) {
		offer_w(m, &data[i], 0xff, i == 19);
		step(m);
		assert_true(m->w_taken);
	}
	/* and each burst has to begin its own data. */
	offer_aw(m, 3, BASE + 0x200, 1);
	for (unsigned i = 0; i < 50; i++) {
		step(m);
		assert_false(m->aw_taken);
	}
	send_write(m, 3, BASE + 0x200, data, 1, 0xff);
	finish(m);
	assert_int_equal(m->b.count, 2);
	assert_memory_equal(mem_at(m->mem, BASE, 160), data, 160);
	close_master(m);
}

/* Data that comes long before its address waits in the slave, up to its room; nothing is lost. */
static void w_ahead(void **state)
{
	struct master *m = open_master(&(struct axi_mem_config){ .latency = 3 });
	uint64_t data[40];
	unsigned taken = 0;

	(void)state;
	for (unsigned i = 0; i < 40; i++)
		data[i] = ~(uint64_t)i;
	step(m);
	for (unsigned i = 0; i < 60; i++) {
		offer_w(m, &data[taken], 0xff, taken % 4 == 3);
		step(m);
		taken += m->w_taken;
	}
	assert_in_range(taken, 4, 32);
	assert_false(axi_mem_idle(m->bus));
	for (unsigned burst = 0; burst < 10; burst++) {
		offer_aw(m, 3, BASE + burst * 32, 4);
		for (unsigned i = 0; i < 20 && (i == 0 || !m->aw_taken); i++) {
			if (taken < 40)
				offer_w(m, &data[taken], 0xff, taken % 4 == 3);
			step(m);
			taken += m->w_taken;
		}
	}
	for (unsigned i = 0; i < 60 && taken < 40; i++) {
		offer_w(m, &data[taken], 0xff, taken % 4 == 3);
		step(m);
		taken += m->w_taken;
	}
	finish(m);
	assert_int_equal(m->b.count, 10);
	assert_memory_equal(mem_at(m->mem, BASE, sizeof(data)), data, sizeof(data));
	close_master(m);
}

static void single_port(void **state)
{
	struct master *m = open_master(&(struct axi_mem_config){ .latency = 7, .single_port = true });
	const uint64_t data[2] = { 5, 6 };
	uint64_t busy = 0;
	unsigned reads = 0, writes = 0, beat = 0;

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		if (!m->out.m_axi_arvalid)
			offer_ar(m, 2, BASE, 2);
		if (!m->out.m_axi_awvalid)
			offer_aw(m, 3, BASE + 0x100, 2);
		offer_w(m, &data[beat], 0xff, beat == 1);
		step(m);
		beat ^= m->w_taken;
		reads += m->ar_taken;
		writes += m->aw_taken;
		/* Both want the port in every clock; one has it, and it is given up at R last or B. */
		assert_true(reads + writes - (m->r.count / 2 + m->b.count) <= 1);
		busy += reads + writes > m->r.count / 2 + m->b.count;
	}
	assert_true(reads > 50 && writes > 50);
	assert_in_range(reads, writes - 1, writes + 1);
	assert_true(busy > 1500);
	assert_int_equal(m->r.list[1].clock - m->r.list[0].clock, 1);
	close_master(m);
}

/* Every option at once, at random, against a plain array. */
static void traffic(void **state)
{
	struct rng rng = rng_seed(test_seed(), 77);
	unsigned handed = 0;

	(void)state;
	for (unsigned round = 0; round < 32; round++) {
		const struct axi_mem_config config = {
			.latency = 1 + rng_below(&rng, 30),
			.jitter = round & 1 ? 20 : 0,
			.stall_pct = round & 2 ? 40 : 0,
			.reorder = round & 4,
			.single_port = round & 8,
			.w_first = round & 16,
			.seed = (uint32_t)rng_next(&rng),
		};
		struct master *m = open_master(&config);
		uint8_t *expected = malloc(SIZE), *data = malloc(4096);

		memcpy(expected, mem_at(m->mem, BASE, SIZE), SIZE);
		for (unsigned i = 0; i < 60; i++) {
			unsigned beats = 1 + rng_below(&rng, 16);
			uint64_t at = rng_below(&rng, SIZE / 256) * 256 + rng_below(&rng, 16) * BUS;

			if (rng_below(&rng, 2)) {
				for (unsigned k = 0; k < beats * BUS; k++)
					data[k] = (uint8_t)rng_next(&rng);
				send_write(m, 3, BASE + at, data, beats, 0xff);
				memcpy(expected + at, data, (size_t)beats * BUS);
			} else {
				/* Only what is at rest can be foretold. */
				finish(m);
				m->r.count = 0;
				send_ar(m, 2, BASE + at, beats);
				finish(m);
				assert_int_equal(m->r.count, beats);
				for (unsigned k = 0; k < beats; k++)
					assert_memory_equal(&m->r.list[k].data, expected + at + k * BUS, BUS);
			}
			handed++;
		}
		finish(m);
		assert_memory_equal(mem_at(m->mem, BASE, SIZE), expected, SIZE);
		free(expected);
		free(data);
		close_master(m);
	}
	assert_int_equal(handed, 32 * 60);
}

/* A stall of so many percent takes about that much time from each channel. */
static void stalls(void **state)
{
	unsigned clocks[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct master *m =
			open_master(&(struct axi_mem_config){ .latency = 1, .stall_pct = 45 * i, .seed = test_seed() });

		step(m);
		m->clock = 0;
		for (unsigned n = 0; n < 8; n++)
			send_ar(m, 2, BASE + n * 1024, 128);
		finish(m);
		clocks[i] = (unsigned)m->clock;
		close_master(m);
	}
	assert_in_range(clocks[0], 1024, 1026);
	assert_in_range(clocks[1], 1600, 2200);
	assert_in_range(clocks[2], 8000, 14000);
}

static void failures(void **state)
{
	struct master *m = open_master(&(struct axi_mem_config){ .latency = 2 });
	const uint64_t data[3] = { 7, 8, 9 };
	uint8_t before[24];

	(void)state;
	assert_true(axi_mem_fail_read(m->bus, BASE + 0x10, 1, AXI_SLVERR));
	assert_true(axi_mem_fail_write(m->bus, BASE + 0x117, 1, AXI_SLVERR));
	memcpy(before, mem_at(m->mem, BASE + 0x100, 24), 24);

	/* Read: the beats that touch it. */
	send_ar(m, 2, BASE, 4);
	finish(m);
	for (unsigned beat = 0; beat < 4; beat++)
		assert_int_equal(m->r.list[beat].resp, beat == 2 ? AXI_SLVERR : AXI_OKAY);
	assert_int_not_equal(m->r.list[2].data, m->r.list[1].data);
	/* Write: the whole burst, and memory stays. */
	send_write(m, 3, BASE + 0x100, data, 3, 0xff);
	send_write(m, 3, BASE + 0x118, data, 1, 0xff);
	/* No memory there: below and above. */
	send_write(m, 3, BASE - 8, data, 1, 0xff);
	send_write(m, 3, BASE + SIZE, data, 2, 0xff);
	send_ar(m, 2, BASE + SIZE - 8, 1);
	send_ar(m, 2, BASE + SIZE, 1);
	finish(m);
	assert_int_equal(m->b.list[0].resp, AXI_SLVERR);
	assert_memory_equal(mem_at(m->mem, BASE + 0x100, 24), before, 24);
	assert_int_equal(m->b.list[1].resp, AXI_OKAY);
	assert_memory_equal(mem_at(m->mem, BASE + 0x118, 8), data, 8);
	assert_int_equal(m->b.list[2].resp, AXI_DECERR);
	assert_int_equal(m->b.list[3].resp, AXI_DECERR);
	assert_int_equal(*mem_at(m->mem, BASE + SIZE - 8, 1), MEM_START_BYTE);
	assert_int_equal(m->r.list[4].resp, AXI_OKAY);
	assert_int_equal(m->r.list[5].resp, AXI_DECERR);

	axi_mem_fail_none(m->bus);
	send_ar(m, 2, BASE, 4);
	send_write(m, 3, BASE + 0x100, data, 3, 0xff);
	finish(m);
	assert_int_equal(m->r.list[8].resp, AXI_OKAY);
	assert_int_equal(m->b.list[4].resp, AXI_OKAY);
	for (unsigned i = 0; i < 16; i++)
		assert_true(axi_mem_fail_read(m->bus, BASE, 1, AXI_DECERR));
	assert_false(axi_mem_fail_read(m->bus, BASE, 1, AXI_DECERR));
	close_master(m);
}

static const struct CMUnitTest tests[] = {
	TEST("bench.mem", memory),
	TEST("bench.axi_mem_latency_read", latency_read),
	TEST("bench.axi_mem_latency_write", latency_write),
	TEST("bench.axi_mem_latency_change", latency_change),
	TEST("bench.axi_mem_strobes", strobes),
	TEST("bench.axi_mem_in_order", in_order),
	TEST("bench.axi_mem_reorder", reorder),
	TEST("bench.axi_mem_w_first", w_first),
	TEST("bench.axi_mem_w_ahead", w_ahead),
	TEST("bench.axi_mem_single_port", single_port),
	TEST("bench.axi_mem_traffic", traffic),
	TEST("bench.axi_mem_stalls", stalls),
	TEST("bench.axi_mem_failures", failures),
};

TESTMAIN(tests)
