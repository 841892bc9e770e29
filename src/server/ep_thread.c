#include <stdio.h>

#include "base/ulid.h"
#include "data_rows.h"
#include "ep.h"
#include "model/talk.h"
#include "talk.h"
#include "wire/text.h"

enum { PEOPLE_MAX = 200 };

int ep_thread_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_THREAD, .key = "last_at", .down = true};

	l.words = request_query(rq, "q");
	if (ep_filter_id(rq, "rfq", &l, e) || ep_filter_word(rq, "kind", "kind", &enum_thread_kind, &l, e)
		|| ep_filter_word(rq, "state", "state", &enum_talk_state, &l, e)) {
		return -1;
	}
	return ep_answer_list(rq, &l, e);
}

int ep_thread_show(struct request *rq, struct err *e)
{
	struct thread *t;

	return ep_seen(rq, KIND_THREAD, rq->id, &t, e) ? -1 : ep_answer(rq, KIND_THREAD, t, false, e);
}

/* Whom the reader may name here: their own side, and who has spoken in the thread, heard by the reader. Only a
   ticket has what not everybody hears; elsewhere an index alone tells who spoke. */
#define PEOPLE(heard) "SELECT id, name, role, org_name FROM account WHERE active = 1 AND org = $1" \
	" UNION SELECT id, name, role, org_name FROM account WHERE active = 1" \
	" AND id IN (SELECT author FROM message WHERE thread = $2" heard ") ORDER BY 2, 1 LIMIT $3"
static const char people[] = PEOPLE(""), people_heard[] = PEOPLE(" AND vis <> $4");

static int put_person(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct str *out = arg;

	(void)ncols, (void)e;
	json_put_open(out, '{');
	json_put_key(out, "account");
	json_put_text(out, col_text(cols, 0));
	json_put_key(out, "name");
	json_put_text(out, col_text(cols, 1));
	json_put_key(out, "side");
	json_put_text(out, enum_wire(&enum_role, (int)cols[2].i));
	json_put_key(out, "org_name");
	json_put_text(out, col_text(cols, 3));
	json_put_close(out, '}');
	return 0;
}

int ep_thread_people(struct request *rq, struct err *e)
{
	struct thread *t;

	if (ep_seen(rq, KIND_THREAD, rq->id, &t, e)) {
		return -1;
	}
	bool all = t->kind != THREAD_TICKET || reader_staff(rq->reader);
	const struct val args[] = {val_text(rq->reader->org), val_text(t->id), val_int(PEOPLE_MAX), val_int(VIS_STAFF)};
	json_put_open(&rq->text, '{');
	json_put_key(&rq->text, "items");
	json_put_open(&rq->text, '[');
	if (db_query(rq->db, all ? people : people_heard, args, all ? 3 : 4, put_person, &rq->text, e) < 0) {
		return -1;
	}
	json_put_close(&rq->text, ']');
	json_put_close(&rq->text, '}');
	return 0;
}

/* Who is meant by the two ends of a new thread: "" is the desk. */
static int take_ends(const struct request *rq, struct new_thread *n, struct err *e)
{
	const struct reader *r = rq->reader;

	if (r->role == ROLE_CUSTOMER) {
		n->customer = r->org;
	} else if (*n->customer && (r->role == ROLE_PARTNER || *n->partner)) {
		/* who makes does not call on who buys, the desk not for them: a chat opens on the customer's act */
		return err_field(e, ERR_FORBIDDEN, "customer", "the customer opens this chat");
	} else if (r->role == ROLE_PARTNER) {
		n->partner = r->org;
	}
	if (!*n->customer && !*n->partner) {
		return err_field(e, ERR_MISSING_FIELD, "partner", "whom is this thread with?");
	}
	return strcmp(n->customer, n->partner) ? 0 : err_field(e, ERR_INVALID_FIELD, "partner", "one does not write to oneself");
}

