// SPDX-License-Identifier: Apache-2.0
//
// The AXI4-Lite slave of the register port: handshakes and answers alone, it knows no register and keeps none.
// Guarantees: a write's address and data are accepted together, in the clock in which both are there and the write is executed
// (wr_exec), at most one every second clock, refused or not as wr_refuse says in that clock; none in the clock of rd_exec, so
// that the memory need not say what a word reads as while it is written. AWREADY and WREADY wait for both VALIDs, as
// AXI permits (a master must not wait for READY before VALID); B and R are held until they are taken. No READY depends on
// another input than a VALID. A read is sampled in the clock in which AR is accepted.
// Relies on: rd_live being the register's value in the clock of rd_exec, rd_mem the readback memory's answer from
// the next clock on, held until the next rd_exec, and 0 for a register with rd_is_live. wr_hold and rd_hold only delay.
// Latency: write to wr_exec 0 clocks, to B 1 clock; AR to R 1 clock, a read every second clock.
`default_nettype none

module sgdma_axil (
    input  wire        clk,
    input  wire        rst,

    input  wire [11:0] s_axil_awaddr,
    input  wire        s_axil_awvalid,
    output wire        s_axil_awready,
    input  wire [31:0] s_axil_wdata,
    input  wire [3:0]  s_axil_wstrb,
    input  wire        s_axil_wvalid,
    output wire        s_axil_wready,
    output wire [1:0]  s_axil_bresp,
    output wire        s_axil_bvalid,
    input  wire        s_axil_bready,
    input  wire [11:0] s_axil_araddr,
    input  wire        s_axil_arvalid,
    output wire        s_axil_arready,
    output wire [31:0] s_axil_rdata,
    output wire [1:0]  s_axil_rresp,
    output wire        s_axil_rvalid,
    input  wire        s_axil_rready,

    // the write
    input  wire        wr_hold,      // none is executed; a register, or READY would depend on an input
    output wire        wr_exec,      // one clock a write
    output wire [11:0] wr_addr,
    output wire [31:0] wr_data,
    output wire        wr_whole,     // all four byte strobes
    input  wire        wr_refuse,

    // the read
    input  wire        rd_hold,      // none is accepted; a register too
    output wire        rd_exec,
    output wire [11:0] rd_addr,
    input  wire        rd_mapped,
    input  wire        rd_is_live,   // 0: rd_mem has the value
    input  wire [31:0] rd_live,
    input  wire [31:0] rd_mem
);
    reg         b_valid_q, b_error_q;
    reg         r_valid_q, r_error_q;
    reg  [31:0] r_data_q;

    assign s_axil_awready = wr_exec;
    assign s_axil_wready = wr_exec;
    assign s_axil_bvalid = b_valid_q;
    assign s_axil_bresp = {b_error_q, 1'b0};         // SLVERR or OKAY
    assign s_axil_arready = !r_valid_q && !rd_hold;
    assign s_axil_rvalid = r_valid_q;
    assign s_axil_rdata = r_error_q ? 32'd0 : r_data_q | rd_mem;
    assign s_axil_rresp = {r_error_q, 1'b0};

    assign wr_exec = s_axil_awvalid && s_axil_wvalid && !b_valid_q && !wr_hold && !rd_exec;
    assign wr_addr = s_axil_awaddr;
    assign wr_data = s_axil_wdata;
    assign wr_whole = &s_axil_wstrb;
    assign rd_exec = s_axil_arvalid && s_axil_arready;
    assign rd_addr = s_axil_araddr;

    always @(posedge clk) begin
        b_valid_q <= wr_exec || (b_valid_q && !s_axil_bready);
        if (!b_valid_q)
            b_error_q <= wr_refuse;

        r_valid_q <= r_valid_q ? !s_axil_rready : rd_exec;
        if (!r_valid_q) begin
            r_error_q <= !rd_mapped;
            r_data_q <= rd_is_live ? rd_live : 32'd0;
        end

        if (rst) begin
            b_valid_q <= 1'b0;
            r_valid_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
