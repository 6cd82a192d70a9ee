/* SPDX-License-Identifier: Apache-2.0 */
#include "axi_share.h"

#include <stdlib.h>

#include "rng.h"

#define ENGINE 0u
#define MASTERS (1u + AXI_SHARE_PORTS)
#define NOBODY MASTERS

struct burst {
	uint64_t addr, due;
	uint32_t tag;
	unsigned beats; /* still to come */
	enum axi_resp resp;
};

struct queue {
	unsigned head, tail;
	struct burst bursts[AXI_PORT_BURSTS];
};

struct axi_port {
	struct axi_share *share;
	struct axi_master master;
	struct queue reads, writes, responses;
};

/* One of the two data channels. */
struct channel {
	unsigned served;         /* master of the last beat */
	bool kept;               /* AXI_SHARE_BURST: in mid-burst of `served` */
	uint64_t waits[MASTERS]; /* clocks in a row */
};

struct axi_share {
	struct axi_share_config config;
	struct mem *mem;
	unsigned bus_bytes;
	uint64_t clock;
	struct rng rng;
	struct axi_port *ports[MASTERS]; /* [ENGINE] stays NULL */
	struct axi_share_counts counts[MASTERS];
	struct channel r, w;
	unsigned r_next; /* whose R beat comes in the next clock */
};

struct axi_share *axi_share_create(const struct axi_share_config *config, struct mem *mem, unsigned bus_bytes)
{
	struct axi_share *share = calloc(1, sizeof(*share));

	if (!share)
		return NULL;
	share->config = *config;
	share->mem = mem;
	share->bus_bytes = bus_bytes;
	share->rng = rng_seed(config->seed, 3);
	share->r_next = NOBODY;
	return share;
}

void axi_share_set_latency(struct axi_share *share, unsigned latency)
{
	share->config.latency = latency;
}

void axi_share_destroy(struct axi_share *share)
{
	if (!share)
		return;
	for (unsigned i = 0; i < MASTERS; i++)
		free(share->ports[i]);
	free(share);
}

struct axi_port *axi_share_join(struct axi_share *share, const struct axi_master *master)
{
	unsigned i = ENGINE + 1;

	while (i < MASTERS && share->ports[i])
		i++;
	if (i == MASTERS)
		return NULL;
	share->ports[i] = calloc(1, sizeof(*share->ports[i]));
	if (!share->ports[i])
		return NULL;
	share->ports[i]->share = share;
	share->ports[i]->master = *master;
	share->counts[i] = (struct axi_share_counts){ 0 };
	return share->ports[i];
}

static unsigned index_of(const struct axi_port *port)
{
	unsigned i = ENGINE + 1;

	while (port->share->ports[i] != port)
		i++;
	return i;
}

static void let_go(struct channel *channel, unsigned master)
{
	channel->waits[master] = 0;
	if (channel->served == master)
		channel->kept = false;
}

void axi_share_leave(struct axi_port *port)
{
	struct axi_share *share;
	unsigned i;

	if (!port)
		return;
	share = port->share;
	i = index_of(port);
	let_go(&share->r, i);
	let_go(&share->w, i);
	if (share->r_next == i)
		share->r_next = NOBODY;
	share->ports[i] = NULL;
	free(port);
}

void axi_share_reset_engine(struct axi_share *share)
{
	let_go(&share->r, ENGINE);
	let_go(&share->w, ENGINE);
}

const struct axi_share_counts *axi_port_counts(const struct axi_port *port)
{
	return &port->share->counts[index_of(port)];
}

const struct axi_share_counts *axi_share_engine(const struct axi_share *share)
{
	return &share->counts[ENGINE];
}

static bool empty(const struct queue *queue)
{
	return queue->head == queue->tail;
}

static unsigned length(const struct queue *queue)
{
	return queue->head - queue->tail;
}

static struct burst *first(struct queue *queue)
{
	return &queue->bursts[queue->tail % AXI_PORT_BURSTS];
}

static void push(struct queue *queue, const struct burst *burst)
{
	queue->bursts[queue->head++ % AXI_PORT_BURSTS] = *burst;
}

static uint64_t due(struct axi_share *share)
{
	uint64_t jitter = share->config.jitter ? rng_below(&share->rng, share->config.jitter + 1) : 0;

	return share->clock + share->config.latency + jitter;
}

static struct burst burst_at(const struct axi_share *share, uint64_t addr, unsigned beats, uint32_t tag)
{
	uint64_t start = addr & ~(uint64_t)(share->bus_bytes - 1);
	bool there = mem_covers(share->mem, start, (uint64_t)beats * share->bus_bytes);

	return (struct burst){ .addr = start, .tag = tag, .beats = beats, .resp = there ? AXI_OKAY : AXI_DECERR };
}

bool axi_port_read(struct axi_port *port, uint64_t addr, unsigned beats, uint32_t tag)
{
	struct burst burst = burst_at(port->share, addr, beats, tag);

	if (length(&port->reads) == AXI_PORT_BURSTS)
		return false;
	burst.due = due(port->share);
	push(&port->reads, &burst);
	return true;
}

