// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Device: identification, capabilities, mode, refusals, interrupts, texts. Offsets and bits are written out by hand. */
#include "test/testmain.h"

#include "mock.h"
#include "sgdma_regs.h"

/* A device that no call has written: every byte 0xa5. */
static void untouched(const struct sgdma *dev)
{
	const uint8_t *bytes = (const uint8_t *)dev;

	for (size_t i = 0; i < sizeof(*dev); i++)
		assert_int_equal(bytes[i], 0xa5);
}

static void init_reads_and_writes_nothing(void **state)
{
	struct mock mock = { 0 };
	struct sgdma dev;
	(void)state;

	mock_read(&mock, 0x000, 0x53474441);
	mock_read(&mock, 0x004, 0x00000305); /* 0.3.5 */
	mock_read(&mock, 0x008, MOCK_CAP0);
	mock_read(&mock, 0x00c, MOCK_CAP1);
	mock_read(&mock, 0x010, MOCK_CAP2);
	assert_int_equal(sgdma_init(&dev, &mock_ops, &mock), SGDMA_SUCCESS);
	mock_done(&mock);
	assert_int_equal(sgdma_caps(&dev)->major, 0);
	assert_int_equal(sgdma_caps(&dev)->minor, 3);
	assert_int_equal(sgdma_caps(&dev)->patch, 5);
}

static void init_capabilities(void **state)
{
	const struct sgdma_caps *caps;
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	caps = sgdma_caps(&dev);
	assert_int_equal(caps->bus_bytes, 8);
	assert_int_equal(caps->max_burst, 2048);
	assert_int_equal(caps->addr_w, 64);
	assert_int_equal(caps->reads, 16);
	assert_int_equal(caps->writes, 32);
	assert_int_equal(caps->max_d, 16);
	assert_int_equal(caps->max_k_log2, 5);
	assert_int_equal(caps->windows, 4);
	assert_true(caps->gather && caps->scatter && caps->wide && caps->compact && caps->counters && caps->timers);

	/* The smallest and the largest engine; bits that no field names must not matter. */
	mock_open_caps(&mock, &dev, 0xff80a062, 0xf0010202, 0xfffff8c5);
	caps = sgdma_caps(&dev);
	assert_int_equal(caps->bus_bytes, 4);
	assert_int_equal(caps->max_burst, 64);
	assert_int_equal(caps->addr_w, 32);
	assert_int_equal(caps->reads, 2);
	assert_int_equal(caps->max_d, 1);
	assert_int_equal(caps->max_k_log2, 0);
	assert_int_equal(caps->windows, 0);
	assert_true(caps->gather && caps->wide && !caps->scatter && !caps->compact && !caps->counters && !caps->timers);
	mock_open_caps(&mock, &dev, 0x000c40c6, 0x0fff8080, 0x0000043a);
	caps = sgdma_caps(&dev);
	assert_int_equal(caps->bus_bytes, 64);
	assert_int_equal(caps->max_burst, 4096);
	assert_int_equal(caps->addr_w, 64);
	assert_int_equal(caps->writes, 128);
	assert_int_equal(caps->max_d, 255);
	assert_int_equal(caps->max_k_log2, 15);
	assert_int_equal(caps->windows, 4);
	assert_true(!caps->gather && !caps->wide && caps->scatter && caps->compact && caps->counters && caps->timers);
}

static void init_wrong_id(void **state)
{
	static const uint32_t ids[] = { 0, UINT32_MAX, 0x53474442, 0x41444753 };
	struct sgdma dev;
	(void)state;

	memset(&dev, 0xa5, sizeof(dev));
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct mock mock = { 0 };

		mock_read(&mock, 0x000, ids[i]);
		assert_int_equal(sgdma_init(&dev, &mock_ops, &mock), SGDMA_ERR_DEVICE);
		mock_done(&mock);
	}
	untouched(&dev);
}

