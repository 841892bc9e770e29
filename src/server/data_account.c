#include <string.h>

#include "base/vec.h"
#include "data_rows.h"
#include "text/utf8.h"

/* What two logins that look alike have in common. */
static const char *login_name(const char *login, struct arena *a)
{
	struct str b = STR_INIT;

	utf8_fold(&b, login, strlen(login));
	const char *out = arena_strndup(a, str_c(&b), b.len);
	str_finish(&b);
	return out;
}

int account_create(struct db *db, const struct account *acc, const char *password_hash, int64_t now, struct err *e)
{
	struct arena a;
	long long there;
	int r = -1;

	arena_init(&a);
	struct account *copy = entity_copy(&entity_account, acc, &a);
	const char *name = login_name(acc->login, &a);
	int found = db_int(db, "SELECT 1 FROM login WHERE name = $1", DB_ARGS(val_text(name)), &there, e);
	if (found < 0) {
		goto out;
	}
	if (found) {
		err_field(e, ERR_EXISTS, "login", tr("the user name %.64s is taken"), acc->login);
		goto out;
	}
	if (data_put(db, KIND_ACCOUNT, copy, 0, now, e)) {
		goto out;
	}
	r = db_exec(db, "INSERT INTO login (name, account, password) VALUES ($1, $2, $3)",
		DB_ARGS(val_text(name), val_text(acc->id), val_text(password_hash)), e) < 0 ? -1 : 0;
out:
	arena_finish(&a);
	return r;
}

struct login {
	struct arena *a;
	const char *account, *password;
};

static int take_login(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct login *l = arg;

	(void)ncols, (void)e;
	l->account = arena_strdup(l->a, col_text(cols, 0));
	l->password = arena_strdup(l->a, col_text(cols, 1));
	return 1;
}

int account_password(struct db *db, const char *login, struct arena *a, struct account **acc, const char **hash, struct err *e)
{
	struct login l = {.a = a};
	void *obj;

	if (db_query(db, "SELECT account, password FROM login WHERE name = $1",
			DB_ARGS(val_text(login_name(login, a))), take_login, &l, e) < 0) {
		return -1;
	}
	int found = l.account ? data_get(db, KIND_ACCOUNT, l.account, a, &obj, e) : 0;
	if (found > 0) {
		*acc = obj;
		*hash = l.password;
	}
	return found;
}

int account_set_password(struct db *db, const char *account, const char *password_hash, struct err *e)
{
	int n = db_exec(db, "UPDATE login SET password = $1 WHERE account = $2",
		DB_ARGS(val_text(password_hash), val_text(account)), e);

	if (n == 0) {
		return err_set(e, ERR_NOT_FOUND, "no such account");
	}
	return n < 0 ? -1 : 0;
}

struct sites {
	struct arena *a;
	VEC(const char *) v;
};

static int take_site(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct sites *s = arg;

	(void)ncols, (void)e;
	*vec_add(&s->v) = arena_strdup(s->a, col_text(cols, 0));
	return 0;
}

int account_reader(struct db *db, const struct account *acc, struct arena *a, struct reader *out, struct err *e)
{
	struct sites s = {.a = a};
	int r = db_query(db, "SELECT DISTINCT site FROM member WHERE who IN ($1, $2) ORDER BY site",
		DB_ARGS(val_text(acc->id), val_text(acc->org)), take_site, &s, e);

	if (r >= 0) {
		const char **sites = arena_alloc(a, (s.v.n + 1) * sizeof(*sites));

		if (s.v.n) {
			memcpy(sites, s.v.v, s.v.n * sizeof(*sites));
		}
		*out = (struct reader){
			.account = arena_strdup(a, acc->id), .org = arena_strdup(a, acc->org),
			.lang = arena_strdup(a, acc->lang), .role = (enum role)acc->role,
			.price_blind = acc->price_blind, .all_sites = acc->role == ROLE_ADMIN,
			.sites = sites, .nsites = s.v.n,
		};
	}
	vec_finish(&s.v);
	return r < 0 ? -1 : 0;
}

int member_add(struct db *db, const char *site, const char *org_or_account, struct err *e)
{
	return db_exec(db, "INSERT INTO member (who, site) VALUES ($1, $2) ON CONFLICT (who, site) DO NOTHING",
		DB_ARGS(val_text(org_or_account), val_text(site)), e) < 0 ? -1 : 0;
}
