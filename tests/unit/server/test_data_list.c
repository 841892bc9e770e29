#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ulid.h"
#include "lib/market.h"
#include "src/server/data_list.h"
#include "unit/unit.h"
#include "wire/text.h"

enum { ROWS = 60, SITES = 12 };

struct shop {
	struct market *m;
	const char *sites[SITES];
	struct rfq *rows[ROWS];
};

static void make_rows(struct shop *s, struct market *m)
{
	s->m = m;
	for (int i = 0; i < SITES; i++) {
		s->sites[i] = market_id(m);
	}
	for (int i = 0; i < ROWS; i++) {
		struct rfq *r = entity_new(&entity_rfq, &m->arena);

		r->id = market_id(m);
		r->site = s->sites[i * 7 % SITES];
		r->customer = market_org(m, i % 3 ? "anna" : "boris");
		r->partner = i % 5 ? "" : market_org(m, "kim");
		r->vis = i % 11 ? VIS_SITE : VIS_PARTIES;
		/* many fall on the same instant */
		r->due = m->now + i * 13 % 7;
		r->posted = m->now + i * 5 % 9;
		r->state = i % 4 ? RFQ_OPEN : RFQ_CLOSED;
		s->rows[i] = r;
		market_put(m, KIND_RFQ, r);
	}
}

static struct reader of_sites(struct shop *s, enum role role, size_t n)
{
	return (struct reader){.account = "", .org = market_org(s->m, "kim"), .lang = "", .role = role,
		.sites = s->sites, .nsites = n};
}

static int64_t key_of(const struct listing *l, const struct rfq *r)
{
	return !l->key ? 0 : strcmp(l->key, "due") ? r->posted : r->due;
}

static bool in_order(const struct listing *l, const struct rfq *a, const struct rfq *b)
{
	int64_t x = key_of(l, a), y = key_of(l, b);
	int c = x != y ? (x > y) - (x < y) : strcmp(a->id, b->id);

	return l->down ? c > 0 : c < 0;
}

struct taken {
	struct arena *a;
	void **objs;
	int n;
};

static void take(void *arg, const struct list_row *row, struct str *out)
{
	struct taken *t = arg;

	t->objs[t->n++] = entity_copy(&entity_rfq, row->obj, t->a);
	json_put_int(out, t->n - 1);
}

/* A page as objects: what was put into the array names their places. */
static int list(struct shop *s, const struct reader *r, const struct listing *l, void **objs, const char **next)
{
	void *all[ROWS * SITES];
	struct taken t = {&s->m->arena, all, 0};
	struct str text = STR_INIT;
	struct err e = ERR_NONE;
	int n = data_list(s->m->db, r, l, &s->m->arena, take, &t, &text, next, &e);

	if (n < 0) {
		fail_msg("%s", e.text);
	}
	const char *p = str_c(&text);
	for (int i = 0; i < n; i++) {
		assert_int_equal(*p, i ? ',' : '[');
		objs[i] = all[strtol(p + 1, (char **)&p, 10)];
	}
	str_finish(&text);
	return n;
}

/* Page by page: every row the reader may see, once, in order. */
static void read_all(struct shop *s, const struct reader *r, struct listing l, int limit)
{
	struct rfq *last = NULL;
	int got = 0, seen = 0;
	const char *next = NULL;

	l.limit = limit;
	do {
		void *objs[ROWS + 1];

		l.cursor = next;
		int n = list(s, r, &l, objs, &next);
		assert_true(n == limit || !next);
		for (int i = 0; i < n; i++) {
			assert_true(reader_sees(r, objs[i]));
			assert_true(!last || in_order(&l, last, objs[i]));
			last = objs[i];
		}
		got += n;
	} while (next && got <= ROWS);
	for (int i = 0; i < ROWS; i++) {
		seen += reader_sees(r, (void *)s->rows[i]) && (!l.nequal || s->rows[i]->state == RFQ_OPEN);
	}
	assert_int_equal(got, seen);
}

static void pages_are_whole(void **state)
{
	static const size_t site_counts[] = {0, 1, 2, 7, SITES};
	static const enum role roles[] = {ROLE_PARTNER, ROLE_CUSTOMER, ROLE_OPERATOR, ROLE_ADMIN};
	static const char *const keys[] = {"due", "posted", NULL};
	static const int limits[] = {1, 7, ROWS};
	struct shop s;

	make_rows(&s, market_open(state));
	for (size_t i = 0; i < lengthof(site_counts) * lengthof(roles) * lengthof(keys) * lengthof(limits); i++) {
		size_t k = i;
		struct reader r = of_sites(&s, roles[k % lengthof(roles)], site_counts[k / lengthof(roles) % lengthof(site_counts)]);
		struct listing l = {.kind = KIND_RFQ, .owned = true};

		k /= lengthof(roles) * lengthof(site_counts);
		l.key = keys[k % lengthof(keys)];
		l.down = k % 2;
		if (i % 3 == 0) {
			l.equal[l.nequal].column = "state";
			l.equal[l.nequal++].value = val_int(RFQ_OPEN);
		}
		read_all(&s, &r, l, limits[k / lengthof(keys)]);
	}
	market_close(s.m);
}

