// SPDX-License-Identifier: Apache-2.0
//
// Prefetch FIFO of one half: keeps raw bus beats of descriptor fetches and gives one entry a clock, its fields apart.
//
// Guarantees: entries in list order; m_valid never waits for m_ready; one entry a clock where the bus carries an entry or more per
//   beat, else one per as many beats as it has. Nothing that comes after a beat with an error counts: when all before it is gone, one
//   last entry stands for the fetch that has failed or was refused (m_fault). Basic DMA: the entry comes from the registers. Bus up
//   to 64 bits, with LUTRAM: the address of an entry that has left is kept until the next has left.
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
    input  wire               run,            // not: the next chunk is the list's first, and that is in basic_*
    input  wire               s_chunk,        // bus up to 64 bits, with LUTRAM: place of the chunk to show in m_chunk_*,
    input  wire               s_chunk_put,    // and of the one whose header comes next

    input  wire               s_beat_valid,
    input  wire [DATA_W-1:0]  s_beat_data,
    input  wire [1:0]         s_beat_resp,
    input  wire               s_beat_first,   // the beat of number m_mark opens a chunk (bus up to 64 bits)

    output wire               m_valid,
    input  wire               m_ready,
    output wire [ADDR_W-1:0]  m_addr,
    output wire [15:0]        m_count,        // the length's low bits
    output wire [27:0]        m_less_n,       // ~ (length - 1)
    input  wire               s_again,        // bus up to 64 bits, with LUTRAM: m_from is of the entry that has left last, not of this
    output wire [ADDR_W-1:0]  m_from,         // m_addr of one of them
    output wire               m_none,         // the length is 0
    output wire               m_few,          // ... or 1, or has more than 16 bits
    output wire [15:0]        m_tag,          // wide
    output wire [3:0]         m_flags,        // END, LINK, IRQ, EOP
    output wire               m_first,        // opens a chunk
    output wire               m_above,        // address bits above ADDR_W are set
    output wire               m_extra,        // reserved bits are set
    output wire               m_fault,        // no entry, the fetch went wrong:
    output wire [1:0]         m_fault_kind,   // 1 SLVERR, 2 DECERR, 3 refused

    output wire [ADDR_W-1:0]  m_chunk_addr,   // its first entry
    output wire [15:0]        m_chunk_past,   // ~ its entries

    output wire [$clog2(PREFETCH_BEATS):0] m_beats, // beats that have left
    output wire [$clog2(PREFETCH_BEATS):0] m_mark,  // what s_beat_first is asked of: the next beat to come or to leave, or the first of its entry
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
        if (evt_fail && !bad_q) begin
            bad_q    <= 1'b1;
            decerr_q <= s_beat_resp[0];
        end
        due_q <= bad_q || s_denied;
        if (rst) begin
            bad_q    <= 1'b0;
            decerr_q <= 1'b0;
            due_q    <= 1'b0;
        end
    end

    generate
        if (DATA_W > 64 || LUTRAM == 0) begin : g_counts  // beats come and leave one by one
            always @(posedge clk) begin
                if (push) come_q <= come_q + 1'b1;
                if (leave) left_q <= left_q + 1'b1;
                if (rst) begin
                    come_q <= {(AW+1){1'b0}};
                    left_q <= {(AW+1){1'b0}};
                end
            end
        end
    endgenerate

    generate
        if (DATA_W <= 64 && LUTRAM != 0) begin : g_whole  // an entry takes one beat or more, and is read as a whole
            localparam PB    = $clog2(64 / DATA_W);       // log2 of the beats of a compact entry, or of half a wide one
            localparam ROWS  = 2 * PREFETCH_BEATS >> PB;  // twice what is asked for: an entry that has left stays for a while
            localparam [AW:0] ONE = 1 << PB;              // a compact entry

            // The words of an entry in its wide form, each in a RAM of its own: they leave together, and whatever is to be chosen or
            // checked is as they come. What does not come from the bus goes the same way, at the place of the next that would come:
            // the entry of the registers, and the one that stands for a fetch that went wrong.
            reg  [32:0]       low  [0:ROWS-1];            // address; above it: opens a chunk
            reg  [32:0]       high [0:ROWS-1];            // address; above it: bits above ADDR_W are set
            reg  [30:0]       size [0:ROWS-1];            // ~ (length - 1); above it: reserved bits are set, m_few, m_none
            reg  [20:0]       rest [0:ROWS-1];            // flags, tag; above them: reserved bits are set
            // The chunk asked for and the one that follows it, as its header comes: address, ~ entries.
            (* ram_style = "distributed" *) reg [31:0] chunk_low  [0:1];
            (* ram_style = "distributed" *) reg [31:0] chunk_high [0:1];
            (* ram_style = "distributed" *) reg [15:0] chunk_past [0:1];
            reg               push_q;                     // the entry of the registers waits to be decoded
            reg  [AW-PB:0]    last_q;                     // the row of the entry that has left last

            wire              aside   = cfg_basic || due_q;
            wire              base    = cfg_basic || !run;
            wire [63:0]       fault_addr = {{(64-ADDR_W){1'b0}}, s_fault_addr};
            wire [63:0]       base_addr  = {{(64-ADDR_W){1'b0}}, basic_addr};
            wire [31:0]       even    = s_beat_data[31:0];
            wire [31:0]       odd     = s_beat_data[DATA_W-1:DATA_W-32];
            wire [63:0]       addr    = {cfg_wide ? odd[31:12] : cfg_upper, odd[11:0], even};
            wire [63:0]       addr_d  = base ? base_addr : due_q ? fault_addr : addr;
            wire              above   = (addr >> ADDR_W) != 64'd0 && !aside;
            wire [28:0]       size_d  = base ? {1'b0, ~basic_len} : cfg_wide ? {even[31:28] != 4'd0, ~even[27:0]}
                                      : {13'h0fff, ~odd[27:12]};
            wire [28:0]       less_n  = {1'b0, size_d[27:0]} + 29'd1;
            wire              few     = size_d[27:16] != 12'hfff || size_d[15:1] == 15'h7fff;
            wire [20:0]       rest_d  = {cfg_wide && !cfg_basic && odd[31:20] != 12'd0, cfg_basic ? {2'b00, basic_irq, basic_eop}
                                      : cfg_wide ? odd[19:16] : odd[31:28], odd[15:0]};

            // Both halves of a wide entry are written at the place of the first, what the first brings for the second's fields too.
            wire [AW-PB:0]    put     = come_q[AW:PB];
            wire [AW-PB:0]    put_wide = {put[AW-PB:1], put[0] && !cfg_wide};
            wire [AW-PB:0]    get     = left_q[AW:PB];
            wire [AW-PB:0]    row     = s_again ? last_q : get;
            wire              put_even = aside || (push && (PB == 0 || !come_q[0]));
            wire              put_odd  = aside || (push && (PB == 0 || come_q[0]));
            wire              put_size = aside || (push && (PB == 0 || come_q[0] != cfg_wide));
            wire              opens   = s_beat_first && !(cfg_wide && come_q[PB]);       // its address is coming
            wire              here    = come_q[AW:PB+1] != left_q[AW:PB+1] || (!cfg_wide && come_q[PB] != left_q[PB]);

            wire [32:0]       high_now = high[get];
            wire [30:0]       size_now = size[get];
            wire [20:0]       rest_now = rest[get];
            wire [32:0]       high_row = high[row];
            wire [31:0]       chunk_high_now = chunk_high[s_chunk];

            assign leave   = here && m_ready;
            assign m_valid = here || push_q || fault_q;
            assign m_fault = fault_q;
            assign m_from[31:0] = low[row][31:0];
            assign m_mark  = {come_q[AW:PB+1], come_q[PB] && !cfg_wide, {PB{1'b0}}};
            assign m_chunk_past = chunk_past[s_chunk];
            assign m_chunk_addr[31:0] = chunk_low[s_chunk];
            assign sts_any = here || push_q || (due_q && !fault_q);
            assign {m_first, m_addr[31:0]} = low[get];
            assign m_tag   = rest_now[15:0];
            assign m_flags = rest_now[19:16];
            assign m_less_n = size_now[27:0];
            assign m_count = 16'd0;
            assign m_few   = size_now[29];
            assign m_none  = size_now[30];
            assign m_extra = size_now[28] || rest_now[20];
            assign m_above = high_now[32];

            wire              unused = &{1'b0, high_now, high_row, chunk_high_now, empty, s_info_valid, s_info_count, s_info_slot,
                                         s_info_first};

            if (ADDR_W > 32) begin : g_high
                assign m_chunk_addr[ADDR_W-1:32] = chunk_high_now[ADDR_W-33:0];
                assign m_addr[ADDR_W-1:32] = high_now[ADDR_W-33:0];
                assign m_from[ADDR_W-1:32] = high_row[ADDR_W-33:0];
            end

            always @(posedge clk) begin
                if (put_even) low[put]       <= {s_beat_first && !aside, addr_d[31:0]};
                if (put_odd)  high[put]      <= {above, addr_d[63:32]};
                if (put_size) size[put_wide] <= {less_n[28], few, size_d[28], less_n[27:0]};
                if (put_odd)  rest[put_wide] <= rest_d;
                if (!run || (put_even && opens)) chunk_low[s_chunk_put]  <= addr_d[31:0];
                if (!run || (put_odd && opens))  chunk_high[s_chunk_put] <= addr_d[63:32];
                if (!run || (put_size && s_beat_first)) chunk_past[s_chunk_put] <= size_d[15:0];
            end

            always @(posedge clk) begin
                push_q  <= evt_push || (push_q && !m_ready);
                if (!s_again) last_q <= get;
                if (due_q && !here) fault_q <= 1'b1;
                if (push) come_q <= come_q + 1'b1;
                if (evt_fail) come_q <= come_q & ~(ONE - 1'b1) & ~(cfg_wide ? ONE : {(AW+1){1'b0}});    // half an entry is none
                if (push_q && m_ready) come_q[AW] <= !come_q[AW];      // that entry stays, the next goes to another row
                left_q[AW:PB] <= left_q[AW:PB] + {{(AW-PB-1){1'b0}}, leave && cfg_wide, leave && !cfg_wide};
                if (push_q && m_ready) left_q[AW] <= !left_q[AW];
                if (rst) begin
                    push_q  <= 1'b0;
                    fault_q <= 1'b0;
                    come_q  <= {(AW+1){1'b0}};
                    left_q  <= {(AW+1){1'b0}};
                end
            end
        end else if (DATA_W <= 64) begin : g_parts        // the same, gathered in registers beat by beat
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
            assign m_count      = len_q[15:0];
            assign m_none       = len_q[27:16] == 12'd0 && len_q[15:0] == 16'd0;
            assign m_few        = len_q[27:16] != 12'd0 || len_q[15:1] == 15'd0;
            assign m_less_n     = ~len_q + 28'd1;
            assign m_tag        = tag_q;
            assign m_flags      = flags_q;
            assign m_first      = first_q;
            assign m_above      = above_q;
            assign m_extra      = extra_q;
            assign m_fault      = fault_q;
            assign m_mark       = left_q;
            assign sts_any      = !empty || ram_valid_q || valid_q || (due_q && !fault_q);

            wire              unused = &{1'b0, run, s_chunk, s_chunk_put, s_again, s_info_valid, s_info_count, s_info_slot, s_info_first};
            assign {m_chunk_addr, m_chunk_past} = {(ADDR_W+16){1'b0}};
            assign m_from = m_addr;

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
            wire               unused = &{1'b0, run, s_chunk, s_chunk_put, s_again, beats_room, info_room, s_beat_first};
            assign {m_chunk_addr, m_chunk_past} = {(ADDR_W+16){1'b0}};
            assign m_from = m_addr;

            reg                push_q;                    // the entry in the registers waits to be decoded
            reg  [COUNT_W-1:0] taken_q;                   // entries of this fetch that are gone
            reg  [2:0]         slot_q;                    // of the next entry, after a fetch's first
            wire               begins    = taken_q == {COUNT_W{1'b0}};
            wire [2:0]         slot      = begins ? info_slot : slot_q;
            wire [3:0]         slot_next = {1'b0, slot} + (cfg_wide ? 4'd2 : 4'd1);
            wire [DATA_W+63:0] padded    = {64'd0, beat_data};
            wire [127:0]       entry     = padded[{{29{1'b0}}, slot} * 64 +: 128];
            wire [63:0]        entry_addr = {cfg_wide ? entry[63:44] : cfg_upper, entry[43:0]};
            wire [27:0]        len       = cfg_basic ? basic_len : cfg_wide ? entry[91:64] : {12'd0, entry[59:44]};
            wire               here      = info_valid && beat_valid;
            wire               take      = here && m_ready && !cfg_basic;
            wire               last      = taken_q + 1'b1 == info_count;

            assign leave   = take && (last || slot_next == SLOTS[3:0]);
            assign m_valid = cfg_basic ? push_q : here || m_fault;
            assign m_addr  = cfg_basic ? basic_addr : m_fault ? s_fault_addr : entry_addr[ADDR_W-1:0];
            assign m_count = len[15:0];
            assign m_none  = len[27:16] == 12'd0 && len[15:0] == 16'd0;
            assign m_few   = len[27:16] != 12'd0 || len[15:1] == 15'd0;
            assign m_less_n = ~len + 28'd1;
            assign m_tag   = entry[111:96];
            assign m_flags = cfg_basic ? {2'b00, basic_irq, basic_eop} : cfg_wide ? entry[115:112] : entry[63:60];
            assign m_first = info_first && begins && !cfg_basic && !m_fault;
            assign m_above = (entry_addr >> ADDR_W) != 64'd0 && !cfg_basic;
            assign m_extra = cfg_wide && !cfg_basic && (entry[95:92] != 4'd0 || entry[127:116] != 12'd0);
            assign m_fault = fault_q;
            assign m_mark  = left_q;
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
