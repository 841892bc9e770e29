#ifndef WIRE_TEXT_H
#define WIRE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * JSON text straight into a buffer that holds nothing else, without a tree: pages of lists
 * and the feed have thousands of members. Keys and values bring the comma they
 * need along (what stands last in the buffer tells), so a writer says one after another:
 *	json_put_open(b, '{'); json_put_key(b, "n"); json_put_int(b, 1); json_put_close(b, '}');
 */
void json_put_open(struct str *b, char bracket);  /* '{' or '[' */
void json_put_close(struct str *b, char bracket);
void json_put_key(struct str *b, const char *key); /* a plain word */
void json_put_text(struct str *b, const char *s);  /* NULL: null */
void json_put_textn(struct str *b, const char *s, size_t n);
void json_put_int(struct str *b, long long i);
void json_put_bool(struct str *b, bool v);
void json_put_raw(struct str *b, const char *json, size_t n); /* a value that is text already */

#endif