static void keeps_its_place_while_rows_change(void **state)
{
	struct shop s;
	struct listing l = {.kind = KIND_RFQ, .owned = true, .key = "due", .limit = 10};
	void *objs[10];

	make_rows(&s, market_open(state));
	struct reader r = of_sites(&s, ROLE_ADMIN, 0);
	assert_int_equal(list(&s, &r, &l, objs, &l.cursor), 10);
	const char *last = ((struct rfq *)objs[9])->id;
	int64_t due = ((struct rfq *)objs[9])->due;
	/* the row the cursor stands on moves to the end */
	struct rfq *moved = objs[9];
	moved->due += 1000;
	market_put(s.m, KIND_RFQ, moved);
	assert_int_equal(list(&s, &r, &l, objs, &l.cursor), 10);
	assert_true(((struct rfq *)objs[0])->due >= due);
	assert_string_not_equal(((struct rfq *)objs[0])->id, last);
	market_close(s.m);
}

static int add_line(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)e;
	str_add(arg, cols[ncols - 1].s);
	str_addc(arg, '\n');
	return 0;
}

/* No list sorts: each is read in the order of an index. */
static void lists_are_read_in_the_order_of_an_index(void **state)
{
	static const char *const queries[] = {
		"rfq t WHERE t.site=$1 AND t.vis=$2 ORDER BY t.due, t.id",
		"rfq t WHERE t.site=$1 AND t.vis=$2 ORDER BY t.posted DESC, t.id DESC",
		"rfq t WHERE t.site=$1 AND t.vis=$2 AND (t.due, t.id) > ($3, $4) ORDER BY t.due, t.id",
		"rfq t WHERE t.site=$1 AND t.vis=$2 AND (t.posted, t.id) < ($3, $4) ORDER BY t.posted DESC, t.id DESC",
		"rfq t WHERE t.site=$1 AND t.state = $2 AND (t.due, t.id) > ($3, $4) ORDER BY t.due, t.id",
		"rfq t WHERE t.site=$1 ORDER BY t.due, t.id",
		"rfq t WHERE t.customer=$1 AND t.vis<>$2 AND (t.due, t.id) > ($3, $4) ORDER BY t.due, t.id",
		"rfq t WHERE t.customer=$1 AND t.vis<>$2 ORDER BY t.posted DESC, t.id DESC",
		"rfq t WHERE t.partner=$1 AND t.vis<>$2 AND t.vis<>$3 ORDER BY t.due, t.id",
		"rfq t WHERE t.partner=$1 AND t.vis<>$2 AND t.vis<>$3 ORDER BY t.posted DESC, t.id DESC",
		"rfq t WHERE 1=1 AND t.state = $1 AND (t.due, t.id) > ($3, $4) ORDER BY t.due, t.id",
		"rfq t WHERE 1=1 AND (t.posted, t.id) < ($3, $4) ORDER BY t.posted DESC, t.id DESC",
		"deal t WHERE t.partner=$1 AND t.vis<>$2 AND t.vis<>$3 AND (t.created, t.id) < ($3, $4) ORDER BY t.created DESC, t.id DESC",
		"deal t WHERE t.customer=$1 AND t.vis<>$2 ORDER BY t.created DESC, t.id DESC",
		"deal t WHERE t.site=$1 AND (t.created, t.id) < ($3, $4) ORDER BY t.created DESC, t.id DESC",
		"quote t WHERE t.partner=$1 AND t.vis<>$2 AND t.vis<>$3 AND (t.created, t.id) < ($3, $4) ORDER BY t.created DESC, t.id DESC",
		"quote t WHERE t.customer=$1 AND t.vis<>$2 ORDER BY t.created DESC, t.id DESC",
		"quote t WHERE t.site=$1 AND t.state = $2 ORDER BY t.created DESC, t.id DESC",
		"change WHERE n > $1 AND n <= $2 AND (site=$3 OR customer=$4) ORDER BY n",
	};
	struct market *m = market_open(state);

	for (size_t i = 0; i < lengthof(queries); i++) {
		struct val args[4] = {val_text("a"), val_int(1), val_int(1), val_text("b")};
		const char *sql = arena_printf(&m->arena, "EXPLAIN QUERY PLAN SELECT 1 FROM %s", queries[i]);
		struct str plan = STR_INIT;
		struct err e = ERR_NONE;
		size_t n = strstr(sql, "$4") ? 4 : strstr(sql, "$3") ? 3 : strstr(sql, "$2") ? 2 : 1;

		assert_true(db_query(m->db, sql, args, n, add_line, &plan, &e) > 0);
		if (strstr(str_c(&plan), "TEMP B-TREE") || !strstr(str_c(&plan), "INDEX")) {
			fail_msg("%s:\n%s", queries[i], str_c(&plan));
		}
		str_finish(&plan);
	}
	market_close(m);
}

UNIT_TESTS(test_data_list,
	ON_PLAIN(pages_are_whole), ON_PGSQL(pages_are_whole),
	ON_ALL(keeps_its_place_while_rows_change),
	ON_PLAIN(lists_are_read_in_the_order_of_an_index));
