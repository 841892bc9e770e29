#include "desk.h"

#include <stdio.h>
#include <string.h>

#include "base/vec.h"
#include "data_rows.h"

enum { ONLINE_MS = 5 * 60 * 1000 };

int desk_site(struct request *rq, const char *site, struct site **out, struct hours *h, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_SITE, site, rq->arena, &obj, e);

	if (found <= 0) {
		return found < 0 ? -1 : err_field(e, ERR_NOT_FOUND, "site", "%s", "");
	}
	*out = obj;
	desk_hours(*out, rq->arena, h);
	return 0;
}

int desk_rule(struct request *rq, const char *site, enum policy_action action, struct policy_rule **out, struct err *e)
{
	char id[ULID_SIZE];
	void *obj = NULL;
	int found = ep_find_id(rq, "SELECT id FROM policy_rule WHERE site = $1 AND action = $2", DB_ARGS(val_text(site), val_int(action)), id, e);

	found = found > 0 ? data_get(rq->db, KIND_POLICY_RULE, id, rq->arena, &obj, e) : found;
	*out = obj;
	return found;
}

int desk_thread(struct request *rq, const struct ticket *t, struct thread **out, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_THREAD, t->id, rq->arena, &obj, e);

	if (found <= 0) {
		return found < 0 ? -1 : err_set(e, ERR_INTERNAL, "a ticket has no thread");
	}
	*out = obj;
	return 0;
}

static void follow(struct ticket *t, const struct thread *thread, int64_t now)
{
	t->messages = thread->messages;
	t->last_at = now;
}

int desk_say(struct request *rq, struct ticket *t, const struct desk_words *w, struct err *e)
{
	struct message *m = talk_message(rq, MESSAGE_SAID, w->id);
	struct thread *thread = NULL;

	m->text = w->text;
	m->files = w->files;
	m->contact_reason = rq->reader->role == ROLE_PARTNER ? w->contact_reason : "";
	m->vis = w->internal ? VIS_STAFF : m->vis;
	if (w->by) {
		m->author = w->by->author;
		m->author_name = w->by->author_name;
		m->side = w->by->side;
		m->contact_reason = w->by->contact_reason;
	}
	if (desk_thread(rq, t, &thread, e) || talk_add(rq->db, thread, NULL, m, rq->now, rq->arena, e)) {
		return -1;
	}
	follow(t, thread, rq->now);
	return 0;
}

int desk_record(struct request *rq, struct ticket *t, enum record_kind what, const char *object, const char *detail, struct err *e)
{
	struct thread *thread = NULL;

	if (desk_thread(rq, t, &thread, e) || talk_record_in(rq, thread, NULL, what, object, detail, NULL, e)) {
		return -1;
	}
	follow(t, thread, rq->now);
	return 0;
}

void desk_set_state(struct ticket *t, enum ticket_state to, const struct hours *h, int64_t now)
{
	bool waits = to == TICKET_WAITING || to == TICKET_WAITING_ADMIN || to == TICKET_HANDED;
	bool over = to == TICKET_SOLVED || to == TICKET_CLOSED;

	if (waits) {
		desk_pause(t, h, now);
	} else if (over) {
		t->due = t->time_left = 0;
		t->snoozed = 0;
		t->solved = t->solved ? t->solved : now;
	} else if (t->time_left) {
		desk_resume(t, h, now);
	} else if (!t->due) {
		desk_owe(t, h, now);
	}
	if (!over) {
		t->solved = 0;
	}
	t->state = (int)to;
}

/* ---- whom it goes to ---- */

static const char operators[] = "SELECT a.id, a.name, a.speaks, (SELECT count(*) FROM ticket t WHERE t.assignee = a.id AND t.state < $3),"
	" (SELECT count(*) FROM session s WHERE s.account = a.id AND s.seen > $4)"
	" FROM account a WHERE a.role = $1 AND a.active = 1"
	" AND EXISTS (SELECT 1 FROM member m WHERE m.site = $2 AND (m.who = a.id OR m.who = a.org)) ORDER BY a.id LIMIT 500";

struct staff {
	struct arena *a;
	VEC(struct desk_operator) ops;
};

