#include "app/reading.h"
#include "app/screens.h"

#include <stdio.h>
#include <string.h>

/* One request for quote with what became of it. */
struct project {
	struct app *app;
	struct reading text;
	char id[ULID_SIZE];
};

static void fill(void *arg, const struct show *s)
{
	struct project *p = arg;
	struct project_row row;

	if (store_project(s->store, p->id, s->a, &row)) {
		show_project(s, &row);
	} else {
		s->line(s->arg, STYLE_DIM, tr("This request is no longer here: it was withdrawn, or is not for you to see any more."));
	}
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct project *p = st;
	struct project_row row;
	struct arena a;
	bool there;

	p->app = app;
	snprintf(p->id, sizeof(p->id), "%s", arg);
	arena_init(&a);
	there = store_project(app_store(app), p->id, &a, &row);
	arena_finish(&a);
	if (!there) {
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	reading_init(&p->text, app);
	reading_fill(&p->text, fill, p);
	store_seen(app_store(app), KIND_RFQ, p->id, true, NULL);
	return 0;
}

static void close_(void *st)
{
	reading_finish(&((struct project *)st)->text);
}

static void draw(void *st, struct area view, struct area content)
{
	struct project *p = st;
	struct project_row row;
	enum style style = STYLE_TEXT;
	const char *word;
	struct arena a;

	arena_init(&a);
	if (store_project(app_store(p->app), p->id, &a, &row)) {
		struct show s = reading_show(&p->text, &a);
		int col = 1 + area_printf(view, 0, 1, -1, STYLE_BOLD, tr("RFQ %lld"), (long long)row.rfq->number) + 3;

		col += area_text(view, 0, col, -1, STYLE_TEXT, row.rfq->customer_name) + 3;
		word = show_state(&s, &row, &style);
		area_text(view, 0, col, -1, style, word);
	}
	arena_finish(&a);
	reading_draw(&p->text, content);
}

static enum handled seen(struct project *p)
{
	struct store *s = app_store(p->app);

	store_seen(s, KIND_RFQ, p->id, store_unread(s, KIND_RFQ, p->id), NULL);
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct project *p = st;

	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_PROJECT_SEEN: return seen(p);
	case VERB_OPEN:
		app_run(p->app, "quote.list");
		return HANDLED;
	default: return reading_verb(&p->text, call);
	}
}

static void event(void *st, const struct event *ev)
{
	struct project *p = st;

	(void)ev;
	reading_fill(&p->text, fill, p);
	app_dirty(p->app);
}

static const char *object(void *st)
{
	return ((struct project *)st)->id;
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "quote.new profile.send order.confirm chat.request quote.decline project.compare quote.list back");
}

const struct screen screen_project = {
	.name = "project",
	.scopes = "pager",
	.title = N_("Request for quote"),
	.state_size = sizeof(struct project),
	.open = open_,
	.close = close_,
	.draw = draw,
	.verb = verb,
	.event = event,
	.hint = hint,
	.object = object,
};
