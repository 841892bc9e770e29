#include <stdio.h>

#include "app/reading.h"
#include "app/screens.h"

/* What was said so far, newest at the end. */
struct messages {
	struct app *app;
	struct reading text;
	size_t n;        /* shown */
	int64_t last;    /* when the last of them was said */
};

static void fill(struct messages *m)
{
	const struct shown_message *all;
	size_t n = app_messages(m->app, &all);
	struct arena a;

	arena_init(&a);
	reading_clear(&m->text);
	for (size_t i = 0; i < n; i++) {
		pager_line(m->text.pager, all[i].style, arena_printf(&a, "%s  %s", app_moment(m->app, all[i].at, &a), all[i].text));
	}
	if (!n) {
		pager_line(m->text.pager, STYLE_DIM, tr("Nothing was said yet."));
	}
	pager_to(m->text.pager, -1);
	m->n = n;
	m->last = n ? all[n - 1].at : 0;
	arena_finish(&a);
}

/* Said while they are read: at their end. */
static void draw_new(struct messages *m)
{
	const struct shown_message *all;

	if (app_messages(m->app, &all) != m->n || (m->n && all[m->n - 1].at != m->last)) {
		fill(m);
	}
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct messages *m = st;

	(void)arg;
	(void)e;
	m->app = app;
	reading_init(&m->text, app);
	fill(m);
	return 0;
}

static void close_(void *st)
{
	reading_finish(&((struct messages *)st)->text);
}

static void draw(void *st, struct area view, struct area content)
{
	draw_new(st);
	area_text(view, 0, 1, -1, STYLE_BOLD, tr("Messages"));
	reading_draw(&((struct messages *)st)->text, content);
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct messages *m = st;

	if (call->id == VERB_BACK || call->id == VERB_CLOSE) {
		return HANDLED_POP;
	}
	return reading_verb(&m->text, call);
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "search back");
}

const struct screen screen_messages = {
	.name = "messages",
	.scopes = "pager",
	.title = N_("Messages"),
	.state_size = sizeof(struct messages),
	.open = open_,
	.close = close_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
};
