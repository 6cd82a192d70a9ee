/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "file.h"
#include "layout.h"
#include "session.h"
#include "summary.h"

#define FRAMES_PER_MIB (1048576u / FRAME_BYTES)

struct work {
	const struct options *options;
	char input[PATH_MAX], output[PATH_MAX], frames_path[PATH_MAX], csv_path[PATH_MAX];
	struct frames *frames;
	struct capture *capture; /* transmit, receive */
	uint8_t *data, *copied;  /* copy */
	size_t len;
	struct result results[JOBS * SHAPES];
	size_t count;
};

/* DIR/name, or `given` if there is one. */
static bool set_path(char *to, const char *given, const char *dir, const char *name)
{
	int n = given ? snprintf(to, PATH_MAX, "%s", given) : snprintf(to, PATH_MAX, "%s/%s", dir, name);

	if (n < PATH_MAX)
		return true;
	complain("%.40s...: a path of fewer than %d bytes is needed", to, PATH_MAX);
	return false;
}

static int check_model(const struct options *options)
{
	char model[PATH_MAX];

	if (access(session_model(options, model, sizeof(model)), R_OK) == 0)
		return EXIT_OK;
	if (options->model) {
		complain("--model=%s: cannot be read", model);
		return EXIT_USAGE;
	}
	complain("%s is missing; make it with: make %s", model, model);
	return EXIT_TOOL;
}

static int open_frames(struct work *w)
{
	const struct options *o = w->options;
	size_t count = (size_t)o->mem * FRAMES_PER_MIB;
	char err[4096 + 256];

	w->frames = layout_open(o->frag, o->seed, count, err, sizeof(err));
	return w->frames ? EXIT_OK : complain("--frag=%s: %s", o->frag, err);
}

/* Everything that the jobs read, and whether what they write can be written. */
static int open_files(struct work *w)
{
	const struct options *o = w->options;
	size_t room = frames_total(w->frames) * FRAME_BYTES;
	char err[PATH_MAX + 256];

	if (o->jobs[JOB_TRANSMIT] || o->jobs[JOB_RECEIVE]) {
		w->capture = capture_open(o->pcap, o->packets, room, err, sizeof(err));
		if (!w->capture)
			return complain("--pcap=%s", err);
	}
	if (o->jobs[JOB_COPY]) {
		/* Source and destination both have to fit. */
		if (!file_read(w->input, room / 2, &w->data, &w->len, err, sizeof(err)))
			return w->len > room / 2 ? complain("--input=%s, half of --mem=%u (1 to 1024 MiB)", err, o->mem)
						 : complain("--input=%s", err);
		w->copied = malloc(w->len);
		if (!w->copied)
			return complain("--input=%s: no host memory for %zu bytes", w->input, w->len);
		if (!file_check_output(w->output, err, sizeof(err)))
			return complain("--output=%s", err);
	}
	return EXIT_OK;
}

static int open_work(struct work *w)
{
	const struct options *o = w->options;
	char err[PATH_MAX + 256];
	int code;

	if (!set_path(w->input, o->input, o->dir, "input.bin") ||
	    !set_path(w->frames_path, NULL, o->dir, "frames.txt") ||
	    !set_path(w->csv_path, NULL, o->dir, "summary.csv") ||
	    !set_path(w->output, o->output, o->dir, "output.bin"))
		return EXIT_USAGE;
	if (!file_make_dir(o->dir, err, sizeof(err)))
		return complain("--dir=%s", err);
	code = open_frames(w);
	if (code == EXIT_OK)
		code = open_files(w);
	return code == EXIT_OK ? check_model(o) : code;
}

static void close_work(struct work *w)
{
	frames_free(w->frames);
	if (w->capture)
		capture_close(w->capture);
	free(w->data);
	free(w->copied);
}

static void run_one(struct work *w, enum job job, enum shape shape)
{
	struct result *result = &w->results[w->count++];
	struct session session;

	*result = (struct result){ .job = job, .shape = shape, .exit = EXIT_OK, .status = "ok" };
	if (w->options->progress)
		fprintf(stderr, "%s %s\n", job_names[job], shape_names[shape]);
	if (session_open(&session, w->options, w->frames, result)) {
		switch (job) {
		case JOB_TRANSMIT: transmit_run(&session, w->capture); break;
		case JOB_RECEIVE: receive_run(&session, w->capture); break;
		default: copy_run(&session, w->data, w->len, w->copied); break;
		}
	}
	session_close(&session);
}

/* Runs all. EXIT_OK or EXIT_CHECK ...: of the first job that failed; settings that do not fit end it at once. */
static int run_jobs(struct work *w)
{
	int code = EXIT_OK;

	for (int j = 0; j < JOBS; j++) {
		for (int l = 0; l < SHAPES; l++) {
			if (!w->options->jobs[j] || !w->options->shapes[l])
				continue;
			run_one(w, (enum job)j, (enum shape)l);
			if (code == EXIT_OK)
				code = w->results[w->count - 1].exit;
			if (code == EXIT_USAGE || code == EXIT_TOOL) {
				complain("%s", w->results[w->count - 1].status);
				return code;
			}
		}
	}
	return code;
}

/* `print` into memory, then to the file at once. */
static int write_text(const char *path, void (*print)(FILE *to, struct work *w), struct work *w)
{
	char *text = NULL, err[PATH_MAX + 256];
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	bool ok = to;

	if (to) {
		print(to, w);
		ok = fclose(to) == 0;
	}
	if (!ok)
		complain("%s: no host memory for it", path);
	else if (!(ok = file_write(path, text, len, err, sizeof(err))))
		complain("%s", err);
	free(text);
	return ok ? EXIT_OK : EXIT_USAGE;
}

static void print_frames(FILE *to, struct work *w)
{
	frames_write(w->frames, to);
}

static void print_csv(FILE *to, struct work *w)
{
	summary_csv(to, w->options, w->results, w->count);
}

/* The copy goes out only when every copy was right. */
static int write_output(struct work *w)
{
	char err[PATH_MAX + 256];

	if (!w->options->jobs[JOB_COPY])
		return EXIT_OK;
	for (size_t i = 0; i < w->count; i++) {
		if (w->results[i].job == JOB_COPY && w->results[i].exit != EXIT_OK)
			return EXIT_OK;
	}
	if (file_write(w->output, w->copied, w->len, err, sizeof(err)))
		return EXIT_OK;
	return complain("--output=%s", err);
}

static int write_results(struct work *w)
{
	summary_print(stdout, w->options, w->results, w->count);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain("standard output: the table could not be written");
	if (write_text(w->csv_path, print_csv, w) != EXIT_OK)
		return EXIT_USAGE;
	return write_output(w);
}

int run(const struct options *options)
{
	struct work w = { .options = options };
	int code = open_work(&w);

	if (code == EXIT_OK)
		code = write_text(w.frames_path, print_frames, &w);
	if (code == EXIT_OK) {
		code = run_jobs(&w);
		if (code != EXIT_USAGE && code != EXIT_TOOL && write_results(&w) != EXIT_OK)
			code = EXIT_USAGE;
	}
	close_work(&w);
	return code;
}
