#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "keymap_impl.h"
#include "text/layout.h"

bool keys_begin(const struct bound *b, const struct key *keys, int n)
{
	if (n > b->n) {
		return false;
	}
	for (int i = 0; i < n; i++) {
		if (!key_equal(&b->keys[i], &keys[i])) {
			return false;
		}
	}
	return true;
}

static enum match match_scope(const struct keymap *km, const char *scope, bool typing,
	const struct key *keys, int n, size_t *found)
{
	enum match best = MATCH_NONE;

	for (size_t i = 0; i < km->bindings.n; i++) {
		const struct binding *b = &km->bindings.v[i];
		if (strcmp(b->scope, scope) != 0 || !keys_begin(&km->bounds.v[i], keys, n)
			|| (typing && !(verbs[b->id].flags & VF_TYPING))) {
			continue;
		}
		if (km->bounds.v[i].n == n) {
			*found = i;
			return MATCH_FULL;
		}
		best = MATCH_PREFIX;
	}
	return best;
}

enum match keymap_match(const struct keymap *km, const char *const *scopes, bool typing,
	const struct key *keys, int n, size_t *i)
{
	for (; *scopes; scopes++) {
		enum match m = match_scope(km, *scopes, typing, keys, n, i);
		if (m != MATCH_NONE) {
			return m;
		}
	}
	return MATCH_NONE;
}

void keyseq_clear(struct keyseq *seq)
{
	seq->n = 0;
	seq->count = 0;
	seq->counting = false;
	seq->nmore = 0;
}

bool keyseq_waits(const struct keyseq *seq)
{
	return seq->n > 0 || seq->counting;
}

bool keyseq_next(struct keyseq *seq, struct key *out)
{
	if (seq->nmore == 0) {
		return false;
	}
	*out = seq->more[0];
	seq->nmore--;
	memmove(seq->more, seq->more + 1, (size_t)seq->nmore * sizeof(seq->more[0]));
	return true;
}

void keyseq_format(const struct keyseq *seq, struct str *out)
{
	char text[KEY_TEXT];

	if (seq->counting) {
		str_addf(out, "%d", seq->count);
	}
	for (int i = 0; i < seq->n; i++) {
		bool named = strlen(key_format(&seq->keys[i], text)) > strlen(seq->keys[i].text);
		str_addf(out, "%s%s", named && out->len ? " " : "", text);
	}
}

/* All that one key press needs on its way down. */
struct press {
	struct keymap *km;
	struct keyseq *seq;
	const char *const *scopes;
	bool typing;
	struct arena *a;
	struct verb_call *out;
};

/* Ends the sequence, but not what waits of a syllable. */
static void reset(struct keyseq *seq)
{
	int nmore = seq->nmore;

	keyseq_clear(seq);
	seq->nmore = nmore;
}

static enum keyres drop(const struct press *p)
{
	reset(p->seq);
	return KEYRES_DROP;
}

/* The digit that waits, when it is itself bound. */
static bool digit_bound(const struct press *p, size_t *i)
{
	struct key k = {.kind = KEYK_CHAR};

	if (!p->seq->counting || p->seq->count > 9) {
		return false;
	}
	k.text[0] = (char)('0' + p->seq->count);
	return keymap_match(p->km, p->scopes, p->typing, &k, 1, i) == MATCH_FULL;
}

static bool lone_digit(const struct press *p, size_t *i)
{
	return p->seq->n == 0 && digit_bound(p, i);
}

/* The keys of the sequence are pressed again after this call. */
static bool put_back(struct keyseq *seq)
{
	if (seq->nmore + seq->n > KEYSEQ_MAX) {
		return false;
	}
	memmove(seq->more + seq->n, seq->more, (size_t)seq->nmore * sizeof(seq->more[0]));
	memcpy(seq->more, seq->keys, (size_t)seq->n * sizeof(seq->keys[0]));
	seq->nmore += seq->n;
	return true;
}

/* letter: the key after the sequence, NULL when the verb has all it needs. */
static enum keyres make_call(const struct press *p, size_t i, const char *letter)
{
	const struct binding *b = &p->km->bindings.v[i];
	const char *line = letter ? arena_printf(p->a, "%s '%s'", b->line, letter) : b->line;
	size_t digit;
	bool partial;

