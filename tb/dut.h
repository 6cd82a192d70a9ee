/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dut: one Verilated engine, loaded on demand from a shared object.
 *
 * The C++ shim (tb/shim.cpp) is compiled into each shared object together with the Verilated class, and turns it
 * into the C table `struct dut_api`. Several DUTs, of the same or of different objects, can live in one process.
 *
 * A clock is: the caller fills `struct dut_in`, dut_clock() gives the rising edge that begins the clock and says what the engine
 * shows in it (`struct dut_out`, settled, these inputs applied), and the caller decides the inputs of the *next* clock.
 * bench.h does this in one place.
 */
#ifndef SGDMA_TB_DUT_H
#define SGDMA_TB_DUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DUT_BUS_BYTES_MAX 64
#define DUT_BUS_WORDS_MAX (DUT_BUS_BYTES_MAX / 4)

/* AXI response codes. */
enum axi_resp { AXI_OKAY = 0, AXI_EXOKAY = 1, AXI_SLVERR = 2, AXI_DECERR = 3 };

/* Copies one beat of bus data; `bus_bytes` is 4, 8, 16, 32 or 64. */
static inline void dut_copy_beat(void *to, const void *from, unsigned bus_bytes)
{
	switch (bus_bytes) {
	case 4: memcpy(to, from, 4); break;
	case 8: memcpy(to, from, 8); break;
	case 16: memcpy(to, from, 16); break;
	case 32: memcpy(to, from, 32); break;
	default: memcpy(to, from, 64); break;
	}
}

/* keep or strb of a whole beat. */
static inline uint64_t dut_full_keep(unsigned bus_bytes)
{
	return bus_bytes == 64 ? UINT64_MAX : ((uint64_t)1 << bus_bytes) - 1;
}

/* One beat of bus data: byte i of the bus is byte (i % 4) of word (i / 4), little-endian; keep/strb: bit i = byte i. */
struct dut_in {
	uint8_t rst;
	/* AXI4-Lite registers */
	uint32_t s_axil_awaddr, s_axil_wdata, s_axil_araddr;
	uint8_t s_axil_awvalid, s_axil_wstrb, s_axil_wvalid, s_axil_bready, s_axil_arvalid, s_axil_rready;
	/* AXI4 master */
	uint8_t m_axi_awready, m_axi_wready, m_axi_bid, m_axi_bresp, m_axi_bvalid;
	uint8_t m_axi_arready, m_axi_rid, m_axi_rresp, m_axi_rlast, m_axi_rvalid;
	uint32_t m_axi_rdata[DUT_BUS_WORDS_MAX];
	/* streams */
	uint8_t m_axis_tready;
	uint8_t s_axis_tvalid, s_axis_tlast;
	uint64_t s_axis_tkeep;
	uint32_t s_axis_tdata[DUT_BUS_WORDS_MAX];
};

struct dut_out {
	uint8_t s_axil_awready, s_axil_wready, s_axil_bresp, s_axil_bvalid, s_axil_arready, s_axil_rresp, s_axil_rvalid;
	uint32_t s_axil_rdata;
	uint8_t m_axi_awid, m_axi_awlen, m_axi_awsize, m_axi_awburst, m_axi_awcache, m_axi_awprot, m_axi_awqos;
	uint8_t m_axi_awvalid;
	uint8_t m_axi_wlast, m_axi_wvalid, m_axi_bready;
	uint8_t m_axi_arid, m_axi_arlen, m_axi_arsize, m_axi_arburst, m_axi_arcache, m_axi_arprot, m_axi_arqos;
	uint8_t m_axi_arvalid;
	uint8_t m_axi_rready;
	uint64_t m_axi_awaddr, m_axi_araddr, m_axi_wstrb;
	uint32_t m_axi_wdata[DUT_BUS_WORDS_MAX];
	uint8_t m_axis_tvalid, m_axis_tlast, m_axis_tuser;
	uint64_t m_axis_tkeep;
	uint32_t m_axis_tdata[DUT_BUS_WORDS_MAX];
	uint8_t s_axis_tready;
	uint8_t irq;
};

/* What the shim exports, under the symbol `dut_api` (C linkage). */
struct dut_api {
	unsigned abi;    /* DUT_ABI of the build */
	unsigned addr_w; /* parameters of this object */
	unsigned data_w;
	unsigned max_burst;                   /* bytes */
	unsigned reads, writes;               /* payload bursts in flight, at most; completions as writes */
	void *(*create)(uint32_t reset_seed); /* registers start at random values from this seed */
	void (*clock)(void *model, const struct dut_in *in, struct dut_out *out);
	/* Starts an FST (NULL: does nothing); false: this object was built without tracing. */
	bool (*trace)(void *model, const char *fst_path);
	void (*destroy)(void *model); /* ends a trace */
};
#define DUT_ABI 3u

struct dut;

/*
 * Opens the shared object at `path` and makes one engine in it, its registers random from `seed`.
 * NULL on failure, with a one-line reason (file, what is wrong, what to do) in `err`.
 */
struct dut *dut_open(const char *path, uint32_t seed, char *err, size_t err_size);
void dut_close(struct dut *dut);

unsigned dut_bus_bytes(const struct dut *dut);
unsigned dut_addr_w(const struct dut *dut);
unsigned dut_max_burst(const struct dut *dut);
unsigned dut_reads(const struct dut *dut);
unsigned dut_writes(const struct dut *dut);

/* Gives a rising edge; `in`: the inputs in the clock that it begins, `out`: the outputs in that clock. */
void dut_clock(struct dut *dut, const struct dut_in *in, struct dut_out *out);

/* Starts an FST wave at `path`; to be called before the first clock. false with a reason in `err`. */
bool dut_trace(struct dut *dut, const char *path, char *err, size_t err_size);

#endif
