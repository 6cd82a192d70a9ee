// SPDX-License-Identifier: Apache-2.0
//
// AXI4 write side: one address register behind an arbiter (payload, completion), data in the order of the addresses.
//
// Guarantees: AW and W held until accepted; W of a burst only once its address is queued for AW, and in the same order; BREADY always 1.
// Relies on: whoever asks has the data, or will have it without waiting for anything but read data that is already coming.
// Latency: request to AW one clock, data to W none. Without LUTRAM AW has one register, which is filled in the clock in which it leaves:
//   then s_aw_ready follows m_axi_awready.
//
`default_nettype none

module sgdma_axi_wr #(
    parameter ADDR_W = 64,                 // address bits
    parameter DATA_W = 64,                 // bus bits
    parameter MAX_BURST = 256,             // bytes
    parameter SCATTER = 1,                 // 0: there is no payload
    parameter LUTRAM = 1                   // as sgdma_fifo's
) (
    input  wire                clk,
    input  wire                rst,

    input  wire [10:0]         cfg_attr0,  // of payload: QOS, PROT, CACHE
    input  wire [10:0]         cfg_attr1,  // of completions

    // requests: 0 payload, 1 completion; IDs 3 and 4
    input  wire [1:0]          s_aw_valid,
    output wire [1:0]          s_aw_ready,
    input  wire [ADDR_W-1:0]   s_aw0_addr,
    input  wire [ADDR_W-1:0]   s_aw1_addr,
    input  wire [7:0]          s_aw0_len,  // beats - 1
    input  wire [7:0]          s_aw1_len,

    input  wire [1:0]          s_w_valid,
    output wire [1:0]          s_w_ready,
    input  wire [DATA_W-1:0]   s_w0_data,
    input  wire [DATA_W-1:0]   s_w1_data,
    input  wire [DATA_W/8-1:0] s_w0_strb,
    input  wire [DATA_W/8-1:0] s_w1_strb,

    output wire [1:0]          m_b_valid,  // response straight from the port

    output wire [2:0]          m_axi_awid,
    output wire [ADDR_W-1:0]   m_axi_awaddr,
    output wire [7:0]          m_axi_awlen,
    output wire [2:0]          m_axi_awsize,
    output wire [1:0]          m_axi_awburst,
    output wire [3:0]          m_axi_awcache,
    output wire [2:0]          m_axi_awprot,
    output wire [3:0]          m_axi_awqos,
    output wire                m_axi_awvalid,
    input  wire                m_axi_awready,
    output wire [DATA_W-1:0]   m_axi_wdata,
    output wire [DATA_W/8-1:0] m_axi_wstrb,
    output wire                m_axi_wlast,
    output wire                m_axi_wvalid,
    input  wire                m_axi_wready,
    input  wire [2:0]          m_axi_bid,
    input  wire                m_axi_bvalid,
    output wire                m_axi_bready
);
    localparam [31:0] LB = $clog2(DATA_W / 8);
    localparam NB = $clog2(MAX_BURST) - LB;            // bits of a burst's beats - 1
    localparam AHEAD = LUTRAM != 0 ? 8 : 2;            // bursts between AW and their last W: registers are dear

    wire [1:0]        pick;
    wire              room_aw;
    wire              room_order;
    wire              room = room_aw && room_order;
    wire              any  = (s_aw_valid & pick) != 2'b00;
    wire [NB-1:0]     len  = pick[1] ? s_aw1_len[NB-1:0] : s_aw0_len[NB-1:0];
    wire [ADDR_W-1:0] addr = pick[1] ? s_aw1_addr : s_aw0_addr;
    wire              aw_second;
    wire              aw_completion = SCATTER == 0 || aw_second;
    wire [NB-1:0]     aw_len;

    wire              order_valid;         // whose burst W is
    wire              order_second;
    wire              order_completion = SCATTER == 0 || order_second;
    wire [NB-1:0]     order_len;
    reg  [NB-1:0]     beat_q;              // of that burst
    wire              sent = m_axi_wvalid && m_axi_wready;

    wire              unused = &{1'b0, s_aw0_len, s_aw1_len, m_axi_bid[1:0]};

    assign s_aw_ready    = pick & {2{room}};
    assign m_axi_awid    = aw_completion ? 3'd4 : 3'd3;
    assign m_axi_awlen   = {{(8-NB){1'b0}}, aw_len};
    assign m_axi_awsize  = LB[2:0];
    assign m_axi_awburst = 2'b01;          // INCR
    assign {m_axi_awqos, m_axi_awprot, m_axi_awcache} = aw_completion ? cfg_attr1 : cfg_attr0;
    assign m_axi_wvalid  = order_valid && (order_completion ? s_w_valid[1] : s_w_valid[0]);
    assign m_axi_wdata   = order_completion ? s_w1_data : s_w0_data;
    assign m_axi_wstrb   = order_completion ? s_w1_strb : s_w0_strb;
    assign m_axi_wlast   = beat_q == order_len;
    assign s_w_ready     = {order_valid && order_completion && m_axi_wready,
                            order_valid && !order_completion && m_axi_wready};
    assign m_axi_bready  = 1'b1;
    assign m_b_valid     = m_axi_bvalid ? {m_axi_bid[2], !m_axi_bid[2]} : 2'b00;

    always @(posedge clk) begin
        if (sent) beat_q <= m_axi_wlast ? {NB{1'b0}} : beat_q + 1'b1;
        if (rst) beat_q <= {NB{1'b0}};
    end

    generate
        if (SCATTER != 0) begin : g_both
            sgdma_arb #(.N(2), .PATIENCE(1)) u_arb (
                .clk(clk), .rst(rst), .request(s_aw_valid), .ready(room), .grant(pick)
            );
        end else begin : g_completions
            assign pick = 2'b10;
        end
    endgenerate

    sgdma_fifo #(.WIDTH(ADDR_W + NB + 1), .DEPTH(LUTRAM != 0 ? 2 : 1), .BYPASS(1), .LUTRAM(LUTRAM)) u_aw (
        .clk(clk), .rst(rst),
        .s_valid(any && room), .s_ready(room_aw), .s_data({pick[1], len, addr}),
        .m_valid(m_axi_awvalid), .m_ready(m_axi_awready), .m_data({aw_second, aw_len, m_axi_awaddr})
    );

    sgdma_fifo #(.WIDTH(NB + 1), .DEPTH(AHEAD), .BYPASS(1), .LUTRAM(LUTRAM)) u_order (
        .clk(clk), .rst(rst),
        .s_valid(any && room), .s_ready(room_order), .s_data({pick[1], len}),
        .m_valid(order_valid), .m_ready(sent && m_axi_wlast), .m_data({order_second, order_len})
    );
endmodule

`default_nettype wire
