# Catalogues: po/ko.po -> build/locale/ko/LC_MESSAGES/fettle-ko.mo
# (every language is a domain of its own, see include/base/i18n.h)

languages := $(patsubst po/%.po,%,$(wildcard po/*.po))
catalogues := $(foreach l,$(languages),build/locale/$(l)/LC_MESSAGES/fettle-$(l).mo)

.PHONY: locale po
locale: $(catalogues)

define catalogue_rule
build/locale/$(1)/LC_MESSAGES/fettle-$(1).mo: po/$(1).po | $$(need_deps)
	@mkdir -p $$(@D); echo "  MO   $$@"; msgfmt --check -o $$@.$$$$$$$$ $$< && mv -f $$@.$$$$$$$$ $$@
endef
$(foreach l,$(languages),$(eval $(call catalogue_rule,$(l))))

# po: takes new texts from the sources into po/fettle.pot and the catalogues.
po:
	@mkdir -p po; src/mk/pot.sh po/fettle.pot
	@for f in $(wildcard po/*.po); do \
		msgmerge --quiet --no-fuzzy-matching --no-wrap --update --backup=none $$f po/fettle.pot; \
		echo "$$f: $$(msgfmt --statistics -o /dev/null $$f 2>&1)"; done
