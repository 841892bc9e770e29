#include <string.h>

#include "cmd/keymap.h"

bool keys_next(const char **s, struct key *out)
{
	size_t n = **s ? key_parse_typed(*s, out) : 0;

	*s += n;
	return n > 0;
}

static bool is_plain(const struct key *k)
{
	return k->kind == KEYK_CHAR && k->mods == 0 && strcmp(k->text, "<") != 0;
}

void keys_add(struct str *out, const struct key *k)
{
	char text[KEY_TEXT];

	if (is_plain(k)) {
		str_add(out, k->text);
	} else if (k->kind == KEYK_CHAR && strcmp(k->text, "<") == 0 && k->mods == 0) {
		str_add(out, "<lt>");
	} else if (key_format(k, text)[0]) {
		str_addf(out, "<%s>", text);
	}
}

int keys_parse(const char *s, struct key out[KEYSEQ_MAX])
{
	size_t used = key_parse(s, &out[0]);
	int n = used > 0 ? 1 : 0;

	if (used == 0 || s[used] == '\0') {
		return used > 0 ? 1 : -1;
	}
	s += used;
	while (*s) {
		if (n == KEYSEQ_MAX || !keys_next(&s, &out[n])) {
			return -1;
		}
		n++;
	}
	return n;
}
