/*
 * The sealed store under the real client: killed in the middle of writes it opens again with all that was said
 * to be kept; damage is told, and mended from the server, and the outbox is saved. survive_store [TEST]
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/vec.h"
#include "lib/survive.h"
#include "store/store.h"
#include "wire/json.h"

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

static void set_note(struct client *c, const char *number, const char *note)
{
	if (CLIENT(c, "--offline", "quote", "set", number, "note", note)) {
		fail_msg("quote set: %s", str_c(&c->err));
	}
}

/* ---- kills ---- */

enum { JOBS = 4 };

struct victim {
	struct survive *w;
	struct client *c;
	struct dice dice;
	long start_up, calls[JOBS];  /* of a whole run of each job */
	int kept;                    /* the note that was last said to be kept */
};

static char *note(int n)
{
	return xasprintf("note %d", n);
}

/* A draft is typed, sent into the outbox, synced with what is new, or all is fetched anew. */
static int job(struct victim *v, int which, int n, long kill_at)
{
	const char *number = v->w->rfqs.v[0].number, *second = v->w->rfqs.v[1].number;
	char *text = note(n);
	const char *const jobs[JOBS][8] = {
		{"--offline", "quote", "set", number, "note", text, NULL},
		{"--offline", "quote", "send", second, NULL},
		{"sync", NULL},
		{"logout", NULL},
	};
	int status = kill_at >= 0 ? client_kill_at(v->c, kill_at, jobs[which]) : client_run(v->c, NULL, jobs[which]);

	if (which == 0) {
		v->kept = status == 0 ? n : v->kept;
	}
	free(text);
	return status;
}

static void compose_second(struct victim *v)
{
	const char *second = v->w->rfqs.v[1].number;

	assert_int_equal(CLIENT(v->c, "--offline", "quote", "new", second), 0);
	assert_int_equal(CLIENT(v->c, "--offline", "quote", "set", second, "--line=1", "unit", "5"), 0);
	assert_int_equal(CLIENT(v->c, "--offline", "quote", "set", second, "lead_days", "5"), 0);
}

static struct json *draft_of(struct store *s, const char *rfq)
{
	struct arena a;

	arena_init(&a);
	const struct draft *d = store_draft(s, "quote", rfq, &a);
	struct json *j = d ? json_parse(d->json, strlen(d->json), NULL) : NULL;
	assert_true(!d || j);
	arena_finish(&a);
	return j;
}

/* It opens, whole; the draft is the one said to be kept or the one that was being kept. */
static void check_whole(struct victim *v, int last)
{
	struct store *s = client_store(v->c);
	struct json *j = draft_of(s, v->w->rfqs.v[0].id), *second = draft_of(s, v->w->rfqs.v[1].id);
	struct intent **in;
	struct arena a;
	int n = -1;

	assert_null(store_rebuilt(s));
	assert_non_null(j);
	assert_int_equal(sscanf(json_get_text(j, "note"), "note %d", &n), 1);
	if (n != v->kept && n != last) {
		fail_msg("kept was note %d, there is note %d", v->kept, n);
	}
	v->kept = n;
	/* either still a draft or in the outbox, and not both */
	arena_init(&a);
	int sent = store_intents_of(s, KIND_NONE, v->w->rfqs.v[1].id, &a, &in, NULL);
	assert_int_equal((second != NULL) + (sent > 0), 1);
	json_free(j);
	json_free(second);
	if (sent > 0 && in[0]->state == INTENT_QUEUED) {
		/* back, for the next round */
		assert_int_equal(store_intent_recall(s, in[0]->id, NULL), 0);
	}
	arena_finish(&a);
	store_close(s);
}

