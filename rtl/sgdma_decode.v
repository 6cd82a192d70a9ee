// SPDX-License-Identifier: Apache-2.0
//
// Descriptor decoder of one half: one entry a clock becomes a piece for the geometry stage, or, a header, the fetcher's next chunk.
//
// Guarantees: the checks of rtl/README.md in their order; an entry with an error leaves as a piece that carries the code, and nothing
//   follows it until the channel is cleared; no data entry leaves without a slot in the completion queue.
// Relies on: s_* stable while s_valid and not s_ready; slot_ok and m_ready from registers or short logic.
// Latency: none (combinational); the geometry stage registers the piece.
//
`default_nettype none

module sgdma_decode #(
    parameter ADDR_W = 64                  // address bits
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel

    input  wire              cfg_wide,
    input  wire              cfg_basic,    // entries come from registers
    input  wire [ADDR_W-1:0] basic_addr,
    input  wire [27:0]       basic_len,
    input  wire              basic_eop,
    input  wire              basic_irq,
    input  wire [19:0]       cfg_upper,    // compact: address bits 63:44
    input  wire              run,
    input  wire              slot_ok,      // the completion queue has a slot

    input  wire              s_valid,
    output wire              s_ready,
    input  wire [127:0]      s_entry,
    input  wire              s_first,      // opens a chunk
    input  wire [1:0]        s_resp,
    input  wire [ADDR_W-1:0] s_fetch_addr,
    input  wire [2:0]        s_slot,       // with s_first: place in the fetch's first word, units of 8 bytes

    output wire              m_head_valid, // one clock: a good header
    output wire              m_head_end,
    output wire [ADDR_W-1:0] m_head_addr,
    output wire [15:0]       m_head_count,

    output wire              m_valid,
    input  wire              m_ready,
    output wire [ADDR_W-1:0] m_addr,
    output wire [28:0]       m_end,        // address of the last byte, low bits
    output wire [27:0]       m_len,
    output wire [15:0]       m_tag,
    output wire              m_eop,
    output wire              m_irq,
    output wire [7:0]        m_code,       // 0, or what is wrong (then m_addr is the error's address)

    output wire [15:0]       sts_index,    // data entries decoded
    output wire              sts_starved   // could take an entry, none is here
);
`include "sgdma_regs.vh"

    reg  [15:0] index_q;
    reg         halted_q;

    // Fields.
    reg  [63:0] basic64;
    always @* begin
        basic64 = 64'd0;
        basic64[ADDR_W-1:0] = basic_addr;
    end
    wire [63:0] addr64 = cfg_basic ? basic64
                       : cfg_wide ? s_entry[63:0] : {cfg_upper, s_entry[43:0]};
    wire [27:0] len    = cfg_basic ? basic_len : cfg_wide ? s_entry[91:64] : {12'd0, s_entry[59:44]};
    wire [3:0]  flags  = cfg_basic ? {2'b00, basic_irq, basic_eop} : cfg_wide ? s_entry[115:112] : s_entry[63:60];
    wire        extra  = cfg_wide && !cfg_basic && (s_entry[95:92] != 4'd0 || s_entry[127:116] != 12'd0);
    wire        eop    = flags[0];
    wire        irq    = flags[1];
    wire        link   = flags[2];
    wire        ends   = flags[3];
    wire        header = s_first;
    // The mark that an END header has for an address. Without END beside it the bus has brought the old address and the
    // new flags of a header that is being appended to: its doorbell is still to come, and lets it be read again.
    wire        torn   = addr64[31:0] == 32'd1;
    wire        no_next = ends || torn;

    // One adder for both kinds: the address of the last byte of the data, or of the next chunk.
    wire [27:0] span   = !header ? len - 28'd1
                       : cfg_wide ? {8'd0, len[15:0] - 16'd1, 4'hf} : {9'd0, len[15:0] - 16'd1, 3'h7};
    wire [ADDR_W:0] last = {1'b0, addr64[ADDR_W-1:0]} + {{(ADDR_W-27){1'b0}}, span};
    wire        above;
    wire        range  = above || last[ADDR_W];
    wire        align  = cfg_wide ? addr64[3:0] != 4'd0 : addr64[2:0] != 3'd0;

    reg  [7:0]  code;
    always @* begin
        code = `SGDMA_CODE_OK;
        if (s_resp != 2'd0) code = s_resp == 2'd1 ? `SGDMA_CODE_FETCH_WINDOW
                                 : s_resp == 2'd3 ? `SGDMA_CODE_FETCH_DECERR : `SGDMA_CODE_FETCH_SLVERR;
        else if (header) begin
            if (!link) code = `SGDMA_CODE_NOT_HEADER;
            else if (eop || irq || extra) code = `SGDMA_CODE_BAD_FLAGS;
            else if (!no_next) begin
                if (len[27:16] != 12'd0 || len[15:1] == 15'd0) code = `SGDMA_CODE_BAD_COUNT;
                else if (range) code = `SGDMA_CODE_ADDR_RANGE;
                else if (align) code = `SGDMA_CODE_LINK_ALIGN;
            end
        end else begin
            if (link || ends) code = `SGDMA_CODE_NOT_DATA;
            else if (extra) code = `SGDMA_CODE_BAD_FLAGS;
            else if (len == 28'd0) code = `SGDMA_CODE_LEN_ZERO;
            else if (range) code = `SGDMA_CODE_ADDR_RANGE;
        end
    end

    wire        bad    = code != `SGDMA_CODE_OK;
    wire        silent = header && !bad;            // a good header takes no room downstream
    wire        open   = run && !halted_q;

    assign m_valid      = s_valid && open && !silent && slot_ok;
    assign s_ready      = open && (silent || (slot_ok && m_ready));
    assign m_head_valid = s_valid && open && silent;
    assign m_head_end   = no_next;
    assign m_head_addr  = no_next ? s_fetch_addr | {{(ADDR_W-6){1'b0}}, s_slot, 3'd0} : addr64[ADDR_W-1:0];
    assign m_head_count = len[15:0];

    assign m_addr       = s_resp != 2'd0 ? s_fetch_addr : addr64[ADDR_W-1:0];
    assign m_end        = last[28:0];
    assign m_len        = len;
    assign m_tag        = (s_resp != 2'd0 || header) ? 16'd0 : cfg_wide && !cfg_basic ? s_entry[111:96] : index_q;
    assign m_eop        = eop;
    assign m_irq        = irq;
    assign m_code       = code;
    assign sts_index    = index_q;
    assign sts_starved  = open && !s_valid && slot_ok && m_ready;


    generate
        if (ADDR_W < 64) begin : g_above
            assign above = addr64[63:ADDR_W] != {(64-ADDR_W){1'b0}};
        end else begin : g_all
            assign above = 1'b0;
        end
    endgenerate

    always @(posedge clk) begin
        if (m_valid && m_ready) begin
            index_q  <= index_q + 16'd1;
            halted_q <= bad;
        end
        if (rst) begin
            index_q  <= 16'd0;
            halted_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
