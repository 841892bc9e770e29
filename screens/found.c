#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/screens.h"
#include "app/talk.h"
#include "base/alloc.h"
#include "text/format.h"
#include "text/utf8.h"

/* Messages of all chats with the words of the argument, the newest at the top. */
#define FOUND_MAX 500

struct found {
	struct app *app;
	struct flow *flow;
	char *words;
	struct arena arena;   /* of ids */
	const char **ids;
	int n;
};

static void search(struct found *f)
{
	arena_reset(&f->arena);
	f->n = store_talk_search(app_store(f->app), f->words, FOUND_MAX, &f->arena, &f->ids);
}

static int place(const struct found *f, const char *id)
{
	for (int i = 0; i < f->n; i++) {
		if (!strcmp(f->ids[i], id)) {
			return i;
		}
	}
	return f->n;
}

static int page(void *arg, const char *anchor, bool forward, int n, struct flow_row *out)
{
	struct found *f = arg;
	int at = anchor ? place(f, anchor) : forward ? -1 : f->n;
	int from = forward ? at + 1 : at - n > 0 ? at - n : 0, to = forward ? (at + 1 + n < f->n ? at + 1 + n : f->n) : at;

	for (int i = from; i < to; i++) {
		snprintf(out[i - from].id, FLOW_ID, "%s", f->ids[i]);
		out[i - from].stamp = 0;
	}
	return to > from ? to - from : 0;
}

static void lay(void *arg, struct flow_item *it, const char *id, const char *above)
{
	struct found *f = arg;
	struct arena a;
	const struct message *m;
	const struct thread *t;
	struct talk_item item;

	(void)above;
	arena_init(&a);
	m = store_get(app_store(f->app), KIND_MESSAGE, id, &a, NULL);
	t = m ? store_get(app_store(f->app), KIND_THREAD, m->thread, &a, NULL) : NULL;
	if (t) {
		struct show s = {.store = app_store(f->app), .me = app_me(f->app), .zone = app_zone(f->app), .now = app_now(f->app), .a = &a};

		item = (struct talk_item){.m = m};
		flow_line(it);
		flow_put(it, 0, STYLE_BOLD, arena_printf(&a, "%s   %s", talk_title(t, &a), *m->author_name ? m->author_name : ""));
		flow_right(it, STYLE_DIM, app_moment(f->app, m->created, &a));
		flow_text(it, 2, STYLE_TEXT, talk_line(&s, &item), NULL, 0);
	}
	arena_finish(&a);
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	static const struct flow_source source = {page, lay};
	struct found *f = st;
	struct str folded = STR_INIT;

	(void)e;
	f->app = app;
	arena_init(&f->arena);
	f->words = xstrdup(arg);
	f->flow = flow_create(&source, f);
	utf8_fold(&folded, arg, strlen(arg));
	flow_needle(f->flow, str_c(&folded));
	str_finish(&folded);
	search(f);
	flow_from_top(f->flow);
	flow_first(f->flow);
	return 0;
}

static void close_(void *st)
{
	struct found *f = st;

	flow_destroy(f->flow);
	arena_finish(&f->arena);
	free(f->words);
}

static void draw(void *st, struct area view, struct area content)
{
	struct found *f = st;

	area_printf(view, 0, 1, -1, STYLE_BOLD, f->n < FOUND_MAX ? trn("%d message with \"%s\"", "%d messages with \"%s\"", (unsigned long)f->n)
		: trn("the newest %d message with \"%s\"", "the newest %d messages with \"%s\"", (unsigned long)f->n), f->n, f->words);
	flow_draw(f->flow, area_part(content, 0, 0, content.rows, content.cols - 1), true);
	if (!f->n) {
		area_text(content, 1, 2, -1, STYLE_DIM, tr("Nothing was found. s searches for other words."));
	}
}

static void go(struct found *f)
{
	struct arena a;
	const struct message *m;

	arena_init(&a);
	m = store_get(app_store(f->app), KIND_MESSAGE, flow_at(f->flow), &a, NULL);
	if (m && !app_open(f->app, "chat", arena_printf(&a, "%s %s", m->thread, m->id))) {
		app_run(f->app, arena_printf(&a, "search %s", f->words));
		app_run(f->app, arena_printf(&a, "goto %lld", (long long)m->number));
	}
	arena_finish(&a);
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct found *f = st;
	int n = call->count ? call->count : 1;

	switch (call->id) {
	case VERB_MOVE_DOWN: flow_move(f->flow, n); break;
	case VERB_MOVE_UP: flow_move(f->flow, -n); break;
	case VERB_MOVE_PAGE_DOWN: flow_page(f->flow, n, false); break;
	case VERB_MOVE_PAGE_UP: flow_page(f->flow, -n, false); break;
	case VERB_MOVE_HALF_DOWN: flow_page(f->flow, n, true); break;
	case VERB_MOVE_HALF_UP: flow_page(f->flow, -n, true); break;
	case VERB_MOVE_FIRST: flow_first(f->flow); break;
	case VERB_MOVE_LAST: flow_last(f->flow); break;
	case VERB_OPEN: go(f); break;
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	default: return IGNORED;
	}
	app_dirty(f->app);
	return HANDLED;
}

static void event(void *st, const struct event *ev)
{
	struct found *f = st;

	if (ev->what == EVENT_LOOK) {
		flow_relay(f->flow);
	} else if (ev->what == EVENT_ROW || ev->what == EVENT_BULK) {
		search(f);
		flow_reload(f->flow);
	}
}

static const char *object(void *st)
{
	return flow_at(((struct found *)st)->flow);
}

static bool click(void *st, int row, int col)
{
	(void)col;
	return *flow_click(((struct found *)st)->flow, row) != '\0';
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "open chat.search back");
}

const struct screen screen_found = {
	.name = "found",
	.scopes = "pager",
	.title = N_("Found"),
	.state_size = sizeof(struct found),
	.open = open_,
	.close = close_,
	.draw = draw,
	.verb = verb,
	.event = event,
	.click = click,
	.object = object,
	.hint = hint,
};
