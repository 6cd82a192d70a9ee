#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The test runner itself, on small fake test programs: what must never be taken for a pass.
set -u
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

die() {
	printf '%s\n' "$*" "--- output:"
	cat "$dir/out"
	exit 1
}

# program NAME LIST BODY: a fake test program; BODY sees the name of the test in $1
program() {
	printf '#!/bin/sh\nif [ "$1" = --list ]; then printf "%s"; exit; fi\n%s\n' "$2" "$3" >"$dir/$1"
	chmod +x "$dir/$1"
}

# runs EXPECTED-CLOSING-LINE SETTINGS PROGRAM...: the runner ends so, and its exit code agrees
runs() {
	closing=$1 settings=$2
	shift 2
	(
		for p in "$@"; do set -- "$@" "$dir/$p"; shift; done
		# shellcheck disable=SC2086 # several settings
		exec env -u T -u JOBS -u TIMEOUT -u SEED TEST_DIR="$dir/result" $settings scripts/test.sh "$@"
	) >"$dir/out" 2>&1 </dev/null
	code=$?
	[ "$(tail -n 1 "$dir/out")" = "$closing" ] || die "the last line is not '$closing'"
	case $closing in
	*' 0 failed') [ $code = 0 ] || die "exit code $code, 0 expected" ;;
	*) [ $code != 0 ] || die "exit code 0 after a failure" ;;
	esac
}

said() {
	grep -qF -- "$1" "$dir/out" || die "nothing said of '$1'"
}

# gone PID: ended within a second; a process that nobody waited for yet (state Z) has ended too
gone() {
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -e "/proc/$1/stat" ] || return 0
		case $(sed "s/.*) //" "/proc/$1/stat" 2>/dev/null) in Z* | "") return 0 ;; esac
		sleep 0.1
	done
	return 1
}

test_pass() {
	program good 'a.one\na.two\n' 'exit 0'
	runs '2 passed, 0 failed' '' good
	[ "$(wc -l <"$dir/out")" = 1 ] || die "more than the closing line where all is well and no terminal looks on"
}

test_fail() {
	program good 'a.one\n' 'exit 0'
	program bad 'b.one\nb.two\n' 'echo reason of $1; [ $1 = b.two ]'
	runs '2 passed, 1 failed' 'SEED=17' good bad
	said 'FAILED b.one: exit code 1, SEED=17'
	said 'reason of b.one'
	said 'repeat: make test T=b.one SEED=17'
}

test_crash() {
	program bad 'b.one\n' 'kill -SEGV $$'
	runs '0 passed, 1 failed' '' bad
}

test_timeout() {
	program slow 'b.one\n' 'echo started; sleep 60 & echo $! >'"$dir"'/child; sleep 60'
	runs '0 passed, 1 failed' 'TIMEOUT=1' slow
	said 'timed out after 1 s'
	gone "$(cat "$dir/child")" || die "a child of the test lives on"
}

test_leftover() {
	program leaves 'b.one\n' 'sleep 60 & echo $! >'"$dir"'/child; exit 0'
	runs '1 passed, 0 failed' '' leaves
	gone "$(cat "$dir/child")" || die "a child of the test lives on"
}

test_empty() {
	program empty '' 'exit 0'
	program good 'a.one\n' 'exit 0'
	runs '0 passed, 1 failed' '' empty
	runs '0 passed, 1 failed' '' good empty
	runs '0 passed, 1 failed' ''
	said 'no test programs'
}

test_missing_program() {
	runs '0 passed, 1 failed' '' not_there
}

test_broken_list() {
	printf '#!/bin/sh\necho a.one\nexit 3\n' >"$dir/broken"
	chmod +x "$dir/broken"
	runs '0 passed, 1 failed' '' broken
	said '--list ended with exit code 3'
}

test_duplicate() {
	program good 'a.one\n' 'exit 0'
	program again 'b.one\na.one\n' 'exit 0'
	runs '0 passed, 1 failed' '' good again
	said 'two tests are named a.one'
}

test_bad_name() {
	program bad 'a.one two\n' 'exit 0'
	runs '0 passed, 1 failed' '' bad
	program bad '../../a\n' 'exit 0'
	runs '0 passed, 1 failed' '' bad
}

test_select() {
	program good 'a.one\na.two\nb.three\n' '[ $1 != a.two ]'
	runs '1 passed, 0 failed' 'T=a.one' good
	runs '0 passed, 1 failed' 'T=a.two' good
	runs '1 passed, 1 failed' 'T=a.*' good
	runs '0 passed, 1 failed' 'T=a.oen' good
	said 'near: a.one'
	runs '0 passed, 1 failed' 'T=zzzzzzz' good
	said 'a b'
}

test_settings() {
	program good 'a.one\n' '[ -z "${WIDTH-}${MAKEFLAGS-}${T-}" ] && [ "$SEED" = 1 ]'
	runs '1 passed, 0 failed' 'WIDTH=48 MAKEFLAGS=n' good
	runs '0 passed, 1 failed' 'JOBS=0' good
	runs '0 passed, 1 failed' 'JOBS=x' good
	runs '0 passed, 1 failed' 'TIMEOUT=-1' good
	runs '0 passed, 1 failed' 'SEED=x' good
}

test_parallel() {
	program meet 'a.one\na.two\n' 'touch '"$dir"'/$1; for i in 1 2 3 4 5 6 7 8 9; do
		[ -e '"$dir"'/a.one ] && [ -e '"$dir"'/a.two ] && exit 0; sleep 0.3; done; exit 1'
	runs '2 passed, 0 failed' 'JOBS=2' meet
	rm -f "$dir/a.one" "$dir/a.two"
	program alone 'a.one\na.two\n' 'mkdir '"$dir"'/lock || exit 1; sleep 0.2; rmdir '"$dir"'/lock'
	runs '2 passed, 0 failed' 'JOBS=1' alone
}

test_junit() {
	program odd 'a.one\na.two\n' 'printf "<b> & \"q\" \001\033[1m\377 ]]>\n"; exit 1'
	program good 'c.three\n' 'exit 0'
	runs '1 passed, 2 failed' '' odd good
	xml=$dir/result/junit.xml
	grep -q '<testsuite name="sgdma" tests="3" failures="2"' "$xml" || die "$(cat "$xml")"
	[ "$(grep -c '<testcase ' "$xml")" = 3 ] || die "$(cat "$xml")"
	grep -qF '&lt;b&gt; &amp; &quot;q&quot; ??[1m? ]]&gt;' "$xml" || die "$(cat "$xml")"
	# every byte printable or a line end, every & an entity, tags in pairs
	! LC_ALL=C grep -q '[^ -~]' "$xml" || die "control characters in $xml"
	! grep -qE '&([^agql]|$)' "$xml" || die "a bare & in $xml"
	[ "$(grep -o '<failure' "$xml" | wc -l)" = "$(grep -o '</failure>' "$xml" | wc -l)" ] || die "unbalanced"
}

list() {
	sed -n 's/^test_\([a-z_]*\)() .*/runner.\1/p' tb/test/runner.sh
}

case ${1:-} in
--list) list ;;
runner.*)
	list | grep -qxF "$1" || { echo "no test $1"; exit 1; }
	"test_${1#runner.}"
	;;
*) echo "usage: runner.sh --list | NAME"; exit 2 ;;
esac
