#include "talk.h"

#include <string.h>

#include "../talk.h"
#include "deals.h"
#include "model/talk.h"

/* Who speaks, and when the next word falls. */
struct telling {
	struct fill *f;
	const struct deal_plan *plan;
	struct thread *t;
	int64_t at, step;
};

static struct message *word_of(struct telling *w, char who, enum message_kind kind)
{
	const struct fill_org *org = who == 'c' ? w->plan->customer : w->plan->partner;
	struct message *m = entity_new(&entity_message, &w->f->a);

	m->created = w->at;
	m->id = fill_id(w->f, w->at);
	m->kind = (int)kind;
	m->author = org->poster;
	m->author_name = org->person;
	m->side = who == 'c' ? ROLE_CUSTOMER : ROLE_PARTNER;
	return m;
}

static int tell(struct telling *w, struct note *note, struct message *m, struct err *e)
{
	int64_t at = w->at;

	w->at += w->step / 2 + (int64_t)fill_random(w->f, (uint64_t)w->step);
	return talk_add(w->f->db, w->t, note, m, at, &w->f->a, e);
}

static int tell_record(struct telling *w, char who, struct note *note, enum record_kind what, const char *object, const char *detail,
	struct err *e)
{
	struct message *m = word_of(w, who, MESSAGE_RECORD);

	m->record = (int)what;
	m->object = object;
	m->detail = detail;
	return tell(w, note, m, e);
}

static int converse(struct telling *w, const struct deal *d, struct err *e)
{
	const struct talk_line *line = talk_lines[w->plan->customer_tongue];
	size_t n = 2 + fill_random(w->f, 6);

	if (tell_record(w, 'c', NULL, RECORD_CHAT_OPENED, d->id, "", e)) {
		return -1;
	}
	for (size_t i = 0; i < n && line[i].who; i++) {
		struct message *m = word_of(w, line[i].who, MESSAGE_SAID);

		m->text = line[i].text;
		if (tell(w, NULL, m, e)) {
			return -1;
		}
	}
	return 0;
}

static void add_selector(struct fill *f, struct note *n, const char *conforms_to, const char *value, const char *exact)
{
	struct selector *s = items_add(&entity_selector, &n->selectors, &f->a);

	s->type = *exact ? SELECTOR_TEXT_QUOTE : SELECTOR_FRAGMENT;
	s->conforms_to = conforms_to;
	s->value = value;
	s->exact = exact;
}

/* The place three ways at once, as the drawing screen would say it: see draw/anchor.h. */
static void pin_to(struct fill *f, struct note *n, const struct pin *pin)
{
	n->x = (int64_t)(pin->x * 1000);
	n->y = (int64_t)(pin->y * 1000);
	n->zone = arena_strdup(&f->a, pin->zone);
	add_selector(f, n, "urn:x-fettle:drawing-point", arena_printf(&f->a, "page=1&point=%.3f,%.3f", pin->x, pin->y), "");
	add_selector(f, n, "urn:iso:std:iso:5457", arena_printf(&f->a, "zone=%s", pin->zone), "");
	add_selector(f, n, "", "", pin->text);
}

static struct note *new_note(struct telling *w, const struct talk_note *said, const struct pin *pin, const struct message *first)
{
	const struct file_ref *file = ITEM(const struct file_ref, w->plan->rfq->files, 0);
	struct note *n = entity_new(&entity_note, &w->f->a);

	n->created = w->at;
	n->id = fill_id(w->f, w->at);
	n->site = w->t->site;
	n->customer = w->t->customer;
	n->partner = w->t->partner;
	n->vis = w->t->vis;
	n->thread = w->t->id;
	n->rfq = w->t->rfq;
	n->number = ++w->t->notes;
	n->first = first->id;
	n->text = said->text;
	n->file_name = file->name;
	n->file_hash = file->hash;
	n->file_rev = file->rev;
	n->page = 1;
	n->author = first->author;
	n->author_name = first->author_name;
	n->side = first->side;
	pin_to(w->f, n, pin);
	return n;
}

