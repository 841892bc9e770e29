#include "server/data.h"

/* Clients may be offline for weeks with intents on disk; their keys are known as long. */
#define KEEP_MS (INT64_C(60) * 24 * 3600 * 1000)

struct found {
	struct arena *a;
	struct idem *i;
};

static int on_row(void *arg, const struct val *c, size_t n, struct err *e)
{
	struct found *f = arg;

	(void)n, (void)e;
	f->i->request = arena_strdup(f->a, c[0].s);
	f->i->status = (int)c[1].i;
	f->i->etag = c[2].i;
	f->i->at = c[3].i;
	f->i->location = arena_strdup(f->a, c[4].s);
	f->i->reply = arena_strdup(f->a, c[5].s);
	return 1;
}

int idem_find(struct db *db, const char *account, const char *key, struct arena *a, struct idem *out, struct err *e)
{
	struct found f = {a, out};

	out->account = account;
	out->key = key;
	return db_query(db, "SELECT request, status, etag, at, location, reply FROM idem WHERE account = $1 AND key = $2",
		DB_ARGS(val_text(account), val_text(key)), on_row, &f, e);
}

int idem_add(struct db *db, const struct idem *i, struct err *e)
{
	return db_exec(db, "INSERT INTO idem (account, key, request, status, etag, at, location, reply)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		DB_ARGS(val_text(i->account), val_text(i->key), val_text(i->request), val_int(i->status),
			val_int(i->etag), val_int(i->at), val_text(i->location), val_text(i->reply)), e) < 0 ? -1 : 0;
}

int http_sweep(struct db *db, int64_t now, struct err *e)
{
	if (db_exec(db, "DELETE FROM session WHERE expires <= $1", DB_ARGS(val_int(now)), e) < 0) {
		return -1;
	}
	return db_exec(db, "DELETE FROM idem WHERE at < $1", DB_ARGS(val_int(now - KEEP_MS)), e) < 0 ? -1 : 0;
}
