/* SPDX-License-Identifier: Apache-2.0 */
#include "axi_monitor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "port_monitor.h"
#include "write_monitor.h"

#define BURSTS 512 /* read bursts in flight of one ID, power of two: more than any slave accepts */

/* What an address channel carries. */
struct ax {
	uint64_t addr;
	uint8_t id, len, size, burst, cache, prot, qos;
};

struct held_ax {
	bool held;
	struct ax ax;
};

struct axi_monitor {
	struct axi_monitor_config config;
	bool in_reset;
	struct rules_fault fault;
	struct axi_counts counts;

	struct held_ax ar, aw;
	struct rules_held w;
	struct port_monitor ports;

	/* Beats to come of each read burst, a ring per ID; the first one has begun if read_begun. */
	uint16_t reads[AXI_IDS][BURSTS];
	unsigned read_head[AXI_IDS], read_tail[AXI_IDS];
	bool read_begun[AXI_IDS];

	struct write_monitor writes;
	struct write_guard guards[AXI_IDS]; /* reads too */
	bool copy;
	unsigned quiet;
	struct {
		bool known;
		struct axi_attr is;
	} attrs[AXI_IDS];
	struct axi_window windows[AXI_WINDOWS];
};

struct axi_monitor *axi_monitor_create(const struct axi_monitor_config *config)
{
	struct axi_monitor *mon = calloc(1, sizeof(*mon));

	if (!mon)
		return NULL;
	mon->config = *config;
	return mon;
}

void axi_monitor_destroy(struct axi_monitor *mon)
{
	if (!mon)
		return;
	for (unsigned id = 0; id < AXI_ID_COUNT; id++)
		ranges_clear(&mon->guards[id].ranges);
	free(mon);
}

const char *axi_monitor_fault(const struct axi_monitor *mon)
{
	return mon->fault.text[0] ? mon->fault.text : NULL;
}

const struct axi_counts *axi_monitor_counts(const struct axi_monitor *mon)
{
	return &mon->counts;
}

unsigned axi_monitor_open(const struct axi_monitor *mon, enum axi_id id)
{
	if (id == AXI_ID_WRITE || id == AXI_ID_COMPLETION)
		return mon->writes.open[id];
	return mon->read_head[id] - mon->read_tail[id];
}

void axi_monitor_copy(struct axi_monitor *mon, bool copy)
{
	mon->copy = copy;
}

bool axi_monitor_allow(struct axi_monitor *mon, enum axi_id id, uint64_t addr, uint64_t len)
{
	uint64_t mask = mon->config.bus_bytes - 1, end = addr + len;

	if (id <= AXI_ID_READ) {
		addr &= ~mask;
		end = (end + mask) & ~mask;
	}
	mon->guards[id].armed = true;
	return ranges_add(&mon->guards[id].ranges, addr, end - addr);
}

void axi_monitor_allow_all(struct axi_monitor *mon, enum axi_id id)
{
	ranges_clear(&mon->guards[id].ranges);
	mon->guards[id].armed = false;
}

void axi_monitor_attr(struct axi_monitor *mon, enum axi_id id, struct axi_attr attr)
{
	mon->attrs[id].known = true;
	mon->attrs[id].is = attr;
}

void axi_monitor_window(struct axi_monitor *mon, unsigned n, const struct axi_window *window)
{
	mon->windows[n] = *window;
}

void axi_monitor_quiet(struct axi_monitor *mon, unsigned mask)
{
	mon->quiet = mask;
	for (unsigned id = 0; id < AXI_ID_COUNT; id++)
		if (mask >> id & 1 && axi_monitor_open(mon, (enum axi_id)id))
			rules_fault(&mon->fault, "A15 quiesced, but %u bursts of ID %u are in flight",
				    axi_monitor_open(mon, (enum axi_id)id), id);
}

void axi_monitor_quiet_stream(struct axi_monitor *mon, bool quiet)
{
	mon->ports.quiet_stream = quiet;
}

/* ---- address channels ---- */

static bool same_ax(const struct ax *a, const struct ax *b)
{
	return a->addr == b->addr && a->id == b->id && a->len == b->len && a->size == b->size && a->burst == b->burst &&
	       a->cache == b->cache && a->prot == b->prot && a->qos == b->qos;
}

