#include "chat.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "text/cells.h"
#include "text/format.h"
#include "text/utf8.h"

/* What a message looks like: the time and who, and beside them what they say. */
#define TIME_COLS 6
#define WIDE_FROM 100
#define SAME_MS INT64_C(300000) /* a name is not said again within so long */

struct laying {
	struct chat *c;
	struct flow_item *f;
	struct arena *a;
	struct talk_item it, above;
	bool has_above;
	int col;
};

struct show chat_show(struct chat *c, struct arena *a)
{
	return (struct show){.store = app_store(c->app), .me = app_me(c->app), .zone = app_zone(c->app), .now = app_now(c->app), .a = a};
}

static int name_cols(const struct flow_item *f)
{
	return flow_cols(f) < WIDE_FROM ? 12 : 18;
}

static bool same_day(struct chat *c, int64_t a, int64_t b)
{
	struct civil x, y;

	clock_civil(a, app_zone(c->app), &x);
	clock_civil(b, app_zone(c->app), &y);
	return x.year == y.year && x.month == y.month && x.day == y.day;
}

static void rules(struct laying *l)
{
	const struct message *m = l->it.m;
	char day[FORMAT_SIZE];
	struct civil t;

	if (!l->has_above || !same_day(l->c, m->created, l->above.m->created)) {
		clock_civil(m->created, app_zone(l->c->app), &t);
		format_date(day, m->created, app_zone(l->c->app), i18n_get());
		flow_rule(l->f, STYLE_BOLD, arena_printf(l->a, "%s, %s", format_weekday(t.weekday, i18n_get()), day));
	}
	if (l->c->fresh >= 0 && m->number == l->c->fresh + 1) {
		flow_rule(l->f, STYLE_WARN, tr("unread"));
	}
}

static bool goes_on(const struct laying *l)
{
	const struct message *m = l->it.m, *b = l->has_above ? l->above.m : NULL;

	return b && b->kind == m->kind && !strcmp(b->author, m->author) && m->created - b->created < SAME_MS && !l->it.opens
		&& same_day(l->c, m->created, b->created) && !(l->c->fresh >= 0 && m->number == l->c->fresh + 1);
}

static void put_cut(struct laying *l, int col, int cols, enum style st, const char *text)
{
	struct str cut = STR_INIT;

	cells_cut(&cut, text, strlen(text), (size_t)(cols > 0 ? cols : 0), "…", flow_amb(l->f));
	flow_put(l->f, col, st, str_c(&cut));
	str_finish(&cut);
}

/* One line, cut at its end. */
static void put_line(struct laying *l, enum style st, const char *text)
{
	flow_line(l->f);
	put_cut(l, l->col, flow_cols(l->f) - l->col, st, text);
}

static void gutter(struct laying *l)
{
	const struct message *m = l->it.m;
	char at[FORMAT_SIZE];
	bool again = goes_on(l);

	flow_line(l->f);
	flow_put(l->f, 0, STYLE_DIM, format_clock(at, m->created, app_zone(l->c->app)));
	if (!again) {
		put_cut(l, TIME_COLS, name_cols(l->f), l->it.mine ? STYLE_TEXT : STYLE_BOLD, l->it.mine ? tr("you")
			: *m->author_name ? m->author_name : tr("Support desk"));
	}
	l->col = TIME_COLS + name_cols(l->f) + 1;
	flow_join(l->f);
}

struct marks { struct flow_mark v[32]; size_t n; };

static void mark_all(struct marks *k, const char *text, const char *what, enum style st)
{
	size_t n = strlen(what);

	for (const char *at = text; n && k->n < sizeof(k->v) / sizeof(k->v[0]) && (at = strstr(at, what)) != NULL; at += n) {
		k->v[k->n++] = (struct flow_mark){(size_t)(at - text), (size_t)(at - text) + n, st};
	}
}

static void body(struct laying *l)
{
	const struct reader *me = app_me(l->c->app);
	const struct message *m = l->it.m;
	const char *text = talk_body(&l->it, l->a);
	bool changed = m->edited || (l->it.in && *l->it.in->verb && !strcmp(l->it.in->verb, "chat.edit"));
	struct marks k = {.n = 0};

	if (!*text) {
		return;
	}
	for (size_t i = 0; i < m->mentions.n; i++) {
		const struct mention *who = ITEM(const struct mention, m->mentions, i);

		mark_all(&k, text, arena_printf(l->a, "@%s", who->name), me && !strcmp(who->account, me->account) ? STYLE_WARN : STYLE_BOLD);
	}
	if (changed && k.n < sizeof(k.v) / sizeof(k.v[0])) {
		const char *with = arena_printf(l->a, "%s  (%s)", text, tr("edited"));

		k.v[k.n++] = (struct flow_mark){strlen(text), strlen(with), STYLE_DIM};
		text = with;
	}
	flow_text(l->f, l->col, STYLE_TEXT, text, k.v, k.n);
}

