#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "over.h"

#define LIST_ROWS 6

/* The : line. Above it stand the usage of its verb or what is wrong, and what could stand at the cursor. */
struct prompt {
	struct over o;
	struct arena found;      /* what c points to */
	struct completion c;
	int chosen;              /* while Tab goes round: its place in c, -1 for what was typed */
	bool round;
	char *typed;             /* before Tab or history changed it */
	size_t typed_at;
	size_t past;             /* place in the history */
	struct err e;            /* of the last Enter */
	struct verb_call call;
	bool run;
};

static void find(struct prompt *p)
{
	struct complete_host host = {p->o.host.ctx, p->o.host.complete, p->o.host.valid};

	arena_reset(&p->found);
	complete_line(&host, edit_text(p->o.edit), edit_cursor(p->o.edit), &p->found, &p->c);
	p->round = false;
	p->chosen = -1;
}

static void changed(struct prompt *p)
{
	p->e = ERR_NONE;
	p->past = 0;
	find(p);
}

static void keep_typed(struct prompt *p)
{
	free(p->typed);
	p->typed = xstrdup(edit_text(p->o.edit));
	p->typed_at = edit_cursor(p->o.edit);
}

/* The candidate instead of the word, with a space where the next word may follow. */
static void put(struct prompt *p, const struct complete_item *item)
{
	bool end = p->c.to == edit_len(p->o.edit);
	char *text = xasprintf("%s%s", item->text, end && !item->open ? " " : "");

	edit_replace(p->o.edit, p->c.from, p->c.to, text);
	edit_move(p->o.edit, p->c.from + strlen(text));
	free(text);
}

static size_t common_length(const struct completion *c)
{
	size_t n = strlen(c->items[0].text);

	for (size_t i = 1; i < c->n; i++) {
		size_t k = 0;
		while (k < n && c->items[i].text[k] == c->items[0].text[k]) {
			k++;
		}
		n = k;
	}
	/* Not into the middle of a code point. */
	while (n > 0 && ((unsigned char)c->items[0].text[n] & 0xc0) == 0x80) {
		n--;
	}
	return n;
}

/* As far as all candidates agree; false when that is what stands there. (What was typed may be
   another part of their names, or meant by position.) */
static bool put_common(struct prompt *p)
{
	size_t had = p->c.to - p->c.from;
	size_t n = common_length(&p->c);

	if (n == 0 || (n <= had && strncmp(p->c.items[0].text,
		edit_text(p->o.edit) + p->c.from, n) == 0)) {
		return false;
	}
	char *text = xstrndup(p->c.items[0].text, n);
	edit_replace(p->o.edit, p->c.from, p->c.to, text);
	edit_move(p->o.edit, p->c.from + n);
	free(text);
	find(p);
	return true;
}

/* One further in the round of candidates, with what was typed between the last and the first. */
static void go_round(struct prompt *p, int step)
{
	int n = (int)p->c.n;

	if (!p->round) {
		keep_typed(p);
		p->round = true;
		p->chosen = -1;
	}
	p->chosen += step;
	p->chosen = p->chosen < -1 ? n - 1 : p->chosen >= n ? -1 : p->chosen;
	edit_replace(p->o.edit, 0, edit_len(p->o.edit), p->typed);
	edit_move(p->o.edit, p->typed_at);
	if (p->chosen >= 0) {
		put(p, &p->c.items[p->chosen]);
	}
}

static void complete(struct prompt *p, int step)
{
	p->e = ERR_NONE;
	if (p->c.n == 0) {
		return;
	}
	if (p->round) {
		go_round(p, step);
	} else if (p->c.n == 1) {
		put(p, &p->c.items[0]);
		find(p);
	} else if (step < 0 || !put_common(p)) {
		go_round(p, step);
	}
}

static void recall(struct prompt *p, bool older)
{
	const char *line;

	if (!p->o.host.history) {
		return;
	}
	if (p->past == 0) {
		keep_typed(p);
	}
	line = older ? history_older(p->o.host.history, p->typed, &p->past)
		: history_newer(p->o.host.history, p->typed, &p->past);
	if (!line && p->past == 0) {
		line = p->typed;
	}
	if (line) {
		edit_replace(p->o.edit, 0, edit_len(p->o.edit), line);
		edit_move(p->o.edit, strlen(line));
		p->e = ERR_NONE;
		find(p);
	}
}

static bool is_empty(const char *s)
{
	return s[strspn(s, " \t")] == '\0';
}

static enum overlay_result enter(struct prompt *p)
{
	const char *line = edit_text(p->o.edit);

	if (is_empty(line)) {
		return OVERLAY_DONE;
	}
	p->e = ERR_NONE;
	if (verb_parse(line, &p->o.a, &p->call, &p->e) < 0) {
		return OVERLAY_STAY;
	}
	p->run = true;
	return OVERLAY_DONE;
}

static enum overlay_result prompt_verb(struct prompt *p, enum verb_id id)
{
	switch (id) {
	case VERB_OPEN:
		return enter(p);
	case VERB_BACK:
	case VERB_CLOSE:
		return OVERLAY_DONE;
	case VERB_PANE_NEXT:
		complete(p, 1);
		return OVERLAY_STAY;
	case VERB_PANE_PREV:
		complete(p, -1);
		return OVERLAY_STAY;
	case VERB_MOVE_UP:
	case VERB_MOVE_DOWN:
		recall(p, id == VERB_MOVE_UP);
		return OVERLAY_STAY;
	default:
		return OVERLAY_PASS;
	}
}

