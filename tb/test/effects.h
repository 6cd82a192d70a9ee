/* SPDX-License-Identifier: Apache-2.0 */
/*
 * effects: what every bit of the register map does besides being read back: reads come from a memory beside the flops
 * (sgdma_csr_mem), so a register that has lost a bit on its way to where it matters still reads as written.
 *
 * One row per field of sw/sgdma_regs.def (per register, if it has no fields), two where a list and a basic transfer take it
 * for different things; test_effects.c fails if a field has no row or a row no field. A row is one of two kinds:
 *   probe  For each bit of the field two runs of one short job that differ in that bit alone. What the probe returns is seen
 *          elsewhere: on the bus, on a stream, in memory, at the irq pin, in what is refused. It must differ, by `rule`.
 *   watch  For fields that are read: the job shows the register by lab_look() wherever something has moved, and checks it
 *          against what was seen elsewhere. Over the whole job every bit must have been 0 and 1, but those of `beyond`,
 *          which no run here can reach, for the reason that stands beside them.
 * Rows of a channel's register run on both channels.
 */
#ifndef SGDMA_TB_TEST_EFFECTS_H
#define SGDMA_TB_TEST_EFFECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rig.h"
#include "sgdma_regs.h"

struct lab;

enum effect_rule {
	EFFECT_DIFFERS, /* the two runs differ */
	EFFECT_CARRIES, /* ... in bit (bit of the field + shift) of what is seen, and in no other */
	EFFECT_COUNTS   /* ... by 2^(bit + shift) */
};

struct effect {
	const char *reg, *field; /* field "": the register has none */
	/* The job with the field at `value`; `bit` is the bit that the two runs are about. */
	uint64_t (*probe)(struct lab *lab, unsigned bit, uint32_t value);
	void (*watch)(struct lab *lab);
	uint32_t base; /* probe: the field's other bits, in both runs */
	enum effect_rule rule;
	unsigned shift;
	uint32_t exact; /* bits of the field that go by `rule`, the others by EFFECT_DIFFERS; 0: all by `rule` */
	struct {
		uint32_t bits; /* of the field */
		const char *why;
	} beyond[2];       /* per channel; a global register's are the first */
	const char *model; /* NULL: w64 */
	uint64_t memory;   /* bytes, 0: LAB_MEMORY */
	unsigned latency;  /* 0: 3 */
	unsigned arg;      /* the row's own */
};

/* .beyond of a global register. */
#define EFFECT_BEYOND(mask, reason) .beyond = { { mask, reason } }

struct effects {
	const char *name;
	const struct effect *rows;
	size_t count;
};
#define EFFECTS(group, table) const struct effects group = { #group, table, sizeof(table) / sizeof((table)[0]) };

extern const struct effects effects_identity, effects_global, effects_attributes, effects_windows, effects_counters,
	effects_list, effects_basic, effects_queue, effects_timers, effects_status, effects_errors;

/* ---- the lab: one engine, its whole bus in sight -------------------------------------------------------------- */
/* No single address bit alone lies in the memory: what is read or written there is answered with DECERR. */
#define LAB_BASE 0xa5000000ull
#define LAB_MEMORY 0x200000ull
#define LAB_RING(chan) (LAB_BASE + 0x80000ull * (chan)) /* 512 KiB each */
#define LAB_QUEUE (LAB_BASE + 0x100000)                 /* 64 KiB */
#define LAB_DATA (LAB_BASE + 0x110000)                  /* to the end of the memory; multiple of 4096 */
#define LAB_NOWHERE 0x1000ull                           /* an address without memory */
#define LAB_LIMIT 400000                                /* clocks of one wait */

struct lab_traffic { /* addresses of one ID, as offered */
	uint64_t count, first, last, low, high;
	uint64_t first_clock, last_clock; /* offered */
	uint64_t answer_clock;            /* of the first R or B beat */
	unsigned attributes;              /* of the last: QOS, PROT, CACHE as in the ATTR registers */
	unsigned longest;                 /* beats */
	unsigned size;                    /* AxSIZE of the last */
	unsigned open, most;              /* taken and not answered whole: now, at most */
};

