#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# waves.sh: records the wave of one scenario and shows it in GTKWave, signals grouped by stage, states and errors by name.
#
# Environment, as the Makefile exports it: S the scenario (copy, gather, scatter, linked, chunked, prefetch, basic, error, abort,
# moderation); PNG a picture instead, without a display; WIDTH FORMAT LATENCY DEPTH SEED FRAG as for `make sim`; PCAP and INPUT replace the short default data; RECORD a folder for
# the wave and its save file, and nothing is shown (for tests).
# Exit: 0, 2 bad setting, 3 a tool is missing, else the program's.
set -u
cd "$(dirname "$0")/.." || exit 1

scenario=${S:-copy}
png=${PNG:-}
width=${WIDTH:-64}
record=${RECORD:-}
dir=${record:-build/waves}
fst=$dir/$scenario.fst
program=build/sgdma-sim

fail() { # CODE TEXT
	printf 'waves: %s\n' "$2" >&2
	exit "$1"
}

show=(run)
case $scenario in
copy) what=(--job=copy --list=ring) ;;
linked) what=(--job=transmit --list=linked) ;;
chunked) what=(--job=transmit --list=chunked) ;;
prefetch) what=(--job=transmit --list=ring) ;;
gather) what=(--job=transmit --list=ring) ;;
scatter) what=(--job=receive --list=ring) ;;
# Short runs of their own; the job is only named because a wave holds one.
basic | error | abort | moderation)
	show=(show "$scenario")
	what=(--job=copy --list=ring)
	;;
*) fail 2 "S=$scenario: one of copy, gather, scatter, linked, chunked, prefetch, basic, error, abort, moderation is needed" ;;
esac
case $png in
'' | *.png) ;;
*) fail 2 "PNG=$png: a name that ends in .png is needed" ;;
esac
if [ -n "$png" ]; then
	[ -d "$(dirname -- "$png")" ] || fail 2 "PNG=$png: no folder $(dirname -- "$png")"
	[ ! -d "$png" ] || fail 2 "PNG=$png: is a folder; the name of a file is needed"
elif [ -z "$record" ] && [ -z "${DISPLAY:-}" ]; then
	fail 2 "no display (DISPLAY is empty): set PNG=file.png to make a picture"
fi
for tool in gtkwave fst2vcd ${png:+xvfb-run}; do
	command -v "$tool" >/dev/null || fail 3 "$tool is missing; scripts/setup.sh waves installs it"
done

# ---- record -------------------------------------------------------------------------------------------------------
# Little data, so that the whole run fits one screen.
mkdir -p "$dir" || exit 1
if [ -z "${INPUT:-}" ]; then
	INPUT="$dir/input.bin"
	$program input --bytes=700 "$dir/input.bin" || exit
fi
set -- --input="$INPUT" --output="$dir/output.bin" --dir=$dir --packets=6 --mem=4 --trace="$fst"
[ -z "${PCAP:-}" ] || set -- "$@" --pcap="$PCAP"
$program "${show[@]}" "${what[@]}" --width="$width" --format="${FORMAT:-compact}" --latency="${LATENCY:-13}" --depth="${DEPTH:-8}" \
	--seed="${SEED:-1}" --frag="${FRAG:-seed}" "$@" || exit

# ---- what to show -------------------------------------------------------------------------------------------------
# From the start of the channels to the end. Ranges of the save file become those of this model, as they depend on its width.
fst2vcd -f "$fst" -o "$dir/$scenario.vcd" || fail 1 "$fst cannot be read"
read -r from to < <(awk -f scripts/waves-window.awk "$dir/$scenario.vcd")
[ -n "${to:-}" ] || fail 1 "$fst has no fetch in it"
awk -f scripts/waves-ranges.awk "$dir/$scenario.vcd" "waves/$scenario.gtkw" >"$dir/$scenario.gtkw" || exit 1
rm -f "$dir/$scenario.vcd"

[ -z "$record" ] || exit 0

# The first zoom is made before the window has its size.
{
	printf 'gtkwave::setMarker %s\n' "$from"
	printf 'gtkwave::setZoomRangeTimes %s %s\ngtkwave::nop\n' "$from" "$to" "$from" "$to"
} >"$dir/$scenario.tcl"
if [ -z "$png" ]; then
	exec gtkwave --script="$dir/$scenario.tcl" --dump="$fst" --save="$dir/$scenario.gtkw" >"$dir/gtkwave.log" 2>&1
fi
cat >>"$dir/$scenario.tcl" <<-END
	gtkwave::/File/Grab_To_File "$dir/$scenario.png"
	gtkwave::/File/Quit
END
rm -f "$dir/$scenario.png"
timeout 60 xvfb-run -a -s '-screen 0 1920x1400x24' \
	gtkwave --script="$dir/$scenario.tcl" --dump="$fst" --save="$dir/$scenario.gtkw" >"$dir/gtkwave.log" 2>&1
[ -s "$dir/$scenario.png" ] || fail 1 "GTKWave made no picture; its words are in $dir/gtkwave.log"
cp -- "$dir/$scenario.png" "$png" || fail 2 "PNG=$png cannot be written"