	/* "2/": the filter takes no count, so the 2 was meant for itself. */
	if (p->seq->n > 0 && !letter && !(verbs[b->id].flags & VF_COUNT) && digit_bound(p, &digit) && put_back(p->seq)) {
		p->seq->n = 0;
		return make_call(p, digit, NULL);
	}
	if (letter && strcmp(letter, "'") == 0) {
		line = arena_printf(p->a, "%s \"'\"", b->line);
	}
	/* It parsed when the keymap was read. */
	if (bug(verb_parse_partial(line, p->a, p->out, &partial, NULL) == 0)) {
		return drop(p);
	}
	if (verbs[b->id].flags & VF_COUNT) {
		p->out->count = p->seq->count;
	}
	reset(p->seq);
	return KEYRES_CALL;
}

static bool is_plain_char(const struct key *k)
{
	return k->kind == KEYK_CHAR && !(k->mods & (KEYM_CTRL | KEYM_META));
}

static bool is_named(const struct key *k, enum key_name name)
{
	return k->kind == KEYK_NAMED && k->name == name && k->mods == 0;
}

/* The letter by position, so that 'a is found again under another layout. */
static enum keyres take_letter(const struct press *p, size_t i, const struct key *k)
{
	char latin[LAYOUT_SIZE];

	if (!is_plain_char(k)) {
		return drop(p);
	}
	if (layout_latin(k->text, latin) == 1) {
		return make_call(p, i, latin);
	}
	return make_call(p, i, k->text);
}

/* The binding whose keys are all there and whose letter is awaited. */
static bool awaits_letter(const struct press *p, size_t *i)
{
	return p->seq->n > 0 && keymap_match(p->km, p->scopes, p->typing, p->seq->keys,
		p->seq->n, i) == MATCH_FULL && p->km->bounds.v[*i].letter;
}

static bool add_digit(struct keyseq *seq, const struct key *k)
{
	char c = k->text[0];

	if (seq->n > 0 || k->kind != KEYK_CHAR || k->mods || k->text[1]
		|| c < (seq->counting ? '0' : '1') || c > '9') {
		return false;
	}
	seq->count = seq->count * 10 + (c - '0');
	if (seq->count > KEYMAP_COUNT_MAX) {
		seq->count = KEYMAP_COUNT_MAX;
	}
	seq->counting = true;
	return true;
}

static enum keyres press_key(const struct press *p, const struct key *k, bool by_position);

/* The Latin keys at the place of k: the first now, the others wait their turn. */
static enum keyres press_latin(const struct press *p, const struct key *k)
{
	char latin[LAYOUT_SIZE];
	size_t n = k->kind == KEYK_CHAR ? layout_latin(k->text, latin) : 0;
	bool waited = keyseq_waits(p->seq);
	struct key keys[LAYOUT_SIZE];
	enum keyres r;

	for (size_t i = 0; i < n; i++) {
		keys[i] = (struct key){.kind = KEYK_CHAR, .mods = k->mods, .text = {latin[i]}};
	}
	if (n == 0 || p->seq->nmore + (int)n - 1 > KEYSEQ_MAX) {
		return waited ? drop(p) : KEYRES_NONE;
	}
	memmove(p->seq->more + n - 1, p->seq->more, (size_t)p->seq->nmore * sizeof(keys[0]));
	memcpy(p->seq->more, keys + 1, (n - 1) * sizeof(keys[0]));
	p->seq->nmore += (int)n - 1;
	r = press_key(p, &keys[0], false);
	return r == KEYRES_NONE && waited ? KEYRES_DROP : r;
}

static enum keyres press_key(const struct press *p, const struct key *k, bool by_position)
{
	struct keyseq *seq = p->seq;
	bool waited = keyseq_waits(seq);
	bool text = p->typing && seq->n == 0 && is_plain_char(k);
	size_t i;

	if (text || (!p->typing && add_digit(seq, k))) {
		return text ? KEYRES_NONE : KEYRES_PENDING;
	}
	if (seq->n == KEYSEQ_MAX) {
		return drop(p);
	}
	seq->keys[seq->n++] = *k;
	switch (keymap_match(p->km, p->scopes, p->typing, seq->keys, seq->n, &i)) {
	case MATCH_FULL:
		if (p->km->bounds.v[i].letter && seq->stopping != p->km->bindings.v[i].id) {
			return KEYRES_PENDING;
		}
		return make_call(p, i, NULL);
	case MATCH_PREFIX:
		return KEYRES_PENDING;
	case MATCH_NONE:
		break;
	}
	seq->n--;
	if (by_position) {
		return press_latin(p, k);
	}
	reset(seq);
	return waited ? KEYRES_DROP : KEYRES_NONE;
}

