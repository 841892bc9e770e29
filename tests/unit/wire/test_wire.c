#include "wire/wire.h"

#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"
#include "wire/text.h"

#define ID "01JA0000000000000000000001"

static void *read_text(const struct entity *e, const char *s, enum wire_from from, struct arena *a, struct err *err)
{
	struct json *j = json_parse(s, strlen(s), err);
	void *obj = j ? wire_read(e, j, from, a, err) : NULL;

	json_free(j);
	return obj;
}

static const char quote_text[] = "{\"id\":\"" ID "\",\"rfq\":\"" ID "\",\"currency\":\"KRW\",\"lines\":["
	"{\"kind\":\"item\",\"text\":\"브래킷\",\"qty\":200,\"setup\":180000,\"unit\":14200}],"
	"\"lead_days\":12,\"valid_days\":30,\"total\":5}";

static void goes_round(void **state)
{
	(void)state;
	struct arena a;
	struct err e = ERR_NONE;
	struct quote *q, *back;
	struct json *j;
	struct val row[ENTITY_FIELDS_MAX];

	arena_init(&a);
	q = read_text(&entity_quote, quote_text, WIRE_REQUEST, &a, &e);
	assert_string_equal(e.text, "");
	assert_non_null(q);
	assert_int_equal(q->total, 0); /* the server's own field */
	q->sent = 1700000000123;
	j = wire_write(&entity_quote, q, NULL);
	back = wire_read(&entity_quote, j, WIRE_REPLY, &a, &e);
	assert_true(entity_equal(&entity_quote, q, back, true));
	json_free(j);
	wire_to_row(&entity_quote, q, row, &a);
	back = wire_from_row(&entity_quote, row, entity_quote.nfields, &a);
	assert_true(entity_equal(&entity_quote, q, back, true));
	arena_finish(&a);
}

static void refuses_what_does_not_fit(void **state)
{
	(void)state;
	static const struct { const char *s; enum errcode code; const char *field; } cases[] = {
		{"{}", ERR_MISSING_FIELD, "deal"},
		{"{\"deal\":\"" ID "\",\"text\":7}", ERR_INVALID_FIELD, "text"},
		{"{\"deal\":\"" ID "\",\"text\":\"x\",\"role\":\"admin\"}", ERR_INVALID_FIELD, "role"},
		{"{\"deal\":\"" ID "\",\"text\":\"x\",\"files\":{}}", ERR_INVALID_FIELD, "files"},
		{"{\"deal\":\"" ID "\",\"text\":\"x\",\"files\":[{\"name\":\"a\"}]}", ERR_MISSING_FIELD, "files[0].hash"},
		{"{\"deal\":\"" ID "\",\"text\":\"a\\u0000b\"}", ERR_INVALID_FIELD, "text"},
		{"[]", ERR_INVALID, ""},
	};
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct err e = ERR_NONE;

		assert_null(read_text(&entity_proposal, cases[i].s, WIRE_REQUEST, &a, &e));
		assert_int_equal(e.code, cases[i].code);
		assert_string_equal(e.field, cases[i].field);
	}
	arena_finish(&a);
}

static void hides_prices_from_the_price_blind(void **state)
{
	(void)state;
	struct reader blind = {.account = "", .org = ID, .role = ROLE_PARTNER, .price_blind = true};
	struct arena a;
	struct quote *q;
	struct json *j;
	struct str s = STR_INIT;

	arena_init(&a);
	q = read_text(&entity_quote, quote_text, WIRE_REQUEST, &a, NULL);
	j = wire_write(&entity_quote, q, &blind);
	json_write(j, false, &s);
	assert_null(strstr(str_c(&s), "14200"));
	assert_null(strstr(str_c(&s), "180000"));
	assert_null(json_get(j, "total"));
	assert_non_null(json_get(j, "lead_days"));
	json_free(j);
	str_finish(&s);
	arena_finish(&a);
}

static void shows_own_fields_to_the_own_side_alone(void **state)
{
	(void)state;
	static const struct { const char *org; enum role role; bool seen; } cases[] = {
		{ID, ROLE_PARTNER, true},
		{"01JA0000000000000000000002", ROLE_PARTNER, false},
		{"01JA0000000000000000000003", ROLE_CUSTOMER, false},
		{"", ROLE_OPERATOR, false},
		{"", ROLE_ADMIN, false},
	};
	struct arena a;
	struct quote *q;

	arena_init(&a);
	q = read_text(&entity_quote, quote_text, WIRE_REQUEST, &a, NULL);
	q->partner = ID;
	q->customer = "01JA0000000000000000000003";
	q->contact_reason = "the courier calls";
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct reader r = {.account = "", .org = cases[i].org, .role = cases[i].role};
		struct json *j = wire_write(&entity_quote, q, &r);

		assert_int_equal(json_get(j, "contact_reason") != NULL, cases[i].seen);
		json_free(j);
	}
	arena_finish(&a);
}