static bool is_named(const struct key *k, enum key_name name)
{
	return k->kind == KEYK_NAMED && k->name == name && !k->mods;
}

static enum overlay_result prompt_key(void *o, const struct key *k)
{
	struct prompt *p = o;
	unsigned before = edit_changes(p->o.edit);
	size_t at = edit_cursor(p->o.edit);
	struct verb_call call;

	if (is_named(k, KEYN_BS) && edit_len(p->o.edit) == 0) {
		return OVERLAY_DONE;
	}
	switch (over_key(&p->o, k, false, &call)) {
	case OVER_VERB:
		return prompt_verb(p, call.id);
	case OVER_TEXT:
		if (edit_changes(p->o.edit) != before) {
			changed(p);
		} else if (edit_cursor(p->o.edit) != at) {
			find(p);
		}
		return OVERLAY_STAY;
	case OVER_OTHER:
		return OVERLAY_PASS;
	case OVER_MINE:
		break;
	}
	return OVERLAY_STAY;
}

static bool has_about(const struct prompt *p)
{
	return p->e.code != ERR_OK || p->c.id != VERB_NONE;
}

/* The candidates worth showing: not the one that stands there already. */
static size_t candidates(const struct prompt *p)
{
	size_t had = p->c.to - p->c.from;

	if (p->c.n == 1 && !p->round && strlen(p->c.items[0].text) == had
		&& strncmp(p->c.items[0].text, edit_text(p->o.edit) + p->c.from, had) == 0) {
		return 0;
	}
	return p->c.n;
}

static int prompt_rows(void *o, int screen_rows)
{
	struct prompt *p = o;
	int list = candidates(p) < LIST_ROWS ? (int)candidates(p) : LIST_ROWS;

	if (list > screen_rows / 3) {
		list = screen_rows / 3;
	}
	return 1 + has_about(p) + list;
}

static void draw_about(struct prompt *p, struct area a, int row)
{
	struct str usage = STR_INIT;
	int col;

	if (p->e.code != ERR_OK) {
		area_text(a, row, 1, -1, STYLE_BAD, p->e.text);
		return;
	}
	verb_usage(p->c.id, false, &usage);
	col = 1 + area_text(a, row, 1, -1, STYLE_DIM, str_c(&usage) + 1);
	area_text(a, row, col + 3, -1, STYLE_DIM, tr(verbs[p->c.id].help));
	str_finish(&usage);
}

static void draw_list(struct prompt *p, struct area a)
{
	struct picker show = {.n = p->c.n, .cursor = p->chosen > 0 ? (size_t)p->chosen : 0};
	int width = 16;

	if (p->chosen >= a.rows) {
		show.top = (size_t)(p->chosen - a.rows + 1);
	}
	for (int row = 0; row < a.rows && show.top + (size_t)row < p->c.n; row++) {
		const struct complete_item *item = &p->c.items[show.top + (size_t)row];
		if (p->round && (int)show.top + row == p->chosen) {
			area_text(a, row, 0, 1, STYLE_CURSOR, ">");
		}
		int used = area_text(a, row, 3, item->note[0] ? a.cols / 2 : -1, STYLE_TEXT, item->text);
		if (item->note[0]) {
			area_text(a, row, 4 + (used > width ? used : width), -1, STYLE_DIM, item->note);
		}
	}
}

static void prompt_draw(void *o, struct area a)
{
	struct prompt *p = o;
	int about = has_about(p) && a.rows > 1;
	int list = a.rows - 1 - about;

	area_fill(a, 0, 0, a.rows, a.cols, STYLE_TEXT);
	if (list > 0) {
		draw_list(p, area_part(a, 0, 0, list, a.cols));
	}
	if (about) {
		draw_about(p, a, a.rows - 2);
	}
	area_text(a, a.rows - 1, 1, 1, STYLE_KEY, ":");
	edit_draw(p->o.edit, area_part(a, a.rows - 1, 2, 1, a.cols - 2), STYLE_INPUT, true);
}

static void prompt_done(void *o)
{
	struct prompt *p = o;
	const char *line = edit_text(p->o.edit);

	if (!p->run) {
		return;
	}
	if (p->o.host.history) {
		history_add(p->o.host.history, line);
	}
	p->o.host.run(p->o.host.ctx, &p->call, line);
}

static void prompt_destroy(void *o)
{
	struct prompt *p = o;

	free(p->typed);
	arena_finish(&p->found);
	over_finish(&p->o);
	free(p);
}

static const struct overlay_ops prompt_ops = {
	.name = "prompt",
	.rows = prompt_rows,
	.draw = prompt_draw,
	.key = prompt_key,
	.done = prompt_done,
	.destroy = prompt_destroy,
};

struct overlay prompt_create(const struct cmd_host *host, const char *initial)
{
	struct prompt *p = xcalloc(1, sizeof(*p));

	over_init(&p->o, host, prompt_ops.name, 0, initial);
	arena_init(&p->found);
	/* "filter.use" as given by a key is a verb that awaits its argument. */
	if (initial && verb_find(initial) != VERB_NONE && verbs[verb_find(initial)].args[0]) {
		edit_insert(p->o.edit, " ", 1);
	}
	changed(p);
	return (struct overlay){&prompt_ops, p};
}
