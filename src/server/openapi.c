#include "openapi.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "routes.h"
#include "server.h"

static struct json *typed(const char *type)
{
	struct json *j = json_new_object();

	json_set_text(j, "type", type);
	return j;
}

static struct json *ref(const char *name)
{
	struct json *j = json_new_object();
	struct str s = STR_INIT;

	str_addf(&s, "#/components/schemas/%s", name);
	json_set_text(j, "$ref", str_c(&s));
	str_finish(&s);
	return j;
}

static struct json *enum_schema(const struct enum_names *names)
{
	struct json *j = typed("string"), *words = json_new_array();

	for (int i = 0; i < names->n; i++) {
		json_push(words, json_text_value(names->v[i].wire));
	}
	json_set(j, "enum", words);
	return j;
}

static struct json *text_schema(const struct field *f)
{
	struct json *j = typed("string");

	if (f->max) {
		json_set_int(j, "maxLength", f->max);
	}
	return j;
}

static struct json *whole_schema(const struct field *f)
{
	struct json *j = typed("integer");

	json_set_text(j, "format", "int64");
	if (f->max) {
		json_set_int(j, "maximum", f->max);
	}
	return j;
}

static struct json *list_schema(const struct field *f)
{
	struct json *j = typed("array");

	json_set(j, "items", ref(f->sub->name));
	if (f->max) {
		json_set_int(j, "maxItems", f->max);
	}
	return j;
}

static struct json *field_type_schema(const struct field *f)
{
	struct json *j;

	switch (f->type) {
	case FIELD_ID:
		j = typed("string");
		json_set_text(j, "pattern", "^([0-9A-HJKMNP-TV-Z]{26})?$");
		return j;
	case FIELD_TEXT:
	case FIELD_LONG:
		return text_schema(f);
	case FIELD_INT:
	case FIELD_MONEY:
		return whole_schema(f);
	case FIELD_TIME:
		j = typed("string");
		json_set_text(j, "format", "date-time");
		return j;
	case FIELD_BOOL:
		return typed("boolean");
	case FIELD_ENUM:
		return enum_schema(f->names);
	case FIELD_LIST:
		return list_schema(f);
	}
	return typed("string");
}

static struct json *field_schema(const struct field *f)
{
	struct json *j = field_type_schema(f);

	json_set_text(j, "description", f->label);
	if (f->flags & FIELD_SRV) {
		json_set_bool(j, "readOnly", true);
	}
	if (f->flags & FIELD_PRICE) {
		json_set_bool(j, "x-price", true);
	}
	if (f->flags & FIELD_OWN) {
		json_set_bool(j, "x-own", true);
	}
	if (f->flags & FIELD_DESK) {
		json_set_bool(j, "x-desk", true);
	}
	if (f->type == FIELD_MONEY) {
		json_set_text(j, "x-unit", "minor units of the currency");
	}
	return j;
}

static struct json *entity_schema(const struct entity *en)
{
	struct json *j = typed("object"), *fields = json_new_object(), *required = json_new_array();

	for (size_t i = 0; i < en->nfields; i++) {
		const struct field *f = &en->fields[i];
		json_set(fields, f->name, field_schema(f));
		if (f->flags & FIELD_REQ && !(f->flags & FIELD_SRV)) {
			json_push(required, json_text_value(f->name));
		}
	}
	json_set(j, "properties", fields);
	if (json_len(required)) {
		json_set(j, "required", required);
	} else {
		json_free(required);
	}
	return j;
}

static struct json *problem_schema(void)
{
	static const char *const texts[] = {"type", "title", "detail", "field", "instance"};
	struct json *j = typed("object"), *fields = json_new_object(), *codes = json_new_array();

	for (size_t i = 0; i < lengthof(texts); i++) {
		json_set(fields, texts[i], typed("string"));
	}
	json_set(fields, "status", typed("integer"));
	for (int i = 0; i < ERR_COUNT; i++) {
		if (err_http((enum errcode)i)) {
			json_push(codes, json_text_value(err_slug((enum errcode)i)));
		}
	}
	struct json *code = typed("string");
	json_set(code, "enum", codes);
	json_set(fields, "code", code);
	json_set(j, "properties", fields);
	return j;
}

static struct json *schemas(void)
{
	static const struct entity *const all[] = {
#define X_(n, N, path) &entity_##n,
		ENTITIES(X_)
#undef X_
#define X_(n, N) &entity_##n,
		PARTS(X_)
#undef X_
	};
	struct json *j = json_new_object();

	for (size_t i = 0; i < lengthof(all); i++) {
		json_set(j, all[i]->name, entity_schema(all[i]));
	}
	json_set(j, "problem", problem_schema());
	return j;
}

static struct json *content(const char *media, struct json *schema)
{
	struct json *j = json_new_object(), *by_media = json_new_object(), *body = json_new_object();

	json_set(body, "schema", schema);
	json_set(by_media, media, body);
	json_set(j, "content", by_media);
	return j;
}

static struct json *answer_schema(const struct route *r)
{
	if (!r->answer) {
		return typed("object");
	}
	if (!r->list) {
		return ref(r->answer->name);
	}
	struct json *j = typed("object"), *fields = json_new_object(), *items = typed("array"), *next = json_new_object();
	struct json *types = json_new_array();
	json_set(items, "items", ref(r->answer->name));
	json_push(types, json_text_value("string"));
	json_push(types, json_text_value("null"));
	json_set(next, "type", types);
	json_set(fields, "items", items);
	json_set(fields, "next", next);
	json_set(j, "properties", fields);
	return j;
}

