/* SPDX-License-Identifier: Apache-2.0 */
/* Every diagnosis of the scoreboard, provoked, and the set of ranges below it. */
#include "ranges.h"
#include "rng.h"
#include "scoreboard.h"

#include "testmain.h"

#define LEN 1000

static uint8_t want[LEN], got[LEN], old[LEN];
static char err[512];

/* A buffer that was copied without a fault, over another one. */
static void begin(void)
{
	scoreboard_fill(want, LEN, 1, 0);
	scoreboard_fill(old, LEN, 2, 0);
	memcpy(got, want, LEN);
	err[0] = 0;
}

static bool compare(const uint8_t *before)
{
	const struct scoreboard_check check = {
		.name = "buffer 7", .expected = want, .actual = got, .len = LEN, .before = before
	};

	return scoreboard_compare(&check, err, sizeof(err));
}

static void says(const char *text)
{
	assert_false(compare(old));
	if (!strstr(err, text))
		fail_msg("expected \"...%s...\", got \"%s\"", text, err);
}

static void equal(void **state)
{
	(void)state;
	begin();
	assert_true(compare(old));
	assert_true(compare(NULL));
	assert_true(scoreboard_compare(&(struct scoreboard_check){ .name = "empty" }, err, sizeof(err)));
	assert_string_equal(err, "");
}

static void message(void **state)
{
	(void)state;
	begin();
	got[17] ^= 0x40;
	got[400] ^= 1;
	assert_false(compare(old));
	snprintf((char *)old, LEN, "buffer 7: byte 17 of 1000: expected 0x%02x, got 0x%02x; 2 wrong up to byte 400; ",
		 want[17], got[17]);
	assert_memory_equal(err, old, strlen((char *)old));
	/* A short buffer for the message is filled and ended, not overrun. */
	char small[12] = "...........";

	assert_false(scoreboard_compare(&(struct scoreboard_check){ "buffer 7", want, got, LEN, NULL }, small, 10));
	assert_string_equal(small, "buffer 7:");
	assert_int_equal(small[10], '.');
}

static void diagnoses(void **state)
{
	(void)state;
	begin(), got[500] ^= 0x81, says("one byte wrong: bits 0x81 differ");
	begin(), memcpy(got + 64, old + 64, 128), says("byte 64 of 1000"), says("; not copied: 128 bytes");
	begin(), memcpy(got, old, LEN), says("not copied: 1000 bytes");
	begin(), memmove(got + 101, got + 100, LEN - 101), says("byte 101"), says("shifted by +1: ");
	begin(), memmove(got, got + 8, LEN - 8), says("byte 0 "), says("shifted by -8: ");
	begin(), memcpy(got + 256, want + 128, 64), says("copied twice: the 64 bytes of offset 128 stand here too");
	begin(), memcpy(got + 256, want + 128, 64), memcpy(got + 128, want + 256, 64);
	says("byte 128 of 1000"), says("misplaced: 64 bytes of offset 256");
	begin(), scoreboard_fill(got + 300, 40, 9, 77), says("from elsewhere: 40 bytes of buffer 9, offset 77");
	begin(), memset(got + 300, 0, 40), says("filled with 0x00: 40 bytes");
	begin(), got[10] ^= 1, got[11] ^= 1, got[12] ^= 1, says("of unknown origin");
	/* Memory that nobody has ever written tells it without a copy of before. */
	begin(), memset(got + 16, MEM_START_BYTE, 16);
	assert_false(compare(NULL));
	assert_non_null(strstr(err, "not copied: 16 bytes"));
}

static void pattern(void **state)
{
	struct rng rng = rng_seed(test_seed(), 5);
	uint8_t bytes[64], parts[64];

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		uint16_t id = (uint16_t)rng_next(&rng), found_id;
		uint64_t offset = rng_next(&rng) >> 30, found;
		size_t len = 15 + rng_below(&rng, 49), cut = rng_below(&rng, (uint32_t)len + 1);

		scoreboard_fill(bytes, len, id, offset);
		scoreboard_fill(parts, cut, id, offset);
		scoreboard_fill(parts + cut, len - cut, id, offset + cut);
		assert_memory_equal(bytes, parts, len);
		assert_true(scoreboard_find(bytes, len, &found_id, &found));
		assert_int_equal(found_id, id);
		assert_int_equal(found, offset);
		bytes[rng_below(&rng, (uint32_t)len)] ^= 1;
		assert_false(scoreboard_find(bytes, len, &found_id, &found));
		assert_false(scoreboard_find(parts, 14, &found_id, &found));
	}
}

