#ifndef CMD_ENTRIES_H
#define CMD_ENTRIES_H

/* Inside the room: what help and the palette list, and how a query chooses among it. */
#include "base/vec.h"
#include "cmd/overlays.h"

struct entry {
	enum verb_id id;       /* VERB_NONE: an object */
	const char *line;      /* the verb line it runs */
	const char *name;      /* what is shown for it: "quote.new", "place 2" */
	const char *help;      /* in the current language; an object's note */
	const char *key;       /* the first key, "" when none */
	const char *keys;      /* all of them between blanks, for the search */
	int score;
	size_t order;
};

struct entries { VEC(struct entry) all; };

/* What the keys here do, narrow scopes first, then the verbs that have no key here. */
void entries_verbs(struct entries *e, const struct cmd_host *host, struct arena *a);
void entries_objects(struct entries *e, const struct cmd_host *host, const char *query, struct arena *a);
/* Scores and sorts; answers how many match: they stand first. An empty query keeps the order. */
size_t entries_match(struct entries *e, const char *query);

#endif
