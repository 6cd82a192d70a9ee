/* SPDX-License-Identifier: Apache-2.0 */
#include "axi_mem.h"

#include <stdlib.h>
#include <string.h>

#include "rng.h"

#define IDS 8
#define QUEUE 256 /* bursts in a queue, power of two */
#define AHEAD 16  /* W beats taken before their AW, power of two */
#define FAILS 16

/* On the pins while a valid is low: an engine that looks there anyway shall not find what it hopes for. */
#define JUNK 0xee

struct burst {
	uint64_t addr;  /* of the next beat, aligned to the bus */
	uint8_t *host;  /* of the next beat; NULL: each beat is looked up (failures, no memory) */
	uint64_t due;   /* first clock of R or B */
	uint16_t beats; /* still to come */
	uint8_t id, resp;
};

struct queue {
	unsigned head, tail;
	struct burst bursts[QUEUE];
};

struct fail {
	uint64_t addr, len;
	enum axi_resp resp;
};

struct fails {
	unsigned count;
	struct fail list[FAILS];
};

struct ahead {
	uint32_t data[DUT_BUS_WORDS_MAX];
	uint64_t strb;
};

enum owner { NOBODY, READER, WRITER };

struct axi_mem {
	struct axi_mem_config config;
	struct axi_share *share; /* NULL: the engine is alone */
	struct mem *mem;
	unsigned bus_bytes;
	uint64_t full;
	uint64_t clock;
	struct rng rng;

	/* One queue for everything without reordering, else one per ID. */
	struct queue reads[IDS], responses[IDS];
	struct queue addresses; /* AW taken, W not complete */
	unsigned reads_open, writes_open;

	struct ahead ahead[AHEAD];
	unsigned ahead_head, ahead_tail;

	/* w_first: bursts whose first W beat was offered, and bursts whose AW was taken. */
	uint64_t w_begun, aw_taken;
	bool w_counted;

	enum owner owner, last_owner; /* single_port */
	bool hang;
	struct fails read_fails, write_fails;
};

struct axi_mem *axi_mem_create(const struct axi_mem_config *config, struct mem *mem, unsigned bus_bytes)
{
	struct axi_mem *bus = calloc(1, sizeof(*bus));

	if (!bus)
		return NULL;
	bus->config = *config;
	bus->mem = mem;
	bus->bus_bytes = bus_bytes;
	bus->full = dut_full_keep(bus_bytes);
	bus->rng = rng_seed(config->seed, 1);
	return bus;
}

void axi_mem_destroy(struct axi_mem *bus)
{
	if (bus)
		axi_share_destroy(bus->share);
	free(bus);
}

struct axi_share *axi_mem_share(struct axi_mem *bus, enum axi_share_turn turn)
{
	const struct axi_share_config config = {
		.turn = turn,
		.latency = bus->config.latency,
		.jitter = bus->config.jitter,
		.stall_pct = bus->config.stall_pct,
		.seed = bus->config.seed,
	};

	if (!bus->share && !bus->config.single_port)
		bus->share = axi_share_create(&config, bus->mem, bus->bus_bytes);
	return bus->share;
}

static bool queue_empty(const struct queue *queue)
{
	return queue->head == queue->tail;
}

static struct burst *queue_first(struct queue *queue)
{
	return &queue->bursts[queue->tail % QUEUE];
}

static struct burst *queue_push(struct queue *queue)
{
	return &queue->bursts[queue->head++ % QUEUE];
}

static struct queue *queue_of(struct axi_mem *bus, struct queue *queues, uint8_t id)
{
	return &queues[bus->config.reorder ? id % IDS : 0];
}

static bool add_fail(struct fails *fails, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	if (fails->count == FAILS)
		return false;
	fails->list[fails->count++] = (struct fail){ addr, len, resp };
	return true;
}

bool axi_mem_fail_read(struct axi_mem *bus, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	return add_fail(&bus->read_fails, addr, len, resp);
}

bool axi_mem_fail_write(struct axi_mem *bus, uint64_t addr, uint64_t len, enum axi_resp resp)
{
	return add_fail(&bus->write_fails, addr, len, resp);
}

