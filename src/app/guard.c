#include "app/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/cells.h"

#define SHOWN 28  /* columns of what was found, so that the row has room for the rest */

void guard_finish(struct guard *g)
{
	for (size_t i = 0; i < g->texts.n; i++) {
		free(g->texts.v[i].text);
	}
	vec_finish(&g->texts);
}

void guard_begin(struct guard *g)
{
	g->at = 0;
}

void guard_text(struct guard *g, const char *label, const char *text)
{
	struct guard_text *t;

	if (g->at == g->texts.n) {
		*vec_add(&g->texts) = (struct guard_text){.text = NULL};
	}
	t = &g->texts.v[g->at++];
	t->label = label;
	if (t->text && !strcmp(t->text, text)) {
		return;
	}
	free(t->text);
	t->text = xstrdup(text);
	t->n = contact_find(text, strlen(text), t->hits, CONTACT_HITS);
}

void guard_end(struct guard *g)
{
	while (g->texts.n > g->at) {
		free(g->texts.v[--g->texts.n].text);
	}
}

size_t guard_hits(const struct guard *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->texts.n; i++) {
		n += g->texts.v[i].n;
	}
	return n;
}

const char *guard_label(const struct contact_text *t)
{
	return starts_with(t->path, "files[") ? N_("Files") : t->field->label;
}

static void add_shown(struct str *out, const char *text, const struct contact_hit *hit)
{
	cells_cut(out, text + hit->start, hit->len, SHOWN, "…", 1);
}

void guard_words(const char *text, const struct contact_hit *hit, const char *label, struct str *out)
{
	struct str shown = STR_INIT;

	add_shown(&shown, text, hit);
	str_addf(out, hit->kind == CONTACT_EMAIL ? tr("\"%s\" in %s looks like an e-mail address. It stays as you typed it.")
		: tr("\"%s\" in %s looks like a phone number. It stays as you typed it."), str_c(&shown), tr(label));
	str_finish(&shown);
}

static const struct guard_text *first(const struct guard *g, const char *writing)
{
	const struct guard_text *found = NULL;

	for (size_t i = g->texts.n; i-- > 0;) {
		const struct guard_text *t = &g->texts.v[i];

		if (t->n && writing && !strcmp(t->text, writing)) {
			return t;
		}
		found = t->n ? t : found;
	}
	return found;
}

const char *guard_line(struct guard *g, const char *writing)
{
	const struct guard_text *t = first(g, writing);
	struct str line = STR_INIT, shown = STR_INIT;
	size_t n = guard_hits(g);

	str_add(&line, "! ");
	if (n == 1) {
		guard_words(t->text, &t->hits[0], t->label, &line);
	} else if (n) {
		add_shown(&shown, t->text, &t->hits[0]);
		str_addf(&line, tr("\"%s\" in %s and %zu more look like contacts. They stay as typed."), str_c(&shown), tr(t->label), n - 1);
	}
	snprintf(g->line, sizeof(g->line), "%s", n ? str_c(&line) : "");
	str_finish(&shown);
	str_finish(&line);
	return g->line;
}

static const struct guard_text *of_text(const struct guard *g, const char *text)
{
	for (size_t i = 0; i < g->texts.n; i++) {
		if (!strcmp(g->texts.v[i].text, text)) {
			return &g->texts.v[i];
		}
	}
	return NULL;
}

void guard_mark(const struct guard *g, struct edit *ed)
{
	const struct guard_text *t = of_text(g, edit_text(ed));
	struct edit_mark marks[CONTACT_HITS];
	size_t n = t ? t->n : 0;

	for (size_t i = 0; i < n; i++) {
		marks[i] = (struct edit_mark){t->hits[i].start, t->hits[i].start + t->hits[i].len};
	}
	edit_mark(ed, marks, n, STYLE_WARN);
}

void guard_style(const struct guard *g, const char *text, struct area a, int row, int col, int width)
{
	const struct guard_text *t = of_text(g, text);

	for (size_t i = 0; t && i < t->n; i++) {
		int from = (int)cells_width(text, t->hits[i].start, a.s->amb);
		int n = (int)cells_width(text + t->hits[i].start, t->hits[i].len, a.s->amb);

		if (from < width) {
			area_style(a, row, col + from, from + n > width ? width - from : n, STYLE_WARN);
		}
	}
}

static const char *usual(const char *prefix, int i)
{
	static const char *const reasons[] = {
		N_("The customer asked for it."), N_("It is urgent."), N_("For the courier or the delivery."),
		N_("For a visit or an inspection."), N_("Drawings or files go another way."), N_("This is no phone number or address."),
	};

	for (size_t k = 0; k < lengthof(reasons); k++) {
		const char *word = tr(reasons[k]);

		if (starts_with(word, prefix) && i-- == 0) {
			return word;
		}
	}
	return NULL;
}

bool guard_asks(const struct guard *g, struct app *app, const char *given, app_text_fn *done, void *arg)
{
	if (given || !guard_hits(g)) {
		return false;
	}
	app_ask_offering(app, tr("Why is a contact in it? (Tab offers) "), usual, done, arg);
	return true;
}
