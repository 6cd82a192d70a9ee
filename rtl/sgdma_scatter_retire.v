// SPDX-License-Identifier: Apache-2.0
//
// Retirement of the scatter half: matches write responses with entries and makes their completions.
//
// Guarantees: entries retire in list order, one a clock, each after the last B of its data; one that needs a completion gives one. The
//   entry of the first failed write, or the one that was closed, is reported after all before it, and nothing after it.
// Relies on: bursts counted as they are announced (evt_burst) and told in order when their last word leaves (s_burst_*), each entry
//   once its last burst was; B in order; the entry that is closed (close_*, held) is the last and its data's last burst does not end it.
// Latency: last B of an entry in clock n, m_ent_valid in clock n.
//
`default_nettype none

module sgdma_scatter_retire #(
    parameter ADDR_W  = 64,                // address bits
    parameter DATA_W  = 64,                // bus bits
    parameter WRITES  = 16,                // bursts in flight, at most, a power of two
    parameter ENTRIES = 64,                // entries between the unpacker and retirement
    parameter LUTRAM  = 1                  // as sgdma_fifo's
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel
    input  wire              evt_start,    // the consumer index begins at 0

    input  wire              evt_burst,    // a burst is announced on AW
    output wire              burst_room,   // one may be

    input  wire              s_burst_valid, // the last word of a burst leaves
    input  wire [ADDR_W-1:0] s_burst_addr,
    input  wire              s_burst_ends, // the last of its entry
    input  wire [27:0]       s_burst_bytes, // of its entry up to here

    input  wire              s_ent_valid,
    output wire              s_ent_ready,
    input  wire [15:0]       s_ent_tag,
    input  wire [28:0]       s_ent_bytes,  // bit 28: saturated
    input  wire              s_ent_irq,
    input  wire              s_ent_eop,
    input  wire              s_ent_short,  // with eop
    input  wire              s_ent_cut,    // with eop, not with short: the packet was longer
    input  wire [7:0]        close_code,   // why the last entry was closed; 0: a halt, nothing is told
    input  wire              close_source, // the error is the source's

    input  wire              s_b_valid,
    input  wire [1:0]        s_b_resp,

    output wire              m_ent_valid,  // completion entry, bits 55:0
    input  wire              m_ent_ready,
    output wire [55:0]       m_ent,
    output wire              evt_unused,   // an entry retires without a completion
    output wire              evt_error,    // the channel's error, one clock
    output wire [7:0]        error_code,
    output wire              evt_write_error, // a write has failed: one clock, before evt_error
    output wire [ADDR_W-1:0] write_error_addr,

    output wire [15:0]       sts_consumer,
    output wire              sts_failing,  // a write has failed: end the entry that is open
    output wire [15:0]       sts_done,     // entries whose data is in memory, retired or not
    output wire [27:0]       sts_residue,  // bytes in memory beyond those entries
    output wire              sts_writing,  // bursts without their B, from the clock after their announcement
    output wire              sts_waiting   // bursts without their B, or entries that will yet retire
);
`include "sgdma_regs.vh"
    localparam CW = $clog2(ENTRIES) + 1;
    localparam WW = $clog2(WRITES) + 1;
    localparam [7:0] PACKET_CUT = `SGDMA_CODE_PACKET_CUT;
    localparam [1:0] PLAIN = 2'd0,         // kinds of an entry: without EOP,
                     WHOLE = 2'd1,         // with it,
                     SHORT = 2'd2,         // not full,
                     CUT   = 2'd3;         // too short for the packet

    reg  [15:0]   done_q;                  // entries whose last B has come
    reg  [27:0]   residue_q;
    reg  [WW-1:0] flight_q;                // bursts without their B
    reg           any_q;                   // one of them has not retired
    reg           write_failed_q;
    reg           decerr_q;
    reg           failed_q;                // the error is reported, or there is none: nothing retires any more
    reg  [15:0]   consumer_q;              // kept when the channel is cleared, for the driver to read

    wire          unused_valid, unused_room;             // a B never comes before its burst is here
    wire          burst_ends;
    wire [27:0]   burst_bytes;
    wire          valid;
    wire [15:0]   tag;
    wire [28:0]   bytes;
    wire          irq;
    wire [1:0]    kind;

    wire          b_good  = s_b_valid && !s_b_resp[1] && !write_failed_q;
    wire          b_fails = s_b_valid && s_b_resp[1] && !write_failed_q;
    wire          b_ends  = b_good && burst_ends;
    wire [CW-1:0] consumer_next = consumer_q[CW-1:0] + 1'b1;
    wire          one     = consumer_next == done_q[CW-1:0];

    wire          live    = valid && !failed_q;
    wire          whole   = live && (any_q || b_ends);
    wire          told    = kind != PLAIN || irq;
    wire          retire  = whole && (!told || m_ent_ready);
    wire          w_fails = live && !any_q && write_failed_q;
    // With every write answered, an entry that has not ended is the one that was closed.
    wire          last    = live && !any_q && !write_failed_q && !sts_writing;
    wire          forget  = last && close_code == 8'd0;
    wire          s_fails = last && close_code != 8'd0;
    wire          fails   = w_fails || s_fails;
    wire          tell    = fails && m_ent_ready;
    wire          source  = close_source && !write_failed_q;
    wire [7:0]    code    = !write_failed_q ? close_code : decerr_q ? `SGDMA_CODE_WRITE_DECERR : `SGDMA_CODE_WRITE_SLVERR;
    wire          unused  = &{1'b0, unused_valid, unused_room, PACKET_CUT[7]};

    assign burst_room       = !flight_q[WW-1];
    assign error_code       = code;
    assign m_ent_valid      = (whole && told) || fails;
    assign m_ent            = {!fails && kind == SHORT, fails && source, !fails && irq, !fails && kind != PLAIN, bytes[28],
                               fails ? code[6:0] : kind == CUT ? PACKET_CUT[6:0] : 7'd0, bytes[27:0], tag};
    assign evt_unused       = retire && !told;
    assign evt_error        = tell && !source;                           // a source's error stands in the other channel
    assign evt_write_error  = b_fails;
    assign sts_consumer     = consumer_q;
    assign sts_failing      = write_failed_q;
    assign sts_done         = done_q;
    assign sts_residue      = residue_q;
    assign sts_writing      = flight_q != {WW{1'b0}};
    assign sts_waiting      = sts_writing || live;

    always @(posedge clk) begin
        done_q     <= done_q + {15'd0, b_ends};
        consumer_q <= consumer_q + {15'd0, retire};
        if (retire != b_ends) any_q <= b_ends || !one;
        flight_q <= flight_q + {{(WW-1){1'b0}}, evt_burst} - {{(WW-1){1'b0}}, s_b_valid};
        if (b_good) residue_q <= burst_bytes;
        if (b_fails) begin
            write_failed_q <= 1'b1;
            decerr_q       <= s_b_resp[0];
        end
        if (tell || forget) failed_q <= 1'b1;
        if (evt_start || b_ends) residue_q <= 28'd0;
        if (evt_start) begin                   // until then they tell how far the last run came
            done_q     <= 16'd0;
            consumer_q <= 16'd0;
            any_q      <= 1'b0;
        end
        if (rst) begin
            flight_q       <= {WW{1'b0}};
            write_failed_q <= 1'b0;
            failed_q       <= 1'b0;
        end
    end

    sgdma_fifo #(.WIDTH(ADDR_W + 29), .DEPTH(WRITES), .BYPASS(0), .LUTRAM(LUTRAM)) u_bursts (
        .clk(clk), .rst(rst),
        .s_valid(s_burst_valid), .s_ready(unused_room), .s_data({s_burst_bytes, s_burst_ends, s_burst_addr}),
        .m_valid(unused_valid), .m_ready(s_b_valid), .m_data({burst_bytes, burst_ends, write_error_addr})
    );

    // On 32 bits the last B may come in the clock after the entry; without LUTRAM in the next but one.
    sgdma_fifo #(.WIDTH(48), .DEPTH(ENTRIES), .BYPASS(DATA_W == 32 && LUTRAM != 0), .LUTRAM(LUTRAM)) u_entries (
        .clk(clk), .rst(rst),
        .s_valid(s_ent_valid), .s_ready(s_ent_ready),
        .s_data({!s_ent_eop ? PLAIN : s_ent_short ? SHORT : s_ent_cut ? CUT : WHOLE, s_ent_irq, s_ent_bytes, s_ent_tag}),
        .m_valid(valid), .m_ready(retire || failed_q), .m_data({kind, irq, bytes, tag})
    );
endmodule

`default_nettype wire
