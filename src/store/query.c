#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "priv.h"

static const char *const orders[ORDER_COUNT] = {"deadline", "newest", "title", "state", "number"};

const char *store_order_name(enum store_order o)
{
	return orders[o];
}

int store_order_find(const char *name)
{
	for (int i = 0; i < ORDER_COUNT; i++) {
		if (streq(orders[i], name)) {
			return i;
		}
	}
	return -1;
}

static const struct enum_names *names_of(enum kind kind, const char *field)
{
	const struct field *f = strcmp(field, "deal") == 0 ? entity_field(&entity_deal, "state")
		: kind == KIND_NONE ? NULL : entity_field(entities[kind], field);

	return f ? f->names : NULL;
}

/* What the mask "process" is of. */
static const char *process_of(enum kind kind)
{
	return kind == KIND_TICKET ? "cls" : kind == KIND_POLICY_RULE ? "action" : "process";
}

static void text_write(struct json *j, const char *name, const char *text)
{
	if (text && *text) {
		json_set_text(j, name, text);
	}
}

static void mask_write(struct json *j, enum kind kind, const char *field, unsigned mask)
{
	const struct enum_names *names = names_of(kind, field);

	if (!mask || !names) {
		return;
	}
	struct json *arr = json_new_array();
	for (int i = 0; i < names->n; i++) {
		if (mask & 1u << i) {
			json_push(arr, json_text_value(enum_wire(names, i)));
		}
	}
	json_set(j, field, arr);
}

struct json *store_query_json(const struct store_query *q)
{
	struct json *j = json_new_object();

	text_write(j, "text", q->text);
	mask_write(j, q->kind, "state", q->state);
	mask_write(j, q->kind, process_of(q->kind), q->process);
	mask_write(j, q->kind, "side", q->side);
	mask_write(j, q->kind, "deal", q->deal);
	if (q->unread) {
		json_set_bool(j, "unread", true);
	}
	if (q->own) {
		json_set_bool(j, "own", true);
	}
	if (q->hot) {
		json_set_bool(j, "hot", true);
	}
	text_write(j, "rfq", q->rfq);
	text_write(j, "assignee", q->assignee);
	text_write(j, "site", q->site);
	text_write(j, "lang", q->lang);
	json_set_text(j, "order", store_order_name(q->order));
	return j;
}

static int mask_read(const struct json *j, enum kind kind, const char *field, unsigned *mask, struct err *e)
{
	const struct json *v = json_get(j, field);
	const struct enum_names *names = names_of(kind, field);

	*mask = 0;
	if (!v) {
		return 0;
	}
	if (!json_is_array(v) || !names) {
		return err_field(e, ERR_INVALID_FIELD, field, tr("%s must be a list of words"), field);
	}
	for (size_t i = 0; i < json_len(v); i++) {
		const char *word = json_as_text(json_at(v, i));
		int at = word ? enum_find(names, word) : -1;

		if (at < 0) {
			return err_field(e, ERR_INVALID_FIELD, field, tr("%s: there is no \"%.40s\""), field, word ? word : "?");
		}
		*mask |= 1u << at;
	}
	return 0;
}

static int known_key(void *arg, const char *key, struct json *value)
{
	static const char *const keys[] = {"text", "state", "process", "deal", "unread", "own", "rfq", "order",
		"cls", "action", "side", "hot", "assignee", "site", "lang"};

	(void)value;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (strcmp(keys[i], key) == 0) {
			return 0;
		}
	}
	return err_field(arg, ERR_INVALID_FIELD, key, tr("a filter has no \"%.40s\""), key);
}

static const char *text_read(const struct json *j, const char *name, struct arena *a)
{
	const char *s = json_get_text(j, name);

	return arena_strdup(a, s ? s : "");
}

int store_query_read(const struct json *j, enum kind kind, struct arena *a, struct store_query *out, struct err *e)
{
	struct err own = ERR_NONE;
	struct store_query q = {.kind = kind};
	const char *order = json_get_text(j, "order");
	int r = -1;

	if (!json_is_object(j)) {
		err_set(&own, ERR_INVALID, "a filter is an object");
	} else if (json_each(j, known_key, &own) || mask_read(j, kind, "state", &q.state, &own) ||
			mask_read(j, kind, process_of(kind), &q.process, &own) || mask_read(j, kind, "side", &q.side, &own) || mask_read(j, kind, "deal", &q.deal, &own)) {
		r = -1;
	} else if (order && store_order_find(order) < 0) {
		err_field(&own, ERR_INVALID_FIELD, "order", tr("there is no order \"%.40s\""), order);
	} else {
		q.order = order ? (enum store_order)store_order_find(order) : ORDER_DEADLINE;
		q.text = text_read(j, "text", a);
		q.rfq = text_read(j, "rfq", a);
		q.assignee = text_read(j, "assignee", a);
		q.site = text_read(j, "site", a);
		q.lang = text_read(j, "lang", a);
		q.hot = json_get_bool(j, "hot", false);
		q.unread = json_get_bool(j, "unread", false);
		q.own = json_get_bool(j, "own", false);
		*out = q;
		r = 0;
	}
	if (r && e) {
		*e = own;
	}
	return r;
}
