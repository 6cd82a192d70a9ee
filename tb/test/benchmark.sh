#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The benchmarks from outside: what they refuse, what stands in each CSV, that a figure which misses its limit is told, and the plots.
# Functions t_NAME are the tests benchmark.NAME.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1

top=$PWD
program=$PWD/build/sgdma-sim
models=$PWD/build/model
seed=${SEED:-1}

die() {
	printf '%s\n' "$*" "seed $seed; repeat: make test T=$name SEED=$seed"
	exit 1
}

# Runs a part of the benchmarks; its exit code in $code, its words in files out and err of the scratch folder.
bench() {
	"$program" bench "$@" >out 2>err </dev/null
	code=$?
}

# refused CODE PATTERN ARGUMENT...: one line on stderr that matches, that exit code, nothing on stdout.
refused() {
	local want=$1 pattern=$2
	shift 2
	bench "$@"
	[ $code -eq "$want" ] || die "exit $code, expected $want: sgdma-sim bench $*" "$(cat out err)"
	[ "$(wc -l <err)" -eq 1 ] || die "not one line: sgdma-sim bench $*" "$(cat err)"
	grep -Eq -- "$pattern" err || die "does not say '$pattern': $(cat err)"
	[ ! -s out ] || die "it printed something: $(cat out)"
}

measured() { # measured ARGUMENT...: exit 0 and a CSV in out
	bench "$@" --model-dir="$models" --seed="$seed"
	[ $code -eq 0 ] || die "exit $code: sgdma-sim bench $*" "$(cat out err)"
}

holds() { # holds CONDITION: in every row of out (awk, comma separated)
	awk -F, "NR > 1 && !($1) { print; bad = 1 } END { exit bad || NR < 2 }" out || die "not so in every row: $1"
}

t_no_part() {
	refused 2 '^sgdma-sim: bench: steady, launch, scale or speed is needed$'
	refused 2 '^sgdma-sim: bench sturdy: steady, launch, scale or speed is needed$' sturdy
}
t_options() {
	refused 2 '--widht=64: no such option.*bench|--widht=64: no such option' steady --widht=64
	refused 2 'ring: an option .* is needed here' steady ring
	refused 2 '--width=48: one of all, 32, 64, 128, 256, 512' steady --width=48
	refused 2 '--kind=move: one of all, copy, gather, scatter' steady --kind=move
	refused 2 '--list=tree: one of all, ring, linked, linked_seq, chunked' steady --list=tree
	refused 2 '--format=both: one of all, compact, wide' steady --format=both
	refused 2 '--completions=some: one of all, last, each' steady --completions=some
	refused 2 '--latency=0: a number from 1 to 1024' steady --latency=0
	refused 2 '--size=65536: a number from 1 to 65535' steady --size=65536
	refused 2 '--chunk=1x: a number from 1 to 1000' steady --chunk=1x
	refused 2 '--max=9: a number from 10 to 1000000' scale --max=9
	for pair in 3 3,64 3,5,7 a,b , 3,; do
		refused 2 "--offsets=$pair: all or two numbers from 0 to 63" steady --offsets=$pair
	done
	refused 2 '--seed=-1: a number from 0 to 4294967295' launch --seed=-1
	refused 2 '--output=: the name' launch --output=
	refused 2 '--output=/no/such/file: .*folder' launch --output=/no/such/file
}
t_no_row() {
	refused 2 'no row has all that was asked for' steady --list=linked --completions=last
	refused 2 '--trace=x.fst: a wave holds one run; [0-9]+ rows' steady --width=64 --trace=x.fst
	[ ! -e x.fst ] || die "x.fst was made"
}
t_model_missing() {
	refused 3 'no/w64.so: no such model' steady --width=64 --latency=13 --model-dir=no
	refused 3 'no/w64-deep.so: no such model' steady --width=64 --latency=100 --model-dir=no
	refused 3 'no/w64-default40.so: no such model' launch --width=64 --model-dir=no
}
t_help() {
	measured steady --help
	for option in kind list chunk format completions width latency size offsets max seed output config model trace; do
		grep -q -- "--$option=" out || die "--$option is not in bench steady --help"
	done
}

