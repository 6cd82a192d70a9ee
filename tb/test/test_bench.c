/* SPDX-License-Identifier: Apache-2.0 */
/* Streams, opening of models, and the bench around a real one. */
#include "bench.h"
#include "rng.h"
#include "sgdma_regs.h"

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testmain.h"

static char err[512];

/* ---- streams, source and sink joined by hand ---- */

struct wire {
	struct stream_source *source;
	struct stream_sink *sink;
	struct dut_in pins[2];
	struct dut_out out;
	uint64_t clock;
};

static struct wire *open_wire(unsigned bus_bytes, unsigned source_pct, unsigned sink_pct)
{
	struct wire *wire = calloc(1, sizeof(*wire));

	assert_non_null(wire);
	wire->source = stream_source_create(bus_bytes, source_pct, test_seed());
	wire->sink = stream_sink_create(bus_bytes, sink_pct, test_seed());
	assert_true(wire->source && wire->sink);
	return wire;
}

static void close_wire(struct wire *wire)
{
	stream_source_destroy(wire->source);
	stream_sink_destroy(wire->sink);
	free(wire);
}

/* One clock of an engine that hands s_axis to m_axis. A VALID that waits must stay with its payload. */
static void wire_step(struct wire *wire, unsigned bus_bytes)
{
	struct dut_in *in = &wire->pins[wire->clock % 2], *next = &wire->pins[(wire->clock + 1) % 2];

	wire->out.m_axis_tvalid = in->s_axis_tvalid;
	wire->out.m_axis_tlast = in->s_axis_tlast;
	wire->out.m_axis_tkeep = in->s_axis_tkeep;
	memcpy(wire->out.m_axis_tdata, in->s_axis_tdata, bus_bytes);
	wire->out.s_axis_tready = in->m_axis_tready;
	stream_source_step(wire->source, in, &wire->out, next);
	stream_sink_step(wire->sink, wire->clock, in, &wire->out, next);
	if (in->s_axis_tvalid && !in->m_axis_tready) {
		assert_true(next->s_axis_tvalid);
		assert_int_equal(next->s_axis_tkeep, in->s_axis_tkeep);
		assert_int_equal(next->s_axis_tlast, in->s_axis_tlast);
		assert_memory_equal(next->s_axis_tdata, in->s_axis_tdata, bus_bytes);
	}
	wire->clock++;
}

static void stream_packets(void **state)
{
	static const unsigned buses[] = { 4, 8, 16, 32, 64 };
	struct rng rng = rng_seed(test_seed(), 9);
	uint8_t data[1000];

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		unsigned bus_bytes = buses[i % 5], stall = i < 5 ? 0 : 50;
		struct wire *wire = open_wire(bus_bytes, stall, stall);
		size_t beats = 0, start[30], len[30];

		for (unsigned k = 0; k < sizeof(data); k++)
			data[k] = (uint8_t)rng_next(&rng);
		for (unsigned n = 0; n < 30; n++) {
			len[n] = n < 2 * bus_bytes ? n + 1 : 1 + rng_below(&rng, 500);
			start[n] = rng_below(&rng, (uint32_t)(sizeof(data) - len[n]));
			assert_true(stream_source_send(wire->source, data + start[n], len[n]));
			beats += (len[n] + bus_bytes - 1) / bus_bytes;
		}
		assert_int_equal(stream_source_pending(wire->source), beats);
		for (size_t n = 0; n < 20 * beats + 100 && stream_source_pending(wire->source); n++)
			wire_step(wire, bus_bytes);
		assert_int_equal(stream_source_pending(wire->source), 0);
		/* Without stalls: a beat a clock, after one clock for the first. */
		if (stall == 0)
			assert_int_equal(wire->clock, beats + 1);
		else
			assert_true(wire->clock > 2 * beats);
		assert_int_equal(stream_sink_count(wire->sink), 30);
		for (unsigned n = 0; n < 30; n++) {
			struct stream_packet packet = stream_sink_packet(wire->sink, n);

			assert_int_equal(packet.len, len[n]);
			assert_memory_equal(packet.data, data + start[n], len[n]);
			assert_false(packet.aborted);
		}
		assert_int_equal(stream_sink_packet(wire->sink, 29).last_clock, wire->clock - 1);
		stream_sink_drop(wire->sink);
		assert_int_equal(stream_sink_count(wire->sink), 0);
		close_wire(wire);
	}
}

