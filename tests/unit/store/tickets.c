#include "help.h"

/* Tickets in the order of what is owed, and what they can be asked for by. */

static int fed;

static void put(struct store *s, const char *id, const char *more)
{
	struct str b = STR_INIT;

	fed++;
	str_addf(&b, "[{\"n\":%d,\"kind\":\"ticket\",\"id\":\"%s\",\"rev\":%d,\"object\":{\"id\":\"%s\",\"rev\":%d,\"subject\":\"s\",\"task\":\"t\",%s}}]",
		fed, id, fed, id, fed, more);
	assert_int_equal(help_apply(s, fed, str_c(&b)), 1);
	str_finish(&b);
}

static struct store *desk(void)
{
	struct store *s = help_store(unit_dir());

	fed = 0;
	put(s, "solved", "\"state\":\"solved\",\"due\":null,\"site\":\"w1\",\"lang\":\"uk\"");
	put(s, "waits", "\"state\":\"waiting_requester\",\"time_left\":5000,\"site\":\"w1\",\"lang\":\"ja\",\"assignee\":\"p1\"");
	put(s, "soon", "\"state\":\"new\",\"due\":\"2026-09-01T10:00:00Z\",\"site\":\"w1\",\"lang\":\"uk\",\"cls\":\"wish\",\"side\":\"supplier\"");
	put(s, "late", "\"state\":\"open\",\"due\":\"2020-01-01T10:00:00Z\",\"site\":\"w2\",\"lang\":\"ko\",\"assignee\":\"p1\",\"subject\":\"маршрут\"");
	put(s, "hot", "\"state\":\"new\",\"due\":\"2026-09-02T10:00:00Z\",\"hot\":true,\"site\":\"w2\",\"lang\":\"uk\"");
	return s;
}

static void expect(struct store *s, struct store_query q, const char *want)
{
	struct store_list *l = store_list_create(s);
	struct str got = STR_INIT;
	char id[64];

	q.kind = KIND_TICKET;
	store_list_set(l, &q);
	for (int64_t i = 0; store_list_at(l, i, id); i++) {
		str_addf(&got, "%s%s", i ? " " : "", id);
	}
	assert_string_equal(str_c(&got), want);
	str_finish(&got);
	store_list_destroy(l);
}

static void the_most_urgent_stand_first(void **state)
{
	(void)state;
	struct store *s = desk();

	expect(s, (struct store_query){.order = ORDER_DEADLINE}, "hot late soon waits solved");
	/* being late takes nothing to the end */
	expect(s, (struct store_query){.order = ORDER_DEADLINE}, "hot late soon waits solved");
	put(s, "late", "\"state\":\"solved\",\"site\":\"w2\",\"lang\":\"ko\"");
	expect(s, (struct store_query){.order = ORDER_DEADLINE, .state = ~(1u << TICKET_SOLVED) & 0x7f}, "hot soon waits");
	store_close(s);
}

static void asked_for_by_what_they_are(void **state)
{
	(void)state;
	struct store *s = desk();

	expect(s, (struct store_query){.hot = true}, "hot");
	expect(s, (struct store_query){.assignee = "p1"}, "late waits");
	expect(s, (struct store_query){.assignee = "none"}, "hot soon solved");
	expect(s, (struct store_query){.site = "w2"}, "hot late");
	expect(s, (struct store_query){.lang = "uk"}, "hot soon solved");
	expect(s, (struct store_query){.process = 1u << CLASS_WISH}, "soon");
	expect(s, (struct store_query){.side = 1u << SIDE_SUPPLIER}, "soon");
	expect(s, (struct store_query){.lang = "uk", .site = "w2", .state = 1u << TICKET_FRESH}, "hot");
	expect(s, (struct store_query){.text = "марш"}, "late");
	store_close(s);
}

static void a_view_is_kept_as_it_was(void **state)
{
	(void)state;
	struct store_query q = {.kind = KIND_TICKET, .text = "a b", .state = 1u << TICKET_FRESH, .process = 1u << CLASS_WISH, .side = 1u << SIDE_SUPPLIER,
		.assignee = "none", .site = "w1", .lang = "uk", .hot = true}, back;
	struct json *j = store_query_json(&q);
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	assert_string_equal(json_as_text(json_at(json_get(j, "cls"), 0)), "wish");
	assert_int_equal(store_query_read(j, KIND_TICKET, &a, &back, &e), 0);
	assert_int_equal(back.process, q.process);
	assert_int_equal(back.side, q.side);
	assert_string_equal(back.assignee, "none");
	assert_string_equal(back.site, "w1");
	assert_string_equal(back.lang, "uk");
	assert_true(back.hot);
	json_free(j);
	arena_finish(&a);
}

UNIT_TESTS(tickets,
	cmocka_unit_test(the_most_urgent_stand_first),
	cmocka_unit_test(asked_for_by_what_they_are),
	cmocka_unit_test(a_view_is_kept_as_it_was));
