#include "app/browse.h"
#include "app/screens.h"
#include "app/talk.h"
#include "app/triage.h"

#include <stdio.h>
#include <string.h>

/* The queue of the support desk, and a requester's own tickets. */

static const char *const counted[] = {"hot", "mine", "unassigned", "waiting"};
static const char *const around[] = {"open", "mine", "unassigned", "hot", "waiting", "all"}; /* in this order by Tab */

struct desk {
	struct browse_screen list;
	struct store_list *counts[4];
};

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* The view the list shows now, as it was chosen or left by what else changes the query. */
static const char *view_of(struct desk *d)
{
	const struct store_query *q = store_list_query(browse_list(d->list.browse));

	for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
		struct store_query v = {.order = q->order};

		if (desk_view(around[i], app_me(d->list.app), NULL, &v) && v.state == q->state && v.hot == q->hot && same(v.assignee, q->assignee)
			&& !*q->site && !*q->lang && !q->process && !q->side) {
			return around[i];
		}
	}
	return *q->site ? "site" : *q->lang ? "lang" : q->process ? "class" : q->side ? "side" : "-";
}

static void *row(struct app *app, const char *id, struct arena *a)
{
	struct ticket_row *r = arena_alloc(a, sizeof(*r));

	return ticket_row(app_store(app), id, a, r) ? r : NULL;
}

static const struct ticket *of(const void *row_)
{
	return ((const struct ticket_row *)row_)->ticket;
}

static const char *mark(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)a;
	*st = STYLE_BAD;
	return of(r)->hot ? "!" : "";
}

static const char *number(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app;
	*st = ((const struct ticket_row *)r)->unread ? STYLE_BOLD : STYLE_TEXT;
	return of(r)->number ? arena_printf(a, "%lld", (long long)of(r)->number) : "-";
}

/* While something waits to be sent, that is what there is to know. */
static const char *left(struct app *app, const void *r_, struct arena *a, enum style *st)
{
	const struct ticket_row *r = r_;

	if (r->pending != INTENT_NONE) {
		*st = r->pending == INTENT_REFUSED ? STYLE_BAD : STYLE_WARN;
		return tr(show_intent_state(r->pending));
	}
	*st = r->ticket->due && r->ticket->due < app_now(app) ? STYLE_BAD : STYLE_TEXT;
	return r->ticket->due || r->ticket->time_left ? desk_left(r->ticket, app_now(app), a) : tr(enum_brief(&enum_ticket_state, r->ticket->state));
}

static const char *side(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return tr(enum_brief(&enum_ticket_side, of(r)->side));
}

static const char *site(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return of(r)->site_name;
}

static const char *cls(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return tr(enum_brief(&enum_ticket_class, of(r)->cls));
}

static const char *level(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)st;
	return of(r)->level ? arena_printf(a, "%lld", (long long)of(r)->level) : "-";
}

static const char *subject(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)a;
	*st = ((const struct ticket_row *)r)->unread ? STYLE_BOLD : STYLE_TEXT;
	return of(r)->subject;
}

static const char *state(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return tr(enum_brief(&enum_ticket_state, of(r)->state));
}

static const char *assignee(struct app *app, const void *r, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return *of(r)->assignee_name ? of(r)->assignee_name : "-";
}

static const struct column columns[] = {
	{N_("!"), 1, false, 0, mark, 0},
	{N_("No."), 6, false, 0, number, 6},
	{N_("Left"), 8, false, 0, left, 8},
	{N_("Side"), 4, false, 0, side, 6},
	{N_("Site"), 11, false, 0, site, 10},
	{N_("Class"), 8, false, 0, cls, 8},
	{N_("L"), 1, false, 0, level, 2},
	{N_("Subject"), 0, false, 0, subject, 0},
	{N_("State"), 8, false, 100, state, 8},
	{N_("Who"), 12, false, 100, assignee, 12},
};

static int add(const char **lines, int i, int n, const char *text)
{
	if (i < n && *text) {
		lines[i++] = text;
	}
	return i;
}

/* The end of the conversation, for the column at the right. */
static int said(const struct show *s, const struct ticket *t, const char **lines, int i, int n)
{
	struct message_key keys[20];
	struct talk talk;
	int got = n - i > 1 ? store_message_keys(s->store, t->id, INT64_MAX, false, n - i - 1 < 20 ? n - i - 1 : 20, keys) : 0;

	talk_init(&talk, s->store, t->id);
	i = got ? add(lines, i, n, " ") : i;
	for (int k = 0; k < got; k++) {
		struct talk_item it;

		if (talk_item(&talk, keys[k].id, s->a, &it)) {
			i = add(lines, i, n, arena_printf(s->a, "%s: %s%s", it.m->author_name, it.m->vis == VIS_STAFF ? tr("(internal) ") : "", talk_line(s, &it)));
		}
	}
	talk_finish(&talk);
	return i;
}

