/* SPDX-License-Identifier: Apache-2.0 */
/* sgdma-sim: the command line's first word, and what it leads to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_cmd.h"
#include "file.h"
#include "input.h"
#include "lab.h"
#include "options.h"
#include "run.h"
#include "sgdma.h"
#include "show.h"

static const char help[] =
	"Usage: sgdma-sim COMMAND [OPTION...]\n"
	"\n"
	"  run          gather, scatter and copy by descriptor lists on the Verilated engine\n"
	"  show NAME    a short run for a wave: basic, error, abort or moderation; options as of run\n"
	"  bench PART   measure: steady, launch, scale or speed\n"
	"  lab NAME     an experiment of the laboratory: breakeven, fragmentation, alignment, coalescing, prefetch,\n"
	"               jitter, moderation or applications; lab report joins them to one page\n"
	"  input FILE   write the default input of the copy job\n"
	"  --help       this text; sgdma-sim COMMAND --help tells the options\n"
	"  --version    the version\n"
	"\n"
	"Exit: 0 all ok, 1 a check failed, 2 bad input or usage, 3 a model is missing, 4 time-out.\n";

static int say(const char *text)
{
	fputs(text, stdout);
	return fflush(stdout) == 0 ? EXIT_OK : complain("standard output: cannot be written");
}

static int command_run(int argc, char **argv)
{
	struct options options;
	int code = options_run(argc, argv, &options);

	return code == EXIT_OK ? run(&options) : code;
}

static int command_show(int argc, char **argv)
{
	struct options options;
	int code;

	if (argc < 2)
		return complain("show: basic, error, abort or moderation is needed");
	code = options_run(argc - 1, argv + 1, &options);
	return code == EXIT_OK ? show(argv[1], &options) : code;
}

static int command_input(int argc, char **argv)
{
	struct options options;
	char err[4096 + 256];
	uint8_t *data;
	int code = options_input(argc, argv, &options);

	if (code != EXIT_OK)
		return code;
	data = malloc(options.bytes);
	if (!data)
		return complain("no host memory for %zu bytes", options.bytes);
	input_fill(data, options.bytes);
	if (!file_write(options.output, data, options.bytes, err, sizeof(err)))
		code = complain("%s", err);
	free(data);
	return code;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return complain("a command is needed: run, show, bench, lab, input, --help or --version");
	if (strcmp(argv[1], "run") == 0)
		return command_run(argc - 1, argv + 1);
	if (strcmp(argv[1], "show") == 0)
		return command_show(argc - 1, argv + 1);
	if (strcmp(argv[1], "bench") == 0)
		return bench_command(argc - 2, argv + 2);
	if (strcmp(argv[1], "lab") == 0)
		return lab_command(argc - 2, argv + 2);
	if (strcmp(argv[1], "input") == 0)
		return command_input(argc - 1, argv + 1);
	if (strcmp(argv[1], "--help") == 0)
		return say(help);
	if (strcmp(argv[1], "--version") == 0) {
		char text[64];

		snprintf(text, sizeof(text), "sgdma-sim %s\n", sgdma_version());
		return say(text);
	}
	return complain("%s: no such command; run, show, bench, lab, input, --help or --version is needed", argv[1]);
}
