// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Builder: every small case there is, against a model that knows bytes alone. */
#include "test/testmain.h"

#include "sgdma.h"

#define PAGE 4u
#define PAGES 3u
#define FRAMES 5u
#define HOLE FRAMES
#define BYTES (PAGE * PAGES)

struct table {
	unsigned frame[PAGES];
};

/* Frame f lies at bus address f * PAGE: the first one at 0, where nothing lies before. */
static bool translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	const struct table *table = ctx;
	unsigned frame = vaddr < BYTES ? table->frame[vaddr / PAGE] : HOLE;

	*addr = frame * PAGE + vaddr % PAGE;
	*len = PAGE - vaddr % PAGE;
	return frame != HOLE;
}

/* Byte by byte: a byte joins the piece before if it is the next one, there is room, and no boundary lies between. */
static size_t naive(const struct table *table, unsigned from, unsigned len, const struct sgdma_build_limits *limits,
		    struct sgdma_piece *pieces, bool *hole)
{
	size_t count = 0;

	*hole = false;
	for (unsigned v = from; v < from + len; v++) {
		uint64_t addr = table->frame[v / PAGE] * PAGE + v % PAGE;
		struct sgdma_piece *last = count ? &pieces[count - 1] : NULL;

		if (table->frame[v / PAGE] == HOLE) {
			*hole = true;
			break;
		}
		if (last && last->addr + last->len == addr && last->len < limits->max_len &&
		    !(limits->boundary && addr % limits->boundary == 0))
			last->len++;
		else
			pieces[count++] = (struct sgdma_piece){ .addr = addr, .len = 1 };
	}
	return count;
}

static void compare(struct table *table, unsigned from, unsigned len, const struct sgdma_build_limits *limits)
{
	struct sgdma_piece want[BYTES], pieces[BYTES];
	size_t count = BYTES, wanted;
	enum sgdma_result result;
	bool hole;

	wanted = naive(table, from, len, limits, want, &hole);
	result = sgdma_build(translate, table, from, len, limits, SGDMA_EOP, 3, pieces, &count);
	assert_int_equal(result, hole ? SGDMA_ERR_UNMAPPED : SGDMA_SUCCESS);
	assert_int_equal(count, wanted);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(pieces[i].addr, want[i].addr);
		assert_int_equal(pieces[i].len, want[i].len);
		assert_int_equal(pieces[i].flags, !hole && i + 1 == count ? SGDMA_EOP : 0);
		assert_int_equal(pieces[i].tag, 3);
	}
}

/* Every page table, buffer, longest piece and boundary. */
static void every_small_case(void **state)
{
	struct table table;
	(void)state;

	for (unsigned t = 0; t < (FRAMES + 1) * (FRAMES + 1) * (FRAMES + 1); t++) {
		table = (struct table){ { t % (FRAMES + 1), t / (FRAMES + 1) % (FRAMES + 1),
					  t / (FRAMES + 1) / (FRAMES + 1) } };
		for (unsigned from = 0; from < BYTES; from++)
			for (unsigned len = 1; from + len <= BYTES; len++)
				for (unsigned max_len = 1; max_len <= BYTES; max_len += max_len < 6 ? 1 : 3)
					for (unsigned boundary = 0; boundary <= 16;
					     boundary = boundary ? boundary * 2 : 1) {
						struct sgdma_build_limits limits = { max_len, boundary };

						compare(&table, from, len, &limits);
					}
	}
}

static const struct CMUnitTest tests[] = {
	TEST("driver.build_every_small_case", every_small_case),
};
TESTMAIN(tests)
