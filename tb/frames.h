/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frames: the allocator of physical page frames. A *layout* is the order in which the frames of the simulated memory are
 * handed out; it decides how fragmented a virtual buffer is. It comes from a seed, from the page frames of this live process,
 * or from a file that an earlier run wrote.
 *
 * Frames are numbered from 0 at the start of the memory; a frame is FRAME_BYTES. Layout file: text, a comment line
 * first, then one run a line, "FIRST COUNT" in decimal: frames FIRST, FIRST + 1, ... in this order.
 */
#ifndef SGDMA_TB_FRAMES_H
#define SGDMA_TB_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FRAME_BYTES 4096u

struct frames;

/*
 * Each returns a layout of a memory of `count` frames, or NULL with a one-line reason in `err`. A layout may name fewer
 * frames than the memory has, never one twice.
 */

/* Runs of 1 to 16 adjacent frames (half of them alone, a quarter pairs, ...) in random order. */
struct frames *frames_from_seed(uint64_t seed, size_t count, char *err, size_t err_size);

/*
 * The order in which this process got its own page frames for an anonymous mapping, from /proc/self/pagemap, moved together
 * into `count` frames: what is adjacent and in which order stays as it is. Needs the right to see frame numbers (root).
 */
struct frames *frames_from_pagemap(size_t count, char *err, size_t err_size);

/* The same from a file in the format of that one: 64-bit entries, little-endian, frame number in bits 54:0, present in bit 63. */
struct frames *frames_from_pagemap_file(const char *path, size_t count, char *err, size_t err_size);

struct frames *frames_from_file(const char *path, size_t count, char *err, size_t err_size);

void frames_free(struct frames *frames);

/* Writes the layout so that frames_from_file() gives the same one. False: see ferror(). */
bool frames_write(const struct frames *frames, FILE *to);

/* The next frame, or false: none left. */
bool frames_take(struct frames *frames, uint64_t *frame);
/* All frames are free again: the order starts anew. */
void frames_rewind(struct frames *frames);
/* Frames of the layout, and those not yet taken. */
size_t frames_total(const struct frames *frames);
size_t frames_left(const struct frames *frames);

#endif
