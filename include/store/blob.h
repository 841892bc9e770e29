#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

/*
 * Files by the SHA-256 of their content (64 hex characters), kept sealed in DIR/blobs in pieces of
 * 64 KiB; neither content, name, hash nor type can be read from the folder (the size can).
 * A piece that was changed or moved is ERR_CORRUPT, never wrong data. Calls block
 * for the bytes they move.
 */
#define BLOB_HASH 65          /* with the NUL */
#define BLOB_MAX ((int64_t)1 << 30)

/* Copies a file in: to attach something. media: guessed from the first bytes and the name, "" unknown. */
int blob_import(struct store *s, const char *path, char hash[BLOB_HASH], int64_t *size, char media[100], struct err *e);
/*
 * The same by steps, of about so many bytes each, so that something else can be done between them. 1: it is in, and
 * im tells what; 0: there is more; -1: it failed. A path that cannot be attached is refused by begin.
 */
struct blob_import;
struct blob_imported { char hash[BLOB_HASH], media[100]; int64_t size; };
int blob_import_begin(struct store *s, const char *path, struct blob_import **out, struct err *e);
int64_t blob_import_size(const struct blob_import *im);  /* of the file, at the beginning */
int blob_import_step(struct blob_import *im, int64_t bytes, struct err *e);
const struct blob_imported *blob_import_result(const struct blob_import *im); /* NULL: not in yet */
void blob_import_destroy(struct blob_import *im);        /* NULL ok; breaks it off */
bool blob_have(struct store *s, const char *hash, int64_t *size);
int blob_drop(struct store *s, const char *hash, struct err *e);
/* Writes the content to path by a temporary file and rename; refuses to replace unless told. */
int blob_export(struct store *s, const char *hash, const char *path, bool replace, struct err *e);

/* By pieces: downloads. end checks the content against want (NULL: any), and only then does the blob exist. */
struct blob_writer;
int blob_begin(struct store *s, struct blob_writer **out, struct err *e);
int blob_add(struct blob_writer *w, const void *p, size_t n, struct err *e);
int blob_end(struct blob_writer *w, const char *want, char hash[BLOB_HASH], struct err *e); /* w is gone in any case */
void blob_abort(struct blob_writer *w);  /* NULL ok */

/* By pieces: uploads, viewers. */
struct blob_reader;
int blob_open(struct store *s, const char *hash, struct blob_reader **out, int64_t *size, struct err *e);
int64_t blob_read(struct blob_reader *r, int64_t at, void *out, size_t n, struct err *e); /* bytes; 0 at the end; -1 */
void blob_close(struct blob_reader *r);

/* Drops what has not been used for long until the folder is under max bytes; files of waiting intents and drafts stay. */
int blob_trim(struct store *s, int64_t max, struct err *e);

#endif
