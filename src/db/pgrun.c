/* Statements on PostgreSQL: preparing, binding, reading rows, errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"
#include "crypto/crypto.h"
#include "pgsql.h"

enum { KEPT = 256 };

/* Type numbers from PostgreSQL's catalogue (pg_type.dat). */
enum {
	OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23,
	OID_TEXT = 25, OID_OID = 26, OID_NUMERIC = 1700
};

struct prepared {
	char name[24];
	unsigned long long used;
};

bool pg_alive(const struct pgsql_db *p)
{
	return p->pq.PQstatus(p->conn) == CONNECTION_OK;
}

/* A connection that died while idle shows it only when read from: first the server's
   last words, then the end. */
bool pg_still_there(struct pgsql_db *p)
{
	for (int i = 0; i < 2 && pg_alive(p); i++) {
		p->pq.PQconsumeInput(p->conn);
	}
	return pg_alive(p);
}

int pg_ready(struct pgsql_db *p, struct err *e)
{
	return pg_still_there(p) ? 0 : pg_reconnect(p, e);
}

/* --- errors ---------------------------------------------------------------- */

/* SQLSTATE, PostgreSQL documentation appendix A; a shorter row stands for a class. */
static const struct {
	const char *state;
	enum errcode code;
} states[] = {
	{"23505", ERR_EXISTS},      /* unique_violation */
	{"08P01", ERR_DB},          /* protocol_violation: ours */
	{"08", ERR_DB_RETRY},       /* connection */
	{"40", ERR_DB_RETRY},       /* serialization, deadlock */
	{"55P03", ERR_DB_RETRY},    /* lock_not_available */
	{"57P", ERR_DB_RETRY},      /* shutdown, restart, starting up */
	{"25P03", ERR_DB_RETRY},    /* idle in transaction for too long */
	{"53100", ERR_DISK_FULL},
	{"53", ERR_DB_RETRY},       /* out of memory, connections */
	{"25006", ERR_READ_ONLY},   /* read_only_sql_transaction */
	{"XX001", ERR_CORRUPT},
	{"XX002", ERR_CORRUPT},
};

static enum errcode code_of(const char *state)
{
	for (size_t i = 0; i < lengthof(states); i++) {
		if (starts_with(state, states[i].state)) {
			return states[i].code;
		}
	}
	return ERR_DB;
}

/* Only the first line: what follows may hold values. */
static void set_text(struct err *e, enum errcode code, const char *text)
{
	err_set(e, code, "%.*s", (int)strcspn(text, "\r\n"), text);
}

enum pg_trouble pg_fail(struct pgsql_db *p, PGresult *res, struct err *e)
{
	const char *state = res ? p->pq.PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *text = res ? p->pq.PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	const char *source = res ? p->pq.PQresultErrorField(res, PG_DIAG_SOURCE_FUNCTION) : NULL;
	enum pg_trouble why = PG_REFUSED;

	if (state && (streq(state, "26000") || streq(source, "RevalidateCachedQuery"))) {
		set_text(e, ERR_DB_RETRY, text ? text : "");
		why = PG_FORGOTTEN;
	} else if (!state || !pg_alive(p)) {
		/* without a state it is libpq's own word: it could not send or receive */
		bool said = state && starts_with(state, "57P");
		set_text(e, ERR_DB_RETRY, text && state ? text :
			"the connection to the database was lost");
		why = said ? PG_DROPPED : PG_LOST;
	} else {
		set_text(e, code_of(state), text ? text : "");
	}
	p->pq.PQclear(res);
	return why;
}

int pg_simple(struct pgsql_db *p, const char *sql, enum pg_trouble *why, struct err *e)
{
	PGresult *res = p->pq.PQexec(p->conn, sql);

	switch (p->pq.PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		p->pq.PQclear(res);
		return 0;
	default:
		*why = pg_fail(p, res, e);
		return -1;
	}
}

/* --- prepared statements ---------------------------------------------------- */

void pg_forget_all(struct pgsql_db *p)
{
	map_destroy(p->stmts, free);
	p->stmts = map_create();
}

static void forget(struct pgsql_db *p, const char *key)
{
	struct prepared *q = map_remove(p->stmts, key);
	char sql[64];

	if (q && pg_alive(p)) {
		snprintf(sql, sizeof(sql), "DEALLOCATE %s", q->name);
		p->pq.PQclear(p->pq.PQexec(p->conn, sql));
	}
	free(q);
}

static void forget_oldest(struct pgsql_db *p)
{
	const char *oldest = NULL;
	unsigned long long used = ~0ULL;
	size_t it = 0;
	void *value;

	for (const char *key; (key = map_next(p->stmts, &it, &value));) {
		struct prepared *q = value;
		if (q->used < used) {
			oldest = key;
			used = q->used;
		}
	}
	char *key = xstrdup(oldest);
	forget(p, key);
	free(key);
}

