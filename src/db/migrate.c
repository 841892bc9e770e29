#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"

struct step {
	const struct db_migration *m;
	bool done;
};

static int make_table(struct db *db, void *arg, struct err *e)
{
	(void)arg;
	return db_script(db, "CREATE TABLE IF NOT EXISTS migration ("
		"n BIGINT PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)", e);
}

static int see_name(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct step *step = arg;

	(void)ncols;
	step->done = true;
	if (!streq(cols[0].s, step->m->name)) {
		return err_set(e, ERR_DB, "migration %d is %s here, the program calls it %s",
			step->m->n, cols[0].s ? cols[0].s : "?", step->m->name);
	}
	return 0;
}

/* Asks again inside the transaction: another node may have been first. */
static int apply(struct db *db, void *arg, struct err *e)
{
	struct step *step = arg;
	const struct db_migration *m = step->m;

	step->done = false;
	if (db_query(db, "SELECT name FROM migration WHERE n = $1",
			DB_ARGS(val_int(m->n)), see_name, step, e) < 0) {
		return -1;
	}
	if (step->done) {
		return 0;
	}
	if (db_script(db, m->sql, e) < 0) {
		return -1;
	}
	return db_exec(db, "INSERT INTO migration (n, name, at) VALUES ($1, $2, $3)",
		DB_ARGS(val_int(m->n), val_text(m->name), val_int(clock_ms())), e) < 0 ? -1 : 0;
}

static int check_order(const struct db_migration *list, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].n <= (i ? list[i - 1].n : 0)) {
			return err_set(e, ERR_DB, "migration %d is out of order", list[i].n);
		}
	}
	return 0;
}

int db_migrate(struct db *db, const struct db_migration *list, size_t n, struct err *e)
{
	long long newest = 0;

	if (check_order(list, n, e) != 0 ||
			db_tx(db, DB_WRITE, make_table, NULL, e) != 0 ||
			db_int(db, "SELECT max(n) FROM migration", NULL, 0, &newest, e) < 0) {
		return -1;
	}
	if (newest > (n ? list[n - 1].n : 0)) {
		return err_set(e, ERR_DB, "the database is newer than this program "
			"(it has migration %lld): use the newer program", newest);
	}
	for (size_t i = 0; i < n; i++) {
		struct step step = {.m = &list[i]};
		if (db_tx(db, DB_WRITE, apply, &step, e) != 0) {
			return -1;
		}
	}
	return 0;
}
