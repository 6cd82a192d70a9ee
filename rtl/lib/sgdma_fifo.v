// SPDX-License-Identifier: Apache-2.0
//
// FIFO of DEPTH words: a synchronous-read RAM and its output register; the first word falls through.
//
// Guarantees: words come out in order, none lost or repeated; s_ready and m_valid come from registers and depend on
//   nothing that happens in the same clock; m_data is stable while m_valid and not m_ready.
// Relies on: s_valid only when the writer means it; a word offered while s_ready is low is not taken.
// Latency: BYPASS = 1: s to m one clock when empty. BYPASS = 0: two clocks, and no bypass register and mux.
//
`default_nettype none

module sgdma_fifo #(
    parameter WIDTH  = 8,   // bits of a word
    parameter DEPTH  = 16,  // words, a power of two, at least 2
    parameter BYPASS = 1    // 1: an empty FIFO hands a word on in one clock
) (
    input  wire             clk,
    input  wire             rst,      // empties it

    input  wire             s_valid,
    output wire             s_ready,
    input  wire [WIDTH-1:0] s_data,

    output wire             m_valid,
    input  wire             m_ready,
    output wire [WIDTH-1:0] m_data
);
    reg              full_q;
    reg              valid_q;

    wire             push   = s_valid && s_ready;
    wire             refill = !valid_q || m_ready;      // the output register takes a word if there is one

    assign s_ready = !full_q;
    assign m_valid = valid_q;

    generate
        if (DEPTH == 2 && BYPASS != 0) begin : g_two      // no RAM: two registers are smaller
            reg [WIDTH-1:0] data_q;
            reg [WIDTH-1:0] held_q;                      // behind data_q while full_q
            assign m_data = data_q;
            always @(posedge clk) begin
                if (!full_q) held_q <= s_data;
                if (refill) data_q <= full_q ? held_q : s_data;
                full_q  <= full_q ? !m_ready : push && !refill;
                valid_q <= !refill || full_q || push;
                if (rst) begin
                    full_q  <= 1'b0;
                    valid_q <= 1'b0;
                end
            end
        end else begin : g_ram
            localparam AW = $clog2(DEPTH);

            // No word is read in the clock in which it is written, so what such a read would give need not be kept right.
            (* no_rw_check *)
            reg  [WIDTH-1:0] ram [0:DEPTH-1];
            reg  [WIDTH-1:0] ram_q;
            reg  [AW-1:0]    wr_q;
            reg  [AW-1:0]    rd_q;
            reg  [AW:0]      count_q;     // words in the RAM

            wire             read   = refill && count_q != 0;
            wire             direct = (BYPASS != 0) && push && refill && count_q == 0;
            wire             write  = push && !direct;
            wire [AW:0]      count_d = count_q + {{AW{1'b0}}, write} - {{AW{1'b0}}, read};
            wire             valid_d = refill ? read || direct : valid_q;

            always @(posedge clk) begin
                if (write) ram[wr_q] <= s_data;
                if (read) ram_q <= ram[rd_q];
            end

            always @(posedge clk) begin
                if (write) wr_q <= wr_q + 1'b1;
                if (read) rd_q <= rd_q + 1'b1;
                count_q <= count_d;
                full_q  <= count_d == DEPTH[AW:0] || (count_d == DEPTH[AW:0] - 1'b1 && valid_d);
                valid_q <= valid_d;
                if (rst) begin
                    wr_q    <= {AW{1'b0}};
                    rd_q    <= {AW{1'b0}};
                    count_q <= {(AW+1){1'b0}};
                    full_q  <= 1'b0;
                    valid_q <= 1'b0;
                end
            end

            if (BYPASS != 0) begin : g_bypass
                reg [WIDTH-1:0] direct_data_q;
                reg             direct_q;
                always @(posedge clk) begin
                    if (direct) direct_data_q <= s_data;
                    if (direct) direct_q <= 1'b1;
                    else if (read) direct_q <= 1'b0;
                end
                assign m_data = direct_q ? direct_data_q : ram_q;
            end else begin : g_plain
                assign m_data = ram_q;
            end
        end
    endgenerate
endmodule

`default_nettype wire
