/* SPDX-License-Identifier: Apache-2.0 */
/* lab_queue: see lab_queue.h. */
#include "lab_queue.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "options.h"
#include "scoreboard.h"
#include "sgdma_cost.h"
#include "sgdma_regs.h"

#define WIDTH 64
#define MEM_BASE UINT64_C(0x80000000)
#define MEM_SIZE (UINT64_C(1) << 20)
#define SOURCE_BYTES (UINT64_C(1) << 16) /* starts of packets; as much again behind them */
#define TRAFFIC_BYTES (UINT64_C(1) << 16)
#define TRAFFIC_IN_FLIGHT 16
#define PATTERN 0x1ab
#define LINE 64 /* bytes: alignment of packets */

#define BACKLOG 64             /* jobs that wait at least, if they are never to run out */
#define REST 16                /* clocks after the last B until nothing moves in the engine */
#define STUCK UINT32_C(200000) /* clocks without a completion while one is due */

enum stream { STREAM_GAPS = 40, STREAM_SIZES };

/* ---- opening --------------------------------------------------------------------------------------------------- */
static bool must(struct lab_queue *queue, enum sgdma_result result, const char *what)
{
	if (result == SGDMA_SUCCESS)
		return true;
	return lab_fail(queue->lab, EXIT_CHECK, "%s: %s%s%s", what, sgdma_result_text(result),
			*rig_error(queue->rig) ? ": " : "", rig_error(queue->rig));
}

/* Each clock: the entries that have come into memory. */
static void watch(void *ctx, uint64_t clock, const struct dut_in *in, const struct dut_out *out)
{
	struct lab_queue *queue = ctx;
	struct sgdma_completion entry;

	(void)in;
	(void)out;
	while (sgdma_cq_pop(queue->dev, &queue->watch, &entry) == SGDMA_SUCCESS) {
		struct lab_job *job = &queue->jobs[queue->done % LAB_QUEUE_ROOM];

		if (queue->done == queue->pushed || !entry.eop || entry.status != SGDMA_CODE_OK ||
		    entry.bytes != job->bytes || entry.tag != (uint16_t)queue->done)
			queue->wrong = true;
		job->done = queue->progress = clock + queue->skipped;
		queue->done++;
	}
}

static bool start(struct lab_queue *queue)
{
	struct sgdma_chan_config config = { 0 };

	rig_make_ring(queue->rig, &config, LAB_QUEUE_LOG2, &queue->ring);
	rig_make_cq(queue->rig, &config, LAB_QUEUE_LOG2, &queue->cq);
	queue->watch = queue->cq;
	if (!must(queue, sgdma_chan_start(queue->dev, SGDMA_GATHER, &config), "gather"))
		return false;
	bench_observe(queue->bench, watch, queue);
	return true;
}

static bool start_traffic(struct lab_queue *queue, const struct lab_queue_setting *setting)
{
	const struct traffic_config config = {
		.read_pct = setting->traffic_pct,
		.beats = setting->burst,
		.spread = setting->spread,
		.arrival = TRAFFIC_POISSON,
		.in_flight = TRAFFIC_IN_FLIGHT,
		.base = rig_alloc(queue->rig, TRAFFIC_BYTES, 4096),
		.size = TRAFFIC_BYTES,
		.seed = setting->seed,
	};
	char err[256];

	queue->traffic = traffic_create(queue->bench, setting->turn, &config, err, sizeof(err));
	return queue->traffic || lab_fail(queue->lab, EXIT_TOOL, "%s", err);
}

