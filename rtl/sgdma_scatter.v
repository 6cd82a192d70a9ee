// SPDX-License-Identifier: Apache-2.0
//
// The scatter half, wiring: s_axis > ingress, or in copy mode the loop, > unpack > data FIFO > W; its list, channel, retirement and
// completion queue.
//
`default_nettype none

module sgdma_scatter #(
    parameter ADDR_W         = 64,         // address bits
    parameter DATA_W         = 64,         // bus and stream bits
    parameter OUTSTANDING    = 16,         // payload bursts in flight, at most
    parameter ENTRIES        = 64,         // entries between decode and completion
    parameter PREFETCH_BEATS = 32,         // descriptor FIFO, bus beats
    parameter FIFO_BEATS     = 512,        // data FIFO, bus beats
    parameter MAX_BURST      = 256,        // bytes
    parameter MAX_D          = 32,         // fetches in flight, at most
    parameter MAX_K_LOG2     = 4,          // log2 of the entries of a fetch, at most
    parameter WIDE           = 1,          // 1: lists may be wide
    parameter COMPACT        = 1,          // 1: lists may be compact
    parameter WINDOWS        = 4,          // address windows
    parameter LUTRAM         = 1           // as sgdma_fifo's
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    cfg_copy,
    input  wire                    cfg_fence,     // after an EOP wait for every B
    output wire                    evt_fence,
    input  wire                    cfg_overrun_stop,
    input  wire                    cfg_empty_drop,
    input  wire                    cfg_win_open,  // address windows, as sgdma_window's
    input  wire [3:0]              cfg_win_write,
    output wire [1:0]              win_sel,
    input  wire [2*(ADDR_W-12)-1:0] win_bounds,
    input  wire                    pair_stop,     // the other half is stopped
    input  wire                    pair_draining,
    output wire                    sts_draining,

    // registers of the channel, and its state
    input  wire                    evt_start,
    input  wire                    evt_stop,
    input  wire                    evt_reset,
    input  wire                    evt_doorbell,
    input  wire                    evt_try,       // a doorbell is rung, refused or not
    input  wire                    evt_push,
    input  wire                    cfg_chain,
    input  wire                    cfg_cyclic,
    input  wire                    cfg_wide,
    input  wire                    cfg_basic,
    input  wire [3:0]              cfg_size_log2,
    input  wire [ADDR_W-1:0]       cfg_base,
    input  wire [15:0]             cfg_count,
    input  wire [19:0]             cfg_upper,
    input  wire [7:0]              cfg_d,
    input  wire [3:0]              cfg_k_log2,
    input  wire [ADDR_W-1:0]       cfg_basic_addr,
    input  wire [27:0]             cfg_basic_len,
    input  wire                    cfg_basic_eop,
    input  wire                    cfg_basic_irq,
    input  wire                    cfg_cq_none,
    input  wire [3:0]              cfg_cq_log2,
    input  wire [15:0]             cfg_cq_wait,
    input  wire [15:0]             cfg_cq_ack,
    input  wire [15:0]             producer, // with this clock's doorbell in it
    output wire [1:0]              sts_state,
    output wire                    sts_error,
    output wire                    sts_quiesced,
    output wire                    sts_list_done,
    output wire [15:0]             sts_consumer,
    output wire [15:0]             sts_cq_written,
    output wire [7:0]              sts_err_code,
    output wire [2:0]              sts_err_phase,
    output wire [ADDR_W-1:0]       sts_err_addr,
    output wire                    sts_basic_busy,
    output wire                    sts_stream_idle,
    output wire                    sts_recheck,
    output wire                    sts_on_bus,   // something of the channel is on the bus
    input  wire                    watchdog,     // it has not moved for too long
    output wire [15:0]             sts_residue_index,
    output wire [31:0]             sts_residue_bytes,
    output wire                    m_last_valid, // a completion without a queue
    input  wire                    m_last_ready,
    output wire [55:0]             m_last,
    output wire                    evt_dropped,   // a packet found no buffer

    // descriptor reads; R data, response and last are shared with payload
    output wire                    m_fetch_valid,
    output wire                    m_fetch_guess, // it may yet prove wrong:
    output wire                    m_fetch_kill,  // the one that was taken a clock ago has
    input  wire                    m_fetch_ready,
    output wire [ADDR_W-1:0]       m_fetch_addr,
    output wire [7:0]              m_fetch_len,  // beats - 1
    input  wire                    m_ar_deny,    // with a ready: no window permits it
    input  wire                    s_fetch_valid,
    input  wire [DATA_W-1:0]       s_r_data,
    input  wire [1:0]              s_r_resp,
    input  wire                    s_r_last,

    // payload writes
    output wire                    m_aw_valid,
    input  wire                    m_aw_ready,
    output wire [ADDR_W-1:0]       m_aw_addr,     // aligned to a bus word
    output wire [7:0]              m_aw_len,
    output wire                    m_w_valid,
    input  wire                    m_w_ready,
    output wire [DATA_W-1:0]       m_w_data,
    output wire [DATA_W/8-1:0]     m_w_strb,
    input  wire                    s_b_valid,
    input  wire [1:0]              s_b_resp,

    // completions
    output wire                    m_cq_valid,
    input  wire                    m_cq_go,      // its slot is used
    input  wire                    m_cq_ready,
    output wire [(DATA_W < 64 ? 64 : DATA_W)-1:0]    m_cq_data,
    output wire [(DATA_W < 64 ? 64 : DATA_W)/64-1:0] m_cq_mask, // entries in the beat
    output wire [14:0]             m_cq_slot,
    output wire [3:0]              m_cq_count,
    input  wire                    s_done,       // a beat of completions was answered
    input  wire [3:0]              s_done_count,
    input  wire                    s_done_bad,
    input  wire [7:0]              s_done_code,

    // stream
    input  wire [DATA_W-1:0]       s_axis_tdata,
    input  wire [DATA_W/8-1:0]     s_axis_tkeep,
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output wire                    s_axis_tready,

    // copy loop
    input  wire                    s_loop_valid,
    output wire                    s_loop_ready,
    input  wire [DATA_W-1:0]       s_loop_data,
    input  wire [$clog2(DATA_W/8)-1:0] s_loop_end, // last lane + 1; 0: all of them
    input  wire                    s_loop_last,
    input  wire                    s_loop_bad,    // an error of the source in place of data
    input  wire [7:0]              s_loop_code,   // which
    input  wire                    evt_promise,
    input  wire [$clog2(MAX_BURST):0] promise_bytes,
    output wire                    sts_waiting,   // a posted descriptor is not here yet
    output wire                    sts_lacks      // a destination waits for the stream
);
`include "sgdma_regs.vh"
    localparam LB = $clog2(DATA_W / 8);

    wire              begin_now, clear, run, halt, idle, error, waiting, fetching, posted, cq_busy, cq_slot_ok, slot_ok;
    wire [7:0]        error_code;
    wire              ent_valid, ent_ready, ent_eop, ent_irq, ent_bad;
    wire [15:0]       ent_tag;
    wire              burst_valid, burst_ready, burst_last, burst_eop, burst_irq;
    wire [ADDR_W-1:0] burst_addr;
    wire [7:0]        burst_len, burst_code;
    wire              burst_one;
    wire [LB-1:0]     burst_end_lane, burst_less;
    wire [15:0]       burst_tag;
    wire              cpl_valid, cpl_ready, unused_slot, pending;
    wire [55:0]       cpl;

    wire              burst_drop, checked, permitted;
    wire              in_valid, in_last, in_bad;
    wire [DATA_W-1:0] in_data;
    wire [LB-1:0]     in_end;
    wire              unpack_ready, unpack_dead, unpack_open, lacks;
    wire              word_valid, word_ready;
    wire [DATA_W-1:0] word_data;
    wire [DATA_W/8-1:0] word_strb;
    wire              announce_valid, announce_go, announce_ready, aw_room, burst_room, sent_valid, sent_ends;
    wire [ADDR_W-1:0] announce_addr;
    wire [7:0]        announce_len;
    wire [27:0]       sent_bytes;
    wire              piece_valid, piece_ready, piece_irq, piece_eop, piece_short, piece_cut, close_source;
    wire [15:0]       piece_tag;
    wire [28:0]       piece_bytes;
    wire [7:0]        close_code;
    wire              failing, writing, write_error;
    wire [ADDR_W-1:0] write_error_addr;

    assign sts_on_bus      = fetching || writing || cq_busy;
    wire              unused = &{1'b0, ent_tag, ent_eop, ent_irq, ent_bad};

    assign ent_ready       = 1'b1;
    assign slot_ok         = cq_slot_ok;
    assign idle            = !fetching && unpack_dead && !pending && !cq_busy;
    assign m_last          = cpl;
    assign sts_stream_idle = !unpack_open;
    assign sts_draining    = halt;
    assign sts_waiting     = waiting;
    assign sts_lacks       = lacks && !cfg_copy;
    assign sts_residue_bytes[31:28] = 4'd0;
    assign s_loop_ready    = unpack_ready && cfg_copy;

    // A burst is announced on AW and in the retirement's books in one clock, or in neither.
    assign announce_go     = announce_valid && burst_room;
    assign announce_ready  = aw_room && burst_room;

    sgdma_chan #(.ADDR_W(ADDR_W)) u_chan (
        .clk(clk), .rst(rst),
        .evt_start(evt_start), .evt_stop(evt_stop || (cfg_copy && pair_stop)), .evt_reset(evt_reset),
        .pair_draining(cfg_copy && pair_draining), .idle(idle), .stream_idle(1'b1),
        .evt_error(error), .error_code(error_code), .error_addr(burst_addr),
        .evt_write_error(write_error), .write_error_addr(write_error_addr),
        .evt_cpl_error(s_done && s_done_bad), .cpl_error_code(s_done_code),
        .watchdog(watchdog),
        .evt_begin(begin_now), .clear(clear), .run(run), .halt(halt),
        .sts_state(sts_state), .sts_error(sts_error), .sts_quiesced(sts_quiesced), .sts_err_code(sts_err_code),
        .sts_err_phase(sts_err_phase), .sts_err_addr(sts_err_addr)
    );

    sgdma_list #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .PREFETCH_BEATS(PREFETCH_BEATS), .MAX_BURST(MAX_BURST),
        .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .WIDE(WIDE), .COMPACT(COMPACT), .QUEUE(LUTRAM == 0),
        .LUTRAM(LUTRAM)
    ) u_list (
        .clk(clk), .rst(clear),
        .cfg_chain(cfg_chain), .cfg_cyclic(cfg_cyclic), .cfg_wide(cfg_wide), .cfg_size_log2(cfg_size_log2), .cfg_base(cfg_base),
        .cfg_count(cfg_count), .cfg_upper(cfg_upper), .cfg_d(cfg_d), .cfg_k_log2(cfg_k_log2),
        .evt_doorbell(evt_doorbell), .evt_try(evt_try), .producer(producer),
        .cfg_basic(cfg_basic), .evt_push(evt_push), .basic_addr(cfg_basic_addr), .basic_len(cfg_basic_len),
        .basic_eop(cfg_basic_eop), .basic_irq(cfg_basic_irq), .sts_basic_busy(sts_basic_busy),
        .run(run), .hold(1'b0), .slot_ok(slot_ok), .consumer(sts_consumer),
        .m_ar_valid(m_fetch_valid), .m_ar_guess(m_fetch_guess), .m_ar_kill(m_fetch_kill), .m_ar_ready(m_fetch_ready),
        .m_ar_deny(m_ar_deny), .m_ar_addr(m_fetch_addr), .m_ar_len(m_fetch_len), .s_r_valid(s_fetch_valid), .s_r_data(s_r_data), .s_r_resp(s_r_resp), .s_r_last(s_r_last),
        .m_ent_valid(ent_valid), .m_ent_ready(ent_ready), .m_ent_tag(ent_tag),
        .m_ent_eop(ent_eop), .m_ent_irq(ent_irq), .m_ent_bad(ent_bad),
        .m_burst_valid(burst_valid), .m_burst_ready(burst_ready), .m_burst_drop(burst_drop),
        .m_burst_addr(burst_addr), .m_burst_len(burst_len), .m_burst_end_lane(burst_end_lane),
        .m_burst_one(burst_one), .m_burst_less(burst_less), .m_burst_last(burst_last), .m_burst_tag(burst_tag), .m_burst_eop(burst_eop), .m_burst_irq(burst_irq),
        .m_burst_code(burst_code),
        .sts_fetching(fetching), .sts_posted(posted), .sts_waiting(waiting), .sts_recheck(sts_recheck),
        .sts_done(sts_list_done)
    );

    // A burst lies in one page: its start tells all.
    sgdma_window #(.ADDR_W(ADDR_W), .WINDOWS(WINDOWS), .ASKERS(1)) u_window (
        .clk(clk), .rst(clear), .cfg_open(cfg_win_open), .cfg_permit(cfg_win_write), .m_sel(win_sel), .bounds(win_bounds),
        .s_valid(burst_valid), .s_pick(burst_valid), .page(burst_addr[ADDR_W-1:12]), .take(burst_ready), .done(checked),
        .ok(permitted)
    );

    sgdma_ingress #(.DATA_W(DATA_W), .LUTRAM(LUTRAM)) u_ingress (
        .clk(clk), .rst(rst),
        .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(s_axis_tkeep), .s_axis_tlast(s_axis_tlast), .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .m_valid(in_valid), .m_ready(unpack_ready && !cfg_copy), .m_data(in_data), .m_end(in_end), .m_last(in_last),
        .m_bad(in_bad)
    );

    sgdma_unpack #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST)) u_unpack (
        .clk(clk), .rst(rst), .clear(clear || evt_start), .cfg_copy(cfg_copy), .cfg_fence(cfg_fence),
        .cfg_overrun_stop(cfg_overrun_stop), .cfg_empty_drop(cfg_empty_drop), .run(run), .halt(halt || failing), .posted(posted),
        .writing(writing),
        .s_valid(cfg_copy ? s_loop_valid : in_valid), .s_ready(unpack_ready), .s_data(cfg_copy ? s_loop_data : in_data),
        .s_end(cfg_copy ? s_loop_end : in_end), .s_last(cfg_copy ? s_loop_last : in_last),
        .s_bad(cfg_copy ? s_loop_bad : in_bad), .s_code(cfg_copy ? s_loop_code : `SGDMA_CODE_TKEEP),
        .s_burst_valid(burst_valid && (checked || halt)), .s_burst_ready(burst_ready), .s_burst_drop(burst_drop),
        .s_burst_addr(burst_addr), .s_burst_len(burst_len), .s_burst_end_lane(burst_end_lane),
        .s_burst_one(burst_one), .s_burst_less(burst_less), .s_burst_last(burst_last), .s_burst_tag(burst_tag), .s_burst_eop(burst_eop), .s_burst_irq(burst_irq),
        .s_burst_bad(burst_code != 8'd0 || !permitted),
        .s_burst_code(burst_code != 8'd0 ? burst_code : `SGDMA_CODE_WRITE_WINDOW),
        .evt_promise(evt_promise), .promise_bytes(promise_bytes),
        .m_word_valid(word_valid), .m_word_ready(word_ready), .m_word_data(word_data), .m_word_strb(word_strb),
        .m_aw_valid(announce_valid), .m_aw_ready(announce_ready), .m_aw_addr(announce_addr), .m_aw_len(announce_len),
        .m_burst_valid(sent_valid), .m_burst_ends(sent_ends), .m_burst_bytes(sent_bytes),
        .m_ent_valid(piece_valid), .m_ent_ready(piece_ready), .m_ent_tag(piece_tag), .m_ent_bytes(piece_bytes),
        .m_ent_irq(piece_irq), .m_ent_eop(piece_eop), .m_ent_short(piece_short), .m_ent_cut(piece_cut), .close_code(close_code),
        .close_source(close_source),
        .evt_fence(evt_fence), .evt_dropped(evt_dropped), .sts_lacks(lacks), .sts_open(unpack_open), .sts_dead(unpack_dead)
    );

    generate
        if (LUTRAM == 0) begin : g_announced           // registers keep what is late here from the arbiter
            localparam NB = $clog2(MAX_BURST) - LB;
            wire unused_announce = &{1'b0, announce_len, announce_addr};
            assign m_aw_addr[LB-1:0] = {LB{1'b0}};
            assign m_aw_len[7:NB]    = {(8-NB){1'b0}};
            sgdma_fifo #(.WIDTH(ADDR_W - LB + NB), .DEPTH(2), .BYPASS(1), .LUTRAM(0)) u_announced (
                .clk(clk), .rst(rst),
                .s_valid(announce_go), .s_ready(aw_room), .s_data({announce_addr[ADDR_W-1:LB], announce_len[NB-1:0]}),
                .m_valid(m_aw_valid), .m_ready(m_aw_ready), .m_data({m_aw_addr[ADDR_W-1:LB], m_aw_len[NB-1:0]})
            );
        end else begin : g_announce
            assign m_aw_valid = announce_go;
            assign aw_room    = m_aw_ready;
            assign m_aw_addr  = {announce_addr[ADDR_W-1:LB], {LB{1'b0}}};
            assign m_aw_len   = announce_len;
        end
    endgenerate

    // On a bus of 32 bits a piece of one word and its completion leave no clock to spare, but for the announcement's.
    sgdma_fifo #(.WIDTH(DATA_W + DATA_W / 8), .DEPTH(FIFO_BEATS), .BYPASS(DATA_W == 32 && LUTRAM != 0)) u_words (
        .clk(clk), .rst(clear),
        .s_valid(word_valid), .s_ready(word_ready), .s_data({word_strb, word_data}),
        .m_valid(m_w_valid), .m_ready(m_w_ready), .m_data({m_w_strb, m_w_data})
    );

    sgdma_scatter_retire #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .WRITES(OUTSTANDING), .ENTRIES(ENTRIES), .LUTRAM(LUTRAM)) u_retire (
        .clk(clk), .rst(clear), .evt_start(begin_now),
        .evt_burst(announce_go && announce_ready), .burst_room(burst_room),
        .s_burst_valid(sent_valid), .s_burst_addr(announce_addr), .s_burst_ends(sent_ends), .s_burst_bytes(sent_bytes),
        .s_ent_valid(piece_valid), .s_ent_ready(piece_ready), .s_ent_tag(piece_tag), .s_ent_bytes(piece_bytes),
        .s_ent_irq(piece_irq), .s_ent_eop(piece_eop), .s_ent_short(piece_short), .s_ent_cut(piece_cut), .close_code(close_code),
        .close_source(close_source),
        .s_b_valid(s_b_valid), .s_b_resp(s_b_resp),
        .m_ent_valid(cpl_valid), .m_ent_ready(cpl_ready), .m_ent(cpl), .evt_unused(unused_slot), .evt_error(error),
        .error_code(error_code), .evt_write_error(write_error), .write_error_addr(write_error_addr),
        .sts_consumer(sts_consumer), .sts_failing(failing), .sts_done(sts_residue_index), .sts_residue(sts_residue_bytes[27:0]),
        .sts_writing(writing), .sts_waiting(pending)
    );

    sgdma_cq #(.DATA_W(DATA_W), .WRITES(OUTSTANDING)) u_cq (
        .clk(clk), .rst(clear), .evt_start(begin_now),
        .cfg_none(cfg_cq_none), .cfg_log2(cfg_cq_log2), .cfg_wait(cfg_cq_wait), .cfg_ack(cfg_cq_ack),
        .evt_slot(ent_valid), .evt_unused(unused_slot), .slot_ok(cq_slot_ok),
        .s_valid(cpl_valid), .s_ready(cpl_ready), .s_ent(cpl), .busy(pending),
        .m_valid(m_cq_valid), .m_go(m_cq_go), .m_ready(m_cq_ready), .m_data(m_cq_data), .m_mask(m_cq_mask),
        .m_slot(m_cq_slot), .m_count(m_cq_count),
        .s_done_valid(s_done), .s_done_count(s_done_count), .s_done_bad(s_done_bad),
        .m_last_valid(m_last_valid), .m_last_ready(m_last_ready), .sts_written(sts_cq_written), .sts_busy(cq_busy)
    );
endmodule

`default_nettype wire
