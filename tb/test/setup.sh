#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/setup.sh with a faked PATH: what it asks for, what it refuses, and that it installs only when it may.
set -u
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
bin=$dir/bin

die() {
	printf '%s\n' "$*" "--- output:"
	cat "$dir/out" 2>/dev/null
	exit 1
}

# machine HIDDEN...: a PATH with links to all that the script calls, but without these, and with an apt that only
# writes down how it was called
machine() {
	rm -rf "$bin"
	mkdir "$bin"
	for tool in sh awk cat cut dirname env grep head id mkdir rm sed sleep sort tail tr mktemp \
		make gcc g++ verilator git iverilog yosys clang-format cppcheck gtkwave Xvfb xauth dot \
		pkg-config riscv64-linux-gnu-gcc arm-linux-gnueabihf-gcc; do
		path=$(command -v "$tool") || die "this machine has no $tool"
		ln -s "$path" "$bin/$tool"
	done
	fake nextpnr-ice40 '' # make synth alone asks for these, and tests are run without them
	fake sta ''
	fake gnuplot 'echo gnuplot 5.4 patchlevel 4'
	: >"$dir/cells.lib"
	fake id 'echo 0'
	fake apt-cache '[ -e '"$dir"'/no_lists ] && exit 1; exit 0'
	fake apt-get 'echo "$*" >>'"$dir"'/apt
case "$*" in
*--print-uris*) echo "'"'http://x/v.deb' verilator_5_amd64.deb 8000000 SHA256:0"'"; echo "'"'http://x/d.deb' libdep_1_amd64.deb 2000000 SHA256:0"'" ;;
*update*) rm -f '"$dir"'/no_lists; [ ! -e '"$dir"'/offline ] ;;
*install*) [ ! -e '"$dir"'/offline ] && [ -e '"$dir"'/supply ] && cp -P '"$dir"'/supply/* '"$bin"' ;;
esac'
	ln -s "$(command -v cp)" "$bin/cp"
	for tool in "$@"; do
		rm "$bin/$tool"
	done
	rm -f "$dir/apt"
}

fake() {
	rm -f "$bin/$1"
	printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
	chmod +x "$bin/$1"
}

setup() { # setup EXPECTED-CODE MODE TARGET...
	expected=$1 mode=$2
	shift 2
	env PATH="$bin" SETUP="$mode" SYNTH_CELLS="$dir/cells.lib" scripts/setup.sh "$@" >"$dir/out" 2>&1 </dev/null
	code=$?
	[ $code = "$expected" ] || die "exit code $code, $expected expected: SETUP=$mode setup.sh $*"
}

said() {
	grep -qE -- "$1" "$dir/out" || die "nothing said of '$1'"
}

installed_nothing() {
	! grep -qv -- --print-uris "$dir/apt" 2>/dev/null || die "apt-get was called: $(cat "$dir/apt")"
}

test_complete() {
	machine
	for target in sim test waves synth install all; do
		setup 0 no $target
		[ ! -s "$dir/out" ] || die "not silent"
	done
	[ ! -e "$dir/apt" ] || die "apt-get was called"
}

# The best of ten: the machine may be busy.
test_fast() {
	machine
	for try in 1 2 3 4 5 6 7 8 9 10; do
		began=$(date +%s%N)
		setup 0 no all
		took=$((($(date +%s%N) - began) / 1000000))
		[ $took -lt 200 ] && return
	done
	die "the check took $took ms, 200 at most"
}

test_missing_no() {
	machine verilator
	setup 3 no sim
	said '^  verilator +8.0 MB  '
	said 'with all that they need: 10.0 MB'
	said 'apt-get install --no-install-recommends --no-upgrade verilator$'
	installed_nothing
}

# Nobody to ask and not root: as if SETUP=no.
test_missing_user() {
	machine g++
	fake id 'echo 1000'
	setup 3 '' sim
	said '^  g\+\+ '
	installed_nothing
}

# ask without a terminal never waits for an answer.
test_ask_no_terminal() {
	machine g++
	setup 3 ask sim
	installed_nothing
}

test_install() {
	machine verilator
	mkdir "$dir/supply"
	ln -s "$(command -v verilator)" "$dir/supply/verilator"
	setup 0 '' sim
	said '^setup: installed$'
	grep -q -- 'install --no-install-recommends --no-upgrade verilator$' "$dir/apt" || die "$(cat "$dir/apt")"
	! grep -q update "$dir/apt" || die "the lists were fetched without need"
}

test_no_lists() {
	machine verilator
	touch "$dir/no_lists"
	mkdir "$dir/supply"
	ln -s "$(command -v verilator)" "$dir/supply/verilator"
	setup 0 yes sim
	grep -q update "$dir/apt" || die "the lists were not fetched"
}

test_offline() {
	machine verilator
	touch "$dir/offline"
	setup 3 yes sim
	said '^  verilator +>= 5.006 '
}

test_too_old() {
	machine
	fake verilator 'echo Verilator 4.210 2021-07-07 rev x'
	setup 3 yes sim
	said 'found 4.210'
	said '^  verilator +>= 5.006 '
}

test_newer() {
	machine
	fake verilator 'echo Verilator 5.030 2024-10-27 rev x'
	setup 0 no sim
	fake verilator 'echo Verilator 10.1 2034-10-27 rev x'
	setup 0 no sim
}

test_not_debian() {
	machine verilator apt-get
	setup 3 yes sim
	said '^  verilator +>= 5.006 '
}

# sim asks for no display and no GTKWave.
test_only_what_is_needed() {
	machine gtkwave Xvfb xauth iverilog yosys clang-format cppcheck
	setup 0 no sim
	setup 3 no waves
	said '^  gtkwave '
	! grep -q iverilog "$dir/out" || die "waves needs no iverilog"
}

# What it takes to route and to time comes with make synth alone.
test_synth() {
	machine sta
	setup 0 no test
	setup 3 no synth
	said '^  opensta '
	machine
	rm "$dir/cells.lib"
	setup 3 no synth
	said '^  qflow-tech-osu018 '
}

test_usage() {
	machine
	setup 2 no simm
	said "unknown target 'simm'"
	setup 2 maybe sim
	said 'SETUP=maybe'
	setup 2 no
}

# Through make: refused with make's own exit code, the list shown, nothing built.
test_make() {
	machine verilator
	env -u MAKEFLAGS PATH="$bin:/nonexistent" SETUP=no make model WIDTH=32 >"$dir/out" 2>&1 </dev/null && die "make went on"
	said '^  verilator '
	said 'Error 3'
}

list() {
	sed -n 's/^test_\([a-z_]*\)() .*/setup.\1/p' tb/test/setup.sh
}

case ${1:-} in
--list) list ;;
setup.*)
	list | grep -qxF "$1" || { echo "no test $1"; exit 1; }
	"test_${1#setup.}"
	;;
*) echo "usage: setup.sh --list | NAME"; exit 2 ;;
esac
