# SPDX-License-Identifier: Apache-2.0
# parts.sh: runs parts of a measurement side by side; sourced by bench.sh and lab.sh.
#
# run_parts LABEL LIMIT EXTRA NAME...: calls `part NAME` in a process of its own for each name in this order, JOBS at a time (unset: one per
# processor), and says when one is over, as "of" so many and EXTRA more that come later. A part that ends with an exit code above LIMIT ends the
# script with it, and the parts that still run. `worst` is the greatest code of the others, `finished` how many are over.
parts_jobs=${JOBS:-$(nproc)}
[[ $parts_jobs =~ ^[1-9][0-9]{0,5}$ ]] || { echo "${0##*/}: JOBS='$parts_jobs' is not a number from 1 to 999999" >&2; exit 2; }
declare -A parts_running=()
began=$SECONDS
finished=0
worst=0

parts_stop() {
	[ ${#parts_running[@]} = 0 ] || kill "${!parts_running[@]}" 2>/dev/null
	wait
	exit "$1"
}
trap 'parts_stop 130' INT TERM

parts_said() { # parts_said LABEL NAME OF
	finished=$((finished + 1))
	printf '  %-7s %s: done, %d of %d, %d s\n' "$1" "$2" $finished "$3" $((SECONDS - began))
}

parts_reap() { # parts_reap LABEL LIMIT OF
	local pid code name
	wait -n -p pid "${!parts_running[@]}"
	code=$?
	name=${parts_running[$pid]}
	unset "parts_running[$pid]"
	[ $code -le "$2" ] || parts_stop $code
	[ $code -le $worst ] || worst=$code
	parts_said "$1" "$name" "$3"
}

run_parts() {
	local label=$1 limit=$2 of=$(($3 + $# - 3)) name
	shift 3
	for name in "$@"; do
		[ ${#parts_running[@]} -lt "$parts_jobs" ] || parts_reap "$label" "$limit" $of
		part "$name" &
		parts_running[$!]=$name
	done
	while [ ${#parts_running[@]} -gt 0 ]; do
		parts_reap "$label" "$limit" $of
	done
}
