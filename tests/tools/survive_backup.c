/*
 * Backups taken while the server serves and is written to, and what they bring back. survive_backup [TEST]
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/ulid.h"
#include "crypto/crypto.h"
#include "lib/pg.h"
#include "lib/survive.h"
#include "wire/json.h"

enum { WRITERS = 3, KEPT_MAX = 4000, FILE_BYTES = 20000, MEANWHILE = 100 };

/* What the server has acknowledged, in order. */
struct kept { char rfq[ULID_SIZE], file[65]; };

struct load {
	struct survive *w;
	const char *anna;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct kept kept[KEPT_MAX];
	size_t n, enough;           /* between backups they wait at enough */
	bool stop, wrong;
};

static int close_world(void **state)
{
	survive_close(*state);
	*state = NULL;
	return 0;
}

static bool sent(struct load *l, struct https *h, const char *method, const char *path, const char *body, size_t n)
{
	char id[ULID_SIZE];
	char *key = xasprintf("Idempotency-Key: %s", ulid_make(id));
	const char *const headers[] = {key, "Content-Type: application/json"};
	struct https_reply r;

	https_try(h, &(struct https_request){.method = method, .path = path, .token = l->anna, .headers = headers, .nheaders = 2,
		.body = body, .nbody = n}, &r);
	bool ok = r.status == 201;
	https_reply_finish(&r);
	free(key);
	return ok;
}

/* A file of its own, then a request for quote that refers to it. */
static bool write_one(struct load *l, struct https *h, struct kept *k)
{
	unsigned char bytes[FILE_BYTES / 2], sum[CRYPTO_HASH];
	char text[FILE_BYTES + 1], due[CLOCK_TEXT];

	crypto_random(bytes, sizeof(bytes));
	hex_encode(bytes, sizeof(bytes), text);
	sha256(text, FILE_BYTES, sum);
	hex_encode(sum, sizeof(sum), k->file);
	char *path = xasprintf("/v1/files/%s", k->file);
	char *body = xasprintf("{\"id\":\"%s\",\"title\":\"Kept\",\"process\":\"mill\",\"breaks\":[{\"qty\":1}],\"currency\":\"KRW\","
		"\"due\":\"%s\",\"files\":[{\"name\":\"a.txt\",\"media\":\"text/plain\",\"size\":%d,\"hash\":\"%s\"}]}",
		ulid_make(k->rfq), clock_format(clock_ms() + 7 * INT64_C(86400000), due), FILE_BYTES, k->file);
	bool ok = sent(l, h, "PUT", path, text, FILE_BYTES) && sent(l, h, "POST", "/v1/rfqs", body, strlen(body));
	free(path);
	free(body);
	return ok;
}

static void *write_on(void *arg)
{
	struct load *l = arg;
	struct https *h = https_create(l->w->f->base, l->w->f->pin);
	bool stop = false;

	while (!stop) {
		struct kept k;
		bool ok = write_one(l, h, &k);
		pthread_mutex_lock(&l->lock);
		if (ok) {
			l->kept[l->n++] = k;
		}
		l->wrong |= !ok || l->n + WRITERS >= KEPT_MAX;
		pthread_cond_broadcast(&l->more);
		while (l->n >= l->enough && !l->stop && !l->wrong) {
			pthread_cond_wait(&l->more, &l->lock);
		}
		stop = l->stop || l->wrong;
		pthread_mutex_unlock(&l->lock);
	}
	https_destroy(h);
	return NULL;
}

/* Answers how many are acknowledged, once it is so many; from then on they write some more, as fast as they can. */
static size_t wait_for(struct load *l, size_t n)
{
	pthread_mutex_lock(&l->lock);
	l->enough = n;
	pthread_cond_broadcast(&l->more);
	while (l->n < n && !l->wrong) {
		pthread_cond_wait(&l->more, &l->lock);
	}
	size_t got = l->n;
	l->enough = got + MEANWHILE;
	pthread_cond_broadcast(&l->more);
	pthread_mutex_unlock(&l->lock);
	return got;
}

static char *run_ok(struct fettled *f, const char *const *args, int want)
{
	struct str out = STR_INIT;
	int status = fettled_run(f, args, NULL, &out);

	if (status != want) {
		fail_msg("fettled %s: %d, %s", args[0], status, str_c(&out));
	}
	return str_take(&out);
}

