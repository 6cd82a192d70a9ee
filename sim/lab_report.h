/* SPDX-License-Identifier: Apache-2.0 */
/* lab_report: verdict.csv and index.html of a folder, from the parts that the experiments have left there. */
#ifndef SGDMA_SIM_LAB_REPORT_H
#define SGDMA_SIM_LAB_REPORT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Joins part/<name>.csv of the experiments that have run to verdict.csv, and writes index.html: one file, pictures inside, no script.
 * Experiments that run at the same time into the same folder take turns. False: a reason in `err`; neither file is half written.
 */
bool lab_report(const char *dir, char *err, size_t err_size);

#endif
