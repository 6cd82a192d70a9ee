/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drive: runs a job whose lists lie in memory, as an interrupt-driven driver would: doorbell, wait for the interrupt, take completions,
 * give their slots back, refill the ring, until every expected completion has come; then stop the channels.
 */
#ifndef SGDMA_SIM_DRIVE_H
#define SGDMA_SIM_DRIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "list.h"
#include "session.h"
#include "sgdma.h"

/* Growing array of the completions that a job must give, in order. */
struct expected {
	struct sgdma_completion *at;
	size_t count, room;
	/* Completion i has come as expected, and so are its data in memory; false ends the job (the result says why). NULL: nobody asks. */
	bool (*came)(void *ctx, size_t i);
	void *came_ctx;
};
bool expected_add(struct expected *expected, struct sgdma_completion completion);
void expected_free(struct expected *expected);

/* Both lists: a copy; one: that half alone. A ring that goes over its pieces n times gives the expected completions n times. */
struct drive_job {
	struct list *gather, *scatter;
	const struct expected *expected;
	uint64_t bound; /* clocks, see bound.h */
	uint16_t batch; /* completions an interrupt, until fewer are left; 0: one */
};

/*
 * The image must have been taken. Fills descriptors, cycles, bound, fetch_wait and interrupts of the result; each completion must be
 * the expected one to the bit. False: the result says why.
 */
bool drive(struct session *s, const struct drive_job *job);

#endif
