/*
 * Servers that die under load, and databases that do: nothing that was acknowledged is lost, nothing is
 * done twice, the feed has no gap and no double, the audit's chains hold. survive_server [TEST]
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/ulid.h"
#include "lib/pg.h"
#include "lib/survive.h"
#include "wire/json.h"

enum { WRITERS_MAX = 32, NODES = 2, WAIT_MS = 60000, PATIENCE = 100000 };

/* A server writers know, by its proxy; down between its death and its return. */
struct node {
	const char *base, *pin;
	bool up;
};

struct load {
	struct survive *w;
	const char *anna, *kim;     /* tokens */
	struct node nodes[NODES];
	int nnodes;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	long acks, again;           /* answered writes; attempts that were not */
	bool stop;
	struct map *made;           /* title or note -> id, acknowledged; under lock */
	char wrong[300];
	pthread_t writers[WRITERS_MAX], readers[NODES];
	int nwriters;
};

struct worker {
	struct load *l;
	int number, node;
};

static void complain(struct load *l, const char *what, int status, const char *text)
{
	pthread_mutex_lock(&l->lock);
	if (!*l->wrong) {
		snprintf(l->wrong, sizeof(l->wrong), "%s was answered by %d: %.200s", what, status, text);
	}
	l->stop = true;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
}

/* Answers false when all is over. */
static bool wait_until_up(struct load *l, int node)
{
	pthread_mutex_lock(&l->lock);
	while (!l->nodes[node].up && !l->stop) {
		pthread_cond_wait(&l->changed, &l->lock);
	}
	bool go = !l->stop;
	pthread_mutex_unlock(&l->lock);
	return go;
}

static void set_up(struct load *l, int node, bool up)
{
	pthread_mutex_lock(&l->lock);
	l->nodes[node].up = up;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
}

static void acknowledged(struct load *l, const char *mark, const char *id)
{
	pthread_mutex_lock(&l->lock);
	free(map_set(l->made, mark, xstrdup(id)));
	l->acks++;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
}

/* ---- writers: each write is tried with its key until it is answered ---- */

static bool write_until_answered(struct worker *me, struct https *h, const char *token, const char *path, const char *mark, const char *id,
	const char *body)
{
	struct load *l = me->l;
	char *key = xasprintf("Idempotency-Key: load-%s", id);
	const char *const headers[] = {key, "Content-Type: application/json"};
	struct https_reply r = {.status = -1};
	bool done = false;

	/* begun, it is brought to its end: afterwards all that was tried must be there once */
	for (int i = 0; !done && i < PATIENCE; i++) {
		if (!wait_until_up(l, me->node) && *l->wrong) {
			break;
		}
		https_try(h, &(struct https_request){.method = "POST", .path = path, .token = token, .headers = headers, .nheaders = 2,
			.body = body, .nbody = strlen(body)}, &r);
		done = r.status > 0 && r.status < 500;
		if (!done) {
			pthread_mutex_lock(&l->lock);
			l->again++;
			pthread_mutex_unlock(&l->lock);
		} else if (r.status != 201) {
			complain(l, "a write", r.status, str_c(&r.body));
			done = false;
			break;
		}
		https_reply_finish(&r);
	}
	if (done) {
		acknowledged(l, mark, id);
	} else {
		https_reply_finish(&r);
	}
	free(key);
	return done;
}

static bool post_rfq(struct worker *me, struct https *h, int i, char id[ULID_SIZE])
{
	char due[CLOCK_TEXT], mark[32];

	snprintf(mark, sizeof(mark), "load %d/%d", me->number, i);
	char *body = xasprintf("{\"id\":\"%s\",\"title\":\"%s\",\"process\":\"mill\",\"breaks\":[{\"qty\":50}],\"due\":\"%s\",\"currency\":\"KRW\"}",
		ulid_make(id), mark, clock_format(clock_ms() + 7 * INT64_C(86400000), due));
	bool done = write_until_answered(me, h, me->l->anna, "/v1/rfqs", mark, id, body);
	free(body);
	return done;
}

