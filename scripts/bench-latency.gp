# SPDX-License-Identifier: Apache-2.0
# Cycles per descriptor against the latency of the memory, one curve a list shape. Variables: work, out.
set terminal svg size 760,460 font "Helvetica,12" background "white"
set output out
set title "Copy of 64-byte pieces, 64 bits, compact descriptors, a completion for each"
set logscale xy
set xrange [0.9:120]
set yrange [9:260]
set xtics (1, 13, 100)
set ytics (10, 12, 15, 20, 30, 50, 100, 200)
set grid xtics ytics lc rgb "#dddddd"
set xlabel "memory latency, clocks"
set ylabel "clocks per descriptor"
set key outside right samplen 2 font "Helvetica,10"
plot work."/bound.lat" with lines lc rgb "#999999" lw 5 title "bound of a ring", \
     work."/ring.lat" with linespoints lc rgb "#c00000" lw 1.5 pt 7 ps 0.6 title "ring", \
     work."/chunked64.lat" with linespoints lc rgb "#e57300" lw 1.5 pt 5 ps 0.5 title "chunks of 64", \
     work."/chunked16.lat" with linespoints lc rgb "#e5a500" lw 1.5 pt 5 ps 0.5 title "chunks of 16", \
     work."/chunked8.lat" with linespoints lc rgb "#c5b500" lw 1.5 pt 5 ps 0.5 title "chunks of 8", \
     work."/chunked4.lat" with linespoints lc rgb "#7aa000" lw 1.5 pt 5 ps 0.5 title "chunks of 4", \
     work."/chunked2.lat" with linespoints lc rgb "#3c8a2e" lw 1.5 pt 5 ps 0.5 title "chunks of 2", \
     work."/linked.lat" with linespoints lc rgb "#006d6d" lw 1.5 pt 9 ps 0.6 title "linked list", \
     work."/iDMA_24_speculative.linked" with lines lc rgb "#1f4e9c" lw 1.5 title "iDMA, 24 speculative, linked", \
     work."/iDMA_4_speculative.linked" with lines lc rgb "#1f4e9c" dt 2 lw 1.5 title "iDMA, 4 speculative, linked", \
     work."/iDMA_4_in_flight.linked" with lines lc rgb "#1f4e9c" dt 3 lw 1.5 title "iDMA, no speculation, linked", \
     work."/ADI_axi_dmac.linked" with lines lc rgb "#555555" dt 2 lw 1.5 title "ADI axi\\_dmac, linked", \
     work."/axisgdma.ring" with lines lc rgb "#7b1fa2" lw 1.5 title "axisgdma, table"
