#include "base/vec.h"
#include "data_rows.h"
#include "model/desk.h"

enum { MOST = 200 };

struct due {
	struct arena *a;
	VEC(const char *) ids;
};

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct due *d = arg;

	(void)ncols, (void)e;
	*vec_add(&d->ids) = arena_strdup(d->a, col_text(cols, 0));
	return 0;
}

/* Every second counts from here on, whatever the hour. */
static void hurry(void *obj, int64_t now)
{
	struct ticket *t = obj;
	int64_t by = now + desk_promise(CLASS_HOT);

	t->snoozed = 0;
	t->due = !t->due || t->due > by ? by : t->due;
}

/* What time alone changes: quotes past their validity, requests past their deadline, tickets by their auction's clock. */
static const struct turn {
	enum kind kind;
	const char *field;
	int from, to;
	const char *what;
	const char *sql;
	void (*also)(void *obj, int64_t now);
} turns[] = {
	{KIND_QUOTE, "state", QUOTE_SENT, QUOTE_EXPIRED, "quote.expire",
		"SELECT id FROM quote WHERE state = $1 AND valid_until < $2 ORDER BY valid_until LIMIT $3", NULL},
	{KIND_RFQ, "state", RFQ_OPEN, RFQ_CLOSED, "rfq.close",
		"SELECT id FROM rfq WHERE state = $1 AND due > 0 AND due < $2 ORDER BY due LIMIT $3", NULL},
	{KIND_TICKET, "hot", 0, 1, "ticket.hot",
		"SELECT t.id FROM auction a JOIN ticket t ON t.auction = a.id AND t.hot = $1 WHERE a.ends > $2 AND a.ends <= $2 + 900000"
		" AND a.cancelled = 0 AND t.state < 5 ORDER BY t.id LIMIT $3", hurry},
	{KIND_TICKET, "hot", 1, 0, "ticket.cool",
		"SELECT t.id FROM ticket t JOIN auction a ON t.auction = a.id WHERE t.hot = $1 AND (a.ends <= $2 OR a.cancelled = 1)"
		" ORDER BY t.id LIMIT $3", NULL},
};

static int turn_one(struct db *db, const struct turn *t, const char *id, int64_t now, struct arena *a, struct err *e)
{
	const struct entity *entity = entities[t->kind];
	const struct entity_head *head;
	void *obj;

	if (data_get(db, t->kind, id, a, &obj, e) <= 0) {
		return -1;
	}
	head = obj;
	field_set_int(entity_field(entity, t->field), obj, t->to);
	if (t->also) {
		t->also(obj, now);
	}
	return data_put(db, t->kind, obj, -1, now, e)
		|| audit_append(db, &(struct audit_row){.site = head->site, .actor = "server", .role = "server",
			.what = t->what, .kind = entity->name, .object = head->id, .result = "ok", .at = now}, e) ? -1 : 0;
}

static int turn_all(struct db *db, const struct turn *t, int64_t now, struct err *e)
{
	struct arena a;
	struct due d = {.a = &a};

	arena_init(&a);
	int r = db_query(db, t->sql, DB_ARGS(val_int(t->from), val_int(now), val_int(MOST)), take_id, &d, e);
	for (size_t i = 0; i < d.ids.n && r >= 0; i++) {
		r = turn_one(db, t, d.ids.v[i], now, &a, e);
	}
	r = r < 0 ? -1 : (int)d.ids.n;
	vec_finish(&d.ids);
	arena_finish(&a);
	return r;
}

int data_sweep(struct db *db, int64_t now, struct err *e)
{
	int changed = 0;

	for (size_t i = 0; i < lengthof(turns); i++) {
		int r = turn_all(db, &turns[i], now, e);

		if (r < 0) {
			return -1;
		}
		changed += r;
	}
	return changed;
}
