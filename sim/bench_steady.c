/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steady state: what each further descriptor costs, as (T(2n) - T(n)) / n, T from the kick to the interrupt. Start and end of a run
 * cancel out, and nothing is left but the rate at which the engine goes on.
 */
#include <stdlib.h>

#include "bench_cmd.h"

#define DEEP_LATENCY 100 /* from here on the configuration `deep` */

static const unsigned latencies[] = { 1, 13, 100 };
static const unsigned ring_sizes[] = { 1, 2, 3, 7, 8, 16, 32, 64, 128, 256, 512, 1024, 4096 };
static const unsigned list_sizes[] = { 8, 64, 256, 1024 };
static const unsigned chunks[] = { 2, 4, 8, 16, 32, 64 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OFFSETS 8u
#define OFFSET_SIZE 64u
#define OFFSET_LATENCY 13u

struct rows {
	const struct bench_options *options;
	struct bench_case *at;
	size_t count, room;
	bool full; /* no host memory */
};

/* Adds a row if it is asked for. */
static void add(struct rows *rows, struct bench_case c)
{
	const struct bench_options *o = rows->options;

	if (!o->kinds[c.kind] || !o->lists[c.list] || !o->formats[c.wide] || !o->completions[c.each] ||
	    (o->chunk && c.list == BENCH_CHUNKED && c.chunk != o->chunk) ||
	    (o->offsets && (c.src_off != o->src_off || c.dst_off != o->dst_off)))
		return;
	if (rows->count == rows->room) {
		size_t room = rows->room ? rows->room * 2 : 256;
		void *at = realloc(rows->at, room * sizeof(*rows->at));

		if (!at) {
			rows->full = true;
			return;
		}
		rows->at = at;
		rows->room = room;
	}
	rows->at[rows->count++] = c;
}

/* Every latency and size, or the one that was asked for. */
static void add_sizes(struct rows *rows, struct bench_case c, const unsigned *sizes, size_t count)
{
	const struct bench_options *o = rows->options;

	for (size_t l = 0; l < (o->latency ? 1 : COUNT(latencies)); l++) {
		for (size_t s = 0; s < (o->size ? 1 : count); s++) {
			c.latency = o->latency ? o->latency : latencies[l];
			c.size = o->size ? o->size : sizes[s];
			add(rows, c);
		}
	}
}

static void add_lists(struct rows *rows, struct bench_case c)
{
	const struct bench_options *o = rows->options;

	c.list = BENCH_RING;
	add_sizes(rows, c, ring_sizes, COUNT(ring_sizes));
	/* The other shapes are about the list: completions as the others do them. */
	if (!c.each)
		return;
	c.chunk = 1;
	c.list = BENCH_LINKED;
	add_sizes(rows, c, list_sizes, COUNT(list_sizes));
	c.list = BENCH_LINKED_SEQ;
	add_sizes(rows, c, list_sizes, COUNT(list_sizes));
	c.list = BENCH_CHUNKED;
	for (size_t i = 0; i < (o->chunk ? 1 : COUNT(chunks)); i++) {
		c.chunk = o->chunk ? o->chunk : chunks[i];
		add_sizes(rows, c, list_sizes, COUNT(list_sizes));
	}
}

/*
 * Copies of 64 bytes with every pair of offsets in an 8-byte word, on 64 bits at one latency; the pair that others are measured with at
 * all of them. A pair that was asked for, in any width.
 */
static void add_offsets(struct rows *rows, struct bench_case c)
{
	const struct bench_options *o = rows->options;

	if (c.kind != BENCH_COPY || !c.each || (c.width != 64 && !o->offsets))
		return;
	c.list = BENCH_RING;
	for (unsigned pair = o->offsets ? 0 : 1; pair < (o->offsets ? 1 : OFFSETS * OFFSETS); pair++) {
		static const unsigned size[] = { OFFSET_SIZE };
		bool known;

		c.src_off = o->offsets ? o->src_off : pair / OFFSETS;
		c.dst_off = o->offsets ? o->dst_off : pair % OFFSETS;
		known = o->offsets || (c.src_off == 3 && c.dst_off == 5);
		if (known && (c.src_off || c.dst_off))
			add_sizes(rows, c, size, 1);
		if (known || (o->latency && o->latency != OFFSET_LATENCY))
			continue;
		c.latency = OFFSET_LATENCY;
		c.size = o->size ? o->size : OFFSET_SIZE;
		add(rows, c);
	}
}

static void add_all(struct rows *rows)
{
	for (unsigned w = 0; w < BENCH_WIDTHS; w++) {
		for (unsigned i = 0; rows->options->widths[w] && i < BENCH_KINDS * 4; i++) {
			const struct bench_case c = {
				.kind = (enum bench_kind)(i / 4), .wide = i & 1, .each = !(i & 2), .width = 32u << w
			};

			add_lists(rows, c);
			add_offsets(rows, c);
		}
	}
}

static int run_row(const struct bench_options *options, const struct bench_case *c, FILE *to)
{
	size_t n = c->width >= 256 ? 512 : 128;
	struct bench_setup setup = options->setup;
	struct result once, twice;
	double cycles, bound;

	if (!setup.config && c->latency >= DEEP_LATENCY)
		setup.config = "deep";
	setup.trace = NULL;
	bench_case_run(&setup, c, n, &once);
	if (once.exit != EXIT_OK)
		return bench_failed(c, &once);
	setup.trace = options->setup.trace;
	bench_case_run(&setup, c, 2 * n, &twice);
	if (twice.exit != EXIT_OK)
		return bench_failed(c, &twice);
	cycles = (double)(twice.cycles - once.cycles) / (double)n;
	bound = (double)(twice.bound - once.bound) / (double)n;
	fprintf(to, "%s,%s,%u,%s,%s,%u,%u,%u,%u,%u,%.4f,%.4f,%.4f,%.4f\n", bench_kind_names[c->kind],
		bench_list_names[c->list], c->chunk, c->wide ? "wide" : "compact", c->each ? "each" : "last", c->width,
		c->latency, c->size, c->src_off, c->dst_off, cycles, bound, cycles / bound,
		c->size / (cycles * (c->width / 8)));
	return EXIT_OK;
}

int bench_steady(const struct bench_options *options, FILE *to)
{
	struct rows rows = { .options = options };
	int code = EXIT_OK;

	add_all(&rows);
	if (rows.full)
		code = complain("no host memory for the rows");
	else if (!rows.count)
		code = complain("bench steady: no row has all that was asked for");
	else if (options->setup.trace && rows.count != 1)
		code = complain("--trace=%s: a wave holds one run; %zu rows are asked for", options->setup.trace,
				rows.count);
	fprintf(to, "kind,list,chunk,format,completions,width,latency,size,src_off,dst_off,cycles_per_desc,bound,ratio,"
		    "utilisation\n");
	for (size_t i = 0; i < rows.count && code == EXIT_OK; i++) {
		code = run_row(options, &rows.at[i], to);
		bench_progress(options, "steady", i + 1, rows.count);
	}
	free(rows.at);
	return code;
}
