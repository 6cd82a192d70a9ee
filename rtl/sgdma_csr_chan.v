// SPDX-License-Identifier: Apache-2.0
//
// The registers of one channel. Judges a write from its offset, data and the channel's state (wr_code, combinational:
// NONE or why it is refused), and executes it at the edge of the clock in which sgdma_csr answers with wr_take.
// Guarantees: a refused write changes nothing; evt_start and evt_stop are registered, one clock each, and the indices
// go to 0 with evt_start, in the same clock as the channel's own. evt_doorbell and cfg_producer_d are combinational,
// so that the fetcher sees a doorbell in the clock in which it is written.
// Relies on: no write being taken while wr_pause is high (the clock of evt_start or evt_stop), and on sts_state
// following evt_* in the very next clock. Latency: 0 clocks for reads and for wr_code, 1 for registers.
`default_nettype none

module sgdma_csr_chan #(
    parameter ADDR_W = 64,     // address bits, 32..64
    parameter MAX_D = 16,      // largest FETCH.D, 1..255
    parameter MAX_K_LOG2 = 6   // largest FETCH.K_LOG2, 0..15
) (
    input  wire              clk,
    input  wire              rst,

    // one register write; index is the half of the data that this channel's PRODUCER takes
    input  wire              wr_here,       // a register of this channel is addressed
    input  wire              wr_bell,       // the DOORBELL register is addressed
    input  wire              wr_take,       // the write is executed in this clock and nobody refuses it
    input  wire [7:0]        wr_offset,
    input  wire [31:0]       wr_data,
    input  wire [15:0]       wr_index,
    output reg  [3:0]        wr_code,
    output wire              wr_pause,

    // one register read
    input  wire [7:0]        rd_offset,
    output reg  [31:0]       rd_data,       // valid with rd_mapped
    output reg               rd_mapped,

    // to the channel
    output wire              evt_start,
    output wire              evt_stop,
    output wire              evt_doorbell,
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

    // to sgdma_csr
    output wire              sts_stopped,
    output wire              sts_done       // completions written that nobody has acknowledged
);

    `include "sgdma_regs.vh"

    localparam [1:0] STOPPED = 2'd0;
    localparam [1:0] RUNNING = 2'd1;
    localparam [1:0] DRAINING = 2'd2;

    // Bits that ADDR_W or a limit makes impossible are masked where they are written, so that they are no flops.
    localparam [63:0] ADDR_MASK = {64{1'b1}} >> (64 - ADDR_W);
    localparam [7:0] D_MASK = 8'hff >> (8 - $clog2(MAX_D + 1));
    localparam [3:0] K_MASK = 4'hf >> (4 - $clog2(MAX_K_LOG2 + 1));
    localparam [7:0] D_RESET = MAX_D < 4 ? MAX_D[7:0] : 8'd4;
    localparam [3:0] K_RESET = MAX_K_LOG2 < 3 ? MAX_K_LOG2[3:0] : 4'd3;
    localparam [31:0] CQ_WAIT_RESET = `SGDMA_CQ_WAIT_RESET;

    reg         start_q, stop_q;
    reg         chain_q, wide_q;
    reg  [3:0]  size_log2_q;
    reg  [63:3] base_q;
    reg  [15:0] count_q;
    reg  [19:0] upper_q;
    reg  [7:0]  d_q;
    reg  [3:0]  k_log2_q;
    reg  [15:0] producer_q;
    reg  [63:6] cq_base_q;
    reg  [3:0]  cq_log2_q;
    reg  [15:0] cq_wait_q;
    reg  [15:0] cq_ack_q;

    assign evt_start = start_q;
    assign evt_stop = stop_q;
    assign wr_pause = start_q | stop_q;
    assign cfg_chain = chain_q;
    assign cfg_wide = wide_q;
    assign cfg_size_log2 = size_log2_q;
    assign cfg_base = {base_q[ADDR_W-1:3], 3'b000};
    assign cfg_count = count_q;
    assign cfg_upper = upper_q;
    assign cfg_d = d_q;
    assign cfg_k_log2 = k_log2_q;
    assign cfg_cq_base = {cq_base_q[ADDR_W-1:6], 6'b000000};
    assign cfg_cq_log2 = cq_log2_q;
    assign cfg_cq_wait = cq_wait_q;
    assign cfg_cq_ack = cq_ack_q;

    // ---- state ----------------------------------------------------------------------------------
    wire        running = sts_state == RUNNING;
    wire [15:0] unacked = sts_cq_written - cq_ack_q;

    assign sts_stopped = sts_state == STOPPED;
    assign sts_done = unacked != 16'd0;

    // ---- is an index too far ahead? One subtractor and one comparator for PRODUCER, DOORBELL and CQ_ACK 
    wire        is_ack = !wr_bell && wr_offset == `SGDMA_CHAN_REG_CQ_ACK;
    wire [15:0] ahead = wr_index - (is_ack ? cq_ack_q : sts_consumer);
    wire [15:0] ahead_max = is_ack ? unacked : 16'd1 << size_log2_q;
    wire        too_far = ahead > ahead_max;

    wire [3:0]  bell_code = !running ? `SGDMA_REFUSED_LOCKED :
                            !chain_q && too_far ? `SGDMA_REFUSED_INDEX : `SGDMA_REFUSED_NONE;

    // ---- why a write is refused -----------------------------------------------------------------
    wire [7:0]  new_d = wr_data[`SGDMA_FETCH_D];
    wire [3:0]  new_k_log2 = wr_data[`SGDMA_FETCH_K_LOG2];
    wire [8:0]  d_room = MAX_D[8:0] - {1'b0, new_d};
    wire [4:0]  k_room = MAX_K_LOG2[4:0] - {1'b0, new_k_log2};
    wire        run = wr_data[`SGDMA_CTRL_RUN];
    wire        bad_start = (wide_q && base_q[3]) || (chain_q && count_q[15:1] == 15'd0);

    always @* begin
        wr_code = `SGDMA_REFUSED_NONE;
        if (wr_bell)
            wr_code = bell_code;
        else case (wr_offset)
        `SGDMA_CHAN_REG_CTRL:
            if (run && sts_state == DRAINING)
                wr_code = `SGDMA_REFUSED_LOCKED;
            else if (run && sts_stopped && bad_start)
                wr_code = `SGDMA_REFUSED_VALUE;
        `SGDMA_CHAN_REG_LIST, `SGDMA_CHAN_REG_BASE_LO, `SGDMA_CHAN_REG_BASE_HI, `SGDMA_CHAN_REG_COUNT,
        `SGDMA_CHAN_REG_UPPER, `SGDMA_CHAN_REG_CQ_BASE_LO, `SGDMA_CHAN_REG_CQ_BASE_HI, `SGDMA_CHAN_REG_CQ_SIZE:
            if (!sts_stopped)
                wr_code = `SGDMA_REFUSED_LOCKED;
        `SGDMA_CHAN_REG_FETCH:
            if (new_d == 8'd0 || d_room[8] || k_room[4])
                wr_code = `SGDMA_REFUSED_VALUE;
        `SGDMA_CHAN_REG_PRODUCER:
            wr_code = bell_code;
        `SGDMA_CHAN_REG_CQ_WAIT:
            wr_code = `SGDMA_REFUSED_NONE;
        `SGDMA_CHAN_REG_CQ_ACK:
            if (too_far)
                wr_code = `SGDMA_REFUSED_ACK;
        default:
            wr_code = `SGDMA_REFUSED_ADDRESS;
        endcase
    end

    // ---- what an accepted write does ------------------------------------------------------------
    wire take_here = wr_take && wr_here;

    assign evt_doorbell = (take_here && wr_offset == `SGDMA_CHAN_REG_PRODUCER) || (wr_take && wr_bell);
    assign cfg_producer_d = start_q ? 16'd0 : evt_doorbell ? wr_index : producer_q;

    always @(posedge clk) begin
        start_q <= take_here && wr_offset == `SGDMA_CHAN_REG_CTRL && run && sts_stopped;
        stop_q <= take_here && wr_offset == `SGDMA_CHAN_REG_CTRL && !run && running;
        producer_q <= cfg_producer_d;

        if (take_here) case (wr_offset)
        `SGDMA_CHAN_REG_LIST: begin
            chain_q <= wr_data[`SGDMA_LIST_CHAIN];
            wide_q <= wr_data[`SGDMA_LIST_WIDE];
            size_log2_q <= wr_data[`SGDMA_LIST_SIZE_LOG2];
        end
        `SGDMA_CHAN_REG_BASE_LO:
            base_q[31:3] <= wr_data[`SGDMA_BASE_LO_ADDR];
        `SGDMA_CHAN_REG_BASE_HI:
            base_q[63:32] <= wr_data & ADDR_MASK[63:32];
        `SGDMA_CHAN_REG_COUNT:
            count_q <= wr_data[`SGDMA_COUNT_ENTRIES];
        `SGDMA_CHAN_REG_UPPER:
            upper_q <= wr_data[`SGDMA_UPPER_ADDR] & ADDR_MASK[63:44];
        `SGDMA_CHAN_REG_FETCH: begin
            d_q <= new_d & D_MASK;
            k_log2_q <= new_k_log2 & K_MASK;
        end
        `SGDMA_CHAN_REG_CQ_BASE_LO:
            cq_base_q[31:6] <= wr_data[`SGDMA_CQ_BASE_LO_ADDR];
        `SGDMA_CHAN_REG_CQ_BASE_HI:
            cq_base_q[63:32] <= wr_data & ADDR_MASK[63:32];
        `SGDMA_CHAN_REG_CQ_SIZE:
            cq_log2_q <= wr_data[`SGDMA_CQ_SIZE_LOG2];
        `SGDMA_CHAN_REG_CQ_WAIT:
            cq_wait_q <= wr_data[`SGDMA_CQ_WAIT_CLOCKS];
        `SGDMA_CHAN_REG_CQ_ACK:
            cq_ack_q <= wr_index;
        default: ; // CTRL and PRODUCER are above
        endcase

        // Not with the write but with evt_start: until then CQ_WRITTEN is the old run's, and CQ_ACK = 0 beside it
        // would raise the interrupt for a clock.
        if (start_q)
            cq_ack_q <= 16'd0;

        if (rst) begin
            start_q <= 1'b0;
            stop_q <= 1'b0;
            chain_q <= 1'b0;
            wide_q <= 1'b0;
            size_log2_q <= 4'd0;
            base_q <= 61'd0;
            count_q <= 16'd0;
            upper_q <= 20'd0;
            d_q <= D_RESET;
            k_log2_q <= K_RESET;
            producer_q <= 16'd0;
            cq_base_q <= 58'd0;
            cq_log2_q <= 4'd0;
            cq_wait_q <= CQ_WAIT_RESET[15:0];
            cq_ack_q <= 16'd0;
        end
    end

    // ---- reads ----------------------------------------------------------------------------------
    wire [63:0] err_addr = {{(64 - ADDR_W){1'b0}}, sts_err_addr};
    wire        unused = &{1'b0, d_room[7:0], k_room[3:0]};

    // Two levels of four to one: one flat case of twenty costs a fifth more. The map has no holes, LAST is its last register.
    localparam [7:0] LAST = `SGDMA_CHAN_REG_FETCH_WAIT;

    reg  [1023:0] words; // register at byte offset n in bits 8 n + 31 : 8 n
    reg  [255:0]  quads; // of each four the one that rd_offset[3:2] names
    integer       i;
    always @* begin
        words = 1024'd0;
        quads = 256'd0;
        words[`SGDMA_CHAN_REG_CTRL * 8 + `SGDMA_CTRL_RUN_LSB +: `SGDMA_CTRL_RUN_WIDTH] = !sts_stopped;
        words[`SGDMA_CHAN_REG_STATUS * 8 + `SGDMA_STATUS_STATE_LSB +: `SGDMA_STATUS_STATE_WIDTH] = sts_state;
        words[`SGDMA_CHAN_REG_STATUS * 8 + `SGDMA_STATUS_ERROR_LSB +: `SGDMA_STATUS_ERROR_WIDTH] = sts_error;
        words[`SGDMA_CHAN_REG_STATUS * 8 + `SGDMA_STATUS_QUIESCED_LSB +: `SGDMA_STATUS_QUIESCED_WIDTH] = sts_quiesced;
        words[`SGDMA_CHAN_REG_STATUS * 8 + `SGDMA_STATUS_LIST_DONE_LSB +: `SGDMA_STATUS_LIST_DONE_WIDTH] = sts_list_done;
        words[`SGDMA_CHAN_REG_LIST * 8 + `SGDMA_LIST_CHAIN_LSB +: `SGDMA_LIST_CHAIN_WIDTH] = chain_q;
        words[`SGDMA_CHAN_REG_LIST * 8 + `SGDMA_LIST_WIDE_LSB +: `SGDMA_LIST_WIDE_WIDTH] = wide_q;
        words[`SGDMA_CHAN_REG_LIST * 8 + `SGDMA_LIST_SIZE_LOG2_LSB +: `SGDMA_LIST_SIZE_LOG2_WIDTH] = size_log2_q;
        words[`SGDMA_CHAN_REG_BASE_LO * 8 + `SGDMA_BASE_LO_ADDR_LSB +: `SGDMA_BASE_LO_ADDR_WIDTH] = base_q[31:3];
        words[`SGDMA_CHAN_REG_BASE_HI * 8 + `SGDMA_BASE_HI_ADDR_LSB +: `SGDMA_BASE_HI_ADDR_WIDTH] = base_q[63:32];
        words[`SGDMA_CHAN_REG_COUNT * 8 + `SGDMA_COUNT_ENTRIES_LSB +: `SGDMA_COUNT_ENTRIES_WIDTH] = count_q;
        words[`SGDMA_CHAN_REG_UPPER * 8 + `SGDMA_UPPER_ADDR_LSB +: `SGDMA_UPPER_ADDR_WIDTH] = upper_q;
        words[`SGDMA_CHAN_REG_FETCH * 8 + `SGDMA_FETCH_D_LSB +: `SGDMA_FETCH_D_WIDTH] = d_q;
        words[`SGDMA_CHAN_REG_FETCH * 8 + `SGDMA_FETCH_K_LOG2_LSB +: `SGDMA_FETCH_K_LOG2_WIDTH] = k_log2_q;
        words[`SGDMA_CHAN_REG_PRODUCER * 8 + `SGDMA_PRODUCER_INDEX_LSB +: `SGDMA_PRODUCER_INDEX_WIDTH] = producer_q;
        words[`SGDMA_CHAN_REG_CONSUMER * 8 + `SGDMA_CONSUMER_INDEX_LSB +: `SGDMA_CONSUMER_INDEX_WIDTH] = sts_consumer;
        words[`SGDMA_CHAN_REG_CQ_BASE_LO * 8 + `SGDMA_CQ_BASE_LO_ADDR_LSB +: `SGDMA_CQ_BASE_LO_ADDR_WIDTH] = cq_base_q[31:6];
        words[`SGDMA_CHAN_REG_CQ_BASE_HI * 8 + `SGDMA_CQ_BASE_HI_ADDR_LSB +: `SGDMA_CQ_BASE_HI_ADDR_WIDTH] = cq_base_q[63:32];
        words[`SGDMA_CHAN_REG_CQ_SIZE * 8 + `SGDMA_CQ_SIZE_LOG2_LSB +: `SGDMA_CQ_SIZE_LOG2_WIDTH] = cq_log2_q;
        words[`SGDMA_CHAN_REG_CQ_WAIT * 8 + `SGDMA_CQ_WAIT_CLOCKS_LSB +: `SGDMA_CQ_WAIT_CLOCKS_WIDTH] = cq_wait_q;
        words[`SGDMA_CHAN_REG_CQ_WRITTEN * 8 + `SGDMA_CQ_WRITTEN_INDEX_LSB +: `SGDMA_CQ_WRITTEN_INDEX_WIDTH] = sts_cq_written;
        words[`SGDMA_CHAN_REG_CQ_ACK * 8 + `SGDMA_CQ_ACK_INDEX_LSB +: `SGDMA_CQ_ACK_INDEX_WIDTH] = cq_ack_q;
        words[`SGDMA_CHAN_REG_ERROR * 8 + `SGDMA_ERROR_CODE_LSB +: `SGDMA_ERROR_CODE_WIDTH] = sts_err_code;
        words[`SGDMA_CHAN_REG_ERROR * 8 + `SGDMA_ERROR_PHASE_LSB +: `SGDMA_ERROR_PHASE_WIDTH] = sts_err_phase;
        words[`SGDMA_CHAN_REG_ERROR * 8 + `SGDMA_ERROR_INDEX_LSB +: `SGDMA_ERROR_INDEX_WIDTH] = sts_err_index;
        words[`SGDMA_CHAN_REG_ERROR_ADDR_LO * 8 + `SGDMA_ERROR_ADDR_LO_ADDR_LSB +: `SGDMA_ERROR_ADDR_LO_ADDR_WIDTH] = err_addr[31:0];
        words[`SGDMA_CHAN_REG_ERROR_ADDR_HI * 8 + `SGDMA_ERROR_ADDR_HI_ADDR_LSB +: `SGDMA_ERROR_ADDR_HI_ADDR_WIDTH] = err_addr[63:32];
        words[`SGDMA_CHAN_REG_FETCH_WAIT * 8 + `SGDMA_FETCH_WAIT_CLOCKS_LSB +: `SGDMA_FETCH_WAIT_CLOCKS_WIDTH] = sts_fetch_wait;

        for (i = 0; i <= {24'd0, LAST} / 16; i = i + 1)
            quads[32 * i +: 32] = words[128 * i + {25'd0, rd_offset[3:2], 5'd0} +: 32];
        rd_data = quads[{rd_offset[6:4], 5'd0} +: 32];
        rd_mapped = rd_offset[1:0] == 2'b00 && rd_offset <= LAST;
    end
endmodule

`default_nettype wire
