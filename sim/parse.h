/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse: values of options, each checked to the last character. What does not fit is told in one line (complain()) that names
 * the option, what was given and what is accepted.
 */
#ifndef SGDMA_SIM_PARSE_H
#define SGDMA_SIM_PARSE_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Index of `text` in `names`, or -1 after a message. */
int parse_name(const char *option, const char *text, const char *const *names, int count);
/* "all" or one of up to 7 `names`: which are asked for. */
bool parse_set(const char *option, const char *text, const char *const *names, int count, bool *set);
bool parse_two(const char *option, const char *text, const char *off, const char *on, bool *value);
/* Decimal digits and nothing else. */
bool parse_number(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *value);
bool parse_unsigned(const char *option, const char *text, uint64_t low, uint64_t high, unsigned *value);
/* Bits of a data bus. */
bool parse_width(const char *text, unsigned *width);
bool parse_path(const char *option, const char *text, const char **path);
/* A frame layout: where from. */
bool parse_frag(const char *text);

/*
 * Runs argp over the arguments; argv[0] is the command and takes the place of the program's name. EXIT_OK or EXIT_USAGE, after one
 * line: argp's own errors take two lines and another exit code, so they are switched off.
 */
int parse_options(const struct argp *argp, int argc, char **argv, void *options);
/* Prints the help of a command and ends the program. */
_Noreturn void parse_help(const struct argp *argp, const char *command);

#endif
