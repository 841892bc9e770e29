#include "data_list.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/ulid.h"
#include "crypto/crypto.h"
#include "data_rows.h"
#include "wire/text.h"
#include "wire/wire.h"

/* By how many ways at most somebody sees one row: its site, as its customer, as its partner. */
enum { WAYS_TO_ONE = 3 };

struct place {
	int64_t key;
	char id[ULID_SIZE];
};

static const char *cursor_write(const struct listing *l, const struct place *p, struct arena *a)
{
	char plain[64], out[96];
	int n = snprintf(plain, sizeof(plain), "%c%lld.%s", l->key ? l->key[0] : 'i', (long long)p->key, p->id);

	b64_encode(plain, (size_t)n, out, sizeof(out));
	return arena_strdup(a, out);
}

static int cursor_read(const struct listing *l, struct place *p, struct err *e)
{
	char plain[64];
	int n = b64_decode(l->cursor, plain, sizeof(plain) - 1);
	char *dot = NULL;
	long long key = 0;

	if (n > 0) {
		plain[n] = '\0';
		dot = strchr(plain, '.');
	}
	if (dot) {
		*dot = '\0';
	}
	if (!dot || plain[0] != (l->key ? l->key[0] : 'i') || !parse_i64(plain + 1, &key)
		|| !ulid_valid(dot + 1)) {
		return err_field(e, ERR_INVALID_FIELD, "cursor", "this cursor is not of this list");
	}
	p->key = key;
	snprintf(p->id, sizeof(p->id), "%s", dot + 1);
	return 0;
}

/* What stands beside an object of a kind: columns of a row of another table, called w. */
enum { RELATED = 5 };
static const struct join {
	enum kind of, with;
	const char *columns[RELATED]; /* its id first */
	const char *on;
	bool mine; /* only a partner's own: the condition ends with the reader's organisation */
} joins[] = {
	{KIND_RFQ, KIND_DEAL, {"id", "state", "partner", "quote"}, "deal w ON w.rfq = t.id AND w.partner = ", true},
	{KIND_DEAL, KIND_RFQ, {"id", "customer", "state", "due", "takes_profile"}, "rfq w ON w.id = t.rfq", false},
};

struct page {
	struct db *db;
	const struct reader *r;
	const struct listing *l;
	const struct entity *en;
	struct arena *a;
	struct place from, last; /* last: of the rows so far */
	const struct join *join; /* NULL: none */
	const struct field *related[RELATED];
	size_t nrelated;
	void *obj, *other;       /* filled anew by each row */
	list_put_fn *put;
	void *arg;
	struct str *out;
	int n;                   /* rows so far; one more than the limit tells that there are more */
	size_t ways;
	bool searching;          /* what matches is found once, not once for each way */
};

static void page_join(struct page *pg)
{
	for (size_t i = 0; pg->l->related && i < lengthof(joins); i++) {
		if (joins[i].of == pg->l->kind && (!joins[i].mine || pg->r->role == ROLE_PARTNER)) {
			pg->join = &joins[i];
		}
	}
	if (!pg->join) {
		return;
	}
	pg->other = entity_new(entities[pg->join->with], pg->a);
	for (; pg->nrelated < RELATED && pg->join->columns[pg->nrelated]; pg->nrelated++) {
		pg->related[pg->nrelated] = entity_field(entities[pg->join->with], pg->join->columns[pg->nrelated]);
	}
}

/* The key, what is related, the object. */
static void add_columns(struct sql *q, const struct page *pg)
{
	const struct listing *l = pg->l;

	sql_add(q, l->key ? "SELECT t." : "SELECT 0");
	sql_add(q, l->key ? l->key : "");
	for (size_t i = 0; i < pg->nrelated; i++) {
		sql_add(q, ",w.");
		sql_add(q, pg->related[i]->name);
	}
	sql_add(q, ",");
	sql_add(q, entity_sql_view(pg->en, l->view));
	sql_add(q, " FROM ");
	sql_add(q, pg->en->name);
	sql_add(q, " t");
	if (pg->join) {
		sql_add(q, " LEFT JOIN ");
		sql_add(q, pg->join->on);
	}
	if (pg->join && pg->join->mine) {
		sql_arg(q, val_text(pg->r->org));
	}
}

/* Beyond a place, on the side given. */
static void add_beyond(struct sql *q, const struct listing *l, const struct place *p, bool less)
{
	sql_add(q, l->key ? " AND (t." : " AND t.id");
	if (l->key) {
		sql_add(q, l->key);
		sql_add(q, ", t.id)");
	}
	sql_add(q, less ? " < " : " > ");
	if (l->key) {
		sql_add(q, "(");
		sql_arg(q, val_int(p->key));
		sql_add(q, ", ");
	}
	sql_arg(q, val_text(p->id));
	sql_add(q, l->key ? ")" : "");
}

/* By number: what several queries together answer has no other names. The id follows the key and
   what is related. */
