/* SPDX-License-Identifier: Apache-2.0 */
/* Every bit of the register map changes something that is seen elsewhere; how that is shown is in effects.h. */
#include <inttypes.h>

#include "effects.h"
#include "testmain.h"

/* ---- the map --------------------------------------------------------------------------------------------------- */

struct map_reg {
	const char *name;
	uint32_t offset;
	bool channel; /* one per channel; the offset counts from there */
};

struct map_field {
	const char *reg, *name, *access;
	unsigned lsb, width;
};

static const struct map_reg map[] = {
#define SGDMA_REG(name, offset, access, reset, text) { #name, offset, false },
#include "sgdma_regs.def"
#define SGDMA_CHAN_REG(name, offset, access, reset, text) { #name, offset, true },
#include "sgdma_regs.def"
};

static const struct map_field fields[] = {
#define SGDMA_FIELD(reg, name, lsb, width, access, reset, text) { #reg, #name, #access, lsb, width },
#include "sgdma_regs.def"
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct effects *const groups[] = {
	&effects_identity, &effects_global, &effects_attributes, &effects_windows, &effects_counters, &effects_list,
	&effects_basic,    &effects_queue,  &effects_timers,     &effects_status,  &effects_errors,
};

static const struct map_reg *find_reg(const char *name)
{
	for (size_t i = 0; i < COUNT(map); i++)
		if (strcmp(map[i].name, name) == 0)
			return &map[i];
	return NULL;
}

/* A register without fields is one field without a name. */
static bool find_field(const char *reg, const char *name, struct map_field *found)
{
	bool any = false;

	for (size_t i = 0; i < COUNT(fields); i++) {
		if (strcmp(fields[i].reg, reg) != 0)
			continue;
		any = true;
		*found = fields[i];
		if (strcmp(fields[i].name, name) == 0)
			return true;
	}
	*found = (struct map_field){ reg, "", "RO", 0, 32 };
	return !any && *name == '\0' && find_reg(reg);
}

static unsigned rows_in(const struct effects *group, const char *reg, const char *field)
{
	unsigned rows = 0;

	for (size_t i = 0; i < group->count; i++)
		rows += strcmp(group->rows[i].reg, reg) == 0 && strcmp(group->rows[i].field, field) == 0;
	return rows;
}

static unsigned rows_of(const char *reg, const char *field)
{
	unsigned rows = 0;

	for (size_t g = 0; g < COUNT(groups); g++)
		rows += rows_in(groups[g], reg, field);
	return rows;
}

/* Fields that mean one thing to a list and another to a basic transfer: a row for each, in the group of each. */
static const struct {
	const char *reg, *name;
} twofold[] = { { "BASE_LO", "ADDR" }, { "BASE_HI", "ADDR" }, { "COUNT", "N" } };

static bool is_twofold(const char *reg, const char *name)
{
	for (size_t i = 0; i < COUNT(twofold); i++)
		if (strcmp(twofold[i].reg, reg) == 0 && strcmp(twofold[i].name, name) == 0)
			return true;
	return false;
}

/* What it is written with is kept: WC takes no value. */
static bool writable(const char *access)
{
	return strcmp(access, "RO") != 0 && strcmp(access, "WC") != 0;
}

/* Each field of the map has a row for what it means, each row is of a field of the map and says what it leaves out and why. */
static void complete(void **state)
{
	struct map_field field;
	unsigned bad = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(map); i++)
		if (find_field(map[i].name, "", &field) && rows_of(map[i].name, "") != 1) {
			fprintf(stderr, "%s: %u experiments\n", map[i].name, rows_of(map[i].name, ""));
			bad++;
		}
	for (size_t i = 0; i < COUNT(fields); i++)
		if (rows_of(fields[i].reg, fields[i].name) != 1u + is_twofold(fields[i].reg, fields[i].name)) {
			fprintf(stderr, "%s.%s: %u experiments\n", fields[i].reg, fields[i].name,
				rows_of(fields[i].reg, fields[i].name));
			bad++;
		}
	for (size_t i = 0; i < COUNT(twofold); i++)
		if (rows_in(&effects_list, twofold[i].reg, twofold[i].name) != 1 ||
		    rows_in(&effects_basic, twofold[i].reg, twofold[i].name) != 1) {
			fprintf(stderr, "%s.%s: not one experiment with a list and one without\n", twofold[i].reg,
				twofold[i].name);
			bad++;
		}
	for (size_t g = 0; g < COUNT(groups); g++)
		for (size_t i = 0; i < groups[g]->count; i++) {
			const struct effect *row = &groups[g]->rows[i];

			if (!find_field(row->reg, row->field, &field)) {
				fprintf(stderr, "%s.%s is not in the map\n", row->reg, row->field);
				bad++;
			}
			if (!row->probe == !row->watch || (row->watch && writable(field.access))) {
				fprintf(stderr,
					"%s.%s: one of probe and watch is needed, and probe for what is written\n",
					row->reg, row->field);
				bad++;
			}
			for (unsigned c = 0; c < 2; c++)
				if (!row->beyond[c].bits != !row->beyond[c].why ||
				    (row->probe && row->beyond[c].bits) ||
				    (row->beyond[c].bits >> (field.width - 1)) > 1) {
					fprintf(stderr, "%s.%s: bits 0x%" PRIx32 " beyond reach, and why?\n", row->reg,
						row->field, row->beyond[c].bits);
					bad++;
				}
		}
	assert_int_equal(bad, 0);
}

