// SPDX-License-Identifier: Apache-2.0
//
// Unpacker of the scatter half: cuts a byte stream into the bus words of destination bursts.
//
// Guarantees: one destination word a clock; byte-exact strobes. From a stream a burst is announced (m_aw) when its last word
//   leaves, in copy mode as soon as every word that is missing belongs to read bursts whose first beat has come. Each piece gives
//   one entry (m_ent) when it is full or the packet ends; a packet longer than its buffers is cut and dropped to its end, or an error.
//   What is left of a packet when the channel is cleared is dropped too. With a fence nothing leaves after an EOP while a write is open.
//   After an error or a halt an announced burst is filled up with words without strobes, one entry with `bad` follows, and nothing more.
// Relies on: stream lanes contiguous, lane 0 after a packet's end; bursts held until taken; m_*_ready from registers.
// Latency: none from the stream to m_word (the data FIFO registers it).
//
`default_nettype none

module sgdma_unpack #(
    parameter ADDR_W     = 64,             // address bits
    parameter DATA_W     = 64,             // bus and stream bits
    parameter FIFO_BEATS = 512,            // of the read data FIFO: bounds what is promised
    parameter MAX_BURST  = 256             // bytes
) (
    input  wire              clk,
    input  wire              rst,
    input  wire              clear,        // the channel is reset: all but what is known of the stream
    input  wire              cfg_copy,
    input  wire              cfg_fence,
    input  wire              cfg_overrun_stop,
    input  wire              cfg_empty_drop,
    input  wire              run,
    input  wire              halt,         // end the burst and take no more
    input  wire              posted,       // a destination is on its way here
    input  wire              writing,      // a burst is without its B

    input  wire              s_valid,
    output wire              s_ready,
    input  wire [DATA_W-1:0] s_data,
    input  wire [$clog2(DATA_W/8):0] s_start, // first lane
    input  wire [$clog2(DATA_W/8):0] s_end,   // last lane + 1
    input  wire              s_last,
    input  wire [7:0]        s_code,       // 0, or an error in place of bytes

    input  wire              s_burst_valid,
    output wire              s_burst_ready,
    output wire              s_burst_drop, // the rest of the piece is not wanted
    input  wire [ADDR_W-1:0] s_burst_addr,
    input  wire [7:0]        s_burst_len,  // beats - 1
    input  wire [$clog2(DATA_W/8)-1:0] s_burst_end_lane,
    input  wire              s_burst_last, // last burst of the piece
    input  wire [15:0]       s_burst_tag,
    input  wire              s_burst_eop,
    input  wire              s_burst_irq,
    input  wire [7:0]        s_burst_code, // 0, or an error in place of a piece

    input  wire              evt_promise,  // the first beat of a read burst has come
    input  wire [$clog2(MAX_BURST):0] promise_bytes,

    output wire              m_word_valid,
    input  wire              m_word_ready,
    output wire [DATA_W-1:0] m_word_data,
    output wire [DATA_W/8-1:0] m_word_strb,

    output wire              m_aw_valid,
    input  wire              m_aw_ready,
    output wire [ADDR_W-1:0] m_aw_addr,
    output wire [7:0]        m_aw_len,     // beats - 1

    output wire              m_burst_valid, // the last word of a burst leaves, one clock
    output wire              m_burst_ends, // it is the last burst of its entry
    output wire [$clog2(MAX_BURST):0] m_burst_bytes,

    output wire              m_ent_valid,
    input  wire              m_ent_ready,
    output wire [15:0]       m_ent_tag,
    output wire [28:0]       m_ent_bytes,  // bit 28: saturated
    output wire              m_ent_irq,
    output wire              m_ent_eop,
    output wire              m_ent_short,
    output wire              m_ent_cut,    // the packet was longer than its buffers
    output wire [7:0]        close_code,   // why the last entry was closed; 0: a halt
    output wire              close_source, // it is the source's error

    output wire              evt_fence,    // every write of the job before is answered
    output wire              evt_dropped,  // a packet found no buffer
    output wire              sts_lacks,    // a destination waits for bytes
    output wire              sts_open,     // a packet is half taken
    output wire              sts_dead
);
`include "sgdma_regs.vh"
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);
    localparam MB    = $clog2(MAX_BURST);
    localparam PW    = $clog2(FIFO_BEATS) + LB + 2;   // bytes promised: the data FIFO and a few registers

    localparam [1:0] RUN   = 2'd0,         // words leave
                     DROP  = 2'd1,         // the rest of a packet is thrown away
                     CLOSE = 2'd2,         // an error or a halt: end the burst and the entry
                     DEAD  = 2'd3;         // nothing more until the channel is cleared

    reg  [1:0]        state_q;
    reg  [DATA_W-1:0] held_q;              // bytes of the stream not yet used: lanes from lane_q on, circular
    reg  [LB:0]       count_q;             // how many
    reg               held_last_q;         // they end the packet
    reg  [LB-1:0]     lane_q;              // lane of the next byte of the stream
    reg  [7:0]        beat_q;              // words of the burst that have left
    reg               aw_q;                // the burst is announced
    reg  [28:0]       entry_q;             // bytes of the entry, bit 28: saturated
    reg  [28:0]       packet_q;            // bytes of the packet, or since the last EOP
    reg  [7:0]        code_q;              // what CLOSE reports
    reg               source_q;
    reg               open_q;              // stream: a packet is half taken
    reg               fence_q;             // waiting for the writes of a job
    reg  [MB:0]       burst_q;             // bytes of the burst that have left
    reg  [PW-1:0]     promised_q;          // copy: bytes that will come for certain, less those used

    // The destination word.
    wire              live    = state_q == RUN && s_burst_valid && s_burst_code == 8'd0 && !halt && !fence_q;
    wire [LB-1:0]     first   = beat_q == 8'd0 ? s_burst_addr[LB-1:0] : {LB{1'b0}};
    wire              at_end  = beat_q == s_burst_len;
    wire [LB-1:0]     last    = at_end ? s_burst_end_lane : {LB{1'b1}};
    wire [LB:0]       want    = {1'b0, last} - {1'b0, first} + 1'b1;

    // The bytes for it.
    wire              need    = !held_last_q && count_q < want;
    wire              come    = need && s_valid && s_code == 8'd0;
    wire [LB:0]       s_bytes = s_end - s_start;
    wire [LB+1:0]     total   = {1'b0, count_q} + (come ? {1'b0, s_bytes} : {(LB+2){1'b0}});
    wire              ends    = held_last_q || (come && s_last);     // they end the packet
    wire              enough  = total >= {1'b0, want};
    wire              s_error = s_valid && s_code != 8'd0;
    wire              tail    = need && s_error && count_q != {(LB+1){1'b0}};  // bytes of good entries before an error
    wire              have    = need ? (come && (enough || s_last)) || tail : 1'b1;
    wire [LB:0]       used    = enough ? want : total[LB:0];

    // What this word ends.
    wire              packet_end = ends && total <= {1'b0, want};
    wire              piece_full = enough && at_end && s_burst_last;
    wire              too_long = piece_full && s_burst_eop && !packet_end;
    wire              mismatch = cfg_copy ? packet_end != (piece_full && s_burst_eop) : too_long && cfg_overrun_stop;
    wire              cut      = !cfg_copy && too_long && !cfg_overrun_stop;
    wire              entry_end = (packet_end || piece_full) && !mismatch;
    wire              burst_end = (entry_end || (enough && at_end)) && !mismatch;

    // In copy mode a burst is announced early when all that is missing of it will come for certain.
    wire [MB:0]       missing  = {s_burst_len[MB-LB:0] - beat_q[MB-LB:0], s_burst_end_lane} + 1'b1
                                 - {{(MB+1-LB){1'b0}}, first};
    wire              certain  = promised_q >= {{(PW-MB-1){1'b0}}, missing};
    wire              early    = live && cfg_copy && certain && !aw_q && !(have && (burst_end || mismatch));
    wire              aw_due   = burst_end && !aw_q;

    wire              emit     = live && have && m_word_ready && (!aw_due || m_aw_ready) && (!entry_end || m_ent_ready);
    wire              gulp     = live && come && !have;              // a part of a beat: not a word's worth yet
    wire              take     = (emit || gulp) && come;
    wire              drop     = state_q == DROP && s_valid && !cfg_copy;

    // Closing: fill up or announce the burst, then report the entry.
    wire              pad      = state_q == CLOSE && aw_q && beat_q <= s_burst_len;
    wire              aw_close = state_q == CLOSE && !aw_q && beat_q != 8'd0;
    wire              report   = state_q == CLOSE && !pad && !aw_close;

    wire              wrong    = live && need && s_error && !tail;                     // its turn has come
    wire              homeless = !cfg_copy && cfg_empty_drop && run && !halt && state_q == RUN && s_valid && !open_q
                                 && count_q == {(LB+1){1'b0}} && !s_burst_valid && !posted;
    wire              orphan   = cfg_copy && state_q == RUN && s_error && !s_burst_valid && !posted;

    wire [MB:0]       burst_d  = burst_q + {{(MB-LB){1'b0}}, used};
    wire [28:0]       entry_d  = add_bytes(entry_q, used);
    wire [28:0]       packet_d = add_bytes(packet_q, used);
    wire              told_eop = cfg_copy ? s_burst_eop : packet_end || cut;

    function [28:0] add_bytes(input [28:0] sum, input [LB:0] more);
        reg [28:0] next;
        begin
            next = {1'b0, sum[27:0]} + {{(28-LB){1'b0}}, more};
            add_bytes = {sum[28] || next[28], next[27:0]};
        end
    endfunction

    // Lanes: the held bytes first, the others from the stream, then turned to their place.
    wire [LB:0]       held_end   = {1'b0, lane_q} + count_q;          // may pass the last lane and go on at the first
    wire [2*BYTES-1:0] held_until = ~({2*BYTES{1'b1}} << held_end);
    wire [BYTES-1:0]  held       = (held_until[BYTES-1:0] & ({BYTES{1'b1}} << lane_q)) | held_until[2*BYTES-1:BYTES];
    wire [LB:0]       strobe_end = {1'b0, first} + used;
    wire [BYTES-1:0]  strobe     = ({BYTES{1'b1}} << first) & ~({BYTES{1'b1}} << strobe_end);
    wire [LB-1:0]     amount     = first - lane_q;
    wire [DATA_W-1:0] mixed;

    genvar i;
    generate
        for (i = 0; i < BYTES; i = i + 1) begin : g_lane
            assign mixed[8*i +: 8] = held[i] ? held_q[8*i +: 8] : s_data[8*i +: 8];
        end
    endgenerate

    assign s_ready       = take || drop || wrong || orphan;
    assign s_burst_ready = emit && burst_end;
    assign s_burst_drop  = packet_end;
    assign m_word_valid  = (live && have && (!aw_due || m_aw_ready) && (!entry_end || m_ent_ready)) || pad;
    assign m_word_strb   = pad ? {BYTES{1'b0}} : strobe;
    assign m_aw_valid    = (live && have && aw_due && m_word_ready && (!entry_end || m_ent_ready)) || early || aw_close;
    assign m_aw_addr     = s_burst_addr;
    assign m_aw_len      = aw_close ? beat_q - 8'd1 : early ? s_burst_len : beat_q;
    assign m_burst_valid = (emit && (burst_end || (mismatch && at_end && aw_q))) || (pad && m_word_ready && beat_q == s_burst_len)
                           || (aw_close && m_aw_ready);
    assign m_burst_ends  = emit && burst_end && entry_end;
    assign m_burst_bytes = emit ? burst_d : burst_q;
    assign evt_fence     = fence_q && !writing;
    assign evt_dropped   = homeless;
    assign sts_lacks     = live && need && !s_valid;
    assign sts_open      = open_q;
    assign m_ent_valid   = (live && have && entry_end && m_word_ready && (!aw_due || m_aw_ready)) || report;
    assign m_ent_tag     = source_q && report ? 16'd0 : s_burst_tag;
    assign m_ent_bytes   = report ? entry_q : told_eop ? packet_d : entry_d;
    assign m_ent_irq     = s_burst_irq;
    assign m_ent_eop     = told_eop;
    assign m_ent_short   = !cfg_copy && packet_end && !piece_full;
    assign m_ent_cut     = cut;
    assign close_code    = code_q;
    assign close_source  = source_q;
    assign sts_dead      = state_q == DEAD;

    wire [LB:0]       rest   = total[LB:0] - used;
    wire              aw_go  = m_aw_valid && m_aw_ready;
    wire              word_go = m_word_valid && m_word_ready;

    always @(posedge clk) begin
        if (take) held_q <= emit ? s_data : mixed;
        if (emit) begin
            count_q     <= (packet_end || cut) ? {(LB+1){1'b0}} : rest;
            held_last_q <= ends && !packet_end && !cut;
            lane_q      <= (packet_end || cut) ? {LB{1'b0}} : lane_q + used[LB-1:0];
            entry_q     <= entry_end ? 29'd0 : entry_d;
            packet_q    <= entry_end && told_eop ? 29'd0 : packet_d;
        end else if (gulp) begin
            count_q     <= total[LB:0];
        end

        if (emit && burst_end) begin
            beat_q <= 8'd0;
            aw_q   <= 1'b0;
        end else begin
            if (word_go) beat_q <= beat_q + 8'd1;
            if (aw_go && !aw_close) aw_q <= 1'b1;
        end
        if (aw_go && aw_close) beat_q <= 8'd0;
        if (emit) burst_q <= burst_end ? {(MB+1){1'b0}} : burst_d;

        if (emit && entry_end && told_eop && cfg_fence) fence_q <= 1'b1;
        else if (!writing) fence_q <= 1'b0;

        promised_q <= promised_q + (evt_promise && cfg_copy ? {{(PW-MB-1){1'b0}}, promise_bytes} : {PW{1'b0}})
                      - (emit && cfg_copy ? {{(PW-LB-1){1'b0}}, used} : {PW{1'b0}});

        case (state_q)
            RUN: begin
                if ((emit && cut && !ends) || homeless) state_q <= DROP;
                if ((emit && mismatch) || wrong || (s_burst_valid && s_burst_code != 8'd0) || (halt && s_burst_valid))
                    state_q <= CLOSE;
                else if (halt || orphan)
                    state_q <= DEAD;
            end
            DROP: begin
                if (drop && s_last) state_q <= RUN;
                if (halt) state_q <= s_burst_valid ? CLOSE : DEAD;
            end
            CLOSE:
                if (report && m_ent_ready) state_q <= DEAD;
            default: ;
        endcase
        if (state_q != CLOSE && state_q != DEAD) begin
            code_q   <= (emit && mismatch) ? (cfg_copy ? `SGDMA_CODE_LEN_MISMATCH : `SGDMA_CODE_PACKET_CUT)
                      : wrong ? s_code
                      : (s_burst_valid && !live && !halt) ? s_burst_code : `SGDMA_CODE_OK;
            source_q <= wrong && cfg_copy && !(emit && mismatch);
        end

        if ((take || drop || wrong) && !cfg_copy) open_q <= !s_last;

        if (rst || clear) begin
            // A packet that is half taken has no place any more: its rest is dropped.
            state_q     <= !rst && !cfg_copy && open_q && !((take || drop) && s_last) ? DROP : RUN;
            fence_q     <= 1'b0;
            burst_q     <= {(MB+1){1'b0}};
            count_q     <= {(LB+1){1'b0}};
            held_last_q <= 1'b0;
            lane_q      <= {LB{1'b0}};
            beat_q      <= 8'd0;
            aw_q        <= 1'b0;
            entry_q     <= 29'd0;
            packet_q    <= 29'd0;
            promised_q  <= {PW{1'b0}};
            if (rst) open_q <= 1'b0;
        end
    end

    sgdma_rotate #(.BYTES(BYTES)) u_rotate (.s_data(mixed), .amount(amount), .m_data(m_word_data));
endmodule

`default_nettype wire
