#ifndef MODEL_ENTITY_H
#define MODEL_ENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/entities.def"

/*
 * The domain's objects, made from entities.def: a struct for each (struct rfq, struct
 * quote, ...), its description (entity_rfq), and what can be done with any of them through
 * the description. Objects and their texts live in an arena; a text is never NULL
 * after entity_new().
 */
enum field_type { FIELD_ID, FIELD_TEXT, FIELD_LONG, FIELD_INT, FIELD_MONEY, FIELD_TIME,
	FIELD_BOOL, FIELD_ENUM, FIELD_LIST };
enum { FIELD_REQ = 1, FIELD_SRV = 2, FIELD_PRICE = 4, FIELD_FIND = 8, FIELD_OWN = 16, FIELD_COL = 32,
	FIELD_SAID = 64, FIELD_NEG = 128, FIELD_DESK = 256 };

struct items { void *v; size_t n; };  /* members of a LIST, in the arena */

struct enum_value { const char *wire, *label, *brief; };
struct enum_names { const char *name; const struct enum_value *v; int n; };

struct entity;
struct field {
	const char *name;
	enum field_type type;
	size_t off;
	const struct enum_names *names;  /* FIELD_ENUM */
	const struct entity *sub;        /* FIELD_LIST */
	int64_t max;
	unsigned flags;
	const char *label;
	const char *key;                 /* "name": with its quotes and colon, as JSON has it */
	size_t nkey;
};
struct entity {
	const char *name;      /* "rfq": kind in the feed, table name */
	const char *path;      /* "rfqs": in addresses; NULL for parts */
	size_t size;
	const struct field *fields;
	size_t nfields;
	bool head;
};

/* the enums: enum role { ROLE_CUSTOMER, ... }, names in enum_role */
#define ENUM_MEMBER(P, N) P##_##N,
#define VIS_X(n, N, w, l, b) VIS_##N,
enum visibility { ENUM_visibility(VIS_X) VIS_COUNT };
#undef VIS_X
#define X_(n, N, w, l, b) ORG_##N,
enum org_kind { ENUM_org_kind(X_) ORG_COUNT };
#undef X_
#define X_(n, N, w, l, b) ROLE_##N,
enum role { ENUM_role(X_) ROLE_COUNT };
#undef X_
#define X_(n, N, w, l, b) PROCESS_##N,
enum process { ENUM_process(X_) PROCESS_COUNT };
#undef X_
#define X_(n, N, w, l, b) RFQ_##N,
enum rfq_state { ENUM_rfq_state(X_) RFQ_COUNT };
#undef X_
#define X_(n, N, w, l, b) DEAL_##N,
enum deal_state { ENUM_deal_state(X_) DEAL_COUNT };
#undef X_
#define X_(n, N, w, l, b) QUOTE_##N,
enum quote_state { ENUM_quote_state(X_) QUOTE_COUNT };
#undef X_
#define X_(n, N, w, l, b) DISCOUNT_##N,
enum discount_kind { ENUM_discount_kind(X_) DISCOUNT_COUNT };
#undef X_
#define X_(n, N, w, l, b) LINE_##N,
enum line_kind { ENUM_line_kind(X_) LINE_COUNT };
#undef X_
#define X_(n, N, w, l, b) THREAD_##N,
enum thread_kind { ENUM_thread_kind(X_) THREAD_COUNT };
#undef X_
#define X_(n, N, w, l, b) TALK_##N,
enum talk_state { ENUM_talk_state(X_) TALK_COUNT };
#undef X_
#define X_(n, N, w, l, b) MESSAGE_##N,
enum message_kind { ENUM_message_kind(X_) MESSAGE_COUNT };
#undef X_
#define X_(n, N, w, l, b) RECORD_##N,
enum record_kind { ENUM_record_kind(X_) RECORD_COUNT };
#undef X_
#define X_(n, N, w, l, b) CALL_##N,
enum call_state { ENUM_call_state(X_) CALL_COUNT };
#undef X_
#define X_(n, N, w, l, b) NOTE_##N,
enum note_state { ENUM_note_state(X_) NOTE_COUNT };
#undef X_
#define X_(n, N, w, l, b) SELECTOR_##N,
enum selector_type { ENUM_selector_type(X_) SELECTOR_COUNT };
#undef X_
#define X_(n, N, w, l, b) SIDE_##N,
enum ticket_side { ENUM_ticket_side(X_) SIDE_COUNT };
#undef X_
#define X_(n, N, w, l, b) MODULE_##N,
enum ticket_module { ENUM_ticket_module(X_) MODULE_COUNT };
#undef X_
#define X_(n, N, w, l, b) CLASS_##N,
enum ticket_class { ENUM_ticket_class(X_) CLASS_COUNT };
#undef X_
#define X_(n, N, w, l, b) TICKET_##N,
enum ticket_state { ENUM_ticket_state(X_) TICKET_COUNT };
#undef X_
#define X_(n, N, w, l, b) CHANGE_##N,
enum policy_action { ENUM_policy_action(X_) CHANGE_COUNT };
#undef X_
#define X_(n, N, w, l, b) WHO_##N,
enum policy_who { ENUM_policy_who(X_) WHO_COUNT };
#undef X_
#define X_(n, N, w, l, b) APPROVAL_##N,
enum approval_state { ENUM_approval_state(X_) APPROVAL_COUNT };
#undef X_
#define X_(n, N, w, l, b) AFTER_##N,
enum macro_after { ENUM_macro_after(X_) AFTER_COUNT };
#undef X_
#define X_(name, P) extern const struct enum_names enum_##name;
ENUMS(X_)
#undef X_

