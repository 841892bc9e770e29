#include <string.h>

#include "base/clock.h"
#include "lib/market.h"
#include "unit/unit.h"

static const char *quote_with(struct market *m, const char *id, const char *rfq, const char *note, const char *more)
{
	return arena_printf(&m->arena, "{'id':'%s','rfq':'%s','currency':'KRW','lead_days':12,'valid_days':30,"
		"'lines':[{'text':'Bracket','qty':50,'unit':100}],'note':'%s'%s}", id, rfq, note, more);
}

/* "en phone 2/3 reason; ..." as the report tells it */
static const char *report(struct market *m, const char *who, const char *query)
{
	struct answer a = GOES(market_get(m, who, "report.contact", "", query));
	const char *out = "";

	for (int i = 0; i < count_of(a, "items"); i++) {
		const struct json *j = json_at(json_get(a.reply, "items"), (size_t)i);

		out = arena_printf(&m->arena, "%s%s%s %s %d/%d %s", out, *out ? "; " : "", json_get_text(j, "lang"),
			json_get_text(j, "kind"), (int)json_get_int(j, "messages", -1), (int)json_get_int(j, "contacts", -1),
			json_get_text(j, "reason"));
	}
	return out;
}

static void counts_what_was_sent(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true), *id = market_id(m);
	const char *body = quote_with(m, id, rfq, "Call 010-1234-5678 or 010-2222-3333, kim@example.com",
		",'contact_reason':'The courier calls.'");
	const char *text;

	assert_string_equal(report(m, "oper", NULL), "");
	struct answer a = GOES(market_call(m, "kim", "quote.send", "", body));
	assert_string_equal(said(a, "note"), "Call 010-1234-5678 or 010-2222-3333, kim@example.com");
	assert_string_equal(report(m, "oper", NULL), "en email 1/1 The courier calls.; en phone 1/2 The courier calls.");

	/* the same again, later, is the same message */
	m->now += 1000;
	GOES(market_call(m, "kim", "quote.send", "", body));
	/* nothing in it, or refused: nothing is counted */
	GOES(market_call(m, "kim", "quote.send", "", quote_with(m, market_id(m), rfq, "Drawing 010-2345-6789 rev B, M8x1.25", "")));
	REFUSED(market_call(m, "far", "quote.send", "", quote_with(m, market_id(m), rfq, "010-1234-5678", "")), ERR_NOT_FOUND);
	assert_string_equal(report(m, "oper", NULL), "en email 1/1 The courier calls.; en phone 1/2 The courier calls.");

	text = arena_printf(&m->arena, "{'deal':'%s','text':'mori@example.org'}", market_id(m));
	GOES(market_call(m, "mori", "profile.send", rfq, text));
	GOES(market_call(m, "lysenko", "deal.decline", rfq, "{'reason':'mail lys@example.org'}"));
	assert_string_equal(report(m, "oper", NULL),
		"en email 2/2 ; en email 1/1 The courier calls.; en phone 1/2 The courier calls.");
	market_close(m);
}

static void is_told_to_staff_of_the_site(void **state)
{
	struct market *m = market_open(state);
	const char *north = market_rfq(m, "anna", true), *far = market_org(m, "far");
	char since[CLOCK_TEXT];

	GOES(market_call(m, "kim", "quote.send", "", quote_with(m, market_id(m), north, "010-1234-5678", "")));
	m->now += MARKET_DAY;
	GOES(market_call(m, "far", "profile.put", far,
		arena_printf(&m->arena, "{'id':'%s','text':'far@example.org','contact_reason':'so'}", far)));
	assert_string_equal(report(m, "oper", NULL), "en phone 1/1 ");
	assert_string_equal(report(m, "root", NULL), "en email 1/1 so; en phone 1/1 ");
	assert_string_equal(report(m, "root", arena_printf(&m->arena, "site=%s", m->south)), "en email 1/1 so");
	assert_string_equal(report(m, "oper", arena_printf(&m->arena, "site=%s", m->south)), "");
	assert_string_equal(report(m, "root", arena_printf(&m->arena, "since=%s", clock_format(m->now, since))),
		"en email 1/1 so");
	assert_string_equal(report(m, "root", "limit=1"), "en email 1/1 so");
	REFUSED(market_get(m, "root", "report.contact", "", "since=yesterday"), ERR_INVALID_FIELD);
	REFUSED(market_get(m, "root", "report.contact", "", "site=x"), ERR_INVALID_FIELD);
	REFUSED(market_get(m, "kim", "report.contact", "", NULL), ERR_FORBIDDEN);
	REFUSED(market_get(m, "anna", "report.contact", "", NULL), ERR_FORBIDDEN);
	market_close(m);
}

static const struct json *fed(struct market *m, const char *who, const char *id, struct json **all)
{
	struct err e = ERR_NONE;
	struct str text = STR_INIT;

	assert_int_equal(data_changes(m->db, market_reader(m, who), NULL, 0, NULL, 500, &m->arena, &text, &e), 0);
	*all = json_parse(str_c(&text), text.len, &e);
	str_finish(&text);
	for (size_t i = 0; i < json_len(json_get(*all, "changes")); i++) {
		const struct json *one = json_at(json_get(*all, "changes"), i);

		if (!strcmp(json_get_text(one, "id"), id)) {
			return json_get(one, "object");
		}
	}
	return NULL;
}

/* The reason is the partner's own: no list, no feed and no answer tells it to others. */
static void reason_is_for_the_own_side(void **state)
{
	static const struct { const char *who; bool seen; } cases[] = {
		{"kim", true}, {"lee", true}, {"anna", false}, {"oper", false}, {"root", false},
	};
	struct market *m = market_open(state);
	const char *id = market_id(m), *rfq = market_rfq(m, "anna", true);

	GOES(market_call(m, "kim", "quote.send", "", quote_with(m, id, rfq, "010-1234-5678", ",'contact_reason':'urgent'")));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json *all;
		const struct json *object = fed(m, cases[i].who, id, &all);

		assert_non_null(object);
		assert_int_equal(json_get(object, "contact_reason") != NULL, cases[i].seen);
		json_free(all);
		struct answer a = GOES(market_get(m, cases[i].who, "quote.show", id, NULL));
		assert_string_equal(said(a, "contact_reason"), cases[i].seen ? "urgent" : "");
		a = GOES(market_get(m, cases[i].who, "quote.list", "", NULL));
		assert_int_equal(json_get(json_at(json_get(a.reply, "items"), 0), "contact_reason") != NULL, cases[i].seen);
	}
	market_close(m);
}

UNIT_TESTS(test_contact,
	ON_ALL(counts_what_was_sent),
	ON_ALL(is_told_to_staff_of_the_site),
	ON_ALL(reason_is_for_the_own_side));
