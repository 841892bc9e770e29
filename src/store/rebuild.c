#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "outbox.h"

/*
 * A damaged store: the objects can be fetched again, what the user made cannot. So the file is
 * moved aside, never deleted, and outbox, drafts, marks and settings are copied row by row,
 * past those that cannot be read.
 */
enum { SKIP_MAX = 20000 };

struct salvage {
	struct store *s;
	struct db *old;
	const char *table, *columns;
	long long last;
	int copied;
	bool all_read;
	struct err stop;    /* what failed was not the old store: the new one, or memory was short */
};

static int copy_row(void *arg, const struct val *c, size_t ncols, struct err *e)
{
	struct salvage *v = arg;
	struct str sql = STR_INIT;

	(void)e;
	v->last = c[0].i;
	str_addf(&sql, "INSERT OR IGNORE INTO %s(%s) VALUES(", v->table, v->columns);
	for (size_t i = 1; i < ncols; i++) {
		str_addf(&sql, "%s$%zu", i > 1 ? "," : "", i);
	}
	str_addc(&sql, ')');
	int r = store_exec(v->s, str_c(&sql), c + 1, ncols - 1, &v->stop);
	v->copied += r > 0;
	str_finish(&sql);
	return r < 0 ? -1 : 1;
}

/* Says nothing about the row: whoever takes it for unreadable throws it away. */
static bool is_passing(const struct err *e)
{
	return e->code == ERR_MEMORY || e->code == ERR_DB_RETRY;
}

/* Rows copied; -1: it cannot be read, or v->stop says why all has to stop. */
static int salvage_some(struct salvage *v, const char *sql, const struct val *args, size_t nargs)
{
	struct err own = ERR_NONE;
	int r = db_query(v->old, sql, args, nargs, copy_row, v, &own);

	if (r < 0 && v->stop.code == ERR_OK && is_passing(&own)) {
		v->stop = own;
	}
	return r;
}

/* One row: 1 copied, 0 the end, -1 unreadable. */
static int salvage_next(struct salvage *v, const char *cmp)
{
	char sql[512];

	snprintf(sql, sizeof(sql), "SELECT rowid,%s FROM %s WHERE rowid %s $1 ORDER BY rowid LIMIT 1", v->columns, v->table, cmp);
	return salvage_some(v, sql, DB_ARGS(val_int(v->last)));
}

static int salvage_table(struct salvage *v, const char *table, const char *columns)
{
	int bad = 0;

	v->table = table;
	v->columns = columns;
	v->last = 0;
	v->copied = 0;
	while (v->stop.code == ERR_OK && bad < SKIP_MAX) {
		int r = bad ? salvage_next(v, "=") : salvage_next(v, ">");

		if (r > 0) {
			bad = 0;
		} else if (r == 0 && !bad) {
			break;
		} else {
			v->all_read = false;
			bad++;
			v->last++;
		}
	}
	return v->stop.code == ERR_OK ? 0 : -1;
}

/* Tables without a row number are read as far as they go: the loss is settings and read marks. */
static void salvage_flat(struct salvage *v, const char *table, const char *columns, const char *where)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "SELECT 0,%s FROM %s %s", columns, table, where);
	v->table = table;
	v->columns = columns;
	for (long long i = 0; v->stop.code == ERR_OK; i++) {
		char one[320];

		snprintf(one, sizeof(one), "%s LIMIT 1 OFFSET %lld", sql, i);
		if (salvage_some(v, one, NULL, 0) <= 0) {
			break;
		}
	}
}

static const char intent_table[] = "id,account,verb,title,method,path,body,kind,object,lane,answer,base_rev,files,draft_word,"
	"draft_id,draft,not_before,state,attempts,touched,next_try,problem_code,problem_text,problem_field,reply,created,updated,lease,owner";

