// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Windows, attributes, policies, counters, moderation, watchdog, residue, reset: exact register sequences. */
#include "test/testmain.h"

#include "mock.h"

#define STOPPED 0x28u /* STATUS: state 0, quiesced, stream idle */
#define RUNNING 0x1u
#define DRAINING 0x2u
#define DEAD (DRAINING | 0x40u | 4u)

static void window(void **state)
{
	const struct sgdma_window w = { .base = 0x123456789000, .size = 0x3000, .read = true, .lock = true };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (unsigned n = 0; n < 4; n++) {
		uint32_t at = 0x080 + 0x20 * n;

		mock_write_back(&mock, at, 0);
		mock_write_back(&mock, at + 0x4, 0x56789000);
		mock_write_back(&mock, at + 0x8, 0x1234);
		mock_write_back(&mock, at + 0xc, 0x5678b000);
		mock_write_back(&mock, at + 0x10, 0x1234);
		mock_write_back(&mock, at, 0xb);
		assert_int_equal(sgdma_window_set(&dev, n, &w), SGDMA_SUCCESS);
		mock_write_back(&mock, at, 0);
		assert_int_equal(sgdma_window_set(&dev, n, NULL), SGDMA_SUCCESS);
	}
	mock_done(&mock);
}

static void window_to_the_top(void **state)
{
	const struct sgdma_window top = { .base = 0xfffffffffffff000, .size = 0x1000, .write = true };
	const struct sgdma_window high = { .base = 0xfffffff000, .size = 0x1000 };
	const struct sgdma_window past = { .base = 0xfffffff000, .size = 0x2000 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_write_back(&mock, 0x080, 0);
	mock_write_back(&mock, 0x084, 0xfffff000);
	mock_write_back(&mock, 0x088, 0xffffffff);
	mock_write_back(&mock, 0x08c, 0xfffff000);
	mock_write_back(&mock, 0x090, 0xffffffff);
	mock_write_back(&mock, 0x080, 5);
	assert_int_equal(sgdma_window_set(&dev, 0, &top), SGDMA_SUCCESS);
	mock_open_caps(&mock, &dev, 0x000928b3, MOCK_CAP1, MOCK_CAP2); /* 40 address bits */
	assert_int_equal(sgdma_window_set(&dev, 0, &past), SGDMA_ERR_ARG);
	mock_write(&mock, 0x0e0, 0);
	mock_read(&mock, 0x0e0, 0xf); /* locked: as it was */
	assert_int_equal(sgdma_window_set(&dev, 3, &high), SGDMA_ERR_REFUSED);
	mock_done(&mock);
}

static void window_bad_arguments(void **state)
{
	static const struct sgdma_window bad[] = {
		{ .base = 0x1000, .size = 0 },
		{ .base = 0x1800, .size = 0x1000 },
		{ .base = 0x1000, .size = 0x1800 },
		{ .base = 0xfffffffffffff000, .size = 0x2000 },
	};
	const struct sgdma_window good = { .size = 0x1000 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(sgdma_window_set(&dev, 0, &bad[i]), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_window_set(&dev, 4, &good), SGDMA_ERR_ARG);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, 0x23f); /* 2 windows */
	assert_int_equal(sgdma_window_set(&dev, 2, &good), SGDMA_ERR_ARG);
	mock_done(&mock);
}

static void attributes(void **state)
{
	const struct sgdma_attr attr = { .cache = 0xf, .prot = 2, .qos = 9 };
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (unsigned kind = SGDMA_TRAFFIC_GATHER_FETCH; kind <= SGDMA_TRAFFIC_COMPLETION; kind++) {
		mock_write_back(&mock, 0x030 + 4 * kind, 0x92f);
		assert_int_equal(sgdma_attr_set(&dev, (enum sgdma_traffic)kind, attr), SGDMA_SUCCESS);
	}
	mock_write(&mock, 0x038, 3);
	mock_read(&mock, 0x038, 0x92f);
	assert_int_equal(sgdma_attr_set(&dev, SGDMA_TRAFFIC_READ, (struct sgdma_attr){ .cache = 3 }),
			 SGDMA_ERR_REFUSED);
	assert_int_equal(sgdma_attr_set(&dev, (enum sgdma_traffic)5, attr), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_attr_set(&dev, SGDMA_TRAFFIC_READ, (struct sgdma_attr){ .cache = 16 }), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_attr_set(&dev, SGDMA_TRAFFIC_READ, (struct sgdma_attr){ .prot = 8 }), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_attr_set(&dev, SGDMA_TRAFFIC_READ, (struct sgdma_attr){ .qos = 16 }), SGDMA_ERR_ARG);
	mock_done(&mock);
}

static void policy(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	for (uint32_t bits = 0; bits < 4; bits++) {
		mock_write_back(&mock, 0x044, bits);
		assert_int_equal(sgdma_set_policy(&dev, bits & 1, bits & 2), SGDMA_SUCCESS);
	}
	mock_write(&mock, 0x044, 1);
	mock_read(&mock, 0x044, 0);
	assert_int_equal(sgdma_set_policy(&dev, true, false), SGDMA_ERR_REFUSED);
	mock_read(&mock, 0x26c, 0xfffffffe);
	assert_int_equal(sgdma_dropped(&dev), 0xfffffffe);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~2u);
	assert_int_equal(sgdma_set_policy(&dev, true, false), SGDMA_ERR_ABSENT);
	mock_done(&mock);
}

