# SPDX-License-Identifier: Apache-2.0
# Share of the bus that carries payload, against the size of a piece, one panel a memory latency. Variables: work, out.
set terminal svg size 1150,430 font "Helvetica,12" background "white"
set output out
set multiplot layout 1,3 title "Copy, 64 bits, ring, compact descriptors, a completion for each piece: payload bytes per clock / bus bytes"
set logscale x 2
set xrange [1:4096]
set yrange [0:1]
set xtics 1,4,4096
set grid xtics ytics lc rgb "#dddddd"
set xlabel "bytes of a piece"
set ylabel "utilisation"
set key bottom right samplen 2 spacing 0.9 font "Helvetica,10"
do for [i=2:4] {
	set title sprintf("memory latency L = %s", word("1 13 100", i - 1))
	if (i > 2) { unset key; set ylabel "" }
	plot work."/bound.use" using 1:i with lines lc rgb "#999999" lw 5 title "bound", \
	     work."/engine.use" using 1:i with linespoints lc rgb "#c00000" lw 1.5 pt 7 ps 0.5 title "sgdma", \
	     work."/iDMA_24_speculative.use" using 1:i with lines lc rgb "#1f4e9c" lw 1.5 title "iDMA, 24 speculative", \
	     work."/iDMA_4_speculative.use" using 1:i with lines lc rgb "#1f4e9c" dt 2 lw 1.5 title "iDMA, 4 speculative", \
	     work."/iDMA_4_in_flight.use" using 1:i with lines lc rgb "#1f4e9c" dt 3 lw 1.5 title "iDMA, no speculation", \
	     work."/ADI_axi_dmac.use" using 1:i with lines lc rgb "#2e7d32" lw 1.5 title "ADI axi\\_dmac", \
	     work."/axi_cdma__no_list_.use" using 1:i with lines lc rgb "#b06000" lw 1.5 title "axi\\_cdma (no list)", \
	     work."/axisgdma.use" using 1:i with lines lc rgb "#7b1fa2" lw 1.5 title "axisgdma"
}
unset multiplot
