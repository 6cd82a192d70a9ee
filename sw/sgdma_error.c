// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* An error of the engine as a sentence: what has happened, where, and what to do about it. */
#include "sgdma_private.h"

struct writer {
	char *text;
	size_t size, length; /* length: of all, whether or not there was room */
};

static void put_char(struct writer *w, char c)
{
	if (w->length + 1 < w->size)
		w->text[w->length] = c;
	w->length++;
}

static void put(struct writer *w, const char *text)
{
	while (*text)
		put_char(w, *text++);
}

static void put_decimal(struct writer *w, uint16_t value)
{
	static const uint16_t units[] = { 10000, 1000, 100, 10, 1 };
	bool begun = false;
	unsigned i;

	/* By subtraction: a CPU without a divider would need a library for anything else. */
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		char digit = '0';

		for (; value >= units[i]; value = (uint16_t)(value - units[i]))
			digit++;
		begun = begun || digit != '0' || units[i] == 1;
		if (begun)
			put_char(w, digit);
	}
}

static void put_hex(struct writer *w, uint64_t value)
{
	int shift = 60;

	put(w, "0x");
	while (shift && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		put_char(w, "0123456789abcdef"[value >> shift & 0xf]);
}

static const char *phase_text(uint8_t phase)
{
	switch (phase) {
	case SGDMA_PHASE_FETCH: return "fetching the descriptor at ";
	case SGDMA_PHASE_DECODE: return "decoding the descriptor of address ";
	case SGDMA_PHASE_READ: return "reading at ";
	case SGDMA_PHASE_WRITE: return "writing at ";
	case SGDMA_PHASE_COMPLETION: return "writing a completion at ";
	case SGDMA_PHASE_STREAM: return "on the stream, address ";
	case SGDMA_PHASE_WATCHDOG: return "waiting, address ";
	default: return "address ";
	}
}

static const char *advice(uint8_t code)
{
	switch (code) {
	case SGDMA_CODE_FETCH_SLVERR:
	case SGDMA_CODE_READ_SLVERR:
	case SGDMA_CODE_WRITE_SLVERR:
	case SGDMA_CODE_CPL_SLVERR:
		return "see whether the engine may use that memory and whether it reports an error of its own, then start again";
	case SGDMA_CODE_FETCH_DECERR:
	case SGDMA_CODE_CPL_DECERR:
		return "give the bus address of the list or queue, not the CPU's, and see that it is still mapped";
	case SGDMA_CODE_READ_DECERR:
	case SGDMA_CODE_WRITE_DECERR:
		return "give bus addresses in the list, not the CPU's, and see that the buffer is still mapped";
	case SGDMA_CODE_FETCH_WINDOW:
	case SGDMA_CODE_READ_WINDOW:
	case SGDMA_CODE_WRITE_WINDOW:
	case SGDMA_CODE_CPL_WINDOW:
		return "correct the address, or widen a window with the stopped engine if it is a right one";
	case SGDMA_CODE_LEN_ZERO: return "leave empty pieces out of the list";
	case SGDMA_CODE_BAD_FLAGS:
	case SGDMA_CODE_BAD_COUNT:
	case SGDMA_CODE_NOT_HEADER:
	case SGDMA_CODE_NOT_DATA:
		return "look for a list that was overwritten, freed or not yet stored when the doorbell rang, or is of the other form";
	case SGDMA_CODE_ADDR_RANGE: return "give addresses that the engine's ADDR_W can hold, with their length";
	case SGDMA_CODE_LINK_ALIGN: return "align chunks to the size of a descriptor";
	case SGDMA_CODE_PACKET_CUT: return "post larger buffers, or clear POLICY.OVERRUN_STOP to have such packets cut";
	case SGDMA_CODE_TKEEP: return "correct the stream's source: TKEEP without holes, partial with TLAST alone";
	case SGDMA_CODE_LEN_MISMATCH:
		return "make source and destination of each job equally long, EOP at the end of both";
	case SGDMA_CODE_WATCHDOG:
		return "reset engine and bus together: nothing less helps, and until then the channel's memory must not be reused";
	default: return "compare the versions of engine and driver";
	}
}

size_t sgdma_error_text(char *text, size_t size, enum sgdma_chan chan, const struct sgdma_error *error)
{
	struct writer w = { .text = text, .size = size };

	put(&w, chan == SGDMA_GATHER ? "gather" : "scatter");
	put(&w, " stopped at entry ");
	put_decimal(&w, error->index);
	put(&w, ", ");
	put(&w, phase_text(error->phase));
	put_hex(&w, error->addr);
	put(&w, ": ");
	put(&w, sgdma_code_name(error->code));
	put(&w, ", ");
	put(&w, sgdma_code_text(error->code));
	put(&w, ". To do: ");
	put(&w, advice(error->code));
	put(&w, ".");
	if (size)
		text[w.length < size ? w.length : size - 1] = '\0';
	return w.length;
}
