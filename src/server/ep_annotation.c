#include <stdio.h>

#include "base/clock.h"
#include "data_rows.h"
#include "ep.h"
#include "routes.h"
#include "talk.h"
#include "wire/text.h"

/* W3C Web Annotation Data Model (www.w3.org/TR/annotation-model, 2017-02-23), as JSON-LD. */
#define MEDIA "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\""
#define CONTEXT "http://www.w3.org/ns/anno.jsonld"
enum { REPLIES = 500, NOTES = 200 };

static void put(struct str *out, const char *key, const char *text)
{
	json_put_key(out, key);
	json_put_text(out, text);
}

static void put_urn(struct str *out, const char *key, const char *kind, const char *id)
{
	char urn[96];

	snprintf(urn, sizeof(urn), "urn:fettle:%s:%s", kind, id);
	put(out, key, urn);
}

static void put_time(struct str *out, const char *key, int64_t at)
{
	char time[CLOCK_TEXT];

	put(out, key, clock_format(at, time));
}

static void put_creator(struct str *out, const char *account, const char *name)
{
	json_put_key(out, "creator");
	json_put_open(out, '{');
	put_urn(out, "id", "account", account);
	put(out, "type", "Person");
	put(out, "name", name);
	json_put_close(out, '}');
}

static void put_body(struct str *out, const struct note *n, const struct message *m)
{
	json_put_open(out, '{');
	put(out, "type", "TextualBody");
	put(out, "value", m->text);
	put(out, "format", "text/plain");
	put(out, "purpose", strcmp(m->id, n->first) ? "replying" : "commenting");
	put_time(out, "created", m->created);
	if (m->edited) {
		put_time(out, "modified", m->edited);
	}
	put_creator(out, m->author, m->author_name);
	json_put_close(out, '}');
}

static void put_selector(struct str *out, const struct selector *s)
{
	json_put_open(out, '{');
	put(out, "type", enum_wire(&enum_selector_type, s->type));
	if (s->type == SELECTOR_FRAGMENT) {
		if (*s->conforms_to) {
			put(out, "conformsTo", s->conforms_to);
		}
		put(out, "value", s->value);
	} else {
		put(out, "exact", s->exact);
		put(out, "prefix", s->prefix);
		put(out, "suffix", s->suffix);
	}
	json_put_close(out, '}');
}

static void put_target(struct str *out, const struct note *n)
{
	char source[96];

	snprintf(source, sizeof(source), "/v1/files/%s", n->file_hash);
	json_put_key(out, "target");
	json_put_open(out, '{');
	put(out, "type", "SpecificResource");
	put(out, "source", source);
	json_put_key(out, "selector");
	json_put_open(out, '[');
	for (size_t i = 0; i < n->selectors.n; i++) {
		put_selector(out, ITEM(const struct selector, n->selectors, i));
	}
	json_put_close(out, ']');
	json_put_close(out, '}');
}

struct ids {
	struct arena *a;
	VEC(const char *) ids;
};

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct ids *b = arg;

	(void)ncols, (void)e;
	*vec_add(&b->ids) = arena_strdup(b->a, col_text(cols, 0));
	return 0;
}

static int put_messages(struct db *db, const struct note *n, struct arena *a, struct str *out, struct err *e)
{
	struct ids b = {.a = a};
	int r = db_query(db, "SELECT id FROM message WHERE note = $1 AND kind = $2 ORDER BY number LIMIT $3",
		DB_ARGS(val_text(n->id), val_int(MESSAGE_SAID), val_int(REPLIES)), take_id, &b, e) < 0 ? -1 : 0;
	void **objs = arena_alloc(a, (b.ids.n + 1) * sizeof(*objs));

	if (!r && b.ids.n) {
		r = data_get_many(db, KIND_MESSAGE, b.ids.v, b.ids.n, a, objs, e);
	}
	for (size_t i = 0; i < b.ids.n && !r; i++) {
		if (objs[i]) {
			put_body(out, n, objs[i]);
		}
	}
	vec_finish(&b.ids);
	return r;
}

