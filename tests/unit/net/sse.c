#include "net/sse.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

static void note(void *arg, const struct sse_event *ev)
{
	str_addf(arg, "[%s|%s|%s]", ev->type, ev->data, ev->id);
}

static const struct { const char *in, *want; } cases[] = {
	{"data: 5\n\n", "[message|5|]"},
	{"id: 7\nevent: change\ndata: 7\n\n", "[change|7|7]"},
	{":\n\n:hello\n\ndata:x\n\n", "[message|x|]"},
	{"data: a\ndata: b\n\n", "[message|a\nb|]"},
	{"data\n\n", "[message||]"},
	{"data\ndata\n\n", "[message|\n|]"},
	{"event: only\n\ndata: y\n\n", "[message|y|]"},
	{"data: a\r\n\r\ndata: b\r\rdata: c\n\n", "[message|a|][message|b|][message|c|]"},
	{"\xef\xbb\xbf" "data: bom\n\n", "[message|bom|]"},
	{"\xef\xbb" "data: half\n\ndata: b\n\n", "[message|b|]"},
	{"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", "[message|a|1][message|b|1][message|c|]"},
	{"data:  two blanks\n\n", "[message| two blanks|]"},
	{"unknown: x\ndata: a\nDATA: b\n\n", "[message|a|]"},
	{"data: unfinished", ""},
	{"data: unfinished\n", ""},
	{"retry: 1500\ndata: r\n\n", "[message|r|]"},
};

static void parses_in_pieces_of_any_size(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		size_t n = strlen(cases[i].in);
		for (size_t piece = 1; piece <= n; piece++) {
			struct str got = STR_INIT;
			struct sse p;

			sse_init(&p, note, &got);
			for (size_t at = 0; at < n; at += piece) {
				sse_feed(&p, cases[i].in + at, n - at < piece ? n - at : piece);
			}
			assert_string_equal(str_c(&got), cases[i].want);
			sse_finish(&p);
			str_finish(&got);
		}
	}
}

static void an_id_with_nul_is_ignored(void **state)
{
	(void)state;
	struct str got = STR_INIT;
	struct sse p;

	sse_init(&p, note, &got);
	sse_feed(&p, "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", 31);
	assert_string_equal(str_c(&got), "[message|a|1][message|b|1]");
	sse_finish(&p);
	str_finish(&got);
}

static void drops_what_is_too_long_whole(void **state)
{
	(void)state;
	struct str got = STR_INIT;
	struct sse p;
	char *big = xmalloc(SSE_LINE_MAX + 100);

	memset(big, 'x', SSE_LINE_MAX + 100);
	sse_init(&p, note, &got);
	sse_feed(&p, "data: ", 6);
	sse_feed(&p, big, SSE_LINE_MAX + 100);
	sse_feed(&p, "\n\ndata: after\n\n", 15);
	assert_string_equal(str_c(&got), "[message|after|]");
	/* many lines that together are too long */
	str_clear(&got);
	for (int i = 0; i < 3; i++) {
		sse_feed(&p, "data: ", 6);
		sse_feed(&p, big, SSE_LINE_MAX / 2);
		sse_feed(&p, "\n", 1);
	}
	sse_feed(&p, "\ndata: after\n\n", 14);
	assert_string_equal(str_c(&got), "[message|after|]");
	sse_finish(&p);
	str_finish(&got);
	free(big);
}

static void keeps_the_last_id_over_a_restart(void **state)
{
	(void)state;
	struct str got = STR_INIT;
	struct sse p;

	sse_init(&p, note, &got);
	sse_feed(&p, "id: 9\ndata: a\n\nid: 10\ndata: b", 29);
	sse_restart(&p);
	assert_string_equal(sse_last_id(&p), "9");
	sse_feed(&p, "data: c\n\n", 9);
	assert_string_equal(str_c(&got), "[message|a|9][message|c|9]");
	sse_finish(&p);
	str_finish(&got);
}

static void takes_the_pause_asked_for(void **state)
{
	(void)state;
	static const struct { const char *in; long long want; } table[] = {
		{"retry: 250\n", 250}, {"retry: -1\n", -1}, {"retry: 1x\n", -1}, {"retry:\n", -1}, {"retry: 99999999999999999999\n", -1},
	};

	for (size_t i = 0; i < lengthof(table); i++) {
		struct str got = STR_INIT;
		struct sse p;

		sse_init(&p, note, &got);
		sse_feed(&p, table[i].in, strlen(table[i].in));
		assert_true(p.retry_ms == table[i].want);
		sse_finish(&p);
	}
}

UNIT_TESTS(sse,
	cmocka_unit_test(parses_in_pieces_of_any_size),
	cmocka_unit_test(an_id_with_nul_is_ignored),
	cmocka_unit_test(drops_what_is_too_long_whole),
	cmocka_unit_test(keeps_the_last_id_over_a_restart),
	cmocka_unit_test(takes_the_pause_asked_for));
