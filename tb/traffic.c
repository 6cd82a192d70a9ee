/* SPDX-License-Identifier: Apache-2.0 */
#include "traffic.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

#define READS 0u
#define WRITES 1u
#define WORD 4u /* bytes of what is compared: the narrowest bus */

struct birth {
	uint64_t clock;
	unsigned beats;
};

/* Reads, or writes. */
struct flow {
	struct traffic_counts counts;
	struct rng rng;
	unsigned pct;
	int64_t credit; /* periodic: beats x 100 that the load has paid for and no burst has used */
	double next;    /* Poisson: time of the next birth */
	struct birth births[TRAFFIC_WAITING + AXI_PORT_BURSTS]; /* ring, oldest first: in flight, then waiting */
	uint64_t head, sent, tail;
};

struct traffic {
	struct traffic_config config;
	struct axi_port *port;
	unsigned bus_bytes;
	uint64_t clock;
	bool go;
	struct flow flows[2];
	uint8_t *laps; /* how often each word of the region was written, modulo 256 */
	char fault[160];
};

static struct birth *birth_at(struct flow *flow, uint64_t i)
{
	return &flow->births[i % (TRAFFIC_WAITING + AXI_PORT_BURSTS)];
}

static uint32_t content(const struct traffic *traffic, uint64_t index)
{
	return (uint32_t)rng_mix(((uint64_t)traffic->config.seed << 32 ^ index) +
				 (uint64_t)traffic->laps[index] * 2654435761u);
}

/* 1 - u is in (0, 1]. */
static double exponential(struct rng *rng, double mean)
{
	double u = (double)(rng_next(rng) >> 11) / 9007199254740992.0;

	return -mean * log1p(-u);
}

static unsigned pick_length(const struct traffic *traffic, struct rng *rng)
{
	unsigned mean = traffic->config.beats;
	double tail;

	if (!traffic->config.spread || mean == 1)
		return mean;
	/* P(length > n) = (1 - 1/mean)^n */
	tail = exponential(rng, 1.0) / -log1p(-1.0 / mean);
	return tail < AXI_BURST_BEATS - 1 ? 1 + (unsigned)tail : AXI_BURST_BEATS;
}

static void give_birth(struct traffic *traffic, struct flow *flow, unsigned beats)
{
	flow->counts.born++;
	if (flow->head - flow->sent == TRAFFIC_WAITING) {
		flow->counts.lost++;
		return;
	}
	*birth_at(flow, flow->head++) = (struct birth){ traffic->clock, beats };
}

/* What comes into being in this clock. */
static void arrive(struct traffic *traffic, struct flow *flow)
{
	if (!flow->pct || !traffic->go)
		return;
	if (traffic->config.arrival == TRAFFIC_PERIODIC) {
		flow->credit += flow->pct;
		while (flow->credit > 0) {
			unsigned beats = pick_length(traffic, &flow->rng);

			give_birth(traffic, flow, beats);
			flow->credit -= 100 * (int64_t)beats;
		}
		return;
	}
	while (flow->next < (double)traffic->clock + 1) {
		/* A pause leaves no arrears behind. */
		if (flow->next >= (double)traffic->clock)
			give_birth(traffic, flow, pick_length(traffic, &flow->rng));
		flow->next += exponential(&flow->rng, traffic->config.beats * 100.0 / flow->pct);
	}
}

/* Hands over what waits, at places of the region drawn at random; no burst crosses 4 KiB unless it is longer. */
static void hand_over(struct traffic *traffic, struct flow *flow, bool write)
{
	while (flow->sent != flow->head && flow->sent - flow->tail < traffic->config.in_flight) {
		const struct birth *birth = birth_at(flow, flow->sent);
		uint64_t bytes = (uint64_t)birth->beats * traffic->bus_bytes;
		uint64_t places = (traffic->config.size - bytes) / traffic->bus_bytes + 1;
		uint64_t addr = traffic->config.base + rng_next(&flow->rng) % places * traffic->bus_bytes;
		uint64_t over = (addr & 4095) + bytes;

		if (over > 4096 && bytes <= 4096 && addr - (over - 4096) >= traffic->config.base)
			addr -= over - 4096;
		if (!(write ? axi_port_write : axi_port_read)(traffic->port, addr, birth->beats, 0))
			return;
		flow->sent++;
	}
	if (flow->head - flow->sent > flow->counts.waiting_max)
		flow->counts.waiting_max = flow->head - flow->sent;
}

static void step(void *ctx, uint64_t clock)
{
	struct traffic *traffic = ctx;

	traffic->clock = clock;
	for (unsigned i = READS; i <= WRITES; i++) {
		arrive(traffic, &traffic->flows[i]);
		hand_over(traffic, &traffic->flows[i], i == WRITES);
	}
}

static void beat(void *ctx, uint32_t tag, bool write, uint64_t addr, uint8_t *word)
{
	struct traffic *traffic = ctx;
	uint64_t index = (addr - traffic->config.base) / WORD;

	(void)tag;
	for (unsigned at = 0; at < traffic->bus_bytes; at += WORD, index++) {
		uint32_t want, is;

		traffic->laps[index] += write;
		want = content(traffic, index);
		if (write) {
			memcpy(word + at, &want, WORD);
			continue;
		}
		memcpy(&is, word + at, WORD);
		if (is != want && !traffic->fault[0])
			snprintf(traffic->fault, sizeof(traffic->fault),
				 "traffic, clock %" PRIu64 ": read at 0x%" PRIx64 ": 0x%08" PRIx32
				 ", expected 0x%08" PRIx32,
				 traffic->clock, addr + at, is, want);
	}
}

