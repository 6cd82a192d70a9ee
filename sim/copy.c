/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copy: the input lies in one fragmented virtual buffer and is copied into another. The two begin at different offsets in their
 * pages and have frames of their own, so the lists are cut at different places. The copy goes in jobs of 64 KiB, as requests
 * of a driver do: EOP ends each on both lists on the same byte, and the destination's asks for an interrupt.
 */
#include <inttypes.h>
#include <string.h>

#include "drive.h"
#include "vbuf.h"

#define SOURCE_VADDR UINT64_C(0x7f1000000000)
#define DESTINATION_VADDR UINT64_C(0x55d000000000)
#define JOB_BYTES 65536u

struct buffers {
	uint64_t source, destination; /* virtual addresses */
	size_t len;
};

static bool lay_out(struct session *s, const uint8_t *input, struct buffers *b)
{
	b->source = SOURCE_VADDR + rng_below(&s->rng, FRAME_BYTES);
	b->destination = DESTINATION_VADDR + rng_below(&s->rng, FRAME_BYTES);
	/* The same offset in both pages would hide errors in moving bytes to other lanes. */
	if (b->source % FRAME_BYTES == b->destination % FRAME_BYTES)
		b->destination ^= 1;
	return session_map(s, b->source, input, b->len) && session_map(s, b->destination, NULL, b->len);
}

static bool build(struct session *s, const struct buffers *b, struct pieces *from, struct pieces *to,
		  struct expected *expected)
{
	for (size_t at = 0; at < b->len; at += JOB_BYTES) {
		size_t len = b->len - at < JOB_BYTES ? b->len - at : JOB_BYTES;
		uint16_t job = (uint16_t)(at / JOB_BYTES);

		if (!pieces_build(from, s, b->source + at, len, SGDMA_EOP, job) ||
		    !pieces_build(to, s, b->destination + at, len, SGDMA_EOP | SGDMA_IRQ, job))
			return false;
		if (!expected_add(expected,
				  (struct sgdma_completion){ .tag = s->options->wide ? job : (uint16_t)(to->count - 1),
							     .bytes = (uint32_t)len,
							     .eop = true,
							     .irq = true }))
			return session_no_memory(s);
	}
	return true;
}

/* The image of the memory gets the input in the destination's frames. */
static void foresee(struct session *s, const uint8_t *input, const struct pieces *to)
{
	for (size_t i = 0; i < to->count; i++) {
		session_expect(s, to->at[i].addr, input, to->at[i].len);
		input += to->at[i].len;
	}
}

static void check_copied(struct session *s, const struct buffers *b, const uint8_t *input, const uint8_t *copied)
{
	struct pagetable_walk walk;
	size_t wrong = 0, first = 0;

	for (size_t i = 0; i < b->len; i++) {
		if (copied[i] != input[i] && wrong++ == 0)
			first = i;
	}
	if (!wrong || pagetable_walk(&s->pt, b->destination + first, &walk) != PAGETABLE_OK)
		return;
	result_fail(s->result, EXIT_CHECK,
		    "%zu of %zu bytes are wrong; first byte %zu (virtual 0x%" PRIx64 "; physical 0x%" PRIx64
		    ") is 0x%02x; expected 0x%02x",
		    wrong, b->len, first, b->destination + first, walk.paddr, copied[first], input[first]);
}

/* Changes the byte in the middle, in the frame where it lies. */
static void flip_byte(struct session *s, const struct buffers *b)
{
	struct pagetable_walk walk;

	if (pagetable_walk(&s->pt, b->destination + b->len / 2, &walk) == PAGETABLE_OK)
		*session_at(s, walk.paddr, 1) ^= 0x10;
}

void copy_run(struct session *s, const uint8_t *input, size_t len, uint8_t *copied)
{
	struct pieces from = { 0 }, to = { 0 };
	struct list gather = { 0 }, scatter = { 0 };
	struct expected expected = { 0 };
	struct buffers b = { .len = len };

	s->result->bytes = len;
	if (lay_out(s, input, &b) && build(s, &b, &from, &to, &expected) &&
	    list_init(&gather, s, SGDMA_GATHER, &from, &list_default) &&
	    list_init(&scatter, s, SGDMA_SCATTER, &to, &list_default) && session_image(s)) {
		const struct bound_list source = list_bound(&gather), destination = list_bound(&scatter);
		const struct bound_job bound = { &source, &destination, expected.count, rig_bus_bytes(s->rig) };

		foresee(s, input, &to);
		if (drive(s, &(struct drive_job){ &gather, &scatter, &expected, bound_cycles(&bound), 0 })) {
			if (s->options->flip)
				flip_byte(s, &b);
			if (!vbuf_load(&s->pt, b.destination, copied, len))
				result_fail(s->result, EXIT_CHECK, "the destination's page table has been damaged");
			check_copied(s, &b, input, copied);
			session_check_memory(s);
		}
	}
	list_free(&gather);
	list_free(&scatter);
	expected_free(&expected);
	pieces_free(&from);
	pieces_free(&to);
}
