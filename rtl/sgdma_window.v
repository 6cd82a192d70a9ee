// SPDX-License-Identifier: Apache-2.0
//
// The check of addresses against the address windows, one window a clock: an address passes when no window is enabled, or when its
// 4 KiB page lies in an enabled window that permits the access. Who asks next begins with the window that its last address was in.
//
// Guarantees: `done` from the clock that settles it, with `ok`, until `take`: the first that the page is shown in if no window is enabled or the page
//   lies in the same window as that asker's last one, else up to WORDS - 1 later. Nothing is told about bytes past that page: a burst must not
//   leave it (the engine's bursts end at aligned blocks of at most 4 KiB).
// Relies on: an asker holding its page from s_valid until it is taken, or taking s_valid away; s_pick one-hot or 0;
//   the windows changing only while nothing is checked.
// Latency: 0 to 3 clocks.
`default_nettype none

module sgdma_window #(
    parameter ADDR_W = 64,                 // address bits, 32..64
    parameter WINDOWS = 4,                 // 0..4; 0: everything is allowed and there is no logic
    parameter ASKERS = 1                   // 1..3
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                cfg_open,   // no window is enabled
    input  wire [3:0]          cfg_permit, // windows that are enabled and permit the access
    output wire [1:0]          m_sel,      // the window that is looked at,
    input  wire [2*(ADDR_W-12)-1:0] bounds, // its last and its first page

    input  wire [ASKERS-1:0]   s_valid,    // has an address to check
    input  wire [ASKERS-1:0]   s_pick,     // `page` is this one's
    input  wire [ADDR_W-1:12]  page,
    input  wire                take,       // with `done`: what was asked about is dealt with
    output wire                done,
    output wire                ok
);
    localparam PAGE_W = ADDR_W - 12;
    localparam WORDS = WINDOWS > 2 ? 4 : 2;

    generate
        if (WINDOWS == 0) begin : g_none
            wire unused = &{1'b0, clk, rst, cfg_open, cfg_permit, bounds, s_valid, s_pick, page, take};
            assign m_sel = 2'd0;
            assign done = 1'b1;
            assign ok = 1'b1;
        end else begin : g_windows
            localparam [31:0] LAST = WORDS - 1;

            reg  [1:0] sel, misses;
            reg  [2*ASKERS-1:0] sel_q;              // the window to begin with, or to go on with
            reg  [2*ASKERS-1:0] misses_q;       // windows that do not permit it
            wire       hit = cfg_permit[sel] && page >= bounds[PAGE_W-1:0] && page <= bounds[2*PAGE_W-1:PAGE_W];
            integer    n;

            assign m_sel = sel;
            assign ok = cfg_open || hit;
            assign done = ok || misses == LAST[1:0];

            always @* begin
                sel = 2'd0;
                misses = 2'd0;
                for (n = 0; n < ASKERS; n = n + 1) begin
                    sel = sel | (s_pick[n] ? sel_q[2*n +: 2] : 2'd0);
                    misses = misses | (s_pick[n] ? misses_q[2*n +: 2] : 2'd0);
                end
            end

            always @(posedge clk) begin
                for (n = 0; n < ASKERS; n = n + 1) begin
                    if (s_pick[n] && !done) sel_q[2*n +: 2] <= (sel_q[2*n +: 2] + 2'd1) & LAST[1:0];
                    if (!s_valid[n] || (s_pick[n] && take)) misses_q[2*n +: 2] <= 2'd0;
                    else if (s_pick[n] && !done) misses_q[2*n +: 2] <= misses_q[2*n +: 2] + 2'd1;
                    if (rst) sel_q[2*n +: 2] <= 2'd0;
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
