/* SPDX-License-Identifier: Apache-2.0 */
/*
 * axi_mem: the AXI4 slave memory. One R beat and one W beat a clock at most; R and B of one ID stay in order.
 *
 * Timing with jitter 0, gap 0 and no reordering: an AR accepted in clock c gives its first R beat in clock c + latency (or as soon as
 * the beats of earlier bursts are out), the next beats follow in every clock; the B of a burst comes `latency` clocks after its last W.
 */
#ifndef SGDMA_TB_AXI_MEM_H
#define SGDMA_TB_AXI_MEM_H

#include <stdbool.h>
#include <stdint.h>

#include "axi_share.h"
#include "dut.h"
#include "mem.h"

struct axi_mem_config {
	unsigned latency;   /* clocks, 1..1024 */
	unsigned jitter;    /* 0..1024: extra clocks per burst, uniform in 0..jitter */
	unsigned stall_pct; /* 0..90: chance in a clock that a ready (AR, AW, W) or an R beat is held back */
	bool reorder;       /* bursts of different IDs may overtake each other, R beats may interleave; same for B */
	bool single_port;   /* one burst at a time, reads and writes share it: a later one waits for R last or B */
	bool w_first;       /* awready only once the first W beat is offered (legal: VALID never waits for READY) */
	uint32_t seed;      /* of the random choices above */
};

struct axi_mem;

struct axi_mem *axi_mem_create(const struct axi_mem_config *config, struct mem *mem, unsigned bus_bytes);
void axi_mem_destroy(struct axi_mem *bus);

/*
 * Lets further masters onto the memory (axi_share.h); every call gives the same object, which the memory owns, and `turn` counts in the first.
 * Without a master in it, and without this call, the engine has every beat, clock for clock the same. axi_mem_fail_*() and axi_mem_idle() remain
 * the engine's alone. NULL: single_port, or no host memory.
 */
struct axi_share *axi_mem_share(struct axi_mem *bus, enum axi_share_turn turn);

/* One clock: from the inputs and outputs of this clock to the inputs of the next (only the m_axi_* fields). */
void axi_mem_step(struct axi_mem *bus, const struct dut_in *in, const struct dut_out *out, struct dut_in *next);

/*
 * From now on a read (write) burst that touches [addr, addr + len) is answered with `resp` on the beats that
 * touch it (write: on its B; the memory is not changed by such a burst). Addresses outside the memory answer DECERR by themselves. "Touch" counts
 * in whole bus words. At most 16.
 * False: no room.
 */
bool axi_mem_fail_read(struct axi_mem *bus, uint64_t addr, uint64_t len, enum axi_resp resp);
bool axi_mem_fail_write(struct axi_mem *bus, uint64_t addr, uint64_t len, enum axi_resp resp);
void axi_mem_fail_none(struct axi_mem *bus);

/* A memory that hangs: while set no ready rises and no R or B comes; what was accepted is answered afterwards. */
void axi_mem_hang(struct axi_mem *bus, bool hang);

/*
 * Another latency (1..1024), of the further masters too: for what is accepted from now on. What was accepted before is answered when it was due,
 * and R and B stay in order, so that a shorter latency shows once that is out.
 */
void axi_mem_set_latency(struct axi_mem *bus, unsigned latency);

/* Nothing accepted and unanswered. */
bool axi_mem_idle(const struct axi_mem *bus);

#endif
