#include <string.h>

#include "desk.h"

/* ---- the table of a site ---- */

int ep_policy_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_POLICY_RULE};

	return ep_answer_list(rq, &l, e);
}

static int my_site(struct request *rq, const char **site, struct err *e)
{
	if (!**site && rq->reader->nsites == 1) {
		*site = rq->reader->sites[0];
	}
	if (!**site) {
		return err_field(e, ERR_MISSING_FIELD, "site", "which site is this for?");
	}
	rq->site = *site;
	return reader_in_site(rq->reader, *site) ? 0 : err_field(e, ERR_FORBIDDEN, "site", "you are not a member of this site");
}

/* One rule for a site and a change: the one there is keeps its id. */
int ep_policy_put(struct request *rq, struct err *e)
{
	struct policy_rule *p = rq->body, *old;

	ep_about(rq, KIND_POLICY_RULE, p->id);
	if (my_site(rq, &p->site, e)) {
		return -1;
	}
	if (p->action == CHANGE_NONE || p->level < 1) {
		return err_field(e, ERR_INVALID_FIELD, p->level < 1 ? "level" : "action", "a rule names a change and a level of 1 to 3");
	}
	int found = desk_rule(rq, p->site, (enum policy_action)p->action, &old, e);
	if (found < 0) {
		return -1;
	}
	if (!found && data_get(rq->db, KIND_POLICY_RULE, p->id, rq->arena, (void **)&old, e)) {
		return err_field(e, ERR_EXISTS, "id", "another rule has this id");
	}
	p->vis = VIS_STAFF;
	if (found) {
		old->level = p->level;
		old->who = p->who;
		p = old;
	}
	return data_put(rq->db, KIND_POLICY_RULE, p, found ? -1 : 0, rq->now, e) ? -1 : ep_answer(rq, KIND_POLICY_RULE, p, !found, e);
}

int ep_setting_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_SITE_SETTING};

	return ep_answer_list(rq, &l, e);
}

/* ---- a change, as far as the policy lets it go ---- */

int ep_approval_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_APPROVAL, .key = "asked", .down = true};

	return ep_filter_id(rq, "ticket", &l, e) || ep_filter_word(rq, "state", "state", &enum_approval_state, &l, e) ? -1 : ep_answer_list(rq, &l, e);
}

int ep_approval_show(struct request *rq, struct err *e)
{
	struct approval *a;

	return ep_seen(rq, KIND_APPROVAL, rq->id, &a, e) ? -1 : ep_answer(rq, KIND_APPROVAL, a, false, e);
}

static int check_who(struct request *rq, const struct ticket *t, const struct policy_rule *rule, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_ACCOUNT, t->requester, rq->arena, &obj, e);

	if (found < 0) {
		return -1;
	}
	if (!policy_may_ask(rule, found ? (enum role)((struct account *)obj)->role : ROLE_PARTNER)) {
		return err_set(e, ERR_POLICY_WHO, "%s", "");
	}
	return 0;
}

static void fill(struct request *rq, struct approval *c, const struct ticket *t, const struct policy_rule *rule)
{
	c->site = t->site;
	c->customer = t->customer;
	c->partner = t->partner;
	c->vis = VIS_PARTIES;
	c->ticket = t->id;
	c->number = t->number;
	c->level = rule ? rule->level : 0;
	c->asked_by = rq->reader->account;
	c->asked_name = rq->account_name;
	c->asked = rq->now;
}

static void decided(struct request *rq, struct approval *c, enum approval_state state, const char *note)
{
	c->state = (int)state;
	c->decided_by = rq->reader->account;
	c->decided_name = rq->account_name;
	c->decided = rq->now;
	c->note = note;
}

static int go(struct request *rq, struct approval *c, struct ticket *t, struct err *e)
{
	static const struct { enum approval_state state; enum ticket_state ticket; enum record_kind record; } ways[] = {
		[POLICY_DO] = {APPROVAL_DONE, TICKET_OPEN, RECORD_CHANGE_DONE},
		[POLICY_ASK] = {APPROVAL_PENDING, TICKET_WAITING_ADMIN, RECORD_CHANGE_ASKED},
		[POLICY_HAND_OVER] = {APPROVAL_HANDED, TICKET_HANDED, RECORD_CHANGE_HANDED},
	};
	enum policy_way way = policy_way(c->level);
	struct site *site;
	struct hours h;

	if (desk_effect(rq, c, way != POLICY_DO, e) || desk_site(rq, t->site, &site, &h, e)) {
		return -1;
	}
	c->state = (int)ways[way].state;
	if (way == POLICY_DO) {
		decided(rq, c, APPROVAL_DONE, "");
	}
	desk_set_state(t, ways[way].ticket, &h, rq->now);
	t->action = c->action;
	t->level = c->level;
	return desk_record(rq, t, ways[way].record, c->id, c->detail, e) || data_put(rq->db, KIND_APPROVAL, c, 0, rq->now, e)
		|| data_put(rq->db, KIND_TICKET, t, -1, rq->now, e) ? -1 : 0;
}

