/*
 * Clients that die, over links that break: what was sent arrives once, in order, and what was
 * typed is still there. survive_client [TEST]
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/map.h"
#include "lib/survive.h"
#include "store/store.h"
#include "wire/json.h"

enum { VERSIONS = 5, PATIENCE = 400 };

static struct survive *world(void **state, size_t rfqs)
{
	struct survive *w = survive_open(PLAIN, rfqs);

	assert_non_null(w);
	*state = w;
	return w;
}

static int close_world(void **state)
{
	survive_close(*state);
	*state = NULL;
	return 0;
}

/* ---- quotes by the command line, killed anywhere ---- */

struct sender {
	struct survive *w;
	struct dice dice;
	size_t quotes;
	long start_up;      /* system calls of a run that does nothing */
	int kills, left;    /* done, and still to do */
	int runs;
};

/* One run, or one killed somewhere after the program's own start. Answers whether it ended well. */
static bool go(struct sender *s, const char *const *args)
{
	struct client *c = s->w->kim;

	s->runs++;
	/* spread over all runs there will be, about */
	if (s->left > 0 && dice_below(&s->dice, 8) == 0) {
		int status = client_kill_at(c, s->start_up + (long)dice_below(&s->dice, 700), args);
		if (status == 128 + SIGKILL) {
			s->kills++;
			s->left--;
			return false;
		}
		return status == 0;
	}
	return client_run(c, NULL, args) == 0;
}

#define GO(s, ...) go(s, (const char *const[]){__VA_ARGS__, NULL})

static void measure_start_up(struct sender *s)
{
	client_kill_at(s->w->kim, 0, (const char *const[]){"--version", NULL});
	s->start_up = s->w->kim->calls;
	assert_true(s->start_up > 10);
}

/* A note marks each quote: RFQ and running number. */
static void note_of(size_t rfq, size_t version, char out[32])
{
	snprintf(out, 32, "mark %zu/%zu", rfq, version);
}

/* Is this mark in the outbox, or in the draft of the request? Asked of the store, as a second client would. */
enum where { NOWHERE, DRAFTED, IN_OUTBOX };
static enum where find_mark(struct sender *s, const struct survive_rfq *rfq, const char *mark)
{
	struct store *st = client_store(s->w->kim);
	enum where where = NOWHERE;
	struct intent **in;
	struct arena a;

	/* a kill is no damage */
	assert_null(store_rebuilt(st));
	arena_init(&a);
	int n = store_intents_of(st, KIND_NONE, rfq->id, &a, &in, NULL);
	char *quoted = xasprintf("\"note\":\"%s\"", mark);
	for (int i = 0; i < n; i++) {
		where = strstr(in[i]->body, quoted) ? IN_OUTBOX : where;
	}
	const struct draft *d = store_draft(st, "quote", rfq->id, &a);
	if (d) {
		struct json *j = json_parse(d->json, strlen(d->json), NULL);
		assert_non_null(j);
		where = strstr(d->json, quoted) && where == NOWHERE ? DRAFTED : where;
		json_free(j);
	}
	free(quoted);
	arena_finish(&a);
	store_close(st);
	return where;
}

/* Steps are done until they are done: each may have been killed before or after its deed. */
static void compose(struct sender *s, const struct survive_rfq *rfq, const char *mark)
{
	int tries = 0;

	while (find_mark(s, rfq, mark) == NOWHERE) {
		assert_true(tries++ < PATIENCE);
		if (GO(s, "--offline", "quote", "new", rfq->number) && GO(s, "--offline", "quote", "set", rfq->number, "--line=1", "unit", "14200")
				&& GO(s, "--offline", "quote", "set", rfq->number, "lead_days", "12")) {
			GO(s, "--offline", "quote", "set", rfq->number, "note", mark);
		}
	}
}

static void send_it(struct sender *s, const struct survive_rfq *rfq, const char *mark)
{
	/* those that wait for an answer wait long where links break, so there are fewer in the short run */
	bool offline = dice_below(&s->dice, (unsigned)survive_count(3, 10)) > 0;
	int tries = 0;

	while (find_mark(s, rfq, mark) == DRAFTED) {
		assert_true(tries++ < PATIENCE);
		if (offline) {
			GO(s, "--offline", "quote", "send", rfq->number);
		} else {
			GO(s, "quote", "send", rfq->number);
		}
	}
	assert_int_equal(find_mark(s, rfq, mark), IN_OUTBOX);
}

