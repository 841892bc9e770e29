#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "lib/market.h"
#include "unit/unit.h"

/*
 * Several nodes write at once, each by its own connection, while a reader follows the feed:
 * whoever asks for "what is after N" must never be told a number and later find one below
 * it. (Sequences of PostgreSQL commit out of order; a counter under the write lock does not.)
 */
enum { WRITERS = 4, WRITES = 25, OBJECTS = 10 };

struct node {
	struct market *m;
	struct db *db;
	pthread_t thread;
	atomic_int *failures;
	int number;
	char failure[ERR_TEXT_MAX];
};

static int write_one(struct db *db, void *arg, struct err *e)
{
	struct rfq *r = arg;

	return data_put(db, KIND_RFQ, r, -1, MARKET_NOW, e);
}

static struct rfq *object(struct arena *a, const struct market *m, int node, int i)
{
	struct rfq *r = entity_new(&entity_rfq, a);

	r->id = arena_printf(a, "01JA%dRACE000000000000000%02d", node, i % OBJECTS);
	r->site = m->north;
	r->vis = VIS_SITE;
	r->title = "race";
	return r;
}

static void *write_many(void *arg)
{
	struct node *n = arg;

	for (int i = 0; i < WRITES; i++) {
		struct arena a;
		struct err e = ERR_NONE;

		arena_init(&a);
		if (db_tx(n->db, DB_WRITE, write_one, object(&a, n->m, n->number, i), &e)) {
			atomic_fetch_add(n->failures, 1);
			snprintf(n->failure, sizeof(n->failure), "%s", e.text);
		}
		arena_finish(&a);
	}
	return NULL;
}

/* Every (object, revision) the reader was told of, by id. */
struct follower {
	int64_t since;
	int64_t rev[WRITERS][OBJECTS];
	int told;
};

static void follow(struct follower *f, struct market *m, const struct reader *r)
{
	struct json *j = NULL;
	struct str text = STR_INIT;
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	if (data_changes(m->db, r, NULL, f->since, NULL, 7, &a, &text, &e) || !(j = json_parse(str_c(&text), text.len, &e))) {
		fail_msg("%s", e.text);
	}
	str_finish(&text);
	const struct json *list = json_get(j, "changes");
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *entry = json_at(list, i);
		int node, object_number;

		assert_true(json_get_int(entry, "n", 0) > f->since);
		if (sscanf(json_get_text(entry, "id"), "01JA%dRACE000000000000000%d", &node, &object_number) == 2) {
			f->rev[node][object_number] = json_get_int(entry, "rev", 0);
			f->told++;
		}
	}
	f->since = json_get_int(j, "last", -1);
	json_free(j);
	arena_finish(&a);
}

static void nodes_write_and_nothing_is_missed(void **state)
{
	struct market *m = market_open(state);
	const struct reader *r = market_reader(m, "kim");
	struct node nodes[WRITERS];
	struct follower f = {0};
	atomic_int failures = 0;
	struct err e = ERR_NONE;
	int64_t before, end;

	assert_int_equal(data_last_change(m->db, &before, &e), 0);
	for (int i = 0; i < WRITERS; i++) {
		nodes[i] = (struct node){.m = m, .db = bench_open(m->bench), .number = i, .failures = &failures};
		assert_int_equal(pthread_create(&nodes[i].thread, NULL, write_many, &nodes[i]), 0);
	}
	/* the numbers follow each other, so the end is known */
	for (end = before + WRITERS * WRITES; f.since < end;) {
		follow(&f, m, r);
		if (atomic_load(&failures)) {
			break;
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(nodes[i].thread, NULL);
		db_close(nodes[i].db);
		if (*nodes[i].failure) {
			fail_msg("%s", nodes[i].failure);
		}
	}
	assert_int_equal(data_last_change(m->db, &before, &e), 0);
	assert_int_equal(before, end);
	for (int i = 0; i < WRITERS; i++) {
		for (int j = 0; j < OBJECTS; j++) {
			assert_int_equal(f.rev[i][j], WRITES / OBJECTS + (j < WRITES % OBJECTS));
		}
	}
	market_close(m);
}

UNIT_TESTS(test_data_race,
	ON_PLAIN(nodes_write_and_nothing_is_missed),
	ON_PGSQL(nodes_write_and_nothing_is_missed));
