// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Chains: linked and chunked lists, seen with the eyes of the engine. */
#include "test/testmain.h"

#include "mock.h"

#define BUS UINT64_C(0x0001200000010000) /* bus address of memory[0]; bits 63:44 are 0x00012 */
#define UPPER UINT64_C(0x0001200000000000)

static uint8_t memory[8192] __attribute__((aligned(16)));

struct seen {
	unsigned chunks, entries;
	uint64_t addr[64];
	uint32_t len[64];
	uint8_t flags[64];
};

static uint64_t load64(uint64_t addr)
{
	uint64_t word = 0;

	assert_true(addr >= BUS && addr + 8 <= BUS + sizeof(memory));
	for (unsigned i = 0; i < 8; i++)
		word |= (uint64_t)memory[addr - BUS + i] << (8 * i);
	return word;
}

static void load_desc(uint64_t at, bool wide, uint64_t *addr, uint32_t *len, uint8_t *flags)
{
	uint64_t word = load64(at);

	if (wide) {
		*addr = word;
		word = load64(at + 8);
		*len = (uint32_t)word;
		*flags = word >> 48 & 0xf;
	} else {
		*addr = (word & 0xfffffffffff) | UPPER;
		*len = word >> 44 & 0xffff;
		*flags = (uint8_t)(word >> 60);
	}
}

/* What an engine would do that is started at `base` with `count`. */
static struct seen walk(bool wide, uint64_t base, uint32_t count)
{
	struct seen seen = { 0 };

	for (;;) {
		uint64_t next, size = wide ? 16 : 8;
		uint32_t next_count;
		uint8_t flags;

		assert_in_range(count, 2, 64);
		assert_int_equal(base % size, 0);
		load_desc(base, wide, &next, &next_count, &flags);
		assert_true(flags == 4 || flags == 0xc);
		seen.chunks++;
		for (uint32_t i = 1; i < count; i++) {
			unsigned n = seen.entries++;

			assert_in_range(n, 0, 63);
			load_desc(base + i * size, wide, &seen.addr[n], &seen.len[n], &seen.flags[n]);
			assert_int_equal(seen.flags[n] & 0xc, 0);
		}
		if (flags == 0xc)
			return seen;
		base = next;
		count = next_count;
	}
}

static struct sgdma_piece piece_of(uint32_t n)
{
	return (struct sgdma_piece){ .addr = UPPER + 0x4000 * n + n, .len = 100 + n, .tag = 0 };
}

static void open_at(struct sgdma_chain *chain, size_t offset, uint16_t room)
{
	assert_int_equal(sgdma_chain_open(chain, memory + offset, BUS + offset, room), SGDMA_SUCCESS);
}

static void push(struct sgdma_chain *chain, uint32_t n)
{
	struct sgdma_piece piece = piece_of(n);

	assert_int_equal(sgdma_chain_push(chain, &piece), SGDMA_SUCCESS);
}

static struct sgdma_chain make_chain(bool wide)
{
	struct sgdma_chain chain;

	memset(memory, 0x5a, sizeof(memory));
	memset(&chain, 0x5a, sizeof(chain));
	sgdma_chain_init(&chain, wide, UPPER);
	return chain;
}

static void check_pieces(const struct seen *seen, unsigned entries)
{
	assert_int_equal(seen->entries, entries);
	for (uint32_t n = 0; n < entries; n++) {
		struct sgdma_piece piece = piece_of(n);

		assert_true(seen->addr[n] == piece.addr);
		assert_int_equal(seen->len[n], piece.len);
	}
}

static void linked_list(void **state)
{
	(void)state;
	for (int wide = 0; wide <= 1; wide++) {
		/* Nodes anywhere, also backwards. */
		static const size_t where[] = { 0x400, 0x20, 0x1fe0, 0x800, 0x7e0 };
		struct sgdma_chan_config config = { .d = 9, .cq_base = 0x40, .cq_wait = 5 };
		struct sgdma_chain chain = make_chain(wide);
		struct seen seen;

		for (uint32_t n = 0; n < 5; n++) {
			open_at(&chain, where[n], 2);
			push(&chain, n);
		}
		assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
		assert_true(config.chain);
		assert_int_equal(config.wide, wide);
		assert_true(config.upper == UPPER);
		assert_true(config.base == BUS + 0x400);
		assert_int_equal(config.first_count, 2);
		/* The rest of the configuration is the caller's. */
		assert_int_equal(config.d, 9);
		assert_int_equal(config.cq_base, 0x40);
		assert_int_equal(config.cq_wait, 5);
		seen = walk(wide, config.base, config.first_count);
		assert_int_equal(seen.chunks, 5);
		check_pieces(&seen, 5);
	}
}

