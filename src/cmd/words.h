#ifndef CMD_WORDS_H
#define CMD_WORDS_H

/*
 * Inside the room: the words of a line. They know where they stood in it, so that
 * a TEXT... keeps its own spaces and quotes; words from argv do not.
 */
#include "base/arena.h"
#include "base/str.h"
#include "cmd/verb.h"

struct word {
	const char *value;
	const char *from, *to; /* in the line; NULL from argv */
	bool quoted;           /* as a whole: "a b" */
	bool bare;             /* begins unquoted, so it may be a flag */
};

bool word_blank(char c);
/* Reads the word at *s as a shell would; false when a quote is left open. */
bool word_next(const char **s, struct arena *a, struct word *out);
/* Appends s so that it reads back as one word. */
void word_quote(struct str *out, const char *s);
/* Appends s as typed on a Latin keyboard (ㅃㅕㅐㅅㄷ: Quote); nothing when it is Latin already. */
void words_latin(struct str *out, const char *s);
/* The verb a line begins with: its name or a short form (q, qa, h), under other layouts too. */
enum verb_id word_verb(const char *name);

#endif
