# SPDX-License-Identifier: Apache-2.0
# bench-table.awk -v table=NAME bench-others.csv FILE.csv: a table of README.md from what make bench has measured.
#   steady  clocks per descriptor of a copy on 64 bits, beside those of other engines     launch  the first clocks of one copy
BEGIN {
	FS = ","
	head["steady"] = "bytes|bound|sgdma"
	head["launch"] = "format|latency|descriptor AR|payload AR|payload W|interrupt"
}
/^#/ || $1 == "engine" || $1 == "kind" || $1 == "list" { next }
FILENAME ~ /others/ {
	if (table == "steady" && $2 == "ring") {
		if (!($1 in known)) {
			known[$1] = 1
			engine[++engines] = $1
			head["steady"] = head["steady"] "|" $1
		}
		if (!($3 in wanted)) {
			wanted[$3] = 1
			size[++sizes] = $3
		}
		other[$1, $3] = triple($4, $5, $6)
	}
	next
}
table == "steady" && $1 == "copy" && $2 == "ring" && $4 == "compact" && $5 == "each" && $6 == 64 && !($9 + $10) {
	cycles[$8, $7] = sprintf("%.1f", $11)
	bound[$8] = $12 + 0
}
table == "launch" && $1 == "ring" && $3 == 64 {
	line[++lines] = $2 "|" $4 "|" $5 "|" $6 "|" $7 "|" $9
}
# Three numbers, or one if they are the same.
function triple(a, b, c) {
	a += 0
	b += 0
	c += 0
	return a == b && b == c ? a : a " / " b " / " c
}
END {
	for (i = 1; i <= sizes && table == "steady"; i++) {
		s = size[i]
		if (!((s, 1) in cycles && (s, 13) in cycles && (s, 100) in cycles)) {
			print "steady.csv lacks a copy of " s " bytes" >"/dev/stderr"
			exit 1
		}
		line[++lines] = s "|" bound[s] "|" triple(cycles[s, 1], cycles[s, 13], cycles[s, 100])
		for (k = 1; k <= engines; k++)
			line[lines] = line[lines] "|" other[engine[k], s]
	}
	if (!lines) {
		print "nothing for the table " table >"/dev/stderr"
		exit 1
	}
	columns = split(head[table], title, "|")
	for (i = 1; i <= columns; i++)
		rule = rule (title[i] == "format" ? "|---" : "|---:")
	gsub(/\|/, " | ", head[table])
	print "| " head[table] " |\n" rule "|"
	for (i = 1; i <= lines; i++) {
		gsub(/\|/, " | ", line[i])
		print "| " line[i] " |"
	}
}