static void answers(struct laying *l)
{
	struct show s = chat_show(l->c, l->a);
	struct talk_item to = {.m = l->it.reply_to};
	const struct message *m = l->it.m;

	if (to.m) {
		put_line(l, STYLE_DIM, arena_printf(l->a, "| %s: %s", *to.m->author_name ? to.m->author_name : tr("Support desk"), talk_line(&s, &to)));
	} else if (*m->reply_to) {
		put_line(l, STYLE_DIM, arena_printf(l->a, "| %s", tr("an earlier message")));
	}
}

static enum style note_style(int state)
{
	return state == NOTE_ACCEPTED || state == NOTE_DONE ? STYLE_GOOD : state == NOTE_REJECTED ? STYLE_BAD : STYLE_NOTE;
}

/* Where it is pinned; of an answer to the note above only when another thing stands between. */
static void pin(struct laying *l)
{
	const struct note *n = l->it.note;
	bool same = l->has_above && l->above.note && n && !strcmp(l->above.note->id, n->id);

	if (!n || (same && !l->it.opens)) {
		return;
	}
	put_line(l, note_style(n->state), l->it.opens ? arena_printf(l->a, "%s  %s%s%s  %s", talk_note(n, l->a), n->file_name,
		*n->file_rev ? " " : "", n->file_rev, tr(enum_label(&enum_note_state, n->state))) : talk_note(n, l->a));
}

static void files(struct laying *l)
{
	const struct message *m = l->it.m;
	char size[FORMAT_SIZE], sent[FORMAT_SIZE];

	for (size_t i = 0; i < m->files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, m->files, i);
		int64_t done, all;
		bool moving = l->it.in && app_progress(l->c->app, f->hash, &done, &all);

		put_line(l, STYLE_LINK, arena_printf(l->a, "%zu %s%s%s   %s%s%s", i + 1, f->name, *f->rev ? " " : "", f->rev,
			moving ? format_size(sent, (uint64_t)done, i18n_get()) : "", moving ? " / " : "",
			format_size(size, (uint64_t)f->size, i18n_get())));
	}
}

static void waiting(struct laying *l)
{
	struct show s = chat_show(l->c, l->a);
	const struct intent *in = l->it.in;

	if (in && in->state != INTENT_ACCEPTED) {
		flow_text(l->f, l->col, in->state == INTENT_REFUSED ? STYLE_BAD : STYLE_DIM, talk_state(&s, in), NULL, 0);
	}
}

static void call(struct laying *l)
{
	struct show s = chat_show(l->c, l->a);
	const struct message *m = l->it.m;

	put_line(l, STYLE_NOTE, talk_call(&s, m, s.zone));
	if (m->kind == MESSAGE_CALL_ASKED && m->call_state > CALL_ASKED) {
		put_line(l, m->call_state == CALL_ACCEPTED ? STYLE_GOOD : STYLE_DIM, tr(enum_label(&enum_call_state, m->call_state)));
	}
}

static void record(struct laying *l)
{
	const struct message *m = l->it.m;
	char at[FORMAT_SIZE];

	flow_line(l->f);
	flow_put(l->f, 0, STYLE_DIM, format_clock(at, m->created, app_zone(l->c->app)));
	flow_join(l->f);
	flow_text(l->f, TIME_COLS, STYLE_DIM, *m->author_name ? arena_printf(l->a, "* %s   %s", talk_record(m, l->a), m->author_name)
		: arena_printf(l->a, "* %s", talk_record(m, l->a)), NULL, 0);
}

static void message(struct laying *l)
{
	const struct message *m = l->it.m;

	gutter(l);
	if (m->kind == MESSAGE_QUESTION) {
		put_line(l, STYLE_NOTE, tr("question"));
	} else if (m->kind != MESSAGE_SAID) {
		call(l);
	}
	answers(l);
	pin(l);
	body(l);
	files(l);
	waiting(l);
}

void chat_lay(void *arg, struct flow_item *it, const char *id, const char *above)
{
	struct chat *c = arg;
	struct arena a;
	struct laying l = {.c = c, .f = it, .a = &a};

	arena_init(&a);
	if (talk_item(&c->talk, id, &a, &l.it)) {
		l.has_above = above && talk_item(&c->talk, above, &a, &l.above);
		rules(&l);
		flow_head(it);
		if (l.it.m->kind == MESSAGE_RECORD) {
			record(&l);
		} else {
			message(&l);
		}
	}
	arena_finish(&a);
}

/* Who, when, which one; and what can be done about it. */
void chat_about(struct chat *c, struct str *out)
{
	struct talk_item it;
	char at[FORMAT_SIZE];
	struct arena a;

	arena_init(&a);
	if (c->row.thread && talk_item(&c->talk, flow_at(c->flow), &a, &it)) {
		str_addf(out, "%s   %s", talk_by(&it, c->row.thread, &a), format_moment(at, it.m->created, app_zone(c->app), i18n_get()));
		if (it.m->number) {
			str_addf(out, "   %s", arena_printf(&a, "#%lld", (long long)it.m->number));
		}
		if (it.m->versions > 1) {
			str_addf(out, "   %s", arena_printf(&a, trn("%lld version", "%lld versions", (unsigned long)it.m->versions), (long long)it.m->versions));
		}
	}
	arena_finish(&a);
}
