#include <string.h>

#include "data_rows.h"
#include "data_sql.h"

int file_add(struct db *db, const char *hash, int64_t size, const char *account, int64_t now, struct err *e)
{
	if (db_exec(db, "INSERT INTO file (hash, size, created) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
			DB_ARGS(val_text(hash), val_int(size), val_int(now)), e) < 0) {
		return -1;
	}
	return db_exec(db, "INSERT INTO file_owner (hash, account, created) VALUES ($1, $2, $3)"
		" ON CONFLICT (hash, account) DO NOTHING",
		DB_ARGS(val_text(hash), val_text(account), val_int(now)), e) < 0 ? -1 : 0;
}

struct each {
	int (*fn)(void *arg, const char *hash, int64_t size, struct err *e);
	void *arg;
};

static int call_each(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	const struct each *each = arg;

	(void)ncols;
	return each->fn(each->arg, col_text(cols, 0), cols[1].i, e);
}

int file_each(struct db *db, int (*fn)(void *arg, const char *hash, int64_t size, struct err *e), void *arg, struct err *e)
{
	struct each each = {fn, arg};

	return db_query(db, "SELECT hash, size FROM file ORDER BY hash", NULL, 0, call_each, &each, e) < 0 ? -1 : 0;
}

/* Papers that say prices are not for the price-blind, unless they brought them themselves. */
static void leave_prices_out(struct sql *q)
{
	for (int k = 0; k < KIND_COUNT; k++) {
		for (size_t i = 0; i < entities[k]->nfields; i++) {
			const struct field *f = &entities[k]->fields[i];

			if (f->sub == &entity_file_ref && f->flags & FIELD_PRICE) {
				sql_add(q, " AND u.kind <> ");
				sql_arg(q, val_text(entities[k]->name));
			}
		}
	}
}

int file_may_read(struct db *db, const struct reader *r, const char *hash, int64_t *size, struct err *e)
{
	struct sql q = SQL_INIT;
	long long got = 0;

	sql_add(&q, "SELECT size FROM file WHERE hash = ");
	sql_arg(&q, val_text(hash));
	sql_add(&q, " AND (EXISTS (SELECT 1 FROM file_owner o WHERE o.hash = file.hash AND o.account = ");
	sql_arg(&q, val_text(r->account));
	sql_add(&q, ") OR EXISTS (SELECT 1 FROM file_use u WHERE u.hash = file.hash AND ");
	scope_add_all(&q, r, "u.");
	if (r->price_blind) {
		leave_prices_out(&q);
	}
	sql_add(&q, "))");
	int found = db_int(db, str_c(&q.text), q.args.v, q.args.n, &got, e);
	sql_finish(&q);
	if (found > 0 && size) {
		*size = got;
	}
	return found;
}

int file_uploaded(struct db *db, const char *account, int64_t since, int64_t *bytes, struct err *e)
{
	long long got = 0;
	int r = db_int(db, "SELECT CAST(COALESCE(SUM(f.size), 0) AS BIGINT) FROM file_owner o JOIN file f ON f.hash = o.hash"
		" WHERE o.account = $1 AND o.created > $2", DB_ARGS(val_text(account), val_int(since)), &got, e);

	*bytes = got;
	return r < 0 ? -1 : 0;
}

int files_check(struct db *db, const struct reader *r, struct items files, const char *field, struct err *e)
{
	for (size_t i = 0; i < files.n; i++) {
		const struct file_ref *ref = ITEM(const struct file_ref, files, i);
		int64_t size = 0;
		int found = file_may_read(db, r, ref->hash, &size, e);

		if (found < 0) {
			return -1;
		}
		if (!found) {
			return err_field(e, ERR_NOT_FOUND, field, tr("the file %.80s was not uploaded"), ref->name);
		}
		if (size != ref->size) {
			return err_field(e, ERR_INVALID_FIELD, field, tr("the file %.80s has %lld bytes"),
				ref->name, (long long)size);
		}
	}
	return 0;
}

static int note_one(struct db *db, const char *kind, const struct entity_head *h, const char *hash, struct err *e)
{
	long long there = 0;
	int r = db_int(db, "SELECT 1 FROM file WHERE hash = $1", DB_ARGS(val_text(hash)), &there, e);

	if (r < 0) {
		return -1;
	}
	if (!r) {
		return err_field(e, ERR_NOT_FOUND, "files", "a file was not uploaded");
	}
	return db_exec(db, "INSERT INTO file_use (hash, kind, id, site, customer, partner, vis)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash, kind, id) DO NOTHING",
		DB_ARGS(val_text(hash), val_text(kind), val_text(h->id), val_text(h->site),
			val_text(h->customer), val_text(h->partner), val_int(h->vis)), e) < 0 ? -1 : 0;
}

int file_note(struct db *db, enum kind kind, const void *obj, struct err *e)
{
	const struct entity *en = entities[kind];
	const struct entity_head *h = obj;
	bool cleared = false;

	for (size_t i = 0; i < en->nfields; i++) {
		const struct field *f = &en->fields[i];
		struct items files = field_items(f, obj);

		if (f->sub != &entity_file_ref) {
			continue;
		}
		if (!cleared && db_exec(db, "DELETE FROM file_use WHERE kind = $1 AND id = $2",
				DB_ARGS(val_text(en->name), val_text(h->id)), e) < 0) {
			return -1;
		}
		cleared = true;
		for (size_t j = 0; j < files.n; j++) {
			if (note_one(db, en->name, h, ITEM(const struct file_ref, files, j)->hash, e)) {
				return -1;
			}
		}
	}
	return 0;
}
