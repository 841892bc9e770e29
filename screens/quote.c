#include <stdio.h>
#include <string.h>

#include "app/reading.h"
#include "app/screens.h"

/* One quote as it was sent; V puts what changed since the version before on top. */
struct quote_screen {
	struct reading_screen read;
	bool compare;
};

static const struct quote *version_before(struct app *app, const struct quote *q, struct arena *a)
{
	struct quote **all;
	const struct quote *best = NULL;
	int n = store_quotes(app_store(app), q->rfq, a, &all, NULL);

	for (int i = 0; i < n; i++) {
		bool before = !strcmp(all[i]->partner, q->partner) && all[i]->version < q->version;

		if (before && (!best || all[i]->version > best->version)) {
			best = all[i];
		}
	}
	return best;
}

static void fill(void *st, const struct show *s)
{
	struct quote_screen *p = st;
	const struct quote *q = store_get(s->store, KIND_QUOTE, p->read.id, s->a, NULL);
	const struct quote *was = q && p->compare ? version_before(p->read.text.app, q, s->a) : NULL;

	if (was) {
		show_diff(s, was, q);
	}
	if (q) {
		show_quote(s, q);
	} else {
		s->line(s->arg, STYLE_DIM, tr("This quote is no longer here: it was withdrawn, or is not for you to see any more."));
	}
}

static enum handled compare(struct quote_screen *p)
{
	struct arena a;
	const struct quote *q;

	arena_init(&a);
	q = store_get(app_store(p->read.text.app), KIND_QUOTE, p->read.id, &a, NULL);
	if (!p->compare && q && !version_before(p->read.text.app, q, &a)) {
		app_say(p->read.text.app, STYLE_TEXT, "%s", tr("This is the first version."));
	} else {
		p->compare = !p->compare;
		reading_screen_fill(p);
		pager_to(p->read.text.pager, 0);
	}
	arena_finish(&a);
	return HANDLED;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct quote_screen *p = st;
	struct arena a;
	bool there;

	arena_init(&a);
	there = store_get(app_store(app), KIND_QUOTE, arg, &a, e) != NULL;
	arena_finish(&a);
	if (!there) {
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	reading_screen_open(p, app, arg, fill);
	store_seen(app_store(app), KIND_QUOTE, arg, true, NULL);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	struct quote_screen *p = st;
	struct arena a;
	const struct quote *q;

	arena_init(&a);
	q = store_get(app_store(p->read.text.app), KIND_QUOTE, p->read.id, &a, NULL);
	if (q) {
		area_printf(view, 0, 1, -1, STYLE_BOLD, "%s v%lld   %s", tr("Quote"), (long long)q->version, q->title);
	}
	arena_finish(&a);
	reading_draw(&p->read.text, content);
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct quote_screen *p = st;

	switch (call->id) {
	case VERB_QUOTE_COMPARE: return call_arg(call, "QUOTE") ? IGNORED : compare(p);
	default: return reading_screen_verb(st, call);
	}
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "order.place quote.decline quote.new quote.compare back");
}

const struct screen screen_quote = {
	.name = "quote",
	.title = N_("Quote"),
	.state_size = sizeof(struct quote_screen),
	READING_SCREEN,
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
};
