#include "draw_impl.h"

#include <math.h>

/* ISO 5457: 20 mm to the left for filing, 10 elsewhere; fields of 50 mm from the middle. */
static const double left = 20, edge = 10, band = 5, field = 50;

static void put_fields_across(struct sheet *s)
{
	int n = (int)(s->w / 2 / field) * 2;
	double first = s->w / 2 - n / 2 * field;

	for (int i = 0; i < n; i++) {
		double x = fmax(first + i * field, left), x2 = fmin(first + (i + 1) * field, s->w - edge);
		const char *name = fmt(s, "%d", i + 1);

		for (int top = 0; top < 2; top++) {
			double y = top ? s->h - edge : edge - band;

			put_text(s, (x + x2) / 2, y + 0.8, 3.5, AT_MIDDLE, name);
			if (i) {
				put_line(s, PEN_FRAME, x, y, x, y + band);
			}
		}
	}
}

static void put_fields_up(struct sheet *s)
{
	int n = (int)ceil((s->h / 2 - edge) / field) * 2;

	for (int i = 0; i < n; i++) {
		double from = s->h / 2 + (n / 2 - i) * field, y2 = fmin(from, s->h - edge), y = fmax(from - field, edge);
		const char *name = fmt(s, "%c", 'A' + i);

		for (int right = 0; right < 2; right++) {
			double x = right ? s->w - edge : left - band;

			put_text(s, x + band / 2, (y + y2) / 2 - 1.75, 3.5, AT_MIDDLE, name);
			if (i) {
				put_line(s, PEN_FRAME, x, y2, x + band, y2);
			}
		}
	}
}

void put_frame(struct sheet *s)
{
	double w = s->w, h = s->h;

	put_box(s, PEN_OUTLINE, left, edge, w - edge, h - edge);
	put_box(s, PEN_FRAME, left - band, edge - band, w - edge + band, h - edge + band);
	put_fields_across(s);
	put_fields_up(s);
	/* centring marks */
	put_line(s, PEN_OUTLINE, w / 2, 0, w / 2, edge + 5);
	put_line(s, PEN_OUTLINE, w / 2, h, w / 2, h - edge - 5);
	put_line(s, PEN_OUTLINE, 0, h / 2, left + 5, h / 2);
	put_line(s, PEN_OUTLINE, w, h / 2, w - edge - 5, h / 2);
}

/* A cell of the title block: small label above, text below, cut to fit by making it smaller. */
static void cell(struct sheet *s, double x, double y, double w, double h, const char *label, const char *text, double height)
{
	double room = w - 3, need = text_width(text, height);

	put_box(s, PEN_FRAME, x, y, x + w, y + h);
	put_text(s, x + 1, y + h - 2.8, 1.8, AT_LEFT, label);
	if (need > room) {
		height = fmax(1.8, height * room / need);
	}
	put_text(s, x + 1.5, y + 1.6, height, AT_LEFT, text);
}

/* The truncated cone of ISO 5456-2. */
static void put_projection(struct sheet *s, double x, double y, bool third)
{
	double cone = third ? x + 11 : x, face = third ? x + 4 : x + 16;
	double big = third ? cone : cone, small = cone + 9;
	double r1 = third ? 2 : 4, r2 = third ? 4 : 2;

	put_line(s, PEN_THIN, big, y - r1, big, y + r1);
	put_line(s, PEN_THIN, small, y - r2, small, y + r2);
	put_line(s, PEN_THIN, big, y - r1, small, y - r2);
	put_line(s, PEN_THIN, big, y + r1, small, y + r2);
	put_circle(s, PEN_THIN, face, y, 4);
	put_circle(s, PEN_THIN, face, y, 2);
	put_line(s, PEN_CENTRE, x - 3, y, x + 23, y);
	put_line(s, PEN_CENTRE, face, y - 5.5, face, y + 5.5);
}

/* Who drew and checked: initials that fit the place. */
static const char *const initials[][2] = {{"J.B.", "S.V."}, {"이수민", "최영호"}, {"佐々木", "山本"}, {"Коваль І.", "Шевчук А."}};

static void put_notes(struct sheet *s, const struct drawing *d)
{
	const char *const *notes = part_notes(d->tongue, d->part.kind);
	double y = 64;

	put_text(s, 26, y, 3.5, AT_LEFT, word(d->tongue, W_NOTES));
	for (; *notes; notes++) {
		y -= 7;
		put_text(s, 26, y, 3.5, AT_LEFT, *notes);
	}
	if (*d->finish) {
		y -= 7;
		put_text(s, 26, y, 3.5, AT_LEFT, fmt(s, "5. %s: %s", word(d->tongue, W_FINISH), d->finish));
	}
	if (*d->material) {
		put_text(s, 26, y - 7, 3.5, AT_LEFT, fmt(s, "%s: %s", word(d->tongue, W_MATERIAL), d->material));
	}
}

static void put_revisions(struct sheet *s, const struct drawing *d)
{
	static const double x = 320, top = 287;
	int rows = d->part.rev - 'A' + 1;

	if (rows < 2) {
		return;
	}
	for (int i = 0; i < rows; i++) {
		double y = top - 5 * (i + 1);

		put_box(s, PEN_FRAME, x, y, x + 90, y + 5);
		put_line(s, PEN_FRAME, x + 8, y, x + 8, y + 5);
		put_text(s, x + 4, y + 1.4, 2.5, AT_MIDDLE, fmt(s, "%c", 'A' + i));
		put_text(s, x + 10, y + 1.4, 2.5, AT_LEFT, word(d->tongue, i ? W_CHANGED : W_FIRST_ISSUE));
	}
}

void put_title(struct sheet *s, const struct drawing *d, const char *scale)
{
	double x = s->w - edge - 180, y = edge;
	int t = d->tongue;

	cell(s, x, y, 60, 14, "", d->owner, 5);
	cell(s, x + 60, y, 70, 14, word(t, W_NUMBER), d->number, 5);
	cell(s, x + 130, y, 15, 14, word(t, W_REV), fmt(s, "%c", d->part.rev), 5);
	cell(s, x + 145, y, 20, 14, word(t, W_SHEET), "1/1", 3.5);
	cell(s, x + 165, y, 15, 14, "", "A3", 3.5);
	cell(s, x, y + 14, 120, 14, word(t, W_TITLE), d->title, 5);
	cell(s, x + 120, y + 14, 20, 14, word(t, W_SCALE), scale, 3.5);
	cell(s, x + 140, y + 14, 40, 14, "", "", 3.5);
	put_projection(s, x + 150, y + 21, third_angle(t));
	cell(s, x, y + 28, 70, 12, word(t, W_MATERIAL), d->material, 3.5);
	cell(s, x + 70, y + 28, 60, 12, word(t, W_FINISH), d->finish, 3.5);
	cell(s, x + 130, y + 28, 50, 12, word(t, W_TOLERANCE), d->tolerance, 3.5);
	cell(s, x, y + 40, 45, 10, word(t, W_DRAWN), initials[t][0], 2.5);
	cell(s, x + 45, y + 40, 45, 10, word(t, W_CHECKED), initials[t][1], 2.5);
	cell(s, x + 90, y + 40, 40, 10, word(t, W_DATE), d->date, 2.5);
	cell(s, x + 130, y + 40, 50, 10, "", "ISO 8015   mm", 2.5);
	put_notes(s, d);
	put_revisions(s, d);
}
