/* Known answers from the standards themselves. */
#include <string.h>

#include "base/alloc.h"
#include "crypto/crypto.h"
#include "unit/unit.h"

static void from_hex(const char *hex, unsigned char *out, size_t n)
{
	assert_true(hex_decode(hex, out, n));
}

static void assert_hex(const void *p, size_t n, const char *want)
{
	char got[2 * 256 + 1];

	assert_true(n <= 256);
	hex_encode(p, n, got);
	assert_string_equal(got, want);
}

/* FIPS 180-4 examples; NIST CAVP for one byte. */
static void sha256_fips_180_4(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *hash;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{"\xbd", "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"},
	};
	unsigned char out[CRYPTO_HASH];

	for (size_t i = 0; i < lengthof(cases); i++) {
		sha256(cases[i].text, strlen(cases[i].text), out);
		assert_hex(out, sizeof(out), cases[i].hash);
		struct sha256 h;
		sha256_init(&h);
		for (const char *p = cases[i].text; *p; p++) {
			sha256_add(&h, p, 1);
		}
		sha256_end(&h, out);
		assert_hex(out, sizeof(out), cases[i].hash);
	}
}

static void sha256_of_a_million_a(void **state)
{
	(void)state;
	char chunk[1000];
	unsigned char out[CRYPTO_HASH];
	struct sha256 h;

	memset(chunk, 'a', sizeof(chunk));
	sha256_init(&h);
	for (int i = 0; i < 1000; i++) {
		sha256_add(&h, chunk, sizeof(chunk));
	}
	sha256_end(&h, out);
	assert_hex(out, sizeof(out),
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* RFC 4231 cases 1, 2, 6 */
static void hmac_rfc_4231(void **state)
{
	(void)state;
	unsigned char key[131], out[CRYPTO_HASH];

	memset(key, 0x0b, 20);
	hmac_sha256(key, 20, "Hi There", 8, out);
	assert_hex(out, sizeof(out),
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out);
	assert_hex(out, sizeof(out),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	hmac_sha256(key, sizeof(key),
		"Test Using Larger Than Block-Size Key - Hash Key First", 54, out);
	assert_hex(out, sizeof(out),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* draft-irtf-cfrg-xchacha-03, A.3.1 */
static void xchacha20_poly1305_draft(void **state)
{
	(void)state;
	static const char text[] = "Ladies and Gentlemen of the class of '99: If I could "
		"offer you only one tip for the future, sunscreen would be it.";
	enum { N = sizeof(text) - 1 };
	unsigned char key[CRYPTO_KEY], ad[12], sealed[N + CRYPTO_OVERHEAD], plain[N];

	from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", key, 32);
	from_hex("50515253c0c1c2c3c4c5c6c7", ad, 12);
	from_hex("404142434445464748494a4b4c4d4e4f5051525354555657", sealed, 24);
	from_hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
		"731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
		"2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
		"21f9664c97637da9768812f615c68b13b52e", sealed + 24, N);
	from_hex("c0875924c1c7987947deafd8780acf49", sealed + 24 + N, 16);
	assert_int_equal(unseal(key, sealed, sizeof(sealed), ad, sizeof(ad), plain), 0);
	assert_memory_equal(plain, text, N);
}

/* RFC 8032 section 7.1, tests 1 to 3 */
static void ed25519_rfc_8032(void **state)
{
	(void)state;
	static const struct {
		const char *seed, *pub, *text;
		size_t n;
		const char *sig;
	} cases[] = {
		{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
			"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", 0,
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
			"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72", 1,
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
			"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
		{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
			"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
			"\xaf\x82", 2,
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
			"18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		/* the secret key is the seed and the public key, one behind the other */
		unsigned char sec[64], sig[64];
		from_hex(cases[i].seed, sec, 32);
		from_hex(cases[i].pub, sec + 32, 32);
		sign_detached(sec, cases[i].text, cases[i].n, sig);
		assert_hex(sig, sizeof(sig), cases[i].sig);
		assert_true(sign_verify(sec + 32, cases[i].text, cases[i].n, sig));
		sig[i * 20] ^= 1;
		assert_false(sign_verify(sec + 32, cases[i].text, cases[i].n, sig));
	}
}

/* Strings of the reference implementation's own tests. */
static void argon2id_reference(void **state)
{
	(void)state;
	assert_true(password_verify("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
		"$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"));
	assert_true(password_verify("differentpassword",
		"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
		"$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94"));
	assert_false(password_verify("Password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
		"$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"));
}

static void passwords_are_argon2id(void **state)
{
	(void)state;
	char hash[PASSWORD_HASH];
	struct err e = ERR_NONE;

	assert_int_equal(password_hash("hunter2 \xed\x95\x9c", hash, &e), 0);
	assert_true(strncmp(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31) == 0);
	assert_true(password_verify("hunter2 \xed\x95\x9c", hash));
	assert_false(password_verify("hunter2", hash));
	assert_false(password_verify("", hash));
	assert_false(password_verify("hunter2", ""));
	assert_false(password_verify("hunter2", "$argon2id$v=19$m=65536"));
}

UNIT_TESTS(vectors,
	cmocka_unit_test(sha256_fips_180_4),
	cmocka_unit_test(sha256_of_a_million_a),
	cmocka_unit_test(hmac_rfc_4231),
	cmocka_unit_test(xchacha20_poly1305_draft),
	cmocka_unit_test(ed25519_rfc_8032),
	cmocka_unit_test(argon2id_reference),
	cmocka_unit_test(passwords_are_argon2id));
