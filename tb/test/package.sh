#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is installed works from where it lies, says one version everywhere, and goes away without a trace.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
unset MAKEFLAGS MAKELEVEL MFLAGS
stage="$dir/a stage"
prefix='/opt/it is here'
root=$stage$prefix
models=${SGDMA_MODEL_DIR:-$top/build/model}

die() {
	printf '%s\n' "$*"
	exit 1
}

# A tree of its own, so that a make of the test does not meet the one that runs it. The objects of the driver are made there.
tree() {
	mkdir "$dir/tree"
	cp -r Makefile scripts sw rtl tb sim sgdma.core LICENSE "$dir/tree" || exit 1
}

makes() {
	(cd "$dir/tree" && make -j1 SETUP=no "$@") >"$dir/out" 2>&1 </dev/null
}

install() {
	tree
	makes install DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "make install"
}

pkg() {
	PKG_CONFIG_PATH="$root/lib/pkgconfig" pkg-config --define-prefix "$@" sgdma
}

# The example, compiled against the installation alone, copies a buffer on the engine.
test_example() {
	install
	cat >"$dir/main.c" <<'END'
#include <stdio.h>
#include <string.h>
#include "rig.h"

int copy(const struct sgdma_ops *ops, void *ctx, uint64_t to, uint64_t from, uint32_t len);

int main(int argc, char **argv)
{
	enum { LEN = 5003, GUARD = 64 };
	const struct bench_config config = { .model = argv[1], .seed = 1, .mem_base = 0x80000000, .mem_size = 1 << 16,
					     .bus = { .latency = 13 } };
	char err[512];
	struct rig *rig = argc == 2 ? rig_open(&config, err, sizeof(err)) : NULL;
	uint64_t from, to;
	uint8_t *source, *target;
	int code;

	if (!rig)
		return printf("%s\n", err), 1;
	from = rig_alloc(rig, LEN, 1) + 3;
	to = rig_alloc(rig, LEN + 2 * GUARD, 64) + GUARD;
	source = rig_at(rig, from, LEN);
	target = rig_at(rig, to - GUARD, LEN + 2 * GUARD);
	for (int i = 0; i < LEN; i++)
		source[i] = (uint8_t)(i * 7 + i / 256);
	memset(target, 0xaa, LEN + 2 * GUARD);
	axi_monitor_allow(bench_monitor(rig_bench(rig)), 3, to, LEN);
	axi_monitor_allow(bench_monitor(rig_bench(rig)), 2, from, LEN);
	code = copy(rig_dev(rig)->ops, rig_dev(rig)->ctx, to, from, LEN);
	if (code || rig_error(rig)[0])
		return printf("copy: %d, %s\n", code, rig_error(rig)), 1;
	if (memcmp(target + GUARD, source, LEN))
		return puts("not the same bytes"), 1;
	for (int i = 0; i < GUARD; i++)
		if (target[i] != 0xaa || target[GUARD + LEN + i] != 0xaa)
			return puts("a byte beside the buffer was touched"), 1;
	/* What cannot be read: its code comes back, and the engine is free again. */
	rig_fail_read(rig, from, 1, AXI_SLVERR);
	code = copy(rig_dev(rig)->ops, rig_dev(rig)->ctx, to, from, 1);
	if (code != 0x20)
		return printf("a copy of what cannot be read: %d\n", code), 1;
	rig_fail_none(rig);
	if (copy(rig_dev(rig)->ops, rig_dev(rig)->ctx, to, from, 1) != 0)
		return puts("the second copy failed"), 1;
	printf("%u.%u.%u\n", sgdma_caps(rig_dev(rig))->major, sgdma_caps(rig_dev(rig))->minor,
	       sgdma_caps(rig_dev(rig))->patch);
	rig_close(rig);
	return 0;
}
END
	[ ! -e "$stage/../opt" ] || die "something lies outside of DESTDIR"
	eval "gcc -std=c11 -Wall -Wextra -Werror $(pkg --cflags) -c -o '$dir/copy.o' '$root/share/doc/sgdma/example/copy.c'" ||
		die "the example does not compile"
	# the testbench from here, the driver from there
	makes build/libtb.a || die "$(cat "$dir/out")" "libtb.a"
	eval "gcc -std=c11 -D_GNU_SOURCE -Itb $(pkg --cflags) -o '$dir/run' '$dir/main.c' '$dir/copy.o' '$dir/tree/build/libtb.a' \
		$(pkg --libs) -lpcap -lm" || die "the program does not compile"
	"$dir/run" "$models/w64.so" >"$dir/said" || die "$(cat "$dir/said")"
	[ "$(cat "$dir/said")" = "$(scripts/package.sh version)" ] || die "VERSION reads $(cat "$dir/said")"
}