bool lab_queue_open(struct lab_queue *queue, struct lab *lab, const struct lab_queue_setting *setting)
{
	const struct lab_options *o = lab_options(lab);
	unsigned width = o->width ? o->width : WIDTH;
	struct bench_config config = {
		.seed = setting->seed, .mem_base = MEM_BASE, .mem_size = MEM_SIZE, .bare = !setting->watched
	};
	char model[4096 + 32], err[4096 + 512];

	memset(queue, 0, sizeof(*queue));
	queue->lab = lab;
	snprintf(model, sizeof(model), "%s/w%u.so", o->model_dir, width);
	config.model = o->model ? o->model : model;
	config.bus.latency = queue->latency = o->latency ? o->latency : setting->latency;
	queue->rig = rig_open(&config, err, sizeof(err));
	if (!queue->rig)
		return lab_fail(lab, EXIT_TOOL, "%s", err);
	queue->bus_bytes = rig_bus_bytes(queue->rig);
	if (queue->bus_bytes != width / 8)
		return lab_fail(lab, EXIT_USAGE, "%s has a bus of %u bits, --width=%u", config.model,
				queue->bus_bytes * 8, width);
	queue->bench = rig_bench(queue->rig);
	queue->dev = rig_dev(queue->rig);
	queue->beats_max = LAB_QUEUE_BYTES_MAX / queue->bus_bytes;
	queue->watched = setting->watched;
	queue->gaps = rng_seed(setting->seed, STREAM_GAPS);
	queue->sizes = rng_seed(setting->seed, STREAM_SIZES);
	queue->source = rig_alloc(queue->rig, 2 * SOURCE_BYTES, LINE);
	scoreboard_fill(rig_at(queue->rig, queue->source, 2 * SOURCE_BYTES), 2 * SOURCE_BYTES, PATTERN, 0);
	return start(queue) && (!setting->traffic_pct || start_traffic(queue, setting));
}

void lab_queue_close(struct lab_queue *queue)
{
	traffic_destroy(queue->traffic);
	rig_close(queue->rig);
}

/* ---- jobs ------------------------------------------------------------------------------------------------------ */
static uint64_t now(const struct lab_queue *queue)
{
	return bench_clock(queue->bench) + queue->skipped;
}

uint64_t lab_queue_clocks(const struct lab_queue *queue)
{
	return bench_clock(queue->bench);
}

/* The job after the one that arrived at `moment`. What comes within a clock is there in the clock after it. */
static void draw(struct lab_queue *queue, const struct lab_load *load, double *moment)
{
	uint64_t place = rng_mix(queue->pushed) % (SOURCE_BYTES / LINE);
	unsigned beats =
		load->exact ? load->exact : lab_whole(&queue->sizes, load->size / queue->bus_bytes, queue->beats_max);

	*moment += load->gap * lab_exponential(&queue->gaps);
	queue->next = (struct lab_job){
		.arrival = load->gap > 0 ? (uint64_t)ceil(*moment) : now(queue),
		.bytes = beats * queue->bus_bytes,
		.addr = queue->source + place * LINE,
	};
}

/* Whether the next job is there, and finds a place. */
static bool arrives(const struct lab_queue *queue, const struct lab_load *load, uint64_t end)
{
	if (queue->pushed == end || !sgdma_ring_space(&queue->ring))
		return false;
	return load->gap > 0 ? queue->next.arrival <= now(queue) : queue->pushed - queue->done < 2 * BACKLOG;
}

static bool push(struct lab_queue *queue)
{
	const struct sgdma_piece piece = { .addr = queue->next.addr, .len = queue->next.bytes, .flags = SGDMA_EOP };

	queue->jobs[queue->pushed % LAB_QUEUE_ROOM] = queue->next;
	/* From rest: its time begins now. */
	if (queue->pushed == queue->done)
		queue->progress = now(queue);
	queue->pushed++;
	return must(queue, sgdma_ring_push(&queue->ring, &piece), "ring");
}

/* Gives ring and completion queue the places of what was taken. */
static void give_back(struct lab_queue *queue, uint64_t count)
{
	struct sgdma_completion entry;

	for (uint64_t i = 0; i < count && sgdma_cq_pop(queue->dev, &queue->cq, &entry) == SGDMA_SUCCESS; i++)
		;
	sgdma_cq_ack(queue->dev, SGDMA_GATHER, &queue->cq);
	queue->acked = queue->taken;
	if (sgdma_ring_space(&queue->ring) < LAB_QUEUE_ROOM / 2)
		sgdma_ring_reclaim(queue->dev, SGDMA_GATHER, &queue->ring);
}

