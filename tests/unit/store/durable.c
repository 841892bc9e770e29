#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "crypto/crypto.h"
#include "help.h"
#include "store/blob.h"

static const char marker[] = "MARKER-hanbit-robotics";

static void put_intent(struct store *s, const char *object, const char *lane, char id[ULID_SIZE])
{
	struct err e = ERR_NONE;
	struct intent in = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .body = "{\"note\":\"MARKER-hanbit-robotics\"}",
		.kind = KIND_RFQ, .object = object, .lane = lane, .answer = KIND_QUOTE, .base_rev = -1};

	if (store_intent_put(s, &in, id, &e)) {
		fail_msg("intent: %s %s", err_slug(e.code), e.text);
	}
}

/* The child says a number only after its draft and intent are kept; whatever it said must be there. */
static void write_until_killed(const char *dir, int out)
{
	struct store *s = help_store(dir);

	for (int i = 0;; i++) {
		char id[ULID_SIZE], text[32], line[64];

		snprintf(text, sizeof(text), "{\"i\":%d}", i);
		store_draft_put(s, "quote", "r1", text, NULL);
		put_intent(s, "r1", NULL, id);
		int n = snprintf(line, sizeof(line), "%d %s\n", i, id);
		if (write(out, line, (size_t)n) != n) {
			_exit(1);
		}
	}
}

static int kill_after(const char *dir, int lines, struct str *said)
{
	int fd[2];
	char c;

	assert_int_equal(pipe(fd), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(fd[0]);
		write_until_killed(dir, fd[1]);
	}
	close(fd[1]);
	while (lines > 0 && read(fd[0], &c, 1) == 1) {
		str_addc(said, c);
		lines -= c == '\n';
	}
	kill(pid, SIGKILL);
	/* what it said in the meantime counts too */
	while (read(fd[0], &c, 1) == 1) {
		str_addc(said, c);
	}
	close(fd[0]);
	waitpid(pid, NULL, 0);
	str_cut(said, said->len ? (size_t)(strrchr(said->s, '\n') - said->s) + 1 : 0);
	return 0;
}

static void nothing_said_is_lost_by_kill_9(void **state)
{
	(void)state;
	const char *dir = unit_dir();

	store_close(help_store(dir));
	for (int round = 1; round < 8; round++) {
		struct str said = STR_INIT;
		struct arena a;
		int last = -1;

		arena_init(&a);
		kill_after(dir, round * 3, &said);
		struct store *s = help_open(dir);
		assert_null(store_rebuilt(s));
		for (const char *p = str_c(&said); *p; p = strchr(p, '\n') + 1) {
			char id[ULID_SIZE];
			assert_int_equal(sscanf(p, "%d %26s", &last, id), 2);
			const struct intent *in = store_intent(s, id, &a);
			assert_non_null(in);
			assert_int_equal(in->state, INTENT_QUEUED);
		}
		const struct draft *d = store_draft(s, "quote", "r1", &a);
		assert_non_null(d);
		assert_true(atoi(d->json + 5) >= last);
		store_close(s);
		str_finish(&said);
		arena_finish(&a);
	}
}

static bool file_holds(const char *path, const char *what)
{
	struct str b = STR_INIT;
	struct err e = ERR_NONE;

	assert_int_equal(fs_read(path, 64 << 20, &b, &e), 0);
	bool holds = b.len && memmem(b.s, b.len, what, strlen(what));
	str_finish(&b);
	return holds;
}

static int folder_holds(const char *dir, const char *what, int *files)
{
	DIR *d = opendir(dir);
	struct dirent *ent;
	int found = 0;

	assert_non_null(d);
	while ((ent = readdir(d))) {
		char *path = fs_join(dir, ent->d_name);
		struct stat st;
		if (ent->d_name[0] != '.' && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode)) {
				found += folder_holds(path, what, files);
			} else {
				++*files;
				found += file_holds(path, what) || strstr(ent->d_name, what);
				assert_int_equal(st.st_mode & 077, 0);
			}
		}
		free(path);
	}
	closedir(d);
	return found;
}