/* A18: some window that is on permits the page of the address; with none on everything is permitted. */
static bool in_window(const struct axi_monitor *mon, uint64_t addr, bool write)
{
	bool any = false;

	for (unsigned i = 0; i < AXI_WINDOWS; i++) {
		const struct axi_window *window = &mon->windows[i];

		if (!window->enable)
			continue;
		any = true;
		if ((write ? window->write : window->read) && addr >> 12 >= window->base >> 12 &&
		    addr >> 12 <= window->limit >> 12)
			return true;
	}
	return !any;
}

/* What a new address must satisfy, from the first clock in which it is offered. */
static void check_burst(struct axi_monitor *mon, const char *name, const struct ax *ax, enum axi_id low,
			enum axi_id high)
{
	unsigned bus_bytes = mon->config.bus_bytes;
	uint64_t first = ax->addr & ~(uint64_t)(bus_bytes - 1);
	uint64_t last = first + (uint64_t)ax->len * bus_bytes + bus_bytes - 1;
	uint64_t block = mon->config.max_burst;

	if (ax->id < low || ax->id > high)
		rules_fault(&mon->fault, "A6 %s with ID %u, not %u..%u: addr 0x%" PRIx64, name, ax->id, low, high,
			    ax->addr);
	else if (mon->quiet >> ax->id & 1)
		rules_fault(&mon->fault, "A15 quiesced, but %s with ID %u: addr 0x%" PRIx64, name, ax->id, ax->addr);
	if (first / block != last / block)
		rules_fault(&mon->fault,
			    "A3 %s leaves its aligned block of %" PRIu64 " bytes: addr 0x%" PRIx64 " len %u, ID %u",
			    name, block, ax->addr, ax->len, ax->id);
	if (ax->burst != 1 || 1u << ax->size != bus_bytes)
		rules_fault(&mon->fault, "A4 %s is not INCR of the full width: burst %u size %u, addr 0x%" PRIx64, name,
			    ax->burst, ax->size, ax->addr);
	if (mon->attrs[ax->id % AXI_IDS].known) {
		const struct axi_attr *is = &mon->attrs[ax->id % AXI_IDS].is;

		if (ax->cache != is->cache || ax->prot != is->prot || ax->qos != is->qos)
			rules_fault(&mon->fault,
				    "A17 %s of ID %u has cache %u prot %u qos %u, not %u %u %u: addr 0x%" PRIx64, name,
				    ax->id, ax->cache, ax->prot, ax->qos, is->cache, is->prot, is->qos, ax->addr);
	}
	if (!in_window(mon, ax->addr, low == AXI_ID_WRITE))
		rules_fault(&mon->fault, "A18 %s outside every window: addr 0x%" PRIx64 ", ID %u", name, ax->addr,
			    ax->id);
	if (mon->config.addr_w < 64 && ax->addr >> mon->config.addr_w)
		rules_fault(&mon->fault, "A5 %s above ADDR_W %u: addr 0x%" PRIx64, name, mon->config.addr_w, ax->addr);
}

/* True if a new address is offered in this clock. */
static bool check_ax(struct axi_monitor *mon, const char *name, struct held_ax *held, bool ready, const struct ax *ax)
{
	bool fresh = !held->held;

	if (held->held && !same_ax(&held->ax, ax))
		rules_fault(&mon->fault,
			    "A2 %s changed before READY: addr 0x%" PRIx64 " len %u ID %u, now addr 0x%" PRIx64
			    " len %u ID %u",
			    name, held->ax.addr, held->ax.len, held->ax.id, ax->addr, ax->len, ax->id);
	held->held = !ready;
	if (fresh && held->held)
		held->ax = *ax;
	return fresh;
}

