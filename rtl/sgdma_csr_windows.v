// SPDX-License-Identifier: Apache-2.0
//
// The registers of the address windows, as flops: every window is compared in every clock (sgdma_window).
// Guarantees: nothing of a locked window changes until rst. A write that sets LOCK takes its other bits along.
// Relies on: wr_take only for a write that sgdma_csr does not refuse, which looks at `here` and `locked` of the same clock.
// Latency: 1 clock.
`default_nettype none

module sgdma_csr_windows #(
    parameter ADDR_W = 64,             // address bits, 32..64
    parameter WINDOWS = 4              // 0..4
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [6:0]  wr_offset,      // from the first register of window 0
    input  wire        wr_take,        // the write is executed in this clock, and it is for a window
    input  wire [31:0] wr_data,
    output wire        locked,         // the window at wr_offset is locked
    output wire [(WINDOWS == 0 ? 1 : WINDOWS * (2 * (ADDR_W - 12) + 3)) - 1 : 0] cfg_windows // {limit, base, write, read, enable} each
);
    `include "sgdma_regs.vh"

    localparam PAGE_W = ADDR_W - 12;
    localparam W = 2 * PAGE_W + 3;
    localparam [63:0] ADDR_MASK = {64{1'b1}} >> (64 - ADDR_W);
    // Offsets within a window, the same in each.
    localparam [11:0] FIRST = `SGDMA_REG_WINDOW0_CTRL;
    localparam [11:0] CTRL = 12'd0;
    localparam [11:0] BASE_LO = `SGDMA_REG_WINDOW0_BASE_LO - FIRST;
    localparam [11:0] BASE_HI = `SGDMA_REG_WINDOW0_BASE_HI - FIRST;
    localparam [11:0] LIMIT_LO = `SGDMA_REG_WINDOW0_LIMIT_LO - FIRST;
    localparam [11:0] LIMIT_HI = `SGDMA_REG_WINDOW0_LIMIT_HI - FIRST;

    generate
        if (WINDOWS == 0) begin : g_none
            wire unused = &{1'b0, clk, rst, wr_offset, wr_take, wr_data};
            assign locked = 1'b0;
            assign cfg_windows = 1'b0;
        end else begin : g_windows
            wire [3:0]  lock;
            wire [31:0] high = wr_data & ADDR_MASK[63:32];
            wire        unused = &{1'b0, wr_offset[1:0]};
            genvar      n;

            assign locked = lock[wr_offset[6:5]];
            for (n = 0; n < 4; n = n + 1) begin : g_window
                if (n < WINDOWS) begin : g_here
                    reg          lock_q;
                    reg  [2:0]   ctrl_q;     // WRITE, READ, ENABLE
                    reg  [63:12] base_q;
                    reg  [63:12] limit_q;

                    wire         unused_beyond = &{1'b0, base_q, limit_q}; // bits above ADDR_W

                    assign lock[n] = lock_q;
                    assign cfg_windows[n * W +: W] = {limit_q[ADDR_W-1:12], base_q[ADDR_W-1:12], ctrl_q};

                    always @(posedge clk) begin
                        if (wr_take && wr_offset[6:5] == n) case ({7'd0, wr_offset[4:2], 2'b00})
                        CTRL: begin
                            lock_q <= wr_data[`SGDMA_WINDOW0_CTRL_LOCK];
                            ctrl_q <= {wr_data[`SGDMA_WINDOW0_CTRL_WRITE], wr_data[`SGDMA_WINDOW0_CTRL_READ],
                                       wr_data[`SGDMA_WINDOW0_CTRL_ENABLE]};
                        end
                        BASE_LO:
                            base_q[31:12] <= wr_data[`SGDMA_WINDOW0_BASE_LO_ADDR];
                        BASE_HI:
                            base_q[63:32] <= high;
                        LIMIT_LO:
                            limit_q[31:12] <= wr_data[`SGDMA_WINDOW0_LIMIT_LO_ADDR];
                        LIMIT_HI:
                            limit_q[63:32] <= high;
                        default: ;
                        endcase
                        if (rst) begin
                            lock_q <= 1'b0;
                            ctrl_q <= 3'd0;
                            base_q <= 52'd0;
                            limit_q <= 52'd0;
                        end
                    end
                end else begin : g_absent
                    assign lock[n] = 1'b0;
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
