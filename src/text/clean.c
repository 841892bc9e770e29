#include "text/clean.h"

#include <string.h>
#include <wchar.h>

#include <utf8proc.h>

#include "escape.h"
#include "text/utf8.h"

#define MARKS_MAX 4    /* of no width after one code point: CCHARW_MAX - 1 */
#define GROUP_MAX 32   /* code points of one group; the rest is dropped */
#define TAB_STOP 8
#define SIGN_ESC 0x241b
#define SIGN_NEWLINE 0x23ce

/*
 * Text goes through as groups: a head that has a width, and what hangs on it
 * (marks, vowel signs, conjoining jamo). Only the class of a code point and the
 * group's head decide what joins, so the second cleaning sees the same groups.
 */
struct cleaner {
	struct str *out;
	unsigned flags;
	size_t column;           /* of the current line, without the open group */
	int32_t group[GROUP_MAX];
	size_t n;
	int32_t half_flag;       /* a regional indicator that waits, or 0 */
	bool emoji;              /* the head is an emoji ... */
	bool joined;             /* ... and a ZWJ came after it */
};

static int width_of(int32_t cp)
{
	return cp < 0x7f ? 1 : wcwidth((wchar_t)cp);
}

static bool is_conjoining(int32_t cp) /* vowel or final */
{
	return (cp >= 0x1160 && cp <= 0x11ff) || (cp >= 0xd7b0 && cp <= 0xd7fb);
}

static bool is_hangul_head(int32_t cp)
{
	return (cp >= 0x1100 && cp < 0x1160) || (cp >= 0xa960 && cp <= 0xa97c)
		|| (cp >= 0xac00 && cp <= 0xd7a3);
}

static bool is_regional(int32_t cp)
{
	return cp >= 0x1f1e6 && cp <= 0x1f1ff;
}

/* Writes code points, at most MARKS_MAX without a width in a row. */
static void write_group(struct cleaner *c, const int32_t *cp, size_t n)
{
	int marks = 0;
	for (size_t i = 0; i < n; i++) {
		int width = width_of(cp[i]);
		marks = width > 0 ? 0 : marks + 1;
		if (marks > MARKS_MAX) {
			continue;
		}
		c->column += (size_t)(width > 0 ? width : 0);
		utf8_add(c->out, cp[i]);
	}
}

