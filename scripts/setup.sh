#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# setup.sh <sim|test|waves|synth|bench|lab|readme|install|all>...: the only place that installs anything.
#
# Looks for what the targets need by command, version and header, without the network. Nothing missing: silent, exit 0.
# Otherwise it lists package, reason and download size, and then
#   SETUP=yes  installs with apt-get (as root, or through sudo on a terminal)
#   SETUP=no   prints the one apt line and exits 3
#   SETUP=ask  asks once
# Unset: ask on a terminal, else yes for root (a container, CI), else no. Where apt cannot help (not Debian, no network,
# a version that is too old) the list names the least versions, and the exit code is 3.
set -u
export LC_ALL=C

usage() {
	echo "setup: $1; usage: scripts/setup.sh <sim|test|waves|synth|bench|lab|readme|install|all>..., SETUP=ask|yes|no" >&2
	exit 2
}

[ $# -gt 0 ] || usage "no target"
targets=
for target in "$@"; do
	case $target in
	all) targets="sim test waves synth bench readme install" ;;
	test) targets="$targets sim test waves bench" ;; # the tests draw waves and plots too
	waves) targets="$targets sim waves" ;;
	bench | lab) targets="$targets sim bench" ;;
	readme) targets="$targets sim waves readme" ;; # what make readme draws with
	sim | synth | install) targets="$targets $target" ;;
	*) usage "unknown target '$target'" ;;
	esac
done
mode=${SETUP:-}
case $mode in '' | ask | yes | no) ;; *) usage "SETUP=$mode is not ask, yes or no" ;; esac

# ---- what is there ------------------------------------------------------------------------------------------------
missing=   # lines "package|least version|reason"

wanted() { # wanted TARGET: is it asked for?
	case " $targets " in *" $1 "*) return 0 ;; esac
	return 1
}

lack() { # lack PACKAGE VERSION REASON
	missing="$missing$1|$2|$3
"
}

# at_least FOUND LEAST: compares two dotted versions of up to three numbers
at_least() {
	a=$1. b=$2.
	for part in 1 2 3; do
		x=${a%%.*} y=${b%%.*}
		a=${a#*.} b=${b#*.}
		[ "${x:-0}" -gt "${y:-0}" ] && return 0
		[ "${x:-0}" -lt "${y:-0}" ] && return 1
	done
	return 0
}

# tool TARGET PACKAGE LEAST REASON COMMAND...: the command must exist and print a version of at least LEAST ("-": any)
tool() {
	wanted "$1" || return 0
	package=$2 least=$3 reason=$4
	shift 4
	if ! command -v "$1" >/dev/null 2>&1; then
		lack "$package" "$least" "$reason"
	elif [ "$least" != - ]; then
		found=$("$@" 2>/dev/null </dev/null) || found=
		found=${found%%
*}
		# the first word that starts with a digit, cut to digits and dots
		version=
		for word in $found; do
			case $word in [0-9]*.[0-9]*)
				version=${word%%[!0-9.]*}
				break
				;;
			esac
		done
		at_least "${version:-0}" "$least" || lack "$package" "$least" "$reason (found ${version:-no version})"
	fi
}

# Headers and libraries: one run of the preprocessor tells them all.
headers=
header() { # header TARGET PACKAGE LEAST REASON FILE
	wanted "$1" || return 0
	headers="$headers#if !__has_include(<$5>)
LACK|$2|$3|$4
#endif
"
}

tool sim make 4.3 "runs the goals" make --version
tool sim gcc 10 "compiles driver, testbench and program" gcc -dumpfullversion
tool sim g++ 10 "compiles the Verilated model" g++ -dumpfullversion
tool sim verilator 5.006 "turns the RTL into a model" verilator --version
header sim libc6-dev 2.31 "C library" stdio.h
header sim libpcap-dev 1.10 "reads packet captures" pcap/pcap.h
tool install make 4.3 "runs the goals" make --version
tool install gcc 10 "compiles the driver" gcc -dumpfullversion
tool test git - "applies the seeded mutants" git
tool test iverilog 11.0 "lint of the RTL" iverilog -V
tool test yosys 0.23 "lint of the RTL, as a synthesis tool sees it" yosys -V
tool test clang-format 14.0 "format of the C sources" clang-format --version
tool test cppcheck 2.10 "lint of the C sources" cppcheck --version
header test libcmocka-dev 1.1.5 "unit tests of the C sources" cmocka.h
tool test gtkwave - "reads waves and draws them" gtkwave --version
tool test xvfb - "draws waves without a display" Xvfb
tool test xauth - "draws waves without a display" xauth
tool test pkgconf - "finds the installed driver" pkg-config
tool test gcc-riscv64-linux-gnu - "compiles the driver for another CPU" riscv64-linux-gnu-gcc
tool test gcc-arm-linux-gnueabihf - "compiles the driver for another CPU" arm-linux-gnueabihf-gcc
header test zlib1g-dev 1.2.11 "models that write waves" zlib.h
tool waves gtkwave - "shows and draws waves" gtkwave --version
tool waves xvfb - "draws waves without a display" Xvfb
tool waves xauth - "draws waves without a display" xauth
header waves zlib1g-dev 1.2.11 "models that write waves" zlib.h
tool synth yosys 0.23 "synthesis" yosys -V
tool synth nextpnr-ice40 - "places and routes for an HX8K" nextpnr-ice40
tool synth opensta - "static timing of standard cells" sta
cells=${SYNTH_CELLS:-/usr/share/qflow/tech/osu018/osu018_stdcells.lib}
! wanted synth || [ -r "$cells" ] || lack qflow-tech-osu018 - "standard cells, OSU 0.18 um"
tool bench gnuplot-nox 5.0 "draws the plots" gnuplot --version
tool readme graphviz - "draws the block diagram" dot

