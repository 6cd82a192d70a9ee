// SPDX-License-Identifier: Apache-2.0
//
// Byte-lane rotator: byte i of the input leaves at lane (i + amount) mod BYTES. Combinational.
//
`default_nettype none

module sgdma_rotate #(
    parameter BYTES = 8           // lanes, a power of two, at least 2
) (
    input  wire [8*BYTES-1:0]         s_data,
    input  wire [$clog2(BYTES)-1:0]   amount,  // lanes towards higher addresses
    output wire [8*BYTES-1:0]         m_data
);
    localparam LB = $clog2(BYTES);

    reg [8*BYTES-1:0] turned;
    integer           i;

    always @* begin
        turned = s_data;
        for (i = 0; i < LB; i = i + 1)
            if (amount[i]) turned = (turned << (8 << i)) | (turned >> (8 * BYTES - (8 << i)));
    end

    assign m_data = turned;
endmodule

`default_nettype wire
