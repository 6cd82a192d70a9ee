/* SPDX-License-Identifier: Apache-2.0 */
/* lab: see lab.h: one experiment from its settings to its files. */
#include "lab.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "lab_report.h"
#include "options.h"

#define PROGRESS_SECONDS 5
#define PATH_ROOM 4096

/* A file in the making. */
struct sheet {
	char *text;
	size_t len;
	FILE *to;
};

struct lab {
	const struct lab_experiment *experiment;
	const struct lab_options *options;
	struct sheet table, verdict, constants;
	unsigned bad; /* verdicts that are not ok */
	time_t said;
	int exit;
	char error[4096 + 256];
};

const struct lab_options *lab_options(const struct lab *lab)
{
	return lab->options;
}

bool lab_fail(struct lab *lab, int exit, const char *format, ...)
{
	va_list args;

	if (lab->exit != EXIT_OK)
		return false;
	lab->exit = exit;
	va_start(args, format);
	vsnprintf(lab->error, sizeof(lab->error), format, args);
	va_end(args);
	return false;
}

void lab_row(struct lab *lab, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(lab->table.to, format, args);
	va_end(args);
	putc('\n', lab->table.to);
}

void lab_constant(struct lab *lab, const char *format, ...)
{
	va_list args;
	char line[256];

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	fprintf(lab->constants.to, "%s\n", line);
	printf("  %s: %s\n", lab->experiment->name, line);
}

void lab_verdict_within(struct lab *lab, const char *claim, const char *setting, double predicted, double measured,
			double tolerance)
{
	double error = 100 * (measured - predicted) / predicted, allowed = 100 * tolerance / fabs(predicted);
	bool ok = isfinite(error) && fabs(measured - predicted) <= tolerance;

	lab->bad += !ok;
	fprintf(lab->verdict.to, "%s,%s,%s,%.6g,%.6g,%.2f,%.2f,%s\n", lab->experiment->name, claim, setting, predicted,
		measured, error, allowed, ok ? "ok" : "FAIL");
}

void lab_verdict(struct lab *lab, const char *claim, const char *setting, double predicted, double measured,
		 double tolerance_pct)
{
	lab_verdict_within(lab, claim, setting, predicted, measured, fabs(predicted) * tolerance_pct / 100);
}

void lab_progress(struct lab *lab, uint64_t done, uint64_t total)
{
	time_t now = time(NULL);

	if (!lab->options->progress || now - lab->said < PROGRESS_SECONDS)
		return;
	lab->said = now;
	fprintf(stderr, "  LAB     %s: %.0f %%\n", lab->experiment->name,
		100 * (double)done / (double)(total ? total : 1));
}

/* ---- files -------------------------------------------------------------------------------------------------- */
static bool sheet_open(struct sheet *sheet)
{
	sheet->to = open_memstream(&sheet->text, &sheet->len);
	return sheet->to;
}

static bool sheet_close(struct sheet *sheet)
{
	bool ok = !sheet->to || (!ferror(sheet->to) & (fclose(sheet->to) == 0));

	sheet->to = NULL;
	return ok;
}

static bool write_sheet(struct lab *lab, const struct sheet *sheet, const char *form)
{
	char path[PATH_ROOM], err[PATH_ROOM + 256];

	snprintf(path, sizeof(path), form, lab->options->dir, lab->experiment->name);
	return file_write(path, sheet->text, sheet->len, err, sizeof(err)) || lab_fail(lab, EXIT_USAGE, "%s", err);
}

/* gnuplot reads the table and draws the picture under another name; only a whole one takes its place. */
static bool draw(struct lab *lab)
{
	const struct lab_experiment *e = lab->experiment;
	char path[2][PATH_ROOM];
	FILE *gnuplot = popen("gnuplot", "w");
	int status;

	if (!gnuplot)
		return lab_fail(lab, EXIT_TOOL, "gnuplot: cannot be started");
	for (unsigned i = 0; i < 2; i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s.svg%s", lab->options->dir, e->name, i ? "" : ".new");
	fprintf(gnuplot,
		"set terminal svg size %u,%u font \"Helvetica,12\" background \"white\"\n"
		"set output '%s'\n"
		"csv = '%s/%s.csv'\n"
		"set datafile separator ','\n"
		"set datafile missing NaN\n"
		"set datafile columnheaders\n"
		"set grid xtics ytics lc rgb '#dddddd'\n"
		"set key samplen 2 font \"Helvetica,10\"\n"
		"%s",
		e->width, e->height, path[0], lab->options->dir, e->name, e->plot);
	status = pclose(gnuplot);
	if (status != 0 || rename(path[0], path[1]) != 0) {
		remove(path[0]);
		return lab_fail(lab, EXIT_TOOL, "gnuplot could not draw %s (is it installed? scripts/setup.sh)",
				path[1]);
	}
	return true;
}

static bool check_folder(struct lab *lab)
{
	char path[PATH_ROOM], err[PATH_ROOM + 256];

	if (strpbrk(lab->options->dir, "'\n\\"))
		return lab_fail(lab, EXIT_USAGE, "--dir=%s: a path without quote and backslash is needed for gnuplot",
				lab->options->dir);
	snprintf(path, sizeof(path), "%s/part", lab->options->dir);
	return file_make_dir(path, err, sizeof(err)) || lab_fail(lab, EXIT_USAGE, "--dir=%s", err);
}

static bool write_files(struct lab *lab)
{
	char err[PATH_ROOM + 256];

	if (!write_sheet(lab, &lab->table, "%s/%s.csv") || !draw(lab) ||
	    !write_sheet(lab, &lab->verdict, "%s/part/%s.csv") || !write_sheet(lab, &lab->constants, "%s/part/%s.txt"))
		return false;
	return lab_report(lab->options->dir, err, sizeof(err)) || lab_fail(lab, EXIT_USAGE, "%s", err);
}

/* The rows for people. */
static void print_verdict(const struct lab *lab)
{
	char *text = strdup(lab->verdict.text), *rest = text, *line;

	while (text && (line = strsep(&rest, "\n")) && *line) {
		char *field[8];
		unsigned n = 0;

		while (n < 8 && (field[n] = strsep(&line, ",")))
			n++;
		if (n == 8)
			printf("%-4s  %-52s %-30s predicted %10s  measured %10s  error %8s %% of %s %%\n", field[7],
			       field[1], field[2], field[3], field[4], field[5], field[6]);
	}
	free(text);
}

int lab_run(const struct lab_experiment *experiment, const struct lab_options *options)
{
	struct lab lab = { .experiment = experiment, .options = options };
	bool ok;

	if (!sheet_open(&lab.table) || !sheet_open(&lab.verdict) || !sheet_open(&lab.constants))
		lab_fail(&lab, EXIT_TOOL, "no host memory for the tables");
	else
		fprintf(lab.constants.to, "%s\n", options->command);
	ok = lab.exit == EXIT_OK && check_folder(&lab) && experiment->run(&lab);
	if (!sheet_close(&lab.table) | !sheet_close(&lab.verdict) | !sheet_close(&lab.constants))
		lab_fail(&lab, EXIT_TOOL, "no host memory for the tables");
	if (ok && lab.exit == EXIT_OK && write_files(&lab)) {
		print_verdict(&lab);
		if (lab.bad)
			lab_fail(&lab, EXIT_CHECK, "%u verdicts are not ok", lab.bad);
	}
	if (lab.exit != EXIT_OK)
		complain("lab %s: %s", experiment->name, lab.error);
	free(lab.table.text);
	free(lab.verdict.text);
	free(lab.constants.text);
	return lab.exit;
}
