/* SPDX-License-Identifier: Apache-2.0 */
/* run: the command `run`: checks every file first, runs each job on each list, writes the results. */
#ifndef SGDMA_SIM_RUN_H
#define SGDMA_SIM_RUN_H

#include "options.h"

/* Exit code of the program. */
int run(const struct options *options);

#endif