void axi_mem_fail_none(struct axi_mem *bus)
{
	bus->read_fails.count = 0;
	bus->write_fails.count = 0;
}

void axi_mem_hang(struct axi_mem *bus, bool hang)
{
	bus->hang = hang;
}

void axi_mem_set_latency(struct axi_mem *bus, unsigned latency)
{
	bus->config.latency = latency;
	if (bus->share)
		axi_share_set_latency(bus->share, latency);
}

bool axi_mem_idle(const struct axi_mem *bus)
{
	return bus->reads_open == 0 && bus->writes_open == 0 && bus->ahead_head == bus->ahead_tail;
}

static enum axi_resp response(const struct axi_mem *bus, const struct fails *fails, uint64_t addr, uint64_t len)
{
	if (!mem_covers(bus->mem, addr, len))
		return AXI_DECERR;
	for (unsigned i = 0; i < fails->count; i++) {
		const struct fail *fail = &fails->list[i];

		if (addr < fail->addr + fail->len && fail->addr < addr + len)
			return fail->resp;
	}
	return AXI_OKAY;
}

static uint64_t due(struct axi_mem *bus)
{
	uint64_t jitter = bus->config.jitter ? rng_below(&bus->rng, bus->config.jitter + 1) : 0;

	return bus->clock + bus->config.latency + jitter;
}

/* Chance of a ready or an R beat to be there in the next clock. */
static bool go(struct axi_mem *bus)
{
	return !bus->hang && !rng_chance(&bus->rng, bus->config.stall_pct);
}

static void fill_burst(struct axi_mem *bus, struct burst *burst, const struct fails *fails, uint64_t addr, uint8_t len,
		       uint8_t id)
{
	uint64_t bytes;

	burst->addr = addr & ~(uint64_t)(bus->bus_bytes - 1);
	burst->beats = (uint16_t)(len + 1);
	burst->id = id;
	bytes = (uint64_t)burst->beats * bus->bus_bytes;
	burst->resp = response(bus, fails, burst->addr, bytes);
	burst->host = burst->resp == AXI_OKAY ? mem_at(bus->mem, burst->addr, bytes) : NULL;
}

static void take_ar(struct axi_mem *bus, const struct dut_out *out)
{
	struct burst *burst = queue_push(queue_of(bus, bus->reads, out->m_axi_arid));

	fill_burst(bus, burst, &bus->read_fails, out->m_axi_araddr, out->m_axi_arlen, out->m_axi_arid);
	burst->due = due(bus);
	bus->reads_open++;
}

static void take_aw(struct axi_mem *bus, const struct dut_out *out)
{
	fill_burst(bus, queue_push(&bus->addresses), &bus->write_fails, out->m_axi_awaddr, out->m_axi_awlen,
		   out->m_axi_awid);
	bus->aw_taken++;
	bus->writes_open++;
}

/* One W beat whose AW is there: into the memory, and after the last one the B is on its way. */
static void write_beat(struct axi_mem *bus, const uint32_t *data, uint64_t strb)
{
	struct burst *burst = queue_first(&bus->addresses);

	if (burst->host) {
		if (strb == bus->full) {
			dut_copy_beat(burst->host, data, bus->bus_bytes);
		} else {
			const uint8_t *from = (const uint8_t *)data;

			for (; strb; strb &= strb - 1) {
				unsigned lane = (unsigned)__builtin_ctzll(strb);

				burst->host[lane] = from[lane];
			}
		}
		burst->host += bus->bus_bytes;
	}
	if (--burst->beats == 0) {
		struct burst *done = queue_push(queue_of(bus, bus->responses, burst->id));

		*done = *burst;
		done->due = due(bus);
		bus->addresses.tail++;
	}
}

static void take_w(struct axi_mem *bus, const struct dut_out *out)
{
	struct ahead *beat = &bus->ahead[bus->ahead_head % AHEAD];

	if (bus->ahead_head == bus->ahead_tail && !queue_empty(&bus->addresses)) {
		write_beat(bus, out->m_axi_wdata, out->m_axi_wstrb);
		return;
	}
	dut_copy_beat(beat->data, out->m_axi_wdata, bus->bus_bytes);
	beat->strb = out->m_axi_wstrb;
	bus->ahead_head++;
}