/* The highest $n outside quotes and comments. */
static size_t highest_parameter(const char *s)
{
	size_t most = 0;

	while (*s) {
		if (*s == '\'' || *s == '"') {
			const char *end = strchr(s + 1, *s);
			s = end ? end + 1 : s + strlen(s);
		} else if (s[0] == '-' && s[1] == '-') {
			s += strcspn(s, "\n");
		} else if (*s++ == '$') {
			size_t n = (size_t)strtoul(s, NULL, 10);
			most = n > most ? n : most;
		}
	}
	return most;
}

static char type_letter(const struct val *v)
{
	return "nitb"[v->type];
}

static Oid type_number(const struct val *v)
{
	static const Oid numbers[] = {
		[VAL_NULL] = 0, /* whatever fits the place */
		[VAL_INT] = OID_INT8,
		[VAL_TEXT] = OID_TEXT,
		[VAL_BYTES] = OID_BYTEA,
	};
	return numbers[v->type];
}

static struct prepared *prepare(struct pgsql_db *p, const char *key, const char *sql,
	const struct val *args, size_t nargs, enum pg_trouble *why, struct err *e)
{
	struct prepared *q = map_get(p->stmts, key);

	if (!q) {
		Oid *types = xcalloc(nargs + 1, sizeof(*types));
		for (size_t i = 0; i < nargs; i++) {
			types[i] = type_number(&args[i]);
		}
		if (map_count(p->stmts) >= KEPT) {
			forget_oldest(p);
		}
		q = xcalloc(1, sizeof(*q));
		snprintf(q->name, sizeof(q->name), "s%llu", ++p->names);
		PGresult *res = p->pq.PQprepare(p->conn, q->name, sql, (int)nargs, types);
		free(types);
		if (p->pq.PQresultStatus(res) != PGRES_COMMAND_OK) {
			free(q);
			*why = pg_fail(p, res, e);
			*why = *why == PG_LOST ? PG_DROPPED : *why; /* it was not run yet */
			return NULL;
		}
		p->pq.PQclear(res);
		map_set(p->stmts, key, q);
	}
	q->used = ++p->uses;
	return q;
}

/* --- arguments ------------------------------------------------------------- */

struct bound {
	const char **values;
	int *lengths;
	int *formats;
	char (*numbers)[24];
};

static void bind_all(struct bound *b, const struct val *args, size_t n)
{
	b->values = xcalloc(n + 1, sizeof(*b->values));
	b->lengths = xcalloc(n + 1, sizeof(*b->lengths));
	b->formats = xcalloc(n + 1, sizeof(*b->formats));
	b->numbers = xcalloc(n + 1, sizeof(*b->numbers));
	for (size_t i = 0; i < n; i++) {
		if (args[i].type == VAL_INT) {
			snprintf(b->numbers[i], sizeof(b->numbers[i]), "%lld", (long long)args[i].i);
			b->values[i] = b->numbers[i];
		} else if (args[i].type != VAL_NULL) {
			b->values[i] = args[i].n ? args[i].s : "";
			b->lengths[i] = (int)args[i].n;
			b->formats[i] = args[i].type == VAL_BYTES;
		}
	}
}

static void bound_finish(struct bound *b)
{
	free(b->values);
	free(b->lengths);
	free(b->formats);
	free(b->numbers);
}

static char *key_of(const char *sql, const struct val *args, size_t nargs)
{
	struct str key = STR_INIT;

	for (size_t i = 0; i < nargs; i++) {
		str_addc(&key, type_letter(&args[i]));
	}
	str_addc(&key, ':');
	str_add(&key, sql);
	return str_take(&key);
}

/* --- running --------------------------------------------------------------- */

static PGresult *run_once(struct pgsql_db *p, const char *sql, const struct val *args,
	size_t nargs, enum pg_trouble *why, struct err *e)
{
	char *key = key_of(sql, args, nargs);
	struct prepared *q = prepare(p, key, sql, args, nargs, why, e);
	struct bound b = {0};
	PGresult *res = NULL;

	if (!q) {
		goto out;
	}
	bind_all(&b, args, nargs);
	res = p->pq.PQexecPrepared(p->conn, q->name, (int)nargs, b.values, b.lengths,
		b.formats, 0);
	switch (p->pq.PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		break;
	case PGRES_EMPTY_QUERY:
		p->pq.PQclear(res);
		res = NULL;
		*why = PG_REFUSED;
		err_set(e, ERR_DB, "one statement was expected");
		break;
	default:
		*why = pg_fail(p, res, e);
		res = NULL;
		if (*why == PG_FORGOTTEN) {
			forget(p, key);
		}
		break;
	}
out:
	bound_finish(&b);
	free(key);
	return res;
}