/* ---- the experiments ------------------------------------------------------------------------------------------- */

static void probe(struct lab *lab)
{
	const struct effect *row = lab->row;

	for (unsigned bit = 0; bit < lab->width; bit++) {
		const bool exact = !row->exact || (row->exact >> bit & 1);
		const uint64_t step = 1ull << (bit + row->shift);
		uint64_t without, with;

		lab_fresh(lab);
		without = row->probe(lab, bit, row->base & ~(1u << bit));
		lab_fresh(lab);
		with = row->probe(lab, bit, row->base | 1u << bit);
		LAB_CHECK(lab, with != without, "bit %u changes nothing: 0x%" PRIx64 " is seen with it and without it",
			  bit, with);
		if (exact && row->rule == EFFECT_CARRIES)
			LAB_EQUAL(lab, with ^ without, step, "what a bit turns in what is seen");
		if (exact && row->rule == EFFECT_COUNTS)
			LAB_EQUAL(lab, with - without, step, "what a bit adds to what is seen");
	}
}

static void watch(struct lab *lab)
{
	const uint32_t field = UINT32_MAX >> (32 - lab->width), beyond = lab->row->beyond[lab->chan].bits;

	lab->seen0 = lab->seen1 = 0;
	lab_fresh(lab);
	lab->row->watch(lab);
	LAB_EQUAL(lab, lab->seen0 & field & ~beyond, field & ~beyond, "bits that were seen at 0");
	LAB_EQUAL(lab, lab->seen1 & field & ~beyond, field & ~beyond, "bits that were seen at 1");
}

static void run(void **state)
{
	const struct effects *group = *state;

	for (size_t i = 0; i < group->count; i++) {
		const struct effect *row = &group->rows[i];
		const struct map_reg *reg = find_reg(row->reg);
		struct map_field field;

		assert_non_null(reg);
		assert_true(find_field(row->reg, row->field, &field));
		for (unsigned c = 0; c < (reg->channel ? 2 : 1); c++) {
			struct lab lab = { .row = row,
					   .chan = (enum sgdma_chan)c,
					   .reg = reg->offset + (reg->channel ? SGDMA_CHAN((enum sgdma_chan)c) : 0),
					   .lsb = field.lsb,
					   .width = field.width };

			lab_open(&lab, NULL);
			if (row->probe)
				probe(&lab);
			else
				watch(&lab);
			LAB_CHECK(&lab, *rig_error(lab.rig) == '\0', "the run");
			lab_close(&lab);
		}
	}
}

static const struct CMUnitTest tests[] = {
	TEST("effects.complete", complete),
	TEST_WITH("effects.identity", run, (void *)&effects_identity),
	TEST_WITH("effects.global", run, (void *)&effects_global),
	TEST_WITH("effects.attributes", run, (void *)&effects_attributes),
	TEST_WITH("effects.windows", run, (void *)&effects_windows),
	TEST_WITH("effects.counters", run, (void *)&effects_counters),
	TEST_WITH("effects.list", run, (void *)&effects_list),
	TEST_WITH("effects.basic", run, (void *)&effects_basic),
	TEST_WITH("effects.queue", run, (void *)&effects_queue),
	TEST_WITH("effects.timers", run, (void *)&effects_timers),
	TEST_WITH("effects.status", run, (void *)&effects_status),
	TEST_WITH("effects.errors", run, (void *)&effects_errors),
};
TESTMAIN(tests)