bool axi_port_write(struct axi_port *port, uint64_t addr, unsigned beats, uint32_t tag)
{
	struct burst burst = burst_at(port->share, addr, beats, tag);

	if (length(&port->writes) + length(&port->responses) == AXI_PORT_BURSTS)
		return false;
	push(&port->writes, &burst);
	return true;
}

/* One beat of the burst in front. True: it was the last one. */
static bool beat(struct axi_port *port, struct burst *burst, bool write)
{
	struct axi_share *share = port->share;

	port->master.beat(port->master.ctx, burst->tag, write, burst->addr,
			  mem_at(share->mem, burst->addr, share->bus_bytes));
	burst->addr += share->bus_bytes;
	return --burst->beats == 0;
}

void axi_share_begin(struct axi_share *share, uint64_t clock)
{
	share->clock = clock;
	for (unsigned i = ENGINE + 1; i < MASTERS; i++)
		if (share->ports[i])
			share->ports[i]->master.step(share->ports[i]->master.ctx, clock);
	if (share->r_next != NOBODY && share->r_next != ENGINE) {
		struct axi_port *port = share->ports[share->r_next];
		struct burst burst = *first(&port->reads);

		if (beat(port, first(&port->reads), false)) {
			port->reads.tail++;
			port->master.done(port->master.ctx, burst.tag, false, burst.resp);
		}
	}
	share->r_next = NOBODY;
	for (unsigned i = ENGINE + 1; i < MASTERS; i++) {
		struct axi_port *port = share->ports[i];

		if (port && !empty(&port->responses) && first(&port->responses)->due <= clock) {
			struct burst burst = *first(&port->responses);

			port->responses.tail++;
			port->master.done(port->master.ctx, burst.tag, true, burst.resp);
		}
	}
}

/* The next of `wants` (bit = master) after the one served last. */
static unsigned next_turn(const struct channel *channel, unsigned wants)
{
	if (channel->kept)
		return wants >> channel->served & 1 ? channel->served : NOBODY;
	for (unsigned i = 1; i <= MASTERS; i++) {
		unsigned master = (channel->served + i) % MASTERS;

		if (wants >> master & 1)
			return master;
	}
	return NOBODY;
}

/* Writes down who got the beat and who did not. */
static void settle(struct axi_share *share, struct channel *channel, unsigned wants, unsigned winner, bool last)
{
	bool read = channel == &share->r;

	for (unsigned i = 0; i < MASTERS; i++) {
		struct axi_share_counts *counts = &share->counts[i];
		uint64_t *sum = read ? &counts->r_wait : &counts->w_wait;
		uint64_t *most = read ? &counts->r_wait_max : &counts->w_wait_max;
		uint64_t *beats = read ? &counts->r : &counts->w;

		if (i == winner) {
			++*beats;
			channel->waits[i] = 0;
		} else if (wants >> i & 1 && winner != NOBODY) {
			++*sum;
			if (++channel->waits[i] > *most)
				*most = channel->waits[i];
		}
	}
	if (winner != NOBODY) {
		channel->served = winner;
		channel->kept = share->config.turn == AXI_SHARE_BURST && !last;
	}
}

/* The ports that have a beat for the channel; none in a clock in which the memory stalls or hangs. */
static unsigned port_wants(struct axi_share *share, bool read, bool hang)
{
	unsigned wants = 0;

	for (unsigned i = ENGINE + 1; i < MASTERS; i++) {
		struct axi_port *port = share->ports[i];

		if (port && read && !empty(&port->reads) && first(&port->reads)->due <= share->clock + 1)
			wants |= 1u << i;
		else if (port && !read && !empty(&port->writes))
			wants |= 1u << i;
	}
	return wants && (hang || rng_chance(&share->rng, share->config.stall_pct)) ? 0 : wants;
}

void axi_share_write(struct axi_share *share, bool offered, bool given, bool last, bool hang)
{
	unsigned wants = port_wants(share, false, hang);
	unsigned winner = given ? ENGINE : next_turn(&share->w, wants);

	if (winner != ENGINE && winner != NOBODY) {
		struct axi_port *port = share->ports[winner];

		last = beat(port, first(&port->writes), true);
		if (last) {
			struct burst burst = *first(&port->writes);

			port->writes.tail++;
			burst.due = due(share);
			push(&port->responses, &burst);
		}
	}
	settle(share, &share->w, wants | (unsigned)offered << ENGINE, winner, last);
}

bool axi_share_ready(const struct axi_share *share)
{
	unsigned wants = 1u << ENGINE;

	/* Those that are there now are there in the next clock; who comes then waits for its turn. */
	for (unsigned i = ENGINE + 1; i < MASTERS; i++)
		if (share->ports[i] && !empty(&share->ports[i]->writes))
			wants |= 1u << i;
	return next_turn(&share->w, wants) == ENGINE;
}

bool axi_share_read(struct axi_share *share, bool engine_due, bool last, bool hang)
{
	unsigned wants = port_wants(share, true, hang) | (unsigned)engine_due << ENGINE;
	unsigned winner = next_turn(&share->r, wants);

	if (winner != ENGINE && winner != NOBODY)
		last = first(&share->ports[winner]->reads)->beats == 1;
	settle(share, &share->r, wants, winner, last);
	share->r_next = winner;
	return winner == ENGINE;
}
