// SPDX-License-Identifier: Apache-2.0
//
// sgdma: a scatter-gather DMA engine. Wiring only; rtl/README.md describes ports, lists and errors.
//
//   sgdma_gather:   list > read > pack > m_axis                 sgdma_scatter:  s_axis > ingress > unpack > data FIFO > W
//   copy mode: pack feeds unpack; both lists, no stream. Each half has its channel, retirement and completion queue.
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
    parameter MAX_BURST      = 256,                           // bytes, 64..4096, 2..128 beats, a power of two
    parameter GATHER         = 1,                             // 1: memory to stream (and half of a copy)
    parameter SCATTER        = 1,                             // 1: stream to memory (and half of a copy)
    parameter WIDE           = 1,                             // 1: wide descriptors
    parameter COMPACT        = 1,                             // 1: compact descriptors
    parameter WINDOWS        = 4,                             // address windows, 0..4
    parameter COUNTERS       = 1,                             // 1: performance counters
    parameter TIMERS         = 1,                             // 1: interrupt timer and watchdog
    parameter LUTRAM         = 1                              // 1: small FIFOs are distributed RAM; 0: where all RAM is read synchronously
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
    output wire [3:0]          m_axi_awqos,
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
    output wire [3:0]          m_axi_arqos,
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

    sgdma_params #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .READS(READS), .WRITES(WRITES), .ENTRIES(ENTRIES), .PREFETCH_BEATS(PREFETCH_BEATS),
        .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST), .GATHER(GATHER), .SCATTER(SCATTER), .WIDE(WIDE), .COMPACT(COMPACT),
        .WINDOWS(WINDOWS), .COUNTERS(COUNTERS), .TIMERS(TIMERS), .LUTRAM(LUTRAM)
    ) u_params ();

    wire              copy, overrun_stop, empty_drop;
    wire              win_open;                // address windows, and the ones that reads, payload writes and completions look at
    wire [3:0]        win_read, win_write;
    wire [5:0]        win_sel;
    wire [6*(ADDR_W-12)-1:0] win_bounds;
    wire              mem_write;               // the memory of the channels' settings, as it is written
    wire [4:0]        mem_word;
    wire [31:0]       mem_data;
    wire [10:0]       attr_g_fetch, attr_s_fetch, attr_read, attr_write, attr_cpl;
    wire              dropped;

    // registers and state of the channels
    wire               g_start, g_stop, g_reset, g_doorbell, g_try, g_push, g_chain, g_cyclic, g_wide, g_basic, g_basic_eop,
                       g_basic_irq, g_cq_none, g_fence, g_sts_error, g_sts_quiesced, g_sts_list_done,
                       g_sts_basic_busy, g_sts_stream_idle, g_sts_recheck, g_watchdog, g_on_bus, g_last_valid, g_last_ready;
    wire [3:0]         g_size_log2, g_k_log2, g_cq_log2;
    wire [ADDR_W-1:0]  g_base, g_sts_err_addr;
    wire [15:0]        g_count, g_cq_wait, g_cq_ack, g_producer, g_sts_consumer, g_sts_cq_written,
                       g_sts_residue_index;
    wire [19:0]        g_upper;
    wire [7:0]         g_d, g_sts_err_code;
    wire [27:0]        g_basic_len;
    wire [55:0]        g_last;
    wire [1:0]         g_sts_state;
    wire [2:0]         g_sts_err_phase;
    wire [31:0]        g_sts_residue_bytes;
    wire               s_start, s_stop, s_reset, s_doorbell, s_try, s_push, s_chain, s_cyclic, s_wide, s_basic, s_basic_eop,
                       s_basic_irq, s_cq_none, s_fence, s_sts_error, s_sts_quiesced, s_sts_list_done,
                       s_sts_basic_busy, s_sts_stream_idle, s_sts_recheck, s_watchdog, s_on_bus, s_last_valid, s_last_ready;
    wire [3:0]         s_size_log2, s_k_log2, s_cq_log2;
    wire [ADDR_W-1:0]  s_base, s_sts_err_addr;
    wire [15:0]        s_count, s_cq_wait, s_cq_ack, s_producer, s_sts_consumer, s_sts_cq_written,
                       s_sts_residue_index;
    wire [19:0]        s_upper;
    wire [7:0]         s_d, s_sts_err_code;
    wire [27:0]        s_basic_len;
    wire [55:0]        s_last;
    wire [1:0]         s_sts_state;
    wire [2:0]         s_sts_err_phase;
    wire [31:0]        s_sts_residue_bytes;

    // copy loop
    wire              loop_valid, loop_ready, loop_last, promise, fence;
    wire [DATA_W-1:0] loop_data;
    wire              loop_bad;
    wire [LB-1:0]     loop_end;
    wire [7:0]        loop_code;
    wire [MB:0]       promise_bytes;
    wire              g_draining, s_draining;

    // bus: reads are gather fetch, scatter fetch, payload; writes are payload, completion
    wire [2:0]        ar_valid, ar_ready, r_valid;
    wire [1:0]        ar_guess, ar_kill;
    wire              ar_deny;
    wire [ADDR_W-1:0] g_fetch_addr, s_fetch_addr, read_addr, payload_addr, cpl_addr;
    wire [7:0]        g_fetch_len, s_fetch_len, read_len, payload_len, cpl_len, done_code;
    wire [1:0]        aw_valid, aw_ready, w_valid, w_ready, b_valid;
    wire [DATA_W-1:0] payload_data, cpl_data;
    wire [DATA_W/8-1:0] payload_strb, cpl_strb;
    wire [1:0]        cq_valid, cq_go, cq_ready, done;
    wire [BEAT-1:0]   g_cq_data, s_cq_data;
    wire [BEAT/64-1:0] g_cq_mask, s_cq_mask;
    wire [14:0]       g_cq_slot, s_cq_slot;
    wire [3:0]        g_cq_count, s_cq_count, done_count;
    wire              done_bad;

    // What the counters count, in the order of the CNT registers.
    wire              reading, g_waiting, s_waiting, s_lacks;
    wire [12:0]       events;

    assign events = {
        dropped, s_waiting, g_waiting,                               // DROPPED, FETCH_WAIT
        (m_axis_tvalid && !m_axis_tready) || s_lacks,                // WAIT_STREAM
        m_axi_wvalid && !m_axi_wready,                               // WAIT_WRITE
        reading && !r_valid[2],                                      // WAIT_READ
        g_waiting || s_waiting,                                      // WAIT_DESC
        m_axi_arvalid && m_axi_arready && !m_axi_arid[1],            // FETCHES
        w_valid[1] && w_ready[1],                                    // CPL_BEATS
        r_valid[0] || r_valid[1],                                    // FETCH_BEATS
        w_valid[0] && w_ready[0],                                    // WRITE_BEATS
        r_valid[2],                                                  // READ_BEATS
        g_sts_state != 2'd0 || s_sts_state != 2'd0                   // BUSY
    };

    // Handshakes of each half on the bus, for its watchdog; completions are shared.
    wire              ar_moves = m_axi_arvalid && m_axi_arready;
    wire              cpl_moves = b_valid[1] || (w_valid[1] && w_ready[1]) || (m_axi_awvalid && m_axi_awready && m_axi_awid[2]);
    wire              g_moved  = (ar_moves && m_axi_arid != 3'd1) || r_valid[0] || r_valid[2] || cpl_moves;
    wire              s_moved  = (ar_moves && m_axi_arid == 3'd1) || r_valid[1] || b_valid[0] || (w_valid[0] && w_ready[0])
                                 || (m_axi_awvalid && m_axi_awready && !m_axi_awid[2]) || cpl_moves;

    sgdma_csr #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .READS(READS), .WRITES(WRITES), .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST),
        .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .GATHER(GATHER), .SCATTER(SCATTER), .WIDE(WIDE), .COMPACT(COMPACT),
        .WINDOWS(WINDOWS), .COUNTERS(COUNTERS), .TIMERS(TIMERS), .LUTRAM(LUTRAM)
    ) u_csr (
        .clk(clk), .rst(rst),
        .s_axil_awaddr(s_axil_awaddr), .s_axil_awvalid(s_axil_awvalid), .s_axil_awready(s_axil_awready),
        .s_axil_wdata(s_axil_wdata), .s_axil_wstrb(s_axil_wstrb), .s_axil_wvalid(s_axil_wvalid), .s_axil_wready(s_axil_wready),
        .s_axil_bresp(s_axil_bresp), .s_axil_bvalid(s_axil_bvalid), .s_axil_bready(s_axil_bready),
        .s_axil_araddr(s_axil_araddr), .s_axil_arvalid(s_axil_arvalid), .s_axil_arready(s_axil_arready),
        .s_axil_rdata(s_axil_rdata), .s_axil_rresp(s_axil_rresp), .s_axil_rvalid(s_axil_rvalid), .s_axil_rready(s_axil_rready),
        .irq(irq), .cfg_copy(copy), .cfg_overrun_stop(overrun_stop), .cfg_empty_drop(empty_drop),
        .cfg_attr_g_fetch(attr_g_fetch), .cfg_attr_s_fetch(attr_s_fetch), .cfg_attr_read(attr_read),
        .cfg_attr_write(attr_write), .cfg_attr_cpl(attr_cpl), .evt_count(events),
        .cfg_win_open(win_open), .cfg_win_read(win_read), .cfg_win_write(win_write), .win_sel(win_sel), .win_bounds(win_bounds),
        .mem_write(mem_write), .mem_word(mem_word), .mem_data(mem_data),
        .evt_g_start(g_start), .evt_g_stop(g_stop), .evt_g_reset(g_reset), .evt_g_doorbell(g_doorbell), .evt_g_try(g_try),
        .evt_g_push(g_push), .cfg_g_chain(g_chain), .cfg_g_cyclic(g_cyclic), .cfg_g_wide(g_wide),
        .cfg_g_basic(g_basic), .cfg_g_size_log2(g_size_log2), .cfg_g_base(g_base), .cfg_g_count(g_count),
        .cfg_g_upper(g_upper), .cfg_g_d(g_d), .cfg_g_k_log2(g_k_log2),
        .cfg_g_basic_len(g_basic_len), .cfg_g_basic_eop(g_basic_eop), .cfg_g_basic_irq(g_basic_irq),
        .cfg_g_cq_none(g_cq_none), .cfg_g_cq_log2(g_cq_log2), .cfg_g_cq_wait(g_cq_wait), .cfg_g_cq_ack(g_cq_ack),
        .cfg_g_fence(g_fence), .cfg_g_producer_d(g_producer),
        .sts_g_state(g_sts_state), .sts_g_error(g_sts_error), .sts_g_quiesced(g_sts_quiesced),
        .sts_g_list_done(g_sts_list_done), .sts_g_consumer(g_sts_consumer), .sts_g_cq_written(g_sts_cq_written),
        .sts_g_err_code(g_sts_err_code), .sts_g_err_phase(g_sts_err_phase),
        .sts_g_err_addr(g_sts_err_addr), .sts_g_basic_busy(g_sts_basic_busy),
        .sts_g_stream_idle(g_sts_stream_idle), .sts_g_recheck(g_sts_recheck), .sts_g_on_bus(g_on_bus), .evt_g_moved(g_moved), .g_watchdog(g_watchdog),
        .sts_g_residue_index(g_sts_residue_index), .sts_g_residue_bytes(g_sts_residue_bytes),
        .s_g_last_valid(g_last_valid), .s_g_last_ready(g_last_ready), .s_g_last(g_last),
        .evt_s_start(s_start), .evt_s_stop(s_stop), .evt_s_reset(s_reset), .evt_s_doorbell(s_doorbell), .evt_s_try(s_try),
        .evt_s_push(s_push), .cfg_s_chain(s_chain), .cfg_s_cyclic(s_cyclic), .cfg_s_wide(s_wide),
        .cfg_s_basic(s_basic), .cfg_s_size_log2(s_size_log2), .cfg_s_base(s_base), .cfg_s_count(s_count),
        .cfg_s_upper(s_upper), .cfg_s_d(s_d), .cfg_s_k_log2(s_k_log2),
        .cfg_s_basic_len(s_basic_len), .cfg_s_basic_eop(s_basic_eop), .cfg_s_basic_irq(s_basic_irq),
        .cfg_s_cq_none(s_cq_none), .cfg_s_cq_log2(s_cq_log2), .cfg_s_cq_wait(s_cq_wait), .cfg_s_cq_ack(s_cq_ack),
        .cfg_s_fence(s_fence), .cfg_s_producer_d(s_producer),
        .sts_s_state(s_sts_state), .sts_s_error(s_sts_error), .sts_s_quiesced(s_sts_quiesced),
        .sts_s_list_done(s_sts_list_done), .sts_s_consumer(s_sts_consumer), .sts_s_cq_written(s_sts_cq_written),
        .sts_s_err_code(s_sts_err_code), .sts_s_err_phase(s_sts_err_phase),
        .sts_s_err_addr(s_sts_err_addr), .sts_s_basic_busy(s_sts_basic_busy),
        .sts_s_stream_idle(s_sts_stream_idle), .sts_s_recheck(s_sts_recheck), .sts_s_on_bus(s_on_bus), .evt_s_moved(s_moved), .s_watchdog(s_watchdog),
        .sts_s_residue_index(s_sts_residue_index), .sts_s_residue_bytes(s_sts_residue_bytes),
        .s_s_last_valid(s_last_valid), .s_s_last_ready(s_last_ready), .s_s_last(s_last)
    );

    generate
        if (GATHER != 0) begin : g_gather
            sgdma_gather #(
                .ADDR_W(ADDR_W), .DATA_W(DATA_W), .OUTSTANDING(READS), .CQ_BEATS(WRITES), .ENTRIES(ENTRIES),
                .PREFETCH_BEATS(PREFETCH_BEATS),
                .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST), .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .WIDE(WIDE),
                .COMPACT(COMPACT), .LUTRAM(LUTRAM)
            ) u_gather (
                .clk(clk), .rst(rst), .cfg_copy(copy), .cfg_fence(g_fence || s_fence), .evt_fence(fence),
                .pair_stop(s_stop), .pair_draining(s_draining), .sts_draining(g_draining),
                .evt_start(g_start), .evt_stop(g_stop), .evt_reset(g_reset), .evt_doorbell(g_doorbell), .evt_try(g_try), .evt_push(g_push),
                .cfg_chain(g_chain), .cfg_cyclic(g_cyclic), .cfg_wide(g_wide), .cfg_basic(g_basic),
                .cfg_size_log2(g_size_log2), .cfg_base(g_base), .cfg_count(g_count), .cfg_upper(g_upper), .cfg_d(g_d),
                .cfg_k_log2(g_k_log2), .cfg_basic_addr(g_base), .cfg_basic_len(g_basic_len),
                .cfg_basic_eop(g_basic_eop), .cfg_basic_irq(g_basic_irq), .cfg_cq_none(g_cq_none), .cfg_cq_log2(g_cq_log2),
                .cfg_cq_wait(g_cq_wait), .cfg_cq_ack(g_cq_ack), .producer(g_producer),
                .sts_state(g_sts_state), .sts_error(g_sts_error), .sts_quiesced(g_sts_quiesced),
                .sts_list_done(g_sts_list_done), .sts_consumer(g_sts_consumer), .sts_cq_written(g_sts_cq_written),
                .sts_err_code(g_sts_err_code), .sts_err_phase(g_sts_err_phase),
                .sts_err_addr(g_sts_err_addr), .sts_basic_busy(g_sts_basic_busy),
                .sts_stream_idle(g_sts_stream_idle), .sts_recheck(g_sts_recheck), .sts_on_bus(g_on_bus), .watchdog(g_watchdog),
                .sts_residue_index(g_sts_residue_index), .sts_residue_bytes(g_sts_residue_bytes),
                .m_last_valid(g_last_valid), .m_last_ready(g_last_ready), .m_last(g_last),
                .m_fetch_valid(ar_valid[0]), .m_fetch_guess(ar_guess[0]), .m_fetch_kill(ar_kill[0]), .m_fetch_ready(ar_ready[0]),
                .m_fetch_addr(g_fetch_addr), .m_fetch_len(g_fetch_len), .m_ar_deny(ar_deny), .s_fetch_valid(r_valid[0]), .s_r_data(m_axi_rdata), .s_r_resp(m_axi_rresp),
                .s_r_last(m_axi_rlast),
                .m_read_valid(ar_valid[2]), .m_read_ready(ar_ready[2]), .m_read_addr(read_addr), .m_read_len(read_len),
                .s_read_valid(r_valid[2]), .sts_reading(reading),
                .m_cq_valid(cq_valid[0]), .m_cq_go(cq_go[0]), .m_cq_ready(cq_ready[0]), .m_cq_data(g_cq_data),
                .m_cq_mask(g_cq_mask),
                .m_cq_slot(g_cq_slot), .m_cq_count(g_cq_count), .s_done(done[0]), .s_done_count(done_count),
                .s_done_bad(done_bad), .s_done_code(done_code),
                .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tlast(m_axis_tlast),
                .m_axis_tuser(m_axis_tuser), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready),
                .m_loop_valid(loop_valid), .m_loop_ready(loop_ready), .m_loop_data(loop_data), .m_loop_end(loop_end),
                .m_loop_last(loop_last), .m_loop_bad(loop_bad), .m_loop_code(loop_code),
                .evt_promise(promise), .promise_bytes(promise_bytes), .sts_waiting(g_waiting)
            );
        end else begin : g_no_gather
            assign g_sts_state = 2'd0;
            assign g_sts_error = 1'b0;
            assign g_sts_quiesced = 1'b1;
            assign g_sts_list_done = 1'b0;
            assign g_sts_consumer = 16'd0;
            assign g_sts_cq_written = 16'd0;
            assign g_sts_err_code = 8'd0;
            assign g_sts_err_phase = 3'd0;
            assign g_sts_err_addr = {ADDR_W{1'b0}};
            assign g_sts_basic_busy = 1'b0;
            assign g_sts_stream_idle = 1'b1;
            assign g_sts_recheck = 1'b0;
            assign g_on_bus = 1'b0;
            assign g_sts_residue_index = 16'd0;
            assign g_sts_residue_bytes = 32'd0;
            assign g_last_valid = 1'b0;
            assign g_last = 56'd0;
            assign g_draining   = 1'b0;
            assign {ar_valid[0], ar_guess[0], ar_kill[0]} = 3'b000;
            assign ar_valid[2]  = 1'b0;
            assign g_fetch_addr = {ADDR_W{1'b0}};
            assign g_fetch_len  = 8'd0;
            assign read_addr    = {ADDR_W{1'b0}};
            assign read_len     = 8'd0;
            assign reading      = 1'b0;
            assign cq_valid[0]  = 1'b0;
            assign g_cq_data    = {BEAT{1'b0}};
            assign g_cq_mask    = {BEAT/64{1'b0}};
            assign g_cq_slot    = 15'd0;
            assign g_cq_count   = 4'd0;
            assign m_axis_tdata = {DATA_W{1'b0}};
            assign m_axis_tkeep = {DATA_W/8{1'b0}};
            assign m_axis_tlast = 1'b0;
            assign m_axis_tuser = 1'b0;
            assign m_axis_tvalid = 1'b0;
            assign loop_valid   = 1'b0;
            assign loop_data    = {DATA_W{1'b0}};
            assign loop_bad     = 1'b0;
            assign loop_end     = {LB{1'b0}};
            assign loop_last    = 1'b0;
            assign loop_code    = 8'd0;
            assign promise      = 1'b0;
            assign promise_bytes = {(MB+1){1'b0}};
            assign g_waiting    = 1'b0;

            wire unused = &{1'b0, g_start, g_stop, g_reset, g_doorbell, g_try, g_push, g_chain, g_cyclic, g_wide, g_basic,
                        g_size_log2, g_base, g_count, g_upper, g_d, g_k_log2, g_basic_len, g_basic_eop,
                        g_basic_irq, g_cq_none, g_cq_log2, g_cq_wait, g_cq_ack, g_fence, g_producer,
                        fence, s_draining, g_watchdog, g_last_ready, m_axis_tready, loop_ready, ar_ready[0], ar_ready[2], cq_go[0], cq_ready[0],
                        done[0]};
        end

        if (SCATTER != 0) begin : g_scatter
            sgdma_scatter #(
                .ADDR_W(ADDR_W), .DATA_W(DATA_W), .OUTSTANDING(WRITES), .ENTRIES(ENTRIES), .PREFETCH_BEATS(PREFETCH_BEATS),
                .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST), .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .WIDE(WIDE),
                .COMPACT(COMPACT), .WINDOWS(WINDOWS), .LUTRAM(LUTRAM)
            ) u_scatter (
                .clk(clk), .rst(rst), .cfg_copy(copy), .cfg_fence(copy ? g_fence || s_fence : s_fence), .evt_fence(fence),
                .cfg_overrun_stop(overrun_stop), .cfg_empty_drop(empty_drop),
                .cfg_win_open(win_open), .cfg_win_write(win_write), .win_sel(win_sel[3:2]),
                .win_bounds(win_bounds[2*(ADDR_W-12) +: 2*(ADDR_W-12)]),
                .pair_stop(g_stop), .pair_draining(g_draining), .sts_draining(s_draining),
                .evt_start(s_start), .evt_stop(s_stop), .evt_reset(s_reset), .evt_doorbell(s_doorbell), .evt_try(s_try), .evt_push(s_push),
                .cfg_chain(s_chain), .cfg_cyclic(s_cyclic), .cfg_wide(s_wide), .cfg_basic(s_basic),
                .cfg_size_log2(s_size_log2), .cfg_base(s_base), .cfg_count(s_count), .cfg_upper(s_upper), .cfg_d(s_d),
                .cfg_k_log2(s_k_log2), .cfg_basic_addr(s_base), .cfg_basic_len(s_basic_len),
                .cfg_basic_eop(s_basic_eop), .cfg_basic_irq(s_basic_irq), .cfg_cq_none(s_cq_none), .cfg_cq_log2(s_cq_log2),
                .cfg_cq_wait(s_cq_wait), .cfg_cq_ack(s_cq_ack), .producer(s_producer),
                .sts_state(s_sts_state), .sts_error(s_sts_error), .sts_quiesced(s_sts_quiesced),
                .sts_list_done(s_sts_list_done), .sts_consumer(s_sts_consumer), .sts_cq_written(s_sts_cq_written),
                .sts_err_code(s_sts_err_code), .sts_err_phase(s_sts_err_phase),
                .sts_err_addr(s_sts_err_addr), .sts_basic_busy(s_sts_basic_busy),
                .sts_stream_idle(s_sts_stream_idle), .sts_recheck(s_sts_recheck), .sts_on_bus(s_on_bus), .watchdog(s_watchdog),
                .sts_residue_index(s_sts_residue_index), .sts_residue_bytes(s_sts_residue_bytes),
                .m_last_valid(s_last_valid), .m_last_ready(s_last_ready), .m_last(s_last),
                .evt_dropped(dropped),
                .m_fetch_valid(ar_valid[1]), .m_fetch_guess(ar_guess[1]), .m_fetch_kill(ar_kill[1]), .m_fetch_ready(ar_ready[1]),
                .m_fetch_addr(s_fetch_addr), .m_fetch_len(s_fetch_len), .m_ar_deny(ar_deny), .s_fetch_valid(r_valid[1]), .s_r_data(m_axi_rdata), .s_r_resp(m_axi_rresp),
                .s_r_last(m_axi_rlast),
                .m_aw_valid(aw_valid[0]), .m_aw_ready(aw_ready[0]), .m_aw_addr(payload_addr), .m_aw_len(payload_len),
                .m_w_valid(w_valid[0]), .m_w_ready(w_ready[0]), .m_w_data(payload_data), .m_w_strb(payload_strb),
                .s_b_valid(b_valid[0]), .s_b_resp(m_axi_bresp),
                .m_cq_valid(cq_valid[1]), .m_cq_go(cq_go[1]), .m_cq_ready(cq_ready[1]), .m_cq_data(s_cq_data),
                .m_cq_mask(s_cq_mask),
                .m_cq_slot(s_cq_slot), .m_cq_count(s_cq_count), .s_done(done[1]), .s_done_count(done_count),
                .s_done_bad(done_bad), .s_done_code(done_code),
                .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(s_axis_tkeep), .s_axis_tlast(s_axis_tlast),
                .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
                .s_loop_valid(loop_valid), .s_loop_ready(loop_ready), .s_loop_data(loop_data), .s_loop_end(loop_end),
                .s_loop_last(loop_last), .s_loop_bad(loop_bad), .s_loop_code(loop_code),
                .evt_promise(promise), .promise_bytes(promise_bytes), .sts_waiting(s_waiting), .sts_lacks(s_lacks)
            );
        end else begin : g_no_scatter
            assign s_sts_state = 2'd0;
            assign s_sts_error = 1'b0;
            assign s_sts_quiesced = 1'b1;
            assign s_sts_list_done = 1'b0;
            assign s_sts_consumer = 16'd0;
            assign s_sts_cq_written = 16'd0;
            assign s_sts_err_code = 8'd0;
            assign s_sts_err_phase = 3'd0;
            assign s_sts_err_addr = {ADDR_W{1'b0}};
            assign s_sts_basic_busy = 1'b0;
            assign s_sts_stream_idle = 1'b1;
            assign s_sts_recheck = 1'b0;
            assign s_on_bus = 1'b0;
            assign s_sts_residue_index = 16'd0;
            assign s_sts_residue_bytes = 32'd0;
            assign s_last_valid = 1'b0;
            assign s_last = 56'd0;
            assign win_sel[3:2] = 2'd0;
            assign dropped      = 1'b0;
            assign fence        = 1'b0;
            assign s_draining   = 1'b0;
            assign {ar_valid[1], ar_guess[1], ar_kill[1]} = 3'b000;
            assign s_fetch_addr = {ADDR_W{1'b0}};
            assign s_fetch_len  = 8'd0;
            assign aw_valid[0]  = 1'b0;
            assign payload_addr = {ADDR_W{1'b0}};
            assign payload_len  = 8'd0;
            assign w_valid[0]   = 1'b0;
            assign payload_data = {DATA_W{1'b0}};
            assign payload_strb = {DATA_W/8{1'b0}};
            assign cq_valid[1]  = 1'b0;
            assign s_cq_data    = {BEAT{1'b0}};
            assign s_cq_mask    = {BEAT/64{1'b0}};
            assign s_cq_slot    = 15'd0;
            assign s_cq_count   = 4'd0;
            assign s_axis_tready = 1'b0;
            assign loop_ready   = 1'b0;
            assign s_waiting    = 1'b0;
            assign s_lacks      = 1'b0;

            wire unused = &{1'b0, s_start, s_stop, s_reset, s_doorbell, s_try, s_push, s_chain, s_cyclic, s_wide, s_basic,
                        s_size_log2, s_base, s_count, s_upper, s_d, s_k_log2, s_basic_len, s_basic_eop,
                        s_basic_irq, s_cq_none, s_cq_log2, s_cq_wait, s_cq_ack, s_fence, s_producer,
                        overrun_stop, empty_drop, win_bounds, g_draining, s_watchdog, s_last_ready, s_axis_tdata, s_axis_tkeep, s_axis_tlast,
                        s_axis_tvalid, loop_valid, loop_data, loop_bad, loop_end, loop_last, loop_code, promise,
                        promise_bytes, ar_ready[1], aw_ready[0], w_ready[0], cq_go[1], cq_ready[1], done[1]};
        end
    endgenerate

    sgdma_complete #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .WRITES(WRITES), .GATHER(GATHER), .SCATTER(SCATTER), .WINDOWS(WINDOWS), .LUTRAM(LUTRAM)) u_complete (
        .clk(clk), .rst(rst),
        .cfg_win_open(win_open), .cfg_win_write(win_write), .win_sel(win_sel[5:4]),
        .win_bounds(win_bounds[4*(ADDR_W-12) +: 2*(ADDR_W-12)]),
        .mem_write(mem_write), .mem_word(mem_word), .mem_data(mem_data), .s_valid(cq_valid), .s_go(cq_go), .s_ready(cq_ready),
        .s_g_data(g_cq_data), .s_s_data(s_cq_data), .s_g_mask(g_cq_mask), .s_s_mask(s_cq_mask),
        .s_g_slot(g_cq_slot), .s_s_slot(s_cq_slot), .s_g_count(g_cq_count), .s_s_count(s_cq_count),
        .m_aw_valid(aw_valid[1]), .m_aw_ready(aw_ready[1]), .m_aw_addr(cpl_addr), .m_aw_len(cpl_len),
        .m_w_valid(w_valid[1]), .m_w_ready(w_ready[1]), .m_w_data(cpl_data), .m_w_strb(cpl_strb),
        .s_b_valid(b_valid[1]), .s_b_resp(m_axi_bresp),
        .evt_done(done), .done_count(done_count), .done_bad(done_bad), .done_code(done_code)
    );

    sgdma_axi_rd #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .WINDOWS(WINDOWS), .LUTRAM(LUTRAM)) u_axi_rd (
        .clk(clk), .rst(rst),
        .cfg_win_open(win_open), .cfg_win_read(win_read), .win_sel(win_sel[1:0]), .win_bounds(win_bounds[2*(ADDR_W-12)-1:0]),
        .cfg_attr0(attr_g_fetch), .cfg_attr1(attr_s_fetch), .cfg_attr2(attr_read),
        .s_ar_valid(ar_valid), .s_ar_guess(ar_guess), .s_ar_kill(ar_kill), .s_ar_ready(ar_ready), .s_ar_deny(ar_deny),
        .s_ar0_addr(g_fetch_addr), .s_ar1_addr(s_fetch_addr), .s_ar2_addr(read_addr),
        .s_ar0_len(g_fetch_len), .s_ar1_len(s_fetch_len), .s_ar2_len(read_len), .m_r_valid(r_valid),
        .m_axi_arid(m_axi_arid), .m_axi_araddr(m_axi_araddr), .m_axi_arlen(m_axi_arlen), .m_axi_arsize(m_axi_arsize),
        .m_axi_arburst(m_axi_arburst), .m_axi_arcache(m_axi_arcache), .m_axi_arprot(m_axi_arprot), .m_axi_arqos(m_axi_arqos),
        .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready),
        .m_axi_rid(m_axi_rid), .m_axi_rvalid(m_axi_rvalid), .m_axi_rready(m_axi_rready)
    );

    sgdma_axi_wr #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), .MAX_BURST(MAX_BURST), .SCATTER(SCATTER), .LUTRAM(LUTRAM)) u_axi_wr (
        .clk(clk), .rst(rst), .cfg_attr0(attr_write), .cfg_attr1(attr_cpl),
        .s_aw_valid(aw_valid), .s_aw_ready(aw_ready), .s_aw0_addr(payload_addr), .s_aw1_addr(cpl_addr),
        .s_aw0_len(payload_len), .s_aw1_len(cpl_len),
        .s_w_valid(w_valid), .s_w_ready(w_ready), .s_w0_data(payload_data), .s_w1_data(cpl_data), .s_w0_strb(payload_strb),
        .s_w1_strb(cpl_strb), .m_b_valid(b_valid),
        .m_axi_awid(m_axi_awid), .m_axi_awaddr(m_axi_awaddr), .m_axi_awlen(m_axi_awlen), .m_axi_awsize(m_axi_awsize),
        .m_axi_awburst(m_axi_awburst), .m_axi_awcache(m_axi_awcache), .m_axi_awprot(m_axi_awprot), .m_axi_awqos(m_axi_awqos),
        .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready),
        .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb), .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid),
        .m_axi_wready(m_axi_wready),
        .m_axi_bid(m_axi_bid), .m_axi_bvalid(m_axi_bvalid), .m_axi_bready(m_axi_bready)
    );
endmodule

`default_nettype wire
