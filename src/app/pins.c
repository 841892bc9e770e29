#include "app/pins.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "wire/wire.h"

enum { PINS_MAX = 2000, CHAIN_MAX = 60, TALK_PAGE = 64, TALK_PAGES = 32 };

/* ---- which notes ---- */

struct loading {
	struct pins *p;
	struct store *s;
	struct items files;      /* of the request */
	const char *hash;
	VEC(struct pin) v;
};

/* Is this file the shown one, or a revision before it? */
static bool in_line(const struct loading *l, const char *file)
{
	const char *at = l->hash;

	for (int step = 0; at && *at && step < CHAIN_MAX; step++) {
		const char *before = NULL;

		if (!strcmp(at, file)) {
			return true;
		}
		for (size_t i = 0; i < l->files.n; i++) {
			const struct file_ref *f = ITEM(const struct file_ref, l->files, i);

			before = !strcmp(f->hash, at) ? f->replaces : before;
		}
		at = before;
	}
	return false;
}

static void add(struct loading *l, const struct note *n, bool waits)
{
	struct pin *pin;
	struct err e = ERR_NONE;

	if (l->v.n == PINS_MAX || !in_line(l, n->file_hash)) {
		return;
	}
	for (size_t i = 0; i < l->v.n; i++) {
		if (!strcmp(l->v.v[i].note->id, n->id)) {
			return;
		}
	}
	pin = vec_add(&l->v);
	*pin = (struct pin){.note = n, .waits = waits, .here = !strcmp(n->file_hash, l->hash)};
	pin->anchor = (struct anchor){.page = n->page > 0 && n->page <= DRAWING_PAGES ? (int)n->page : 1, .x = n->x, .y = n->y, .exact = "", .prefix = "", .suffix = ""};
	snprintf(pin->anchor.zone, sizeof(pin->anchor.zone), "%.7s", n->zone);
	/* selectors that another program wrote wrong: what the note itself says is left */
	anchor_from_selectors(n->selectors, &pin->anchor, &l->p->a, &e);
	pin->found = (struct anchor_found){.state = ANCHOR_AMBIGUOUS, .at = {pin->anchor.page, pin->anchor.x, pin->anchor.y}, .text = "", .here = "", .moved_um = -1};
}

static struct pin *pin_of(struct loading *l, const char *id)
{
	for (size_t i = 0; i < l->v.n; i++) {
		if (!strcmp(l->v.v[i].note->id, id)) {
			return &l->v.v[i];
		}
	}
	return NULL;
}

/* A new place or state that is not sent yet is shown as if it were. */
static void change(struct loading *l, const struct intent *in, const struct json *j)
{
	struct pin *pin = pin_of(l, in->object);
	const struct note_place *to = pin && !strcmp(in->verb, "note.place") ? wire_read(&entity_note_place, j, WIRE_REPLY, &l->p->a, NULL) : NULL;
	const struct note_change *state = pin && !strcmp(in->verb, "note.state") ? wire_read(&entity_note_change, j, WIRE_REPLY, &l->p->a, NULL) : NULL;
	struct note *n = to || state ? entity_copy(&entity_note, pin->note, &l->p->a) : NULL;
	struct err e = ERR_NONE;

	if (state) {
		n->state = state->state;
	}
	if (to) {
		n->file_hash = to->file_hash;
		anchor_from_selectors(to->selectors, &pin->anchor, &l->p->a, &e);
		pin->here = !strcmp(to->file_hash, l->hash);
	}
	if (n) {
		pin->note = n;
	}
}

