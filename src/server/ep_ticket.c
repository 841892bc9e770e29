#include <string.h>

#include "base/vec.h"
#include "desk.h"

int ep_ticket_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_TICKET, .key = "number", .down = true};
	const char *who = request_query(rq, "assignee");

	l.words = request_query(rq, "q");
	if (who && !strcmp(who, "none")) {
		l.equal[l.nequal].column = "assignee";
		l.equal[l.nequal++].value = val_text("");
	} else if (ep_filter_id(rq, "assignee", &l, e)) {
		return -1;
	}
	if (ep_filter_word(rq, "state", "state", &enum_ticket_state, &l, e) || ep_filter_word(rq, "class", "cls", &enum_ticket_class, &l, e)
		|| ep_filter_word(rq, "side", "side", &enum_ticket_side, &l, e)) {
		return -1;
	}
	return ep_answer_list(rq, &l, e);
}

int ep_ticket_show(struct request *rq, struct err *e)
{
	struct ticket *t;

	return ep_seen(rq, KIND_TICKET, rq->id, &t, e) ? -1 : ep_answer(rq, KIND_TICKET, t, false, e);
}

/* ---- intake ---- */

static int choose_site(struct request *rq, struct ticket *t, struct err *e)
{
	const struct reader *r = rq->reader;

	if (!*t->site && r->nsites == 1) {
		t->site = r->sites[0];
	}
	if (!*t->site) {
		return err_field(e, ERR_MISSING_FIELD, "site", "which site is this for?");
	}
	return reader_in_site(r, t->site) ? 0 : err_field(e, ERR_FORBIDDEN, "site", "you are not a member of this site");
}

static int asked_before(struct request *rq, bool *before, struct err *e)
{
	long long one = 0;
	int found = db_int(rq->db, "SELECT 1 FROM ticket WHERE requester = $1 LIMIT 1", DB_ARGS(val_text(rq->reader->account)), &one, e);

	*before = found > 0;
	return found < 0 ? -1 : 0;
}

static int level_of(struct request *rq, struct ticket *t, struct err *e)
{
	struct policy_rule *rule;

	if (desk_rule(rq, t->site, (enum policy_action)t->action, &rule, e) < 0) {
		return -1;
	}
	t->level = rule ? rule->level : 0;
	return 0;
}

/* An auction it is about must be there; in its last minutes every second counts. */
static int look_at_auction(struct request *rq, struct ticket *t, struct err *e)
{
	void *obj;
	int found;

	t->hot = false;
	if (!*t->auction) {
		return 0;
	}
	found = data_get_seen(rq->db, rq->reader, KIND_AUCTION, t->auction, rq->arena, &obj, e);
	if (found <= 0 || strcmp(((struct auction *)obj)->site, t->site)) {
		return found < 0 ? -1 : err_field(e, ERR_NOT_FOUND, "auction", "%s", "");
	}
	t->hot = auction_last_minutes(obj, rq->now);
	return 0;
}

static int fill_new(struct request *rq, struct ticket *t, struct err *e)
{
	struct org *org;
	struct site *site;
	struct hours h;
	bool before;

	if (ep_org(rq, rq->reader->org, &org, e) || desk_site(rq, t->site, &site, &h, e) || asked_before(rq, &before, e)
		|| level_of(rq, t, e) || look_at_auction(rq, t, e)) {
		return -1;
	}
	bool supplier = org->kind == ORG_PARTNER;
	t->side = supplier ? SIDE_SUPPLIER : SIDE_CUSTOMER;
	t->customer = supplier ? "" : rq->reader->org;
	t->partner = supplier ? rq->reader->org : "";
	t->vis = VIS_PARTIES;
	t->requester = rq->reader->account;
	t->requester_name = rq->account_name;
	t->org_name = org->name;
	t->site_name = site->name;
	t->newcomer = !before;
	t->lang = *t->lang ? t->lang : rq->reader->lang ? rq->reader->lang : "";
	desk_owe(t, &h, rq->now);
	return desk_give(rq, t, e);
}

/* Its conversation begins with the task itself. */
int ticket_begin(struct request *rq, struct ticket *t, const struct message *by, struct err *e)
{
	struct thread *thread = entity_new(&entity_thread, rq->arena);
	struct desk_words w = {.text = t->task, .files = t->files, .contact_reason = "", .by = by};

	if (talk_id_free(rq->db, t->id, "id", rq->arena, e) || data_next(rq->db, "ticket", &t->number, e)) {
		return -1;
	}
	thread->id = t->id;
	thread->site = t->site;
	thread->customer = t->customer;
	thread->partner = t->partner;
	thread->vis = VIS_PARTIES;
	thread->kind = THREAD_TICKET;
	thread->number = t->number;
	thread->title = t->subject;
	thread->customer_name = t->side == SIDE_CUSTOMER ? t->org_name : "";
	thread->partner_name = t->side == SIDE_SUPPLIER ? t->org_name : "";
	thread->last_at = rq->now;
	return data_put(rq->db, KIND_THREAD, thread, 0, rq->now, e) || desk_say(rq, t, &w, e) ? -1 : 0;
}

