#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "keymap_impl.h"

/* One file being read. */
struct reader {
	struct keymap *km;
	const char *file;
	int lineno;
	int errors;
	struct err *e;
	struct arena scratch; /* of the line being read */
};

struct keymap *keymap_create(void)
{
	struct keymap *km = xcalloc(1, sizeof(*km));

	arena_init(&km->a);
	return km;
}

void keymap_destroy(struct keymap *km)
{
	if (!km) {
		return;
	}
	vec_finish(&km->bindings);
	vec_finish(&km->bounds);
	vec_finish(&km->problems);
	vec_finish(&km->scopes);
	vec_finish(&km->included);
	arena_finish(&km->a);
	free(km);
}

void keymap_scope(struct keymap *km, const char *scope)
{
	*vec_add(&km->scopes) = arena_strdup(&km->a, scope);
}

__attribute__((format(printf, 2, 3)))
static int problem(struct reader *r, const char *fmt, ...)
{
	struct str s = STR_INIT;
	const char *text;
	va_list ap;

	if (r->file[0]) {
		str_addf(&s, "%s:%d: ", r->file, r->lineno);
	}
	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	text = arena_strdup(&r->km->a, str_c(&s));
	str_finish(&s);
	/* What was typed was answered there and then. */
	if (r->file[0]) {
		*vec_add(&r->km->problems) = text;
	}
	if (r->errors++ == 0) {
		err_set(r->e, ERR_INVALID, "%s", text);
	}
	return -1;
}

/* Cuts the next word off *s in place; "" at the end. */
static char *cut_word(char **s)
{
	char *w = *s + strspn(*s, " \t");
	char *end = w + strcspn(w, " \t");

	*s = end;
	if (*end) {
		*end = '\0';
		*s = end + 1;
	}
	return w;
}

/* Parts the verb from its note: " #" outside quotes. */
static const char *cut_note(char *s)
{
	char quote = '\0';
	char *note = NULL, *end;

	for (char *p = s; *p && !note; p++) {
		if (quote ? *p == quote : *p == '"' || *p == '\'') {
			quote = quote ? '\0' : *p;
		} else if (!quote && *p == '#' && (p == s || p[-1] == ' ' || p[-1] == '\t')) {
			*p = '\0';
			note = p + 1 + strspn(p + 1, " \t");
		}
	}
	end = s + strlen(s);
	while (end > s && (end[-1] == ' ' || end[-1] == '\t')) {
		*--end = '\0';
	}
	return note ? note : "";
}

static bool scope_known(const struct keymap *km, const char *scope)
{
	for (size_t i = 0; i < km->scopes.n; i++) {
		if (strcmp(km->scopes.v[i], scope) == 0) {
			return true;
		}
	}
	return km->scopes.n == 0;
}

static int read_where(struct reader *r, char **s, const char **scope, const char **keys, struct bound *b)
{
	*scope = cut_word(s);
	*keys = cut_word(s);
	if (!**keys) {
		return problem(r, tr("scope and keys are needed"));
	}
	if (!scope_known(r->km, *scope)) {
		return problem(r, tr("there is no scope \"%s\""), *scope);
	}
	b->n = keys_parse(*keys, b->keys);
	if (b->n < 0) {
		return problem(r, tr("\"%s\" is no key, or more than %d"), *keys, KEYSEQ_MAX);
	}
	return 0;
}

static void remove_at(struct keymap *km, size_t i)
{
	vec_remove(&km->bindings, i);
	vec_remove(&km->bounds, i);
}

static bool from_same_file(const struct reader *r, const struct binding *old)
{
	return r->file[0] && strcmp(old->file, r->file) == 0;
}

/* Makes room for new keys: what an earlier file bound goes, what cannot stand beside them is an error. */
static int settle(struct reader *r, const char *scope, const struct bound *b)
{
	struct keymap *km = r->km;

	for (size_t i = km->bindings.n; i-- > 0;) {
		const struct binding *old = &km->bindings.v[i];
		const struct bound *keys = &km->bounds.v[i];
		int n = keys->n < b->n ? keys->n : b->n;
		if (strcmp(old->scope, scope) != 0 || !keys_begin(keys, b->keys, n)) {
			continue;
		}
		if (keys->n != b->n) {
			return problem(r, tr("%s begins or continues these keys (%s, %s:%d); unbind it first"),
				old->shown, old->line, old->file, old->lineno);
		}
		if (from_same_file(r, old)) {
			return problem(r, tr("%s is bound already (%s, line %d)"), old->shown,
				old->line, old->lineno);
		}
		remove_at(km, i);
	}
	return 0;
}

