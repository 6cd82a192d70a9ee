/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show: short runs for the waves of what jobs do not show: basic (a copy without list and queue), error (a read that fails),
 * abort (a stop in mid-packet), moderation (interrupts by count and by time).
 */
#ifndef SGDMA_SIM_SHOW_H
#define SGDMA_SIM_SHOW_H

#include "options.h"

/* EXIT_OK: seen to the end; else a message is on stderr. Uses width, latency, depth, seed, form, model and trace. */
int show(const char *name, const struct options *options);

#endif
