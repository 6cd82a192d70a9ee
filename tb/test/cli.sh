#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The program from outside: every bad input ends in one line that names the thing and the accepted range, with the right exit
# code and nothing half written; good input is treated as a good tool does. Functions t_NAME are the tests cli.NAME.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1

program=$PWD/build/sgdma-sim
model=$PWD/build/model/w64.so
pcap=$PWD/tb/data/loopback.pcap
seed=${SEED:-1}

die() {
	printf '%s\n' "$*" "seed $seed; repeat: make test T=$name SEED=$seed"
	exit 1
}

# Runs the program; its exit code in $code, its words in files out and err of the scratch folder.
sim() {
	"$program" "$@" >out 2>err </dev/null
	code=$?
}

# refused CODE PATTERN ARGUMENT...: one line on stderr that matches, that exit code, no OUTPUT, nothing on stdout.
refused() {
	local want=$1 pattern=$2
	shift 2
	sim "$@"
	[ $code -eq "$want" ] || die "exit $code, expected $want: sgdma-sim $*" "$(cat out err)"
	[ "$(wc -l <err)" -eq 1 ] || die "not one line: sgdma-sim $*" "$(cat err)"
	grep -Eq -- "$pattern" err || die "does not say '$pattern': $(cat err)"
	[ ! -s out ] || die "it printed something: $(cat out)"
	[ ! -e dir/output.bin ] || die "there is an OUTPUT: sgdma-sim $*"
}

# A small run of one job, quick to simulate. Later options win.
quick() {
	sim run --seed="$seed" --model="$model" --pcap="$pcap" --packets=5 --mem=4 --dir=dir --input=input.bin --list=ring "$@"
}

bad_run() {
	local want=$1 pattern=$2
	shift 2
	refused "$want" "$pattern" run --model="$model" --pcap="$pcap" --packets=5 --mem=4 --dir=dir --input=input.bin "$@"
}

passed() {
	[ $code -eq 0 ] || die "exit $code, expected 0" "$(cat out err)"
}

t_no_command() { refused 2 'run, show, bench, lab, input, --help or --version'; }
t_unknown_command() { refused 2 'walk: no such command; run, show, bench, lab, input' walk; }
t_unknown_option() { bad_run 2 '--lstency=3: no such option' --lstency=3; }
t_missing_value() { bad_run 2 '--width: no such option, or its value is missing' --width; }
t_stray_word() { bad_run 2 'ring: an option .* is needed' ring; }
t_width() {
	bad_run 2 '--width=48: one of 32, 64, 128, 256, 512' --width=48
	bad_run 2 '--width=064: one of 32' --width=064
	bad_run 2 '--width=: one of 32' --width=
}
t_latency() {
	for value in 0 -1 abc 1025 13x ' 13' 1e2 99999999999999999999 ''; do
		bad_run 2 "--latency=$value: a number from 1 to 1024" --latency="$value"
	done
}
t_depth() {
	bad_run 2 '--depth=0: a number from 1 to 255' --depth=0
	bad_run 2 '--depth=255: a number from 1 to [0-9]+ is needed for this model' --depth=255
}
t_seed() {
	bad_run 2 '--seed=-1: a number from 0 to 4294967295' --seed=-1
	bad_run 2 '--seed=4294967296: a number from 0 to 4294967295' --seed=4294967296
}
t_mem() {
	bad_run 2 '--mem=0: a number from 1 to 1024' --mem=0
	bad_run 2 '--mem=1025: a number from 1 to 1024' --mem=1025
}
t_list() { bad_run 2 '--list=foo: one of all, ring, linked, chunked' --list=foo; }
t_job() { bad_run 2 '--job=move: one of all, transmit, receive, copy' --job=move; }
t_format() { bad_run 2 '--format=Wide: one of compact, wide' --format=Wide; }
t_fault() {
	bad_run 2 '--fault=yes: one of none, flip-byte' --fault=yes
	bad_run 2 '--fault=flip-byte: transmit has no destination' --fault=flip-byte --job=transmit
}
t_frag() {
	bad_run 2 '--frag=random: one of seed, pagemap, file:PATH' --frag=random
	bad_run 2 '--frag=file:: one of seed' --frag=file:
	bad_run 2 'no.txt: No such file' --frag=file:no.txt
	echo "0 99999" >layout
	bad_run 2 'layout line 1: frames 0 to 99998, the memory has 0 to 1023' --frag=file:layout
	echo "0 3" >layout
	bad_run 2 '--mem=4: .* needs more than the 3 frames' --frag=file:layout --job=transmit
}

