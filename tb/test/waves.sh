#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The wave views fit the engine: every signal of a save file is in its wave, every state, code and ID has its name.
# Functions t_NAME are the tests waves.NAME.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1

die() {
	printf '%s\n' "$*" "repeat: make test T=$name"
	exit 1
}

# Records scenario $1 as `make waves` does, without a screen, and compares the save file with what is in the wave.
signals() {
	local s=$1
	S=$s RECORD=$scratch scripts/waves.sh >"$scratch/out" 2>&1 || die "$(cat "$scratch/out")"
	[ "$(grep -c '^+\{0,1\}.*sgdma\.' "waves/$s.gtkw")" -ge 20 ] || die "waves/$s.gtkw shows fewer than 20 signals"
	# The script has put in the ranges of the wave: nothing may differ, or the file is out of date.
	diff "waves/$s.gtkw" "$scratch/$s.gtkw" || die "waves/$s.gtkw has other signals or ranges than the wave"
	grep -q '^-' "waves/$s.gtkw" || die "waves/$s.gtkw has no groups"
}

t_signals_copy() { signals copy; }
t_signals_gather() { signals gather; }
t_signals_scatter() { signals scatter; }
t_signals_linked() { signals linked; }
t_signals_chunked() { signals chunked; }
t_signals_prefetch() { signals prefetch; }
t_signals_basic() { signals basic; }
t_signals_error() { signals error; }
t_signals_abort() { signals abort; }
t_signals_moderation() { signals moderation; }

# A signal that is not there is found: the check above is able to fail.
t_signals_missing() {
	local s=copy
	S=$s RECORD=$scratch scripts/waves.sh >"$scratch/out" 2>&1 || die "$(cat "$scratch/out")"
	fst2vcd -f "$scratch/$s.fst" -o "$scratch/vcd" || die "fst2vcd failed"
	sed 's/m_axi_arvalid/m_axi_arvalit/' "waves/$s.gtkw" >"$scratch/wrong.gtkw"
	! awk -f scripts/waves-ranges.awk "$scratch/vcd" "$scratch/wrong.gtkw" >"$scratch/out" 2>"$scratch/err" ||
		die "a signal that does not exist was not found"
	grep -q 'no signal .*m_axi_arvalit' "$scratch/err" || die "$(cat "$scratch/err")"
}

# "value NAME" of the states of a module: the localparams that its state register is compared with.
states() {
	awk '
	{ sub(/\/\/.*/, "") }
	/localparam/ { on = 1 }
	on {
		line = $0
		while (match(line, /[A-Z][A-Z0-9_]* *= *[0-9]+\047d[0-9]+/)) {
			split(substr(line, RSTART, RLENGTH), part, / *= */)
			sub(/.*\047d/, "", part[2])
			value[part[1]] = part[2]
			line = substr(line, RSTART + RLENGTH)
		}
	}
	/;/ { on = 0 }
	{ text = text "\n" $0 }
	END {
		for (state in value)
			if (text ~ ("state_q *(==|!=) *" state "[^A-Z0-9_]") || text ~ ("state_q *<= *[^;&|]*" state "[^A-Z0-9_]") || text ~ ("\n *" state " *:") || text ~ ("\n *" state ", *"))
				printf "%x %s\n", value[state], state
	}' "$1" | sort
}

# A filter without comments and colours: "value NAME".
names() { sed -E '/^#/d; s/\?[A-Za-z]+\?//' "$1" | sort; }

t_states() {
	local file module machines=0
	for file in $(grep -l 'state_q;' rtl/*.v rtl/lib/*.v); do
		module=$(basename "$file" .v)
		module=${module#sgdma_}
		machines=$((machines + 1))
		[ -f "waves/$module.filter" ] || die "$file has states, waves/$module.filter is missing"
		states "$file" >"$scratch/states"
		names "waves/$module.filter" >"$scratch/names"
		[ "$(wc -l <"$scratch/states")" -ge 2 ] || die "no states found in $file"
		diff "$scratch/states" "$scratch/names" || die "waves/$module.filter does not name the states of $file"
		grep -lq "waves/$module.filter" waves/*.gtkw || die "no save file shows the states of $file"
	done
	[ $machines -ge 2 ] || die "only $machines state machines found in rtl/"
}

t_codes() {
	sed -nE 's/^SGDMA_CODE\(([A-Z_0-9]+), 0x(..), .*/\2 \1/p' sw/sgdma_codes.def | sort >"$scratch/codes"
	names waves/code.filter | diff "$scratch/codes" - || die "waves/code.filter does not name the codes of sw/sgdma_codes.def"
	[ "$(wc -l <"$scratch/codes")" -ge 10 ] || die "no codes found"
}

t_ids() {
	grep '^IDs: ' rtl/README.md | sed 's/^IDs: //; s/\..*//; s/, /\n/g' >"$scratch/ids"
	names waves/id.filter | diff "$scratch/ids" - || die "waves/id.filter does not name the IDs of rtl/README.md"
	[ "$(wc -l <"$scratch/ids")" -eq 5 ] || die "no IDs found"
}

t_filters() {
	local filter
	for filter in $(sed -n 's/^^1 //p' waves/*.gtkw | sort -u); do
		[ -s "$filter" ] || die "a save file uses $filter, which is missing"
	done
	for filter in waves/*.filter; do
		grep -q "^^1 $filter\$" waves/*.gtkw || die "no save file uses $filter"
	done
}

t_picture() {
	S=copy PNG="$scratch/a \"picture\" it's.png" scripts/waves.sh >"$scratch/out" 2>&1 || die "$(cat "$scratch/out")"
	# shellcheck disable=SC2046 # eight numbers are wanted
	set -- $(od -An -tu1 -j16 -N8 "$scratch/a \"picture\" it's.png")
	[ $(($3 * 256 + $4)) -ge 1600 ] || die "the picture is $(($3 * 256 + $4)) wide, 1600 needed"
	[ $(($7 * 256 + $8)) -ge 800 ] || die "the picture is $(($7 * 256 + $8)) high, 800 needed"
}

refused() { # PATTERN
	[ $code -eq 2 ] || die "exit $code, expected 2"
	{ [ "$(wc -l <"$scratch/err")" -eq 1 ] && grep -Eq -- "$1" "$scratch/err"; } || die "$(cat "$scratch/err")"
}

t_bad_settings() {
	S=foo scripts/waves.sh 2>"$scratch/err"; code=$?
	refused 'S=foo: one of copy, gather, scatter, linked'
	PNG=x.gif scripts/waves.sh 2>"$scratch/err"; code=$?
	refused 'PNG=x.gif: a name that ends in .png'
	PNG=/no/x.png scripts/waves.sh 2>"$scratch/err"; code=$?
	refused 'PNG=/no/x.png: no folder /no'
	DISPLAY='' PNG='' scripts/waves.sh 2>"$scratch/err"; code=$?
	refused 'no display .*PNG=file.png'
	PNG=$scratch/x.png LATENCY=0 scripts/waves.sh 2>"$scratch/err"; code=$?
	refused '--latency=0: a number from 1 to 1024'
}

case ${1:-} in
--list) declare -F | sed -n 's/^declare -f t_/waves./p' ;;
waves.*)
	name=$1
	declare -F "t_${name#waves.}" >/dev/null || { echo "$name: no test of that name here (see --list)" && exit 2; }
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
	"t_${name#waves.}"
	;;
*)
	echo "usage: waves.sh --list | NAME" >&2
	exit 2
	;;
esac
