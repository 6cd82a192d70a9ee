/* SPDX-License-Identifier: Apache-2.0 */
#include "frames.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rng.h"

#define RUN_MAX 16u
#define PAGEMAP_PRESENT (UINT64_C(1) << 63)
#define PAGEMAP_FRAME ((UINT64_C(1) << 55) - 1)

struct frames {
	uint64_t *order;
	size_t total, next;
};

static struct frames *frames_alloc(size_t room, char *err, size_t err_size)
{
	struct frames *frames = calloc(1, sizeof(*frames));

	if (frames)
		frames->order = calloc(room ? room : 1, sizeof(*frames->order));
	if (!frames || !frames->order) {
		free(frames);
		snprintf(err, err_size, "no host memory for a layout of %zu frames", room);
		return NULL;
	}
	return frames;
}

void frames_free(struct frames *frames)
{
	if (!frames)
		return;
	free(frames->order);
	free(frames);
}

struct frames *frames_from_seed(uint64_t seed, size_t count, char *err, size_t err_size)
{
	struct frames *frames = frames_alloc(count, err, err_size);
	struct run {
		uint64_t first, len;
	} *runs = calloc(count, sizeof(*runs));
	struct rng rng = rng_seed(seed, 1);
	size_t n = 0;

	if (!frames || !runs) {
		if (frames)
			snprintf(err, err_size, "no host memory for a layout of %zu frames", count);
		frames_free(frames);
		free(runs);
		return NULL;
	}
	for (uint64_t first = 0; first < count; n++) {
		uint64_t len = 1;

		while (len < RUN_MAX && first + len < count && rng_chance(&rng, 50))
			len++;
		runs[n] = (struct run){ first, len };
		first += len;
	}
	for (size_t i = n; i > 1; i--) {
		size_t j = rng_below(&rng, (uint32_t)i);
		struct run swap = runs[i - 1];

		runs[i - 1] = runs[j];
		runs[j] = swap;
	}
	for (size_t i = 0; i < n; i++)
		for (uint64_t k = 0; k < runs[i].len; k++)
			frames->order[frames->total++] = runs[i].first + k;
	free(runs);
	return frames;
}

struct place {
	uint64_t pfn;
	size_t page;
};

static int place_compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->pfn < y->pfn ? -1 : x->pfn > y->pfn;
}

/*
 * Moves the frames of pages 0..pages - 1 together, into `order`. A hole of one frame stays where two consecutive pages have
 * consecutive places but not adjacent frames: closing it would join what is apart. Returns the span in frames.
 */
static uint64_t move_together(const uint64_t *pfn, size_t pages, struct place *places, uint64_t *order)
{
	uint64_t frame = 0;

	for (size_t i = 0; i < pages; i++)
		places[i] = (struct place){ pfn[i], i };
	qsort(places, pages, sizeof(*places), place_compare);
	for (size_t i = 0; i < pages; i++) {
		if (i && places[i].page == places[i - 1].page + 1 && places[i].pfn != places[i - 1].pfn + 1)
			frame++;
		order[places[i].page] = frame++;
	}
	return frame;
}

static struct frames *frames_from_pfns(const char *path, const uint64_t *entries, size_t pages, size_t count, char *err,
				       size_t err_size)
{
	struct frames *frames = frames_alloc(pages, err, err_size);
	struct place *places = calloc(pages, sizeof(*places));
	uint64_t *pfn = calloc(pages, sizeof(*pfn));
	uint64_t span = 0;

	err[0] = '\0';
	if (!frames || !places || !pfn)
		snprintf(err, err_size, "no host memory for a layout of %zu frames", pages);
	for (size_t i = 0; i < pages && !err[0]; i++) {
		pfn[i] = entries[i] & PAGEMAP_FRAME;
		if (!(entries[i] & PAGEMAP_PRESENT))
			snprintf(err, err_size, "%s: page %zu has no frame (swapped out?); try again, or use seed",
				 path, i);
		else if (!pfn[i])
			snprintf(
				err, err_size,
				"%s: frame numbers read as 0: no permission to see them; run as root (CAP_SYS_ADMIN), or use "
				"seed or file:PATH",
				path);
	}
	if (!err[0])
		span = move_together(pfn, pages, places, frames->order);
	for (size_t i = 1; i < pages && !err[0]; i++)
		if (places[i].pfn == places[i - 1].pfn)
			snprintf(err, err_size, "%s: pages %zu and %zu have the same frame", path, places[i - 1].page,
				 places[i].page);
	while (!err[0] && span > count) {
		/* A page less makes the span shorter by itself and at most one hole. */
		pages -= (span - count + 1) / 2;
		span = move_together(pfn, pages, places, frames->order);
	}
	free(places);
	free(pfn);
	if (err[0]) {
		frames_free(frames);
		return NULL;
	}
	frames->total = pages;
	return frames;
}

/* Reads `pages` entries from `index` on. */
static bool pagemap_read(const char *path, uint64_t index, size_t pages, uint64_t *entries, char *err, size_t err_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t want = pages * sizeof(*entries), done = 0;
	ssize_t got = 1;

	if (fd < 0) {
		snprintf(err, err_size, "%s: %s", path, strerror(errno));
		return false;
	}
	while (done < want && got > 0) {
		got = pread(fd, (char *)entries + done, want - done, (off_t)(index * sizeof(*entries) + done));
		if (got > 0)
			done += (size_t)got;
	}
	if (done < want)
		snprintf(err, err_size, "%s: %s", path, got < 0 ? strerror(errno) : "ends before the last page");
	close(fd);
	return done == want;
}

