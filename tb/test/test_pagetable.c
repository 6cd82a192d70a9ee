/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual memory: frame layouts, page table, virtual buffers. */
#include "testmain.h"

#include <fcntl.h>
#include <unistd.h>

#include "frames.h"
#include "pagetable.h"
#include "rng.h"
#include "vbuf.h"

#define BASE UINT64_C(0x100080000000)
#define FRAMES 512u
#define NAME "/tmp/sgdma-test-XXXXXX"

static char err[512];

static void temp_file(char *path, const void *data, size_t len)
{
	int fd;

	strcpy(path, NAME);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
	close(fd);
}

/* Every frame of a layout is below `count` and comes once. Returns how many there are. */
static size_t check_layout(struct frames *frames, size_t count)
{
	uint8_t *seen = calloc(count, 1);
	size_t total = 0;
	uint64_t frame;

	assert_non_null(seen);
	frames_rewind(frames);
	for (; frames_take(frames, &frame); total++) {
		assert_true(frame < count);
		assert_false(seen[frame]);
		seen[frame] = 1;
	}
	assert_int_equal(total, frames_total(frames));
	assert_int_equal(frames_left(frames), 0);
	free(seen);
	frames_rewind(frames);
	return total;
}

static void assert_same_layout(struct frames *a, struct frames *b)
{
	uint64_t x, y;

	frames_rewind(a);
	frames_rewind(b);
	assert_int_equal(frames_total(a), frames_total(b));
	while (frames_take(a, &x)) {
		assert_true(frames_take(b, &y));
		assert_int_equal(x, y);
	}
}

static void layout_seed(void **state)
{
	struct frames *a = frames_from_seed(test_seed(), FRAMES, err, sizeof(err));
	struct frames *same = frames_from_seed(test_seed(), FRAMES, err, sizeof(err));
	struct frames *other = frames_from_seed(test_seed() + UINT64_C(1), FRAMES, err, sizeof(err));
	uint64_t x, y, last = UINT64_MAX;
	size_t differ = 0, adjacent = 0;

	(void)state;
	assert_int_equal(check_layout(a, FRAMES), FRAMES);
	assert_same_layout(a, same);
	frames_rewind(a);
	while (frames_take(a, &x) && frames_take(other, &y)) {
		differ += x != y;
		adjacent += x == last + 1;
		last = x;
	}
	/* Fragmented, but not wholly: about half of the frames follow their neighbour. */
	assert_true(differ > FRAMES / 2);
	assert_in_range(adjacent, FRAMES / 4, FRAMES * 3 / 4);
	frames_free(a);
	frames_free(same);
	frames_free(other);
}

static void layout_file(void **state)
{
	struct frames *a = frames_from_seed(test_seed(), FRAMES, err, sizeof(err)), *b;
	char path[] = NAME, *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	(void)state;
	assert_true(frames_write(a, to));
	fclose(to);
	temp_file(path, text, len);
	b = frames_from_file(path, FRAMES, err, sizeof(err));
	assert_non_null(b);
	assert_same_layout(a, b);
	/* A smaller memory does not have those frames: said, not cut. */
	assert_null(frames_from_file(path, FRAMES / 2, err, sizeof(err)));
	assert_non_null(strstr(err, "the memory has 0 to 255"));
	unlink(path);
	free(text);
	frames_free(a);
	frames_free(b);
}

static void layout_file_bad(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "no frame in it" },
		{ "# only a comment\n", "no frame in it" },
		{ "0 4\n3 1\n", "line 2: frame 3 comes twice" },
		{ "0\n", "line 1: not a run" },
		{ "0 0\n", "line 1: not a run" },
		{ "-1 2\n", "line 1: not a run" },
		{ "1 2 3\n", "line 1: not a run" },
		{ "0 1\nframe\n", "line 2: not a run" },
		{ "0 99999999999999999999999\n", "line 1: not a run" },
		{ "18446744073709551615 2\n", "line 1: frames" },
		{ "511 2\n", "line 1: frames 511 to 512" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char path[] = NAME;

		temp_file(path, cases[i].text, strlen(cases[i].text));
		assert_null(frames_from_file(path, FRAMES, err, sizeof(err)));
		if (!strstr(err, cases[i].says))
			fail_msg("case %zu: \"%s\" does not say \"%s\"", i, err, cases[i].says);
		unlink(path);
	}
}

