#include <string.h>

#include "attach.h"
#include "bulk.h"
#include "deals.h"

/* A size between least and most, in steps people use. */
static int size(struct fill *f, int least, int most)
{
	int v = least + (int)fill_random(f, (uint64_t)(most - least + 1));

	return v > 40 ? v / 5 * 5 : v > 12 ? v / 2 * 2 : v;
}

static struct part random_part(struct fill *f, enum part_kind kind)
{
	char rev = (char)('A' + fill_random(f, 3));

	switch (kind) {
	case PART_BRACKET: return (struct part){kind, size(f, 50, 140), size(f, 30, 80), size(f, 40, 110), size(f, 5, 10), rev};
	case PART_SHAFT: return (struct part){kind, size(f, 80, 400), size(f, 24, 40), size(f, 16, 22), size(f, 8, 14), rev};
	case PART_PLATE: return (struct part){kind, size(f, 100, 320), size(f, 70, 200), size(f, 5, 25), size(f, 5, 12), rev};
	case PART_FLANGE: return (struct part){kind, size(f, 90, 220), size(f, 30, 80), size(f, 10, 30), 2 * size(f, 2, 4), rev};
	case PART_HOUSING: return (struct part){kind, size(f, 80, 220), size(f, 60, 150), size(f, 25, 90), size(f, 2, 8), rev};
	case PART_MANIFOLD: return (struct part){kind, size(f, 110, 220), size(f, 60, 110), size(f, 40, 70), 2 * size(f, 2, 6), rev};
	case PART_PANEL: return (struct part){kind, size(f, 150, 480), size(f, 100, 300), 5 * size(f, 2, 5), size(f, 15, 35), rev};
	default: return (struct part){PART_HEATSINK, size(f, 60, 160), size(f, 44, 100), size(f, 16, 50), size(f, 8, 16), rev};
	}
}

static int draw_one(struct fill *f, enum tongue tongue, enum part_kind kind, int variant, struct bulk_drawing *out, struct err *e)
{
	const struct fill_org *owner = &f->customers.v[0];
	struct rfq *r = entity_new(&entity_rfq, &f->a);

	out->part = random_part(f, kind);
	out->name = bulk_words[tongue].parts[kind][variant];
	r->title = out->name;
	r->posted = f->now - 70 * DAY;
	r->number = 1000 + (int)tongue * 100 + (int)kind * 10 + variant;
	if (attach_drawings(f, r, &out->part, tongue, variant % 2 ? "dp" : "ds", owner, NULL, e)) {
		return -1;
	}
	for (size_t i = 0; i < r->files.n; i++) {
		const struct file_ref *ref = ITEM(const struct file_ref, r->files, i);

		out->file[i] = ref->name;
		out->hash[i] = ref->hash;
		out->media[i] = ref->media;
		out->size[i] = ref->size;
	}
	return 0;
}

int bulk_draw(struct fill *f, struct bulk_drawings *out, struct err *e)
{
	f->seed = 5000;
	for (int t = 0; t < TONGUES; t++) {
		for (int k = PART_BRACKET; k < PART_COUNT; k++) {
			for (int i = 0; i < BULK_VARIANTS; i++) {
				if (draw_one(f, (enum tongue)t, (enum part_kind)k, i, &out->v[t][k][i], e)) {
					return -1;
				}
			}
		}
	}
	return 0;
}

static const enum process by_part[PART_COUNT][4] = {
	[PART_BRACKET] = {PROCESS_MILL, PROCESS_MILL, PROCESS_SHEET, PROCESS_FDM},
	[PART_SHAFT] = {PROCESS_TURN, PROCESS_TURN, PROCESS_TURN, PROCESS_GRIND},
	[PART_PLATE] = {PROCESS_MILL, PROCESS_LASER, PROCESS_MILL, PROCESS_LASER},
	[PART_FLANGE] = {PROCESS_TURN, PROCESS_TURN, PROCESS_MILL, PROCESS_CAST},
	[PART_HOUSING] = {PROCESS_MILL, PROCESS_SLS, PROCESS_CAST, PROCESS_MOULD},
	[PART_MANIFOLD] = {PROCESS_MILL, PROCESS_MILL, PROCESS_MILL, PROCESS_MILL},
	[PART_PANEL] = {PROCESS_SHEET, PROCESS_SHEET, PROCESS_LASER, PROCESS_SHEET},
	[PART_HEATSINK] = {PROCESS_MILL, PROCESS_MILL, PROCESS_CAST, PROCESS_MILL},
};

static const char *material_for(struct fill *f, const struct bulk_words *w, enum process process)
{
	bool plastic = process == PROCESS_SLS || process == PROCESS_FDM || process == PROCESS_MOULD;
	bool sheet = process == PROCESS_SHEET || process == PROCESS_LASER;

	return bulk_pick(f, plastic ? w->plastic : sheet ? w->sheet : w->metal);
}

static const char *title_of(struct fill *f, const struct part *p, const char *name, const char *material)
{
	switch (fill_random(f, 4)) {
	case 0: return arena_printf(&f->a, "%s %d×%d", name, p->a, p->b);
	case 1: return arena_printf(&f->a, "%s, %s", name, material);
	case 2: return arena_printf(&f->a, "%s %c-%d%c", name, "KMRT"[fill_random(f, 4)], p->a * 7 + p->b, p->rev);
	default: return arena_printf(&f->a, "%s %s %d", name, material, p->a);
	}
}