static void drain_ahead(struct axi_mem *bus)
{
	while (bus->ahead_head != bus->ahead_tail && !queue_empty(&bus->addresses)) {
		const struct ahead *beat = &bus->ahead[bus->ahead_tail++ % AHEAD];

		write_beat(bus, beat->data, beat->strb);
	}
}

/* The queue whose first burst may answer in the next clock; NULL: none. */
static struct queue *pick(struct axi_mem *bus, struct queue *queues)
{
	struct queue *ready[IDS];
	unsigned count = 0;

	if (!bus->config.reorder)
		return !queue_empty(queues) && queue_first(queues)->due <= bus->clock + 1 ? queues : NULL;
	for (unsigned id = 0; id < IDS; id++)
		if (!queue_empty(&queues[id]) && queue_first(&queues[id])->due <= bus->clock + 1)
			ready[count++] = &queues[id];
	if (count == 0)
		return NULL;
	return ready[count > 1 ? rng_below(&bus->rng, count) : 0];
}

/* Whether the engine's beat of `queue` (NULL: none is due) comes in the next clock; another master may have the turn. */
static bool turn_of_engine(struct axi_mem *bus, struct queue *queue)
{
	if (!bus->share)
		return queue != NULL;
	return axi_share_read(bus->share, queue != NULL, queue && queue_first(queue)->beats == 1, bus->hang);
}

static void drive_r(struct axi_mem *bus, const struct dut_in *in, const struct dut_out *out, struct dut_in *next)
{
	struct queue *queue;
	struct burst *burst;

	if (in->m_axi_rvalid && !out->m_axi_rready) {
		next->m_axi_rvalid = 1;
		next->m_axi_rid = in->m_axi_rid;
		next->m_axi_rresp = in->m_axi_rresp;
		next->m_axi_rlast = in->m_axi_rlast;
		dut_copy_beat(next->m_axi_rdata, in->m_axi_rdata, bus->bus_bytes);
		/* The memory's beat is at the port already. */
		turn_of_engine(bus, NULL);
		return;
	}
	queue = pick(bus, bus->reads);
	if (queue && !go(bus))
		queue = NULL;
	if (!turn_of_engine(bus, queue)) {
		next->m_axi_rvalid = 0;
		next->m_axi_rid = IDS - 1;
		next->m_axi_rresp = AXI_DECERR;
		next->m_axi_rlast = 1;
		memset(next->m_axi_rdata, JUNK, bus->bus_bytes);
		return;
	}
	burst = queue_first(queue);
	next->m_axi_rvalid = 1;
	next->m_axi_rid = burst->id;
	next->m_axi_rlast = burst->beats == 1;
	if (burst->host) {
		next->m_axi_rresp = AXI_OKAY;
		dut_copy_beat(next->m_axi_rdata, burst->host, bus->bus_bytes);
		burst->host += bus->bus_bytes;
	} else {
		const uint8_t *host = mem_at(bus->mem, burst->addr, bus->bus_bytes);

		next->m_axi_rresp = (uint8_t)response(bus, &bus->read_fails, burst->addr, bus->bus_bytes);
		if (host && next->m_axi_rresp == AXI_OKAY)
			dut_copy_beat(next->m_axi_rdata, host, bus->bus_bytes);
		else
			memset(next->m_axi_rdata, JUNK, bus->bus_bytes);
		burst->addr += bus->bus_bytes;
	}
	if (--burst->beats == 0)
		queue->tail++;
}

static void drive_b(struct axi_mem *bus, const struct dut_in *in, const struct dut_out *out, struct dut_in *next)
{
	struct queue *queue;

	if (in->m_axi_bvalid && !out->m_axi_bready) {
		next->m_axi_bvalid = 1;
		next->m_axi_bid = in->m_axi_bid;
		next->m_axi_bresp = in->m_axi_bresp;
		return;
	}
	queue = bus->hang ? NULL : pick(bus, bus->responses);
	next->m_axi_bvalid = queue != NULL;
	next->m_axi_bid = queue ? queue_first(queue)->id : IDS - 1;
	next->m_axi_bresp = queue ? queue_first(queue)->resp : AXI_DECERR;
	if (queue)
		queue->tail++;
}