/* Entries of /proc/PID/pagemap with these frame numbers, all present. */
static void pagemap_file(char *path, const uint64_t *pfn, size_t count, uint64_t flags)
{
	uint64_t entry[FRAMES];

	for (size_t i = 0; i < count; i++)
		entry[i] = pfn[i] | flags;
	temp_file(path, entry, count * sizeof(*entry));
}

#define PRESENT (UINT64_C(1) << 63)

/*
 * Pages 0..5 in frames 900, 901, 500, 77, 78, 502: runs stay together (0-1, 3-4), the order of places stays (77 < 500 < 502 < 900), and
 * nothing that was apart becomes adjacent. Worked by hand: 77 -> 0, 78 -> 1, 500 -> 2, 502 -> 3, 900 -> 4, 901 -> 5.
 */
static void layout_pagemap_order(void **state)
{
	static const uint64_t pfn[] = { 900, 901, 500, 77, 78, 502 }, want[] = { 4, 5, 2, 0, 1, 3 };
	char path[] = NAME;
	struct frames *frames;

	(void)state;
	pagemap_file(path, pfn, 6, PRESENT);
	frames = frames_from_pagemap_file(path, 6, err, sizeof(err));
	assert_non_null(frames);
	for (size_t i = 0; i < 6; i++) {
		uint64_t frame;

		assert_true(frames_take(frames, &frame));
		assert_int_equal(frame, want[i]);
	}
	frames_free(frames);
	unlink(path);
}

/* Pages 0..3 in frames 10, 20, 30, 40: a hole stays after each, so only 2 of them fit into 4 frames: 0 and 2. */
static void layout_pagemap_holes(void **state)
{
	static const uint64_t pfn[] = { 10, 20, 30, 40 };
	char path[] = NAME;
	struct frames *frames;
	uint64_t a, b;

	(void)state;
	pagemap_file(path, pfn, 4, PRESENT);
	frames = frames_from_pagemap_file(path, 4, err, sizeof(err));
	assert_non_null(frames);
	assert_true(frames_take(frames, &a) && frames_take(frames, &b));
	assert_int_equal(a, 0);
	assert_int_equal(b, 2);
	assert_false(frames_take(frames, &a));
	frames_free(frames);
	unlink(path);
}

static void layout_pagemap_refused(void **state)
{
	static const uint64_t zero[] = { 0, 0 }, twice[] = { 7, 7 };
	char path[] = NAME;

	(void)state;
	pagemap_file(path, zero, 2, PRESENT);
	assert_null(frames_from_pagemap_file(path, 2, err, sizeof(err)));
	assert_non_null(strstr(err, "no permission"));
	assert_non_null(strstr(err, "root"));
	unlink(path);

	pagemap_file(path, zero, 2, 0);
	assert_null(frames_from_pagemap_file(path, 2, err, sizeof(err)));
	assert_non_null(strstr(err, "has no frame"));
	assert_null(frames_from_pagemap_file(path, 3, err, sizeof(err)));
	assert_non_null(strstr(err, "ends before the last page"));
	unlink(path);

	pagemap_file(path, twice, 2, PRESENT);
	assert_null(frames_from_pagemap_file(path, 2, err, sizeof(err)));
	assert_non_null(strstr(err, "same frame"));
	unlink(path);
	assert_null(frames_from_pagemap_file(path, 2, err, sizeof(err)));
	assert_non_null(strstr(err, "No such file"));
}