static void stream_beats(void **state)
{
	struct wire *wire = open_wire(8, 0, 0);
	const uint8_t data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	(void)state;
	/* Raw beats: holes and an open end go out as they are. */
	assert_true(stream_source_send_beat(wire->source, data, 0xff, false));
	assert_true(stream_source_send_beat(wire->source, data, 0x50, false));
	for (unsigned i = 0; i < 5; i++)
		wire_step(wire, 8);
	assert_int_equal(stream_sink_count(wire->sink), 0);
	assert_int_equal(stream_sink_open(wire->sink).len, 10);
	assert_memory_equal(stream_sink_open(wire->sink).data + 8, "\5\7", 2);
	/* TUSER with TLAST marks a packet that was broken off. */
	wire->out.m_axis_tuser = 1;
	assert_true(stream_source_send_beat(wire->source, data, 0x01, true));
	for (unsigned i = 0; i < 3; i++)
		wire_step(wire, 8);
	assert_int_equal(stream_sink_count(wire->sink), 1);
	assert_int_equal(stream_sink_packet(wire->sink, 0).len, 11);
	assert_true(stream_sink_packet(wire->sink, 0).aborted);
	assert_int_equal(stream_sink_open(wire->sink).len, 0);
	/* A sink that is told to never takes, and takes again. */
	stream_sink_stall(wire->sink, 100);
	wire_step(wire, 8);
	assert_true(stream_source_send(wire->source, data, 8));
	for (unsigned i = 0; i < 50; i++)
		wire_step(wire, 8);
	assert_int_equal(stream_source_pending(wire->source), 1);
	stream_sink_stall(wire->sink, 0);
	for (unsigned i = 0; i < 3; i++)
		wire_step(wire, 8);
	assert_int_equal(stream_source_pending(wire->source), 0);
	close_wire(wire);
}

/* ---- models ---- */

static const char *model(const char *name)
{
	static char path[4096];
	const char *dir = getenv("SGDMA_MODEL_DIR");

	snprintf(path, sizeof(path), "%s/%s.so", dir ? dir : "build/model", name);
	return path;
}

static struct bench *open_bench(const char *name, uint32_t seed)
{
	const struct bench_config config = {
		.model = model(name), .seed = seed, .mem_base = 0x1000, .mem_size = 0x10000, .bus = { .latency = 13 }
	};
	struct bench *bench = bench_open(&config, err, sizeof(err));

	if (!bench)
		fail_msg("%s", err);
	return bench;
}

static void healthy(struct bench *bench, bool good)
{
	if (!good)
		fail_msg("%s", bench_fault(bench));
	assert_null(bench_fault(bench));
}

static void refused(const char *path, const char *reason)
{
	assert_null(dut_open(path, 1, err, sizeof(err)));
	if (!strstr(err, path) || !strstr(err, reason) || strchr(err, '\n'))
		fail_msg("expected one line with \"%s\" and \"%s\", got \"%s\"", path, reason, err);
}

/* A shared object whose table is of another version of the interface. */
static void make_old_model(const char *path)
{
	char command[4600];
	FILE *compiler;

	snprintf(command, sizeof(command), "gcc -shared -fPIC -x c -o '%s' -", path);
	compiler = popen(command, "w");
	assert_non_null(compiler);
	fprintf(compiler, "const unsigned dut_api[16] = { %u };\n", DUT_ABI + 1);
	assert_int_equal(pclose(compiler), 0);
}

