# SPDX-License-Identifier: Apache-2.0
# Reads a VCD of the engine; prints the times of the interesting part: from 30 clocks before the first AR, so that the starts of
# the channels are in it, to the end. Nothing if there was no AR.

/^\$var/ {
	if ($5 == "clk" && clk == "") clk = $4
	if ($5 == "m_axi_arvalid" && ar == "") ar = $4
	if ($5 == "rst" && rst == "") rst = $4
}
/^#/ { now = substr($0, 2) + 0 }
$0 == "1" clk {
	if (last_edge != "") period = now - last_edge
	last_edge = now
}
$0 == "0" rst { started = 1 } # before that registers are random
$0 == "1" ar && started && first == "" { first = now }

END {
	if (first == "") exit
	from = first - 30 * period
	print (from > 0 ? from : 0), now
}
