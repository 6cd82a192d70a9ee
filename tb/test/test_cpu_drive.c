/* SPDX-License-Identifier: Apache-2.0 */
/* The driver on the CPU model: what its accesses cost, the switch, and data under load. */
#include "masters.h"
#include "rng.h"
#include "sgdma_regs.h"

#include "testmain.h"

static const struct cpu_config posted = { .width = 8, .loads = 4, .stores = 32, .cost = 1 };

static void open_driven(const struct cpu_config *config)
{
	masters_open_cpu(NULL, AXI_SHARE_BEAT, config);
	rig_drive_on_cpu(masters.rig, true);
}

/* Clocks of one register access without the CPU. */
static uint64_t register_clocks(bool write)
{
	uint64_t start = masters_clock();
	uint32_t value;

	if (write)
		assert_int_equal(bench_reg_write(masters.bench, SGDMA_REG_IRQ_ENABLE, 0), AXI_OKAY);
	else
		assert_int_equal(bench_reg_read(masters.bench, SGDMA_REG_IRQ_ENABLE, &value), AXI_OKAY);
	return masters_clock() - start;
}

/* A register access takes its clocks on AXI-Lite, and `reg` more; the CPU waits in all but those. */
static void registers(void **state)
{
	struct cpu_config config = posted;
	struct cpu_counts before;
	const struct cpu_counts *now;
	uint64_t write, read, start;

	(void)state;
	config.reg = 7;
	open_driven(&config);
	now = cpu_counts(masters.cpu);
	write = register_clocks(true);
	read = register_clocks(false);
	assert_true(write >= 2 && read >= 2);
	assert_int_equal(now->busy, 0);

	before = *now;
	start = masters_clock();
	sgdma_irq_enable(rig_dev(masters.rig), 0);
	assert_int_equal(masters_clock() - start, 7 + write);
	assert_int_equal(now->busy - before.busy, 7 + write);
	assert_int_equal(now->stalled - before.stalled, write);
	start = masters_clock();
	assert_int_equal(sgdma_irq_status(rig_dev(masters.rig)), 0);
	assert_int_equal(masters_clock() - start, 7 + read);
	assert_int_equal(now->reg_writes - before.reg_writes, 1);
	assert_int_equal(now->reg_reads - before.reg_reads, 1);
	masters_close();
}

static void push(struct sgdma_ring *ring, uint64_t addr, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		const struct sgdma_piece piece = { .addr = addr + 64 * i, .len = 64, .flags = SGDMA_EOP };

		assert_int_equal(sgdma_ring_push(ring, &piece), SGDMA_SUCCESS);
	}
}

/*
 * A descriptor is stored byte by byte and costs what a compiler makes of it: one store of 8 bytes (compact) or two (wide), on a CPU of 32 bits
 * twice as many; one clock each as long as they are posted. What the driver keeps for itself costs nothing. With the switch off nothing does.
 */
static void descriptors(void **state)
{
	static const struct {
		bool wide;
		unsigned width, stores;
	} cases[] = { { false, 8, 1 }, { true, 8, 2 }, { false, 4, 2 }, { true, 4, 4 }, { false, 1, 8 } };

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sgdma_chan_config chan = { .wide = cases[i].wide };
		struct cpu_config config = posted;
		struct sgdma_ring ring;
		const struct cpu_counts *now;
		uint64_t start;

		config.width = cases[i].width;
		open_driven(&config);
		now = cpu_counts(masters.cpu);
		rig_make_ring(masters.rig, &chan, 5, &ring);
		start = masters_clock();
		push(&ring, MASTERS_BASE, 3);
		assert_int_equal(masters_clock() - start, 3 * cases[i].stores);
		assert_int_equal(now->stores, 3 * cases[i].stores);
		assert_int_equal(now->store_bytes, 3u * sgdma_desc_bytes(cases[i].wide));
		assert_int_equal(now->loads, 0);
		/* The barrier before a doorbell: until the last store, issued in the clock before, is in memory. */
		start = masters_clock();
		assert_true(cpu_fence(masters.cpu));
		assert_int_equal(masters_clock() - start, 13);
		assert_int_equal(cpu_beats(masters.cpu)->w, 3 * cases[i].stores);

		rig_drive_on_cpu(masters.rig, false);
		start = masters_clock();
		push(&ring, MASTERS_BASE, 3);
		assert_int_equal(masters_clock(), start);
		assert_int_equal(now->stores, 3 * cases[i].stores);
		masters_close();
	}
}

