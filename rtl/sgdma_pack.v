// SPDX-License-Identifier: Apache-2.0
//
// Packer of the gather half: turns beats of any lanes into a gapless byte stream, lane 0 first, behind a register.
//
// Guarantees: one beat in and one beat out a clock, a packet's end costs no extra clock. m_* come from registers and hold while m_ready
//   is low. To a stream only whole beats leave before `m_last`. In copy mode, whenever no further byte is here, a part of a beat is
//   handed on: later bytes go on in the lane after it. After an error or a halt the open packet is ended (m_last and m_abort; a filler
//   byte if none of it was left), in copy mode the error is handed on (m_bad, for as long as s_bad holds), and nothing more is taken
//   until the channel is cleared.
// Relies on: s_* lanes contiguous; s_bad without data, and held. In copy mode nobody looks at m_valid once the channel halts.
// Latency: one clock, one more where a beat has to wait for the next one's bytes.
//
`default_nettype none

module sgdma_pack #(
    parameter DATA_W = 64                  // bus and stream bits
) (
    input  wire              clk,
    input  wire              rst,          // also clears the channel
    input  wire              cfg_copy,
    input  wire              halt,         // end the packet and take no more

    input  wire              s_valid,
    output wire              s_ready,
    input  wire [DATA_W-1:0] s_data,
    input  wire [$clog2(DATA_W/8)-1:0] s_start_lane,
    input  wire [$clog2(DATA_W/8)-1:0] s_end_lane,
    input  wire              s_eop,
    input  wire              s_bad,        // an error in place of data

    output wire              m_valid,
    input  wire              m_ready,
    output wire [DATA_W-1:0] m_data,
    output wire [$clog2(DATA_W/8)-1:0] m_end, // last lane + 1; 0: all of them
    output wire              m_last,
    output wire              m_abort,      // the packet is broken off
    output wire              m_bad,        // copy: an error of the source in place of data

    output wire [$clog2(DATA_W/8):0] evt_bytes, // taken in this clock
    output wire              sts_dead,     // an error or a halt has been passed on
    output wire              sts_failed,   // it was the error of s_bad
    output wire              sts_open      // a packet has begun to leave and not ended
);
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);

    // Bytes that wait for more: lanes of the stream up to next_q - 1. Lanes from there on are free, lanes below the first are out already.
    reg  [DATA_W-1:0] held_q;
    reg  [LB-1:0]     next_q;              // lane of the stream's next byte; of a whole beat its end, as m_end
    reg               any_q;               // a part of a beat is held
    reg               whole_q;             // a whole beat is held, it leaves before anything is added
    reg               whole_last_q;        // and it ends a packet

    // What leaves.
    reg               valid_q;
    reg  [DATA_W-1:0] data_q;
    reg  [LB-1:0]     end_q;
    reg               last_q;
    reg               abort_q;
    reg               open_q;              // a packet has begun and not ended
    reg               dead_q;
    reg               failed_q;

    wire [LB-1:0]     place  = whole_q ? {LB{1'b0}} : next_q;
    wire [LB-1:0]     amount = place - s_start_lane;
    wire [LB-1:0]     less   = s_end_lane - s_start_lane;            // bytes - 1
    wire [LB:0]       sum    = {1'b0, place} + {1'b0, less} + 1'b1;  // lane after the last new byte
    wire              over   = sum[LB] && sum[LB-1:0] != {LB{1'b0}};
    wire              ends   = sum[LB] || s_eop;                     // the beat completes a beat of the stream
    wire [BYTES-1:0]  old    = ~({BYTES{1'b1}} << next_q);          // lanes of held bytes
    wire [DATA_W-1:0] rotated;

    wire              free   = !valid_q || m_ready;
    wire              fail   = halt || (s_valid && s_bad);
    wire              take   = s_valid && s_ready;
    wire              flush  = cfg_copy && any_q && !s_valid;
    wire              finish = fail && !cfg_copy && !whole_q && (open_q || any_q);
    wire              drain  = fail && cfg_copy && any_q;            // what stands before the error
    wire              load   = free && !dead_q && (whole_q || (take && ends) || flush || finish || drain);
    wire              tell   = fail && cfg_copy && !halt && !dead_q && !whole_q && !any_q && !valid_q;
    wire              die    = fail && (cfg_copy ? halt || (tell && m_ready) : !whole_q && (free || !(open_q || any_q)));

    assign s_ready    = !s_bad && !dead_q && !halt && (free || (!whole_q && !ends));
    assign m_valid    = valid_q || tell;
    assign m_data     = data_q;
    assign m_end      = end_q;
    assign m_last     = last_q;
    assign m_abort    = abort_q;
    assign m_bad      = !valid_q;
    assign evt_bytes  = take ? {1'b0, less} + 1'b1 : {(LB+1){1'b0}};
    assign sts_dead   = dead_q;
    assign sts_failed = failed_q;
    assign sts_open   = open_q;

    genvar i;
    generate
        for (i = 0; i < BYTES; i = i + 1) begin : g_lane
            always @(posedge clk) begin
                if (load) data_q[8*i +: 8] <= whole_q || old[i] ? held_q[8*i +: 8] : rotated[8*i +: 8];
                if (take && (whole_q || ends || !old[i])) held_q[8*i +: 8] <= rotated[8*i +: 8];
            end
        end
    endgenerate

    always @(posedge clk) begin
        if (take) begin
            any_q        <= !s_eop && (whole_q ? !sum[LB] : over || !sum[LB]);
            whole_q      <= whole_q ? ends : s_eop && over;
            whole_last_q <= s_eop;
            next_q       <= s_eop && !whole_q && !over ? {LB{1'b0}} : sum[LB-1:0];
        end else if (load) begin
            any_q   <= 1'b0;
            whole_q <= 1'b0;
            if (whole_q) next_q <= {LB{1'b0}};
        end
        if (free) valid_q <= load;
        if (load) begin
            end_q   <= whole_q || !take ? next_q | {{(LB-1){1'b0}}, finish && !any_q} : sum[LB] ? {LB{1'b0}} : sum[LB-1:0];
            last_q  <= whole_q ? whole_last_q : finish || (take && s_eop && !over);
            abort_q <= finish;
            open_q  <= whole_q ? !whole_last_q : !finish && !(take && s_eop && !over);
        end
        if (die && !dead_q) begin
            dead_q   <= 1'b1;
            failed_q <= !halt;
        end
        if (rst || (cfg_copy && dead_q)) valid_q <= 1'b0;
        if (rst) begin
            next_q  <= {LB{1'b0}};
            any_q   <= 1'b0;
            whole_q <= 1'b0;
            open_q  <= 1'b0;
            dead_q   <= 1'b0;
            failed_q <= 1'b0;
        end
    end

    sgdma_rotate #(.BYTES(BYTES)) u_rotate (.s_data(s_data), .amount(amount), .m_data(rotated));
endmodule

`default_nettype wire
