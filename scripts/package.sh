#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# package.sh install|usage: package.sh install|uninstall|version|core: puts driver and RTL under|uninstall: puts driver and RTL under $DESTDIR$PREFIX, and takes away exactly what it has put there.
# package.sh version: prints the version, which is written once, in sw/sgdma_regs.def.
# package.sh core: prints sgdma.core, the description for FuseSoC, from the sources.
#
# $PREFIX/share/sgdma/manifest lists every file, and every folder that was not there before.
set -eu

version=$(sed -n 's/^SGDMA_RELEASE(\([0-9]*\), \([0-9]*\), \([0-9]*\),.*/\1.\2.\3/p' sw/sgdma_regs.def)
prefix=${PREFIX:-/usr/local}
root=${DESTDIR:-}$prefix
list=$root/share/sgdma/manifest

fail() {
	echo "package: $*" >&2
	exit 1
}

[ -n "$version" ] || fail "no SGDMA_RELEASE in sw/sgdma_regs.def"
case $prefix in /*) ;; *) fail "PREFIX=$prefix is not an absolute path" ;; esac
case ${DESTDIR:-/} in /*) ;; *) fail "DESTDIR=$DESTDIR is not an absolute path" ;; esac
case $root in *'
'*) fail "no line feed in PREFIX or DESTDIR, please" ;; esac

# folder PATH: makes it and what is above it, each new one noted in $made, outermost first
folder() {
	[ ! -d "$1" ] || return 0
	folder "$(dirname "$1")"
	mkdir "$1" || fail "cannot make $1"
	made="$made$1
"
}

put() { # put FILE FOLDER: the file, readable for all
	folder "$root/$2"
	install -m 644 "$1" "$root/$2" || fail "cannot write to $root/$2"
	files="$files$2/$(basename "$1")
"
}

write() { # write NAME: a file of the installation from standard input
	folder "$(dirname "$root/$1")"
	cat >"$root/$1" && chmod 644 "$root/$1" || fail "cannot write $root/$1"
	files="$files$1
"
}

modules() {
	printf "%s\n" rtl/*.v rtl/lib/*.v
}

# The parameters of the top, as the source lists them: name and what it says about it.
core() {
	cat <<END
CAPI=2:
# SPDX-License-Identifier: Apache-2.0
# Written by scripts/package.sh core.
name: ::sgdma:$version
description: Scatter-gather DMA engine, AXI4 master, AXI4-Lite registers, AXI4-Stream in and out
filesets:
  rtl:
    files:
      - rtl/sgdma_regs.vh: {is_include_file: true}
$(modules | sed "s,^,      - ,")
    file_type: verilogSource-2005
targets:
  default: &default
    filesets: [rtl]
    toplevel: sgdma
    parameters: [$(parameters | sed "s/|.*//" | paste -sd, | sed "s/,/, /g")]
  lint:
    <<: *default
    default_tool: verilator
    tools:
      verilator:
        mode: lint-only
        verilator_options: [-Wall]
parameters:
$(parameters | sed "s/^\([^|]*\)|\(.*\)/  \1:\n    datatype: int\n    paramtype: vlogparam\n    description: \"\2\"/")
END
}

parameters() { # NAME|text a line
	sed -n "s,^    parameter \([A-Z_]*\) *=.*// *\(.*\),\1|\2,p" rtl/sgdma.v
}

do_install() {
	made= files=
	# An older installation may have had files that this one has not.
	[ ! -e "$list" ] || do_uninstall
	for file in sw/sgdma.h sw/sgdma_sg.h sw/sgdma_cost.h sw/sgdma_dma.h sw/sgdma_regs.h sw/sgdma_regs.def sw/sgdma_codes.def; do
		put $file include/sgdma
	done
	put build/libsgdma.a lib
	# In a .pc file a blank of a path is written with a backslash.
	write lib/pkgconfig/sgdma.pc <<END
prefix=$(printf '%s' "$prefix" | sed 's/[ \\#]/\\&/g')
includedir=\${prefix}/include/sgdma
libdir=\${prefix}/lib

Name: sgdma
Description: Driver of the sgdma scatter-gather DMA engine
Version: $version
Cflags: -I\${includedir}
Libs: -L\${libdir} -lsgdma
END
	for file in rtl/*.v rtl/*.vh; do put "$file" share/sgdma/rtl; done
	for file in rtl/lib/*.v; do put "$file" share/sgdma/rtl/lib; done
	# verilator -F sgdma.f; iverilog -f sgdma.f in its folder
	write share/sgdma/rtl/sgdma.f <<END
+incdir+.
$(modules | sed "s,^rtl/,,")
END
	put sgdma.core share/sgdma
	for file in sw/example/*.c; do put "$file" share/doc/sgdma/example; done
	put sw/README.md share/doc/sgdma
	put LICENSE share/doc/sgdma
	put sw/LICENSE-GPL-2.0 share/doc/sgdma
	{
		printf '%s' "$files"
		echo share/sgdma/manifest
		# innermost first, as they are to be removed
		printf '%s' "$made" | sed '1!G;h;$!d' | sed 's/^/dir /'
	} >"$list"
	echo "  installed sgdma $version in $root"
}

do_uninstall() {
	[ -e "$list" ] || fail "nothing is installed in $root (no $list)"
	entries=$(cat "$list")
	printf '%s\n' "$entries" | while IFS= read -r entry; do
		case $entry in
		'dir '*) rmdir "${entry#dir }" 2>/dev/null || : ;; # somebody else may have put something there
		*) rm -f "$root/$entry" ;;
		esac
	done
}

case ${1:-} in
install) do_install ;;
uninstall) do_uninstall ;;
core) core ;;
version) echo "$version" ;;
*) fail "usage: install.sh install|uninstall|version" ;;
esac