static void nothing_readable_is_on_the_disk(void **state)
{
	(void)state;
	const char *dir = unit_dir(), *aside = unit_dir();
	struct store *s = help_store(dir);
	struct str b = STR_INIT;
	struct err e = ERR_NONE;
	char id[ULID_SIZE], hash[BLOB_HASH];
	int files = 0;

	str_add(&b, "[");
	help_rfq(&b, 1, "r1", 1, 1, marker, "open", 1700000000000);
	str_add(&b, "]");
	help_apply(s, 1, str_c(&b));
	store_draft_put(s, "quote", "r1", "{\"t\":\"MARKER-hanbit-robotics\"}", NULL);
	store_kv_set(s, "token", marker, NULL);
	put_intent(s, "r1", NULL, id);
	char *path = fs_join(aside, "MARKER-hanbit-robotics.txt");
	assert_int_equal(fs_write(path, marker, strlen(marker), 0600, &e), 0);
	assert_int_equal(blob_import(s, path, hash, NULL, NULL, &e), 0);
	/* open, with its write-ahead log, and closed */
	assert_int_equal(folder_holds(dir, marker, &files), 0);
	assert_int_equal(folder_holds(dir, hash, &files), 0);
	store_close(s);
	assert_int_equal(folder_holds(dir, marker, &files), 0);
	assert_int_equal(folder_holds(dir, "hanbit", &files), 0);
	assert_true(files >= 8);
	free(path);
	str_finish(&b);
}

static void a_key_opens_it_and_nothing_else(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_open(dir);
	struct err e = ERR_NONE;
	char *key = fs_join(dir, "store.key"), *aside = fs_join(dir, "kept");
	struct stat st;

	assert_int_equal(store_seal_of(dir), STORE_KEY_FILE);
	store_kv_set(s, "x", "1", NULL);
	store_close(s);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(rename(key, aside), 0);
	assert_int_equal(store_open(&s, &(struct store_conf){.dir = dir}, &e), -1);
	assert_int_equal(e.code, ERR_KEY);
	assert_int_equal(access(key, F_OK), -1);
	char wrong[32] = "another key, which is not this's";
	assert_int_equal(fs_write(key, wrong, 32, 0600, &e), 0);
	assert_int_equal(store_open(&s, &(struct store_conf){.dir = dir}, &e), -1);
	assert_int_equal(e.code, ERR_KEY);
	assert_int_equal(rename(aside, key), 0);
	/* a key others could read is not used */
	assert_int_equal(chmod(key, 0644), 0);
	assert_int_equal(store_open(&s, &(struct store_conf){.dir = dir}, &e), -1);
	assert_int_equal(chmod(key, 0600), 0);
	s = help_open(dir);
	assert_int_equal(store_kv_int(s, "x", 0), 1);
	store_close(s);
	free(key);
	free(aside);
}

static int open_by(const char *dir, const char *pass, struct store **s, struct err *e)
{
	*e = ERR_NONE;
	return store_open(s, &(struct store_conf){.dir = dir, .passphrase = pass}, e);
}

static void a_passphrase_opens_it(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s;
	struct err e = ERR_NONE;

	assert_int_equal(store_seal_of(dir), STORE_NEW);
	assert_int_equal(open_by(dir, "open sesame", &s, &e), 0);
	store_kv_set(s, "x", "1", NULL);
	store_close(s);
	assert_int_equal(store_seal_of(dir), STORE_PASSPHRASE);
	assert_int_equal(open_by(dir, "open barley", &s, &e), -1);
	assert_int_equal(e.code, ERR_KEY);
	assert_int_equal(open_by(dir, NULL, &s, &e), -1);
	assert_int_equal(e.code, ERR_KEY);
	assert_int_equal(open_by(dir, "open sesame", &s, &e), 0);
	assert_int_equal(store_rekey(s, NULL, &e), 0);
	store_close(s);
	assert_int_equal(open_by(dir, NULL, &s, &e), 0);
	assert_int_equal(store_kv_int(s, "x", 0), 1);
	assert_int_equal(store_rekey(s, "third", &e), 0);
	store_close(s);
	assert_int_equal(open_by(dir, NULL, &s, &e), -1);
	assert_int_equal(open_by(dir, "third", &s, &e), 0);
	assert_int_equal(store_kv_int(s, "x", 0), 1);
	store_close(s);
}

