#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Seeded bugs are caught: each tb/mutants/NAME.patch applies to rtl/ and is found by the scenario below, on the model that
# make has built with it. Functions t_NAME are the tests mutant.NAME; one for each patch.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
models=$PWD/${SGDMA_MODEL_DIR:-build/model}

die() {
	printf '%s\n' "$*" "repeat: make test T=$name"
	exit 1
}

# caught PROGRAM SCENARIO PATTERN: on 64 bits the scenario fails with such words; without the patch it passes.
caught() {
	local mutant=${name#mutant.} width
	git apply --check "tb/mutants/$mutant.patch" 2>"$scratch/err" || die "$(cat "$scratch/err")"
	[ -f "$models/w64-$mutant.so" ] || die "$models/w64-$mutant.so is missing"
	for width in 32 128 256 512; do
		[ ! -f "$models/w$width.so" ] || ln -s "$models/w$width.so" "$scratch/w$width.so"
	done
	ln -s "$models/w64-$mutant.so" "$scratch/w64.so"
	! SGDMA_MODEL_DIR=$scratch timeout 200 "build/test/$1" "$2" >"$scratch/out" 2>&1 ||
		die "$2 does not notice the mutant $mutant"
	grep -Eq "engine, 64 bits, .*($3)" "$scratch/out" || die "$2 fails for another reason:" "$(tail -n 5 "$scratch/out")"
	ln -sf "$models/w64.so" "$scratch/w64.so"
	SGDMA_MODEL_DIR=$scratch timeout 200 "build/test/$1" "$2" >"$scratch/out" 2>&1 ||
		die "$2 fails without the mutant too:" "$(tail -n 5 "$scratch/out")"
}

t_quiesced() { caught test_scenario_abort scenario.abort_stop 'A15|after QUIESCED|owes answers'; }
t_coincidence() { caught test_scenario_moderation scenario.moderation_coincidence 'irq is low|irq'; }
t_onebyte() { caught test_scenario_scatter scenario.scatter_one_byte 'memory at|strobe'; }
t_index() { caught test_scenario_error scenario.error_read_slverr 'index [0-9]+; must be'; }
t_silent() { caught test_scenario_moderation scenario.moderation_count 'no irq'; }
# What only the laboratory measures: each fetch in flight is one more t_m that is not waited for.
t_depth() {
	local lab="build/sgdma-sim lab prefetch --quick --dir=$scratch/lab --model=$models/w64"
	git apply --check tb/mutants/depth.patch || die "does not apply"
	! timeout 200 $lab-depth.so >"$scratch/out" 2>&1 || die "prefetch does not notice the mutant depth"
	grep -Eq "^FAIL +a ring saves t_m" "$scratch/out" || die "prefetch fails for another reason:" "$(tail -n 5 "$scratch/out")"
	timeout 200 $lab.so >"$scratch/out" 2>&1 || die "prefetch fails without the mutant too:" "$(tail -n 5 "$scratch/out")"
}
t_strobe() { caught test_scenario_scatter scenario.scatter_lengths 'memory at|strobe'; }

# Every patch has its test above.
t_all() {
	local patch
	for patch in tb/mutants/*.patch; do
		patch=$(basename "$patch" .patch)
		declare -F "t_$patch" >/dev/null || die "tb/mutants/$patch.patch has no test"
	done
}

case ${1:-} in
--list) declare -F | sed -n 's/^declare -f t_/mutant./p' ;;
mutant.*)
	name=$1
	declare -F "t_${name#mutant.}" >/dev/null || { echo "$name: no test of that name here (see --list)" && exit 2; }
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
	"t_${name#mutant.}"
	;;
*)
	echo "usage: mutants.sh --list | NAME" >&2
	exit 2
	;;
esac