static void open_errors(void **state)
{
	char dir[] = "/tmp/sgdma-test-XXXXXX", path[64], reason[80];
	Dl_info libc;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/none.so", dir);
	refused(path, "No such file");
	refused("libc.so.6", "no such model"); /* a bare name is a file here, not one of the system's */
	snprintf(path, sizeof(path), "%s/text.so", dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("not an object\n", file);
	fclose(file);
	refused(path, "not a model that can be loaded");
	unlink(path);
	assert_int_not_equal(dladdr((void *)(uintptr_t)&fopen, &libc), 0);
	refused(libc.dli_fname, "no dut_api");
	snprintf(path, sizeof(path), "%s/old.so", dir);
	make_old_model(path);
	snprintf(reason, sizeof(reason), "built for interface %u, this program has %u", DUT_ABI + 1, DUT_ABI);
	refused(path, reason);
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
	/* The bench hands the reason on. */
	assert_null(
		bench_open(&(struct bench_config){ .model = "/nowhere/w64.so", .mem_size = 4096 }, err, sizeof(err)));
	assert_non_null(strstr(err, "/nowhere/w64.so"));
}

/* Several engines, of the same and of different objects, do not touch one another. */
static void side_by_side(void **state)
{
	static const char *const names[] = { "w64", "w32", "w512", "w64" };
	static const unsigned bus_log2[] = { 3, 2, 6, 3 };
	struct bench *bench[4];

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		bench[i] = open_bench(names[i], i + test_seed());
	for (unsigned round = 0; round < 3; round++)
		for (unsigned i = 0; i < 4; i++) {
			uint32_t value = 0, mode = i == 3;

			assert_int_equal(dut_bus_bytes(bench_dut(bench[i])), 1u << bus_log2[i]);
			assert_int_equal(bench_reg_read(bench[i], SGDMA_REG_ID, &value), AXI_OKAY);
			assert_int_equal(value, 0x53474441);
			assert_int_equal(bench_reg_read(bench[i], SGDMA_REG_CAP0, &value), AXI_OKAY);
			assert_int_equal(SGDMA_GET(CAP0, BUS_LOG2, value), bus_log2[i]);
			assert_int_equal(SGDMA_GET(CAP0, ADDR_W, value), dut_addr_w(bench_dut(bench[i])));
			assert_int_equal(1u << SGDMA_GET(CAP0, BURST_LOG2, value), dut_max_burst(bench_dut(bench[i])));
			if (round == 0)
				assert_int_equal(bench_reg_write(bench[i], SGDMA_REG_MODE, mode), AXI_OKAY);
			assert_int_equal(bench_reg_read(bench[i], SGDMA_REG_MODE, &value), AXI_OKAY);
			assert_int_equal(value, mode);
		}
	/* The limits that the monitor applies are the engine's. */
	for (unsigned i = 0; i < 4; i++) {
		uint32_t value = 0, bursts = bus_log2[i] >= 5 ? 32 : 16;

		assert_int_equal(bench_reg_read(bench[i], SGDMA_REG_CAP1, &value), AXI_OKAY);
		assert_int_equal(SGDMA_GET(CAP1, READS, value), bursts);
		assert_int_equal(SGDMA_GET(CAP1, WRITES, value), bursts);
		bench_close(bench[i]);
	}
}

/* Every order of the register channels gives the same values. */
static void register_orders(void **state)
{
	static const unsigned waits[] = { 0, 1, 5 };
	struct bench *bench = open_bench("w64", test_seed());
	uint32_t value = 0;

	(void)state;
	for (unsigned i = 0; i < 27; i++) {
		const struct axil_delays delays = {
			.aw = waits[i % 3], .w = waits[i / 3 % 3], .ar = waits[i % 3], .respond = waits[i / 9]
		};
		uint64_t start = bench_clock(bench);

		axil_delay(bench_axil(bench), &delays);
		assert_int_equal(bench_reg_write(bench, SGDMA_REG_MODE, i & 1), AXI_OKAY);
		assert_in_range(bench_kick_clock(bench), start + 1 + (delays.aw > delays.w ? delays.aw : delays.w),
				bench_clock(bench) - 1 - delays.respond);
		assert_int_equal(bench_reg_read(bench, SGDMA_REG_MODE, &value), AXI_OKAY);
		assert_int_equal(value, i & 1);
	}
	/* A write of a part of a register is refused and changes nothing. */
	assert_int_equal(bench_reg_write(bench, SGDMA_REG_MODE, 1), AXI_OKAY);
	assert_int_equal(bench_reg_write_bytes(bench, SGDMA_REG_MODE, 0, 0xe), AXI_SLVERR);
	assert_int_equal(bench_reg_read(bench, SGDMA_REG_MODE, &value), AXI_OKAY);
	assert_int_equal(value, 1);
	healthy(bench, true);
	bench_close(bench);
}

static void timeouts(void **state)
{
	struct bench *bench = open_bench("w64", test_seed());
	uint64_t clock = bench_clock(bench);
	uint32_t value;

	(void)state;
	assert_false(bench_wait_irq(bench, 500));
	assert_int_equal(bench_clock(bench), clock + 500);
	healthy(bench, true);
	/* A response that is not taken in time, and then nothing runs any more. */
	axil_delay(bench_axil(bench), &(struct axil_delays){ .respond = 5000 });
	assert_int_equal(bench_reg_read(bench, SGDMA_REG_ID, &value), -1);
	assert_non_null(strstr(bench_fault(bench), "time-out: register read at 0x000"));
	assert_in_range(bench_clock(bench), clock + 1500, clock + 1502);
	assert_false(bench_run(bench, 1));
	bench_close(bench);
}

/* A violation stops the clock, and every call says so. */
static void fault_stops(void **state)
{
	struct bench *bench = open_bench("w64", test_seed());
	const struct dut_out bad = { .m_axi_bready = 1 };
	const struct dut_in in = { .rst = 0 };
	uint64_t clock;
	uint32_t value;

	(void)state;
	healthy(bench, bench_run(bench, 10));
	clock = bench_clock(bench);
	assert_false(axi_monitor_step(bench_monitor(bench), clock, &in, &bad));
	assert_non_null(strstr(bench_fault(bench), "A7 RREADY is low"));
	assert_false(bench_run(bench, 10));
	assert_false(bench_wait_irq(bench, 10));
	assert_false(bench_reset(bench));
	assert_int_equal(bench_reg_read(bench, 0, &value), -1);
	assert_int_equal(bench_reg_write(bench, 0, 0), -1);
	assert_int_equal(bench_clock(bench), clock);
	bench_close(bench);
}

static void reset_again(void **state)
{
	struct bench *bench = open_bench("w64", test_seed());
	uint64_t clock;
	uint32_t value = 0;

	(void)state;
	assert_int_equal(bench_clock(bench), 4);
	assert_int_equal(bench_reg_write(bench, SGDMA_REG_MODE, 1), AXI_OKAY);
	clock = bench_clock(bench);
	healthy(bench, bench_reset(bench));
	assert_int_equal(bench_clock(bench), clock + 4);
	assert_int_equal(bench_reg_read(bench, SGDMA_REG_MODE, &value), AXI_OKAY);
	assert_int_equal(value, 0);
	bench_close(bench);
}

/* Two runs with one seed are alike in every pin and clock. */
static void repeatable(void **state)
{
	struct dut *dut[2];
	struct dut_in in = { .rst = 1 };
	struct dut_out out[2] = { 0 };
	struct rng rng = rng_seed(test_seed(), 4);

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		dut[i] = dut_open(model("w64"), test_seed(), err, sizeof(err));
		assert_non_null(dut[i]);
	}
	for (unsigned clock = 0; clock < 500; clock++) {
		in.rst = clock > 1 && clock < 6; /* the first clocks show the start values */
		in.s_axil_arvalid = rng_below(&rng, 2);
		in.s_axil_araddr = rng_below(&rng, 64) * 4;
		in.s_axil_rready = rng_below(&rng, 2);
		for (unsigned i = 0; i < 2; i++) {
			dut_clock(dut[i], &in, &out[i]);
		}
		assert_memory_equal(&out[0], &out[1], sizeof(out[0]));
	}
	dut_close(dut[0]);
	dut_close(dut[1]);
}

