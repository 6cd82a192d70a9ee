// SPDX-License-Identifier: Apache-2.0
//
// Stream input of the scatter half: checks TKEEP and turns it into the end of the beat's bytes.
//
// Guarantees: s_axis_tready comes from a register. A beat whose TKEEP has a hole, is empty, or is partial without TLAST leaves with
//   m_bad in place of its bytes.
// Latency: one clock.
//
`default_nettype none

module sgdma_ingress #(
    parameter DATA_W = 64,                 // stream bits
    parameter LUTRAM = 1                   // as sgdma_fifo's
) (
    input  wire                clk,
    input  wire                rst,

    input  wire [DATA_W-1:0]   s_axis_tdata,
    input  wire [DATA_W/8-1:0] s_axis_tkeep,
    input  wire                s_axis_tlast,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,

    output wire                m_valid,
    input  wire                m_ready,
    output wire [DATA_W-1:0]   m_data,
    output wire [$clog2(DATA_W/8)-1:0] m_end, // last lane + 1; 0: all of them
    output wire                m_last,
    output wire                m_bad
);
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);

    // Ones from lane 0 up: bit b of their number is set when an odd number of the lanes 2^b - 1, 2 * 2^b - 1, ... is.
    reg  [LB-1:0]    ones;
    integer          b;
    integer          i;
    always @* begin
        ones = {LB{1'b0}};
        for (b = 0; b < LB; b = b + 1)
            for (i = (1 << b) - 1; i < BYTES; i = i + (1 << b)) ones[b] = ones[b] ^ s_axis_tkeep[i];
    end

    wire [BYTES-1:0] holes = s_axis_tkeep & ~{s_axis_tkeep[BYTES-2:0], 1'b1};   // lanes above an empty one
    wire             bad   = holes != {BYTES{1'b0}} || !s_axis_tkeep[0] || (!s_axis_tlast && !s_axis_tkeep[BYTES-1]);

    sgdma_fifo #(.WIDTH(DATA_W + LB + 2), .DEPTH(2), .BYPASS(1), .LUTRAM(LUTRAM)) u_slice (
        .clk(clk), .rst(rst),
        .s_valid(s_axis_tvalid), .s_ready(s_axis_tready), .s_data({bad, s_axis_tlast, ones, s_axis_tdata}),
        .m_valid(m_valid), .m_ready(m_ready), .m_data({m_bad, m_last, m_end, m_data})
    );
endmodule

`default_nettype wire
