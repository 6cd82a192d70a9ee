/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refmodel: the engine as rtl/README.md and sw/sgdma_regs.def describe it, without time: the same register reads and
 * writes, the same memory, packets instead of stream beats. Everything that can be done is done before a call returns.
 * Written from the documents alone, so that a run of the RTL can be compared with it.
 *
 * What has no meaning without time: CQ_WAIT and FETCH change nothing, FETCH_WAIT reads 0, DRAINING is never seen.
 */
#ifndef SGDMA_TB_REFMODEL_H
#define SGDMA_TB_REFMODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dut.h"
#include "mem.h"
#include "sgdma.h"
#include "stream.h"

/* The parameters of the engine that is modelled. */
struct refmodel_config {
	unsigned bus_bytes, addr_w, max_burst; /* bytes, bits, bytes */
	unsigned reads, writes, fifo_beats;    /* only shown in the capability registers */
	unsigned max_d, max_k_log2;
	uint32_t version;
};

struct refmodel;

/* NULL: no host memory. `mem` stays the caller's. */
struct refmodel *refmodel_create(const struct refmodel_config *config, struct mem *mem);
void refmodel_destroy(struct refmodel *model);

/* Register accesses; the response is AXI_OKAY or AXI_SLVERR. */
int refmodel_write(struct refmodel *model, uint32_t offset, uint32_t value);
int refmodel_read(struct refmodel *model, uint32_t offset, uint32_t *value);
bool refmodel_irq(const struct refmodel *model);

/* s_axis: as stream_source_send() and stream_source_send_beat(). False: no host memory. */
bool refmodel_send(struct refmodel *model, const void *data, size_t len);
bool refmodel_send_beat(struct refmodel *model, const void *data, uint64_t keep, bool last);
/* Bytes sent and not yet taken. */
size_t refmodel_pending(const struct refmodel *model);

/* m_axis: whole packets since creation; last_clock is 0. Valid until the next call that lets the model run. */
size_t refmodel_packets(const struct refmodel *model);
struct stream_packet refmodel_packet(const struct refmodel *model, size_t i);

/* As axi_mem_fail_*(). */
bool refmodel_fail_read(struct refmodel *model, uint64_t addr, uint64_t len, enum axi_resp resp);
bool refmodel_fail_write(struct refmodel *model, uint64_t addr, uint64_t len, enum axi_resp resp);
void refmodel_fail_none(struct refmodel *model);

#endif
