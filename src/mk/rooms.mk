# The rooms, what each may know, and the libraries it brings. A room is a folder
# in src/ with C files; "screens" is the folder of that name at the top.
# tests/check/layers reads the lines "knows_ROOM :=".

knows_base :=
knows_text := base
knows_model := text base
knows_wire := model text base
knows_crypto := base
knows_db := model crypto text base
knows_store := wire crypto db model text base
knows_net := store wire crypto db model text base
knows_ui := text base
knows_cmd := ui model text base
knows_draw := model text base
knows_screens := app cmd ui net store draw wire crypto db model text base
knows_app := screens cmd ui net store draw wire crypto db model text base
knows_server := db wire crypto model text base

libs_text := -lutf8proc
libs_wire := -ljson-c
libs_crypto := -lsodium
libs_db := -lsqlite3 -ldl
libs_net := -lcurl
libs_ui := -lncursesw -ltinfo
libs_server := -lmicrohttpd -lgnutls -lcurl

# The programs: room of the main file, and libraries that only they need.
programs_all := fettle:app fettled:server fettle-draw:draw
room_of = $(lastword $(subst :, ,$(1)))
name_of = $(firstword $(subst :, ,$(1)))
programs_here := $(foreach p,$(programs_all),$(if \
	$(wildcard src/$(call room_of,$(p))/main.c),$(p)))
programs_of = $(foreach p,$(programs_here),build/$(1)/$(call name_of,$(p)))
mains := $(foreach p,$(programs_all),src/$(call room_of,$(p))/main.c)

deep = $(foreach d,$(1) $(1)/* $(1)/*/* $(1)/*/*/*,$(wildcard $(d)/*.$(2)))
folder_of = $(if $(filter screens,$(1)),screens,src/$(1))
rooms := $(foreach r,base text model wire crypto db store net ui cmd draw screens \
	app server,$(if $(call deep,$(call folder_of,$(r)),c),$(r)))
sources_of = $(sort $(filter-out $(mains),$(call deep,$(call folder_of,$(1)),c)))
