#include "base/clock.h"
#include "base/log.h"
#include "priv.h"

void store_listen(struct store *s, store_event_fn *fn, void *arg)
{
	*vec_add(&s->listeners) = (struct store_listener){fn, arg};
}

void store_unlisten(struct store *s, store_event_fn *fn, void *arg)
{
	for (size_t i = 0; i < s->listeners.n; i++) {
		if (s->listeners.v[i].fn == fn && s->listeners.v[i].arg == arg) {
			vec_remove(&s->listeners, i);
			return;
		}
	}
}

/* A listener may add or remove listeners: hence the copy and the bound. */
void event_send(struct store *s, enum store_what what, enum kind kind, const char *id, const char *word)
{
	struct store_event ev = {.what = what, .kind = kind, .id = id ? id : "", .word = word ? word : ""};

	if (what == STORE_ROW || what == STORE_BULK || what == STORE_SEEN) {
		s->gen++;
	}
	for (size_t i = 0; i < s->listeners.n; i++) {
		struct store_listener one = s->listeners.v[i];

		one.fn(one.arg, &ev);
	}
}

static long long read_version(struct store *s)
{
	return store_num(s, "PRAGMA data_version", NULL, 0, s->data_version);
}

void event_send_all(struct store *s)
{
	event_send(s, STORE_KV, KIND_NONE, "", "account");
	event_send(s, STORE_BULK, KIND_NONE, "", "");
	event_send(s, STORE_SEEN, KIND_NONE, "", "");
	event_send(s, STORE_OUTBOX, KIND_NONE, "", "");
	event_send(s, STORE_DRAFT, KIND_NONE, "", "");
}

bool store_poll(struct store *s)
{
	struct err e = ERR_NONE;

	if (s->damaged && clock_mono_ms() >= s->mend_at && store_rebuild(s, &e)) {
		log_error("the damaged store could not be made anew: %s", e.text);
		event_send(s, STORE_REBUILT, KIND_NONE, "", "");
		return false;
	}
	store_let_go(s);
	long long now = read_version(s);
	if (now == s->data_version) {
		return false;
	}
	s->data_version = now;
	s->writes++;
	account_load(s, NULL);
	s->writes++;
	event_send_all(s);
	return true;
}
