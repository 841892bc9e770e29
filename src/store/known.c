#include "priv.h"
#include "talk_index.h"

static int take_intents(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct intent_counts *c = arg;

	(void)ncols, (void)e;
	if (cols[0].i >= 0 && cols[0].i <= INTENT_ACCEPTED) {
		c->n[cols[0].i] = (int)cols[1].i;
	}
	return 0;
}

static int take_unread(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	int64_t *unread = arg;

	(void)ncols, (void)e;
	if (cols[0].i >= 0 && cols[0].i < KIND_COUNT) {
		unread[cols[0].i] = cols[1].i;
	}
	return 0;
}

const struct store_known *store_known(struct store *s)
{
	struct store_known k = {.writes = s->writes};
	int r;

	if (s->known.writes == s->writes) {
		return &s->known;
	}
	r = store_query(s, "SELECT state, count(*) FROM intent WHERE account=$1 GROUP BY state", DB_ARGS(val_text(s->account_id)),
		take_intents, &k.intents, NULL);
	k.intents.waiting = k.intents.n[INTENT_HELD] + k.intents.n[INTENT_QUEUED] + k.intents.n[INTENT_SENDING];
	k.drafts = store_num(s, "SELECT 1 FROM draft WHERE account=$1 LIMIT 1", DB_ARGS(val_text(s->account_id)), 0) == 1;
	store_query(s, "SELECT kind, unread FROM list_count", NULL, 0, take_unread, k.unread, NULL);
	k.unread[KIND_THREAD] = talk_unread(s);
	/* what could not be read is asked again */
	k.writes -= r < 0;
	s->known = k;
	return &s->known;
}
