/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_watch: what a driver's register accesses promise about the bus, handed on to the monitor, so that every run is held to it:
 *   ATTR_*             the attributes of each kind of traffic, from reset on (A17)
 *   WINDOWn_*          no address outside the windows (A18)
 *   MODE.COPY          which of the two readings of A12 holds
 *   CTRL.RUN = 1       the channel's completions go to its queue alone, and a ring's fetches to its ring alone; without a
 *                      list (LIST.BASIC) or a queue (CQ_SIZE.NONE) there are none (A14)
 *   STATUS.QUIESCED    the channel's traffic is over until the next start (A15)
 */
#ifndef SGDMA_TB_REGISTER_WATCH_H
#define SGDMA_TB_REGISTER_WATCH_H

#include "axi_monitor.h"

struct register_watch_channel {
	uint64_t base, cq_base;
	uint32_t list, cq_size;
	bool started, quiet;
};

/* Fields are private; all zero is an engine after reset. */
struct register_watch {
	struct register_watch_channel channels[2];
	struct axi_window windows[AXI_WINDOWS];
};

/* After a reset: all is forgotten, the attributes are those of a reset engine. */
void register_watch_reset(struct register_watch *watch, struct axi_monitor *mon);
/* Before a register is written. False: no host memory. */
bool register_watch_start(struct register_watch *watch, struct axi_monitor *mon, uint32_t offset, uint32_t value);
/* After a register was written, not refused. */
void register_watch_written(struct register_watch *watch, struct axi_monitor *mon, uint32_t offset, uint32_t value);
/* After a register was read. */
void register_watch_read(struct register_watch *watch, struct axi_monitor *mon, uint32_t offset, uint32_t value);

#endif