/* What came out of the stream is what its job's memory holds. */
static bool check_packets(struct lab_queue *queue)
{
	struct stream_sink *sink = bench_sink(queue->bench);

	for (size_t i = 0; i < stream_sink_count(sink); i++, queue->checked++) {
		const struct stream_packet packet = stream_sink_packet(sink, i);
		const struct lab_job *job = &queue->jobs[queue->checked % LAB_QUEUE_ROOM];

		if (packet.len != job->bytes || packet.aborted ||
		    memcmp(packet.data, rig_at(queue->rig, job->addr, job->bytes), job->bytes) != 0)
			return lab_fail(queue->lab, EXIT_CHECK,
					"packet %" PRIu64 " is not the %" PRIu32 " bytes at 0x%" PRIx64, queue->checked,
					job->bytes, job->addr);
	}
	stream_sink_drop(sink);
	return queue->checked >= queue->done ||
	       lab_fail(queue->lab, EXIT_CHECK, "packet %" PRIu64 " is completed and has not come out", queue->checked);
}

/* Something is to come of the engine: a completion, or an interrupt for those that are there. */
static bool is_due(const struct lab_queue *queue, const struct lab_load *load, uint64_t end)
{
	uint64_t waiting = queue->done - queue->taken;

	return queue->pushed != queue->done ||
	       (waiting && (load->timer || waiting >= load->batch || queue->pushed == end));
}

static bool healthy(struct lab_queue *queue, const struct lab_load *load, uint64_t end)
{
	const char *traffic = queue->traffic ? traffic_fault(queue->traffic) : NULL;

	if (*rig_error(queue->rig) || traffic)
		return lab_fail(queue->lab, EXIT_CHECK, "%s", traffic ? traffic : rig_error(queue->rig));
	if (queue->wrong)
		return lab_fail(queue->lab, EXIT_CHECK, "completion entry %" PRIu64 " is not its job's", queue->done);
	if (is_due(queue, load, end) && now(queue) - queue->progress > STUCK + load->timer)
		return lab_fail(queue->lab, EXIT_TIMEOUT, "job %" PRIu64 ": no %s within %" PRIu32 " clocks",
				queue->taken, queue->pushed != queue->done ? "completion" : "interrupt",
				STUCK + load->timer);
	return true;
}

/* Hands on what is done, up to `count`: by the interrupt of the clock `seen`, or each in its own if that is later. */
static void take(struct lab_queue *queue, uint64_t count, uint64_t seen, lab_job_done each, void *ctx)
{
	while (count-- && queue->taken != queue->done) {
		struct lab_job *job = &queue->jobs[queue->taken++ % LAB_QUEUE_ROOM];

		job->seen = seen > job->done ? seen : job->done;
		job->last = !count || queue->taken == queue->done;
		if (each)
			each(ctx, job);
	}
}

/* The interrupt's line is a level: what is still due after an acknowledgement is the next interrupt at once. */
static void handle(struct lab_queue *queue, const struct lab_load *load, lab_job_done each, void *ctx)
{
	uint64_t rise = bench_irq_clock(queue->bench) + queue->skipped, before = queue->taken;
	uint64_t count = load->timer ? queue->done - queue->taken : load->batch;

	take(queue, count, rise > queue->handled ? rise : queue->handled, each, ctx);
	give_back(queue, queue->taken - before);
	queue->handled = now(queue);
}

/* ---- running --------------------------------------------------------------------------------------------------- */
static bool at_rest(const struct lab_queue *queue, const struct lab_load *load)
{
	return !queue->traffic && !load->batch && load->gap > 0 && queue->pushed == queue->done &&
	       now(queue) >= queue->progress + queue->latency + REST;
}

/* What arrives in this clock goes to the engine; one clock or more, and what is done in it is taken. */
static bool advance(struct lab_queue *queue, const struct lab_load *load, uint64_t end, double *moment)
{
	bool posted = false;

	for (; arrives(queue, load, end); draw(queue, load, moment), posted = true)
		if (!push(queue))
			return false;
	if (posted)
		sgdma_ring_doorbell(queue->dev, SGDMA_GATHER, &queue->ring);
	else if (at_rest(queue, load) && queue->next.arrival > now(queue))
		queue->skipped += queue->next.arrival - now(queue);
	else
		bench_run(queue->bench, 1);
	return healthy(queue, load, end) && (!queue->watched || check_packets(queue));
}

