#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/map.h"
#include "base/vec.h"
#include "data_rows.h"
#include "talk.h"

/*
 * Neither engine can be asked in the other's words which columns a table has, so
 * the columns that were made are remembered in a table of our own.
 */
static const char column_table[] = "CREATE TABLE IF NOT EXISTS entity_column("
	"entity TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (entity, name))";

static void column_key(const struct entity *en, const struct field *f, char *out, size_t size)
{
	snprintf(out, size, "%s.%s", en->name, f ? f->name : "");
}

static int see_column(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	char key[160];

	(void)ncols, (void)e;
	snprintf(key, sizeof(key), "%s.%s", col_text(cols, 0), col_text(cols, 1));
	map_set(arg, key, arg);
	snprintf(key, sizeof(key), "%s.", col_text(cols, 0));
	map_set(arg, key, arg);
	return 0;
}

static int remember(struct db *db, const struct entity *en, const struct field *f, struct err *e)
{
	return db_exec(db, "INSERT INTO entity_column (entity, name) VALUES ($1, $2)",
		DB_ARGS(val_text(en->name), val_text(f->name)), e) < 0 ? -1 : 0;
}

static int run(struct db *db, struct str *sql, struct err *e)
{
	int r = db_script(db, str_c(sql), e);

	str_finish(sql);
	return r < 0 ? -1 : 0;
}

static int widen(struct db *db, const struct entity *en, const struct map *known, struct err *e)
{
	char key[160];
	struct str sql = STR_INIT;

	column_key(en, NULL, key, sizeof(key));
	bool is_new = !map_get(known, key);
	if (is_new) {
		entity_sql_create(en, &sql);
		if (run(db, &sql, e)) {
			return -1;
		}
	}
	for (size_t i = 0; i < en->nfields; i++) {
		column_key(en, &en->fields[i], key, sizeof(key));
		if (map_get(known, key)) {
			continue;
		}
		if (!is_new) {
			entity_sql_add_column(en, &en->fields[i], &sql);
			if (run(db, &sql, e)) {
				return -1;
			}
		}
		if (remember(db, en, &en->fields[i], e)) {
			return -1;
		}
	}
	return 0;
}

static int make_tables(struct db *db, void *arg, struct err *e)
{
	struct map *known = map_create();
	int r = -1;

	(void)arg;
	if (db_script(db, column_table, e) < 0
		|| db_query(db, "SELECT entity, name FROM entity_column", NULL, 0, see_column, known, e) < 0) {
		goto out;
	}
	for (int k = 0; k < KIND_COUNT; k++) {
		if (widen(db, entities[k], known, e)) {
			goto out;
		}
	}
	r = 0;
out:
	map_destroy(known, NULL);
	return r;
}

int tables_prepare(struct db *db, struct err *e)
{
	return db_tx(db, DB_WRITE, make_tables, NULL, e);
}

/* "0001-data.sql" is number 1. */
static int number_of(const char *name)
{
	int n = 0;

	for (; *name >= '0' && *name <= '9' && n < 10000; name++) {
		n = n * 10 + (*name - '0');
	}
	return n;
}

static int migrate(struct db *db, struct err *e)
{
	static const char folder[] = "server/";
	VEC(struct db_migration) list = {0};

	for (const struct embedded *f = embedded_sql; f->name; f++) {
		if (starts_with(f->name, folder)) {
			const char *name = f->name + strlen(folder);

			*vec_add(&list) = (struct db_migration){number_of(name), name, f->text};
		}
	}
	int r = db_migrate(db, list.v, list.n, e);
	vec_finish(&list);
	return r;
}

int data_prepare(struct db *db, struct err *e)
{
	if (tables_prepare(db, e) || migrate(db, e) || search_prepare(db, e)) {
		return -1;
	}
	for (int n = 1; n > 0;) {
		n = talk_catch_up(db, e);
		if (n < 0) {
			return -1;
		}
	}
	return 0;
}