static const char *shown_keys(struct arena *a, const struct bound *b)
{
	struct str s = STR_INIT;
	char text[KEY_TEXT];
	const char *shown;
	bool names = false;

	for (int i = 0; i < b->n; i++) {
		names |= strlen(key_format(&b->keys[i], text)) > strlen(b->keys[i].text);
	}
	for (int i = 0; i < b->n; i++) {
		str_addf(&s, "%s%s", names && i ? " " : "", key_format(&b->keys[i], text));
	}
	shown = arena_strdup(a, str_c(&s));
	str_finish(&s);
	return shown;
}

static enum verb_id about(const struct verb_call *call)
{
	const char *text = call->id == VERB_COMMAND ? call_arg(call, "TEXT") : NULL;
	enum verb_id id = text ? verb_find(text) : VERB_NONE;

	return id == VERB_NONE ? call->id : id;
}

static int read_bind(struct reader *r, char *s)
{
	struct arena *a = &r->km->a;
	const char *scope, *keys, *note;
	struct bound b = {0};
	struct verb_call call;
	struct err e = ERR_NONE;

	if (read_where(r, &s, &scope, &keys, &b) < 0) {
		return -1;
	}
	s += strspn(s, " \t");
	note = cut_note(s);
	arena_reset(&r->scratch);
	if (verb_parse_partial(s, &r->scratch, &call, &b.letter, &e) < 0) {
		return problem(r, "%s", e.text);
	}
	/* mark.set wants its letter, record would take one. */
	b.letter |= strstr(verbs[call.id].args, "LETTER") && !call_arg(&call, "LETTER");
	if (settle(r, scope, &b) < 0) {
		return -1;
	}
	*vec_add(&r->km->bounds) = b;
	*vec_add(&r->km->bindings) = (struct binding){
		.scope = arena_strdup(a, scope), .keys = arena_strdup(a, keys),
		.shown = shown_keys(a, &b), .line = arena_strdup(a, s),
		.note = arena_strdup(a, note), .file = arena_strdup(a, r->file),
		.lineno = r->lineno, .id = call.id, .about = about(&call),
	};
	return 0;
}

static int read_unbind(struct reader *r, char *s)
{
	struct keymap *km = r->km;
	const char *scope, *keys;
	struct bound b = {0};

	cut_note(s);
	if (read_where(r, &s, &scope, &keys, &b) < 0) {
		return -1;
	}
	for (size_t i = 0; i < km->bindings.n; i++) {
		if (strcmp(km->bindings.v[i].scope, scope) == 0 && km->bounds.v[i].n == b.n
			&& keys_begin(&km->bounds.v[i], b.keys, b.n)) {
			remove_at(km, i);
			return 0;
		}
	}
	return problem(r, tr("%s is not bound in %s"), keys, scope);
}

static int read_include(struct reader *r, char *s)
{
	struct keymap *km = r->km;
	struct err e = ERR_NONE;
	char *name;

	cut_note(s);
	name = cut_word(&s);
	for (size_t i = 0; i < km->included.n; i++) {
		if (strcmp(km->included.v[i], name) == 0) {
			return 0; /* once is enough, and ends a circle */
		}
	}
	if (keymap_builtin(km, name, &e) < 0) {
		return problem(r, "%s", e.text);
	}
	return 0;
}

static int read_line(struct reader *r, char *s)
{
	char *word;

	s += strspn(s, " \t");
	if (!*s || *s == '#') {
		return 0;
	}
	word = cut_word(&s);
	if (strcmp(word, "bind") == 0) {
		return read_bind(r, s);
	}
	if (strcmp(word, "unbind") == 0) {
		return read_unbind(r, s);
	}
	if (strcmp(word, "include") == 0) {
		return read_include(r, s);
	}
	return problem(r, tr("\"%s\": a line begins with bind, unbind, include or #"), word);
}

int keymap_read(struct keymap *km, const char *file, const char *text, struct err *e)
{
	struct reader r = {.km = km, .file = file, .e = e};

	arena_init(&r.scratch);
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);
		if (n > 0 && line[n - 1] == '\r') {
			line[n - 1] = '\0';
		}
		r.lineno++;
		read_line(&r, line);
		free(line);
		text += n + (text[n] == '\n');
	}
	arena_finish(&r.scratch);
	return r.errors ? -1 : 0;
}

int keymap_builtin(struct keymap *km, const char *name, struct err *e)
{
	size_t n = strlen(name);

	for (const struct embedded *f = embedded_keymaps; f->name; f++) {
		if (strncmp(f->name, name, n) == 0 && strcmp(f->name + n, ".keys") == 0) {
			*vec_add(&km->included) = arena_strdup(&km->a, name);
			return keymap_read(km, f->name, f->text, e);
		}
	}
	return err_set(e, ERR_NOT_FOUND, tr("there is no keymap \"%s\""), name);
}

size_t keymap_problems(const struct keymap *km, const char *const **out)
{
	*out = km->problems.v;
	return km->problems.n;
}

size_t keymap_bindings(const struct keymap *km, const struct binding **out)
{
	*out = km->bindings.v;
	return km->bindings.n;
}
