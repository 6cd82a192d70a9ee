/* SPDX-License-Identifier: Apache-2.0 */
/* options: the command line of the program, checked to the last value before anything is opened. */
#ifndef SGDMA_SIM_OPTIONS_H
#define SGDMA_SIM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes of the program. */
enum { EXIT_OK = 0, EXIT_CHECK = 1, EXIT_USAGE = 2, EXIT_TOOL = 3, EXIT_TIMEOUT = 4 };

enum job { JOB_TRANSMIT, JOB_RECEIVE, JOB_COPY, JOBS };
enum shape { SHAPE_RING, SHAPE_LINKED, SHAPE_CHUNKED, SHAPES };

extern const char *const job_names[JOBS];
extern const char *const shape_names[SHAPES];

struct options {
	bool jobs[JOBS], shapes[SHAPES]; /* asked for */
	bool wide;
	unsigned width;   /* bits */
	unsigned latency; /* clocks */
	unsigned depth;   /* fetches in flight */
	uint32_t seed;
	unsigned mem;      /* MiB */
	uint64_t mem_base; /* 0: SESSION_MEM_BASE */
	size_t packets;    /* of the capture, 0: all */
	size_t bytes;      /* command `input` */
	const char *frag, *pcap, *input, *output, *dir, *model_dir;
	const char *model; /* NULL: from model_dir */
	const char *trace; /* NULL: none */
	bool bare;         /* nothing is watched: for measuring the speed */
	bool flip;         /* --fault=flip-byte */
	bool progress;
};

/*
 * Prints "sgdma-sim: ..." as one line on stderr; returns EXIT_USAGE, so that a caller can return it.
 */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Each parses the arguments after the command. EXIT_OK, or EXIT_USAGE after a message. --help prints and exits. */
int options_run(int argc, char **argv, struct options *options);
/* `input FILE`: FILE is in options->output. */
int options_input(int argc, char **argv, struct options *options);

#endif
