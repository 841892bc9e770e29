#include "wire/wire.h"

#include <string.h>

#include "base/clock.h"
#include "fields.h"
#include "wire/text.h"

/* Where the head's fields stand in a row. */
#define COLUMN_(S, type, name, ref, max, flags, label) COLUMN_##name,
enum { HEAD_FIELDS(COLUMN_, none) };
#undef COLUMN_

bool field_hidden(const struct entity *e, const struct field *f, const char *partner, const struct reader *r)
{
	if (!r) {
		return false;
	}
	if ((f->flags & FIELD_PRICE) && r->price_blind) {
		return true;
	}
	if ((f->flags & FIELD_DESK) && !reader_staff(r)) {
		return true;
	}
	return (f->flags & FIELD_OWN) && e->head && strcmp(partner, r->org);
}

static void put_time(struct str *b, int64_t ms)
{
	char time[CLOCK_TEXT];

	if (!ms) {
		json_put_raw(b, "null", 4);
	} else {
		clock_format(ms, time);
		str_addc(b, '"');
		str_add(b, time);
		str_addc(b, '"');
	}
}

/* A value behind its key; not a list. */
static void put_value(struct str *b, const struct field *f, const struct val *v)
{
	switch (f->type) {
	case FIELD_ID:
	case FIELD_TEXT:
	case FIELD_LONG:
		json_put_textn(b, v->type == VAL_TEXT ? v->s : "", v->type == VAL_TEXT ? v->n : 0);
		break;
	case FIELD_INT:
	case FIELD_MONEY:
		json_put_int(b, v->i);
		break;
	case FIELD_TIME:
		put_time(b, v->i);
		break;
	case FIELD_BOOL:
		json_put_bool(b, v->i != 0);
		break;
	case FIELD_ENUM:
		json_put_text(b, enum_wire(f->names, v->i >= 0 && v->i < f->names->n ? (int)v->i : 0));
		break;
	case FIELD_LIST:
		break;
	}
}

static void put_key(struct str *b, const struct field *f)
{
	if (b->s[b->len - 1] != '{') {
		str_addc(b, ',');
	}
	str_addn(b, f->key, f->nkey);
}

static void put_items(struct str *b, const struct entity *sub, struct items it, const struct reader *r)
{
	json_put_open(b, '[');
	for (size_t i = 0; i < it.n; i++) {
		wire_put(b, sub, (const char *)it.v + i * sub->size, r);
	}
	json_put_close(b, ']');
}

void wire_put_items(struct str *b, const struct entity *sub, struct items it)
{
	put_items(b, sub, it, NULL);
}

static bool is_text(const struct field *f)
{
	return f->type == FIELD_ID || f->type == FIELD_TEXT || f->type == FIELD_LONG;
}

void wire_put_members(struct str *b, const struct entity *e, enum entity_view view, const void *obj, const struct reader *r)
{
	const char *partner = e->head ? ((const struct entity_head *)obj)->partner : "";

	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (!field_in_view(e, f, view) || field_hidden(e, f, partner, r)) {
			continue;
		}
		put_key(b, f);
		if (f->type == FIELD_LIST) {
			put_items(b, f->sub, field_items(f, obj), r);
		} else {
			struct val v = is_text(f) ? val_text(field_text(f, obj)) : val_int(field_int(f, obj));

			put_value(b, f, &v);
		}
	}
}

void wire_put(struct str *b, const struct entity *e, const void *obj, const struct reader *r)
{
	json_put_open(b, '{');
	wire_put_members(b, e, VIEW_FULL, obj, r);
	json_put_close(b, '}');
}

/* Is there anything in such a list that this reader may not see? */
static bool any_hidden(const struct entity *sub, const struct reader *r)
{
	for (size_t i = 0; r && r->price_blind && i < sub->nfields; i++) {
		if ((sub->fields[i].flags & FIELD_PRICE) || (sub->fields[i].sub && any_hidden(sub->fields[i].sub, r))) {
			return true;
		}
	}
	return false;
}

/* The column holds what put_items() once wrote for all to see. */
static void put_stored_list(struct str *b, const struct field *f, const struct val *v, const struct reader *r)
{
	struct arena a;

	if (v->type != VAL_TEXT || v->n < 2 || v->s[0] != '[' || v->s[v->n - 1] != ']') {
		str_addn(b, "[]", 2);
	} else if (!any_hidden(f->sub, r)) {
		str_addn(b, v->s, v->n);
	} else {
		arena_init(&a);
		put_items(b, f->sub, wire_items(f, v, &a), r);
		arena_finish(&a);
	}
}

void wire_put_row(struct str *b, const struct entity *e, enum entity_view view, const struct val *cols, const struct reader *r)
{
	const char *partner = cols[COLUMN_partner].type == VAL_TEXT ? cols[COLUMN_partner].s : "";

	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		const struct val *v = cols;

		if (!field_in_row(e, f, view)) {
			continue;
		}
		cols++;
		if (!field_in_view(e, f, view) || field_hidden(e, f, partner, r)) {
			continue;
		}
		put_key(b, f);
		if (f->type == FIELD_LIST) {
			put_stored_list(b, f, v, r);
		} else {
			put_value(b, f, v);
		}
	}
}

void wire_lend_row(const struct entity *e, enum entity_view view, const struct val *cols, void *obj)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (!field_in_row(e, f, view)) {
			continue;
		}
		if (is_text(f)) {
			field_lend_text(f, obj, cols->type == VAL_TEXT ? cols->s : "");
		} else if (f->type != FIELD_LIST) {
			field_set_int(f, obj, cols->type == VAL_INT ? cols->i : 0);
		}
		cols++;
	}
}
