// SPDX-License-Identifier: Apache-2.0
//
// Byte-lane rotator: byte i of the input leaves at lane (i + amount) mod BYTES. Combinational.
//
// Guarantees: two bits of `amount` a stage, a lane of a stage one LUT6 or two LUT4; an odd lowest bit last, where a caller's own
//   multiplexer fits into the same LUT.
//
`default_nettype none

module sgdma_rotate #(
    parameter BYTES = 8           // lanes, a power of two, at least 4
) (
    input  wire [8*BYTES-1:0]         s_data,
    input  wire [$clog2(BYTES)-1:0]   amount,  // lanes towards higher addresses
    output wire [8*BYTES-1:0]         m_data
);
    localparam LB = $clog2(BYTES);

    reg [8*BYTES-1:0] turned;
    reg [8*BYTES-1:0] by1;        // the next ones are this many steps away
    reg [8*BYTES-1:0] by2;
    reg [8*BYTES-1:0] by3;
    reg [8*BYTES-1:0] low_first;  // the same three times
    reg [8*BYTES-1:0] high_first;
    reg [8*BYTES-1:0] equal_first;
    integer           b;

    // The bits of the lanes that are number `turn` of the four that choose among the same bytes.
    function [8*BYTES-1:0] picks(input integer stage, input integer turn);
        integer i;
        begin
            picks = {8*BYTES{1'b0}};
            for (i = 0; i < BYTES; i = i + 1)
                if (BYTES != 4 && (i >> (stage - 1)) % 4 == turn) picks[8*i +: 8] = 8'hff;
        end
    endfunction

    // The four lanes of a stage that choose among the same four bytes choose in different orders, so that no two of them have half a multiplexer
    // in common: a synthesis tool would tear both apart to share it, and need twice the LUT6. With four lanes in all it does not matter.
    always @* begin
        turned = s_data;
        for (b = LB - 1; b > 0; b = b - 2) begin
            by1 = (turned << (4 << b)) | (turned >> (8 * BYTES - (4 << b)));
            by2 = (turned << (8 << b)) | (turned >> (8 * BYTES - (8 << b)));
            by3 = (turned << (12 << b)) | (turned >> (8 * BYTES - (12 << b)));
            low_first   = amount[b] ? (amount[b-1] ? by3 : by2) : (amount[b-1] ? by1 : turned);
            high_first  = amount[b-1] ? (amount[b] ? by3 : by1) : (amount[b] ? by2 : turned);
            equal_first = amount[b-1] ? (amount[b] == amount[b-1] ? by3 : by1) : (amount[b] == amount[b-1] ? turned : by2);
            turned = (low_first & ~(picks(b, 2) | picks(b, 3))) | (high_first & picks(b, 2)) | (equal_first & picks(b, 3));
        end
        if (LB % 2 != 0 && amount[0]) turned = {turned[8*BYTES-9:0], turned[8*BYTES-1:8*BYTES-8]};
    end

    assign m_data = turned;
endmodule

`default_nettype wire