static int find_sent(struct request *rq, const struct ticket *sent, struct ticket **stored, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_TICKET, sent->id, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	const struct ticket *old = obj;
	if (strcmp(old->requester, rq->reader->account) || strcmp(old->task, sent->task)) {
		return err_field(e, ERR_EXISTS, "id", "another ticket has this id");
	}
	*stored = obj;
	return 1;
}

int ep_ticket_create(struct request *rq, struct err *e)
{
	struct ticket *t = rq->body, *stored = NULL;

	ep_about(rq, KIND_TICKET, t->id);
	int found = find_sent(rq, t, &stored, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_TICKET, stored, false, e);
	}
	if (choose_site(rq, t, e)) {
		return -1;
	}
	rq->site = t->site;
	if (ticket_check(t, e) || files_check(rq->db, rq->reader, t->files, "files", e) || fill_new(rq, t, e)
		|| ticket_begin(rq, t, NULL, e) || data_put(rq->db, KIND_TICKET, t, 0, rq->now, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_TICKET, t, true, e);
}

/* ---- triage ---- */

static bool given(const struct request *rq, const char *name)
{
	return json_get(rq->json, name) != NULL;
}

static int assign(struct request *rq, struct ticket *t, const char *who, struct err *e)
{
	struct account *acc;

	t->no_speaker = false;
	if (!*who) {
		t->assignee = t->assignee_name = "";
		return 0;
	}
	int found = desk_staff_of(rq, who, t->site, &acc, e);
	if (found <= 0) {
		return found < 0 ? -1 : err_field(e, ERR_INVALID_FIELD, "assignee", "this is nobody of the site's desk");
	}
	t->assignee = acc->id;
	t->assignee_name = acc->name;
	if (t->state == TICKET_FRESH) {
		t->state = TICKET_OPEN;
	}
	return 0;
}

/* What is about an auction cannot be put aside beyond the beginning of its last minutes. */
static int snooze(struct request *rq, struct ticket *t, int64_t until, struct err *e)
{
	void *obj;

	if (until && until < rq->now) {
		return err_field(e, ERR_INVALID_FIELD, "snoozed", "this time is over");
	}
	if (until && *t->auction) {
		int found = data_get(rq->db, KIND_AUCTION, t->auction, rq->arena, &obj, e);

		if (found < 0) {
			return -1;
		}
		const struct auction *a = found ? obj : NULL;
		if (a && rq->now < a->ends && until > a->ends - AUCTION_LAST_MS) {
			return err_field(e, ERR_INVALID_FIELD, "snoozed", "its auction is in its last minutes by then");
		}
	}
	t->snoozed = until;
	return 0;
}

static int apply_change(struct request *rq, struct ticket *t, const struct ticket_change *c, struct err *e)
{
	struct site *site;
	struct hours h;

	if (given(rq, "assignee") && assign(rq, t, c->assignee, e)) {
		return -1;
	}
	if (given(rq, "snoozed") && snooze(rq, t, c->snoozed, e)) {
		return -1;
	}
	t->module = given(rq, "module") ? c->module : t->module;
	t->inattentive = given(rq, "inattentive") ? c->inattentive : t->inattentive;
	if (given(rq, "action")) {
		t->action = c->action;
		if (level_of(rq, t, e)) {
			return -1;
		}
	}
	if (given(rq, "cls") && c->cls != t->cls) {
		t->cls = c->cls;
		if (desk_site(rq, t->site, &site, &h, e)) {
			return -1;
		}
		if (t->due) {
			desk_owe(t, &h, t->last_at);
		}
	}
	return 0;
}

