# SPDX-License-Identifier: Apache-2.0
# nearest.awk WORD CANDIDATE...: prints the candidate with the smallest edit distance to WORD if it is close
# (at most a third of the word, at least one edit); prints nothing otherwise. Used as: awk -f nearest.awk -- ARGS
function least(a, b) { return a < b ? a : b }
function distance(a, b,    i, j, above, left, diagonal, row) {
	for (j = 0; j <= length(b); j++)
		row[j] = j
	for (i = 1; i <= length(a); i++) {
		diagonal = row[0]
		row[0] = i
		for (j = 1; j <= length(b); j++) {
			above = row[j]
			left = row[j - 1]
			row[j] = least(least(above, left) + 1, diagonal + (substr(a, i, 1) != substr(b, j, 1)))
			diagonal = above
		}
	}
	return row[length(b)]
}
BEGIN {
	word = ARGV[1]
	limit = int((length(word) + 2) / 3)
	best = limit + 1
	for (n = 2; n < ARGC; n++) {
		d = distance(tolower(word), tolower(ARGV[n]))
		if (d < best) {
			best = d
			found = ARGV[n]
		}
	}
	if (best <= limit)
		print found
}
