#include "ui/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "base/str.h"
#include "text/cells.h"

/* "> Label  text": the marker, and what parts label and text. */
#define MARK_COLS 2
#define GAP_COLS 2

struct field {
	const struct form_field *def;
	struct edit *ed;
	struct area drawn; /* no rows: not on the screen */
};

struct form {
	struct field *fields;
	int n, focus;
	int top;          /* first row shown */
	struct kills *kills;
	char *typed;      /* before the cursor, when completion began; NULL: it did not */
	int choice;       /* the completion shown, -1: what was typed */
	unsigned changes; /* of the field, after it was shown */
};

struct form *form_create(const struct form_field *fields, int n)
{
	struct form *f = xcalloc(1, sizeof(*f));

	f->fields = xcalloc((size_t)n, sizeof(*f->fields));
	f->n = n;
	f->kills = kills_create();
	for (int i = 0; i < n; i++) {
		f->fields[i].def = &fields[i];
		f->fields[i].ed = edit_create(fields[i].flags, fields[i].max);
		edit_share_kills(f->fields[i].ed, f->kills);
	}
	return f;
}

void form_destroy(struct form *f)
{
	if (!f) {
		return;
	}
	for (int i = 0; i < f->n; i++) {
		edit_destroy(f->fields[i].ed);
	}
	kills_destroy(f->kills);
	free(f->typed);
	free(f->fields);
	free(f);
}

static struct field *find(const struct form *f, const char *name)
{
	for (int i = 0; i < f->n; i++) {
		if (strcmp(f->fields[i].def->name, name) == 0) {
			return &f->fields[i];
		}
	}
	return NULL;
}

struct edit *form_edit(struct form *f, const char *name)
{
	struct field *d = find(f, name);

	return d ? d->ed : NULL;
}

const char *form_get(struct form *f, const char *name)
{
	struct field *d = find(f, name);

	return d ? edit_text(d->ed) : NULL;
}

void form_set(struct form *f, const char *name, const char *text)
{
	struct field *d = find(f, name);

	if (d) {
		edit_set(d->ed, text);
	}
}

static void stop_completing(struct form *f)
{
	free(f->typed);
	f->typed = NULL;
}

static void focus_on(struct form *f, int i)
{
	stop_completing(f);
	f->focus = i;
}

const char *form_focused(const struct form *f)
{
	return f->n > 0 ? f->fields[f->focus].def->name : "";
}

bool form_focus(struct form *f, const char *name)
{
	struct field *d = find(f, name);

	if (d) {
		focus_on(f, (int)(d - f->fields));
	}
	return d != NULL;
}

bool form_next(struct form *f, int step)
{
	if (f->n == 0) {
		return false;
	}
	focus_on(f, ((f->focus + step) % f->n + f->n) % f->n);
	return f->n > 1;
}

unsigned form_changes(const struct form *f)
{
	unsigned sum = 0;

	for (int i = 0; i < f->n; i++) {
		sum += edit_changes(f->fields[i].ed);
	}
	return sum;
}

const char *form_check(struct form *f, char why[128])
{
	why[0] = '\0';
	for (int i = 0; i < f->n; i++) {
		const struct form_field *def = f->fields[i].def;
		if (def->check && !def->check(edit_text(f->fields[i].ed), why)) {
			focus_on(f, i);
			return def->name;
		}
	}
	return NULL;
}

/* In bytes, and never within a letter: what all have in common of each is whole. */
static size_t common(const struct form_field *def, const char *typed)
{
	const char *s = def->complete(typed, 0);
	char *first = xstrdup(s);
	size_t n = strlen(first);

	for (int i = 1; (s = def->complete(typed, i)) != NULL; i++) {
		size_t k = 0;
		while (k < n && s[k] == first[k]) {
			k++;
		}
		n = k;
	}
	while (n > 0 && ((unsigned char)first[n] & 0xc0) == 0x80) {
		n--;
	}
	free(first);
	return n;
}

static void show_choice(struct form *f, struct field *d, const char *text, size_t n)
{
	char *s = xstrndup(text, n);

	edit_replace(d->ed, 0, edit_cursor(d->ed), s);
	f->changes = edit_changes(d->ed);
	free(s);
}

static bool cycle(struct form *f, struct field *d, int step)
{
	int n = 0;

	while (d->def->complete(f->typed, n)) {
		n++;
	}
	/* One place more than there are completions: what was typed. */
	f->choice = (f->choice + 1 + step + n + 1) % (n + 1) - 1;
	const char *s = f->choice < 0 ? f->typed : d->def->complete(f->typed, f->choice);
	show_choice(f, d, s, strlen(s));
	return true;
}

