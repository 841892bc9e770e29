#include "over.h"

#include <string.h>

#define LINE_MAX_BYTES 4096

static const char *const *copy_scopes(struct arena *a, const char *const *scopes)
{
	size_t n = 0;
	const char **copy;

	while (scopes && scopes[n]) {
		n++;
	}
	copy = arena_alloc(a, (n + 1) * sizeof(*copy));
	for (size_t i = 0; i < n; i++) {
		copy[i] = arena_strdup(a, scopes[i]);
	}
	return copy;
}

void over_init(struct over *o, const struct cmd_host *host, const char *name, int edit_flags, const char *initial)
{
	*o = (struct over){.host = *host, .scopes = {name, "overlay", NULL}};
	arena_init(&o->a);
	o->host.scopes = copy_scopes(&o->a, host->scopes);
	o->edit = edit_create(edit_flags, LINE_MAX_BYTES);
	edit_set(o->edit, initial ? initial : "");
}

void over_finish(struct over *o)
{
	edit_destroy(o->edit);
	arena_finish(&o->a);
}

static bool is_plain(const struct key *k)
{
	return k->kind == KEYK_PASTE
		|| (k->kind == KEYK_CHAR && !(k->mods & (KEYM_CTRL | KEYM_META)));
}

enum over_input over_key(struct over *o, const struct key *k, bool list, struct verb_call *call)
{
	if (list || !is_plain(k) || keyseq_waits(&o->seq)) {
		switch (keymap_key(o->host.km, &o->seq, o->scopes, false, k, &o->a, call)) {
		case KEYRES_CALL:
			keyseq_clear(&o->seq);
			return OVER_VERB;
		case KEYRES_PENDING:
			/* Digits are text here, never a count. */
			if (!o->seq.counting) {
				return OVER_MINE;
			}
			break;
		case KEYRES_DROP:
			keyseq_clear(&o->seq);
			return OVER_MINE;
		case KEYRES_NONE:
			break;
		}
		keyseq_clear(&o->seq);
	}
	if (edit_key(o->edit, k)) {
		return OVER_TEXT;
	}
	return is_plain(k) ? OVER_MINE : OVER_OTHER;
}

void picker_set(struct picker *p, size_t n)
{
	p->n = n;
	p->cursor = p->top = 0;
	p->in_list = p->in_list && n > 0;
}

static void step(struct picker *p, long long by)
{
	long long to = (long long)p->cursor + by;

	to = to < 0 ? 0 : to >= (long long)p->n ? (long long)p->n - 1 : to;
	p->cursor = p->n ? (size_t)to : 0;
}

bool picker_move(struct picker *p, const struct verb_call *call)
{
	long long page = p->rows > 1 ? p->rows - 1 : 1;

	switch (call->id) {
	case VERB_MOVE_DOWN:
		/* The first press shows the focus on the row that Enter already meant. */
		if (p->in_list || p->cursor > 0) {
			step(p, 1);
		}
		p->in_list = p->n > 0;
		return true;
	case VERB_MOVE_UP:
		p->in_list = p->cursor > 0;
		step(p, -1);
		return true;
	case VERB_MOVE_PAGE_DOWN:
	case VERB_MOVE_HALF_DOWN:
		step(p, page);
		p->in_list = p->n > 0;
		return true;
	case VERB_MOVE_PAGE_UP:
	case VERB_MOVE_HALF_UP:
		p->in_list = p->cursor > 0;
		step(p, -page);
		return true;
	default:
		return false;
	}
}

void picker_place(struct picker *p, struct area a)
{
	size_t rows = a.rows > 0 ? (size_t)a.rows : 0;

	p->first = a.row;
	p->rows = a.rows;
	if (p->cursor < p->top) {
		p->top = p->cursor;
	}
	if (rows && p->cursor >= p->top + rows) {
		p->top = p->cursor - rows + 1;
	}
}

int picker_hit(const struct picker *p, const struct key *k)
{
	int row = k->row - p->first;

	if (k->kind != KEYK_MOUSE || k->act != MOUSE_PRESS || row < 0 || row >= p->rows
		|| p->top + (size_t)row >= p->n) {
		return -1;
	}
	return (int)p->top + row;
}

void picker_mark(const struct picker *p, struct area a, int row, size_t i)
{
	if (i == p->cursor) {
		area_text(a, row, 0, 1, STYLE_CURSOR, ">");
		if (p->in_list) {
			area_cursor(a, row, 0);
		}
	}
}
