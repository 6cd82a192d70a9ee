/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Names of registers, fields and codes, made from sgdma_regs.def and sgdma_codes.def.
 *
 *   SGDMA_REG_ID             byte offset of a global register
 *   SGDMA_CHAN(chan)         byte offset of a channel's registers, chan as enum sgdma_chan
 *   SGDMA_CHAN_REG_CTRL      byte offset of a channel's register from there
 *   SGDMA_CTRL_RUN_SHIFT     lowest bit of a field; SGDMA_CTRL_RUN_WIDTH: its bits
 *   SGDMA_MASK(CTRL, RUN)    its bits in place
 *   SGDMA_GET(CTRL, RUN, v)  its value in register value v
 *   SGDMA_PUT(CTRL, RUN, x)  x, cut to the field's width, in place
 *   SGDMA_RELEASE_VALUE      value of VERSION in the engine that these files belong to
 *   SGDMA_CODE_LEN_ZERO, SGDMA_PHASE_DECODE, SGDMA_REFUSED_LOCKED
 */
#ifndef SGDMA_REGS_H
#define SGDMA_REGS_H

#include <stdint.h>

enum sgdma_reg_offset {
#define SGDMA_CHAN_BASE(name, offset, text) SGDMA_CHAN_##name = (offset),
#define SGDMA_REG(name, offset, access, reset, text) SGDMA_REG_##name = (offset),
#define SGDMA_CHAN_REG(name, offset, access, reset, text) SGDMA_CHAN_REG_##name = (offset),
#include "sgdma_regs.def"
};

enum sgdma_field_shape {
#define SGDMA_FIELD(reg, name, lsb, width, access, reset, text)                                                        \
	SGDMA_##reg##_##name##_SHIFT = (lsb), SGDMA_##reg##_##name##_WIDTH = (width),
#include "sgdma_regs.def"
};

/* The version of all this, as the VERSION register reads it. */
enum sgdma_release {
#define SGDMA_RELEASE(major, minor, patch, text) SGDMA_RELEASE_VALUE = (major) << 16 | (minor) << 8 | (patch)
#include "sgdma_regs.def"
};

enum sgdma_code {
#define SGDMA_CODE(name, value, phase, text) SGDMA_CODE_##name = (value),
#include "sgdma_codes.def"
};

enum sgdma_refusal {
#define SGDMA_REFUSED(name, value, text) SGDMA_REFUSED_##name = (value),
#include "sgdma_codes.def"
};

enum sgdma_phase {
	SGDMA_PHASE_NONE,
	SGDMA_PHASE_FETCH,
	SGDMA_PHASE_DECODE,
	SGDMA_PHASE_READ,
	SGDMA_PHASE_WRITE,
	SGDMA_PHASE_COMPLETION,
	SGDMA_PHASE_STREAM,
	SGDMA_PHASE_WATCHDOG
};

/* Values of STATUS.STATE. */
enum sgdma_state { SGDMA_STATE_STOPPED, SGDMA_STATE_RUNNING, SGDMA_STATE_DRAINING };

#define SGDMA_CHAN(chan) ((chan) == SGDMA_GATHER ? (uint32_t)SGDMA_CHAN_GATHER : (uint32_t)SGDMA_CHAN_SCATTER)

#define SGDMA_MASK(reg, field) ((UINT32_MAX >> (32 - SGDMA_##reg##_##field##_WIDTH)) << SGDMA_##reg##_##field##_SHIFT)
#define SGDMA_GET(reg, field, value) (((uint32_t)(value)&SGDMA_MASK(reg, field)) >> SGDMA_##reg##_##field##_SHIFT)
#define SGDMA_PUT(reg, field, value) (((uint32_t)(value) << SGDMA_##reg##_##field##_SHIFT) & SGDMA_MASK(reg, field))

/* Bits of the interrupt registers: IRQ_ENABLE has the same. */
#define SGDMA_IRQ_STATUS_GATHER_DONE SGDMA_MASK(IRQ_STATUS, GATHER_DONE)
#define SGDMA_IRQ_STATUS_GATHER_ERROR SGDMA_MASK(IRQ_STATUS, GATHER_ERROR)
#define SGDMA_IRQ_STATUS_SCATTER_DONE SGDMA_MASK(IRQ_STATUS, SCATTER_DONE)
#define SGDMA_IRQ_STATUS_SCATTER_ERROR SGDMA_MASK(IRQ_STATUS, SCATTER_ERROR)

#endif
