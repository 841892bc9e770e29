# Tests. tests/unit/ROOM/*.c becomes build/MODE/unit-ROOM; the order of groups is
# that of the file names. tests/lib/*.c is for all who include "lib/x.h";
# tests/tools/*.c become programs in build/MODE/tools/.

test_mode := $(or $(filter debug release,$(MODE)),debug)
unit_rooms := $(foreach r,$(rooms),$(if $(wildcard tests/unit/$(r)/*.c),$(r)))
unit_files = $(sort $(wildcard tests/unit/$(1)/*.c))
test_lib := $(sort $(wildcard tests/lib/*.c))
test_tools := $(patsubst tests/tools/%.c,%,$(wildcard tests/tools/*.c))
# build/MODE/libtest.a when one of the files includes something of it
test_lib_for = $(if $(findstring "lib/,$(foreach f,$(2),$(file < $(f)))),build/$(1)/libtest.a)
test_flags := -Itests -I. -isystem /usr/include/postgresql

.PHONY: check unit $(addprefix unit-,$(rooms)) source-checks bench survive picture tools

# $(1) mode
define test_rules
build/$(1)/obj/tests/%.o: tests/%.c build/$(1)/flags | $$(need_deps)
	$$(call compile,$(1),$$(test_flags))
build/$(1)/obj/build/gen/unit/%.o: build/gen/unit/%.c build/$(1)/flags | $$(need_deps)
	$$(call compile,$(1),$$(test_flags))
$$(call remember,build/$(1)/libtest.list,$$(test_lib))
build/$(1)/libtest.a: $$(patsubst %.c,build/$(1)/obj/%.o,$$(test_lib)) build/$(1)/libtest.list
	$$(archive)
build/$(1)/tools/%: build/$(1)/obj/tests/tools/%.o build/$(1)/obj/tests/unit/unit_dir.o $(foreach r,$(rooms),build/$(1)/lib$(r).a) \
		build/$(1)/libgen.a build/$(1)/libtest.a
	$$(call link,$(1),tools,$$(foreach r,$$(rooms),$$(libs_$$(r))) -lvterm -lutil -lcmocka)
# the reference is to be linked with nothing but what it is the reference for
build/$(1)/tools/bench_list: build/$(1)/obj/tests/tools/bench_list.o
	@mkdir -p $$(@D); echo "  LINK $$@"; $$(CC) $$(mode_$(1)) $$(CFLAGS) $$(link_$(1)) $$(LDFLAGS) -o $$@ $$< -lncursesw -ltinfo
endef
$(foreach m,$(modes),$(eval $(call test_rules,$(m))))

# $(1) mode, $(2) room
define unit_rules
build/$(1)/unit-$(2): $(patsubst %.c,build/$(1)/obj/%.o,$(call unit_files,$(2))) \
		build/$(1)/obj/build/gen/unit/$(2).o $(addprefix build/$(1)/obj/tests/unit/,unit_main.o unit_dir.o) \
		$(call archives_for,$(1),$(2)) $(call test_lib_for,$(1),$(call unit_files,$(2)))
	$$(call link,$(1),$(2),-lcmocka -lvterm -lutil)
endef
$(foreach m,$(modes),$(foreach r,$(unit_rooms),$(eval $(call unit_rules,$(m),$(r)))))

define unit_goal
$$(call remember,build/gen/unit/$(1).list,$$(call unit_files,$(1)))
build/gen/unit/$(1).c: build/gen/unit/$(1).list src/mk/unit.awk
	@echo "  GEN  $$@"; $$(AWK) -f src/mk/unit.awk $$< > $$@
unit-$(1): build/$$(test_mode)/unit-$(1) $$(catalogues)
	@tests/run $$(test_mode) unit-$(1)
endef
$(foreach r,$(unit_rooms),$(eval $(call unit_goal,$(r))))
$(foreach r,$(filter-out $(unit_rooms),$(rooms)),$(eval unit-$(r): ; @echo 'no unit tests in tests/unit/$(r)'))

unit_programs := $(foreach r,$(unit_rooms),build/$(test_mode)/unit-$(r))
tool_programs := $(addprefix build/$(test_mode)/tools/,$(test_tools))

unit: $(unit_programs) $(catalogues)
	@tests/run $(test_mode) $(addprefix unit-,$(unit_rooms))

# tools: what tests/run needs for the parts that are not unit tests.
tools: $(call programs_of,$(test_mode)) $(tool_programs) $(catalogues) $(call pages_of,$(test_mode))

check: deps $(unit_programs) $(tool_programs) $(call programs_of,$(test_mode)) $(catalogues) \
		$(call pages_of,$(test_mode))
	@tests/run $(test_mode)

source-checks:
	@tests/run $(test_mode) check

# picture: the screens in README.md, from the program itself.
picture: build/$(test_mode)/fettle build/$(test_mode)/tools/seed
	@UPDATE=1 FETTLE_BUILD=$(CURDIR)/build/$(test_mode) tests/screen/run readme
	@$(AWK) -v pictures=tests/screen/readme.expect -f src/mk/picture.awk README.md > build/README.new
	@cat build/README.new > README.md; rm build/README.new

# The long counts, on the programs as people run them.
survive: deps $(call programs_of,release) $(addprefix build/release/tools/,$(test_tools)) $(catalogues)
	@SURVIVE_LONG=1 TEST_SECONDS=7200 tests/run release survive

bench: deps $(call programs_of,release) $(addprefix build/release/tools/,$(test_tools)) $(catalogues)
	@if [ -x tests/bench/run ]; then FETTLE_BUILD=build/release tests/bench/run; \
	else echo 'no benchmarks: tests/bench/run is not there'; fi

-include $(wildcard $(foreach m,$(modes),build/$(m)/obj/tests/*.d build/$(m)/obj/tests/*/*.d \
	build/$(m)/obj/tests/*/*/*.d build/$(m)/obj/build/gen/unit/*.d))
