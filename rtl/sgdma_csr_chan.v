// SPDX-License-Identifier: Apache-2.0
//
// The registers of one channel. Judges a write from its offset, data and the channel's state (wr_code, combinational:
// NONE or why it is refused), and executes it at the edge of the clock in which sgdma_csr answers with wr_take.
// Guarantees: a refused write changes nothing; evt_start, evt_stop and evt_push are registered, one clock each, and the
// indices go to 0 with evt_start, in the same clock as the channel's own. evt_doorbell and cfg_producer_d are combinational,
// so that the fetcher sees a doorbell in the clock in which it is written. A soft reset waits for STOPPED; with
// evt_reset, one clock, all registers here take their reset values.
// Relies on: no write being taken while wr_pause is high (the clock of evt_start, evt_stop or evt_reset), on sts_state
// following evt_* in the very next clock, and on what sts_* shows taking its reset value with evt_reset. Registers that
// only a write changes are read from sgdma_csr_mem, not here. Latency: 0 clocks for reads and for wr_code, 1 for registers.
`default_nettype none

module sgdma_csr_chan #(
    parameter ADDR_W = 64,     // address bits, 32..64
    parameter MAX_D = 16,      // largest FETCH.D, 1..255
    parameter MAX_K_LOG2 = 6,  // largest FETCH.K_LOG2, 0..15
    parameter WIDE = 1,        // 1: wide descriptors can be read
    parameter COMPACT = 1,     // 1: compact descriptors can be read
    parameter TIMERS = 1       // 1: IRQ_TIME and WATCHDOG are there
) (
    input  wire              clk,
    input  wire              rst,

    // one register write; index is the half of the data that this channel's PRODUCER takes
    input  wire              wr_here,       // a register of this channel is addressed
    input  wire              wr_bell,       // the DOORBELL register is addressed
    input  wire              wr_push,       // the START register is addressed, and its bit of this channel written 1
    input  wire              wr_take,       // the write is executed in this clock and nobody refuses it
    input  wire [7:0]        wr_offset,
    input  wire [31:0]       wr_data,
    input  wire [15:0]       wr_index,
    output reg  [3:0]        wr_code,
    output wire              wr_pause,
    input  wire              reset_ok,      // evt_reset may come in this clock

    // one register read
    input  wire              rd_take,       // it is executed in this clock, and it is of this channel
    input  wire [7:0]        rd_offset,
    output reg  [31:0]       rd_live,       // valid with rd_is_live
    output reg               rd_is_live,    // 0: the memory has the value
    output wire              rd_mapped,

    // to the channel
    output wire              evt_start,
    output wire              evt_stop,
    output wire              evt_doorbell,
    output wire              evt_reset,
    output wire              evt_push,
    output wire              cfg_cyclic,
    output wire              cfg_basic,
    output wire              cfg_fence,
    output wire              cfg_cq_none,
    output wire [ADDR_W-1:0] cfg_basic_addr,
    output wire [27:0]       cfg_basic_len,
    output wire              cfg_basic_eop,
    output wire              cfg_basic_irq,
    output wire [23:0]       cfg_watchdog,
    output wire              cfg_chain,
    output wire              cfg_wide,
    output wire [3:0]        cfg_size_log2,
    output wire [ADDR_W-1:0] cfg_base,
    output wire [15:0]       cfg_count,
    output wire [19:0]       cfg_upper,
    output wire [7:0]        cfg_d,
    output wire [3:0]        cfg_k_log2,
    output wire [15:0]       cfg_producer_d,
    output wire [ADDR_W-1:0] cfg_cq_base,
    output wire [3:0]        cfg_cq_log2,
    output wire [15:0]       cfg_cq_wait,
    output wire [15:0]       cfg_cq_ack,

    // from the channel
    input  wire [1:0]        sts_state,
    input  wire              sts_error,
    input  wire              sts_quiesced,
    input  wire              sts_list_done,
    input  wire [15:0]       sts_consumer,
    input  wire [15:0]       sts_cq_written,
    input  wire [7:0]        sts_err_code,
    input  wire [2:0]        sts_err_phase,
    input  wire [15:0]       sts_err_index,
    input  wire [ADDR_W-1:0] sts_err_addr,
    input  wire [31:0]       sts_fetch_wait,
    input  wire              sts_basic_busy,
    input  wire              sts_stream_idle,
    input  wire              sts_recheck,
    input  wire              sts_watchdog,
    input  wire [15:0]       sts_residue_index,
    input  wire [31:0]       sts_residue_bytes,
    input  wire [27:0]       sts_last_status,
    input  wire [27:0]       sts_last_bytes,

    // to sgdma_csr
    output wire              sts_stopped,
    output wire              sts_done       // the DONE level
);

    `include "sgdma_regs.vh"

    localparam [1:0] STOPPED = 2'd0;
    localparam [1:0] RUNNING = 2'd1;

    // Bits that ADDR_W or a limit makes impossible are masked where they are written, so that they are no flops.
    localparam [63:0] ADDR_MASK = {64{1'b1}} >> (64 - ADDR_W);
    localparam [7:0] D_MASK = 8'hff >> (8 - $clog2(MAX_D + 1));
    localparam [3:0] K_MASK = 4'hf >> (4 - $clog2(MAX_K_LOG2 + 1));
    localparam [23:0] TIMER_MASK = {24{TIMERS != 0}};
    localparam [19:0] UPPER_MASK = ADDR_MASK[63:44] & {20{COMPACT != 0}};
    localparam [7:0] D_RESET = MAX_D < 4 ? MAX_D[7:0] : 8'd4;
    localparam [3:0] K_RESET = MAX_K_LOG2 < 3 ? MAX_K_LOG2[3:0] : 4'd3;
    localparam [31:0] CQ_WAIT_RESET = `SGDMA_CQ_WAIT_RESET;
    localparam [31:0] IRQ_COUNT_RESET = `SGDMA_IRQ_COUNT_RESET;

    reg         start_q, stop_q, push_q;
    reg         cyclic_q;
    reg         reset_q;       // a soft reset waits for STOPPED
    reg         chain_q, wide_q, basic_q, fence_q;
    reg  [3:0]  size_log2_q;
    reg  [63:3] base_q;
    reg  [15:0] count_q;
    reg  [19:0] upper_q;
    reg  [7:0]  d_q;
    reg  [3:0]  k_log2_q;
    reg  [15:0] producer_q;
    reg  [63:6] cq_base_q;
    reg  [3:0]  cq_log2_q;
    reg         cq_none_q;
    reg  [15:0] cq_wait_q;
    reg  [15:0] cq_ack_q;
    reg  [15:0] irq_count_q;
    reg  [23:0] irq_time_q;
    reg  [23:0] watchdog_q;
    reg  [31:0] residue_q;
    reg  [63:0] basic_addr_q;
    reg  [29:0] basic_len_q;   // IRQ, EOP, bytes

    assign evt_start = start_q;
    assign evt_stop = stop_q;
    assign evt_push = push_q;
    assign cfg_cyclic = cyclic_q;
    assign cfg_basic = basic_q;
    assign cfg_fence = fence_q;
    assign cfg_chain = chain_q;
    assign cfg_wide = (wide_q && WIDE != 0) || COMPACT == 0;
    assign cfg_size_log2 = size_log2_q;
    assign cfg_base = {base_q[ADDR_W-1:3], 3'b000};
    assign cfg_count = count_q;
    assign cfg_upper = upper_q;
    assign cfg_d = d_q;
    assign cfg_k_log2 = k_log2_q;
    assign cfg_cq_base = {cq_base_q[ADDR_W-1:6], 6'b000000};
    assign cfg_cq_log2 = cq_log2_q;
    assign cfg_cq_none = cq_none_q;
    assign cfg_cq_wait = cq_wait_q;
    assign cfg_cq_ack = cq_ack_q;
    assign cfg_watchdog = watchdog_q;
    assign cfg_basic_addr = basic_addr_q[ADDR_W-1:0];
    assign {cfg_basic_irq, cfg_basic_eop, cfg_basic_len} = basic_len_q;

    // ---- state ----------------------------------------------------------------------------------
    wire        running = sts_state == RUNNING;
    wire [15:0] unacked = sts_cq_written - cq_ack_q;

    assign sts_stopped = sts_state == STOPPED;
    assign evt_reset = reset_q && sts_stopped && reset_ok;
    assign wr_pause = start_q | stop_q | (reset_q & sts_stopped);

    // ---- is an index too far ahead? One subtractor and one comparator for PRODUCER, DOORBELL and CQ_ACK
    wire        is_ack = !wr_bell && wr_offset == `SGDMA_CHAN_REG_CQ_ACK;
    wire [15:0] ahead = wr_index - (is_ack ? cq_ack_q : sts_consumer);
    wire [15:0] ahead_max = is_ack ? unacked : 16'd1 << size_log2_q;
    wire        too_far = ahead > ahead_max;

    wire [3:0]  bell_code = !running || basic_q ? `SGDMA_REFUSED_LOCKED :
                            !chain_q && !cyclic_q && too_far ? `SGDMA_REFUSED_INDEX : `SGDMA_REFUSED_NONE;
    wire        basic_busy = sts_basic_busy || push_q; // a push of the clock before does not show in the first yet
    wire [3:0]  push_code = !running || !basic_q ? `SGDMA_REFUSED_LOCKED :
                            basic_busy ? `SGDMA_REFUSED_BUSY :
                            basic_len_q[`SGDMA_BASIC_LEN_BYTES] == 28'd0 ? `SGDMA_REFUSED_VALUE : `SGDMA_REFUSED_NONE;

    // ---- why a write is refused -----------------------------------------------------------------
    wire [7:0]  new_d = wr_data[`SGDMA_FETCH_D];
    wire [3:0]  new_k_log2 = wr_data[`SGDMA_FETCH_K_LOG2];
    wire [8:0]  d_room = MAX_D[8:0] - {1'b0, new_d};
    wire [4:0]  k_room = MAX_K_LOG2[4:0] - {1'b0, new_k_log2};
    wire        run = wr_data[`SGDMA_CTRL_RUN];
    wire        reset = wr_data[`SGDMA_CTRL_SOFT_RESET];
    wire        no_form = wr_data[`SGDMA_LIST_WIDE] ? WIDE == 0 : COMPACT == 0;
    wire        bad_start = !basic_q && ((cfg_wide && base_q[3]) || (chain_q && count_q[15:1] == 15'd0));

    always @* begin
        wr_code = `SGDMA_REFUSED_NONE;
        if (wr_bell)
            wr_code = bell_code;
        else if (wr_push)
            wr_code = push_code;
        else case (wr_offset)
        `SGDMA_CHAN_REG_CTRL:
            if (run && (reset || reset_q || !(sts_stopped || running)))
                wr_code = `SGDMA_REFUSED_LOCKED;
            else if (run && sts_stopped && bad_start)
                wr_code = `SGDMA_REFUSED_VALUE;
        `SGDMA_CHAN_REG_LIST:
            if (!sts_stopped)
                wr_code = `SGDMA_REFUSED_LOCKED;
            else if (no_form)
                wr_code = `SGDMA_REFUSED_VALUE;
        `SGDMA_CHAN_REG_BASE_LO, `SGDMA_CHAN_REG_BASE_HI, `SGDMA_CHAN_REG_COUNT, `SGDMA_CHAN_REG_UPPER,
        `SGDMA_CHAN_REG_CQ_BASE_LO, `SGDMA_CHAN_REG_CQ_BASE_HI, `SGDMA_CHAN_REG_CQ_SIZE:
            if (!sts_stopped)
                wr_code = `SGDMA_REFUSED_LOCKED;
        `SGDMA_CHAN_REG_FETCH:
            if (new_d == 8'd0 || d_room[8] || k_room[4])
                wr_code = `SGDMA_REFUSED_VALUE;
        `SGDMA_CHAN_REG_PRODUCER:
            wr_code = bell_code;
        `SGDMA_CHAN_REG_CQ_WAIT, `SGDMA_CHAN_REG_IRQ_COUNT:
            wr_code = `SGDMA_REFUSED_NONE;
        // A push takes them from here only when its turn comes.
        `SGDMA_CHAN_REG_BASIC_ADDR_LO, `SGDMA_CHAN_REG_BASIC_ADDR_HI, `SGDMA_CHAN_REG_BASIC_LEN:
            if (basic_busy)
                wr_code = `SGDMA_REFUSED_BUSY;
        `SGDMA_CHAN_REG_IRQ_TIME, `SGDMA_CHAN_REG_WATCHDOG:
            if (TIMERS == 0)
                wr_code = `SGDMA_REFUSED_ADDRESS;
        `SGDMA_CHAN_REG_CQ_ACK:
            if (too_far)
                wr_code = `SGDMA_REFUSED_ACK;
        default:
            wr_code = `SGDMA_REFUSED_ADDRESS;
        endcase
    end

    // ---- what an accepted write does ------------------------------------------------------------
    wire take_here = wr_take && wr_here;
    wire take_ctrl = take_here && wr_offset == `SGDMA_CHAN_REG_CTRL;
    wire take_ack = take_here && wr_offset == `SGDMA_CHAN_REG_CQ_ACK;

    assign evt_doorbell = (take_here && wr_offset == `SGDMA_CHAN_REG_PRODUCER) || (wr_take && wr_bell);
    assign cfg_producer_d = start_q ? 16'd0 : evt_doorbell ? wr_index : producer_q;

    always @(posedge clk) begin
        start_q <= take_ctrl && run && sts_stopped;
        stop_q <= take_ctrl && !run && running;
        push_q <= wr_take && wr_push;
        producer_q <= cfg_producer_d;
        if (take_ctrl) begin
            cyclic_q <= wr_data[`SGDMA_CTRL_CYCLIC];
            reset_q <= reset_q || reset;
        end
        if (rd_take && rd_offset == `SGDMA_CHAN_REG_RESIDUE_INDEX)
            residue_q <= sts_residue_bytes;

        if (take_here) case (wr_offset)
        `SGDMA_CHAN_REG_LIST: begin
            chain_q <= wr_data[`SGDMA_LIST_CHAIN];
            wide_q <= wr_data[`SGDMA_LIST_WIDE];
            size_log2_q <= wr_data[`SGDMA_LIST_SIZE_LOG2];
            basic_q <= wr_data[`SGDMA_LIST_BASIC];
            fence_q <= wr_data[`SGDMA_LIST_FENCE];
        end
        `SGDMA_CHAN_REG_BASE_LO:
            base_q[31:3] <= wr_data[`SGDMA_BASE_LO_ADDR];
        `SGDMA_CHAN_REG_BASE_HI:
            base_q[63:32] <= wr_data & ADDR_MASK[63:32];
        `SGDMA_CHAN_REG_COUNT:
            count_q <= wr_data[`SGDMA_COUNT_ENTRIES];
        `SGDMA_CHAN_REG_UPPER:
            upper_q <= wr_data[`SGDMA_UPPER_ADDR] & UPPER_MASK;
        `SGDMA_CHAN_REG_FETCH: begin
            d_q <= new_d & D_MASK;
            k_log2_q <= new_k_log2 & K_MASK;
        end
        `SGDMA_CHAN_REG_CQ_BASE_LO:
            cq_base_q[31:6] <= wr_data[`SGDMA_CQ_BASE_LO_ADDR];
        `SGDMA_CHAN_REG_CQ_BASE_HI:
            cq_base_q[63:32] <= wr_data & ADDR_MASK[63:32];
        `SGDMA_CHAN_REG_CQ_SIZE: begin
            cq_log2_q <= wr_data[`SGDMA_CQ_SIZE_LOG2];
            cq_none_q <= wr_data[`SGDMA_CQ_SIZE_NONE];
        end
        `SGDMA_CHAN_REG_CQ_WAIT:
            cq_wait_q <= wr_data[`SGDMA_CQ_WAIT_CLOCKS];
        `SGDMA_CHAN_REG_CQ_ACK:
            cq_ack_q <= wr_index;
        `SGDMA_CHAN_REG_IRQ_COUNT:
            irq_count_q <= wr_data[`SGDMA_IRQ_COUNT_N];
        `SGDMA_CHAN_REG_IRQ_TIME:
            irq_time_q <= wr_data[`SGDMA_IRQ_TIME_CLOCKS] & TIMER_MASK;
        `SGDMA_CHAN_REG_WATCHDOG:
            watchdog_q <= wr_data[`SGDMA_WATCHDOG_CLOCKS] & TIMER_MASK;
        `SGDMA_CHAN_REG_BASIC_ADDR_LO:
            basic_addr_q[31:0] <= wr_data;
        `SGDMA_CHAN_REG_BASIC_ADDR_HI:
            basic_addr_q[63:32] <= wr_data & ADDR_MASK[63:32];
        `SGDMA_CHAN_REG_BASIC_LEN:
            basic_len_q <= wr_data[29:0];
        default: ; // CTRL and PRODUCER are above
        endcase

        // Not with the write but with evt_start: until then CQ_WRITTEN is the old run's, and CQ_ACK = 0 beside it
        // would raise the interrupt for a clock.
        if (start_q)
            cq_ack_q <= 16'd0;

        if (rst || evt_reset) begin
            cyclic_q <= 1'b0;
            reset_q <= 1'b0;
            chain_q <= 1'b0;
            wide_q <= COMPACT == 0;
            basic_q <= 1'b0;
            fence_q <= 1'b0;
            size_log2_q <= 4'd0;
            base_q <= 61'd0;
            count_q <= 16'd0;
            upper_q <= 20'd0;
            d_q <= D_RESET;
            k_log2_q <= K_RESET;
            producer_q <= 16'd0;
            cq_base_q <= 58'd0;
            cq_log2_q <= 4'd0;
            cq_none_q <= 1'b0;
            cq_wait_q <= CQ_WAIT_RESET[15:0];
            cq_ack_q <= 16'd0;
            irq_count_q <= IRQ_COUNT_RESET[15:0];
            irq_time_q <= 24'd0;
            watchdog_q <= 24'd0;
            residue_q <= 32'd0;
            basic_addr_q <= 64'd0;
            basic_len_q <= 30'd0;
        end
        if (rst) begin
            start_q <= 1'b0;
            stop_q <= 1'b0;
            push_q <= 1'b0;
        end
    end

    sgdma_moderate #(.TIMERS(TIMERS)) u_moderate (
        .clk(clk), .cfg_count(irq_count_q), .cfg_time(irq_time_q), .unacked(unacked), .running(running), .evt_ack(take_ack), .done(sts_done)
    );

    // ---- reads ----------------------------------------------------------------------------------
    wire [63:0] err_addr = {{(64 - ADDR_W){1'b0}}, sts_err_addr};
    wire        unused = &{1'b0, d_room[7:0], k_room[3:0], base_q, cq_base_q, basic_addr_q, wide_q}; // bits above ADDR_W

    // The map has no holes, LAST is its last register.
    localparam [7:0] LAST = `SGDMA_CHAN_REG_LAST_BYTES;

    assign rd_mapped = rd_offset[1:0] == 2'b00 && rd_offset <= LAST &&
                       (TIMERS != 0 || (rd_offset != `SGDMA_CHAN_REG_IRQ_TIME && rd_offset != `SGDMA_CHAN_REG_WATCHDOG));

    // Four fours, each picked by two bits of the offset as they are, so that every four to one is one LUT. What is picked when
    // no register here is live does not matter: rd_is_live says so.
    reg  [31:0] four_a, four_b, four_c, four_d;
    always @* begin
        case (rd_offset[3:2])
        2'd0:   four_a = {sts_err_index, 5'd0, sts_err_phase, sts_err_code};
        2'd1:   four_a = err_addr[31:0];
        2'd2:   four_a = err_addr[63:32];
        default: four_a = sts_fetch_wait;
        endcase
        case ({rd_offset[4], rd_offset[2]})
        2'd2:   four_b = {4'd0, sts_last_status};
        2'd3:   four_b = {4'd0, sts_last_bytes};
        default: four_b = residue_q;
        endcase
        case (rd_offset[3:2])
        2'd0:   four_c = {16'd0, producer_q};
        2'd1:   four_c = {16'd0, sts_consumer};
        2'd2:   four_c = {16'd0, sts_cq_written};
        default: four_c = {16'd0, cq_ack_q};
        endcase
        case (rd_offset[3:2])
        2'd0:   four_d = {29'd0, reset_q, cyclic_q, !sts_stopped};
        2'd1:   four_d = {24'd0, sts_recheck, sts_watchdog, sts_stream_idle, sts_list_done, sts_quiesced, sts_error, sts_state};
        default: four_d = {16'd0, sts_residue_index};
        endcase

        case (rd_offset[6:4])
        3'b100:         rd_live = four_a;
        3'b110, 3'b111: rd_live = four_b;
        3'b010, 3'b011: rd_live = four_c;
        default:        rd_live = four_d;
        endcase
        case (rd_offset)
        `SGDMA_CHAN_REG_CTRL, `SGDMA_CHAN_REG_STATUS, `SGDMA_CHAN_REG_PRODUCER, `SGDMA_CHAN_REG_CONSUMER,
        `SGDMA_CHAN_REG_CQ_WRITTEN, `SGDMA_CHAN_REG_CQ_ACK, `SGDMA_CHAN_REG_ERROR, `SGDMA_CHAN_REG_ERROR_ADDR_LO,
        `SGDMA_CHAN_REG_ERROR_ADDR_HI, `SGDMA_CHAN_REG_FETCH_WAIT, `SGDMA_CHAN_REG_RESIDUE_INDEX,
        `SGDMA_CHAN_REG_RESIDUE_BYTES, `SGDMA_CHAN_REG_LAST_STATUS, `SGDMA_CHAN_REG_LAST_BYTES:
            rd_is_live = 1'b1;
        default:
            rd_is_live = 1'b0;
        endcase
    end
endmodule

`default_nettype wire
