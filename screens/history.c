#include <stdio.h>
#include <string.h>

#include "app/reading.h"
#include "app/screens.h"

/* What a message said before it was changed, the newest at the end. */
struct history { struct reading_screen read; };

/* As it was kept: lines of what was said are indented. */
static void fill(void *st, const struct show *s)
{
	struct history *h = st;
	char key[64], *copy;
	const char *kept;

	snprintf(key, sizeof(key), "history/%s", h->read.id);
	kept = app_kept(h->read.text.app, key);
	copy = arena_strdup(s->a, kept ? kept : "");
	for (char *save = NULL, *l = strtok_r(copy, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		s->line(s->arg, *l == ' ' ? STYLE_TEXT : STYLE_DIM, l);
	}
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	(void)e;
	reading_screen_open(st, app, arg, fill);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	area_text(view, 0, 1, -1, STYLE_BOLD, tr("What the message said"));
	reading_draw(&((struct history *)st)->read.text, content);
}

static enum handled verb(void *st, const struct verb_call *call)
{
	return reading_screen_verb(st, call);
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "search back");
}

const struct screen screen_history = {
	.name = "history",
	.title = N_("Versions"),
	.state_size = sizeof(struct history),
	READING_SCREEN,
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
};
