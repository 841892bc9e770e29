#include "talk.h"

#include <string.h>

#include "../talk.h"
#include "deals.h"

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
	struct telling w = {.f = f, .plan = p, .at = from, .step = (p->to - from) / 16 + 1};

	if (!from) {
		return 0;
	}
	w.t = talk_for_deal(d, p->rfq, &f->a);
	w.t->created = from;
	return d->chat_opened ? converse(&w, d, e) : ask(&w, e);
}
