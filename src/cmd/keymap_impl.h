#ifndef CMD_KEYMAP_IMPL_H
#define CMD_KEYMAP_IMPL_H

/* Inside the room: what a keymap is made of. */
#include "base/arena.h"
#include "base/vec.h"
#include "cmd/keymap.h"

struct bound {
	struct key keys[KEYSEQ_MAX];
	int n;
	bool letter; /* the key after these is the verb's LETTER */
};

struct keymap {
	struct arena a;                /* all texts */
	VEC(struct binding) bindings;  /* in file order */
	VEC(struct bound) bounds;      /* parallel to bindings */
	VEC(const char *) problems;
	VEC(const char *) scopes;
	VEC(const char *) included;
};

enum match { MATCH_NONE, MATCH_PREFIX, MATCH_FULL };
/* Over all scopes, narrow first; *i is the binding of a full match. typing: VF_TYPING only. */
enum match keymap_match(const struct keymap *km, const char *const *scopes, bool typing,
	const struct key *keys, int n, size_t *i);
/* Do the first n keys agree? */
bool keys_begin(const struct bound *b, const struct key *keys, int n);

#endif
