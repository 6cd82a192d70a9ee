/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream: the partners of the engine's two AXI4-Stream ports.
 *   stream_source drives s_axis from a queue of packets; stream_sink takes m_axis into a list of packets.
 */
#ifndef SGDMA_TB_STREAM_H
#define SGDMA_TB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dut.h"

struct stream_source;
struct stream_sink;

struct stream_source *stream_source_create(unsigned bus_bytes, unsigned stall_pct, uint32_t seed);
void stream_source_destroy(struct stream_source *source);
/* Queues one packet (len >= 1); the bytes are copied. False: no host memory. */
bool stream_source_send(struct stream_source *source, const void *data, size_t len);
/* Queues one raw beat as it stands, for tests of tkeep errors and of TLAST held back. */
bool stream_source_send_beat(struct stream_source *source, const void *data, uint64_t keep, bool last);
/* Beats queued and not yet accepted. */
size_t stream_source_pending(const struct stream_source *source);
/* Chance in percent (0..90) that tvalid is held back between beats. */
void stream_source_stall(struct stream_source *source, unsigned stall_pct);
void stream_source_step(struct stream_source *source, const struct dut_in *in, const struct dut_out *out,
			struct dut_in *next);

struct stream_packet {
	const uint8_t *data;
	size_t len;
	bool aborted;        /* TUSER with TLAST */
	uint64_t last_clock; /* clock in which TLAST was accepted */
};

struct stream_sink *stream_sink_create(unsigned bus_bytes, unsigned stall_pct, uint32_t seed);
void stream_sink_destroy(struct stream_sink *sink);
size_t stream_sink_count(const struct stream_sink *sink);
/* Packet i, 0 is the first since creation; valid until stream_sink_drop(). */
struct stream_packet stream_sink_packet(const struct stream_sink *sink, size_t i);
/* Bytes of the packet that has not ended yet. */
struct stream_packet stream_sink_open(const struct stream_sink *sink);
/* Forgets all whole packets; counting starts at 0 again. */
void stream_sink_drop(struct stream_sink *sink);
/* Percent (0..100) of clocks with tready low. */
void stream_sink_stall(struct stream_sink *sink, unsigned stall_pct);
void stream_sink_step(struct stream_sink *sink, uint64_t clock, const struct dut_in *in, const struct dut_out *out,
		      struct dut_in *next);

#endif
