/* SPDX-License-Identifier: Apache-2.0 */
/* player: plays a plan on a rig through the driver, as a program would, and keeps what came out. */
#ifndef SGDMA_TB_TEST_PLAYER_H
#define SGDMA_TB_TEST_PLAYER_H

#include "plan.h"

#define PLAYER_COMPLETIONS (2 * PLAN_PIECES)

struct player_side {
	struct sgdma_chan_config config;
	struct sgdma_ring ring;
	struct sgdma_cq cq;
	unsigned pushed;
	struct sgdma_completion got[PLAYER_COMPLETIONS];
	unsigned got_count;
	uint16_t consumer;
	bool failed; /* stopped with an error */
	struct sgdma_error error;
};

struct player {
	struct rig *rig;
	const struct plan *plan;
	struct player_side side[2];
	unsigned packets_sent;
	bool mute; /* sends no packets: a stream cannot be taken back */
	struct rng rng;
	char problem[256]; /* the driver or the rig refused something */
};

void player_open(struct player *player, const struct plan *plan, struct rig *rig);
/* One turn: post, ring, send, take, acknowledge: each with some chance (all of it on a reference rig). */
void player_turn(struct player *player);
/* Reads consumer indices and errors. */
void player_look(struct player *player);

#endif
