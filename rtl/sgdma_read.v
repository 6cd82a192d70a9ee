// SPDX-License-Identifier: Apache-2.0
//
// Payload reader of the gather half: issues read bursts and gives their beats back in order, each with the lanes that count.
//
// Guarantees: AR only when the data FIFO has room for the whole burst; beats leave in the order of the bursts; an item with an error
//   code comes in its place without a read, a beat with a bad response as an error item of its burst's address; nothing follows one.
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
    output wire [$clog2(DATA_W/8)-1:0] m_start_lane,
    output wire [$clog2(DATA_W/8)-1:0] m_end_lane,
    output wire              m_last,       // ends an entry
    output wire              m_eop,        // ends a packet
    output wire [7:0]        m_code,       // 0, or an error: no data, and it stays
    output wire [ADDR_W-1:0] m_addr,       // of the error

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
    localparam WW = DATA_W + 2 * LB + 2;
    localparam [FW-1:0] ALL_FREE = FIFO_BEATS[FW-1:0];
    localparam [7:0] READ_WINDOW = `SGDMA_CODE_READ_WINDOW,
                     READ_SLVERR = `SGDMA_CODE_READ_SLVERR,
                     READ_DECERR = `SGDMA_CODE_READ_DECERR;

    reg  [FW-1:0]     free_q;              // beats of the FIFO not promised
    reg  [CW-1:0]     flight_q;            // bursts asked for whose last beat has not come
    reg               go_q;                // a burst may be asked for: there is room for any, and no error yet
    reg               stop_q;              // the burst after all that were asked for is an error
    reg               bad_q;               // an R beat was: that of the burst at the FIFO's head
    reg  [6:0]        code_q;
    reg               inside_q;            // in the midst of an arriving burst
    reg               pushed_q;            // the FIFO does not show its last word yet

    wire              unused_room, unused_full;
    wire              info_valid;
    wire [NB-1:0]     info_len;
    wire [LB-1:0]     info_end;
    wire              info_last;
    wire              info_eop;
    wire              fifo_valid;
    wire [WW-1:0]     fifo_word;

    wire              empty      = !fifo_valid && !pushed_q;
    wire              item       = empty && info_valid && (bad_q || (stop_q && !sts_busy));

    // Asking.
    wire              error_item = s_burst_code != 8'd0;
    wire              go         = s_burst_valid && s_burst_ready;
    wire              go_ar      = m_ar_valid && m_ar_ready && !m_ar_deny;
    wire              go_error   = go && !go_ar;
    wire              take_word  = m_valid && m_ready && !item;
    wire [FW-1:0]     free_d     = free_q + (go_ar ? {{(FW-NB){1'b1}}, ~s_burst_len[NB-1:0]} : {FW{1'b0}})
                                   + {{(FW-1){1'b0}}, take_word};
    wire [CW-1:0]     flight_d   = flight_q + (s_r_valid && s_r_last ? {CW{1'b1}} : {CW{1'b0}}) + {{(CW-1){1'b0}}, go_ar};

    // Arriving: the lanes travel with the data, so what is asked of a burst is at hand while its beats come.
    wire              good       = s_r_valid && !s_r_resp[1] && !bad_q;
    wire              fails      = s_r_valid && s_r_resp[1] && !bad_q;
    wire              first_come = s_r_valid && !inside_q && !bad_q;
    wire [WW-1:0]     r_word     = {s_r_last && info_eop, s_r_last && info_last, s_r_last ? info_end : {LB{1'b1}},
                                    inside_q ? {LB{1'b0}} : m_addr[LB-1:0], s_r_data};
    // Bytes of the burst: whole words up to its end lane, less what stands before its start.
    wire [MB:0]       lead       = {{(MB+1-LB){1'b0}}, m_addr[LB-1:0]} - {{MB{1'b0}}, 1'b1};
    wire [MB:0]       bytes      = {1'b0, info_len, info_end} - lead;

    // Leaving: past the empty FIFO if it is taken in this clock.
    wire              push       = good && !(empty && m_ready);

    assign m_ar_valid    = s_burst_valid && !error_item && go_q;
    assign m_ar_addr     = {s_burst_addr[ADDR_W-1:LB], {LB{1'b0}}};
    assign m_ar_len      = s_burst_len;
    assign s_burst_ready = go_q && (error_item || m_ar_ready);

    assign m_valid       = fifo_valid || (good && !pushed_q) || item;
    assign {m_eop, m_last, m_end_lane, m_start_lane, m_data} = fifo_valid ? fifo_word : r_word;
    assign m_code        = item ? {1'b0, code_q} : 8'd0;
    assign evt_promise   = first_come;
    assign promise_bytes = bytes;
    assign sts_busy      = flight_q != {CW{1'b0}};

    wire              unused = &{1'b0, unused_room, unused_full, s_burst_len, s_burst_code[7],
                                READ_WINDOW[7], READ_SLVERR[7], READ_DECERR[7]};

    always @(posedge clk) begin
        free_q   <= free_d;
        flight_q <= flight_d;
        // A burst has at most MAX_BURST bytes; the info FIFO holds READS of them.
        go_q     <= run && free_d[FW-1:NB] != {(FW-NB){1'b0}} && !flight_d[CW-1] && !go_error && !stop_q && !fails && !bad_q;
        if (go_error) stop_q <= 1'b1;
        if (fails) bad_q <= 1'b1;
        if (fails) code_q <= s_r_resp[0] ? READ_DECERR[6:0] : READ_SLVERR[6:0];
        else if (go_error && !bad_q) code_q <= error_item ? s_burst_code[6:0] : READ_WINDOW[6:0];
        if (s_r_valid) inside_q <= !s_r_last;
        pushed_q <= push;
        if (rst) begin
            free_q    <= ALL_FREE;
            flight_q  <= {CW{1'b0}};
            go_q      <= 1'b0;
            stop_q    <= 1'b0;
            bad_q     <= 1'b0;
            inside_q  <= 1'b0;
            pushed_q  <= 1'b0;
        end
    end

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
