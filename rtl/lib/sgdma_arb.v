// SPDX-License-Identifier: Apache-2.0
//
// Fixed-priority arbiter: request 0 wins over 1 over 2; but the last one, once it has lost PATIENCE clocks running, wins next. With
// EARLY = 1 the last one also wins over others that were not there a clock ago: then its grant waits for none of them.
//
// Guarantees: at most one grant, to a request, or to the last one when its turn has come: it is not looked at then, so that no other
//   grant waits for it; a waiting last request is granted within PATIENCE + 1 clocks in which
//   `ready` is high. Requests between the first and the last wait as long as higher ones last: the engine bounds those by credit.
// Latency: grant is combinational in the requests (that of the last one in its own, if EARLY); the override comes from a register.
//
`default_nettype none

module sgdma_arb #(
    parameter N        = 2,      // requests, at least 2
    parameter PATIENCE = 15,     // clocks, 1..255
    parameter EARLY    = 0       // 1: the last request wins over a new one
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
    reg          others_q;       // another request is left from the clock before

    wire         others  = EARLY != 0 ? others_q : request[N-2:0] != {(N-1){1'b0}};
    wire         is_last = force_q || (request[N-1] && !others);
    wire         lose    = ready && request[N-1] && !is_last;

    assign grant[N-1] = is_last;
    assign grant[0]   = request[0] && !is_last;

    genvar i;
    generate
        for (i = 1; i < N - 1; i = i + 1) begin : g_middle
            assign grant[i] = request[i] && !is_last && request[i-1:0] == {i{1'b0}};
        end
    endgenerate

    always @(posedge clk) begin
        others_q <= (request[N-2:0] & ~(grant[N-2:0] & {(N-1){ready}})) != {(N-1){1'b0}};
        if (lose) begin
            lost_q  <= lost_q + 1'b1;
            force_q <= lost_q == LAST[LW-1:0];
        end else if (ready || !request[N-1]) begin
            lost_q  <= {LW{1'b0}};
            force_q <= 1'b0;
        end
        if (rst) begin
            lost_q   <= {LW{1'b0}};
            force_q  <= 1'b0;
            others_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
