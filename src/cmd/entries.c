#include "entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "text/fuzzy.h"
#include "text/utf8.h"
#include "words.h"

#define BINDINGS_MAX 1024

static bool is_offered(const struct cmd_host *host, enum verb_id id)
{
	return verbs[id].where & AT_SCREEN && (!host->valid || host->valid(host->ctx, id));
}

static struct entry *find_line(struct entries *e, const char *line)
{
	for (size_t i = 0; i < e->all.n; i++) {
		if (strcmp(e->all.v[i].line, line) == 0) {
			return &e->all.v[i];
		}
	}
	return NULL;
}

static void add_binding(struct entries *e, const struct cmd_host *host, const struct binding *b, struct arena *a)
{
	struct entry *old = find_line(e, b->line);
	enum verb_id id = b->about;

	if (strstr(b->shown, "Wheel") || strstr(b->shown, "Mouse") || !is_offered(host, id)) {
		return;
	}
	if (old) {
		old->keys = arena_printf(a, "%s%s ", old->keys, b->shown);
		return;
	}
	*vec_add(&e->all) = (struct entry){
		.id = id, .line = b->line, .name = id == b->id ? b->line : verbs[id].name,
		.help = tr(verbs[id].help), .key = b->shown,
		.keys = arena_printf(a, " %s ", b->shown), .order = e->all.n,
	};
}

static bool has_verb(const struct entries *e, enum verb_id id)
{
	for (size_t i = 0; i < e->all.n; i++) {
		if (e->all.v[i].id == id) {
			return true;
		}
	}
	return false;
}

static void add_bindings(struct entries *e, const struct cmd_host *host, const struct binding *const *b, size_t n,
	bool works, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		struct binding kept = *b[i];
		if ((!host->typing || binding_works_typing(host->km, b[i])) != works) {
			continue;
		}
		/* A later bind may move the keymap's rows: texts are kept here. */
		kept.line = arena_strdup(a, kept.line);
		kept.shown = arena_strdup(a, kept.shown);
		add_binding(e, host, &kept, a);
	}
}

void entries_verbs(struct entries *e, const struct cmd_host *host, struct arena *a)
{
	const struct binding **b = xcalloc(BINDINGS_MAX, sizeof(*b));
	size_t n = keymap_active(host->km, host->scopes, b, BINDINGS_MAX);

	add_bindings(e, host, b, n, true, a);
	add_bindings(e, host, b, n, false, a);
	free(b);
	for (int i = 0; i < VERB_COUNT; i++) {
		if (is_offered(host, (enum verb_id)i) && !has_verb(e, (enum verb_id)i)) {
			*vec_add(&e->all) = (struct entry){
				.id = (enum verb_id)i, .line = verbs[i].name, .name = verbs[i].name,
				.help = tr(verbs[i].help), .key = "", .keys = "", .order = e->all.n,
			};
		}
	}
}

void entries_objects(struct entries *e, const struct cmd_host *host, const char *query, struct arena *a)
{
	struct palette_object objects[PALETTE_OBJECTS];
	size_t n = host->objects ? host->objects(host->ctx, query, a, objects, PALETTE_OBJECTS) : 0;

	for (size_t i = 0; i < n; i++) {
		*vec_add(&e->all) = (struct entry){
			.id = VERB_NONE, .line = objects[i].line, .name = objects[i].label,
			.help = objects[i].note ? objects[i].note : "", .key = "", .keys = "",
			.order = e->all.n,
		};
	}
}

enum { SCORE_KEY = 3000000, SCORE_NAME = 2000000, SCORE_HELP = 1000000, SCORE_LOOSE = 1 };

static bool has_hangul(const char *s)
{
	int32_t cp;

	for (size_t n = strlen(s), used; n > 0; s += used, n -= used) {
		used = utf8_decode(s, n, &cp);
		if ((cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0x3131 && cp <= 0x318e)) {
			return true;
		}
	}
	return false;
}

struct query {
	const char *text;
	struct str folded;
	struct str key;        /* " q " */
	struct str latin;      /* what was typed, by position */
	struct fuzzy fuzzy, by_position;
	bool hangul;
};

static void query_init(struct query *q, const char *text)
{
	*q = (struct query){.text = text, .hangul = has_hangul(text)};
	utf8_fold(&q->folded, text, strlen(text));
	str_addf(&q->key, " %s ", text);
	words_latin(&q->latin, text);
	fuzzy_init(&q->fuzzy, text);
	fuzzy_init(&q->by_position, str_c(&q->latin));
}

static void query_finish(struct query *q)
{
	str_finish(&q->folded);
	str_finish(&q->key);
	str_finish(&q->latin);
}

/* Help texts are long: letters scattered in one mean nothing, but a syllable being typed does. */
static int score_text(const struct query *q, const char *s)
{
	if (utf8_holds(s, strlen(s), str_c(&q->folded))) {
		return SCORE_HELP;
	}
	return q->hangul ? fuzzy_match(&q->fuzzy, s, strlen(s), NULL, 0, NULL) : 0;
}

static int score(const struct query *q, const struct entry *e)
{
	size_t n = strlen(e->name);
	int s;

	if (strstr(e->keys, str_c(&q->key))) {
		return SCORE_KEY;
	}
	s = fuzzy_match(&q->fuzzy, e->name, n, NULL, 0, NULL);
	if (s == 0 && q->latin.len && e->id != VERB_NONE) {
		s = fuzzy_match(&q->by_position, e->name, n, NULL, 0, NULL);
	}
	if (s > 0) {
		return SCORE_NAME + s;
	}
	s = score_text(q, e->help);
	/* The app found it by something that is not shown. */
	return s > 0 || e->id != VERB_NONE ? s : SCORE_LOOSE;
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->score != y->score) {
		return x->score < y->score ? 1 : -1;
	}
	return x->order < y->order ? -1 : x->order > y->order;
}

size_t entries_match(struct entries *e, const char *query)
{
	struct query q;
	size_t n = 0;

	query_init(&q, query);
	for (size_t i = 0; i < e->all.n; i++) {
		e->all.v[i].score = query[0] ? score(&q, &e->all.v[i]) : SCORE_LOOSE;
		n += e->all.v[i].score > 0;
	}
	query_finish(&q);
	if (e->all.n) {
		qsort(e->all.v, e->all.n, sizeof(e->all.v[0]), compare);
	}
	return n;
}
