#include "app/act_desk.h"

#include <string.h>

#include "act_impl.h"
#include "base/alloc.h"
#include "base/ulid.h"
#include "wire/wire.h"

static const struct ticket *need_ticket(struct act *c, const char *id, enum desk_act act, struct arena *a, struct err *e)
{
	const struct reader *me;
	const struct ticket *t;

	if (act_signed_in(c, &me, e)) {
		return NULL;
	}
	t = store_get(c->store, KIND_TICKET, id, a, NULL);
	if (!t) {
		err_set(e, ERR_NOT_FOUND, tr("no ticket %s here"), id);
		return NULL;
	}
	return desk_may(me, t, act, e) ? NULL : t;
}

static const char *title_of(const struct ticket *t, struct arena *a)
{
	return arena_printf(a, "#%lld", (long long)t->number);
}

/* An act on a ticket that is there; unless said otherwise it is about it (0 would be a site). */
static int on_ticket(struct act *c, const char *id, enum desk_act act, struct doing *d, struct err *e)
{
	struct arena a;
	const struct ticket *t;
	int r = -1;

	arena_init(&a);
	t = need_ticket(c, id, act, &a, e);
	if (t && !(d->body && entity_check(d->body, d->obj, e))) {
		d->path_id = id;
		d->kind = d->kind ? d->kind : KIND_TICKET;
		d->object = d->object ? d->object : id;
		d->lane = id;
		d->answer = d->answer ? d->answer : KIND_TICKET;
		d->base_rev = -1;
		d->title = title_of(t, &a);
		r = act_put(c, d, &a, e);
	}
	arena_finish(&a);
	return r;
}

int act_ticket_new(struct act *c, const struct ticket *t, struct err *e)
{
	struct doing d = {.route = "ticket.create", .verb = "ticket.new", .body = &entity_ticket, .obj = t, .kind = KIND_TICKET,
		.object = t->id, .lane = t->id, .answer = KIND_TICKET, .base_rev = -1, .files = t->files, .draft_word = "ticket",
		.draft_id = "new", .title = t->subject};
	const struct reader *me;
	struct arena a;
	int r;

	if (act_signed_in(c, &me, e) || ticket_check(t, e) || entity_check(&entity_ticket, t, e)) {
		return -1;
	}
	arena_init(&a);
	r = act_put(c, &d, &a, e);
	arena_finish(&a);
	return r;
}

int act_ticket_change(struct act *c, const char *ticket, const char *field, const struct ticket_change *to, struct err *e)
{
	struct doing d = {.route = "ticket.change", .verb = "ticket.change", .body = &entity_ticket_change, .obj = to, .only = field};

	return on_ticket(c, ticket, DESK_CHANGE, &d, e);
}

int act_ticket_reply(struct act *c, const char *ticket, const struct ticket_reply *said, bool state, struct err *e)
{
	struct ticket_reply r = *said;
	bool says = *r.text || r.files.n;
	struct doing d = {.route = "ticket.reply", .body = &entity_ticket_reply, .obj = &r, .files = r.files,
		.verb = !says ? "ticket.status" : r.internal ? "ticket.note" : "ticket.reply",
		.kind = says ? KIND_MESSAGE : KIND_TICKET, .object = says ? r.message : NULL,
		.only = state ? "message text files state seen internal contact_reason" : "message text files seen internal contact_reason",
		.draft_word = says ? "answer" : NULL, .draft_id = ticket};
	enum desk_act act = says ? r.internal ? DESK_NOTE : DESK_REPLY : desk_act_of_state((enum ticket_state)r.state);

	if (!says && !state) {
		return err_set(e, ERR_INVALID, "%s", tr("There is nothing to send."));
	}
	if (act == DESK_COUNT) {
		return err_field(e, ERR_INVALID_FIELD, "state", "%s", tr("This state is not set by hand."));
	}
	r.contact_reason = c->contact_reason ? c->contact_reason : "";
	return on_ticket(c, ticket, act, &d, e);
}

int act_ticket_merge(struct act *c, const char *ticket, const char *into, struct err *e)
{
	struct merge body = {.into = into};
	struct doing d = {.route = "ticket.merge", .verb = "ticket.merge", .body = &entity_merge, .obj = &body};

	if (!strcmp(ticket, into)) {
		return err_set(e, ERR_INVALID, "%s", tr("A ticket is not merged into itself."));
	}
	return on_ticket(c, ticket, DESK_MERGE, &d, e);
}

int act_ticket_unmerge(struct act *c, const char *ticket, struct err *e)
{
	struct doing d = {.route = "ticket.unmerge", .verb = "ticket.unmerge"};

	return on_ticket(c, ticket, DESK_MERGE, &d, e);
}

int act_ticket_split(struct act *c, const char *ticket, int64_t from, const char *subject, struct err *e)
{
	char id[ULID_SIZE];
	struct split body = {.id = ulid_make(id), .from = from, .subject = subject};
	struct doing d = {.route = "ticket.split", .verb = "ticket.split", .body = &entity_split, .obj = &body};

	return on_ticket(c, ticket, DESK_SPLIT, &d, e);
}

int act_ticket_vote(struct act *c, const char *ticket, struct err *e)
{
	struct doing d = {.route = "ticket.vote", .verb = "ticket.vote"};

	return on_ticket(c, ticket, DESK_VOTE, &d, e);
}

