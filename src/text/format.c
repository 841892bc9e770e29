#include "text/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define HALF_YEAR (182 * DAY)

/* What stands after and between the numbers. */
struct words {
	const char *group, *point;
	/* time left */
	const char *minutes, *hours, *before_minutes, *after_minutes;
	const char *days, *whole_days, *before_hours, *after_hours;
	int left_cells;
	/* time gone by */
	const char *now, *seconds_ago, *minutes_ago, *hours_ago, *days_ago;
	/* the calendar */
	const char *weekday[7], *month[12];
};

static const struct words words[LANG_COUNT] = {
	[LANG_EN] = {
		",", ".",
		"m", "h", " ", "", "d", "d", " ", "h", 7,
		"now", "s ago", "m ago", "h ago", "d ago",
		{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
		{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
			"Oct", "Nov", "Dec"},
	},
	[LANG_KO] = {
		",", ".",
		"분", "시간", "", "분", "일", "일", "", "시간", 9,
		"방금", "초 전", "분 전", "시간 전", "일 전",
		{"월", "화", "수", "목", "금", "토", "일"},
		{"1월", "2월", "3월", "4월", "5월", "6월", "7월", "8월", "9월",
			"10월", "11월", "12월"},
	},
	[LANG_JA] = {
		",", ".",
		"分", "時間", "", "分", "日", "日", "", "時間", 9,
		"今", "秒前", "分前", "時間前", "日前",
		{"月", "火", "水", "木", "金", "土", "日"},
		{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月",
			"10月", "11月", "12月"},
	},
	[LANG_UK] = {
		"\u00a0", ",",
		" хв", " год", " ", "", "д", " дн", " ", "г", 8,
		"щойно", " с тому", " хв тому", " год тому", " дн тому",
		{"пн", "вт", "ср", "чт", "пт", "сб", "нд"},
		{"січ.", "лют.", "бер.", "квіт.", "трав.", "черв.", "лип.",
			"серп.", "вер.", "жовт.", "лист.", "груд."},
	},
};

static const struct words *words_of(enum lang lang)
{
	return &words[lang < LANG_COUNT ? lang : LANG_EN];
}

/* Writes the digits with a separator after every third from the right. */
static size_t add_grouped(char *out, const char *digits, const char *group)
{
	size_t n = strlen(digits), len = strlen(group), k = 0;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0) {
			memcpy(out + k, group, len);
			k += len;
		}
		out[k++] = digits[i];
	}
	out[k] = '\0';
	return k;
}

char *format_decimal(char out[FORMAT_SIZE], int64_t v, int decimals, enum lang lang)
{
	const struct words *w = words_of(lang);
	/* The magnitude by wrapping: -INT64_MIN has no int64_t. */
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	uint64_t unit = 1;
	decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
	for (int i = 0; i < decimals; i++) {
		unit *= 10;
	}

	char digits[24];
	snprintf(digits, sizeof(digits), "%" PRIu64, u / unit);
	size_t n = 0;
	if (v < 0) {
		out[n++] = '-';
	}
	n += add_grouped(out + n, digits, w->group);
	if (decimals > 0) {
		snprintf(out + n, FORMAT_SIZE - n, "%s%0*" PRIu64, w->point,
			decimals, u % unit);
	}
	return out;
}

char *format_int(char out[FORMAT_SIZE], int64_t v, enum lang lang)
{
	return format_decimal(out, v, 0, lang);
}

