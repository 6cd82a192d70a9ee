/* SPDX-License-Identifier: Apache-2.0 */
/* sgdma_chain_append() on the engine while it runs, at random moments: nothing is lost, nothing runs twice. */
#include <string.h>

#include "rig.h"
#include "rng.h"
#include "sgdma_regs.h"
#include "testmain.h"

#define APPENDS 100
#define ROOM 6 /* entries of a chunk, at most */

struct appender {
	struct rig *rig;
	struct rng rng;
	struct sgdma_chain chain;
	uint64_t data;    /* payload: packet n is at data + n */
	unsigned packets; /* put into the chain so far */
};

static uint32_t length(unsigned n)
{
	return 1 + n * 37 % 300;
}

/* One chunk of a few packets of one piece each. */
static void add_chunk(struct appender *a)
{
	unsigned desc = sgdma_desc_bytes(a->chain.wide), count = 1 + rng_below(&a->rng, ROOM - 1);
	uint64_t addr = rig_alloc(a->rig, ROOM * desc, desc);

	assert_int_equal(sgdma_chain_open(&a->chain, rig_at(a->rig, addr, ROOM * desc), addr, ROOM), SGDMA_SUCCESS);
	for (unsigned i = 0; i < count; i++, a->packets++) {
		const struct sgdma_piece piece = { .addr = a->data + a->packets,
						   .len = length(a->packets),
						   .flags = SGDMA_EOP };

		assert_int_equal(sgdma_chain_push(&a->chain, &piece), SGDMA_SUCCESS);
	}
}

static void append(unsigned width, bool wide, unsigned latency)
{
	struct appender a = { .rng = rng_seed(test_seed(), width * 2 + wide) };
	struct bench_config config = {
		.seed = test_seed(),
		.mem_base = 0x80000000,
		.mem_size = 1 << 18,
		.bus = { .latency = latency, .jitter = 7, .stall_pct = 20, .seed = test_seed() },
	};
	struct sgdma_chan_config chan = { .d = 4, .k_log2 = 2, .no_queue = true };
	char path[4096], err[512];
	uint32_t refused;

	config.model = rig_model_path(width, path, sizeof(path));
	a.rig = rig_open(&config, err, sizeof(err));
	if (!a.rig)
		fail_msg("%s", err);
	a.data = rig_alloc(a.rig, 4096, 1);
	for (unsigned i = 0; i < 4096; i++)
		*rig_at(a.rig, a.data + i, 1) = (uint8_t)rng_below(&a.rng, 256);
	sgdma_chain_init(&a.chain, wide, 0x80000000);
	add_chunk(&a);
	assert_int_equal(sgdma_chain_close(&a.chain, &chan), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chan_start(rig_dev(a.rig), SGDMA_GATHER, &chan), SGDMA_SUCCESS);
	sgdma_chain_doorbell(rig_dev(a.rig), SGDMA_GATHER);
	for (unsigned i = 0; i < APPENDS; i++) {
		/* Before the engine is at the end, just there, and long after. */
		assert_true(rig_run(a.rig, rng_below(&a.rng, rng_below(&a.rng, 4) ? 60 : 1500)));
		for (unsigned more = 1 + rng_below(&a.rng, 2); more; more--)
			add_chunk(&a);
		assert_int_equal(sgdma_chain_append(rig_dev(a.rig), SGDMA_GATHER, &a.chain), SGDMA_SUCCESS);
	}
	if (!rig_wait_packets(a.rig, a.packets, 200000))
		fail_msg("%s; %zu of %u packets", rig_error(a.rig), rig_packets(a.rig), a.packets);
	assert_true(rig_wait_list_done(a.rig, SGDMA_GATHER, 2000));
	assert_true(rig_run(a.rig, 500));
	assert_int_equal(rig_packets(a.rig), a.packets);
	assert_int_equal(sgdma_chan_consumer(rig_dev(a.rig), SGDMA_GATHER), a.packets);
	for (unsigned i = 0; i < a.packets; i++) {
		assert_int_equal(rig_packet(a.rig, i).len, length(i));
		assert_memory_equal(rig_packet(a.rig, i).data, rig_at(a.rig, a.data + i, length(i)), length(i));
	}
	refused = sgdma_refused(rig_dev(a.rig));
	assert_int_equal(refused, 0);
	assert_string_equal(rig_error(a.rig), "");
	rig_close(a.rig);
}

static void compact_64(void **state)
{
	(void)state;
	append(64, false, 3);
	append(64, false, 60);
}

static void wide_64(void **state)
{
	(void)state;
	append(64, true, 3);
	append(64, true, 60);
}

static void compact_32(void **state)
{
	(void)state;
	append(32, false, 20);
}

static void wide_512(void **state)
{
	(void)state;
	append(512, true, 20);
}

static const struct CMUnitTest tests[] = {
	TEST("append.compact_64", compact_64),
	TEST("append.wide_64", wide_64),
	TEST("append.compact_32", compact_32),
	TEST("append.wide_512", wide_512),
};
TESTMAIN(tests)
