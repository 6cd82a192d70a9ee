# SPDX-License-Identifier: Apache-2.0
# One line of area.csv from the answer of yosys' stat: -v config= -v flow=.
# lut: LUT1 to LUT6 that are logic. lutram: what RAMs and shift registers of LUTs take: 4 a RAM32M or RAM64M (and a 16 x 4 RAM of ECP5), 2 a RAM64X1D or
# RAM32X1D, 1 an SRL. ram: block RAMs, one of 18 kbit on xc7 as a half; generic: memories. carry: carry cells. cells: all cells.
/Number of cells:/ { cells = $NF; inside = 1; next }
inside && NF == 2 && $2 ~ /^[0-9]+$/ {
	if ($1 ~ /^(LUT[1-6]|SB_LUT4)$/) lut += $2
	else if ($1 ~ /^(RAM32M|RAM64M|TRELLIS_DPR16X4)$/) lutram += 4 * $2
	else if ($1 ~ /^(RAM64X1D|RAM32X1D)$/) lutram += 2 * $2
	else if ($1 ~ /^SRL/) lutram += $2
	else if ($1 ~ /^(RAMB36E1|DP16KD|PDPW16KD|SB_RAM40_4K.*|\$mem_v2)$/) ram += $2
	else if ($1 == "RAMB18E1") ram += $2 / 2
	else if ($1 ~ /^(FD[RSCP]E(_1)?|SB_DFF.*|TRELLIS_FF|\$_S?DFF.*)$/) ff += $2
	else if ($1 ~ /^(CARRY4|SB_CARRY|CCU2C)$/) carry += $2
}
END {
	if (!ff) {
		print "synth-area.awk: " config " " flow ": no flip-flop in the netlist" > "/dev/stderr"
		exit 1
	}
	printf "%s,%s,%d,%d,%d,%s,%d,%d\n", config, flow, lut, lutram, ff, ram + 0, carry, cells
}