static int about(struct app *app, const void *row_, struct arena *a, const char **lines, int n)
{
	const struct ticket_row *r = row_;
	const struct ticket *t = r->ticket;
	struct show s = {.store = app_store(app), .me = app_me(app), .zone = app_zone(app), .now = app_now(app), .a = a};
	const char *policy = desk_policy(s.store, t, a);
	int i = 0;

	i = add(lines, i, n, arena_printf(a, "%lld  %s, %s%s%s: %s", (long long)t->number, *t->requester_name ? t->requester_name : t->org_name,
		tr(enum_label(&enum_ticket_side, t->side)), *t->assignee_name ? "   > " : "", t->assignee_name, t->subject));
	i = add(lines, i, n, *policy ? policy : arena_strndup(a, t->task, strcspn(t->task, "\n")));
	i = add(lines, i, n, arena_printf(a, "%s%s%s%s%s%s", t->newcomer ? tr("newcomer") : "", t->newcomer ? "   " : "",
		t->action == CHANGE_NONE ? "" : tr(t->docs_checked ? N_("Base documents: checked") : N_("Base documents: not checked")),
		t->action == CHANGE_NONE ? "" : "   ", *t->wished ? tr("Wished: ") : "", arena_strndup(a, t->wished, strcspn(t->wished, "\n"))));
	return n > 8 ? said(&s, t, lines, i, n) : i;
}

static void choose_view(struct desk *d, const char *name)
{
	struct store_query q = *store_list_query(browse_list(d->list.browse));
	struct app *app = d->list.app;
	struct ticket_row like;
	struct arena a;

	arena_init(&a);
	bool have = ticket_row(app_store(app), browse_id(d->list.browse), &a, &like);
	if (desk_view(name, app_me(app), have ? like.ticket : NULL, &q)) {
		q.text = "";
		browse_set(d->list.browse, &q);
	} else {
		app_say(app, STYLE_BAD, tr("There is no view \"%s\"."), name);
	}
	arena_finish(&a);
}

static void next_view(struct desk *d, int by)
{
	int n = (int)(sizeof(around) / sizeof(around[0])), at = 0;
	const char *now = view_of(d);

	for (int i = 0; i < n; i++) {
		at = strcmp(around[i], now) ? at : i;
	}
	choose_view(d, around[(at + by + n) % n]);
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	const struct reader *me = app_me(app);
	bool staff = me && reader_staff(me);
	struct browse_conf conf = {
		.kind = KIND_TICKET, .name = "desk", .title = N_("Tickets"), .columns = columns,
		.ncolumns = sizeof(columns) / sizeof(columns[0]), .row = row, .about = about,
		.empty = staff ? N_("Nothing is waiting here. Tab shows the other views.") : N_("No tickets. N asks the support desk."),
		.query = {.order = ORDER_DEADLINE, .state = staff ? TICKETS_LIVE : 0},
		.orders = 1u << ORDER_DEADLINE | 1u << ORDER_NEWEST | 1u << ORDER_TITLE | 1u << ORDER_STATE | 1u << ORDER_NUMBER,
	};
	struct desk *d = st;

	(void)arg, (void)e;
	d->list.app = app;
	d->list.browse = browse_create(app, &conf);
	for (int i = 0; i < 4 && staff; i++) {
		struct store_query q = {.order = ORDER_DEADLINE};

		d->counts[i] = store_list_create(app_store(app));
		if (desk_view(counted[i], me, NULL, &q)) {
			store_list_set(d->counts[i], &q);
		}
	}
	return 0;
}

static void close_(void *st)
{
	struct desk *d = st;

	for (int i = 0; i < 4; i++) {
		store_list_destroy(d->counts[i]);
	}
	browse_screen_close(st);
}

/* "HOT 1   Mine 9   Unassigned 27   Waiting 12", the chosen one in brackets. */
static void draw_views(struct desk *d, struct area view)
{
	const char *now = view_of(d);
	bool other = true;
	struct arena a;
	int col = 1;

	arena_init(&a);
	for (int i = 0; i < 4; i++) {
		bool here = !strcmp(now, counted[i]);
		int64_t n = store_list_count(d->counts[i]);

		other = other && !here;
		col += 3 + area_printf(view, 0, col, -1, i == 0 && n ? STYLE_BAD : here ? STYLE_BOLD : STYLE_TEXT, "%s%s %s%s", here ? "[" : "",
			tr(desk_view_title(counted[i])), app_int(n, &a), here ? "]" : "");
	}
	if (other) {
		area_printf(view, 0, col, -1, STYLE_BOLD, "[%s %s]", tr(desk_view_title(now)), app_int(store_list_count(browse_list(d->list.browse)), &a));
	}
	arena_finish(&a);
}