static void counters(void **state)
{
	struct sgdma_counters c;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_write(&mock, 0x028, 1);
	mock_read(&mock, 0x028, 1);
	mock_relax(&mock);
	mock_read(&mock, 0x028, 0);
	for (uint32_t i = 0; i < 10; i++)
		mock_read(&mock, 0x050 + 4 * i, 100 + i);
	assert_int_equal(sgdma_counters_take(&dev, &c, 2), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(c.busy, 100);
	assert_int_equal(c.read_beats, 101);
	assert_int_equal(c.write_beats, 102);
	assert_int_equal(c.fetch_beats, 103);
	assert_int_equal(c.completion_beats, 104);
	assert_int_equal(c.fetches, 105);
	assert_int_equal(c.wait_desc, 106);
	assert_int_equal(c.wait_read, 107);
	assert_int_equal(c.wait_write, 108);
	assert_int_equal(c.wait_stream, 109);

	memset(&c, 0x5a, sizeof(c));
	mock_write(&mock, 0x028, 1);
	mock_read(&mock, 0x028, 1);
	mock_relax(&mock);
	mock_read(&mock, 0x028, 1);
	assert_int_equal(sgdma_counters_take(&dev, &c, 2), SGDMA_ERR_TIMEOUT);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~0x10u);
	assert_int_equal(sgdma_counters_take(&dev, &c, 2), SGDMA_ERR_ABSENT);
	mock_done(&mock);
	assert_int_equal(c.busy, 0x5a5a5a5a);
}

static void moderation(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_write_back(&mock, 0x114, 65535);
	mock_write_back(&mock, 0x118, 0xffffff);
	assert_int_equal(sgdma_chan_moderate(&dev, SGDMA_GATHER, 65535, 0xffffff), SGDMA_SUCCESS);
	mock_write(&mock, 0x214, 2);
	mock_read(&mock, 0x214, 1);
	assert_int_equal(sgdma_chan_moderate(&dev, SGDMA_SCATTER, 2, 0), SGDMA_ERR_REFUSED);
	assert_int_equal(sgdma_chan_moderate(&dev, SGDMA_SCATTER, 0, 0), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chan_moderate(&dev, SGDMA_SCATTER, 1, 0x1000000), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_chan_moderate(&dev, (enum sgdma_chan)2, 1, 0), SGDMA_ERR_ARG);
	/* Without timers the count alone; the other registers are not there. */
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~0x20u);
	mock_write_back(&mock, 0x114, 4);
	assert_int_equal(sgdma_chan_moderate(&dev, SGDMA_GATHER, 4, 0), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chan_moderate(&dev, SGDMA_GATHER, 4, 1), SGDMA_ERR_ABSENT);
	assert_int_equal(sgdma_chan_watchdog(&dev, SGDMA_GATHER, 1), SGDMA_ERR_ABSENT);
	mock_open_caps(&mock, &dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2 & ~1u);
	assert_int_equal(sgdma_chan_moderate(&dev, SGDMA_GATHER, 4, 0), SGDMA_ERR_ABSENT);
	mock_done(&mock);
}

