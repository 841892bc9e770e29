#include "base/clock.h"
#include "metrics.h"
#include "openapi.h"
#include "server.h"
#include "server/data.h"
#include "server/endpoints.h"
#include "wire/text.h"
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
	str_addf(&rq->text, "{\"status\":\"ok\",\"version\":\"" FETTLED_VERSION "\",\"now\":\"%s\"}", clock_format(rq->now, now));
	return 0;
}

int ep_metrics(struct request *rq, struct err *e)
{
	if (!rq->server) {
		return err_set(e, ERR_UNAVAILABLE, "only a server has counts");
	}
	rq->media = "text/plain; version=0.0.4; charset=utf-8";
	metrics_write(rq->server, &rq->text);
	return 0;
}

int ep_openapi(struct request *rq, struct err *e)
{
	(void)e;
	rq->reply = openapi_describe();
	return 0;
}

static int put_sites(struct request *rq, struct str *out, struct err *e)
{
	const struct reader *r = rq->reader;
	void **sites = arena_alloc(rq->arena, (r->nsites + 1) * sizeof(*sites));

	if (data_get_many(rq->db, KIND_SITE, r->sites, r->nsites, rq->arena, sites, e) < 0) {
		return -1;
	}
	json_put_open(out, '[');
	for (size_t i = 0; i < r->nsites; i++) {
		if (sites[i]) {
			wire_put(out, &entity_site, sites[i], r);
		}
	}
	json_put_close(out, ']');
	return 0;
}

int ep_me(struct request *rq, struct err *e)
{
	struct str *out = &rq->text;
	char now[CLOCK_TEXT];
	void *acc;
	int64_t n;
	int found = data_get(rq->db, KIND_ACCOUNT, rq->reader->account, rq->arena, &acc, e);

	if (found <= 0 || data_last_change(rq->db, &n, e) < 0) {
		return found == 0 ? err_set(e, ERR_NOT_FOUND, "%s", "") : -1;
	}
	json_put_open(out, '{');
	wire_put_members(out, &entity_account, VIEW_FULL, acc, rq->reader);
	json_put_key(out, "now");
	json_put_text(out, clock_format(rq->now, now));
	json_put_key(out, "last_change");
	json_put_int(out, n);
	json_put_key(out, "sites");
	if (put_sites(rq, out, e) < 0) {
		return -1;
	}
	json_put_close(out, '}');
	return 0;
}
