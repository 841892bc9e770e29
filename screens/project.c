#include "app/reading.h"
#include "app/screens.h"

#include <stdio.h>
#include <string.h>

/* One request for quote with what became of it. */
struct project {
	struct reading_screen read;
};

static void fill(void *st, const struct show *s)
{
	struct project *p = st;
	struct project_row row;

	if (store_project(s->store, p->read.id, s->a, &row)) {
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

	arena_init(&a);
	there = store_project(app_store(app), arg, &a, &row);
	arena_finish(&a);
	if (!there) {
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	reading_screen_open(p, app, arg, fill);
	store_seen(app_store(app), KIND_RFQ, arg, true, NULL);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	struct project *p = st;
	struct project_row row;
	enum style style = STYLE_TEXT;
	const char *word;
	struct arena a;

	arena_init(&a);
	if (store_project(app_store(p->read.text.app), p->read.id, &a, &row)) {
		struct show s = reading_show(&p->read.text, &a);
		int col = 1 + area_printf(view, 0, 1, -1, STYLE_BOLD, tr("RFQ %lld"), (long long)row.rfq->number) + 3;

		col += area_text(view, 0, col, -1, STYLE_TEXT, row.rfq->customer_name) + 3;
		word = show_state(&s, &row, &style);
		area_text(view, 0, col, -1, style, word);
	}
	arena_finish(&a);
	reading_draw(&p->read.text, content);
}

static enum handled seen(struct project *p)
{
	struct store *s = app_store(p->read.text.app);

	store_seen(s, KIND_RFQ, p->read.id, store_unread(s, KIND_RFQ, p->read.id), NULL);
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct project *p = st;

	switch (call->id) {
	case VERB_PROJECT_SEEN: return seen(p);
	case VERB_OPEN:
		app_run(p->read.text.app, "quote.list");
		return HANDLED;
	default: return reading_screen_verb(st, call);
	}
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "quote.new profile.send drawing.open order.confirm chat.show project.ask quote.decline project.compare quote.list back");
}

const struct screen screen_project = {
	.name = "project",
	.title = N_("Request for quote"),
	.state_size = sizeof(struct project),
	READING_SCREEN,
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
};
