// SPDX-License-Identifier: Apache-2.0
//
// State of one channel: start, stop, drain; the first error.
//
// Guarantees: quiesced only after everything of the channel has been off the bus for SETTLE clocks in DRAINING, and from then on until
//   the next start; STOPPED once its stream is idle too, the pipeline cleared in the clock before; the ERROR registers hold the first error
//   until the next start; their address is a list error's, else 0 (a completion's is told by CQ_WRITTEN).
// Relies on: `idle` low while anything of the channel is on the bus or may still come out of its pipeline, but for
//   gaps shorter than SETTLE clocks; nothing gets onto the bus while `quiesced`.
// Latency: a start is RUNNING in the clock of evt_start.
//
`default_nettype none

module sgdma_chan #(
    parameter ADDR_W = 64                  // address bits
) (
    input  wire              clk,
    input  wire              rst,

    input  wire              evt_start,
    input  wire              evt_stop,
    input  wire              evt_reset,     // STOPPED: all that is shown takes its reset value
    input  wire              pair_draining, // copy: the other half of it is on its way down
    input  wire              idle,          // nothing of the channel is on the bus, nor on its way there
    input  wire              stream_idle,   // its stream has taken what it was offered

    input  wire              evt_error,     // in list order; its code and address hold into the next clock
    input  wire [7:0]        error_code,
    input  wire [ADDR_W-1:0] error_addr,
    input  wire              evt_write_error, // its address, ahead of the error
    input  wire [ADDR_W-1:0] write_error_addr,
    input  wire              evt_cpl_error,
    input  wire [7:0]        cpl_error_code,
    input  wire              watchdog,      // nothing has moved for too long

    output wire              evt_begin,     // indices to 0
    output wire              clear,         // the channel's pipeline is reset
    output wire              run,
    output wire              halt,          // end what is open, take no more

    output wire [1:0]        sts_state,
    output wire              sts_error,
    output wire              sts_quiesced,
    output wire [7:0]        sts_err_code,
    output wire [2:0]        sts_err_phase,
    output wire [ADDR_W-1:0] sts_err_addr
);
`include "sgdma_regs.vh"
    localparam [7:0] WATCHDOG = `SGDMA_CODE_WATCHDOG;
    localparam [1:0] STOPPED  = 2'd0,
                     RUNNING  = 2'd1,
                     DRAINING = 2'd2;
    localparam [2:0] SETTLE   = 3'd7;

    reg  [1:0]        state_q;
    reg  [2:0]        settle_q;
    reg               quiesced_q;
    reg               told_q;               // an error was told of in the clock before: what it is holds
    reg               error_q;
    reg               addr_held_q;          // err_addr_q is a failed write's, whose error is yet to come
    reg  [6:0]        err_code_q;
    reg  [ADDR_W-1:0] err_addr_q;

    wire              done  = state_q == DRAINING && quiesced_q && stream_idle;
    wire              error = (told_q || evt_cpl_error || watchdog) && !error_q;

    assign evt_begin      = rst || evt_start || evt_reset;
    assign clear          = rst || done;
    assign run            = state_q == RUNNING;
    assign halt           = state_q == DRAINING;
    assign sts_state      = evt_start ? RUNNING : state_q;   // a doorbell may follow a start at once
    assign sts_error      = error_q;
    assign sts_quiesced   = sts_state == STOPPED || quiesced_q;
    assign sts_err_code   = {1'b0, err_code_q};
    // Codes count by phase from 0x00; WATCHDOG is 0x60.
    assign sts_err_phase  = error_q ? err_code_q[6:4] + 3'd1 : 3'd0;
    assign sts_err_addr   = err_addr_q;

    wire              unused = &{1'b0, error_code[7], cpl_error_code[7], WATCHDOG[7]};

    always @(posedge clk) begin
        case (state_q)
            RUNNING: begin
                settle_q   <= 3'd0;
                quiesced_q <= 1'b0;
                if (evt_stop || error || pair_draining) state_q <= DRAINING;
            end
            DRAINING: begin
                settle_q <= idle ? settle_q + 3'd1 : 3'd0;
                if (idle && settle_q == SETTLE) quiesced_q <= 1'b1;
                if (done) begin
                    state_q    <= STOPPED;
                    quiesced_q <= 1'b0;
                end
            end
            default: if (evt_start) state_q <= RUNNING;
        endcase

        if (evt_write_error) addr_held_q <= 1'b1;
        told_q <= evt_error && !rst;
        if ((evt_write_error || told_q) && !addr_held_q && !error_q)
            err_addr_q <= evt_write_error ? write_error_addr : error_addr;
        if (error) begin
            error_q     <= 1'b1;
            err_code_q  <= told_q ? error_code[6:0] : evt_cpl_error ? cpl_error_code[6:0] : WATCHDOG[6:0];
        end

        if (evt_begin) begin
            error_q      <= 1'b0;
            addr_held_q  <= 1'b0;
            err_code_q   <= 7'd0;
            err_addr_q   <= {ADDR_W{1'b0}};
        end
        if (rst) begin
            state_q    <= STOPPED;
            quiesced_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
