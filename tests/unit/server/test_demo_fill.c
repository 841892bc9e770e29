#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/vec.h"
#include "crypto/crypto.h"
#include "lib/dbbench.h"
#include "model/money.h"
#include "server/data.h"
#include "server/demo.h"
#include "server/filestore.h"

static const struct demo_account accounts[] = {
	{"partner", "partner", "pw-partner"}, {"customer", "customer", "pw-customer"}, {"operator", "operator", "pw-operator"},
	{"site_admin", "site_admin", "pw-site"}, {"admin", "admin", "pw-admin"}, {"price_blind", "price_blind", "pw-blind"},
};

struct made { struct db *db; struct arena a; char *files; };

static void must_go(int r, const struct err *e)
{
	if (r < 0) {
		fail_msg("%s: %s %s", err_slug(e->code), e->text, e->field);
	}
}

static void fill(struct made *m, void **state, int scale)
{
	struct err e = ERR_NONE;

	m->db = bench_of(state)->db;
	m->files = fs_join(unit_dir(), "files");
	arena_init(&m->a);
	struct demo_conf conf = {.files_dir = m->files, .scale = scale, .accounts = accounts, .naccounts = lengthof(accounts)};
	must_go(crypto_init(&e), &e);
	must_go(data_prepare(m->db, &e), &e);
	must_go(demo_fill(m->db, &conf, &e), &e);
}

static void drop(struct made *m)
{
	arena_finish(&m->a);
	free(m->files);
}

struct ids { VEC(const char *) v; struct arena *a; };

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct ids *ids = arg;

	(void)ncols, (void)e;
	*vec_add(&ids->v) = arena_strdup(ids->a, cols[0].s);
	return 0;
}

/* Every object of a kind. */
static size_t each(struct made *m, enum kind kind, void (*fn)(struct made *m, void *obj))
{
	static const char *const select[KIND_COUNT] = {
#define X_(n, N, path) [KIND_##N] = "SELECT id FROM " #n " ORDER BY id",
		ENTITIES(X_)
#undef X_
	};
	struct ids ids = {.a = &m->a};
	struct err e = ERR_NONE;

	must_go(db_query(m->db, select[kind], NULL, 0, take_id, &ids, &e), &e);
	for (size_t i = 0; i < ids.v.n; i++) {
		void *obj;

		assert_int_equal(data_get(m->db, kind, ids.v.v[i], &m->a, &obj, &e), 1);
		assert_true(((struct entity_head *)obj)->created <= clock_ms());
		if (entity_check(entities[kind], obj, &e)) {
			fail_msg("%s %s: %s %s %s", entities[kind]->name, ids.v.v[i], err_slug(e.code), e.field, e.text);
		}
		if (fn) {
			fn(m, obj);
		}
	}
	size_t n = ids.v.n;
	vec_finish(&ids.v);
	return n;
}

static void *get(struct made *m, enum kind kind, const char *id)
{
	struct err e = ERR_NONE;
	void *obj = NULL;

	assert_int_equal(data_get(m->db, kind, id, &m->a, &obj, &e), 1);
	return obj;
}

static bool is_member(struct made *m, const char *who, const char *site)
{
	long long n = 0;

	db_int(m->db, "SELECT COUNT(*) FROM member WHERE who = $1 AND site = $2", DB_ARGS(val_text(who), val_text(site)), &n, NULL);
	return n == 1;
}

static void check_file(struct made *m, const struct file_ref *ref)
{
	char *path = filestore_path(m->files, ref->hash);
	struct str text = STR_INIT;
	unsigned char sum[CRYPTO_HASH];
	char hex[2 * CRYPTO_HASH + 1];
	struct err e = ERR_NONE;

	must_go(fs_read(path, 1 << 20, &text, &e), &e);
	assert_int_equal(text.len, ref->size);
	sha256(text.s, text.len, sum);
	hex_encode(sum, sizeof(sum), hex);
	assert_string_equal(hex, ref->hash);
	str_finish(&text);
	free(path);
}

