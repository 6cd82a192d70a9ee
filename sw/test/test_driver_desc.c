// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Descriptors and completions to the bit, against bytes worked out by hand from rtl/README.md. */
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/testmain.h"

#include "sgdma.h"

#define UPPER UINT64_C(0x1234500000000000)

struct packed {
	struct sgdma_piece piece;
	uint8_t bytes[16];
};

static void pack_compact(void **state)
{
	static const struct packed cases[] = {
		{ { 0xabcdef12345, 0x1234, 0xffff, SGDMA_EOP }, { 0x45, 0x23, 0xf1, 0xde, 0xbc, 0x4a, 0x23, 0x11 } },
		{ { 0xabcdef12345, 0x1234, 0, SGDMA_IRQ }, { 0x45, 0x23, 0xf1, 0xde, 0xbc, 0x4a, 0x23, 0x21 } },
		{ { 0, 1, 0, 0 }, { 0, 0, 0, 0, 0, 0x10, 0, 0 } },
		{ { 0, 0xffff, 0, 0 }, { 0, 0, 0, 0, 0, 0xf0, 0xff, 0x0f } },
		{ { 0xfffffffffff, 0xffff, 7, SGDMA_EOP | SGDMA_IRQ },
		  { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f } },
	};
	uint8_t got[10];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sgdma_piece piece = cases[i].piece;

		memset(got, 0x5a, sizeof(got));
		assert_int_equal(sgdma_desc_pack(got + 1, false, 0, &piece), SGDMA_SUCCESS);
		assert_memory_equal(got + 1, cases[i].bytes, 8);
		assert_int_equal(got[0], 0x5a);
		assert_int_equal(got[9], 0x5a);
		/* The same piece high up: bits 63:44 are the list's, not the descriptor's. */
		piece.addr |= UPPER;
		memset(got, 0x5a, sizeof(got));
		assert_int_equal(sgdma_desc_pack(got, false, UPPER | 0x77, &piece), SGDMA_SUCCESS);
		assert_memory_equal(got, cases[i].bytes, 8);
	}
}

static void pack_wide(void **state)
{
	static const struct packed cases[] = {
		{ { 0x1122334455667788, 0x0abcdef1, 0xbeef, SGDMA_EOP | SGDMA_IRQ },
		  { 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xf1, 0xde, 0xbc, 0x0a, 0xef, 0xbe, 0x03, 0 } },
		{ { 1, 1, 0, SGDMA_EOP }, { 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x01, 0 } },
		{ { 0, 0x0fffffff, 0xffff, SGDMA_IRQ },
		  { 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x0f, 0xff, 0xff, 0x02, 0 } },
		{ { UINT64_MAX, 1, 0x0100, 0 },
		  { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0x01, 0, 0 } },
	};
	uint8_t got[18];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(got, 0x5a, sizeof(got));
		assert_int_equal(sgdma_desc_pack(got + 1, true, UPPER, &cases[i].piece), SGDMA_SUCCESS);
		assert_memory_equal(got + 1, cases[i].bytes, 16);
		assert_int_equal(got[0], 0x5a);
		assert_int_equal(got[17], 0x5a);
	}
}

static void pack_refuses(void **state)
{
	static const struct {
		bool wide;
		struct sgdma_piece piece;
	} cases[] = {
		{ false, { UPPER, 0, 0, 0 } },
		{ false, { UPPER, 0x10000, 0, 0 } },
		{ false, { UPPER, 1, 0, 4 } },
		{ false, { UPPER, 1, 0, 0x80 } },
		{ false, { 0, 1, 0, 0 } },                           /* below UPPER */
		{ false, { UPPER + (UINT64_C(1) << 44), 1, 0, 0 } }, /* above it */
		{ true, { 0, 0, 0, 0 } },
		{ true, { 0, 0x10000000, 0, 0 } },
		{ true, { 0, 1, 0, 8 } },
		{ true, { UINT64_MAX, 2, 0, 0 } }, /* wraps */
		{ true, { UINT64_MAX - 99, 101, 0, 0 } },
	};
	uint8_t got[16], before[16];
	(void)state;

	memset(got, 0x5a, sizeof(got));
	memcpy(before, got, sizeof(before));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(sgdma_desc_pack(got, cases[i].wide, UPPER, &cases[i].piece), SGDMA_ERR_ARG);
		assert_memory_equal(got, before, sizeof(got));
	}
}

