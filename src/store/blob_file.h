#ifndef STORE_BLOB_FILE_H
#define STORE_BLOB_FILE_H

#include "priv.h"

/* The shape of a blob's file: see blob.c. */
enum {
	BLOB_PIECE = 65536,
	BLOB_SEALED = BLOB_PIECE + CRYPTO_OVERHEAD,
	BLOB_SALT = 16,
	BLOB_HEAD = 8 + BLOB_SALT,
	BLOB_AD = BLOB_SALT + 9,
};
extern const char blob_magic[8];

int blob_hash_ok(const char *hash, struct err *e);
char *blob_path(const struct store *s, const char *hash); /* caller frees */
void blob_ad(unsigned char ad[BLOB_AD], const unsigned char salt[BLOB_SALT], uint64_t piece, bool last);
int64_t blob_plain_size(int64_t file);

#endif