static void add_waiting(struct loading *l, const char *thread)
{
	struct intent **all;
	int n = store_intents(l->s, 1u << INTENT_HELD | 1u << INTENT_QUEUED | 1u << INTENT_SENDING | 1u << INTENT_REFUSED, &l->p->a, &all, NULL);

	for (int i = 0; i < n; i++) {
		struct json *j = !starts_with(all[i]->verb, "note.") || strcmp(all[i]->lane, thread) ? NULL : json_parse(all[i]->body, strlen(all[i]->body), NULL);
		struct note *note = j && !strcmp(all[i]->verb, "note.add") ? wire_read(&entity_note, j, WIRE_REPLY, &l->p->a, NULL) : NULL;

		if (note) {
			note->id = all[i]->object;
			note->thread = arena_strdup(&l->p->a, thread);
			add(l, note, true);
		} else if (j && all[i]->state != INTENT_REFUSED) {
			change(l, all[i], j);
		}
		json_free(j);
	}
}

static void add_thread(struct loading *l, const char *thread)
{
	struct note **notes;
	int n = store_notes(l->s, thread, NULL, &l->p->a, &notes);

	for (int i = 0; i < n; i++) {
		add(l, notes[i], false);
	}
	add_waiting(l, thread);
}

void pins_load(struct pins *p, struct store *s, const char *rfq, const char *thread, const char *hash)
{
	struct loading l = {.p = p, .s = s, .hash = hash};
	const struct rfq *r;
	struct deal **deals;
	int n;

	pins_finish(p);
	arena_init(&p->a);
	r = store_get(s, KIND_RFQ, rfq, &p->a, NULL);
	l.files = r ? r->files : (struct items){0};
	if (*thread) {
		add_thread(&l, thread);
	} else {
		n = store_deals(s, rfq, &p->a, &deals, NULL);
		for (int i = 0; i < n; i++) {
			add_thread(&l, deals[i]->id);
		}
	}
	p->v = l.v.v;
	p->n = l.v.n;
}

void pins_finish(struct pins *p)
{
	free(p->v);
	arena_finish(&p->a);
	*p = (struct pins){0};
}

const char *pins_other_file(const struct pins *p)
{
	for (size_t i = p->n; i-- > 0;) {
		if (!p->v[i].here) {
			return p->v[i].note->file_hash;
		}
	}
	return "";
}

/* ---- where they are ---- */

static void find_here(struct pin *p)
{
	p->found = (struct anchor_found){.state = ANCHOR_KEPT, .at = {p->anchor.page, p->anchor.x, p->anchor.y}, .text = p->anchor.exact, .here = "", .score = 100};
	memcpy(p->found.zone, p->anchor.zone, sizeof(p->found.zone));
}

void pins_find(struct pins *p, const struct anchor_index *now, const struct anchor_index *old, const char *old_hash)
{
	for (size_t i = 0; i < p->n; i++) {
		struct pin *pin = &p->v[i];

		if (pin->here) {
			find_here(pin);
		} else {
			anchor_find(&pin->anchor, strcmp(pin->note->file_hash, old_hash) ? NULL : old, now, &pin->found);
		}
	}
}

const char *pin_state(const struct pin *p, struct arena *a)
{
	const char *state = tr(enum_label(&enum_note_state, p->note->state));

	if (p->waits) {
		return tr("waits to be sent");
	}
	if (p->here) {
		return state;
	}
	switch (p->found.state) {
	case ANCHOR_KEPT: return arena_printf(a, "%s, %s", tr("kept"), state);
	case ANCHOR_MOVED:
		return p->found.changed ? arena_printf(a, "%s, %s", tr("text changed"), state)
			: p->found.moved_um >= 0 ? arena_printf(a, tr("moved %.1f mm, %s"), (double)p->found.moved_um / 1000, state)
			: arena_printf(a, "%s, %s", tr("moved"), state);
	case ANCHOR_AMBIGUOUS: return arena_printf(a, "%s, %s", tr("ambiguous"), state);
	default: return arena_printf(a, "%s, %s", tr("orphan"), state);
	}
}

/* ---- what was said about one ---- */

static bool about(const struct talk *t, const char *id, const struct note *note, struct arena *a)
{
	struct talk_item it;

	return talk_item(t, id, a, &it) && ((it.note && !strcmp(it.note->id, note->id)) || !strcmp(it.m->note, note->id));
}