static bool post_quote(struct worker *me, struct https *h, int i, const char *rfq)
{
	char id[ULID_SIZE], mark[32];

	snprintf(mark, sizeof(mark), "offer %d/%d", me->number, i);
	char *body = xasprintf("{\"id\":\"%s\",\"rfq\":\"%s\",\"currency\":\"KRW\",\"lead_days\":12,\"valid_days\":30,\"note\":\"%s\","
		"\"lines\":[{\"text\":\"Bracket\",\"qty\":50,\"setup\":100000,\"unit\":14200}]}", ulid_make(id), rfq, mark);
	bool done = write_until_answered(me, h, me->l->kim, "/v1/quotes", mark, id, body);
	free(body);
	return done;
}

static void *write_much(void *arg)
{
	struct worker *me = arg;
	struct load *l = me->l;
	struct https *h = https_create(l->nodes[me->node].base, l->nodes[me->node].pin);
	char rfq[ULID_SIZE];

	for (int i = 0; wait_until_up(l, me->node); i++) {
		/* some requests have two versions of a quote */
		if (!post_rfq(me, h, i, rfq) || (i % 2 == 0 && !post_quote(me, h, 2 * i, rfq)) || (i % 4 == 0 && !post_quote(me, h, 2 * i + 1, rfq))) {
			break;
		}
	}
	https_destroy(h);
	free(me);
	return NULL;
}

/* ---- readers: follow the feed through all of it ---- */

static void *read_along(void *arg)
{
	struct worker *me = arg;
	struct load *l = me->l;
	struct https *h = https_create(l->nodes[me->node].base, l->nodes[me->node].pin);
	struct feed_reader *r = xcalloc(1, sizeof(*r));
	long seen = -1;
	bool more = false;

	feed_reader_init(r);
	while (wait_until_up(l, me->node)) {
		struct https_reply reply;
		char *path = xasprintf("/v1/changes?since=%lld&limit=20", r->last);

		/* at the end of the feed until something was written */
		pthread_mutex_lock(&l->lock);
		while (!more && l->acks == seen && !l->stop) {
			pthread_cond_wait(&l->changed, &l->lock);
		}
		seen = l->acks;
		pthread_mutex_unlock(&l->lock);
		https_try(h, &(struct https_request){.method = "GET", .path = path, .token = l->kim}, &reply);
		if (reply.status == 200) {
			struct json *j = json_parse(str_c(&reply.body), reply.body.len, NULL);
			more = feed_reader_take(r, j);
			json_free(j);
		} else if (reply.status > 0 && reply.status < 500) {
			complain(l, "the feed", reply.status, str_c(&reply.body));
		} else {
			more = true;
		}
		https_reply_finish(&reply);
		free(path);
	}
	https_destroy(h);
	free(me);
	return r;
}

/* ---- all of it ---- */

static struct worker *worker(struct load *l, int number)
{
	struct worker *me = xcalloc(1, sizeof(*me));

	*me = (struct worker){l, number, number % l->nnodes};
	return me;
}

static void load_start(struct load *l, int writers)
{
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->changed, NULL);
	l->made = map_create();
	l->anna = script_token(&l->w->s, "anna");
	l->kim = script_token(&l->w->s, "kim");
	l->nwriters = writers;
	for (int i = 0; i < l->nnodes; i++) {
		l->nodes[i].up = true;
	}
	for (int i = 0; i < writers; i++) {
		pthread_create(&l->writers[i], NULL, write_much, worker(l, i));
	}
	for (int i = 0; i < l->nnodes; i++) {
		pthread_create(&l->readers[i], NULL, read_along, worker(l, i));
	}
}

/* Until so many more writes were answered. */
static void load_wait(struct load *l, long more)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_MS / 1000;
	pthread_mutex_lock(&l->lock);
	more += l->acks;
	while (l->acks < more && !l->stop) {
		if (pthread_cond_timedwait(&l->changed, &l->lock, &until)) {
			l->stop = true;
			snprintf(l->wrong, sizeof(l->wrong), "no more writes are answered after %ld", l->acks);
		}
	}
	pthread_mutex_unlock(&l->lock);
}

