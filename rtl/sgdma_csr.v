// SPDX-License-Identifier: Apache-2.0
//
// The register port: which write is refused and why, the global registers, irq; the rest is sgdma_axil (handshakes),
// sgdma_csr_chan (a channel's registers), sgdma_csr_mem and sgdma_csr_live (readback), sgdma_csr_windows and sgdma_counters.
// Guarantees: as sgdma_axil says of the port. A refused write changes nothing but REFUSED and is answered with SLVERR. irq is
// a level: an OR of comparisons of registered state, high in the clock in which the state is there.
// Relies on: sts_* being registered, and on sts_x_state following evt_x_start and evt_x_stop in the very next clock: a
// write after a start or stop is held back for that one clock, so it is judged by the new state. The same clock clears
// the channel's own indices, and evt_x_reset (in STOPPED) all that sts_x_* shows. A stop in copy mode is told to the channel
// that was written; the top stops both.
// Latency: write to register, to B and to evt_x_push 2 clocks (evt_x_doorbell 0), AR to R 2 clocks; a write and a read every third clock. Both
// wait up to 13 clocks for a snapshot, 128 after rst, and 17 after a soft reset or a start until sgdma_csr_mem is cleared.
`default_nettype none

module sgdma_csr #(
    parameter ADDR_W = 64,              // address bits, 32..64
    parameter DATA_W = 64,              // data bus, bits
    parameter READS = 16,               // payload read bursts in flight
    parameter WRITES = 16,              // payload write bursts in flight
    parameter FIFO_BEATS = 512,         // each data FIFO, beats, a power of two
    parameter MAX_BURST = 256,          // largest burst, bytes, a power of two
    parameter MAX_D = 16,               // largest FETCH.D, 1..255
    parameter MAX_K_LOG2 = 6,           // largest FETCH.K_LOG2, 0..15
    parameter GATHER = 1,               // 1: the gather half is there
    parameter SCATTER = 1,              // 1: the scatter half is there
    parameter WIDE = 1,                 // 1: wide descriptors can be read
    parameter COMPACT = 1,              // 1: compact descriptors can be read
    parameter WINDOWS = 4,              // address windows, 0..4
    parameter COUNTERS = 1,             // 1: the CNT registers are there
    parameter TIMERS = 1,               // 1: IRQ_TIME and WATCHDOG are there
    parameter LUTRAM = 1                // as sgdma_fifo's
) (
    input  wire              clk,
    input  wire              rst,

    // AXI4-Lite register port
    input  wire [11:0]       s_axil_awaddr,
    input  wire              s_axil_awvalid,
    output wire              s_axil_awready,
    input  wire [31:0]       s_axil_wdata,
    input  wire [3:0]        s_axil_wstrb,
    input  wire              s_axil_wvalid,
    output wire              s_axil_wready,
    output wire [1:0]        s_axil_bresp,
    output wire              s_axil_bvalid,
    input  wire              s_axil_bready,
    input  wire [11:0]       s_axil_araddr,
    input  wire              s_axil_arvalid,
    output wire              s_axil_arready,
    output wire [31:0]       s_axil_rdata,
    output wire [1:0]        s_axil_rresp,
    output wire              s_axil_rvalid,
    input  wire              s_axil_rready,

    output wire              irq,
    output wire              cfg_copy,
    output wire              cfg_overrun_stop,
    output wire              cfg_empty_drop,
    output wire [10:0]       cfg_attr_g_fetch,      // QOS, PROT, CACHE
    output wire [10:0]       cfg_attr_s_fetch,
    output wire [10:0]       cfg_attr_read,
    output wire [10:0]       cfg_attr_write,
    output wire [10:0]       cfg_attr_cpl,
    output wire              cfg_win_open,          // no address window is enabled
    output wire [3:0]        cfg_win_read,          // windows that are enabled and permit reads
    output wire [3:0]        cfg_win_write,
    input  wire [5:0]        win_sel,               // the windows that are looked at for reads, payload writes, completions,
    output wire [6*(ADDR_W-12)-1:0] win_bounds,     // their last and first pages
    output wire              mem_write,             // a word of the channels' settings is written: for those that keep a copy of it
    output wire [4:0]        mem_word,
    output wire [31:0]       mem_data,
    input  wire [12:0]       evt_count,             // add 1 to the counters: the CNT registers, FETCH_WAIT of both, DROPPED

    // gather channel
    output wire              evt_g_start,
    output wire              evt_g_stop,
    output wire              evt_g_doorbell,
    output wire              evt_g_try,            // a doorbell is rung, refused or not
    output wire              evt_g_reset,           // in STOPPED: what STATUS shows takes its reset value
    output wire              evt_g_push,            // a basic transfer, cfg_g_base and cfg_g_basic_*
    output wire              cfg_g_cyclic,
    output wire              cfg_g_basic,
    output wire              cfg_g_fence,
    output wire              cfg_g_cq_none,
    output wire [27:0]       cfg_g_basic_len,
    output wire              cfg_g_basic_eop,
    output wire              cfg_g_basic_irq,
    output wire              cfg_g_chain,
    output wire              cfg_g_wide,
    output wire [3:0]        cfg_g_size_log2,
    output wire [ADDR_W-1:0] cfg_g_base,
    output wire [15:0]       cfg_g_count,
    output wire [19:0]       cfg_g_upper,
    output wire [7:0]        cfg_g_d,
    output wire [3:0]        cfg_g_k_log2,
    output wire [15:0]       cfg_g_producer_d,
    output wire [3:0]        cfg_g_cq_log2,
    output wire [15:0]       cfg_g_cq_wait,
    output wire [15:0]       cfg_g_cq_ack,
    input  wire [1:0]        sts_g_state,
    input  wire              sts_g_error,
    input  wire              sts_g_quiesced,
    input  wire              sts_g_list_done,
    input  wire [15:0]       sts_g_consumer,
    input  wire [15:0]       sts_g_cq_written,
    input  wire [7:0]        sts_g_err_code,
    input  wire [2:0]        sts_g_err_phase,
    input  wire [ADDR_W-1:0] sts_g_err_addr,
    input  wire              sts_g_basic_busy,      // the last push is not taken yet
    input  wire              sts_g_stream_idle,
    input  wire              sts_g_recheck,
    input  wire              sts_g_on_bus,          // something of the channel is on the bus
    input  wire              evt_g_moved,           // a handshake of it
    output wire              g_watchdog,            // it has run out
    input  wire [15:0]       sts_g_residue_index,
    input  wire [31:0]       sts_g_residue_bytes,
    input  wire              s_g_last_valid,        // a completion without a queue
    output wire              s_g_last_ready,
    input  wire [55:0]       s_g_last,

    // scatter channel
    output wire              evt_s_start,
    output wire              evt_s_stop,
    output wire              evt_s_doorbell,
    output wire              evt_s_try,            // a doorbell is rung, refused or not
    output wire              evt_s_reset,           // in STOPPED: what STATUS shows takes its reset value
    output wire              evt_s_push,            // a basic transfer, cfg_s_base and cfg_s_basic_*
    output wire              cfg_s_cyclic,
    output wire              cfg_s_basic,
    output wire              cfg_s_fence,
    output wire              cfg_s_cq_none,
    output wire [27:0]       cfg_s_basic_len,
    output wire              cfg_s_basic_eop,
    output wire              cfg_s_basic_irq,
    output wire              cfg_s_chain,
    output wire              cfg_s_wide,
    output wire [3:0]        cfg_s_size_log2,
    output wire [ADDR_W-1:0] cfg_s_base,
    output wire [15:0]       cfg_s_count,
    output wire [19:0]       cfg_s_upper,
    output wire [7:0]        cfg_s_d,
    output wire [3:0]        cfg_s_k_log2,
    output wire [15:0]       cfg_s_producer_d,
    output wire [3:0]        cfg_s_cq_log2,
    output wire [15:0]       cfg_s_cq_wait,
    output wire [15:0]       cfg_s_cq_ack,
    input  wire [1:0]        sts_s_state,
    input  wire              sts_s_error,
    input  wire              sts_s_quiesced,
    input  wire              sts_s_list_done,
    input  wire [15:0]       sts_s_consumer,
    input  wire [15:0]       sts_s_cq_written,
    input  wire [7:0]        sts_s_err_code,
    input  wire [2:0]        sts_s_err_phase,
    input  wire [ADDR_W-1:0] sts_s_err_addr,
    input  wire              sts_s_basic_busy,      // the last push is not taken yet
    input  wire              sts_s_stream_idle,
    input  wire              sts_s_recheck,
    input  wire              sts_s_on_bus,          // something of the channel is on the bus
    input  wire              evt_s_moved,           // a handshake of it
    output wire              s_watchdog,            // it has run out
    input  wire [15:0]       sts_s_residue_index,
    input  wire [31:0]       sts_s_residue_bytes,
    input  wire              s_s_last_valid,        // a completion without a queue
    output wire              s_s_last_ready,
    input  wire [55:0]       s_s_last
);

    `include "sgdma_regs.vh"

    wire        win_write;                // as a global register is written to its memory
    wire [5:0]  win_word;
    wire        walk, walk_all, taking;
    wire        wr_exec, wr_whole, wr_producer_g, wr_producer_s, wr_to_both;
    wire        wr_judge, wr_entire, wr_refuse, wr_take, wr_first, wr_g, wr_s, wr_bell, wr_window, wr_snapshot;
    wire [3:0]  wr_code, irq_status;
    wire [11:0] wr_addr, wr_reg, rd_addr;
    wire [31:0] wr_data, wr_value, rd_kept, rd_data;
    wire        rd_look, rd_mapped;
    wire        g_pause, s_pause, g_due, s_due, g_push, s_push, g_stopped, s_stopped, g_done, s_done, g_error, s_error, locked;
    wire        g_bell_ok, s_bell_ok;
    wire [4:0]  g_bad, s_bad;
    wire [2:0]  g_ctrl, s_ctrl;
    wire [7:0]  g_status, s_status;
    wire [15:0] g_producer, s_producer, g_unacked, s_unacked;
    wire        cnt_valid, cnt_show;
    wire [3:0]  cnt_index;
    wire [31:0] cnt_data;
    wire        unused_all = &{1'b0, walk_all, wr_g, wr_s, wr_whole, g_bell_ok, s_bell_ok, wr_producer_g, wr_producer_s, wr_to_both, wr_bell};

    // While the memories are cleared or a snapshot written nothing is read either.
    sgdma_axil u_axil (
        .clk(clk), .rst(rst),
        .s_axil_awaddr(s_axil_awaddr), .s_axil_awvalid(s_axil_awvalid), .s_axil_awready(s_axil_awready),
        .s_axil_wdata(s_axil_wdata), .s_axil_wstrb(s_axil_wstrb), .s_axil_wvalid(s_axil_wvalid), .s_axil_wready(s_axil_wready),
        .s_axil_bresp(s_axil_bresp), .s_axil_bvalid(s_axil_bvalid), .s_axil_bready(s_axil_bready),
        .s_axil_araddr(s_axil_araddr), .s_axil_arvalid(s_axil_arvalid), .s_axil_arready(s_axil_arready),
        .s_axil_rdata(s_axil_rdata), .s_axil_rresp(s_axil_rresp), .s_axil_rvalid(s_axil_rvalid), .s_axil_rready(s_axil_rready),
        .wr_hold(walk || taking || g_due || s_due), .wr_exec(wr_exec), .wr_addr(wr_addr), .wr_data(wr_data),
        .wr_whole(wr_whole), .wr_judge(wr_judge), .wr_reg(wr_reg), .wr_entire(wr_entire), .wr_refuse(wr_refuse),
        .rd_hold(walk || taking || g_pause || s_pause), .rd_look(rd_look), .rd_addr(rd_addr),
        .rd_mapped(rd_mapped), .rd_data(rd_data)
    );

    sgdma_csr_global #(.GATHER(GATHER), .SCATTER(SCATTER), .WINDOWS(WINDOWS), .COUNTERS(COUNTERS), .TIMERS(TIMERS)) u_global (
        .clk(clk), .rst(rst),
        .wr_addr(wr_addr), .wr_producer_g(wr_producer_g), .wr_producer_s(wr_producer_s),
        .wr_to_both(wr_to_both), .wr_ack(wr_data[15:0]),
        .wr_judge(wr_judge), .wr_reg(wr_reg), .wr_entire(wr_entire), .wr_data(wr_value[15:0]),
        .wr_refuse(wr_refuse), .wr_take(wr_take), .wr_g(wr_g), .wr_s(wr_s), .wr_bell(wr_bell),
        .g_push(g_push), .s_push(s_push), .wr_window(wr_window), .wr_snapshot(wr_snapshot), .first(wr_first), .code(wr_code),
        .rd_addr(rd_addr), .rd_mapped(rd_mapped),
        .irq(irq), .irq_status(irq_status),
        .cfg_copy(cfg_copy), .cfg_overrun_stop(cfg_overrun_stop), .cfg_empty_drop(cfg_empty_drop),
        .cfg_attr_g_fetch(cfg_attr_g_fetch), .cfg_attr_s_fetch(cfg_attr_s_fetch), .cfg_attr_read(cfg_attr_read),
        .cfg_attr_write(cfg_attr_write), .cfg_attr_cpl(cfg_attr_cpl),
        .g_written(sts_g_cq_written), .g_unacked(g_unacked),
        .g_bad(g_bad), .g_stopped(g_stopped), .g_done(g_done), .g_error(g_error),
        .s_written(sts_s_cq_written), .s_unacked(s_unacked),
        .s_bad(s_bad), .s_stopped(s_stopped), .s_done(s_done), .s_error(s_error),
        .locked(locked)
    );

    sgdma_csr_mem #(
        .ADDR_W(ADDR_W), .DATA_W(DATA_W), .READS(READS), .WRITES(WRITES), .FIFO_BEATS(FIFO_BEATS), .MAX_BURST(MAX_BURST),
        .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .GATHER(GATHER), .SCATTER(SCATTER), .WIDE(WIDE), .COMPACT(COMPACT),
        .WINDOWS(WINDOWS), .COUNTERS(COUNTERS), .TIMERS(TIMERS), .LUTRAM(LUTRAM)
    ) u_mem (
        .clk(clk), .rst(rst), .evt_reset_g(evt_g_reset), .evt_reset_s(evt_s_reset), .evt_start_g(evt_g_start),
        .evt_start_s(evt_s_start), .walk(walk), .walk_all(walk_all),
        .mem_write(mem_write), .mem_word(mem_word), .mem_data(mem_data),
        .win_write(win_write), .win_word(win_word),
        .wr_exec(wr_exec), .wr_addr(wr_addr), .wr_data(wr_data), .wr_value(wr_value),
        .wr_judge(wr_judge), .wr_reg(wr_reg), .wr_take(wr_take), .wr_first(wr_first), .wr_code(wr_code),
        .cnt_valid(cnt_valid), .cnt_show(cnt_show), .cnt_index(cnt_index), .cnt_data(cnt_data),
        .rd_look(rd_look), .rd_addr(rd_addr), .rd_mapped(rd_mapped), .rd_data(rd_kept),
        .sts_g_residue(sts_g_residue_bytes), .sts_s_residue(sts_s_residue_bytes),
        .s_g_last_valid(s_g_last_valid), .s_g_last_ready(s_g_last_ready), .s_g_last(s_g_last),
        .s_s_last_valid(s_s_last_valid), .s_s_last_ready(s_s_last_ready), .s_s_last(s_s_last)
    );

    sgdma_csr_live #(.ADDR_W(ADDR_W)) u_live (
        .clk(clk), .rd_look(rd_look), .rd_addr(rd_addr), .rd_mapped(rd_mapped), .rd_kept(rd_kept), .rd_data(rd_data),
        .irq_status(irq_status),
        .sts_g_ctrl(g_ctrl), .sts_g_status(g_status), .sts_g_consumer(sts_g_consumer), .sts_g_producer(g_producer),
        .sts_g_cq_written(sts_g_cq_written), .sts_g_residue_index(sts_g_residue_index),
        .sts_g_error({sts_g_err_phase, sts_g_err_code}), .sts_g_err_addr(sts_g_err_addr),
        .sts_s_ctrl(s_ctrl), .sts_s_status(s_status), .sts_s_consumer(sts_s_consumer), .sts_s_producer(s_producer),
        .sts_s_cq_written(sts_s_cq_written), .sts_s_residue_index(sts_s_residue_index),
        .sts_s_error({sts_s_err_phase, sts_s_err_code}), .sts_s_err_addr(sts_s_err_addr)
    );

    sgdma_csr_windows #(.ADDR_W(ADDR_W), .WINDOWS(WINDOWS)) u_windows (
        .clk(clk), .rst(rst), .wr_offset(wr_reg[6:0]), .wr_take(wr_take && wr_window), .wr_data(wr_value[3:0]),
        .mem_write(win_write), .mem_word(win_word), .mem_data(mem_data), .locked(locked),
        .cfg_open(cfg_win_open), .cfg_read(cfg_win_read), .cfg_write(cfg_win_write), .sel(win_sel), .bounds(win_bounds)
    );

    generate
        if (COUNTERS != 0) begin : g_counters
            wire g_begin = evt_g_start || evt_g_reset;
            wire s_begin = evt_s_start || evt_s_reset;
            sgdma_counters u_counters (
                .clk(clk), .clear(walk_all), .evt_count(evt_count), .evt_begin({s_begin, s_begin, g_begin}),
                .take(wr_snapshot), .busy(taking),
                .m_valid(cnt_valid), .m_show(cnt_show), .m_index(cnt_index), .m_data(cnt_data)
            );
        end else begin : g_no_counters
            wire unused = &{1'b0, evt_count, wr_snapshot};
            assign taking = 1'b0;
            assign {cnt_valid, cnt_show} = 2'b00;
            assign cnt_index = 4'd0;
            assign cnt_data = 32'd0;
        end

        if (GATHER != 0) begin : g_g
            sgdma_csr_chan #(
                .ADDR_W(ADDR_W), .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .WIDE(WIDE), .COMPACT(COMPACT),
                .TIMERS(TIMERS)
            ) u_chan (
                .clk(clk), .rst(rst),
                .wr_whole(wr_exec && wr_whole), .wr_producer(wr_producer_g), .wr_to_both(wr_to_both),
                .wr_index(wr_data[15:0]), .bell_ok(g_bell_ok), .other_ok(s_bell_ok),
                .wr_here(wr_g), .wr_bell(wr_bell), .wr_push(g_push), .wr_take(wr_take), .wr_word(wr_reg[6:2]), .wr_data(wr_value),
                .bad_addr(g_bad[0]), .bad_locked(g_bad[1]), .bad_busy(g_bad[2]),
                .bad_value(g_bad[3]), .bad_index(g_bad[4]), .wr_due(g_due), .wr_pause(g_pause),
                .reset_ok(!walk && !taking && !wr_judge && !evt_s_start),
                .evt_start(evt_g_start), .evt_stop(evt_g_stop), .evt_doorbell(evt_g_doorbell), .evt_try(evt_g_try), .evt_reset(evt_g_reset),
                .evt_push(evt_g_push), .cfg_cyclic(cfg_g_cyclic), .cfg_basic(cfg_g_basic), .cfg_fence(cfg_g_fence),
                .cfg_cq_none(cfg_g_cq_none), .cfg_basic_len(cfg_g_basic_len),
                .cfg_basic_eop(cfg_g_basic_eop), .cfg_basic_irq(cfg_g_basic_irq),
                .cfg_chain(cfg_g_chain), .cfg_wide(cfg_g_wide), .cfg_size_log2(cfg_g_size_log2), .cfg_base(cfg_g_base),
                .cfg_count(cfg_g_count), .cfg_upper(cfg_g_upper), .cfg_d(cfg_g_d), .cfg_k_log2(cfg_g_k_log2),
                .cfg_producer_d(cfg_g_producer_d), .cfg_cq_log2(cfg_g_cq_log2),
                .cfg_cq_wait(cfg_g_cq_wait), .cfg_cq_ack(cfg_g_cq_ack),
                .sts_state(sts_g_state), .sts_error(sts_g_error), .sts_quiesced(sts_g_quiesced),
                .sts_list_done(sts_g_list_done), .sts_consumer(sts_g_consumer), .sts_cq_written(sts_g_cq_written),
                .sts_basic_busy(sts_g_basic_busy),
                .sts_stream_idle(sts_g_stream_idle), .sts_recheck(sts_g_recheck),
                .sts_on_bus(sts_g_on_bus), .evt_moved(evt_g_moved), .watchdog(g_watchdog),
                .sts_ctrl(g_ctrl), .sts_status(g_status), .sts_producer(g_producer), .sts_unacked(g_unacked),
                .sts_stopped(g_stopped), .sts_done(g_done)
            );
            assign g_error = sts_g_error || g_watchdog;
        end else begin : g_no_g
            // A channel that is not there: every write of its own is refused.
            wire unused = &{1'b0, sts_g_state, sts_g_quiesced, sts_g_list_done, sts_g_consumer, sts_g_cq_written,
                            sts_g_err_code, sts_g_err_phase, sts_g_err_addr,
                            sts_g_basic_busy, sts_g_stream_idle, sts_g_recheck, sts_g_residue_index,
                            sts_g_error, g_push, sts_g_on_bus, evt_g_moved};
            assign g_bad = 5'd0;
            assign {g_bell_ok, g_watchdog} = 2'b10;
            assign {g_due, g_pause, g_done, g_error, g_stopped} = 5'b00001;
            assign {g_ctrl, g_status, g_producer, g_unacked} = 43'd0;
            assign {evt_g_start, evt_g_stop, evt_g_doorbell, evt_g_try, evt_g_reset, evt_g_push} = 6'd0;
            assign {cfg_g_cyclic, cfg_g_basic, cfg_g_fence, cfg_g_cq_none, cfg_g_basic_eop, cfg_g_basic_irq} = 6'd0;
            assign {cfg_g_basic_len, cfg_g_base} = {(ADDR_W + 28){1'b0}};
            assign {cfg_g_chain, cfg_g_wide, cfg_g_size_log2, cfg_g_count, cfg_g_upper, cfg_g_d, cfg_g_k_log2} = 54'd0;
            assign {cfg_g_producer_d, cfg_g_cq_log2, cfg_g_cq_wait, cfg_g_cq_ack} = 52'd0;
        end

        if (SCATTER != 0) begin : g_s
            sgdma_csr_chan #(
                .ADDR_W(ADDR_W), .MAX_D(MAX_D), .MAX_K_LOG2(MAX_K_LOG2), .WIDE(WIDE), .COMPACT(COMPACT),
                .TIMERS(TIMERS), .UPPER(1)
            ) u_chan (
                .clk(clk), .rst(rst),
                .wr_whole(wr_exec && wr_whole), .wr_producer(wr_producer_s), .wr_to_both(wr_to_both),
                .wr_index(wr_to_both ? wr_data[`SGDMA_DOORBELL_SCATTER] : wr_data[15:0]), .bell_ok(s_bell_ok), .other_ok(g_bell_ok),
                .wr_here(wr_s), .wr_bell(wr_bell), .wr_push(s_push), .wr_take(wr_take), .wr_word(wr_reg[6:2]), .wr_data(wr_value),
                .bad_addr(s_bad[0]), .bad_locked(s_bad[1]), .bad_busy(s_bad[2]),
                .bad_value(s_bad[3]), .bad_index(s_bad[4]), .wr_due(s_due), .wr_pause(s_pause),
                .reset_ok(!walk && !taking && !wr_judge && !evt_g_start && !evt_g_reset),
                .evt_start(evt_s_start), .evt_stop(evt_s_stop), .evt_doorbell(evt_s_doorbell), .evt_try(evt_s_try), .evt_reset(evt_s_reset),
                .evt_push(evt_s_push), .cfg_cyclic(cfg_s_cyclic), .cfg_basic(cfg_s_basic), .cfg_fence(cfg_s_fence),
                .cfg_cq_none(cfg_s_cq_none), .cfg_basic_len(cfg_s_basic_len),
                .cfg_basic_eop(cfg_s_basic_eop), .cfg_basic_irq(cfg_s_basic_irq),
                .cfg_chain(cfg_s_chain), .cfg_wide(cfg_s_wide), .cfg_size_log2(cfg_s_size_log2), .cfg_base(cfg_s_base),
                .cfg_count(cfg_s_count), .cfg_upper(cfg_s_upper), .cfg_d(cfg_s_d), .cfg_k_log2(cfg_s_k_log2),
                .cfg_producer_d(cfg_s_producer_d), .cfg_cq_log2(cfg_s_cq_log2),
                .cfg_cq_wait(cfg_s_cq_wait), .cfg_cq_ack(cfg_s_cq_ack),
                .sts_state(sts_s_state), .sts_error(sts_s_error), .sts_quiesced(sts_s_quiesced),
                .sts_list_done(sts_s_list_done), .sts_consumer(sts_s_consumer), .sts_cq_written(sts_s_cq_written),
                .sts_basic_busy(sts_s_basic_busy),
                .sts_stream_idle(sts_s_stream_idle), .sts_recheck(sts_s_recheck),
                .sts_on_bus(sts_s_on_bus), .evt_moved(evt_s_moved), .watchdog(s_watchdog),
                .sts_ctrl(s_ctrl), .sts_status(s_status), .sts_producer(s_producer), .sts_unacked(s_unacked),
                .sts_stopped(s_stopped), .sts_done(s_done)
            );
            assign s_error = sts_s_error || s_watchdog;
        end else begin : g_no_s
            // A channel that is not there: every write of its own is refused.
            wire unused = &{1'b0, sts_s_state, sts_s_quiesced, sts_s_list_done, sts_s_consumer, sts_s_cq_written,
                            sts_s_err_code, sts_s_err_phase, sts_s_err_addr,
                            sts_s_basic_busy, sts_s_stream_idle, sts_s_recheck, sts_s_residue_index,
                            sts_s_error, s_push, sts_s_on_bus, evt_s_moved};
            assign s_bad = 5'd0;
            assign {s_bell_ok, s_watchdog} = 2'b10;
            assign {s_due, s_pause, s_done, s_error, s_stopped} = 5'b00001;
            assign {s_ctrl, s_status, s_producer, s_unacked} = 43'd0;
            assign {evt_s_start, evt_s_stop, evt_s_doorbell, evt_s_try, evt_s_reset, evt_s_push} = 6'd0;
            assign {cfg_s_cyclic, cfg_s_basic, cfg_s_fence, cfg_s_cq_none, cfg_s_basic_eop, cfg_s_basic_irq} = 6'd0;
            assign {cfg_s_basic_len, cfg_s_base} = {(ADDR_W + 28){1'b0}};
            assign {cfg_s_chain, cfg_s_wide, cfg_s_size_log2, cfg_s_count, cfg_s_upper, cfg_s_d, cfg_s_k_log2} = 54'd0;
            assign {cfg_s_producer_d, cfg_s_cq_log2, cfg_s_cq_wait, cfg_s_cq_ack} = 52'd0;
        end
    endgenerate
endmodule

`default_nettype wire
