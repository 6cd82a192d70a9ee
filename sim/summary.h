/* SPDX-License-Identifier: Apache-2.0 */
/* summary: what a run of one job on one list has shown; as an aligned table and as CSV. */
#ifndef SGDMA_SIM_SUMMARY_H
#define SGDMA_SIM_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "options.h"

struct result {
	enum job job;
	enum shape shape;
	uint64_t descriptors; /* data entries of all lists */
	uint64_t bytes;       /* payload */
	uint64_t kick;        /* clock of the first doorbell */
	uint64_t cycles;      /* from the first doorbell to the last interrupt; 0: it never came */
	uint64_t bound;       /* see bound.h */
	uint64_t fetch_wait;  /* FETCH_WAIT; of a copy's two channels the larger */
	uint64_t interrupts;  /* rising edges of irq */
	int exit;             /* EXIT_OK, or of the first error */
	char status[256];     /* "ok", or the first error */
};

/* Keeps the first error; a comma in it becomes a semicolon, as it stands in a CSV field. */
void result_fail(struct result *result, int exit, const char *format, ...) __attribute__((format(printf, 3, 4)));

void summary_print(FILE *to, const struct options *options, const struct result *results, size_t count);
void summary_csv(FILE *to, const struct options *options, const struct result *results, size_t count);

#endif
