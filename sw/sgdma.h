/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * sgdma: the driver core. Freestanding C11: no allocation, no globals, no libc. All storage is the caller's.
 *
 * Layers in this file:
 *   L0 registers   sgdma_init, sgdma_chan_start, sgdma_chan_stop, sgdma_chan_error, interrupts, windows, counters
 *   L1 lists       sgdma_ring, sgdma_chain, sgdma_cq: who owns which entry is explicit; sgdma_basic: no list at all
 *   L2 builder     sgdma_build: a virtual buffer and its page table in, a short list of pieces out; sgdma_sg.h: the same with
 *                  alignment, bounce buffers and joined gaps, as a measured cost model (sgdma_cost.h) or the caller decides
 * L3, transactions in the terms of dmaengine, is in sgdma_dma.h.
 *
 * Threads: none of these functions locks. One caller at a time per channel; MODE and IRQ_ENABLE one at a time per device.
 * Every function says what a failure has already done; where it says nothing, a failure has changed nothing.
 */
#ifndef SGDMA_H
#define SGDMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SGDMA_MUST_CHECK __attribute__((warn_unused_result))
#else
#define SGDMA_MUST_CHECK
#endif

/* Major version of the engine that this driver is for: VERSION.MAJOR must be the same. */
#define SGDMA_MAJOR 0u

enum sgdma_result {
	SGDMA_SUCCESS = 0,
	SGDMA_ERR_ARG,      /* an argument out of its range; nothing was touched */
	SGDMA_ERR_DEVICE,   /* no engine, or one of another major version, behind the bus functions */
	SGDMA_ERR_STATE,    /* the channel is not in the state that the call needs */
	SGDMA_ERR_FULL,     /* no free entry (ring, chain, caller's array) */
	SGDMA_ERR_EMPTY,    /* nothing there yet */
	SGDMA_ERR_REFUSED,  /* the engine refused a write; sgdma_refused() tells which */
	SGDMA_ERR_TIMEOUT,  /* a bounded wait ran out; the engine may still be working */
	SGDMA_ERR_UNMAPPED, /* the page table has no frame for an address */
	SGDMA_ERR_ABSENT,   /* the engine was built without what the call needs; nothing was touched */
	SGDMA_ERR_DEAD,     /* the watchdog has run out: only a reset of engine and bus helps, the memory stays lost */
	SGDMA_ERR_ALIGN,    /* a piece that must go as it is has not the alignment that is demanded */
	SGDMA_ERR_BOUNCE,   /* not enough free bounce buffers */
	SGDMA_ERR_SAMPLES   /* the measurements do not determine the constants */
};
/* Text of a result, static, never NULL. */
const char *sgdma_result_text(enum sgdma_result result);
/* Text of a status or error code (sgdma_codes.def), static, never NULL: "a data entry of length 0". */
const char *sgdma_code_text(uint8_t code);
/* Short name of a code ("LEN_ZERO"), static, never NULL ("?" if unknown). */
const char *sgdma_code_name(uint8_t code);
/* Version of this driver, "MAJOR.MINOR.PATCH", static. */
const char *sgdma_version(void);

/* ---- bus access: the one thing that a port has to provide -------------------------------------------------- */
struct sgdma_ops {
	uint32_t (*read)(void *ctx, uint32_t offset);              /* one 32-bit register load */
	void (*write)(void *ctx, uint32_t offset, uint32_t value); /* one 32-bit register store */
	/* Every earlier store to shared memory is seen by the engine before any later register store. */
	void (*wmb)(void *ctx);
	/* Every earlier load, of shared memory or of a register, is over before any later load or register store. */
	void (*rmb)(void *ctx);
	/* Called between two polls: lets time pass. */
	void (*relax)(void *ctx);
};

enum sgdma_chan { SGDMA_GATHER = 0, SGDMA_SCATTER = 1 };

struct sgdma_caps {
	uint8_t bus_bytes, addr_w, max_d, max_k_log2;
	uint16_t max_burst;     /* bytes */
	uint16_t reads, writes; /* bursts in flight */
	uint8_t major, minor, patch;
	uint8_t windows; /* address windows, 0..4 */
	bool gather, scatter, wide, compact, counters, timers;
};

/* A device. Fields are private; the caller only provides the storage. */
struct sgdma {
	const struct sgdma_ops *ops;
	void *ctx;
	struct sgdma_caps caps;
};