static void watchdog(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_write_back(&mock, 0x11c, 0xffffff);
	assert_int_equal(sgdma_chan_watchdog(&dev, SGDMA_GATHER, 0xffffff), SGDMA_SUCCESS);
	mock_write_back(&mock, 0x21c, 0);
	assert_int_equal(sgdma_chan_watchdog(&dev, SGDMA_SCATTER, 0), SGDMA_SUCCESS);
	assert_int_equal(sgdma_chan_watchdog(&dev, SGDMA_SCATTER, 0x1000000), SGDMA_ERR_ARG);
	mock_done(&mock);
}

/* The watchdog has run out: no wait is of use any more. But a channel that is quiet after all is quiet. */
static void stop_dead(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, DRAINING);
	mock_relax(&mock);
	mock_read(&mock, 0x204, DEAD);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_SCATTER, 100), SGDMA_ERR_DEAD);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, STOPPED | 0x44);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_SCATTER, 100), SGDMA_SUCCESS);
	/* In a copy the other half may be the dead one. */
	mock_read(&mock, 0x024, 1);
	mock_write(&mock, 0x200, 0);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x104, DEAD);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_SCATTER, 100), SGDMA_ERR_DEAD);
	/* All ones are a bus that nobody answers. */
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x100, 0);
	mock_read(&mock, 0x104, UINT32_MAX);
	assert_int_equal(sgdma_chan_stop(&dev, SGDMA_GATHER, 1), SGDMA_ERR_TIMEOUT);
	mock_done(&mock);
}

static void reset(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x024, 1);
	mock_write(&mock, 0x100, 4);
	mock_read(&mock, 0x104, DRAINING);
	mock_relax(&mock);
	mock_read(&mock, 0x104, STOPPED);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x100, 4);
	mock_relax(&mock);
	mock_read(&mock, 0x104, STOPPED);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x100, 0);
	assert_int_equal(sgdma_chan_reset(&dev, SGDMA_GATHER, 3), SGDMA_SUCCESS);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x200, 4);
	mock_read(&mock, 0x204, STOPPED);
	mock_read(&mock, 0x200, 4);
	assert_int_equal(sgdma_chan_reset(&dev, SGDMA_SCATTER, 1), SGDMA_ERR_TIMEOUT);
	mock_read(&mock, 0x024, 0);
	mock_write(&mock, 0x200, 4);
	mock_read(&mock, 0x204, DEAD);
	assert_int_equal(sgdma_chan_reset(&dev, SGDMA_SCATTER, 9), SGDMA_ERR_DEAD);
	assert_int_equal(sgdma_chan_reset(&dev, (enum sgdma_chan)2, 9), SGDMA_ERR_ARG);
	mock_done(&mock);
}

static void residue(void **state)
{
	struct mock mock;
	struct sgdma dev;
	uint32_t bytes;
	uint16_t index;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x24c, 0xffff1234);
	mock_read(&mock, 0x250, 0x0fedcba9);
	sgdma_chan_residue(&dev, SGDMA_SCATTER, &index, &bytes);
	mock_done(&mock);
	assert_int_equal(index, 0x1234);
	assert_int_equal(bytes, 0x0fedcba9);
}