# The engine at its default keeps to the bus's limit in these rows; the whole matrix is make bench.
t_steady() {
	measured steady --width=64 --latency=13 --list=ring --size=64 --offsets=0,0
	head -1 out | grep -qx 'kind,list,chunk,format,completions,width,latency,size,src_off,dst_off,cycles_per_desc,bound,ratio,utilisation' ||
		die "$(head -1 out)"
	[ "$(wc -l <out)" -eq 13 ] || die "not 12 rows" "$(cat out)"
	holds '$11 <= 1.02 * $12 && $11 >= 0.97 * $12 && $13 >= 0.97 && $14 > 0.6 && $14 <= 1.01'
	grep -q '^copy,ring,0,compact,each,64,13,64,0,0,[0-9.]*,10.0000,' out || die "a copy of 8 words and two descriptors has the bound 10" "$(cat out)"
	measured steady --width=64 --latency=13 --size=8 --kind=gather --completions=each --format=compact
	[ "$(wc -l <out)" -eq 10 ] || die "not 9 rows: ring, linked, linked_seq, six chunked" "$(cat out)"
	# The header of each node is a word more; nodes at random places are read one after the other.
	holds '$2 != "linked" || ($12 == 3 && $11 >= 13)'
	measured steady --width=64 --latency=1 --kind=copy --list=ring --size=64 --offsets=3,5 --completions=each
	[ "$(wc -l <out)" -eq 3 ] || die "not 2 rows" "$(cat out)"
	holds '$9 == 3 && $10 == 5'
}

t_repeatable() {
	measured steady --width=64 --latency=13 --list=ring --size=16 --kind=copy --offsets=0,0
	mv out first
	measured steady --width=64 --latency=13 --list=ring --size=16 --kind=copy --offsets=0,0 --output=file
	cmp first file || die "the same seed gave another CSV"
	[ ! -s out ] || die "with --output something was printed"
}

t_launch() {
	measured launch --width=64 --config=default
	head -1 out | grep -qx 'list,format,width,latency,desc_ar,payload_ar,payload_w,payload_b,irq' || die "$(head -1 out)"
	[ "$(wc -l <out)" -eq 13 ] || die "not 12 rows" "$(cat out)"
	# One after the other, each a memory latency later; the write answers after its 8 beats.
	holds '$5 >= 1 && $6 > $5 + $4 && $7 > $6 + $4 && $8 == $7 + 7 + $4 && $9 > $8 + $4'
}

t_scale() {
	measured scale --max=10000
	head -1 out | grep -qx 'n,cycles_per_desc,host_rss_kib' || die "$(head -1 out)"
	[ "$(cut -d, -f1 out | tr '\n' ' ')" = 'n 10 100 1000 10000 ' ] || die "$(cat out)"
	holds '$2 >= 10 && $2 < 20 && $3 > 0 && ($1 < 1000 || $2 < 10.1)'
}

t_speed() {
	measured speed --width=64 --max=500
	head -1 out | grep -qx 'config,clocks_per_s,ratio_to_bare' || die "$(head -1 out)"
	[ "$(wc -l <out)" -eq 7 ] || die "not 6 rows" "$(cat out)"
	holds '$2 > 0 && $3 > 0 && ($1 !~ /bare/ || $3 == 1)'
}

# The tuned model is the same engine, compiled otherwise.
t_tuned() {
	measured steady --width=64 --latency=13 --list=ring --size=16 --offsets=0,0
	mv out plain
	measured steady --width=64 --latency=13 --list=ring --size=16 --offsets=0,0 --config=tuned
	cmp plain out || die "the tuned model counts other clocks"
	! cmp -s "$models/w64.so" "$models/w64-tuned.so" || die "w64-tuned.so is w64.so: its trial left no counts"
}

