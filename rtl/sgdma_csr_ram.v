// SPDX-License-Identifier: Apache-2.0
//
// A small memory with one write port and one read port, whose answer can be 0 instead: distributed RAM and a register, or a block RAM.
// Guarantees: rd_data is the word at rd_addr, or 0 without rd_pick, from the clock after rd_en until the next rd_en.
// Relies on: no word being written in the clock in which it is read. Latency: 1 clock.
`default_nettype none

module sgdma_csr_ram #(
    parameter LOG2 = 5,        // log2 of the words
    parameter LUTRAM = 1       // as sgdma_fifo's
) (
    input  wire            clk,
    input  wire            wr_en,
    input  wire [LOG2-1:0] wr_addr,
    input  wire [31:0]     wr_data,
    input  wire            rd_en,
    input  wire            rd_pick,
    input  wire [LOG2-1:0] rd_addr,
    output wire [31:0]     rd_data
);
    reg  [31:0] data_q;

    generate
        if (LUTRAM != 0) begin : g_distributed
            (* ram_style = "distributed" *) reg [31:0] ram [0:(1<<LOG2)-1];

            assign rd_data = data_q;
            always @(posedge clk) begin
                if (wr_en)
                    ram[wr_addr] <= wr_data;
                if (rd_en)
                    data_q <= ram[rd_addr];
                if (rd_en && !rd_pick)
                    data_q <= 32'd0;
            end
        end else begin : g_block
            (* no_rw_check *) reg [31:0] ram [0:(1<<LOG2)-1];
            reg pick_q;

            assign rd_data = pick_q ? data_q : 32'd0;
            always @(posedge clk) begin
                if (wr_en)
                    ram[wr_addr] <= wr_data;
                if (rd_en) begin
                    data_q <= ram[rd_addr];
                    pick_q <= rd_pick;
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
