#include "server/data.h"

#include <string.h>

#include "base/fault.h"
#include "data_rows.h"
#include "wire/wire.h"

/* Statements by kind; made from the table of entities, so they are constants. */
static const char *const head_sql[KIND_COUNT] = {
#define X_(n, N, path) [KIND_##N] = "SELECT site, customer, partner, vis, rev, created FROM " #n " WHERE id = $1",
	ENTITIES(X_)
#undef X_
};

const char *col_text(const struct val *cols, size_t i)
{
	return cols[i].type == VAL_TEXT ? cols[i].s : "";
}

bool head_same_scope(const struct entity_head *a, const struct entity_head *b)
{
	return !strcmp(a->site, b->site) && !strcmp(a->customer, b->customer)
		&& !strcmp(a->partner, b->partner) && a->vis == b->vis;
}

void head_read_scope(struct entity_head *h, const struct val *cols, struct arena *a)
{
	h->site = arena_strdup(a, col_text(cols, 0));
	h->customer = arena_strdup(a, col_text(cols, 1));
	h->partner = arena_strdup(a, col_text(cols, 2));
	h->vis = (int)cols[3].i;
}

struct getting {
	const struct entity *en;
	struct arena *a;
	void *obj;
};

static int take_object(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct getting *g = arg;

	(void)e;
	g->obj = wire_from_row(g->en, cols, ncols, g->a);
	return 1;
}

int data_get(struct db *db, enum kind kind, const char *id, struct arena *a, void **out, struct err *e)
{
	struct getting g = {.en = entities[kind], .a = a};

	if (db_query(db, entity_sql_get(g.en), DB_ARGS(val_text(id)), take_object, &g, e) < 0) {
		return -1;
	}
	if (!g.obj) {
		return 0;
	}
	*out = g.obj;
	return 1;
}

int data_get_seen(struct db *db, const struct reader *r, enum kind kind, const char *id, struct arena *a, void **out, struct err *e)
{
	void *obj;
	int found = data_get(db, kind, id, a, &obj, e);

	if (found <= 0) {
		return found;
	}
	if (!reader_sees(r, obj)) {
		return 0;
	}
	*out = obj;
	return 1;
}

struct stored {
	struct entity_head head;
	struct arena *a;
	bool found;
};

static int take_head(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct stored *s = arg;

	(void)ncols, (void)e;
	s->found = true;
	head_read_scope(&s->head, cols, s->a);
	s->head.rev = cols[4].i;
	s->head.created = cols[5].i;
	return 1;
}

static int write_row(struct db *db, const struct entity *en, const void *obj, struct arena *a, struct err *e)
{
	struct val row[ENTITY_FIELDS_MAX];

	wire_to_row(en, obj, row, a);
	return db_exec(db, entity_sql_upsert(en), row, en->nfields, e) < 0 ? -1 : 0;
}

static int put(struct db *db, enum kind kind, void *obj, int64_t if_rev, int64_t now, struct arena *a, struct err *e)
{
	struct entity_head *head = obj;
	struct stored old = {.a = a};

	if (db_query(db, head_sql[kind], DB_ARGS(val_text(head->id)), take_head, &old, e) < 0) {
		return -1;
	}
	if (if_rev >= 0 && old.head.rev != if_rev) {
		return err_set(e, ERR_PRECONDITION, tr("its revision is %lld, not %lld"),
			(long long)old.head.rev, (long long)if_rev);
	}
	head->rev = old.head.rev + 1;
	head->updated = now;
	if (old.found) {
		head->created = old.head.created;
	} else if (!head->created) {
		head->created = now;
	}
	if (write_row(db, entities[kind], obj, a, e) || file_note(db, kind, obj, e)
		|| change_note(db, kind, old.found ? &old.head : NULL, head, e)) {
		return -1;
	}
	return search_note(db, kind, obj, e);
}

int data_put(struct db *db, enum kind kind, void *obj, int64_t if_rev, int64_t now, struct err *e)
{
	struct arena a;

	if (bug(*((struct entity_head *)obj)->id)) {
		return err_set(e, ERR_INTERNAL, "an object without an id");
	}
	arena_init(&a);
	int r = put(db, kind, obj, if_rev, now, &a, e);
	arena_finish(&a);
	return r;
}

int data_next(struct db *db, const char *counter, int64_t *n, struct err *e)
{
	long long got = 0;
	int r = db_int(db, "UPDATE counter SET n = n + 1 WHERE name = $1 RETURNING n",
		DB_ARGS(val_text(counter)), &got, e);

	if (r == 0) {
		return err_set(e, ERR_INTERNAL, "there is no counter %s", counter);
	}
	*n = got;
	return r < 0 ? -1 : 0;
}
