/* SPDX-License-Identifier: Apache-2.0 */
/* plan: see plan.h. Lengths and addresses prefer the places where engines break: bus words, blocks, 4 KiB lines. */
#include "plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sgdma_regs.h"

#define GAP_MAX 70        /* guard bytes between pieces, 0: neighbours touch */
#define CLOCKS_PER_BEAT 4 /* of the limit, apart from latency and stalls */

static uint32_t pick(struct rng *rng, const uint32_t *from, uint32_t count)
{
	return from[rng_below(rng, count)];
}

void plan_begin(struct plan *plan, const struct plan_options *options, uint32_t seed)
{
	static const uint32_t latencies[] = { 1, 1, 2, 5, 13, 40, 100, 200 };
	struct rng rng = rng_seed(seed, 1);
	struct axi_mem_config *bus = &plan->bench.bus;

	*plan = (struct plan){ .options = *options, .seed = seed, .bus = options->width / 8 };
	plan->bench.seed = (uint32_t)rng_next(&rng);
	plan->bench.mem_base = PLAN_BASE;
	plan->bench.mem_size = PLAN_SIZE;
	bus->seed = (uint32_t)rng_next(&rng);
	bus->latency = pick(&rng, latencies, 8);
	if (!options->orderly) {
		bus->jitter = rng_chance(&rng, 50) ? rng_below(&rng, 60) : 0;
		bus->stall_pct = rng_chance(&rng, 40) ? rng_below(&rng, 80) : 0;
		bus->reorder = rng_chance(&rng, 50);
		bus->single_port = rng_chance(&rng, 15);
		bus->w_first = rng_chance(&rng, 20);
		plan->source_stall = rng_chance(&rng, 30) ? rng_below(&rng, 90) : 0;
		plan->sink_stall = rng_chance(&rng, 30) ? rng_below(&rng, 95) : 0;
	}
	if (options->harsh) {
		bus->stall_pct = 30 + rng_below(&rng, 55);
		bus->jitter = rng_below(&rng, 200);
		plan->source_stall = rng_below(&rng, 90);
		plan->sink_stall = 20 + rng_below(&rng, 75);
	}
}

static uint32_t pick_len(struct plan *plan, struct rng *rng)
{
	uint32_t line = rng_chance(rng, 50) ? plan->bus : plan->burst;

	switch (rng_below(rng, 10)) {
	case 0: return 1;
	case 1: return 1 + rng_below(rng, 3);
	case 2: return line - 1;
	case 3: return line;
	case 4: return line + 1;
	case 5: return line * (1 + rng_below(rng, 3));
	case 6: return 1 + rng_below(rng, 2 * plan->bus);
	case 7: return rng_chance(rng, 15) ? 1 + rng_below(rng, 5000) : 1 + rng_below(rng, 300);
	default: return 1 + rng_below(rng, 120);
	}
}

/* Room for `len` bytes at an address that is likely to start or end near a line. False: the memory is used up. */
static bool pick_addr(struct plan *plan, struct rig *rig, struct rng *rng, uint32_t len, uint64_t *addr)
{
	const uint32_t lines[] = { 1, 1, plan->bus, plan->bus, 64, plan->burst, 4096 };
	uint32_t line = pick(rng, lines, rng_chance(rng, 80) ? 6 : 7), shift = 0;

	if (line > 1 && rng_chance(rng, 60))
		shift = rng_chance(rng, 50) ? rng_below(rng, 3)
					    : line - 1 - rng_below(rng, plan->bus < line ? plan->bus : line);
	/* A piece that ends at the line, or a byte to either side of it. */
	if (line > 1 && rng_chance(rng, 30))
		shift = (line - len % line + line + rng_below(rng, 3) - 1) % line;
	if (!rig_try_alloc(rig, (uint64_t)len + shift, line, addr))
		return false;
	*addr += shift;
	return true;
}

