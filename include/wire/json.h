#ifndef WIRE_JSON_H
#define WIRE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * JSON (RFC 8259), strictly: UTF-8 only, depth at most 32, no comments, nothing after the
 * value. A thin face over the library so that only src/wire knows which it is.
 */
struct json;
#define JSON_DEPTH 32

struct json *json_parse(const char *s, size_t n, struct err *e);  /* NULL on error; json_free */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_keep(struct json *j);      /* one more owner */
void json_free(struct json *j);

/* Takes value. A NULL text becomes null. */
void json_set(struct json *obj, const char *key, struct json *value);
void json_set_text(struct json *obj, const char *key, const char *s);
void json_set_int(struct json *obj, const char *key, int64_t i);
/* A measure: at most so many decimals, none that are 0. What is not finite becomes null. */
void json_set_num(struct json *obj, const char *key, double v, int decimals);
void json_set_bool(struct json *obj, const char *key, bool b);
void json_push(struct json *arr, struct json *value);
struct json *json_text_value(const char *s);
struct json *json_int_value(int64_t i);

bool json_is_object(const struct json *j);
bool json_is_array(const struct json *j);
struct json *json_get(const struct json *obj, const char *key);   /* borrowed, NULL: absent or null */
const char *json_get_text(const struct json *obj, const char *key);  /* NULL when not a string; never holds NUL (refused by json_parse) */
int64_t json_get_int(const struct json *obj, const char *key, int64_t dflt);
bool json_get_bool(const struct json *obj, const char *key, bool dflt);
size_t json_len(const struct json *arr);
struct json *json_at(const struct json *arr, size_t i);           /* borrowed */
typedef int json_each_fn(void *arg, const char *key, struct json *value);
int json_each(const struct json *obj, json_each_fn *fn, void *arg);
bool json_as_int(const struct json *j, int64_t *out);             /* a whole number */
bool json_as_bool(const struct json *j, bool *out);
const char *json_as_text(const struct json *j);

void json_write(const struct json *j, bool pretty, struct str *out);
/* Pretty, for a terminal: what one would act on, or not show (C1, bidi, ...), is an escape (\u202e). The same JSON. */
void json_write_shown(const struct json *j, struct str *out);

#endif
