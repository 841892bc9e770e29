#ifndef DB_VFS_H
#define DB_VFS_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/err.h"

/*
 * A SQLite VFS that seals what reaches the disk with XChaCha20-Poly1305, a fresh
 * random nonce for every write, and the kind and offset of the piece as associated
 * data.
 *
 * Database file: pages of 4096 bytes, of which SQLite leaves the last 40 to us for
 * nonce and tag. Page 1 begins with 16 bytes made from the key, so that a wrong key
 * can be told from damage; nothing else is readable.
 *
 * WAL: a header box of 32 bytes, then for each frame a box with its header of 24
 * bytes (its checksum would tell about the page) and a box with its page; every box
 * is 40 bytes longer than what SQLite sees. A frame's header box also holds how much
 * of the WAL had reached the disk when it was written (who goes on behind frames of
 * another connection syncs them first). So after a crash a torn tail
 * (never synced: the log ends there, as with any SQLite) is told from damage to what
 * was once synced (an error). Damage to the very last transaction looks like a torn
 * tail and loses that transaction.
 *
 * Rollback journals and temporary files are refused: WAL and temp_store=MEMORY only.
 * The -shm file holds page numbers only and is not sealed. Not stopped: putting back
 * an older copy of the file, or of a page at its old place.
 */
#define SEALED_PAGE 4096

enum sealed_fault {
	SEALED_OK,
	SEALED_WRONG_KEY,
	SEALED_NOT_SEALED, /* a plain database */
	SEALED_DAMAGED
};

struct sealed_vfs;

/* Registers a VFS of its own for one connection; key is copied into locked memory. log_cut: see db.h. */
struct sealed_vfs *sealed_vfs_create(const unsigned char *key, bool *log_cut, struct err *e);
void sealed_vfs_destroy(struct sealed_vfs *v); /* after sqlite3_close; NULL is fine */
const char *sealed_vfs_name(const struct sealed_vfs *v);
/* Reads every page of an open database's file; ERR_CORRUPT names the first bad one. */
int sealed_vfs_check(sqlite3 *handle, struct err *e);
/* Why reading failed, the first time it did. */
enum sealed_fault sealed_vfs_fault(const struct sealed_vfs *v);

#endif
