#ifndef CRYPTO_CRYPTO_H
#define CRYPTO_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * All cryptography, over libsodium. Secrets live in struct secret: locked,
 * guarded memory that is wiped when released.
 */
int crypto_init(struct err *e); /* once, before anything else; may be called again */

#define CRYPTO_KEY 32
#define CRYPTO_NONCE 24
#define CRYPTO_TAG 16
#define CRYPTO_HASH 32
#define CRYPTO_OVERHEAD (CRYPTO_NONCE + CRYPTO_TAG)

void crypto_random(void *out, size_t n);
void crypto_wipe(void *p, size_t n);
bool crypto_equal(const void *a, const void *b, size_t n); /* constant time */

/* SHA-256 (FIPS 180-4); hex is 64 characters and a NUL. */
struct sha256 { _Alignas(16) unsigned char opaque[208]; };
void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *p, size_t n);
void sha256_end(struct sha256 *h, unsigned char out[CRYPTO_HASH]);
void sha256(const void *p, size_t n, unsigned char out[CRYPTO_HASH]);
void hex_encode(const void *p, size_t n, char *out);            /* 2n + 1 bytes */
bool hex_decode(const char *s, unsigned char *out, size_t n);   /* exactly n bytes */
/* URL-safe base 64 without padding (RFC 4648 section 5). */
void b64_encode(const void *p, size_t n, char *out, size_t size);
int b64_decode(const char *s, void *out, size_t size);          /* bytes, or -1 */

/* Locked memory. Never fails. */
void *secret_alloc(size_t n);
void secret_free(void *p);

/*
 * Sealing: XChaCha20-Poly1305 (IETF draft-irtf-cfrg-xchacha) with a random nonce.
 * out = nonce | ciphertext | tag, n + CRYPTO_OVERHEAD bytes. ad is authenticated,
 * not stored.
 */
void seal(const unsigned char key[CRYPTO_KEY], const void *p, size_t n,
	const void *ad, size_t nad, unsigned char *out);
/* n counts the sealed bytes; out gets n - CRYPTO_OVERHEAD. -1 when anything differs. */
int unseal(const unsigned char key[CRYPTO_KEY], const unsigned char *p, size_t n,
	const void *ad, size_t nad, void *out);
/* In place, for pages: nonce and tag apart from the data. */
void seal_page(const unsigned char key[CRYPTO_KEY], unsigned char *p, size_t n,
	const void *ad, size_t nad, unsigned char nonce_tag[CRYPTO_OVERHEAD]);
int unseal_page(const unsigned char key[CRYPTO_KEY], unsigned char *p, size_t n,
	const void *ad, size_t nad, const unsigned char nonce_tag[CRYPTO_OVERHEAD]);

/* Passwords: Argon2id (RFC 9106), PHC string, at most 128 bytes with the NUL.
   Blocks some 50-100 ms and 64 MiB by intent; interactive limits. Tests and demo
   data may lower the cost by FETTLE_ARGON2=min in the environment of fettled
   demo only (password_hash_min). */
#define PASSWORD_HASH 128
int password_hash(const char *password, char out[PASSWORD_HASH], struct err *e);
int password_hash_min(const char *password, char out[PASSWORD_HASH], struct err *e);
bool password_verify(const char *password, const char *hash);

/* A key from a passphrase and 16 bytes of salt by Argon2id; blocks likewise. */
#define CRYPTO_SALT 16
int key_from_passphrase(const char *pass, const unsigned char salt[CRYPTO_SALT],
	unsigned char key[CRYPTO_KEY], struct err *e);
/* Reads a key file (32 bytes, mode 0600 enforced), making it when absent. */
int key_from_file(const char *path, unsigned char key[CRYPTO_KEY], struct err *e);
/* Derives a key for one purpose (BLAKE2b keyed hash); label at most 16 bytes. */
void key_derive(const unsigned char key[CRYPTO_KEY], const char *label,
	unsigned char out[CRYPTO_KEY]);

/* Bearer tokens: 32 random bytes, shown as "ft_" and base64url; only their hash
   is kept (SHA-256: the input has full entropy). */
#define TOKEN_TEXT 48
void token_make(char out[TOKEN_TEXT]);
void token_hash(const char *token, unsigned char out[CRYPTO_HASH]);

/* Ed25519 (RFC 8032) */
void sign_keypair(unsigned char pub[32], unsigned char sec[64]);
void sign_detached(const unsigned char sec[64], const void *p, size_t n, unsigned char sig[64]);
bool sign_verify(const unsigned char pub[32], const void *p, size_t n, const unsigned char sig[64]);
void hmac_sha256(const void *key, size_t nkey, const void *p, size_t n, unsigned char out[CRYPTO_HASH]);

#endif