/* A compact piece may begin under 2^44 and run over it: the engine carries into UPPER. */
static void pack_compact_carries(void **state)
{
	static const uint8_t want[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0x2f, 0, 0 };
	const struct sgdma_piece over = { UPPER | 0xfffffffffff, 2, 0, 0 };
	const struct sgdma_piece wrap = { UINT64_MAX, 2, 0, 0 };
	uint8_t got[8];
	(void)state;

	assert_int_equal(sgdma_desc_pack(got, false, UPPER, &over), SGDMA_SUCCESS);
	assert_memory_equal(got, want, 8);
	assert_int_equal(sgdma_desc_pack(got, false, UINT64_MAX, &wrap), SGDMA_ERR_ARG);
}

static void header_compact(void **state)
{
	static const uint8_t link[8] = { 0x10, 0, 0, 0, 0x01, 0x30, 0x20, 0x40 };
	static const uint8_t most[8] = { 0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x4f };
	static const uint8_t end[8] = { 1, 0, 0, 0, 0, 0, 0, 0xc0 };
	uint8_t got[16];
	(void)state;

	memset(got, 0x5a, sizeof(got));
	sgdma_header_pack(got, false, UPPER | 0x100000010, 0x0203, false);
	assert_memory_equal(got, link, 8);
	sgdma_header_pack(got, false, 0xffffffffffffff8, 0xffff, false);
	assert_memory_equal(got, most, 8);
	sgdma_header_pack(got, false, 0x100000010, 0x0203, true);
	assert_memory_equal(got, end, 8);
	assert_int_equal(got[8], 0x5a);
}

static void header_wide(void **state)
{
	static const uint8_t link[16] = { 0x80, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,
					  0xdc, 0xfe, 0,    0,    0,    0,    0x04, 0 };
	static const uint8_t end[16] = { [0] = 1, [14] = 0x0c };
	uint8_t got[17];
	(void)state;

	memset(got, 0x5a, sizeof(got));
	sgdma_header_pack(got, true, 0x1122334455667780, 0xfedc, false);
	assert_memory_equal(got, link, 16);
	sgdma_header_pack(got, true, 0x1122334455667780, 0xfedc, true);
	assert_memory_equal(got, end, 16);
	assert_int_equal(got[16], 0x5a);
}

/*
 * Turns an END header into a link in a child that is stepped instruction by instruction, and looks at the header
 * after each: it must be an END, whatever its address says, until it is the whole link. Returns the distinct
 * pictures seen, 0 if one was wrong, -1 if this machine does not let a process be stepped.
 */
static int step_header(bool wide, const uint8_t *link)
{
	static uint8_t header[16] __attribute__((aligned(16)));
	size_t bytes = sgdma_desc_bytes(wide);
	uint8_t last[16] = { 0 }, now[16];
	int status, pictures = 0, result = 0;
	pid_t child;

	sgdma_header_pack(header, wide, 0, 0, true);
	child = fork();
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(77);
		raise(SIGSTOP);
		sgdma_header_pack(header, wide, 0x0123456789abcd80, 0x8421, false);
		_exit(0);
	}
	assert_true(child > 0);
	for (long steps = 0; steps < 100000; steps++) {
		assert_int_equal(waitpid(child, &status, 0), child);
		if (WIFEXITED(status)) {
			result = WEXITSTATUS(status) == 77 ? -1 : pictures;
			break;
		}
		for (size_t i = 0; i < bytes; i += sizeof(long)) {
			long word = ptrace(PTRACE_PEEKDATA, child, header + i, NULL);

			memcpy(now + i, &word, sizeof(word));
		}
		if (memcmp(now, last, bytes) != 0)
			pictures++;
		memcpy(last, now, bytes);
		if (!(now[wide ? 14 : 7] & (wide ? 0x08 : 0x80)) && memcmp(now, link, bytes) != 0) {
			print_error("half a link is visible (wide %d) after picture %d\n", wide, pictures);
			break;
		}
		if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) < 0)
			break;
	}
	if (!WIFEXITED(status)) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	return result;
}

