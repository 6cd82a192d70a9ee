# SPDX-License-Identifier: Apache-2.0
# Static timing of the mapped netlist before layout: no wires but the pins' capacitances. Environment: NETLIST, CELLS, PERIOD (ns).
# Ports are taken to lie between registers of the same library next door: 0.4 ns from the clock to an input, 0.3 ns of setup behind an
# output.
read_liberty $::env(CELLS)
read_liberty scripts/synth-ram.lib
read_verilog $::env(NETLIST)
link_design sgdma
create_clock -name clk -period $::env(PERIOD) [get_ports clk]
set inputs [list]
foreach port [all_inputs] {
	if {[get_property $port full_name] != "clk"} { lappend inputs $port }
}
set_input_delay 0.4 -clock clk $inputs
set_driving_cell -lib_cell DFFPOSX1 -pin Q $inputs
set_output_delay 0.3 -clock clk [all_outputs]
set_load 0.05 [all_outputs]
puts "PERIOD $::env(PERIOD)"
report_checks -path_delay max -fields {slew capacitance fanout} -digits 3
report_checks -path_delay max -group_count 20 -format end
check_setup -verbose -loops -multiple_clock -no_clock -no_input_delay
