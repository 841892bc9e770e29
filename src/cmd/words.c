#include "words.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "text/layout.h"
#include "text/utf8.h"

static const struct { const char *alias; enum verb_id id; } aliases[] = {
	{"q", VERB_QUIT}, {"qa", VERB_QUIT}, {"h", VERB_HELP},
};

bool word_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool word_next(const char **s, struct arena *a, struct word *out)
{
	const char *q = *s;
	struct str w = STR_INIT;
	char quote = '\0';

	*out = (struct word){.from = q, .bare = *q != '"' && *q != '\'' && *q != '\\'};
	for (; *q && (quote || !word_blank(*q)); q++) {
		if (quote ? *q == quote : *q == '"' || *q == '\'') {
			out->quoted = q == out->from
				|| (quote && out->quoted && (!q[1] || word_blank(q[1])));
			quote = quote ? '\0' : *q;
		} else if (*q == '\\' && quote != '\'' && q[1]
			&& (!quote || q[1] == '"' || q[1] == '\\')) {
			str_addc(&w, *++q);
		} else {
			str_addc(&w, *q);
		}
	}
	out->value = arena_strdup(a, str_c(&w));
	str_finish(&w);
	out->to = q;
	*s = q;
	return !quote;
}

void word_quote(struct str *out, const char *s)
{
	if (*s && *s != '-' && !strpbrk(s, " \t\"'\\")) {
		str_add(out, s);
		return;
	}
	str_addc(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') {
			str_addc(out, '\\');
		}
		str_addc(out, *s);
	}
	str_addc(out, '"');
}

void words_latin(struct str *out, const char *s)
{
	size_t n = strlen(s), start = out->len;
	bool other = false;

	for (size_t at = 0, next; at < n; at = next) {
		char cluster[32], latin[LAYOUT_SIZE];
		next = utf8_next(s, n, at);
		snprintf(cluster, sizeof(cluster), "%.*s", (int)(next - at), s + at);
		if (layout_latin(cluster, latin) > 0) {
			str_add(out, latin);
			other = true;
		} else {
			str_add(out, cluster);
		}
	}
	if (!other) {
		str_cut(out, start);
	}
}

static enum verb_id find_name(const char *name)
{
	for (size_t i = 0; i < lengthof(aliases); i++) {
		if (strcmp(aliases[i].alias, name) == 0) {
			return aliases[i].id;
		}
	}
	return verb_find(name);
}

enum verb_id word_verb(const char *name)
{
	enum verb_id id = find_name(name);
	struct str latin = STR_INIT;

	if (id == VERB_NONE) {
		words_latin(&latin, name);
		id = latin.len ? find_name(str_c(&latin)) : VERB_NONE;
		str_finish(&latin);
	}
	return id;
}
