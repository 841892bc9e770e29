#include "app/desk.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "text/format.h"
#include "wire/wire.h"

#define MINUTE_MS INT64_C(60000)

/* ---- a ticket with what waits taken as done ---- */

static void take_word(const struct json *j, const char *name, const struct enum_names *names, int *out)
{
	const char *word = json_get_text(j, name);
	int v = word ? enum_find(names, word) : -1;

	*out = v < 0 ? *out : v;
}

static void take_assignee(struct store *s, const struct json *j, struct ticket *t, struct arena *a)
{
	const char *who = json_get_text(j, "assignee");
	const struct account *me = store_account(s), *p;

	if (!who) {
		return;
	}
	p = me && !strcmp(who, me->id) ? me : *who ? store_get(s, KIND_ACCOUNT, who, a, NULL) : NULL;
	t->assignee = arena_strdup(a, who);
	t->assignee_name = p ? arena_strdup(a, p->name) : "";
}

static void take_intent(struct store *s, const struct intent *in, struct ticket *t, struct arena *a)
{
	struct json *j = json_parse(in->body, strlen(in->body), NULL);

	if (j && !strcmp(in->verb, "ticket.change")) {
		take_word(j, "cls", &enum_ticket_class, &t->cls);
		take_word(j, "module", &enum_ticket_module, &t->module);
		take_word(j, "action", &enum_policy_action, &t->action);
		take_assignee(s, j, t, a);
	} else if (j) {
		take_word(j, "state", &enum_ticket_state, &t->state);
	}
	json_free(j);
}

static bool answers(const struct intent *in)
{
	return !strcmp(in->verb, "ticket.reply") || !strcmp(in->verb, "ticket.note");
}

static enum intent_state worse(enum intent_state a, enum intent_state b)
{
	static const int urgency[] = {[INTENT_NONE] = 0, [INTENT_ACCEPTED] = 0, [INTENT_HELD] = 1, [INTENT_QUEUED] = 2, [INTENT_SENDING] = 3,
		[INTENT_REFUSED] = 4};

	return urgency[a] > urgency[b] ? a : b;
}

static void take_pending(struct store *s, struct ticket_row *row, struct arena *a)
{
	struct intent_counts counts;
	struct intent **all;
	int n;

	store_intent_counts(s, &counts);
	if (counts.waiting + counts.n[INTENT_REFUSED] == 0) {
		return;
	}
	n = store_intents_of(s, KIND_NONE, row->ticket->id, a, &all, NULL);
	for (int i = 0; i < n; i++) {
		row->pending = worse(row->pending, all[i]->state == INTENT_ACCEPTED ? INTENT_NONE : all[i]->state);
		if (all[i]->state == INTENT_REFUSED) {
			row->refused = answers(all[i]) ? all[i] : row->refused;
		} else if (all[i]->state != INTENT_ACCEPTED) {
			take_intent(s, all[i], row->ticket, a);
		}
	}
}

/* One that is being asked for is nowhere but in the outbox. */
static struct ticket *of_intent(struct store *s, const char *id, struct arena *a)
{
	struct intent **all;
	int n = store_intents_of(s, KIND_TICKET, id, a, &all, NULL);
	struct ticket *t = NULL;

	for (int i = 0; i < n && !t; i++) {
		struct json *j = strcmp(all[i]->verb, "ticket.new") ? NULL : json_parse(all[i]->body, strlen(all[i]->body), NULL);

		t = j ? wire_read(&entity_ticket, j, WIRE_REPLY, a, NULL) : NULL;
		json_free(j);
	}
	return t;
}

bool ticket_row(struct store *s, const char *id, struct arena *a, struct ticket_row *out)
{
	struct ticket_row row = {.ticket = store_get(s, KIND_TICKET, id, a, NULL), .pending = INTENT_NONE};

	row.ticket = row.ticket ? row.ticket : of_intent(s, id, a);
	if (!row.ticket) {
		return false;
	}
	take_pending(s, &row, a);
	row.unread = store_unread(s, KIND_TICKET, id);
	row.draft = store_draft(s, "answer", id, a) != NULL;
	*out = row;
	return true;
}

/* ---- views ---- */

static const struct view { const char *name, *title; unsigned state; } views[] = {
	{"open", N_("All open"), TICKETS_LIVE},
	{"mine", N_("Mine"), TICKETS_LIVE},
	{"unassigned", N_("Unassigned"), TICKETS_LIVE},
	{"hot", N_("HOT"), TICKETS_LIVE},
	{"waiting", N_("Waiting"), 1u << TICKET_WAITING | 1u << TICKET_WAITING_ADMIN | 1u << TICKET_HANDED},
	{"all", N_("All tickets"), 0},
	{"site", N_("This site"), TICKETS_LIVE},
	{"lang", N_("This language"), TICKETS_LIVE},
	{"class", N_("This class"), TICKETS_LIVE},
	{"side", N_("This side"), TICKETS_LIVE},
};

