#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The Makefile as a tool: help, refused settings, settings that arrive whatever is in them, order of goals. It runs on a
# copy with a program that only writes down its arguments, so that nothing of the real build is touched.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
unset MAKEFLAGS MAKELEVEL MFLAGS
mkdir "$dir/tree" "$dir/tree/sim"
cp -r "$top/Makefile" "$top/scripts" "$dir/tree"
cd "$dir/tree" || exit 1
cat >sim/main.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
	FILE *f = fopen(strcmp(argv[1], "run") ? argv[2] : "arguments", "w");
	int i;

	if (!f)
		return 9;
	for (i = 1; i < argc; i++)
		fprintf(f, "%s\n", argv[i]);
	fclose(f);
	return getenv("FAKE_EXIT") ? atoi(getenv("FAKE_EXIT")) : 0;
}
END

mkdir tb
echo "int unused_here = 1;" >tb/a.c

die() {
	printf '%s\n' "$*" "--- output:"
	cat "$dir/out" 2>/dev/null
	exit 1
}

# makes EXPECTED(0 or !0) ARGUMENT...; no model is made for WIDTH=48: refusing it is the program's job
makes() {
	expected=$1
	shift
	make "$@" >"$dir/out" 2>&1 </dev/null
	code=$?
	case $expected in
	0) [ $code = 0 ] || die "make $*: exit code $code" ;;
	*) [ $code != 0 ] || die "make $*: exit code 0" ;;
	esac
}

said() {
	grep -qF -- "$1" "$dir/out" || die "nothing said of '$1'"
}

passed_on() {
	grep -qxF -- "$1" arguments || die "not an argument of the program: $1" "$(cat arguments)"
}

test_help() {
	makes 0
	cp "$dir/out" "$dir/alone"
	makes 0 help
	cmp -s "$dir/out" "$dir/alone" || die "make is not make help"
	for goal in $(sed -n 's/^\.PHONY: help \(.*\)/\1/p' Makefile); do
		grep -q "^  $goal " "$dir/out" || die "no help for the goal $goal"
	done
	for setting in $(sed -n 's/^SETTINGS := //p' Makefile); do
		grep -q "^  $setting " "$dir/out" || die "no help for the setting $setting"
	done
}

test_misspelt() {
	makes 1 sim WIDTH=48 LATNCY=5
	said 'LATNCY is not a setting (did you mean LATENCY?)'
	[ ! -e build ] || die "something was built"
	makes 1 sim "QQ'\"\$(X)QQ=5"
	said 'is not a setting; accepted: LIST FORMAT'
	makes 1 help CFLAGS=-O0
}

test_settings() {
	makes 0 sim WIDTH=48 LIST=ring FORMAT=wide LATENCY=7 DEPTH=3 SEED=9 MEM=32 FRAG=pagemap PCAP=p
	for argument in run --width=48 --list=ring --format=wide --latency=7 --depth=3 --seed=9 --mem=32 --frag=pagemap --pcap=p; do
		passed_on "$argument"
	done
	makes 0 sim WIDTH=48
	for argument in --list=all --format=compact --latency=13 --depth=8 --seed=1 --mem=64 --frag=seed; do
		passed_on "$argument"
	done
	! grep -q pcap arguments || die "an empty PCAP was passed on"
	export LATENCY=21
	makes 0 sim WIDTH=48
	passed_on --latency=21
}

test_odd_paths() {
	for path in 'a b' "it's" 'say "x"' 'a$b $(c) $$' 'a#b' 'a%b' 'back\slash' 'semi;colon & | > <' '`tick`' '-dash' '*'; do
		makes 0 sim WIDTH=48 "INPUT=$path" "OUTPUT=$path.out" "PCAP=$path.pcap" "FRAG=file:$path"
		passed_on "--input=$path"
		passed_on "--output=$path.out"
		passed_on "--pcap=$path.pcap"
		passed_on "--frag=file:$path"
	done
}

test_odd_values() {
	for value in '' 'foo bar' '6 4' '%' '$(WIDTHS)' "'" '64 64' '-1'; do
		makes 0 sim "WIDTH=$value" "LIST=$value"
		passed_on "--width=$value"
		passed_on "--list=$value"
	done
	[ ! -e build/model ] || die "a model was made for a width that does not exist"
}

# The program's exit code is told, and is make's failure.
test_exit_code() {
	for want in 1 2 3 4; do
		export FAKE_EXIT=0
		makes 0 build/sim/input.bin WIDTH=48
		export FAKE_EXIT=$want
		makes 1 sim WIDTH=48
		said "Error $want"
	done
}

test_goal_order() {
	makes 0 sim WIDTH=48
	touch build/old
	makes 0 -j8 clean sim WIDTH=48
	[ ! -e build/old ] || die "clean came too late"
	[ -x build/sgdma-sim ] || die "sim came before clean"
	makes 0 -j8 sim clean WIDTH=48
	[ ! -e build ] || die "clean was not the last"
}

test_parallel() {
	makes 0 -j8 sim WIDTH=48
	passed_on run
	makes 0 -j1 sim WIDTH=48
}

# Nothing is made twice; a changed source is.
test_incremental() {
	makes 0 sim WIDTH=48
	makes 0 sim WIDTH=48
	[ ! -s "$dir/out" ] || die "work was done although nothing had changed"
	mkdir sw
	echo '#define ANSWER 1' >sw/a.h
	sed -i '1i #include "a.h"' sim/main.c
	makes 0 sim WIDTH=48
	touch -d '1 minute' sw/a.h
	makes 0 sim WIDTH=48
	said 'sim/main.c'
}

test_verbose() {
	makes 0 sim WIDTH=48 V=1
	said 'gcc '
	said '-o build/sgdma-sim'
}

test_clean() {
	makes 0 sim WIDTH=48
	makes 0 clean
	[ ! -e build ] || die "build/ is still there"
	makes 0 clean
}

test_no_such_goal() {
	makes 1 siim
	said 'siim'
}

list() {
	sed -n 's/^test_\([a-z_]*\)() .*/make.\1/p' "$top/tb/test/make.sh"
}

case ${1:-} in
--list) list ;;
make.*)
	list | grep -qxF "$1" || { echo "no test $1"; exit 1; }
	"test_${1#make.}"
	;;
*) echo "usage: make.sh --list | NAME"; exit 2 ;;
esac
