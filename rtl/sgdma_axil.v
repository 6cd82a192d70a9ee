// SPDX-License-Identifier: Apache-2.0
//
// The AXI4-Lite slave of the register port: handshakes and answers alone, it knows no register.
// Guarantees: a write is executed (wr_exec) at the edge of the clock in which its address and data are both there, in
// either order of arrival, at most one a clock, refused or not as wr_refuse says in that clock; none in the clock of rd_exec,
// so that the memory need not say what a word reads as while it is written. No READY depends on a VALID or on another
// input; B and R are held until they are taken. A read is sampled in the clock in which AR is accepted.
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
    input  wire        wr_hold,      // none is executed
    output wire        wr_exec,      // one clock a write
    output wire [11:0] wr_addr,
    output wire [31:0] wr_data,
    output wire        wr_whole,     // all four byte strobes
    input  wire        wr_refuse,

    // the read
    input  wire        rd_hold,      // none is accepted; a register, or AR's READY would depend on an input
    output wire        rd_exec,
    output wire [11:0] rd_addr,
    input  wire        rd_mapped,
    input  wire        rd_is_live,   // 0: rd_mem has the value
    input  wire [31:0] rd_live,
    input  wire [31:0] rd_mem
);
    localparam [1:0] OKAY = 2'b00;
    localparam [1:0] SLVERR = 2'b10;

    // Address and data wait here for each other, or for room in the answers.
    reg         aw_full_q, w_full_q;
    reg  [11:0] aw_q;
    reg  [31:0] w_data_q;
    reg         w_whole_q;
    // Two answers of a write: the one on B and one behind it, so that BREADY reaches no further than this.
    reg         b_valid_q, b_error_q, b_next_q, b_next_error_q;
    reg         r_valid_q, r_error_q;
    reg  [31:0] r_data_q;

    wire        aw_have = aw_full_q || s_axil_awvalid;
    wire        w_have = w_full_q || s_axil_wvalid;

    assign s_axil_awready = !aw_full_q;
    assign s_axil_wready = !w_full_q;
    assign s_axil_bvalid = b_valid_q;
    assign s_axil_bresp = b_error_q ? SLVERR : OKAY;
    assign s_axil_arready = !r_valid_q && !rd_hold;
    assign s_axil_rvalid = r_valid_q;
    assign s_axil_rdata = r_error_q ? 32'd0 : r_data_q | rd_mem;
    assign s_axil_rresp = r_error_q ? SLVERR : OKAY;

    assign wr_exec = aw_have && w_have && !b_next_q && !wr_hold && !rd_exec;
    assign wr_addr = aw_full_q ? aw_q : s_axil_awaddr;
    assign wr_data = w_full_q ? w_data_q : s_axil_wdata;
    assign wr_whole = w_full_q ? w_whole_q : s_axil_wstrb == 4'hf;
    assign rd_exec = s_axil_arvalid && s_axil_arready;
    assign rd_addr = s_axil_araddr;

    always @(posedge clk) begin
        // AW and W: straight through when the other is there and there is room for the answer, else kept.
        aw_full_q <= aw_have && !wr_exec;
        w_full_q <= w_have && !wr_exec;
        if (!aw_full_q)
            aw_q <= s_axil_awaddr;
        if (!w_full_q) begin
            w_data_q <= s_axil_wdata;
            w_whole_q <= s_axil_wstrb == 4'hf;
        end

        if (b_valid_q && !s_axil_bready) begin
            if (wr_exec) begin
                b_next_q <= 1'b1;
                b_next_error_q <= wr_refuse;
            end
        end else begin
            b_valid_q <= b_next_q || wr_exec;
            b_error_q <= b_next_q ? b_next_error_q : wr_refuse;
            b_next_q <= 1'b0;
        end

        r_valid_q <= r_valid_q ? !s_axil_rready : rd_exec;
        if (!r_valid_q) begin
            r_error_q <= !rd_mapped;
            r_data_q <= rd_is_live ? rd_live : 32'd0;
        end

        if (rst) begin
            aw_full_q <= 1'b0;
            w_full_q <= 1'b0;
            b_valid_q <= 1'b0;
            b_next_q <= 1'b0;
            r_valid_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
