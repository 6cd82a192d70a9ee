// SPDX-License-Identifier: Apache-2.0
//
// The check of one address against the address windows: ok when no window is enabled, or when the address's 4 KiB page lies
// in an enabled window that permits the access.
// Guarantees: nothing about bytes past that page: a burst must not leave it (the engine's bursts end at aligned blocks
// of at most 4 KiB).
// Relies on: cfg_windows changing only while nothing is checked. Latency: 0 clocks, combinational.
`default_nettype none

module sgdma_window #(
    parameter ADDR_W = 64,  // address bits, 32..64
    parameter WINDOWS = 4   // 0..4; 0: everything is allowed and there is no logic
) (
    input  wire [(WINDOWS == 0 ? 1 : WINDOWS * (2 * (ADDR_W - 12) + 3)) - 1 : 0] cfg_windows, // {limit, base, write, read, enable} each
    input  wire [ADDR_W-1:12] page,
    input  wire               s_write, // 1: the access is a write
    output wire               ok
);
    localparam PAGE_W = ADDR_W - 12;
    localparam W = 2 * PAGE_W + 3;

    generate
        if (WINDOWS == 0) begin : g_none
            wire unused = &{1'b0, cfg_windows, page, s_write};
            assign ok = 1'b1;
        end else begin : g_windows
            wire [WINDOWS-1:0] enabled, hit;
            genvar n;
            for (n = 0; n < WINDOWS; n = n + 1) begin : g_window
                wire              enable = cfg_windows[n * W];
                wire              permit = s_write ? cfg_windows[n * W + 2] : cfg_windows[n * W + 1];
                wire [PAGE_W-1:0] base = cfg_windows[n * W + 3 +: PAGE_W];
                wire [PAGE_W-1:0] limit = cfg_windows[n * W + 3 + PAGE_W +: PAGE_W];
                assign enabled[n] = enable;
                assign hit[n] = enable && permit && page >= base && page <= limit;
            end
            assign ok = enabled == {WINDOWS{1'b0}} || hit != {WINDOWS{1'b0}};
        end
    endgenerate
endmodule

`default_nettype wire
