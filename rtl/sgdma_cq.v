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
    parameter DATA_W = 64,                 // bus bits
    parameter WRITES = 16                  // beats in flight, at most
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
    input  wire              m_go,         // the beat has its address: before it is taken, or with it
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
    localparam FW      = $clog2(WRITES * PLACES) + 1;

    reg  [14:0] slot_q;                    // of the next entry
    reg         phase_q;
    reg  [15:0] written_q;
    reg  [15:0] reserved_q;                // slots taken by decoded entries, and one
    reg         slot_ok_q;
    reg  [FW-1:0] flight_q;                // entries placed and not answered
    reg         bad_q;                     // a write has failed: `written` stays

    wire [63:0] entry  = {phase_q, 7'd0, s_ent};
    wire        queued = s_valid && !cfg_none;
    wire        s_room;                    // the beat under way takes the entry
    wire        place  = queued && s_room;
    wire        fly;                       // the entry is on its way to memory
    wire [15:0] next   = {1'b0, slot_q} + 16'd1;
    wire        wrap   = next[cfg_log2];   // it was the last slot
    // At most as many as there are slots: full shows as one bit. A slot given back counts a clock later.
    wire [15:0] used   = reserved_q + ~cfg_ack;
    wire        but_one = (used | (16'hffff << cfg_log2)) == 16'hffff; // all are, but one
    wire        give   = evt_unused && !evt_slot;
    wire        get    = evt_slot && !evt_unused;
    wire [FW-1:0] done_entries;
    wire        told   = m_last_valid && m_last_ready;
    wire [3:0]  done_written;
    wire [3:0]  more   = told ? 4'd1 : s_done_valid && !s_done_bad && !bad_q ? done_written : 4'd0;            // entries that count as written
    wire [FW-1:0] flight_d = flight_q - (s_done_valid ? done_entries : {FW{1'b0}}) + {{(FW-1){1'b0}}, fly};

    assign s_ready     = cfg_none ? m_last_ready : s_room;
    assign slot_ok     = slot_ok_q || cfg_none;
    assign m_last_valid = s_valid && cfg_none;
    assign sts_written = written_q;
    assign sts_busy    = flight_q != {FW{1'b0}};

    always @(posedge clk) begin
        if (place) begin
            slot_q  <= wrap ? 15'd0 : next[14:0];
            phase_q <= phase_q ^ wrap;
        end
        written_q <= written_q + {12'd0, more};
        if (s_done_valid && s_done_bad) bad_q <= 1'b1;
        reserved_q <= reserved_q + {{15{give}}, give || get};
        slot_ok_q  <= !(used[cfg_log2] || (evt_slot && but_one));
        flight_q   <= flight_d;
        if (evt_start) begin
            slot_q     <= 15'd0;
            phase_q    <= 1'b1;
            written_q  <= 16'd0;
            reserved_q <= 16'd1;
        end
        if (rst) begin
            flight_q <= {FW{1'b0}};
            bad_q    <= 1'b0;
        end
    end

    generate
        if (PLACES == 1) begin : g_one     // every entry is a beat
            wire unused = &{1'b0, cfg_wait, busy, s_done_count};
            assign m_valid = queued;
            assign s_room  = m_ready;
            assign m_data  = entry;
            assign m_mask  = 1'b1;
            assign m_slot  = slot_q;
            assign fly     = m_go;
            assign done_entries = {{(FW-1){1'b0}}, 1'b1};
            assign m_count = 4'd1;
            assign done_written = 4'd1;
        end else begin : g_many
            localparam PB = $clog2(PLACES);

            reg  [BEAT-1:0]   data_q;
            reg  [PLACES-1:0] mask_q;
            reg  [3:0]        count_q;
            reg  [15:0]       wait_q;      // clocks left
            reg  [9:0]        open_q;      // slots reserved, neither filled nor given back

            wire [PB-1:0]     lane  = slot_q[PB-1:0];
            wire              last  = lane == {PB{1'b1}} || wrap;
            wire              any   = count_q != 4'd0;
            wire [PLACES-1:0] here  = queued ? {{(PLACES-1){1'b0}}, 1'b1} << lane : {PLACES{1'b0}};
            wire              alone = open_q == 10'd1;  // nothing else can complete
            wire              leave = queued ? last || alone || !busy : any && (!busy || wait_q == 16'd0);
            wire              unused = &{1'b0, m_go};

            assign m_valid = leave;
            assign s_room  = !leave || m_ready;
            assign fly     = place;
            assign done_entries = {{(FW-PB-1){1'b0}}, s_done_count[PB:0]};
            assign done_written = s_done_count;
            assign m_mask  = mask_q | here;
            assign m_count = count_q + {3'd0, queued};
            // What waits for more is never the last of its beat: the next slot lies in the same one.
            assign m_slot  = {slot_q[14:PB], {PB{1'b0}}};

            genvar i;
            for (i = 0; i < PLACES; i = i + 1) begin : g_place
                assign m_data[64*i +: 64] = mask_q[i] ? data_q[64*i +: 64] : entry;
            end

            always @(posedge clk) begin
                if (place) data_q <= m_data;
                open_q <= open_q + {9'd0, evt_slot} - {9'd0, (s_valid && s_ready) || evt_unused};
                if (place && !any) wait_q <= cfg_wait;
                else if (wait_q != 16'd0) wait_q <= wait_q - 16'd1;
                if (leave && m_ready) begin
                    mask_q  <= {PLACES{1'b0}};
                    count_q <= 4'd0;
                end else if (place) begin
                    mask_q  <= m_mask;
                    count_q <= m_count;
                end
                if (rst) begin
                    open_q  <= 10'd0;
                    mask_q  <= {PLACES{1'b0}};
                    count_q <= 4'd0;
                end
            end
        end
    endgenerate
endmodule

`default_nettype wire
