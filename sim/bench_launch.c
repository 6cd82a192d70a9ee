/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Launch: the clocks, from the kick on, in which one copy of 64 bytes gets under way: first descriptor AR, first payload AR, first payload
 * W, its last B, and the interrupt. ADDR_W is 40 unless another configuration is asked for.
 */
#include <inttypes.h>

#include "bench_cmd.h"

#define SIZE 64u

static const unsigned latencies[] = { 1, 13, 100 };
#define LATENCIES (sizeof(latencies) / sizeof(latencies[0]))

static int run_row(const struct bench_options *options, const struct bench_case *c, FILE *to)
{
	struct bench_setup setup = options->setup;
	struct bench_stage stage;
	uint64_t kick;

	if (!setup.config)
		setup.config = "default40";
	if (bench_stage_open(&stage, &setup, c, 1) && drive(&stage.s, &stage.job))
		bench_stage_check(&stage, c);
	if (stage.result.exit == EXIT_OK) {
		const struct axi_counts *counts = axi_monitor_counts(bench_monitor(rig_bench(stage.s.rig)));

		kick = stage.result.kick;
		fprintf(to, "%s,%s,%u,%u,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n",
			bench_list_names[c->list], c->wide ? "wide" : "compact", c->width, c->latency,
			counts->first_ar[AXI_ID_GATHER_FETCH] - kick, counts->first_ar[AXI_ID_READ] - kick,
			counts->first_w - kick, counts->last_b[AXI_ID_WRITE] - kick, stage.result.cycles);
	} else {
		bench_failed(c, &stage.result);
	}
	bench_stage_close(&stage);
	return stage.result.exit;
}

int bench_launch(const struct bench_options *o, FILE *to)
{
	int code = EXIT_OK;
	size_t rows = 0;

	fprintf(to, "list,format,width,latency,desc_ar,payload_ar,payload_w,payload_b,irq\n");
	for (unsigned list = BENCH_RING; list <= BENCH_LINKED; list++) {
		for (unsigned i = 0; i < BENCH_WIDTHS * 2 && o->lists[list]; i++) {
			for (unsigned l = 0; l < (o->latency ? 1 : LATENCIES) && code == EXIT_OK; l++) {
				const struct bench_case c = { .list = (enum bench_list)list,
							      .chunk = 1,
							      .wide = i & 1,
							      .each = true,
							      .width = 32u << i / 2,
							      .latency = o->latency ? o->latency : latencies[l],
							      .size = SIZE };

				if (!o->widths[i / 2] || !o->formats[c.wide])
					continue;
				code = run_row(o, &c, to);
				rows++;
			}
		}
	}
	return rows || code != EXIT_OK ? code : complain("bench launch: no row has all that was asked for");
}
