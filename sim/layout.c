/* SPDX-License-Identifier: Apache-2.0 */
#include "layout.h"

#include <string.h>

struct frames *layout_open(const char *frag, uint64_t seed, size_t count, char *err, size_t err_size)
{
	if (strcmp(frag, "pagemap") == 0)
		return frames_from_pagemap(count, err, err_size);
	if (strncmp(frag, "file:", 5) == 0)
		return frames_from_file(frag + 5, count, err, err_size);
	return frames_from_seed(seed, count, err, err_size);
}
