/* SPDX-License-Identifier: Apache-2.0 */
/*
 * traffic: what other masters do on the engine's memory: bursts of reads and of writes at a set load, periodic or Poisson, in a region of
 * their own.
 *
 * The load is open: bursts come into being whether the bus has room or not. Those that cannot be handed over yet wait in order, and the time
 * from birth to the last R beat or B is measured. Up to WAITING bursts wait; what comes into being then is lost and counted.
 *
 * Clocks, with nobody else on the bus: a burst of n beats born in clock c is handed over in c; a read's last beat comes in
 * c + latency + n - 1, a write's B in c + n - 1 + latency. So its time is latency + n - 1.
 *
 * Every word of the region has a content that follows from its address, the seed and how often it was written; each word read is compared
 * with it. So a write that is lost, and one of somebody else's that goes astray, is seen (at the next read of that word).
 */
#ifndef SGDMA_TB_TRAFFIC_H
#define SGDMA_TB_TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "axi_share.h"
#include "bench.h"

#define TRAFFIC_WAITING 4096

enum traffic_arrival {
	TRAFFIC_PERIODIC, /* evenly: a burst as soon as the load has paid for the one before */
	TRAFFIC_POISSON   /* gaps are exponential: bursts come independently of each other */
};

struct traffic_config {
	unsigned read_pct, write_pct; /* 0..100: beats per 100 clocks, on average */
	unsigned beats;               /* per burst, 1..256 */
	bool spread;                  /* lengths are random, geometric with mean `beats`, cut at 256 */
	enum traffic_arrival arrival;
	unsigned in_flight; /* bursts handed over and not answered, reads and writes each, 1..AXI_PORT_BURSTS */
	uint64_t base,
		size; /* region: multiples of the bus bytes, in the memory, of 256 beats at least; nobody else may store to it */
	uint32_t seed;
};

struct traffic_counts { /* of one direction; times in clocks */
	uint64_t born, lost;
	uint64_t done, beats;          /* bursts answered, and their beats */
	uint64_t waiting_max;          /* most bursts that waited to be handed over, after a clock */
	uint64_t time_max;             /* longest birth to answer */
	double time_sum, time_squares; /* over `done`: of the times and of their squares */
};

struct traffic;

/*
 * Fills the region and starts with the next clock. To be destroyed before the bench is closed. NULL with a one-line reason in `err`: a value
 * out of its range, no place on the bus, no host memory.
 */
struct traffic *traffic_create(struct bench *bench, enum axi_share_turn turn, const struct traffic_config *config,
			       char *err, size_t err_size);
void traffic_destroy(struct traffic *traffic);
/* False: nothing comes into being until it is true again; what waits is still done. */
void traffic_go(struct traffic *traffic, bool go);
/* Nothing waits, and nothing is in flight. */
bool traffic_idle(const struct traffic *traffic);

const struct traffic_counts *traffic_reads(const struct traffic *traffic);
const struct traffic_counts *traffic_writes(const struct traffic *traffic);
/* What the bus has seen of it: beats, and clocks in which another master had the turn. */
const struct axi_share_counts *traffic_beats(const struct traffic *traffic);
double traffic_mean(const struct traffic_counts *counts); /* of the times; 0: none yet */
double traffic_deviation(const struct traffic_counts *counts);
/* NULL, or the first word that was not as it should be: "traffic, clock 123: read at 0x...: ...". */
const char *traffic_fault(const struct traffic *traffic);

#endif