static void chunked_list(void **state)
{
	(void)state;
	for (int wide = 0; wide <= 1; wide++) {
		static const uint16_t rooms[] = { 4, 2, 9, 3 }; /* 3 + 1 + 8 + 2 entries; the last has room to spare */
		struct sgdma_chan_config config = { 0 };
		struct sgdma_chain chain = make_chain(wide);
		struct sgdma_piece piece = piece_of(0);
		struct seen seen;
		uint32_t n = 0;

		for (size_t c = 0; c < 4; c++) {
			open_at(&chain, c * 0x400 + 0x10, rooms[c]);
			for (uint16_t i = 1; i < rooms[c] && n < 13; i++)
				push(&chain, n++);
		}
		assert_int_equal(n, 13);
		assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
		assert_int_equal(config.first_count, 4);
		assert_true(config.base == BUS + 0x10);
		seen = walk(wide, config.base, config.first_count);
		assert_int_equal(seen.chunks, 4);
		assert_int_equal(chain.data_entries, 13);
		check_pieces(&seen, 13);
		assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_ERR_STATE);
	}
}

static void bytes_of_two_chunks(void **state)
{
	static const uint8_t want_first[16] = { 0x80, 0x00, 0x01, 0,
						0,    0x30, 0,    0x40, /* next 0x10080, 3 entries, LINK */
						0x01, 0x40, 0,    0,
						0,    0x50, 0x06, 0x10 }; /* 0x4001, 101 bytes, EOP */
	static const uint8_t want_second[24] = { 1, 0,    0,    0,    0,    0,    0, 0xc0, 0x02, 0x80, 0,    0,
						 0, 0x60, 0x06, 0x00, 0x03, 0xc0, 0, 0,    0,    0x70, 0x06, 0x20 };
	struct sgdma_chan_config config = { 0 };
	struct sgdma_chain chain = make_chain(false);
	struct sgdma_piece piece = piece_of(1);
	(void)state;

	open_at(&chain, 0, 2);
	piece.flags = SGDMA_EOP;
	assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_SUCCESS);
	open_at(&chain, 0x80, 8);
	push(&chain, 2);
	piece = piece_of(3);
	piece.flags = SGDMA_IRQ;
	assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
	assert_memory_equal(memory, want_first, 16);
	assert_memory_equal(memory + 0x80, want_second, 24);
	/* Room that was not used is not written. */
	for (size_t i = 0x80 + 24; i < 0x80 + 64; i++)
		assert_int_equal(memory[i], 0x5a);
}

/* Every finished chunk ends the list until the next one is finished, too. */
static void always_terminated(void **state)
{
	(void)state;
	for (int wide = 0; wide <= 1; wide++) {
		struct sgdma_chain chain = make_chain(wide);
		struct seen seen;

		open_at(&chain, 0, 3);
		push(&chain, 0);
		push(&chain, 1);
		seen = walk(wide, BUS, 3);
		check_pieces(&seen, 2);
		open_at(&chain, 0x100, 2);
		push(&chain, 2);
		seen = walk(wide, BUS, 3);
		check_pieces(&seen, 2);
		open_at(&chain, 0x200, 2); /* finishes the second */
		seen = walk(wide, BUS, 3);
		check_pieces(&seen, 3);
		push(&chain, 3);
		seen = walk(wide, BUS, 3);
		check_pieces(&seen, 3);
	}
}

static void push_full_and_closed(void **state)
{
	struct sgdma_chan_config config = { 0 };
	struct sgdma_chain chain = make_chain(false), before;
	struct sgdma_piece piece = piece_of(0);
	uint8_t bytes[sizeof(memory)];
	(void)state;

	before = chain;
	assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_ERR_STATE);
	assert_memory_equal(&chain, &before, sizeof(chain));
	open_at(&chain, 0, 2);
	push(&chain, 0);
	before = chain;
	memcpy(bytes, memory, sizeof(bytes));
	assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_ERR_FULL);
	assert_memory_equal(&chain, &before, sizeof(chain));
	assert_memory_equal(memory, bytes, sizeof(bytes));
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_ERR_STATE);
	assert_memory_equal(memory, bytes, sizeof(bytes));
}

static void push_bad_piece_changes_nothing(void **state)
{
	struct sgdma_chain chain = make_chain(false), before;
	struct sgdma_piece piece = piece_of(0);
	uint8_t bytes[sizeof(memory)];
	(void)state;

	open_at(&chain, 0, 4);
	before = chain;
	memcpy(bytes, memory, sizeof(bytes));
	piece.len = 0;
	assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_ERR_ARG);
	piece = piece_of(0);
	piece.addr = 0;
	assert_int_equal(sgdma_chain_push(&chain, &piece), SGDMA_ERR_ARG);
	assert_memory_equal(&chain, &before, sizeof(chain));
	assert_memory_equal(memory, bytes, sizeof(bytes));
}