/*
 * Checks identification and version and reads the capabilities. `ops` must outlive the device. Writes no register.
 * ERR_ARG: something is NULL; ERR_DEVICE: no engine that this driver knows. *dev is written on SUCCESS alone.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_init(struct sgdma *dev, const struct sgdma_ops *ops, void *ctx);
const struct sgdma_caps *sgdma_caps(const struct sgdma *dev);

struct sgdma_chan_config {
	bool chain;           /* false: ring; true: chain of chunks */
	bool wide;            /* descriptors of 16 bytes instead of 8 */
	uint8_t size_log2;    /* ring: log2 of its entries, 0..15, as in sgdma_ring_init() */
	uint64_t base;        /* bus address of the ring or of the first chunk, aligned to a descriptor */
	uint16_t first_count; /* chain: entries of the first chunk, header included, >= 2 */
	uint64_t upper;       /* compact: a bus address whose bits 63:44 all descriptors share */
	uint16_t d;           /* fetches in flight, 1..caps.max_d; 0: reset value */
	uint8_t k_log2;       /* log2 of entries per fetch, 0..caps.max_k_log2 (larger: cut to it) */
	uint64_t cq_base;     /* bus address of the completion queue, aligned to 64 */
	uint8_t cq_size_log2; /* log2 of its entries, 0..15 */
	uint16_t cq_wait;     /* clocks a part-filled beat of completions waits */
	bool no_queue;        /* no queue in memory: sgdma_last_take(); cq_base and cq_size_log2 are not used */
	bool basic;           /* no list in memory: sgdma_basic_start(); chain, size_log2, base are not used */
	bool cyclic;          /* ring: any doorbell runs all of it lap after lap, until sgdma_cyclic_end() or a stop */
	bool fence;           /* scatter, copy: after each EOP nothing goes on until all of it is in memory */
};

/* MODE.COPY. SGDMA_ERR_REFUSED unless both channels are stopped. */
SGDMA_MUST_CHECK enum sgdma_result sgdma_set_copy(struct sgdma *dev, bool copy);
/*
 * Programs a stopped channel and starts it. Indices count from 0 again, so before each start the completion queue's
 * memory is zeroed (phase 0), and its sgdma_cq and the ring are initialised anew. No memory is touched before a doorbell.
 * ERR_ARG: `config` is out of the ranges above or of the engine's ADDR_W and D, nothing was touched; ERR_STATE: the
 * channel is not stopped, nothing was written; ERR_REFUSED: a register does not read back as written (the channel stays
 * stopped, registers before the refused one are written).
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chan_start(struct sgdma *dev, enum sgdma_chan chan,
						    const struct sgdma_chan_config *config);
/*
 * Stops a channel (in copy mode both) and waits until it is quiesced, at most `polls` polls with relax() between.
 * After SUCCESS nothing of the channel touches memory any more. After TIMEOUT it may: its memory must not be reused;

 * calling again waits on. With 0 polls it only asks for the stop, and says TIMEOUT. ERR_DEAD: the watchdog has run out
 * and the channel is not quiesced: it never will be.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chan_stop(struct sgdma *dev, enum sgdma_chan chan, uint32_t polls);

struct sgdma_error {
	uint8_t code, phase;
	uint16_t index;
	uint64_t addr;
};
/* True, and *error filled, if the channel has stopped with an error. */
bool sgdma_chan_error(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_error *error);
/*
 * Writes what happened and what to do about it as text of at most size - 1 characters, always ended by a 0 (size >= 1),
 * and returns the length that the whole text has: "gather stopped at entry 5: LEN_ZERO (decode, address 0x...): ...".
 */
size_t sgdma_error_text(char *text, size_t size, enum sgdma_chan chan, const struct sgdma_error *error);
/* State of the channel: STATUS as read. Fields by SGDMA_GET(STATUS, NAME, value) of sgdma_regs.h. */
uint32_t sgdma_chan_status(struct sgdma *dev, enum sgdma_chan chan);
/* Entries completed since the start, modulo 65,536. */
uint16_t sgdma_chan_consumer(struct sgdma *dev, enum sgdma_chan chan);
/* Clocks since the start in which a posted descriptor was lacking, up to 64 clocks late; 0 without counters. */
uint32_t sgdma_chan_fetch_wait(struct sgdma *dev, enum sgdma_chan chan);
/*
 * Data done since the start, to the byte: whole entries in *index (modulo 65,536) and bytes of the one after in *bytes,
 * taken in one clock. Valid until the next start.
 */
