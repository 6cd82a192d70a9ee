/* SPDX-License-Identifier: Apache-2.0 */
/* input: the default input of the copy job: bytes of a written-down generator, the same on every host and checkout. */
#ifndef SGDMA_SIM_INPUT_H
#define SGDMA_SIM_INPUT_H

#include <stddef.h>
#include <stdint.h>

#define INPUT_BYTES ((size_t)1048576 + 13)

/* Fills `to`: a shorter input is the beginning of a longer one. */
void input_fill(uint8_t *to, size_t len);

#endif
