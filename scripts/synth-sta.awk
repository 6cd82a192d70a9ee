# SPDX-License-Identifier: Apache-2.0
# A line of timing.csv from the area of the cells (yosys' stat -liberty) and the answer of scripts/synth-sta.tcl. -v config=
# kge: area in thousands of NAND2X1 (24 square um), RAM macros left out.
function signal(name) { # a register's name without what yosys appends
	sub(/[\\]+(DFF|SYNTH|_).*$/, "", name)
	sub(/\.ram\.g_.*$/, ".ram", name)
	gsub(/[\\]/, "", name)
	return name
}
/Chip area for/ { area = $NF }
/^PERIOD/ { period = $2 }
/^Startpoint:/ && from == "" { from = signal($2) }
/^Endpoint:/ && to == "" { to = signal($2) }
/ slack \(/ && slack == "" { slack = $1 }
END {
	if (area == "" || slack == "" || from == "") {
		print "synth-sta.awk: no path" > "/dev/stderr"
		exit 1
	}
	printf "%s,osu018,%.1f,%.1f,%s .. %s\n", config, 1000 / (period - slack), area / 24 / 1000, from, to
}
