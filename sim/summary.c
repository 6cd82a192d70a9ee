/* SPDX-License-Identifier: Apache-2.0 */
#include "summary.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define FIELD_BYTES 256

enum { COLUMNS = 14, TEXT_COLUMNS = 3 };

static const char *const heads[COLUMNS] = { "job",          "list",    "format",
					    "width",        "latency", "descriptors",
					    "bytes",        "cycles",  "bytes_per_cycle",
					    "bound_cycles", "ratio",   "fetch_wait_cycles",
					    "interrupts",   "status" };

void result_fail(struct result *result, int exit, const char *format, ...)
{
	va_list args;

	if (result->exit != EXIT_OK)
		return;
	result->exit = exit;
	va_start(args, format);
	vsnprintf(result->status, sizeof(result->status), format, args);
	va_end(args);
	for (char *c = result->status; *c; c++) {
		if (*c == ',')
			*c = ';';
		else if (*c == '\n' || *c == '"')
			*c = '\'';
	}
}

static double ratio(uint64_t a, uint64_t b)
{
	return b ? (double)a / (double)b : 0.0;
}

static void field(char *to, int column, const struct options *options, const struct result *r)
{
	const uint64_t numbers[COLUMNS] = {
		[3] = options->width, [4] = options->latency, [5] = r->descriptors, [6] = r->bytes,
		[7] = r->cycles,      [9] = r->bound,         [11] = r->fetch_wait, [12] = r->interrupts
	};
	const char *text = NULL;

	switch (column) {
	case 0: text = job_names[r->job]; break;
	case 1: text = shape_names[r->shape]; break;
	case 2: text = options->wide ? "wide" : "compact"; break;
	case 8: snprintf(to, FIELD_BYTES, "%.3f", ratio(r->bytes, r->cycles)); return;
	case 10: snprintf(to, FIELD_BYTES, "%.3f", ratio(r->cycles, r->bound)); return;
	case COLUMNS - 1: text = r->status; break;
	default: snprintf(to, FIELD_BYTES, "%" PRIu64, numbers[column]); return;
	}
	snprintf(to, FIELD_BYTES, "%s", text);
}

/* Text to the left, numbers to the right, the status as it comes. */
static void cell(FILE *to, int column, int width, const char *text)
{
	if (column == COLUMNS - 1)
		fprintf(to, "%s\n", text);
	else
		fprintf(to, column < TEXT_COLUMNS ? "%-*s  " : "%*s  ", width, text);
}

void summary_print(FILE *to, const struct options *options, const struct result *results, size_t count)
{
	int widths[COLUMNS];
	char text[FIELD_BYTES];

	for (int c = 0; c < COLUMNS; c++) {
		widths[c] = (int)strlen(heads[c]);
		for (size_t i = 0; i < count; i++) {
			field(text, c, options, &results[i]);
			if ((int)strlen(text) > widths[c])
				widths[c] = (int)strlen(text);
		}
	}
	for (int c = 0; c < COLUMNS; c++)
		cell(to, c, widths[c], heads[c]);
	for (size_t i = 0; i < count; i++) {
		for (int c = 0; c < COLUMNS; c++) {
			field(text, c, options, &results[i]);
			cell(to, c, widths[c], text);
		}
	}
}

void summary_csv(FILE *to, const struct options *options, const struct result *results, size_t count)
{
	char text[FIELD_BYTES];

	for (int c = 0; c < COLUMNS; c++)
		fprintf(to, "%s%c", heads[c], c < COLUMNS - 1 ? ',' : '\n');
	for (size_t i = 0; i < count; i++) {
		for (int c = 0; c < COLUMNS; c++) {
			field(text, c, options, &results[i]);
			fprintf(to, "%s%c", text, c < COLUMNS - 1 ? ',' : '\n');
		}
	}
}
