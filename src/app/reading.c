#include "app/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/utf8.h"

void reading_init(struct reading *r, struct app *app)
{
	r->app = app;
	r->pager = pager_create();
}

void reading_finish(struct reading *r)
{
	pager_destroy(r->pager);
	free(r->needle);
	r->pager = NULL;
	r->needle = NULL;
}

void reading_clear(struct reading *r)
{
	pager_clear(r->pager);
}

void reading_fill(struct reading *r, void (*fill)(void *arg, const struct show *s), void *arg)
{
	int top = pager_top(r->pager);
	struct arena a;
	struct show s;

	arena_init(&a);
	reading_clear(r);
	s = reading_show(r, &a);
	fill(arg, &s);
	arena_finish(&a);
	/* what is read stays where it is when the text comes anew */
	pager_to(r->pager, top);
}

static void add_line(void *arg, enum style st, const char *text)
{
	pager_line(((struct reading *)arg)->pager, st, text);
}

struct show reading_show(struct reading *r, struct arena *a)
{
	return (struct show){.store = app_store(r->app), .me = app_me(r->app), .zone = app_zone(r->app),
		.now = app_now(r->app), .a = a, .line = add_line, .arg = r};
}

static void search(struct reading *r, bool forward)
{
	if (!r->needle || !*r->needle) {
		return;
	}
	if (!pager_search(r->pager, r->needle, forward)) {
		app_say(r->app, STYLE_TEXT, tr("\"%s\" was not found."), r->needle);
	}
	app_dirty(r->app);
}

static void search_done(void *arg, const char *text)
{
	struct reading *r = arg;
	struct str folded = STR_INIT;

	if (text) {
		utf8_fold(&folded, text, strlen(text));
		free(r->needle);
		r->needle = xstrdup(str_c(&folded));
		str_finish(&folded);
		search(r, true);
	}
}

enum handled reading_verb(struct reading *r, const struct verb_call *call)
{
	int n = call->count ? call->count : 1;

	switch (call->id) {
	case VERB_MOVE_DOWN: pager_scroll(r->pager, n); break;
	case VERB_MOVE_UP: pager_scroll(r->pager, -n); break;
	case VERB_MOVE_PAGE_DOWN: pager_page(r->pager, n); break;
	case VERB_MOVE_PAGE_UP: pager_page(r->pager, -n); break;
	case VERB_MOVE_HALF_DOWN: pager_scroll(r->pager, 10 * n); break;
	case VERB_MOVE_HALF_UP: pager_scroll(r->pager, -10 * n); break;
	case VERB_MOVE_FIRST: pager_to(r->pager, 0); break;
	case VERB_MOVE_LAST: pager_to(r->pager, -1); break;
	case VERB_SEARCH:
	case VERB_FILTER:
		if (call_arg(call, "TEXT")) {
			search_done(r, call_arg(call, "TEXT"));
		} else {
			app_ask(r->app, "/", "", NULL, search_done, r);
		}
		break;
	case VERB_SEARCH_NEXT: search(r, true); break;
	case VERB_SEARCH_PREV: search(r, false); break;
	default: return IGNORED;
	}
	app_dirty(r->app);
	return HANDLED;
}

void reading_draw(struct reading *r, struct area content)
{
	pager_draw(r->pager, area_part(content, 0, 1, content.rows, content.cols - 2));
}

/* ---- a screen that is one text ---- */

static void fill_screen(void *arg, const struct show *s)
{
	struct reading_screen *p = arg;

	p->fill(p, s);
}

void reading_screen_fill(void *st)
{
	struct reading_screen *p = st;

	reading_fill(&p->text, fill_screen, p);
}

void reading_screen_open(void *st, struct app *app, const char *id, void (*fill)(void *st, const struct show *s))
{
	struct reading_screen *p = st;

	snprintf(p->id, sizeof(p->id), "%s", id);
	p->fill = fill;
	reading_init(&p->text, app);
	reading_screen_fill(p);
}

void reading_screen_close(void *st)
{
	reading_finish(&((struct reading_screen *)st)->text);
}

void reading_screen_event(void *st, const struct event *ev)
{
	struct reading_screen *p = st;

	(void)ev;
	reading_screen_fill(p);
	app_dirty(p->text.app);
}

const char *reading_screen_object(void *st)
{
	return ((struct reading_screen *)st)->id;
}

enum handled reading_screen_verb(void *st, const struct verb_call *call)
{
	if (call->id == VERB_BACK || call->id == VERB_CLOSE) {
		return HANDLED_POP;
	}
	return reading_verb(&((struct reading_screen *)st)->text, call);
}
