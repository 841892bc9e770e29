#include "base/ulid.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/fault.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const int64_t time_max = ((int64_t)1 << 48) - 1;

/* A clock set back by less than this keeps the last time, so that order holds. */
static const int64_t step_back_ms = 60 * 1000;

struct id {
	int64_t ms;
	uint16_t hi; /* upper 16 of the 80 bits */
	uint64_t lo;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct id last = {.ms = -1};

static void encode(const struct id *id, char out[ULID_SIZE])
{
	uint64_t ms = (uint64_t)(id->ms < 0 ? 0 : id->ms > time_max ? time_max : id->ms);
	__uint128_t bits = (__uint128_t)ms << 80 | (__uint128_t)id->hi << 64 | id->lo;

	for (int i = ULID_LEN - 1; i >= 0; i--) {
		out[i] = alphabet[(unsigned)(bits & 31)];
		bits >>= 5;
	}
	out[ULID_LEN] = '\0';
}

static void fill_random(void *p, size_t n)
{
	ssize_t got;

	do {
		got = getrandom(p, n, 0);
	} while (got < 0 && errno == EINTR);
	must(got == (ssize_t)n);
}

static void add(struct id *id, uint64_t n)
{
	id->lo += n;
	if (id->lo < n && ++id->hi == 0) {
		id->ms++;
	}
}

char *ulid_make(char out[ULID_SIZE])
{
	struct {
		uint64_t lo;
		uint16_t hi;
		uint16_t pad[3];
	} r;

	fill_random(&r, sizeof(r));
	int64_t now = clock_ms();
	pthread_mutex_lock(&lock);
	if (now > last.ms || last.ms - now > step_back_ms) {
		/* the top bit stays free, so that additions have room */
		last = (struct id){.ms = now, .hi = r.hi & 0x7fff, .lo = r.lo};
	} else {
		/* a random step, so that a forked child does not repeat our ids */
		add(&last, 1 + (r.lo & 0xffffffff));
	}
	struct id id = last;
	pthread_mutex_unlock(&lock);
	encode(&id, out);
	return out;
}

char *ulid_from(int64_t ms, uint64_t bits, char out[ULID_SIZE])
{
	encode(&(struct id){.ms = ms, .lo = bits}, out);
	return out;
}

bool ulid_valid(const char *s)
{
	if (!s || s[0] < '0' || s[0] > '7') {
		return false;
	}
	return strspn(s, alphabet) == ULID_LEN && s[ULID_LEN] == '\0';
}

int64_t ulid_time(const char *s)
{
	int64_t ms = 0;

	if (!ulid_valid(s)) {
		return 0;
	}
	for (int i = 0; i < 10; i++) {
		ms = ms << 5 | (strchr(alphabet, s[i]) - alphabet);
	}
	return ms;
}
