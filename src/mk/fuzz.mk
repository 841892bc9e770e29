# Fuzz targets: tests/fuzz/fuzz_NAME.c, built by clang with libFuzzer over all
# rooms. A corpus in tests/fuzz/corpus/NAME is read; findings go to build/fuzz/.

FUZZ_SECONDS ?= 30
fuzz_targets := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_flags := -O1 -g -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
fuzz_rooms := $(filter-out screens app,$(rooms))

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

build/fuzz/fuzz_%: build/fuzz/obj/tests/fuzz/fuzz_%.o \
		$(foreach r,$(fuzz_rooms),build/fuzz/lib$(r).a) build/fuzz/libgen.a
	@echo "  LINK $@"; $(CLANG) -fsanitize=fuzzer,address,undefined -o $@ $(filter %.o,$^) \
		-Wl,--as-needed -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(foreach r,$(fuzz_rooms),$(libs_$(r))) -lm -lpthread

.PHONY: fuzz
fuzz: $(patsubst %,build/fuzz/fuzz_%,$(or $(ONLY),$(fuzz_targets)))
	@tests/fuzz/run $(FUZZ_SECONDS) $(or $(ONLY),$(fuzz_targets))

.SECONDARY: $(patsubst %,build/fuzz/obj/tests/fuzz/fuzz_%.o,$(fuzz_targets))
-include $(wildcard build/fuzz/obj/*/*.d build/fuzz/obj/*/*/*.d build/fuzz/obj/*/*/*/*.d)
