/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Shared by the driver's own files: register access and small checks. */
#ifndef SGDMA_PRIVATE_H
#define SGDMA_PRIVATE_H

#include "sgdma.h"
#include "sgdma_regs.h"

/* Reset values of the registers; those that depend on a parameter of the engine are 0 here. */
enum sgdma_reset {
	PARAM,
#define SGDMA_REG(name, offset, access, reset, text) SGDMA_RESET_##name = (reset),
#define SGDMA_CHAN_REG(name, offset, access, reset, text) SGDMA_RESET_##name = (reset),
#include "sgdma_regs.def"
};

#define SGDMA_COMPACT_LEN_MAX UINT32_C(0xffff)
#define SGDMA_WIDE_LEN_MAX UINT32_C(0xfffffff)
#define SGDMA_SIZE_LOG2_MAX 15u
#define SGDMA_CQ_ALIGN 64u
#define SGDMA_CPL_BYTES 8u
/* Bits 63:44 of a bus address: what all compact descriptors of a list share. */
#define SGDMA_UPPER_SHIFT 44u

static inline uint32_t sgdma_read(const struct sgdma *dev, uint32_t offset)
{
	return dev->ops->read(dev->ctx, offset);
}

static inline void sgdma_write(const struct sgdma *dev, uint32_t offset, uint32_t value)
{
	dev->ops->write(dev->ctx, offset, value);
}

/* A store that is read back: a bus may not report the refusal of a store at all. */
static inline enum sgdma_result sgdma_write_back(const struct sgdma *dev, uint32_t offset, uint32_t value)
{
	sgdma_write(dev, offset, value);
	return sgdma_read(dev, offset) == value ? SGDMA_SUCCESS : SGDMA_ERR_REFUSED;
}

static inline bool sgdma_fits_bus(const struct sgdma *dev, uint64_t addr)
{
	return dev->caps.addr_w >= 64 || addr >> dev->caps.addr_w == 0;
}

static inline bool sgdma_chan_ok(enum sgdma_chan chan)
{
	return chan == SGDMA_GATHER || chan == SGDMA_SCATTER;
}

/* True if the half was built in. */
static inline bool sgdma_has(const struct sgdma *dev, enum sgdma_chan chan)
{
	return chan == SGDMA_GATHER ? dev->caps.gather : dev->caps.scatter;
}

/* Rewrites a header that the engine may be reading: see sgdma_chain_append(). */
void sgdma_header_link(struct sgdma *dev, void *to, bool wide, uint64_t next, uint16_t next_count);

static inline bool sgdma_same_upper(uint64_t a, uint64_t b)
{
	return (a ^ b) >> SGDMA_UPPER_SHIFT == 0;
}

/* True if [addr, addr + len) does not run past the top of 64 bits; len >= 1. */
static inline bool sgdma_range_ok(uint64_t addr, uint64_t len)
{
	return len - 1 <= UINT64_MAX - addr;
}

#endif
