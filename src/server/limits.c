#include "limits.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "crypto/crypto.h"

enum { WAYS = 8, SETS = 2048, FORGET_MS = 30 * 60 * 1000, SHARE = 5 };

struct entry {
	uint64_t name;  /* keyed hash; 0: free */
	int64_t at;     /* last use */
	int64_t amount; /* tokens in 1/1000, or failures */
};

struct table {
	struct entry v[SETS][WAYS];
};

struct limits {
	pthread_mutex_t lock;
	unsigned char key[CRYPTO_KEY];
	struct table requests, attempts;
};

struct limits *limits_create(void)
{
	struct limits *l = xcalloc(1, sizeof(*l));

	pthread_mutex_init(&l->lock, NULL);
	crypto_random(l->key, sizeof(l->key));
	return l;
}

void limits_destroy(struct limits *l)
{
	if (l) {
		pthread_mutex_destroy(&l->lock);
		free(l);
	}
}

/* Keyed, so that nobody can choose names that push another's entry out. */
static uint64_t name_of(const struct limits *l, const char *name)
{
	unsigned char mac[CRYPTO_HASH];
	uint64_t n;

	hmac_sha256(l->key, sizeof(l->key), name, strlen(name), mac);
	memcpy(&n, mac, sizeof(n));
	return n ? n : 1;
}

/* The entry of name; a new one, zeroed but for its name, takes the oldest's place. */
static struct entry *entry_of(struct table *t, uint64_t name, bool *fresh)
{
	struct entry *set = t->v[name % SETS], *oldest = set;

	for (int i = 0; i < WAYS; i++) {
		if (set[i].name == name) {
			*fresh = false;
			return &set[i];
		}
		if (set[i].name == 0 || (oldest->name != 0 && set[i].at < oldest->at)) {
			oldest = &set[i];
		}
	}
	*oldest = (struct entry){.name = name};
	*fresh = true;
	return oldest;
}

int64_t limits_request(struct limits *l, const char *name, int64_t per_minute, int64_t now)
{
	uint64_t n = name_of(l, name);
	int64_t most = per_minute * 1000 / SHARE, wait = 0;
	bool fresh;

	if (most < 1000) {
		most = 1000;
	}
	pthread_mutex_lock(&l->lock);
	struct entry *en = entry_of(&l->requests, n, &fresh);
	int64_t quiet = now - en->at;
	if (fresh || quiet >= 60000) {
		en->amount = most;
	} else if (quiet > 0) {
		en->amount += quiet * per_minute / 60;
	}
	if (en->amount > most) {
		en->amount = most;
	}
	en->at = now;
	if (en->amount >= 1000) {
		en->amount -= 1000;
	} else {
		wait = (1000 - en->amount) * 60 / per_minute + 1;
	}
	pthread_mutex_unlock(&l->lock);
	return wait;
}

static int64_t delay_of(int64_t failures, int64_t free, int64_t most_ms)
{
	int64_t over = failures - free;

	if (over < 0) {
		return 0;
	}
	int64_t ms = over > 20 ? most_ms : INT64_C(1000) << over;
	return ms < most_ms ? ms : most_ms;
}

int64_t limits_attempt(struct limits *l, const char *name, int64_t free, int64_t most_ms, int64_t now)
{
	uint64_t n = name_of(l, name);
	int64_t wait;
	bool fresh;

	pthread_mutex_lock(&l->lock);
	struct entry *en = entry_of(&l->attempts, n, &fresh);
	if (!fresh && now - en->at > FORGET_MS) {
		en->amount = 0;
	}
	wait = fresh ? 0 : en->at + delay_of(en->amount, free, most_ms) - now;
	if (wait <= 0) {
		wait = 0;
		en->amount++;
		en->at = now;
	}
	pthread_mutex_unlock(&l->lock);
	return wait;
}

static void take_back(struct limits *l, const char *name, bool all)
{
	uint64_t n = name_of(l, name);
	bool fresh;

	pthread_mutex_lock(&l->lock);
	struct entry *en = entry_of(&l->attempts, n, &fresh);
	if (all || en->amount == 0) {
		en->amount = 0;
	} else {
		en->amount--;
	}
	pthread_mutex_unlock(&l->lock);
}

void limits_success(struct limits *l, const char *name)
{
	take_back(l, name, false);
}

void limits_forget(struct limits *l, const char *name)
{
	take_back(l, name, true);
}