static void init_wrong_major(void **state)
{
	struct mock mock = { 0 };
	struct sgdma dev;
	(void)state;

	memset(&dev, 0xa5, sizeof(dev));
	mock_read(&mock, 0x000, 0x53474441);
	mock_read(&mock, 0x004, 0x00010000);
	assert_int_equal(sgdma_init(&dev, &mock_ops, &mock), SGDMA_ERR_DEVICE);
	mock_done(&mock);
	untouched(&dev);
}

static void init_insane_capabilities(void **state)
{
	/* Bus of 2, 128 and 32,768 bytes; 31 and 65 address bits; D of 0; neither half; 5 windows. */
	static const uint32_t caps[][3] = {
		{ 0x000940b1, MOCK_CAP1, MOCK_CAP2 }, { 0x000940b7, MOCK_CAP1, MOCK_CAP2 },
		{ 0x000940bf, MOCK_CAP1, MOCK_CAP2 }, { 0x00091fb3, MOCK_CAP1, MOCK_CAP2 },
		{ 0x000941b3, MOCK_CAP1, MOCK_CAP2 }, { MOCK_CAP0, 0x05002010, MOCK_CAP2 },
		{ MOCK_CAP0, MOCK_CAP1, 0x0000043c }, { MOCK_CAP0, MOCK_CAP1, 0x0000053f },
	};
	struct sgdma dev;
	(void)state;

	memset(&dev, 0xa5, sizeof(dev));
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
		struct mock mock = { 0 };

		mock_read(&mock, 0x000, 0x53474441);
		mock_read(&mock, 0x004, 0x00000100);
		mock_read(&mock, 0x008, caps[i][0]);
		mock_read(&mock, 0x00c, caps[i][1]);
		mock_read(&mock, 0x010, caps[i][2]);
		assert_int_equal(sgdma_init(&dev, &mock_ops, &mock), SGDMA_ERR_DEVICE);
		mock_done(&mock);
	}
	untouched(&dev);
}

static void init_bad_arguments(void **state)
{
	struct mock mock = { 0 };
	struct sgdma_ops ops[5];
	struct sgdma dev;
	(void)state;

	memset(&dev, 0xa5, sizeof(dev));
	assert_int_equal(sgdma_init(NULL, &mock_ops, &mock), SGDMA_ERR_ARG);
	assert_int_equal(sgdma_init(&dev, NULL, &mock), SGDMA_ERR_ARG);
	for (size_t i = 0; i < 5; i++)
		ops[i] = mock_ops;
	ops[0].read = NULL;
	ops[1].write = NULL;
	ops[2].wmb = NULL;
	ops[3].rmb = NULL;
	ops[4].relax = NULL;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(sgdma_init(&dev, &ops[i], &mock), SGDMA_ERR_ARG);
	mock_done(&mock);
	untouched(&dev);
}

static void set_copy(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_write_back(&mock, 0x024, 1);
	assert_int_equal(sgdma_set_copy(&dev, true), SGDMA_SUCCESS);
	mock_write_back(&mock, 0x024, 0);
	assert_int_equal(sgdma_set_copy(&dev, false), SGDMA_SUCCESS);
	mock_done(&mock);
}

static void set_copy_refused(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_write(&mock, 0x024, 1);
	mock_read(&mock, 0x024, 0);
	assert_int_equal(sgdma_set_copy(&dev, true), SGDMA_ERR_REFUSED);
	mock_write(&mock, 0x024, 0);
	mock_read(&mock, 0x024, 1);
	assert_int_equal(sgdma_set_copy(&dev, false), SGDMA_ERR_REFUSED);
	mock_done(&mock);
}

static void refused_is_cleared(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	mock_open(&mock, &dev);
	mock_read(&mock, 0x01c, 0x01200002);
	mock_write(&mock, 0x01c, 0);
	assert_int_equal(sgdma_refused(&dev), 0x01200002);
	/* Nothing there: nothing to clear, or a refusal between the two accesses would be lost. */
	mock_read(&mock, 0x01c, 0);
	assert_int_equal(sgdma_refused(&dev), 0);
	mock_done(&mock);
}

