#include "app/annotation.h"

#include <string.h>

#include "base/i18n.h"
#include "model/entity.h"

static const char *text_of(const struct json *j, const char *key, struct arena *a)
{
	const char *s = json_get_text(j, key);

	return s ? arena_strdup(a, s) : "";
}

/* ---- out ---- */

static struct json *selector_json(const struct selector *s)
{
	struct json *o = json_new_object();

	json_set_text(o, "type", enum_wire(&enum_selector_type, s->type));
	if (s->type == SELECTOR_TEXT_QUOTE) {
		json_set_text(o, "exact", s->exact);
		json_set_text(o, "prefix", s->prefix);
		json_set_text(o, "suffix", s->suffix);
	} else {
		json_set_text(o, "conformsTo", s->conforms_to);
		json_set_text(o, "value", s->value);
	}
	return o;
}

struct json *annotation_json(const struct annotation *n)
{
	struct json *o = json_new_object(), *target = json_new_object(), *list = json_new_array();
	struct items selectors;
	struct arena a;

	arena_init(&a);
	anchor_to_selectors(&n->anchor, &selectors, &a);
	for (size_t i = 0; i < selectors.n; i++) {
		json_push(list, selector_json(ITEM(const struct selector, selectors, i)));
	}
	arena_finish(&a);
	json_set_text(o, "@context", "http://www.w3.org/ns/anno.jsonld");
	if (*n->id) {
		json_set_text(o, "id", n->id);
	}
	json_set_text(o, "type", "Annotation");
	if (*n->text) {
		struct json *body = json_new_object();

		json_set_text(body, "type", "TextualBody");
		json_set_text(body, "value", n->text);
		json_set_text(body, "format", "text/plain");
		json_set(o, "body", body);
	}
	json_set_text(target, "source", n->source);
	json_set(target, "selector", list);
	json_set(o, "target", target);
	return o;
}

/* ---- in ---- */

static void add_selector(const struct json *j, struct items *out, struct arena *a)
{
	const char *type = json_get_text(j, "type");
	bool quote = type && !strcmp(type, enum_wire(&enum_selector_type, SELECTOR_TEXT_QUOTE));
	struct selector *s;

	if (!quote && (!type || strcmp(type, enum_wire(&enum_selector_type, SELECTOR_FRAGMENT)) != 0)) {
		return;
	}
	s = items_add(&entity_selector, out, a);
	*s = (struct selector){.type = quote ? SELECTOR_TEXT_QUOTE : SELECTOR_FRAGMENT, .value = text_of(j, "value", a),
		.conforms_to = json_get_text(j, "conformsTo") ? text_of(j, "conformsTo", a) : text_of(j, "conforms_to", a),
		.exact = text_of(j, "exact", a), .prefix = text_of(j, "prefix", a), .suffix = text_of(j, "suffix", a)};
}

static const struct json *selectors_of(const struct json *j)
{
	const struct json *target = json_get(j, "target");

	if (target && json_is_array(target)) {
		target = json_at(target, 0);
	}
	return target ? json_get(target, "selector") : json_get(j, "selectors");
}

static const char *said(const struct json *j, struct arena *a)
{
	const struct json *body = json_get(j, "body");

	if (body && json_is_array(body)) {
		body = json_at(body, 0);
	}
	return body && json_is_object(body) ? text_of(body, "value", a) : text_of(j, "text", a);
}

int annotation_read(const struct json *j, struct arena *a, struct annotation *out, struct err *e)
{
	const struct json *list = json_is_object(j) ? selectors_of(j) : NULL, *target = list ? json_get(j, "target") : NULL;
	struct items selectors = {0};

	if (list && json_is_object(list)) {
		add_selector(list, &selectors, a);
	}
	for (size_t i = 0; list && json_is_array(list) && i < json_len(list) && i < 32; i++) {
		if (json_is_object(json_at(list, i))) {
			add_selector(json_at(list, i), &selectors, a);
		}
	}
	if (!selectors.n) {
		return err_set(e, ERR_INVALID, "an annotation without a selector");
	}
	*out = (struct annotation){.id = text_of(j, "id", a), .text = said(j, a),
		.source = target && json_is_object(target) ? text_of(target, "source", a) : text_of(j, "file_hash", a),
		.anchor = {.page = (int)json_get_int(j, "page", 1), .x = json_get_int(j, "x", 0), .y = json_get_int(j, "y", 0)}};
	if (out->anchor.page < 1 || out->anchor.page > DRAWING_PAGES) {
		out->anchor.page = 1;
	}
	return anchor_from_selectors(selectors, &out->anchor, a, e);
}

int annotations_read(const char *text, size_t n, struct arena *a, struct annotation **out, size_t *count, struct err *e)
{
	struct json *j = json_parse(text, n, e);
	const struct json *list = j && json_is_object(j) ? json_get(j, "items") : j;
	int r = -1;

	if (!j) {
		return -1;
	}
	if (!list || !json_is_array(list) || json_len(list) > ANNOTATIONS_MAX) {
		err_set(e, ERR_INVALID, tr("notes are an array of at most %d annotations, or \"items\" of an object"), ANNOTATIONS_MAX);
		goto out;
	}
	*count = json_len(list);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++) {
		struct err why = ERR_NONE;

		if (annotation_read(json_at(list, i), a, &(*out)[i], &why)) {
			err_set(e, why.code, tr("note %zu: %s"), i + 1, tr(why.text));
			goto out;
		}
	}
	r = 0;
out:
	json_free(j);
	return r;
}
