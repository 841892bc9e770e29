#include "attach.h"

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

int attach_drawings(struct fill *f, struct rfq *r, const struct part *part, enum tongue tongue, const char *formats,
	const struct fill_org *owner, struct err *e)
{
	struct sheet s;
	struct drawing d = {.part = *part, .tongue = (int)tongue, .title = r->title, .material = r->material,
		.finish = r->finish, .tolerance = r->tolerance, .owner = r->customer_name, .date = day_of(f, r->posted - 6 * DAY),
		.number = arena_printf(&f->a, "%04lld-%02d", (long long)r->number, part->a % 90 + 10)};
	const char *stem = arena_printf(&f->a, "%s-%lld-%c", part_name(part->kind), (long long)r->number, part->rev);
	int result = 0;

	if (!*formats || part->kind == PART_NONE) {
		return 0;
	}
	draw_sheet(&s, &d, &f->a);
	for (const char *p = formats; *p && !result; p++) {
		struct file_ref *ref = items_add(&entity_file_ref, &r->files, &f->a);

		result = add_file(f, &s, stem, *p, owner->poster, r->posted, ref, e);
	}
	sheet_finish(&s);
	return result;
}