static void check_ar(struct axi_monitor *mon, const struct dut_in *in, const struct dut_out *out)
{
	const struct ax ax = { out->m_axi_araddr,  out->m_axi_arid,    out->m_axi_arlen,  out->m_axi_arsize,
			       out->m_axi_arburst, out->m_axi_arcache, out->m_axi_arprot, out->m_axi_arqos };
	uint64_t bytes = ((uint64_t)ax.len + 1) * mon->config.bus_bytes;
	uint64_t first = ax.addr & ~(uint64_t)(mon->config.bus_bytes - 1);

	if (check_ax(mon, "AR", &mon->ar, in->m_axi_arready, &ax)) {
		check_burst(mon, "AR", &ax, AXI_ID_GATHER_FETCH, AXI_ID_READ);
		if (ax.id <= AXI_ID_READ && mon->guards[ax.id].armed &&
		    !ranges_cover(&mon->guards[ax.id].ranges, first, bytes))
			rules_fault(&mon->fault,
				    "A14 read outside the declared ranges: addr 0x%" PRIx64 " len %u, ID %u", ax.addr,
				    ax.len, ax.id);
	}
	if (!in->m_axi_arready || mon->fault.text[0])
		return;
	mon->counts.ar++;
	if (mon->counts.ar_by_id[ax.id]++ == 0)
		mon->counts.first_ar[ax.id] = mon->fault.clock;
	mon->reads[ax.id][mon->read_head[ax.id]++ % BURSTS] = (uint16_t)(ax.len + 1);
	if (ax.id == AXI_ID_READ && axi_monitor_open(mon, AXI_ID_READ) > mon->config.reads)
		rules_fault(&mon->fault, "A13 more than %u payload reads in flight: addr 0x%" PRIx64, mon->config.reads,
			    ax.addr);
}

static void check_aw(struct axi_monitor *mon, const struct dut_in *in, const struct dut_out *out)
{
	const struct ax ax = { out->m_axi_awaddr,  out->m_axi_awid,    out->m_axi_awlen,  out->m_axi_awsize,
			       out->m_axi_awburst, out->m_axi_awcache, out->m_axi_awprot, out->m_axi_awqos };
	unsigned bus_bytes = mon->config.bus_bytes;

	if (check_ax(mon, "AW", &mon->aw, in->m_axi_awready, &ax)) {
		check_burst(mon, "AW", &ax, AXI_ID_WRITE, AXI_ID_COMPLETION);
		if (ax.id == AXI_ID_COMPLETION && (ax.addr % 8 || (bus_bytes == 4 && ax.len % 2 == 0)))
			rules_fault(&mon->fault, "A11 completion burst splits an entry: addr 0x%" PRIx64 " len %u",
				    ax.addr, ax.len);
	}
	if (!in->m_axi_awready || mon->fault.text[0])
		return;
	mon->counts.aw++;
	mon->counts.aw_by_id[ax.id]++;
	write_monitor_aw(&mon->writes, ax.addr, ax.len, ax.id, bus_bytes);
	if (mon->writes.open[ax.id] > mon->config.writes)
		rules_fault(&mon->fault, "A13 more than %u writes of ID %u in flight: addr 0x%" PRIx64,
			    mon->config.writes, ax.id, ax.addr);
}

/* ---- data channels ---- */

static void check_w(struct axi_monitor *mon, const struct dut_in *in, const struct dut_out *out)
{
	const uint64_t strb = out->m_axi_wstrb;

	if (mon->w.held && !rules_same(&mon->w, strb, out->m_axi_wlast, 0, out->m_axi_wdata, mon->config.bus_bytes))
		rules_fault(&mon->fault,
			    "A2 W changed before READY: strobe 0x%" PRIx64 " last %u, was 0x%" PRIx64
			    " last %u, or the data",
			    strb, out->m_axi_wlast, mon->w.lanes, mon->w.last);
	rules_hold(&mon->w, !in->m_axi_wready, strb, out->m_axi_wlast, 0, out->m_axi_wdata, mon->config.bus_bytes);
	if ((mon->quiet & (1u << AXI_ID_WRITE)) && (mon->quiet & (1u << AXI_ID_COMPLETION)))
		rules_fault(&mon->fault, "A15 quiesced, but WVALID");
	if (!in->m_axi_wready) {
		mon->counts.w_wait++;
		return;
	}
	if (mon->counts.w++ == 0)
		mon->counts.first_w = mon->fault.clock;
	write_monitor_w(&mon->writes, strb, out->m_axi_wlast);
}

