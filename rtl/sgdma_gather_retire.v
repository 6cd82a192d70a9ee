// SPDX-License-Identifier: Apache-2.0
//
// Retirement of the gather half: finds the entries that are done and makes their completions.
//
// Guarantees: entries retire in list order, one a clock: one with EOP after its TLAST was accepted, another once its last byte has been
//   read (it need not fill a beat, so it may have to wait for later entries to leave, and these may wait for its slot). An
//   entry with EOP or IRQ gives a completion (none in copy mode); the entry that failed is reported after all before it, and nothing after it.
// Relies on: the decoder pushes every data entry, and an error's, in order; bytes never taken before their entry was pushed.
// Latency: TLAST accepted, or last byte taken, in clock n; m_ent_valid in clock n + 1.
//
`default_nettype none

module sgdma_gather_retire #(
    parameter DATA_W  = 64,                // stream bits
    parameter ENTRIES = 64,                // entries between decode and retirement
    parameter LUTRAM  = 1                  // as sgdma_fifo's
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel
    input  wire              cfg_copy,
    input  wire              freeze,       // the channel is quiesced: nothing retires any more
    input  wire              evt_start,    // the consumer index begins at 0

    input  wire              s_valid,      // an entry was decoded
    output wire              s_ready,
    input  wire [27:0]       s_len,
    input  wire [15:0]       s_tag,
    input  wire              s_eop,
    input  wire              s_irq,

    input  wire [$clog2(DATA_W/8):0] evt_bytes, // taken into the packer in this clock
    input  wire              evt_end,      // ... to the last of an entry
    input  wire              evt_last,     // the TLAST of a packet was accepted
    input  wire              dead,         // an error came out of the packer, all before it is accepted
    input  wire [6:0]        dead_code,    // its code: below 128

    output wire              m_ent_valid,  // completion entry, bits 55:0
    input  wire              m_ent_ready,
    output wire [55:0]       m_ent,
    output wire              evt_unused,   // an entry retires without a completion
    output wire              evt_error,    // the channel's error, one clock

    output wire [15:0]       sts_consumer,
    output wire [15:0]       sts_done,     // entries whose last byte was taken, retired or not
    output wire [27:0]       sts_residue,  // bytes taken beyond those entries
    output wire              sts_waiting,  // entries are here that have not retired
    output wire              sts_settling  // an entry is about to retire
);
    localparam LB = $clog2(DATA_W / 8);
    localparam EW = $clog2(ENTRIES) + 1;

    reg  [27:0]       taken_q;             // bytes of the entry that is being taken
    reg  [EW-1:0]     ended_q;             // entries taken whole and not retired
    reg  [EW-1:0]     lasts_q;             // packets accepted whose last entry has not retired
    reg  [28:0]       packet_q;            // retired of the open packet, bit 28: saturated
    reg  [15:0]       consumer_q;          // kept when the channel is cleared, for the driver to read
    reg               failed_q;

    wire              valid;
    wire [27:0]       len;
    wire [15:0]       tag;
    wire              eop;
    wire              irq;

    // The entry that fails is never taken whole, so all that counts as done is before it.
    wire              by_last = eop && !cfg_copy;
    wire              done    = by_last ? lasts_q != {EW{1'b0}} : ended_q != {EW{1'b0}};
    wire              whole   = valid && done && !freeze && !failed_q;
    wire              told    = (eop || irq) && !cfg_copy;
    wire              fails   = dead && valid && !done && !failed_q;
    wire              retire  = whole && (!told || m_ent_ready);
    wire [28:0]       sum     = {1'b0, packet_q[27:0]} + {1'b0, len};
    wire              over    = sum[28] || packet_q[28];
    wire              full    = !fails && eop && over;             // more bytes than the field holds
    wire [27:0]       bytes   = fails ? taken_q : eop ? sum[27:0] : len;

    assign m_ent_valid  = (whole && told) || (fails && !cfg_copy);
    assign m_ent        = {2'b00, !fails && irq, !fails && eop, full, dead_code & {7{fails}}, bytes | {28{full}}, tag};
    assign evt_unused   = retire && !told;
    assign evt_error    = fails && (cfg_copy || m_ent_ready);
    assign sts_consumer = consumer_q;
    assign sts_done     = consumer_q + {{(16-EW){1'b0}}, ended_q};
    assign sts_residue  = taken_q;
    assign sts_waiting  = valid;
    assign sts_settling = whole;

    always @(posedge clk) begin
        taken_q <= taken_q + {{(27-LB){1'b0}}, evt_bytes};
        ended_q <= ended_q + {{(EW-1){1'b0}}, evt_end} - {{(EW-1){1'b0}}, retire};
        lasts_q <= lasts_q + {{(EW-1){1'b0}}, evt_last} - {{(EW-1){1'b0}}, retire && by_last};
        if (retire) begin
            consumer_q <= consumer_q + 16'd1;
            packet_q   <= {over, sum[27:0]};
        end
        if (evt_error) failed_q <= 1'b1;
        if (evt_start || evt_end) taken_q <= 28'd0;
        if (evt_start || (retire && eop)) packet_q <= 29'd0;
        if (evt_start) begin                   // until then they tell how far the last run came
            consumer_q <= 16'd0;
            ended_q    <= {EW{1'b0}};
            lasts_q    <= {EW{1'b0}};
            failed_q   <= 1'b0;
        end
    end

    sgdma_fifo #(.WIDTH(46), .DEPTH(ENTRIES), .BYPASS(0), .LUTRAM(LUTRAM)) u_entries (
        .clk(clk), .rst(rst),
        .s_valid(s_valid), .s_ready(s_ready), .s_data({s_len, s_tag, s_eop, s_irq}),
        .m_valid(valid), .m_ready(retire), .m_data({len, tag, eop, irq})
    );
endmodule

`default_nettype wire
