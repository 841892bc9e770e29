#include "wire/wire.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "fields.h"

static struct json *items_write(const struct entity *sub, struct items it, const struct reader *r)
{
	struct json *arr = json_new_array();

	for (size_t i = 0; i < it.n; i++) {
		json_push(arr, wire_write(sub, (const char *)it.v + i * sub->size, r));
	}
	return arr;
}

static void field_write(const struct field *f, const void *obj, const struct reader *r, struct json *out)
{
	char time[CLOCK_TEXT];

	switch (f->type) {
	case FIELD_ID:
	case FIELD_TEXT:
	case FIELD_LONG:
		json_set_text(out, f->name, field_text(f, obj));
		break;
	case FIELD_INT:
	case FIELD_MONEY:
		json_set_int(out, f->name, field_int(f, obj));
		break;
	case FIELD_TIME:
		json_set_text(out, f->name, field_int(f, obj) ? clock_format(field_int(f, obj), time) : NULL);
		break;
	case FIELD_BOOL:
		json_set_bool(out, f->name, field_int(f, obj) != 0);
		break;
	case FIELD_ENUM:
		json_set_text(out, f->name, enum_wire(f->names, (int)field_int(f, obj)));
		break;
	case FIELD_LIST:
		json_set(out, f->name, items_write(f->sub, field_items(f, obj), r));
		break;
	}
}

struct json *wire_write(const struct entity *e, const void *obj, const struct reader *r)
{
	const char *partner = e->head ? ((const struct entity_head *)obj)->partner : "";
	struct json *out = json_new_object();

	for (size_t i = 0; i < e->nfields; i++) {
		if (!field_hidden(e, &e->fields[i], partner, r)) {
			field_write(&e->fields[i], obj, r, out);
		}
	}
	return out;
}

struct reading {
	const struct entity *e;
	void *obj;
	enum wire_from from;
	struct arena *a;
	struct err *err;
};

static int object_read(const struct entity *e, void *obj, const struct json *j, enum wire_from from,
	struct arena *a, struct err *err);

static int wrong(const struct field *f, const char *wanted, struct err *err)
{
	return err_field(err, ERR_INVALID_FIELD, f->name, "%s must be %s", f->name, wanted);
}

static int items_read(const struct field *f, const struct json *v, enum wire_from from, struct arena *a,
	struct items *out, struct err *err)
{
	struct items it = {0};

	if (!json_is_array(v)) {
		return wrong(f, "a list", err);
	}
	if (json_len(v) > (size_t)f->max) {
		return err_field(err, ERR_TOO_LONG, f->name, tr("%s may have %lld members at most"), f->name, (long long)f->max);
	}
	it.n = json_len(v);
	it.v = arena_alloc(a, it.n * f->sub->size + 1);
	for (size_t i = 0; i < it.n; i++) {
		char *one = (char *)it.v + i * f->sub->size;

		memcpy(one, entity_new(f->sub, a), f->sub->size);
		if (object_read(f->sub, one, json_at(v, i), from, a, err)) {
			return -1;
		}
	}
	*out = it;
	return 0;
}

static int time_read(const struct field *f, const struct json *v, int64_t *ms, struct err *err)
{
	const char *s = json_as_text(v);

	if (!s || (*s && clock_parse(s, ms))) {
		return wrong(f, "an RFC 3339 time", err);
	}
	return 0;
}

static int enum_read(const struct field *f, const struct json *v, enum wire_from from, int64_t *i, struct err *err)
{
	const char *s = json_as_text(v);

	*i = s ? enum_find(f->names, s) : -1;
	if (*i < 0 && from == WIRE_REPLY) {
		*i = 0; /* a newer server's word: shown as the default */
	}
	return *i >= 0 ? 0 : wrong(f, "one of its words", err);
}

