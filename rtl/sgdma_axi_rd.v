// SPDX-License-Identifier: Apache-2.0
//
// AXI4 read side: one address register behind an arbiter (gather fetch, scatter fetch, payload), read data told apart by ID.
//
// Guarantees: no AR outside the windows: such a request is taken, denied and dropped; AR held until accepted; a guess that proves
//   wrong never shows; RREADY always 1: every burst has its room reserved by whoever asked.
// Relies on: payload waits no longer than the fetchers' prefetch credit lasts, which only payload renews.
// Latency: request to AR one clock, R to the taker none.
//
`default_nettype none

module sgdma_axi_rd #(
    parameter ADDR_W = 64,                 // address bits
    parameter DATA_W = 64,                 // bus bits
    parameter WINDOWS = 4,                 // address windows
    parameter LUTRAM = 1                   // as sgdma_fifo's
) (
    input  wire              clk,
    input  wire              rst,

    input  wire              cfg_win_open, // address windows, as sgdma_window's
    input  wire [3:0]        cfg_win_read,
    output wire [1:0]        win_sel,
    input  wire [2*(ADDR_W-12)-1:0] win_bounds,
    input  wire [10:0]       cfg_attr0,    // by ID: QOS, PROT, CACHE
    input  wire [10:0]       cfg_attr1,
    input  wire [10:0]       cfg_attr2,

    // requests: 0 gather fetch, 1 scatter fetch, 2 payload; the number is the ID
    input  wire [2:0]        s_ar_valid,
    input  wire [1:0]        s_ar_guess,   // it may yet prove wrong: taken only if AR is free in the next clock,
    input  wire [1:0]        s_ar_kill,    // and not shown there then
    output wire [2:0]        s_ar_ready,
    output wire              s_ar_deny,    // with s_ar_ready: no window permits it, it is not issued
    input  wire [ADDR_W-1:0] s_ar0_addr,
    input  wire [ADDR_W-1:0] s_ar1_addr,
    input  wire [ADDR_W-1:0] s_ar2_addr,
    input  wire [7:0]        s_ar0_len,    // beats - 1
    input  wire [7:0]        s_ar1_len,
    input  wire [7:0]        s_ar2_len,

    output wire [2:0]        m_r_valid,    // by ID; data, response and last straight from the port

    output wire [2:0]        m_axi_arid,
    output wire [ADDR_W-1:0] m_axi_araddr,
    output wire [7:0]        m_axi_arlen,
    output wire [2:0]        m_axi_arsize,
    output wire [1:0]        m_axi_arburst,
    output wire [3:0]        m_axi_arcache,
    output wire [2:0]        m_axi_arprot,
    output wire [3:0]        m_axi_arqos,
    output wire              m_axi_arvalid,
    input  wire              m_axi_arready,
    input  wire [2:0]        m_axi_rid,
    input  wire              m_axi_rvalid,
    output wire              m_axi_rready
);
    localparam [31:0] LB = $clog2(DATA_W / 8);

    wire              valid;
    wire              kill    = s_ar_kill != 2'b00;
    wire [2:0]        request = s_ar_valid & ~{1'b0, s_ar_guess & {2{valid}}};
    wire [2:0]        pick;
    wire              room;
    wire              checked, permitted;
    wire              ready = checked && room;
    wire [1:0]        id   = pick[2] ? 2'd2 : pick[1] ? 2'd1 : 2'd0;
    wire [ADDR_W-1:0] addr = pick[2] ? s_ar2_addr : pick[1] ? s_ar1_addr : s_ar0_addr;
    wire [7:0]        len  = pick[2] ? s_ar2_len : pick[1] ? s_ar1_len : s_ar0_len;

    assign s_ar_ready    = pick & {3{ready}};
    assign m_axi_arvalid = valid && !kill;
    assign m_axi_arid[2] = 1'b0;
    assign m_axi_arsize  = LB[2:0];
    assign m_axi_arburst = 2'b01;          // INCR
    assign {m_axi_arqos, m_axi_arprot, m_axi_arcache} = m_axi_arid[1] ? cfg_attr2 : m_axi_arid[0] ? cfg_attr1 : cfg_attr0;
    assign s_ar_deny     = !permitted;
    assign m_axi_rready  = 1'b1;
    assign m_r_valid     = m_axi_rvalid ? {m_axi_rid == 3'd2, m_axi_rid == 3'd1, m_axi_rid == 3'd0} : 3'b000;

    sgdma_window #(.ADDR_W(ADDR_W), .WINDOWS(WINDOWS), .ASKERS(3)) u_window (
        .clk(clk), .rst(rst), .cfg_open(cfg_win_open), .cfg_permit(cfg_win_read), .m_sel(win_sel), .bounds(win_bounds),
        .s_valid(request), .s_pick(pick), .page(addr[ADDR_W-1:12]), .take(ready), .done(checked), .ok(permitted)
    );

    sgdma_arb #(.N(3), .PATIENCE(15), .EARLY(1)) u_arb (
        .clk(clk), .rst(rst), .request(request), .ready(ready), .grant(pick)
    );

    sgdma_fifo #(.WIDTH(ADDR_W + 10), .DEPTH(2), .BYPASS(1), .LUTRAM(LUTRAM)) u_ar (
        .clk(clk), .rst(rst),
        .s_valid((request & pick) != 3'b000 && permitted), .s_ready(room), .s_data({id, len, addr}),
        .m_valid(valid), .m_ready(m_axi_arready || kill), .m_data({m_axi_arid[1:0], m_axi_arlen, m_axi_araddr})
    );
endmodule

`default_nettype wire
