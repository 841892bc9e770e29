#include <malloc.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "help.h"

/*
 * Memory that runs out inside SQLite, at every allocation in turn: what was being done is done or refused, what
 * was kept stays, and the store does not take it for damage. Our own small allocations do not fail (alloc.h).
 * In a child, since the engine takes its allocator once.
 */
static int asked; /* since the count began */

static void *get(int n)
{
	asked++;
	return try_malloc((size_t)n);
}

static void *resize(void *p, int n)
{
	asked++;
	return try_realloc(p, (size_t)n);
}

static int size_of(void *p)
{
	return p ? (int)malloc_usable_size(p) : 0;
}

static int round_up(int n)
{
	return (n + 7) & ~7;
}

static int begin(void *arg)
{
	(void)arg;
	return SQLITE_OK;
}

static void end(void *arg)
{
	(void)arg;
}

static void take_our_allocator(void)
{
	static const sqlite3_mem_methods methods = {get, free, resize, size_of, round_up, begin, end, NULL};

	sqlite3_shutdown();
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK || sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK) {
		_exit(3);
	}
}

/* What a run did while one allocation failed. */
struct torture {
	const char *dir;
	struct store *s;   /* NULL: the operation opens it */
	struct err e;
	int round;
	bool met;          /* the allocation that was to fail was asked for */
	char id[ULID_SIZE];
};

typedef int operation(struct torture *t);

static int opens(struct torture *t)
{
	struct store *s = NULL;
	int r = store_open(&s, &(struct store_conf){.dir = t->dir}, &t->e);

	if (r == 0 && store_rebuilt(s)) {
		r = 1;
	}
	store_close(r < 0 ? NULL : s);
	return r;
}

static int drafts(struct torture *t)
{
	char text[32];

	snprintf(text, sizeof(text), "{\"n\":%d}", t->round);
	return store_draft_put(t->s, "quote", "r1", text, &t->e);
}

static int sends(struct torture *t)
{
	struct intent in = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .body = "{}", .kind = KIND_RFQ, .object = "r1",
		.answer = KIND_QUOTE, .base_rev = -1};

	return store_intent_put(t->s, &in, t->id, &t->e);
}

static int applies(struct torture *t)
{
	struct str b = STR_INIT;
	char id[16];
	int64_t since = store_feed(t->s);

	if (since < 0) {
		return -1;
	}
	snprintf(id, sizeof(id), "n%d", t->round);
	str_add(&b, "[");
	help_rfq(&b, since + 1, id, 1, t->round + 100, "a title with words", "open", 1900000000000);
	str_add(&b, "]");
	struct json *j = json_parse(str_c(&b), b.len, NULL);
	int r = store_apply(t->s, since, j, since + 1, &t->e);
	json_free(j);
	str_finish(&b);
	return r < 0 ? -1 : 0;
}

static int reads(struct torture *t)
{
	struct store_list *l = store_list_create(t->s);
	struct project_row row;
	struct intent **in;
	struct arena a;
	const char *ids[20];

	arena_init(&a);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "title"});
	int n = store_list_page(l, NULL, true, 20, ids, &a);
	for (int i = 0; i < n; i++) {
		store_project(t->s, ids[i], &a, &row);
	}
	store_intents(t->s, 0, &a, &in, NULL);
	/* what is asked again once there is memory is answered in full */
	t->met = asked >= t->round;
	alloc_fail_at(0);
	int short_of = t->met && (n < 20 || store_list_count(l) < 30);
	bool full = store_list_page(l, NULL, true, 20, ids, &a) == 20 && store_list_count(l) == 30;
	store_list_destroy(l);
	arena_finish(&a);
	if (!full) {
		err_set(&t->e, ERR_CORRUPT, "part of a list was kept");
	} else if (short_of) {
		err_set(&t->e, ERR_MEMORY, "%s", "");
	}
	return full && !short_of ? 0 : -1;
}

static int rebuilds(struct torture *t)
{
	return store_rebuild(t->s, &t->e);
}

#define WANT(what) ((what) ? (void)0 : want_failed(t, __LINE__, #what))

static void want_failed(const struct torture *t, int line, const char *what)
{
	printf("line %d: %s; round %d: %s %s\n", line, what, t->round, err_slug(t->e.code), t->e.text);
	fflush(stdout);
	_exit(1);
}

