#include "app_impl.h"

#include <string.h>
#include <strings.h>

#include "app/act.h"

/* Which drawing is meant, for the verb drawing.open. */

static bool is_drawing(const char *name)
{
	static const char *const ends[] = {".dxf", ".svg", ".pdf", ".png", ".jpg", ".jpeg", ".dwg"};
	size_t n = strlen(name);

	for (size_t i = 0; i < lengthof(ends); i++) {
		size_t len = strlen(ends[i]);

		if (n > len && !strcasecmp(name + n - len, ends[i])) {
			return true;
		}
	}
	return false;
}

/* Has a newer revision taken its place? */
static bool replaced(struct items files, const char *hash)
{
	for (size_t i = 0; i < files.n; i++) {
		if (!strcmp(ITEM(const struct file_ref, files, i)->replaces, hash)) {
			return true;
		}
	}
	return false;
}

/* The drawing behind the one that is shown; the first where none is. */
static const struct file_ref *next_drawing(struct items files, const char *shown)
{
	const struct file_ref *first = NULL;
	bool behind = false;

	for (size_t i = 0; i < files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, files, i);

		if (is_drawing(f->name) && !replaced(files, f->hash)) {
			if (behind) {
				return f;
			}
			first = first ? first : f;
		}
		behind = behind || !strcmp(f->hash, shown);
	}
	return first;
}

/* Files belong to a request, also those of its quotes and chats. */
static const char *request_of(struct app *app, const char *id, struct arena *a)
{
	const struct quote *q = store_get(app->store, KIND_QUOTE, id, a, NULL);
	const struct deal *d = q ? NULL : store_get(app->store, KIND_DEAL, id, a, NULL);
	const struct thread *t = q || d ? NULL : store_get(app->store, KIND_THREAD, id, a, NULL);

	return q ? q->rfq : d ? d->rfq : t ? t->rfq : id;
}

/* What the cursor of a chat is on: its note, or its first file. */
struct said { const char *thread, *note, *hash; };

static struct said said_of(struct app *app, const char *id, struct arena *a)
{
	const struct message *m = store_get(app->store, KIND_MESSAGE, id, a, NULL);
	const struct note *n = store_get(app->store, KIND_NOTE, m && *m->note ? m->note : id, a, NULL);
	const struct thread *t = m || n ? NULL : store_get(app->store, KIND_THREAD, id, a, NULL);

	if (m && !n && m->kind == MESSAGE_SAID && !m->files.n) {
		return (struct said){m->thread, "", ""};
	}
	return (struct said){n ? n->thread : m ? m->thread : t ? t->id : "", n ? n->id : "",
		n ? n->file_hash : m && m->files.n ? ITEM(const struct file_ref, m->files, 0)->hash : ""};
}

/* The newest revision of a file of a request. */
static const struct file_ref *newest(struct items files, const char *hash)
{
	const struct file_ref *at = NULL;

	for (size_t step = 0; step <= files.n; step++) {
		const struct file_ref *next = NULL;

		for (size_t i = 0; i < files.n; i++) {
			const struct file_ref *f = ITEM(const struct file_ref, files, i);

			at = at ? at : !strcmp(f->hash, hash) ? f : NULL;
			next = at && !strcmp(f->replaces, at->hash) ? f : next;
		}
		if (!next) {
			break;
		}
		at = next;
	}
	return at;
}

static const struct file_ref *meant(struct app *app, const char *object, const struct said *s, const char *word, const char *shown, struct arena *a)
{
	const struct file_ref *f = word ? find_file(app->store, object, word, a) : NULL;
	const char *rfq = request_of(app, *s->thread ? s->thread : object, a);
	const struct rfq *r;

	if (f) {
		return f;
	}
	if (!word && *s->hash) {
		const struct message *m = store_get(app->store, KIND_MESSAGE, object, a, NULL);

		r = store_get(app->store, KIND_RFQ, rfq, a, NULL);
		f = r ? newest(r->files, s->hash) : NULL;
		return f ? f : m && m->files.n ? ITEM(const struct file_ref, m->files, 0) : NULL;
	}
	if (word) {
		return strcmp(rfq, object) != 0 ? find_file(app->store, rfq, word, a) : NULL;
	}
	r = store_get(app->store, KIND_RFQ, rfq, a, NULL);
	return r ? next_drawing(r->files, shown) : NULL;
}

static bool is_path(const char *word)
{
	return word && (strchr(word, '/') || *word == '~');
}

/* The hash of the drawing on top of the stage, from what it was opened with: "OBJECT HASH ...". */
static const char *shown_hash(struct app *app, struct arena *a)
{
	const struct frame *f = stage_top(app);
	const char *space = f && !strcmp(f->s->name, "drawing") ? strchr(f->arg, ' ') : NULL;

	return space ? arena_strndup(a, space + 1, strcspn(space + 1, " ")) : "";
}

enum handled sheet_verb(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = call_arg(call, "FILE"), *object = stage_object(app), *shown = shown_hash(app, a), *arg;
	struct said s = said_of(app, object, a);
	const struct file_ref *f;

	if (is_path(word) || (word && !*object)) {
		app_open(app, "drawing", arena_printf(a, "path:%s", word));
		return HANDLED;
	}
	f = *object ? meant(app, object, &s, word, shown, a) : NULL;
	if (!f) {
		app_say(app, STYLE_TEXT, "%s", word ? tr("There is no such file here; name its number or its name.") : tr("There is no drawing here."));
		return HANDLED;
	}
	if (!strcmp(f->hash, shown)) {
		app_say(app, STYLE_TEXT, "%s", tr("This is the only drawing here."));
		return HANDLED;
	}
	arg = arena_printf(a, "%s %s %lld %s %s %s", request_of(app, *s.thread ? s.thread : object, a), f->hash,
		(long long)f->size, *s.thread ? s.thread : "-", *s.note ? s.note : "-", f->name);
	if (*shown) {
		/* object was that screen's */
		stage_pop(app);
	}
	app_open(app, "drawing", arg);
	return HANDLED;
}