static int in_site(struct request *rq, const char *org, const char *site, struct err *e)
{
	long long there;

	return !*org ? 1 : db_int(rq->db, "SELECT 1 FROM member WHERE who = $1 AND site = $2",
		DB_ARGS(val_text(org), val_text(site)), &there, e);
}

/* The site where all of them are: the one given, or the first of the reader's. */
static int choose_site(struct request *rq, struct new_thread *n, struct err *e)
{
	const struct reader *r = rq->reader;
	const char *const *sites = *n->site ? &n->site : r->sites;
	size_t nsites = *n->site ? 1 : r->nsites;

	if (*n->site && !reader_in_site(r, n->site)) {
		return err_field(e, ERR_FORBIDDEN, "site", "you are not a member of this site");
	}
	for (size_t i = 0; i < nsites; i++) {
		int customer = in_site(rq, n->customer, sites[i], e), partner = in_site(rq, n->partner, sites[i], e);

		if (customer < 0 || partner < 0) {
			return -1;
		}
		if (customer && partner) {
			n->site = sites[i];
			return 0;
		}
	}
	return err_field(e, ERR_NOT_FOUND, *n->partner ? "partner" : "customer", "%s", "");
}

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	snprintf(arg, ULID_SIZE, "%s", col_text(cols, 0));
	return 1;
}

/* The one there is between them: 1, 0, -1. */
static int find_pair(struct request *rq, const struct new_thread *n, struct thread **out, struct err *e)
{
	char id[ULID_SIZE] = "";
	void *obj = NULL;

	if (db_query(rq->db, "SELECT id FROM thread WHERE customer = $1 AND partner = $2 AND site = $3 AND kind = $4 ORDER BY id",
			DB_ARGS(val_text(n->customer), val_text(n->partner), val_text(n->site), val_int(THREAD_DIRECT)), take_id, id, e) < 0) {
		return -1;
	}
	int found = *id ? data_get(rq->db, KIND_THREAD, id, rq->arena, &obj, e) : 0;
	*out = obj;
	return found;
}

static int name_org(struct request *rq, const char *id, enum org_kind kind, const char **name, struct err *e)
{
	struct org *org;

	if (!*id) {
		return 0;
	}
	if (ep_org(rq, id, &org, e)) {
		return -1;
	}
	if (!*org->id || org->kind != (int)kind) {
		return err_field(e, ERR_NOT_FOUND, kind == ORG_PARTNER ? "partner" : "customer", "%s", "");
	}
	*name = org->name;
	return 0;
}

static int make(struct request *rq, const struct new_thread *n, struct thread **out, struct err *e)
{
	struct thread *t = entity_new(&entity_thread, rq->arena);

	if (talk_id_free(rq->db, n->id, "id", rq->arena, e)) {
		return -1;
	}
	t->id = n->id;
	t->site = n->site;
	t->customer = n->customer;
	t->partner = n->partner;
	t->vis = VIS_PARTIES;
	t->kind = THREAD_DIRECT;
	t->title = n->title;
	t->last_at = rq->now;
	*out = t;
	return name_org(rq, n->customer, ORG_CUSTOMER, &t->customer_name, e) || name_org(rq, n->partner, ORG_PARTNER, &t->partner_name, e)
		|| data_put(rq->db, KIND_THREAD, t, 0, rq->now, e) ? -1 : 0;
}

/* Between the same two there is one: whoever opens it again gets that. */
int ep_thread_open(struct request *rq, struct err *e)
{
	struct new_thread *n = rq->body;
	struct thread *t;

	ep_about(rq, KIND_THREAD, n->id);
	if (take_ends(rq, n, e) || choose_site(rq, n, e)) {
		return -1;
	}
	rq->site = n->site;
	int found = find_pair(rq, n, &t, e);
	if (found < 0 || (!found && make(rq, n, &t, e))) {
		return -1;
	}
	return ep_answer(rq, KIND_THREAD, t, !found, e);
}