# Data are checked in every part: an engine with a stuck strobe, or whose interrupt never comes, gives no CSV.
t_wrong_engine() {
	refused 1 'bench: .* S=3 .*: .+' steady --width=64 --latency=13 --kind=copy --list=ring --size=3 --offsets=1,6 --model="$models/w64-strobe.so"
	refused 4 'bench: .*: time-out: no interrupt; 0 of' launch --width=64 --model="$models/w64-silent.so"
	refused 4 "bench: .*: time-out: no interrupt" scale --max=100 --model="$models/w64-silent.so"
}

# CSVs of an engine that meets every figure, for the verdict.
good_csvs() {
	awk 'BEGIN {
		print "head" >"steady.csv"
		print "head" >"launch.csv"
		split("32 64 128 256 512", widths, " ")
		split("1 13 100", latencies, " ")
		split("copy gather scatter", kinds, " ")
		split("1 2 3 7 8 16 32 64 128 256 512 1024 4096", sizes, " ")
		for (w = 1; w <= 5; w++)
			for (l = 1; l <= 3; l++)
				for (f = 0; f < 2; f++) {
					for (e = 0; e < 2; e++)
						for (k = 1; k <= 3; k++)
							for (s = 1; s <= 13; s++)
								row("ring", k, f, e, w, l, sizes[s], 0, 0)
					if (w == 2)
						for (o = 1; o < 64; o++)
							if (l == 2 || o == 29)
								row("ring", 1, f, 1, w, l, 64, int(o / 8), o % 8)
					linked = latencies[l] + 2 + f
					printf "copy,linked,1,%s,each,%d,%d,64,0,0,%d,12,1,1\n", form(f), widths[w], latencies[l], linked < 12 ? 12 : linked >"steady.csv"
					for (chain = 0; chain < 2; chain++)
						launch(chain ? "linked" : "ring", f, widths[w], latencies[l])
				}
		print "copy,chunked,8,compact,each,64,13,64,0,0,10.3,10.25,1.005,0.8" >"steady.csv"
		print "n,c,r\n10,15,9000\n1000,10.05,12000\n10000,10.01,30000\n100000,10,30010\n1000000,10,30020" >"scale.csv"
		print "c,s,r\n64 bits S=64 bare,2000000,1\n64 bits S=64 all,1200000,0.6\n64 bits S=8 all,900000,0.5\n512 bits S=64 all,600000,0.7" >"speed.csv"
	}
	function form(wide) { return wide ? "wide" : "compact" }
	function words(bytes, width) { return int((8 * bytes + width - 1) / width) }
	function row(list, k, f, e, w, l, size, src, dst, bound) {
		bound = words(size, widths[w]) + 2 * 64 / widths[w]
		if (k == 2 || widths[w] == 512) # what the verdict names must meet its own limits
			bound = words(size, widths[w]) + 64 / widths[w]
		printf "%s,%s,0,%s,%s,%d,%d,%d,%d,%d,%.4f,%.4f,%.4f,0.5\n", kinds[k], list, form(f), e ? "each" : "last", widths[w],
			latencies[l], size, src, dst, bound * 1.01, bound, 1.01 >"steady.csv"
	}
	function launch(list, f, width, l, ar, wr) {
		ar = l + 3 + words(f ? 16 : 8, width)
		wr = ar + l + 3
		printf "%s,%s,%d,%d,1,%d,%d,%d,%d\n", list, form(f), width, l, ar, wr, wr + words(64, width) - 1 + l,
			wr + words(64, width) - 1 + words(8, width) - 1 + 2 * l + 2 >"launch.csv"
	}'
	cp launch.csv launch64.csv
}

verdict() { # verdict CODE: its lines in out
	awk -f "$top/scripts/bench-verdict.awk" steady.csv launch.csv launch64.csv scale.csv speed.csv >out
	code=$?
	[ $code -eq "$1" ] || die "the verdict's exit code is $code, expected $1" "$(grep -v '^ok' out)"
}

