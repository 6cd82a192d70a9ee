// SPDX-License-Identifier: Apache-2.0
//
// The global registers, the interrupt line, and the verdict on every write: refused or not, and why.
// Guarantees: a refused write changes nothing but REFUSED; a write for two channels (DOORBELL, START) is refused whole if
// either refuses its part. irq is a level: an OR of comparisons of registered state, high in the clock in which the
// state is there.
// Relies on: x_code being what channel x says to the write at wr_addr, in the same clock. Registers that only a write changes
// are read from sgdma_csr_mem. Latency: 0 clocks for the verdict and for reads, 1 for registers.
`default_nettype none

module sgdma_csr_global #(
    parameter GATHER = 1,         // 1: the gather half is there
    parameter SCATTER = 1,        // 1: the scatter half is there
    parameter WINDOWS = 4,        // address windows, 0..4
    parameter COUNTERS = 1        // 1: the CNT registers are there
) (
    input  wire        clk,
    input  wire        rst,

    // the write
    input  wire        wr_exec,
    input  wire [11:0] wr_addr,
    input  wire [11:0] wr_data,
    input  wire        wr_whole,
    output wire        wr_refuse,
    output wire        wr_take,       // executed in this clock and not refused
    output wire        wr_bell,       // DOORBELL is addressed
    output wire        g_push,        // START is addressed with the gather channel's bit
    output wire        s_push,
    output wire        wr_window,     // a register of an address window is addressed
    output wire        wr_snapshot,   // a snapshot is to be taken

    // the read
    input  wire [11:0] rd_addr,
    output wire        rd_mapped,
    output reg  [31:0] rd_live,       // valid with rd_is_live
    output wire        rd_is_live,    // 0: the memory has the value

    output wire        irq,
    output wire        cfg_copy,
    output wire        cfg_overrun_stop,
    output wire        cfg_empty_drop,
    output wire [10:0] cfg_attr_g_fetch,
    output wire [10:0] cfg_attr_s_fetch,
    output wire [10:0] cfg_attr_read,
    output wire [10:0] cfg_attr_write,
    output wire [10:0] cfg_attr_cpl,

    input  wire [3:0]  g_code,
    input  wire        g_stopped,
    input  wire        g_done,
    input  wire        g_error,
    input  wire [3:0]  s_code,
    input  wire        s_stopped,
    input  wire        s_done,
    input  wire        s_error,
    input  wire        locked,        // the window that is addressed
    input  wire        taking,        // a snapshot
    input  wire [31:0] sts_dropped
);
    `include "sgdma_regs.vh"

    localparam [11:0] G_BASE = `SGDMA_CHAN_GATHER;
    localparam [11:0] S_BASE = `SGDMA_CHAN_SCATTER;
    localparam [11:0] WINDOW = `SGDMA_REG_WINDOW0_CTRL;
    localparam [4:0] WINDOW_LAST = 5'h10;           // offset of a window's last register in it
    localparam [3:0] IRQ_MASK = {{2{SCATTER != 0}}, {2{GATHER != 0}}};
    localparam [31:0] ATTR_RESET = `SGDMA_ATTR_READ_RESET;
    localparam [3:0] HAVE = 4'hf >> (4 - WINDOWS); // which windows there are
    localparam BOTH = GATHER != 0 && SCATTER != 0;

    reg         copy_q;
    reg  [3:0]  irq_enable_q;
    reg  [3:0]  refused_code_q;
    reg  [11:0] refused_offset_q;
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
    wire [3:0]  irq_status;

    assign irq_status[`SGDMA_IRQ_STATUS_GATHER_DONE] = g_done;
    assign irq_status[`SGDMA_IRQ_STATUS_GATHER_ERROR] = g_error;
    assign irq_status[`SGDMA_IRQ_STATUS_SCATTER_DONE] = s_done;
    assign irq_status[`SGDMA_IRQ_STATUS_SCATTER_ERROR] = s_error;
    assign irq = |(irq_status & irq_enable_q);

    // ---- writes: which, and is it refused? ------------------------------------------------------
    wire        wr_start = wr_addr == `SGDMA_REG_START;
    wire        g_two = (wr_bell || g_push) && GATHER != 0; // its part of a write for two channels
    wire        s_two = (wr_bell || s_push) && SCATTER != 0;
    wire [3:0]  g_two_code = g_two ? g_code : `SGDMA_REFUSED_NONE;
    wire [3:0]  s_two_code = s_two ? s_code : `SGDMA_REFUSED_NONE;
    wire        both_stopped = g_stopped && s_stopped;
    wire        wr_g = wr_addr[11:8] == G_BASE[11:8];
    wire        wr_s = wr_addr[11:8] == S_BASE[11:8];

    // The registers of global addresses that this build has.
    function mapped(input [11:0] addr);
        case (addr)
        `SGDMA_REG_ID, `SGDMA_REG_VERSION, `SGDMA_REG_CAP0, `SGDMA_REG_CAP1, `SGDMA_REG_CAP2, `SGDMA_REG_IRQ_STATUS,
        `SGDMA_REG_IRQ_ENABLE, `SGDMA_REG_REFUSED, `SGDMA_REG_DOORBELL, `SGDMA_REG_START, `SGDMA_REG_ATTR_COMPLETION:
            mapped = 1'b1;
        `SGDMA_REG_MODE:
            mapped = BOTH;
        `SGDMA_REG_ATTR_GATHER_FETCH, `SGDMA_REG_ATTR_READ:
            mapped = GATHER != 0;
        `SGDMA_REG_ATTR_SCATTER_FETCH, `SGDMA_REG_ATTR_WRITE, `SGDMA_REG_POLICY, `SGDMA_REG_DROPPED:
            mapped = SCATTER != 0;
        `SGDMA_REG_SNAPSHOT, `SGDMA_REG_CNT_BUSY, `SGDMA_REG_CNT_READ_BEATS, `SGDMA_REG_CNT_WRITE_BEATS,
        `SGDMA_REG_CNT_FETCH_BEATS, `SGDMA_REG_CNT_CPL_BEATS, `SGDMA_REG_CNT_FETCHES, `SGDMA_REG_CNT_WAIT_DESC,
        `SGDMA_REG_CNT_WAIT_READ, `SGDMA_REG_CNT_WAIT_WRITE, `SGDMA_REG_CNT_WAIT_STREAM:
            mapped = COUNTERS != 0;
        default:
            mapped = addr[11:7] == WINDOW[11:7] && HAVE[addr[6:5]] && addr[4:0] <= WINDOW_LAST &&
                     addr[1:0] == 2'b00;
        endcase
    endfunction

    reg  [3:0]  why;       // as far as the register itself is concerned
    always @* begin
        why = `SGDMA_REFUSED_NONE;
        if (wr_g)
            why = g_code;
        else if (wr_s)
            why = s_code;
        else if (!mapped(wr_addr))
            why = `SGDMA_REFUSED_ADDRESS;
        else if (wr_window)
            why = locked || !both_stopped ? `SGDMA_REFUSED_LOCKED : `SGDMA_REFUSED_NONE;
        else case (wr_addr)
        `SGDMA_REG_MODE, `SGDMA_REG_ATTR_GATHER_FETCH, `SGDMA_REG_ATTR_SCATTER_FETCH, `SGDMA_REG_ATTR_READ,
        `SGDMA_REG_ATTR_WRITE, `SGDMA_REG_ATTR_COMPLETION:
            if (!both_stopped)
                why = `SGDMA_REFUSED_LOCKED;
        `SGDMA_REG_POLICY:
            if (!s_stopped)
                why = `SGDMA_REFUSED_LOCKED;
        `SGDMA_REG_DOORBELL, `SGDMA_REG_START: // LOCKED of either goes before what else is wrong with the other
            if (g_two_code == `SGDMA_REFUSED_LOCKED || s_two_code == `SGDMA_REFUSED_NONE)
                why = g_two_code;
            else if (s_two_code == `SGDMA_REFUSED_LOCKED || g_two_code == `SGDMA_REFUSED_NONE)
                why = s_two_code;
            else
                why = g_two_code;
        `SGDMA_REG_IRQ_ENABLE, `SGDMA_REG_REFUSED, `SGDMA_REG_SNAPSHOT:
            why = `SGDMA_REFUSED_NONE;
        default:
            why = `SGDMA_REFUSED_ADDRESS;
        endcase
    end

    wire [3:0]  code = why == `SGDMA_REFUSED_ADDRESS || wr_whole ? why : `SGDMA_REFUSED_VALUE;
    assign wr_refuse = code != `SGDMA_REFUSED_NONE;
    assign wr_take = wr_exec && !wr_refuse;
    assign wr_bell = wr_addr == `SGDMA_REG_DOORBELL;
    assign wr_window = wr_addr[11:7] == WINDOW[11:7];
    assign wr_snapshot = wr_take && wr_addr == `SGDMA_REG_SNAPSHOT && wr_data[`SGDMA_SNAPSHOT_TAKE];
    assign g_push = wr_start && wr_data[`SGDMA_START_GATHER];
    assign s_push = wr_start && wr_data[`SGDMA_START_SCATTER];
    wire [10:0] new_attr = {wr_data[`SGDMA_ATTR_READ_QOS], wr_data[`SGDMA_ATTR_READ_PROT], wr_data[`SGDMA_ATTR_READ_CACHE]};

    always @(posedge clk) begin
        if (wr_exec && wr_refuse && refused_code_q == `SGDMA_REFUSED_NONE) begin
            refused_code_q <= code;
            refused_offset_q <= wr_addr;
        end
        if (wr_take) case (wr_addr)
        `SGDMA_REG_MODE:
            copy_q <= wr_data[`SGDMA_MODE_COPY];
        `SGDMA_REG_IRQ_ENABLE:
            irq_enable_q <= wr_data[3:0] & IRQ_MASK;
        `SGDMA_REG_REFUSED: begin
            refused_code_q <= `SGDMA_REFUSED_NONE;
            refused_offset_q <= 12'd0;
        end
        `SGDMA_REG_ATTR_GATHER_FETCH:
            attr_g_fetch_q <= new_attr;
        `SGDMA_REG_ATTR_SCATTER_FETCH:
            attr_s_fetch_q <= new_attr;
        `SGDMA_REG_ATTR_READ:
            attr_read_q <= new_attr;
        `SGDMA_REG_ATTR_WRITE:
            attr_write_q <= new_attr;
        `SGDMA_REG_ATTR_COMPLETION:
            attr_cpl_q <= new_attr;
        `SGDMA_REG_POLICY:
            policy_q <= wr_data[1:0];
        default: ; // the channels, the windows and the counters look themselves
        endcase

        if (rst) begin
            copy_q <= 1'b0;
            irq_enable_q <= 4'd0;
            refused_code_q <= `SGDMA_REFUSED_NONE;
            refused_offset_q <= 12'd0;
            attr_g_fetch_q <= ATTR_RESET[10:0];
            attr_s_fetch_q <= ATTR_RESET[10:0];
            attr_read_q <= ATTR_RESET[10:0];
            attr_write_q <= ATTR_RESET[10:0];
            attr_cpl_q <= ATTR_RESET[10:0];
            policy_q <= 2'd0;
        end
    end

    // ---- reads ----------------------------------------------------------------------------------
    assign rd_mapped = mapped(rd_addr);
    assign rd_is_live = rd_addr == `SGDMA_REG_IRQ_STATUS || rd_addr == `SGDMA_REG_REFUSED || rd_addr == `SGDMA_REG_SNAPSHOT ||
                        rd_addr == `SGDMA_REG_DROPPED;
    wire        unused = &{1'b0, wr_data[7]};

    always @* begin
        rd_live = 32'd0;
        if (rd_addr[6])
            rd_live = sts_dropped;
        else if (rd_addr[5])
            rd_live[`SGDMA_SNAPSHOT_TAKE] = taking;
        else if (rd_addr[2]) begin
            rd_live[`SGDMA_REFUSED_CODE] = refused_code_q;
            rd_live[`SGDMA_REFUSED_OFFSET] = refused_offset_q;
        end else
            rd_live[3:0] = irq_status;
    end
endmodule

`default_nettype wire
