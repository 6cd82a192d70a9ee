/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * sgdma_cost: what a transfer costs, in clocks, and what follows from it: is a gap cheaper read than skipped, from which size on
 * does DMA pay, how many completions go into one interrupt. No constant stands in the source: all come from measurements on
 * the engine at hand, through the fits below, at start-up and whenever the caller measures again.
 *
 * The theory is that of the article "scatter-gather DMA", whose names stand here in brackets:
 *   set-up and break-even   [Delegation and its Discontents]  T_DMA = t_p + S/B, T_CPU = S/B_c, S*
 *   descriptors             [The Cost of the List]            each descriptor adds its cost, each bounced end a copy
 *   gaps                    [The Wisdom of Coalescing]        g* = B * t_o, t_o there: what one descriptor less saves
 *   interrupts              [Contention and Jitter]           the spread of N completions is c / sqrt(N)
 *
 * Numbers: a time is a whole number of 1/65,536 clocks (SGDMA_CLOCK is one clock); constants are below 2^32 clocks, sums below 2^48.
 * A result that would be larger is SGDMA_NEVER. A rate is a fraction, exact. Nothing here divides with `/`.
 */
#ifndef SGDMA_COST_H
#define SGDMA_COST_H

#include "sgdma.h"

#define SGDMA_CLOCK UINT64_C(65536)
#define SGDMA_NEVER UINT64_MAX
#define SGDMA_TIME_LIMIT (UINT64_C(1) << 48) /* of a constant: 2^32 clocks */

/* So many bytes in so many clocks; bytes 0: not known, and then everything at that rate takes SGDMA_NEVER. */
struct sgdma_rate {
	uint32_t bytes, clocks;
};

/* Moving data by the CPU: each call, and each byte of it (B_c). */
struct sgdma_copy_cost {
	uint64_t call;
	struct sgdma_rate rate;
};

struct sgdma_cost {
	uint64_t setup;        /* t_o of one transfer (the article's t_p): from before the doorbell to after the end */
	uint64_t desc;         /* t_d: one descriptor on the engine */
	struct sgdma_rate bus; /* B: both >= 1 */
	uint64_t cpu_list,
		cpu_desc; /* CPU: building a list, and each descriptor of it, as far as not measured in the above */
	struct sgdma_copy_cost copy; /* CPU: from and to bounce buffers */
	struct sgdma_copy_cost pio;  /* CPU: the whole transfer without DMA */
};

/* What is to be done: what sgdma_cost_clocks() prices. */
struct sgdma_load {
	uint64_t bytes;              /* on the bus, junk included */
	uint64_t junk;               /* of those, bytes of gaps */
	uint64_t descs;              /* descriptors */
	uint64_t copies, copy_bytes; /* calls of the CPU's copy, and their bytes */
	uint64_t buffers;            /* bounce buffers */
};

/* True if all times are below 2^32 clocks and B is a rate. What follows says SGDMA_NEVER if it is not so. */
bool sgdma_cost_ok(const struct sgdma_cost *cost);

/*
 * Predicted time, in 1/65,536 clocks, each term rounded up:
 * setup + cpu_list + descs * (desc + cpu_desc) + bytes / B + copies * copy.call + copy_bytes / B_c.
 */
uint64_t sgdma_cost_clocks(const struct sgdma_cost *cost, const struct sgdma_load *load);
/* The same of a list that is there, without copies. */
uint64_t sgdma_cost_list(const struct sgdma_cost *cost, const struct sgdma_piece *pieces, size_t count);
/* The CPU's time for `bytes` in `calls`: calls * call + bytes / B_c. */
uint64_t sgdma_cost_copy(const struct sgdma_copy_cost *copy, uint64_t bytes, uint64_t calls);

/*
 * g* in bytes, rounded up: exactly the gaps below it are cheaper read than skipped. What is saved is a descriptor of the list
 * (desc + cpu_desc), or, with `transfer`, a whole transfer of one descriptor (setup and cpu_list too).
 */
uint64_t sgdma_cost_gap(const struct sgdma_cost *cost, bool transfer);
/*
 * S* in bytes, rounded up: from this size on a DMA transfer of one descriptor takes no longer than the CPU (cost->pio, one call).
 * SGDMA_NEVER: the CPU is as fast as the bus or faster. 0: DMA is never slower.
 */
uint64_t sgdma_cost_break_even(const struct sgdma_cost *cost);
/*
 * Completions per interrupt, at least 1: the smallest N with c / sqrt(N) <= target, that is ceil((c / target)^2). c: coefficient
 * of variation of the time of one completion (deviation / mean); both in the same unit (percent, 1/65,536, ...).
 * target 0 and c not: SGDMA_NEVER. sgdma_chan_moderate() takes at most 65,535.
 */
uint64_t sgdma_cost_irq_count(uint32_t c, uint32_t target);

/* ---- calibration ------------------------------------------------------------------------------------------- */
#define SGDMA_SAMPLES_MAX 1024u

/* One measurement. Bytes and count below 2^32, clocks below 2^40. */
struct sgdma_sample {
	uint64_t bytes;
	uint64_t count; /* descriptors; sgdma_cost_fit_copy(): calls */
	uint64_t clocks;
};

/* What a fit tells about itself. */
#define SGDMA_OPEN_SETUP 1u /* the samples do not tell the constant part */
#define SGDMA_OPEN_COUNT 2u /* ... what a descriptor or call costs */
#define SGDMA_OPEN_RATE 4u  /* ... what a byte costs, or they say that it costs nothing or less */
struct sgdma_fit {
	uint8_t open;   /* SGDMA_OPEN_*; 0 on SUCCESS */
	uint64_t worst; /* SUCCESS: largest distance of a sample from what the constants predict, in 1/65,536 clocks */
};

/*
 * Least squares over `count` samples, exact in integers: times to the nearest 1/65,536 clock, rates exact if bytes and clocks of
 * the reduced fraction are below 2^32, else to 31 bits. A time that comes out negative is 0 (`worst` then tells how bad that
 * is). Each writes its constants alone, and on SUCCESS alone.
 * ERR_SAMPLES: the samples do not determine the constants, or put one at 2^32 clocks or more; fit->open tells which; ERR_ARG: no, too many or out of range.
 *
 * sgdma_cost_fit: transfers of different sizes and numbers of descriptors: setup, desc, bus. At least three samples, in which
 * neither number follows from the other: one descriptor at two sizes and many descriptors at one of them will do.
 * sgdma_cost_fit_copy: copies by the CPU, call and rate; it has no constant part, so two sizes in one call each will do.
 * sgdma_cost_fit_build: lists built by the CPU, cpu_list and cpu_desc; two numbers of descriptors; bytes are not looked at.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_cost_fit(struct sgdma_cost *cost, const struct sgdma_sample *samples,
						  size_t count, struct sgdma_fit *fit);
SGDMA_MUST_CHECK enum sgdma_result sgdma_cost_fit_copy(struct sgdma_copy_cost *copy, const struct sgdma_sample *samples,
						       size_t count, struct sgdma_fit *fit);
SGDMA_MUST_CHECK enum sgdma_result sgdma_cost_fit_build(struct sgdma_cost *cost, const struct sgdma_sample *samples,
							size_t count, struct sgdma_fit *fit);

#endif
