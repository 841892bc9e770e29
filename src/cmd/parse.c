#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "cmd/verb.h"
#include "words.h"

struct parse {
	enum verb_id id;
	bool cli;
	struct arena *a;
	struct err *e;
	VEC(struct word) words;      /* positional, in order */
	VEC(struct verb_arg) args;
	int letter_missing;
};

/* Fails with what went wrong and how it is used. */
static int usage_error(struct parse *p, const char *what, const char *word)
{
	struct str u = STR_INIT;

	verb_usage(p->id, p->cli, &u);
	err_field(p->e, ERR_USAGE, word, tr("%s: %s (usage: %s)"), verbs[p->id].name, what, str_c(&u));
	str_finish(&u);
	return -1;
}

__attribute__((format(printf, 3, 4)))
static int usage_errorf(struct parse *p, const char *word, const char *fmt, ...)
{
	struct str what = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&what, fmt, ap);
	va_end(ap);
	usage_error(p, str_c(&what), word);
	str_finish(&what);
	return -1;
}

static void add_arg(struct parse *p, const char *name, const char *value)
{
	*vec_add(&p->args) = (struct verb_arg){arena_strdup(p->a, name), value};
}

static bool find_param(enum verb_id id, const char *name, size_t n, struct verb_param *out)
{
	const char *spec = verbs[id].args;

	while (verb_param_next(&spec, out)) {
		if (out->flag && strlen(out->name) == n && memcmp(out->name, name, n) == 0) {
			return true;
		}
	}
	return false;
}

/* At most how many positional words come before a TEXT..., -1 when there is none. */
static int rest_at(enum verb_id id)
{
	const char *spec = verbs[id].args;
	struct verb_param x;

	for (int n = 0; verb_param_next(&spec, &x); n += !x.flag) {
		if (x.rest) {
			return n;
		}
	}
	return -1;
}

/* Is the word that comes now part of a TEXT...; begun: and not its first? */
static bool in_rest(const struct parse *p, bool begun)
{
	int at = rest_at(p->id);

	return at >= 0 && p->words.n >= (size_t)at + begun;
}

static bool looks_like_flag(const struct word *w)
{
	return w->bare && w->value[0] == '-' && (w->value[1] == '-'
		? w->value[2] != '\0' : isalpha((unsigned char)w->value[1]));
}

/* Takes a flag and its value; next gives the following word or NULL. 1: it was not a flag. */
static int take_flag(struct parse *p, const struct word *w, struct word *(*next)(void *), void *arg)
{
	size_t n = strcspn(w->value, "=");
	struct verb_param x;
	struct word *value;

	if (!looks_like_flag(w)) {
		return 1;
	}
	if (!find_param(p->id, w->value, n, &x)) {
		return !p->cli && in_rest(p, false) ? 1 : usage_errorf(p, w->value, tr("unknown option %s"), w->value);
	}
	if (!x.kind[0]) {
		if (w->value[n]) {
			return usage_errorf(p, x.name, tr("%s takes no value"), x.name);
		}
		add_arg(p, x.name, "");
		return 0;
	}
	if (w->value[n]) {
		add_arg(p, x.name, w->value + n + 1);
		return 0;
	}
	value = next(arg);
	if (!value) {
		return usage_errorf(p, x.name, tr("%s needs a value"), x.name);
	}
	add_arg(p, x.name, value->value);
	return 0;
}

static int check_value(struct parse *p, const char *kind, const char *name, const char *value)
{
	long long n;

	if (strcmp(kind, "num") == 0 && !parse_i64(value, &n)) {
		return usage_errorf(p, name, tr("\"%s\" is not a number"), value);
	}
	return 0;
}

static int check_flags(struct parse *p)
{
	struct verb_param x;

	for (size_t i = 0; i < p->args.n; i++) {
		const struct verb_arg *arg = &p->args.v[i];
		if (find_param(p->id, arg->name, strlen(arg->name), &x)
			&& check_value(p, x.kind, x.name, arg->value) < 0) {
			return -1;
		}
	}
	return 0;
}

/* The words from i on as one text: as they stood in the line, without what was taken out between. */
static const char *join_rest(struct parse *p, size_t i)
{
	struct str s = STR_INIT;
	const char *text;

	if (p->words.n - i == 1) {
		const struct word *w = &p->words.v[i];
		if (!w->from || w->quoted) {
			return w->value;
		}
		return arena_strndup(p->a, w->from, (size_t)(w->to - w->from));
	}
	for (size_t k = i; k < p->words.n; k++) {
		const struct word *w = &p->words.v[k];
		if (w->from && k > i && word_blank(w->from[-1])) {
			const char *blank = w->from;
			while (word_blank(blank[-1])) {
				blank--;
			}
			str_addn(&s, blank, (size_t)(w->from - blank));
		} else if (k > i) {
			str_addc(&s, ' ');
		}
		if (w->from) {
			str_addn(&s, w->from, (size_t)(w->to - w->from));
		} else {
			str_add(&s, w->value);
		}
	}
	text = arena_strdup(p->a, str_c(&s));
	str_finish(&s);
	return text;
}

static size_t count_required(enum verb_id id)
{
	const char *spec = verbs[id].args;
	struct verb_param x;
	size_t n = 0;

	while (verb_param_next(&spec, &x)) {
		n += !x.flag && !x.optional;
	}
	return n;
}

