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
    parameter ENTRIES = 64                 // entries between decode and retirement
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
    input  wire              s_bad,        // it carries an error

    input  wire [$clog2(DATA_W/8):0] evt_bytes, // taken into the packer in this clock
    input  wire              evt_last,     // the TLAST of a packet was accepted
    input  wire              dead,         // an error came out of the packer, all before it is accepted
    input  wire [6:0]        dead_code,    // its code: below 128

    output wire              m_ent_valid,  // completion entry, bits 55:0
    input  wire              m_ent_ready,
    output wire [55:0]       m_ent,
    output wire              evt_unused,   // an entry retires without a completion
    output wire              evt_error,    // the channel's error, one clock

    output wire [15:0]       sts_consumer,
    output wire [31:0]       sts_residue,  // bytes taken beyond the retired entries
    output wire              sts_waiting,  // entries are here that have not retired
    output wire              sts_settling  // an entry is about to retire
);
    localparam LB = $clog2(DATA_W / 8);
    localparam CW = ENTRIES < 8 ? 32 : 29 + $clog2(ENTRIES);  // bytes of all entries that can be here, residue at least
    localparam EW = $clog2(ENTRIES) + 1;

    reg  [CW-1:0]     bytes_q;             // taken and not yet retired
    reg  [EW-1:0]     lasts_q;             // packets accepted whose last entry has not retired
    reg  [28:0]       packet_q;            // retired of the open packet, bit 28: saturated
    reg  [15:0]       consumer_q;          // kept when the channel is cleared, for the driver to read
    reg               failed_q;

    wire              valid;
    wire [27:0]       len;
    wire [15:0]       tag;
    wire              eop;
    wire              irq;
    wire              bad;

    wire              by_last = eop && !cfg_copy;
    wire              whole   = valid && !bad && !freeze && (by_last ? lasts_q != {EW{1'b0}} : bytes_q >= {{(CW-28){1'b0}}, len});
    wire              told    = (eop || irq) && !cfg_copy;
    wire              fails   = dead && valid && !whole && !failed_q;
    wire              tell    = m_ent_valid && m_ent_ready;
    wire              retire  = !failed_q && whole && (told ? m_ent_ready : 1'b1);
    wire [28:0]       packet  = {1'b0, packet_q[27:0]} + {1'b0, len};
    wire [28:0]       bytes   = eop ? {packet[28] || packet_q[28], packet[27:0]} : {1'b0, len};
    wire [28:0]       partial = {|bytes_q[CW-1:28], bytes_q[27:0]};
    wire [28:0]       shown   = fails ? partial : bytes;

    assign m_ent_valid  = !failed_q && ((whole && told) || (fails && !cfg_copy));
    assign m_ent        = {1'b0, 1'b0, !fails && irq, !fails && eop,
                           shown[28], fails ? dead_code : 7'd0,
                           shown[28] ? 28'hfffffff : shown[27:0], tag};
    assign evt_unused   = retire && !told;
    assign evt_error    = fails && (cfg_copy || tell);
    assign sts_consumer = consumer_q;
    assign sts_residue  = bytes_q[31:0];
    assign sts_waiting  = valid;
    assign sts_settling = whole && !failed_q;

    always @(posedge clk) begin
        bytes_q <= bytes_q + {{(CW-LB-1){1'b0}}, evt_bytes} - (retire ? {{(CW-28){1'b0}}, len} : {CW{1'b0}});
        lasts_q <= lasts_q + {{(EW-1){1'b0}}, evt_last} - {{(EW-1){1'b0}}, retire && by_last};
        if (retire) begin
            consumer_q <= consumer_q + 16'd1;
            packet_q   <= eop ? 29'd0 : {packet[28] || packet_q[28], packet[27:0]};
        end
        if (evt_error) failed_q <= 1'b1;
        if (evt_start) begin                   // until then both tell how far the last run came
            consumer_q <= 16'd0;
            bytes_q    <= {CW{1'b0}};
        end
        if (rst) begin
            lasts_q  <= {EW{1'b0}};
            packet_q <= 29'd0;
            failed_q <= 1'b0;
        end
    end

    sgdma_fifo #(.WIDTH(47), .DEPTH(ENTRIES), .BYPASS(0)) u_entries (
        .clk(clk), .rst(rst),
        .s_valid(s_valid), .s_ready(s_ready), .s_data({s_len, s_tag, s_eop, s_irq, s_bad}),
        .m_valid(valid), .m_ready(retire), .m_data({len, tag, eop, irq, bad})
    );
endmodule

`default_nettype wire
