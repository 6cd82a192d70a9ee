/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * mock: bus functions of the driver that accept one exact sequence of register accesses, barriers and pauses.
 *
 * A test says what must come, calls the driver, and ends with mock_done(). Anything else, or anything missing, fails
 * the test and says which event it was. Stores to plain memory cannot be seen by a bus: a hook on an event looks at the
 * memory, or changes it as the engine would, at exactly that point of the sequence.
 */
#ifndef SGDMA_MOCK_H
#define SGDMA_MOCK_H

#include <stddef.h>
#include <stdint.h>

#include "sgdma.h"

enum mock_kind { MOCK_READ, MOCK_WRITE, MOCK_WMB, MOCK_RMB, MOCK_RELAX };

struct mock_event {
	enum mock_kind kind;
	uint32_t offset, value;
	void (*hook)(void *arg);
	void *arg;
};

#define MOCK_EVENTS 256

struct mock {
	struct mock_event events[MOCK_EVENTS];
	size_t expected, seen;
};

extern const struct sgdma_ops mock_ops;

/* What must come next, in this order: a load of `offset` that returns `value`, a store of exactly `value`, ... */
void mock_read(struct mock *mock, uint32_t offset, uint32_t value);
void mock_write(struct mock *mock, uint32_t offset, uint32_t value);
void mock_wmb(struct mock *mock);
void mock_rmb(struct mock *mock);
void mock_relax(struct mock *mock);
/* Calls hook(arg) in the middle of the event that was added last. */
void mock_hook(struct mock *mock, void (*hook)(void *arg), void *arg);

/* A store and the load that reads it back. */
void mock_write_back(struct mock *mock, uint32_t offset, uint32_t value);
/* Fails unless everything that must come has come. The mock can then be used again. */
void mock_done(struct mock *mock);

/* An initialised device on the mock: 64-bit bus and addresses, D at most 16, K_LOG2 at most 5. Nothing is left expected. */
void mock_open(struct mock *mock, struct sgdma *dev);
/* The same with other capability registers. */
void mock_open_caps(struct mock *mock, struct sgdma *dev, uint32_t cap0, uint32_t cap1, uint32_t cap2);

/* CAP0 and CAP1 of mock_open(): 8 bytes, bursts of 2,048, 64 address bits, FIFO of 512 / 16 and 32 bursts, 16, 5. */
#define MOCK_CAP0 UINT32_C(0x000940b3)
#define MOCK_CAP1 UINT32_C(0x05102010)
/* All of it: both halves and forms, counters, timers, 4 windows. */
#define MOCK_CAP2 UINT32_C(0x0000043f)

#endif
