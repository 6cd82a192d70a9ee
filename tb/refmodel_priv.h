/* SPDX-License-Identifier: Apache-2.0 */
/* refmodel_priv: what the parts of the reference model share. */
#ifndef SGDMA_TB_REFMODEL_PRIV_H
#define SGDMA_TB_REFMODEL_PRIV_H

#include "axi_monitor.h"
#include "refmodel.h"
#include "sgdma_regs.h"

#define REF_FAULTS 16

struct ref_entry {
	uint64_t addr;
	uint32_t len;
	uint16_t tag;
	bool eop, irq;
};

/* An error before it has been reported. */
struct ref_fault {
	uint8_t code;
	enum sgdma_phase phase;
	uint64_t addr;
	uint16_t tag;
	uint32_t bytes;
};

struct ref_chan {
	/* registers; a start keeps those up to `fetch` */
	uint32_t list, count, upper, cq_size, cq_wait, irq_count, irq_time, watchdog;
	uint64_t base, cq_base;
	bool cyclic;
	uint32_t fetch;
	uint16_t producer, consumer, written, ack;
	bool running, list_done;
	struct ref_fault error; /* code 0: none */
	uint16_t error_index;
	/* place in the list: `taken` entries have been decoded; chains: the chunk that is walked and the one after it */
	uint16_t taken;
	bool started, at_end;
	uint64_t entry_addr, next_addr;
	uint32_t chunk_left, next_count;
	/* the entry that is being worked on: bytes done of it, bytes of the packet or job so far */
	bool have_entry;
	struct ref_entry entry;
	uint32_t done;
	uint64_t packet_bytes;
};

struct ref_item { /* stream bytes that arrived together; bad: a beat with a broken TKEEP */
	uint8_t *data;
	size_t len, taken;
	bool last, bad;
	struct ref_item *next;
};

struct ref_bus_fault {
	uint64_t addr, len;
	enum axi_resp resp;
};

struct ref_packet {
	uint8_t *data;
	size_t len, room;
	bool aborted;
};

struct refmodel {
	struct refmodel_config config;
	struct mem *mem;
	struct ref_chan chan[2];
	bool copy;
	uint32_t irq_enable, refused;
	uint32_t attr[AXI_ID_COUNT], policy;
	uint32_t window[4][5]; /* CTRL, BASE_LO, BASE_HI, LIMIT_LO, LIMIT_HI: held, nothing is checked against them */
	struct ref_item *in_first, *in_last;
	bool open;              /* a packet is half taken */
	bool dropping;          /* the rest of a cut packet, or of one that a stop has broken off */
	struct ref_packet *out; /* out[out_count] is the open packet */
	size_t out_count, out_room;
	struct ref_bus_fault read_faults[REF_FAULTS], write_faults[REF_FAULTS];
	unsigned read_fault_count, write_fault_count;
};

enum fetch_result { FETCH_NONE, FETCH_ENTRY, FETCH_FAULT };

/* How the bus answers an access of [addr, addr + len). */
enum axi_resp ref_check_bus(const struct refmodel *model, const struct ref_bus_fault *faults, unsigned count,
			    uint64_t addr, uint64_t len);
/* Reads up to len bytes, bus word by bus word; *done counts those before the first bad word. */
enum axi_resp ref_read_bytes(struct refmodel *model, uint64_t addr, uint8_t *to, uint32_t len, uint32_t *done);
/* The channel's next data entry into chan->entry, unless one is there already. Reports nothing by itself. */
enum fetch_result ref_fetch(struct refmodel *model, enum sgdma_chan which, struct ref_fault *fault);

/* Does everything that the state of the model allows. */
void refmodel_exec(struct refmodel *model);
/* Stops a channel, in copy mode both; an open packet of the gather half ends aborted. */
void refmodel_halt(struct refmodel *model, enum sgdma_chan chan);

#endif
