#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# synth.sh: area of every configuration under every flow, and how fast two of them are. Tables: build/synth/area.csv, timing.csv.
# synth.sh area CONFIG FLOW: one line of area.csv alone. synth.sh check FILE TOP: the checks on another source.
#
# Fails on a latch, a net with several drivers, a combinational loop, and a warning of a tool that scripts/synth-warnings.txt does
# not list with its reason. JOBS at a time (one per processor). Everything is kept in build/synth/: <config>-<flow>.log, .stat.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

dir=${SYNTH_DIR:-build/synth}
jobs=${JOBS:-$(nproc)}
cells=${SYNTH_CELLS:-/usr/share/qflow/tech/osu018/osu018_stdcells.lib}
configs="default deep smallest fpga32"
flows="xc7 ecp5 ice40 generic"
fast=fpga32       # on an HX8K
asic=default40    # of OSU 0.18 um cells
seeds="1 2 3 4 5"
period=4.4        # ns: what ABC sizes the cells for
abc='+strash;ifraig;scorr;dc2;if,-g,-K,6;strash;dch,-f;map,-B,0.9,-D,4400;topo;buffer,-c,-p,-N,16;upsize,-D,4400;dnsize,-D,4400;stime,-p'

die() {
	printf 'synth: %s\n' "$*" >&2
	exit 1
}

# ---- configurations -----------------------------------------------------------------------------------------------
parameters() { # parameters CONFIG: its NAME=VALUE words
	awk -v name="$1" '$1 == name { $1 = ""; print; found = 1 } END { exit !found }' scripts/synth-configs.txt ||
		die "no configuration $1 in scripts/synth-configs.txt"
}

# iCE40 and standard cells have no RAM that is read asynchronously.
technology() { # technology FLOW
	case $1 in
	ice40 | hx8k | osu018) echo LUTRAM=0 ;;
	esac
}

chparam() { # chparam CONFIG FLOW: the same for yosys
	local word
	for word in $(parameters "$1") $(technology "$2"); do
		printf ' -chparam %s %s' "${word%%=*}" "${word#*=}"
	done
}

# ---- running a tool -----------------------------------------------------------------------------------------------
# unlisted LOG: the warnings in it that nobody has given a reason for. Those that are listed go to LOG.listed, by their entry.
unlisted() {
	grep -hE '(^|[ :])(Warning|WARNING): ' "$1" | sed -E 's/^.*(Warning|WARNING): *//' | sort -u >"$1.warnings" || :
	awk -v used="$1.listed" '
	BEGIN { printf "" >used }
	NR == FNR { if (/^[^#[:space:]]/) entry[++n] = $0; next }
	{
		for (i = 1; i <= n; i++)
			if ($0 ~ "^(" entry[i] ")$") { print entry[i] >used; next }
		print
	}' scripts/synth-warnings.txt "$1.warnings"
}

# run LOG COMMAND...: fails with what it said if it fails or warns
run() {
	local log=$1 bad=
	shift
	"$@" >"$log" 2>&1 </dev/null || bad="exit code $? of $1"
	[ -n "$bad" ] || ! grep -q "^Error:" "$log" || bad="errors of $1" # sta goes on after one
	unlisted "$log" >"$log.bad"
	if [ -n "$bad" ] || [ -s "$log.bad" ]; then
		{
			echo "synth: ${bad:-warnings that are not listed}; log: $log"
			head -n 20 "$log.bad" | sed 's/^/  warning: /'
			grep -hE '^ *(ERROR|Error)' "$log" | head -n 5 | sed 's/^/  /' || :
		} >&2
		return 1
	fi
	rm -f "$log.bad" "$log.warnings"
}

# The start of every flow, and the checks: what is no clocked logic and no plain gate, and what drives twice or drives itself.
front() { # front TOP CHPARAM
	cat <<END
hierarchy -check -top $1$2
proc
flatten
opt_clean
check -assert
select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr t:\$sr
END
}

read_engine='read_verilog -defer -Irtl rtl/*.v rtl/lib/*.v'

# To gates of yosys' own, RAMs as they are: here a loop shows bit by bit.
generic() { # generic TOP
	cat <<END
synth -flatten -top $1 -run coarse:fine
opt -fast -full
opt -full
techmap
opt -fast
abc -fast
opt -fast
check -assert
select -assert-none t:\$_DLATCH* t:\$_SR_*
END
}

flow() { # flow NAME: the commands after front
	case $1 in
	xc7) echo "synth_xilinx -family xc7 -flatten -nowidelut -noiopad -noclkbuf -top sgdma" ;;
	ecp5) echo "synth_ecp5 -top sgdma" ;;
	ice40) echo "synth_ice40 -device hx -top sgdma" ;;
	generic) generic sgdma ;;
	*) die "no flow $1" ;;
	esac
}

# ---- jobs: each writes its line of a table to a file of its own ----------------------------------------------------------
job_area() { # CONFIG FLOW
	local base=$dir/$1-$2
	{
		echo "$read_engine"
		front sgdma "$(chparam "$1" "$2")"
		flow "$2"
		echo "tee -q -o $base.stat stat"
	} >"$base.ys"
	run "$base.log" yosys -s "$base.ys"
	awk -v config="$1" -v flow="$2" -f scripts/synth-area.awk "$base.stat" >"$base.area"
}

