#include <stdio.h>
#include <string.h>

#include "priv.h"

const char *store_kv(struct store *s, const char *key, struct arena *a)
{
	return store_text(s, "SELECT value FROM kv WHERE key=$1", DB_ARGS(val_text(key)), a, NULL);
}

int64_t store_kv_int(struct store *s, const char *key, int64_t dflt)
{
	struct arena a;
	long long v = dflt;

	arena_init(&a);
	const char *text = store_kv(s, key, &a);
	if (!text || !parse_i64(text, &v)) {
		v = dflt;
	}
	arena_finish(&a);
	return v;
}

int kv_put(struct store *s, const char *key, const char *value, struct err *e)
{
	int r = value
		? store_exec(s, "INSERT INTO kv(key,value) VALUES($1,$2) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
			DB_ARGS(val_text(key), val_text(value)), e)
		: store_exec(s, "DELETE FROM kv WHERE key=$1", DB_ARGS(val_text(key)), e);

	return r < 0 ? -1 : 0;
}

struct pair { const char *key, *value; };

static int put_tx(struct store *s, void *arg, struct err *e)
{
	const struct pair *p = arg;

	return kv_put(s, p->key, p->value, e);
}

int store_kv_set(struct store *s, const char *key, const char *value, struct err *e)
{
	struct pair p = {key, value};

	if (store_tx(s, put_tx, &p, e)) {
		return -1;
	}
	event_send(s, STORE_KV, KIND_NONE, "", key);
	return 0;
}

int store_kv_set_int(struct store *s, const char *key, int64_t value, struct err *e)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	return store_kv_set(s, key, text, e);
}

struct each { store_kv_fn *fn; void *arg; };

static int each_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	const struct each *each = arg;

	(void)ncols, (void)e;
	return each->fn(each->arg, cols[0].s, cols[1].s) ? 1 : 0;
}

int store_kv_each(struct store *s, const char *prefix, store_kv_fn *fn, void *arg, struct err *e)
{
	struct each each = {fn, arg};

	return store_query(s, "SELECT key, value FROM kv WHERE substr(key,1,$2)=$1 ORDER BY key",
		DB_ARGS(val_text(prefix), val_int((int64_t)strlen(prefix))), each_row, &each, e) < 0 ? -1 : 0;
}
