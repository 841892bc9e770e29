#ifndef SERVER_BACKUP_H
#define SERVER_BACKUP_H

#include <stdint.h>

#include "conf.h"

/*
 * A backup is a folder: fettled.db, a copy of the database as it was at one moment (sealed as
 * it is); files/, every file that its rows know; and manifest, written last: a folder
 * without one is no backup. Neither db_key nor the TLS key is in it.
 *
 * SQLite only (ERR_INVALID else); PostgreSQL has pg_dump. Both block.
 */
struct backup_facts { int64_t files, bytes, change; };

/* While others serve and write; neither migrates nor locks them out. dir is new, or empty. */
int backup_make(const struct server_conf *conf, const char *dir, struct backup_facts *out, struct err *e);
/*
 * Into conf's data folder, where no database may be (ERR_EXISTS). The copy is checked, migrated, its
 * audit chains verified, each file's content compared with its hash, and only then is the
 * database there; run again after a failure it goes on. Then it is as after
 * backup_anew().
 */
int backup_restore(const struct server_conf *conf, const char *dir, struct backup_facts *out, struct err *e);

/*
 * What a database needs that is older than what people have seen of it, also one that pg_restore brought
 * back: the feed is another from now on (data_feed_anew); all sign-ins end, since those that were revoked
 * meanwhile would hold again; the audit log says "restore". Nobody may serve it meanwhile.
 */
int backup_anew(const struct server_conf *conf, struct err *e);

#endif
