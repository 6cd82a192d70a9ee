#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# model.sh build/model/w<WIDTH>[-<mutant>][-trace].so: makes one Verilated model, called by the Makefile.
# A mutant is tb/mutants/<mutant>.patch, applied to a copy of rtl/ beside the model; rtl/ itself is never touched.
set -eu

object=$1
# make -n runs this line (it names $(MAKE)) and wants nothing done.
case ${MAKEFLAGS-} in -* | ' '*) ;; *n*' '*) exit 0 ;; esac

fail() {
	echo "model: $object: $*" >&2
	exit 1
}

name=$(basename "$object" .so)
dir=${object%.so}
width=${name%%-*}
width=${width#w}
case $width in 32 | 64 | 128 | 256 | 512) ;; *) fail "no such width; accepted: 32, 64, 128, 256, 512" ;; esac
trace=
case $name in *-trace)
	trace=--trace-fst
	name=${name%-trace}
	;;
esac
mutant=
case $name in *-*) mutant=${name#*-} ;; esac

addr_w=64
max_burst=256

rm -rf "$dir"
mkdir -p "$dir"
top=../../.. # from $dir
rtl=$top/rtl
if [ -n "$mutant" ]; then
	patch=tb/mutants/$mutant.patch
	[ -f "$patch" ] || fail "no $patch"
	cp -r rtl "$dir/rtl"
	git apply --directory="$dir" "$patch" 2>"$dir/patch.log" || fail "$patch does not apply: $(cat "$dir/patch.log")"
	rtl=rtl
fi

cd "$dir"
# Lint is its own test, so a warning of another version of Verilator does not stop a user here.
verilator --cc --exe --prefix Vsgdma --top-module sgdma --Mdir . -Wall -Wno-fatal --x-initial unique --x-assign unique $trace \
	-GDATA_W="$width" -GADDR_W="$addr_w" -GMAX_BURST="$max_burst" -I"$rtl" -y "$rtl" -y "$rtl/lib" \
	-CFLAGS "-fPIC -fvisibility=hidden -fno-gnu-unique -fno-semantic-interposition -I$top/tb" \
	-CFLAGS "-DSGDMA_DATA_W=$width -DSGDMA_ADDR_W=$addr_w -DSGDMA_MAX_BURST=$max_burst" \
	-LDFLAGS "-shared -Wl,-Bsymbolic,--version-script=$top/tb/shim.map" "$rtl/sgdma.v" "$top/tb/shim.cpp"
OBJCACHE=$(command -v ccache || true)
export OBJCACHE
"${MAKE:-make}" -f Vsgdma.mk --no-print-directory CXX="${CXX:-g++}" LINK="${CXX:-g++}" OPT_FAST=-O2 OPT_SLOW=-O1 OPT_GLOBAL=-O2 \
	>make.log 2>&1 || {
	cat make.log >&2
	fail "the compiler failed"
}
mv Vsgdma "../$(basename "$object")"
