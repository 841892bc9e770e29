#include <string.h>

#include "crypto/crypto.h"
#include "seed.h"

/* Everybody has been here for a while. */
enum { JOINED_DAYS = 400 };

static int add_site(struct fill *f, const struct seed_site *seed, struct err *e)
{
	struct site *s = entity_new(&entity_site, &f->a);
	int64_t at = f->now - JOINED_DAYS * DAY;

	s->id = s->site = fill_id(f, at);
	s->vis = VIS_SITE;
	s->name = seed->name;
	s->zone = seed->zone;
	s->currency = seed->currency;
	*vec_add(&f->sites) = (struct fill_site){s->id, s->name, s->zone, s->currency, seed->tongue, 0, 0};
	return data_put(f->db, KIND_SITE, s, 0, at, e);
}

static int join(struct fill *f, const char *sites, const char *who, struct err *e)
{
	for (const char *p = sites; *p; p++) {
		if (member_add(f->db, f->sites.v[*p - '0'].id, who, e)) {
			return -1;
		}
	}
	return 0;
}

static int add_org(struct fill *f, const struct seed_org *seed, enum org_kind kind, struct fill_org *out, struct err *e)
{
	struct org *o = entity_new(&entity_org, &f->a);
	size_t home = (size_t)(seed->sites[0] - '0');
	int64_t at = f->now - (JOINED_DAYS - 10) * DAY;

	o->id = fill_id(f, at);
	o->site = f->sites.v[home].id;
	o->vis = VIS_SITE;
	o->name = seed->name;
	o->kind = kind;
	o->country = seed->country;
	o->place = seed->place;
	o->customer = kind == ORG_CUSTOMER ? o->id : "";
	o->partner = kind == ORG_PARTNER ? o->id : "";
	*out = (struct fill_org){o->id, o->name, o->place, seed->tongue, home, "", ""};
	return data_put(f->db, KIND_ORG, o, 0, at, e) || join(f, seed->sites, o->id, e) ? -1 : 0;
}

static struct account *new_account(struct fill *f, const struct fill_org *org, enum role role, const char *login,
	const char *name, int64_t at)
{
	struct account *acc = entity_new(&entity_account, &f->a);

	acc->id = fill_id(f, at);
	acc->site = f->sites.v[org->site].id;
	acc->customer = role == ROLE_CUSTOMER ? org->id : "";
	acc->partner = role == ROLE_PARTNER ? org->id : "";
	acc->login = login;
	acc->name = name;
	acc->role = (int)role;
	acc->org = org->id;
	acc->org_name = org->name;
	acc->active = true;
	acc->lang = tongue_tags[org->tongue];
	acc->zone = f->sites.v[org->site].zone;
	f->sites.v[org->site].accounts++;
	return acc;
}

static int add_person(struct fill *f, struct fill_org *org, enum role role, const struct seed_org *seed, struct err *e)
{
	int64_t at = f->now - (JOINED_DAYS - 20) * DAY;
	struct account *acc = new_account(f, org, role, seed->login, seed->person, at);

	org->poster = acc->id;
	org->person = acc->name;
	return account_create(f->db, acc, "!", at, e);
}

static int add_companies(struct fill *f, struct err *e)
{
	for (size_t i = 0; i < nseed_customers; i++) {
		struct fill_org *org = vec_add(&f->customers);

		if (add_org(f, &seed_customers[i], ORG_CUSTOMER, org, e)
			|| add_person(f, org, ROLE_CUSTOMER, &seed_customers[i], e)) {
			return -1;
		}
	}
	for (size_t i = 0; i < nseed_partners; i++) {
		struct fill_org *org = vec_add(&f->partners);

		if (add_org(f, &seed_partners[i], ORG_PARTNER, org, e)
			|| add_person(f, org, ROLE_PARTNER, &seed_partners[i], e)) {
			return -1;
		}
	}
	return 0;
}

const struct fill_org *fill_partner(const struct fill *f, char letter)
{
	for (size_t i = 0; i < nseed_partners; i++) {
		if (seed_partners[i].letter == letter) {
			return &f->partners.v[i];
		}
	}
	return NULL;
}

static int add_profiles(struct fill *f, struct err *e)
{
	for (size_t i = 0; i < nseed_profiles; i++) {
		const struct seed_profile *seed = &seed_profiles[i];
		const struct fill_org *org = fill_partner(f, seed->letter);
		struct profile *p = entity_new(&entity_profile, &f->a);

		p->id = p->partner = org->id;
		p->site = f->sites.v[org->site].id;
		p->vis = VIS_SITE;
		p->name = org->name;
		p->text = seed->text;
		p->strengths = seed->strengths;
		p->works = seed->works;
		if (data_put(f->db, KIND_PROFILE, p, 0, f->now - 90 * DAY, e)) {
			return -1;
		}
	}
	return 0;
}

/* The accounts people sign in with: where each is at home. */
static const struct { const char *role; enum role is; bool blind; const char *name; } demo_people[] = {
	{"partner", ROLE_PARTNER, false, "Kim Min-jun"},
	{"price_blind", ROLE_PARTNER, true, "Daesung, shop floor"},
	{"customer", ROLE_CUSTOMER, false, "Park Ji-woo"},
	{"operator", ROLE_OPERATOR, false, "Olena Tkachenko"},
	{"site_admin", ROLE_SITE_ADMIN, false, "Lee Seo-yeon"},
	{"admin", ROLE_ADMIN, false, "Anna Weber"},
};

static int add_demo_account(struct fill *f, const struct demo_account *given, const struct fill_org *desk,
	const struct fill_org *own, struct err *e)
{
	char hash[PASSWORD_HASH];

	for (size_t i = 0; i < lengthof(demo_people); i++) {
		enum role role = demo_people[i].is;
		const struct fill_org *org = role == ROLE_PARTNER ? &f->partners.v[0] : role == ROLE_CUSTOMER ? &f->customers.v[0]
			: role == ROLE_SITE_ADMIN ? own : desk;

		if (strcmp(demo_people[i].role, given->role)) {
			continue;
		}
		struct account *acc = new_account(f, org, role, given->login, demo_people[i].name, f->now - 30 * DAY);
		acc->price_blind = demo_people[i].blind;
		acc->lang = "";
		return password_hash_min(given->password, hash, e) || account_create(f->db, acc, hash, f->now - 30 * DAY, e) ? -1 : 0;
	}
	return err_field(e, ERR_INVALID_FIELD, "role", "the demo has no role %.40s", given->role);
}

/* The desk works for every site; each site's own desk for that site. */
static int add_desk(struct fill *f, struct err *e)
{
	const struct seed_org house = {.name = "Fettle support", .country = "UA", .place = "Kyiv", .tongue = EN, .sites = "01234"};
	const struct seed_org own = {.name = "한빛 부품 마켓 운영팀", .country = "KR", .place = "서울", .tongue = KO, .sites = "0"};
	struct fill_org desk, site_desk;

	if (add_org(f, &house, ORG_DESK, &desk, e) || add_org(f, &own, ORG_DESK, &site_desk, e)) {
		return -1;
	}
	f->desk = desk.id;
	for (int i = 0; i < f->conf->naccounts; i++) {
		if (add_demo_account(f, &f->conf->accounts[i], &desk, &site_desk, e)) {
			return -1;
		}
	}
	return 0;
}

int fill_people(struct fill *f, struct err *e)
{
	for (size_t i = 0; i < nseed_sites; i++) {
		if (add_site(f, &seed_sites[i], e)) {
			return -1;
		}
	}
	return add_companies(f, e) || add_profiles(f, e) || add_desk(f, e) ? -1 : 0;
}
