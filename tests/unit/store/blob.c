#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "help.h"
#include "store/blob.h"

static char *make_file(const char *dir, const char *name, size_t n)
{
	char *path = fs_join(dir, name), *p = xmalloc(n + 1);

	for (size_t i = 0; i < n; i++) {
		p[i] = (char)(i * 31 % 251);
	}
	assert_int_equal(fs_write(path, p, n, 0600, NULL), 0);
	free(p);
	return path;
}

static void same(const char *a, const char *b)
{
	struct str x = STR_INIT, y = STR_INIT;

	assert_int_equal(fs_read(a, 1 << 30, &x, NULL), 0);
	assert_int_equal(fs_read(b, 1 << 30, &y, NULL), 0);
	assert_int_equal(x.len, y.len);
	assert_memory_equal(x.s, y.s, x.len);
	str_finish(&x);
	str_finish(&y);
}

static void goes_in_and_out(void **state)
{
	(void)state;
	static const size_t sizes[] = {1, 100, 65535, 65536, 65537, 131072, 200001};
	const char *dir = unit_dir(), *files = unit_dir();
	struct store *s = help_store(dir);

	for (size_t i = 0; i < lengthof(sizes); i++) {
		char hash[BLOB_HASH], media[100];
		int64_t size = 0;
		struct blob_reader *r;
		char c;

		char *in = make_file(files, "in.PDF", sizes[i]), *out = fs_join(files, "out");
		assert_int_equal(blob_import(s, in, hash, &size, media, NULL), 0);
		assert_int_equal(size, sizes[i]);
		assert_string_equal(media, "application/pdf");
		assert_true(blob_have(s, hash, &size));
		assert_int_equal(size, sizes[i]);
		assert_int_equal(blob_export(s, hash, out, true, NULL), 0);
		same(in, out);
		assert_int_equal(blob_open(s, hash, &r, &size, NULL), 0);
		int64_t at = (int64_t)sizes[i] - 1;
		assert_int_equal(blob_read(r, at, &c, 1, NULL), 1);
		assert_int_equal((unsigned char)c, (unsigned char)(at * 31 % 251));
		assert_int_equal(blob_read(r, at + 1, &c, 1, NULL), 0);
		blob_close(r);
		assert_int_equal(blob_drop(s, hash, NULL), 0);
		assert_false(blob_have(s, hash, NULL));
		free(in);
		free(out);
	}
	store_close(s);
}

