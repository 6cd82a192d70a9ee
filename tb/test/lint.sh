#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lint as tests: every module alone and the top at every width under three tools, the C sources, and the habits of the
# tree that a tool can check. A warning is a failure.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1

widths="32 64 128 256 512"
tools="verilator iverilog yosys"
top=sgdma

modules() { # short names of all modules but the top: one per file, named as the file
	for file in rtl/*.v rtl/lib/*.v; do
		module=$(basename "$file" .v)
		[ "$module" = $top ] || echo "${module#sgdma_}"
	done
}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

die() {
	printf '%s\n' "$*"
	exit 1
}

# A tool's warning need not show in its exit code, so whatever it says is a failure.
silent() {
	"$@" >"$scratch/said" 2>&1 </dev/null || die "$(cat "$scratch/said")" "exit code not 0: $*"
	[ ! -s "$scratch/said" ] || die "$(cat "$scratch/said")" "warnings of: $*"
}

verilator_lint() { # MODULE FILE [WIDTH]
	silent verilator --lint-only -Wall -Irtl -y rtl -y rtl/lib --top-module "$1" ${3:+-GDATA_W=$3} "$2"
}

iverilog_lint() { # MODULE FILE [WIDTH]
	silent iverilog -Wall -g2005 -Irtl -y rtl -y rtl/lib -s "$1" ${3:+-P$1.DATA_W=$3} -o "$scratch/lint.vvp" "$2"
}

yosys_lint() { # MODULE FILE [WIDTH]: -q leaves warnings and errors only
	silent yosys -q -p "read_verilog -defer -Irtl rtl/*.v rtl/lib/*.v
hierarchy -check -top $1 ${3:+-chparam DATA_W $3}
proc
check -assert"
}

module_file() {
	for file in "rtl/sgdma_$1.v" "rtl/lib/sgdma_$1.v" "rtl/$1.v" "rtl/lib/$1.v"; do
		[ -f "$file" ] && echo "$file" && return
	done
	die "no module $1"
}

# Source files of the tree, without what is built, generated or data.
sources() {
	find . -path ./build -prune -o -path ./.git -prune -o -path ./tb/data -prune -o -type f -print | sed 's,^\./,,' | sort
}

c_files() {
	find sw tb sim -name '*.[ch]' | sort
}

test_c_format() {
	for file in $(c_files); do
		clang-format "$file" | diff -u "$file" - >"$scratch/diff" || { echo "not as make format leaves it: $file"; head -n 20 "$scratch/diff"; bad=1; }
	done
	[ -z "${bad-}" ]
}

test_cppcheck() {
	silent cppcheck -q --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		-Isw -Itb -Isim sw tb sim
}

# The driver may use the headers of a freestanding compiler, and of the C library only what gcc itself calls.
test_freestanding() {
	grep -n '#include <' sw/*.[ch] | grep -vE '<(stdbool|stddef|stdint|limits|stdalign|stdnoreturn)\.h>' && die "sw/: not a freestanding header"
	for file in sw/*.c; do
		gcc -std=c11 -ffreestanding -Wall -Wextra -Wpedantic -Werror -O2 -Isw -c -o "$scratch/$(basename "$file" .c).o" "$file" || exit 1
	done
	gcc -nostdlib -r -o "$scratch/all.o" "$scratch"/*.o || exit 1
	outside=$(nm -u "$scratch/all.o" | awk '$2 !~ /^(memcpy|memset|memmove|memcmp)$/ { print $2 }')
	[ -z "$outside" ] || die "sw/ needs from outside:" "$outside"
	data=$(nm "$scratch/all.o" | awk '$2 ~ /^[bBdDcC]$/ { print $3 }')
	[ -z "$data" ] || die "sw/ has variables of its own:" "$data"
}

# The simulation starts every register at random; a start value in the source would hide a missing reset.
test_no_init_values() {
	grep -nE '^[[:space:]]*(output[[:space:]]+)?(reg|integer)[^=;/]*=' rtl/*.v rtl/lib/*.v && die "start value in a declaration"
	grep -nE '\binitial\b' rtl/*.v rtl/lib/*.v | grep -vE ':[[:space:]]*//|//.*\binitial\b' && die "initial block"
	return 0
}

# The top of a model is written from the ports of the engine.
test_dut() {
	awk -v addr_w=64 -v data_w=64 -v "parameters=.READS(16)" -f scripts/model-top.awk rtl/sgdma.v >"$scratch/dut.v" || die "no top module"
	silent verilator --lint-only -Wall -Irtl -y rtl -y rtl/lib --top-module dut "$scratch/dut.v"
}

test_default_nettype() {
	for file in rtl/*.v rtl/lib/*.v; do
		grep -q '^`default_nettype none' "$file" || { echo "no \`default_nettype none: $file"; bad=1; }
	done
	[ -z "${bad-}" ]
}

test_spdx() {
	[ -n "$(sources)" ] || die "no sources"
	for file in $(sources | grep -vE '(^|/)(LICENSE.*|COPYING|\.gitignore)$|\.(md|png|svg|pcap|pcapng|patch)$'); do
		case $file in
		sw/*) want='SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only' ;;
		*) want='SPDX-License-Identifier: Apache-2.0' ;;
		esac
		head -n 2 "$file" | grep -qE "$want( \*/)?\$" || { echo "no '$want' in the first two lines: $file"; bad=1; }
	done
	[ -z "${bad-}" ]
}

test_generated() {
	awk -v form=verilog -f scripts/regs.awk sw/sgdma_regs.def sw/sgdma_codes.def >"$scratch/regs.vh" || exit 1
	diff -u rtl/sgdma_regs.vh "$scratch/regs.vh"
}

test_readme() {
	scripts/readme.sh --check
}

test_links() {
	for file in $(sources | grep '\.md$'); do
		for link in $(grep -oE '\]\([^)#]+' "$file" | sed 's/^](//' | grep -vE '^[a-z]+:'); do
			[ -e "$(dirname "$file")/$link" ] || { echo "$file: no $link"; bad=1; }
		done
	done
	[ -z "${bad-}" ]
}

test_shell() {
	for file in $(sources); do
		case $(head -c 20 "$file" | tr -d '\0' | head -n 1) in
		'#!/bin/sh'*) sh -n "$file" || bad=1 ;;
		'#!/bin/bash'*) bash -n "$file" || bad=1 ;;
		*) continue ;;
		esac
		[ -x "$file" ] || { echo "not executable: $file"; bad=1; }
	done
	[ -z "${bad-}" ]
}

others="c_format cppcheck freestanding no_init_values dut default_nettype spdx generated readme links shell"

list() {
	for tool in $tools; do
		for module in $(modules); do echo "lint.${tool}_$module"; done
		for width in $widths; do echo "lint.${tool}_w$width"; done
	done
	for name in $others; do echo "lint.$name"; done
}

case ${1:-} in
--list) list ;;
lint.*)
	name=${1#lint.}
	list | grep -qxF "$1" || die "no test $1"
	for tool in $tools; do
		case $name in
		"$tool"_w[0-9]*) "${tool}_lint" $top rtl/$top.v "${name#"$tool"_w}"; exit ;;
		"$tool"_*)
			file=$(module_file "${name#"$tool"_}") || die "$file"
			"${tool}_lint" "$(basename "$file" .v)" "$file"
			exit
			;;
		esac
	done
	"test_$name"
	;;
*) die "usage: lint.sh --list | NAME" ;;
esac
