// SPDX-License-Identifier: Apache-2.0
//
// Descriptor fetcher of one half: turns a ring's producer index, or a chain of chunks, into read bursts.
//
// Guarantees: a fetch asks for at most 2^k_log2 entries, ends at an aligned block of as many entries, at the ring's end or the
//   chunk's end, and only when the prefetch FIFO has room for all of it; at most `d` fetches are in flight. The first fetch of an
//   idle ring is one entry. A chain's next chunk is asked for once all of the present one has been; a doorbell after the first sets
//   a recheck, and an END header is then read again, alone: nothing appended is missed. A cyclic ring needs one doorbell and runs
//   until cfg_cyclic falls, then to the end of its lap. A fetch that no window permits is the last: its entry carries the refusal.
// Relies on: base and next addresses aligned to a descriptor; m_ar_ready independent of m_ar_valid's later clocks.
// Latency: doorbell or header in clock n, m_ar_valid in clock n (combinational; the AR register follows).
//
`default_nettype none

module sgdma_fetch #(
    parameter ADDR_W         = 64,   // address bits
    parameter DATA_W         = 64,   // bus bits
    parameter PREFETCH_BEATS = 32,   // room for raw beats
    parameter MAX_D          = 32,   // fetches in flight, at most
    parameter MAX_K_LOG2     = 4     // log2 of the entries of a fetch, at most
) (
    input  wire              clk,
    input  wire              rst,            // also clears the channel

    input  wire              cfg_chain,
    input  wire              cfg_cyclic,
    input  wire              cfg_wide,
    input  wire [3:0]        cfg_size_log2,
    input  wire [ADDR_W-1:0] cfg_base,
    input  wire [15:0]       cfg_count,
    input  wire [7:0]        cfg_d,
    input  wire [3:0]        cfg_k_log2,
    input  wire              evt_start,      // one clock: begin at the base
    input  wire              run,            // may ask for more
    input  wire              evt_doorbell,
    input  wire [15:0]       producer,       // with this clock's doorbell in it

    input  wire              s_head_valid,   // a header was decoded (one clock)
    input  wire              s_head_end,     // it has no next chunk (yet)
    input  wire [ADDR_W-1:0] s_head_addr,    // of the next chunk; with s_head_end of the header itself
    input  wire [15:0]       s_head_count,

    output wire              m_ar_valid,
    input  wire              m_ar_ready,
    input  wire              m_ar_deny,      // with m_ar_ready: no window permits it, it is not issued
    output wire [ADDR_W-1:0] m_ar_addr,      // aligned to a bus word
    output wire [7:0]        m_ar_len,       // beats - 1

    output wire              m_info_valid,   // one fetch was asked for
    output wire [MAX_K_LOG2:0] m_info_count, // its entries
    output wire [2:0]        m_info_slot,    // where the first stands in its beat, units of 8 bytes
    output wire              m_info_first,   // its first entry opens a chunk
    output wire              m_info_denied,  // it was refused: no beat will come

    input  wire              evt_pop,        // the prefetch FIFO gave up a beat
    input  wire              evt_rlast,      // a fetch has come in whole
    output wire              sts_busy,       // fetches in flight
    output wire              sts_more,       // entries are posted and not all of them here
    output wire              sts_ended,      // the chain has no next chunk, nor a doorbell that may have brought one
    output wire              sts_recheck     // the END header is to be read again
);
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);
    localparam FREE_W = $clog2(PREFETCH_BEATS) + 1;
    localparam [FREE_W-1:0] ALL_FREE = PREFETCH_BEATS[FREE_W-1:0];
    localparam KW    = MAX_K_LOG2 + 1;      // bits of an entry count of one fetch
    localparam SW    = KW + 4;              // bits of its size in bytes

    reg  [ADDR_W-1:0] addr_q;               // of the next entry to ask for
    reg  [15:0]       index_q;              // ring: entries asked for so far
    reg  [15:0]       left_q;               // chain: entries of the chunk not yet asked for
    reg               first_q;              // chain: the next entry asked for is a header
    reg               begun_q;              // chain: the first doorbell has come
    reg               next_q;               // chain: the next chunk is known
    reg  [ADDR_W-1:0] next_addr_q;
    reg  [15:0]       next_count_q;
    reg               ended_q;              // chain: no next chunk; next_addr_q is its END header
    reg               recheck_q;            // chain: a doorbell has come since that header was asked for
    reg               lap_q;                // cyclic: laps go on
    reg               laps_over_q;          // cyclic: the last lap is asked for
    reg               denied_q;             // a fetch was refused: no more
    reg               idle_q;               // ring: nothing was left to ask for in the clock before
    reg  [7:0]        flight_q;             // fetches in flight
    reg               flight_ok_q;
    reg  [FREE_W-1:0] free_q;               // beats of prefetch FIFO not promised
    reg               free_ok_q;
    reg  [3:0]        k_log2_q;

    wire [15:0]       mask      = ~(16'hffff << cfg_size_log2);
    wire [15:0]       wrap_less = ~index_q & mask;          // entries to the ring's end, less one

    // What there is to ask for. A chain's header is used in the clock in which it is decoded.
    wire              open_now = cfg_chain && evt_doorbell && !begun_q;
    wire              head_now = s_head_valid && !s_head_end && left_q == 16'd0;
    wire              again_now = ended_q && recheck_q && left_q == 16'd0;
    wire              next_now = (next_q && left_q == 16'd0) || again_now;
    wire              lap      = lap_q || (cfg_cyclic && evt_doorbell);
    wire [ADDR_W-1:0] addr     = head_now ? s_head_addr : addr_q;
    wire              endless  = !cfg_chain && lap && !laps_over_q;         // as many as there are to the ring's end
    wire [15:0]       ring_left = laps_over_q ? 16'd0 : producer - index_q;
    wire [15:0]       left     = !cfg_chain ? ring_left : open_now ? cfg_count : head_now ? s_head_count : left_q;
    wire              opens    = first_q || head_now;
    wire              any      = endless || left != 16'd0;

    // How many of them in one fetch: counts less one, which masks give without a subtraction, but for that of `left`.
    wire [KW-1:0]     k_less    = ~({KW{1'b1}} << k_log2_q);
    wire [KW-1:0]     position  = cfg_wide ? addr[KW+3:4] : addr[KW+2:3];
    wire [KW-1:0]     block_less = ~position & k_less;
    wire              wrap_first = !cfg_chain && wrap_less[15:KW] == {(16-KW){1'b0}} && wrap_less[KW-1:0] < block_less;
    wire [KW-1:0]     most_less = wrap_first ? wrap_less[KW-1:0] : block_less;
    wire              plenty    = endless || left[15:KW] != {(16-KW){1'b0}} || left[KW-1:0] > most_less;
    wire [KW-1:0]     count_less = (!cfg_chain && idle_q) ? {KW{1'b0}} : plenty ? most_less : left[KW-1:0] - 1'b1;
    wire [KW-1:0]     count     = count_less + 1'b1;
    wire              wraps     = !cfg_chain && wrap_less == {{(16-KW){1'b0}}, count_less};

    wire [SW-1:0]     bytes     = cfg_wide ? {count, 4'd0} : {1'b0, count, 3'd0};
    wire [SW:0]       offset    = {{(SW+1-LB){1'b0}}, addr[LB-1:0]};
    // The last byte, counted from the first word's start.
    wire [SW:0]       span      = (cfg_wide ? {1'b0, count_less, 4'hf} : {2'b00, count_less, 3'h7}) + offset;
    wire [7:0]        beats_less = {{(7-(SW-LB)){1'b0}}, span[SW:LB]};

    wire              taken     = m_ar_valid && m_ar_ready;
    wire              go        = taken && !m_ar_deny;
    wire [ADDR_W-1:0] addr_next = addr + {{(ADDR_W-SW){1'b0}}, bytes};
    wire              to_base   = evt_start || (go && wraps);
    wire [1:0]        pick      = to_base ? 2'd0 : go ? 2'd1 : head_now ? 2'd2 : 2'd3;    // one 4:1 selection a bit

    // Room for a whole block of entries is asked for. free_ok_q is made with the k that the next clock uses.
    wire [KW-1:0]     k_d       = {{(KW-1){1'b0}}, 1'b1} << cfg_k_log2;
    wire [SW-1:0]     block     = cfg_wide ? {k_d, 4'd0} : {1'b0, k_d, 3'd0};
    wire [SW-1:0]     block_beats = (block >> LB) == 0 ? {{(SW-1){1'b0}}, 1'b1} : block >> LB;
    wire [FREE_W-1:0] free_d    = free_q + {{(FREE_W-1){1'b0}}, evt_pop}
                                  - (go ? beats_less[FREE_W-1:0] + 1'b1 : {FREE_W{1'b0}});
    wire [7:0]        flight_d  = flight_q + {7'd0, go} - {7'd0, evt_rlast};

    assign m_ar_valid   = run && any && flight_ok_q && free_ok_q && !denied_q;
    assign m_ar_addr    = {addr[ADDR_W-1:LB], {LB{1'b0}}};
    assign m_ar_len     = beats_less;
    assign m_info_valid = taken;
    assign m_info_denied = m_ar_deny;
    assign m_info_count = count;
    assign m_info_first = cfg_chain && opens;
    assign sts_busy     = flight_q != 8'd0;
    assign sts_more     = sts_busy || (any && !denied_q) || (cfg_chain && begun_q && (!ended_q || recheck_q));
    assign sts_ended    = ended_q && !recheck_q;
    assign sts_recheck  = recheck_q;

    wire              unused_span = &{1'b0, span[LB-1:0]};

    generate
        if (LB > 3) begin : g_slot
            assign m_info_slot = {{(6-LB){1'b0}}, addr[LB-1:3]};
        end else begin : g_no_slot
            assign m_info_slot = 3'd0;
        end
    endgenerate

    always @(posedge clk) begin
        k_log2_q    <= cfg_k_log2;
        flight_q    <= flight_d;
        flight_ok_q <= flight_d < cfg_d && flight_d < MAX_D[7:0];
        free_q      <= free_d;
        free_ok_q   <= {{(SW){1'b0}}, free_d} >= {{(FREE_W){1'b0}}, block_beats};
        idle_q      <= (!endless && ring_left == 16'd0) || (idle_q && !go);

        if (open_now) begun_q <= 1'b1;
        if (s_head_valid && !head_now) begin
            ended_q      <= s_head_end;
            next_q       <= !s_head_end;
            next_addr_q  <= s_head_addr;
            next_count_q <= s_head_end ? 16'd1 : s_head_count;   // the header again, or the chunk
        end
        if (cfg_chain && evt_doorbell && begun_q) recheck_q <= 1'b1;
        if (cfg_cyclic && evt_doorbell && !cfg_chain) lap_q <= 1'b1;
        if (go && wraps && lap && !cfg_cyclic) begin
            lap_q       <= 1'b0;
            laps_over_q <= 1'b1;
        end
        if (taken && m_ar_deny) denied_q <= 1'b1;

        if (evt_start || go || head_now || next_now)
            addr_q <= pick[1] ? (pick[0] ? next_addr_q : s_head_addr) : pick[0] ? addr_next : cfg_base;
        if (go) begin
            index_q <= index_q + {{(16-KW){1'b0}}, count};
            left_q  <= left - {{(16-KW){1'b0}}, count};
            first_q <= 1'b0;
        end else if (head_now) begin
            left_q  <= s_head_count;
            first_q <= 1'b1;
        end else if (next_now) begin
            left_q  <= next_count_q;
            first_q <= 1'b1;
            next_q  <= 1'b0;
            if (again_now) begin
                ended_q   <= 1'b0;
                recheck_q <= evt_doorbell;
            end
        end else if (open_now) begin
            left_q  <= cfg_count;
        end

        if (evt_start) begin
            index_q <= 16'd0;
            left_q  <= evt_doorbell ? cfg_count : 16'd0;   // a doorbell may come on the heels of the start
            first_q <= 1'b1;
            begun_q <= evt_doorbell;
            next_q  <= 1'b0;
            ended_q <= 1'b0;
            idle_q  <= 1'b1;
            recheck_q   <= 1'b0;
            lap_q       <= cfg_cyclic && evt_doorbell && !cfg_chain;
            laps_over_q <= 1'b0;
        end
        if (rst) begin
            recheck_q   <= 1'b0;
            lap_q       <= 1'b0;
            laps_over_q <= 1'b0;
            denied_q    <= 1'b0;
            flight_q    <= 8'd0;
            flight_ok_q <= 1'b0;
            free_q      <= ALL_FREE;
            free_ok_q   <= 1'b0;
            left_q      <= 16'd0;
            next_q      <= 1'b0;
            begun_q     <= 1'b0;
            ended_q     <= 1'b0;
            index_q     <= 16'd0;
            idle_q      <= 1'b1;
        end
    end
endmodule

`default_nettype wire