/* A full queue takes no more; the check leaves room for what is taken in the clock that is being decided. */
static bool room(struct axi_mem *bus)
{
	return bus->reads_open < QUEUE - 1 && bus->writes_open < QUEUE - 1;
}

/* Who gets the one port next, by what was offered in this clock: VALID stays, so it is taken in the next. */
static void grant(struct axi_mem *bus, bool want_read, bool want_write)
{
	if (want_read && (!want_write || bus->last_owner == WRITER))
		bus->owner = READER;
	else if (want_write)
		bus->owner = WRITER;
	if (bus->owner != NOBODY)
		bus->last_owner = bus->owner;
}

static void drive_ready(struct axi_mem *bus, const struct dut_out *out, bool ar_taken, bool aw_taken,
			struct dut_in *next)
{
	bool ar = room(bus), aw = room(bus), w = bus->ahead_head - bus->ahead_tail < AHEAD;

	if (bus->share)
		w = w && axi_share_ready(bus->share);
	if (bus->config.w_first)
		aw = aw && bus->w_begun > bus->aw_taken;
	if (bus->config.single_port) {
		if (bus->owner == NOBODY)
			grant(bus, ar && out->m_axi_arvalid && !ar_taken, aw && out->m_axi_awvalid && !aw_taken);
		ar = bus->owner == READER && bus->reads_open == 0;
		aw = bus->owner == WRITER && bus->writes_open == 0;
		w = bus->owner == WRITER && !queue_empty(&bus->addresses);
	}
	next->m_axi_arready = ar && go(bus);
	next->m_axi_awready = aw && go(bus);
	next->m_axi_wready = w && go(bus);
}

static void reset(struct axi_mem *bus, struct dut_in *next)
{
	for (unsigned id = 0; id < IDS; id++) {
		bus->reads[id].head = bus->reads[id].tail = 0;
		bus->responses[id].head = bus->responses[id].tail = 0;
	}
	bus->addresses.head = bus->addresses.tail = 0;
	bus->ahead_head = bus->ahead_tail = 0;
	bus->reads_open = bus->writes_open = 0;
	bus->w_begun = bus->aw_taken = 0;
	bus->w_counted = false;
	bus->owner = bus->last_owner = NOBODY;
	next->m_axi_arready = next->m_axi_awready = next->m_axi_wready = 0;
	next->m_axi_rvalid = next->m_axi_bvalid = 0;
}

void axi_mem_step(struct axi_mem *bus, const struct dut_in *in, const struct dut_out *out, struct dut_in *next)
{
	bool ar = out->m_axi_arvalid && in->m_axi_arready;
	bool aw = out->m_axi_awvalid && in->m_axi_awready;
	bool w = out->m_axi_wvalid && in->m_axi_wready;
	bool r_last = in->m_axi_rvalid && out->m_axi_rready && in->m_axi_rlast;
	bool b = in->m_axi_bvalid && out->m_axi_bready;

	if (bus->share)
		axi_share_begin(bus->share, bus->clock);
	if (in->rst) {
		reset(bus, next);
		if (bus->share) {
			axi_share_reset_engine(bus->share);
			axi_share_write(bus->share, false, false, false, bus->hang);
		}
		turn_of_engine(bus, NULL);
		bus->clock++;
		return;
	}
	bus->reads_open -= r_last;
	bus->writes_open -= b;
	if (r_last || b)
		bus->owner = NOBODY;
	if (out->m_axi_wvalid && !bus->w_counted) {
		bus->w_begun++;
		bus->w_counted = true;
	}
	if (ar)
		take_ar(bus, out);
	if (aw)
		take_aw(bus, out);
	if (w) {
		take_w(bus, out);
		if (out->m_axi_wlast)
			bus->w_counted = false;
	}
	drain_ahead(bus);
	if (bus->share)
		axi_share_write(bus->share, out->m_axi_wvalid, w, out->m_axi_wlast, bus->hang);

	drive_r(bus, in, out, next);
	drive_b(bus, in, out, next);
	drive_ready(bus, out, ar, aw, next);
	bus->clock++;
}
