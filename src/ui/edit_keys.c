#include <string.h>

#include "base/alloc.h"
#include "edit_impl.h"
#include "text/cells.h"
#include "text/utf8.h"

static const char *text_of(const struct edit *ed)
{
	return str_c(&ed->text);
}

static size_t line_start(const struct edit *ed, size_t pos)
{
	while (pos > 0 && ed->text.s[pos - 1] != '\n') {
		pos--;
	}
	return pos;
}

static size_t line_end(const struct edit *ed, size_t pos)
{
	const char *nl = memchr(ed->text.s + pos, '\n', ed->text.len - pos);

	return nl ? (size_t)(nl - ed->text.s) : ed->text.len;
}

static bool move(struct edit *ed, size_t to)
{
	edit_move(ed, to);
	return true;
}

static bool go_left(struct edit *ed)
{
	return move(ed, ed->cursor > 0 ? utf8_prev(text_of(ed), ed->text.len, ed->cursor) : 0);
}

static bool go_right(struct edit *ed)
{
	size_t n = ed->text.len;

	return move(ed, ed->cursor < n ? utf8_next(text_of(ed), n, ed->cursor) : n);
}

static bool go_home(struct edit *ed)
{
	return move(ed, line_start(ed, ed->cursor));
}

static bool go_end(struct edit *ed)
{
	return move(ed, line_end(ed, ed->cursor));
}

static bool go_first(struct edit *ed)
{
	return move(ed, 0);
}

static bool go_last(struct edit *ed)
{
	return move(ed, ed->text.len);
}

/* A secret's words are nobody's business: all of it is one word. */
static size_t word_left(const struct edit *ed)
{
	return ed->flags & EDIT_SECRET ? 0 : utf8_word_prev(text_of(ed), ed->text.len, ed->cursor);
}

static size_t word_right(const struct edit *ed)
{
	return ed->flags & EDIT_SECRET ? ed->text.len
		: utf8_word_next(text_of(ed), ed->text.len, ed->cursor);
}

/* As in a shell: back to the last blank, and not only to the last sign. */
static size_t blank_left(const struct edit *ed)
{
	size_t at = ed->flags & EDIT_SECRET ? 0 : ed->cursor;

	while (at > 0 && strchr(" \n", ed->text.s[at - 1])) {
		at--;
	}
	while (at > 0 && !strchr(" \n", ed->text.s[at - 1])) {
		at--;
	}
	return at;
}

static bool go_word_left(struct edit *ed)
{
	return move(ed, word_left(ed));
}

static bool go_word_right(struct edit *ed)
{
	return move(ed, word_right(ed));
}

/* To the line n further on, in the column that the first of a run of these began in. */
static bool go_lines(struct edit *ed, int n)
{
	struct wrap_line line;
	int at = edit_line_of(ed, ed->cursor, &line);
	int goal = ed->goal >= 0 ? ed->goal
		: (int)cells_width(text_of(ed) + line.off, ed->cursor - line.off, ed->amb);

	if (!(ed->flags & EDIT_MULTILINE)) {
		return false;
	}
	int to = at + n < 0 ? 0 : at + n;
	while (to > at && !edit_line(ed, to, &line)) {
		to--;
	}
	if (to == at || !edit_line(ed, to, &line)) {
		return false;
	}
	edit_move(ed, line.off + cells_byte(text_of(ed) + line.off, line.len, (size_t)goal, ed->amb));
	ed->goal = goal;
	return true;
}

static bool go_up(struct edit *ed)
{
	return go_lines(ed, -1);
}

static bool go_down(struct edit *ed)
{
	return go_lines(ed, 1);
}

static bool go_page_up(struct edit *ed)
{
	return go_lines(ed, -(ed->height > 1 ? ed->height - 1 : 1));
}

static bool go_page_down(struct edit *ed)
{
	return go_lines(ed, ed->height > 1 ? ed->height - 1 : 1);
}

static bool delete_left(struct edit *ed)
{
	if (ed->cursor > 0) {
		edit_change(ed, utf8_prev(text_of(ed), ed->text.len, ed->cursor), ed->cursor, "", 0, RUN_BACK);
	}
	return true;
}

static bool delete_right(struct edit *ed)
{
	size_t n = ed->text.len;

	if (ed->cursor < n) {
		edit_change(ed, ed->cursor, utf8_next(text_of(ed), n, ed->cursor), "", 0, RUN_DELETE);
	}
	return true;
}