#define RUN(f, want, ...) run_ok(f, (const char *const[]){__VA_ARGS__, NULL}, want)

static void says(char *out, const char *what)
{
	if (!strstr(out, what)) {
		fail_msg("\"%s\" is not in: %s", what, out);
	}
	free(out);
}

/* The same engine on an empty folder, where a backup is to come. */
static struct fettled *elsewhere(const struct fettled *f)
{
	struct fettled *g = xcalloc(1, sizeof(*g));

	g->engine = f->engine;
	g->told = -1;
	g->dir = xstrdup(unit_dir());
	g->ids = map_create();
	g->url = xasprintf("sqlite:%s/fettled.db", g->dir);
	if (g->engine == SEALED) {
		char *path = fs_join(g->dir, "key");
		assert_int_equal(fs_write(path, bench_key, CRYPTO_KEY, 0600, NULL), 0);
		free(path);
	}
	return g;
}

static void check_kept(struct script *s, const struct kept *k)
{
	unsigned char sum[CRYPTO_HASH];
	char hex[65], *rfq = xasprintf("/v1/rfqs/%s", k->rfq), *file = xasprintf("/v1/files/%s", k->file);

	script_call(s, &(struct https_request){.method = "GET", .path = rfq, .token = script_token(s, "anna")});
	assert_int_equal(s->reply.status, 200);
	script_call(s, &(struct https_request){.method = "GET", .path = file, .token = script_token(s, "anna")});
	assert_int_equal(s->reply.status, 200);
	sha256(str_c(&s->reply.body), s->reply.body.len, sum);
	hex_encode(sum, sizeof(sum), hex);
	assert_string_equal(hex, k->file);
	free(rfq);
	free(file);
}

/* Every request the restored server lists has its file, whole. */
static void check_files(struct script *s)
{
	struct str path = STR_INIT;
	size_t seen = 0;

	str_add(&path, "/v1/rfqs?limit=100");
	while (path.len) {
		script_call(s, &(struct https_request){.method = "GET", .path = str_c(&path), .token = script_token(s, "anna")});
		struct json *page = json_parse(str_c(&s->reply.body), s->reply.body.len, NULL);
		const char *next = json_get_text(page, "next");
		str_clear(&path);
		if (next) {
			str_addf(&path, "/v1/rfqs?limit=100&cursor=%s", next);
		}
		const struct json *items = json_get(page, "items");
		for (size_t i = 0; i < json_len(items); i++, seen++) {
			struct kept k;
			snprintf(k.rfq, sizeof(k.rfq), "%s", json_get_text(json_at(items, i), "id"));
			char *own = xasprintf("/v1/rfqs/%s", k.rfq);
			script_call(s, &(struct https_request){.method = "GET", .path = own, .token = script_token(s, "anna")});
			const struct json *file = json_at(json_get(s->json, "files"), 0);
			snprintf(k.file, sizeof(k.file), "%s", json_get_text(file, "hash"));
			free(own);
			check_kept(s, &k);
		}
		json_free(page);
	}
	str_finish(&path);
	printf("%zu requests with their files came back\n", seen);
}

static void check_feed_begins_again(struct script *s, long long known)
{
	char path[64];

	snprintf(path, sizeof(path), "/v1/changes?since=%lld", known);
	script_call(s, &(struct https_request){.method = "GET", .path = path, .token = script_token(s, "anna")});
	assert_int_equal(s->reply.status, 200);
	assert_true(json_get_bool(s->json, "reset", false));
	script_call(s, &(struct https_request){.method = "GET", .path = "/v1/changes?since=0&limit=3", .token = script_token(s, "anna")});
	assert_false(json_get_bool(s->json, "reset", false));
	long long last = json_get_int(s->json, "last", 0);
	snprintf(path, sizeof(path), "/v1/changes?since=%lld", last);
	script_call(s, &(struct https_request){.method = "GET", .path = path, .token = script_token(s, "anna")});
	assert_false(json_get_bool(s->json, "reset", false));
	assert_true(json_get_int(s->json, "last", 0) > last);
}

static void check_old_sign_in(struct script *s, const char *token)
{
	script_call(s, &(struct https_request){.method = "GET", .path = "/v1/me", .token = token});
	assert_int_equal(s->reply.status, 401);
}

