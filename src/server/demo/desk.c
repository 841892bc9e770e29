#include "desk.h"

#include "../talk.h"
#include "base/alloc.h"

#define MINUTE (HOUR / 60)

/* The first sites: what a change takes there. */
static const int levels[] = {2, 3, 1};

static int add_policy(struct fill *f, size_t site, int level, struct err *e)
{
	static const enum policy_action changes[] = {CHANGE_APPROVAL_ROUTE, CHANGE_ACCESS_RIGHT, CHANGE_MODEL, CHANGE_DELETE_REQUEST, CHANGE_CRITERION};

	for (size_t i = 0; i < lengthof(changes); i++) {
		struct policy_rule *r = entity_new(&entity_policy_rule, &f->a);
		int64_t at = f->now - 300 * DAY;

		r->id = fill_id(f, at);
		r->site = f->sites.v[site].id;
		r->vis = VIS_SITE;
		r->action = (int)changes[i];
		r->level = level;
		r->who = changes[i] == CHANGE_DELETE_REQUEST ? WHO_CUSTOMER : WHO_ANYONE;
		if (data_put(f->db, KIND_POLICY_RULE, r, 0, at, e)) {
			return -1;
		}
	}
	return 0;
}

static int add_macros(struct fill *f, size_t site, struct err *e)
{
	const struct fill_site *s = &f->sites.v[site];

	for (size_t i = 0; i < DESK_MACROS; i++) {
		const struct desk_macro *from = &desk_macros[s->tongue][i];
		struct macro *m = entity_new(&entity_macro, &f->a);
		int64_t at = f->now - 200 * DAY;

		m->id = fill_id(f, at);
		m->site = s->id;
		m->vis = VIS_STAFF;
		m->name = from->name;
		m->lang = tongue_tags[s->tongue];
		m->hotkey = from->hotkey;
		m->text = from->text;
		m->after = (int)from->after;
		m->cls = (int)from->cls;
		if (data_put(f->db, KIND_MACRO, m, 0, at, e)) {
			return -1;
		}
	}
	return 0;
}

static struct ticket *new_ticket(struct fill *f, size_t site, const struct fill_org *org, const struct desk_line *line, int64_t at)
{
	const struct fill_site *s = &f->sites.v[site];
	struct ticket *t = entity_new(&entity_ticket, &f->a);
	bool supplier = line->side == SIDE_SUPPLIER;

	t->id = fill_id(f, at);
	t->site = s->id;
	t->site_name = s->name;
	t->customer = supplier ? "" : org->id;
	t->partner = supplier ? org->id : "";
	t->vis = VIS_PARTIES;
	t->side = (int)line->side;
	t->cls = (int)line->cls;
	t->action = (int)line->action;
	t->level = line->action == CHANGE_NONE || site >= lengthof(levels) ? 0 : levels[site];
	t->subject = line->subject;
	t->task = line->task;
	t->wished = line->wished;
	t->docs_checked = line->action != CHANGE_NONE;
	t->lang = tongue_tags[s->tongue];
	t->requester = org->poster;
	t->requester_name = org->person;
	t->org_name = org->name;
	t->state = (int)line->state;
	t->newcomer = line->newcomer;
	t->hot = line->hot;
	t->due = line->left && line->state != TICKET_SOLVED ? f->now + line->left * MINUTE : 0;
	t->time_left = line->left ? 0 : 90 * MINUTE;
	t->solved = line->state == TICKET_SOLVED ? f->now - HOUR : 0;
	return t;
}

static int begin_talk(struct fill *f, struct ticket *t, const struct fill_org *org, int64_t at, struct err *e)
{
	struct thread *thread = entity_new(&entity_thread, &f->a);
	struct message *m = entity_new(&entity_message, &f->a);

	thread->id = t->id;
	thread->site = t->site;
	thread->customer = t->customer;
	thread->partner = t->partner;
	thread->vis = VIS_PARTIES;
	thread->kind = THREAD_TICKET;
	thread->number = t->number;
	thread->title = t->subject;
	thread->customer_name = t->side == SIDE_CUSTOMER ? org->name : "";
	thread->partner_name = t->side == SIDE_SUPPLIER ? org->name : "";
	thread->last_at = at;
	m->created = at;
	m->id = fill_id(f, at);
	m->kind = MESSAGE_SAID;
	m->author = org->poster;
	m->author_name = org->person;
	m->side = t->side == SIDE_CUSTOMER ? ROLE_CUSTOMER : ROLE_PARTNER;
	m->text = t->task;
	if (talk_add(f->db, thread, NULL, m, at, &f->a, e)) {
		return -1;
	}
	t->messages = thread->messages;
	t->last_at = at;
	return 0;
}

/* In its last minutes, for the ticket about it. */
static int add_auction(struct fill *f, struct ticket *t, struct err *e)
{
	struct auction *a = entity_new(&entity_auction, &f->a);

	a->id = fill_id(f, f->now);
	a->site = t->site;
	a->vis = VIS_SITE;
	a->title = t->subject;
	a->starts = f->now - HOUR;
	a->ends = f->now + 14 * MINUTE;
	a->soft_close = 120;
	a->currency = "UAH";
	t->auction = a->id;
	return data_next(f->db, "auction", &a->number, e) || data_put(f->db, KIND_AUCTION, a, 0, f->now - DAY, e) ? -1 : 0;
}

static const struct fill_org *org_of(const struct fill *f, size_t site, enum ticket_side side, size_t i)
{
	size_t n = side == SIDE_SUPPLIER ? f->partners.n : f->customers.n, seen = 0;
	const struct fill_org *all = side == SIDE_SUPPLIER ? f->partners.v : f->customers.v, *last = NULL;

	for (size_t k = 0; k < n; k++) {
		if (all[k].site == site && *all[k].poster) {
			last = &all[k];
			if (seen++ == i % 4) {
				break;
			}
		}
	}
	return last;
}

static int add_tickets(struct fill *f, size_t site, struct err *e)
{
	const struct desk_line *line = desk_lines[f->sites.v[site].tongue];

	for (size_t i = 0; line[i].subject; i++) {
		const struct fill_org *org = org_of(f, site, line[i].side, i);
		int64_t at = f->now - (int64_t)(2 + i) * 7 * MINUTE;
		struct ticket *t = org ? new_ticket(f, site, org, &line[i], at) : NULL;

		if (!t) {
			continue;
		}
		if (data_next(f->db, "ticket", &t->number, e) || (t->hot && add_auction(f, t, e)) || begin_talk(f, t, org, at, e)
			|| data_put(f->db, KIND_TICKET, t, 0, at, e)) {
			return -1;
		}
	}
	return 0;
}

int fill_desk(struct fill *f, struct err *e)
{
	for (size_t site = 0; site < 4 && site < f->sites.n; site++) {
		if ((site < lengthof(levels) && add_policy(f, site, levels[site], e)) || add_macros(f, site, e) || add_tickets(f, site, e)) {
			return -1;
		}
	}
	return 0;
}