static void cyclic_end(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x104, RUNNING);
	mock_write(&mock, 0x100, 1);
	assert_int_equal(sgdma_cyclic_end(&dev, SGDMA_GATHER), SGDMA_SUCCESS);
	mock_read(&mock, 0x104, STOPPED | 4);
	assert_int_equal(sgdma_cyclic_end(&dev, SGDMA_GATHER), SGDMA_ERR_STATE);
	mock_read(&mock, 0x204, DRAINING);
	assert_int_equal(sgdma_cyclic_end(&dev, SGDMA_SCATTER), SGDMA_ERR_STATE);
	assert_int_equal(sgdma_cyclic_end(&dev, (enum sgdma_chan)2), SGDMA_ERR_ARG);
	mock_done(&mock);
}

static void error_texts(void **state)
{
	struct sgdma_error error = { .code = 0x10, .phase = 2, .index = 65535, .addr = 0xabc000000000 };
	char text[512], cut[512];
	size_t length;
	(void)state;

	length = sgdma_error_text(text, sizeof(text), SGDMA_GATHER, &error);
	assert_string_equal(text, "gather stopped at entry 65535, decoding the descriptor of address 0xabc000000000: "
				  "LEN_ZERO, a data entry of length 0. To do: leave empty pieces out of the list.");
	assert_int_equal(length, strlen(text));
	for (size_t size = 0; size <= length + 2; size++) {
		memset(cut, 0x5a, sizeof(cut));
		assert_int_equal(sgdma_error_text(cut, size, SGDMA_GATHER, &error), length);
		for (size_t i = size; i < sizeof(cut); i++)
			assert_int_equal(cut[i], 0x5a);
		if (size) {
			assert_int_equal(strlen(cut), size - 1 < length ? size - 1 : length);
			assert_memory_equal(cut, text, strlen(cut));
		}
	}
	error = (struct sgdma_error){ .code = 0x60, .phase = 7, .index = 0, .addr = 0 };
	sgdma_error_text(text, sizeof(text), SGDMA_SCATTER, &error);
	assert_non_null(strstr(text, "scatter stopped at entry 0, waiting, address 0x0: WATCHDOG"));
	assert_non_null(strstr(text, "reset engine and bus"));
	error.index = 1000;
	sgdma_error_text(text, sizeof(text), SGDMA_SCATTER, &error);
	assert_non_null(strstr(text, "entry 1000,"));
}

/* Every code has its name, its text and an advice of its own kind; no other has. */
static void error_texts_of_all_codes(void **state)
{
	char text[512];
	(void)state;

	for (unsigned code = 1; code < 256; code++) {
		const struct sgdma_error error = { .code = (uint8_t)code, .phase = code & 7 };
		bool known = strcmp(sgdma_code_name((uint8_t)code), "?") != 0;

		assert_in_range(sgdma_error_text(text, sizeof(text), SGDMA_SCATTER, &error), 60, sizeof(text) - 1);
		assert_non_null(strstr(text, sgdma_code_text((uint8_t)code)));
		assert_int_equal(strstr(text, "compare the versions") == NULL, known);
	}
}

static const struct CMUnitTest tests[] = {
	TEST("driver.window", window),
	TEST("driver.window_to_the_top", window_to_the_top),
	TEST("driver.window_bad_arguments", window_bad_arguments),
	TEST("driver.attributes", attributes),
	TEST("driver.policy", policy),
	TEST("driver.counters", counters),
	TEST("driver.moderation", moderation),
	TEST("driver.watchdog", watchdog),
	TEST("driver.stop_dead", stop_dead),
	TEST("driver.reset", reset),
	TEST("driver.residue", residue),
	TEST("driver.cyclic_end", cyclic_end),
	TEST("driver.error_texts", error_texts),
	TEST("driver.error_texts_of_all_codes", error_texts_of_all_codes),
};
TESTMAIN(tests)
