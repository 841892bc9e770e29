#include "cmd/complete.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "words.h"

struct work {
	const struct complete_host *host;
	struct arena *a;
	struct completion *out;
	VEC(struct complete_item) items;
	enum verb_id id;
	const char *prefix; /* the word up to the cursor, unquoted */
};

static bool is_offered(const struct work *w, enum verb_id id)
{
	return verbs[id].where & AT_SCREEN && (!w->host->valid || w->host->valid(w->host->ctx, id));
}

static void add_item(struct work *w, const char *text, const char *note, bool open)
{
	if (w->items.n < COMPLETE_MAX) {
		*vec_add(&w->items) = (struct complete_item){text, note, open};
	}
}

/* Names that begin with the word; if none do, names that hold it ("send"). */
static void add_names(struct work *w, const char *word)
{
	for (int pass = 0; pass < 2 && w->items.n == 0; pass++) {
		for (int i = 0; i < VERB_COUNT; i++) {
			const char *name = verbs[i].name;
			if (is_offered(w, (enum verb_id)i) && (pass ? strstr(name, word) != NULL
				: starts_with(name, word))) {
				add_item(w, name, tr(verbs[i].help), false);
			}
		}
	}
}

static void add_verbs(struct work *w)
{
	struct str latin = STR_INIT;

	add_names(w, w->prefix);
	if (w->items.n == 0) {
		words_latin(&latin, w->prefix);
		if (latin.len) {
			add_names(w, str_c(&latin));
		}
		str_finish(&latin);
	}
}

static const char *quoted(struct work *w, const char *before, const char *value)
{
	struct str s = STR_INIT;
	const char *text;

	str_add(&s, before);
	word_quote(&s, value);
	text = arena_strdup(w->a, str_c(&s));
	str_finish(&s);
	return text;
}

/* before: "--state=" when the value stands behind its option in one word. */
static void add_values(struct work *w, const struct verb_param *x, const char *before, const char *prefix)
{
	const char *const *fixed = verb_values(w->id, x);
	const char *values[COMPLETE_MAX];
	size_t n = 0;

	for (; fixed && fixed[n]; n++) {
		if (starts_with(fixed[n], prefix)) {
			add_item(w, quoted(w, before, fixed[n]), "", false);
		}
	}
	if (fixed || !w->host->values) {
		return;
	}
	n = w->host->values(w->host->ctx, x->kind, prefix, w->a, values, COMPLETE_MAX);
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(values[i]);
		/* A folder is on the way to somewhere. */
		bool open = strcmp(x->kind, "path") == 0 && len && values[i][len - 1] == '/';
		add_item(w, quoted(w, before, values[i]), "", open);
	}
}

static bool find_flag(enum verb_id id, const char *name, size_t n, struct verb_param *out)
{
	const char *spec = verbs[id].args;

	while (verb_param_next(&spec, out)) {
		if (out->flag && strlen(out->name) == n && strncmp(out->name, name, n) == 0) {
			return true;
		}
	}
	return false;
}

static void add_flags(struct work *w, const struct word *words, size_t n)
{
	const char *eq = strchr(w->prefix, '=');
	const char *spec = verbs[w->id].args;
	struct verb_param x;

	if (eq) {
		if (find_flag(w->id, w->prefix, (size_t)(eq - w->prefix), &x)) {
			add_values(w, &x, arena_printf(w->a, "%s=", x.name), eq + 1);
		}
		return;
	}
	while (verb_param_next(&spec, &x)) {
		bool given = false;
		for (size_t i = 1; i < n; i++) {
			size_t len = strcspn(words[i].value, "=");
			given |= strlen(x.name) == len && strncmp(words[i].value, x.name, len) == 0;
		}
		/* Json is for programs. */
		if (x.flag && !given && starts_with(x.name, w->prefix) && strcmp(x.name, "--json") != 0) {
			add_item(w, x.kind[0] ? arena_printf(w->a, "%s=", x.name) : arena_strdup(w->a, x.name),
				x.kind[0] ? arena_strdup(w->a, x.kind) : "", x.kind[0]);
		}
	}
}

/* The parameters that the k-th positional word may be: optional ones before it may be left out. */
static void add_positional(struct work *w, size_t k)
{
	const char *spec = verbs[w->id].args;
	struct verb_param x;
	size_t j = 0, optional = 0;

	while (verb_param_next(&spec, &x)) {
		if (x.flag) {
			continue;
		}
		if (w->id == VERB_BIND && x.rest && j <= k) {
			add_verbs(w);
		} else if ((j >= k && optional >= j - k) || (x.rest && j <= k)) {
			add_values(w, &x, "", w->prefix);
		}
		optional += x.optional;
		j++;
	}
}

/* Counts positional words among the first n; *option is set when the last one awaits its value. */
static size_t count_positional(const struct work *w, const struct word *words, size_t n,
	struct verb_param *option, bool *awaits)
{
	size_t k = 0;

	*awaits = false;
	for (size_t i = 1; i < n; i++) {
		bool flag = words[i].bare && words[i].value[0] == '-' && words[i].value[1] == '-';
		if (*awaits) {
			*awaits = false;
		} else if (flag) {
			*awaits = find_flag(w->id, words[i].value, strlen(words[i].value), option)
				&& option->kind[0];
		} else {
			k++;
		}
	}
	return k;
}

static void complete_argument(struct work *w, const struct word *words, size_t n)
{
	struct verb_param option;
	bool awaits;
	size_t k = count_positional(w, words, n, &option, &awaits);

	if (awaits) {
		add_values(w, &option, "", w->prefix);
	} else if (w->prefix[0] == '-') {
		add_flags(w, words, n);
	} else {
		add_positional(w, k);
	}
}

/* The words before the cursor's own; what is left of it is w->prefix. */
static size_t split(struct work *w, const char *line, struct word *words, size_t max)
{
	const char *s = line;
	size_t n = 0;

	w->out->from = w->out->to;
	w->prefix = "";
	for (;;) {
		struct word word;
		while (word_blank(*s)) {
			s++;
		}
		if (!*s || n == max) {
			return n;
		}
		word_next(&s, w->a, &word);
		if (!*s) {
			w->out->from = (size_t)(word.from - line);
			w->prefix = word.value;
			return n;
		}
		words[n++] = word;
	}
}

void complete_line(const struct complete_host *host, const char *line, size_t cursor,
	struct arena *a, struct completion *out)
{
	struct work w = {.host = host, .a = a, .out = out, .id = VERB_NONE};
	const char *head = arena_strndup(a, line, cursor);
	struct complete_item *items;
	struct word words[64];
	size_t n;

	*out = (struct completion){.to = cursor, .id = VERB_NONE};
	n = split(&w, head, words, lengthof(words));
	if (n == 0) {
		add_verbs(&w);
	} else {
		w.id = out->id = word_verb(words[0].value);
		if (w.id != VERB_NONE && n < lengthof(words)) {
			complete_argument(&w, words, n);
		}
	}
	items = arena_alloc(a, w.items.n * sizeof(*items) + 1);
	if (w.items.n) {
		memcpy(items, w.items.v, w.items.n * sizeof(*items));
	}
	out->items = items;
	out->n = w.items.n;
	vec_finish(&w.items);
}