/* A full-screen client at work in the background, killed once some bytes have gone. */
static void screen_sends_a_while(struct sender *s)
{
	struct pty *p = client_screen(s->w->kim, 24, 80);

	proxy_say(s->w->proxy, "after %s %u", dice_below(&s->dice, 2) ? "up" : "down", 200 + dice_below(&s->dice, 9000));
	for (int i = 0; i < 30 && !proxy_reached(s->w->proxy, 50); i++) {
		pty_pump(p);
	}
	pty_close(p);
}

static bool all_sent(struct sender *s)
{
	struct store *st = client_store(s->w->kim);
	struct intent_counts n;

	store_intent_counts(st, &n);
	store_close(st);
	if (n.n[INTENT_REFUSED] > 0) {
		CLIENT(s->w->kim, "outbox", "list");
		fail_msg("refused: %s", str_c(&s->w->kim->out));
	}
	return n.waiting == 0;
}

/* Each mark once, and each request's in the order they were written. */
static void check_arrival(struct sender *s)
{
	struct survive *w = s->w;

	for (size_t r = 0; r < s->quotes / VERSIONS; r++) {
		char *path = xasprintf("/v1/quotes?rfq=%s&limit=100", w->rfqs.v[r].id);
		size_t at[VERSIONS + 1] = {0};
		assert_int_equal(survive_get(w, "kim", path), 200);
		const struct json *items = json_get(w->s.json, "items");
		for (size_t i = 0; i < json_len(items); i++) {
			const struct json *q = json_at(items, i);
			size_t of, version;
			assert_int_equal(sscanf(json_get_text(q, "note"), "mark %zu/%zu", &of, &version), 2);
			assert_int_equal(of, r);
			assert_in_range(version, 1, VERSIONS);
			at[version]++;
			if (json_get_int(q, "version", 0) != (int64_t)version) {
				fail_msg("rfq %zu: \"%s\" became version %d", r, json_get_text(q, "note"), (int)json_get_int(q, "version", 0));
			}
		}
		for (size_t v = 1; v <= VERSIONS; v++) {
			if (at[v] != 1) {
				fail_msg("rfq %zu: version %zu is there %zu times", r, v, at[v]);
			}
		}
		free(path);
	}
}

static void sends_each_quote_once(void **state)
{
	struct sender s = {.quotes = (size_t)survive_count(200, 30), .left = survive_count(100, 12)};
	struct survive *w = s.w = world(state, s.quotes / VERSIONS + 1);
	const struct survive_rfq *kept = &w->rfqs.v[w->rfqs.n - 1];
	char mark[32];

	dice_init(&s.dice, 1);
	measure_start_up(&s);
	assert_int_equal(CLIENT(w->kim, "sync"), 0);
	/* a draft that is never sent, and must never change */
	compose(&s, kept, "keep me");
	for (size_t v = 1; v <= VERSIONS; v++) {
		for (size_t r = 0; r < s.quotes / VERSIONS; r++) {
			proxy_say(w->proxy, "chaos %u 60", dice_below(&s.dice, 1000000));
			note_of(r, v, mark);
			compose(&s, &w->rfqs.v[r], mark);
			send_it(&s, &w->rfqs.v[r], mark);
			if (dice_below(&s.dice, 8) == 0) {
				screen_sends_a_while(&s);
			}
		}
	}
	while (s.left > 0) {
		GO(&s, "sync");
	}
	proxy_say(w->proxy, "pass");
	for (int i = 0; !all_sent(&s); i++) {
		assert_true(i < PATIENCE);
		CLIENT(w->kim, "sync");
	}
	check_arrival(&s);
	assert_int_equal(find_mark(&s, kept, "keep me"), DRAFTED);
	survive_audit(w);
	survive_feed(w, "anna", 7);
	printf("%zu quotes, %d runs, %d killed\n", s.quotes, s.runs, s.kills);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(sends_each_quote_once),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_client", tests, NULL, NULL);
}
