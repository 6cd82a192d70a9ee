/* SPDX-License-Identifier: Apache-2.0 */
#include "lab_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"
#include "lab_experiments.h"

#define PATH_ROOM 4096
#define FILE_LIMIT (64u << 20)
#define FIELDS 8

static const char header[] = "experiment,claim,setting,predicted,measured,error_pct,tolerance_pct,status\n";

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<title>sgdma: the laboratory</title>\n<style>\n"
	"body { font: 16px/1.5 Helvetica, Arial, sans-serif; color: #222; max-width: 960px; margin: 0 auto; padding: 0 16px 48px; }\n"
	"h1 { margin: 32px 0 0; } h2 { margin: 48px 0 4px; border-top: 1px solid #ccc; padding-top: 24px; }\n"
	"img { max-width: 100%; min-width: 640px; height: auto; display: block; margin: 12px 0; }\n"
	".wide { overflow-x: auto; }\n"
	"table { border-collapse: collapse; font-size: 14px; width: 100%; }\n"
	"th, td { text-align: left; padding: 3px 10px 3px 0; border-bottom: 1px solid #e4e4e4; }\n"
	"td.t { min-width: 9em; } td.t:first-child { min-width: 17em; }\n"
	"td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }\n"
	"td.ok { color: #1b7a2f; } td.FAIL { color: #fff; background: #c00000; }\n"
	"pre { background: #f4f4f4; padding: 8px 12px; overflow-x: auto; font-size: 13px; }\n"
	"nav a { margin-right: 14px; }\n"
	"</style>\n</head>\n<body>\n<h1>The laboratory</h1>\n"
	"<p>Each claim of the article on scatter-gather DMA, run on the Verilated engine: what the formula predicts from constants that were "
	"measured beforehand, and what was measured then, in clocks.</p>\n";

/* A file of the folder; NULL if there is none. */
static uint8_t *part(const char *dir, const char *form, const char *name, size_t *len)
{
	char path[PATH_ROOM], err[PATH_ROOM + 256];
	uint8_t *data;

	snprintf(path, sizeof(path), form, dir, name);
	return file_read(path, FILE_LIMIT, &data, len, err, sizeof(err)) ? data : NULL;
}

static void put_text(FILE *to, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		switch (text[i]) {
		case '&': fputs("&amp;", to); break;
		case '<': fputs("&lt;", to); break;
		case '>': fputs("&gt;", to); break;
		default: putc(text[i], to);
		}
}

/* RFC 4648. */
static void put_base64(FILE *to, const uint8_t *data, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t rest = len - i;
		uint32_t word = (uint32_t)data[i] << 16 | (rest > 1 ? (uint32_t)data[i + 1] << 8 : 0) |
				(rest > 2 ? data[i + 2] : 0);

		putc(digits[word >> 18], to);
		putc(digits[word >> 12 & 63], to);
		putc(rest > 1 ? digits[word >> 6 & 63] : '=', to);
		putc(rest > 2 ? digits[word & 63] : '=', to);
	}
}

/* The rows of one experiment, without its name. */
static void put_rows(FILE *to, char *rows)
{
	char *line;

	fputs("<div class=\"wide\"><table>\n<tr><th>claim</th><th>setting</th><th class=\"n\">predicted</th><th class=\"n\">measured</th>"
	      "<th class=\"n\">error %</th><th class=\"n\">of %</th><th></th></tr>\n",
	      to);
	while ((line = strsep(&rows, "\n")) && *line) {
		char *field[FIELDS];
		unsigned n = 0;

		while (n < FIELDS && (field[n] = strsep(&line, ",")))
			n++;
		fputs("<tr>", to);
		for (unsigned i = 1; i < n; i++) {
			fprintf(to, "<td class=\"%s\">", i == FIELDS - 1 ? field[i] : i > 2 ? "n" : "t");
			put_text(to, field[i], strlen(field[i]));
			fputs("</td>", to);
		}
		fputs("</tr>\n", to);
	}
	fputs("</table></div>\n", to);
}

