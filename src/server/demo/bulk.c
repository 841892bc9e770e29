#include "bulk.h"

#include <string.h>

enum { ACCOUNTS = 400, RFQS = 230, OF_CUSTOMER = 2, OF_PARTNER = 3 };

struct bulk {
	struct fill *f;
	size_t index;
	bool is_new;
	const struct fill_site *site;
	const struct bulk_drawings *drawings;
};

const char *bulk_pick(struct fill *f, const char *const *list)
{
	size_t n = 0;

	while (n < BULK_LIST && list[n]) {
		n++;
	}
	return list[fill_random(f, n)];
}

/* The n-th combination of two lists. */
static const char *combine(struct fill *f, const char *const *a, const char *joint, const char *const *b, size_t n)
{
	size_t na = 0, nb = 0;

	while (na < BULK_LIST && a[na]) {
		na++;
	}
	while (nb < BULK_LIST && b[nb]) {
		nb++;
	}
	return arena_printf(&f->a, "%s%s%s", a[n % na], joint, b[n / na % nb]);
}

static int add_site(struct fill *f, size_t index, struct fill_site *out, struct err *e)
{
	enum tongue tongue = (enum tongue)(index % TONGUES);
	const struct bulk_words *w = &bulk_words[tongue];
	struct site *s = entity_new(&entity_site, &f->a);
	int64_t at = f->now - 300 * DAY;

	s->id = s->site = fill_id(f, at);
	s->vis = VIS_SITE;
	s->name = combine(f, w->cities, w->joint, w->markets, index / TONGUES);
	s->zone = w->zone;
	s->currency = w->currency;
	*out = (struct fill_site){s->id, s->name, s->zone, s->currency, tongue, 0, 0};
	return data_put(f->db, KIND_SITE, s, 0, at, e);
}

static int add_account(struct fill *f, struct fill_org *org, const struct fill_site *site, enum role role, size_t number,
	struct err *e)
{
	const struct bulk_words *w = &bulk_words[org->tongue];
	const char *family = bulk_pick(f, w->family), *given = bulk_pick(f, w->given);
	struct account *acc = entity_new(&entity_account, &f->a);
	int64_t at = f->now - (1 + (int64_t)fill_random(f, 250)) * DAY;

	acc->id = fill_id(f, at);
	acc->site = site->id;
	acc->customer = role == ROLE_CUSTOMER ? org->id : "";
	acc->partner = role == ROLE_PARTNER ? org->id : "";
	acc->login = arena_printf(&f->a, "%s%06zu", tongue_tags[org->tongue], number);
	acc->name = w->given_first ? arena_printf(&f->a, "%s %s", given, family)
		: arena_printf(&f->a, "%s%s%s", family, org->tongue == KO ? "" : " ", given);
	acc->role = (int)role;
	acc->org = org->id;
	acc->org_name = org->name;
	acc->active = true;
	acc->lang = tongue_tags[org->tongue];
	acc->zone = site->zone;
	org->poster = acc->id;
	org->person = acc->name;
	return account_create(f->db, acc, "!", at, e);
}

static int add_profile(struct fill *f, const struct fill_org *org, const struct fill_site *site, struct err *e)
{
	const struct bulk_words *w = &bulk_words[org->tongue];
	struct profile *p = entity_new(&entity_profile, &f->a);

	p->id = p->partner = org->id;
	p->site = site->id;
	p->vis = VIS_SITE;
	p->name = org->name;
	p->text = arena_printf(&f->a, "%s %s", bulk_pick(f, w->profile), bulk_pick(f, w->profile));
	return data_put(f->db, KIND_PROFILE, p, 0, f->now - 60 * DAY, e);
}

static int add_org(struct fill *f, const struct fill_site *site, enum org_kind kind, size_t number, struct fill_org *out,
	struct err *e)
{
	const struct bulk_words *w = &bulk_words[site->tongue];
	struct org *o = entity_new(&entity_org, &f->a);
	int64_t at = f->now - 280 * DAY;

