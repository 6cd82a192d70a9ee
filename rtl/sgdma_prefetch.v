// SPDX-License-Identifier: Apache-2.0
//
// Prefetch FIFO of one half: keeps raw bus beats of descriptor fetches and gives one entry a clock, its fields apart.
//
// Guarantees: entries in list order; m_valid never waits for m_ready; one entry a clock where the bus carries an entry or more per
//   beat, else one per as many beats as it has. Nothing that comes after a beat with an error counts: when all before it is gone, one
//   last entry stands for the fetch that has failed or was refused (m_fault). Basic DMA: the entry comes from the registers.
// Relies on: the fetcher's credit (a beat never comes without room); an evt_push only while the one before is taken.
// Latency: beat to entry one clock (to the entry's last beat, on a bus narrower than an entry).
//
`default_nettype none

module sgdma_prefetch #(
    parameter ADDR_W         = 64,   // address bits
    parameter DATA_W         = 64,   // bus bits
    parameter PREFETCH_BEATS = 32,   // room for raw beats
    parameter COUNT_W        = 5,    // bits of a fetch's entry count
    parameter LUTRAM         = 1     // as sgdma_fifo's
) (
    input  wire               clk,
    input  wire               rst,            // also clears the channel

    input  wire               cfg_wide,
    input  wire [19:0]        cfg_upper,      // compact: address bits 63:44
    input  wire               cfg_basic,      // no list: evt_push pushes the entry in basic_*
    input  wire               evt_push,
    input  wire [ADDR_W-1:0]  basic_addr,
    input  wire [27:0]        basic_len,
    input  wire               basic_eop,
    input  wire               basic_irq,

    input  wire               s_info_valid,   // a fetch was issued
    input  wire [COUNT_W-1:0] s_info_count,   // its entries
    input  wire [2:0]         s_info_slot,    // place of the first in its beat, units of 8 bytes
    input  wire               s_info_first,   // the first entry opens a chunk
    input  wire               s_denied,       // a fetch was refused, all before it have come
    input  wire [ADDR_W-1:0]  s_fault_addr,   // of the fetch that was refused or has failed

    input  wire               s_beat_valid,
    input  wire [DATA_W-1:0]  s_beat_data,
    input  wire [1:0]         s_beat_resp,
    input  wire               s_beat_first,   // the next beat to leave opens a chunk (bus up to 64 bits)

    output wire               m_valid,
    input  wire               m_ready,
    output wire [ADDR_W-1:0]  m_addr,
    output wire [27:0]        m_len,
    output wire [15:0]        m_tag,          // wide
    output wire [3:0]         m_flags,        // END, LINK, IRQ, EOP
    output wire               m_first,        // opens a chunk
    output wire               m_above,        // address bits above ADDR_W are set
    output wire               m_extra,        // reserved bits are set
    output wire               m_fault,        // no entry, the fetch went wrong:
    output wire [1:0]         m_fault_kind,   // 1 SLVERR, 2 DECERR, 3 refused

    output wire [$clog2(PREFETCH_BEATS):0] m_beats, // beats that have left
    output wire               evt_fail,       // this beat has failed
    output wire               sts_failed,     // one before it has
    output wire               sts_any         // something is here
);
    localparam AW = $clog2(PREFETCH_BEATS);

    reg  [AW:0]        come_q;         // beats that have come
    reg  [AW:0]        left_q;         // beats that have left
    reg                bad_q;          // a beat has failed
    reg                decerr_q;
    reg                due_q;          // nothing more will come
    reg                fault_q;        // the entry is the one that stands for the fetch that went wrong

    wire               push  = s_beat_valid && !bad_q && !s_beat_resp[1];
    wire               leave;          // a beat leaves
    wire               empty = come_q == left_q;

    assign m_beats      = left_q;
    assign evt_fail     = s_beat_valid && s_beat_resp[1];
    assign sts_failed   = bad_q;
    assign m_fault_kind = {decerr_q || !bad_q, !decerr_q};

    always @(posedge clk) begin
        if (push) come_q <= come_q + 1'b1;
        if (leave) left_q <= left_q + 1'b1;
        if (evt_fail && !bad_q) begin
            bad_q    <= 1'b1;
            decerr_q <= s_beat_resp[0];
        end
        due_q <= bad_q || s_denied;
        if (rst) begin
            come_q   <= {(AW+1){1'b0}};
            left_q   <= {(AW+1){1'b0}};
            bad_q    <= 1'b0;
            decerr_q <= 1'b0;
            due_q    <= 1'b0;
        end
    end

    generate
        if (DATA_W <= 64) begin : g_few                   // an entry takes one beat or more
            localparam [31:0] LAST_COMPACT = 64 / DATA_W - 1;
            localparam [31:0] LAST_WIDE    = 128 / DATA_W - 1;

            (* no_rw_check *)
            reg  [DATA_W-1:0] ram [0:PREFETCH_BEATS-1];
            reg  [DATA_W-1:0] ram_q;
            reg               ram_valid_q;
            reg               ram_first_q;
            reg  [1:0]        pick_q;                     // the next word or address: 0 from the bus, 1 from the RAM, 2 of a fault, 3 basic
            reg  [ADDR_W-1:0] addr;

            // The entry's fields, each in its place as its beat comes.
            reg               valid_q;
            reg  [1:0]        part_q;                     // beats of it that are here
            reg  [ADDR_W-1:0] addr_q;
            reg  [27:0]       len_q;
            reg  [15:0]       tag_q;
            reg  [3:0]        flags_q;
            reg               first_q;
            reg               above_q;
            reg               extra_q;

            wire              room   = !valid_q || m_ready;
            wire              fault  = pick_q == 2'd2 && empty && !ram_valid_q && room && !fault_q;
            wire              direct = push && empty && !ram_valid_q && room;   // past the RAM
            wire              fill   = !empty && (!ram_valid_q || room);
            wire              ram_valid_d = !ram_valid_q || room ? fill : ram_valid_q;
            wire              step   = room && (ram_valid_q || direct);
            wire              last   = part_q == (cfg_wide ? LAST_WIDE[1:0] : LAST_COMPACT[1:0]);
            wire [DATA_W-1:0] word   = pick_q[0] ? ram_q : s_beat_data;
            wire              begins = part_q == 2'd0;

            wire [63:0]       word_addr;                  // with this word, were it all there is
            wire [63:0]       word_high;                  // of the wide form
            wire              addr_now;                   // the word has the address, or its high part
            wire              len_now;

            if (DATA_W == 64) begin : g_64
                assign word_addr = {cfg_wide ? word[63:44] : cfg_upper, word[43:0]};
                assign word_high = word;
                assign addr_now  = begins;
                assign len_now   = 1'b1;
            end else begin : g_32
                assign word_addr = {cfg_wide ? word[31:12] : cfg_upper, word[11:0], word};
                assign word_high = {word, word};
                assign addr_now  = part_q == 2'd1;
                assign len_now   = part_q != 2'd3;
            end

            // Bits 127:92 of the wide form, as the word that has them comes.
            wire              extra_len  = word_high[31:28] != 4'd0;
            wire              extra_tag  = word_high[63:52] != 12'd0;
            wire [27:0]       compact_len = {12'd0, word[DATA_W-5:DATA_W-20]};
            wire [3:0]        word_flags = cfg_wide ? word_high[51:48] : word[DATA_W-1:DATA_W-4];

            always @* begin
                case (pick_q)
                2'd0, 2'd1: addr = word_addr[ADDR_W-1:0];
                2'd2:      addr = s_fault_addr;
                default:   addr = basic_addr;
                endcase
            end

            assign leave        = fill || direct;
            assign m_valid      = valid_q;
            assign m_addr       = addr_q;
            assign m_len        = len_q;
            assign m_tag        = tag_q;
            assign m_flags      = flags_q;
            assign m_first      = first_q;
            assign m_above      = above_q;
            assign m_extra      = extra_q;
            assign m_fault      = fault_q;
            assign sts_any      = !empty || ram_valid_q || valid_q || (due_q && !fault_q);

            wire              unused = &{1'b0, s_info_valid, s_info_count, s_info_slot, s_info_first};

            always @(posedge clk) begin
                if (push) ram[come_q[AW-1:0]] <= s_beat_data;
                if (fill) ram_q <= ram[left_q[AW-1:0]];
            end

            always @(posedge clk) begin
                if (fill) ram_first_q <= s_beat_first;
                ram_valid_q <= ram_valid_d;
                pick_q      <= cfg_basic ? 2'd3 : ram_valid_d ? 2'd1 : {due_q, 1'b0};

                if (room) begin
                    valid_q <= (step && last) || evt_push || fault;
                    if (step) part_q <= last ? 2'd0 : part_q + 2'd1;
                    if (begins) first_q <= (ram_valid_q ? ram_first_q : s_beat_first) && !cfg_basic;
                    if (fault) begin
                        fault_q <= 1'b1;
                        first_q <= 1'b0;
                    end
                    if (begins || fault) addr_q[31:0] <= addr[31:0];
                    if (addr_now || cfg_basic)
                        above_q <= (word_addr >> ADDR_W) != 64'd0 && !cfg_basic;
                    if (len_now)
                        len_q <= cfg_basic ? basic_len : cfg_wide ? word_high[27:0] : compact_len;
                    tag_q   <= word_high[47:32];
                    flags_q <= cfg_basic ? {2'b00, basic_irq, basic_eop} : word_flags;
                    if (step || cfg_basic) extra_q <= !cfg_basic && cfg_wide && (DATA_W == 64 ? extra_len || extra_tag
                             : part_q[1] && (part_q[0] ? extra_q || extra_tag : extra_len));
                end
                if (rst) begin
                    ram_valid_q <= 1'b0;
                    valid_q     <= 1'b0;
                    part_q      <= 2'd0;
                    fault_q     <= 1'b0;
                end
            end

            if (ADDR_W > 32) begin : g_high
                always @(posedge clk)
                    if (room && (addr_now || cfg_basic || fault))
                        addr_q[ADDR_W-1:32] <= addr[ADDR_W-1:32];
            end
        end else begin : g_many                           // a beat holds one entry or more
            localparam SLOTS = DATA_W / 64;

            wire               info_valid;
            wire [COUNT_W-1:0] info_count;
            wire [2:0]         info_slot;
            wire               info_first;
            wire               beat_valid;
            wire [DATA_W-1:0]  beat_data;
            wire               beats_room;                // the fetcher's credit keeps both FIFOs from ever being full
            wire               info_room;
            wire               unused = &{1'b0, beats_room, info_room, s_beat_first};

            reg                push_q;                    // the entry in the registers waits to be decoded
            reg  [COUNT_W-1:0] taken_q;                   // entries of this fetch that are gone
            reg  [2:0]         slot_q;                    // of the next entry, after a fetch's first
            wire               begins    = taken_q == {COUNT_W{1'b0}};
            wire [2:0]         slot      = begins ? info_slot : slot_q;
            wire [3:0]         slot_next = {1'b0, slot} + (cfg_wide ? 4'd2 : 4'd1);
            wire [DATA_W+63:0] padded    = {64'd0, beat_data};
            wire [127:0]       entry     = padded[{{29{1'b0}}, slot} * 64 +: 128];
            wire [63:0]        entry_addr = {cfg_wide ? entry[63:44] : cfg_upper, entry[43:0]};
            wire               here      = info_valid && beat_valid;
            wire               take      = here && m_ready && !cfg_basic;
            wire               last      = taken_q + 1'b1 == info_count;

            assign leave   = take && (last || slot_next == SLOTS[3:0]);
            assign m_valid = cfg_basic ? push_q : here || m_fault;
            assign m_addr  = cfg_basic ? basic_addr : m_fault ? s_fault_addr : entry_addr[ADDR_W-1:0];
            assign m_len   = cfg_basic ? basic_len : cfg_wide ? entry[91:64] : {12'd0, entry[59:44]};
            assign m_tag   = entry[111:96];
            assign m_flags = cfg_basic ? {2'b00, basic_irq, basic_eop} : cfg_wide ? entry[115:112] : entry[63:60];
            assign m_first = info_first && begins && !cfg_basic && !m_fault;
            assign m_above = (entry_addr >> ADDR_W) != 64'd0 && !cfg_basic;
            assign m_extra = cfg_wide && !cfg_basic && (entry[95:92] != 4'd0 || entry[127:116] != 12'd0);
            assign m_fault = fault_q;
            assign sts_any = !empty || push_q || (due_q && !fault_q);

            always @(posedge clk) begin
                if (take) taken_q <= last ? {COUNT_W{1'b0}} : taken_q + 1'b1;
                if (take) slot_q <= slot_next == SLOTS[3:0] ? 3'd0 : slot_next[2:0];
                push_q <= evt_push || (push_q && !m_ready);
                if (due_q && empty) fault_q <= 1'b1;
                if (rst) begin
                    taken_q <= {COUNT_W{1'b0}};
                    push_q  <= 1'b0;
                    fault_q <= 1'b0;
                end
            end

            sgdma_fifo #(.WIDTH(DATA_W), .DEPTH(PREFETCH_BEATS), .BYPASS(1), .LUTRAM(LUTRAM)) u_beats (
                .clk(clk), .rst(rst),
                .s_valid(push), .s_ready(beats_room), .s_data(s_beat_data),
                .m_valid(beat_valid), .m_ready(leave), .m_data(beat_data)
            );

            sgdma_fifo #(.WIDTH(COUNT_W + 4), .DEPTH(PREFETCH_BEATS), .BYPASS(0), .LUTRAM(LUTRAM)) u_info (
                .clk(clk), .rst(rst),
                .s_valid(s_info_valid), .s_ready(info_room), .s_data({s_info_count, s_info_slot, s_info_first}),
                .m_valid(info_valid), .m_ready(take && last), .m_data({info_count, info_slot, info_first})
            );
        end
    endgenerate
endmodule

`default_nettype wire
