// SPDX-License-Identifier: Apache-2.0
//
// Completion queue of one half: reserves its slots, gives entries their place and phase, and combines them into bus beats.
//
// Guarantees: never more entries than slots; a beat leaves when its last slot is filled, when `busy` is low (nothing else that could
//   complete is in flight), or cfg_wait clocks after its first entry. `written` counts entries whose write was answered, in order.
//   Without a queue (cfg_none) an entry is counted as written once m_last_* has it; then slots mean nothing.
// Relies on: entries only for slots taken with evt_slot; a slot not used is given back with evt_unused.
// Latency: an entry that lets its beat go leaves in the same clock.
//
`default_nettype none

module sgdma_cq #(
    parameter DATA_W = 64                  // bus bits
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel
    input  wire              evt_start,    // indices begin at 0

    input  wire              cfg_none,     // no queue in memory
    input  wire [3:0]        cfg_log2,     // log2 of the slots
    input  wire [15:0]       cfg_wait,     // clocks
    input  wire [15:0]       cfg_ack,      // entries the driver has taken

    input  wire              evt_slot,     // decode: a slot is taken
    input  wire              evt_unused,   // retirement: it is not needed
    output wire              slot_ok,      // one is free (registered)

    input  wire              s_valid,
    output wire              s_ready,
    input  wire [55:0]       s_ent,
    input  wire              busy,         // other entries are in flight

    output wire              m_valid,
    input  wire              m_ready,
    output wire [(DATA_W < 64 ? 64 : DATA_W)-1:0]   m_data,
    output wire [(DATA_W < 64 ? 64 : DATA_W)/64-1:0] m_mask, // entries in the beat
    output wire [14:0]       m_slot,       // of the beat's first byte, in entries
    output wire [3:0]        m_count,      // entries

    input  wire              s_done_valid, // a beat of this queue was answered
    input  wire [3:0]        s_done_count,
    input  wire              s_done_bad,   // with an error
    output wire              m_last_valid, // without a queue: s_ent, to be shown
    input  wire              m_last_ready,
    output wire [15:0]       sts_written,
    output wire              sts_busy      // entries on their way to memory
);
    localparam BEAT    = DATA_W < 64 ? 64 : DATA_W;
    localparam PLACES  = BEAT / 64;        // entries in a beat

    reg  [15:0] index_q;                   // entries placed
    reg  [15:0] written_q;
    reg  [15:0] ack_q;                     // acknowledgement already counted
    reg  [16:0] free_q;                    // slots not reserved
    reg         free_ok_q;
    reg  [15:0] flight_q;                  // entries placed and not answered
    reg         bad_q;                     // a write has failed: `written` stays

    wire [15:0] size   = 16'd1 << cfg_log2;
    wire [15:0] slot   = index_q & (size - 16'd1);
    wire        phase  = (index_q & size) == 16'd0;
    wire [63:0] entry  = {phase, 7'd0, s_ent};
    wire        queued = s_valid && !cfg_none;
    wire        s_room;                    // the beat under way takes the entry
    wire        take   = queued && s_room;
    wire [15:0] acked  = cfg_ack - ack_q;
    wire [16:0] free_d = free_q + {1'b0, acked} + {16'd0, evt_unused} - {16'd0, evt_slot};
    wire [15:0] flight_d = flight_q + {15'd0, take} - (s_done_valid ? {12'd0, s_done_count} : 16'd0);

    assign s_ready     = cfg_none ? m_last_ready : s_room;
    assign slot_ok     = free_ok_q || cfg_none;
    assign m_last_valid = s_valid && cfg_none;
    assign sts_written = written_q;
    assign sts_busy    = flight_q != 16'd0;

    always @(posedge clk) begin
        if (take) index_q <= index_q + 16'd1;
        if (m_last_valid && m_last_ready) written_q <= written_q + 16'd1;
        if (s_done_valid && !s_done_bad && !bad_q) written_q <= written_q + {12'd0, s_done_count};
        if (s_done_valid && s_done_bad) bad_q <= 1'b1;
        ack_q     <= cfg_ack;
        free_q    <= free_d;
        free_ok_q <= free_d != 17'd0 && !free_d[16];
        flight_q  <= flight_d;
        if (evt_start) begin
            index_q   <= 16'd0;
            written_q <= 16'd0;
            ack_q     <= 16'd0;
            free_q    <= {1'b0, size};
            free_ok_q <= 1'b0;
        end
        if (rst) begin
            flight_q  <= 16'd0;
            bad_q     <= 1'b0;
            free_ok_q <= 1'b0;
        end
    end

    generate
        if (PLACES == 1) begin : g_one     // every entry is a beat
            wire unused = &{1'b0, cfg_wait, busy, slot[15]};
            assign m_valid = queued;
            assign s_room  = m_ready;
            assign m_data  = entry;
            assign m_mask  = 1'b1;
            assign m_slot  = slot[14:0];
            assign m_count = 4'd1;
        end else begin : g_many
            localparam PB = $clog2(PLACES);

            reg  [BEAT-1:0]   data_q;
            reg  [PLACES-1:0] mask_q;
            reg  [3:0]        count_q;
            reg  [15:0]       wait_q;      // clocks left
            reg  [14:0]       slot_q;      // of the beat that is being filled

            wire [PB-1:0]     place = slot[PB-1:0];
            wire              last  = place == {PB{1'b1}} || slot == size - 16'd1;
            wire              any   = count_q != 4'd0;
            wire [PLACES-1:0] here  = queued ? {{(PLACES-1){1'b0}}, 1'b1} << place : {PLACES{1'b0}};
            wire              leave = queued ? last || !busy : any && (!busy || wait_q == 16'd0);
            wire              unused = &{1'b0, slot[15]};

            assign m_valid = leave;
            assign s_room  = !leave || m_ready;
            assign m_mask  = mask_q | here;
            assign m_count = count_q + {3'd0, queued};
            assign m_slot  = any ? slot_q : {slot[14:PB], {PB{1'b0}}};

            genvar i;
            for (i = 0; i < PLACES; i = i + 1) begin : g_place
                assign m_data[64*i +: 64] = mask_q[i] ? data_q[64*i +: 64] : entry;
            end

            always @(posedge clk) begin
                if (take) data_q <= m_data;
                if (take && !any) begin
                    wait_q <= cfg_wait;
                    slot_q <= {slot[14:PB], {PB{1'b0}}};
                end else if (wait_q != 16'd0) begin
                    wait_q <= wait_q - 16'd1;
                end
                if (leave && m_ready) begin
                    mask_q  <= {PLACES{1'b0}};
                    count_q <= 4'd0;
                end else if (take) begin
                    mask_q  <= m_mask;
                    count_q <= m_count;
                end
                if (rst) begin
                    mask_q  <= {PLACES{1'b0}};
                    count_q <= 4'd0;
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
