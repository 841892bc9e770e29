#ifndef CMD_KEYMAP_H
#define CMD_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "cmd/verb.h"
#include "ui/key.h"

/*
 * Keymaps are text: "bind SCOPE KEYS VERB ARGS...   # note", "unbind SCOPE KEYS",
 * "include NAME". Embedded at build from keymaps/, the user's file on top. Scopes are
 * looked up from the narrow to the wide: screen, list/pager/form, global.
 *
 * KEYS is one key ("j", "C-d", "PgDn") or several ("gg", "<C-x><C-s>"), at most
 * KEYSEQ_MAX. A later file replaces what an earlier one bound; twice in one file, and
 * keys that begin other keys of the scope ("g" and "gg"), are errors: unbind first. A
 * verb with a LETTER that is not given takes the next key as its letter ("m" "a").
 */
#define KEYSEQ_MAX 8

struct keymap;
struct keymap *keymap_create(void);
void keymap_destroy(struct keymap *km);
/* Names a scope that exists; once one is named, lines with any other are errors. */
void keymap_scope(struct keymap *km, const char *scope);
/* Reads lines; errors name file and line and do not stop the rest; -1 when there were any (e: the first).
   file "": typed by hand, may replace its own. */
int keymap_read(struct keymap *km, const char *file, const char *text, struct err *e);
/* An embedded one: default, vi, emacs. */
int keymap_builtin(struct keymap *km, const char *name, struct err *e);
/* All errors so far as "file:line: what"; borrowed. */
size_t keymap_problems(const struct keymap *km, const char *const **out);

/*
 * Turns keys into calls: keeps the pending sequence and the count. scopes: NULL-ended, narrow
 * first. typing: a text field has the focus, so plain characters are not looked up and
 * other keys only when their verb is VF_TYPING.
 *
 * A key bound to nothing goes by its position on the Latin keyboard (text/layout.h). A Hangul
 * syllable may be several keys: after each keymap_key() handle what keyseq_next() gives,
 * with the scopes of that moment, before other input.
 *
 * A digit waits: with a key after it that takes a count, it is one ("5j"); with Enter, or when
 * KEYMAP_PAUSE_MS pass and the caller asks keymap_pause(), it is what the digit itself is
 * bound to ("2": place 2), and so it is before a key that takes none ("2/": that key comes back
 * from keyseq_next()). Esc ends a count or a sequence, and nothing else.
 */
#define KEYMAP_PAUSE_MS 350
#define KEYMAP_COUNT_MAX 999999

enum keyres {
	KEYRES_NONE,    /* unbound: text, maybe */
	KEYRES_PENDING, /* the next key decides; show keymap_pending() after a while */
	KEYRES_CALL,
	KEYRES_DROP,    /* a sequence that led nowhere, or Esc: swallowed */
};
struct keyseq {
	struct key keys[KEYSEQ_MAX];
	int n, count;
	bool counting;
	struct key more[KEYSEQ_MAX]; /* see keyseq_next() */
	int nmore;
	enum verb_id stopping; /* VERB_RECORD while recording: takes no letter then; 0 else */
};
enum keyres keymap_key(struct keymap *km, struct keyseq *seq, const char *const *scopes,
	bool typing, const struct key *k, struct arena *a, struct verb_call *out);
/* The next key of a syllable that was taken apart; false when there is none. */
bool keyseq_next(struct keyseq *seq, struct key *out);
/* Nothing was pressed for KEYMAP_PAUSE_MS, or a script's line ended: CALL for a lone digit
   that is bound, else NONE and all stays as it is. */
enum keyres keymap_pause(struct keymap *km, struct keyseq *seq, const char *const *scopes,
	struct arena *a, struct verb_call *out);
void keyseq_clear(struct keyseq *seq); /* keeps stopping */
bool keyseq_waits(const struct keyseq *seq); /* a count or a sequence is pending */
/* What is pending as a person would write it: "5", "g", "C-x". */
void keyseq_format(const struct keyseq *seq, struct str *out);

/* The call a key sequence makes here, or VERB_NONE: for "already bound" warnings. */
enum verb_id keymap_lookup(struct keymap *km, const char *const *scopes, const struct key *keys, int n);
/* For hints: the first key bound to a verb in these scopes and not hidden by a narrower one, "" when none. */
const char *keymap_hint(struct keymap *km, const char *const *scopes, enum verb_id id, char out[KEY_TEXT]);
/* The same while a text field has the focus: help is F1 then, since "?" is text. */
const char *keymap_hint_typing(struct keymap *km, const char *const *scopes, enum verb_id id, char out[KEY_TEXT]);

struct binding {
	const char *scope, *keys; /* keys in the notation of the file */
	const char *shown;        /* for people: "gg", "C-x C-s" */
	const char *line, *note;  /* the verb with its arguments; note may be "" */
	const char *file;
	int lineno;
	enum verb_id id;
	enum verb_id about;       /* id, or filter.use of "command filter.use", which asks for its words */
};
size_t keymap_bindings(const struct keymap *km, const struct binding **out); /* borrowed, in file order */
/* Bindings in these scopes that no narrower one hides, narrow scopes first; borrowed pointers. */
size_t keymap_active(struct keymap *km, const char *const *scopes, const struct binding **out, size_t max);
/* Does this binding's first key reach it while a text field has the focus? */
bool binding_works_typing(const struct keymap *km, const struct binding *b);
/* Bindings that continue the pending sequence, for the which-key hint. */
size_t keymap_pending(struct keymap *km, const struct keyseq *seq, const char *const *scopes,
	const struct binding **out, size_t max);

/* The bindings as mdoc(7) tables, a .Ss for each scope; for fettle-keys(5). */
void keymap_man(const struct keymap *km, struct str *out);

/* Keys as text and back, for macros, scripts and bind. Reads the next key of *s, false at
   the end. Appends k so that it reads back ("j", "<C-d>", "<lt>"). */
bool keys_next(const char **s, struct key *out);
void keys_add(struct str *out, const struct key *k);
/* KEYS of a bind line: one bare name or a sequence; the number of keys, -1 when too many or none. */
int keys_parse(const char *s, struct key out[KEYSEQ_MAX]);

#endif
