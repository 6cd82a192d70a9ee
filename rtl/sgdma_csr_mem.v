// SPDX-License-Identifier: Apache-2.0
//
// What registers read as that only a write changes: a memory of 128 words beside their flops. A 32-bit multiplexer
// over some seventy registers costs more than the whole rest of the register port; constants and counters lie here too.
// A word: global registers by offset / 4, then 32 words of each channel. Registers with a live value are 0 here.
// Guarantees: walk is high from rst, or from the clock after evt_reset_x, until each word (of channel x) holds its
// reset value: 128 (32) clocks; rd_data is the word at rd_addr from the clock after rd_en until the next rd_en.
// Relies on: no write, no counter and no rd_en while walk is high (so no evt_reset_x while a snapshot is given); never two of
// a write, a counter and evt_reset_x in one clock, no write in the clock of rd_en; not both evt_reset_x in one clock.
`default_nettype none

module sgdma_csr_mem #(
    parameter ADDR_W = 64,              // as in sgdma_csr, all of them
    parameter DATA_W = 64,
    parameter READS = 16,
    parameter WRITES = 16,
    parameter FIFO_BEATS = 512,
    parameter MAX_BURST = 256,
    parameter MAX_D = 16,
    parameter MAX_K_LOG2 = 6,
    parameter GATHER = 1,
    parameter SCATTER = 1,
    parameter WIDE = 1,
    parameter COMPACT = 1,
    parameter WINDOWS = 4,
    parameter COUNTERS = 1,
    parameter TIMERS = 1
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        evt_reset_g,
    input  wire        evt_reset_s,
    output wire        walk,
    output wire        walk_all,        // ... of all words

    input  wire        wr_take,         // the write of a register is executed and not refused
    input  wire [9:0]  wr_addr,
    input  wire [31:0] wr_data,

    input  wire        cnt_valid,       // a counter of a snapshot
    input  wire [3:0]  cnt_index,
    input  wire [31:0] cnt_data,

    input  wire        rd_en,
    input  wire [9:0]  rd_addr,
    output wire [31:0] rd_data
);
    `include "sgdma_regs.vh"

    localparam BUS_LOG2 = $clog2(DATA_W / 8);
    localparam BURST_LOG2 = $clog2(MAX_BURST);
    localparam FIFO_LOG2 = $clog2(FIFO_BEATS);
    localparam [63:0] ADDR_MASK = {64{1'b1}} >> (64 - ADDR_W);
    localparam [7:0] D_RESET = MAX_D < 4 ? MAX_D[7:0] : 8'd4;
    localparam [3:0] K_RESET = MAX_K_LOG2 < 3 ? MAX_K_LOG2[3:0] : 4'd3;
    localparam [3:0] IRQ_MASK = {{2{SCATTER != 0}}, {2{GATHER != 0}}};
    localparam [11:0] CNT = `SGDMA_REG_CNT_BUSY; // bits 3:2 are 0: no carry, no chain for the sum

    (* no_rw_check *) reg [31:0] ram [0:127]; // a counter that is read while it is written is not valid: SNAPSHOT.TAKE
    reg  [31:0] ram_q;
    reg         walk_q;
    reg         walk_chan_q;            // one channel's words only
    reg  [6:0]  walk_word_q;

    // Which word is it? Of a channel's offset bit 7 is 0 in every register.
    function [6:0] word(input [9:2] addr);
        word = addr[9:8] == 2'b00 ? {1'b0, addr[7:2]} : {1'b1, addr[9], addr[6:2]};
    endfunction

    // ---- the bits of a register that exist, and are not live ------------------------------------
    reg  [31:0] mask;
    always @* begin
        mask = 32'd0;
        if (wr_addr[9:8] != 2'b00) case (wr_addr[7:0])
        `SGDMA_CHAN_REG_LIST:
            mask = 32'h000003f3;
        `SGDMA_CHAN_REG_BASE_LO:
            mask = 32'hfffffff8;
        `SGDMA_CHAN_REG_BASE_HI, `SGDMA_CHAN_REG_CQ_BASE_HI, `SGDMA_CHAN_REG_BASIC_ADDR_HI:
            mask = ADDR_MASK[63:32];
        `SGDMA_CHAN_REG_COUNT, `SGDMA_CHAN_REG_CQ_WAIT, `SGDMA_CHAN_REG_IRQ_COUNT:
            mask = 32'h0000ffff;
        `SGDMA_CHAN_REG_UPPER:
            mask[`SGDMA_UPPER_ADDR] = ADDR_MASK[63:44];
        `SGDMA_CHAN_REG_FETCH:
            mask = 32'h00000fff;
        `SGDMA_CHAN_REG_CQ_BASE_LO:
            mask = 32'hffffffc0;
        `SGDMA_CHAN_REG_CQ_SIZE:
            mask = 32'h0000010f;
        `SGDMA_CHAN_REG_IRQ_TIME, `SGDMA_CHAN_REG_WATCHDOG:
            mask = 32'h00ffffff;
        `SGDMA_CHAN_REG_BASIC_ADDR_LO:
            mask = 32'hffffffff;
        `SGDMA_CHAN_REG_BASIC_LEN:
            mask = 32'h3fffffff;
        default: ;
        endcase else if (wr_addr[7]) case ({7'b0000100, wr_addr[4:0]}) // every window as the first
        `SGDMA_REG_WINDOW0_CTRL:
            mask = 32'h0000000f;
        `SGDMA_REG_WINDOW0_BASE_LO, `SGDMA_REG_WINDOW0_LIMIT_LO:
            mask = 32'hfffff000;
        `SGDMA_REG_WINDOW0_BASE_HI, `SGDMA_REG_WINDOW0_LIMIT_HI:
            mask = ADDR_MASK[63:32];
        default: ;
        endcase else case ({4'd0, wr_addr[7:0]})
        `SGDMA_REG_MODE:
            mask = 32'h00000001;
        `SGDMA_REG_IRQ_ENABLE:
            mask[3:0] = IRQ_MASK;
        `SGDMA_REG_ATTR_GATHER_FETCH, `SGDMA_REG_ATTR_SCATTER_FETCH, `SGDMA_REG_ATTR_READ, `SGDMA_REG_ATTR_WRITE,
        `SGDMA_REG_ATTR_COMPLETION:
            mask = 32'h00000f7f;
        `SGDMA_REG_POLICY:
            mask = 32'h00000003;
        default: ;
        endcase
    end

    // ---- reset values and constants -------------------------------------------------------------
    reg  [31:0] first;
    always @* begin
        first = 32'd0;
        if (walk_word_q[6]) case ({1'b0, walk_word_q[4:0], 2'b00})
        `SGDMA_CHAN_REG_LIST:
            first[`SGDMA_LIST_WIDE] = COMPACT == 0;
        `SGDMA_CHAN_REG_FETCH: begin
            first[`SGDMA_FETCH_D] = D_RESET;
            first[`SGDMA_FETCH_K_LOG2] = K_RESET;
        end
        `SGDMA_CHAN_REG_CQ_WAIT:
            first = `SGDMA_CQ_WAIT_RESET;
        `SGDMA_CHAN_REG_IRQ_COUNT:
            first = `SGDMA_IRQ_COUNT_RESET;
        default: ;
        endcase else case ({4'd0, walk_word_q[5:0], 2'b00})
        `SGDMA_REG_ID:
            first = `SGDMA_ID_RESET;
        `SGDMA_REG_VERSION:
            first[23:0] = `SGDMA_RELEASE;
        `SGDMA_REG_CAP0: begin
            first[`SGDMA_CAP0_BUS_LOG2] = BUS_LOG2[3:0];
            first[`SGDMA_CAP0_BURST_LOG2] = BURST_LOG2[3:0];
            first[`SGDMA_CAP0_ADDR_W] = ADDR_W[6:0];
            first[`SGDMA_CAP0_FIFO_LOG2] = FIFO_LOG2[3:0];
        end
        `SGDMA_REG_CAP1: begin
            first[`SGDMA_CAP1_READS] = READS[7:0];
            first[`SGDMA_CAP1_WRITES] = WRITES[7:0];
            first[`SGDMA_CAP1_MAX_D] = MAX_D[7:0];
            first[`SGDMA_CAP1_MAX_K_LOG2] = MAX_K_LOG2[3:0];
        end
        `SGDMA_REG_CAP2: begin
            first[`SGDMA_CAP2_GATHER] = GATHER != 0;
            first[`SGDMA_CAP2_SCATTER] = SCATTER != 0;
            first[`SGDMA_CAP2_WIDE] = WIDE != 0;
            first[`SGDMA_CAP2_COMPACT] = COMPACT != 0;
            first[`SGDMA_CAP2_COUNTERS] = COUNTERS != 0;
            first[`SGDMA_CAP2_TIMERS] = TIMERS != 0;
            first[`SGDMA_CAP2_WINDOWS] = WINDOWS[2:0];
        end
        `SGDMA_REG_ATTR_GATHER_FETCH, `SGDMA_REG_ATTR_SCATTER_FETCH, `SGDMA_REG_ATTR_READ, `SGDMA_REG_ATTR_WRITE,
        `SGDMA_REG_ATTR_COMPLETION:
            first = `SGDMA_ATTR_READ_RESET;
        default: ;
        endcase
    end

    // ---- the one write port ---------------------------------------------------------------------
    wire        ram_write = walk_q || cnt_valid || wr_take;
    wire [6:0]  cnt_word = {CNT[8:6], cnt_index[3:2] + CNT[5:4], cnt_index[1:0]};
    wire [6:0]  ram_word = walk_q ? walk_word_q : cnt_valid ? cnt_word : word(wr_addr[9:2]);
    wire [31:0] ram_data = walk_q ? first : cnt_valid ? cnt_data : wr_data & mask;
    wire        walk_end = &walk_word_q[4:0] && (walk_chan_q || &walk_word_q[6:5]);
    wire        unused = &{1'b0, wr_addr[1:0], rd_addr[1:0], CNT};

    assign walk = walk_q;
    assign walk_all = walk_q && !walk_chan_q;
    assign rd_data = ram_q;

    always @(posedge clk) begin
        if (ram_write)
            ram[ram_word] <= ram_data;
        if (rd_en)
            ram_q <= ram[word(rd_addr[9:2])];
    end

    always @(posedge clk) begin
        if (walk_q) begin
            walk_word_q <= walk_word_q + 7'd1;
            if (walk_end)
                walk_q <= 1'b0;
        end else begin
            walk_q <= evt_reset_g || evt_reset_s;
            walk_chan_q <= 1'b1;
            walk_word_q <= {1'b1, evt_reset_s, 5'd0};
        end
        if (rst) begin
            walk_q <= 1'b1;
            walk_chan_q <= 1'b0;
            walk_word_q <= 7'd0;
        end
    end
endmodule

`default_nettype wire
