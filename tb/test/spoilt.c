/* SPDX-License-Identifier: Apache-2.0 */
/* spoilt: see spoilt.h. */
#include "spoilt.h"

void list_make(struct scene *s, struct list *l)
{
	l->lane = lane_make(s, SGDMA_GATHER, 4);
	unsigned desc = sgdma_desc_bytes(s->wide);

	for (unsigned i = 0; i < 5; i++)
		l->at[i] = scene_buffer(s, SPOILT_LEN, 11 * i);
	l->lane.config.chain = s->chain;
	if (s->chain) {
		uint64_t a = rig_alloc(s->rig, 3 * desc, desc), b;

		rig_alloc(s->rig, 300, 1);
		b = rig_alloc(s->rig, 4 * desc, desc);
		l->header[0] = l->lane.config.base = a;
		l->header[1] = b;
		l->lane.config.first_count = 3;
		desc_write(s, &l->lane, a, b, 4, 0, DESC_LINK);
		desc_write(s, &l->lane, b, 0, 0, 0, DESC_LINK | DESC_END);
		for (unsigned i = 0; i < 5; i++)
			l->place[i] = i < 2 ? a + (1 + i) * desc : b + (i - 1) * desc;
	} else {
		rig_make_ring(s->rig, &l->lane.config, 3, &l->lane.ring);
		for (unsigned i = 0; i < 5; i++)
			l->place[i] = l->lane.config.base + i * desc;
	}
	for (unsigned i = 0; i < 5; i++)
		desc_write(s, &l->lane, l->place[i], l->at[i], SPOILT_LEN, SCENE_TAG(i), DESC_EOP);
}

void list_go(struct scene *s, struct list *l)
{
	lane_start(s, &l->lane);
	scene_watch(s);
	CHECK_EQ(s, (unsigned)rig_reg_write(s->rig, SGDMA_CHAN_GATHER + SGDMA_CHAN_REG_PRODUCER, 5), AXI_OKAY,
		 "response of the doorbell");
}

void list_good(struct scene *s, struct list *l, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		expect_packet(s, scene_at(s, l->at[i], SPOILT_LEN), SPOILT_LEN);
		expect_completion(s, &l->lane, lane_tag(&l->lane, i), SPOILT_LEN, SGDMA_CODE_OK, CPL_EOP);
	}
}

uint64_t list_full_addr(const struct lane *lane, uint64_t addr)
{
	return lane->config.wide ? addr : (lane->config.upper & ~0xfffffffffffull) | (addr & 0xfffffffffff);
}

uint64_t bad_page(struct scene *s, enum axi_resp resp, bool write)
{
	uint64_t page = rig_alloc(s->rig, 2 * 4096, 4096) + 4096;

	rig_alloc(s->rig, 4096, 4096);
	CHECK_WAIT(s, write ? rig_fail_write(s->rig, page, 4096, resp) : rig_fail_read(s->rig, page, 4096, resp));
	return page;
}

void check_burst_addr(struct scene *s, enum sgdma_chan chan, uint64_t expected)
{
	uint64_t addr = (uint64_t)chan_reg(s, chan, SGDMA_CHAN_REG_ERROR_ADDR_HI) << 32 |
			chan_reg(s, chan, SGDMA_CHAN_REG_ERROR_ADDR_LO);

	CHECK_EQ(s, addr & ~(uint64_t)(s->bus - 1), expected & ~(uint64_t)(s->bus - 1), "bus word of ERROR_ADDR");
}