static bool add_piece(struct plan *plan, struct rig *rig, struct rng *rng, struct plan_lane *lane, uint32_t len,
		      unsigned flags)
{
	struct sgdma_piece *piece = &lane->pieces[lane->n];

	if (lane->n == PLAN_PIECES || !pick_addr(plan, rig, rng, len, &piece->addr))
		return false;
	piece->len = len;
	piece->tag = (uint16_t)rng_next(rng);
	piece->flags = (uint8_t)flags;
	lane->n++;
	return true;
}

static unsigned pick_flags(struct rng *rng)
{
	return (rng_chance(rng, 35) ? SGDMA_EOP : 0) | (rng_chance(rng, 25) ? SGDMA_IRQ : 0);
}

static void make_pieces(struct plan *plan, struct rig *rig, struct rng *rng, struct plan_lane *lane)
{
	unsigned n = 1 + rng_below(rng, rng_chance(rng, 30) ? PLAN_PIECES : 24);

	while (lane->n < n && add_piece(plan, rig, rng, lane, pick_len(plan, rng), pick_flags(rng)))
		;
	lane->pieces[lane->n - 1].flags |= SGDMA_EOP;
}

/* Cuts `total` bytes into pieces of the lane; the last one has EOP. What did not fit is returned. */
static uint32_t cut_job(struct plan *plan, struct rig *rig, struct rng *rng, struct plan_lane *lane, uint32_t total)
{
	while (total) {
		uint32_t len = lane->n >= PLAN_PIECES - 8 || rng_chance(rng, 20) ? total : pick_len(plan, rng);

		if (len > total)
			len = total;
		total -= len;
		if (!add_piece(plan, rig, rng, lane, len,
			       (total ? 0 : SGDMA_EOP) | (rng_chance(rng, 25) ? SGDMA_IRQ : 0)))
			return total + len;
	}
	return 0;
}

/* Jobs of the same length on both lists; a job that does not fit into the memory is taken back whole. */
static void make_copy(struct plan *plan, struct rig *rig, struct rng *rng)
{
	struct plan_lane *src = &plan->lane[SGDMA_GATHER], *dst = &plan->lane[SGDMA_SCATTER];
	unsigned jobs = 1 + rng_below(rng, 12);

	for (unsigned i = 0; i < jobs; i++) {
		unsigned src_n = src->n, dst_n = dst->n;
		uint32_t total = pick_len(plan, rng) + (rng_chance(rng, 40) ? rng_below(rng, 1500) : 0);

		if (src_n > PLAN_PIECES - 10 || dst_n > PLAN_PIECES - 10)
			break;
		if (cut_job(plan, rig, rng, src, total) || cut_job(plan, rig, rng, dst, total)) {
			src->n = src_n;
			dst->n = dst_n;
			break;
		}
	}
}

/* Packets for the buffers of the scatter half: each walks over buffers as the engine would, until they are used up. */
static void make_packets(struct plan *plan, struct rng *rng)
{
	const struct plan_lane *lane = &plan->lane[SGDMA_SCATTER];
	unsigned next = 0;

	while (next < lane->n && plan->packet_count < PLAN_PACKETS) {
		struct plan_packet *packet = &plan->packets[plan->packet_count];
		unsigned span = 1 + rng_below(rng, rng_chance(rng, 50) ? 1 : 6), last = next;
		uint32_t room = lane->pieces[next].len, before = 0;

		/* The buffers that a packet may use end with one that has EOP. */
		while (last - next + 1 < span && last + 1 < lane->n && !(lane->pieces[last].flags & SGDMA_EOP)) {
			before = room;
			room += lane->pieces[++last].len;
		}
		if (rng_chance(rng, 40))
			packet->len = room;
		else
			packet->len = before + 1 + rng_below(rng, room - before);
		if ((lane->pieces[last].flags & SGDMA_EOP) && rng_chance(rng, 30))
			packet->len = room + 1 + rng_below(rng, rng_chance(rng, 50) ? plan->bus : 700);
		packet->room = room;
		packet->data = malloc(packet->len);
		if (!packet->data)
			abort();
		for (uint32_t i = 0; i < packet->len; i++)
			packet->data[i] = (uint8_t)rng_next(rng);
		plan->packet_count++;
		next = last + 1;
	}
}

/* ---- lists ---------------------------------------------------------------------------------------------------- */

