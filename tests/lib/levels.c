#include "lib/levels.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/embed.h"
#include "base/str.h"

void levels_init(struct levels *l, const char *room, bool whole)
{
	size_t n = strlen(room);

	*l = (struct levels){0};
	for (const struct embedded *f = embedded_sql; f->name; f++) {
		const char *name = f->name + n + 1;
		if (strncmp(f->name, room, n) == 0 && f->name[n] == '/' && *name >= '0' && *name <= '9') {
			*vec_add(&l->list) = (struct level){(int)strtol(name, NULL, 10), whole ? f->name : name, f->text};
		}
	}
}

void levels_finish(struct levels *l)
{
	vec_finish(&l->list);
}

void levels_apply(const struct levels *l, struct db *db, size_t n)
{
	struct db_migration list[64];
	struct err e = ERR_NONE;

	assert_true(n <= lengthof(list));
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct db_migration){l->list.v[i].n, l->list.v[i].name, l->list.v[i].sql};
	}
	if (db_migrate(db, list, n, &e)) {
		fail_msg("level %zu: %s", n, e.text);
	}
}

/* ---- rows ---- */

static const char sqlite_columns[] = "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c"
	" WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid";
static const char pgsql_columns[] = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT)"
	" FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'"
	" ORDER BY table_name, ordinal_position";

struct filling {
	struct level_rows *out;
	const char *const *except;
	struct str columns, types; /* of the last table */
};

static bool is_excepted(const struct filling *f, const char *table)
{
	for (size_t i = 0; f->except[i]; i++) {
		if (starts_with(table, f->except[i])) {
			return true;
		}
	}
	return false;
}

static char type_letter(const char *type)
{
	return strstr(type, "INT") || strstr(type, "int") ? 'i' : strstr(type, "BYTEA") || strstr(type, "bytea")
		|| strstr(type, "BLOB") ? 'b' : 't';
}

/* types: a letter a column, behind its table's columns. */
static int see_column(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct filling *f = arg;
	const char *table = cols[0].s, *column = cols[1].s;
	struct level_table *t = f->out->tables.n ? &f->out->tables.v[f->out->tables.n - 1] : NULL;

	(void)ncols, (void)e;
	if (is_excepted(f, table)) {
		return 0;
	}
	if (!t || !streq(t->name, table)) {
		t = vec_add(&f->out->tables);
		*t = (struct level_table){.name = xstrdup(table), .columns = xstrdup(""), .rows = xstrdup("")};
	}
	char *columns = xasprintf("%s%s\"%s\"", t->columns, *t->columns ? ", " : "", column);
	char *types = xasprintf("%s%c", t->rows, type_letter(cols[2].s));
	free(t->columns);
	free(t->rows);
	t->columns = columns;
	t->rows = types;
	return 0;
}

static char *select_all(const struct level_table *t)
{
	return xasprintf("SELECT %s FROM \"%s\" ORDER BY %s", t->columns, t->name, t->columns);
}

/* Row k: as many values as columns, each of them the same in no two rows. */
static void insert(struct db *db, const struct level_table *t, const char *types, int k)
{
	struct val values[128];
	struct str sql = STR_INIT;
	char text[24];
	size_t n = strlen(types);

	assert_true(n <= lengthof(values));
	snprintf(text, sizeof(text), "t%d", k);
	str_addf(&sql, "INSERT INTO \"%s\" (%s) VALUES (", t->name, t->columns);
	for (size_t i = 0; i < n; i++) {
		values[i] = types[i] == 'i' ? val_int(k) : types[i] == 'b' ? val_bytes(text, strlen(text)) : val_text(text);
		str_addf(&sql, "%s$%zu", i ? ", " : "", i + 1);
	}
	str_add(&sql, ")");
	bench_run_at(db, str_c(&sql), values, n, __FILE__, __LINE__);
	str_finish(&sql);
}

void level_rows_fill(struct level_rows *r, struct db *db, int n, const char *const *except)
{
	struct filling f = {.out = r, .except = except};
	struct err e = ERR_NONE;

	*r = (struct level_rows){0};
	if (db_query(db, db_engine(db) == DB_SQLITE ? sqlite_columns : pgsql_columns, NULL, 0, see_column, &f, &e) < 0) {
		fail_msg("%s", e.text);
	}
	for (size_t i = 0; i < r->tables.n; i++) {
		struct level_table *t = &r->tables.v[i];
		char *types = t->rows, *all = select_all(t);
		for (int k = 1; k <= n; k++) {
			insert(db, t, types, k);
		}
		t->rows = bench_rows(db, all, NULL, 0);
		free(types);
		free(all);
	}
}

/* Is each row of "a|b;c|d;" among those of now? */
static bool all_among(const char *rows, const char *now)
{
	for (const char *row = rows; *row;) {
		size_t n = strcspn(row, ";") + 1;
		const char *at = now;
		while (*at && strncmp(at, row, n) != 0) {
			at += strcspn(at, ";") + 1;
		}
		if (!*at) {
			return false;
		}
		row += n;
	}
	return true;
}

void level_rows_check(const struct level_rows *r, struct db *db, const char *where)
{
	for (size_t i = 0; i < r->tables.n; i++) {
		const struct level_table *t = &r->tables.v[i];
		char *all = select_all(t), *rows = bench_rows(db, all, NULL, 0);
		if (!all_among(t->rows, rows)) {
			fail_msg("%s: %s held %s, now %s", where, t->name, t->rows, rows);
		}
		free(all);
		free(rows);
	}
}

void level_rows_finish(struct level_rows *r)
{
	for (size_t i = 0; i < r->tables.n; i++) {
		free(r->tables.v[i].name);
		free(r->tables.v[i].columns);
		free(r->tables.v[i].rows);
	}
	vec_finish(&r->tables);
}
