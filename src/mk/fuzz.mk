# Fuzz targets: tests/fuzz/fuzz_NAME.c, built by clang with libFuzzer over all
# rooms. A corpus in tests/fuzz/corpus/NAME is read; findings go to build/fuzz/.

FUZZ_SECONDS ?= 30
fuzz_targets := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_flags := -O1 -g -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
fuzz_rooms := $(rooms)

# A target is linked with the rooms that it includes, and what those know.
quoted = $(patsubst "%",%,$(filter "%.h",$(file < $(1))))
included = $(foreach h,$(subst ../../src/,,$(call quoted,$(1))),$(firstword $(subst /, ,$(h))))
fuzz_links = $(filter $(rooms),$(sort $(foreach r,$(call included,$(1)),\
	$(r) $(knows_$(r)) $(links_$(r)))))

compile_fuzz = @mkdir -p $(@D); echo "  CLANG $@"; \
	$(CLANG) $(std) $(warnings) -Wno-unknown-warning-option $(fuzz_flags) \
	$(1) -MMD -MP -c -o $@ $<

define fuzz_room_rules
build/fuzz/obj/$(call folder_of,$(1))/%.o: $(call folder_of,$(1))/%.c | $$(need_deps)
	$$(call compile_fuzz,$$(flags_$(1)))
build/fuzz/lib$(1).a: $(patsubst %.c,build/fuzz/obj/%.o,$(call sources_of,$(1)))
	$$(archive)
endef
$(foreach r,$(fuzz_rooms),$(eval $(call fuzz_room_rules,$(r))))

build/fuzz/obj/gen/%.o: build/gen/%.c | $(need_deps)
	$(call compile_fuzz,)
build/fuzz/libgen.a: $(generated:build/gen/%.c=build/fuzz/obj/gen/%.o)
	$(archive)
build/fuzz/obj/tests/fuzz/%.o: tests/fuzz/%.c | $(need_deps)
	$(call compile_fuzz,-Itests)

define fuzz_program
build/fuzz/fuzz_$(1): build/fuzz/obj/tests/fuzz/fuzz_$(1).o \
		$(foreach r,$(2),build/fuzz/lib$(r).a) build/fuzz/libgen.a
	@echo "  LINK $$@"; $$(CLANG) -fsanitize=fuzzer,address,undefined -o $$@ $$(filter %.o,$$^) \
		-Wl,--as-needed -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group \
		$(foreach r,$(2),$(libs_$(r))) -lm -lpthread
endef
ifneq ($(filter fuzz build/fuzz/%,$(MAKECMDGOALS)),)
$(foreach f,$(fuzz_targets),$(eval $(call fuzz_program,$(f),$(call \
	fuzz_links,tests/fuzz/fuzz_$(f).c))))
endif

.PHONY: fuzz
fuzz: $(patsubst %,build/fuzz/fuzz_%,$(or $(ONLY),$(fuzz_targets)))
	@tests/fuzz/run $(FUZZ_SECONDS) $(or $(ONLY),$(fuzz_targets))

-include $(wildcard build/fuzz/obj/*/*.d build/fuzz/obj/*/*/*.d build/fuzz/obj/*/*/*/*.d)
