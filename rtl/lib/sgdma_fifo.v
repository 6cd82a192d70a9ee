// SPDX-License-Identifier: Apache-2.0
//
// FIFO of DEPTH words: the first word falls through.
//
// With BYPASS = 1 the read port is written as asynchronous, with its address in a register: distributed RAM has no register behind it then,
// and a tool that maps it to block RAM takes that register into the RAM and adds what hands on a word that is read as it is written.
// With BYPASS = 0 no word is read in the clock in which it is written, which such a tool does not see: LUTRAM says which RAM there is.
//
// Guarantees: words come out in order, none lost or repeated; s_ready and m_valid come from registers and depend on
//   nothing that happens in the same clock, but for s_ready of DEPTH = 1: a word is taken in the clock in which the one here leaves;
//   m_data is stable while m_valid and not m_ready.
// Relies on: s_valid only when the writer means it; a word offered while s_ready is low is not taken.
// Latency: s to m when empty: BYPASS = 1 one clock, BYPASS = 0 two. LUTRAM changes no clock.
//
`default_nettype none

module sgdma_fifo #(
    parameter WIDTH  = 8,   // bits of a word
    parameter DEPTH  = 16,  // words, a power of two; 1: a register
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
    reg              valid_q;

    wire             push = s_valid && s_ready;

    assign m_valid = valid_q;

    generate
        if (DEPTH == 1) begin : g_one
            reg [WIDTH-1:0]  data_q;

            assign s_ready = !valid_q || m_ready;
            assign m_data  = data_q;
            always @(posedge clk) begin
                if (s_ready) data_q <= s_data;
                valid_q <= push || !s_ready;
                if (rst) valid_q <= 1'b0;
            end
        end else if (DEPTH == 2 && BYPASS != 0 && LUTRAM == 0) begin : g_two // smaller than a RAM
            reg [WIDTH-1:0]  data_q;
            reg [WIDTH-1:0]  held_q;                      // behind data_q while full_q
            reg              full_q;
            wire             refill = !valid_q || m_ready;

            assign s_ready = !full_q;
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

            // What a push or a pop leads to is known before it comes, so that either may come late.
            wire             pop  = m_valid && m_ready;
            reg              full_q;
            reg  [AW-1:0]    wr_q;
            reg  [AW-1:0]    rd_q;
            wire [AW-1:0]    wr_next = (wr_q + 1'b1) & LAST[AW-1:0];
            wire [AW-1:0]    rd_next = (rd_q + 1'b1) & LAST[AW-1:0];
            wire             fills = wr_next == rd_q;     // with a push
            wire             more = rd_next != wr_q;      // after a pop
            reg              pushed_q;
            wire             any  = valid_q || (BYPASS == 0 && (AW < 4 ? rd_q != wr_q : pushed_q)); // but for a word that comes now

            assign s_ready = !full_q;
            always @(posedge clk) begin
                wr_q     <= (push ? wr_next : wr_q) & LAST[AW-1:0];
                rd_q     <= (pop ? rd_next : rd_q) & LAST[AW-1:0];
                pushed_q <= push;
                full_q  <= !pop && (full_q || (push && fills));
                valid_q <= (BYPASS != 0 && push) || (pop ? more : any);
                if (rst) begin
                    wr_q    <= {AW{1'b0}};
                    rd_q    <= {AW{1'b0}};
                    full_q  <= 1'b0;
                    valid_q <= 1'b0;
                end
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
                    ram_q <= ram[pop ? rd_next : rd_q];
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
