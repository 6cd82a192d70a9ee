/* SPDX-License-Identifier: Apache-2.0 */
/*
 * applications: a network card that sends and receives the packets of a capture, and a block device whose blocks go to the pages of a page cache:
 * what is left of the CPU when it moves the data itself, when basic DMA does and the CPU copies between its one buffer and where the data
 * belongs, and when a list does it all. The device sets the pace, the same for the three: the way that takes most of the CPU takes half of it.
 */
#include <math.h>
#include <stdlib.h>

#include "capture.h"
#include "lab_calibrate.h"
#include "lab_experiments.h"
#include "options.h"
#include "scoreboard.h"

#define LOAD 0.5
#define CAPTURE_LIMIT (UINT64_C(16) << 20)
#define QUICK_PACKETS 40
#define BLOCK 4096u
#define REQUEST_BLOCKS 8u
#define REQUESTS 32
#define QUICK_REQUESTS 8
#define HEADER_ROOM 66u /* in front of the headers of a packet to send, as in sim/transmit.c */
#define HEADER_MAX 128u
#define BUFFER 256u /* posted for receiving */
#define LONGEST 65535u
#define COUNTED 8u /* most pieces of a job of the calibration */
#define PIECES 300 /* of one job */

enum way { PIO, BASIC, LIST, WAYS };
static const char *const way_names[WAYS] = { "PIO", "basic DMA with a bounce buffer", "scatter-gather list" };

struct errand {
	struct sgdma_piece *pieces;
	size_t count;
	uint64_t len;
};

struct workload {
	const char *name;
	enum sgdma_chan chan;
	bool (*lay_out)(struct workload *load);
	struct lab *lab;
	struct lab_stage stage;
	struct lab_costs costs;
	struct sgdma_cost by_cpu[2]; /* PIO; bounce copies: CPU clocks a job (setup), a piece (desc), a byte (bus) */
	bool ragged;                 /* pieces of any length and alignment */
	const struct capture *capture;
	struct errand *jobs;
	size_t count;
	uint64_t bytes, bounce;
};

/* ---- what is to be moved ---------------------------------------------------------------------------------------- */
static bool add_piece(struct workload *load, struct errand *errand, uint64_t addr, uint64_t len)
{
	if (!errand->pieces)
		errand->pieces = calloc(PIECES, sizeof(*errand->pieces));
	if (!errand->pieces || errand->count == PIECES)
		return lab_fail(load->lab, EXIT_TOOL,
				"a job of %s is in more than %d pieces, or there is no host memory", load->name,
				PIECES);
	errand->pieces[errand->count++] = (struct sgdma_piece){ .addr = addr, .len = (uint32_t)len };
	errand->len += len;
	load->bytes += len;
	return true;
}

static bool make_jobs(struct workload *load, size_t count)
{
	load->jobs = calloc(count, sizeof(*load->jobs));
	load->count = load->jobs ? count : 0;
	return load->jobs || lab_fail(load->lab, EXIT_TOOL, "no host memory for %zu jobs", count);
}

static size_t packets(const struct workload *load)
{
	size_t count = capture_count(load->capture);

	return lab_options(load->lab)->quick && count > QUICK_PACKETS ? QUICK_PACKETS : count;
}

/* Headers in a kernel buffer each; the payloads in a row over the sender's pages, which lie anywhere. */
static bool lay_out_transmit(struct workload *load)
{
	uint64_t page = 0, left = 0;

	if (!make_jobs(load, packets(load)))
		return false;
	for (size_t i = 0; i < load->count; i++) {
		struct capture_packet packet = capture_packet(load->capture, i);
		uint64_t head = packet.header_len < HEADER_MAX ? packet.header_len : HEADER_MAX,
			 rest = packet.len - head;

		if (!add_piece(load, &load->jobs[i], lab_data(&load->stage, BUFFER, BUFFER) + HEADER_ROOM, head))
			return false;
		while (rest) {
			uint64_t now;

			if (!left) {
				page = lab_data(&load->stage, BLOCK, BLOCK);
				left = BLOCK;
			}
			now = rest < left ? rest : left;
			if (!add_piece(load, &load->jobs[i], page + (BLOCK - left), now))
				return false;
			left -= now;
			rest -= now;
		}
	}
	return true;
}

