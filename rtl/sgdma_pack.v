// SPDX-License-Identifier: Apache-2.0
//
// Packer of the gather half: turns beats of any lanes into a gapless byte stream, lane 0 first.
//
// Guarantees: one beat in and one beat out a clock, a packet's end costs no extra clock. To a stream only whole beats leave before
//   `m_last`. In copy mode, whenever no further byte is here, a part of a beat is handed on: later bytes go on in the lane after it.
//   After an error or a halt the open packet is ended (m_last and m_abort; m_start = m_end = 0 if no byte of it was left),
//   in copy mode the error is handed on (m_code), and nothing more is taken until the channel is cleared.
// Relies on: s_* lanes contiguous; s_code != 0 without data, and held.
// Latency: one clock in the rotated register, one more where a beat has to wait for the next one's bytes.
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
    input  wire [7:0]        s_code,       // 0, or an error in place of data

    output wire              m_valid,
    input  wire              m_ready,
    output wire [DATA_W-1:0] m_data,
    output wire [$clog2(DATA_W/8):0] m_start, // first lane
    output wire [$clog2(DATA_W/8):0] m_end,   // last lane + 1
    output wire              m_last,
    output wire              m_abort,      // the packet is broken off
    output wire [7:0]        m_code,       // copy: an error of the source in place of data

    output wire [$clog2(DATA_W/8):0] evt_bytes, // taken in this clock
    output wire              sts_dead,     // an error or a halt has been passed on
    output wire              sts_failed,   // it was the error of s_code
    output wire              sts_open      // a packet has begun to leave and not ended
);
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);
    localparam [LB:0] ALL = BYTES[LB:0];

    // Stage 1: a beat rotated to its place in the stream.
    reg  [LB-1:0]     position_q;          // lane of the stream's next byte
    reg               turn_q;              // the register holds a beat
    reg  [DATA_W-1:0] data_q;
    reg  [LB-1:0]     lane_q;              // its first byte's lane
    reg  [LB:0]       bytes_q;
    reg               eop_q;

    // Stage 2: bytes that wait for more, lanes start to end - 1; none: both 0.
    reg  [DATA_W-1:0] held_q;
    reg  [LB:0]       start_q;
    reg  [LB:0]       end_q;
    reg               held_last_q;         // and they end a packet
    reg               open_q;              // a packet has begun and not ended
    reg               dead_q;
    reg               failed_q;

    wire [LB:0]       s_bytes   = {1'b0, s_end_lane} - {1'b0, s_start_lane} + 1'b1;
    wire [LB-1:0]     amount    = position_q - s_start_lane;
    wire [DATA_W-1:0] rotated;

    wire              held_any  = end_q != {(LB+1){1'b0}};
    wire              held_full = held_last_q || end_q == ALL;       // leaves before anything is added
    wire [LB+1:0]     sum       = {2'b00, lane_q} + {1'b0, bytes_q}; // lane after the last new byte
    wire              fills     = sum >= {1'b0, ALL};
    wire              over      = sum > {1'b0, ALL};

    // What leaves in this clock: exactly one of these, or nothing.
    wire              fail      = halt || (s_valid && s_code != 8'd0 && !turn_q);
    wire              full      = held_full && !(halt && cfg_copy);
    wire              finish    = fail && !held_full && !cfg_copy && (open_q || held_any);
    wire              tell      = fail && !held_any && cfg_copy && !halt;
    wire              merge     = turn_q && !fail && !held_full && (fills || eop_q);
    wire              flush     = cfg_copy && held_any && !held_full && !turn_q && !halt;
    wire              sent      = m_valid && m_ready;
    wire              stay      = turn_q && !fail && !held_full && !merge;   // just added to what is held
    wire              moves     = stay || (sent && turn_q && !fail);         // stage 1 is free again
    wire [LB:0]       from      = held_any ? start_q : {1'b0, lane_q};
    wire              die       = fail && !full && (finish || tell ? sent : !(flush && !halt));

    assign s_ready  = s_code == 8'd0 && !dead_q && !halt && (!turn_q || moves);
    assign m_valid  = !dead_q && (full || finish || tell || merge || flush);
    assign m_start  = (tell || finish) ? start_q : from;
    assign m_end    = !merge ? end_q : fills ? ALL : sum[LB:0];
    assign m_last   = full ? held_last_q : finish || (merge && eop_q && !over);
    assign m_abort  = finish;
    assign m_code   = tell ? s_code : 8'd0;
    assign evt_bytes  = s_valid && s_ready ? s_bytes : {(LB+1){1'b0}};
    assign sts_dead   = dead_q;
    assign sts_failed = failed_q;
    assign sts_open   = open_q;

    genvar i;
    generate
        for (i = 0; i < BYTES; i = i + 1) begin : g_lane
            localparam [LB:0] LANE = i[LB:0];
            assign m_data[8*i +: 8] = LANE < end_q ? held_q[8*i +: 8] : data_q[8*i +: 8];
        end
    endgenerate

    always @(posedge clk) begin
        if (!turn_q || moves) begin
            data_q  <= rotated;
            lane_q  <= position_q;
            bytes_q <= s_bytes;
            eop_q   <= s_eop;
            turn_q  <= s_valid && s_ready;
        end
        if (s_valid && s_ready) position_q <= s_eop ? {LB{1'b0}} : position_q + s_bytes[LB-1:0];

        if (stay) begin
            held_q      <= m_data;
            start_q     <= from;
            end_q       <= sum[LB:0];
            held_last_q <= 1'b0;
        end else if (sent) begin
            held_q <= data_q;
            if (turn_q && !fail && full) begin           // stage 1 moves into the emptied stage 2 whole
                start_q     <= {1'b0, lane_q};
                end_q       <= sum[LB:0];
                held_last_q <= eop_q;
            end else if (merge && over) begin            // what did not fit
                start_q     <= {(LB+1){1'b0}};
                end_q       <= sum[LB:0] - ALL;
                held_last_q <= eop_q;
            end else begin
                start_q     <= {(LB+1){1'b0}};
                end_q       <= {(LB+1){1'b0}};
                held_last_q <= 1'b0;
            end
        end
        if (sent) open_q <= !m_last;
        if (die && !dead_q) begin
            dead_q   <= 1'b1;
            failed_q <= !halt;
        end
        if (rst) begin
            position_q  <= {LB{1'b0}};
            turn_q      <= 1'b0;
            start_q     <= {(LB+1){1'b0}};
            end_q       <= {(LB+1){1'b0}};
            held_last_q <= 1'b0;
            open_q      <= 1'b0;
            dead_q      <= 1'b0;
            failed_q    <= 1'b0;
        end
    end

    sgdma_rotate #(.BYTES(BYTES)) u_rotate (.s_data(s_data), .amount(amount), .m_data(rotated));
endmodule

`default_nettype wire
