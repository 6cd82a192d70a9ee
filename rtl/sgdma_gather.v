// SPDX-License-Identifier: Apache-2.0
//
// The gather half, wiring: list > read > pack > m_axis, or in copy mode > loop; its channel, retirement and completion queue.
//
`default_nettype none

module sgdma_gather #(
    parameter ADDR_W         = 64,         // address bits
    parameter DATA_W         = 64,         // bus and stream bits
    parameter OUTSTANDING    = 16,         // payload bursts in flight, at most
    parameter CQ_BEATS       = 16,         // beats of completions in flight, at most
    parameter ENTRIES        = 64,         // entries between decode and completion
    parameter PREFETCH_BEATS = 32,         // descriptor FIFO, bus beats
    parameter FIFO_BEATS     = 512,        // data FIFO, bus beats
    parameter MAX_BURST      = 256,        // bytes
    parameter MAX_D          = 32,         // fetches in flight, at most
    parameter MAX_K_LOG2     = 4,          // log2 of the entries of a fetch, at most
    parameter WIDE           = 1,          // 1: lists may be wide
    parameter COMPACT        = 1,          // 1: lists may be compact
    parameter LUTRAM         = 1           // as sgdma_fifo's
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    cfg_copy,
    input  wire                    cfg_fence,     // copy: read nothing past an EOP until evt_fence
    input  wire                    evt_fence,
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

    // payload reads
    output wire                    m_read_valid,
    input  wire                    m_read_ready,
    output wire [ADDR_W-1:0]       m_read_addr,
    output wire [7:0]              m_read_len,
    input  wire                    s_read_valid,
    output wire                    sts_reading,   // bursts in flight

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
    output wire [DATA_W-1:0]       m_axis_tdata,
    output wire [DATA_W/8-1:0]     m_axis_tkeep,
    output wire                    m_axis_tlast,
    output wire                    m_axis_tuser,
    output wire                    m_axis_tvalid,
    input  wire                    m_axis_tready,

    // copy loop
    output wire                    m_loop_valid,
    input  wire                    m_loop_ready,
    output wire [DATA_W-1:0]       m_loop_data,
    output wire [$clog2(DATA_W/8)-1:0] m_loop_end, // last lane + 1; 0: all of them
    output wire                    m_loop_last,
    output wire                    m_loop_bad,    // an error of the source in place of data
    output wire [7:0]              m_loop_code,   // which
    output wire                    evt_promise,   // the first beat of a read burst has come
    output wire [$clog2(MAX_BURST):0] promise_bytes,
    output wire                    sts_waiting    // a posted descriptor is not here yet
);
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

    wire              beat_valid, beat_ready, beat_last, beat_eop, beat_bad;
    wire [DATA_W-1:0] beat_data;
    wire [LB-1:0]     beat_less;
    wire [6:0]        beat_code;
    wire [ADDR_W-1:0] beat_addr;
    wire              promise;
    wire              pack_valid, pack_last, pack_abort, pack_dead, pack_failed, pack_open;
    wire              stream_last;
    wire              settling;
    reg               fence_q;                    // the job before is not in memory yet

    assign sts_on_bus      = fetching || sts_reading || cq_busy;
    wire              unused = &{1'b0, burst_tag, burst_irq, burst_one, burst_less, posted, ent_bad};

    // In copy mode the source needs no slots: the destination's queue tells of the job.
    assign slot_ok      = cfg_copy || cq_slot_ok;
    assign error_code   = {1'b0, beat_code};
    assign idle         = !sts_on_bus && !settling;
    assign m_last          = cpl;
    assign sts_stream_idle = !m_axis_tvalid && !pack_open;
    assign sts_draining = halt;
    assign sts_waiting  = waiting;
    assign sts_residue_bytes[31:28] = 4'd0;

    // What a draining reader still receives is thrown away, so it promises nothing.
    assign evt_promise  = promise && run;
    assign m_loop_valid = pack_valid && cfg_copy;
    assign m_loop_last  = pack_last;
    assign m_loop_code  = {1'b0, beat_code};

    // One register serves the stream and the loop.
    assign m_axis_tvalid = pack_valid && !cfg_copy;
    assign m_axis_tdata  = m_loop_data;
    assign m_axis_tkeep  = m_loop_end == {LB{1'b0}} ? {(1 << LB){1'b1}} : ~({(1 << LB){1'b1}} << m_loop_end);
    assign m_axis_tlast  = pack_last;
    assign m_axis_tuser  = pack_abort;
    assign stream_last   = m_axis_tvalid && m_axis_tready && pack_last && !pack_abort;

    always @(posedge clk) begin
        if (ent_valid && ent_ready && ent_eop && cfg_fence && cfg_copy) fence_q <= 1'b1;
        else if (evt_fence) fence_q <= 1'b0;
        if (clear || evt_start) fence_q <= 1'b0;
    end

    sgdma_chan #(.ADDR_W(ADDR_W)) u_chan (
        .clk(clk), .rst(rst),
        .evt_start(evt_start), .evt_stop(evt_stop || (cfg_copy && pair_stop)), .evt_reset(evt_reset),
        .pair_draining(cfg_copy && pair_draining), .idle(idle), .stream_idle(pack_dead && !m_axis_tvalid),
        .evt_error(error), .error_code(error_code), .error_addr(beat_addr),
        .evt_write_error(1'b0), .write_error_addr({ADDR_W{1'b0}}),
        .evt_cpl_error(s_done && s_done_bad), .cpl_error_code(s_done_code),
        .watchdog(watchdog),
        .evt_begin(begin_now), .clear(clear), .run(run), .halt(halt),
        .sts_state(sts_state), .sts_error(sts_error), .sts_quiesced(sts_quiesced), .sts_err_code(sts_err_code),
        .sts_err_phase(sts_err_phase), .sts_err_addr(sts_err_addr)
    );

    sgdma_list #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .PREFETCH_BEATS(PREFETCH_BEATS), .MAX_BURST(MAX_BURST),
        .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .WIDE(WIDE), .COMPACT(COMPACT), .LUTRAM(LUTRAM)
    ) u_list (
        .clk(clk), .rst(clear),
        .cfg_chain(cfg_chain), .cfg_cyclic(cfg_cyclic), .cfg_wide(cfg_wide), .cfg_size_log2(cfg_size_log2), .cfg_base(cfg_base),
        .cfg_count(cfg_count), .cfg_upper(cfg_upper), .cfg_d(cfg_d), .cfg_k_log2(cfg_k_log2),
        .evt_doorbell(evt_doorbell), .evt_try(evt_try), .producer(producer),
        .cfg_basic(cfg_basic), .evt_push(evt_push), .basic_addr(cfg_basic_addr), .basic_len(cfg_basic_len),
        .basic_eop(cfg_basic_eop), .basic_irq(cfg_basic_irq), .sts_basic_busy(sts_basic_busy),
        .run(run), .hold(fence_q), .slot_ok(slot_ok), .consumer(sts_consumer),
        .m_ar_valid(m_fetch_valid), .m_ar_guess(m_fetch_guess), .m_ar_kill(m_fetch_kill), .m_ar_ready(m_fetch_ready),
        .m_ar_deny(m_ar_deny), .m_ar_addr(m_fetch_addr), .m_ar_len(m_fetch_len), .s_r_valid(s_fetch_valid), .s_r_data(s_r_data), .s_r_resp(s_r_resp), .s_r_last(s_r_last),
        .m_ent_valid(ent_valid), .m_ent_ready(ent_ready), .m_ent_tag(ent_tag),
        .m_ent_eop(ent_eop), .m_ent_irq(ent_irq), .m_ent_bad(ent_bad),
        .m_burst_valid(burst_valid), .m_burst_ready(burst_ready), .m_burst_drop(1'b0),
        .m_burst_addr(burst_addr), .m_burst_len(burst_len), .m_burst_end_lane(burst_end_lane),
        .m_burst_one(burst_one), .m_burst_less(burst_less), .m_burst_last(burst_last), .m_burst_tag(burst_tag), .m_burst_eop(burst_eop), .m_burst_irq(burst_irq),
        .m_burst_code(burst_code),
        .sts_fetching(fetching), .sts_posted(posted), .sts_waiting(waiting), .sts_recheck(sts_recheck),
        .sts_done(sts_list_done)
    );

    sgdma_read #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .READS(OUTSTANDING), .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST), .LUTRAM(LUTRAM)
    ) u_read (
        .clk(clk), .rst(clear), .run(run),
        .s_burst_valid(burst_valid), .s_burst_ready(burst_ready), .s_burst_addr(burst_addr), .s_burst_len(burst_len),
        .s_burst_end_lane(burst_end_lane), .s_burst_last(burst_last), .s_burst_eop(burst_eop && burst_last),
        .s_burst_code(burst_code),
        .m_ar_valid(m_read_valid), .m_ar_ready(m_read_ready), .m_ar_deny(m_ar_deny), .m_ar_addr(m_read_addr),
        .m_ar_len(m_read_len),
        .s_r_valid(s_read_valid), .s_r_data(s_r_data), .s_r_resp(s_r_resp), .s_r_last(s_r_last),
        .m_valid(beat_valid), .m_ready(beat_ready), .m_data(beat_data), .m_less(beat_less),
        .m_last(beat_last), .m_eop(beat_eop), .m_bad(beat_bad), .m_code(beat_code), .m_addr(beat_addr),
        .evt_promise(promise), .promise_bytes(promise_bytes), .sts_busy(sts_reading)
    );

    sgdma_pack #(.DATA_W(DATA_W)) u_pack (
        .clk(clk), .rst(clear), .cfg_copy(cfg_copy), .halt(halt),
        .s_valid(beat_valid), .s_ready(beat_ready), .s_data(beat_data), .s_less(beat_less),
        .s_eop(beat_eop), .s_bad(beat_bad),
        .m_valid(pack_valid), .m_ready(cfg_copy ? m_loop_ready : m_axis_tready), .m_data(m_loop_data), .m_end(m_loop_end),
        .m_last(pack_last), .m_abort(pack_abort), .m_bad(m_loop_bad),
        .sts_dead(pack_dead), .sts_failed(pack_failed), .sts_open(pack_open)
    );

    sgdma_gather_retire #(.DATA_W(DATA_W), .ENTRIES(ENTRIES), .LUTRAM(LUTRAM)) u_retire (
        .clk(clk), .rst(clear), .cfg_copy(cfg_copy), .freeze(sts_quiesced), .evt_start(begin_now),
        .s_valid(ent_valid), .s_ready(ent_ready), .s_tag(ent_tag), .s_eop(ent_eop), .s_irq(ent_irq),
        .take_valid(beat_valid && beat_ready), .take_less(beat_less), .take_end(beat_last), .take_eop(beat_eop),
        .evt_last(stream_last),
        .dead(pack_failed && !m_axis_tvalid), .dead_code(beat_code),
        .m_ent_valid(cpl_valid), .m_ent_ready(cpl_ready), .m_ent(cpl), .evt_unused(unused_slot), .evt_error(error),
        .sts_consumer(sts_consumer), .sts_done(sts_residue_index), .sts_residue(sts_residue_bytes[27:0]),
        .sts_waiting(pending), .sts_settling(settling)
    );

    sgdma_cq #(.DATA_W(DATA_W), .WRITES(CQ_BEATS)) u_cq (
        .clk(clk), .rst(clear), .evt_start(begin_now),
        .cfg_none(cfg_cq_none), .cfg_log2(cfg_cq_log2), .cfg_wait(cfg_cq_wait), .cfg_ack(cfg_cq_ack),
        .evt_slot(ent_valid && ent_ready && !cfg_copy), .evt_unused(unused_slot && !cfg_copy), .slot_ok(cq_slot_ok),
        .s_valid(cpl_valid), .s_ready(cpl_ready), .s_ent(cpl), .busy(pending),
        .m_valid(m_cq_valid), .m_go(m_cq_go), .m_ready(m_cq_ready), .m_data(m_cq_data), .m_mask(m_cq_mask),
        .m_slot(m_cq_slot), .m_count(m_cq_count),
        .s_done_valid(s_done), .s_done_count(s_done_count), .s_done_bad(s_done_bad),
        .m_last_valid(m_last_valid), .m_last_ready(m_last_ready), .sts_written(sts_cq_written), .sts_busy(cq_busy)
    );
endmodule

`default_nettype wire
