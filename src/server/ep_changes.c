#include "ep.h"

enum { CHANGES_DEFAULT = 500, CHANGES_MAX = 1000 };

int ep_changes(struct request *rq, struct err *e)
{
	int64_t since = request_query_int(rq, "since", 0, 0, INT64_MAX);
	int limit = (int)request_query_int(rq, "limit", CHANGES_DEFAULT, 1, CHANGES_MAX);

	return data_changes(rq->db, rq->reader, rq->scope, since, request_query(rq, "scope"), limit, rq->arena, &rq->text, e);
}