static void close_without_data(void **state)
{
	struct sgdma_chan_config config, untouched;
	struct sgdma_chain chain = make_chain(true), before;
	(void)state;

	memset(&config, 0xa5, sizeof(config));
	untouched = config;
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_ERR_STATE);
	open_at(&chain, 0, 4);
	before = chain;
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_ERR_STATE);
	assert_memory_equal(&chain, &before, sizeof(chain));
	push(&chain, 0);
	open_at(&chain, 0x100, 4);
	before = chain;
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_ERR_STATE);
	assert_memory_equal(&chain, &before, sizeof(chain));
	assert_memory_equal(&config, &untouched, sizeof(config));
	/* Nothing is lost: with an entry it closes. */
	push(&chain, 1);
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_ERR_STATE);
}

static void open_bad_arguments(void **state)
{
	struct sgdma_chain chain = make_chain(false), before;
	uint8_t bytes[sizeof(memory)];
	(void)state;

	before = chain;
	memcpy(bytes, memory, sizeof(bytes));
	assert_int_equal(sgdma_chain_open(&chain, NULL, BUS, 2), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chain_open(&chain, memory + 4, BUS, 2), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chain_open(&chain, memory, BUS + 4, 2), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chain_open(&chain, memory, BUS, 1), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chain_open(&chain, memory, BUS, 0), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chain_open(&chain, memory, 0x10000, 2), SGDMA_ERR_ARG); /* not in UPPER */
	assert_memory_equal(&chain, &before, sizeof(chain));
	chain = make_chain(true);
	before = chain;
	assert_int_equal(sgdma_chain_open(&chain, memory + 8, BUS, 2), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chain_open(&chain, memory, BUS + 8, 2), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chain_open(&chain, memory, UINT64_MAX - 15, 2), SGDMA_ERR_ARG); /* wraps */
	assert_memory_equal(&chain, &before, sizeof(chain));
	assert_memory_equal(memory, bytes, sizeof(bytes));
}

static void open_over_empty_chunk(void **state)
{
	struct sgdma_chain chain = make_chain(false), before;
	uint8_t bytes[sizeof(memory)];
	(void)state;

	open_at(&chain, 0, 4);
	before = chain;
	memcpy(bytes, memory, sizeof(bytes));
	assert_int_equal(sgdma_chain_open(&chain, memory + 64, BUS + 64, 4), SGDMA_ERR_STATE);
	assert_memory_equal(&chain, &before, sizeof(chain));
	assert_memory_equal(memory, bytes, sizeof(bytes));
}

static void check_links(void *arg)
{
	struct sgdma_chan_config *config = arg;
	struct seen seen = walk(config->wide, config->base, config->first_count);

	check_pieces(&seen, 3);
	config->d = 1;
}

static void doorbell_order(void **state)
{
	struct sgdma_chan_config config = { 0 };
	struct sgdma_chain chain = make_chain(true);
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (uint32_t n = 0; n < 3; n++) {
		open_at(&chain, 0x40 * n, 2);
		push(&chain, n);
	}
	assert_int_equal(sgdma_chain_close(&chain, &config), SGDMA_SUCCESS);
	mock_wmb(&mock);
	mock_hook(&mock, check_links, &config);
	mock_write(&mock, 0x140, 1);
	sgdma_chain_doorbell(&dev, SGDMA_GATHER);
	mock_done(&mock);
	assert_int_equal(config.d, 1);
	mock_wmb(&mock);
	mock_write(&mock, 0x240, 1);
	sgdma_chain_doorbell(&dev, SGDMA_SCATTER);
	mock_done(&mock);
}

static const struct CMUnitTest tests[] = {
	TEST("driver.chain_linked_list", linked_list),
	TEST("driver.chain_chunked_list", chunked_list),
	TEST("driver.chain_bytes_of_two_chunks", bytes_of_two_chunks),
	TEST("driver.chain_always_terminated", always_terminated),
	TEST("driver.chain_push_full_and_closed", push_full_and_closed),
	TEST("driver.chain_push_bad_piece_changes_nothing", push_bad_piece_changes_nothing),
	TEST("driver.chain_close_without_data", close_without_data),
	TEST("driver.chain_open_bad_arguments", open_bad_arguments),
	TEST("driver.chain_open_over_empty_chunk", open_over_empty_chunk),
	TEST("driver.chain_doorbell_order", doorbell_order),
};
TESTMAIN(tests)
