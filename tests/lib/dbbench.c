#include "lib/dbbench.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/str.h"
#include "lib/pg.h"

enum engine bench_plain = PLAIN, bench_sealed = SEALED, bench_pgsql = PGSQL;

const unsigned char bench_key[32] = "a key that only the tests know.";

struct db_conf bench_conf(const struct bench *b)
{
	return (struct db_conf){
		.url = b->url,
		.key = b->engine == SEALED ? bench_key : NULL,
	};
}

struct db *bench_open(const struct bench *b)
{
	struct db_conf conf = bench_conf(b);
	struct err e = ERR_NONE;
	struct db *db = NULL;

	if (db_open(&db, &conf, &e) != 0) {
		fail_msg("%s: %s (%s)", b->url, e.text, err_slug(e.code));
	}
	return db;
}

int bench_setup(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	b->engine = *(enum engine *)*state;
	*state = b;
	if (b->engine == PGSQL) {
		b->url = pg_fresh();
		if (!b->url) {
			return 0;
		}
	} else {
		b->path = fs_join(unit_dir(), "test.db");
		b->url = xasprintf("sqlite:%s", b->path);
	}
	b->db = bench_open(b);
	return 0;
}

int bench_teardown(void **state)
{
	struct bench *b = *state;

	db_close(b->db);
	free(b->url);
	free(b->path);
	free(b);
	return 0;
}

struct bench *bench_of(void **state)
{
	struct bench *b = *state;

	if (!b->db) {
		print_message("skipped: no PostgreSQL\n");
		skip();
	}
	return b;
}

int bench_run_at(struct db *db, const char *sql, const struct val *args, size_t n,
	const char *file, int line)
{
	struct err e = ERR_NONE;
	int r = db_exec(db, sql, args, n, &e);

	if (r < 0) {
		print_error("%s:%d: %s: %s (%s)\n", file, line, sql, e.text, err_slug(e.code));
		_fail(file, line);
	}
	return r;
}

void bench_script_at(struct db *db, const char *sql, const char *file, int line)
{
	struct err e = ERR_NONE;

	if (db_script(db, sql, &e) < 0) {
		print_error("%s:%d: %s: %s (%s)\n", file, line, sql, e.text, err_slug(e.code));
		_fail(file, line);
	}
}

long long bench_int(struct db *db, const char *sql)
{
	struct err e = ERR_NONE;
	long long n = -1;

	if (db_int(db, sql, NULL, 0, &n, &e) < 0) {
		fail_msg("%s: %s (%s)", sql, e.text, err_slug(e.code));
	}
	return n;
}

static int add_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct str *out = arg;

	(void)e;
	for (size_t i = 0; i < ncols; i++) {
		str_add(out, i ? "|" : "");
		switch (cols[i].type) {
		case VAL_NULL:
			str_addc(out, '~');
			break;
		case VAL_INT:
			str_addf(out, "%lld", (long long)cols[i].i);
			break;
		case VAL_TEXT:
			assert_int_equal(cols[i].s[cols[i].n], 0);
			str_addn(out, cols[i].s, cols[i].n);
			break;
		case VAL_BYTES:
			str_addc(out, 'x');
			for (size_t k = 0; k < cols[i].n; k++) {
				str_addf(out, "%02x", (unsigned char)cols[i].s[k]);
			}
			break;
		}
	}
	str_addc(out, ';');
	return 0;
}

char *bench_rows(struct db *db, const char *sql, const struct val *args, size_t n)
{
	struct err e = ERR_NONE;
	struct str out = STR_INIT;

	if (db_query(db, sql, args, n, add_row, &out, &e) < 0) {
		fail_msg("%s: %s (%s)", sql, e.text, err_slug(e.code));
	}
	return str_take(&out);
}

void bench_expect_at(struct db *db, const char *sql, const char *want,
	const char *file, int line)
{
	char *got = bench_rows(db, sql, NULL, 0);
	bool same = streq(got ? got : "", want);

	if (!same) {
		print_error("%s:%d: %s\n  got  %s\n  want %s\n", file, line, sql, got, want);
	}
	free(got);
	if (!same) {
		_fail(file, line);
	}
}
