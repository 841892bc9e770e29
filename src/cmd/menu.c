#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "entries.h"
#include "over.h"
#include "text/cells.h"
#include "text/layout.h"

#define KEY_MIN 4
#define KEY_MOST 10
#define NAME_MIN 15
#define NAME_MOST 20

/* Help and the palette: a search, and the rows it leaves. They differ in what is listed. */
struct menu {
	struct over o;
	bool help;
	struct arena found;      /* objects of the query */
	struct arena texts;      /* of the entries of verbs */
	struct entries entries;
	size_t verbs;            /* entries that are verbs */
	struct picker pick;
	int key_width, name_width;
	char *chosen;            /* the line to run */
	/* binding a key, in help */
	bool binding;
	struct key keys[KEYSEQ_MAX];
	int nkeys;
	struct err e;
	char said[128];
};

static int widest(int least, int most, const char *s)
{
	int n = (int)cells_text(s, 1);

	return n > most ? most : n > least ? n : least;
}

static void search(struct menu *m)
{
	const char *query = edit_text(m->o.edit);

	m->entries.all.n = 0;
	arena_reset(&m->found);
	arena_reset(&m->texts);
	entries_verbs(&m->entries, &m->o.host, &m->texts);
	m->key_width = KEY_MIN;
	m->name_width = NAME_MIN;
	for (size_t i = 0; i < m->entries.all.n; i++) {
		const struct entry *e = &m->entries.all.v[i];
		m->key_width = widest(m->key_width, KEY_MOST, e->key);
		m->name_width = widest(m->name_width, NAME_MOST, e->name);
	}
	if (!m->help) {
		entries_objects(&m->entries, &m->o.host, query, &m->found);
	}
	picker_set(&m->pick, entries_match(&m->entries, query));
}

static const struct entry *current(const struct menu *m)
{
	return m->pick.n ? &m->entries.all.v[m->pick.cursor] : NULL;
}

static void run_line(struct menu *m, const char *line)
{
	struct verb_call call;
	bool whole;

	/* What needs words is continued on the : line. */
	whole = verb_parse(line, &m->o.a, &call, NULL) == 0;
	m->chosen = whole ? xstrdup(line) : xasprintf("command %s", line);
}

static enum overlay_result choose(struct menu *m)
{
	const struct entry *e = current(m);

	if (!e) {
		return OVERLAY_STAY;
	}
	run_line(m, e->line);
	return OVERLAY_DONE;
}

static void start_binding(struct menu *m)
{
	const struct entry *e = current(m);

	if (e) {
		m->binding = true;
		m->nkeys = 0;
		m->e = ERR_NONE;
	}
}

/* Binds in the narrowest scope: the screen that help was asked on. */
static void finish_binding(struct menu *m)
{
	const struct entry *e = current(m);
	struct str line = STR_INIT;
	struct verb_call call;
	bool letter;
	int r;

	if (m->nkeys == 0 || !e || !m->o.host.scopes[0]) {
		m->binding = false;
		return;
	}
	str_addf(&line, "bind %s ", m->o.host.scopes[0]);
	for (int i = 0; i < m->nkeys; i++) {
		keys_add(&line, &m->keys[i]);
	}
	/* A verb that needs words is asked for them on the : line. */
	str_addf(&line, verb_parse_partial(e->line, &m->o.a, &call, &letter, NULL) == 0
		? " %s" : " command %s", e->line);
	m->e = ERR_NONE;
	r = m->o.host.bind ? m->o.host.bind(m->o.host.ctx, str_c(&line), &m->e)
		: keymap_read(m->o.host.km, "", str_c(&line), &m->e);
	if (r == 0) {
		size_t at = m->pick.cursor;
		bool in_list = m->pick.in_list;
		m->binding = false;
		snprintf(m->said, sizeof(m->said), "%s", tr("bound"));
		search(m);
		m->pick.cursor = at < m->pick.n ? at : 0;
		m->pick.in_list = in_list;
	}
	m->nkeys = 0;
	str_finish(&line);
}

static bool is_named(const struct key *k, enum key_name name)
{
	return k->kind == KEYK_NAMED && k->name == name && !k->mods;
}

static enum overlay_result binding_key(struct menu *m, const struct key *k)
{
	if (is_named(k, KEYN_ESC)) {
		m->binding = false;
		m->e = ERR_NONE;
	} else if (is_named(k, KEYN_ENTER)) {
		finish_binding(m);
	} else if ((k->kind == KEYK_CHAR || k->kind == KEYK_NAMED) && m->nkeys < KEYSEQ_MAX) {
		m->keys[m->nkeys++] = *k;
		m->e = ERR_NONE;
	}
	return OVERLAY_STAY;
}

