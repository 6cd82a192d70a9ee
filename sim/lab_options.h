/* SPDX-License-Identifier: Apache-2.0 */
/* lab_options: the command line of `sgdma-sim lab NAME`. A setting that the experiment has no use for is refused. */
#ifndef SGDMA_SIM_LAB_OPTIONS_H
#define SGDMA_SIM_LAB_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cpu.h"

struct lab_options {
	const char *dir;       /* build/lab */
	const char *model_dir; /* build/model */
	const char *model;     /* this one in place of w<width>.so; NULL: none */
	bool quick;            /* fewer points, in less than 3 minutes in all */
	bool progress;
	unsigned width;   /* bits; 0: those of the experiment */
	unsigned latency; /* clocks; 0: those of the experiment */
	unsigned points;  /* of a sweep; 0: as the experiment has */
	unsigned seeds;   /* runs of a random point, with seed, seed + 1, ...; 0: as the experiment has */
	uint32_t seed;
	uint64_t jobs;         /* of a random point, all seeds together; 0: as the experiment has */
	uint64_t size;         /* bytes, the largest of a sweep; 0: as the experiment has */
	double utilisation;    /* of the queue; 0: the experiment's */
	struct cpu_config cpu; /* width 0: 8 bytes, or the bus if that is narrower */
	const char *pcap, *frag;
	char command[512]; /* that repeats it */
	bool double_desc; /* --fault=double-desc: the calibrated cost of a descriptor is doubled, to see a verdict fail */
};

/* The arguments behind the name, which is argv[0]; `settings` as in struct lab_experiment. EXIT_OK, or EXIT_USAGE after a message. */
int options_lab(int argc, char **argv, const char *settings, struct lab_options *options);

#endif
