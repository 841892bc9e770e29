#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "crypto/crypto.h"

_Static_assert(PASSWORD_HASH == crypto_pwhash_STRBYTES, "PHC string size");
_Static_assert(CRYPTO_SALT == crypto_pwhash_SALTBYTES, "salt size");

static int hash_with(const char *password, unsigned long long ops, size_t mem,
	char out[PASSWORD_HASH], struct err *e)
{
	if (crypto_pwhash_str(out, password, strlen(password), ops, mem) != 0) {
		return err_set(e, ERR_UNAVAILABLE, "not enough memory to hash a password");
	}
	return 0;
}

int password_hash(const char *password, char out[PASSWORD_HASH], struct err *e)
{
	return hash_with(password, crypto_pwhash_OPSLIMIT_INTERACTIVE,
		crypto_pwhash_MEMLIMIT_INTERACTIVE, out, e);
}

int password_hash_min(const char *password, char out[PASSWORD_HASH], struct err *e)
{
	return hash_with(password, crypto_pwhash_OPSLIMIT_MIN,
		crypto_pwhash_MEMLIMIT_MIN, out, e);
}

bool password_verify(const char *password, const char *hash)
{
	char padded[PASSWORD_HASH] = "";

	if (strlen(hash) >= sizeof(padded)) {
		return false;
	}
	memcpy(padded, hash, strlen(hash));
	return crypto_pwhash_str_verify(padded, password, strlen(password)) == 0;
}

int key_from_passphrase(const char *pass, const unsigned char salt[CRYPTO_SALT],
	unsigned char key[CRYPTO_KEY], struct err *e)
{
	if (crypto_pwhash(key, CRYPTO_KEY, pass, strlen(pass), salt,
			crypto_pwhash_OPSLIMIT_INTERACTIVE,
			crypto_pwhash_MEMLIMIT_INTERACTIVE,
			crypto_pwhash_ALG_ARGON2ID13) != 0) {
		return err_set(e, ERR_UNAVAILABLE, "not enough memory to make a key");
	}
	return 0;
}

void key_derive(const unsigned char key[CRYPTO_KEY], const char *label,
	unsigned char out[CRYPTO_KEY])
{
	must(strlen(label) <= 16);
	crypto_generichash(out, CRYPTO_KEY, (const unsigned char *)label,
		strlen(label), key, CRYPTO_KEY);
}

/* 1 read, 0 absent, -1 */
static int key_read(const char *path, unsigned char key[CRYPTO_KEY], struct err *e)
{
	int r = -1;
	struct stat st;
	unsigned char *buf = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0) {
		return errno == ENOENT ? 0 : err_errno(e, path);
	}
	if (fstat(fd, &st) != 0) {
		err_errno(e, path);
		goto out;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & 077) || st.st_uid != geteuid()) {
		err_set(e, ERR_KEY, tr("%s must be a file of yours that only you can read (mode 0600)"), path);
		goto out;
	}
	buf = secret_alloc(CRYPTO_KEY + 1);
	if (read(fd, buf, CRYPTO_KEY + 1) != CRYPTO_KEY) {
		err_set(e, ERR_KEY, tr("%s does not hold a key of %d bytes"), path, CRYPTO_KEY);
		goto out;
	}
	memcpy(key, buf, CRYPTO_KEY);
	r = 1;
out:
	secret_free(buf);
	close(fd);
	return r;
}

/* By link(2), so that of two processes one wins and none sees half a key. */
static int key_write(const char *path, const unsigned char key[CRYPTO_KEY],
	struct err *e)
{
	int r = -1;
	char *tmp = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(tmp, O_CLOEXEC);

	if (fd < 0) {
		err_errno(e, path);
		goto out;
	}
	if (fchmod(fd, 0600) != 0 || write(fd, key, CRYPTO_KEY) != CRYPTO_KEY ||
			fsync(fd) != 0) {
		err_errno(e, path);
		goto out;
	}
	if ((link(tmp, path) != 0 && errno != EEXIST) || fs_sync_dir_of(path) != 0) {
		err_errno(e, path);
		goto out;
	}
	r = 0;
out:
	if (fd >= 0) {
		unlink(tmp);
		close(fd);
	}
	free(tmp);
	return r;
}

int key_from_file(const char *path, unsigned char key[CRYPTO_KEY], struct err *e)
{
	int r = key_read(path, key, e);

	if (r != 0) {
		return r < 0 ? -1 : 0;
	}
	unsigned char *fresh = secret_alloc(CRYPTO_KEY);
	crypto_random(fresh, CRYPTO_KEY);
	r = key_write(path, fresh, e);
	secret_free(fresh);
	if (r != 0) {
		return -1;
	}
	r = key_read(path, key, e);
	return r == 0 ? err_set(e, ERR_IO, "%s vanished", path) : r < 0 ? -1 : 0;
}

void token_make(char out[TOKEN_TEXT])
{
	unsigned char raw[32];

	crypto_random(raw, sizeof(raw));
	memcpy(out, "ft_", 3);
	b64_encode(raw, sizeof(raw), out + 3, TOKEN_TEXT - 3);
	crypto_wipe(raw, sizeof(raw));
}

void token_hash(const char *token, unsigned char out[CRYPTO_HASH])
{
	sha256(token, strlen(token), out);
}
