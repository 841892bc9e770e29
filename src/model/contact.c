#include "model/contact.h"

#include <stdio.h>
#include <string.h>

struct walk {
	contact_text_fn *fn;
	void *arg;
	char path[128];
};

static void walk_object(struct walk *w, const struct entity *e, const void *obj);

static void walk_items(struct walk *w, const struct field *f, struct items it)
{
	size_t before = strlen(w->path);

	for (size_t i = 0; i < it.n; i++) {
		snprintf(w->path + before, sizeof(w->path) - before, "%s[%zu].", f->name, i);
		walk_object(w, f->sub, (const char *)it.v + i * f->sub->size);
	}
	w->path[before] = '\0';
}

static void walk_text(struct walk *w, const struct field *f, const void *obj)
{
	size_t before = strlen(w->path);
	struct contact_text t = {w->path, f, obj, field_text(f, obj)};

	snprintf(w->path + before, sizeof(w->path) - before, "%s", f->name);
	w->fn(w->arg, &t);
	w->path[before] = '\0';
}

static void walk_object(struct walk *w, const struct entity *e, const void *obj)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (f->flags & FIELD_SRV) {
			continue;
		}
		if (f->type == FIELD_LIST) {
			walk_items(w, f, field_items(f, obj));
		} else if (f->flags & FIELD_SAID) {
			walk_text(w, f, obj);
		}
	}
}

void contact_texts(const struct entity *e, const void *obj, contact_text_fn *fn, void *arg)
{
	struct walk w = {.fn = fn, .arg = arg};

	walk_object(&w, e, obj);
}

struct finding {
	contact_hit_fn *fn;
	void *arg;
	size_t n;
};

static void find(void *arg, const struct contact_text *t)
{
	struct finding *f = arg;
	struct contact_hit hits[CONTACT_HITS];
	size_t n = contact_find(t->text, strlen(t->text), hits, CONTACT_HITS);

	for (size_t i = 0; i < n && f->fn; i++) {
		f->fn(f->arg, t, &hits[i]);
	}
	f->n += n;
}

size_t contact_each(const struct entity *e, const void *obj, contact_hit_fn *fn, void *arg)
{
	struct finding f = {.fn = fn, .arg = arg};

	contact_texts(e, obj, find, &f);
	return f.n;
}

const char *contact_kind_name(enum contact_kind kind)
{
	return kind == CONTACT_EMAIL ? "email" : "phone";
}