/* Small posted buffers, as many as the packet fills. */
static bool lay_out_receive(struct workload *load)
{
	if (!make_jobs(load, packets(load)))
		return false;
	for (size_t i = 0; i < load->count; i++) {
		uint64_t rest = capture_packet(load->capture, i).len;

		for (uint64_t now; rest; rest -= now) {
			now = rest < BUFFER ? rest : BUFFER;
			if (!add_piece(load, &load->jobs[i], lab_data(&load->stage, BUFFER, BUFFER), now))
				return false;
		}
	}
	return true;
}

/* Requests of several blocks, each block to a page of its own. */
static bool lay_out_blocks(struct workload *load)
{
	if (!make_jobs(load, lab_options(load->lab)->quick ? QUICK_REQUESTS : REQUESTS))
		return false;
	for (size_t i = 0; i < load->count * REQUEST_BLOCKS; i++)
		if (!add_piece(load, &load->jobs[i / REQUEST_BLOCKS], lab_data(&load->stage, BLOCK, BLOCK), BLOCK))
			return false;
	return true;
}

/* ---- three ways to move it -------------------------------------------------------------------------------------- */
/* The CPU's copies between the bounce buffer and the pieces. */
static bool copy_pieces(struct workload *load, const struct errand *errand)
{
	uint64_t bounce = load->bounce;
	bool ok = true;

	for (size_t i = 0; i < errand->count && ok; bounce += errand->pieces[i++].len)
		ok = load->chan == SGDMA_GATHER
			     ? cpu_copy(load->stage.cpu, bounce, errand->pieces[i].addr, errand->pieces[i].len)
			     : cpu_copy(load->stage.cpu, errand->pieces[i].addr, bounce, errand->pieces[i].len);
	return lab_must(&load->stage, ok && cpu_fence(load->stage.cpu), "a copy by the CPU");
}

static bool move(struct workload *load, enum way way, const struct errand *errand)
{
	const struct sgdma_piece whole = { .addr = load->bounce, .len = (uint32_t)errand->len };
	struct lab_stage *stage = &load->stage;

	switch (way) {
	case PIO: return lab_move(stage, errand->pieces, errand->count);
	case BASIC:
		return (load->chan == SGDMA_SCATTER || copy_pieces(load, errand)) &&
		       lab_start_basic(stage, whole.addr, whole.len) && lab_finish(stage, &whole, 1) &&
		       (load->chan == SGDMA_GATHER || copy_pieces(load, errand));
	default:
		return lab_start_list(stage, errand->pieces, errand->count) &&
		       lab_finish(stage, errand->pieces, errand->count);
	}
}

/*
 * What the CPU takes for a job, a piece and a byte when it moves the data itself, and when it copies: from jobs of lengths that the workloads do not have.
 */
static bool calibrate_cpu(struct workload *load)
{
	static const uint32_t ragged[] = { 69, 205, 523, 1109 }, whole[] = { 5, 9, 21, 57 }; /* bytes, grains */
	static const unsigned counts[] = { 1, 3, COUNTED };
	const uint64_t grain = lab_grain(&load->stage), slot = 64 * grain + 2048;
	const uint64_t data = lab_data(&load->stage, COUNTED * slot, 4096);
	struct sgdma_sample samples[2][12];
	struct sgdma_piece pieces[COUNTED];
	struct sgdma_fit fit;

	for (unsigned i = 0; i < 12; i++) {
		const struct errand errand = { .pieces = pieces, .count = counts[i % 3] };
		const uint32_t len = load->ragged ? ragged[i / 3] : whole[i / 3] * (uint32_t)grain;
		struct lab_time time[2];
		bool ok;

		for (unsigned k = 0; k < errand.count; k++)
			pieces[k] = (struct sgdma_piece){ .addr = data + k * slot + (load->ragged ? 3 * k + 2 : 0),
							  .len = len };
		ok = lab_pio(&load->stage, pieces, errand.count, &time[0]);
		lab_begin(&load->stage);
		ok = ok && copy_pieces(load, &errand);
		time[1] = lab_end(&load->stage);
		if (!ok)
			return false;
		for (unsigned way = 0; way < 2; way++)
			samples[way][i] = (struct sgdma_sample){ errand.count * len, errand.count, time[way].busy };
	}
	for (unsigned way = 0; way < 2; way++) {
		struct sgdma_cost *cost = &load->by_cpu[way];

		if (sgdma_cost_fit(cost, samples[way], 12, &fit) != SGDMA_SUCCESS)
			return lab_fail(load->lab, EXIT_CHECK,
					"calibration: the CPU's time does not follow from bytes and pieces");
		lab_constant(load->lab, "%s: CPU busy: %s: %.1f clocks a job, %.1f a piece, %.3f a byte", load->name,
			     way ? "copies" : "PIO", lab_clocks(cost->setup), lab_clocks(cost->desc),
			     lab_per_byte(cost->bus));
	}
	return true;
}

