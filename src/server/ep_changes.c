#include "ep.h"

enum { CHANGES_DEFAULT = 500, CHANGES_MAX = 1000 };

/* The reader's scope is another than it was, or the feed is younger than what they know:
   nothing can be told since then, so they begin again. */
static int reset(struct request *rq, const char *scope)
{
	rq->reply = json_new_object();
	json_set(rq->reply, "changes", json_new_array());
	json_set_int(rq->reply, "last", 0);
	json_set_bool(rq->reply, "more", true);
	json_set_bool(rq->reply, "reset", true);
	json_set_text(rq->reply, "scope", scope);
	return 0;
}

int ep_changes(struct request *rq, struct err *e)
{
	int64_t since = request_query_int(rq, "since", 0, 0, INT64_MAX), newest;
	int limit = (int)request_query_int(rq, "limit", CHANGES_DEFAULT, 1, CHANGES_MAX);
	const char *known = request_query(rq, "scope");
	char scope[SCOPE_NAME];

	data_scope_name(rq->reader, scope);
	if (data_last_change(rq->db, &newest, e)) {
		return -1;
	}
	if (since > newest || (since > 0 && known && *known && strcmp(known, scope))) {
		return reset(rq, scope);
	}
	return data_changes(rq->db, rq->reader, since, limit, rq->arena, &rq->reply, e);
}
