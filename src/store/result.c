#include "store/result.h"

#include <string.h>

#include "priv.h"

enum { VIEW_BYTES = 128 };

struct put { const struct result *v; size_t n; };

static int put_one(struct store *s, const struct result *r, struct err *e)
{
	if (strlen(r->hash) != BLOB_HASH - 1 || strlen(r->view) > VIEW_BYTES) {
		return err_set(e, ERR_INVALID, "%s", "");
	}
	if (r->n > RESULT_BYTES) {
		return store_exec(s, "DELETE FROM result WHERE hash=$1 AND page=$2 AND view=$3",
			DB_ARGS(val_text(r->hash), val_int(r->page), val_text(r->view)), e) < 0 ? -1 : 0;
	}
	return store_exec(s, "INSERT INTO result(hash,page,view,size,used,value) VALUES($1,$2,$3,$4,0,$5)"
		" ON CONFLICT(hash,page,view) DO UPDATE SET size=excluded.size, value=excluded.value",
		DB_ARGS(val_text(r->hash), val_int(r->page), val_text(r->view), val_int((int64_t)r->n + RESULT_EACH),
			val_bytes(r->value, r->n)), e) < 0 ? -1 : 0;
}

/* The newest number of all: a clock could be set back. */
static int use(struct store *s, const char *hash, struct err *e)
{
	return store_exec(s, "UPDATE result SET used=(SELECT coalesce(max(used),0)+1 FROM result) WHERE hash=$1",
		DB_ARGS(val_text(hash)), e) < 0 ? -1 : 0;
}

static int trim(struct store *s, struct err *e)
{
	return store_exec(s, "DELETE FROM result WHERE n IN (SELECT n FROM"
		" (SELECT n, sum(size) OVER (ORDER BY used DESC, n DESC) AS upto FROM result) AS sums WHERE upto>$1)",
		DB_ARGS(val_int(RESULTS_BYTES)), e) < 0 ? -1 : 0;
}

static int put_tx(struct store *s, void *arg, struct err *e)
{
	const struct put *p = arg;

	for (size_t i = 0; i < p->n; i++) {
		if (put_one(s, &p->v[i], e) || use(s, p->v[i].hash, e)) {
			return -1;
		}
	}
	return trim(s, e);
}

int result_put(struct store *s, const struct result *v, size_t n, struct err *e)
{
	struct put p = {v, n};

	return n ? store_tx(s, put_tx, &p, e) : 0;
}

struct found { struct arena *a; void *p; size_t n; };

static int take(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct found *f = arg;

	(void)ncols, (void)e;
	if (cols[0].type == VAL_BYTES && cols[0].n <= RESULT_BYTES) {
		f->n = cols[0].n;
		f->p = arena_alloc(f->a, f->n + 1);
		if (f->n) {
			memcpy(f->p, cols[0].s, f->n);
		}
	}
	return 1;
}

const void *result_get(struct store *s, const char *hash, int page, const char *view, struct arena *a, size_t *n)
{
	struct found f = {.a = a};

	if (store_query(s, "SELECT value FROM result WHERE hash=$1 AND page=$2 AND view=$3",
		DB_ARGS(val_text(hash), val_int(page), val_text(view)), take, &f, NULL) < 0) {
		return NULL;
	}
	*n = f.n;
	return f.p;
}

int result_use(struct store *s, const char *hash, struct err *e)
{
	return store_num(s, "SELECT 1 FROM result WHERE hash=$1 AND used<(SELECT max(used) FROM result)",
		DB_ARGS(val_text(hash)), 0) == 1 ? use(s, hash, e) : 0;
}

int results_forget(struct store *s, struct err *e)
{
	return store_exec(s, "DELETE FROM result", NULL, 0, e) < 0 ? -1 : 0;
}
