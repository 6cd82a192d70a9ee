// SPDX-License-Identifier: Apache-2.0
//
// Fixed-priority arbiter: request 0 wins over 1 over 2; but the last one, once it has lost PATIENCE clocks running, wins next.
//
// Guarantees: at most one grant, only to a request; a waiting last request is granted within PATIENCE + 1 clocks in which
//   `ready` is high. Requests between the first and the last wait as long as higher ones last: the engine bounds those by credit.
// Latency: grant is combinational in the requests; the override comes from a register.
//
`default_nettype none

module sgdma_arb #(
    parameter N        = 2,      // requests, at least 2
    parameter PATIENCE = 15      // clocks, 1..255
) (
    input  wire         clk,
    input  wire         rst,
    input  wire [N-1:0] request,
    input  wire         ready,   // what is granted goes through in this clock
    output wire [N-1:0] grant
);
    localparam LW = PATIENCE > 1 ? $clog2(PATIENCE) : 1;
    localparam [31:0] LAST = PATIENCE - 1;

    reg  [LW-1:0] lost_q;
    reg          force_q;

    wire [N-1:0] first = request & (~request + {{(N-1){1'b0}}, 1'b1});    // lowest bit that is set
    wire         lose  = ready && request[N-1] && !grant[N-1];

    assign grant = (force_q && request[N-1]) ? {1'b1, {(N-1){1'b0}}} : first;

    always @(posedge clk) begin
        if (lose) begin
            lost_q  <= lost_q + 1'b1;
            force_q <= lost_q == LAST[LW-1:0];
        end else if (ready || !request[N-1]) begin
            lost_q  <= {LW{1'b0}};
            force_q <= 1'b0;
        end
        if (rst) begin
            lost_q  <= {LW{1'b0}};
            force_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