/* A look at an empty queue is one load; an entry is a load of its phase and, behind the barrier, one of the whole. */
static void completions(void **state)
{
	static const uint64_t entry = UINT64_C(5) | UINT64_C(100) << 16 | UINT64_C(1) << 52 | UINT64_C(1) << 63;
	struct sgdma_chan_config chan = { 0 };
	struct sgdma_completion done;
	struct sgdma_cq cq;
	uint64_t start;

	(void)state;
	open_driven(&posted);
	rig_make_cq(masters.rig, &chan, 2, &cq);
	start = masters_clock();
	assert_int_equal(sgdma_cq_pop(rig_dev(masters.rig), &cq, &done), SGDMA_ERR_EMPTY);
	assert_int_equal(masters_clock() - start, 14);
	memcpy(masters_at(chan.cq_base, 8), &entry, 8);
	start = masters_clock();
	assert_int_equal(sgdma_cq_pop(rig_dev(masters.rig), &cq, &done), SGDMA_SUCCESS);
	assert_int_equal(masters_clock() - start, 28);
	assert_int_equal(done.tag, 5);
	assert_int_equal(done.bytes, 100);
	assert_int_equal(cpu_counts(masters.cpu)->loads, 3);
	masters_close();
}

/*
 * A gather of 20 pieces over a ring, the driver on the CPU and beside it. Data are the same; what the driver did is the same; on the CPU it
 * takes longer, by what its stores and loads of memory cost.
 */
static uint64_t gather_job(bool on_cpu, struct cpu_counts *counts)
{
	struct sgdma_chan_config chan = { 0 };
	struct sgdma_completion done;
	struct sgdma_ring ring;
	struct sgdma_cq cq;
	uint64_t from, clocks;

	open_driven(&posted);
	from = masters_buffer(20 * 64, 0, true);
	rig_make_ring(masters.rig, &chan, 5, &ring);
	rig_make_cq(masters.rig, &chan, 5, &cq);
	rig_drive_on_cpu(masters.rig, on_cpu);
	clocks = masters_clock();
	assert_int_equal(sgdma_chan_start(rig_dev(masters.rig), SGDMA_GATHER, &chan), SGDMA_SUCCESS);
	push(&ring, from, 20);
	sgdma_ring_doorbell(rig_dev(masters.rig), SGDMA_GATHER, &ring);
	for (unsigned i = 0; i < 20; i++) {
		assert_true(rig_wait_completion(masters.rig, &cq, &done, 10000));
		assert_int_equal(done.tag, i);
		assert_int_equal(done.bytes, 64);
	}
	sgdma_cq_ack(rig_dev(masters.rig), SGDMA_GATHER, &cq);
	clocks = masters_clock() - clocks;
	for (unsigned i = 0; i < 20; i++)
		assert_memory_equal(rig_packet(masters.rig, i).data, masters_at(from + 64 * i, 64), 64);
	*counts = *cpu_counts(masters.cpu);
	masters_close();
	return clocks;
}

static void job(void **state)
{
	struct cpu_counts on, off;
	uint64_t with = gather_job(true, &on), without = gather_job(false, &off);

	(void)state;
	assert_int_equal(off.busy, 0);
	assert_int_equal(off.loads + off.stores + off.reg_reads + off.reg_writes, 0);
	assert_int_equal(on.stores, 20);
	assert_true(on.loads >= 40);
	assert_true(on.reg_writes >= 6);
	assert_true(with > without);
	/* All of the driver's accesses are the CPU's: what is not busy is rig_wait_completion() between its looks. */
	assert_true(on.busy <= with && on.busy >= on.stores + on.loads * 14);
}

