#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# test.sh PROGRAM...: runs every test of the test programs (CONTRIBUTING.md says what one is), each as a process of its own.
#
# Environment: T one name or a shell pattern (unset: all), JOBS at a time, TIMEOUT seconds for one test, SEED for the tests,
# TEST_DIR for logs and junit.xml (build/test). The last line is `N passed, N failed`; exit 0 only if all that ran passed
# and something ran. A test that overruns its time is killed with all its children and has failed.
set -u
export LC_ALL=C

pattern=${T:-}
jobs=${JOBS:-}
limit=${TIMEOUT:-}
dir=${TEST_DIR:-build/test}
export SEED=${SEED:-1}
# Settings of the make that runs this are not meant for the commands that tests run.
unset T JOBS TIMEOUT TEST_DIR MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
unset LIST FORMAT WIDTH LATENCY DEPTH MEM FRAG PCAP INPUT OUTPUT S PNG QUICK V PREFIX DESTDIR

unfit() { # a run that cannot be trusted counts as one failure
	printf 'test: %s\n' "$1" >&2
	printf '0 passed, 1 failed\n'
	exit 1
}

number='^[1-9][0-9]{0,5}$'
[ -n "$jobs" ] || jobs=$(nproc)
[[ $jobs =~ $number ]] || unfit "JOBS='$jobs' is not a number from 1 to 999999"
[ -n "$limit" ] || limit=300
[[ $limit =~ $number ]] || unfit "TIMEOUT='$limit' is not a number of seconds from 1 to 999999"
[[ $SEED =~ ^[0-9]{1,10}$ ]] || unfit "SEED='$SEED' is not a number"
[ $# -gt 0 ] || unfit "no test programs"

logs=$dir/log
mkdir -p "$logs" || unfit "cannot make $logs"
tmp=$(mktemp -d) || unfit "cannot make a folder for temporary files"
trap 'rm -rf "$tmp"' EXIT

# ---- which tests there are ----------------------------------------------------------------------------------------
declare -A owner=()
names=()
for program in "$@"; do
	[ -x "$program" ] || unfit "$program is no executable file"
	case $program in */*) ;; *) program=./$program ;; esac
	list=$(timeout -k 1 30 "$program" --list </dev/null) || unfit "$program --list ended with exit code $?"
	[ -n "$list" ] || unfit "$program --list is empty"
	while IFS= read -r name; do
		[[ $name =~ ^[a-z0-9_]+(\.[a-z0-9_]+)+$ ]] || unfit "$program --list: '$name' is no name of a test (area.what)"
		[ -z "${owner[$name]:-}" ] || unfit "two tests are named $name: in ${owner[$name]} and in $program"
		owner[$name]=$program
		names+=("$name")
	done <<<"$list"
done

chosen=()
for name in "${names[@]}"; do
	# shellcheck disable=SC2053 # a pattern is meant
	if [ -z "$pattern" ] || [[ $name == $pattern ]]; then
		chosen+=("$name")
	fi
done
if [ ${#chosen[@]} = 0 ]; then
	near=$(for name in "${names[@]}"; do case $name in *"$pattern"*) printf ' %s' "$name" ;; esac; done)
	[ -n "$near" ] || near=" $(awk -f scripts/nearest.awk -- "$pattern" "${names[@]}")"
	[ "$near" != ' ' ] || near=" areas: $(printf '%s\n' "${names[@]%%.*}" | sort -u | tr '\n' ' ')"
	unfit "no test is named '$pattern'; near:$near"
fi

# ---- running them -------------------------------------------------------------------------------------------------
# Each test leads a session of its own, so that nothing it started outlives it.
run() { # run NAME: writes NAME.log and NAME.result (exit code, seconds)
	local name=$1 began=$EPOCHREALTIME ended code leader
	export TMPDIR=$tmp/$name
	mkdir -p "$TMPDIR"
	rm -f "$logs/$name.log" "$logs/$name.result"
	setsid timeout -k 5 "$limit" "${owner[$name]}" "$name" </dev/null >"$logs/$name.log" 2>&1 &
	leader=$!
	trap 'kill -KILL -- "-$leader" 2>/dev/null; exit 1' INT TERM
	wait "$leader"
	code=$?
	kill -KILL -- "-$leader" 2>/dev/null
	ended=$EPOCHREALTIME
	rm -rf "$TMPDIR"
	printf '%d %d.%03d\n' "$code" $(((${ended/./} - ${began/./}) / 1000000)) $(((${ended/./} - ${began/./}) / 1000 % 1000)) \
		>"$logs/$name.result"
}

declare -A worker=()
stop_all() {
	[ ${#worker[@]} = 0 ] || kill -TERM "${!worker[@]}" 2>/dev/null
	wait
	printf '\ntest: interrupted\n' >&2
	exit 130
}
trap stop_all INT TERM

passed=0
failures=()
progress() {
	[ -t 1 ] && printf '\r\033[K[%d/%d] %d failed  %s' $((passed + ${#failures[@]})) ${#chosen[@]} ${#failures[@]} "$1"
}

finish() { # finish NAME: counts it, shows a failure
	local name=$1 code=1 seconds=0 why
	[ -f "$logs/$name.result" ] && read -r code seconds <"$logs/$name.result"
	if [ "$code" = 0 ]; then
		passed=$((passed + 1))
		progress "$name"
		return
	fi
	failures+=("$name")
	case $code in
	124 | 137) why="timed out after $limit s, or was killed" ;;
	*) why="exit code $code" ;;
	esac
	[ -t 1 ] && printf '\r\033[K'
	printf 'FAILED %s: %s, SEED=%s, after %s s; log: %s\n' "$name" "$why" "$SEED" "$seconds" "$logs/$name.log"
	tail -n 20 "$logs/$name.log" | tr -c '\11\12\40-\176' '?' | sed 's/^/    /'
	printf '  repeat: make test T=%s SEED=%s\n' "$name" "$SEED"
}

reap() {
	local pid
	wait -n -p pid "${!worker[@]}"
	finish "${worker[$pid]}"
	unset "worker[$pid]"
}

start=$SECONDS
for name in "${chosen[@]}"; do
	[ ${#worker[@]} -lt "$jobs" ] || reap
	progress "$name"
	run "$name" &
	worker[$!]=$name
done
while [ ${#worker[@]} -gt 0 ]; do
	reap
done
[ -t 1 ] && printf '\r\033[K'

# ---- what came of it ----------------------------------------------------------------------------------------------
escape() { # to XML text: no control characters, no bytes above 126
	tr -c '\11\12\40-\176' '?' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

{
	printf '<?xml version="1.0" encoding="UTF-8"?>\n'
	printf '<testsuite name="sgdma" tests="%d" failures="%d" errors="0" time="%d">\n' ${#chosen[@]} ${#failures[@]} $((SECONDS - start))
	for name in "${chosen[@]}"; do
		code=1 seconds=0
		[ -f "$logs/$name.result" ] && read -r code seconds <"$logs/$name.result"
		printf '<testcase classname="%s" name="%s" time="%s"' "${name%%.*}" "$name" "$seconds"
		if [ "$code" = 0 ]; then
			printf '/>\n'
		else
			printf '><failure message="exit code %s">' "$code"
			tail -n 200 "$logs/$name.log" | escape
			printf '</failure></testcase>\n'
		fi
	done
	printf '</testsuite>\n'
} >"$dir/junit.xml"

if [ ${#failures[@]} -gt 1 ]; then
	printf 'failed:'
	printf ' %s' "${failures[@]}"
	printf '\n'
fi
printf '%d passed, %d failed\n' "$passed" ${#failures[@]}
[ ${#failures[@]} = 0 ] && [ "$passed" -gt 0 ]
