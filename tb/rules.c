/* SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void rules_fault(struct rules_fault *fault, const char *format, ...)
{
	va_list args;
	int used;

	if (fault->text[0])
		return;
	used = snprintf(fault->text, sizeof(fault->text), "clock %" PRIu64 ": ", fault->clock);
	va_start(args, format);
	vsnprintf(fault->text + used, sizeof(fault->text) - (size_t)used, format, args);
	va_end(args);
}
