#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "base/clock.h"

/*
 * The proleptic Gregorian calendar, after Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms". Days count from 1970-01-01.
 */
int64_t calendar_day(int64_t year, int month, int day);
int calendar_month_days(int64_t year, int month);
/* 0 = Monday */
int calendar_weekday(int64_t day);
/* Takes an instant apart, offset seconds east of UTC. */
void calendar_split(int64_t ms, int offset, struct civil *out);

#endif
