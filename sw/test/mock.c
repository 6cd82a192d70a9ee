// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mock.h"

static const char *describe(char *text, size_t size, enum mock_kind kind, uint32_t offset, uint32_t value)
{
	switch (kind) {
	case MOCK_READ: snprintf(text, size, "read 0x%03x", (unsigned)offset); break;
	case MOCK_WRITE: snprintf(text, size, "write 0x%03x = 0x%08x", (unsigned)offset, (unsigned)value); break;
	case MOCK_WMB: return "wmb";
	case MOCK_RMB: return "rmb";
	case MOCK_RELAX: return "relax";
	}
	return text;
}

static uint32_t event(struct mock *mock, enum mock_kind kind, uint32_t offset, uint32_t value)
{
	const struct mock_event *want = &mock->events[mock->seen];
	char saw[64], wanted[64];

	if (mock->seen == mock->expected)
		fail_msg("event %zu: saw %s, expected nothing more", mock->seen,
			 describe(saw, sizeof(saw), kind, offset, value));
	if (kind != want->kind || offset != want->offset || (kind == MOCK_WRITE && value != want->value))
		fail_msg("event %zu: saw %s, expected %s", mock->seen, describe(saw, sizeof(saw), kind, offset, value),
			 describe(wanted, sizeof(wanted), want->kind, want->offset, want->value));
	mock->seen++;
	if (want->hook)
		want->hook(want->arg);
	return want->value;
}

static uint32_t ops_read(void *ctx, uint32_t offset)
{
	return event(ctx, MOCK_READ, offset, 0);
}

static void ops_write(void *ctx, uint32_t offset, uint32_t value)
{
	event(ctx, MOCK_WRITE, offset, value);
}

static void ops_wmb(void *ctx)
{
	event(ctx, MOCK_WMB, 0, 0);
}

static void ops_rmb(void *ctx)
{
	event(ctx, MOCK_RMB, 0, 0);
}

static void ops_relax(void *ctx)
{
	event(ctx, MOCK_RELAX, 0, 0);
}

const struct sgdma_ops mock_ops = {
	.read = ops_read,
	.write = ops_write,
	.wmb = ops_wmb,
	.rmb = ops_rmb,
	.relax = ops_relax,
};

static void expect(struct mock *mock, enum mock_kind kind, uint32_t offset, uint32_t value)
{
	if (mock->expected == MOCK_EVENTS)
		fail_msg("more than %d events in one sequence", MOCK_EVENTS);
	mock->events[mock->expected++] = (struct mock_event){ .kind = kind, .offset = offset, .value = value };
}

void mock_read(struct mock *mock, uint32_t offset, uint32_t value)
{
	expect(mock, MOCK_READ, offset, value);
}

void mock_write(struct mock *mock, uint32_t offset, uint32_t value)
{
	expect(mock, MOCK_WRITE, offset, value);
}

void mock_wmb(struct mock *mock)
{
	expect(mock, MOCK_WMB, 0, 0);
}

void mock_rmb(struct mock *mock)
{
	expect(mock, MOCK_RMB, 0, 0);
}

void mock_relax(struct mock *mock)
{
	expect(mock, MOCK_RELAX, 0, 0);
}

void mock_hook(struct mock *mock, void (*hook)(void *arg), void *arg)
{
	mock->events[mock->expected - 1].hook = hook;
	mock->events[mock->expected - 1].arg = arg;
}

void mock_write_back(struct mock *mock, uint32_t offset, uint32_t value)
{
	mock_write(mock, offset, value);
	mock_read(mock, offset, value);
}

void mock_done(struct mock *mock)
{
	const struct mock_event *want = &mock->events[mock->seen];
	char wanted[64];

	if (mock->seen != mock->expected)
		fail_msg("event %zu: saw nothing more, expected %s", mock->seen,
			 describe(wanted, sizeof(wanted), want->kind, want->offset, want->value));
	mock->expected = 0;
	mock->seen = 0;
}

void mock_open_caps(struct mock *mock, struct sgdma *dev, uint32_t cap0, uint32_t cap1, uint32_t cap2)
{
	memset(mock, 0, sizeof(*mock));
	mock_read(mock, 0x000, 0x53474441);
	mock_read(mock, 0x004, 0x000102);
	mock_read(mock, 0x008, cap0);
	mock_read(mock, 0x00c, cap1);
	mock_read(mock, 0x010, cap2);
	assert_int_equal(sgdma_init(dev, &mock_ops, mock), SGDMA_SUCCESS);
	mock_done(mock);
}

void mock_open(struct mock *mock, struct sgdma *dev)
{
	mock_open_caps(mock, dev, MOCK_CAP0, MOCK_CAP1, MOCK_CAP2);
}