/* Registers without a reset value start differently from seed to seed. */
static void random_start(void **state)
{
	struct dut_in in = { 0 };
	struct dut_out first = { 0 }, out = { 0 };
	unsigned different = 0;

	(void)state;
	for (uint32_t seed = 0; seed < 16; seed++) {
		struct dut *dut = dut_open(model("w64"), seed, err, sizeof(err));

		assert_non_null(dut);
		dut_clock(dut, &in, &out);
		if (seed == 0)
			first = out;
		different += memcmp(&first, &out, sizeof(out)) != 0;
		dut_close(dut);
	}
	assert_in_range(different, 12, 15);
}

static void wave(void **state)
{
	char dir[] = "/tmp/sgdma-test-XXXXXX", path[64], nowhere[96];
	struct dut *dut = dut_open(model("w64"), 1, err, sizeof(err));
	struct bench_config config = { .seed = 1, .mem_size = 0x1000, .bus = { .latency = 1 } };
	struct bench *bench;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/wave.fst", dir);
	snprintf(nowhere, sizeof(nowhere), "%s/none/wave.fst", dir);
	assert_non_null(dut);
	assert_false(dut_trace(dut, path, err, sizeof(err)));
	assert_non_null(strstr(err, "without waves"));
	assert_int_not_equal(stat(path, &st), 0);
	dut_close(dut);

	dut = dut_open(model("w64-trace"), 1, err, sizeof(err));
	assert_non_null(dut);
	assert_false(dut_trace(dut, nowhere, err, sizeof(err)));
	assert_non_null(strstr(err, "cannot be written"));
	dut_close(dut);

	config.model = model("w64-trace");
	config.trace = path;
	bench = bench_open(&config, err, sizeof(err));
	assert_non_null(bench);
	healthy(bench, bench_run(bench, 100));
	bench_close(bench);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 500);
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
}

static const struct CMUnitTest tests[] = {
	TEST("bench.stream_packets", stream_packets),
	TEST("bench.stream_beats", stream_beats),
	TEST("bench.open_errors", open_errors),
	TEST("bench.side_by_side", side_by_side),
	TEST("bench.register_orders", register_orders),
	TEST("bench.timeouts", timeouts),
	TEST("bench.fault_stops", fault_stops),
	TEST("bench.reset_again", reset_again),
	TEST("bench.repeatable", repeatable),
	TEST("bench.random_start", random_start),
	TEST("bench.wave", wave),
};

TESTMAIN(tests)
