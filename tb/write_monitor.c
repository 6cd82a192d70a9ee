/* SPDX-License-Identifier: Apache-2.0 */
#include "write_monitor.h"

#include <inttypes.h>

#include "axi_monitor.h"

void write_monitor_reset(struct write_monitor *mon)
{
	mon->head = mon->tail = 0;
	mon->ahead_head = mon->ahead_tail = 0;
	mon->owed = 0;
	for (unsigned id = 0; id < WRITE_MONITOR_IDS; id++)
		mon->open[id] = mon->written[id] = 0;
}

void write_monitor_aw(struct write_monitor *mon, uint64_t addr, uint8_t len, uint8_t id, unsigned bus_bytes)
{
	mon->bursts[mon->head++ % WRITE_MONITOR_BURSTS] = (struct write_burst){
		.addr = addr & ~(uint64_t)(bus_bytes - 1),
		.beats = len + 1u,
		.skip = (unsigned)(addr & (bus_bytes - 1)),
		.id = id,
	};
	mon->open[id]++;
}

void write_monitor_w(struct write_monitor *mon, uint64_t strb, uint8_t last)
{
	mon->ahead[mon->ahead_head++ % WRITE_MONITOR_AHEAD] = (struct write_beat){ strb, last };
}

/* A11: the strobes of whole entries. */
static bool whole_entries(struct write_burst *burst, uint64_t strb, unsigned bus_bytes)
{
	if (bus_bytes == 4) {
		bool good = (strb == 0 || strb == 0xf) && (!burst->odd || burst->odd_strb == (strb != 0));

		burst->odd = !burst->odd;
		burst->odd_strb = strb != 0;
		return good;
	}
	for (; strb; strb >>= 8)
		if ((strb & 0xff) != 0 && (strb & 0xff) != 0xff)
			return false;
	return true;
}

/* A10: the strobes of a payload burst are one run; none at all (a burst that is ended without data) is fine. */
static bool one_run(struct write_burst *burst, uint64_t strb, unsigned bus_bytes)
{
	unsigned first;
	uint64_t run;

	if (strb == 0) {
		if (burst->run == RUN_IN)
			burst->run = RUN_AFTER;
		return true;
	}
	first = (unsigned)__builtin_ctzll(strb);
	run = strb >> first;
	if ((run & (run + 1)) != 0 || burst->run == RUN_AFTER || (burst->run == RUN_IN && first != 0))
		return false;
	burst->run = strb >> (bus_bytes - 1) & 1 ? RUN_IN : RUN_AFTER;
	return true;
}

/* A14, by runs of strobed bytes. */
static void check_ranges(struct ranges *ranges, struct rules_fault *fault, const struct write_burst *burst,
			 uint64_t strb)
{
	while (strb) {
		unsigned first = (unsigned)__builtin_ctzll(strb);
		uint64_t run = strb >> first;
		unsigned count = ~run ? (unsigned)__builtin_ctzll(~run) : 64;

		if (!ranges_cover(ranges, burst->addr + first, count)) {
			rules_fault(fault, "A14 write outside the declared ranges: addr 0x%" PRIx64 ", %u bytes, ID %u",
				    burst->addr + first, count, burst->id);
			return;
		}
		strb = first + count == 64 ? 0 : strb >> (first + count) << (first + count);
	}
}

/* One W beat together with its AW. */
static void check_beat(struct write_burst *burst, const struct write_beat *beat, struct rules_fault *fault,
		       unsigned bus_bytes)
{
	uint64_t strb = beat->strb;

	if (beat->last != (burst->beats == 1))
		rules_fault(fault, "A8 WLAST %u with %u beats to come: addr 0x%" PRIx64 ", ID %u", beat->last,
			    burst->beats, burst->addr, burst->id);
	if (strb & (((uint64_t)1 << burst->skip) - 1))
		rules_fault(fault, "A9 strobe 0x%" PRIx64 " before the burst's address 0x%" PRIx64, strb,
			    burst->addr + burst->skip);
	if (strb & ~dut_full_keep(bus_bytes))
		rules_fault(fault, "A9 strobe 0x%" PRIx64 " above the bus of %u bytes", strb, bus_bytes);
	if (burst->id == AXI_ID_COMPLETION && !whole_entries(burst, strb, bus_bytes))
		rules_fault(fault, "A11 part of a completion entry: strobe 0x%" PRIx64 " at 0x%" PRIx64, strb,
			    burst->addr);
	if (burst->id == AXI_ID_WRITE && !one_run(burst, strb, bus_bytes))
		rules_fault(fault, "A10 payload strobes are not one run: 0x%" PRIx64 " at 0x%" PRIx64, strb,
			    burst->addr);
}

void write_monitor_match(struct write_monitor *mon, struct rules_fault *fault, unsigned bus_bytes,
			 struct write_guard *guards, uint64_t *w_by_id)
{
	while (mon->ahead_head != mon->ahead_tail && mon->head != mon->tail && !fault->text[0]) {
		const struct write_beat *beat = &mon->ahead[mon->ahead_tail++ % WRITE_MONITOR_AHEAD];
		struct write_burst *burst = &mon->bursts[mon->tail % WRITE_MONITOR_BURSTS];

		w_by_id[burst->id]++;
		check_beat(burst, beat, fault, bus_bytes);
		if (guards[burst->id].armed)
			check_ranges(&guards[burst->id].ranges, fault, burst, beat->strb);
		burst->skip = 0;
		burst->addr += bus_bytes;
		if (--burst->beats == 0) {
			mon->written[burst->id]++;
			mon->tail++;
		}
	}
}

void write_monitor_owed(struct write_monitor *mon, struct rules_fault *fault, bool wvalid, unsigned crumbs,
			bool reading)
{
	const struct write_burst *burst = &mon->bursts[mon->tail % WRITE_MONITOR_BURSTS];
	bool payload;

	if (mon->head == mon->tail || wvalid) {
		mon->owed = 0;
		return;
	}
	payload = burst->id == AXI_ID_WRITE;
	if (payload && reading)
		mon->owed = 0;
	else if (++mon->owed > AXI_MONITOR_W_SLACK + (payload ? crumbs : 0))
		rules_fault(fault,
			    "A12 AW ran ahead of its data: W of the burst at 0x%" PRIx64 " (ID %u) owed for %u clocks",
			    burst->addr, burst->id, mon->owed);
}

bool write_monitor_b(struct write_monitor *mon, unsigned id)
{
	if (mon->written[id] == 0)
		return false;
	mon->written[id]--;
	mon->open[id]--;
	return true;
}
