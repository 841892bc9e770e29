#ifndef SERVER_DATA_H
#define SERVER_DATA_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "model/entity.h"
#include "model/rules.h"

/*
 * The server's rows. Entities' tables are made and widened from their descriptions; the
 * rest (accounts' secrets, sessions, changes, audit, idempotency, files, search tokens,
 * members) by numbered migrations in src/server/sql/. Every function may block.
 */
int data_prepare(struct db *db, struct err *e);  /* migrates, then tables and columns of entities */

/* 1 found, 0 not there, -1. */
int data_get(struct db *db, enum kind kind, const char *id, struct arena *a, void **out, struct err *e);
/* Many at once: objs[i] is the object of ids[i], NULL when it is not there. */
int data_get_many(struct db *db, enum kind kind, const char *const *ids, size_t n, struct arena *a, void **objs, struct err *e);
/* As data_get, but 0 too when r may not see it. */
int data_get_seen(struct db *db, const struct reader *r, enum kind kind, const char *id, struct arena *a, void **out, struct err *e);
/*
 * Writes an object inside the current write transaction: rev + 1, updated = now, its change
 * row (with the scopes before and after, so that who loses sight of it is told), its search tokens.
 * if_rev >= 0: ERR_PRECONDITION unless the stored rev is that.
 */
int data_put(struct db *db, enum kind kind, void *obj, int64_t if_rev, int64_t now, struct err *e);
/* The next number of a counter ("rfq"), inside a write transaction: no number is given twice,
   and none is lost when the transaction is rolled back. */
int data_next(struct db *db, const char *counter, int64_t *n, struct err *e);

/* What time alone changes, inside a write transaction: quotes past their validity become expired,
   requests past their deadline are closed (some hundreds a call). Answers how many. */
int data_sweep(struct db *db, int64_t now, struct err *e);

/*
 * Puts the reader's own view of the feed, in order of n:
 * {"changes":[{"n","kind","id","rev","object":{}} or {"n","kind","id","gone":true}], "last":N, "more":bool, "scope":text}.
 * Ask again with since = last. An object has one place in the feed, that of its newest
 * change; what is out of the reader's sight now is gone. When scope is another than last time
 * (known; sites or role of the account have changed), or since is not of this feed, it says
 * "reset":true: begin again with since = 0. name: r's data_scope_name(), NULL: not known yet.
 */
int data_changes(struct db *db, const struct reader *r, const char *name, int64_t since, const char *known, int limit, struct arena *a,
	struct str *out, struct err *e);
int data_last_change(struct db *db, int64_t *n, struct err *e);
/* After a restore, inside a write transaction: the feed is another from now on, so that all who
   know the one from before the loss begin again. */
int data_feed_anew(struct db *db, struct err *e);

/* Names what this reader may see: the same text as long as that is the same. */
#define SCOPE_NAME 33
void data_scope_name(const struct reader *r, char out[SCOPE_NAME]);

/*
 * Audit: a hash chain per site ("" for the server's own); see data_audit.c for why. The
 * hash of row n is SHA-256, in lower-case hex, over twelve netstrings ("4:text," with
 * the length in bytes): the hash of row n - 1 ("" for the first), site, n, at (ms since
 * 1970), actor, role, what, kind, object, result, request_id, addr.
 */
#define AUDIT_HASH 65
#define AUDIT_BAD 128
struct audit_row { const char *site, *actor, *role, *what, *kind, *object, *result, *request_id, *addr; int64_t at; };
int audit_append(struct db *db, const struct audit_row *row, struct err *e);  /* NULL texts are "" */
/* 0: all chains verify; 1: broken, bad names the first bad row; -1 error. */
int audit_verify(struct db *db, char bad[AUDIT_BAD], int64_t *rows, struct err *e);

/* The account of a login with its password hash, sites; used by sign-in and the command line. */
int account_create(struct db *db, const struct account *acc, const char *password_hash, int64_t now, struct err *e);
int account_password(struct db *db, const char *login, struct arena *a, struct account **acc, const char **hash, struct err *e);
/* Everything a reader is: fills sites from members (org's and account's own). */
int account_reader(struct db *db, const struct account *acc, struct arena *a, struct reader *out, struct err *e);
int member_add(struct db *db, const char *site, const char *org_or_account, struct err *e);
/* Ends nothing by itself: the caller revokes the sign-ins (session_revoke_all). */
int account_set_password(struct db *db, const char *account, const char *password_hash, struct err *e);

/*
 * Files by the SHA-256 of their content (64 lower-case hex). A reader may fetch one that an
 * object they see refers to, or that they uploaded. data_put() keeps the references and
 * refuses (ERR_NOT_FOUND, field "files") one whose file is not here. Endpoints let nobody refer to
 * a file they may not read themselves (files_check): knowing a hash gives nobody the content.
 */
int file_add(struct db *db, const char *hash, int64_t size, const char *account, int64_t now, struct err *e);
/* 1: yes, *size filled (may be NULL); 0: not here, or not for r; -1. */
int file_may_read(struct db *db, const struct reader *r, const char *hash, int64_t *size, struct err *e);
/* Every file that the rows know; fn answers 0 to go on, -1 to fail. */
int file_each(struct db *db, int (*fn)(void *arg, const char *hash, int64_t size, struct err *e), void *arg, struct err *e);
/* Bytes that this account has uploaded since then. */
int file_uploaded(struct db *db, const char *account, int64_t since, int64_t *bytes, struct err *e);
/* May r refer to all of these (struct file_ref), and are their sizes right? ERR_NOT_FOUND, ERR_INVALID_FIELD. */
int files_check(struct db *db, const struct reader *r, struct items files, const char *field, struct err *e);

/*
 * Sign-ins and remembered replies: src/server/session.c and idem.c over their own
 * migration, sql/0002-http.sql (numbers 0002 and 0003 are the HTTP side's).
 */
struct session {
	const char *hash;      /* hex of token_hash() */
	const char *account;
	int64_t created, seen, expires;
	const char *device, *addr;
};
int session_add(struct db *db, const struct session *s, struct err *e);
/* 1 found and valid at now (not past expires, account active), 0, -1. acc, r in the arena. */
int session_find(struct db *db, const char *hash, int64_t now, struct arena *a, struct session *s,
	struct account **acc, struct reader *r, struct err *e);
/* Expiry slides: the caller sets what follows from idle and absolute limits. */
int session_touch(struct db *db, const char *hash, int64_t now, int64_t expires, struct err *e);
int session_revoke(struct db *db, const char *hash, struct err *e);
int session_revoke_all(struct db *db, const char *account, struct err *e);
/* Of everybody. */
int session_end_all(struct db *db, struct err *e);
/* Ends those of the account that were used longest ago, so that so many are left. */
int session_keep_newest(struct db *db, const char *account, int most, struct err *e);

struct idem {
	const char *account, *key, *request; /* request: hex hash of what was asked */
	int status;
	int64_t etag, at;
	const char *location, *reply;        /* reply: JSON text, "" none */
};
/* 1 found, 0, -1. */
int idem_find(struct db *db, const char *account, const char *key, struct arena *a, struct idem *out, struct err *e);
int idem_add(struct db *db, const struct idem *i, struct err *e);
/* Removes what is past its time: sessions, remembered replies. */
int http_sweep(struct db *db, int64_t now, struct err *e);

#endif