misses() { # misses FILE SED PATTERN: with that change in FILE a line FAIL that fits is there, and exit code 1
	cp "$1" kept
	sed -i "$2" "$1"
	! cmp -s "$1" kept || die "nothing was changed: $2"
	verdict 1
	grep -Eq "^FAIL\\|$3" out || die "no FAIL for $3" "$(grep -v '^ok' out)"
	mv kept "$1"
}

t_verdict() {
	good_csvs
	verdict 0
	! grep -q '^FAIL' out || die "$(cat out)"
	[ "$(grep -c '^ok' out)" -gt 60 ] || die "few lines: $(cat out)"
	misses steady.csv 's/^\(scatter,ring,0,wide,last,128,100,7,0,0,\)[0-9.]*/\199.9/' 'scatter ring wide last 128 bits L=100 S=7'
	misses steady.csv '/^gather,ring,0,compact,each,256,13,512,/d' 'ring rows, 256 bits'
	misses steady.csv 's/^\(copy,ring,0,compact,each,64,1,8,0,0,\)[0-9.]*/\13.07/' 'copy S=8, 64 bits L=1'
	misses steady.csv 's/^\(copy,ring,0,compact,each,64,100,64,3,5,\)[0-9.]*/\111.4/' 'copy \+3 \+5 S=64, 64 bits L=100'
	misses steady.csv 's/^\(copy,ring,0,compact,last,512,13,64,0,0,\)[0-9.]*/\11.32/' 'copy S=64, 512 bits, last, L=13'
	misses steady.csv 's/^\(copy,linked,1,wide,each,64,13,64,0,0,\)[0-9.]*/\116.6/' 'copy linked wide each 64 bits L=13'
	misses steady.csv 's/^\(copy,chunked,8,.*\),1.005,/\1,1.06,/' 'copy chunked of 8'
	misses launch.csv 's/^\(ring,wide,32,13,1,.*\),[0-9]*$/\1,999/' 'launch ring wide 32 bits L=13'
	misses launch.csv '/^ring,compact,64,1,/d' 'launch rows'
	misses scale.csv 's/^1000,.*/1000,10.2,12000/' 'scale: cycles per descriptor, n = 1000,'
	misses scale.csv 's/^1000000,10,.*/1000000,10,33000/' 'scale: memory of the host, n = 1000000'
	misses speed.csv 's/^64 bits S=8 all.*/64 bits S=8 all,900000,0.49/' 'speed of the whole harness.*S=8'
	misses speed.csv 's/^64 bits S=64 all.*/64 bits S=64 all,999999,0.6/' 'speed: clocks a second'
}

t_plots() {
	mkdir -p in
	good_csvs
	mv steady.csv in
	dir=$PWD/in
	(cd "$top" && scripts/bench-plots.sh "$dir") || die "no plots"
	for plot in utilisation latency; do
		grep -q '</svg>' in/$plot.svg || die "in/$plot.svg is no picture"
		grep -q iDMA in/$plot.svg || die "in/$plot.svg has no reference lines"
	done
	[ "$(find in -type f | wc -l)" -eq 3 ] || die "left over: $(find in)"
}

case ${1:-} in
--list) declare -F | sed -n 's/^declare -f t_/benchmark./p' ;;
benchmark.*)
	name=$1
	declare -F "t_${name#benchmark.}" >/dev/null || { echo "$name: no test of that name here (see --list)" && exit 2; }
	[ -x "$program" ] || die "build/sgdma-sim is missing"
	scratch=$(mktemp -d) || exit 1
	trap 'cd / && rm -rf "$scratch"' EXIT
	cd "$scratch" || exit 1
	"t_${name#benchmark.}"
	;;
*)
	echo "usage: benchmark.sh --list | NAME" >&2
	exit 2
	;;
esac
