#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# lab.sh: every experiment of `sgdma-sim lab`, and the report; called by `make lab`, which has built the models.
#
# Writes build/lab/ (LAB_DIR): a table and a picture each, verdict.csv, index.html. Environment: QUICK=1 fewer points; WIDTH, LATENCY, SEED for every
# experiment, unset: its own; JOBS experiments at a time (unset: one per processor). The rows are compared with sim/lab-rows.csv, unless a
# width or a latency was asked for. Exit 1 if a verdict is not ok or a row is missing.
set -u
export LC_ALL=C

. scripts/parts.sh
case ${QUICK:-} in '' | 0) quick=0 ;; 1) quick=1 ;; *) echo "lab: QUICK='$QUICK' is not 0 or 1" >&2; exit 2 ;; esac
dir=${LAB_DIR:-build/lab}
rm -rf "$dir"
mkdir -p "$dir" || exit 2
options=(--dir="$dir")
[ ! -t 2 ] || options+=(--progress)
[ $quick = 0 ] || options+=(--quick)
[ -z "${WIDTH:-}" ] || options+=(--width="$WIDTH")
[ -z "${LATENCY:-}" ] || options+=(--latency="$LATENCY")
[ -z "${SEED:-}" ] || options+=(--seed="$SEED")

# The longest first.
names=(jitter moderation alignment applications fragmentation breakeven coalescing prefetch)
part() {
	exec build/sgdma-sim lab "$1" "${options[@]}" >"$dir/$1.log"
}
run_parts LAB 1 0 "${names[@]}"
rm -f "$dir"/*.log

awk -F, 'NR > 1 { printf "%-4s  %-13s  %-66s  %-30s  predicted %10s  measured %10s  error %7s %%\n", $8, $1, $2, $3, $4, $5, $6 }' "$dir/verdict.csv"
if [ -z "${WIDTH:-}${LATENCY:-}" ]; then
	awk -F, -v quick=$quick '
	FILENAME ~ /lab-rows/ {
		if ($1 != "experiment" && !/^#/ && (!quick || $4 == "quick"))
			wanted[$1 "," $2 "," $3] = 1
		next
	}
	FNR > 1 {
		row = $1 "," $2 "," $3
		if (row in wanted)
			delete wanted[row]
		else
			print "lab: a row that is not in sim/lab-rows.csv: " row
	}
	END {
		for (row in wanted)
			print "lab: a row is missing: " row
	}' sim/lab-rows.csv "$dir/verdict.csv" >"$dir/part/rows.txt"
	sort "$dir/part/rows.txt" >&2
	[ ! -s "$dir/part/rows.txt" ] || worst=1
fi
awk -F, 'NR > 1 { n[$8 == "ok"]++ } END { printf "%d ok, %d FAIL: ", n[1], n[0] }' "$dir/verdict.csv"
echo "$dir/index.html"
exit $worst
