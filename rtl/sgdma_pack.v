// SPDX-License-Identifier: Apache-2.0
//
// Packer of the gather half: puts bytes together to the beats of a gapless stream, lane 0 first.
//
// Guarantees: one beat in and one beat out a clock, a packet's end costs no extra clock. s_ready does not depend on m_ready. To a stream
//   only whole beats leave before `m_last`, and m_* hold while m_ready is low. In copy mode, whenever no whole beat is here, a part of one
//   is handed on: later bytes go on in the lane after it. After an error or a halt the open packet is ended (m_last and m_abort; a filler
//   byte if none of it was left), in copy mode the error is handed on (m_bad, for as long as s_bad holds), and nothing more is taken
//   until the channel is cleared.
// Relies on: s_* begin in the lane after the bytes before, in lane 0 after s_eop; s_bad without data, and held. In copy mode nobody
//   looks at m_valid once the channel halts.
// Latency: one clock.
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
    input  wire [$clog2(DATA_W/8)-1:0] s_less, // bytes - 1
    input  wire              s_eop,
    input  wire              s_bad,        // an error in place of data

    output wire              m_valid,
    input  wire              m_ready,
    output wire [DATA_W-1:0] m_data,
    output wire [$clog2(DATA_W/8)-1:0] m_end, // last lane + 1; 0: all of them
    output wire              m_last,
    output wire              m_abort,      // the packet is broken off
    output wire              m_bad,        // copy: an error of the source in place of data

    output wire              sts_dead,     // an error or a halt has been passed on
    output wire              sts_failed,   // it was the error of s_bad
    output wire              sts_open      // a packet has begun to leave and not ended
);
    localparam BYTES = DATA_W / 8;
    localparam LB    = $clog2(BYTES);

    // Four beats, those from rd_q to wr_q - 1 whole, that of wr_q in the making. Lanes that are not filled may hold anything.
    reg  [1:0]        wr_q;
    reg  [1:0]        rd_q;
    reg  [LB-1:0]     place_q;             // lane of the stream's next byte
    reg               part_q;              // the beat in the making has bytes that were not handed on
    reg               open_q;              // a packet has begun to leave and not ended
    reg               abort_q;             // its last beat is to leave
    reg               dead_q;
    reg               failed_q;

    wire [LB:0]       sum;                                           // lane after the last new byte
    wire              over   = sum[LB] && sum[LB-1:0] != {LB{1'b0}};
    wire              ends   = sum[LB] || s_eop;                     // a beat gets whole,
    wire              both   = over && s_eop;                        // and the next as well
    wire [BYTES-1:0]  below  = ~({BYTES{1'b1}} << place_q);          // lanes that belong to the next
    wire [1:0]        next   = wr_q + 2'd1;
    wire [1:0]        whole  = wr_q - rd_q;
    reg               any_q;                                         // whole is not 0

    wire              fail   = halt || (s_valid && s_bad);
    wire              take   = s_valid && s_ready;
    wire              leave  = any_q && m_ready;
    wire              tell   = fail && cfg_copy && !halt && !dead_q && !any_q && !part_q;
    wire              die    = fail && !dead_q && (cfg_copy ? halt || (tell && m_ready) : !any_q);

    reg  [LB:0]       tail [0:3];          // of each beat: it ends a packet, the lane after its last byte
    wire              last;
    wire [LB-1:0]     last_end;

    assign s_ready    = !s_bad && !dead_q && !halt && (!whole[1] || (!whole[0] && !ends));
    assign m_valid    = any_q || (cfg_copy ? part_q || tell : abort_q);
    assign m_end      = any_q ? last_end & {LB{last}} : place_q | {{(LB-1){1'b0}}, abort_q && place_q == {LB{1'b0}}};
    assign m_last     = any_q ? last : abort_q;
    assign m_abort    = !any_q;
    assign m_bad      = !any_q && !part_q;
    assign sts_dead   = dead_q;
    assign sts_failed = failed_q;
    assign sts_open   = open_q;

    genvar i;
    generate
        for (i = 0; i < BYTES; i = i + 1) begin : g_lane
            reg  [7:0] ram [0:3];
            assign m_data[8*i +: 8] = ram[rd_q];
            always @(posedge clk)
                if (take) ram[below[i] ? next : wr_q] <= s_data[8*i +: 8];
        end
    endgenerate

    assign {last, last_end} = tail[rd_q];
    always @(posedge clk)
        if (take) tail[over ? next : wr_q] <= {s_eop, sum[LB-1:0]};

    always @(posedge clk) begin
        if (take) begin
            wr_q    <= wr_q + {both, ends && !both};
            place_q <= sum[LB-1:0] & {LB{!s_eop}};
            part_q  <= sum[LB-1:0] != {LB{1'b0}} && !s_eop;
        end else if (m_ready && !any_q) part_q <= 1'b0;
        any_q <= (take && ends) || (leave ? whole != 2'd1 : any_q);
        if (leave) begin
            rd_q   <= rd_q + 2'd1;
            open_q <= !last;
        end
        if (die) begin
            dead_q   <= 1'b1;
            failed_q <= !halt;
            abort_q  <= open_q || place_q != {LB{1'b0}};
        end else if (m_ready) abort_q <= 1'b0;
        if (abort_q && m_ready) open_q <= 1'b0;
        if (rst) begin
            wr_q     <= 2'd0;
            rd_q     <= 2'd0;
            any_q    <= 1'b0;
            place_q  <= {LB{1'b0}};
            part_q   <= 1'b0;
            open_q   <= 1'b0;
            abort_q  <= 1'b0;
            dead_q   <= 1'b0;
            failed_q <= 1'b0;
        end
    end

    sgdma_add #(.W(LB)) u_sum (.a(place_q), .b(s_less), .c(1'b1), .sum(sum));
endmodule

`default_nettype wire
