// SPDX-License-Identifier: Apache-2.0
//
// Payload reader of the gather half: issues read bursts and gives the bytes of their beats back in order.
//
// Guarantees: AR only when the data FIFO has room for the whole burst; beats leave in the order of the bursts; an item with an error
//   code comes in its place without a read, a beat with a bad response as an error item of its burst's address; nothing follows one.
//   The bytes of a beat are turned to begin in the lane after those of the beat before, in lane 0 after a packet's end.
// Relies on: R of this ID in order, and never before its AR.
// Latency: burst to AR request none (the AR register follows); R beat to m_* none while the FIFO is empty, else two clocks.
//
`default_nettype none

module sgdma_read #(
    parameter ADDR_W     = 64,             // address bits
    parameter DATA_W     = 64,             // bus bits
    parameter READS      = 16,             // bursts in flight, at most
    parameter FIFO_BEATS = 512,            // room for read data
    parameter MAX_BURST  = 256,            // bytes
    parameter LUTRAM     = 1               // as sgdma_fifo's
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel
    input  wire              run,          // may issue

    input  wire              s_burst_valid,
    output wire              s_burst_ready,
    input  wire [ADDR_W-1:0] s_burst_addr,
    input  wire [7:0]        s_burst_len,  // beats - 1
    input  wire [$clog2(DATA_W/8)-1:0] s_burst_end_lane,
    input  wire              s_burst_last, // its last byte ends an entry
    input  wire              s_burst_eop,  // ... that ends a packet
    input  wire [7:0]        s_burst_code, // below 128

    output wire              m_ar_valid,
    input  wire              m_ar_ready,
    input  wire              m_ar_deny,    // with m_ar_ready: no window permits it, it is not issued
    output wire [ADDR_W-1:0] m_ar_addr,
    output wire [7:0]        m_ar_len,

    input  wire              s_r_valid,
    input  wire [DATA_W-1:0] s_r_data,
    input  wire [1:0]        s_r_resp,
    input  wire              s_r_last,

    output wire              m_valid,
    input  wire              m_ready,
    output wire [DATA_W-1:0] m_data,
    output wire [$clog2(DATA_W/8)-1:0] m_less, // bytes - 1
    output wire              m_last,       // ends an entry
    output wire              m_eop,        // ends a packet
    output wire              m_bad,        // an error: no data, and it stays
    output wire [6:0]        m_code,       // which,
    output wire [ADDR_W-1:0] m_addr,       // and its address

    output wire              evt_promise,  // the first beat of a burst comes
    output wire [$clog2(MAX_BURST):0] promise_bytes, // bytes of that burst
    output wire              sts_busy      // bursts in flight
);
`include "sgdma_regs.vh"
    localparam LB = $clog2(DATA_W / 8);
    localparam MB = $clog2(MAX_BURST);
    localparam NB = MB - LB;               // bits of a burst's beats - 1
    localparam FW = $clog2(FIFO_BEATS) + 1;
    localparam CW = $clog2(READS) + 1;
    localparam WW = DATA_W + LB + 3;
    localparam [FW-1:0] ALL_FREE = FIFO_BEATS[FW-1:0];
    localparam [7:0] READ_WINDOW = `SGDMA_CODE_READ_WINDOW,
                     READ_SLVERR = `SGDMA_CODE_READ_SLVERR,
                     READ_DECERR = `SGDMA_CODE_READ_DECERR;

    reg  [FW-1:0]     free_q;              // beats of the FIFO not promised
    reg  [CW-1:0]     flight_q;            // bursts asked for whose last beat has not come
    reg               go_q;                // a burst may be asked for: there is room for any, and no error yet
    reg               stop_q;              // the burst after all that were asked for is an error
    reg               bad_q;               // an R beat was: that of the burst at the FIFO's head
    reg               told_q;              // the burst at the FIFO's head is an error
    reg  [6:0]        code_q;
    reg               inside_q;            // in the midst of an arriving burst
    reg               pushed_q;            // the FIFO does not show its last word yet
    reg               left_q;              // a word has left
    reg  [LB-1:0]     place_q;             // lane of the next byte that arrives

    wire              unused_room, unused_full, unused_free, unused_less, unused_turn, unused_next;
    wire              info_valid;
    wire [NB-1:0]     info_len;
    wire [LB-1:0]     info_end;
    wire              info_last;
    wire              info_eop;
    wire              fifo_valid;
    wire [WW-1:0]     fifo_word;

    wire              empty      = !fifo_valid && !pushed_q;
    wire              item       = empty && info_valid && told_q;

    // Asking.
    wire              error_item = s_burst_code != 8'd0;
    wire              go         = s_burst_valid && s_burst_ready;
    wire              go_ar      = m_ar_valid && m_ar_ready && !m_ar_deny;
    wire              go_error   = go && !go_ar;
    wire [FW-1:0]     free_d;
    assign {free_d, unused_free} = {{FW{go_ar}} & {{(FW-NB){1'b1}}, ~s_burst_len[NB-1:0]}, left_q} + {free_q, 1'b1};
    wire [CW-1:0]     flight_d   = flight_q + (s_r_valid && s_r_last ? {CW{1'b1}} : {CW{1'b0}}) + {{(CW-1){1'b0}}, go_ar};

    // Arriving: turned by all but the lowest bit of `turn`, which comes where the FIFO and the bus meet.
    wire              good       = s_r_valid && !s_r_resp[1] && !bad_q;
    wire              fails      = s_r_valid && s_r_resp[1] && !bad_q;
    wire              first_come = s_r_valid && !inside_q && !bad_q;
    wire [LB-1:0]     r_start    = m_addr[LB-1:0] & {LB{!inside_q}};
    wire [LB-1:0]     r_end      = info_end | {LB{!s_r_last}};
    wire              r_eop      = s_r_last && info_eop;
    wire [LB-1:0]     r_less, r_turn, r_next;
    wire [DATA_W-1:0] r_data;
    wire [WW-1:0]     r_word     = {r_eop, s_r_last && info_last, r_less, r_turn[0], r_data};
    // Bytes of the burst: whole words up to its end lane, less what stands before its start.
    wire              early;               // whole words less what stands before their start: that is at most one byte
    wire [LB-1:0]     ahead;               // 1 - start
    wire [MB:0]       bytes      = {{(MB+1-LB){!early}}, ahead} + {1'b0, info_len, info_end};

    // Leaving: past the empty FIFO if it is taken in this clock.
    wire              push       = good && !(empty && m_ready);

    assign m_ar_valid    = s_burst_valid && !error_item && go_q;
    assign m_ar_addr     = {s_burst_addr[ADDR_W-1:LB], {LB{1'b0}}};
    assign m_ar_len      = s_burst_len;
    assign s_burst_ready = go_q && (error_item || m_ar_ready);

    assign m_valid       = fifo_valid || (good && !pushed_q) || item;
    assign {m_eop, m_last, m_less} = fifo_valid ? fifo_word[WW-1:DATA_W+1] : r_word[WW-1:DATA_W+1];
    wire              odd        = fifo_valid ? fifo_word[DATA_W] : r_turn[0];
    assign m_data        = fifo_valid ? (odd ? {fifo_word[DATA_W-9:0], fifo_word[DATA_W-1:DATA_W-8]} : fifo_word[DATA_W-1:0])
                                      : (odd ? {r_data[DATA_W-9:0], r_data[DATA_W-1:DATA_W-8]} : r_data);
    assign m_bad         = item;
    assign m_code        = code_q;
    assign evt_promise   = first_come;
    assign promise_bytes = bytes;
    assign sts_busy      = flight_q != {CW{1'b0}};

    wire              unused = &{1'b0, unused_room, unused_full, unused_free, unused_less, unused_turn, unused_next, s_burst_len, s_burst_code[7],
                                READ_WINDOW[7], READ_SLVERR[7], READ_DECERR[7]};

    always @(posedge clk) begin
        free_q   <= free_d;
        flight_q <= flight_d;
        // A burst has at most MAX_BURST bytes; the info FIFO holds READS of them.
        go_q     <= run && free_d[FW-1:NB] != {(FW-NB){1'b0}} && !flight_d[CW-1] && !go_error && !stop_q && !fails && !bad_q;
        if (go_error) stop_q <= 1'b1;
        if (fails) bad_q <= 1'b1;
        told_q <= bad_q || (stop_q && !sts_busy);
        if (fails) code_q <= s_r_resp[0] ? READ_DECERR[6:0] : READ_SLVERR[6:0];
        else if (go_error && !bad_q) code_q <= error_item ? s_burst_code[6:0] : READ_WINDOW[6:0];
        if (s_r_valid) inside_q <= !s_r_last;
        pushed_q <= push;
        left_q   <= m_valid && m_ready && !item;
        if (good) place_q <= r_next & {LB{!r_eop}};
        if (rst) begin
            free_q    <= ALL_FREE;
            flight_q  <= {CW{1'b0}};
            go_q      <= 1'b0;
            stop_q    <= 1'b0;
            bad_q     <= 1'b0;
            told_q    <= 1'b0;
            inside_q  <= 1'b0;
            pushed_q  <= 1'b0;
            left_q    <= 1'b0;
            place_q   <= {LB{1'b0}};
        end
    end

    sgdma_add #(.W(LB)) u_ahead (.a({{(LB-1){1'b0}}, 1'b1}), .b(~m_addr[LB-1:0]), .c(1'b1), .sum({early, ahead}));
    sgdma_add #(.W(LB)) u_less (.a(r_end), .b(~r_start), .c(1'b1), .sum({unused_less, r_less}));
    sgdma_add #(.W(LB)) u_turn (.a(place_q), .b(~r_start), .c(1'b1), .sum({unused_turn, r_turn}));
    sgdma_add #(.W(LB)) u_next (.a(r_turn), .b(r_end), .c(1'b1), .sum({unused_next, r_next}));
    sgdma_rotate #(.BYTES(DATA_W / 8)) u_rotate (.s_data(s_r_data), .amount({r_turn[LB-1:1], 1'b0}), .m_data(r_data));

    sgdma_fifo #(.WIDTH(WW), .DEPTH(FIFO_BEATS), .BYPASS(0), .LUTRAM(0)) u_data (
        .clk(clk), .rst(rst),
        .s_valid(push), .s_ready(unused_room), .s_data(r_word),
        .m_valid(fifo_valid), .m_ready(m_ready), .m_data(fifo_word)
    );

    // What failed stays at the head: its address is asked for.
    sgdma_fifo #(.WIDTH(ADDR_W + LB + NB + 2), .DEPTH(READS), .BYPASS(0), .LUTRAM(LUTRAM)) u_info (
        .clk(clk), .rst(rst),
        .s_valid(go), .s_ready(unused_full),
        .s_data({s_burst_addr, s_burst_end_lane, s_burst_len[NB-1:0], s_burst_last, s_burst_eop}),
        .m_valid(info_valid), .m_ready(good && s_r_last), .m_data({m_addr, info_end, info_len, info_last, info_eop})
    );
endmodule

`default_nettype wire