static void guard_says(struct scoreboard_guard *guard, const char *text)
{
	assert_false(scoreboard_guard_check(guard, err, sizeof(err)));
	if (!strstr(err, text))
		fail_msg("expected \"...%s...\", got \"%s\"", text, err);
	scoreboard_guard_renew(guard);
	assert_true(scoreboard_guard_check(guard, err, sizeof(err)));
}

static void guard(void **state)
{
	struct mem *mem = mem_create(0x10000, 0x4000);
	struct scoreboard_guard *g = scoreboard_guard_create(mem, 0x10800, 0x2000);
	uint8_t *at = mem_at(mem, 0x10000, 0x4000);

	(void)state;
	assert_non_null(g);
	assert_null(scoreboard_guard_create(mem, 0x10800, 0x4000));
	assert_true(scoreboard_guard_check(g, err, sizeof(err)));
	/* Nothing is permitted at first; what lies outside the guard does not count. */
	at[0x7ff]++, at[0x2800]++;
	assert_true(scoreboard_guard_check(g, err, sizeof(err)));
	at[0x800]++, guard_says(g, "guard bytes touched: 0x10800: expected 0xe7, got 0xe8; 1 wrong up to 0x10800");
	at[0x27ff]++, guard_says(g, "0x127ff");

	assert_true(scoreboard_guard_allow(g, 0x11000, 0x10));
	assert_true(scoreboard_guard_allow(g, 0x11203, 0x0d));
	assert_true(scoreboard_guard_allow(g, 0x11010, 0x10));
	for (unsigned i = 0; i < 0x20; i++)
		at[0x1000 + i]++;
	for (unsigned i = 3; i < 0x10; i++)
		at[0x1200 + i]++;
	assert_true(scoreboard_guard_check(g, err, sizeof(err)));
	at[0xfff]++,
		guard_says(g, "0x10fff: expected 0xe7, got 0xe8; 1 wrong up to 0x10fff; 0 bytes before the permitted");
	at[0x1020]++,
		guard_says(g, "0x11020: expected 0xe7, got 0xe8; 1 wrong up to 0x11020; 0 bytes after the permitted "
			      "range 0x11000..0x1101f; 482 bytes before the permitted range 0x11203..0x1120f");
	at[0x1202]++, guard_says(g, "0x11202");
	at[0x1211]++, guard_says(g, "1 bytes after the permitted range 0x11203..0x1120f");
	scoreboard_fill(at + 0x2000, 32, 3, 5), guard_says(g, "these are bytes of buffer 3, offset 5");
	/* A permitted range may reach over the guard's ends. */
	assert_true(scoreboard_guard_allow(g, 0x10000, 0x900));
	assert_true(scoreboard_guard_allow(g, 0x12700, 0x900));
	at[0x800]++, at[0x27ff]++;
	assert_true(scoreboard_guard_check(g, err, sizeof(err)));
	at[0x900]++, guard_says(g, "0 bytes after the permitted range 0x10000..0x108ff");
	scoreboard_guard_destroy(g);
	mem_destroy(mem);
}

/* The set against a plain array of flags. */
static void range_sets(void **state)
{
	struct rng rng = rng_seed(test_seed(), 6);

	(void)state;
	for (unsigned round = 0; round < 50; round++) {
		struct ranges set = { 0 };
		uint8_t flags[512] = { 0 };
		const struct range *list;
		size_t count, bytes = 0;

		assert_true(ranges_cover(&set, 5, 0));
		assert_false(ranges_cover(&set, 5, 1));
		for (unsigned i = 0; i < 1 + round / 2; i++) {
			uint32_t at = rng_below(&rng, 480), len = rng_below(&rng, 32);

			assert_true(ranges_add(&set, at, len));
			memset(flags + at, 1, len);
			for (unsigned k = 0; k < 200; k++) {
				uint32_t low = rng_below(&rng, 480), n = 1 + rng_below(&rng, 31);

				assert_int_equal(ranges_cover(&set, low, n), !memchr(flags + low, 0, n));
			}
		}
		list = ranges_merged(&set, &count);
		for (size_t i = 0; i < count; i++) {
			bytes += list[i].end - list[i].addr;
			assert_null(memchr(flags + list[i].addr, 0, list[i].end - list[i].addr));
			assert_true(i == 0 || list[i].addr > list[i - 1].end);
		}
		for (size_t i = 0; i < 512; i++)
			bytes -= flags[i];
		assert_int_equal(bytes, 0);
		ranges_clear(&set);
	}
}

static const struct CMUnitTest tests[] = {
	TEST("bench.scoreboard_equal", equal),         TEST("bench.scoreboard_message", message),
	TEST("bench.scoreboard_diagnoses", diagnoses), TEST("bench.scoreboard_pattern", pattern),
	TEST("bench.scoreboard_guard", guard),         TEST("bench.ranges", range_sets),
};

TESTMAIN(tests)
