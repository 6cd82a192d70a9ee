# SPDX-License-Identifier: Apache-2.0
# waves-ranges.awk VCD SAVE: prints the save file with each signal's range as the VCD has it. A signal that is not there
# is named, and the exit code is 1.

FNR == NR {
	if ($1 == "$scope") path = path $3 "."
	else if ($1 == "$upscope") sub(/[^.]*\.$/, "", path)
	else if ($1 == "$var") range[path $5] = $3 > 1 ? "[" ($3 - 1) ":0]" : ""
	if ($1 == "$enddefinitions") nextfile
	next
}
/^(\+\{[^}]*\} )?[a-z_]+\.[a-z_.]/ {
	name = $NF
	sub(/\[.*/, "", name)
	if (!(name in range)) {
		printf "%s: no signal %s in the wave\n", FILENAME, name >"/dev/stderr"
		bad = 1
	}
	sub(/[^ ]+$/, name range[name])
}
{ print }

END { exit bad }
