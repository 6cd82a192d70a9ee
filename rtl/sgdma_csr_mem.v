// SPDX-License-Identifier: Apache-2.0
//
// What registers read as that only a write, or an event now and then, changes: memories beside their flops.
// A 32-bit multiplexer over some sixty registers costs more than the whole rest of the register port, and what is only shown
// (constants, counters, REFUSED, the residue, the last completion) needs no flops of its own here.
// Three of them: the global registers by offset / 4; the settings of the channels, 16 words each by the low bits of offset / 4 (CQ_ACK
// in the place of STATUS); what happens, the counters and 8 words of each channel. Registers with a live value are 0 here.
// A write comes in two clocks: with wr_exec its data is cut to the bits that the register has, with wr_take it is kept.
// Guarantees: wr_value is the data of the wr_exec of the clock before, cut. walk is high from rst, or from the clock after evt_reset_x
// or evt_start_x, until each word (of channel x; CQ_ACK and what happens of it) holds its reset value: 128 (16) clocks; rd_data is the
// word at rd_addr, 0 if it is not kept here, from the clock after rd_look until the next rd_look. A completion (s_x_last_*) is
// taken when its two words are written, in its third clock at least.
// Relies on: no write, no snapshot and no rd_look while walk is high; never two of wr_take or wr_first, rd_look in one clock, nor
// cnt_valid and rd_look; sts_x_residue being 0 while the words of x are walked; a completion held until it is taken.
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
    parameter TIMERS = 1,
    parameter LUTRAM = 1
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        evt_reset_g,
    input  wire        evt_reset_s,
    input  wire        evt_start_g,
    input  wire        evt_start_s,
    output wire        walk,
    output wire        walk_all,        // ... of all words
    output wire        mem_write,       // a word of the channels' settings is written, for those that keep a copy of it
    output wire [4:0]  mem_word,        // its number: of the scatter channel, low bits of offset / 4
    output wire [31:0] mem_data,        // what is written, here or there
    output wire        win_write,       // a word of the global registers is
    output wire [5:0]  win_word,        // its offset / 4

    input  wire        wr_exec,         // a write is accepted
    input  wire [11:0] wr_addr,
    input  wire [31:0] wr_data,
    output wire [31:0] wr_value,        // its data, in the next clock
    input  wire        wr_judge,        // ... it is judged
    input  wire [11:0] wr_reg,          // ... its address again
    input  wire        wr_take,         // ... it is not refused
    input  wire        wr_first,        // ... or it is, the first one, for the reason wr_code
    input  wire [3:0]  wr_code,

    input  wire        cnt_valid,       // a counter of a snapshot
    input  wire        cnt_show,        // FETCH_WAIT of either channel or DROPPED (10 to 12): written when nothing else happens
    input  wire [3:0]  cnt_index,
    input  wire [31:0] cnt_data,

    input  wire        rd_look,
    input  wire [11:0] rd_addr,
    input  wire        rd_mapped,
    output wire [31:0] rd_data,

    // what RESIDUE_BYTES shows from a read of RESIDUE_INDEX on (rd_look)
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
    localparam [11:0] CNT = `SGDMA_REG_CNT_BUSY;         // word 20: its counters' words are 4 to 13 in the low bits
    localparam [11:0] REFUSED = `SGDMA_REG_REFUSED;
    localparam [7:0] RESIDUE_INDEX = `SGDMA_CHAN_REG_RESIDUE_INDEX;
    localparam [7:0] RESIDUE = `SGDMA_CHAN_REG_RESIDUE_BYTES;
    localparam [7:0] LAST = `SGDMA_CHAN_REG_LAST_STATUS; // LAST_BYTES, FETCH_WAIT, DROPPED are the next words
    localparam [7:0] CQ_ACK = `SGDMA_CHAN_REG_CQ_ACK;

    reg         walk_q;
    reg         walk_chan_q;            // one channel's words only
    reg         walk_start_q;           // ... and its settings stay
    reg  [6:0]  walk_word_q;

    // ---- the bits of a register that exist ------------------------------------------------------
    // By the kind of register and four bits of its word: of those that are not kept here more bits may pass than exist.
    localparam [1:0] NONE = 2'd0;
    localparam [1:0] CHAN = 2'd1;
    localparam [1:0] WINDOW = 2'd2;
    localparam [1:0] GLOBAL = 2'd3;
    function [31:0] exist(input [1:0] kind, input [3:0] word);
        case ({kind, word})
        {CHAN, 4'd0}, {CHAN, 4'd1}, {CHAN, 4'd2}, {CHAN, 4'd4}, {CHAN, 4'd5}:       // CTRL, CQ_ACK, CQ_WAIT, IRQ_COUNT
            exist = 32'h0000ffff;
        {CHAN, 4'd3}:                                                               // FETCH
            exist = 32'h00000fff;
        {CHAN, 4'd6}, {CHAN, 4'd7}:                                                 // IRQ_TIME, WATCHDOG
            exist = 32'h00ffffff;
        {CHAN, 4'd8}:                                                               // LIST
            exist = 32'h000003f3;
        {CHAN, 4'd9}:                                                               // BASE_LO
            exist = 32'hffffffff;
        {CHAN, 4'd10}, {CHAN, 4'd14}, {WINDOW, 4'd2}, {WINDOW, 4'd4}, {WINDOW, 4'd10}, {WINDOW, 4'd12}: // x_HI
            exist = ADDR_MASK[63:32];
        {CHAN, 4'd11}:                                                              // COUNT
            exist = 32'h3fffffff;
        {CHAN, 4'd12}:                                                              // UPPER
            exist = {12'd0, ADDR_MASK[63:44]};
        {CHAN, 4'd13}:                                                              // CQ_BASE_LO
            exist = 32'hffffffc0;
        {CHAN, 4'd15}:                                                              // CQ_SIZE
            exist = 32'h0000010f;
        {WINDOW, 4'd0}, {WINDOW, 4'd8}:                                             // WINDOWn_CTRL
            exist = 32'h0000000f;
        {WINDOW, 4'd1}, {WINDOW, 4'd3}, {WINDOW, 4'd9}, {WINDOW, 4'd11}:            // WINDOWn_BASE_LO, LIMIT_LO
            exist = 32'hfffff000;
        {GLOBAL, 4'd5}:                                                             // IRQ_ENABLE
            exist = {28'd0, IRQ_MASK};
        {GLOBAL, 4'd8}:                                                             // DOORBELL
            exist = 32'hffffffff;
        {GLOBAL, 4'd9}:                                                             // MODE
            exist = 32'h00000001;
        {GLOBAL, 4'd1}, {GLOBAL, 4'd10}, {GLOBAL, 4'd11}:                           // POLICY, SNAPSHOT, START
            exist = 32'h00000003;
        {GLOBAL, 4'd0}, {GLOBAL, 4'd12}, {GLOBAL, 4'd13}, {GLOBAL, 4'd14}, {GLOBAL, 4'd15}: // ATTR_x
            exist = 32'h00000f7f;
        default:
            exist = 32'h00000000;
        endcase
    endfunction

    wire [1:0]  wr_kind = !wr_exec ? NONE : wr_addr[9:8] != 2'b00 ? CHAN : wr_addr[7] ? WINDOW : GLOBAL;
    wire [31:0] wr_exist = exist(wr_kind, wr_addr[5:2]);
    reg  [31:0] value_q;
    integer     i;

    // A refusal is written in the clock after the verdict.
    always @(posedge clk) begin
        value_q <= wr_data;
        for (i = 0; i < 32; i = i + 1)
            if (!wr_exist[i])
                value_q[i] <= 1'b0;
        if (wr_judge)
            value_q <= {4'd0, wr_reg, 12'd0, wr_code};
    end
    assign wr_value = value_q;

    // ---- reset values and constants -------------------------------------------------------------
    wire [31:0] id = `SGDMA_ID_RESET;
    wire [31:0] version = {8'd0, `SGDMA_RELEASE};
    wire [31:0] attr = `SGDMA_ATTR_READ_RESET;
    wire [31:0] cq_wait = `SGDMA_CQ_WAIT_RESET;
    wire [31:0] irq_count = `SGDMA_IRQ_COUNT_RESET;
    reg  [31:0] constant;               // of the first eight words
    reg  [31:0] setting;                // of a channel's words
    wire [2:0]  which = walk_q && walk_word_q[6:3] == 4'd0 ? walk_word_q[2:0] : 3'd7;
    localparam [11:0] ATTR_FIRST = `SGDMA_REG_ATTR_GATHER_FETCH; // four words from here and the fifth
    localparam [11:0] ATTR_LAST = `SGDMA_REG_ATTR_COMPLETION;
    wire        attribute = walk_q && (walk_word_q[6:2] == {1'b0, ATTR_FIRST[7:4]} || walk_word_q == {1'b0, ATTR_LAST[7:2]});
    always @* begin
        constant = 32'd0;
        case ({7'd0, which, 2'b00})
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
        if (walk_q && walk_word_q[6]) case ({2'b00, walk_word_q[3:0], 2'b00})
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
        endcase
    end

    // ---- registers that are written -------------------------------------------------------------
    // CTRL, PRODUCER, DOORBELL, START and SNAPSHOT are not kept.
    wire        wr_chan = wr_reg[9:8] != 2'b00;
    reg         first_q;                // value_q is what REFUSED shows
    wire        wr_keep = wr_take && (wr_chan ? wr_reg[5:2] != 4'd0 : wr_reg[7] || (wr_reg[5:3] != 3'b101 && wr_reg[5:2] != 4'b1000));
    assign      win_write = walk_q ? !walk_word_q[6] : first_q || (wr_keep && !wr_chan);
    assign      win_word = walk_q ? walk_word_q[5:0] : first_q ? REFUSED[7:2] : wr_reg[7:2];
    assign      mem_write = walk_q ? walk_word_q[6] && (!walk_start_q || walk_word_q[3:0] == CQ_ACK[5:2]) : wr_keep && wr_chan;
    assign      mem_word = walk_q ? walk_word_q[4:0] : {wr_reg[9], wr_reg[5:2]};
    assign      mem_data = value_q | constant | (attribute ? attr : 32'd0) | setting;
    wire        rd_chan = rd_addr[9:8] != 2'b00;
    wire [31:0] rd_global, rd_setting, rd_event;

    assign rd_data = rd_global | rd_setting | rd_event;

    wire        pick_global = rd_mapped && !rd_chan && (rd_addr[7] || !rd_addr[6] || rd_addr[5:4] == 2'b00);   // 20 to 29 are counters
    wire        pick_chan = rd_mapped && rd_chan                                                              // words 3 to 15 and 17
                            && (rd_addr[6] ? rd_addr[5:2] == CQ_ACK[5:2] : rd_addr[5:4] != 2'b00 || rd_addr[3:2] == 2'b11);

    generate
        if (LUTRAM != 0) begin : g_apart
            sgdma_csr_ram #(.LOG2(6), .LUTRAM(1)) u_global (
                .clk(clk), .wr_en(win_write), .wr_addr(win_word), .wr_data(mem_data),
                .rd_en(rd_look), .rd_pick(pick_global), .rd_addr(rd_addr[7:2]), .rd_data(rd_global)
            );
            sgdma_csr_ram #(.LOG2(5), .LUTRAM(1)) u_chan (
                .clk(clk), .wr_en(mem_write), .wr_addr(mem_word), .wr_data(mem_data),
                .rd_en(rd_look), .rd_pick(pick_chan), .rd_addr({rd_addr[9], rd_addr[5:2]}), .rd_data(rd_setting)
            );
        end else begin : g_together               // no two are written in one clock: one block RAM has room for all
            wire   chan = walk_q ? walk_word_q[6] : wr_chan && !first_q;
            assign rd_setting = 32'd0;
            sgdma_csr_ram #(.LOG2(7), .LUTRAM(0)) u_written (
                .clk(clk), .wr_en(win_write || mem_write), .wr_addr(chan ? {2'b10, mem_word} : {1'b0, win_word}),
                .wr_data(mem_data), .rd_en(rd_look), .rd_pick(pick_global || pick_chan),
                .rd_addr(rd_chan ? {2'b10, rd_addr[9], rd_addr[5:2]} : {1'b0, rd_addr[7:2]}), .rd_data(rd_global)
            );
        end
    endgenerate

    // ---- what happens ---------------------------------------------------------------------------
    reg         half_g_q, half_s_q;     // LAST_STATUS is written, LAST_BYTES comes next
    reg         told_g_q, told_s_q;     // both are written: a register, so that retirement does not hear of it in the same clock
    wire        residue = rd_look && rd_mapped && rd_chan && rd_addr[6:2] == RESIDUE_INDEX[6:2];
    wire        count = cnt_valid || cnt_show;
    wire        open = !walk_q && !rd_look && !count;
    wire        last_g = open && s_g_last_valid && !told_g_q;
    wire        last_s = open && s_s_last_valid && !told_s_q && !s_g_last_valid;
    wire        half = s_g_last_valid ? half_g_q : half_s_q;

    reg  [27:0] last;
    reg  [31:0] event_data;
    reg  [4:0]  event_word;
    always @* begin
        case ({s_g_last_valid, half})
        2'b00:   last = {s_s_last[55:44], s_s_last[15:0]};
        2'b01:   last = s_s_last[43:16];
        2'b10:   last = {s_g_last[55:44], s_g_last[15:0]};
        default: last = s_g_last[43:16];
        endcase
        case ({walk_q || rd_look, walk_q ? walk_word_q[4] : rd_look ? rd_addr[9] : count})
        2'b11:   event_data = sts_s_residue;
        2'b10:   event_data = sts_g_residue;
        2'b01:   event_data = cnt_data;
        default: event_data = {4'd0, last};
        endcase

        // LAST_STATUS, LAST_BYTES, FETCH_WAIT, DROPPED, RESIDUE_BYTES; in the lower half the counters by their words' low bits
        if (walk_q)
            event_word = {walk_word_q[6], walk_word_q[4], walk_word_q[2:0]};
        else if (rd_look)
            event_word = {1'b1, rd_addr[9], RESIDUE[4:2]};
        else if (cnt_valid)
            event_word = {1'b0, cnt_index[3:2] + 2'd1, cnt_index[1:0]};
        else if (cnt_show)
            event_word = {1'b1, !cnt_index[1] || cnt_index[0], 2'b01, cnt_index[2]};
        else
            event_word = {1'b1, !s_g_last_valid, 2'b00, half};
    end
    wire        walk_end = &walk_word_q[3:0] && (walk_chan_q || &walk_word_q[6:4]);
    wire        unused = &{1'b0, ATTR_FIRST, ATTR_LAST, CNT, REFUSED, RESIDUE_INDEX, RESIDUE, LAST, CQ_ACK, wr_addr[11:10], wr_addr[6], wr_addr[1:0],
                           wr_reg[1:0], rd_addr[11:10], rd_addr[1:0]};

    // Words 20 and 24 to 27 of a channel, 20 to 29 of the global ones.
    sgdma_csr_ram #(.LOG2(5), .LUTRAM(LUTRAM)) u_event (
        .clk(clk),
        .wr_en(walk_q || residue || (count && !rd_look) || last_g || last_s), .wr_addr(event_word), .wr_data(event_data),
        .rd_en(rd_look),
        .rd_pick(rd_mapped && rd_addr[6] && (rd_chan ? rd_addr[5] || rd_addr[4:2] == RESIDUE[4:2] : !rd_addr[7] && rd_addr[5:4] != 2'b00)),
        .rd_addr({rd_chan, rd_chan ? {rd_addr[9], rd_addr[4:2]} : rd_addr[5:2]}), .rd_data(rd_event)
    );

    assign walk = walk_q;
    assign walk_all = walk_q && !walk_chan_q;
    assign s_g_last_ready = told_g_q;
    assign s_s_last_ready = told_s_q;

    always @(posedge clk) begin
        first_q <= wr_first;
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
            walk_start_q <= evt_start_g || evt_start_s;
            walk_word_q <= {2'b10, evt_reset_s || evt_start_s, 4'd0};
        end
        if (rst) begin
            first_q <= 1'b0;
            half_g_q <= 1'b0;
            half_s_q <= 1'b0;
            walk_q <= 1'b1;
            walk_chan_q <= 1'b0;
            walk_start_q <= 1'b0;
            walk_word_q <= 7'd0;
        end
    end
endmodule

`default_nettype wire
