#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/synth.sh: the smallest configuration passes, and each thing that make synth must refuse is refused.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
export SYNTH_DIR=$dir

die() {
	printf '%s\n' "$*" "--- output:"
	cat "$dir/out" 2>/dev/null
	exit 1
}

# refused PATTERN: the module `seed` on standard input fails, for this reason
refused() {
	cat >"$dir/seed.v"
	scripts/synth.sh check "$dir/seed.v" seed >"$dir/out" 2>&1 && die "not refused"
	grep -qE -- "$1" "$dir/out" "$dir/check.log" || die "nothing said of '$1'"
}

# The same source without the fault: what refuses it is the fault.
test_clean() {
	cat >"$dir/seed.v" <<-END
	module seed (input wire clk, input wire a, input wire b, output reg q);
	    always @(posedge clk) if (a) q <= b;
	endmodule
	END
	scripts/synth.sh check "$dir/seed.v" seed >"$dir/out" 2>&1 || die "refused"
}

test_latch() {
	refused 'Assertion failed: selection is not empty: t:\$dlatch' <<-END
	module seed (input wire clk, input wire a, input wire b, output reg q);
	    always @* if (a) q = b;
	endmodule
	END
}

test_multiple_driver() {
	refused 'multiple conflicting drivers' <<-END
	module seed (input wire clk, input wire a, input wire b, output wire q);
	    assign q = a;
	    assign q = b;
	endmodule
	END
}

test_loop() {
	refused 'found logic loop' <<-END
	module seed (input wire clk, input wire a, input wire b, output wire q);
	    wire x = a ^ y;
	    wire y = b & x;
	    assign q = x;
	endmodule
	END
}

# Through two instances: no module alone has it.
test_loop_between_modules() {
	refused 'found logic loop' <<-END
	module half (input wire a, input wire b, output wire y);
	    assign y = a & b;
	endmodule
	module seed (input wire clk, input wire a, input wire b, output wire q);
	    wire x;
	    half u_one (.a(a), .b(q), .y(x));
	    half u_two (.a(b), .b(x), .y(q));
	endmodule
	END
}

test_no_driver() {
	refused 'used but has no driver' <<-END
	module seed (input wire clk, input wire a, input wire b, output reg q);
	    wire x;
	    always @(posedge clk) q <= a & x;
	endmodule
	END
}

test_unlisted_warning() {
	refused 'warning: .*[Rr]ange select' <<-END
	module seed (input wire clk, input wire a, input wire b, output reg q);
	    wire [3:0] x = {a, b, a, b};
	    always @(posedge clk) q <= x[6:5] == 2'd1;
	endmodule
	END
}

# Every entry has its reason.
test_reasons() {
	awk '/^[^#[:space:]]/ { if (open) exit 1; open = 1; n++ } /^\t[^[:space:]]/ { open = 0 } END { exit open || !n }' \
		scripts/synth-warnings.txt || die "scripts/synth-warnings.txt: an entry without its reason"
}

test_smallest() {
	scripts/synth.sh area smallest generic >"$dir/out" 2>&1 || die "failed"
	grep -qE '^smallest,generic,0,0,[0-9]+,[0-9]+,0,[0-9]+$' "$dir/out" || die "no line of area.csv"
	awk -F, '{ exit !($5 > 500 && $5 < 2000 && $6 >= 3 && $8 > $5) }' "$dir/out" || die "not the size of an engine"
}

# One block RAM of 18 kbit is a half, a LUT RAM is its LUTs, apart from the logic: figures by hand.
test_area() {
	cat >"$dir/stat" <<-END
	   Number of cells:                 30
	     FDRE                            7
	     LUT6                            3
	     RAM32M                          2
	     RAM64X1D                        1
	     SRL16E                          1
	     RAMB18E1                        1
	     RAMB36E1                        1
	     CARRY4                          5
	END
	[ "$(awk -v config=c -v flow=f -f scripts/synth-area.awk "$dir/stat")" = c,f,3,11,7,1.5,5,30 ] || die "wrong sums"
}

list() {
	sed -n 's/^test_\([a-z_]*\)() .*/synth.\1/p' tb/test/synth.sh
}

case ${1:-} in
--list) list ;;
synth.*)
	list | grep -qxF "$1" || die "no test $1"
	"test_${1#synth.}"
	;;
*) die "usage: synth.sh --list | NAME" ;;
esac
