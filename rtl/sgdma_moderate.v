// SPDX-License-Identifier: Apache-2.0
//
// Interrupt moderation of one channel: the DONE level, from N (IRQ_COUNT), T (IRQ_TIME) and the completions that nobody
// has acknowledged.
// Guarantees, to the clock: done is high in each clock in which unacked >= max(N, 1); and, with T != 0, in each clock
// x >= c + T with unacked != 0 since clock c, c being the later of the first clock in which unacked shows it and of the
// first clock after the last evt_ack. A change of N or T counts from the clock in which cfg_* shows it, for the
// completions that wait already too. While the channel is not RUNNING nothing is held back: no interrupt comes up after
// it has quiesced. A level: nothing is kept that a read or a write could lose.
// Relies on: unacked being registered state (or one subtraction of it). Latency: 0 clocks, combinational from unacked and cfg_*.
`default_nettype none

module sgdma_moderate #(
    parameter TIMERS = 1              // 0: only N, T and its counter are gone
) (
    input  wire        clk,

    input  wire [15:0] cfg_count,     // N
    input  wire [23:0] cfg_time,      // T, clocks; 0: off
    input  wire [15:0] unacked,       // CQ_WRITTEN - CQ_ACK
    input  wire        running,       // the channel is RUNNING
    input  wire        evt_ack,       // an accepted write of CQ_ACK, in the clock before the register shows it
    output wire        done
);
    wire some = unacked != 16'd0;
    wire late;

    assign done = some && (unacked >= cfg_count || late || !running);

    generate
        if (TIMERS != 0) begin : g_timer
            // Clocks that the oldest has waited; it stops at the top, which is no less than any T.
            reg [23:0] age_q;

            assign late = age_q >= cfg_time && cfg_time != 24'd0;

            always @(posedge clk) begin
                if (!some || evt_ack)
                    age_q <= 24'd0;
                else if (age_q != 24'hffffff)
                    age_q <= age_q + 24'd1;
            end
        end else begin : g_no_timer
            wire unused = &{1'b0, clk, cfg_time, evt_ack};
            assign late = 1'b0;
        end
    endgenerate
endmodule

`default_nettype wire
