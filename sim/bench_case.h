/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_case: one workload of the benchmarks, run once: n pieces of one size, scattered over the memory, on one list shape. Every
 * byte, every completion and the rest of the memory are checked as in any other run of the program.
 */
#ifndef SGDMA_SIM_BENCH_CASE_H
#define SGDMA_SIM_BENCH_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drive.h"
#include "list.h"
#include "options.h"
#include "session.h"
#include "summary.h"

enum bench_kind { BENCH_COPY, BENCH_GATHER, BENCH_SCATTER, BENCH_KINDS };
enum bench_list { BENCH_RING, BENCH_LINKED, BENCH_LINKED_SEQ, BENCH_CHUNKED, BENCH_LISTS };

extern const char *const bench_kind_names[BENCH_KINDS];
extern const char *const bench_list_names[BENCH_LISTS];

struct bench_case {
	enum bench_kind kind;
	enum bench_list list; /* linked: nodes at random places; linked_seq: one after the other */
	unsigned chunk;       /* chunked: data entries of a chunk */
	bool wide;
	bool each;                 /* each piece is a job (packet) with its own completion; false: one at the end */
	unsigned width, latency;   /* bits, clocks */
	unsigned size;             /* bytes of a piece */
	unsigned src_off, dst_off; /* added to addresses that are multiples of max(8, bus bytes) */
};

/* Where and with what a case runs. */
struct bench_setup {
	const char *model_dir;
	const char *model;   /* NULL: w<width>.so of the folder, or w<width>-<config>.so */
	const char *config;  /* of scripts/synth-configs.txt; NULL: default */
	const char *trace;   /* NULL: none */
	bool fetch_set;      /* fetch_log2 counts */
	unsigned fetch_log2; /* log2 of the descriptors of a fetch */
	unsigned depth;      /* fetches in flight; 0: as many as the model can */
	uint32_t seed;
	bool bare; /* engine and memory alone: nothing is watched */
};

/* A case laid out in memory, ready for drive(). Everything is private but `s` and `job`. */
struct bench_stage {
	struct options options;
	char model[4096];
	struct session s;
	struct result result;
	struct pieces from, to;
	struct list gather, scatter;
	struct list_layout layout;
	struct expected expected;
	struct drive_job job;
	uint8_t *data; /* of all pieces, one after the other */
	size_t n;
};

/*
 * Opens an engine and lays `n` pieces out; the ring has at most 2^12 entries, so that more pieces than that go over it
 * several times. False: stage->result says why. bench_stage_close() is due in any case.
 */
bool bench_stage_open(struct bench_stage *stage, const struct bench_setup *setup, const struct bench_case *c, size_t n);
/* Compares what came out, and all of the memory. */
void bench_stage_check(struct bench_stage *stage, const struct bench_case *c);
void bench_stage_close(struct bench_stage *stage);

/* All three, and drive() between. *result: clocks from the kick to the interrupt, bound, exit and status. */
void bench_case_run(const struct bench_setup *setup, const struct bench_case *c, size_t n, struct result *result);

/* "copy ring compact each 64 bits L=13 S=64": for messages. Returns `text`. */
const char *bench_case_name(const struct bench_case *c, char *text, size_t size);

#endif
