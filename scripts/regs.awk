# SPDX-License-Identifier: Apache-2.0
#
# regs.awk: makes the Verilog header and the README tables from the register map and the codes.
#
#   awk -v form=verilog  -f scripts/regs.awk sw/sgdma_regs.def sw/sgdma_codes.def   rtl/sgdma_regs.vh
#   awk -v form=markdown -f scripts/regs.awk sw/sgdma_regs.def sw/sgdma_codes.def   tables of README.md
#
# A line that it does not understand, an overlap or a name used twice is an error (file:line: reason; exit 1), and
# then nothing is printed. Plain POSIX awk: hexadecimal is read by hand and large values stay text.

function fail(reason)
{
	printf "%s:%d: %s\n", FILENAME, FNR, reason > "/dev/stderr"
	failed = 1
	exit 1
}

# Value of "12" or "0x1f"; -1 if it is no number.
function number(text,    i, digit, value)
{
	if (text ~ /^[0-9]+$/)
		return text + 0
	if (text !~ /^0x[0-9a-f]+$/)
		return -1
	value = 0
	for (i = 3; i <= length(text); i++) {
		digit = index("0123456789abcdef", substr(text, i, 1)) - 1
		value = value * 16 + digit
	}
	return value
}

# Digits of a value in base 16, for values past the 31 bits that printf is sure of.
function hex(value, digits,    text, digit)
{
	text = ""
	while (value > 0 || digits > 0) {
		digit = value % 16
		text = substr("0123456789abcdef", digit + 1, 1) text
		value = (value - digit) / 16
		digits--
	}
	return text
}

# Emits a Verilog macro; each name only once, whatever table it comes from.
function define(name, value)
{
	if (name in defined)
		fail("macro " name " is defined twice")
	defined[name] = 1
	verilog = verilog sprintf("`define %-42s %s\n", name, value)
}

function section(title)
{
	verilog = verilog "\n// " title "\n"
}

