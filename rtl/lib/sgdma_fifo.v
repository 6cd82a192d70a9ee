// SPDX-License-Identifier: Apache-2.0
//
// FIFO of DEPTH words: the first word falls through.
//
// With BYPASS = 1 the read port is written as asynchronous, with its address in a register: distributed RAM has no register behind it then,
// and a tool that maps it to block RAM takes that register into the RAM and adds what hands on a word that is read as it is written.
// With BYPASS = 0 no word is read in the clock in which it is written, which such a tool does not see: LUTRAM says which RAM there is.
//
// Guarantees: words come out in order, none lost or repeated; s_ready and m_valid come from registers and depend on
//   nothing that happens in the same clock; m_data is stable while m_valid and not m_ready.
// Relies on: s_valid only when the writer means it; a word offered while s_ready is low is not taken.
// Latency: s to m when empty: BYPASS = 1 one clock, BYPASS = 0 two. LUTRAM changes no clock.
//
`default_nettype none

module sgdma_fifo #(
    parameter WIDTH  = 8,   // bits of a word
    parameter DEPTH  = 16,  // words, a power of two, at least 2
    parameter BYPASS = 1,   // 1: an empty FIFO hands a word on in one clock
    parameter LUTRAM = 1    // 1: distributed RAM is there; 0: RAM is read synchronously alone
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

    wire             push = s_valid && s_ready;

    assign s_ready = !full_q;
    assign m_valid = valid_q;

    generate
        if (DEPTH == 2 && BYPASS != 0 && LUTRAM == 0) begin : g_two // smaller than a RAM
            reg [WIDTH-1:0]  data_q;
            reg [WIDTH-1:0]  held_q;                      // behind data_q while full_q
            wire             refill = !valid_q || m_ready;

            assign m_data  = data_q;
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
            localparam WORDS = DEPTH < 4 ? 4 : DEPTH;     // tools make registers of a smaller RAM
            localparam AW = $clog2(WORDS);
            localparam [31:0] LAST = DEPTH - 1;           // the pointers' bits

            wire             pop  = m_valid && m_ready;
            reg  [AW-1:0]    wr_q;
            reg  [AW-1:0]    rd_q;
            wire [AW-1:0]    wr_d = (wr_q + {{(AW-1){1'b0}}, push}) & LAST[AW-1:0];
            wire [AW-1:0]    rd_d = (rd_q + {{(AW-1){1'b0}}, pop}) & LAST[AW-1:0];
            wire             stay = full_q && !pop;       // every word keeps its place
            wire             full_d = stay || (push && !pop && wr_d == rd_q);

            always @(posedge clk) begin
                wr_q   <= wr_d;
                rd_q   <= rd_d;
                full_q <= full_d;
                if (rst) begin
                    wr_q   <= {AW{1'b0}};
                    rd_q   <= {AW{1'b0}};
                    full_q <= 1'b0;
                end
            end

            always @(posedge clk) begin
                valid_q <= stay || (BYPASS != 0 && push) || wr_q != rd_d;
                if (rst) valid_q <= 1'b0;
            end

            if (BYPASS != 0 || LUTRAM != 0) begin : g_async
                reg  [WIDTH-1:0] ram [0:WORDS-1];
                assign m_data = ram[rd_q];
                always @(posedge clk)
                    if (push) ram[wr_q] <= s_data;
            end else begin : g_sync
                (* no_rw_check *)
                reg  [WIDTH-1:0] ram [0:WORDS-1];
                reg  [WIDTH-1:0] ram_q;
                assign m_data = ram_q;
                always @(posedge clk) begin
                    if (push) ram[wr_q] <= s_data;
                    ram_q <= ram[rd_d];
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