static void put_bytes(uint8_t *to, uint64_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

/* Any bits as a descriptor; wide: flags bits 4..15 and len bits 28..31 are reserved ones. */
static void raw_desc(uint8_t *to, bool wide, uint64_t addr, uint32_t len, unsigned flags)
{
	if (wide) {
		put_bytes(to, addr, 8);
		put_bytes(to + 8, (uint64_t)len | (uint64_t)flags << 48, 8);
	} else {
		put_bytes(to, (addr & 0xfffffffffff) | (uint64_t)(len & 0xffff) << 44 | (uint64_t)flags << 60, 8);
	}
}

#define F_EOP 1u
#define F_IRQ 2u
#define F_LINK 4u
#define F_END 8u

static void bad_data(struct rng *rng, uint8_t *to, bool wide, uint64_t addr)
{
	static const unsigned not_data[] = { F_LINK, F_END, F_LINK | F_END, F_LINK | F_EOP, F_END | F_IRQ };

	if (rng_chance(rng, 40))
		raw_desc(to, wide, addr, 0, rng_below(rng, 4));
	else if (wide && rng_chance(rng, 50))
		raw_desc(to, wide, addr, 20, F_EOP | 1u << (4 + rng_below(rng, 12)));
	else if (wide && rng_chance(rng, 50))
		raw_desc(to, wide, UINT64_MAX - 10, 12 + rng_below(rng, 100), F_EOP);
	else
		raw_desc(to, wide, addr, rng_below(rng, 2) * 20, not_data[rng_below(rng, 5)]);
}

static void bad_header(struct rng *rng, uint8_t *to, bool wide, uint64_t addr)
{
	switch (rng_below(rng, 5)) {
	case 0: raw_desc(to, wide, addr, 4, rng_chance(rng, 50) ? F_EOP : F_END); break;
	case 1: raw_desc(to, wide, addr, 4, F_LINK | (rng_chance(rng, 50) ? F_EOP : F_IRQ)); break;
	case 2: raw_desc(to, wide, addr, rng_below(rng, 2), F_LINK); break;
	case 3: raw_desc(to, wide, addr + 1 + rng_below(rng, 7), 4, F_LINK); break;
	default:
		raw_desc(to, wide, addr, 4, wide ? F_LINK | 1u << (4 + rng_below(rng, 12)) : F_LINK | F_END | F_IRQ);
		break;
	}
}

/*
 * How many data entries decode wrongly. Other faults may have one beside them, before or behind: of two faults the first in
 * the list counts, whichever is known first. In a copy the two lists are not ordered, so there it stays at one.
 */
static unsigned spoilt_entries(const struct plan *plan, struct rng *rng)
{
	bool more = plan->options.mode != PLAN_COPY && rng_chance(rng, 30);

	return plan->fault == PLAN_BAD_DATA ? 1 + more : more;
}

/* The chain of a lane, chunk by chunk, and where everything stands. */
static void make_chain(struct plan *plan, struct rig *rig, struct rng *rng, struct plan_lane *lane, bool linked,
		       bool fault_here)
{
	unsigned desc = sgdma_desc_bytes(lane->config.wide), left = 0, most = 2 + rng_below(rng, 20);
	unsigned first_of[PLAN_PIECES], spoilt_chunk;
	struct sgdma_chain chain;
	uint64_t at = 0;

	sgdma_chain_init(&chain, lane->config.wide, lane->config.upper);
	for (unsigned i = 0; i < lane->n; i++, left--) {
		if (!left) {
			unsigned count = linked ? 1 : 1 + rng_below(rng, most);

			at = rig_alloc(rig, (count + 1) * desc, desc);
			if (sgdma_chain_open(&chain, rig_at(rig, at, (count + 1) * desc), at, (uint16_t)(count + 1)))
				abort();
			lane->chunks[lane->chunk_count].addr = at;
			lane->chunks[lane->chunk_count].len = (count + 1) * desc;
			first_of[lane->chunk_count++] = i;
			left = count;
			at += desc;
		}
		if (sgdma_chain_push(&chain, &lane->pieces[i]))
			abort();
		lane->place[i] = at;
		at += desc;
	}
	if (sgdma_chain_close(&chain, &lane->config))
		abort();
	if (!fault_here)
		return;
	spoilt_chunk = rng_below(rng, lane->chunk_count);
	for (unsigned n = spoilt_entries(plan, rng); n; n--) {
		unsigned i = rng_below(rng, lane->n);

		bad_data(rng, rig_at(rig, lane->place[i], desc), lane->config.wide, lane->pieces[i].addr);
	}
	if (plan->fault == PLAN_BAD_HEADER) {
		bad_header(rng, rig_at(rig, lane->chunks[spoilt_chunk].addr, desc), lane->config.wide,
			   PLAN_BASE + 0x100);
	} else if (plan->fault == PLAN_BAD_FETCH && spoilt_chunk) {
		/* A chunk that nobody can read: the header before it points into the bad page. */
		uint8_t *header = rig_at(rig, lane->chunks[spoilt_chunk - 1].addr, desc);
		unsigned end = spoilt_chunk + 1 < lane->chunk_count ? first_of[spoilt_chunk + 1] : lane->n;

		sgdma_header_pack(header, lane->config.wide, plan->bad_page + 64 * rng_below(rng, 60),
				  (uint16_t)(end - first_of[spoilt_chunk] + 1), false);
	} else if (plan->fault == PLAN_BAD_FETCH) {
		lane->config.base = plan->bad_page;
	}
}

static void make_ring(struct plan *plan, struct rig *rig, struct rng *rng, struct plan_lane *lane, bool fault_here)
{
	unsigned desc = sgdma_desc_bytes(lane->config.wide);
	uint8_t log2 = 0;

	/* A small ring wraps and is refilled; with a fault everything is posted at once, so that both sides see the same. */
	if (plan->options.faults)
		while (1u << log2 < lane->n)
			log2++;
	else
		log2 = (uint8_t)rng_below(rng, 6);
	lane->config.chain = false;
	lane->config.size_log2 = log2;
	lane->config.base = rig_alloc(rig, (uint64_t)desc << log2, desc);
	memset(rig_at(rig, lane->config.base, (uint64_t)desc << log2), 0, (uint64_t)desc << log2);
	if (!fault_here)
		return;
	for (unsigned n = spoilt_entries(plan, rng); n; n--) {
		unsigned i = rng_below(rng, lane->n);

		lane->spoil_index[lane->spoilt] = i;
		bad_data(rng, lane->spoil[lane->spoilt++], lane->config.wide, lane->pieces[i].addr);
	}
	if (plan->fault == PLAN_BAD_FETCH) {
		unsigned i = rng_below(rng, lane->n * desc < 4096 ? lane->n : 4096 / desc);

		lane->config.base = plan->bad_page - i * desc;
	}
}

static void make_lane(struct plan *plan, struct rig *rig, struct rng *rng, enum sgdma_chan chan, bool fault_here)
{
	const struct sgdma_caps *caps = sgdma_caps(rig_dev(rig));
	struct plan_lane *lane = &plan->lane[chan];
	enum plan_shape shape = plan->options.shape;
	uint64_t queue;

	lane->config.wide = rng_chance(rng, 50);
	lane->config.upper = PLAN_BASE;
	lane->config.d = (uint16_t)(1 + rng_below(rng, caps->max_d));
	lane->config.k_log2 = (uint8_t)rng_below(rng, caps->max_k_log2 + 1u);
	lane->config.cq_wait = (uint16_t)(rng_chance(rng, 50) ? 16 : rng_below(rng, 100));
	lane->config.cq_size_log2 = (uint8_t)rng_below(rng, 7);
	if (plan->options.faults)
		lane->config.cq_size_log2 = 8; /* never full: a full queue would only delay the fault */
	queue = 8ull << lane->config.cq_size_log2;
	lane->config.cq_base = rig_alloc(rig, queue, 64);
	memset(rig_at(rig, lane->config.cq_base, queue), 0, queue);
	if (shape == PLAN_ANY_SHAPE)
		shape = (enum plan_shape)rng_below(rng, 3);
	if (shape == PLAN_RING)
		make_ring(plan, rig, rng, lane, fault_here);
	else
		make_chain(plan, rig, rng, lane, shape == PLAN_LINKED, fault_here);
}

/* ---- faults --------------------------------------------------------------------------------------------------- */

static const enum plan_fault faults_of_mode[][7] = {
	[PLAN_GATHER] = { PLAN_BAD_DATA, PLAN_BAD_HEADER, PLAN_BAD_FETCH, PLAN_BAD_READ, PLAN_BAD_READ },
	[PLAN_SCATTER] = { PLAN_BAD_DATA, PLAN_BAD_HEADER, PLAN_BAD_FETCH, PLAN_BAD_WRITE, PLAN_BAD_KEEP },
	[PLAN_DUPLEX] = { PLAN_BAD_DATA, PLAN_BAD_HEADER, PLAN_BAD_READ, PLAN_BAD_WRITE, PLAN_BAD_FETCH },
	[PLAN_COPY] = { PLAN_BAD_DATA, PLAN_BAD_HEADER, PLAN_BAD_FETCH, PLAN_BAD_READ, PLAN_BAD_WRITE, PLAN_BAD_LENGTH,
			PLAN_BAD_LENGTH },
};

/* Puts one piece of the lane into the bad page, or across its beginning. */
static void into_bad_page(struct plan *plan, struct rng *rng, struct plan_lane *lane)
{
	struct sgdma_piece *piece = &lane->pieces[rng_below(rng, lane->n)];
	uint32_t before = rng_chance(rng, 50) ? 0 : rng_below(rng, piece->len);

	if (piece->len > 4096)
		before = piece->len - 1;
	piece->addr = plan->bad_page - before;
}

/* Makes the EOP of one job fall on different bytes of the two lists. */
static void spoil_length(struct plan *plan, struct rng *rng)
{
	struct plan_lane *lane = &plan->lane[rng_below(rng, 2)];
	struct sgdma_piece *piece = &lane->pieces[rng_below(rng, lane->n)];

	if (piece->len > 1 && rng_chance(rng, 50))
		piece->len -= 1 + rng_below(rng, piece->len - 1);
	else
		piece->flags ^= SGDMA_EOP;
	/* Without its last EOP a list would only wait for more. */
	lane->pieces[lane->n - 1].flags |= SGDMA_EOP;
}

static void spoil_keep(struct plan *plan, struct rng *rng)
{
	struct plan_packet *packet = &plan->packets[rng_below(rng, plan->packet_count)];

	/* The bad beat comes before the last buffer is full: in the dropped rest of a packet TKEEP means nothing. */
	if (packet->len >= packet->room)
		packet->len = packet->room - 1;
	packet->bad_keep = true;
	packet->keep = rng_chance(rng, 30) ? 0 : rng_chance(rng, 50) ? 0x5 : 0x6;
}

void plan_lay_out(struct plan *plan, struct rig *rig)
{
	struct rng rng = rng_seed(plan->seed, 2);
	uint8_t *bytes = rig_at(rig, PLAN_BASE, PLAN_SIZE);
	int fault_chan = -1;
	uint64_t beats = 0;

	for (uint64_t i = 0; i < PLAN_SIZE; i += 8)
		put_bytes(bytes + i, rng_next(&rng), 8);
	plan->burst = rig_max_burst(rig);
	plan->lane[SGDMA_GATHER].used = plan->options.mode != PLAN_SCATTER;
	plan->lane[SGDMA_SCATTER].used = plan->options.mode != PLAN_GATHER;
	if (plan->options.faults && rng_chance(&rng, 90)) {
		unsigned choice = rng_below(&rng, plan->options.mode == PLAN_COPY ? 7 : 5);

		plan->fault = faults_of_mode[plan->options.mode][choice];
		plan->resp = rng_chance(&rng, 50) ? AXI_SLVERR : AXI_DECERR;
		/* Room before the page for what crosses into it. */
		plan->bad_page = rig_alloc(rig, 3 * 4096, 4096) + 2 * 4096;
		fault_chan = plan->fault == PLAN_BAD_READ         ? SGDMA_GATHER
			     : plan->fault == PLAN_BAD_WRITE      ? SGDMA_SCATTER
			     : plan->options.mode == PLAN_GATHER  ? SGDMA_GATHER
			     : plan->options.mode == PLAN_SCATTER ? SGDMA_SCATTER
								  : (int)rng_below(&rng, 2);
	}
	rig_scatter(rig, GAP_MAX, plan->seed);
	if (plan->options.mode == PLAN_COPY)
		make_copy(plan, rig, &rng);
	else
		for (int i = 0; i < 2; i++)
			if (plan->lane[i].used)
				make_pieces(plan, rig, &rng, &plan->lane[i]);
	if (plan->lane[SGDMA_SCATTER].used && plan->options.mode != PLAN_COPY)
		make_packets(plan, &rng);
	if (plan->fault == PLAN_BAD_READ || plan->fault == PLAN_BAD_WRITE)
		into_bad_page(plan, &rng, &plan->lane[fault_chan]);
	else if (plan->fault == PLAN_BAD_LENGTH)
		spoil_length(plan, &rng);
	else if (plan->fault == PLAN_BAD_KEEP)
		spoil_keep(plan, &rng);
	for (int i = 0; i < 2; i++)
		if (plan->lane[i].used)
			make_lane(plan, rig, &rng, (enum sgdma_chan)i, i == fault_chan);
	rig_scatter(rig, 0, 0);
	for (int i = 0; i < 2; i++)
		for (unsigned p = 0; p < plan->lane[i].n; p++)
			beats += plan->lane[i].pieces[p].len / plan->bus + 2;
	for (unsigned i = 0; i < plan->packet_count; i++)
		beats += plan->packets[i].len / plan->bus + 2;
	/* Everything one after the other, at the worst stalls, and still some. */
	plan->limit = 20000 + CLOCKS_PER_BEAT * beats * 20 +
		      (uint64_t)(plan->lane[0].n + plan->lane[1].n) * 8 *
			      (plan->bench.bus.latency + plan->bench.bus.jitter + 50);
}

bool plan_arm(const struct plan *plan, struct rig *rig)
{
	switch (plan->fault) {
	case PLAN_BAD_FETCH:
	case PLAN_BAD_READ: return rig_fail_read(rig, plan->bad_page, 4096, plan->resp);
	case PLAN_BAD_WRITE: return rig_fail_write(rig, plan->bad_page, 4096, plan->resp);
	default: return true;
	}
}

void plan_end(struct plan *plan)
{
	for (unsigned i = 0; i < plan->packet_count; i++)
		free(plan->packets[i].data);
	plan->packet_count = 0;
}

void plan_describe(const struct plan *plan, char *text, size_t size)
{
	static const char *const modes[] = { "gather", "scatter", "duplex", "copy" };
	static const char *const faults[] = { "no fault", "bad data entry", "bad header", "bad fetch",
					      "bad read", "bad write",      "bad tkeep",  "bad length" };
	const struct axi_mem_config *bus = &plan->bench.bus;
	size_t used;

	used = (size_t)snprintf(text, size, "%s, %u bits, %s, latency %u+%u, stall %u/%u/%u%%%s%s%s, %u packets",
				modes[plan->options.mode], plan->options.width, faults[plan->fault], bus->latency,
				bus->jitter, bus->stall_pct, plan->source_stall, plan->sink_stall,
				bus->reorder ? ", reorder" : "", bus->single_port ? ", single port" : "",
				bus->w_first ? ", W first" : "", plan->packet_count);
	for (int i = 0; i < 2; i++) {
		const struct plan_lane *lane = &plan->lane[i];

		if (lane->used && used < size)
			used += (size_t)snprintf(text + used, size - used, "; %s %s %s of %u, queue 2^%u, d %u k 2^%u",
						 i ? "scatter" : "gather", lane->config.wide ? "wide" : "compact",
						 lane->config.chain ? "chain" : "ring", lane->n,
						 lane->config.cq_size_log2, lane->config.d, lane->config.k_log2);
	}
}
