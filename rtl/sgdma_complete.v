// SPDX-License-Identifier: Apache-2.0
//
// Completion writer: turns the beats of both queues into single-beat AXI writes (two beats on a 32-bit bus).
//
// Guarantees: a beat's data is here before its address is offered, so W never waits; an entry is never split over bursts; responses are given
//   back to their queue in order. A beat that no window permits is not written and comes back as bad.
// Relies on: queue bases aligned to 64 bytes; m_aw_ready independent of m_aw_valid.
// Latency: none from a queue to the address, one clock to the data (its FIFO).
//
`default_nettype none

module sgdma_complete #(
    parameter ADDR_W = 64,                 // address bits
    parameter DATA_W = 64,                 // bus bits
    parameter WRITES = 16,                 // completion beats in flight, at most
    parameter WINDOWS = 4                  // address windows
) (
    input  wire              clk,
    input  wire              rst,

    input  wire [(WINDOWS == 0 ? 1 : WINDOWS * (2 * (ADDR_W - 12) + 3)) - 1 : 0] cfg_windows,

    // per queue: gather is 0, scatter 1
    input  wire [ADDR_W-1:0] cfg_g_base,
    input  wire [ADDR_W-1:0] cfg_s_base,
    input  wire [1:0]        s_valid,
    output wire [1:0]        s_ready,
    input  wire [(DATA_W < 64 ? 64 : DATA_W)-1:0]    s_g_data,
    input  wire [(DATA_W < 64 ? 64 : DATA_W)-1:0]    s_s_data,
    input  wire [(DATA_W < 64 ? 64 : DATA_W)/64-1:0] s_g_mask,
    input  wire [(DATA_W < 64 ? 64 : DATA_W)/64-1:0] s_s_mask,
    input  wire [14:0]       s_g_slot,
    input  wire [14:0]       s_s_slot,
    input  wire [3:0]        s_g_count,
    input  wire [3:0]        s_s_count,

    output wire              m_aw_valid,
    input  wire              m_aw_ready,
    output wire [ADDR_W-1:0] m_aw_addr,
    output wire [7:0]        m_aw_len,

    output wire              m_w_valid,
    input  wire              m_w_ready,
    output wire [DATA_W-1:0] m_w_data,
    output wire [DATA_W/8-1:0] m_w_strb,

    input  wire              s_b_valid,
    input  wire [1:0]        s_b_resp,
    output wire [1:0]        evt_done,     // a beat of this queue was answered
    output wire [3:0]        done_count,   // its entries
    output wire              done_bad,
    output wire [7:0]        done_code
);
`include "sgdma_regs.vh"
    localparam BEAT   = DATA_W < 64 ? 64 : DATA_W;
    localparam PLACES = BEAT / 64;

    wire [1:0]        pick;
    wire              room_data;
    wire              room_info;
    wire              permitted;
    wire              deny  = s_valid != 2'b00 && !permitted;
    wire              open  = permitted ? room_data && room_info && m_aw_ready : !s_b_valid;
    wire              go    = m_aw_valid && m_aw_ready;
    wire [3:0]        b_count;
    wire [14:0]       slot  = pick[1] ? s_s_slot : s_g_slot;
    wire [ADDR_W-1:0] addr  = (pick[1] ? cfg_s_base : cfg_g_base) + {{(ADDR_W-18){1'b0}}, slot, 3'd0};
    wire [BEAT-1:0]   data  = pick[1] ? s_s_data : s_g_data;
    wire [PLACES-1:0] mask  = pick[1] ? s_s_mask : s_g_mask;
    wire [3:0]        count = pick[1] ? s_s_count : s_g_count;

    wire [BEAT-1:0]   w_data;
    wire [PLACES-1:0] w_mask;
    wire              w_pop;
    wire              info_valid;
    wire              info_scatter;

    assign m_aw_valid = s_valid != 2'b00 && permitted && room_data && room_info;
    assign m_aw_addr  = addr;
    assign m_aw_len   = DATA_W < 64 ? 8'd1 : 8'd0;
    assign s_ready    = pick & {2{open}};
    assign evt_done   = s_b_valid ? (info_valid ? {info_scatter, !info_scatter} : 2'b00) : deny ? pick : 2'b00;
    assign done_bad   = s_b_valid ? s_b_resp[1] : 1'b1;
    assign done_code  = !s_b_valid ? `SGDMA_CODE_CPL_WINDOW : s_b_resp[0] ? `SGDMA_CODE_CPL_DECERR : `SGDMA_CODE_CPL_SLVERR;
    assign done_count = s_b_valid ? b_count : count;

    genvar i;
    generate
        if (DATA_W >= 64) begin : g_beat
            assign m_w_data = w_data;
            assign w_pop    = m_w_ready;
            for (i = 0; i < PLACES; i = i + 1) begin : g_strb
                assign m_w_strb[8*i +: 8] = {8{w_mask[i]}};
            end
        end else begin : g_halves                       // low word first
            reg    high_q;
            wire   unused = &{1'b0, w_mask};
            assign m_w_data = high_q ? w_data[63:32] : w_data[31:0];
            assign m_w_strb = {DATA_W/8{1'b1}};
            assign w_pop    = m_w_ready && high_q;
            always @(posedge clk) begin
                if (m_w_valid && m_w_ready) high_q <= !high_q;
                if (rst) high_q <= 1'b0;
            end
        end
    endgenerate

    sgdma_window #(.ADDR_W(ADDR_W), .WINDOWS(WINDOWS)) u_window (
        .cfg_windows(cfg_windows), .page(addr[ADDR_W-1:12]), .s_write(1'b1), .ok(permitted)
    );

    sgdma_arb #(.N(2), .PATIENCE(3)) u_arb (
        .clk(clk), .rst(rst), .request(s_valid), .ready(open), .grant(pick)
    );

    sgdma_fifo #(.WIDTH(BEAT + PLACES), .DEPTH(WRITES), .BYPASS(1)) u_data (
        .clk(clk), .rst(rst),
        .s_valid(go), .s_ready(room_data), .s_data({mask, data}),
        .m_valid(m_w_valid), .m_ready(w_pop), .m_data({w_mask, w_data})
    );

    sgdma_fifo #(.WIDTH(5), .DEPTH(WRITES), .BYPASS(0)) u_info (
        .clk(clk), .rst(rst),
        .s_valid(go), .s_ready(room_info), .s_data({count, pick[1]}),
        .m_valid(info_valid), .m_ready(s_b_valid), .m_data({b_count, info_scatter})
    );
endmodule

`default_nettype wire
