#include "store/talk.h"

#include "base/clock.h"
#include "help.h"

#define NOW INT64_C(1790000000000)

/* A feed of threads and messages, as a test goes on. */
struct feed { struct store *s; int n; };

static void put(struct feed *f, const char *kind, const char *id, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void put(struct feed *f, const char *kind, const char *id, const char *fmt, ...)
{
	struct str b = STR_INIT, object = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&object, fmt, ap);
	va_end(ap);
	f->n++;
	str_addf(&b, "[{\"n\":%d,\"kind\":\"%s\",\"id\":\"%s\",\"rev\":%d,\"object\":{\"id\":\"%s\",\"rev\":%d,%s}}]", f->n, kind, id, f->n, id,
		f->n, str_c(&object));
	assert_int_equal(help_apply(f->s, f->n, str_c(&b)), 1);
	str_finish(&b);
	str_finish(&object);
}

static void say(struct feed *f, const char *thread, int number, const char *author, const char *text, const char *more)
{
	char id[32];

	snprintf(id, sizeof(id), "%s-%d", thread, number);
	put(f, "message", id, "\"thread\":\"%s\",\"number\":%d,\"author\":\"%s\",\"author_name\":\"%s\",\"text\":\"%s\",\"created\":\"2026-09-%02dT00:00:00Z\"%s",
		thread, number, author, author, text, number % 28 + 1, more);
	put(f, "thread", thread, "\"kind\":\"%s\",\"title\":\"%s\",\"messages\":%d,\"last_at\":\"2026-09-%02dT00:00:00Z\",\"rfq\":\"r-%s\"",
		*thread == 'd' ? "direct" : "project", thread, number, number % 28 + 1, thread);
}

static const char *me(struct store *s)
{
	return store_account(s)->id;
}

static struct feed begin(void)
{
	return (struct feed){help_store(unit_dir()), 0};
}

static void asked_for_by_number(void **state)
{
	(void)state;
	struct feed f = begin();
	struct message_key k[10];
	struct arena a;

	arena_init(&a);
	for (int i = 1; i <= 20; i++) {
		say(&f, "t1", i, "lee", "hello", "");
	}
	say(&f, "t2", 1, "lee", "elsewhere", "");
	assert_int_equal(store_message_keys(f.s, "t1", 0, true, 3, k), 3);
	assert_string_equal(k[0].id, "t1-1");
	assert_string_equal(k[2].id, "t1-3");
	assert_int_equal(store_message_keys(f.s, "t1", INT64_MAX, false, 3, k), 3);
	assert_string_equal(k[0].id, "t1-18");
	assert_string_equal(k[2].id, "t1-20");
	assert_int_equal(store_message_keys(f.s, "t1", 19, true, 3, k), 1);
	assert_int_equal(store_message_keys(f.s, "t1", 20, true, 3, k), 0);
	assert_int_equal(store_message_number(f.s, "t1-7"), 7);
	assert_int_equal(store_message_number(f.s, "none"), -1);
	assert_string_equal(store_message_at(f.s, "t1", 7, &a)->id, "t1-7");
	assert_null(store_message_at(f.s, "t1", 21, &a));
	store_close(f.s);
	arena_finish(&a);
}

static int64_t unread_of(struct store *s, const char *thread)
{
	struct thread_row row;
	struct arena a;
	int64_t n;

	arena_init(&a);
	assert_true(store_thread(s, thread, NOW, &a, &row));
	n = row.unread;
	arena_finish(&a);
	return n;
}

static void read_up_to_a_number(void **state)
{
	(void)state;
	struct feed f = begin();

	for (int i = 1; i <= 5; i++) {
		say(&f, "t1", i, "lee", "hello", "");
	}
	say(&f, "t2", 1, "lee", "hello", "");
	assert_int_equal(unread_of(f.s, "t1"), 5);
	assert_int_equal(store_unread_count(f.s, KIND_THREAD), 6);
	assert_int_equal(store_read_to(f.s, "t1", 3, NULL), 0);
	assert_int_equal(unread_of(f.s, "t1"), 2);
	assert_int_equal(store_unread_count(f.s, KIND_THREAD), 3);
	assert_true(store_unread(f.s, KIND_THREAD, "t1"));
	/* what one says oneself reads what stands above */
	say(&f, "t1", 6, me(f.s), "mine", "");
	assert_int_equal(unread_of(f.s, "t1"), 0);
	assert_false(store_unread(f.s, KIND_THREAD, "t1"));
	say(&f, "t1", 7, "lee", "more", "");
	assert_int_equal(unread_of(f.s, "t1"), 1);
	/* one that was seen, all of it; and unread again from the last one on */
	assert_int_equal(store_seen(f.s, KIND_THREAD, "t1", true, NULL), 0);
	assert_int_equal(unread_of(f.s, "t1"), 0);
	assert_int_equal(store_seen(f.s, KIND_THREAD, "t1", false, NULL), 0);
	assert_int_equal(unread_of(f.s, "t1"), 1);
	assert_int_equal(store_seen_all(f.s, KIND_THREAD, NULL), 0);
	assert_int_equal(store_unread_count(f.s, KIND_THREAD), 0);
	/* an edit of what was read is no news */
	put(&f, "message", "t1-7", "\"thread\":\"t1\",\"number\":7,\"author\":\"lee\",\"text\":\"changed\"");
	assert_int_equal(store_unread_count(f.s, KIND_THREAD), 0);
	store_close(f.s);
}

