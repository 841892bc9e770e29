#include "base/clock.h"
#include "openapi.h"
#include "server.h"
#include "server/data.h"
#include "server/endpoints.h"
#include "wire/wire.h"

int ep_stream(struct request *rq, struct err *e)
{
	return err_set(e, ERR_INTERNAL, "%s is answered by the byte", rq->route->name);
}

int ep_healthz(struct request *rq, struct err *e)
{
	char now[CLOCK_TEXT];
	int64_t n;

	if (data_last_change(rq->db, &n, e) < 0) {
		return -1;
	}
	if (rq->server && !writer_healthy(rq->server->writer)) {
		return err_set(e, ERR_UNAVAILABLE, "nothing can be written now");
	}
	rq->reply = json_new_object();
	json_set_text(rq->reply, "status", "ok");
	json_set_text(rq->reply, "version", FETTLED_VERSION);
	json_set_text(rq->reply, "now", clock_format(rq->now, now));
	return 0;
}

int ep_openapi(struct request *rq, struct err *e)
{
	(void)e;
	rq->reply = openapi_describe();
	return 0;
}

static int add_sites(struct request *rq, struct json *out, struct err *e)
{
	struct json *list = json_new_array();

	json_set(out, "sites", list);
	for (size_t i = 0; i < rq->reader->nsites; i++) {
		void *site;
		int found = data_get(rq->db, KIND_SITE, rq->reader->sites[i], rq->arena, &site, e);
		if (found < 0) {
			return -1;
		}
		if (found) {
			json_push(list, wire_write(&entity_site, site, rq->reader));
		}
	}
	return 0;
}

int ep_me(struct request *rq, struct err *e)
{
	char now[CLOCK_TEXT];
	void *acc;
	int64_t n;
	int found = data_get(rq->db, KIND_ACCOUNT, rq->reader->account, rq->arena, &acc, e);

	if (found <= 0 || data_last_change(rq->db, &n, e) < 0) {
		return found == 0 ? err_set(e, ERR_NOT_FOUND, "%s", "") : -1;
	}
	rq->reply = wire_write(&entity_account, acc, rq->reader);
	json_set_text(rq->reply, "now", clock_format(rq->now, now));
	json_set_int(rq->reply, "last_change", n);
	return add_sites(rq, rq->reply, e);
}