/* All that was kept is there; only what was being done may be there or not, as was answered. */
static void check(struct torture *t, operation *op, int r, int before)
{
	struct store *s = t->s ? t->s : help_open(t->dir);
	struct arena a;
	int n = -1;

	arena_init(&a);
	WANT(!store_rebuilt(s) || op == rebuilds);
	WANT(store_account(s));
	WANT(store_draft(s, "quote", "kept", &a));
	const struct draft *d = store_draft(s, "quote", "r1", &a);
	WANT(d && sscanf(d->json, "{\"n\":%d}", &n) == 1);
	WANT(op != drafts || n == (r == 0 ? t->round : before));
	WANT(op != sends || r != 0 || store_intent(s, t->id, &a));
	arena_finish(&a);
	if (!t->s) {
		store_close(s);
	}
}

static int kept_draft(struct torture *t)
{
	struct arena a;
	int n = -1;

	arena_init(&a);
	const struct draft *d = t->s ? store_draft(t->s, "quote", "r1", &a) : NULL;
	if (d) {
		sscanf(d->json, "{\"n\":%d}", &n);
	}
	arena_finish(&a);
	return n;
}

/* Fails the first, the second, ... until nothing is left to fail, with longer steps later on. Answers how often it was told. */
static int every_allocation(const char *dir, operation *op)
{
	struct torture torture = {.dir = dir}, *t = &torture;
	int failed = 0;

	for (t->round = 1;; t->round += 1 + t->round / 50) {
		if (op != opens && !t->s) {
			t->s = help_store(dir);
		}
		int before = kept_draft(t);
		t->e = ERR_NONE;
		t->met = false;
		asked = 0;
		alloc_fail_at((unsigned long)t->round);
		int r = op(t);
		t->met = t->met || asked >= t->round;
		alloc_fail_at(0);
		WANT(r <= 0);
		WANT(r == 0 || t->e.code != ERR_CORRUPT);
		check(t, op, r, before);
		failed += r < 0;
		if (!t->met) {
			break;
		}
		if (t->round % 3 == 0) {
			/* what is prepared and cached is met anew */
			store_close(t->s);
			t->s = NULL;
		}
	}
	store_close(t->s);
	return failed;
}

static void fill(const char *dir)
{
	struct store *s = help_store(dir);
	struct str b = STR_INIT;

	str_add(&b, "[");
	for (int i = 1; i <= 30; i++) {
		char id[16];
		snprintf(id, sizeof(id), "r%d", i);
		help_rfq(&b, i, id, 1, i, "a title with words", "open", 1900000000000);
	}
	str_add(&b, "]");
	help_apply(s, 30, str_c(&b));
	store_draft_put(s, "quote", "kept", "{}", NULL);
	store_draft_put(s, "quote", "r1", "{\"n\":0}", NULL);
	str_finish(&b);
	store_close(s);
}

static void torture(operation *op, int least)
{
	const char *dir = unit_dir();
	int status = 0;

	fill(dir);
	fflush(NULL);
	if (fork() == 0) {
		take_our_allocator();
		int failed = every_allocation(dir, op);
		_exit(failed >= least ? 0 : 2);
	}
	wait(&status);
	assert_int_equal(status, 0);
}

#define TORTURE(name, op, least) \
	static void name(void **state) { (void)state; torture(op, least); }

TORTURE(opening_survives_want_of_memory, opens, 100)
TORTURE(drafts_survive_want_of_memory, drafts, 10)
TORTURE(the_outbox_survives_want_of_memory, sends, 10)
TORTURE(news_survive_want_of_memory, applies, 10)
TORTURE(lists_survive_want_of_memory, reads, 5)
TORTURE(rebuilding_survives_want_of_memory, rebuilds, 100)

UNIT_TESTS(memory,
	cmocka_unit_test(opening_survives_want_of_memory),
	cmocka_unit_test(drafts_survive_want_of_memory),
	cmocka_unit_test(the_outbox_survives_want_of_memory),
	cmocka_unit_test(news_survive_want_of_memory),
	cmocka_unit_test(lists_survive_want_of_memory),
	cmocka_unit_test(rebuilding_survives_want_of_memory));
