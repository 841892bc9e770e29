# make install: programs, manual pages, completions, catalogues, systemd unit.

manuals := $(wildcard man/*.[1-8])

.PHONY: install
install: all
	$(INSTALL) -d $(DESTDIR)$(bindir)
	$(if $(programs_here),$(INSTALL) -m 755 $(call programs_of,release) $(DESTDIR)$(bindir))
	$(foreach m,$(manuals),$(INSTALL) -D -m 644 $(m) \
		$(DESTDIR)$(mandir)/man$(subst .,,$(suffix $(m)))/$(notdir $(m))$(newline))
	$(foreach l,$(languages),$(INSTALL) -D -m 644 build/locale/$(l)/LC_MESSAGES/fettle-$(l).mo \
		$(DESTDIR)$(localedir)/$(l)/LC_MESSAGES/fettle-$(l).mo$(newline))

define newline


endef
