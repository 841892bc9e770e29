#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fs.h"
#include "base/str.h"
#include "base/vec.h"
#include "unit/unit.h"

static void arena_is_zeroed_and_aligned(void **state)
{
	(void)state;
	struct arena a;

	arena_init(&a);
	for (size_t n = 0; n < 3000; n += 7) {
		unsigned char *p = arena_alloc(&a, n);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(p[i], 0);
		}
		memset(p, 0xff, n);
	}
	arena_finish(&a);
	assert_null(a.head);
}

static void arena_keeps_one_block(void **state)
{
	(void)state;
	struct arena a;

	arena_init(&a);
	memset(arena_alloc(&a, 5000000), 1, 5000000);
	for (int i = 0; i < 1000; i++) {
		memset(arena_alloc(&a, 1000), 1, 1000);
	}
	arena_reset(&a);
	assert_int_equal(a.used, 0);
	struct arena_block *kept = a.head;
	assert_non_null(kept);
	char *p = arena_alloc(&a, 1000);
	assert_ptr_equal(a.head, kept);
	assert_int_equal(p[0], 0);
	assert_int_equal(a.used, 1000);
	arena_finish(&a);
}

static void arena_holds_texts(void **state)
{
	(void)state;
	struct arena a;

	arena_init(&a);
	assert_string_equal(arena_strdup(&a, "abc"), "abc");
	assert_string_equal(arena_strndup(&a, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(&a, "abc", 30), "abc");
	assert_string_equal(arena_printf(&a, "%s-%d", "x", 17), "x-17");
	arena_finish(&a);
}

static void vec_grows_and_closes(void **state)
{
	(void)state;
	struct pair {
		int a, b;
	};
	VEC(struct pair) v = {0};

	for (int i = 0; i < 1000; i++) {
		vec_add(&v)->a = i;
	}
	assert_int_equal(v.n, 1000);
	vec_remove(&v, 0);
	vec_remove(&v, v.n - 1);
	vec_remove(&v, 500);
	assert_int_equal(v.n, 997);
	assert_int_equal(v.v[0].a, 1);
	assert_int_equal(v.v[499].a, 500);
	assert_int_equal(v.v[500].a, 502);
	assert_int_equal(v.v[996].a, 998);
	vec_finish(&v);
	assert_int_equal(v.n, 0);
}

static void fails_on_order(void **state)
{
	(void)state;
	void *p;

	alloc_fail_at(2);
	p = try_malloc(1);
	assert_non_null(p);
	assert_null(try_realloc(p, 10));
	void *q = try_realloc(p, 10);
	assert_non_null(q);
	free(q);
	alloc_fail_at(0);
}

/* Adds of every kind, each of which makes the text longer than it was allocated for. */
static void add_all(struct str *b, size_t lens[8])
{
	char long_text[300];
	size_t n = 0;

	memset(long_text, 'x', sizeof(long_text));
	str_addn(b, long_text, 30);
	lens[n++] = b->len;
	str_addc(b, 'c');
	lens[n++] = b->len;
	str_addi(b, -1234567);
	lens[n++] = b->len;
	str_addf(b, "%.*s", 100, long_text);
	lens[n++] = b->len;
	str_splice(b, 0, 2, long_text, 200);
	lens[n++] = b->len;
	str_add(b, "the end");
	lens[n++] = b->len;
}

/* What could not be added is dropped whole, with all after it, and said; nothing that was there is lost. */
static void texts_with_a_limit_survive_want_of_memory(void **state)
{
	(void)state;
	struct str whole, b;
	size_t want[8], got[8];
	int told = 0;

	str_init(&whole, 4000);
	add_all(&whole, want);
	assert_false(str_failed(&whole));
	for (unsigned long at = 1;; at++) {
		str_init(&b, 4000);
		alloc_fail_at(at);
		add_all(&b, got);
		alloc_fail_at(0);
		assert_int_equal(strlen(str_c(&b)), b.len);
		if (!str_failed(&b)) {
			break;
		}
		told++;
		size_t n = 0;
		while (n < 6 && got[n] == want[n]) {
			n++;
		}
		for (size_t i = n; i < 6; i++) {
			assert_int_equal(got[i], n > 0 ? want[n - 1] : 0);
		}
		str_clear(&b);
		add_all(&b, got);
		assert_string_equal(str_c(&b), str_c(&whole));
		str_finish(&b);
	}
	assert_string_equal(str_c(&b), str_c(&whole));
	assert_true(told >= 4);
	str_finish(&b);
	str_finish(&whole);
}

static void a_file_survives_want_of_memory(void **state)
{
	(void)state;
	char *path = fs_join(unit_dir(), "file"), *text = xcalloc(1, 100001);
	struct err e = ERR_NONE;
	struct str b;
	int told = 0, r = -1;

	memset(text, 'y', 100000);
	assert_int_equal(fs_write(path, text, 100000, 0600, &e), 0);
	for (unsigned long at = 1; r; at++, told += r != 0) {
		str_init(&b, 200000);
		alloc_fail_at(at);
		r = fs_read(path, 200000, &b, &e);
		alloc_fail_at(0);
		assert_true(r == 0 ? b.len == 100000 : e.code == ERR_MEMORY);
		str_finish(&b);
	}
	assert_true(told >= 3);
	free(path);
	free(text);
}

static void copies_texts(void **state)
{
	(void)state;
	char *s = xasprintf("%s %d", "a", 1);

	assert_string_equal(s, "a 1");
	free(s);
	s = xstrndup("abc", 2);
	assert_string_equal(s, "ab");
	free(s);
	free(xmalloc(0));
	free(xcalloc(0, 0));
}

UNIT_TESTS(memory,
	cmocka_unit_test(arena_is_zeroed_and_aligned),
	cmocka_unit_test(arena_keeps_one_block),
	cmocka_unit_test(arena_holds_texts),
	cmocka_unit_test(vec_grows_and_closes),
	cmocka_unit_test(fails_on_order),
	cmocka_unit_test(texts_with_a_limit_survive_want_of_memory),
	cmocka_unit_test(a_file_survives_want_of_memory),
	cmocka_unit_test(copies_texts));