static void done(void *ctx, uint32_t tag, bool write, enum axi_resp resp)
{
	struct traffic *traffic = ctx;
	struct flow *flow = &traffic->flows[write ? WRITES : READS];
	const struct birth *birth = birth_at(flow, flow->tail++);
	uint64_t time = traffic->clock - birth->clock;

	(void)tag;
	if (resp != AXI_OKAY && !traffic->fault[0])
		snprintf(traffic->fault, sizeof(traffic->fault), "traffic, clock %" PRIu64 ": response %d",
			 traffic->clock, resp);
	flow->counts.done++;
	flow->counts.beats += birth->beats;
	flow->counts.time_sum += (double)time;
	flow->counts.time_squares += (double)time * (double)time;
	if (time > flow->counts.time_max)
		flow->counts.time_max = time;
}

static const char *misfit(const struct traffic_config *config, struct mem *mem, unsigned bus_bytes)
{
	if (config->read_pct > 100 || config->write_pct > 100)
		return "read_pct, write_pct: 0 to 100 are needed";
	if (config->beats < 1 || config->beats > AXI_BURST_BEATS)
		return "beats: 1 to 256 are needed";
	if (config->in_flight < 1 || config->in_flight > AXI_PORT_BURSTS)
		return "in_flight: 1 to 64 are needed";
	if ((config->base | config->size) & (bus_bytes - 1) || config->size < (uint64_t)AXI_BURST_BEATS * bus_bytes ||
	    !mem_covers(mem, config->base, config->size))
		return "base, size: whole bus words of the memory, 256 at least";
	return NULL;
}

struct traffic *traffic_create(struct bench *bench, enum axi_share_turn turn, const struct traffic_config *config,
			       char *err, size_t err_size)
{
	unsigned bus_bytes = dut_bus_bytes(bench_dut(bench));
	struct mem *mem = bench_mem(bench);
	const char *wrong = misfit(config, mem, bus_bytes);
	struct axi_share *share;
	struct traffic *traffic;

	if (wrong) {
		snprintf(err, err_size, "traffic: %s", wrong);
		return NULL;
	}
	share = axi_mem_share(bench_bus(bench), turn);
	traffic = calloc(1, sizeof(*traffic));
	if (traffic)
		traffic->laps = calloc(config->size / WORD, 1);
	if (traffic && traffic->laps && share) {
		const struct axi_master master = { step, beat, done, traffic };

		traffic->port = axi_share_join(share, &master);
	}
	if (!traffic || !traffic->port) {
		snprintf(err, err_size, "traffic: no place on the memory (%s)",
			 share ? "too many masters, or no host memory" : "single port, or no host memory");
		traffic_destroy(traffic);
		return NULL;
	}
	traffic->config = *config;
	traffic->bus_bytes = bus_bytes;
	traffic->go = true;
	for (unsigned i = READS; i <= WRITES; i++) {
		struct flow *flow = &traffic->flows[i];

		flow->rng = rng_seed(config->seed, 16 + i);
		flow->pct = i == READS ? config->read_pct : config->write_pct;
		flow->next = (double)bench_clock(bench);
		if (flow->pct)
			flow->next += exponential(&flow->rng, config->beats * 100.0 / flow->pct);
	}
	for (uint64_t i = 0; i < config->size / WORD; i++) {
		uint32_t word = content(traffic, i);

		memcpy(mem_at(mem, config->base + i * WORD, WORD), &word, WORD);
	}
	return traffic;
}

void traffic_destroy(struct traffic *traffic)
{
	if (!traffic)
		return;
	axi_share_leave(traffic->port);
	free(traffic->laps);
	free(traffic);
}

void traffic_go(struct traffic *traffic, bool go)
{
	traffic->go = go;
}

bool traffic_idle(const struct traffic *traffic)
{
	return traffic->flows[READS].head == traffic->flows[READS].tail &&
	       traffic->flows[WRITES].head == traffic->flows[WRITES].tail;
}

const struct traffic_counts *traffic_reads(const struct traffic *traffic)
{
	return &traffic->flows[READS].counts;
}

const struct traffic_counts *traffic_writes(const struct traffic *traffic)
{
	return &traffic->flows[WRITES].counts;
}

const struct axi_share_counts *traffic_beats(const struct traffic *traffic)
{
	return axi_port_counts(traffic->port);
}

double traffic_mean(const struct traffic_counts *counts)
{
	return counts->done ? counts->time_sum / (double)counts->done : 0.0;
}

double traffic_deviation(const struct traffic_counts *counts)
{
	double mean = traffic_mean(counts), square;

	square = counts->done ? counts->time_squares / (double)counts->done - mean * mean : 0.0;
	return square > 0.0 ? sqrt(square) : 0.0;
}

const char *traffic_fault(const struct traffic *traffic)
{
	return traffic->fault[0] ? traffic->fault : NULL;
}
