#include <stdio.h>
#include <string.h>

#include "base/ulid.h"
#include "model/entity.h"
#include "model/money.h"
#include "text/utf8.h"

/* A one-line text holds no control characters; a long one may hold line ends and tabs. */
static bool controls_fit(const char *s, bool many_lines)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s, next = (unsigned char)s[1];
		bool c1 = c == 0xc2 && next >= 0x80 && next < 0xa0;

		if ((c < 0x20 && !(many_lines && (c == '\n' || c == '\t'))) || c == 0x7f || c1) {
			return false;
		}
	}
	return true;
}

static int check_text(const struct field *f, const char *s, struct err *err)
{
	size_t n = strlen(s);

	if ((f->flags & FIELD_REQ) && !n) {
		return err_field(err, ERR_MISSING_FIELD, f->name, tr("%s is required"), tr(f->label));
	}
	if (f->type == FIELD_ID) {
		return !n || ulid_valid(s) ? 0
			: err_field(err, ERR_INVALID_FIELD, f->name, tr("%s is not a ULID"), tr(f->label));
	}
	if (f->max && n > (size_t)f->max) {
		return err_field(err, ERR_TOO_LONG, f->name, tr("%s has %zu bytes, at most %lld are allowed"),
			tr(f->label), n, (long long)f->max);
	}
	if (!utf8_valid(s, n)) {
		return err_field(err, ERR_INVALID_FIELD, f->name, tr("%s is not valid UTF-8"), tr(f->label));
	}
	if (!controls_fit(s, f->type == FIELD_LONG)) {
		return err_field(err, ERR_INVALID_FIELD, f->name, tr("%s holds control characters"), tr(f->label));
	}
	return 0;
}

static int check_number(const struct field *f, int64_t v, struct err *err)
{
	int64_t max = f->type == FIELD_MONEY ? MONEY_MAX : f->max ? f->max : INT64_C(1) << 53;

	if (f->type == FIELD_ENUM || f->type == FIELD_BOOL) {
		return 0;
	}
	if (f->flags & FIELD_NEG && (v < -max || v > max)) {
		return err_field(err, ERR_INVALID_FIELD, f->name, tr("%s must be between %lld and %lld"), tr(f->label), -(long long)max, (long long)max);
	}
	if (!(f->flags & FIELD_NEG) && (v < 0 || v > max)) {
		return err_field(err, ERR_INVALID_FIELD, f->name, tr("%s must be between 0 and %lld"), tr(f->label), (long long)max);
	}
	if ((f->flags & FIELD_REQ) && f->type == FIELD_TIME && !v) {
		return err_field(err, ERR_MISSING_FIELD, f->name, tr("%s is required"), tr(f->label));
	}
	return 0;
}

static int check_items(const struct field *f, struct items it, struct err *err)
{
	if ((f->flags & FIELD_REQ) && !it.n) {
		return err_field(err, ERR_MISSING_FIELD, f->name, tr("%s needs at least one member"), tr(f->label));
	}
	if (it.n > (size_t)f->max) {
		return err_field(err, ERR_TOO_LONG, f->name, tr("%s may have %lld members at most"), tr(f->label), (long long)f->max);
	}
	for (size_t i = 0; i < it.n; i++) {
		struct err inner = ERR_NONE;

		if (entity_check(f->sub, (const char *)it.v + i * f->sub->size, &inner)) {
			char path[sizeof(inner.field) * 2];

			snprintf(path, sizeof(path), "%.30s[%zu].%.28s", f->name, i, inner.field);
			return err_field(err, inner.code, path, "%s: %s", path, inner.text);
		}
	}
	return 0;
}

int entity_check(const struct entity *e, const void *obj, struct err *err)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		int r;

		if (f->flags & FIELD_SRV) {
			continue;
		}
		switch (f->type) {
		case FIELD_ID:
		case FIELD_TEXT:
		case FIELD_LONG:
			r = check_text(f, field_text(f, obj), err);
			break;
		case FIELD_LIST:
			r = check_items(f, field_items(f, obj), err);
			break;
		default:
			r = check_number(f, field_int(f, obj), err);
			break;
		}
		if (r) {
			return -1;
		}
	}
	return 0;
}
