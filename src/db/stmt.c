#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "sqlite.h"

enum { KEPT = 256 };

struct stmt {
	sqlite3_stmt *st;
	int *number; /* SQLite's parameter i + 1 is our $number[i] */
	int nnumber;
	size_t wanted; /* the highest $n */
	struct val *cols;
	size_t ncols;
	bool busy;
	bool kept;
	unsigned long long used;
};

static enum errcode code_of(struct sqlite_db *s, int rc)
{
	int os = sqlite3_system_errno(s->handle);

	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return ERR_EXISTS;
	case SQLITE_IOERR_DATA:
	case SQLITE_IOERR_CORRUPTFS:
		return ERR_CORRUPT;
	case SQLITE_IOERR_NOMEM:
		return ERR_MEMORY;
	}
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_DB_RETRY;
	case SQLITE_NOMEM:
		return ERR_MEMORY;
	case SQLITE_FULL:
		return ERR_DISK_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_CORRUPT;
	case SQLITE_READONLY:
		return ERR_READ_ONLY;
	case SQLITE_IOERR:
		return os == ENOSPC || os == EDQUOT ? ERR_DISK_FULL : ERR_IO;
	case SQLITE_CANTOPEN:
		return ERR_IO;
	}
	return ERR_DB;
}

int sqlite_fail(struct sqlite_db *s, struct err *e)
{
	return err_set(e, code_of(s, sqlite3_extended_errcode(s->handle)), "%s",
		sqlite3_errmsg(s->handle));
}

static void stmt_destroy(void *p)
{
	struct stmt *q = p;

	if (q) {
		sqlite3_finalize(q->st);
		free(q->number);
		free(q->cols);
		free(q);
	}
}

void stmt_forget_all(struct sqlite_db *s)
{
	map_destroy(s->stmts, stmt_destroy);
	s->stmts = map_create();
}

/* SQLite numbers $n by first appearance, so the names are what counts. */
static int learn_parameters(struct stmt *q, struct err *e)
{
	q->nnumber = sqlite3_bind_parameter_count(q->st);
	q->number = xcalloc((size_t)q->nnumber + 1, sizeof(*q->number));
	for (int i = 0; i < q->nnumber; i++) {
		const char *name = sqlite3_bind_parameter_name(q->st, i + 1);
		long n = name && name[0] == '$' ? strtol(name + 1, NULL, 10) : 0;
		if (n < 1 || n > 65535) {
			return err_set(e, ERR_DB, "parameters are written $1 to $n");
		}
		q->number[i] = (int)n;
		q->wanted = (size_t)n > q->wanted ? (size_t)n : q->wanted;
	}
	return 0;
}

static struct stmt *stmt_create(struct sqlite_db *s, const char *sql, struct err *e)
{
	struct stmt *q = xcalloc(1, sizeof(*q));
	const char *rest = NULL;

	if (sqlite3_prepare_v3(s->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->st,
			&rest) != SQLITE_OK) {
		sqlite_fail(s, e);
		goto fail;
	}
	if (!q->st || rest[strspn(rest, " \t\r\n;")]) {
		err_set(e, ERR_DB, "one statement was expected");
		goto fail;
	}
	if (learn_parameters(q, e) != 0) {
		goto fail;
	}
	return q;
fail:
	stmt_destroy(q);
	return NULL;
}

static void drop_oldest(struct sqlite_db *s)
{
	const char *oldest = NULL;
	unsigned long long used = ~0ULL;
	size_t it = 0;
	void *value;

	for (const char *key; (key = map_next(s->stmts, &it, &value));) {
		struct stmt *q = value;
		if (!q->busy && q->used < used) {
			oldest = key;
			used = q->used;
		}
	}
	if (oldest) {
		stmt_destroy(map_remove(s->stmts, oldest));
	}
}

/* A statement that is still running further up the stack gets a twin of its own. */
static struct stmt *stmt_get(struct sqlite_db *s, const char *sql, struct err *e)
{
	struct stmt *q = map_get(s->stmts, sql);

	if (!q || q->busy) {
		bool keep = !q;
		q = stmt_create(s, sql, e);
		if (!q) {
			return NULL;
		}
		if (keep) {
			if (map_count(s->stmts) >= KEPT) {
				drop_oldest(s);
			}
			map_set(s->stmts, sql, q);
		}
		q->kept = keep;
	}
	q->busy = true;
	q->used = ++s->uses;
	return q;
}

static void stmt_put(struct stmt *q)
{
	sqlite3_reset(q->st);
	sqlite3_clear_bindings(q->st);
	q->busy = false;
	if (!q->kept) {
		stmt_destroy(q);
	}
}

