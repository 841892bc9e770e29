#include "app/browse.h"
#include "app/screens.h"
#include "app/show.h"
#include "text/cells.h"
#include "text/format.h"

#include <stdio.h>
#include <string.h>

/* Requests for quote: the first place. */
struct projects {
	struct browse_screen list;
};

static struct show show_of(struct app *app, struct arena *a)
{
	return (struct show){.store = app_store(app), .me = app_me(app), .zone = app_zone(app), .now = app_now(app), .a = a};
}

static void *row(struct app *app, const char *id, struct arena *a)
{
	struct project_row *r = arena_alloc(a, sizeof(*r));

	return store_project(app_store(app), id, a, r) ? r : NULL;
}

static int page(struct store_list *l, const char *anchor, bool forward, int n, const char **ids, void **data, struct arena *a)
{
	struct project_row *rows = arena_alloc(a, (size_t)(n > 0 ? n : 1) * sizeof(*rows));
	int got = store_list_projects(l, anchor, forward, n, ids, rows, a);

	for (int i = 0; i < got; i++) {
		data[i] = &rows[i];
	}
	return got;
}

static char sign(const void *row)
{
	return ((const struct project_row *)row)->unread ? '*' : '\0';
}

static const char *number(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct project_row *r = row_;

	(void)app;
	(void)st;
	return arena_printf(a, "%lld", (long long)r->rfq->number);
}

static const char *title(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct project_row *r = row_;

	(void)app;
	(void)a;
	(void)st;
	return r->rfq->title;
}

static const char *process(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	(void)app;
	(void)a;
	(void)st;
	return tr(enum_brief(&enum_process, ((const struct project_row *)row_)->rfq->process));
}

static const char *quantity(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct rfq *r = ((const struct project_row *)row_)->rfq;

	(void)app;
	(void)st;
	return r->breaks.n ? app_int(ITEM(const struct qty_break, r->breaks, 0)->qty, a) : "";
}

static const char *due(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct rfq *r = ((const struct project_row *)row_)->rfq;

	if (r->due && r->due > app_now(app) && r->due - app_now(app) < INT64_C(86400000)) {
		*st = STYLE_WARN;
	}
	return r->due ? app_left(app, r->due, a) : "";
}

static const char *state(struct app *app, const void *row, struct arena *a, enum style *st);

static const char *customer(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	(void)app;
	(void)a;
	(void)st;
	return ((const struct project_row *)row_)->rfq->customer_name;
}

static const struct column columns[] = {
	{N_("RFQ"), 5, false, 0, number},
	{N_("Title"), 0, false, 0, title},
	{N_("Customer"), 20, false, 200, customer},
	{N_("Proc"), 6, false, 72, process},
	{N_("Qty"), 7, true, 0, quantity},
	{N_("Due"), 9, true, 0, due},
	{N_("State"), 13, false, 0, state, 15},
};

/* The whole word where it fits, else the short one. */
static const char *state(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	struct show s = show_of(app, a);
	const char *word = show_state(&s, row_, st);
	int width = column_width(&columns[sizeof(columns) / sizeof(columns[0]) - 1]);

	return (int)cells_text(word, 1) <= width ? word : show_state_brief(&s, row_, st);
}

static const char *takes(const struct rfq *r)
{
	return tr(r->takes_profile ? N_("takes profile-only proposals") : N_("quotes only"));
}

/* The pane at the right of a wide screen: all of the request. */
struct pane { const char **lines; int n, max; };

static void pane_line(void *arg, enum style st, const char *text)
{
	struct pane *p = arg;

	(void)st;
	if (p->n < p->max) {
		p->lines[p->n++] = text;
	}
}

static int pane(struct app *app, const struct project_row *r, struct arena *a, const char **lines, int n)
{
	struct pane p = {lines, 0, n};
	struct show s = show_of(app, a);

	s.line = pane_line;
	s.arg = &p;
	show_project(&s, r);
	return p.n;
}