static void opens_after_each_kill(void **state)
{
	int rounds = survive_count(200, 16), killed = 0;
	struct victim v = {.w = world(state, 40)};
	char *first = note(0);

	dice_init(&v.dice, 5);
	v.c = v.w->kim;
	assert_int_equal(CLIENT(v.c, "sync"), 0);
	assert_int_equal(CLIENT(v.c, "--offline", "quote", "new", v.w->rfqs.v[0].number), 0);
	set_note(v.c, v.w->rfqs.v[0].number, first);
	compose_second(&v);
	client_kill_at(v.c, 0, (const char *const[]){"--version", NULL});
	v.start_up = v.c->calls;
	/* how many calls there are to be killed at; "sync" is not measured with news, so some rounds end by themselves */
	for (int which = 0; which < 3; which++) {
		if (which != 1) {
			job(&v, which, 1, 0);
		}
		v.calls[which] = which == 1 ? v.calls[0] : v.c->calls;
	}
	for (int i = 2; i < rounds + 2; i++) {
		int which = (int)dice_below(&v.dice, 3);
		long at = v.start_up + (long)dice_below(&v.dice, (unsigned)(v.calls[which] - v.start_up));
		if (which == 2) {
			/* something to fetch */
			for (int k = 0; k < 5; k++) {
				survive_rfq(v.w, NULL, NULL);
			}
		}
		killed += job(&v, which, i, at) == 128 + SIGKILL;
		check_whole(&v, i);
	}
	assert_int_equal(CLIENT(v.c, "sync"), 0);
	assert_int_equal(CLIENT(v.c, "--offline", "project", "list", "--limit=1000", "--json"), 0);
	struct json *all = json_parse(str_c(&v.c->out), v.c->out.len, NULL);
	assert_int_equal(json_len(all), v.w->rfqs.n);
	json_free(all);
	printf("%d rounds, %d killed\n", rounds, killed);
	assert_true(killed > rounds / 2);
	free(first);
}

/* ---- damage ---- */

enum { INTENTS = 6, DRAFTS = 3 };

static void copy_into(const char *from, const char *to, const char *name)
{
	char *a = fs_join(from, name), *b = fs_join(to, name);
	struct str text = STR_INIT;

	if (fs_read(a, 64 << 20, &text, NULL) == 0) {
		assert_int_equal(fs_write(b, text.s ? text.s : "", text.len, 0600, NULL), 0);
	}
	str_finish(&text);
	free(a);
	free(b);
}

static struct client *copy_of(const struct client *c)
{
	static const char *const names[] = {"store.db", "store.db-wal", "store.key"};
	struct client *copy = client_create();
	char *from = fs_join(c->home, "data"), *to = fs_join(copy->home, "data");

	assert_int_equal(fs_mkdirs(to, 0700, NULL), 0);
	for (size_t i = 0; i < lengthof(names); i++) {
		copy_into(from, to, names[i]);
	}
	free(from);
	free(to);
	return copy;
}

static off_t size_of(const struct client *c, const char *name)
{
	char *path = xasprintf("%s/data/%s", c->home, name);
	struct stat st = {0};

	stat(path, &st);
	free(path);
	return st.st_size;
}

static void flip(const struct client *c, const char *name, off_t at, unsigned bit)
{
	char *path = xasprintf("%s/data/%s", c->home, name);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	unsigned char b;

	assert_int_equal(pread(fd, &b, 1, at), 1);
	b = (unsigned char)(b ^ (1u << bit));
	assert_int_equal(pwrite(fd, &b, 1, at), 1);
	close(fd);
	free(path);
}

static bool told(const struct client *c)
{
	return strstr(str_c(&c->err), "damaged") != NULL;
}

static int count_draft(void *arg, const struct draft *d)
{
	(void)d;
	++*(int *)arg;
	return 0;
}

static void what_is_kept(const struct client *c, int *intents, int *drafts)
{
	struct store *s = client_store(c);
	struct intent **in;
	struct arena a;

	arena_init(&a);
	*intents = store_intents(s, 0, &a, &in, NULL);
	*drafts = 0;
	store_drafts(s, "quote", count_draft, drafts, NULL);
	arena_finish(&a);
	store_close(s);
}

struct damage { int told, lost; };

