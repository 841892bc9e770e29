#include "crypto/crypto.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "unit/unit.h"

static void init_may_be_repeated(void **state)
{
	(void)state;
	struct err e = ERR_NONE;

	assert_int_equal(crypto_init(&e), 0);
	assert_int_equal(crypto_init(NULL), 0);
}

static void hex_both_ways(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ok;
	} cases[] = {
		{"00ff10", true}, {"00FF10", true}, {"00ff1", false}, {"00ff1g", false},
		{"00ff1000", false}, {"", false}, {"00 f10", false}, {"0x0010", false},
	};
	unsigned char out[3];
	char text[7];

	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_int_equal(hex_decode(cases[i].text, out, 3), cases[i].ok);
	}
	hex_encode("\0\xff\x10", 3, text);
	assert_string_equal(text, "00ff10");
	assert_true(hex_decode("", out, 0));
}

/* RFC 4648 section 10, without the padding */
static void base64url(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *text;
	} cases[] = {
		{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"},
		{"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"},
	};
	static const char *const bad[] = {"Zg==", "Z", "Zh", "+//+", "Zm9v ", "Zm9vYmFyZg"};
	char text[16];
	unsigned char out[6];

	for (size_t i = 0; i < lengthof(cases); i++) {
		size_t n = strlen(cases[i].bytes);
		b64_encode(cases[i].bytes, n, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
		assert_int_equal(b64_decode(cases[i].text, out, sizeof(out)), (int)n);
		assert_memory_equal(out, cases[i].bytes, n);
	}
	for (size_t i = 0; i < lengthof(bad); i++) {
		assert_int_equal(b64_decode(bad[i], out, sizeof(out)), -1);
	}
}

static void sealing_notices_every_bit(void **state)
{
	(void)state;
	static const char text[] = "unit price 1234.50 EUR";
	enum { N = sizeof(text) };
	unsigned char key[CRYPTO_KEY], box[N + CRYPTO_OVERHEAD], copy[sizeof(box)];
	char out[N];

	crypto_random(key, sizeof(key));
	seal(key, text, N, "row 1", 5, box);
	assert_int_equal(unseal(key, box, sizeof(box), "row 1", 5, out), 0);
	assert_memory_equal(out, text, N);
	for (size_t bit = 0; bit < 8 * sizeof(box); bit++) {
		memcpy(copy, box, sizeof(box));
		copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_int_equal(unseal(key, copy, sizeof(box), "row 1", 5, out), -1);
	}
	assert_int_equal(unseal(key, box, sizeof(box), "row 2", 5, out), -1);
	assert_int_equal(unseal(key, box, sizeof(box) - 1, "row 1", 5, out), -1);
	assert_int_equal(unseal(key, box, CRYPTO_OVERHEAD - 1, "row 1", 5, out), -1);
	key[31] ^= 1;
	assert_int_equal(unseal(key, box, sizeof(box), "row 1", 5, out), -1);
}

static void sealing_twice_differs(void **state)
{
	(void)state;
	unsigned char key[CRYPTO_KEY] = {1}, a[3 + CRYPTO_OVERHEAD], b[sizeof(a)], out[1];

	seal(key, "abc", 3, NULL, 0, a);
	seal(key, "abc", 3, NULL, 0, b);
	assert_memory_not_equal(a, b, sizeof(a));
	seal(key, NULL, 0, NULL, 0, a);
	assert_int_equal(unseal(key, a, CRYPTO_OVERHEAD, NULL, 0, out), 0);
}

static void pages_seal_in_place(void **state)
{
	(void)state;
	unsigned char key[CRYPTO_KEY] = {7}, page[4056], want[sizeof(page)];
	unsigned char extra[CRYPTO_OVERHEAD];

	memset(want, 'x', sizeof(want));
	memcpy(page, want, sizeof(page));
	seal_page(key, page, sizeof(page), "p", 1, extra);
	assert_memory_not_equal(page, want, sizeof(page));
	assert_int_equal(unseal_page(key, page, sizeof(page), "p", 1, extra), 0);
	assert_memory_equal(page, want, sizeof(page));
	seal_page(key, page, sizeof(page), "p", 1, extra);
	extra[CRYPTO_OVERHEAD - 1] ^= 128;
	assert_int_equal(unseal_page(key, page, sizeof(page), "p", 1, extra), -1);
}

/* BLAKE2b of the label under the key, as Python's hashlib makes it. */
static void derived_keys(void **state)
{
	(void)state;
	unsigned char key[CRYPTO_KEY], out[CRYPTO_KEY];
	char hex[65];

	for (size_t i = 0; i < sizeof(key); i++) {
		key[i] = (unsigned char)i;
	}
	key_derive(key, "db pages", out);
	hex_encode(out, sizeof(out), hex);
	assert_string_equal(hex,
		"b52983b629de5f18209d7246f1fb9090d2e7eda64e3da7f6a3eb4cf5e187bdb5");
	key_derive(key, "db id", key);
	assert_memory_not_equal(key, out, sizeof(out));
}

static void passphrase_keys(void **state)
{
	(void)state;
	unsigned char salt[CRYPTO_SALT], a[CRYPTO_KEY], b[CRYPTO_KEY];
	struct err e = ERR_NONE;

	memset(salt, 1, sizeof(salt));
	assert_int_equal(key_from_passphrase("correct horse", salt, a, &e), 0);
	assert_int_equal(key_from_passphrase("correct horse", salt, b, &e), 0);
	assert_memory_equal(a, b, sizeof(a));
	salt[0] = 2;
	assert_int_equal(key_from_passphrase("correct horse", salt, b, &e), 0);
	assert_memory_not_equal(a, b, sizeof(a));
}

static void key_file_is_made_and_kept_private(void **state)
{
	(void)state;
	char *path = fs_join(unit_dir(), "key");
	char *other = fs_join(unit_dir(), "link");
	unsigned char a[CRYPTO_KEY], b[CRYPTO_KEY];
	struct err e = ERR_NONE;
	struct stat st;

	assert_int_equal(key_from_file(path, a, &e), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, CRYPTO_KEY);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(key_from_file(path, b, &e), 0);
	assert_memory_equal(a, b, sizeof(a));

	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(key_from_file(path, b, &e), -1);
	assert_int_equal(e.code, ERR_KEY);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(symlink(path, other), 0);
	assert_int_equal(key_from_file(other, b, &e), -1);
	assert_int_equal(truncate(path, CRYPTO_KEY - 1), 0);
	assert_int_equal(key_from_file(path, b, &e), -1);
	assert_int_equal(e.code, ERR_KEY);
	assert_int_equal(truncate(path, CRYPTO_KEY + 1), 0);
	assert_int_equal(key_from_file(path, b, &e), -1);
	free(path);
	free(other);
}

/* Of many that make the key at once, all must come away with the same. */
static void key_file_is_made_once(void **state)
{
	(void)state;
	enum { CHILDREN = 8 };
	char *path = fs_join(unit_dir(), "key");
	unsigned char keys[CHILDREN][CRYPTO_KEY];
	int pipes[CHILDREN][2];
	pid_t pids[CHILDREN];

	for (int i = 0; i < CHILDREN; i++) {
		assert_int_equal(pipe(pipes[i]), 0);
		pids[i] = fork();
		if (pids[i] == 0) {
			unsigned char key[CRYPTO_KEY] = {0};
			int bad = key_from_file(path, key, NULL);
			bad |= write(pipes[i][1], key, sizeof(key)) != sizeof(key);
			_exit(bad ? 1 : 0);
		}
	}
	for (int i = 0; i < CHILDREN; i++) {
		int status = 0;
		assert_int_equal(read(pipes[i][0], keys[i], CRYPTO_KEY), CRYPTO_KEY);
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
		assert_memory_equal(keys[i], keys[0], CRYPTO_KEY);
		close(pipes[i][0]);
		close(pipes[i][1]);
	}
	free(path);
}

static void tokens(void **state)
{
	(void)state;
	char a[TOKEN_TEXT], b[TOKEN_TEXT];
	unsigned char ha[CRYPTO_HASH], hb[CRYPTO_HASH];

	token_make(a);
	token_make(b);
	assert_int_equal(strlen(a), 3 + 43);
	assert_memory_equal(a, "ft_", 3);
	assert_string_not_equal(a, b);
	token_hash(a, ha);
	token_hash(b, hb);
	assert_memory_not_equal(ha, hb, sizeof(ha));
	token_hash(a, hb);
	assert_true(crypto_equal(ha, hb, sizeof(ha)));
}

static void cheap_passwords_verify(void **state)
{
	(void)state;
	char hash[PASSWORD_HASH];
	struct err e = ERR_NONE;

	assert_int_equal(password_hash_min("demo", hash, &e), 0);
	assert_true(password_verify("demo", hash));
	assert_false(password_verify("Demo", hash));
}

static void secrets_are_zeroed_and_writable(void **state)
{
	(void)state;
	unsigned char *p = secret_alloc(CRYPTO_KEY);

	for (int i = 0; i < CRYPTO_KEY; i++) {
		assert_int_equal(p[i], 0);
		p[i] = 1;
	}
	crypto_wipe(p, CRYPTO_KEY);
	assert_int_equal(p[CRYPTO_KEY - 1], 0);
	secret_free(p);
	secret_free(NULL);
}

static void signatures_of_new_keys(void **state)
{
	(void)state;
	unsigned char pub[32], other[32], sec[64], sig[64];

	sign_keypair(pub, sec);
	sign_detached(sec, "order 7", 7, sig);
	assert_true(sign_verify(pub, "order 7", 7, sig));
	assert_false(sign_verify(pub, "order 8", 7, sig));
	sign_keypair(other, sec);
	assert_false(sign_verify(other, "order 7", 7, sig));
}

UNIT_TESTS(crypto,
	cmocka_unit_test(init_may_be_repeated),
	cmocka_unit_test(hex_both_ways),
	cmocka_unit_test(base64url),
	cmocka_unit_test(sealing_notices_every_bit),
	cmocka_unit_test(sealing_twice_differs),
	cmocka_unit_test(pages_seal_in_place),
	cmocka_unit_test(derived_keys),
	cmocka_unit_test(passphrase_keys),
	cmocka_unit_test(key_file_is_made_and_kept_private),
	cmocka_unit_test(key_file_is_made_once),
	cmocka_unit_test(tokens),
	cmocka_unit_test(cheap_passwords_verify),
	cmocka_unit_test(secrets_are_zeroed_and_writable),
	cmocka_unit_test(signatures_of_new_keys));
