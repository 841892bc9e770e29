#include "wire/text.h"

#include <stdint.h>
#include <string.h>

static void comma(struct str *b)
{
	char last = b->len ? b->s[b->len - 1] : '[';

	if (last != '{' && last != '[' && last != ':') {
		str_addc(b, ',');
	}
}

void json_put_open(struct str *b, char bracket)
{
	comma(b);
	str_addc(b, bracket);
}

void json_put_close(struct str *b, char bracket)
{
	str_addc(b, bracket);
}

void json_put_key(struct str *b, const char *key)
{
	comma(b);
	str_addc(b, '"');
	str_add(b, key);
	str_addn(b, "\":", 2);
}

/* Is there a control byte, a quote or a backslash among these eight? (Words of bytes:
   Hacker's Delight, 6-1.) */
static bool any_special(uint64_t w)
{
	const uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
	uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';
	uint64_t low = w - ones * 0x20;

	return ((low & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & tops;
}

static bool special(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

static size_t plain_run(const char *s, size_t n)
{
	size_t i = 0;
	uint64_t w;

	for (; i + sizeof(w) <= n; i += sizeof(w)) {
		memcpy(&w, s + i, sizeof(w));
		if (any_special(w)) {
			break;
		}
	}
	while (i < n && !special((unsigned char)s[i])) {
		i++;
	}
	return i;
}

static void put_special(struct str *b, unsigned char c)
{
	static const char named[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt", hex[] = "0123456789abcdef";
	const char *at = c ? strchr(named, c) : NULL;

	if (at) {
		str_addn(b, (char[]){'\\', letters[at - named]}, 2);
	} else {
		str_addn(b, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
	}
}

void json_put_textn(struct str *b, const char *s, size_t n)
{
	comma(b);
	str_addc(b, '"');
	for (size_t i = 0; i < n; i++) {
		size_t run = plain_run(s + i, n - i);

		str_addn(b, s + i, run);
		i += run;
		if (i < n) {
			put_special(b, (unsigned char)s[i]);
		}
	}
	str_addc(b, '"');
}

void json_put_text(struct str *b, const char *s)
{
	if (s) {
		json_put_textn(b, s, strlen(s));
	} else {
		json_put_raw(b, "null", 4);
	}
}

void json_put_int(struct str *b, long long i)
{
	comma(b);
	str_addi(b, i);
}

void json_put_bool(struct str *b, bool v)
{
	json_put_raw(b, v ? "true" : "false", v ? 4 : 5);
}

void json_put_raw(struct str *b, const char *json, size_t n)
{
	comma(b);
	str_addn(b, json, n);
}