static int about(struct app *app, const void *row_, struct arena *a, const char **lines, int n)
{
	const struct project_row *r = row_;
	const struct rfq *q = r->rfq;
	struct str files = STR_INIT;
	const char *missing = show_missing(q, a);
	int i = 0;

	if (n > 8) {
		return pane(app, r, a, lines, n);
	}
	for (size_t k = 0; k < q->files.n; k++) {
		str_addf(&files, "%s   ", ITEM(const struct file_ref, q->files, k)->name);
	}
	if (*missing) {
		str_addf(&files, "%s: %s", tr("missing"), missing);
	}
	if (n > 0) {
		lines[i++] = arena_printf(a, "%lld  %s, %s   %s%s%s   %s", (long long)q->number, q->customer_name, q->place,
			q->material, *q->finish ? ", " : "", q->finish, show_qty(q, a));
	}
	if (n > 1) {
		lines[i++] = arena_strdup(a, str_c(&files));
	}
	if (n > 2) {
		lines[i++] = arena_printf(a, "%s   %s   %s", takes(q), arena_printf(a,
			trn("%lld partner quoted", "%lld partners quoted", (unsigned long)q->quotes), (long long)q->quotes),
			arena_printf(a, tr("posted %s"), app_ago(app, q->posted, a)));
	}
	str_finish(&files);
	return i;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	static const struct browse_conf conf = {
		.kind = KIND_RFQ, .name = "projects", .title = N_("Requests for quote"), .columns = columns, .sign = sign,
		.ncolumns = sizeof(columns) / sizeof(columns[0]), .row = row,
		.page = page, .about = about,
		.empty = N_("No requests yet. They appear as soon as the server has sent them; :sync asks now."),
		.query = {.order = ORDER_DEADLINE},
		.orders = 1u << ORDER_DEADLINE | 1u << ORDER_NEWEST | 1u << ORDER_TITLE | 1u << ORDER_STATE | 1u << ORDER_NUMBER,
	};
	struct projects *p = st;

	(void)arg;
	(void)e;
	p->list.app = app;
	p->list.browse = browse_create(app, &conf);
	return 0;
}

static enum handled set_filter(struct projects *p, const struct verb_call *call)
{
	struct store_query q = *store_list_query(browse_list(p->list.browse));
	const char *text = call_arg(call, "--text"), *word = call_arg(call, "--state");
	const char *saved = call_arg(call, "--filter"), *order = call_arg(call, "--order");
	char line[160];

	if (saved) {
		snprintf(line, sizeof(line), "filter.use \"%.100s\"", saved);
		app_run(p->list.app, line);
		return HANDLED;
	}
	q.text = text ? text : q.text;
	if (word) {
		int v = enum_find(&enum_rfq_state, word), d = enum_find(&enum_deal_state, word);

		q.state = v >= 0 ? 1u << v : 0;
		q.deal = v < 0 && d >= 0 ? 1u << d : 0;
		q.unread = !strcmp(word, "unread");
		if (!q.state && !q.deal && !q.unread) {
			app_say(p->list.app, STYLE_BAD, tr("There is no state \"%s\"."), word);
			return HANDLED;
		}
	}
	if (order && store_order_find(order) < 0) {
		app_say(p->list.app, STYLE_BAD, tr("There is no order \"%s\"."), order);
		return HANDLED;
	}
	q.order = order ? (enum store_order)store_order_find(order) : q.order;
	browse_set(p->list.browse, &q);
	return HANDLED;
}

static enum handled toggle_seen(struct projects *p)
{
	const char *id = browse_id(p->list.browse);
	const char **marks;
	int n = browse_marks(p->list.browse, &marks);

	for (int i = 0; i < n; i++) {
		store_seen(app_store(p->list.app), KIND_RFQ, marks[i], true, NULL);
	}
	if (!n && *id) {
		store_seen(app_store(p->list.app), KIND_RFQ, id, store_unread(app_store(p->list.app), KIND_RFQ, id), NULL);
	}
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct projects *p = st;
	const char *id = call_arg(call, "ID") ? call_arg(call, "ID") : browse_id(p->list.browse);

	switch (call->id) {
	case VERB_OPEN:
		if (*id) {
			app_open(p->list.app, "project", id);
		}
		return HANDLED;
	case VERB_PROJECT_LIST: return set_filter(p, call);
	case VERB_PROJECT_SEEN: return toggle_seen(p);
	default: return browse_verb(p->list.browse, call);
	}
}

static int hint(void *st, char *out, size_t n)
{
	if (!*browse_id(((struct projects *)st)->list.browse)) {
		return snprintf(out, n, "filter palette");
	}
	return snprintf(out, n, "open quote.new profile.send order.confirm chat.show project.ask project.compare filter palette");
}

const struct screen screen_projects = {
	.name = "projects",
	.title = N_("Projects"),
	.state_size = sizeof(struct projects),
	BROWSE_SCREEN,
	.open = open_,
	.verb = verb,
	.hint = hint,
};
