#include "server/contact.h"

#include "base/ulid.h"
#include "model/contact.h"

static void count(void *arg, const struct contact_text *t, const struct contact_hit *hit)
{
	int64_t *n = arg;

	(void)t;
	n[hit->kind]++;
}

static const char *reason_of(const struct request *rq)
{
	const struct field *f = entity_field(rq->route->body, "contact_reason");

	return f ? field_text(f, rq->body) : "";
}

static const char *lang_of(const struct request *rq)
{
	return rq->reader->lang && *rq->reader->lang ? rq->reader->lang : lang_code(rq->lang);
}

static int add(const struct request *rq, enum contact_kind kind, int64_t n, struct err *e)
{
	char id[ULID_SIZE];

	return db_exec(rq->db, "INSERT INTO contact_report (id, at, site, account, org, lang, route, object_kind,"
		" object, rev, kind, n, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
		" ON CONFLICT (object, rev, route, kind) DO NOTHING",
		DB_ARGS(val_text(ulid_make(id)), val_int(rq->now), val_text(rq->site ? rq->site : ""),
			val_text(rq->reader->account), val_text(rq->reader->org), val_text(lang_of(rq)),
			val_text(rq->route->name), val_text(rq->object_kind ? rq->object_kind : ""),
			val_text(rq->object_id ? rq->object_id : ""), val_int(rq->etag),
			val_text(contact_kind_name(kind)), val_int(n), val_text(reason_of(rq))), e) < 0 ? -1 : 0;
}

int contact_note(const struct request *rq, struct err *e)
{
	int64_t n[2] = {0};

	if (!rq->reader || !rq->body || !rq->route->body || rq->unchanged
		|| !contact_each(rq->route->body, rq->body, count, n)) {
		return 0;
	}
	for (int kind = CONTACT_PHONE; kind <= CONTACT_EMAIL; kind++) {
		if (n[kind] && add(rq, (enum contact_kind)kind, n[kind], e)) {
			return -1;
		}
	}
	return 0;
}
