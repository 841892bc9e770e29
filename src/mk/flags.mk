# Compiler flags. Warnings are errors; WERROR= turns that off for other compilers.

WERROR ?= -Werror

warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wformat=2 -Wvla -Wundef -Wwrite-strings \
	-Wpointer-arith -Wimplicit-fallthrough -Wdate-time \
	-Wno-missing-field-initializers
warnings_gcc := -Wlogical-op -Wduplicated-cond

std := -std=gnu17 -fno-strict-aliasing -D_GNU_SOURCE -Iinclude

mode_debug := -Og -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined
mode_release := -O2 -g -Wno-format-truncation -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
link_debug := -fsanitize=address,undefined
link_release := -pie -Wl,-z,relro -Wl,-z,now

# Where each room finds headers that are not in the compiler's own folders.
# Asked for when a file of the room is compiled, so that a machine without
# pkg-config can still read this Makefile.
flags_db = -isystem /usr/include/postgresql
flags_render = $(shell pkg-config --silence-errors --cflags cairo librsvg-2.0 poppler-glib libxml-2.0)
flags_pdf = $(shell pkg-config --silence-errors --cflags pangocairo cairo)
flags_app =
