# Catalogues: po/ko.po -> build/locale/ko/LC_MESSAGES/fettle-ko.mo
# (every language is a domain of its own, see include/base/i18n.h)

languages := $(patsubst po/%.po,%,$(wildcard po/*.po))
catalogues := $(foreach l,$(languages),build/locale/$(l)/LC_MESSAGES/fettle-$(l).mo)

.PHONY: locale
locale: $(catalogues)

define catalogue_rule
build/locale/$(1)/LC_MESSAGES/fettle-$(1).mo: po/$(1).po | $$(need_deps)
	@mkdir -p $$(@D); echo "  MO   $$@"; msgfmt --check -o $$@ $$<
endef
$(foreach l,$(languages),$(eval $(call catalogue_rule,$(l))))
