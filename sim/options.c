/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "parse.h"

const char *const job_names[JOBS] = { "transmit", "receive", "copy" };
const char *const shape_names[SHAPES] = { "ring", "linked", "chunked" };

enum key {
	KEY_JOB = 0x100,
	KEY_LIST,
	KEY_FORMAT,
	KEY_WIDTH,
	KEY_LATENCY,
	KEY_DEPTH,
	KEY_SEED,
	KEY_MEM,
	KEY_FRAG,
	KEY_PCAP,
	KEY_PACKETS,
	KEY_INPUT,
	KEY_OUTPUT,
	KEY_DIR,
	KEY_MODEL_DIR,
	KEY_MODEL,
	KEY_FAULT,
	KEY_TRACE,
	KEY_PROGRESS,
	KEY_BYTES,
	KEY_HELP
};

static const struct argp_option run_table[] = {
	{ "job", KEY_JOB, "all|transmit|receive|copy", 0, "What to run (all)", 1 },
	{ "list", KEY_LIST, "all|ring|linked|chunked", 0, "Shape of the descriptor lists (all)", 1 },
	{ "format", KEY_FORMAT, "compact|wide", 0, "Descriptors of 8 or 16 bytes (compact)", 1 },
	{ "width", KEY_WIDTH, "BITS", 0, "Data bus: 32, 64, 128, 256 or 512 (64)", 2 },
	{ "latency", KEY_LATENCY, "CLOCKS", 0, "Memory: first R beat that many clocks after AR, 1 to 1024 (13)", 2 },
	{ "depth", KEY_DEPTH, "N", 0, "Descriptor fetches in flight, 1 to the model's limit (8)", 2 },
	{ "mem", KEY_MEM, "MIB", 0, "Simulated memory, 1 to 1024 (64)", 2 },
	{ "seed", KEY_SEED, "N", 0, "Every random choice, 0 to 4294967295 (1)", 2 },
	{ "frag", KEY_FRAG, "seed|pagemap|file:PATH", 0,
	  "Layout of the page frames: from the seed, from this process (root), from an earlier run's frames.txt (seed)",
	  2 },
	{ "pcap", KEY_PCAP, "FILE", 0, "Packets to transmit and receive, pcap or pcapng (tb/data/loopback.pcap)", 3 },
	{ "packets", KEY_PACKETS, "N", 0, "Only the first N packets of it, 1 to 1000000000 (all)", 3 },
	{ "input", KEY_INPUT, "FILE", 0, "Bytes to copy (DIR/input.bin)", 3 },
	{ "output", KEY_OUTPUT, "FILE", 0, "Where the copy goes (DIR/output.bin)", 3 },
	{ "dir", KEY_DIR, "DIR", 0, "For summary.csv and frames.txt (build/sim)", 3 },
	{ "model-dir", KEY_MODEL_DIR, "DIR", 0, "Folder of the models w<BITS>.so (build/model)", 4 },
	{ "model", KEY_MODEL, "FILE", 0, "This model instead", 4 },
	{ "trace", KEY_TRACE, "FILE.fst", 0, "Record the wave of one job on one list (the model w<BITS>-trace.so)", 4 },
	{ "fault", KEY_FAULT, "none|flip-byte", 0,
	  "flip-byte: change one byte of a destination frame after the run, to see the check fail (none)", 4 },
	{ "progress", KEY_PROGRESS, NULL, 0, "Say on stderr what is running", 4 },
	{ "help", KEY_HELP, NULL, 0, "This text", -1 },
	{ 0 }
};

static const struct argp_option input_table[] = { { "bytes", KEY_BYTES, "N", 0, "Length, 1 to 1073741824 (1048589)",
						    1 },
						  { "help", KEY_HELP, NULL, 0, "This text", -1 },
						  { 0 } };

