#include "auth.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/map.h"
#include "crypto/crypto.h"

enum { KEPT = 20000 };

struct auth {
	pthread_mutex_t lock;
	struct map *known; /* token hash -> struct signed_in, one reference each */
	struct pool *readers;
	_Atomic uint64_t generation;
};

struct auth *auth_create(struct pool *readers)
{
	struct auth *a = xcalloc(1, sizeof(*a));

	pthread_mutex_init(&a->lock, NULL);
	a->known = map_create();
	a->readers = readers;
	return a;
}

static void drop(void *s)
{
	auth_release(s);
}

void auth_destroy(struct auth *a)
{
	if (a) {
		map_destroy(a->known, drop);
		pthread_mutex_destroy(&a->lock);
		free(a);
	}
}

void auth_release(struct signed_in *s)
{
	if (s && atomic_fetch_sub(&s->refs, 1) == 1) {
		arena_finish(&s->arena);
		free(s);
	}
}

static void clear(struct auth *a)
{
	map_destroy(a->known, drop);
	a->known = map_create();
}

void auth_changed(struct auth *a)
{
	pthread_mutex_lock(&a->lock);
	atomic_fetch_add(&a->generation, 1);
	clear(a);
	pthread_mutex_unlock(&a->lock);
}

uint64_t auth_generation(struct auth *a)
{
	return atomic_load(&a->generation);
}

void auth_token_hash(const char *token, char hex[65])
{
	unsigned char hash[CRYPTO_HASH];

	token_hash(token, hash);
	hex_encode(hash, sizeof(hash), hex);
}

static struct signed_in *known(struct auth *a, const char *hash, int64_t now)
{
	pthread_mutex_lock(&a->lock);
	struct signed_in *s = map_get(a->known, hash);
	if (s && (now - s->read_at >= AUTH_FRESH_MS || s->read_at > now || s->session.expires <= now)) {
		auth_release(map_remove(a->known, hash));
		s = NULL;
	}
	if (s) {
		atomic_fetch_add(&s->refs, 1);
	}
	pthread_mutex_unlock(&a->lock);
	return s;
}

static void keep(struct auth *a, struct signed_in *s)
{
	pthread_mutex_lock(&a->lock);
	/* what was read before a change must not be kept after it */
	if (s->generation == atomic_load(&a->generation)) {
		if (map_count(a->known) >= KEPT) {
			clear(a);
		}
		atomic_fetch_add(&s->refs, 1);
		auth_release(map_set(a->known, s->session.hash, s));
	}
	pthread_mutex_unlock(&a->lock);
}

int auth_find(struct auth *a, const char *token, int64_t now, struct signed_in **out, struct err *e)
{
	char hash[65];

	auth_token_hash(token, hash);
	return auth_find_hash(a, hash, now, out, e);
}

int auth_find_hash(struct auth *a, const char *hash, int64_t now, struct signed_in **out, struct err *e)
{
	int r = -1;

	*out = known(a, hash, now);
	if (*out) {
		return 0;
	}
	struct db *db = pool_take(a->readers);
	struct signed_in *s = xcalloc(1, sizeof(*s));
	arena_init(&s->arena);
	atomic_init(&s->refs, 1);
	s->generation = atomic_load(&a->generation);
	s->read_at = now;
	int found = session_find(db, hash, now, &s->arena, &s->session, &s->account, &s->reader, e);
	pool_give(a->readers, db);
	if (found > 0) {
		data_scope_name(&s->reader, s->scope);
		keep(a, s);
		*out = s;
		s = NULL;
		r = 0;
	} else if (found == 0) {
		err_set(e, ERR_TOKEN_EXPIRED, "%s", "");
	}
	auth_release(s);
	return r;
}
