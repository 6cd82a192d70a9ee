// SPDX-License-Identifier: Apache-2.0
//
// Interrupt moderation of one channel: the DONE level, from N (IRQ_COUNT), T (IRQ_TIME) and the completions that nobody
// has acknowledged.
// Guarantees, to the clock: done is high in each clock in which unacked >= max(N, 1); and, with T != 0, in each clock
// x >= c + T with unacked != 0 since clock c, c being the latest of the first clock in which unacked shows it, the first
// clock after the last evt_ack and that after the last evt_time. A change of N counts from the clock in which cfg_*
// shows it, for the completions that wait already too. While the channel is not RUNNING nothing is held back: no
// interrupt comes up after it has quiesced. A level: nothing is kept that a read or a write could lose.
// Relies on: unacked being registered state (or one subtraction of it). Latency: 0 clocks, combinational from unacked and cfg_*.
`default_nettype none

module sgdma_moderate #(
    parameter TIMERS = 1              // 0: only N, T and its counter are gone
) (
    input  wire        clk,

    input  wire [15:0] cfg_count,     // N
    input  wire [23:0] cfg_time,      // T, clocks
    input  wire        cfg_timed,     // T is not 0
    input  wire [15:0] unacked,       // CQ_WRITTEN - CQ_ACK
    input  wire        running,       // the channel is RUNNING
    input  wire        evt_ack,       // an accepted write of CQ_ACK, in the clock before the register shows it
    input  wire        evt_time,      // the same of IRQ_TIME
    output wire        done
);
    wire some = unacked != 16'd0;
    wire late;

    assign done = some && (unacked >= cfg_count || late || !running);

    generate
        if (TIMERS != 0) begin : g_timer
            reg [23:0] age_q;         // clocks that the oldest has waited; it stops at T

            wire due = age_q == cfg_time;

            assign late = due && cfg_timed;

            always @(posedge clk) begin
                if (!due)
                    age_q <= age_q + 24'd1;
                if (!some || evt_ack || evt_time)
                    age_q <= 24'd0;
            end
        end else begin : g_no_timer
            wire unused = &{1'b0, clk, cfg_time, cfg_timed, evt_ack, evt_time};
            assign late = 1'b0;
        end
    endgenerate
endmodule

`default_nettype wire
