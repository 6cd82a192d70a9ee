// SPDX-License-Identifier: Apache-2.0
//
// Adder of a few bits, written as gates: sum = a + b + c. Combinational. With b inverted it is a - b - 1 + c, and its top bit tells, for
// c = 0, whether a > b, for c = 1, whether a >= b.
//
// A synthesis tool gives every + a carry chain, which at two to four bits is slower than the LUTs it replaces and keeps the logic on
// both sides of it apart.
//
`default_nettype none

module sgdma_add #(
    parameter W = 4               // bits, a few
) (
    input  wire [W-1:0] a,
    input  wire [W-1:0] b,
    input  wire         c,
    output reg  [W:0]   sum
);
    reg     carry;
    integer i;

    always @* begin
        carry = c;
        for (i = 0; i < W; i = i + 1) begin
            sum[i] = a[i] ^ b[i] ^ carry;
            carry  = (a[i] & b[i]) | (carry & (a[i] | b[i]));
        end
        sum[W] = carry;
    end
endmodule

`default_nettype wire
