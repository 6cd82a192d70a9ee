# SPDX-License-Identifier: Apache-2.0
# make help: the goals of the Makefile (lines with ##) and its settings (name ?= default ## text).
BEGIN {
	print "Usage: make GOAL [SETTING=value ...]\n\nGoals"
}
/^[a-z]+:.*## / {
	name = $0
	sub(/:.*/, "", name)
	text = $0
	sub(/.*## /, "", text)
	printf "  %-8s %s\n", name, text
}
/^[A-Z]+ +\?=.*## / {
	value = $0
	sub(/^[A-Z]+ +\?= */, "", value)
	sub(/ *## .*/, "", value)
	text = $0
	sub(/.*## /, "", text)
	settings = settings sprintf("  %-8s %s%s\n", $1, text, value == "" ? "" : " [" value "]")
}
END {
	printf "\nSettings [default]\n%s\n", settings
	print "Start with `make sim`, then `make test`. The program behind `make sim`: build/sgdma-sim --help."
}