static void the_next_one_by_urgency(void **state)
{
	(void)state;
	struct feed f = begin();
	struct str named = STR_INIT;
	struct arena a;

	arena_init(&a);
	clock_freeze(NOW);
	str_addf(&named, ",\"mentions\":[{\"account\":\"%s\",\"name\":\"me\"}]", me(f.s));
	assert_null(store_next_thread(f.s, NULL, NOW, &a));
	say(&f, "t2", 1, "lee", "old", "");
	say(&f, "t1", 2, "lee", "newer", "");
	assert_string_equal(store_next_thread(f.s, NULL, NOW, &a), "t2");
	assert_string_equal(store_next_thread(f.s, "t2", NOW, &a), "t1");
	say(&f, "d1", 3, "lee", "direct", "");
	assert_string_equal(store_next_thread(f.s, NULL, NOW, &a), "d1");
	say(&f, "t3", 4, "lee", "named", str_c(&named));
	assert_string_equal(store_next_thread(f.s, NULL, NOW, &a), "t3");
	say(&f, "t4", 5, "lee", "call?", ",\"kind\":\"call_asked\",\"call_state\":\"asked\",\"call_at\":\"2026-09-21T14:30:00Z\"");
	assert_string_equal(store_next_thread(f.s, NULL, INT64_C(1790001000000), &a), "t4");
	store_seen(f.s, KIND_THREAD, "t4", true, NULL);
	store_seen(f.s, KIND_THREAD, "t3", true, NULL);
	assert_string_equal(store_next_thread(f.s, NULL, NOW, &a), "d1");
	clock_freeze(-1);
	str_finish(&named);
	store_close(f.s);
	arena_finish(&a);
}

static void words_are_found(void **state)
{
	(void)state;
	struct feed f = begin();
	struct arena a;
	const char **ids;
	int64_t *hits;

	arena_init(&a);
	say(&f, "t1", 1, "lee", "모따기 C0.5를 C1로", "");
	say(&f, "t1", 2, "lee", "Вал ⌀20 h6, без фаски", "");
	say(&f, "t1", 3, "lee", "chamfer please", ",\"files\":[{\"name\":\"bracket-B.dxf\",\"hash\":\"h\",\"size\":1}]");
	say(&f, "t2", 1, "lee", "모따기 again", "");
	assert_int_equal(store_thread_search(f.s, "t1", "따기", &a, &hits), 1);
	assert_int_equal(hits[0], 1);
	assert_int_equal(store_thread_search(f.s, "t1", "ва", &a, &hits), 1);
	assert_int_equal(hits[0], 2);
	assert_int_equal(store_thread_search(f.s, "t1", "bracket", &a, &hits), 1);
	assert_int_equal(store_thread_search(f.s, "t1", "nowhere", &a, &hits), 0);
	assert_int_equal(store_thread_search(f.s, "t1", "\" OR t*", &a, &hits), 0);
	assert_int_equal(store_talk_search(f.s, "모따기", 10, &a, &ids), 2);
	assert_string_equal(ids[0], "t2-1");
	/* changed, and gone */
	put(&f, "message", "t1-3", "\"thread\":\"t1\",\"number\":3,\"author\":\"lee\",\"text\":\"radius\"");
	assert_int_equal(store_thread_search(f.s, "t1", "chamfer", &a, &hits), 0);
	assert_int_equal(store_thread_search(f.s, "t1", "radius", &a, &hits), 1);
	assert_int_equal(store_drop(f.s, KIND_MESSAGE, "t1-3", NULL), 0);
	assert_int_equal(store_thread_search(f.s, "t1", "radius", &a, &hits), 0);
	store_close(f.s);
	arena_finish(&a);
}

static void people_and_notes(void **state)
{
	(void)state;
	struct feed f = begin();
	struct person *who;
	struct note **notes;
	struct message_key before[2], after[2];
	struct arena a;

	arena_init(&a);
	say(&f, "t1", 1, "lee", "a", "");
	say(&f, "t1", 2, "park", "b", ",\"note\":\"n1\"");
	say(&f, "t1", 3, "lee", "c", "");
	say(&f, "t1", 4, me(f.s), "d", "");
	assert_int_equal(store_people(f.s, "t1", &a, &who), 2);
	assert_string_equal(who[0].name, "lee");
	assert_string_equal(who[1].name, "park");
	put(&f, "note", "n1", "\"thread\":\"t1\",\"number\":1,\"file_hash\":\"h1\",\"state\":\"open\"");
	put(&f, "note", "n2", "\"thread\":\"t1\",\"number\":2,\"file_hash\":\"h2\"");
	assert_int_equal(store_notes(f.s, "t1", NULL, &a, &notes), 2);
	assert_int_equal(store_notes(f.s, "t1", "h2", &a, &notes), 1);
	assert_string_equal(notes[0]->id, "n2");
	assert_string_equal(store_note_number(f.s, "t1", 1, &a)->id, "n1");
	/* its message looks different when the note changed */
	store_message_keys(f.s, "t1", 1, true, 1, before);
	put(&f, "note", "n1", "\"thread\":\"t1\",\"number\":1,\"file_hash\":\"h1\",\"state\":\"done\"");
	store_message_keys(f.s, "t1", 1, true, 1, after);
	assert_true(before[0].stamp != after[0].stamp);
	store_close(f.s);
	arena_finish(&a);
}

UNIT_TESTS(talk,
	cmocka_unit_test(asked_for_by_number),
	cmocka_unit_test(read_up_to_a_number),
	cmocka_unit_test(the_next_one_by_urgency),
	cmocka_unit_test(words_are_found),
	cmocka_unit_test(people_and_notes));
