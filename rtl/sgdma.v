// SPDX-License-Identifier: Apache-2.0
//
// sgdma: a scatter-gather DMA engine. Wiring and parameter checks only; rtl/README.md describes ports, lists and errors.
//
//   gather half:  list > read > pack > egress > m_axis          scatter half:  s_axis > ingress > unpack > data FIFO > W
//   copy mode:    pack feeds unpack; both lists, no stream      retire > completion queue > W, one per half
//
// Guarantees: full AXI4 rules; RREADY and BREADY always 1; AW never ahead of its data; no byte outside a descriptor is written.
//
`default_nettype none

module sgdma #(
    parameter ADDR_W         = 64,                            // address bits, 32..64
    parameter DATA_W         = 64,                            // bus and stream bits: 32, 64, 128, 256, 512
    parameter READS          = DATA_W >= 256 ? 32 : 16,       // payload read bursts in flight, 2..128, a power of two
    parameter WRITES         = DATA_W >= 256 ? 32 : 16,       // payload write bursts, and completion beats, in flight
    parameter ENTRIES        = 64,                            // entries between decode and completion, 4..256, a power of two
    parameter PREFETCH_BEATS = 32,                            // descriptor FIFO of a half, beats, 8..128, a power of two
    parameter FIFO_BEATS     = DATA_W > 128 ? 128 : DATA_W > 64 ? 256 : 512, // each data FIFO, beats, a power of two
    parameter MAX_BURST      = 256                            // bytes, 64..4096, 2..128 beats, a power of two
) (
    input  wire                clk,
    input  wire                rst,

    input  wire [11:0]         s_axil_awaddr,
    input  wire                s_axil_awvalid,
    output wire                s_axil_awready,
    input  wire [31:0]         s_axil_wdata,
    input  wire [3:0]          s_axil_wstrb,
    input  wire                s_axil_wvalid,
    output wire                s_axil_wready,
    output wire [1:0]          s_axil_bresp,
    output wire                s_axil_bvalid,
    input  wire                s_axil_bready,
    input  wire [11:0]         s_axil_araddr,
    input  wire                s_axil_arvalid,
    output wire                s_axil_arready,
    output wire [31:0]         s_axil_rdata,
    output wire [1:0]          s_axil_rresp,
    output wire                s_axil_rvalid,
    input  wire                s_axil_rready,

    output wire [2:0]          m_axi_awid,
    output wire [ADDR_W-1:0]   m_axi_awaddr,
    output wire [7:0]          m_axi_awlen,
    output wire [2:0]          m_axi_awsize,
    output wire [1:0]          m_axi_awburst,
    output wire [3:0]          m_axi_awcache,
    output wire [2:0]          m_axi_awprot,
    output wire                m_axi_awvalid,
    input  wire                m_axi_awready,
    output wire [DATA_W-1:0]   m_axi_wdata,
    output wire [DATA_W/8-1:0] m_axi_wstrb,
    output wire                m_axi_wlast,
    output wire                m_axi_wvalid,
    input  wire                m_axi_wready,
    input  wire [2:0]          m_axi_bid,
    input  wire [1:0]          m_axi_bresp,
    input  wire                m_axi_bvalid,
    output wire                m_axi_bready,
    output wire [2:0]          m_axi_arid,
    output wire [ADDR_W-1:0]   m_axi_araddr,
    output wire [7:0]          m_axi_arlen,
    output wire [2:0]          m_axi_arsize,
    output wire [1:0]          m_axi_arburst,
    output wire [3:0]          m_axi_arcache,
    output wire [2:0]          m_axi_arprot,
    output wire                m_axi_arvalid,
    input  wire                m_axi_arready,
    input  wire [2:0]          m_axi_rid,
    input  wire [DATA_W-1:0]   m_axi_rdata,
    input  wire [1:0]          m_axi_rresp,
    input  wire                m_axi_rlast,
    input  wire                m_axi_rvalid,
    output wire                m_axi_rready,

    output wire [DATA_W-1:0]   m_axis_tdata,
    output wire [DATA_W/8-1:0] m_axis_tkeep,
    output wire                m_axis_tlast,
    output wire                m_axis_tuser,
    output wire                m_axis_tvalid,
    input  wire                m_axis_tready,

    input  wire [DATA_W-1:0]   s_axis_tdata,
    input  wire [DATA_W/8-1:0] s_axis_tkeep,
    input  wire                s_axis_tlast,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,

    output wire                irq
);
    localparam LB         = $clog2(DATA_W / 8);
    localparam MB         = $clog2(MAX_BURST);
    localparam BEAT       = DATA_W < 64 ? 64 : DATA_W;                 // bits of a beat of completions
    localparam MAX_D      = PREFETCH_BEATS < 32 ? PREFETCH_BEATS : 32;
    localparam PREFETCH_LOG2 = $clog2(PREFETCH_BEATS) + LB;            // of its bytes
    // A fetch of wide entries must fit a burst, the prefetch FIFO and 64 beats; 32 entries are enough for any bus.
    localparam K_FIT      = (MB < PREFETCH_LOG2 ? MB : PREFETCH_LOG2) - 4;
    localparam K_BEATS    = K_FIT > LB + 2 ? LB + 2 : K_FIT;
    localparam MAX_K_LOG2 = K_BEATS > 5 ? 5 : K_BEATS;

    // A parameter out of range names itself: there is no such module.
    generate
        if (ADDR_W < 32 || ADDR_W > 64) begin : g_addr_w
            ADDR_W_must_be_32_to_64 u_bad ();
        end
        if (DATA_W != 32 && DATA_W != 64 && DATA_W != 128 && DATA_W != 256 && DATA_W != 512) begin : g_data_w
            DATA_W_must_be_32_64_128_256_or_512 u_bad ();
        end
        if (READS < 2 || READS > 128 || READS != 1 << $clog2(READS)) begin : g_reads
            READS_must_be_a_power_of_two_from_2_to_128 u_bad ();
        end
        if (WRITES < 2 || WRITES > 128 || WRITES != 1 << $clog2(WRITES)) begin : g_writes
            WRITES_must_be_a_power_of_two_from_2_to_128 u_bad ();
        end
        if (ENTRIES < 4 || ENTRIES > 256 || ENTRIES != 1 << $clog2(ENTRIES)) begin : g_entries
            ENTRIES_must_be_a_power_of_two_from_4_to_256 u_bad ();
        end
        if (PREFETCH_BEATS < 8 || PREFETCH_BEATS > 128 || PREFETCH_BEATS != 1 << $clog2(PREFETCH_BEATS)) begin : g_prefetch
            PREFETCH_BEATS_must_be_a_power_of_two_from_8_to_128 u_bad ();
        end
        if (MAX_BURST < 64 || MAX_BURST > 4096 || MAX_BURST != 1 << MB || MAX_BURST * 8 / DATA_W < 2
            || MAX_BURST * 8 / DATA_W > 128) begin : g_burst
            MAX_BURST_must_be_a_power_of_two_from_64_to_4096_bytes_and_2_to_128_beats u_bad ();
        end
        if (FIFO_BEATS < 128 || FIFO_BEATS > 4096 || FIFO_BEATS != 1 << $clog2(FIFO_BEATS)
            || FIFO_BEATS < 2 * MAX_BURST * 8 / DATA_W) begin : g_fifo
            FIFO_BEATS_must_be_a_power_of_two_from_128_to_4096_and_hold_two_bursts u_bad ();
        end
    endgenerate

    wire              copy;

    // gather half
    wire              g_start, g_stop, g_doorbell, g_begin, g_clear, g_run, g_halt;
    wire              g_chain, g_wide;
    wire [3:0]        g_size_log2, g_k_log2, g_cq_log2;
    wire [ADDR_W-1:0] g_base, g_cq_base, g_err_addr;
    wire [15:0]       g_count, g_producer, g_consumer, g_cq_wait, g_cq_ack, g_cq_written, g_err_index;
    wire [19:0]       g_upper;
    wire [7:0]        g_d, g_err_code, g_error_code;
    wire [1:0]        g_state;
    wire [2:0]        g_err_phase;
    wire [31:0]       g_fetch_wait;
    wire              g_errored, g_quiesced, g_list_done, g_error, g_idle;
    wire              g_fetching, g_posted, g_waiting, g_slot_ok, g_cq_slot_ok, g_unused, g_cq_busy;
    wire [ADDR_W-1:0] g_ar_addr;
    wire [7:0]        g_ar_len;
    wire              g_ent_valid, g_ent_eop, g_ent_irq, g_ent_bad;
    wire [27:0]       g_ent_len;
    wire [15:0]       g_ent_tag;
    wire              g_burst_valid, g_burst_ready, g_burst_last, g_burst_eop, g_burst_irq;
    wire [ADDR_W-1:0] g_burst_addr;
    wire [7:0]        g_burst_len, g_burst_code;
    wire [LB-1:0]     g_burst_end_lane;
    wire [15:0]       g_burst_tag;
    wire              g_cpl_valid, g_cpl_ready, g_in_flight;
    wire [55:0]       g_cpl;
    wire [BEAT-1:0]   g_cq_data;
    wire [BEAT/64-1:0] g_cq_mask;
    wire [14:0]       g_cq_slot;
    wire [3:0]        g_cq_count;

    wire              g_ent_ready;
    wire              beat_valid, beat_ready, beat_eop;
    wire [DATA_W-1:0] beat_data;
    wire [LB-1:0]     beat_start, beat_end;
    wire [7:0]        beat_code;
    wire [ADDR_W-1:0] g_beat_addr;
    wire              reading, promise;
    wire [MB:0]       promise_bytes;
    wire              pack_valid, pack_ready, pack_last, pack_abort, pack_dead, pack_failed;
    wire [DATA_W-1:0] pack_data;
    wire [LB:0]       pack_start, pack_end;
    wire [7:0]        pack_code;
    wire [LB:0]       pack_bytes;
    wire              egress_ready, egress_last;
    wire              g_pending, g_settling;

    // scatter half
    wire              s_start, s_stop, s_doorbell, s_begin, s_clear, s_run, s_halt;
    wire              s_chain, s_wide;
    wire [3:0]        s_size_log2, s_k_log2, s_cq_log2;
    wire [ADDR_W-1:0] s_base, s_cq_base, s_err_addr;
    wire [15:0]       s_count, s_producer, s_consumer, s_cq_wait, s_cq_ack, s_cq_written, s_err_index;
    wire [19:0]       s_upper;
    wire [7:0]        s_d, s_err_code, s_error_code;
    wire [1:0]        s_state;
    wire [2:0]        s_err_phase;
    wire [31:0]       s_fetch_wait;
    wire              s_errored, s_quiesced, s_list_done, s_error, s_idle;
    wire              s_fetching, s_posted, s_waiting, s_slot_ok, s_cq_slot_ok, s_unused, s_cq_busy;
    wire [ADDR_W-1:0] s_ar_addr;
    wire [7:0]        s_ar_len;
    wire              s_ent_valid, s_ent_eop, s_ent_irq, s_ent_bad;
    wire [27:0]       s_ent_len;
    wire [15:0]       s_ent_tag;
    wire              s_burst_valid, s_burst_ready, s_burst_last, s_burst_eop, s_burst_irq;
    wire [ADDR_W-1:0] s_burst_addr;
    wire [7:0]        s_burst_len, s_burst_code;
    wire [LB-1:0]     s_burst_end_lane;
    wire [15:0]       s_burst_tag;
    wire              s_cpl_valid, s_cpl_ready, s_in_flight;
    wire [55:0]       s_cpl;
    wire [BEAT-1:0]   s_cq_data;
    wire [BEAT/64-1:0] s_cq_mask;
    wire [14:0]       s_cq_slot;
    wire [3:0]        s_cq_count;

    wire              s_burst_drop;
    wire              in_valid, in_last;
    wire [DATA_W-1:0] in_data;
    wire [LB:0]       in_bytes;
    wire [7:0]        in_code;
    wire              unpack_ready, unpack_dead;
    wire              word_valid, word_ready;
    wire [DATA_W-1:0] word_data;
    wire [DATA_W/8-1:0] word_strb;
    wire              announce_valid, announce_ready, announce_ends, burst_room;
    wire [ADDR_W-1:0] announce_addr;
    wire [7:0]        announce_len;
    wire              piece_valid, piece_ready, piece_bad;
    wire [15:0]       piece_tag;
    wire [28:0]       piece_bytes;
    wire [3:0]        piece_flags;
    wire [7:0]        piece_code;
    wire              s_failing, s_writing, s_pending, s_write_error;
    wire [ADDR_W-1:0] s_write_error_addr;

    // bus
    wire [2:0]        ar_valid, ar_ready, r_valid;
    wire [ADDR_W-1:0] read_addr;
    wire [7:0]        read_len;
    wire [1:0]        aw_valid, aw_ready, w_valid, w_ready, b_valid;
    wire [DATA_W-1:0] w0_data, w1_data;
    wire [DATA_W/8-1:0] w0_strb, w1_strb;
    wire [ADDR_W-1:0] cpl_addr, done_addr;
    wire [7:0]        cpl_len, done_code;
    wire [1:0]        cq_valid, cq_ready, done;
    wire [3:0]        done_count;
    wire              done_bad;

    // In copy mode the source needs no slots: the destination's queue tells of the job.
    assign g_slot_ok   = copy || g_cq_slot_ok;
    assign s_slot_ok   = s_cq_slot_ok;
    assign g_error_code = beat_code;

    // Idle: nothing on the bus, nothing on its way to it.
    assign g_idle      = !g_fetching && !reading && pack_dead && !m_axis_tvalid && !g_settling && !g_cq_busy;
    assign s_idle      = !s_fetching && unpack_dead && !s_pending && !s_cq_busy;
    assign g_in_flight = g_pending;
    assign s_in_flight = s_pending;

    // What a draining reader still receives is thrown away, so it promises nothing.
    // The loop: in copy mode the packer feeds the unpacker, else each has its stream.
    assign pack_ready  = copy ? unpack_ready : egress_ready;

    // A burst is announced on AW and in the retirement's books in one clock, or in neither.
    assign aw_valid[0] = announce_valid && burst_room;
    assign announce_ready = aw_ready[0] && burst_room;

    // What neither half has a use for.
    wire              unused = &{1'b0, g_burst_last, g_burst_tag, g_burst_irq, g_posted, s_ent_len, s_ent_tag, s_ent_eop,
                                 s_ent_irq, s_ent_bad, s_writing};

    sgdma_csr #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .READS(READS), .WRITES(WRITES), .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST),
        .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2)
    ) u_csr (
        .clk(clk), .rst(rst),
        .s_axil_awaddr(s_axil_awaddr), .s_axil_awvalid(s_axil_awvalid), .s_axil_awready(s_axil_awready),
        .s_axil_wdata(s_axil_wdata), .s_axil_wstrb(s_axil_wstrb), .s_axil_wvalid(s_axil_wvalid), .s_axil_wready(s_axil_wready),
        .s_axil_bresp(s_axil_bresp), .s_axil_bvalid(s_axil_bvalid), .s_axil_bready(s_axil_bready),
        .s_axil_araddr(s_axil_araddr), .s_axil_arvalid(s_axil_arvalid), .s_axil_arready(s_axil_arready),
        .s_axil_rdata(s_axil_rdata), .s_axil_rresp(s_axil_rresp), .s_axil_rvalid(s_axil_rvalid), .s_axil_rready(s_axil_rready),
        .irq(irq), .cfg_copy(copy),
        .evt_g_start(g_start), .evt_g_stop(g_stop), .evt_g_doorbell(g_doorbell),
        .cfg_g_chain(g_chain), .cfg_g_wide(g_wide), .cfg_g_size_log2(g_size_log2), .cfg_g_base(g_base),
        .cfg_g_count(g_count), .cfg_g_upper(g_upper), .cfg_g_d(g_d), .cfg_g_k_log2(g_k_log2),
        .cfg_g_producer_d(g_producer), .cfg_g_cq_base(g_cq_base), .cfg_g_cq_log2(g_cq_log2),
        .cfg_g_cq_wait(g_cq_wait), .cfg_g_cq_ack(g_cq_ack),
        .sts_g_state(g_state), .sts_g_error(g_errored), .sts_g_quiesced(g_quiesced), .sts_g_list_done(g_list_done),
        .sts_g_consumer(g_consumer), .sts_g_cq_written(g_cq_written), .sts_g_err_code(g_err_code),
        .sts_g_err_phase(g_err_phase), .sts_g_err_index(g_err_index), .sts_g_err_addr(g_err_addr),
        .sts_g_fetch_wait(g_fetch_wait),
        .evt_s_start(s_start), .evt_s_stop(s_stop), .evt_s_doorbell(s_doorbell),
        .cfg_s_chain(s_chain), .cfg_s_wide(s_wide), .cfg_s_size_log2(s_size_log2), .cfg_s_base(s_base),
        .cfg_s_count(s_count), .cfg_s_upper(s_upper), .cfg_s_d(s_d), .cfg_s_k_log2(s_k_log2),
        .cfg_s_producer_d(s_producer), .cfg_s_cq_base(s_cq_base), .cfg_s_cq_log2(s_cq_log2),
        .cfg_s_cq_wait(s_cq_wait), .cfg_s_cq_ack(s_cq_ack),
        .sts_s_state(s_state), .sts_s_error(s_errored), .sts_s_quiesced(s_quiesced), .sts_s_list_done(s_list_done),
        .sts_s_consumer(s_consumer), .sts_s_cq_written(s_cq_written), .sts_s_err_code(s_err_code),
        .sts_s_err_phase(s_err_phase), .sts_s_err_index(s_err_index), .sts_s_err_addr(s_err_addr),
        .sts_s_fetch_wait(s_fetch_wait)
    );

    sgdma_chan #(.ADDR_W(ADDR_W)) u_gather_chan (
        .clk(clk), .rst(rst),
        .evt_start(g_start), .evt_stop(g_stop || (copy && s_stop)), .pair_draining(copy && s_halt), .idle(g_idle),
        .waiting(g_waiting),
        .evt_error(g_error), .error_code(g_error_code), .error_addr(g_beat_addr),
        .evt_write_error(1'b0), .write_error_addr({ADDR_W{1'b0}}),
        .evt_cpl_error(done[0] && done_bad), .cpl_error_code(done_code), .cpl_error_addr(done_addr),
        .consumer(g_consumer),
        .evt_begin(g_begin), .clear(g_clear), .run(g_run), .halt(g_halt),
        .sts_state(g_state), .sts_error(g_errored), .sts_quiesced(g_quiesced), .sts_err_code(g_err_code),
        .sts_err_phase(g_err_phase), .sts_err_index(g_err_index), .sts_err_addr(g_err_addr),
        .sts_fetch_wait(g_fetch_wait)
    );

    sgdma_list #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .PREFETCH_BEATS(PREFETCH_BEATS), .MAX_BURST(MAX_BURST),
        .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2)
    ) u_gather_list (
        .clk(clk), .rst(g_clear),
        .cfg_chain(g_chain), .cfg_wide(g_wide), .cfg_size_log2(g_size_log2), .cfg_base(g_base), .cfg_count(g_count),
        .cfg_upper(g_upper), .cfg_d(g_d), .cfg_k_log2(g_k_log2),
        .evt_start(g_start), .evt_doorbell(g_doorbell), .producer(g_producer), .run(g_run), .slot_ok(g_slot_ok),
        .consumer(g_consumer),
        .m_ar_valid(ar_valid[0]), .m_ar_ready(ar_ready[0]), .m_ar_addr(g_ar_addr), .m_ar_len(g_ar_len),
        .s_r_valid(r_valid[0]), .s_r_data(m_axi_rdata), .s_r_resp(m_axi_rresp), .s_r_last(m_axi_rlast),
        .m_ent_valid(g_ent_valid), .m_ent_ready(g_ent_ready), .m_ent_len(g_ent_len), .m_ent_tag(g_ent_tag),
        .m_ent_eop(g_ent_eop), .m_ent_irq(g_ent_irq), .m_ent_bad(g_ent_bad),
        .m_burst_valid(g_burst_valid), .m_burst_ready(g_burst_ready), .m_burst_drop(1'b0),
        .m_burst_addr(g_burst_addr), .m_burst_len(g_burst_len), .m_burst_end_lane(g_burst_end_lane),
        .m_burst_last(g_burst_last), .m_burst_tag(g_burst_tag), .m_burst_eop(g_burst_eop), .m_burst_irq(g_burst_irq),
        .m_burst_code(g_burst_code),
        .sts_fetching(g_fetching), .sts_posted(g_posted), .sts_waiting(g_waiting), .sts_done(g_list_done)
    );

    sgdma_read #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .READS(READS), .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST)
    ) u_read (
        .clk(clk), .rst(g_clear), .run(g_run),
        .s_burst_valid(g_burst_valid), .s_burst_ready(g_burst_ready), .s_burst_addr(g_burst_addr), .s_burst_len(g_burst_len),
        .s_burst_end_lane(g_burst_end_lane), .s_burst_eop(g_burst_eop && g_burst_last), .s_burst_code(g_burst_code),
        .m_ar_valid(ar_valid[2]), .m_ar_ready(ar_ready[2]), .m_ar_addr(read_addr), .m_ar_len(read_len),
        .s_r_valid(r_valid[2]), .s_r_data(m_axi_rdata), .s_r_resp(m_axi_rresp), .s_r_last(m_axi_rlast),
        .m_valid(beat_valid), .m_ready(beat_ready), .m_data(beat_data), .m_start_lane(beat_start), .m_end_lane(beat_end),
        .m_eop(beat_eop), .m_code(beat_code), .m_addr(g_beat_addr),
        .evt_promise(promise), .promise_bytes(promise_bytes), .sts_busy(reading)
    );

    sgdma_pack #(.DATA_W(DATA_W)) u_pack (
        .clk(clk), .rst(g_clear), .cfg_copy(copy), .halt(g_halt),
        .s_valid(beat_valid), .s_ready(beat_ready), .s_data(beat_data), .s_start_lane(beat_start), .s_end_lane(beat_end),
        .s_eop(beat_eop), .s_code(beat_code),
        .m_valid(pack_valid), .m_ready(pack_ready), .m_data(pack_data), .m_start(pack_start), .m_end(pack_end),
        .m_last(pack_last), .m_abort(pack_abort), .m_code(pack_code),
        .evt_bytes(pack_bytes), .sts_dead(pack_dead), .sts_failed(pack_failed)
    );

    sgdma_egress #(.DATA_W(DATA_W)) u_egress (
        .clk(clk), .rst(rst),
        .s_valid(pack_valid && !copy), .s_ready(egress_ready), .s_data(pack_data), .s_bytes(pack_end), .s_last(pack_last),
        .s_abort(pack_abort),
        .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tlast(m_axis_tlast), .m_axis_tuser(m_axis_tuser),
        .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready), .evt_last(egress_last)
    );

    sgdma_gather_retire #(.DATA_W(DATA_W), .ENTRIES(ENTRIES)) u_gather_retire (
        .clk(clk), .rst(g_clear), .cfg_copy(copy), .evt_start(g_begin),
        .s_valid(g_ent_valid), .s_ready(g_ent_ready), .s_len(g_ent_len), .s_tag(g_ent_tag), .s_eop(g_ent_eop),
        .s_irq(g_ent_irq), .s_bad(g_ent_bad),
        .evt_bytes(pack_bytes), .evt_last(egress_last),
        .dead(pack_failed && !m_axis_tvalid), .dead_code(beat_code[6:0]),
        .m_ent_valid(g_cpl_valid), .m_ent_ready(g_cpl_ready), .m_ent(g_cpl), .evt_unused(g_unused), .evt_error(g_error),
        .sts_consumer(g_consumer), .sts_waiting(g_pending), .sts_settling(g_settling)
    );

    sgdma_cq #(.DATA_W(DATA_W)) u_gather_cq (
        .clk(clk), .rst(g_clear), .evt_start(g_begin),
        .cfg_log2(g_cq_log2), .cfg_wait(g_cq_wait), .cfg_ack(g_cq_ack),
        .evt_slot(g_ent_valid && g_ent_ready && !copy), .evt_unused(g_unused && !copy), .slot_ok(g_cq_slot_ok),
        .s_valid(g_cpl_valid), .s_ready(g_cpl_ready), .s_ent(g_cpl), .busy(g_in_flight),
        .m_valid(cq_valid[0]), .m_ready(cq_ready[0]), .m_data(g_cq_data), .m_mask(g_cq_mask), .m_slot(g_cq_slot),
        .m_count(g_cq_count),
        .s_done_valid(done[0]), .s_done_count(done_count), .s_done_bad(done_bad),
        .sts_written(g_cq_written), .sts_busy(g_cq_busy)
    );

    sgdma_chan #(.ADDR_W(ADDR_W)) u_scatter_chan (
        .clk(clk), .rst(rst),
        .evt_start(s_start), .evt_stop(s_stop || (copy && g_stop)), .pair_draining(copy && g_halt), .idle(s_idle),
        .waiting(s_waiting),
        .evt_error(s_error), .error_code(s_error_code), .error_addr(s_burst_addr),
        .evt_write_error(s_write_error), .write_error_addr(s_write_error_addr),
        .evt_cpl_error(done[1] && done_bad), .cpl_error_code(done_code), .cpl_error_addr(done_addr),
        .consumer(s_consumer),
        .evt_begin(s_begin), .clear(s_clear), .run(s_run), .halt(s_halt),
        .sts_state(s_state), .sts_error(s_errored), .sts_quiesced(s_quiesced), .sts_err_code(s_err_code),
        .sts_err_phase(s_err_phase), .sts_err_index(s_err_index), .sts_err_addr(s_err_addr),
        .sts_fetch_wait(s_fetch_wait)
    );

    sgdma_list #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .PREFETCH_BEATS(PREFETCH_BEATS), .MAX_BURST(MAX_BURST),
        .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2)
    ) u_scatter_list (
        .clk(clk), .rst(s_clear),
        .cfg_chain(s_chain), .cfg_wide(s_wide), .cfg_size_log2(s_size_log2), .cfg_base(s_base), .cfg_count(s_count),
        .cfg_upper(s_upper), .cfg_d(s_d), .cfg_k_log2(s_k_log2),
        .evt_start(s_start), .evt_doorbell(s_doorbell), .producer(s_producer), .run(s_run), .slot_ok(s_slot_ok),
        .consumer(s_consumer),
        .m_ar_valid(ar_valid[1]), .m_ar_ready(ar_ready[1]), .m_ar_addr(s_ar_addr), .m_ar_len(s_ar_len),
        .s_r_valid(r_valid[1]), .s_r_data(m_axi_rdata), .s_r_resp(m_axi_rresp), .s_r_last(m_axi_rlast),
        .m_ent_valid(s_ent_valid), .m_ent_ready(1'b1), .m_ent_len(s_ent_len), .m_ent_tag(s_ent_tag),
        .m_ent_eop(s_ent_eop), .m_ent_irq(s_ent_irq), .m_ent_bad(s_ent_bad),
        .m_burst_valid(s_burst_valid), .m_burst_ready(s_burst_ready), .m_burst_drop(s_burst_drop),
        .m_burst_addr(s_burst_addr), .m_burst_len(s_burst_len), .m_burst_end_lane(s_burst_end_lane),
        .m_burst_last(s_burst_last), .m_burst_tag(s_burst_tag), .m_burst_eop(s_burst_eop), .m_burst_irq(s_burst_irq),
        .m_burst_code(s_burst_code),
        .sts_fetching(s_fetching), .sts_posted(s_posted), .sts_waiting(s_waiting), .sts_done(s_list_done)
    );

    sgdma_ingress #(.DATA_W(DATA_W)) u_ingress (
        .clk(clk), .rst(rst),
        .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(s_axis_tkeep), .s_axis_tlast(s_axis_tlast), .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .m_valid(in_valid), .m_ready(unpack_ready && !copy), .m_data(in_data), .m_bytes(in_bytes), .m_last(in_last),
        .m_code(in_code)
    );

    sgdma_unpack #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST)) u_unpack (
        .clk(clk), .rst(s_clear || s_start), .cfg_copy(copy), .halt(s_halt || s_failing), .posted(s_posted),
        .s_valid(copy ? pack_valid : in_valid), .s_ready(unpack_ready), .s_data(copy ? pack_data : in_data),
        .s_start(copy ? pack_start : {(LB+1){1'b0}}), .s_end(copy ? pack_end : in_bytes),
        .s_last(copy ? pack_last : in_last), .s_code(copy ? pack_code : in_code),
        .s_burst_valid(s_burst_valid), .s_burst_ready(s_burst_ready), .s_burst_drop(s_burst_drop),
        .s_burst_addr(s_burst_addr), .s_burst_len(s_burst_len), .s_burst_end_lane(s_burst_end_lane),
        .s_burst_last(s_burst_last), .s_burst_tag(s_burst_tag), .s_burst_eop(s_burst_eop), .s_burst_irq(s_burst_irq),
        .s_burst_code(s_burst_code),
        .evt_promise(promise && g_run), .promise_bytes(promise_bytes),
        .m_word_valid(word_valid), .m_word_ready(word_ready), .m_word_data(word_data), .m_word_strb(word_strb),
        .m_aw_valid(announce_valid), .m_aw_ready(announce_ready), .m_aw_addr(announce_addr), .m_aw_len(announce_len),
        .m_aw_ends(announce_ends),
        .m_ent_valid(piece_valid), .m_ent_ready(piece_ready), .m_ent_tag(piece_tag), .m_ent_bytes(piece_bytes),
        .m_ent_flags(piece_flags), .m_ent_code(piece_code), .m_ent_bad(piece_bad),
        .sts_dead(unpack_dead)
    );

    sgdma_fifo #(.WIDTH(DATA_W + DATA_W / 8), .DEPTH(FIFO_BEATS), .BYPASS(1)) u_words (
        .clk(clk), .rst(s_clear),
        .s_valid(word_valid), .s_ready(word_ready), .s_data({word_strb, word_data}),
        .m_valid(w_valid[0]), .m_ready(w_ready[0]), .m_data({w0_strb, w0_data})
    );

    sgdma_scatter_retire #(.ADDR_W(ADDR_W), .WRITES(WRITES), .ENTRIES(ENTRIES)) u_scatter_retire (
        .clk(clk), .rst(s_clear), .evt_start(s_begin),
        .s_burst_valid(announce_valid && aw_ready[0]), .s_burst_ready(burst_room), .s_burst_addr(announce_addr),
        .s_burst_ends(announce_ends),
        .s_ent_valid(piece_valid), .s_ent_ready(piece_ready), .s_ent_tag(piece_tag), .s_ent_bytes(piece_bytes),
        .s_ent_flags(piece_flags), .s_ent_code(piece_code), .s_ent_bad(piece_bad),
        .s_b_valid(b_valid[0]), .s_b_resp(m_axi_bresp),
        .m_ent_valid(s_cpl_valid), .m_ent_ready(s_cpl_ready), .m_ent(s_cpl), .evt_unused(s_unused), .evt_error(s_error),
        .error_code(s_error_code), .evt_write_error(s_write_error), .write_error_addr(s_write_error_addr),
        .sts_consumer(s_consumer), .sts_failing(s_failing), .sts_writing(s_writing), .sts_waiting(s_pending)
    );

    sgdma_cq #(.DATA_W(DATA_W)) u_scatter_cq (
        .clk(clk), .rst(s_clear), .evt_start(s_begin),
        .cfg_log2(s_cq_log2), .cfg_wait(s_cq_wait), .cfg_ack(s_cq_ack),
        .evt_slot(s_ent_valid), .evt_unused(s_unused), .slot_ok(s_cq_slot_ok),
        .s_valid(s_cpl_valid), .s_ready(s_cpl_ready), .s_ent(s_cpl), .busy(s_in_flight),
        .m_valid(cq_valid[1]), .m_ready(cq_ready[1]), .m_data(s_cq_data), .m_mask(s_cq_mask), .m_slot(s_cq_slot),
        .m_count(s_cq_count),
        .s_done_valid(done[1]), .s_done_count(done_count), .s_done_bad(done_bad),
        .sts_written(s_cq_written), .sts_busy(s_cq_busy)
    );

    sgdma_complete #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .WRITES(WRITES)) u_complete (
        .clk(clk), .rst(rst),
        .cfg_g_base(g_cq_base), .cfg_s_base(s_cq_base), .s_valid(cq_valid), .s_ready(cq_ready),
        .s_g_data(g_cq_data), .s_s_data(s_cq_data), .s_g_mask(g_cq_mask), .s_s_mask(s_cq_mask),
        .s_g_slot(g_cq_slot), .s_s_slot(s_cq_slot), .s_g_count(g_cq_count), .s_s_count(s_cq_count),
        .m_aw_valid(aw_valid[1]), .m_aw_ready(aw_ready[1]), .m_aw_addr(cpl_addr), .m_aw_len(cpl_len),
        .m_w_valid(w_valid[1]), .m_w_ready(w_ready[1]), .m_w_data(w1_data), .m_w_strb(w1_strb),
        .s_b_valid(b_valid[1]), .s_b_resp(m_axi_bresp),
        .evt_done(done), .done_count(done_count), .done_bad(done_bad), .done_code(done_code), .done_addr(done_addr)
    );

    sgdma_axi_rd #(.ADDR_W(ADDR_W), .DATA_W(DATA_W)) u_axi_rd (
        .clk(clk), .rst(rst),
        .s_ar_valid(ar_valid), .s_ar_ready(ar_ready), .s_ar0_addr(g_ar_addr), .s_ar1_addr(s_ar_addr), .s_ar2_addr(read_addr),
        .s_ar0_len(g_ar_len), .s_ar1_len(s_ar_len), .s_ar2_len(read_len), .m_r_valid(r_valid),
        .m_axi_arid(m_axi_arid), .m_axi_araddr(m_axi_araddr), .m_axi_arlen(m_axi_arlen), .m_axi_arsize(m_axi_arsize),
        .m_axi_arburst(m_axi_arburst), .m_axi_arcache(m_axi_arcache), .m_axi_arprot(m_axi_arprot),
        .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready),
        .m_axi_rid(m_axi_rid), .m_axi_rvalid(m_axi_rvalid), .m_axi_rready(m_axi_rready)
    );

    sgdma_axi_wr #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .WRITES(WRITES)) u_axi_wr (
        .clk(clk), .rst(rst),
        .s_aw_valid(aw_valid), .s_aw_ready(aw_ready), .s_aw0_addr({announce_addr[ADDR_W-1:LB], {LB{1'b0}}}), .s_aw1_addr(cpl_addr),
        .s_aw0_len(announce_len), .s_aw1_len(cpl_len),
        .s_w_valid(w_valid), .s_w_ready(w_ready), .s_w0_data(w0_data), .s_w1_data(w1_data), .s_w0_strb(w0_strb),
        .s_w1_strb(w1_strb), .m_b_valid(b_valid),
        .m_axi_awid(m_axi_awid), .m_axi_awaddr(m_axi_awaddr), .m_axi_awlen(m_axi_awlen), .m_axi_awsize(m_axi_awsize),
        .m_axi_awburst(m_axi_awburst), .m_axi_awcache(m_axi_awcache), .m_axi_awprot(m_axi_awprot),
        .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready),
        .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb), .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid),
        .m_axi_wready(m_axi_wready),
        .m_axi_bid(m_axi_bid), .m_axi_bvalid(m_axi_bvalid), .m_axi_bready(m_axi_bready)
    );
endmodule

`default_nettype wire