static int missing_param(struct parse *p, const struct verb_param *x)
{
	if (p->letter_missing >= 0 && strcmp(x->kind, "letter") == 0) {
		p->letter_missing++;
		return 0;
	}
	return usage_errorf(p, x->name, tr("%s is missing"), x->name);
}

/* Gives the words to the parameters; the optional ones at the left go without first. */
static int assign_words(struct parse *p)
{
	const char *spec = verbs[p->id].args;
	size_t required = count_required(p->id);
	size_t spare = p->words.n > required ? p->words.n - required : 0;
	struct verb_param x;
	size_t i = 0;

	while (verb_param_next(&spec, &x)) {
		if (x.flag || (x.optional && spare == 0)) {
			continue;
		}
		if (i >= p->words.n) {
			if (missing_param(p, &x) < 0) {
				return -1;
			}
			continue;
		}
		spare -= x.optional;
		if (check_value(p, x.kind, x.name, p->words.v[i].value) < 0) {
			return -1;
		}
		add_arg(p, x.name, x.rest ? join_rest(p, i) : p->words.v[i].value);
		i = x.rest ? p->words.n : i + 1;
	}
	if (i < p->words.n) {
		return usage_errorf(p, p->words.v[i].value, tr("\"%s\" is one word too many"), p->words.v[i].value);
	}
	return check_flags(p);
}

static void fill_call(struct parse *p, struct verb_call *out)
{
	struct verb_arg *args = arena_alloc(p->a, p->args.n * sizeof(*args) + 1);

	if (p->args.n) {
		memcpy(args, p->args.v, p->args.n * sizeof(*args));
	}
	*out = (struct verb_call){.id = p->id, .args = args, .nargs = p->args.n};
}

static int finish_parse(struct parse *p, int r, struct verb_call *out)
{
	if (r == 0) {
		r = assign_words(p);
	}
	if (r == 0) {
		fill_call(p, out);
	}
	vec_finish(&p->words);
	vec_finish(&p->args);
	return r;
}

struct line_words {
	const char *s;
	struct arena *a;
	struct word w;
	bool open; /* a quote was not closed */
};

static struct word *line_next(void *arg)
{
	struct line_words *l = arg;

	l->s += strspn(l->s, " \t");
	if (!*l->s) {
		return NULL;
	}
	l->open = !word_next(&l->s, l->a, &l->w);
	return &l->w;
}

static int parse_words(struct parse *p, struct line_words *l)
{
	bool flags = true;
	struct word *w;
	int r;

	while ((w = line_next(l))) {
		if (l->open && !in_rest(p, false)) {
			return usage_error(p, tr("a quote is not closed"), "");
		}
		if (flags && w->bare && strcmp(w->value, "--") == 0 && !in_rest(p, true)) {
			flags = false;
			continue;
		}
		struct word here = *w;
		r = flags ? take_flag(p, &here, line_next, l) : 1;
		if (r < 0) {
			return -1;
		}
		if (l->open) {
			/* An apostrophe in free text: the rest stands as typed. */
			here.quoted = false;
		}
		if (r == 1) {
			*vec_add(&p->words) = here;
		}
	}
	return 0;
}

int verb_parse_partial(const char *line, struct arena *a, struct verb_call *out, bool *letter, struct err *e)
{
	struct line_words l = {.s = line, .a = a};
	struct parse p = {.a = a, .e = e, .letter_missing = letter ? 0 : -1};
	struct word *w = line_next(&l);
	long long n;
	int r;

	if (!w) {
		return err_set(e, ERR_USAGE, "%s", tr("no verb given"));
	}
	if (parse_i64(w->value, &n) && !line_next(&l)) {
		p.id = VERB_GOTO;
		*vec_add(&p.words) = (struct word){.value = arena_printf(a, "%lld", n)};
		return finish_parse(&p, 0, out);
	}
	p.id = word_verb(w->value);
	if (p.id == VERB_NONE) {
		return err_field(e, ERR_USAGE, "verb", tr("no verb is called \"%s\""), w->value);
	}
	r = finish_parse(&p, parse_words(&p, &l), out);
	if (letter) {
		*letter = r == 0 && p.letter_missing > 0;
	}
	return r;
}

int verb_parse(const char *line, struct arena *a, struct verb_call *out, struct err *e)
{
	return verb_parse_partial(line, a, out, NULL, e);
}

struct argv_words { int argc, i; char **argv; struct word w; };

static struct word *argv_next(void *arg)
{
	struct argv_words *v = arg;

	if (v->i >= v->argc) {
		return NULL;
	}
	v->w = (struct word){.value = v->argv[v->i++], .bare = true};
	return &v->w;
}

int verb_parse_argv(enum verb_id id, int argc, char **argv, struct arena *a, struct verb_call *out, struct err *e)
{
	struct argv_words v = {.argc = argc, .argv = argv};
	struct parse p = {.id = id, .cli = true, .a = a, .e = e, .letter_missing = -1};
	bool flags = true;
	struct word *w;
	int r = 0;

	while (r == 0 && (w = argv_next(&v))) {
		if (flags && strcmp(w->value, "--") == 0) {
			flags = false;
			continue;
		}
		struct word here = *w;
		here.value = arena_strdup(a, here.value);
		r = flags ? take_flag(&p, &here, argv_next, &v) : 1;
		if (r == 1) {
			*vec_add(&p.words) = here;
			r = 0;
		}
	}
	return finish_parse(&p, r, out);
}
