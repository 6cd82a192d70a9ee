/* SPDX-License-Identifier: Apache-2.0 */
#include "bench_options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "parse.h"

enum key {
	KEY_KIND = 0x100,
	KEY_LIST,
	KEY_CHUNK,
	KEY_FORMAT,
	KEY_COMPLETIONS,
	KEY_WIDTH,
	KEY_LATENCY,
	KEY_SIZE,
	KEY_OFFSETS,
	KEY_MAX,
	KEY_SEED,
	KEY_OUTPUT,
	KEY_MODEL_DIR,
	KEY_MODEL,
	KEY_CONFIG,
	KEY_FETCH,
	KEY_DEPTH,
	KEY_TRACE,
	KEY_PROGRESS,
	KEY_HELP
};

static const struct argp_option table[] = {
	{ "kind", KEY_KIND, "all|copy|gather|scatter", 0, "Rows of this kind (all)", 1 },
	{ "list", KEY_LIST, "all|ring|linked|linked_seq|chunked", 0, "Rows of this list (all)", 1 },
	{ "chunk", KEY_CHUNK, "all|N", 0, "Data entries of a chunk, 1 to 1000 (all)", 1 },
	{ "format", KEY_FORMAT, "all|compact|wide", 0, "Rows of this form of descriptors (all)", 1 },
	{ "completions", KEY_COMPLETIONS, "all|each|last", 0, "Rows with so many completions (all)", 1 },
	{ "width", KEY_WIDTH, "all|BITS", 0, "Rows of this data bus: 32, 64, 128, 256 or 512 (all)", 1 },
	{ "latency", KEY_LATENCY, "all|CLOCKS", 0, "Memory latency, 1 to 1024 (all: 1, 13, 100)", 1 },
	{ "size", KEY_SIZE, "all|BYTES", 0, "Bytes of a piece, 1 to 65535 (all)", 1 },
	{ "offsets", KEY_OFFSETS, "all|S,D", 0, "Offsets of source and destination, 0 to 63 each (all)", 1 },
	{ "max", KEY_MAX, "N", 0, "scale and speed: descriptors, at most, 10 to 1000000 (scale: 1000000, speed: 4096)",
	  1 },
	{ "fetch", KEY_FETCH, "N", 0, "Descriptors a fetch, as log2, 0 to 5 (as many as make 8 bus beats, up to 8)",
	  2 },
	{ "depth", KEY_DEPTH, "N", 0, "Descriptor fetches in flight, 1 to 32 (as many as the model can)", 2 },
	{ "seed", KEY_SEED, "N", 0, "Every random choice, 0 to 4294967295 (1)", 2 },
	{ "output", KEY_OUTPUT, "FILE", 0, "Where the CSV goes (standard output)", 2 },
	{ "model-dir", KEY_MODEL_DIR, "DIR", 0, "Folder of the models w<BITS>[-<CONFIG>].so (build/model)", 3 },
	{ "config", KEY_CONFIG, "NAME", 0,
	  "Configuration of the engine in all rows (default; deep from 100 clocks of latency on; launch: default40)",
	  3 },
	{ "model", KEY_MODEL, "FILE", 0, "This model in all rows instead", 3 },
	{ "trace", KEY_TRACE, "FILE.fst", 0, "Record the wave of one row, on a model that is built for it", 3 },
	{ "progress", KEY_PROGRESS, NULL, 0, "Say on stderr how far it is", 3 },
	{ "help", KEY_HELP, NULL, 0, "This text", -1 },
	{ 0 }
};

/* "all" (0) or a number. */
static bool parse_some(const char *option, const char *text, unsigned low, unsigned high, unsigned *value)
{
	*value = 0;
	return strcmp(text, "all") == 0 || parse_unsigned(option, text, low, high, value);
}

