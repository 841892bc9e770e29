#include "answers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/map.h"

/* What an entry costs beside its text. */
enum { OVERHEAD = 512 };

struct kept {
	struct answer answer; /* first */
	atomic_int refs;
	int64_t until;
};

struct answers {
	pthread_mutex_t lock;
	struct map *all;  /* key -> struct kept, one reference each */
	int64_t position; /* of all of them */
	size_t size, most;
};

struct answers *answers_create(size_t most)
{
	struct answers *a = xcalloc(1, sizeof(*a));

	pthread_mutex_init(&a->lock, NULL);
	a->all = map_create();
	a->most = most;
	return a;
}

void answer_release(struct answer *one)
{
	struct kept *k = (struct kept *)one;

	if (k && atomic_fetch_sub(&k->refs, 1) == 1) {
		free(k->answer.text);
		free(k);
	}
}

static void drop(void *p)
{
	answer_release(p);
}

static void clear(struct answers *a)
{
	map_destroy(a->all, drop);
	a->all = map_create();
	a->size = 0;
}

void answers_destroy(struct answers *a)
{
	if (a) {
		map_destroy(a->all, drop);
		pthread_mutex_destroy(&a->lock);
		free(a);
	}
}

struct answer *answers_find(struct answers *a, const char *key, int64_t position, int64_t now)
{
	struct kept *k = NULL;

	pthread_mutex_lock(&a->lock);
	if (a->position == position) {
		k = map_get(a->all, key);
	}
	if (k && now >= k->until) {
		k = NULL;
	}
	if (k) {
		atomic_fetch_add(&k->refs, 1);
	}
	pthread_mutex_unlock(&a->lock);
	return k ? &k->answer : NULL;
}

/* The lock is held. One that was read at an earlier position is of no use to anybody. */
static void keep(struct answers *a, const char *key, int64_t position, struct kept *k)
{
	size_t size = strlen(key) + k->answer.n + OVERHEAD;

	if (position < a->position || size > a->most) {
		return;
	}
	struct kept *old = position == a->position ? map_get(a->all, key) : NULL;
	if (position > a->position || a->size + size > a->most) {
		clear(a);
		a->position = position;
		old = NULL;
	}
	a->size += size - (old ? strlen(key) + old->answer.n + OVERHEAD : 0);
	atomic_fetch_add(&k->refs, 1);
	drop(map_set(a->all, key, k));
}

struct answer *answers_keep(struct answers *a, const char *key, int64_t position, int64_t until, struct str *text)
{
	struct kept *k = xcalloc(1, sizeof(*k));

	k->answer.n = text->len;
	k->answer.text = str_take(text);
	k->until = until;
	atomic_init(&k->refs, 1);
	pthread_mutex_lock(&a->lock);
	keep(a, key, position, k);
	pthread_mutex_unlock(&a->lock);
	return &k->answer;
}