/* b binds while the focus is on a row: in the text it is a letter. */
static bool asks_to_bind(const struct menu *m, const struct key *k)
{
	char latin[LAYOUT_SIZE];

	if (!m->help || !m->pick.in_list || k->kind != KEYK_CHAR || k->mods) {
		return false;
	}
	return strcmp(k->text, "b") == 0
		|| (layout_latin(k->text, latin) == 1 && latin[0] == 'b');
}

static enum overlay_result menu_verb(struct menu *m, const struct verb_call *call)
{
	struct verb_call move = *call;

	m->said[0] = '\0';
	switch (call->id) {
	case VERB_OPEN:
		return choose(m);
	case VERB_BACK:
	case VERB_CLOSE:
		return OVERLAY_DONE;
	case VERB_PANE_NEXT:
		move.id = VERB_MOVE_DOWN;
		break;
	case VERB_PANE_PREV:
		move.id = VERB_MOVE_UP;
		break;
	default:
		break;
	}
	return picker_move(&m->pick, &move) ? OVERLAY_STAY : OVERLAY_PASS;
}

static enum overlay_result menu_mouse(struct menu *m, const struct key *k)
{
	int hit = picker_hit(&m->pick, k);

	if (hit < 0) {
		return OVERLAY_STAY;
	}
	if (m->pick.in_list && (size_t)hit == m->pick.cursor) {
		return choose(m);
	}
	m->pick.cursor = (size_t)hit;
	m->pick.in_list = true;
	return OVERLAY_STAY;
}

static enum overlay_result menu_key(void *o, const struct key *k)
{
	struct menu *m = o;
	unsigned before = edit_changes(m->o.edit);
	struct verb_call call;

	if (m->binding) {
		return binding_key(m, k);
	}
	if (asks_to_bind(m, k)) {
		start_binding(m);
		return OVERLAY_STAY;
	}
	if (k->kind == KEYK_MOUSE && k->act == MOUSE_PRESS) {
		return menu_mouse(m, k);
	}
	switch (over_key(&m->o, k, false, &call)) {
	case OVER_VERB:
		return menu_verb(m, &call);
	case OVER_TEXT:
		m->pick.in_list = false;
		m->said[0] = '\0';
		if (edit_changes(m->o.edit) != before) {
			search(m);
		}
		return OVERLAY_STAY;
	case OVER_OTHER:
		return OVERLAY_PASS;
	case OVER_MINE:
		break;
	}
	return OVERLAY_STAY;
}

/* The same height whatever is typed, so that nothing jumps. */
static int menu_rows(void *o, int screen_rows)
{
	struct menu *m = o;
	int want = (int)m->verbs + 1;
	int most = screen_rows / 2 + 1;

	return want < most ? want : most;
}

/* The verb these keys, or the first of them, run now. */
static enum verb_id taken_by(struct menu *m)
{
	enum verb_id id = VERB_NONE;

	for (int n = 1; n <= m->nkeys && id == VERB_NONE; n++) {
		id = keymap_lookup(m->o.host.km, m->o.host.scopes, m->keys, n);
	}
	return id;
}

static void draw_binding(struct menu *m, struct area a)
{
	const struct entry *e = current(m);
	struct str keys = STR_INIT;
	char text[KEY_TEXT];
	enum verb_id id;
	int used;

	for (int i = 0; i < m->nkeys; i++) {
		str_addf(&keys, "%s%s", i ? " " : "", key_format(&m->keys[i], text));
	}
	used = 1 + area_printf(a, 0, 1, a.cols / 2, STYLE_KEY, tr("keys for %s:"), e->name);
	used += 1 + area_text(a, 0, used + 1, 16, STYLE_INPUT, str_c(&keys));
	area_cursor(a, 0, used);
	id = taken_by(m);
	if (m->e.code != ERR_OK) {
		area_text(a, 0, used + 2, -1, STYLE_BAD, m->e.text);
	} else if (id != VERB_NONE) {
		area_printf(a, 0, used + 2, -1, STYLE_WARN, tr("now %s; Enter takes it over, Esc leaves it"),
			verbs[id].name);
	} else {
		area_printf(a, 0, used + 2, -1, STYLE_DIM, tr("Enter binds them in %s, Esc does not"),
			m->o.host.scopes[0] ? m->o.host.scopes[0] : "");
	}
	str_finish(&keys);
}

static const char *title_hint(const struct menu *m)
{
	if (m->said[0]) {
		return m->said;
	}
	return m->help ? tr("type to search, Enter runs it") : tr("verbs and objects, Enter runs it");
}

