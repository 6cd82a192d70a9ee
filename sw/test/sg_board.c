// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Memory, page table and engine of the builder's tests. */
#include "test/testmain.h"

#include "sg_board.h"

uint64_t board_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x >> 11;
}

static bool translate(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len)
{
	struct board *board = ctx;
	uint64_t page = (vaddr - BOARD_VIRT) / board->page;

	if (board->changes_after && ++board->translations == board->changes_after)
		board->frame[0] ^= 1;
	if (vaddr < BOARD_VIRT || page >= BOARD_PAGES || board->frame[page] == BOARD_HOLE)
		return false;
	*addr = BOARD_BUS + (uint64_t)board->frame[page] * board->page + (vaddr - BOARD_VIRT) % board->page;
	*len = board->page - (vaddr - BOARD_VIRT) % board->page;
	return true;
}

uint32_t board_where(const struct board *board, uint64_t vaddr)
{
	uint64_t page = (vaddr - BOARD_VIRT) / board->page;

	assert_true(vaddr >= BOARD_VIRT && page < BOARD_PAGES && board->frame[page] != BOARD_HOLE);
	return board->frame[page] * board->page + (uint32_t)((vaddr - BOARD_VIRT) % board->page);
}

/* A pointer into bounce memory, and nowhere else. */
static void in_bounce(const struct board *board, const void *at, uint32_t len)
{
	const uint8_t *first = board->memory + BOARD_BOUNCE;

	assert_true((const uint8_t *)at >= first && (const uint8_t *)at + len <= board->memory + BOARD_BYTES);
}

static bool load(void *ctx, void *to, uint64_t vaddr, uint32_t len)
{
	struct board *board = ctx;

	in_bounce(board, to, len);
	if (++board->loads == board->fail_at)
		return false;
	for (uint32_t i = 0; i < len; i++)
		((uint8_t *)to)[i] = board->memory[board_where(board, vaddr + i)];
	return true;
}

static bool store(void *ctx, uint64_t vaddr, const void *from, uint32_t len)
{
	struct board *board = ctx;

	in_bounce(board, from, len);
	if (++board->stores == board->fail_at)
		return false;
	for (uint32_t i = 0; i < len; i++)
		board->memory[board_where(board, vaddr + i)] = ((const uint8_t *)from)[i];
	return true;
}

static void clean(void *ctx, const void *cpu, uint32_t len)
{
	struct board *board = ctx;

	in_bounce(board, cpu, len);
	assert_int_equal(++board->cleans, board->loads); /* right after the load */
}

static void invalidate(void *ctx, const void *cpu, uint32_t len)
{
	struct board *board = ctx;

	in_bounce(board, cpu, len);
	board->invalidates++;
}

static const struct sgdma_sg_ops board_ops = { translate, load, store, clean, invalidate };

void board_open(struct board *board, unsigned buffers, uint32_t size)
{
	uint64_t x = 88172645463325252;

	memset(board, 0, sizeof(*board));
	for (unsigned i = 0; i < BOARD_BYTES; i++)
		board->memory[i] = (uint8_t)board_random(&x);
	memcpy(board->before, board->memory, BOARD_BYTES);
	board->page = BOARD_PAGE;
	for (unsigned p = 0; p < BOARD_PAGES; p++)
		board->frame[p] = (BOARD_PAGES - 1 - p) * 2;
	assert_true(buffers * size <= BOARD_BYTES - BOARD_BOUNCE);
	for (unsigned i = 0; i < buffers; i++) {
		board->buffers[i].cpu = board->memory + BOARD_BOUNCE + i * size;
		board->buffers[i].bus = BOARD_BUS + BOARD_BOUNCE + i * size;
	}
	assert_int_equal(sgdma_bounce_init(&board->pool, board->buffers, buffers, size), SGDMA_SUCCESS);
	sgdma_sg_init(&board->sg, board->pieces, BOARD_PIECES, board->copies, BOARD_PIECES);
	board->config = (struct sgdma_sg_config){
		.ops = &board_ops,
		.ctx = board,
		.chan = SGDMA_GATHER,
		.limits = { .max_len = 65535 },
		.pool = &board->pool,
	};
}

