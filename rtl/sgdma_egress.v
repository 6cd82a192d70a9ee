// SPDX-License-Identifier: Apache-2.0
//
// Stream output of the gather half: the register behind m_axis.
//
// Guarantees: m_axis_* come from registers and hold while m_axis_tready is low; TKEEP is contiguous from lane 0. A packet that is broken off
//   with no byte left gets one filler byte.
// Latency: one clock.
//
`default_nettype none

module sgdma_egress #(
    parameter DATA_W = 64                  // stream bits
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                s_valid,
    output wire                s_ready,
    input  wire [DATA_W-1:0]   s_data,
    input  wire [$clog2(DATA_W/8):0] s_bytes,  // 0 with s_abort: a filler byte
    input  wire                s_last,
    input  wire                s_abort,

    output wire [DATA_W-1:0]   m_axis_tdata,
    output wire [DATA_W/8-1:0] m_axis_tkeep,
    output wire                m_axis_tlast,
    output wire                m_axis_tuser,
    output wire                m_axis_tvalid,
    input  wire                m_axis_tready,

    output wire                evt_last    // a whole packet is through
);
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);

    reg                valid_q;
    reg  [DATA_W-1:0]  data_q;
    reg  [LB:0]        bytes_q;
    reg                last_q;
    reg                abort_q;

    wire               accept = valid_q && m_axis_tready;
    wire               load   = !valid_q || m_axis_tready;

    assign s_ready       = load;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tdata  = data_q;
    assign m_axis_tlast  = last_q;
    assign m_axis_tuser  = abort_q;
    assign evt_last      = accept && last_q && !abort_q;

    genvar i;
    generate
        assign m_axis_tkeep[0] = 1'b1;
        for (i = 1; i < BYTES; i = i + 1) begin : g_keep
            localparam [LB:0] LANE = i[LB:0];
            assign m_axis_tkeep[i] = LANE < bytes_q;
        end
    endgenerate

    always @(posedge clk) begin
        if (load) begin
            valid_q <= s_valid;
            data_q  <= s_data;
            bytes_q <= s_bytes;
            last_q  <= s_last;
            abort_q <= s_abort;
        end
        if (rst) valid_q <= 1'b0;
    end
endmodule

`default_nettype wire