int act_ticket_act(struct act *c, const char *ticket, const struct approval *what, struct err *e)
{
	char id[ULID_SIZE];
	struct approval body = *what;
	struct doing d = {.route = "ticket.act", .verb = "ticket.act", .body = &entity_approval, .obj = &body, .answer = KIND_APPROVAL,
		.only = "id action target value detail"};

	body.id = ulid_make(id);
	if (what->action == CHANGE_NONE) {
		return err_field(e, ERR_MISSING_FIELD, "action", "%s", tr("Say which change it is."));
	}
	return on_ticket(c, ticket, DESK_ACT, &d, e);
}

/* ---- the site's admin ---- */

int act_approval_decide(struct act *c, const char *id, bool agree, const char *note, struct err *e)
{
	struct decision body = {.agree = agree, .note = note ? note : ""};
	struct doing d = {.route = "approval.decide", .verb = agree ? "approval.agree" : "approval.decline", .path_id = id,
		.body = &entity_decision, .obj = &body, .kind = KIND_APPROVAL, .object = id, .answer = KIND_APPROVAL, .base_rev = -1};
	const struct approval *p;
	const struct reader *me;
	struct arena a;
	int r = -1;

	if (act_signed_in(c, &me, e)) {
		return -1;
	}
	arena_init(&a);
	p = store_get(c->store, KIND_APPROVAL, id, &a, NULL);
	if (!p) {
		r = err_set(e, ERR_NOT_FOUND, "%s", tr("no such question to the site admin here"));
	} else if (me->role != ROLE_SITE_ADMIN) {
		r = err_set(e, ERR_FORBIDDEN, "%s", "");
	} else if (p->state != APPROVAL_PENDING) {
		r = err_set(e, ERR_STATE, tr("it is decided: %s"), tr(enum_label(&enum_approval_state, (int)p->state)));
	} else if (!agree && !*body.note) {
		r = err_field(e, ERR_MISSING_FIELD, "note", "%s", tr("Say why."));
	} else {
		d.lane = p->ticket;
		d.title = arena_printf(&a, "#%lld", (long long)p->number);
		r = act_put(c, &d, &a, e);
	}
	arena_finish(&a);
	return r;
}

int act_policy_set(struct act *c, const struct policy_rule *rule, struct err *e)
{
	char id[ULID_SIZE];
	struct policy_rule body = *rule;
	struct doing d = {.route = "policy.put", .verb = "policy.set", .body = &entity_policy_rule, .obj = &body, .kind = KIND_POLICY_RULE,
		.answer = KIND_POLICY_RULE, .base_rev = -1};
	const struct reader *me;
	struct arena a;
	int r;

	if (act_signed_in(c, &me, e)) {
		return -1;
	}
	if (me->role != ROLE_SITE_ADMIN && me->role != ROLE_ADMIN) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	body.id = ulid_make(id);
	d.object = d.lane = body.id;
	d.title = tr(enum_label(&enum_policy_action, (int)rule->action));
	if (entity_check(&entity_policy_rule, &body, e)) {
		return -1;
	}
	arena_init(&a);
	r = act_put(c, &d, &a, e);
	arena_finish(&a);
	return r;
}

int act_macro_put(struct act *c, const struct macro *m, struct err *e)
{
	struct doing d = {.route = "macro.put", .verb = "macro.add", .path_id = m->id, .body = &entity_macro, .obj = m, .kind = KIND_MACRO,
		.object = m->id, .lane = m->id, .answer = KIND_MACRO, .base_rev = -1, .title = m->name};
	const struct reader *me;
	struct arena a;
	int r;

	if (act_signed_in(c, &me, e)) {
		return -1;
	}
	if (!reader_staff(me)) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (entity_check(&entity_macro, m, e)) {
		return -1;
	}
	arena_init(&a);
	r = act_put(c, &d, &a, e);
	arena_finish(&a);
	return r;
}

/* ---- finding ---- */

const struct ticket *find_ticket(struct store *s, const char *word, struct arena *a, struct err *e)
{
	const struct ticket *t = ulid_valid(word) ? store_get(s, KIND_TICKET, word, a, NULL) : NULL;
	long long n;

	if (!t && parse_i64(*word == '#' ? word + 1 : word, &n)) {
		t = store_get_number(s, KIND_TICKET, n, a, NULL);
	}
	if (!t) {
		err_set(e, ERR_NOT_FOUND, tr("no ticket %.60s here"), word);
	}
	return t;
}

const char *find_assignee(struct store *s, const char *word, struct arena *a, struct err *e)
{
	const struct account *me = store_account(s), *found = NULL;
	struct store_list *l;
	struct store_query q = {.kind = KIND_ACCOUNT, .order = ORDER_TITLE};
	int n = 0;
	char id[64];

	if (!strcmp(word, "me")) {
		return me ? arena_strdup(a, me->id) : NULL;
	}
	if (!strcmp(word, "none")) {
		return "";
	}
	l = store_list_create(s);
	store_list_set(l, &q);
	for (int64_t i = 0; store_list_at(l, i, id); i++) {
		const struct account *p = store_get(s, KIND_ACCOUNT, id, a, NULL);

		if (p && (!strcmp(p->login, word) || !strcmp(p->id, word) || starts_with(p->name, word))) {
			found = p;
			n++;
		}
	}
	store_list_destroy(l);
	if (n != 1) {
		err_set(e, n ? ERR_USAGE : ERR_NOT_FOUND, n ? tr("\"%.60s\" are several people") : tr("nobody \"%.60s\" is known here"), word);
		return NULL;
	}
	return found->id;
}