static double clocks_of(const struct sgdma_cost *cost, const struct errand *errand)
{
	const struct sgdma_load load = { .bytes = errand->len, .descs = errand->count };

	return lab_clocks(sgdma_cost_clocks(cost, &load));
}

/* The CPU's time by the cost model. */
static double busy_of(const struct workload *load, enum way way)
{
	const struct lab_costs *costs = &load->costs;
	double sum = 0;

	for (size_t i = 0; i < load->count; i++) {
		const struct errand *errand = &load->jobs[i];

		switch (way) {
		case PIO: sum += clocks_of(&load->by_cpu[0], errand); break;
		case BASIC: sum += costs->busy_basic + clocks_of(&load->by_cpu[1], errand); break;
		default: sum += costs->busy_list + costs->busy_entry * (double)errand->count;
		}
	}
	return sum;
}

/* Waits, without work, until it is time for the next. */
static bool wait_until(struct lab_stage *stage, uint64_t clock)
{
	uint64_t now = bench_clock(stage->bench);

	return now >= clock || lab_must(stage, rig_run(stage->rig, clock - now), "waiting for the device");
}

static bool run_way(struct workload *load, enum way way, double duration)
{
	struct lab_stage *stage = &load->stage;
	const char *setting = way_names[way];
	struct cpu_counts before;
	uint64_t begin, done = 0, copied;
	struct lab_time time;
	double predicted = 1 - busy_of(load, way) / duration;
	char claim[80];

	if (!lab_mode(stage, way == LIST))
		return false;
	lab_begin(stage);
	begin = bench_clock(stage->bench);
	before = *cpu_counts(stage->cpu);
	for (size_t i = 0; i < load->count; i++) {
		const struct errand *errand = &load->jobs[i];

		if (!wait_until(stage, begin + (uint64_t)(duration * (double)done / (double)load->bytes)) ||
		    !lab_offer(stage, errand->pieces, errand->count) ||
		    (way != PIO && load->chan == SGDMA_SCATTER &&
		     !lab_must(stage, rig_send(stage->rig, stage->data, stage->data_len), "sending")) ||
		    !move(load, way, errand) ||
		    (way != PIO && load->chan == SGDMA_GATHER && !lab_compare(stage, errand->pieces, errand->count)) ||
		    (load->chan == SGDMA_SCATTER && !lab_compare(stage, errand->pieces, errand->count)))
			return false;
		done += errand->len;
	}
	if (!wait_until(stage, begin + (uint64_t)duration))
		return false;
	copied = way == BASIC ? cpu_counts(stage->cpu)->store_bytes - before.store_bytes : 0;
	time = lab_end(stage);
	lab_row(load->lab, "%s,%s,%zu,%llu,%llu,%llu,%llu,%.4f,%.4f", load->name, setting, load->count,
		(unsigned long long)load->bytes, (unsigned long long)time.clocks, (unsigned long long)time.busy,
		(unsigned long long)copied, predicted, 1 - (double)time.busy / (double)time.clocks);
	snprintf(claim, sizeof(claim), "%s: share of the CPU left free", load->name);
	lab_verdict(load->lab, claim, setting, predicted, 1 - (double)time.busy / (double)time.clocks, 5);
	if (way != BASIC)
		return true;
	snprintf(claim, sizeof(claim), "%s: bytes copied that a list does not copy", load->name);
	lab_verdict(load->lab, claim, setting, (double)load->bytes, (double)copied, 0);
	return true;
}

