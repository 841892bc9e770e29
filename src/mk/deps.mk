# Packages of Debian 12. deps-build: to build and run; deps: to test as well.

packages_build := gcc libc6-dev make pkg-config gettext tzdata ca-certificates \
	libncurses-dev libcurl4-openssl-dev libjson-c-dev libsodium-dev \
	libsqlite3-dev libutf8proc-dev libmicrohttpd-dev libgnutls28-dev \
	libpq-dev libpq5 libcairo2-dev libpango1.0-dev \
	librsvg2-dev libpoppler-glib-dev libxml2-dev libseccomp-dev libturbojpeg0-dev zlib1g-dev
packages_test := clang libclang-rt-14-dev libcmocka-dev libvterm-dev postgresql \
	universal-ctags pmccabe unicode-data tmux mandoc shellcheck curl jq openssl \
	procps ncurses-term poppler-utils fonts-wqy-microhei strace

.PHONY: deps deps-build
deps:
	@src/mk/deps.sh $(packages_build) $(packages_test)
deps-build:
	@src/mk/deps.sh $(packages_build)

# Goals that install first make every object wait for it; plain make never
# touches the system.
need_deps := $(if $(filter check bench fuzz deps,$(MAKECMDGOALS)),deps,$(if \
	$(filter demo deps-build,$(MAKECMDGOALS)),deps-build))
