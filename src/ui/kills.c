#include <stdlib.h>
#include <string.h>

#include "edit_impl.h"

#define KILLS 8

struct kills {
	struct str ring[KILLS];
	int at; /* the one that is yanked next */
};

struct kills *kills_create(void)
{
	return xcalloc(1, sizeof(struct kills));
}

void kills_destroy(struct kills *k)
{
	if (!k) {
		return;
	}
	for (int i = 0; i < KILLS; i++) {
		str_finish(&k->ring[i]);
	}
	free(k);
}

void kills_add(struct kills *k, const char *s, size_t n, bool join, bool before)
{
	if (!join) {
		k->at = (k->at + 1) % KILLS;
		str_clear(&k->ring[k->at]);
	}
	struct str *b = &k->ring[k->at];
	str_splice(b, before ? 0 : b->len, 0, s, n);
}

const char *kills_get(struct kills *k)
{
	return k->ring[k->at].len > 0 ? str_c(&k->ring[k->at]) : NULL;
}

void kills_turn(struct kills *k)
{
	for (int i = 0; i < KILLS; i++) {
		k->at = (k->at + KILLS - 1) % KILLS;
		if (k->ring[k->at].len > 0) {
			return;
		}
	}
}
