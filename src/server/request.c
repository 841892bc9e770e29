#include <string.h>

#include "server/request.h"

const char *request_query(const struct request *rq, const char *name)
{
	for (size_t i = 0; i < rq->nquery; i++) {
		if (strcmp(rq->query[i].name, name) == 0) {
			return rq->query[i].value;
		}
	}
	return NULL;
}

int64_t request_query_int(const struct request *rq, const char *name, int64_t dflt, int64_t min, int64_t max)
{
	const char *value = request_query(rq, name);
	long long n;

	if (!value || !parse_i64(value, &n)) {
		return dflt;
	}
	return n < min ? min : n > max ? max : n;
}
