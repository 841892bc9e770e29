/*
 * A server whose disk is full: writes are refused and say why, reads go on, nothing that was
 * acknowledged is lost, and with room again all goes on without a restart. survive_disk [TEST]
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/ulid.h"
#include "lib/disk.h"
#include "lib/survive.h"
#include "wire/json.h"

enum { RFQS_MAX = 3000 };

struct world {
	struct survive *w;
	struct small_disk disk;
	char ids[RFQS_MAX][ULID_SIZE];
	size_t n;
};

static int close_world(void **state)
{
	struct world *k = *state;

	if (k) {
		survive_close(k->w);
		if (k->disk.mounted) {
			small_disk_close(&k->disk);
		}
		free(k);
	}
	*state = NULL;
	return 0;
}

static void copy_file(const char *from, const char *to)
{
	struct str text = STR_INIT;

	assert_int_equal(fs_read(from, 64 << 20, &text, NULL), 0);
	assert_int_equal(fs_write(to, text.s, text.len, 0600, NULL), 0);
	str_finish(&text);
}

/* The server of the world moves onto the small disk. */
static void move_in(struct world *k)
{
	struct fettled *f = k->w->f;
	char *from = fs_join(f->dir, "fettled.db"), *to = fs_join(k->disk.dir, "fettled.db");
	char *data = xasprintf("data=%s", k->disk.dir), *db = xasprintf("db=sqlite:%s", to);
	const char *const options[] = {"requests_per_minute=1000000", "public_per_minute=1000000", "keep_free_mib=0", data, db};

	assert_int_equal(fettled_stop(f), 0);
	copy_file(from, to);
	free(f->url);
	f->url = xasprintf("sqlite:%s", to);
	https_destroy(k->w->s.https);
	fettled_again(f, options, lengthof(options));
	k->w->s.https = https_create(f->base, f->pin);
	free(from);
	free(to);
	free(data);
	free(db);
}

static int write_one(struct world *k)
{
	char id[ULID_SIZE], due[CLOCK_TEXT], text[4001];

	memset(text, 'm', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	char *body = xasprintf("{\"id\":\"%s\",\"title\":\"T\",\"text\":\"%s\",\"process\":\"mill\",\"breaks\":[{\"qty\":1}],\"due\":\"%s\","
		"\"currency\":\"KRW\"}", ulid_make(id), text, clock_format(clock_ms() + 7 * INT64_C(86400000), due));
	int status = survive_write(k->w, "anna", NULL, "POST", "/v1/rfqs", body);
	free(body);
	if (status == 201) {
		assert_true(k->n < RFQS_MAX);
		snprintf(k->ids[k->n++], ULID_SIZE, "%s", id);
	}
	return status;
}

/* Writes until it is refused: for room, with a problem that says so, and never as our own fault. */
static void write_until_full(struct world *k)
{
	int status;

	while ((status = write_one(k)) == 201) {
	}
	if (status != 503 && status != 507) {
		fail_msg("a full disk is answered by %d %s", status, str_c(&k->w->s.reply.body));
	}
	assert_string_equal(json_get_text(k->w->s.json, "code"), status == 503 ? "unavailable" : "disk-full");
	/* whoever watches over it sees it too */
	assert_int_equal(survive_get(k->w, NULL, "/healthz"), 503);
}

static void all_are_there(struct world *k)
{
	for (size_t i = 0; i < k->n; i++) {
		char *path = xasprintf("/v1/rfqs/%s", k->ids[i]);
		int status = survive_get(k->w, "kim", path);
		if (status != 200) {
			fail_msg("%s of %zu: %d", path, k->n, status);
		}
		free(path);
	}
}

static void writes_stop_and_go_on(void **state)
{
	struct world *k = xcalloc(1, sizeof(*k));

	k->w = survive_open(PLAIN, 0);
	*state = k;
	if (!small_disk_open(&k->disk, "12m")) {
		skip();
	}
	move_in(k);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(write_one(k), 201);
	}
	/* signed in before: a sign-in is a write */
	assert_int_equal(survive_get(k->w, "kim", "/v1/me"), 200);
	fill_disk(&k->disk);
	write_until_full(k);
	size_t before = k->n;
	/* reads go on, also many of them; writes stay refused */
	all_are_there(k);
	for (int i = 0; i < 5; i++) {
		int status = write_one(k);
		assert_true(status == 503 || status == 507);
	}
	assert_int_equal(k->n, before);
	/* room: without a restart */
	free_disk(&k->disk);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(write_one(k), 201);
	}
	assert_int_equal(survive_get(k->w, NULL, "/healthz"), 200);
	all_are_there(k);
	survive_audit(k->w);
	survive_feed(k->w, "kim", 100);
	printf("%zu acknowledged before the disk was full, %zu in all\n", before, k->n);
}

static void a_backup_without_room_is_none(void **state)
{
	struct world *k = xcalloc(1, sizeof(*k));
	struct str out = STR_INIT;

	k->w = survive_open(PLAIN, 0);
	*state = k;
	if (!small_disk_open(&k->disk, "2m")) {
		skip();
	}
	fill_disk(&k->disk);
	char *dir = fs_join(k->disk.dir, "backup"), *manifest = fs_join(dir, "manifest");
	assert_int_equal(fettled_run(k->w->f, (const char *const[]){"backup", dir, NULL}, NULL, &out), 1);
	assert_non_null(strstr(str_c(&out), "disk is full"));
	assert_int_not_equal(access(manifest, F_OK), 0);
	assert_int_equal(survive_get(k->w, NULL, "/healthz"), 200);
	str_finish(&out);
	free(dir);
	free(manifest);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_stop_and_go_on),
		TEST(a_backup_without_room_is_none),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_disk", tests, NULL, NULL);
}