static bool complete(struct form *f, int step)
{
	struct field *d = &f->fields[f->focus];
	const char *first;

	if (f->typed && f->changes == edit_changes(d->ed)) {
		return cycle(f, d, step);
	}
	stop_completing(f);
	if (!d->def->complete || step < 0 || edit_cursor(d->ed) == 0) {
		return false;
	}
	char *typed = xstrndup(edit_text(d->ed), edit_cursor(d->ed));
	first = d->def->complete(typed, 0);
	bool only = first && !d->def->complete(typed, 1);
	size_t n = first ? common(d->def, typed) : 0;
	if (!first || (only && strcmp(d->def->complete(typed, 0), typed) == 0)) {
		free(typed);
		return false;
	}
	if (only || n > strlen(typed)) {
		first = d->def->complete(typed, 0);
		show_choice(f, d, first, only ? strlen(first) : n);
		free(typed);
		return true;
	}
	f->typed = typed;
	f->choice = -1;
	return cycle(f, d, 1);
}

static bool press(struct form *f, const struct key *k)
{
	for (int i = 0; i < f->n; i++) {
		struct area *a = &f->fields[i].drawn;
		if (k->act == MOUSE_PRESS && k->row >= a->row && k->row < a->row + a->rows
			&& k->col < a->col + a->cols) {
			focus_on(f, i);
			edit_click(f->fields[i].ed, k->row - a->row, k->col - a->col);
			return true;
		}
	}
	return false;
}

bool form_key(struct form *f, const struct key *k)
{
	if (f->n == 0) {
		return false;
	}
	if (k->kind == KEYK_MOUSE) {
		return press(f, k);
	}
	if (k->kind == KEYK_NAMED && !k->mods && (k->name == KEYN_TAB || k->name == KEYN_BACKTAB)) {
		int step = k->name == KEYN_TAB ? 1 : -1;
		return complete(f, step) || form_next(f, step);
	}
	if (edit_key(f->fields[f->focus].ed, k)) {
		return true;
	}
	if (k->kind == KEYK_NAMED && !k->mods && (k->name == KEYN_UP || k->name == KEYN_DOWN)) {
		return form_next(f, k->name == KEYN_DOWN ? 1 : -1);
	}
	return false;
}

static int rows_of(const struct field *d)
{
	return d->def->rows > 1 ? d->def->rows : 1;
}

int form_rows(const struct form *f)
{
	int rows = 0;

	for (int i = 0; i < f->n; i++) {
		rows += rows_of(&f->fields[i]);
	}
	return rows;
}

static int label_cols(const struct form *f, int amb, int most)
{
	int cols = 0;

	for (int i = 0; i < f->n; i++) {
		int w = (int)cells_text(tr(f->fields[i].def->label), amb);
		cols = w > cols ? w : cols;
	}
	return cols < most ? cols : most;
}

static void scroll_to_focus(struct form *f, int height)
{
	int row = 0, rows = rows_of(&f->fields[f->focus]);

	for (int i = 0; i < f->focus; i++) {
		row += rows_of(&f->fields[i]);
	}
	if (row + rows > f->top + height) {
		f->top = row + rows - height;
	}
	if (row < f->top) {
		f->top = row;
	}
	int last = form_rows(f) - height;
	f->top = f->top > last ? last : f->top;
	f->top = f->top < 0 ? 0 : f->top;
}

static void draw_field(struct form *f, int i, struct area a, int row, int label)
{
	struct field *d = &f->fields[i];
	bool focused = i == f->focus;
	int col = MARK_COLS + label + GAP_COLS;

	if (focused) {
		area_text(a, row, 0, 1, STYLE_CURSOR, ">");
	}
	area_text(a, row, MARK_COLS, label, focused ? STYLE_BOLD : STYLE_TEXT, tr(d->def->label));
	d->drawn = area_part(a, row, col, rows_of(d), a.cols - col);
	edit_draw(d->ed, d->drawn, STYLE_INPUT, focused);
	if (edit_len(d->ed) == 0 && d->def->hint) {
		area_text(d->drawn, 0, focused ? 1 : 0, -1, STYLE_DIM, tr(d->def->hint));
	}
}

void form_draw(struct form *f, struct area a)
{
	int label = label_cols(f, a.s->amb, a.cols / 2), row;

	if (f->n == 0 || a.rows < 1 || a.cols < 1) {
		return;
	}
	scroll_to_focus(f, a.rows);
	row = -f->top;
	for (int i = 0; i < f->n; i++) {
		f->fields[i].drawn = (struct area){0};
		if (row + rows_of(&f->fields[i]) > 0 && row < a.rows) {
			draw_field(f, i, a, row, label);
		}
		row += rows_of(&f->fields[i]);
	}
}
