/* SPDX-License-Identifier: Apache-2.0 */
#include "lab_stage.h"

#include <stdlib.h>
#include <string.h>

#include "lab_calibrate.h"
#include "options.h"
#include "scoreboard.h"
#include "sgdma_regs.h"

#define QUEUE_LOG2 4
#define STOP_POLLS 1000
#define PAGE 4096u

/* Room for ring, queue and what alignment costs. */
#define OWN_MEMORY (UINT64_C(64) << 10)

bool lab_must(struct lab_stage *stage, bool ok, const char *what)
{
	const char *why = rig_error(stage->rig);

	if (ok && !*why)
		return true;
	return lab_fail(stage->lab, *why && strstr(why, "time-out") ? EXIT_TIMEOUT : EXIT_CHECK, "%s%s%s", what,
			*why ? ": " : " was refused", why);
}

static bool good(struct lab_stage *stage, enum sgdma_result result, const char *what)
{
	if (result != SGDMA_SUCCESS && !*rig_error(stage->rig))
		return lab_fail(stage->lab, EXIT_CHECK, "%s: %s", what, sgdma_result_text(result));
	return lab_must(stage, result == SGDMA_SUCCESS, what);
}

/* The driver does what the experiment does not measure. */
static bool start_half(struct lab_stage *stage, bool list)
{
	struct rig *rig = stage->rig;
	struct sgdma_chan_config *config = list ? &stage->list : &stage->basic;
	uint8_t *queue = rig_at(rig, stage->list.cq_base, 8u << QUEUE_LOG2);
	bool ok = true;

	if (stage->in_list || stage->in_basic)
		ok = good(stage, sgdma_chan_stop(stage->dev, stage->chan, STOP_POLLS), "stop");
	stage->in_list = list;
	stage->in_basic = !list;
	stage->taken = 0;
	memset(queue, 0, 8u << QUEUE_LOG2);
	return ok &&
	       good(stage,
		    sgdma_ring_init(&stage->ring, rig_at(rig, stage->list.base, 8u << LAB_RING_LOG2), LAB_RING_LOG2,
				    false, LAB_MEM_BASE),
		    "ring") &&
	       good(stage, sgdma_cq_init(&stage->cq, queue, QUEUE_LOG2), "queue") &&
	       good(stage, sgdma_chan_start(stage->dev, stage->chan, config), "start");
}

bool lab_mode(struct lab_stage *stage, bool list)
{
	return (list ? stage->in_list : stage->in_basic) || start_half(stage, list);
}

bool lab_open(struct lab_stage *stage, struct lab *lab, const struct lab_setting *setting)
{
	const struct lab_options *o = lab_options(lab);
	char model[4096], err[512];
	struct bench_config config = {
		.model = o->model ? o->model : model,
		.seed = o->seed,
		.mem_base = LAB_MEM_BASE,
		.mem_size = (setting->frames + setting->memory + OWN_MEMORY +
			     lab_calibrate_bytes(setting->width / 8, setting->latency, &o->cpu) + PAGE - 1) &
			    ~(uint64_t)(PAGE - 1),
		.bus = { .latency = setting->latency },
	};
	struct cpu_config cpu = o->cpu;

	*stage = (struct lab_stage){ .lab = lab, .chan = setting->chan };
	snprintf(model, sizeof(model), "%s/w%u.so", o->model_dir, setting->width);
	stage->rig = rig_open(&config, err, sizeof(err));
	if (!stage->rig)
		return lab_fail(lab, EXIT_TOOL, "%s", err);
	if (rig_bus_bytes(stage->rig) * 8 != setting->width)
		return lab_fail(lab, EXIT_USAGE, "--model=%s: is %u bits wide, --width=%u is needed", config.model,
				rig_bus_bytes(stage->rig) * 8, rig_bus_bytes(stage->rig) * 8);
	if (setting->frames)
		rig_alloc(stage->rig, setting->frames, PAGE);
	stage->bench = rig_bench(stage->rig);
	stage->dev = rig_dev(stage->rig);
	cpu.width = setting->width / 8 < 8 ? setting->width / 8 : 8;
	stage->cpu_width = cpu.width;
	stage->cpu = rig_make_cpu(stage->rig, AXI_SHARE_BEAT, &cpu, err, sizeof(err));
	if (!stage->cpu)
		return lab_fail(lab, EXIT_TOOL, "%s", err);
	rig_drive_on_cpu(stage->rig, false);
	stage->list.upper = LAB_MEM_BASE;
	stage->list.k_log2 = 3;
	rig_make_cq(stage->rig, &stage->list, QUEUE_LOG2, &stage->cq);
	rig_make_ring(stage->rig, &stage->list, LAB_RING_LOG2, &stage->ring);
	stage->basic = (struct sgdma_chan_config){ .basic = true, .no_queue = true };
	sgdma_irq_enable(stage->dev, SGDMA_IRQ_STATUS_GATHER_DONE | SGDMA_IRQ_STATUS_GATHER_ERROR |
					     SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_SCATTER_ERROR);
	return lab_must(stage, true, "setting up") && lab_mode(stage, true);
}