static bool kill(struct edit *ed, size_t from, size_t to, bool was_killed)
{
	if (from < to) {
		if (!(ed->flags & EDIT_SECRET)) {
			kills_add(ed->kills, text_of(ed) + from, to - from, was_killed, to == ed->cursor);
		}
		edit_change(ed, from, to, "", 0, RUN_ALONE);
		ed->killed = true;
	}
	return true;
}

static bool yank(struct edit *ed)
{
	const char *s = kills_get(ed->kills);

	if (s) {
		ed->yank_from = ed->cursor;
		edit_insert(ed, s, strlen(s));
		ed->yanked = true;
	}
	return true;
}

static bool yank_older(struct edit *ed, bool was_yanked)
{
	if (was_yanked) {
		kills_turn(ed->kills);
		edit_replace(ed, ed->yank_from, ed->cursor, kills_get(ed->kills));
		ed->yanked = true;
	}
	return true;
}

static bool swap_letters(struct edit *ed)
{
	size_t n = ed->text.len, at = ed->cursor;

	if (at == n && at > 0) {
		at = utf8_prev(text_of(ed), n, at);
	}
	if (at == 0 || at == n || ed->flags & EDIT_SECRET) {
		return true;
	}
	size_t from = utf8_prev(text_of(ed), n, at), to = utf8_next(text_of(ed), n, at);
	struct str both = STR_INIT;
	str_addn(&both, ed->text.s + at, to - at);
	str_addn(&both, ed->text.s + from, at - from);
	edit_change(ed, from, to, str_c(&both), both.len, RUN_ALONE);
	str_finish(&both);
	return true;
}

static bool undo(struct edit *ed)
{
	edit_undo(ed);
	return true;
}

static bool redo(struct edit *ed)
{
	edit_redo(ed);
	return true;
}

static const struct {
	const char *key;
	bool (*run)(struct edit *ed);
} keys[] = {
	{"C-a", go_home}, {"Home", go_home}, {"C-e", go_end}, {"End", go_end},
	{"C-b", go_left}, {"Left", go_left}, {"C-f", go_right}, {"Right", go_right},
	{"M-b", go_word_left}, {"C-Left", go_word_left}, {"M-Left", go_word_left},
	{"M-f", go_word_right}, {"C-Right", go_word_right}, {"M-Right", go_word_right},
	{"Up", go_up}, {"C-p", go_up}, {"Down", go_down}, {"C-n", go_down},
	{"PgUp", go_page_up}, {"PgDn", go_page_down},
	{"C-Home", go_first}, {"M-<", go_first}, {"C-End", go_last}, {"M->", go_last},
	{"BS", delete_left}, {"C-h", delete_left}, {"S-BS", delete_left},
	{"Del", delete_right}, {"C-d", delete_right},
	{"C-y", yank}, {"C-t", swap_letters}, {"C-_", undo}, {"M-_", redo},
};

static bool kill_key(struct edit *ed, const char *key, bool was_killed)
{
	size_t at = ed->cursor, end = line_end(ed, at);

	if (strcmp(key, "C-k") == 0) {
		/* At the end of a line, the line end itself. */
		return kill(ed, at, end == at && end < ed->text.len ? end + 1 : end, was_killed);
	}
	if (strcmp(key, "C-u") == 0) {
		return kill(ed, line_start(ed, at), at, was_killed);
	}
	if (strcmp(key, "C-w") == 0) {
		return kill(ed, blank_left(ed), at, was_killed);
	}
	if (strcmp(key, "M-BS") == 0 || strcmp(key, "C-BS") == 0) {
		return kill(ed, word_left(ed), at, was_killed);
	}
	if (strcmp(key, "M-d") == 0 || strcmp(key, "C-Del") == 0) {
		return kill(ed, at, word_right(ed), was_killed);
	}
	return false;
}

bool edit_key(struct edit *ed, const struct key *k)
{
	char name[KEY_TEXT];
	bool was_killed = ed->killed, was_yanked = ed->yanked;

	ed->killed = ed->yanked = false;
	if (edit_typed(ed, k)) {
		return true;
	}
	key_format(k, name);
	for (size_t i = 0; i < lengthof(keys); i++) {
		if (strcmp(keys[i].key, name) == 0) {
			return keys[i].run(ed);
		}
	}
	if (strcmp(name, "M-y") == 0) {
		return yank_older(ed, was_yanked);
	}
	return kill_key(ed, name, was_killed);
}
