#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# readme.sh [--check]: rewrites what is measured or generated in README.md, or (--check) fails if that would change it.
#
# A block stands between <!-- BEGIN name --> and <!-- END name -->. Pictures: rtl/engine.svg carries the checksum of the
# source it was drawn from, because another version of graphviz draws other bytes; waves/copy.png is a recording.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

case ${1:-} in '' | --check) check=${1:-} ;; *) echo "usage: scripts/readme.sh [--check]" >&2; exit 2 ;; esac

dir=build/readme
rm -rf $dir
mkdir -p $dir/blocks

# ---- the pictures -------------------------------------------------------------------------------------------------
sum=$(cksum <rtl/engine.dot)
mark="<!-- drawn from engine.dot, cksum $sum -->"
if ! grep -qxF -- "$mark" rtl/engine.svg 2>/dev/null; then
	[ -z "$check" ] || { echo "rtl/engine.svg is not drawn from rtl/engine.dot as it is now; make readme" >&2; exit 1; }
	dot -Tsvg rtl/engine.dot >$dir/engine.svg
	echo "$mark" >>$dir/engine.svg
	mv $dir/engine.svg rtl/engine.svg
fi
if [ -z "$check" ]; then
	env -u WIDTH -u FORMAT -u LATENCY -u DEPTH -u SEED -u FRAG -u PCAP -u INPUT S=copy PNG=waves/copy.png scripts/waves.sh >$dir/waves.log 2>&1 || {
		cat $dir/waves.log >&2
		exit 1
	}
elif [ ! -s waves/copy.png ]; then
	echo "no waves/copy.png; make readme" >&2
	exit 1
fi

# ---- the blocks ---------------------------------------------------------------------------------------------------
awk -v form=markdown -f scripts/regs.awk sw/sgdma_regs.def sw/sgdma_codes.def >$dir/blocks/registers

# The defaults of make sim, whatever this make was called with.
build/sgdma-sim input $dir/input.bin
build/sgdma-sim run --job=all --list=all --format=compact --width=64 --latency=13 --depth=8 --seed=1 --mem=64 --frag=seed \
	--input=$dir/input.bin --output=$dir/output.bin --dir=$dir/sim --model-dir=build/model >$dir/sim.log 2>&1 || {
	cat $dir/sim.log >&2
	exit 1
}
awk -F, '
NR == 1 {
	for (i = 1; i <= NF; i++)
		at[$i] = i
	n = split("job list descriptors bytes cycles bytes_per_cycle bound_cycles ratio fetch_wait_cycles interrupts", show, " ")
	for (i = 1; i <= n; i++) {
		if (!(show[i] in at)) {
			print "summary.csv has no column " show[i] > "/dev/stderr"
			exit 1
		}
		title = show[i]
		gsub(/_/, " ", title)
		head = head "| " title " "
		rule = rule (i <= 2 ? "|---" : "|---:")
	}
	print head "|\n" rule "|"
	next
}
{
	line = ""
	for (i = 1; i <= n; i++)
		line = line "| " $at[show[i]] " "
	print line "|"
}' $dir/sim/summary.csv >$dir/blocks/results

# What make bench has measured, if it has run here to its end; else these blocks and pictures stay as they are.
if [ -s build/bench/verdict.csv ]; then
	for table in steady launch; do
		awk -v table=$table -f scripts/bench-table.awk scripts/bench-others.csv build/bench/$table.csv >$dir/blocks/bench-$table
	done
	for plot in utilisation latency; do
		if [ -z "$check" ]; then
			cp build/bench/$plot.svg sim/$plot.svg
		elif ! cmp -s build/bench/$plot.svg sim/$plot.svg; then
			echo "sim/$plot.svg is not of the last make bench; make readme" >&2
			exit 1
		fi
	done
fi

# What make lab has measured, if all of it has run here (QUICK=1 is not all); else this block and the pictures stay as they are.
if [ -s build/lab/verdict.csv ] && awk -F, '
/^#/ || $1 == "experiment" { next }
FILENAME ~ /lab-rows/ { wanted[$1 "," $2 "," $3] = 1; next }
{ delete wanted[$1 "," $2 "," $3] }
END {
	for (row in wanted)
		exit 1
}' sim/lab-rows.csv build/lab/verdict.csv; then
	awk -F, '
	BEGIN { print "| experiment | rows | of them ok | nearest to its tolerance | predicted | measured | error % | tolerance % |\n|---|---:|---:|---|---:|---:|---:|---:|" }
	FNR == 1 { next }
	{
		if (!($1 in rows))
			name[++n] = $1
		rows[$1]++
		ok[$1] += $8 == "ok"
		share = $7 > 0 ? ($6 < 0 ? -$6 : $6) / $7 : 0
		if (!($1 in worst) || share > worst[$1]) {
			worst[$1] = share
			line[$1] = "`" $2 ", " $3 "` | " $4 " | " $5 " | " $6 " | " $7
		}
	}
	END {
		for (i = 1; i <= n; i++)
			printf "| %s | %d | %d | %s |\n", name[i], rows[name[i]], ok[name[i]], line[name[i]]
	}' build/lab/verdict.csv >$dir/blocks/lab
	for plot in build/lab/*.svg; do
		if [ -z "$check" ]; then
			mkdir -p sim/lab
			cp "$plot" sim/lab/
		elif ! cmp -s "$plot" "sim/lab/${plot##*/}"; then
			echo "sim/lab/${plot##*/} is not of the last make lab; make readme" >&2
			exit 1
		fi
	done
fi

# What make synth has measured, if it has run here; else these blocks stay as they are.
if [ -s build/synth/area.csv ] && [ -s build/synth/timing.csv ]; then
	for table in area timing; do
		awk -F, '{
	line = ""
	for (i = 1; i <= NF; i++) {
		if (NR == 1)
			gsub(/_/, " ", $i)
		line = line "| " $i " "
		rule = rule (i <= 2 || NF == 5 && i == 5 ? "|---" : "|---:")
	}
	print line "|" (NR == 1 ? "\n" rule "|" : "")
}' build/synth/$table.csv >$dir/blocks/synth-$table
	done
fi

# ---- README.md ----------------------------------------------------------------------------------------------------
awk -v dir=$dir/blocks '
function fail(reason) { print FILENAME ":" FNR ": " reason > "/dev/stderr"; failed = 1; exit 1 }
/^<!-- BEGIN [a-z-]+ -->$/ {
	if (name != "")
		fail("BEGIN in the block " name)
	name = $3
	print
	text = ""
	for (lines = 0; (getline line <(dir "/" name)) > 0; lines++)
		text = text line "\n"
	keep = lines == 0 && name ~ /^(synth-|bench-|lab$)/ # not measured here
	if (lines == 0 && !keep)
		fail("nothing makes a block " name)
	if (!keep)
		printf "\n%s\n", text
	done[name] = 1
	next
}
/^<!-- END [a-z-]+ -->$/ {
	if ($3 != name)
		fail("END " $3 " in the block \"" name "\"")
	name = ""
	keep = 0
}
name == "" || keep { print }
END {
	if (failed)
		exit 1
	if (name != "")
		fail("no END " name)
	if (!("results" in done) || !("registers" in done))
		fail("a block is missing: results, registers")
}' README.md >$dir/README.md

if [ -n "$check" ]; then
	diff -u README.md $dir/README.md >&2 || { echo "README.md has drifted; make readme" >&2; exit 1; }
elif ! cmp -s README.md $dir/README.md; then
	mv $dir/README.md README.md
fi
