#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# bench.sh: every part of `sgdma-sim bench`, its plots and what it has shown; called by `make bench`, which has built the models.
#
# Writes build/bench/{steady,launch,launch64,scale,speed}.csv (launch64: with 64 address bits, the other with 40), the verdict in
# verdict.csv, and the plots. JOBS parts at a time (unset: one per processor); the speed is measured last, on tuned models, with nothing
# beside it. Exit 1 if a figure misses its limit.
set -u
export LC_ALL=C

. scripts/parts.sh
seed=${SEED:-1}
dir=build/bench
rm -rf $dir
mkdir -p $dir/part || exit 2
program=build/sgdma-sim

# The longest first.
names=(steady-32 steady-512 steady-64 steady-256 steady-128 scale launch64 launch)
part() { # part NAME: becomes it, so that its process is the program
	local options=(--seed="$seed" --progress)
	case $1 in
	steady-*) options+=(--width="${1#steady-}") ;;
	launch64) options+=(--config=default) ;;
	speed) options+=(--config=tuned) ;;
	esac
	case $1 in
	steady-*) exec $program bench steady "${options[@]}" --output=$dir/part/"$1".csv ;;
	launch*) exec $program bench launch "${options[@]}" --output=$dir/"$1".csv ;;
	*) exec $program bench "$1" "${options[@]}" --output=$dir/"$1".csv ;;
	esac 2> >(sed -u "s/^  [a-z]*: /  BENCH   $1: /" >&2)
}

run_parts BENCH 0 1 "${names[@]}"
(part speed) || exit $?
parts_said BENCH speed $((${#names[@]} + 1))

awk 'NR == 1 || FNR > 1' $dir/part/steady-{32,64,128,256,512}.csv >$dir/steady.csv || exit 2
scripts/bench-plots.sh $dir || exit $?

# ---- the verdict --------------------------------------------------------------------------------------------------
code=0
(cd $dir && awk -f ../../scripts/bench-verdict.awk steady.csv launch.csv launch64.csv scale.csv speed.csv) >$dir/verdict.csv || code=1
awk -F'|' '
{
	for (i = 1; i <= NF; i++) {
		cell[NR, i] = $i
		if (length($i) > wide[i])
			wide[i] = length($i)
	}
	count[$1]++
}
END {
	for (r = 1; r <= NR; r++)
		printf "%-4s  %-*s  %*s  %s\n", cell[r, 1], wide[2], cell[r, 2], wide[3], cell[r, 3], cell[r, 4]
	printf "%d ok, %d FAIL\n", count["ok"], count["FAIL"]
}' $dir/verdict.csv
exit $code
