#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench-plots.sh DIR: the plots utilisation.svg and latency.svg of the steady.csv in DIR, into DIR.
set -eu
dir=$1
work=$dir/plot
rm -rf "$work"
mkdir -p "$work"

# One file a curve, in the order of the sizes or latencies: x y1 y13 y100, or latency and cycles.
awk -F, -v work="$work" '
FILENAME ~ /others/ {
	if (/^#/ || $1 == "engine")
		next
	file = work "/" $1
	gsub(/[^a-zA-Z0-9\/_.-]/, "_", file)
	if ($2 == "ring")
		print $3, $3 / (8 * $4), $3 / (8 * $5), $3 / (8 * $6) >(file ".use")
	if ($3 == 64) {
		file = file "." $2
		print 1, $4 >file
		print 13, $5 >file
		print 100, $6 >file
	}
	next
}
FNR == 1 || $1 != "copy" || $4 != "compact" || $5 != "each" || $6 != 64 || $9 + $10 { next }
$2 == "ring" {
	use[$8, $7] = $14
	best[$8, $7] = $8 / (8 * $12)
	if (!($8 in known)) {
		known[$8] = 1
		size[++sizes] = $8
	}
}
$8 == 64 {
	list = $2 ($2 == "chunked" ? $3 : "")
	print $7, $11 >(work "/" list ".lat")
	if ($2 == "ring")
		print $7, $12 >(work "/bound.lat")
}
END {
	for (i = 1; i <= sizes; i++) {
		s = size[i]
		print s, use[s, 1], use[s, 13], use[s, 100] >(work "/engine.use")
		print s, best[s, 1], best[s, 13], best[s, 100] >(work "/bound.use")
	}
}' scripts/bench-others.csv "$dir/steady.csv"

gnuplot -e "work='$work'; out='$dir/utilisation.svg'" scripts/bench-utilisation.gp
gnuplot -e "work='$work'; out='$dir/latency.svg'" scripts/bench-latency.gp
rm -r "$work"