int pin_messages(const struct talk *t, const struct note *note, const char **ids, int n, struct arena *a)
{
	struct flow_row rows[TALK_PAGE];
	const char *at = note->first;
	int got = 0;

	if (about(t, at, note, a)) {
		ids[got++] = at;
	}
	for (int page = 0; page < TALK_PAGES && got < n; page++) {
		int k = talk_page(t, at, true, TALK_PAGE, rows);

		for (int i = 0; i < k && got < n; i++) {
			if (strcmp(rows[i].id, note->first) != 0 && about(t, rows[i].id, note, a)) {
				ids[got++] = arena_strdup(a, rows[i].id);
			}
		}
		if (k < TALK_PAGE) {
			break;
		}
		at = arena_strdup(a, rows[k - 1].id);
	}
	return got;
}

/* ---- acts ---- */

static int64_t counted(int64_t v)
{
	return v < 0 ? 0 : v > 1000000000 ? 1000000000 : v;
}

int pin_create(struct act *c, const char *thread, const char *hash, const struct anchor *an, const char *text, struct err *e)
{
	char id[ULID_SIZE], first[ULID_SIZE];
	struct note *n;
	struct arena a;
	int r;

	arena_init(&a);
	n = entity_new(&entity_note, &a);
	n->id = ulid_make(id);
	n->first = ulid_make(first);
	n->thread = arena_strdup(&a, thread);
	n->text = arena_strdup(&a, text);
	n->file_hash = arena_strdup(&a, hash);
	n->page = an->page;
	n->x = counted(an->x);
	n->y = counted(an->y);
	n->zone = an->zone;
	anchor_to_selectors(an, &n->selectors, &a);
	r = act_note_create(c, n, e);
	arena_finish(&a);
	return r;
}

int pin_place(struct act *c, const char *note, const char *hash, const struct anchor *an, struct err *e)
{
	struct note_place *p;
	struct arena a;
	int r;

	arena_init(&a);
	p = entity_new(&entity_note_place, &a);
	p->file_hash = arena_strdup(&a, hash);
	p->page = an->page;
	p->x = counted(an->x);
	p->y = counted(an->y);
	p->zone = an->zone;
	anchor_to_selectors(an, &p->selectors, &a);
	r = act_note_place(c, note, p, e);
	arena_finish(&a);
	return r;
}

int pin_reply(struct act *c, const struct note *note, const char *text, struct err *e)
{
	char id[ULID_SIZE], *kept;
	const struct draft *d;
	struct message *m;
	struct arena a;
	int r;

	arena_init(&a);
	m = entity_new(&entity_message, &a);
	m->id = ulid_make(id);
	m->thread = arena_strdup(&a, note->thread);
	m->note = arena_strdup(&a, note->id);
	m->text = arena_strdup(&a, text);
	/* sending drops the draft of the chat, which is another message */
	d = store_draft(c->store, "message", note->thread, &a);
	kept = d ? arena_strdup(&a, d->json) : NULL;
	r = act_message_send(c, m, e);
	if (!r && kept) {
		r = store_draft_put(c->store, "message", m->thread, kept, e);
	}
	arena_finish(&a);
	return r;
}

/* ---- what is being written ---- */

const char *pin_draft(struct store *s, const char *hash, struct arena *a)
{
	const struct draft *d = store_draft(s, "note", hash, a);
	struct json *j = d ? json_parse(d->json, strlen(d->json), NULL) : NULL;
	const char *text = j ? json_get_text(j, "text") : NULL, *r = text ? arena_strdup(a, text) : "";

	json_free(j);
	return r;
}

int pin_draft_save(struct store *s, const char *hash, const char *text, struct err *e)
{
	struct json *j = json_new_object();
	struct str b = STR_INIT;
	int r;

	json_set_text(j, "text", text);
	json_write(j, false, &b);
	r = *text ? store_draft_put(s, "note", hash, str_c(&b), e) : store_draft_drop(s, "note", hash, e);
	str_finish(&b);
	json_free(j);
	return r;
}
