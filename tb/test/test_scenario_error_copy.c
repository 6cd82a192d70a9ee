/* SPDX-License-Identifier: Apache-2.0 */
/* Directed scenarios of errors of a copy: on either side, and what the other side and the jobs before look like. */
#include "spoilt.h"
#include "testmain.h"

/* A copy of five jobs, of which one descriptor of one side is then spoilt by the caller. */
struct pair {
	struct lane src, dst;
	uint64_t from[5], to[5];
};

static void pair_make(struct scene *s, struct pair *p)
{
	CHECK_OK(s, sgdma_set_copy(s->dev, true));
	p->src = lane_make(s, SGDMA_GATHER, 0);
	p->dst = lane_make(s, SGDMA_SCATTER, 4);
	lane_ring(s, &p->src, 3);
	lane_ring(s, &p->dst, 3);
	for (unsigned i = 0; i < 5; i++) {
		p->from[i] = scene_buffer(s, 300, 3 * i);
		p->to[i] = scene_buffer(s, 300, 5 * i);
		lane_push(s, &p->src, p->from[i], 300, SGDMA_EOP);
		lane_push(s, &p->dst, p->to[i], 300, SGDMA_EOP);
	}
}

/* Jobs 0 to n - 1 are whole; the failing one may have been written in part. */
static void pair_go(struct scene *s, struct pair *p, unsigned n)
{
	scene_watch(s);
	for (unsigned i = 0; i < n; i++)
		scene_expect(s, p->to[i], scene_at(s, p->from[i], 300), 300);
	scene_ignore(s, p->to[n], 300);
	sgdma_ring_doorbell_both(s->dev, &p->src.ring, &p->dst.ring);
	for (unsigned i = 0; i < n; i++)
		expect_completion(s, &p->dst, lane_tag(&p->dst, i), 300, SGDMA_CODE_OK, CPL_EOP);
}

static void error_copy_source_decode(struct scene *s)
{
	struct pair p;

	pair_make(s, &p);
	desc_write(s, &p.src, p.src.config.base + 3 * sgdma_desc_bytes(s->wide), p.from[3], 0, SCENE_TAG(3), DESC_EOP);
	pair_go(s, &p, 3);
	expect_error(s, &p.src, SGDMA_CODE_LEN_ZERO, SGDMA_PHASE_DECODE, 3, p.from[3], true);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_SCATTER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	expect_completion(s, &p.dst, 0, 0, SGDMA_CODE_LEN_ZERO, CPL_SOURCE);
	expect_consumer(s, &p.dst, 3);
	CHECK_EQ(s, chan_reg(s, SGDMA_GATHER, SGDMA_CHAN_REG_CQ_WRITTEN), 0, "gather CQ_WRITTEN");
	scene_settle(s);
}

static void error_copy_source_read(struct scene *s)
{
	uint64_t page = bad_page(s, AXI_SLVERR, false);
	struct sgdma_completion cpl;
	struct pair p;

	pair_make(s, &p);
	desc_write(s, &p.src, p.src.config.base + 2 * sgdma_desc_bytes(s->wide), page - 100, 300, SCENE_TAG(2),
		   DESC_EOP);
	pair_go(s, &p, 2);
	expect_error(s, &p.src, SGDMA_CODE_READ_SLVERR, SGDMA_PHASE_READ, 2, 0, false);
	check_burst_addr(s, SGDMA_GATHER, page);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_SCATTER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	CHECK_WAIT(s, rig_wait_completion(s->rig, &p.dst.cq, &cpl, SCENE_LIMIT));
	CHECK(s, cpl.source && cpl.status == SGDMA_CODE_READ_SLVERR && cpl.bytes <= 100 && !cpl.tag && !cpl.eop,
	      "error completion: %s, %u bytes, tag 0x%x, source %d", sgdma_code_name(cpl.status), cpl.bytes, cpl.tag,
	      cpl.source);
	expect_consumer(s, &p.dst, 2);
	scene_settle(s);
}

static void error_copy_destination_decode(struct scene *s)
{
	struct pair p;

	pair_make(s, &p);
	desc_write(s, &p.dst, p.dst.config.base + 3 * sgdma_desc_bytes(s->wide), p.to[3], 0, SCENE_TAG(3), DESC_EOP);
	pair_go(s, &p, 3);
	expect_error(s, &p.dst, SGDMA_CODE_LEN_ZERO, SGDMA_PHASE_DECODE, 3, p.to[3], true);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	expect_completion(s, &p.dst, lane_tag(&p.dst, 3), 0, SGDMA_CODE_LEN_ZERO, 0);
	scene_settle(s);
}

static void error_copy_destination_write(struct scene *s)
{
	uint64_t page = bad_page(s, AXI_DECERR, true);
	struct sgdma_completion cpl;
	struct pair p;

	pair_make(s, &p);
	desc_write(s, &p.dst, p.dst.config.base + 2 * sgdma_desc_bytes(s->wide), page, 300, SCENE_TAG(2), DESC_EOP);
	scene_ignore(s, p.to[3], 300);
	scene_ignore(s, p.to[4], 300);
	pair_go(s, &p, 2);
	expect_error(s, &p.dst, SGDMA_CODE_WRITE_DECERR, SGDMA_PHASE_WRITE, 2, 0, false);
	check_burst_addr(s, SGDMA_SCATTER, page);
	CHECK_WAIT(s, rig_wait_state(s->rig, SGDMA_GATHER, SGDMA_STATE_STOPPED, SCENE_LIMIT));
	CHECK_WAIT(s, rig_wait_completion(s->rig, &p.dst.cq, &cpl, SCENE_LIMIT));
	CHECK(s, !cpl.source && cpl.status == SGDMA_CODE_WRITE_DECERR && cpl.tag == lane_tag(&p.dst, 2),
	      "error completion: %s, tag 0x%x, source %d", sgdma_code_name(cpl.status), cpl.tag, cpl.source);
	scene_settle(s);
}

#define ALL .widths = { 32, 64, 512 }
#define SCENARIOS(X)                                                                                                   \
	X(error_copy_source_decode, ALL)                                                                               \
	X(error_copy_source_read, ALL)                                                                                 \
	X(error_copy_destination_decode, ALL)                                                                          \
	X(error_copy_destination_write, ALL)

SCENARIOS(SCENE_SPEC)
static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) };
TESTMAIN(tests)