/* ---- damage ---- */
static void fill(struct store *s, int n, char ids[][ULID_SIZE])
{
	struct str b = STR_INIT;

	str_add(&b, "[");
	for (int i = 0; i < n; i++) {
		char id[16];
		snprintf(id, sizeof(id), "r%d", i);
		help_rfq(&b, i + 1, id, 1, i, "a title that takes some room in the file so that there are pages", "open", 1700000000000);
	}
	str_add(&b, "]");
	help_apply(s, n, str_c(&b));
	for (int i = 0; i < n; i++) {
		char text[64];
		put_intent(s, "r1", NULL, ids[i]);
		snprintf(text, sizeof(text), "{\"draft\":%d}", i);
		char word[16];
		snprintf(word, sizeof(word), "w%d", i);
		store_draft_put(s, word, "r1", text, NULL);
	}
	str_finish(&b);
}

static void flip(const char *path, off_t at)
{
	int fd = open(path, O_RDWR);
	char c;

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &c, 1, at), 1);
	c = (char)(c ^ 0x20);
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	close(fd);
}

static void copy_file(const char *from, const char *to)
{
	struct str b = STR_INIT;
	struct err e = ERR_NONE;

	assert_int_equal(fs_read(from, 64 << 20, &b, &e), 0);
	assert_int_equal(fs_write(to, b.s, b.len, 0600, &e), 0);
	str_finish(&b);
}

enum { ROWS = 60 };

/* Reads everything; a store in use notices damage only where it looks. */
static void look_everywhere(struct store *s)
{
	struct store_list *l = store_list_create(s);
	struct intent **all;
	struct arena a;
	const char *ids[ROWS];

	arena_init(&a);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "title"});
	int n = store_list_page(l, NULL, true, ROWS, ids, &a);
	for (int i = 0; i < n; i++) {
		store_get(s, KIND_RFQ, ids[i], &a, NULL);
	}
	n = store_intents(s, 0, &a, &all, NULL);
	for (int i = 0; i < n; i++) {
		store_intent(s, all[i]->id, &a);
	}
	store_list_destroy(l);
	arena_finish(&a);
}

/* One byte of every page in turn: opened, or made anew with what could be read; never wrong, never silent. */
static void survives_a_flipped_byte_anywhere(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	char ids[ROWS][ULID_SIZE];
	struct store *s = help_store(dir);
	struct stat st;
	int rebuilt = 0, whole = 0;

	fill(s, ROWS, ids);
	store_close(s);
	char *db = fs_join(dir, "store.db"), *keep = fs_join(dir, "kept"), *key = fs_join(dir, "store.key");
	copy_file(db, keep);
	assert_int_equal(stat(db, &st), 0);
	for (off_t at = 100; at < st.st_size; at += 4096 * 4 + 13) {
		const char *copy = unit_dir();
		char *db2 = fs_join(copy, "store.db"), *key2 = fs_join(copy, "store.key");
		struct err e = ERR_NONE;
		struct arena a;
		int there = 0;

		arena_init(&a);
		copy_file(keep, db2);
		copy_file(key, key2);
		flip(db2, at);
		if (store_open(&s, &(struct store_conf){.dir = copy}, &e)) {
			fail_msg("byte %lld: %s %s", (long long)at, err_slug(e.code), e.text);
		}
		look_everywhere(s);
		store_poll(s);
		const struct store_rebuild *r = store_rebuilt(s);
		if (store_account(s)) {
			for (int i = 0; i < ROWS; i++) {
				there += store_intent(s, ids[i], &a) != NULL;
			}
		}
		if (r) {
			rebuilt++;
			assert_int_equal(access(r->moved_to, R_OK), 0);
			assert_true(r->intents <= ROWS && r->drafts <= ROWS);
			assert_true(r->all_read ? r->intents == ROWS && r->drafts == ROWS : true);
			assert_int_equal(store_feed(s), 0);
		} else {
			assert_int_equal(there, ROWS);
		}
		whole += r && r->intents == ROWS;
		store_close(s);
		free(db2);
		free(key2);
		arena_finish(&a);
	}
	assert_true(rebuilt > 3);
	assert_true(whole > 0);
	free(db);
	free(keep);
	free(key);
}

static void a_store_cut_short_is_made_anew(void **state)
{
	(void)state;
	static const off_t sizes[] = {0, 1, 50, 4096, 4096 * 5 + 7};

	for (size_t i = 0; i < lengthof(sizes); i++) {
		const char *dir = unit_dir();
		char ids[ROWS][ULID_SIZE];
		struct store *s = help_store(dir);

		fill(s, ROWS, ids);
		store_close(s);
		char *db = fs_join(dir, "store.db");
		assert_int_equal(truncate(db, sizes[i]), 0);
		s = help_open(dir);
		look_everywhere(s);
		store_poll(s);
		assert_non_null(store_rebuilt(s));
		help_sign_in(s, "a1");
		char id[ULID_SIZE];
		put_intent(s, "r1", NULL, id);
		store_close(s);
		free(db);
	}
}

