/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

static const char title[] = "scatter-gather DMA engine, default input";

/*
 * Lehmer's generator modulo the prime 2^31 - 1 with multiplier 48271, started from the title. Its period of 2^31 - 2 is
 * far longer than any input, so bytes from the wrong place show.
 */
void input_fill(uint8_t *to, size_t len)
{
	const uint64_t prime = (UINT64_C(1) << 31) - 1;
	uint64_t state = 1;

	for (const char *c = title; *c; c++)
		state = (state * 257 + (uint8_t)*c) % prime;
	for (size_t i = 0; i < len; i++) {
		state = state * 48271 % prime;
		to[i] = (uint8_t)(state >> 15);
	}
}
