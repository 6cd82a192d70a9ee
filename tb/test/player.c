/* SPDX-License-Identifier: Apache-2.0 */
/* player: see player.h. */
#include "player.h"

#include <stdio.h>
#include <string.h>

#include "sgdma_regs.h"

static void problem(struct player *player, const char *what, const char *why)
{
	if (!player->problem[0])
		snprintf(player->problem, sizeof(player->problem), "%s: %s", what, why);
}

static bool ok(struct player *player, const char *what, enum sgdma_result result)
{
	if (result != SGDMA_SUCCESS)
		problem(player, what, sgdma_result_text(result));
	return result == SGDMA_SUCCESS;
}

/* On the reference there is nobody to race with. */
static bool chance(struct player *player, unsigned percent)
{
	return !rig_bench(player->rig) || rng_chance(&player->rng, percent);
}

static void ring(struct player *player, enum sgdma_chan chan)
{
	struct sgdma *dev = rig_dev(player->rig);

	if (player->side[chan].config.chain)
		sgdma_chain_doorbell(dev, chan);
	else
		sgdma_ring_doorbell(dev, chan, &player->side[chan].ring);
}

/* Whatever the engine touches must have been posted before: the monitor is told address by address. */
static void allow(struct player *player, enum axi_id id, uint64_t addr, uint64_t len)
{
	struct bench *bench = rig_bench(player->rig);

	/* A fault may lie anywhere. */
	if (bench && !player->plan->options.faults && !axi_monitor_allow(bench_monitor(bench), id, addr, len))
		problem(player, "axi_monitor_allow", "no host memory");
}

static enum axi_id fetch_id(enum sgdma_chan chan)
{
	return chan == SGDMA_GATHER ? AXI_ID_GATHER_FETCH : AXI_ID_SCATTER_FETCH;
}

static void allow_piece(struct player *player, enum sgdma_chan chan, const struct sgdma_piece *piece)
{
	allow(player, chan == SGDMA_GATHER ? AXI_ID_READ : AXI_ID_WRITE, piece->addr, piece->len);
}

static void push(struct player *player, enum sgdma_chan chan, unsigned most)
{
	const struct plan_lane *lane = &player->plan->lane[chan];
	struct player_side *side = &player->side[chan];
	unsigned desc = sgdma_desc_bytes(lane->config.wide);

	for (; most && side->pushed < lane->n && sgdma_ring_space(&side->ring); most--, side->pushed++) {
		uint64_t slot = lane->config.base + (side->pushed & ((1u << lane->config.size_log2) - 1)) * desc;

		allow(player, fetch_id(chan), slot, desc);
		allow_piece(player, chan, &lane->pieces[side->pushed]);
		if (!ok(player, "sgdma_ring_push", sgdma_ring_push(&side->ring, &lane->pieces[side->pushed])))
			return;
		for (unsigned i = 0; i < lane->spoilt; i++)
			if (lane->spoil_index[i] == side->pushed)
				memcpy(rig_at(player->rig, slot, desc), lane->spoil[i], desc);
	}
}

void player_open(struct player *player, const struct plan *plan, struct rig *rig)
{
	struct sgdma *dev = rig_dev(rig);

	*player = (struct player){ .rig = rig, .plan = plan, .rng = rng_seed(plan->seed, 3) };
	if (!plan_arm(plan, rig))
		problem(player, "plan_arm", "too many faults");
	ok(player, "sgdma_set_copy", sgdma_set_copy(dev, plan->options.mode == PLAN_COPY));
	for (int c = 0; c < 2; c++) {
		const struct plan_lane *lane = &plan->lane[c];
		struct player_side *side = &player->side[c];
		uint64_t queue = 8ull << lane->config.cq_size_log2;

		side->config = lane->config;
		if (!lane->used)
			continue;
		ok(player, "sgdma_cq_init",
		   sgdma_cq_init(&side->cq, rig_at(rig, lane->config.cq_base, queue), lane->config.cq_size_log2));
		if (!lane->config.chain) {
			unsigned desc = sgdma_desc_bytes(lane->config.wide);

			ok(player, "sgdma_ring_init",
			   sgdma_ring_init(&side->ring, rig_at(rig, lane->config.base, desc), lane->config.size_log2,
					   lane->config.wide, lane->config.upper));
		}
		allow(player, AXI_ID_COMPLETION, lane->config.cq_base, queue);
		ok(player, "sgdma_chan_start", sgdma_chan_start(dev, (enum sgdma_chan)c, &lane->config));
		if (rig_bench(rig)) {
			stream_source_stall(bench_source(rig_bench(rig)), plan->source_stall);
			stream_sink_stall(bench_sink(rig_bench(rig)), plan->sink_stall);
		}
	}
}