/* Every write that was begun is there, once, under the id that was acknowledged. */
static size_t count_marks(struct load *l, const char *login, const char *path, const char *field)
{
	struct str next = STR_INIT;
	struct map *seen = map_create();
	size_t n = 0;

	str_add(&next, path);
	while (next.len) {
		assert_int_equal(survive_get(l->w, login, str_c(&next)), 200);
		const struct json *items = json_get(l->w->s.json, "items");
		const char *cursor = json_get_text(l->w->s.json, "next");
		for (size_t i = 0; i < json_len(items); i++) {
			const char *mark = json_get_text(json_at(items, i), field), *id = map_get(l->made, mark);
			if (!strchr(mark, '/')) {
				continue;
			}
			if (map_set(seen, mark, (void *)1)) {
				fail_msg("\"%s\" is there twice", mark);
			}
			if (!streq(id, json_get_text(json_at(items, i), "id"))) {
				fail_msg("\"%s\" is %s, acknowledged was %s", mark, json_get_text(json_at(items, i), "id"), id ? id : "nothing");
			}
			n++;
		}
		str_clear(&next);
		if (cursor) {
			str_addf(&next, "%s&cursor=%s", path, cursor);
		}
	}
	str_finish(&next);
	map_destroy(seen, NULL);
	return n;
}

static void load_check(struct load *l)
{
	if (*l->wrong) {
		char *log = fettled_log(l->w->f);
		fail_msg("%s\n%s", l->wrong, log + (strlen(log) > 3000 ? strlen(log) - 3000 : 0));
	}
	size_t n = count_marks(l, "anna", "/v1/rfqs?limit=100", "title") + count_marks(l, "kim", "/v1/quotes?limit=100", "note");
	if (n != map_count(l->made)) {
		fail_msg("%zu writes were acknowledged, %zu are there", map_count(l->made), n);
	}
	survive_audit(l->w);
	survive_feed(l->w, "kim", 30);
	survive_feed(l->w, "anna", 100);
}

static void load_stop(struct load *l)
{
	struct feed_reader *r;

	pthread_mutex_lock(&l->lock);
	l->stop = true;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
	for (int i = 0; i < l->nwriters; i++) {
		pthread_join(l->writers[i], NULL);
	}
	for (int i = 0; i < l->nnodes; i++) {
		pthread_join(l->readers[i], (void **)&r);
		/* on from where it was when all stopped */
		feed_reader_catch_up(r, l->w, "kim", 50);
		feed_reader_check(r, l->w, "kim");
		feed_reader_finish(r);
		free(r);
	}
	load_check(l);
	printf("%ld writes acknowledged, %ld tries more\n", l->acks, l->again);
	map_destroy(l->made, free);
	pthread_cond_destroy(&l->changed);
	pthread_mutex_destroy(&l->lock);
}

static struct survive *world(void **state, enum engine engine)
{
	struct survive *w = survive_open(engine, 1);

	if (!w) {
		printf("skipped: no PostgreSQL\n");
		skip();
	}
	*state = w;
	return w;
}

static int close_world(void **state)
{
	survive_close(*state);
	*state = NULL;
	return 0;
}

/* ---- the tests ---- */

static void dies_and_comes_back(void **state, enum engine engine, int times)
{
	struct load l = {.w = world(state, engine), .nnodes = 1};
	struct dice dice;

	dice_init(&dice, 2);
	l.nodes[0] = (struct node){proxy_url(l.w->proxy), l.w->f->pin, true};
	load_start(&l, 8);
	for (int i = 0; i < times && !*l.wrong; i++) {
		load_wait(&l, 1 + dice_below(&dice, 60));
		kill(l.w->f->pid, SIGKILL);
		waitpid(l.w->f->pid, NULL, 0);
		set_up(&l, 0, false);
		survive_serve(l.w);
		set_up(&l, 0, true);
	}
	load_wait(&l, 20);
	load_stop(&l);
}

static void keeps_what_it_acknowledged(void **state)
{
	dies_and_comes_back(state, PLAIN, survive_count(20, 5));
}

static void keeps_what_it_acknowledged_sealed(void **state)
{
	dies_and_comes_back(state, SEALED, survive_count(20, 2));
}

static void keeps_what_it_acknowledged_on_postgresql(void **state)
{
	dies_and_comes_back(state, PGSQL, survive_count(20, 5));
}

