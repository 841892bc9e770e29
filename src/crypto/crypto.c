#include "crypto/crypto.h"

#include <sodium.h>
#include <string.h>

#include "base/fault.h"

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct sha256),
	"struct sha256 is too small");
_Static_assert(CRYPTO_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
	CRYPTO_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES &&
	CRYPTO_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	"sizes differ from libsodium's");

int crypto_init(struct err *e)
{
	if (sodium_init() < 0) {
		return err_set(e, ERR_INTERNAL, "libsodium could not be started");
	}
	return 0;
}

void crypto_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void crypto_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void *secret_alloc(size_t n)
{
	must(sodium_init() >= 0);
	void *p = sodium_malloc(n);
	must(p != NULL);
	memset(p, 0, n);
	return p;
}

void secret_free(void *p)
{
	sodium_free(p);
}

static crypto_hash_sha256_state *sha_state(struct sha256 *h)
{
	return (crypto_hash_sha256_state *)(void *)h->opaque;
}

void sha256_init(struct sha256 *h)
{
	crypto_hash_sha256_init(sha_state(h));
}

void sha256_add(struct sha256 *h, const void *p, size_t n)
{
	crypto_hash_sha256_update(sha_state(h), n ? p : (const void *)"", n);
}

void sha256_end(struct sha256 *h, unsigned char out[CRYPTO_HASH])
{
	crypto_hash_sha256_final(sha_state(h), out);
}

void sha256(const void *p, size_t n, unsigned char out[CRYPTO_HASH])
{
	crypto_hash_sha256(out, n ? p : (const void *)"", n);
}

void hmac_sha256(const void *key, size_t nkey, const void *p, size_t n,
	unsigned char out[CRYPTO_HASH])
{
	crypto_auth_hmacsha256_state h;

	crypto_auth_hmacsha256_init(&h, key, nkey);
	crypto_auth_hmacsha256_update(&h, n ? p : (const void *)"", n);
	crypto_auth_hmacsha256_final(&h, out);
	sodium_memzero(&h, sizeof(h));
}

void seal_page(const unsigned char key[CRYPTO_KEY], unsigned char *p, size_t n,
	const void *ad, size_t nad, unsigned char nonce_tag[CRYPTO_OVERHEAD])
{
	randombytes_buf(nonce_tag, CRYPTO_NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(p,
		nonce_tag + CRYPTO_NONCE, NULL, p, n, ad, nad, NULL, nonce_tag, key);
}

int unseal_page(const unsigned char key[CRYPTO_KEY], unsigned char *p, size_t n,
	const void *ad, size_t nad, const unsigned char nonce_tag[CRYPTO_OVERHEAD])
{
	return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(p, NULL, p, n,
		nonce_tag + CRYPTO_NONCE, ad, nad, nonce_tag, key);
}

void seal(const unsigned char key[CRYPTO_KEY], const void *p, size_t n,
	const void *ad, size_t nad, unsigned char *out)
{
	unsigned char *text = out + CRYPTO_NONCE;

	randombytes_buf(out, CRYPTO_NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(text, text + n, NULL,
		n ? p : (const void *)"", n, ad, nad, NULL, out, key);
}

int unseal(const unsigned char key[CRYPTO_KEY], const unsigned char *p, size_t n,
	const void *ad, size_t nad, void *out)
{
	if (n < CRYPTO_OVERHEAD) {
		return -1;
	}
	size_t len = n - CRYPTO_OVERHEAD;
	const unsigned char *text = p + CRYPTO_NONCE;

	return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(out, NULL, text,
		len, text + len, ad, nad, p, key);
}

void sign_keypair(unsigned char pub[32], unsigned char sec[64])
{
	crypto_sign_keypair(pub, sec);
}

void sign_detached(const unsigned char sec[64], const void *p, size_t n,
	unsigned char sig[64])
{
	crypto_sign_detached(sig, NULL, n ? p : (const void *)"", n, sec);
}

bool sign_verify(const unsigned char pub[32], const void *p, size_t n,
	const unsigned char sig[64])
{
	return crypto_sign_verify_detached(sig, n ? p : (const void *)"", n, pub) == 0;
}
