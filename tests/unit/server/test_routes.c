#include <string.h>

#include "base/alloc.h"
#include "src/server/openapi.h"
#include "src/server/routes.h"
#include "unit/unit.h"

#define ULID "01J9Z8M3V7Q4R5T6W8X9Y0Z1A2"
#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static void finds_by_method_and_path(void **state)
{
	static const struct { const char *method, *path, *name, *id, *allow; } cases[] = {
		{"GET", "/v1/me", "me", "", ""},
		{"HEAD", "/v1/me", "me", "", ""},
		{"GET", "/v1/rfqs", "rfq.list", "", ""},
		{"POST", "/v1/rfqs", "rfq.create", "", ""},
		{"GET", "/v1/rfqs/" ULID, "rfq.show", ULID, ""},
		{"POST", "/v1/rfqs/" ULID "/proposal", "profile.send", ULID, ""},
		{"HEAD", "/v1/files/" HASH, "file.head", HASH, ""},
		{"GET", "/v1/files/" HASH, "file.get", HASH, ""},
		{"DELETE", "/v1/me", NULL, "", "HEAD, GET"},
		{"PUT", "/v1/rfqs", NULL, "", "HEAD, GET, POST"},
		{"get", "/v1/me", NULL, "", "HEAD, GET"},
		{"POST", "/v1/files/" HASH, NULL, HASH, "HEAD, GET, PUT"},
		{"GET", "/v1/rfqs/", NULL, "", ""},
		{"GET", "/v1/rfqs/short", NULL, "", ""},
		{"GET", "/v1/rfqs/" ULID "/", NULL, "", ""},
		{"GET", "/v1/rfqs/" ULID "x", NULL, "", ""},
		{"GET", "/v1/rfqs/01j9z8m3v7q4r5t6w8x9y0z1a2", NULL, "", ""},
		{"GET", "/v1", NULL, "", ""},
		{"GET", "", NULL, "", ""},
		{"GET", "/v1/me/", NULL, "", ""},
		{"GET", "//v1/me", NULL, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct str allow = STR_INIT;
		char id[ROUTE_ID];
		const struct route *r = route_find(cases[i].method, cases[i].path, id, &allow);
		if (!streq(r ? r->name : NULL, cases[i].name) || !streq(str_c(&allow), cases[i].allow)) {
			fail_msg("%s %s: %s, allow %s", cases[i].method, cases[i].path, r ? r->name : "none", str_c(&allow));
		}
		assert_string_equal(id, cases[i].id);
		str_finish(&allow);
	}
}

static void knows_ids(void **state)
{
	(void)state;
	assert_true(hash_valid(HASH));
	assert_false(hash_valid(HASH "0"));
	assert_false(hash_valid("9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08"));
	assert_false(hash_valid(""));
	assert_true(route_id_valid(ULID "/more", 26));
	assert_false(route_id_valid(ULID, 25));
}

/* Every row is one that the framework can serve. */
static void table_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < nroutes; i++) {
		const struct route *r = &routes[i];
		bool public = r->flags & ROUTE_PUBLIC, write = r->flags & ROUTE_WRITE;
		if (public != (r->roles == ROLES_NONE) || !r->fn || (r->list && !r->answer)
			|| (write && (streq(r->method, "GET") || streq(r->method, "HEAD")))
			|| (write && r->flags & ROUTE_STREAM) || (!write && r->body) || !*r->help) {
			fail_msg("%s", r->name);
		}
		for (size_t k = 0; k < i; k++) {
			assert_false(streq(routes[k].name, r->name));
			assert_false(streq(routes[k].method, r->method) && streq(routes[k].path, r->path));
		}
		assert_ptr_equal(route_named(r->name), r);
	}
}

static const struct json *at(const struct json *j, const char *const *path)
{
	for (; j && *path; path++) {
		j = json_get(j, *path);
	}
	return j;
}
#define AT(j, ...) at(j, (const char *const[]){__VA_ARGS__, NULL})

/* Every $ref leads somewhere. */
static int check_refs(void *arg, const char *key, struct json *value)
{
	const char *prefix = "#/components/schemas/";

	if (streq(key, "$ref")) {
		const char *name = json_as_text(value);
		assert_true(starts_with(name, prefix));
		if (!AT(arg, "components", "schemas", name + strlen(prefix))) {
			fail_msg("%s leads nowhere", name);
		}
	} else if (json_is_object(value)) {
		json_each(value, check_refs, arg);
	} else if (json_is_array(value)) {
		for (size_t i = 0; i < json_len(value); i++) {
			if (json_is_object(json_at(value, i))) {
				json_each(json_at(value, i), check_refs, arg);
			}
		}
	}
	return 0;
}

static void description_is_whole(void **state)
{
	struct json *j = openapi_describe();
	size_t n = 0;

	(void)state;
	assert_string_equal(json_get_text(j, "openapi"), "3.1.0");
	json_each(j, check_refs, j);
	for (size_t i = 0; i < nroutes; i++) {
		static const struct { const char *upper, *lower; } methods[] = {{"GET", "get"}, {"POST", "post"}, {"PUT", "put"},
			{"PATCH", "patch"}, {"DELETE", "delete"}, {"HEAD", "head"}};
		for (size_t k = 0; k < lengthof(methods); k++) {
			if (!streq(methods[k].upper, routes[i].method)) {
				continue;
			}
			const struct json *op = AT(j, "paths", routes[i].path, methods[k].lower);
			assert_non_null(op);
			assert_string_equal(json_get_text(op, "operationId"), routes[i].name);
			assert_non_null(AT(op, "responses", "default"));
			n++;
		}
	}
	assert_int_equal(n, nroutes);
	assert_non_null(AT(j, "components", "schemas", "quote", "properties", "total", "x-price"));
	assert_non_null(AT(j, "components", "schemas", "quote", "properties", "contact_reason", "x-own"));
	assert_non_null(AT(j, "paths", "/v1/rfqs", "post", "requestBody"));
	assert_int_equal(json_len(AT(j, "paths", "/v1/rfqs", "get", "parameters")), 7);
	json_free(j);
}

UNIT_TESTS(test_routes,
	cmocka_unit_test(finds_by_method_and_path),
	cmocka_unit_test(knows_ids),
	cmocka_unit_test(table_is_sound),
	cmocka_unit_test(description_is_whole));
