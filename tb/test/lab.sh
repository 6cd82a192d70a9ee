#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The laboratory from outside: every verdict of the quick one, its rows and its report; settings that move the curves, and those that are
# refused; that a wrong constant is noticed; that a run repeats to the byte. Functions t_NAME are the tests lab.NAME.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1

top=$PWD
program=$PWD/build/sgdma-sim
models=$PWD/build/model
seed=${SEED:-1}
experiments="breakeven fragmentation alignment coalescing prefetch jitter moderation applications"

die() {
	printf '%s\n' "$*" "seed $seed; repeat: make test T=$name SEED=$seed"
	exit 1
}

# Runs an experiment into the folder lab; its exit code in $code, its words in files out and err of the scratch folder.
lab() {
	"$program" lab "$@" --dir="$scratch/lab" --model-dir="$models" >"$scratch/out" 2>"$scratch/err" </dev/null
	code=$?
}

passes() {
	lab "$@"
	[ $code -eq 0 ] || die "exit $code: sgdma-sim lab $*" "$(grep -v '^ok' "$scratch/out")" "$(cat "$scratch/err")"
}

# fails PATTERN ARGUMENT...: exit 1, and a verdict that is not ok and fits.
fails() {
	local pattern=$1
	shift
	lab "$@"
	[ $code -eq 1 ] || die "exit $code, expected 1: sgdma-sim lab $*" "$(cat "$scratch/err")"
	grep -Eq "^FAIL +($pattern)" "$scratch/out" || die "no FAIL for $pattern: sgdma-sim lab $*" "$(cat "$scratch/out" "$scratch/err")"
}

# refused CODE PATTERN ARGUMENT...: one line on stderr that matches, that exit code, and no report, table or picture.
refused() {
	local want=$1 pattern=$2
	shift 2
	lab "$@"
	[ $code -eq "$want" ] || die "exit $code, expected $want: sgdma-sim lab $*" "$(cat "$scratch/out" "$scratch/err")"
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || die "not one line: sgdma-sim lab $*" "$(cat "$scratch/err")"
	grep -Eq -- "$pattern" "$scratch/err" || die "does not say '$pattern': $(cat "$scratch/err")"
	[ -z "$(find "$scratch/lab" -type f 2>/dev/null)" ] || die "files were written: $(find "$scratch/lab" -type f)"
}

t_refused() {
	local e
	refused 2 '--points=0: a number from 2 to 1000' breakeven --points=0
	refused 2 '--latency=0: a number from 1 to 1024' prefetch --latency=0
	refused 2 '--utilisation=1: a number above 0 and up to 0.95' jitter --utilisation=1
	refused 2 '--utilisation=-0.3: a number above 0' jitter --utilisation=-0.3
	refused 2 '--width=48: one of 32, 64' coalescing --width=48
	refused 2 '--jobs=0: a number from' jitter --jobs=0
	refused 2 '--points is of no use to it' applications --points=4
	refused 2 '--pcap=.*none.pcap: ' applications --pcap="$scratch/none.pcap"
	: >"$scratch/empty.pcap"
	refused 2 '--pcap=.*empty.pcap: ' applications --pcap="$scratch/empty.pcap"
	# A capture without a packet: its header alone.
	head -c 24 tb/data/loopback.pcap >"$scratch/header.pcap"
	refused 2 '--pcap=.*header.pcap: .*no packet' applications --pcap="$scratch/header.pcap"
	refused 3 'cannot|no such|not found|No such' breakeven --model="$scratch/none.so"
	refused 2 'is 64 bits wide' breakeven --width=32 --model="$models/w64.so"
	refused 2 'lab sturdy: breakeven, .*or report is needed' sturdy
	for e in $experiments; do
		refused 2 '--seed=-1: a number from 0' "$e" --seed=-1
	done
	"$program" lab >"$scratch/out" 2>"$scratch/err" && die "no name was accepted"
	grep -q 'applications, or report is needed' "$scratch/err" || die "$(cat "$scratch/err")"
}

# What a failed run leaves of an earlier one: all of it.
t_kept() {
	local before
	passes prefetch --quick --latency=13
	before=$(cd "$scratch/lab" && find . -type f -exec cksum {} + | sort)
	lab prefetch --quick --latency=13 --model="$scratch/none.so"
	[ $code -eq 3 ] || die "exit $code without a model"
	[ "$before" = "$(cd "$scratch/lab" && find . -type f -exec cksum {} + | sort)" ] || die "a failed run has changed files"
}