# Frame numbers are hidden from anyone but root: an error that says so, and what to do.
t_pagemap_permission() {
	[ "$(id -u)" -eq 0 ] || { bad_run 2 '--frag=pagemap: .*(no permission|seed)' --frag=pagemap && return; }
	chmod 777 . && mkdir -m 777 dir
	code=0
	setpriv --reuid=65534 --regid=65534 --clear-groups "$program" run --frag=pagemap --model="$model" --pcap="$pcap" \
		--mem=4 --dir=dir --input=input.bin >out 2>err || code=$?
	[ $code -eq 2 ] || die "exit $code, expected 2" "$(cat out err)"
	grep -q 'no permission.*run as root.*seed' err || die "$(cat err)"
	[ "$(wc -l <err)" -eq 1 ] || die "not one line: $(cat err)"
}

t_input_missing() { bad_run 2 '--input=no.bin: No such file' --input=no.bin; }
t_input_folder() { bad_run 2 '--input=/tmp: is a folder; a file is needed' --input=/tmp; }
t_input_empty() {
	: >empty
	bad_run 2 '--input=empty: is empty; at least 1 byte' --input=empty
}
t_input_too_large() {
	bad_run 2 '--input=/dev/zero: more than 2097152 bytes, half of --mem=4 \(1 to 1024 MiB\)' --input=/dev/zero
	head -c 2097152 /dev/zero >large
	bad_run 2 '--mem=4: copy needs more than the 1024 frames .* 1 to 1024 MiB' --input=large --job=copy
}
t_input_unreadable() {
	# Copies, since the other user may not be let into the folders on the way to the checkout.
	cp "$program" sgdma-sim && cp "$model" model.so && cp "$pcap" in.pcap && chmod 755 sgdma-sim model.so in.pcap
	chmod 777 . && chmod 000 input.bin
	local as=()
	[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	code=0
	"${as[@]}" ./sgdma-sim run --model=./model.so --pcap=in.pcap --mem=4 --dir=dir --input=input.bin >out 2>err || code=$?
	[ $code -eq 2 ] || die "exit $code, expected 2" "$(cat out err)"
	grep -q -- '--input=input.bin: Permission denied' err || die "$(cat err)"
	[ "$(wc -l <err)" -eq 1 ] || die "not one line: $(cat err)"
	[ ! -e dir/output.bin ] || die "there is an OUTPUT"
}

t_pcap_missing() { bad_run 2 '--pcap=no.pcap: No such file' --pcap=no.pcap; }
t_pcap_folder() { bad_run 2 '--pcap=/tmp: is a folder; a pcap or pcapng file' --pcap=/tmp; }
t_pcap_truncated() {
	head -c 3000 "$pcap" >cut.pcap
	bad_run 2 '--pcap=cut.pcap: after packet [0-9]+: truncated' --pcap=cut.pcap --packets=100
	head -c 10 "$pcap" >cut.pcap
	bad_run 2 '--pcap=cut.pcap: not a packet capture \(pcap or pcapng\)' --pcap=cut.pcap
}
t_pcap_not_one() {
	bad_run 2 '--pcap=input.bin: not a packet capture \(pcap or pcapng\)' --pcap=input.bin
	: >empty
	bad_run 2 '--pcap=empty: not a packet capture \(pcap or pcapng\)' --pcap=empty
	head -c 24 "$pcap" >none.pcap
	bad_run 2 '--pcap=none.pcap: no packet in it' --pcap=none.pcap
}

t_output_folder_missing() { bad_run 2 '--output=no/such/file: .*folder no/such: No such file' --output=no/such/file; }
t_output_is_folder() {
	bad_run 2 '--output=/tmp: is a folder' --output=/tmp
	bad_run 2 '--output=new/: is a folder' --output=new/
	[ ! -e new ] || die "new was made"
}
t_output_empty() { bad_run 2 '--output=: the name' --output=; }

# A device that cannot take it: an error, and still a device afterwards.
t_output_dev_full() {
	[ -c /dev/full ] || die "no /dev/full here"
	quick --job=copy --output=/dev/full
	[ $code -eq 2 ] || die "exit $code, expected 2" "$(cat out err)"
	[ "$(cat err)" = "sgdma-sim: --output=/dev/full: No space left on device" ] || die "$(cat err)"
	[ -c /dev/full ] || die "/dev/full is no device any more"
	[ -z "$(find /dev -maxdepth 1 -name 'full?*')" ] || die "something was left beside /dev/full"
}

t_table_dev_full() {
	"$program" run --model="$model" --pcap="$pcap" --packets=2 --mem=4 --dir=dir --job=transmit --list=ring >/dev/full 2>err
	code=$?
	[ $code -eq 2 ] || die "exit $code, expected 2" "$(cat err)"
	grep -q 'standard output' err || die "$(cat err)"
}

t_output_pipe() {
	mkfifo pipe
	cat pipe >through &
	quick --job=copy --output=pipe
	wait
	passed
	[ -p pipe ] || die "the pipe is gone"
	cmp input.bin through || die "what came through the pipe is wrong"
}

# A link stays a link, its target gets the bytes, and keeps its mode.
t_output_symlink() {
	mkdir sub && echo old >sub/target && chmod 640 sub/target && ln -s sub/target link && ln -s sub/fresh dangling
	quick --job=copy --output=link
	passed
	[ -L link ] || die "link is no link any more"
	cmp input.bin sub/target || die "the target has other bytes"
	[ "$(stat -c %a sub/target)" = 640 ] || die "mode $(stat -c %a sub/target), expected 640"
	quick --job=copy --output=dangling
	passed
	{ [ -L dangling ] && cmp input.bin sub/fresh; } || die "the link to a new file was not followed"
	ln -s loop loop
	refused 2 'Too many levels of symbolic links' run --model="$model" --dir=dir --input=input.bin --job=copy --output=loop
}

# A check that fails leaves an older OUTPUT as it was, and nothing beside it.
t_output_kept() {
	echo old >kept
	quick --job=copy --output=kept --fault=flip-byte
	[ $code -eq 1 ] || die "exit $code, expected 1" "$(cat out err)"
	[ "$(cat kept)" = old ] || die "OUTPUT was changed by a run that failed"
	[ "$(find . -name 'kept*' | wc -l)" -eq 1 ] || die "left over: $(find . -name 'kept*')"
}

t_paths() {
	local odd="it's a \"folder\" \$HOME,;"
	mkdir "$odd" && cp input.bin "$odd/in file" && cp "$pcap" "$odd/p\`cap"
	quick --input="$odd/in file" --output="$odd/out \$1 file" --pcap="$odd/p\`cap" --dir="$odd/new dir"
	passed
	cmp "$odd/in file" "$odd/out \$1 file" || die "the copy is wrong"
	[ -s "$odd/new dir/summary.csv" ] || die "no summary.csv"
}

t_input_command() {
	"$program" input a && "$program" input --bytes=1000 b || die "input failed"
	[ "$(stat -c %s a)" -eq 1048589 ] || die "size $(stat -c %s a)"
	[ "$(cksum <a)" = "3439984652 1048589" ] || die "other bytes than on every other machine: $(cksum <a)"
	head -c 1000 a | cmp - b || die "a shorter input is not the beginning of a longer one"
	refused 2 'name of the FILE' input
	refused 2 'no/x: cannot be written: folder no' input no/x
	refused 2 '--bytes=0: a number from 1 to 1073741824' input --bytes=0 c
	refused 2 '/dev/full: No space left' input /dev/full
}

t_help() {
	sim --help
	passed
	grep -q 'run ' out || die "$(cat out)"
	sim run --help
	passed
	for option in job list format width latency depth seed mem frag pcap input output dir model fault trace; do
		grep -q -- "--$option=" out || die "--$option is not in run --help"
	done
	sim input --help
	passed
	sim --version
	passed
	grep -Eq '^sgdma-sim [0-9]+\.[0-9]+\.[0-9]+$' out || die "$(cat out)"
}

t_model_missing() {
	refused 3 'empty/w64.so is missing; make it with: make' run --model-dir=empty --pcap="$pcap" --dir=dir --input=input.bin
	bad_run 2 '--model=no.so: cannot be read' --model=no.so
	bad_run 3 'input.bin' --model=input.bin
}

t_model_width() { bad_run 2 '--width=128: the model is 64 bits wide' --width=128; }

t_trace_needs_one() {
	bad_run 2 '--trace=x.fst: .*one --job and one --list' --trace=x.fst
	[ ! -e x.fst ] || die "x.fst was made"
}

# Nine rows, all ok, the table and the CSV say the same, the copy is the input.
t_run_all() {
	quick --list=all
	passed
	cmp input.bin dir/output.bin || die "OUTPUT is not INPUT"
	[ "$(wc -l <dir/summary.csv)" -eq 10 ] || die "$(cat dir/summary.csv)"
	[ "$(grep -c ',ok$' dir/summary.csv)" -eq 9 ] || die "$(cat dir/summary.csv)"
	head -1 dir/summary.csv | grep -qx 'job,list,format,width,latency,descriptors,bytes,cycles,bytes_per_cycle,bound_cycles,ratio,fetch_wait_cycles,interrupts,status' ||
		die "$(head -1 dir/summary.csv)"
	awk '{ gsub(/ +/, ","); print }' out | cmp - dir/summary.csv || die "table and CSV differ" "$(cat out)"
	awk -F, 'NR > 1 && ($8 < 1 || $8 + 0 < $10 + 0 || $13 < 1) { bad = 1; print } END { exit bad }' dir/summary.csv ||
		die "cycles below the bound, or no interrupt"
}

t_run_wide() {
	quick --list=all --format=wide --latency=1
	passed
	[ "$(grep -c ',wide,64,1,.*,ok$' dir/summary.csv)" -eq 9 ] || die "$(cat dir/summary.csv)"
}

t_repeatable() {
	quick --list=all
	passed
	mv dir first
	quick --list=all
	passed
	cmp first/summary.csv dir/summary.csv || die "the same seed gave another CSV"
	cmp first/frames.txt dir/frames.txt || die "the same seed gave another layout"
	quick --list=all --seed=$((seed + 1))
	passed
	! cmp -s first/frames.txt dir/frames.txt || die "another seed gave the same layout"
}

# The layout of a run, replayed from its file: the same clocks. As root the layout is that of a live process.
t_frag_replay() {
	local frag=seed
	[ "$(id -u)" -ne 0 ] || frag=pagemap
	quick --list=all --frag=$frag
	passed
	mv dir first
	quick --list=all --frag=file:first/frames.txt
	passed
	cmp first/summary.csv dir/summary.csv || die "the replay took other clocks"
	cmp first/frames.txt dir/frames.txt || die "the replay has another layout"
}

t_flip_byte() {
	quick --fault=flip-byte
	[ $code -eq 1 ] || die "exit $code, expected 1" "$(cat out err)"
	grep -Eq '^transmit,.*,ok$' dir/summary.csv || die "$(cat dir/summary.csv)"
	grep -Eq '^receive,.*,packet [0-9]+ byte [0-9]+ of .* is 0x..; expected 0x..$' dir/summary.csv || die "$(cat dir/summary.csv)"
	grep -Eq '^copy,.*,1 of 5000 bytes are wrong; first byte 2500 .* is 0x..; expected 0x..$' dir/summary.csv ||
		die "$(cat dir/summary.csv)"
	[ ! -e dir/output.bin ] || die "a copy that failed was written out"
}

# A model with one write strobe stuck: whether a copy shows it depends on its alignment, many small buffers always do.
t_stuck_strobe() {
	quick --model="${model%.so}-strobe.so" --packets=100
	[ $code -eq 1 ] || die "exit $code, expected 1" "$(cat out err)"
	grep -Eq '^receive,.*,(memory outside every buffer was touched: .*|clock [0-9]+: .*strobe.*|packet .* is 0x..; expected 0x..)$' \
		dir/summary.csv || die "$(cat dir/summary.csv)"
	grep -Eq '^transmit,.*,(ok|.*strobe.*|memory outside .*)$' dir/summary.csv || die "$(cat dir/summary.csv)"
}

# A model whose interrupt never comes: every row ends in a bounded time-out, which is an exit code of its own.
t_timeout() {
	quick --model="${model%.so}-silent.so"
	[ $code -eq 4 ] || die "exit $code, expected 4" "$(cat out err)"
	[ "$(grep -c ',time-out: no interrupt; 0 of [0-9]* after [0-9]* clocks$' dir/summary.csv)" -eq 3 ] || die "$(cat dir/summary.csv)"
	[ ! -e dir/output.bin ] || die "a copy that timed out was written out"
}

t_small_inputs() {
	for bytes in 1 2 7 63 64 65 4095 4097 65535 65536 65537; do
		"$program" input --bytes=$bytes input.bin || die "input --bytes=$bytes"
		quick --job=copy --list=all
		passed
		cmp input.bin dir/output.bin || die "$bytes bytes: OUTPUT is not INPUT"
	done
}

t_input_pipe() {
	cat input.bin | "$program" run --model="$model" --mem=4 --dir=dir --job=copy --list=ring --input=/dev/stdin >out 2>err
	code=$?
	passed
	cmp input.bin dir/output.bin || die "OUTPUT is not what came through the pipe"
}

tests() { declare -F | sed -n 's/^declare -f t_/cli./p'; }

case ${1:-} in
--list) tests ;;
cli.*)
	name=$1
	declare -F "t_${name#cli.}" >/dev/null || { echo "$name: no test of that name here (see --list)" && exit 2; }
	[ -x "$program" ] || die "build/sgdma-sim is missing"
	scratch=$(mktemp -d) || exit 1
	trap 'cd / && rm -rf "$scratch"' EXIT
	cd "$scratch" || exit 1
	"$program" input --bytes=5000 input.bin || die "input failed"
	"t_${name#cli.}"
	;;
*)
	echo "usage: cli.sh --list | NAME" >&2
	exit 2
	;;
esac