void lab_close(struct lab_stage *stage)
{
	free(stage->data);
	stage->data = NULL;
	rig_close(stage->rig);
	stage->rig = NULL;
}

/* What is on its way from before must not be measured. */
void lab_begin(struct lab_stage *stage)
{
	rig_run(stage->rig, 256 + 8 * dut_bus_bytes(bench_dut(stage->bench)) + lab_options(stage->lab)->cpu.cost);
	stage->began = bench_clock(stage->bench);
	stage->before = *cpu_counts(stage->cpu);
	rig_drive_on_cpu(stage->rig, true);
}

struct lab_time lab_end(struct lab_stage *stage)
{
	rig_drive_on_cpu(stage->rig, false);
	return (struct lab_time){ bench_clock(stage->bench) - stage->began,
				  cpu_counts(stage->cpu)->busy - stage->before.busy };
}

uint64_t lab_data(struct lab_stage *stage, uint64_t len, uint64_t align)
{
	uint64_t addr = rig_alloc(stage->rig, len, align);

	scoreboard_fill(rig_at(stage->rig, addr, len), len, 1, addr - LAB_MEM_BASE);
	return addr;
}

/* ---- data: what a transfer is to move, and whether it has --------------------------------------------------- */
static bool compare_packet(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count)
{
	struct stream_packet packet;
	size_t at = 0;

	if (rig_packets(stage->rig) != 1)
		return lab_fail(stage->lab, EXIT_CHECK, "%zu packets came out of the stream, 1 was expected",
				rig_packets(stage->rig));
	packet = rig_packet(stage->rig, 0);
	for (size_t i = 0; i < count && at + pieces[i].len <= packet.len; at += pieces[i++].len)
		if (memcmp(packet.data + at, rig_at(stage->rig, pieces[i].addr, pieces[i].len), pieces[i].len) != 0)
			return lab_fail(stage->lab, EXIT_CHECK, "piece %zu came out of the stream with other bytes", i);
	for (size_t i = 0; i < count; i++)
		at -= pieces[i].len;
	if (at || packet.aborted)
		return lab_fail(stage->lab, EXIT_CHECK, "the packet of %zu bytes is not as long as its pieces",
				packet.len);
	stream_sink_drop(bench_sink(stage->bench));
	return true;
}

static bool compare_memory(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count)
{
	const uint8_t *data = stage->data;

	for (size_t i = 0; i < count; data += pieces[i++].len)
		if (memcmp(data, rig_at(stage->rig, pieces[i].addr, pieces[i].len), pieces[i].len) != 0)
			return lab_fail(stage->lab, EXIT_CHECK, "piece %zu has not what came in", i);
	return true;
}

bool lab_offer(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count)
{
	size_t len = 0;
	uint8_t *at;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	at = realloc(stage->data, len);
	if (!at)
		return lab_fail(stage->lab, EXIT_TOOL, "no host memory for %zu bytes", len);
	stage->data = at;
	stage->data_len = len;
	if (stage->chan == SGDMA_SCATTER)
		scoreboard_fill(at, len, (uint16_t)++stage->serial, 0);
	for (size_t i = 0; i < count; at += pieces[i++].len)
		if (stage->chan == SGDMA_SCATTER)
			memset(rig_at(stage->rig, pieces[i].addr, pieces[i].len), 0, pieces[i].len);
		else
			memcpy(at, rig_at(stage->rig, pieces[i].addr, pieces[i].len), pieces[i].len);
	return true;
}

bool lab_compare(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count)
{
	return stage->chan == SGDMA_SCATTER ? compare_memory(stage, pieces, count)
					    : compare_packet(stage, pieces, count);
}

/* ---- the CPU by itself ------------------------------------------------------------------------------------------ */
struct device {
	uint8_t *data; /* what comes or goes */
	bool wrong;
};

static bool take(void *ctx, const uint8_t *data, unsigned len)
{
	struct device *device = ctx;

	device->wrong |= memcmp(device->data, data, len) != 0;
	device->data += len;
	return true;
}

static bool give(void *ctx, uint8_t *data, unsigned len)
{
	struct device *device = ctx;

	memcpy(data, device->data, len);
	device->data += len;
	return true;
}

