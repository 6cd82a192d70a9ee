/* SPDX-License-Identifier: Apache-2.0 */
#include "scoreboard.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ranges.h"
#include "rng.h"

/* ---- pattern ---- */

/* A word's key: id, a mark that says "pattern", index of the word. rng_mix() can be undone, so bytes tell their key. */
#define MARK 0xa5c3u

static uint64_t word_at(uint16_t id, uint32_t index)
{
	return rng_mix((uint64_t)id << 48 | (uint64_t)MARK << 32 | index);
}

static uint64_t unmix(uint64_t x)
{
	x = (x ^ (x >> 31) ^ (x >> 62)) * 0x319642b2d24d8ec3u;
	x = (x ^ (x >> 27) ^ (x >> 54)) * 0x96de1b173f119089u;
	return x ^ (x >> 30) ^ (x >> 60);
}

void scoreboard_fill(void *to, size_t len, uint16_t id, uint64_t offset)
{
	uint8_t *bytes = to;

	while (len) {
		uint64_t word = word_at(id, (uint32_t)(offset / 8));
		unsigned skip = (unsigned)(offset % 8);
		size_t part = len < 8 - skip ? len : 8 - skip;

		memcpy(bytes, (const uint8_t *)&word + skip, part);
		bytes += part;
		offset += part;
		len -= part;
	}
}

static bool is_pattern(const uint8_t *bytes, size_t len, uint16_t id, uint64_t offset)
{
	uint8_t word[8];

	for (size_t i = 0; i < len; i += 8) {
		size_t part = len - i < 8 ? len - i : 8;

		scoreboard_fill(word, part, id, offset + i);
		if (memcmp(word, bytes + i, part) != 0)
			return false;
	}
	return true;
}

bool scoreboard_find(const void *bytes, size_t len, uint16_t *id, uint64_t *offset)
{
	for (unsigned skip = 0; len >= 15 && skip < 8; skip++) {
		uint64_t word, at;

		memcpy(&word, (const uint8_t *)bytes + skip, 8);
		word = unmix(word);
		at = (word & UINT32_MAX) * 8;
		if ((word >> 32 & 0xffff) != MARK || at < skip)
			continue;
		*id = (uint16_t)(word >> 48);
		*offset = at - skip;
		if (is_pattern(bytes, len, *id, *offset))
			return true;
	}
	return false;
}

/* ---- compare ---- */

/* A piece of text that grows at its end and never past its room. */
struct text {
	char *to;
	size_t room;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...)
{
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(text->to, text->room, format, args);
	va_end(args);
	if (used < 0 || (size_t)used >= text->room)
		used = text->room ? (int)text->room - 1 : 0;
	text->to += used;
	text->room -= (size_t)used;
}

/* Wrong bytes from `first` on: they end where 8 in a row are right again. */
static size_t run_length(const uint8_t *expected, const uint8_t *actual, size_t first, size_t len)
{
	size_t end = first + 1;

	for (size_t i = first + 1; i < len && i - end < 8; i++)
		if (expected[i] != actual[i])
			end = i + 1;
	return end - first;
}

static bool all_equal(const uint8_t *bytes, size_t len, uint8_t value)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != value)
			return false;
	return true;
}

/*
 * Where in `expected` the wrong bytes belong: the place nearest to where they are, as near ones are the likely ones.
 * Needs some bytes to be sure. False: nowhere.
 */
static bool find_home(const struct scoreboard_check *check, size_t first, size_t run, size_t *home)
{
	const uint8_t *expected = check->expected, *actual = check->actual;
	size_t key = run < 32 ? run : 32;
	bool found = false;

	if (key < 4 || all_equal(actual + first, key, actual[first]))
		return false;
	for (size_t i = 0; i + key <= check->len; i++) {
		size_t distance = i > first ? i - first : first - i;

		if (i == first || expected[i] != actual[first] || memcmp(expected + i, actual + first, key) != 0)
			continue;
		if (!found || distance < (*home > first ? *home - first : first - *home))
			*home = i;
		found = true;
	}
	return found;
}

static void add_home(struct text *text, const struct scoreboard_check *check, size_t first, size_t home)
{
	const uint8_t *expected = check->expected, *actual = check->actual;
	size_t same = 0;

	while (first + same < check->len && home + same < check->len && expected[home + same] == actual[first + same])
		same++;
	if (first + same == check->len || home + same == check->len)
		add(text, "shifted by %+lld: these are the bytes of offset %zu and on, to the end",
		    (long long)first - (long long)home, home);
	else if (memcmp(expected + home, actual + home, same) == 0)
		add(text, "copied twice: the %zu bytes of offset %zu stand here too", same, home);
	else
		add(text, "misplaced: %zu bytes of offset %zu", same, home);
}

