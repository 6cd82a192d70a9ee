// SPDX-License-Identifier: Apache-2.0
//
// Address arithmetic of one half: cuts a piece into bursts that end at aligned blocks of MAX_BURST bytes.
//
// Guarantees: one burst a clock; the bursts of a piece cover exactly its bytes, in order; a piece with an error code is one item
//   with that code and no data. The end address was computed once (decode); a cut is a compare and an increment.
// Relies on: s_addr, while m_again, that of the piece taken last; m_* taken or held: they do not change while m_valid and not m_ready,
//   except by m_drop.
// Latency: one clock from piece to its first burst.
//
`default_nettype none

module sgdma_geometry #(
    parameter ADDR_W    = 64,              // address bits
    parameter DATA_W    = 64,              // bus bits
    parameter MAX_BURST = 256,             // bytes
    parameter AGAIN     = 1                // 1: whoever gives a piece shows its address again
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel

    input  wire              s_valid,
    output wire              s_ready,
    input  wire [ADDR_W-1:0] s_addr,
    output wire              m_again,      // AGAIN: s_addr is to be the address of the piece that was taken last
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
    output wire              m_one,        // it has one beat
    output wire [$clog2(DATA_W/8)-1:0] m_less, // bytes of its first beat, less one
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
    // As addr - end_beat - 1: the address goes to the carry chain as it is.
    wire             beats_low;
    wire [NB-1:0]    beats_n;              // ~ (end_beat - addr)
    wire             unused = beats_low;
    assign           {beats_n, beats_low} = {addr_q[MB-1:LB], 1'b0} - {end_beat, 1'b1};
    wire             leave    = m_ready && (last || m_drop);

    assign s_ready    = !valid_q || leave;
    assign m_valid    = valid_q;
    assign m_addr     = addr_q;
    assign m_len      = {{(8-NB){1'b0}}, ~beats_n};
    assign m_end_lane = last ? end_q[LB-1:0] : {LB{1'b1}};
    assign m_one      = &beats_n;
    assign m_last     = last;
    assign m_tag      = tag_q;
    assign m_eop      = eop_q;
    assign m_irq      = irq_q;
    assign m_code     = code_q;

    always @(posedge clk) begin
        if (s_ready) begin
            valid_q <= s_valid;
            end_q   <= s_end;
            tag_q   <= s_tag;
            eop_q   <= s_eop;
            irq_q   <= s_irq;
            code_q  <= s_code;
        end
        if (rst) valid_q <= 1'b0;
    end

    wire             unused_less;
    sgdma_add #(.W(LB)) u_less (.a(m_end_lane | {LB{!m_one}}), .b(~addr_q[LB-1:0]), .c(1'b1), .sum({unused_less, m_less}));

    generate
        if (AGAIN != 0) begin : g_again                // the piece's address and how many blocks on
            reg [28-MB:0] block_q;                     // of the next burst, counted from the piece's first

            // As a difference, as above.
            wire [ADDR_W-MB-1:0] addr;
            wire             addr_low;
            wire             unused_addr = addr_low;
            assign           {addr, addr_low} = {s_addr[ADDR_W-1:MB], 1'b0}
                                                - {{(ADDR_W-29){1'b1}}, ~(block_q & {(29-MB){m_again}}), 1'b1};

            assign m_again = valid_q && !last && !(m_drop && m_ready);
            always @(posedge clk) begin
                if (!valid_q || m_ready) addr_q <= {addr, s_addr[MB-1:0] & {MB{!m_again}}};
                if (m_ready) block_q <= block_q + 1'b1;
                if (!m_again) block_q <= {{(28-MB){1'b0}}, 1'b1};
            end
        end else begin : g_on
            assign m_again = 1'b0;
            always @(posedge clk) begin
                if (s_ready) addr_q <= s_addr;
                else if (m_ready) addr_q <= {addr_q[ADDR_W-1:MB] + 1'b1, {MB{1'b0}}};
            end
        end
    endgenerate
endmodule

`default_nettype wire
