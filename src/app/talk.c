#include "app/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "wire/wire.h"

void talk_init(struct talk *t, struct store *s, const char *thread)
{
	*t = (struct talk){.store = s};
	snprintf(t->thread, sizeof(t->thread), "%s", thread);
	talk_read(t);
}

void talk_finish(struct talk *t)
{
	free(t->pending);
	t->pending = NULL;
	t->npending = 0;
}

/* What adds a message: not state changes and places of notes. */
static bool adds(const struct intent *in)
{
	return !strcmp(in->verb, "chat.send") || !strcmp(in->verb, "ticket.reply") || !strcmp(in->verb, "ticket.note") || !strcmp(in->verb, "note.add") || !strcmp(in->verb, "chat.call") || starts_with(in->verb, "chat.call-");
}

void talk_read(struct talk *t)
{
	struct intent_counts counts;
	struct intent **all;
	struct arena a;
	int n;

	talk_finish(t);
	store_intent_counts(t->store, &counts);
	if (counts.waiting + counts.n[INTENT_REFUSED] == 0) {
		return;
	}
	arena_init(&a);
	n = store_intents(t->store, 1u << INTENT_HELD | 1u << INTENT_QUEUED | 1u << INTENT_SENDING | 1u << INTENT_REFUSED, &a, &all, NULL);
	t->pending = n > 0 ? xcalloc((size_t)n, sizeof(*t->pending)) : NULL;
	for (int i = 0; i < n; i++) {
		struct talk_pending *p = &t->pending[t->npending];

		if (strcmp(all[i]->lane, t->thread) != 0 || (!adds(all[i]) && strcmp(all[i]->verb, "chat.edit") != 0)) {
			continue;
		}
		p->edits = !strcmp(all[i]->verb, "chat.edit");
		snprintf(p->id, sizeof(p->id), "%s", p->edits ? all[i]->id : all[i]->object);
		snprintf(p->of, sizeof(p->of), "%s", p->edits ? all[i]->object : "");
		snprintf(p->intent, sizeof(p->intent), "%s", all[i]->id);
		p->state = all[i]->state;
		p->stamp = all[i]->updated * 8 + (int64_t)all[i]->state;
		t->npending++;
	}
	arena_finish(&a);
}

static const struct talk_pending *edit_of(const struct talk *t, const char *id)
{
	for (size_t i = t->npending; i-- > 0;) {
		if (t->pending[i].edits && !strcmp(t->pending[i].of, id)) {
			return &t->pending[i];
		}
	}
	return NULL;
}

/* One that was sent and has come back by the feed before its answer is no longer one that waits. */
static bool waits(const struct talk *t, size_t i)
{
	return !t->pending[i].edits && store_message_number(t->store, t->pending[i].id) < 0;
}

static int pending_at(const struct talk *t, const char *id)
{
	for (size_t i = 0; i < t->npending; i++) {
		if (!t->pending[i].edits && !strcmp(t->pending[i].id, id)) {
			return (int)i;
		}
	}
	return -1;
}

static int messages(const struct talk *t, int64_t number, bool forward, int n, struct flow_row *out)
{
	struct message_key *keys = xcalloc((size_t)(n > 0 ? n : 1), sizeof(*keys));
	int got = store_message_keys(t->store, t->thread, number, forward, n, keys);

	for (int i = 0; i < got; i++) {
		const struct talk_pending *p = edit_of(t, keys[i].id);

		memcpy(out[i].id, keys[i].id, sizeof(keys[i].id));
		out[i].stamp = keys[i].stamp * 0x9e3779b97f4a7c15u + (p ? (uint64_t)p->stamp : 0);
	}
	free(keys);
	return got;
}

/* Those that wait, from i on; answers how many. */
static int waiting(const struct talk *t, size_t i, int n, struct flow_row *out)
{
	int got = 0;

	for (; i < t->npending && got < n; i++) {
		if (waits(t, i)) {
			memcpy(out[got].id, t->pending[i].id, sizeof(out[got].id));
			out[got++].stamp = (uint64_t)t->pending[i].stamp;
		}
	}
	return got;
}

static int forward_from(const struct talk *t, const char *anchor, int n, struct flow_row *out)
{
	int at = anchor ? pending_at(t, anchor) : -1, got;
	int64_t number = anchor ? store_message_number(t->store, anchor) : 0;

	if (number < 0) {
		return waiting(t, at < 0 ? t->npending : (size_t)at + 1, n, out);
	}
	got = messages(t, number, true, n, out);
	return got < n ? got + waiting(t, 0, n - got, out + got) : got;
}

