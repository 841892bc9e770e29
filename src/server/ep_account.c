#include <string.h>

#include "base/i18n.h"
#include "base/ulid.h"
#include "ep.h"
#include "wire/wire.h"

int ep_account_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_ACCOUNT};

	if (ep_filter_id(rq, "org", &l, e) < 0 || ep_filter_word(rq, "role", "role", &enum_role, &l, e) < 0) {
		return -1;
	}
	return ep_answer_list(rq, &l, e);
}

static bool may_give(const struct reader *r, enum role role)
{
	return r->role == ROLE_ADMIN || role == ROLE_CUSTOMER || role == ROLE_PARTNER || role == ROLE_OPERATOR;
}

struct reach {
	const struct reader *r;
	const char *site;
	size_t beyond, n;
	struct arena *a;
};

static int on_site(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct reach *reach = arg;

	(void)ncols, (void)e;
	reach->n++;
	if (!reader_in_site(reach->r, cols[0].s)) {
		reach->beyond++;
	} else if (!reach->site) {
		reach->site = arena_strdup(reach->a, cols[0].s);
	}
	return 0;
}

/* An account reaches whatever its organisation does; who makes it must reach that too,
   or could make themselves an eye where they have none. */
static int check_org(struct request *rq, const struct new_account *in, const char **site, struct err *e)
{
	struct reach reach = {.r = rq->reader, .a = rq->arena};

	if (db_query(rq->db, "SELECT site FROM member WHERE who = $1 ORDER BY site", DB_ARGS(val_text(in->org)),
			on_site, &reach, e) < 0) {
		return -1;
	}
	if (rq->reader->role != ROLE_ADMIN && (reach.n == 0 || reach.beyond == reach.n)) {
		return err_field(e, ERR_NOT_FOUND, "org", "%s", "");
	}
	if (rq->reader->role != ROLE_ADMIN && reach.beyond) {
		return err_field(e, ERR_FORBIDDEN, "org", "this organisation works in sites that are not yours");
	}
	*site = reach.site ? reach.site : "";
	return 0;
}

static enum org_kind org_kind_for(enum role role)
{
	return role == ROLE_CUSTOMER ? ORG_CUSTOMER : role == ROLE_PARTNER ? ORG_PARTNER : ORG_DESK;
}

static int fill(struct request *rq, const struct new_account *in, struct account *acc, struct err *e)
{
	void *org;
	enum lang lang;
	int found = data_get(rq->db, KIND_ORG, in->org, rq->arena, &org, e);

	if (found <= 0) {
		return found < 0 ? -1 : err_field(e, ERR_NOT_FOUND, "org", "%s", "");
	}
	if ((enum org_kind)((struct org *)org)->kind != org_kind_for((enum role)in->role)) {
		return err_field(e, ERR_INVALID_FIELD, "role", "this organisation has no such role");
	}
	if (*in->lang && lang_parse(in->lang, &lang) < 0) {
		return err_field(e, ERR_INVALID_FIELD, "lang", "en, ko, ja or uk");
	}
	acc->login = in->login;
	acc->name = in->name;
	acc->role = in->role;
	acc->org = in->org;
	acc->org_name = ((struct org *)org)->name;
	acc->price_blind = in->price_blind;
	acc->lang = in->lang;
	acc->zone = in->zone;
	acc->active = true;
	acc->vis = VIS_STAFF;
	return 0;
}

int ep_account_create(struct request *rq, struct err *e)
{
	const struct new_account *in = rq->body;
	struct account *acc = entity_new(&entity_account, rq->arena);
	char id[ULID_SIZE];

	acc->id = arena_strdup(rq->arena, ulid_make(id));
	ep_about(rq, KIND_ACCOUNT, acc->id);
	if (!may_give(rq->reader, (enum role)in->role)) {
		return err_field(e, ERR_FORBIDDEN, "role", "only an admin gives this role");
	}
	/* or they could make themselves an eye for prices */
	if (rq->reader->price_blind && !in->price_blind) {
		return err_field(e, ERR_PRICE_BLIND, "price_blind", "%s", "");
	}
	if (check_org(rq, in, &acc->site, e) < 0 || fill(rq, in, acc, e) < 0
		|| account_create(rq->db, acc, rq->prepared, rq->now, e) < 0) {
		return -1;
	}
	void *made;
	if (data_get(rq->db, KIND_ACCOUNT, acc->id, rq->arena, &made, e) <= 0) {
		return -1;
	}
	return ep_answer(rq, KIND_ACCOUNT, made, true, e);
}

int ep_account_revoke(struct request *rq, struct err *e)
{
	struct account *acc;

	if (ep_seen(rq, KIND_ACCOUNT, rq->id, &acc, e) < 0) {
		return -1;
	}
	if (rq->reader->role != ROLE_ADMIN && (acc->role == ROLE_ADMIN)) {
		return err_set(e, ERR_FORBIDDEN, "only an admin signs an admin out");
	}
	if (session_revoke_all(rq->db, acc->id, e) < 0) {
		return -1;
	}
	return ep_answer(rq, KIND_ACCOUNT, acc, false, e);
}
