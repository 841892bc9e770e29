/*
 * JSON as it comes from anybody, and each entity and part read from it: what is read is written and read
 * again the same, by the tree and straight to text, and as a table's row.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "model/contact.h"
#include "text/utf8.h"
#include "wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct entity *const all[] = {
#define X_(n, N, path) &entity_##n,
	ENTITIES(X_)
#undef X_
#define X_(n, N) &entity_##n,
	PARTS(X_)
#undef X_
};

static struct json *parse_own(const struct str *s)
{
	struct err e = ERR_NONE;
	struct json *j = json_parse(str_c(s), s->len, &e);

	if (!j) {
		fprintf(stderr, "%s: %s\n", e.text, str_c(s));
		abort();
	}
	return j;
}

static void same_text(const struct json *j, const struct str *want)
{
	struct str s = STR_INIT;

	json_write(j, false, &s);
	must(s.len == want->len && memcmp(str_c(&s), str_c(want), s.len) == 0);
	str_finish(&s);
}

static void writes_the_same(const struct json *j)
{
	struct str plain = STR_INIT, shown = STR_INIT;

	json_write(j, false, &plain);
	must(utf8_valid(str_c(&plain), plain.len));
	struct json *again = parse_own(&plain);
	same_text(again, &plain);
	json_free(again);
	json_write_shown(j, &shown);
	again = parse_own(&shown);
	same_text(again, &plain);
	json_free(again);
	str_finish(&plain);
	str_finish(&shown);
}

static void count_text(void *arg, const struct contact_text *t, const struct contact_hit *hit)
{
	(void)arg;
	must(hit->len > 0 && hit->start + hit->len <= strlen(t->text));
}

static void reads_the_same(const struct entity *en, const void *obj, struct arena *a)
{
	struct val row[ENTITY_FIELDS_MAX];
	struct str text = STR_INIT;
	struct err e = ERR_NONE;
	struct json *j = wire_write(en, obj, NULL);
	const void *back = wire_read(en, j, WIRE_REPLY, a, &e);

	must(back && entity_equal(en, obj, back, true));
	json_free(j);
	wire_put(&text, en, obj, NULL);
	j = parse_own(&text);
	back = wire_read(en, j, WIRE_REPLY, a, &e);
	must(back && entity_equal(en, obj, back, true));
	json_free(j);
	str_finish(&text);
	wire_to_row(en, obj, row, a);
	back = wire_from_row(en, row, en->nfields, a);
	must(entity_equal(en, obj, back, true));
	contact_each(en, obj, count_text, NULL);
}

static void problem(const struct json *j)
{
	struct err e = ERR_NONE;

	wire_problem_read(j, 400, &e);
	must((unsigned)e.code < ERR_COUNT && e.code != ERR_OK);
	must(utf8_valid(e.text, strlen(e.text)) && utf8_valid(e.field, strlen(e.field)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = ERR_NONE;
	struct arena a;

	if (size < 1) {
		return 0;
	}
	/* the first byte, a letter, says which */
	const struct entity *en = all[(size_t)(data[0] - 'A') % lengthof(all)];
	struct json *j = json_parse((const char *)data + 1, size - 1, &e);
	if (!j) {
		must(e.code != ERR_OK && err_http(e.code) < 500);
		return 0;
	}
	arena_init(&a);
	writes_the_same(j);
	problem(j);
	const void *obj = wire_read(en, j, WIRE_REQUEST, &a, &e);
	must(obj || (e.code != ERR_OK && err_http(e.code) < 500));
	obj = wire_read(en, j, WIRE_REPLY, &a, &e);
	if (obj) {
		reads_the_same(en, obj, &a);
	}
	json_free(j);
	arena_finish(&a);
	return 0;
}