if [ -n "$headers" ] && command -v gcc >/dev/null 2>&1; then
	lacking=$(printf '%s' "$headers" | sed 's/"//g' | gcc -E -P -xc - 2>/dev/null | sed -n 's/^LACK|//p')
	[ -z "$lacking" ] || missing="$missing$lacking
"
elif [ -n "$headers" ]; then
	missing="$missing$(printf '%s' "$headers" | sed -n 's/^LACK|//p')
"
fi
missing=$(printf '%s' "$missing" | awk -F'|' 'NF > 1 && !seen[$1]++')
[ -n "$missing" ] || exit 0

# ---- what can be done about it ------------------------------------------------------------------------------------
packages=$(printf '%s\n' "$missing" | cut -d'|' -f1 | tr '\n' ' ')
packages=${packages% }
options="--no-install-recommends --no-upgrade"
apt="apt-get -q -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o DPkg::Lock::Timeout=120"

stop_with_versions() { # stop_with_versions WHY
	echo "setup: $1; needed for '$asked' and not there:" >&2
	printf '%s\n' "$missing" | while IFS='|' read -r package least reason; do
		[ "$least" = - ] && least=any || least=">= $least"
		printf '  %-14s %-11s %s\n' "$package" "$least" "$reason" >&2
	done
	exit 3
}
asked=$*

[ -e /etc/debian_version ] && command -v apt-get >/dev/null 2>&1 || stop_with_versions "this is not Debian, so install by hand"

uid=$(id -u)
if [ -z "$mode" ]; then
	if [ -t 0 ] && [ -t 2 ]; then
		mode=ask
	elif [ "$uid" = 0 ]; then
		mode=yes
	else
		mode=no
	fi
fi

log=build/setup.log
mkdir -p build && : >>"$log" || exit 3

# known: does apt have a candidate for every package?
known() {
	for package in $packages; do
		apt-cache show "$package" >/dev/null 2>&1 || return 1
	done
}

# A fresh container has no package lists. Only root can fetch them, and SETUP=no promises to change nothing.
updated=
if ! known && [ "$uid" = 0 ] && [ "$mode" != no ]; then
	$apt update >>"$log" 2>&1
	updated=yes
	known || stop_with_versions "the package lists do not have them (no network? see $log)"
fi

# apt's own answer to what would be downloaded: lines "'address' file size checksum".
uris=$(apt-get -qq -o Debug::NoLocking=1 --print-uris install $options $packages 2>/dev/null </dev/null)
size_of() { # size_of PATTERN: megabytes of the downloads whose file name begins so
	printf '%s\n' "$uris" | awk -v name="$1" 'NF >= 3 && (name == "" || index($2, name "_") == 1) { sum += $3; n++ }
		END { if (!n) printf "? MB"; else if (sum < 1e6) printf "%d kB", sum / 1e3 + 0.5; else printf "%.1f MB", sum / 1e6 }'
}
{
	echo "setup: needed for '$asked' and not there:"
	printf '%s\n' "$missing" | while IFS='|' read -r package least reason; do
		printf '  %-14s %8s  %s\n' "$package" "$(size_of "$package")" "$reason"
	done
	echo "  download with all that they need: $(size_of "")"
	[ -n "$uris" ] || echo "  (sizes are known after apt-get update)"
} >&2

refuse() {
	echo "setup: nothing was installed; as root: apt-get install $options $packages" >&2
	exit 3
}
root=
case $mode in
no) refuse ;;
ask)
	[ -t 0 ] || refuse
	printf 'setup: install them now? [y/N] ' >&2
	read -r answer || answer=
	case $answer in y | Y | yes | Yes) ;; *) refuse ;; esac
	;;
esac
if [ "$uid" != 0 ]; then
	[ -t 0 ] && command -v sudo >/dev/null 2>&1 || refuse
	root=sudo
	known || { $root $apt update >>"$log" 2>&1; updated=yes; }
fi

get() {
	$root env DEBIAN_FRONTEND=noninteractive $apt -y install $options $packages >>"$log" 2>&1 </dev/null
}
# Lists that are older than the archive name files that are gone: fetch the lists once and try again.
if ! get && { [ -n "$updated" ] || ! $root $apt update >>"$log" 2>&1 || ! get; }; then
	tail -n 5 "$log" >&2
	stop_with_versions "apt-get failed (see $log)"
fi
SETUP=no "$0" "$@" >>"$log" 2>&1 || stop_with_versions "apt-get has older versions only (see $log)"
echo "setup: installed" >&2
