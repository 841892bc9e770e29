#ifndef APP_SHOW_H
#define APP_SHOW_H

#include "base/arena.h"
#include "store/store.h"
#include "ui/surface.h"

/*
 * Objects as lines of text for people, the same on screens and on the command line. Not yet
 * cleaned: whoever prints them does that.
 */
struct show {
	struct store *store;
	const struct reader *me;   /* NULL: signed out */
	const char *zone;
	int64_t now;
	struct arena *a;
	void (*line)(void *arg, enum style st, const char *text);
	void *arg;
};

void show_project(const struct show *s, const struct project_row *row);
void show_quote(const struct show *s, const struct quote *q);
void show_profile(const struct show *s, const struct profile *p);
/* What changed between two versions. */
void show_diff(const struct show *s, const struct quote *was, const struct quote *is);

/* Short texts for list columns, translated. */
const char *show_state(const struct show *s, const struct project_row *row, enum style *st);
const char *show_state_brief(const struct show *s, const struct project_row *row, enum style *st); /* 13 cells at most */
const char *show_qty(const struct rfq *rfq, struct arena *a);         /* "200/500/1000" */
const char *show_money(int64_t amount, const char *currency, struct arena *a);
const char *show_intent_state(enum intent_state st);                  /* msgid */
const char *show_missing(const struct rfq *rfq, struct arena *a);     /* "tolerance class, finish"; "" nothing */
const char *show_actions(unsigned actions, struct arena *a);          /* words for --json and people */

#endif
