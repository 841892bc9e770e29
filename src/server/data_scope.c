#include "data_sql.h"

/*
 * A reader's ways to a row: everything (admin); by one of their sites; as its
 * customer; as its partner. In this order they are numbered.
 */
struct ways {
	bool all;        /* no limit at all */
	bool any_site;   /* in every site, without being admin */
	size_t sites;
	bool customer, partner;
};

static bool sees_all(const struct reader *r)
{
	return r->role == ROLE_ADMIN || (r->all_sites && reader_staff(r));
}

static struct ways ways_of(const struct reader *r, bool owned)
{
	bool staff = reader_staff(r);
	/* customers never see each other's rows, so in owned tables only their own */
	bool by_site = staff || r->role != ROLE_CUSTOMER || !owned;

	if (sees_all(r)) {
		return (struct ways){.all = true};
	}
	return (struct ways){
		.any_site = by_site && r->all_sites,
		.sites = by_site && !r->all_sites ? r->nsites : 0,
		.customer = !staff && *r->org,
		.partner = !staff && *r->org,
	};
}

static size_t count(const struct ways *w)
{
	return (size_t)w->all + w->any_site + w->sites + w->customer + w->partner;
}

static void add_column(struct sql *q, const char *prefix, const char *column)
{
	sql_add(q, prefix);
	sql_add(q, column);
}

static void add_vis(struct sql *q, const char *prefix, const char *op, enum visibility vis)
{
	sql_add(q, " AND ");
	add_column(q, prefix, "vis");
	sql_add(q, op);
	sql_arg(q, val_int(vis));
}

/* What else a row must be for someone who comes to it by its site. */
static void add_site_limits(struct sql *q, const struct reader *r, const char *prefix)
{
	if (reader_staff(r)) {
		return;
	}
	add_vis(q, prefix, "=", VIS_SITE);
	if (r->role == ROLE_CUSTOMER) {
		sql_add(q, " AND ");
		add_column(q, prefix, "customer");
		sql_add(q, "=''");
	}
}

static void add_sites(struct sql *q, const struct reader *r, size_t from, size_t to, const char *prefix)
{
	add_column(q, prefix, "site");
	if (to - from == 1) {
		sql_add(q, "=");
		sql_arg(q, val_text(r->sites[from]));
	} else {
		for (size_t i = from; i < to; i++) {
			sql_add(q, i == from ? " IN (" : ",");
			sql_arg(q, val_text(r->sites[i]));
		}
		sql_add(q, ")");
	}
	add_site_limits(q, r, prefix);
}

static void add_party(struct sql *q, const struct reader *r, const char *column, const char *prefix)
{
	add_column(q, prefix, column);
	sql_add(q, "=");
	sql_arg(q, val_text(r->org));
	add_vis(q, prefix, "<>", VIS_STAFF);
}

static void add_way(struct sql *q, const struct reader *r, const struct ways *w, size_t i, const char *prefix)
{
	if (w->all) {
		sql_add(q, "1=1");
		return;
	}
	if (w->any_site) {
		if (i == 0) {
			sql_add(q, "1=1");
			add_site_limits(q, r, prefix);
			return;
		}
		i--;
	}
	if (i < w->sites) {
		add_sites(q, r, i, i + 1, prefix);
	} else if (i - w->sites == 0) {
		add_party(q, r, "customer", prefix);
	} else {
		add_party(q, r, "partner", prefix);
		add_vis(q, prefix, "<>", VIS_CUSTOMER);
	}
}

static void add_or(struct sql *q, const struct reader *r, bool owned, const char *prefix)
{
	struct ways w = ways_of(r, owned);
	size_t n = count(&w), i = 0;

	if (!n) {
		sql_add(q, "1=0");
	}
	sql_add(q, n > 1 ? "((" : "");
	if (w.sites > 1) {
		add_sites(q, r, 0, w.sites, prefix);
		i = w.sites;
	}
	for (; i < n; i++) {
		sql_add(q, i ? ") OR (" : "");
		add_way(q, r, &w, i, prefix);
	}
	sql_add(q, n > 1 ? "))" : "");
}

size_t scope_count(const struct reader *r, bool owned)
{
	struct ways w = ways_of(r, owned);
	size_t n = count(&w);

	return n > SCOPE_ALTERNATIVES ? 1 : n;
}

void scope_add(struct sql *q, const struct reader *r, bool owned, size_t i, const char *prefix)
{
	struct ways w = ways_of(r, owned);

	if (count(&w) > SCOPE_ALTERNATIVES) {
		add_or(q, r, owned, prefix);
	} else {
		add_way(q, r, &w, i, prefix);
	}
}

void scope_add_all(struct sql *q, const struct reader *r, const char *prefix)
{
	sql_add(q, "(");
	add_or(q, r, false, prefix);
	sql_add(q, ")");
}
