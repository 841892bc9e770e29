/*
 * IANA zones out of compiled files (RFC 8536, TZif version 2 and up). libc's
 * localtime() knows one zone per process, by an environment variable, and so is
 * no use to a server that answers people in many zones at once.
 */
#include "base/clock.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/str.h"
#include "calendar.h"
#include "posix_tz.h"

#define ZONE_FILE_MAX ((size_t)1 << 20)
#define HEADER 44

struct zone {
	struct zone *next;
	char *name;
	size_t n;        /* transitions */
	int64_t *at;     /* seconds, ascending */
	int *offset;     /* from at[i] on */
	int first;       /* before at[0] */
	bool has_rule;
	struct posix_tz rule; /* after the last transition */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *zones;

/* Names come from users: they must not walk out of the zone folder. "right/"
   counts leap seconds, which our instants do not. */
static bool name_ok(const char *s)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789_+-/";
	size_t n = strlen(s);

	return n > 0 && n <= 64 && strspn(s, good) == n && s[0] != '/'
		&& !starts_with(s, "right/");
}

static int64_t big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = p[0] & 0x80 ? ~(uint64_t)0 : 0;

	for (size_t i = 0; i < n; i++) {
		v = v << 8 | p[i];
	}
	return (int64_t)v;
}

struct counts {
	size_t isut, isstd, leap, time, type, chars;
};

/* 0, or -1 when p does not begin with a sane header. */
static int read_header(const unsigned char *p, size_t n, struct counts *c)
{
	size_t v[6];

	if (n < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2') {
		return -1;
	}
	for (size_t i = 0; i < 6; i++) {
		v[i] = (size_t)big_endian(p + 20 + i * 4, 4);
		if (v[i] > ZONE_FILE_MAX) {
			return -1;
		}
	}
	*c = (struct counts){v[0], v[1], v[2], v[3], v[4], v[5]};
	return c->type > 0 ? 0 : -1;
}

static size_t body_size(const struct counts *c, size_t time_size)
{
	return c->time * (time_size + 1) + c->type * 6 + c->chars
		+ c->leap * (time_size + 4) + c->isstd + c->isut;
}

static int read_transitions(struct zone *z, const unsigned char *p,
	const struct counts *c)
{
	const unsigned char *index = p + c->time * 8;
	const unsigned char *types = index + c->time;

	z->n = c->time;
	z->at = xcalloc(c->time, sizeof(*z->at));
	z->offset = xcalloc(c->time, sizeof(*z->offset));
	z->first = (int)big_endian(types, 4);
	for (size_t i = 0; i < c->time; i++) {
		if (index[i] >= c->type) {
			return -1;
		}
		z->at[i] = big_endian(p + i * 8, 8);
		z->offset[i] = (int)big_endian(types + index[i] * 6u, 4);
		if (i > 0 && z->at[i] < z->at[i - 1]) {
			return -1;
		}
	}
	return 0;
}

static int read_footer(struct zone *z, const char *p, size_t n)
{
	const char *end = n > 1 && p[0] == '\n' ? memchr(p + 1, '\n', n - 1) : NULL;

	if (!end) {
		return -1;
	}
	char *rule = xstrndup(p + 1, (size_t)(end - p - 1));
	int r = 0;
	if (*rule) {
		r = posix_tz_parse(rule, &z->rule);
		z->has_rule = true;
	}
	free(rule);
	return r;
}

static int parse(struct zone *z, const struct str *file)
{
	const unsigned char *p = (const unsigned char *)file->s;
	size_t left = file->len;
	struct counts c;

	/* the first block, of 32-bit times, is for old readers */
	if (read_header(p, left, &c) < 0) {
		return -1;
	}
	size_t skip = HEADER + body_size(&c, 4);
	if (skip > left || read_header(p + skip, left - skip, &c) < 0) {
		return -1;
	}
	p += skip + HEADER;
	left -= skip + HEADER;
	size_t body = body_size(&c, 8);
	if (body > left || read_transitions(z, p, &c) < 0) {
		return -1;
	}
	return read_footer(z, (const char *)p + body, left - body);
}

static void zone_destroy(struct zone *z)
{
	free(z->name);
	free(z->at);
	free(z->offset);
	free(z);
}

static struct zone *load(const char *name)
{
	struct str file = STR_INIT;
	const char *dir = getenv("TZDIR");
	char *path = fs_join(dir && *dir ? dir : "/usr/share/zoneinfo", name);
	struct zone *z = xcalloc(1, sizeof(*z));

	z->name = xstrdup(name);
	if (fs_read(path, ZONE_FILE_MAX, &file, NULL) < 0 || parse(z, &file) < 0) {
		zone_destroy(z);
		z = NULL;
	}
	free(path);
	str_finish(&file);
	return z;
}

/* Zones are kept for ever: there are only as many as files. */
static const struct zone *zone_get(const char *name)
{
	if (!name_ok(name)) {
		return NULL;
	}
	pthread_mutex_lock(&lock);
	struct zone *z = zones;
	while (z && !streq(z->name, name)) {
		z = z->next;
	}
	if (!z) {
		z = load(name);
		if (z) {
			z->next = zones;
			zones = z;
		}
	}
	pthread_mutex_unlock(&lock);
	return z;
}

static int offset_at(const struct zone *z, int64_t t)
{
	if (z->has_rule && (z->n == 0 || t >= z->at[z->n - 1])) {
		return posix_tz_offset(&z->rule, t);
	}
	size_t lo = 0, hi = z->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (z->at[mid] <= t) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo == 0 ? z->first : z->offset[lo - 1];
}

int clock_civil(int64_t ms, const char *zone, struct civil *out)
{
	if (!zone || !*zone) {
		calendar_split(ms, 0, out);
		return 0;
	}
	const struct zone *z = zone_get(zone);
	int64_t t = ms / 1000 - (ms % 1000 < 0);
	calendar_split(ms, z ? offset_at(z, t) : 0, out);
	return z ? 0 : -1;
}
