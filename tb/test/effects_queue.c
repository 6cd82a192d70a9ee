/* SPDX-License-Identifier: Apache-2.0 */
/* effects_queue: the registers of completion queues. */
#include "effects.h"

/* ---- the queue ------------------------------------------------------------------------------------------------- */

/* A queue anywhere: where the completion of one entry goes. */
static uint64_t queue_base(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_field(lab, value, 0);
	lab_put(lab, LAB_REG(lab->chan, LIST), SGDMA_MASK(LIST, BASIC));
	lab_put(lab, LAB_REG(lab->chan, CTRL), SGDMA_MASK(CTRL, RUN));
	LAB_CHECK(lab, lab_push(lab, lab->chan, LAB_DATA, 1, LAB_IRQ), "START is refused");
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab->traffic[AXI_ID_COMPLETION].count, 1, "completions");
	return lab->traffic[AXI_ID_COMPLETION].first;
}

/* More entries than it holds, none acknowledged: how many are completed? */
static uint64_t queue_size(struct lab *lab, unsigned bit, uint32_t value)
{
	const unsigned posted = 300;
	uint64_t written;

	(void)bit;
	lab_entries(lab, lab->chan, 0, posted, LAB_IRQ);
	lab_ring(lab, lab->chan, 9, 0, (int)value);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), posted);
	if (lab->chan == SGDMA_SCATTER)
		lab_send(lab, posted);
	lab_run(lab, 1200);
	written = lab->traffic[AXI_ID_COMPLETION].count;
	LAB_EQUAL(lab, written, 1u << value, "completions");
	return written;
}

static uint64_t queue_none(struct lab *lab, unsigned bit, uint32_t value)
{
	(void)bit;
	lab_put(lab, LAB_REG(lab->chan, LIST), SGDMA_MASK(LIST, BASIC));
	lab_put(lab, LAB_REG(lab->chan, CQ_BASE_LO), (uint32_t)LAB_QUEUE);
	lab_field(lab, value, 0);
	lab_put(lab, LAB_REG(lab->chan, CTRL), SGDMA_MASK(CTRL, RUN));
	lab_push(lab, lab->chan, LAB_DATA, 1, LAB_IRQ);
	lab_run(lab, 100);
	LAB_EQUAL(lab, lab_get(lab, LAB_REG(lab->chan, CQ_WRITTEN)), 1, "CQ_WRITTEN");
	return lab->traffic[AXI_ID_COMPLETION].count;
}

/*
 * A bus of two entries, one entry done, and the next in flight for as long as it takes (gather: its packet is not taken from
 * m_axis; scatter: its B does not come). Clocks from the end of the first one's data to its completion on AW.
 */
static uint64_t queue_wait(struct lab *lab, unsigned bit, uint32_t value)
{
	const struct lab_traffic *data = &lab->traffic[lab_payload(lab->chan)],
				 *queue = &lab->traffic[AXI_ID_COMPLETION];
	struct bench *bench = rig_bench(lab->rig);

	lab_entries(lab, lab->chan, 0, 1, LAB_IRQ);
	lab_entries(lab, lab->chan, 1, 1, LAB_EOP);
	lab_field(lab, value, 0);
	lab_ring(lab, lab->chan, 4, 0, 4);
	stream_sink_stall(bench_sink(bench), 100);
	lab_put(lab, LAB_REG(lab->chan, PRODUCER), 2);
	if (lab->chan == SGDMA_SCATTER) {
		/* Once both are decoded; the second byte some clocks later, so that there are clocks between the two Bs. */
		lab_run(lab, 400);
		lab_send(lab, 1);
		lab_run(lab, 10);
		lab_send(lab, 1);
	}
	for (unsigned i = 0; i < 1000 && !data->answer_clock; i++)
		lab_run(lab, 1);
	LAB_CHECK(lab, data->answer_clock, "the first entry's data");
	if (lab->chan == SGDMA_SCATTER)
		axi_mem_hang(bench_bus(bench), true);
	lab_run(lab, 30 + (1u << bit));
	LAB_EQUAL(lab, queue->count, 1, "completions");
	return queue->first_clock - data->answer_clock;
}

static const struct effect rows[] = {
	{ .reg = "CQ_BASE_LO", .field = "ADDR", .probe = queue_base, .rule = EFFECT_CARRIES, .shift = 6 },
	{ .reg = "CQ_BASE_HI", .field = "ADDR", .probe = queue_base, .rule = EFFECT_CARRIES, .shift = 32 },
	{ .reg = "CQ_SIZE", .field = "LOG2", .probe = queue_size },
	{ .reg = "CQ_SIZE", .field = "NONE", .probe = queue_none },
	{ .reg = "CQ_WAIT",
	  .field = "CLOCKS",
	  .probe = queue_wait,
	  .rule = EFFECT_COUNTS,
	  .model = "w128",
	  .latency = 100 },
};
EFFECTS(effects_queue, rows)