/* What a user would do with it, in this order; none may crash, all that is missing must have been told. */
static void use_damaged(struct survive *w, struct client *c, const char *where, struct damage *d)
{
	static const char *const uses[][6] = {
		{"--offline", "outbox", "list", "--json", NULL},
		{"--offline", "project", "list", "--json", NULL},
		{"sync", NULL},
		{"sync", NULL},
		{"project", "list", "--limit=1000", "--json", NULL},
	};
	bool was_told = false;
	int status = 0, intents, drafts;

	for (size_t i = 0; i < lengthof(uses); i++) {
		status = client_run(c, NULL, uses[i]);
		if (status >= 128 || strstr(str_c(&c->err), "Sanitizer")) {
			fail_msg("%s: fettle %s ended by %d: %s", where, uses[i][0], status, str_c(&c->err));
		}
		was_told |= told(c);
	}
	what_is_kept(c, &intents, &drafts);
	d->told += was_told;
	d->lost += INTENTS - intents + (DRAFTS - drafts);
	if (!was_told && (intents < INTENTS || drafts < DRAFTS)) {
		fail_msg("%s: %d intents and %d drafts are left, and nobody was told", where, intents, drafts);
	}
	if (status == 3) {
		/* the sign-in itself was lost: told, and signed in anew */
		assert_true(was_told);
		client_sign_in(c, proxy_url(w->proxy), w->f->pin, "kim");
		status = CLIENT(c, "project", "list", "--limit=1000", "--json");
	}
	struct json *all = status ? NULL : json_parse(str_c(&c->out), c->out.len, NULL);
	if (status || json_len(all) != w->rfqs.n) {
		fail_msg("%s: %d, %zu of %zu requests: %s", where, status, json_len(all), w->rfqs.n, str_c(&c->err));
	}
	json_free(all);
}

/* Things sent and not yet gone, and things written and not yet sent. */
static void prepare(struct survive *w)
{
	assert_int_equal(CLIENT(w->kim, "sync"), 0);
	for (int i = 0; i < INTENTS + DRAFTS; i++) {
		const char *number = w->rfqs.v[i].number;
		assert_int_equal(CLIENT(w->kim, "--offline", "quote", "new", number), 0);
		assert_int_equal(CLIENT(w->kim, "--offline", "quote", "set", number, "--line=1", "unit", "5"), 0);
		assert_int_equal(CLIENT(w->kim, "--offline", "quote", "set", number, "lead_days", "5"), 0);
		if (i < INTENTS) {
			assert_int_equal(CLIENT(w->kim, "--offline", "quote", "send", number), 6);
		}
	}
}

static void flip_bytes(struct survive *w, const char *name, int rounds, unsigned salt)
{
	struct damage d = {0};
	struct dice dice;
	off_t size = size_of(w->kim, name);

	dice_init(&dice, salt);
	assert_true(size > 20000);
	for (int i = 0; i < rounds; i++) {
		struct client *c = copy_of(w->kim);
		off_t at = (off_t)dice_below(&dice, (unsigned)size);
		char *where = xasprintf("byte %lld of %lld of %s", (long long)at, (long long)size, name);
		flip(c, name, at, dice_below(&dice, 8));
		use_damaged(w, c, where, &d);
		free(where);
		client_destroy(c);
	}
	printf("%s: %d flips, %d told; %d of %d could not be read\n", name, rounds, d.told, d.lost, rounds * (INTENTS + DRAFTS));
	assert_true(d.told > rounds / 3);
}

static void a_flipped_byte_is_told_and_mended(void **state)
{
	struct survive *w = world(state, 120);

	prepare(w);
	flip_bytes(w, "store.db", survive_count(120, 8), 6);
}

/* A log is left where a client died; here it stays as long as another has the store open. */
static void a_flipped_byte_in_the_log_is_told(void **state)
{
	struct survive *w = world(state, 30);
	struct store *open = client_store(w->kim);

	prepare(w);
	/* its last transaction may look as if it had never been whole, no other */
	set_note(w->kim, w->rfqs.v[INTENTS].number, "the end");
	flip_bytes(w, "store.db-wal", survive_count(60, 5), 7);
	store_close(open);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_after_each_kill),
		TEST(a_flipped_byte_is_told_and_mended),
		TEST(a_flipped_byte_in_the_log_is_told),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_store", tests, NULL, NULL);
}
