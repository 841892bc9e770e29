#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/keymap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is pressed, the rest is the keymap. */
static void press(struct keymap *km, const char *keys, bool typing)
{
	static const char *const scopes[] = {"projects", "list", "global", NULL};
	const struct binding *b[16];
	struct keyseq seq = {0};
	struct arena a;
	struct key k;

	arena_init(&a);
	while (keyseq_next(&seq, &k) || keys_next(&keys, &k)) {
		struct verb_call call;
		struct str s = STR_INIT;
		switch (keymap_key(km, &seq, scopes, typing, &k, &a, &call)) {
		case KEYRES_CALL:
			call_format(&call, &s);
			break;
		case KEYRES_PENDING:
			keyseq_format(&seq, &s);
			keymap_pending(km, &seq, scopes, b, lengthof(b));
			keymap_pause(km, &seq, scopes, &a, &call);
			break;
		case KEYRES_NONE:
		case KEYRES_DROP:
			break;
		}
		str_finish(&s);
	}
	arena_finish(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	char *rest = strchr(text, '\n');
	struct keymap *km = keymap_create();
	struct str man = STR_INIT;

	if (rest) {
		*rest++ = '\0';
		keymap_read(km, "fuzz", rest, NULL);
	}
	press(km, text, false);
	press(km, text, true);
	keymap_man(km, &man);
	str_finish(&man);
	keymap_destroy(km);
	free(text);
	return 0;
}