bool lab_move(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count)
{
	const unsigned width = stage->cpu_width;
	struct device fifo = { .data = stage->data };
	const struct cpu_device device = { .width = width, .latency = 1, .put = take, .get = give, .ctx = &fifo };
	bool ok = true;

	for (size_t i = 0; i < count && ok; i++)
		ok = stage->chan == SGDMA_GATHER ? cpu_put(stage->cpu, &device, pieces[i].addr, pieces[i].len)
						 : cpu_get(stage->cpu, &device, pieces[i].addr, pieces[i].len);
	return lab_must(stage, ok && cpu_fence(stage->cpu), "a transfer by the CPU") &&
	       (!fifo.wrong || lab_fail(stage->lab, EXIT_CHECK, "a transfer by the CPU has brought other bytes"));
}

bool lab_pio(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count, struct lab_time *time)
{
	bool ok;

	if (!lab_offer(stage, pieces, count))
		return false;
	lab_begin(stage);
	ok = lab_move(stage, pieces, count);
	*time = lab_end(stage);
	return ok && (stage->chan == SGDMA_GATHER || compare_memory(stage, pieces, count));
}

bool lab_copy(struct lab_stage *stage, uint64_t to, uint64_t from, uint64_t len, struct lab_time *time)
{
	bool ok;

	lab_begin(stage);
	ok = cpu_copy(stage->cpu, to, from, len) && cpu_fence(stage->cpu);
	*time = lab_end(stage);
	return lab_must(stage, ok, "a copy by the CPU") &&
	       (memcmp(rig_at(stage->rig, to, len), rig_at(stage->rig, from, len), len) == 0 ||
		lab_fail(stage->lab, EXIT_CHECK, "a copy by the CPU is not what was copied"));
}

/* ---- the engine ------------------------------------------------------------------------------------------------- */
bool lab_start_basic(struct lab_stage *stage, uint64_t addr, uint32_t len)
{
	const struct sgdma_piece piece = { .addr = addr, .len = len, .flags = SGDMA_EOP };
	const bool gather = stage->chan == SGDMA_GATHER;

	return good(stage, sgdma_basic_start(stage->dev, gather ? &piece : NULL, gather ? NULL : &piece),
		    "basic transfer");
}

bool lab_start_list(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!good(stage, sgdma_ring_push(&stage->ring, &pieces[i]), "push"))
			return false;
	sgdma_ring_doorbell(stage->dev, stage->chan, &stage->ring);
	return true;
}

bool lab_finish(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count)
{
	struct sgdma_completion done = { .status = SGDMA_CODE_OK };
	uint64_t limit = 100000;
	enum sgdma_result result;

	for (size_t i = 0; i < count; i++)
		limit += 100 + 4u * pieces[i].len;
	if (!bench_wait_irq(stage->bench, limit) && lab_must(stage, true, "a transfer"))
		return lab_fail(stage->lab, EXIT_TIMEOUT, "the interrupt of a transfer has not come within %llu clocks",
				(unsigned long long)limit);
	if (!lab_must(stage, true, "a transfer"))
		return false;
	if (stage->in_list) {
		result = sgdma_cq_pop(stage->dev, &stage->cq, &done);
		sgdma_cq_ack(stage->dev, stage->chan, &stage->cq);
		sgdma_ring_reclaim(stage->dev, stage->chan, &stage->ring);
	} else {
		result = sgdma_last_take(stage->dev, stage->chan, &stage->taken, &done);
	}
	if (!good(stage, result, "completion"))
		return false;
	return done.status == SGDMA_CODE_OK ||
	       lab_fail(stage->lab, EXIT_CHECK, "a transfer was completed with code %u", done.status);
}

/* One transfer from the first action to the acknowledgement. */
static bool transfer(struct lab_stage *stage, bool list, const struct sgdma_piece *pieces, size_t count,
		     struct lab_time *time)
{
	bool ok;

	if (!lab_mode(stage, list) || !lab_offer(stage, pieces, count) ||
	    (stage->chan == SGDMA_SCATTER &&
	     !lab_must(stage, rig_send(stage->rig, stage->data, stage->data_len), "sending")))
		return false;
	lab_begin(stage);
	ok = (list ? lab_start_list(stage, pieces, count) : lab_start_basic(stage, pieces->addr, pieces->len)) &&
	     lab_finish(stage, pieces, count);
	*time = lab_end(stage);
	return ok && lab_compare(stage, pieces, count);
}

bool lab_basic(struct lab_stage *stage, uint64_t addr, uint32_t len, struct lab_time *time)
{
	const struct sgdma_piece piece = { .addr = addr, .len = len };

	return transfer(stage, false, &piece, 1, time);
}

bool lab_list(struct lab_stage *stage, const struct sgdma_piece *pieces, size_t count, struct lab_time *time)
{
	return transfer(stage, true, pieces, count, time);
}