static void check_rfq(struct made *m, void *obj)
{
	const struct rfq *r = obj;
	long long quoted = 0;

	assert_true(currency_exponent(r->currency) >= 0);
	assert_true(r->posted <= clock_ms() && r->posted < r->due);
	assert_true(!r->deliver_by || r->deliver_by > r->due);
	assert_true(is_member(m, r->customer, r->site));
	assert_int_equal(r->vis, r->state == RFQ_DRAFT ? VIS_CUSTOMER : VIS_SITE);
	db_int(m->db, "SELECT COUNT(*) FROM deal WHERE rfq = $1 AND quote <> ''", DB_ARGS(val_text(r->id)), &quoted, NULL);
	assert_int_equal(r->quotes, quoted);
	for (size_t i = 0; i < r->files.n; i++) {
		check_file(m, ITEM(const struct file_ref, r->files, i));
	}
}

/* Nothing is there that the rules of a deal would not have let happen. */
static void check_deal(struct made *m, void *obj)
{
	const struct deal *d = obj;
	const struct rfq *r = get(m, KIND_RFQ, d->rfq);
	bool ordered = d->state >= DEAL_ORDERED && d->state != DEAL_ASKED;

	assert_true(is_member(m, d->partner, r->site));
	assert_string_equal(d->customer, r->customer);
	assert_string_equal(d->site, r->site);
	assert_true(!d->profile_sent || (r->takes_profile && *d->profile_text));
	assert_true(!d->chat_opened || d->chat_opened > d->profile_sent);
	assert_true((d->state == DEAL_CHAT) <= (d->chat_opened > 0));
	assert_int_equal(ordered, d->ordered > 0);
	assert_int_equal(d->state >= DEAL_CONTRACTED && d->state != DEAL_ASKED, d->contracted > 0);
	assert_true(!ordered || r->state == RFQ_ORDERED);
	assert_true(d->state != DEAL_DECLINED || *d->reason);
	if (d->state == DEAL_QUOTED || (d->state >= DEAL_CONSENT_PENDING && d->state != DEAL_ASKED)) {
		assert_true(d->state == DEAL_DECLINED || *d->quote);
	}
	if (*d->quote) {
		const struct quote *q = get(m, KIND_QUOTE, d->quote);

		assert_int_equal(q->version, d->quote_version);
		assert_int_equal(q->state == QUOTE_ORDERED, ordered);
		assert_int_equal(q->state == QUOTE_DECLINED, d->state == DEAL_DECLINED);
	}
}

static void check_quote(struct made *m, void *obj)
{
	struct quote *q = obj, again = *q;
	const struct rfq *r = get(m, KIND_RFQ, q->rfq);
	const struct deal *d = get(m, KIND_DEAL, q->deal);
	struct err e = ERR_NONE;

	must_go(quote_check(q, r, &e), &e);
	must_go(quote_totals(&again, &e), &e);
	assert_true(again.total == q->total && q->total > 0);
	assert_true(q->number == r->number && !strcmp(q->partner, d->partner));
	assert_true(q->sent >= r->posted && q->sent <= clock_ms());
	assert_int_equal(q->state == QUOTE_REPLACED, q->version < d->quote_version);
	if (q->state == QUOTE_SENT && r->state == RFQ_OPEN) {
		assert_true(q->valid_until > clock_ms());
	}
	if (q->state == QUOTE_EXPIRED) {
		assert_true(q->valid_until < clock_ms());
	}
}

static int count(struct made *m, const char *sql)
{
	return (int)bench_int(m->db, sql);
}

static void holds_every_state_and_language(void **state)
{
	struct made m;

	fill(&m, state, 1);
	int n = count(&m, "SELECT COUNT(*) FROM rfq"), takes = count(&m, "SELECT COUNT(*) FROM rfq WHERE takes_profile = 1");
	assert_true(n >= 60);
	assert_true(takes > n / 3 && takes < n * 9 / 10);
	assert_int_equal(count(&m, "SELECT COUNT(DISTINCT lang) FROM rfq"), 4);
	assert_int_equal(count(&m, "SELECT COUNT(DISTINCT currency) FROM rfq"), 5);
	assert_int_equal(count(&m, "SELECT COUNT(DISTINCT state) FROM rfq"), RFQ_COUNT);
	assert_int_equal(count(&m, "SELECT COUNT(DISTINCT state) FROM deal"), DEAL_COUNT - 1);
	assert_int_equal(count(&m, "SELECT COUNT(DISTINCT state) FROM quote"), QUOTE_COUNT - 1);
	assert_true(count(&m, "SELECT COUNT(*) FROM rfq WHERE material = '' OR tolerance = ''") > 5);
	assert_true(count(&m, "SELECT COUNT(*) FROM deal WHERE counter_lead > 0") > 3);
	assert_true(count(&m, "SELECT COUNT(*) FROM quote WHERE version = 2") > 5);
	assert_int_equal(count(&m, "SELECT MAX(number) FROM rfq"), 2104);
	drop(&m);
}

