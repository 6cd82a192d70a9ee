// SPDX-License-Identifier: Apache-2.0
//
// Technology map of make synth for standard cells: what the RAM of a FIFO is to the logic round it. A RAM of 1,024 bits and more would
// be a macro from a compiler, so it is cut out: each of its inputs ends at a SYNTH_RAM_IN, each bit of its read register begins at a
// SYNTH_RAM_OUT (synth-ram.lib has their timing). Smaller ones become flip-flops.
//
`default_nettype none

module \$mem_v2 (RD_CLK, RD_EN, RD_ARST, RD_SRST, RD_ADDR, RD_DATA, WR_CLK, WR_EN, WR_ADDR, WR_DATA);
    parameter MEMID = "";
    parameter signed SIZE = 4;
    parameter signed OFFSET = 0;
    parameter signed ABITS = 2;
    parameter signed WIDTH = 8;
    parameter signed INIT = 1'bx;
    parameter signed RD_PORTS = 1;
    parameter RD_CLK_ENABLE = 1'b1;
    parameter RD_CLK_POLARITY = 1'b1;
    parameter RD_TRANSPARENCY_MASK = 1'b0;
    parameter RD_COLLISION_X_MASK = 1'b0;
    parameter RD_WIDE_CONTINUATION = 1'b0;
    parameter RD_CE_OVER_SRST = 1'b0;
    parameter RD_ARST_VALUE = 1'b0;
    parameter RD_SRST_VALUE = 1'b0;
    parameter RD_INIT_VALUE = 1'b0;
    parameter signed WR_PORTS = 1;
    parameter WR_CLK_ENABLE = 1'b1;
    parameter WR_CLK_POLARITY = 1'b1;
    parameter WR_PRIORITY_MASK = 1'b0;
    parameter WR_WIDE_CONTINUATION = 1'b0;

    input  wire [RD_PORTS-1:0]       RD_CLK;
    input  wire [RD_PORTS-1:0]       RD_EN;
    input  wire [RD_PORTS-1:0]       RD_ARST;
    input  wire [RD_PORTS-1:0]       RD_SRST;
    input  wire [RD_PORTS*ABITS-1:0] RD_ADDR;
    output wire [RD_PORTS*WIDTH-1:0] RD_DATA;
    input  wire [WR_PORTS-1:0]       WR_CLK;
    input  wire [WR_PORTS*WIDTH-1:0] WR_EN;
    input  wire [WR_PORTS*ABITS-1:0] WR_ADDR;
    input  wire [WR_PORTS*WIDTH-1:0] WR_DATA;

    wire _TECHMAP_FAIL_ = SIZE * WIDTH < 1024 || RD_PORTS != 1 || WR_PORTS != 1 || RD_CLK_ENABLE != 1'b1;

    // A table that is never written has no write port, and no bits of one that could be named.
    genvar i;
    generate
        if (RD_PORTS == 1 && WR_PORTS == 1) begin : g_macro
            for (i = 0; i < WIDTH; i = i + 1) begin : g_bit
                (* keep *) SYNTH_RAM_OUT u_read (.CLK(RD_CLK), .Q(RD_DATA[i]));
                (* keep *) SYNTH_RAM_IN u_write (.CLK(WR_CLK), .D(WR_DATA[i]));
            end
            for (i = 0; i < ABITS; i = i + 1) begin : g_addr
                (* keep *) SYNTH_RAM_IN u_rd_addr (.CLK(RD_CLK), .D(RD_ADDR[i]));
                (* keep *) SYNTH_RAM_IN u_wr_addr (.CLK(WR_CLK), .D(WR_ADDR[i]));
            end
            (* keep *) SYNTH_RAM_IN u_rd_en (.CLK(RD_CLK), .D(RD_EN));
            (* keep *) SYNTH_RAM_IN u_wr_en (.CLK(WR_CLK), .D(WR_EN[0]));
        end
    endgenerate
endmodule

`default_nettype wire
