#include <string.h>

#include "server/data.h"

#define COLS "hash, account, created, seen, expires, device, addr"

int session_add(struct db *db, const struct session *s, struct err *e)
{
	return db_exec(db, "INSERT INTO session (" COLS ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
		DB_ARGS(val_text(s->hash), val_text(s->account), val_int(s->created), val_int(s->seen),
			val_int(s->expires), val_text(s->device), val_text(s->addr)), e) < 0 ? -1 : 0;
}

struct found {
	struct arena *a;
	struct session *s;
};

static int on_row(void *arg, const struct val *c, size_t n, struct err *e)
{
	struct found *f = arg;

	(void)n, (void)e;
	f->s->hash = arena_strdup(f->a, c[0].s);
	f->s->account = arena_strdup(f->a, c[1].s);
	f->s->created = c[2].i;
	f->s->seen = c[3].i;
	f->s->expires = c[4].i;
	f->s->device = arena_strdup(f->a, c[5].s);
	f->s->addr = arena_strdup(f->a, c[6].s);
	return 1;
}

int session_find(struct db *db, const char *hash, int64_t now, struct arena *a, struct session *s,
	struct account **acc, struct reader *r, struct err *e)
{
	struct found f = {a, s};
	void *obj;
	int n = db_query(db, "SELECT " COLS " FROM session WHERE hash = $1 AND expires > $2",
		DB_ARGS(val_text(hash), val_int(now)), on_row, &f, e);

	if (n <= 0) {
		return n;
	}
	n = data_get(db, KIND_ACCOUNT, s->account, a, &obj, e);
	if (n <= 0) {
		return n;
	}
	*acc = obj;
	if (!(*acc)->active) {
		return 0;
	}
	return account_reader(db, *acc, a, r, e) < 0 ? -1 : 1;
}

int session_touch(struct db *db, const char *hash, int64_t now, int64_t expires, struct err *e)
{
	return db_exec(db, "UPDATE session SET seen = $2, expires = $3 WHERE hash = $1",
		DB_ARGS(val_text(hash), val_int(now), val_int(expires)), e) < 0 ? -1 : 0;
}

int session_revoke(struct db *db, const char *hash, struct err *e)
{
	return db_exec(db, "DELETE FROM session WHERE hash = $1", DB_ARGS(val_text(hash)), e) < 0 ? -1 : 0;
}

int session_revoke_all(struct db *db, const char *account, struct err *e)
{
	return db_exec(db, "DELETE FROM session WHERE account = $1", DB_ARGS(val_text(account)), e) < 0 ? -1 : 0;
}

int session_end_all(struct db *db, struct err *e)
{
	return db_exec(db, "DELETE FROM session", NULL, 0, e) < 0 ? -1 : 0;
}

int session_keep_newest(struct db *db, const char *account, int most, struct err *e)
{
	return db_exec(db, "DELETE FROM session WHERE account = $1 AND hash NOT IN (SELECT hash FROM session"
		" WHERE account = $1 ORDER BY seen DESC, created DESC, hash LIMIT $2)",
		DB_ARGS(val_text(account), val_int(most)), e) < 0 ? -1 : 0;
}