static void lets_nothing_be_that_could_not_be(void **state)
{
	struct made m;
	char bad[AUDIT_BAD];
	int64_t rows = 0;
	struct err e = ERR_NONE;

	fill(&m, state, 1);
	each(&m, KIND_SITE, NULL);
	each(&m, KIND_ORG, NULL);
	each(&m, KIND_ACCOUNT, NULL);
	each(&m, KIND_PROFILE, NULL);
	each(&m, KIND_RFQ, check_rfq);
	each(&m, KIND_DEAL, check_deal);
	each(&m, KIND_QUOTE, check_quote);
	assert_int_equal(audit_verify(m.db, bad, &rows, &e), 0);
	assert_int_equal(rows, 5);
	drop(&m);
}

static void only_the_accounts_given_sign_in(void **state)
{
	static const enum role roles[] = {ROLE_PARTNER, ROLE_CUSTOMER, ROLE_OPERATOR, ROLE_SITE_ADMIN, ROLE_ADMIN, ROLE_PARTNER};
	struct made m;
	struct err e = ERR_NONE;
	struct account *acc;
	const char *hash;

	fill(&m, state, 1);
	for (size_t i = 0; i < lengthof(accounts); i++) {
		struct reader r;

		assert_int_equal(account_password(m.db, accounts[i].login, &m.a, &acc, &hash, &e), 1);
		assert_true(password_verify(accounts[i].password, hash));
		assert_int_equal(acc->role, roles[i]);
		assert_int_equal(acc->price_blind, i == 5);
		must_go(account_reader(m.db, acc, &m.a, &r, &e), &e);
		assert_int_equal(r.nsites, roles[i] == ROLE_CUSTOMER || roles[i] == ROLE_SITE_ADMIN ? 1 : 5);
	}
	assert_int_equal(account_password(m.db, "hanbit.park", &m.a, &acc, &hash, &e), 1);
	assert_false(password_verify("!", hash));
	assert_false(password_verify("", hash));
	drop(&m);
}

static void grows_by_scale(void **state)
{
	struct made m;

	fill(&m, state, 6);
	assert_int_equal(count(&m, "SELECT COUNT(*) FROM site"), 6);
	assert_int_equal(count(&m, "SELECT COUNT(*) FROM account"), 6 * 400);
	assert_int_equal(count(&m, "SELECT COUNT(*) FROM rfq"), 6 * 230);
	assert_int_equal(count(&m, "SELECT COUNT(*) FROM audit"), 6);
	assert_int_equal(count(&m, "SELECT COUNT(DISTINCT name) FROM site"), 6);
	each(&m, KIND_DEAL, check_deal);
	each(&m, KIND_QUOTE, check_quote);
	drop(&m);
}

static void refuses_a_role_it_does_not_know(void **state)
{
	const struct demo_account odd = {"boss", "boss", "pw"};
	struct demo_conf conf = {.files_dir = unit_dir(), .scale = 1, .accounts = &odd, .naccounts = 1};
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	must_go(data_prepare(db, &e), &e);
	assert_int_equal(demo_fill(db, &conf, &e), -1);
	assert_string_equal(e.field, "role");
	conf.scale = 0;
	assert_int_equal(demo_fill(db, &conf, &e), -1);
	assert_string_equal(e.field, "scale");
}

UNIT_TESTS(test_demo_fill,
	ON_ALL(holds_every_state_and_language),
	ON_PLAIN(lets_nothing_be_that_could_not_be),
	ON_PLAIN(only_the_accounts_given_sign_in),
	ON_PLAIN(grows_by_scale),
	ON_PLAIN(refuses_a_role_it_does_not_know));