static int salvage_tx(struct store *s, void *arg, struct err *e)
{
	struct salvage *v = arg;

	(void)s;
	v->stop = ERR_NONE;
	salvage_flat(v, "kv", "key,value", "WHERE key NOT IN ('schema','feed') ORDER BY key");
	if (salvage_table(v, "draft", "account,word,id,json,updated") == 0) {
		v->s->rebuilt.drafts = v->copied;
		if (salvage_table(v, "intent", intent_table) == 0) {
			v->s->rebuilt.intents = v->copied;
			salvage_flat(v, "seen", "account,kind,id,rev", "");
		}
	}
	if (v->stop.code != ERR_OK && e) {
		*e = v->stop;
	}
	return v->stop.code == ERR_OK ? 0 : -1;
}

/* What the damaged file holds goes into s->db, which is new. */
static int salvage(struct store *s, struct err *e)
{
	char *url = xasprintf("sqlite:%s/" STORE_DB, s->dir);
	bool log_cut = false;
	struct db_conf conf = {.url = url, .key = s->keys->db, .log_cut = &log_cut};
	struct salvage v = {.s = s, .all_read = true};
	struct err own = ERR_NONE;
	int r = 0;

	if (store_check_size(s, &own) == 0 && db_open(&v.old, &conf, &own) == 0) {
		r = store_tx(s, salvage_tx, &v, &own);
		db_close(v.old);
	} else {
		v.all_read = false;
		r = is_passing(&own) ? -1 : 0;
	}
	if (r && e) {
		*e = own;
	}
	s->rebuilt.all_read = v.all_read && !log_cut;
	free(url);
	return r;
}

/* ---- files ---- */
static const char *const tails[] = {"-wal", "-shm", ""};
static const char fresh[] = STORE_DB ".new";

static void remove_fresh(struct store *s)
{
	for (size_t i = 0; i < lengthof(tails); i++) {
		char *path = xasprintf("%s/%s%s", s->dir, fresh, tails[i]);

		unlink(path);
		free(path);
	}
}

static int move(struct store *s, const char *from, const char *to, struct err *e)
{
	char *old = fs_join(s->dir, from), *new = fs_join(s->dir, to);
	int r = rename(old, new) || fs_sync_dir_of(new) ? err_errno(e, old) : 0;

	free(old);
	free(new);
	return r;
}

/* Whole and on the disk before the damaged one is touched: whoever dies before that leaves all as it was. */
static int make_new(struct store *s, struct err *e)
{
	int r;

	remove_fresh(s);
	r = store_open_db(s, fresh, e) || salvage(s, e) ? -1 : 0;
	db_close(s->db);
	s->db = NULL;
	/* closed, its log is in it */
	if (r == 0 && store_has_file(s->dir, STORE_DB ".new-wal")) {
		r = err_set(e, ERR_IO, "the new store could not be closed");
	}
	if (r == 0) {
		r = move(s, fresh, STORE_MENDED, e);
	}
	if (r) {
		remove_fresh(s);
	}
	return r;
}

/* A name that nothing has: what was moved before stays. */
static void name_aside(struct store *s)
{
	char text[CLOCK_TEXT];

	clock_format(clock_ms(), text);
	for (int i = 1; i < 1000; i++) {
		snprintf(s->rebuilt.moved_to, sizeof(s->rebuilt.moved_to), i > 1 ? "%s/store.db.damaged-%.19s-%d" : "%s/store.db.damaged-%.19s",
			s->dir, text, i);
		if (access(s->rebuilt.moved_to, F_OK)) {
			break;
		}
	}
}

static int move_aside(struct store *s, struct err *e)
{
	int r = 0;

	name_aside(s);
	for (size_t i = 0; i < lengthof(tails) && r == 0; i++) {
		char *from = xasprintf("%s/" STORE_DB "%s", s->dir, tails[i]);
		char *to = xasprintf("%s%s", s->rebuilt.moved_to, tails[i]);

		if (access(from, F_OK) == 0 && rename(from, to)) {
			r = err_errno(e, from);
		}
		free(from);
		free(to);
	}
	return r;
}