t_repeats() {
	local e
	for e in breakeven prefetch applications; do
		passes $e --quick --seed="$seed"
		cp "$scratch/lab/$e.csv" "$scratch/$e.csv"
		passes $e --quick --seed="$seed"
		cmp "$scratch/lab/$e.csv" "$scratch/$e.csv" || die "$e: the same seed, another table"
	done
}

# S*, g* and the prefetch curves move as the formulas say.
t_latency() {
	local e
	for e in breakeven coalescing prefetch; do
		passes $e --quick --latency=26
	done
}
t_width() {
	local e
	for e in breakeven coalescing prefetch; do
		passes $e --quick --width=32
	done
}

t_wrong_constant() {
	passes coalescing --quick --latency=13
	fails 'g\*' coalescing --quick --latency=13 --fault=double-desc
}

# Every experiment, few points: all verdicts ok, the rows that the list has, and the report.
t_quick() {
	local count e
	QUICK=1 JOBS=1 LAB_DIR="$scratch/lab" SEED='' scripts/lab.sh >"$scratch/out" 2>"$scratch/err" ||
		die "exit $?" "$(grep -E 'FAIL|sgdma-sim' "$scratch/out" "$scratch/err")" "$(grep '^lab:' "$scratch/err")"
	! awk -F, 'NR > 1 && $8 != "ok"' "$scratch/lab/verdict.csv" | grep . || die "not ok"
	count=$(awk 'END { print NR - 1 }' "$scratch/lab/verdict.csv")
	[ "$count" -ge 30 ] || die "$count rows only"
	report "$scratch/lab"
	# The list of rows is looked at: one more in it, or one less, is a failure.
	for e in $experiments; do
		[ "$(awk -F, -v e="$e" '$1 == e' sim/lab-rows.csv | wc -l)" -gt 0 ] || die "no row of $e in sim/lab-rows.csv"
	done
}

# report DIR: sections, links, pictures and rows of index.html are those of the folder; nothing comes from elsewhere.
report() {
	local page=$1/index.html e
	[ "$(grep -c '<section id=' "$page")" -eq 8 ] || die "$(grep -c '<section id=' "$page") sections, 8 expected"
	for e in $experiments; do
		grep -q "<a href=\"#$e\">" "$page" || die "no link to $e"
		grep -q "<section id=\"$e\">" "$page" || die "no section $e"
		awk -v e="$e" '$0 ~ "<section id=\"" e "\"" { on = 1 } on && match($0, /base64,[A-Za-z0-9+\/=]*/) { print substr($0, RSTART + 7, RLENGTH - 7); exit }' \
			"$page" | base64 -d >"$scratch/picture.svg" || die "the picture of $e cannot be read"
		cmp "$scratch/picture.svg" "$1/$e.svg" || die "the picture of $e is another one"
		grep -q '</svg>' "$scratch/picture.svg" || die "the picture of $e is not whole"
		grep -q "^build/sgdma-sim lab $e" "$page" || grep -q "<pre>build/sgdma-sim lab $e" "$page" || die "no command that repeats $e"
	done
	[ "$(grep -c '^<tr><td' "$page")" -eq "$(awk 'END { print NR - 1 }' "$1/verdict.csv")" ] || die "other rows than verdict.csv has"
	! grep -Eq '<script|src="http|href="http|url\(' "$page" || die "the report needs a network or a script"
}

# The list against what an experiment gives: a row that is gone, and one that is new.
t_rows() {
	grep -qx "experiment,claim,setting,in" sim/lab-rows.csv || die "header of sim/lab-rows.csv"
	awk -F, '/^#/ || $1 == "experiment" { next } (NF != 4 || ($4 != "quick" && $4 != "full")) { print; bad = 1 } END { exit bad }' sim/lab-rows.csv ||
		die "a row of sim/lab-rows.csv is not whole"
	[ "$(grep -c ",\(quick\|full\)$" sim/lab-rows.csv)" -ge 30 ] || die "less than 30 rows"
	[ -z "$(sort sim/lab-rows.csv | uniq -d)" ] || die "a row stands twice"
}

case ${1:-} in
--list) declare -F | sed -n 's/^declare -f t_/lab./p' ;;
lab.*)
	name=$1
	declare -F "t_${name#lab.}" >/dev/null || { echo "$name: no test of that name here (see --list)" && exit 2; }
	[ -x "$program" ] || die "build/sgdma-sim is missing"
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
	cd "$top" || exit 1
	"t_${name#lab.}"
	;;
*)
	echo "usage: lab.sh --list | NAME" >&2
	exit 2
	;;
esac
