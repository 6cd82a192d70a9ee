# SPDX-License-Identifier: Apache-2.0
# Everything a user or a developer starts. `make` alone explains it.
#
# A setting comes from the command line or the environment; on the command line a name that is not known is refused.
# Settings reach the programs through the environment, never spliced into shell text, so that any path works.

# ---- settings -----------------------------------------------------------------------------------------------------
LIST    ?= all      ## list shape: all, ring, linked or chunked
FORMAT  ?= compact  ## descriptor form: compact or wide
WIDTH   ?= 64       ## data bus in bits: 32, 64, 128, 256 or 512
LATENCY ?= 13       ## clocks from an accepted AR to its first R beat, 1 to 1024
DEPTH   ?= 8        ## descriptor fetches in flight
SEED    ?= 1        ## of every random choice
MEM     ?= 64       ## simulated memory in MiB
FRAG    ?= seed     ## frame layout: seed, pagemap (of the live process) or file:PATH
PCAP    ?=          ## packet capture to send and receive (pcap or pcapng); none: the shipped one
INPUT   ?=          ## file to copy; none: 1 MiB + 13 bytes of made data
OUTPUT  ?=          ## where the copy goes; none: build/sim/output.bin
S       ?= copy     ## waves: gather, scatter, copy, linked, chunked, prefetch, basic, error, abort or moderation
PNG     ?=          ## waves: draw this picture, no display needed
T       ?=          ## test: one name, or a shell pattern such as "scenario.*"
JOBS    ?=          ## test: how many at a time; none: one per processor
TIMEOUT ?= 300      ## test: seconds for one test
PREFIX  ?= /usr/local ## install: where things belong
DESTDIR ?=          ## install: a folder in which PREFIX is put, for packagers
SETUP   ?=          ## ask, yes or no: may missing packages be installed?
QUICK   ?=          ## lab: 1: fewer points, in half a minute
V       ?=          ## 1: show the commands

SETTINGS := LIST FORMAT WIDTH LATENCY DEPTH SEED MEM FRAG PCAP INPUT OUTPUT S PNG T JOBS TIMEOUT PREFIX DESTDIR SETUP QUICK V
ACCEPTED := $(SETTINGS) CC CXX

quote    = '$(subst ','\'',$1)'
given   := $(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$v))
unknown := $(firstword $(filter-out $(ACCEPTED),$(given)))
ifneq ($(unknown),)
nearest := $(shell awk -f scripts/nearest.awk -- $(call quote,$(unknown)) $(ACCEPTED))
$(error $(unknown) is not a setting$(if $(nearest), (did you mean $(nearest)?)); accepted: $(ACCEPTED))
endif

# Of these an experiment has its own; only what was asked for counts there.
ASKED := $(foreach v,WIDTH LATENCY SEED,$(if $(filter file,$(origin $v)),,$v))

# The text as it was typed: a dollar in a path is no make variable.
$(foreach v,$(SETTINGS),$(eval override $v := $$(if $$(filter file,$$(origin $v)),$$(strip $$(value $v)),$$(value $v))))
export $(SETTINGS)
MAKEOVERRIDES :=