# One version, written once.
test_version() {
	version=$(scripts/package.sh version)
	printf '%s\n' "$version" | grep -qxE '[0-9]+\.[0-9]+\.[0-9]+' || die "not a version: $version"
	install
	[ "$(pkg --modversion)" = "$version" ] || die "sgdma.pc: $(pkg --modversion)"
	grep -qx "name: ::sgdma:$version" sgdma.core || die "sgdma.core: not $version"
	[ "$(build/sgdma-sim --version)" = "sgdma-sim $version" ] || die "$(build/sgdma-sim --version)"
	first=$(sed -nE 's/^(## \[|To become )([0-9]+\.[0-9]+\.[0-9]+)[].].*/\2/p' CHANGELOG.md | head -n 1)
	[ "$first" = "$version" ] || die "CHANGELOG.md: $first"
	printf '%s\n' "$version" | awk -F. '{ printf "`define SGDMA_RELEASE 24\047h%02x%02x%02x\n", $1, $2, $3 }' >"$dir/want"
	grep SGDMA_RELEASE rtl/sgdma_regs.vh | tr -s ' ' | cmp -s - "$dir/want" || die "rtl/sgdma_regs.vh: not $version"
	# another version goes everywhere from its one place
	sed -i 's/^SGDMA_RELEASE([0-9]*, [0-9]*, [0-9]*,/SGDMA_RELEASE(9, 8, 77,/' "$dir/tree/sw/sgdma_regs.def"
	makes install DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "make install"
	[ "$(pkg --modversion)" = 9.8.77 ] || die "sgdma.pc does not follow: $(pkg --modversion)"
	printf '#include <stdio.h>\n#include "sgdma.h"\nint main(void)\n{\n\tputs(sgdma_version());\n}\n' >"$dir/version.c"
	eval "gcc $(pkg --cflags) -o '$dir/version' '$dir/version.c' $(pkg --libs)" || die "sgdma_version() does not compile"
	[ "$("$dir/version")" = 9.8.77 ] || die "the driver does not follow: $("$dir/version")"
}

test_uninstall() {
	install
	echo mine >"$root/lib/mine"
	makes uninstall DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "make uninstall"
	left=$(find "$stage" ! -type d)
	[ "$left" = "$root/lib/mine" ] || die "left, or taken away though it was not ours:" "$left"
	rm -r "$stage"
	makes install DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "second make install"
	# over itself: nothing is doubled, and a file that only the old one had goes
	echo old >"$root/share/sgdma/rtl/old.v"
	sed -i '1i share/sgdma/rtl/old.v' "$root/share/sgdma/manifest"
	makes install DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "make install over itself"
	[ ! -e "$root/share/sgdma/rtl/old.v" ] || die "an old file stayed"
	makes uninstall DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "make uninstall"
	[ ! -e "$stage" ] || die "left:" "$(find "$stage")"
	if makes uninstall DESTDIR="$stage" PREFIX="$prefix"; then die "nothing to take away, and no failure"; fi
	# what was there before stays
	mkdir -p "$root/lib"
	makes install DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "third make install"
	makes uninstall DESTDIR="$stage" PREFIX="$prefix" || die "$(cat "$dir/out")" "third make uninstall"
	[ "$(find "$stage" -depth | head -n 1)" = "$root/lib" ] || die "a folder of somebody else's is gone"
}

test_odd_places() {
	tree
	if makes install PREFIX=relative DESTDIR="$stage"; then die "a relative PREFIX was taken"; fi
	if makes install PREFIX=/x DESTDIR=relative; then die "a relative DESTDIR was taken"; fi
	for name in "it's" 'a$b' 'say "x"' '-dash' '*'; do
		makes install DESTDIR="$dir/$name" PREFIX="/$name" || die "$(cat "$dir/out")" "$name"
		[ -f "$dir/$name/$name/lib/libsgdma.a" ] || die "not in $dir/$name"
		makes uninstall DESTDIR="$dir/$name" PREFIX="/$name" || die "$(cat "$dir/out")" "$name"
		[ ! -e "$dir/$name" ] || die "left:" "$(find "$dir/$name")"
	done
}

# The file list is whole: two tools elaborate the engine from it and from nothing else.
test_rtl() {
	install
	(cd / && verilator --lint-only -Wno-fatal --top-module sgdma -F "$root/share/sgdma/rtl/sgdma.f") >"$dir/out" 2>&1 ||
		die "$(cat "$dir/out")" "verilator"
	! grep -q '^%' "$dir/out" || die "$(cat "$dir/out")"
	(cd "$root/share/sgdma/rtl" && iverilog -g2005 -s sgdma -o "$dir/sgdma.vvp" -f sgdma.f) >"$dir/out" 2>&1 || die "$(cat "$dir/out")" "iverilog"
}

test_core() {
	scripts/package.sh core | diff - sgdma.core || die "sgdma.core: scripts/package.sh core >sgdma.core"
	for file in $(sed -n 's/^      - \([^:]*\).*/\1/p' sgdma.core); do
		[ -f "$file" ] || die "no $file"
	done
	[ "$(sed -n 's/^      - \([^:]*\).*/\1/p' sgdma.core | sort)" = "$(find rtl -name '*.v' -o -name '*.vh' | sort)" ] ||
		die "sgdma.core has not the files of rtl/"
}

list() {
	sed -n 's/^test_\([a-z0-9_]*\)() .*/package.\1/p' tb/test/package.sh
}

case ${1:-} in
--list) list ;;
package.*)
	list | grep -qxF "$1" || die "no test $1"
	"test_${1#package.}"
	;;
*) die "usage: package.sh --list | NAME" ;;
esac
