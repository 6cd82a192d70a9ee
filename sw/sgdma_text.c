// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Texts for people: results of the driver, codes of the engine. */
#include "sgdma_private.h"

const char *sgdma_result_text(enum sgdma_result result)
{
	switch (result) {
	case SGDMA_SUCCESS: return "success";
	case SGDMA_ERR_ARG: return "an argument is out of its range";
	case SGDMA_ERR_DEVICE: return "no engine, or one of another major version";
	case SGDMA_ERR_STATE: return "the channel or list is not in the state that the call needs";
	case SGDMA_ERR_FULL: return "no free entry";
	case SGDMA_ERR_EMPTY: return "nothing there yet";
	case SGDMA_ERR_REFUSED: return "the engine refused a register write";
	case SGDMA_ERR_TIMEOUT: return "a bounded wait ran out";
	case SGDMA_ERR_UNMAPPED: return "an address is not mapped";
	case SGDMA_ERR_ABSENT: return "the engine was built without what the call needs";
	case SGDMA_ERR_DEAD: return "the watchdog has run out: only a reset of engine and bus helps";
	case SGDMA_ERR_ALIGN: return "a piece is not aligned as demanded, and was not to be copied";
	case SGDMA_ERR_BOUNCE: return "not enough free bounce buffers";
	case SGDMA_ERR_SAMPLES: return "the measurements do not determine the constants";
	}
	return "unknown result";
}

#define TEXT(x) #x
#define DOTTED(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *sgdma_version(void)
{
	return
#define SGDMA_RELEASE(major, minor, patch, text) DOTTED(major, minor, patch)
#include "sgdma_regs.def"
		;
}

/* The formatter would join each #include to the macro before it. */
/* clang-format off */
const char *sgdma_code_text(uint8_t code)
{
	switch (code) {
#define SGDMA_CODE(name, value, phase, text) case (value): return text;
#include "sgdma_codes.def"
	}
	return "unknown code";
}

const char *sgdma_code_name(uint8_t code)
{
	switch (code) {
#define SGDMA_CODE(name, value, phase, text) case (value): return #name;
#include "sgdma_codes.def"
	}
	return "?";
}
