#include "text/wrap.h"

#include <wchar.h>

#include "text/cells.h"
#include "text/utf8.h"

void wrap_init(struct wrap *w, const char *s, size_t n, size_t width, int amb)
{
	*w = (struct wrap){.s = s, .n = n, .width = width > 0 ? width : 1,
		.amb = amb};
}

/* Where the signs of both sets are: most letters need no look at them. */
static bool may_be_sign(int32_t cp)
{
	return cp < 0xc0 || (cp >= 0x2010 && cp <= 0x206f) || cp == 0x2103
		|| (cp >= 0x3000 && cp <= 0x30ff) || (cp >= 0xff00 && cp <= 0xff6f);
}

static bool no_start(int32_t cp)
{
	return may_be_sign(cp) && cp > 0
		&& wcschr(L")]}>,.!?:;%°»’”…、。々〉》」』】〕〗〙〛ゝゞヽヾー"
			"ぁぃぅぇぉっゃゅょァィゥェォッャュョ！％），．：；？］｝℃", (wchar_t)cp);
}

static bool no_end(int32_t cp)
{
	return may_be_sign(cp) && cp > 0
		&& wcschr(L"([{<«‘“〈《「『【〔〖〘〚（［｛", (wchar_t)cp);
}

/* Han and kana; Hangul is set with spaces and broken there. */
static bool breaks_anywhere(int32_t cp)
{
	bool hangul = (cp >= 0x1100 && cp <= 0x11ff) || (cp >= 0x3131 && cp <= 0x318e)
		|| (cp >= 0xa960 && cp <= 0xa97c) || (cp >= 0xac00 && cp <= 0xd7fb)
		|| (cp >= 0xffa0 && cp <= 0xffdc);
	return (cp >= 0x3000 && cp <= 0x303f) || (cp >= 0xff01 && cp <= 0xff60)
		|| (utf8_is_cjk(cp) && !hangul);
}

static bool is_blank(int32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0x3000
		|| (cp >= 0x2000 && cp <= 0x200a && cp != 0x2007);
}

static bool is_letter(int32_t cp)
{
	return utf8_is_word(cp) && !utf8_is_digit(cp);
}

/* May a line end between the clusters that begin with a and b? z is before a. */
static bool may_break(int32_t z, int32_t a, int32_t b)
{
	if (is_blank(a)) {
		return true;
	}
	if (a == '-') {
		return is_letter(z) && is_letter(b);
	}
	return (breaks_anywhere(a) || breaks_anywhere(b))
		&& !no_start(b) && !no_end(a);
}

/* Scanning one line: where it may end, and where the text stops fitting. */
struct scan {
	size_t pos;    /* first cluster not taken */
	size_t width;  /* columns taken, blanks at the end included */
	size_t shown;  /* end of the last cluster that is no blank */
	size_t soft;   /* last place where the line may end; 0: none */
	size_t soft_shown;
	bool full;
};

static void scan_line(const struct wrap *w, struct scan *sc)
{
	int32_t z = 0, a = 0;
	size_t start = sc->pos;
	while (sc->pos < w->n && w->s[sc->pos] != '\n') {
		size_t next = utf8_next(w->s, w->n, sc->pos);
		int32_t b;
		utf8_decode(w->s + sc->pos, next - sc->pos, &b);
		if (sc->shown > start && may_break(z, a, b)) {
			sc->soft = sc->pos;
			sc->soft_shown = sc->shown;
		}
		size_t width = cells_width(w->s + sc->pos, next - sc->pos, w->amb);
		/* Blanks hang over the edge: they never begin a line. */
		if (!is_blank(b)) {
			if (sc->width + width > w->width && sc->pos > start) {
				sc->full = true;
				return;
			}
			sc->shown = next;
		}
		sc->width += width;
		sc->pos = next;
		z = a;
		a = b;
	}
}

/* Trailing blanks of a hard line are shown as far as they fit. */
static size_t fit_blanks(const struct wrap *w, size_t off, size_t end)
{
	return off + cells_fit(w->s + off, end - off, w->width, w->amb, NULL);
}

bool wrap_next(struct wrap *w, struct wrap_line *line)
{
	if (w->pos >= w->n) {
		bool last = w->keep && !w->done
			&& (w->n == 0 || w->s[w->n - 1] == '\n');
		w->done = true;
		*line = (struct wrap_line){.off = w->n, .next = w->n, .hard = true};
		return last;
	}

	struct scan sc = {.pos = w->pos, .shown = w->pos};
	scan_line(w, &sc);
	*line = (struct wrap_line){.off = w->pos};
	if (!sc.full) {
		size_t end = fit_blanks(w, w->pos, sc.pos);
		line->len = (end > sc.shown ? end : sc.shown) - w->pos;
		line->next = sc.pos < w->n ? sc.pos + 1 : w->n;
		line->hard = true;
	} else {
		line->next = sc.soft ? sc.soft : sc.pos;
		line->len = (sc.soft ? sc.soft_shown : sc.shown) - w->pos;
	}
	w->pos = line->next;
	return true;
}

size_t wrap_count(const char *s, size_t n, size_t width, int amb, size_t max)
{
	struct wrap w;
	struct wrap_line line;
	size_t count = 0;
	wrap_init(&w, s, n, width, amb);
	while ((max == 0 || count < max) && wrap_next(&w, &line)) {
		count++;
	}
	return count;
}
