// SPDX-License-Identifier: Apache-2.0
//
// Watchdog of one channel: notices that something of it is on the bus and nothing of it moves.
//
// Guarantees: `expired` rises in clock n + cfg_clocks + 1 if `busy` was high and `moved` low in the clocks n + 1 to n + cfg_clocks, and
//   stays until the next start; evt_clocks lets it count anew. With cfg_on low it does not rise.
// Relies on: cfg_on being cfg_clocks != 0, evt_clocks high in the clock before cfg_clocks changes.
// Latency: one clock.
//
`default_nettype none

module sgdma_watchdog (
    input  wire        clk,
    input  wire        rst,
    input  wire        evt_start,
    input  wire [23:0] cfg_clocks,
    input  wire        cfg_on,
    input  wire        evt_clocks,
    input  wire        busy,               // something of the channel is on the bus
    input  wire        moved,              // a handshake of it in this clock
    output wire        expired
);
    reg  [23:0] still_q;                   // clocks without a move
    reg         expired_q;

    assign expired = expired_q || (cfg_on && still_q == cfg_clocks);

    always @(posedge clk) begin
        still_q   <= still_q + 24'd1;
        expired_q <= expired;
        if (!busy || moved || evt_clocks) still_q <= 24'd0;
        if (rst || evt_start) begin
            still_q   <= 24'd0;
            expired_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
