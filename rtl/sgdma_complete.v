// SPDX-License-Identifier: Apache-2.0
//
// Completion writer: turns the beats of both queues into single-beat AXI writes (two beats on a 32-bit bus).
//
// Guarantees: the data of what was offered on AW is here, or at the head of its queue, so W never waits; an entry is never split over bursts;
//   responses are given back to their queue in order. A beat that no window permits is not written and comes back as bad.
// Relies on: queue bases aligned to 64 bytes; an entry of a queue stays until it is taken; m_aw_ready independent of m_aw_valid; B in order.
// Latency: none from a queue to the address, one clock to the data.
//
`default_nettype none

module sgdma_complete #(
    parameter ADDR_W = 64,                 // address bits
    parameter DATA_W = 64,                 // bus bits
    parameter WRITES = 16,                 // completion beats in flight, at most
    parameter GATHER = 1,                  // 1: the gather half's queue is there
    parameter SCATTER = 1,                 // 1: the scatter half's is
    parameter WINDOWS = 4,                 // address windows
    parameter LUTRAM = 1                   // as sgdma_fifo's
) (
    input  wire              clk,
    input  wire              rst,

    input  wire              cfg_win_open, // address windows, as sgdma_window's
    input  wire [3:0]        cfg_win_write,
    output wire [1:0]        win_sel,
    input  wire [2*(ADDR_W-12)-1:0] win_bounds,

    // the memory of the channels' settings, as it is written: the queues' bases are among its words
    input  wire              mem_write,
    input  wire [4:0]        mem_word,
    input  wire [31:0]       mem_data,

    // per queue: gather is 0, scatter 1
    input  wire [1:0]        s_valid,
    output wire [1:0]        s_go,         // the beat has its address
    output wire [1:0]        s_ready,      // the beat is taken, with s_go or later
    input  wire [(DATA_W < 64 ? 64 : DATA_W)-1:0]    s_g_data,
    input  wire [(DATA_W < 64 ? 64 : DATA_W)-1:0]    s_s_data,
    input  wire [(DATA_W < 64 ? 64 : DATA_W)/64-1:0] s_g_mask,
    input  wire [(DATA_W < 64 ? 64 : DATA_W)/64-1:0] s_s_mask,
    input  wire [14:0]       s_g_slot,
    input  wire [14:0]       s_s_slot,
    input  wire [3:0]        s_g_count,
    input  wire [3:0]        s_s_count,

    output wire              m_aw_valid,
    input  wire              m_aw_ready,
    output wire [ADDR_W-1:0] m_aw_addr,
    output wire [7:0]        m_aw_len,

    output wire              m_w_valid,
    input  wire              m_w_ready,
    output wire [DATA_W-1:0] m_w_data,
    output wire [DATA_W/8-1:0] m_w_strb,

    input  wire              s_b_valid,
    input  wire [1:0]        s_b_resp,
    output wire [1:0]        evt_done,     // a beat of this queue was answered
    output wire [3:0]        done_count,   // its entries
    output wire              done_bad,
    output wire [7:0]        done_code
);
`include "sgdma_regs.vh"
    localparam BEAT   = DATA_W < 64 ? 64 : DATA_W;
    localparam PLACES = BEAT / 64;
    localparam BOTH   = GATHER != 0 && SCATTER != 0;
    localparam IW     = PLACES == 1 ? 1 : 5;            // a count that is always 1 is not kept

    wire [1:0]        pick;                // whose beat
    wire              source;              // whose data goes to W
    wire              ready;               // no beat waits for its turn on W
    wire              room;
    wire              checked, permitted;
    wire              unused_info;
    wire [IW-1:0]     info, b_info;
    wire              b_queue;
    wire [3:0]        b_count;

    wire [14:0]       slot   = pick[1] ? s_s_slot : s_g_slot;
    wire [ADDR_W-1:0] base;
    wire [ADDR_W-1:0] addr   = base + {{(ADDR_W-18){1'b0}}, slot, 3'd0};
    wire [3:0]        count  = pick[1] ? s_s_count : s_g_count;
    wire [BEAT-1:0]   data   = source ? s_s_data : s_g_data;

    wire [1:0]        request = s_valid & {2{ready}};
    wire              any    = (request & pick) != 2'b00;
    wire              deny   = any && checked && !permitted && !s_b_valid;
    wire              go     = m_aw_valid && m_aw_ready;
    wire              placed = permitted ? room && m_aw_ready : checked && !s_b_valid;

    // The bases: a memory of two words (tools make registers of a smaller RAM than four).
    localparam WORDS = LUTRAM != 0 ? 4 : 2;
    localparam SW = $clog2(WORDS);
    localparam [7:0] BASE_LO = `SGDMA_CHAN_REG_CQ_BASE_LO;
    localparam [7:0] BASE_HI = `SGDMA_CHAN_REG_CQ_BASE_HI;
    reg  [31:6]       base_lo [0:WORDS-1];
    wire [7:0]        mem_offset = {2'b00, mem_word[3:0], 2'b00};
    wire [SW-1:0]     mem_queue = {{(SW-1){1'b0}}, mem_word[4]};
    wire [SW-1:0]     queue  = {{(SW-1){1'b0}}, pick[1]};
    wire              unused_mem = &{1'b0, mem_data[5:0]};

    assign base[31:0] = {base_lo[queue], 6'd0};
    always @(posedge clk)
        if (mem_write && mem_offset == BASE_LO) base_lo[mem_queue] <= mem_data[31:6];

    generate
        if (ADDR_W > 32) begin : g_high
            reg [ADDR_W-1:32] base_hi [0:WORDS-1];
            assign base[ADDR_W-1:32] = base_hi[queue];
            always @(posedge clk)
                if (mem_write && mem_offset == BASE_HI) base_hi[mem_queue] <= mem_data[ADDR_W-33:0];
        end else begin : g_no_high
            wire unused_high = &{1'b0, BASE_HI};
        end
    endgenerate

    assign s_go       = pick & request & {2{placed}};
    assign m_aw_valid = any && permitted && room;
    assign m_aw_addr  = addr;
    assign m_aw_len   = DATA_W < 64 ? 8'd1 : 8'd0;
    assign evt_done   = s_b_valid ? {SCATTER != 0 && (b_queue || !BOTH), GATHER != 0 && !(b_queue && BOTH)} : deny ? pick : 2'b00;
    assign done_bad   = !s_b_valid || s_b_resp[1];
    assign done_code  = !s_b_valid ? `SGDMA_CODE_CPL_WINDOW : s_b_resp[0] ? `SGDMA_CODE_CPL_DECERR : `SGDMA_CODE_CPL_SLVERR;
    assign done_count = s_b_valid ? b_count : count;

    generate
        if (PLACES == 1) begin : g_single
            // One word is in a register; the data of one more address waits at the head of its queue.
            reg  [DATA_W-1:0] word_q;
            reg               word_valid_q;
            reg               wait_q;
            reg               source_q;
            wire              free = !word_valid_q || m_w_ready;
            wire              load = free && (wait_q || go);
            wire              more;                     // a word of the beat comes after this one
            wire [DATA_W-1:0] word;

            assign ready     = !wait_q;
            assign source    = BOTH && wait_q ? source_q : pick[1];
            assign s_ready   = deny ? pick : {source, !source} & {2{load && !more}};
            assign m_w_valid = word_valid_q;
            assign m_w_data  = word_q;
            assign m_w_strb  = {DATA_W/8{1'b1}};
            always @(posedge clk) begin
                if (free) begin
                    word_q       <= word;
                    word_valid_q <= load;
                end
                source_q <= source;
                wait_q   <= (wait_q || go) && (!free || more);
                if (rst) begin
                    word_valid_q <= 1'b0;
                    wait_q       <= 1'b0;
                end
            end

            if (DATA_W < 64) begin : g_halves           // low word first
                reg    high_q;
                assign more = !high_q;
                assign word = high_q ? data[63:32] : data[31:0];
                always @(posedge clk) begin
                    if (load) high_q <= !high_q;
                    if (rst) high_q <= 1'b0;
                end
            end else begin : g_whole
                assign more = 1'b0;
                assign word = data;
            end

            wire   unused  = &{1'b0, count, s_g_mask, s_s_mask};
            assign info    = pick[1];
            assign b_count = 4'd1;
            assign b_queue = b_info;
        end else begin : g_several
            wire [PLACES-1:0] mask = pick[1] ? s_s_mask : s_g_mask;
            wire [PLACES-1:0] w_mask;
            genvar            i;

            assign source  = pick[1];
            assign s_ready = s_go;
            for (i = 0; i < PLACES; i = i + 1) begin : g_strb
                assign m_w_strb[8*i +: 8] = {8{w_mask[i]}};
            end
            assign info    = {count, pick[1]};
            assign {b_count, b_queue} = b_info;

            sgdma_fifo #(.WIDTH(BEAT + PLACES), .DEPTH(WRITES), .BYPASS(1), .LUTRAM(LUTRAM)) u_data (
                .clk(clk), .rst(rst),
                .s_valid(go), .s_ready(ready), .s_data({mask, data}),
                .m_valid(m_w_valid), .m_ready(m_w_ready), .m_data({w_mask, m_w_data})
            );
        end
    endgenerate

    sgdma_window #(.ADDR_W(ADDR_W), .WINDOWS(WINDOWS), .ASKERS(2)) u_window (
        .clk(clk), .rst(rst), .cfg_open(cfg_win_open), .cfg_permit(cfg_win_write), .m_sel(win_sel), .bounds(win_bounds),
        .s_valid(request), .s_pick(pick), .page(addr[ADDR_W-1:12]), .take(placed), .done(checked), .ok(permitted)
    );

    generate
        if (BOTH) begin : g_both
            sgdma_arb #(.N(2), .PATIENCE(1)) u_arb (
                .clk(clk), .rst(rst), .request(request), .ready(placed), .grant(pick)
            );
        end else begin : g_one
            assign pick = {SCATTER != 0, GATHER != 0};
        end
    endgenerate

    sgdma_fifo #(.WIDTH(IW), .DEPTH(WRITES), .BYPASS(0), .LUTRAM(LUTRAM)) u_info (
        .clk(clk), .rst(rst),
        .s_valid(go), .s_ready(room), .s_data(info),
        .m_valid(unused_info), .m_ready(s_b_valid), .m_data(b_info)
    );
endmodule

`default_nettype wire
