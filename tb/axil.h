/* SPDX-License-Identifier: Apache-2.0 */
/*
 * axil: the AXI4-Lite master that reads and writes the registers, one access at a time.
 *
 * Start an access, then step() every clock until axil_done(). The delays hold a valid or a ready back, so that tests reach every
 * order of the channels; all are 0 at first: AW and W are offered together, B and R are taken at once.
 */
#ifndef SGDMA_TB_AXIL_H
#define SGDMA_TB_AXIL_H

#include <stdbool.h>
#include <stdint.h>

#include "dut.h"

struct axil_delays { /* clocks after the start of an access; respond: clocks that a response waits for its ready */
	unsigned aw, w, ar, respond;
};

/* Fields are private; all zero is an idle master. */
struct axil {
	struct axil_delays delays;
	bool aw, w, ar; /* still to be handed over */
	bool b, r;      /* response still to come */
	unsigned age, waited;
	uint32_t offset, value;
	uint8_t strb, resp;
	uint64_t kick;
};

void axil_delay(struct axil *axil, const struct axil_delays *delays);
/* `strb`: bit i writes byte i. The master must be done with the access before. */
void axil_write(struct axil *axil, uint32_t offset, uint32_t value, uint8_t strb);
void axil_read(struct axil *axil, uint32_t offset);
bool axil_done(const struct axil *axil);
/* Of the access that is done: the response, and the value that was read. */
enum axi_resp axil_resp(const struct axil *axil);
uint32_t axil_value(const struct axil *axil);
/* Clock in which the last write was handed over: the later of its AW and W handshakes. */
uint64_t axil_kick(const struct axil *axil);

/* One clock, as axi_mem_step(). */
void axil_step(struct axil *axil, uint64_t clock, const struct dut_in *in, const struct dut_out *out,
	       struct dut_in *next);

#endif
