#ifndef BASE_ULID_H
#define BASE_ULID_H

#include <stdbool.h>
#include <stdint.h>

/*
 * ULID (github.com/ulid/spec): 48 bits of milliseconds, 80 random bits, as 26
 * characters of Crockford's base 32; sorts by time. Ids made in one process in
 * the same millisecond still sort in the order they were made.
 */
#define ULID_LEN 26
#define ULID_SIZE (ULID_LEN + 1)

/* Thread-safe; uses clock_ms() and getrandom(2). */
char *ulid_make(char out[ULID_SIZE]);
/* A fixed id for seeded data: time and 64 bits of content. */
char *ulid_from(int64_t ms, uint64_t bits, char out[ULID_SIZE]);
bool ulid_valid(const char *s); /* exactly 26 upper-case characters of the alphabet */
int64_t ulid_time(const char *s);

#endif