static int field_read(const struct reading *rd, const struct field *f, const struct json *v)
{
	struct items it = {0};
	int64_t i = 0;
	bool b = false;

	switch (f->type) {
	case FIELD_ID:
	case FIELD_TEXT:
	case FIELD_LONG:
		if (!json_as_text(v)) {
			return wrong(f, "a text", rd->err);
		}
		field_set_text(f, rd->obj, json_as_text(v), rd->a);
		return 0;
	case FIELD_INT:
	case FIELD_MONEY:
		if (!json_as_int(v, &i)) {
			return wrong(f, "a whole number", rd->err);
		}
		break;
	case FIELD_TIME:
		if (time_read(f, v, &i, rd->err)) {
			return -1;
		}
		break;
	case FIELD_BOOL:
		if (!json_as_bool(v, &b)) {
			return wrong(f, "true or false", rd->err);
		}
		i = b;
		break;
	case FIELD_ENUM:
		if (enum_read(f, v, rd->from, &i, rd->err)) {
			return -1;
		}
		break;
	case FIELD_LIST:
		if (items_read(f, v, rd->from, rd->a, &it, rd->err)) {
			return -1;
		}
		field_set_items(f, rd->obj, it);
		return 0;
	}
	field_set_int(f, rd->obj, i);
	return 0;
}

static int member_read(void *arg, const char *key, struct json *v)
{
	const struct reading *rd = arg;
	const struct field *f = entity_field(rd->e, key);

	if (!f) {
		return rd->from == WIRE_REPLY ? 0
			: err_field(rd->err, ERR_INVALID_FIELD, key, tr("there is no field %.40s"), key);
	}
	if (!v || (rd->from == WIRE_REQUEST && (f->flags & FIELD_SRV))) {
		return 0;
	}
	return field_read(rd, f, v);
}

static int object_read(const struct entity *e, void *obj, const struct json *j, enum wire_from from,
	struct arena *a, struct err *err)
{
	struct reading rd = {e, obj, from, a, err};

	if (!json_is_object(j)) {
		return err_set(err, ERR_INVALID, "a JSON object is expected");
	}
	return json_each(j, member_read, &rd) ? -1 : 0;
}

/* A field that a request must have may not be left out, even where 0 is a good value. */
static int present(const struct entity *e, const struct json *j, struct err *err)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if ((f->flags & FIELD_REQ) && !(f->flags & FIELD_SRV) && !json_get(j, f->name)) {
			return err_field(err, ERR_MISSING_FIELD, f->name, tr("%s is required"), f->name);
		}
	}
	return 0;
}

void *wire_read(const struct entity *e, const struct json *j, enum wire_from from, struct arena *a, struct err *err)
{
	void *obj = entity_new(e, a);

	if (object_read(e, obj, j, from, a, err)) {
		return NULL;
	}
	if (from == WIRE_REQUEST && (present(e, j, err) || entity_check(e, obj, err))) {
		return NULL;
	}
	return obj;
}

void wire_to_row(const struct entity *e, const void *obj, struct val *out, struct arena *a)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (f->type == FIELD_LIST) {
			struct str b = STR_INIT;

			wire_put_items(&b, f->sub, field_items(f, obj));
			out[i] = (struct val){.type = VAL_TEXT, .s = arena_strndup(a, str_c(&b), b.len), .n = b.len};
			str_finish(&b);
		} else if (f->type == FIELD_ID || f->type == FIELD_TEXT || f->type == FIELD_LONG) {
			out[i] = val_text(field_text(f, obj));
		} else {
			out[i] = val_int(field_int(f, obj));
		}
	}
}

struct items wire_items(const struct field *f, const struct val *v, struct arena *a)
{
	struct json *j = v->n > 2 ? json_parse(v->s, v->n, NULL) : NULL;
	struct items it = {0};

	if (j) {
		items_read(f, j, WIRE_REPLY, a, &it, NULL);
		json_free(j);
	}
	return it;
}

void *wire_from_row(const struct entity *e, const struct val *cols, size_t ncols, struct arena *a)
{
	void *obj = entity_new(e, a);

	for (size_t i = 0; i < e->nfields && i < ncols; i++) {
		const struct field *f = &e->fields[i];

		if (f->type == FIELD_LIST && cols[i].type == VAL_TEXT) {
			field_set_items(f, obj, wire_items(f, &cols[i], a));
		} else if (cols[i].type == VAL_TEXT) {
			field_set_text(f, obj, cols[i].s, a);
		} else if (cols[i].type == VAL_INT) {
			field_set_int(f, obj, cols[i].i);
		}
	}
	return obj;
}
