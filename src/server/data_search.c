#include "base/ulid.h"
#include "data_list.h"
#include "data_rows.h"
#include "data_sql.h"
#include "text/tokens.h"

/*
 * The one place where the engines speak differently. search_doc is the same on both;
 * over its tokens SQLite has a contentless FTS5 table, PostgreSQL a column and a GIN index.
 * Tokens are ours (text/tokens.h), so two-letter words of every script are found alike.
 */
static const char sqlite_index[] = "CREATE VIRTUAL TABLE IF NOT EXISTS search_token USING fts5("
	"tokens, content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")";
static const char pgsql_index[] = "ALTER TABLE search_doc ADD COLUMN IF NOT EXISTS vector TSVECTOR"
	" GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED;"
	"CREATE INDEX IF NOT EXISTS search_token ON search_doc USING gin (vector)";

int search_prepare(struct db *db, struct err *e)
{
	return db_script(db, db_engine(db) == DB_SQLITE ? sqlite_index : pgsql_index, e) < 0 ? -1 : 0;
}

int search_add_condition(struct db *db, struct sql *q, const char *words, struct arena *a, struct err *e)
{
	bool sqlite = db_engine(db) == DB_SQLITE;
	struct str match = STR_INIT;
	int n = sqlite ? tokens_match(&match, words, strlen(words), true)
		: tokens_tsquery(&match, words, strlen(words), true);

	if (str_failed(&match)) {
		str_finish(&match);
		return err_field(e, ERR_TOO_LONG, "q", "too much to search for");
	}
	if (n > 0) {
		sql_add(q, sqlite ? "d.n IN (SELECT rowid FROM search_token WHERE search_token MATCH "
			: "d.vector @@ CAST(");
		sql_arg(q, val_text(arena_strndup(a, str_c(&match), match.len)));
		sql_add(q, sqlite ? ")" : " AS tsquery)");
	}
	str_finish(&match);
	return n > 0;
}

struct doc {
	struct arena a;
	int64_t n;
	const char *tokens;
	bool found;
};

static int take_doc(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct doc *d = arg;

	(void)ncols, (void)e;
	d->found = true;
	d->n = cols[0].i;
	d->tokens = arena_strdup(&d->a, col_text(cols, 1));
	return 1;
}

/* A contentless table forgets a row only when told what it held. */
static int index_row(struct db *db, const struct doc *d, const char *tokens, struct err *e)
{
	if (db_engine(db) != DB_SQLITE) {
		return 0;
	}
	if (d->found && db_exec(db, "INSERT INTO search_token (search_token, rowid, tokens)"
			" VALUES ('delete', $1, $2)", DB_ARGS(val_int(d->n), val_text(d->tokens)), e) < 0) {
		return -1;
	}
	return db_exec(db, "INSERT INTO search_token (rowid, tokens) VALUES ($1, $2)",
		DB_ARGS(val_int(d->n), val_text(tokens)), e) < 0 ? -1 : 0;
}

static int write_doc(struct db *db, const char *kind, const struct entity_head *h, struct doc *d,
	const char *tokens, struct err *e)
{
	bool same = d->found && streq(d->tokens, tokens);

	if (!d->found && data_next(db, "search", &d->n, e)) {
		return -1;
	}
	if (!same && index_row(db, d, tokens, e)) {
		return -1;
	}
	return db_exec(db, "INSERT INTO search_doc (n, kind, id, site, customer, partner, vis, tokens)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (n) DO UPDATE SET site = excluded.site,"
		" customer = excluded.customer, partner = excluded.partner, vis = excluded.vis,"
		" tokens = excluded.tokens",
		DB_ARGS(val_int(d->n), val_text(kind), val_text(h->id), val_text(h->site), val_text(h->customer),
			val_text(h->partner), val_int(h->vis), val_text(tokens)), e) < 0 ? -1 : 0;
}

int search_note(struct db *db, enum kind kind, const void *obj, struct err *e)
{
	const struct entity_head *h = obj;
	const char *name = entities[kind]->name;
	struct str text = STR_INIT, tokens = STR_INIT;
	struct doc d = {0};
	int r = 0;

	arena_init(&d.a);
	entity_find_text(entities[kind], obj, &text);
	tokens_index(&tokens, str_c(&text), text.len);
	if (tokens.len) {
		r = db_query(db, "SELECT n, tokens FROM search_doc WHERE kind = $1 AND id = $2",
			DB_ARGS(val_text(name), val_text(h->id)), take_doc, &d, e);
		r = r < 0 ? -1 : write_doc(db, name, h, &d, str_c(&tokens), e);
	}
	arena_finish(&d.a);
	str_finish(&text);
	str_finish(&tokens);
	return r;
}