static void draw(void *st, struct area view, struct area content)
{
	struct desk *d = st;
	const struct store_query *q = store_list_query(browse_list(d->list.browse));
	bool plain = d->counts[0] && !*q->text && !q->unread;
	struct arena a;

	browse_draw(d->list.browse, plain ? area_part(view, 0, 0, 0, 0) : view, content);
	if (plain) {
		draw_views(d, view);
	}
	arena_init(&a);
	area_right(view, 0, view.cols - 24, 23, STYLE_DIM, triage_meter(d->list.app, &a));
	arena_finish(&a);
}

/* What is marked, else what is chosen. */
static enum handled triage(struct desk *d, const struct verb_call *call)
{
	struct triage t = {.app = d->list.app};
	const char *id = browse_id(d->list.browse), **marks;
	struct verb_call all = {.id = VERB_SELECT_ALL};
	char first[64];

	t.n = browse_marks(d->list.browse, &marks);
	bool marked = t.n > 0;
	t.ids = marked ? (const char *const *)marks : &id;
	t.n = marked ? t.n : *id != '\0';
	snprintf(first, sizeof(first), "%s", id);
	if (!triage_verb(&t, call)) {
		return IGNORED;
	}
	if (marked) {
		browse_verb(d->list.browse, &all);
	}
	if (t.over) {
		triage_step(d->list.app, first, t.n);
	}
	return HANDLED;
}

static enum handled filter(struct desk *d, const struct verb_call *call)
{
	struct store_query q = *store_list_query(browse_list(d->list.browse));
	const char *view = call_arg(call, "--view"), *state = call_arg(call, "--state"), *class = call_arg(call, "--class"), *text = call_arg(call, "--text");
	const char *side_ = call_arg(call, "--side");
	int s = state ? enum_find(&enum_ticket_state, state) : -1, c = class ? enum_find(&enum_ticket_class, class) : -1;
	int w = side_ ? enum_find(&enum_ticket_side, side_) : -1;

	if (view) {
		choose_view(d, view);
		q = *store_list_query(browse_list(d->list.browse));
	}
	if ((state && s < 0) || (class && c < 0) || (side_ && w < 0)) {
		app_say(d->list.app, STYLE_BAD, tr("There is no state \"%s\"."), state && s < 0 ? state : class && c < 0 ? class : side_);
		return HANDLED;
	}
	q.state = state ? 1u << s : q.state;
	q.process = class ? 1u << c : q.process;
	q.side = side_ ? 1u << w : q.side;
	q.text = text ? text : q.text;
	browse_set(d->list.browse, &q);
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct desk *d = st;
	const char *id = call_arg(call, "ID") ? call_arg(call, "ID") : browse_id(d->list.browse);
	enum handled h = call_arg(call, "TICKET") ? IGNORED : triage(d, call);

	if (h == HANDLED) {
		return h;
	}
	switch (call->id) {
	case VERB_OPEN:
		if (*id) {
			app_open(d->list.app, "ticket", id);
		}
		return HANDLED;
	case VERB_TICKET_LIST: return filter(d, call);
	case VERB_TICKET_VIEW: choose_view(d, call_arg(call, "VIEW")); return HANDLED;
	case VERB_PANE_NEXT: next_view(d, 1); return HANDLED;
	case VERB_PANE_PREV: next_view(d, -1); return HANDLED;
	default: return browse_verb(d->list.browse, call);
	}
}

static int hint(void *st, char *out, size_t n)
{
	struct desk *d = st;
	const struct reader *me = app_me(d->list.app);

	if (!me || !reader_staff(me)) {
		return snprintf(out, n, "open ticket.new ticket.reply filter");
	}
	if (!*browse_id(d->list.browse)) {
		return snprintf(out, n, "pane.next filter");
	}
	return snprintf(out, n, "ticket.take ticket.macro ticket.reply select undo repeat filter");
}

const struct screen screen_desk = {
	.name = "desk",
	.title = N_("Desk"),
	.state_size = sizeof(struct desk),
	.scopes = "list",
	.close = close_,
	.layout = browse_screen_layout,
	.draw = draw,
	.event = browse_screen_event,
	.click = browse_screen_click,
	.object = browse_screen_object,
	.choose = browse_screen_choose,
	.open = open_,
	.verb = verb,
	.hint = hint,
};
