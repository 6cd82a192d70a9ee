// SPDX-License-Identifier: Apache-2.0
//
// What registers read as that only a write, or an event now and then, changes: a memory of 128 words beside their flops.
// A 32-bit multiplexer over some sixty registers costs more than the whole rest of the register port, and what is only shown
// (constants, counters, REFUSED, the residue, the last completion) needs no flops of its own here.
// A word: global registers by offset / 4, then 32 words of each channel, the first 16 kept over a start, the others 0
// from it on. Registers with a live value are 0 here.
// Guarantees: walk is high from rst, or from the clock after evt_reset_x or evt_start_x, until each word (of channel x; of
// its second half) holds its reset value: 128 (32, 16) clocks; rd_data is the word at rd_addr from the clock after rd_en until
// the next rd_en. A completion (s_x_last_*) is taken when its two words are written, in its third clock at least.
// Relies on: no write, no counter and no rd_en while walk is high (so no evt_reset_x while a snapshot is given); never two of a
// write (taken or refused), a counter, rd_en in one clock; a completion held until it is taken.
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
    input  wire        evt_start_g,
    input  wire        evt_start_s,
    output wire        walk,
    output wire        walk_all,        // ... of all words

    input  wire        wr_exec,         // the write of a register is executed
    input  wire        wr_take,         // ... and not refused
    input  wire        wr_first,        // ... and refused, the first one, for the reason wr_code
    input  wire [3:0]  wr_code,
    input  wire [11:0] wr_addr,
    input  wire [31:0] wr_data,

    input  wire        cnt_valid,       // a counter of a snapshot
    input  wire        cnt_show,        // FETCH_WAIT of either channel or DROPPED (10 to 12): written when nobody else writes
    input  wire [3:0]  cnt_index,
    input  wire [31:0] cnt_data,

    input  wire        rd_en,
    input  wire [11:0] rd_addr,
    output wire [31:0] rd_data,

    // what RESIDUE_BYTES shows from a read of RESIDUE_INDEX on
    input  wire [31:0] sts_g_residue,
    input  wire [31:0] sts_s_residue,
    // completions without a queue
    input  wire        s_g_last_valid,
    output wire        s_g_last_ready,
    input  wire [55:0] s_g_last,
    input  wire        s_s_last_valid,
    output wire        s_s_last_ready,
    input  wire [55:0] s_s_last
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
    localparam [11:0] REFUSED = `SGDMA_REG_REFUSED;
    localparam [11:0] G_BASE = `SGDMA_CHAN_GATHER;
    localparam [11:0] S_BASE = `SGDMA_CHAN_SCATTER;
    localparam [7:0] FETCH_WAIT = `SGDMA_CHAN_REG_FETCH_WAIT;
    localparam [7:0] RESIDUE_INDEX = `SGDMA_CHAN_REG_RESIDUE_INDEX;
    localparam [7:0] RESIDUE = `SGDMA_CHAN_REG_RESIDUE_BYTES;
    localparam [7:0] LAST = `SGDMA_CHAN_REG_LAST_STATUS; // LAST_BYTES is the next word

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
    // Kinds of registers by what they keep; one of these wires is high at a time, and none without a write.
    wire        of_chan = wr_take && wr_addr[9:8] != 2'b00;
    wire        of_window = wr_take && wr_addr[9:8] == 2'b00 && wr_addr[7];
    wire        of_global = wr_take && wr_addr[9:8] == 2'b00 && !wr_addr[7];
    wire [7:0]  chan_offset = {1'b0, wr_addr[6:0]};
    wire [11:0] global_offset = {5'd0, wr_addr[6:0]};
    wire [11:0] window_offset = {7'b0000100, wr_addr[4:0]}; // every window as the first

    wire        low = of_chan && chan_offset == `SGDMA_CHAN_REG_BASE_LO;
    wire        high = (of_chan && (chan_offset == `SGDMA_CHAN_REG_BASE_HI || chan_offset == `SGDMA_CHAN_REG_CQ_BASE_HI))
                       || (of_window && (window_offset == `SGDMA_REG_WINDOW0_BASE_HI || window_offset == `SGDMA_REG_WINDOW0_LIMIT_HI));
    wire        queue = of_chan && chan_offset == `SGDMA_CHAN_REG_CQ_BASE_LO;
    wire        page = of_window && (window_offset == `SGDMA_REG_WINDOW0_BASE_LO || window_offset == `SGDMA_REG_WINDOW0_LIMIT_LO);
    wire        length = of_chan && chan_offset == `SGDMA_CHAN_REG_COUNT;
    wire        timer = of_chan && (chan_offset == `SGDMA_CHAN_REG_IRQ_TIME || chan_offset == `SGDMA_CHAN_REG_WATCHDOG);
    wire        upper = of_chan && chan_offset == `SGDMA_CHAN_REG_UPPER;
    wire        index = of_chan && (chan_offset == `SGDMA_CHAN_REG_CQ_WAIT || chan_offset == `SGDMA_CHAN_REG_IRQ_COUNT
                                    || chan_offset == `SGDMA_CHAN_REG_CQ_ACK);
    wire        fetch = of_chan && chan_offset == `SGDMA_CHAN_REG_FETCH;
    wire        list = of_chan && chan_offset == `SGDMA_CHAN_REG_LIST;
    wire        size = of_chan && chan_offset == `SGDMA_CHAN_REG_CQ_SIZE;
    wire        attribute = of_global && (global_offset == `SGDMA_REG_ATTR_GATHER_FETCH
                                          || global_offset == `SGDMA_REG_ATTR_SCATTER_FETCH || global_offset == `SGDMA_REG_ATTR_READ
                                          || global_offset == `SGDMA_REG_ATTR_WRITE || global_offset == `SGDMA_REG_ATTR_COMPLETION);
    wire        control = of_window && window_offset == `SGDMA_REG_WINDOW0_CTRL;
    wire        enable = of_global && global_offset == `SGDMA_REG_IRQ_ENABLE;
    wire        policy = of_global && global_offset == `SGDMA_REG_POLICY;
    wire        mode = of_global && global_offset == `SGDMA_REG_MODE;
    wire [31:0] mask = {32{low}} | ({32{high}} & ADDR_MASK[63:32]) | ({32{queue}} & 32'hffffffc0) | ({32{page}} & 32'hfffff000)
                       | ({32{length}} & 32'h3fffffff) | ({32{timer}} & 32'h00ffffff) | ({32{upper}} & {12'd0, ADDR_MASK[63:44]})
                       | ({32{index}} & 32'h0000ffff) | ({32{fetch}} & 32'h00000fff) | ({32{list}} & 32'h000003f3)
                       | ({32{size}} & 32'h0000010f) | ({32{attribute}} & 32'h00000f7f) | ({32{control}} & 32'h0000000f)
                       | ({32{enable}} & {28'd0, IRQ_MASK}) | ({32{policy}} & 32'h00000003) | {31'd0, mode};

    // ---- reset values and constants -------------------------------------------------------------
    wire [31:0] id = `SGDMA_ID_RESET;
    wire [31:0] version = {8'd0, `SGDMA_RELEASE};
    wire [31:0] attr = `SGDMA_ATTR_READ_RESET;
    wire [31:0] cq_wait = `SGDMA_CQ_WAIT_RESET;
    wire [31:0] irq_count = `SGDMA_IRQ_COUNT_RESET;
    reg  [31:0] constant;               // of the first eight words
    reg  [31:0] setting;                // of the words after them, by the low half of a word's number
    always @* begin
        constant = 32'd0;
        case ({7'd0, walk_word_q[2:0], 2'b00})
        `SGDMA_REG_ID:
            constant = id;
        `SGDMA_REG_VERSION:
            constant = version;
        `SGDMA_REG_CAP0: begin
            constant[`SGDMA_CAP0_BUS_LOG2] = BUS_LOG2[3:0];
            constant[`SGDMA_CAP0_BURST_LOG2] = BURST_LOG2[3:0];
            constant[`SGDMA_CAP0_ADDR_W] = ADDR_W[6:0];
            constant[`SGDMA_CAP0_FIFO_LOG2] = FIFO_LOG2[3:0];
        end
        `SGDMA_REG_CAP1: begin
            constant[`SGDMA_CAP1_READS] = READS[7:0];
            constant[`SGDMA_CAP1_WRITES] = WRITES[7:0];
            constant[`SGDMA_CAP1_MAX_D] = MAX_D[7:0];
            constant[`SGDMA_CAP1_MAX_K_LOG2] = MAX_K_LOG2[3:0];
        end
        `SGDMA_REG_CAP2: begin
            constant[`SGDMA_CAP2_GATHER] = GATHER != 0;
            constant[`SGDMA_CAP2_SCATTER] = SCATTER != 0;
            constant[`SGDMA_CAP2_WIDE] = WIDE != 0;
            constant[`SGDMA_CAP2_COMPACT] = COMPACT != 0;
            constant[`SGDMA_CAP2_COUNTERS] = COUNTERS != 0;
            constant[`SGDMA_CAP2_TIMERS] = TIMERS != 0;
            constant[`SGDMA_CAP2_WINDOWS] = WINDOWS[2:0];
        end
        default: ;
        endcase

        setting = 32'd0;
        if (walk_word_q[6]) case ({1'b0, walk_word_q[4:0], 2'b00})
        `SGDMA_CHAN_REG_LIST:
            setting[`SGDMA_LIST_WIDE] = COMPACT == 0;
        `SGDMA_CHAN_REG_FETCH: begin
            setting[`SGDMA_FETCH_D] = D_RESET;
            setting[`SGDMA_FETCH_K_LOG2] = K_RESET;
        end
        `SGDMA_CHAN_REG_CQ_WAIT:
            setting = cq_wait;
        `SGDMA_CHAN_REG_IRQ_COUNT:
            setting = irq_count;
        default: ;
        endcase else case ({4'd0, walk_word_q[5:0], 2'b00})
        `SGDMA_REG_ATTR_GATHER_FETCH, `SGDMA_REG_ATTR_SCATTER_FETCH, `SGDMA_REG_ATTR_READ, `SGDMA_REG_ATTR_WRITE,
        `SGDMA_REG_ATTR_COMPLETION:
            setting = attr;
        default: ;
        endcase
    end
    wire [31:0] first = (walk_word_q[6:3] == 4'd0 ? constant : 32'd0) | setting;

    // ---- the one write port ---------------------------------------------------------------------
    // An OR of what can be written, each 0 when it is not its turn: the reset values are 0 at the word that the walk rests at,
    // the mask is 0 without a write.
    reg         half_g_q, half_s_q;     // LAST_STATUS is written, LAST_BYTES comes next
    reg         told_g_q, told_s_q;     // both are written: a register, so that no register write reaches retirement in its clock
    wire        residue = rd_en && (rd_addr[11:7] == G_BASE[11:7] || rd_addr[11:7] == S_BASE[11:7]) && rd_addr[6:0] == RESIDUE_INDEX[6:0];
    wire        idle = !(walk_q || wr_exec || rd_en);
    wire        count = cnt_valid || (cnt_show && idle);
    wire        open = idle && !cnt_valid && !cnt_show;
    wire        last_g = open && s_g_last_valid && !told_g_q;
    wire        last_s = open && s_s_last_valid && !told_s_q && !s_g_last_valid;
    wire        half = s_g_last_valid ? half_g_q : half_s_q;

    reg  [31:0] last;
    reg  [31:0] happens;
    always @* begin
        case ({s_g_last_valid, half})
        2'b00:   last = {4'd0, s_s_last[55:44], s_s_last[15:0]};
        2'b01:   last = {4'd0, s_s_last[43:16]};
        2'b10:   last = {4'd0, s_g_last[55:44], s_g_last[15:0]};
        default: last = {4'd0, s_g_last[43:16]};
        endcase
        case ({count || (rd_en && rd_addr[9]), count || (rd_en && !rd_addr[9])})
        2'b00:   happens = 32'd0;
        2'b01:   happens = sts_g_residue;
        2'b10:   happens = sts_s_residue;
        default: happens = cnt_data;
        endcase
    end

    wire [6:0]  cnt_word = cnt_valid ? {CNT[8:6], cnt_index[3:2] + CNT[5:4], cnt_index[1:0]}
                           : {1'b1, !cnt_index[1] || cnt_index[0], FETCH_WAIT[6:3], cnt_index[2]}; // DROPPED is the next word
    wire [4:0]  last_place = {LAST[6:3], half};
    wire        ram_write = walk_q || wr_take || wr_first || residue || count || last_g || last_s;
    wire [6:0]  ram_word = walk_q ? walk_word_q : wr_exec ? (wr_take ? word(wr_addr[9:2]) : REFUSED[8:2])
                           : rd_en ? {1'b1, rd_addr[9], RESIDUE[6:2]} : count ? cnt_word : {1'b1, !s_g_last_valid, last_place};
    wire [31:0] ram_data = first | (wr_data & mask) | (wr_first ? {4'd0, wr_addr, 12'd0, wr_code} : 32'd0) | happens
                           | (open ? last : 32'd0);
    wire        walk_end = &walk_word_q[4:0] && (walk_chan_q || &walk_word_q[6:5]);
    wire        unused = &{1'b0, CNT, REFUSED, G_BASE, S_BASE, FETCH_WAIT, RESIDUE_INDEX, RESIDUE, LAST};

    assign walk = walk_q;
    assign walk_all = walk_q && !walk_chan_q;
    assign rd_data = ram_q;
    assign s_g_last_ready = told_g_q;
    assign s_s_last_ready = told_s_q;

    always @(posedge clk) begin
        if (ram_write)
            ram[ram_word] <= ram_data;
        if (rd_en)
            ram_q <= ram[word(rd_addr[9:2])];
    end

    always @(posedge clk) begin
        if (last_g)
            half_g_q <= !half_g_q;
        if (last_s)
            half_s_q <= !half_s_q;
        told_g_q <= last_g && half_g_q;
        told_s_q <= last_s && half_s_q;
        if (walk_q && !walk_end) begin
            walk_word_q <= walk_word_q + 7'd1;
        end else begin
            walk_q <= evt_reset_g || evt_reset_s || evt_start_g || evt_start_s;
            walk_chan_q <= 1'b1;
            walk_word_q <= {1'b1, evt_reset_s || evt_start_s, evt_start_g || evt_start_s, 4'd0};
        end
        if (rst) begin
            half_g_q <= 1'b0;
            half_s_q <= 1'b0;
            walk_q <= 1'b1;
            walk_chan_q <= 1'b0;
            walk_word_q <= 7'd0;
        end
    end
endmodule

`default_nettype wire