void board_shuffle(struct board *board, uint64_t *random)
{
	/* Each frame once: a random order, then runs of neighbours put back side by side. */
	uint32_t frames[BOARD_FRAMES];
	bool used[BOARD_FRAMES] = { false };

	for (unsigned i = 0; i < BOARD_FRAMES; i++)
		frames[i] = i;
	for (unsigned i = BOARD_FRAMES - 1; i; i--) {
		unsigned k = (unsigned)(board_random(random) % (i + 1));
		uint32_t frame = frames[i];

		frames[i] = frames[k];
		frames[k] = frame;
	}
	for (unsigned p = 0, next = 0; p < BOARD_PAGES; p++) {
		uint32_t frame = p ? board->frame[p - 1] + 1 : BOARD_FRAMES;

		if (frame >= BOARD_FRAMES || used[frame] || board_random(random) % 2) {
			while (used[frames[next]])
				next++;
			frame = frames[next];
		}
		used[frame] = true;
		board->frame[p] = frame;
	}
}

static uint8_t *at_bus(struct board *board, uint64_t addr)
{
	assert_true(addr >= BOARD_BUS && addr < BOARD_BUS + BOARD_BYTES);
	return &board->memory[addr - BOARD_BUS];
}

void board_gather(struct board *board)
{
	board->streamed = 0;
	for (size_t i = 0; i < board->sg.piece_count; i++)
		for (uint32_t b = 0; b < board->pieces[i].len; b++)
			board->stream[board->streamed++] = *at_bus(board, board->pieces[i].addr + b);
}

void board_scatter(struct board *board, size_t bytes)
{
	size_t done = 0;

	for (size_t i = 0; i < board->sg.piece_count; i++)
		for (uint32_t b = 0; b < board->pieces[i].len && done < bytes; b++)
			*at_bus(board, board->pieces[i].addr + b) = board->stream[done++];
	assert_int_equal(done, bytes);
}

void board_check_gather(const struct board *board, const struct sgdma_sg_range *ranges, size_t count)
{
	uint64_t at = 0;

	for (size_t i = 0; i < count; i++) {
		/* Between two ranges lies nothing, or the whole gap. */
		if (ranges[i].at != at) {
			uint64_t gap = ranges[i].at - at;

			assert_true(ranges[i].junk && board->sg.plan.joined);
			assert_int_equal(gap, ranges[i].vaddr - ranges[i - 1].vaddr - ranges[i - 1].len);
			for (uint64_t b = 0; b < gap; b++, at++)
				assert_int_equal(board->stream[at],
						 board->before[board_where(board, ranges[i].vaddr - gap + b)]);
		}
		for (uint64_t b = 0; b < ranges[i].len; b++, at++)
			assert_int_equal(board->stream[at], board->before[board_where(board, ranges[i].vaddr + b)]);
	}
	assert_int_equal(at, board->streamed);
	assert_memory_equal(board->memory, board->before, BOARD_BOUNCE);
}

void board_check_scatter(struct board *board, const struct sgdma_sg_range *ranges, size_t count, size_t bytes)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		for (uint64_t b = 0; b < ranges[i].len && at < bytes; b++)
			board->before[board_where(board, ranges[i].vaddr + b)] = board->stream[at++];
	assert_int_equal(at, bytes);
	assert_memory_equal(board->memory, board->before, BOARD_BOUNCE);
}

void board_check_pieces(const struct board *board, uint8_t last_flags, uint16_t tag)
{
	const struct sgdma_sg_config *config = &board->config;
	uint64_t align = config->align ? config->align : 1, boundary = config->limits.boundary;
	const struct sgdma_load *load = &board->sg.plan.option[board->sg.plan.policy][board->sg.plan.joined].load;
	uint64_t bytes = 0;

	for (size_t i = 0; i < board->sg.piece_count; i++) {
		const struct sgdma_piece *piece = &board->pieces[i];
		uint64_t end = piece->addr + piece->len;

		assert_in_range(piece->len, 1, config->limits.max_len);
		assert_int_equal(piece->addr % align, 0);
		/* A block that is not full is a bounce buffer's. */
		if (end % align)
			assert_true(end > BOARD_BUS + BOARD_BOUNCE);
		if (boundary)
			assert_true((piece->addr ^ (end - 1)) < boundary);
		assert_int_equal(piece->flags, i + 1 == board->sg.piece_count ? last_flags : 0);
		assert_int_equal(piece->tag, tag);
		bytes += piece->len;
	}
	assert_int_equal(load->descs, board->sg.piece_count);
	assert_int_equal(load->copies, board->sg.copy_count);
	assert_int_equal(load->bytes, bytes);
}