static const struct view *view_of(const char *name)
{
	for (size_t i = 0; i < lengthof(views); i++) {
		if (!strcmp(views[i].name, name)) {
			return &views[i];
		}
	}
	return NULL;
}

const char *desk_view_title(const char *name)
{
	return view_of(name) ? view_of(name)->title : N_("Tickets");
}

bool desk_view(const char *name, const struct reader *me, const struct ticket *like, struct store_query *q)
{
	const struct view *v = view_of(name);
	bool of_one = v && (!strcmp(name, "site") || !strcmp(name, "lang") || !strcmp(name, "class") || !strcmp(name, "side"));

	if (!v || (of_one && !like)) {
		return false;
	}
	*q = (struct store_query){.kind = KIND_TICKET, .text = q->text, .order = q->order, .state = v->state};
	q->hot = !strcmp(name, "hot");
	q->assignee = !strcmp(name, "mine") ? me ? me->account : "" : !strcmp(name, "unassigned") ? "none" : NULL;
	if (of_one) {
		q->site = !strcmp(name, "site") ? like->site : NULL;
		q->lang = !strcmp(name, "lang") ? like->lang : NULL;
		q->process = !strcmp(name, "class") ? 1u << like->cls : 0;
		q->side = !strcmp(name, "side") ? 1u << like->side : 0;
	}
	return true;
}

/* ---- lists of a few ---- */

static int few(struct store *s, const struct store_query *q, struct arena *a, void ***out)
{
	enum { MOST = 500 };
	struct store_list *l = store_list_create(s);
	const char *ids[MOST];
	int n, got = 0;

	store_list_set(l, q);
	n = store_list_page(l, NULL, true, MOST, ids, a);
	*out = arena_alloc(a, (size_t)(n + 1) * sizeof(**out));
	for (int i = 0; i < n; i++) {
		(*out)[got] = store_get(s, q->kind, ids[i], a, NULL);
		got += (*out)[got] != NULL;
	}
	store_list_destroy(l);
	return got;
}

const struct policy_rule *desk_rule_of(struct store *s, const char *site, enum policy_action action, struct arena *a)
{
	struct store_query q = {.kind = KIND_POLICY_RULE, .rfq = site, .process = 1u << action, .order = ORDER_NEWEST};
	void **found;

	return *site && action != CHANGE_NONE && few(s, &q, a, &found) ? found[0] : NULL;
}

int desk_macros(struct store *s, const char *site, struct arena *a, const struct macro ***out)
{
	struct store_query q = {.kind = KIND_MACRO, .rfq = site, .order = ORDER_TITLE};

	return few(s, &q, a, (void ***)out);
}

int desk_approvals(struct store *s, const char *ticket, unsigned states, struct arena *a, const struct approval ***out)
{
	struct store_query q = {.kind = KIND_APPROVAL, .rfq = ticket, .state = states, .order = ORDER_NEWEST};

	return few(s, &q, a, (void ***)out);
}

/* ---- macros ---- */

const struct macro *desk_macro(struct store *s, const char *hotkey, const struct ticket *t, struct arena *a)
{
	const struct macro **all, *best = NULL;
	int n = desk_macros(s, NULL, a, &all), points = -1;

	for (int i = 0; i < n; i++) {
		int p = !strcmp(all[i]->lang, t->lang) ? 4 : !*all[i]->lang ? 2 : 0;

		p += !strcmp(all[i]->site, t->site);
		if (!strcmp(all[i]->hotkey, hotkey) && p > points) {
			best = all[i];
			points = p;
		}
	}
	return best;
}

const char *desk_macro_text(const struct macro *m, const struct ticket *t, const char *operator_name, struct arena *a)
{
	const struct { const char *hole, *text; } holes[] = {
		{"{{number}}", arena_printf(a, "%lld", (long long)t->number)}, {"{{requester}}", t->requester_name},
		{"{{site}}", t->site_name}, {"{{operator}}", operator_name},
	};
	struct str b = STR_INIT;
	const char *out;

	for (const char *p = m->text; *p;) {
		size_t used = 0;

		for (size_t i = 0; i < lengthof(holes) && !used; i++) {
			if (starts_with(p, holes[i].hole)) {
				str_add(&b, holes[i].text);
				used = strlen(holes[i].hole);
			}
		}
		if (!used) {
			str_addc(&b, *p);
			used = 1;
		}
		p += used;
	}
	out = arena_strdup(a, str_c(&b));
	str_finish(&b);
	return out;
}

/* ---- words ---- */

const char *desk_policy(struct store *s, const struct ticket *t, struct arena *a)
{
	static const char *const ways[] = {
		[POLICY_DO] = N_("the desk makes it"), [POLICY_ASK] = N_("the site admin must confirm"),
		[POLICY_HAND_OVER] = N_("the site admin makes it"),
	};
	const struct policy_rule *rule = desk_rule_of(s, t->site, (enum policy_action)t->action, a);
	const char *asks = rule && rule->who != WHO_ANYONE ? arena_printf(a, "; %s", tr(enum_label(&enum_policy_who, (int)rule->who))) : "";

	if (t->action == CHANGE_NONE) {
		return "";
	}
	if (!rule) {
		/* TR: "change a bid": what the ticket asks for */
		return arena_printf(a, tr("Policy: no rule for \"%s\", the desk makes it"), tr(enum_label(&enum_policy_action, (int)t->action)));
	}
	/* TR: the level, what follows, what is asked for ("change a bid"), who may ask ("; customers only" or nothing) */
	return arena_printf(a, tr("Policy: level %lld, %s: %s%s"), (long long)rule->level, tr(ways[policy_way(rule->level)]),
		tr(enum_label(&enum_policy_action, (int)t->action)), asks);
}

