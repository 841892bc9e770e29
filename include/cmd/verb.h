#ifndef CMD_VERB_H
#define CMD_VERB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The table of verbs: whatever a user can do is one row of verbs.def. Keys, the : line, the
 * palette, the mouse, scripts and the command line enter through it; help, man page
 * and completions are generated from it. Parsing is apart from doing.
 */
enum verb_id {
#define VERB(id, name, args, where, flags, help) VERB_##id,
#include "cmd/verbs.def"
#undef VERB
	VERB_COUNT,
	VERB_NONE = -1
};

/* Where a verb is valid. */
enum {
	AT_SCREEN = 1,   /* : line, keys, palette */
	AT_CLI = 2,      /* fettle NOUN VERB ... ("project.list" is `fettle project list`) */
	AT_BOTH = 3,
};
enum {
	VF_WRITES = 1,     /* refused under --read-only */
	VF_CONFIRM = 2,    /* asks before it acts, on the screen */
	VF_PARTNER = 4, VF_CUSTOMER = 8, VF_OPERATOR = 16, VF_ADMIN = 32, /* offered to these only; none = all */
	VF_COUNT = 64,     /* a count before the key repeats it or is its argument */
	VF_PRICE = 128,    /* not offered to price-blind accounts */
	VF_TYPING = 256,   /* works while a text field has the focus */
	VF_UNBOUND = 512,  /* has no default key by intent */
};

struct verb {
	const char *name;  /* "quote.send" */
	/*
	 * Arguments: words parted by spaces.  ID = required, [ID] = optional, TEXT... = the
	 * rest as one text, --flag, --opt=KIND.  The word (lower-cased) or KIND names what
	 * completes it: rfq quote deal order file role verb filter screen lang theme path text num state;
	 * OLD and NEW are paths.
	 */
	const char *args;
	unsigned where, flags;
	const char *help;  /* msgid, one line */
};

extern const struct verb verbs[VERB_COUNT];

/* One word of an argument spec. Walk: p = verbs[id].args; while (verb_param_next(&p, &x)). */
struct verb_param {
	char name[24];   /* "RFQ", "--json" */
	char kind[24];   /* what completes it: "rfq", "path"; "" for a flag without a value */
	bool optional, rest, flag;
};
bool verb_param_next(const char **p, struct verb_param *out);
/* The fixed values of a parameter ("on", "off"), NULL-ended; NULL when the app knows them. */
const char *const *verb_values(enum verb_id id, const struct verb_param *x);

/* Who asks: roles are VF_PARTNER | ..., 0 when signed out (then role verbs are not offered). */
struct verb_who { unsigned roles; bool read_only, price_blind; };
bool verb_offered(enum verb_id id, const struct verb_who *who);

enum verb_id verb_find(const char *name); /* VERB_NONE when unknown; unique prefixes are not accepted */
/* The verb of `fettle NOUN VERB`: joins the first two words (or takes one, "project.list" too);
   *used = words taken. Only verbs of the command line. */
enum verb_id verb_find_cli(int argc, char **argv, int *used);

/* A verb with its arguments, parsed; lives in the arena it was parsed into. */
struct verb_arg { const char *name, *value; };
struct verb_call {
	enum verb_id id;
	int count;               /* from keys; 0 = none given */
	const struct verb_arg *args;
	size_t nargs;
};

/*
 * A : line or a keymap's right side. Quotes "a b" and \ as in a shell, nothing is expanded.
 * TEXT... takes the rest as it stands (one quoted word loses its quotes); flags of the verb are
 * found before, in and after it; "--" ends them. With fewer words than parameters the
 * optional ones at the left stay out: "[QUOTE] PATH" given one word takes it as PATH.
 * :42 is goto 42; q, qa, h are quit, quit, help. Errors are ERR_USAGE and
 * name the verb and its usage. out is untouched then.
 */
int verb_parse(const char *line, struct arena *a, struct verb_call *out, struct err *e);
/* As verb_parse, but answers true when the only thing missing is a LETTER (keys ask for it). */
int verb_parse_partial(const char *line, struct arena *a, struct verb_call *out, bool *letter, struct err *e);
/* argv without the words of the verb. A word with one dash and a letter ("-x") is refused; "-" is a value. */
int verb_parse_argv(enum verb_id id, int argc, char **argv, struct arena *a, struct verb_call *out, struct err *e);
const char *call_arg(const struct verb_call *c, const char *name);  /* "ID" or "--json"; NULL when not given; "" for a given flag */
/* The i-th value of an option given more than once (--attach=A --attach=B); NULL past the last. */
const char *call_arg_at(const struct verb_call *c, const char *name, size_t i);
bool call_flag(const struct verb_call *c, const char *name);
/* The call as a line that verb_parse reads back the same: journals, macros, repeat. */
void call_format(const struct verb_call *c, struct str *out);

/* Generated texts. */
void verb_usage(enum verb_id id, bool cli, struct str *out);            /* "fettle quote send [QUOTE] [--json]" */
/* The usage and what it does: `fettle quote send --help`. */
void verb_help(enum verb_id id, bool cli, struct str *out);
/* The same of all verbs of a noun: `fettle quote`. false: there is no such noun on the command line. */
bool verb_noun_help(const char *noun, struct str *out);
/* mdoc(7) list of the verbs of these places (AT_SCREEN, AT_CLI), to stand in a page after .Sh. */
void verb_man(unsigned where, struct str *out);
int verb_completions(const char *shell, struct str *out, struct err *e); /* bash, zsh, fish */
/* One `--help` screen: nouns with their verbs, under 24 lines. */
void verb_cli_help(struct str *out);

#endif
