#include "ui/edit.h"

#include <stdlib.h>
#include <string.h>

#include "edit_impl.h"
#include "text/clean.h"
#include "text/utf8.h"

#define MAX_DEFAULT ((size_t)64 << 10)

struct edit *edit_create(int flags, size_t max_bytes)
{
	struct edit *ed = xcalloc(1, sizeof(*ed));

	ed->flags = flags;
	ed->max = max_bytes ? max_bytes : MAX_DEFAULT;
	ed->goal = -1;
	ed->width = 80;
	ed->height = 1;
	ed->amb = 1;
	ed->own_kills = ed->kills = kills_create();
	str_add(&ed->text, "");
	if (flags & EDIT_SECRET) {
		/* All the room at once: growing would leave copies behind. */
		char *room = xcalloc(1, ed->max);
		str_addn(&ed->text, room, ed->max);
		str_clear(&ed->text);
		free(room);
	}
	return ed;
}

static void wipe(struct edit *ed)
{
	if (ed->flags & EDIT_SECRET && ed->text.s) {
		explicit_bzero(ed->text.s, ed->text.cap);
	}
}

void edit_destroy(struct edit *ed)
{
	if (!ed) {
		return;
	}
	wipe(ed);
	edit_forget(ed);
	vec_finish(&ed->past);
	vec_finish(&ed->marks);
	kills_destroy(ed->own_kills);
	str_finish(&ed->text);
	free(ed);
}

void edit_share_kills(struct edit *ed, struct kills *k)
{
	kills_destroy(ed->own_kills);
	ed->own_kills = NULL;
	ed->kills = k;
}

static unsigned clean_flags(const struct edit *ed)
{
	return ed->flags & EDIT_MULTILINE ? CLEAN_MULTILINE : CLEAN_LINE;
}

void edit_set(struct edit *ed, const char *text)
{
	struct str safe = STR_INIT;

	wipe(ed);
	clean(&safe, text, strlen(text), clean_flags(ed));
	str_clear(&ed->text);
	str_addn(&ed->text, str_c(&safe), utf8_limit(str_c(&safe), safe.len, ed->max));
	if (ed->flags & EDIT_SECRET && safe.s) {
		explicit_bzero(safe.s, safe.cap);
	}
	str_finish(&safe);
	edit_forget(ed);
	ed->cursor = ed->text.len;
	ed->goal = -1;
	ed->left = ed->top = 0;
	ed->changes++;
}

const char *edit_text(const struct edit *ed)
{
	return str_c(&ed->text);
}

size_t edit_len(const struct edit *ed)
{
	return ed->text.len;
}

size_t edit_cursor(const struct edit *ed)
{
	return ed->cursor;
}

unsigned edit_changes(const struct edit *ed)
{
	return ed->changes;
}

unsigned edit_refused(const struct edit *ed)
{
	return ed->refused;
}

void edit_move(struct edit *ed, size_t cursor)
{
	if (cursor > ed->text.len) {
		cursor = ed->text.len;
	}
	ed->cursor = utf8_border(str_c(&ed->text), ed->text.len, cursor);
	ed->joins = false;
	ed->goal = -1;
}

static void put_clean(struct edit *ed, size_t from, size_t to, const char *text, size_t n, enum run_kind kind)
{
	struct str safe = STR_INIT;
	size_t room = ed->max - (ed->text.len - (to - from));

	clean(&safe, text, n, clean_flags(ed));
	size_t fits = utf8_limit(str_c(&safe), safe.len, room);
	ed->refused += fits < safe.len;
	bool same = fits == to - from && memcmp(str_c(&safe), ed->text.s + from, fits) == 0;
	/* A letter that does not fit must not take the one before with it. */
	if (!same && (fits == safe.len || kind != RUN_TYPE)) {
		edit_change(ed, from, to, str_c(&safe), fits, kind);
	}
	if (ed->flags & EDIT_SECRET && safe.s) {
		explicit_bzero(safe.s, safe.cap);
	}
	str_finish(&safe);
}

void edit_insert(struct edit *ed, const char *text, size_t n)
{
	put_clean(ed, ed->cursor, ed->cursor, text, n, RUN_ALONE);
}

void edit_replace(struct edit *ed, size_t from, size_t to, const char *text)
{
	to = to > ed->text.len ? ed->text.len : to;
	from = from > to ? to : from;
	put_clean(ed, from, to, text, strlen(text), RUN_ALONE);
}

/* A mark goes onto the letter before it: cleaned alone it would have nothing to stand on. */
static void type(struct edit *ed, const char *letter)
{
	struct str both = STR_INIT;
	size_t n = strlen(letter);
	size_t from = ed->cursor;

	if (n > 1 && from > 0 && ed->text.s[from - 1] != '\n') {
		from = utf8_prev(str_c(&ed->text), ed->text.len, from);
	}
	str_addn(&both, ed->text.s + from, ed->cursor - from);
	str_addn(&both, letter, n);
	if (utf8_clusters(str_c(&both), both.len) > 1 || from == ed->cursor) {
		put_clean(ed, ed->cursor, ed->cursor, letter, n, RUN_TYPE);
	} else {
		put_clean(ed, from, ed->cursor, str_c(&both), both.len, RUN_TYPE);
	}
	str_finish(&both);
}

bool edit_typed(struct edit *ed, const struct key *k)
{
	if (k->kind == KEYK_PASTE) {
		edit_insert(ed, k->paste, k->paste_len);
		return true;
	}
	if (k->kind == KEYK_NAMED && k->name == KEYN_ENTER && ed->flags & EDIT_MULTILINE) {
		put_clean(ed, ed->cursor, ed->cursor, "\n", 1, RUN_TYPE);
		return true;
	}
	if (k->kind == KEYK_CHAR && !(k->mods & (KEYM_CTRL | KEYM_META))) {
		type(ed, k->text);
		return true;
	}
	return false;
}
