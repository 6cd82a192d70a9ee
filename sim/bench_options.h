/* SPDX-License-Identifier: Apache-2.0 */
/* bench_options: the command line of `sgdma-sim bench PART`. */
#ifndef SGDMA_SIM_BENCH_OPTIONS_H
#define SGDMA_SIM_BENCH_OPTIONS_H

#include "bench_case.h"

#define BENCH_WIDTHS 5 /* 32 << i */

struct bench_options {
	struct bench_setup setup;
	bool kinds[BENCH_KINDS], lists[BENCH_LISTS], formats[2], completions[2], widths[BENCH_WIDTHS]; /* asked for */
	unsigned latency, size, chunk; /* this one alone; 0: all */
	bool offsets;                  /* this pair alone: */
	unsigned src_off, dst_off;
	uint64_t max;       /* scale: descriptors, at most */
	const char *output; /* NULL: standard output */
	bool progress;
};

/* The arguments after the part, which is argv[0]. EXIT_OK, or EXIT_USAGE after a message. */
int options_bench(int argc, char **argv, struct bench_options *options);

#endif
