# SPDX-License-Identifier: Apache-2.0
# Writes a module with three pins round rtl/sgdma.v, because an FPGA has fewer pins than the engine has ports: every input comes from a
# shift register, every output ends in a register, in groups of four that are reduced to one bit there. So each path of the engine
# lies between two registers, with one LUT of the wrapper in it at most.
#
# Input: the answer of yosys' portlist. -v params="NAME=VALUE ...".
$1 != "input" && $1 != "output" { next }
$2 == "clk" || $3 == "clk" { next }
{
	width = 1
	if ($2 ~ /^\[/) {
		split(substr($2, 2), part, ":")
		width = part[1] + 1
	}
	name = $NF
	at = ($1 == "input") ? ins : outs
	map = map sprintf(",\n        .%s(%s[%d +: %d])", name, $1 == "input" ? "in_q" : "out", at, width)
	if ($1 == "input")
		ins += width
	else
		outs += width
}
END {
	if (!ins || !outs) {
		print "synth-pins.awk: no ports" > "/dev/stderr"
		exit 1
	}
	n = split(params, param, " ")
	for (i = 1; i <= n; i++) {
		split(param[i], part, "=")
		list = list sprintf("%s.%s(%s)", i > 1 ? ", " : "", part[1], part[2])
	}
	groups = int((outs + 3) / 4)
	quads = int((groups + 3) / 4)
	print "module synth_pins (input wire clk, input wire din, output wire dout);"
	printf "    reg  [%d:0] in_q;\n    wire [%d:0] out;\n    wire [%d:0] padded = out;\n", ins - 1, outs - 1, 4 * groups - 1
	printf "    reg  [%d:0] group_q;\n    wire [%d:0] grouped = group_q;\n    reg  [%d:0] quad_q;\n    reg dout_q;\n", groups - 1, 4 * quads - 1, quads - 1
	print "    integer i;\n    assign dout = dout_q;\n    always @(posedge clk) begin"
	print "        in_q <= {in_q, din};"
	printf "        for (i = 0; i < %d; i = i + 1) group_q[i] <= ^padded[4 * i +: 4];\n", groups
	printf "        for (i = 0; i < %d; i = i + 1) quad_q[i] <= ^grouped[4 * i +: 4];\n", quads
	print "        dout_q <= ^quad_q;\n    end"
	printf "    sgdma #(%s) u_sgdma (\n        .clk(clk)%s\n    );\nendmodule\n", list, map
}
