/* SPDX-License-Identifier: Apache-2.0 */
/* show: see show.h. */
#include "show.h"

#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "sgdma_regs.h"

#define BASE UINT64_C(0x80000000)
#define MEMORY UINT64_C(0x10000)
#define LIMIT 20000 /* clocks of one wait */

struct stage {
	struct rig *rig;
	struct sgdma *dev;
	struct sgdma_chan_config out, in;
	struct sgdma_cq out_cq, in_cq;
	struct sgdma_ring ring;
	uint64_t from, to;
};

static bool good(enum sgdma_result result)
{
	return result == SGDMA_SUCCESS;
}

/* A ring of four pieces on the gather half; the third is of `len` bytes. */
static bool ring_of_four(struct stage *s, uint32_t len)
{
	rig_make_cq(s->rig, &s->out, 3, &s->out_cq);
	rig_make_ring(s->rig, &s->out, 2, &s->ring);
	for (uint32_t i = 0; i < 4; i++) {
		const struct sgdma_piece piece = {
			.addr = s->from + 200 * i, .len = i == 2 ? len : 100, .tag = (uint16_t)i, .flags = SGDMA_EOP
		};

		if (!good(sgdma_ring_push(&s->ring, &piece)))
			return false;
	}
	if (!good(sgdma_chan_start(s->dev, SGDMA_GATHER, &s->out)))
		return false;
	sgdma_ring_doorbell(s->dev, SGDMA_GATHER, &s->ring);
	return true;
}

/* A copy of 300 bytes without list and queue: two registers a half, one START, one interrupt. */
static bool show_basic(struct stage *s)
{
	const struct sgdma_piece from = { .addr = s->from + 3, .len = 300, .flags = SGDMA_EOP };
	const struct sgdma_piece to = { .addr = s->to + 5, .len = 300, .flags = SGDMA_EOP };

	s->out.basic = s->out.no_queue = s->in.basic = s->in.no_queue = true;
	return good(sgdma_set_copy(s->dev, true)) && good(sgdma_chan_start(s->dev, SGDMA_GATHER, &s->out)) &&
	       good(sgdma_chan_start(s->dev, SGDMA_SCATTER, &s->in)) && good(sgdma_basic_start(s->dev, &from, &to)) &&
	       rig_wait_irq(s->rig, LIMIT) &&
	       memcmp(rig_at(s->rig, from.addr, 300), rig_at(s->rig, to.addr, 300), 300) == 0;
}

/* The third piece meets a read that the memory refuses: its packet ends with TUSER, the channel stops. */
static bool show_error(struct stage *s)
{
	struct sgdma_error error;

	return rig_fail_read(s->rig, s->from + 512, 8, AXI_SLVERR) && ring_of_four(s, 300) &&
	       rig_wait_error(s->rig, SGDMA_GATHER, &error, LIMIT) && error.code == SGDMA_CODE_READ_SLVERR &&
	       error.index == 2;
}

/* Stopped in the midst of a packet: quiesced first, then the packet's early end, then STOPPED. */
static bool show_abort(struct stage *s)
{
	return ring_of_four(s, 4000) && rig_wait_packets(s->rig, 2, LIMIT) &&
	       good(sgdma_chan_stop(s->dev, SGDMA_GATHER, 1000)) &&
	       rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, LIMIT);
}

/* Four completions, N = 3, T = 60: one interrupt by count, one by time. */
static bool show_moderation(struct stage *s)
{
	struct sgdma_completion cpl;

	if (!good(sgdma_chan_moderate(s->dev, SGDMA_GATHER, 3, 60)) || !ring_of_four(s, 100) ||
	    !rig_wait_irq(s->rig, LIMIT))
		return false;
	for (unsigned i = 0; i < 3; i++)
		if (!rig_wait_completion(s->rig, &s->out_cq, &cpl, LIMIT))
			return false;
	sgdma_cq_ack(s->dev, SGDMA_GATHER, &s->out_cq);
	if (!rig_wait_completion(s->rig, &s->out_cq, &cpl, LIMIT) || rig_irq(s->rig) || !rig_wait_irq(s->rig, LIMIT))
		return false;
	sgdma_cq_ack(s->dev, SGDMA_GATHER, &s->out_cq);
	return !rig_irq(s->rig);
}

static const struct {
	const char *name;
	bool (*act)(struct stage *);
} shows[] = {
	{ "basic", show_basic },
	{ "error", show_error },
	{ "abort", show_abort },
	{ "moderation", show_moderation },
};

int show(const char *name, const struct options *options)
{
	struct bench_config config = { .trace = options->trace,
				       .seed = options->seed,
				       .mem_base = BASE,
				       .mem_size = MEMORY,
				       .bus = { .latency = options->latency } };
	struct stage stage = { .out = { .wide = options->wide, .d = (uint16_t)options->depth, .cq_wait = 16 } };
	char path[4096], err[512];
	bool done;
	size_t i = 0;

	while (i < sizeof(shows) / sizeof(shows[0]) && strcmp(shows[i].name, name) != 0)
		i++;
	if (i == sizeof(shows) / sizeof(shows[0]))
		return complain("show %s: basic, error, abort or moderation is needed", name);
	snprintf(path, sizeof(path), "%s/w%u%s.so", options->model_dir, options->width, options->trace ? "-trace" : "");
	config.model = options->model ? options->model : path;
	stage.rig = rig_open(&config, err, sizeof(err));
	if (!stage.rig) {
		complain("%s", err);
		return EXIT_TOOL;
	}
	stage.dev = rig_dev(stage.rig);
	stage.in = stage.out;
	stage.out.upper = stage.in.upper = BASE;
	stage.from = rig_alloc(stage.rig, 8192, 4096);
	stage.to = rig_alloc(stage.rig, 4096, 4096);
	for (unsigned k = 0; k < 8192; k++)
		*rig_at(stage.rig, stage.from + k, 1) = (uint8_t)(k * 7 + (k >> 8));
	sgdma_irq_enable(stage.dev, SGDMA_IRQ_STATUS_GATHER_DONE | SGDMA_IRQ_STATUS_GATHER_ERROR |
					    SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_SCATTER_ERROR);
	done = shows[i].act(&stage) && rig_run(stage.rig, 20) && !*rig_error(stage.rig);
	if (!done)
		complain("show %s: not what was to be seen; %s", name, rig_error(stage.rig));
	rig_close(stage.rig);
	return done ? EXIT_OK : EXIT_CHECK;
}
