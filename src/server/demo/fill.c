#include "fill.h"

#include <string.h>

#include "base/clock.h"
#include "base/ulid.h"
#include "crypto/crypto.h"

const char *const tongue_tags[TONGUES] = {[EN] = "en", [KO] = "ko", [JA] = "ja", [UK] = "uk"};

/* splitmix64, by Sebastiano Vigna (public domain) */
uint64_t fill_random(struct fill *f, uint64_t n)
{
	uint64_t z = f->seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31) % n;
}

const char *fill_id(struct fill *f, int64_t at)
{
	char id[ULID_SIZE];
	uint64_t bits;

	crypto_random(&bits, sizeof(bits));
	return arena_strdup(&f->a, ulid_from(at, bits, id));
}

static int note_in_audit(struct fill *f, struct err *e)
{
	for (size_t i = 0; i < f->sites.n; i++) {
		const char *site = f->sites.v[i].id;

		if (audit_append(f->db, &(struct audit_row){.site = site, .what = "demo.fill", .kind = "site",
				.object = site, .result = "ok", .at = f->now}, e)) {
			return -1;
		}
	}
	return 0;
}

static int by_hand(struct db *db, void *arg, struct err *e)
{
	struct fill *f = arg;

	(void)db;
	/* a second try of the transaction starts over */
	f->sites.n = f->customers.n = f->partners.n = 0;
	f->seed = 20260101;
	return fill_people(f, e) || fill_rfqs(f, e) || fill_desk(f, e) ? -1 : 0;
}

static int audit_all(struct db *db, void *arg, struct err *e)
{
	(void)db;
	return note_in_audit(arg, e);
}

int demo_fill(struct db *db, const struct demo_conf *conf, struct err *e)
{
	struct fill f = {.db = db, .conf = conf, .now = clock_ms()};
	int r = -1;

	arena_init(&f.a);
	if (conf->scale < 1 || conf->scale > 1000) {
		err_field(e, ERR_INVALID_FIELD, "scale", "the scale is between 1 and 1000");
	} else if (db_tx(db, DB_WRITE, by_hand, &f, e) == 0 && fill_bulk(&f, e) == 0) {
		r = db_tx(db, DB_WRITE, audit_all, &f, e);
	}
	vec_finish(&f.sites);
	vec_finish(&f.customers);
	vec_finish(&f.partners);
	arena_finish(&f.a);
	return r;
}