static struct json *responses(const struct route *r)
{
	struct json *j = json_new_object(), *ok, *problem = content("application/problem+json", ref("problem"));
	bool stream = r->flags & ROUTE_STREAM;

	if (streq(r->name, "doorbell")) {
		ok = content("text/event-stream", typed("string"));
	} else if (r->flags & ROUTE_METRICS) {
		ok = content("text/plain", typed("string"));
	} else if (stream) {
		ok = content("application/octet-stream", typed("string"));
	} else {
		ok = content("application/json", answer_schema(r));
	}
	json_set_text(ok, "description", "done");
	json_set(j, "2XX", ok);
	json_set_text(problem, "description", "refused or failed; code says why");
	json_set(j, "default", problem);
	return j;
}

static struct json *parameter(const char *name, const char *in, bool required)
{
	struct json *j = json_new_object();

	json_set_text(j, "name", name);
	json_set_text(j, "in", in);
	json_set_bool(j, "required", required);
	json_set(j, "schema", typed("string"));
	return j;
}

/* The help line begins with the query: "?q=&state=&limit=50 ...". */
static void add_query(struct json *list, const char *help)
{
	const char *s = strchr(help, '?');

	while (s && (*s == '?' || *s == '&')) {
		size_t n = strcspn(++s, "=");
		char *name = xstrndup(s, n);
		json_push(list, parameter(name, "query", false));
		free(name);
		s += strcspn(s, "& :,");
	}
}

static struct json *parameters(const struct route *r)
{
	struct json *j = json_new_array();

	if (strstr(r->path, "{id}")) {
		json_push(j, parameter("id", "path", true));
	}
	if (streq(r->method, "GET")) {
		add_query(j, r->help);
	}
	if (r->flags & ROUTE_WRITE && !(r->flags & ROUTE_NO_KEY)) {
		json_push(j, parameter("Idempotency-Key", "header", true));
	}
	if (streq(r->method, "PUT") || streq(r->method, "PATCH")) {
		json_push(j, parameter(r->flags & ROUTE_STREAM ? "Content-Range" : "If-Match", "header", false));
	}
	return j;
}

static struct json *roles(const struct route *r)
{
	struct json *j = json_new_array();

	for (int i = 0; i < ROLE_COUNT; i++) {
		if (r->roles & 1u << i) {
			json_push(j, json_text_value(enum_wire(&enum_role, i)));
		}
	}
	return j;
}

static struct json *flags(const struct route *r)
{
	static const struct { unsigned flag; const char *name; } known[] = {
		{ROUTE_WRITE, "write"}, {ROUTE_PUBLIC, "public"}, {ROUTE_STREAM, "stream"}, {ROUTE_NO_KEY, "no-key"},
		{ROUTE_NO_DB, "no-db"}, {ROUTE_METRICS, "metrics-token"},
	};
	struct json *j = json_new_array();

	for (size_t i = 0; i < lengthof(known); i++) {
		if (r->flags & known[i].flag) {
			json_push(j, json_text_value(known[i].name));
		}
	}
	return j;
}

static struct json *operation(const struct route *r)
{
	struct json *j = json_new_object();

	json_set_text(j, "operationId", r->name);
	json_set_text(j, "summary", r->help);
	json_set(j, "x-roles", roles(r));
	json_set(j, "x-flags", flags(r));
	json_set(j, "parameters", parameters(r));
	if (r->body) {
		json_set(j, "requestBody", content("application/json", ref(r->body->name)));
	} else if (streq(r->name, "file.put")) {
		json_set(j, "requestBody", content("application/octet-stream", typed("string")));
	}
	json_set(j, "responses", responses(r));
	if (r->flags & ROUTE_PUBLIC) {
		json_set(j, "security", json_new_array());
	}
	return j;
}

static struct json *paths(void)
{
	struct json *j = json_new_object();

	for (size_t i = 0; i < nroutes; i++) {
		char method[16];
		size_t n = 0;
		for (const char *m = routes[i].method; *m && n < sizeof(method) - 1; m++) {
			method[n++] = (char)tolower((unsigned char)*m);
		}
		method[n] = '\0';
		struct json *path = json_get(j, routes[i].path);
		if (!path) {
			path = json_new_object();
			json_set(j, routes[i].path, path);
		}
		json_set(path, method, operation(&routes[i]));
	}
	return j;
}

static struct json *security_schemes(void)
{
	struct json *j = json_new_object(), *bearer = json_new_object();

	json_set_text(bearer, "type", "http");
	json_set_text(bearer, "scheme", "bearer");
	json_set(j, "bearer", bearer);
	return j;
}

struct json *openapi_describe(void)
{
	struct json *j = json_new_object(), *info = json_new_object(), *components = json_new_object();
	struct json *security = json_new_array(), *bearer = json_new_object();

	json_set_text(j, "openapi", "3.1.0");
	json_set_text(info, "title", "fettled");
	json_set_text(info, "version", FETTLED_VERSION);
	json_set(j, "info", info);
	json_set(j, "paths", paths());
	json_set(components, "schemas", schemas());
	json_set(components, "securitySchemes", security_schemes());
	json_set(j, "components", components);
	json_set(bearer, "bearer", json_new_array());
	json_push(security, bearer);
	json_set(j, "security", security);
	return j;
}
