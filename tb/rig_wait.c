/* SPDX-License-Identifier: Apache-2.0 */
/* rig_wait: the clock and the waits of rig.h: each bounded in clocks, each with a name for its time-out. */
#include <inttypes.h>
#include <stdio.h>

#include "rig_priv.h"
#include "sgdma_regs.h"

#define POLL_CLOCKS 4 /* between two looks at memory or at the sink */

static uint64_t rig_clock(const struct rig *rig)
{
	return rig->bench ? bench_clock(rig->bench) : 0;
}

bool rig_run(struct rig *rig, uint64_t clocks)
{
	return !rig->bench || bench_run(rig->bench, clocks) || (rig_healthy(rig), false);
}

/*
 * Lets time pass until the wait's limit. False, with the error set, once `start + limit` is reached or a fault has been
 * seen. In the untimed model nothing can change any more, so that its wait is over at once.
 */
static bool rig_wait_step(struct rig *rig, uint64_t start, uint64_t limit, const char *what)
{
	if (!rig_healthy(rig))
		return false;
	if (!rig->bench || rig_clock(rig) - start >= limit) {
		rig_set_error(rig, "clock %" PRIu64 ": time-out: %s not seen within %" PRIu64 " clocks", rig_clock(rig),
			      what, limit);
		return false;
	}
	return rig_run(rig, POLL_CLOCKS);
}

bool rig_wait_completion(struct rig *rig, struct sgdma_cq *cq, struct sgdma_completion *out, uint64_t limit)
{
	uint64_t start = rig_clock(rig);

	while (sgdma_cq_pop(&rig->dev, cq, out) != SGDMA_SUCCESS)
		if (!rig_wait_step(rig, start, limit, "a completion entry"))
			return false;
	return true;
}

/* Until (register & mask) == value; `what` names the wait. */
static bool rig_wait_reg(struct rig *rig, uint32_t offset, uint32_t mask, uint32_t value, uint64_t limit,
			 const char *what)
{
	uint64_t start = rig_clock(rig);
	uint32_t seen;

	while (rig_reg_read(rig, offset, &seen) != AXI_OKAY || (seen & mask) != value)
		if (!rig_wait_step(rig, start, limit, what))
			return false;
	return true;
}

static const char *chan_name(enum sgdma_chan chan)
{
	return chan == SGDMA_GATHER ? "gather" : "scatter";
}

bool rig_wait_consumer(struct rig *rig, enum sgdma_chan chan, uint16_t index, uint64_t limit)
{
	char what[64];

	snprintf(what, sizeof(what), "%s CONSUMER = %u", chan_name(chan), index);
	return rig_wait_reg(rig, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_CONSUMER, 0xffff, index, limit, what);
}

bool rig_wait_state(struct rig *rig, enum sgdma_chan chan, unsigned state, uint64_t limit)
{
	char what[64];

	snprintf(what, sizeof(what), "%s STATUS.STATE = %u", chan_name(chan), state);
	return rig_wait_reg(rig, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_STATUS, SGDMA_MASK(STATUS, STATE),
			    SGDMA_PUT(STATUS, STATE, state), limit, what);
}

bool rig_wait_list_done(struct rig *rig, enum sgdma_chan chan, uint64_t limit)
{
	char what[64];

	snprintf(what, sizeof(what), "%s STATUS.LIST_DONE", chan_name(chan));
	return rig_wait_reg(rig, SGDMA_CHAN(chan) + SGDMA_CHAN_REG_STATUS, SGDMA_MASK(STATUS, LIST_DONE),
			    SGDMA_MASK(STATUS, LIST_DONE), limit, what);
}

bool rig_wait_packets(struct rig *rig, size_t count, uint64_t limit)
{
	uint64_t start = rig_clock(rig);
	char what[64];

	snprintf(what, sizeof(what), "packet %zu on m_axis", count);
	while (rig_packets(rig) < count)
		if (!rig_wait_step(rig, start, limit, what))
			return false;
	return true;
}

bool rig_irq(struct rig *rig)
{
	return rig->bench ? bench_irq(rig->bench) : refmodel_irq(rig->ref);
}

bool rig_wait_irq(struct rig *rig, uint64_t limit)
{
	uint64_t start = rig_clock(rig);

	while (!rig_irq(rig))
		if (!rig_wait_step(rig, start, limit, "irq"))
			return false;
	return true;
}

bool rig_wait_error(struct rig *rig, enum sgdma_chan chan, struct sgdma_error *error, uint64_t limit)
{
	uint64_t start = rig_clock(rig);
	char what[64];

	snprintf(what, sizeof(what), "%s STATUS.ERROR and STOPPED", chan_name(chan));
	while (!sgdma_chan_error(&rig->dev, chan, error) ||
	       SGDMA_GET(STATUS, STATE, sgdma_chan_status(&rig->dev, chan)) != SGDMA_STATE_STOPPED)
		if (!rig_wait_step(rig, start, limit, what))
			return false;
	return true;
}

bool rig_wait_quiet(struct rig *rig, uint64_t quiet, uint64_t limit)
{
	uint64_t start = rig_clock(rig), since = start, seen = 0;

	if (!rig->bench)
		return true;
	for (;;) {
		const struct bench_counts *counts = bench_counts(rig->bench);
		uint64_t sum = counts->ar + counts->r + counts->aw + counts->w + counts->b +
			       stream_source_pending(bench_source(rig->bench)) +
			       stream_sink_open(bench_sink(rig->bench)).len + rig_packets(rig);

		if (sum != seen) {
			seen = sum;
			since = rig_clock(rig);
		} else if (rig_clock(rig) - since >= quiet) {
			return true;
		}
		if (!rig_wait_step(rig, start, limit, "a quiet bus"))
			return false;
	}
}
