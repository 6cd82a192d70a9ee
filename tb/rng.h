/* SPDX-License-Identifier: Apache-2.0 */
/* rng: repeatable random numbers (splitmix64): any seed is a good one, and the state is one word. */
#ifndef SGDMA_TB_RNG_H
#define SGDMA_TB_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

static inline uint64_t rng_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* `stream` makes independent sequences from one seed. */
static inline struct rng rng_seed(uint32_t seed, uint32_t stream)
{
	return (struct rng){ rng_mix(((uint64_t)stream << 32 | seed) + 0x9e3779b97f4a7c15u) };
}

static inline uint64_t rng_next(struct rng *rng)
{
	rng->state += 0x9e3779b97f4a7c15u;
	return rng_mix(rng->state);
}

/* 0 .. n - 1, n >= 1. */
static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
	return (uint32_t)(((rng_next(rng) >> 32) * n) >> 32);
}

static inline bool rng_chance(struct rng *rng, unsigned percent)
{
	return percent != 0 && rng_below(rng, 100) < percent;
}

#endif
