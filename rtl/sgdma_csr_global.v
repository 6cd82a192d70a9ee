// SPDX-License-Identifier: Apache-2.0
//
// The global registers, the interrupt line, and the verdict on every write: refused or not, and why.
// A write comes in two clocks: in the first a doorbell is told of, in the next it and everything else is judged and taken.
// Guarantees: a refused write changes nothing but REFUSED; a write for two channels (DOORBELL, START) is refused whole if
// either refuses its part. irq is a level: an OR of comparisons of registered state, high in the clock in which the
// state is there.
// Relies on: x_bad_* being what channel x says to the write at wr_reg, in the same clock. Registers that only a write changes
// are read from sgdma_csr_mem, and REFUSED too. Latency: 0 clocks for the verdict, 1 for registers.
`default_nettype none

module sgdma_csr_global #(
    parameter GATHER = 1,         // 1: the gather half is there
    parameter SCATTER = 1,        // 1: the scatter half is there
    parameter WINDOWS = 4,        // address windows, 0..4
    parameter COUNTERS = 1,       // 1: the CNT registers, FETCH_WAIT and DROPPED are there
    parameter TIMERS = 1          // 1: IRQ_TIME and WATCHDOG are there
) (
    input  wire        clk,
    input  wire        rst,

    // the write
    input  wire [11:0] wr_addr,       // in the clock in which it is accepted
    output wire        wr_producer_g, // PRODUCER of this channel is addressed
    output wire        wr_producer_s,
    output wire        wr_to_both,    // DOORBELL is addressed
    input  wire [15:0] wr_ack,        // the data's low half

    // ... in the next clock
    input  wire        wr_judge,
    input  wire [11:0] wr_reg,
    input  wire        wr_entire,
    input  wire [15:0] wr_data,
    output wire        wr_refuse,
    output wire        wr_take,       // not refused
    output wire        wr_g,          // a register of this channel is addressed
    output wire        wr_s,
    output wire        wr_bell,       // DOORBELL is addressed
    output wire        g_push,        // START is addressed with the gather channel's bit
    output wire        s_push,
    output wire        wr_window,     // a register of an address window is addressed
    output wire        wr_snapshot,   // a snapshot is to be taken
    output wire        first,         // the first refusal since REFUSED was cleared
    output wire [3:0]  code,          // ... why

    // the read
    input  wire [11:0] rd_addr,
    output wire        rd_mapped,

    output wire        irq,
    output wire [3:0]  irq_status,    // IRQ_STATUS, the one live register
    output wire        cfg_copy,
    output wire        cfg_overrun_stop,
    output wire        cfg_empty_drop,
    output wire [10:0] cfg_attr_g_fetch,
    output wire [10:0] cfg_attr_s_fetch,
    output wire [10:0] cfg_attr_read,
    output wire [10:0] cfg_attr_write,
    output wire [10:0] cfg_attr_cpl,

    input  wire [15:0] g_written,
    input  wire [15:0] g_unacked,
    input  wire [4:0]  g_bad,         // INDEX, VALUE, BUSY, LOCKED, ADDRESS
    input  wire        g_stopped,
    input  wire        g_done,
    input  wire        g_error,
    input  wire [15:0] s_written,
    input  wire [15:0] s_unacked,
    input  wire [4:0]  s_bad,
    input  wire        s_stopped,
    input  wire        s_done,
    input  wire        s_error,
    input  wire        locked         // the window that is addressed
);
    `include "sgdma_regs.vh"

    localparam [11:0] G_BASE = `SGDMA_CHAN_GATHER;
    localparam [11:0] S_BASE = `SGDMA_CHAN_SCATTER;
    localparam [3:0] IRQ_MASK = {{2{SCATTER != 0}}, {2{GATHER != 0}}};
    localparam [31:0] ATTR_RESET = `SGDMA_ATTR_READ_RESET;
    localparam [7:0] PRODUCER = `SGDMA_CHAN_REG_PRODUCER;
    localparam [7:0] CQ_ACK = `SGDMA_CHAN_REG_CQ_ACK;
    localparam BOTH = GATHER != 0 && SCATTER != 0;

    // Registers are 64 words; sets of them are constants with a bit for each.
    localparam [63:0] ONE = 64'd1;
    localparam [63:0] W_G = (ONE << (`SGDMA_REG_ATTR_GATHER_FETCH >> 2)) | (ONE << (`SGDMA_REG_ATTR_READ >> 2));
    localparam [63:0] W_S = (ONE << (`SGDMA_REG_ATTR_SCATTER_FETCH >> 2)) | (ONE << (`SGDMA_REG_ATTR_WRITE >> 2));
    localparam [63:0] W_POLICY = ONE << (`SGDMA_REG_POLICY >> 2);
    localparam [63:0] W_COUNTERS = (64'h3ff << (`SGDMA_REG_CNT_BUSY >> 2)) | (ONE << (`SGDMA_REG_SNAPSHOT >> 2));
    localparam [63:0] W_WINDOWS = 64'h1f1f1f1f_00000000 & ~(64'hffffffff_ffffffff << (32 + 8 * WINDOWS));
    localparam [63:0] LOCKED = (BOTH ? ONE << (`SGDMA_REG_MODE >> 2) : 64'd0) | (GATHER != 0 ? W_G : 64'd0)
                               | (SCATTER != 0 ? W_S : 64'd0) | (ONE << (`SGDMA_REG_ATTR_COMPLETION >> 2)) | W_WINDOWS;
    localparam [63:0] WRITABLE = LOCKED | (SCATTER != 0 ? W_POLICY : 64'd0) | (ONE << (`SGDMA_REG_IRQ_ENABLE >> 2))
                                 | (ONE << (`SGDMA_REG_REFUSED >> 2)) | (ONE << (`SGDMA_REG_DOORBELL >> 2))
                                 | (ONE << (`SGDMA_REG_START >> 2))
                                 | (COUNTERS != 0 ? ONE << (`SGDMA_REG_SNAPSHOT >> 2) : 64'd0);
    localparam [63:0] MAPPED = WRITABLE | (ONE << (`SGDMA_REG_ID >> 2)) | (ONE << (`SGDMA_REG_VERSION >> 2))
                               | (ONE << (`SGDMA_REG_CAP0 >> 2)) | (ONE << (`SGDMA_REG_CAP1 >> 2))
                               | (ONE << (`SGDMA_REG_CAP2 >> 2)) | (ONE << (`SGDMA_REG_IRQ_STATUS >> 2))
                               | (COUNTERS != 0 ? W_COUNTERS : 64'd0);

    reg         copy_q;
    reg  [3:0]  irq_enable_q;
    reg         refused_q;
    reg  [10:0] attr_g_fetch_q, attr_s_fetch_q, attr_read_q, attr_write_q, attr_cpl_q;
    reg  [1:0]  policy_q;

    assign cfg_copy = copy_q;
    assign cfg_attr_g_fetch = attr_g_fetch_q;
    assign cfg_attr_s_fetch = attr_s_fetch_q;
    assign cfg_attr_read = attr_read_q;
    assign cfg_attr_write = attr_write_q;
    assign cfg_attr_cpl = attr_cpl_q;
    assign cfg_overrun_stop = policy_q[`SGDMA_POLICY_OVERRUN_STOP];
    assign cfg_empty_drop = policy_q[`SGDMA_POLICY_EMPTY_DROP];

    // ---- interrupt ------------------------------------------------------------------------------
    assign irq_status[`SGDMA_IRQ_STATUS_GATHER_DONE] = g_done;
    assign irq_status[`SGDMA_IRQ_STATUS_GATHER_ERROR] = g_error;
    assign irq_status[`SGDMA_IRQ_STATUS_SCATTER_DONE] = s_done;
    assign irq_status[`SGDMA_IRQ_STATUS_SCATTER_ERROR] = s_error;
    assign irq = |(irq_status & irq_enable_q);

    // ---- which register is it? ------------------------------------------------------------------
    // Of a channel's offset bit 7 is 0 in every register.
    assign wr_to_both = wr_addr == `SGDMA_REG_DOORBELL;
    assign wr_producer_g = wr_addr == (G_BASE | {4'd0, PRODUCER});
    assign wr_producer_s = wr_addr == (S_BASE | {4'd0, PRODUCER});

    wire        aligned = wr_reg[1:0] == 2'b00;
    wire        wr_global = aligned && wr_reg[11:8] == 4'd0;
    wire [5:0]  word = wr_reg[7:2];
    wire        at_start = wr_reg == `SGDMA_REG_START;
    wire        at_refused = wr_reg == `SGDMA_REG_REFUSED;

    assign wr_g = GATHER != 0 && aligned && wr_reg[11:7] == G_BASE[11:7];
    assign wr_s = SCATTER != 0 && aligned && wr_reg[11:7] == S_BASE[11:7];
    assign wr_bell = wr_reg == `SGDMA_REG_DOORBELL;
    assign g_push = at_start && wr_data[`SGDMA_START_GATHER];
    assign s_push = at_start && wr_data[`SGDMA_START_SCATTER];
    assign wr_window = WINDOWS != 0 && wr_global && wr_reg[7];

    // ---- is it refused? -------------------------------------------------------------------------
    wire        both_stopped = g_stopped && s_stopped;
    wire [4:0]  bad = g_bad | s_bad;
    // More is acknowledged than there is: what would be left is more than is left now. (~ of both, so that no borrow needs a one.)
    // Asked in the clock in which the write is accepted.
    wire        for_s = GATHER == 0 || (SCATTER != 0 && wr_addr[9]);
    wire [15:0] rest = wr_ack + ~(for_s ? s_written : g_written);
    reg         too_many_q;
    wire        bad_ack = (wr_g || wr_s) && wr_reg[6:0] == CQ_ACK[6:0] && too_many_q;
    wire        bad_addr = bad[0] || !(wr_g || wr_s || (wr_global && WRITABLE[word]));
    wire        bad_locked = bad[1] || (wr_global && ((LOCKED[word] && !both_stopped) || (W_POLICY[word] && !s_stopped)))
                             || (wr_window && locked);

    // LOCKED of either channel goes before what else is wrong with the other.
    assign code = bad_addr ? `SGDMA_REFUSED_ADDRESS : !wr_entire ? `SGDMA_REFUSED_VALUE : bad_locked ? `SGDMA_REFUSED_LOCKED
                  : bad[2] ? `SGDMA_REFUSED_BUSY : bad[3] ? `SGDMA_REFUSED_VALUE : bad[4] ? `SGDMA_REFUSED_INDEX : `SGDMA_REFUSED_ACK;
    assign wr_refuse = bad_addr || !wr_entire || bad_locked || bad[4:2] != 3'd0 || bad_ack;
    assign wr_take = wr_judge && !wr_refuse;
    assign wr_snapshot = wr_take && wr_reg == `SGDMA_REG_SNAPSHOT && wr_data[`SGDMA_SNAPSHOT_TAKE];
    assign first = wr_judge && wr_refuse && !refused_q;
    wire [10:0] new_attr = {wr_data[`SGDMA_ATTR_READ_QOS], wr_data[`SGDMA_ATTR_READ_PROT], wr_data[`SGDMA_ATTR_READ_CACHE]};

    always @(posedge clk) begin
        too_many_q <= rest < ~(for_s ? s_unacked : g_unacked);
        if (first)
            refused_q <= 1'b1;
        if (wr_take && at_refused)
            refused_q <= 1'b0;
        if (wr_take && wr_global) case ({4'd0, word, 2'b00})
        `SGDMA_REG_MODE: if (BOTH)
            copy_q <= wr_data[`SGDMA_MODE_COPY];
        `SGDMA_REG_IRQ_ENABLE:
            irq_enable_q <= wr_data[3:0] & IRQ_MASK;
        `SGDMA_REG_ATTR_GATHER_FETCH: if (GATHER != 0)
            attr_g_fetch_q <= new_attr;
        `SGDMA_REG_ATTR_SCATTER_FETCH: if (SCATTER != 0)
            attr_s_fetch_q <= new_attr;
        `SGDMA_REG_ATTR_READ: if (GATHER != 0)
            attr_read_q <= new_attr;
        `SGDMA_REG_ATTR_WRITE: if (SCATTER != 0)
            attr_write_q <= new_attr;
        `SGDMA_REG_ATTR_COMPLETION:
            attr_cpl_q <= new_attr;
        `SGDMA_REG_POLICY: if (SCATTER != 0)
            policy_q <= wr_data[1:0];
        default: ; // the channels, the windows and the counters look themselves
        endcase

        if (rst) begin
            copy_q <= 1'b0;
            irq_enable_q <= 4'd0;
            refused_q <= 1'b0;
            attr_g_fetch_q <= ATTR_RESET[10:0];
            attr_s_fetch_q <= ATTR_RESET[10:0];
            attr_read_q <= ATTR_RESET[10:0];
            attr_write_q <= ATTR_RESET[10:0];
            attr_cpl_q <= ATTR_RESET[10:0];
            policy_q <= 2'd0;
        end
    end

    // ---- reads ----------------------------------------------------------------------------------
    // A channel's map has no holes: LAST is its last register.
    localparam [7:0] LAST = COUNTERS != 0 ? `SGDMA_CHAN_REG_DROPPED : `SGDMA_CHAN_REG_LAST_BYTES;
    wire        rd_g = GATHER != 0 && rd_addr[11:7] == G_BASE[11:7];
    wire        rd_s = SCATTER != 0 && rd_addr[11:7] == S_BASE[11:7];
    wire [7:0]  rd_offset = {1'b0, rd_addr[6:0]};
    wire        rd_there = rd_offset <= LAST
                           && (TIMERS != 0 || (rd_offset != `SGDMA_CHAN_REG_IRQ_TIME && rd_offset != `SGDMA_CHAN_REG_WATCHDOG));
    wire        unused = &{1'b0, CQ_ACK, PRODUCER, wr_data};

    assign rd_mapped = rd_addr[1:0] == 2'b00 && (((rd_g || rd_s) && rd_there) || (rd_addr[11:8] == 4'd0 && MAPPED[rd_addr[7:2]]));
endmodule

`default_nettype wire