static bool same_change(const struct request *rq, const struct approval *old, const struct approval *c)
{
	return !strcmp(old->asked_by, rq->reader->account) && !strcmp(old->ticket, rq->id) && old->action == c->action
		&& !strcmp(old->target, c->target) && !strcmp(old->value, c->value) && !strcmp(old->detail, c->detail);
}

/* Answers what became of it: "done", "pending" the site admin is asked, "handed" he makes it himself. */
int ep_ticket_act(struct request *rq, struct err *e)
{
	struct approval *c = rq->body;
	struct policy_rule *rule;
	struct ticket *t;
	void *old;

	if (ep_seen(rq, KIND_TICKET, rq->id, &t, e)) {
		return -1;
	}
	int found = data_get(rq->db, KIND_APPROVAL, c->id, rq->arena, &old, e);
	if (found > 0 && same_change(rq, old, c)) {
		return ep_answer(rq, KIND_APPROVAL, old, false, e);
	}
	if (found) {
		return found < 0 ? -1 : err_field(e, ERR_EXISTS, "id", "another change has this id");
	}
	if (desk_may(rq->reader, t, DESK_ACT, e) || desk_rule(rq, t->site, (enum policy_action)c->action, &rule, e) < 0
		|| check_who(rq, t, rule, e)) {
		return -1;
	}
	fill(rq, c, t, rule);
	if (desk_level(rq, c, e)) {
		return -1;
	}
	return go(rq, c, t, e) ? -1 : ep_answer(rq, KIND_APPROVAL, c, true, e);
}

/* The site's own admin, nobody above him: that is what the policy is for. */
static int may_decide(const struct request *rq, const struct approval *c, struct err *e)
{
	if (rq->reader->role != ROLE_SITE_ADMIN || !reader_in_site(rq->reader, c->site)) {
		return err_set(e, ERR_FORBIDDEN, "the site's own admin decides this");
	}
	if (c->state != APPROVAL_PENDING && c->state != APPROVAL_HANDED) {
		return err_set(e, ERR_STATE, tr("the change is: %s"), tr(enum_label(&enum_approval_state, (int)c->state)));
	}
	return 0;
}

int ep_approval_decide(struct request *rq, struct err *e)
{
	const struct decision *d = rq->body;
	enum approval_state to = d->agree ? APPROVAL_DONE : APPROVAL_DECLINED;
	struct approval *c;
	struct ticket *t;
	struct site *site;
	struct hours h;
	void *obj;

	if (ep_seen(rq, KIND_APPROVAL, rq->id, &c, e)) {
		return -1;
	}
	if (c->state == (int)to && !strcmp(c->decided_by, rq->reader->account)) {
		return ep_answer(rq, KIND_APPROVAL, c, false, e);
	}
	if (may_decide(rq, c, e) || (d->agree && desk_effect(rq, c, false, e)) || data_get(rq->db, KIND_TICKET, c->ticket, rq->arena, &obj, e) < 1) {
		return -1;
	}
	t = obj;
	decided(rq, c, to, d->note);
	if (desk_site(rq, t->site, &site, &h, e)) {
		return -1;
	}
	if (t->state == TICKET_WAITING_ADMIN || t->state == TICKET_HANDED) {
		desk_set_state(t, TICKET_OPEN, &h, rq->now);
	}
	if (desk_record(rq, t, d->agree ? RECORD_CHANGE_DONE : RECORD_CHANGE_DECLINED, c->id, *d->note ? d->note : c->detail, e)
		|| data_put(rq->db, KIND_APPROVAL, c, -1, rq->now, e) || data_put(rq->db, KIND_TICKET, t, -1, rq->now, e)) {
		return -1;
	}
	ep_about(rq, KIND_APPROVAL, c->id);
	return ep_answer(rq, KIND_APPROVAL, c, false, e);
}
