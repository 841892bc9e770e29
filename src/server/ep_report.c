#include "base/clock.h"
#include "base/ulid.h"
#include "data_rows.h"
#include "ep.h"

/* Reasons are free text: the most frequent ones are told, the rest only in the sums. */
enum { LIMIT_DEFAULT = 200, LIMIT_MAX = 1000 };

/* What the reader may count: their sites, and of these the one asked for. */
static int add_scope(struct request *rq, struct sql *q, int64_t since, struct err *e)
{
	const struct reader *r = rq->reader;
	const char *site = request_query(rq, "site");
	bool all = r->role == ROLE_ADMIN || r->all_sites;

	if (site && *site && !ulid_valid(site)) {
		return err_field(e, ERR_INVALID_FIELD, "site", tr("%s is not a ULID"), "site");
	}
	sql_add(q, " FROM contact_report WHERE at >= ");
	sql_arg(q, val_int(since));
	if (site && *site) {
		sql_add(q, " AND site = ");
		sql_arg(q, val_text(site));
	}
	sql_add(q, all ? "" : " AND site IN (''");
	for (size_t i = 0; !all && i < r->nsites; i++) {
		sql_add(q, ", ");
		sql_arg(q, val_text(r->sites[i]));
	}
	sql_add(q, all ? "" : ") AND site <> ''");
	return 0;
}

static int take_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct json *j = json_new_object();
	char time[CLOCK_TEXT];

	(void)ncols, (void)e;
	json_set_text(j, "lang", col_text(cols, 0));
	json_set_text(j, "kind", col_text(cols, 1));
	json_set_text(j, "reason", col_text(cols, 2));
	json_set_int(j, "messages", cols[3].i);
	json_set_int(j, "contacts", cols[4].i);
	json_set_text(j, "last", clock_format(cols[5].i, time));
	json_push(arg, j);
	return 0;
}

/* {"items":[{"lang","kind","reason","messages","contacts","last"}]}, the most frequent first */
int ep_report_contact(struct request *rq, struct err *e)
{
	const char *since = request_query(rq, "since");
	struct json *items = json_new_array();
	struct sql q = SQL_INIT;
	int64_t from = 0;
	int r = -1;

	if (since && *since && clock_parse(since, &from)) {
		err_field(e, ERR_INVALID_FIELD, "since", tr("%s must be an RFC 3339 time"), "since");
		goto out;
	}
	sql_add(&q, "SELECT lang, kind, reason, COUNT(*), CAST(SUM(n) AS BIGINT), MAX(at)");
	if (add_scope(rq, &q, from, e)) {
		goto out;
	}
	sql_add(&q, " GROUP BY lang, kind, reason ORDER BY 4 DESC, 6 DESC, 1, 2, 3 LIMIT ");
	sql_arg(&q, val_int(request_query_int(rq, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX)));
	if (sql_query(rq->db, &q, take_row, items, e) < 0) {
		goto out;
	}
	rq->reply = json_new_object();
	json_set(rq->reply, "items", items);
	items = NULL;
	r = 0;
out:
	json_free(items);
	sql_finish(&q);
	return r;
}
