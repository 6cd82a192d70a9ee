// SPDX-License-Identifier: Apache-2.0
//
// Performance counters of 32 bits without 32 flops each: each counts in 5 live bits, a shift register with feedback since that costs one LUT, that are folded, one counter a clock,
// into a RAM. The ten CNT registers are shown by a snapshot, one walk over them; FETCH_WAIT of both channels and DROPPED,
// which count from a start on, are shown whenever their turn comes.
// How the snapshot is exact: the walk comes to counter n in a clock that is n later than to counter 0, so its events are
// delayed by n clocks (a shift register costs less than a copy of the live bits): each counter shows at its turn what
// all of them were in the one clock of `take`.
// Guarantees: m_* gives each of the ten once, in order, with the events of every clock up to and with the one of `take`;
// `busy` from the next clock on until the last of them was given, 12 clocks. m_show: m_data is one of the other three (m_index 10 to
// 12), each twice in 42 clocks at least, with the events of every clock up to the one before and none before its last evt_begin.
// Relies on: no `take` while busy (the walk would begin anew and live bits might overflow); `clear` high for at
// least 64 clocks, with no event in them or in the 10 before.
`default_nettype none

module sgdma_counters (
    input  wire        clk,
    input  wire        clear,        // all counters to 0
    input  wire [12:0] evt_count,    // add 1
    input  wire [12:10] evt_begin,   // begin at 0
    input  wire        take,
    output wire        busy,

    // the snapshot
    output wire        m_valid,
    output wire        m_show,
    output wire [3:0]  m_index,
    output wire [31:0] m_data
);
    localparam [3:0] TAKEN = 4'd9;   // the last that a snapshot shows
    localparam [3:0] LAST = 4'd12;
    localparam [3:0] GAP = 4'd15;    // one clock of rest, so that counter 0 is not read while it is written

    reg  [31:0] ram [0:15];
    reg  [31:0] ram_q;
    reg  [3:0]  turn_q;              // the counter that is read
    reg         odd_q;               // every other round is one clock longer: no steady access to the memory can meet each show
    reg         walk_q;              // ... for a snapshot
    reg  [3:0]  fold_q;              // the counter that is written, one clock later
    reg         fold_walk_q;
    reg  [12:0] at_q;                // the turn, a bit for each counter: clears its live bits
    reg  [4:0]  fold_live_q;
    reg         fold_more_q;         // ... the event of the clock in which it was read

    wire [64:0] live;
    wire [12:0] fresh, more;
    wire [79:0] live_padded = {15'd0, live};
    wire [15:0] fresh_padded = {3'd0, fresh};
    wire [15:0] more_padded = {3'd0, more};
    // The step of a live counter, as a number. All 1 is never reached.
    function [4:0] next(input [4:0] state);
        next = {state[3:0], !(state[4] ^ state[2])};
    endfunction
    function [159:0] numbers(input unused);
        reg [4:0] state;
        integer   i;
        begin
            numbers = {159'd0, unused};
            state = 5'd0;
            for (i = 0; i < 31; i = i + 1) begin
                numbers[state * 5 +: 5] = i[4:0];
                state = next(state);
            end
        end
    endfunction
    localparam [159:0] NUMBER = numbers(1'b0);

    wire [4:0]  number = NUMBER[{3'd0, fold_live_q} * 5 +: 5];
    wire [31:0] sum = ram_q + {27'd0, number} + {31'd0, fold_more_q};
    wire        round = turn_q == LAST;

    assign busy = walk_q || fold_walk_q;
    assign m_valid = fold_walk_q && fold_q != GAP;
    assign m_show = fold_q > TAKEN && fold_q != GAP;
    assign m_index = fold_q;
    assign m_data = sum;

    always @(posedge clk) begin
        ram[fold_q] <= sum; // what stands at GAP means nothing
        ram_q <= ram[turn_q];
        if (clear || fresh_padded[turn_q]) // it begins at 0
            ram_q <= 32'd0;
    end

    always @(posedge clk) begin
        turn_q <= take || (round && odd_q) ? GAP : round ? 4'd0 : turn_q + 4'd1;
        at_q <= {at_q[11:0], (round && !odd_q) || turn_q == GAP};
        if (take)
            at_q <= 13'd0;
        odd_q <= odd_q ^ round;
        walk_q <= take || (walk_q && turn_q != TAKEN);
        fold_q <= turn_q;
        fold_walk_q <= walk_q;
        fold_live_q <= live_padded[{3'd0, turn_q} * 5 +: 5];
        fold_more_q <= more_padded[turn_q];
        if (clear) begin
            walk_q <= 1'b0;
            fold_walk_q <= 1'b0;
        end
    end

    genvar n;
    generate
        for (n = 0; n <= 12; n = n + 1) begin : g_counter
            reg  [4:0] live_q;
            wire       restart;

            assign live[5 * n +: 5] = live_q;

            always @(posedge clk) begin
                if (more[n])
                    live_q <= next(live_q);
                if (restart || at_q[n])
                    live_q <= 5'd0;
            end

            if (n <= TAKEN) begin : g_late
                reg  [n:0]   late_q;
                wire [n+1:0] late = {late_q, evt_count[n]}; // the event of n + 1 clocks ago on top

                assign more[n] = late[n+1];
                assign fresh[n] = 1'b0;
                assign restart = 1'b0;
                always @(posedge clk)
                    late_q <= late[n:0];
            end else begin : g_shown
                reg fresh_q;

                assign more[n] = evt_count[n];
                assign fresh[n] = fresh_q;
                assign restart = evt_begin[n];
                always @(posedge clk)
                    fresh_q <= evt_begin[n] || (fresh_q && !at_q[n]);
            end
        end
    endgenerate
endmodule

`default_nettype wire
