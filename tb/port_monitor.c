/* SPDX-License-Identifier: Apache-2.0 */
#include "port_monitor.h"

#include <inttypes.h>

static void check_m_axis(struct port_monitor *mon, struct rules_fault *fault, const struct dut_in *in,
			 const struct dut_out *out, unsigned bus_bytes)
{
	struct rules_held *held = &mon->m_axis;
	uint64_t keep = out->m_axis_tkeep;

	if (held->held && !rules_same(held, keep, out->m_axis_tlast, out->m_axis_tuser, out->m_axis_tdata, bus_bytes))
		rules_fault(fault,
			    "M2 m_axis changed before TREADY: keep 0x%" PRIx64 " last %u user %u, was keep 0x%" PRIx64
			    " last %u user %u, or the data",
			    keep, out->m_axis_tlast, out->m_axis_tuser, held->lanes, held->last, held->user);
	if (keep == 0 || (keep & (keep + 1)) != 0 || (keep & ~dut_full_keep(bus_bytes)) != 0)
		rules_fault(fault, "M3 m_axis TKEEP is empty or has a hole: 0x%" PRIx64, keep);
	if (keep != dut_full_keep(bus_bytes) && !out->m_axis_tlast)
		rules_fault(fault, "M4 m_axis TKEEP 0x%" PRIx64 " is partial without TLAST", keep);
	if (out->m_axis_tuser && !out->m_axis_tlast)
		rules_fault(fault, "M5 m_axis TUSER without TLAST");
	if (mon->quiet_stream)
		rules_fault(fault, "M6 stream idle, but m_axis TVALID");
	rules_hold(held, !in->m_axis_tready, keep, out->m_axis_tlast, out->m_axis_tuser, out->m_axis_tdata, bus_bytes);
}

static void check_axil(struct port_monitor *mon, struct rules_fault *fault, const struct dut_in *in,
		       const struct dut_out *out)
{
	const uint32_t none = 0;

	if (mon->b.held && (!out->s_axil_bvalid || !rules_same(&mon->b, 0, 0, out->s_axil_bresp, &none, 4)))
		rules_fault(fault, "L1 s_axil B withdrawn or changed before BREADY");
	if (mon->r.held &&
	    (!out->s_axil_rvalid || !rules_same(&mon->r, 0, 0, out->s_axil_rresp, &out->s_axil_rdata, 4)))
		rules_fault(fault, "L1 s_axil R withdrawn or changed before RREADY");
	if (out->s_axil_bvalid && (mon->aw == 0 || mon->w == 0))
		rules_fault(fault, "L2 s_axil BVALID to no write");
	if (out->s_axil_rvalid && mon->ar == 0)
		rules_fault(fault, "L2 s_axil RVALID to no read");
	rules_hold(&mon->b, out->s_axil_bvalid && !in->s_axil_bready, 0, 0, out->s_axil_bresp, &none, 4);
	rules_hold(&mon->r, out->s_axil_rvalid && !in->s_axil_rready, 0, 0, out->s_axil_rresp, &out->s_axil_rdata, 4);
	if (out->s_axil_bvalid && in->s_axil_bready && mon->aw && mon->w) {
		mon->aw--;
		mon->w--;
	}
	if (out->s_axil_rvalid && in->s_axil_rready && mon->ar)
		mon->ar--;
	mon->aw += in->s_axil_awvalid && out->s_axil_awready;
	mon->w += in->s_axil_wvalid && out->s_axil_wready;
	mon->ar += in->s_axil_arvalid && out->s_axil_arready;
}

void port_monitor_step(struct port_monitor *mon, struct rules_fault *fault, const struct dut_in *in,
		       const struct dut_out *out, unsigned bus_bytes)
{
	if (out->m_axis_tvalid) {
		check_m_axis(mon, fault, in, out, bus_bytes);
	} else if (mon->m_axis.held) {
		rules_fault(fault, "M1 m_axis TVALID withdrawn");
	}
	check_axil(mon, fault, in, out);
}