static long long restores_in_the_log(const struct fettled *g)
{
	struct db_conf conf = {.url = g->url, .read_only = true, .key = g->engine == SEALED ? bench_key : NULL};
	struct err e = ERR_NONE;
	struct db *db;

	assert_int_equal(db_open(&db, &conf, &e), 0);
	long long n = bench_int(db, "SELECT count(*) FROM audit WHERE what = 'restore' AND site = '' AND result = 'ok'");
	db_close(db);
	return n;
}

static void restore_and_look(struct load *l, const char *dir, size_t acknowledged, long long known)
{
	struct fettled *g = elsewhere(l->w->f);
	struct script s;

	says(RUN(g, 0, "restore", dir), "every hash chain holds");
	says(RUN(g, 0, "audit", "verify"), "every hash chain holds");
	assert_int_equal(restores_in_the_log(g), 1);
	/* not over what is there */
	says(RUN(g, 1, "restore", dir), "is there already");
	fettled_again(g, (const char *const[]){"requests_per_minute=1000000", "public_per_minute=1000000"}, 2);
	script_open(&s, g, "backup");
	s.name = "backup";
	for (size_t i = 0; i < acknowledged; i++) {
		check_kept(&s, &l->kept[i]);
	}
	check_files(&s);
	check_feed_begins_again(&s, known);
	/* who signed out since the backup is not in again */
	check_old_sign_in(&s, l->anna);
	/* and it takes writes */
	struct https *h = https_create(g->base, g->pin);
	const char *old = l->anna;
	struct kept k;
	l->anna = script_token(&s, "anna");
	assert_true(write_one(l, h, &k));
	l->anna = old;
	https_destroy(h);
	check_kept(&s, &k);
	script_close(&s);
	assert_int_equal(s.failed, 0);
}

static void comes_back(void **state, enum engine engine)
{
	struct survive *w = survive_open(engine, 0);
	struct load *l = xcalloc(1, sizeof(*l));
	int rounds = survive_count(10, 2);
	pthread_t writers[WRITERS];

	*state = w;
	*l = (struct load){.w = w, .anna = script_token(&w->s, "anna"), .enough = KEPT_MAX};
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->more, NULL);
	for (int i = 0; i < WRITERS; i++) {
		assert_int_equal(pthread_create(&writers[i], NULL, write_on, l), 0);
	}
	char *dirs[10];
	size_t before[10];
	for (int i = 0; i < rounds; i++) {
		dirs[i] = xasprintf("%s/backup", unit_dir());
		before[i] = wait_for(l, 20 * ((size_t)i + 1));
		says(RUN(w->f, 0, "backup", dirs[i]), "keep copies of them elsewhere");
		/* the writers were not held up until its end */
		wait_for(l, before[i] + 1);
		pthread_mutex_lock(&l->lock);
		l->enough = 0;
		pthread_mutex_unlock(&l->lock);
	}
	pthread_mutex_lock(&l->lock);
	l->stop = true;
	pthread_cond_broadcast(&l->more);
	pthread_mutex_unlock(&l->lock);
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(writers[i], NULL);
	}
	assert_false(l->wrong);
	assert_int_equal(survive_get(w, "anna", "/v1/me"), 200);
	long long known = json_get_int(w->s.json, "last_change", -1);
	for (int i = 0; i < rounds; i++) {
		restore_and_look(l, dirs[i], before[i], known);
		free(dirs[i]);
	}
	pthread_mutex_destroy(&l->lock);
	pthread_cond_destroy(&l->more);
	free(l);
}

static void what_was_acknowledged_comes_back(void **state)
{
	comes_back(state, PLAIN);
}

static void what_was_acknowledged_comes_back_sealed(void **state)
{
	comes_back(state, SEALED);
}

static void flip_byte(const char *path, off_t at)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	unsigned char b;

	assert_int_equal(pread(fd, &b, 1, at), 1);
	b ^= 1;
	assert_int_equal(pwrite(fd, &b, 1, at), 1);
	close(fd);
}

