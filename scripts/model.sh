#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# model.sh build/model/w<WIDTH>[-<mutant, variant or configuration>][-trace|-tuned].so: makes one Verilated model, called by the
# Makefile.
# A mutant is tb/mutants/<mutant>.patch, applied to a copy of rtl/ beside the model; rtl/ itself is never touched.
# A variant is tb/variants/w<WIDTH>-<variant>.params, lines PARAMETER=value; the other parameters keep their defaults.
# A configuration is a line of scripts/synth-configs.txt, at any width.
set -eu

object=$1
# make -n runs this line (it names $(MAKE)) and wants nothing done.
flags=${MAKEFLAGS-}
case ${flags%% *} in -*) ;; *n*) exit 0 ;; esac

fail() {
	echo "model: $object: $*" >&2
	exit 1
}

name=$(basename "$object" .so)
width=${name%%-*}
width=${width#w}
case $width in 32 | 64 | 128 | 256 | 512) ;; *) fail "no such width; accepted: 32, 64, 128, 256, 512" ;; esac
trace=
tuned=
case $name in
*-trace)
	trace=--trace-fst
	name=${name%-trace}
	;;
*-tuned)
	tuned=yes
	name=${name%-tuned}
	;;
esac
mutant=
case $name in *-*) mutant=${name#*-} ;; esac

# What the bench must know of the parameters goes to the shim too.
addr_w=64
max_burst=256
reads=16
[ "$width" -lt 256 ] || reads=32
writes=$reads
overrides=
params=tb/variants/$name.params
lines=
if [ -f "$params" ]; then
	lines=$(cat "$params")
elif [ -n "$mutant" ]; then
	lines=$(awk -v name="$mutant" '$1 == name { print "#"; for (i = 2; i <= NF; i++) print $i }' scripts/synth-configs.txt)
fi
if [ -n "$lines" ]; then
	mutant=
	while IFS='=' read -r key value; do
		case $key in
		"" | "#"* | DATA_W) continue ;;
		ADDR_W) addr_w=$value ;;
		MAX_BURST) max_burst=$value ;;
		READS) reads=$value ;;
		WRITES) writes=$value ;;
		*) overrides="$overrides,.$key($value)" ;;
		esac
	done <<END
$lines
END
fi
parameters=".MAX_BURST($max_burst),.READS($reads),.WRITES($writes)$overrides"

# A folder of its own, so that two makes at a time do not meet. The makefiles that Verilator writes refuse a path with a
# space in it: then it is elsewhere, and the sources are copied.
mkdir -p "$(dirname "$object")"
case $PWD in
*[[:space:]]*) work=$(mktemp -d) ;;
*) work=$(mktemp -d "$(dirname "$object")/.$(basename "$object" .so).XXXXXX") ;;
esac
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
top=../../.. # from build/model/.name
out=$PWD/$object
program=$PWD/build/sgdma-sim
scripts=$PWD/scripts
work=$(cd "$work" && pwd)
if [ -n "$mutant" ] || [ "${work#"$PWD"}" = "$work" ]; then
	top=.
	mkdir "$work/tb"
	cp -r rtl "$work"
	cp tb/shim.cpp tb/shim.map tb/dut.h "$work/tb"
fi
if [ -n "$mutant" ]; then
	patch=$PWD/tb/mutants/$mutant.patch
	[ -f "$patch" ] || fail "no mutant tb/mutants/$mutant.patch, no $params, no $mutant in scripts/synth-configs.txt"
	# The ceiling: git must not take the copy for a part of the repository around it, or it would skip the patch.
	(cd "$work" && GIT_CEILING_DIRECTORIES=$(dirname "$work") git apply "$patch") || fail "tb/mutants/$mutant.patch does not apply"
fi

cd "$work"
awk -v addr_w="$addr_w" -v data_w="$width" -v parameters="$parameters" -f "$scripts/model-top.awk" "$top/rtl/sgdma.v" >dut.v || fail "no top module"
# Lint is its own test, so a warning of another version of Verilator does not stop a user here.
# The model is bound by the code it runs through in each clock: one copy for both halves (inline-mult), always blocks left whole (no-split).
# shellcheck disable=SC2086 # no trace, no word
verilator --cc --exe --prefix Vdut --top-module dut --Mdir . -Wno-fatal --x-initial unique --x-assign unique --inline-mult 1 -fno-split $trace \
	-I"$top/rtl" -y "$top/rtl" -y "$top/rtl/lib" \
	-CFLAGS "-fPIC -fvisibility=hidden -fno-gnu-unique -fno-semantic-interposition -I$top/tb" \
	-CFLAGS "-DSGDMA_DATA_W=$width -DSGDMA_ADDR_W=$addr_w -DSGDMA_MAX_BURST=$max_burst" \
	-CFLAGS "-DSGDMA_READS=$reads -DSGDMA_WRITES=$writes" \
	-LDFLAGS "-shared -Wl,-Bsymbolic,--version-script=$top/tb/shim.map" dut.v "$top/tb/shim.cpp"

# compile FLAG...: the object, as Vdut
compile() {
	rm -f ./*.o ./*.a
	"${MAKE:-make}" -f Vdut.mk --no-print-directory CXX="${CXX:-g++}" LINK="${CXX:-g++}" OPT_FAST="-O2 $*" OPT_SLOW=-O1 \
		OPT_GLOBAL="-O2 $*" LDFLAGS="$*" >make.log 2>&1 || {
		cat make.log >&2
		fail "the compiler failed"
	}
}

# A tuned one is compiled for what an engine mostly does: a short copy first, counted. A tenth faster, and three times as long to build.
# Not into the cache: where such an object leaves its counts is in it. A compiler other than GCC leaves none: then it is as the others.
counted=
if [ -n "$tuned" ]; then
	OBJCACHE='' compile -fprofile-generate
	timeout 60 "$program" bench steady --width="$width" --list=ring --kind=copy --format=compact --completions=each --size=64 --latency=13 \
		--offsets=0,0 --model="$PWD/Vdut" --output=copy.csv >copy.log 2>&1 || true
	for counts in ./*.gcda; do
		[ ! -f "$counts" ] || counted="-fprofile-use -Wno-missing-profile"
	done
	[ -n "$counted" ] || echo "model: $object: its trial left no counts; compiled as the others ($(tail -n 1 copy.log))" >&2
fi
OBJCACHE=$(command -v ccache || true)
export OBJCACHE
# shellcheck disable=SC2086 # flags are words
compile $counted
mv -f Vdut "$out"
