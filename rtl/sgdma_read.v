// SPDX-License-Identifier: Apache-2.0
//
// Payload reader of the gather half: issues read bursts and gives their beats back in order, each with the lanes that count.
//
// Guarantees: AR only when the data FIFO has room for the whole burst; beats leave in the order of the bursts; an item with an error
//   code passes through in its place without a read. A beat with a bad response leaves as an error item of its burst's address.
// Relies on: R of this ID in order, and never before its AR.
// Latency: burst to AR request none (the AR register follows); R beat to m_* one clock.
//
`default_nettype none

module sgdma_read #(
    parameter ADDR_W     = 64,             // address bits
    parameter DATA_W     = 64,             // bus bits
    parameter READS      = 16,             // bursts in flight, at most
    parameter FIFO_BEATS = 512,            // room for read data
    parameter MAX_BURST  = 256             // bytes
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel
    input  wire              run,          // may issue

    input  wire              s_burst_valid,
    output wire              s_burst_ready,
    input  wire [ADDR_W-1:0] s_burst_addr,
    input  wire [7:0]        s_burst_len,  // beats - 1
    input  wire [$clog2(DATA_W/8)-1:0] s_burst_end_lane,
    input  wire              s_burst_eop,  // its last byte ends a packet
    input  wire [7:0]        s_burst_code,

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
    output wire              m_eop,
    output wire [7:0]        m_code,       // 0, or an error: no data
    output wire [ADDR_W-1:0] m_addr,       // of the burst, or of the error

    output wire              evt_promise,  // the first beat of a burst has come (one clock later)
    output wire [$clog2(MAX_BURST):0] promise_bytes, // bytes of that burst
    output wire              sts_busy      // bursts in flight
);
`include "sgdma_regs.vh"
    localparam LB = $clog2(DATA_W / 8);
    localparam MB = $clog2(MAX_BURST);
    localparam BURST_BEATS = MAX_BURST * 8 / DATA_W;
    localparam FW = $clog2(FIFO_BEATS) + 1;
    localparam [FW-1:0] ALL_FREE = FIFO_BEATS[FW-1:0];

    reg  [FW-1:0]     free_q;              // beats of the FIFO not promised
    reg               free_ok_q;
    reg  [7:0]        beat_q;              // of the burst that is handed on
    reg               inside_q;            // in the midst of an arriving burst
    reg               promise_q;
    reg  [7:0]        flight_q;            // bursts asked for whose last beat has not come
    reg  [MB:0]       promise_bytes_q;

    wire              info_room;
    wire              size_room;
    wire              info_valid;
    wire [7:0]        info_len;
    wire [7:0]        info_code;
    wire [LB-1:0]     info_end;
    wire              info_eop;
    wire              data_valid;
    wire [1:0]        data_resp;
    wire [MB:0]       size_bytes;
    wire              size_valid;
    wire              data_room;

    wire              error_item = s_burst_code != 8'd0;
    wire              go_ar      = m_ar_valid && m_ar_ready && !m_ar_deny;
    wire              denied     = m_ar_valid && m_ar_ready && m_ar_deny;
    wire              go         = s_burst_valid && s_burst_ready;
    wire              item       = info_code != 8'd0;
    wire              take       = m_valid && m_ready;
    wire              last       = item || beat_q == info_len;
    wire              pop_data   = take && !item;
    wire              first_come = s_r_valid && !inside_q;
    wire [FW-1:0]     free_d     = free_q + {{(FW-1){1'b0}}, pop_data}
                                   - (go_ar ? {{(FW-8){1'b0}}, s_burst_len} + 1'b1 : {FW{1'b0}});

    // Bytes of the burst: whole words up to its end lane, less what stands before its start.
    wire [MB:0]       burst_bytes = {s_burst_len[MB-LB:0], {LB{1'b0}}} + {{(MB+1-LB){1'b0}}, s_burst_end_lane} + 1'b1
                                    - {{(MB+1-LB){1'b0}}, s_burst_addr[LB-1:0]};

    assign m_ar_valid    = s_burst_valid && !error_item && run && free_ok_q && info_room && size_room;
    assign m_ar_addr     = {s_burst_addr[ADDR_W-1:LB], {LB{1'b0}}};
    assign m_ar_len      = s_burst_len;
    assign s_burst_ready = run && info_room && (error_item || (free_ok_q && size_room && m_ar_ready));

    assign m_valid       = info_valid && (item || data_valid);
    assign m_start_lane  = beat_q == 8'd0 ? m_addr[LB-1:0] : {LB{1'b0}};
    assign m_end_lane    = last ? info_end : {LB{1'b1}};
    assign m_eop         = last && info_eop;
    assign m_code        = item ? info_code
                         : !data_resp[1] ? 8'd0
                         : data_resp[0] ? `SGDMA_CODE_READ_DECERR : `SGDMA_CODE_READ_SLVERR;
    assign evt_promise   = promise_q;
    assign promise_bytes = promise_bytes_q;
    assign sts_busy      = flight_q != 8'd0;

    wire              unused = &{1'b0, data_room, size_valid, s_burst_len};

    always @(posedge clk) begin
        free_q    <= free_d;
        free_ok_q <= free_d >= BURST_BEATS[FW-1:0];
        if (take) beat_q <= last ? 8'd0 : beat_q + 8'd1;
        if (s_r_valid) inside_q <= !s_r_last;
        flight_q        <= flight_q + {7'd0, go_ar} - {7'd0, s_r_valid && s_r_last};
        promise_q       <= first_come;
        promise_bytes_q <= size_bytes;
        if (rst) begin
            free_q    <= ALL_FREE;
            free_ok_q <= 1'b0;
            beat_q    <= 8'd0;
            inside_q  <= 1'b0;
            flight_q  <= 8'd0;
            promise_q <= 1'b0;
        end
    end

    sgdma_fifo #(.WIDTH(DATA_W + 2), .DEPTH(FIFO_BEATS), .BYPASS(1)) u_data (
        .clk(clk), .rst(rst),
        .s_valid(s_r_valid), .s_ready(data_room), .s_data({s_r_resp, s_r_data}),
        .m_valid(data_valid), .m_ready(pop_data), .m_data({data_resp, m_data})
    );

    sgdma_fifo #(.WIDTH(ADDR_W + LB + 17), .DEPTH(READS), .BYPASS(0)) u_info (
        .clk(clk), .rst(rst),
        .s_valid(go), .s_ready(info_room),
        .s_data({s_burst_addr, s_burst_end_lane, s_burst_len, s_burst_eop,
                 denied ? `SGDMA_CODE_READ_WINDOW : s_burst_code}),
        .m_valid(info_valid), .m_ready(take && last),
        .m_data({m_addr, info_end, info_len, info_eop, info_code})
    );

    sgdma_fifo #(.WIDTH(MB + 1), .DEPTH(READS), .BYPASS(0)) u_size (
        .clk(clk), .rst(rst),
        .s_valid(go_ar), .s_ready(size_room), .s_data(burst_bytes),
        .m_valid(size_valid), .m_ready(first_come), .m_data(size_bytes)
    );
endmodule

`default_nettype wire
