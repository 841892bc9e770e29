#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/screens.h"
#include "app/show.h"
#include "ui/list.h"

/* What waits to be sent, what was refused and why, what went out lately. */
struct outbox {
	struct app *app;
	struct list *list;
	struct arena arena;
	struct intent **all;
	int n, rows;
};

static void load(struct outbox *o)
{
	arena_reset(&o->arena);
	o->n = store_intents(app_store(o->app), 0, &o->arena, &o->all, NULL);
	if (o->n < 0) {
		o->n = 0;
	}
}

/* Newest first. */
static const struct intent *nth(const struct outbox *o, int64_t i)
{
	return i >= 0 && i < o->n ? o->all[o->n - 1 - i] : NULL;
}

static int64_t src_index(void *arg, const char *id)
{
	struct outbox *o = arg;

	for (int i = 0; i < o->n; i++) {
		if (!strcmp(nth(o, i)->id, id)) {
			return i;
		}
	}
	return -1;
}

static int64_t src_count(void *arg)
{
	return ((struct outbox *)arg)->n;
}

static bool src_at(void *arg, int64_t i, char out[LIST_ID])
{
	const struct intent *in = nth(arg, i);

	snprintf(out, LIST_ID, "%s", in ? in->id : "");
	return in != NULL;
}

static bool src_get(void *arg, const char *id, struct list_row *out, struct arena *a)
{
	const struct intent *in = nth(arg, src_index(arg, id));

	/* the list asks for its old ids when the intents are read anew already */
	if (in) {
		*out = (struct list_row){.id = arena_strdup(a, in->id), .data = in};
	}
	return in != NULL;
}

static int src_page(void *arg, const char *anchor, bool forward, int n, struct list_row *out, struct arena *a)
{
	struct outbox *o = arg;
	int64_t at = anchor ? src_index(o, anchor) : forward ? -1 : o->n;
	int64_t from = forward ? at + 1 : at - n < 0 ? 0 : at - n, to = forward ? from + n : at;
	int got = 0;

	for (int64_t i = from; i < to && i < o->n; i++) {
		out[got++] = (struct list_row){.id = arena_strdup(a, nth(o, i)->id), .data = nth(o, i)};
	}
	return got;
}

static const struct list_source source = {src_page, src_index, src_count, src_at, src_get};

static void draw_row(void *arg, struct area row, const struct list_row *r, bool at_cursor, bool marked)
{
	struct outbox *o = arg;
	const struct intent *in = r->data;
	struct arena a;
	enum style st = in->state == INTENT_REFUSED ? STYLE_BAD : in->state == INTENT_ACCEPTED ? STYLE_DIM : STYLE_WARN;

	(void)at_cursor;
	(void)marked;
	arena_init(&a);
	area_text(row, 0, 0, 10, st, tr(show_intent_state(in->state)));
	area_text(row, 0, 12, 16, STYLE_TEXT, in->verb);
	area_text(row, 0, 30, 22, STYLE_TEXT, tr(in->title));
	area_text(row, 0, 54, 10, STYLE_DIM, app_ago(o->app, in->created, &a));
	area_text(row, 0, 66, -1, STYLE_TEXT, in->problem.code ? tr(err_title(in->problem.code)) : "");
	arena_finish(&a);
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct outbox *o = st;

	(void)arg;
	(void)e;
	o->app = app;
	arena_init(&o->arena);
	load(o);
	o->list = list_create(&source, o, draw_row);
	return 0;
}

static void close_(void *st)
{
	struct outbox *o = st;

	list_destroy(o->list);
	arena_finish(&o->arena);
}

static void layout(void *st, int rows, int cols)
{
	struct outbox *o = st;

	(void)cols;
	o->rows = rows > 4 ? rows - 3 : 1;
	list_layout(o->list, o->rows);
}

static void draw(void *st, struct area view, struct area content)
{
	struct outbox *o = st;
	const struct list_row *r = list_current(o->list);
	struct intent_counts c;

	store_intent_counts(app_store(o->app), &c);
	area_printf(view, 0, 1, -1, STYLE_BOLD, tr("Outbox   %d waiting, %d refused"), c.waiting, c.n[INTENT_REFUSED]);
	list_draw(o->list, area_part(content, 0, 0, o->rows, content.cols));
	if (!r) {
		area_text(content, 1, 4, -1, STYLE_DIM, tr("Nothing waits. What you send shows here until the server has it."));
		return;
	}
	if (r->data) {
		const struct intent *in = r->data;
		struct arena a;

		arena_init(&a);
		area_text(content, o->rows + 1, 1, -1, STYLE_TEXT,
			in->problem.code ? err_words(&in->problem, &a) : arena_printf(&a, "%s %s", in->method, in->path));
		arena_finish(&a);
	}
}

static bool move(struct outbox *o, const struct verb_call *call)
{
	int n = call->count ? call->count : 1;

	switch (call->id) {
	case VERB_MOVE_DOWN: list_move(o->list, n); return true;
	case VERB_MOVE_UP: list_move(o->list, -n); return true;
	case VERB_MOVE_PAGE_DOWN: list_page(o->list, n); return true;
	case VERB_MOVE_PAGE_UP: list_page(o->list, -n); return true;
	case VERB_MOVE_HALF_DOWN: list_half(o->list, n); return true;
	case VERB_MOVE_HALF_UP: list_half(o->list, -n); return true;
	case VERB_MOVE_FIRST: list_to(o->list, 0); return true;
	case VERB_MOVE_LAST: list_to(o->list, -1); return true;
	default: return false;
	}
}

/* What it is about: a quote that is there, else its request, which is the lane of most. */
static void open_object(struct outbox *o, const struct intent *in)
{
	struct arena a;
	struct project_row row;

	arena_init(&a);
	if (in->kind == KIND_QUOTE && store_get(app_store(o->app), KIND_QUOTE, in->object, &a, NULL)) {
		app_open(o->app, "quote", in->object);
	} else if (store_project(app_store(o->app), in->lane, &a, &row)) {
		app_open(o->app, "project", in->lane);
	} else if (in->kind == KIND_PROFILE) {
		app_open(o->app, "profile", "");
	} else {
		app_say(o->app, STYLE_TEXT, "%s", tr("What this is about is not here."));
	}
	arena_finish(&a);
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct outbox *o = st;
	const struct intent *in = nth(o, src_index(o, list_current_id(o->list)));

	if (move(o, call)) {
		app_dirty(o->app);
		return HANDLED;
	}
	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_OPEN:
		if (in) {
			open_object(o, in);
		}
		return HANDLED;
	default: return IGNORED;
	}
}

static void event(void *st, const struct event *ev)
{
	struct outbox *o = st;

	if (ev->what == EVENT_OUTBOX || ev->what == EVENT_ACCOUNT || ev->what == EVENT_LOOK) {
		load(o);
		list_reload(o->list);
		app_dirty(o->app);
	}
}

static const char *object(void *st)
{
	return list_current_id(((struct outbox *)st)->list);
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "outbox.retry outbox.recall outbox.drop open back");
}

const struct screen screen_outbox = {
	.name = "outbox",
	.scopes = "list",
	.title = N_("Outbox"),
	.state_size = sizeof(struct outbox),
	.open = open_,
	.close = close_,
	.layout = layout,
	.draw = draw,
	.verb = verb,
	.event = event,
	.hint = hint,
	.object = object,
};
