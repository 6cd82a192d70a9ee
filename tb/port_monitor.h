/* SPDX-License-Identifier: Apache-2.0 */
/* port_monitor: the M and L rules of axi_monitor.h: the stream output and the register port. */
#ifndef SGDMA_TB_PORT_MONITOR_H
#define SGDMA_TB_PORT_MONITOR_H

#include "rules.h"

/* Fields are private; all zero is a monitor that has seen nothing. */
struct port_monitor {
	struct rules_held m_axis, b, r;
	unsigned aw, w, ar; /* taken and not answered */
	bool quiet_stream;
};

/* One clock outside reset. */
void port_monitor_step(struct port_monitor *mon, struct rules_fault *fault, const struct dut_in *in,
		       const struct dut_out *out, unsigned bus_bytes);

#endif
