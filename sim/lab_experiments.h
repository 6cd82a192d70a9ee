/* SPDX-License-Identifier: Apache-2.0 */
/* lab_experiments: the experiments of the laboratory, each in the file of its name. */
#ifndef SGDMA_SIM_LAB_EXPERIMENTS_H
#define SGDMA_SIM_LAB_EXPERIMENTS_H

#include "lab.h"

extern const struct lab_experiment lab_breakeven, lab_fragmentation, lab_alignment, lab_coalescing, lab_prefetch,
	lab_jitter, lab_moderation, lab_applications;

#endif