const char *desk_left(const struct ticket *t, int64_t now, struct arena *a)
{
	int64_t left = t->due - now, m;
	const char *sign = left < 0 ? "-" : "";

	if (!t->due) {
		return t->time_left ? tr("paused") : "";
	}
	m = (left < 0 ? -left : left) / MINUTE_MS;
	if (t->hot && left >= 0 && m < 60) {
		return arena_printf(a, "%02d:%02d", (int)m, (int)(left / 1000 % 60));
	}
	return m < 60 ? arena_printf(a, tr("%s%dm"), sign, (int)m) : m < 24 * 60 ? arena_printf(a, tr("%s%dh %02d"), sign, (int)(m / 60), (int)(m % 60))
		: arena_printf(a, tr("%s%dd"), sign, (int)(m / (24 * 60)));
}

/* ---- as lines ---- */

static void labelled(const struct show *s, const char *label, const char *text)
{
	if (*text) {
		s->line(s->arg, STYLE_TEXT, arena_printf(s->a, "%s: %s", tr(label), text));
	}
}

static void paragraph(const struct show *s, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		s->line(s->arg, STYLE_TEXT, arena_printf(s->a, "  %.*s", (int)n, text));
		text += n + (text[n] == '\n');
	}
}

void show_approval(const struct show *s, const struct approval *p)
{
	char at[FORMAT_SIZE] = "";

	if (p->decided) {
		format_moment(at, p->decided, s->zone, i18n_get());
	}
	s->line(s->arg, p->state == APPROVAL_PENDING ? STYLE_WARN : STYLE_TEXT, arena_printf(s->a, "%s: %s%s%s", tr(enum_label(&enum_policy_action, p->action)),
		tr(enum_label(&enum_approval_state, p->state)), *p->asked_name ? ", " : "", p->asked_name));
	labelled(s, N_("Of what"), p->target);
	labelled(s, N_("To what"), p->value);
	paragraph(s, p->detail);
	if (*p->decided_name) {
		s->line(s->arg, STYLE_TEXT, arena_printf(s->a, "%s, %s%s%s", p->decided_name, at, *p->note ? ": " : "", p->note));
	}
}

static void show_flags(const struct show *s, const struct ticket *t)
{
	if (t->newcomer) {
		s->line(s->arg, STYLE_TEXT, tr("Newcomer: this is their first ticket."));
	}
	if (t->inattentive) {
		s->line(s->arg, STYLE_TEXT, tr("The answer was on the screen."));
	}
	if (t->no_speaker) {
		s->line(s->arg, STYLE_WARN, arena_printf(s->a, tr("Nobody at the desk speaks the language: %s"), t->lang));
	}
}

void show_ticket(const struct show *s, const struct ticket_row *row)
{
	const struct ticket *t = row->ticket, *into = *t->merged_into ? store_get(s->store, KIND_TICKET, t->merged_into, s->a, NULL) : NULL;
	const struct approval **ps;
	const char *policy = desk_policy(s->store, t, s->a);
	int n;

	s->line(s->arg, STYLE_BOLD, t->subject);
	s->line(s->arg, STYLE_TEXT, arena_printf(s->a, "%s, %s, %s   %s", t->requester_name, t->org_name, tr(enum_label(&enum_ticket_side, t->side)),
		t->site_name));
	s->line(s->arg, STYLE_TEXT, arena_printf(s->a, "%s   %s   %s%s%s", tr(enum_label(&enum_ticket_state, t->state)),
		tr(enum_label(&enum_ticket_class, t->cls)), tr(enum_label(&enum_ticket_module, t->module)), *t->lang ? "   " : "", t->lang));
	labelled(s, N_("Assigned to"), t->assignee_name);
	labelled(s, N_("Time left"), desk_left(t, s->now, s->a));
	if (into) {
		s->line(s->arg, STYLE_WARN, arena_printf(s->a, tr("Merged into %lld."), (long long)into->number));
	}
	if (*policy) {
		s->line(s->arg, STYLE_WARN, policy);
	}
	if (t->action != CHANGE_NONE) {
		s->line(s->arg, STYLE_TEXT, tr(t->docs_checked ? N_("Base documents: checked") : N_("Base documents: not checked")));
	}
	labelled(s, N_("Wished result"), t->wished);
	show_flags(s, t);
	n = desk_approvals(s->store, t->id, 0, s->a, &ps);
	for (int i = 0; i < n; i++) {
		show_approval(s, ps[i]);
	}
}
