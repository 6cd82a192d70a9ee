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
    reg [W:0] carry;              // into each bit, of as many bits below it as a step has seen
    reg [W:0] pass;               // all of these hand a carry on
    integer   step;

    always @* begin
        carry = {a & b, c};
        pass  = {a ^ b, 1'b0};
        for (step = 1; step <= W; step = step * 2) begin
            carry = carry | (pass & (carry << step));
            pass  = pass & (pass << step);
        end
        sum = {1'b0, a ^ b} ^ carry;
    end
endmodule

`default_nettype wire