static void diagnose(struct text *text, const struct scoreboard_check *check, size_t first, size_t wrong)
{
	const uint8_t *expected = check->expected, *actual = check->actual, *before = check->before;
	size_t run = run_length(expected, actual, first, check->len), home = 0;
	uint64_t offset;
	uint16_t id;

	if (before ? memcmp(actual + first, before + first, run) == 0 : all_equal(actual + first, run, MEM_START_BYTE))
		add(text, "not copied: %zu bytes from there on are as they were before", run);
	else if (wrong == 1)
		add(text, "one byte wrong: bits 0x%02x differ", expected[first] ^ actual[first]);
	else if (find_home(check, first, run, &home))
		add_home(text, check, first, home);
	else if (scoreboard_find(actual + first, run, &id, &offset))
		add(text, "from elsewhere: %zu bytes of buffer %u, offset %" PRIu64 " and on", run, id, offset);
	else if (run > 1 && all_equal(actual + first, run, actual[first]))
		add(text, "filled with 0x%02x: %zu bytes", actual[first], run);
	else
		add(text, "of unknown origin");
}

bool scoreboard_compare(const struct scoreboard_check *check, char *err, size_t err_size)
{
	const uint8_t *expected = check->expected, *actual = check->actual;
	size_t first = 0, last, wrong = 0;
	struct text text = { err, err_size };

	if (check->len == 0 || memcmp(expected, actual, check->len) == 0)
		return true;
	while (expected[first] == actual[first])
		first++;
	for (size_t i = last = first; i < check->len; i++)
		if (expected[i] != actual[i]) {
			wrong++;
			last = i;
		}
	add(&text, "%s: byte %zu of %zu: expected 0x%02x, got 0x%02x; %zu wrong up to byte %zu; ", check->name, first,
	    check->len, expected[first], actual[first], wrong, last);
	diagnose(&text, check, first, wrong);
	return false;
}

/* ---- guard ---- */

struct scoreboard_guard {
	uint64_t addr, len;
	const uint8_t *now;
	uint8_t *then;
	struct ranges allowed;
};

struct scoreboard_guard *scoreboard_guard_create(struct mem *mem, uint64_t addr, uint64_t len)
{
	struct scoreboard_guard *guard = calloc(1, sizeof(*guard));

	if (!guard)
		return NULL;
	guard->addr = addr;
	guard->len = len;
	guard->now = mem_at(mem, addr, len);
	guard->then = guard->now ? malloc(len ? len : 1) : NULL;
	if (!guard->then) {
		free(guard);
		return NULL;
	}
	scoreboard_guard_renew(guard);
	return guard;
}

void scoreboard_guard_destroy(struct scoreboard_guard *guard)
{
	if (!guard)
		return;
	ranges_clear(&guard->allowed);
	free(guard->then);
	free(guard);
}

void scoreboard_guard_renew(struct scoreboard_guard *guard)
{
	memcpy(guard->then, guard->now, guard->len);
}

bool scoreboard_guard_allow(struct scoreboard_guard *guard, uint64_t addr, uint64_t len)
{
	return ranges_add(&guard->allowed, addr, len);
}

/* The part [from, to) lies between the permitted ranges `below` and `above`; either may be NULL. */
static bool check_gap(const struct scoreboard_guard *guard, uint64_t from, uint64_t to, const struct range *below,
		      const struct range *above, char *err, size_t err_size)
{
	const uint8_t *now = guard->now + (from - guard->addr), *then = guard->then + (from - guard->addr);
	struct text text = { err, err_size };
	uint64_t at = 0, last = 0, wrong = 0, offset;
	uint16_t id;

	if (memcmp(now, then, to - from) == 0)
		return true;
	while (now[at] == then[at])
		at++;
	for (uint64_t i = at; i < to - from; i++)
		if (now[i] != then[i]) {
			wrong++;
			last = i;
		}
	add(&text,
	    "guard bytes touched: 0x%" PRIx64 ": expected 0x%02x, got 0x%02x; %" PRIu64 " wrong up to 0x%" PRIx64,
	    from + at, then[at], now[at], wrong, from + last);
	if (below)
		add(&text, "; %" PRIu64 " bytes after the permitted range 0x%" PRIx64 "..0x%" PRIx64,
		    from + at - below->end, below->addr, below->end - 1);
	if (above)
		add(&text, "; %" PRIu64 " bytes before the permitted range 0x%" PRIx64 "..0x%" PRIx64,
		    above->addr - (from + last) - 1, above->addr, above->end - 1);
	if (scoreboard_find(now + at, last - at + 1, &id, &offset))
		add(&text, "; these are bytes of buffer %u, offset %" PRIu64 " and on", id, offset);
	return false;
}

bool scoreboard_guard_check(struct scoreboard_guard *guard, char *err, size_t err_size)
{
	uint64_t from = guard->addr, end = guard->addr + guard->len;
	const struct range *below = NULL, *list;
	size_t count;

	list = ranges_merged(&guard->allowed, &count);
	for (size_t i = 0; i < count; i++) {
		uint64_t to = list[i].addr < end ? list[i].addr : end;

		if (to > from && !check_gap(guard, from, to, below, &list[i], err, err_size))
			return false;
		if (list[i].end > from)
			from = list[i].end;
		below = &list[i];
	}
	return from >= end || check_gap(guard, from, end, below, NULL, err, err_size);
}