/* By steps it is the same blob; each moves about as much as it was told, and broken off it leaves nothing. */
static void goes_in_by_steps(void **state)
{
	(void)state;
	enum { SIZE = 1000000, STEP = 200000 };
	const char *dir = unit_dir(), *files = unit_dir();
	struct store *s = help_store(dir);
	char *in = make_file(files, "film.mp4", SIZE), *blobs = fs_join(dir, "blobs"), hash[BLOB_HASH];
	struct blob_import *im = NULL;
	struct err e = ERR_NONE;
	int steps = 0, r;

	assert_int_equal(blob_import(s, in, hash, NULL, NULL, &e), 0);
	assert_int_equal(blob_drop(s, hash, &e), 0);
	assert_int_equal(blob_import_begin(s, in, &im, &e), 0);
	assert_int_equal(blob_import_size(im), SIZE);
	while ((r = blob_import_step(im, STEP, &e)) == 0) {
		steps++;
		assert_null(blob_import_result(im));
	}
	assert_int_equal(r, 1);
	assert_true(steps >= 3 && steps <= SIZE / STEP);
	assert_string_equal(blob_import_result(im)->hash, hash);
	assert_string_equal(blob_import_result(im)->media, "video/mp4");
	assert_int_equal(blob_import_result(im)->size, SIZE);
	blob_import_destroy(im);
	assert_true(blob_have(s, hash, NULL));
	assert_int_equal(blob_drop(s, hash, &e), 0);
	assert_int_equal(blob_import_begin(s, in, &im, &e), 0);
	assert_int_equal(blob_import_step(im, STEP, &e), 0);
	blob_import_destroy(im);
	blob_import_destroy(NULL);
	DIR *d = opendir(blobs);
	for (const struct dirent *ent; (ent = readdir(d));) {
		assert_true(ent->d_name[0] == '.');
	}
	closedir(d);
	store_close(s);
	free(in);
	free(blobs);
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	const char *dir = unit_dir(), *files = unit_dir();
	struct store *s = help_store(dir);
	char hash[BLOB_HASH];
	struct err e = ERR_NONE;
	char *empty = make_file(files, "empty", 0), *pipe_path = fs_join(files, "pipe");

	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_int_equal(blob_import(s, files, hash, NULL, NULL, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_int_equal(blob_import(s, pipe_path, hash, NULL, NULL, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_int_equal(blob_import(s, empty, hash, NULL, NULL, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_int_equal(blob_import(s, "/nowhere/at/all", hash, NULL, NULL, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_false(blob_have(s, "../../etc/passwd", NULL));
	store_close(s);
	free(empty);
	free(pipe_path);
}

static void replaces_only_when_told(void **state)
{
	(void)state;
	const char *dir = unit_dir(), *files = unit_dir();
	struct store *s = help_store(dir);
	char hash[BLOB_HASH];
	struct err e = ERR_NONE;
	char *in = make_file(files, "in", 1000), *there = make_file(files, "there", 3);

	assert_int_equal(blob_import(s, in, hash, NULL, NULL, &e), 0);
	assert_int_equal(blob_export(s, hash, there, false, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(blob_export(s, hash, there, true, &e), 0);
	same(in, there);
	store_close(s);
	free(in);
	free(there);
}

static char *only_file(const char *dir)
{
	char *blobs = fs_join(dir, "blobs"), *path = NULL;
	DIR *d = opendir(blobs);

	for (struct dirent *ent; (ent = readdir(d));) {
		if (ent->d_name[0] != '.') {
			assert_null(path);
			path = fs_join(blobs, ent->d_name);
		}
	}
	closedir(d);
	free(blobs);
	return path;
}

/* Any byte changed, a piece cut off or two swapped: an error, never other content. */
static void damage_is_noticed(void **state)
{
	(void)state;
	const char *dir = unit_dir(), *files = unit_dir();
	struct store *s = help_store(dir);
	char hash[BLOB_HASH];
	struct err e = ERR_NONE;
	enum { SEALED = 65536 + 40, HEAD = 24, SIZE = 65536 * 2 + 500 };
	char *in = make_file(files, "in", SIZE), *out = fs_join(files, "out");

	assert_int_equal(blob_import(s, in, hash, NULL, NULL, &e), 0);
	char *path = only_file(dir);
	struct str whole = STR_INIT;
	assert_int_equal(fs_read(path, 1 << 30, &whole, NULL), 0);
	static const size_t flips[] = {0, 10, 30, HEAD + 70000, HEAD + 2 * SEALED + 100};
	for (size_t i = 0; i < lengthof(flips); i++) {
		whole.s[flips[i]] ^= 1;
		assert_int_equal(fs_write(path, whole.s, whole.len, 0600, NULL), 0);
		assert_int_equal(blob_export(s, hash, out, true, &e), -1);
		assert_int_equal(e.code, ERR_CORRUPT);
		assert_int_equal(access(out, F_OK), -1);
		whole.s[flips[i]] ^= 1;
	}
	/* the last piece, or part of it, is gone */
	static const size_t cuts[] = {HEAD + SEALED, HEAD + 2 * SEALED, HEAD + 2 * SEALED + 100, HEAD, 3};
	for (size_t i = 0; i < lengthof(cuts); i++) {
		assert_int_equal(fs_write(path, whole.s, cuts[i], 0600, NULL), 0);
		assert_int_equal(blob_export(s, hash, out, true, &e), -1);
		assert_int_equal(e.code, ERR_CORRUPT);
	}
	struct str swapped = STR_INIT;
	str_addn(&swapped, whole.s, HEAD);
	str_addn(&swapped, whole.s + HEAD + SEALED, SEALED);
	str_addn(&swapped, whole.s + HEAD, SEALED);
	str_addn(&swapped, whole.s + HEAD + 2 * SEALED, whole.len - HEAD - 2 * SEALED);
	assert_int_equal(fs_write(path, swapped.s, swapped.len, 0600, NULL), 0);
	assert_int_equal(blob_export(s, hash, out, true, &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	assert_int_equal(fs_write(path, whole.s, whole.len, 0600, NULL), 0);
	assert_int_equal(blob_export(s, hash, out, true, &e), 0);
	same(in, out);
	str_finish(&whole);
	str_finish(&swapped);
	store_close(s);
	free(path);
	free(in);
	free(out);
}

static void content_must_have_the_hash_asked_for(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct blob_writer *w;
	struct err e = ERR_NONE;
	char hash[BLOB_HASH];

	assert_int_equal(blob_begin(s, &w, &e), 0);
	assert_int_equal(blob_add(w, "abc", 3, &e), 0);
	assert_int_equal(blob_end(w, "0000000000000000000000000000000000000000000000000000000000000000", hash, &e), -1);
	assert_int_equal(e.code, ERR_HASH_MISMATCH);
	assert_int_equal(blob_begin(s, &w, &e), 0);
	assert_int_equal(blob_add(w, "abc", 3, &e), 0);
	assert_int_equal(blob_end(w, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", hash, &e), 0);
	assert_true(blob_have(s, hash, NULL));
	assert_true(blob_have(s, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", NULL));
	store_close(s);
}

static void trimming_spares_what_is_still_needed(void **state)
{
	(void)state;
	const char *files = unit_dir();
	struct store *s = help_store(unit_dir());
	char hash[3][BLOB_HASH], text[200];
	struct err e = ERR_NONE;

	for (int i = 0; i < 3; i++) {
		char *in = make_file(files, "in", 1000 + (size_t)i);
		assert_int_equal(blob_import(s, in, hash[i], NULL, NULL, &e), 0);
		free(in);
	}
	struct intent_file file = {hash[0], "a"};
	struct intent in = {.verb = "v", .method = "POST", .path = "/x", .kind = KIND_RFQ, .object = "r1", .base_rev = -1, .answer = KIND_NONE,
		.files = &file, .nfiles = 1};
	assert_int_equal(store_intent_put(s, &in, NULL, &e), 0);
	snprintf(text, sizeof(text), "{\"files\":[{\"hash\":\"%s\"}]}", hash[1]);
	assert_int_equal(store_draft_put(s, "quote", "r1", text, &e), 0);
	assert_int_equal(blob_trim(s, 0, &e), 0);
	assert_true(blob_have(s, hash[0], NULL));
	assert_true(blob_have(s, hash[1], NULL));
	assert_false(blob_have(s, hash[2], NULL));
	store_close(s);
}

UNIT_TESTS(blob,
	cmocka_unit_test(goes_in_and_out),
	cmocka_unit_test(goes_in_by_steps),
	cmocka_unit_test(refuses_what_is_no_file),
	cmocka_unit_test(replaces_only_when_told),
	cmocka_unit_test(damage_is_noticed),
	cmocka_unit_test(content_must_have_the_hash_asked_for),
	cmocka_unit_test(trimming_spares_what_is_still_needed));
