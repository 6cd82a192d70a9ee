// SPDX-License-Identifier: Apache-2.0
//
// Prefetch FIFO of one half: keeps raw bus beats of descriptor fetches and gives one entry a clock.
//
// Guarantees: entries in list order, each with the worst response of its beats; m_valid never waits for m_ready; one entry a clock
//   where the bus carries an entry or more per beat, else one per as many beats as it has.
// Relies on: the fetcher's credit (a beat never comes without room), and a fetch's info pushed before its first beat.
// Latency: beat to entry one clock (to the entry's last beat, on a bus narrower than an entry).
//
`default_nettype none

module sgdma_prefetch #(
    parameter ADDR_W         = 64,   // address bits
    parameter DATA_W         = 64,   // bus bits
    parameter PREFETCH_BEATS = 32,   // room for raw beats
    parameter COUNT_W        = 5     // bits of a fetch's entry count
) (
    input  wire               clk,
    input  wire               rst,            // also clears the channel

    input  wire               cfg_wide,

    input  wire               s_info_valid,
    input  wire [COUNT_W-1:0] s_info_count,   // entries of the fetch
    input  wire [2:0]         s_info_slot,    // place of the first in its beat, units of 8 bytes
    input  wire               s_info_first,   // the first entry opens a chunk
    input  wire               s_info_denied,  // the fetch was refused: one entry without data stands for it
    input  wire [ADDR_W-1:0]  s_info_addr,    // of the fetch, aligned to a bus word

    input  wire               s_beat_valid,
    input  wire [DATA_W-1:0]  s_beat_data,
    input  wire [1:0]         s_beat_resp,

    output wire               m_valid,
    input  wire               m_ready,
    output wire [127:0]       m_entry,        // compact: the low 64 bits
    output wire               m_first,        // opens a chunk
    output wire [1:0]         m_resp,         // of its beats; 2'b01: the fetch was refused
    output wire [2:0]         m_slot,         // of a fetch's first entry: its place in the bus word, units of 8 bytes
    output wire [ADDR_W-1:0]  m_fetch_addr,   // of the fetch that brought it

    output wire               evt_pop,        // room for one more beat
    output wire               sts_any         // something is here
);
    localparam LB = $clog2(DATA_W / 8);

    wire               info_valid;
    wire [COUNT_W-1:0] info_count;
    wire [2:0]         info_slot;
    wire               info_first;
    wire               info_denied;
    wire               beat_valid;
    wire [DATA_W-1:0]  beat_data;
    wire [1:0]         beat_resp;

    // The fetcher's credit keeps both FIFOs from ever being full.
    wire               beats_room;
    wire               info_room;
    wire               unused_in = &{1'b0, beats_room, info_room, s_info_addr[LB-1:0]};

    reg  [COUNT_W-1:0] taken_q;       // entries of this fetch that are gone

    wire               take      = m_valid && m_ready;
    wire               last      = info_denied || taken_q + 1'b1 == info_count;
    wire               pop_info  = take && last;
    wire               pop_beat;

    assign m_slot  = info_slot;
    assign m_first = info_first && taken_q == {COUNT_W{1'b0}};
    assign m_fetch_addr[LB-1:0] = {LB{1'b0}};
    assign sts_any = beat_valid;
    assign evt_pop = pop_beat && beat_valid;

    always @(posedge clk) begin
        if (take) taken_q <= last ? {COUNT_W{1'b0}} : taken_q + 1'b1;
        if (rst) taken_q <= {COUNT_W{1'b0}};
    end

    generate
        if (DATA_W >= 128) begin : g_many                 // a beat holds one entry or more
            localparam SLOTS = DATA_W / 64;

            reg  [2:0]          slot_q;                   // of the next entry, after a fetch's first
            wire [2:0]          slot      = taken_q == {COUNT_W{1'b0}} ? info_slot : slot_q;
            wire [3:0]          slot_next = {1'b0, slot} + (cfg_wide ? 4'd2 : 4'd1);
            wire [DATA_W+63:0]  padded    = {64'd0, beat_data};

            assign m_valid  = info_valid && (beat_valid || info_denied);
            assign m_entry  = padded[{{29{1'b0}}, slot} * 64 +: 128];
            assign m_resp   = info_denied ? 2'b01 : beat_resp;
            assign pop_beat = take && !info_denied && (last || slot_next == SLOTS[3:0]);

            always @(posedge clk)
                if (take) slot_q <= slot_next == SLOTS[3:0] ? 3'd0 : slot_next[2:0];
        end else begin : g_few                            // an entry may take several beats
            localparam [31:0] LAST_COMPACT = 64 / DATA_W - 1;
            localparam [31:0] LAST_WIDE    = 128 / DATA_W - 1;

            reg  [127-DATA_W:0] part_q;                   // the beats before the entry's last
            reg  [1:0]          part_resp_q;
            reg  [1:0]          beats_q;                  // how many of them there are
            wire                whole = beats_q == (cfg_wide ? LAST_WIDE[1:0] : LAST_COMPACT[1:0]);
            wire [127:0]        all   = {beat_data, part_q};

            assign m_valid  = info_valid && ((beat_valid && whole) || info_denied);
            assign m_entry  = cfg_wide ? all : {64'd0, all[127:64]};
            wire [1:0]          worst = (beats_q != 2'd0 && part_resp_q != 2'd0) ? part_resp_q : beat_resp;

            assign m_resp   = info_denied ? 2'b01 : worst;
            assign pop_beat = whole ? take && !info_denied : beat_valid;

            always @(posedge clk) begin
                if (evt_pop) begin
                    part_q      <= all[127:DATA_W];
                    part_resp_q <= worst;
                    beats_q     <= whole ? 2'd0 : beats_q + 2'd1;
                end
                if (rst) beats_q <= 2'd0;
            end
        end
    endgenerate

    sgdma_fifo #(.WIDTH(DATA_W + 2), .DEPTH(PREFETCH_BEATS), .BYPASS(1)) u_beats (
        .clk(clk), .rst(rst),
        .s_valid(s_beat_valid), .s_ready(beats_room), .s_data({s_beat_resp & {2{s_beat_resp[1]}}, s_beat_data}),
        .m_valid(beat_valid), .m_ready(pop_beat), .m_data({beat_resp, beat_data})
    );

    sgdma_fifo #(.WIDTH(COUNT_W + 5 + ADDR_W - LB), .DEPTH(PREFETCH_BEATS), .BYPASS(0)) u_info (
        .clk(clk), .rst(rst),
        .s_valid(s_info_valid), .s_ready(info_room),
        .s_data({s_info_count, s_info_slot, s_info_first, s_info_denied, s_info_addr[ADDR_W-1:LB]}),
        .m_valid(info_valid), .m_ready(pop_info),
        .m_data({info_count, info_slot, info_first, info_denied, m_fetch_addr[ADDR_W-1:LB]})
    );
endmodule

`default_nettype wire
