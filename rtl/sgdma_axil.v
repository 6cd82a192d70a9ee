// SPDX-License-Identifier: Apache-2.0
//
// The AXI4-Lite slave of the register port: handshakes and answers alone, it knows no register and keeps none.
// Guarantees: a write's address and data are accepted together, in the clock in which both are there (wr_exec), at most one every
// third clock; it is judged in the next one (wr_judge), refused or not as wr_refuse says in that clock. AWREADY and WREADY wait for
// both VALIDs, as AXI permits (a master must not wait for READY before VALID); B and R are held until they are taken. No READY depends
// on another input than a VALID. A read is sampled in the clock after AR was accepted (rd_look), which is never one of wr_judge
// nor the one after it.
// Relies on: rd_data being what is read from the clock after rd_look on, held until the next, 0 if nothing is mapped. wr_hold and
// rd_hold only delay.
// Latency: write to wr_exec 0 clocks, to B 2 clocks; AR to R 2 clocks, a read every third clock.
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
    input  wire        wr_hold,      // none is accepted; a register, or READY would depend on an input
    output wire        wr_exec,      // one clock a write
    output wire [11:0] wr_addr,      // of wr_exec
    output wire [31:0] wr_data,
    output wire        wr_whole,     // all four byte strobes
    output wire        wr_judge,     // the clock after wr_exec
    output wire [11:0] wr_reg,       // of wr_judge: the address
    output wire        wr_entire,    // ... and whether it was whole
    input  wire        wr_refuse,    // ... and the verdict

    // the read
    input  wire        rd_hold,      // none is accepted; a register too
    output wire        rd_look,      // one clock a read
    output wire [11:0] rd_addr,      // of rd_look
    input  wire        rd_mapped,
    input  wire [31:0] rd_data
);
    reg         open_q;              // neither judge_q nor b_valid_q
    reg         judge_q, entire_q;
    reg  [11:0] wr_reg_q, rd_addr_q;
    reg         b_valid_q, b_error_q;
    reg         look_q, r_valid_q, r_error_q;

    assign s_axil_awready = wr_exec;
    assign s_axil_wready = wr_exec;
    assign s_axil_bvalid = b_valid_q;
    assign s_axil_bresp = {b_error_q, 1'b0};         // SLVERR or OKAY
    assign s_axil_arready = !look_q && !r_valid_q && !rd_hold && !wr_exec && !judge_q;
    assign s_axil_rvalid = r_valid_q;
    assign s_axil_rdata = rd_data;
    assign s_axil_rresp = {r_error_q, 1'b0};

    assign wr_exec = s_axil_awvalid && s_axil_wvalid && open_q && !wr_hold;
    assign wr_addr = s_axil_awaddr;
    assign wr_data = s_axil_wdata;
    assign wr_whole = &s_axil_wstrb;
    assign wr_judge = judge_q;
    assign wr_reg = wr_reg_q;
    assign wr_entire = entire_q;
    assign rd_look = look_q;
    assign rd_addr = rd_addr_q;

    always @(posedge clk) begin
        open_q <= !wr_exec && !judge_q && (!b_valid_q || s_axil_bready);
        judge_q <= wr_exec;
        entire_q <= wr_whole;
        wr_reg_q <= s_axil_awaddr;
        b_valid_q <= judge_q || (b_valid_q && !s_axil_bready);
        if (judge_q)
            b_error_q <= wr_refuse;

        look_q <= s_axil_arvalid && s_axil_arready;
        rd_addr_q <= s_axil_araddr;
        r_valid_q <= look_q || (r_valid_q && !s_axil_rready);
        if (look_q)
            r_error_q <= !rd_mapped;

        if (rst) begin
            open_q <= 1'b1;
            judge_q <= 1'b0;
            b_valid_q <= 1'b0;
            look_q <= 1'b0;
            r_valid_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