/* the structs */
#define CTYPE_ID const char *
#define CTYPE_TEXT const char *
#define CTYPE_LONG const char *
#define CTYPE_INT int64_t
#define CTYPE_MONEY int64_t
#define CTYPE_TIME int64_t
#define CTYPE_BOOL bool
#define CTYPE_ENUM int
#define CTYPE_LIST struct items
#define MEMBER_(S, type, name, ref, max, flags, label) CTYPE_##type name;
struct entity_head { HEAD_FIELDS(MEMBER_, entity_head) };
#define X_(n, N, path) struct n { HEAD_FIELDS(MEMBER_, entity_head) N##_FIELDS(MEMBER_, n) }; extern const struct entity entity_##n;
ENTITIES(X_)
#undef X_
#define X_(n, N) struct n { N##_FIELDS(MEMBER_, n) }; extern const struct entity entity_##n;
PARTS(X_)
#undef X_
#undef MEMBER_

enum kind {
#define X_(n, N, path) KIND_##N,
	ENTITIES(X_)
#undef X_
	KIND_COUNT,
	KIND_NONE = -1
};
extern const struct entity *const entities[KIND_COUNT];
enum kind kind_find(const char *name);

#define ENTITY_FIELDS_MAX 64

/*
 * How much of an object: all of it; or what a row of a list shows: id, rev, the ids of the
 * objects it belongs to (those beyond the head) and the fields flagged COL.
 */
enum entity_view { VIEW_FULL, VIEW_BRIEF };
bool field_in_view(const struct entity *e, const struct field *f, enum entity_view view);

/* A zeroed object: texts "", lists empty. */
void *entity_new(const struct entity *e, struct arena *a);
void *entity_copy(const struct entity *e, const void *obj, struct arena *a);
const struct field *entity_field(const struct entity *e, const char *name); /* NULL: none */
bool entity_equal(const struct entity *e, const void *a, const void *b, bool with_head);

/* Typed access by description. */
const char *field_text(const struct field *f, const void *obj);   /* ID, TEXT, LONG */
int64_t field_int(const struct field *f, const void *obj);        /* INT, MONEY, TIME, BOOL, ENUM */
struct items field_items(const struct field *f, const void *obj);
void field_set_text(const struct field *f, void *obj, const char *s, struct arena *a); /* copies */
void field_lend_text(const struct field *f, void *obj, const char *s); /* s outlives obj */
void field_set_int(const struct field *f, void *obj, int64_t i);
void field_set_items(const struct field *f, void *obj, struct items it);
void *items_add(const struct entity *sub, struct items *it, struct arena *a); /* new last member */
void items_remove(const struct entity *sub, struct items *it, size_t i);
#define ITEM(type, it, i) (&((type *)(it).v)[i])

/*
 * Checks an object against its description: required fields, lengths, valid UTF-8 without
 * control bytes (LONG may hold \n and \t), ranges, list sizes and members. names the field.
 * SRV fields are not looked at.
 */
int entity_check(const struct entity *e, const void *obj, struct err *err);

int enum_find(const struct enum_names *n, const char *wire); /* -1: none */
const char *enum_wire(const struct enum_names *n, int v);
const char *enum_label(const struct enum_names *n, int v);   /* msgid */
const char *enum_brief(const struct enum_names *n, int v);   /* msgid, short */

/* Texts for SQL, made from the description; constants kept for the life of the process. Thread-safe. */
const char *entity_sql_columns(const struct entity *e);  /* "id,rev,site,..." in field order */
/* "t.id,t.rev,...", of a table called t, in field order: the view's fields, and of the head what
   says who may see the object */
const char *entity_sql_view(const struct entity *e, enum entity_view view);
bool field_in_row(const struct entity *e, const struct field *f, enum entity_view view); /* is it one of them? */
const char *entity_sql_upsert(const struct entity *e);   /* INSERT ... ON CONFLICT(id) DO UPDATE ...; $1..$n in field order */
const char *entity_sql_get(const struct entity *e);      /* SELECT columns FROM t WHERE id=$1 */
void entity_sql_create(const struct entity *e, struct str *out);
void entity_sql_add_column(const struct entity *e, const struct field *f, struct str *out);
/* All FIND texts of obj, for the tokenizer. */
void entity_find_text(const struct entity *e, const void *obj, struct str *out);

#endif
