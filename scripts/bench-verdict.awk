# SPDX-License-Identifier: Apache-2.0
# bench-verdict.awk steady.csv launch.csv launch64.csv scale.csv speed.csv: what make bench has shown, as lines
#   verdict|what|figure|limit
# with the verdict ok, FAIL or info. Exit 1 if a line is FAIL. Rows that must be there and are not are FAIL.
BEGIN {
	FS = ","
	OFS = "|"
}
function line(good, what, figure, limit) {
	print good == "info" ? "info" : good ? "ok" : "FAIL", what, figure, limit
	if (good != "info" && !good)
		failed = 1
}
function at_most(what, figure, limit) {
	if (figure == "")
		line(0, what, "not measured", "<= " limit)
	else
		line(figure + 0 <= limit + 0, what, figure, "<= " limit)
}
FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.csv$/, "", name)
	seen[name]++
	next
}
name == "steady" {
	row = $1 " " $2 ($2 == "chunked" ? " of " $3 : "") " " $4 " " $5 " " $6 " bits L=" $7 " S=" $8
	if ($9 + $10)
		row = row " +" $9 " +" $10
	cpd[row] = $11
	ratio[row] = $13
	bound[row] = $12
	if ($2 == "ring") {
		limit = $6 >= 256 ? 1.05 : 1.02
		rings[$6]++
		if (!($6 in worst) || $13 + 0 > worst[$6] + 0) {
			worst[$6] = $13
			where[$6] = row
		}
		if ($11 > limit * $12)
			over[$6] = over[$6] "|" row "|" $11 "|" limit " x " $12 "\n"
	}
}
name == "launch" || name == "launch64" {
	key = $1 " " $2 " " $3 " bits L=" $4
	for (i = 5; i <= 9; i++)
		clocks[name, key, i] = $i
	if (name == "launch")
		launches[++launch_count] = key
}
name == "scale" {
	scale[$1] = $2
	rss[$1] = $3
	if ($1 >= 1000)
		sizes[++size_count] = $1
}
name == "speed" {
	speed[$1] = $2
	part[$1] = $3
	if ($1 ~ / all$/)
		speeds[++speed_count] = $1
}
function words(bytes, width) { return int((bytes * 8 + width - 1) / width) }
function clocks_of(from, key, text, i) {
	for (i = 5; i <= 9; i++)
		if (i != 8)
			text = text (text == "" ? "" : " ") clocks[from, key, i]
	return text
}
# Descriptor AR, payload AR, payload W, interrupt; b, p, c: bus beats of a descriptor, the payload, a completion.
function launch_line(key, field, L, width, b, p, c, ar, w, irq, good) {
	split(key, field, " ")
	width = field[3]
	L = field[5]
	sub(/L=/, "", L)
	b = words(field[2] == "wide" ? 16 : 8, width)
	p = words(64, width)
	c = words(8, width)
	ar = clocks["launch", key, 6]
	w = clocks["launch", key, 7]
	irq = clocks["launch", key, 9]
	good = clocks["launch", key, 5] <= 1 && ar <= L + 3 + b && w <= ar + L + 3 && irq <= w + p - 1 + c - 1 + 2 * L + 2
	if (field[1] == "ring")
		line(good, "launch " key ": descriptor AR, payload AR, W, interrupt", clocks_of("launch", key), \
			"<= 1 " L + 3 + b " " ar + L + 3 " " w + p - 1 + c - 1 + 2 * L + 2)
	else
		line("info", "launch " key, clocks_of("launch", key), "")
}
END {
	count = split("32 64 128 256 512", widths, " ")
	# 13 sizes, 3 latencies, 3 kinds, 2 forms, with a completion each or one; at 64 bits also pairs of offsets
	for (i = 1; i <= count; i++) {
		w = widths[i]
		line(rings[w] >= 468 + (w == 64 ? 130 : 0), "ring rows, " w " bits", rings[w] + 0, ">= " 468 + (w == 64 ? 130 : 0))
		at_most("worst ratio of a ring, " w " bits (" where[w] ")", worst[w], w >= 256 ? 1.05 : 1.02)
		rows = split(over[w], bad, "\n")
		for (k = 1; k < rows && k <= 20; k++) {
			split(bad[k], field, "|")
			line(0, field[2], field[3], "<= " field[4])
		}
		if (rows > 21)
			line("info", "and more rows of " w " bits", rows - 21, "")
	}
	count = split("1 13 100", latency, " ")
	for (i = 1; i <= count; i++) {
		L = "64 bits L=" latency[i]
		at_most("copy S=64, " L " (iDMA " (latency[i] == 13 ? 15 : latency[i] == 1 ? 12 : 102) ")", cpd["copy ring compact each " L " S=64"], 10.2)
		at_most("copy S=8, " L, cpd["copy ring compact each " L " S=8"], 3.06)
		at_most("copy S=16, " L, cpd["copy ring compact each " L " S=16"], 4.1)
		at_most("gather S=64, " L, cpd["gather ring compact each " L " S=64"], 9.2)
		at_most("copy +3 +5 S=64, " L, cpd["copy ring compact each " L " S=64 +3 +5"], 11.3)
		for (k = 0; k < 2; k++)
			at_most("copy S=64, 512 bits, " (k ? "each" : "last") ", L=" latency[i], \
				cpd["copy ring compact " (k ? "each" : "last") " 512 bits L=" latency[i] " S=64"], 1.31)
		for (k = 0; k < 2; k++) {
			row = "copy linked " (k ? "wide" : "compact") " each " L " S=64"
			least = latency[i] + (k ? 3 : 2)
			at_most(row, cpd[row], (bound[row] > least ? bound[row] + 0 : least) + 0.5)
		}
	}
	row = "copy chunked of 8 compact each 64 bits L=13 S=64"
	at_most(row ": ratio", ratio[row], 1.05)

	line(launch_count >= 60, "launch rows", launch_count + 0, ">= 60")
	for (i = 1; i <= launch_count; i++)
		launch_line(launches[i])
	for (i = 1; i <= count; i++) {
		key = "ring compact 64 bits L=" latency[i]
		line("info", "stretch: launch " key ": interrupt", clocks["launch", key, 9], "<= " 4 * latency[i] + 14)
	}
	cost = 0
	for (i = 1; i <= launch_count; i++)
		for (k = 5; k <= 9; k++) {
			more = clocks["launch64", launches[i], k] - clocks["launch", launches[i], k]
			if (more > cost)
				cost = more
		}
	line(seen["launch64"] ? "info" : 0, "launch: clocks that ADDR_W=64 costs, at most", cost, "")

	line(scale[1000000] != "", "scale: a million descriptors", scale[1000000], "measured")
	for (i = 1; i <= size_count && scale[1000000]; i++) {
		n = sizes[i]
		off = scale[n] / scale[1000000] - 1
		line(off <= 0.01 && off >= -0.01, "scale: cycles per descriptor, n = " n ", against a million", sprintf("%+.2f %%", off * 100), "within 1 %")
		off = rss[10000] ? rss[n] / rss[10000] - 1 : 1
		if (n > 10000)
			line(off <= 0.05 && off >= -0.05, "scale: memory of the host, n = " n ", against 10000", sprintf("%+.2f %%", off * 100), "within 5 %")
	}
	line(speed_count >= 3, "speed rows", speed_count + 0, ">= 3")
	for (i = 1; i <= speed_count; i++)
		line(part[speeds[i]] >= 0.5, "speed of the whole harness to the bare model, " speeds[i], part[speeds[i]], ">= 0.5")
	line(speed["64 bits S=64 all"] >= 1000000, "speed: clocks a second, 64 bits S=64", speed["64 bits S=64 all"] + 0, ">= 1000000")
	exit failed
}
