# make            the programs, into build/release/
# make check      installs what is needed, builds with sanitizers, runs all tests
# make demo       a backend with believable data, and the client signed in to it
# make help       the rest
#
# One make for everything; the pieces are in src/mk/.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-builtin-variables
# as many jobs as processors; -j on the command line goes before it
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 1)

PREFIX ?= /usr/local
DESTDIR ?=
bindir ?= $(PREFIX)/bin
datadir ?= $(PREFIX)/share
mandir ?= $(datadir)/man
localedir ?= $(datadir)/locale
sysconfdir ?= /etc
unitdir ?= $(PREFIX)/lib/systemd/system

CC = gcc
CLANG = clang
AR = ar
AWK = awk
INSTALL = install
CFLAGS ?=
LDFLAGS ?=

include src/mk/flags.mk
include src/mk/rooms.mk
include src/mk/deps.mk
include src/mk/rules.mk
include src/mk/locale.mk
include src/mk/man.mk
include src/mk/tests.mk
include src/mk/fuzz.mk
include src/mk/install.mk

.PHONY: all programs demo clean help

# all: what people install. MODE=debug makes the same with sanitizers.
all: programs locale man
programs: $(call programs_of,$(or $(filter debug release,$(MODE)),release))

demo: deps-build
demo: $(call programs_of,release) locale
	@if [ -x src/app/demo.sh ]; then \
		BUILD=build/release ROLE=$(or $(ROLE),partner) exec src/app/demo.sh; \
	else \
		exec build/release/fettle demo --as $(or $(ROLE),partner); \
	fi

clean:
	rm -rf build

help:
	@echo 'make                 the programs, into build/release/ (MODE=debug: build/debug/)'
	@echo 'make demo            a demo backend, and the client signed in; ROLE=operator and others'
	@echo 'make check           installs what is needed, builds, runs all tests and source checks'
	@echo 'make unit-ROOM       the unit tests of one room: $(rooms)'
	@echo 'make unit            the unit tests of all rooms'
	@echo 'make source-checks   the source checks alone'
	@echo 'make fuzz            every fuzz target for FUZZ_SECONDS=$(FUZZ_SECONDS) seconds; ONLY=name for one'
	@echo 'make survive          kills, cuts and hostile bytes by the hundred (make check does a few)'
	@echo 'make bench           benchmarks'
	@echo 'make picture         draws the screens in README.md anew'
	@echo 'make deps            installs the packages that are missing (Debian 12)'
	@echo 'make install         PREFIX=$(PREFIX) DESTDIR=$(DESTDIR); make uninstall'
	@echo 'make clean           removes build/'
