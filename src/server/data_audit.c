#include <stdio.h>
#include <string.h>

#include "crypto/crypto.h"
#include "data_rows.h"

/*
 * A chain for each site, not one for all: a site's log can be handed to that site and
 * verified without the others' rows, and no write of one site would have to wait for
 * another's if the right to write (DB_WRITE) were ever given out by site. Today writes
 * come one after another anyway, so a chain costs no waiting of its own.
 */
static void add_text(struct sha256 *h, const char *s)
{
	char length[24];

	sha256_add(h, length, (size_t)snprintf(length, sizeof(length), "%zu:", strlen(s)));
	sha256_add(h, s, strlen(s));
	sha256_add(h, ",", 1);
}

static void add_number(struct sha256 *h, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	add_text(h, text);
}

static void row_hash(const char *prev, const struct audit_row *row, int64_t n, char out[AUDIT_HASH])
{
	struct sha256 h;
	unsigned char sum[CRYPTO_HASH];

	sha256_init(&h);
	add_text(&h, prev);
	add_text(&h, row->site);
	add_number(&h, n);
	add_number(&h, row->at);
	add_text(&h, row->actor);
	add_text(&h, row->role);
	add_text(&h, row->what);
	add_text(&h, row->kind);
	add_text(&h, row->object);
	add_text(&h, row->result);
	add_text(&h, row->request_id);
	add_text(&h, row->addr);
	sha256_end(&h, sum);
	hex_encode(sum, sizeof(sum), out);
}

struct chain_end {
	int64_t n;
	char hash[AUDIT_HASH];
};

static int take_end(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct chain_end *end = arg;

	(void)ncols, (void)e;
	end->n = cols[0].i;
	snprintf(end->hash, sizeof(end->hash), "%s", col_text(cols, 1));
	return 1;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static struct audit_row filled(const struct audit_row *row)
{
	return (struct audit_row){or_empty(row->site), or_empty(row->actor), or_empty(row->role),
		or_empty(row->what), or_empty(row->kind), or_empty(row->object), or_empty(row->result),
		or_empty(row->request_id), or_empty(row->addr), row->at};
}

int audit_append(struct db *db, const struct audit_row *given, struct err *e)
{
	struct audit_row row = filled(given);
	struct chain_end end = {0};
	char hash[AUDIT_HASH];

	if (db_query(db, "SELECT n, hash FROM audit_head WHERE site = $1", DB_ARGS(val_text(row.site)),
			take_end, &end, e) < 0) {
		return -1;
	}
	row_hash(end.hash, &row, end.n + 1, hash);
	if (db_exec(db, "INSERT INTO audit (site, n, at, actor, role, what, kind, object, result, request_id, addr, hash)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
			DB_ARGS(val_text(row.site), val_int(end.n + 1), val_int(row.at), val_text(row.actor),
				val_text(row.role), val_text(row.what), val_text(row.kind), val_text(row.object),
				val_text(row.result), val_text(row.request_id), val_text(row.addr), val_text(hash)), e) < 0) {
		return -1;
	}
	return db_exec(db, "INSERT INTO audit_head (site, n, hash) VALUES ($1, $2, $3)"
		" ON CONFLICT (site) DO UPDATE SET n = excluded.n, hash = excluded.hash",
		DB_ARGS(val_text(row.site), val_int(end.n + 1), val_text(hash)), e) < 0 ? -1 : 0;
}

struct walk {
	struct db *db;
	char site[64];
	struct chain_end end;
	bool started;
	char *bad;
	int64_t rows;
};

static int mark_bad(struct walk *w, const char *site, int64_t n, const char *why)
{
	snprintf(w->bad, AUDIT_BAD, "%s%s row %lld: %s", *site ? "site " : "the server's own chain,",
		site, (long long)n, why);
	return 1;
}

/* The chain that was read last must end where its head says. */
static int close_chain(struct walk *w, struct err *e)
{
	struct chain_end head = {0};

	if (!w->started) {
		return 0;
	}
	if (db_query(w->db, "SELECT n, hash FROM audit_head WHERE site = $1", DB_ARGS(val_text(w->site)),
			take_end, &head, e) < 0) {
		return -1;
	}
	if (head.n > w->end.n) {
		return mark_bad(w, w->site, w->end.n + 1, "rows are missing at the end");
	}
	if (head.n != w->end.n || strcmp(head.hash, w->end.hash)) {
		return mark_bad(w, w->site, w->end.n, "the end of the chain is not the one recorded");
	}
	return 0;
}

static int check_row(struct walk *w, const struct val *cols)
{
	struct audit_row row = {col_text(cols, 0), col_text(cols, 3), col_text(cols, 4), col_text(cols, 5),
		col_text(cols, 6), col_text(cols, 7), col_text(cols, 8), col_text(cols, 9), col_text(cols, 10), cols[2].i};
	char hash[AUDIT_HASH];
	int64_t n = cols[1].i;

	if (n != w->end.n + 1) {
		return mark_bad(w, row.site, w->end.n + 1, "missing");
	}
	row_hash(w->end.hash, &row, n, hash);
	if (strcmp(hash, col_text(cols, 11))) {
		return mark_bad(w, row.site, n, "it was changed");
	}
	w->end.n = n;
	snprintf(w->end.hash, sizeof(w->end.hash), "%s", hash);
	w->rows++;
	return 0;
}

static int walk_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct walk *w = arg;
	const char *site = col_text(cols, 0);

	(void)ncols;
	if (!w->started || strcmp(site, w->site)) {
		int r = close_chain(w, e);

		if (r) {
			return r;
		}
		w->started = true;
		w->end = (struct chain_end){0};
		snprintf(w->site, sizeof(w->site), "%s", site);
	}
	return check_row(w, cols);
}

static int orphan_head(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	return mark_bad(arg, col_text(cols, 0), 1, "rows are missing at the end");
}

int audit_verify(struct db *db, char bad[AUDIT_BAD], int64_t *rows, struct err *e)
{
	struct walk w = {.db = db, .bad = bad};

	bad[0] = '\0';
	if (db_query(db, "SELECT site, n, at, actor, role, what, kind, object, result, request_id, addr, hash"
			" FROM audit ORDER BY site, n", NULL, 0, walk_row, &w, e) < 0) {
		return -1;
	}
	if (!bad[0] && close_chain(&w, e) < 0) {
		return -1;
	}
	if (!bad[0] && db_query(db, "SELECT site FROM audit_head h WHERE NOT EXISTS"
			" (SELECT 1 FROM audit a WHERE a.site = h.site)", NULL, 0, orphan_head, &w, e) < 0) {
		return -1;
	}
	*rows = w.rows;
	return bad[0] ? 1 : 0;
}