static struct quote *awkward_quote(struct arena *a)
{
	struct quote *q = read_text(&entity_quote, quote_text, WIRE_REQUEST, a, NULL);

	q->partner = ID;
	q->sent = 1700000000123;
	q->total = -5;
	q->title = "a \"b\" \\ c/d\b\f\n\r\t\x01\x1f\x7f 브래킷, no more";
	q->note = "12345678\n1234567\"12345678";
	q->state = QUOTE_EXPIRED;
	q->contact_reason = "so";
	return q;
}

/* The writers without a tree say what the tree says, to every kind of reader. */
static void writes_text_as_the_tree_does(void **state)
{
	(void)state;
	const struct reader readers[] = {
		{.account = "", .org = ID, .role = ROLE_PARTNER},
		{.account = "", .org = ID, .role = ROLE_PARTNER, .price_blind = true},
		{.account = "", .org = "", .role = ROLE_ADMIN},
	};
	struct arena a;

	arena_init(&a);
	struct quote *q = awkward_quote(&a);
	struct val row[ENTITY_FIELDS_MAX];
	wire_to_row(&entity_quote, q, row, &a);
	for (size_t i = 0; i <= lengthof(readers); i++) {
		const struct reader *r = i < lengthof(readers) ? &readers[i] : NULL;
		struct str tree = STR_INIT, text = STR_INIT, stored = STR_INIT;
		struct json *j = wire_write(&entity_quote, q, r);

		json_write(j, false, &tree);
		wire_put(&text, &entity_quote, q, r);
		json_put_open(&stored, '{');
		wire_put_row(&stored, &entity_quote, VIEW_FULL, row, r);
		json_put_close(&stored, '}');
		assert_string_equal(str_c(&text), str_c(&tree));
		assert_string_equal(str_c(&stored), str_c(&tree));
		json_free(j);
		str_finish(&tree);
		str_finish(&text);
		str_finish(&stored);
	}
	arena_finish(&a);
}

/* The columns of a brief row: the head, and what the view shows. */
static size_t brief_row(const struct val *full, struct val *out)
{
	size_t n = 0;

	for (size_t i = 0; i < entity_quote.nfields; i++) {
		if (field_in_row(&entity_quote, &entity_quote.fields[i], VIEW_BRIEF)) {
			out[n++] = full[i];
		}
	}
	return n;
}

static void is_brief_when_asked(void **state)
{
	(void)state;
	struct arena a;
	struct val row[ENTITY_FIELDS_MAX], brief[ENTITY_FIELDS_MAX];
	struct str text = STR_INIT;

	arena_init(&a);
	struct quote *q = awkward_quote(&a), *lent = entity_new(&entity_quote, &a);
	q->title = "t";
	wire_to_row(&entity_quote, q, row, &a);
	assert_true(brief_row(row, brief) < entity_quote.nfields);
	json_put_open(&text, '{');
	wire_put_row(&text, &entity_quote, VIEW_BRIEF, brief, NULL);
	json_put_close(&text, '}');
	assert_string_equal(str_c(&text), "{\"id\":\"" ID "\",\"rev\":0,\"rfq\":\"" ID "\",\"deal\":\"\",\"title\":\"t\","
		"\"customer_name\":\"\",\"version\":0,\"state\":\"expired\",\"total\":-5,\"lead_days\":12,"
		"\"sent\":\"2023-11-14T22:13:20.123Z\"}");
	wire_lend_row(&entity_quote, VIEW_BRIEF, brief, lent);
	assert_string_equal(lent->partner, ID);
	assert_int_equal(lent->total, -5);
	assert_string_equal(lent->note, "");
	str_finish(&text);
	arena_finish(&a);
}

static void tells_problems_both_ways(void **state)
{
	(void)state;
	struct err e = ERR_NONE, back = ERR_NONE;
	struct json *j;

	err_field(&e, ERR_QUOTE_NEEDED, "quote", "so far only the profile");
	j = wire_problem(&e, LANG_EN, "/v1/deals/x/order");
	assert_int_equal(json_get_int(j, "status", 0), 409);
	wire_problem_read(j, 409, &back);
	assert_int_equal(back.code, ERR_QUOTE_NEEDED);
	assert_string_equal(back.text, e.text);
	assert_string_equal(back.field, "quote");
	json_free(j);
}

UNIT_TESTS(test_wire,
	cmocka_unit_test(goes_round),
	cmocka_unit_test(refuses_what_does_not_fit),
	cmocka_unit_test(hides_prices_from_the_price_blind),
	cmocka_unit_test(shows_own_fields_to_the_own_side_alone),
	cmocka_unit_test(writes_text_as_the_tree_does),
	cmocka_unit_test(is_brief_when_asked),
	cmocka_unit_test(tells_problems_both_ways));
