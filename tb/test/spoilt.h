/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spoilt: what scenarios of errors share: a good gather list of five packets, one descriptor of which is then replaced by the
 * scenario, and pages of memory that answer with an error.
 */
#ifndef SGDMA_TB_TEST_SPOILT_H
#define SGDMA_TB_TEST_SPOILT_H

#include "scene.h"

#define SPOILT_LEN 40

/* A descriptor as its bits: in the wide form bits 28..31 of len and 4..15 of flags are reserved ones. */
struct raw {
	uint64_t addr;
	uint32_t len;
	unsigned flags;
};

/* The scene's shape and form; a chain has two chunks, of two packets and of three. */
struct list {
	struct lane lane;
	uint64_t at[5];    /* the packets' bytes */
	uint64_t place[5]; /* where the descriptors are */
	uint64_t header[2];
};

void list_make(struct scene *s, struct list *l);
/* Starts the channel and posts all five. */
void list_go(struct scene *s, struct list *l);
/* Packets and completions 0 to n - 1 are whole. */
void list_good(struct scene *s, struct list *l, unsigned n);
/* What the registers must show as an entry's address: the compact form's with UPPER. */
uint64_t list_full_addr(const struct lane *lane, uint64_t addr);

/* 4 KiB that answer reads (writes) with `resp`, with a good page before and behind. */
uint64_t bad_page(struct scene *s, enum axi_resp resp, bool write);
/* ERROR_ADDR names this bus word: whether AxADDR of a first beat keeps its low bits is the engine's choice. */
void check_burst_addr(struct scene *s, enum sgdma_chan chan, uint64_t expected);

#endif
