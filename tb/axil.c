/* SPDX-License-Identifier: Apache-2.0 */
#include "axil.h"

void axil_delay(struct axil *axil, const struct axil_delays *delays)
{
	axil->delays = *delays;
}

static void start(struct axil *axil, uint32_t offset)
{
	axil->offset = offset;
	axil->age = axil->waited = 0;
}

void axil_write(struct axil *axil, uint32_t offset, uint32_t value, uint8_t strb)
{
	start(axil, offset);
	axil->value = value;
	axil->strb = strb;
	axil->aw = axil->w = axil->b = true;
}

void axil_read(struct axil *axil, uint32_t offset)
{
	start(axil, offset);
	axil->ar = axil->r = true;
}

bool axil_done(const struct axil *axil)
{
	return !axil->b && !axil->r;
}

enum axi_resp axil_resp(const struct axil *axil)
{
	return (enum axi_resp)axil->resp;
}

uint32_t axil_value(const struct axil *axil)
{
	return axil->value;
}

uint64_t axil_kick(const struct axil *axil)
{
	return axil->kick;
}

static void sample(struct axil *axil, uint64_t clock, const struct dut_in *in, const struct dut_out *out)
{
	if (in->s_axil_awvalid && out->s_axil_awready) {
		axil->aw = false;
		axil->kick = clock;
	}
	if (in->s_axil_wvalid && out->s_axil_wready) {
		axil->w = false;
		axil->kick = clock;
	}
	if (in->s_axil_arvalid && out->s_axil_arready)
		axil->ar = false;
	if (out->s_axil_bvalid && in->s_axil_bready) {
		axil->b = false;
		axil->resp = out->s_axil_bresp;
	}
	if (out->s_axil_rvalid && in->s_axil_rready) {
		axil->r = false;
		axil->resp = out->s_axil_rresp;
		axil->value = out->s_axil_rdata;
	}
}

void axil_step(struct axil *axil, uint64_t clock, const struct dut_in *in, const struct dut_out *out,
	       struct dut_in *next)
{
	bool respond;

	if (in->rst || axil_done(axil)) {
		next->s_axil_awvalid = next->s_axil_wvalid = next->s_axil_arvalid = 0;
		next->s_axil_bready = next->s_axil_rready = 0;
		return;
	}
	sample(axil, clock, in, out);
	if (out->s_axil_bvalid || out->s_axil_rvalid)
		axil->waited++;
	respond = axil->delays.respond == 0 || axil->waited >= axil->delays.respond;

	next->s_axil_awvalid = axil->aw && axil->age >= axil->delays.aw;
	next->s_axil_wvalid = axil->w && axil->age >= axil->delays.w;
	next->s_axil_arvalid = axil->ar && axil->age >= axil->delays.ar;
	next->s_axil_bready = axil->b && respond;
	next->s_axil_rready = axil->r && respond;
	/* Between valids the lines carry what no access has. */
	next->s_axil_awaddr = next->s_axil_awvalid ? axil->offset : 0xffc;
	next->s_axil_araddr = next->s_axil_arvalid ? axil->offset : 0xffc;
	next->s_axil_wdata = next->s_axil_wvalid ? axil->value : 0xbdbdbdbd;
	next->s_axil_wstrb = next->s_axil_wvalid ? axil->strb : 0;
	axil->age++;
}