static int put_members(struct db *db, const struct note *n, struct arena *a, struct str *out, struct err *e)
{
	put_urn(out, "id", "note", n->id);
	put(out, "type", "Annotation");
	put(out, "motivation", "commenting");
	put_time(out, "created", n->created);
	put_time(out, "modified", n->updated);
	put_creator(out, n->author, n->author_name);
	json_put_key(out, "body");
	json_put_open(out, '[');
	if (put_messages(db, n, a, out, e)) {
		return -1;
	}
	json_put_open(out, '{');
	put(out, "type", "TextualBody");
	put(out, "value", enum_wire(&enum_note_state, n->state));
	put(out, "purpose", "tagging");
	json_put_close(out, '}');
	json_put_close(out, ']');
	put_target(out, n);
	return 0;
}

int ep_note_annotation(struct request *rq, struct err *e)
{
	struct note *n;

	if (ep_seen(rq, KIND_NOTE, rq->id, &n, e)) {
		return -1;
	}
	rq->media = MEDIA;
	json_put_open(&rq->text, '{');
	put(&rq->text, "@context", CONTEXT);
	if (put_members(rq->db, n, rq->arena, &rq->text, e)) {
		return -1;
	}
	json_put_close(&rq->text, '}');
	return 0;
}

static int find_notes(struct request *rq, struct ids *b, struct err *e)
{
	const char *after = request_query(rq, "after");
	struct sql q = SQL_INIT;

	sql_add(&q, "SELECT t.id FROM note t WHERE t.file_hash = ");
	sql_arg(&q, val_text(rq->id));
	sql_add(&q, " AND ");
	scope_add_all(&q, rq->reader, "t.");
	if (after && *after) {
		sql_add(&q, " AND t.id > ");
		sql_arg(&q, val_text(after));
	}
	sql_add(&q, " ORDER BY t.id LIMIT ");
	sql_arg(&q, val_int(NOTES + 1));
	int r = sql_query(rq->db, &q, take_id, b, e);
	sql_finish(&q);
	return r < 0 ? -1 : 0;
}

static int put_notes(struct request *rq, struct ids *b, struct err *e)
{
	struct str *out = &rq->text;
	size_t n = b->ids.n > NOTES ? NOTES : b->ids.n;
	void **objs = arena_alloc(rq->arena, (n + 1) * sizeof(*objs));

	if (n && data_get_many(rq->db, KIND_NOTE, b->ids.v, n, rq->arena, objs, e)) {
		return -1;
	}
	json_put_key(out, "items");
	json_put_open(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (!objs[i] || !reader_sees(rq->reader, objs[i])) {
			continue;
		}
		json_put_open(out, '{');
		if (put_members(rq->db, objs[i], rq->arena, out, e)) {
			return -1;
		}
		json_put_close(out, '}');
	}
	json_put_close(out, ']');
	if (b->ids.n > n) {
		put(out, "next", arena_printf(rq->arena, "/v1/files/%s/annotations?after=%s", rq->id, b->ids.v[n - 1]));
	}
	return 0;
}

/* All that the reader may see on one file, as an annotation page. */
int ep_file_annotations(struct request *rq, struct err *e)
{
	struct ids b = {.a = rq->arena};

	if (!hash_valid(rq->id)) {
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	int found = file_may_read(rq->db, rq->reader, rq->id, NULL, e);
	if (found <= 0) {
		return found < 0 ? -1 : err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	rq->media = MEDIA;
	json_put_open(&rq->text, '{');
	put(&rq->text, "@context", CONTEXT);
	put(&rq->text, "id", arena_printf(rq->arena, "/v1/files/%s/annotations", rq->id));
	put(&rq->text, "type", "AnnotationPage");
	int r = find_notes(rq, &b, e) || put_notes(rq, &b, e) ? -1 : 0;
	json_put_close(&rq->text, '}');
	vec_finish(&b.ids);
	return r;
}
