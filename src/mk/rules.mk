# Rules for objects, archives, generated files and programs, for both modes at
# once, so that one make can build either.

modes := debug release
generated := build/gen/embedded_keymaps.c build/gen/embedded_sql.c build/gen/codepages.c

# A file that changes only when the text does: what depends on it is rebuilt
# when flags or lists of files change. (No process is started for it.)
define remember # file, text
$(if $(wildcard $(dir $(1))),,$(shell mkdir -p $(dir $(1))))$(if \
$(filter x$(subst $(space),_,$(strip $(2)))x,$(if $(wildcard $(1)),x$(subst \
$(space),_,$(strip $(file < $(1))))x)),,$(file > $(1),$(strip $(2))))
endef
empty :=
space := $(empty) $(empty)
tab := $(empty)	$(empty)

# Outputs appear whole, by rename: an interrupted or a second make never leaves or
# meets half a file.
compile = @mkdir -p $(@D); echo "  CC   $@"; \
	$(CC) $(std) $(warnings) $(warnings_gcc) $(WERROR) $(mode_$(1)) $(2) $(CFLAGS) \
	-MMD -MP -MF $(@:.o=.d) -MT $@ -c -o $@.$$$$ $< && mv -f $@.$$$$ $@ || \
	{ rm -f $@.$$$$; exit 1; }
archive = @mkdir -p $(@D); echo "  AR   $@"; rm -f $@.$$$$; $(AR) rcsD $@.$$$$ $(filter %.o,$^) && \
	mv -f $@.$$$$ $@

# $(1) mode
define mode_rules
$$(call remember,build/$(1)/flags,$$(CC) $$(std) $$(warnings) $$(warnings_gcc) \
	$$(WERROR) $$(mode_$(1)) $$(CFLAGS) $$(LDFLAGS))

build/$(1)/obj/gen/%.o: build/gen/%.c build/$(1)/flags | $$(need_deps)
	$$(call compile,$(1),)

$$(call remember,build/$(1)/libgen.list,$$(generated))
build/$(1)/libgen.a: $$(generated:build/gen/%.c=build/$(1)/obj/gen/%.o) build/$(1)/libgen.list
	$$(archive)
endef
$(foreach m,$(modes),$(eval $(call mode_rules,$(m))))

# $(1) mode, $(2) room
define room_rules
objects_$(1)_$(2) := $(patsubst %.c,build/$(1)/obj/%.o,$(call sources_of,$(2)))

build/$(1)/obj/$(call folder_of,$(2))/%.o: $(call folder_of,$(2))/%.c build/$(1)/flags | $$(need_deps)
	$$(call compile,$(1),$$(flags_$(2)))

$$(call remember,build/$(1)/lib$(2).list,$$(objects_$(1)_$(2)))
build/$(1)/lib$(2).a: $$(objects_$(1)_$(2)) build/$(1)/lib$(2).list | $$(need_deps)
	$$(archive)
endef
$(foreach m,$(modes),$(foreach r,$(rooms),$(eval $(call room_rules,$(m),$(r)))))

# The room itself, and the rooms it knows that exist.
with_known = $(filter $(rooms),$(1) $(knows_$(1)) $(links_$(1)))
archives_for = $(foreach r,$(call with_known,$(2)),build/$(1)/lib$(r).a) build/$(1)/libgen.a
libs_for = $(foreach r,$(call with_known,$(1)),$(libs_$(r))) -lm -lpthread
# mode, room
link = @mkdir -p $(@D); echo "  LINK $@"; \
	$(CC) $(mode_$(1)) $(CFLAGS) $(link_$(1)) $(LDFLAGS) -o $@.$$$$ $(filter %.o,$^) \
	-Wl,--as-needed -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(libs_for_$(2)) $(3) \
	&& mv -f $@.$$$$ $@ || { rm -f $@.$$$$; exit 1; }
$(foreach r,$(rooms) tools,$(eval libs_for_$(r) = $$(call libs_for,$(r))))

# $(1) mode, $(2) program, $(3) room
define program_rules
build/$(1)/$(2): build/$(1)/obj/src/$(3)/main.o $(call archives_for,$(1),$(3))
	$$(call link,$(1),$(3))
endef
$(foreach m,$(modes),$(foreach p,$(programs_here),$(eval \
	$(call program_rules,$(m),$(call name_of,$(p)),$(call room_of,$(p))))))

# Only this file knows where things are installed.
$(foreach m,$(modes),$(call remember,build/$(m)/localedir,$(localedir)))
$(foreach m,$(modes),$(eval build/$(m)/obj/src/base/i18n.o: build/$(m)/localedir))
$(foreach m,$(modes),$(eval build/$(m)/obj/src/base/i18n.o: flags_base = -DLOCALEDIR='"$(localedir)"'))

keymaps := $(sort $(wildcard keymaps/*.keys))
sql := $(sort $(wildcard src/*/sql/*.sql))
$(call remember,build/gen/keymaps.list,$(keymaps))
$(call remember,build/gen/sql.list,$(sql))
build/gen/embedded_keymaps.c: src/mk/embed.awk build/gen/keymaps.list $(keymaps)
	@echo "  GEN  $@"; $(AWK) -v array=embedded_keymaps -f $< $(keymaps) > $@
build/gen/embedded_sql.c: src/mk/embed.awk build/gen/sql.list $(sql)
	@echo "  GEN  $@"; $(AWK) -v array=embedded_sql -f $< $(sql) > $@
build/gen/codepages.c: src/mk/codepages.sh
	@mkdir -p $(@D); echo "  GEN  $@"; $< > $@

-include $(wildcard $(foreach m,$(modes),$(foreach r,$(rooms),\
	$(patsubst %.o,%.d,$(objects_$(m)_$(r))))))
-include $(wildcard $(foreach m,$(modes),build/$(m)/obj/gen/*.d \
	$(patsubst %.c,build/$(m)/obj/%.d,$(mains))))