void sgdma_chan_residue(struct sgdma *dev, enum sgdma_chan chan, uint16_t *index, uint32_t *bytes);
/*
 * Interrupt moderation, at any time: DONE rises when `count` completions (1..65,535) wait, or one has waited `clocks`
 * (below 2^24; 0: only the count). Both stay until they are changed or the channel is reset. ERR_ARG; ERR_ABSENT:
 * clocks, and an engine without timers; ERR_REFUSED.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chan_moderate(struct sgdma *dev, enum sgdma_chan chan, uint16_t count,
						       uint32_t clocks);
/* Watchdog, at any time: clocks (below 2^24; 0: off) without any progress on the bus. Results as above. */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chan_watchdog(struct sgdma *dev, enum sgdma_chan chan, uint32_t clocks);
/* Lets a cyclic ring stop at the end of its lap (LIST_DONE does not tell: CONSUMER rests); ERR_REFUSED: it does not run. */
SGDMA_MUST_CHECK enum sgdma_result sgdma_cyclic_end(struct sgdma *dev, enum sgdma_chan chan);
/*
 * Stops the channel as sgdma_chan_stop() does, and puts all of its registers to their reset values. The same results;
 * after TIMEOUT calling again waits on.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chan_reset(struct sgdma *dev, enum sgdma_chan chan, uint32_t polls);
/* Sticky refusal: code in bits 3:0, offset in 27:16, 0: none. Clears it. */
uint32_t sgdma_refused(struct sgdma *dev);
/* IRQ_ENABLE and IRQ_STATUS, as masks of SGDMA_IRQ_STATUS_*. */
void sgdma_irq_enable(struct sgdma *dev, uint32_t mask);
uint32_t sgdma_irq_status(struct sgdma *dev);

/* ---- L0: what protects, counts and colours the traffic ------------------------------------------------------- */
struct sgdma_window {
	uint64_t base, size;    /* bus addresses, multiples of 4,096; size >= 4,096 */
	bool read, write, lock; /* what is permitted; lock: nobody changes the window until the engine is reset */
};
/*
 * Window n (below caps.windows) while both channels are stopped; `window` NULL: off. While it changes it is off. As soon as one
 * window is on, every address must lie in one that permits it. ERR_ARG: no such window, or ranges; ERR_REFUSED: a
 * channel runs or the window is locked.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_window_set(struct sgdma *dev, unsigned n, const struct sgdma_window *window);

/* AXI attributes per kind of traffic, while both channels are stopped. ERR_ARG: out of range; ERR_REFUSED. */
enum sgdma_traffic {
	SGDMA_TRAFFIC_GATHER_FETCH,
	SGDMA_TRAFFIC_SCATTER_FETCH,
	SGDMA_TRAFFIC_READ,
	SGDMA_TRAFFIC_WRITE,
	SGDMA_TRAFFIC_COMPLETION
};
struct sgdma_attr {
	uint8_t cache, prot, qos; /* AxCACHE 0..15, AxPROT 0..7, AxQOS 0..15 */
};
SGDMA_MUST_CHECK enum sgdma_result sgdma_attr_set(struct sgdma *dev, enum sgdma_traffic traffic,
						  struct sgdma_attr attr);

/*
 * Packets that do not fit, while both channels are stopped. overrun_stop: a packet longer than its buffers stops the
 * channel (else it is cut and reported); empty_drop: a packet that finds no buffer is dropped and counted (else it waits).
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_set_policy(struct sgdma *dev, bool overrun_stop, bool empty_drop);
/* Packets dropped since the scatter channel was started, wrapping, up to 64 clocks late; 0 without counters. */
uint32_t sgdma_dropped(struct sgdma *dev);

struct sgdma_counters { /* since the engine was reset, wrapping; what each counts is told in sgdma_regs.def */
	uint32_t busy, read_beats, write_beats, fetch_beats, completion_beats, fetches;
	uint32_t wait_desc, wait_read, wait_write, wait_stream;
};
/* All counters of one clock. ERR_ABSENT; ERR_TIMEOUT: not there after `polls` polls, *out is untouched. */
SGDMA_MUST_CHECK enum sgdma_result sgdma_counters_take(struct sgdma *dev, struct sgdma_counters *out, uint32_t polls);

/* ---- L1: descriptors, rings, chains, completions ---------------------------------------------------------- */
#define SGDMA_EOP 1u
#define SGDMA_IRQ 2u

/* One piece of memory: a data entry before it is packed. */
struct sgdma_piece {
	uint64_t addr; /* bus address */
	uint32_t len;  /* bytes, 1..65,535 compact, 1..2^28 - 1 wide */
	uint16_t tag;  /* wide form alone; the compact form's tag is its index */
	uint8_t flags; /* SGDMA_EOP, SGDMA_IRQ */
};