/* Live: as root a layout, as anyone else the error; never something third. */
static void layout_pagemap_live(void **state)
{
	struct frames *frames = frames_from_pagemap(FRAMES, err, sizeof(err));

	(void)state;
	if (frames)
		assert_true(check_layout(frames, FRAMES) > 0);
	else
		assert_true(strstr(err, "no permission") || strstr(err, "/proc/self/pagemap"));
	frames_free(frames);
}

struct vm {
	struct mem *mem;
	struct frames *frames;
	struct pagetable pt;
};

static struct vm vm_open(void)
{
	struct vm vm = { .mem = mem_create(BASE, (uint64_t)FRAMES * FRAME_BYTES),
			 .frames = frames_from_seed(test_seed(), FRAMES, err, sizeof(err)) };

	assert_non_null(vm.mem);
	assert_non_null(vm.frames);
	assert_int_equal(pagetable_init(&vm.pt, vm.mem, vm.frames), PAGETABLE_OK);
	return vm;
}

static void vm_close(struct vm *vm)
{
	frames_free(vm->frames);
	mem_destroy(vm->mem);
}

/* The entries in memory are exactly those of x86-64, each at the place that its nine address bits give. */
static void entries(void **state)
{
	const uint64_t vaddr = UINT64_C(0x7f1234567000), paddr = BASE + 7 * FRAME_BYTES;
	struct pagetable_walk walk;
	struct vm vm = vm_open();
	uint64_t table = vm.pt.root;

	(void)state;
	assert_int_equal(pagetable_map(&vm.pt, vaddr, paddr, true), PAGETABLE_OK);
	assert_int_equal(pagetable_walk(&vm.pt, vaddr + 0x123, &walk), PAGETABLE_OK);
	assert_int_equal(walk.paddr, paddr + 0x123);
	assert_int_equal(walk.flags, PAGETABLE_WRITABLE);
	assert_int_equal(walk.levels, 4);
	for (unsigned level = 0; level < 4; level++) {
		uint64_t at = table + 8 * (vaddr >> (39 - 9 * level) & 511), entry;

		assert_int_equal(walk.entry_addr[level], at);
		memcpy(&entry, mem_at(vm.mem, at, 8), 8);
		assert_int_equal(entry & ~PAGETABLE_FRAME, 3);
		table = entry & PAGETABLE_FRAME;
		assert_true(mem_covers(vm.mem, table, FRAME_BYTES));
	}
	assert_int_equal(table, paddr);
	vm_close(&vm);
}

static void map_errors(void **state)
{
	struct pagetable_walk walk;
	struct vm vm = vm_open();
	uint64_t frame;

	(void)state;
	assert_int_equal(pagetable_map(&vm.pt, 0x5000, BASE, false), PAGETABLE_OK);
	assert_int_equal(pagetable_map(&vm.pt, 0x5000, BASE + FRAME_BYTES, false), PAGETABLE_MAPPED);
	assert_int_equal(pagetable_walk(&vm.pt, 0x5fff, &walk), PAGETABLE_OK);
	assert_int_equal(walk.paddr, BASE + 0xfff);
	assert_int_equal(walk.flags, 0);
	assert_int_equal(pagetable_walk(&vm.pt, 0x6000, &walk), PAGETABLE_MISSING);
	assert_int_equal(walk.levels, 4);
	assert_int_equal(pagetable_walk(&vm.pt, UINT64_C(1) << 47, &walk), PAGETABLE_MISSING);
	assert_int_equal(walk.levels, 1);
	assert_int_equal(pagetable_walk(&vm.pt, UINT64_C(1) << 48, &walk), PAGETABLE_RANGE);
	assert_int_equal(pagetable_map(&vm.pt, UINT64_C(1) << 48, BASE, false), PAGETABLE_RANGE);
	assert_int_equal(pagetable_map(&vm.pt, 0x7001, BASE, false), PAGETABLE_RANGE);
	assert_int_equal(pagetable_map(&vm.pt, 0x7000, BASE + 1, false), PAGETABLE_RANGE);
	assert_int_equal(pagetable_map(&vm.pt, 0x7000, BASE + (uint64_t)FRAMES * FRAME_BYTES, false), PAGETABLE_RANGE);
	while (frames_take(vm.frames, &frame))
		;
	/* A far address needs new tables, and there is no frame left for one. */
	assert_int_equal(pagetable_map(&vm.pt, UINT64_C(0x7f0000000000), BASE, false), PAGETABLE_FULL);
	vm_close(&vm);
}