# Splits `MACRO(a, b, "text")` into macro, arg[1..n] and text.
function parse(line,    open, quote, head)
{
	open = index(line, "(")
	quote = index(line, "\"")
	if (!open || !quote || quote < open)
		fail("not MACRO(arguments, \"text\")")
	macro = substr(line, 1, open - 1)
	head = substr(line, open + 1, quote - open - 1)
	text = substr(line, quote + 1)
	if (text !~ /"\)$/)
		fail("does not end in \")")
	text = substr(text, 1, length(text) - 2)
	if (text == "" || text ~ /["|]/)
		fail("the text is empty or has a quote or a bar in it")
	if (head !~ /, $/)
		fail("no comma and space before the text")
	args = split(substr(head, 1, length(head) - 2), arg, ", ")
}

function need(count)
{
	if (args != count)
		fail(macro " takes " count " arguments and a text, not " args)
	if (arg[1] !~ /^[A-Z][A-Z0-9_]*$/)
		fail("bad name " arg[1])
}

function need_numbers(count)
{
	if (args != count)
		fail(macro " takes " count " numbers and a text, not " args)
}

function need_access(access)
{
	if (access !~ /^(RO|RW|RWL|WO|WC)$/)
		fail("unknown access " access)
}

# The reset value of a register must be what its fields say; called when the last field of it has been seen.
function close_register()
{
	if (register != "" && has_fields && !is_param && composed != reset_of[register])
		fail("the register before: " register " resets to " hex(reset_of[register], 1) ", its fields to " hex(composed, 1))
	register = ""
}

function add_register(scope,    offset, reset)
{
	close_register()
	if (scope == "chan" && !(("GATHER" in base) && ("SCATTER" in base)))
		fail("SGDMA_CHAN_BASE of GATHER and SCATTER must come first")
	need(4)
	offset = number(arg[2])
	reset = number(arg[4])
	need_access(arg[3])
	if (offset < 0 || offset % 4 || offset >= 256)
		fail("offset " arg[2] " is no multiple of 4 below 0x100")
	if ((scope, offset) in at)
		fail("offset " arg[2] " is already that of " at[scope, offset])
	if (reset < 0 && arg[4] != "PARAM" || reset >= 4294967296)
		fail("bad reset value " arg[4])
	if (arg[1] in access_of)
		fail("a second register " arg[1])
	at[scope, offset] = arg[1]
	access_of[arg[1]] = arg[3]
	reset_of[arg[1]] = reset
	register = arg[1]
	has_fields = 0
	composed = 0
	is_param = arg[4] == "PARAM"
	for (bit = 0; bit < 32; bit++)
		delete taken[bit]
	verilog = verilog "\n"
	if (scope == "chan")
		define("SGDMA_CHAN_REG_" arg[1], "8'h" hex(offset, 2))
	else
		define("SGDMA_REG_" arg[1], "12'h" hex(offset, 3))
	if (!is_param)
		define("SGDMA_" arg[1] "_RESET", "32'h" hex(reset, 8))
	rows++
	if (scope == "chan")
		markdown_chan = markdown_chan sprintf("| 0x%03x | 0x%03x | **%s** | | %s | %s | %s |\n", \
			base["GATHER"] + offset, base["SCATTER"] + offset, arg[1], arg[3], \
			is_param ? "parameter" : "0x" hex(reset, 1), text)
	else
		markdown_global = markdown_global sprintf("| 0x%03x | **%s** | | %s | %s | %s |\n", offset, arg[1], arg[3], \
			is_param ? "parameter" : "0x" hex(reset, 1), text)
	scope_of_last = scope
}

function add_field(    lsb, width, reset, bits, row, name)
{
	need(6)
	if (arg[1] != register)
		fail("field " arg[2] " of " arg[1] " does not follow its register")
	if (arg[2] !~ /^[A-Z][A-Z0-9_]*$/)
		fail("bad name " arg[2])
	lsb = number(arg[3])
	width = number(arg[4])
	reset = number(arg[6])
	if (lsb < 0 || width < 1 || lsb + width > 32)
		fail("field " arg[2] ": bits " arg[3] " + " arg[4] " are not within 31:0")
	if (arg[5] != access_of[register])
		fail("field " arg[2] ": access " arg[5] " differs from its register's " access_of[register])
	if (reset < 0 && arg[6] != "PARAM" || reset >= 2 ^ width)
		fail("field " arg[2] ": bad reset value " arg[6])
	if ((arg[6] == "PARAM") != is_param)
		fail("field " arg[2] ": only one of it and its register resets to PARAM")
	for (bit = lsb; bit < lsb + width; bit++) {
		if (bit in taken)
			fail("field " arg[2] " overlaps " taken[bit] " in bit " bit)
		taken[bit] = arg[2]
	}
	has_fields = 1
	if (!is_param)
		composed += reset * 2 ^ lsb
	bits = width == 1 ? lsb : (lsb + width - 1) ":" lsb
	name = "SGDMA_" register "_" arg[2]
	define(name, bits)
	define(name "_LSB", lsb)
	define(name "_WIDTH", width)
	row = sprintf("| %s | %s | %s | %s | %s |\n", arg[2], bits, arg[5], is_param ? "parameter" : "0x" hex(reset, 1), text)
	if (scope_of_last == "chan")
		markdown_chan = markdown_chan "| | " row
	else
		markdown_global = markdown_global "| " row
}

# The version is written once, in the register map; the engine takes it from here.
function add_release(    i)
{
	need_numbers(3)
	if (release != "")
		fail("a second release")
	for (i = 1; i <= 3; i++) {
		if (number(arg[i]) < 0 || number(arg[i]) > 255)
			fail("version " arg[1] "." arg[2] "." arg[3] ": " arg[i] " is not within 0 to 255")
		release = release hex(number(arg[i]), 2)
	}
	define("SGDMA_RELEASE", "24'h" release)
}

function add_base(    offset)
{
	close_register()
	need(2)
	offset = number(arg[2])
	if (offset < 256 || offset > 3840 || offset % 256)
		fail("base " arg[2] " is no multiple of 0x100 from 0x100 to 0xf00")
	if (offset in at_base)
		fail("base " arg[2] " is already that of " at_base[offset])
	at_base[offset] = arg[1]
	base[arg[1]] = offset
	define("SGDMA_CHAN_" arg[1], "12'h" hex(offset, 3))
}

function add_code(    value)
{
	need(3)
	value = number(arg[2])
	if (value < 0 || value > 127)
		fail("code " arg[1] ": " arg[2] " is not within 0 to 0x7f (bit 7 of a status is no code)")
	if (("code", value) in at)
		fail("code " arg[2] " is already " at["code", value])
	if (!(arg[3] in phase))
		fail("unknown phase " arg[3])
	if (!codes++)
		section("codes: completion status, ERROR.CODE")
	at["code", value] = arg[1]
	define("SGDMA_CODE_" arg[1], "8'h" hex(value, 2))
	markdown_codes = markdown_codes sprintf("| 0x%02x | %s | %s | %s |\n", value, arg[1], tolower(arg[3]), text)
}

function add_refused(    value)
{
	need(2)
	value = number(arg[2])
	if (value < 0 || value > 15)
		fail("refusal " arg[1] ": " arg[2] " is not within 0 to 15")
	if (("refused", value) in at)
		fail("refusal " arg[2] " is already " at["refused", value])
	if (!refusals++)
		section("refusals: REFUSED.CODE")
	at["refused", value] = arg[1]
	define("SGDMA_REFUSED_" arg[1], "4'd" value)
	markdown_refused = markdown_refused sprintf("| %d | %s | %s |\n", value, arg[1], text)
}

BEGIN {
	if (form != "verilog" && form != "markdown") {
		print "regs.awk: -v form=verilog or -v form=markdown" > "/dev/stderr"
		failed = 1
		exit 1
	}
	section("phases of an error: ERROR.PHASE")
	count = split("NONE FETCH DECODE READ WRITE COMPLETION STREAM WATCHDOG", names, " ")
	for (i = 1; i <= count; i++) {
		phase[names[i]] = i - 1
		define("SGDMA_PHASE_" names[i], "3'd" (i - 1))
	}
	section("registers: a channel's count from its base; a field is a bit or a range")
}

FNR == 1 { if (in_comment) fail("the file before ends in a comment") }
in_comment { if (/\*\//) in_comment = 0; next }
/^\/\*/ { if (!/\*\//) in_comment = 1; next }
/^#/ || /^[ \t]*$/ { next }
{
	parse($0)
	if (macro == "SGDMA_RELEASE")
		add_release()
	else if (macro == "SGDMA_CHAN_BASE")
		add_base()
	else if (macro == "SGDMA_REG")
		add_register("global")
	else if (macro == "SGDMA_CHAN_REG")
		add_register("chan")
	else if (macro == "SGDMA_FIELD")
		add_field()
	else if (macro == "SGDMA_CODE")
		add_code()
	else if (macro == "SGDMA_REFUSED")
		add_refused()
	else
		fail("unknown macro " macro)
}

END {
	if (failed)
		exit 1
	close_register()
	if (in_comment)
		fail("the file ends in a comment")
	if (!rows || !codes || !refusals || release == "")
		fail("release, registers, codes or refusals are missing: name both .def files")
	if (form == "verilog") {
		print "// SPDX-License-Identifier: Apache-2.0"
		print "// Generated by scripts/regs.awk from sw/sgdma_regs.def and sw/sgdma_codes.def: do not edit."
		print "`ifndef SGDMA_REGS_VH"
		print "`define SGDMA_REGS_VH"
		printf "%s", verilog
		print ""
		print "`endif"
		exit 0
	}
	print "Global registers:\n"
	print "| offset | register, field | bits | access | reset | meaning |"
	print "|---|---|---|---|---|---|"
	print markdown_global
	print "Registers of a channel:\n"
	print "| gather | scatter | register, field | bits | access | reset | meaning |"
	print "|---|---|---|---|---|---|---|"
	print markdown_chan
	print "Access: RO read only, RW read and write, RWL written only while the channel is stopped, WO reads as 0, WC any write clears.\n"
	print "Status and error codes:\n"
	print "| code | name | phase | what has happened |"
	print "|---|---|---|---|"
	print markdown_codes
	print "Refused writes (REFUSED.CODE):\n"
	print "| code | name | what was refused |"
	print "|---|---|---|"
	printf "%s", markdown_refused
}
