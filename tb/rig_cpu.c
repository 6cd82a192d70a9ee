/* SPDX-License-Identifier: Apache-2.0 */
/* rig_cpu: the CPU of rig.h that the driver runs on. */
#include <stdio.h>

#include "rig_priv.h"

struct cpu *rig_make_cpu(struct rig *rig, enum axi_share_turn turn, const struct cpu_config *config, char *err,
			 size_t err_size)
{
	if (!rig->bench || rig->cpu) {
		snprintf(err, err_size, "rig: %s", rig->bench ? "a CPU is there" : "the reference model has no clocks");
		return NULL;
	}
	rig->cpu = cpu_create(rig->bench, turn, config, err, err_size);
	rig_drive_on_cpu(rig, true);
	return rig->cpu;
}

struct cpu *rig_cpu(struct rig *rig)
{
	return rig->cpu;
}

void rig_drive_on_cpu(struct rig *rig, bool on)
{
	if (!rig->cpu)
		return;
	rig->on_cpu = on;
	cpu_drive(rig->cpu, on);
}
