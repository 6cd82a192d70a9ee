/* SPDX-License-Identifier: Apache-2.0 */
/*
 * testmain: the main() of a cmocka test program (convention: CONTRIBUTING.md).
 *
 *	static const struct CMUnitTest tests[] = { TEST("area.name", function), ... };
 *	TESTMAIN(tests)
 *
 * `--list` prints the names; one or more NAMEs run those tests, no argument runs all. Exit 0: all passed; 1: a test failed;
 * 2: unknown name, or SEED is no number of 32 bits. Include it in one file of the program only.
 */
#ifndef SGDMA_TB_TESTMAIN_H
#define SGDMA_TB_TESTMAIN_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEST(test_name, function)                                                                                      \
	{                                                                                                              \
		test_name, function, NULL, NULL, NULL                                                                  \
	}
/* The test finds `value` (a pointer) in *state. */
#define TEST_WITH(test_name, function, value)                                                                          \
	{                                                                                                              \
		test_name, function, NULL, NULL, value                                                                 \
	}

/* Seed of every random choice: the environment variable SEED, 1 without it. Ends the program with 2 if it is no number. */
static inline uint32_t test_seed(void)
{
	const char *text = getenv("SEED");
	unsigned long long value;
	char *end;

	if (!text || !*text)
		return 1;
	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end || *text == '-' || value > UINT32_MAX) {
		fprintf(stderr, "SEED=%s: not a number from 0 to 4294967295\n", text);
		exit(2);
	}
	return (uint32_t)value;
}

static inline int test_run(const struct CMUnitTest *test)
{
	uint32_t seed = test_seed();

	if (_cmocka_run_group_tests(test->name, test, 1, NULL, NULL) == 0)
		return 0;
	fflush(stdout);
	fprintf(stderr, "FAILED %s, seed %u; repeat: make test T=%s SEED=%u\n", test->name, (unsigned)seed, test->name,
		(unsigned)seed);
	return 1;
}

static inline int test_main(int argc, char **argv, const struct CMUnitTest *list, size_t count)
{
	int status = 0;
	size_t i;

	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		for (i = 0; i < count; i++)
			puts(list[i].name);
		return 0;
	}
	if (argc < 2) {
		for (i = 0; i < count; i++)
			status |= test_run(&list[i]);
		return status;
	}
	for (int a = 1; a < argc; a++) {
		for (i = 0; i < count && strcmp(argv[a], list[i].name) != 0; i++)
			;
		if (i == count) {
			fprintf(stderr, "%s: no test of that name here (see --list)\n", argv[a]);
			return 2;
		}
		status |= test_run(&list[i]);
	}
	return status;
}

#define TESTMAIN(list)                                                                                                 \
	int main(int argc, char **argv)                                                                                \
	{                                                                                                              \
		return test_main(argc, argv, list, sizeof(list) / sizeof((list)[0]));                                  \
	}

#endif
