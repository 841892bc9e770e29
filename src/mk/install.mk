# make install: programs, manual pages, completions, catalogues, systemd units. MODE=debug
# installs those with sanitizers: for the test.

install_mode := $(or $(filter debug release,$(MODE)),release)
manuals := $(call pages_of,$(install_mode))
unit_files := $(patsubst src/server/%.in,%,$(wildcard src/server/*.service.in src/server/*.socket.in))
has_client := $(filter fettle:%,$(programs_here))

completion_bash := $(datadir)/bash-completion/completions/fettle
completion_zsh := $(datadir)/zsh/site-functions/_fettle
completion_fish := $(datadir)/fish/vendor_completions.d/fettle.fish
shells := bash zsh fish

define newline


endef

.PHONY: install uninstall
install: all
	$(INSTALL) -d $(DESTDIR)$(bindir)
	$(if $(programs_here),$(INSTALL) -m 755 $(call programs_of,$(install_mode)) $(DESTDIR)$(bindir))
	$(foreach m,$(manuals),$(INSTALL) -D -m 644 $(m) \
		$(DESTDIR)$(mandir)/man$(subst .,,$(suffix $(m)))/$(notdir $(m))$(newline)$(tab))
	$(foreach l,$(languages),$(INSTALL) -D -m 644 \
		build/locale/$(l)/LC_MESSAGES/fettle-$(l).mo \
		$(DESTDIR)$(localedir)/$(l)/LC_MESSAGES/fettle-$(l).mo$(newline)$(tab))
	$(if $(has_client),$(foreach s,$(shells),build/$(install_mode)/fettle completions $(s) \
		> build/completion.$(s)$(newline)$(tab)$(INSTALL) -D -m 644 \
		build/completion.$(s) $(DESTDIR)$(completion_$(s))$(newline)$(tab)))
	$(foreach u,$(unit_files),sed 's|@bindir@|$(bindir)|g' src/server/$(u).in > build/$(u)$(newline)$(tab)$(INSTALL) \
		-D -m 644 build/$(u) $(DESTDIR)$(unitdir)/$(u)$(newline)$(tab))

uninstall:
	rm -f $(foreach p,$(programs_all),$(DESTDIR)$(bindir)/$(call name_of,$(p))) \
		$(foreach m,$(manuals),$(DESTDIR)$(mandir)/man$(subst .,,$(suffix $(m)))/$(notdir $(m))) \
		$(foreach l,$(languages),$(DESTDIR)$(localedir)/$(l)/LC_MESSAGES/fettle-$(l).mo) \
		$(foreach s,$(shells),$(DESTDIR)$(completion_$(s))) \
		$(foreach u,$(unit_files),$(DESTDIR)$(unitdir)/$(u))
