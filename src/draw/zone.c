#include "draw/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "text/utf8.h"

#define FIELD 50000      /* 1/1000 mm */
#define LONG_SIDE 420000 /* of an A3 */
#define FAR INT64_C(1000000000000000)

static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
enum { ROWS_MAX = sizeof(letters) - 1, COLS_MAX = 98 };

static int64_t bounded(int64_t v)
{
	return v > FAR ? FAR : v < -FAR ? -FAR : v;
}

/* How many fields a side of len 1/1000 mm has. */
static int divisions(int64_t len, int max)
{
	int64_t n = (len + FIELD) / (2 * FIELD) * 2;

	return n < 2 ? 2 : n > max ? max : (int)n;
}

/* The length of a field on a side of len, which is side long on the page. */
static int64_t step(int n, int64_t len, int64_t side)
{
	bool grows = len > (int64_t)n * FIELD + FIELD;
	double part = grows ? 1.0 / n : (double)FIELD / (double)len;
	int64_t s = (int64_t)(part * (double)side + 0.5);

	/* the inner fields must leave something for those at the edges */
	return n > 2 && s * (n - 2) >= side ? side / n : s;
}

static void name_size(struct zones *z, int64_t w, int64_t h)
{
	static const struct { char name[4]; int w, h; } sizes[] = {
		{"A0", 1189, 841}, {"A1", 841, 594}, {"A2", 594, 420}, {"A3", 420, 297}, {"A4", 297, 210}};
	int64_t side = w > h ? w : h, other = w > h ? h : w;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (llabs(side - sizes[i].w * 1000) <= 2000 && llabs(other - sizes[i].h * 1000) <= 2000) {
			memcpy(z->size, sizes[i].name, sizeof(z->size));
		}
	}
}

void zones_init(struct zones *z, const struct sheet_size *s)
{
	int64_t w = bounded(s->w), h = bounded(s->h), pw, ph;

	memset(z, 0, sizeof(*z));
	z->paper = (struct box){bounded(s->paper.x0), bounded(s->paper.y0), bounded(s->paper.x1), bounded(s->paper.y1)};
	if (z->paper.x1 <= z->paper.x0) {
		z->paper.x1 = z->paper.x0 + 1000;
	}
	if (z->paper.y1 <= z->paper.y0) {
		z->paper.y1 = z->paper.y0 + 1000;
	}
	pw = z->paper.x1 - z->paper.x0;
	ph = z->paper.y1 - z->paper.y0;
	if (w > 0 && h > 0) {
		name_size(z, w, h);
	} else {
		double scale = (double)LONG_SIDE / (double)(pw > ph ? pw : ph);

		w = (int64_t)((double)pw * scale) + 1;
		h = (int64_t)((double)ph * scale) + 1;
	}
	z->cols = divisions(w, COLS_MAX);
	z->rows = divisions(h, ROWS_MAX);
	z->step_x = step(z->cols, w, pw);
	z->step_y = step(z->rows, h, ph);
}

int64_t zone_left(const struct zones *z, int i)
{
	int64_t middle = z->paper.x0 + (z->paper.x1 - z->paper.x0) / 2;

	return i <= 0 ? z->paper.x0 : i >= z->cols ? z->paper.x1 : middle + (i - z->cols / 2) * z->step_x;
}

int64_t zone_above(const struct zones *z, int i)
{
	int64_t middle = z->paper.y0 + (z->paper.y1 - z->paper.y0) / 2;

	return i <= 0 ? z->paper.y1 : i >= z->rows ? z->paper.y0 : middle - (i - z->rows / 2) * z->step_y;
}

bool zone_at(const struct zones *z, int64_t x, int64_t y, struct zone *out)
{
	*out = (struct zone){0};
	while (out->col + 1 < z->cols && x >= zone_left(z, out->col + 1)) {
		out->col++;
	}
	while (out->row + 1 < z->rows && y < zone_above(z, out->row + 1)) {
		out->row++;
	}
	return x >= z->paper.x0 && x <= z->paper.x1 && y >= z->paper.y0 && y <= z->paper.y1;
}

struct box zone_box(const struct zones *z, struct zone at)
{
	return (struct box){zone_left(z, at.col), zone_above(z, at.row + 1), zone_left(z, at.col + 1), zone_above(z, at.row)};
}

char *zone_text(struct zone at, char out[ZONE_TEXT])
{
	int row = at.row < 0 ? 0 : at.row >= ROWS_MAX ? ROWS_MAX - 1 : at.row;
	int col = at.col < 0 ? 0 : at.col >= COLS_MAX ? COLS_MAX - 1 : at.col;

	snprintf(out, ZONE_TEXT, "%c%d", letters[row], col + 1);
	return out;
}

/* Letters and digits of s, small and full width ones made plain: 0, or -1 when there is anything else or too much. */
static int plain(const char *s, size_t n, char out[ZONE_TEXT])
{
	size_t len = 0;

	for (size_t i = 0; i < n;) {
		int32_t cp;

		i += utf8_decode(s + i, n - i, &cp);
		if (utf8_is_space(cp)) {
			continue;
		}
		if (cp >= 0xff01 && cp <= 0xff5e) {
			cp -= 0xff01 - '!';
		}
		if (cp >= 'a' && cp <= 'z') {
			cp -= 'a' - 'A';
		}
		if (!((cp >= 'A' && cp <= 'Z') || (cp >= '0' && cp <= '9')) || len + 1 >= ZONE_TEXT) {
			return -1;
		}
		out[len++] = (char)cp;
	}
	out[len] = '\0';
	return 0;
}

static int parts(const char *word, char *letter, int *number)
{
	size_t n = strlen(word), digits;
	bool first = n > 0 && word[0] >= 'A';
	const char *number_at = first ? word + 1 : word;

	digits = strspn(number_at, "0123456789");
	if (n < 2 || digits < 1 || digits > 3 || digits + 1 != n) {
		return -1;
	}
	*letter = first ? word[0] : word[n - 1];
	*number = atoi(number_at); /* allowed: one to three digits */
	return 0;
}

int zone_parse(const struct zones *z, const char *s, size_t n, struct zone *out, struct err *e)
{
	char word[ZONE_TEXT], letter, last[ZONE_TEXT];
	const char *at;
	int number, cols = z ? z->cols : COLS_MAX, rows = z ? z->rows : ROWS_MAX;

	if (n > 64 || plain(s, n, word) || parts(word, &letter, &number)) {
		return err_set(e, ERR_INVALID, "a zone is a letter and a number, as C4");
	}
	at = strchr(letters, letter);
	if (!at) {
		return err_set(e, ERR_INVALID, tr("zones have no letter %c"), letter);
	}
	if (at - letters >= rows || number < 1 || number > cols) {
		zone_text((struct zone){cols - 1, rows - 1}, last);
		return err_set(e, ERR_INVALID, tr("the last zone of this sheet is %s"), last);
	}
	*out = (struct zone){number - 1, (int)(at - letters)};
	return 0;
}
