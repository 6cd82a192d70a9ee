/* SPDX-License-Identifier: Apache-2.0 */
#include "parse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

/* Index of `text` in `names`, or -1 after a message. */
int parse_name(const char *option, const char *text, const char *const *names, int count)
{
	char list[128] = "";
	size_t at = 0;

	for (int i = 0; i < count; i++) {
		if (strcmp(text, names[i]) == 0)
			return i;
		at += (size_t)snprintf(list + at, sizeof(list) - at, "%s%s", i ? ", " : "", names[i]);
	}
	complain("--%s=%s: one of %s is needed", option, text, list);
	return -1;
}

/* Decimal digits and nothing else. */
bool parse_number(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *value)
{
	char *end = NULL;

	errno = 0;
	if (*text >= '0' && *text <= '9')
		*value = strtoull(text, &end, 10);
	if (end && !*end && !errno && *value >= low && *value <= high)
		return true;
	complain("--%s=%s: a number from %llu to %llu is needed", option, text, (unsigned long long)low,
		 (unsigned long long)high);
	return false;
}

bool parse_unsigned(const char *option, const char *text, uint64_t low, uint64_t high, unsigned *value)
{
	uint64_t number;

	if (!parse_number(option, text, low, high, &number))
		return false;
	*value = (unsigned)number;
	return true;
}

bool parse_width(const char *text, unsigned *width)
{
	static const char *const names[] = { "32", "64", "128", "256", "512" };
	int i = parse_name("width", text, names, 5);

	if (i >= 0)
		*width = 32u << i;
	return i >= 0;
}

/* "all" or one of `names`. */
bool parse_set(const char *option, const char *text, const char *const *names, int count, bool *set)
{
	const char *with_all[8] = { "all" };
	int i;

	memcpy(with_all + 1, names, (size_t)count * sizeof(*names));
	i = parse_name(option, text, with_all, count + 1);
	for (int k = 0; k < count && i >= 0; k++)
		set[k] = i == 0 || i == k + 1;
	return i >= 0;
}

bool parse_path(const char *option, const char *text, const char **path)
{
	*path = text;
	if (!*text)
		complain("--%s=: the name of a file or folder is needed", option);
	return *text != '\0';
}

bool parse_two(const char *option, const char *text, const char *off, const char *on, bool *value)
{
	const char *names[] = { off, on };
	int i = parse_name(option, text, names, 2);

	*value = i == 1;
	return i >= 0;
}

_Noreturn void parse_help(const struct argp *argp, const char *command)
{
	char name[64];

	snprintf(name, sizeof(name), "sgdma-sim %s", command);
	argp_help(argp, stdout, ARGP_HELP_LONG | ARGP_HELP_SHORT_USAGE | ARGP_HELP_DOC, name);
	exit(fflush(stdout) == 0 ? EXIT_OK : complain("standard output: cannot be written"));
}

/* argp's own errors take two lines and another exit code, so they are switched off and said here. */
int parse_options(const struct argp *argp, int argc, char **argv, void *options)
{
	int at = 1;
	error_t error = argp_parse(argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP | ARGP_IN_ORDER, &at, options);

	if (error && error != ECANCELED)
		complain("%s: no such option, or its value is missing; see sgdma-sim %s --help",
			 argv[at > 1 && at <= argc ? at - 1 : argc - 1], argv[0]);
	return error ? EXIT_USAGE : EXIT_OK;
}

bool parse_frag(const char *text)
{
	if (strcmp(text, "seed") == 0 || strcmp(text, "pagemap") == 0 || (strncmp(text, "file:", 5) == 0 && text[5]))
		return true;
	complain("--frag=%s: one of seed, pagemap, file:PATH is needed", text);
	return false;
}
