/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lab: the laboratory. An experiment runs one claim of the article on the engine, over a sweep, and leaves
 *
 *	<dir>/<name>.csv           every point that was measured, with what the formula says beside it
 *	<dir>/<name>.svg           the picture of it (gnuplot)
 *	<dir>/part/<name>.csv      its rows of verdict.csv
 *	<dir>/part/<name>.txt      the command, then the constants that it has measured, a line each
 *	<dir>/verdict.csv          the rows of all experiments that have run there
 *	<dir>/index.html           the report of them (lab_report.h)
 *
 * Everything is kept in memory until the experiment is over, and written only if nothing has failed: a verdict that is not ok is a
 * result and is written, bad input or a fault of the engine is none. The same settings give the same files to the byte.
 */
#ifndef SGDMA_SIM_LAB_H
#define SGDMA_SIM_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lab_options.h"

struct lab;

struct lab_experiment {
	const char *name;  /* file names and command line: lower case */
	const char *title; /* of section and plot */
	const char *claim; /* what the article says, a sentence */
	/* Measures. False after lab_fail(). Verdicts that are not ok are no reason for false. */
	bool (*run)(struct lab *lab);
	/* gnuplot: commands that draw the picture. `csv` is the path of the table; terminal, output, separator and grid are set. */
	const char *plot;
	unsigned width, height; /* of the picture, pixels */
	const char *
		settings; /* names of the options that it has a use for, besides those of every experiment; a space between */
};

/* In the order of the article. */
extern const struct lab_experiment *const lab_experiments[];
extern const size_t lab_experiment_count;

const struct lab_options *lab_options(const struct lab *lab);

/* Keeps the first reason and its exit code (options.h). Returns false. */
bool lab_fail(struct lab *lab, int exit, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A line of <name>.csv; the first one is its header. The newline is added. */
void lab_row(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A constant that was measured: to <name>.txt and, at once, to standard output. */
void lab_constant(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
/*
 * A row of the verdict: ok if `measured` is within tolerance_pct of `predicted` (not 0). Claim and setting: no comma, no quote; the pair is
 * unique within the experiment and the same in every run with the same settings.
 */
void lab_verdict(struct lab *lab, const char *claim, const char *setting, double predicted, double measured,
		 double tolerance_pct);
/* The same with the tolerance in the unit of the two: "within one beat". */
void lab_verdict_within(struct lab *lab, const char *claim, const char *setting, double predicted, double measured,
			double tolerance);
/* Says on stderr now and then how far it is, if that is wanted. */
void lab_progress(struct lab *lab, uint64_t done, uint64_t total);

/* Runs one experiment and writes its files. EXIT_OK; EXIT_CHECK: a verdict is not ok, or the engine has failed; others of options.h. */
int lab_run(const struct lab_experiment *experiment, const struct lab_options *options);

/* `sgdma-sim lab NAME|report [OPTION...]`, argv[0] is NAME. */
int lab_command(int argc, char **argv);

#endif
