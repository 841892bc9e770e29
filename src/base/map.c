#include "base/map.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/alloc.h"
#include "base/fault.h"

struct slot {
	char *key; /* NULL: free */
	void *value;
	uint64_t hash;
};

struct map {
	struct slot *slots;
	size_t n, mask;
	uint64_t k0, k1;
};

#define SLOTS_MIN 16

static uint64_t rotl(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] = rotl(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] = rotl(v[2], 32);
}

/* SipHash-1-3 (Aumasson, Bernstein): keys may come from outside, and must not
   be able to choose their slots. */
static uint64_t hash_of(const struct map *m, const char *key)
{
	uint64_t v[4] = {
		m->k0 ^ 0x736f6d6570736575, m->k1 ^ 0x646f72616e646f6d,
		m->k0 ^ 0x6c7967656e657261, m->k1 ^ 0x7465646279746573,
	};
	size_t n = strlen(key);
	uint64_t word;

	for (size_t i = 0; i + 8 <= n; i += 8) {
		memcpy(&word, key + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = 0;
	memcpy(&word, key + n / 8 * 8, n % 8);
	word |= (uint64_t)n << 56;
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++) {
		sip_round(v);
	}
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct map *map_create(void)
{
	struct map *m = xcalloc(1, sizeof(*m));
	uint64_t k[2];

	must(getrandom(k, sizeof(k), 0) == (ssize_t)sizeof(k));
	m->k0 = k[0];
	m->k1 = k[1];
	m->mask = SLOTS_MIN - 1;
	m->slots = xcalloc(SLOTS_MIN, sizeof(*m->slots));
	return m;
}

void map_destroy(struct map *m, void (*drop)(void *))
{
	if (!m) {
		return;
	}
	for (size_t i = 0; i <= m->mask; i++) {
		if (m->slots[i].key) {
			free(m->slots[i].key);
			if (drop) {
				drop(m->slots[i].value);
			}
		}
	}
	free(m->slots);
	free(m);
}

/* The slot of key, or the free one where it would go. */
static struct slot *find(const struct map *m, const char *key, uint64_t hash)
{
	size_t i = hash & m->mask;

	while (m->slots[i].key && (m->slots[i].hash != hash
			|| strcmp(m->slots[i].key, key) != 0)) {
		i = (i + 1) & m->mask;
	}
	return &m->slots[i];
}

static void grow(struct map *m)
{
	struct slot *old = m->slots;
	size_t n = m->mask + 1;

	m->slots = xcalloc(n * 2, sizeof(*m->slots));
	m->mask = n * 2 - 1;
	for (size_t i = 0; i < n; i++) {
		if (old[i].key) {
			*find(m, old[i].key, old[i].hash) = old[i];
		}
	}
	free(old);
}

void *map_get(const struct map *m, const char *key)
{
	struct slot *s = find(m, key, hash_of(m, key));

	return s->key ? s->value : NULL;
}

void *map_set(struct map *m, const char *key, void *value)
{
	uint64_t hash = hash_of(m, key);
	struct slot *s = find(m, key, hash);

	if (s->key) {
		void *old = s->value;
		s->value = value;
		return old;
	}
	if ((m->n + 1) * 4 > (m->mask + 1) * 3) {
		grow(m);
		s = find(m, key, hash);
	}
	*s = (struct slot){.key = xstrdup(key), .value = value, .hash = hash};
	m->n++;
	return NULL;
}

/* Pulls later members of the run into the hole, so that no marker of a removed
   key is needed. */
static void close_hole(struct map *m, size_t hole)
{
	for (size_t i = (hole + 1) & m->mask; m->slots[i].key; i = (i + 1) & m->mask) {
		size_t home = m->slots[i].hash & m->mask;
		if (((i - home) & m->mask) >= ((i - hole) & m->mask)) {
			m->slots[hole] = m->slots[i];
			hole = i;
		}
	}
	m->slots[hole] = (struct slot){0};
}

void *map_remove(struct map *m, const char *key)
{
	struct slot *s = find(m, key, hash_of(m, key));

	if (!s->key) {
		return NULL;
	}
	void *value = s->value;
	free(s->key);
	m->n--;
	close_hole(m, (size_t)(s - m->slots));
	return value;
}

size_t map_count(const struct map *m)
{
	return m->n;
}

const char *map_next(const struct map *m, size_t *it, void **value)
{
	while (*it <= m->mask) {
		const struct slot *s = &m->slots[(*it)++];
		if (s->key) {
			if (value) {
				*value = s->value;
			}
			return s->key;
		}
	}
	return NULL;
}
