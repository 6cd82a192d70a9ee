# SPDX-License-Identifier: Apache-2.0
# The last frequency and critical path, those after routing, in the answer of nextpnr: "MHz,FROM .. TO".
function signal(name) { # of the engine, without what yosys and nextpnr append
	sub(/^u_sgdma\./, "", name)
	sub(/_SB_[A-Z].*$/, "", name)
	sub(/_DFF(LC|.*_LC)$/, "", name)
	sub(/\$.*$/, "", name)
	return name
}
/Max frequency for clock/ { mhz = $(NF - 4) == "MHz" ? $(NF - 5) : $0; if (match($0, /: [0-9.]+ MHz/)) mhz = substr($0, RSTART + 2, RLENGTH - 6) }
/Critical path report for clock/ { inside = 1; from = to = ""; next }
/Critical path report/ { inside = 0 }
inside && / Source / && from == "" { from = signal($NF) }
inside && / Setup / { to = signal($NF) }
END {
	if (mhz == "" || from == "" || to == "") {
		print "synth-place.awk: no path" > "/dev/stderr"
		exit 1
	}
	printf "%s,%s .. %s\n", mhz, from, to
}
