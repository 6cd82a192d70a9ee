/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write_monitor: the rules A8 to A12 and A14 of axi_monitor.h about write data: it puts W beats and their AW together,
 * whichever comes first.
 */
#ifndef SGDMA_TB_WRITE_MONITOR_H
#define SGDMA_TB_WRITE_MONITOR_H

#include "ranges.h"
#include "rules.h"

#define WRITE_MONITOR_IDS 8
#define WRITE_MONITOR_BURSTS 512 /* AW taken, W not complete; power of two, more than any slave accepts */
#define WRITE_MONITOR_AHEAD 1024 /* W beats before their AW, power of two */

struct write_burst {
	uint64_t addr;        /* of the next beat, aligned to the bus */
	unsigned beats, skip; /* to come; lanes before the burst's address, first beat only */
	uint8_t id;
	enum { RUN_BEFORE, RUN_IN, RUN_AFTER } run; /* A10: where in the one run of strobes the last byte was */
	bool odd, odd_strb; /* A11 at 4 bytes: half of an entry is written, and was it strobed */
};

struct write_beat {
	uint64_t strb;
	uint8_t last;
};

/* Where an ID may go, once that was declared. */
struct write_guard {
	struct ranges ranges;
	bool armed;
};

/* Fields are private; all zero is a monitor that has seen nothing. */
struct write_monitor {
	struct write_burst bursts[WRITE_MONITOR_BURSTS];
	unsigned head, tail;
	struct write_beat ahead[WRITE_MONITOR_AHEAD];
	unsigned ahead_head, ahead_tail;
	unsigned open[WRITE_MONITOR_IDS];    /* AW taken, B not */
	unsigned written[WRITE_MONITOR_IDS]; /* W complete, B not */
	unsigned owed;                       /* clocks, A12 */
};

void write_monitor_reset(struct write_monitor *mon);
/* An AW that was taken, a W beat that was taken. */
void write_monitor_aw(struct write_monitor *mon, uint64_t addr, uint8_t len, uint8_t id, unsigned bus_bytes);
void write_monitor_w(struct write_monitor *mon, uint64_t strb, uint8_t last);
/* Judges the beats whose AW is there, and counts them in w_by_id. `guards`: one per ID. */
void write_monitor_match(struct write_monitor *mon, struct rules_fault *fault, unsigned bus_bytes,
			 struct write_guard *guards, uint64_t *w_by_id);
/*
 * A12, in every clock before its AW is noted. `crumbs`: clocks that gathering one beat of payload may take on top;
 * `reading`: payload may still come from a read burst in mid-transfer.
 */
void write_monitor_owed(struct write_monitor *mon, struct rules_fault *fault, bool wvalid, unsigned crumbs,
			bool reading);
/* A B that was taken. False: no burst of this ID is complete. */
bool write_monitor_b(struct write_monitor *mon, unsigned id);

#endif
