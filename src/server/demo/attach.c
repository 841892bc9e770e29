#include "attach.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "server/filestore.h"

static const char *day_of(struct fill *f, int64_t at)
{
	char text[CLOCK_TEXT];

	clock_format(at, text);
	text[10] = '\0';
	return arena_strdup(&f->a, text);
}

static int add_file(struct fill *f, const struct sheet *s, const char *stem, char format, const char *owner, int64_t at,
	struct file_ref *ref, struct err *e)
{
	struct str out = STR_INIT;
	char hash[65];

	if (format == 'd') {
		draw_dxf(s, &out);
	} else if (format == 's') {
		draw_svg(s, &out);
	} else {
		draw_pdf(s, &out);
	}
	ref->name = arena_printf(&f->a, "%s.%s", stem, format == 'd' ? "dxf" : format == 's' ? "svg" : "pdf");
	ref->media = format == 'd' ? "image/vnd.dxf" : format == 's' ? "image/svg+xml" : "application/pdf";
	ref->size = (int64_t)out.len;
	int r = str_failed(&out) ? err_set(e, ERR_INTERNAL, "a drawing is too large")
		: filestore_put(f->conf->files_dir, str_c(&out), out.len, hash, e);
	ref->hash = arena_strdup(&f->a, r ? "" : hash);
	str_finish(&out);
	return r ? -1 : file_add(f->db, ref->hash, ref->size, owner, at, e);
}

/* ISO 5457 on the A3 these sheets are: fields of 50 mm from the middle. */
static void zone_of(const struct sheet *s, double x, double y, char out[8])
{
	static const double field = 50;
	int across = (int)((x - (s->w / 2 - 4 * field)) / field), down = (int)((s->h / 2 + 3 * field - y) / field);

	snprintf(out, 8, "%c%d", 'A' + (down < 0 ? 0 : down > 5 ? 5 : down), 1 + (across < 0 ? 0 : across > 7 ? 7 : across));
}

static bool is_dimension(const struct prim *p)
{
	bool of_a_view = p->height > 3.4 && p->height < 3.6 && p->x > 30 && p->x < 400 && p->y > 82 && p->y < 278;

	return p->shape == SHAPE_TEXT && of_a_view && strpbrk(p->text, "0123456789");
}

static void find_pins(const struct sheet *s, struct pins *out)
{
	*out = (struct pins){0};
	for (size_t i = 0; i < s->v.n && out->n < PINS; i++) {
		const struct prim *p = &s->v.v[i];
		bool known = false;

		for (int k = 0; k < out->n && is_dimension(p); k++) {
			known = known || !strcmp(out->v[k].text, p->text);
		}
		if (is_dimension(p) && !known) {
			struct pin *pin = &out->v[out->n++];

			*pin = (struct pin){.text = p->text, .x = p->x, .y = p->y};
			zone_of(s, p->x, p->y, pin->zone);
		}
	}
}

static struct drawing drawing_of(struct fill *f, const struct rfq *r, const struct part *part, enum tongue tongue, int64_t at)
{
	return (struct drawing){.part = *part, .tongue = (int)tongue, .title = r->title, .material = r->material,
		.finish = r->finish, .tolerance = r->tolerance, .owner = r->customer_name, .date = day_of(f, at),
		.number = arena_printf(&f->a, "%04lld-%02d", (long long)r->number, part->a % 90 + 10)};
}

int attach_drawings(struct fill *f, struct rfq *r, const struct part *part, enum tongue tongue, const char *formats,
	const struct fill_org *owner, struct pins *pins, struct err *e)
{
	struct sheet s;
	struct drawing d = drawing_of(f, r, part, tongue, r->posted - 6 * DAY);
	const char *stem = arena_printf(&f->a, "%s-%lld", part_name(part->kind), (long long)r->number);
	int result = 0;

	if (!*formats || part->kind == PART_NONE) {
		return 0;
	}
	draw_sheet(&s, &d, &f->a);
	for (const char *p = formats; *p && !result; p++) {
		if (strchr("dsp", *p)) {
			struct file_ref *ref = items_add(&entity_file_ref, &r->files, &f->a);

			ref->rev = arena_printf(&f->a, "%c", part->rev);
			result = add_file(f, &s, stem, *p, owner->poster, r->posted, ref, e);
		}
	}
	if (pins) {
		find_pins(&s, pins);
	}
	sheet_finish(&s);
	return result;
}

int attach_revision(struct fill *f, struct rfq *r, const struct part *part, enum tongue tongue, const struct fill_org *owner,
	int64_t at, struct err *e)
{
	struct part changed = *part;
	const char *replaces = ITEM(const struct file_ref, r->files, 0)->hash;
	struct sheet s;

	changed.rev++;
	if (part->kind == PART_PLATE) {
		changed.d++;
	} else {
		changed.c += 2;
	}
	struct drawing d = drawing_of(f, r, &changed, tongue, at);
	draw_sheet(&s, &d, &f->a);
	struct file_ref *ref = items_add(&entity_file_ref, &r->files, &f->a);
	ref->replaces = replaces;
	ref->rev = arena_printf(&f->a, "%c", changed.rev);
	int result = add_file(f, &s, arena_printf(&f->a, "%s-%lld", part_name(part->kind), (long long)r->number), 'd', owner->poster, at,
		ref, e);
	sheet_finish(&s);
	return result;
}