static void choose_times(struct fill *f, struct rfq *r)
{
	static const enum rfq_state over[] = {RFQ_CLOSED, RFQ_CLOSED, RFQ_ORDERED, RFQ_ORDERED, RFQ_CANCELLED, RFQ_OPEN};
	bool open = fill_random(f, 10) < 6;

	r->due = open ? f->now + (1 + (int64_t)fill_random(f, 400)) * HOUR : f->now - (1 + (int64_t)fill_random(f, 1400)) * HOUR;
	r->posted = (open ? f->now : r->due) - (2 + (int64_t)fill_random(f, 350)) * HOUR - (int64_t)fill_random(f, HOUR);
	r->created = r->posted;
	r->state = open ? (int)RFQ_OPEN : (int)over[fill_random(f, lengthof(over))];
	r->deliver_by = fill_random(f, 5) ? r->due + (7 + (int64_t)fill_random(f, 40)) * DAY : 0;
}

static void describe(struct fill *f, struct rfq *r, const struct bulk_words *w, const struct bulk_drawing *drawing)
{
	static const int quantities[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
	size_t first = fill_random(f, lengthof(quantities) - 2), breaks = 1 + fill_random(f, 3);

	r->process = (int)by_part[drawing->part.kind][fill_random(f, 4)];
	r->material = material_for(f, w, (enum process)r->process);
	r->title = title_of(f, &drawing->part, drawing->name, r->material);
	r->finish = bulk_pick(f, w->finishes);
	r->tolerance = bulk_pick(f, w->tolerances);
	const char *wish = bulk_pick(f, w->wishes), *other = bulk_pick(f, w->wishes);
	r->text = arena_printf(&f->a, "%s %s%s%s", bulk_pick(f, w->uses), wish, other == wish ? "" : " ", other == wish ? "" : other);
	r->takes_profile = fill_random(f, 2);
	for (size_t i = 0; i < breaks; i++) {
		struct qty_break *q = items_add(&entity_qty_break, &r->breaks, &f->a);

		q->qty = quantities[first + i];
	}
	for (int i = 0; i < 2 && fill_random(f, 8); i++) {
		struct file_ref *ref = items_add(&entity_file_ref, &r->files, &f->a);

		*ref = (struct file_ref){.name = drawing->file[i], .hash = drawing->hash[i], .size = drawing->size[i],
			.media = drawing->media[i]};
	}
}

/* What may have become of a request that stands as it does. */
static char choose_code(struct fill *f, const struct rfq *r, int nth)
{
	if (r->state == RFQ_ORDERED) {
		return nth ? "qxq"[fill_random(f, 3)] : "otwsf"[fill_random(f, 5)];
	}
	if (r->state != RFQ_OPEN) {
		return "xqre"[fill_random(f, r->due < f->now - 10 * DAY ? 4 : 3)];
	}
	return r->takes_profile ? "phqkkqxr"[fill_random(f, 8)] : "qqqxyr"[fill_random(f, 6)];
}

static int add_deals(struct fill *f, const struct rfq *r, const struct fill_org *customer, int n, const char *codes, struct err *e)
{
	size_t first = fill_random(f, f->partners.n);
	int64_t over = r->due < f->now ? r->due : f->now, price = (3 + (int64_t)fill_random(f, 300)) * 350;

	for (int i = 0; i < n; i++) {
		const struct fill_org *partner = &f->partners.v[(first + (size_t)i * 7) % f->partners.n];
		struct deal_plan plan = {.rfq = r, .partner = partner, .customer = customer, .profile = bulk_words[partner->tongue].profile[0],
			.customer_tongue = partner->tongue, .code = codes[i], .price = price, .from = r->posted, .to = over,
			.versions = deal_code_quotes(codes[i]) ? 1 + (fill_random(f, 4) == 0) : 0};

		if (fill_deal(f, &plan, e)) {
			return -1;
		}
	}
	return 0;
}

static int add_rfq(struct fill *f, const struct fill_site *site, const struct bulk_drawings *drawings, struct err *e)
{
	const struct fill_org *customer = &f->customers.v[fill_random(f, f->customers.n)];
	enum part_kind kind = (enum part_kind)(1 + fill_random(f, PART_COUNT - 1));
	struct rfq *r = entity_new(&entity_rfq, &f->a);
	char codes[3];

	choose_times(f, r);
	r->id = fill_id(f, r->posted);
	r->site = site->id;
	r->customer = customer->id;
	r->vis = VIS_SITE;
	r->customer_name = customer->name;
	r->place = customer->place;
	r->currency = site->currency;
	r->lang = tongue_tags[site->tongue];
	describe(f, r, &bulk_words[site->tongue], &drawings->v[site->tongue][kind][fill_random(f, BULK_VARIANTS)]);
	int n = r->state == RFQ_ORDERED ? 1 + (int)fill_random(f, 3) : r->state == RFQ_CANCELLED ? 0 : (int)fill_random(f, 3);
	for (int i = 0; i < n; i++) {
		codes[i] = choose_code(f, r, i);
		r->quotes += deal_code_quotes(codes[i]);
	}
	if (data_next(f->db, "rfq", &r->number, e) || data_put(f->db, KIND_RFQ, r, 0, r->posted, e)) {
		return -1;
	}
	return add_deals(f, r, customer, n, codes, e);
}

int bulk_rfqs(struct fill *f, const struct fill_site *site, int n, const struct bulk_drawings *drawings, struct err *e)
{
	for (int i = 0; i < n; i++) {
		if (add_rfq(f, site, drawings, e)) {
			return -1;
		}
	}
	return 0;
}
