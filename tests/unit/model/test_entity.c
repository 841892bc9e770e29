#include "model/entity.h"

#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

static void copies_deeply(void **state)
{
	(void)state;
	struct arena a, b;
	struct quote *q, *copy;
	struct quote_line *l;

	arena_init(&a);
	arena_init(&b);
	q = entity_new(&entity_quote, &a);
	q->title = arena_strdup(&a, "브래킷");
	l = items_add(&entity_quote_line, &q->lines, &a);
	l->text = arena_strdup(&a, "Bracket");
	l->qty = 3;
	copy = entity_copy(&entity_quote, q, &b);
	assert_true(entity_equal(&entity_quote, q, copy, true));
	arena_finish(&a);
	assert_string_equal(copy->title, "브래킷");
	assert_string_equal(ITEM(struct quote_line, copy->lines, 0)->text, "Bracket");
	ITEM(struct quote_line, copy->lines, 0)->qty = 4;
	items_add(&entity_quote_line, &copy->lines, &b);
	items_remove(&entity_quote_line, &copy->lines, 0);
	assert_int_equal(copy->lines.n, 1);
	assert_string_equal(ITEM(struct quote_line, copy->lines, 0)->text, "");
	arena_finish(&b);
}

static void checks_what_comes_in(void **state)
{
	(void)state;
	static const struct { const char *login, *name, *org; const char *field; } cases[] = {
		{"kim", "Kim", "01JA0000000000000000000001", NULL},
		{"", "Kim", "01JA0000000000000000000001", "login"},
		{"kim", "Kim\n", "01JA0000000000000000000001", "name"},
		{"kim", "Kim\x1b[2J", "01JA0000000000000000000001", "name"},
		{"kim", "Kim\xc2\x9b[2J", "01JA0000000000000000000001", "name"},
		{"kim", "Kim\xc2\xa0\xc3\x82\xc4\x80", "01JA0000000000000000000001", NULL},
		{"kim", "Kim\xff", "01JA0000000000000000000001", "name"},
		{"kim", "Kim", "01ja0000000000000000000001", "org"},
		{"kim", "Kim", "nonsense", "org"},
	};
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct account *acc = entity_new(&entity_account, &a);
		struct err e = ERR_NONE;

		acc->id = "01JA0000000000000000000009";
		acc->login = cases[i].login;
		acc->name = cases[i].name;
		acc->org = cases[i].org;
		assert_int_equal(entity_check(&entity_account, acc, &e), cases[i].field ? -1 : 0);
		assert_string_equal(e.field, cases[i].field ? cases[i].field : "");
	}
	arena_finish(&a);
}

static void finds_by_name(void **state)
{
	(void)state;
	for (int k = 0; k < KIND_COUNT; k++) {
		assert_int_equal(kind_find(entities[k]->name), k);
		assert_string_equal(entities[k]->fields[0].name, "id");
		assert_int_equal(entities[k]->fields[0].off, 0);
		assert_non_null(strstr(entity_sql_upsert(entities[k]), "ON CONFLICT(id)"));
	}
	assert_int_equal(kind_find("nothing"), KIND_NONE);
	assert_int_equal(enum_find(&enum_line_kind, "break"), LINE_PRICE_BREAK);
	assert_int_equal(enum_find(&enum_line_kind, "x"), -1);
}

UNIT_TESTS(test_entity,
	cmocka_unit_test(copies_deeply),
	cmocka_unit_test(checks_what_comes_in),
	cmocka_unit_test(finds_by_name));
