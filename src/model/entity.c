#include "model/entity.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"

/* The words entities.def uses for flags. */
#define REQ FIELD_REQ
#define SRV FIELD_SRV
#define PRICE FIELD_PRICE
#define FIND FIELD_FIND
#define OWN FIELD_OWN
#define COL FIELD_COL
#define SAID FIELD_SAID
#define NEG FIELD_NEG
#define DESK FIELD_DESK

#define NAMES_ID(ref) NULL
#define NAMES_TEXT(ref) NULL
#define NAMES_LONG(ref) NULL
#define NAMES_INT(ref) NULL
#define NAMES_MONEY(ref) NULL
#define NAMES_TIME(ref) NULL
#define NAMES_BOOL(ref) NULL
#define NAMES_LIST(ref) NULL
#define NAMES_ENUM(ref) &enum_##ref
#define SUB_ID(ref) NULL
#define SUB_TEXT(ref) NULL
#define SUB_LONG(ref) NULL
#define SUB_INT(ref) NULL
#define SUB_MONEY(ref) NULL
#define SUB_TIME(ref) NULL
#define SUB_BOOL(ref) NULL
#define SUB_ENUM(ref) NULL
#define SUB_LIST(ref) &entity_##ref

#define ROW_(S, type, name, ref, max, flags, label) \
	{#name, FIELD_##type, offsetof(struct S, name), NAMES_##type(ref), SUB_##type(ref), max, flags, label, \
	"\"" #name "\":", sizeof("\"" #name "\":") - 1},

#define X_(n, N, path) \
	static const struct field fields_##n[] = {HEAD_FIELDS(ROW_, n) N##_FIELDS(ROW_, n)}; \
	_Static_assert(lengthof(fields_##n) <= ENTITY_FIELDS_MAX, #n " has too many fields"); \
	const struct entity entity_##n = {#n, path, sizeof(struct n), fields_##n, lengthof(fields_##n), true};
ENTITIES(X_)
#undef X_
/* one row more than there are fields: an empty part has none */
#define X_(n, N) \
	static const struct field fields_##n[] = {N##_FIELDS(ROW_, n){.name = NULL}}; \
	const struct entity entity_##n = {#n, NULL, sizeof(struct n), fields_##n, lengthof(fields_##n) - 1, false};
PARTS(X_)
#undef X_

const struct entity *const entities[KIND_COUNT] = {
#define X_(n, N, path) [KIND_##N] = &entity_##n,
	ENTITIES(X_)
#undef X_
};

enum kind kind_find(const char *name)
{
	for (int i = 0; name && i < KIND_COUNT; i++) {
		if (!strcmp(entities[i]->name, name)) {
			return (enum kind)i;
		}
	}
	return KIND_NONE;
}

static bool in_head(const struct entity *e, const struct field *f)
{
	return e->head && f->off < sizeof(struct entity_head);
}

bool field_in_view(const struct entity *e, const struct field *f, enum entity_view view)
{
	if (view == VIEW_FULL || (f->flags & FIELD_COL)) {
		return true;
	}
	if (in_head(e, f)) {
		return f->off == offsetof(struct entity_head, id) || f->off == offsetof(struct entity_head, rev);
	}
	return f->type == FIELD_ID;
}

bool field_in_row(const struct entity *e, const struct field *f, enum entity_view view)
{
	return (in_head(e, f) && f->off <= offsetof(struct entity_head, vis)) || field_in_view(e, f, view);
}

static void *at(const struct field *f, const void *obj)
{
	return (char *)obj + f->off;
}

static bool is_text(const struct field *f)
{
	return f->type == FIELD_ID || f->type == FIELD_TEXT || f->type == FIELD_LONG;
}

static void blank(const struct entity *e, void *obj)
{
	memset(obj, 0, e->size);
	for (size_t i = 0; i < e->nfields; i++) {
		if (is_text(&e->fields[i])) {
			*(const char **)at(&e->fields[i], obj) = "";
		}
	}
}

void *entity_new(const struct entity *e, struct arena *a)
{
	void *obj = arena_alloc(a, e->size ? e->size : 1);

	blank(e, obj);
	return obj;
}

static void copy_into(const struct entity *e, void *to, const void *from, struct arena *a);

static struct items items_copy(const struct entity *sub, struct items it, struct arena *a)
{
	struct items out = {0};

	if (it.n) {
		out.v = arena_alloc(a, it.n * sub->size);
	}
	out.n = it.n;
	for (size_t i = 0; i < it.n; i++) {
		copy_into(sub, (char *)out.v + i * sub->size, (const char *)it.v + i * sub->size, a);
	}
	return out;
}

static void copy_into(const struct entity *e, void *to, const void *from, struct arena *a)
{
	memcpy(to, from, e->size);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (is_text(f)) {
			field_set_text(f, to, field_text(f, from), a);
		} else if (f->type == FIELD_LIST) {
			field_set_items(f, to, items_copy(f->sub, field_items(f, from), a));
		}
	}
}

void *entity_copy(const struct entity *e, const void *obj, struct arena *a)
{
	void *out = arena_alloc(a, e->size ? e->size : 1);

	copy_into(e, out, obj, a);
	return out;
}

const struct field *entity_field(const struct entity *e, const char *name)
{
	for (size_t i = 0; name && i < e->nfields; i++) {
		if (!strcmp(e->fields[i].name, name)) {
			return &e->fields[i];
		}
	}
	return NULL;
}

static bool items_equal(const struct entity *sub, struct items a, struct items b)
{
	if (a.n != b.n) {
		return false;
	}
	for (size_t i = 0; i < a.n; i++) {
		if (!entity_equal(sub, (char *)a.v + i * sub->size, (char *)b.v + i * sub->size, true)) {
			return false;
		}
	}
	return true;
}

static bool field_equal(const struct field *f, const void *a, const void *b)
{
	if (is_text(f)) {
		return !strcmp(field_text(f, a), field_text(f, b));
	}
	if (f->type == FIELD_LIST) {
		return items_equal(f->sub, field_items(f, a), field_items(f, b));
	}
	return field_int(f, a) == field_int(f, b);
}

bool entity_equal(const struct entity *e, const void *a, const void *b, bool with_head)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (!with_head && in_head(e, f)) {
			continue;
		}
		if (!field_equal(f, a, b)) {
			return false;
		}
	}
	return true;
}