static bool parse_offsets(const char *text, struct bench_options *o)
{
	char rest;

	o->offsets = strcmp(text, "all") != 0;
	if (!o->offsets ||
	    (text[0] >= '0' && text[0] <= '9' && sscanf(text, "%2u,%2u%c", &o->src_off, &o->dst_off, &rest) == 2 &&
	     o->src_off < 64 && o->dst_off < 64))
		return true;
	complain("--offsets=%s: all or two numbers from 0 to 63 with a comma between are needed", text);
	return false;
}

static bool parse_value(int key, const char *text, struct bench_options *o)
{
	static const char *const formats[] = { "compact", "wide" }, *const completions[] = { "last", "each" },
				 *const widths[] = { "32", "64", "128", "256", "512" };
	uint64_t number;

	switch (key) {
	case KEY_KIND: return parse_set("kind", text, bench_kind_names, BENCH_KINDS, o->kinds);
	case KEY_LIST: return parse_set("list", text, bench_list_names, BENCH_LISTS, o->lists);
	case KEY_CHUNK: return parse_some("chunk", text, 1, 1000, &o->chunk);
	case KEY_FORMAT: return parse_set("format", text, formats, 2, o->formats);
	case KEY_COMPLETIONS: return parse_set("completions", text, completions, 2, o->completions);
	case KEY_WIDTH: return parse_set("width", text, widths, BENCH_WIDTHS, o->widths);
	case KEY_LATENCY: return parse_some("latency", text, 1, 1024, &o->latency);
	case KEY_SIZE: return parse_some("size", text, 1, 65535, &o->size);
	case KEY_OFFSETS: return parse_offsets(text, o);
	case KEY_MAX: return parse_number("max", text, 10, 1000000, &o->max);
	case KEY_SEED:
		if (!parse_number("seed", text, 0, UINT32_MAX, &number))
			return false;
		o->setup.seed = (uint32_t)number;
		return true;
	case KEY_FETCH: o->setup.fetch_set = true; return parse_unsigned("fetch", text, 0, 5, &o->setup.fetch_log2);
	case KEY_DEPTH: return parse_unsigned("depth", text, 1, 32, &o->setup.depth);
	case KEY_OUTPUT: return parse_path("output", text, &o->output);
	case KEY_MODEL_DIR: return parse_path("model-dir", text, &o->setup.model_dir);
	case KEY_MODEL: return parse_path("model", text, &o->setup.model);
	case KEY_CONFIG: return parse_path("config", text, &o->setup.config);
	default: return parse_path("trace", text, &o->setup.trace);
	}
}

static error_t parser(int key, char *arg, struct argp_state *state)
{
	struct bench_options *options = state->input;

	switch (key) {
	case KEY_PROGRESS: options->progress = true; return 0;
	case KEY_HELP: parse_help(state->root_argp, "bench steady|launch|scale|speed");
	case ARGP_KEY_ARG:
		complain("%s: an option (--NAME=VALUE) is needed here; see sgdma-sim bench %s --help", arg,
			 state->name);
		return ECANCELED;
	default:
		if (key < KEY_KIND || key > KEY_HELP)
			return ARGP_ERR_UNKNOWN;
		return parse_value(key, arg, options) ? 0 : ECANCELED;
	}
}

int options_bench(int argc, char **argv, struct bench_options *options)
{
	static const struct argp argp = {
		table,
		parser,
		NULL,
		"Measures one part of the benchmarks and writes it as CSV: cycles per descriptor in steady state, the first clocks "
		"of one copy, long runs, or the speed of the simulation.\v"
		"Exit: 0 all ok, 1 a check failed, 2 bad input or usage, 3 a model is missing, 4 time-out.",
		NULL,
		NULL,
		NULL
	};

	*options = (struct bench_options){
		.setup = { .model_dir = "build/model", .seed = 1 },
		.kinds = { true, true, true },
		.lists = { true, true, true, true },
		.formats = { true, true },
		.completions = { true, true },
		.widths = { true, true, true, true, true },
		.max = 1000000,
	};
	return parse_options(&argp, argc, argv, options);
}
