/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: one plan, played on the engine and on the reference model, and what must be the same afterwards: the whole memory
 * (all that no list names is a guard), completions, packets, indices and errors.
 */
#ifndef SGDMA_TB_TEST_COMPARE_H
#define SGDMA_TB_TEST_COMPARE_H

#include "player.h"

struct run {
	const char *name; /* of the test, for a failure */
	struct plan plan;
	struct player ref, dut;
	struct rig *free; /* the same work without bus faults: what entries after a fault may have written */
	uint8_t *before;  /* memory as it was laid out */
};

/* Prints the plan and the line that repeats it; ends the test. */
_Noreturn void run_fail(const struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The first difference that matters ends the test. */
void run_compare(struct run *run);

#endif