/* Bytes of a descriptor: 8 or 16. */
static inline unsigned sgdma_desc_bytes(bool wide)
{
	return wide ? 16 : 8;
}

/* A ring of descriptors in memory shared with the engine. Fields are private. */
struct sgdma_ring {
	void *entries;
	uint64_t upper;
	uint16_t mask, producer, published, consumer;
	bool wide;
};

/*
 * `entries`: CPU address of 2^size_log2 descriptors, aligned to one. The memory stays the caller's; while the channel
 * runs, entries from consumer to producer belong to the engine and must not be stored to.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_ring_init(struct sgdma_ring *ring, void *entries, uint8_t size_log2, bool wide,
						   uint64_t upper);
/* Free entries, by the consumer index of the last sgdma_ring_reclaim(). */
uint32_t sgdma_ring_space(const struct sgdma_ring *ring);
/* Writes one descriptor; the engine does not see it before a doorbell. ERR_FULL, ERR_ARG (length, address). */
SGDMA_MUST_CHECK enum sgdma_result sgdma_ring_push(struct sgdma_ring *ring, const struct sgdma_piece *piece);
/*
 * Takes back what the engine has completed: reads CONSUMER, then rmb(). Returns the entries taken back. An index that the
 * engine cannot have reached (a dead bus) takes nothing back.
 */
uint32_t sgdma_ring_reclaim(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_ring *ring);
/*
 * wmb(), then one doorbell for everything pushed since the last; nothing if nothing is new. The engine refuses it unless
 * the channel runs (sgdma_refused()).
 */
void sgdma_ring_doorbell(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_ring *ring);
/* Both halves of a copy in one register write; nothing if nothing is new in either. */
void sgdma_ring_doorbell_both(struct sgdma *dev, struct sgdma_ring *gather, struct sgdma_ring *scatter);

/*
 * A chain of chunks, written front to back into memory that the caller hands over chunk by chunk. Each chunk is closed
 * with END until the next one is opened. Fields are private.
 */
struct sgdma_chain {
	bool wide;
	uint64_t upper;
	void *chunk;         /* CPU address of the open chunk's header */
	uint16_t used, room; /* entries of the open chunk, header included */
	void *previous;      /* header that gets this chunk's address and count when it is closed */
	uint64_t chunk_addr; /* bus address of the open chunk */
	uint64_t first_addr;
	uint16_t first_count;
	uint16_t data_entries; /* so far, modulo 65,536: the tag of the next compact entry */
	void *tail;            /* last header of the chain as it was closed: the engine may run on it */
	uint64_t tail_next;    /* what that header is to say once all behind it is written */
	uint16_t tail_count;
};
void sgdma_chain_init(struct sgdma_chain *chain, bool wide, uint64_t upper);
/*
 * Opens a chunk of `room` entries (header included, >= 2) at CPU address `chunk`, bus address `addr`, both aligned to a
 * descriptor; compact: with the chain's bits 63:44. Else ERR_ARG. Closes the one before, which must hold at least one data
 * entry (ERR_STATE). Linked list: room = 2 each time. After sgdma_chain_close() it continues the chain, to be ended by
 * sgdma_chain_append() if the engine may run on it, or by another sgdma_chain_close() if it does not.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chain_open(struct sgdma_chain *chain, void *chunk, uint64_t addr,
						    uint16_t room);
/* Adds a data entry to the open chunk. ERR_FULL: open another; ERR_STATE: none open; ERR_ARG. */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chain_push(struct sgdma_chain *chain, const struct sgdma_piece *piece);
/* Ends the chain; base and first_count of `config` are set (and chain, wide, upper). ERR_STATE: no data entry. */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chain_close(struct sgdma_chain *chain, struct sgdma_chan_config *config);
/* wmb(), then the doorbell that starts the first chunk on a started channel. */
void sgdma_chain_doorbell(struct sgdma *dev, enum sgdma_chan chan);
/*
 * Ends the chain like sgdma_chain_close(), on a chain that was closed before and that the engine runs on: links what was
 * opened since to the last header of then, in the one order that is safe at every moment, and rings the doorbell. The engine
 * goes on into it, or is there already; it never sees half a link. ERR_STATE: no data entry, or not closed before. A
 * channel that has stopped refuses the doorbell (sgdma_refused()), the memory then says what was to be done.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_chain_append(struct sgdma *dev, enum sgdma_chan chan,
						      struct sgdma_chain *chain);

struct sgdma_completion {
	uint16_t tag;
	uint32_t bytes;
	bool saturated;
	uint8_t status; /* code of sgdma_codes.def, bit 7 removed */
	bool eop, irq, source, is_short;
};