enum keyres keymap_key(struct keymap *km, struct keyseq *seq, const char *const *scopes,
	bool typing, const struct key *k, struct arena *a, struct verb_call *out)
{
	struct press p = {km, seq, scopes, typing, a, out};
	enum keyres r;
	size_t i;

	if (k->kind == KEYK_NONE || k->kind == KEYK_RESIZE) {
		return KEYRES_NONE;
	}
	if (k->kind == KEYK_PASTE || k->kind == KEYK_MOUSE) {
		keyseq_clear(seq);
	}
	if (k->kind == KEYK_PASTE) {
		return KEYRES_NONE;
	}
	if (keyseq_waits(seq) && is_named(k, KEYN_ESC)) {
		keyseq_clear(seq);
		return KEYRES_DROP;
	}
	if (awaits_letter(&p, &i)) {
		return take_letter(&p, i, k);
	}
	if (is_named(k, KEYN_ENTER) && lone_digit(&p, &i)) {
		return make_call(&p, i, NULL);
	}
	r = press_key(&p, k, true);
	if (r == KEYRES_DROP || r == KEYRES_NONE) {
		reset(seq);
	}
	return r;
}

enum keyres keymap_pause(struct keymap *km, struct keyseq *seq, const char *const *scopes,
	struct arena *a, struct verb_call *out)
{
	struct press p = {km, seq, scopes, false, a, out};
	size_t i;

	return lone_digit(&p, &i) ? make_call(&p, i, NULL) : KEYRES_NONE;
}

enum verb_id keymap_lookup(struct keymap *km, const char *const *scopes, const struct key *keys, int n)
{
	size_t i;

	return keymap_match(km, scopes, false, keys, n, &i) == MATCH_FULL
		? km->bindings.v[i].id : VERB_NONE;
}

/* Does pressing these keys reach this binding, or does a narrower scope take them? */
static bool reachable(const struct keymap *km, const char *const *scopes, size_t i)
{
	const struct bound *b = &km->bounds.v[i];
	size_t found;

	for (int n = 1; n < b->n; n++) {
		if (keymap_match(km, scopes, false, b->keys, n, &found) == MATCH_FULL) {
			return false;
		}
	}
	return keymap_match(km, scopes, false, b->keys, b->n, &found) == MATCH_FULL && found == i;
}

size_t keymap_active(struct keymap *km, const char *const *scopes, const struct binding **out, size_t max)
{
	size_t n = 0;

	for (const char *const *s = scopes; *s; s++) {
		for (size_t i = 0; i < km->bindings.n && n < max; i++) {
			if (strcmp(km->bindings.v[i].scope, *s) == 0 && reachable(km, scopes, i)) {
				out[n++] = &km->bindings.v[i];
			}
		}
	}
	return n;
}

bool binding_works_typing(const struct keymap *km, const struct binding *b)
{
	return verbs[b->id].flags & VF_TYPING
		&& !is_plain_char(&km->bounds.v[b - km->bindings.v].keys[0]);
}

static void find_hint(const struct keymap *km, const char *const *scopes, enum verb_id id, bool typing,
	char out[KEY_TEXT])
{
	for (const char *const *s = scopes; *s; s++) {
		for (size_t i = 0; i < km->bindings.n; i++) {
			const struct binding *b = &km->bindings.v[i];
			if (b->about == id && strcmp(b->scope, *s) == 0
				&& (!typing || binding_works_typing(km, b))
				&& strlen(b->shown) < KEY_TEXT && reachable(km, scopes, i)) {
				snprintf(out, KEY_TEXT, "%s", b->shown);
				return;
			}
		}
	}
	out[0] = '\0';
}

const char *keymap_hint(struct keymap *km, const char *const *scopes, enum verb_id id, char out[KEY_TEXT])
{
	find_hint(km, scopes, id, false, out);
	return out;
}

const char *keymap_hint_typing(struct keymap *km, const char *const *scopes, enum verb_id id, char out[KEY_TEXT])
{
	find_hint(km, scopes, id, true, out);
	return out;
}

size_t keymap_pending(struct keymap *km, const struct keyseq *seq, const char *const *scopes,
	const struct binding **out, size_t max)
{
	size_t n = 0;

	if (seq->n == 0) {
		return 0;
	}
	for (const char *const *s = scopes; *s; s++) {
		for (size_t i = 0; i < km->bindings.n && n < max; i++) {
			if (strcmp(km->bindings.v[i].scope, *s) == 0
				&& keys_begin(&km->bounds.v[i], seq->keys, seq->n) && reachable(km, scopes, i)) {
				out[n++] = &km->bindings.v[i];
			}
		}
	}
	return n;
}
