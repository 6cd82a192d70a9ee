// SPDX-License-Identifier: Apache-2.0
//
// The register port: an AXI4-Lite slave, the global registers, both channels' registers (sgdma_csr_chan) and irq.
// Guarantees: a write is executed at the edge of the clock in which its address and data are both there, in either
// order of arrival, one write a clock while BREADY is high; no READY depends on a VALID or on another input; B and R are
// held until they are taken. A refused write changes nothing but REFUSED and is answered with SLVERR. irq is a level: a
// small OR of registered state, high in the clock in which the state is there.
// Relies on: sts_* being registered, and on sts_x_state following evt_x_start and evt_x_stop in the very next clock: a
// write after a start or stop is held back for that one clock, so it is judged by the new state. The same clock clears
// the channel's own indices. A stop in copy mode is told to the channel that was written; the top stops both.
// Latency: write to register 1 clock (evt_x_doorbell 0), AR to R 1 clock; a read every second clock.
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
    parameter [23:0] VERSION = 24'h000100 // major, minor, patch
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
    output wire [(WINDOWS == 0 ? 1 : WINDOWS * (2 * (ADDR_W - 12) + 3)) - 1 : 0] cfg_windows,
    input  wire [9:0]        evt_count,             // add 1 to the counters, in the order of the CNT registers
    input  wire [31:0]       sts_dropped,

    // gather channel
    output wire              evt_g_start,
    output wire              evt_g_stop,
    output wire              evt_g_doorbell,
    output wire              evt_g_reset,           // in STOPPED: what STATUS shows takes its reset value
    output wire              evt_g_push,            // a basic transfer, cfg_g_basic_*
    output wire              cfg_g_cyclic,
    output wire              cfg_g_basic,
    output wire              cfg_g_fence,
    output wire              cfg_g_cq_none,
    output wire [ADDR_W-1:0] cfg_g_basic_addr,
    output wire [27:0]       cfg_g_basic_len,
    output wire              cfg_g_basic_eop,
    output wire              cfg_g_basic_irq,
    output wire [23:0]       cfg_g_watchdog,
    output wire              cfg_g_chain,
    output wire              cfg_g_wide,
    output wire [3:0]        cfg_g_size_log2,
    output wire [ADDR_W-1:0] cfg_g_base,
    output wire [15:0]       cfg_g_count,
    output wire [19:0]       cfg_g_upper,
    output wire [7:0]        cfg_g_d,
    output wire [3:0]        cfg_g_k_log2,
    output wire [15:0]       cfg_g_producer_d,
    output wire [ADDR_W-1:0] cfg_g_cq_base,
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
    input  wire [15:0]       sts_g_err_index,
    input  wire [ADDR_W-1:0] sts_g_err_addr,
    input  wire [31:0]       sts_g_fetch_wait,
    input  wire              sts_g_basic_busy,      // the last push is not taken yet
    input  wire              sts_g_stream_idle,
    input  wire              sts_g_recheck,
    input  wire              sts_g_watchdog,
    input  wire [15:0]       sts_g_residue_index,
    input  wire [31:0]       sts_g_residue_bytes,
    input  wire [27:0]       sts_g_last_status,     // FLAGS, STATUS, TAG
    input  wire [27:0]       sts_g_last_bytes,

    // scatter channel
    output wire              evt_s_start,
    output wire              evt_s_stop,
    output wire              evt_s_doorbell,
    output wire              evt_s_reset,           // in STOPPED: what STATUS shows takes its reset value
    output wire              evt_s_push,            // a basic transfer, cfg_s_basic_*
    output wire              cfg_s_cyclic,
    output wire              cfg_s_basic,
    output wire              cfg_s_fence,
    output wire              cfg_s_cq_none,
    output wire [ADDR_W-1:0] cfg_s_basic_addr,
    output wire [27:0]       cfg_s_basic_len,
    output wire              cfg_s_basic_eop,
    output wire              cfg_s_basic_irq,
    output wire [23:0]       cfg_s_watchdog,
    output wire              cfg_s_chain,
    output wire              cfg_s_wide,
    output wire [3:0]        cfg_s_size_log2,
    output wire [ADDR_W-1:0] cfg_s_base,
    output wire [15:0]       cfg_s_count,
    output wire [19:0]       cfg_s_upper,
    output wire [7:0]        cfg_s_d,
    output wire [3:0]        cfg_s_k_log2,
    output wire [15:0]       cfg_s_producer_d,
    output wire [ADDR_W-1:0] cfg_s_cq_base,
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
    input  wire [15:0]       sts_s_err_index,
    input  wire [ADDR_W-1:0] sts_s_err_addr,
    input  wire [31:0]       sts_s_fetch_wait,
    input  wire              sts_s_basic_busy,      // the last push is not taken yet
    input  wire              sts_s_stream_idle,
    input  wire              sts_s_recheck,
    input  wire              sts_s_watchdog,
    input  wire [15:0]       sts_s_residue_index,
    input  wire [31:0]       sts_s_residue_bytes,
    input  wire [27:0]       sts_s_last_status,     // FLAGS, STATUS, TAG
    input  wire [27:0]       sts_s_last_bytes
);

    `include "sgdma_regs.vh"

    assign {evt_g_reset, evt_g_push, cfg_g_cyclic, cfg_g_basic, cfg_g_fence, cfg_g_cq_none} = 6'd0;
    assign {cfg_g_basic_addr, cfg_g_basic_len, cfg_g_basic_eop, cfg_g_basic_irq, cfg_g_watchdog} = {(ADDR_W + 54){1'b0}};
    assign {evt_s_reset, evt_s_push, cfg_s_cyclic, cfg_s_basic, cfg_s_fence, cfg_s_cq_none} = 6'd0;
    assign {cfg_s_basic_addr, cfg_s_basic_len, cfg_s_basic_eop, cfg_s_basic_irq, cfg_s_watchdog} = {(ADDR_W + 54){1'b0}};
    assign {cfg_overrun_stop, cfg_empty_drop} = 2'b00;
    assign {cfg_attr_g_fetch, cfg_attr_s_fetch, cfg_attr_read, cfg_attr_write, cfg_attr_cpl} = {5{11'h003}};
    assign cfg_windows = 0;

    localparam [1:0] OKAY = 2'b00;
    localparam [1:0] SLVERR = 2'b10;

    localparam [11:0] G_BASE = `SGDMA_CHAN_GATHER;
    localparam [11:0] S_BASE = `SGDMA_CHAN_SCATTER;
    localparam BUS_LOG2 = $clog2(DATA_W / 8);
    localparam BURST_LOG2 = $clog2(MAX_BURST);
    localparam FIFO_LOG2 = $clog2(FIFO_BEATS);

    // Address and data wait here for each other, or for room in the answers.
    reg         aw_full_q, w_full_q;
    reg  [11:0] aw_q;
    reg  [31:0] w_data_q;
    reg         w_whole_q;
    // Two answers of a write: the one on B and one behind it, so that BREADY reaches no further than this.
    reg         b_valid_q, b_error_q, b_next_q, b_next_error_q;
    reg         r_valid_q, r_error_q;
    reg  [31:0] r_data_q;

    reg         copy_q;
    reg  [3:0]  irq_enable_q;
    reg  [3:0]  refused_code_q;
    reg  [11:0] refused_offset_q;

    assign s_axil_awready = !aw_full_q;
    assign s_axil_wready = !w_full_q;
    assign s_axil_bvalid = b_valid_q;
    assign s_axil_bresp = b_error_q ? SLVERR : OKAY;
    assign s_axil_arready = !r_valid_q;
    assign s_axil_rvalid = r_valid_q;
    assign s_axil_rdata = r_data_q;
    assign s_axil_rresp = r_error_q ? SLVERR : OKAY;
    assign cfg_copy = copy_q;

    // ---- interrupt ------------------------------------------------------------------------------
    wire        g_done, s_done;
    wire        g_stopped, s_stopped;
    wire [3:0]  irq_status;

    assign irq_status[`SGDMA_IRQ_STATUS_GATHER_DONE] = g_done;
    assign irq_status[`SGDMA_IRQ_STATUS_GATHER_ERROR] = sts_g_error;
    assign irq_status[`SGDMA_IRQ_STATUS_SCATTER_DONE] = s_done;
    assign irq_status[`SGDMA_IRQ_STATUS_SCATTER_ERROR] = sts_s_error;
    assign irq = |(irq_status & irq_enable_q);

    // ---- writes: which, and is it refused? ------------------------------------------------------
    wire        g_pause, s_pause;
    wire [3:0]  g_code, s_code;

    wire        aw_have = aw_full_q || s_axil_awvalid;
    wire        w_have = w_full_q || s_axil_wvalid;
    wire [11:0] wr_addr = aw_full_q ? aw_q : s_axil_awaddr;
    wire [31:0] wr_data = w_full_q ? w_data_q : s_axil_wdata;
    wire        wr_whole = w_full_q ? w_whole_q : s_axil_wstrb == 4'hf;
    wire        wr_exec = aw_have && w_have && !b_next_q && !g_pause && !s_pause;

    wire        wr_g = wr_addr[11:8] == G_BASE[11:8];
    wire        wr_s = wr_addr[11:8] == S_BASE[11:8];
    wire        wr_bell = wr_addr == `SGDMA_REG_DOORBELL;
    wire [15:0] s_index = wr_bell ? wr_data[`SGDMA_DOORBELL_SCATTER] : wr_data[15:0];

    reg  [3:0]  why;       // as far as the register itself is concerned
    always @* begin
        why = `SGDMA_REFUSED_NONE;
        if (wr_g)
            why = g_code;
        else if (wr_s)
            why = s_code;
        else case (wr_addr)
        `SGDMA_REG_MODE:
            if (!g_stopped || !s_stopped)
                why = `SGDMA_REFUSED_LOCKED;
        `SGDMA_REG_IRQ_ENABLE, `SGDMA_REG_REFUSED:
            why = `SGDMA_REFUSED_NONE;
        `SGDMA_REG_DOORBELL: // LOCKED of either goes before INDEX of the other
            if (g_code == `SGDMA_REFUSED_LOCKED || s_code == `SGDMA_REFUSED_NONE)
                why = g_code;
            else
                why = s_code;
        default:
            why = `SGDMA_REFUSED_ADDRESS;
        endcase
    end

    wire [3:0]  code = why == `SGDMA_REFUSED_ADDRESS || wr_whole ? why : `SGDMA_REFUSED_VALUE;
    wire        refuse = code != `SGDMA_REFUSED_NONE;
    wire        wr_take = wr_exec && !refuse;

    // ---- reads ----------------------------------------------------------------------------------
    wire [31:0] g_rd_data, s_rd_data;
    wire        g_rd_mapped, s_rd_mapped;
    reg  [31:0] rd_data;
    reg         rd_mapped;

    always @* begin
        rd_data = 32'd0;
        rd_mapped = 1'b1;
        if (s_axil_araddr[11:8] == G_BASE[11:8]) begin
            rd_data = g_rd_data;
            rd_mapped = g_rd_mapped;
        end else if (s_axil_araddr[11:8] == S_BASE[11:8]) begin
            rd_data = s_rd_data;
            rd_mapped = s_rd_mapped;
        end else case (s_axil_araddr)
        `SGDMA_REG_ID:
            rd_data = `SGDMA_ID_RESET;
        `SGDMA_REG_VERSION:
            rd_data[23:0] = VERSION;
        `SGDMA_REG_CAP0: begin
            rd_data[`SGDMA_CAP0_BUS_LOG2] = BUS_LOG2[3:0];
            rd_data[`SGDMA_CAP0_BURST_LOG2] = BURST_LOG2[3:0];
            rd_data[`SGDMA_CAP0_ADDR_W] = ADDR_W[6:0];
            rd_data[`SGDMA_CAP0_FIFO_LOG2] = FIFO_LOG2[3:0];
        end
        `SGDMA_REG_CAP1: begin
            rd_data[`SGDMA_CAP1_READS] = READS[7:0];
            rd_data[`SGDMA_CAP1_WRITES] = WRITES[7:0];
            rd_data[`SGDMA_CAP1_MAX_D] = MAX_D[7:0];
            rd_data[`SGDMA_CAP1_MAX_K_LOG2] = MAX_K_LOG2[3:0];
        end
        `SGDMA_REG_MODE:
            rd_data[`SGDMA_MODE_COPY] = copy_q;
        `SGDMA_REG_IRQ_ENABLE:
            rd_data[3:0] = irq_enable_q;
        `SGDMA_REG_IRQ_STATUS:
            rd_data[3:0] = irq_status;
        `SGDMA_REG_REFUSED: begin
            rd_data[`SGDMA_REFUSED_CODE] = refused_code_q;
            rd_data[`SGDMA_REFUSED_OFFSET] = refused_offset_q;
        end
        `SGDMA_REG_DOORBELL:
            rd_data = 32'd0;
        default:
            rd_mapped = 1'b0;
        endcase
    end

    always @(posedge clk) begin
        // AW and W: straight through when the other is there and there is room for the answer, else kept.
        aw_full_q <= aw_have && !wr_exec;
        w_full_q <= w_have && !wr_exec;
        if (!aw_full_q)
            aw_q <= s_axil_awaddr;
        if (!w_full_q) begin
            w_data_q <= s_axil_wdata;
            w_whole_q <= s_axil_wstrb == 4'hf;
        end

        if (b_valid_q && !s_axil_bready) begin
            if (wr_exec) begin
                b_next_q <= 1'b1;
                b_next_error_q <= refuse;
            end
        end else begin
            b_valid_q <= b_next_q || wr_exec;
            b_error_q <= b_next_q ? b_next_error_q : refuse;
            b_next_q <= 1'b0;
        end

        if (wr_exec && refuse && refused_code_q == `SGDMA_REFUSED_NONE) begin
            refused_code_q <= code;
            refused_offset_q <= wr_addr;
        end
        if (wr_take) case (wr_addr)
        `SGDMA_REG_MODE:
            copy_q <= wr_data[`SGDMA_MODE_COPY];
        `SGDMA_REG_IRQ_ENABLE:
            irq_enable_q <= wr_data[3:0];
        `SGDMA_REG_REFUSED: begin
            refused_code_q <= `SGDMA_REFUSED_NONE;
            refused_offset_q <= 12'd0;
        end
        default: ; // the channels look themselves
        endcase

        if (r_valid_q) begin
            r_valid_q <= !s_axil_rready;
        end else begin
            r_valid_q <= s_axil_arvalid;
            r_error_q <= !rd_mapped;
            r_data_q <= rd_mapped ? rd_data : 32'd0;
        end

        if (rst) begin
            aw_full_q <= 1'b0;
            w_full_q <= 1'b0;
            b_valid_q <= 1'b0;
            b_next_q <= 1'b0;
            r_valid_q <= 1'b0;
            copy_q <= 1'b0;
            irq_enable_q <= 4'd0;
            refused_code_q <= `SGDMA_REFUSED_NONE;
            refused_offset_q <= 12'd0;
        end
    end

    sgdma_csr_chan #(
        .ADDR_W(ADDR_W),
        .MAX_D(MAX_D),
        .MAX_K_LOG2(MAX_K_LOG2)
    ) u_g_chan (
        .clk(clk),
        .rst(rst),
        .wr_here(wr_g),
        .wr_bell(wr_bell),
        .wr_take(wr_take),
        .wr_offset(wr_addr[7:0]),
        .wr_data(wr_data),
        .wr_index(wr_data[15:0]),
        .wr_code(g_code),
        .wr_pause(g_pause),
        .rd_offset(s_axil_araddr[7:0]),
        .rd_data(g_rd_data),
        .rd_mapped(g_rd_mapped),
        .evt_start(evt_g_start),
        .evt_stop(evt_g_stop),
        .evt_doorbell(evt_g_doorbell),
        .cfg_chain(cfg_g_chain),
        .cfg_wide(cfg_g_wide),
        .cfg_size_log2(cfg_g_size_log2),
        .cfg_base(cfg_g_base),
        .cfg_count(cfg_g_count),
        .cfg_upper(cfg_g_upper),
        .cfg_d(cfg_g_d),
        .cfg_k_log2(cfg_g_k_log2),
        .cfg_producer_d(cfg_g_producer_d),
        .cfg_cq_base(cfg_g_cq_base),
        .cfg_cq_log2(cfg_g_cq_log2),
        .cfg_cq_wait(cfg_g_cq_wait),
        .cfg_cq_ack(cfg_g_cq_ack),
        .sts_state(sts_g_state),
        .sts_error(sts_g_error),
        .sts_quiesced(sts_g_quiesced),
        .sts_list_done(sts_g_list_done),
        .sts_consumer(sts_g_consumer),
        .sts_cq_written(sts_g_cq_written),
        .sts_err_code(sts_g_err_code),
        .sts_err_phase(sts_g_err_phase),
        .sts_err_index(sts_g_err_index),
        .sts_err_addr(sts_g_err_addr),
        .sts_fetch_wait(sts_g_fetch_wait),
        .sts_stopped(g_stopped),
        .sts_done(g_done)
    );

    sgdma_csr_chan #(
        .ADDR_W(ADDR_W),
        .MAX_D(MAX_D),
        .MAX_K_LOG2(MAX_K_LOG2)
    ) u_s_chan (
        .clk(clk),
        .rst(rst),
        .wr_here(wr_s),
        .wr_bell(wr_bell),
        .wr_take(wr_take),
        .wr_offset(wr_addr[7:0]),
        .wr_data(wr_data),
        .wr_index(s_index),
        .wr_code(s_code),
        .wr_pause(s_pause),
        .rd_offset(s_axil_araddr[7:0]),
        .rd_data(s_rd_data),
        .rd_mapped(s_rd_mapped),
        .evt_start(evt_s_start),
        .evt_stop(evt_s_stop),
        .evt_doorbell(evt_s_doorbell),
        .cfg_chain(cfg_s_chain),
        .cfg_wide(cfg_s_wide),
        .cfg_size_log2(cfg_s_size_log2),
        .cfg_base(cfg_s_base),
        .cfg_count(cfg_s_count),
        .cfg_upper(cfg_s_upper),
        .cfg_d(cfg_s_d),
        .cfg_k_log2(cfg_s_k_log2),
        .cfg_producer_d(cfg_s_producer_d),
        .cfg_cq_base(cfg_s_cq_base),
        .cfg_cq_log2(cfg_s_cq_log2),
        .cfg_cq_wait(cfg_s_cq_wait),
        .cfg_cq_ack(cfg_s_cq_ack),
        .sts_state(sts_s_state),
        .sts_error(sts_s_error),
        .sts_quiesced(sts_s_quiesced),
        .sts_list_done(sts_s_list_done),
        .sts_consumer(sts_s_consumer),
        .sts_cq_written(sts_s_cq_written),
        .sts_err_code(sts_s_err_code),
        .sts_err_phase(sts_s_err_phase),
        .sts_err_index(sts_s_err_index),
        .sts_err_addr(sts_s_err_addr),
        .sts_fetch_wait(sts_s_fetch_wait),
        .sts_stopped(s_stopped),
        .sts_done(s_done)
    );
endmodule

`default_nettype wire