static void interrupts(void **state)
{
	struct mock mock;
	struct sgdma dev;
	(void)state;

	assert_int_equal(SGDMA_IRQ_STATUS_GATHER_DONE, 1);
	assert_int_equal(SGDMA_IRQ_STATUS_GATHER_ERROR, 2);
	assert_int_equal(SGDMA_IRQ_STATUS_SCATTER_DONE, 4);
	assert_int_equal(SGDMA_IRQ_STATUS_SCATTER_ERROR, 8);
	mock_open(&mock, &dev);
	mock_write(&mock, 0x014, 0xc);
	sgdma_irq_enable(&dev, SGDMA_IRQ_STATUS_SCATTER_DONE | SGDMA_IRQ_STATUS_SCATTER_ERROR);
	mock_read(&mock, 0x018, 0x5);
	assert_int_equal(sgdma_irq_status(&dev), 0x5);
	mock_done(&mock);
}

static void register_macros(void **state)
{
	(void)state;
	assert_int_equal(SGDMA_CHAN(SGDMA_GATHER), 0x100);
	assert_int_equal(SGDMA_CHAN(SGDMA_SCATTER), 0x200);
	assert_int_equal(SGDMA_MASK(FETCH, K_LOG2), 0xf00);
	assert_int_equal(SGDMA_MASK(BASE_HI, ADDR), UINT32_MAX);
	assert_int_equal(SGDMA_GET(ERROR, INDEX, 0xabcd1234), 0xabcd);
	assert_int_equal(SGDMA_GET(ERROR, PHASE, 0xfffffaff), 2);
	assert_int_equal(SGDMA_PUT(DOORBELL, SCATTER, 0x12345), 0x23450000);
	assert_int_equal(SGDMA_PUT(CQ_BASE_LO, ADDR, 1), 64);
}

static void texts(void **state)
{
	static const char *const results[] = { "success", "argument", "engine", "state",       "free",
					       "nothing", "refused",  "wait",   "mapped",      "built",
					       "reset",   "aligned",  "bounce", "measurements" };
	(void)state;

	for (int i = SGDMA_SUCCESS; i <= SGDMA_ERR_SAMPLES; i++)
		assert_non_null(strstr(sgdma_result_text((enum sgdma_result)i), results[i]));
	assert_string_equal(sgdma_result_text((enum sgdma_result)99), "unknown result");
	assert_string_equal(sgdma_code_name(0x10), "LEN_ZERO");
	assert_string_equal(sgdma_code_text(0x10), "a data entry of length 0");
	assert_string_equal(sgdma_code_name(0x52), "LEN_MISMATCH");
	assert_string_equal(sgdma_code_name(0), "OK");
	for (unsigned code = 0; code < 256; code++) {
		/* A code has both a name and a text, anything else has neither. */
		bool named = strcmp(sgdma_code_name((uint8_t)code), "?") != 0;

		assert_int_equal(named, strcmp(sgdma_code_text((uint8_t)code), "unknown code") != 0);
		assert_true(code < 0x80 || !named);
	}
}

static const struct CMUnitTest tests[] = {
	TEST("driver.init_reads_and_writes_nothing", init_reads_and_writes_nothing),
	TEST("driver.init_capabilities", init_capabilities),
	TEST("driver.init_wrong_id", init_wrong_id),
	TEST("driver.init_wrong_major", init_wrong_major),
	TEST("driver.init_insane_capabilities", init_insane_capabilities),
	TEST("driver.init_bad_arguments", init_bad_arguments),
	TEST("driver.set_copy", set_copy),
	TEST("driver.set_copy_refused", set_copy_refused),
	TEST("driver.refused_is_cleared", refused_is_cleared),
	TEST("driver.interrupts", interrupts),
	TEST("driver.register_macros", register_macros),
	TEST("driver.texts", texts),
};
TESTMAIN(tests)