/* Whoever died before closing left a log: it is moved aside with the empty file, not thrown away. */
static void an_emptied_store_keeps_its_log(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	char *db = fs_join(dir, "store.db");
	int status = 1;

	if (fork() == 0) {
		char id[ULID_SIZE];
		put_intent(help_store(dir), "r1", NULL, id);
		_exit(0);
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(truncate(db, 0), 0);
	struct store *s = help_open(dir);
	const struct store_rebuild *r = store_rebuilt(s);
	assert_non_null(r);
	assert_false(r->all_read);
	char *log = xasprintf("%s-wal", r->moved_to);
	struct stat st;
	assert_int_equal(stat(log, &st), 0);
	assert_true(st.st_size > 0);
	store_close(s);
	free(log);
	free(db);
}

static void a_store_whose_maker_died_at_once_is_new(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	char *db = fs_join(dir, "store.db");
	struct err e = ERR_NONE;

	store_close(help_open(dir));
	char *lock = fs_join(dir, "store.lock");
	assert_int_equal(truncate(lock, 0), 0);
	assert_int_equal(fs_write(db, "", 0, 0600, &e), 0);
	struct store *s = help_open(dir);
	assert_null(store_rebuilt(s));
	store_close(s);
	free(lock);
	free(db);
}

/* ---- two at once ---- */
static void two_clients_share_a_store(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_store(dir);
	enum { EACH = 40, CLIENTS = 3 };
	struct intent_counts n;

	for (int c = 0; c < CLIENTS; c++) {
		if (fork() == 0) {
			struct store *own = help_store(dir);
			for (int i = 0; i < EACH; i++) {
				char id[ULID_SIZE];
				put_intent(own, "r1", NULL, id);
			}
			store_close(own);
			_exit(0);
		}
	}
	int status, bad = 0;
	while (wait(&status) > 0) {
		bad += status != 0;
	}
	assert_int_equal(bad, 0);
	assert_true(store_poll(s));
	assert_false(store_poll(s));
	store_intent_counts(s, &n);
	assert_int_equal(n.n[INTENT_QUEUED], EACH * CLIENTS);
	store_close(s);
}

static void a_dead_clients_lease_ends_at_once(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_store(dir);
	struct arena a;
	char id[ULID_SIZE];
	int fd[2], hold[2];
	int64_t wait_ms;
	char c;

	arena_init(&a);
	put_intent(s, "r1", NULL, id);
	assert_int_equal(pipe(fd) | pipe(hold), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct store *own = help_store(dir);
		struct arena b;
		arena_init(&b);
		c = store_intent_take(own, 60000, &b, &wait_ms, NULL) ? 'y' : 'n';
		if (write(fd[1], &c, 1) == 1 && read(hold[0], &c, 1) >= 0) {
			_exit(0);
		}
	}
	assert_int_equal(read(fd[0], &c, 1), 1);
	assert_int_equal(c, 'y');
	assert_null(store_intent_take(s, 60000, &a, &wait_ms, NULL));
	assert_in_range(wait_ms, 1, 60000);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	const struct intent *in = store_intent_take(s, 60000, &a, &wait_ms, NULL);
	assert_non_null(in);
	assert_string_equal(in->id, id);
	assert_true(in->touched);
	store_close(s);
	for (int i = 0; i < 2; i++) {
		close(fd[i]);
		close(hold[i]);
	}
	arena_finish(&a);
}

UNIT_TESTS(durable,
	cmocka_unit_test(nothing_said_is_lost_by_kill_9),
	cmocka_unit_test(nothing_readable_is_on_the_disk),
	cmocka_unit_test(a_key_opens_it_and_nothing_else),
	cmocka_unit_test(a_passphrase_opens_it),
	cmocka_unit_test(survives_a_flipped_byte_anywhere),
	cmocka_unit_test(a_store_cut_short_is_made_anew),
	cmocka_unit_test(an_emptied_store_keeps_its_log),
	cmocka_unit_test(a_store_whose_maker_died_at_once_is_new),
	cmocka_unit_test(two_clients_share_a_store),
	cmocka_unit_test(a_dead_clients_lease_ends_at_once));
