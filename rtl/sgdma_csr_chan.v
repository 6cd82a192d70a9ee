// SPDX-License-Identifier: Apache-2.0
//
// The registers of one channel, its interrupt moderation and its watchdog. Judges a write, in the clock after it was accepted,
// from its register, data and the channel's state (bad_*, combinational: why it is refused), and executes it at the edge of that clock
// if sgdma_csr_global answers with wr_take. A doorbell is told of in the clock in which it is accepted (evt_try), before it is judged.
// Guarantees: a refused write changes nothing; evt_start, evt_stop and evt_push are registered, one clock each, and the
// indices go to 0 with evt_start, in the same clock as the channel's own. evt_doorbell, with the index in cfg_producer_d, comes in the
// clock after evt_try, and not if the doorbell is refused. A soft reset waits for STOPPED; with
// evt_reset, one clock, all registers here take their reset values.
// Relies on: no write being accepted while wr_pause is high (the clock of evt_start, evt_stop, and until evt_reset), none less than three clocks
// after another, wr_data being cut to the bits that the register has, sts_state following evt_* in the very next clock, and
// what sts_* shows taking its reset value with evt_reset. Latency: 0 clocks for bad_*, 1 for registers.
`default_nettype none

module sgdma_csr_chan #(
    parameter ADDR_W = 64,     // address bits, 32..64
    parameter MAX_D = 16,      // largest FETCH.D, a power of two, 1..128
    parameter MAX_K_LOG2 = 6,  // largest FETCH.K_LOG2, 0..15
    parameter WIDE = 1,        // 1: wide descriptors can be read
    parameter COMPACT = 1,     // 1: compact descriptors can be read
    parameter TIMERS = 1,      // 1: IRQ_TIME and WATCHDOG are there
    parameter UPPER = 0        // 1: of DOORBELL the upper half is this channel's
) (
    input  wire              clk,
    input  wire              rst,

    // a write in the clock in which it is accepted; index is the half of the data that this channel's PRODUCER takes
    input  wire              wr_whole,      // it comes with all of its bytes
    input  wire              wr_producer,   // ... and PRODUCER of this channel is addressed
    input  wire              wr_to_both,    // ... or DOORBELL is
    input  wire [15:0]       wr_index,

    // ... and in the next clock
    output wire              bell_ok,       // a doorbell with wr_index would have been good,
    input  wire              other_ok,      // ... for the other channel
    input  wire              wr_here,       // a register of this channel is addressed: word wr_word of its first 32
    input  wire              wr_bell,       // the DOORBELL register is addressed
    input  wire              wr_push,       // the START register is addressed, and its bit of this channel written 1
    input  wire              wr_take,       // nobody refuses it
    input  wire [4:0]        wr_word,
    input  wire [31:0]       wr_data,
    output wire              bad_addr,      // why the write is refused, none or several: first in this order counts
    output wire              bad_locked,
    output wire              bad_busy,
    output wire              bad_value,
    output wire              bad_index,
    output wire              wr_due,        // part of wr_pause: the rest is never high when a write could be accepted
    output wire              wr_pause,
    input  wire              reset_ok,      // evt_reset may come in this clock

    // to the channel
    output wire              evt_start,
    output wire              evt_stop,
    output wire              evt_doorbell,
    output wire              evt_try,       // a doorbell is rung, refused or not: in the clock before
    output wire              evt_reset,
    output wire              evt_push,
    output wire              cfg_cyclic,
    output wire              cfg_basic,
    output wire              cfg_fence,
    output wire              cfg_cq_none,
    output wire [27:0]       cfg_basic_len,
    output wire              cfg_basic_eop,
    output wire              cfg_basic_irq,
    output wire              cfg_chain,
    output wire              cfg_wide,
    output wire [3:0]        cfg_size_log2,
    output wire [ADDR_W-1:0] cfg_base,      // aligned to a descriptor, but for basic transfers
    output wire [15:0]       cfg_count,
    output wire [19:0]       cfg_upper,
    output wire [7:0]        cfg_d,
    output wire [3:0]        cfg_k_log2,
    output wire [15:0]       cfg_producer_d,
    output wire [3:0]        cfg_cq_log2,
    output wire [15:0]       cfg_cq_wait,
    output wire [15:0]       cfg_cq_ack,
    output wire              watchdog,      // it has run out

    // from the channel
    input  wire [1:0]        sts_state,
    input  wire              sts_error,
    input  wire              sts_quiesced,
    input  wire              sts_list_done,
    input  wire [15:0]       sts_consumer,
    input  wire [15:0]       sts_cq_written,
    input  wire              sts_basic_busy,
    input  wire              sts_stream_idle,
    input  wire              sts_recheck,
    input  wire              sts_on_bus,    // something of the channel is on the bus
    input  wire              evt_moved,     // a handshake of it

    // to sgdma_csr
    output wire [2:0]        sts_ctrl,      // what CTRL shows
    output wire [7:0]        sts_status,    // ... and STATUS
    output wire [15:0]       sts_producer,
    output wire [15:0]       sts_unacked,
    output wire              sts_stopped,
    output wire              sts_done       // the DONE level
);

    `include "sgdma_regs.vh"

    localparam [1:0] STOPPED = 2'd0;
    localparam [1:0] RUNNING = 2'd1;

    // Bits that ADDR_W or a limit makes impossible are masked where they are written, so that they are no flops.
    localparam [63:0] ADDR_MASK = {64{1'b1}} >> (64 - ADDR_W);
    localparam D_LOG2 = $clog2(MAX_D);
    localparam [7:0] D_MASK = 8'hff >> (7 - D_LOG2);
    localparam [3:0] K_MASK = 4'hf >> (4 - $clog2(MAX_K_LOG2 + 1));
    localparam [15:0] K_BAD = 16'hfffe << MAX_K_LOG2;
    localparam [19:0] UPPER_MASK = ADDR_MASK[63:44] & {20{COMPACT != 0}};
    localparam [7:0] D_RESET = MAX_D < 4 ? MAX_D[7:0] : 8'd4;
    localparam [3:0] K_RESET = MAX_K_LOG2 < 3 ? MAX_K_LOG2[3:0] : 4'd3;
    localparam [31:0] CQ_WAIT_RESET = `SGDMA_CQ_WAIT_RESET;
    localparam [31:0] IRQ_COUNT_RESET = `SGDMA_IRQ_COUNT_RESET;

    reg         start_q, stop_q, push_q;
    reg         cyclic_q;
    reg         reset_q;       // a soft reset waits for STOPPED,
    reg         due_q;         // which is here: no more is accepted
    reg         chain_q, wide_q, basic_q, fence_q;
    reg  [3:0]  size_log2_q;
    reg  [63:0] base_q;
    reg  [29:0] count_q;       // entries, or IRQ, EOP, bytes
    reg         some_q;        // ... is a length
    reg         chunk_q;       // ... is a chunk's
    reg  [19:0] upper_q;
    reg  [7:0]  d_q;
    reg  [3:0]  k_log2_q;
    reg  [15:0] producer_q;
    reg         bell_open_q, bell_fits_q; // of the doorbell of the clock before,
    reg         bell_q, both_q;           // which was PRODUCER's or DOORBELL's
    reg  [3:0]  cq_log2_q;
    reg         cq_none_q;
    reg  [15:0] cq_wait_q;
    reg  [15:0] cq_ack_q;
    reg  [15:0] irq_count_q;

    assign evt_start = start_q;
    assign evt_stop = stop_q;
    assign evt_push = push_q;
    assign cfg_cyclic = cyclic_q;
    assign cfg_basic = basic_q;
    assign cfg_fence = fence_q;
    assign cfg_chain = chain_q;
    assign cfg_wide = (wide_q && WIDE != 0) || COMPACT == 0;
    assign cfg_size_log2 = size_log2_q;
    assign cfg_base = base_q[ADDR_W-1:0];
    assign {cfg_basic_irq, cfg_basic_eop, cfg_basic_len} = count_q;
    assign cfg_count = count_q[15:0];
    assign cfg_upper = upper_q;
    assign cfg_d = d_q;
    assign cfg_k_log2 = k_log2_q;
    assign cfg_cq_log2 = cq_log2_q;
    assign cfg_cq_none = cq_none_q;
    assign cfg_cq_wait = cq_wait_q;
    assign cfg_cq_ack = cq_ack_q;

    // ---- state ----------------------------------------------------------------------------------
    wire        running = sts_state == RUNNING;
    wire [15:0] unacked = sts_cq_written - cq_ack_q;

    assign sts_ctrl = {reset_q, cyclic_q, !sts_stopped};
    assign sts_status = {sts_recheck, watchdog, sts_stream_idle, sts_list_done, sts_quiesced, sts_error, sts_state};
    assign sts_producer = producer_q;
    assign sts_unacked = unacked;
    assign sts_stopped = sts_state == STOPPED;
    assign evt_reset = due_q && reset_ok;
    assign wr_due = due_q;
    assign wr_pause = start_q | stop_q | due_q;

    // ---- which register is it? ------------------------------------------------------------------
    // Words 8 to 15 are locked while the channel runs, but for 9 to 11, which a basic transfer takes its address and length from.
    wire [7:0]  offset = {1'b0, wr_word, 2'b00};
    wire        at_ctrl = wr_here && offset == `SGDMA_CHAN_REG_CTRL;
    wire        at_fetch = wr_here && offset == `SGDMA_CHAN_REG_FETCH;
    wire        at_time = wr_here && offset == `SGDMA_CHAN_REG_IRQ_TIME;
    wire        at_watchdog = wr_here && offset == `SGDMA_CHAN_REG_WATCHDOG;
    wire        at_list = wr_here && offset == `SGDMA_CHAN_REG_LIST;
    wire        at_count = wr_here && offset == `SGDMA_CHAN_REG_COUNT;
    wire        at_basic = (wr_here && offset == `SGDMA_CHAN_REG_BASE_LO) || (wr_here && offset == `SGDMA_CHAN_REG_BASE_HI) || at_count;
    wire        at_producer = wr_here && offset == `SGDMA_CHAN_REG_PRODUCER;
    wire        at_ack = wr_here && offset == `SGDMA_CHAN_REG_CQ_ACK;
    wire        at_locked = wr_here && wr_word[4:3] == 2'b01;

    // ---- why a write is refused -----------------------------------------------------------------
    // A ring takes an index up to its size ahead of what is done. One less than how far it is ahead has a 1 above
    // the size then, and only then, or is -1.
    wire [15:0] ahead = ~(sts_consumer - wr_index);
    wire [15:0] above = 16'hffff << size_log2_q;
    wire        too_far = (ahead & above) != 16'd0 && ahead != 16'hffff;
    wire        fits = chain_q || cyclic_q || !too_far;
    wire        bell_open = running && !basic_q;
    wire [7:0]  new_d = wr_data[`SGDMA_FETCH_D];
    wire        d_bad = new_d == 8'd0 || ((new_d >> D_LOG2) != 8'd0 && new_d != MAX_D[7:0]);
    wire        run = wr_data[`SGDMA_CTRL_RUN];
    wire        reset = wr_data[`SGDMA_CTRL_SOFT_RESET];
    wire        no_form = wr_data[`SGDMA_LIST_WIDE] ? WIDE == 0 : COMPACT == 0;
    wire        bad_start = !basic_q && (base_q[2:0] != 3'd0 || (cfg_wide && base_q[3]) || (chain_q && !chunk_q));

    assign bell_ok = bell_open_q && bell_fits_q;
    // PRODUCER and CQ_ACK are the last that can be written.
    assign bad_addr = wr_here && ((wr_word[4] && wr_word[3:1] != 3'd0)
                                  || offset == `SGDMA_CHAN_REG_STATUS || offset == `SGDMA_CHAN_REG_CONSUMER
                                  || (TIMERS == 0 && (at_time || at_watchdog)));
    assign bad_locked = (at_locked && !sts_stopped && !(basic_q && at_basic))
                        || (at_ctrl && run && (reset || reset_q || !(sts_stopped || running)))
                        || ((at_producer || wr_bell) && !bell_open_q)
                        || (wr_push && (!running || !basic_q));
    assign bad_busy = (at_basic || wr_push) && sts_basic_busy;
    assign bad_value = (at_fetch && (d_bad || K_BAD[wr_data[`SGDMA_FETCH_K_LOG2]])) || (at_list && no_form)
                       || (at_ctrl && run && sts_stopped && bad_start) || (wr_push && !some_q);
    assign bad_index = (at_producer || wr_bell) && !bell_fits_q;

    // ---- what an accepted write does ------------------------------------------------------------
    wire        take_ctrl = wr_take && at_ctrl;
    wire        take_start = take_ctrl && run && sts_stopped;
    wire        clear = rst || evt_reset;
    wire [3:0]  part = {wr_data[27:24] != 4'd0, wr_data[23:16] != 8'd0, wr_data[15:1] != 15'd0, wr_data[0]}; // not 0

    wire [15:0] index = UPPER != 0 && both_q ? wr_data[31:16] : wr_data[15:0];
    assign evt_doorbell = bell_ok && (bell_q || (both_q && other_ok));
    assign evt_try = wr_whole && (wr_producer || wr_to_both);
    assign cfg_producer_d = evt_doorbell ? index : producer_q;

    always @(posedge clk) begin
        bell_open_q <= bell_open;
        bell_fits_q <= fits;
        bell_q <= wr_whole && wr_producer;
        both_q <= wr_whole && wr_to_both;
        due_q <= reset_q && sts_stopped && !evt_reset;
        start_q <= take_start;
        stop_q <= take_ctrl && !run && running;
        push_q <= wr_take && wr_push;
        if (take_ctrl) begin
            cyclic_q <= wr_data[`SGDMA_CTRL_CYCLIC];
            reset_q <= reset_q || reset;
        end
        if (evt_doorbell)
            producer_q <= index;

        if (wr_take && wr_here) case (offset)
        `SGDMA_CHAN_REG_LIST: begin
            chain_q <= wr_data[`SGDMA_LIST_CHAIN];
            wide_q <= wr_data[`SGDMA_LIST_WIDE];
            size_log2_q <= wr_data[`SGDMA_LIST_SIZE_LOG2];
            basic_q <= wr_data[`SGDMA_LIST_BASIC];
            fence_q <= wr_data[`SGDMA_LIST_FENCE];
        end
        `SGDMA_CHAN_REG_BASE_LO:
            base_q[31:0] <= wr_data;
        `SGDMA_CHAN_REG_BASE_HI:
            base_q[63:32] <= wr_data & ADDR_MASK[63:32];
        `SGDMA_CHAN_REG_COUNT: begin
            count_q <= wr_data[29:0];
            some_q <= part != 4'd0;
            chunk_q <= part[3:1] == 3'b001;
        end
        `SGDMA_CHAN_REG_UPPER:
            upper_q <= wr_data[`SGDMA_UPPER_ADDR] & UPPER_MASK;
        `SGDMA_CHAN_REG_FETCH: begin
            d_q <= new_d & D_MASK;
            k_log2_q <= wr_data[`SGDMA_FETCH_K_LOG2] & K_MASK;
        end
        `SGDMA_CHAN_REG_CQ_SIZE: begin
            cq_log2_q <= wr_data[`SGDMA_CQ_SIZE_LOG2];
            cq_none_q <= wr_data[`SGDMA_CQ_SIZE_NONE];
        end
        `SGDMA_CHAN_REG_CQ_WAIT:
            cq_wait_q <= wr_data[`SGDMA_CQ_WAIT_CLOCKS];
        `SGDMA_CHAN_REG_CQ_ACK:
            cq_ack_q <= wr_data[15:0];
        `SGDMA_CHAN_REG_IRQ_COUNT:
            irq_count_q <= wr_data[`SGDMA_IRQ_COUNT_N];
        default: ; // CTRL and PRODUCER are above, the timers below
        endcase

        // The channel is STOPPED: nobody looks at it until the start.
        if (take_start)
            producer_q <= 16'd0;
        // Not with the write but with evt_start: until then CQ_WRITTEN is the old run's, and CQ_ACK = 0 beside it
        // would raise the interrupt for a clock.
        if (start_q)
            cq_ack_q <= 16'd0;

        if (clear) begin
            cyclic_q <= 1'b0;
            reset_q <= 1'b0;
            chain_q <= 1'b0;
            wide_q <= COMPACT == 0;
            basic_q <= 1'b0;
            fence_q <= 1'b0;
            size_log2_q <= 4'd0;
            base_q <= 64'd0;
            count_q <= 30'd0;
            some_q <= 1'b0;
            chunk_q <= 1'b0;
            upper_q <= 20'd0;
            d_q <= D_RESET;
            k_log2_q <= K_RESET;
            producer_q <= 16'd0;
            cq_log2_q <= 4'd0;
            cq_none_q <= 1'b0;
            cq_wait_q <= CQ_WAIT_RESET[15:0];
            cq_ack_q <= 16'd0;
            irq_count_q <= IRQ_COUNT_RESET[15:0];
        end
        if (rst) begin
            bell_q <= 1'b0;
            both_q <= 1'b0;
            due_q <= 1'b0;
            start_q <= 1'b0;
            stop_q <= 1'b0;
            push_q <= 1'b0;
        end
    end

    // ---- the timers -----------------------------------------------------------------------------
    wire [23:0] irq_time;
    wire        timed;

    generate
        if (TIMERS != 0) begin : g_timers
            reg  [23:0] irq_time_q, watchdog_q;
            reg         timed_q, watched_q;  // ... are not 0
            wire        take_watchdog = wr_take && at_watchdog;

            always @(posedge clk) begin
                if (wr_take && at_time) begin
                    irq_time_q <= wr_data[`SGDMA_IRQ_TIME_CLOCKS];
                    timed_q <= part[2:0] != 3'd0;
                end
                if (take_watchdog) begin
                    watchdog_q <= wr_data[`SGDMA_WATCHDOG_CLOCKS];
                    watched_q <= part[2:0] != 3'd0;
                end
                if (clear) begin
                    timed_q <= 1'b0;
                    watched_q <= 1'b0;
                end
            end

            assign irq_time = irq_time_q;
            assign timed = timed_q;

            sgdma_watchdog u_watchdog (
                .clk(clk), .rst(clear), .evt_start(start_q), .cfg_clocks(watchdog_q), .cfg_on(watched_q), .evt_clocks(take_watchdog),
                .busy(sts_on_bus), .moved(evt_moved), .expired(watchdog)
            );
        end else begin : g_no_timers
            wire unused = &{1'b0, sts_on_bus, evt_moved};
            assign irq_time = 24'd0;
            assign timed = 1'b0;
            assign watchdog = 1'b0;
        end
    endgenerate

    sgdma_moderate #(.TIMERS(TIMERS)) u_moderate (
        .clk(clk), .cfg_count(irq_count_q), .cfg_time(irq_time), .cfg_timed(timed), .unacked(unacked), .running(running),
        .evt_ack(wr_take && at_ack), .evt_time(wr_take && at_time), .done(sts_done)
    );

    wire        unused = &{1'b0, base_q, wide_q}; // bits above ADDR_W
endmodule

`default_nettype wire