static void check_r(struct axi_monitor *mon, const struct dut_in *in)
{
	unsigned id = in->m_axi_rid % AXI_IDS;
	uint16_t *beats;

	beats = &mon->reads[id][mon->read_tail[id] % BURSTS];
	if (mon->read_head[id] == mon->read_tail[id] || in->m_axi_rlast != (*beats == 1)) {
		rules_fault(&mon->fault, "S1 the memory's R of ID %u belongs to no burst, or its RLAST %u is wrong", id,
			    in->m_axi_rlast);
		return;
	}
	mon->counts.r++;
	mon->counts.r_by_id[id]++;
	mon->read_begun[id] = --*beats != 0;
	if (*beats == 0)
		mon->read_tail[id]++;
}

static void check_b(struct axi_monitor *mon, const struct dut_in *in)
{
	unsigned id = in->m_axi_bid % AXI_IDS;

	mon->counts.b++;
	mon->counts.b_by_id[id]++;
	mon->counts.last_b[id] = mon->fault.clock;
	if (!write_monitor_b(&mon->writes, id))
		rules_fault(&mon->fault, "S2 the memory's B of ID %u belongs to no finished burst", id);
}

/* ---- all together ---- */

static void withdrawn(struct axi_monitor *mon, const struct dut_out *out)
{
	if (mon->ar.held && !out->m_axi_arvalid)
		rules_fault(&mon->fault, "A1 ARVALID withdrawn: addr 0x%" PRIx64, mon->ar.ax.addr);
	if (mon->aw.held && !out->m_axi_awvalid)
		rules_fault(&mon->fault, "A1 AWVALID withdrawn: addr 0x%" PRIx64, mon->aw.ax.addr);
	if (mon->w.held && !out->m_axi_wvalid)
		rules_fault(&mon->fault, "A1 WVALID withdrawn");
}

static void check_reset(struct axi_monitor *mon, const struct dut_out *out)
{
	if (mon->in_reset && (out->m_axi_arvalid || out->m_axi_awvalid || out->m_axi_wvalid || out->m_axis_tvalid ||
			      out->s_axil_bvalid || out->s_axil_rvalid))
		rules_fault(&mon->fault, "A16 in reset: arvalid %u awvalid %u wvalid %u m_axis %u s_axil b %u r %u",
			    out->m_axi_arvalid, out->m_axi_awvalid, out->m_axi_wvalid, out->m_axis_tvalid,
			    out->s_axil_bvalid, out->s_axil_rvalid);
	mon->ar.held = mon->aw.held = mon->w.held = false;
	mon->ports = (struct port_monitor){ 0 };
	for (unsigned id = 0; id < AXI_IDS; id++) {
		mon->read_head[id] = mon->read_tail[id] = 0;
		mon->read_begun[id] = false;
	}
	write_monitor_reset(&mon->writes);
	mon->quiet = 0;
	mon->copy = false;
	memset(mon->attrs, 0, sizeof(mon->attrs));
	memset(mon->windows, 0, sizeof(mon->windows));
	mon->in_reset = true;
}

bool axi_monitor_step(struct axi_monitor *mon, uint64_t clock, const struct dut_in *in, const struct dut_out *out)
{
	if (mon->fault.text[0])
		return false;
	mon->fault.clock = clock;
	if (in->rst) {
		check_reset(mon, out);
		return !mon->fault.text[0];
	}
	mon->in_reset = false;
	if (!out->m_axi_rready || !out->m_axi_bready)
		rules_fault(&mon->fault, "A7 %s is low", out->m_axi_rready ? "BREADY" : "RREADY");
	withdrawn(mon, out);
	write_monitor_owed(&mon->writes, &mon->fault, out->m_axi_wvalid, mon->copy ? mon->config.bus_bytes : 0,
			   mon->copy && mon->read_begun[AXI_ID_READ]);
	/* READY is 1 (A7), so every R and B is taken in its first clock. */
	if (in->m_axi_rvalid)
		check_r(mon, in);
	if (in->m_axi_bvalid)
		check_b(mon, in);
	if (out->m_axi_arvalid)
		check_ar(mon, in, out);
	if (out->m_axi_awvalid)
		check_aw(mon, in, out);
	if (out->m_axi_wvalid)
		check_w(mon, in, out);
	write_monitor_match(&mon->writes, &mon->fault, mon->config.bus_bytes, mon->guards, mon->counts.w_by_id);
	mon->counts.m_axis_wait += out->m_axis_tvalid && !in->m_axis_tready;
	port_monitor_step(&mon->ports, &mon->fault, in, out, mon->config.bus_bytes);
	return !mon->fault.text[0];
}
