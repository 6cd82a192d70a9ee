// SPDX-License-Identifier: Apache-2.0
//
// shim: the Verilated class of a model (scripts/model-top.awk: module dut) as the C table `dut_api` (dut.h). The only C++ of the project.
//
// It is compiled into each model's shared object. -D gives the parameters that the RTL got: SGDMA_DATA_W,
// SGDMA_ADDR_W, SGDMA_MAX_BURST, SGDMA_READS, SGDMA_WRITES; VM_TRACE is Verilator's own. Flags of the object:
//	compile: -fPIC -fvisibility=hidden -fno-gnu-unique      link: -shared -Wl,-Bsymbolic
// Every object carries its own Verilator runtime, and several are open in one process. `dut_api` must be the only
// symbol that it exports, or the dynamic linker would give one object the other's runtime.

#include <memory>

#include "Vdut.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

extern "C" {
#include "dut.h"
}

namespace
{

struct Model {
	VerilatedContext context;
	std::unique_ptr<Vdut> top;
#if VM_TRACE
	std::unique_ptr<VerilatedFstC> fst;
#endif
};

// Data buses: Verilator's type depends on the width.
template <typename T> inline void get(uint32_t *to, const T &port)
{
	to[0] = static_cast<uint32_t>(port);
	if (sizeof(T) == 8)
		to[1] = static_cast<uint32_t>(static_cast<uint64_t>(port) >> 32);
}

template <std::size_t N> inline void get(uint32_t *to, const VlWide<N> &port)
{
	for (std::size_t i = 0; i < N; i++)
		to[i] = port[i];
}

inline void set(IData &port, const uint32_t *from)
{
	port = from[0];
}

inline void set(QData &port, const uint32_t *from)
{
	port = from[0] | static_cast<uint64_t>(from[1]) << 32;
}

template <std::size_t N> inline void set(VlWide<N> &port, const uint32_t *from)
{
	for (std::size_t i = 0; i < N; i++)
		port[i] = from[i];
}

// Verilator takes 31 bits that must not be 0, and similar seeds give it similar first numbers.
int reset_seed(uint32_t seed)
{
	uint64_t x = (seed + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;

	x = (x ^ (x >> 31)) * 0x94d049bb133111ebu;
	return static_cast<int>(x >> 33) | 1;
}

void *create(uint32_t seed)
{
	auto model = new Model;

	model->context.randReset(2);
	model->context.randSeed(reset_seed(seed));
#if VM_TRACE
	model->context.traceEverOn(true);
#endif
	// Start values are drawn from the thread's context, while the class is constructed.
	Verilated::threadContextp(&model->context);
	model->top.reset(new Vdut(&model->context, "tb"));
	// An edge is seen from the second evaluation on.
	model->top->clk = 0;
	model->top->eval();
	return model;
}

void dump(Model *model)
{
#if VM_TRACE
	if (model->fst)
		model->fst->dump(model->context.time());
#endif
	model->context.timeInc(1);
}

void set_inputs(Vdut &t, const struct dut_in &in)
{
	t.rst = in.rst;
	t.s_axil_awaddr = in.s_axil_awaddr & 0xfff;
	t.s_axil_awvalid = in.s_axil_awvalid;
	t.s_axil_wdata = in.s_axil_wdata;
	t.s_axil_wstrb = in.s_axil_wstrb;
	t.s_axil_wvalid = in.s_axil_wvalid;
	t.s_axil_bready = in.s_axil_bready;
	t.s_axil_araddr = in.s_axil_araddr & 0xfff;
	t.s_axil_arvalid = in.s_axil_arvalid;
	t.s_axil_rready = in.s_axil_rready;
	t.m_axi_awready = in.m_axi_awready;
	t.m_axi_wready = in.m_axi_wready;
	t.m_axi_bid = in.m_axi_bid;
	t.m_axi_bresp = in.m_axi_bresp;
	t.m_axi_bvalid = in.m_axi_bvalid;
	t.m_axi_arready = in.m_axi_arready;
	t.m_axi_rid = in.m_axi_rid;
	t.m_axi_rresp = in.m_axi_rresp;
	t.m_axi_rlast = in.m_axi_rlast;
	t.m_axi_rvalid = in.m_axi_rvalid;
	set(t.m_axi_rdata, in.m_axi_rdata);
	t.m_axis_tready = in.m_axis_tready;
	t.s_axis_tvalid = in.s_axis_tvalid;
	t.s_axis_tlast = in.s_axis_tlast;
	t.s_axis_tkeep = in.s_axis_tkeep;
	set(t.s_axis_tdata, in.s_axis_tdata);
}

void get_outputs(const Vdut &t, struct dut_out &out)
{
	out.s_axil_awready = t.s_axil_awready;
	out.s_axil_wready = t.s_axil_wready;
	out.s_axil_bresp = t.s_axil_bresp;
	out.s_axil_bvalid = t.s_axil_bvalid;
	out.s_axil_arready = t.s_axil_arready;
	out.s_axil_rdata = t.s_axil_rdata;
	out.s_axil_rresp = t.s_axil_rresp;
	out.s_axil_rvalid = t.s_axil_rvalid;
	out.m_axi_awid = t.m_axi_awid;
	out.m_axi_awaddr = t.m_axi_awaddr;
	out.m_axi_awlen = t.m_axi_awlen;
	out.m_axi_awsize = t.m_axi_awsize;
	out.m_axi_awburst = t.m_axi_awburst;
	out.m_axi_awcache = t.m_axi_awcache;
	out.m_axi_awprot = t.m_axi_awprot;
	out.m_axi_awqos = t.m_axi_awqos;
	out.m_axi_awvalid = t.m_axi_awvalid;
	get(out.m_axi_wdata, t.m_axi_wdata);
	out.m_axi_wstrb = t.m_axi_wstrb;
	out.m_axi_wlast = t.m_axi_wlast;
	out.m_axi_wvalid = t.m_axi_wvalid;
	out.m_axi_bready = t.m_axi_bready;
	out.m_axi_arid = t.m_axi_arid;
	out.m_axi_araddr = t.m_axi_araddr;
	out.m_axi_arlen = t.m_axi_arlen;
	out.m_axi_arsize = t.m_axi_arsize;
	out.m_axi_arburst = t.m_axi_arburst;
	out.m_axi_arcache = t.m_axi_arcache;
	out.m_axi_arprot = t.m_axi_arprot;
	out.m_axi_arqos = t.m_axi_arqos;
	out.m_axi_arvalid = t.m_axi_arvalid;
	out.m_axi_rready = t.m_axi_rready;
	get(out.m_axis_tdata, t.m_axis_tdata);
	out.m_axis_tkeep = t.m_axis_tkeep;
	out.m_axis_tlast = t.m_axis_tlast;
	out.m_axis_tuser = t.m_axis_tuser;
	out.m_axis_tvalid = t.m_axis_tvalid;
	out.s_axis_tready = t.s_axis_tready;
	out.irq = t.irq;
}


void clock(void *handle, const struct dut_in *in, struct dut_out *out)
{
	auto model = static_cast<Model *>(handle);

	set_inputs(*model->top, *in);
	model->top->clk = 1;
	model->top->eval();
	get_outputs(*model->top, *out);
	dump(model);
	model->top->clk = 0;
	model->top->eval();
	dump(model);
}

bool trace(void *handle, const char *fst_path)
{
#if VM_TRACE
	auto model = static_cast<Model *>(handle);

	if (!fst_path)
		return true;
	model->fst.reset(new VerilatedFstC);
	model->top->trace(model->fst.get(), 99);
	model->fst->open(fst_path);
	return model->fst->isOpen();
#else
	(void)handle;
	(void)fst_path;
	return false;
#endif
}

void destroy(void *handle)
{
	auto model = static_cast<Model *>(handle);

#if VM_TRACE
	if (model->fst)
		model->fst->close();
#endif
	model->top->final();
	delete model;
}

} // namespace

extern "C" {
extern __attribute__((visibility("default"))) const struct dut_api dut_api;
const struct dut_api dut_api = { DUT_ABI,     SGDMA_ADDR_W, SGDMA_DATA_W, SGDMA_MAX_BURST, SGDMA_READS,
				 SGDMA_WRITES, create,	     clock,	    trace,	 destroy };
}