static int backward_from(const struct talk *t, const char *anchor, int n, struct flow_row *out)
{
	int at = anchor ? pending_at(t, anchor) : -1, above = 0, got, skip;
	int64_t number = anchor ? store_message_number(t->store, anchor) : -1;
	struct flow_row *below;

	if (number >= 0) {
		return messages(t, number, false, n, out);
	}
	/* the last n of: all messages, then what waits above the anchor */
	below = xcalloc(t->npending + 1, sizeof(*below));
	above = waiting(t, 0, (int)t->npending, below);
	for (int i = 0; at >= 0 && i < above; i++) {
		if (!strcmp(below[i].id, anchor)) {
			above = i;
		}
	}
	skip = above > n ? above - n : 0;
	got = above < n ? messages(t, INT64_MAX, false, n - above, out) : 0;
	memcpy(out + got, below + skip, (size_t)(above - skip) * sizeof(*out));
	free(below);
	return got + above - skip;
}

int talk_page(const struct talk *t, const char *anchor, bool forward, int n, struct flow_row *out)
{
	return forward ? forward_from(t, anchor, n, out) : backward_from(t, anchor, n, out);
}

/* ---- one item ---- */

static const struct message *of_intent(const struct talk *t, const struct intent *in, struct arena *a)
{
	const struct account *me = store_account(t->store);
	struct json *j = json_parse(in->body, strlen(in->body), NULL);
	struct message *m = entity_new(&entity_message, a), *read = NULL;

	if (j && !strcmp(in->verb, "chat.send")) {
		read = wire_read(&entity_message, j, WIRE_REPLY, a, NULL);
		m = read ? read : m;
	} else if (j) {
		const char *text = json_get_text(j, "text");

		m->text = text ? arena_strdup(a, text) : "";
	}
	if (j && !strcmp(in->verb, "chat.call")) {
		struct call_slot *c = wire_read(&entity_call_slot, j, WIRE_REPLY, a, NULL);

		m->kind = MESSAGE_CALL_ASKED;
		m->call_at = c ? c->at : 0;
		m->call_minutes = c ? c->minutes : 0;
	} else if (starts_with(in->verb, "chat.call-")) {
		m->kind = !strcmp(in->verb, "chat.call-accept") ? MESSAGE_CALL_ACCEPTED : MESSAGE_CALL_DECLINED;
	}
	m->id = in->object;
	m->thread = arena_strdup(a, t->thread);
	m->author = me ? me->id : "";
	m->author_name = me ? me->name : "";
	m->side = me ? side_of_role((enum role)me->role) : ROLE_PARTNER;
	m->created = in->created;
	json_free(j);
	return m;
}

/* A note that waits has what its intent says. */
static const struct note *note_of_intent(const struct intent *in, struct arena *a)
{
	struct json *j = strcmp(in->verb, "note.add") ? NULL : json_parse(in->body, strlen(in->body), NULL);
	const struct note *n = j ? wire_read(&entity_note, j, WIRE_REPLY, a, NULL) : NULL;

	json_free(j);
	return n;
}

bool talk_item(const struct talk *t, const char *id, struct arena *a, struct talk_item *out)
{
	const struct account *me = store_account(t->store);
	const struct message *m = store_get(t->store, KIND_MESSAGE, id, a, NULL);
	int at = m ? -1 : pending_at(t, id);
	const struct talk_pending *edit = m ? edit_of(t, id) : NULL;
	struct talk_item it = {.m = m};

	if (at >= 0) {
		it.in = store_intent(t->store, t->pending[at].intent, a);
		it.m = it.in ? of_intent(t, it.in, a) : NULL;
		it.note = it.in ? note_of_intent(it.in, a) : NULL;
		it.opens = it.note != NULL;
	} else if (edit) {
		it.in = store_intent(t->store, edit->intent, a);
	}
	if (!it.m) {
		return false;
	}
	if (*it.m->note) {
		it.note = store_get(t->store, KIND_NOTE, it.m->note, a, NULL);
		it.opens = it.note && !strcmp(it.note->first, id);
	}
	it.reply_to = *it.m->reply_to ? store_get(t->store, KIND_MESSAGE, it.m->reply_to, a, NULL) : NULL;
	it.mine = me && !strcmp(it.m->author, me->id);
	*out = it;
	return true;
}
