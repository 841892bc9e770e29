#include <stdio.h>

#include "base/clock.h"
#include "base/ulid.h"
#include "crypto/crypto.h"
#include "ep.h"
#include "data_rows.h"

enum { LIMIT_DEFAULT = 100, LIMIT_MAX = 500 };

/* Rows go site by site, so a page ends at a site and a number. */
struct place {
	char site[ULID_SIZE];
	long long n;
};

struct rows {
	struct json *items;
	struct place last;
	int64_t n, limit;
};

static int take_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	static const char *const names[] = {"site", "n", "at", "actor", "role", "what", "kind", "object",
		"result", "request_id", "addr", "hash"};
	struct rows *rows = arg;
	char time[CLOCK_TEXT];

	(void)e;
	if (rows->n++ == rows->limit) {
		return 1;
	}
	struct json *j = json_new_object();
	for (size_t i = 0; i < ncols; i++) {
		if (i == 2) {
			json_set_text(j, names[i], clock_format(cols[i].i, time));
			json_set_int(j, "at_ms", cols[i].i);
		} else if (cols[i].type == VAL_INT) {
			json_set_int(j, names[i], cols[i].i);
		} else {
			json_set_text(j, names[i], col_text(cols, i));
		}
	}
	json_push(rows->items, j);
	snprintf(rows->last.site, sizeof(rows->last.site), "%s", col_text(cols, 0));
	rows->last.n = cols[1].i;
	return 0;
}

/* The sites whose log the reader may read; the server's own is the admins'. */
static void add_sites(struct sql *q, const struct reader *r)
{
	if (r->role == ROLE_ADMIN) {
		sql_add(q, "1=1");
		return;
	}
	sql_add(q, r->all_sites ? "site <> ''" : "site IN (''");
	for (size_t i = 0; !r->all_sites && i < r->nsites; i++) {
		sql_add(q, ", ");
		sql_arg(q, val_text(r->sites[i]));
	}
	sql_add(q, r->all_sites ? "" : ") AND site <> ''");
}

static void add_filter(struct sql *q, const char *text, const char *value)
{
	if (value) {
		sql_add(q, text);
		sql_arg(q, val_text(value));
	}
}

static const char *cursor_write(const struct place *p, struct arena *a)
{
	char plain[64], out[96];
	int n = snprintf(plain, sizeof(plain), "a%lld.%s", p->n, p->site);

	b64_encode(plain, (size_t)n, out, sizeof(out));
	return arena_strdup(a, out);
}

static int cursor_read(const char *cursor, struct place *p, struct err *e)
{
	char plain[64] = "";
	int n = b64_decode(cursor, plain, sizeof(plain) - 1);
	char *dot = n > 0 ? strchr(plain, '.') : NULL;

	if (dot) {
		*dot = '\0';
	}
	if (!dot || plain[0] != 'a' || !parse_i64(plain + 1, &p->n) || (dot[1] && !ulid_valid(dot + 1))) {
		return err_field(e, ERR_INVALID_FIELD, "cursor", "this cursor is not of this list");
	}
	snprintf(p->site, sizeof(p->site), "%s", dot + 1);
	return 0;
}

static int make_query(struct request *rq, struct sql *q, int64_t limit, struct err *e)
{
	const char *object = request_query(rq, "object"), *cursor = request_query(rq, "cursor");
	struct place from;

	sql_add(q, "SELECT site, n, at, actor, role, what, kind, object, result, request_id, addr, hash"
		" FROM audit WHERE ");
	add_sites(q, rq->reader);
	add_filter(q, " AND site = ", request_query(rq, "site"));
	add_filter(q, " AND object = ", object && *object ? object : NULL);
	sql_add(q, " AND n > ");
	sql_arg(q, val_int(request_query_int(rq, "since", 0, 0, INT64_MAX)));
	if (cursor && *cursor) {
		if (cursor_read(cursor, &from, e)) {
			return -1;
		}
		sql_add(q, " AND (site, n) > (");
		sql_arg(q, val_text(arena_strdup(rq->arena, from.site)));
		sql_add(q, ", ");
		sql_arg(q, val_int(from.n));
		sql_add(q, ")");
	}
	sql_add(q, " ORDER BY site, n LIMIT ");
	sql_arg(q, val_int(limit + 1));
	return 0;
}

int ep_audit_list(struct request *rq, struct err *e)
{
	struct rows rows = {.items = json_new_array()};
	struct sql q = SQL_INIT;

	rows.limit = request_query_int(rq, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
	int r = make_query(rq, &q, rows.limit, e);
	if (!r) {
		r = sql_query(rq->db, &q, take_row, &rows, e);
	}
	sql_finish(&q);
	if (r < 0) {
		json_free(rows.items);
		return -1;
	}
	rq->reply = json_new_object();
	json_set(rq->reply, "items", rows.items);
	json_set_text(rq->reply, "next", rows.n > rows.limit ? cursor_write(&rows.last, rq->arena) : NULL);
	return 0;
}