/* One random operation, and what the memory must be after it. */
static void random_op(struct rng *rng, uint64_t area, uint8_t *image, unsigned size)
{
	unsigned a = rng_below(rng, size), b = rng_below(rng, size), len = 1 + rng_below(rng, 90);
	uint8_t bytes[90];

	if (a + len > size || b + len > size || (a < b + len && b < a + len))
		return;
	for (unsigned i = 0; i < len; i++)
		bytes[i] = (uint8_t)rng_next(rng);
	switch (rng_below(rng, 4)) {
	case 0:
		assert_true(cpu_store(masters.cpu, area + a, bytes, len));
		memcpy(image + a, bytes, len);
		break;
	case 1:
		assert_true(cpu_copy(masters.cpu, area + a, area + b, len));
		memcpy(image + a, image + b, len);
		break;
	case 2:
		assert_true(cpu_load(masters.cpu, area + a, bytes, len));
		assert_memory_equal(bytes, image + a, len);
		break;
	default: assert_true(cpu_work(masters.cpu, 1 + rng_below(rng, 9)));
	}
}

/* Loads, stores and copies against an image, on buses of 8, 4 and 64 bytes, on a memory that jitters and stalls, beside a copy of the engine and other traffic. */
static void random_data(void **state)
{
	static const unsigned log2_bytes[] = { 3, 2, 6 };
	struct rng rng = rng_seed(test_seed(), 77);
	uint8_t image[512];

	(void)state;
	for (unsigned round = 0; round < 9; round++) {
		const struct axi_mem_config bus = { .latency = 1 + rng_below(&rng, 20),
						    .jitter = rng_below(&rng, 30),
						    .stall_pct = rng_below(&rng, 2) ? rng_below(&rng, 60) : 0,
						    .reorder = rng_below(&rng, 2),
						    .seed = test_seed() + round };
		const struct cpu_config config = { .width = 1u << rng_below(&rng, log2_bytes[round % 3] + 1),
						   .loads = 1 + rng_below(&rng, 32),
						   .stores = 1 + rng_below(&rng, 32),
						   .cost = 1 + rng_below(&rng, 3) };
		enum axi_share_turn turn = rng_below(&rng, 2) ? AXI_SHARE_BURST : AXI_SHARE_BEAT;
		struct traffic_config other = { .read_pct = 20, .write_pct = 20, .beats = 8, .in_flight = 4 };
		uint64_t area, from, to;
		struct traffic *traffic;
		char err[256] = "";

		masters_width = 8u << log2_bytes[round % 3];
		masters_open_cpu(&bus, turn, &config);
		area = masters_buffer(sizeof(image), 0, true);
		memcpy(image, masters_at(area, sizeof(image)), sizeof(image));
		from = masters_buffer(20000, 3, true);
		to = masters_buffer(20000, 5, false);
		other.size = 32768;
		other.base = masters_buffer(other.size, 0, false);
		other.seed = test_seed() + round;
		other.arrival = TRAFFIC_POISSON;
		traffic = traffic_create(masters.bench, turn, &other, err, sizeof(err));
		if (!traffic)
			fail_msg("%s", err);
		masters_copy_start(to, from, 20000);
		for (unsigned i = 0; i < 300; i++)
			random_op(&rng, area, image, sizeof(image));
		assert_true(cpu_fence(masters.cpu));
		assert_memory_equal(masters_at(area, sizeof(image)), image, sizeof(image));
		masters_copy_end();
		assert_memory_equal(masters_at(to, 20000), masters_at(from, 20000), 20000);
		if (traffic_fault(traffic))
			fail_msg("%s", traffic_fault(traffic));
		assert_true(traffic_reads(traffic)->done > 10 && traffic_writes(traffic)->done > 10);
		traffic_destroy(traffic);
		masters_close();
	}
}

static const struct CMUnitTest tests[] = {
	TEST("cpu.registers", registers), TEST("cpu.descriptors", descriptors), TEST("cpu.completions", completions),
	TEST("cpu.driver_job", job),      TEST("cpu.random_data", random_data),
};

TESTMAIN(tests)