static int take_place(struct store *s, struct err *e)
{
	if (!s->placed && (move_aside(s, e) || move(s, STORE_MENDED, STORE_DB, e))) {
		return -1;
	}
	s->placed = s->was_rebuilt = true;
	if (store_open_db(s, STORE_DB, e)) {
		return -1;
	}
	s->placed = s->damaged = false;
	s->unmended = ERR_NONE;
	s->data_version = store_num(s, "PRAGMA data_version", NULL, 0, 0);
	log_warn("the store was damaged (%s) and made anew; saved %d intents, %d drafts; the old file is %s",
		s->rebuilt.why.text, s->rebuilt.intents, s->rebuilt.drafts, s->rebuilt.moved_to);
	return 0;
}

static int replace(struct store *s, const struct err *why, struct err *e)
{
	enum { AGAIN_MS = 30000 };
	struct err own = ERR_NONE;

	db_close(s->db);
	s->db = NULL;
	s->reading = false;
	/* when it was whole already and only could not be put in place, there may be no old one to read any more */
	if (!s->placed && !store_has_file(s->dir, STORE_MENDED)) {
		s->rebuilt = (struct store_rebuild){.why = *why};
		if (make_new(s, &own)) {
			goto failed;
		}
	}
	if (take_place(s, &own) == 0) {
		return 0;
	}
failed:
	/* a full disk, say: reading goes on as far as it goes, and it is tried again */
	s->unmended = own;
	s->mend_at = clock_mono_ms() + AGAIN_MS;
	s->damaged = true;
	if (!s->db && store_check_size(s, NULL) == 0) {
		store_open_db(s, STORE_DB, NULL);
	}
	if (e) {
		*e = own;
	}
	return -1;
}

int rebuild_run(struct store *s, const struct err *why, struct err *e)
{
	if (flock(s->lock, LOCK_EX | LOCK_NB)) {
		return err_set(e, ERR_LOCKED, "the store is damaged and another fettle uses it: close that one first");
	}
	int r = replace(s, why, e);
	flock(s->lock, LOCK_SH);
	return r;
}

int rebuild_finish(struct store *s, struct err *e)
{
	int r = 0;

	if (!store_has_file(s->dir, STORE_MENDED)) {
		return 0;
	}
	if (flock(s->lock, LOCK_EX | LOCK_NB)) {
		return err_set(e, ERR_LOCKED, "another fettle is repairing this store");
	}
	/* another may have done it meanwhile */
	if (store_has_file(s->dir, STORE_MENDED)) {
		/* how well it could be read, only the dead one knew */
		s->rebuilt = (struct store_rebuild){.all_read = false};
		err_set(&s->rebuilt.why, ERR_CORRUPT, "a page of the store cannot be read");
		r = take_place(s, e);
		if (r == 0) {
			s->rebuilt.intents = (int)store_num(s, "SELECT count(*) FROM intent", NULL, 0, 0);
			s->rebuilt.drafts = (int)store_num(s, "SELECT count(*) FROM draft", NULL, 0, 0);
		}
	}
	flock(s->lock, LOCK_SH);
	return r;
}

const struct err *store_unmended(const struct store *s)
{
	return s->unmended.code == ERR_OK ? NULL : &s->unmended;
}

const struct store_rebuild *store_rebuilt(const struct store *s)
{
	return s->was_rebuilt ? &s->rebuilt : NULL;
}

int store_rebuild(struct store *s, struct err *e)
{
	struct err why = ERR_NONE;

	err_set(&why, ERR_CORRUPT, "a page of the store cannot be read");
	if (rebuild_run(s, &why, e)) {
		return -1;
	}
	event_send(s, STORE_REBUILT, KIND_NONE, "", "");
	event_send_all(s);
	return 0;
}
