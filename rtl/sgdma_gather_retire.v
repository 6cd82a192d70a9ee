// SPDX-License-Identifier: Apache-2.0
//
// Retirement of the gather half: finds the entries that are done and makes their completions.
//
// Guarantees: entries retire in list order, one a clock: one with EOP after its TLAST was accepted, another once its last byte has been
//   read (it need not fill a beat, so it may have to wait for later entries to leave, and these may wait for its slot). An
//   entry with EOP or IRQ gives a completion (none in copy mode); the entry that failed is reported after all before it, and nothing after it.
// Relies on: the decoder pushes every data entry, and an error's, in order; bytes never taken before their entry was pushed.
// Latency: TLAST accepted in clock n, m_ent_valid in clock n + 1; without EOP two clocks after the last byte was taken.
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
    input  wire [15:0]       s_tag,
    input  wire              s_eop,
    input  wire              s_irq,

    input  wire              take_valid,   // bytes are taken into the packer in this clock
    input  wire [$clog2(DATA_W/8)-1:0] take_less, // how many, less one
    input  wire              take_end,     // ... to the last of an entry
    input  wire              take_eop,     // ... that ends a packet
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
    localparam AW = $clog2(ENTRIES);

    reg  [27:0]       taken_q;             // bytes of the entry that is being taken
    reg  [27:0]       packet_q;            // and of its packet,
    reg               huge_q;              // once more than 28 bits tell
    reg               begun_q;             // the entry has bytes
    reg  [15:0]       done_q;              // entries taken whole
    reg  [AW:0]       accepted_q;          // packets accepted whose last entry has not retired
    reg  [15:0]       consumer_q;          // kept when the channel is cleared, for the driver to read
    reg               taken_any_q;         // the head's last byte was taken
    reg               accepted_any_q;      // its TLAST was accepted, if it has EOP
    reg  [1:0]        dead_q;              // `dead`, and what it wrote can be read
    reg               failed_q;

    wire              valid;
    wire [15:0]       tag;
    wire              eop;
    wire              irq;
    wire              full;                // more bytes than the field holds
    wire [27:0]       bytes;

    // The entry that fails is never taken whole, so all that counts as done is before it.
    wire              by_last = eop && !cfg_copy;
    wire              done    = by_last ? accepted_any_q : taken_any_q;
    wire              whole   = valid && done && !freeze && !failed_q;
    wire              told    = (eop || irq) && !cfg_copy;
    wire              fails   = dead_q[1] && valid && !done && !failed_q;
    wire              retire  = whole && (!told || m_ent_ready);
    // What a retirement leads to is known before it comes.
    wire [15:0]       consumer_next = consumer_q + 16'd1;
    wire              ended     = retire && by_last;
    wire              taken_more = done_q[AW:0] != consumer_next[AW:0];
    wire              taken_some = done_q[AW:0] != consumer_q[AW:0];
    wire              accepted_more = accepted_q[AW:1] != {AW{1'b0}};
    wire              accepted_some = accepted_more || accepted_q[0];

    // What an entry would report is kept while it is taken: its own bytes, with its end those of the packet, nothing if it fails before any.
    wire              last_take = take_valid && take_end;
    wire              last_eop  = last_take && take_eop;
    wire [27:0]       taken_d   = taken_q - ~{{(28-LB){1'b0}}, take_less};          // + take_less + 1
    wire [28:0]       packet_d  = {1'b0, packet_q} - ~{{(29-LB){1'b0}}, take_less};
    wire              over      = packet_d[28] || huge_q;
    wire [28:0]       report    = !take_valid ? 29'd0 : !last_eop ? {1'b0, taken_d} : over ? {29{1'b1}} : {1'b0, packet_d[27:0]};
    wire              keep      = take_valid || (dead && !begun_q);

    assign m_ent_valid  = (whole && told) || (fails && !cfg_copy);
    assign m_ent        = {2'b00, !fails && irq, !fails && eop, full, dead_code & {7{fails}}, bytes, tag};
    assign evt_unused   = retire && !told;
    assign evt_error    = fails && (cfg_copy || m_ent_ready);
    assign sts_consumer = consumer_q;
    assign sts_done     = done_q;
    assign sts_residue  = taken_q;
    assign sts_waiting  = valid;
    assign sts_settling = whole;

    always @(posedge clk) begin
        if (take_valid) begin
            taken_q  <= taken_d;
            packet_q <= packet_d[27:0];
            huge_q   <= over;
        end
        if (take_valid) begun_q <= !take_end;
        done_q         <= done_q + {15'd0, last_take};
        if (evt_last != ended) accepted_q <= accepted_q + {{AW{ended}}, 1'b1};
        if (retire) consumer_q <= consumer_next;
        taken_any_q    <= retire ? taken_more : taken_some;
        accepted_any_q <= evt_last || (ended ? accepted_more : accepted_some);
        dead_q         <= {dead_q[0], dead};
        if (evt_error) failed_q <= 1'b1;
        if (evt_start || last_take) taken_q <= 28'd0;
        if (evt_start || last_eop) begin
            packet_q <= 28'd0;
            huge_q   <= 1'b0;
        end
        if (rst) dead_q <= 2'd0;
        if (evt_start) begin                   // until then they tell how far the last run came
            begun_q        <= 1'b0;
            done_q         <= 16'd0;
            accepted_q     <= {(AW+1){1'b0}};
            consumer_q     <= 16'd0;
            taken_any_q    <= 1'b0;
            accepted_any_q <= 1'b0;
            failed_q       <= 1'b0;
        end
    end

    generate
        if (LUTRAM != 0) begin : g_async
            reg  [28:0] ram [0:ENTRIES-1];
            assign {full, bytes} = ram[consumer_q[AW-1:0]];
            always @(posedge clk)
                if (keep) ram[done_q[AW-1:0]] <= report;
        end else begin : g_sync
            (* no_rw_check *)
            reg  [28:0] ram [0:ENTRIES-1];
            reg  [28:0] ram_q;
            assign {full, bytes} = ram_q;
            always @(posedge clk) begin
                if (keep) ram[done_q[AW-1:0]] <= report;
                ram_q <= ram[retire ? consumer_next[AW-1:0] : consumer_q[AW-1:0]];
            end
        end
    endgenerate

    sgdma_fifo #(.WIDTH(18), .DEPTH(ENTRIES), .BYPASS(0), .LUTRAM(LUTRAM)) u_entries (
        .clk(clk), .rst(rst),
        .s_valid(s_valid), .s_ready(s_ready), .s_data({s_tag, s_eop, s_irq}),
        .m_valid(valid), .m_ready(retire), .m_data({tag, eop, irq})
    );
endmodule

`default_nettype wire
