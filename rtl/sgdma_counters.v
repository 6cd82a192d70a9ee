// SPDX-License-Identifier: Apache-2.0
//
// Ten performance counters of 32 bits without 640 flops: each counts in 5 live bits that are folded, one counter a clock,
// into a RAM; a snapshot is one walk over them.
// How the snapshot is exact: the walk comes to counter n in a clock that is n later than to counter 0, so its events are
// delayed by n clocks (a shift register costs less than a copy of the live bits): each counter shows at its turn what
// all of them were in the one clock of `take`.
// Guarantees: m_* gives each counter once, in order, with the events of every clock up to and with the one of `take`;
// `busy` from the next clock on until the last of them was given, 12 clocks.
// Relies on: no `take` while busy (the walk would begin anew and live bits might overflow); `clear` high for at
// least 32 clocks, with no event in them or in the 10 before.
`default_nettype none

module sgdma_counters (
    input  wire        clk,
    input  wire        clear,        // all counters to 0
    input  wire [9:0]  evt_count,    // add 1
    input  wire        take,
    output wire        busy,

    // the snapshot
    output wire        m_valid,
    output wire [3:0]  m_index,
    output wire [31:0] m_data
);
    localparam [3:0] LAST = 4'd9;
    localparam [3:0] GAP = 4'd15;    // one clock of rest, so that counter 0 is not read while it is written

    reg  [31:0] ram [0:15];
    reg  [31:0] ram_q;
    reg  [3:0]  turn_q;              // the counter that is read
    reg         walk_q;              // ... for a snapshot
    reg  [3:0]  fold_q;              // the counter that is written, one clock later
    reg         fold_valid_q;
    reg         fold_walk_q;
    reg  [4:0]  fold_live_q;

    wire [49:0] live;
    wire [79:0] live_padded = {30'd0, live};
    wire        turn_valid = turn_q != GAP;
    wire [31:0] sum = ram_q + {27'd0, fold_live_q};

    assign busy = walk_q || fold_walk_q;
    assign m_valid = fold_walk_q && fold_valid_q;
    assign m_index = fold_q;
    assign m_data = sum;

    always @(posedge clk) begin
        if (fold_valid_q)
            ram[fold_q] <= clear ? 32'd0 : sum;
        ram_q <= ram[turn_q];
    end

    always @(posedge clk) begin
        turn_q <= take ? GAP : turn_q == LAST ? 4'd0 : turn_q + 4'd1;
        walk_q <= take || (walk_q && turn_q != LAST);
        fold_q <= turn_q;
        fold_valid_q <= turn_valid;
        fold_walk_q <= walk_q;
        fold_live_q <= live_padded[{1'b0, turn_q} * 5 +: 5];
        if (clear) begin
            walk_q <= 1'b0;
            fold_walk_q <= 1'b0;
        end
    end

    genvar n;
    generate
        for (n = 0; n < 10; n = n + 1) begin : g_counter
            reg  [n:0]   late_q;
            reg  [4:0]   live_q;
            wire [n+1:0] late = {late_q, evt_count[n]}; // the event of n + 1 clocks ago on top

            assign live[5 * n +: 5] = live_q;

            always @(posedge clk) begin
                late_q <= late[n:0];
                if (clear)
                    live_q <= 5'd0;
                else if (turn_q == n[3:0])
                    live_q <= {4'd0, late[n+1]};
                else
                    live_q <= live_q + {4'd0, late[n+1]};
            end
        end
    endgenerate
endmodule

`default_nettype wire