/* The server goes on, its database does not: writers are told to try again, and readers too. */
static void outlives_its_database(void **state)
{
	struct load l = {.w = world(state, PGSQL), .nnodes = 1};
	struct dice dice;

	dice_init(&dice, 3);
	l.nodes[0] = (struct node){proxy_url(l.w->proxy), l.w->f->pin, true};
	load_start(&l, 8);
	for (int i = 0; i < survive_count(10, 2) && !*l.wrong; i++) {
		load_wait(&l, 1 + dice_below(&dice, 60));
		pg_crash_and_restart();
	}
	load_wait(&l, 40);
	load_stop(&l);
}

/* A second program on the same database, in a folder of its own. */
static void open_second(struct survive *w, struct fettled *other, const char *const *options, size_t n)
{
	*other = *w->f;
	other->dir = xstrdup(unit_dir());
	other->base = other->pin = NULL;
	other->told = -1;
	fettled_again(other, options, n);
}

static void close_second(struct fettled *other)
{
	assert_int_equal(fettled_stop(other), 0);
	close(other->told);
	free(other->dir);
	free(other->base);
	free(other->pin);
}

/* 32 writers on two servers of one database, one of which dies now and then; both feeds are whole. */
static void two_servers_keep_one_order(void **state)
{
	static const char *const options[] = {"heartbeat=1", "doorbells=50", "public_per_minute=1000000", "requests_per_minute=1000000"};
	struct load l = {.w = world(state, PGSQL), .nnodes = 2};
	struct fettled other;
	struct dice dice;

	dice_init(&dice, 4);
	open_second(l.w, &other, options, lengthof(options));
	struct proxy *second = proxy_before(other.base);
	l.nodes[0] = (struct node){proxy_url(l.w->proxy), l.w->f->pin, true};
	l.nodes[1] = (struct node){proxy_url(second), other.pin, true};
	char *pin = xstrdup(other.pin); /* writers have it while other.pin is read anew */
	l.nodes[1].pin = pin;
	load_start(&l, 32);
	for (int i = 0; i < survive_count(10, 2) && !*l.wrong; i++) {
		load_wait(&l, 100 + dice_below(&dice, 200));
		kill(other.pid, SIGKILL);
		waitpid(other.pid, NULL, 0);
		set_up(&l, 1, false);
		fettled_again(&other, options, lengthof(options));
		proxy_to(second, other.base);
		set_up(&l, 1, true);
	}
	load_wait(&l, survive_count(3000, 300));
	load_stop(&l);
	proxy_stop(second);
	close_second(&other);
	free(pin);
}

/* A write through one rings at the other, whichever dies and comes back. */
static void a_write_here_rings_there(void **state)
{
	static const char *const options[] = {"heartbeat=1"};
	struct survive *w = world(state, PGSQL);
	struct fettled other;

	open_second(w, &other, options, lengthof(options));
	for (int i = 0; i < 3; i++) {
		struct https_stream *there = https_stream_open(other.base, other.pin, &(struct https_request){
			.method = "GET", .path = "/v1/doorbell", .token = script_token(&w->s, "kim")});
		char next[64];
		assert_true(https_stream_read(there, "id: "));
		survive_rfq(w, NULL, NULL);
		assert_int_equal(survive_get(w, "kim", "/v1/me"), 200);
		snprintf(next, sizeof(next), "id: %lld\n", (long long)json_get_int(w->s.json, "last_change", -1));
		assert_true(https_stream_read(there, next));
		https_stream_close(there);
		if (i == 0) {
			pg_crash_and_restart();
			/* each finds its database again */
			for (int k = 0; survive_get(w, NULL, "/healthz") != 200; k++) {
				assert_true(k < PATIENCE);
			}
		} else {
			survive_crash(w);
		}
	}
	close_second(&other);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_what_it_acknowledged),
		TEST(keeps_what_it_acknowledged_sealed),
		TEST(keeps_what_it_acknowledged_on_postgresql),
		TEST(outlives_its_database),
		TEST(two_servers_keep_one_order),
		TEST(a_write_here_rings_there),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_server", tests, NULL, NULL);
}
