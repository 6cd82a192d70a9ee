/* SPDX-License-Identifier: Apache-2.0 */
#include "bench_cmd.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "file.h"

#define PROGRESS_SECONDS 5

static const struct {
	const char *name;
	int (*run)(const struct bench_options *options, FILE *to);
} parts[] = {
	{ "steady", bench_steady },
	{ "launch", bench_launch },
	{ "scale", bench_scale },
	{ "speed", bench_speed },
};

int bench_failed(const struct bench_case *c, const struct result *result)
{
	char name[160];

	complain("bench: %s: %s", bench_case_name(c, name, sizeof(name)), result->status);
	return result->exit;
}

void bench_progress(const struct bench_options *options, const char *part, size_t done, size_t total)
{
	static time_t last;
	time_t now = time(NULL);

	if (!last)
		last = now;
	if (!options->progress || now - last < PROGRESS_SECONDS)
		return;
	last = now;
	fprintf(stderr, "  %s: %zu of %zu rows\n", part, done, total);
}

/* The CSV goes out whole, when every row is there. */
static int write_out(const struct bench_options *options, const char *text, size_t len)
{
	char err[4096 + 256];

	if (options->output)
		return file_write(options->output, text, len, err, sizeof(err)) ? EXIT_OK
										: complain("--output=%s", err);
	if (fwrite(text, 1, len, stdout) == len && fflush(stdout) == 0)
		return EXIT_OK;
	return complain("standard output: the table could not be written");
}

int bench_command(int argc, char **argv)
{
	struct bench_options options;
	size_t i = 0, len = 0;
	char err[4096 + 256], *text = NULL;
	FILE *to;
	int code;

	while (argc && i < sizeof(parts) / sizeof(parts[0]) && strcmp(argv[0], parts[i].name) != 0)
		i++;
	if (!argc || i == sizeof(parts) / sizeof(parts[0]))
		return complain("bench%s%s: steady, launch, scale or speed is needed", argc ? " " : "",
				argc ? argv[0] : "");
	code = options_bench(argc, argv, &options);
	if (code != EXIT_OK)
		return code;
	if (options.output && !file_check_output(options.output, err, sizeof(err)))
		return complain("--output=%s", err);
	to = open_memstream(&text, &len);
	if (!to)
		return complain("no host memory for the table");
	code = parts[i].run(&options, to);
	if (fclose(to) != 0 && code == EXIT_OK)
		code = complain("no host memory for the table");
	if (code == EXIT_OK)
		code = write_out(&options, text, len);
	free(text);
	return code;
}
