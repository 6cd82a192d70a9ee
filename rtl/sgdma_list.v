// SPDX-License-Identifier: Apache-2.0
//
// The list side of one half: fetch > prefetch FIFO > decode > geometry, from a doorbell (or a basic push) to payload bursts.
//
// Guarantees: bursts in list order; the entry stream (m_ent_*) has one item for each entry whose bursts follow.
// Latency: descriptor beat on R in clock n, its first burst in clock n + 2; with QUEUE n + 3, and two clocks are lost when m_burst_drop
//   leaves bursts of a piece unused.
//
`default_nettype none

module sgdma_list #(
    parameter ADDR_W         = 64,         // address bits
    parameter DATA_W         = 64,         // bus bits
    parameter PREFETCH_BEATS = 32,         // descriptor FIFO, bus beats
    parameter MAX_BURST      = 256,        // bytes
    parameter MAX_D          = 32,         // fetches in flight, at most
    parameter MAX_K_LOG2     = 4,          // log2 of the entries of a fetch, at most
    parameter WIDE           = 1,          // 1: lists may be wide
    parameter COMPACT        = 1,          // 1: lists may be compact
    parameter QUEUE          = 0,          // 1: two bursts wait in registers, so that m_burst_ready goes no further
    parameter LUTRAM         = 1           // as sgdma_fifo's
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel

    input  wire              cfg_chain,
    input  wire              cfg_cyclic,
    input  wire              cfg_wide,
    input  wire [3:0]        cfg_size_log2,
    input  wire [ADDR_W-1:0] cfg_base,
    input  wire [15:0]       cfg_count,
    input  wire [19:0]       cfg_upper,
    input  wire [7:0]        cfg_d,
    input  wire [3:0]        cfg_k_log2,
    input  wire              evt_doorbell,
    input  wire              evt_try,      // a doorbell is rung, refused or not
    input  wire [15:0]       producer,     // with this clock's doorbell in it
    input  wire              cfg_basic,    // no list: evt_push pushes the entry in basic_*
    input  wire              evt_push,
    input  wire [ADDR_W-1:0] basic_addr,
    input  wire [27:0]       basic_len,
    input  wire              basic_eop,
    input  wire              basic_irq,
    output wire              sts_basic_busy, // the pushed entry is not taken yet
    input  wire              run,
    input  wire              hold,         // decode nothing now
    input  wire              slot_ok,      // the completion queue has a slot
    input  wire [15:0]       consumer,

    output wire              m_ar_valid,
    output wire              m_ar_guess,   // it may yet prove wrong:
    output wire              m_ar_kill,    // the one that was taken a clock ago has
    input  wire              m_ar_ready,
    input  wire              m_ar_deny,    // with m_ar_ready: no window permits it
    output wire [ADDR_W-1:0] m_ar_addr,
    output wire [7:0]        m_ar_len,
    input  wire              s_r_valid,
    input  wire [DATA_W-1:0] s_r_data,
    input  wire [1:0]        s_r_resp,
    input  wire              s_r_last,

    output wire              m_ent_valid,  // an entry goes to geometry; with m_ent_ready it takes its slot
    input  wire              m_ent_ready,
    output wire [15:0]       m_ent_tag,
    output wire              m_ent_eop,
    output wire              m_ent_irq,
    output wire              m_ent_bad,

    output wire              m_burst_valid,
    input  wire              m_burst_ready,
    input  wire              m_burst_drop,
    output wire [ADDR_W-1:0] m_burst_addr,
    output wire [7:0]        m_burst_len,
    output wire [$clog2(DATA_W/8)-1:0] m_burst_end_lane,
    output wire              m_burst_one,
    output wire [$clog2(DATA_W/8)-1:0] m_burst_less,
    output wire              m_burst_last,
    output wire [15:0]       m_burst_tag,
    output wire              m_burst_eop,
    output wire              m_burst_irq,
    output wire [7:0]        m_burst_code,

    output wire              sts_fetching, // descriptor reads in flight
    output wire              sts_posted,   // entries are posted that have not left as bursts
    output wire              sts_waiting,  // the data path lacks a descriptor that is posted
    output wire              sts_recheck,  // an END header is to be read again
    output wire              sts_done      // the chain has ended and all of it is completed
);
    localparam KW = MAX_K_LOG2 + 1;

    wire              head_here;
    wire              head_valid;
    wire              head_end;
    wire              info_valid;
    wire [KW-1:0]     info_count;
    wire [2:0]        info_slot;
    wire              info_first;
    wire [$clog2(PREFETCH_BEATS):0] beats;
    wire [$clog2(PREFETCH_BEATS):0] mark;
    wire              beat_first;
    wire              fail;
    wire              failed;
    wire              denied;
    wire [ADDR_W-1:0] fault_addr;
    wire              chunk;
    wire              chunk_put;
    wire [ADDR_W-1:0] chunk_addr;
    wire [15:0]       chunk_past;
    wire              more;
    wire              any;

    wire              entry_valid;
    wire              entry_ready;
    wire [ADDR_W-1:0] entry_addr;
    wire [15:0]       entry_count;
    wire              entry_none;
    wire              entry_few;
    wire [27:0]       entry_less_n;
    wire [15:0]       entry_tag;
    wire [3:0]        entry_flags;
    wire              entry_first;
    wire              entry_above;
    wire              entry_extra;
    wire              entry_fault;
    wire [1:0]        entry_fault_kind;

    wire              again;
    wire [ADDR_W-1:0] from;

    wire              piece_valid;
    wire              piece_ready;
    wire [28:0]       piece_end;
    wire [7:0]        piece_code;
    wire              starved;
    wire              ended;
    wire [15:0]       index;

    localparam LB = $clog2(DATA_W / 8);
    localparam NB = $clog2(MAX_BURST) - LB;

    wire              geo_valid;
    wire              geo_ready;
    wire              geo_drop;
    wire [ADDR_W-1:0] geo_addr;
    wire [7:0]        geo_len;
    wire [LB-1:0]     geo_end_lane;
    wire              geo_one;
    wire [LB-1:0]     geo_less;
    wire              geo_last;
    wire [15:0]       geo_tag;
    wire              geo_eop;
    wire              geo_irq;
    wire [7:0]        geo_code;
    wire              waits;               // a burst is on its way

    // A piece moves when both the geometry stage and the entry's bookkeeping take it.
    assign m_ent_valid = piece_valid && piece_ready;
    assign m_ent_bad   = piece_code != 8'd0;
    assign sts_posted  = more || any || waits;
    assign sts_waiting = starved && (more || any);
    assign sts_basic_busy = cfg_basic && entry_valid;
    assign {m_ent_irq, m_ent_eop} = entry_flags[1:0];

    wire wide = WIDE != 0 && (COMPACT == 0 || cfg_wide);

    generate
        if (WIDE == 0 || COMPACT == 0) begin : g_one_form
            wire unused_wide = &{1'b0, cfg_wide};
        end
    endgenerate

    assign sts_done    = ended && !sts_posted && index == consumer;

    sgdma_fetch #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .PREFETCH_BEATS(PREFETCH_BEATS), .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2),
        .LUTRAM(LUTRAM)
    ) u_fetch (
        .clk(clk), .rst(rst),
        .cfg_chain(cfg_chain), .cfg_cyclic(cfg_cyclic), .cfg_wide(wide), .cfg_size_log2(cfg_size_log2), .cfg_base(cfg_base),
        .cfg_count(cfg_count), .cfg_d(cfg_d), .cfg_k_log2(cfg_k_log2),
        .run(run && !cfg_basic), .evt_doorbell(evt_doorbell), .evt_try(evt_try), .producer(producer),
        .s_head_here(head_here), .s_head_valid(head_valid), .s_head_end(head_end), .s_head_addr(entry_addr),
        .s_head_count(entry_count),
        .m_chunk(chunk), .m_chunk_put(chunk_put), .s_chunk_addr(chunk_addr), .s_chunk_past(chunk_past),
        .m_ar_valid(m_ar_valid), .m_ar_guess(m_ar_guess), .m_ar_kill(m_ar_kill), .m_ar_ready(m_ar_ready), .m_ar_deny(m_ar_deny),
        .m_ar_addr(m_ar_addr), .m_ar_len(m_ar_len),
        .m_info_valid(info_valid), .m_info_count(info_count), .m_info_slot(info_slot), .m_info_first(info_first),
        .s_beats(beats), .s_mark(mark), .m_beat_first(beat_first), .evt_rlast(s_r_valid && s_r_last), .evt_fail(fail),
        .s_failed(failed),
        .m_denied(denied), .m_fault_addr(fault_addr), .sts_busy(sts_fetching), .sts_more(more), .sts_ended(ended),
        .sts_recheck(sts_recheck)
    );

    sgdma_prefetch #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .PREFETCH_BEATS(PREFETCH_BEATS), .COUNT_W(KW), .LUTRAM(LUTRAM)
    ) u_prefetch (
        .clk(clk), .rst(rst), .cfg_wide(wide), .cfg_upper(cfg_upper), .cfg_basic(cfg_basic), .evt_push(evt_push),
        .basic_addr(basic_addr), .basic_len(basic_len), .basic_eop(basic_eop), .basic_irq(basic_irq),
        .s_info_valid(info_valid), .s_info_count(info_count), .s_info_slot(info_slot), .s_info_first(info_first),
        .s_denied(denied), .s_fault_addr(fault_addr), .run(run), .s_chunk(chunk), .s_chunk_put(chunk_put),
        .s_beat_valid(s_r_valid), .s_beat_data(s_r_data), .s_beat_resp(s_r_resp), .s_beat_first(beat_first),
        .m_valid(entry_valid), .m_ready(entry_ready), .m_addr(entry_addr), .m_count(entry_count), .m_less_n(entry_less_n),
        .s_again(again), .m_from(from), .m_none(entry_none), .m_few(entry_few),
        .m_tag(entry_tag), .m_flags(entry_flags), .m_first(entry_first), .m_above(entry_above), .m_extra(entry_extra),
        .m_fault(entry_fault), .m_fault_kind(entry_fault_kind),
        .m_chunk_addr(chunk_addr), .m_chunk_past(chunk_past),
        .m_beats(beats), .m_mark(mark), .evt_fail(fail), .sts_failed(failed), .sts_any(any)
    );

    sgdma_decode #(.ADDR_W(ADDR_W)) u_decode (
        .clk(clk), .rst(rst), .cfg_wide(wide), .cfg_basic(cfg_basic), .run(run && !hold), .slot_ok(slot_ok),
        .s_valid(entry_valid), .s_ready(entry_ready), .s_addr(entry_addr), .s_less_n(entry_less_n), .s_none(entry_none), .s_few(entry_few),
        .s_tag(entry_tag), .s_flags(entry_flags), .s_first(entry_first), .s_above(entry_above), .s_extra(entry_extra),
        .s_fault(entry_fault), .s_fault_kind(entry_fault_kind),
        .m_head_here(head_here), .m_head_valid(head_valid), .m_head_end(head_end),
        .m_valid(piece_valid), .m_ready(piece_ready && m_ent_ready), .m_end(piece_end), .m_tag(m_ent_tag), .m_code(piece_code),
        .sts_index(index), .sts_starved(starved)
    );

    sgdma_geometry #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .MAX_BURST(MAX_BURST), .AGAIN(LUTRAM != 0 && DATA_W <= 64)) u_geometry (
        .clk(clk), .rst(rst),
        .s_valid(piece_valid && m_ent_ready), .s_ready(piece_ready), .s_addr(from), .m_again(again), .s_end(piece_end),
        .s_tag(m_ent_tag), .s_eop(m_ent_eop), .s_irq(m_ent_irq), .s_code(piece_code),
        .m_valid(geo_valid), .m_ready(geo_ready), .m_drop(geo_drop), .m_addr(geo_addr), .m_len(geo_len),
        .m_end_lane(geo_end_lane), .m_one(geo_one), .m_less(geo_less), .m_last(geo_last), .m_tag(geo_tag),
        .m_eop(geo_eop), .m_irq(geo_irq), .m_code(geo_code)
    );

    generate
        if (QUEUE != 0) begin : g_queue
            reg           drop_q;          // the burst that left in the clock before was the last one wanted of its piece:
            wire          valid;           // the next here is of the same piece, and so is the geometry stage's unless this is the last
            wire          room;
            wire [NB-1:0] len;

            assign m_burst_valid = valid && !drop_q;
            assign m_burst_len   = {{(8-NB){1'b0}}, len};
            assign waits         = geo_valid || valid;
            assign geo_drop      = drop_q && !m_burst_last;
            assign geo_ready     = room || geo_drop;

            always @(posedge clk) begin
                drop_q <= m_burst_valid && m_burst_ready && m_burst_drop && !m_burst_last;
                if (rst) drop_q <= 1'b0;
            end

            sgdma_fifo #(.WIDTH(ADDR_W + NB + 2 * LB + 28), .DEPTH(2), .BYPASS(1), .LUTRAM(LUTRAM)) u_bursts (
                .clk(clk), .rst(rst),
                .s_valid(geo_valid && !geo_drop), .s_ready(room),
                .s_data({geo_addr, geo_len[NB-1:0], geo_end_lane, geo_one, geo_less, geo_last, geo_tag, geo_eop, geo_irq, geo_code}),
                .m_valid(valid), .m_ready(m_burst_ready || drop_q),
                .m_data({m_burst_addr, len, m_burst_end_lane, m_burst_one, m_burst_less, m_burst_last, m_burst_tag, m_burst_eop,
                         m_burst_irq, m_burst_code})
            );

            wire          unused_len = &{1'b0, geo_len};
        end else begin : g_straight
            assign m_burst_valid = geo_valid;
            assign waits         = geo_valid;
            assign geo_ready     = m_burst_ready;
            assign geo_drop      = m_burst_drop;
            assign {m_burst_addr, m_burst_len, m_burst_end_lane, m_burst_one, m_burst_less, m_burst_last, m_burst_tag, m_burst_eop,
                    m_burst_irq, m_burst_code} = {geo_addr, geo_len, geo_end_lane, geo_one, geo_less, geo_last, geo_tag, geo_eop,
                    geo_irq, geo_code};
        end
    endgenerate
endmodule

`default_nettype wire