struct frames *frames_from_pagemap(size_t count, char *err, size_t err_size)
{
	const char *path = "/proc/self/pagemap";
	size_t page = (size_t)sysconf(_SC_PAGESIZE), len = count * page;
	uint64_t *entries = calloc(count, sizeof(*entries));
	struct frames *frames = NULL;
	uint8_t *map;

	if (page != FRAME_BYTES) {
		snprintf(err, err_size, "%s: pages of %zu bytes here, %u needed; use seed or file:PATH", path, page,
			 FRAME_BYTES);
		free(entries);
		return NULL;
	}
	map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!entries || map == MAP_FAILED) {
		snprintf(err, err_size, "no host memory for %zu pages", count);
	} else {
		for (size_t i = 0; i < count; i++)
			map[i * page] = 1;
		if (pagemap_read(path, (uintptr_t)map / page, count, entries, err, err_size))
			frames = frames_from_pfns(path, entries, count, count, err, err_size);
	}
	if (map != MAP_FAILED)
		munmap(map, len);
	free(entries);
	return frames;
}

struct frames *frames_from_pagemap_file(const char *path, size_t count, char *err, size_t err_size)
{
	uint64_t *entries = calloc(count, sizeof(*entries));
	struct frames *frames = NULL;

	if (!entries)
		snprintf(err, err_size, "no host memory for %zu pages", count);
	else if (pagemap_read(path, 0, count, entries, err, err_size))
		frames = frames_from_pfns(path, entries, count, count, err, err_size);
	free(entries);
	return frames;
}

/* "FIRST COUNT" and nothing else; false otherwise. */
static bool parse_run(const char *line, unsigned long long *first, unsigned long long *n)
{
	char *end;

	if (line[0] < '0' || line[0] > '9')
		return false;
	errno = 0;
	*first = strtoull(line, &end, 10);
	if (*end != ' ' || end[1] < '0' || end[1] > '9')
		return false;
	*n = strtoull(end + 1, &end, 10);
	return !errno && (*end == '\n' || *end == '\0');
}

static void layout_add(struct frames *frames, bool *used, size_t count, const char *path, unsigned at, const char *line,
		       char *err, size_t err_size)
{
	unsigned long long first, n;

	if (!parse_run(line, &first, &n) || !n) {
		snprintf(err, err_size, "%s line %u: not a run \"FIRST COUNT\" of frames", path, at);
	} else if (first >= count || n > count - first) {
		snprintf(err, err_size,
			 "%s line %u: frames %llu to %llu, the memory has 0 to %zu; use the MEM it was made with", path,
			 at, first, first + n - 1, count - 1);
	} else {
		for (; n; first++, n--) {
			if (used[first]) {
				snprintf(err, err_size, "%s line %u: frame %llu comes twice", path, at, first);
				return;
			}
			used[first] = true;
			frames->order[frames->total++] = first;
		}
	}
}

struct frames *frames_from_file(const char *path, size_t count, char *err, size_t err_size)
{
	FILE *file = fopen(path, "re");
	struct frames *frames = NULL;
	bool *used = NULL;
	char line[128];
	unsigned at = 0;

	if (!file) {
		snprintf(err, err_size, "%s: %s", path, strerror(errno));
		return NULL;
	}
	err[0] = '\0';
	frames = frames_alloc(count, err, err_size);
	used = calloc(count, sizeof(*used));
	if (frames && !used)
		snprintf(err, err_size, "no host memory for a layout of %zu frames", count);
	while (!err[0] && fgets(line, sizeof(line), file)) {
		at++;
		if (line[0] != '#' && line[0] != '\n')
			layout_add(frames, used, count, path, at, line, err, err_size);
	}
	if (!err[0] && ferror(file))
		snprintf(err, err_size, "%s: %s", path, strerror(errno));
	if (!err[0] && !frames->total)
		snprintf(err, err_size, "%s: no frame in it; one run \"FIRST COUNT\" a line is needed", path);
	fclose(file);
	free(used);
	if (err[0]) {
		frames_free(frames);
		return NULL;
	}
	return frames;
}

bool frames_write(const struct frames *frames, FILE *to)
{
	size_t run;

	fprintf(to, "# page frames of %u bytes in the order they are handed out: first frame, frames in a row\n",
		FRAME_BYTES);
	for (size_t i = 0; i < frames->total; i += run) {
		for (run = 1; i + run < frames->total && frames->order[i + run] == frames->order[i] + run; run++)
			;
		fprintf(to, "%llu %zu\n", (unsigned long long)frames->order[i], run);
	}
	return !ferror(to);
}

bool frames_take(struct frames *frames, uint64_t *frame)
{
	if (frames->next == frames->total)
		return false;
	*frame = frames->order[frames->next++];
	return true;
}

void frames_rewind(struct frames *frames)
{
	frames->next = 0;
}

size_t frames_total(const struct frames *frames)
{
	return frames->total;
}

size_t frames_left(const struct frames *frames)
{
	return frames->total - frames->next;
}
