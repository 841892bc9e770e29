#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/fault.h"
#include "priv.h"

/*
 * Tables of entities are made and widened from their descriptions. When these change, so does the
 * fingerprint: then all objects are fetched again, the ones here being shown meanwhile.
 * LIST_VERSION: raise it when index.c writes its rows differently.
 */
enum { LIST_VERSION = 2 };

static const char *list_tables(void)
{
	for (const struct embedded *f = embedded_sql; f->name; f++) {
		if (streq(f->name, "store/lists.sql")) {
			return f->text;
		}
	}
	must(false);
	return "";
}

static void describe(struct str *out)
{
	for (int k = 0; k < KIND_COUNT; k++) {
		entity_sql_create(entities[k], out);
		for (size_t i = 0; i < entities[k]->nfields; i++) {
			str_addf(out, ",%u", entities[k]->fields[i].flags & FIELD_FIND);
		}
		str_add(out, ";");
	}
	str_addf(out, "list %d %s", LIST_VERSION, list_tables());
}

static void fingerprint(char out[2 * CRYPTO_HASH + 1])
{
	struct str b = STR_INIT;
	unsigned char hash[CRYPTO_HASH];

	describe(&b);
	sha256(b.s, b.len, hash);
	hex_encode(hash, sizeof(hash), out);
	str_finish(&b);
}

static bool is_current(struct store *s, const char *print)
{
	struct arena a;

	arena_init(&a);
	bool same = streq(store_kv(s, "schema", &a), print);
	arena_finish(&a);
	return same;
}

static bool has_column(struct store *s, const struct entity *ent, const struct field *f)
{
	return store_num(s, "SELECT 1 FROM pragma_table_info($1) WHERE name=$2",
		DB_ARGS(val_text(ent->name), val_text(f->name)), 0) == 1;
}

static int make_table(struct store *s, const struct entity *ent, struct err *e)
{
	struct str sql = STR_INIT;
	int r = 0;

	entity_sql_create(ent, &sql);
	r = db_script(s->db, str_c(&sql), e);
	for (size_t i = 0; r >= 0 && i < ent->nfields; i++) {
		if (!has_column(s, ent, &ent->fields[i])) {
			str_clear(&sql);
			entity_sql_add_column(ent, &ent->fields[i], &sql);
			r = db_script(s->db, str_c(&sql), e);
		}
	}
	str_finish(&sql);
	return r < 0 ? -1 : 0;
}

static const char indexes[] =
	"CREATE INDEX IF NOT EXISTS deal_rfq ON deal(rfq, updated);"
	"CREATE INDEX IF NOT EXISTS quote_rfq ON quote(rfq, version);"
	"CREATE INDEX IF NOT EXISTS quote_deal ON quote(deal, version);"
	"CREATE INDEX IF NOT EXISTS rfq_number ON rfq(number);"
	"CREATE INDEX IF NOT EXISTS ticket_number ON ticket(number);"
	"CREATE INDEX IF NOT EXISTS message_thread ON message(thread, number);"
	"CREATE INDEX IF NOT EXISTS message_call ON message(call_at) WHERE call_at>0;"
	"CREATE INDEX IF NOT EXISTS note_thread ON note(thread, number);";

static int prepare_tx(struct store *s, void *arg, struct err *e)
{
	const char *print = arg;

	if (is_current(s, print)) {
		return 0;
	}
	for (int k = 0; k < KIND_COUNT; k++) {
		if (make_table(s, entities[k], e)) {
			return -1;
		}
	}
	/* what is unread is a matter of whose marks count */
	account_load(s, NULL);
	if (db_script(s->db, indexes, e) < 0 || db_script(s->db, list_tables(), e) < 0 || index_rebuild(s, e) || kv_put(s, "feed", NULL, e)) {
		return -1;
	}
	return kv_put(s, "schema", print, e);
}

int schema_prepare(struct store *s, struct err *e)
{
	char print[2 * CRYPTO_HASH + 1];

	fingerprint(print);
	return is_current(s, print) ? 0 : store_tx(s, prepare_tx, print, e);
}
