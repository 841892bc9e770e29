#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "wire/wire.h"

#define TYPE_PREFIX "urn:fettle:problem:"

struct json *wire_problem(const struct err *e, enum lang lang, const char *instance)
{
	struct json *j = json_new_object();
	char type[96];

	snprintf(type, sizeof(type), TYPE_PREFIX "%s", err_slug(e->code));
	json_set_text(j, "type", type);
	json_set_text(j, "title", tr_in(lang, err_title(e->code)));
	json_set_int(j, "status", err_http(e->code));
	json_set_text(j, "code", err_slug(e->code));
	if (*e->text) {
		json_set_text(j, "detail", tr_in(lang, e->text));
	}
	if (*e->field) {
		json_set_text(j, "field", e->field);
	}
	if (instance && *instance) {
		json_set_text(j, "instance", instance);
	}
	return j;
}

static enum errcode by_status(int status)
{
	static const struct { int status; enum errcode code; } known[] = {
		{400, ERR_INVALID}, {401, ERR_UNAUTHORIZED}, {403, ERR_FORBIDDEN}, {404, ERR_NOT_FOUND},
		{409, ERR_CONFLICT}, {412, ERR_PRECONDITION}, {413, ERR_TOO_LARGE}, {429, ERR_RATE},
		{502, ERR_UNAVAILABLE}, {503, ERR_UNAVAILABLE}, {504, ERR_UNAVAILABLE},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].status == status) {
			return known[i].code;
		}
	}
	return status >= 500 ? ERR_INTERNAL : ERR_INVALID;
}

void wire_problem_read(const struct json *j, int status, struct err *out)
{
	const char *code = json_get_text(j, "code"), *detail = json_get_text(j, "detail");
	const char *field = json_get_text(j, "field");
	enum errcode known = code ? err_by_slug(code) : by_status(status);

	err_field(out, known, field ? field : "", "%s", detail ? detail : "");
}