/* A walk believes the memory alone: an entry that is cleared there ends it. */
static void walk_reads_memory(void **state)
{
	struct pagetable_walk walk;
	struct vm vm = vm_open();
	uint64_t addr, len;

	(void)state;
	assert_int_equal(pagetable_map(&vm.pt, 0x9000, BASE + 5 * FRAME_BYTES, true), PAGETABLE_OK);
	assert_true(pagetable_translate(&vm.pt, 0x9800, &addr, &len));
	assert_int_equal(addr, BASE + 5 * FRAME_BYTES + 0x800);
	assert_int_equal(len, 0x800);
	assert_int_equal(pagetable_walk(&vm.pt, 0x9000, &walk), PAGETABLE_OK);
	memset(mem_at(vm.mem, walk.entry_addr[2], 8), 0, 8);
	assert_int_equal(pagetable_walk(&vm.pt, 0x9000, &walk), PAGETABLE_MISSING);
	assert_int_equal(walk.levels, 3);
	assert_false(pagetable_translate(&vm.pt, 0x9800, &addr, &len));
	vm_close(&vm);
}

/* Store and load over page boundaries; across a boundary of the 2 MiB that one table covers; what lies around stays. */
static void buffer(void **state)
{
	const uint64_t vaddr = UINT64_C(0x7f00001fe000) + 0xabc;
	struct rng rng = rng_seed(test_seed(), 0);
	uint8_t in[20000], out[6 * FRAME_BYTES];
	struct vm vm = vm_open();

	(void)state;
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)rng_next(&rng);
	assert_true(vbuf_map(&vm.pt, vaddr, sizeof(in), true));
	assert_true(vbuf_store(&vm.pt, vaddr, in, sizeof(in)));
	assert_true(vbuf_load(&vm.pt, vaddr, out, sizeof(in)));
	assert_memory_equal(in, out, sizeof(in));
	for (size_t i = 0; i < sizeof(in); i += 777) {
		struct pagetable_walk walk;

		assert_int_equal(pagetable_walk(&vm.pt, vaddr + i, &walk), PAGETABLE_OK);
		assert_int_equal(*mem_at(vm.mem, walk.paddr, 1), in[i]);
	}
	assert_false(vbuf_load(&vm.pt, vaddr, out, sizeof(out)));
	assert_false(vbuf_map(&vm.pt, vaddr, 1, true));
	assert_false(vbuf_map(&vm.pt, UINT64_C(0x1000000000), (uint64_t)FRAMES * FRAME_BYTES, true));
	vm_close(&vm);
}

static const struct CMUnitTest tests[] = {
	TEST("vm.layout_seed", layout_seed),
	TEST("vm.layout_file", layout_file),
	TEST("vm.layout_file_bad", layout_file_bad),
	TEST("vm.layout_pagemap_order", layout_pagemap_order),
	TEST("vm.layout_pagemap_holes", layout_pagemap_holes),
	TEST("vm.layout_pagemap_refused", layout_pagemap_refused),
	TEST("vm.layout_pagemap_live", layout_pagemap_live),
	TEST("vm.entries", entries),
	TEST("vm.map_errors", map_errors),
	TEST("vm.walk_reads_memory", walk_reads_memory),
	TEST("vm.buffer", buffer),
};

TESTMAIN(tests)
