#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "outbox.h"

/*
 * Which intent is next. Due: queued, held with its time come, or sending with a lease that ran out or whose
 * client is no more; and nothing of its lane before it still waits. A hold that lies absurdly far ahead
 * means that the clock was set back.
 */
enum { HOLD_MAX_MS = 10 * 60 * 1000 };

struct due { int64_t now; int64_t wait; char id[ULID_SIZE]; struct store *s; };

static int see_row(void *arg, const struct val *c, size_t ncols, struct err *e)
{
	struct due *d = arg;
	enum intent_state state = (enum intent_state)c[1].i;
	int64_t at = c[3].i; /* next_try */

	(void)ncols, (void)e;
	if (state == INTENT_HELD && c[2].i - d->now < HOLD_MAX_MS && c[2].i > at) {
		at = c[2].i;
	} else if (state == INTENT_SENDING && owner_alive(d->s, c[5].s)) {
		at = c[4].i;
	}
	if (at <= d->now) {
		snprintf(d->id, sizeof(d->id), "%s", c[0].s);
		return 1;
	}
	if (d->wait < 0 || at - d->now < d->wait) {
		d->wait = at - d->now;
	}
	return 0;
}

static int find_due(struct store *s, struct due *d, struct err *e)
{
	return store_query(s, "SELECT i.id, i.state, i.not_before, i.next_try, i.lease, i.owner FROM intent i"
		" WHERE i.account=$1 AND i.state IN ($2,$3,$4) AND NOT EXISTS(SELECT 1 FROM intent p WHERE p.account=$1 AND p.lane=i.lane"
		" AND p.seq < i.seq AND p.state IN ($2,$3,$4)) ORDER BY i.seq",
		DB_ARGS(val_text(s->account_id), val_int(INTENT_HELD), val_int(INTENT_QUEUED), val_int(INTENT_SENDING)), see_row, d, e) < 0 ? -1 : 0;
}

struct take { struct due due; int64_t lease_ms; bool touched; };

static int take_tx(struct store *s, void *arg, struct err *e)
{
	struct take *t = arg;
	int64_t now = clock_ms();

	t->due = (struct due){.now = now, .wait = -1, .s = s};
	if (find_due(s, &t->due, e)) {
		return -1;
	}
	if (!t->due.id[0]) {
		return 0;
	}
	t->touched = store_num(s, "SELECT touched FROM intent WHERE id=$1", DB_ARGS(val_text(t->due.id)), 1) != 0;
	return store_exec(s, "UPDATE intent SET state=$2, not_before=0, attempts=attempts+1, touched=1, lease=$3, owner=$4, updated=$5 WHERE id=$1",
		DB_ARGS(val_text(t->due.id), val_int(INTENT_SENDING), val_int(now + t->lease_ms), val_text(s->owner), val_int(now)), e) < 0 ? -1 : 0;
}

const struct intent *store_intent_take(struct store *s, int64_t lease_ms, struct arena *a, int64_t *wait, struct err *e)
{
	struct due peek = {.now = clock_ms(), .wait = -1, .s = s};
	struct take t = {.lease_ms = lease_ms};

	*wait = -1;
	/* a look first: nothing is written when nothing is due */
	if (!s->account || find_due(s, &peek, e)) {
		return NULL;
	}
	*wait = peek.wait;
	if (!peek.id[0] || store_tx(s, take_tx, &t, e)) {
		return NULL;
	}
	*wait = t.due.wait;
	struct intent *in = (struct intent *)store_intent(s, t.due.id, a);
	if (in) {
		in->touched = t.touched;
		outbox_tell(s, in);
	}
	return in;
}

/* ---- how it went ---- */
struct done {
	const char *id;
	enum intent_state state;
	const struct err *why;
	const char *reply;
	int64_t next_try;
	bool touched;
};

static int done_tx(struct store *s, void *arg, struct err *e)
{
	const struct done *d = arg;
	bool told = d->why && d->why->code != ERR_OK;

	return store_exec(s, "UPDATE intent SET state=$2, problem_code=$3, problem_text=$4, problem_field=$5, reply=$6, next_try=$7, lease=0,"
		" owner='', updated=$8, touched=$9 WHERE id=$1", DB_ARGS(val_text(d->id), val_int(d->state), val_text(told ? err_slug(d->why->code) : ""),
		val_text(told ? d->why->text : ""), val_text(told ? d->why->field : ""), val_text(d->reply ? d->reply : ""),
		val_int(d->next_try), val_int(clock_ms()), val_int(d->touched)), e) < 0 ? -1 : 0;
}

static int finish(struct store *s, const struct done *d, struct err *e)
{
	struct arena a;

	if (store_tx(s, done_tx, (void *)d, e)) {
		return -1;
	}
	arena_init(&a);
	const struct intent *in = store_intent(s, d->id, &a);
	if (in) {
		outbox_tell(s, in);
	} else {
		event_send(s, STORE_OUTBOX, KIND_NONE, d->id, "");
	}
	arena_finish(&a);
	return 0;
}

int store_intent_accept(struct store *s, const char *id, const struct json *reply, struct err *e)
{
	struct str b = STR_INIT;

	if (reply) {
		json_write(reply, false, &b);
	}
	struct done d = {.id = id, .state = INTENT_ACCEPTED, .reply = str_c(&b), .touched = true};
	int r = finish(s, &d, e);
	str_finish(&b);
	return r;
}

int store_intent_refuse(struct store *s, const char *id, const struct err *why, struct err *e)
{
	/* refused is certain: it was not done */
	struct done d = {.id = id, .state = INTENT_REFUSED, .why = why};

	return finish(s, &d, e);
}

int store_intent_later(struct store *s, const char *id, const struct err *why, int64_t next_try, bool touched, struct err *e)
{
	struct done d = {.id = id, .state = INTENT_QUEUED, .why = why, .next_try = next_try, .touched = touched};

	return finish(s, &d, e);
}

static int hurry_tx(struct store *s, void *arg, struct err *e)
{
	(void)arg;
	return store_exec(s, "UPDATE intent SET next_try=0 WHERE account=$1 AND state=$2", DB_ARGS(val_text(s->account_id), val_int(INTENT_QUEUED)), e) < 0 ? -1 : 0;
}

int store_intent_hurry(struct store *s, struct err *e)
{
	int64_t paused = store_num(s, "SELECT count(*) FROM intent WHERE account=$1 AND state=$2 AND next_try>0",
		DB_ARGS(val_text(s->account_id), val_int(INTENT_QUEUED)), 0);

	return paused > 0 ? store_tx(s, hurry_tx, NULL, e) : 0;
}

struct lease { const char *id; int64_t until; };

static int lease_tx(struct store *s, void *arg, struct err *e)
{
	const struct lease *l = arg;

	return store_exec(s, "UPDATE intent SET lease=$2 WHERE id=$1 AND owner=$3", DB_ARGS(val_text(l->id), val_int(l->until), val_text(s->owner)), e) < 0 ? -1 : 0;
}

int store_intent_lease(struct store *s, const char *id, int64_t lease_ms, struct err *e)
{
	struct lease l = {id, clock_ms() + lease_ms};

	return store_tx(s, lease_tx, &l, e);
}
