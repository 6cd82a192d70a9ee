/* SPDX-License-Identifier: Apache-2.0 */
#include "lab_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "parse.h"

#define UTILISATION_MAX 0.95

enum key {
	KEY_WIDTH = 0x100,
	KEY_LATENCY,
	KEY_SEED,
	KEY_POINTS,
	KEY_SIZE,
	KEY_SEEDS,
	KEY_JOBS,
	KEY_UTILISATION,
	KEY_LOADS,
	KEY_STORES,
	KEY_COST,
	KEY_REG,
	KEY_PCAP,
	KEY_FRAG,
	KEY_FAULT,
	KEY_QUICK,
	KEY_DIR,
	KEY_MODEL_DIR,
	KEY_MODEL,
	KEY_PROGRESS,
	KEY_HELP
};

static const struct argp_option table[] = {
	{ "width", KEY_WIDTH, "BITS", 0, "Data bus: 32, 64, 128, 256 or 512 (those of the experiment)", 1 },
	{ "latency", KEY_LATENCY, "CLOCKS", 0, "Memory latency, 1 to 1024 (those of the experiment)", 1 },
	{ "seed", KEY_SEED, "N", 0, "Of every random choice, 0 to 4294967295 (1)", 1 },
	{ "quick", KEY_QUICK, NULL, 0, "Fewer points", 1 },
	{ "points", KEY_POINTS, "N", 0, "Points of a sweep, 2 to 1000", 2 },
	{ "size", KEY_SIZE, "BYTES", 0, "The largest size of a sweep, or the mean of a random one, 64 to 4194304", 2 },
	{ "seeds", KEY_SEEDS, "N", 0, "Runs of a random point, 1 to 64: seed, seed + 1, ...", 2 },
	{ "jobs", KEY_JOBS, "N", 0, "Jobs of a random point, all its runs together, 1000 to 100000000", 2 },
	{ "utilisation", KEY_UTILISATION, "X", 0, "Of the queue, above 0 and below 1, at most 0.95: this point alone",
	  2 },
	{ "loads", KEY_LOADS, "N", 0, "Loads that the CPU has in flight, 1 to 32 (4)", 3 },
	{ "stores", KEY_STORES, "N", 0, "Stores that it has in flight, 1 to 32 (32)", 3 },
	{ "cost", KEY_COST, "CLOCKS", 0, "Of the CPU for an access, 1 to 1000 (1)", 3 },
	{ "reg", KEY_REG, "CLOCKS", 0, "From the CPU to the register port, 0 to 1000 (4)", 3 },
	{ "pcap", KEY_PCAP, "FILE", 0, "Packets of a network card, pcap or pcapng (tb/data/loopback.pcap)", 4 },
	{ "frag", KEY_FRAG, "seed|pagemap|file:PATH", 0,
	  "Frame layout: seeded, of this live process, or of a file (file:tb/data/frames-live.txt)", 4 },
	{ "fault", KEY_FAULT, "none|double-desc", 0,
	  "double-desc: the calibrated cost of a descriptor is doubled, to see a verdict fail (none)", 5 },
	{ "dir", KEY_DIR, "DIR", 0, "Where tables, picture and report go (build/lab)", 6 },
	{ "model-dir", KEY_MODEL_DIR, "DIR", 0, "Folder of the models w<BITS>.so (build/model)", 6 },
	{ "model", KEY_MODEL, "FILE", 0, "This model instead; --width says how wide it is", 6 },
	{ "progress", KEY_PROGRESS, NULL, 0, "Say on stderr how far it is", 6 },
	{ "help", KEY_HELP, NULL, 0, "This text", -1 },
	{ 0 }
};

struct parse {
	struct lab_options *options;
	const char *settings;
};

