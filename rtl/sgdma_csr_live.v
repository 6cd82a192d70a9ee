// SPDX-License-Identifier: Apache-2.0
//
// What registers read as that the engine changes: sampled in the clock after AR, into a few registers of which those that are not
// asked for are 0, so that an OR of them and the memories' answers is the register.
// Guarantees: rd_data is the register at rd_addr, 0 if none is mapped, from the clock after rd_look until the next rd_look.
// Relies on: rd_kept being 0 for every register that is picked here. Latency: 1 clock.
`default_nettype none

module sgdma_csr_live #(
    parameter ADDR_W = 64             // address bits, 32..64
) (
    input  wire              clk,
    input  wire              rd_look,
    input  wire [11:0]       rd_addr,
    input  wire              rd_mapped,
    input  wire [31:0]       rd_kept,          // the memories' answer
    output wire [31:0]       rd_data,

    input  wire [3:0]        irq_status,
    input  wire [2:0]        sts_g_ctrl,
    input  wire [7:0]        sts_g_status,
    input  wire [15:0]       sts_g_consumer,
    input  wire [15:0]       sts_g_producer,
    input  wire [15:0]       sts_g_cq_written,
    input  wire [15:0]       sts_g_residue_index,
    input  wire [10:0]       sts_g_error,      // phase, code
    input  wire [ADDR_W-1:0] sts_g_err_addr,
    input  wire [2:0]        sts_s_ctrl,
    input  wire [7:0]        sts_s_status,
    input  wire [15:0]       sts_s_consumer,
    input  wire [15:0]       sts_s_producer,
    input  wire [15:0]       sts_s_cq_written,
    input  wire [15:0]       sts_s_residue_index,
    input  wire [10:0]       sts_s_error,
    input  wire [ADDR_W-1:0] sts_s_err_addr
);
    `include "sgdma_regs.vh"

    localparam [11:0] IRQ_STATUS = `SGDMA_REG_IRQ_STATUS;

    wire [7:0]  offset = {1'b0, rd_addr[6:0]};
    wire        here = rd_mapped && rd_addr[9:8] != 2'b00;
    wire        scatter = rd_addr[9];
    wire        at_consumer = here && offset == `SGDMA_CHAN_REG_CONSUMER;
    wire        at_producer = here && offset == `SGDMA_CHAN_REG_PRODUCER;
    wire        at_written = here && offset == `SGDMA_CHAN_REG_CQ_WRITTEN;
    wire        at_residue = here && offset == `SGDMA_CHAN_REG_RESIDUE_INDEX;
    wire        at_status = here && offset == `SGDMA_CHAN_REG_STATUS;
    wire        at_ctrl = here && offset == `SGDMA_CHAN_REG_CTRL;
    wire        at_error = here && offset == `SGDMA_CHAN_REG_ERROR;
    wire        at_addr = here && (offset == `SGDMA_CHAN_REG_ERROR_ADDR_LO || offset == `SGDMA_CHAN_REG_ERROR_ADDR_HI);
    wire        at_irq = rd_mapped && rd_addr[9:0] == IRQ_STATUS[9:0];

    wire [63:0] g_err_addr = {{(64 - ADDR_W){1'b0}}, sts_g_err_addr};
    wire [63:0] s_err_addr = {{(64 - ADDR_W){1'b0}}, sts_s_err_addr};
    wire        unused = &{1'b0, rd_addr[11:10], IRQ_STATUS};

    reg  [31:0] addr;
    reg  [15:0] done;                         // how far the channel is
    reg  [15:0] more;
    reg  [10:0] state;
    always @* begin
        case ({scatter, rd_addr[2]})
        2'b00:   addr = g_err_addr[31:0];
        2'b01:   addr = g_err_addr[63:32];
        2'b10:   addr = s_err_addr[31:0];
        default: addr = s_err_addr[63:32];
        endcase
        case ({scatter, rd_addr[6] && !rd_addr[2]}) // CONSUMER, also for ERROR, or CQ_WRITTEN
        2'b00:   done = sts_g_consumer;
        2'b01:   done = sts_g_cq_written;
        2'b10:   done = sts_s_consumer;
        default: done = sts_s_cq_written;
        endcase
        case ({scatter, rd_addr[2]})          // PRODUCER or RESIDUE_INDEX
        2'b00:   more = sts_g_producer;
        2'b01:   more = sts_g_residue_index;
        2'b10:   more = sts_s_producer;
        default: more = sts_s_residue_index;
        endcase
        case ({rd_addr[6], rd_addr[2]})       // ERROR, STATUS, CTRL; ERROR has bit 6, CTRL not bit 2
        2'b00:   state = {8'd0, scatter ? sts_s_ctrl : sts_g_ctrl};
        2'b01:   state = {3'd0, scatter ? sts_s_status : sts_g_status};
        default: state = scatter ? sts_s_error : sts_g_error;
        endcase
        if (rd_addr[9:8] == 2'b00)
            state = {7'd0, irq_status};
    end

    reg  [31:0] addr_q;
    reg  [15:0] done_q;
    reg         low_q, high_q;                // where it shows
    reg  [15:0] more_q;

    assign rd_data = rd_kept | addr_q | {done_q & {16{high_q}}, (done_q & {16{low_q}}) | more_q};

    always @(posedge clk) begin
        if (rd_look) begin
            addr_q <= addr;
            done_q <= done;
            low_q <= at_consumer || at_written;
            high_q <= at_error;
            more_q <= more;
            if (at_status || at_ctrl || at_error || at_irq)
                more_q <= {5'd0, state};
        end
        if (rd_look && !at_addr)
            addr_q <= 32'd0;
        if (rd_look && !at_producer && !at_residue && !at_status && !at_ctrl && !at_error && !at_irq)
            more_q <= 16'd0;
    end
endmodule

`default_nettype wire