static int take_operator(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct staff *s = arg;

	(void)ncols, (void)e;
	*vec_add(&s->ops) = (struct desk_operator){
		.id = arena_strdup(s->a, col_text(cols, 0)), .name = arena_strdup(s->a, col_text(cols, 1)),
		.speaks = arena_strdup(s->a, col_text(cols, 2)), .load = cols[3].i, .online = cols[4].i > 0,
	};
	return 0;
}

int desk_give(struct request *rq, struct ticket *t, struct err *e)
{
	struct staff s = {.a = rq->arena};
	int r = db_query(rq->db, operators, DB_ARGS(val_int(ROLE_OPERATOR), val_text(t->site), val_int(TICKET_SOLVED),
		val_int(rq->now - ONLINE_MS)), take_operator, &s, e);

	if (r >= 0) {
		int i = desk_route(s.ops.v, s.ops.n, t->lang);

		t->no_speaker = i < 0;
		t->assignee = i < 0 ? "" : s.ops.v[i].id;
		t->assignee_name = i < 0 ? "" : s.ops.v[i].name;
	}
	vec_finish(&s.ops);
	return r < 0 ? -1 : 0;
}

int desk_staff_of(struct request *rq, const char *account, const char *site, struct account **out, struct err *e)
{
	long long in = 0;
	void *obj;
	int found = data_get(rq->db, KIND_ACCOUNT, account, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	*out = obj;
	if (!(*out)->active || ((*out)->role != ROLE_OPERATOR && (*out)->role != ROLE_SITE_ADMIN && (*out)->role != ROLE_ADMIN)) {
		return 0;
	}
	return (*out)->role == ROLE_ADMIN ? 1 : db_int(rq->db, "SELECT 1 FROM member WHERE site = $1 AND (who = $2 OR who = $3)",
		DB_ARGS(val_text(site), val_text(account), val_text((*out)->org)), &in, e);
}

/* ---- what a change does ---- */

/* An account is one in all its sites: the policy of the others is not passed by way of this one. */
static int check_other_sites(struct request *rq, const struct approval *c, const struct account *acc, struct err *e)
{
	long long level = 0;
	int found = db_int(rq->db, "SELECT max(p.level) FROM policy_rule p JOIN member m ON m.site = p.site"
		" WHERE p.site <> $1 AND p.action = $2 AND p.level > 1 AND (m.who = $3 OR m.who = $4)",
		DB_ARGS(val_text(c->site), val_int(c->action), val_text(acc->id), val_text(acc->org)), &level, e);

	if (found < 0) {
		return -1;
	}
	return level > c->level ? err_field(e, ERR_FORBIDDEN, "target", "the policy of another site of this user is stricter") : 0;
}

/* The account that is named by its login, of this site. */
static int named_account(struct request *rq, const struct approval *c, struct account **out, struct err *e)
{
	char id[ULID_SIZE];
	void *obj = NULL;

	if (ep_find_id(rq, "SELECT a.id FROM account a WHERE a.login = $1 AND a.role <> $3 AND EXISTS"
			" (SELECT 1 FROM member m WHERE m.site = $2 AND (m.who = a.id OR m.who = a.org))",
			DB_ARGS(val_text(c->target), val_text(c->site), val_int(ROLE_ADMIN)), id, e) < 0) {
		return -1;
	}
	if (!*id || data_get(rq->db, KIND_ACCOUNT, id, rq->arena, &obj, e) <= 0) {
		return err_field(e, ERR_NOT_FOUND, "target", "this site has no such user");
	}
	*out = obj;
	return check_other_sites(rq, c, *out, e);
}

int desk_level(struct request *rq, struct approval *c, struct err *e)
{
	struct account *acc;
	bool of_account = c->action == CHANGE_REMOVE_USER || c->action == CHANGE_ACCESS_RIGHT;

	if (!of_account || c->level >= 2) {
		return 0;
	}
	if (named_account(rq, c, &acc, e)) {
		return -1;
	}
	c->level = acc->role == ROLE_CUSTOMER || acc->role == ROLE_PARTNER ? c->level : 2;
	return 0;
}

static int remove_user(struct request *rq, const struct approval *c, bool try, struct err *e)
{
	struct account *acc;

	if (named_account(rq, c, &acc, e)) {
		return -1;
	}
	if (try) {
		return 0;
	}
	acc->active = false;
	return data_put(rq->db, KIND_ACCOUNT, acc, -1, rq->now, e) || session_revoke_all(rq->db, acc->id, e) < 0 ? -1 : 0;
}

static int change_right(struct request *rq, const struct approval *c, bool try, struct err *e)
{
	bool blind = !strcmp(c->value, "prices=off");
	struct account *acc;

	if (!blind && strcmp(c->value, "prices=on")) {
		return err_field(e, ERR_INVALID_FIELD, "value", "a right is prices=on or prices=off");
	}
	if (!blind && rq->reader->price_blind) {
		return err_field(e, ERR_PRICE_BLIND, "value", "%s", "");
	}
	if (named_account(rq, c, &acc, e)) {
		return -1;
	}
	if (try) {
		return 0;
	}
	acc->price_blind = blind;
	return data_put(rq->db, KIND_ACCOUNT, acc, -1, rq->now, e);
}

static int cancel_rfq(struct request *rq, const struct approval *c, bool try, struct err *e)
{
	char id[ULID_SIZE];
	long long number = 0;
	void *obj = NULL;

	/* the whole text or nothing: half of a number is another request */
	if (!parse_i64(c->target, &number)) {
		number = 0;
	}
	if (ep_find_id(rq, "SELECT id FROM rfq WHERE site = $1 AND number = $2", DB_ARGS(val_text(c->site), val_int(number)), id, e) < 0) {
		return -1;
	}
	if (!*id || data_get(rq->db, KIND_RFQ, id, rq->arena, &obj, e) <= 0) {
		return err_field(e, ERR_NOT_FOUND, "target", "this site has no such request");
	}
	struct rfq *rfq = obj;
	if (rfq->state == RFQ_ORDERED) {
		return err_set(e, ERR_STATE, tr("the request is: %s"), tr(enum_label(&enum_rfq_state, rfq->state)));
	}
	if (try) {
		return 0;
	}
	rfq->state = RFQ_CANCELLED;
	return data_put(rq->db, KIND_RFQ, rfq, -1, rq->now, e);
}

/* What the marketplace does not know as an object of its own is kept as the site's setting. */
static int keep_setting(struct request *rq, const struct approval *c, bool try, struct err *e)
{
	struct site_setting *s;
	char id[ULID_SIZE];
	void *obj = NULL;

	if (!*c->target) {
		return err_field(e, ERR_MISSING_FIELD, "target", "say what is to be changed");
	}
	if (try) {
		return 0;
	}
	if (ep_find_id(rq, "SELECT id FROM site_setting WHERE site = $1 AND action = $2 AND target = $3",
			DB_ARGS(val_text(c->site), val_int(c->action), val_text(c->target)), id, e) < 0
		|| (*id && data_get(rq->db, KIND_SITE_SETTING, id, rq->arena, &obj, e) < 0)) {
		return -1;
	}
	s = obj ? obj : entity_new(&entity_site_setting, rq->arena);
	if (!obj) {
		s->id = arena_strdup(rq->arena, ulid_make(id));
		s->site = c->site;
		s->vis = VIS_STAFF;
		s->action = c->action;
		s->target = c->target;
	}
	s->value = c->value;
	s->approval = c->id;
	return data_put(rq->db, KIND_SITE_SETTING, s, obj ? -1 : 0, rq->now, e);
}

int desk_effect(struct request *rq, const struct approval *c, bool try, struct err *e)
{
	switch (c->action) {
	case CHANGE_NONE: return err_field(e, ERR_INVALID_FIELD, "action", "say which change it is");
	case CHANGE_REMOVE_USER: return remove_user(rq, c, try, e);
	case CHANGE_ACCESS_RIGHT: return change_right(rq, c, try, e);
	case CHANGE_DELETE_REQUEST: return cancel_rfq(rq, c, try, e);
	default: return keep_setting(rq, c, try, e);
	}
}
