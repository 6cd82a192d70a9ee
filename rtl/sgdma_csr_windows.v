// SPDX-License-Identifier: Apache-2.0
//
// The registers of the address windows: what they permit as flops, their pages as a memory with a read port for each of the three
// that check addresses (sgdma_window). It is written with the memory that the registers are read from (sgdma_csr_mem), so its bits beyond
// an address are gone and its reset values are written after rst.
// Guarantees: nothing of a locked window changes until rst. A write that sets LOCK takes its other bits along.
// Relies on: wr_take only for a write that sgdma_csr does not refuse, which looks at `locked` of the same clock.
// Latency: 1 clock; sel to bounds none.
`default_nettype none

module sgdma_csr_windows #(
    parameter ADDR_W = 64,             // address bits, 32..64
    parameter WINDOWS = 4              // 0..4
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [6:0]  wr_offset,      // from the first register of window 0
    input  wire        wr_take,        // the write is executed in this clock, and it is for a window
    input  wire [3:0]  wr_data,
    input  wire        mem_write,      // a word of the global registers' memory is written
    input  wire [5:0]  mem_word,       // its offset / 4
    input  wire [31:0] mem_data,
    output wire        locked,         // the window at wr_offset is locked
    output wire        cfg_open,       // no window is enabled
    output wire [3:0]  cfg_read,       // windows that are enabled and permit reads
    output wire [3:0]  cfg_write,
    input  wire [5:0]  sel,            // the windows that the three look at,
    output wire [6*(ADDR_W-12)-1:0] bounds // each one's last and first page
);
    `include "sgdma_regs.vh"

    localparam PAGE_W = ADDR_W - 12;
    localparam WORDS = WINDOWS > 2 ? 4 : 2;
    localparam SW = WINDOWS > 2 ? 2 : 1;
    // The numbers of the first window's registers in the memory, the same in each window but for two bits.
    localparam [11:0] CTRL = `SGDMA_REG_WINDOW0_CTRL;
    localparam [11:0] BASE_LO = `SGDMA_REG_WINDOW0_BASE_LO;
    localparam [11:0] BASE_HI = `SGDMA_REG_WINDOW0_BASE_HI;
    localparam [11:0] LIMIT_LO = `SGDMA_REG_WINDOW0_LIMIT_LO;
    localparam [11:0] LIMIT_HI = `SGDMA_REG_WINDOW0_LIMIT_HI;

    genvar n;
    generate
        if (WINDOWS == 0) begin : g_none
            wire unused = &{1'b0, clk, rst, wr_offset, wr_take, wr_data, mem_write, mem_word, mem_data, sel};
            assign locked = 1'b0;
            assign cfg_open = 1'b1;
            assign cfg_read = 4'd0;
            assign cfg_write = 4'd0;
            assign bounds = {6*PAGE_W{1'b0}};
        end else begin : g_windows
            reg  [3:0]         lock_q, enable_q, read_q, write_q;
            reg  [31:12]       base_lo [0:WORDS-1];
            reg  [31:12]       limit_lo [0:WORDS-1];
            integer            i;
            wire [SW-1:0]      here = mem_word[3 +: SW];
            wire [11:0]        first = {4'd0, mem_word[5], 2'b00, mem_word[2:0], 2'b00};   // that register of window 0
            wire               unused = &{1'b0, wr_offset[1:0], sel, mem_word, mem_data};

            assign locked = lock_q[wr_offset[6:5]];
            assign cfg_open = enable_q == 4'd0;
            assign cfg_read = enable_q & read_q;
            assign cfg_write = enable_q & write_q;
            for (n = 0; n < 3; n = n + 1) begin : g_port
                assign bounds[2*n*PAGE_W +: 20] = base_lo[sel[2*n +: SW]];
                assign bounds[(2*n+1)*PAGE_W +: 20] = limit_lo[sel[2*n +: SW]];
            end

            always @(posedge clk) begin
                if (mem_write) begin
                    if (first == BASE_LO) base_lo[here] <= mem_data[31:12];
                    if (first == LIMIT_LO) limit_lo[here] <= mem_data[31:12];
                end
                for (i = 0; i < WINDOWS; i = i + 1)
                    if (wr_take && wr_offset[4:2] == CTRL[4:2] && {30'd0, wr_offset[6:5]} == i) begin
                        lock_q[i] <= wr_data[`SGDMA_WINDOW0_CTRL_LOCK];
                        enable_q[i] <= wr_data[`SGDMA_WINDOW0_CTRL_ENABLE];
                        read_q[i] <= wr_data[`SGDMA_WINDOW0_CTRL_READ];
                        write_q[i] <= wr_data[`SGDMA_WINDOW0_CTRL_WRITE];
                    end
                if (rst) begin
                    lock_q <= 4'd0;
                    enable_q <= 4'd0;
                end
            end

            if (ADDR_W > 32) begin : g_high
                reg [ADDR_W-1:32] base_hi [0:WORDS-1];
                reg [ADDR_W-1:32] limit_hi [0:WORDS-1];

                for (n = 0; n < 3; n = n + 1) begin : g_port
                    assign bounds[2*n*PAGE_W + 20 +: PAGE_W - 20] = base_hi[sel[2*n +: SW]];
                    assign bounds[(2*n+1)*PAGE_W + 20 +: PAGE_W - 20] = limit_hi[sel[2*n +: SW]];
                end
                always @(posedge clk) if (mem_write) begin
                    if (first == BASE_HI) base_hi[here] <= mem_data[ADDR_W-33:0];
                    if (first == LIMIT_HI) limit_hi[here] <= mem_data[ADDR_W-33:0];
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