static void draw_title(struct menu *m, struct area a)
{
	const char *label = m->help ? "?" : tr("find");
	const char *hint = title_hint(m);
	int hint_width = (int)cells_text(hint, 1);
	int col = 2 + area_text(a, 0, 1, a.cols / 3, STYLE_KEY, label);
	int room = a.cols - col - hint_width - 2;

	if (room < 12) {
		room = a.cols - col;
	} else {
		area_right(a, 0, a.cols - hint_width, hint_width, STYLE_DIM, hint);
	}
	edit_draw(m->o.edit, area_part(a, 0, col, 1, room), STYLE_INPUT, !m->pick.in_list);
}

/* At the right of a verb without a key, when the cursor is on it. */
static const char *row_note(const struct menu *m, const struct entry *e, bool at_cursor)
{
	if (!at_cursor || !m->help || e->id == VERB_NONE) {
		return "";
	}
	if (e->key[0]) {
		return m->pick.in_list ? tr("b binds another") : "";
	}
	return m->pick.in_list ? tr("no key yet, b binds one") : tr("no key yet");
}

static void draw_entry(struct menu *m, struct area a, int row, size_t i)
{
	const struct entry *e = &m->entries.all.v[i];
	const char *note = row_note(m, e, i == m->pick.cursor);
	int width = (int)cells_text(note, 1);
	int col = 3, end = a.cols - (width ? width + 2 : 0);

	picker_mark(&m->pick, a, row, i);
	area_text(a, row, col, m->key_width, STYLE_KEY,
		e->key[0] ? e->key : e->id == VERB_NONE ? "" : "-");
	col += m->key_width + 1;
	if (e->id == VERB_NONE) {
		/* Objects are known by their titles, which are long. */
		int used = area_text(a, row, col, (end - col) * 2 / 3, STYLE_TEXT, e->name);
		area_text(a, row, col + used + 2, end - col - used - 2, STYLE_DIM, e->help);
		return;
	}
	area_text(a, row, col, m->name_width, STYLE_TEXT, e->name);
	col += m->name_width + 1;
	area_text(a, row, col, end - col, STYLE_TEXT, e->help);
	if (width) {
		area_text(a, row, a.cols - width, width, STYLE_DIM, note);
	}
}

static void menu_draw(void *o, struct area a)
{
	struct menu *m = o;
	struct area list = area_part(a, 1, 0, a.rows - 1, a.cols);

	area_fill(a, 0, 0, a.rows, a.cols, STYLE_TEXT);
	if (m->binding) {
		draw_binding(m, a);
	} else {
		draw_title(m, a);
	}
	picker_place(&m->pick, list);
	for (int row = 0; row < list.rows && m->pick.top + (size_t)row < m->pick.n; row++) {
		draw_entry(m, list, row, m->pick.top + (size_t)row);
	}
	if (m->pick.n == 0) {
		area_text(list, 0, 3, -1, STYLE_DIM, tr("Nothing has this in its name, help or key. BS shows more again."));
	}
	if (m->binding) {
		draw_binding(m, a); /* the cursor belongs to the keys */
	}
}

static void menu_done(void *o)
{
	struct menu *m = o;
	struct verb_call call;

	if (m->chosen && verb_parse(m->chosen, &m->o.a, &call, NULL) == 0) {
		m->o.host.run(m->o.host.ctx, &call, m->chosen);
	}
}

static void menu_destroy(void *o)
{
	struct menu *m = o;

	free(m->chosen);
	vec_finish(&m->entries.all);
	arena_finish(&m->found);
	arena_finish(&m->texts);
	over_finish(&m->o);
	free(m);
}

static const struct overlay_ops help_ops = {
	.name = "help",
	.rows = menu_rows,
	.draw = menu_draw,
	.key = menu_key,
	.done = menu_done,
	.destroy = menu_destroy,
};

static const struct overlay_ops palette_ops = {
	.name = "palette",
	.rows = menu_rows,
	.draw = menu_draw,
	.key = menu_key,
	.done = menu_done,
	.destroy = menu_destroy,
};

static struct overlay menu_create(const struct overlay_ops *ops, const struct cmd_host *host, const char *query)
{
	struct menu *m = xcalloc(1, sizeof(*m));

	over_init(&m->o, host, ops->name, 0, query);
	arena_init(&m->found);
	arena_init(&m->texts);
	m->help = ops == &help_ops;
	entries_verbs(&m->entries, &m->o.host, &m->texts);
	m->verbs = m->entries.all.n;
	search(m);
	return (struct overlay){ops, m};
}

struct overlay help_create(const struct cmd_host *host, const char *query)
{
	return menu_create(&help_ops, host, query);
}

struct overlay palette_create(const struct cmd_host *host)
{
	return menu_create(&palette_ops, host, "");
}
