/* SPDX-License-Identifier: Apache-2.0 */
/* layout: the frame layout that --frag asks for. */
#ifndef SGDMA_SIM_LAYOUT_H
#define SGDMA_SIM_LAYOUT_H

#include "frames.h"

/* `frag` as parse_frag() allows it: seed (`seed` then counts), pagemap, file:PATH. NULL with a one-line reason in `err`. */
struct frames *layout_open(const char *frag, uint64_t seed, size_t count, char *err, size_t err_size);

#endif