const char *field_text(const struct field *f, const void *obj)
{
	const char *s = is_text(f) ? *(const char *const *)at(f, obj) : NULL;

	return s ? s : "";
}

int64_t field_int(const struct field *f, const void *obj)
{
	switch (f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_TIME:
		return *(const int64_t *)at(f, obj);
	case FIELD_BOOL:
		return *(const bool *)at(f, obj);
	case FIELD_ENUM:
		return *(const int *)at(f, obj);
	case FIELD_ID:
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_LIST:
		break;
	}
	return 0;
}

struct items field_items(const struct field *f, const void *obj)
{
	return f->type == FIELD_LIST ? *(const struct items *)at(f, obj) : (struct items){0};
}

void field_set_text(const struct field *f, void *obj, const char *s, struct arena *a)
{
	if (!bug(is_text(f))) {
		*(const char **)at(f, obj) = s && *s ? arena_strdup(a, s) : "";
	}
}

void field_lend_text(const struct field *f, void *obj, const char *s)
{
	if (!bug(is_text(f))) {
		*(const char **)at(f, obj) = s;
	}
}

void field_set_int(const struct field *f, void *obj, int64_t i)
{
	switch (f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_TIME:
		*(int64_t *)at(f, obj) = i;
		break;
	case FIELD_BOOL:
		*(bool *)at(f, obj) = i != 0;
		break;
	case FIELD_ENUM:
		*(int *)at(f, obj) = i >= 0 && i < f->names->n ? (int)i : 0;
		break;
	case FIELD_ID:
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_LIST:
		break;
	}
}

void field_set_items(const struct field *f, void *obj, struct items it)
{
	if (f->type == FIELD_LIST) {
		*(struct items *)at(f, obj) = it;
	}
}

void *items_add(const struct entity *sub, struct items *it, struct arena *a)
{
	char *v = arena_alloc(a, (it->n + 1) * sub->size);

	if (it->n) {
		memcpy(v, it->v, it->n * sub->size);
	}
	it->v = v;
	blank(sub, v + it->n * sub->size);
	return v + it->n++ * sub->size;
}

void items_remove(const struct entity *sub, struct items *it, size_t i)
{
	char *v = it->v;

	if (i < it->n) {
		memmove(v + i * sub->size, v + (i + 1) * sub->size, (it->n - i - 1) * sub->size);
		it->n--;
	}
}

void entity_find_text(const struct entity *e, const void *obj, struct str *out)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (!(f->flags & FIELD_FIND)) {
			continue;
		}
		if (is_text(f)) {
			str_add(out, field_text(f, obj));
		} else {
			str_addf(out, "%lld", (long long)field_int(f, obj));
		}
		str_addc(out, ' ');
	}
}