# ---- how make itself behaves --------------------------------------------------------------------------------------
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
# Several goals run in the order in which they were given (`make clean sim`).
ifneq ($(word 2,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

Q   := $(if $(filter 1,$(V)),,@)
say  = $(if $(filter 1,$(V)),@:,@printf '  %-8s%s\n' '$1' '$2')
mkdir = @mkdir -p $(@D)

# ---- set-up: the one place that may install; it goes before every rule that needs a tool ---------------------------
setup_for := $(if $(filter-out install uninstall,$(or $(MAKECMDGOALS),help)),sim,install)
setup_for += $(if $(filter test lint format,$(MAKECMDGOALS)),test)
setup_for += $(filter waves readme synth bench lab,$(MAKECMDGOALS))

.PHONY: setup
setup:
	@scripts/setup.sh $(setup_for)

# ---- C: libraries of sw/, tb/ and sim/, the program, the test programs --------------------------------------------
CC       := gcc
CXX      := g++
CPPFLAGS := -Isw -Itb -Isim -MMD -MP
CFLAGS   := -std=c11 -O2 -g -Wall -Wextra -Werror
LDFLAGS  := -Wl,--as-needed
LDLIBS   := -lpcap -lm

objects = $(patsubst %.c,build/obj/%.o,$1)
LIB_OBJ  := $(call objects,$(wildcard sw/*.c))
CPU_OBJ  := $(patsubst build/obj/%,build/obj/cpu/%,$(LIB_OBJ))
TB_OBJ   := $(call objects,$(wildcard tb/*.c) $(filter-out sim/main.c,$(wildcard sim/*.c)))
MAIN_OBJ := build/obj/sim/main.o
TEST_SRC := $(wildcard tb/test/test_*.c sw/test/test_*.c)
TEST_AUX := $(filter-out $(TEST_SRC),$(wildcard tb/test/*.c sw/test/*.c))
TEST_BIN := $(patsubst %.c,build/test/%,$(notdir $(TEST_SRC)))
PROGRAM  := build/sgdma-sim

build/obj/sw/%.o: ONLY := -ffreestanding
build/obj/tb/%.o build/obj/sim/%.o build/obj/sw/test/%.o: ONLY := -D_GNU_SOURCE
# The driver for the CPU model: in it the compiler announces every access to memory (tb/cpu_drive.c).
build/obj/cpu/%.o: ONLY := -ffreestanding -fsanitize=thread
define compile
	$(mkdir)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(ONLY) -c -o $@ $<
endef
build/obj/%.o: %.c Makefile | setup
	$(compile)
build/obj/cpu/%.o: %.c Makefile | setup
	$(compile)

# The driver alone is what is installed; testbench and program are a library of their own.
build/libsgdma.a: $(LIB_OBJ)
build/libtb.a: $(TB_OBJ)
build/libsgdma-cpu.a: $(CPU_OBJ)
build/libsgdma.a build/libsgdma-cpu.a build/libtb.a:
	$(mkdir)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(PROGRAM): $(MAIN_OBJ) build/libtb.a build/libsgdma-cpu.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

build/libtest.a: $(call objects,$(TEST_AUX))
	$(mkdir)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

ON_CPU   := $(filter build/test/test_cpu%,$(TEST_BIN))
$(TEST_BIN): build/libtest.a build/libtb.a
$(filter-out $(ON_CPU),$(TEST_BIN)): build/libsgdma.a
$(ON_CPU): build/libsgdma-cpu.a
$(TEST_BIN):
	$(mkdir)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcmocka $(LDLIBS)
$(foreach s,$(TEST_SRC),$(eval build/test/$(basename $(notdir $s)): $(call objects,$s)))

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(CPU_OBJ) $(TB_OBJ) $(MAIN_OBJ) $(call objects,$(TEST_SRC) $(TEST_AUX)))

# ---- models: build/model/w<WIDTH>[-<mutant>][-trace|-tuned].so, each made only when it is asked for ------------------------
WIDTHS  := 32 64 128 256 512
MUTANTS := $(patsubst tb/mutants/%.patch,%,$(wildcard tb/mutants/*.patch))
VARIANTS := $(patsubst tb/variants/%.params,%,$(wildcard tb/variants/*.params))
RTL     := $(wildcard rtl/*.v rtl/*.vh rtl/lib/*.v)
# Nothing for a width that does not exist: the program is the one to refuse it.
MODEL   := $(if $(filter 1,$(words $(WIDTH))),$(patsubst %,build/model/w%.so,$(filter $(WIDTHS),$(WIDTH))))

build/model/%.so: $(RTL) tb/shim.cpp tb/shim.map tb/dut.h scripts/model.sh scripts/model-top.awk scripts/synth-configs.txt | setup
	$(mkdir)
	$(call say,MODEL,$@)
	$(Q)CXX=$(call quote,$(CXX)) MAKE=$(call quote,$(MAKE)) scripts/model.sh $@
# The tuned ones try the engine out with the program.
$(WIDTHS:%=build/model/w%-tuned.so): | $(PROGRAM)
$(foreach m,$(MUTANTS),$(eval $(WIDTHS:%=build/model/w%-$m.so): tb/mutants/$m.patch))
$(foreach v,$(VARIANTS),$(eval build/model/$v.so: tb/variants/$v.params))
.PHONY: model
model: $(MODEL) ## build the model of one width, build/model/w<WIDTH>.so

# ---- goals --------------------------------------------------------------------------------------------------------
DEFAULT_INPUT := build/sim/input.bin

.PHONY: help sim waves test bench lab lint format synth readme install uninstall clean

help: ## this text
	@awk -f scripts/help.awk Makefile

$(DEFAULT_INPUT): $(PROGRAM)
	$(mkdir)
	$(Q)$(PROGRAM) input $@

sim: $(PROGRAM) $(MODEL) $(if $(INPUT),,$(DEFAULT_INPUT)) ## gather, scatter and copy on the Verilated engine, every byte checked
	$(Q)set -- --input="$${INPUT:-$(DEFAULT_INPUT)}" --output="$${OUTPUT:-build/sim/output.bin}"; \
	[ -z "$$PCAP" ] || set -- "$$@" --pcap="$$PCAP"; \
	[ ! -t 2 ] || set -- "$$@" --progress; \
	$(PROGRAM) run --list="$$LIST" --format="$$FORMAT" --width="$$WIDTH" --latency="$$LATENCY" --depth="$$DEPTH" \
		--seed="$$SEED" --mem="$$MEM" --frag="$$FRAG" --dir=build/sim --model-dir=build/model "$$@"

waves: $(PROGRAM) $(MODEL:.so=-trace.so) ## record the wave of job S= and open it in GTKWave, or draw it into PNG=
	$(Q)scripts/waves.sh

# What the test programs open: every width, the traced default, those of the laboratory, each seeded mutant, each variant of the parameters.
# Some areas run no engine.
TEST_MODELS := $(WIDTHS:%=build/model/w%.so) build/model/w64-trace.so build/model/w64-tuned.so \
	       build/model/w32-deep.so build/model/w64-deep.so $(MUTANTS:%=build/model/w64-%.so) \
	       $(VARIANTS:%=build/model/%.so)
NO_ENGINE   := lint.% driver.% setup.% runner.% make.% synth.% cross.% package.%
TEST_NEEDS  := $(PROGRAM) $(DEFAULT_INPUT) $(if $(filter $(NO_ENGINE),$(T)),build/model/w64.so,$(TEST_MODELS))

test: $(TEST_BIN) $(TEST_NEEDS) ## every test, or one of them (T=name)
	$(Q)scripts/test.sh $(TEST_BIN) $(wildcard tb/test/*.sh)

# Every width as it is, deep for the longest latency, and with the addresses of most machines for the launch.
BENCH_MODELS := $(WIDTHS:%=build/model/w%.so) $(WIDTHS:%=build/model/w%-deep.so) $(WIDTHS:%=build/model/w%-default40.so) \
		build/model/w64-tuned.so build/model/w512-tuned.so
bench: $(PROGRAM) $(BENCH_MODELS) ## clocks per descriptor against the bus's limit, launch, long runs, speed; plots, and what misses its figure
	$(Q)scripts/bench.sh

# What the experiments open: three widths, and the configuration for long latencies.
LAB_WIDTHS := $(if $(filter WIDTH,$(ASKED)),$(filter $(WIDTHS),$(WIDTH)),32 64 128)
LAB_MODELS := $(LAB_WIDTHS:%=build/model/w%.so) $(if $(filter WIDTH,$(ASKED)),$(LAB_WIDTHS:%=build/model/w%-deep.so),build/model/w64-deep.so)
lab: $(PROGRAM) $(LAB_MODELS) ## every trade-off of the article as an experiment: tables, pictures, verdict and build/lab/index.html
	$(Q)unset $(filter-out $(ASKED),WIDTH LATENCY SEED); scripts/lab.sh

lint: $(PROGRAM) build/model/w64.so ## the tools that read the sources: verilator, iverilog, yosys, clang-format, cppcheck
	$(Q)T='lint.*' TEST_DIR=build/lint scripts/test.sh tb/test/lint.sh

FORMATTED := $(wildcard sw/*.[ch] sw/example/*.c sw/test/*.[ch] tb/*.[ch] tb/test/*.[ch] sim/*.[ch])
format: setup ## clang-format over the C sources
	$(Q)clang-format -i $(FORMATTED)

synth: setup ## area of four configurations under Yosys (iCE40, ECP5, xc7, generic), frequency on HX8K and on OSU 0.18 um cells
	$(Q)scripts/synth.sh

readme: $(PROGRAM) build/model/w64.so build/model/w64-trace.so ## rewrite the generated blocks and pictures of README.md, and sgdma.core
	$(Q)scripts/readme.sh
	$(Q)scripts/package.sh core >sgdma.core

install: build/libsgdma.a ## driver, RTL with a file list, and what finds them, in DESTDIR and PREFIX
	$(Q)scripts/package.sh install

uninstall: ## take away what install has put there
	$(Q)scripts/package.sh uninstall

clean: ## remove build/
	$(Q)rm -rf build
