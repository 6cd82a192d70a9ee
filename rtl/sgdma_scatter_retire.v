// SPDX-License-Identifier: Apache-2.0
//
// Retirement of the scatter half: matches write responses with entries and makes their completions.
//
// Guarantees: entries retire in list order, one a clock, each after the last B of its data; one that needs a completion gives one. The
//   entry of the first failed write, or the one that carries an error, is reported after all before it, and nothing after it.
// Relies on: bursts announced in order (s_burst_*), each entry pushed no later than its last burst, B in order.
// Latency: last B of an entry in clock n, m_ent_valid in clock n.
//
`default_nettype none

module sgdma_scatter_retire #(
    parameter ADDR_W  = 64,                // address bits
    parameter WRITES  = 16,                // bursts in flight, at most
    parameter MAX_BURST = 256,             // bytes
    parameter ENTRIES = 64                 // entries between the unpacker and retirement
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel
    input  wire              evt_start,    // the consumer index begins at 0

    input  wire              s_burst_valid, // a burst is announced on AW
    output wire              s_burst_ready,
    input  wire [ADDR_W-1:0] s_burst_addr,
    input  wire              s_burst_ends, // the last of its entry
    input  wire [$clog2(MAX_BURST):0] s_burst_bytes,

    input  wire              s_ent_valid,
    output wire              s_ent_ready,
    input  wire [15:0]       s_ent_tag,
    input  wire [28:0]       s_ent_bytes,  // bit 28: saturated
    input  wire [3:0]        s_ent_flags,  // SHORT, SOURCE, IRQ, EOP
    input  wire [7:0]        s_ent_code,
    input  wire              s_ent_bad,    // the channel stops here

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
    output wire [31:0]       sts_residue,  // bytes in memory beyond those entries
    output wire              sts_writing,  // bursts without their B, from the clock after their announcement
    output wire              sts_waiting   // bursts without their B, or entries that will yet retire
);
`include "sgdma_regs.vh"
    localparam CW = $clog2(ENTRIES) + 1;
    localparam MB = $clog2(MAX_BURST);

    reg  [CW-1:0] ended_q;                 // entries whose last B has come, not yet retired
    reg  [27:0]   residue_q;
    reg  [7:0]    flight_q;                // bursts without their B
    reg           write_failed_q;
    reg           decerr_q;
    reg           failed_q;                // the error is reported: nothing retires any more
    reg  [15:0]   consumer_q;              // kept when the channel is cleared, for the driver to read

    wire          burst_valid;
    wire          unused_valid = &{1'b0, burst_valid};   // a B never comes before its burst is here
    wire          burst_ends;
    wire [MB:0]   burst_bytes;
    wire          valid;
    wire [15:0]   tag;
    wire [28:0]   bytes;
    wire [3:0]    flags;
    wire [7:0]    code;
    wire          bad;

    wire          b_good  = s_b_valid && !s_b_resp[1] && !write_failed_q;
    wire          b_fails = s_b_valid && s_b_resp[1] && !write_failed_q;
    wire          b_ends  = b_good && burst_ends;
    wire          any     = ended_q != {CW{1'b0}};

    wire          whole   = valid && !bad && (any || b_ends) && !failed_q;
    wire          told    = flags[1:0] != 2'd0 || code != 8'd0;
    wire          retire  = whole && (!told || m_ent_ready);
    wire          settled = !sts_writing;                                // everything before is in memory
    wire          w_fails = write_failed_q && valid && !any && !failed_q;
    wire          s_fails = bad && valid && settled && !w_fails && code != 8'd0 && !failed_q;
    wire          fails   = w_fails || s_fails;
    wire          forget  = valid && (failed_q || (bad && settled && !write_failed_q && code == 8'd0));
    wire          tell    = fails && m_ent_ready;

    assign error_code       = !w_fails ? code : decerr_q ? `SGDMA_CODE_WRITE_DECERR : `SGDMA_CODE_WRITE_SLVERR;
    assign m_ent_valid      = (whole && told) || fails;
    assign m_ent            = {fails ? {1'b0, s_fails && flags[2], 2'b00} : flags,
                               bytes[28], fails ? error_code[6:0] : code[6:0], bytes[28] ? 28'hfffffff : bytes[27:0], tag};
    assign evt_unused       = retire && !told;
    assign evt_error        = tell && !(s_fails && flags[2]);            // a source's error stands in the other channel
    assign evt_write_error  = b_fails;
    assign sts_consumer     = consumer_q;
    assign sts_failing      = write_failed_q;
    assign sts_done         = consumer_q + {{(16-CW){1'b0}}, ended_q};
    assign sts_residue      = {4'd0, residue_q};
    assign sts_writing      = flight_q != 8'd0;
    assign sts_waiting      = sts_writing || (valid && !failed_q);

    always @(posedge clk) begin
        ended_q <= ended_q + {{(CW-1){1'b0}}, b_ends} - {{(CW-1){1'b0}}, retire};
        flight_q <= flight_q + {7'd0, s_burst_valid && s_burst_ready} - {7'd0, s_b_valid};
        if (b_good) residue_q <= burst_ends ? 28'd0 : residue_q + {{(27-MB){1'b0}}, burst_bytes};
        // The last burst before a fault was closed with strobes at 0: the entry knows how much of it was data.
        if (tell && s_fails) residue_q <= bytes[27:0];
        if (b_fails) begin
            write_failed_q <= 1'b1;
            decerr_q       <= s_b_resp[0];
        end
        if (tell) failed_q <= 1'b1;
        if (retire) consumer_q <= consumer_q + 16'd1;
        if (evt_start) begin
            consumer_q <= 16'd0;
            residue_q  <= 28'd0;
        end
        if (rst) begin
            ended_q        <= {CW{1'b0}};
            flight_q       <= 8'd0;
            write_failed_q <= 1'b0;
            failed_q       <= 1'b0;
        end
    end

    sgdma_fifo #(.WIDTH(ADDR_W + MB + 2), .DEPTH(WRITES), .BYPASS(0)) u_bursts (
        .clk(clk), .rst(rst),
        .s_valid(s_burst_valid), .s_ready(s_burst_ready), .s_data({s_burst_bytes, s_burst_ends, s_burst_addr}),
        .m_valid(burst_valid), .m_ready(s_b_valid), .m_data({burst_bytes, burst_ends, write_error_addr})
    );

    sgdma_fifo #(.WIDTH(58), .DEPTH(ENTRIES), .BYPASS(0)) u_entries (
        .clk(clk), .rst(rst),
        .s_valid(s_ent_valid), .s_ready(s_ent_ready),
        .s_data({s_ent_bad, s_ent_code, s_ent_flags, s_ent_bytes, s_ent_tag}),
        .m_valid(valid), .m_ready(retire || tell || forget), .m_data({bad, code, flags, bytes, tag})
    );
endmodule

`default_nettype wire
