/* SPDX-License-Identifier: Apache-2.0 */
/*
 * axi_share: further masters on the memory of axi_mem (a CPU, background traffic). Each has a port of its own, without pins; what they
 * share with the engine are the memory's beats: one R beat and one W beat a clock in all.
 *
 * Not shared: addresses (each master hands over its AR and AW in the clock in which it offers them) and B (each port takes one a clock).
 * Latency, jitter and stalls are those of axi_mem: a read handed over in clock c has its first beat in clock c + latency; the beats of a write
 * are there from clock c on, and its B comes `latency` clocks after the last of them. Bursts of one port stay in order.
 *
 * Who gets a beat: the masters stand in a circle (the engine, then the ports in the order in which they joined). Of those that have a
 * beat due, the next one after the master served last gets it. With n masters on the channel a due beat waits at most
 * n - 1 clocks (AXI_SHARE_BURST: at most the whole bursts of the n - 1 others), and n masters that always have one due get 1/n of the beats each
 * (bursts: each as many bursts as the others). A W beat that was kept for the engine and that it does not use goes to the next port in the same
 * clock, so no beat is lost; the other way round the engine's wready is low for that clock.
 */
#ifndef SGDMA_TB_AXI_SHARE_H
#define SGDMA_TB_AXI_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "dut.h"
#include "mem.h"

#define AXI_SHARE_PORTS 7  /* ports at most */
#define AXI_PORT_BURSTS 64 /* bursts of one port in flight, reads and writes each */
#define AXI_BURST_BEATS 256

enum axi_share_turn {
	AXI_SHARE_BEAT, /* the turn passes on after every beat */
	AXI_SHARE_BURST /* a burst keeps the channel until its last beat, also while its master has no beat to give */
};

/* What a master is to its port. All three are called within axi_mem_step(), with `ctx`. */
struct axi_master {
	/* First of all in every clock, before the beats of this clock come: the only place from which accesses may be handed over. */
	void (*step)(void *ctx, uint64_t clock);
	/*
	 * One beat of the access `tag`: `word` is the bus word of memory at `addr` (aligned to the bus), to be read or stored to here and now;
	 * NULL: there is no memory.
	 */
	void (*beat)(void *ctx, uint32_t tag, bool write, uint64_t addr, uint8_t *word);
	/* In the clock of the last R beat, after beat(), or of B. DECERR if a byte of the burst's words is outside the memory. */
	void (*done)(void *ctx, uint32_t tag, bool write, enum axi_resp resp);
	void *ctx;
};

struct axi_share_counts {
	uint64_t r, w;                   /* beats */
	uint64_t r_wait, w_wait;         /* clocks in which a beat was there and another master had the turn */
	uint64_t r_wait_max, w_wait_max; /* most of them in a row */
};

struct axi_share;
struct axi_port;

/* ---- for masters -------------------------------------------------------------------------------------------- */
/* A place for one more master; what `master` points to is copied. NULL: no place left, or no host memory. */
struct axi_port *axi_share_join(struct axi_share *share, const struct axi_master *master);
/* Gives the place back; what the port has in flight is dropped without a call. The port is gone then. NULL does nothing. */
void axi_share_leave(struct axi_port *port);
/*
 * Hands an access over, from within step(). `addr` is rounded down to a bus word; `beats` 1..256. The caller gives `tag` a meaning. False:
 * AXI_PORT_BURSTS of that kind are in flight, nothing was taken.
 */
bool axi_port_read(struct axi_port *port, uint64_t addr, unsigned beats, uint32_t tag);
bool axi_port_write(struct axi_port *port, uint64_t addr, unsigned beats, uint32_t tag);
/* Since it joined. */
const struct axi_share_counts *axi_port_counts(const struct axi_port *port);
/* The engine's, since the memory is shared. */
const struct axi_share_counts *axi_share_engine(const struct axi_share *share);

/* ---- for axi_mem alone -------------------------------------------------------------------------------------- */
struct axi_share_config {
	enum axi_share_turn turn;
	unsigned latency, jitter, stall_pct; /* as in struct axi_mem_config */
	uint32_t seed;
};
struct axi_share *axi_share_create(const struct axi_share_config *config, struct mem *mem, unsigned bus_bytes);
/* The ports that are still there go with it. */
void axi_share_destroy(struct axi_share *share);
/* As axi_mem_set_latency(). */
void axi_share_set_latency(struct axi_share *share, unsigned latency);
/* The start of a clock: steps, R beats and Bs of the ports. */
void axi_share_begin(struct axi_share *share, uint64_t clock);
/* The W beat of this clock: whether the engine has offered and given one, and if it was its burst's last. Hang: no beat for anybody. */
void axi_share_write(struct axi_share *share, bool offered, bool given, bool last, bool hang);
/* The R beat of the next clock: whether the engine has one due, and if it is its burst's last. True: it is the engine's. */
bool axi_share_read(struct axi_share *share, bool due, bool last, bool hang);
/* Whether the W beat of the next clock is kept for the engine; after axi_share_write(). */
bool axi_share_ready(const struct axi_share *share);
/* The engine is reset: a burst of its that kept a channel has ended. */
void axi_share_reset_engine(struct axi_share *share);

#endif
