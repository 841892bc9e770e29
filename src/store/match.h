#ifndef STORE_MATCH_H
#define STORE_MATCH_H

#include "priv.h"

/*
 * Which list rows of a kind match a query: a set of bits, bit i for the row index_first(kind) + i. Taken from the text
 * index; what all but the growing last word match is kept, so that a letter more asks for that word alone.
 */
struct bits {
	unsigned char *v;
	size_t n;      /* bytes */
	int64_t count; /* of bits set */
};

struct match {
	enum kind kind;
	bool unread;
	struct str base, tail; /* for the text index: properties and whole words; the last word. "": none */
	struct bits set;       /* what matches */
	struct bits kept;      /* what base matches */
	uint64_t kept_gen;     /* as of that store.gen */
	bool has_kept;
};

void match_set(struct match *m, const struct store_query *q);
void match_finish(struct match *m);
/* Does it ask for nothing but the kind? */
bool match_all(const struct match *m);
/* Takes the set anew; -1: it could not be read, and is not whole. */
int match_take(struct match *m, struct store *s);
bool match_has(const struct match *m, int64_t n);

#endif
