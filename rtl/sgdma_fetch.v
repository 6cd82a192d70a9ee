// SPDX-License-Identifier: Apache-2.0
//
// Descriptor fetcher of one half: turns a ring's producer index, or a chain of chunks, into read bursts.
//
// Guarantees: a fetch asks for at most 2^k_log2 entries, ends at an aligned block of as many entries, at the ring's end or the
//   chunk's end, and only when the prefetch FIFO has room for all of it; at most `d` fetches are in flight. The first fetch of an
//   idle ring is one entry. A chain's next chunk is asked for once all of the present one has been; a doorbell after the first sets
//   a recheck, and an END header is then read again, alone: nothing appended is missed. A cyclic ring needs one doorbell and runs
//   until cfg_cyclic falls, then to the end of its lap. A fetch that no window permits is the last, and so is one that failed.
//   A doorbell is taken at its word (m_ar_guess): whether it was refused, or told of nothing new, is known a clock later (m_ar_kill).
// Relies on: base and next addresses aligned to a descriptor; m_ar_ready independent of m_ar_valid's later clocks; rst before each
//   start of the channel; at most one header on its way or in decode.
// Latency: doorbell or header in clock n, m_ar_valid in clock n (combinational; the AR register follows). What a fetch leads to is
//   worked out in the next clock, of a ring also how many entries are left in the one after it: a chain asks in every second clock at
//   most, a ring in every third.
//
`default_nettype none

module sgdma_fetch #(
    parameter ADDR_W         = 64,   // address bits
    parameter DATA_W         = 64,   // bus bits
    parameter PREFETCH_BEATS = 32,   // room for raw beats
    parameter MAX_D          = 32,   // fetches in flight, at most
    parameter MAX_K_LOG2     = 4,    // log2 of the entries of a fetch, at most
    parameter LUTRAM         = 1     // as sgdma_fifo's
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
    input  wire              run,            // may ask for more
    input  wire              evt_try,        // a doorbell is rung that may yet be refused:
    input  wire              evt_doorbell,   // in the next clock, it was not
    input  wire [15:0]       producer,       // with this clock's doorbell in it

    input  wire              s_head_here,    // a header is being decoded: what follows is its
    input  wire              s_head_valid,   // it is good (one clock)
    input  wire              s_head_end,     // it has no next chunk (yet)
    input  wire [ADDR_W-1:0] s_head_addr,    // of the next chunk
    input  wire [15:0]       s_head_count,
    output wire              m_chunk,        // bus up to 64 bits, with LUTRAM: place of the chunk (or the ring) that is asked for,
    output wire              m_chunk_put,    // and of the one that its header tells of; at the start, the list's first
    input  wire [ADDR_W-1:0] s_chunk_addr,   // of m_chunk's first entry
    input  wire [15:0]       s_chunk_past,   // ~ its entries

    output wire              m_ar_valid,
    output wire              m_ar_guess,     // it may yet prove wrong:
    output wire              m_ar_kill,      // the one that was taken a clock ago has
    input  wire              m_ar_ready,
    input  wire              m_ar_deny,      // with m_ar_ready: no window permits it, it is not issued
    output wire [ADDR_W-1:0] m_ar_addr,      // aligned to a bus word
    output wire [7:0]        m_ar_len,       // beats - 1

    output wire              m_info_valid,   // one fetch was issued in the clock before
    output wire [MAX_K_LOG2:0] m_info_count, // its entries
    output wire [2:0]        m_info_slot,    // where the first stands in its beat, units of 8 bytes
    output wire              m_info_first,   // its first entry opens a chunk

    input  wire [$clog2(PREFETCH_BEATS):0] s_beats, // beats that have left the prefetch FIFO
    input  wire [$clog2(PREFETCH_BEATS):0] s_mark, // a beat's number:
    output wire              m_beat_first,   // it opens a chunk
    input  wire              evt_rlast,      // a fetch has come in whole
    input  wire              evt_fail,       // this beat has failed
    input  wire              s_failed,       // one before it has
    output wire              m_denied,       // a fetch was refused, and all before it have come
    output wire [ADDR_W-1:0] m_fault_addr,   // of the fetch that was refused or has failed
    output wire              sts_busy,       // fetches in flight
    output wire              sts_more,       // entries are posted and not all of them here (from the clock of evt_doorbell on)
    output wire              sts_ended,      // the chain has no next chunk, nor a doorbell that may have brought one
    output wire              sts_recheck     // the END header is to be read again
);
    localparam LB = $clog2(DATA_W / 8);
    localparam SAME = LUTRAM != 0;          // a header's chunk is asked for in the clock in which it is decoded, not in the next
    localparam FW = $clog2(PREFETCH_BEATS) + 1;
    localparam DW = $clog2(MAX_D);
    localparam K  = MAX_K_LOG2;
    localparam LW = K + 1;                  // low bits of what is left: enough to tell it from a block

    reg  [15:0]       past_q;               // chain: ~ entries of the chunk not yet asked for. Ring: entries asked for so far
    reg               begin_q;              // chain: it is
    reg               over_q;               // chain: all of the chunk is asked for
    reg               begun_q;              // chain: the first doorbell has come
    reg               next_q;               // chain: the next chunk is known
    reg               ended_q;              // chain: no next chunk, the present one's header is END
    reg               recheck_q;            // chain: a doorbell has come since that header was asked for
    reg               lap_q;                // cyclic: laps go on
    reg               laps_over_q;          // cyclic: the last lap is asked for
    reg               denied_q;             // a fetch was refused: no more
    reg               idle_q;               // ring: nothing was left to ask for in the clock before
    reg               left_q;               // ring: something was
    reg               taken_q;              // a fetch was taken in the clock before,
    reg               deny_q;               // no window permits it,
    reg               guess_q;              // for a doorbell that is judged now,
    reg               rest_q;               // ... some of the chunk is left after it,
    reg  [K-1:0]      count_less_q;         // ... its entries, less one
    reg               stale_q;              // ring: and in the one before that: ring_less_q is not of now
    reg               lap_odd_q;            // ring: lowest bit of the lap's number
    reg  [LW-1:0]     ring_less_q;          // ring: entries to ask for, less one
    reg  [DW:0]       flight_q;             // fetches in flight
    reg  [FW-1:0]     asked_q;              // beats asked for
    reg  [FW-1:0]     first_at_q;           // asked_q at the last header
    reg               first_q;              // that header has not left the prefetch FIFO

    // What there is to ask for. A chain's header is used in the clock in which it is decoded.
    wire              again     = over_q && ended_q;
    wire              lap       = lap_q || (cfg_cyclic && evt_doorbell);
    wire              endless   = lap && !laps_over_q;             // as many as there are to the ring's end
    wire              ring_any  = endless || (!laps_over_q && (post_far || producer[LW-1:0] != past_q[LW-1:0]));

    wire [ADDR_W-1:3] addr;                                        // of the next entry to ask for
    wire [15:0]       past;

    // Of a ring: less-one counts, so that masks and ~index give them without a subtraction. Only the low bits of the index count:
    // a fetch ends where they wrap, as it would there anyway if the ring is aligned to its blocks, and a producer that is in
    // another round of them and not behind in it is far.
    wire              post_far  = producer[15:LW] != past_q[15:LW];
    wire [LW:0]       post_less = {1'b0, producer[LW-1:0]} + {1'b0, ~past_q[LW-1:0]};
    wire              post_big  = endless || (post_far && post_less[LW]);
    wire [LW-1:0]     end_less  = ~past_q[LW-1:0] & ~({LW{1'b1}} << cfg_size_log2);
    wire              lap_odd   = past_q[cfg_size_log2];
    wire              wrapped   = !cfg_chain && stale_q && lap_odd != lap_odd_q;

    // How many of them in one fetch, less one.
    wire              single    = cfg_chain ? again : idle_q;
    wire [K-1:0]      k_less    = ~({K{1'b1}} << cfg_k_log2);
    wire [K-1:0]      position  = cfg_wide ? addr[K+3:4] : addr[K+2:3];
    wire [K-1:0]      block_less = single ? {K{1'b0}} : ~position & k_less;
    wire [LW-1:0]     past_next = past[LW-1:0] + 1'b1;
    wire [LW-1:0]     left_less = cfg_chain ? ~past_next : ring_less_q;
    wire              big       = cfg_chain && past[15:LW] != {(16-LW){1'b1}};
    wire              rest      = big || left_less > {1'b0, block_less};    // some are left after it
    wire [K-1:0]      count_less = rest ? block_less : left_less[K-1:0];
    wire [K:0]        size_less = cfg_wide ? {count_less, 1'b1} : {1'b0, count_less};    // units of 8 bytes
    wire [K:0]        size_less_q = cfg_wide ? {count_less_q, 1'b1} : {1'b0, count_less_q};

    wire [FW-1:0]     len_now;                                     // ... beats, less one, of the fetch before
    wire              news      = evt_doorbell && (cfg_chain || ring_any);
    wire              sure      = taken_q && (!guess_q || news);
    wire              go        = sure && !deny_q;               // of the clock before; nothing else has changed since
    wire              opens     = begin_q || over_q;
    wire              head_next = s_head_valid && !s_head_end;

    // Room for a whole block of entries is asked for, and that is a power of two of beats.
    wire [FW-1:0]     free      = (s_beats - asked_q) ^ {1'b1, {(FW-1){1'b0}}};
    wire [FW+LB-1:0]  entries   = {(FW+LB){1'b1}} << cfg_k_log2;        // bit i: a block has at most 2^i entries
    wire [FW+LB-1:0]  fits      = cfg_wide ? entries << 4 : entries << 3;  // ... bytes
    wire              room      = (free & fits[FW+LB-1:LB]) != {FW{1'b0}};
    wire              unused_fits = &{1'b0, fits[LB-1:0]};

    wire              able      = run && !taken_q && !stale_q && {{(7-DW){1'b0}}, flight_q} != cfg_d && room && !denied_q
                                  && !s_failed;
    wire              chain_now = over_q ? next_q || (ended_q && recheck_q) || (SAME && s_head_valid && !s_head_end)
                                         : (begun_q || evt_try || evt_doorbell) && !s_head_here;

    assign m_ar_valid   = able && (cfg_chain ? chain_now : evt_try || left_q || news);
    assign m_ar_guess   = evt_try && !(cfg_chain && begun_q);
    assign m_ar_kill    = taken_q && !sure;
    assign m_ar_addr    = {addr[ADDR_W-1:3], 3'b000} & ~{{(ADDR_W-LB){1'b0}}, {LB{1'b1}}};
    assign m_info_valid = go;
    assign m_info_count = {1'b0, count_less_q} + 1'b1;
    assign m_info_first = opens;
    assign m_beat_first = first_q && s_mark == first_at_q;
    assign m_denied     = denied_q && !sts_busy;
    assign sts_busy     = flight_q != {(DW+1){1'b0}};
    assign sts_more     = sts_busy || news || (left_q && !cfg_chain && !denied_q) || (cfg_chain && begun_q && (!ended_q || recheck_q));
    assign sts_ended    = ended_q && !recheck_q;
    assign sts_recheck  = recheck_q;

    generate
        if (LB > 3) begin : g_slot
            wire [K+1:0] span = {1'b0, size_less} + {{(K+5-LB){1'b0}}, addr[LB-1:3]};   // counted from the first word's start
            wire         unused_span = &{1'b0, span[LB-4:0]};
            assign m_info_slot = {{(6-LB){1'b0}}, addr[LB-1:3]};
            assign m_ar_len    = {{(6-K+LB-3){1'b0}}, span[K+1:LB-3]};
            reg  [FW-1:0] len_q;
            assign len_now     = len_q;
            always @(posedge clk) len_q <= m_ar_len[FW-1:0];
        end else begin : g_no_slot
            assign m_info_slot = 3'd0;
            assign m_ar_len    = LB == 3 ? {{(7-K){1'b0}}, size_less} : {{(6-K){1'b0}}, size_less, 1'b1};
            wire [7:0]   len   = LB == 3 ? {{(7-K){1'b0}}, size_less_q} : {{(6-K){1'b0}}, size_less_q, 1'b1};
            wire         unused_len = &{1'b0, len};
            assign len_now     = len[FW-1:0];
        end
    endgenerate

    generate
        if (LUTRAM != 0 && DATA_W <= 64) begin : g_chunks     // the prefetch FIFO has the chunks, what is counted is how far in
            reg               chunk_q;              // the chunk asked for last
            reg  [17:0]       far_q;                // units of 8 bytes from its first entry
            wire              follows = begin_q || (over_q && !ended_q);

            assign m_chunk     = chunk_q ^ (follows || !cfg_chain);
            assign m_chunk_put = !chunk_q;
            assign addr = s_chunk_addr[ADDR_W-1:3] + {{(ADDR_W-21){1'b0}}, far_q};
            assign past = opens ? s_chunk_past : past_q;

            always @(posedge clk) begin
                if (go) far_q <= far_q - ~{{(17-K){1'b0}}, size_less_q};
                if (go && follows) chunk_q <= !chunk_q;
                if (rst || wrapped || (go && cfg_chain && (!rest_q || again))) far_q <= 18'd0;
                if (rst) chunk_q <= 1'b0;
            end

            wire unused_chunk = &{1'b0, cfg_base, cfg_count, s_head_addr, s_head_count, s_chunk_addr[2:0]};
        end else begin : g_no_chunks
            reg  [ADDR_W-1:3] addr_q;
            reg               base_q;               // the next entry asked for is the first of the list in memory
            reg  [ADDR_W-1:3] next_addr_q;          // the next chunk; while it is not known, the present one; of a ring, the ring
            reg  [15:0]       next_past_q;          // ~ its entries
            wire              head_now = SAME && s_head_here && !taken_q; // in the clock after a fetch addr and past are still that one's

            assign m_chunk     = 1'b0;
            assign m_chunk_put = 1'b0;
            assign addr = head_now ? s_head_addr[ADDR_W-1:3] : base_q || over_q ? next_addr_q : addr_q;
            assign past = head_now ? ~s_head_count : opens ? next_past_q : past_q;

            always @(posedge clk) begin
                if (go) addr_q <= addr - ~{{(ADDR_W-K-4){1'b0}}, size_less_q}; // + size_less_q + 1
                if (head_next || !run) next_addr_q <= run ? s_head_addr[ADDR_W-1:3] : cfg_base[ADDR_W-1:3];
                if (s_head_here || !run) next_past_q <= ~(run ? s_head_count : cfg_count);
                if (go) base_q <= 1'b0;
                if (rst || wrapped) base_q <= 1'b1;
            end

            wire unused_chunk = &{1'b0, cfg_base[2:0], s_head_addr[2:0], s_chunk_addr, s_chunk_past};
        end
    endgenerate

    // Where the fetches in flight began, for the report of one that fails.
    reg  [DW-1:0]     put_q;
    reg  [DW-1:0]     get_q;

    localparam LO = LB > 3 ? LB : 3;        // a fetch begins at an entry and at a bus word
    generate
        if (LUTRAM != 0) begin : g_async
            reg  [ADDR_W-1:LO] flights [0:MAX_D-1];
            assign m_fault_addr = {flights[get_q], {LO{1'b0}}};
            always @(posedge clk)
                if (sure) flights[put_q] <= m_ar_addr[ADDR_W-1:LO];
        end else begin : g_sync
            (* no_rw_check *)
            reg  [ADDR_W-1:LO] flights [0:MAX_D-1];
            reg  [ADDR_W-1:LO] fault_addr_q;
            assign m_fault_addr = {fault_addr_q, {LO{1'b0}}};
            always @(posedge clk) begin
                if (sure) flights[put_q] <= m_ar_addr[ADDR_W-1:LO];
                fault_addr_q <= flights[get_q];
            end
        end
    endgenerate

    always @(posedge clk) begin
        if (go) begin
            past_q <= past - ~{{(16-K){1'b0}}, count_less_q};              // + count_less_q + 1
            begin_q <= 1'b0;
            over_q <= cfg_chain && (!rest_q || again);
        end
        taken_q <= m_ar_valid && m_ar_ready;
        deny_q  <= m_ar_deny;
        guess_q <= m_ar_guess;
        rest_q  <= rest;
        count_less_q <= count_less;
        next_q  <= (head_next || next_q) && !(go && opens);
        begun_q <= begun_q || evt_doorbell;
        ended_q <= (s_head_valid && s_head_end) || (ended_q && !(go && again));
        recheck_q <= (cfg_chain && begun_q && evt_doorbell) || (recheck_q && !(go && again));

        lap_q   <= lap && !cfg_chain && !(wrapped && !cfg_cyclic);
        left_q  <= ring_any;
        if (wrapped && lap && !cfg_cyclic) begin
            laps_over_q <= 1'b1;
            left_q      <= 1'b0;
        end
        if (!run) begin_q <= cfg_chain;
        lap_odd_q <= lap_odd;
        if (sure && deny_q) denied_q <= 1'b1;
        idle_q <= (!ring_any || idle_q) && !go;
        stale_q <= taken_q && !cfg_chain;
        ring_less_q <= post_big || end_less <= post_less[LW-1:0] ? end_less : post_less[LW-1:0];

        if (go != evt_rlast) flight_q <= flight_q + {{DW{evt_rlast}}, 1'b1};    // + 1 or - 1
        if (go) asked_q <= asked_q - ~len_now;
        if (go && opens) first_at_q <= asked_q;
        first_q <= (go && opens) || (first_q && !s_head_here);
        if (sure) put_q <= put_q + 1'b1;
        get_q <= get_q + {{(DW-1){1'b0}}, evt_rlast && !evt_fail && !s_failed};

        if (rst) begin
            past_q      <= 16'd0;
            over_q      <= 1'b0;
            taken_q     <= 1'b0;
            begun_q     <= 1'b0;
            next_q      <= 1'b0;
            ended_q     <= 1'b0;
            recheck_q   <= 1'b0;
            lap_q       <= 1'b0;
            laps_over_q <= 1'b0;
            denied_q    <= 1'b0;
            idle_q      <= 1'b1;
            stale_q     <= 1'b0;
            left_q      <= 1'b0;
            flight_q    <= {(DW+1){1'b0}};
            asked_q     <= {FW{1'b0}};
            first_q     <= 1'b0;
            put_q       <= {DW{1'b0}};
            get_q       <= {DW{1'b0}};
        end
    end
endmodule

`default_nettype wire
