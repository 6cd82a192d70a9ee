/* SPDX-License-Identifier: Apache-2.0 */
/* lab_cmd: the experiments, and `sgdma-sim lab`. */
#include <string.h>

#include "lab_experiments.h"
#include "lab_report.h"
#include "options.h"

const struct lab_experiment *const lab_experiments[] = {
	&lab_breakeven, &lab_fragmentation, &lab_alignment,  &lab_coalescing,
	&lab_prefetch,  &lab_jitter,        &lab_moderation, &lab_applications,
};
const size_t lab_experiment_count = sizeof(lab_experiments) / sizeof(lab_experiments[0]);

static int complain_names(const char *given)
{
	char names[256] = "";
	size_t at = 0;

	for (size_t i = 0; i < lab_experiment_count; i++)
		at += (size_t)snprintf(names + at, sizeof(names) - at, "%s, ", lab_experiments[i]->name);
	return complain("lab%s%s: %sor report is needed", *given ? " " : "", given, names);
}

int lab_command(int argc, char **argv)
{
	struct lab_options options;
	char err[4096 + 256];
	int code;

	if (argc < 1)
		return complain_names("");
	for (size_t i = 0; i < lab_experiment_count; i++) {
		if (strcmp(argv[0], lab_experiments[i]->name) != 0)
			continue;
		code = options_lab(argc, argv, lab_experiments[i]->settings, &options);
		return code == EXIT_OK ? lab_run(lab_experiments[i], &options) : code;
	}
	if (strcmp(argv[0], "report") != 0)
		return complain_names(argv[0]);
	code = options_lab(argc, argv, "", &options);
	if (code != EXIT_OK)
		return code;
	return lab_report(options.dir, err, sizeof(err)) ? EXIT_OK : complain("lab report: %s", err);
}
