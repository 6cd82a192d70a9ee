/* SPDX-License-Identifier: Apache-2.0 */
/* bench_cmd: the parts of `sgdma-sim bench`. Each writes its CSV to `to`; EXIT_OK, or the exit code after a message. */
#ifndef SGDMA_SIM_BENCH_CMD_H
#define SGDMA_SIM_BENCH_CMD_H

#include <stdio.h>

#include "bench_options.h"

/* `argv[0]` is the part: steady, launch, scale or speed. */
int bench_command(int argc, char **argv);

int bench_steady(const struct bench_options *options, FILE *to);
int bench_launch(const struct bench_options *options, FILE *to);
int bench_scale(const struct bench_options *options, FILE *to);
int bench_speed(const struct bench_options *options, FILE *to);

/* A run that failed: says which, and returns the exit code. */
int bench_failed(const struct bench_case *c, const struct result *result);
/* `done` of `total` rows: a line on stderr every few seconds, if that is wanted. */
void bench_progress(const struct bench_options *options, const char *part, size_t done, size_t total);

#endif