static int bind_one(sqlite3_stmt *st, int i, const struct val *v)
{
	switch (v->type) {
	case VAL_NULL:
		return sqlite3_bind_null(st, i);
	case VAL_INT:
		return sqlite3_bind_int64(st, i, v->i);
	case VAL_TEXT:
		return sqlite3_bind_text64(st, i, v->s, v->n, SQLITE_STATIC, SQLITE_UTF8);
	case VAL_BYTES:
		return sqlite3_bind_blob64(st, i, v->n ? v->s : "", v->n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static int bind_all(struct sqlite_db *s, struct stmt *q, const struct val *args,
	size_t nargs, struct err *e)
{
	if (q->wanted != nargs) {
		return err_set(e, ERR_DB, "the statement has %zu parameters, %zu were given",
			q->wanted, nargs);
	}
	for (int i = 0; i < q->nnumber; i++) {
		if (!val_fits(&args[q->number[i] - 1])) {
			return err_set(e, ERR_DB, "a text holds a NUL byte");
		}
		if (bind_one(q->st, i + 1, &args[q->number[i] - 1]) != SQLITE_OK) {
			return sqlite_fail(s, e);
		}
	}
	return 0;
}

/* The statement, bound and allowed to run now. */
static struct stmt *stmt_start(struct sqlite_db *s, const char *sql,
	const struct val *args, size_t nargs, struct err *e)
{
	struct stmt *q = stmt_get(s, sql, e);

	if (!q) {
		return NULL;
	}
	if (s->db.state == DB_READING && !sqlite3_stmt_readonly(q->st)) {
		err_set(e, ERR_READ_ONLY, "a write inside a reading transaction");
	} else if (bind_all(s, q, args, nargs, e) == 0) {
		return q;
	}
	stmt_put(q);
	return NULL;
}

int stmt_exec(struct db *db, const char *sql, const struct val *args, size_t nargs,
	struct err *e)
{
	struct sqlite_db *s = (struct sqlite_db *)db;
	struct stmt *q = stmt_start(s, sql, args, nargs, e);
	int r = -1;
	int rc;

	if (!q) {
		return -1;
	}
	sqlite3_int64 before = sqlite3_total_changes64(s->handle);
	while ((rc = sqlite3_step(q->st)) == SQLITE_ROW) {
	}
	if (rc != SQLITE_DONE) {
		sqlite_fail(s, e);
		goto out;
	}
	/* changes() keeps the last write's count after a statement that is none */
	r = sqlite3_total_changes64(s->handle) == before ? 0 :
		(int)sqlite3_changes64(s->handle);
out:
	stmt_put(q);
	return r;
}

static void read_cols(struct stmt *q)
{
	size_t n = (size_t)sqlite3_column_count(q->st);

	if (n > q->ncols) {
		q->cols = xreallocarray(q->cols, n, sizeof(*q->cols));
		q->ncols = n;
	}
	for (int i = 0; i < (int)n; i++) {
		struct val *v = &q->cols[i];
		*v = (struct val){0};
		switch (sqlite3_column_type(q->st, i)) {
		case SQLITE_NULL:
			break;
		case SQLITE_INTEGER:
			*v = val_int(sqlite3_column_int64(q->st, i));
			break;
		case SQLITE_BLOB:
			*v = val_bytes(sqlite3_column_blob(q->st, i),
				(size_t)sqlite3_column_bytes(q->st, i));
			break;
		default:
			v->type = VAL_TEXT;
			v->s = (const char *)sqlite3_column_text(q->st, i);
			v->n = (size_t)sqlite3_column_bytes(q->st, i);
			v->s = v->s ? v->s : "";
			break;
		}
	}
}

int stmt_query(struct db *db, const char *sql, const struct val *args, size_t nargs,
	db_row_fn *row, void *arg, struct err *e)
{
	struct sqlite_db *s = (struct sqlite_db *)db;
	struct stmt *q = stmt_start(s, sql, args, nargs, e);
	int rows = 0;
	int rc;

	if (!q) {
		return -1;
	}
	while ((rc = sqlite3_step(q->st)) == SQLITE_ROW) {
		rows++;
		read_cols(q);
		int go = row(arg, q->cols, (size_t)sqlite3_column_count(q->st), e);
		if (go != 0) {
			rows = go < 0 ? DB_ROW_FAILED : rows;
			goto out;
		}
	}
	if (rc != SQLITE_DONE) {
		sqlite_fail(s, e);
		rows = -1;
	}
out:
	stmt_put(q);
	return rows;
}
