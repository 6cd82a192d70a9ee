/* SPDX-License-Identifier: Apache-2.0 */
#include "masters.h"

#include "rng.h"

#include "testmain.h"

#define LIMIT 1000000

struct masters masters;
unsigned masters_width = 8 * MASTERS_BUS;

void masters_open(const struct axi_mem_config *bus)
{
	struct bench_config config = { .seed = test_seed(), .mem_base = MASTERS_BASE, .mem_size = MASTERS_SIZE };
	char path[512], err[512] = "";

	config.model = rig_model_path(masters_width, path, sizeof(path));
	config.bus = bus ? *bus : (struct axi_mem_config){ .latency = 13 };
	masters = (struct masters){ .rig = rig_open(&config, err, sizeof(err)) };
	if (!masters.rig)
		fail_msg("%s", err);
	masters.bench = rig_bench(masters.rig);
}

void masters_open_cpu(const struct axi_mem_config *bus, enum axi_share_turn turn, const struct cpu_config *config)
{
	char err[256] = "";

	masters_open(bus);
	masters.cpu = rig_make_cpu(masters.rig, turn, config, err, sizeof(err));
	if (!masters.cpu)
		fail_msg("%s", err);
	rig_drive_on_cpu(masters.rig, false);
	masters.turn = turn;
}

void masters_close(void)
{
	if (*rig_error(masters.rig))
		fail_msg("%s", rig_error(masters.rig));
	rig_close(masters.rig);
	masters.rig = NULL;
}

uint64_t masters_clock(void)
{
	return bench_clock(masters.bench);
}

uint8_t *masters_at(uint64_t addr, uint64_t len)
{
	return rig_at(masters.rig, addr, len);
}

uint64_t masters_buffer(uint64_t len, unsigned offset, bool fill)
{
	uint64_t addr = rig_alloc(masters.rig, len + offset, 64) + offset;
	struct rng rng = rng_seed(test_seed(), (uint32_t)addr);

	for (uint64_t i = 0; fill && i < len; i++)
		*masters_at(addr + i, 1) = (uint8_t)rng_next(&rng);
	return addr;
}

void masters_copy_start(uint64_t to, uint64_t from, uint32_t len)
{
	const struct sgdma_chan_config config = { .basic = true, .no_queue = true };
	const struct sgdma_piece source = { .addr = from, .len = len, .flags = SGDMA_EOP };
	const struct sgdma_piece target = { .addr = to, .len = len, .flags = SGDMA_EOP };
	struct sgdma *dev = rig_dev(masters.rig);

	assert_int_equal(sgdma_set_copy(dev, true), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chan_start(dev, SGDMA_GATHER, &config), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chan_start(dev, SGDMA_SCATTER, &config), SGDMA_SUCCESS);
	assert_int_equal(sgdma_basic_start(dev, &source, &target), SGDMA_SUCCESS);
}

void masters_copy_end(void)
{
	struct sgdma_completion done = { 0 };
	uint16_t taken = 0;
	enum sgdma_result result;

	for (unsigned i = 0; (result = sgdma_last_take(rig_dev(masters.rig), SGDMA_SCATTER, &taken, &done)); i++) {
		assert_int_equal(result, SGDMA_ERR_EMPTY);
		if (i > LIMIT / 100 || !rig_run(masters.rig, 50))
			fail_msg("the copy does not end: %s", rig_error(masters.rig));
	}
	assert_int_equal(taken, 1);
	assert_int_equal(done.status, 0);
	assert_int_equal(sgdma_chan_stop(rig_dev(masters.rig), SGDMA_GATHER, 10000), SGDMA_SUCCESS);
}

void masters_until(bool read, uint64_t beats)
{
	uint64_t start = masters_clock();

	for (;;) {
		const struct bench_counts *counts = bench_counts(masters.bench);

		if ((read ? counts->r : counts->w) >= beats)
			return;
		if (masters_clock() - start > LIMIT || !rig_run(masters.rig, 1))
			fail_msg("%llu beats are not reached: %s", (unsigned long long)beats, rig_error(masters.rig));
	}
}
