# Manual pages: man/NAME.in -> build/MODE/man/NAME, with lists of verbs, keys,
# settings and routes as the programs of that mode print them.

pages := $(if $(filter fettle:%,$(programs_here)),$(if $(filter fettled:%,$(programs_here)),$(patsubst man/%.in,%,$(wildcard man/*.in))))
pages_of = $(addprefix build/$(1)/man/,$(pages))

.PHONY: man
man: $(call pages_of,$(or $(filter debug release,$(MODE)),release))

# $(1) mode
define man_rules
build/$(1)/man/%: man/%.in src/mk/man.awk build/$(1)/fettle build/$(1)/fettled
	@mkdir -p $$(@D); echo "  MAN  $$@"; $$(AWK) -v programs=build/$(1) -f src/mk/man.awk $$< > $$@.$$$$$$$$ && \
		mv -f $$@.$$$$$$$$ $$@ || { rm -f $$@.$$$$$$$$; exit 1; }
endef
$(foreach m,$(modes),$(eval $(call man_rules,$(m))))
