#include <string.h>

#include "base/alloc.h"
#include "model/talk.h"
#include "unit/unit.h"

static const struct reader customer = {.account = "a", .org = "C", .role = ROLE_CUSTOMER},
	partner = {.account = "p", .org = "P", .role = ROLE_PARTNER}, stranger = {.account = "s", .org = "S", .role = ROLE_PARTNER},
	desk = {.account = "o", .org = "D", .role = ROLE_OPERATOR};
static const struct thread project = {.kind = THREAD_PROJECT, .customer = "C", .partner = "P"},
	asked = {.kind = THREAD_PROJECT, .state = TALK_ASKED, .customer = "C", .partner = "P"},
	with_desk = {.kind = THREAD_DIRECT, .customer = "", .partner = "P"};

static void lets_the_sides_write(void **state)
{
	(void)state;
	static const struct { const struct reader *r; const struct thread *t; enum errcode code; } cases[] = {
		{&customer, &project, ERR_OK}, {&partner, &project, ERR_OK}, {&stranger, &project, ERR_FORBIDDEN},
		{&desk, &project, ERR_FORBIDDEN}, {&desk, &with_desk, ERR_OK}, {&partner, &with_desk, ERR_OK},
		{&customer, &with_desk, ERR_FORBIDDEN}, {&customer, &asked, ERR_OK}, {&partner, &asked, ERR_STATE},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct err e = ERR_NONE;

		thread_may_write(cases[i].r, cases[i].t, &e);
		assert_int_equal(e.code, cases[i].code);
	}
}

static void lets_the_other_side_decide(void **state)
{
	(void)state;
	static const struct { enum note_state from, to; enum errcode author, other; } cases[] = {
		{NOTE_OPEN, NOTE_ACCEPTED, ERR_FORBIDDEN, ERR_OK}, {NOTE_OPEN, NOTE_REJECTED, ERR_FORBIDDEN, ERR_OK},
		{NOTE_OPEN, NOTE_DONE, ERR_OK, ERR_OK}, {NOTE_ACCEPTED, NOTE_DONE, ERR_OK, ERR_OK},
		{NOTE_REJECTED, NOTE_DONE, ERR_STATE, ERR_STATE}, {NOTE_DONE, NOTE_ACCEPTED, ERR_FORBIDDEN, ERR_STATE},
		{NOTE_DONE, NOTE_OPEN, ERR_OK, ERR_OK}, {NOTE_REJECTED, NOTE_OPEN, ERR_OK, ERR_OK},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		const struct note n = {.side = ROLE_PARTNER, .state = (int)cases[i].from};
		struct err e = ERR_NONE, other = ERR_NONE;

		note_may(&partner, &project, &n, cases[i].to, &e);
		note_may(&customer, &project, &n, cases[i].to, &other);
		assert_int_equal(e.code, cases[i].author);
		assert_int_equal(other.code, cases[i].other);
	}
}

static void keeps_words_as_they_were(void **state)
{
	(void)state;
	const struct message mine = {.author = "p", .created = 1000, .versions = 1}, record = {.author = "p", .kind = MESSAGE_RECORD};
	struct err e = ERR_NONE;

	assert_int_equal(message_may_edit(&partner, &mine, 1000 + MESSAGE_EDIT_MS, &e), 0);
	assert_int_equal(message_may_edit(&partner, &mine, 1001 + MESSAGE_EDIT_MS, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	assert_int_equal(message_may_edit(&partner, &record, 0, &e), -1);
	assert_int_equal(message_may_edit(&customer, &mine, 1000, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
}

static void counts_revisions_on(void **state)
{
	(void)state;
	static const struct { const char *rev, *next; } cases[] = {
		{"", "A"}, {"A", "B"}, {"H", "J"}, {"N", "P"}, {"P", "R"}, {"R", "T"}, {"W", "Y"}, {"Y", "AA"}, {"AA", "AB"}, {"AY", "BA"},
		{"YY", "AAA"}, {"1", "2"}, {"9", "10"}, {"P2", "P3"}, {"P9", "P10"}, {"rev-", "rev-A"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		char out[REV_SIZE];

		rev_next(cases[i].rev, out);
		assert_string_equal(out, cases[i].next);
	}
}

UNIT_TESTS(test_talk,
	cmocka_unit_test(lets_the_sides_write),
	cmocka_unit_test(lets_the_other_side_decide),
	cmocka_unit_test(keeps_words_as_they_were),
	cmocka_unit_test(counts_revisions_on));