char *format_size(char out[FORMAT_SIZE], uint64_t bytes, enum lang lang)
{
	static const char *const unit[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	if (bytes < 1024) {
		snprintf(out, FORMAT_SIZE, "%" PRIu64 " B", bytes);
		return out;
	}

	int k = 0;
	/* In tenths of the next unit, rounded half up; 64 bits suffice from KiB on. */
	uint64_t rest = bytes;
	while (rest >= 1024 * 1024 && k < 5) {
		rest >>= 10;
		k++;
	}
	uint64_t tenths = (rest * 10 + 512) / 1024;
	if (tenths >= 10240 && k < 5) {
		tenths = 10;
		k++;
	}
	char number[FORMAT_SIZE];
	format_decimal(number, (int64_t)tenths, 1, lang);
	snprintf(out, FORMAT_SIZE, "%.32s %s", number, unit[k]);
	return out;
}

static char *day_in(char out[FORMAT_SIZE], const struct civil *c, enum lang lang)
{
	const char *month = format_month(c->month, lang);
	switch (lang) {
	case LANG_KO:
		snprintf(out, FORMAT_SIZE, "%s %d일", month, c->day);
		break;
	case LANG_JA:
		snprintf(out, FORMAT_SIZE, "%s%d日", month, c->day);
		break;
	case LANG_UK:
		snprintf(out, FORMAT_SIZE, "%d %s", c->day, month);
		break;
	case LANG_EN:
	case LANG_COUNT:
		snprintf(out, FORMAT_SIZE, "%s %02d", month, c->day);
		break;
	}
	return out;
}

/* Milliseconds from one instant to a later one; 0 when it is not later. */
static int64_t span(int64_t from, int64_t to)
{
	int64_t r;
	if (to <= from) {
		return 0;
	}
	return __builtin_sub_overflow(to, from, &r) ? INT64_MAX : r;
}

static bool is_far(int64_t at, int64_t now)
{
	return span(now, at) > HALF_YEAR || span(at, now) > HALF_YEAR;
}

char *format_day(char out[FORMAT_SIZE], int64_t at, int64_t now,
	const char *zone, enum lang lang)
{
	struct civil c;
	clock_civil(at, zone, &c);
	if (is_far(at, now)) {
		snprintf(out, FORMAT_SIZE, "%04d-%02d-%02d", c.year, c.month, c.day);
		return out;
	}
	return day_in(out, &c, lang);
}

/* The month alone when the day is too far off to matter in a narrow column. */
static char *left_far(char out[FORMAT_SIZE], int64_t at, int64_t now,
	const char *zone, enum lang lang)
{
	struct civil c;
	if (!is_far(at, now)) {
		return format_day(out, at, now, zone, lang);
	}
	clock_civil(at, zone, &c);
	snprintf(out, FORMAT_SIZE, "%04d-%02d", c.year, c.month);
	return out;
}

char *format_left(char out[FORMAT_SIZE], int64_t at, int64_t now, bool hot,
	const char *zone, enum lang lang)
{
	const struct words *w = words_of(lang);
	int64_t left = span(now, at);
	int minutes = (int)(left / MINUTE % 60);
	int hours = (int)(left / HOUR % 24);
	if (left < HOUR && hot) {
		snprintf(out, FORMAT_SIZE, "%02d:%02d", minutes,
			(int)(left / SECOND % 60));
	} else if (left == 0) {
		snprintf(out, FORMAT_SIZE, "-");
	} else if (left < HOUR) {
		snprintf(out, FORMAT_SIZE, "%d%s", minutes, w->minutes);
	} else if (left < DAY && (hours >= 10 || minutes == 0)) {
		snprintf(out, FORMAT_SIZE, "%d%s", hours, w->hours);
	} else if (left < DAY) {
		snprintf(out, FORMAT_SIZE, "%d%s%s%02d%s", hours, w->hours,
			w->before_minutes, minutes, w->after_minutes);
	} else if (left < 4 * DAY) {
		snprintf(out, FORMAT_SIZE, "%d%s%s%02d%s", (int)(left / DAY),
			w->days, w->before_hours, hours, w->after_hours);
	} else if (left < 7 * DAY) {
		snprintf(out, FORMAT_SIZE, "%d%s", (int)(left / DAY), w->whole_days);
	} else {
		left_far(out, at, now, zone, lang);
	}
	return out;
}

int format_left_cells(enum lang lang)
{
	return words_of(lang)->left_cells;
}

char *format_ago(char out[FORMAT_SIZE], int64_t at, int64_t now,
	const char *zone, enum lang lang)
{
	const struct words *w = words_of(lang);
	int64_t gone = span(at, now);
	if (gone < SECOND) {
		snprintf(out, FORMAT_SIZE, "%s", w->now);
	} else if (gone < MINUTE) {
		snprintf(out, FORMAT_SIZE, "%d%s", (int)(gone / SECOND), w->seconds_ago);
	} else if (gone < HOUR) {
		snprintf(out, FORMAT_SIZE, "%d%s", (int)(gone / MINUTE), w->minutes_ago);
	} else if (gone < DAY) {
		snprintf(out, FORMAT_SIZE, "%d%s", (int)(gone / HOUR), w->hours_ago);
	} else if (gone < 7 * DAY) {
		snprintf(out, FORMAT_SIZE, "%d%s", (int)(gone / DAY), w->days_ago);
	} else {
		format_day(out, at, now, zone, lang);
	}
	return out;
}

char *format_date(char out[FORMAT_SIZE], int64_t at, const char *zone, enum lang lang)
{
	struct civil c;
	char day[FORMAT_SIZE];
	clock_civil(at, zone, &c);
	day_in(day, &c, lang);
	switch (lang) {
	case LANG_KO:
		snprintf(out, FORMAT_SIZE, "%d년 %.32s", c.year, day);
		break;
	case LANG_JA:
		snprintf(out, FORMAT_SIZE, "%d年%.32s", c.year, day);
		break;
	case LANG_UK:
		snprintf(out, FORMAT_SIZE, "%.32s %d р.", day, c.year);
		break;
	case LANG_EN:
	case LANG_COUNT:
		snprintf(out, FORMAT_SIZE, "%.32s, %d", day, c.year);
		break;
	}
	return out;
}

char *format_clock(char out[FORMAT_SIZE], int64_t at, const char *zone)
{
	struct civil c;
	clock_civil(at, zone, &c);
	snprintf(out, FORMAT_SIZE, "%02d:%02d", c.hour, c.minute);
	return out;
}

char *format_moment(char out[FORMAT_SIZE], int64_t at, const char *zone, enum lang lang)
{
	char date[FORMAT_SIZE], time[FORMAT_SIZE];
	format_date(date, at, zone, lang);
	format_clock(time, at, zone);
	snprintf(out, FORMAT_SIZE, "%.48s %.8s", date, time);
	return out;
}

const char *format_weekday(int weekday, enum lang lang)
{
	return weekday >= 0 && weekday < 7 ? words_of(lang)->weekday[weekday] : "";
}

const char *format_month(int month, enum lang lang)
{
	return month >= 1 && month <= 12 ? words_of(lang)->month[month - 1] : "";
}
