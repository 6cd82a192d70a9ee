/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lab_calibrate: the constants of the cost model, measured on the engine and the CPU of a stage, by transfers of sizes that no sweep contains.
 * Every one of them is printed (lab_constant()); nothing else in the laboratory knows one.
 */
#ifndef SGDMA_SIM_LAB_CALIBRATE_H
#define SGDMA_SIM_LAB_CALIBRATE_H

#include "lab_stage.h"

/*
 * Cost models. A list of a few entries has a constant of its own: while the first data are on their way, which takes the memory's latency, further
 * entries are fetched at the cost of nobody, so that there an entry costs its store alone. All have copy (memory to memory by the CPU) and pio
 * (memory to a device by the CPU) too.
 */
struct lab_costs {
	struct sgdma_cost basic;      /* a transfer from registers: setup, bus; desc is 0 */
	struct sgdma_cost single;     /* a list of one descriptor: the same */
	struct sgdma_cost list;       /* a long list: setup, desc (the store of a descriptor included), bus */
	struct sgdma_cost few;        /* a list of a few entries: the same */
	double busy_basic;            /* clocks of the CPU that a basic transfer takes */
	double busy_list, busy_entry; /* that a list takes, and each of its entries */
};

/* `latency` is the memory's, for the print. False: lab_fail() was called. */
bool lab_calibrate(struct lab_stage *stage, unsigned latency, struct lab_costs *costs);

/* Memory that it takes; lab_open() provides it, once. */
uint64_t lab_calibrate_bytes(unsigned beat, unsigned latency, const struct cpu_config *cpu);

/* Bytes that the CPU moves in whole rounds of its loads in flight, and whole beats: at multiples of it its time is a straight line. */
unsigned lab_grain(const struct lab_stage *stage);

/* Beats by which a basic transfer has to be longer, that it does not end while the CPU still reads whether its START was taken. */
unsigned lab_basic_beats(const struct lab_stage *stage);
/*
 * Beats by which the pieces of a list have to be longer, that the bus remains the bottleneck: so many bursts as are in flight, 16 at least, come in
 * one latency.
 */
unsigned lab_list_beats(unsigned latency);
/* A list of so many entries and bytes by these constants: the longer of the two, for either the latency hides the fetches or they are the bottleneck. */
double lab_list_clocks(const struct lab_costs *costs, uint64_t descs, uint64_t bytes);

/*
 * The engine's registers with a count take turns at the register memory, LAB_PHASES clocks a round: an access that meets a turn waits, so that a
 * basic transfer, which is a dozen of accesses, takes up to 3 clocks more or less with the clock in which it begins. This is one from each clock of
 * a round: sums over LAB_PHASES transfers.
 */
#define LAB_PHASES 27
bool lab_basic_round(struct lab_stage *stage, uint64_t addr, uint32_t len, struct lab_time *sum);

/* In clocks, and clocks a byte. */
double lab_clocks(uint64_t time);
double lab_per_byte(struct sgdma_rate rate);

#endif