static void header_never_half_a_link(void **state)
{
	static const uint8_t compact[8] = { 0x80, 0xcd, 0xab, 0x89, 0x67, 0x15, 0x42, 0x48 };
	static const uint8_t wide[16] = { 0x80, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01,
					  0x21, 0x84, 0,    0,    0,    0,    0x04, 0 };
	int pictures = step_header(false, compact);
	(void)state;

	if (pictures < 0) {
		/* No stepping here: at least the result is checked. */
		uint8_t got[16];

		sgdma_header_pack(got, false, 0x0123456789abcd80, 0x8421, false);
		assert_memory_equal(got, compact, 8);
		sgdma_header_pack(got, true, 0x0123456789abcd80, 0x8421, false);
		assert_memory_equal(got, wide, 16);
		return;
	}
	/* At least: END before, some of the address, the link. */
	assert_in_range(pictures, 3, 20);
	assert_in_range(step_header(true, wide), 3, 20);
}

static void completion_unpack(void **state)
{
	struct sgdma_completion got;
	(void)state;

	/* phase 1, SOURCE and EOP, status 0x52, bytes 0x0abcdef1, tag 0xbeef */
	sgdma_completion_unpack(0x8000000000000000 | (UINT64_C(0x5) << 52) | (UINT64_C(0x52) << 44) |
					(UINT64_C(0x0abcdef1) << 16) | 0xbeef,
				&got);
	assert_int_equal(got.tag, 0xbeef);
	assert_int_equal(got.bytes, 0x0abcdef1);
	assert_int_equal(got.status, 0x52);
	assert_false(got.saturated);
	assert_true(got.eop && got.source);
	assert_false(got.irq || got.is_short);
	/* written out: SHORT and IRQ, bytes saturated */
	sgdma_completion_unpack(0x00a80fffffff0001, &got);
	assert_int_equal(got.tag, 1);
	assert_int_equal(got.bytes, 0x0fffffff);
	assert_int_equal(got.status, 0);
	assert_true(got.saturated && got.irq && got.is_short);
	assert_false(got.eop || got.source);
	/* each bit reaches one field alone */
	for (unsigned bit = 0; bit < 64; bit++) {
		sgdma_completion_unpack(UINT64_C(1) << bit, &got);
		assert_int_equal(got.tag, bit < 16 ? 1u << bit : 0);
		assert_int_equal(got.bytes, bit >= 16 && bit < 44 ? 1u << (bit - 16) : 0);
		assert_int_equal(got.status, bit >= 44 && bit < 51 ? 1u << (bit - 44) : 0);
		assert_int_equal(got.saturated, bit == 51);
		assert_int_equal(got.eop, bit == 52);
		assert_int_equal(got.irq, bit == 53);
		assert_int_equal(got.source, bit == 54);
		assert_int_equal(got.is_short, bit == 55);
	}
}

static const struct CMUnitTest tests[] = {
	TEST("driver.pack_compact", pack_compact),
	TEST("driver.pack_wide", pack_wide),
	TEST("driver.pack_refuses", pack_refuses),
	TEST("driver.pack_compact_carries", pack_compact_carries),
	TEST("driver.header_compact", header_compact),
	TEST("driver.header_wide", header_wide),
	TEST("driver.header_never_half_a_link", header_never_half_a_link),
	TEST("driver.completion_unpack", completion_unpack),
};
TESTMAIN(tests)