int ep_ticket_change(struct request *rq, struct err *e)
{
	struct ticket *t;

	if (ep_seen(rq, KIND_TICKET, rq->id, &t, e) || desk_may(rq->reader, t, DESK_CHANGE, e)) {
		return -1;
	}
	if (rq->if_match >= 0 && rq->if_match != t->rev) {
		return err_set(e, ERR_PRECONDITION, tr("its revision is %lld"), (long long)t->rev);
	}
	if (apply_change(rq, t, rq->body, e) || data_put(rq->db, KIND_TICKET, t, rq->if_match, rq->now, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_TICKET, t, false, e);
}

/* ---- answering ---- */

static int said_before(struct request *rq, const struct ticket_reply *r, const struct ticket *t, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_MESSAGE, r->message, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	const struct message *m = obj;
	if (strcmp(m->thread, t->id) || strcmp(m->author, rq->reader->account) || strcmp(m->text, r->text)
		|| (m->vis == VIS_STAFF) != r->internal) {
		return err_field(e, ERR_EXISTS, "message", "another message has this id");
	}
	return 1;
}

/* Two of the desk answer at once: the second reads the first's words before sending. */
static int check_seen(struct request *rq, const struct ticket *t, int64_t seen, struct err *e)
{
	long long newer = 0;

	if (!reader_staff(rq->reader)) {
		return 0;
	}
	int found = db_int(rq->db, "SELECT max(number) FROM message WHERE thread = $1 AND number > $2 AND kind = $3 AND author <> $4",
		DB_ARGS(val_text(t->id), val_int(seen), val_int(MESSAGE_SAID), val_text(rq->reader->account)), &newer, e);
	if (found < 0) {
		return -1;
	}
	return newer > 0 ? err_field(e, ERR_NEWER_MESSAGES, "seen", tr("message %lld is newer"), newer) : 0;
}

static enum ticket_state next_state(struct request *rq, const struct ticket *t, const struct ticket_reply *r)
{
	if (given(rq, "state")) {
		return (enum ticket_state)r->state;
	}
	if (r->internal) {
		return (enum ticket_state)t->state;
	}
	if (reader_staff(rq->reader)) {
		return t->state == TICKET_FRESH ? TICKET_OPEN : (enum ticket_state)t->state;
	}
	/* who asked says something: it is the desk's turn, but an admin who was asked still has to answer */
	return t->state == TICKET_WAITING || t->state == TICKET_SOLVED ? TICKET_OPEN : (enum ticket_state)t->state;
}

static int check_reply(struct request *rq, const struct ticket *t, const struct ticket_reply *r, enum ticket_state to, struct err *e)
{
	bool says = *r->text || r->files.n;

	if (says && desk_may(rq->reader, t, r->internal ? DESK_NOTE : DESK_REPLY, e)) {
		return -1;
	}
	if (!says && !given(rq, "state")) {
		return err_field(e, ERR_MISSING_FIELD, "text", "there is nothing in this message");
	}
	if (given(rq, "state")) {
		enum desk_act act = desk_act_of_state(to);
		if (act == DESK_COUNT) {
			return err_field(e, ERR_INVALID_FIELD, "state", "this state is not set by hand");
		}
		if (desk_may(rq->reader, t, act, e)) {
			return -1;
		}
	}
	return says && !r->internal ? check_seen(rq, t, r->seen, e) : 0;
}

struct ids { struct arena *a; VEC(const char *) ids; };

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct ids *list = arg;

	(void)ncols, (void)e;
	*vec_add(&list->ids) = arena_strdup(list->a, cols[0].type == VAL_TEXT ? cols[0].s : "");
	return 0;
}

/* Those merged into it hear the same, and are solved with it. */
static int tell_merged(struct request *rq, const struct ticket *t, const struct ticket_reply *r, enum ticket_state to, const struct hours *h,
	struct err *e)
{
	struct ids list = {.a = rq->arena};
	struct desk_words w = {.text = r->text, .files = r->files, .contact_reason = ""};
	int result = -1;

	if (db_query(rq->db, "SELECT id FROM ticket WHERE merged_into = $1 ORDER BY id LIMIT 200", DB_ARGS(val_text(t->id)), take_id, &list, e) < 0) {
		goto out;
	}
	for (size_t i = 0; i < list.ids.n; i++) {
		void *obj;

		if (data_get(rq->db, KIND_TICKET, list.ids.v[i], rq->arena, &obj, e) < 1) {
			goto out;
		}
		struct ticket *other = obj;
		if (*r->text && desk_say(rq, other, &w, e)) {
			goto out;
		}
		desk_set_state(other, to, h, rq->now);
		if (data_put(rq->db, KIND_TICKET, other, -1, rq->now, e)) {
			goto out;
		}
	}
	result = 0;
out:
	vec_finish(&list.ids);
	return result;
}

static int answer(struct request *rq, struct ticket *t, const struct ticket_reply *r, enum ticket_state to, struct err *e)
{
	struct desk_words w = {.id = r->message, .text = r->text, .files = r->files, .contact_reason = r->contact_reason, .internal = r->internal};
	bool says = *r->text || r->files.n, staff = reader_staff(rq->reader);
	struct site *site;
	struct hours h;

	if (desk_site(rq, t->site, &site, &h, e) || (says && desk_say(rq, t, &w, e))) {
		return -1;
	}
	if (staff && says && !r->internal) {
		t->first_reply = t->first_reply ? t->first_reply : rq->now;
		t->due = t->time_left = 0; /* answered: what is owed next counts from now */
		if (!*t->assignee) {
			t->assignee = rq->reader->account;
			t->assignee_name = rq->account_name;
			t->no_speaker = false;
		}
	}
	desk_set_state(t, to, &h, rq->now);
	if (staff && !r->internal && tell_merged(rq, t, r, to, &h, e)) {
		return -1;
	}
	return data_put(rq->db, KIND_TICKET, t, -1, rq->now, e);
}

int ep_ticket_reply(struct request *rq, struct err *e)
{
	const struct ticket_reply *r = rq->body;
	struct ticket *t;

	if (ep_seen(rq, KIND_TICKET, rq->id, &t, e)) {
		return -1;
	}
	int before = said_before(rq, r, t, e);
	if (before) {
		return before < 0 ? -1 : ep_answer(rq, KIND_TICKET, t, false, e);
	}
	enum ticket_state to = next_state(rq, t, r);
	if (check_reply(rq, t, r, to, e) || files_check(rq->db, rq->reader, r->files, "files", e) || answer(rq, t, r, to, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_TICKET, t, false, e);
}