/* Whether `name` is one of the words. */
static bool has_word(const char *words, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = words; (at = strstr(at, name)); at += len)
		if ((at == words || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

/* The settings of points and machines; those below are every experiment's. */
static bool has_use(int key, const char *settings, const char *command)
{
	for (const struct argp_option *o = table; o->name; o++) {
		if (o->key != key || key < KEY_POINTS || key > KEY_FAULT)
			continue;
		if (!has_word(settings, o->name)) {
			complain("lab %s: --%s is of no use to it%s%s", command, o->name, *settings ? "; it has " : "",
				 settings);
			return false;
		}
	}
	return true;
}

static bool parse_share(const char *text, double *value)
{
	char *end = NULL;

	if (*text >= '0' && *text <= '9')
		*value = strtod(text, &end);
	if (end && !*end && *value > 0 && *value <= UTILISATION_MAX)
		return true;
	complain(
		"--utilisation=%s: a number above 0 and up to %.2f is needed (a queue with 1 or more never comes to rest)",
		text, UTILISATION_MAX);
	return false;
}

static bool parse_value(int key, const char *text, struct lab_options *o)
{
	uint64_t number;

	switch (key) {
	case KEY_WIDTH: return parse_width(text, &o->width);
	case KEY_LATENCY: return parse_unsigned("latency", text, 1, 1024, &o->latency);
	case KEY_SEED:
		if (!parse_number("seed", text, 0, UINT32_MAX, &number))
			return false;
		o->seed = (uint32_t)number;
		return true;
	case KEY_POINTS: return parse_unsigned("points", text, 2, 1000, &o->points);
	case KEY_SIZE: return parse_number("size", text, 64, 4194304, &o->size);
	case KEY_SEEDS: return parse_unsigned("seeds", text, 1, 64, &o->seeds);
	case KEY_JOBS: return parse_number("jobs", text, 1000, 100000000, &o->jobs);
	case KEY_UTILISATION: return parse_share(text, &o->utilisation);
	case KEY_LOADS: return parse_unsigned("loads", text, 1, CPU_IN_FLIGHT, &o->cpu.loads);
	case KEY_STORES: return parse_unsigned("stores", text, 1, CPU_IN_FLIGHT, &o->cpu.stores);
	case KEY_COST: return parse_unsigned("cost", text, 1, 1000, &o->cpu.cost);
	case KEY_REG: return parse_unsigned("reg", text, 0, 1000, &o->cpu.reg);
	case KEY_PCAP: return parse_path("pcap", text, &o->pcap);
	case KEY_FRAG: o->frag = text; return parse_frag(text);
	case KEY_FAULT: return parse_two("fault", text, "none", "double-desc", &o->double_desc);
	case KEY_DIR: return parse_path("dir", text, &o->dir);
	case KEY_MODEL_DIR: return parse_path("model-dir", text, &o->model_dir);
	default: return parse_path("model", text, &o->model);
	}
}

static error_t parser(int key, char *arg, struct argp_state *state)
{
	struct parse *parse = state->input;

	switch (key) {
	case KEY_QUICK: parse->options->quick = true; return 0;
	case KEY_PROGRESS: parse->options->progress = true; return 0;
	case KEY_HELP: parse_help(state->root_argp, "lab NAME");
	case ARGP_KEY_ARG:
		complain("%s: an option (--NAME=VALUE) is needed here; see sgdma-sim lab %s --help", arg, state->name);
		return ECANCELED;
	default:
		if (key < KEY_WIDTH || key > KEY_HELP)
			return ARGP_ERR_UNKNOWN;
		return has_use(key, parse->settings, state->name) && parse_value(key, arg, parse->options) ? 0
													   : ECANCELED;
	}
}

/* As it was given; what has a blank or sign of the shell in it stands in quotes. */
static void keep_command(int argc, char **argv, char *to, size_t size)
{
	size_t at = (size_t)snprintf(to, size, "build/sgdma-sim lab");

	for (int i = 0; i < argc && at < size; i++) {
		const char *quote = strpbrk(argv[i], " \t\n\"\\$&|;<>()*?[]#~`!{}") ? "'" : "";

		at += (size_t)snprintf(to + at, size - at, " %s%s%s", quote, argv[i], quote);
	}
}

int options_lab(int argc, char **argv, const char *settings, struct lab_options *options)
{
	static const struct argp argp = {
		table,
		parser,
		NULL,
		"Runs one experiment of the laboratory: NAME is breakeven, fragmentation, alignment, coalescing, prefetch, jitter, "
		"moderation or applications; report joins what has run to one page. An option that the experiment has no use for is "
		"refused.\v"
		"Exit: 0 all ok, 1 a verdict is not ok or a check failed, 2 bad input or usage, 3 a model or gnuplot is missing, 4 "
		"time-out.",
		NULL,
		NULL,
		NULL
	};
	struct parse parse = { options, settings };

	*options = (struct lab_options){
		.dir = "build/lab",
		.model_dir = "build/model",
		.seed = 1,
		.cpu = { .loads = 4, .stores = 32, .cost = 1, .reg = 4 },
		.pcap = "tb/data/loopback.pcap",
		.frag = "file:tb/data/frames-live.txt",
	};
	keep_command(argc, argv, options->command, sizeof(options->command));
	return parse_options(&argp, argc, argv, &parse);
}
