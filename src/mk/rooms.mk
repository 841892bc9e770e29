# The rooms, what each may include, and the libraries it brings. A room is a folder
# in src/ with C files; "screens" is the folder of that name at the top.
# tests/check/layers reads the lines "knows_ROOM :=".

knows_base :=
knows_text := base
knows_model := base text
knows_wire := base text model
knows_crypto := base
knows_db := base model crypto
knows_store := base text model wire crypto db
knows_net := base text model wire store crypto
knows_ui := base text
knows_cmd := base text model ui
knows_draw := base text model
knows_render := base text draw
knows_pdf := base text model wire
knows_screens := base text model ui cmd app
knows_app := base text model wire crypto store net ui cmd draw screens
knows_server := base text model wire crypto db

# What is linked is all that, and all that those know.
client_rooms := base text model wire crypto db store net ui cmd draw app screens
links_screens := $(client_rooms)
links_app := $(client_rooms)
links_db := text
links_net := db
links_server := text

libs_text := -lutf8proc
libs_wire := -ljson-c
libs_crypto := -lsodium
libs_db := -lsqlite3 -ldl
# libcurl is loaded when it is needed: src/net/libcurl.h
libs_net := -ldl
libs_ui := -lncursesw -ltinfo
# the drawing libraries are loaded when a file of theirs was met (src/render/lib.h), and find
# these functions of ours before cairo's (src/render/record.h)
libs_render = -lseccomp -ldl $(foreach f,stroke stroke_preserve fill fill_preserve paint paint_with_alpha \
	mask mask_surface show_glyphs show_text_glyphs surface_has_show_text_glyphs,-Wl,--export-dynamic-symbol=cairo_$(f))
libs_pdf = $(shell pkg-config --silence-errors --libs pangocairo cairo)
libs_server := -lmicrohttpd -lgnutls -lcurl

# The programs: room of the main file, and libraries that only they need.
programs_all := fettle:app fettled:server fettle-draw:render fettle-pdf:pdf
room_of = $(lastword $(subst :, ,$(1)))
name_of = $(firstword $(subst :, ,$(1)))
programs_here := $(foreach p,$(programs_all),$(if \
	$(wildcard src/$(call room_of,$(p))/main.c),$(p)))
programs_of = $(foreach p,$(programs_here),build/$(1)/$(call name_of,$(p)))
mains := $(foreach p,$(programs_all),src/$(call room_of,$(p))/main.c)

deep = $(foreach d,$(1) $(1)/* $(1)/*/* $(1)/*/*/*,$(wildcard $(d)/*.$(2)))
folder_of = $(if $(filter screens,$(1)),screens,src/$(1))
rooms := $(foreach r,base text model wire crypto db store net ui cmd draw render pdf screens \
	app server,$(if $(call deep,$(call folder_of,$(r)),c),$(r)))
sources_of = $(sort $(filter-out $(mains),$(call deep,$(call folder_of,$(1)),c)))
