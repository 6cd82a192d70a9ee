/* SPDX-License-Identifier: Apache-2.0 */
/* file: whole files in and out, with one-line reasons when that fails. */
#ifndef SGDMA_SIM_FILE_H
#define SGDMA_SIM_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads all of `path` (file, pipe or device) into *data, which the caller frees. False with a reason in `err`: cannot be opened or read,
 * a folder, empty, more than `limit` bytes (then *len > limit; little beyond is read).
 */
bool file_read(const char *path, size_t limit, uint8_t **data, size_t *len, char *err, size_t err_size);

/* Can `path` be written as file_write() does it? Changes nothing. */
bool file_check_output(const char *path, char *err, size_t err_size);

/*
 * A regular or new file is written under another name in the same folder and renamed at the end, so that `path` is never half a
 * file; a symbolic link stays one. Anything else (device, pipe) is opened in place, never renamed or removed.
 */
bool file_write(const char *path, const void *data, size_t len, char *err, size_t err_size);

/* Makes a folder and its parents. */
bool file_make_dir(const char *path, char *err, size_t err_size);

#endif
