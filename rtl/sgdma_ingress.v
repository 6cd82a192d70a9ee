// SPDX-License-Identifier: Apache-2.0
//
// Stream input of the scatter half: checks TKEEP and turns it into a byte count.
//
// Guarantees: s_axis_tready comes from a register. A beat whose TKEEP has a hole, is empty, or is partial without TLAST leaves with
//   the code TKEEP in place of its bytes.
// Latency: one clock.
//
`default_nettype none

module sgdma_ingress #(
    parameter DATA_W = 64                  // stream bits
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
    output wire [$clog2(DATA_W/8):0] m_bytes,
    output wire                m_last,
    output wire [7:0]          m_code
);
`include "sgdma_regs.vh"
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);

    reg  [LB:0] bytes;
    integer     i;
    always @* begin
        bytes = {(LB+1){1'b0}};
        for (i = 0; i < BYTES; i = i + 1)
            if (s_axis_tkeep[i]) bytes = i[LB:0] + 1'b1;
    end

    wire [BYTES-1:0] hole = s_axis_tkeep & (s_axis_tkeep + 1'b1);   // 0: ones from lane 0 up, or none
    wire             bad  = hole != {BYTES{1'b0}} || !s_axis_tkeep[0] || (!s_axis_tlast && !s_axis_tkeep[BYTES-1]);
    wire             m_bad;

    assign m_code = m_bad ? `SGDMA_CODE_TKEEP : 8'd0;

    sgdma_fifo #(.WIDTH(DATA_W + LB + 3), .DEPTH(2), .BYPASS(1)) u_slice (
        .clk(clk), .rst(rst),
        .s_valid(s_axis_tvalid), .s_ready(s_axis_tready), .s_data({bad, s_axis_tlast, bytes, s_axis_tdata}),
        .m_valid(m_valid), .m_ready(m_ready), .m_data({m_bad, m_last, m_bytes, m_data})
    );
endmodule

`default_nettype wire