job_pack() { # CONFIG: the netlist for an HX8K, in a wrapper
	local base=$dir/$1-hx8k chparam
	chparam=$(chparam "$1" hx8k)
	yosys -q -p "tee -q -o $base.ports $read_engine
hierarchy -top sgdma$chparam
tee -q -o $base.ports portlist sgdma" >"$base.log" 2>&1 || die "no list of ports; log: $base.log"
	awk -v params="$(parameters "$1") $(technology hx8k)" -f scripts/synth-pins.awk "$base.ports" >"$base.v"
	{
		echo "$read_engine"
		echo "read_verilog $base.v"
		front synth_pins ""
		echo "synth_ice40 -device hx -abc9 -top synth_pins -json $base.json"
	} >"$base.ys"
	run "$base.log" yosys -s "$base.ys"
}

job_place() { # CONFIG SEED
	local base=$dir/$1-hx8k
	run "$base-$2.log" nextpnr-ice40 --hx8k --package ct256 --json "$base.json" --pcf-allow-unconstrained --freq 100 \
		--timing-allow-fail --seed "$2" --report "$base-$2.report"
	awk -v seed="$2" -f scripts/synth-place.awk "$base-$2.log" >"$base-$2.timing"
}

job_cells() { # CONFIG
	local base=$dir/$1-osu018
	[ -r "$cells" ] || die "no cells at $cells"
	# ABC knows no registers: what comes out of one is as strong as from a buffer, what goes in is 50 fF.
	printf 'set_driving_cell BUFX2\nset_load 50\n' >"$base.constr"
	{
		echo "$read_engine"
		front sgdma "$(chparam "$1" osu018)"
		cat <<-END
		synth -flatten -top sgdma -run coarse:fine
		techmap -map scripts/synth-ram.v
		read_liberty -lib scripts/synth-ram.lib
		synth -flatten -top sgdma -run fine:check
		read_liberty -lib $cells
		dfflibmap -liberty $cells
		opt
		abc -liberty $cells -constr $base.constr -script $abc
		opt_clean -purge
		check -assert
		rename -wire
		tee -q -o $base.stat stat -liberty $cells
		write_verilog -noattr -noexpr -simple-lhs $base.v
		END
	} >"$base.ys"
	run "$base.log" yosys -s "$base.ys"
	run "$base.sta" env NETLIST="$base.v" CELLS="$cells" PERIOD="$period" sta -no_splash -exit scripts/synth-sta.tcl
	awk -v config="$1" -f scripts/synth-sta.awk "$base.stat" "$base.sta" >"$base.timing"
}

job_check() { # FILE TOP: front and generic gates of another source
	local base=$dir/check
	{
		echo "read_verilog $1"
		front "$2" ""
		generic "$2"
	} >"$base.ys"
	run "$base.log" yosys -s "$base.ys"
}

# ---- all of them --------------------------------------------------------------------------------------------------
# batch TITLE: reads lines "KIND ARGUMENTS", runs them JOBS at a time, one line each when it is done
batch() {
	local began=$SECONDS list
	list=$(cat)
	total=$(printf '%s\n' "$list" | wc -l)
	printf '%s: %d runs, %d at a time\n' "$1" "$total" "$jobs"
	printf '%s\n' "$list" | xargs -P "$jobs" -L 1 scripts/synth.sh job || die "failed after $((SECONDS - began)) s"
}

one() { # one KIND ARGUMENTS: a job with a line of progress
	local began=$SECONDS kind=$1
	shift
	trap '[ $? = 0 ] || exit 255' EXIT # stops xargs
	"job_$kind" "$@"
	printf '  %-28s %4d s\n' "$kind $*" $((SECONDS - began))
}

all() {
	local began=$SECONDS config flow entry
	rm -rf "$dir"
	mkdir -p "$dir"
	{
		echo "cells $asic"
		for config in $configs; do
			for flow in $flows; do echo "area $config $flow"; done
			[ "$config" != $fast ] || echo "pack $fast"
		done
	} | batch "yosys, abc, sta"

	{
		echo config,flow,lut,lutram,ff,ram,carry,cells
		for config in $configs; do
			for flow in $flows; do cat "$dir/$config-$flow.area"; done
		done
	} >"$dir/area.csv"
	column -s, -t "$dir/area.csv"
	echo
	for seed in $seeds; do echo "place $fast $seed"; done | batch "place and route"

	{
		echo config,flow,fmax_mhz,kge,critical_path
		cat "$dir/$fast"-hx8k-*.timing | sort -t, -k1,1g |
			awk -F, -v config=$fast '{ line[NR] = $0 } END { split(line[(NR + 1) / 2], at, ","); printf "%s,hx8k,%s,,%s\n", config, at[1], at[2] }'
		cat "$dir/$asic-osu018.timing"
	} >"$dir/timing.csv"

	cat "$dir"/*.listed | sort -u >"$dir/listed"
	grep -E '^[^#[:space:]]' scripts/synth-warnings.txt | sort -u | comm -23 - "$dir/listed" >"$dir/stale" || :
	[ ! -s "$dir/stale" ] || die "scripts/synth-warnings.txt lists what no tool says: $(cat "$dir/stale")"

	cat "$dir/timing.csv"
	printf 'synth: passed in %d s; tables: %s/area.csv, %s/timing.csv\n' $((SECONDS - began)) "$dir" "$dir"
}

case ${1:-} in
'') all ;;
job)
	shift
	one "$@"
	;;
area)
	mkdir -p "$dir"
	job_area "$2" "$3"
	cat "$dir/$2-$3.area"
	;;
check)
	mkdir -p "$dir"
	job_check "$2" "$3"
	;;
*) die "usage: synth.sh | synth.sh area CONFIG FLOW | synth.sh check FILE TOP" ;;
esac