	o->id = fill_id(f, at);
	o->site = site->id;
	o->vis = VIS_SITE;
	o->name = combine(f, w->firms, w->joint, kind == ORG_CUSTOMER ? w->buyers : w->makers, number);
	o->kind = (int)kind;
	o->country = w->country;
	o->place = bulk_pick(f, w->cities);
	o->customer = kind == ORG_CUSTOMER ? o->id : "";
	o->partner = kind == ORG_PARTNER ? o->id : "";
	*out = (struct fill_org){.id = o->id, .name = o->name, .place = o->place, .tongue = site->tongue, .poster = "", .person = ""};
	return data_put(f->db, KIND_ORG, o, 0, at, e) || member_add(f->db, site->id, o->id, e)
		|| (kind == ORG_PARTNER && add_profile(f, out, site, e)) ? -1 : 0;
}

/* Companies with their people until there are n accounts: two customers to three partners. */
static int add_companies(struct fill *f, const struct bulk *b, int n, struct err *e)
{
	size_t number = b->index * ACCOUNTS, made = 0;

	while (n > 0) {
		bool customer = made % 5 < 2;
		struct fill_org *org = customer ? vec_add(&f->customers) : vec_add(&f->partners);
		int people = customer ? OF_CUSTOMER : OF_PARTNER;

		if (add_org(f, b->site, customer ? ORG_CUSTOMER : ORG_PARTNER, b->index * 31 + made++, org, e)) {
			return -1;
		}
		for (int i = 0; i < people && n > 0; i++, n--) {
			if (add_account(f, org, b->site, customer ? ROLE_CUSTOMER : ROLE_PARTNER, number++, e)) {
				return -1;
			}
		}
	}
	return 0;
}

/* Everything of one site, in one transaction; may run again. */
static int add_all(struct db *db, void *arg, struct err *e)
{
	const struct bulk *given = arg;
	struct bulk b = *given;
	struct fill f = *given->f;
	struct fill_site site;
	int r = -1;

	(void)db;
	arena_init(&f.a);
	f.customers.v = f.partners.v = NULL;
	f.customers.n = f.customers.cap = f.partners.n = f.partners.cap = 0;
	f.seed = 7000 + b.index;
	if (b.is_new) {
		if (add_site(&f, b.index, &site, e) || member_add(f.db, site.id, f.desk, e)) {
			goto out;
		}
		b.site = &site;
	}
	if (add_companies(&f, &b, ACCOUNTS - b.site->accounts, e) == 0) {
		r = bulk_rfqs(&f, b.site, RFQS - b.site->rfqs, b.drawings, e);
	}
	if (r == 0 && b.is_new) {
		r = audit_append(f.db, &(struct audit_row){.site = site.id, .what = "demo.fill", .kind = "site", .object = site.id,
			.result = "ok", .at = f.now}, e);
	}
out:
	vec_finish(&f.customers);
	vec_finish(&f.partners);
	arena_finish(&f.a);
	return r;
}

struct drawing_job { struct fill *f; struct bulk_drawings *out; };

static int draw_all(struct db *db, void *arg, struct err *e)
{
	struct drawing_job *job = arg;

	(void)db;
	return bulk_draw(job->f, job->out, e);
}

int fill_bulk(struct fill *f, struct err *e)
{
	size_t n = (size_t)f->conf->scale;
	struct bulk_drawings *drawings;

	if (n < 2) {
		return 0;
	}
	drawings = arena_alloc(&f->a, sizeof(*drawings));
	if (db_tx(f->db, DB_WRITE, draw_all, &(struct drawing_job){f, drawings}, e)) {
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		struct bulk b = {.f = f, .index = i, .is_new = i >= f->sites.n, .drawings = drawings};

		b.site = b.is_new ? NULL : &f->sites.v[i];
		if (db_tx(f->db, DB_WRITE, add_all, &b, e)) {
			return -1;
		}
	}
	return 0;
}
