// SPDX-License-Identifier: Apache-2.0
//
// Checks of the engine's parameters, no logic: one that is out of range names itself at elaboration, since there is no such module.
//
`default_nettype none

module sgdma_params #(
    parameter ADDR_W         = 64,         // as sgdma's, all of them
    parameter DATA_W         = 64,
    parameter READS          = 16,
    parameter WRITES         = 16,
    parameter ENTRIES        = 64,
    parameter PREFETCH_BEATS = 32,
    parameter FIFO_BEATS     = 512,
    parameter MAX_BURST      = 256,
    parameter GATHER         = 1,
    parameter SCATTER        = 1,
    parameter WIDE           = 1,
    parameter COMPACT        = 1,
    parameter WINDOWS        = 4,
    parameter COUNTERS       = 1,
    parameter TIMERS         = 1,
    parameter LUTRAM         = 1
);
    localparam MB = $clog2(MAX_BURST);

    generate
        if (ADDR_W < 32 || ADDR_W > 64) begin : g_addr_w
            ADDR_W_must_be_32_to_64 u_bad ();
        end
        if (DATA_W != 32 && DATA_W != 64 && DATA_W != 128 && DATA_W != 256 && DATA_W != 512) begin : g_data_w
            DATA_W_must_be_32_64_128_256_or_512 u_bad ();
        end
        if (READS < 2 || READS > 128 || READS != 1 << $clog2(READS)) begin : g_reads
            READS_must_be_a_power_of_two_from_2_to_128 u_bad ();
        end
        if (WRITES < 2 || WRITES > 128 || WRITES != 1 << $clog2(WRITES)) begin : g_writes
            WRITES_must_be_a_power_of_two_from_2_to_128 u_bad ();
        end
        if (ENTRIES < 4 || ENTRIES > 256 || ENTRIES != 1 << $clog2(ENTRIES)) begin : g_entries
            ENTRIES_must_be_a_power_of_two_from_4_to_256 u_bad ();
        end
        if (PREFETCH_BEATS < 8 || PREFETCH_BEATS > 128 || PREFETCH_BEATS != 1 << $clog2(PREFETCH_BEATS)) begin : g_prefetch
            PREFETCH_BEATS_must_be_a_power_of_two_from_8_to_128 u_bad ();
        end
        if (MAX_BURST < 64 || MAX_BURST > 4096 || MAX_BURST != 1 << MB || MAX_BURST * 8 / DATA_W < 2
            || MAX_BURST * 8 / DATA_W > 128) begin : g_burst
            MAX_BURST_must_be_a_power_of_two_from_64_to_4096_bytes_and_2_to_128_beats u_bad ();
        end
        if (FIFO_BEATS < 128 || FIFO_BEATS > 4096 || FIFO_BEATS != 1 << $clog2(FIFO_BEATS)
            || FIFO_BEATS < 2 * MAX_BURST * 8 / DATA_W) begin : g_fifo
            FIFO_BEATS_must_be_a_power_of_two_from_128_to_4096_and_hold_two_bursts u_bad ();
        end
        if ((GATHER != 0 && GATHER != 1) || (SCATTER != 0 && SCATTER != 1) || (GATHER == 0 && SCATTER == 0)) begin : g_halves
            GATHER_and_SCATTER_must_be_0_or_1_and_not_both_0 u_bad ();
        end
        if ((WIDE != 0 && WIDE != 1) || (COMPACT != 0 && COMPACT != 1) || (WIDE == 0 && COMPACT == 0)) begin : g_forms
            WIDE_and_COMPACT_must_be_0_or_1_and_not_both_0 u_bad ();
        end
        if (WINDOWS < 0 || WINDOWS > 4) begin : g_windows
            WINDOWS_must_be_0_to_4 u_bad ();
        end
        if ((COUNTERS != 0 && COUNTERS != 1) || (TIMERS != 0 && TIMERS != 1) || (LUTRAM != 0 && LUTRAM != 1)) begin : g_options
            COUNTERS_TIMERS_and_LUTRAM_must_be_0_or_1 u_bad ();
        end
    endgenerate
endmodule

`default_nettype wire
