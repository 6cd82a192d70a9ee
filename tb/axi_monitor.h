/* SPDX-License-Identifier: Apache-2.0 */
/*
 * axi_monitor: watches every pin of an engine in every clock and keeps the first violation. It sees only struct dut_in and
 * struct dut_out, so it judges the memory model (S rules) as well as the engine.
 *
 * Rules, by the name that stands in the message:
 *   A1  VALID of AW, W or AR was withdrawn before READY        A2  its payload changed before READY
 *   A3  a burst leaves its aligned block of the maximum burst  A4  a burst is not INCR of the full bus width
 *   A5  an address bit above ADDR_W is set                     A6  AR has an ID other than 0..2, AW other than 3..4
 *   A7  RREADY or BREADY is low                                A8  WLAST is not on the last beat and there alone
 *   A9  a strobe before the burst's address                    A10 payload strobes of a burst are not one run of bytes
 *   A11 a completion burst splits an entry of 8 bytes, in address, length or strobes
 *   A12 W is owed and does not come: AW was taken, and for more than 8 clocks there is no wvalid. In copy mode payload may
 *       take longer: as many clocks more as the bus has bytes (each may be a read beat of its own, in the engine by
 *       then), and while a payload read burst is in mid-transfer
 *   A13 more payload reads, payload writes or completion writes in flight than the engine's limit
 *   A14 a beat touches an address that was not declared for its ID (only after axi_monitor_allow())
 *   A15 traffic of an ID that was declared quiet
 *   A16 a VALID output is high in reset (from its second clock on)
 *   A17 cache, prot or qos of an address is not what was declared for its ID (only after axi_monitor_attr())
 *   A18 an address outside every window that permits it (only while axi_monitor_window() has one on)
 *   M1  m_axis TVALID was withdrawn    M2  m_axis payload changed before TREADY
 *   M3  TKEEP is empty or has a hole   M4  TKEEP is partial without TLAST
 *   M5  TUSER without TLAST            M6  TVALID while declared quiet
 *   L1  BVALID or RVALID of the registers was withdrawn, or its payload changed      L2  a response to no access
 *   S1  the memory's R belongs to no burst, or RLAST is wrong  S2  the memory's B belongs to no finished burst
 */
#ifndef SGDMA_TB_AXI_MONITOR_H
#define SGDMA_TB_AXI_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "dut.h"

#define AXI_IDS 8
/* Kinds of traffic: the IDs of rtl/README.md. */
enum axi_id { AXI_ID_GATHER_FETCH, AXI_ID_SCATTER_FETCH, AXI_ID_READ, AXI_ID_WRITE, AXI_ID_COMPLETION, AXI_ID_COUNT };

/* Clocks in which a W beat may be owed without a reason that the pins show: the engine's own pipeline (A12). */
#define AXI_MONITOR_W_SLACK 8

struct axi_monitor_config {
	unsigned bus_bytes, addr_w, max_burst; /* of the model */
	unsigned reads, writes; /* payload read bursts and write bursts in flight; completions as writes */
};

struct axi_counts { /* handshakes */
	uint64_t ar, r, aw, w, b;
	uint64_t r_by_id[AXI_IDS], w_by_id[AXI_IDS];                     /* data beats */
	uint64_t ar_by_id[AXI_IDS], aw_by_id[AXI_IDS], b_by_id[AXI_IDS]; /* bursts */
	uint64_t w_wait, m_axis_wait;                                    /* clocks offered and not taken */
	uint64_t first_ar[AXI_IDS], first_w, last_b[AXI_IDS];            /* clocks of the first and the latest ones */
};

#define AXI_WINDOWS 4
struct axi_window {
	bool enable, read, write;
	uint64_t base, limit; /* any address in the first page and in the last */
};
struct axi_attr {
	uint8_t cache, prot, qos;
};

struct axi_monitor;

/* NULL: no host memory. */
struct axi_monitor *axi_monitor_create(const struct axi_monitor_config *config);
void axi_monitor_destroy(struct axi_monitor *mon);

/* One clock. False: a rule is broken, now or before. */
bool axi_monitor_step(struct axi_monitor *mon, uint64_t clock, const struct dut_in *in, const struct dut_out *out);
/* NULL, or the first violation: "clock 123: A3 AW leaves its aligned block: addr 0x... len ...". */
const char *axi_monitor_fault(const struct axi_monitor *mon);
const struct axi_counts *axi_monitor_counts(const struct axi_monitor *mon);
/* Bursts of one ID whose address was taken and whose last R or B has not come. */
unsigned axi_monitor_open(const struct axi_monitor *mon, enum axi_id id);

/* MODE.COPY of the engine, which decides how strict A12 is; bench.h follows the register by itself. */
void axi_monitor_copy(struct axi_monitor *mon, bool copy);

/*
 * Declares that traffic of `id` may touch [addr, addr + len). The first call for an ID arms A14 for it; each further call
 * adds a range. Writes are checked by strobed byte; reads by bus word (the ends of a range are rounded outwards). False: no host memory.
 */
bool axi_monitor_allow(struct axi_monitor *mon, enum axi_id id, uint64_t addr, uint64_t len);
/* Forgets the ranges of `id`: everything is allowed again. */
void axi_monitor_allow_all(struct axi_monitor *mon, enum axi_id id);

/* From now on every address of `id` must carry these attributes; forgotten in reset. */
void axi_monitor_attr(struct axi_monitor *mon, enum axi_id id, struct axi_attr attr);
/* Address window n of the engine (0..3); forgotten in reset. */
void axi_monitor_window(struct axi_monitor *mon, unsigned n, const struct axi_window *window);

/*
 * To be called once the engine says `quiesced`: from now on the IDs of `mask` (bit = ID) must be silent. Something of theirs still in
 * flight is a violation at once (reported by the next step). 0: no ID is watched any more.
 */
void axi_monitor_quiet(struct axi_monitor *mon, unsigned mask);
/* The same for m_axis, once the engine says `stream_idle`. */
void axi_monitor_quiet_stream(struct axi_monitor *mon, bool quiet);

#endif
