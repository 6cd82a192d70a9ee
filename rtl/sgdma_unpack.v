// SPDX-License-Identifier: Apache-2.0
//
// Unpacker of the scatter half: cuts a byte stream into the bus words of destination bursts.
//
// Guarantees: one destination word a clock; byte-exact strobes. From a stream a burst is announced (m_aw) when its last word
//   leaves, in copy mode as soon as every word that is missing belongs to read bursts whose first beat has come. Each piece gives
//   one entry (m_ent) when it is full or the packet ends; a packet longer than its buffers is cut and dropped to its end, or an error.
//   What is left of a packet when the channel is cleared is dropped too. With a fence nothing leaves after an EOP while a write is open.
//   After an error or a halt a burst that has begun is filled up with words without strobes, one entry with `bad` follows, and nothing more.
// Relies on: s_* gapless: each beat begins in the lane after the one before, in lane 0 after a packet's end; bursts held until taken;
//   m_word_ready and m_ent_ready from registers.
// Latency: none from the stream to m_word (the data FIFO registers it) and m_burst, one clock to m_ent.
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
    input  wire [$clog2(DATA_W/8)-1:0] s_end, // last lane + 1; 0: all of them
    input  wire              s_last,
    input  wire              s_bad,        // an error in place of bytes
    input  wire [7:0]        s_code,       // which

    input  wire              s_burst_valid,
    output wire              s_burst_ready,
    output wire              s_burst_drop, // the rest of the piece is not wanted
    input  wire [ADDR_W-1:0] s_burst_addr,
    input  wire [7:0]        s_burst_len,  // beats - 1
    input  wire [$clog2(DATA_W/8)-1:0] s_burst_end_lane,
    input  wire              s_burst_one,  // it has one beat
    input  wire [$clog2(DATA_W/8)-1:0] s_burst_less, // bytes of its first beat, less one
    input  wire              s_burst_last, // last burst of the piece
    input  wire [15:0]       s_burst_tag,
    input  wire              s_burst_eop,
    input  wire              s_burst_irq,
    input  wire              s_burst_bad,  // an error in place of a piece
    input  wire [7:0]        s_burst_code, // which

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
    output wire [27:0]       m_burst_bytes, // of the entry up to here

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
    localparam NB    = MB - LB;                       // bits of a word's number in a burst
    localparam PW    = $clog2(FIFO_BEATS) + LB + 2;   // bytes promised: the data FIFO and a few registers

    localparam [1:0] RUN   = 2'd0,         // words leave
                     DROP  = 2'd1,         // the rest of a packet is thrown away
                     CLOSE = 2'd2,         // an error or a halt: end the burst and the entry
                     DEAD  = 2'd3;         // nothing more until the channel is cleared

    reg  [1:0]        state_q;
    reg  [7:0]        code_q;              // why it closes; 0: a halt
    reg               source_q;            // it is the source's error
    reg  [DATA_W-1:0] held_q;              // bytes of the stream not yet used, in the stream's lanes
    reg  [LB-1:0]     lane_q;              // the first of them
    reg  [LB-1:0]     end_q;               // lane after the last of them,
    reg               wrap_q;              // which is one round further
    reg               any_q;               // there is a byte,
    reg  [LB-1:0]     hold_q;              // and how many, less one
    reg               held_last_q;         // they end the packet
    reg  [NB-1:0]     beat_q;              // words of the burst that have left:
    reg               fresh_q;             // none,
    reg               one_left_q;          // or all but one
    reg               aw_q;                // the burst is announced
    reg               ent_q;               // an entry is to leave
    reg  [15:0]       tag_q;               // what it tells
    reg  [28:0]       bytes_q;
    reg               irq_q;
    reg               eop_q;
    reg               short_q;
    reg               cut_q;
    reg  [27:0]       entry_q;             // bytes of the entry before this word,
    reg  [27:0]       packet_q;            // of the packet, or since the last EOP,
    reg               huge_q;              // and once more than 28 bits tell
    reg               open_q;              // stream: a packet is half taken
    reg               fence_q;             // waiting for the writes of a job
    reg  [PW:0]       credit_q;            // copy: bytes that will come for certain, less those of announced bursts; below 0 at most while it closes

    wire              running = state_q == RUN;
    wire              closing = state_q == CLOSE;

    // The destination word: lanes `first` to `last`.
    wire              live    = running && s_burst_valid && !s_burst_bad && !halt && !fence_q;
    wire [LB-1:0]     lead    = s_burst_addr[LB-1:0];
    wire [LB-1:0]     first   = fresh_q ? lead : {LB{1'b0}};
    wire              at_end  = fresh_q ? s_burst_one : one_left_q;
    wire [LB-1:0]     span    = fresh_q ? s_burst_less : s_burst_end_lane | {LB{!one_left_q}}; // its bytes, less one
    wire [LB-1:0]     turn;                // from the stream's lanes to its own

    // In the stream it ends before lane `upto`, one round further if `round`. Left when it has left, less one, and whether that is not
    // negative: of what is held, and of that and what comes. s_end is late.
    wire [LB-1:0]     upto, held_left, come_left;
    wire              round, held_more, come_more;
    wire              far     = s_end == {LB{1'b0}};
    wire              same    = (wrap_q ^ far) == round;                 // both end in one round, or two apart
    wire              held_exact  = any_q && &held_left;
    wire              held_enough = any_q && (held_more || &held_left);
    wire              come_exact  = same && !(wrap_q && far && !round) && &come_left;
    wire              come_enough = same ? come_more || &come_left || (wrap_q && far && !round) : !round || (wrap_q && far);

    wire              need    = !held_last_q && !held_enough;
    wire              come    = need && s_valid && !s_bad;
    wire              fault   = live && need && s_valid && s_bad;    // an error's turn has come,
    wire              tail    = fault && any_q;                      // after bytes of good entries
    wire              have    = !need || (come && (come_enough || s_last)) || tail;
    wire              enough  = come ? come_enough : held_enough;
    wire              exact   = come ? come_exact : held_exact;
    wire [LB-1:0]     come_hold;                                     // bytes held with those that come, less one
    wire [LB-1:0]     less    = enough ? span : come ? come_hold : hold_q;    // the word's bytes, less one
    wire [LB-1:0]     last;                                          // the lane of the last
    wire              ends    = held_last_q || (come && s_last);     // they end the packet

    // What this word ends.
    wire              packet_end = ends && (!enough || exact);
    wire              piece_full = enough && at_end && s_burst_last;
    wire              too_long = piece_full && s_burst_eop && !packet_end;
    wire              mismatch = cfg_copy ? packet_end != (piece_full && s_burst_eop) : too_long && cfg_overrun_stop;
    wire              cut      = !cfg_copy && too_long && !cfg_overrun_stop;
    wire              entry_end = (packet_end || piece_full) && !mismatch;
    wire              burst_end = packet_end || (enough && at_end) || tail;
    wire              told_eop = cfg_copy ? s_burst_eop : packet_end || cut;

    // In copy mode a burst is announced early when all of it has come or will for certain.
    wire              level;               // whole words less what stands before their start: that is at most one byte
    wire [LB-1:0]     ahead;               // 1 - start
    wire [MB:0]       whole   = {{(MB+1-LB){!level}}, ahead} + {1'b0, s_burst_len[NB-1:0], s_burst_end_lane};
    wire [PW:0]       rest    = credit_q - {{(PW-MB){1'b0}}, whole};
    wire              early   = live && !aw_q && cfg_copy && !rest[PW];

    wire              ent_room = !ent_q || m_ent_ready;
    wire              room    = m_word_ready && ent_room;
    wire              emit    = live && have && room && (aw_q || !burst_end || m_aw_ready);
    wire              gulp    = live && come && !have;               // a part of a beat: not a word's worth yet
    wire              take    = (emit || gulp) && come;
    wire              drop    = state_q == DROP && s_valid && !cfg_copy;
    wire              fail    = (emit && (mismatch || tail)) || (fault && !any_q);

    // Closing: fill up the burst if it has begun, then report the entry.
    wire              begun   = aw_q || !fresh_q;
    wire [NB-1:0]     beat_next = beat_q + 1'b1;
    wire              pad     = closing && begun && m_word_ready && (aw_q || m_aw_ready);
    wire              report  = closing && !begun;

    wire              aw_go   = m_aw_valid && m_aw_ready;
    wire              done    = at_end || (!cfg_copy && (burst_end || closing));     // with a word: its burst's last

    wire              homeless = !cfg_copy && cfg_empty_drop && run && !halt && running && s_valid && !open_q
                                 && !any_q && !s_burst_valid && !posted;
    wire              orphan   = cfg_copy && running && s_valid && s_bad && !s_burst_valid && !posted;

    // Bytes with this word: one that only fills up has none.
    wire              all_eop  = running && entry_end && told_eop;
    wire [LB:0]       bytes    = {less & {LB{running}}, running};
    wire [27:0]       entry_d;
    wire [28:0]       packet_d;
    wire              unused_entry, unused_packet;
    assign {entry_d, unused_entry}   = {{(28-LB){1'b0}}, bytes} + {entry_q, 1'b1};
    assign {packet_d, unused_packet} = {{(29-LB){1'b0}}, bytes} + {1'b0, packet_q, 1'b1};
    wire              huge     = huge_q || packet_d[28];

    // Lanes: the held bytes first, the others from the stream, then turned to their place. Lanes that are neither may hold anything.
    wire [BYTES-1:0]  held    = ~({BYTES{1'b1}} << end_q) | ({BYTES{1'b1}} << lane_q & {BYTES{wrap_q}});
    // A word that only fills up goes from the last lane to the first: that is none.
    wire [BYTES-1:0]  strobe  = ({BYTES{1'b1}} << (first | {LB{closing}})) & ~({BYTES{1'b1}} << 1 << (last & {LB{!closing}}));
    wire [BYTES-1:0]  old     = turn[0] ? {held[BYTES-2:0], held[BYTES-1]} : held;   // turned by the lowest bit of `turn` already
    wire [DATA_W-1:0] mixed;

    genvar i;
    generate
        for (i = 0; i < BYTES; i = i + 1) begin : g_lane
            localparam J = (i + BYTES - 1) % BYTES;
            assign mixed[8*i +: 8] = BYTES == 4 ? (held[i] ? held_q[8*i +: 8] : s_data[8*i +: 8])
                                     : old[i] ? (turn[0] ? held_q[8*J +: 8] : held_q[8*i +: 8])
                                              : (turn[0] ? s_data[8*J +: 8] : s_data[8*i +: 8]);
            always @(posedge clk) if (take && (emit || !held[i])) held_q[8*i +: 8] <= s_data[8*i +: 8];
        end
    endgenerate

    assign s_ready       = take || drop || fault && (!any_q || emit) || orphan;
    assign s_burst_ready = emit && burst_end && !mismatch && !tail;
    assign s_burst_drop  = packet_end;
    assign m_word_valid  = emit || pad;
    assign m_word_strb   = strobe;
    assign m_aw_valid    = early || (live && !aw_q && have && burst_end && room) || (closing && !aw_q && !fresh_q && m_word_ready);
    assign m_aw_addr     = s_burst_addr;
    assign m_aw_len      = {{(8-NB){1'b0}}, cfg_copy ? s_burst_len[NB-1:0] : beat_q};
    assign m_burst_valid = (emit || pad) && done;
    assign m_burst_ends  = emit && entry_end;
    assign m_burst_bytes = entry_d;
    assign m_ent_valid   = ent_q;
    assign m_ent_tag     = tag_q;
    assign m_ent_bytes   = bytes_q;
    assign m_ent_irq     = irq_q;
    assign m_ent_eop     = eop_q;
    assign m_ent_short   = short_q;
    assign m_ent_cut     = cut_q;
    assign close_source  = source_q;
    assign close_code    = code_q;
    assign evt_fence     = fence_q && !writing;
    assign evt_dropped   = homeless;
    assign sts_lacks     = live && need && !s_valid;
    assign sts_open      = open_q;
    assign sts_dead      = state_q == DEAD;

    wire              open_d = s_valid && s_ready && !cfg_copy ? !s_last : open_q;
    wire              further = come && far;
    wire              unused_turn, unused_hold, unused_last;
    wire              unused = &{1'b0, s_burst_len, unused_turn, unused_hold, unused_last, unused_entry, unused_packet};

    always @(posedge clk) begin
        if (take) end_q <= s_end;
        if (gulp) begin
            wrap_q <= wrap_q || far;
            hold_q <= come_hold;
            any_q  <= 1'b1;
        end
        if (emit) begin
            lane_q      <= upto;
            wrap_q      <= round ? wrap_q && further : wrap_q || further;
            hold_q      <= come ? come_left : held_left;
            any_q       <= !exact;
            held_last_q <= ends;
        end

        if (emit || pad) begin
            beat_q     <= beat_next;
            fresh_q    <= 1'b0;
            one_left_q <= beat_next == s_burst_len[NB-1:0];
        end
        if (aw_go) aw_q <= 1'b1;
        if (rst || clear || ((emit || pad) && done)) begin
            beat_q  <= {NB{1'b0}};
            fresh_q <= 1'b1;
            aw_q    <= 1'b0;
        end

        if (emit) begin
            entry_q  <= entry_d;
            packet_q <= packet_d[27:0];
            huge_q   <= huge;
        end
        if (emit && entry_end) entry_q <= 28'd0;
        if (emit && all_eop) begin
            packet_q <= 28'd0;
            huge_q   <= 1'b0;
        end
        credit_q <= (aw_go ? rest : credit_q) + {{(PW-MB){1'b0}}, promise_bytes & {(MB+1){evt_promise}}};

        if (ent_room) begin
            ent_q   <= (emit && entry_end) || report;
            tag_q   <= s_burst_tag;
            bytes_q <= all_eop ? {1'b0, packet_d[27:0]} : {1'b0, entry_d};
            irq_q   <= s_burst_irq;
            eop_q   <= told_eop;
            short_q <= !cfg_copy && packet_end && !piece_full;
            cut_q   <= cut;
            if (closing && source_q) tag_q <= 16'd0;
            if (all_eop && huge) bytes_q <= {29{1'b1}};
        end

        if (emit && all_eop && cfg_fence) fence_q <= 1'b1;
        else if (!writing) fence_q <= 1'b0;

        case (state_q)
            RUN:
                if (fail || (s_burst_valid && (s_burst_bad || halt))) state_q <= CLOSE;
                else if (halt || orphan) state_q <= DEAD;
                else if ((emit && cut && !ends) || homeless) state_q <= DROP;
            DROP:
                if (halt) state_q <= s_burst_valid ? CLOSE : DEAD;
                else if (drop && s_last) state_q <= RUN;
            CLOSE:
                if (report && ent_room) state_q <= DEAD;
            default: ;
        endcase
        if (!state_q[1]) begin
            code_q   <= fault ? s_code : emit ? (cfg_copy ? `SGDMA_CODE_LEN_MISMATCH : `SGDMA_CODE_PACKET_CUT)
                      : s_burst_valid && s_burst_bad && !halt ? s_burst_code : `SGDMA_CODE_OK;
            source_q <= fault && cfg_copy;
        end
        open_q <= open_d;

        // A packet's end: the next begins in lane 0.
        if (rst || clear || (emit && (packet_end || cut))) begin
            lane_q      <= {LB{1'b0}};
            end_q       <= {LB{1'b0}};
            wrap_q      <= 1'b0;
            any_q       <= 1'b0;
            held_last_q <= 1'b0;
        end
        if (rst || clear) begin
            // A packet that is half taken has no place any more: its rest is dropped.
            state_q  <= !rst && !cfg_copy && open_d ? DROP : RUN;
            fence_q  <= 1'b0;
            ent_q    <= 1'b0;
            entry_q  <= 28'd0;
            packet_q <= 28'd0;
            huge_q   <= 1'b0;
            credit_q <= {(PW+1){1'b0}};
        end
        if (rst) open_q <= 1'b0;
    end

    sgdma_add #(.W(LB)) u_ahead (.a({{(LB-1){1'b0}}, 1'b1}), .b(~lead), .c(1'b1), .sum({level, ahead}));
    sgdma_add #(.W(LB)) u_turn (.a(first), .b(~lane_q), .c(1'b1), .sum({unused_turn, turn}));
    sgdma_add #(.W(LB)) u_upto (.a(lane_q), .b(span), .c(1'b1), .sum({round, upto}));
    sgdma_add #(.W(LB)) u_held (.a(hold_q), .b(~span), .c(1'b0), .sum({held_more, held_left}));
    sgdma_add #(.W(LB)) u_come (.a(s_end), .b(~upto), .c(1'b0), .sum({come_more, come_left}));
    sgdma_add #(.W(LB)) u_hold (.a(s_end), .b(~lane_q), .c(1'b0), .sum({unused_hold, come_hold}));
    sgdma_add #(.W(LB)) u_last (.a(first), .b(less), .c(1'b0), .sum({unused_last, last}));

    sgdma_rotate #(.BYTES(BYTES)) u_rotate (.s_data(mixed), .amount({turn[LB-1:1], BYTES == 4 && turn[0]}), .m_data(m_word_data));
endmodule

`default_nettype wire