struct lab {
	const struct effect *row;
	const char *model; /* that is open */
	struct rig *rig;
	uint32_t reg;          /* offset of the row's register */
	unsigned lsb, width;   /* of its field */
	enum sgdma_chan chan;  /* a global register: SGDMA_GATHER */
	uint32_t seen0, seen1; /* bits that lab_look() has seen at 0, at 1 */
	bool ax_held, aw_held; /* an address that was offered before and is not taken yet */
	struct lab_traffic traffic[AXI_ID_COUNT];
	uint64_t irq_clock; /* first clock with irq high since lab_fresh() */
};

_Noreturn void lab_fail(struct lab *lab, const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
#define LAB_CHECK(lab, condition, ...)                                                                                 \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			lab_fail(lab, __FILE__, __LINE__, __VA_ARGS__);                                                \
	} while (0)
#define LAB_EQUAL(lab, seen, expected, what)                                                                           \
	do {                                                                                                           \
		unsigned long long seen_ = (seen), expected_ = (expected);                                             \
		if (seen_ != expected_)                                                                                \
			lab_fail(lab, __FILE__, __LINE__, "%s is 0x%llx, must be 0x%llx", what, seen_, expected_);     \
	} while (0)

/* Opens the row's model, or this one in its place. */
void lab_open(struct lab *lab, const char *model);
void lab_close(struct lab *lab);
/* Registers as after reset, streams empty, nothing seen yet; the memory stays. */
void lab_fresh(struct lab *lab);

void lab_run(struct lab *lab, uint64_t clocks);
uint64_t lab_clock(struct lab *lab);
/* A write that is accepted; one that may be refused: false, and REFUSED is cleared. */
void lab_put(struct lab *lab, uint32_t offset, uint32_t value);
bool lab_try(struct lab *lab, uint32_t offset, uint32_t value);
uint32_t lab_get(struct lab *lab, uint32_t offset);
/* The same of a channel's register. */
#define LAB_REG(chan, name) (SGDMA_CHAN(chan) + SGDMA_CHAN_REG_##name)
/* The row's field at `value`, in its register as `others` has the other bits; false: refused. */
bool lab_field(struct lab *lab, uint32_t value, uint32_t others);
/* Reads the row's register, notes the bits of its field, and returns the field. */
uint32_t lab_look(struct lab *lab);
/* Until (register & mask) == value. */
void lab_until(struct lab *lab, uint32_t offset, uint32_t mask, uint32_t value);

/* ---- jobs ------------------------------------------------------------------------------------------------------ */
#define LAB_EOP 1u
#define LAB_IRQ 2u
/* Starts a channel for basic transfers without a queue. */
void lab_basic(struct lab *lab, enum sgdma_chan chan);
/* START of one channel. False: refused. */
bool lab_start(struct lab *lab, enum sgdma_chan chan);
/* Writes one transfer and pushes it; to a scatter channel a packet of `len` bytes is sent first. False: START is refused. */
bool lab_push(struct lab *lab, enum sgdma_chan chan, uint64_t addr, uint32_t len, unsigned flags);
/* Compact descriptors i .. i + n - 1 of the channel's ring: one byte of LAB_DATA each. */
void lab_entries(struct lab *lab, enum sgdma_chan chan, unsigned i, unsigned n, unsigned flags);
/* Descriptor i of the ring, of either form. */
void lab_entry(struct lab *lab, enum sgdma_chan chan, unsigned i, bool wide, const struct sgdma_piece *piece);
/* Starts a channel on its ring of 2^log2 entries, LIST as given besides, with a queue of 2^queue_log2 entries or none (< 0). */
void lab_ring(struct lab *lab, enum sgdma_chan chan, unsigned log2, uint32_t list, int queue_log2);
/* Sends n bytes, as one packet. */
void lab_send(struct lab *lab, size_t n);
/* Posts entries up to index `to` (since the start; may pass 65,535) from `from` on, and waits until all are completed. */
void lab_entries_run(struct lab *lab, enum sgdma_chan chan, unsigned from, unsigned to);
/* The error that has stopped the channel, 0: none. */
unsigned lab_error(struct lab *lab, enum sgdma_chan chan);
/* Payload of a channel. */
enum axi_id lab_payload(enum sgdma_chan chan);
enum axi_id lab_fetch(enum sgdma_chan chan);

#endif
