# SPDX-License-Identifier: Apache-2.0
# model-top.awk -v addr_w=BITS -v data_w=BITS -v parameters=.NAME(VALUE),... rtl/sgdma.v: writes module dut, the top of a model: the engine
# with a register before each input, clocked by its own clock.
# Nothing in the model then waits on an input, and one evaluation at the rising edge does a clock whole; without these registers the model
# would work out twice what lies behind an input. The testbench sees no difference: what it sets before an edge is what the engine has in
# the clock that the edge begins.
/^module sgdma #/ { inside = 1 }
/^\);/ { inside = 0 }
inside && match($0, /^    (input|output) +wire/) {
	line = $0
	sub(/ *\/\/.*/, "", line)
	sub(/,? *$/, "", line)
	name = line
	sub(/.* /, "", name)
	ports = ports (ports == "" ? "" : ",\n") line
	pin = name
	if ($1 == "input" && name != "clk") {
		pin = name "_q"
		type = line
		sub(/^ *input +wire/, "    reg", type)
		registers = registers type "_q;\n"
		moves = moves "        " pin " <= " name ";\n"
	}
	pins = pins (pins == "" ? "" : ",\n") "        ." name "(" pin ")"
}
END {
	if (moves == "") {
		print "model-top: no ports in " FILENAME >"/dev/stderr"
		exit 1
	}
	print "`default_nettype none\n"
	print "module dut #(parameter ADDR_W = " addr_w ", parameter DATA_W = " data_w ") ("
	print ports "\n);\n" registers
	print "    always @(posedge clk) begin\n" moves "    end\n"
	print "    sgdma #(.ADDR_W(ADDR_W), .DATA_W(DATA_W), " parameters ") sgdma (\n" pins "\n    );"
	print "endmodule\n\n`default_nettype wire"
}
