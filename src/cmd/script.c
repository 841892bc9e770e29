#include "cmd/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "cmd/verb.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static int check_verb(const struct script_item *item, struct err *e)
{
	struct arena a;
	struct verb_call call;
	struct err why = ERR_NONE;
	int r;

	arena_init(&a);
	r = verb_parse(item->text, &a, &call, &why);
	arena_finish(&a);
	return r == 0 ? 0 : err_set(e, ERR_USAGE, "%d: %s", item->line, why.text);
}

int script_parse(const char *text, struct arena *a, const struct script_item **items, size_t *n, struct err *e)
{
	VEC(struct script_item) all = {0};
	struct script_item *copy;
	int line = 0, r = 0;

	while (*text && r == 0) {
		size_t len = strcspn(text, "\n");
		const char *s = text, *end = text + len;
		text = end + (*end == '\n');
		line++;
		while (s < end && is_blank(*s)) {
			s++;
		}
		while (end > s && is_blank(end[-1])) {
			end--;
		}
		if (s == end || *s == '#') {
			continue;
		}
		bool verb = *s == ':';
		s += verb || (s + 1 < end && *s == '\\' && strchr(":#\\", s[1]));
		struct script_item item = {line, verb, arena_strndup(a, s, (size_t)(end - s))};
		*vec_add(&all) = item;
		r = verb ? check_verb(&item, e) : 0;
	}
	if (r == 0) {
		copy = arena_alloc(a, all.n * sizeof(*copy) + 1);
		if (all.n) {
			memcpy(copy, all.v, all.n * sizeof(*copy));
		}
		*items = copy;
		*n = all.n;
	}
	vec_finish(&all);
	return r;
}