static bool has_run(const char *dir, const struct lab_experiment *e)
{
	static const char *const forms[] = { "%s/%s.svg", "%s/part/%s.csv", "%s/part/%s.txt" };
	char path[PATH_ROOM];
	bool all = true;

	for (unsigned i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), forms[i], dir, e->name);
		all &= access(path, R_OK) == 0;
	}
	return all;
}

/* Its section, and its rows for the verdict. */
static void put_experiment(const char *dir, const struct lab_experiment *e, FILE *html, FILE *verdict)
{
	size_t rows_len, text_len, picture_len;
	char *rows = (char *)part(dir, "%s/part/%s.csv", e->name, &rows_len), *text;
	uint8_t *picture = part(dir, "%s/%s.svg", e->name, &picture_len);

	text = (char *)part(dir, "%s/part/%s.txt", e->name, &text_len);
	if (rows && text && picture) {
		char *copy = strndup(rows, rows_len);
		const char *command_end = memchr(text, '\n', text_len);
		size_t command_len = command_end ? (size_t)(command_end - text) + 1 : text_len;

		fwrite(rows, 1, rows_len, verdict);
		fprintf(html, "<section id=\"%s\">\n<h2>%s</h2>\n<p>", e->name, e->title);
		put_text(html, e->claim, strlen(e->claim));
		fprintf(html,
			"</p>\n<div class=\"wide\"><img width=\"%u\" height=\"%u\" alt=\"%s\" src=\"data:image/svg+xml;base64,",
			e->width, e->height, e->title);
		put_base64(html, picture, picture_len);
		fputs("\"></div>\n", html);
		if (copy)
			put_rows(html, copy);
		fputs("<p>Repeat it:</p>\n<pre>", html);
		put_text(html, text, command_len);
		fputs("</pre>\n<details><summary>The constants that it has measured first</summary>\n<pre>", html);
		put_text(html, text + command_len, text_len - command_len);
		fputs("</pre></details>\n</section>\n", html);
		free(copy);
	}
	free(rows);
	free(text);
	free(picture);
}

static bool write_both(const char *dir, FILE *html, FILE *verdict, char **text, size_t *len, char *err, size_t err_size)
{
	static const char *const names[] = { "verdict.csv", "index.html" };
	bool ok = !ferror(html) & !ferror(verdict);

	ok &= (fclose(html) == 0) & (fclose(verdict) == 0);
	if (!ok)
		snprintf(err, err_size, "no host memory for the report");
	for (unsigned i = 0; i < 2 && ok; i++) {
		char path[PATH_ROOM];

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		ok = file_write(path, text[i], len[i], err, err_size);
	}
	return ok;
}

static bool build(const char *dir, char *err, size_t err_size)
{
	char *text[2] = { NULL, NULL };
	size_t len[2];
	FILE *verdict = open_memstream(&text[0], &len[0]), *html = open_memstream(&text[1], &len[1]);
	bool ok;

	if (!verdict || !html) {
		snprintf(err, err_size, "no host memory for the report");
		return false; /* the process ends now */
	}
	fputs(header, verdict);
	fputs(head, html);
	fputs("<nav>", html);
	for (size_t i = 0; i < lab_experiment_count; i++)
		if (has_run(dir, lab_experiments[i]))
			fprintf(html, "<a href=\"#%s\">%s</a>\n", lab_experiments[i]->name, lab_experiments[i]->title);
	fputs("</nav>\n", html);
	for (size_t i = 0; i < lab_experiment_count; i++)
		if (has_run(dir, lab_experiments[i]))
			put_experiment(dir, lab_experiments[i], html, verdict);
	fputs("</body>\n</html>\n", html);
	ok = write_both(dir, html, verdict, text, len, err, err_size);
	free(text[0]);
	free(text[1]);
	return ok;
}

bool lab_report(const char *dir, char *err, size_t err_size)
{
	char path[PATH_ROOM];
	int lock;
	bool ok;

	snprintf(path, sizeof(path), "%s/part", dir);
	lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0) {
		snprintf(err, err_size, "%s: %s; no experiment has run there", path, strerror(errno));
		return false;
	}
	while (flock(lock, LOCK_EX) != 0 && errno == EINTR)
		;
	ok = build(dir, err, err_size);
	close(lock);
	return ok;
}