/*
 * Outside a transaction a statement that surely did nothing is run once more on a
 * new connection; a write of which that is not sure is not, and says so by
 * ERR_UNAVAILABLE, which no runner repeats by itself.
 */
static PGresult *run(struct pgsql_db *p, const char *sql, const struct val *args,
	size_t nargs, bool repeatable, struct err *e)
{
	bool alone = p->db.state == DB_IDLE;

	for (size_t i = 0; i < nargs; i++) {
		if (!val_fits(&args[i])) {
			err_set(e, ERR_DB, "a text holds a NUL byte");
			return NULL;
		}
	}
	if (highest_parameter(sql) != nargs) {
		err_set(e, ERR_DB, "the statement has %zu parameters, %zu were given",
			highest_parameter(sql), nargs);
		return NULL;
	}
	for (int try = 0;; try++) {
		enum pg_trouble why = PG_REFUSED;
		if (alone && pg_ready(p, e) != 0) {
			return NULL;
		}
		PGresult *res = run_once(p, sql, args, nargs, &why, e);
		if (res || !alone || why == PG_REFUSED) {
			return res;
		}
		if (why == PG_LOST && !repeatable) {
			err_set(e, ERR_UNAVAILABLE, "the connection to the database was lost, "
				"it is not known whether the change was made");
			return NULL;
		}
		if (try) {
			return NULL;
		}
	}
}

int pg_exec(struct db *db, const char *sql, const struct val *args, size_t nargs,
	struct err *e)
{
	struct pgsql_db *p = (struct pgsql_db *)db;
	PGresult *res = run(p, sql, args, nargs, false, e);
	long long n = 0;

	if (!res) {
		return -1;
	}
	/* a SELECT counts its rows there; db_exec answers changed ones */
	if (!starts_with(p->pq.PQcmdStatus(res), "SELECT") &&
			!parse_i64(p->pq.PQcmdTuples(res), &n)) {
		n = 0;
	}
	p->pq.PQclear(res);
	return (int)n;
}

static struct val bytes_of(const char *text, size_t n, struct arena *a)
{
	if (n < 2 || text[0] != '\\' || text[1] != 'x') {
		return val_bytes(NULL, 0);
	}
	size_t len = (n - 2) / 2;
	unsigned char *out = arena_alloc(a, len + 1);
	char *hex = arena_strndup(a, text + 2, n - 2);

	return val_bytes(out, hex_decode(hex, out, len) ? len : 0);
}

static struct val cell(struct pgsql_db *p, PGresult *res, int row, int col,
	struct arena *a)
{
	if (p->pq.PQgetisnull(res, row, col)) {
		return val_null();
	}
	const char *text = p->pq.PQgetvalue(res, row, col);
	size_t len = (size_t)p->pq.PQgetlength(res, row, col);
	long long n = 0;

	switch (p->pq.PQftype(res, col)) {
	case OID_BOOL:
		return val_int(text[0] == 't');
	case OID_BYTEA:
		return bytes_of(text, len, a);
	case OID_INT8:
	case OID_INT4:
	case OID_INT2:
	case OID_OID:
	case OID_NUMERIC: /* sum() of BIGINT */
		if (parse_i64(text, &n)) {
			return val_int(n);
		}
		break;
	}
	return (struct val){.type = VAL_TEXT, .s = text, .n = len};
}

int pg_query(struct db *db, const char *sql, const struct val *args, size_t nargs,
	db_row_fn *row, void *arg, struct err *e)
{
	struct pgsql_db *p = (struct pgsql_db *)db;
	PGresult *res = run(p, sql, args, nargs, starts_with(sql, "SELECT"), e);

	if (!res) {
		return -1;
	}
	struct arena a;
	int rows = p->pq.PQntuples(res);
	int ncols = p->pq.PQnfields(res);
	struct val *cols = xcalloc((size_t)ncols + 1, sizeof(*cols));
	int seen = 0;

	arena_init(&a);
	while (seen < rows) {
		for (int i = 0; i < ncols; i++) {
			cols[i] = cell(p, res, seen, i, &a);
		}
		seen++;
		int go = row(arg, cols, (size_t)ncols, e);
		arena_reset(&a);
		if (go != 0) {
			seen = go < 0 ? DB_ROW_FAILED : seen;
			break;
		}
	}
	arena_finish(&a);
	free(cols);
	p->pq.PQclear(res);
	return seen;
}
