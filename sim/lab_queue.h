/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lab_queue: the engine as a server with a queue in front of it. Jobs (a gather packet of one descriptor each) arrive at random moments,
 * have random sizes, and are served in order; the ring is the queue.
 *
 * The driver is free of charge (no CPU model): a job that arrives is written and announced in that clock. The doorbell is on the register port for
 * a few clocks; jobs that arrive meanwhile go with the next one, and keep their moment of arrival. A job is done when its completion entry
 * is in memory. With the engine busy the next job's fetch and launch overlap the one before, so a job leaves at
 *
 *	done(k) = max(arrival(k) + setup, done(k - 1)) + service(k)        service(k) = desc + bytes / B
 *
 * with the three constants that lab_server_measure() finds: a queue behind a constant way in. Not quite: the memory answers in order, so if a
 * job arrives when the last reads of those before it are under way, its descriptor comes behind their data, and a part of its way in shows.
 * So that has to be short beside the service.
 */
#ifndef SGDMA_SIM_LAB_QUEUE_H
#define SGDMA_SIM_LAB_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "lab.h"
#include "lab_random.h"
#include "rig.h"
#include "traffic.h"

#define LAB_QUEUE_LOG2 12 /* entries of ring and completion queue */
#define LAB_QUEUE_ROOM (1u << LAB_QUEUE_LOG2)
#define LAB_QUEUE_BYTES_MAX 65535u /* of a job: what a compact descriptor can say */
#define LAB_QUEUE_SIZE_MAX 4096u   /* mean bytes of random sizes: one in nine millions is cut at the limit above */
/* A mean service, unless the options have a size: so many t_o (the claims are about 50 or more) and so many set-ups, the more of the two. */
#define LAB_QUEUE_SERVICE 60
#define LAB_QUEUE_SETUPS 6

struct lab_queue_setting {
	unsigned latency; /* of the memory, unless the options have one */
	uint32_t seed;    /* of arrivals, sizes and traffic */
	bool watched;     /* monitors, and every byte of the stream is compared; else engine and memory alone */
	/* Other masters' reads: percent of the beats on average, in bursts that come independently (Poisson); 0: none. */
	unsigned traffic_pct;
	unsigned burst;           /* beats of one of these */
	bool spread;              /* their lengths are random, `burst` is the mean */
	enum axi_share_turn turn; /* who gets the next beat */
};

struct lab_load {
	uint64_t jobs;
	double gap; /* mean clocks between arrivals, which come independently of each other (Poisson); 0: there is always a job waiting */
	double size;    /* mean bytes of a job, exponential; sizes are whole bus words, the nearest and at least one */
	unsigned exact; /* not 0: every job has so many bus words instead */
	/*
	 * 0: completions are polled. Else an interrupt for so many, which are taken and acknowledged then; with `timer` also when one has
	 * waited so many clocks, and all that are there are taken.
	 */
	uint16_t batch;
	uint32_t timer;
};

/* All times in clocks since the queue was opened. */
struct lab_job {
	uint64_t arrival, done;
	uint64_t seen; /* taken: without interrupts as soon as it is done */
	uint32_t bytes;
	bool last; /* of those that one interrupt brought */
	uint64_t addr;
};
/* Called for every job in order, when it is taken. */
typedef void (*lab_job_done)(void *ctx, const struct lab_job *job);

struct lab_queue {
	struct lab *lab;
	struct rig *rig;
	struct bench *bench;
	struct sgdma *dev;
	struct sgdma_ring ring;
	struct sgdma_cq cq, watch; /* the driver's reader, and one that notes the clock of each entry */
	struct traffic *traffic;
	unsigned bus_bytes, latency, beats_max;
	bool watched;
	uint64_t source; /* memory that packets are read from */
	struct rng gaps, sizes;
	uint64_t skipped; /* clocks in which nothing was there to be simulated */
	/* Jobs since the queue was opened; the ones in between are in `jobs`. */
	uint64_t pushed, done, taken, acked, checked;
	uint64_t handled; /* clock in which the last interrupt was dealt with */
	uint64_t progress;
	bool wrong; /* a completion entry is not its job's */
	struct lab_job jobs[LAB_QUEUE_ROOM];
	struct lab_job next; /* to arrive; not yet in the ring */
};

/* False: lab_fail() was called. lab_queue_close() is due in any case. */
bool lab_queue_open(struct lab_queue *queue, struct lab *lab, const struct lab_queue_setting *setting);
void lab_queue_close(struct lab_queue *queue);

/*
 * Serves so many jobs, then lets the engine come to rest. False: lab_fail() was called.
 *
 * While nobody waits and the engine is at rest, no clock is simulated: the clock of the arrivals is moved to the next one. Poisson arrivals have
 * no memory, and an engine at rest does nothing, so this changes no time; `skipped` counts. Not with traffic or interrupts, which do not rest.
 */
bool lab_queue_run(struct lab_queue *queue, const struct lab_load *load, lab_job_done each, void *ctx);

/* Simulated clocks so far. */
uint64_t lab_queue_clocks(const struct lab_queue *queue);

/* What the engine costs, by measurement, and the jobs that it is to serve. */
struct lab_server {
	double setup;    /* clocks from an arrival at rest to the entry in memory, but for the service */
	double desc;     /* t_o: clocks of service that each job takes, whatever its size */
	double per_beat; /* clocks of service a bus word; B = bus bytes / per_beat */
	double size;     /* mean bytes of a job: --size, or for a mean service as above */
	double mean;     /* clocks: 1 / mu, the mean service of such jobs */
};

/*
 * Opens an engine, measures the three constants by runs of jobs of one size each, at the far end of what random sizes reach, with no
 * traffic, and prints them. False: lab_fail() was called; --size is refused if the tail of the sizes does not fit into a descriptor.
 */
bool lab_server_measure(struct lab *lab, unsigned latency, struct lab_server *server);

#endif