static int decide(struct telling *w, struct note *n, char who, enum note_state state, struct err *e)
{
	const struct fill_org *org = who == 'c' ? w->plan->customer : w->plan->partner;
	char name[160];

	n->state = (int)state;
	n->decided = w->at;
	n->decided_by = org->person;
	note_name(n, name, sizeof(name));
	return tell_record(w, who, n, state == NOTE_DONE ? RECORD_NOTE_DONE : RECORD_NOTE_ACCEPTED, n->id, arena_strdup(&w->f->a, name), e);
}

static int add_note(struct telling *w, const struct talk_note *said, const struct pin *pin, struct err *e)
{
	struct message *first = word_of(w, said->who, MESSAGE_SAID);
	char other = said->who == 'c' ? 'p' : 'c';

	first->text = said->text;
	struct note *n = new_note(w, said, pin, first);
	if (data_put(w->f->db, KIND_NOTE, n, 0, w->at, e) || tell(w, n, first, e)) {
		return -1;
	}
	if (*said->answer) {
		struct message *answer = word_of(w, other, MESSAGE_SAID);

		answer->text = said->answer;
		answer->reply_to = first->id;
		if (tell(w, n, answer, e)) {
			return -1;
		}
	}
	return said->state == NOTE_OPEN ? 0 : decide(w, n, other, said->state, e);
}

static int add_notes(struct telling *w, struct err *e)
{
	const struct pins *pins = w->plan->pins;

	for (int i = 0; pins && i < TALK_NOTES && i < pins->n; i++) {
		if (add_note(w, &talk_notes[w->plan->customer_tongue][i], &pins->v[i * (pins->n - 1) / (TALK_NOTES - 1)], e)) {
			return -1;
		}
	}
	return 0;
}

static int ask(struct telling *w, struct err *e)
{
	struct message *m = word_of(w, 'p', MESSAGE_QUESTION);

	w->t->state = TALK_ASKED;
	m->text = talk_questions[w->plan->customer_tongue];
	return tell(w, NULL, m, e);
}

int fill_talk(struct fill *f, const struct deal *d, const struct deal_plan *p, struct err *e)
{
	int64_t from = d->chat_opened ? d->chat_opened : d->asked;
	struct telling w = {.f = f, .plan = p, .at = from, .step = (p->to - from) / 26 + 1};

	if (!from) {
		return 0;
	}
	w.t = talk_for_deal(d, p->rfq, &f->a);
	w.t->created = from;
	if (!d->chat_opened) {
		return ask(&w, e);
	}
	return converse(&w, d, e) || add_notes(&w, e) ? -1 : 0;
}

struct thread_ids {
	struct arena *a;
	VEC(const char *) v;
};

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct thread_ids *t = arg;

	(void)ncols, (void)e;
	*vec_add(&t->v) = arena_strdup(t->a, cols[0].s);
	return 0;
}

int fill_revised(struct fill *f, const struct rfq *r, const struct fill_org *customer, int64_t at, struct err *e)
{
	struct deal_plan plan = {.rfq = r, .customer = customer};
	struct items files = {ITEM(struct file_ref, r->files, r->files.n - 1), 1};
	const struct file_ref *file = files.v;
	struct thread_ids ids = {.a = &f->a};
	int n = db_query(f->db, "SELECT id FROM thread WHERE rfq = $1 ORDER BY id", DB_ARGS(val_text(r->id)), take_id, &ids, e);

	for (size_t i = 0; i < ids.v.n && n >= 0; i++) {
		struct telling w = {.f = f, .plan = &plan, .step = 1};

		n = talk_of_deal(f->db, ids.v.v[i], &f->a, &w.t, e);
		w.at = n > 0 && w.t->last_at > at ? w.t->last_at + 1 : at;
		struct message *m = word_of(&w, 'c', MESSAGE_RECORD);
		m->record = RECORD_FILE_REVISED;
		m->object = r->id;
		m->detail = arena_printf(&f->a, "%s %s", file->name, file->rev);
		m->files = files;
		n = n > 0 ? tell(&w, NULL, m, e) : -1;
	}
	vec_finish(&ids.v);
	return n < 0 ? -1 : 0;
}
