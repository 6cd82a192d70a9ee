/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session: one job on one list, from reset on: an engine of its own, its frames handed out from the start of the layout,
 * a page table, and an image of what every byte of the memory must be at the end.
 */
#ifndef SGDMA_SIM_SESSION_H
#define SGDMA_SIM_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture.h"
#include "frames.h"
#include "options.h"
#include "pagetable.h"
#include "rig.h"
#include "rng.h"
#include "summary.h"

/* Where the simulated memory begins: above 2^44, so that the compact form needs its upper bits. */
#define SESSION_MEM_BASE UINT64_C(0x100080000000)

struct session {
	const struct options *options;
	enum shape shape;
	struct frames *frames; /* not owned; NULL: no layout */
	struct rig *rig;
	struct mem *mem;
	struct pagetable pt;
	struct rng rng;        /* of the layout: offsets in pages, places of list nodes */
	uint8_t *image;        /* from session_image() on */
	struct result *result; /* not owned */
};

/*
 * False: `result` says why (EXIT_USAGE: the settings do not fit; EXIT_TOOL: no such model). `frames` NULL: no frame layout and
 * no page table, everything is allocated by session_area() and session_places().
 */
bool session_open(struct session *s, const struct options *options, struct frames *frames, struct result *result);
void session_close(struct session *s);

/* For a failed allocation on the host: the result says so. Returns false. */
bool session_no_memory(struct session *s);

/* Path of the model that `options` name. Returns `path`. */
const char *session_model(const struct options *options, char *path, size_t path_size);

/* A fresh frame: its physical address. False: the memory is used up, and the result says so. */
bool session_frame(struct session *s, uint64_t *addr);
/*
 * Places for `count` things of `bytes` each, in an array that the caller frees; NULL: as session_frame(). With a frame layout (then
 * `bytes` is a power of two, up to a frame): slots of the frames that they fill. Without: the rig's allocator, at multiples
 * of `align`; `scattered`: in random order, each behind a random gap; else one after the other.
 */
uint64_t *session_places(struct session *s, size_t count, size_t bytes, size_t align, bool scattered);
/* `bytes` in one piece, at a multiple of 64: a frame (then no more than that), or from the rig's allocator. False as session_frame(). */
bool session_area(struct session *s, size_t bytes, uint64_t *addr);
/* Maps [vaddr, vaddr + len) and stores `data` there, unless NULL. False as session_frame(). */
bool session_map(struct session *s, uint64_t vaddr, const void *data, size_t len);
/* CPU pointer to memory that the session owns (never fails for frames that it has handed out). */
uint8_t *session_at(struct session *s, uint64_t addr, uint64_t len);

/* Takes the image: from now on only what the two functions below announce may change. */
bool session_image(struct session *s);
/* The engine must leave `data` at physical address `addr`. */
void session_expect(struct session *s, uint64_t addr, const void *data, size_t len);
/* The software has just stored to [addr, addr + len), or has checked what the engine stored there. */
void session_accept(struct session *s, uint64_t addr, size_t len);
/* Compares every byte of the memory with the image; the first difference goes to the result. */
void session_check_memory(struct session *s);
/* Compares packet i of the stream with what it must be; the first difference goes to the result. */
void session_check_packet(struct session *s, size_t i, const uint8_t *want, size_t len);
/* No packet may have come out but the first `count`. */
void session_check_packets(struct session *s, size_t count);

/* The jobs. Each fills the session's result; data are the caller's. */
void transmit_run(struct session *s, const struct capture *capture);
void receive_run(struct session *s, const struct capture *capture);
/* `copied`: room for len bytes, filled from the destination frames alone. */
void copy_run(struct session *s, const uint8_t *input, size_t len, uint8_t *copied);

#endif