static void add_order(struct sql *q, const struct page *pg)
{
	const char *way = pg->l->down ? " DESC" : "";
	int most = pg->l->limit + 1;
	char id[16];

	sql_add(q, " ORDER BY ");
	if (pg->l->key) {
		sql_add(q, "1");
		sql_add(q, way);
		sql_add(q, ", ");
	}
	snprintf(id, sizeof(id), "%zu", pg->nrelated + 2);
	sql_add(q, id);
	sql_add(q, way);
	sql_add(q, " LIMIT ");
	sql_arg(q, val_int(pg->ways > 1 ? most * WAYS_TO_ONE : most));
}

static int add_search(struct sql *q, const struct page *pg, struct err *e)
{
	struct sql probe = SQL_INIT;
	int r = search_add_condition(pg->db, &probe, pg->l->words, pg->a, e);

	sql_finish(&probe);
	if (r <= 0) {
		return r;
	}
	sql_add(q, " AND t.id IN (SELECT d.id FROM search_doc d WHERE d.kind = ");
	sql_arg(q, val_text(pg->en->name));
	sql_add(q, " AND ");
	r = search_add_condition(pg->db, q, pg->l->words, pg->a, e);
	sql_add(q, ")");
	return r < 0 ? -1 : 0;
}

static int add_way(struct sql *q, const struct page *pg, size_t way, struct err *e)
{
	const struct listing *l = pg->l;

	sql_add(q, way ? " UNION ALL " : "");
	add_columns(q, pg);
	sql_add(q, " WHERE ");
	if (l->inside) {
		sql_add(q, "1=1");
	} else if (pg->searching) {
		scope_add_all(q, pg->r, "t.");
	} else {
		scope_add(q, pg->r, l->owned, way, "t.");
	}
	for (size_t i = 0; i < l->nequal; i++) {
		sql_add(q, " AND t.");
		sql_add(q, l->equal[i].column);
		sql_add(q, " = ");
		sql_arg(q, l->equal[i].value);
	}
	if (pg->searching && add_search(q, pg, e)) {
		return -1;
	}
	if (*pg->from.id) {
		add_beyond(q, l, &pg->from, l->down);
	} else if (l->bounded) {
		sql_add(q, " AND t.");
		sql_add(q, l->key);
		sql_add(q, l->down ? " < " : " > ");
		sql_arg(q, val_int(l->bound));
	}
	return 0;
}

static const void *take_related(const struct page *pg, const struct val *cols)
{
	if (!pg->join || cols[0].type != VAL_TEXT) {
		return NULL;
	}
	for (size_t i = 0; i < pg->nrelated; i++) {
		if (cols[i].type == VAL_TEXT) {
			field_lend_text(pg->related[i], pg->other, cols[i].s);
		} else {
			field_set_int(pg->related[i], pg->other, cols[i].i);
		}
	}
	return pg->other;
}

/* Rows come in order, so one that was seen by another way comes again at once. */
static int take_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct page *pg = arg;
	const struct entity_head *head = pg->obj;
	struct list_row row = {cols + 1 + pg->nrelated, pg->obj, take_related(pg, cols + 1)};

	(void)ncols, (void)e;
	wire_lend_row(pg->en, pg->l->view, row.cols, pg->obj);
	if (!reader_sees(pg->r, pg->obj) || !strcmp(head->id, pg->last.id)) {
		return 0;
	}
	if (pg->n++ == pg->l->limit) {
		return 1;
	}
	pg->last.key = cols[0].i;
	memcpy(pg->last.id, head->id, strnlen(head->id, ULID_LEN));
	pg->put(pg->arg, &row, pg->out);
	return 0;
}

/*
 * All ways in one statement: each is read in the order of its index, and only as far as the
 * page needs it.
 */
static int read_page(struct page *pg, struct err *e)
{
	struct sql q = SQL_INIT;
	int r = 0;

	for (size_t i = 0; i < pg->ways && !r; i++) {
		r = add_way(&q, pg, i, e);
	}
	if (!r) {
		add_order(&q, pg);
		r = sql_query(pg->db, &q, take_row, pg, e);
	}
	sql_finish(&q);
	return r < 0 ? -1 : 0;
}

int data_list(struct db *db, const struct reader *r, const struct listing *l, struct arena *a,
	list_put_fn *put, void *arg, struct str *out, const char **next, struct err *e)
{
	struct page pg = {.db = db, .r = r, .l = l, .en = entities[l->kind], .a = a, .put = put, .arg = arg, .out = out,
		.searching = l->words && *l->words};

	pg.ways = pg.searching || l->inside ? 1 : scope_count(r, l->owned);
	if (l->cursor && *l->cursor && cursor_read(l, &pg.from, e)) {
		return -1;
	}
	pg.obj = entity_new(pg.en, a);
	page_join(&pg);
	json_put_open(out, '[');
	if (pg.ways && read_page(&pg, e)) {
		return -1;
	}
	json_put_close(out, ']');
	*next = pg.n > l->limit ? cursor_write(l, &pg.last, a) : NULL;
	return pg.n > l->limit ? l->limit : pg.n;
}
