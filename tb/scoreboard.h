/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scoreboard: compares what should be there with what is, and says *how* it is wrong.
 *
 * A diagnosis is one of these, at the end of the message:
 *   "one byte wrong: ..."          a single byte, with the bits that differ
 *   "not copied: ..."              still the contents from before the job
 *   "shifted by N: ..."            from there on every byte stands N places too late (N > 0) or too early
 *   "copied twice: ..."            bytes that also stand in their own place
 *   "misplaced: ..."               bytes of another place, which is wrong too
 *   "from elsewhere: ..."          bytes of another pattern buffer
 *   "filled with 0x..."            one value
 *   "of unknown origin"            none of these
 * For a guard: "guard bytes touched: ...", with the nearest range that was permitted.
 */
#ifndef SGDMA_TB_SCOREBOARD_H
#define SGDMA_TB_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem.h"

/*
 * The pattern: 8 bytes that encode (buffer, offset / 8), mixed so that no two look alike. `id` is any number of the
 * test's, `offset` where in that buffer `to` lies (below 32 GiB), so a buffer can be filled in parts.
 */
void scoreboard_fill(void *to, size_t len, uint16_t id, uint64_t offset);
/* Which buffer and offset these bytes of a pattern come from. False: fewer than 15, or of no pattern. */
bool scoreboard_find(const void *bytes, size_t len, uint16_t *id, uint64_t *offset);

struct scoreboard_check {
	const char *name; /* of what is checked, for the message */
	const void *expected;
	const void *actual;
	size_t len;         /* bytes of both */
	const void *before; /* what `actual` held before the job, as many bytes; NULL: memory never written */
};

/* True: equal. Else one line in `err`: name, offset, expected, got, how many are wrong, diagnosis. */
bool scoreboard_compare(const struct scoreboard_check *check, char *err, size_t err_size);

/* Guards a part of the memory: a copy of how it was, and the ranges that may change. */
struct scoreboard_guard;

/* Takes the copy. NULL: not covered by the memory, or no host memory. `mem` must outlive the guard. */
struct scoreboard_guard *scoreboard_guard_create(struct mem *mem, uint64_t addr, uint64_t len);
void scoreboard_guard_destroy(struct scoreboard_guard *guard);
/* Takes the copy again, of the contents as they are now. Permitted ranges stay. */
void scoreboard_guard_renew(struct scoreboard_guard *guard);
/* Permits changes to [addr, addr + len). False: no host memory. */
bool scoreboard_guard_allow(struct scoreboard_guard *guard, uint64_t addr, uint64_t len);
/* True: nothing has changed outside the permitted ranges. Else one line in `err`. */
bool scoreboard_guard_check(struct scoreboard_guard *guard, char *err, size_t err_size);

#endif