static void damage_is_named(void **state)
{
	struct survive *w = survive_open(PLAIN, 0);
	struct load l = {.w = w, .anna = script_token(&w->s, "anna")};
	struct https *h = https_create(w->f->base, w->f->pin);
	struct kept k;

	*state = w;
	assert_true(write_one(&l, h, &k));
	https_destroy(h);
	/* what a kill leaves is backed up too */
	kill(w->f->pid, SIGKILL);
	waitpid(w->f->pid, NULL, 0);
	char *dir = xasprintf("%s/backup", unit_dir());
	free(RUN(w->f, 0, "backup", dir));
	says(RUN(w->f, 1, "backup", dir), "is not empty");
	survive_serve(w);

	char *file = xasprintf("%s/files/%.2s/%s", dir, k.file, k.file), *db = fs_join(dir, "fettled.db");
	char *manifest = fs_join(dir, "manifest");
	struct fettled *g = elsewhere(w->f);
	flip_byte(file, 100);
	says(RUN(g, 1, "restore", dir), k.file);
	char *made = fs_join(g->dir, "fettled.db");
	assert_int_not_equal(access(made, F_OK), 0);
	flip_byte(file, 100);
	assert_int_equal(unlink(manifest), 0);
	says(RUN(g, 1, "restore", dir), "no whole backup");
	assert_int_equal(fs_write(manifest, "fettled-backup 1\nsealed yes\n", 28, 0600, NULL), 0);
	says(RUN(g, 1, "restore", dir), "sealed");
	assert_int_equal(fs_write(manifest, "fettled-backup 1\nsealed no\n", 27, 0600, NULL), 0);
	assert_int_equal(truncate(db, 8192), 0);
	free(RUN(g, 1, "restore", dir));
	assert_int_not_equal(access(made, F_OK), 0);
	fettled_destroy(g);
	free(file);
	free(db);
	free(manifest);
	free(made);
	free(dir);
}

static void run_shell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void run_shell(const char *fmt, ...)
{
	va_list ap;
	struct str command = STR_INIT;

	va_start(ap, fmt);
	str_vaddf(&command, fmt, ap);
	va_end(ap);
	if (system(str_c(&command)) != 0) { /* allowed: a test's own words */
		fail_msg("%s", str_c(&command));
	}
	str_finish(&command);
}

/* As fettled(8) says: pg_dump, then the files; back, then restore --anew. */
static void dump_and_restore(struct survive *w)
{
	struct load l = {.w = w, .anna = script_token(&w->s, "anna")};
	struct https *h = https_create(w->f->base, w->f->pin);
	struct kept k, later;
	struct script s;
	char *url = pg_fresh(), *dump = fs_join(unit_dir(), "dump");
	struct fettled *g = elsewhere(w->f);

	assert_true(write_one(&l, h, &k));
	run_shell("PATH=$PATH:/usr/lib/postgresql/15/bin pg_dump --no-owner '%s' >'%s'", w->f->url, dump);
	assert_true(write_one(&l, h, &later));
	assert_int_equal(survive_get(w, "anna", "/v1/me"), 200);
	long long known = json_get_int(w->s.json, "last_change", -1);
	run_shell("PATH=$PATH:/usr/lib/postgresql/15/bin psql -q -v ON_ERROR_STOP=1 '%s' <'%s' >/dev/null", url, dump);
	run_shell("cp -r '%s/files' '%s/'", w->f->dir, g->dir);
	free(g->url);
	g->url = url;
	says(RUN(g, 0, "restore", "--anew"), "sign-ins have ended");
	says(RUN(g, 0, "audit", "verify"), "every hash chain holds");
	fettled_again(g, NULL, 0);
	script_open(&s, g, "backup");
	s.name = "backup";
	check_kept(&s, &k);
	check_feed_begins_again(&s, known);
	check_old_sign_in(&s, l.anna);
	script_close(&s);
	assert_int_equal(s.failed, 0);
	https_destroy(h);
	free(dump);
}

static void postgresql_has_its_own(void **state)
{
	struct survive *w = survive_open(PGSQL, 0);

	*state = w;
	if (!w) {
		printf("skipped: no PostgreSQL\n");
		skip();
	}
	char *dir = xasprintf("%s/backup", unit_dir());
	says(RUN(w->f, 1, "backup", dir), "pg_dump");
	says(RUN(w->f, 1, "restore", dir), "pg_dump");
	free(dir);
	dump_and_restore(w);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_acknowledged_comes_back),
		TEST(what_was_acknowledged_comes_back_sealed),
		TEST(damage_is_named),
		TEST(postgresql_has_its_own),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_backup", tests, NULL, NULL);
}
