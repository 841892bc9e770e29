#include <stdlib.h>
#include <string.h>

#include "attach.h"
#include "deals.h"
#include "seed_rfqs.h"

/* The newest request gets this number, so that numbers look like those of a market in use. */
enum { NEWEST_NUMBER = 2104 };

struct row { const struct seed_rfq *seed; enum tongue tongue; };

static int by_age(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return (y->seed->posted > x->seed->posted) - (y->seed->posted < x->seed->posted);
}

static size_t gather(struct fill *f, struct row **out)
{
	const struct { const struct seed_rfq *v; size_t n; } all[TONGUES] = {
		[EN] = {seed_rfqs_en, nseed_rfqs_en}, [KO] = {seed_rfqs_ko, nseed_rfqs_ko},
		[JA] = {seed_rfqs_ja, nseed_rfqs_ja}, [UK] = {seed_rfqs_uk, nseed_rfqs_uk},
	};
	size_t n = 0;

	for (int t = 0; t < TONGUES; t++) {
		n += all[t].n;
	}
	struct row *rows = *out = arena_alloc(&f->a, n * sizeof(*rows));
	for (int t = 0; t < TONGUES; t++) {
		for (size_t i = 0; i < all[t].n; i++) {
			*rows++ = (struct row){&all[t].v[i], (enum tongue)t};
		}
	}
	qsort(*out, n, sizeof(**out), by_age);
	return n;
}

static const struct fill_org *customer_named(const struct fill *f, const char *name)
{
	for (size_t i = 0; i < f->customers.n; i++) {
		if (!strcmp(f->customers.v[i].name, name)) {
			return &f->customers.v[i];
		}
	}
	return NULL;
}

static void set_quantities(struct fill *f, struct rfq *r, const int *qty)
{
	for (size_t i = 0; i < 4 && qty[i]; i++) {
		struct qty_break *q = items_add(&entity_qty_break, &r->breaks, &f->a);

		q->qty = qty[i];
	}
}

static struct rfq *new_rfq(struct fill *f, const struct seed_rfq *seed, enum tongue tongue, const struct fill_org *customer)
{
	struct rfq *r = entity_new(&entity_rfq, &f->a);

	r->posted = r->created = f->now - seed->posted * HOUR;
	r->id = fill_id(f, r->posted);
	r->site = f->sites.v[customer->site].id;
	r->customer = customer->id;
	r->vis = seed->state == RFQ_DRAFT ? VIS_CUSTOMER : VIS_SITE;
	r->customer_name = customer->name;
	r->place = customer->place;
	r->title = seed->title;
	r->process = (int)seed->process;
	r->material = seed->material;
	r->finish = seed->finish;
	r->tolerance = seed->tolerance;
	/* nobody's day ends at the minute the demo was made */
	r->due = f->now + seed->due * HOUR + (int64_t)fill_random(f, 50) * HOUR / 60;
	r->deliver_by = seed->deliver ? r->due + seed->deliver * DAY : 0;
	r->state = (int)seed->state;
	r->takes_profile = seed->takes_profile;
	r->text = seed->text;
	r->currency = f->sites.v[customer->site].currency;
	r->lang = tongue_tags[tongue];
	set_quantities(f, r, seed->qty);
	for (const char *p = seed->deals; *p; p += strcspn(p, " "), p += *p == ' ') {
		r->quotes += deal_code_quotes(p[1]);
	}
	return r;
}

static const char *profile_of(char letter)
{
	for (size_t i = 0; i < nseed_profiles; i++) {
		if (seed_profiles[i].letter == letter) {
			return seed_profiles[i].text;
		}
	}
	return "";
}

static int add_deals(struct fill *f, const struct rfq *r, const struct row *row, const struct fill_org *customer,
	const struct pins *pins, struct err *e)
{
	int64_t over = r->due < f->now ? r->due : f->now;

	for (const char *p = row->seed->deals; *p; p += strcspn(p, " "), p += *p == ' ') {
		struct deal_plan plan = {.rfq = r, .partner = fill_partner(f, p[0]), .customer = customer, .pins = pins->n ? pins : NULL, .profile = profile_of(p[0]),
			.customer_tongue = row->tongue, .code = p[1], .versions = deal_code_quotes(p[1]) ? p[2] - '0' : 0,
			.price = row->seed->price, .from = r->posted + (int64_t)fill_random(f, (uint64_t)(over - r->posted) / 4),
			.to = over};

		if (fill_deal(f, &plan, e)) {
			return -1;
		}
	}
	return 0;
}

/* The customer changes a dimension while people talk of it. */
static int revise(struct fill *f, struct rfq *r, const struct row *row, const struct fill_org *customer, struct err *e)
{
	int64_t at = f->now - (f->now - r->posted) / 20;

	return attach_revision(f, r, &row->seed->part, row->tongue, customer, at, e) || data_put(f->db, KIND_RFQ, r, -1, at, e)
		|| fill_revised(f, r, customer, at, e) ? -1 : 0;
}

static int add_rfq(struct fill *f, const struct row *row, struct err *e)
{
	const struct fill_org *customer = customer_named(f, row->seed->customer);
	struct rfq *r = new_rfq(f, row->seed, row->tongue, customer);
	struct pins pins = {0};

	if (data_next(f->db, "rfq", &r->number, e)
		|| attach_drawings(f, r, &row->seed->part, row->tongue, row->seed->files, customer, &pins, e)
		|| data_put(f->db, KIND_RFQ, r, 0, r->posted, e)) {
		return -1;
	}
	f->sites.v[customer->site].rfqs++;
	if (add_deals(f, r, row, customer, &pins, e)) {
		return -1;
	}
	return strchr(row->seed->files, 'R') ? revise(f, r, row, customer, e) : 0;
}

int fill_rfqs(struct fill *f, struct err *e)
{
	struct row *rows;
	size_t n = gather(f, &rows);

	if (db_exec(f->db, "UPDATE counter SET n = $1 WHERE name = 'rfq'", DB_ARGS(val_int(NEWEST_NUMBER - (int64_t)n)), e) < 0) {
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		if (add_rfq(f, &rows[i], e)) {
			return -1;
		}
	}
	return 0;
}