bool lab_queue_run(struct lab_queue *queue, const struct lab_load *load, lab_job_done each, void *ctx)
{
	uint64_t end = queue->pushed + load->jobs;
	double moment = (double)now(queue);

	if (load->batch &&
	    !must(queue, sgdma_chan_moderate(queue->dev, SGDMA_GATHER, load->batch, load->timer), "moderation"))
		return false;
	sgdma_irq_enable(queue->dev, load->batch ? SGDMA_IRQ_STATUS_GATHER_DONE : 0);
	draw(queue, load, &moment);
	while (queue->taken != end) {
		if (!advance(queue, load, end, &moment))
			return false;
		if (load->batch && bench_irq(queue->bench))
			handle(queue, load, each, ctx);
		if (load->batch)
			continue;
		take(queue, LAB_QUEUE_ROOM, 0, each, ctx);
		if (queue->taken - queue->acked >= LAB_QUEUE_ROOM / 4)
			give_back(queue, LAB_QUEUE_ROOM);
	}
	bench_run(queue->bench, queue->latency + REST);
	give_back(queue, LAB_QUEUE_ROOM);
	return healthy(queue, load, end);
}

/* ---- calibration ----------------------------------------------------------------------------------------------- */
struct span {
	uint64_t begin, end;
	bool begun;
};

static void note_span(void *ctx, const struct lab_job *job)
{
	struct span *span = ctx;

	if (!span->begun)
		span->begin = job->arrival;
	span->begun = true;
	span->end = job->done;
}

static bool calibrate(struct lab_queue *queue, struct lab_server *server)
{
	static const struct {
		unsigned jobs, beats;
	} runs[] = { { 1, 600 }, { 1, 1000 }, { 128, 600 }, { 128, 1000 } };
	struct sgdma_sample samples[4];
	struct sgdma_cost cost = { 0 };
	struct sgdma_fit fit;

	for (unsigned i = 0; i < 4; i++) {
		const struct lab_load load = { .jobs = runs[i].jobs, .exact = runs[i].beats };
		struct span span = { 0 };

		if (!lab_queue_run(queue, &load, note_span, &span))
			return false;
		samples[i] = (struct sgdma_sample){ .bytes = (uint64_t)runs[i].jobs * runs[i].beats * queue->bus_bytes,
						    .count = runs[i].jobs,
						    .clocks = span.end - span.begin };
	}
	if (!must(queue, sgdma_cost_fit(&cost, samples, 4, &fit), "calibration"))
		return false;
	server->setup = (double)cost.setup / (double)SGDMA_CLOCK;
	server->desc = (double)cost.desc / (double)SGDMA_CLOCK;
	server->per_beat = (double)cost.bus.clocks * queue->bus_bytes / cost.bus.bytes;
	return true;
}

bool lab_server_measure(struct lab *lab, unsigned latency, struct lab_server *server)
{
	const struct lab_options *o = lab_options(lab);
	const struct lab_queue_setting setting = { .latency = latency, .seed = o->seed };
	struct lab_queue queue;
	bool ok;

	if (o->size > LAB_QUEUE_SIZE_MAX)
		return lab_fail(lab, EXIT_USAGE,
				"--size=%" PRIu64 ": at most %u bytes on average, so that a job fits into a descriptor",
				o->size, LAB_QUEUE_SIZE_MAX);
	ok = lab_queue_open(&queue, lab, &setting) && calibrate(&queue, server);
	if (ok) {
		double mean = fmax(LAB_QUEUE_SERVICE * server->desc, LAB_QUEUE_SETUPS * server->setup);
		double size = ceil(mean / server->per_beat) * queue.bus_bytes;

		server->size = o->size ? (double)o->size : fmin(size, LAB_QUEUE_SIZE_MAX);
		server->mean = server->desc + lab_whole_mean(server->size / queue.bus_bytes) * server->per_beat;
		lab_constant(lab, "setup of a transfer from rest = %.3f clocks", server->setup);
		lab_constant(lab, "t_o of a job = %.3f clocks", server->desc);
		lab_constant(lab, "B = %.4f bytes per clock", queue.bus_bytes / server->per_beat);
		lab_constant(lab, "mean size of a job = %.0f bytes", server->size);
		lab_constant(lab, "1/mu of it = %.3f clocks (%.1f t_o)", server->mean, server->mean / server->desc);
	}
	lab_queue_close(&queue);
	return ok;
}
