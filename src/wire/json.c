#include "wire/json.h"

#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "scan.h"
#include "text/clean.h"
#include "text/utf8.h"

/* struct json is the library's own object under another name. */
static struct json_object *in(const struct json *j)
{
	return (struct json_object *)j;
}

static struct json *out(struct json_object *o)
{
	return (struct json *)o;
}

struct json *json_parse(const char *s, size_t n, struct err *e)
{
	struct json_tokener *tok;
	struct json_object *o;
	long bad = n > (1u << 30) ? 0 : json_scan(s, n, JSON_DEPTH);

	if (bad >= 0) {
		err_set(e, ERR_INVALID_JSON, tr("not JSON from byte %ld on"), bad);
		return NULL;
	}
	tok = json_tokener_new_ex(JSON_DEPTH + 2);
	if (!tok) {
		err_set(e, ERR_INTERNAL, "out of memory");
		return NULL;
	}
	o = json_tokener_parse_ex(tok, s, (int)n);
	/* a number at the very end is complete only when told that nothing follows */
	if (json_tokener_get_error(tok) == json_tokener_continue) {
		o = json_tokener_parse_ex(tok, "", 1);
	}
	if (json_tokener_get_error(tok) != json_tokener_success) {
		err_set(e, ERR_INVALID_JSON, "%s", json_tokener_error_desc(json_tokener_get_error(tok)));
		o = NULL;
	} else if (!o) {
		err_set(e, ERR_INVALID, "null is no answer here");
	}
	json_tokener_free(tok);
	return out(o);
}

struct json *json_new_object(void)
{
	return out(json_object_new_object());
}

struct json *json_new_array(void)
{
	return out(json_object_new_array());
}

struct json *json_keep(struct json *j)
{
	return out(json_object_get(in(j)));
}

void json_free(struct json *j)
{
	json_object_put(in(j));
}

void json_set(struct json *obj, const char *key, struct json *value)
{
	json_object_object_add(in(obj), key, in(value));
}

void json_set_text(struct json *obj, const char *key, const char *s)
{
	json_set(obj, key, s ? json_text_value(s) : NULL);
}

void json_set_int(struct json *obj, const char *key, int64_t i)
{
	json_set(obj, key, json_int_value(i));
}

void json_set_num(struct json *obj, const char *key, double v, int decimals)
{
	char text[400];
	size_t n;

	if (!isfinite(v)) {
		json_set(obj, key, NULL);
		return;
	}
	n = (size_t)snprintf(text, sizeof(text), "%.*f", decimals, v);
	while (decimals > 0 && n && text[n - 1] == '0') {
		text[--n] = '\0';
	}
	if (decimals > 0 && n && text[n - 1] == '.') {
		text[--n] = '\0';
	}
	json_object_object_add(in(obj), key, json_object_new_double_s(v, strcmp(text, "-0") ? text : "0"));
}

void json_set_bool(struct json *obj, const char *key, bool b)
{
	json_object_object_add(in(obj), key, json_object_new_boolean(b));
}

void json_push(struct json *arr, struct json *value)
{
	json_object_array_add(in(arr), in(value));
}

struct json *json_text_value(const char *s)
{
	return out(json_object_new_string(s));
}

struct json *json_int_value(int64_t i)
{
	return out(json_object_new_int64(i));
}

bool json_is_object(const struct json *j)
{
	return json_object_is_type(in(j), json_type_object);
}

bool json_is_array(const struct json *j)
{
	return json_object_is_type(in(j), json_type_array);
}

struct json *json_get(const struct json *obj, const char *key)
{
	struct json_object *v = NULL;

	return json_is_object(obj) && json_object_object_get_ex(in(obj), key, &v) ? out(v) : NULL;
}

const char *json_as_text(const struct json *j)
{
	const char *s;

	if (!json_object_is_type(in(j), json_type_string)) {
		return NULL;
	}
	s = json_object_get_string(in(j));
	/* a NUL inside would cut the text short unseen */
	return strlen(s) == (size_t)json_object_get_string_len(in(j)) ? s : NULL;
}

bool json_as_int(const struct json *j, int64_t *i)
{
	if (!json_object_is_type(in(j), json_type_int)) {
		return false;
	}
	*i = json_object_get_int64(in(j));
	return true;
}

bool json_as_bool(const struct json *j, bool *b)
{
	if (!json_object_is_type(in(j), json_type_boolean)) {
		return false;
	}
	*b = json_object_get_boolean(in(j));
	return true;
}

const char *json_get_text(const struct json *obj, const char *key)
{
	return json_as_text(json_get(obj, key));
}

int64_t json_get_int(const struct json *obj, const char *key, int64_t dflt)
{
	int64_t i = dflt;

	json_as_int(json_get(obj, key), &i);
	return i;
}

bool json_get_bool(const struct json *obj, const char *key, bool dflt)
{
	bool b = dflt;

	json_as_bool(json_get(obj, key), &b);
	return b;
}

size_t json_len(const struct json *arr)
{
	return json_is_array(arr) ? json_object_array_length(in(arr)) : 0;
}

struct json *json_at(const struct json *arr, size_t i)
{
	return i < json_len(arr) ? out(json_object_array_get_idx(in(arr), i)) : NULL;
}

int json_each(const struct json *obj, json_each_fn *fn, void *arg)
{
	if (!json_is_object(obj)) {
		return 0;
	}
	json_object_object_foreach(in(obj), key, value) {
		int r = fn(arg, key, out(value));

		if (r) {
			return r;
		}
	}
	return 0;
}

void json_write(const struct json *j, bool pretty, struct str *b)
{
	size_t n = 0;
	const char *s = json_object_to_json_string_length(in(j),
		JSON_C_TO_STRING_NOSLASHESCAPE | (pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED : JSON_C_TO_STRING_PLAIN),
		&n);

	str_addn(b, s, n);
}

static void add_escape(struct str *b, int32_t cp)
{
	if (cp >= 0x10000) {
		str_addf(b, "\\u%04x", (unsigned)(0xd800 + ((cp - 0x10000) >> 10)));
		cp = 0xdc00 + ((cp - 0x10000) & 0x3ff);
	}
	str_addf(b, "\\u%04x", (unsigned)cp);
}

void json_write_shown(const struct json *j, struct str *b)
{
	struct str text = STR_INIT;

	json_write(j, true, &text);
	for (size_t i = 0; i < text.len;) {
		char one[1 + UTF8_MAX] = "x"; /* marks stand on something */
		int32_t cp;
		size_t n = utf8_decode(text.s + i, text.len - i, &cp);

		memcpy(one + 1, text.s + i, n);
		if (cp < 0x20 || clean_already(one, 1 + n, 0)) {
			/* line ends are the layout's: those of strings are escapes already */
			str_addn(b, text.s + i, n);
		} else {
			add_escape(b, cp);
		}
		i += n;
	}
	str_finish(&text);
}
