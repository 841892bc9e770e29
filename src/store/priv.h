#ifndef STORE_PRIV_H
#define STORE_PRIV_H

#include "base/val.h"
#include "base/vec.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "store/blob.h"
#include "store/store.h"
#include "wire/wire.h"

/* What the files of this room share. */
struct store_listener { store_event_fn *fn; void *arg; };

/* Locked memory. */
struct store_keys {
	unsigned char master[CRYPTO_KEY], db[CRYPTO_KEY], blob[CRYPTO_KEY], name[CRYPTO_KEY];
};

/* A row that went: where it stood, so that a cursor on it keeps its place. */
struct store_gone { enum kind kind; char id[64]; int64_t k[ORDER_COUNT], n; char title[128]; };
enum { GONE_KEPT = 32 };

/* Small facts asked for with every picture; good while store.writes is what it was. */
struct store_known { uint64_t writes; struct intent_counts intents; bool drafts; int64_t unread[KIND_COUNT]; };

struct store {
	struct db *db;
	char *dir;
	bool read_only;
	int lock;                 /* shared flock: nobody moves the file away meanwhile */
	int watch;                /* the folder, while it is watched, -1 */
	struct store_keys *keys;
	VEC(struct store_listener) listeners;
	uint64_t gen;             /* changes with what lists show */
	bool held, reading;       /* store_hold(): reads are to share a transaction; one is open */
	bool writing;             /* inside store_tx() */
	uint64_t writes;          /* changes with anything in the store */
	struct store_known known;
	long long data_version;   /* as SQLite counts the commits of others */
	struct arena account_arena;
	struct account *account;
	struct reader reader;
	char account_id[64];      /* "" signed out */
	bool was_rebuilt;
	bool damaged;             /* some call answered ERR_CORRUPT */
	bool placed;              /* the one made anew is DIR/store.db; it could not be opened yet */
	struct store_rebuild rebuilt;
	struct err unmended;      /* why the damaged store could not be made anew; OK: it was, or none is */
	int64_t mend_at;          /* clock_mono_ms: not tried again before */
	char owner[128];          /* host/pid/start: who leases */
	struct store_gone gone[GONE_KEPT];
	unsigned ngone;
	int64_t few;              /* matches that a list takes whole; tests make it small */
};

/* key.c */
int keys_load(const char *dir, const char *passphrase, bool db_there, struct store_keys **out, struct err *e);
int keys_save(const char *dir, const char *passphrase, const struct store_keys *k, struct err *e);
void keys_drop(struct store_keys *k);

/* schema.c */
int schema_prepare(struct store *s, struct err *e);

/*
 * rebuild.c: makes a new store, saves what can be read, moves DIR/store.db aside and the new one to its place.
 * s->db is closed and opened. When that fails all is as it was, s->db as far as it can be opened.
 */
int rebuild_run(struct store *s, const struct err *why, struct err *e);
/* One that was whole when its maker died is put in place; 0 also when there is none. */
int rebuild_finish(struct store *s, struct err *e);
/* store.c: opens DIR/name as s->db */
int store_open_db(struct store *s, const char *name, struct err *e);
/* ERR_CORRUPT: DIR/store.db was cut to next to nothing, and must not be opened. */
int store_check_size(const struct store *s, struct err *e);
bool store_has_file(const char *dir, const char *name);
#define STORE_DB "store.db"
#define STORE_LOCK "store.lock"        /* locked while the store is in use; not empty: a store was made */
#define STORE_MENDED "store.db.mended" /* made anew and whole; it takes the place of the damaged one */

/* store.c: is the client that leased something still running? A client of another host counts as such. */
bool owner_alive(const struct store *s, const char *owner);

/* account.c */
int account_load(struct store *s, struct err *e);

/* event.c */
void event_send(struct store *s, enum store_what what, enum kind kind, const char *id, const char *word);
/* Everything may have changed. */
void event_send_all(struct store *s);

/* object.c, inside a transaction */
int object_write(struct store *s, enum kind kind, const void *obj, bool *changed, struct err *e);
int object_remove(struct store *s, enum kind kind, const char *id, bool *changed, struct err *e);
int objects_forget(struct store *s, struct err *e);

/* index.c, inside a transaction: brings the list row of an object up to date, or drops it */
int index_row(struct store *s, enum kind kind, const char *id, struct err *e);
int index_rebuild(struct store *s, struct err *e);
/* Moves what is past its deadline behind what is open; answers when the next one will be. */
int64_t index_sweep(struct store *s, enum kind kind);
/* list_row.n of a kind begins above this, the next kind's INDEX_KIND higher. */
#define INDEX_KIND (INT64_C(1) << 40)
static inline int64_t index_first(enum kind kind)
{
	return (int64_t)kind * INDEX_KIND;
}
#define FACET "\xee\x80\x80" /* U+E000: begins a property in the text index */
bool index_lists(enum kind kind);
const char *index_key_column(enum store_order o);
/* The request an object belongs to: "" none. */
const char *object_rfq(enum kind kind, const void *obj);

/* seen.c, inside a transaction */
int seen_set(struct store *s, enum kind kind, const char *id, int64_t rev, struct err *e);
int seen_rev(struct store *s, enum kind kind, const char *id, int64_t *rev, struct err *e);

const char *seen_column(enum kind kind); /* what of an object a mark keeps */

/* result.c, inside a transaction */
int results_forget(struct store *s, struct err *e);

/* kv.c, inside or outside a transaction */
int kv_put(struct store *s, const char *key, const char *value, struct err *e);

/* draft.c, inside a transaction */
int draft_write(struct store *s, const char *word, const char *id, const char *json, struct err *e);

/* A write transaction over a struct of arguments. */
typedef int store_tx_fn(struct store *s, void *arg, struct err *e);
int store_tx(struct store *s, store_tx_fn *fn, void *arg, struct err *e);
/* The user's own writes are refused when read-only. */
int store_may_write(const struct store *s, struct err *e);

/* watch.c: tells the other clients that something was committed */
void watch_ring(struct store *s);

/* project.c: the row of the request at list_row.n; answers its id, NULL: it is gone */
const char *project_at(struct store *s, int64_t n, struct arena *a, struct project_row *out);

/* known.c */
const struct store_known *store_known(struct store *s);

/* As db_exec and db_query, noting a damaged store. */
int store_exec(struct store *s, const char *sql, const struct val *args, size_t nargs, struct err *e);
int store_query(struct store *s, const char *sql, const struct val *args, size_t nargs, db_row_fn *row, void *arg, struct err *e);

/* First column of the first row as text in the arena; NULL: no row, or an error in e. */
char *store_text(struct store *s, const char *sql, const struct val *args, size_t nargs, struct arena *a, struct err *e);
/* Answers dflt when there is no row or on error. */
int64_t store_num(struct store *s, const char *sql, const struct val *args, size_t nargs, int64_t dflt);

#endif
