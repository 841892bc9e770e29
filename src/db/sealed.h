#ifndef DB_SEALED_H
#define DB_SEALED_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/crypto.h"
#include "layout.h"
#include "vfs.h"

/* One piece of a sealed file: fetched, put, checked (see vfs.h). */
enum { KEY_ID = 16, SALT = 8 };

struct sealed_keys {
	unsigned char seal[CRYPTO_KEY];
	unsigned char id[CRYPTO_KEY]; /* the first KEY_ID bytes open page 1 */
};

struct sealed_vfs {
	sqlite3_vfs base;
	sqlite3_vfs *real;
	struct sealed_keys *keys;
	enum sealed_fault fault;
	bool *log_cut; /* see db.h; NULL: damage to the log is an error */
	char name[48];
};

struct sealed_file {
	sqlite3_file base;
	struct sealed_vfs *vfs;
	const char *name; /* SQLite keeps it as long as the file is open */
	bool wal;
	bool id_seen; /* page 1 began with our key's id */
	/* WAL, in SQLite's offsets, as far as this handle knows */
	int64_t written;
	int64_t synced;
	unsigned char salt[SALT]; /* of the generation written is about */
	unsigned char box[BOX_MAX];
	sqlite3_file real[]; /* vfs->real->szOsFile bytes */
};

/*
 * Opens the piece into f->box. whole: SQLite wants all of it; recovering: the read is
 * one of a frame's header and page at once, as only recovery does. Answers SQLite's
 * codes.
 */
int sealed_fetch(struct sealed_file *f, const struct piece *p, bool whole,
	bool recovering);
/* Seals p->size bytes of buf and writes them. */
int sealed_put(struct sealed_file *f, const struct piece *p, const void *buf);
/* 0 when a page of the database file opens, or is one that SQLite never writes. */
int sealed_check_page(struct sealed_file *f, const struct piece *p);

#endif
