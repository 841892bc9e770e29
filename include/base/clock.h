#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/*
 * The only way to ask what time it is. Instants are milliseconds since
 * 1970-01-01T00:00:00Z. Tests and scripts freeze or set the clock.
 */
int64_t clock_ms(void);
/* Milliseconds that never go back; frozen together with clock_ms(). */
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void); /* the same in microseconds: how long something took */
/* Freezes the clock at ms; clock_advance() moves it (freezing it first). -1 thaws.
   The monotonic clock goes along, but never back. */
void clock_freeze(int64_t ms);
void clock_advance(int64_t ms);

/* RFC 3339 in UTC with milliseconds, "2026-11-21T09:00:00.000Z"; out >= 25 bytes. */
#define CLOCK_TEXT 32
char *clock_format(int64_t ms, char out[CLOCK_TEXT]);
/* Reads RFC 3339 (any offset). 0, or -1 when it is not one. */
int clock_parse(const char *s, int64_t *ms);

/* An instant taken apart in an IANA zone ("Asia/Seoul"; NULL or "" = UTC). */
struct civil {
	int year, month, day;     /* month 1-12 */
	int hour, minute, second;
	int weekday;              /* 0 = Monday */
	int offset;               /* seconds east of UTC */
};
/* 0, or -1 when the zone is unknown (then filled as UTC). Thread-safe; reads
   the zone file once and keeps it. */
int clock_civil(int64_t ms, const char *zone, struct civil *out);

#endif