static void end_group(struct cleaner *c)
{
	if (c->n == 1) {
		write_group(c, c->group, 1);
	} else if (c->n > 1) {
		/* A code point has at most 4 in its canonical decomposition. */
		int32_t whole[GROUP_MAX * 4];
		size_t n = 0;
		for (size_t i = 0; i < c->n; i++) {
			int unused = 0;
			utf8proc_ssize_t len = utf8proc_decompose_char(c->group[i],
				whole + n, (utf8proc_ssize_t)(GROUP_MAX * 4 - n),
				UTF8PROC_DECOMPOSE, &unused);
			n += len > 0 && n + (size_t)len <= GROUP_MAX * 4 ? (size_t)len : 0;
		}
		utf8proc_ssize_t len = utf8proc_normalize_utf32(whole,
			(utf8proc_ssize_t)n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
		n = len < 0 ? 0 : (size_t)len;
		write_group(c, whole, n > GROUP_MAX ? GROUP_MAX : n);
	}
	c->n = 0;
}

static void start_group(struct cleaner *c, int32_t cp)
{
	end_group(c);
	c->group[0] = cp;
	c->n = 1;
}

static void join_group(struct cleaner *c, int32_t cp)
{
	if (c->n < GROUP_MAX) {
		c->group[c->n++] = cp;
	}
}

/* Half a flag has no width that terminals agree on: it becomes its letter. */
static void settle_flag(struct cleaner *c)
{
	if (c->half_flag) {
		int32_t cp = c->half_flag;
		c->half_flag = 0;
		start_group(c, 'A' + cp - 0x1f1e6);
	}
}

static void put_regional(struct cleaner *c, int32_t cp)
{
	if (!c->half_flag) {
		end_group(c);
		c->half_flag = cp;
		return;
	}
	start_group(c, c->half_flag);
	start_group(c, cp);
	c->half_flag = 0;
}

/* The letter of a vowel or final that stands alone. */
static int32_t lone_jamo(int32_t cp)
{
	static const unsigned char final[] = {
		0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x39, 0x3a, 0x3b, 0x3c,
		0x3d, 0x3e, 0x3f, 0x40, 0x41, 0x42, 0x44, 0x45, 0x46, 0x47, 0x48,
		0x4a, 0x4b, 0x4c, 0x4d, 0x4e,
	};
	if (cp >= 0x1161 && cp <= 0x1175) {
		return 0x314f + cp - 0x1161;
	}
	if (cp >= 0x11a8 && cp <= 0x11c2) {
		return 0x3100 + final[cp - 0x11a8];
	}
	return UTF8_BAD;
}

/* A code point that is safe to show and has a width. */
static void put_visible(struct cleaner *c, int32_t cp)
{
	if (is_regional(cp)) {
		put_regional(c, cp);
		c->emoji = c->joined = false;
		return;
	}
	settle_flag(c);

	const utf8proc_property_t *p = utf8proc_get_property(cp);
	bool conjoining = is_conjoining(cp);
	if (conjoining && !(c->n > 0 && is_hangul_head(c->group[0]))) {
		cp = lone_jamo(cp);
		conjoining = false;
	}
	bool mark = conjoining || width_of(cp) == 0
		|| p->boundclass == UTF8PROC_BOUNDCLASS_EXTEND
		|| p->boundclass == UTF8PROC_BOUNDCLASS_SPACINGMARK;
	if (mark) {
		if (c->n > 0) {
			join_group(c, cp);
		} else if (width_of(cp) > 0) {
			start_group(c, cp);
		}
		return;
	}

	bool emoji = p->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
	if (emoji && c->joined) {
		c->joined = false; /* one more person of the family */
		return;
	}
	start_group(c, cp);
	c->emoji = emoji;
	c->joined = false;
}

static bool is_dropped(int32_t cp, const utf8proc_property_t *p)
{
	return p->category == UTF8PROC_CATEGORY_CF || p->ignorable
		|| (cp >= 0x1f3fb && cp <= 0x1f3ff); /* skin tones */
}

static void put(struct cleaner *c, int32_t cp)
{
	const utf8proc_property_t *p = utf8proc_get_property(cp);
	if (is_dropped(cp, p)) {
		c->joined |= cp == 0x200d && c->emoji;
		return;
	}
	if (p->category == UTF8PROC_CATEGORY_CN || p->category == UTF8PROC_CATEGORY_CO
		|| p->category == UTF8PROC_CATEGORY_CS || width_of(cp) < 0) {
		cp = UTF8_BAD;
	}
	put_visible(c, cp);
}

static void put_line_end(struct cleaner *c)
{
	settle_flag(c);
	end_group(c);
	c->emoji = c->joined = false;
	if (c->flags & CLEAN_MULTILINE) {
		str_addc(c->out, '\n');
		c->column = 0;
	} else {
		put(c, c->flags & CLEAN_SIGN ? SIGN_NEWLINE : ' ');
	}
}

static void put_tab(struct cleaner *c)
{
	if (c->flags & CLEAN_MULTILINE) {
		settle_flag(c);
		end_group(c);
		while (c->column % TAB_STOP != TAB_STOP - 1) {
			str_addc(c->out, ' ');
			c->column++;
		}
	}
	put(c, ' ');
}

/* One control at s; returns the bytes it took. */
static size_t put_control(struct cleaner *c, const char *s, size_t n, int32_t cp,
	size_t len)
{
	switch (cp) {
	case '\t':
		put_tab(c);
		return len;
	case '\r':
		put_line_end(c);
		return n > 1 && s[1] == '\n' ? 2 : 1;
	case '\n':
	case '\v':
	case '\f':
	case 0x85:
	case 0x2028:
	case 0x2029:
		put_line_end(c);
		return len;
	case 0x1b:
		put(c, SIGN_ESC);
		return escape_length(s, n);
	case 0x7f:
		put(c, 0x2421);
		return len;
	default:
		break;
	}
	if (cp < 0x20) {
		put(c, 0x2400 + cp);
		return len;
	}
	size_t whole = escape_length(s, n);
	bool opener = cp == 0x90 || cp == 0x98 || cp == 0x9b || cp >= 0x9d;
	put(c, opener ? SIGN_ESC : UTF8_BAD);
	return whole;
}

static bool is_control(int32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x2028
		|| cp == 0x2029;
}

/* The printable ASCII at s that nothing can hang on: all but the last. */
static size_t plain_run(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x7f) {
		i++;
	}
	return i > 0 ? i - 1 : 0;
}

void clean(struct str *out, const char *s, size_t n, unsigned flags)
{
	struct cleaner c = {.out = out, .flags = flags};
	for (size_t i = 0; i < n;) {
		size_t run = plain_run(s + i, n - i);
		if (run > 0) {
			settle_flag(&c);
			end_group(&c);
			c.emoji = c.joined = false;
			str_addn(out, s + i, run);
			c.column += run;
			i += run;
		}
		int32_t cp;
		size_t len = utf8_decode(s + i, n - i, &cp);
		if (is_control(cp)) {
			i += put_control(&c, s + i, n - i, cp, len);
		} else {
			put(&c, cp);
			i += len;
		}
	}
	settle_flag(&c);
	end_group(&c);
}

static bool all_plain(const char *s, size_t n)
{
	return n == 0 || (plain_run(s, n) == n - 1
		&& (unsigned char)s[n - 1] >= 0x20 && (unsigned char)s[n - 1] < 0x7f);
}

const char *clean_arena(struct arena *a, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	if (all_plain(s, n)) {
		return arena_strndup(a, n ? s : "", n);
	}
	struct str out = STR_INIT;
	clean(&out, s, n, CLEAN_LINE);
	const char *r = arena_strndup(a, str_c(&out), out.len);
	str_finish(&out);
	return r;
}

bool clean_already(const char *s, size_t n, unsigned flags)
{
	if (all_plain(s, n)) {
		return true;
	}
	struct str out = STR_INIT;
	clean(&out, s, n, flags);
	bool same = out.len == n && memcmp(out.s, s, n) == 0;
	str_finish(&out);
	return same;
}