static bool run_workload(struct workload *load)
{
	const struct lab_options *o = lab_options(load->lab);
	unsigned width = o->width ? o->width : 64, latency = o->latency ? o->latency : 13;
	const struct lab_setting setting = {
		.chan = load->chan, .width = width, .latency = latency, .memory = 4 * CAPTURE_LIMIT
	};
	double duration;

	if (!lab_open(&load->stage, load->lab, &setting) || !lab_calibrate(&load->stage, latency, &load->costs) ||
	    !load->lay_out(load))
		return false;
	for (size_t i = 0; i < load->count; i++)
		load->jobs[i].pieces[load->jobs[i].count - 1].flags = SGDMA_EOP;
	load->bounce = lab_data(&load->stage, LONGEST + COUNTED * 64u * lab_grain(&load->stage), 64);
	if (!calibrate_cpu(load))
		return false;
	duration = fmax(busy_of(load, PIO), busy_of(load, BASIC)) / LOAD;
	for (enum way way = PIO; way < WAYS; way++)
		if (!run_way(load, way, duration))
			return false;
	return true;
}

static bool run_applications(struct lab *lab)
{
	struct workload loads[] = {
		{ .name = "network card sends", .chan = SGDMA_GATHER, .lay_out = lay_out_transmit, .ragged = true },
		{ .name = "network card receives", .chan = SGDMA_SCATTER, .lay_out = lay_out_receive },
		{ .name = "block device reads", .chan = SGDMA_SCATTER, .lay_out = lay_out_blocks },
	};
	const unsigned count = sizeof(loads) / sizeof(loads[0]);
	char err[512];
	struct capture *capture = capture_open(lab_options(lab)->pcap, 0, CAPTURE_LIMIT, err, sizeof(err));
	bool ok = true;

	if (!capture)
		return lab_fail(lab, EXIT_USAGE, "--pcap=%s", err);
	lab_row(lab, "workload,way,jobs,bytes,clocks,cpu_busy,bytes_copied,free_predicted,free_measured");
	for (unsigned i = 0; i < count && ok; i++) {
		loads[i].lab = lab;
		loads[i].capture = capture;
		ok = run_workload(&loads[i]);
		lab_close(&loads[i].stage);
		for (size_t k = 0; k < loads[i].count; k++)
			free(loads[i].jobs[k].pieces);
		free(loads[i].jobs);
		lab_progress(lab, i + 1, count);
	}
	capture_close(capture);
	return ok;
}

static const char plot[] =
	"set style data histogram\n"
	"set style histogram cluster gap 1\n"
	"set style fill solid 0.8\n"
	"set yrange [0:1]\n"
	"set ylabel 'share of the CPU that is left free'\n"
	"set key outside bottom center horizontal\n"
	"set title 'At a pace at which the most laborious way takes half of the CPU'\n"
	"free(way, x) = strcol(2) eq way ? column(x) : NaN\n"
	"plot csv using (free('PIO', 9)):xtic(1) every 3::0 lc rgb '#333333' title 'PIO', \\\n"
	"     csv using (free('basic DMA with a bounce buffer', 9)) every 3::1 lc rgb '#c00000' title 'basic DMA with a bounce buffer', \\\n"
	"     csv using (free('scatter-gather list', 9)) every 3::2 lc rgb '#1f4e9c' title 'scatter-gather list'\n";

const struct lab_experiment lab_applications = {
	.name = "applications",
	.title = "Network card and block device",
	.claim =
		"What DMA is for: the CPU is free while data moves, and with a list also of the copies between where a simple engine can put "
		"data and where it belongs.",
	.run = run_applications,
	.plot = plot,
	.settings = "loads stores cost reg pcap",
	.width = 900,
	.height = 420,
};
