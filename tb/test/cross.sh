#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The driver and its example for other CPUs: compiled without a C library's headers, linked with nothing else.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

die() {
	printf '%s\n' "$*"
	exit 1
}

# build COMPILER NM MACHINE: everything at each level, as one program that starts at the example
build() {
	cc=$1 nm=$2 machine=$3
	include=$($cc -print-file-name=include)
	for level in -O0 -O1 -O2 -O3 -Os; do
		rm -rf "$dir"/*
		for file in sw/*.c sw/example/*.c; do
			$cc -std=c11 -ffreestanding -nostdinc -isystem "$include" $level -Wall -Wextra -Wpedantic -Werror -Isw -c \
				-o "$dir/$(basename "$file" .c).o" "$file" || die "$cc $level $file"
		done
		# At -O0 compilers call memcpy() and memset() for any structure, so that says nothing.
		[ $level != -O0 ] || continue
		$cc -nostdlib -r -o "$dir/all.o" "$dir"/*.o || die "$cc $level: cannot be joined"
		outside=$($nm -u "$dir/all.o")
		[ -z "$outside" ] || die "$cc $level: needed from outside:" "$outside"
		own=$($nm "$dir/all.o" | awk '$2 ~ /^[bBdDcC]$/ { print $3 }' | grep -vx '[$][a-z]' | grep -vx copy_ops)
		[ -z "$own" ] || die "$cc $level: variables:" "$own"
		$cc -nostdlib -static -Wl,-e,copy -o "$dir/program" "$dir/all.o" || die "$cc $level: cannot be linked alone"
		$nm "$dir/program" | grep -q ' T copy$' || die "$cc $level: the example is not in the program"
		# that it is a program of that CPU: e_machine of the ELF header
		seen=$(od -An -tu2 -j18 -N2 "$dir/program" | tr -d ' ')
		[ "$seen" = "$machine" ] || die "$cc: made for machine $seen, not $machine"
	done
}

test_host() {
	build gcc nm "$(od -An -tu2 -j18 -N2 /proc/self/exe | tr -d ' ')"
}

test_riscv64() {
	build riscv64-linux-gnu-gcc riscv64-linux-gnu-nm 243
}

test_arm() {
	build arm-linux-gnueabihf-gcc arm-linux-gnueabihf-nm 40
}

# 32-bit CPUs must not need a library for 64-bit or any division: the smallest ARM of that compiler has no divider.
test_arm_without_divider() {
	arm-linux-gnueabihf-gcc -march=armv7-a+fp -Q --help=target | grep -q 'march=.*armv7-a' || die "not the CPU that was meant"
	for file in sw/*.c; do
		arm-linux-gnueabihf-gcc -march=armv7-a+fp -std=c11 -ffreestanding -O2 -Isw -S -o - "$file" >"$dir/s" || die "$file"
		! grep -nE '\b(s|u)div\b|__aeabi_' "$dir/s" || die "a division in $file"
	done
}

list() {
	sed -n 's/^test_\([a-z0-9_]*\)() .*/cross.\1/p' tb/test/cross.sh
}

case ${1:-} in
--list) list ;;
cross.*)
	list | grep -qxF "$1" || die "no test $1"
	"test_${1#cross.}"
	;;
*) die "usage: cross.sh --list | NAME" ;;
esac
