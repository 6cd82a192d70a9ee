// SPDX-License-Identifier: Apache-2.0
//
// Address arithmetic of one half: cuts a piece into bursts that end at aligned blocks of MAX_BURST bytes.
//
// Guarantees: one burst a clock; the bursts of a piece cover exactly its bytes, in order; a piece with an error code is one item
//   with that code and no data. The end address was computed once (decode); a cut is a compare and an increment.
// Relies on: m_* taken or held: they do not change while m_valid and not m_ready, except by m_drop.
// Latency: one clock from piece to its first burst.
//
`default_nettype none

module sgdma_geometry #(
    parameter ADDR_W    = 64,              // address bits
    parameter DATA_W    = 64,              // bus bits
    parameter MAX_BURST = 256              // bytes
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel

    input  wire              s_valid,
    output wire              s_ready,
    input  wire [ADDR_W-1:0] s_addr,
    input  wire [28:0]       s_end,        // address of the last byte, low bits
    input  wire [15:0]       s_tag,
    input  wire              s_eop,
    input  wire              s_irq,
    input  wire [7:0]        s_code,

    output wire              m_valid,
    input  wire              m_ready,
    input  wire              m_drop,       // with m_ready: forget the rest of the piece
    output wire [ADDR_W-1:0] m_addr,       // first byte
    output wire [7:0]        m_len,        // beats - 1
    output wire [$clog2(DATA_W/8)-1:0] m_end_lane, // of the last byte, in the last beat
    output wire              m_last,       // last burst of the piece
    output wire [15:0]       m_tag,
    output wire              m_eop,
    output wire              m_irq,
    output wire [7:0]        m_code
);
    localparam LB = $clog2(DATA_W / 8);
    localparam MB = $clog2(MAX_BURST);
    localparam NB = MB - LB;               // bits of a beat's number in a block

    reg              valid_q;
    reg [ADDR_W-1:0] addr_q;
    reg [28:0]       end_q;                // one bit more than a length: start and end are less than 2^29 apart
    reg [15:0]       tag_q;
    reg              eop_q;
    reg              irq_q;
    reg [7:0]        code_q;

    wire             last     = addr_q[28:MB] == end_q[28:MB] || code_q != 8'd0;
    wire [NB-1:0]    end_beat = last ? end_q[MB-1:LB] : {NB{1'b1}};
    wire [NB-1:0]    beats    = end_beat - addr_q[MB-1:LB];
    wire             leave    = m_ready && (last || m_drop);

    assign s_ready    = !valid_q || leave;
    assign m_valid    = valid_q;
    assign m_addr     = addr_q;
    assign m_len      = {{(8-NB){1'b0}}, beats};
    assign m_end_lane = last ? end_q[LB-1:0] : {LB{1'b1}};
    assign m_last     = last;
    assign m_tag      = tag_q;
    assign m_eop      = eop_q;
    assign m_irq      = irq_q;
    assign m_code     = code_q;

    always @(posedge clk) begin
        if (s_ready) begin
            valid_q <= s_valid;
            addr_q  <= s_addr;
            end_q   <= s_end;
            tag_q   <= s_tag;
            eop_q   <= s_eop;
            irq_q   <= s_irq;
            code_q  <= s_code;
        end else if (m_ready) begin
            addr_q <= {addr_q[ADDR_W-1:MB] + 1'b1, {MB{1'b0}}};
        end
        if (rst) valid_q <= 1'b0;
    end
endmodule

`default_nettype wire
