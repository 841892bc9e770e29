#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "over.h"
#include "text/layout.h"

struct question {
	struct over o;
	const char *label;
	question_fn *change, *done;
	void *arg;
	bool answered;
	question_offer_fn *offer;
	const char *typed; /* when Tab was pressed first; NULL: it was not */
	int choice;        /* the text shown, -1: what was typed */
	unsigned changes;  /* of the edit after it was shown */
};

static int one_row(void *o, int screen_rows)
{
	(void)o;
	(void)screen_rows;
	return 1;
}

/* One place more than there are texts: what was typed. */
static void next_offer(struct question *q, int step)
{
	int n = 0;

	if (!q->typed || q->changes != edit_changes(q->o.edit)) {
		q->typed = arena_strdup(&q->o.a, edit_text(q->o.edit));
		q->choice = -1;
	}
	while (q->offer(q->typed, n)) {
		n++;
	}
	q->choice = (q->choice + 1 + step + n + 1) % (n + 1) - 1;
	edit_set(q->o.edit, q->choice < 0 ? q->typed : q->offer(q->typed, q->choice));
	q->changes = edit_changes(q->o.edit);
	if (q->change) {
		q->change(q->arg, edit_text(q->o.edit));
	}
}

static enum overlay_result question_key(void *o, const struct key *k)
{
	struct question *q = o;
	unsigned before = edit_changes(q->o.edit);
	struct verb_call call;

	switch (over_key(&q->o, k, false, &call)) {
	case OVER_VERB:
		if (q->offer && (call.id == VERB_PANE_NEXT || call.id == VERB_PANE_PREV)) {
			next_offer(q, call.id == VERB_PANE_NEXT ? 1 : -1);
			return OVERLAY_STAY;
		}
		q->answered = call.id == VERB_OPEN;
		return q->answered || call.id == VERB_BACK || call.id == VERB_CLOSE
			? OVERLAY_DONE : OVERLAY_PASS;
	case OVER_TEXT:
		if (q->change && edit_changes(q->o.edit) != before) {
			q->change(q->arg, edit_text(q->o.edit));
		}
		return OVERLAY_STAY;
	case OVER_OTHER:
		return OVERLAY_PASS;
	case OVER_MINE:
		break;
	}
	return OVERLAY_STAY;
}

/* The label keeps to a half, so that there is room to write. */
static void question_draw(void *o, struct area a)
{
	struct question *q = o;
	int used = area_text(a, 0, 1, a.cols / 2, STYLE_KEY, q->label);

	edit_draw(q->o.edit, area_part(a, 0, used + 2, 1, a.cols - used - 2), STYLE_INPUT, true);
}

static void question_row(void *o, struct area a)
{
	area_fill(a, 0, 0, a.rows, a.cols, STYLE_TEXT);
	question_draw(o, area_part(a, a.rows - 1, 0, 1, a.cols));
}

static void question_done(void *o)
{
	struct question *q = o;

	q->done(q->arg, q->answered ? edit_text(q->o.edit) : NULL);
}

static void question_destroy(void *o)
{
	struct question *q = o;

	over_finish(&q->o);
	free(q);
}

static const struct overlay_ops question_ops = {
	.name = "prompt",
	.rows = one_row,
	.draw = question_row,
	.key = question_key,
	.done = question_done,
	.destroy = question_destroy,
};

struct overlay question_create(const struct cmd_host *host, const char *label, const char *initial,
	int edit_flags, question_fn *change, question_fn *done, void *arg)
{
	struct question *q = xcalloc(1, sizeof(*q));

	over_init(&q->o, host, question_ops.name, edit_flags, initial);
	q->label = arena_strdup(&q->o.a, label);
	q->change = change;
	q->done = done;
	q->arg = arg;
	return (struct overlay){&question_ops, q};
}

void question_offers(struct overlay *o, question_offer_fn *offer)
{
	((struct question *)o->o)->offer = offer;
}

struct confirm {
	struct over o;
	const char *question, *word;
	confirm_fn *done;
	void *arg;
	bool yes;
};

/* y and n by their place too, so that ㅛ and н answer. */
static char letter_of(const struct key *k)
{
	char latin[LAYOUT_SIZE];

	if (k->kind != KEYK_CHAR || k->mods & (KEYM_CTRL | KEYM_META)) {
		return '\0';
	}
	if (layout_latin(k->text, latin) == 1) {
		return latin[0];
	}
	return k->text[1] ? '\0' : k->text[0];
}

static enum overlay_result confirm_letter(struct confirm *c, const struct key *k)
{
	switch (letter_of(k)) {
	case 'y':
	case 'Y':
		c->yes = true;
		return OVERLAY_DONE;
	case 'n':
	case 'N':
	case 'q':
		return OVERLAY_DONE;
	default:
		return OVERLAY_STAY;
	}
}

static enum overlay_result confirm_key(void *o, const struct key *k)
{
	struct confirm *c = o;
	struct verb_call call;

	if (!c->word && letter_of(k)) {
		return confirm_letter(c, k);
	}
	switch (over_key(&c->o, k, !c->word, &call)) {
	case OVER_VERB:
		if (call.id == VERB_BACK || call.id == VERB_CLOSE) {
			return OVERLAY_DONE;
		}
		/* Enter alone never says yes. */
		c->yes = call.id == VERB_OPEN && c->word && strcmp(edit_text(c->o.edit), c->word) == 0;
		return c->yes ? OVERLAY_DONE : OVERLAY_STAY;
	case OVER_OTHER:
		return OVERLAY_PASS;
	case OVER_TEXT:
	case OVER_MINE:
		break;
	}
	return OVERLAY_STAY;
}

static void confirm_draw(void *o, struct area a)
{
	struct confirm *c = o;
	struct area row = area_part(a, a.rows - 1, 0, 1, a.cols);
	const char *ways = tr("y yes   n no");
	char *ask = NULL;
	int used;

	area_fill(a, 0, 0, a.rows, a.cols, STYLE_TEXT);
	if (c->word) {
		ask = xasprintf(tr("type %s to do it:"), c->word);
		used = 1 + area_text(row, 0, 1, a.cols / 2, STYLE_WARN, c->question);
		used += 3 + area_text(row, 0, used + 3, a.cols - used - 14, STYLE_KEY, ask);
		edit_draw(c->o.edit, area_part(row, 0, used + 1, 1, a.cols - used - 1), STYLE_INPUT, true);
		free(ask);
		return;
	}
	used = 1 + area_text(row, 0, 1, a.cols * 3 / 4, STYLE_WARN, c->question);
	area_text(row, 0, used + 3, -1, STYLE_KEY, ways);
	area_cursor(row, 0, used + 1);
}

static void confirm_done(void *o)
{
	struct confirm *c = o;

	c->done(c->arg, c->yes);
}

static void confirm_destroy(void *o)
{
	struct confirm *c = o;

	over_finish(&c->o);
	free(c);
}

static const struct overlay_ops confirm_ops = {
	.name = "confirm",
	.rows = one_row,
	.draw = confirm_draw,
	.key = confirm_key,
	.done = confirm_done,
	.destroy = confirm_destroy,
};

struct overlay confirm_create(const struct cmd_host *host, const char *question, const char *word,
	confirm_fn *done, void *arg)
{
	struct confirm *c = xcalloc(1, sizeof(*c));

	over_init(&c->o, host, confirm_ops.name, 0, "");
	c->question = arena_strdup(&c->o.a, question);
	c->word = word ? arena_strdup(&c->o.a, word) : NULL;
	c->done = done;
	c->arg = arg;
	return (struct overlay){&confirm_ops, c};
}