int complain(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("sgdma-sim: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

static bool parse_run_value(int key, const char *text, struct options *o)
{
	uint64_t number;

	switch (key) {
	case KEY_JOB: return parse_set("job", text, job_names, JOBS, o->jobs);
	case KEY_LIST: return parse_set("list", text, shape_names, SHAPES, o->shapes);
	case KEY_FORMAT: return parse_two("format", text, "compact", "wide", &o->wide);
	case KEY_WIDTH: return parse_width(text, &o->width);
	case KEY_LATENCY: return parse_unsigned("latency", text, 1, 1024, &o->latency);
	case KEY_DEPTH: return parse_unsigned("depth", text, 1, 255, &o->depth);
	case KEY_MEM: return parse_unsigned("mem", text, 1, 1024, &o->mem);
	case KEY_SEED:
		if (!parse_number("seed", text, 0, UINT32_MAX, &number))
			return false;
		o->seed = (uint32_t)number;
		return true;
	case KEY_FRAG: o->frag = text; return parse_frag(text);
	case KEY_PACKETS:
		if (!parse_number("packets", text, 1, 1000000000, &number))
			return false;
		o->packets = (size_t)number;
		return true;
	case KEY_PCAP: return parse_path("pcap", text, &o->pcap);
	case KEY_INPUT: return parse_path("input", text, &o->input);
	case KEY_OUTPUT: return parse_path("output", text, &o->output);
	case KEY_DIR: return parse_path("dir", text, &o->dir);
	case KEY_MODEL_DIR: return parse_path("model-dir", text, &o->model_dir);
	case KEY_MODEL: return parse_path("model", text, &o->model);
	case KEY_TRACE: return parse_path("trace", text, &o->trace);
	default: return parse_two("fault", text, "none", "flip-byte", &o->flip);
	}
}

static error_t run_parser(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case KEY_PROGRESS: options->progress = true; return 0;
	case KEY_HELP: parse_help(state->root_argp, state->name);
	case ARGP_KEY_ARG:
		complain("%s: an option (--NAME=VALUE) is needed here; see sgdma-sim run --help", arg);
		return ECANCELED;
	default:
		if (key < KEY_JOB || key > KEY_HELP)
			return ARGP_ERR_UNKNOWN;
		return parse_run_value(key, arg, options) ? 0 : ECANCELED;
	}
}

static error_t input_parser(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	uint64_t number;

	switch (key) {
	case KEY_HELP: parse_help(state->root_argp, state->name);
	case KEY_BYTES:
		if (!parse_number("bytes", arg, 1, UINT64_C(1) << 30, &number))
			return ECANCELED;
		options->bytes = (size_t)number;
		return 0;
	case ARGP_KEY_ARG:
		if (options->output) {
			complain("%s: one FILE is enough", arg);
			return ECANCELED;
		}
		options->output = arg;
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* argv[0] is the command: it takes the place of the program's name. */
int options_run(int argc, char **argv, struct options *options)
{
	static const struct argp argp = {
		run_table,
		run_parser,
		NULL,
		"Runs descriptor lists on the Verilated engine, checks every byte and prints one row a job and list.\v"
		"Exit: 0 all ok, 1 a check failed, 2 bad input or usage, 3 a model is missing, 4 time-out.",
		NULL,
		NULL,
		NULL
	};
	int jobs = 0, shapes = 0;

	*options = (struct options){
		.jobs = { true, true, true },
		.shapes = { true, true, true },
		.width = 64,
		.latency = 13,
		.depth = 8,
		.seed = 1,
		.mem = 64,
		.frag = "seed",
		.pcap = "tb/data/loopback.pcap",
		.dir = "build/sim",
		.model_dir = "build/model",
	};
	if (parse_options(&argp, argc, argv, options) != EXIT_OK)
		return EXIT_USAGE;
	for (int i = 0; i < JOBS; i++)
		jobs += options->jobs[i];
	for (int i = 0; i < SHAPES; i++)
		shapes += options->shapes[i];
	if (options->trace && (jobs != 1 || shapes != 1))
		return complain("--trace=%s: a wave holds one run; one --job and one --list are needed",
				options->trace);
	if (options->flip && jobs == 1 && options->jobs[JOB_TRANSMIT])
		return complain(
			"--fault=flip-byte: transmit has no destination frame; --job=receive, copy or all is needed");
	return EXIT_OK;
}

int options_input(int argc, char **argv, struct options *options)
{
	static const struct argp argp = {
		input_table, input_parser,
		"FILE",      "Writes the default input of the copy job: the same bytes on any machine.",
		NULL,        NULL,
		NULL
	};

	*options = (struct options){ .bytes = INPUT_BYTES };
	if (parse_options(&argp, argc, argv, options) != EXIT_OK)
		return EXIT_USAGE;
	return options->output ? EXIT_OK : complain("input: the name of the FILE to write is needed");
}