static void send_packet(struct player *player)
{
	const struct plan_packet *packet = &player->plan->packets[player->packets_sent++];
	unsigned bus = player->plan->bus;
	uint8_t beat[DUT_BUS_BYTES_MAX] = { 0 };
	bool sent = true;

	if (!packet->bad_keep) {
		sent = rig_send(player->rig, packet->data, packet->len);
	} else {
		for (uint32_t at = 0; at + bus <= packet->len; at += bus)
			sent = sent && rig_send_beat(player->rig, packet->data + at, UINT64_MAX >> (64 - bus), false);
		sent = sent && rig_send_beat(player->rig, beat, packet->keep, player->plan->seed & 1);
	}
	if (!sent)
		problem(player, "rig_send", "no host memory");
}

/*
 * Whether a source error finds a destination to be reported on depends on which list was posted first: with faults the
 * destination is, so that both players see the same.
 */
static bool may_post(const struct player *player, enum sgdma_chan chan)
{
	const struct plan *plan = player->plan;

	return chan == SGDMA_SCATTER || plan->options.mode != PLAN_COPY || !plan->options.faults ||
	       player->side[SGDMA_SCATTER].pushed == plan->lane[SGDMA_SCATTER].n;
}

static void post(struct player *player, enum sgdma_chan chan)
{
	const struct plan_lane *lane = &player->plan->lane[chan];
	struct player_side *side = &player->side[chan];

	if (lane->config.chain) {
		if (side->pushed < lane->n && chance(player, 50)) {
			for (unsigned i = 0; i < lane->n; i++)
				allow_piece(player, chan, &lane->pieces[i]);
			for (unsigned i = 0; i < lane->chunk_count; i++)
				allow(player, fetch_id(chan), lane->chunks[i].addr, lane->chunks[i].len);
			side->pushed = lane->n;
			ring(player, chan);
		}
	} else if (side->pushed < lane->n && chance(player, 70)) {
		/* With a fault all is posted by one doorbell: how far the engine gets then does not depend on time. */
		unsigned most = player->plan->options.faults ? lane->n : 1 + rng_below(&player->rng, 20);

		sgdma_ring_reclaim(rig_dev(player->rig), chan, &side->ring);
		push(player, chan, most);
		ring(player, chan);
	}
}

static void serve_lane(struct player *player, enum sgdma_chan chan)
{
	const struct sgdma_caps *caps = sgdma_caps(rig_dev(player->rig));
	struct player_side *side = &player->side[chan];
	struct sgdma *dev = rig_dev(player->rig);

	if (may_post(player, chan))
		post(player, chan);
	if (chance(player, 40))
		while (side->got_count < PLAYER_COMPLETIONS &&
		       sgdma_cq_pop(dev, &side->cq, &side->got[side->got_count]) == SGDMA_SUCCESS)
			side->got_count++;
	if (side->got_count == PLAYER_COMPLETIONS)
		problem(player, "completions", "more than there are entries");
	if (chance(player, 40))
		sgdma_cq_ack(dev, chan, &side->cq);
	if (rng_chance(&player->rng, 5)) {
		uint32_t fetch = SGDMA_PUT(FETCH, D, 1 + rng_below(&player->rng, caps->max_d)) |
				 SGDMA_PUT(FETCH, K_LOG2, rng_below(&player->rng, caps->max_k_log2 + 1u));

		if (rig_reg_write(player->rig, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_FETCH, fetch) != AXI_OKAY)
			problem(player, "FETCH", "a good value was refused");
	}
}

void player_turn(struct player *player)
{
	uint32_t refused;

	for (int c = 0; c < 2; c++)
		if (player->plan->lane[c].used)
			serve_lane(player, (enum sgdma_chan)c);
	while (!player->mute && player->packets_sent < player->plan->packet_count && chance(player, 50))
		send_packet(player);
	/* Doorbells of a channel that has stopped with an error are refused, and nothing else is. */
	refused = sgdma_refused(rig_dev(player->rig));
	if (refused && !(player->plan->options.faults && SGDMA_GET(REFUSED, CODE, refused) == SGDMA_REFUSED_LOCKED))
		problem(player, "REFUSED", "a good register write");
	if (!rig_run(player->rig, rng_below(&player->rng, 60)))
		problem(player, "the bus", rig_error(player->rig));
}

void player_look(struct player *player)
{
	struct sgdma *dev = rig_dev(player->rig);

	for (int c = 0; c < 2; c++) {
		struct player_side *side = &player->side[c];

		side->consumer = sgdma_chan_consumer(dev, (enum sgdma_chan)c);
		side->failed = sgdma_chan_error(dev, (enum sgdma_chan)c, &side->error);
	}
}
