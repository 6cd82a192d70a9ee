/* SPDX-License-Identifier: Apache-2.0 */
/* rules: what the monitors share: the first violation, and the memory of a beat that was offered and not taken. */
#ifndef SGDMA_TB_RULES_H
#define SGDMA_TB_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "dut.h"

struct rules_fault {
	uint64_t clock; /* the clock that is being judged */
	char text[256]; /* empty: none yet */
};

/* Keeps "clock N: " and the text, unless there was a violation before. */
__attribute__((format(printf, 2, 3))) void rules_fault(struct rules_fault *fault, const char *format, ...);

/* A data channel as it was when its VALID was not taken. */
struct rules_held {
	bool held;
	uint8_t last, user; /* user: TUSER, or ID and response */
	uint64_t lanes;     /* TKEEP or WSTRB */
	uint32_t data[DUT_BUS_WORDS_MAX];
};

/* Whether a beat is the one that is held, in all its bits. */
static inline bool rules_same(const struct rules_held *held, uint64_t lanes, uint8_t last, uint8_t user,
			      const uint32_t *data, unsigned bytes)
{
	return held->lanes == lanes && held->last == last && held->user == user && memcmp(held->data, data, bytes) == 0;
}

/* Remembers the beat of this clock if it was not taken; `bytes` as for dut_copy_beat(). */
static inline void rules_hold(struct rules_held *held, bool hold, uint64_t lanes, uint8_t last, uint8_t user,
			      const uint32_t *data, unsigned bytes)
{
	if (hold && !held->held) {
		held->lanes = lanes;
		held->last = last;
		held->user = user;
		dut_copy_beat(held->data, data, bytes);
	}
	held->held = hold;
}

#endif
