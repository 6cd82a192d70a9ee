// SPDX-License-Identifier: Apache-2.0
//
// Descriptor decoder of one half: one entry a clock becomes a piece for the geometry stage, or, a header, the fetcher's next chunk.
//
// Guarantees: the checks of rtl/README.md in their order; an entry with an error leaves as a piece that carries the code, and nothing
//   follows it until the channel is cleared; no data entry leaves without a slot in the completion queue.
// Relies on: s_* stable while s_valid and not s_ready; slot_ok and m_ready from registers or short logic.
// Latency: none (combinational); the geometry stage registers the piece. A header whose next chunk lies in the last 64th of the
//   address space waits one clock for the check that the chunk does not wrap.
//
`default_nettype none

module sgdma_decode #(
    parameter ADDR_W = 64                  // address bits
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel

    input  wire              cfg_wide,
    input  wire              cfg_basic,    // entries come from registers
    input  wire              run,
    input  wire              slot_ok,      // the completion queue has a slot

    input  wire              s_valid,
    output wire              s_ready,
    input  wire [ADDR_W-1:0] s_addr,
    input  wire [27:0]       s_less_n,     // ~ (length - 1)
    input  wire              s_none,       // the length is 0
    input  wire              s_few,        // ... or 1, or has more than 16 bits
    input  wire [15:0]       s_tag,        // wide
    input  wire [3:0]        s_flags,      // END, LINK, IRQ, EOP
    input  wire              s_first,      // opens a chunk
    input  wire              s_above,      // address bits above ADDR_W are set
    input  wire              s_extra,      // reserved bits are set
    input  wire              s_fault,      // no entry, the fetch went wrong
    input  wire [1:0]        s_fault_kind, // 1 SLVERR, 2 DECERR, 3 refused

    output wire              m_head_here,  // a header is here and not waiting
    output wire              m_head_valid, // one clock: it is a good one
    output wire              m_head_end,

    output wire              m_valid,
    input  wire              m_ready,
    output wire [28:0]       m_end,        // address of the last byte, low bits
    output wire [15:0]       m_tag,
    output wire [7:0]        m_code,       // 0, or what is wrong (then s_addr is the error's address)

    output wire [15:0]       sts_index,    // data entries decoded
    output wire              sts_starved   // could take an entry, none is here
);
`include "sgdma_regs.vh"

    reg  [15:0] index_q;
    reg         halted_q;
    reg         late_q;                    // the header has been here for a clock
    reg         wraps_q;                   // and its chunk wraps

    wire        eop    = s_flags[0];
    wire        irq    = s_flags[1];
    wire        link   = s_flags[2];
    wire        ends   = s_flags[3];
    // The mark that an END header has for an address. Without END beside it the bus has brought the old address and the
    // new flags of a header that is being appended to: its doorbell is still to come, and lets it be read again.
    wire        no_next = ends || s_addr[31:0] == 32'd1;

    // One adder for both kinds: the address of the last byte of the data, or of the next chunk.
    wire [27:0] span_n = !s_first ? s_less_n : cfg_wide ? {8'hff, s_less_n[15:0], 4'h0} : {9'h1ff, s_less_n[15:0], 3'h0};
    wire        last_low;
    wire [ADDR_W:0] last;                  // its carry tells of more than the address space
    wire        unused = &{1'b0, last_low, last[ADDR_W-1:29]};
    // As a difference, which xc7 needs no LUT for beside the carry chain.
    assign {last, last_low} = {1'b0, s_addr, 1'b0} - {{(ADDR_W-27){1'b1}}, span_n, 1'b1};
    wire        near   = &s_addr[ADDR_W-1:ADDR_W-6];
    wire        wraps  = last[ADDR_W];
    wire        align  = s_addr[2:0] != 3'd0 || (cfg_wide && s_addr[3]);
    wire        bad_head  = !link || eop || irq || s_extra || (!no_next && (s_few || s_above || (near && wraps_q) || align));
    wire        bad_data  = link || ends || s_extra || s_none || s_above || wraps;
    wire        bad       = s_fault || (s_first ? bad_head : bad_data);
    wire        wait_late = s_first && near && !late_q;

    reg  [7:0]  code;
    always @* begin
        if (s_fault) code = s_fault_kind == 2'd1 ? `SGDMA_CODE_FETCH_SLVERR
                          : s_fault_kind == 2'd2 ? `SGDMA_CODE_FETCH_DECERR : `SGDMA_CODE_FETCH_WINDOW;
        else if (s_first) code = !link ? `SGDMA_CODE_NOT_HEADER
                               : eop || irq || s_extra ? `SGDMA_CODE_BAD_FLAGS
                               : s_few ? `SGDMA_CODE_BAD_COUNT
                               : s_above || (near && wraps_q) ? `SGDMA_CODE_ADDR_RANGE : `SGDMA_CODE_LINK_ALIGN;
        else code = link || ends ? `SGDMA_CODE_NOT_DATA
                  : s_extra ? `SGDMA_CODE_BAD_FLAGS
                  : s_none ? `SGDMA_CODE_LEN_ZERO : `SGDMA_CODE_ADDR_RANGE;
    end

    wire        here   = s_valid && run && !halted_q && !wait_late;
    wire        silent = s_first && !bad_head;      // a good header takes no room downstream

    assign m_valid      = here && !silent && slot_ok;
    assign s_ready      = run && !halted_q && !wait_late && (silent || (slot_ok && m_ready));
    assign m_head_here  = here && s_first;
    assign m_head_valid = here && silent;
    assign m_head_end   = no_next;

    assign m_end        = last[28:0];
    assign m_tag        = (s_fault || s_first) ? 16'd0 : cfg_wide && !cfg_basic ? s_tag : index_q;
    assign m_code       = bad ? code : `SGDMA_CODE_OK;
    assign sts_index    = index_q;
    assign sts_starved  = run && !halted_q && !s_valid && slot_ok && m_ready;

    always @(posedge clk) begin
        if (m_valid && m_ready) begin
            index_q  <= index_q + 16'd1;
            halted_q <= bad;
        end
        late_q  <= s_valid && s_first && !s_ready;
        wraps_q <= wraps;
        if (rst) begin
            index_q  <= 16'd0;
            halted_q <= 1'b0;
            late_q   <= 1'b0;
        end
    end
endmodule

`default_nettype wire