/* Reader's side of a completion queue. Fields are private. */
struct sgdma_cq {
	const volatile void *entries;
	uint16_t mask, taken, acked;
};
/*
 * `entries`: CPU address of 2^size_log2 zeroed entries of 8 bytes, aligned to one (their bus address: to 64). Memory
 * belongs to the engine, read-only to the CPU.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_cq_init(struct sgdma_cq *cq, const volatile void *entries, uint8_t size_log2);
/* Takes the next entry (with rmb after its phase was seen). ERR_EMPTY: none yet. Reads no register. */
SGDMA_MUST_CHECK enum sgdma_result sgdma_cq_pop(struct sgdma *dev, struct sgdma_cq *cq, struct sgdma_completion *out);
/*
 * Gives the slots of what was taken back to the engine: a load of CQ_WRITTEN, rmb(), one register write; nothing if nothing is new.
 * What the engine does not know to be in memory yet stays for the next call: the interrupt is or will be high for it.
 */
void sgdma_cq_ack(struct sgdma *dev, enum sgdma_chan chan, struct sgdma_cq *cq);

/*
 * Queue-less (no_queue): takes all completions that there are and tells the last. *taken is the caller's count of
 * them, 0 at the start. ERR_EMPTY: none new; ERR_TIMEOUT: they came faster than they could be read, call again.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_last_take(struct sgdma *dev, enum sgdma_chan chan, uint16_t *taken,
						   struct sgdma_completion *out);
/*
 * Basic DMA, on channels started with `basic`: one transfer from a piece (wide lengths; NULL: not this half), both halves
 * of a copy at once. wmb() comes first. ERR_ARG: no piece, a length, an address past the bus; ERR_FULL: the one before is not
 * taken yet; ERR_STATE: an older refusal is not taken (sgdma_refused()); ERR_REFUSED: the channel does not run, or not basic.
 * Looks at REFUSED, so one caller at a time per device.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_basic_start(struct sgdma *dev, const struct sgdma_piece *gather,
						     const struct sgdma_piece *scatter);

/*
 * Packs / unpacks (the exact bits of rtl/README.md); buffers of 8 or 16 bytes of any alignment, little-endian on any CPU.
 * sgdma_desc_pack: ERR_ARG if length, flags or address do not fit the form or the range wraps 64 bits; compact: `upper` is
 * any address that has the list's bits 63:44. sgdma_header_pack stores address first, flags last; `end`: next is ignored.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_desc_pack(void *to, bool wide, uint64_t upper,
						   const struct sgdma_piece *piece);
void sgdma_header_pack(void *to, bool wide, uint64_t next, uint16_t next_count, bool end);
void sgdma_completion_unpack(uint64_t raw, struct sgdma_completion *out);

/* ---- L2: from a virtual buffer to a list ------------------------------------------------------------------ */
/*
 * Address translation of the port: the bus address of virtual address `vaddr` in *addr, and in *len how many bytes from
 * there on are contiguous for certain (at least 1; usually to the end of the page). False: not mapped; so count 0 bytes,
 * or more than there are up to the top of the bus.
 */
typedef bool (*sgdma_translate)(void *ctx, uint64_t vaddr, uint64_t *addr, uint64_t *len);

struct sgdma_build_limits {
	uint32_t max_len;  /* longest piece in bytes, 1..2^28 - 1; compact at most 65,535 */
	uint64_t boundary; /* 0, or a power of two that no piece may cross */
};

/*
 * Turns [vaddr, vaddr + len) into pieces: adjacent frames are merged, pieces split at the limits; the
 * last piece gets last_flags, the others none; tags all = tag. *count: in: room in `pieces`; out: pieces written.
 * ERR_FULL: *count is the number that would be needed, pieces hold the first ones; ERR_UNMAPPED: *count pieces
 * before the hole are valid (the first ones, if there are more than room), their flags 0; ERR_ARG: len 0, wrap, bad limits
 * or flags, nothing was touched. `pieces` may be NULL with *count 0, to ask for the number.
 */
SGDMA_MUST_CHECK enum sgdma_result sgdma_build(sgdma_translate translate, void *ctx, uint64_t vaddr, uint64_t len,
					       const struct sgdma_build_limits *limits, uint8_t last_flags,
					       uint16_t tag, struct sgdma_piece *pieces, size_t *count);

#endif
